//! Triangles of matrices.

use tegula_core::objects;
use tegula_core::{DType, Layout, RawArray, Result, Scalar, iteration_order};
use tegula_kernels::strided;

use crate::copy::{Order, cast};
use crate::create::zero_objects;
use crate::take::bases;
use crate::threads::{self, Shared};

/// Ones in and below the diagonal `k`, zeros above it.
///
/// # Errors
/// As [`RawArray::zeros`].
pub fn tri(rows: usize, cols: usize, k: isize, dtype: DType) -> Result<RawArray> {
    if !dtype.is_number() {
        return cast(&tri(rows, cols, k, DType::Bool)?, dtype, Order::C);
    }
    let array = RawArray::empty(&[rows, cols], dtype)?;
    let mut one = [0u64; 2];
    let (size, one) = (dtype.itemsize(), Shared(one.as_mut_ptr().cast::<u8>()));
    // SAFETY: the place holds one element of any type.
    unsafe { Scalar::Bool(true).cast(dtype).write(one.get()) };
    let to = Shared(array.ptr());
    threads::split(rows, (rows * cols * size) as f64 * 0.1, &|row| {
        let ones = up_to(row, k, cols);
        // SAFETY: both runs lie within the row.
        unsafe {
            let start = to.get().add(row * cols * size);
            strided::gather(one.get(), 0, ones, start, size);
            start.add(ones * size).write_bytes(0, (cols - ones) * size);
        }
    });
    Ok(array)
}

/// The number of elements of a row in and below the diagonal `k`.
fn up_to(row: usize, k: isize, cols: usize) -> usize {
    (row as isize).saturating_add(k).saturating_add(1).clamp(0, cols as isize) as usize
}

/// A copy of the matrices in the last two axes with zeros above the diagonal `k`, or below it.
///
/// # Errors
/// `MemoryError`.
pub fn triangle(source: &RawArray, k: isize, below: bool) -> Result<RawArray> {
    let ndim = source.ndim();
    assert!(ndim >= 2, "matrices have two axes");
    let (size, outer) = (source.itemsize(), ndim - 2);
    let (rows, cols) = (source.shape()[outer], source.shape()[outer + 1]);
    // The matrices themselves are in C order; the source decides about the rest.
    let mut mask = vec![0; ndim];
    (mask[outer], mask[outer + 1]) = (cols as isize, 1);
    let order = iteration_order(source.shape(), &[&mask, source.strides()]);
    // Numbers are zeroed row by row, in the cache; what else there is, beforehand.
    let is_number = source.dtype.is_number();
    let result =
        RawArray::allocate(Layout::ordered(source.shape(), size, &order)?, source.dtype, !is_number)?;
    if result.size() == 0 {
        return Ok(result);
    }
    zero_objects(&result);
    let starts = |a: &RawArray| bases(&a.shape()[..outer], &a.strides()[..outer]);
    let (froms, tos) = (starts(source), starts(&result));
    let (from, to) = (Shared(source.ptr()), Shared(result.ptr()));
    let (in_row, out_row) = (source.strides()[outer], result.strides()[outer]);
    let (in_col, out_col) = (source.strides()[outer + 1], result.strides()[outer + 1]);
    let body = |unit: usize| {
        let (matrix, row) = (unit / rows, unit % rows);
        let cut = up_to(row, if below { k } else { k.saturating_sub(1) }, cols);
        let (first, n) = if below { (0, cut) } else { (cut, cols - cut) };
        let (zeros, rest) = if below { (cut, cols - cut) } else { (0, cut) };
        let zero = [0u64; 2];
        let at = (row as isize, first as isize);
        // SAFETY: the runs lie within a row of both.
        unsafe {
            let src = from.get().wrapping_offset(froms[matrix] + in_row * at.0 + in_col * at.1);
            let dst = to.get().wrapping_offset(tos[matrix] + out_row * at.0 + out_col * at.1);
            strided::transfer(src, in_col, dst, out_col, n, size);
            if is_number {
                let dst = to.get().wrapping_offset(tos[matrix] + out_row * at.0 + out_col * zeros as isize);
                strided::transfer(zero.as_ptr().cast(), 0, dst, out_col, rest, size);
            }
        }
    };
    let work = result.size() as f64 * size as f64 * 0.1;
    objects::overwrite(&result, || threads::split(froms.len() * rows, work, &body));
    Ok(result)
}
