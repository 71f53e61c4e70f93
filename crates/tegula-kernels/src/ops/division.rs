//! Quotients, remainders and integer powers.

use tegula_core::{c64, c128};

use crate::flags::{Flags, of_two};
use crate::isa::Baseline;
use crate::looping::{Binary, Divide2};
use crate::math::complex;

/// `a / b`.
pub struct Divide;
binary!(Divide: f32, f64 => |a, b| a / b);
binary!(Divide: c64, c128 => |a, b| complex::divide(a, b));

/// `1 / x`. For 0, integers give what the conversion of an infinite quotient gives.
pub struct Reciprocal;
macro_rules! integer_reciprocals {
    ($($ty:ty: $of_zero:expr),*) => { $(unary!(Reciprocal [when |x| x == 0, |x => _y| (Flags::DIVIDE | Flags::INVALID).when(x == 0)]: $ty => |x| (1 as $ty).checked_div(x).unwrap_or($of_zero));)* };
}
integer_reciprocals!(i8: 0, i16: 0, i32: i32::MIN, i64: i64::MIN, u8: 0, u16: 0, u32: 0, u64: 0);
unary!(Reciprocal: f32, f64 => |x| 1.0 / x);
unary!(Reciprocal: c64, c128 => |z| complex::reciprocal(z));

/// The floor of `a / b`; integers give 0 for division by zero, as NumPy.
pub struct FloorDivide;
/// `a` less `b` times the floor quotient: it has the sign of `b`.
pub struct Remainder;
/// C's remainder: it has the sign of `a`.
pub struct Fmod;

macro_rules! signed {
    ($($ty:ty),*) => {$(
        binary!(FloorDivide [when |_a, b| (b == 0) | (b == -1), |a, b => _y| {
            Flags::DIVIDE.when(b == 0) | Flags::OVER.when(b == -1 && a == <$ty>::MIN)
        }]: $ty => |a, b| {
            if b == 0 {
                return 0;
            }
            let q = a.wrapping_div(b);
            q - ((a.wrapping_rem(b) != 0 && (a < 0) != (b < 0)) as $ty)
        });
        binary!(Remainder [when |_a, b| b == 0, |_a, b => _y| Flags::DIVIDE.when(b == 0)]: $ty => |a, b| {
            if b == 0 {
                return 0;
            }
            let r = a.wrapping_rem(b);
            if r != 0 && (r < 0) != (b < 0) { r + b } else { r }
        });
        binary!(Fmod [when |_a, b| b == 0, |_a, b => _y| Flags::DIVIDE.when(b == 0)]: $ty => |a, b| {
            if b == 0 { 0 } else { a.wrapping_rem(b) }
        });
    )*};
}
signed!(i8, i16, i32, i64);

binary!(FloorDivide [when |_a, b| b == 0, |_a, b => _y| Flags::DIVIDE.when(b == 0)]: u8, u16, u32, u64 => |a, b| {
    a.checked_div(b).unwrap_or(0)
});
binary!(Remainder [when |_a, b| b == 0, |_a, b => _y| Flags::DIVIDE.when(b == 0)]: u8, u16, u32, u64 => |a, b| {
    a.checked_rem(b).unwrap_or(0)
});
binary!(Fmod [when |_a, b| b == 0, |_a, b => _y| Flags::DIVIDE.when(b == 0)]: u8, u16, u32, u64 => |a, b| {
    a.checked_rem(b).unwrap_or(0)
});

macro_rules! floats {
    ($($ty:ty),*) => {$(
        binary!(FloorDivide [beyond |a, b => y| {
            if b == 0.0 {
                of_two(a, b, y, true)
            } else {
                // The quotient that overflows is subtracted from itself, says NumPy.
                of_two(a, b, y, false) | Flags::INVALID.when(y.is_infinite() && a.is_finite())
            }
        }]: $ty => |a, b| {
            if b == 0.0 {
                return a / b;
            }
            let r = a % b;
            let mut q = (a - r) / b;
            if r != 0.0 && (b < 0.0) != (r < 0.0) {
                q -= 1.0;
            }
            if q == 0.0 {
                return (0.0 as $ty).copysign(a / b);
            }
            let floor = q.floor();
            if q - floor > 0.5 { floor + 1.0 } else { floor }
        });
        binary!(Remainder [beyond |a, b => y| of_two(a, b, y, false)]: $ty => |a, b| {
            let r = a % b;
            if b == 0.0 {
                r
            } else if r == 0.0 {
                (0.0 as $ty).copysign(b)
            } else if (b < 0.0) != (r < 0.0) {
                r + b
            } else {
                r
            }
        });
        binary!(Fmod [beyond |a, b => y| of_two(a, b, y, false)]: $ty => |a, b| a % b);
    )*};
}
floats!(f32, f64);

/// The floor of the quotient, and the remainder.
pub struct Divmod;
macro_rules! divmods {
    ($($ty:ty),*) => {$(
        impl Divide2<$ty> for Divmod {
            #[inline(always)]
            fn apply(a: $ty, b: $ty) -> ($ty, $ty) {
                let quotient = <FloorDivide as Binary<$ty>>::apply::<Baseline>(a, b);
                (quotient, <Remainder as Binary<$ty>>::apply::<Baseline>(a, b))
            }
            #[inline(always)]
            fn errors(a: $ty, b: $ty, (quotient, remainder): ($ty, $ty)) -> Flags {
                <FloorDivide as Binary<$ty>>::errors(a, b, quotient)
                    | <Remainder as Binary<$ty>>::errors(a, b, remainder)
            }
        }
    )*};
}
divmods!(i8, i16, i32, i64, u8, u16, u32, u64, f32, f64);
loops!(
    /// Loops of `divmod`.
    DIVMOD = divide2 Divmod: i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64);

/// `a` to the power `b`. Integers wrap; negative exponents of integers are refused before a kernel
/// runs.
pub struct Power;
macro_rules! integer_powers {
    ($($ty:ty),*) => { $(binary!(Power: $ty => |a, b| {
        let (mut base, mut exponent, mut result) = (a, b, 1);
        #[allow(unused_comparisons)]
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = <$ty>::wrapping_mul(result, base);
            }
            base = base.wrapping_mul(base);
            exponent >>= 1;
        }
        result
    });)* };
}
integer_powers!(i8, i16, i32, i64, u8, u16, u32, u64);
binary!(Power [unusual |a, b => y| {
    let lost = a != 0.0 && a.is_finite() && b.is_finite() && !y.is_normal() && y.is_finite();
    of_two(a, b, y, a == 0.0) | Flags::UNDER.when(lost)
}]: f32, f64 => |a, b| crate::math::power::<I, _>(a, b));
binary!(Power [beyond |a, b => y| of_two(a, b, y, a.re == 0.0 && a.im == 0.0)]: c64 => |a, b| {
    let wide = |z: c64| c128::new(z.re.into(), z.im.into());
    let w = complex::power(wide(a), wide(b));
    c64::new(w.re as f32, w.im as f32)
});
binary!(Power [beyond |a, b => y| of_two(a, b, y, a.re == 0.0 && a.im == 0.0)]: c128 => |a, b| complex::power(a, b));

loops!(
    /// Loops of `divide`.
    DIVIDE = updating Divide: f16 bf16 f32 f64 c64 c128);
loops!(
    /// Loops of `reciprocal`.
    RECIPROCAL = unary Reciprocal: i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64 c64 c128);
loops!(
    /// Loops of `floor_divide`.
    FLOOR_DIVIDE = closed FloorDivide: i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64);
loops!(
    /// Loops of `remainder`.
    REMAINDER = closed Remainder: i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64);
loops!(
    /// Loops of `fmod`.
    FMOD = closed Fmod: i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64);
loops!(
    /// Loops of `float_power`.
    FLOAT_POWER = closed Power: f64 c128);
loops!(
    /// Loops of `power`.
    POWER = closed Power: i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64 c64 c128);
