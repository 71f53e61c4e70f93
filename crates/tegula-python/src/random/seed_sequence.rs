//! The class `SeedSequence`.

use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt, PyList, PyString, PyTuple};
use tegula_core::{DType, RawArray};
use tegula_random::{DEFAULT_POOL_SIZE, Entropy, SeedInt, SeedSequence};

use super::raise;
use crate::convert::element;
use crate::error::Raised;
use crate::ffi::Any;
use crate::{dtype, ndarray};

/// Mixes entropy reproducibly and spawns independent children.
#[pyclass(name = "SeedSequence", module = "tegula.random", frozen, subclass)]
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
        let key = spawn_key.iter().map(|k| seed_int(&k)).collect::<Result<Vec<_>, _>>()?;
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

/// The entropy in a seed.
///
/// # Errors
/// `ValueError` for negative integers, `TypeError` for what is no integer and no sequence of integers.
fn entropy_of(seed: &Any<'_>) -> PyResult<Entropy> {
    let wrong = || {
        let text = seed.str().map(|s| s.to_string()).unwrap_or_default();
        Raised::type_(format!("SeedSequence expects int or sequence of ints for entropy not {text}")).into()
    };
    if is_integer(seed) {
        return Ok(Entropy::Int(seed_int(seed)?));
    }
    if seed.is_instance_of::<PyString>() || seed.is_instance_of::<pyo3::types::PyFloat>() {
        return Err(wrong());
    }
    let Ok(items) = seed.try_iter() else { return Err(wrong()) };
    let mut ints = Vec::new();
    for item in items {
        let item = item?;
        if is_integer(&item) {
            ints.push(seed_int(&item)?);
        } else if item.is_instance_of::<pyo3::types::PyFloat>() {
            return Err(Raised::type_("seed must be integer").into());
        } else {
            // Nested sequences count as their items one after the other.
            match entropy_of(&item)? {
                Entropy::Int(int) => ints.push(int),
                Entropy::Sequence(more) => ints.extend(more),
            }
        }
    }
    Ok(Entropy::Sequence(ints))
}

fn is_integer(object: &Any<'_>) -> bool {
    // SAFETY: the check accepts any object.
    let indexes = unsafe { pyo3::ffi::PyIndex_Check(object.as_ptr()) != 0 };
    indexes && ndarray::get(object).is_none_or(|a| a.ndim() == 0)
        || matches!(element::number(object), Some(element::Number::Strong(tegula_core::Scalar::Bool(_))))
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
    #[pyo3(signature = (entropy=None, *, spawn_key=None, pool_size=DEFAULT_POOL_SIZE, n_children_spawned=0))]
    fn new(
        py: Python<'_>,
        entropy: Option<&Any<'_>>,
        spawn_key: Option<&Any<'_>>,
        pool_size: usize,
        n_children_spawned: u32,
    ) -> PyResult<PySeedSequence> {
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
        n_words: usize,
        dtype: Option<&Any<'py>>,
    ) -> PyResult<Any<'py>> {
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
    fn spawn(&self, py: Python<'_>, n_children: isize) -> PyResult<Vec<PySeedSequence>> {
        self.children(py, n_children.max(0) as usize)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let mut lines = vec!["SeedSequence(".to_owned()];
        lines.push(format!("    entropy={},", self.entropy.bind(py).repr()?));
        if !self.spawn_key.bind(py).is_empty() {
            lines.push(format!("    spawn_key={},", self.spawn_key.bind(py).repr()?));
        }
        if self.pool_size() != DEFAULT_POOL_SIZE {
            lines.push(format!("    pool_size={},", self.pool_size()));
        }
        if self.n_children_spawned() != 0 {
            lines.push(format!("    n_children_spawned={},", self.n_children_spawned()));
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
