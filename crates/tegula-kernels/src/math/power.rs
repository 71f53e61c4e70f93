//! The power function.

use crate::isa::Isa;

use super::exp::{clamp, exp_reduced, reduce, scale};
use super::{Real, fast_two_sum, select, two_product, two_sum};

/// `x^y`, with the special cases of IEEE 754 and C: 1 for `y = 0` or `x = 1`, whatever the other is; NaN for
/// negative finite `x` and fractional `y`.
///
/// 1. `log |x|` in two parts, to a relative 2^-65 (f64): `y log |x|` may have ten bits before its point.
/// 2. `y log |x|` in two parts.
/// 3. The exponential, as in [`exp`](super::exp()).
///
/// Largest error: 0.79 / 0.75 ULP, Baseline 0.79 / 0.75.
#[inline(always)]
pub fn power<I: Isa, T: Real>(x: T, y: T) -> T {
    let zero = T::lit(0.0);
    let a = x.abs();
    let (l, l_lo) = precise_log::<I, T>(a);
    let (p, p_lo) = two_product::<I, T>(y, l);
    let p_lo = I::fma(y, l_lo, p_lo);
    let p_lo = select((p > T::EXP_MIN) & (p < T::EXP_MAX), p_lo, zero);
    let (k, r, r_lo) = reduce::<I, T>(clamp(p, T::EXP_MIN, T::EXP_MAX));
    let (r, r_lo) = two_sum(r, r_lo + p_lo);
    let (hi, lo) = exp_reduced::<I, T>(r, r_lo);
    let magnitude = scale::<I, T>(hi + lo, k);

    let extreme = (a == zero) | (a == T::INFINITY);
    let to_infinity = (a == zero) == (y < zero);
    let magnitude = select(extreme, select(to_infinity, T::INFINITY, zero), magnitude);
    let magnitude = select(a == T::ONE, T::ONE, magnitude);

    let whole = is_integer(y);
    let odd = whole & !is_integer(y * T::lit(0.5));
    let power = magnitude.flip(select(odd, x.sign(), zero));
    let undefined = (x < zero) & (a < T::INFINITY) & !whole;
    let power = select(undefined | x.is_nan() | y.is_nan(), T::NAN, power);
    select((y == zero) | (x == T::ONE), T::ONE, power)
}

/// `log a` in two parts, for positive finite `a`.
///
/// 1. Write `a = 2^k (1 + f)` with `√½ <= 1 + f < √2`, and `s = f / (2 + f)` in two parts.
/// 2. `log(1 + f) = 2s + s z (2/3 + z P(z))` with `z = s²`, everything but `z P(z)` in two parts.
/// 3. Add `k ln 2`.
#[inline(always)]
fn precise_log<I: Isa, T: Real>(a: T) -> (T, T) {
    let (k, m) = a.split_any();
    let f = m - T::ONE;
    let (d, d_lo) = fast_two_sum(T::lit(2.0), f);
    let inverse = T::ONE / d;
    let s = f * inverse;
    let (product, product_lo) = two_product::<I, T>(s, d);
    let s_lo = ((f - product) - I::fma(s, d_lo, product_lo)) * inverse;

    let (z, z_lo) = two_product::<I, T>(s, s);
    let z_lo = I::fma(s + s, s_lo, z_lo);
    let [third, third_lo] = T::TWO_THIRDS;
    let (c, c_lo) = fast_two_sum(third, z * T::log_tail_poly::<I>(z));
    let c_lo = c_lo + third_lo;
    let (w, w_lo) = two_product::<I, T>(z, c);
    let w_lo = w_lo + I::fma(z, c_lo, z_lo * c);
    let (v, v_lo) = two_product::<I, T>(s, w);
    let v_lo = v_lo + I::fma(s, w_lo, s_lo * w);

    let (hi, hi_lo) = fast_two_sum(s + s, v);
    let [ln2, ln2_lo] = T::LN_2_SPLIT;
    let (sum, sum_lo) = fast_two_sum(k * ln2, hi);
    fast_two_sum(sum, sum_lo + I::fma(k, ln2_lo, hi_lo + (s_lo + s_lo + v_lo)))
}

/// Whether `y` is an integer or infinite.
#[inline(always)]
fn is_integer<T: Real>(y: T) -> bool {
    // From 2^p on every float is; below, adding 2^p rounds to one.
    let two_p = T::HUGE * T::lit(0.25);
    let y = y.abs();
    (y >= two_p) | ((y + two_p) - two_p == y)
}
