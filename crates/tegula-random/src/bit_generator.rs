//! Sources of random bits.

use crate::{Distribution, Pcg64};

/// A stream of random bits, as NumPy's `BitGenerator`.
///
/// Only the two word sizes are required. A generator whose natural word has another width, or which makes its doubles
/// in another way, overrides the rest; the streams must stay NumPy's.
pub trait BitGenerator {
    /// The next 64 bits.
    fn next_u64(&mut self) -> u64;

    /// The next 32 bits. A generator of 64-bit words gives the low half and keeps the high half for the next call.
    fn next_u32(&mut self) -> u32;

    /// A double in `[0, 1)` of 53 random bits.
    #[inline]
    fn next_f64(&mut self) -> f64 {
        unit_f64(self.next_u64())
    }

    /// A single in `[0, 1)` of 24 random bits.
    #[inline]
    fn next_f32(&mut self) -> f32 {
        (self.next_u32() >> 8) as f32 * (1.0 / 16_777_216.0)
    }

    /// The next word at the generator's own width, widened to 64 bits: NumPy's `random_raw`.
    #[inline]
    fn next_raw(&mut self) -> u64 {
        self.next_u64()
    }

    /// A draw from the standard normal distribution by the polar method, which the legacy distributions build on. The
    /// method makes two draws at a time; a source that can keep one gives it out at the next call, as
    /// [`Polar`](crate::legacy::Polar) does.
    #[inline]
    fn next_gauss(&mut self) -> f64 {
        crate::legacy::polar(self).0
    }

    /// [`next_f64`](BitGenerator::next_f64) for every element of `out`.
    #[inline]
    fn fill_f64(&mut self, out: &mut [f64]) {
        out.iter_mut().for_each(|slot| *slot = self.next_f64());
    }

    /// [`next_f32`](BitGenerator::next_f32) for every element of `out`.
    #[inline]
    fn fill_f32(&mut self, out: &mut [f32]) {
        out.iter_mut().for_each(|slot| *slot = self.next_f32());
    }

    /// This generator, if it is one whose stream can be entered anywhere at little cost.
    #[inline]
    fn as_pcg64(&mut self) -> Option<&mut Pcg64> {
        None
    }

    /// Draws from `distribution` into all of `out`. One of several kinds of generator finds out here, once, which it is.
    #[inline]
    fn fill<D: Distribution>(&mut self, distribution: &D, out: &mut [D::Output])
    where
        Self: Sized,
    {
        distribution.fill(self, out);
    }
}

macro_rules! pass_on {
    ($($pointer:ty)*) => {$(
        impl<B: BitGenerator + ?Sized> BitGenerator for $pointer {
            #[inline]
            fn next_u64(&mut self) -> u64 {
                (**self).next_u64()
            }
            #[inline]
            fn next_u32(&mut self) -> u32 {
                (**self).next_u32()
            }
            #[inline]
            fn next_f64(&mut self) -> f64 {
                (**self).next_f64()
            }
            #[inline]
            fn next_f32(&mut self) -> f32 {
                (**self).next_f32()
            }
            #[inline]
            fn next_raw(&mut self) -> u64 {
                (**self).next_raw()
            }
            #[inline]
            fn next_gauss(&mut self) -> f64 {
                (**self).next_gauss()
            }
            #[inline]
            fn as_pcg64(&mut self) -> Option<&mut Pcg64> {
                (**self).as_pcg64()
            }
            #[inline]
            fn fill_f64(&mut self, out: &mut [f64]) {
                (**self).fill_f64(out);
            }
            #[inline]
            fn fill_f32(&mut self, out: &mut [f32]) {
                (**self).fill_f32(out);
            }
        }
    )*};
}

pass_on!(&mut B Box<B>);

/// The upper 53 bits of a word as a double in `[0, 1)`.
#[inline]
pub(crate) fn unit_f64(word: u64) -> f64 {
    (word >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
}

/// The unused high half of a 64-bit word, kept for the next 32-bit draw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct HighHalf {
    /// Whether `value` is still to be given out.
    pub(crate) waiting: bool,
    /// The half last kept; it stays visible in a saved state after it has been given out.
    pub(crate) value: u32,
}

impl HighHalf {
    #[inline]
    pub(crate) fn next_u32(&mut self, next_u64: impl FnOnce() -> u64) -> u32 {
        if self.waiting {
            self.waiting = false;
            return self.value;
        }
        let word = next_u64();
        *self = HighHalf { waiting: true, value: (word >> 32) as u32 };
        word as u32
    }
}
