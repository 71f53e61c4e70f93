//! Elementary functions: the vector math of [`crate::math`] for real numbers, [`crate::math::complex`] for
//! complex ones.

use tegula_core::{c64, c128};

use crate::Loop;
use crate::isa::Isa;
use crate::looping::TileMap;
use crate::math;

/// A function of complex numbers: single precision computes in double and rounds once.
macro_rules! complex {
    ($op:ident, $name:ident) => {
        unary!($op: c64 => |z| {
            let w = math::complex::$name(c128::new(z.re.into(), z.im.into()));
            c64::new(w.re as f32, w.im as f32)
        });
        unary!($op: c128 => |z| math::complex::$name(z));
    };
}

macro_rules! elementary {
    ($($(#[$doc:meta])* $op:ident, $name:ident, $(#[$tdoc:meta])* $table:ident;)*) => {$(
        $(#[$doc])*
        pub struct $op;
        unary!($op: f32, f64 => |x| real::$name(x, std::marker::PhantomData::<I>));
        complex!($op, $name);
        loops!($(#[$tdoc])* $table = unary $op: f16 bf16 f32 f64 c64 c128);
    )*};
}

/// Gives the functions of `math` a plain argument for the instruction set, so that a macro can name them.
mod real {
    use std::marker::PhantomData;

    use crate::isa::Isa;
    use crate::math::{self, Real};

    macro_rules! forward {
        ($($name:ident),*) => {$(
            #[inline(always)]
            pub fn $name<I: Isa, T: Real>(x: T, _: PhantomData<I>) -> T {
                math::$name::<I, T>(x)
            }
        )*};
    }
    forward!(exp, exp2, expm1, log, log2, log10, log1p, sqrt, cbrt, sinh, cosh, tanh, arcsin, arccos, arctan);
}

elementary! {
    /// e to the power `x`.
    Exp, exp, /// Loops of `exp`.
    EXP;
    /// 2 to the power `x`.
    Exp2, exp2, /// Loops of `exp2`.
    EXP2;
    /// `exp(x) - 1`, precise near 0.
    Expm1, expm1, /// Loops of `expm1`.
    EXPM1;
    /// The natural logarithm.
    Log, log, /// Loops of `log`.
    LOG;
    /// The logarithm to base 2.
    Log2, log2, /// Loops of `log2`.
    LOG2;
    /// The logarithm to base 10.
    Log10, log10, /// Loops of `log10`.
    LOG10;
    /// `log(1 + x)`, precise near 0.
    Log1p, log1p, /// Loops of `log1p`.
    LOG1P;
    /// The non-negative square root.
    Sqrt, sqrt, /// Loops of `sqrt`.
    SQRT;
    /// The hyperbolic sine.
    Sinh, sinh, /// Loops of `sinh`.
    SINH;
    /// The hyperbolic cosine.
    Cosh, cosh, /// Loops of `cosh`.
    COSH;
    /// The hyperbolic tangent.
    Tanh, tanh, /// Loops of `tanh`.
    TANH;
    /// The inverse sine.
    Arcsin, arcsin, /// Loops of `arcsin`.
    ARCSIN;
    /// The inverse cosine.
    Arccos, arccos, /// Loops of `arccos`.
    ARCCOS;
    /// The inverse tangent.
    Arctan, arctan, /// Loops of `arctan`.
    ARCTAN;
}

/// The cube root.
pub struct Cbrt;
unary!(Cbrt: f32, f64 => |x| real::cbrt(x, std::marker::PhantomData::<I>));
loops!(
    /// Loops of `cbrt`.
    CBRT = unary Cbrt: f16 bf16 f32 f64);

macro_rules! angles {
    ($($(#[$doc:meta])* $op:ident, $tile:ident, $name:ident, $(#[$tdoc:meta])* $table:ident;)*) => {$(
        $(#[$doc])*
        pub struct $op;
        impl TileMap<f32> for $op {
            #[inline(always)]
            fn apply<I: Isa>(x: &[f32], out: &mut [f32]) {
                math::$tile::<I, f32>(x, out)
            }
        }
        impl TileMap<f64> for $op {
            #[inline(always)]
            fn apply<I: Isa>(x: &[f64], out: &mut [f64]) {
                math::$tile::<I, f64>(x, out)
            }
        }
        complex!($op, $name);
        $(#[$tdoc])*
        pub static $table: &[Loop] = &[
            Loop::map::<$op, f32>().for_half(tegula_core::DType::F16),
            Loop::map::<$op, f32>().for_half(tegula_core::DType::BF16),
            Loop::map::<$op, f32>(),
            Loop::map::<$op, f64>(),
            Loop::unary::<$op, c64>(),
            Loop::unary::<$op, c128>(),
        ];
    )*};
}
angles! {
    /// The sine of an angle in radians.
    Sin, sin_tile, sin, /// Loops of `sin`.
    SIN;
    /// The cosine of an angle in radians.
    Cos, cos_tile, cos, /// Loops of `cos`.
    COS;
    /// The tangent of an angle in radians.
    Tan, tan_tile, tan, /// Loops of `tan`.
    TAN;
}
