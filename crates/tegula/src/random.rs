//! Random numbers: NumPy's streams, bit for bit.

use tegula_random::{
    Distribution, Error, Integers, IntoEntropy, Normal, Pcg64, StandardNormal, Uniform, Uniform01,
};

use crate::create::zeros;
use crate::shape::IntoShape;
use crate::{Array, Data};

/// A source of random numbers: NumPy's `Generator` over PCG64. Made by [`default_rng`].
///
/// Every method draws what NumPy's method of that name draws with `size=shape`.
///
/// ```
/// use tegula::prelude::*;
///
/// // numpy.random.default_rng(42).normal(0.0, 1.0, (2, 2))
/// let x = default_rng(42).normal(0.0, 1.0, (2, 2));
/// assert_eq!(x, array![[0.30471707975443135, -1.0399841062404955], [0.7504511958064572, 0.9405647163912139]]);
/// ```
///
/// The methods panic with NumPy's message if a parameter is out of its range, the shape too large, or memory
/// refused.
#[derive(Clone, Debug)]
pub struct Generator(tegula_random::Generator<Pcg64>);

/// A generator seeded with an integer, a sequence of integers, or `None` for fresh entropy: the stream is
/// that of `numpy.random.default_rng(seed)`.
///
/// ```
/// use tegula::prelude::*;
///
/// assert_eq!(default_rng(7).random(3), default_rng(7).random(3));
/// assert_ne!(default_rng(7).random(3), default_rng([7, 1]).random(3));
/// ```
///
/// # Panics
/// For a seed below zero, with NumPy's message, and if the operating system has no entropy to give.
#[track_caller]
pub fn default_rng(seed: impl IntoEntropy) -> Generator {
    Generator(tegula_random::default_rng(seed))
}

impl Generator {
    /// Draws from a distribution whose parameters have been checked.
    #[track_caller]
    fn draw<D: Distribution>(
        &mut self,
        distribution: Result<D, Error>,
        shape: impl IntoShape,
    ) -> Array<D::Output>
    where
        D::Output: tegula_core::Element + Data,
    {
        let distribution = match distribution {
            Ok(distribution) => distribution,
            Err(error) => panic!("{error}"),
        };
        let mut result = zeros::<D::Output>(shape.into_shape());
        self.0.fill(&distribution, result.as_slice_mut().expect("a fresh array is contiguous"));
        result
    }

    /// Numbers uniform on `[0, 1)`.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = default_rng(42).random((2, 3));
    /// assert_eq!(x[(0, 0)], 0.7739560485559633);
    /// ```
    #[track_caller]
    pub fn random(&mut self, shape: impl IntoShape) -> Array<f64> {
        self.draw(Ok(Uniform01::<f64>::default()), shape)
    }

    /// Numbers uniform on `[low, high)`.
    #[track_caller]
    pub fn uniform(&mut self, low: f64, high: f64, shape: impl IntoShape) -> Array<f64> {
        self.draw(Uniform::new(low, high), shape)
    }

    /// Numbers of the normal distribution with mean 0 and standard deviation 1.
    #[track_caller]
    pub fn standard_normal(&mut self, shape: impl IntoShape) -> Array<f64> {
        self.draw(Ok(StandardNormal::<f64>::default()), shape)
    }

    /// Numbers of the normal distribution with mean `loc` and standard deviation `scale`.
    #[track_caller]
    pub fn normal(&mut self, loc: f64, scale: f64, shape: impl IntoShape) -> Array<f64> {
        self.draw(Normal::new(loc, scale), shape)
    }

    /// Integers uniform on `low..high`.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(default_rng(42).integers(0, 10, 5), array![0, 7, 6, 4, 4]);
    /// ```
    #[track_caller]
    pub fn integers(&mut self, low: i64, high: i64, shape: impl IntoShape) -> Array<i64> {
        self.draw(Integers::<i64>::new(low.into(), high.into(), false), shape)
    }

    /// The numbers `0..n` in random order.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let order = default_rng(42).permutation(5);
    /// assert_eq!(order.sum(All), 10);
    /// let x = array![0.0, 0.1, 0.2, 0.3, 0.4];
    /// assert_eq!(x.at(&order)[0], x[order[0]]);
    /// ```
    #[track_caller]
    pub fn permutation(&mut self, n: usize) -> Array<i64> {
        let mut order = zeros::<i64>(n);
        self.0.fill_permutation(order.as_slice_mut().expect("a fresh array is contiguous"));
        order
    }

    /// Puts the elements of an array in random order; of an array with several axes, its sub-arrays along the
    /// first.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let mut x = arange(10);
    /// default_rng(42).shuffle(&mut x);
    /// assert_eq!(x, array![5, 6, 0, 7, 3, 2, 4, 9, 1, 8]);
    /// ```
    #[track_caller]
    pub fn shuffle<T: Data>(&mut self, array: &mut Array<T>) {
        let order = self.permutation(array.len());
        *array = array.at(&order);
    }
}
