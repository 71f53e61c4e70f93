//! The classes `BitGenerator` and `PCG64`.

use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::exceptions::{PyNotImplementedError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt, PyTuple};
use tegula_core::{DType, RawArray};
use tegula_random::{BitGenerator as _, Generator, Pcg64, Pcg64State};

use super::seed_sequence::{PySeedSequence, slice};
use crate::error::Raised;
use crate::ffi::{Any, text};
use crate::ndarray;
use crate::ndarray::shaping;

/// The base of all bit generators.
#[pyclass(module = "tegula.random", frozen, subclass)]
pub struct BitGenerator {}

#[pymethods]
impl BitGenerator {
    #[new]
    #[pyo3(signature = (*_args, **_kwargs))]
    fn new(_args: &Bound<'_, PyTuple>, _kwargs: Option<&Bound<'_, PyDict>>) -> PyResult<BitGenerator> {
        Err(PyNotImplementedError::new_err("BitGenerator is a base class and cannot be instantized"))
    }
}

/// PCG XSL RR 128/64, the default bit generator.
#[pyclass(name = "PCG64", module = "tegula.random", extends = BitGenerator, frozen)]
pub struct PyPcg64 {
    generator: Mutex<Generator<Pcg64>>,
    seed_seq: Py<PyAny>,
}

impl PyPcg64 {
    /// The generator, to be drawn from.
    #[inline]
    pub fn lock(&self) -> MutexGuard<'_, Generator<Pcg64>> {
        self.generator.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A bit generator of any seed or seed sequence.
    pub fn from_seed<'py>(py: Python<'py>, seed: Option<&Any<'py>>) -> PyResult<Bound<'py, PyPcg64>> {
        let none = py.None().into_bound(py);
        let seed = seed.unwrap_or(&none);
        let seed_seq = match seed.cast::<PySeedSequence>() {
            Ok(sequence) => sequence.clone(),
            Err(_) => Bound::new(py, PySeedSequence::from_seed(seed)?)?,
        };
        let bits = Pcg64::from_seed_sequence(&seed_seq.get().lock());
        PyPcg64::make(py, bits, seed_seq.into_any().unbind())
    }

    fn make(py: Python<'_>, bits: Pcg64, seed_seq: Py<PyAny>) -> PyResult<Bound<'_, PyPcg64>> {
        let this = PyPcg64 { generator: Mutex::new(Generator::new(bits)), seed_seq };
        Bound::new(py, PyClassInitializer::from(BitGenerator {}).add_subclass(this))
    }

    /// Children seeded by the children of this one's seed sequence.
    pub fn children<'py>(&self, py: Python<'py>, n: isize) -> PyResult<Vec<Bound<'py, PyPcg64>>> {
        let Ok(parent) = self.seed_seq.bind(py).cast::<PySeedSequence>() else {
            return Err(PyTypeError::new_err("The underlying SeedSequence does not implement spawning."));
        };
        let children = parent.get().children(py, n.max(0) as usize)?;
        children
            .into_iter()
            .map(|child| {
                let bits = Pcg64::from_seed_sequence(&child.lock());
                PyPcg64::make(py, bits, Bound::new(py, child)?.into_any().unbind())
            })
            .collect()
    }
}

/// A Python integer modulo 2^128, as distances and states count.
fn wrapped(object: &Any<'_>) -> PyResult<u128> {
    let int = object.py().import("operator")?.getattr("index")?.call1((object,))?;
    int.call_method1("__and__", (u128::MAX,))?.extract()
}

/// A saved state from the dictionary that NumPy uses.
fn parse_state(state: &Any<'_>) -> PyResult<Pcg64State> {
    let Ok(state) = state.cast::<PyDict>() else { return Err(Raised::type_("state must be a dict").into()) };
    let name = state.get_item("bit_generator")?;
    if name.as_ref().and_then(|n| text(n)) != Some("PCG64") {
        return Err(Raised::value("state must be for a PCG64 RNG").into());
    }
    let inner = state.as_any().get_item("state")?;
    let number = |key: &str| -> PyResult<u128> {
        let value = inner.get_item(key)?;
        let value = value.cast::<PyInt>()?;
        if value.lt(0)? {
            return Err(Raised::overflow("can't convert negative int to unsigned").into());
        }
        value.extract()
    };
    Ok(Pcg64State {
        state: number("state")?,
        inc: number("inc")?,
        has_uint32: state.as_any().get_item("has_uint32")?.is_truthy()?,
        uinteger: state.as_any().get_item("uinteger")?.extract()?,
    })
}

#[pymethods]
impl PyPcg64 {
    #[new]
    #[pyo3(signature = (seed=None))]
    fn new(py: Python<'_>, seed: Option<&Any<'_>>) -> PyResult<PyClassInitializer<PyPcg64>> {
        let made = PyPcg64::from_seed(py, seed)?;
        let bits = made.get().lock().bit_generator().clone();
        let this = PyPcg64 {
            generator: Mutex::new(Generator::new(bits)),
            seed_seq: made.get().seed_seq.clone_ref(py),
        };
        Ok(PyClassInitializer::from(BitGenerator {}).add_subclass(this))
    }

    /// The state, to be saved and restored.
    #[getter]
    fn state<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let Pcg64State { state, inc, has_uint32, uinteger } = self.lock().bit_generator().state();
        let inner = PyDict::new(py);
        inner.set_item("state", state)?;
        inner.set_item("inc", inc)?;
        let dict = PyDict::new(py);
        dict.set_item("bit_generator", "PCG64")?;
        dict.set_item("state", inner)?;
        dict.set_item("has_uint32", i32::from(has_uint32))?;
        dict.set_item("uinteger", uinteger)?;
        Ok(dict)
    }

    #[setter]
    fn set_state(&self, state: &Any<'_>) -> PyResult<()> {
        let state = parse_state(state)?;
        *self.lock().bit_generator_mut() = Pcg64::from_state(state);
        Ok(())
    }

    /// The seed sequence that this was made of.
    #[getter]
    fn seed_seq(&self, py: Python<'_>) -> Py<PyAny> {
        self.seed_seq.clone_ref(py)
    }

    /// Moves as `delta` draws would.
    fn advance<'py>(slf: Bound<'py, Self>, delta: &Any<'py>) -> PyResult<Bound<'py, Self>> {
        let delta = wrapped(delta)?;
        slf.get().lock().bit_generator_mut().advance(delta);
        Ok(slf)
    }

    /// A copy far ahead, whose stream does not overlap with this one's.
    #[pyo3(signature = (jumps=None))]
    fn jumped<'py>(&self, py: Python<'py>, jumps: Option<&Any<'py>>) -> PyResult<Bound<'py, PyPcg64>> {
        let jumps = jumps.map_or(Ok(1), wrapped)?;
        let ahead = self.lock().bit_generator().jumped(jumps);
        PyPcg64::make(py, ahead, self.seed_seq.clone_ref(py))
    }

    /// Raw 64-bit words.
    #[pyo3(signature = (size=None, output=true))]
    fn random_raw<'py>(&self, py: Python<'py>, size: Option<&Any<'py>>, output: bool) -> PyResult<Any<'py>> {
        let Some(size) = size.filter(|s| !s.is_none()) else {
            let word = self.lock().bit_generator_mut().next_u64();
            return if output {
                Ok(word.into_pyobject(py)?.into_any())
            } else {
                Ok(py.None().into_bound(py))
            };
        };
        let array = RawArray::zeros(&shaping::shape(size)?, DType::U64).map_err(Raised::from)?;
        let mut generator = self.lock();
        // SAFETY: the array is fresh.
        for word in unsafe { slice::<u64>(&array) } {
            *word = generator.bit_generator_mut().next_u64();
        }
        if output { Ok(ndarray::wrap(py, array)?) } else { Ok(py.None().into_bound(py)) }
    }

    /// New bit generators, independent of this one.
    fn spawn<'py>(&self, py: Python<'py>, n_children: isize) -> PyResult<Vec<Bound<'py, PyPcg64>>> {
        self.children(py, n_children)
    }

    fn __setstate__(&self, state: &Any<'_>) -> PyResult<()> {
        self.set_state(state)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        let py = slf.py();
        let this = slf.get();
        (slf.get_type(), (this.seed_seq.clone_ref(py),), this.state(py)?).into_pyobject(py)
    }
}
