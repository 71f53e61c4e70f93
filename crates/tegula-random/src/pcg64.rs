//! PCG XSL RR 128/64, NumPy's default bit generator, and its successor PCG CM DXSM 128/64.
//!
//! M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number
//! Generation", 2014: a 128-bit linear congruential generator whose output is the xor of its halves, rotated by its top
//! six bits. DXSM, of 2019, multiplies and shifts instead, and steps by a multiplier of 64 bits.

use crate::bit_generator::HighHalf;
use crate::lcg::{JUMP, Lcg, MULTIPLIER};
use crate::{BitGenerator, Error, IntoEntropy, SeedSequence};

/// The multiplier of DXSM, for the step and for the output.
const CHEAP_MULTIPLIER: u64 = 0xda94_2042_e4dd_58b5;

/// The whole state of a [`Pcg64`] or [`Pcg64Dxsm`], field by field that of NumPy's `PCG64.state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pcg64State {
    /// State of the congruential generator.
    pub state: u128,
    /// Its increment, which selects the stream; odd for the full period.
    pub inc: u128,
    /// Whether `uinteger` is the next 32-bit draw.
    pub has_uint32: bool,
    /// The high half of the word last split for a 32-bit draw.
    pub uinteger: u32,
}

/// NumPy's `PCG64`: period 2^128, 2^127 streams, any distance ahead in at most 128 steps.
///
/// ```
/// use tegula_random::{BitGenerator, Pcg64};
///
/// let mut walked = Pcg64::new(7).unwrap();
/// let mut advanced = walked.clone();
/// for _ in 0..1000 {
///     walked.next_u64();
/// }
/// advanced.advance(1000);
/// assert_eq!(walked, advanced);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pcg64 {
    lcg: Lcg,
    high_half: HighHalf,
}

/// NumPy's `PCG64DXSM`: as [`Pcg64`], with a stronger output function.
///
/// ```
/// use tegula_random::{BitGenerator, Pcg64Dxsm};
///
/// // numpy.random.PCG64DXSM(42).random_raw()
/// assert_eq!(Pcg64Dxsm::new(42).unwrap().next_u64(), 12329818062196000797);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pcg64Dxsm {
    lcg: Lcg,
    high_half: HighHalf,
}

macro_rules! pcg64 {
    ($name:ident, $multiplier:expr) => {
        impl $name {
            /// The generator seeded with `seed` through a [`SeedSequence`].
            ///
            /// # Errors
            /// As [`SeedSequence::new`].
            pub fn new(seed: impl IntoEntropy) -> Result<$name, Error> {
                Ok($name::from_seed_sequence(&SeedSequence::new(seed)?))
            }

            /// The generator that `seed_sequence` seeds.
            pub fn from_seed_sequence(seed_sequence: &SeedSequence) -> $name {
                $name { lcg: Lcg::from_seed_sequence(seed_sequence), high_half: HighHalf::default() }
            }

            /// The generator seeded with four words, as a [`SeedSequence`] generates them.
            pub fn from_words(words: [u64; 4]) -> $name {
                $name { lcg: Lcg::from_words(words), high_half: HighHalf::default() }
            }

            /// The generator in a saved state.
            pub fn from_state(state: Pcg64State) -> $name {
                let Pcg64State { state, inc, has_uint32, uinteger } = state;
                $name {
                    lcg: Lcg { state, inc },
                    high_half: HighHalf { waiting: has_uint32, value: uinteger },
                }
            }

            /// The state, to be saved.
            ///
            /// ```
            /// use tegula_random::{BitGenerator, Pcg64};
            ///
            /// let mut original = Pcg64::new(1).unwrap();
            /// original.next_u32();
            /// let mut restored = Pcg64::from_state(original.state());
            /// assert_eq!(restored.next_u32(), original.next_u32());
            /// ```
            pub fn state(&self) -> Pcg64State {
                let (Lcg { state, inc }, HighHalf { waiting, value }) = (self.lcg, self.high_half);
                Pcg64State { state, inc, has_uint32: waiting, uinteger: value }
            }

            /// Moves as `delta` draws of 64 bits would, in at most 128 steps, and drops a kept half word. Distances
            /// count modulo 2^128, so that `delta.wrapping_neg()` goes back.
            pub fn advance(&mut self, delta: u128) {
                self.lcg.advance($multiplier, delta);
                self.high_half = HighHalf::default();
            }

            /// A copy `jumps` jumps of about 0.62 · 2^128 draws ahead: a stream that will not overlap with this one.
            pub fn jumped(&self, jumps: u128) -> $name {
                let mut ahead = self.clone();
                ahead.advance(JUMP.wrapping_mul(jumps));
                ahead
            }
        }
    };
}

pcg64!(Pcg64, MULTIPLIER);
pcg64!(Pcg64Dxsm, CHEAP_MULTIPLIER.into());

impl Pcg64 {
    /// Whether a half word is kept.
    pub(crate) fn has_half(&self) -> bool {
        self.high_half.waiting
    }

    /// As [`advance`](Pcg64::advance), with a kept half word left alone, as draws of whole words leave it.
    pub(crate) fn skip(&mut self, words: u128) {
        self.lcg.advance(MULTIPLIER, words);
    }
}

impl BitGenerator for Pcg64 {
    #[inline]
    fn as_pcg64(&mut self) -> Option<&mut Pcg64> {
        Some(self)
    }

    #[inline]
    fn next_u64(&mut self) -> u64 {
        self.lcg.step(MULTIPLIER);
        let state = self.lcg.state;
        ((state >> 64) as u64 ^ state as u64).rotate_right((state >> 122) as u32)
    }

    #[inline]
    fn next_u32(&mut self) -> u32 {
        let mut high_half = self.high_half;
        let low = high_half.next_u32(|| self.next_u64());
        self.high_half = high_half;
        low
    }
}

impl BitGenerator for Pcg64Dxsm {
    /// The output is that of the state before the step.
    #[inline]
    fn next_u64(&mut self) -> u64 {
        let (mut high, low) = ((self.lcg.state >> 64) as u64, self.lcg.state as u64 | 1);
        self.lcg.step(CHEAP_MULTIPLIER.into());
        high ^= high >> 32;
        high = high.wrapping_mul(CHEAP_MULTIPLIER);
        high ^= high >> 48;
        high.wrapping_mul(low)
    }

    #[inline]
    fn next_u32(&mut self) -> u32 {
        let mut high_half = self.high_half;
        let low = high_half.next_u32(|| self.next_u64());
        self.high_half = high_half;
        low
    }
}
