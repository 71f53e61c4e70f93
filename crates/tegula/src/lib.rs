//! NumPy for machine learning, in Rust: n-dimensional arrays with NumPy's names and rules.
//!
//! ```
//! use tegula::prelude::*;
//!
//! let mut rng = default_rng(42); // the stream of numpy.random.default_rng(42)
//! let x = rng.normal(0.0, 1.0, (100, 5)); // Array<f64>
//! let z = (&x - &x.mean(Axis(0))) / &x.std(Axis(0)); // broadcasting
//! let positive = x.at(&x.gt(0.0)); // boolean index
//! let first = z.slice(s![..3, ..;2]); // a view
//! let gram = z.t().dot(&z)? / 100.0;
//!
//! assert_eq!((first.shape(), gram.shape()), (&[3, 3][..], &[5, 5][..]));
//! assert!(positive.min(All) > 0.0);
//! # Ok::<(), tegula::Error>(())
//! ```
//!
//! # Arrays and views
//!
//! [`Array<f64>`](Array) owns elements of a type known when compiling; [`Array`] without a parameter knows
//! the type at run time. A clone shares the elements until one of the two is changed. [`View`] and
//! [`ViewMut`] borrow an array's elements: slicing and transposing never copy, and the borrow checker sees to
//! it that nobody changes what another one looks at. All three dereference to [`ArrayRef`], which has the
//! methods that read, and which functions take.
//!
//! Vectors, slices and nested arrays convert to arrays and views with `from`; the features `ndarray`, `nalgebra`
//! and `faer` add those crates' arrays and matrices, without copies. The feature `rayon` adds parallel iterators.
//!
//! # Operators
//!
//! `+ - * / % & | ^ << >>` take arrays and views, owned or borrowed, and numbers, on either side, and
//! broadcast as NumPy does. An owned operand's memory is used for the result where it fits: write `(&a - &b)
//! * &c`, and one array is made. Numbers take on the array's type, so that `x * 2.0` stays `f32` if `x` is.
//! Two arrays must be of one type ([`astype`] converts), but arrays of a type known at run time promote each
//! other. Comparisons are methods, [`gt`](ArrayRef::gt) and its like; `==` compares whole arrays.
//!
//! [`astype`]: ArrayRef::astype
//!
//! # What panics and what returns a `Result`
//!
//! What NumPy writes with operators or brackets, element by element, or along an axis panics if it cannot be
//! done, with NumPy's message and the caller's place: operators, `[]`, [`at`](ArrayRef::at),
//! [`slice`](ArrayRef::slice), [`exp`](ArrayRef::exp), [`sum`](ArrayRef::sum); and so do the functions that
//! make arrays or draw random numbers. All other functions return [`Result`]: reshaping, joining, matrix
//! products, conversions.
//!
//! # From NumPy
//!
//! The guide `docs/numpy-to-rust.md` has an expression here for each of NumPy's; some of them:
//!
//! | NumPy | here |
//! |---|---|
//! | `np.array([[1.0, 2.0]])` | `array![[1.0, 2.0]]` |
//! | `np.zeros((2, 3))`, `np.eye(3)` | `zeros::<f64>((2, 3))`, `eye::<f64>(3)` |
//! | `x[0, 1]`, `x[0, 1] = 5` | `x[(0, 1)]`, `x[(0, 1)] = 5.0` |
//! | `x[1:, ::2]` | `x.slice(s![1.., ..;2])` |
//! | `x[mask]`, `x[np.arange(3), y]` | `x.at(&mask)`, `x.at((arange(3), &y))` |
//! | `x[mask] = 0` | `x.set(&mask, 0.0)` |
//! | `a + b`, `x += 1` | `&a + &b`, `x += 1.0` |
//! | `x > 0` | `x.gt(0.0)` |
//! | `x.sum()`, `x.sum(axis=0, keepdims=True)` | `x.sum(All)`, `x.sum(Axis(0).keepdims())` |
//! | `a @ b`, `x.T` | `matmul(&a, &b)?`, `x.t()` |
//! | `np.maximum(0, x)` | `maximum(0, &x)` |
//! | `np.where(m, x, 0)` | `where_(&m, &x, 0.0)` |
//! | `x.astype(np.float32)` | `x.astype::<f32>()` |
#![deny(missing_docs)]

mod apply;
mod array;
mod bits;
mod choose;
mod complex;
mod convert;
mod create;
mod data;
mod element;
mod errors;
mod fmt;
mod foreign;
mod functions;
mod grid;
mod index;
#[cfg(any(feature = "faer", feature = "nalgebra", feature = "ndarray"))]
mod interop;
mod iter;
mod join;
mod layout;
pub mod linalg;
mod moves;
mod operand;
mod ops;
mod order;
mod pad;
mod pairs;
#[cfg(feature = "rayon")]
pub mod parallel;
mod parts;
pub mod random;
mod reduce;
mod shape;
mod split;
mod view;
mod walk;

pub use apply::{Casting, broadcast_arrays, fromfunction};
pub use array::{Array, ArrayRef};
pub use choose::{Piece, allclose, array_equal, array_equiv, choose, isclose, select, shares_memory};
pub use complex::Complex;
pub use create::{
    Nested, arange, arange_step, empty, empty_like, eye, eye_k, from_nested, frombuffer, full, full_like,
    geomspace, linspace, linspace_open, logspace, ones, ones_like, vander, zeros, zeros_like,
};
pub use data::{Any, Bits, Data, Integer, Number};
pub use element::ElementIndex;
pub use errors::{FloatErrors, float_errors};
pub use fmt::print;
pub use functions::*;
pub use grid::{
    GridLine, Indexing, diag_indices, indices, ix_, meshgrid, meshgrid_sparse, mgrid, ogrid,
    ravel_multi_index, tri, tril_indices, triu_indices, unravel_index,
};
pub use index::{BasicIndex, Ellipsis, IndexData, IntoIndex, IntoSlice, NewAxis, Slices};
pub use iter::{Indexed, IntoIter, Iter, IterMut, ndindex};
pub use join::{Blocks, block, broadcast_shapes, column_stack, concatenate, dstack, hstack, stack, vstack};
pub use linalg::matmul;
pub use moves::{Bounds, diag};
pub use operand::{Held, Operand};
pub use order::{Overlap, UniqueAll, bincount, correlate, histogram, interp, lexsort, partition, sort};
pub use pad::{IntoWidths, Pad};
pub use parts::{Chunks, Cut, Views, ViewsMut};
pub use random::default_rng;
pub use reduce::{All, Axes, Axis, KeepDims, OneAxis, Reduction};
pub use shape::{IntoAxes, IntoNewShape, IntoPositions, IntoShape, Position};
pub use split::IntoSections;
pub use tegula_core::{
    DType, Element, Error, ErrorKind, Result, Scalar, bf16, c64, c128, can_cast, f16,
    promote as promote_types,
};
pub use view::{View, ViewMut};

/// What a program that computes with arrays wants to have by name.
///
/// The functions that work element by element are not in it, since `exp` or `abs` are common names: use the
/// methods, or `use tegula as np;` and `np::maximum(0, &x)`.
pub mod prelude {
    pub use crate::random::{Generator, default_rng};
    pub use crate::{
        All, Any, Array, ArrayRef, Axes, Axis, Ellipsis, NewAxis, View, ViewMut, arange, arange_step, array,
        concatenate, eye, full, full_like, linspace, matmul, ones, ones_like, s, stack, where_, zeros,
        zeros_like,
    };
}

#[cfg(doctest)]
mod refused;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

/// The examples of the guide for users of NumPy.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/numpy-to-rust.md")]
mod numpy_to_rust {}
