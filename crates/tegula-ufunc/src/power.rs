//! Powers that other functions compute, and powers that do not exist.

use tegula_core::{DType, Error, Kind, RawArray, Result, Scalar};
use tegula_kernels::Loop;

use crate::resolve::Arg;
use crate::table::{self, Ufunc};

/// The function that the operator `**` calls in place of `power` for a literal exponent, as in NumPy: `square`
/// for 2, and for floating-point and complex arrays `reciprocal` for -1 and `sqrt` for 0.5.
///
/// ```
/// use tegula_core::{DType, Scalar};
/// use tegula_ufunc::{power_operator, table};
/// assert_eq!(power_operator(DType::I32, Scalar::I64(2)), &table::SQUARE);
/// assert_eq!(power_operator(DType::I32, Scalar::I64(-1)), &table::POWER);
/// ```
pub fn power_operator(base: DType, exponent: Scalar) -> &'static Ufunc {
    match exponent {
        Scalar::I64(2) => &table::SQUARE,
        Scalar::I64(-1) if base.kind() >= Kind::Float => &table::RECIPROCAL,
        Scalar::F64(0.5) if base.kind() >= Kind::Float => &table::SQRT,
        _ => &table::POWER,
    }
}

/// The simpler function that gives `power` of real numbers for a literal exponent, exactly rounded.
pub(crate) fn literal_power(base: DType, exponent: Scalar, found: &Loop) -> Option<&'static Ufunc> {
    let real = !exponent.dtype().is_complex();
    if !real || !base.is_float() || base != found.types[0] {
        return None;
    }
    match exponent.to_f64() {
        2.0 => Some(&table::SQUARE),
        1.0 => Some(&table::POSITIVE),
        0.5 => Some(&table::SQRT),
        -1.0 => Some(&table::RECIPROCAL),
        _ => None,
    }
}

/// # Errors
/// `ValueError` if a loop of integers would raise to a negative power.
pub(crate) fn refuse_negative_powers(exponents: &Arg, found: &Loop) -> Result<()> {
    if found.types[1].kind() != Kind::Signed {
        return Ok(());
    }
    let is_negative = |array: &RawArray| -> Result<bool> {
        if array.size() == 0 || array.dtype.kind() != Kind::Signed {
            return Ok(false);
        }
        let least = table::MINIMUM.reduce(array, None, false, &Default::default())?;
        Ok(least.get(&vec![0; least.ndim()]).to_i64() < 0)
    };
    let negative = match exponents {
        Arg::Array(array) => is_negative(array)?,
        Arg::Literal(value) => value.to_i64() < 0,
        Arg::Huge(value) => *value < 0.0,
    };
    if negative { Err(Error::value("Integers to negative integer powers are not allowed.")) } else { Ok(()) }
}
