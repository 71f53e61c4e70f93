//! The inverse trigonometric functions.

use crate::isa::Isa;

use super::exp::clamp;
use super::{Real, divide, fast_two_sum, select, two_sum};

/// The arctangent.
///
/// 1. `arctan |x|` is `arctan t` plus 0, π/4 or π/2, with `t` = `|x|`, `(|x| - 1) / (|x| + 1)` or `-1 / |x|`, as `|x|`
///    is below `√2 - 1`, below `√2 + 1`, or above; numerator, denominator and quotient in two parts.
/// 2. `arctan t = t + t³ P(t²)`, as `|t| <= √2 - 1`.
///
/// Largest error: 0.70 / 0.57 ULP, Baseline 1.23 / 1.08.
#[inline(always)]
pub fn arctan<I: Isa, T: Real>(x: T) -> T {
    let zero = T::lit(0.0);
    // From 2^60 on the result is π/2.
    let a = clamp(x.abs(), zero, T::lit((1u64 << 60) as f32));
    let (middle, large) = (a > T::lit(0.41421356), a > T::lit(2.4142135));
    let (below, below_lo) = two_sum(a, -T::ONE);
    let (above, above_lo) = two_sum(a, T::ONE);
    let (t, t_lo) = divide::<I, T>(
        select(large, -T::ONE, select(middle, below, a)),
        select(middle & !large, below_lo, zero),
        select(large, a, select(middle, above, T::ONE)),
        select(middle & !large, above_lo, zero),
    );
    let quarters = select(large, T::ONE, select(middle, T::lit(0.5), zero));
    let [half_pi, half_pi_lo] = T::FRAC_PI_2;
    let z = t * t;
    let p = I::fma(t * z, T::atan_poly::<I>(z), I::fma(-z, t_lo, t_lo));
    let (sum, rest) = fast_two_sum(quarters * half_pi, t);
    (sum + (rest + I::fma(quarters, half_pi_lo, p))).abs().flip(x.sign())
}

/// The arcsine: step 2 of [`arcsin_reduced`] and, for `|x| > ½`, `π/2 - 2 arcsin √((1 - |x|) / 2)`.
/// Largest error: 0.62 / 0.61 ULP, Baseline 0.89 / 0.86.
#[inline(always)]
pub fn arcsin<I: Isa, T: Real>(x: T) -> T {
    let (small, s, s_lo) = arcsin_reduced::<I, T>(x.abs());
    let [half_pi, half_pi_lo] = T::FRAC_PI_2;
    let (sum, rest) = fast_two_sum(half_pi, -(s + s));
    let large = sum + (rest + (half_pi_lo - (s_lo + s_lo)));
    select(small, s + s_lo, large).flip(x.sign())
}

/// The arccosine: `π/2 - arcsin x` for `|x| <= ½`, `2 arcsin √((1 - x) / 2)` above and `π - 2 arcsin √((1 + x) / 2)` below.
/// Largest error: 0.63 / 0.59 ULP, Baseline 0.87 / 0.84.
#[inline(always)]
pub fn arccos<I: Isa, T: Real>(x: T) -> T {
    let zero = T::lit(0.0);
    let (small, s, s_lo) = arcsin_reduced::<I, T>(x.abs());
    let [half_pi, half_pi_lo] = T::FRAC_PI_2;
    let negative = x < zero;
    let halves = select(small, T::ONE, select(negative, T::lit(2.0), zero));
    let factor = select(small, T::ONE, T::lit(2.0));
    // Subtract the arcsine from a multiple of π/2, or from zero with the sign turned.
    let factor = select(small ^ negative, -factor, factor);
    let (sum, rest) = fast_two_sum(halves * half_pi, factor * s);
    sum + (rest + I::fma(factor, s_lo, halves * half_pi_lo))
}

/// For `0 <= a <= 1`: whether `a <= ½`, and the arcsine in two parts of `a` if so, else of `√((1 - a) / 2)`. NaN beyond 1.
///
/// 1. The square root's error is `(z - s²) / 2s`.
/// 2. `arcsin s = s + s³ P(s²)`, as `s <= ½`.
#[inline(always)]
fn arcsin_reduced<I: Isa, T: Real>(a: T) -> (bool, T, T) {
    let small = a <= T::lit(0.5);
    let z = select(small, a * a, (T::ONE - a) * T::lit(0.5));
    let root = z.sqrt();
    let root_lo = I::fma(-root, root, z) / (root + root);
    let s = select(small, a, root);
    let s_lo = select(small | (z == T::lit(0.0)), T::lit(0.0), root_lo);
    (small, s, I::fma(s * z, T::asin_poly::<I>(z), s_lo))
}
