//! Philox 4x64 with ten rounds.
//!
//! J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", 2011: a weak
//! block cipher of a counter. Each value of the counter gives four words.

use crate::bit_generator::HighHalf;
use crate::{BitGenerator, Error, IntoEntropy, SeedSequence};

const ROUNDS: usize = 10;
const MULTIPLIERS: [u64; 2] = [0xd2e7_470e_e14c_6c93, 0xca5a_8263_9512_1157];
/// What is added to the key from round to round: the golden ratio and the square root of three less one.
const WEYL: [u64; 2] = [0x9e37_79b9_7f4a_7c15, 0xbb67_ae85_84ca_a73b];

/// NumPy's `Philox`: 2^128 keys, each a stream of 2^258 words, any place of which is reached at once.
///
/// ```
/// use tegula_random::{BitGenerator, Philox};
///
/// // numpy.random.Philox(key=7, counter=1).random_raw()
/// assert_eq!(Philox::from_key([7, 0], [1, 0, 0, 0]).next_u64(), 1528177845972429030);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Philox {
    counter: [u64; 4],
    key: [u64; 2],
    buffer: [u64; 4],
    /// How many words of the buffer have been given out.
    used: usize,
    high_half: HighHalf,
}

/// The whole state of a [`Philox`], field by field that of NumPy's `Philox.state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhiloxState {
    /// The counter, its lowest word first.
    pub counter: [u64; 4],
    /// The key, its low word first.
    pub key: [u64; 2],
    /// The words made last.
    pub buffer: [u64; 4],
    /// How many of them have been given out.
    pub buffer_pos: usize,
    /// Whether `uinteger` is the next 32-bit draw.
    pub has_uint32: bool,
    /// The high half of the word last split for a 32-bit draw.
    pub uinteger: u32,
}

impl Philox {
    /// The generator seeded with `seed` through a [`SeedSequence`], its counter at zero.
    ///
    /// # Errors
    /// As [`SeedSequence::new`].
    pub fn new(seed: impl IntoEntropy) -> Result<Philox, Error> {
        Ok(Philox::from_seed_sequence(&SeedSequence::new(seed)?))
    }

    /// The generator that `seed_sequence` seeds, its counter at zero.
    pub fn from_seed_sequence(seed_sequence: &SeedSequence) -> Philox {
        let mut key = [0; 2];
        seed_sequence.generate_state_u64(&mut key);
        Philox::from_key(key, [0; 4])
    }

    /// The generator with a key and a counter, lowest words first.
    pub fn from_key(key: [u64; 2], counter: [u64; 4]) -> Philox {
        Philox { counter, key, buffer: [0; 4], used: 4, high_half: HighHalf::default() }
    }

    /// The generator in a saved state.
    pub fn from_state(state: PhiloxState) -> Philox {
        let PhiloxState { counter, key, buffer, buffer_pos, has_uint32, uinteger } = state;
        let high_half = HighHalf { waiting: has_uint32, value: uinteger };
        Philox { counter, key, buffer, used: buffer_pos, high_half }
    }

    /// The state, to be saved.
    pub fn state(&self) -> PhiloxState {
        let HighHalf { waiting, value } = self.high_half;
        PhiloxState {
            counter: self.counter,
            key: self.key,
            buffer: self.buffer,
            buffer_pos: self.used,
            has_uint32: waiting,
            uinteger: value,
        }
    }

    /// Adds `delta`, lowest word first, to the counter, as four times as many draws of 64 bits would, and drops what is
    /// left of the last words. Distances count modulo 2^256.
    pub fn advance(&mut self, delta: [u64; 4]) {
        let mut carry = false;
        for (word, &delta) in self.counter.iter_mut().zip(&delta) {
            let (sum, over) = word.overflowing_add(delta);
            let (sum, carried) = sum.overflowing_add(carry.into());
            (*word, carry) = (sum, over | carried);
        }
        *self = Philox::from_key(self.key, self.counter);
    }

    /// A copy whose counter is `jumps` times 2^128 ahead.
    pub fn jumped(&self, jumps: u128) -> Philox {
        let mut ahead = self.clone();
        ahead.advance([0, 0, jumps as u64, (jumps >> 64) as u64]);
        ahead
    }

    /// The words of the next value of the counter.
    #[inline]
    fn next_block(&mut self) -> [u64; 4] {
        for word in &mut self.counter {
            *word = word.wrapping_add(1);
            if *word != 0 {
                break;
            }
        }
        let (mut block, mut key) = (self.counter, self.key);
        for round in 0..ROUNDS {
            if round > 0 {
                key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
            }
            let [even, odd] =
                [(0, 0), (1, 2)].map(|(i, j)| u128::from(MULTIPLIERS[i]) * u128::from(block[j]));
            let high = |product: u128| (product >> 64) as u64;
            block = [high(odd) ^ block[1] ^ key[0], odd as u64, high(even) ^ block[3] ^ key[1], even as u64];
        }
        block
    }
}

impl BitGenerator for Philox {
    #[inline]
    fn next_u64(&mut self) -> u64 {
        if let Some(&word) = self.buffer.get(self.used) {
            self.used += 1;
            return word;
        }
        self.buffer = self.next_block();
        self.used = 1;
        self.buffer[0]
    }

    #[inline]
    fn next_u32(&mut self) -> u32 {
        let mut high_half = self.high_half;
        let low = high_half.next_u32(|| self.next_u64());
        self.high_half = high_half;
        low
    }
}
