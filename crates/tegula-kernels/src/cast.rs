//! Conversion of tiles between any two types, by C's rules as NumPy's unsafe cast follows them:
//! integers wrap, floats are truncated (out of range: as the x86 instructions do it), the imaginary
//! part is dropped, everything but zero is true.

use tegula_core::{DType, bf16, c64, c128, f16};

use crate::dispatch::{CheckFn, Kernel, TileFn};
use crate::flags::{Errors, Flags};
use crate::isa::Isa;
use crate::lane::{Bool8, Lane, Word};
use crate::looping::{Loop, Unary};

/// The kernel that converts tiles of `from` to tiles of `to`, both types of numbers.
pub fn kernel(from: DType, to: DType) -> TileFn {
    debug_assert!(from.is_number() && to.is_number());
    TABLE[from.index()][to.index()].0.select()
}

/// As [`kernel`], but leaves any marks and says whether the tile has to be examined; there for conversions that are.
pub fn check(from: DType, to: DType) -> Option<CheckFn> {
    Some(TABLE[from.index()][to.index()].1?.select())
}

/// An element that converts to every other type through a common road.
trait Source: Lane {
    fn to_bool(self) -> bool;
    /// Wrapping conversion to integers of at most 32 bits goes through here.
    fn to_i32(self) -> i32;
    fn to_i64(self) -> i64;
    fn to_u64(self) -> u64;
    fn to_f32(self) -> f32;
    fn to_f64(self) -> f64;
    fn to_c64(self) -> c64;
    fn to_c128(self) -> c128;
    /// Halves round once, also from `float64`.
    fn to_f16(self) -> f16;
    fn to_bf16(self) -> bf16;
}

macro_rules! integer_sources {
    ($($ty:ty),*) => {$(
        impl Source for $ty {
            #[inline(always)]
            fn to_bool(self) -> bool { self != 0 }
            #[inline(always)]
            fn to_i32(self) -> i32 { self as i32 }
            #[inline(always)]
            fn to_i64(self) -> i64 { self as i64 }
            #[inline(always)]
            fn to_u64(self) -> u64 { self as u64 }
            #[inline(always)]
            fn to_f32(self) -> f32 { self as f32 }
            #[inline(always)]
            fn to_f64(self) -> f64 { self as f64 }
            #[inline(always)]
            fn to_c64(self) -> c64 { c64::new(self as f32, 0.0) }
            #[inline(always)]
            fn to_c128(self) -> c128 { c128::new(self as f64, 0.0) }
            #[inline(always)]
            fn to_f16(self) -> f16 { f32_to_f16(self as f32) }
            #[inline(always)]
            fn to_bf16(self) -> bf16 { f32_to_bf16(self as f32) }
        }
    )*};
}
integer_sources!(i8, i16, i32, i64, u8, u16, u32, u64);

/// Sources that convert as another type does, except for what is listed.
macro_rules! source_through {
    ($ty:ty => $via:ty, |$x:ident| $convert:expr, truth $truth:expr, complex $c64:expr, $c128:expr) => {
        impl Source for $ty {
            #[inline(always)]
            fn to_bool(self) -> bool {
                let $x = self;
                $truth
            }
            #[inline(always)]
            fn to_i32(self) -> i32 {
                let $x = self;
                Source::to_i32($convert)
            }
            #[inline(always)]
            fn to_i64(self) -> i64 {
                let $x = self;
                Source::to_i64($convert)
            }
            #[inline(always)]
            fn to_u64(self) -> u64 {
                let $x = self;
                Source::to_u64($convert)
            }
            #[inline(always)]
            fn to_f32(self) -> f32 {
                let $x = self;
                Source::to_f32($convert)
            }
            #[inline(always)]
            fn to_f64(self) -> f64 {
                let $x = self;
                Source::to_f64($convert)
            }
            #[inline(always)]
            fn to_c64(self) -> c64 {
                let $x = self;
                $c64
            }
            #[inline(always)]
            fn to_c128(self) -> c128 {
                let $x = self;
                $c128
            }
            #[inline(always)]
            fn to_f16(self) -> f16 {
                let $x = self;
                Source::to_f16($convert)
            }
            #[inline(always)]
            fn to_bf16(self) -> bf16 {
                let $x = self;
                Source::to_bf16($convert)
            }
        }
    };
}
source_through!(Bool8 => u8, |x| x.get() as u8, truth x.get(),
    complex c64::new(x.get() as u8 as f32, 0.0), c128::new(x.get() as u8 as f64, 0.0));
source_through!(f16 => f32, |x| f16_to_f32(x), truth x.to_bits() & 0x7FFF != 0,
    complex c64::new(f16_to_f32(x), 0.0), c128::new(f16_to_f32(x).into(), 0.0));
source_through!(bf16 => f32, |x| bf16_to_f32(x), truth x.to_bits() & 0x7FFF != 0,
    complex c64::new(bf16_to_f32(x), 0.0), c128::new(bf16_to_f32(x).into(), 0.0));
source_through!(c64 => f32, |z| z.re, truth z.re != 0.0 || z.im != 0.0,
    complex z, c128::new(z.re.into(), z.im.into()));
source_through!(c128 => f64, |z| z.re, truth z.re != 0.0 || z.im != 0.0,
    complex c64::new(z.re as f32, z.im as f32), z);

macro_rules! float_sources {
    ($($ty:ty, $to_f16:ident, $to_bf16:ident);*) => {$(
        impl Source for $ty {
            #[inline(always)]
            fn to_bool(self) -> bool { self != 0.0 }
            #[inline(always)]
            fn to_i32(self) -> i32 {
                let x = self as f64;
                if x > -2147483649.0 && x < 2147483648.0 { x as i32 } else { i32::MIN }
            }
            #[inline(always)]
            fn to_i64(self) -> i64 {
                let in_range = (-9223372036854775808.0..9223372036854775808.0).contains(&self);
                if in_range { self as i64 } else { i64::MIN }
            }
            #[inline(always)]
            fn to_u64(self) -> u64 {
                const HALF: $ty = 9223372036854775808.0;
                if self >= HALF { (self - HALF).to_i64() as u64 ^ 1 << 63 } else { self.to_i64() as u64 }
            }
            #[inline(always)]
            fn to_f32(self) -> f32 { self as f32 }
            #[inline(always)]
            fn to_f64(self) -> f64 { self as f64 }
            #[inline(always)]
            fn to_c64(self) -> c64 { c64::new(self as f32, 0.0) }
            #[inline(always)]
            fn to_c128(self) -> c128 { c128::new(self as f64, 0.0) }
            #[inline(always)]
            fn to_f16(self) -> f16 { $to_f16(self) }
            #[inline(always)]
            fn to_bf16(self) -> bf16 { $to_bf16(self) }
        }
    )*};
}
float_sources!(f32, f32_to_f16, f32_to_bf16; f64, f64_to_f16, f64_to_bf16);

/// How the conversion of one type to another tells of floating-point errors.
pub const fn errors(from: DType, to: DType) -> Errors {
    let (half, half_source) =
        (matches!(to, DType::F16 | DType::BF16), matches!(from, DType::F16 | DType::BF16));
    let inexact = from.is_float() || from.is_complex();
    if matches!(to, DType::Bool) || half_source && !to.is_integer() {
        Errors::Never
    } else if half && !matches!(from, DType::Bool) || to.is_integer() && inexact {
        Errors::Examined
    } else if inexact && to.itemsize() < from.itemsize() {
        Errors::Hardware
    } else {
        Errors::Never
    }
}

/// The conversion to `U`, as a function of one element.
struct CastTo<U>(std::marker::PhantomData<U>);

/// Whether a number is out of the range of integers that a conversion goes through.
#[inline(always)]
fn outside<T: Source>(x: T, to: DType) -> bool {
    match to {
        DType::I64 | DType::U32 => {
            !(x.to_f64() >= -9223372036854775808.0 && x.to_f64() < 9223372036854775808.0)
        }
        DType::U64 => !(x.to_f64() >= -9223372036854775808.0 && x.to_f64() < 18446744073709551616.0),
        _ => !(x.to_f64() > -2147483649.0 && x.to_f64() < 2147483648.0),
    }
}

/// Whether a number is beyond the finite numbers of half precision, so that it may overflow, or below the normal ones.
#[inline(always)]
fn beyond_half<T: Source>(x: T, to: DType) -> bool {
    let size = x.to_f32().abs();
    // Half as large as the largest at least, so that rounding does not matter.
    let (small, large) = if matches!(to, DType::F16) { (6.2e-5, 32768.0) } else { (1.2e-38, 1.7e38) };
    !(size == 0.0 || size >= small && size < large)
}

/// The errors of a conversion to half precision, of which the result is infinite, or not normal.
#[inline(always)]
fn half_errors<T: Source>(x: T, infinite: bool, normal: bool, back: f64) -> Flags {
    let x = x.to_f64();
    Flags::OVER.when(infinite && x.is_finite())
        | Flags::UNDER.when(!infinite && !normal && back != x && !x.is_nan())
}

macro_rules! targets {
    ($($ty:ty: |$x:ident| $body:expr, |$s:ident| $suspect:expr, |$e:ident, $y:ident| $errors:expr;)*) => {$(
        impl<T: Source> Unary<T> for CastTo<$ty> {
            type Out = $ty;
            const ERRORS: Errors = errors(T::DTYPE, <$ty>::DTYPE);
            #[inline(always)]
            fn apply<I: Isa>($x: T) -> $ty {
                $body
            }
            #[inline(always)]
            fn suspect($s: T, _y: $ty) -> <$ty as Lane>::Word {
                Word::of($suspect)
            }
            #[inline(always)]
            fn errors($e: T, $y: $ty) -> Flags {
                $errors
            }
        }
    )*};
}
targets! {
    Bool8: |x| x.to_bool().into(), |_x| false, |_x, _y| Flags::NONE;
    i8: |x| x.to_i32() as i8, |x| outside(x, DType::I8), |x, _y| Flags::INVALID.when(outside(x, DType::I8));
    i16: |x| x.to_i32() as i16, |x| outside(x, DType::I16), |x, _y| Flags::INVALID.when(outside(x, DType::I16));
    i32: |x| x.to_i32(), |x| outside(x, DType::I32), |x, _y| Flags::INVALID.when(outside(x, DType::I32));
    i64: |x| x.to_i64(), |x| outside(x, DType::I64), |x, _y| Flags::INVALID.when(outside(x, DType::I64));
    u8: |x| x.to_i32() as u8, |x| outside(x, DType::U8), |x, _y| Flags::INVALID.when(outside(x, DType::U8));
    u16: |x| x.to_i32() as u16, |x| outside(x, DType::U16), |x, _y| Flags::INVALID.when(outside(x, DType::U16));
    u32: |x| x.to_i64() as u32, |x| outside(x, DType::U32), |x, _y| Flags::INVALID.when(outside(x, DType::U32));
    u64: |x| x.to_u64(), |x| outside(x, DType::U64), |x, _y| Flags::INVALID.when(outside(x, DType::U64));
    f16: |x| x.to_f16(), |x| beyond_half(x, DType::F16),
        |x, y| half_errors(x, y.is_infinite(), y.is_normal(), y.to_f64());
    bf16: |x| x.to_bf16(), |x| beyond_half(x, DType::BF16),
        |x, y| half_errors(x, y.is_infinite(), y.is_normal(), y.to_f64());
    f32: |x| x.to_f32(), |_x| false, |_x, _y| Flags::NONE;
    f64: |x| x.to_f64(), |_x| false, |_x, _y| Flags::NONE;
    c64: |x| x.to_c64(), |_x| false, |_x, _y| Flags::NONE;
    c128: |x| x.to_c128(), |_x| false, |_x, _y| Flags::NONE;
}

macro_rules! row {
    ($from:ty: $($to:ty),*) => { [$(conversion(Loop::unary::<CastTo<$to>, $from>())),*] };
}
macro_rules! table {
    ($($from:ty),*) => {
        [$(row!($from: Bool8, i8, i16, i32, i64, u8, u16, u32, u64, f16, bf16, f32, f64, c64, c128)),*]
    };
}
type Conversion = (Kernel<TileFn>, Option<Kernel<CheckFn>>);

const fn conversion(found: Loop) -> Conversion {
    let check = match found.check {
        Some(check) => Some(check.without_avx512()),
        None => None,
    };
    (found.tile.without_avx512(), check)
}

/// Indexed by the types' declaration order in [`DType`].
static TABLE: [[Conversion; 15]; 15] =
    table!(Bool8, i8, i16, i32, i64, u8, u16, u32, u64, f16, bf16, f32, f64, c64, c128);

/// Half to single precision without branches: the exponent is rebiased by a multiplication, which
/// also normalises subnormal numbers.
#[inline(always)]
fn f16_to_f32(h: f16) -> f32 {
    let bits = h.to_bits() as u32;
    let magnitude = (bits & 0x7FFF) << 13;
    let scaled = (f32::from_bits(magnitude) * f32::from_bits((254 - 15) << 23)).to_bits();
    let special = magnitude | 0x7F80_0000;
    let value = if bits & 0x7C00 == 0x7C00 { special } else { scaled };
    f32::from_bits(value | (bits & 0x8000) << 16)
}

/// Single to half precision, to nearest even, without branches.
#[inline(always)]
fn f32_to_f16(x: f32) -> f16 {
    let bits = x.to_bits();
    let sign = (bits >> 16) & 0x8000;
    let magnitude = bits & 0x7FFF_FFFF;
    // Normal results: rebias, then round by adding half a unit less one, plus the lowest kept bit.
    let odd = (magnitude >> 13) & 1;
    let normal =
        magnitude.wrapping_add((15u32.wrapping_sub(127) << 23).wrapping_add(0xFFF)).wrapping_add(odd) >> 13;
    // Subnormal results: adding 0.5 aligns the mantissa so that the addition itself rounds.
    let subnormal = (f32::from_bits(magnitude) + 0.5).to_bits().wrapping_sub(0.5f32.to_bits());
    let nan = 0x7E00 | (magnitude >> 13) & 0x3FF;
    let finite = if magnitude < 113 << 23 { subnormal } else { normal };
    let large = if magnitude > 0x7F80_0000 { nan } else { 0x7C00 };
    let value = if magnitude >= 0x4780_0000 { large } else { finite };
    f16::from_bits((value | sign) as u16)
}

/// Double to half precision, rounded once.
#[inline(always)]
fn f64_to_f16(x: f64) -> f16 {
    f32_to_f16(tegula_core::round_to_odd(x))
}

#[inline(always)]
fn f64_to_bf16(x: f64) -> bf16 {
    f32_to_bf16(tegula_core::round_to_odd(x))
}

#[inline(always)]
fn bf16_to_f32(x: bf16) -> f32 {
    f32::from_bits((x.to_bits() as u32) << 16)
}

/// Single precision to brain float, to nearest even.
#[inline(always)]
fn f32_to_bf16(x: f32) -> bf16 {
    let bits = x.to_bits();
    let rounded = bits.wrapping_add(0x7FFF + (bits >> 16 & 1)) >> 16;
    let nan = bits >> 16 | 0x40;
    bf16::from_bits(if x.is_nan() { nan } else { rounded } as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_convert_as_the_standard_says() {
        for bits in 0..=u16::MAX {
            let (ours, theirs) = (f16_to_f32(f16::from_bits(bits)), f16::from_bits(bits).to_f32());
            assert!(ours == theirs || ours.is_nan() && theirs.is_nan(), "{bits:#x}");
            assert_eq!(ours.is_sign_negative(), theirs.is_sign_negative());
        }
        for i in 0..1 << 24 {
            let x = f32::from_bits((i as u32).wrapping_mul(0x9E37_79B1));
            let (ours, theirs) = (f32_to_f16(x), f16::from_f32(x));
            assert!(ours.to_bits() == theirs.to_bits() || x.is_nan() && ours.is_nan(), "{x:e}");
            let (ours, theirs) = (f32_to_bf16(x), bf16::from_f32(x));
            assert!(ours.to_bits() == theirs.to_bits() || x.is_nan() && ours.is_nan(), "{x:e}");
        }
    }

    #[test]
    fn doubles_round_once() {
        let just_above_half = 1.0 + 2f64.powi(-11) + 2f64.powi(-40);
        assert_eq!(f64_to_f16(just_above_half).to_f32(), 1.0 + 2f32.powi(-10));
        assert_eq!(f64_to_f16(1.0 + 2f64.powi(-11)).to_f32(), 1.0);
        assert_eq!(f64_to_bf16(1.0 + 2f64.powi(-8) + 2f64.powi(-40)).to_f32(), 1.0 + 2f32.powi(-7));
        assert_eq!(f64_to_f16(1e300), f16::INFINITY);
        assert!(f64_to_f16(f64::NAN).is_nan());
    }

    #[test]
    fn tiles_convert_as_scalars_do() {
        let values = [
            0.0,
            -1.0,
            1.5,
            -2.7,
            255.0,
            256.9,
            -129.0,
            65504.0,
            1e9,
            3e9,
            -3e9,
            1e19,
            f64::NAN,
            f64::INFINITY,
        ];
        for from in DType::ALL {
            for to in DType::ALL {
                for value in values {
                    let source = tegula_core::Scalar::F64(value).cast(from);
                    let (mut x, mut y) = ([0u64; 2], [0u64; 2]);
                    // SAFETY: both places are aligned and hold 16 bytes.
                    let result = unsafe {
                        source.write(x.as_mut_ptr().cast());
                        kernel(from, to)([x.as_mut_ptr().cast(), y.as_mut_ptr().cast::<u8>()].as_ptr(), 1);
                        tegula_core::Scalar::read(to, y.as_ptr().cast())
                    };
                    let expected = source.cast(to);
                    let both_nan = result.to_f64().is_nan() && expected.to_f64().is_nan();
                    assert!(
                        result == expected || both_nan,
                        "{source:?} to {to}: {result:?} but {expected:?}"
                    );
                }
            }
        }
    }
}
