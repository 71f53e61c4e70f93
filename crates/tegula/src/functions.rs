//! The functions that work element by element, as methods and as functions, from one list that names their
//! entries in the engine's table.

use tegula_core::{RawArray, Result, normalize_axis};
use tegula_ufunc::{Arg, Options, table};

use crate::array::unwrap;
use crate::operand::{Held, call};
use crate::{Array, ArrayRef, Axis, Data, Integer, Number, Operand};

/// `name ENTRY [elements] -> result's element type, "summary", example input => output`
macro_rules! unary {
    ($($name:ident $ufunc:ident [$bound:ident] -> $output:ty, $doc:literal, $x:literal => $y:literal;)*) => {
        impl<T: Data> ArrayRef<T> {$(
            #[doc = $doc]
            ///
            /// ```
            /// use tegula::prelude::*;
            #[doc = concat!("assert_eq!(array![", $x, "].", stringify!($name), "(), array![", $y, "]);")]
            /// ```
            ///
            /// # Panics
            /// If the function does not know the elements' type, or memory is refused.
            #[track_caller]
            pub fn $name(&self) -> Array<$output>
            where
                T: $bound,
            {
                call(&table::$ufunc, &[Held::Borrowed(&self.raw)])
            }
        )*}
        $(
            #[doc = $doc]
            ///
            #[doc = concat!("As the method [`", stringify!($name), "`](ArrayRef::", stringify!($name), "); an owned ")]
            /// operand's memory is used for the result where it fits.
            ///
            /// # Panics
            /// If the function does not know the elements' type, or memory is refused.
            #[track_caller]
            pub fn $name<T: $bound>(x: impl Operand<T>) -> Array<$output> {
                call(&table::$ufunc, &[x.hold()])
            }
        )*
    };
}

unary! {
    abs ABSOLUTE [Data] -> T::Real, "Absolute values; the modulus of complex numbers.", "-1.5" => "1.5";
    sign SIGN [Number] -> T, "-1, 0 or 1 by the sign.", "-2.5" => "-1.0";
    square SQUARE [Number] -> T, "Squares.", "1.5" => "2.25";
    reciprocal RECIPROCAL [Number] -> T, "One divided by the elements.", "4.0" => "0.25";
    conj CONJUGATE [Number] -> T, "Complex conjugates.", "1.5" => "1.5";
    sqrt SQRT [Data] -> T::Math, "Square roots.", "2.25" => "1.5";
    cbrt CBRT [Data] -> T::Math, "Cube roots.", "8.0" => "2.0";
    exp EXP [Data] -> T::Math, "Exponentials.", "0.0" => "1.0";
    exp2 EXP2 [Data] -> T::Math, "Powers of two.", "3.0" => "8.0";
    expm1 EXPM1 [Data] -> T::Math, "Exponentials less one, exact near zero.", "0.0" => "0.0";
    log LOG [Data] -> T::Math, "Natural logarithms.", "1.0" => "0.0";
    log2 LOG2 [Data] -> T::Math, "Logarithms to the base 2.", "8.0" => "3.0";
    log10 LOG10 [Data] -> T::Math, "Logarithms to the base 10.", "1000.0" => "3.0";
    log1p LOG1P [Data] -> T::Math, "Natural logarithms of one plus the elements, exact near zero.", "0.0" => "0.0";
    sin SIN [Data] -> T::Math, "Sines.", "0.0" => "0.0";
    cos COS [Data] -> T::Math, "Cosines.", "0.0" => "1.0";
    tan TAN [Data] -> T::Math, "Tangents.", "0.0" => "0.0";
    arcsin ARCSIN [Data] -> T::Math, "Inverse sines.", "0.0" => "0.0";
    arccos ARCCOS [Data] -> T::Math, "Inverse cosines.", "1.0" => "0.0";
    arctan ARCTAN [Data] -> T::Math, "Inverse tangents.", "0.0" => "0.0";
    sinh SINH [Data] -> T::Math, "Hyperbolic sines.", "0.0" => "0.0";
    cosh COSH [Data] -> T::Math, "Hyperbolic cosines.", "0.0" => "1.0";
    tanh TANH [Data] -> T::Math, "Hyperbolic tangents.", "0.0" => "0.0";
    arcsinh ARCSINH [Data] -> T::Math, "Inverse hyperbolic sines.", "0.0" => "0.0";
    arccosh ARCCOSH [Data] -> T::Math, "Inverse hyperbolic cosines.", "1.0" => "0.0";
    arctanh ARCTANH [Data] -> T::Math, "Inverse hyperbolic tangents.", "0.0" => "0.0";
    degrees DEGREES [Data] -> T::Math, "Angles in degrees, from radians.", "0.0" => "0.0";
    radians RADIANS [Data] -> T::Math, "Angles in radians, from degrees.", "0.0" => "0.0";
    signbit SIGNBIT [Data] -> bool, "Where the sign bits are set.", "-0.0" => "true";
    spacing SPACING [Data] -> T::Math, "The distances to the next floats.", "1.0" => "f64::EPSILON";
    floor FLOOR [Data] -> T, "The largest whole numbers not above the elements.", "-1.5" => "-2.0";
    ceil CEIL [Data] -> T, "The smallest whole numbers not below the elements.", "-1.5" => "-1.0";
    trunc TRUNC [Data] -> T, "The elements without their fractions.", "-1.5" => "-1.0";
    rint RINT [Data] -> T::Math, "The nearest whole numbers, halves to even.", "2.5" => "2.0";
    isnan ISNAN [Data] -> bool, "Where the elements are NaN.", "f64::NAN" => "true";
    isinf ISINF [Data] -> bool, "Where the elements are infinite.", "f64::INFINITY" => "true";
    isfinite ISFINITE [Data] -> bool, "Where the elements are neither infinite nor NaN.", "1.5" => "true";
    logical_not LOGICAL_NOT [Data] -> bool, "Where the elements are zero.", "1.5" => "false";
}

/// `name ENTRY [elements] -> result's element type, "summary", example a, b => result`
macro_rules! binary {
    ($($name:ident $ufunc:ident [$bound:ident] -> $output:ty, $doc:literal, $a:literal, $b:literal => $y:literal;)*) => {
        impl<T: Data> ArrayRef<T> {$(
            #[doc = $doc]
            ///
            /// ```
            /// use tegula::prelude::*;
            #[doc = concat!("assert_eq!(array![", $a, "].", stringify!($name), "(", $b, "), array![", $y, "]);")]
            /// ```
            ///
            /// # Panics
            /// If the shapes do not broadcast, the function does not know the elements' type, or memory is
            /// refused.
            #[track_caller]
            pub fn $name(&self, other: impl Operand<T>) -> Array<$output>
            where
                T: $bound,
            {
                call(&table::$ufunc, &[Held::Borrowed(&self.raw), other.hold()])
            }
        )*}
    };
}

binary! {
    gt GREATER [Data] -> bool, "Where `self > other`.", "2.0" , "1.0" => "true";
    ge GREATER_EQUAL [Data] -> bool, "Where `self >= other`.", "1.0", "1.0" => "true";
    lt LESS [Data] -> bool, "Where `self < other`.", "2.0", "1.0" => "false";
    le LESS_EQUAL [Data] -> bool, "Where `self <= other`.", "1.0", "1.0" => "true";
    eq_ EQUAL [Data] -> bool, "Where `self == other`.", "2.0", "1.0" => "false";
    ne_ NOT_EQUAL [Data] -> bool, "Where `self != other`.", "2.0", "1.0" => "true";
    power POWER [Number] -> T, "`self` raised to the power `other`.", "3.0", "2" => "9.0";
    floor_divide FLOOR_DIVIDE [Number] -> T, "The quotient rounded down: Python's `//`. (`%` is the remainder that goes with it.)",
        "-7.0", "2.0" => "-4.0";
    fmod FMOD [Number] -> T, "The remainder with the sign of `self`, as Rust's `%` on numbers.", "-7.0", "2.0" => "-1.0";
    maximum MAXIMUM [Data] -> T, "The larger of both; NaN if either is.", "2.0", "1.0" => "2.0";
    minimum MINIMUM [Data] -> T, "The smaller of both; NaN if either is.", "2.0", "1.0" => "1.0";
    fmax FMAX [Data] -> T, "The larger of both; a number wins over NaN.", "2.0", "f64::NAN" => "2.0";
    fmin FMIN [Data] -> T, "The smaller of both; a number wins over NaN.", "2.0", "f64::NAN" => "2.0";
    hypot HYPOT [Data] -> T::Math, "The lengths of hypotenuses.", "3.0", "4.0" => "5.0";
    arctan2 ARCTAN2 [Data] -> T::Math, "The angles of the points `(other, self)`.", "0.0", "1.0" => "0.0";
    logaddexp LOGADDEXP [Data] -> T::Math, "The logarithms of sums of exponentials.", "0.0", "f64::NEG_INFINITY" => "0.0";
    logaddexp2 LOGADDEXP2 [Data] -> T::Math, "The same to base two.", "1.0", "1.0" => "2.0";
    copysign COPYSIGN [Data] -> T::Math, "The magnitudes of `self` with the signs of `other`.", "2.0", "-1.0" => "-2.0";
    nextafter NEXTAFTER [Data] -> T::Math, "The next floats towards `other`.", "0.0", "1.0" => "5e-324";
    heaviside HEAVISIDE [Data] -> T::Math, "0 below zero, 1 above, `other` at zero.", "0.0", "0.5" => "0.5";
    gcd GCD [Integer] -> T, "The greatest common divisors.", "12", "18" => "6";
    lcm LCM [Integer] -> T, "The lowest common multiples.", "4", "6" => "12";
    logical_and LOGICAL_AND [Data] -> bool, "Where both are true (not zero).", "2.0", "1.0" => "true";
    logical_or LOGICAL_OR [Data] -> bool, "Where either is true (not zero).", "2.0", "0.0" => "true";
    logical_xor LOGICAL_XOR [Data] -> bool, "Where exactly one is true (not zero).", "2.0", "0.0" => "true";
}

/// The functions among these that also stand on their own, for a number on the left.
macro_rules! binary_functions {
    ($($name:ident $ufunc:ident [$bound:ident] -> $output:ty;)*) => {$(
        #[doc = concat!("As the method [`", stringify!($name), "`](ArrayRef::", stringify!($name), "), with an array on either")]
        /// side.
        ///
        /// # Panics
        /// If the shapes do not broadcast, the function does not know the elements' type, or memory is
        /// refused.
        #[track_caller]
        pub fn $name<T: $bound>(a: impl Operand<T>, b: impl Operand<T>) -> Array<$output> {
            call(&table::$ufunc, &[a.hold(), b.hold()])
        }
    )*};
}

binary_functions! {
    power POWER [Number] -> T;
    floor_divide FLOOR_DIVIDE [Number] -> T;
    fmod FMOD [Number] -> T;
    maximum MAXIMUM [Data] -> T;
    minimum MINIMUM [Data] -> T;
}

/// `x` where `condition` is true, else `y`, all broadcast together.
///
/// ```
/// use tegula::prelude::*;
///
/// let x = array![-1.0, 2.0, -3.0];
/// assert_eq!(where_(&x.gt(0.0), &x, 0.0), array![0.0, 2.0, 0.0]);
/// ```
///
/// # Panics
/// If the shapes do not broadcast, or memory is refused.
#[track_caller]
pub fn where_<T: Data>(condition: &ArrayRef<bool>, x: impl Operand<T>, y: impl Operand<T>) -> Array<T> {
    let (x, y) = (x.hold(), y.hold());
    Array::new(unwrap(tegula_ufunc::where_(&condition.raw, x.arg(), y.arg())))
}

impl<T: Data> ArrayRef<T> {
    /// The elements limited to `low..=high`.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![-5.0, 0.5, 5.0].clip(-1.0, 1.0), array![-1.0, 0.5, 1.0]);
    /// ```
    ///
    /// # Panics
    /// If the shapes do not broadcast, or memory is refused.
    #[track_caller]
    pub fn clip(&self, low: impl Operand<T>, high: impl Operand<T>) -> Array<T> {
        let (low, high) = (low.hold(), high.hold());
        let (low, high) = (Some(low.arg()), Some(high.arg()));
        Array::new(unwrap(tegula_ufunc::clip(&self.raw, low, high, &Options::default())))
    }

    /// The differences of neighbours along an axis, taken `n` times; of booleans, where they differ.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![1, 4, 9, 16].diff(1, Axis(0))?, array![3, 5, 7]);
    /// assert_eq!(array![1, 4, 9, 16].diff(2, Axis(0))?, array![2, 2]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `AxisError` if there is no such axis.
    pub fn diff(&self, n: usize, axis: Axis) -> Result<Array<T>> {
        let axis = normalize_axis(axis.0, self.ndim())?;
        let is_bool = self.dtype() == tegula_core::DType::Bool;
        let ufunc = if is_bool { &table::NOT_EQUAL } else { &table::SUBTRACT };
        let mut left = tegula_exec::copy(&self.raw, tegula_exec::Order::K)?;
        for _ in 0..n.min(self.shape()[axis]) {
            let len = left.shape()[axis] - 1;
            let part = |start| left.with_layout(left.layout.slice(axis, start, 1, len));
            left = ufunc.call(&[Arg::Array(&part(1)), Arg::Array(&part(0))], &Options::default())?;
        }
        Ok(Array::new(left))
    }

    /// The positions of the elements that are not zero: one array for each axis.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let at = array![[0, 3], [5, 0]].nonzero();
    /// assert_eq!(at, [array![0, 1], array![1, 0]]);
    /// ```
    ///
    /// # Panics
    /// If memory is refused.
    #[track_caller]
    pub fn nonzero(&self) -> Vec<Array<i64>> {
        let positions = truth(&self.raw).and_then(|mask| tegula_exec::nonzero(&mask));
        unwrap(positions).into_iter().map(Array::new).collect()
    }
}

/// Where the elements are not zero.
pub(crate) fn truth(array: &RawArray) -> Result<RawArray> {
    if array.dtype == tegula_core::DType::Bool {
        return Ok(array.clone());
    }
    table::NOT_EQUAL
        .call(&[Arg::Array(array), Arg::Literal(tegula_core::Scalar::I64(0))], &Options::default())
}
