//! Random numbers: NumPy's streams, bit for bit.

pub use tegula_random::{
    AnyBitGenerator, BitGenerator, Mt19937, Pcg64, Pcg64Dxsm, Philox, SeedSequence, Sfc64,
};
use tegula_random::{
    Beta, Binomial, ChiSquare, Exponential, F, Gamma, Geometric, Gumbel, Hypergeometric, Integers,
    IntoEntropy, Laplace, LogNormal, LogSeries, Logistic, NegativeBinomial, NoncentralChiSquare, NoncentralF,
    Normal, Pareto, Poisson, Power, Rayleigh, StandardCauchy, StandardExponential, StandardGamma,
    StandardNormal, StandardT, Triangular, Uniform, Uniform01, VonMises, Wald, Weibull, Zipf,
};
pub use tegula_random::{
    Categorical, Dirichlet, Distribution, Error, MarginMethod, Multinomial, Multivariate,
    MultivariateHypergeometric,
};

pub mod legacy;

use crate::create::zeros;
use crate::shape::IntoShape;
use crate::{Array, Data};

/// A source of random numbers: NumPy's `Generator`, over PCG64 if made by [`default_rng`], or any other bit generator.
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
pub struct Generator<B = Pcg64>(tegula_random::Generator<B>);

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

impl<B: BitGenerator> Generator<B> {
    /// The generator that draws its bits from `bit_generator`.
    ///
    /// ```
    /// use tegula::prelude::*;
    /// use tegula::random::Philox;
    ///
    /// // numpy.random.Generator(numpy.random.Philox(key=7)).random(2)
    /// let mut rng = Generator::new(Philox::from_key([7, 0], [0; 4]));
    /// assert_eq!(rng.random(2), array![0.8720734548204873, 0.29536538151378355]);
    /// ```
    pub fn new(bit_generator: B) -> Generator<B> {
        Generator(tegula_random::Generator::new(bit_generator))
    }

    /// The source of bits.
    pub fn bit_generator(&self) -> &B {
        self.0.bit_generator()
    }

    /// The source of bits, to be drawn from or set to another state.
    pub fn bit_generator_mut(&mut self) -> &mut B {
        self.0.bit_generator_mut()
    }

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
        self.sample(&good(distribution), shape)
    }

    /// Draws from any distribution.
    ///
    /// ```
    /// use tegula::prelude::*;
    /// use tegula_random::Uniform01;
    ///
    /// // numpy.random.default_rng(42).random(2, dtype=numpy.float32)
    /// let x: Array<f32> = default_rng(42).sample(&Uniform01::<f32>::default(), 2);
    /// assert_eq!(x, array![0.08925092_f32, 0.773956]);
    /// ```
    #[track_caller]
    pub fn sample<D: Distribution>(&mut self, distribution: &D, shape: impl IntoShape) -> Array<D::Output>
    where
        D::Output: tegula_core::Element + Data,
    {
        let mut result = zeros::<D::Output>(shape.into_shape());
        self.0.fill(distribution, elements(&mut result));
        result
    }

    /// Draws from any distribution of vectors: the last axis of the result holds one vector.
    ///
    /// ```
    /// use tegula::prelude::*;
    /// use tegula::random::{MarginMethod, MultivariateHypergeometric};
    ///
    /// let colors = MultivariateHypergeometric::new(&[16, 8, 4], 6, MarginMethod::Marginals).unwrap();
    /// assert_eq!(default_rng(42).sample_vectors(&colors, 2), array![[6, 0, 0], [4, 2, 0]]);
    /// ```
    #[track_caller]
    pub fn sample_vectors<D: Multivariate>(
        &mut self,
        distribution: &D,
        shape: impl IntoShape,
    ) -> Array<D::Element>
    where
        D::Element: tegula_core::Element + Data,
    {
        let mut shape = shape.into_shape();
        shape.push(distribution.width());
        let mut result = zeros::<D::Element>(shape);
        good(self.0.fill_vectors(distribution, elements(&mut result)));
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

    /// Numbers of the exponential distribution with mean 1.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(default_rng(42).standard_exponential(2), array![2.4042086039659947, 2.3361896558244535]);
    /// ```
    #[track_caller]
    pub fn standard_exponential(&mut self, shape: impl IntoShape) -> Array<f64> {
        self.draw(Ok(StandardExponential::<f64>::default()), shape)
    }

    /// Numbers of the gamma distribution with scale 1.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(default_rng(42).standard_gamma(2.5, 2), array![2.646860815267719, 3.4696608496366044]);
    /// ```
    #[track_caller]
    pub fn standard_gamma(&mut self, shape_parameter: f64, shape: impl IntoShape) -> Array<f64> {
        self.draw(StandardGamma::<f64>::new(shape_parameter), shape)
    }

    /// Numbers of the Cauchy distribution.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(default_rng(42).standard_cauchy(2), array![-0.2930016698581793, 0.7978730040882357]);
    /// ```
    #[track_caller]
    pub fn standard_cauchy(&mut self, shape: impl IntoShape) -> Array<f64> {
        self.draw(Ok(StandardCauchy), shape)
    }

    /// How often each of several outcomes comes in `n` trials; the last axis has one count for each of `pvals`.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let counts = default_rng(42).multinomial(20, &[0.2, 0.3, 0.5], 2);
    /// assert_eq!(counts, array![[5, 5, 10], [6, 6, 8]]);
    /// ```
    #[track_caller]
    pub fn multinomial(&mut self, n: i64, pvals: &[f64], shape: impl IntoShape) -> Array<i64> {
        self.sample_vectors(&good(Multinomial::new(n, pvals)), shape)
    }

    /// Probabilities that add up to one, along the last axis.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let p = default_rng(42).dirichlet(&[1.0, 2.0, 3.0], 4);
    /// assert_eq!(p.shape(), [4, 3]);
    /// ```
    #[track_caller]
    pub fn dirichlet(&mut self, alpha: &[f64], shape: impl IntoShape) -> Array<f64> {
        self.sample_vectors(&good(Dirichlet::new(alpha)), shape)
    }

    /// Numbers of `0..population`, all different without `replace`. To choose items of an array, index it with them.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(default_rng(42).choice(10, 4, true), array![0, 7, 6, 4]);
    /// assert_eq!(default_rng(42).choice(10, 4, false), array![4, 0, 5, 6]);
    /// ```
    #[track_caller]
    pub fn choice(&mut self, population: usize, shape: impl IntoShape, replace: bool) -> Array<i64> {
        if replace {
            return self.draw(Integers::<i64>::new(0, population as i128, false), shape);
        }
        let mut chosen = zeros::<i64>(shape.into_shape());
        good(self.0.fill_choice(population, true, elements(&mut chosen)));
        chosen
    }

    /// Numbers of items that are chosen with the probabilities `p`, all different without `replace`.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(default_rng(42).choice_with(&[0.1, 0.2, 0.7], 5, true), array![2, 2, 2, 2, 0]);
    /// assert_eq!(default_rng(42).choice_with(&[0.1, 0.2, 0.3, 0.4], 2, false), array![3, 2]);
    /// ```
    #[track_caller]
    pub fn choice_with(&mut self, p: &[f64], shape: impl IntoShape, replace: bool) -> Array<i64> {
        if replace {
            return self.draw(Categorical::new(p, Categorical::TOLERANCE), shape);
        }
        let mut chosen = zeros::<i64>(shape.into_shape());
        good(self.0.fill_weighted_choice(p, Categorical::TOLERANCE, elements(&mut chosen)));
        chosen
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
        self.0.fill_permutation(elements(&mut order));
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

/// The value, unless an error is to be raised as a panic in NumPy's words.
#[track_caller]
fn good<T>(result: Result<T, Error>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{error}"),
    }
}

/// The elements of a fresh array.
fn elements<T: tegula_core::Element + Data>(array: &mut Array<T>) -> &mut [T] {
    array.as_slice_mut().expect("a fresh array is contiguous")
}

/// Methods by NumPy's names, with an example of arguments and NumPy's result.
macro_rules! named {
    ($(
        #[doc = $doc:literal]
        $name:ident($($parameter:ident: $ty:ty),*) -> $output:ident = $family:ident, $arguments:literal $values:literal;
    )*) => {
        impl Generator {$(
            #[doc = $doc]
            ///
            /// ```
            /// use tegula::prelude::*;
            ///
            #[doc = concat!("let x = default_rng(42).", stringify!($name), $arguments, ";")]
            #[doc = concat!("assert_eq!(x, array!", $values, ");")]
            /// ```
            #[track_caller]
            pub fn $name(&mut self, $($parameter: $ty,)* shape: impl IntoShape) -> Array<$output> {
                self.draw($family::new($($parameter),*), shape)
            }
        )*}
    };
}

named! {
    /// Numbers of the exponential distribution with mean `scale`.
    exponential(scale: f64) -> f64 = Exponential, "(2.0, 2)" "[4.808417207931989, 4.672379311648907]";
    /// Numbers of the gamma distribution.
    gamma(shape_parameter: f64, scale: f64) -> f64 = Gamma, "(2.0, 0.5, 2)" "[1.0459086352499747, 1.4176727948929326]";
    /// Numbers of the beta distribution.
    beta(a: f64, b: f64) -> f64 = Beta, "(2.0, 3.0, 2)" "[0.33841183847153383, 0.41040972646061824]";
    /// Numbers of the chi-square distribution with `df` degrees of freedom.
    chisquare(df: f64) -> f64 = ChiSquare, "(4.0, 2)" "[4.183634540999899, 5.6706911795717305]";
    /// Numbers of the noncentral chi-square distribution.
    noncentral_chisquare(df: f64, nonc: f64) -> f64 = NoncentralChiSquare, "(4.0, 1.5, 2)" "[6.956838993853134, 5.018019688629982]";
    /// Numbers of the F distribution.
    f(dfnum: f64, dfden: f64) -> f64 = F, "(4.0, 9.0, 2)" "[0.7985507995242519, 1.0003072261027466]";
    /// Numbers of the noncentral F distribution.
    noncentral_f(dfnum: f64, dfden: f64, nonc: f64) -> f64 = NoncentralF, "(4.0, 9.0, 1.5, 2)" "[1.223537348731398, 0.36062925779612204]";
    /// Numbers of Student's t distribution with `df` degrees of freedom.
    standard_t(df: f64) -> f64 = StandardT, "(5.0, 2)" "[0.48968077961378614, 0.9679905861688154]";
    /// Angles of the von Mises distribution with mode `mu` and concentration `kappa`.
    vonmises(mu: f64, kappa: f64) -> f64 = VonMises, "(0.5, 4.0, 2)" "[0.3982847795528137, 0.31443609227022407]";
    /// Numbers of the Pareto II or Lomax distribution.
    pareto(a: f64) -> f64 = Pareto, "(3.0, 2)" "[1.228665259618174, 1.178703304272667]";
    /// Numbers of the Weibull distribution.
    weibull(a: f64) -> f64 = Weibull, "(1.5, 2)" "[1.794656893050126, 1.7606460812380325]";
    /// Numbers on `[0, 1]` with the density `a x^(a - 1)`.
    power(a: f64) -> f64 = Power, "(2.5, 2)" "[0.9628357780513209, 0.960138075671411]";
    /// Numbers of the Laplace or double exponential distribution.
    laplace(loc: f64, scale: f64) -> f64 = Laplace, "(0.0, 2.0, 2)" "[1.5877572852834136, -0.2607712526130862]";
    /// Numbers of the Gumbel distribution.
    gumbel(loc: f64, scale: f64) -> f64 = Gumbel, "(0.0, 2.0, 2)" "[-0.7935560666001952, 1.0969936744344135]";
    /// Numbers of the logistic distribution.
    logistic(loc: f64, scale: f64) -> f64 = Logistic, "(0.0, 2.0, 2)" "[2.4615712627710136, -0.49143018973642233]";
    /// Exponentials of normal numbers.
    lognormal(mean: f64, sigma: f64) -> f64 = LogNormal, "(0.0, 0.5, 2)" "[1.164577709136176, 0.5945252725722722]";
    /// Numbers of the Rayleigh distribution.
    rayleigh(scale: f64) -> f64 = Rayleigh, "(2.0, 2)" "[4.385620689449551, 4.323137430916999]";
    /// Numbers of the Wald or inverse Gaussian distribution.
    wald(mean: f64, scale: f64) -> f64 = Wald, "(3.0, 2.0, 2)" "[2.069990769639344, 1.2325882864415432]";
    /// Numbers of the triangular distribution with its peak at `mode`.
    triangular(left: f64, mode: f64, right: f64) -> f64 = Triangular, "(-1.0, 0.0, 3.0, 2)" "[1.353024767238912, 0.4051091115471981]";
    /// Numbers of events with mean `lam`.
    poisson(lam: f64) -> i64 = Poisson, "(4.0, 2)" "[6, 3]";
    /// Numbers of successes of probability `p` among `n` trials.
    binomial(n: i64, p: f64) -> i64 = Binomial, "(100, 0.3, 2)" "[33, 29]";
    /// Numbers of failures before `n` successes of probability `p`.
    negative_binomial(n: f64, p: f64) -> i64 = NegativeBinomial, "(5.0, 0.4, 2)" "[12, 4]";
    /// Numbers of trials up to the first success of probability `p`.
    geometric(p: f64) -> i64 = Geometric, "(0.2, 2)" "[11, 11]";
    /// Numbers of good items in a sample without replacement.
    hypergeometric(ngood: i64, nbad: i64, nsample: i64) -> i64 = Hypergeometric, "(15, 20, 10, 2)" "[4, 5]";
    /// Numbers of the logarithmic series distribution.
    logseries(p: f64) -> i64 = LogSeries, "(0.8, 2)" "[1, 1]";
    /// Numbers of the Zipf or zeta distribution.
    zipf(a: f64) -> i64 = Zipf, "(2.5, 2)" "[2, 1]";
}
