//! Array indices: reading and writing elements at positions given by arrays.

use tegula_core::index::{Fancy, Prepared, result_shape};
use tegula_core::{DType, Error, Layout, RawArray, Result, Shape, ShapeText, broadcast_shapes};
use tegula_kernels::strided;

use crate::copy::{Order, assign, cast, copy};
use crate::threads::{self, Shared};

/// The positions of the true elements of `mask`, one array of `int64` for each axis, in C order.
///
/// # Errors
/// `MemoryError`.
pub fn nonzero(mask: &RawArray) -> Result<Vec<RawArray>> {
    let mask = contiguous_mask(mask)?;
    let (bytes, ndim) = (mask_bytes(&mask), mask.ndim());
    let count = bytes.iter().filter(|&&b| b != 0).count();
    let arrays: Vec<RawArray> =
        (0..ndim).map(|_| RawArray::empty(&[count], DType::I64)).collect::<Result<_>>()?;
    for (found, (flat, _)) in bytes.iter().enumerate().filter(|&(_, &b)| b != 0).enumerate() {
        let mut rest = flat;
        for (array, &n) in arrays.iter().zip(mask.shape()).rev() {
            // SAFETY: `found` counts true elements, of which there are `count`.
            unsafe { array.ptr().cast::<i64>().add(found).write((rest % n) as i64) };
            rest /= n;
        }
    }
    Ok(arrays)
}

fn contiguous_mask(mask: &RawArray) -> Result<RawArray> {
    if mask.is_c_contiguous() { Ok(mask.clone()) } else { cast(mask, DType::Bool, Order::C) }
}

/// The bytes of a contiguous boolean array.
fn mask_bytes(mask: &RawArray) -> &[u8] {
    debug_assert!(mask.dtype == DType::Bool && mask.is_c_contiguous());
    // SAFETY: the array owns its elements, one byte each; empty arrays have no bytes to look at.
    if mask.size() == 0 { &[] } else { unsafe { std::slice::from_raw_parts(mask.ptr(), mask.size()) } }
}

/// Where an index expression with arrays leads: byte offsets for the broadcast shape of the arrays, and
/// the layout of what lies at each.
pub struct Target {
    /// The shape that the array indices broadcast to.
    pub shape: Shape,
    /// For each element of it, in C order, the byte offset.
    pub offsets: Vec<isize>,
}

/// Resolves the array indices of `prepared` into offsets, checking every position.
///
/// # Errors
/// `IndexError` if the arrays do not broadcast or a position is out of bounds.
pub fn target(prepared: &Prepared) -> Result<Target> {
    let mut lists: Vec<(RawArray, usize, usize, isize)> = Vec::with_capacity(prepared.fancy.len());
    for Fancy { array, axis, shape, strides } in &prepared.fancy {
        if array.dtype == DType::Bool {
            for (i, positions) in mask_positions(array)?.into_iter().enumerate() {
                match shape.get(i) {
                    Some(&n) => lists.push((positions, axis + i, n, strides[i])),
                    // A 0-d mask stands for no axis: its positions only repeat.
                    None => lists.push((positions, *axis, 1, 0)),
                }
            }
        } else {
            lists.push((array.clone(), *axis, shape[0], strides[0]));
        }
    }
    let shapes: Vec<&[usize]> = lists.iter().map(|(a, ..)| a.shape()).collect();
    let shape = broadcast_shapes(&shapes).map_err(|_| {
        let texts: String = shapes.iter().map(|s| format!("{} ", ShapeText(s))).collect();
        Error::index(format!(
            "shape mismatch: indexing arrays could not be broadcast together with shapes {texts}"
        ))
    })?;
    let count = tegula_core::volume(&shape);
    let mut offsets = vec![0isize; count];
    for (array, axis, n, stride) in &lists {
        let view = array.layout.broadcast_to(&shape).expect("the shapes were broadcast together");
        let source = array.with_layout(view);
        let source =
            if source.is_c_contiguous() && source.is_aligned() { source } else { copy(&source, Order::C)? };
        // SAFETY: the array is contiguous, aligned, and holds `count` int64.
        let positions = unsafe { std::slice::from_raw_parts(source.ptr().cast::<i64>(), count) };
        let limit = *n as i64;
        for (offset, &position) in offsets.iter_mut().zip(positions) {
            if position < -limit || position >= limit {
                return Err(Error::OutOfBounds { index: position, axis: Some(*axis), size: *n });
            }
            let position = if position < 0 { position + limit } else { position };
            *offset += position as isize * stride;
        }
    }
    Ok(Target { shape, offsets })
}

/// The positions of a mask's true elements; a 0-d mask gives one list of zeros, as long as it is true.
fn mask_positions(mask: &RawArray) -> Result<Vec<RawArray>> {
    if mask.ndim() > 0 {
        return nonzero(mask);
    }
    let count = mask.get(&[]).is_true() as usize;
    Ok(vec![RawArray::zeros(&[count], DType::I64)?])
}

/// The elements that an index expression with arrays picks, as a fresh array.
///
/// # Errors
/// `IndexError` as [`target`]; `MemoryError`.
pub fn get(source: &RawArray, prepared: &Prepared) -> Result<RawArray> {
    if let Some(mask) = whole_mask(source, prepared) {
        return compress(source, mask);
    }
    let Target { shape, offsets } = target(prepared)?;
    let result = RawArray::empty(&result_shape(prepared, &shape), source.dtype)?;
    let base = source.buffer.ptr().wrapping_add(prepared.layout.offset);
    let size = source.itemsize();
    if result.size() == 0 {
        return Ok(result);
    }
    if prepared.layout.ndim() == 0 {
        let (from, to) = (Shared(base), Shared(result.ptr()));
        const CHUNK: usize = 1 << 15;
        threads::split(offsets.len().div_ceil(CHUNK), offsets.len() as f64 * 2.0, &|chunk| {
            let range = chunk * CHUNK..((chunk + 1) * CHUNK).min(offsets.len());
            // SAFETY: every offset was checked; the result holds all elements and chunks are disjoint.
            unsafe {
                strided::gather_offsets(
                    from.get(),
                    &offsets[range.clone()],
                    to.get().add(range.start * size),
                    size,
                )
            };
        });
        return Ok(result);
    }
    for_each_block(source, &result, prepared, &shape, &offsets, assign)?;
    Ok(result)
}

/// Writes `value`, broadcast and converted, to the elements that an index expression with arrays picks.
/// Of repeated positions the last wins.
///
/// # Errors
/// `IndexError` as [`target`]; `ValueError` if the value does not broadcast.
pub fn set(destination: &RawArray, prepared: &Prepared, value: &RawArray) -> Result<()> {
    let mask = whole_mask(destination, prepared).filter(|_| value.size() == 1 || value.ndim() == 1);
    let Target { shape, offsets } = match mask {
        Some(mask) => {
            let target = target(prepared)?;
            let count = target.offsets.len();
            if value.ndim() == 1 && value.size() != 1 && value.size() != count {
                return Err(Error::value(format!(
                    "NumPy boolean array indexing assignment cannot assign {} input values to the {count} output \
                     values where the mask is true",
                    value.size()
                )));
            }
            debug_assert_eq!(mask.ndim(), destination.ndim());
            target
        }
        None => target(prepared)?,
    };
    let full = result_shape(prepared, &shape);
    let mut layout = value.layout.clone();
    while layout.ndim() > full.len() && layout.shape[0] == 1 {
        layout.shape.remove(0);
        layout.strides.remove(0);
    }
    let Some(view) = layout.broadcast_to(&full) else {
        return Err(Error::value(format!(
            "shape mismatch: value array of shape {} could not be broadcast to indexing result of shape {}",
            ShapeText(value.shape()),
            ShapeText(&full)
        )));
    };
    // The value may be a view of the destination: what is converted or shared is copied first.
    let mut values = value.with_layout(view);
    if values.dtype != destination.dtype || values.buffer.same(&destination.buffer) {
        let owned = cast(value, destination.dtype, Order::C)?;
        let mut layout = owned.layout.clone();
        while layout.ndim() > full.len() {
            layout.shape.remove(0);
            layout.strides.remove(0);
        }
        values = owned.with_layout(layout.broadcast_to(&full).expect("broadcast before"));
    }
    let base = destination.buffer.ptr().wrapping_add(prepared.layout.offset);
    let size = destination.itemsize();
    if values.size() == 0 {
        return Ok(());
    }
    if prepared.layout.ndim() == 0 {
        let values = if values.ndim() == 1 || values.strides().iter().all(|&s| s == 0) {
            values
        } else {
            flat(&copy(&values, Order::C)?)
        };
        let stride = values.strides().last().copied().unwrap_or(0);
        // SAFETY: every offset was checked; the values are as many as the offsets.
        unsafe { strided::scatter_offsets(values.ptr(), stride, base, &offsets, size) };
        return Ok(());
    }
    for_each_block(destination, &values, prepared, &shape, &offsets, |place, block| assign(block, place))
}

fn flat(array: &RawArray) -> RawArray {
    let layout = array.layout.reshape(&[array.size()], array.itemsize(), false);
    array.with_layout(layout.expect("a contiguous array has a flat view"))
}

/// Calls `visit` with each block of `whole` (one for each array position) and its counterpart in
/// `indexed`.
fn for_each_block(
    indexed: &RawArray,
    whole: &RawArray,
    prepared: &Prepared,
    shape: &[usize],
    offsets: &[isize],
    visit: impl Fn(&RawArray, &RawArray) -> Result<()>,
) -> Result<()> {
    let n = shape.len();
    // Bring the axes of the array indices to the front of the whole.
    let axes: Vec<usize> =
        (prepared.at..prepared.at + n).chain(0..prepared.at).chain(prepared.at + n..whole.ndim()).collect();
    let whole_layout = whole.layout.permute(&axes);
    let inner = Layout {
        shape: whole_layout.shape[n..].into(),
        strides: whole_layout.strides[n..].into(),
        offset: whole_layout.offset,
    };
    for (i, &offset) in offsets.iter().enumerate() {
        let mut at = inner.clone();
        let mut rest = i;
        for axis in (0..n).rev() {
            at.offset =
                at.offset.wrapping_add_signed(whole_layout.strides[axis] * (rest % shape[axis]) as isize);
            rest /= shape[axis];
        }
        let mut source = prepared.layout.clone();
        source.offset = source.offset.wrapping_add_signed(offset);
        visit(&whole.with_layout(at), &indexed.with_layout(source))?;
    }
    Ok(())
}

/// The mask, if the expression is one boolean array over all axes of the array.
fn whole_mask<'a>(array: &RawArray, prepared: &'a Prepared) -> Option<&'a RawArray> {
    match &prepared.fancy[..] {
        [fancy] if fancy.array.dtype == DType::Bool && prepared.layout.ndim() == 0 => {
            (fancy.array.ndim() == array.ndim() && array.ndim() > 0).then_some(&fancy.array)
        }
        _ => None,
    }
}

/// The elements where a mask of the same shape is true.
fn compress(source: &RawArray, mask: &RawArray) -> Result<RawArray> {
    let mask = contiguous_mask(mask)?;
    let bytes = mask_bytes(&mask);
    let source = if source.is_c_contiguous() { source.clone() } else { copy(source, Order::C)? };
    let size = source.itemsize();
    const CHUNK: usize = 1 << 15;
    let chunks = bytes.len().div_ceil(CHUNK);
    let counts: Vec<usize> =
        bytes.chunks(CHUNK).map(|chunk| chunk.iter().map(|&b| (b != 0) as usize).sum()).collect();
    let starts: Vec<usize> = counts
        .iter()
        .scan(0, |sum, &n| {
            *sum += n;
            Some(*sum - n)
        })
        .collect();
    let count: usize = counts.iter().sum();
    let result = RawArray::empty(&[count], source.dtype)?;
    let (from, to) = (Shared(source.ptr()), Shared(result.ptr()));
    threads::split(chunks, bytes.len() as f64 * 1.0, &|chunk| {
        let start = chunk * CHUNK;
        let n = CHUNK.min(bytes.len() - start);
        // The branch-free copy writes one element ahead: the last few go through a small tile.
        let mut tile = [0u64; 2 * 65];
        let mut done = 0;
        let mut place = starts[chunk];
        let end = starts[chunk] + counts[chunk];
        while done < n {
            let len = 64.min(n - done);
            // SAFETY: the chunk lies within mask and source; the result holds `count` elements, and this chunk
            // writes those between its start and its end only.
            unsafe {
                let mask_ptr = bytes.as_ptr().add(start + done);
                let src = from.get().add((start + done) * size);
                if place + len < end {
                    place += strided::compress(mask_ptr, src, len, to.get().add(place * size), size);
                } else {
                    let buffer = tile.as_mut_ptr().cast::<u8>();
                    let kept = strided::compress(mask_ptr, src, len, buffer, size);
                    std::ptr::copy_nonoverlapping(buffer, to.get().add(place * size), kept * size);
                    place += kept;
                }
            }
            done += len;
        }
    });
    Ok(result)
}
