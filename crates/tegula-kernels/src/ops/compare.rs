//! Comparisons. Complex numbers order by real part, then by imaginary part.

use tegula_core::{c64, c128};

use crate::Bool8;
use crate::looping::Mixed;

/// Integers that have no common integer type compare exactly, as in NumPy.
macro_rules! mixed {
    ($op:ident $cmp:tt: $a:ty, $b:ty) => {
        impl Mixed<$a, $b> for $op {
            type Out = Bool8;
            #[inline(always)]
            fn apply(a: $a, b: $b) -> Bool8 {
                (i128::from(a) $cmp i128::from(b)).into()
            }
        }
    };
}

macro_rules! comparison {
    ($(#[$doc:meta])* $op:ident $cmp:tt, |$a:ident, $b:ident| $complex:expr, $(#[$tdoc:meta])* $table:ident) => {
        $(#[$doc])*
        pub struct $op;
        binary!($op: Bool8 => Bool8, |a, b| (a.get() $cmp b.get()).into());
        binary!($op: i8, i16, i32, i64, u8, u16, u32, u64, f32, f64 => Bool8, |a, b| (a $cmp b).into());
        binary!($op: c64, c128 => Bool8, |$a, $b| ($complex).into());
        mixed!($op $cmp: i64, u64);
        mixed!($op $cmp: u64, i64);
        loops!($(#[$tdoc])* $table = binary $op: {bool} i8 u8 i16 u16 i32 u32 i64 u64 [i64 u64] [u64 i64] f16 bf16 f32 f64 c64 c128);
    };
}

comparison!(/// `a == b`.
    Equal ==, |a, b| a.re == b.re && a.im == b.im, /// Loops of `equal`.
    EQUAL);
comparison!(/// `a != b`.
    NotEqual !=, |a, b| a.re != b.re || a.im != b.im, /// Loops of `not_equal`.
    NOT_EQUAL);
comparison!(/// `a < b`.
    Less <, |a, b| a.re < b.re && !a.im.is_nan() && !b.im.is_nan() || a.re == b.re && a.im < b.im,
    /// Loops of `less`.
    LESS);
comparison!(/// `a <= b`.
    LessEqual <=, |a, b| a.re < b.re && !a.im.is_nan() && !b.im.is_nan() || a.re == b.re && a.im <= b.im,
    /// Loops of `less_equal`.
    LESS_EQUAL);
comparison!(/// `a > b`.
    Greater >, |a, b| a.re > b.re && !a.im.is_nan() && !b.im.is_nan() || a.re == b.re && a.im > b.im,
    /// Loops of `greater`.
    GREATER);
comparison!(/// `a >= b`.
    GreaterEqual >=, |a, b| a.re > b.re && !a.im.is_nan() && !b.im.is_nan() || a.re == b.re && a.im >= b.im,
    /// Loops of `greater_equal`.
    GREATER_EQUAL);
