//! The legacy functions: the streams of `numpy.random.seed`.

pub use tegula_random::legacy::{
    Beta, Binomial, ChiSquare, Exponential, F, Gamma, Geometric, Hypergeometric, LogNormal, LogSeries,
    NegativeBinomial, NoncentralChiSquare, NoncentralF, Normal, Pareto, Power, RandInt, Rayleigh,
    StandardCauchy, StandardExponential, StandardGamma, StandardNormal, StandardT, TomaxInt, Uniform,
    VonMises, Wald, Weibull, Zipf,
};

use super::{elements, good};
use crate::create::zeros;
use crate::random::{BitGenerator, Distribution, Error, Mt19937};
use crate::shape::IntoShape;
use crate::{Array, Data};

/// NumPy's `RandomState`, over the Mersenne Twister or any other bit generator.
///
/// ```
/// use tegula::prelude::*;
/// use tegula::random::legacy::{Gamma, RandomState};
///
/// // numpy.random.seed(42), then numpy.random.randn(2), randint(0, 10, 3), permutation(4)
/// let mut state = RandomState::seed(42);
/// assert_eq!(state.randn(2), array![0.4967141530112327, -0.13826430117118466]);
/// assert_eq!(state.randint(0, 10, 3), array![7, 4, 6]);
/// assert_eq!(state.permutation(4), array![3, 0, 2, 1]);
/// assert!(state.sample(&Gamma::new(2.0, 1.0).unwrap(), (2, 3)).min(All) > 0.0);
/// ```
///
/// The methods panic with NumPy's message if a parameter is out of its range, the shape too large, or memory
/// refused. Distributions without a method here are drawn with [`sample`](RandomState::sample).
#[derive(Clone, Debug)]
pub struct RandomState<B = Mt19937>(tegula_random::legacy::RandomState<B>);

impl RandomState {
    /// The state that `numpy.random.seed(seed)` sets up.
    pub fn seed(seed: u32) -> RandomState {
        RandomState(tegula_random::legacy::RandomState::seed(seed))
    }

    /// The state that `numpy.random.seed(seed)` sets up with an array of one axis.
    ///
    /// # Errors
    /// [`Error::EmptySeed`] if there is no word.
    pub fn seed_array(seed: &[u32]) -> Result<RandomState, Error> {
        tegula_random::legacy::RandomState::seed_array(seed).map(RandomState)
    }
}

impl<B: BitGenerator> RandomState<B> {
    /// The state over a bit generator of any kind.
    pub fn new(bit_generator: B) -> RandomState<B> {
        RandomState(tegula_random::legacy::RandomState::new(bit_generator))
    }

    /// The state beneath: its bit generator, and the normal draw left over.
    pub fn inner(&mut self) -> &mut tegula_random::legacy::RandomState<B> {
        &mut self.0
    }

    /// Draws from any distribution.
    #[track_caller]
    pub fn sample<D: Distribution>(&mut self, distribution: &D, shape: impl IntoShape) -> Array<D::Output>
    where
        D::Output: tegula_core::Element + Data,
    {
        let mut result = zeros::<D::Output>(shape.into_shape());
        self.0.fill(distribution, elements(&mut result));
        result
    }

    /// Numbers uniform on `[0, 1)`.
    #[track_caller]
    pub fn rand(&mut self, shape: impl IntoShape) -> Array<f64> {
        self.sample(&tegula_random::Uniform01::default(), shape)
    }

    /// Numbers of the normal distribution with mean 0 and standard deviation 1.
    #[track_caller]
    pub fn randn(&mut self, shape: impl IntoShape) -> Array<f64> {
        self.sample(&StandardNormal, shape)
    }

    /// Numbers of the normal distribution with mean `loc` and standard deviation `scale`.
    #[track_caller]
    pub fn normal(&mut self, loc: f64, scale: f64, shape: impl IntoShape) -> Array<f64> {
        self.sample(&good(Normal::new(loc, scale)), shape)
    }

    /// Numbers uniform on `[low, high)`.
    #[track_caller]
    pub fn uniform(&mut self, low: f64, high: f64, shape: impl IntoShape) -> Array<f64> {
        self.sample(&good(Uniform::new(low, high)), shape)
    }

    /// Integers uniform on `low..high`.
    #[track_caller]
    pub fn randint(&mut self, low: i64, high: i64, shape: impl IntoShape) -> Array<i64> {
        self.sample(&good(RandInt::new(low.into(), high.into(), false)), shape)
    }

    /// The numbers `0..n` in random order.
    #[track_caller]
    pub fn permutation(&mut self, n: usize) -> Array<i64> {
        let order = good(self.0.permutation(n));
        let mut result = zeros::<i64>(n);
        elements(&mut result).copy_from_slice(&order);
        result
    }
}
