//! SFC64, Chris Doty-Humphrey's small fast chaotic generator of PractRand (2010): three words are mixed with a counter.

use crate::bit_generator::HighHalf;
use crate::{BitGenerator, Error, IntoEntropy, SeedSequence};

/// NumPy's `SFC64`: the fastest of its bit generators, without a way to jump ahead.
///
/// ```
/// use tegula_random::{BitGenerator, Sfc64};
///
/// // numpy.random.SFC64(42).random_raw()
/// assert_eq!(Sfc64::new(42).unwrap().next_u64(), 9775594601838723485);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sfc64 {
    words: [u64; 4],
    high_half: HighHalf,
}

/// The whole state of a [`Sfc64`], field by field that of NumPy's `SFC64.state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sfc64State {
    /// Three mixed words and the counter.
    pub state: [u64; 4],
    /// Whether `uinteger` is the next 32-bit draw.
    pub has_uint32: bool,
    /// The high half of the word last split for a 32-bit draw.
    pub uinteger: u32,
}

impl Sfc64 {
    /// The generator seeded with `seed` through a [`SeedSequence`].
    ///
    /// # Errors
    /// As [`SeedSequence::new`].
    pub fn new(seed: impl IntoEntropy) -> Result<Sfc64, Error> {
        Ok(Sfc64::from_seed_sequence(&SeedSequence::new(seed)?))
    }

    /// The generator that `seed_sequence` seeds.
    pub fn from_seed_sequence(seed_sequence: &SeedSequence) -> Sfc64 {
        let mut words = [0; 3];
        seed_sequence.generate_state_u64(&mut words);
        Sfc64::from_words(words)
    }

    /// The generator seeded with three words, as a [`SeedSequence`] generates them.
    pub fn from_words([a, b, c]: [u64; 3]) -> Sfc64 {
        let mut seeded = Sfc64 { words: [a, b, c, 1], high_half: HighHalf::default() };
        for _ in 0..12 {
            seeded.next_u64();
        }
        seeded
    }

    /// The generator in a saved state.
    pub fn from_state(state: Sfc64State) -> Sfc64 {
        let Sfc64State { state, has_uint32, uinteger } = state;
        Sfc64 { words: state, high_half: HighHalf { waiting: has_uint32, value: uinteger } }
    }

    /// The state, to be saved.
    pub fn state(&self) -> Sfc64State {
        let HighHalf { waiting, value } = self.high_half;
        Sfc64State { state: self.words, has_uint32: waiting, uinteger: value }
    }
}

impl BitGenerator for Sfc64 {
    #[inline]
    fn next_u64(&mut self) -> u64 {
        let [a, b, c, counter] = self.words;
        let word = a.wrapping_add(b).wrapping_add(counter);
        self.words = [
            b ^ b >> 11,
            c.wrapping_add(c << 3),
            c.rotate_left(24).wrapping_add(word),
            counter.wrapping_add(1),
        ];
        word
    }

    #[inline]
    fn next_u32(&mut self) -> u32 {
        let mut high_half = self.high_half;
        let low = high_half.next_u32(|| self.next_u64());
        self.high_half = high_half;
        low
    }
}
