//! The table of universal functions.

use tegula_core::{DType, Scalar};
use tegula_kernels::flags::{self, Errors};
use tegula_kernels::{Loop, ops};

/// A universal function: an operation on elements that works on whole arrays.
pub struct Ufunc {
    /// NumPy's name.
    pub name: &'static str,
    /// The number of inputs.
    pub nin: usize,
    /// The number of outputs.
    pub nout: usize,
    /// What it does, in one line.
    pub doc: &'static str,
    /// One loop for each combination of types.
    pub loops: &'static [Loop],
    /// The value that does not change what it is combined with.
    pub identity: Identity,
    /// Estimated nanoseconds for one `float64` element in cache.
    pub(crate) cost: f64,
    /// Whether no loop ever tells of a floating-point error.
    pub(crate) silent: bool,
    /// What the calling code has to know of the function beside its loops.
    pub(crate) class: Class,
    /// For each data type the position of the loop whose first input has it, or [`NO_LOOP`].
    pub(crate) direct: [u8; DType::Object.index() + 1],
}

/// The functions whose calls need something of their own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Class {
    Plain,
    Comparison,
    Logical,
    Power,
    Mixed,
}

impl Class {
    const fn of(name: &str) -> Class {
        match name.as_bytes() {
            b"equal" | b"not_equal" | b"less" | b"less_equal" | b"greater" | b"greater_equal" => {
                Class::Comparison
            }
            b"logical_and" | b"logical_or" | b"logical_xor" => Class::Logical,
            b"power" => Class::Power,
            b"ldexp" => Class::Mixed,
            _ => Class::Plain,
        }
    }
}

/// Stands in [`Ufunc::direct`] where there is no loop.
pub(crate) const NO_LOOP: u8 = u8::MAX;

/// The number of outputs of a function with these loops.
const fn outputs(loops: &[Loop]) -> usize {
    if loops.is_empty() { 1 } else { loops[0].nout }
}

/// Whether no loop ever tells of a floating-point error.
pub(crate) const fn silent(loops: &[Loop]) -> bool {
    let mut i = 0;
    while i < loops.len() {
        if !matches!(loops[i].errors, Errors::Never) {
            return false;
        }
        i += 1;
    }
    true
}

/// For each data type the position of the loop whose first input has it.
pub(crate) const fn direct(loops: &[Loop]) -> [u8; DType::Object.index() + 1] {
    let mut direct = [NO_LOOP; DType::Object.index() + 1];
    let mut i = loops.len();
    while i > 0 {
        i -= 1;
        direct[loops[i].types[0].index()] = i as u8;
    }
    direct
}

/// The neutral element of a function.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Identity {
    /// There is none: an empty reduction is an error.
    None,
    /// 0, or false.
    Zero,
    /// 1, or true.
    One,
    /// All bits set.
    MinusOne,
    /// Negative infinity.
    MinusInfinity,
}

impl Identity {
    /// The neutral element in a type.
    pub fn value(self, dtype: DType) -> Option<Scalar> {
        let value = match self {
            Identity::None => return None,
            Identity::Zero => Scalar::I64(0),
            Identity::One => Scalar::I64(1),
            Identity::MinusOne => Scalar::I64(-1),
            Identity::MinusInfinity => Scalar::F64(f64::NEG_INFINITY),
        };
        Some(value.cast(dtype))
    }
}

impl Ufunc {
    /// True if a reduction may take the elements in any order, and so several axes.
    pub fn is_reorderable(&self) -> bool {
        self.identity != Identity::None || matches!(self.name, "maximum" | "minimum" | "fmax" | "fmin")
    }

    /// True for the comparisons, which accept Python integers beyond the array's range.
    pub fn is_comparison(&self) -> bool {
        self.class == Class::Comparison
    }

    /// Runs a reduction or the like and reports its floating-point errors under its name.
    #[inline(always)]
    pub(crate) fn watched<R>(&self, method: &'static str, work: impl FnOnce() -> R) -> R {
        if self.silent { flags::ignore(work) } else { flags::watch(method, work) }
    }

    /// True for the functions of truth values, which compute in `bool` whatever they are given.
    pub(crate) fn is_logical(&self) -> bool {
        self.class == Class::Logical
    }
}

impl PartialEq for Ufunc {
    fn eq(&self, other: &Ufunc) -> bool {
        std::ptr::eq(self, other)
    }
}

impl std::fmt::Debug for Ufunc {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<ufunc '{}'>", self.name)
    }
}

macro_rules! table {
    ($($name:ident $text:literal $nin:literal $identity:ident $cost:literal $doc:literal;)*) => {
        $(
            #[doc = $doc]
            pub static $name: Ufunc = Ufunc {
                name: $text,
                nin: $nin,
                nout: outputs(ops::$name),
                doc: $doc,
                loops: ops::$name,
                identity: Identity::$identity,
                cost: $cost,
                silent: silent(ops::$name),
                class: Class::of($text),
                direct: direct(ops::$name),
            };
        )*

        /// Every function, in the order of the table.
        pub fn all() -> &'static [&'static Ufunc] {
            static ALL: &[&Ufunc] = &[$(&$name),*];
            ALL
        }
    };
}

/// The function that NumPy calls `name`.
pub fn find(name: &str) -> Option<&'static Ufunc> {
    all().iter().copied().find(|u| u.name == name)
}

table! {
    ADD "add" 2 Zero 0.1 "Add arguments element-wise.";
    SUBTRACT "subtract" 2 None 0.1 "Subtract arguments, element-wise.";
    MULTIPLY "multiply" 2 One 0.1 "Multiply arguments element-wise.";
    DIVIDE "divide" 2 None 0.5 "Divide arguments element-wise.";
    FLOOR_DIVIDE "floor_divide" 2 None 4.0 "Return the largest integer smaller or equal to the division of the inputs.";
    REMAINDER "remainder" 2 None 4.0 "Return the element-wise remainder of division, with the sign of the divisor.";
    FMOD "fmod" 2 None 4.0 "Return the element-wise remainder of division, with the sign of the dividend.";
    POWER "power" 2 None 10.0 "First array elements raised to powers from second array, element-wise.";
    NEGATIVE "negative" 1 None 0.1 "Numerical negative, element-wise.";
    POSITIVE "positive" 1 None 0.1 "Numerical positive, element-wise.";
    ABSOLUTE "absolute" 1 None 0.1 "Calculate the absolute value element-wise.";
    SIGN "sign" 1 None 0.2 "Returns an element-wise indication of the sign of a number.";
    SQUARE "square" 1 None 0.1 "Return the element-wise square of the input.";
    RECIPROCAL "reciprocal" 1 None 0.5 "Return the reciprocal of the argument, element-wise.";
    CONJUGATE "conjugate" 1 None 0.1 "Return the complex conjugate, element-wise.";
    EQUAL "equal" 2 None 0.1 "Return (x1 == x2) element-wise.";
    NOT_EQUAL "not_equal" 2 None 0.1 "Return (x1 != x2) element-wise.";
    LESS "less" 2 None 0.1 "Return the truth value of (x1 < x2) element-wise.";
    LESS_EQUAL "less_equal" 2 None 0.1 "Return the truth value of (x1 <= x2) element-wise.";
    GREATER "greater" 2 None 0.1 "Return the truth value of (x1 > x2) element-wise.";
    GREATER_EQUAL "greater_equal" 2 None 0.1 "Return the truth value of (x1 >= x2) element-wise.";
    LOGICAL_AND "logical_and" 2 One 0.1 "Compute the truth value of x1 AND x2 element-wise.";
    LOGICAL_OR "logical_or" 2 Zero 0.1 "Compute the truth value of x1 OR x2 element-wise.";
    LOGICAL_XOR "logical_xor" 2 Zero 0.1 "Compute the truth value of x1 XOR x2, element-wise.";
    LOGICAL_NOT "logical_not" 1 None 0.1 "Compute the truth value of NOT x element-wise.";
    BITWISE_AND "bitwise_and" 2 MinusOne 0.1 "Compute the bit-wise AND of two arrays element-wise.";
    BITWISE_OR "bitwise_or" 2 Zero 0.1 "Compute the bit-wise OR of two arrays element-wise.";
    BITWISE_XOR "bitwise_xor" 2 Zero 0.1 "Compute the bit-wise XOR of two arrays element-wise.";
    INVERT "invert" 1 None 0.1 "Compute bit-wise inversion, or bit-wise NOT, element-wise.";
    LEFT_SHIFT "left_shift" 2 None 0.2 "Shift the bits of an integer to the left.";
    RIGHT_SHIFT "right_shift" 2 None 0.2 "Shift the bits of an integer to the right.";
    MAXIMUM "maximum" 2 None 0.2 "Element-wise maximum of array elements.";
    MINIMUM "minimum" 2 None 0.2 "Element-wise minimum of array elements.";
    FMAX "fmax" 2 None 0.2 "Element-wise maximum of array elements.";
    FMIN "fmin" 2 None 0.2 "Element-wise minimum of array elements.";
    DIVMOD "divmod" 2 None 8.0 "Return element-wise quotient and remainder simultaneously.";
    FLOAT_POWER "float_power" 2 None 10.0 "First array elements raised to powers from second array, element-wise.";
    FABS "fabs" 1 None 0.1 "Compute the absolute values element-wise.";
    COPYSIGN "copysign" 2 None 0.2 "Change the sign of x1 to that of x2, element-wise.";
    SIGNBIT "signbit" 1 None 0.1 "Returns element-wise True where signbit is set (less than zero).";
    NEXTAFTER "nextafter" 2 None 1.0 "Return the next floating-point value after x1 towards x2, element-wise.";
    SPACING "spacing" 1 None 1.0 "Return the distance between x and the nearest adjacent number.";
    HEAVISIDE "heaviside" 2 None 0.3 "Compute the Heaviside step function.";
    MODF "modf" 1 None 0.5 "Return the fractional and integral parts of an array, element-wise.";
    FREXP "frexp" 1 None 1.0 "Decompose the elements of x into mantissa and twos exponent.";
    LDEXP "ldexp" 2 None 1.0 "Returns x1 * 2**x2, element-wise.";
    GCD "gcd" 2 Zero 20.0 "Returns the greatest common divisor of |x1| and |x2|.";
    LCM "lcm" 2 None 20.0 "Returns the lowest common multiple of |x1| and |x2|.";
    BITWISE_COUNT "bitwise_count" 1 None 0.3 "Computes the number of 1-bits in the absolute value of x.";
    DEGREES "degrees" 1 None 0.1 "Convert angles from radians to degrees.";
    RAD2DEG "rad2deg" 1 None 0.1 "Convert angles from radians to degrees.";
    RADIANS "radians" 1 None 0.1 "Convert angles from degrees to radians.";
    DEG2RAD "deg2rad" 1 None 0.1 "Convert angles from degrees to radians.";
    HYPOT "hypot" 2 Zero 2.0 "Given the \"legs\" of a right triangle, return its hypotenuse.";
    ARCTAN2 "arctan2" 2 None 3.0 "Element-wise arc tangent of x1/x2 choosing the quadrant correctly.";
    LOGADDEXP "logaddexp" 2 MinusInfinity 4.0 "Logarithm of the sum of exponentiations of the inputs.";
    LOGADDEXP2 "logaddexp2" 2 MinusInfinity 4.0 "Logarithm of the sum of exponentiations of the inputs in base-2.";
    ARCSINH "arcsinh" 1 None 3.0 "Inverse hyperbolic sine element-wise.";
    ARCCOSH "arccosh" 1 None 3.0 "Inverse hyperbolic cosine, element-wise.";
    ARCTANH "arctanh" 1 None 3.0 "Inverse hyperbolic tangent element-wise.";
    SQRT "sqrt" 1 None 1.0 "Return the non-negative square-root of an array, element-wise.";
    CBRT "cbrt" 1 None 2.0 "Return the cube-root of an array, element-wise.";
    EXP "exp" 1 None 1.2 "Calculate the exponential of all elements in the input array.";
    EXP2 "exp2" 1 None 1.2 "Calculate 2**p for all p in the input array.";
    EXPM1 "expm1" 1 None 2.0 "Calculate exp(x) - 1 for all elements in the array.";
    LOG "log" 1 None 1.5 "Natural logarithm, element-wise.";
    LOG2 "log2" 1 None 1.5 "Base-2 logarithm of x.";
    LOG10 "log10" 1 None 1.5 "Return the base 10 logarithm of the input array, element-wise.";
    LOG1P "log1p" 1 None 2.0 "Return the natural logarithm of one plus the input array, element-wise.";
    SIN "sin" 1 None 1.5 "Trigonometric sine, element-wise.";
    COS "cos" 1 None 1.5 "Cosine element-wise.";
    TAN "tan" 1 None 2.0 "Compute tangent element-wise.";
    ARCSIN "arcsin" 1 None 2.0 "Inverse sine, element-wise.";
    ARCCOS "arccos" 1 None 2.0 "Trigonometric inverse cosine, element-wise.";
    ARCTAN "arctan" 1 None 2.0 "Trigonometric inverse tangent, element-wise.";
    SINH "sinh" 1 None 2.0 "Hyperbolic sine, element-wise.";
    COSH "cosh" 1 None 2.0 "Hyperbolic cosine, element-wise.";
    TANH "tanh" 1 None 2.0 "Compute hyperbolic tangent element-wise.";
    FLOOR "floor" 1 None 0.2 "Return the floor of the input, element-wise.";
    CEIL "ceil" 1 None 0.2 "Return the ceiling of the input, element-wise.";
    TRUNC "trunc" 1 None 0.2 "Return the truncated value of the input, element-wise.";
    RINT "rint" 1 None 0.2 "Round elements of the array to the nearest integer.";
    ISNAN "isnan" 1 None 0.1 "Test element-wise for NaN and return result as a boolean array.";
    ISINF "isinf" 1 None 0.1 "Test element-wise for positive or negative infinity.";
    ISNAT "isnat" 1 None 0.1 "Test element-wise for NaT (not a time) and return result as a boolean array.";
    ISFINITE "isfinite" 1 None 0.1 "Test element-wise for finiteness (not infinity and not Not a Number).";
}
