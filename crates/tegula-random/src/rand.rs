//! The traits of `rand_core`, so that the crates around `rand` draw from NumPy's bit generators.

use std::convert::Infallible;

use rand_core::{SeedableRng, TryRng, utils};

use crate::{BitGenerator, Entropy, Mt19937, Pcg64, Pcg64Dxsm, Philox, SeedInt, SeedSequence, Sfc64};

/// The sequence of the eight little-endian words of a seed.
fn sequence(seed: [u8; 32]) -> SeedSequence {
    let words: [u32; 8] = utils::read_words(&seed);
    SeedSequence::new(Entropy::Sequence(words.map(SeedInt::from).to_vec()))
        .expect("words are valid entropy, and the pool has its least size")
}

macro_rules! rand {
    ($($name:ident)*) => {$(
        impl TryRng for $name {
            type Error = Infallible;

            #[inline]
            fn try_next_u32(&mut self) -> Result<u32, Infallible> {
                Ok(self.next_u32())
            }
            #[inline]
            fn try_next_u64(&mut self) -> Result<u64, Infallible> {
                Ok(self.next_u64())
            }
            #[inline]
            fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
                utils::fill_bytes_via_next_word(bytes, || self.try_next_u64())
            }
        }

        /// Seeding goes through a [`SeedSequence`]: of the integer in `seed_from_u64`, as NumPy's is, and of the eight
        /// little-endian words of other seeds.
        impl SeedableRng for $name {
            type Seed = [u8; 32];

            fn from_seed(seed: [u8; 32]) -> $name {
                $name::from_seed_sequence(&sequence(seed))
            }
            fn seed_from_u64(seed: u64) -> $name {
                $name::new(seed).expect("an unsigned integer is a valid seed")
            }
        }
    )*};
}

rand!(Pcg64 Pcg64Dxsm Mt19937 Philox Sfc64);

#[cfg(test)]
mod tests {
    use rand_core::{Rng, SeedableRng};

    use crate::{BitGenerator, Mt19937, Pcg64, Philox};

    #[test]
    fn words_are_those_of_the_bit_generator() {
        let (mut rng, mut bits) = (Pcg64::seed_from_u64(42), Pcg64::new(42).unwrap());
        assert_eq!(Rng::next_u64(&mut rng), BitGenerator::next_u64(&mut bits));
        assert_eq!(Rng::next_u32(&mut rng), BitGenerator::next_u32(&mut bits));
        let mut bytes = [0; 11];
        rng.fill_bytes(&mut bytes);
        assert_eq!(bytes[..8], BitGenerator::next_u64(&mut bits).to_le_bytes());
        assert_eq!(bytes[8..], BitGenerator::next_u64(&mut bits).to_le_bytes()[..3]);
    }

    #[test]
    fn seeds_are_the_words_of_a_seed_sequence() {
        let mut seed = [0; 32];
        seed[0] = 7;
        seed[5] = 1;
        assert_eq!(Philox::from_seed(seed), Philox::new([7, 256, 0, 0, 0, 0, 0, 0]).unwrap());
        assert_ne!(Mt19937::from_seed(seed), Mt19937::from_seed([0; 32]));
    }
}
