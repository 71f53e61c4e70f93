//! The exponential functions.
//!
//! 1. Write `x = k ln 2 + r` with `k` an integer and `|r| <= ln 2 / 2`; ln 2 stands in two parts, so that
//!    `r + r_lo` is exact to twice the precision (Cody and Waite).
//! 2. `e^(r + r_lo) = 1 + r + (r² P(r) + r_lo e^r)`, where `1 + r` is kept with its rounding error.
//! 3. Scale by `2^k` in two steps, so that subnormal results lose bits only once, and overflow happens where it should.

use crate::isa::Isa;

use super::{Real, fast_two_sum, select, two_sum};

/// `e^x`. Largest error: 0.75 / 0.75 ULP, Baseline 0.75 / 0.75.
#[inline(always)]
pub fn exp<I: Isa, T: Real>(x: T) -> T {
    let (k, r, r_lo) = reduce::<I, T>(clamp(x, T::EXP_MIN, T::EXP_MAX));
    let (hi, lo) = exp_reduced::<I, T>(r, r_lo);
    scale::<I, T>(hi + lo, k)
}

/// `2^x`, with `x = k + r` and `r ln 2` carried in two parts. Exact for integers.
/// Largest error: 0.77 / 0.63 ULP, Baseline 0.86 / 0.74.
#[inline(always)]
pub fn exp2<I: Isa, T: Real>(x: T) -> T {
    let x = clamp(x, T::EXP2_MIN, T::EXP2_MAX);
    let k = round(x);
    let rest = x - k;
    let [ln2, ln2_lo] = T::LN_2;
    let r = rest * ln2;
    let r_lo = I::fma(rest, ln2, -r) + rest * ln2_lo;
    let (hi, lo) = exp_reduced::<I, T>(r, r_lo);
    scale::<I, T>(hi + lo, k)
}

/// `e^x - 1`, accurate near zero: `2^k ((1 - 2^-k) + (e^r - 1))`, the sum kept with its rounding error.
/// Largest error: 1.13 / 1.01 ULP, Baseline 1.10 / 1.01.
#[inline(always)]
pub fn expm1<I: Isa, T: Real>(x: T) -> T {
    let (hi, lo, k) = expm1_scaled::<I, T>(clamp(x, T::EXPM1_MIN, T::EXP_MAX));
    // `2^(k-1)` and 2, as `2^k` may overflow before the result does.
    let y = (hi + lo) * power_of_two(k - T::ONE) * T::lit(2.0);
    // Keeps -0, and subnormals, which the scaling would round.
    select(x.abs() < T::ONE / T::HUGE, x, y)
}

/// `(e^x - 1) 2^-k` as a sum of two parts, and `k`, for `x` between `EXPM1_MIN` and `EXP_MAX`.
#[inline(always)]
pub(super) fn expm1_scaled<I: Isa, T: Real>(x: T) -> (T, T, T) {
    let (k, r, r_lo) = reduce::<I, T>(x);
    let p = r * r * T::exp_poly::<I>(r);
    let unit = power_of_two(T::ONE - k) * T::lit(0.5);
    let (one, one_lo) = two_sum(T::ONE, -unit);
    let (hi, lo) = fast_two_sum(one, r);
    (hi, lo + (one_lo + (p + I::fma(r_lo, r, r_lo))), k)
}

/// `x` as `k ln 2 + r + r_lo`: `(k, r, r_lo)`.
#[inline(always)]
pub(super) fn reduce<I: Isa, T: Real>(x: T) -> (T, T, T) {
    let k = I::fma(x, T::LOG2_E, T::SHIFT) - T::SHIFT;
    let [ln2, ln2_lo] = T::LN_2_SPLIT;
    let difference = I::fma(-k, ln2, x);
    let product = k * ln2_lo;
    let r = difference - product;
    (k, r, (difference - r) - product)
}

/// `e^(r + r_lo)` as a sum of two parts.
#[inline(always)]
pub(super) fn exp_reduced<I: Isa, T: Real>(r: T, r_lo: T) -> (T, T) {
    let p = r * r * T::exp_poly::<I>(r);
    let (hi, lo) = fast_two_sum(T::ONE, r);
    (hi, p + I::fma(r_lo, hi, lo))
}

/// `y * 2^k` for any `k` that the clamped arguments produce, rounded only if subnormal: by `2^(k/2)` and the rest.
#[inline(always)]
pub(super) fn scale<I: Isa, T: Real>(y: T, k: T) -> T {
    let half = I::fma(k, T::lit(0.5), T::SHIFT + T::BIAS);
    let rest = k - (half - (T::SHIFT + T::BIAS));
    y * half.exponent_to_power() * power_of_two(rest)
}

/// `2^k` for an integer `k` in the range of normal numbers, or one below it for zero.
#[inline(always)]
pub(super) fn power_of_two<T: Real>(k: T) -> T {
    (k + (T::SHIFT + T::BIAS)).exponent_to_power()
}

/// The nearest integer, ties to even, of a number far below `2^p`.
#[inline(always)]
fn round<T: Real>(x: T) -> T {
    (x + T::SHIFT) - T::SHIFT
}

/// `x` held between two bounds; NaN stays.
#[inline(always)]
pub(super) fn clamp<T: Real>(x: T, low: T, high: T) -> T {
    let x = select(x < low, low, x);
    select(x > high, high, x)
}
