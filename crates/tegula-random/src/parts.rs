//! Fills in parts that threads can draw at the same time, with the values of one fill.

use crate::{BitGenerator, Distribution, Generator, Pcg64};

/// A part of a fill: where it goes, and a bit generator at its place in the stream.
#[derive(Debug)]
pub struct Part<'o, T> {
    bits: Pcg64,
    out: &'o mut [T],
}

impl<T> Part<'_, T> {
    /// Draws the part.
    pub fn fill<D: Distribution<Output = T>>(self, distribution: &D) {
        distribution.fill(&mut { self.bits }, self.out);
    }
}

impl<B: BitGenerator> Generator<B> {
    /// Cuts a fill of `out` into parts of about `length` draws, to be filled in any order, and moves on as if all had been
    /// drawn. Together they give what [`fill`](Generator::fill) gives. `None`, with nothing done, where the place of a
    /// draw in the stream is not known in advance: draws must each take the same number of bits, from a [`Pcg64`].
    ///
    /// ```
    /// use tegula_random::{Uniform01, default_rng};
    ///
    /// let (mut parted, mut whole) = ([0.0; 10], [0.0; 10]);
    /// let mut rng = default_rng(42);
    /// let parts = rng.parts(&Uniform01::default(), &mut parted, 4).unwrap();
    /// parts.into_iter().rev().for_each(|part| part.fill(&Uniform01::default()));
    /// default_rng(42).fill_random(&mut whole);
    /// assert_eq!(parted, whole);
    /// ```
    pub fn parts<'o, D: Distribution>(
        &mut self,
        distribution: &D,
        mut out: &'o mut [D::Output],
        length: usize,
    ) -> Option<Vec<Part<'o, D::Output>>> {
        let halves = distribution.halves()?;
        let bits = self.bit_generator_mut().as_pcg64()?;
        if halves % 2 == 1 && bits.has_half() && !out.is_empty() {
            // From here on, draws begin at whole words.
            let (first, rest) = out.split_first_mut().expect("not empty");
            *first = distribution.sample(bits, &mut D::Carry::default());
            out = rest;
        }
        // An even number of draws takes whole words.
        let length = length.max(2).next_multiple_of(2);
        let (mut parts, mut place) = (Vec::with_capacity(out.len().div_ceil(length)), bits.clone());
        let total = out.len() as u128 * u128::from(halves);
        for out in out.chunks_mut(length) {
            let words = (out.len() as u128 * u128::from(halves)).div_ceil(2);
            parts.push(Part { bits: place.clone(), out });
            place.skip(words);
        }
        if halves % 2 == 0 || total == 0 {
            bits.skip(total / 2);
        } else {
            // The last word is drawn, so that its unused half is kept and stays visible in the state.
            bits.skip(total.div_ceil(2) - 1);
            (0..2 - total % 2).for_each(|_| _ = bits.next_u32());
        }
        Some(parts)
    }
}
