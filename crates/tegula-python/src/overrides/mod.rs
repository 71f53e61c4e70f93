//! Arguments that take a call over, or make its results their own: NumPy's protocols `__array_ufunc__` (NEP 13),
//! `__array_function__` (NEP 18) and `__array_wrap__`.

pub mod duck;
pub mod function;
mod parameters;
mod relevant;
pub mod ufunc;
pub mod wrap;

use pyo3::ffi::{self, PyObject, PyTypeObject};
use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::ffi::{Any, Res};
use crate::ndarray::NDARRAY;

unsafe extern "C" {
    /// Looks a name up along the bases of a class, in CPython's cache: a borrowed reference, or null without an
    /// exception.
    fn _PyType_Lookup(class: *mut PyTypeObject, name: *mut PyObject) -> *mut PyObject;
}

/// What the class of an object has under a name.
#[derive(Clone, Copy, PartialEq)]
enum Method {
    Absent,
    /// The one that `ndarray` has, or NumPy's `ndarray`, whose instances are converted as other arrays are.
    Default,
    Own,
}

/// Looks a method up on the class of an object, which is no exact `ndarray` (those have the default).
fn method_of(object: &Any<'_>, name: &Bound<'_, PyString>) -> Method {
    // SAFETY: classes and interned names are alive; references are only compared.
    unsafe {
        let found = _PyType_Lookup(ffi::Py_TYPE(object.as_ptr()), name.as_ptr());
        if found.is_null() {
            Method::Absent
        } else if found == _PyType_Lookup(NDARRAY.get(), name.as_ptr()) || is_of_numpy(found) {
            Method::Default
        } else {
            Method::Own
        }
    }
}

/// True for the methods of NumPy's `ndarray`.
///
/// # Safety
/// The pointer must be a live object.
unsafe fn is_of_numpy(method: *mut PyObject) -> bool {
    // SAFETY: the type is checked before the object is read; names of types are C strings.
    unsafe {
        if ffi::Py_TYPE(method) != &raw mut ffi::PyMethodDescr_Type {
            return false;
        }
        let class = (*method.cast::<ffi::PyMethodDescrObject>()).d_common.d_type;
        std::ffi::CStr::from_ptr((*class).tp_name) == c"numpy.ndarray"
    }
}

/// True if the class of an object overrides a protocol.
#[inline]
fn overrides(object: &Any<'_>, name: &Bound<'_, PyString>) -> bool {
    !NDARRAY.is_exact(object) && method_of(object, name) == Method::Own
}

/// The method itself, which takes the object as its first argument.
fn bound<'py>(object: &Any<'py>, name: &Bound<'py, PyString>) -> Res<'py> {
    Ok(object.get_type().getattr(name)?)
}

/// Adds an argument to those that are asked: each class once, from left to right, but subclasses before their
/// bases.
fn insert<'a, 'py>(asked: &mut Vec<&'a Any<'py>>, argument: &'a Any<'py>) {
    // SAFETY: types are alive as long as their instances.
    let class = unsafe { ffi::Py_TYPE(argument.as_ptr()) };
    // SAFETY: as above.
    if asked.iter().any(|other| unsafe { ffi::Py_TYPE(other.as_ptr()) } == class) {
        return;
    }
    let is_base = |other: &&Any<'py>| argument.is_instance(other.get_type().as_any()).unwrap_or(false);
    let at = asked.iter().position(is_base).unwrap_or(asked.len());
    asked.insert(at, argument);
}

fn is_not_implemented(object: &Any<'_>) -> bool {
    // SAFETY: the singleton lives for ever.
    object.as_ptr() == unsafe { ffi::Py_NotImplemented() }
}
