//! The generator: a bit generator with ways to draw.

use crate::{
    BitGenerator, Distribution, Error, Float, Integer, Integers, IntoEntropy, Normal, Pcg64, StandardNormal,
    Uniform, Uniform01,
};

/// NumPy's `Generator`: draws from distributions with the bits of `B`.
///
/// Every distribution can be drawn three ways, each giving NumPy's stream:
///
/// | NumPy | here |
/// |---|---|
/// | `size=None` | [`sample`](Generator::sample) |
/// | `size=n` | [`fill`](Generator::fill) |
/// | parameters that are arrays | [`fill_each`](Generator::fill_each) |
///
/// The methods named as in NumPy are short forms of these.
///
/// ```
/// use tegula_random::{Normal, default_rng};
///
/// let mut rng = default_rng(42);
/// assert_eq!(rng.normal(10.0, 2.0).unwrap(), 10.609434159508863);
///
/// // rng.normal([0, 100], [1, 5])
/// let each = [Normal::new(0.0, 1.0).unwrap(), Normal::new(100.0, 5.0).unwrap()];
/// let mut x = [0.0; 2];
/// rng.fill_each(each, &mut x);
/// assert_eq!(x, [-1.0399841062404955, 103.75225597903228]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generator<B = Pcg64> {
    bits: B,
}

/// The default generator seeded with `seed`, an integer, a sequence of integers, or `None` for fresh entropy: NumPy's
/// `default_rng`.
///
/// ```
/// use tegula_random::default_rng;
///
/// let x: f64 = default_rng([1, 2, 3]).random();
/// assert_eq!(x, default_rng(vec![1u64, 2, 3]).random());
/// assert_ne!(default_rng(None).random::<f64>(), default_rng(None).random());
/// ```
///
/// # Panics
/// For a seed below zero, with NumPy's message, and if the operating system has no entropy to give.
/// [`Pcg64::new`] returns these as errors.
#[track_caller]
pub fn default_rng(seed: impl IntoEntropy) -> Generator<Pcg64> {
    match Pcg64::new(seed) {
        Ok(bits) => Generator::new(bits),
        Err(error) => panic!("{error}"),
    }
}

impl<B: BitGenerator> Generator<B> {
    /// The generator that draws its bits from `bit_generator`.
    pub fn new(bit_generator: B) -> Generator<B> {
        Generator { bits: bit_generator }
    }

    /// The source of bits.
    pub fn bit_generator(&self) -> &B {
        &self.bits
    }

    /// The source of bits, to be drawn from or set to another state.
    pub fn bit_generator_mut(&mut self) -> &mut B {
        &mut self.bits
    }

    /// One draw from `distribution`.
    #[inline]
    pub fn sample<D: Distribution>(&mut self, distribution: &D) -> D::Output {
        distribution.sample(&mut self.bits, &mut D::Carry::default())
    }

    /// Draws from `distribution` into all of `out`.
    #[inline]
    pub fn fill<D: Distribution>(&mut self, distribution: &D, out: &mut [D::Output]) {
        self.bits.fill(distribution, out);
    }

    /// One draw from each of `distributions` into `out`, as when parameters are broadcast against each other; stops with
    /// the shorter of the two.
    #[inline]
    pub fn fill_each<D: Distribution>(
        &mut self,
        distributions: impl IntoIterator<Item = D>,
        out: &mut [D::Output],
    ) {
        let mut carry = D::Carry::default();
        for (slot, distribution) in out.iter_mut().zip(distributions) {
            *slot = distribution.sample(&mut self.bits, &mut carry);
        }
    }

    /// A number uniform on `[0, 1)`.
    #[inline]
    pub fn random<T: Float>(&mut self) -> T {
        T::random(&mut self.bits)
    }

    /// Numbers uniform on `[0, 1)`, into all of `out`.
    #[inline]
    pub fn fill_random<T: Float>(&mut self, out: &mut [T]) {
        self.fill(&Uniform01::default(), out);
    }

    /// A number uniform on `[low, high)`.
    ///
    /// # Errors
    /// As [`Uniform::new`].
    #[inline]
    pub fn uniform(&mut self, low: f64, high: f64) -> Result<f64, Error> {
        Ok(self.sample(&Uniform::new(low, high)?))
    }

    /// Numbers uniform on `[low, high)`, into all of `out`.
    ///
    /// # Errors
    /// As [`Uniform::new`].
    #[inline]
    pub fn fill_uniform(&mut self, low: f64, high: f64, out: &mut [f64]) -> Result<(), Error> {
        self.fill(&Uniform::new(low, high)?, out);
        Ok(())
    }

    /// A draw from the normal distribution with mean 0 and standard deviation 1.
    #[inline]
    pub fn standard_normal<T: Float>(&mut self) -> T {
        T::standard_normal(&mut self.bits)
    }

    /// Draws from the normal distribution with mean 0 and standard deviation 1, into all of `out`.
    #[inline]
    pub fn fill_standard_normal<T: Float>(&mut self, out: &mut [T]) {
        self.fill(&StandardNormal::default(), out);
    }

    /// A draw from the normal distribution with mean `loc` and standard deviation `scale`.
    ///
    /// # Errors
    /// As [`Normal::new`].
    #[inline]
    pub fn normal(&mut self, loc: f64, scale: f64) -> Result<f64, Error> {
        Ok(self.sample(&Normal::new(loc, scale)?))
    }

    /// Draws from the normal distribution with mean `loc` and standard deviation `scale`, into all of `out`.
    ///
    /// # Errors
    /// As [`Normal::new`].
    #[inline]
    pub fn fill_normal(&mut self, loc: f64, scale: f64, out: &mut [f64]) -> Result<(), Error> {
        self.fill(&Normal::new(loc, scale)?, out);
        Ok(())
    }

    /// An integer uniform on `low..high`, or `low..=high` with `endpoint`.
    ///
    /// # Errors
    /// As [`Integers::new`].
    #[inline]
    pub fn integers<T: Integer>(&mut self, low: i128, high: i128, endpoint: bool) -> Result<T, Error> {
        Ok(self.sample(&Integers::new(low, high, endpoint)?))
    }

    /// Integers uniform on `low..high`, or `low..=high` with `endpoint`, into all of `out`.
    ///
    /// # Errors
    /// As [`Integers::new`].
    #[inline]
    pub fn fill_integers<T: Integer>(
        &mut self,
        low: i128,
        high: i128,
        endpoint: bool,
        out: &mut [T],
    ) -> Result<(), Error> {
        self.fill(&Integers::new(low, high, endpoint)?, out);
        Ok(())
    }
}
