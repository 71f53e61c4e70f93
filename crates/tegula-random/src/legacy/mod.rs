//! `RandomState`: the streams of `numpy.random.seed` and of the functions beside it, which never change.
//!
//! Its distributions are those of this module where an older algorithm is kept, and those of the crate elsewhere
//! ([`Laplace`](crate::Laplace), [`Gumbel`](crate::Gumbel), [`Logistic`](crate::Logistic),
//! [`Triangular`](crate::Triangular), [`Poisson`](crate::Poisson)).

mod continuous;
mod discrete;
mod randint;

pub use continuous::{
    Beta, ChiSquare, Exponential, F, Gamma, LogNormal, NoncentralChiSquare, NoncentralF, Normal, Pareto,
    Power, Rayleigh, StandardCauchy, StandardExponential, StandardGamma, StandardNormal, StandardT, Uniform,
    VonMises, Wald, Weibull,
};
pub use discrete::{Binomial, Geometric, Hypergeometric, LogSeries, NegativeBinomial, TomaxInt, Zipf};
pub use randint::RandInt;

use crate::{BitGenerator, Distribution, Error, Generator, Integer, Mt19937, Pcg64};

/// NumPy's `RandomState`: a bit generator, and the normal draw that the polar method has left over.
///
/// ```
/// use tegula_random::legacy::{Gamma, RandomState};
///
/// // numpy.random.seed(42); numpy.random.randn(), numpy.random.randint(10), numpy.random.gamma(2.0)
/// let mut state = RandomState::seed(42);
/// assert_eq!(state.standard_normal(), 0.4967141530112327);
/// assert_eq!(state.randint::<i64>(0, 10).unwrap(), 7);
/// assert_eq!(state.sample(&Gamma::new(2.0, 1.0).unwrap()), 1.4944647302155876);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RandomState<B = Mt19937> {
    bits: B,
    saved: Option<f64>,
}

impl RandomState {
    /// The state that `numpy.random.seed(seed)` sets up.
    pub fn seed(seed: u32) -> RandomState {
        RandomState::new(Mt19937::legacy(seed))
    }

    /// The state that `numpy.random.seed(seed)` sets up with an array of one axis.
    ///
    /// # Errors
    /// [`Error::EmptySeed`] if there is no word.
    pub fn seed_array(seed: &[u32]) -> Result<RandomState, Error> {
        Ok(RandomState::new(Mt19937::legacy_array(seed)?))
    }
}

impl<B: BitGenerator> RandomState<B> {
    /// The state over a bit generator of any kind, with nothing left over.
    pub fn new(bit_generator: B) -> RandomState<B> {
        RandomState { bits: bit_generator, saved: None }
    }

    /// The source of bits.
    pub fn bit_generator(&self) -> &B {
        &self.bits
    }

    /// The source of bits, to be drawn from or set to another state.
    pub fn bit_generator_mut(&mut self) -> &mut B {
        &mut self.bits
    }

    /// The normal draw left over: `has_gauss` and `cached_gaussian` of NumPy's state.
    pub fn gauss(&self) -> Option<f64> {
        self.saved
    }

    /// Sets the normal draw left over, as a saved state is restored.
    pub fn set_gauss(&mut self, saved: Option<f64>) {
        self.saved = saved;
    }

    fn polar(&mut self) -> Polar<'_, &mut B> {
        Polar::new(&mut self.bits, &mut self.saved)
    }

    /// One draw from `distribution`.
    pub fn sample<D: Distribution>(&mut self, distribution: &D) -> D::Output {
        distribution.sample(&mut self.polar(), &mut D::Carry::default())
    }

    /// Draws from `distribution` into all of `out`.
    pub fn fill<D: Distribution>(&mut self, distribution: &D, out: &mut [D::Output]) {
        distribution.fill(&mut self.polar(), out);
    }

    /// A number uniform on `[0, 1)`: NumPy's `random_sample`, `random`, `rand`.
    pub fn random_sample(&mut self) -> f64 {
        self.bits.next_f64()
    }

    /// A draw from the standard normal distribution: NumPy's `randn`.
    pub fn standard_normal(&mut self) -> f64 {
        self.polar().next_gauss()
    }

    /// An integer uniform on `low..high`.
    ///
    /// # Errors
    /// As [`RandInt::new`].
    pub fn randint<T: Integer>(&mut self, low: i128, high: i128) -> Result<T, Error> {
        Ok(self.sample(&RandInt::new(low, high, false)?))
    }

    /// Puts `items` in random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        Generator::new(&mut self.bits).shuffle(items);
    }

    /// The numbers `0..n` in random order.
    ///
    /// # Errors
    /// [`Error::Allocation`] when memory is refused.
    pub fn permutation(&mut self, n: usize) -> Result<Vec<i64>, Error> {
        Generator::new(&mut self.bits).permutation(n)
    }
}

/// Two normal draws by G. Marsaglia's polar method: a point in the unit circle gives both. The first is given out, the
/// second kept.
pub(crate) fn polar<B: BitGenerator + ?Sized>(bits: &mut B) -> (f64, f64) {
    loop {
        let x = 2.0 * bits.next_f64() - 1.0;
        let y = 2.0 * bits.next_f64() - 1.0;
        let square = x * x + y * y;
        if square < 1.0 && square != 0.0 {
            let factor = (-2.0 * square.ln() / square).sqrt();
            return (factor * y, factor * x);
        }
    }
}

/// A source of bits that keeps the polar method's second draw in a place of its owner's.
#[derive(Debug)]
pub struct Polar<'s, B> {
    bits: B,
    saved: &'s mut Option<f64>,
}

impl<'s, B: BitGenerator> Polar<'s, B> {
    /// The source over `bits`.
    pub fn new(bits: B, saved: &'s mut Option<f64>) -> Polar<'s, B> {
        Polar { bits, saved }
    }
}

impl<B: BitGenerator> BitGenerator for Polar<'_, B> {
    #[inline]
    fn next_u64(&mut self) -> u64 {
        self.bits.next_u64()
    }
    #[inline]
    fn next_u32(&mut self) -> u32 {
        self.bits.next_u32()
    }
    #[inline]
    fn next_f64(&mut self) -> f64 {
        self.bits.next_f64()
    }
    #[inline]
    fn next_f32(&mut self) -> f32 {
        self.bits.next_f32()
    }
    #[inline]
    fn next_raw(&mut self) -> u64 {
        self.bits.next_raw()
    }
    #[inline]
    fn next_gauss(&mut self) -> f64 {
        if let Some(saved) = self.saved.take() {
            return saved;
        }
        let (first, second) = polar(&mut self.bits);
        *self.saved = Some(second);
        first
    }
    #[inline]
    fn as_pcg64(&mut self) -> Option<&mut Pcg64> {
        self.bits.as_pcg64()
    }
    #[inline]
    fn fill_f64(&mut self, out: &mut [f64]) {
        self.bits.fill_f64(out);
    }
    #[inline]
    fn fill_f32(&mut self, out: &mut [f32]) {
        self.bits.fill_f32(out);
    }
}
