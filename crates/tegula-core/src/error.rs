//! The one error type of the engine. Texts are NumPy's; the Python door maps each [`ErrorKind`] to one
//! exception class.

use std::fmt;

use crate::{Casting, DType};

/// The result of an engine call that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong. `Display` gives NumPy's words.
#[derive(Clone, PartialEq, Debug)]
pub enum Error {
    /// Shapes that do not broadcast together.
    Broadcast {
        /// The shapes of all operands.
        shapes: Vec<Vec<usize>>,
    },
    /// An output operand that is smaller than the broadcast result.
    Output {
        /// The shape of the output operand.
        output: Vec<usize>,
        /// The shape that the inputs broadcast to.
        result: Vec<usize>,
    },
    /// A value that does not fit the place it is assigned to.
    Assign {
        /// The shape of the value.
        from: Vec<usize>,
        /// The shape of the destination.
        into: Vec<usize>,
    },
    /// An axis beyond the rank.
    Axis {
        /// The axis as given.
        axis: isize,
        /// The number of axes there are.
        ndim: usize,
        /// The name of the argument, where NumPy says it.
        name: Option<&'static str>,
    },
    /// An integer index beyond the extent of its axis.
    OutOfBounds {
        /// The index as given.
        index: i64,
        /// The indexed axis; `None` for an index into the flattened array.
        axis: Option<usize>,
        /// The extent of the axis.
        size: usize,
    },
    /// Any other fault of an index expression.
    Index(String),
    /// A conversion that the casting rule forbids.
    Cast {
        /// The type to convert from.
        from: DType,
        /// The type to convert to.
        to: DType,
        /// The rule in force.
        casting: Casting,
    },
    /// A conversion of a ufunc's operand that the casting rule forbids.
    UfuncCast {
        /// The ufunc's name.
        ufunc: &'static str,
        /// `None` for the output, else the number of the input.
        input: Option<usize>,
        /// The type to convert from.
        from: DType,
        /// The type to convert to.
        to: DType,
        /// The rule in force.
        casting: Casting,
    },
    /// A ufunc has no loop for its operands' types.
    NoLoop(String),
    /// A ufunc has no loop for its operands' types, and none is looked for to which they could be cast.
    NoMatchingLoop(String),
    /// Memory that could not be had.
    Memory {
        /// The number of bytes asked for.
        bytes: usize,
        /// The shape of the array.
        shape: Vec<usize>,
        /// Its element type.
        dtype: DType,
    },
    /// An integer that does not fit its type.
    Overflow(String),
    /// An operand of a wrong type.
    Type(String),
    /// An operand of a wrong value.
    Value(String),
    /// An integer division by zero outside arrays.
    ZeroDivision(String),
    /// A matrix for which the decomposition does not exist or did not converge.
    LinAlg(String),
    /// A fault of a ufunc that is described by a class of its own.
    Ufunc(ErrorKind, String),
    /// Text that the encoding does not have.
    Encode {
        /// The characters.
        text: String,
        /// The position of the first that fails.
        at: usize,
    },
    /// Bytes that are no text in the encoding.
    Decode {
        /// The bytes.
        bytes: Vec<u8>,
        /// The position of the first that fails.
        at: usize,
    },
    /// The host has raised an exception of its own, which is kept there.
    Raised,
}

/// The exception class of an [`Error`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)]
pub enum ErrorKind {
    Value,
    Type,
    Index,
    Axis,
    Memory,
    Overflow,
    ZeroDivision,
    LinAlg,
    UfuncInputCast,
    UfuncOutputCast,
    UfuncNoLoop,
    UfuncPair,
    Promotion,
    Encode,
    Decode,
    Raised,
}

impl Error {
    /// A wrong value.
    pub fn value(text: impl Into<String>) -> Error {
        Error::Value(text.into())
    }

    /// A wrong type.
    pub fn type_(text: impl Into<String>) -> Error {
        Error::Type(text.into())
    }

    /// A faulty index expression.
    pub fn index(text: impl Into<String>) -> Error {
        Error::Index(text.into())
    }

    /// The exception class.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::Broadcast { .. } | Error::Output { .. } | Error::Assign { .. } | Error::Value(_) => {
                ErrorKind::Value
            }
            Error::Axis { .. } => ErrorKind::Axis,
            Error::OutOfBounds { .. } | Error::Index(_) => ErrorKind::Index,
            Error::Cast { .. } | Error::NoLoop(_) | Error::Type(_) => ErrorKind::Type,
            Error::NoMatchingLoop(_) => ErrorKind::UfuncNoLoop,
            Error::UfuncCast { input: Some(_), .. } => ErrorKind::UfuncInputCast,
            Error::UfuncCast { input: None, .. } => ErrorKind::UfuncOutputCast,
            Error::Memory { .. } => ErrorKind::Memory,
            Error::Overflow(_) => ErrorKind::Overflow,
            Error::ZeroDivision(_) => ErrorKind::ZeroDivision,
            Error::LinAlg(_) => ErrorKind::LinAlg,
            Error::Ufunc(kind, _) => *kind,
            Error::Encode { .. } => ErrorKind::Encode,
            Error::Decode { .. } => ErrorKind::Decode,
            Error::Raised => ErrorKind::Raised,
        }
    }
}

/// Writes a shape as NumPy's messages do: `(3,4)`, `(3,)`, `()`.
pub struct ShapeText<'a>(pub &'a [usize]);

impl fmt::Display for ShapeText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        for (i, n) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(",")?;
            }
            write!(f, "{n}")?;
        }
        f.write_str(if self.0.len() == 1 { ",)" } else { ")" })
    }
}

/// Writes a shape as Python prints a tuple: `(3, 4)`.
pub(crate) struct TupleText<'a>(pub(crate) &'a [usize]);

impl fmt::Display for TupleText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", ShapeText(self.0).to_string().replace(',', ", ").replace(", )", ",)"))
    }
}

/// Writes a byte count as NumPy does, with three digits and a binary unit.
struct BytesText(usize);

impl fmt::Display for BytesText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [&str; 7] = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
        let mut unit = 0;
        let mut n = self.0 as f64;
        while n.round() >= 1024.0 && unit + 1 < UNITS.len() {
            unit += 1;
            n /= 1024.0;
        }
        match n {
            _ if unit == 0 => write!(f, "{} bytes", self.0),
            n if n < 9.995 => write!(f, "{n:.2} {}", UNITS[unit]),
            n if n < 99.95 => write!(f, "{n:.1} {}", UNITS[unit]),
            n => write!(f, "{n:.0}. {}", UNITS[unit]),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Broadcast { shapes } => {
                f.write_str("operands could not be broadcast together with shapes ")?;
                shapes.iter().try_for_each(|s| write!(f, "{} ", ShapeText(s)))
            }
            Error::Output { output, result } => write!(
                f,
                "non-broadcastable output operand with shape {} doesn't match the broadcast shape {}",
                ShapeText(output),
                ShapeText(result)
            ),
            Error::Assign { from, into } => write!(
                f,
                "could not broadcast input array from shape {} into shape {}",
                ShapeText(from),
                ShapeText(into)
            ),
            Error::Axis { axis, ndim, name } => {
                if let Some(name) = name {
                    write!(f, "{name}: ")?;
                }
                write!(f, "axis {axis} is out of bounds for array of dimension {ndim}")
            }
            Error::OutOfBounds { index, axis: Some(axis), size } => {
                write!(f, "index {index} is out of bounds for axis {axis} with size {size}")
            }
            Error::OutOfBounds { index, axis: None, size } => {
                write!(f, "index {index} is out of bounds for size {size}")
            }
            Error::Cast { from, to, casting } => write!(
                f,
                "Cannot cast array data from {} to {} according to the rule '{casting}'",
                from.repr(),
                to.repr()
            ),
            Error::UfuncCast { ufunc, input, from, to, casting } => {
                write!(f, "Cannot cast ufunc '{ufunc}' ")?;
                match input {
                    Some(i) => write!(f, "input {i}")?,
                    None => f.write_str("output")?,
                }
                write!(f, " from {} to {} with casting rule '{casting}'", from.repr(), to.repr())
            }
            Error::Memory { bytes, shape, dtype } => write!(
                f,
                "Unable to allocate {} for an array with shape {} and data type {dtype}",
                BytesText(*bytes),
                TupleText(shape)
            ),
            Error::Encode { text, at } => {
                let c = text.chars().nth(*at).map_or(0, u32::from);
                let code = match c {
                    0..=0xFF => format!("\\x{c:02x}"),
                    0x100..=0xFFFF => format!("\\u{c:04x}"),
                    _ => format!("\\U{c:08x}"),
                };
                write!(
                    f,
                    "'ascii' codec can't encode character '{code}' in position {at}: ordinal not in range(128)"
                )
            }
            Error::Decode { bytes, at } => write!(
                f,
                "'ascii' codec can't decode byte 0x{:02x} in position {at}: ordinal not in range(128)",
                bytes[*at]
            ),
            Error::Raised => f.write_str("an exception of the host language"),
            Error::Index(s)
            | Error::NoLoop(s)
            | Error::NoMatchingLoop(s)
            | Error::Ufunc(_, s)
            | Error::Overflow(s)
            | Error::Type(s)
            | Error::Value(s)
            | Error::ZeroDivision(s)
            | Error::LinAlg(s) => f.write_str(s),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_numpys() {
        let e = Error::Memory { bytes: 1 << 48, shape: vec![1 << 45], dtype: DType::F64 };
        assert_eq!(
            e.to_string(),
            "Unable to allocate 256. TiB for an array with shape (35184372088832,) and data type float64"
        );
        let e = Error::Broadcast { shapes: vec![vec![3, 4], vec![3]] };
        assert_eq!(e.to_string(), "operands could not be broadcast together with shapes (3,4) (3,) ");
        assert_eq!(BytesText(80_000_000_000).to_string(), "74.5 GiB");
        assert_eq!(BytesText(1 << 30).to_string(), "1.00 GiB");
        assert_eq!(TupleText(&[3, 4]).to_string(), "(3, 4)");
    }
}
