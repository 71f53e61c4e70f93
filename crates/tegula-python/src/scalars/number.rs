//! Arithmetic, comparison, conversion and text of array scalars.

use std::ffi::c_int;
use std::hint::black_box;

use pyo3::ffi;
use pyo3::prelude::*;
use tegula_core::{Casting, DType, Operand, Scalar, c128, can_cast, result_type};
use tegula_kernels::flags::{self, Flags};

use super::{CLASSES, make, read, to_python, value_ptr};
use crate::convert::element;
use crate::convert::foreign::format_of_dtype;
use crate::ffi::{Any, Raised, Res, TypeBuilder, not_implemented, owned, slots};
use crate::{ndarray, print, text, warnings};

/// Adds the slots that all scalar classes have. Each class gets them itself, so that those of `float` and
/// `complex` are not inherited.
pub fn slots_of(builder: TypeBuilder) -> TypeBuilder {
    ndarray::operators::add_slots(builder)
        .slot(ffi::Py_nb_add, slots::binary(add_or_join))
        .slot(ffi::Py_nb_subtract, slots::binary(subtract))
        .slot(ffi::Py_nb_multiply, slots::binary(multiply_or_repeat))
        .slot(ffi::Py_nb_true_divide, slots::binary(divide))
        .slot(ffi::Py_nb_floor_divide, slots::binary(floor_divide))
        .slot(ffi::Py_nb_remainder, slots::binary(remainder))
        .slot(ffi::Py_nb_divmod, slots::binary(div_mod))
        .slot(ffi::Py_nb_power, slots::ternary(power))
        .slot(ffi::Py_nb_negative, slots::unary(negative))
        .slot(ffi::Py_nb_absolute, slots::unary(absolute))
        .slot(ffi::Py_tp_richcompare, slots::compare(compare))
        .slot(ffi::Py_tp_hash, slots::hash(hash))
        .slot(ffi::Py_nb_bool, slots::inquiry(|x| Ok(value(x).is_true())))
        .slot(ffi::Py_nb_int, slots::unary(int))
        .slot(ffi::Py_nb_float, slots::unary(float))
        .slot(ffi::Py_tp_repr, slots::unary(print::scalar_repr))
        .slot(ffi::Py_tp_str, slots::unary(print::scalar_str))
        .slot(ffi::Py_bf_getbuffer, slots::get_buffer(get_buffer))
}

/// A read-only view of the value's memory.
fn get_buffer(scalar: &Any<'_>, view: *mut ffi::Py_buffer, flags: c_int) -> Result<(), Raised> {
    if flags & ffi::PyBUF_WRITABLE != 0 {
        return Err(Raised::buffer("scalar buffer is readonly"));
    }
    if text::is_text(scalar) {
        return get_text_buffer(scalar, view, flags);
    }
    let dtype = value(scalar).dtype();
    let format = if flags & ffi::PyBUF_FORMAT == 0 {
        std::ptr::null_mut()
    } else {
        format_of_dtype(dtype).as_ptr().cast_mut()
    };
    // SAFETY: the importer gave a view to be filled; the value lives as long as the scalar, to which the view
    // refers, and the format for ever. Without axes there is neither shape nor strides.
    unsafe {
        (*view).buf = value_ptr(scalar.as_ptr()).cast();
        (*view).len = dtype.itemsize() as isize;
        (*view).itemsize = dtype.itemsize() as isize;
        (*view).readonly = 1;
        (*view).ndim = 0;
        (*view).format = format;
        (*view).shape = std::ptr::null_mut();
        (*view).strides = std::ptr::null_mut();
        (*view).suboffsets = std::ptr::null_mut();
        (*view).internal = std::ptr::null_mut();
        (*view).obj = scalar.clone().into_ptr();
    }
    Ok(())
}

/// A view of the characters of a text, or of bytes, which are copied.
fn get_text_buffer(scalar: &Any<'_>, view: *mut ffi::Py_buffer, flags: c_int) -> Result<(), Raised> {
    let array = super::methods::array(scalar)?;
    ndarray::set_writeable(&array, false);
    // SAFETY: the importer gave a view to be filled; it refers to the array.
    match unsafe { ffi::PyObject_GetBuffer(array.as_ptr(), view, flags) } {
        0 => Ok(()),
        _ => Err(Raised::already()),
    }
}

/// The value of an object whose class is known to be a scalar class.
pub fn value(object: &Any<'_>) -> Scalar {
    read(object).expect("a slot of a scalar class is called with one of its objects")
}

/// What an operand of quick `float64` or `int64` arithmetic is.
#[derive(Clone, Copy)]
enum Quick {
    Float64(f64),
    Int64(i64),
    PythonFloat(f64),
    PythonInt(i64),
}

#[inline(always)]
fn quick(object: &Any<'_>) -> Option<Quick> {
    // SAFETY: the classes hold a value of their type behind the head.
    unsafe {
        if CLASSES[DType::F64.index()].is_exact(object) {
            return Some(Quick::Float64(value_ptr(object.as_ptr()).cast::<f64>().read()));
        }
        if CLASSES[DType::I64.index()].is_exact(object) {
            return Some(Quick::Int64(value_ptr(object.as_ptr()).cast::<i64>().read()));
        }
    }
    if let Some(x) = element::exact_float(object) {
        return Some(Quick::PythonFloat(x));
    }
    element::exact_int(object).map(Quick::PythonInt)
}

/// Two operands in one type.
enum Pair {
    Floats(f64, f64),
    Ints(i64, i64),
}

/// The operands if they are of the commonest types and promote to `float64` or `int64`.
#[inline(always)]
fn pair(a: &Any<'_>, b: &Any<'_>) -> Option<Pair> {
    use Quick::{Float64, Int64, PythonFloat, PythonInt};
    Some(match (quick(a)?, quick(b)?) {
        (Float64(x), Float64(y) | PythonFloat(y)) | (PythonFloat(x), Float64(y)) => Pair::Floats(x, y),
        (Float64(x), Int64(y) | PythonInt(y)) => Pair::Floats(x, y as f64),
        (Int64(x) | PythonInt(x), Float64(y)) => Pair::Floats(x as f64, y),
        (Int64(x), PythonFloat(y)) => Pair::Floats(x as f64, y),
        (PythonFloat(x), Int64(y)) => Pair::Floats(x, y as f64),
        (Int64(x), Int64(y) | PythonInt(y)) | (PythonInt(x), Int64(y)) => Pair::Ints(x, y),
        _ => return None,
    })
}

macro_rules! arithmetic {
    ($($name:ident $text:literal $float:expr, $int:expr, $exact:expr;)*) => {$(
        fn $name<'py>(a: &Any<'py>, b: &Any<'py>) -> Res<'py> {
            let float: fn(f64, f64) -> f64 = $float;
            let int: fn(i64, i64) -> Option<(i64, bool)> = $int;
            match pair(a, b) {
                Some(Pair::Floats(x, y)) => {
                    let z = float(x, y);
                    if !z.is_normal() {
                        look_back($text, float, x, y);
                    }
                    make(a.py(), Scalar::F64(z))
                }
                Some(Pair::Ints(x, y)) if let Some((z, over)) = int(x, y) => {
                    if over {
                        warnings::scalar_error($text, Flags::OVER);
                    }
                    make(a.py(), Scalar::I64(z))
                }
                _ => {
                    let result = ndarray::operators::$name(a, b)?;
                    if let Some(exact) = $exact {
                        find_overflow($text, [a, b], &result, exact);
                    }
                    Ok(told_as($text, [a, b], result))
                }
            }
        }
    )*};
}

/// What an operation of integers gives without bounds; none beyond 128 bits.
type Exact = fn(i128, i128) -> Option<i128>;

arithmetic! {
    add "add" |x, y| x + y, |x, y| Some(x.overflowing_add(y)), Some(i128::checked_add as Exact);
    subtract "subtract" |x, y| x - y, |x, y| Some(x.overflowing_sub(y)), Some(i128::checked_sub as Exact);
    multiply "multiply" |x, y| x * y, |x, y| Some(x.overflowing_mul(y)), Some(i128::checked_mul as Exact);
    divide "divide" |x, y| x / y, |_, _| None, None::<Exact>;
}

/// Does an operation again whose result is zero, tiny or not finite, to see its errors.
#[cold]
fn look_back(name: &'static str, operation: fn(f64, f64) -> f64, x: f64, y: f64) {
    flags::take();
    black_box(operation(black_box(x), black_box(y)));
    let errors = flags::take();
    if !errors.is_empty() {
        warnings::scalar_error(name, errors);
    }
}

/// Whether an operand makes an operation one of scalars.
fn is_scalar(object: &Any<'_>) -> bool {
    element::number(object).is_some() && ndarray::get(object).is_none()
}

/// A result, after its errors were given to scalar arithmetic if there were only scalars. Booleans have none.
fn told_as<'py, const N: usize>(name: &'static str, operands: [&Any<'py>; N], result: Any<'py>) -> Any<'py> {
    let is_number = |x: &&Any<'py>| read(x).is_some_and(|x| x.dtype() != DType::Bool);
    if warnings::waiting() && operands.iter().all(|x| is_scalar(x)) && operands.iter().any(is_number) {
        warnings::merge(name, true);
    }
    result
}

/// Notes if an operation of integer scalars wrapped.
fn find_overflow<const N: usize>(
    name: &'static str,
    operands: [&Any<'_>; N],
    result: &Any<'_>,
    exact: Exact,
) {
    let Some(found) = read(result).filter(|x| x.dtype().is_integer()) else { return };
    let mut values = operands.map(integer).into_iter();
    let (Some(Some(a)), second) = (values.next(), values.next()) else { return };
    let Some(b) = second.unwrap_or(Some(0)) else { return };
    let found = if let Scalar::U64(x) = found { x.into() } else { i128::from(found.to_i64()) };
    if exact(a, b) != Some(found) {
        warnings::scalar_error(name, Flags::OVER);
    }
}

macro_rules! signs {
    ($($name:ident $text:literal $exact:expr;)*) => {$(
        fn $name<'py>(a: &Any<'py>) -> Res<'py> {
            let result = ndarray::operators::$name(a)?;
            find_overflow($text, [a], &result, $exact);
            Ok(result)
        }
    )*};
}

signs! {
    negative "negative" |x, _| Some(-x);
    absolute "absolute" |x, _| Some(x.abs());
}

/// Texts are joined by their own operator, whose words a failure should have.
fn add_or_join<'py>(a: &Any<'py>, b: &Any<'py>) -> Res<'py> {
    if pair(a, b).is_none() && text::is_text(a) {
        return Ok(not_implemented(a.py()));
    }
    add(a, b)
}

/// Sequences are repeated by integers; everything else is a product.
fn multiply_or_repeat<'py>(a: &Any<'py>, b: &Any<'py>) -> Res<'py> {
    if pair(a, b).is_some() {
        return multiply(a, b);
    }
    for (sequence, count) in [(a, b), (b, a)] {
        if read(count).is_some() && is_repeatable(sequence) {
            return repeat(sequence, count);
        }
    }
    multiply(a, b)
}

/// True for what can be repeated and not multiplied, as lists and texts.
fn is_repeatable(object: &Any<'_>) -> bool {
    if element::exact_float(object).is_some() || element::exact_int(object).is_some() {
        return false;
    }
    // SAFETY: types are alive as long as their instances, and so are their tables.
    unsafe {
        let class = ffi::Py_TYPE(object.as_ptr());
        let (sequence, number) = ((*class).tp_as_sequence, (*class).tp_as_number);
        !sequence.is_null()
            && (*sequence).sq_repeat.is_some()
            && (number.is_null() || (*number).nb_multiply.is_none())
    }
}

fn repeat<'py>(sequence: &Any<'py>, count: &Any<'py>) -> Res<'py> {
    match crate::ffi::index(count) {
        // SAFETY: the call accepts any object and returns a new reference or null.
        Ok(n) => unsafe { owned(sequence.py(), ffi::PySequence_Repeat(sequence.as_ptr(), n)) },
        Err(raised) if raised.is_type_error() => {
            raised.clear();
            let name = count.get_type().fully_qualified_name()?;
            Err(Raised::type_(format!("can't multiply sequence by non-int of type '{name}'")))
        }
        Err(raised) => Err(raised),
    }
}

/// The operators that need an order, which complex numbers lack: the scalar classes do not have them. Operands
/// that promote to another class go to the universal functions, which refuse in words of their own.
macro_rules! ordered {
    ($($name:ident $text:literal;)*) => {$(
        fn $name<'py>(a: &Any<'py>, b: &Any<'py>) -> Res<'py> {
            let refuses = |x: &Any<'py>, y: &Any<'py>| {
                let Some(class) = read(x).map(Scalar::dtype).filter(|d| d.is_complex()) else { return false };
                match read(y).map(Scalar::dtype) {
                    Some(other) => other != DType::Bool && can_cast(other, class, Casting::Safe),
                    None => ndarray::get(y).is_none(),
                }
            };
            if refuses(a, b) || refuses(b, a) {
                return Ok(not_implemented(a.py()));
            }
            Ok(told_as($text, [a, b], ndarray::operators::$name(a, b)?))
        }
    )*};
}

ordered! { floor_divide "floor_divide"; remainder "remainder"; div_mod "divmod"; }

fn power<'py>(a: &Any<'py>, b: &Any<'py>, modulus: &Any<'py>) -> Res<'py> {
    match pair(a, b) {
        Some(Pair::Floats(x, y)) if modulus.is_none() => {
            let z = x.powf(y);
            if !z.is_normal() {
                look_back("power", f64::powf, x, y);
            }
            make(a.py(), Scalar::F64(z))
        }
        _ => Ok(told_as("power", [a, b], ndarray::operators::power(a, b, modulus)?)),
    }
}

fn compare<'py>(a: &Any<'py>, b: &Any<'py>, op: c_int) -> Res<'py> {
    fn decide<T: PartialOrd>(x: T, y: T, op: c_int) -> bool {
        match op {
            ffi::Py_LT => x < y,
            ffi::Py_LE => x <= y,
            ffi::Py_GT => x > y,
            ffi::Py_GE => x >= y,
            ffi::Py_EQ => x == y,
            _ => x != y,
        }
    }
    let truth = match pair(a, b) {
        Some(Pair::Floats(x, y)) => decide(x, y, op),
        Some(Pair::Ints(x, y)) => decide(x, y, op),
        None => match (integer(a), integer(b)) {
            (Some(x), Some(y)) => decide(x, y, op),
            _ => match complex_pair(a, b) {
                Some((x, y)) if x.re == y.re => decide(x.im, y.im, op),
                Some((x, y)) => decide(x.re, y.re, op),
                None => return ndarray::operators::compare(a, b, op),
            },
        },
    };
    make(a.py(), Scalar::Bool(truth))
}

/// Two numbers of which one is complex, in their common type. They are ordered by real part, then by imaginary
/// part; unlike in arrays, NaN in a part that does not decide is overlooked, as in NumPy.
fn complex_pair(a: &Any<'_>, b: &Any<'_>) -> Option<(c128, c128)> {
    let kind = |object| match element::number(object)? {
        element::Number::Weak(value) => Some((value, tegula_ufunc::Arg::Literal(value).type_of())),
        element::Number::Strong(value) => Some((value, Operand::Strong(value.dtype()))),
        element::Number::Huge => None,
    };
    let ((x, x_type), (y, y_type)) = (kind(a)?, kind(b)?);
    let dtype = result_type(&[x_type, y_type]).filter(|d| d.is_complex())?;
    Some((x.cast(dtype).to_c128(), y.cast(dtype).to_c128()))
}

/// The exact value of an integer, Python's or of an array scalar.
fn integer(object: &Any<'_>) -> Option<i128> {
    match element::number(object)? {
        element::Number::Weak(Scalar::U64(x)) | element::Number::Strong(Scalar::U64(x)) => Some(x.into()),
        element::Number::Weak(x) | element::Number::Strong(x) if x.dtype().is_integer() => {
            Some(x.to_i64().into())
        }
        _ => None,
    }
}

fn hash(object: &Any<'_>) -> Result<isize, Raised> {
    let number = to_python(object.py(), value(object))?;
    // SAFETY: the call accepts any object.
    let hash = unsafe { ffi::PyObject_Hash(number.as_ptr()) };
    if hash == -1 { Err(Raised::already()) } else { Ok(hash) }
}

/// The real part as a Python number.
fn real<'py>(object: &Any<'py>) -> Res<'py> {
    let value = value(object);
    let value =
        if value.dtype().is_complex() { tegula_exec::converted_value(value, DType::F64) } else { value };
    to_python(object.py(), value)
}

fn int<'py>(object: &Any<'py>) -> Res<'py> {
    let number = real(object)?;
    // SAFETY: the conversion accepts any object and returns a new reference or null.
    unsafe { owned(object.py(), ffi::PyNumber_Long(number.as_ptr())) }
}

fn float<'py>(object: &Any<'py>) -> Res<'py> {
    // SAFETY: the call returns a new reference or null.
    unsafe {
        owned(
            object.py(),
            ffi::PyFloat_FromDouble(tegula_exec::converted_value(value(object), DType::F64).to_f64()),
        )
    }
}

/// `__index__` of the integers.
pub fn index<'py>(object: &Any<'py>) -> Res<'py> {
    to_python(object.py(), value(object))
}

/// `__complex__`.
pub fn complex<'py>(object: &Any<'py>) -> Res<'py> {
    let c128 { re, im } = value(object).to_c128();
    // SAFETY: the call returns a new reference or null.
    unsafe { owned(object.py(), ffi::PyComplex_FromDoubles(re, im)) }
}
