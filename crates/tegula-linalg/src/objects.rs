//! Products of objects: the universal functions `multiply` and `add`, which call the host for each pair.

use tegula_core::{DType, Error, RawArray, Result, promote};
use tegula_exec::{Order, cast, copy};
use tegula_ufunc::{Arg, Options, ReduceOptions, strings, table};

/// The error for strings, which have no products.
pub(crate) fn no_product(a: &RawArray, b: &RawArray) -> Error {
    strings::no_loop("matmul", &[a.dtype.repr(), b.dtype.repr()])
}

/// The matrix product; `shape` is that of the result, so the operands have been found to fit.
///
/// # Errors
/// Those of the operations.
pub(crate) fn matmul(a: &RawArray, b: &RawArray, shape: &[usize]) -> Result<RawArray> {
    let (a, b) = (cast(a, DType::Object, Order::K)?, cast(b, DType::Object, Order::K)?);
    // Rows, sums and columns get an axis each: (..., m, k, 1) and (..., 1, k, n).
    let mut rows = a.layout.clone();
    if a.ndim() == 1 {
        rows = rows.insert_axis(0);
    }
    rows = rows.insert_axis(rows.ndim());
    let mut columns = b.layout.clone();
    if b.ndim() == 1 {
        columns = columns.insert_axis(1);
    }
    columns = columns.insert_axis(columns.ndim() - 2);
    let products = table::MULTIPLY.call(
        &[Arg::Array(&a.with_layout(rows)), Arg::Array(&b.with_layout(columns))],
        &Options { order: Order::C, ..Options::default() },
    )?;
    let summed = products.ndim() - 2;
    shaped(&table::ADD.reduce(&products, Some(&[summed]), false, &ReduceOptions::default())?, shape)
}

/// The sum of products over the last axis of `a` and the second-to-last of `b`; `shape` is that of the result.
///
/// # Errors
/// As [`matmul`].
pub(crate) fn dot(a: &RawArray, b: &RawArray, shape: &[usize]) -> Result<RawArray> {
    if promote(a.dtype, b.dtype) != DType::Object {
        return Err(Error::value("data type must provide an itemsize"));
    }
    if a.ndim() == 0 || b.ndim() == 0 {
        return table::MULTIPLY.call(&[Arg::Array(a), Arg::Array(b)], &Options::default());
    }
    let k = a.shape()[a.ndim() - 1];
    let along = b.ndim().saturating_sub(2);
    let axes: Vec<usize> =
        std::iter::once(along).chain((0..b.ndim()).filter(|&axis| axis != along)).collect();
    let rows = a.size().checked_div(k).unwrap_or_else(|| a.shape()[..a.ndim() - 1].iter().product());
    let columns = axes[1..].iter().map(|&axis| b.shape()[axis]).product();
    let left = shaped(a, &[rows, k])?;
    let right = shaped(&b.with_layout(b.layout.permute(&axes)), &[k, columns])?;
    shaped(&matmul(&left, &right, &[rows, columns])?, shape)
}

/// The products of all pairs of elements.
///
/// # Errors
/// As [`matmul`].
pub(crate) fn outer(a: &RawArray, b: &RawArray) -> Result<RawArray> {
    table::MULTIPLY.outer(&shaped(a, &[a.size()])?, &shaped(b, &[b.size()])?, &Options::default())
}

/// What the `conjugate` methods of the elements give.
///
/// # Errors
/// Those of the methods.
pub(crate) fn conjugated(array: &RawArray) -> Result<RawArray> {
    table::CONJUGATE.call(&[Arg::Array(array)], &Options::default())
}

/// The elements in C order under another shape of the same size.
fn shaped(array: &RawArray, shape: &[usize]) -> Result<RawArray> {
    let array = if array.is_c_contiguous() { array.clone() } else { copy(array, Order::C)? };
    let layout = array.layout.reshape(shape, array.itemsize(), false);
    Ok(array.with_layout(layout.expect("a contiguous array can be reshaped")))
}
