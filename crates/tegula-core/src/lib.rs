//! The untyped foundation of the Tegula array engine: data types and their promotion, aligned
//! reference-counted buffers, strided layouts, index expressions and errors.
//!
//! Nothing here is generic over an element type. A [`RawArray`] is shared bytes, a [`DType`] and a
//! [`Layout`]; the typed doors above are thin shells over it.

mod alloc;
mod array;
mod axes;
mod buffer;
mod byte_order;
mod dims;
mod dtype;
mod element;
mod error;
pub mod index;
mod layout;
pub mod objects;
mod overlap;
pub mod print;
mod promote;
mod reshape;
mod scalar;
pub mod strings;

pub use alloc::{cache_limit, cached_bytes, release_cache, set_cache_limit};
pub use array::RawArray;
pub use buffer::Buffer;
pub use byte_order::Foreign;
pub use dims::{Dims, MAX_NDIM, Shape, Strides};
pub use dtype::{DType, Kind};
pub use element::{Element, bf16, c64, c128, f16};
pub use error::{Error, ErrorKind, Result, ShapeText};
pub use layout::{
    Layout, broadcast_shapes, element_count, is_contiguous, iteration_order, joining_order, normalize_axes,
    normalize_axis, volume,
};
pub use overlap::{Overlap, overlap, shares_memory};
pub use promote::{Casting, Operand, Weak, can_cast, promote, result_type, text_width};
pub use reshape::resolve_shape;
pub use scalar::{Scalar, round_to_odd};
