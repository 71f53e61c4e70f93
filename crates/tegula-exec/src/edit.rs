//! Copies with positions added or left out.

use tegula_core::{Layout, RawArray, Result, Shape};

use crate::copy::assign;

/// A fresh array in Fortran order if the source is so and not also in C order, else in C order.
fn fresh(source: &RawArray, shape: &[usize]) -> Result<RawArray> {
    let fortran = source.is_f_contiguous() && !source.is_c_contiguous();
    let size = source.itemsize();
    let layout = if fortran { Layout::fortran(shape, size) } else { Layout::contiguous(shape, size) }?;
    RawArray::allocate(layout, source.dtype, false)
}

/// A copy with new positions along `axis`, of arbitrary content: `gaps` are their places in the result,
/// distinct and in rising order.
///
/// # Errors
/// `MemoryError`.
pub fn with_gaps(source: &RawArray, axis: usize, gaps: &[usize]) -> Result<RawArray> {
    let mut shape: Shape = source.shape().into();
    shape[axis] += gaps.len();
    let result = fresh(source, &shape)?;
    let (mut from, mut to) = (0, 0);
    for &end in gaps.iter().chain([&shape[axis]]) {
        let len = end - to;
        if len > 0 {
            let place = result.layout.slice(axis, to, 1, len);
            let part = source.layout.slice(axis, from, 1, len);
            assign(&result.with_layout(place), &source.with_layout(part))?;
        }
        from += len;
        to = end + 1;
    }
    Ok(result)
}

/// A copy without the `count` positions of `axis` from `start` on, `step` apart.
///
/// # Errors
/// `MemoryError`.
pub fn without(source: &RawArray, axis: usize, start: usize, step: usize, count: usize) -> Result<RawArray> {
    let mut shape: Shape = source.shape().into();
    let n = shape[axis];
    shape[axis] -= count;
    let result = fresh(source, &shape)?;
    if result.size() == 0 {
        return Ok(result);
    }
    let keep = |from: Layout, to: Layout| assign(&result.with_layout(to), &source.with_layout(from));
    keep(source.layout.slice(axis, 0, 1, start), result.layout.slice(axis, 0, 1, start))?;
    // What is kept between the first and the last that go: `count - 1` runs of `step - 1`.
    let runs = |layout: &Layout, first: usize, distance: usize| {
        let mut runs = layout.slice(axis, first, distance as isize, count - 1);
        runs.shape.insert(axis + 1, step - 1);
        runs.strides.insert(axis + 1, layout.strides[axis]);
        runs
    };
    if count > 1 && step > 1 {
        keep(runs(&source.layout, start + 1, step), runs(&result.layout, start, step - 1))?;
    }
    let end = if count == 0 { start } else { start + (count - 1) * step + 1 };
    let tail = n - end;
    keep(source.layout.slice(axis, end, 1, tail), result.layout.slice(axis, end - count, 1, tail))?;
    Ok(result)
}
