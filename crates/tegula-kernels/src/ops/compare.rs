//! Comparisons. Complex numbers order by real part, then by imaginary part.

use tegula_core::{c64, c128};

use crate::Bool8;
use crate::flags::{Flags, Special};
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
    ($(#[$doc:meta])* $op:ident $cmp:tt, $errors:tt |$a:ident, $b:ident| $complex:expr, $(#[$tdoc:meta])* $table:ident) => {
        $(#[$doc])*
        pub struct $op;
        binary!($op: Bool8 => Bool8, |a, b| (a.get() $cmp b.get()).into());
        binary!($op [never]: i8, i16, i32, i64, u8, u16, u32, u64, f32, f64 => Bool8, |a, b| (a $cmp b).into());
        binary!($op $errors: c64, c128 => Bool8, |$a, $b| ($complex).into());
        mixed!($op $cmp: i64, u64);
        mixed!($op $cmp: u64, i64);
        loops!($(#[$tdoc])* $table = binary $op: {bool} i8 u8 i16 u16 i32 u32 i64 u64 [i64 u64] [u64 i64] f16 bf16 f32 f64 c64 c128);
    };
}

#[inline(always)]
fn unordered<T: Special>(re: T, im: T) -> bool {
    re.nan() | im.nan()
}

/// NaN has no order. As in NumPy, imaginary parts only count where real parts are equal.
fn order_errors<T: Special + PartialEq>(a: (T, T), b: (T, T)) -> Flags {
    Flags::INVALID.when(unordered(a.0, b.0) || a.0 == b.0 && unordered(a.1, b.1))
}

comparison!(/// `a == b`.
    Equal ==, [never] |a, b| a.re == b.re && a.im == b.im, /// Loops of `equal`.
    EQUAL);
comparison!(/// `a != b`.
    NotEqual !=, [never] |a, b| a.re != b.re || a.im != b.im, /// Loops of `not_equal`.
    NOT_EQUAL);
comparison!(/// `a < b`.
    Less <, [when |a, b| unordered(a.re, a.im) | unordered(b.re, b.im), |a, b => _y| order_errors((a.re, a.im), (b.re, b.im))] |a, b| a.re < b.re && !a.im.is_nan() && !b.im.is_nan() || a.re == b.re && a.im < b.im,
    /// Loops of `less`.
    LESS);
comparison!(/// `a <= b`.
    LessEqual <=, [when |a, b| unordered(a.re, a.im) | unordered(b.re, b.im), |a, b => _y| order_errors((a.re, a.im), (b.re, b.im))] |a, b| a.re < b.re && !a.im.is_nan() && !b.im.is_nan() || a.re == b.re && a.im <= b.im,
    /// Loops of `less_equal`.
    LESS_EQUAL);
comparison!(/// `a > b`.
    Greater >, [when |a, b| unordered(a.re, a.im) | unordered(b.re, b.im), |a, b => _y| order_errors((a.re, a.im), (b.re, b.im))] |a, b| a.re > b.re && !a.im.is_nan() && !b.im.is_nan() || a.re == b.re && a.im > b.im,
    /// Loops of `greater`.
    GREATER);
comparison!(/// `a >= b`.
    GreaterEqual >=, [when |a, b| unordered(a.re, a.im) | unordered(b.re, b.im), |a, b => _y| order_errors((a.re, a.im), (b.re, b.im))] |a, b| a.re > b.re && !a.im.is_nan() && !b.im.is_nan() || a.re == b.re && a.im >= b.im,
    /// Loops of `greater_equal`.
    GREATER_EQUAL);
