//! Elementary functions: the vector math of [`crate::math`] for real numbers, [`crate::math::complex`] for
//! complex ones.

use tegula_core::{c64, c128};

use crate::Loop;
use crate::flags::{Flags, of_one};
use crate::isa::Isa;
use crate::looping::TileMap;
use crate::math;

/// A function of complex numbers: single precision computes in double and rounds once.
macro_rules! complex {
    ($op:ident, $name:ident) => {
        unary!($op [beyond |z => w| of_one(z, w, complex_pole(z.re.into(), z.im.into()))]: c64 => |z| {
            let w = math::complex::$name(c128::new(z.re.into(), z.im.into()));
            c64::new(w.re as f32, w.im as f32)
        });
        unary!($op [beyond |z => w| of_one(z, w, complex_pole(z.re, z.im))]: c128 => |z| math::complex::$name(z));
    };
}

/// Where complex functions have poles that are seen from finite numbers: the logarithms at zero and at minus one,
/// the inverse hyperbolic tangent at both.
fn complex_pole(re: f64, im: f64) -> bool {
    im == 0.0 && (re == 0.0 || re.abs() == 1.0)
}

/// The errors of a function that underflows where its result is small.
#[inline(always)]
fn of_exponential<T: crate::flags::Special + PartialEq>(x: T, y: T, normal: bool) -> Flags {
    of_one(x, y, false) | Flags::UNDER.when(!normal && x.finite() && y.finite())
}

macro_rules! elementary {
    ($($(#[$doc:meta])* $op:ident $errors:tt, $name:ident, $(#[$tdoc:meta])* $table:ident;)*) => {$(
        $(#[$doc])*
        pub struct $op;
        unary!($op $errors: f32, f64 => |x| real::$name(x, std::marker::PhantomData::<I>));
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
    forward!(
        exp, exp2, expm1, log, log2, log10, log1p, sqrt, cbrt, sinh, cosh, tanh, arcsin, arccos, arctan,
        arcsinh, arccosh, arctanh
    );
}

elementary! {
    /// e to the power `x`.
    Exp [unusual |x => y| of_exponential(x, y, y.is_normal())], exp, /// Loops of `exp`.
    EXP;
    /// 2 to the power `x`.
    Exp2 [unusual |x => y| of_exponential(x, y, y.is_normal())], exp2, /// Loops of `exp2`.
    EXP2;
    /// `exp(x) - 1`, precise near 0.
    Expm1 [beyond |x => y| of_one(x, y, false)], expm1, /// Loops of `expm1`.
    EXPM1;
    /// The natural logarithm.
    Log [beyond |x => y| of_one(x, y, true)], log, /// Loops of `log`.
    LOG;
    /// The logarithm to base 2.
    Log2 [beyond |x => y| of_one(x, y, true)], log2, /// Loops of `log2`.
    LOG2;
    /// The logarithm to base 10.
    Log10 [beyond |x => y| of_one(x, y, true)], log10, /// Loops of `log10`.
    LOG10;
    /// `log(1 + x)`, precise near 0.
    Log1p [beyond |x => y| of_one(x, y, true)], log1p, /// Loops of `log1p`.
    LOG1P;
    /// The non-negative square root.
    Sqrt [], sqrt, /// Loops of `sqrt`.
    SQRT;
    /// The hyperbolic sine.
    Sinh [beyond |x => y| of_one(x, y, false)], sinh, /// Loops of `sinh`.
    SINH;
    /// The hyperbolic cosine.
    Cosh [beyond |x => y| of_one(x, y, false)], cosh, /// Loops of `cosh`.
    COSH;
    /// The hyperbolic tangent.
    Tanh [never], tanh, /// Loops of `tanh`.
    TANH;
    /// The inverse sine.
    Arcsin [beyond |x => y| of_one(x, y, false)], arcsin, /// Loops of `arcsin`.
    ARCSIN;
    /// The inverse cosine.
    Arccos [beyond |x => y| of_one(x, y, false)], arccos, /// Loops of `arccos`.
    ARCCOS;
    /// The inverse tangent.
    Arctan [never], arctan, /// Loops of `arctan`.
    ARCTAN;
    /// The inverse hyperbolic sine.
    Arcsinh [never], arcsinh, /// Loops of `arcsinh`.
    ARCSINH;
    /// The inverse hyperbolic cosine.
    Arccosh [beyond |x => y| of_one(x, y, false)], arccosh, /// Loops of `arccosh`.
    ARCCOSH;
    /// The inverse hyperbolic tangent.
    Arctanh [beyond |x => y| of_one(x, y, true)], arctanh, /// Loops of `arctanh`.
    ARCTANH;
}

/// The cube root.
pub struct Cbrt;
unary!(Cbrt [never]: f32, f64 => |x| real::cbrt(x, std::marker::PhantomData::<I>));
loops!(
    /// Loops of `cbrt`.
    CBRT = unary Cbrt: f16 bf16 f32 f64);

macro_rules! angles {
    ($($(#[$doc:meta])* $op:ident, $tile:ident, $name:ident, $(#[$tdoc:meta])* $table:ident;)*) => {$(
        $(#[$doc])*
        pub struct $op;
        impl TileMap<f32> for $op {
            #[inline(always)]
            fn apply<I: Isa>(x: &[f32], out: &mut [f32]) -> bool {
                math::$tile::<I, f32>(x, out)
            }
            #[inline(always)]
            fn errors(x: f32, y: f32) -> Flags {
                of_one(x, y, false)
            }
        }
        impl TileMap<f64> for $op {
            #[inline(always)]
            fn apply<I: Isa>(x: &[f64], out: &mut [f64]) -> bool {
                math::$tile::<I, f64>(x, out)
            }
            #[inline(always)]
            fn errors(x: f64, y: f64) -> Flags {
                of_one(x, y, false)
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
