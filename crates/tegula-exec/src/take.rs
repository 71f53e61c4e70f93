//! Elements at positions along one axis: taking them, and writing to positions of the flattened array.

use std::sync::atomic::{AtomicBool, Ordering};

use tegula_core::objects;
use tegula_core::{DType, Error, Layout, RawArray, Result, Shape};
use tegula_kernels::strided;

use crate::copy::{Order, cast, copy};
use crate::pick;
use crate::positions::{Bounds, Integers, beyond};
use crate::threads::{self, Shared};

/// Positions are resolved in groups of this many.
const TILE: usize = 256;

/// The parts of `source` at `positions` (of any shape and integer type) along `axis`. The result has the
/// positions' shape in the place of the axis, in C order.
///
/// # Errors
/// `IndexError` for positions that `bounds` does not allow and for an empty axis.
///
/// ```
/// use tegula_core::{DType, Scalar};
/// use tegula_exec::{Bounds, arange, take};
/// let x = arange(10, 1, 3)?; // 10, 11, 12
/// let picked = take(&x, &arange(-1, 1, 2)?, 0, Bounds::Raise)?;
/// assert_eq!((picked.get(&[0]), picked.get(&[1])), (Scalar::I64(12), Scalar::I64(10)));
/// # Ok::<(), tegula_core::Error>(())
/// ```
pub fn take(source: &RawArray, positions: &RawArray, axis: usize, bounds: Bounds) -> Result<RawArray> {
    if axis == 0
        && bounds == Bounds::Raise
        && positions.dtype == DType::I64
        && source.size() > 0
        && let Some(picked) = pick::get_by(source, positions)?
    {
        return Ok(picked);
    }
    let shape: Shape =
        [&source.shape()[..axis], positions.shape(), &source.shape()[axis + 1..]].concat()[..].into();
    let result = RawArray::empty(&shape, source.dtype)?;
    let positions = Integers::of(positions)?;
    let n = source.shape()[axis];
    if n == 0 && result.size() > 0 {
        return Err(Error::index("cannot do a non-empty take from an empty axes."));
    }
    if result.size() == 0 {
        // As in NumPy, positions are looked at once there is a line for them.
        if bounds != Bounds::Raise || source.shape()[..axis].contains(&0) {
            return Ok(result);
        }
        let lost = positions.iter().find(|&&p| n == 0 || bounds.resolve(p, n).is_none());
        return lost.map_or(Ok(result), |&p| Err(beyond(p, axis, n)));
    }
    let inner_axes = Layout {
        shape: source.shape()[axis + 1..].into(),
        strides: source.strides()[axis + 1..].into(),
        offset: 0,
    };
    let owned;
    let source = if inner_axes.is_c_contiguous(source.itemsize()) {
        source
    } else {
        owned = copy(source, Order::C)?;
        &owned
    };
    let outer: Vec<isize> = bases(&source.shape()[..axis], &source.strides()[..axis]);
    let block = inner_axes.size() * source.itemsize();
    let stride = source.strides()[axis];
    let tiles = positions.len().div_ceil(TILE);
    let (from, to) = (Shared(source.ptr()), Shared(result.ptr()));
    let failed = AtomicBool::new(false);
    let work = result.size() as f64 * source.itemsize() as f64 * 0.2 + (outer.len() * positions.len()) as f64;
    let body = |unit: usize| {
        let (row, first) = (unit / tiles, unit % tiles * TILE);
        let some = &positions[first..positions.len().min(first + TILE)];
        let mut offsets = [0isize; TILE];
        let offsets = &mut offsets[..some.len()];
        if bounds.offsets(some.iter().copied(), n, stride, offsets).is_err() {
            failed.store(true, Ordering::Relaxed);
            return;
        }
        // SAFETY: every offset leads to a block of the source, and the units' parts of the result are disjoint.
        unsafe {
            let base = from.get().wrapping_offset(outer[row]);
            let place = to.get().add((row * positions.len() + first) * block);
            strided::gather_blocks(base, offsets, place, block);
        }
    };
    objects::overwrite(&result, || threads::split(outer.len() * tiles, work, &body));
    if failed.into_inner() {
        // Units run in any order: of several lost positions the first counts.
        let first = positions.iter().find(|&&p| bounds.resolve(p, n).is_none());
        return Err(beyond(first.copied().unwrap_or_default(), axis, n));
    }
    Ok(result)
}

/// The byte offset of every index of some axes, in C order.
pub(crate) fn bases(shape: &[usize], strides: &[isize]) -> Vec<isize> {
    let mut found = vec![0];
    for (&n, &stride) in shape.iter().zip(strides) {
        if n != 1 {
            found = found.iter().flat_map(|&at| (0..n as isize).map(move |i| at + stride * i)).collect();
        }
    }
    found
}

/// Writes `values`, converted and over and over, to `positions` of the flattened `target`.
///
/// # Errors
/// `IndexError` for positions that `bounds` does not allow; what stands before them is written.
pub fn put(target: &RawArray, positions: &RawArray, values: &RawArray, bounds: Bounds) -> Result<()> {
    let positions = Integers::of(positions)?;
    if positions.is_empty() || values.size() == 0 {
        return Ok(());
    }
    let n = target.size();
    if n == 0 {
        return Err(Error::index("cannot replace elements of an empty array"));
    }
    let values = cast(values, target.dtype, Order::C)?;
    objects::overwrite(target, || write(target, &positions, &values, bounds))
}

/// [`put`] for contiguous values of the target's type.
fn write(target: &RawArray, positions: &[i64], values: &RawArray, bounds: Bounds) -> Result<()> {
    let n = target.size();
    let (size, count) = (target.itemsize(), values.size());
    let line = target.is_c_contiguous();
    for (i, &position) in positions.iter().enumerate() {
        let place = bounds.resolve(position, n).ok_or_else(|| beyond(position, 0, n))?;
        let offset = if line { (place * size) as isize } else { offset_of(target, place) };
        // SAFETY: the place is below the size; the values are contiguous and apart from the target.
        unsafe {
            let to = target.ptr().wrapping_offset(offset);
            std::ptr::copy_nonoverlapping(values.ptr().add(i % count * size), to, size);
        }
    }
    Ok(())
}

/// The byte offset of a position of the flattened array.
pub(crate) fn offset_of(array: &RawArray, mut position: usize) -> isize {
    let mut offset = 0;
    for (&n, &stride) in array.shape().iter().zip(array.strides()).rev() {
        offset += stride * (position % n) as isize;
        position /= n;
    }
    offset
}
