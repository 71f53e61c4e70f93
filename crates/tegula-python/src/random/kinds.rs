//! The classes of bit generators.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use tegula_core::DType;
use tegula_random::{AnyBitGenerator, Mt19937, Pcg64, Pcg64Dxsm, Philox, Sfc64};

use super::bits::PyBits;
use super::raise;
use super::seed_sequence::{self, slice, words_u32, words_u64};
use crate::convert;
use crate::error::Raised;
use crate::ffi::Any;
use crate::ndarray;

macro_rules! kinds {
    ($($(#[$doc:meta])* $class:ident $name:literal;)*) => {$(
        $(#[$doc])*
        #[pyclass(name = $name, module = "tegula.random", extends = PyBits, frozen, subclass)]
        pub struct $class {}
    )*};
}

kinds! {
    /// PCG XSL RR 128/64, the default bit generator.
    PyPcg64 "PCG64";
    /// PCG CM DXSM 128/64.
    PyPcg64Dxsm "PCG64DXSM";
    /// The Mersenne Twister.
    PyMt19937 "MT19937";
    /// Philox 4x64-10: a cipher of a counter.
    PyPhilox "Philox";
    /// SFC64, a small fast chaotic generator.
    PySfc64 "SFC64";
}

/// The seed sequence of a seed, and the generator that it seeds.
fn seeded<'py>(
    py: Python<'py>,
    seed: Option<&Any<'py>>,
    make: impl FnOnce(&Any<'py>) -> PyResult<AnyBitGenerator>,
) -> PyResult<PyBits> {
    let sequence = seed_sequence::of_seed(py, seed)?;
    Ok(PyBits::new(make(&sequence)?, Some(sequence)))
}

/// The default bit generator of any seed.
pub fn pcg64<'py>(py: Python<'py>, seed: Option<&Any<'py>>) -> PyResult<Bound<'py, PyBits>> {
    let bits = seeded(py, seed, |s| Ok(Pcg64::from_words(words_u64(s)?).into()))?;
    Ok(Bound::new(py, PyClassInitializer::from(bits).add_subclass(PyPcg64 {}))?.into_super())
}

/// A Python integer modulo `2**bits`, as 64-bit words.
fn wrapped<const N: usize>(object: &Any<'_>) -> PyResult<[u64; N]> {
    let py = object.py();
    let one = 1_i32.into_pyobject(py)?;
    let mask = one.call_method1("__lshift__", (64 * N,))?.call_method1("__sub__", (1,))?;
    let value = py.import("operator")?.call_method1("and_", (object, mask))?;
    words(&value)
}

/// The words of an integer that fits.
fn words<const N: usize>(value: &Any<'_>) -> PyResult<[u64; N]> {
    let bytes = value.call_method1("to_bytes", (8 * N, "little"))?;
    let bytes: &[u8] = bytes.extract()?;
    let (chunks, _) = bytes.as_chunks::<8>();
    Ok(std::array::from_fn(|i| u64::from_le_bytes(chunks[i])))
}

fn wide([low, high]: [u64; 2]) -> u128 {
    u128::from(high) << 64 | u128::from(low)
}

/// A copy of a generator with another state. Its seed sequence is a fresh one, as NumPy's is.
fn ahead<'py>(this: &Bound<'py, PyBits>, state: AnyBitGenerator) -> PyResult<Any<'py>> {
    let copy = this.get_type().call0()?;
    *copy.cast::<PyBits>()?.get().draw() = state;
    Ok(copy)
}

/// A number of jumps, cut to an integer.
fn whole<'py>(jumps: Option<&Any<'py>>, py: Python<'py>) -> PyResult<Any<'py>> {
    match jumps {
        None => Ok(1_i32.into_pyobject(py)?.into_any()),
        Some(jumps) => py.get_type::<pyo3::types::PyInt>().call1((jumps,)),
    }
}

macro_rules! pcg {
    ($class:ident, $kind:ident) => {
        #[pymethods]
        impl $class {
            #[new]
            #[pyo3(signature = (seed=None))]
            fn new(py: Python<'_>, seed: Option<&Any<'_>>) -> PyResult<PyClassInitializer<$class>> {
                let bits = seeded(py, seed, |s| Ok($kind::from_words(words_u64(s)?).into()))?;
                Ok(PyClassInitializer::from(bits).add_subclass($class {}))
            }

            /// Moves as `delta` draws of 64 bits would.
            fn advance<'py>(slf: Bound<'py, Self>, delta: &Any<'py>) -> PyResult<Bound<'py, Self>> {
                let delta = wide(wrapped(delta)?);
                if let AnyBitGenerator::$kind(bits) = &mut *slf.as_super().get().draw() {
                    bits.advance(delta);
                }
                Ok(slf)
            }

            /// A copy far ahead, whose stream does not overlap with this one's.
            #[pyo3(signature = (jumps=None))]
            fn jumped<'py>(slf: &Bound<'py, Self>, jumps: Option<&Any<'py>>) -> PyResult<Any<'py>> {
                let jumps = wide(wrapped(&whole(jumps, slf.py())?)?);
                let jumped = match &*slf.as_super().get().draw() {
                    AnyBitGenerator::$kind(bits) => bits.jumped(jumps),
                    _ => unreachable!("the class fixes the kind"),
                };
                ahead(slf.as_super(), jumped.into())
            }
        }
    };
}

pcg!(PyPcg64, Pcg64);
pcg!(PyPcg64Dxsm, Pcg64Dxsm);

#[pymethods]
impl PySfc64 {
    #[new]
    #[pyo3(signature = (seed=None))]
    fn new(py: Python<'_>, seed: Option<&Any<'_>>) -> PyResult<PyClassInitializer<PySfc64>> {
        let bits = seeded(py, seed, |s| Ok(Sfc64::from_words(words_u64(s)?).into()))?;
        Ok(PyClassInitializer::from(bits).add_subclass(PySfc64 {}))
    }
}

#[pymethods]
impl PyPhilox {
    #[new]
    #[pyo3(signature = (seed=None, counter=None, key=None))]
    fn new(
        py: Python<'_>,
        seed: Option<&Any<'_>>,
        counter: Option<&Any<'_>>,
        key: Option<&Any<'_>>,
    ) -> PyResult<PyClassInitializer<PyPhilox>> {
        let (seed, key) = (seed.filter(|s| !s.is_none()), key.filter(|k| !k.is_none()));
        if seed.is_some() && key.is_some() {
            return Err(Raised::value("seed and key cannot be both used").into());
        }
        let (key, sequence) = match key {
            Some(key) => (parameter(key, "key")?, None),
            None => {
                let sequence = seed_sequence::of_seed(py, seed)?;
                (words_u64(&sequence)?, Some(sequence))
            }
        };
        let counter =
            counter.filter(|c| !c.is_none()).map_or(Ok([0; 4]), |counter| parameter(counter, "counter"))?;
        let bits = PyBits::new(Philox::from_key(key, counter).into(), sequence);
        Ok(PyClassInitializer::from(bits).add_subclass(PyPhilox {}))
    }

    /// Adds `delta` to the counter, as four times as many draws of 64 bits would.
    fn advance<'py>(slf: Bound<'py, Self>, delta: &Any<'py>) -> PyResult<Bound<'py, Self>> {
        let delta = wrapped(delta)?;
        if let AnyBitGenerator::Philox(bits) = &mut *slf.as_super().get().draw() {
            bits.advance(delta);
        }
        Ok(slf)
    }

    /// A copy whose counter is `jumps` times 2**128 ahead.
    #[pyo3(signature = (jumps=None))]
    fn jumped<'py>(slf: &Bound<'py, Self>, jumps: Option<&Any<'py>>) -> PyResult<Any<'py>> {
        let jumps = jumps.map_or(Ok([1, 0]), wrapped)?;
        let jumped = match &*slf.as_super().get().draw() {
            AnyBitGenerator::Philox(bits) => bits.jumped(wide(jumps)),
            _ => unreachable!("the class fixes the kind"),
        };
        ahead(slf.as_super(), jumped.into())
    }
}

/// A parameter of Philox: an integer below `2**(64 * N)`, or its words.
fn parameter<const N: usize>(object: &Any<'_>, name: &str) -> PyResult<[u64; N]> {
    let is_array = ndarray::get(object).is_some_and(|a| a.ndim() > 0) || convert::is_sequence(object);
    if is_array {
        let array = convert::to_array(object, None)?;
        let array = tegula_exec::cast(&array, DType::U64, tegula_exec::Order::C).map_err(Raised::from)?;
        if array.shape() != [N] {
            return Err(Raised::value(format!("{name} must have {N} elements when using array form")).into());
        }
        // SAFETY: the array is contiguous, of this type and only read.
        let found = unsafe { slice::<u64>(&array) };
        return Ok(std::array::from_fn(|i| found[i]));
    }
    let value = object.py().get_type::<pyo3::types::PyInt>().call1((object,))?;
    let bits = 64 * N;
    if value.lt(0)? || value.call_method0("bit_length")?.extract::<usize>()? > bits {
        return Err(Raised::value(format!("{name} must be positive and less than 2**{bits}.")).into());
    }
    words(&value)
}

#[pymethods]
impl PyMt19937 {
    #[new]
    #[pyo3(signature = (seed=None))]
    fn new(py: Python<'_>, seed: Option<&Any<'_>>) -> PyResult<PyClassInitializer<PyMt19937>> {
        let bits = seeded(py, seed, |s| Ok(Mt19937::from_words(words_u32(s)?).into()))?;
        Ok(PyClassInitializer::from(bits).add_subclass(PyMt19937 {}))
    }

    /// A copy `jumps` times 2**128 words ahead.
    #[pyo3(signature = (jumps=None))]
    fn jumped<'py>(slf: &Bound<'py, Self>, jumps: Option<&Any<'py>>) -> PyResult<Any<'py>> {
        let py = slf.py();
        let jumps = whole(jumps, py)?.extract::<isize>()?.max(0) as usize;
        let state = match &*slf.as_super().get().draw() {
            AnyBitGenerator::Mt19937(bits) => bits.clone(),
            _ => unreachable!("the class fixes the kind"),
        };
        let jumped = py.detach(|| state.jumped(jumps));
        ahead(slf.as_super(), jumped.into())
    }

    /// Seeds as `numpy.random.seed` does, and forgets the seed sequence.
    fn _legacy_seeding(slf: &Bound<'_, Self>, seed: &Any<'_>) -> PyResult<()> {
        legacy_seeding(slf.as_super(), seed)
    }
}

/// Seeds a Mersenne Twister the old way: by an integer, an array, or afresh.
pub fn legacy_seeding(bits: &Bound<'_, PyBits>, seed: &Any<'_>) -> PyResult<()> {
    let state = legacy(seed)?;
    *bits.get().draw() = state.into();
    bits.get().set_seed_sequence(bits.py(), None);
    Ok(())
}

fn legacy(seed: &Any<'_>) -> PyResult<Mt19937> {
    let py = seed.py();
    let out_of_range = || Raised::value("Seed must be between 0 and 2**32 - 1");
    if seed.is_none() {
        return Ok(Mt19937::from_words(words_u32(&seed_sequence::of_seed(py, None)?)?));
    }
    let squeezed = match seed.getattr_opt("squeeze")? {
        Some(squeeze) => squeeze.call0()?,
        None => seed.clone(),
    };
    match py.import("operator")?.call_method1("index", (&squeezed,)) {
        Ok(index) => return Ok(Mt19937::legacy(index.extract().map_err(|_| out_of_range())?)),
        Err(error) if !error.is_instance_of::<PyTypeError>(py) => return Err(error),
        Err(_) => {}
    }
    let array = convert::to_array(&squeezed, None)?;
    if array.size() == 0 {
        return Err(raise(tegula_random::Error::EmptySeed));
    }
    if !(array.dtype == DType::Bool || array.dtype.is_integer()) || array.dtype == DType::U64 {
        let what = if array.ndim() == 0 { "scalar" } else { "array data" };
        return Err(Raised::type_(format!(
            "Cannot cast {what} from dtype('{}') to dtype('int64') according to the rule 'safe'",
            array.dtype
        ))
        .into());
    }
    if array.ndim() != 1 {
        return Err(Raised::value("Seed array must be 1-d").into());
    }
    let wide = tegula_exec::cast(&array, DType::I64, tegula_exec::Order::C).map_err(Raised::from)?;
    // SAFETY: the array is contiguous, of this type and only read.
    let words = unsafe { slice::<i64>(&wide) }.iter().map(|&word| u32::try_from(word));
    let words = words.collect::<Result<Vec<u32>, _>>().map_err(|_| out_of_range())?;
    Mt19937::legacy_array(&words).map_err(raise)
}
