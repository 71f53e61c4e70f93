//! Evenly spaced numbers between arrays.

use tegula_core::{DType, Layout, RawArray, Result, Scalar};
use tegula_exec::assign;

use crate::reduce::ReduceOptions;
use crate::table::{ADD, DIVIDE, EQUAL, LOGICAL_OR, MULTIPLY, SUBTRACT};
use crate::{Arg, Options};

/// `n` arrays evenly spaced from `start` to `stop`, which is the last one with `endpoint`, stacked along a new
/// first axis, and the steps between them. All is computed in `dtype`, a floating or complex type.
///
/// # Errors
/// `ValueError` if the ends do not broadcast; `MemoryError`.
///
/// ```
/// use tegula_core::{DType, RawArray, Scalar};
/// let (low, high) = (RawArray::zeros(&[2], DType::F64)?, RawArray::from_scalar(Scalar::F64(1.0))?);
/// let (x, step) = tegula_ufunc::linspace(&low, &high, 3, true, DType::F64)?;
/// assert_eq!((x.shape(), x.get(&[1, 0]), step.get(&[0])), (&[3, 2][..], Scalar::F64(0.5), Scalar::F64(0.5)));
/// # Ok::<(), tegula_core::Error>(())
/// ```
pub fn linspace(
    start: &RawArray,
    stop: &RawArray,
    n: usize,
    endpoint: bool,
    dtype: DType,
) -> Result<(RawArray, RawArray)> {
    let unsafe_ = tegula_core::Casting::Unsafe;
    let options = Options { dtype: Some(dtype), casting: unsafe_, ..Options::default() };
    let divisions = if endpoint { n.saturating_sub(1) } else { n };
    let delta = SUBTRACT.call(&[Arg::Array(stop), Arg::Array(start)], &options)?;
    let count = |x: usize| Arg::Literal(Scalar::F64(x as f64));
    let step = DIVIDE.call(&[Arg::Array(&delta), count(divisions.max(1))], &options)?;

    let numbers = tegula_exec::converted(tegula_exec::arange(0, 1, n)?, dtype)?;
    let mut column = numbers.layout.clone();
    (0..delta.ndim()).for_each(|_| column = column.insert_axis(column.ndim()));
    let column = numbers.with_layout(column);

    let is_zero = EQUAL.call(&[Arg::Array(&step), count(0)], &Options::default())?;
    let any_zero = LOGICAL_OR.reduce(&is_zero, None, false, &ReduceOptions::default())?;
    let made = if divisions > 0 && any_zero.get(&[]) == Scalar::Bool(false) {
        MULTIPLY.call(&[Arg::Array(&column), Arg::Array(&step)], &options)?
    } else {
        // A step too small to be told from zero: divide first.
        let fractions = DIVIDE.call(&[Arg::Array(&column), count(divisions.max(1))], &options)?;
        MULTIPLY.call(&[Arg::Array(&fractions), Arg::Array(&delta)], &options)?
    };
    let made = ADD.call(&[Arg::Array(&made), Arg::Array(start)], &options)?;
    if endpoint && n > 1 {
        let last: Layout = made.layout.pick(0, n - 1);
        assign(&made.with_layout(last), stop)?;
    }
    Ok((made, step))
}
