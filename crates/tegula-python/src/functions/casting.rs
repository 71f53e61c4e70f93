//! Questions about data types.

use pyo3::prelude::*;
use pyo3::types::PyDict;
use tegula_core::{Casting, DType, Operand, Weak, can_cast, promote, result_type};

use crate::convert::{self, element::Number};
use crate::ffi::typedef::add_function;
use crate::ffi::{Any, Args, Raised, Res, Signature, boolean};
use crate::ndarray::methods;
use crate::{dtype, ndarray, scalars};

static PROMOTE_TYPES: Signature<2> = Signature::fast("promote_types(type1, type2, /)");

fn promote_types<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [a, b] = args.parse(&PROMOTE_TYPES)?;
    let (a, b) = (dtype::from_object(a.expect("required"))?, dtype::from_object(b.expect("required"))?);
    Ok(dtype::object(args.py(), promote(a, b)))
}

/// What an argument of `result_type` contributes.
pub fn contribution(object: &Any<'_>) -> Result<Operand, Raised> {
    if let Some(array) = ndarray::get(object) {
        return Ok(Operand::Strong(array.dtype));
    }
    match convert::element::number(object) {
        Some(Number::Weak(value)) if value.dtype().is_integer() => Ok(Operand::Weak(Weak::Int)),
        Some(Number::Weak(value)) if value.dtype().is_float() => Ok(Operand::Weak(Weak::Float)),
        Some(Number::Weak(_)) => Ok(Operand::Weak(Weak::Complex)),
        Some(Number::Huge) => Ok(Operand::Weak(Weak::Int)),
        Some(Number::Strong(value)) => Ok(Operand::Strong(value.dtype())),
        None if convert::is_sequence(object) => Ok(Operand::Strong(convert::to_array(object, None)?.dtype)),
        None => Ok(Operand::Strong(dtype::from_object(object)?)),
    }
}

static RESULT_TYPE: Signature<0> = Signature::python("result_type(*arrays_and_dtypes)");

fn result<'py>(args: Args<'_, 'py>) -> Res<'py> {
    args.parse_named(&RESULT_TYPE)?;
    // Unlike elsewhere a sequence spells a type here.
    let operand = |object: &Any<'_>| match ndarray::get(object).is_none() && convert::is_sequence(object) {
        true => Ok(Operand::Strong(dtype::from_object(object)?)),
        false => contribution(object),
    };
    let operands = args.positional().iter().map(operand).collect::<Result<Vec<_>, Raised>>()?;
    tegula_ufunc::strings::check_promotion(&operands)?;
    let huge = |object: &Any<'_>| matches!(convert::element::number(object), Some(Number::Huge));
    let alone = operands.iter().all(|operand| matches!(operand, Operand::Weak(_)));
    match result_type(&operands) {
        // No integer type holds all numbers.
        Some(DType::I64) if alone && args.positional().iter().any(huge) => {
            Ok(dtype::object(args.py(), DType::Object))
        }
        Some(found) => Ok(dtype::object(args.py(), found)),
        None => Err(Raised::value("at least one array or dtype is required")),
    }
}

static CAN_CAST: Signature<3> = Signature::python("can_cast(from_, to, casting='safe')");

fn may_cast<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [from, to, casting] = args.parse(&CAN_CAST)?;
    let (from, to) = (from.expect("required"), dtype::from_object(to.expect("required"))?);
    let casting = methods::casting(casting, Casting::Safe)?;
    let number = convert::element::number(from);
    if number.is_some() && !scalars::is_scalar(from) {
        return Err(Raised::type_(
            "can_cast() does not support Python ints, floats, and complex because the result used to depend on the \
             value.\nThis change was part of adopting NEP 50, we may explicitly allow them again in the future.",
        ));
    }
    let from = match number {
        Some(Number::Strong(value)) => value.dtype(),
        _ => match ndarray::get(from) {
            Some(array) => array.dtype,
            None => dtype::from_object(from)?,
        },
    };
    Ok(boolean(args.py(), can_cast(from, to, casting)))
}

/// The limits of a floating-point type, for `finfo`.
fn float_limits<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let py = args.py();
    let [object] = args.positional() else { return Err(Raised::type_("finfo() takes one argument")) };
    let found = match ndarray::get(object) {
        Some(array) => array.dtype,
        None => match convert::element::number(object) {
            Some(Number::Weak(value) | Number::Strong(value)) => value.dtype(),
            _ => dtype::from_object(object)?,
        },
    }
    .real()
    .native();
    if !found.is_float() {
        let class = scalars::class(py, found);
        return Err(Raised::value(format!("data type {} not inexact", class.repr()?)));
    }
    // Bits of the fraction, of the exponent, and decimal digits that survive.
    let (fraction, exponent, precision) = match found {
        DType::F16 => (10, 5, 3),
        DType::BF16 => (7, 8, 2),
        DType::F32 => (23, 8, 6),
        _ => (52, 11, 15),
    };
    let highest = (1i32 << (exponent - 1)) - 1;
    let power = |n: i32| -> f64 {
        // Below the least normal double the exact power is a subnormal one.
        if n < -1022 { f64::from_bits(1u64 << (n + 1074)) } else { f64::from_bits(((n + 1023) as u64) << 52) }
    };
    let max = power(highest) * (2.0 - power(-fraction));
    let value = |x: f64| scalars::make(py, tegula_core::Scalar::F64(x).cast(found));
    let dict = PyDict::new(py);
    dict.set_item("dtype", dtype::object(py, found))?;
    dict.set_item("bits", found.itemsize() * 8)?;
    dict.set_item("nmant", fraction)?;
    dict.set_item("nexp", exponent)?;
    dict.set_item("precision", precision)?;
    dict.set_item("iexp", exponent)?;
    dict.set_item("machep", -fraction)?;
    dict.set_item("negep", -fraction - 1)?;
    dict.set_item("maxexp", highest + 1)?;
    dict.set_item("minexp", 1 - highest)?;
    dict.set_item("eps", value(power(-fraction))?)?;
    dict.set_item("epsneg", value(power(-fraction - 1))?)?;
    dict.set_item("max", value(max)?)?;
    dict.set_item("min", value(-max)?)?;
    dict.set_item("tiny", value(power(1 - highest))?)?;
    dict.set_item("smallest_normal", value(power(1 - highest))?)?;
    dict.set_item("smallest_subnormal", value(power(1 - highest - fraction))?)?;
    dict.set_item("resolution", value(10f64.powi(-precision))?)?;
    Ok(dict.into_any())
}

/// Adds the functions.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    PROMOTE_TYPES.add(module, "The smallest type that holds both.", promote_types)?;
    RESULT_TYPE.add(module, "The type of the result of an operation.", result)?;
    CAN_CAST.add(module, "Whether a conversion is allowed.", may_cast)?;
    add_function(module, "_float_limits", "The limits of a floating-point type.", float_limits)
}
