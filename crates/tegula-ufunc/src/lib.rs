//! Universal functions: one table of operations, and everything that can be done with each of them.
//!
//! [`table`] names every function once, with its loops. [`Ufunc::call`] resolves the types of the
//! operands under NEP 50, then hands a one-instruction program to the executor; `reduce`, `accumulate`,
//! `reduceat`, `outer` and `at` are written once for all functions. [`statistics`] holds the programs of
//! several instructions.

mod accumulate;
mod at;
mod byte_order;
mod call;
mod choose;
mod direct;
mod frame;
mod mixed;
mod objects;
pub mod order;
pub mod pad;
mod power;
pub mod quantile;
mod reduce;
mod resolve;
mod round;
mod same;
pub mod sets;
pub mod signal;
mod spaced;
pub mod statistics;
pub mod strings;
pub mod table;

pub use call::Options;
pub use choose::{clip, where_};
pub use objects::{Apply, ObjectFunction, ObjectOptions};
pub use power::power_operator;
pub use reduce::{Initial, ReduceOptions};
pub use resolve::Arg;
pub use round::round;
pub use same::holds_same_values;
pub use spaced::{geomspace, linspace, logspace, vander};
pub use table::{Identity, Ufunc, all, find};
