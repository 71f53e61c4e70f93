//! Norms of vectors.

use tegula_core::{DType, RawArray, Result};
use tegula_exec::{Order, cast, copy};
use tegula_ufunc::{Arg, Options, table};

use crate::dot;

/// The 2-norm of all elements taken as one vector, as a 0-d array: `numpy.linalg.norm(x)`.
///
/// Integers are converted to `float64`. The squares are summed by [`dot`], as in NumPy.
///
/// # Errors
/// `MemoryError`.
///
/// ```
/// use tegula_core::{DType, RawArray, Scalar};
/// let x = RawArray::zeros(&[2, 2], DType::I32)?;
/// tegula_exec::fill(&x, Scalar::I32(-3));
/// assert_eq!(tegula_linalg::norm(&x)?.get(&[]), Scalar::F64(6.0));
/// # Ok::<(), tegula_core::Error>(())
/// ```
pub fn norm(x: &RawArray) -> Result<RawArray> {
    let x =
        if x.dtype.is_float() || x.dtype.is_complex() { x.clone() } else { cast(x, DType::F64, Order::K)? };
    let real =
        if x.dtype.is_complex() { table::ABSOLUTE.call(&[Arg::Array(&x)], &Options::default())? } else { x };
    let flat = if real.is_c_contiguous() { real } else { copy(&real, Order::C)? };
    let layout = flat.layout.reshape(&[flat.size()], flat.itemsize(), false);
    let line = flat.with_layout(layout.expect("a contiguous array has a flat view"));
    table::SQRT.call(&[Arg::Array(&dot(&line, &line)?)], &Options::default())
}
