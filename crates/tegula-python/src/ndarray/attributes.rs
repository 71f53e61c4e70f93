//! The attributes of `ndarray`.

use pyo3::prelude::*;
use tegula_core::{DType, RawArray, Scalar, resolve_shape};

use super::{base, flags, flatiter, raw, replace, require_writeable, view};
use crate::convert::interface;
use crate::ffi::{Any, Raised, Res, TypeBuilder, int, int_tuple, string};
use crate::ndarray::{index, shaping};
use crate::{dtype, ndarray};

/// Adds the attributes to the class.
pub fn add(builder: TypeBuilder) -> TypeBuilder {
    builder
        .property("shape", "The extent of each axis.", |a| int_tuple(a.py(), raw(a).shape()), set_shape)
        .property(
            "strides",
            "The distance in bytes between neighbours along each axis.",
            |a| int_tuple(a.py(), raw(a).strides()),
            set_strides,
        )
        .getter("ndim", "The number of axes.", |a| int(a.py(), raw(a).ndim() as i64))
        .getter("size", "The number of elements.", |a| int(a.py(), raw(a).size() as i64))
        .getter("itemsize", "The bytes of one element.", |a| int(a.py(), raw(a).itemsize() as i64))
        .getter("nbytes", "The bytes of all elements.", |a| {
            int(a.py(), (raw(a).size() * raw(a).itemsize()) as i64)
        })
        .property(
            "dtype",
            "The type of the elements.",
            |a| Ok(dtype::object(a.py(), raw(a).dtype)),
            set_dtype,
        )
        .getter("base", "The object whose memory this array views, or None.", |a| Ok(base(a)))
        .getter("flags", "How the memory is laid out.", flags::of)
        .property("flat", "An iterator over the elements in C order.", flatiter::of, |a, value| {
            flatiter::assign_all(a, value.ok_or_else(|| Raised::attribute("Cannot delete flat iterator"))?)
        })
        .getter("T", "The array with its axes reversed.", transposed)
        .getter("mT", "The array with its last two axes exchanged.", matrix_transposed)
        .property("real", "The real part.", |a| part(a, false), |a, value| set_part(a, value, false))
        .property("imag", "The imaginary part.", |a| part(a, true), |a, value| set_part(a, value, true))
        .getter("data", "The memory as a memoryview.", |a| {
            Ok(a.py().get_type::<pyo3::types::PyMemoryView>().call1((a,))?)
        })
        .getter("device", "Always `cpu`.", |a| Ok(string(a.py(), "cpu")))
        .getter("ctypes", "The address of the memory, for ctypes.", |a| {
            Ok(a.py().import("tegula._ctypes")?.getattr("Ctypes")?.call1((a, raw(a).ptr() as usize))?)
        })
        .getter(
            "__array_interface__",
            "The description of the memory for other libraries.",
            interface::to_interface,
        )
        .getter("__array_struct__", "The description of the memory as a C structure.", interface::to_struct)
}

/// `a.T`.
pub fn transposed<'py>(array: &Any<'py>) -> Res<'py> {
    view(array, raw(array).with_layout(raw(array).layout.transpose()))
}

fn matrix_transposed<'py>(array: &Any<'py>) -> Res<'py> {
    let n = raw(array).ndim();
    if n < 2 {
        return Err(Raised::value("matrix transpose with ndim < 2 is undefined"));
    }
    shaping::exchange(array, n - 2, n - 1)
}

/// A view of the real or the imaginary part; zeros stand for the imaginary part of real numbers.
pub fn part<'py>(array: &Any<'py>, imaginary: bool) -> Res<'py> {
    let this = raw(array);
    if this.dtype.is_complex() {
        let mut part = this.clone();
        part.dtype = this.dtype.real();
        if imaginary {
            part.layout.offset += part.itemsize();
        }
        return view(array, part);
    }
    if !imaginary {
        return Ok(array.clone());
    }
    let zeros = RawArray::zeros(this.shape(), this.dtype)?;
    if zeros.dtype == DType::Object {
        tegula_exec::fill(&zeros, Scalar::I64(0));
    }
    let made = ndarray::wrap_like(array, zeros)?;
    ndarray::set_writeable(&made, false);
    Ok(made)
}

fn set_part<'py>(array: &Any<'py>, value: Option<&Any<'py>>, imaginary: bool) -> Result<(), Raised> {
    let Some(value) = value else {
        let part = if imaginary { "imaginary" } else { "real" };
        return Err(Raised::attribute(format!("Cannot delete array {part} part")));
    };
    if imaginary && !raw(array).dtype.is_complex() {
        return Err(Raised::type_("array does not have imaginary part to set"));
    }
    require_writeable(array, "assignment destination")?;
    let part = part(array, imaginary)?;
    index::assign(raw(&part), value, array.py())
}

fn set_shape(array: &Any<'_>, value: Option<&Any<'_>>) -> Result<(), Raised> {
    let Some(value) = value else { return Err(Raised::attribute("Cannot delete array shape")) };
    let requested = shaping::extents(value)?;
    let this = raw(array);
    let shape = resolve_shape(&requested, this.size())?;
    let Some(layout) = this.layout.reshape(&shape, this.itemsize(), false) else {
        return Err(Raised::attribute(
            "Incompatible shape for in-place modification. Use `.reshape()` to make a copy with the desired shape.",
        ));
    };
    replace(array, this.with_layout(layout));
    Ok(())
}

fn set_strides(array: &Any<'_>, value: Option<&Any<'_>>) -> Result<(), Raised> {
    let Some(value) = value else { return Err(Raised::attribute("Cannot delete array strides")) };
    let strides = shaping::extents(value).map_err(|_| Raised::type_("invalid strides"))?;
    let this = raw(array);
    if strides.len() != this.ndim() {
        return Err(Raised::value(format!("strides must be  same length as shape ({})", this.ndim())));
    }
    let mut changed = this.clone();
    changed.layout.strides = strides;
    let (low, high) = changed.layout.extent(changed.itemsize());
    let start = changed.layout.offset as isize;
    let within = low.checked_add(start).is_some_and(|low| low >= 0)
        && high.checked_add(start).is_some_and(|high| high as usize <= this.buffer.len());
    if !within {
        return Err(Raised::value("strides is not compatible with available memory"));
    }
    replace(array, changed);
    Ok(())
}

fn set_dtype(array: &Any<'_>, value: Option<&Any<'_>>) -> Result<(), Raised> {
    let Some(value) = value else { return Err(Raised::attribute("Cannot delete array dtype")) };
    let dtype = dtype::from_object(value).map_err(|_| Raised::type_("invalid data-type for array"))?;
    let changed = reinterpret(raw(array), dtype)?;
    replace(array, changed);
    Ok(())
}

/// The same bytes as elements of another type: the last axis grows or shrinks if their sizes differ.
///
/// # Errors
/// `ValueError` in NumPy's words if the last axis does not allow it.
pub fn reinterpret(array: &RawArray, dtype: DType) -> Result<RawArray, Raised> {
    if dtype != array.dtype && (dtype == DType::Object || array.dtype == DType::Object) {
        return Err(Raised::type_("Cannot change data-type for array of references."));
    }
    let (old, new) = (array.itemsize(), dtype.itemsize());
    let mut result = array.clone();
    result.dtype = dtype;
    if old == new {
        return Ok(result);
    }
    if new == 0 || old > new && !old.is_multiple_of(new) {
        return Err(Raised::value(
            "When changing to a smaller dtype, its size must be a divisor of the size of original dtype",
        ));
    }
    let Some(last) = array.ndim().checked_sub(1) else {
        return Err(Raised::value(
            "Changing the dtype of a 0d array is only supported if the itemsize is unchanged",
        ));
    };
    let n = array.shape()[last];
    if array.strides()[last] != old as isize && n != 1 {
        return Err(Raised::value(
            "To change to a dtype of a different size, the last axis must be contiguous",
        ));
    }
    if old < new && !(n * old).is_multiple_of(new) {
        return Err(Raised::value(
            "When changing to a larger dtype, its size must be a divisor of the total size in bytes of the last axis \
             of the array.",
        ));
    }
    result.layout.shape[last] = n * old / new;
    result.layout.strides[last] = new as isize;
    Ok(result)
}
