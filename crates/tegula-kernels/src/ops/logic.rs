//! Truth values.

use tegula_core::{c64, c128};

use crate::{Bool8, looping::Fold};

/// The truth value of an element: whether it differs from zero.
trait Truth {
    fn truth(self) -> bool;
}

macro_rules! truths {
    ($($ty:ty: |$x:ident| $body:expr;)*) => {$(
        impl Truth for $ty {
            #[inline(always)]
            fn truth(self) -> bool {
                let $x = self;
                $body
            }
        }
    )*};
}
truths! {
    Bool8: |x| x.get();
    i8: |x| x != 0;
    i16: |x| x != 0;
    i32: |x| x != 0;
    i64: |x| x != 0;
    u8: |x| x != 0;
    u16: |x| x != 0;
    u32: |x| x != 0;
    u64: |x| x != 0;
    f32: |x| x != 0.0;
    f64: |x| x != 0.0;
    c64: |z| z.re != 0.0 || z.im != 0.0;
    c128: |z| z.re != 0.0 || z.im != 0.0;
}

macro_rules! logical {
    ($(#[$doc:meta])* $op:ident, $sign:tt, $(#[$tdoc:meta])* $table:ident) => {
        $(#[$doc])*
        pub struct $op;
        binary!($op [never]: Bool8, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, c64, c128 => Bool8,
            |a, b| (a.truth() $sign b.truth()).into());
        impl Fold<Bool8> for $op {}
        $(#[$tdoc])*
        pub static $table: &[crate::Loop] = &[
            crate::Loop::folding::<$op, Bool8>(),
            crate::Loop::binary::<$op, i8>(),
            crate::Loop::binary::<$op, u8>(),
            crate::Loop::binary::<$op, i16>(),
            crate::Loop::binary::<$op, u16>(),
            crate::Loop::binary::<$op, i32>(),
            crate::Loop::binary::<$op, u32>(),
            crate::Loop::binary::<$op, i64>(),
            crate::Loop::binary::<$op, u64>(),
            crate::Loop::binary::<$op, f32>().for_half(tegula_core::DType::F16),
            crate::Loop::binary::<$op, f32>().for_half(tegula_core::DType::BF16),
            crate::Loop::binary::<$op, f32>(),
            crate::Loop::binary::<$op, f64>(),
            crate::Loop::binary::<$op, c64>(),
            crate::Loop::binary::<$op, c128>(),
        ];
    };
}
logical!(/// True where both operands are.
    LogicalAnd, &, /// Loops of `logical_and`.
    LOGICAL_AND);
logical!(/// True where an operand is.
    LogicalOr, |, /// Loops of `logical_or`.
    LOGICAL_OR);
logical!(/// True where exactly one operand is.
    LogicalXor, ^, /// Loops of `logical_xor`.
    LOGICAL_XOR);

/// True where the operand is zero.
pub struct LogicalNot;
unary!(LogicalNot [never]: Bool8, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, c64, c128 => Bool8, |x| (!x.truth()).into());
loops!(
    /// Loops of `logical_not`.
    LOGICAL_NOT = unary LogicalNot: bool i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64 c64 c128);

/// True where the operand is NaN.
pub struct IsNan;
/// True where the operand is infinite.
pub struct IsInf;
/// True where the operand is neither NaN nor infinite.
pub struct IsFinite;
unary!(IsNan: Bool8, i8, i16, i32, i64, u8, u16, u32, u64 => Bool8, |_x| Bool8(0));
unary!(IsInf: Bool8, i8, i16, i32, i64, u8, u16, u32, u64 => Bool8, |_x| Bool8(0));
unary!(IsFinite: Bool8, i8, i16, i32, i64, u8, u16, u32, u64 => Bool8, |_x| Bool8(1));
unary!(IsNan [never]: f32, f64 => Bool8, |x| x.is_nan().into());
unary!(IsInf [never]: f32, f64 => Bool8, |x| x.is_infinite().into());
unary!(IsFinite [never]: f32, f64 => Bool8, |x| x.is_finite().into());
unary!(IsNan [never]: c64, c128 => Bool8, |z| (z.re.is_nan() || z.im.is_nan()).into());
unary!(IsInf [never]: c64, c128 => Bool8, |z| (z.re.is_infinite() || z.im.is_infinite()).into());
unary!(IsFinite [never]: c64, c128 => Bool8, |z| (z.re.is_finite() && z.im.is_finite()).into());
loops!(
    /// Loops of `isnan`.
    ISNAN = unary IsNan: bool i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64 c64 c128);
loops!(
    /// Loops of `isinf`.
    ISINF = unary IsInf: bool i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64 c64 c128);
loops!(
    /// Loops of `isfinite`.
    ISFINITE = unary IsFinite: bool i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64 c64 c128);
/// Loops of `isnat`: there are no times, so there are none.
pub static ISNAT: &[crate::Loop] = &[];
