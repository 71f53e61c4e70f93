//! Attributes and methods of array scalars. Most are those of a 0-d array.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use tegula_core::{DType, RawArray, Scalar};

use super::number::{complex, value};
use super::{make, strings, to_python};
use crate::ffi::{Any, Args, Raised, Res, Signature, TypeBuilder, int, none, owned, slots, tuple};
use crate::{dtype, ndarray, text};

/// The methods that a scalar passes on to the 0-d array of its value.
const FORWARDED: [&str; 36] = [
    "all",
    "any",
    "argmax",
    "argmin",
    "astype",
    "clip",
    "copy",
    "cumprod",
    "cumsum",
    "fill",
    "flatten",
    "max",
    "mean",
    "min",
    "nonzero",
    "prod",
    "ravel",
    "repeat",
    "reshape",
    "round",
    "squeeze",
    "std",
    "sum",
    "swapaxes",
    "take",
    "trace",
    "transpose",
    "var",
    "view",
    "diagonal",
    "byteswap",
    "getfield",
    "to_device",
    "dump",
    "dumps",
    "__array_namespace__",
];

/// The 0-d array of a scalar.
pub fn array<'py>(scalar: &Any<'py>) -> Res<'py> {
    let array = match strings::array_of(scalar)? {
        Some(array) => array,
        None => RawArray::from_scalar(value(scalar))?,
    };
    ndarray::wrap(scalar.py(), array)
}

/// The type of a scalar.
fn type_of(scalar: &Any<'_>) -> DType {
    text::dtype_of(scalar).unwrap_or_else(|| value(scalar).dtype())
}

fn forward<'py, const I: usize>(scalar: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    let py = scalar.py();
    let array = array(scalar)?;
    let method = array.getattr(FORWARDED[I])?;
    let positional = tuple(py, args.positional())?;
    let keywords = pyo3::types::PyDict::new(py);
    for (name, value) in args.keywords() {
        keywords.set_item(name, value)?;
    }
    let positional = positional.cast_into::<pyo3::types::PyTuple>().map_err(PyErr::from)?;
    let result = method.call(positional, Some(&keywords))?;
    match ndarray::get(&result) {
        Some(found) if found.ndim() == 0 => super::of(py, found),
        _ => Ok(result),
    }
}

macro_rules! forwarded {
    ($builder:ident, $($i:literal)*) => {
        $builder$(.method(FORWARDED[$i], "As the method of the same name of an array.", forward::<$i>))*
    };
}

/// Adds attributes and methods to the class `generic`.
pub fn add(builder: TypeBuilder) -> TypeBuilder {
    let builder = forwarded!(builder, 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35);
    builder
        .getter("dtype", "The type.", |x| Ok(dtype::object(x.py(), type_of(x))))
        .getter("shape", "Always `()`.", |x| tuple(x.py(), &[]))
        .getter("strides", "Always `()`.", |x| tuple(x.py(), &[]))
        .getter("ndim", "Always 0.", |x| int(x.py(), 0))
        .getter("size", "Always 1.", |x| int(x.py(), 1))
        .getter("itemsize", "The bytes of the value.", |x| int(x.py(), type_of(x).itemsize() as i64))
        .getter("nbytes", "The bytes of the value.", |x| int(x.py(), type_of(x).itemsize() as i64))
        .getter("T", "The scalar itself.", |x| Ok(x.clone()))
        .getter("base", "Always `None`.", |x| Ok(none(x.py())))
        .getter("flat", "An iterator over the one value.", |x| Ok(array(x)?.getattr("flat")?))
        .getter("flags", "The flags of a 0-d array.", |x| {
            let array = array(x)?;
            ndarray::set_writeable(&array, false);
            Ok(array.getattr("flags")?)
        })
        .getter("data", "The value's memory as a memoryview.", |x| {
            let array = array(x)?;
            ndarray::set_writeable(&array, false);
            Ok(array.getattr("data")?)
        })
        .getter("device", "Always `cpu`.", |x| Ok(crate::ffi::string(x.py(), "cpu")))
        .getter("__array_interface__", "The description of the memory for other libraries.", |x| {
            let array = array(x)?;
            let interface = array.getattr("__array_interface__")?;
            // The array must live as long as its address is known.
            interface.set_item("__ref", &array)?;
            Ok(interface)
        })
        .getter("__array_priority__", "Scalars give way to everything.", |x| {
            // SAFETY: the call returns a new reference or null.
            unsafe { owned(x.py(), ffi::PyFloat_FromDouble(-1e6)) }
        })
        .getter("real", "The real part.", |x| {
            if text::is_text(x) { Ok(x.clone()) } else { make(x.py(), part(value(x), false)) }
        })
        .getter("imag", "The imaginary part.", |x| {
            if text::is_text(x) { Ok(array(x)?.getattr("imag")?) } else { make(x.py(), part(value(x), true)) }
        })
        .noargs("conjugate", "The complex conjugate.", conjugate)
        .noargs("conj", "The complex conjugate.", conjugate)
        .method("item", "The value as a Python number or string.", |x, args| match args.positional() {
            [] => python(x),
            _ => Ok(array(x)?.call_method1(
                "item",
                tuple(x.py(), args.positional())?.cast_into::<pyo3::types::PyTuple>().map_err(PyErr::from)?,
            )?),
        })
        .method("setflags", "Has no effect: scalars have no flags.", |x, args| {
            static SIGNATURE: Signature<3> = Signature::tuple("setflags(write=None, align=None, uic=None)");
            args.parse(&SIGNATURE)?;
            Ok(none(x.py()))
        })
        .noargs("tolist", "The value as a Python number or string.", python)
        .method("tobytes", "The bytes of the value.", |x, _| bytes(x))
        .method("__array__", "The value as a 0-d array.", |x, args| match args.positional() {
            [] => array(x),
            [dtype, ..] => Ok(array(x)?.call_method1("astype", (dtype,))?),
        })
        .noargs("__complex__", "The value as a Python complex number.", complex)
        .one("__format__", "Formats the value as a Python number.", |x, spec| {
            Ok(python(x)?.call_method1("__format__", (spec,))?)
        })
        .method("__round__", "Rounds as Python's `round`.", round)
        .noargs("__reduce__", "Pickles the value.", |x| {
            let args = tuple(x.py(), &[python(x)?])?;
            tuple(x.py(), &[x.get_type().into_any(), args])
        })
        .one("__reduce_ex__", "Pickles the value.", |x, _| Ok(x.call_method0("__reduce__")?))
        .noargs("__copy__", "The scalar itself.", |x| Ok(x.clone()))
        .one("__deepcopy__", "The scalar itself.", |x, _| Ok(x.clone()))
        .slot(ffi::Py_mp_subscript, slots::binary(get_item))
        .class_one("__class_getitem__", "For annotations.", |class, key| {
            Ok(class.py().import("types")?.getattr("GenericAlias")?.call1((class, key))?)
        })
}

/// Adds the methods that only some kinds of scalars have.
pub fn of_kind(builder: TypeBuilder, dtype: DType) -> TypeBuilder {
    if dtype.is_float() {
        return builder
            .noargs("is_integer", "True if the value is a whole number.", |x| {
                Ok(python(x)?.call_method0("is_integer")?)
            })
            .noargs("as_integer_ratio", "Two integers with the value as ratio.", |x| {
                Ok(python(x)?.call_method0("as_integer_ratio")?)
            });
    }
    if dtype.is_integer() {
        return builder
            .noargs("is_integer", "Always true.", |x| Ok(crate::ffi::boolean(x.py(), true)))
            .noargs("bit_count", "The number of ones in the absolute value.", |x| {
                Ok(python(x)?.call_method0("bit_count")?)
            })
            .getter("numerator", "The value itself.", |x| Ok(x.clone()))
            .getter("denominator", "Always 1.", |x| int(x.py(), 1));
    }
    builder
}

/// The index of the 0-d array, which has one error for all faults.
fn get_item<'py>(scalar: &Any<'py>, key: &Any<'py>) -> Res<'py> {
    array(scalar)?.get_item(key).map_err(|_| Raised::index("invalid index to scalar variable."))
}

fn python<'py>(scalar: &Any<'py>) -> Res<'py> {
    if text::is_text(scalar) { strings::plain(scalar) } else { to_python(scalar.py(), value(scalar)) }
}

fn part(value: Scalar, imaginary: bool) -> Scalar {
    match (value, imaginary) {
        (Scalar::C64(z), false) => Scalar::F32(z.re),
        (Scalar::C64(z), true) => Scalar::F32(z.im),
        (Scalar::C128(z), false) => Scalar::F64(z.re),
        (Scalar::C128(z), true) => Scalar::F64(z.im),
        (other, false) => other,
        (other, true) => Scalar::Bool(false).cast(other.dtype()),
    }
}

fn conjugate<'py>(scalar: &Any<'py>) -> Res<'py> {
    if text::is_text(scalar) {
        return Ok(scalar.clone());
    }
    make(
        scalar.py(),
        match value(scalar) {
            Scalar::C64(z) => Scalar::C64(z.conj()),
            Scalar::C128(z) => Scalar::C128(z.conj()),
            other => other,
        },
    )
}

fn bytes<'py>(scalar: &Any<'py>) -> Res<'py> {
    if text::is_text(scalar) {
        return Ok(array(scalar)?.call_method0("tobytes")?);
    }
    let value = value(scalar);
    let mut bytes = [0u8; 16];
    // SAFETY: no scalar has more bytes.
    unsafe { value.write(bytes.as_mut_ptr()) };
    Ok(PyBytes::new(scalar.py(), &bytes[..value.dtype().itemsize()]).into_any())
}

fn round<'py>(scalar: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    let dtype = type_of(scalar);
    if dtype.is_complex() || dtype.is_string() || dtype == DType::Bool {
        let name = scalar.get_type().fully_qualified_name()?;
        return Err(Raised::type_(format!("type {name} doesn't define __round__ method")));
    }
    match args.positional() {
        [digits] if !digits.is_none() => Ok(scalar.call_method1("round", (digits,))?),
        _ => Ok(python(scalar)?.call_method0("__round__")?),
    }
}
