//! What can go wrong, in NumPy's words.

use std::fmt;

/// An invalid argument, or a resource the system refused. [`Display`](fmt::Display) gives NumPy's message and
/// [`kind`](Error::kind) the exception that NumPy raises with it.
///
/// ```
/// use tegula_random::{ErrorKind, default_rng};
///
/// let error = default_rng(0).normal(0.0, -1.0).unwrap_err();
/// assert_eq!(error.to_string(), "scale < 0");
/// assert_eq!(error.kind(), ErrorKind::Value);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A seed or an element of a seed is below zero.
    NegativeSeed,
    /// A legacy seed is an array without elements.
    EmptySeed,
    /// The entropy pool of a seed sequence is below [`DEFAULT_POOL_SIZE`](crate::DEFAULT_POOL_SIZE).
    PoolTooSmall,
    /// A seed sequence cannot number so many children.
    TooManyChildren,
    /// The operating system gave no entropy.
    OsEntropy(String),
    /// Memory for this many bytes was refused.
    Allocation(usize),
    /// A parameter of a distribution lies outside its domain; the text says which and how.
    Parameter(String),
    /// Parameters that do not go together; the text says why.
    Relation(&'static str),
    /// Memory for a method of drawing was refused; the text says which.
    Memory(String),
    /// `high - low` of a uniform distribution is not finite.
    RangeNotFinite,
    /// The same, as the legacy functions say it.
    RangeExceeded,
    /// The lower bound of an integer range is not representable in the named dtype.
    LowOutOfBounds(&'static str),
    /// The upper bound of an integer range is not representable in the named dtype.
    HighOutOfBounds(&'static str),
    /// An integer range holds no number.
    EmptyRange {
        /// Whether the lower bound is zero, as it is when only one bound is given.
        from_zero: bool,
        /// Whether the upper bound belongs to the range.
        endpoint: bool,
    },
}

/// The Python exception that belongs to an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// `ValueError`
    Value,
    /// `OverflowError`
    Overflow,
    /// `MemoryError`
    Memory,
    /// `OSError`
    Os,
}

impl Error {
    /// The exception that NumPy raises here.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::RangeNotFinite | Error::RangeExceeded | Error::TooManyChildren => ErrorKind::Overflow,
            Error::Allocation(_) | Error::Memory(_) => ErrorKind::Memory,
            Error::OsEntropy(_) => ErrorKind::Os,
            _ => ErrorKind::Value,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NegativeSeed => f.write_str("expected non-negative integer"),
            Error::EmptySeed => f.write_str("Seed must be non-empty"),
            Error::PoolTooSmall => {
                write!(f, "The size of the entropy pool should be at least {}", crate::DEFAULT_POOL_SIZE)
            }
            Error::TooManyChildren => f.write_str("value too large to convert to uint32_t"),
            Error::OsEntropy(reason) => write!(f, "the operating system gave no entropy: {reason}"),
            Error::Allocation(bytes) => write!(f, "Unable to allocate {bytes} bytes"),
            Error::Parameter(text) | Error::Memory(text) => f.write_str(text),
            Error::Relation(text) => f.write_str(text),
            Error::RangeNotFinite => f.write_str("high - low range exceeds valid bounds"),
            Error::RangeExceeded => f.write_str("Range exceeds valid bounds"),
            Error::LowOutOfBounds(dtype) => write!(f, "low is out of bounds for {dtype}"),
            Error::HighOutOfBounds(dtype) => write!(f, "high is out of bounds for {dtype}"),
            Error::EmptyRange { from_zero, endpoint } => f.write_str(match (from_zero, endpoint) {
                (true, false) => "high <= 0",
                (true, true) => "high < 0",
                (false, false) => "low >= high",
                (false, true) => "low > high",
            }),
        }
    }
}

impl std::error::Error for Error {}
