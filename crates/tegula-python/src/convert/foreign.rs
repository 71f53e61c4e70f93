//! Arrays of other libraries, without copying: the buffer protocol, `__array_interface__`, `__array__`.

use std::ffi::{CStr, CString};
use std::mem::MaybeUninit;
use std::ptr::NonNull;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use tegula_core::{Buffer, DType, Error, Layout, MAX_NDIM, RawArray};

use super::{Converted, copy_needed, interface};
use crate::dtype;
use crate::ffi::{Any, Raised};
use crate::ndarray;

/// Views the memory of an object that offers any; `None` if it offers none. `dtype` and `copy` are what is asked of
/// an `__array__` method.
///
/// # Errors
/// Whatever the object's own methods raise, and `TypeError` for element types that do not exist here.
pub fn import<'py>(
    object: &Any<'py>,
    dtype: Option<DType>,
    copy: Option<bool>,
) -> Result<Option<Converted<'py>>, Raised> {
    let py = object.py();
    // SAFETY: types are alive as long as their instances.
    let has_buffer = unsafe { ffi::PyObject_CheckBuffer(object.as_ptr()) != 0 };
    if has_buffer && let Some(found) = from_buffer(object)? {
        return Ok(Some(found));
    }
    if object.cast::<pyo3::types::PyType>().is_ok() {
        return Ok(None);
    }
    if let Some(capsule) = object.getattr_opt(pyo3::intern!(py, "__array_struct__"))? {
        return interface::from_struct(object, &capsule).map(Some);
    }
    if let Some(description) = object.getattr_opt(pyo3::intern!(py, "__array_interface__"))? {
        return interface::from_interface(object, &description).map(Some);
    }
    let Some(method) = object.getattr_opt(pyo3::intern!(py, "__array__"))? else { return Ok(None) };
    let (made, copied) = ask_for_array(&method, dtype, copy)?;
    if let Some(array) = ndarray::get(&made) {
        let writeable = ndarray::is_writeable(&made);
        return Ok(Some(Converted { array: array.clone(), owner: Some(made.clone()), writeable, copied }));
    }
    match from_buffer(&made)? {
        Some(found) => Ok(Some(Converted { copied, ..found })),
        None => Err(Raised::value("object __array__ method not producing an array")),
    }
}

/// Calls `__array__`, and tells if the array is a copy of its own. Older methods do not know the argument `copy`.
fn ask_for_array<'py>(
    method: &Any<'py>,
    dtype: Option<DType>,
    copy: Option<bool>,
) -> Result<(Any<'py>, bool), Raised> {
    let py = method.py();
    let positional: Vec<Any<'py>> = dtype.map(|dtype| dtype::object(py, dtype)).into_iter().collect();
    let positional = PyTuple::new(py, positional)?;
    let Some(copy) = copy else { return Ok((method.call1(positional)?, false)) };
    let keywords = PyDict::new(py);
    keywords.set_item("copy", copy)?;
    let error = match method.call(positional.clone(), Some(&keywords)) {
        Ok(made) => return Ok((made, copy)),
        Err(error) => error,
    };
    let is_old = error.is_instance_of::<pyo3::exceptions::PyTypeError>(py)
        && error
            .value(py)
            .str()?
            .to_string()
            .contains("__array__() got an unexpected keyword argument 'copy'");
    if !is_old {
        return Err(error.into());
    }
    let text = c"__array__ implementation doesn't accept a copy keyword, so passing copy=False failed. __array__ must \
                 implement 'dtype' and 'copy' keyword arguments. To learn more, see the migration guide \
                 https://numpy.org/devdocs/numpy_2_0_migration_guide.html#adapting-to-changes-in-the-copy-keyword";
    PyErr::warn(py, &py.get_type::<pyo3::exceptions::PyDeprecationWarning>(), text, 1)?;
    if !copy {
        return Err(copy_needed());
    }
    Ok((method.call1(positional)?, false))
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
pub struct Kept(Option<Py<PyAny>>);

impl Kept {
    /// Keeps an object.
    pub fn new(object: &Any<'_>) -> Kept {
        Kept(Some(object.clone().unbind()))
    }
}

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
    if ndim > 0 && view.shape.is_null() {
        return Ok(None);
    }
    // SAFETY: where there is a shape it has an extent for each axis.
    let shape: Vec<usize> = (0..ndim).map(|axis| unsafe { *view.shape.add(axis) } as usize).collect();
    let mut layout = Layout::contiguous(&shape, dtype.itemsize())?;
    // Some exporters, such as ctypes, leave out the strides of memory without gaps.
    if !view.strides.is_null() {
        for (axis, stride) in layout.strides.iter_mut().enumerate() {
            // SAFETY: where there are strides there is one for each axis.
            *stride = unsafe { *view.strides.add(axis) };
        }
    }
    let (data, writeable) = (view.buf.cast::<u8>(), view.readonly == 0);
    let array = attach(data, layout, dtype, Box::new(exported))?;
    Ok(Some(Converted { array, owner: Some(object.clone()), writeable, copied: false }))
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
pub fn attach(
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
