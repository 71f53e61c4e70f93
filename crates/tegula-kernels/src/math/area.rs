//! The inverse hyperbolic functions, from the logarithm of one and something that stands in two parts.

use crate::isa::Isa;

use super::log::{log1p, log1p_sum};
use super::{Real, fast_two_sum, select, two_sum};

/// The inverse hyperbolic sine: `log(1 + a + a² / (1 + √(1 + a²)))` with `a = |x|`, and `log a + ln 2` for huge ones.
#[inline(always)]
pub fn arcsinh<I: Isa, T: Real>(x: T) -> T {
    let a = x.abs();
    let huge = a > T::HUGE;
    let square = a * a;
    let (t, t_lo) = fast_two_sum(a, square / (T::ONE + (T::ONE + square).sqrt()));
    large_log1p::<I, T>(huge, a, t, t_lo).flip(x.sign())
}

/// The inverse hyperbolic cosine: `log(1 + t + √(t (x + 1)))` with `t = x - 1`, and `log x + ln 2` for huge ones.
#[inline(always)]
pub fn arccosh<I: Isa, T: Real>(x: T) -> T {
    let huge = x > T::HUGE;
    let (less, less_lo) = two_sum(x, -T::ONE);
    let root = (less * (x + T::ONE)).sqrt();
    let (t, t_lo) = two_sum(less, root);
    let y = large_log1p::<I, T>(huge, x, t, t_lo + less_lo);
    select(x >= T::ONE, y, T::NAN)
}

/// The inverse hyperbolic tangent: `log(1 + 2a / (1 - a)) / 2` with `a = |x|`.
#[inline(always)]
pub fn arctanh<I: Isa, T: Real>(x: T) -> T {
    let a = x.abs();
    let y = log1p::<I, T>((a + a) / (T::ONE - a)) * T::lit(0.5);
    // Where a subnormal number would be doubled and halved, it is the result.
    select(a * T::HUGE < T::ONE, x, y.flip(x.sign()))
}

/// `log(1 + t + t_lo)`, or `log(2a)` where `a` is so large that the sum would be it, and its double infinite.
#[inline(always)]
fn large_log1p<I: Isa, T: Real>(huge: bool, a: T, t: T, t_lo: T) -> T {
    let zero = T::lit(0.0);
    let [ln2, _] = T::LN_2;
    let y = log1p_sum::<I, T>(select(huge, a, t), select(huge, zero, t_lo));
    select(huge, y + ln2, y)
}
