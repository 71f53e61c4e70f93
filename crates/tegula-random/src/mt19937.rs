//! The Mersenne Twister MT19937.
//!
//! M. Matsumoto and T. Nishimura, "Mersenne Twister", 1998: 624 words are made at a time, each out of three of the last
//! 624, and tempered as they are given out. Jumping ahead follows H. Haramoto et al., "Efficient Jump Ahead for F2-Linear
//! Random Number Generators", 2008: a polynomial of the step, by Horner's scheme.

use crate::mt19937_jump::JUMP;
use crate::{BitGenerator, Error, IntoEntropy, SeedSequence};

const N: usize = 624;
const M: usize = 397;

/// NumPy's `MT19937`: period 2^19937 - 1, words of 32 bits. It is what the legacy functions draw from.
///
/// ```
/// use tegula_random::{BitGenerator, Mt19937};
///
/// // numpy.random.MT19937(42).random_raw()
/// assert_eq!(Mt19937::new(42).unwrap().next_raw(), 2327846034);
/// // numpy.random.seed(42); numpy.random.random()
/// assert_eq!(Mt19937::legacy(42).next_f64(), 0.3745401188473625);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mt19937 {
    key: [u32; N],
    /// The place of the next word; `N` when all have been given out.
    pos: usize,
}

/// The whole state of a [`Mt19937`], field by field that of NumPy's `MT19937.state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mt19937State {
    /// The words made last, before they are tempered.
    pub key: [u32; N],
    /// How many of them have been given out.
    pub pos: usize,
}

impl Mt19937 {
    /// The generator seeded with `seed` through a [`SeedSequence`].
    ///
    /// # Errors
    /// As [`SeedSequence::new`].
    pub fn new(seed: impl IntoEntropy) -> Result<Mt19937, Error> {
        Ok(Mt19937::from_seed_sequence(&SeedSequence::new(seed)?))
    }

    /// The generator that `seed_sequence` seeds.
    pub fn from_seed_sequence(seed_sequence: &SeedSequence) -> Mt19937 {
        let mut key = [0; N];
        seed_sequence.generate_state_u32(&mut key);
        Mt19937::from_words(key)
    }

    /// The generator seeded with words, as a [`SeedSequence`] generates them; the first is not used.
    pub fn from_words(mut words: [u32; N]) -> Mt19937 {
        // The highest bit keeps the state from being zero throughout.
        words[0] = 1 << 31;
        // NumPy starts at the last of the words, not behind it.
        Mt19937 { key: words, pos: N - 1 }
    }

    /// The generator that `numpy.random.seed(seed)` sets up.
    pub fn legacy(seed: u32) -> Mt19937 {
        let mut key = [seed; N];
        for i in 1..N {
            let last = key[i - 1];
            key[i] = (last ^ last >> 30).wrapping_mul(1_812_433_253).wrapping_add(i as u32);
        }
        Mt19937 { key, pos: N }
    }

    /// The generator that `numpy.random.seed(seed)` sets up with an array of one axis.
    ///
    /// # Errors
    /// [`Error::EmptySeed`] if there is no word.
    pub fn legacy_array(seed: &[u32]) -> Result<Mt19937, Error> {
        if seed.is_empty() {
            return Err(Error::EmptySeed);
        }
        let Mt19937 { mut key, .. } = Mt19937::legacy(19_650_218);
        let mut i = 1;
        let mut mix = |multiplier: u32, change: &dyn Fn(usize) -> u32| {
            let last = key[i - 1];
            key[i] = (key[i] ^ (last ^ last >> 30).wrapping_mul(multiplier)).wrapping_add(change(i));
            i += 1;
            if i == N {
                key[0] = key[N - 1];
                i = 1;
            }
        };
        for (j, &word) in (0..seed.len()).zip(seed).cycle().take(seed.len().max(N)) {
            mix(1_664_525, &|_| word.wrapping_add(j as u32));
        }
        for _ in 1..N {
            mix(1_566_083_941, &|i| (i as u32).wrapping_neg());
        }
        key[0] = 1 << 31;
        Ok(Mt19937 { key, pos: N })
    }

    /// The generator in a saved state. A position beyond the last word counts as the end.
    pub fn from_state(state: Mt19937State) -> Mt19937 {
        Mt19937 { key: state.key, pos: state.pos.min(N) }
    }

    /// The state, to be saved.
    pub fn state(&self) -> Mt19937State {
        Mt19937State { key: self.key, pos: self.pos }
    }

    /// A copy `jumps` jumps of 2^128 words ahead. Each takes some milliseconds.
    pub fn jumped(&self, jumps: usize) -> Mt19937 {
        (0..jumps).fold(self.clone(), |ahead, _| ahead.jump())
    }

    fn jump(&self) -> Mt19937 {
        let start = self.pos % N;
        // The ring of words, turned so that the next one stands first.
        let mut base = self.key;
        base.rotate_left(start);
        let coefficient = |i: usize| JUMP[i / 64] >> (i % 64) & 1 == 1;
        let degree = JUMP.len() * 64 - 1 - JUMP[JUMP.len() - 1].leading_zeros() as usize;
        let (mut ring, mut at) = (base, 0);
        for i in (0..degree).rev() {
            ring[at] = ring[(at + M) % N] ^ twist(ring[at], ring[(at + 1) % N]);
            at = (at + 1) % N;
            if coefficient(i) {
                let (wrapped, straight) = ring.split_at_mut(at);
                straight.iter_mut().chain(wrapped).zip(&base).for_each(|(word, &base)| *word ^= base);
            }
        }
        ring.rotate_right(start);
        Mt19937 { key: ring, pos: (start + at) % N }
    }

    /// Makes the next words.
    #[cold]
    #[inline(never)]
    fn refill(&mut self) {
        let key = &mut self.key;
        let (old, ahead) = key.split_at_mut(M);
        // Each word is made of its successor, not yet replaced, and of the word M places on: old, or new after N - M.
        for i in 0..N - M {
            old[i] = ahead[i] ^ twist(old[i], old[i + 1]);
        }
        for i in N - M..N - 1 {
            key[i] = key[i + M - N] ^ twist(key[i], key[i + 1]);
        }
        key[N - 1] = key[M - 1] ^ twist(key[N - 1], key[0]);
        self.pos = 0;
    }

    /// Fills `out` with what `pair` makes of the words to come, two by two. A pair that crosses the end of a block is left
    /// to `next`.
    #[inline]
    fn fill_pairs<T>(
        &mut self,
        out: &mut [T],
        pair: impl Fn(u32, u32) -> T,
        next: impl Fn(&mut Mt19937) -> T,
    ) {
        let mut done = 0;
        while done < out.len() {
            let pairs = ((N - self.pos) / 2).min(out.len() - done);
            if pairs == 0 {
                out[done] = next(self);
                done += 1;
                continue;
            }
            let words = self.key[self.pos..self.pos + 2 * pairs].as_chunks::<2>().0;
            for (slot, &[a, b]) in out[done..].iter_mut().zip(words) {
                *slot = pair(temper(a), temper(b));
            }
            self.pos += 2 * pairs;
            done += pairs;
        }
    }
}

#[inline]
fn twist(upper: u32, lower: u32) -> u32 {
    let word = upper & 1 << 31 | lower & !(1 << 31);
    word >> 1 ^ (word & 1).wrapping_neg() & 0x9908_b0df
}

#[inline]
fn temper(mut word: u32) -> u32 {
    word ^= word >> 11;
    word ^= word << 7 & 0x9d2c_5680;
    word ^= word << 15 & 0xefc6_0000;
    word ^ word >> 18
}

/// A double of 27 bits of one word and 26 of the next.
#[inline]
fn double(a: u32, b: u32) -> f64 {
    (f64::from(a >> 5) * 67_108_864.0 + f64::from(b >> 6)) * (1.0 / 9_007_199_254_740_992.0)
}

impl BitGenerator for Mt19937 {
    /// The first of two words is the high one.
    #[inline]
    fn next_u64(&mut self) -> u64 {
        let high = u64::from(self.next_u32());
        high << 32 | u64::from(self.next_u32())
    }

    #[inline]
    fn next_u32(&mut self) -> u32 {
        if self.pos >= N {
            self.refill();
        }
        let word = temper(self.key[self.pos]);
        self.pos += 1;
        word
    }

    #[inline]
    fn next_f64(&mut self) -> f64 {
        let first = self.next_u32();
        double(first, self.next_u32())
    }

    #[inline]
    fn next_raw(&mut self) -> u64 {
        self.next_u32().into()
    }

    #[inline]
    fn fill_f64(&mut self, out: &mut [f64]) {
        self.fill_pairs(out, double, |bits| bits.next_f64());
    }
}
