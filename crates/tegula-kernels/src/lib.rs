//! The inner loops of the Tegula array engine.
//!
//! A kernel sees contiguous tiles of one element type and nothing else: the executor above casts,
//! gathers and broadcasts at the edges of a tile. Each loop is written once, as a function of single
//! elements ([`ops`]), and compiled for each instruction set; [`dispatch::level`] picks one at start-up.

pub mod arg;
pub mod cast;
pub mod dispatch;
pub mod flags;
pub mod isa;
mod lane;
mod looping;
pub mod math;
pub mod ops;
pub mod order;
pub mod strided;

pub use dispatch::{CheckFn, FoldFn, Kernel, Level, ScanFn, TileFn, level};
pub use lane::{Bool8, Lane};
pub use looping::Loop;
