//! From the spellings of data types to the types.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyType};
use tegula_core::DType;

use super::{classes, read};
use crate::ffi::{Any, Raised, text, tuple_items};
use crate::{ndarray, scalars};

/// The data type that an object names in any of NumPy's spellings; `None` stands for `float64`.
///
/// # Errors
/// `TypeError` in NumPy's words.
pub fn from_object(object: &Any<'_>) -> Result<DType, Raised> {
    if let Some(dtype) = read(object) {
        return Ok(dtype);
    }
    if object.is_none() {
        return Ok(DType::F64);
    }
    if let Some(name) = text(object) {
        return parse(name);
    }
    if let Ok(bytes) = object.cast::<PyBytes>() {
        return match std::str::from_utf8(bytes.as_bytes()) {
            Ok(name) if name.is_ascii() => parse(name),
            _ => Err(Raised::type_("data type not understood")),
        };
    }
    if object.cast::<PyList>().is_ok() {
        return Err(field_list(object)?);
    }
    if object.cast::<PyDict>().is_ok() {
        return Err(structured());
    }
    if let Ok(class) = object.cast::<PyType>() {
        return from_class(class);
    }
    if ndarray::get(object).is_some() {
        return Err(Raised::type_("Cannot construct a dtype from an array"));
    }
    if let Some(items) = tuple_items(object) {
        return from_pair(items);
    }
    if let Some(found) = object.getattr_opt("dtype")? {
        return from_attribute(object, &found);
    }
    if let Ok(code) = object.getattr("str").and_then(|s| s.extract::<String>()) {
        return parse(&code);
    }
    Err(Raised::type_(format!("Cannot interpret '{}' as a data type", object.repr()?)))
}

fn structured() -> Raised {
    Raised::type_("structured data types are not supported")
}

fn subarray() -> Raised {
    Raised::type_("data types of subarrays are not supported")
}

/// The error of a list of fields.
fn field_list(list: &Any<'_>) -> Result<Raised, Raised> {
    for item in list.try_iter()? {
        let item = item?;
        if !tuple_items(&item).is_some_and(|items| matches!(items.len(), 2 | 3)) {
            let text = format!("Field elements must be 2- or 3-tuples, got '{}'", item.repr()?);
            return Ok(Raised::type_(text));
        }
    }
    Ok(structured())
}

/// The type that an object's attribute `dtype` is.
fn from_attribute(object: &Any<'_>, found: &Any<'_>) -> Result<DType, Raised> {
    if let Some(dtype) = read(found) {
        return Ok(dtype);
    }
    // Arrays and scalars of NumPy itself have types of NumPy.
    if found.get_type().module().is_ok_and(|m| m.to_string().starts_with("numpy")) {
        return from_object(found);
    }
    let (object, found) = (object.repr()?, found.repr()?);
    Err(Raised::value(format!("Could not convert {object} to a NumPy dtype (via `.dtype` value {found}).")))
}

/// The data type that a Python class stands for.
fn from_class(class: &Bound<'_, PyType>) -> Result<DType, Raised> {
    let ptr = class.as_type_ptr();
    if let Some(dtype) = scalars::dtype_of_any_class(ptr) {
        return Ok(dtype);
    }
    let builtin = [
        (&raw mut ffi::PyFloat_Type, DType::F64),
        (&raw mut ffi::PyLong_Type, DType::I64),
        (&raw mut ffi::PyBool_Type, DType::Bool),
        (&raw mut ffi::PyComplex_Type, DType::C128),
        (&raw mut ffi::PyUnicode_Type, DType::Str(0)),
        (&raw mut ffi::PyBytes_Type, DType::Bytes(0)),
    ];
    if let Some(&(_, dtype)) = builtin.iter().find(|&&(b, _)| b == ptr) {
        return Ok(dtype);
    }
    if let Some(dtype) = classes::dtype_of_class(ptr) {
        return Ok(dtype);
    }
    if let Some(refusal) = scalars::abstract_refusal(class) {
        return Err(Raised::type_(refusal));
    }
    let meta = class.get_type();
    if meta.module().is_ok_and(|m| m == "_ctypes") {
        return from_ctypes(class, &meta);
    }
    let name = class.name()?.to_string();
    match class.module().map(|m| m.to_string()).as_deref() {
        Ok("numpy" | "ml_dtypes") => parse(&name),
        // Any other class stands for its objects, unless it has a `dtype` of its own; that of its objects, as a
        // property, is not meant.
        _ => match class.getattr_opt("dtype")? {
            Some(found) if !found.hasattr("__get__")? => from_attribute(class, &found),
            _ => Ok(DType::Object),
        },
    }
}

/// The data type of a type of `ctypes`.
fn from_ctypes(class: &Bound<'_, PyType>, meta: &Bound<'_, PyType>) -> Result<DType, Raised> {
    match meta.name()?.to_str()? {
        "PyCSimpleType" => {}
        "PyCArrayType" => return Err(subarray()),
        "PyCPointerType" => return Err(Raised::type_("ctypes pointers have no dtype equivalent")),
        "PyCStructType" | "UnionType" => return Err(structured()),
        _ => return Ok(DType::Object),
    }
    let code: String = class.getattr("_type_")?.extract()?;
    let dtype = match code.as_str() {
        // Some codes mean something else to `ctypes`.
        "P" | "z" | "Z" => DType::U64,
        "u" => return Err(not_understood(&code)),
        code => parse(code)?,
    };
    let other = if cfg!(target_endian = "little") { "__ctype_be__" } else { "__ctype_le__" };
    Ok(match class.getattr_opt(other)? {
        Some(swapped) if swapped.is(class) => dtype.foreign(),
        _ => dtype,
    })
}

/// The pair of a string type and a width, or of any type and no extents.
fn from_pair(items: &[Any<'_>]) -> Result<DType, Raised> {
    let [class, rest] = items else {
        return Err(Raised::type_(format!("Tuple must have size 2, but has size {}", items.len())));
    };
    let dtype = from_object(class)?;
    if tuple_items(rest).is_some_and(|extents| extents.is_empty()) {
        return Ok(dtype);
    }
    match (rest.extract::<u32>(), dtype) {
        (Ok(width), DType::Str(0)) => Ok(DType::Str(width)),
        (Ok(width), DType::Bytes(0)) => Ok(DType::Bytes(width)),
        _ => Err(subarray()),
    }
}

fn not_understood(name: &str) -> Raised {
    Raised::type_(format!("data type '{name}' not understood"))
}

/// Reads a name or code such as `float32`, `f4`, `<f8`, `?`.
fn parse(name: &str) -> Result<DType, Raised> {
    if let Some(dtype) = DType::ALL.into_iter().find(|d| d.name() == name).or_else(|| by_name(name)) {
        return Ok(dtype);
    }
    let (order, code) = match name.as_bytes() {
        [order @ (b'<' | b'>' | b'=' | b'|'), ..] => (*order, &name[1..]),
        _ => (b'=', name),
    };
    if let Some(dtype) = by_code(code) {
        let foreign = if cfg!(target_endian = "little") { b'>' } else { b'<' };
        return Ok(if order == foreign { dtype.foreign() } else { dtype });
    }
    if matches!(name, "int0" | "uint0" | "str0" | "bytes0" | "bool8" | "object0" | "void0") {
        return Err(Raised::type_(format!(
            "Alias '{name}' was removed in NumPy 2.0. Use a name without a digit at the end."
        )));
    }
    if code.contains(',') && !code.starts_with('(') {
        return Err(structured());
    }
    if code.starts_with('(') || code.starts_with(|c: char| c.is_ascii_digit()) {
        let element = code.trim_start_matches(|c: char| c.is_ascii_digit() || "() ,".contains(c));
        return Err(if by_code(element).is_some() { subarray() } else { not_understood(element) });
    }
    Err(not_understood(name))
}

/// The data type of a one-letter code.
pub fn from_char(code: char) -> Option<DType> {
    by_code(code.encode_utf8(&mut [0; 4]))
}

/// Names beside those that the types have.
fn by_name(name: &str) -> Option<DType> {
    Some(match name {
        "bool_" => DType::Bool,
        "byte" => DType::I8,
        "ubyte" => DType::U8,
        "short" => DType::I16,
        "ushort" => DType::U16,
        "intc" => DType::I32,
        "uintc" => DType::U32,
        "int" | "int_" | "long" | "longlong" | "intp" => DType::I64,
        "uint" | "ulong" | "ulonglong" | "uintp" => DType::U64,
        "half" => DType::F16,
        "single" => DType::F32,
        "double" | "float" => DType::F64,
        "csingle" => DType::C64,
        "cdouble" | "complex" => DType::C128,
        "object_" | "object" => DType::Object,
        "str" | "str_" | "unicode" => DType::Str(0),
        "bytes" | "bytes_" => DType::Bytes(0),
        _ => return None,
    })
}

/// A letter, or a kind with the bytes of an element (or the width of a string) behind it or, for strings, before it.
fn by_code(code: &str) -> Option<DType> {
    Some(match code {
        "?" => DType::Bool,
        "b" => DType::I8,
        "B" => DType::U8,
        "h" => DType::I16,
        "H" => DType::U16,
        "i" => DType::I32,
        "I" => DType::U32,
        "l" | "q" | "n" | "p" => DType::I64,
        "L" | "Q" | "N" | "P" => DType::U64,
        "e" => DType::F16,
        "E" => DType::BF16,
        "f" => DType::F32,
        "d" => DType::F64,
        "F" => DType::C64,
        "D" => DType::C128,
        "O" => DType::Object,
        "c" => DType::Bytes(1),
        "U" => DType::Str(0),
        "S" => DType::Bytes(0),
        _ => return sized(code),
    })
}

fn sized(code: &str) -> Option<DType> {
    let digits = |text: &str| -> Option<usize> {
        (!text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
    };
    if let Some(width) = code.strip_suffix(['U', 'S']).and_then(digits) {
        return string_of(&code[code.len() - 1..], width);
    }
    let (kind, size) = code.split_at_checked(1)?;
    let size = digits(size)?;
    Some(match (kind, size) {
        ("b", 1) => DType::Bool,
        ("i", 1) => DType::I8,
        ("i", 2) => DType::I16,
        ("i", 4) => DType::I32,
        ("i", 8) => DType::I64,
        ("u", 1) => DType::U8,
        ("u", 2) => DType::U16,
        ("u", 4) => DType::U32,
        ("u", 8) => DType::U64,
        ("f", 2) => DType::F16,
        ("f", 4) => DType::F32,
        ("f", 8) => DType::F64,
        ("c", 8) => DType::C64,
        ("c", 16) => DType::C128,
        ("O", 4 | 8) => DType::Object,
        _ => return string_of(kind, size),
    })
}

/// A string type with a width.
fn string_of(kind: &str, width: usize) -> Option<DType> {
    match kind {
        "U" if width < 1 << 29 => Some(DType::Str(width as u32)),
        "S" if width < 1 << 31 => Some(DType::Bytes(width as u32)),
        _ => None,
    }
}
