//! The roots.

use crate::isa::Isa;

use super::exp::power_of_two;
use super::{Real, poly, select};

/// The square root: one instruction, correctly rounded.
#[inline(always)]
pub fn sqrt<I: Isa, T: Real>(x: T) -> T {
    x.sqrt()
}

/// The cube root, without a division.
///
/// 1. Write `|x| = 2^3q a` with `√½ / 2 <= a < 2√2`.
/// 2. Approximate `y = a^(-1/3)` by a cubic polynomial, then by a step of fourth and one of second order in
///    `1 - a y³`.
/// 3. `t = a y²`, mended by a Newton step `(a - t³) / 3t²` whose cube stands in two parts.
///
/// Largest error: 0.50 / 0.50 ULP, Baseline 0.96 / 0.90.
#[inline(always)]
pub fn cbrt<I: Isa, T: Real>(x: T) -> T {
    let third = T::ONE / T::lit(3.0);
    let (k, m) = x.abs().split_any();
    let q = I::fma(k, third, T::SHIFT) - T::SHIFT;
    let a = m * power_of_two(k - q * T::lit(3.0));

    let y = poly::<I, _, _>(a, [1.7494271, -1.1888515, 0.51923999, -0.08156269].map(T::lit));
    let e = I::fma(-(a * y), y * y, T::ONE);
    let y = I::fma(y * e, poly::<I, _, _>(e, [1.0 / 3.0, 2.0 / 9.0, 14.0 / 81.0].map(T::lit)), y);
    let e = I::fma(-(a * y), y * y, T::ONE);
    let y = I::fma(y * e, third, y);

    let y2 = y * y;
    let t = a * y2;
    let t2 = t * t;
    let t2_lo = I::fma(t, t, -t2);
    let t3 = t2 * t;
    let t3_lo = I::fma(t2, t, -t3) + t2_lo * t;
    let t = I::fma((a - t3) - t3_lo, y2 * third, t);

    let root = (t * power_of_two(q)).flip(x.sign());
    select((x.abs() < T::INFINITY) & (x != T::lit(0.0)), root, x)
}
