//! Single values: from Python numbers to elements.

use pyo3::ffi;
use pyo3::prelude::*;
use tegula_core::{DType, Kind, Scalar, c128};
use tegula_exec::{Order, cast, converted_value};

use crate::ffi::{Any, Raised, is_exact, owned, truth};
use crate::{ndarray, objects, scalars, text};

/// The value of an exact Python `float`.
#[inline(always)]
pub fn exact_float(object: &Any<'_>) -> Option<f64> {
    // SAFETY: the type has been checked.
    is_exact(object, &raw mut ffi::PyFloat_Type).then(|| unsafe { ffi::PyFloat_AS_DOUBLE(object.as_ptr()) })
}

/// The value of an exact Python `int` within 64 bits.
#[inline(always)]
pub fn exact_int(object: &Any<'_>) -> Option<i64> {
    if !is_exact(object, &raw mut ffi::PyLong_Type) {
        return None;
    }
    let mut overflow = 0;
    // SAFETY: the type has been checked.
    let value = unsafe { ffi::PyLong_AsLongLongAndOverflow(object.as_ptr(), &mut overflow) };
    (overflow == 0).then_some(value)
}

/// True for `bool` objects, of Python and of this module.
pub fn is_bool(object: &Any<'_>) -> bool {
    matches!(number(object), Some(Number::Strong(Scalar::Bool(_))))
}

/// A number as it takes part in promotion.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    /// A Python `int`, `float` or `complex`, which adapts to arrays: `I64` (or `U64`), `F64`, `C128`.
    Weak(Scalar),
    /// A Python `bool` or an array scalar.
    Strong(Scalar),
    /// A Python `int` beyond 64 bits.
    Huge,
}

/// Reads a Python number or an array scalar; `None` for anything else.
#[inline]
pub fn number(object: &Any<'_>) -> Option<Number> {
    if let Some(x) = exact_float(object) {
        return Some(Number::Weak(Scalar::F64(x)));
    }
    if let Some(x) = exact_int(object) {
        return Some(Number::Weak(Scalar::I64(x)));
    }
    // SAFETY: types and singletons are alive; the values are read from objects of the type checked.
    unsafe {
        if is_exact(object, &raw mut ffi::PyBool_Type) {
            return Some(Number::Strong(Scalar::Bool(object.as_ptr() == ffi::Py_True())));
        }
        if let Some(value) = scalars::read(object) {
            return Some(Number::Strong(value));
        }
        if ffi::PyLong_Check(object.as_ptr()) != 0 {
            return Some(long(object).map_or(Number::Huge, Number::Weak));
        }
        if ffi::PyFloat_Check(object.as_ptr()) != 0 {
            return Some(Number::Weak(Scalar::F64(ffi::PyFloat_AS_DOUBLE(object.as_ptr()))));
        }
        if ffi::PyComplex_Check(object.as_ptr()) != 0 {
            return Some(Number::Weak(Scalar::C128(complex(object))));
        }
    }
    None
}

fn complex(object: &Any<'_>) -> c128 {
    // SAFETY: the caller has checked that the object is a complex number.
    let z = unsafe { ffi::PyComplex_AsCComplex(object.as_ptr()) };
    c128::new(z.real, z.imag)
}

/// A Python `int` as `I64`, or as `U64` beyond its range; `None` beyond that.
fn long(object: &Any<'_>) -> Option<Scalar> {
    let mut overflow = 0;
    // SAFETY: the caller has checked that the object is an integer.
    let value = unsafe { ffi::PyLong_AsLongLongAndOverflow(object.as_ptr(), &mut overflow) };
    if overflow == 0 {
        return Some(Scalar::I64(value));
    }
    if overflow < 0 {
        return None;
    }
    // SAFETY: as above; an overflow raises, which is undone.
    unsafe {
        let value = ffi::PyLong_AsUnsignedLongLong(object.as_ptr());
        if value == u64::MAX && !ffi::PyErr_Occurred().is_null() {
            ffi::PyErr_Clear();
            return None;
        }
        Some(Scalar::U64(value))
    }
}

/// Writes an object to an element of any type, as in `array[i] = object`.
///
/// # Errors
/// As [`to_scalar`]; those of strings.
///
/// # Safety
/// There must be an element of the type at the address, which stays there whatever Python code does.
pub unsafe fn store(object: &Any<'_>, dtype: DType, place: *mut u8) -> Result<(), Raised> {
    // SAFETY: the caller vouches for the place.
    unsafe {
        match dtype.native() {
            DType::Object => objects::store(object, place),
            DType::Str(_) | DType::Bytes(_) => text::store(object, dtype, place)?,
            number => to_scalar(object, number)?.write_as(dtype, place),
        }
    }
    Ok(())
}

/// The value of one element of type `dtype`, which is one of numbers in native byte order, as in `array[i] = object`.
///
/// # Errors
/// NumPy's: `OverflowError` for integers out of bounds, `TypeError` or `ValueError` for what is no number.
pub fn to_scalar(object: &Any<'_>, dtype: DType) -> Result<Scalar, Raised> {
    match number(object) {
        Some(number) => number_to_scalar(object, number, dtype),
        None => other_to_scalar(object, dtype),
    }
}

/// The same for an object that has been read as a number.
///
/// # Errors
/// As [`to_scalar`].
pub fn number_to_scalar(object: &Any<'_>, number: Number, dtype: DType) -> Result<Scalar, Raised> {
    match number {
        // Signed integers take what `int` makes of an array scalar, if it fits; unsigned ones wrap.
        Number::Strong(value) if dtype.kind() == Kind::Signed && value.dtype() != dtype => {
            match value.dtype().kind() {
                Kind::Float | Kind::Complex => whole_to_scalar(object, dtype),
                _ => weak_to_scalar(object, value, dtype),
            }
        }
        Number::Strong(value) => Ok(converted_value(value, dtype)),
        Number::Weak(value) => weak_to_scalar(object, value, dtype),
        Number::Huge => match dtype.kind() {
            Kind::Bool => Ok(Scalar::Bool(true)),
            Kind::Signed | Kind::Unsigned => Err(out_of_bounds(object, dtype)),
            _ => Ok(converted_value(Scalar::F64(float(object)?), dtype)),
        },
    }
}

fn weak_to_scalar(object: &Any<'_>, value: Scalar, dtype: DType) -> Result<Scalar, Raised> {
    match (value, dtype.kind()) {
        (integer, Kind::Signed | Kind::Unsigned) if integer.dtype().kind() < Kind::Float => {
            let result = value.cast(dtype);
            let same = match (value, result) {
                (Scalar::U64(x), Scalar::U64(y)) => x == y,
                (Scalar::U64(x), y) => i64::try_from(x) == Ok(y.to_i64()),
                (Scalar::I64(x), Scalar::U64(_)) => x >= 0,
                (_, y) => y.to_i64() == value.to_i64(),
            };
            if same { Ok(result) } else { Err(out_of_bounds(object, dtype)) }
        }
        (Scalar::F64(_), Kind::Signed | Kind::Unsigned) => whole_to_scalar(object, dtype),
        (Scalar::C128(_), Kind::Float) => {
            Err(Raised::type_("float() argument must be a string or a real number, not 'complex'"))
        }
        (Scalar::C128(_), Kind::Signed | Kind::Unsigned) => Err(Raised::type_(
            "int() argument must be a string, a bytes-like object or a real number, not 'complex'",
        )),
        _ => Ok(converted_value(value, dtype)),
    }
}

/// The value of what `int` makes of a number.
fn whole_to_scalar(object: &Any<'_>, dtype: DType) -> Result<Scalar, Raised> {
    // SAFETY: the conversion accepts any object and returns a new reference or null.
    let whole = unsafe { owned(object.py(), ffi::PyNumber_Long(object.as_ptr()))? };
    to_scalar(&whole, dtype)
}

/// The error for an integer that does not fit; those beyond 64 bits are not named.
fn out_of_bounds(object: &Any<'_>, dtype: DType) -> Raised {
    // SAFETY: the conversion accepts any object and returns a new reference or null.
    let whole = match unsafe { owned(object.py(), ffi::PyNumber_Long(object.as_ptr())) } {
        Ok(whole) => whole,
        Err(raised) => return raised,
    };
    if !matches!(long(&whole), Some(Scalar::I64(_))) {
        return Raised::overflow("Python int too large to convert to C long");
    }
    match whole.repr() {
        Ok(text) => Raised::overflow(format!("Python integer {text} out of bounds for {dtype}")),
        Err(error) => error.into(),
    }
}

fn float(object: &Any<'_>) -> Result<f64, Raised> {
    // SAFETY: the call accepts any object.
    let value = unsafe { ffi::PyFloat_AsDouble(object.as_ptr()) };
    // SAFETY: the error indicator may be read at any time.
    if value == -1.0 && unsafe { !ffi::PyErr_Occurred().is_null() } {
        return Err(Raised::already());
    }
    Ok(value)
}

/// The float nearest to a Python integer; infinity beyond the range of floats.
pub fn nearest_float(object: &Any<'_>) -> Result<f64, Raised> {
    match float(object) {
        Ok(value) => Ok(value),
        Err(raised) => {
            raised.clear();
            Ok(if object.gt(0)? { f64::INFINITY } else { f64::NEG_INFINITY })
        }
    }
}

/// Strings, `None`, 0-d arrays and objects with conversion methods.
fn other_to_scalar(object: &Any<'_>, dtype: DType) -> Result<Scalar, Raised> {
    let py = object.py();
    if let Some(array) = ndarray::get(object) {
        if array.ndim() == 0 {
            return Ok(cast(array, dtype, Order::K)?.get(&[]));
        }
        return Err(Raised::value("setting an array element with a sequence."));
    }
    // SAFETY: the checks and conversions accept any object.
    unsafe {
        let ptr = object.as_ptr();
        let is_text = ffi::PyUnicode_Check(ptr) != 0 || ffi::PyBytes_Check(ptr) != 0;
        if object.is_none() && dtype.kind() >= Kind::Float {
            return Ok(Scalar::C128(c128::new(f64::NAN, f64::NAN)).cast(dtype));
        }
        if !is_text && dtype.is_float() && ffi::PySequence_Check(ptr) != 0 && ffi::PyNumber_Check(ptr) == 0 {
            return Err(Raised::value("setting an array element with a sequence."));
        }
        match dtype.kind() {
            Kind::Bool => Ok(Scalar::Bool(truth(object)?)),
            Kind::Signed | Kind::Unsigned => {
                let long = owned(py, ffi::PyNumber_Long(ptr))?;
                match number(&long) {
                    Some(Number::Weak(value)) => weak_to_scalar(&long, value, dtype),
                    _ => Err(out_of_bounds(&long, dtype)),
                }
            }
            Kind::Float => {
                let value = owned(py, ffi::PyNumber_Float(ptr))?;
                Ok(converted_value(Scalar::F64(ffi::PyFloat_AS_DOUBLE(value.as_ptr())), dtype))
            }
            Kind::Complex if !is_text => {
                let value = ffi::PyComplex_AsCComplex(ptr);
                if value.real == -1.0 && !ffi::PyErr_Occurred().is_null() {
                    return Err(Raised::already());
                }
                Ok(converted_value(Scalar::C128(c128::new(value.real, value.imag)), dtype))
            }
            Kind::Complex => {
                let text = match object.cast::<pyo3::types::PyBytes>() {
                    Ok(bytes) => bytes.call_method1("decode", ("ascii",))?,
                    Err(_) => object.clone(),
                };
                let value = py.get_type::<pyo3::types::PyComplex>().call1((text,))?;
                Ok(Scalar::C128(complex(&value)).cast(dtype))
            }
            Kind::Str | Kind::Bytes | Kind::Object => unreachable!("{dtype} is no type of numbers"),
        }
    }
}
