//! Seed sequences: from entropy of any size to as many well-mixed words as a bit generator wants.
//!
//! The method is Melissa O'Neill's alternative to C++11's `std::seed_seq`
//! (<https://www.pcg-random.org/posts/developing-a-seed_seq-alternative.html>) in the form NumPy gave it: a pool of words
//! is filled with hashed entropy, every word is mixed into every other, and the output hashes the pool again and again.

use crate::entropy::try_zeros;
use crate::{Entropy, Error, IntoEntropy, SeedInt};

/// Words in the pool of a [`SeedSequence`] unless more are asked for; also the least allowed.
pub const DEFAULT_POOL_SIZE: usize = 4;

const INIT_A: u32 = 0x43b0_d7e5;
const MULT_A: u32 = 0x931e_8875;
const INIT_B: u32 = 0x8b51_f9dd;
const MULT_B: u32 = 0x58f3_8ded;
const MIX_MULT_L: u32 = 0xca01_f9dd;
const MIX_MULT_R: u32 = 0x4973_f715;

/// NumPy's `SeedSequence`: mixes entropy reproducibly and spawns independent children.
///
/// ```
/// use tegula_random::{Pcg64, SeedSequence};
///
/// let mut root = SeedSequence::new(42).unwrap();
/// let workers: Vec<Pcg64> = root.spawn(4).unwrap().iter().map(Pcg64::from_seed_sequence).collect();
/// assert_eq!(workers.len(), 4);
/// assert_eq!(root.n_children_spawned(), 4);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeedSequence {
    entropy: Entropy,
    spawn_key: Vec<SeedInt>,
    n_children_spawned: u32,
    pool: Vec<u32>,
}

impl SeedSequence {
    /// The sequence of `seed`, with the default pool and no parent.
    ///
    /// # Errors
    /// [`Error::NegativeSeed`] for integers below zero, [`Error::OsEntropy`] when the system has no entropy to give.
    pub fn new(seed: impl IntoEntropy) -> Result<SeedSequence, Error> {
        SeedSequence::with_options(seed.into_entropy()?, Vec::new(), DEFAULT_POOL_SIZE, 0)
    }

    /// The sequence at `spawn_key` in the tree that `entropy` roots, as a saved one is restored.
    ///
    /// Takes time proportional to `pool_size` times the sum of `pool_size` and the entropy's length.
    ///
    /// # Errors
    /// [`Error::PoolTooSmall`] below [`DEFAULT_POOL_SIZE`] words, [`Error::Allocation`] when memory is refused.
    pub fn with_options(
        entropy: Entropy,
        spawn_key: Vec<SeedInt>,
        pool_size: usize,
        n_children_spawned: u32,
    ) -> Result<SeedSequence, Error> {
        if pool_size < DEFAULT_POOL_SIZE {
            return Err(Error::PoolTooSmall);
        }
        let mut pool = try_zeros(pool_size)?;
        let mut words: Vec<u32> = entropy.words().collect();
        if !spawn_key.is_empty() {
            // Zeros up to the pool's size keep a short seed with a spawn key apart from a longer seed without one.
            words.resize(words.len().max(pool_size), 0);
            words.extend(spawn_key.iter().flat_map(SeedInt::words));
        }
        mix_entropy(&mut pool, &words);
        Ok(SeedSequence { entropy, spawn_key, n_children_spawned, pool })
    }

    /// The entropy given, or drawn from the system when none was.
    pub fn entropy(&self) -> &Entropy {
        &self.entropy
    }

    /// The path from the root to this sequence; empty for a root.
    pub fn spawn_key(&self) -> &[SeedInt] {
        &self.spawn_key
    }

    /// Words of entropy kept.
    pub fn pool_size(&self) -> usize {
        self.pool.len()
    }

    /// How many children have been spawned.
    pub fn n_children_spawned(&self) -> u32 {
        self.n_children_spawned
    }

    /// The mixed entropy.
    pub fn pool(&self) -> &[u32] {
        &self.pool
    }

    /// Fills `out` with words for a bit generator's state; the same words each time.
    ///
    /// ```
    /// use tegula_random::SeedSequence;
    ///
    /// let mut words = [0; 2];
    /// SeedSequence::new(42).unwrap().generate_state_u32(&mut words);
    /// assert_eq!(words, [3444837047, 2669555309]);
    /// ```
    pub fn generate_state_u32(&self, out: &mut [u32]) {
        for (slot, word) in out.iter_mut().zip(self.state_words()) {
            *slot = word;
        }
    }

    /// As [`generate_state_u32`](SeedSequence::generate_state_u32), two words to each number, the low one first.
    pub fn generate_state_u64(&self, out: &mut [u64]) {
        let mut words = self.state_words();
        for slot in out {
            let mut word = || u64::from(words.next().expect("the words never end"));
            *slot = word() | word() << 32;
        }
    }

    fn state_words(&self) -> impl Iterator<Item = u32> {
        let mut multiplier = INIT_B;
        self.pool.iter().cycle().map(move |&word| hash(word, &mut multiplier, MULT_B))
    }

    /// The next `n` children: independent of this sequence, of each other and of all children before.
    ///
    /// # Errors
    /// [`Error::TooManyChildren`] when the children's numbers leave 32 bits.
    pub fn spawn(&mut self, n: usize) -> Result<Vec<SeedSequence>, Error> {
        let n = u32::try_from(n).map_err(|_| Error::TooManyChildren)?;
        let end = self.n_children_spawned.checked_add(n).ok_or(Error::TooManyChildren)?;
        let children = (self.n_children_spawned..end)
            .map(|number| {
                let mut spawn_key = self.spawn_key.clone();
                spawn_key.push(number.into());
                SeedSequence::with_options(self.entropy.clone(), spawn_key, self.pool_size(), 0)
            })
            .collect::<Result<_, _>>()?;
        self.n_children_spawned = end;
        Ok(children)
    }
}

/// Hashes `value` with a multiplier that moves on at every call.
fn hash(value: u32, multiplier: &mut u32, step: u32) -> u32 {
    let mut value = value ^ *multiplier;
    *multiplier = multiplier.wrapping_mul(step);
    value = value.wrapping_mul(*multiplier);
    value ^ value >> 16
}

fn mix(x: u32, y: u32) -> u32 {
    let mixed = MIX_MULT_L.wrapping_mul(x).wrapping_sub(MIX_MULT_R.wrapping_mul(y));
    mixed ^ mixed >> 16
}

fn mix_entropy(pool: &mut [u32], entropy: &[u32]) {
    let mut multiplier = INIT_A;
    for (i, slot) in pool.iter_mut().enumerate() {
        *slot = hash(entropy.get(i).copied().unwrap_or(0), &mut multiplier, MULT_A);
    }
    for source in 0..pool.len() {
        for target in (0..pool.len()).filter(|&target| target != source) {
            pool[target] = mix(pool[target], hash(pool[source], &mut multiplier, MULT_A));
        }
    }
    for &word in entropy.iter().skip(pool.len()) {
        for slot in pool.iter_mut() {
            *slot = mix(*slot, hash(word, &mut multiplier, MULT_A));
        }
    }
}
