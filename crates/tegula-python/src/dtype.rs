//! `dtype` objects: one for each data type, made at import.

use std::ffi::c_int;
use std::sync::atomic::{AtomicPtr, Ordering};

use pyo3::ffi::{self, PyObject};
use pyo3::prelude::*;
use pyo3::types::PyType;
use tegula_core::{Casting, DType, can_cast};

use crate::ffi::{
    Any, Args, Raised, Res, Signature, TypeBuilder, TypeCell, boolean, int, none, not_implemented, owned,
    slots, string, text, tuple, tuple_items,
};
use crate::{ndarray, scalars};

/// The class `dtype`.
pub static DTYPE: TypeCell = TypeCell::new();

const COUNT: usize = DType::Object.index() + 1;
static OBJECTS: [AtomicPtr<PyObject>; COUNT] = [const { AtomicPtr::new(std::ptr::null_mut()) }; COUNT];

#[repr(C)]
struct DTypeObject {
    head: PyObject,
    dtype: DType,
}

/// The `dtype` object of a data type: one for each type of numbers and for objects, new ones for strings.
#[inline]
pub fn object(py: Python<'_>, dtype: DType) -> Any<'_> {
    if dtype.is_string() {
        return make(py, dtype).unwrap_or_else(|_| panic!("no memory for a dtype"));
    }
    let ptr = OBJECTS[dtype.index()].load(Ordering::Relaxed);
    // SAFETY: the objects are made before any other code runs and live for ever.
    unsafe { Bound::from_borrowed_ptr(py, ptr) }
}

fn make(py: Python<'_>, dtype: DType) -> Res<'_> {
    // SAFETY: a fresh object of the class, whose payload is written before anyone sees it.
    unsafe {
        let object = owned(py, ffi::PyType_GenericAlloc(DTYPE.get(), 0))?;
        (*object.as_ptr().cast::<DTypeObject>()).dtype = dtype;
        Ok(object)
    }
}

/// The data type of an exact `dtype` object.
#[inline]
pub fn exact(object: &Any<'_>) -> Option<DType> {
    // SAFETY: the type has just been checked.
    DTYPE.is_exact(object).then(|| unsafe { (*object.as_ptr().cast::<DTypeObject>()).dtype })
}

/// The data type that an object names in any of NumPy's spellings; `None` stands for `float64`.
///
/// # Errors
/// `TypeError` in NumPy's words.
pub fn from_object(object: &Any<'_>) -> Result<DType, Raised> {
    if let Some(dtype) = exact(object) {
        return Ok(dtype);
    }
    if object.is_none() {
        return Ok(DType::F64);
    }
    if let Some(name) = text(object) {
        return parse(name);
    }
    if let Ok(bytes) = object.cast::<pyo3::types::PyBytes>() {
        return parse(&String::from_utf8_lossy(bytes.as_bytes()));
    }
    if object.cast::<pyo3::types::PyList>().is_ok() {
        return Err(field_list(object)?);
    }
    if let Ok(class) = object.cast::<PyType>() {
        return from_class(class);
    }
    if ndarray::get(object).is_some() {
        return Err(Raised::type_("Cannot construct a dtype from an array"));
    }
    if let Some(items) = tuple_items(object)
        && let Some(dtype) = from_pair(items)?
    {
        return Ok(dtype);
    }
    if let Ok(dtype) = object.getattr("dtype") {
        return from_object(&dtype);
    }
    if let Ok(code) = object.getattr("str").and_then(|s| s.extract::<String>()) {
        return parse(&code);
    }
    Err(Raised::type_(format!("Cannot interpret '{}' as a data type", object.repr()?)))
}

/// The error of a list of fields.
fn field_list(list: &Any<'_>) -> Result<Raised, Raised> {
    for item in list.try_iter()? {
        let item = item?;
        if !crate::ffi::tuple_items(&item).is_some_and(|items| matches!(items.len(), 2 | 3)) {
            let text = format!("Field elements must be 2- or 3-tuples, got '{}'", item.repr()?);
            return Ok(Raised::type_(text));
        }
    }
    Ok(Raised::type_("structured data types are not supported"))
}

/// The data type of an optional `dtype=` argument.
pub fn optional(object: Option<&Any<'_>>) -> Result<Option<DType>, Raised> {
    object.filter(|o| !o.is_none()).map(from_object).transpose()
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
    if let Some(refusal) = scalars::abstract_refusal(class) {
        return Err(Raised::type_(refusal));
    }
    let name = class.name()?.to_string();
    match class.module().map(|m| m.to_string()).as_deref() {
        Ok("numpy" | "ml_dtypes") => parse(&name),
        // Any other class stands for its objects, unless it has a `dtype` of its own.
        _ => match class.getattr_opt("dtype")? {
            Some(found) if exact(&found).is_some() => from_object(&found),
            _ => Ok(DType::Object),
        },
    }
}

/// The pair of a string type and a width.
fn from_pair(items: &[Any<'_>]) -> Result<Option<DType>, Raised> {
    let [class, width] = items else { return Ok(None) };
    let Ok(width) = width.extract::<u32>() else { return Ok(None) };
    Ok(match from_object(class)? {
        DType::Str(_) => Some(DType::Str(width)),
        DType::Bytes(_) => Some(DType::Bytes(width)),
        _ => None,
    })
}

/// Reads a name or code such as `float32`, `f4`, `<f8`, `?`.
fn parse(name: &str) -> Result<DType, Raised> {
    let foreign_order = if cfg!(target_endian = "little") { '>' } else { '<' };
    let code = name.strip_prefix(['<', '>', '=', '|']).unwrap_or(name);
    let found = DType::ALL.into_iter().find(|d| d.name() == code).or_else(|| by_code(code));
    match found {
        Some(dtype) if name.starts_with(foreign_order) && dtype.itemsize() > 1 => Err(Raised::type_(
            format!("data type '{name}' is not in native byte order, which is all that is supported"),
        )),
        Some(dtype) => Ok(dtype),
        None => Err(Raised::type_(format!("data type '{name}' not understood"))),
    }
}

/// The data type of a one-letter code.
pub fn from_char(code: char) -> Option<DType> {
    by_code(code.encode_utf8(&mut [0; 4]))
}

fn by_code(code: &str) -> Option<DType> {
    Some(match code {
        "?" | "b1" | "bool_" => DType::Bool,
        "b" | "i1" | "byte" => DType::I8,
        "B" | "u1" | "ubyte" => DType::U8,
        "h" | "i2" | "short" => DType::I16,
        "H" | "u2" | "ushort" => DType::U16,
        "i" | "i4" | "intc" => DType::I32,
        "I" | "u4" | "uintc" => DType::U32,
        "l" | "q" | "n" | "p" | "i8" | "int" | "int_" | "long" | "longlong" | "intp" => DType::I64,
        "L" | "Q" | "N" | "P" | "u8" | "uint" | "ulong" | "ulonglong" | "uintp" => DType::U64,
        "e" | "f2" | "half" => DType::F16,
        "E" => DType::BF16,
        "f" | "f4" | "single" => DType::F32,
        "d" | "f8" | "double" | "float" => DType::F64,
        "F" | "c8" | "csingle" => DType::C64,
        "D" | "c16" | "cdouble" | "complex" => DType::C128,
        "O" | "O8" | "object_" => DType::Object,
        "str" | "str_" | "unicode" => DType::Str(0),
        "bytes" | "bytes_" => DType::Bytes(0),
        _ => return sized(code),
    })
}

/// A string type with its width, such as `U5`.
fn sized(code: &str) -> Option<DType> {
    let (kind, width) = code.split_at_checked(1)?;
    let width = match width {
        "" => 0,
        digits if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse::<u32>().ok()?,
        _ => return None,
    };
    match kind {
        "U" if width < 1 << 29 => Some(DType::Str(width)),
        "S" if width < 1 << 31 => Some(DType::Bytes(width)),
        _ => None,
    }
}

/// NumPy's code with byte order, as in `<f8`.
pub fn code(dtype: DType) -> String {
    match dtype {
        DType::Object => return "|O".into(),
        DType::Bytes(n) => return format!("|S{n}"),
        DType::Str(n) => return format!("{}U{n}", if cfg!(target_endian = "little") { '<' } else { '>' }),
        _ => {}
    }
    let order = match dtype.itemsize() {
        1 => '|',
        _ if cfg!(target_endian = "little") => '<',
        _ => '>',
    };
    let kind = if dtype == DType::BF16 { 'V' } else { dtype.kind_char() };
    format!("{order}{kind}{}", dtype.itemsize())
}

/// The name of the type in C, as some messages give it.
pub fn c_name(dtype: DType) -> &'static str {
    match dtype {
        DType::Bool => "bool",
        DType::I8 => "byte",
        DType::U8 => "ubyte",
        DType::I16 => "short",
        DType::U16 => "ushort",
        DType::I32 => "int",
        DType::U32 => "uint",
        DType::I64 => "long",
        DType::U64 => "ulong",
        DType::F16 => "half",
        DType::BF16 => "bfloat16",
        DType::F32 => "float",
        DType::F64 => "double",
        DType::C64 => "cfloat",
        DType::C128 => "cdouble",
        DType::Str(_) => "str",
        DType::Bytes(_) => "string",
        DType::Object => "object",
    }
}

fn type_number(dtype: DType) -> i64 {
    match dtype {
        DType::Bool => 0,
        DType::I8 => 1,
        DType::U8 => 2,
        DType::I16 => 3,
        DType::U16 => 4,
        DType::I32 => 5,
        DType::U32 => 6,
        DType::I64 => 7,
        DType::U64 => 8,
        DType::F32 => 11,
        DType::F64 => 12,
        DType::C64 => 14,
        DType::C128 => 15,
        DType::F16 => 23,
        DType::BF16 => 256,
        DType::Object => 17,
        DType::Bytes(_) => 18,
        DType::Str(_) => 19,
    }
}

fn this(object: &Any<'_>) -> DType {
    exact(object).expect("a method of dtype is called with a dtype")
}

fn new<'py>(class: &Bound<'py, PyType>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<4> = Signature::tuple("dtype(dtype, align=False, copy=False, metadata=None)");
    let [source, ..] = args.parse(&SIGNATURE)?;
    Ok(object(class.py(), from_object(source.expect("required"))?))
}

fn compare<'py>(a: &Any<'py>, b: &Any<'py>, op: c_int) -> Res<'py> {
    let py = a.py();
    let (a, b) = match from_object(b) {
        Ok(other) => (this(a), other),
        Err(raised) => {
            raised.clear();
            return Ok(not_implemented(py));
        }
    };
    let safe = |from, to| can_cast(from, to, Casting::Safe);
    Ok(boolean(
        py,
        match op {
            ffi::Py_EQ => a == b,
            ffi::Py_NE => a != b,
            ffi::Py_LT => a != b && safe(a, b),
            ffi::Py_LE => safe(a, b),
            ffi::Py_GT => a != b && safe(b, a),
            _ => safe(b, a),
        },
    ))
}

fn hash(object: &Any<'_>) -> Result<isize, Raised> {
    let dtype = this(object);
    let width = if dtype.is_string() { dtype.itemsize() } else { 0 };
    Ok(0x7e60 + dtype.index() as isize + 32 * width as isize)
}

fn repr<'py>(object: &Any<'py>) -> Res<'py> {
    Ok(string(object.py(), &this(object).repr()))
}

fn name<'py>(object: &Any<'py>) -> Res<'py> {
    let dtype = this(object);
    let text = match dtype.itemsize() {
        n if n > 0 && dtype.is_string() => format!("{}{}", dtype.name(), 8 * n),
        _ => dtype.name().to_owned(),
    };
    Ok(string(object.py(), &text))
}

fn str<'py>(object: &Any<'py>) -> Res<'py> {
    Ok(string(object.py(), &this(object).to_string()))
}

fn byte_order(dtype: DType) -> &'static str {
    match dtype {
        DType::Object | DType::Bytes(_) => "|",
        _ if dtype.itemsize() == 1 => "|",
        _ => "=",
    }
}

fn reduce<'py>(object: &Any<'py>) -> Res<'py> {
    let py = object.py();
    let dtype = this(object);
    let spelling = if dtype.is_number() { dtype.name().to_owned() } else { code(dtype) };
    let args = tuple(py, &[string(py, &spelling)])?;
    tuple(py, &[DTYPE.bind(py).into_any(), args])
}

fn new_byte_order<'py>(object: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::tuple("newbyteorder(new_order='S', /)");
    let [order] = args.parse(&SIGNATURE)?;
    let order = match order {
        None => "S",
        Some(order) => text(order).ok_or_else(|| {
            Raised::type_(format!("byteorder must be str, not {}", crate::ffi::type_name(order)))
        })?,
    };
    if !matches!(
        order.chars().next(),
        Some('>' | '<' | '=' | '|' | 'B' | 'b' | 'L' | 'l' | 'N' | 'n' | 'I' | 'i' | 'S' | 's')
    ) {
        return Err(Raised::value(format!("byteorder not recognized (got '{order}')")));
    }
    let native = matches!(order, "=" | "N" | "n" | "|" | "I" | "i" | "native")
        || (cfg!(target_endian = "little") && matches!(order, "<" | "L" | "l" | "little"))
        || (cfg!(target_endian = "big") && matches!(order, ">" | "B" | "b" | "big"));
    if native || this(object).itemsize() == 1 {
        return Ok(object.clone());
    }
    Err(Raised::type_("only data types in native byte order are supported"))
}

/// Makes the class and its objects.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    let py = module.py();
    let class =
        TypeBuilder::new("tegula.dtype", size_of::<DTypeObject>(), "The type of the elements of an array.")
            .slot(ffi::Py_tp_new, slots::new(new))
            .slot(ffi::Py_tp_repr, slots::unary(repr))
            .slot(ffi::Py_tp_str, slots::unary(str))
            .slot(ffi::Py_tp_hash, slots::hash(hash))
            .slot(ffi::Py_tp_richcompare, slots::compare(compare))
            .slot(ffi::Py_sq_length, slots::length(|_| Ok(0)))
            .slot(ffi::Py_nb_bool, slots::inquiry(|_| Ok(true)))
            .noargs("__reduce__", "Pickles by name.", reduce)
            .slot(
                ffi::Py_mp_subscript,
                slots::binary(|dtype, _: &Any<'_>| {
                    Err(Raised::key(format!("There are no fields in dtype {}.", this(dtype))))
                }),
            )
            .class_one("__class_getitem__", "For annotations such as dtype[float32].", |class, key| {
                Ok(class.py().import("types")?.getattr("GenericAlias")?.call1((class, key))?)
            })
            .method(
                "newbyteorder",
                "The type in another byte order; only the native one exists.",
                new_byte_order,
            )
            .getter("name", "The name, such as `float64`.", name)
            .getter("kind", "One of `b`, `i`, `u`, `f`, `c`, `U`, `S`, `O`.", |d| {
                Ok(string(d.py(), &this(d).kind_char().to_string()))
            })
            .getter("char", "The one-letter code.", |d| Ok(string(d.py(), &this(d).char().to_string())))
            .getter("num", "The number of the type.", |d| int(d.py(), type_number(this(d))))
            .getter("itemsize", "The bytes of one element.", |d| int(d.py(), this(d).itemsize() as i64))
            .getter("alignment", "The alignment of one element in bytes.", |d| {
                int(d.py(), this(d).alignment() as i64)
            })
            .getter("byteorder", "`=` for native, `|` where it does not matter.", |d| {
                Ok(string(d.py(), byte_order(this(d))))
            })
            .getter("str", "The code with byte order, such as `<f8`.", |d| Ok(string(d.py(), &code(this(d)))))
            .getter("type", "The class of the elements.", |d| Ok(scalars::class(d.py(), this(d)).into_any()))
            .getter("descr", "The type as a list of fields.", |d| {
                let field = tuple(d.py(), &[string(d.py(), ""), string(d.py(), &code(this(d)))])?;
                Ok(pyo3::types::PyList::new(d.py(), [field])?.into_any())
            })
            .getter("shape", "Always `()`.", |d| tuple(d.py(), &[]))
            .getter("ndim", "Always 0.", |d| int(d.py(), 0))
            .getter("base", "The type itself.", |d| Ok(d.clone()))
            .getter("flags", "Bits that tell how elements are to be treated: all are set for objects.", |d| {
                int(d.py(), if this(d) == DType::Object { 63 } else { 0 })
            })
            .getter("isbuiltin", "1, but 0 for strings with a width.", |d| {
                int(d.py(), !(this(d).is_string() && this(d).itemsize() > 0) as i64)
            })
            .getter("isnative", "Always true.", |d| Ok(boolean(d.py(), true)))
            .getter("hasobject", "True for objects.", |d| Ok(boolean(d.py(), this(d) == DType::Object)))
            .getter("isalignedstruct", "Always false.", |d| Ok(boolean(d.py(), false)))
            .getter("fields", "Always `None`.", |d| Ok(none(d.py())))
            .getter("names", "Always `None`.", |d| Ok(none(d.py())))
            .getter("subdtype", "Always `None`.", |d| Ok(none(d.py())))
            .getter("metadata", "Always `None`.", |d| Ok(none(d.py())))
            .build(py, &[])?;
    DTYPE.set(&class);
    for dtype in DType::ALL.into_iter().chain([DType::Object]) {
        OBJECTS[dtype.index()].store(make(py, dtype)?.into_ptr(), Ordering::Relaxed);
    }
    module.add("dtype", class)?;
    Ok(())
}
