//! `ndarray(shape, dtype, buffer, ...)`.

use pyo3::prelude::*;
use pyo3::types::PyType;
use tegula_core::{DType, Layout, RawArray};
use tegula_exec::Order;

use super::{NDARRAY, shaping};
use crate::convert::foreign;
use crate::dtype;
use crate::ffi::{Any, Args, Raised, Res, Signature, args::given, none};

/// `__new__`: arbitrary content, or a view of a buffer.
pub fn new<'py>(class: &Bound<'py, PyType>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<6> =
        Signature::tuple("ndarray(shape, dtype=None, buffer=None, offset=0, strides=None, order=None)");
    let py = class.py();
    let [shape, element, buffer, offset, strides, order] = args.parse(&SIGNATURE)?;
    let shape = shaping::shape(shape.expect("required"))?;
    let dtype = dtype::optional(element)?.unwrap_or(DType::F64);
    let mut layout = match shaping::order(order, Order::C)? {
        Order::F => Layout::fortran(&shape, dtype.itemsize())?,
        _ => Layout::contiguous(&shape, dtype.itemsize())?,
    };
    let strides = given(strides).map(shaping::extents).transpose()?;
    if strides.as_ref().is_some_and(|s| s.len() != shape.len()) {
        return Err(Raised::value("strides, if given, must be the same length as shape"));
    }
    let Some(buffer) = given(buffer) else {
        if strides.is_some_and(|s| s != layout.strides) {
            return Err(Raised::value(
                "strides is incompatible with shape of requested array and size of buffer",
            ));
        }
        return finish(class, &none(py), RawArray::allocate(layout, dtype, true)?, None, true);
    };
    let (bytes, writeable) = match dtype {
        DType::Object => slots_of(buffer)?,
        _ => foreign::bytes(buffer)?,
    };
    let offset = offset.map_or(Ok(0), crate::ffi::index)?;
    if let Some(strides) = strides {
        layout.strides = strides;
    }
    let (low, high) = layout.extent(dtype.itemsize());
    let fits = offset >= 0
        && low.checked_add(offset).is_some_and(|l| l >= 0)
        && high.checked_add(offset).is_some_and(|h| h as usize <= bytes.size());
    let misplaced = |n: isize| !n.unsigned_abs().is_multiple_of(dtype.alignment());
    if dtype == DType::Object && (misplaced(offset) || layout.strides.iter().any(|&s| misplaced(s))) {
        return Err(Raised::value("arrays of objects must be aligned"));
    }
    if !fits {
        return Err(Raised::type_("buffer is too small for requested array"));
    }
    layout.offset = bytes.layout.offset + offset as usize;
    let array = RawArray { buffer: bytes.buffer, dtype, layout };
    finish(class, &none(py), array, Some(buffer), writeable)
}

/// The memory of an array of objects as bytes. Nothing else holds references that may be trusted.
fn slots_of(buffer: &Any<'_>) -> Result<(RawArray, bool), Raised> {
    let array = super::get(buffer).filter(|a| a.dtype == DType::Object && a.is_c_contiguous());
    let Some(array) = array else {
        return Err(Raised::value(
            "an array of objects can only view the memory of another one without gaps",
        ));
    };
    let mut layout = Layout::contiguous(&[array.size() * array.itemsize()], 1)?;
    layout.offset = array.layout.offset;
    let bytes = RawArray { buffer: array.buffer.clone(), dtype: DType::U8, layout };
    Ok((bytes, super::is_writeable(buffer)))
}

fn finish<'py>(
    class: &Bound<'py, PyType>,
    parent: &Any<'py>,
    array: RawArray,
    owner: Option<&Any<'py>>,
    writeable: bool,
) -> Res<'py> {
    match owner {
        _ if class.as_type_ptr() != NDARRAY.get() => {
            super::finalized(class.as_type_ptr(), parent, array, owner, writeable)
        }
        Some(owner) => super::share(owner, array, writeable),
        None => super::wrap(class.py(), array),
    }
}
