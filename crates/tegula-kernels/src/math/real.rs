//! What the algorithms ask of a float type: arithmetic, a few bit patterns, constants and polynomials.

use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::isa::{Isa, MulAdd};

use super::poly;

/// A float type that the vector math is written for: `f32` or `f64`.
///
/// Bit-level operations avoid what AVX2 lacks: conversions between 64-bit integers and floats, and arithmetic
/// right shifts. Instead an integer is held as a *shifted* float `SHIFT + n` with `SHIFT = 1.5 * 2^p` (`p` the
/// mantissa's width), whose low bits are `n` in two's complement.
pub trait Real:
    MulAdd
    + PartialOrd
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + 'static
{
    /// 1.
    const ONE: Self;
    /// Positive infinity.
    const INFINITY: Self;
    /// A quiet NaN.
    const NAN: Self;
    /// `1.5 * 2^p`: adding it rounds to the nearest integer (ties to even) and shows that integer in the low bits.
    const SHIFT: Self;
    /// The exponent's bias: 127 or 1023.
    const BIAS: Self;
    /// A power of two beyond which `x` and `1 + x` have the same logarithm.
    const HUGE: Self;

    /// Above this `exp` overflows; rounded up.
    const EXP_MAX: Self;
    /// Below this `exp` is zero; rounded down.
    const EXP_MIN: Self;
    /// Above this `exp2` overflows; rounded up.
    const EXP2_MAX: Self;
    /// Below this `exp2` is zero; rounded down.
    const EXP2_MIN: Self;
    /// Below this `expm1` is -1; rounded down.
    const EXPM1_MIN: Self;
    /// Above this the sine, cosine and tangent need the exact reduction.
    const ANGLE_MAX: Self;

    /// Two powers of two, inverse to each other, that bring numbers near the ends of the range to its middle.
    const SCALES: [Self; 2];

    /// log₂ e.
    const LOG2_E: Self;
    /// ln 2 and what its rounding left out.
    const LN_2: [Self; 2];
    /// ln 2 in two parts, the first short enough that its product with an exponent is exact.
    const LN_2_SPLIT: [Self; 2];
    /// log₁₀ 2 in two parts, the first short enough that its product with an exponent is exact.
    const LOG10_2_SPLIT: [Self; 2];
    /// log₂ e in two parts, the first short enough that its product with half a mantissa is exact.
    const LOG2_E_SPLIT: [Self; 2];
    /// log₁₀ e in two parts, the first short enough that its product with half a mantissa is exact.
    const LOG10_E_SPLIT: [Self; 2];
    /// 2/3 and what its rounding left out.
    const TWO_THIRDS: [Self; 2];
    /// π/2 and what its rounding left out.
    const FRAC_PI_2: [Self; 2];

    /// A constant that `f32` holds exactly.
    fn lit(x: f32) -> Self;
    /// Whether it is NaN.
    fn is_nan(self) -> bool;
    /// The square root, correctly rounded.
    fn sqrt(self) -> Self;
    /// The magnitude.
    fn abs(self) -> Self;
    /// 1 over it.
    fn invert(self) -> Self;
    /// Whether the sign bit is set.
    fn is_negative(self) -> bool;
    /// The sign bit alone, as ±0.
    fn sign(self) -> Self;
    /// Flip the sign where `sign` (±0) is negative.
    fn flip(self, sign: Self) -> Self;
    /// Clear the lower half of the mantissa.
    fn upper_half(self) -> Self;
    /// The float with a power of two's exponent in its low bits (`SHIFT + BIAS + k`) becomes `2^k`.
    fn exponent_to_power(self) -> Self;
    /// The lowest bit of a shifted integer.
    fn is_odd(self) -> bool;
    /// Bit 1 of a shifted integer, as the sign of ±0.
    fn second_bit_sign(self) -> Self;
    /// Split a positive normal number into `k` and `m` with `x = 2^k * m`, `√½ <= m < √2`.
    fn split(self) -> (Self, Self);
    /// As [`split`](Self::split), for any positive finite number.
    fn split_any(self) -> (Self, Self);
    /// Whether the sine, cosine and tangent need the exact reduction: beyond [`ANGLE_MAX`](Self::ANGLE_MAX) or NaN.
    fn is_huge_angle(self) -> bool;

    /// An angle `0 <= x <= ANGLE_MAX` as a multiple `n` of π/2 and a rest in two parts: `(SHIFT + n, r, r_lo)`.
    fn reduce_angle<I: Isa>(self) -> (Self, Self, Self);
    /// As [`reduce_angle`](Self::reduce_angle), exactly, for any finite angle; NaN for the others.
    fn reduce_huge_angle(self) -> (Self, Self, Self);

    /// `(e^r - 1 - r) / r²` for `|r| <= ln 2 / 2`.
    fn exp_poly<I: Isa>(r: Self) -> Self;
    /// `(log((1 + s) / (1 - s)) - 2s) / s³` at `z = s²`, `|s| <= 0.1716`.
    fn log_poly<I: Isa>(z: Self) -> Self;
    /// `(log((1 + s) / (1 - s)) - 2s - 2s³/3) / s⁵` at `z = s²`, `|s| <= 0.1716`, ten bits better.
    fn log_tail_poly<I: Isa>(z: Self) -> Self;
    /// `(sin r - r) / r³` at `z = r²`, `|r| <= π/4`.
    fn sin_poly<I: Isa>(z: Self) -> Self;
    /// `(cos r - 1 + r²/2) / r⁴` at `z = r²`, `|r| <= π/4`.
    fn cos_poly<I: Isa>(z: Self) -> Self;
    /// `(sinh r - r) / r³` at `z = r²`, `|r| <= 1`.
    fn sinh_poly<I: Isa>(z: Self) -> Self;
    /// `(arctan r - r) / r³` at `z = r²`, `|r| <= √2 - 1`.
    fn atan_poly<I: Isa>(z: Self) -> Self;
    /// `(arcsin r - r) / r³` at `z = r²`, `|r| <= ½`.
    fn asin_poly<I: Isa>(z: Self) -> Self;
}

/// The methods that read the same for both types, given the type of the bits, the mantissa's width and the bits that `upper_half` clears.
macro_rules! common {
    ($float:ident, $bits:ident, $mantissa:literal, $half:literal) => {
        const ONE: Self = 1.0;
        const INFINITY: Self = $float::INFINITY;
        const NAN: Self = $float::NAN;
        const SHIFT: Self = 1.5 * (1u64 << $mantissa) as Self;
        const BIAS: Self = ($float::MAX_EXP - 1) as Self;
        const HUGE: Self = (1u64 << ($mantissa + 2)) as Self;
        const SCALES: [Self; 2] = {
            let up = $float::from_bits(
                (($float::MAX_EXP as $bits - 1) + ($float::MAX_EXP as $bits * 5 / 8)) << $mantissa,
            );
            [1.0 / up, up]
        };
        const LOG2_E: Self = std::$float::consts::LOG2_E;

        #[inline(always)]
        fn lit(x: f32) -> Self {
            x as Self
        }
        #[inline(always)]
        fn is_nan(self) -> bool {
            self.is_nan()
        }
        #[inline(always)]
        fn sqrt(self) -> Self {
            self.sqrt()
        }
        #[inline(always)]
        fn abs(self) -> Self {
            self.abs()
        }
        #[inline(always)]
        fn invert(self) -> Self {
            1.0 / self
        }
        #[inline(always)]
        fn is_negative(self) -> bool {
            self.is_sign_negative()
        }
        #[inline(always)]
        fn sign(self) -> Self {
            Self::from_bits(self.to_bits() & (1 << ($bits::BITS - 1)))
        }
        #[inline(always)]
        fn flip(self, sign: Self) -> Self {
            Self::from_bits(self.to_bits() ^ sign.to_bits())
        }
        #[inline(always)]
        fn upper_half(self) -> Self {
            Self::from_bits(self.to_bits() & ($bits::MAX << $half))
        }
        #[inline(always)]
        fn exponent_to_power(self) -> Self {
            Self::from_bits(self.to_bits() << $mantissa)
        }
        #[inline(always)]
        fn is_odd(self) -> bool {
            self.to_bits() & 1 != 0
        }
        #[inline(always)]
        fn second_bit_sign(self) -> Self {
            Self::from_bits((self.to_bits() & 2) << ($bits::BITS - 2))
        }
        #[inline(always)]
        fn split(self) -> (Self, Self) {
            const SQRT_HALF: $bits = std::$float::consts::FRAC_1_SQRT_2.to_bits();
            const ONE: $bits = (1.0 as $float).to_bits();
            // The exponent field now steps at √½ instead of 1.
            let shifted = self.to_bits().wrapping_add(ONE - SQRT_HALF);
            let mantissa = (shifted & ((1 << $mantissa) - 1)).wrapping_add(SQRT_HALF);
            // `2^p + e` has `e` in its low bits.
            const TWO_P: $float = (1u64 << $mantissa) as $float;
            let exponent = Self::from_bits((shifted >> $mantissa) | TWO_P.to_bits()) - (TWO_P + Self::BIAS);
            (exponent, Self::from_bits(mantissa))
        }
        #[inline(always)]
        fn split_any(self) -> (Self, Self) {
            const SCALE: $float = (1u64 << ($mantissa + 2)) as $float;
            const SHIFT: $float = ($mantissa + 2) as $float;
            let small = self < Self::MIN_POSITIVE;
            let (k, m) = (if small { self * SCALE } else { self }).split();
            (if small { k - SHIFT } else { k }, m)
        }
        #[inline(always)]
        fn is_huge_angle(self) -> bool {
            // An integer comparison, so that a loop may combine the answers in any order.
            self.abs().to_bits() > Self::ANGLE_MAX.to_bits()
        }
    };
}

impl Real for f64 {
    common!(f64, u64, 52, 32);

    const EXP_MAX: Self = 710.0;
    const EXP_MIN: Self = -746.0;
    const EXP2_MAX: Self = 1025.0;
    const EXP2_MIN: Self = -1076.0;
    const EXPM1_MIN: Self = -40.0;
    const ANGLE_MAX: Self = 1048576.0;

    const LN_2: [Self; 2] = [std::f64::consts::LN_2, 2.3190468138462996e-17];
    const LN_2_SPLIT: [Self; 2] = [0.6931471805598903, 5.497923018708371e-14];
    const LOG10_2_SPLIT: [Self; 2] = [0.30102999566395283, 2.8363394551044964e-14];
    const LOG2_E_SPLIT: [Self; 2] = [1.4426946640014648, 3.768874985636099e-07];
    const LOG10_E_SPLIT: [Self; 2] = [0.4342944622039795, 1.9699272335463627e-08];
    const TWO_THIRDS: [Self; 2] = [2.0 / 3.0, 3.700743415417188e-17];
    const FRAC_PI_2: [Self; 2] = [std::f64::consts::FRAC_PI_2, 6.123233995736766e-17];

    #[inline(always)]
    fn reduce_angle<I: Isa>(self) -> (Self, Self, Self) {
        let shifted = I::fma(self, std::f64::consts::FRAC_2_PI, Self::SHIFT);
        let n = shifted - Self::SHIFT;
        let (r, rest, tail) = if I::FMA {
            // The first product leaves a multiple of ulp(π/2) below 1: exact. The second is kept with its error.
            let [a, b] = Self::FRAC_PI_2;
            let first = I::fma(-n, a, self);
            let product = n * b;
            let product_lo = I::fma(n, b, -product);
            let r = first - product;
            (r, ((first - r) - product) - product_lo, n * -1.4973849048591698e-33)
        } else {
            // Parts of 33 bits, whose products with n (20 bits) are exact.
            let first = self - n * 1.5707963267341256;
            let product = n * 6.077100506303966e-11;
            let second = first - product;
            let second_lo = (first - second) - product;
            let product = n * 2.0222662487111665e-21;
            let r = second - product;
            (r, second_lo + ((second - r) - product), n * 8.4784276603689e-32)
        };
        (shifted, r, rest - tail)
    }

    #[inline(never)]
    fn reduce_huge_angle(self) -> (Self, Self, Self) {
        let (n, r, r_lo) = super::reduce::payne_hanek(self);
        (Self::SHIFT + n as Self, r, r_lo)
    }

    #[inline(always)]
    fn exp_poly<I: Isa>(r: Self) -> Self {
        poly::<I, _, _>(
            r,
            [
                0.5,
                0.1666666666666667,
                0.04166666666666667,
                0.008333333333326136,
                0.0013888888888883748,
                0.00019841269874820627,
                2.4801587325547743e-05,
                2.7557255400206422e-06,
                2.75572736431103e-07,
                2.5105217004720745e-08,
                2.0914686968086876e-09,
            ],
        )
    }

    #[inline(always)]
    fn log_poly<I: Isa>(z: Self) -> Self {
        poly::<I, _, _>(
            z,
            [
                0.666666666666667,
                0.39999999999899455,
                0.285_714_286_259_985_6,
                0.2222221113102852,
                0.1818288939967772,
                0.153317124793813,
                0.14616562422104645,
            ],
        )
    }

    #[inline(always)]
    fn log_tail_poly<I: Isa>(z: Self) -> Self {
        poly::<I, _, _>(
            z,
            [
                0.4,
                0.28571428571428564,
                0.2222222222222843,
                0.1818181817965715,
                0.1538461576113751,
                0.13333296536998826,
                0.11766813010040744,
                0.10456329756609352,
                0.1076240188089366,
            ],
        )
    }

    #[inline(always)]
    fn sin_poly<I: Isa>(z: Self) -> Self {
        poly::<I, _, _>(
            z,
            [
                -0.16666666666666666,
                0.008333333333333331,
                -0.0001984126984126506,
                2.7557319219335453e-06,
                -2.5052106231157904e-08,
                1.605853141458901e-10,
                -7.586685070091267e-13,
            ],
        )
    }

    #[inline(always)]
    fn cos_poly<I: Isa>(z: Self) -> Self {
        poly::<I, _, _>(
            z,
            [
                0.041666666666666664,
                -0.0013888888888887395,
                2.4801587298763433e-05,
                -2.7557317270560326e-07,
                2.0876146024689747e-09,
                -1.1382614868556325e-11,
            ],
        )
    }

    #[inline(always)]
    fn sinh_poly<I: Isa>(z: Self) -> Self {
        poly::<I, _, _>(
            z,
            [
                0.16666666666666666,
                0.008333333333333333,
                0.0001984126984126984,
                2.7557319223985825e-06,
                2.505210838547607e-08,
                1.605904382690051e-10,
                7.647165414593481e-13,
                2.8112909646770106e-15,
                8.309171941866942e-18,
            ],
        )
    }

    #[inline(always)]
    fn atan_poly<I: Isa>(z: Self) -> Self {
        poly::<I, _, _>(
            z,
            [
                -0.3333333333333333,
                0.19999999999999804,
                -0.14285714285659779,
                0.11111111105150588,
                -0.09090908753259112,
                0.07692296368042296,
                -0.0666642476020052,
                0.05878927554473807,
                -0.05230443640686948,
                0.045515447340221615,
                -0.03456931506332609,
                0.016284375050043393,
            ],
        )
    }

    #[inline(always)]
    fn asin_poly<I: Isa>(z: Self) -> Self {
        poly::<I, _, _>(
            z,
            [
                0.16666666666666669,
                0.07499999999998425,
                0.04464285714637338,
                0.030381944137085216,
                0.022372173002005596,
                0.017352391265909227,
                0.013971235301124539,
                0.011478952690257387,
                0.010324318288744113,
                0.00545087818772055,
                0.017419357964884856,
                -0.014881409392818066,
                0.02877844261259304,
            ],
        )
    }
}

impl Real for f32 {
    common!(f32, u32, 23, 12);

    const EXP_MAX: Self = 89.0;
    const EXP_MIN: Self = -104.0;
    const EXP2_MAX: Self = 129.0;
    const EXP2_MIN: Self = -151.0;
    const EXPM1_MIN: Self = -20.0;
    const ANGLE_MAX: Self = 131072.0;

    const LN_2: [Self; 2] = [std::f32::consts::LN_2, -1.9046542e-9];
    const LN_2_SPLIT: [Self; 2] = [0.69314575, 1.4286068e-6];
    const LOG10_2_SPLIT: [Self; 2] = [0.3010254, 4.605039e-6];
    const LOG2_E_SPLIT: [Self; 2] = [1.4423828, 0.0003122284];
    const LOG10_E_SPLIT: [Self; 2] = [0.4342041, 9.038034e-5];
    const TWO_THIRDS: [Self; 2] = [2.0 / 3.0, -1.9868216e-8];
    const FRAC_PI_2: [Self; 2] = [std::f32::consts::FRAC_PI_2, -4.371139e-8];

    #[inline(always)]
    fn reduce_angle<I: Isa>(self) -> (Self, Self, Self) {
        let shifted = I::fma(self, std::f32::consts::FRAC_2_PI, Self::SHIFT);
        let n = shifted - Self::SHIFT;
        if I::FMA {
            let [a, b] = Self::FRAC_PI_2;
            let first = I::fma(-n, a, self);
            let product = n * b;
            let product_lo = I::fma(n, b, -product);
            let r = first - product;
            let rest = ((first - r) - product) - product_lo;
            (shifted, r, rest - n * -1.7151245e-15)
        } else {
            // Parts short enough for exact products would be many; twice the width has room.
            let n = n as f64;
            let r = (self as f64 - n * 1.5707963267341256) - n * 6.077100506303966e-11;
            let leading = r as f32;
            (shifted, leading, (r - leading as f64) as f32)
        }
    }

    #[inline(never)]
    fn reduce_huge_angle(self) -> (Self, Self, Self) {
        let (n, r, _) = super::reduce::payne_hanek(self as f64);
        let leading = r as f32;
        (Self::SHIFT + n as Self, leading, (r - leading as f64) as f32)
    }

    #[inline(always)]
    fn exp_poly<I: Isa>(r: Self) -> Self {
        poly::<I, _, _>(
            r,
            [0.5, 0.166_666_67, 0.041_666_467, 0.008_333_310_5, 0.001_393_365, 0.000_198_909_91],
        )
    }

    #[inline(always)]
    fn log_poly<I: Isa>(z: Self) -> Self {
        poly::<I, _, _>(z, [0.666_666_87, 0.3998878, 0.295_800_36])
    }

    #[inline(always)]
    fn log_tail_poly<I: Isa>(z: Self) -> Self {
        poly::<I, _, _>(z, [0.4, 0.285_715_3, 0.222_047_63, 0.191_204_38])
    }

    #[inline(always)]
    fn sin_poly<I: Isa>(z: Self) -> Self {
        poly::<I, _, _>(z, [-0.166_666_67, 0.008_333_332, -0.000_198_400_86, 2.724_986_4e-6])
    }

    #[inline(always)]
    fn cos_poly<I: Isa>(z: Self) -> Self {
        poly::<I, _, _>(z, [0.041_666_664, -0.001_388_830_2, 2.454_789_1e-5])
    }

    #[inline(always)]
    fn sinh_poly<I: Isa>(z: Self) -> Self {
        poly::<I, _, _>(z, [0.166_666_67, 0.008_333_334, 0.000_198_412_83, 2.755_377e-6, 2.5456707e-8])
    }

    #[inline(always)]
    fn atan_poly<I: Isa>(z: Self) -> Self {
        poly::<I, _, _>(z, [-0.333_333_3, 0.199_995_4, -0.142_639_5, 0.107_436_69, -0.064_517_185])
    }

    #[inline(always)]
    fn asin_poly<I: Isa>(z: Self) -> Self {
        poly::<I, _, _>(
            z,
            [0.166_666_66, 0.075_000_95, 0.044_599_32, 0.031_101_728, 0.017143717, 0.033_700_727],
        )
    }
}
