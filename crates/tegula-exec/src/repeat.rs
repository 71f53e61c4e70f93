//! Repeating elements and whole arrays, and moving them round.

use tegula_core::objects;
use tegula_core::{Error, Layout, RawArray, Result, Shape, Strides};
use tegula_kernels::strided;

use crate::copy::{Order, assign, copy, like};
use crate::threads::{self, Shared};

/// How often each position is repeated.
#[derive(Clone, Copy)]
pub enum Repeats<'a> {
    /// All alike.
    Every(usize),
    /// One number for each position.
    Each(&'a [usize]),
}

/// The parts of `source` along `axis`, each repeated; in C order.
///
/// # Errors
/// `MemoryError`, or `ValueError` for an impossible size.
pub fn repeat(source: &RawArray, repeats: Repeats, axis: usize) -> Result<RawArray> {
    let n = source.shape()[axis];
    let too_long = || Error::value("Maximum allowed dimension exceeded");
    let total = match repeats {
        Repeats::Every(count) => n.checked_mul(count),
        Repeats::Each(counts) => counts.iter().try_fold(0usize, |sum, &c| sum.checked_add(c)),
    };
    let mut shape: Shape = source.shape().into();
    shape[axis] = total.ok_or_else(too_long)?;
    let result = RawArray::empty(&shape, source.dtype)?;
    if result.size() == 0 {
        return Ok(result);
    }
    let owned;
    let source = if source.is_c_contiguous() {
        source
    } else {
        owned = copy(source, Order::C)?;
        &owned
    };
    let outer: usize = source.shape()[..axis].iter().product();
    let block = source.shape()[axis + 1..].iter().product::<usize>() * source.itemsize();
    const TILE: usize = 1024;
    let tiles = n.div_ceil(TILE);
    // Where the repetitions of the first position of each tile start.
    let starts: Vec<usize> = match repeats {
        Repeats::Every(count) => (0..tiles).map(|t| t * TILE * count).collect(),
        Repeats::Each(counts) => counts
            .chunks(TILE)
            .scan(0, |sum, chunk| {
                let start = *sum;
                *sum += chunk.iter().sum::<usize>();
                Some(start)
            })
            .collect(),
    };
    let total = shape[axis];
    let (from, to) = (Shared(source.ptr()), Shared(result.ptr()));
    let work = result.size() as f64 * (result.itemsize() as f64 * 0.15 + 0.5);
    let body = |unit: usize| {
        let (row, tile) = (unit / tiles, unit % tiles);
        let range = tile * TILE..n.min((tile + 1) * TILE);
        // SAFETY: the source holds the range of blocks; the result has a place for every repetition, and the
        // places of the units are disjoint.
        unsafe {
            let from = from.get().add((row * n + range.start) * block);
            let to = to.get().add((row * total + starts[tile]) * block);
            match repeats {
                Repeats::Every(count) => {
                    strided::repeat_blocks(from, std::iter::repeat_n(count, range.len()), to, block);
                }
                Repeats::Each(counts) => {
                    strided::repeat_blocks(from, counts[range].iter().copied(), to, block);
                }
            }
        }
    };
    objects::overwrite(&result, || threads::split(outer * tiles, work, &body));
    Ok(result)
}

/// The array repeated along its axes, one number for each; in C order.
///
/// # Errors
/// As [`repeat`].
pub fn tile(source: &RawArray, repeats: &[usize]) -> Result<RawArray> {
    assert_eq!(repeats.len(), source.ndim(), "one number for each axis");
    // Each repeated axis becomes two: the repetitions and the extent.
    let (mut shape, mut wide) = (Shape::new(), Shape::new());
    let mut strides = Strides::new();
    for ((&n, &stride), &count) in source.shape().iter().zip(source.strides()).zip(repeats) {
        let total = n.checked_mul(count);
        shape.push(total.ok_or_else(|| Error::value("Maximum allowed dimension exceeded"))?);
        if count != 1 {
            wide.push(count);
            strides.push(0);
        }
        wide.push(n);
        strides.push(stride);
    }
    let result = RawArray::empty(&shape, source.dtype)?;
    if result.size() > 0 {
        let spread = result.with_layout(Layout::contiguous(&wide, source.itemsize())?);
        assign(&spread, &source.with_layout(Layout { shape: wide, strides, offset: source.layout.offset }))?;
    }
    Ok(result)
}

/// The array with its elements moved along axes by a shift for each, those beyond the end coming back at the
/// front; in the source's memory order.
///
/// # Errors
/// `MemoryError`.
pub fn roll(source: &RawArray, shifts: &[isize]) -> Result<RawArray> {
    assert_eq!(shifts.len(), source.ndim(), "one shift for each axis");
    let result = like(source, source.dtype, Order::K)?;
    if result.size() > 0 {
        roll_from(source.layout.clone(), result.layout.clone(), shifts, 0, &|from, to| {
            assign(&result.with_layout(to), &source.with_layout(from))
        })?;
    }
    Ok(result)
}

/// Calls `visit` with the parts of both layouts that correspond, axis after axis cut in two.
fn roll_from(
    from: Layout,
    to: Layout,
    shifts: &[isize],
    axis: usize,
    visit: &impl Fn(Layout, Layout) -> Result<()>,
) -> Result<()> {
    let Some(&shift) = shifts.get(axis) else { return visit(from, to) };
    let n = from.shape[axis];
    match shift.rem_euclid(n as isize) as usize {
        0 => roll_from(from, to, shifts, axis + 1, visit),
        head => {
            let rest = n - head;
            let (low, high) = (from.slice(axis, 0, 1, rest), to.slice(axis, head, 1, rest));
            roll_from(low, high, shifts, axis + 1, visit)?;
            let (low, high) = (from.slice(axis, rest, 1, head), to.slice(axis, 0, 1, head));
            roll_from(low, high, shifts, axis + 1, visit)
        }
    }
}
