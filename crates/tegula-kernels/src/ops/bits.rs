//! Bitwise functions of integers and booleans.

use crate::{Bool8, looping::Fold};

macro_rules! bitwise {
    ($(#[$doc:meta])* $op:ident, $sign:tt, $(#[$tdoc:meta])* $table:ident) => {
        $(#[$doc])*
        pub struct $op;
        binary!($op: Bool8 => |a, b| (a.get() $sign b.get()).into());
        binary!($op: i8, i16, i32, i64, u8, u16, u32, u64 => |a, b| a $sign b);
        impl Fold<Bool8> for $op {}
        impl Fold<i8> for $op {}
        impl Fold<i16> for $op {}
        impl Fold<i32> for $op {}
        impl Fold<i64> for $op {}
        impl Fold<u8> for $op {}
        impl Fold<u16> for $op {}
        impl Fold<u32> for $op {}
        impl Fold<u64> for $op {}
        loops!($(#[$tdoc])* $table = folding $op: bool i8 u8 i16 u16 i32 u32 i64 u64);
    };
}
bitwise!(/// `a & b`.
    BitwiseAnd, &, /// Loops of `bitwise_and`.
    BITWISE_AND);
bitwise!(/// `a | b`.
    BitwiseOr, |, /// Loops of `bitwise_or`.
    BITWISE_OR);
bitwise!(/// `a ^ b`.
    BitwiseXor, ^, /// Loops of `bitwise_xor`.
    BITWISE_XOR);

/// `~x`; "not" for booleans.
pub struct Invert;
unary!(Invert: Bool8 => |x| (!x.get()).into());
unary!(Invert: i8, i16, i32, i64, u8, u16, u32, u64 => |x| !x);
loops!(
    /// Loops of `invert`.
    INVERT = unary Invert: bool i8 u8 i16 u16 i32 u32 i64 u64);

/// `a << b`; 0 for shifts past the width.
pub struct LeftShift;
/// `a >> b`; shifts past the width give 0, or −1 for negative numbers.
pub struct RightShift;
macro_rules! shifts {
    ($($ty:ty),*) => {$(
        binary!(LeftShift: $ty => |a, b| {
            let width = <$ty>::BITS;
            let shift = b as u64;
            if shift < width as u64 { a.wrapping_shl(shift as u32) } else { 0 }
        });
        binary!(RightShift: $ty => |a, b| {
            let width = <$ty>::BITS;
            let shift = b as u64;
            #[allow(unused_comparisons)]
            let fill: $ty = if a < 0 { !0 } else { 0 };
            if shift < width as u64 { a.wrapping_shr(shift as u32) } else { fill }
        });
    )*};
}
shifts!(i8, i16, i32, i64, u8, u16, u32, u64);
loops!(
    /// Loops of `left_shift`.
    LEFT_SHIFT = closed LeftShift: i8 u8 i16 u16 i32 u32 i64 u64);
loops!(
    /// Loops of `right_shift`.
    RIGHT_SHIFT = closed RightShift: i8 u8 i16 u16 i32 u32 i64 u64);
