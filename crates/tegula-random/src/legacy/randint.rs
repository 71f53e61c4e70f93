//! The integers of `RandomState`: words are cut to the width of the range until one lies in it.

use crate::bounded::masked_words;
use crate::{BitBuffer, BitGenerator, Distribution, Error, Integer, Integers};

/// Uniform on the integers of a range: NumPy's `randint`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RandInt<T: Integer>(Integers<T>);

impl<T: Integer> RandInt<T> {
    /// The distribution on `low..high`, or `low..=high` with `endpoint`.
    ///
    /// # Errors
    /// As [`Integers::new`].
    pub fn new(low: i128, high: i128, endpoint: bool) -> Result<RandInt<T>, Error> {
        Integers::new(low, high, endpoint).map(RandInt)
    }
}

impl<T: Integer> From<Integers<T>> for RandInt<T> {
    fn from(range: Integers<T>) -> RandInt<T> {
        RandInt(range)
    }
}

impl<T: Integer> Distribution for RandInt<T> {
    type Output = T;
    type Carry = BitBuffer;

    #[inline]
    fn sample<B: BitGenerator>(&self, bits: &mut B, buffer: &mut BitBuffer) -> T {
        let Integers { low, span } = self.0;
        low.plus(match T::BITS {
            1 => masked_words::<1, B>(bits, span, buffer),
            8 => masked_words::<8, B>(bits, span, buffer),
            16 => masked_words::<16, B>(bits, span, buffer),
            32 => masked_words::<32, B>(bits, span, buffer),
            _ => masked_words::<64, B>(bits, span, buffer),
        })
    }
}
