//! Seeds: integers of any size, and sequences of them.

use crate::Error;

/// A non-negative integer of any size, as little-endian `u32` words without leading zeros (zero is one zero word).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SeedInt(Vec<u32>);

impl SeedInt {
    /// The integer whose little-endian words are given; high zero words do not count.
    ///
    /// ```
    /// use tegula_random::SeedInt;
    ///
    /// assert_eq!(SeedInt::from_words(vec![7, 1, 0]), SeedInt::from((1u64 << 32) + 7));
    /// ```
    pub fn from_words(mut words: Vec<u32>) -> SeedInt {
        while words.len() > 1 && words.last() == Some(&0) {
            words.pop();
        }
        if words.is_empty() {
            words.push(0);
        }
        SeedInt(words)
    }

    /// The little-endian words.
    pub fn words(&self) -> &[u32] {
        &self.0
    }
}

macro_rules! seed_int_from {
    (unsigned: $($unsigned:ty)*; signed: $($signed:ty)*) => {
        $(
            impl From<$unsigned> for SeedInt {
                fn from(value: $unsigned) -> SeedInt {
                    let value = value as u128;
                    SeedInt::from_words((0..4).map(|i| (value >> (32 * i)) as u32).collect())
                }
            }
        )*
        $(
            impl TryFrom<$signed> for SeedInt {
                type Error = Error;
                fn try_from(value: $signed) -> Result<SeedInt, Error> {
                    u128::try_from(value).map(SeedInt::from).map_err(|_| Error::NegativeSeed)
                }
            }
        )*
        $(
            impl IntoEntropy for $unsigned {
                fn into_entropy(self) -> Result<Entropy, Error> {
                    Ok(Entropy::Int(self.into()))
                }
            }
        )*
        $(
            impl IntoEntropy for $signed {
                fn into_entropy(self) -> Result<Entropy, Error> {
                    Ok(Entropy::Int(self.try_into()?))
                }
            }
        )*
    };
}

seed_int_from!(unsigned: u8 u16 u32 u64 u128 usize; signed: i8 i16 i32 i64 i128 isize);

/// What a [`SeedSequence`](crate::SeedSequence) starts from: one integer or a sequence of integers.
///
/// Both forms are kept apart because a door shows them back to its user; a sequence counts as the words of its
/// elements one after the other, so `5` and `[5]` seed alike.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Entropy {
    /// One integer.
    Int(SeedInt),
    /// A sequence of integers, possibly empty.
    Sequence(Vec<SeedInt>),
}

impl Entropy {
    /// Fresh entropy of `words` times 32 bits from the operating system.
    ///
    /// # Errors
    /// [`Error::OsEntropy`] when the system has none to give, [`Error::Allocation`] when memory for it is refused.
    pub fn from_os(words: usize) -> Result<Entropy, Error> {
        let mut drawn = try_zeros(words)?;
        for word in &mut drawn {
            *word = getrandom::u32().map_err(|e| Error::OsEntropy(e.to_string()))?;
        }
        Ok(Entropy::Int(SeedInt::from_words(drawn)))
    }

    /// All words, in the order in which they are mixed.
    pub(crate) fn words(&self) -> impl Iterator<Item = u32> {
        match self {
            Entropy::Int(int) => std::slice::from_ref(int),
            Entropy::Sequence(ints) => ints,
        }
        .iter()
        .flat_map(|int| int.words().iter().copied())
    }
}

/// What can seed: an integer, a slice, array or vector of integers, an [`Entropy`], or `None` for fresh entropy from the
/// operating system.
///
/// ```
/// use tegula_random::{Error, IntoEntropy};
///
/// assert!(42.into_entropy().is_ok());
/// assert!([1, 2, 3].into_entropy().is_ok());
/// assert!(None.into_entropy().is_ok());
/// assert_eq!((-1).into_entropy(), Err(Error::NegativeSeed));
/// ```
pub trait IntoEntropy {
    /// The entropy meant.
    ///
    /// # Errors
    /// [`Error::NegativeSeed`] for integers below zero, [`Error::OsEntropy`] when the system has no entropy to give.
    fn into_entropy(self) -> Result<Entropy, Error>;
}

impl IntoEntropy for Entropy {
    fn into_entropy(self) -> Result<Entropy, Error> {
        Ok(self)
    }
}

impl IntoEntropy for SeedInt {
    fn into_entropy(self) -> Result<Entropy, Error> {
        Ok(Entropy::Int(self))
    }
}

impl IntoEntropy for Option<u64> {
    fn into_entropy(self) -> Result<Entropy, Error> {
        match self {
            Some(seed) => seed.into_entropy(),
            None => Entropy::from_os(crate::DEFAULT_POOL_SIZE),
        }
    }
}

impl<T> IntoEntropy for &[T]
where
    T: Copy + TryInto<SeedInt>,
    Error: From<T::Error>,
{
    fn into_entropy(self) -> Result<Entropy, Error> {
        let ints = self.iter().map(|&int| int.try_into()).collect::<Result<_, _>>()?;
        Ok(Entropy::Sequence(ints))
    }
}

impl<T, const N: usize> IntoEntropy for [T; N]
where
    T: Copy + TryInto<SeedInt>,
    Error: From<T::Error>,
{
    fn into_entropy(self) -> Result<Entropy, Error> {
        self.as_slice().into_entropy()
    }
}

impl<T> IntoEntropy for Vec<T>
where
    T: Copy + TryInto<SeedInt>,
    Error: From<T::Error>,
{
    fn into_entropy(self) -> Result<Entropy, Error> {
        self.as_slice().into_entropy()
    }
}

impl From<std::convert::Infallible> for Error {
    fn from(never: std::convert::Infallible) -> Error {
        match never {}
    }
}

/// `len` zeros, or an error where the allocator refuses.
pub(crate) fn try_zeros<T: Copy + Default>(len: usize) -> Result<Vec<T>, Error> {
    let mut zeros = Vec::new();
    zeros.try_reserve_exact(len).map_err(|_| Error::Allocation(len.saturating_mul(size_of::<T>())))?;
    zeros.resize(len, T::default());
    Ok(zeros)
}
