//! The executor: runs programs over tiles of strided arrays.
//!
//! An operation on whole arrays is a [`Program`] of tile kernels. [`elementwise()`] plans the loops over
//! all operands together, cuts them into tiles that stay in the L1 cache, and runs the program on each;
//! [`reduce()`] ends the program with a fold. Everything else here is built on the same tiles.

mod arg;
mod copy;
mod create;
mod crew;
mod elementwise;
mod fancy;
mod join;
mod mask;
mod pick;
mod placement;
mod plan;
mod program;
mod reduce;
mod rows;
mod scan;
mod swap;
pub mod threads;
mod tiles;
mod transpose;

pub use arg::arg_reduce;
pub use copy::{Order, assign, cast, copy, fill, like};
pub use create::{
    arange, arange_complex, arange_float, converted, eye, integer_range_length, linspace, range_length,
};
pub use elementwise::elementwise;
pub use fancy::{Target, get, set, target};
pub use join::concatenate;
pub use mask::nonzero;
pub use pick::{get_by, set_by};
pub use plan::Operand;
pub use program::{MAX_REGISTERS, Program, Step};
pub use reduce::{Reducer, reduce};
pub use scan::{fold_in_order, scan};
pub use swap::swap_bytes;
