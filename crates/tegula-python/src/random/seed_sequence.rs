//! The class `SeedSequence`.

use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt, PyList, PyRange, PyTuple};
use tegula_core::{DType, Element, RawArray};
use tegula_exec::Order;
use tegula_random::{DEFAULT_POOL_SIZE, Entropy, SeedInt, SeedSequence};

use super::raise;
use crate::convert::element::{self, Number};
use crate::error::Raised;
use crate::ffi::{Any, text};
use crate::ndarray::shaping;
use crate::{convert, dtype, ndarray, scalars};

/// Mixes entropy reproducibly and spawns independent children.
#[pyclass(name = "SeedSequence", module = "tegula.random.bit_generator", frozen, subclass)]
pub struct PySeedSequence {
    sequence: Mutex<SeedSequence>,
    /// The entropy as it was given, for those who ask.
    entropy: Py<PyAny>,
    spawn_key: Py<PyTuple>,
}

impl PySeedSequence {
    /// The sequence of any seed.
    pub fn from_seed(seed: &Any<'_>) -> PyResult<PySeedSequence> {
        PySeedSequence::build(seed, &PyTuple::empty(seed.py()), DEFAULT_POOL_SIZE, 0)
    }

    fn build(
        entropy: &Any<'_>,
        spawn_key: &Bound<'_, PyTuple>,
        pool_size: usize,
        n_children_spawned: u32,
    ) -> PyResult<PySeedSequence> {
        let key = elements(spawn_key)?;
        let (parsed, shown) = if entropy.is_none() {
            let drawn = Entropy::from_os(pool_size).map_err(raise)?;
            let shown = entropy_object(entropy.py(), &drawn)?;
            (drawn, shown)
        } else {
            (entropy_of(entropy)?, entropy.clone())
        };
        let sequence =
            SeedSequence::with_options(parsed, key, pool_size, n_children_spawned).map_err(raise)?;
        Ok(PySeedSequence {
            sequence: Mutex::new(sequence),
            entropy: shown.unbind(),
            spawn_key: spawn_key.clone().unbind(),
        })
    }

    /// The sequence itself.
    pub fn lock(&self) -> MutexGuard<'_, SeedSequence> {
        self.sequence.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next `n` children.
    pub fn children(&self, py: Python<'_>, n: usize) -> PyResult<Vec<PySeedSequence>> {
        let children = self.lock().spawn(n).map_err(raise)?;
        children
            .into_iter()
            .map(|child| {
                let key =
                    child.spawn_key().iter().map(|k| int_object(py, k)).collect::<PyResult<Vec<_>>>()?;
                Ok(PySeedSequence {
                    entropy: self.entropy.clone_ref(py),
                    spawn_key: PyTuple::new(py, key)?.unbind(),
                    sequence: Mutex::new(child),
                })
            })
            .collect()
    }
}

/// The seed sequence of a seed: the seed itself if it is one, by class or by `ISeedSequence`.
pub fn of_seed<'py>(py: Python<'py>, seed: Option<&Any<'py>>) -> PyResult<Any<'py>> {
    let none = py.None().into_bound(py);
    let seed = seed.unwrap_or(&none);
    let plain = seed.is_none() || element::exact_int(seed).is_some() || ndarray::get(seed).is_some();
    if !plain && (seed.cast::<PySeedSequence>().is_ok() || is_registered(seed, "ISeedSequence")?) {
        return Ok(seed.clone());
    }
    Ok(Bound::new(py, PySeedSequence::from_seed(seed)?)?.into_any())
}

/// True if a seed sequence can have children.
pub fn can_spawn(sequence: &Any<'_>) -> bool {
    sequence.cast::<PySeedSequence>().is_ok()
        || is_registered(sequence, "ISpawnableSeedSequence").unwrap_or(false)
}

fn is_registered(object: &Any<'_>, interface: &str) -> PyResult<bool> {
    let module = object.py().import("tegula.random.bit_generator")?;
    object.is_instance(&module.getattr(interface)?)
}

/// Words for a state out of any seed sequence.
macro_rules! words {
    ($name:ident, $generate:ident, $word:ty) => {
        pub fn $name<const N: usize>(sequence: &Any<'_>) -> PyResult<[$word; N]> {
            let mut words = [0; N];
            if let Ok(ours) = sequence.cast_exact::<PySeedSequence>() {
                ours.get().lock().$generate(&mut words);
                return Ok(words);
            }
            let class = scalars::class(sequence.py(), <$word>::DTYPE);
            let array = convert::to_array(&sequence.call_method1("generate_state", (N, class))?, None)?;
            let array = tegula_exec::cast(&array, <$word>::DTYPE, Order::C).map_err(Raised::from)?;
            if array.size() < N {
                return Err(Raised::value(format!("the seed sequence gave fewer than {N} words")).into());
            }
            // SAFETY: the array is contiguous, of this type and only read.
            words.copy_from_slice(&unsafe { slice::<$word>(&array) }[..N]);
            Ok(words)
        }
    };
}

words!(words_u32, generate_state_u32, u32);
words!(words_u64, generate_state_u64, u64);

/// The entropy in a seed.
///
/// # Errors
/// `ValueError` for negative integers, `TypeError` for what is no integer and no sequence of integers.
fn entropy_of(seed: &Any<'_>) -> PyResult<Entropy> {
    if is_integer(seed) {
        return Ok(Entropy::Int(seed_int(seed)?));
    }
    let sequence = ndarray::get(seed).is_some()
        || seed.is_instance_of::<PyList>()
        || seed.is_instance_of::<PyTuple>()
        || seed.is_instance_of::<PyRange>();
    if !sequence {
        let text = seed.str()?;
        let text = format!("SeedSequence expects int or sequence of ints for entropy not {text}");
        return Err(Raised::type_(text).into());
    }
    Ok(Entropy::Sequence(elements(seed)?))
}

/// The integers in a sequence; those of sequences in it count one after the other.
fn elements(sequence: &Any<'_>) -> PyResult<Vec<SeedInt>> {
    let mut ints = Vec::with_capacity(sequence.len()?);
    for item in sequence.try_iter()? {
        let item = item?;
        if let Some(text) = text(&item) {
            ints.push(seed_text(&item, text)?);
        } else if is_integer(&item) {
            ints.push(seed_int(&item)?);
        } else if matches!(element::number(&item), Some(Number::Weak(_) | Number::Strong(_))) {
            return Err(Raised::type_("seed must be integer").into());
        } else {
            ints.extend(elements(&item)?);
        }
    }
    Ok(ints)
}

/// An integer as text, hexadecimal after `0x`.
fn seed_text(object: &Any<'_>, text: &str) -> PyResult<SeedInt> {
    let int = object.py().get_type::<PyInt>();
    if text.starts_with("0x") {
        seed_int(&int.call1((object, 16))?)
    } else if text.starts_with(|c: char| c.is_ascii_digit()) {
        seed_int(&int.call1((object,))?)
    } else {
        Err(Raised::value("unrecognized seed string").into())
    }
}

fn is_integer(object: &Any<'_>) -> bool {
    // SAFETY: the check accepts any object.
    let indexes = unsafe { pyo3::ffi::PyIndex_Check(object.as_ptr()) != 0 };
    indexes && ndarray::get(object).is_none_or(|a| a.ndim() == 0)
        || matches!(element::number(object), Some(Number::Strong(tegula_core::Scalar::Bool(_))))
}

/// A number of children, as Cython reads it.
fn uint32(object: &Any<'_>) -> PyResult<u32> {
    let value = object.py().import("operator")?.call_method1("index", (object,))?;
    if value.lt(0)? {
        return Err(Raised::overflow("can't convert negative value to uint32_t").into());
    }
    value.extract().map_err(|_| raise(tegula_random::Error::TooManyChildren))
}

/// A Python integer of any size.
fn seed_int(object: &Any<'_>) -> PyResult<SeedInt> {
    if let Some(value) = element::exact_int(object) {
        return SeedInt::try_from(value).map_err(raise);
    }
    let int = object.call_method0("__int__")?;
    let int = int.cast::<PyInt>()?;
    if int.lt(0)? {
        return Err(raise(tegula_random::Error::NegativeSeed));
    }
    let bits: usize = int.call_method0("bit_length")?.extract()?;
    let bytes = int.call_method1("to_bytes", (bits.div_ceil(32).max(1) * 4, "little"))?;
    let bytes: &[u8] = bytes.extract()?;
    let words = bytes.chunks_exact(4).map(|w| u32::from_le_bytes([w[0], w[1], w[2], w[3]])).collect();
    Ok(SeedInt::from_words(words))
}

fn int_object<'py>(py: Python<'py>, int: &SeedInt) -> PyResult<Any<'py>> {
    let bytes: Vec<u8> = int.words().iter().flat_map(|w| w.to_le_bytes()).collect();
    py.get_type::<PyInt>().call_method1("from_bytes", (pyo3::types::PyBytes::new(py, &bytes), "little"))
}

fn entropy_object<'py>(py: Python<'py>, entropy: &Entropy) -> PyResult<Any<'py>> {
    match entropy {
        Entropy::Int(int) => int_object(py, int),
        Entropy::Sequence(ints) => {
            let items = ints.iter().map(|i| int_object(py, i)).collect::<PyResult<Vec<_>>>()?;
            Ok(PyList::new(py, items)?.into_any())
        }
    }
}

/// A fresh array of words.
fn words_array<'py>(
    py: Python<'py>,
    n: usize,
    dtype: DType,
    fill: impl FnOnce(&RawArray),
) -> PyResult<Any<'py>> {
    let array = RawArray::zeros(&[n], dtype).map_err(Raised::from)?;
    fill(&array);
    Ok(ndarray::wrap(py, array)?)
}

#[pymethods]
impl PySeedSequence {
    #[new]
    #[pyo3(signature = (entropy=None, *, spawn_key=None, pool_size=None, n_children_spawned=None))]
    fn new(
        py: Python<'_>,
        entropy: Option<&Any<'_>>,
        spawn_key: Option<&Any<'_>>,
        pool_size: Option<&Any<'_>>,
        n_children_spawned: Option<&Any<'_>>,
    ) -> PyResult<PySeedSequence> {
        if pool_size.is_some_and(|n| n.lt(0).unwrap_or(false)) {
            return Err(raise(tegula_random::Error::PoolTooSmall));
        }
        let pool_size = pool_size.map_or(Ok(DEFAULT_POOL_SIZE), |n| Ok::<_, PyErr>(uint32(n)? as usize))?;
        let n_children_spawned = n_children_spawned.map_or(Ok(0), uint32)?;
        let key = match spawn_key {
            Some(key) => PyTuple::new(py, key.try_iter()?.collect::<PyResult<Vec<_>>>()?)?,
            None => PyTuple::empty(py),
        };
        let none = py.None().into_bound(py);
        PySeedSequence::build(entropy.unwrap_or(&none), &key, pool_size, n_children_spawned)
    }

    /// The entropy given, or drawn from the system.
    #[getter]
    fn entropy(&self, py: Python<'_>) -> Py<PyAny> {
        self.entropy.clone_ref(py)
    }

    /// The path from the root to this sequence.
    #[getter]
    fn spawn_key(&self, py: Python<'_>) -> Py<PyTuple> {
        self.spawn_key.clone_ref(py)
    }

    /// The words of entropy kept.
    #[getter]
    fn pool_size(&self) -> usize {
        self.lock().pool_size()
    }

    /// How many children have been spawned.
    #[getter]
    fn n_children_spawned(&self) -> u32 {
        self.lock().n_children_spawned()
    }

    /// The mixed entropy.
    #[getter]
    fn pool<'py>(&self, py: Python<'py>) -> PyResult<Any<'py>> {
        let sequence = self.lock();
        let pool = sequence.pool();
        words_array(py, pool.len(), DType::U32, |array| {
            // SAFETY: the fresh array has a place for each word.
            unsafe { std::ptr::copy_nonoverlapping(pool.as_ptr(), array.ptr().cast(), pool.len()) }
        })
    }

    /// All that is needed to make the sequence again.
    #[getter]
    fn state<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let state = PyDict::new(py);
        state.set_item("entropy", &self.entropy)?;
        state.set_item("spawn_key", &self.spawn_key)?;
        state.set_item("pool_size", self.pool_size())?;
        state.set_item("n_children_spawned", self.n_children_spawned())?;
        Ok(state)
    }

    /// Words for the state of a bit generator, the same each time.
    #[pyo3(signature = (n_words, dtype=None))]
    fn generate_state<'py>(
        &self,
        py: Python<'py>,
        n_words: &Any<'py>,
        dtype: Option<&Any<'py>>,
    ) -> PyResult<Any<'py>> {
        let n_words = shaping::shape(n_words)?.iter().product();
        let sequence = self.lock();
        match dtype::optional(dtype)?.unwrap_or(DType::U32) {
            DType::U32 => words_array(py, n_words, DType::U32, |array| {
                // SAFETY: the fresh array holds this many words of zeros.
                sequence.generate_state_u32(unsafe { slice(array) });
            }),
            DType::U64 => words_array(py, n_words, DType::U64, |array| {
                // SAFETY: as above.
                sequence.generate_state_u64(unsafe { slice(array) });
            }),
            _ => Err(Raised::value("only support uint32 or uint64").into()),
        }
    }

    /// The next children, independent of each other and of this sequence.
    fn spawn<'py>(slf: &Bound<'py, Self>, n_children: &Any<'py>) -> PyResult<Bound<'py, PyList>> {
        let (py, this) = (slf.py(), slf.get());
        let children = this.children(py, uint32(n_children)? as usize)?;
        if slf.is_exact_instance_of::<PySeedSequence>() {
            let children = children.into_iter().map(|child| Bound::new(py, child));
            return PyList::new(py, children.collect::<PyResult<Vec<_>>>()?);
        }
        let class = slf.get_type();
        let derived = children.into_iter().map(|child| {
            let options = PyDict::new(py);
            options.set_item("spawn_key", child.spawn_key)?;
            options.set_item("pool_size", this.pool_size())?;
            class.call((child.entropy,), Some(&options))
        });
        PyList::new(py, derived.collect::<PyResult<Vec<_>>>()?)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        let (py, this) = (slf.py(), slf.get());
        let mut lines = vec![format!("{}(", slf.get_type().name()?)];
        lines.push(format!("    entropy={},", this.entropy.bind(py).repr()?));
        if !this.spawn_key.bind(py).is_empty() {
            lines.push(format!("    spawn_key={},", this.spawn_key.bind(py).repr()?));
        }
        if this.pool_size() != DEFAULT_POOL_SIZE {
            lines.push(format!("    pool_size={},", this.pool_size()));
        }
        if this.n_children_spawned() != 0 {
            lines.push(format!("    n_children_spawned={},", this.n_children_spawned()));
        }
        lines.push(")".to_owned());
        Ok(lines.join("\n"))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Any<'py>, Bound<'py, PyTuple>)> {
        let py = slf.py();
        let partial = py.import("functools")?.getattr("partial")?;
        let made = partial.call((slf.get_type(),), Some(&slf.get().state(py)?))?;
        Ok((made, PyTuple::empty(py)))
    }
}

/// The elements of a contiguous array.
///
/// # Safety
/// `T` must be the element type and nobody else may use the array.
#[allow(clippy::mut_from_ref)] // An array is a handle, as a raw pointer is; the caller answers for exclusive use.
pub unsafe fn slice<T>(array: &RawArray) -> &mut [T] {
    debug_assert!(array.itemsize() == size_of::<T>());
    // SAFETY: the caller vouches for the type and for exclusive use.
    unsafe { std::slice::from_raw_parts_mut(array.ptr().cast(), array.size()) }
}
