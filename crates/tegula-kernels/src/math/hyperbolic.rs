//! The hyperbolic functions, from the exponential in two parts.

use crate::isa::Isa;

use super::exp::{clamp, exp_reduced, expm1_scaled, power_of_two, reduce, scale};
use super::{Real, divide, fast_two_sum, select};

/// The hyperbolic tangent: `-t / (2 + t)` with `t = e^(-2|x|) - 1`, both in two parts.
/// Largest error: 0.90 / 0.72 ULP, Baseline 1.31 / 1.22.
#[inline(always)]
pub fn tanh<I: Isa, T: Real>(x: T) -> T {
    let t = clamp(x.abs() * T::lit(-2.0), T::EXPM1_MIN, T::lit(0.0));
    let (hi, lo, k) = expm1_scaled::<I, T>(t);
    let (hi, lo) = fast_two_sum(hi, lo);
    let scale = power_of_two(k);
    let (hi, lo) = (hi * scale, lo * scale);
    let (d, d_lo) = fast_two_sum(T::lit(2.0), hi);
    let (q, q_lo) = divide::<I, T>(hi, lo, d, d_lo + lo);
    select(x == T::lit(0.0), x, (q + q_lo).abs().flip(x.sign()))
}

/// The hyperbolic sine.
///
/// 1. For `|x| < 1`: `x + x³ P(x²)`.
/// 2. Else `2^(k-1) (E - 2^-2k / E)` with `e^|x| = 2^k E`, `E` in two parts.
///
/// Largest error: 0.82 / 0.77 ULP, Baseline 0.86 / 0.80.
#[inline(always)]
pub fn sinh<I: Isa, T: Real>(x: T) -> T {
    let z = x * x;
    let small = I::fma(x * z, T::sinh_poly::<I>(z), x);
    let (hi, lo, inverse, k) = exp_and_inverse::<I, T>(x.abs());
    let (hi, hi_lo) = fast_two_sum(hi, -inverse);
    let large = scale::<I, T>(hi + (lo + hi_lo), k).flip(x.sign());
    select(x.abs() < T::ONE, small, large)
}

/// The hyperbolic cosine: `2^(k-1) (E + 2^-2k / E)` with `e^|x| = 2^k E`, `E` in two parts.
/// Largest error: 0.66 / 0.63 ULP, Baseline 0.76 / 0.73.
#[inline(always)]
pub fn cosh<I: Isa, T: Real>(x: T) -> T {
    let (hi, lo, inverse, k) = exp_and_inverse::<I, T>(x.abs());
    let (hi, hi_lo) = fast_two_sum(hi, inverse);
    scale::<I, T>(hi + (lo + hi_lo), k)
}

/// `e^x 2^-k` in two parts, `e^-x 2^-k` rounded, and `k - 1`, for `x >= 0`.
///
/// Beyond twice the precision the second is zero against the first, so its exponent stops there.
#[inline(always)]
fn exp_and_inverse<I: Isa, T: Real>(x: T) -> (T, T, T, T) {
    let (k, r, r_lo) = reduce::<I, T>(clamp(x, T::lit(0.0), T::EXP_MAX + T::ONE));
    let (hi, lo) = exp_reduced::<I, T>(r, r_lo);
    let (hi, lo) = fast_two_sum(hi, lo);
    let far = T::lit(60.0);
    let unit = power_of_two(-select(k > far, far, k));
    let (q, q_lo) = divide::<I, T>(unit * unit, T::lit(0.0), hi, lo);
    let inverse = q + q_lo;
    (hi, lo, inverse, k - T::ONE)
}
