//! The polar coordinates of a point: its distance from the origin and its angle.

use crate::isa::Isa;

use super::{Real, divide, fast_two_sum, select, two_product, two_sum};

/// The factor that brings numbers up to `m` into the range where squares and quotients are safe, and its inverse.
#[inline(always)]
fn safe_scale<T: Real>(m: T) -> (T, T) {
    let [down, up] = T::SCALES;
    // The range is halved twice: roots of the square root of the largest number.
    let (large, small) = (m > down.sqrt().invert(), m < up.sqrt().invert());
    (select(large, down, select(small, up, T::ONE)), select(large, up, select(small, down, T::ONE)))
}

/// `√(x² + y²)`, infinite if either is, even beside NaN.
///
/// 1. Scale both by a power of two if a square would overflow or underflow.
/// 2. Both squares in two parts, and their sum; the root is mended by a Newton step.
#[inline(always)]
pub fn hypot<I: Isa, T: Real>(x: T, y: T) -> T {
    let (x, y) = (x.abs(), y.abs());
    let infinite = (x == T::INFINITY) | (y == T::INFINITY);
    let m = select(x < y, y, x);
    let n = select(x < y, x, y);
    let (scale, inverse) = safe_scale(m);
    let (p, q) = (m * scale, n * scale);
    let (p2, p2_lo) = two_product::<I, T>(p, p);
    let (q2, q2_lo) = two_product::<I, T>(q, q);
    let (sum, sum_lo) = fast_two_sum(p2, q2);
    let root = sum.sqrt();
    let (square, square_lo) = two_product::<I, T>(root, root);
    let rest = ((sum - square) - square_lo) + (sum_lo + (p2_lo + q2_lo));
    let mended = root + rest / (root + root);
    let nan = x.is_nan() | y.is_nan();
    let distance = select(n == T::lit(0.0), m, mended * inverse);
    select(infinite, T::INFINITY, select(nan, T::NAN, distance))
}

/// The angle of the point `(x, y)` with the positive axis of `x`, between -π and π.
///
/// 1. `t` is the smaller coordinate over the larger, or `(n - d) / (n + d)` of these if that is above `√2 - 1`, in two parts.
/// 2. `arctan t = t + t³ P(t²)`.
/// 3. The angle is `t`'s, with either sign, and a multiple of π/4 that octant and halves decide.
#[inline(always)]
pub fn arctan2<I: Isa, T: Real>(y: T, x: T) -> T {
    let zero = T::lit(0.0);
    let (a, b) = (x.abs(), y.abs());
    let steep = b > a;
    let both = (a == T::INFINITY) & (b == T::INFINITY);
    let d = select(both, T::ONE, select(steep, b, a));
    let n = select(both, T::ONE, select(steep, a, b));
    // Along an axis the quotient is zero, but also 0/0 and what is beside infinity.
    let along = (n == zero) | (d == T::INFINITY);
    let d = select(along, T::ONE, d);
    let n = select(along, zero, n);
    let (scale, _) = safe_scale(d);
    let (n, d) = (n * scale, d * scale);

    let middle = n > d * T::lit(0.41421356);
    let (below, below_lo) = two_sum(n, -d);
    let (above, above_lo) = two_sum(n, d);
    let (t, t_lo) = divide::<I, T>(
        select(middle, below, n),
        select(middle, below_lo, zero),
        select(middle, above, d),
        select(middle, above_lo, zero),
    );
    // As multiples of π/2, with the sign of t's own angle.
    let quarters = select(middle, T::lit(0.5), zero);
    let (quarters, sign) = (select(steep, T::ONE - quarters, quarters), select(steep, -T::ONE, T::ONE));
    let left = x.is_negative();
    let (quarters, sign) = (select(left, T::lit(2.0) - quarters, quarters), select(left, -sign, sign));
    let [half_pi, half_pi_lo] = T::FRAC_PI_2;
    let (t, t_lo) = (t * sign, t_lo * sign);
    let z = t * t;
    let p = I::fma(t * z, T::atan_poly::<I>(z), I::fma(-z, t_lo, t_lo));
    let (sum, rest) = fast_two_sum(quarters * half_pi, t);
    let angle = (sum + (rest + I::fma(quarters, half_pi_lo, p))).abs();
    select(x.is_nan() | y.is_nan(), T::NAN, angle.flip(y.sign()))
}
