//! Functions of whole numbers.

use crate::looping::Fold;

/// The greatest common divisor.
pub struct Gcd;
/// The lowest common multiple.
pub struct Lcm;
/// The number of one-bits of the magnitude.
pub struct BitwiseCount;

macro_rules! divisors {
    ($($signed:ty, $unsigned:ty;)*) => {$(
        binary!(Gcd: $unsigned => |a, b| {
            let (mut a, mut b) = (a, b);
            while a != 0 {
                (a, b) = (b % a, a);
            }
            b
        });
        binary!(Gcd: $signed => |a, b| {
            <Gcd as crate::looping::Binary<$unsigned>>::apply::<I>(a.unsigned_abs(), b.unsigned_abs()) as $signed
        });
        binary!(Lcm: $unsigned => |a, b| {
            let gcd = <Gcd as crate::looping::Binary<$unsigned>>::apply::<I>(a, b);
            if gcd == 0 { 0 } else { (a / gcd).wrapping_mul(b) }
        });
        binary!(Lcm: $signed => |a, b| {
            <Lcm as crate::looping::Binary<$unsigned>>::apply::<I>(a.unsigned_abs(), b.unsigned_abs()) as $signed
        });
        unary!(BitwiseCount: $unsigned => u8, |x| x.count_ones() as u8);
        unary!(BitwiseCount: $signed => u8, |x| x.unsigned_abs().count_ones() as u8);
        impl Fold<$signed> for Gcd {}
        impl Fold<$unsigned> for Gcd {}
    )*};
}
divisors! {
    i8, u8;
    i16, u16;
    i32, u32;
    i64, u64;
}

loops!(
    /// Loops of `gcd`.
    GCD = reducing Gcd: i8 u8 i16 u16 i32 u32 i64 u64);
loops!(
    /// Loops of `lcm`.
    LCM = closed Lcm: i8 u8 i16 u16 i32 u32 i64 u64);
loops!(
    /// Loops of `bitwise_count`.
    BITWISE_COUNT = unary BitwiseCount: i8 u8 i16 u16 i32 u32 i64 u64);
