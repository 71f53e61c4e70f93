//! The floating-point types that can be drawn.

use crate::BitGenerator;
use crate::gamma::{Method, gamma_method_f32, gamma_method_f64, standard_gamma_f32, standard_gamma_f64};
use crate::ziggurat::{
    standard_exponential_f32, standard_exponential_f64, standard_normal_f32, standard_normal_f64,
};

mod sealed {
    use super::{BitGenerator, Method};

    pub trait Sealed: Sized {
        fn gamma_method(shape: f64) -> Method<Self>;
        fn standard_gamma<B: BitGenerator>(bits: &mut B, method: &Method<Self>) -> Self;
    }
}

/// A floating-point type that NumPy draws: `f32` or `f64`.
pub trait Float: sealed::Sealed + Copy + Default {
    /// How many halves of 64-bit words a uniform draw takes.
    const HALVES: u32;
    /// A uniform draw from `[0, 1)`.
    fn random<B: BitGenerator>(bits: &mut B) -> Self;
    /// Uniform draws from `[0, 1)` into all of `out`.
    fn fill_random<B: BitGenerator>(bits: &mut B, out: &mut [Self]);
    /// A draw from the standard normal distribution.
    fn standard_normal<B: BitGenerator>(bits: &mut B) -> Self;
    /// A draw from the standard exponential distribution.
    fn standard_exponential<B: BitGenerator>(bits: &mut B) -> Self;
    /// A draw from the standard exponential distribution by inversion.
    fn inverse_exponential<B: BitGenerator>(bits: &mut B) -> Self;
}

macro_rules! floats {
    ($ty:ident, $next:ident, $fill:ident, $normal:ident, $exponential:ident, $method:ident, $gamma:ident) => {
        impl sealed::Sealed for $ty {
            #[inline]
            fn gamma_method(shape: f64) -> Method<$ty> {
                $method(shape)
            }
            #[inline]
            fn standard_gamma<B: BitGenerator>(bits: &mut B, method: &Method<$ty>) -> $ty {
                $gamma(bits, method)
            }
        }

        impl Float for $ty {
            const HALVES: u32 = $ty::MANTISSA_DIGITS.div_ceil(32);
            #[inline]
            fn random<B: BitGenerator>(bits: &mut B) -> $ty {
                bits.$next()
            }
            #[inline]
            fn fill_random<B: BitGenerator>(bits: &mut B, out: &mut [$ty]) {
                bits.$fill(out);
            }
            #[inline]
            fn standard_normal<B: BitGenerator>(bits: &mut B) -> $ty {
                $normal(bits)
            }
            #[inline]
            fn standard_exponential<B: BitGenerator>(bits: &mut B) -> $ty {
                $exponential(bits)
            }
            #[inline]
            fn inverse_exponential<B: BitGenerator>(bits: &mut B) -> $ty {
                // NumPy takes the logarithm in double precision for both types.
                -f64::from(-bits.$next()).ln_1p() as $ty
            }
        }
    };
}

floats!(
    f64,
    next_f64,
    fill_f64,
    standard_normal_f64,
    standard_exponential_f64,
    gamma_method_f64,
    standard_gamma_f64
);
floats!(
    f32,
    next_f32,
    fill_f32,
    standard_normal_f32,
    standard_exponential_f32,
    gamma_method_f32,
    standard_gamma_f32
);
