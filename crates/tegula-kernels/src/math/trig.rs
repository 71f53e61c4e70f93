//! The sine, cosine and tangent.
//!
//! 1. Write `|x| = n π/2 + r` with `|r| <= π/4`, `r` in two parts. Up to `Real::ANGLE_MAX` this is a Cody–Waite
//!    reduction, branch-free; beyond, [`payne_hanek`](super::reduce::payne_hanek), for single elements.
//! 2. Evaluate both `sin r = r + r³ P(r²)` and `cos r = 1 - r²/2 + r⁴ Q(r²)`, each in two parts.
//! 3. Bits 0 and 1 of `n` choose between them and the sign.
//!
//! So the functions come for tiles, and say whether one of their angles was beyond: a first pass treats every element as small and notes whether one was not,
//! and only then a second pass over the tile, still in the L1 cache, mends those.

use crate::isa::Isa;

use super::{Real, divide, fast_two_sum, select};

/// The sine of each element. Largest error: 0.80 / 0.73 ULP, Baseline 0.83 / 0.78.
///
/// # Panics
/// If the slices differ in length.
#[inline(always)]
pub fn sin_tile<I: Isa, T: Real>(x: &[T], out: &mut [T]) -> bool {
    tile::<Sin, I, T>(x, out)
}

/// The cosine of each element. Largest error: 0.80 / 0.73 ULP, Baseline 0.83 / 0.75.
///
/// # Panics
/// If the slices differ in length.
#[inline(always)]
pub fn cos_tile<I: Isa, T: Real>(x: &[T], out: &mut [T]) -> bool {
    tile::<Cos, I, T>(x, out)
}

/// The tangent of each element, the quotient of sine and cosine in two parts each.
/// Largest error: 0.95 / 0.85 ULP, Baseline 1.68 / 1.54.
///
/// # Panics
/// If the slices differ in length.
#[inline(always)]
pub fn tan_tile<I: Isa, T: Real>(x: &[T], out: &mut [T]) -> bool {
    tile::<Tan, I, T>(x, out)
}

#[inline(always)]
fn tile<F: Angle, I: Isa, T: Real>(x: &[T], out: &mut [T]) -> bool {
    assert_eq!(x.len(), out.len(), "a tile and its result have the same length");
    let mut any_huge = false;
    for (&x, out) in x.iter().zip(&mut *out) {
        any_huge |= x.is_huge_angle();
        *out = F::of::<I, T>(x, x.abs().reduce_angle::<I>());
    }
    if any_huge {
        for (&x, out) in x.iter().zip(out) {
            if x.is_huge_angle() {
                *out = F::of::<I, T>(x, x.abs().reduce_huge_angle());
            }
        }
    }
    any_huge
}

/// A function of an angle and the reduction `(SHIFT + n, r, r_lo)` of its magnitude.
///
/// A trait and not a closure, because a closure cannot promise to be inlined.
trait Angle {
    fn of<I: Isa, T: Real>(x: T, reduced: (T, T, T)) -> T;
}

struct Sin;
struct Cos;
struct Tan;

impl Angle for Sin {
    #[inline(always)]
    fn of<I: Isa, T: Real>(x: T, (n, r, r_lo): (T, T, T)) -> T {
        let ((s, s_lo), (c, c_lo)) = sin_cos_reduced::<I, T>(r, r_lo);
        let y = select(n.is_odd(), c + c_lo, s + s_lo);
        y.flip(n.second_bit_sign()).flip(x.sign())
    }
}

impl Angle for Cos {
    #[inline(always)]
    fn of<I: Isa, T: Real>(_: T, (n, r, r_lo): (T, T, T)) -> T {
        let ((s, s_lo), (c, c_lo)) = sin_cos_reduced::<I, T>(r, r_lo);
        let y = select(n.is_odd(), s + s_lo, c + c_lo);
        // The second bit of n + 1, as cos x = sin(x + π/2).
        y.flip((n + T::ONE).second_bit_sign())
    }
}

impl Angle for Tan {
    #[inline(always)]
    fn of<I: Isa, T: Real>(x: T, (n, r, r_lo): (T, T, T)) -> T {
        let ((s, s_lo), (c, c_lo)) = sin_cos_reduced::<I, T>(r, r_lo);
        let (s, s_lo) = fast_two_sum(s, s_lo);
        let (c, c_lo) = fast_two_sum(c, c_lo);
        let odd = n.is_odd();
        let (a, a_lo) = (select(odd, -c, s), select(odd, -c_lo, s_lo));
        let (b, b_lo) = (select(odd, s, c), select(odd, s_lo, c_lo));
        let (q, q_lo) = divide::<I, T>(a, a_lo, b, b_lo);
        (q + q_lo).flip(x.sign())
    }
}

/// `sin(r + r_lo)` and `cos(r + r_lo)`, each in two parts, for `|r| <= π/4`.
#[inline(always)]
fn sin_cos_reduced<I: Isa, T: Real>(r: T, r_lo: T) -> ((T, T), (T, T)) {
    let z = r * r;
    let half = z * T::lit(0.5);
    let (c, c_lo) = fast_two_sum(T::ONE, -half);
    // The error of z/2 and the part of r_lo: r²/2 + r r_lo = half + missing.
    let missing = I::fma(r, r_lo, I::fma(r, r, -z) * T::lit(0.5));
    let c_lo = c_lo + I::fma(z * z, T::cos_poly::<I>(z), -missing);
    let s_lo = I::fma(r * z, T::sin_poly::<I>(z), r_lo * c);
    ((r, s_lo), (c, c_lo))
}
