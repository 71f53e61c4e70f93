//! Pickling and copying of arrays.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyTuple};
use tegula_core::{DType, RawArray};
use tegula_exec::Order;

use super::{NDARRAY, protocols, raw, wrap_like};
use crate::convert::{self, foreign};
use crate::ffi::{Any, Args, Raised, Res, TypeBuilder, int, int_tuple, owned, string, tuple};
use crate::{dtype, objects};

/// Adds the methods to the class.
pub fn add(builder: TypeBuilder) -> TypeBuilder {
    builder
        .noargs("__reduce__", "Pickles the elements as bytes.", |array| reduce(array, false))
        .one("__reduce_ex__", "Pickles the elements, out of band with protocol 5.", |array, protocol| {
            reduce(array, crate::ffi::index(protocol)? >= 5)
        })
        .noargs("__copy__", "A copy, for the copy module.", |array| {
            wrap_like(array, tegula_exec::copy(raw(array), Order::K)?)
        })
        .one("__deepcopy__", "A copy, for the copy module.", deep_copy)
}

/// A copy; that of objects holds copies of them.
fn deep_copy<'py>(array: &Any<'py>, memo: &Any<'py>) -> Res<'py> {
    let py = array.py();
    let copied = tegula_exec::copy(&raw(array).clone(), Order::K)?;
    if copied.dtype == DType::Object {
        let deepcopy = py.import("copy")?.getattr("deepcopy")?;
        for i in 0..copied.size() {
            let element = super::flatiter::view(&copied, i);
            // SAFETY: a 0-d array of objects has one element.
            unsafe {
                let object = objects::load(py, element.ptr());
                objects::store(&deepcopy.call1((object, memo))?, element.ptr());
            }
        }
    }
    wrap_like(array, copied)
}

/// The objects of an array in the given order as a list.
fn list_of_objects<'py>(py: Python<'py>, array: &RawArray, order: Order) -> Res<'py> {
    let line = tegula_exec::copy(array, order)?;
    let mut layout = tegula_core::Layout::contiguous(&[line.size()], line.itemsize())?;
    layout.offset = line.layout.offset;
    protocols::to_list(py, &line.with_layout(layout))
}

/// `(rebuild, (class, bytes, dtype, shape, order))`, with the instance's dictionary if it has one.
fn reduce<'py>(array: &Any<'py>, out_of_band: bool) -> Res<'py> {
    let py = array.py();
    // As a pickle of NumPy's, one that holds the bytes themselves has them in native order.
    let this = &if out_of_band { raw(array).clone() } else { tegula_exec::native(raw(array))? };
    let fortran = this.is_f_contiguous() && !this.is_c_contiguous();
    let order = if fortran { Order::F } else { Order::C };
    let data = if this.dtype == DType::Object {
        list_of_objects(py, &this.clone(), order)?
    } else if out_of_band && !this.dtype.is_string() && (fortran || this.is_c_contiguous()) {
        py.import("pickle")?.getattr("PickleBuffer")?.call1((array,))?
    } else {
        bytes(py, this, order)?
    };
    let rebuild = py.import("tegula._core")?.getattr("_rebuild")?;
    let class = array.get_type().into_any();
    let code = string(py, &dtype::spelling(this.dtype));
    let order = string(py, if fortran { "F" } else { "C" });
    let args = tuple(py, &[class, data, code, int_tuple(py, this.shape())?, order])?;
    match array.getattr_opt("__dict__")? {
        Some(state) if state.is_truthy()? => tuple(py, &[rebuild, args, state]),
        _ => tuple(py, &[rebuild, args]),
    }
}

/// The elements in the given order as `bytes`.
pub fn bytes<'py>(py: Python<'py>, array: &RawArray, order: Order) -> Res<'py> {
    let gap_free = match order {
        Order::F => array.is_f_contiguous(),
        _ => array.is_c_contiguous(),
    };
    let len = array.size() * array.itemsize();
    // SAFETY: the call returns a new object of so many bytes, yet to be written, or null.
    let bytes = unsafe { owned(py, ffi::PyBytes_FromStringAndSize(std::ptr::null(), len as isize))? };
    let array = if gap_free { array.clone() } else { tegula_exec::copy(array, order)? };
    if len > 0 {
        // SAFETY: the array has no gaps, and both hold `len` bytes.
        unsafe {
            let into = ffi::PyBytes_AS_STRING(bytes.as_ptr()).cast_mut().cast::<u8>();
            std::ptr::copy_nonoverlapping(array.ptr(), into, len);
        }
    }
    Ok(bytes)
}

/// Makes an array of what [`reduce`] has given.
pub fn rebuild<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let py = args.py();
    let [class, data, code, shape, order] = args.positional() else {
        return Err(Raised::type_("_rebuild() takes 5 positional arguments"));
    };
    let dtype = dtype::from_object(code)?;
    let shape: Vec<usize> = shape.cast::<PyTuple>().map_err(PyErr::from)?.extract()?;
    let fortran = crate::ffi::text(order) == Some("F");
    let layout = if fortran {
        tegula_core::Layout::fortran(&shape, dtype.itemsize())?
    } else {
        tegula_core::Layout::contiguous(&shape, dtype.itemsize())?
    };
    if dtype == DType::Object {
        let array = RawArray::allocate(layout, dtype, false)?;
        for (i, object) in data.try_iter()?.enumerate().take(array.size()) {
            // SAFETY: the array has no gaps and room for so many objects.
            unsafe { objects::store(&object?, array.ptr().add(i * array.itemsize())) };
        }
        let class = class.cast::<pyo3::types::PyType>().map_err(PyErr::from)?;
        if class.as_type_ptr() == NDARRAY.get() {
            return super::wrap(py, array);
        }
        let parent = super::wrap(py, array.clone())?;
        return super::finalized(class.as_type_ptr(), &parent, array, None, true);
    }
    let (source, writeable) = if let Some(found) = super::get(data) {
        (found.clone(), super::is_writeable(data))
    } else {
        foreign::bytes(data)?
    };
    if source.size() * source.itemsize() != layout.size() * dtype.itemsize() {
        return Err(Raised::value("buffer size does not match array size"));
    }
    let mut array = RawArray { buffer: source.buffer.clone(), dtype, layout };
    array.layout.offset = source.layout.offset;
    let is_bytes = data.cast::<PyBytes>().is_ok();
    if is_bytes || !array.is_aligned() {
        array = tegula_exec::copy(&array, Order::K)?;
    }
    let class = class.cast::<pyo3::types::PyType>().map_err(PyErr::from)?;
    if class.as_type_ptr() == NDARRAY.get() {
        return if is_bytes { super::wrap(py, array) } else { super::share(data, array, writeable) };
    }
    let parent = convert::to_object(data, None, convert::Copy::IfNeeded, Order::K, false, 0)?;
    super::finalized(class.as_type_ptr(), &parent, array, None, true)
}

/// The number of bytes of a pickled array, for `__sizeof__`.
pub fn size_of<'py>(array: &Any<'py>) -> Res<'py> {
    let own = if super::owns_data(array) { raw(array).size() * raw(array).itemsize() } else { 0 };
    int(array.py(), (std::mem::size_of::<super::ArrayObject>() + own) as i64)
}
