//! Uniform integers of every width.

use crate::bounded::{bounded, fill_bounded};
use crate::{BitBuffer, BitGenerator, Distribution, Error};

mod sealed {
    pub trait Sealed {}
}

/// An integer type that NumPy draws: `bool`, `i8` to `i64`, `u8` to `u64`.
pub trait Integer: sealed::Sealed + Copy + Default {
    /// NumPy's name of the type.
    const NAME: &'static str;
    /// Smallest value.
    const MIN: i128;
    /// Largest value.
    const MAX: i128;
    /// Bits of the words that are drawn.
    const BITS: u32;

    /// A draw from `low..=low + span`.
    fn sample_from<B: BitGenerator>(bits: &mut B, low: Self, span: u64, buffer: &mut BitBuffer) -> Self;
    /// Draws from `low..=low + span`.
    fn fill_from<B: BitGenerator>(bits: &mut B, low: Self, span: u64, out: &mut [Self]);
    /// The value `offset` above this one.
    fn plus(self, offset: u64) -> Self;
    /// `value`, known to lie in `MIN..=MAX`.
    fn from_i128(value: i128) -> Self;
}

// Offsets are added modulo the width: a span may exceed the largest value of a signed type.
macro_rules! integers {
    ($($ty:ident $name:literal;)*) => {$(
        impl sealed::Sealed for $ty {}
        impl Integer for $ty {
            const NAME: &'static str = $name;
            const MIN: i128 = $ty::MIN as i128;
            const MAX: i128 = $ty::MAX as i128;
            const BITS: u32 = $ty::BITS;

            #[inline]
            fn sample_from<B: BitGenerator>(bits: &mut B, low: $ty, span: u64, buffer: &mut BitBuffer) -> $ty {
                low.wrapping_add(bounded::<{ $ty::BITS }, B>(bits, span, buffer) as $ty)
            }
            #[inline]
            fn fill_from<B: BitGenerator>(bits: &mut B, low: $ty, span: u64, out: &mut [$ty]) {
                fill_bounded::<{ $ty::BITS }, B, $ty>(bits, span, out, |draw| low.wrapping_add(draw as $ty));
            }
            #[inline]
            fn plus(self, offset: u64) -> $ty {
                self.wrapping_add(offset as $ty)
            }
            #[inline]
            fn from_i128(value: i128) -> $ty {
                value as $ty
            }
        }
    )*};
}

integers! {
    i8 "int8";
    i16 "int16";
    i32 "int32";
    i64 "int64";
    u8 "uint8";
    u16 "uint16";
    u32 "uint32";
    u64 "uint64";
}

impl sealed::Sealed for bool {}
impl Integer for bool {
    const NAME: &'static str = "bool";
    const MIN: i128 = 0;
    const MAX: i128 = 1;
    const BITS: u32 = 1;

    #[inline]
    fn sample_from<B: BitGenerator>(bits: &mut B, low: bool, span: u64, buffer: &mut BitBuffer) -> bool {
        low | (bounded::<1, B>(bits, span, buffer) == 1)
    }
    #[inline]
    fn fill_from<B: BitGenerator>(bits: &mut B, low: bool, span: u64, out: &mut [bool]) {
        fill_bounded::<1, B, bool>(bits, span, out, |draw| low | (draw == 1));
    }
    #[inline]
    fn plus(self, offset: u64) -> bool {
        self | (offset == 1)
    }
    #[inline]
    fn from_i128(value: i128) -> bool {
        value == 1
    }
}

/// Uniform on the integers of a range: NumPy's `integers`.
///
/// ```
/// use tegula_random::{Integers, default_rng};
///
/// let dice = Integers::<u8>::new(1, 6, true).unwrap();
/// let mut rolls = [0; 5];
/// default_rng(42).fill(&dice, &mut rolls);
/// assert!(rolls.iter().all(|roll| (1..=6).contains(roll)));
///
/// let error = Integers::<i8>::new(-129, 0, false).unwrap_err();
/// assert_eq!(error.to_string(), "low is out of bounds for int8");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Integers<T: Integer> {
    pub(crate) low: T,
    pub(crate) span: u64,
}

impl<T: Integer> Integers<T> {
    /// The distribution on `low..high`, or `low..=high` with `endpoint`. The bounds are wider than any `T` so that
    /// `2^64` can close a `u64` range from above; a caller with wider integers still can clamp them to `i128`.
    ///
    /// # Errors
    /// In this order: [`Error::LowOutOfBounds`] when `low` is below `T`'s smallest value, [`Error::HighOutOfBounds`]
    /// when the largest number of the range is not a `T`, [`Error::EmptyRange`] when there is none.
    pub fn new(low: i128, high: i128, endpoint: bool) -> Result<Integers<T>, Error> {
        let last = if endpoint { high } else { high.saturating_sub(1) };
        if low < T::MIN {
            return Err(Error::LowOutOfBounds(T::NAME));
        }
        if last > T::MAX {
            return Err(Error::HighOutOfBounds(T::NAME));
        }
        if low > last {
            return Err(Error::EmptyRange { from_zero: low == 0, endpoint });
        }
        Ok(Integers { low: T::from_i128(low), span: (last - low) as u64 })
    }
}

impl<T: Integer> Distribution for Integers<T> {
    type Output = T;
    type Carry = BitBuffer;

    #[inline]
    fn sample<B: BitGenerator>(&self, bits: &mut B, buffer: &mut BitBuffer) -> T {
        T::sample_from(bits, self.low, self.span, buffer)
    }

    /// Whole ranges of words of 32 and 64 bits reject nothing.
    #[inline]
    fn halves(&self) -> Option<u32> {
        match (T::BITS, self.span) {
            (64, u64::MAX) => Some(2),
            (64 | 32, span) if span == u32::MAX.into() => Some(1),
            _ => None,
        }
    }

    #[inline]
    fn fill<B: BitGenerator>(&self, bits: &mut B, out: &mut [T]) {
        T::fill_from(bits, self.low, self.span, out);
    }
}
