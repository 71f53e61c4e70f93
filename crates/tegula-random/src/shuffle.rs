//! Random orders, by Fisher and Yates from the end.

use crate::bounded::masked;
use crate::entropy::try_zeros;
use crate::{BitGenerator, Error, Generator};

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
    #[inline]
    pub fn shuffle_with(&mut self, n: usize, mut swap: impl FnMut(usize, usize)) {
        for i in (1..n).rev() {
            let j = masked(self.bit_generator_mut(), i as u64) as usize;
            if i != j {
                swap(i, j);
            }
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
