//! Evenly spaced numbers between arrays.

use tegula_core::{DType, Error, Layout, RawArray, Result, Scalar, promote};
use tegula_exec::{assign, fill};

use crate::reduce::ReduceOptions;
use crate::table::{ADD, DIVIDE, EQUAL, LOG10, LOGICAL_OR, MULTIPLY, POWER, SIGN, SUBTRACT};
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

/// `base` to the powers of `n` numbers evenly spaced from `start` to `stop`, stacked along a new first axis, in
/// `dtype`.
///
/// # Errors
/// As [`linspace`].
pub fn logspace(
    start: &RawArray,
    stop: &RawArray,
    n: usize,
    endpoint: bool,
    base: f64,
    dtype: DType,
) -> Result<RawArray> {
    let (exponents, _) = linspace(start, stop, n, endpoint, dtype)?;
    POWER.call(&[Arg::Literal(Scalar::F64(base)), Arg::Array(&exponents)], &Options::default())
}

/// `n` arrays in geometric progression from `start` to `stop`, stacked along a new first axis. Both are of one
/// floating or complex type, in which all is computed.
///
/// # Errors
/// `ValueError` if an end is zero, or the ends do not broadcast.
///
/// ```
/// use tegula_core::{RawArray, Scalar};
/// let ends = [1.0, 1000.0].map(|x| RawArray::from_scalar(Scalar::F64(x)).unwrap());
/// let x = tegula_ufunc::geomspace(&ends[0], &ends[1], 4, true)?;
/// assert_eq!((x.get(&[1]), x.get(&[3])), (Scalar::F64(10.0), Scalar::F64(1000.0)));
/// # Ok::<(), tegula_core::Error>(())
/// ```
pub fn geomspace(start: &RawArray, stop: &RawArray, n: usize, endpoint: bool) -> Result<RawArray> {
    let options = Options::default();
    let (dtype, zero) = (start.dtype, Arg::Literal(Scalar::F64(0.0)));
    for end in [start, stop] {
        let zeros = EQUAL.call(&[Arg::Array(end), zero], &options)?;
        if LOGICAL_OR.reduce(&zeros, None, false, &ReduceOptions::default())?.get(&[]).is_true() {
            return Err(Error::value("Geometric sequence cannot include zero"));
        }
    }
    // Turned so that it begins at a positive real number, the sequence has real logarithms.
    let sign = SIGN.call(&[Arg::Array(start)], &options)?;
    let turned = |end: &RawArray| DIVIDE.call(&[Arg::Array(end), Arg::Array(&sign)], &options);
    let (first, last) = (turned(start)?, turned(stop)?);
    let logarithm = |end: &RawArray| LOG10.call(&[Arg::Array(end)], &options);
    let made = logspace(&logarithm(&first)?, &logarithm(&last)?, n, endpoint, 10.0, dtype)?;
    // The ends are exact.
    if n > 0 {
        assign(&made.with_layout(made.layout.pick(0, 0)), &first)?;
        if n > 1 && endpoint {
            assign(&made.with_layout(made.layout.pick(0, n - 1)), &last)?;
        }
    }
    MULTIPLY.call(&[Arg::Array(&made), Arg::Array(&sign)], &options)
}

/// The powers of numbers as the rows of a matrix of `n` columns: from high to low, or from low to high if
/// `increasing`.
///
/// # Errors
/// `ValueError` for other than one axis.
pub fn vander(x: &RawArray, n: usize, increasing: bool) -> Result<RawArray> {
    if x.ndim() != 1 {
        return Err(Error::value("x must be a one-dimensional array or sequence."));
    }
    let result = RawArray::empty(&[x.size(), n], promote(x.dtype, DType::I64))?;
    let backwards = result.layout.slice(1, n.saturating_sub(1), -1, n);
    let powers = if increasing { result.clone() } else { result.with_layout(backwards) };
    if n > 0 {
        fill(&powers.with_layout(powers.layout.slice(1, 0, 1, 1)), Scalar::I64(1));
    }
    if n > 1 {
        let rest = powers.with_layout(powers.layout.slice(1, 1, 1, n - 1));
        assign(&rest, &x.with_layout(x.layout.insert_axis(1)))?;
        MULTIPLY.accumulate(&rest, 1, None, Some(&rest))?;
    }
    Ok(result)
}
