//! Random orders, by Fisher and Yates from the end.

use crate::bounded::masked;
use crate::entropy::try_zeros;
use crate::{BitGenerator, Distribution, Error, Generator};

impl<B: BitGenerator> Generator<B> {
    /// Puts `items` in random order, as NumPy's `shuffle` does with a one-dimensional array.
    ///
    /// ```
    /// use tegula_random::default_rng;
    ///
    /// let mut cards: Vec<u8> = (0..10).collect();
    /// default_rng(42).shuffle(&mut cards);
    /// assert_eq!(cards, [5, 6, 0, 7, 3, 2, 4, 9, 1, 8]);
    /// ```
    #[inline]
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        self.shuffle_with(items.len(), |i, j| items.swap(i, j));
    }

    /// Calls `swap(i, j)`, `j < i < n`, for the exchanges that put `n` items in random order: for items that are not in
    /// one slice, such as the rows of an array along an axis.
    ///
    /// Places are drawn in batches without a branch on what is drawn: every fourth word is rejected, which cannot be
    /// foreseen, and exchanges that do not wait for each other's words overlap.
    #[inline]
    pub fn shuffle_with(&mut self, n: usize, mut swap: impl FnMut(usize, usize)) {
        let mut last = n.saturating_sub(1);
        while last > u32::MAX as usize {
            let j = masked(self.bit_generator_mut(), last as u64) as usize;
            if last != j {
                swap(last, j);
            }
            last -= 1;
        }
        let mut places = [0; 128];
        while last > 0 {
            // Down to half of the mask, all places are cut from a word in the same way.
            let same = last - (u32::MAX >> (last as u32).leading_zeros() >> 1) as usize;
            let places = &mut places[..same.min(128)];
            self.fill(&Places { last: last as u32 }, places);
            for (i, &j) in (0..=last).rev().zip(&*places) {
                if i != j as usize {
                    swap(i, j as usize);
                }
            }
            last -= places.len();
        }
    }

    /// The numbers `0..n` in random order: NumPy's `permutation(n)`, and the order in which `permutation(x)` takes the
    /// items of an array along an axis.
    ///
    /// # Errors
    /// [`Error::Allocation`] when memory is refused.
    pub fn permutation(&mut self, n: usize) -> Result<Vec<i64>, Error> {
        let mut order = try_zeros(n)?;
        self.fill_permutation(&mut order);
        Ok(order)
    }

    /// As [`permutation`](Generator::permutation), written to `out`.
    pub fn fill_permutation(&mut self, out: &mut [i64]) {
        for (i, slot) in out.iter_mut().enumerate() {
            *slot = i as i64;
        }
        self.shuffle(out);
    }
}

/// Places that the items from `last` downwards are exchanged with. A fill must not go below half of the first mask.
struct Places {
    last: u32,
}

impl Distribution for Places {
    type Output = u32;
    type Carry = ();

    fn sample<B: BitGenerator>(&self, bits: &mut B, _: &mut ()) -> u32 {
        masked(bits, self.last.into()) as u32
    }

    fn fill<B: BitGenerator>(&self, bits: &mut B, out: &mut [u32]) {
        let mask = u32::MAX >> self.last.leading_zeros();
        let mut found = 0;
        while found < out.len() {
            let place = bits.next_u32() & mask;
            out[found] = place;
            found += usize::from(place <= self.last - found as u32);
        }
    }
}
