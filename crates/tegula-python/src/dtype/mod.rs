//! `dtype` objects: one for each data type, made at import.

mod classes;
mod parse;

use std::ffi::c_int;
use std::sync::atomic::{AtomicPtr, Ordering};

use pyo3::ffi::{self, PyObject};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};
use tegula_core::{Casting, DType, can_cast};

use crate::ffi::{
    Any, Args, Raised, Res, Signature, TypeBuilder, TypeCell, boolean, int, none, not_implemented, owned,
    slots, string, text, truth, tuple,
};
use crate::scalars;

pub use parse::{from_char, from_object};

/// The class `dtype`.
pub static DTYPE: TypeCell = TypeCell::new();

const COUNT: usize = DType::Object.index() + 1;
static OBJECTS: [AtomicPtr<PyObject>; COUNT] = [const { AtomicPtr::new(std::ptr::null_mut()) }; COUNT];

#[repr(C)]
struct DTypeObject {
    head: PyObject,
    dtype: DType,
}

/// The `dtype` object of a data type: one for each type of numbers in native byte order and for objects, new
/// ones for others.
#[inline]
pub fn object(py: Python<'_>, dtype: DType) -> Any<'_> {
    if dtype.is_string() || !dtype.is_native() {
        return make(py, dtype).unwrap_or_else(|_| panic!("no memory for a dtype"));
    }
    let ptr = OBJECTS[dtype.index()].load(Ordering::Relaxed);
    // SAFETY: the objects are made before any other code runs and live for ever.
    unsafe { Bound::from_borrowed_ptr(py, ptr) }
}

fn make(py: Python<'_>, dtype: DType) -> Res<'_> {
    // SAFETY: a fresh object of the class, whose payload is written before anyone sees it.
    unsafe {
        let object = owned(py, ffi::PyType_GenericAlloc(classes::of(dtype), 0))?;
        (*object.as_ptr().cast::<DTypeObject>()).dtype = dtype;
        Ok(object)
    }
}

/// The data type of a `dtype` object.
#[inline]
fn read(object: &Any<'_>) -> Option<DType> {
    // SAFETY: the type has just been checked.
    DTYPE.is_instance(object).then(|| unsafe { (*object.as_ptr().cast::<DTypeObject>()).dtype })
}

/// The data type of an optional `dtype=` argument.
pub fn optional(object: Option<&Any<'_>>) -> Result<Option<DType>, Raised> {
    object.filter(|o| !o.is_none()).map(from_object).transpose()
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
        DType::Foreign(foreign) => c_name(foreign.native()),
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
        DType::Foreign(foreign) => type_number(foreign.native()),
    }
}

fn this(object: &Any<'_>) -> DType {
    read(object).expect("a method of dtype is called with a dtype")
}

fn new<'py>(class: &Bound<'py, PyType>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<4> = Signature::tuple("dtype(dtype, align=False, copy=False, metadata=None)");
    if let Some(dtype) = classes::dtype_of_class(class.as_type_ptr()) {
        return classes::new(class, dtype, args);
    }
    let py = class.py();
    let [source, _, copy, metadata] = args.parse(&SIGNATURE)?;
    if let Some(metadata) = metadata.filter(|m| m.cast::<PyDict>().is_err()) {
        let given = crate::ffi::type_name(metadata);
        return Err(Raised::type_(format!("dtype() argument 4 must be dict, not {given}")));
    }
    let source = source.expect("required");
    let dtype = match source.cast::<PyType>() {
        // Its own classes are classes like any other here.
        Ok(class) if classes::dtype_of_class(class.as_type_ptr()).is_some() => DType::Object,
        _ => from_object(source)?,
    };
    if copy.map_or(Ok(false), truth)? { make(py, dtype) } else { Ok(object(py, dtype)) }
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
    let width = if dtype.native().is_string() { dtype.itemsize() } else { 0 };
    Ok(0x7e60 + dtype.index() as isize + 32 * width as isize + !dtype.is_native() as isize)
}

fn repr<'py>(object: &Any<'py>) -> Res<'py> {
    Ok(string(object.py(), &this(object).repr()))
}

fn name<'py>(object: &Any<'py>) -> Res<'py> {
    let dtype = this(object);
    let text = match dtype.itemsize() {
        n if n > 0 && dtype.native().is_string() => format!("{}{}", dtype.name(), 8 * n),
        _ => dtype.name().to_owned(),
    };
    Ok(string(object.py(), &text))
}

fn str<'py>(object: &Any<'py>) -> Res<'py> {
    Ok(string(object.py(), &this(object).to_string()))
}

fn byte_order(dtype: DType) -> &'static str {
    match dtype.order_char() {
        '|' => "|",
        _ if dtype.is_native() => "=",
        '<' => "<",
        _ => ">",
    }
}

/// A spelling from which the type can be made again.
pub fn spelling(dtype: DType) -> String {
    match dtype.native() {
        DType::BF16 if !dtype.is_native() => format!("{}E", dtype.order_char()),
        _ if dtype.is_number() => dtype.name().to_owned(),
        _ => dtype.code(),
    }
}

fn reduce<'py>(object: &Any<'py>) -> Res<'py> {
    let py = object.py();
    let args = [string(py, &spelling(this(object))), boolean(py, false), boolean(py, true)];
    tuple(py, &[DTYPE.bind(py).into_any(), tuple(py, &args)?])
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
    let dtype = this(object);
    let (native, foreign) = (dtype.native(), dtype.native().foreign());
    let little = if cfg!(target_endian = "little") { native } else { foreign };
    let big = if cfg!(target_endian = "little") { foreign } else { native };
    let changed = match order.as_bytes()[0] {
        b'<' | b'L' | b'l' => little,
        b'>' | b'B' | b'b' => big,
        b'S' | b's' if dtype.is_native() => foreign,
        b'=' | b'N' | b'n' | b'S' | b's' => native,
        _ => dtype,
    };
    Ok(self::object(object.py(), changed))
}

/// Makes the class and its objects.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    let py = module.py();
    let class =
        TypeBuilder::new("tegula.dtype", size_of::<DTypeObject>(), "The type of the elements of an array.")
            .subclassable()
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
                if crate::ffi::tuple_items(key).is_some_and(|items| items.len() > 1) {
                    return Err(Raised::type_("Too many arguments for numpy.dtype"));
                }
                Ok(class.py().import("types")?.getattr("GenericAlias")?.call1((class, key))?)
            })
            .method("newbyteorder", "The type in another byte order.", new_byte_order)
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
            .getter(
                "byteorder",
                "`=` for native, `<` or `>` for foreign, `|` where it does not matter.",
                |d| Ok(string(d.py(), byte_order(this(d)))),
            )
            .getter("str", "The code with byte order, such as `<f8`.", |d| {
                Ok(string(d.py(), &this(d).code()))
            })
            .getter("type", "The class of the elements.", |d| Ok(scalars::class(d.py(), this(d)).into_any()))
            .getter("descr", "The type as a list of fields.", |d| {
                let field = tuple(d.py(), &[string(d.py(), ""), string(d.py(), &this(d).code())])?;
                Ok(pyo3::types::PyList::new(d.py(), [field])?.into_any())
            })
            .getter("shape", "Always `()`.", |d| tuple(d.py(), &[]))
            .getter("ndim", "Always 0.", |d| int(d.py(), 0))
            .getter("base", "The type itself.", |d| Ok(d.clone()))
            .getter("flags", "Bits that tell how elements are to be treated.", |d| {
                int(
                    d.py(),
                    match this(d).native() {
                        DType::Object => 63,
                        DType::Str(_) => 8,
                        _ => 0,
                    },
                )
            })
            .getter("isbuiltin", "1, but 0 for strings with a width and in foreign byte order.", |d| {
                let dtype = this(d);
                int(d.py(), !(dtype.is_string() && dtype.itemsize() > 0 || !dtype.is_native()) as i64)
            })
            .getter("isnative", "False in foreign byte order.", |d| Ok(boolean(d.py(), this(d).is_native())))
            .getter("hasobject", "True for objects.", |d| Ok(boolean(d.py(), this(d) == DType::Object)))
            .getter("isalignedstruct", "Always false.", |d| Ok(boolean(d.py(), false)))
            .getter("fields", "Always `None`.", |d| Ok(none(d.py())))
            .getter("names", "Always `None`.", |d| Ok(none(d.py())))
            .getter("subdtype", "Always `None`.", |d| Ok(none(d.py())))
            .getter("metadata", "Always `None`.", |d| Ok(none(d.py())))
            .build(py, &[])?;
    DTYPE.set(&class);
    module.add("dtype", class)?;
    classes::init(module)?;
    for dtype in DType::ALL.into_iter().chain([DType::Object]) {
        OBJECTS[dtype.index()].store(make(py, dtype)?.into_ptr(), Ordering::Relaxed);
    }
    Ok(())
}
