//! Arrays of other libraries, without copying: the buffer protocol, `__array_interface__`, `__array__`.

use std::ffi::{CStr, CString};
use std::mem::MaybeUninit;
use std::ptr::NonNull;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use tegula_core::{Buffer, DType, Error, Layout, MAX_NDIM, RawArray};

use super::Converted;
use crate::dtype;
use crate::ffi::{Any, Raised};
use crate::ndarray;

/// Views the memory of an object that offers any; `None` if it offers none.
///
/// # Errors
/// Whatever the object's own methods raise, and `TypeError` for element types that do not exist here.
pub fn import<'py>(object: &Any<'py>) -> Result<Option<Converted<'py>>, Raised> {
    // SAFETY: types are alive as long as their instances.
    let has_buffer = unsafe { ffi::PyObject_CheckBuffer(object.as_ptr()) != 0 };
    if has_buffer && let Some(found) = from_buffer(object)? {
        return Ok(Some(found));
    }
    if object.cast::<pyo3::types::PyType>().is_ok() {
        return Ok(None);
    }
    if let Some(interface) = object.getattr_opt(pyo3::intern!(object.py(), "__array_interface__"))? {
        return from_interface(object, &interface).map(Some);
    }
    if let Some(method) = object.getattr_opt(pyo3::intern!(object.py(), "__array__"))? {
        let result = method.call0()?;
        if let Some(array) = ndarray::get(&result) {
            let writeable = ndarray::is_writeable(&result);
            return Ok(Some(Converted { array: array.clone(), owner: Some(result.clone()), writeable }));
        }
        return match from_buffer(&result)? {
            Some(found) => Ok(Some(found)),
            None => Err(Raised::value("object __array__ method not producing an array")),
        };
    }
    Ok(None)
}

/// A buffer of another object, released with the last array that uses it.
struct Exported(Box<ffi::Py_buffer>);

// SAFETY: the view is only released, with the interpreter attached.
unsafe impl Send for Exported {}
// SAFETY: as above.
unsafe impl Sync for Exported {}

impl Drop for Exported {
    fn drop(&mut self) {
        Python::attach(|_| {
            // SAFETY: the view was filled by `PyObject_GetBuffer` and is released once.
            unsafe { ffi::PyBuffer_Release(&mut *self.0) }
        });
    }
}

/// A Python object that keeps memory alive.
struct Kept(Option<Py<PyAny>>);

impl Drop for Kept {
    fn drop(&mut self) {
        Python::attach(|_| drop(self.0.take()));
    }
}

fn get_buffer(object: &Any<'_>, flags: i32) -> Option<Exported> {
    let mut view = Box::new(MaybeUninit::<ffi::Py_buffer>::zeroed());
    // SAFETY: the object exports buffers; on success the view is filled, and it never moves.
    unsafe {
        if ffi::PyObject_GetBuffer(object.as_ptr(), view.as_mut_ptr(), flags) != 0 {
            ffi::PyErr_Clear();
            return None;
        }
        Some(Exported(view.assume_init()))
    }
}

/// Views an exporter of the buffer protocol; `None` if its elements are of no type known here.
pub fn from_buffer<'py>(object: &Any<'py>) -> Result<Option<Converted<'py>>, Raised> {
    let Some(exported) = get_buffer(object, ffi::PyBUF_FULL_RO) else { return Ok(None) };
    let view = &exported.0;
    let ndim = view.ndim as usize;
    if ndim > MAX_NDIM || !view.suboffsets.is_null() {
        return Ok(None);
    }
    let format = if view.format.is_null() {
        "B".to_owned()
    } else {
        // SAFETY: a format is a C string that lives as long as the view.
        unsafe { CStr::from_ptr(view.format) }.to_string_lossy().into_owned()
    };
    let Some(dtype) = dtype_of_format(&format, view.itemsize as usize) else { return Ok(None) };
    let mut layout = Layout::default();
    for axis in 0..ndim {
        // SAFETY: the full request fills shape and strides with one entry for each axis.
        unsafe {
            layout.shape.push(*view.shape.add(axis) as usize);
            layout.strides.push(*view.strides.add(axis));
        }
    }
    let (data, writeable) = (view.buf.cast::<u8>(), view.readonly == 0);
    let array = attach(data, layout, dtype, Box::new(exported))?;
    Ok(Some(Converted { array, owner: Some(object.clone()), writeable }))
}

/// The raw bytes of an exporter, and whether they may be written.
///
/// # Errors
/// `TypeError` if the object exports no contiguous bytes.
pub fn bytes(object: &Any<'_>) -> Result<(RawArray, bool), Raised> {
    let Some(exported) = get_buffer(object, ffi::PyBUF_SIMPLE) else {
        return Err(Raised::type_(format!(
            "a bytes-like object is required, not '{}'",
            crate::ffi::type_name(object)
        )));
    };
    let view = &exported.0;
    let (data, writeable) = (view.buf.cast::<u8>(), view.readonly == 0);
    let layout = Layout::contiguous(&[view.len as usize], 1)?;
    Ok((attach(data, layout, DType::U8, Box::new(exported))?, writeable))
}

/// An array over foreign memory whose first element lies at `first`.
fn attach(
    first: *mut u8,
    mut layout: Layout,
    dtype: DType,
    owner: Box<dyn std::any::Any + Send + Sync>,
) -> Result<RawArray, Raised> {
    let (low, high) = layout.extent(dtype.itemsize());
    let data = NonNull::new(first.wrapping_offset(low)).unwrap_or(NonNull::dangling());
    layout.offset = low.unsigned_abs();
    let len = (high - low) as usize;
    // SAFETY: the owner keeps the memory that the layout reaches; read-only memory is only given to arrays
    // that are not writeable.
    let buffer = unsafe { Buffer::foreign(data, len, owner) };
    match buffer {
        Some(buffer) => Ok(RawArray { buffer, dtype, layout }),
        None => Err(Error::Memory { bytes: 0, shape: layout.shape.to_vec(), dtype }.into()),
    }
}

/// The type of a buffer's elements by the codes of the `struct` module.
fn dtype_of_format(format: &str, itemsize: usize) -> Option<DType> {
    let swapped = if cfg!(target_endian = "little") { ['>', '!'] } else { ['<', '<'] };
    let ordered = |dtype: DType| if format.starts_with(swapped) { dtype.foreign() } else { dtype };
    let code = format.trim_start_matches(['@', '=', '<', '>', '!', '^']);
    let candidates: &[DType] = match code {
        "?" => &[DType::Bool],
        "b" | "h" | "i" | "l" | "q" | "n" => &[DType::I8, DType::I16, DType::I32, DType::I64],
        "B" | "H" | "I" | "L" | "Q" | "N" => &[DType::U8, DType::U16, DType::U32, DType::U64],
        "e" | "f" | "d" => &[DType::F16, DType::F32, DType::F64],
        "Zf" | "Zd" => &[DType::C64, DType::C128],
        "O" => &[DType::Object],
        _ => return string_type(code).filter(|d| d.itemsize() == itemsize).map(ordered),
    };
    candidates.iter().copied().find(|d| d.itemsize() == itemsize).map(ordered)
}

/// A string type by its code, which begins with the width.
fn string_type(code: &str) -> Option<DType> {
    let (width, kind) = code.split_at_checked(code.len().checked_sub(1)?)?;
    let width = if width.is_empty() { 1 } else { width.parse().ok()? };
    match kind {
        "w" => Some(DType::Str(width)),
        "s" => Some(DType::Bytes(width)),
        _ => None,
    }
}

/// The code that describes strings and what is in foreign byte order to importers of a buffer; `None` for types
/// with a [fixed code](format_of_dtype).
pub fn made_format(dtype: DType) -> Option<CString> {
    let order = if dtype.is_native() { String::new() } else { dtype.order_char().to_string() };
    let text = match dtype.native() {
        DType::Str(n) => format!("{order}{n}w"),
        DType::Bytes(n) => format!("{order}{n}s"),
        _ if dtype.is_native() => return None,
        // With a byte order the codes have the same meaning on all machines, and `l` stands for four bytes.
        DType::I64 => format!("{order}q"),
        DType::U64 => format!("{order}Q"),
        number => format!("{order}{}", format_of_dtype(number).to_string_lossy()),
    };
    CString::new(text).ok()
}

/// The code that describes elements to importers of a buffer.
pub fn format_of_dtype(dtype: DType) -> &'static CStr {
    match dtype {
        DType::Object => c"O",
        DType::Str(_) => c"w",
        DType::Bytes(_) => c"s",
        DType::Bool => c"?",
        DType::I8 => c"b",
        DType::I16 => c"h",
        DType::I32 => c"i",
        DType::I64 => c"l",
        DType::U8 => c"B",
        DType::U16 => c"H",
        DType::U32 => c"I",
        DType::U64 => c"L",
        DType::F16 => c"e",
        // No code exists for it: importers see 16-bit words.
        DType::BF16 => c"H",
        DType::F32 => c"f",
        DType::F64 => c"d",
        DType::C64 => c"Zf",
        DType::C128 => c"Zd",
        DType::Foreign(foreign) => format_of_dtype(foreign.native()),
    }
}

fn from_interface<'py>(object: &Any<'py>, interface: &Any<'py>) -> Result<Converted<'py>, Raised> {
    let interface = interface
        .cast::<PyDict>()
        .map_err(|_| Raised::value("Invalid __array_interface__ value: it must be a dictionary"))?;
    let entry = |name: &str| -> Result<Any<'py>, Raised> {
        interface.get_item(name)?.ok_or_else(|| Raised::value(format!("Missing __array_interface__ {name}")))
    };
    let dtype = dtype::from_object(&entry("typestr")?)?;
    let shape: Vec<usize> = entry("shape")?.extract()?;
    let (address, readonly): (usize, bool) = entry("data")?.extract()?;
    let mut layout = Layout::contiguous(&shape, dtype.itemsize())?;
    if let Some(strides) = interface.get_item("strides")?.filter(|s| !s.is_none()) {
        let strides: Vec<isize> = strides.extract()?;
        if strides.len() != shape.len() {
            return Err(Raised::value("mismatch in length of strides and shape"));
        }
        layout.strides = strides[..].into();
    }
    // References must not be taken from between the places of others.
    let misplaced = |stride: &isize| !stride.unsigned_abs().is_multiple_of(dtype.alignment());
    if dtype == DType::Object
        && (!address.is_multiple_of(dtype.alignment()) || layout.strides.iter().any(misplaced))
    {
        return Err(Raised::value("arrays of objects must be aligned"));
    }
    let owner = Kept(Some(object.clone().unbind()));
    let array = attach(address as *mut u8, layout, dtype, Box::new(owner))?;
    Ok(Converted { array, owner: Some(object.clone()), writeable: !readonly })
}
