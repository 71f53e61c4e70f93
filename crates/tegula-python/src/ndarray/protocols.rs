//! Python's protocols: length, iteration, truth, conversion to numbers, text.

use pyo3::ffi::{self, PyObject};
use pyo3::prelude::*;
use tegula_core::DType;
use tegula_ufunc::{ReduceOptions, table};

use super::{methods, raw};
use crate::convert::only_value;
use crate::ffi::{Any, Raised, Res, TypeBuilder, TypeCell, owned, slots};
use crate::{gil, print, scalars};

static ITERATOR: TypeCell = TypeCell::new();

/// Adds the protocols to the class.
pub fn add(builder: TypeBuilder) -> TypeBuilder {
    builder
        .slot(ffi::Py_mp_length, slots::length(len))
        .slot(ffi::Py_sq_length, slots::length(len))
        .slot(ffi::Py_sq_contains, slots::contains(contains))
        .slot(ffi::Py_tp_iter, slots::unary(iterate))
        .slot(ffi::Py_tp_hash, ffi::PyObject_HashNotImplemented as *mut std::ffi::c_void)
        .slot(ffi::Py_nb_bool, slots::inquiry(truth))
        .slot(ffi::Py_nb_int, slots::unary(|a| convert(a, "int", ffi::PyNumber_Long)))
        .slot(ffi::Py_nb_float, slots::unary(|a| convert(a, "float", ffi::PyNumber_Float)))
        .slot(ffi::Py_nb_index, slots::unary(index))
        .noargs("__complex__", "The single element as a complex number.", complex)
        .one("__format__", "Formats the single element of a 0-d array, or prints the array.", format)
        .slot(ffi::Py_tp_repr, slots::unary(print::array_repr))
        .slot(ffi::Py_tp_str, slots::unary(print::array_str))
}

fn len(array: &Any<'_>) -> Result<usize, Raised> {
    raw(array).shape().first().copied().ok_or_else(|| Raised::type_("len() of unsized object"))
}

fn contains(array: &Any<'_>, value: &Any<'_>) -> Result<bool, Raised> {
    let equal = array.as_any().rich_compare(value, pyo3::basic::CompareOp::Eq)?;
    let Some(equal) = super::get(&equal) else { return crate::ffi::truth(&equal) };
    let equal = &equal.clone();
    let any = table::LOGICAL_OR.reduce(equal, None, false, &ReduceOptions::default())?;
    Ok(any.get(&[]).is_true())
}

fn truth(array: &Any<'_>) -> Result<bool, Raised> {
    let this = raw(array);
    match only_value(this) {
        Some(value) => Ok(value.is_true()),
        None if this.size() == 1 => {
            let truth = tegula_exec::cast(&this.clone(), DType::Bool, tegula_exec::Order::C)?;
            Ok(only_value(&truth).is_some_and(|value| value.is_true()))
        }
        None if this.size() == 0 => Err(Raised::value(
            "The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not empty.",
        )),
        None => Err(Raised::value(
            "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()",
        )),
    }
}

/// The only element, for `int()`, `float()` and `complex()`.
fn element<'py>(array: &Any<'py>) -> Res<'py> {
    let this = raw(array);
    if this.ndim() > 0 {
        return Err(Raised::type_("only 0-dimensional arrays can be converted to Python scalars"));
    }
    // SAFETY: a 0-d array has one element of its type.
    unsafe { element_to_python(array.py(), this.dtype, this.ptr()) }
}

fn convert<'py>(
    array: &Any<'py>,
    _to: &str,
    f: unsafe extern "C" fn(*mut PyObject) -> *mut PyObject,
) -> Res<'py> {
    let value = element(array)?;
    // SAFETY: the conversion accepts any object and returns a new reference or null.
    unsafe { owned(array.py(), f(value.as_ptr())) }
}

fn complex<'py>(array: &Any<'py>) -> Res<'py> {
    Ok(array.py().get_type::<pyo3::types::PyComplex>().call1((element(array)?,))?)
}

fn index<'py>(array: &Any<'py>) -> Res<'py> {
    let this = raw(array);
    if this.dtype.is_integer() && this.ndim() == 0 {
        return element(array);
    }
    Err(Raised::type_("only integer scalar arrays can be converted to a scalar index"))
}

fn format<'py>(array: &Any<'py>, spec: &Any<'py>) -> Res<'py> {
    if raw(array).ndim() == 0 {
        let item = methods::element_object(array)?;
        return Ok(item.call_method1("__format__", (spec,))?);
    }
    if spec.len()? == 0 {
        return Ok(array.str()?.into_any());
    }
    let name = crate::ffi::type_name(array);
    Err(Raised::type_(format!("unsupported format string passed to numpy.{name}.__format__")))
}

/// Iterates over the first axis.
#[repr(C)]
struct IteratorObject {
    head: PyObject,
    array: *mut PyObject,
    next: isize,
}

fn iterate<'py>(array: &Any<'py>) -> Res<'py> {
    if raw(array).ndim() == 0 {
        return Err(Raised::type_("iteration over a 0-d array"));
    }
    // SAFETY: a fresh object whose fields are written before anyone sees it.
    unsafe {
        let iterator = owned(array.py(), ffi::PyType_GenericAlloc(ITERATOR.get(), 0))?;
        let this = iterator.as_ptr().cast::<IteratorObject>();
        (*this).array = array.clone().into_ptr();
        (*this).next = 0;
        Ok(iterator)
    }
}

fn next<'py>(iterator: &Any<'py>) -> Result<Option<Any<'py>>, Raised> {
    let this = iterator.as_ptr().cast::<IteratorObject>();
    // SAFETY: the method is called with an iterator, whose array is alive, with the interpreter held.
    unsafe {
        let array = Bound::ref_from_ptr(iterator.py(), &(*this).array);
        let at = (*this).next;
        if at as usize >= raw(array).shape().first().copied().unwrap_or(0) {
            return Ok(None);
        }
        (*this).next = at + 1;
        if super::NDARRAY.is_exact(array) {
            return super::index::get_position(array, at).map(Some);
        }
        Ok(Some(array.get_item(at)?))
    }
}

fn drop_iterator(ptr: *mut PyObject) {
    // SAFETY: the object is dead; its reference is released once.
    unsafe { ffi::Py_DECREF((*ptr.cast::<IteratorObject>()).array) };
}

/// Makes the iterator class.
pub fn init(py: Python<'_>) -> Result<(), Raised> {
    let class = TypeBuilder::new(
        "tegula.array_iterator",
        size_of::<IteratorObject>(),
        "Iterates over the first axis.",
    )
    .not_constructible()
    // SAFETY: the function releases all that the payload owns.
    .slot(ffi::Py_tp_dealloc, unsafe { slots::dealloc(drop_iterator) })
    .slot(ffi::Py_tp_iter, slots::unary(|iterator| Ok(iterator.clone())))
    .slot(ffi::Py_tp_iternext, slots::next(next))
    .build(py, &[])?;
    ITERATOR.set(&class);
    Ok(())
}

/// Nested lists of Python numbers.
pub fn to_list<'py>(py: Python<'py>, array: &tegula_core::RawArray) -> Res<'py> {
    let Some((&n, rest)) = array.shape().split_first() else {
        // SAFETY: a 0-d array has one element of its type.
        return unsafe { element_to_python(py, array.dtype, array.ptr()) };
    };
    // SAFETY: a fresh list's places are filled once each with references of their own; elements are read within
    // the shape.
    unsafe {
        let list = owned(py, ffi::PyList_New(n as isize))?;
        for i in 0..n {
            let item = if rest.is_empty() {
                let at = array.ptr().wrapping_offset(array.strides()[0] * i as isize);
                element_to_python(py, array.dtype, at)?
            } else {
                to_list(py, &array.with_layout(array.layout.pick(0, i)))?
            };
            ffi::PyList_SET_ITEM(list.as_ptr(), i as isize, item.into_ptr());
        }
        Ok(list)
    }
}

/// # Safety
/// There must be an element of the type at the address.
unsafe fn element_to_python(py: Python<'_>, dtype: DType, at: *const u8) -> Res<'_> {
    // SAFETY: the caller vouches for the address.
    unsafe { scalars::to_python_at(py, dtype, at) }
}

/// True if all elements of a boolean array are.
pub fn all_true(py: Python<'_>, array: &tegula_core::RawArray) -> Result<bool, Raised> {
    let array = array.clone();
    let all = gil::detached(py, array.size(), || {
        table::LOGICAL_AND.reduce(&array, None, false, &ReduceOptions::default())
    })?;
    Ok(all.get(&[]).is_true())
}
