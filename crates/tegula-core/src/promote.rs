//! Type promotion (NEP 50) and casting rules.

use std::fmt;

use crate::{DType, Error, Kind, Result};

/// How much a conversion between data types may lose: NumPy's `casting=`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Casting {
    /// The types must be identical.
    No,
    /// Only a change of byte order is allowed.
    Equiv,
    /// Every value must survive.
    Safe,
    /// Safe casts, or casts within a kind or to a higher one, such as `float64` to `float32`.
    SameKind,
    /// Any conversion.
    Unsafe,
}

impl Casting {
    /// The rule that NumPy calls `name`; the error is NumPy's `ValueError`.
    pub fn parse(name: &str) -> Result<Casting> {
        Ok(match name {
            "no" => Casting::No,
            "equiv" => Casting::Equiv,
            "safe" => Casting::Safe,
            "same_kind" => Casting::SameKind,
            "unsafe" => Casting::Unsafe,
            _ => {
                return Err(Error::value(format!(
                    "casting must be one of 'no', 'equiv', 'safe', 'same_kind', 'unsafe' (got '{name}')"
                )));
            }
        })
    }
}

impl fmt::Display for Casting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Casting::No => "no",
            Casting::Equiv => "equiv",
            Casting::Safe => "safe",
            Casting::SameKind => "same_kind",
            Casting::Unsafe => "unsafe",
        })
    }
}

/// The kind of a Python or Rust literal, which adapts to the arrays beside it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Weak {
    /// An integer literal.
    Int,
    /// A floating-point literal.
    Float,
    /// A complex literal.
    Complex,
}

/// What one operand contributes to promotion.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operand {
    /// An array or a typed scalar.
    Strong(DType),
    /// A literal.
    Weak(Weak),
}

/// The smallest type that holds every value of both: NumPy's `promote_types`.
///
/// `bfloat16` promotes like `float16`; the two together give `float32`. The result is in native byte order.
///
/// ```
/// use tegula_core::{promote, DType::*};
/// assert_eq!(promote(I64, U64), F64);
/// assert_eq!(promote(I16, F16), F32);
/// assert_eq!(promote(F64, C64), C128);
/// ```
pub fn promote(a: DType, b: DType) -> DType {
    use DType::*;
    let (a, b) = (a.native(), b.native());
    if a == b {
        return a;
    }
    let (low, high) = if a.kind() <= b.kind() { (a, b) } else { (b, a) };
    match (low.kind(), high.kind()) {
        (_, Kind::Object) => Object,
        (_, Kind::Str) => Str(text_width(low).max(text_width(high))),
        (_, Kind::Bytes) => Bytes(text_width(low).max(text_width(high))),
        (Kind::Bool, _) => high,
        (x, y) if x == y && y != Kind::Float => {
            if low.itemsize() > high.itemsize() {
                low
            } else {
                high
            }
        }
        (Kind::Unsigned, Kind::Signed) => {
            if low.itemsize() < high.itemsize() {
                high
            } else {
                match low {
                    U8 => I16,
                    U16 => I32,
                    U32 => I64,
                    _ => F64,
                }
            }
        }
        (Kind::Float, Kind::Float) => match (low.itemsize(), high.itemsize()) {
            (2, 2) => F32,
            (x, y) if x > y => low,
            _ => high,
        },
        (Kind::Unsigned | Kind::Signed, Kind::Float) => match (low.itemsize(), high) {
            (1, _) => high,
            (2, F16 | BF16) => F32,
            (2, _) => high,
            _ => F64,
        },
        (_, _) => {
            if promote(low, high.real()) == F64 {
                C128
            } else {
                high
            }
        }
    }
}

/// The characters that hold any element written as text: the width of strings, NumPy's bound for numbers.
///
/// # Panics
/// For objects, whose texts have no bound.
pub fn text_width(dtype: DType) -> u32 {
    match dtype {
        DType::Bool => 5,
        DType::U8 => 3,
        DType::I8 => 4,
        DType::U16 => 5,
        DType::I16 => 6,
        DType::U32 => 10,
        DType::I32 => 11,
        DType::U64 => 20,
        DType::I64 => 21,
        DType::F16 | DType::BF16 | DType::F32 | DType::F64 => 32,
        DType::C64 | DType::C128 => 64,
        DType::Str(n) | DType::Bytes(n) => n,
        DType::Foreign(foreign) => text_width(foreign.native()),
        DType::Object => panic!("the texts of objects have no common width"),
    }
}

/// Whether elements of `from` may be converted to `to` under `casting`: NumPy's `can_cast`. A string type without
/// a width has the one that is needed.
pub fn can_cast(from: DType, to: DType, casting: Casting) -> bool {
    if from == to || casting == Casting::Unsafe {
        return true;
    }
    let (from, to) = (from.native(), to.native());
    let to = match to {
        DType::Str(0) if from != DType::Object => DType::Str(text_width(from)),
        DType::Bytes(0) if from != DType::Object => DType::Bytes(text_width(from)),
        sized => sized,
    };
    match casting {
        Casting::Unsafe => true,
        Casting::No => false,
        Casting::Equiv => from == to,
        Casting::Safe => promote(from, to) == to,
        Casting::SameKind => promote(from, to) == to || from.kind() <= to.kind(),
    }
}

/// The common type of several operands under NEP 50: literals never widen an array of their kind or
/// a higher one. `None` if there are no operands.
///
/// Three types or more are not promoted one after the other, for `(int8, uint8, float16)` fits `float16`
/// though `promote(I8, U8)` does not: as in NumPy each type is promoted with the one of the highest type
/// number (`float16` has a higher one than all others), and the results with each other.
///
/// ```
/// use tegula_core::{result_type, Operand::*, DType, Weak as W};
/// assert_eq!(result_type(&[Strong(DType::F32), Weak(W::Float)]), Some(DType::F32));
/// assert_eq!(result_type(&[Strong(DType::I8), Weak(W::Float)]), Some(DType::F64));
/// ```
pub fn result_type(operands: &[Operand]) -> Option<DType> {
    let strong = || {
        operands.iter().filter_map(|operand| match *operand {
            Operand::Strong(dtype) => Some(dtype),
            Operand::Weak(_) => None,
        })
    };
    let weak = operands.iter().filter_map(|operand| match *operand {
        Operand::Strong(_) => None,
        Operand::Weak(weak) => Some(weak),
    });
    let number = |d: &DType| (d.is_float() && d.itemsize() == 2, d.kind(), d.itemsize());
    let highest = strong().max_by_key(number).map(DType::native);
    let strong = highest.map(|top| strong().fold(top, |acc, d| promote(acc, promote(top, d))));
    match (strong, weak.max()) {
        (strong, None) => strong,
        (None, Some(weak)) => Some(weak.default_dtype()),
        (Some(dtype), Some(weak)) => Some(weak.join(dtype)),
    }
}

impl Weak {
    /// The type that a literal has when it stands alone.
    pub const fn default_dtype(self) -> DType {
        match self {
            Weak::Int => DType::I64,
            Weak::Float => DType::F64,
            Weak::Complex => DType::C128,
        }
    }

    /// The type of a literal beside an array of type `dtype`.
    pub fn join(self, dtype: DType) -> DType {
        match (self, dtype.kind()) {
            (_, Kind::Bytes | Kind::Str | Kind::Object) => promote(self.default_dtype(), dtype),
            (Weak::Int, Kind::Bool) => DType::I64,
            (Weak::Int, _) => dtype.native(),
            (Weak::Float, Kind::Float | Kind::Complex) => dtype.native(),
            (Weak::Float, _) => DType::F64,
            (Weak::Complex, Kind::Complex) => dtype.native(),
            (Weak::Complex, Kind::Float) if dtype.itemsize() <= 4 => DType::C64,
            (Weak::Complex, _) => DType::C128,
        }
    }
}
