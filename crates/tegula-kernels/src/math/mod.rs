//! Elementary functions, written for the loop vectoriser.
//!
//! Every function here is branch-free (selects instead of `if`), `#[inline(always)]` and generic over the
//! [`Isa`] level, so that a plain loop over a slice, compiled under `#[target_feature]`, becomes SIMD code of
//! that level. There are no intrinsics: the loop's scalar tail runs the same operations as its vector body,
//! so a result depends neither on an element's position nor on the length of the tile, and every level with
//! fused multiply-add gives the same bits.
//!
//! One algorithm serves `f32` and `f64`; what differs (constants, polynomials) stands in [`Real`]. Results are
//! carried as an unevaluated sum of a leading and a small trailing part up to the last addition, which keeps
//! the error close to the half ULP that rounding costs anyway. Each function states its largest error as
//! `f32 / f64`, found with `cargo run --release -p tegula-kernels --example ulp` (f32: 70 million inputs;
//! f64: 60,000), first with fused multiply-add, then at [`Baseline`](crate::isa::Baseline).
//!
//! | file | functions |
//! |---|---|
//! | `exp.rs` | `exp exp2 expm1` and the shared reduction |
//! | `hyperbolic.rs` | `sinh cosh tanh` |
//! | `log.rs` | `log log2 log10 log1p` |
//! | `power.rs` | `power` |
//! | `trig.rs` | `sin cos tan`, for tiles |
//! | `inverse.rs` | `arcsin arccos arctan` |
//! | `roots.rs` | `sqrt cbrt` |
//! | `area.rs` | `arcsinh arccosh arctanh` |
//! | `plane.rs` | `hypot arctan2` |
//! | `sums.rs` | `logaddexp logaddexp2` |
//! | `reduce.rs` | Payne–Hanek reduction of huge angles |
//! | `complex` | all of them for complex numbers, one at a time |
//!
//! The methods are the classical ones: argument reduction after Cody and Waite (*Software Manual for the
//! Elementary Functions*, 1980) and Payne and Hanek (1983), polynomials by Chebyshev interpolation (see
//! `xtask/fixtures/poly.py`), and error-free sums after Dekker (1971) and Knuth (TAOCP, vol. 2).

mod area;
pub mod complex;
mod exp;
mod hyperbolic;
mod inverse;
mod log;
mod plane;
mod power;
mod real;
mod reduce;
mod roots;
mod sums;
mod trig;

pub use area::{arccosh, arcsinh, arctanh};
pub use exp::{exp, exp2, expm1};
pub use hyperbolic::{cosh, sinh, tanh};
pub use inverse::{arccos, arcsin, arctan};
pub use log::{log, log1p, log2, log10};
pub use plane::{arctan2, hypot};
pub use power::power;
pub use real::Real;
pub use roots::{cbrt, sqrt};
pub use sums::{logaddexp, logaddexp2};
pub use trig::{cos_tile, sin_tile, tan_tile};

use crate::isa::Isa;

/// Evaluate the polynomial with coefficients `c`, lowest first, at `x`.
///
/// Even and odd terms run as two Horner chains, which halves the latency at the price of one product.
#[inline(always)]
fn poly<I: Isa, T: Real, const N: usize>(x: T, c: [T; N]) -> T {
    let square = x * x;
    let (mut i, mut j) = ((N - 1) & !1, (N - 2) | 1);
    let (mut even, mut odd) = (c[i], c[j]);
    while i >= 2 {
        i -= 2;
        even = I::fma(even, square, c[i]);
    }
    while j >= 3 {
        j -= 2;
        odd = I::fma(odd, square, c[j]);
    }
    I::fma(odd, x, even)
}

/// `a + b` as a rounded sum and its error, for `|a| >= |b|` or `a` zero (Dekker).
#[inline(always)]
fn fast_two_sum<T: Real>(a: T, b: T) -> (T, T) {
    let sum = a + b;
    (sum, (a - sum) + b)
}

/// `a + b` as a rounded sum and its error, for any two finite numbers (Knuth).
#[inline(always)]
fn two_sum<T: Real>(a: T, b: T) -> (T, T) {
    let sum = a + b;
    let b_part = sum - a;
    (sum, (a - (sum - b_part)) + (b - b_part))
}

/// `a * b` as a rounded product and its error (without fused multiply-add after Dekker, good to a few bits less).
#[inline(always)]
fn two_product<I: Isa, T: Real>(a: T, b: T) -> (T, T) {
    let product = a * b;
    if I::FMA {
        return (product, I::fma(a, b, -product));
    }
    let (a_hi, b_hi) = (a.upper_half(), b.upper_half());
    let (a_lo, b_lo) = (a - a_hi, b - b_hi);
    (product, ((a_hi * b_hi - product) + a_hi * b_lo + a_lo * b_hi) + a_lo * b_lo)
}

/// `(n + n_lo) / (d + d_lo)` as a quotient and its correction, one division in all.
///
/// Without fused multiply-add the remainder is itself rounded, and the correction only mends part of the error.
#[inline(always)]
fn divide<I: Isa, T: Real>(n: T, n_lo: T, d: T, d_lo: T) -> (T, T) {
    let inverse = T::ONE / d;
    let quotient = n * inverse;
    let remainder = I::fma(-quotient, d, n) + I::fma(-quotient, d_lo, n_lo);
    (quotient, remainder * inverse)
}

/// `if condition { a } else { b }`, as a value that becomes a blend.
#[inline(always)]
fn select<T: Copy>(condition: bool, a: T, b: T) -> T {
    if condition { a } else { b }
}
