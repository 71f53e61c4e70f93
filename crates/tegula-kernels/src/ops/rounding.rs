//! Rounding to integers.

use tegula_core::{c64, c128};

use crate::Bool8;

/// The largest integer not above.
pub struct Floor;
/// The smallest integer not below.
pub struct Ceil;
/// The integer part.
pub struct Trunc;
/// The nearest integer, halves to even.
pub struct Rint;

unary!(Floor: Bool8, i8, i16, i32, i64, u8, u16, u32, u64 => |x| x);
unary!(Ceil: Bool8, i8, i16, i32, i64, u8, u16, u32, u64 => |x| x);
unary!(Trunc: Bool8, i8, i16, i32, i64, u8, u16, u32, u64 => |x| x);
unary!(Floor [never]: f32, f64 => |x| x.floor());
unary!(Ceil [never]: f32, f64 => |x| x.ceil());
unary!(Trunc [never]: f32, f64 => |x| x.trunc());
unary!(Rint [never]: f32, f64 => |x| x.round_ties_even());
unary!(Rint [never]: c64 => |z| c64::new(z.re.round_ties_even(), z.im.round_ties_even()));
unary!(Rint [never]: c128 => |z| c128::new(z.re.round_ties_even(), z.im.round_ties_even()));

loops!(
    /// Loops of `floor`.
    FLOOR = unary Floor: bool i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64);
loops!(
    /// Loops of `ceil`.
    CEIL = unary Ceil: bool i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64);
loops!(
    /// Loops of `trunc`.
    TRUNC = unary Trunc: bool i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64);
loops!(
    /// Loops of `rint`.
    RINT = unary Rint: f16 bf16 f32 f64 c64 c128);
