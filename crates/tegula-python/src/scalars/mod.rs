//! Array scalars: the class tree from `generic` down, and what makes and reads its objects.
//!
//! Every concrete class stores its value right behind the object's head. `float64` and `complex128`
//! thereby have the layout of Python's `float` and `complex`, from which they are derived.

mod construct;
mod methods;
pub mod number;
mod strings;

use std::sync::atomic::{AtomicPtr, Ordering};

use pyo3::ffi::{self, PyObject, PyTypeObject};
use pyo3::prelude::*;
use pyo3::types::PyType;
use tegula_core::{DType, RawArray, Scalar};

pub use number::value;

use crate::ffi::{Any, Raised, Res, TypeBuilder, TypeCell, owned, slots};

/// The root of all array scalars.
pub static GENERIC: TypeCell = TypeCell::new();

/// The number of classes of numbers.
const COUNT: usize = DType::ALL.len();
static CLASSES: [TypeCell; DType::Object.index() + 1] =
    [const { TypeCell::new() }; DType::Object.index() + 1];
static TRUTH: [AtomicPtr<PyObject>; 2] = [const { AtomicPtr::new(std::ptr::null_mut()) }; 2];

/// Where the value lies in a scalar object.
const VALUE: usize = size_of::<PyObject>();
const _: () = {
    assert!(VALUE.is_multiple_of(8));
    assert!(VALUE == std::mem::offset_of!(ffi::PyFloatObject, ob_fval));
    assert!(VALUE == std::mem::offset_of!(ffi::PyComplexObject, cval));
};

fn value_ptr(object: *mut PyObject) -> *mut u8 {
    object.cast::<u8>().wrapping_add(VALUE)
}

/// The class of the elements of a data type.
pub fn class(py: Python<'_>, dtype: DType) -> Bound<'_, PyType> {
    CLASSES[dtype.index()].bind(py)
}

/// The data type that a class of scalars stands for; that of strings has no width.
pub fn dtype_of_any_class(class: *mut PyTypeObject) -> Option<DType> {
    let others = [DType::Str(0), DType::Bytes(0), DType::Object];
    dtype_of_class(class).or_else(|| others.into_iter().find(|d| CLASSES[d.index()].get() == class))
}

/// The data type of numbers whose elements are of exactly this class.
#[inline]
pub fn dtype_of_class(class: *mut PyTypeObject) -> Option<DType> {
    // The commonest first: most calls end at the first comparison.
    const ORDER: [DType; COUNT] = [
        DType::F64,
        DType::I64,
        DType::Bool,
        DType::F32,
        DType::I32,
        DType::U8,
        DType::C128,
        DType::U64,
        DType::F16,
        DType::I8,
        DType::I16,
        DType::U16,
        DType::U32,
        DType::C64,
        DType::BF16,
    ];
    ORDER.into_iter().find(|&d| CLASSES[d.index()].get() == class)
}

/// Why a class of the tree that has no instances of its own names no data type.
pub fn abstract_refusal(class: &Bound<'_, PyType>) -> Option<&'static str> {
    let generic = GENERIC.bind(class.py());
    if !class.is_subclass(&generic).unwrap_or(false) {
        return None;
    }
    Some(match class.name().ok()?.to_str().ok()? {
        "generic" | "flexible" => "Converting `np.generic` to a dtype is not allowed.",
        "character" => "Converting `np.character` to a dtype is not allowed",
        "number" | "inexact" | "floating" => {
            "Converting `np.inexact` or `np.floating` to a dtype not allowed"
        }
        "complexfloating" => "Converting `np.complex` to a dtype is not allowed.",
        "integer" | "signedinteger" => {
            "Converting 'np.integer' or 'np.signedinteger' to a dtype is not allowed"
        }
        "unsignedinteger" => "Converting `np.unsignedinteger` to a dtype is not allowed",
        _ => return None,
    })
}

/// The data type of a number's scalar object, also of one of a derived class; `None` for any other object.
pub fn dtype_of(object: &Any<'_>) -> Option<DType> {
    // SAFETY: types are alive as long as their instances.
    let class = unsafe { ffi::Py_TYPE(object.as_ptr()) };
    if let Some(dtype) = dtype_of_class(class) {
        return Some(dtype);
    }
    // SAFETY: `tp_base` links end in null.
    unsafe {
        if ffi::PyType_IsSubtype(class, GENERIC.get()) == 0 {
            return None;
        }
        let mut base = (*class).tp_base;
        while !base.is_null() {
            if let Some(dtype) = dtype_of_class(base) {
                return Some(dtype);
            }
            base = (*base).tp_base;
        }
    }
    None
}

/// True for array scalars.
pub fn is_scalar(object: &Any<'_>) -> bool {
    GENERIC.is_instance(object)
}

/// The value of a number's scalar object; `None` for any other object.
#[inline]
pub fn read(object: &Any<'_>) -> Option<Scalar> {
    let dtype = dtype_of(object)?;
    // SAFETY: every scalar class holds its value behind the head.
    Some(unsafe { Scalar::read(dtype, value_ptr(object.as_ptr())) })
}

/// A scalar object with the value.
#[inline]
pub fn make(py: Python<'_>, value: Scalar) -> Res<'_> {
    if let Scalar::Bool(truth) = value {
        let ptr = TRUTH[truth as usize].load(Ordering::Relaxed);
        // SAFETY: the two objects live for ever.
        return Ok(unsafe { Bound::from_borrowed_ptr(py, ptr) });
    }
    let dtype = value.dtype();
    // SAFETY: a fresh object with room for the value; the class counts its instances.
    unsafe {
        let ptr = ffi::PyObject_Malloc(VALUE + dtype.itemsize().max(8)).cast::<PyObject>();
        if ptr.is_null() {
            ffi::PyErr_NoMemory();
            return Err(Raised::already());
        }
        ffi::PyObject_Init(ptr, CLASSES[dtype.index()].get());
        value.write(value_ptr(ptr));
        Ok(Bound::from_owned_ptr(py, ptr))
    }
}

/// A scalar object of a class that may be derived from `value`'s.
fn make_as<'py>(class: &Bound<'py, PyType>, value: Scalar) -> Res<'py> {
    let ptr = class.as_type_ptr();
    if ptr == CLASSES[value.dtype().index()].get() {
        return make(class.py(), value);
    }
    // SAFETY: derived classes have room for the base's value.
    unsafe {
        let object = owned(class.py(), ffi::PyType_GenericAlloc(ptr, 0))?;
        value.write(value_ptr(object.as_ptr()));
        Ok(object)
    }
}

/// The element at an address: a scalar object, or the very object that an element refers to.
///
/// # Safety
/// There must be an element of the type at the address.
#[inline]
pub unsafe fn at(py: Python<'_>, dtype: DType, place: *const u8) -> Res<'_> {
    // SAFETY: the caller vouches for the address.
    unsafe {
        match dtype.native() {
            DType::Object => Ok(crate::objects::load(py, place)),
            DType::Str(_) | DType::Bytes(_) => strings::make(py, dtype, place),
            _ => make(py, Scalar::read(dtype, place)),
        }
    }
}

/// The only element of a 0-d array, as [`at`] gives it.
#[inline]
pub fn of<'py>(py: Python<'py>, array: &RawArray) -> Res<'py> {
    debug_assert_eq!(array.ndim(), 0);
    // SAFETY: a 0-d array has one element of its type.
    unsafe { at(py, array.dtype, array.ptr()) }
}

/// The element at an address as a Python number, string, or the object that it refers to.
///
/// # Safety
/// There must be an element of the type at the address.
pub unsafe fn to_python_at(py: Python<'_>, dtype: DType, place: *const u8) -> Res<'_> {
    // SAFETY: the caller vouches for the address.
    unsafe {
        match dtype.native() {
            DType::Object => Ok(crate::objects::load(py, place)),
            DType::Str(_) | DType::Bytes(_) => crate::text::load(py, dtype, place),
            _ => to_python(py, Scalar::read(dtype, place)),
        }
    }
}

/// A scalar as the Python number that `item()` gives.
pub fn to_python(py: Python<'_>, value: Scalar) -> Res<'_> {
    // SAFETY: each call returns a new reference or null.
    unsafe {
        match value {
            Scalar::Bool(x) => Ok(crate::ffi::boolean(py, x)),
            Scalar::U64(x) => owned(py, ffi::PyLong_FromUnsignedLongLong(x)),
            Scalar::C64(_) | Scalar::C128(_) => {
                let z = value.to_c128();
                owned(py, ffi::PyComplex_FromDoubles(z.re, z.im))
            }
            x if x.dtype().is_float() => owned(py, ffi::PyFloat_FromDouble(x.to_f64())),
            x => owned(py, ffi::PyLong_FromLongLong(x.to_i64())),
        }
    }
}

fn nothing(_: *mut PyObject) {}

/// Makes the class tree and adds it to the module.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    let py = module.py();
    let abstract_class = |name, doc, base: &_| abstract_class(module, name, doc, base);
    let generic = TypeBuilder::new("tegula.generic", size_of::<PyObject>(), "The base of all array scalars.")
        .subclassable()
        .not_constructible();
    let generic = number::slots_of(methods::add(generic)).build(py, &[])?;
    GENERIC.set(&generic);
    module.add("generic", &generic)?;
    let number = abstract_class("tegula.number", "The base of all numbers.", &generic)?;
    let integer = abstract_class("tegula.integer", "The base of all integers.", &number)?;
    let signed = abstract_class("tegula.signedinteger", "The base of all signed integers.", &integer)?;
    let unsigned = abstract_class("tegula.unsignedinteger", "The base of all unsigned integers.", &integer)?;
    let inexact = abstract_class("tegula.inexact", "The base of all floating and complex numbers.", &number)?;
    let floating = abstract_class("tegula.floating", "The base of all floating-point numbers.", &inexact)?;
    let complex = abstract_class("tegula.complexfloating", "The base of all complex numbers.", &inexact)?;
    let flexible = abstract_class("tegula.flexible", "The base of types without a fixed size.", &generic)?;
    let character = abstract_class("tegula.character", "The base of all strings.", &flexible)?;
    strings::init(module, &generic, &character)?;

    let python_float = py.get_type::<pyo3::types::PyFloat>();
    let python_complex = py.get_type::<pyo3::types::PyComplex>();
    let int_index = slots::unary(number::index);
    for dtype in DType::ALL {
        let (name, doc) = describe(dtype);
        let (bases, derived): (Vec<&Bound<'_, PyType>>, bool) = match dtype {
            DType::Bool => (vec![&generic], false),
            DType::F64 => (vec![&floating, &python_float], true),
            DType::C128 => (vec![&complex, &python_complex], true),
            d if d.is_float() => (vec![&floating], true),
            d if d.is_complex() => (vec![&complex], true),
            d if d.kind_char() == 'i' => (vec![&signed], true),
            _ => (vec![&unsigned], true),
        };
        let mut builder = TypeBuilder::new(name, VALUE + dtype.itemsize().max(8), doc)
            .slot(ffi::Py_tp_new, construct::slot(dtype))
            // SAFETY: a scalar owns nothing.
            .slot(ffi::Py_tp_dealloc, unsafe { slots::dealloc(nothing) });
        if derived {
            builder = builder.subclassable();
        }
        builder = number::slots_of(builder);
        builder = methods::of_kind(builder, dtype);
        if dtype.is_integer() {
            builder = builder.slot(ffi::Py_nb_index, int_index);
        }
        let class = builder.build(py, &bases)?;
        // SAFETY: types of this module are written before they are used.
        unsafe { (*class.as_type_ptr()).tp_vectorcall = Some(construct::vectorcall(dtype)) };
        CLASSES[dtype.index()].set(&class);
        module.add(dtype.name(), &class)?;
    }
    for truth in [false, true] {
        // SAFETY: a fresh object with room for the value.
        unsafe {
            let object = owned(py, ffi::PyType_GenericAlloc(CLASSES[DType::Bool.index()].get(), 0))?;
            Scalar::Bool(truth).write(value_ptr(object.as_ptr()));
            TRUTH[truth as usize].store(object.into_ptr(), Ordering::Relaxed);
        }
    }
    Ok(())
}

fn abstract_class<'py>(
    module: &Bound<'py, PyModule>,
    name: &'static str,
    doc: &'static str,
    base: &Bound<'py, PyType>,
) -> Result<Bound<'py, PyType>, Raised> {
    let class = TypeBuilder::new(name, 0, doc).subclassable().build(module.py(), &[base])?;
    module.add(class.name()?, &class)?;
    Ok(class)
}

fn describe(dtype: DType) -> (&'static str, &'static str) {
    match dtype {
        DType::Bool => ("tegula.bool", "A boolean."),
        DType::I8 => ("tegula.int8", "A signed 8-bit integer."),
        DType::I16 => ("tegula.int16", "A signed 16-bit integer."),
        DType::I32 => ("tegula.int32", "A signed 32-bit integer."),
        DType::I64 => ("tegula.int64", "A signed 64-bit integer, the default integer type."),
        DType::U8 => ("tegula.uint8", "An unsigned 8-bit integer."),
        DType::U16 => ("tegula.uint16", "An unsigned 16-bit integer."),
        DType::U32 => ("tegula.uint32", "An unsigned 32-bit integer."),
        DType::U64 => ("tegula.uint64", "An unsigned 64-bit integer."),
        DType::F16 => ("tegula.float16", "A half-precision floating-point number."),
        DType::BF16 => ("tegula.bfloat16", "The upper half of a single-precision floating-point number."),
        DType::F32 => ("tegula.float32", "A single-precision floating-point number."),
        DType::F64 => ("tegula.float64", "A double-precision floating-point number, also a Python `float`."),
        DType::C64 => ("tegula.complex64", "A complex number of two single-precision numbers."),
        DType::C128 => (
            "tegula.complex128",
            "A complex number of two double-precision numbers, also a Python `complex`.",
        ),
        other => unreachable!("{other} is no type of numbers"),
    }
}
