//! Medians and quantiles.

use tegula_core::{DType, Dims, Error, Layout, RawArray, Result, Scalar};
use tegula_exec::{Order, cast, copy};

use crate::call::Options;
use crate::choose::where_;
use crate::order::partition;
use crate::resolve::Arg;
use crate::table;

/// The median along `axes` (all if `None`): the middle of the sorted elements, or the mean of the middle two.
/// Integers give `float64`; NaN among the elements gives NaN.
///
/// # Errors
/// `ValueError` for no elements, `TypeError` for complex numbers, strings and objects; `MemoryError`.
pub fn median(source: &RawArray, axes: Option<&[usize]>, keepdims: bool) -> Result<RawArray> {
    quantile(source, 0.5, axes, keepdims)
}

/// The elements along `axes` (all if `None`) below which a share `q` of them lies: the position `(n - 1) * q` of
/// the sorted elements, linear between two neighbours. Types as in [`median`].
///
/// # Errors
/// `ValueError` for a share beyond 0 and 1; else as there.
pub fn quantile(source: &RawArray, q: f64, axes: Option<&[usize]>, keepdims: bool) -> Result<RawArray> {
    if !(0.0..=1.0).contains(&q) {
        return Err(Error::value("Quantiles must be in the range [0, 1]"));
    }
    if !source.dtype.is_number() || source.dtype.is_complex() {
        return Err(Error::type_("a must be an array of real numbers"));
    }
    let lines = lines(source, axes)?;
    let last = lines.ndim() - 1;
    let n = lines.shape()[last];
    if n == 0 {
        return Err(Error::value("cannot take a quantile of no elements"));
    }
    let at = (n - 1) as f64 * q;
    let (low, high) = (at.floor() as usize, at.ceil() as usize);
    partition(&lines, &[low as i64, high as i64, n as i64 - 1], last)?;
    let given = if source.dtype.is_float() { source.dtype } else { DType::F64 };
    let compute = if matches!(given, DType::F16 | DType::BF16) { DType::F32 } else { given };
    let pick = |place: usize| cast(&lines.with_layout(lines.layout.pick(last, place)), compute, Order::K);
    let (low, high, end) = (pick(low)?, pick(high)?, pick(n - 1)?);
    let call = |ufunc: &table::Ufunc, a: &RawArray, b: Arg| {
        ufunc.call(&[Arg::Array(a), b], &Options { dtype: None, ..Options::default() })
    };
    let share = Scalar::F64(at - at.floor());
    let step = call(&table::SUBTRACT, &high, Arg::Array(&low))?;
    let step = call(&table::MULTIPLY, &step, Arg::Literal(share))?;
    let between = call(&table::ADD, &low, Arg::Array(&step))?;
    // Equal neighbours stay as they are, infinite ones too.
    let same = call(&table::EQUAL, &low, Arg::Array(&high))?;
    let result = where_(&same, Arg::Array(&low), Arg::Array(&between))?;
    let is_nan = call(&table::NOT_EQUAL, &end, Arg::Array(&end))?;
    let result = where_(&is_nan, Arg::Array(&end), Arg::Array(&result))?;
    let result = if result.dtype == given { result } else { cast(&result, given, Order::K)? };
    if !keepdims {
        return Ok(result);
    }
    let kept = |(axis, &n): (usize, &usize)| if axes.is_none_or(|axes| axes.contains(&axis)) { 1 } else { n };
    let shape: Dims<usize> = source.shape().iter().enumerate().map(kept).collect();
    let result = copy(&result, Order::C)?;
    Ok(result.with_layout(Layout::contiguous(&shape, result.itemsize())?))
}

/// A copy in which the elements along the axes are lines along a last axis.
fn lines(source: &RawArray, axes: Option<&[usize]>) -> Result<RawArray> {
    let gone = |axis: &usize| axes.is_none_or(|axes| axes.contains(axis));
    let (inner, outer): (Vec<usize>, Vec<usize>) = (0..source.ndim()).partition(gone);
    let order: Vec<usize> = outer.iter().chain(&inner).copied().collect();
    let lines = copy(&source.with_layout(source.layout.permute(&order)), Order::C)?;
    let mut shape: Vec<usize> = outer.iter().map(|&axis| source.shape()[axis]).collect();
    shape.push(inner.iter().map(|&axis| source.shape()[axis]).product());
    Ok(lines.with_layout(Layout::contiguous(&shape, source.itemsize())?))
}
