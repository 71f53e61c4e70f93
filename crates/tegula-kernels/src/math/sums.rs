//! Logarithms of sums of exponentials.

use crate::isa::Isa;

use super::exp::{exp, exp2};
use super::log::log1p;
use super::{Real, select};

/// `log(e^a + e^b)`: the larger and `log(1 + e^-|a - b|)`. Its error is that of the final sum: where its parts cancel,
/// near `log ½` for both, it is half a ULP of them and not of the result.
#[inline(always)]
pub fn logaddexp<I: Isa, T: Real>(a: T, b: T) -> T {
    let [ln2, _] = T::LN_2;
    let (larger, apart) = parts(a, b);
    select(a == b, a + ln2, larger + log1p::<I, T>(exp::<I, T>(-apart)))
}

/// `log₂(2^a + 2^b)`: as [`logaddexp`], to base two.
#[inline(always)]
pub fn logaddexp2<I: Isa, T: Real>(a: T, b: T) -> T {
    let (larger, apart) = parts(a, b);
    select(a == b, a + T::ONE, larger + log1p::<I, T>(exp2::<I, T>(-apart)) * T::LOG2_E)
}

/// The larger operand, NaN before all, and the distance of the two.
#[inline(always)]
fn parts<T: Real>(a: T, b: T) -> (T, T) {
    let larger = select((a > b) | a.is_nan(), a, b);
    (larger, (a - b).abs())
}
