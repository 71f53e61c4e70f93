//! Positions matched with the lines of an array: `take_along_axis` and `put_along_axis`.

use std::sync::atomic::{AtomicBool, Ordering};

use tegula_core::objects;
use tegula_core::{DType, Error, Layout, RawArray, Result, Shape, ShapeText, Strides, iteration_order};
use tegula_kernels::strided;

use crate::copy::{self, cast};
use crate::positions::{Bounds, beyond};
use crate::take::bases;
use crate::threads::{self, Shared};

const TILE: usize = 256;

/// The loops over positions and the lines that they pick from.
struct Lines {
    positions: RawArray,
    /// The shape of the result: the positions' on the axis, else that of both broadcast together.
    shape: Shape,
    /// The byte strides of the array over that shape, without those of the axis.
    strides: Strides,
    axis: usize,
    /// Extent and stride of the axis.
    n: usize,
    stride: isize,
}

impl Lines {
    fn new(array: &RawArray, positions: &RawArray, axis: usize) -> Result<Lines> {
        if positions.ndim() != array.ndim() {
            return Err(Error::value("`indices` and `arr` must have the same number of dimensions"));
        }
        let (n, stride) = (array.shape()[axis], array.strides()[axis]);
        let mut shape: Shape = positions.shape().into();
        let mut strides: Strides = array.strides().into();
        strides[axis] = 0;
        for (a, (m, &k)) in shape.iter_mut().zip(array.shape()).enumerate() {
            if a == axis || *m == k {
                continue;
            }
            match (*m, k) {
                (1, k) => *m = k,
                (_, 1) => strides[a] = 0,
                _ => return Err(mismatch(array, positions, axis)),
            }
        }
        let positions = cast_positions(positions)?;
        let layout = positions.layout.broadcast_to(&shape).expect("the shape was made from it");
        Ok(Lines { positions: positions.with_layout(layout), shape, strides, axis, n, stride })
    }

    /// Runs `visit` with the byte offsets of the array's elements for pieces of the lines along axis `fast`
    /// of the shape. `visit` gets the offset of the piece in `other`, laid out over the shape.
    fn run(
        &self,
        fast: usize,
        other: &[isize],
        threaded: bool,
        visit: &(dyn Fn(&[isize], isize) + Sync),
    ) -> Result<()> {
        let without = |list: &[isize]| -> Vec<isize> {
            let mut shape = self.shape.clone();
            let mut strides: Strides = list.into();
            shape.remove(fast);
            strides.remove(fast);
            bases(&shape, &strides)
        };
        let m = self.shape[fast];
        let rows = [without(self.positions.strides()), without(&self.strides), without(other)];
        let pieces = m.div_ceil(TILE);
        let (step, along) = (self.positions.strides()[fast], self.strides[fast]);
        let at = Shared(self.positions.ptr());
        let failed = AtomicBool::new(false);
        let unit = |unit: usize| {
            let (row, first) = (unit / pieces, (unit % pieces * TILE) as isize);
            let count = (m as isize - first).min(TILE as isize);
            let mut offsets = [0isize; TILE];
            let offsets = &mut offsets[..count as usize];
            let start = rows[0][row] + step * first;
            let list = (0..count).map(|j| {
                // SAFETY: the layout of the positions covers the shape.
                unsafe { at.get().offset(start + step * j).cast::<i64>().read_unaligned() }
            });
            if Bounds::Raise.offsets(list, self.n, self.stride, offsets).is_err() {
                failed.store(true, Ordering::Relaxed);
                return;
            }
            let base = rows[1][row] + along * first;
            for (j, offset) in offsets.iter_mut().enumerate() {
                *offset += base + along * j as isize;
            }
            visit(offsets, rows[2][row] + other[fast] * first);
        };
        let units = rows[0].len() * pieces;
        let work = if threaded { tegula_core::volume(&self.shape) as f64 * 2.0 } else { 0.0 };
        threads::split(units, work, &unit);
        if failed.into_inner() { Err(self.lost()) } else { Ok(()) }
    }

    /// The error for the first position without a place.
    #[cold]
    fn lost(&self) -> Error {
        let places = bases(&self.shape, self.positions.strides());
        let mut list = places.into_iter().map(|at| {
            // SAFETY: the layout of the positions covers the shape.
            unsafe { self.positions.ptr().offset(at).cast::<i64>().read_unaligned() }
        });
        let position = list.find(|&p| Bounds::Raise.resolve(p, self.n).is_none());
        beyond(position.unwrap_or_default(), self.axis, self.n)
    }
}

fn cast_positions(positions: &RawArray) -> Result<RawArray> {
    if positions.dtype == DType::I64 {
        return Ok(positions.clone());
    }
    cast(positions, DType::I64, copy::Order::K)
}

#[cold]
fn mismatch(array: &RawArray, positions: &RawArray, axis: usize) -> Error {
    let mut texts = String::new();
    for (a, &n) in array.shape().iter().enumerate() {
        let mut grid = Shape::repeat(1, array.ndim());
        grid[a] = n;
        let shape = if a == axis { positions.shape() } else { &grid };
        texts += &format!("{} ", ShapeText(shape));
    }
    Error::index(format!(
        "shape mismatch: indexing arrays could not be broadcast together with shapes {texts}"
    ))
}

/// For every line of `source` along `axis`, its elements at the positions in the matching line of
/// `positions`, an integer array of the same rank; the other axes broadcast.
///
/// # Errors
/// `ValueError` for another rank, `IndexError` for shapes that do not broadcast and positions beyond the axis.
pub fn take_along_axis(source: &RawArray, positions: &RawArray, axis: usize) -> Result<RawArray> {
    let lines = Lines::new(source, positions, axis)?;
    let order = order(&lines);
    let size = source.itemsize();
    let result = RawArray::allocate(Layout::ordered(&lines.shape, size, &order)?, source.dtype, false)?;
    let Some(&fast) = order.last().filter(|_| result.size() > 0) else { return Ok(result) };
    let (from, to) = (Shared(source.ptr()), Shared(result.ptr()));
    objects::overwrite(&result, || {
        lines.run(fast, result.strides(), true, &|offsets, place| {
            // SAFETY: every offset leads to an element of the source; pieces of the result are disjoint, and
            // contiguous along its fastest axis.
            unsafe { strided::gather_blocks(from.get(), offsets, to.get().offset(place), size) };
        })
    })?;
    Ok(result)
}

/// The memory order of the result: that of all index arrays, of which the grids of the other axes are in C
/// order.
fn order(lines: &Lines) -> tegula_core::Dims<usize> {
    iteration_order(&lines.shape, &[lines.positions.strides()])
}

/// Writes `values`, converted and broadcast, to the places of `target` that [`take_along_axis`] would take
/// from. Of repeated places the last wins.
///
/// # Errors
/// As [`take_along_axis`]; `ValueError` if the values do not broadcast.
pub fn put_along_axis(target: &RawArray, positions: &RawArray, values: &RawArray, axis: usize) -> Result<()> {
    let lines = Lines::new(target, positions, axis)?;
    let mut values = cast(values, target.dtype, copy::Order::K)?;
    while values.ndim() > lines.shape.len() && values.shape()[0] == 1 {
        values.layout.shape.remove(0);
        values.layout.strides.remove(0);
    }
    let Some(view) = values.layout.broadcast_to(&lines.shape) else {
        return Err(Error::value(format!(
            "shape mismatch: value array of shape {} could not be broadcast to indexing result of shape {}",
            ShapeText(values.shape()),
            ShapeText(&lines.shape)
        )));
    };
    if tegula_core::volume(&lines.shape) == 0 {
        return Ok(());
    }
    let fast = lines.shape.len() - 1;
    let (stride, size) = (view.strides[fast], target.itemsize());
    let (from, to) = (Shared(values.ptr()), Shared(target.ptr()));
    objects::overwrite(target, || {
        lines.run(fast, &view.strides, false, &|offsets, place| {
            // SAFETY: every offset leads to an element of the target; the values cover the shape.
            unsafe { strided::scatter_offsets(from.get().offset(place), stride, to.get(), offsets, size) };
        })
    })
}
