//! PCG XSL RR 128/64, NumPy's default bit generator.
//!
//! M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number
//! Generation", 2014: a 128-bit linear congruential generator whose output is the xor of its halves, rotated by its top
//! six bits. Jumping ahead follows F. B. Brown, "Random Number Generation with Arbitrary Stride", 1994.

use crate::bit_generator::HighHalf;
use crate::{BitGenerator, Error, IntoEntropy, SeedSequence};

const MULTIPLIER: u128 = 0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645;

/// Golden ratio times 2^128: the distance between jumped streams.
const JUMP: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;

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
    state: u128,
    inc: u128,
    high_half: HighHalf,
}

/// The whole state of a [`Pcg64`], field by field that of NumPy's `PCG64.state`.
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

impl Pcg64 {
    /// The generator seeded with `seed` through a [`SeedSequence`].
    ///
    /// # Errors
    /// As [`SeedSequence::new`].
    pub fn new(seed: impl IntoEntropy) -> Result<Pcg64, Error> {
        Ok(Pcg64::from_seed_sequence(&SeedSequence::new(seed)?))
    }

    /// The generator that `seed_sequence` seeds.
    pub fn from_seed_sequence(seed_sequence: &SeedSequence) -> Pcg64 {
        let mut words = [0; 4];
        seed_sequence.generate_state_u64(&mut words);
        let [state, stream] = [[words[0], words[1]], [words[2], words[3]]]
            .map(|[high, low]| u128::from(high) << 64 | u128::from(low));
        let inc = stream << 1 | 1;
        let mut seeded = Pcg64 { state: inc.wrapping_add(state), inc, high_half: HighHalf::default() };
        seeded.step();
        seeded
    }

    /// The generator in a saved state.
    pub fn from_state(state: Pcg64State) -> Pcg64 {
        let Pcg64State { state, inc, has_uint32, uinteger } = state;
        Pcg64 { state, inc, high_half: HighHalf { waiting: has_uint32, value: uinteger } }
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
        Pcg64State {
            state: self.state,
            inc: self.inc,
            has_uint32: self.high_half.waiting,
            uinteger: self.high_half.value,
        }
    }

    /// Moves as `delta` draws of 64 bits would, in at most 128 steps, and drops a kept half word. Distances count
    /// modulo 2^128, so that `delta.wrapping_neg()` goes back.
    pub fn advance(&mut self, delta: u128) {
        let (mut multiplier, mut increment) = (1_u128, 0_u128);
        let (mut step_multiplier, mut step_increment) = (MULTIPLIER, self.inc);
        let mut left = delta;
        while left > 0 {
            if left & 1 == 1 {
                multiplier = multiplier.wrapping_mul(step_multiplier);
                increment = increment.wrapping_mul(step_multiplier).wrapping_add(step_increment);
            }
            step_increment = step_multiplier.wrapping_add(1).wrapping_mul(step_increment);
            step_multiplier = step_multiplier.wrapping_mul(step_multiplier);
            left >>= 1;
        }
        self.state = multiplier.wrapping_mul(self.state).wrapping_add(increment);
        self.high_half = HighHalf::default();
    }

    /// A copy `jumps` jumps of about 0.62 · 2^128 draws ahead: a stream that will not overlap with this one.
    pub fn jumped(&self, jumps: u128) -> Pcg64 {
        let mut ahead = self.clone();
        ahead.advance(JUMP.wrapping_mul(jumps));
        ahead
    }

    #[inline]
    fn step(&mut self) {
        self.state = self.state.wrapping_mul(MULTIPLIER).wrapping_add(self.inc);
    }
}

impl BitGenerator for Pcg64 {
    #[inline]
    fn next_u64(&mut self) -> u64 {
        self.step();
        let folded = (self.state >> 64) as u64 ^ self.state as u64;
        folded.rotate_right((self.state >> 122) as u32)
    }

    #[inline]
    fn next_u32(&mut self) -> u32 {
        let mut high_half = self.high_half;
        let low = high_half.next_u32(|| self.next_u64());
        self.high_half = high_half;
        low
    }
}
