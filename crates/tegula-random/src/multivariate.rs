//! Distributions of vectors.

use crate::{BitGenerator, Generator};

/// A distribution whose draws are vectors, with its parameters checked.
pub trait Multivariate {
    /// What the vectors are made of.
    type Element;

    /// The length of a vector.
    fn width(&self) -> usize;

    /// Fills `out`, whose length is a multiple of the [`width`](Multivariate::width), with one vector after the other.
    ///
    /// # Errors
    /// [`Error::Memory`](crate::Error::Memory) from methods that need memory of their own.
    fn fill<B: BitGenerator>(&self, bits: &mut B, out: &mut [Self::Element]) -> Result<(), crate::Error>;
}

impl<B: BitGenerator> Generator<B> {
    /// Draws vectors from `distribution` into all of `out`, one after the other.
    ///
    /// ```
    /// use tegula_random::{Multinomial, default_rng};
    ///
    /// // numpy.random.default_rng(42).multinomial(20, [1/6] * 6)
    /// let dice = Multinomial::new(20, &[1.0 / 6.0; 6]).unwrap();
    /// let mut counts = [0; 6];
    /// default_rng(42).fill_vectors(&dice, &mut counts).unwrap();
    /// assert_eq!(counts, [5, 3, 5, 3, 1, 3]);
    /// ```
    ///
    /// # Errors
    /// As [`Multivariate::fill`].
    pub fn fill_vectors<D: Multivariate>(
        &mut self,
        distribution: &D,
        out: &mut [D::Element],
    ) -> Result<(), crate::Error> {
        distribution.fill(self.bit_generator_mut(), out)
    }
}
