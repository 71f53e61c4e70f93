//! The array interface: `__array_interface__` as a dictionary, `__array_struct__` as a C structure in a capsule.

use std::ffi::{c_char, c_int, c_void};

use pyo3::ffi::{self, PyObject};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyTuple};
use tegula_core::{DType, Layout, MAX_NDIM, RawArray};

use super::Converted;
use super::foreign::{Kept, attach, bytes};
use crate::dtype;
use crate::ffi::{Any, Raised, Res, boolean, int_tuple, none, owned, string, text, tuple};
use crate::ndarray::{is_writeable, raw};

/// Views memory that a dictionary describes.
pub fn from_interface<'py>(object: &Any<'py>, interface: &Any<'py>) -> Result<Converted<'py>, Raised> {
    let interface = interface
        .cast::<PyDict>()
        .map_err(|_| Raised::value("Invalid __array_interface__ value, must be a dict"))?;
    let entry = |name: &str| -> Result<Any<'py>, Raised> {
        interface.get_item(name)?.ok_or_else(|| Raised::value(format!("Missing __array_interface__ {name}")))
    };
    let code = entry("typestr")?;
    let code = match code.cast::<PyBytes>() {
        Ok(code) => string(object.py(), &String::from_utf8_lossy(code.as_bytes())),
        Err(_) => code,
    };
    if text(&code).is_none() {
        return Err(Raised::type_("__array_interface__ typestr must be a string"));
    }
    let dtype = dtype::from_object(&code)?;
    let shape = entry("shape")?;
    let shape = shape.cast::<PyTuple>().map_err(|_| Raised::type_("shape must be a tuple"))?;
    let extents = shape.iter().map(|n| crate::ffi::index(&n)).collect::<Result<Vec<_>, _>>()?;
    if extents.iter().any(|&n| n < 0) {
        return Err(Raised::value("negative dimensions are not allowed"));
    }
    let extents: Vec<usize> = extents.iter().map(|&n| n as usize).collect();
    let mut layout = Layout::contiguous(&extents, dtype.itemsize())?;
    if let Some(strides) = interface.get_item("strides")?.filter(|strides| !strides.is_none()) {
        let strides = strides.cast::<PyTuple>().map_err(|_| Raised::type_("strides must be a tuple"))?;
        let strides = strides.iter().map(|n| crate::ffi::index(&n)).collect::<Result<Vec<_>, _>>()?;
        if strides.len() != extents.len() {
            return Err(Raised::value("mismatch in length of strides and shape"));
        }
        layout.strides = strides[..].into();
    }
    let data = interface.get_item("data")?;
    if let Some(pair) = data.as_ref().and_then(|data| data.cast::<PyTuple>().ok()) {
        let [address, readonly] = crate::ffi::tuple_items(pair).unwrap_or_default() else {
            return Err(Raised::type_(
                "__array_interface__ data must be a 2-tuple with (data pointer integer, read-only flag)",
            ));
        };
        let Ok(address) = address.extract::<usize>() else {
            return Err(Raised::type_("first element of __array_interface__ data tuple must be an integer."));
        };
        let writeable = !crate::ffi::truth(readonly)?;
        return described(object, address as *mut u8, layout, dtype, writeable);
    }
    // The memory is that of another object, or of this one.
    let exporter = data.filter(|data| !data.is_none()).unwrap_or_else(|| object.clone());
    let offset = interface.get_item("offset")?.map_or(Ok(0), |offset| crate::ffi::index(&offset))?;
    let (memory, writeable) = bytes(&exporter)?;
    let (low, high) = layout.extent(dtype.itemsize());
    let fits = offset.checked_add(low).is_some_and(|low| low >= 0)
        && offset.checked_add(high).is_some_and(|high| high as usize <= memory.size());
    if !fits || dtype == DType::Object {
        return Err(Raised::value("buffer is smaller than requested size"));
    }
    layout.offset = memory.layout.offset + offset as usize;
    let array = RawArray { buffer: memory.buffer, dtype, layout };
    Ok(Converted { array, owner: Some(exporter), writeable, copied: false })
}

/// Memory at an address, which an object keeps alive.
fn described<'py>(
    object: &Any<'py>,
    first: *mut u8,
    layout: Layout,
    dtype: DType,
    writeable: bool,
) -> Result<Converted<'py>, Raised> {
    // References must not be taken from between the places of others.
    let misplaced = |stride: &isize| !stride.unsigned_abs().is_multiple_of(dtype.alignment());
    if dtype == DType::Object
        && (!first.addr().is_multiple_of(dtype.alignment()) || layout.strides.iter().any(misplaced))
    {
        return Err(Raised::value("arrays of objects must be aligned"));
    }
    let array = attach(first, layout, dtype, Box::new(Kept::new(object)))?;
    Ok(Converted { array, owner: Some(object.clone()), writeable, copied: false })
}

/// The dictionary that describes an array.
pub fn to_interface<'py>(array: &Any<'py>) -> Res<'py> {
    let py = array.py();
    let this = raw(array);
    let dict = PyDict::new(py);
    let address = pyo3::types::PyInt::new(py, this.ptr() as usize).into_any();
    dict.set_item("data", tuple(py, &[address, boolean(py, !is_writeable(array))])?)?;
    let strides = if this.is_c_contiguous() { none(py) } else { int_tuple(py, this.strides())? };
    dict.set_item("strides", strides)?;
    let field = tuple(py, &[string(py, ""), string(py, &this.dtype.code())])?;
    dict.set_item("descr", PyList::new(py, [field])?)?;
    dict.set_item("typestr", this.dtype.code())?;
    dict.set_item("shape", int_tuple(py, this.shape())?)?;
    dict.set_item("version", 3)?;
    Ok(dict.into_any())
}

/// NumPy's `PyArrayInterface`.
#[repr(C)]
struct Structure {
    /// Always 2, a check.
    two: c_int,
    ndim: c_int,
    kind: c_char,
    itemsize: c_int,
    flags: c_int,
    shape: *mut isize,
    strides: *mut isize,
    data: *mut c_void,
    descr: *mut PyObject,
}

const C_CONTIGUOUS: c_int = 1;
const F_CONTIGUOUS: c_int = 2;
const ALIGNED: c_int = 0x100;
const NATIVE_ORDER: c_int = 0x200;
const WRITEABLE: c_int = 0x400;

/// A structure with what it points to, and the array that it describes.
struct Export {
    structure: Structure,
    _numbers: Vec<isize>,
    _array: RawArray,
}

/// The capsule that describes an array.
pub fn to_struct<'py>(array: &Any<'py>) -> Res<'py> {
    let this = raw(array).clone();
    let when = |condition: bool, flag: c_int| if condition { flag } else { 0 };
    let flags = when(this.is_c_contiguous(), C_CONTIGUOUS)
        | when(this.is_f_contiguous(), F_CONTIGUOUS)
        | when(this.is_aligned(), ALIGNED)
        | when(!matches!(this.dtype, DType::Foreign(_)), NATIVE_ORDER)
        | when(is_writeable(array), WRITEABLE);
    let mut numbers: Vec<isize> = this.shape().iter().map(|&n| n as isize).collect();
    numbers.extend(this.strides());
    let structure = Structure {
        two: 2,
        ndim: this.ndim() as c_int,
        kind: this.dtype.kind_char() as c_char,
        itemsize: this.itemsize() as c_int,
        flags,
        shape: numbers.as_mut_ptr(),
        strides: numbers.as_mut_ptr().wrapping_add(this.ndim()),
        data: this.ptr().cast(),
        descr: std::ptr::null_mut(),
    };
    let export = Box::into_raw(Box::new(Export { structure, _numbers: numbers, _array: this }));
    // SAFETY: the structure comes first in the export, which the destructor drops; without a capsule it is dropped
    // at once.
    unsafe {
        let capsule =
            ffi::PyCapsule_New((&raw mut (*export).structure).cast(), std::ptr::null(), Some(discard));
        if capsule.is_null() {
            drop(Box::from_raw(export));
        }
        owned(array.py(), capsule)
    }
}

unsafe extern "C" fn discard(capsule: *mut PyObject) {
    // SAFETY: the capsule holds an export, which is dropped once.
    unsafe {
        let structure = ffi::PyCapsule_GetPointer(capsule, std::ptr::null());
        drop(Box::from_raw(structure.byte_sub(std::mem::offset_of!(Export, structure)).cast::<Export>()));
    }
}

/// Views memory that a structure describes.
pub fn from_struct<'py>(object: &Any<'py>, capsule: &Any<'py>) -> Result<Converted<'py>, Raised> {
    let invalid = || Raised::value("invalid __array_struct__");
    // SAFETY: a capsule without a name holds such a structure, by the protocol; its check is read first.
    unsafe {
        if ffi::PyCapsule_IsValid(capsule.as_ptr(), std::ptr::null()) == 0 {
            return Err(invalid());
        }
        let pointer = ffi::PyCapsule_GetPointer(capsule.as_ptr(), std::ptr::null()).cast::<Structure>();
        let structure = pointer.as_ref().filter(|s| s.two == 2).ok_or_else(invalid)?;
        let ndim = usize::try_from(structure.ndim).ok().filter(|&n| n <= MAX_NDIM).ok_or_else(invalid)?;
        let order = match structure.flags & NATIVE_ORDER {
            0 if structure.itemsize > 1 => {
                if cfg!(target_endian = "little") {
                    '>'
                } else {
                    '<'
                }
            }
            _ => '=',
        };
        let width = if structure.kind as u8 == b'U' { structure.itemsize / 4 } else { structure.itemsize };
        let code = format!("{order}{}{width}", structure.kind as u8 as char);
        let dtype = dtype::from_object(&string(object.py(), &code))?;
        let mut layout = Layout::default();
        for axis in 0..ndim {
            let n = usize::try_from(*structure.shape.add(axis)).map_err(|_| invalid())?;
            layout.shape.push(n);
        }
        layout = Layout::contiguous(&layout.shape, dtype.itemsize())?;
        if !structure.strides.is_null() {
            for (axis, stride) in layout.strides.iter_mut().enumerate() {
                *stride = *structure.strides.add(axis);
            }
        }
        let writeable = structure.flags & WRITEABLE != 0;
        let keeper = tuple(object.py(), &[object.clone(), capsule.clone()])?;
        described(&keeper, structure.data.cast(), layout, dtype, writeable)
    }
}
