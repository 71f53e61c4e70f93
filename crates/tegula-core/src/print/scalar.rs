//! The text of single values, on which print options have no influence.

use super::digits::Real;
use super::float::{Positional, Scientific, Trim, positional, scientific};
use super::options::Legacy;
use crate::Scalar;

/// The text of a value, as Python's `str` gives it for a NumPy scalar.
///
/// ```
/// use tegula_core::{Scalar, c128, print::scalar_str};
///
/// assert_eq!(scalar_str(Scalar::F64(1.5)), "1.5");
/// assert_eq!(scalar_str(Scalar::F32(1e10)), "1e+10");
/// assert_eq!(scalar_str(Scalar::C128(c128::new(1.0, -2.0))), "(1-2j)");
/// assert_eq!(scalar_str(Scalar::Bool(true)), "True");
/// ```
pub fn scalar_str(x: Scalar) -> String {
    scalar_str_as(x, Legacy::Current)
}

/// [`scalar_str`] in the ways of a release of NumPy from 1.21 on.
pub fn scalar_str_as(x: Scalar, legacy: Legacy) -> String {
    match x {
        Scalar::Bool(x) => if x { "True" } else { "False" }.into(),
        Scalar::U64(x) => x.to_string(),
        Scalar::C64(_) | Scalar::C128(_) => complex(x, legacy),
        Scalar::F16(_) | Scalar::BF16(_) | Scalar::F32(_) | Scalar::F64(_) => {
            float(Real::new(x), Trim::Zero, false, legacy)
        }
        integer => integer.to_i64().to_string(),
    }
}

/// The text of a value with its type, as Python's `repr` gives it for a NumPy scalar. `bfloat16`, which
/// NumPy lacks, is printed in the manner of `float16`.
///
/// ```
/// use tegula_core::{Scalar, c128, print::scalar_repr};
///
/// assert_eq!(scalar_repr(Scalar::F64(1.5)), "np.float64(1.5)");
/// assert_eq!(scalar_repr(Scalar::C128(c128::new(1.0, -2.0))), "np.complex128(1-2j)");
/// assert_eq!(scalar_repr(Scalar::Bool(true)), "np.True_");
/// ```
pub fn scalar_repr(x: Scalar) -> String {
    scalar_repr_as(x, Legacy::Current)
}

/// [`scalar_repr`] in the ways of a release of NumPy from 1.21 on.
pub fn scalar_repr_as(x: Scalar, legacy: Legacy) -> String {
    let text = scalar_str_as(x, legacy);
    match x {
        _ if legacy <= Legacy::V1_25 => text,
        Scalar::Bool(_) => format!("np.{text}_"),
        _ if text.starts_with('(') => format!("np.{}{text}", x.dtype()),
        _ => format!("np.{}({text})", x.dtype()),
    }
}

fn float(x: Real, trim: Trim, sign: bool, legacy: Legacy) -> String {
    // Beyond its precision the zeros of a large whole number would mean nothing.
    let digits = x.decimal_precision();
    let limit = if digits == 15 || legacy <= Legacy::V2_2 { 1e16 } else { 10f64.powi(digits) };
    let magnitude = x.value.abs();
    if magnitude == 0.0 || (1e-4..limit).contains(&magnitude) {
        positional(x, &Positional { trim, sign, ..Default::default() })
    } else {
        scientific(x, &Scientific { trim: Trim::All, sign, ..Default::default() })
    }
}

fn complex(z: Scalar, legacy: Legacy) -> String {
    let dtype = z.dtype().real();
    let z = z.to_c128();
    let part = |value, sign| float(Real { value, dtype }, Trim::All, sign, legacy);
    if z.re == 0.0 && z.re.is_sign_positive() {
        return format!("{}j", part(z.im, false));
    }
    let imaginary = if z.im.is_nan() { "+nan".into() } else { part(z.im, true) };
    format!("({}{imaginary}j)", part(z.re, false))
}
