//! The functions of single elements, a zero-sized type for each, and their loops.
//!
//! The tables at the end of each file list, for one universal function, a loop per element type in
//! NumPy's order; the first loop that the operands can safely be cast to is the one that runs.

/// What an implementation of a function says of its floating-point errors: nothing, that it has none, that it is a
/// sum, or how it is examined: `beyond` if results are not finite, `unusual` if they are not normal either, or `when`
/// operands are suspect; then the errors by operands and result.
macro_rules! errors {
    ([] $($rest:tt)*) => {};
    ([never] $($rest:tt)*) => {
        const ERRORS: $crate::flags::Errors = $crate::flags::Errors::Never;
    };
    ([sum] $($rest:tt)*) => {
        const ERRORS: $crate::flags::Errors = $crate::flags::Errors::Sum;
    };
    ([beyond |$($x:ident),* => $y:ident| $errors:expr] $ty:ty, $out:ty) => {
        errors!(@ beyond [$($x),*] $y $errors, $ty, $out);
    };
    ([unusual |$($x:ident),* => $y:ident| $errors:expr] $ty:ty, $out:ty) => {
        errors!(@ unusual [$($x),*] $y $errors, $ty, $out);
    };
    ([when |$($s:ident),*| $suspect:expr, |$($x:ident),* => $y:ident| $errors:expr] $ty:ty, $out:ty) => {
        const ERRORS: $crate::flags::Errors = $crate::flags::Errors::Examined;
        #[inline(always)]
        fn suspect($($s: $ty,)* _y: $out) -> <$out as $crate::Lane>::Word {
            $crate::lane::Word::of($suspect)
        }
        errors!(@ errors [$($x),*] $y $errors, $ty, $out);
    };
    (@ errors [$($x:ident),*] $y:ident $errors:expr, $ty:ty, $out:ty) => {
        #[inline(always)]
        fn errors($($x: $ty,)* $y: $out) -> $crate::flags::Flags {
            $errors
        }
    };
    (@ $test:ident [$($x:ident),*] $y:ident $errors:expr, $ty:ty, $out:ty) => {
        const ERRORS: $crate::flags::Errors = $crate::flags::Errors::Examined;
        #[allow(unused_variables)]
        #[inline(always)]
        fn suspect($($x: $ty,)* y: $out) -> <$out as $crate::Lane>::Word {
            $crate::flags::Special::$test(y)
        }
        errors!(@ errors [$($x),*] $y $errors, $ty, $out);
    };
}

/// Implements a function of one element for several types. What it says of [`errors!`] stands in brackets.
macro_rules! unary {
    ($op:ident: $($rest:tt)*) => { unary!($op []: $($rest)*); };
    ($op:ident $errors:tt: $($ty:ty),* => |$x:ident| $body:expr) => {
        $(unary!(@ $op, $errors, $ty, $ty, $x, $body);)*
    };
    ($op:ident $errors:tt: $($ty:ty),* => $out:ty, |$x:ident| $body:expr) => {
        $(unary!(@ $op, $errors, $ty, $out, $x, $body);)*
    };
    (@ $op:ident, $errors:tt, $ty:ty, $out:ty, $x:ident, $body:expr) => {
        impl $crate::looping::Unary<$ty> for $op {
            type Out = $out;
            errors!($errors $ty, $out);
            #[inline(always)]
            fn apply<I: $crate::isa::Isa>($x: $ty) -> $out {
                $body
            }
        }
    };
}

/// Implements a function of two elements for several types.
macro_rules! binary {
    ($op:ident: $($rest:tt)*) => { binary!($op []: $($rest)*); };
    ($op:ident $errors:tt: $($ty:ty),* => |$a:ident, $b:ident| $body:expr) => {
        $(binary!(@ $op, $errors, $ty, $ty, $a, $b, $body);)*
    };
    ($op:ident $errors:tt: $($ty:ty),* => $out:ty, |$a:ident, $b:ident| $body:expr) => {
        $(binary!(@ $op, $errors, $ty, $out, $a, $b, $body);)*
    };
    (@ $op:ident, $errors:tt, $ty:ty, $out:ty, $a:ident, $b:ident, $body:expr) => {
        impl $crate::looping::Binary<$ty> for $op {
            type Out = $out;
            errors!($errors $ty, $out);
            #[inline(always)]
            fn apply<I: $crate::isa::Isa>($a: $ty, $b: $ty) -> $out {
                $body
            }
        }
    };
}

/// A table of loops: constructor, function, element types; half precision computes in `float32`, by another
/// function if one stands before the type. Two types in brackets are a loop of operands that differ;
/// a type in braces is also that of the result.
macro_rules! loops {
    ($(#[$doc:meta])* $name:ident = $kind:ident $op:ident: $($ty:tt)*) => {
        $(#[$doc])*
        pub static $name: &[$crate::Loop] = &[$(loops!(@ $kind $op $ty)),*];
    };
    (@ $kind:ident $op:ident {$ty:ident}) => { loops!(@ closed $op $ty) };
    (@ $kind:ident $op:ident [$a:ident $b:ident]) => { $crate::Loop::mixed::<$op, $a, $b>() };
    (@ $kind:ident $op:ident ($other:ident $ty:ident)) => { loops!(@ $kind $other $ty) };
    (@ $kind:ident $op:ident f16) => { $crate::Loop::$kind::<$op, f32>().for_half(tegula_core::DType::F16) };
    (@ $kind:ident $op:ident bf16) => { $crate::Loop::$kind::<$op, f32>().for_half(tegula_core::DType::BF16) };
    (@ $kind:ident $op:ident bool) => { $crate::Loop::$kind::<$op, $crate::Bool8>() };
    (@ $kind:ident $op:ident c64) => { $crate::Loop::$kind::<$op, tegula_core::c64>() };
    (@ $kind:ident $op:ident c128) => { $crate::Loop::$kind::<$op, tegula_core::c128>() };
    (@ $kind:ident $op:ident $ty:ident) => { $crate::Loop::$kind::<$op, $ty>() };
}

mod arithmetic;
mod bits;
mod compare;
mod division;
mod elementary;
mod integers;
mod logic;
mod pairs;
mod parts;
mod rounding;

pub use arithmetic::*;
pub use bits::*;
pub use compare::*;
pub use division::*;
pub use elementary::*;
pub use integers::*;
pub use logic::*;
pub use pairs::*;
pub use parts::*;
pub use rounding::*;
