//! Matrix products and decompositions of the Tegula array engine.
//!
//! [`matmul`], [`dot`], [`inner`], [`outer`] and [`vdot`] follow NumPy's rules on arrays of any type, rank and strides; [`svd`]
//! is `numpy.linalg.svd`. [`gemm`] is the product of two matrices of floats given as pointers and strides, for use inside the
//! engine. Large floating-point products and decompositions run on faer; the rest are kernels of this crate.

mod boolean;
mod dot;
mod dot_product;
mod errors;
mod gemm;
mod gemv;
mod integer;
mod isa;
mod mat;
mod matmul;
mod norm;
mod objects;
mod operand;
mod product;
mod scalar;
mod scratch;
mod small;
mod svd;
mod threads;
mod vectors;

pub use dot_product::{dot, dot_into, inner, outer, vdot};
pub use gemm::{Gemm, gemm};
pub use mat::{MatPtr, Size};
pub use matmul::{matmul, matmul_into};
pub use norm::norm;
pub use svd::{Svd, svd, svdvals};
pub use threads::Threads;
pub use vectors::{MATVEC, VECDOT, VECMAT, VectorProduct};
