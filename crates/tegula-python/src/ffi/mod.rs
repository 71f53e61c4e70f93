//! A thin layer over CPython's C interface.
//!
//! Arrays and scalars are raw heap types, because PyO3's classes cost as much again as the work of a
//! small operation. This folder holds what the raw types need: entry points that turn a Rust function
//! into a slot and catch panics ([`slots`]), argument parsing without allocation ([`args`]) and the
//! making of types ([`typedef`]). Everything above works with PyO3's [`Bound`] references and the
//! [`Raised`] error.

pub mod args;
pub mod slots;
pub mod typedef;

use std::ffi::{CStr, c_int};

use pyo3::ffi;
use pyo3::prelude::*;

pub use args::{Args, Signature};
pub use typedef::{TypeBuilder, TypeCell};

pub use crate::error::Raised;

/// A reference to any Python object.
pub type Any<'py> = Bound<'py, PyAny>;

/// The result of a function that gives Python an object.
pub type Res<'py> = Result<Any<'py>, Raised>;

/// Takes over a new reference that the C interface returned; null stands for a raised exception.
///
/// # Safety
/// `ptr` must be null with an exception set, or a reference that is given away.
pub unsafe fn owned<'py>(py: Python<'py>, ptr: *mut ffi::PyObject) -> Res<'py> {
    if ptr.is_null() {
        return Err(Raised::already());
    }
    // SAFETY: the caller gives the reference away.
    Ok(unsafe { Bound::from_owned_ptr(py, ptr) })
}

/// Turns the status of a C call, negative for a raised exception, into a result.
pub fn check(status: c_int) -> Result<(), Raised> {
    if status < 0 { Err(Raised::already()) } else { Ok(()) }
}

/// `None`.
pub fn none(py: Python<'_>) -> Any<'_> {
    py.None().into_bound(py)
}

/// `NotImplemented`: the other operand is asked next.
pub fn not_implemented(py: Python<'_>) -> Any<'_> {
    py.NotImplemented().into_bound(py)
}

/// `True` or `False`.
pub fn boolean(py: Python<'_>, value: bool) -> Any<'_> {
    pyo3::types::PyBool::new(py, value).to_owned().into_any()
}

/// A Python `int`.
pub fn int(py: Python<'_>, value: i64) -> Res<'_> {
    // SAFETY: the call returns a new reference or null.
    unsafe { owned(py, ffi::PyLong_FromLongLong(value)) }
}

/// A Python `str`.
pub fn string<'py>(py: Python<'py>, text: &str) -> Any<'py> {
    pyo3::types::PyString::new(py, text).into_any()
}

/// A tuple of the items.
pub fn tuple<'py>(py: Python<'py>, items: &[Any<'py>]) -> Res<'py> {
    // SAFETY: a fresh tuple's places are filled once each with references of its own.
    unsafe {
        let tuple = owned(py, ffi::PyTuple_New(items.len() as isize))?;
        for (i, item) in items.iter().enumerate() {
            ffi::PyTuple_SET_ITEM(tuple.as_ptr(), i as isize, item.clone().into_ptr());
        }
        Ok(tuple)
    }
}

/// A tuple of integers, as `shape` and `strides` are.
pub fn int_tuple<'py, T: Copy + TryInto<i64>>(py: Python<'py>, items: &[T]) -> Res<'py> {
    // SAFETY: a fresh tuple's places are filled once each with references of its own.
    unsafe {
        let tuple = owned(py, ffi::PyTuple_New(items.len() as isize))?;
        for (i, &item) in items.iter().enumerate() {
            let item = int(py, item.try_into().unwrap_or(i64::MAX))?;
            ffi::PyTuple_SET_ITEM(tuple.as_ptr(), i as isize, item.into_ptr());
        }
        Ok(tuple)
    }
}

/// The items of an exact or derived tuple; `None` for anything else.
pub fn tuple_items<'a, 'py>(object: &'a Any<'py>) -> Option<&'a [Any<'py>]> {
    // SAFETY: a tuple's items are an array of references that live as long as the tuple, and `Bound` is a
    // transparent reference.
    unsafe {
        if ffi::PyTuple_Check(object.as_ptr()) == 0 {
            return None;
        }
        let tuple = object.as_ptr().cast::<ffi::PyTupleObject>();
        let items = (&raw const (*tuple).ob_item).cast::<Any<'py>>();
        Some(std::slice::from_raw_parts(items, ffi::PyTuple_GET_SIZE(object.as_ptr()) as usize))
    }
}

/// The text of a `str`; `None` for anything else.
pub fn text<'a>(object: &'a Any<'_>) -> Option<&'a str> {
    object.cast::<pyo3::types::PyString>().ok()?.to_str().ok()
}

/// True if the object's type is exactly the given static type.
#[inline(always)]
pub fn is_exact(object: &Any<'_>, class: *mut ffi::PyTypeObject) -> bool {
    // SAFETY: the object is alive.
    unsafe { ffi::Py_TYPE(object.as_ptr()) == class }
}

/// The name of an object's type, for messages.
pub fn type_name(object: &Any<'_>) -> String {
    // SAFETY: type names are C strings that live as long as the type.
    let name = unsafe { CStr::from_ptr((*ffi::Py_TYPE(object.as_ptr())).tp_name) }.to_string_lossy();
    name.rsplit('.').next().unwrap_or_default().to_owned()
}

/// The integer that an object stands for by `__index__`.
///
/// # Errors
/// `TypeError` if it stands for none, `OverflowError` (or the exception given) if it is out of range.
pub fn index(object: &Any<'_>) -> Result<isize, Raised> {
    // SAFETY: the call accepts any object.
    let value = unsafe { ffi::PyNumber_AsSsize_t(object.as_ptr(), ffi::PyExc_OverflowError) };
    // SAFETY: the error indicator may be read at any time.
    if value == -1 && unsafe { !ffi::PyErr_Occurred().is_null() } {
        return Err(Raised::already());
    }
    Ok(value)
}

/// The truth value of an object.
pub fn truth(object: &Any<'_>) -> Result<bool, Raised> {
    // SAFETY: the call accepts any object.
    let value = unsafe { ffi::PyObject_IsTrue(object.as_ptr()) };
    check(value)?;
    Ok(value != 0)
}
