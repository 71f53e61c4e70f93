//! Floats by their parts: sign, exponent, neighbours.

use tegula_core::{DType, bf16, f16};

use crate::flags::{Errors, Flags};
use crate::looping::{Mixed, Split};
use crate::{Bool8, Loop};

/// The magnitude of floats only.
pub struct Fabs;
unary!(Fabs [never]: f32, f64 => |x| x.abs());

/// The magnitude of the first with the sign of the second.
pub struct Copysign;
binary!(Copysign [never]: f32, f64 => |a, b| a.copysign(b));

/// Whether the sign bit is set.
pub struct Signbit;
unary!(Signbit [never]: f32, f64 => Bool8, |x| x.is_sign_negative().into());

/// From radians to degrees.
pub struct Degrees;
unary!(Degrees: f32 => |x| x * (180.0 / std::f32::consts::PI));
unary!(Degrees: f64 => |x| x * (180.0 / std::f64::consts::PI));
/// From degrees to radians.
pub struct Radians;
unary!(Radians: f32 => |x| x * (std::f32::consts::PI / 180.0));
unary!(Radians: f64 => |x| x * (std::f64::consts::PI / 180.0));

/// The next float towards another one.
pub struct Nextafter;
/// The distance to the next float, which is farther from zero. Of `float16` it is the next above, as in NumPy.
pub struct Spacing;

macro_rules! neighbours {
    ($($ty:ty, $zero:expr, $above:literal;)*) => {$(
        binary!(Nextafter [when |_a, _b| true, |a, b => y| {
            Flags::OVER.when(a.is_finite() && y.is_infinite())
                | Flags::UNDER.when(a != b && y.is_finite() && !y.is_normal())
        }]: $ty => |a, b| {
            if a.is_nan() || b.is_nan() {
                return if a.is_nan() { a } else { b };
            }
            if a == b {
                return if $above { a } else { b };
            }
            if a == $zero {
                return <$ty>::from_bits(1).copysign(b);
            }
            let away = (b > a) == (a > $zero);
            <$ty>::from_bits(if away { a.to_bits() + 1 } else { a.to_bits() - 1 })
        });
        unary!(Spacing [when |_x| true, |x => y| {
            Flags::OVER.when(y.is_infinite()) | Flags::INVALID.when($above && !x.is_finite())
        }]: $ty => |x| {
            if !x.is_finite() {
                return <$ty>::NAN;
            }
            if x == $zero {
                return <$ty>::from_bits(1);
            }
            let down = x.is_sign_negative() && $above;
            let next = <$ty>::from_bits(if down { x.to_bits() - 1 } else { x.to_bits() + 1 });
            next - x
        });
    )*};
}
neighbours! {
    f16, f16::ZERO, true;
    bf16, bf16::ZERO, false;
    f32, 0.0, false;
    f64, 0.0, false;
}

/// The first times two to the power of the second.
pub struct Ldexp;
macro_rules! ldexp {
    ($($float:ty, $bits:ty, $int:ty, $bias:literal, $mantissa:literal;)*) => {$(
        impl Mixed<$float, $int> for Ldexp {
            type Out = $float;
            const ERRORS: Errors = Errors::Hardware;
            #[inline(always)]
            fn apply(a: $float, b: $int) -> $float {
                let power = |e: i32| <$float>::from_bits(((e + $bias) as $bits) << $mantissa);
                // Three steps lead from one end of the range to the other. The last ones round, if at all, once.
                const STEP: i32 = $bias - 1;
                let mut e = b.clamp(-4 * STEP as $int, 4 * STEP as $int) as i32;
                let mut x = a;
                while e > STEP {
                    x *= power(STEP);
                    e -= STEP;
                }
                while e < -STEP {
                    // So far that what is left of a mantissa is not rounded before the end.
                    x *= power(-STEP) * power($mantissa + 1);
                    e += STEP - $mantissa - 1;
                }
                x * power(e)
            }
        }
    )*};
}
ldexp! {
    f32, u32, i32, 127, 23;
    f32, u32, i64, 127, 23;
    f64, u64, i32, 1023, 52;
    f64, u64, i64, 1023, 52;
}

/// A fraction between ½ and 1 and an exponent of two.
pub struct Frexp;
/// The fractional and the whole part.
pub struct Modf;
macro_rules! parts {
    ($($ty:ty, $bits:ty, $bias:literal, $mantissa:literal;)*) => {$(
        impl Split<$ty> for Frexp {
            type Second = i32;
            #[inline(always)]
            fn apply(x: $ty) -> ($ty, i32) {
                if x == 0.0 || !x.is_finite() {
                    return (x, 0);
                }
                const FIELD: $bits = (2 * $bias + 1) << $mantissa;
                const TWO_P: $ty = (1u64 << ($mantissa + 1)) as $ty;
                let (x, shift) = if x.is_normal() { (x, 0) } else { (x * TWO_P, $mantissa + 1) };
                let exponent = ((x.to_bits() & FIELD) >> $mantissa) as i32 - ($bias - 1) - shift;
                (<$ty>::from_bits(x.to_bits() & !FIELD | (($bias - 1) << $mantissa)), exponent)
            }
        }
        impl Split<$ty> for Modf {
            type Second = $ty;
            #[inline(always)]
            fn apply(x: $ty) -> ($ty, $ty) {
                let whole = x.trunc();
                let part = if x.is_infinite() { 0.0 } else { x - whole };
                (part.copysign(x), whole)
            }
        }
    )*};
}
parts! {
    f32, u32, 127, 23;
    f64, u64, 1023, 52;
}

loops!(
    /// Loops of `fabs`.
    FABS = unary Fabs: f16 bf16 f32 f64);
loops!(
    /// Loops of `copysign`.
    COPYSIGN = closed Copysign: f16 bf16 f32 f64);
loops!(
    /// Loops of `signbit`.
    SIGNBIT = unary Signbit: f16 bf16 f32 f64);
loops!(
    /// Loops of `degrees`.
    DEGREES = unary Degrees: f16 bf16 f32 f64);
loops!(
    /// Loops of `radians`.
    RADIANS = unary Radians: f16 bf16 f32 f64);
/// Loops of `rad2deg`.
pub static RAD2DEG: &[Loop] = DEGREES;
/// Loops of `deg2rad`.
pub static DEG2RAD: &[Loop] = RADIANS;
/// Loops of `nextafter`.
pub static NEXTAFTER: &[Loop] = &[
    Loop::closed::<Nextafter, f16>(),
    Loop::closed::<Nextafter, bf16>(),
    Loop::closed::<Nextafter, f32>(),
    Loop::closed::<Nextafter, f64>(),
];
/// Loops of `spacing`.
pub static SPACING: &[Loop] = &[
    Loop::unary::<Spacing, f16>(),
    Loop::unary::<Spacing, bf16>(),
    Loop::unary::<Spacing, f32>(),
    Loop::unary::<Spacing, f64>(),
];
/// Loops of `ldexp`.
pub static LDEXP: &[Loop] = &[
    Loop::mixed::<Ldexp, f32, i32>().for_half(DType::F16),
    Loop::mixed::<Ldexp, f32, i32>().for_half(DType::BF16),
    Loop::mixed::<Ldexp, f32, i32>(),
    Loop::mixed::<Ldexp, f32, i64>().for_half(DType::F16),
    Loop::mixed::<Ldexp, f32, i64>().for_half(DType::BF16),
    Loop::mixed::<Ldexp, f32, i64>(),
    Loop::mixed::<Ldexp, f64, i32>(),
    Loop::mixed::<Ldexp, f64, i64>(),
];
loops!(
    /// Loops of `frexp`.
    FREXP = split Frexp: f16 bf16 f32 f64);
loops!(
    /// Loops of `modf`.
    MODF = split Modf: f16 bf16 f32 f64);
