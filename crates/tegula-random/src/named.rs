//! Single draws by NumPy's names.

use crate::{
    Beta, Binomial, BitGenerator, ChiSquare, Error, Exponential, F, Float, Gamma, Generator, Geometric,
    Gumbel, Hypergeometric, Laplace, LogNormal, LogSeries, Logistic, NegativeBinomial, NoncentralChiSquare,
    NoncentralF, Pareto, Poisson, Power, Rayleigh, StandardCauchy, StandardGamma, StandardT, Triangular,
    VonMises, Wald, Weibull, Zipf,
};

macro_rules! named {
    ($($(#[$doc:meta])* $name:ident($($parameter:ident: $ty:ty),*) -> $output:ident $family:ident;)*) => {
        impl<B: BitGenerator> Generator<B> {$(
            $(#[$doc])*
            ///
            /// # Errors
            /// In NumPy's words, when a parameter lies outside its domain.
            #[inline]
            pub fn $name(&mut self, $($parameter: $ty),*) -> Result<$output, Error> {
                Ok(self.sample(&$family::new($($parameter),*)?))
            }
        )*}
    };
}

named! {
    /// A draw from an exponential distribution, as [`Exponential::new`] takes its parameters.
    exponential(scale: f64) -> f64 Exponential;
    /// A draw from a gamma distribution, as [`Gamma::new`] takes its parameters.
    gamma(shape: f64, scale: f64) -> f64 Gamma;
    /// A draw from a beta distribution, as [`Beta::new`] takes its parameters.
    beta(a: f64, b: f64) -> f64 Beta;
    /// A draw from a chi-square distribution, as [`ChiSquare::new`] takes its parameters.
    chisquare(df: f64) -> f64 ChiSquare;
    /// A draw from a noncentral chi-square distribution, as [`NoncentralChiSquare::new`] takes its parameters.
    noncentral_chisquare(df: f64, nonc: f64) -> f64 NoncentralChiSquare;
    /// A draw from an F distribution, as [`F::new`] takes its parameters.
    f(dfnum: f64, dfden: f64) -> f64 F;
    /// A draw from a noncentral F distribution, as [`NoncentralF::new`] takes its parameters.
    noncentral_f(dfnum: f64, dfden: f64, nonc: f64) -> f64 NoncentralF;
    /// A draw from Student's t distribution, as [`StandardT::new`] takes its parameters.
    standard_t(df: f64) -> f64 StandardT;
    /// A draw from a von Mises distribution, as [`VonMises::new`] takes its parameters.
    vonmises(mu: f64, kappa: f64) -> f64 VonMises;
    /// A draw from a Pareto II distribution, as [`Pareto::new`] takes its parameters.
    pareto(a: f64) -> f64 Pareto;
    /// A draw from a Weibull distribution, as [`Weibull::new`] takes its parameters.
    weibull(a: f64) -> f64 Weibull;
    /// A draw from a power distribution, as [`Power::new`] takes its parameters.
    power(a: f64) -> f64 Power;
    /// A draw from a Laplace distribution, as [`Laplace::new`] takes its parameters.
    laplace(loc: f64, scale: f64) -> f64 Laplace;
    /// A draw from a Gumbel distribution, as [`Gumbel::new`] takes its parameters.
    gumbel(loc: f64, scale: f64) -> f64 Gumbel;
    /// A draw from a logistic distribution, as [`Logistic::new`] takes its parameters.
    logistic(loc: f64, scale: f64) -> f64 Logistic;
    /// A draw from a log-normal distribution, as [`LogNormal::new`] takes its parameters.
    lognormal(mean: f64, sigma: f64) -> f64 LogNormal;
    /// A draw from a Rayleigh distribution, as [`Rayleigh::new`] takes its parameters.
    rayleigh(scale: f64) -> f64 Rayleigh;
    /// A draw from a Wald distribution, as [`Wald::new`] takes its parameters.
    wald(mean: f64, scale: f64) -> f64 Wald;
    /// A draw from a triangular distribution, as [`Triangular::new`] takes its parameters.
    triangular(left: f64, mode: f64, right: f64) -> f64 Triangular;
    /// A draw from a binomial distribution, as [`Binomial::new`] takes its parameters.
    binomial(n: i64, p: f64) -> i64 Binomial;
    /// A draw from a negative binomial distribution, as [`NegativeBinomial::new`] takes its parameters.
    negative_binomial(n: f64, p: f64) -> i64 NegativeBinomial;
    /// A draw from a Poisson distribution, as [`Poisson::new`] takes its parameters.
    poisson(lam: f64) -> i64 Poisson;
    /// A draw from a geometric distribution, as [`Geometric::new`] takes its parameters.
    geometric(p: f64) -> i64 Geometric;
    /// A draw from a hypergeometric distribution, as [`Hypergeometric::new`] takes its parameters.
    hypergeometric(ngood: i64, nbad: i64, nsample: i64) -> i64 Hypergeometric;
    /// A draw from a logarithmic series distribution, as [`LogSeries::new`] takes its parameters.
    logseries(p: f64) -> i64 LogSeries;
    /// A draw from a Zipf distribution, as [`Zipf::new`] takes its parameters.
    zipf(a: f64) -> i64 Zipf;
}

impl<B: BitGenerator> Generator<B> {
    /// A draw from the exponential distribution with mean 1.
    #[inline]
    pub fn standard_exponential<T: Float>(&mut self) -> T {
        T::standard_exponential(self.bit_generator_mut())
    }

    /// A draw from the gamma distribution with this shape and scale 1.
    ///
    /// # Errors
    /// As [`StandardGamma::new`].
    #[inline]
    pub fn standard_gamma<T: Float>(&mut self, shape: f64) -> Result<T, Error> {
        Ok(self.sample(&StandardGamma::<T>::new(shape)?))
    }

    /// A draw from the Cauchy distribution.
    #[inline]
    pub fn standard_cauchy(&mut self) -> f64 {
        self.sample(&StandardCauchy)
    }
}
