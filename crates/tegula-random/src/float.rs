//! The floating-point types that can be drawn.

use crate::BitGenerator;
use crate::ziggurat::{standard_normal_f32, standard_normal_f64};

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

/// A floating-point type that NumPy draws: `f32` or `f64`.
pub trait Float: sealed::Sealed + Copy + Default {
    /// A uniform draw from `[0, 1)`.
    fn random<B: BitGenerator>(bits: &mut B) -> Self;
    /// Uniform draws from `[0, 1)` into all of `out`.
    fn fill_random<B: BitGenerator>(bits: &mut B, out: &mut [Self]);
    /// A draw from the standard normal distribution.
    fn standard_normal<B: BitGenerator>(bits: &mut B) -> Self;
}

impl Float for f64 {
    #[inline]
    fn random<B: BitGenerator>(bits: &mut B) -> f64 {
        bits.next_f64()
    }
    #[inline]
    fn fill_random<B: BitGenerator>(bits: &mut B, out: &mut [f64]) {
        bits.fill_f64(out);
    }
    #[inline]
    fn standard_normal<B: BitGenerator>(bits: &mut B) -> f64 {
        standard_normal_f64(bits)
    }
}

impl Float for f32 {
    #[inline]
    fn random<B: BitGenerator>(bits: &mut B) -> f32 {
        bits.next_f32()
    }
    #[inline]
    fn fill_random<B: BitGenerator>(bits: &mut B, out: &mut [f32]) {
        bits.fill_f32(out);
    }
    #[inline]
    fn standard_normal<B: BitGenerator>(bits: &mut B) -> f32 {
        standard_normal_f32(bits)
    }
}
