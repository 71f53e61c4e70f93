//! `BitGenerator`, the base of all bit generators: it holds the generator, its lock and its seed sequence. What the
//! kinds have of their own is in [`kinds`](super::kinds), their state in [`states`](super::states).

use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError, TryLockError};

use pyo3::exceptions::{PyNotImplementedError, PyTypeError};
use pyo3::prelude::*;
use pyo3::sync::MutexExt;
use pyo3::types::{PyDict, PyList, PyTuple};
use tegula_core::{DType, RawArray};
use tegula_exec::Order;
use tegula_random::{AnyBitGenerator, BitGenerator, Distribution, Generator, Pcg64};

use super::foreign::Face;
use super::seed_sequence::{self, slice};
use super::states;
use crate::convert;
use crate::error::Raised;
use crate::ffi::Any;
use crate::ndarray::{self, shaping};

/// The base of all bit generators.
#[pyclass(name = "BitGenerator", module = "tegula.random.bit_generator", frozen, subclass)]
pub struct PyBits {
    bits: Mutex<AnyBitGenerator>,
    /// What seeded it; nothing after legacy seeding or with a key.
    seed_seq: Mutex<Option<Py<PyAny>>>,
    /// The lock that Python code sees. It costs only those who have asked for it: from then on it is held too while
    /// numbers are drawn.
    lock: OnceLock<Py<PyAny>>,
    face: Face,
}

/// What numbers are drawn from: it is locked for as long as a call draws.
pub trait Source: Sync {
    type Bits<'a>: BitGenerator
    where
        Self: 'a;

    /// The generator, to be drawn from by one thread at a time. Who has to wait lets other threads run.
    fn lock(&self) -> Generator<Self::Bits<'_>>;
}

impl<S: Source> Source for &S {
    type Bits<'a>
        = S::Bits<'a>
    where
        Self: 'a;

    fn lock(&self) -> Generator<Self::Bits<'_>> {
        (**self).lock()
    }
}

/// The bits of a [`PyBits`], for as long as this lives.
pub struct Drawing<'a> {
    // Let go before the lock that Python code sees.
    guard: MutexGuard<'a, AnyBitGenerator>,
    _held: Option<Held<'a>>,
}

impl Deref for Drawing<'_> {
    type Target = AnyBitGenerator;
    #[inline]
    fn deref(&self) -> &AnyBitGenerator {
        &self.guard
    }
}

impl DerefMut for Drawing<'_> {
    #[inline]
    fn deref_mut(&mut self) -> &mut AnyBitGenerator {
        &mut self.guard
    }
}

impl BitGenerator for Drawing<'_> {
    #[inline]
    fn next_u64(&mut self) -> u64 {
        self.guard.next_u64()
    }
    #[inline]
    fn next_u32(&mut self) -> u32 {
        self.guard.next_u32()
    }
    #[inline]
    fn next_f64(&mut self) -> f64 {
        self.guard.next_f64()
    }
    #[inline]
    fn next_f32(&mut self) -> f32 {
        self.guard.next_f32()
    }
    #[inline]
    fn next_raw(&mut self) -> u64 {
        self.guard.next_raw()
    }
    #[inline]
    fn as_pcg64(&mut self) -> Option<&mut Pcg64> {
        self.guard.as_pcg64()
    }
    #[inline]
    fn fill_f64(&mut self, out: &mut [f64]) {
        self.guard.fill_f64(out);
    }
    #[inline]
    fn fill_f32(&mut self, out: &mut [f32]) {
        self.guard.fill_f32(out);
    }
    #[inline]
    fn fill<D: Distribution>(&mut self, distribution: &D, out: &mut [D::Output]) {
        self.guard.fill(distribution, out);
    }
}

/// A lock that Python code sees, held.
struct Held<'a>(&'a Py<PyAny>);

impl Drop for Held<'_> {
    fn drop(&mut self) {
        call(self.0, "release");
    }
}

/// Calls a method of a lock. One that fails has nothing to tell who draws.
#[cold]
fn call(lock: &Py<PyAny>, method: &str) {
    Python::attach(|py| {
        if let Err(error) = lock.call_method0(py, method) {
            error.write_unraisable(py, Some(lock.bind(py)));
        }
    });
}

impl PyBits {
    pub fn new(bits: AnyBitGenerator, seed_seq: Option<Any<'_>>) -> PyBits {
        PyBits {
            bits: Mutex::new(bits),
            seed_seq: Mutex::new(seed_seq.map(Bound::unbind)),
            lock: OnceLock::new(),
            face: Face::new(),
        }
    }

    /// Bits from elsewhere, with the lock that guards them.
    pub fn foreign<'py>(
        py: Python<'py>,
        bits: AnyBitGenerator,
        lock: Any<'py>,
    ) -> PyResult<Bound<'py, PyBits>> {
        let this = PyBits::new(bits, None);
        this.lock.get_or_init(|| lock.unbind());
        Bound::new(py, this)
    }

    /// The bits, to be drawn by one thread at a time.
    #[inline]
    pub fn draw(&self) -> Drawing<'_> {
        let held = self.lock.get().map(|lock| {
            call(lock, "acquire");
            Held(lock)
        });
        let guard = match self.bits.try_lock() {
            Ok(guard) => guard,
            Err(TryLockError::Poisoned(poison)) => poison.into_inner(),
            Err(TryLockError::WouldBlock) => self.wait(),
        };
        Drawing { guard, _held: held }
    }

    #[cold]
    fn wait(&self) -> MutexGuard<'_, AnyBitGenerator> {
        Python::attach(|py| self.bits.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner))
    }

    /// The bits for callers of the C interface, who hold the lock that Python code sees.
    pub fn alone(&self) -> MutexGuard<'_, AnyBitGenerator> {
        self.bits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What seeded this, if anything is known of it.
    pub fn seed_sequence<'py>(&self, py: Python<'py>) -> Option<Any<'py>> {
        let held = self.seed_seq.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner);
        held.as_ref().map(|s| s.bind(py).clone())
    }

    /// Says what seeded this.
    pub fn set_seed_sequence(&self, py: Python<'_>, seed_seq: Option<Any<'_>>) {
        let seed_seq = seed_seq.filter(|s| !s.is_none()).map(Bound::unbind);
        let old = std::mem::replace(
            &mut *self.seed_seq.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner),
            seed_seq,
        );
        drop(old);
    }
}

impl Source for PyBits {
    type Bits<'a> = Drawing<'a>;

    #[inline]
    fn lock(&self) -> Generator<Drawing<'_>> {
        Generator::new(self.draw())
    }
}

#[pymethods]
impl PyBits {
    #[new]
    #[pyo3(signature = (*_args, **_kwargs))]
    fn py_new(_args: &Bound<'_, PyTuple>, _kwargs: Option<&Bound<'_, PyDict>>) -> PyResult<PyBits> {
        Err(PyNotImplementedError::new_err("BitGenerator is a base class and cannot be instantized"))
    }

    /// The state, to be saved and restored.
    #[getter]
    fn state<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyDict>> {
        let name = slf.get_type().name()?;
        states::save(slf.py(), &slf.get().draw(), &name)
    }

    #[setter]
    fn set_state(slf: &Bound<'_, Self>, state: &Any<'_>) -> PyResult<()> {
        let name = slf.get_type().name()?.to_string();
        let kind = states::Kind::of(&slf.get().draw());
        let restored = states::load(kind, state, &name)?;
        *slf.get().draw() = restored;
        Ok(())
    }

    /// The seed sequence that this was made of.
    #[getter]
    fn seed_seq<'py>(&self, py: Python<'py>) -> Option<Any<'py>> {
        self.seed_sequence(py)
    }

    #[getter]
    fn _seed_seq<'py>(&self, py: Python<'py>) -> Option<Any<'py>> {
        self.seed_sequence(py)
    }

    /// Held while numbers are drawn.
    #[getter(lock)]
    fn py_lock(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        // A draw under way is let finish: it does not know of the lock.
        drop(self.bits.lock_py_attached(py));
        let fresh = py.import("threading")?.call_method0("RLock")?.unbind();
        let lock = self.lock.get_or_init(|| fresh);
        Ok(lock.clone_ref(py))
    }

    /// The C interface, for compiled code.
    #[getter]
    fn capsule<'py>(slf: &Bound<'py, Self>) -> PyResult<Any<'py>> {
        slf.get().face.capsule(slf)
    }

    /// The C interface by means of `ctypes`.
    #[getter]
    fn ctypes<'py>(slf: &Bound<'py, Self>) -> PyResult<Any<'py>> {
        slf.get().face.interface(slf, "ctypes")
    }

    /// The C interface by means of `cffi`.
    #[getter]
    fn cffi<'py>(slf: &Bound<'py, Self>) -> PyResult<Any<'py>> {
        slf.get().face.interface(slf, "cffi")
    }

    /// Words as the generator makes them, as unsigned integers of 64 bits.
    #[pyo3(signature = (size=None, output=true))]
    fn random_raw<'py>(&self, py: Python<'py>, size: Option<&Any<'py>>, output: bool) -> PyResult<Any<'py>> {
        let size = size.filter(|s| !s.is_none());
        if !output {
            let count = match size {
                None => 1,
                Some(size) => {
                    let sizes = convert::to_array(size, Some(DType::I64))?;
                    let sizes = tegula_exec::cast(&sizes, DType::I64, Order::C).map_err(Raised::from)?;
                    // SAFETY: the array is contiguous, of this type and only read.
                    unsafe { slice::<i64>(&sizes) }.iter().sum::<i64>().max(0) as usize
                }
            };
            crate::gil::detached(py, count, || {
                let mut bits = self.draw();
                (0..count).for_each(|_| {
                    bits.next_raw();
                });
            });
            return Ok(py.None().into_bound(py));
        }
        let Some(size) = size else {
            let word = self.draw().next_raw();
            return Ok(word.into_pyobject(py)?.into_any());
        };
        let array = RawArray::zeros(&shaping::shape(size)?, DType::U64).map_err(Raised::from)?;
        crate::gil::detached(py, array.size(), || {
            let mut bits = self.draw();
            // SAFETY: the array is fresh.
            for word in unsafe { slice::<u64>(&array) } {
                *word = bits.next_raw();
            }
        });
        Ok(ndarray::wrap(py, array)?)
    }

    #[pyo3(signature = (cnt, method="uint64"))]
    fn _benchmark(&self, cnt: isize, method: &str) -> PyResult<()> {
        let mut bits = self.draw();
        match method {
            "uint64" => (0..cnt).for_each(|_| _ = bits.next_u64()),
            "double" => (0..cnt).for_each(|_| _ = bits.next_f64()),
            _ => return Err(Raised::value("Unknown method").into()),
        }
        Ok(())
    }

    /// New bit generators, independent of this one.
    pub fn spawn<'py>(slf: &Bound<'py, Self>, n_children: &Any<'py>) -> PyResult<Bound<'py, PyList>> {
        let py = slf.py();
        let parent = slf.get().seed_sequence(py).filter(seed_sequence::can_spawn);
        let Some(parent) = parent else {
            return Err(PyTypeError::new_err("The underlying SeedSequence does not implement spawning."));
        };
        let (class, n_children) = (slf.get_type(), states::c_int(n_children)?);
        let seeds = parent.call_method1("spawn", (n_children,))?;
        let children = seeds.try_iter()?.map(|seed| class.call1((seed?,)));
        PyList::new(py, children.collect::<PyResult<Vec<_>>>()?)
    }

    fn __getstate__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        let state = slf.getattr("state")?;
        (state, slf.get().seed_sequence(slf.py())).into_pyobject(slf.py())
    }

    fn __setstate__(slf: &Bound<'_, Self>, saved: &Any<'_>) -> PyResult<()> {
        if saved.is_instance_of::<PyDict>() {
            // As NumPy saved it before version 2.
            return slf.setattr("state", saved);
        }
        slf.get().set_seed_sequence(slf.py(), Some(saved.get_item(1)?));
        slf.setattr("state", saved.get_item(0)?)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        let py = slf.py();
        let make = py.import("tegula.random._pickle")?.getattr("__bit_generator_ctor")?;
        (make, (slf.get_type(),), PyBits::__getstate__(slf)?).into_pyobject(py)
    }
}
