//! NumPy's random numbers, bit for bit, over plain slices and scalars.
//!
//! Three layers, each usable alone:
//!
//! 1. [`SeedSequence`] turns a seed of any size into well-mixed words, and spawns independent children.
//! 2. A [`BitGenerator`] turns those words into a stream of bits: [`Pcg64`], NumPy's default, [`Pcg64Dxsm`], [`Mt19937`],
//!    [`Philox`], [`Sfc64`], or [`AnyBitGenerator`] of them.
//! 3. [`Generator`] draws from a [`Distribution`]: [`Uniform01`], [`Uniform`], [`StandardNormal`], [`Normal`],
//!    [`Integers`]; and it shuffles.
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
//! versions). As in NumPy, the rare tail of the normal distribution goes through the C library's `log1p` and `exp`, so its
//! last bit may differ between platforms whose libraries differ.
#![forbid(unsafe_code)]

mod any;
mod bit_generator;
mod bounded;
mod distribution;
mod entropy;
mod error;
mod float;
mod generator;
mod integers;
mod lcg;
mod mt19937;
mod mt19937_jump;
mod normal;
mod pcg64;
mod philox;
mod seed_sequence;
mod sfc64;
mod shuffle;
mod uniform;
mod ziggurat;
mod ziggurat_tables;

pub use any::AnyBitGenerator;
pub use bit_generator::BitGenerator;
pub use bounded::BitBuffer;
pub use distribution::Distribution;
pub use entropy::{Entropy, IntoEntropy, SeedInt};
pub use error::{Constraint, Error, ErrorKind};
pub use float::Float;
pub use generator::{Generator, default_rng};
pub use integers::{Integer, Integers};
pub use mt19937::{Mt19937, Mt19937State};
pub use normal::{Normal, StandardNormal};
pub use pcg64::{Pcg64, Pcg64Dxsm, Pcg64State};
pub use philox::{Philox, PhiloxState};
pub use seed_sequence::{DEFAULT_POOL_SIZE, SeedSequence};
pub use sfc64::{Sfc64, Sfc64State};
pub use uniform::{Uniform, Uniform01};
