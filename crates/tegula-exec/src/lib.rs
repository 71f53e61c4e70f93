//! The executor: runs programs over tiles of strided arrays.
//!
//! An operation on whole arrays is a [`Program`] of tile kernels. [`elementwise()`] plans the loops over
//! all operands together, cuts them into tiles that stay in the L1 cache, and runs the program on each;
//! [`reduce()`] ends the program with a fold. Everything else here is built on the same tiles.

mod along;
mod arg;
mod bins;
mod bits;
mod choose;
mod convert;
mod copy;
mod create;
mod crew;
mod edit;
mod elements;
mod elementwise;
mod fancy;
pub mod iterate;
mod join;
mod mask;
mod masked;
mod moves;
mod order;
mod pad;
mod pick;
mod placement;
mod plan;
mod positions;
mod program;
mod ravel;
mod reduce;
mod repeat;
mod scan;
mod swap;
mod take;
pub mod threads;
mod tiles;
mod transpose;
mod triangle;

pub use along::{put_along_axis, take_along_axis};
pub use arg::{arg_reduce, arg_reduce_by};
pub use bins::{bincount, count_evenly};
pub use bits::{pack_bits, unpack_bits};
pub use choose::{choose, select};
pub use convert::sized;
pub use copy::{
    Order, assign, cast, converted as converted_value, copy, fill, like, native, report_lost_part,
};
pub use create::{
    arange, arange_complex, arange_float, converted, eye, integer_range_length, linspace, range_length,
    zero_objects, zeros,
};
pub use edit::{delete, insert, with_gaps, without};
pub use elements::{elements, elements_mut};
pub use elementwise::{each, elementwise};
pub use fancy::{Target, get, picked_shape, places, set, set_at, target};
pub use join::concatenate;
pub use mask::{coordinates, nonzero};
pub use masked::{Numbering, assign_where, put_where};
pub use order::{
    Less, arg_sort_by, arg_sort_lines, merge_sort, search_by, search_line, select_lines, sort_lines,
};
pub use pad::{Border, pad};
pub use pick::{get_by, set_by};
pub use plan::Operand;
pub use positions::Bounds;
pub use program::{MAX_REGISTERS, Program, Step};
pub use ravel::{ravel_coordinates, unravel};
pub use reduce::{Reducer, reduce};
pub use repeat::{Repeats, repeat, roll, tile};
pub use scan::{fold_in_order, scan};
pub use swap::swap_bytes;
pub use take::{put, take};
pub use triangle::{tri, triangle};
