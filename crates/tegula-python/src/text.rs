//! Strings: from Python's `str` and `bytes` to elements and back.

use pyo3::ffi;
use pyo3::prelude::*;
use tegula_core::strings::{self, StringRef};
use tegula_core::{DType, Error};

use crate::ffi::{Any, Raised, Res, owned};

/// True for `str` and `bytes`.
pub fn is_text(object: &Any<'_>) -> bool {
    // SAFETY: the checks accept any object.
    unsafe { ffi::PyUnicode_Check(object.as_ptr()) != 0 || ffi::PyBytes_Check(object.as_ptr()) != 0 }
}

/// The string type that holds a `str` or `bytes`; `None` for other objects.
pub fn dtype_of(object: &Any<'_>) -> Option<DType> {
    // SAFETY: the types are checked before the lengths are read.
    unsafe {
        let ptr = object.as_ptr();
        if ffi::PyUnicode_Check(ptr) != 0 {
            return Some(DType::Str(ffi::PyUnicode_GetLength(ptr) as u32));
        }
        (ffi::PyBytes_Check(ptr) != 0).then(|| DType::Bytes(ffi::PyBytes_Size(ptr) as u32))
    }
}

/// The bytes of a `bytes` object.
fn bytes<'a>(object: &'a Any<'_>) -> Option<&'a [u8]> {
    object.cast::<pyo3::types::PyBytes>().ok().map(|b| b.as_bytes())
}

/// The code points of a `str`.
fn code_points(object: &Any<'_>) -> Result<Vec<u32>, Raised> {
    // SAFETY: the object is a `str`; the vector has room for its characters.
    unsafe {
        let n = ffi::PyUnicode_GetLength(object.as_ptr());
        if n < 0 {
            return Err(Raised::already());
        }
        let mut points = vec![0u32; n as usize];
        if ffi::PyUnicode_AsUCS4(object.as_ptr(), points.as_mut_ptr(), n, 0).is_null() {
            return Err(Raised::already());
        }
        Ok(points)
    }
}

/// The units of an object in a string type: texts and bytes are transcoded by ASCII, others are written as
/// `str` shows them.
fn units(object: &Any<'_>, is_text: bool) -> Result<Vec<u32>, Raised> {
    if let Some(bytes) = bytes(object) {
        if let (true, Some(at)) = (is_text, bytes.iter().position(|b| !b.is_ascii())) {
            return Err(Error::Decode { bytes: bytes.to_vec(), at }.into());
        }
        return Ok(bytes.iter().map(|&b| b.into()).collect());
    }
    // SAFETY: the check accepts any object.
    let points = if unsafe { ffi::PyUnicode_Check(object.as_ptr()) != 0 } {
        code_points(object)?
    } else {
        code_points(object.str()?.as_any())?
    };
    if let (false, Some(at)) = (is_text, points.iter().position(|&c| c > 0x7F)) {
        let text = points.iter().map(|&c| char::from_u32(c).unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        return Err(Error::Encode { text, at }.into());
    }
    Ok(points)
}

/// The width that an object needs as a text, or as bytes.
pub fn width(object: &Any<'_>, is_text: bool) -> Result<u32, Raised> {
    match dtype_of(object) {
        Some(DType::Str(n) | DType::Bytes(n)) => Ok(n),
        _ => Ok(units(object, is_text)?.len() as u32),
    }
}

/// Writes an object to an element of a string type; what there is no room for is dropped.
///
/// # Errors
/// `UnicodeError` for what is not ASCII where texts and bytes meet, and those of the object's `__str__`.
///
/// # Safety
/// There must be room for an element at the address.
pub unsafe fn store(object: &Any<'_>, dtype: DType, place: *mut u8) -> Result<(), Raised> {
    if !is_text(object) && crate::convert::is_sequence(object) && object.len()? > 0 {
        return Err(Raised::value("setting an array element with a sequence"));
    }
    let units = units(object, matches!(dtype.native(), DType::Str(_)))?;
    // SAFETY: the caller vouches for the place.
    unsafe { strings::write(units, dtype, place) };
    Ok(())
}

/// A string element as `str` or `bytes`.
///
/// # Safety
/// There must be an element of the type at the address.
pub unsafe fn load<'py>(py: Python<'py>, dtype: DType, place: *const u8) -> Res<'py> {
    // SAFETY: the caller vouches for the place; both calls copy and return a new reference or null.
    unsafe {
        let units = StringRef::new(dtype, place).units();
        if let DType::Bytes(_) = dtype {
            let bytes: Vec<u8> = units.map(|u| u as u8).collect();
            return owned(py, ffi::PyBytes_FromStringAndSize(bytes.as_ptr().cast(), bytes.len() as isize));
        }
        let points: Vec<u32> = units.collect();
        const UCS4: i32 = 4;
        owned(py, ffi::PyUnicode_FromKindAndData(UCS4, points.as_ptr().cast(), points.len() as isize))
    }
}
