//! The 128-bit linear congruential generator under both kinds of PCG64.
//!
//! Jumping ahead follows F. B. Brown, "Random Number Generation with Arbitrary Stride", 1994.

use crate::SeedSequence;

/// The multiplier of [`Pcg64`](crate::Pcg64), with which both kinds are seeded.
pub(crate) const MULTIPLIER: u128 = 0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645;

/// Golden ratio times 2^128: the distance between jumped streams.
pub(crate) const JUMP: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;

/// State and increment; the increment selects the stream and is odd for the full period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lcg {
    pub(crate) state: u128,
    pub(crate) inc: u128,
}

impl Lcg {
    pub(crate) fn from_seed_sequence(seed_sequence: &SeedSequence) -> Lcg {
        let mut words = [0; 4];
        seed_sequence.generate_state_u64(&mut words);
        Lcg::from_words(words)
    }

    /// Seeded by the high and low words of the state and of the stream's number.
    pub(crate) fn from_words(words: [u64; 4]) -> Lcg {
        let [state, stream] = [[words[0], words[1]], [words[2], words[3]]]
            .map(|[high, low]| u128::from(high) << 64 | u128::from(low));
        let inc = stream << 1 | 1;
        let mut seeded = Lcg { state: inc.wrapping_add(state), inc };
        seeded.step(MULTIPLIER);
        seeded
    }

    #[inline]
    pub(crate) fn step(&mut self, multiplier: u128) {
        self.state = self.state.wrapping_mul(multiplier).wrapping_add(self.inc);
    }

    /// Moves as `delta` steps would, in at most 128; distances count modulo 2^128.
    pub(crate) fn advance(&mut self, multiplier: u128, delta: u128) {
        let (mut product, mut sum) = (1_u128, 0_u128);
        let (mut step_product, mut step_sum) = (multiplier, self.inc);
        let mut left = delta;
        while left > 0 {
            if left & 1 == 1 {
                product = product.wrapping_mul(step_product);
                sum = sum.wrapping_mul(step_product).wrapping_add(step_sum);
            }
            step_sum = step_product.wrapping_add(1).wrapping_mul(step_sum);
            step_product = step_product.wrapping_mul(step_product);
            left >>= 1;
        }
        self.state = product.wrapping_mul(self.state).wrapping_add(sum);
    }
}
