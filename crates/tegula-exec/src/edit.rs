//! Copies with positions added or left out.

use tegula_core::index::{Item, Slice, prepare};
use tegula_core::{DType, Error, Layout, RawArray, Result, Shape};

use crate::copy::assign;
use crate::fancy::set;
use crate::positions::Bounds;
use crate::take::take;

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

/// A copy with `values` before positions of `axis`, of which negative ones count from the back. A single position
/// takes values without the axis, or several along it as its first; more take one value each along the axis, all of
/// them broadcast.
///
/// # Errors
/// `IndexError` for positions beyond the axis, `ValueError` if the values do not broadcast.
pub fn insert(
    source: &RawArray,
    axis: usize,
    positions: &[i64],
    single: bool,
    values: &RawArray,
) -> Result<RawArray> {
    let (n, ndim) = (source.shape()[axis], source.ndim());
    if let [position] = *positions {
        if !(-(n as i64)..=n as i64).contains(&position) {
            return Err(Error::index(format!(
                "index {position} is out of bounds for axis {axis} with size {n}"
            )));
        }
        let start = if position < 0 { position + n as i64 } else { position } as usize;
        let mut values = values.clone();
        while values.ndim() < ndim {
            values.layout = values.layout.insert_axis(0);
        }
        if single {
            values.layout = values.layout.move_axes(&[0], &[axis as isize])?;
        }
        let gaps: Vec<usize> = (start..start + values.shape()[axis]).collect();
        let result = with_gaps(source, axis, &gaps)?;
        let gap = result.layout.slice(axis, start, 1, gaps.len());
        assign(&result.with_layout(gap), &values)?;
        return Ok(result);
    }
    // Each new position moves those behind it; equal ones keep their order.
    let position = |i: usize| if positions[i] < 0 { positions[i] + n as i64 } else { positions[i] };
    let mut order: Vec<usize> = (0..positions.len()).collect();
    order.sort_by_key(|&i| position(i));
    let total = n + positions.len();
    let mut places = vec![0; positions.len()];
    for (moved, &i) in order.iter().enumerate() {
        let index = position(i) + moved as i64;
        let found = Bounds::Raise.resolve(index, total);
        places[i] = found.ok_or(Error::OutOfBounds { index, axis: Some(0), size: total })?;
    }
    let mut gaps = places.clone();
    gaps.sort_unstable();
    let result = with_gaps(source, axis, &gaps)?;
    let mut items = vec![Item::Slice(Slice::default()); axis];
    items.push(Item::Positions(numbers(&places)?));
    set(&result, &prepare(&result.layout, &items)?, values)?;
    Ok(result)
}

/// A copy without positions of `axis`, of which negative ones count from the back; naming one twice does not matter.
///
/// # Errors
/// `IndexError` for positions beyond the axis.
pub fn delete(source: &RawArray, axis: usize, positions: &[i64]) -> Result<RawArray> {
    let size = source.shape()[axis];
    let mut gone = vec![false; size];
    for &index in positions {
        let place = Bounds::Raise.resolve(index, size);
        gone[place.ok_or(Error::OutOfBounds { index, axis: Some(axis), size })?] = true;
    }
    let left: Vec<usize> = (0..size).filter(|&i| !gone[i]).collect();
    take(source, &numbers(&left)?, axis, Bounds::Raise)
}

/// Positions as an array.
fn numbers(positions: &[usize]) -> Result<RawArray> {
    let array = RawArray::empty(&[positions.len()], DType::I64)?;
    for (i, &position) in positions.iter().enumerate() {
        // SAFETY: the array has one element for each position.
        unsafe { array.ptr().cast::<i64>().add(i).write(position as i64) };
    }
    Ok(array)
}
