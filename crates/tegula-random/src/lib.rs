//! NumPy's random numbers, bit for bit, over plain slices and scalars.
//!
//! Three layers, each usable alone:
//!
//! 1. [`SeedSequence`] turns a seed of any size into well-mixed words, and spawns independent children.
//! 2. A [`BitGenerator`] turns those words into a stream of bits: [`Pcg64`], NumPy's default, [`Pcg64Dxsm`], [`Mt19937`],
//!    [`Philox`], [`Sfc64`], or [`AnyBitGenerator`] of them.
//! 3. [`Generator`] draws from a [`Distribution`], such as [`Uniform`], [`Normal`], [`Poisson`], or vectors from a
//!    [`Multivariate`] one; and it shuffles and chooses.
//!
//! ```
//! use tegula_random::default_rng;
//!
//! // numpy.random.default_rng(42).random(3)
//! let mut rng = default_rng(42);
//! let mut x = [0.0; 3];
//! rng.fill_random(&mut x);
//! assert_eq!(x, [0.7739560485559633, 0.4388784397520523, 0.8585979199113825]);
//! ```
//!
//! The streams are those of NumPy 2.4 (`Generator`'s stream does not change within a NumPy version, and seldom between
//! versions). As in NumPy, many distributions go through the C library's `log`, `exp`, `pow` and the like, so their last
//! bits may differ between platforms whose libraries differ.
//!
//! With the feature `rand_core`, the bit generators serve wherever the crates around `rand` want one.
//!
//! [`legacy`] holds `RandomState` and the older algorithms behind `numpy.random.seed`.
#![forbid(unsafe_code)]

mod any;
mod binomial;
mod bit_generator;
mod bounded;
mod chisquare;
mod choice;
mod dirichlet;
mod distribution;
mod entropy;
mod error;
mod exponential;
mod exponential_tables;
mod family;
mod float;
mod gamma;
mod generator;
mod geometric;
mod hypergeometric;
mod integers;
mod lcg;
pub mod legacy;
mod mt19937;
mod mt19937_jump;
mod multinomial;
mod multivariate;
mod multivariate_hypergeometric;
mod named;
mod normal;
mod parts;
mod pcg64;
mod philox;
mod poisson;
#[cfg(feature = "rand_core")]
mod rand;
mod seed_sequence;
mod sfc64;
mod shuffle;
mod special;
mod uniform;
mod vonmises;
mod ziggurat;
mod ziggurat_tables;

pub use any::AnyBitGenerator;
pub use binomial::Binomial;
pub use bit_generator::BitGenerator;
pub use bounded::BitBuffer;
pub use chisquare::{ChiSquare, F, NoncentralChiSquare, NoncentralF, StandardT};
pub use choice::Categorical;
pub use dirichlet::Dirichlet;
pub use distribution::Distribution;
pub use entropy::{Entropy, IntoEntropy, SeedInt};
pub use error::{Error, ErrorKind};
pub use exponential::{
    Exponential, Gumbel, InverseExponential, Laplace, Logistic, Pareto, Power, Rayleigh, StandardExponential,
    Weibull,
};
pub use family::{Constraint, Family, Parameters, Relation};
pub use float::Float;
pub use gamma::{Beta, Gamma, StandardGamma};
pub use generator::{Generator, default_rng};
pub use geometric::{Geometric, LogSeries, Zipf};
pub use hypergeometric::Hypergeometric;
pub use integers::{Integer, Integers};
pub use mt19937::{Mt19937, Mt19937State};
pub use multinomial::Multinomial;
pub use multivariate::Multivariate;
pub use multivariate_hypergeometric::{MarginMethod, MultivariateHypergeometric};
pub use normal::{LogNormal, Normal, StandardCauchy, StandardNormal, Wald};
pub use parts::Part;
pub use pcg64::{Pcg64, Pcg64Dxsm, Pcg64State};
pub use philox::{Philox, PhiloxState};
pub use poisson::{NegativeBinomial, Poisson};
pub use seed_sequence::{DEFAULT_POOL_SIZE, SeedSequence};
pub use sfc64::{Sfc64, Sfc64State};
pub use uniform::{Triangular, Uniform, Uniform01};
pub use vonmises::VonMises;
