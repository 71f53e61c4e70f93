//! Whether a conversion kept every value.

use tegula_core::{RawArray, Result, Scalar};
use tegula_exec::{Order, cast};

use crate::reduce::ReduceOptions;
use crate::table::{EQUAL, LOGICAL_AND, LOGICAL_OR, NOT_EQUAL};
use crate::{Arg, Options};

/// True if every element of `converted` is the value of the one of `source` in its place: converted back it
/// gives that again. NaN counts as one value.
///
/// # Errors
/// `MemoryError`.
///
/// ```
/// use tegula_core::{DType, RawArray, Scalar};
/// let half = RawArray::from_scalar(Scalar::F64(0.5))?;
/// let zero = RawArray::from_scalar(Scalar::I64(0))?;
/// assert!(!tegula_ufunc::holds_same_values(&half, &zero)?);
/// # Ok::<(), tegula_core::Error>(())
/// ```
pub fn holds_same_values(source: &RawArray, converted: &RawArray) -> Result<bool> {
    let options = Options::default();
    let back = cast(converted, source.dtype, Order::K)?;
    let mut same = EQUAL.call(&[Arg::Array(source), Arg::Array(&back)], &options)?;
    if source.dtype.is_float() || source.dtype.is_complex() {
        let nan = |array| NOT_EQUAL.call(&[Arg::Array(array), Arg::Array(array)], &options);
        let both = LOGICAL_AND.call(&[Arg::Array(&nan(source)?), Arg::Array(&nan(&back)?)], &options)?;
        same = LOGICAL_OR.call(&[Arg::Array(&same), Arg::Array(&both)], &options)?;
    }
    let all = LOGICAL_AND.reduce(&same, None, false, &ReduceOptions::default())?;
    Ok(all.get(&[]) == Scalar::Bool(true))
}
