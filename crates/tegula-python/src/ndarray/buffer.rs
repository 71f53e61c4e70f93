//! The buffer protocol: other libraries read and write an array's memory in place.

use std::ffi::{CString, c_int, c_void};

use pyo3::ffi::{self, Py_buffer, PyObject};
use tegula_core::{Buffer, DType};

use super::{is_writeable, raw};
use crate::convert::foreign::{format_of_dtype, made_format};
use crate::ffi::{Any, Raised, TypeBuilder, slots};

/// Shape, strides, format and memory of an exported view, which the importer may keep after the array's own have
/// changed.
type Exports = (Box<[isize]>, Box<[isize]>, Option<CString>, Buffer);

/// Adds the protocol to the class.
pub fn add(builder: TypeBuilder) -> TypeBuilder {
    builder
        .slot(ffi::Py_bf_getbuffer, slots::get_buffer(get_buffer))
        .slot(ffi::Py_bf_releasebuffer, release as *mut c_void)
}

fn get_buffer(array: &Any<'_>, view: *mut Py_buffer, flags: c_int) -> Result<(), Raised> {
    let asks = |flag: c_int| flags & flag == flag;
    let this = raw(array);
    let (c, f) = (this.is_c_contiguous(), this.is_f_contiguous());
    let refusal = if asks(ffi::PyBUF_C_CONTIGUOUS) && !c {
        Some("ndarray is not C-contiguous")
    } else if asks(ffi::PyBUF_F_CONTIGUOUS) && !f {
        Some("ndarray is not Fortran contiguous")
    } else if asks(ffi::PyBUF_ANY_CONTIGUOUS) && !c && !f {
        Some("ndarray is not contiguous")
    } else if !asks(ffi::PyBUF_STRIDES) && !c {
        Some("ndarray is not C-contiguous")
    } else {
        None
    };
    if let Some(text) = refusal {
        return Err(Raised::buffer(text));
    }
    if this.dtype == DType::Object && !asks(ffi::PyBUF_FORMAT) {
        return Err(Raised::buffer("arrays of objects cannot be exported as bytes"));
    }
    if asks(ffi::PyBUF_WRITABLE) && !is_writeable(array) {
        return Err(Raised::value("buffer source array is read-only"));
    }
    let shape: Box<[isize]> = this.shape().iter().map(|&n| n as isize).collect();
    let strides: Box<[isize]> = if c {
        let layout = tegula_core::Layout::contiguous(this.shape(), this.itemsize())?;
        layout.strides.iter().copied().collect()
    } else {
        this.strides().into()
    };
    let format = made_format(this.dtype);
    let exports: Box<Exports> = Box::new((shape, strides, format, this.buffer.clone()));
    // SAFETY: the importer gave a view to be filled; what it points to lives until the release: the exports with
    // the memory until then, a fixed format for ever.
    unsafe {
        (*view).buf = this.ptr().cast();
        (*view).len = (this.size() * this.itemsize()) as isize;
        (*view).itemsize = this.itemsize() as isize;
        (*view).readonly = c_int::from(!is_writeable(array));
        (*view).ndim = this.ndim() as c_int;
        let when = |flag: c_int, ptr: *mut isize| if asks(flag) { ptr } else { std::ptr::null_mut() };
        (*view).format = if asks(ffi::PyBUF_FORMAT) {
            exports.2.as_deref().unwrap_or(format_of_dtype(this.dtype)).as_ptr().cast_mut()
        } else {
            std::ptr::null_mut()
        };
        (*view).shape = when(ffi::PyBUF_ND, exports.0.as_ptr().cast_mut());
        (*view).strides = when(ffi::PyBUF_STRIDES, exports.1.as_ptr().cast_mut());
        (*view).suboffsets = std::ptr::null_mut();
        (*view).internal = Box::into_raw(exports).cast();
        (*view).obj = array.clone().into_ptr();
    }
    Ok(())
}

unsafe extern "C" fn release(_array: *mut PyObject, view: *mut Py_buffer) {
    // SAFETY: the field was filled by `get_buffer` and is released once.
    drop(unsafe { Box::from_raw((*view).internal.cast::<Exports>()) });
}
