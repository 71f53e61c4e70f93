//! The logarithms.
//!
//! 1. Write `x = 2^k (1 + f)` with `√½ <= 1 + f < √2`.
//! 2. With `s = f / (2 + f)` and `h = f²/2`, `log(1 + f) = f - h + s (h + s² P(s²))`; `f - h` is kept with its
//!    rounding error.
//! 3. Add `k ln 2`, ln 2 in two parts and the sum kept with its rounding error.

use crate::isa::Isa;

use super::exp::power_of_two;
use super::{Real, fast_two_sum, select, two_sum};

/// The natural logarithm. Largest error: 0.61 / 0.62 ULP, Baseline 0.67 / 0.65.
#[inline(always)]
pub fn log<I: Isa, T: Real>(x: T) -> T {
    let (k, m) = x.split_any();
    let (hi, lo) = log_reduced::<I, T>(m - T::ONE);
    let [ln2, ln2_lo] = T::LN_2_SPLIT;
    let (sum, rest) = fast_two_sum(k * ln2, hi);
    special(x, sum + (rest + I::fma(k, ln2_lo, lo)))
}

/// The logarithm of base 2: `k + log(1 + f) log₂ e`, the product in two parts. Exact for powers of two.
/// Largest error: 0.69 / 0.60 ULP, Baseline 0.78 / 0.70.
#[inline(always)]
pub fn log2<I: Isa, T: Real>(x: T) -> T {
    let (k, m) = x.split_any();
    let (hi, lo) = times::<I, T>(log_reduced::<I, T>(m - T::ONE), T::LOG2_E_SPLIT);
    let (sum, rest) = fast_two_sum(k, hi);
    special(x, sum + (rest + lo))
}

/// The logarithm of base 10: `k log₁₀ 2 + log(1 + f) log₁₀ e`, both products in two parts.
/// Largest error: 0.66 / 0.64 ULP, Baseline 0.70 / 0.67.
#[inline(always)]
pub fn log10<I: Isa, T: Real>(x: T) -> T {
    let (k, m) = x.split_any();
    let (hi, lo) = times::<I, T>(log_reduced::<I, T>(m - T::ONE), T::LOG10_E_SPLIT);
    let [log2, log2_lo] = T::LOG10_2_SPLIT;
    let (sum, rest) = fast_two_sum(k * log2, hi);
    special(x, sum + (rest + I::fma(k, log2_lo, lo)))
}

/// `log(1 + x)`, accurate near zero.
///
/// For `1 + x` between √½ and √2 step 2 takes `f = x`. Else the rounding error of `1 + x`, scaled to
/// `f_lo`, adds `f_lo / (1 + f)`, of which few bits matter: `f_lo (1 - 2s + 2s²)`.
///
/// Largest error: 0.62 / 0.64 ULP, Baseline 0.68 / 0.63.
#[inline(always)]
pub fn log1p<I: Isa, T: Real>(x: T) -> T {
    log1p_sum::<I, T>(x, T::lit(0.0))
}

/// `log(1 + x + x_lo)` for a second part that is small against the first.
#[inline(always)]
pub(super) fn log1p_sum<I: Isa, T: Real>(x: T, x_lo: T) -> T {
    let (u, u_lo) = two_sum(T::ONE, x);
    let (k, m) = u.split();
    let near = k == T::lit(0.0);
    let f = select(near, x, m - T::ONE);
    let zero = T::lit(0.0);
    let rest = select(near, zero, u_lo) + x_lo;
    let f_lo = select(u > T::HUGE, zero, rest * power_of_two(-k));
    let s = f / (T::lit(2.0) + f);
    let inverse = I::fma(s + s, s - T::ONE, T::ONE);
    let (hi, lo) = log_reduced::<I, T>(f);
    let [ln2, ln2_lo] = T::LN_2_SPLIT;
    let (sum, rest) = fast_two_sum(k * ln2, hi);
    let y = sum + (rest + I::fma(f_lo, inverse, I::fma(k, ln2_lo, lo)));
    let y = select(x < T::INFINITY, y, x);
    let y = select(u > T::lit(0.0), y, select(x == -T::ONE, -T::INFINITY, T::NAN));
    select((x == T::lit(0.0)) | x.is_nan(), x, y)
}

/// `log(1 + f)` in two parts, for `√½ - 1 <= f <= √2 - 1`.
#[inline(always)]
fn log_reduced<I: Isa, T: Real>(f: T) -> (T, T) {
    let s = f / (T::lit(2.0) + f);
    let z = s * s;
    let half = f * T::lit(0.5);
    let h = half * f;
    let hi = I::fma(-half, f, f);
    let lo = I::fma(-half, f, f - hi);
    (hi, I::fma(s, I::fma(z, T::log_poly::<I>(z), h), lo))
}

/// The product of two numbers that stand in two parts each.
#[inline(always)]
fn times<I: Isa, T: Real>((hi, lo): (T, T), [c, c_lo]: [T; 2]) -> (T, T) {
    let short = hi.upper_half();
    let rest = (hi - short) + lo;
    (short * c, I::fma(rest, c, (short + rest) * c_lo))
}

/// The result `y` for positive finite `x`; -inf at zero, NaN below, and infinity and NaN as they are.
#[inline(always)]
fn special<T: Real>(x: T, y: T) -> T {
    let y = select(x < T::INFINITY, y, x);
    select(x <= T::lit(0.0), select(x == T::lit(0.0), -T::INFINITY, T::NAN), y)
}
