//! NumPy's C interface of bit generators, both ways: compiled code draws from ours, and our `Generator` draws from
//! any object that offers it.

use std::ffi::{CStr, c_void};

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use tegula_random::{AnyBitGenerator, BitGenerator};

use super::bits::PyBits;
use crate::ffi::{Any, Raised, owned};

const NAME: &CStr = c"BitGenerator";

/// NumPy's `bitgen_t`.
#[repr(C)]
struct Functions {
    state: *mut c_void,
    next_uint64: unsafe extern "C" fn(*mut c_void) -> u64,
    next_uint32: unsafe extern "C" fn(*mut c_void) -> u32,
    next_double: unsafe extern "C" fn(*mut c_void) -> f64,
    next_raw: unsafe extern "C" fn(*mut c_void) -> u64,
}

// SAFETY: the pointers are only followed under the rules of the interface: the owner is alive and its lock held.
unsafe impl Send for Functions {}
// SAFETY: as above.
unsafe impl Sync for Functions {}

macro_rules! entry {
    ($($name:ident -> $result:ty;)*) => {$(
        /// # Safety
        /// `state` must point to a live [`PyBits`].
        unsafe extern "C" fn $name(state: *mut c_void) -> $result {
            // SAFETY: the caller vouches for the pointer.
            unsafe { &*state.cast::<PyBits>() }.alone().$name()
        }
    )*};
}

entry! {
    next_u64 -> u64;
    next_u32 -> u32;
    next_f64 -> f64;
    next_raw -> u64;
}

/// The interface of one of our generators, made when it is first asked for.
pub struct Face {
    functions: PyOnceLock<Functions>,
    capsule: PyOnceLock<Py<PyAny>>,
}

impl Face {
    pub fn new() -> Face {
        Face { functions: PyOnceLock::new(), capsule: PyOnceLock::new() }
    }

    fn functions(&self, owner: &Bound<'_, PyBits>) -> &Functions {
        self.functions.get_or_init(owner.py(), || Functions {
            state: std::ptr::from_ref(owner.get()).cast_mut().cast(),
            next_uint64: next_u64,
            next_uint32: next_u32,
            next_double: next_f64,
            next_raw,
        })
    }

    /// The capsule, which is good for as long as its owner lives.
    pub fn capsule<'py>(&self, owner: &Bound<'py, PyBits>) -> PyResult<Any<'py>> {
        let py = owner.py();
        let capsule = self.capsule.get_or_try_init(py, || {
            let functions = std::ptr::from_ref(self.functions(owner)).cast_mut().cast();
            // SAFETY: the pointer is not null and the name a constant.
            unsafe { owned(py, ffi::PyCapsule_New(functions, NAME.as_ptr(), None)) }.map(Bound::unbind)
        });
        Ok(capsule.map_err(PyErr::from)?.bind(py).clone())
    }

    /// The functions' addresses, made callable by a module of this name.
    pub fn interface<'py>(&self, owner: &Bound<'py, PyBits>, module: &str) -> PyResult<Any<'py>> {
        let functions = self.functions(owner);
        let addresses = [
            functions.state as usize,
            functions.next_uint64 as usize,
            functions.next_uint32 as usize,
            functions.next_double as usize,
            std::ptr::from_ref(functions) as usize,
        ];
        let helpers = owner.py().import("tegula.random._common")?;
        helpers.call_method1(format!("prepare_{module}").as_str(), (addresses,))
    }
}

/// The bits of an object that is not ours.
struct Foreign {
    functions: *const Functions,
    _owner: Py<PyAny>,
}

// SAFETY: who draws holds the lock of the owner, which this keeps alive.
unsafe impl Send for Foreign {}

macro_rules! draw {
    ($($name:ident => $function:ident -> $result:ty;)*) => {$(
        fn $name(&mut self) -> $result {
            // SAFETY: the owner is alive, so its functions and state are there; its lock is held.
            unsafe { ((*self.functions).$function)((*self.functions).state) }
        }
    )*};
}

impl BitGenerator for Foreign {
    draw! {
        next_u64 => next_uint64 -> u64;
        next_u32 => next_uint32 -> u32;
        next_f64 => next_double -> f64;
        next_raw => next_raw -> u64;
    }
}

/// The bits behind any object: a bit generator of ours, or whatever offers NumPy's C interface.
///
/// `made` is the word that the caller has for made.
///
/// # Errors
/// `AttributeError` if it has no capsule or lock, `ValueError` if the capsule holds something else.
pub fn source<'py>(object: &Any<'py>, made: &str) -> Result<Bound<'py, PyBits>, Raised> {
    if let Ok(bits) = object.cast::<PyBits>() {
        return Ok(bits.clone());
    }
    let capsule = object.getattr("capsule")?;
    // SAFETY: the check accepts any object.
    if unsafe { ffi::PyCapsule_IsValid(capsule.as_ptr(), NAME.as_ptr()) } == 0 {
        let text = format!("Invalid bit generator. The bit generator must be {made}.");
        return Err(Raised::value(text));
    }
    // SAFETY: the capsule is valid and of this name.
    let functions = unsafe { ffi::PyCapsule_GetPointer(capsule.as_ptr(), NAME.as_ptr()) };
    let foreign = Foreign { functions: functions.cast(), _owner: object.clone().unbind() };
    let lock = object.getattr("lock")?;
    Ok(PyBits::foreign(object.py(), AnyBitGenerator::Other(Box::new(foreign)), lock)?)
}

/// True if an object can be drawn from.
pub fn is_source(object: &Any<'_>) -> bool {
    if object.cast::<PyBits>().is_ok() {
        return true;
    }
    match object.getattr_opt("capsule") {
        // SAFETY: the check accepts any object.
        Ok(Some(capsule)) => unsafe { ffi::PyCapsule_IsValid(capsule.as_ptr(), NAME.as_ptr()) != 0 },
        _ => false,
    }
}
