//! The short way of indexing: a single array index, which stands for the first axes of an array.
//!
//! Positions are checked in one pass and followed in another; nothing is kept in between.

use tegula_core::index::Prepared;
use tegula_core::{DType, Error, Layout, RawArray, Result, Shape, is_contiguous};
use tegula_kernels::strided;

use crate::mask::{compress_run, mask_bytes};
use crate::threads::{self, Shared};

/// Elements that are handed to a thread at once; larger masks go the long way, which has threads.
const CHUNK: usize = 1 << 15;

/// The array index of an expression that is nothing but one array over the first axes of `source`.
pub(crate) fn only_index<'a>(source: &Layout, prepared: &'a Prepared) -> Option<&'a RawArray> {
    let [fancy] = &prepared.fancy[..] else { return None };
    let (rest, covered) = (&prepared.layout, fancy.shape.len());
    let is_rest = fancy.axis == 0
        && covered > 0
        && rest.offset == source.offset
        && rest.shape[..] == source.shape[covered..]
        && rest.strides[..] == source.strides[covered..];
    is_rest.then_some(&fancy.array)
}

/// `source[index]` with a boolean array of the source's shape, or an array of `int64` for the first axis;
/// `None` if the memory is laid out in such a way that the long way must be taken.
///
/// # Errors
/// `IndexError` for a position out of bounds; `MemoryError`.
///
/// ```
/// use tegula_core::{DType, Scalar};
/// let a = tegula_exec::arange(10, 1, 5)?;
/// let picked = tegula_exec::get_by(&a, &tegula_exec::arange(3, -2, 2)?)?.expect("there are no gaps");
/// assert_eq!((picked.size(), picked.get(&[1])), (2, Scalar::I64(11)));
/// # Ok::<(), tegula_core::Error>(())
/// ```
pub fn get_by(source: &RawArray, index: &RawArray) -> Result<Option<RawArray>> {
    if !index.is_c_contiguous() || !index.is_aligned() || !source.dtype.is_number() {
        return Ok(None);
    }
    match index.dtype {
        DType::Bool
            if index.size() <= CHUNK
                && index.layout.shape == source.layout.shape
                && source.is_c_contiguous() =>
        {
            compress(source, index).map(Some)
        }
        DType::I64 => match Rows::of(source) {
            Some(rows) => take(source, index, rows).map(Some),
            None => Ok(None),
        },
        _ => Ok(None),
    }
}

/// `target[index] = value` for the same indices; false if the long way must be taken, and nothing is done.
/// `value` has the target's type and is either one element or, for positions of single elements, one for
/// each position.
///
/// # Errors
/// `IndexError` for a position out of bounds.
pub fn set_by(target: &RawArray, index: &RawArray, value: &RawArray) -> Result<bool> {
    if !index.is_c_contiguous()
        || !index.is_aligned()
        || value.dtype != target.dtype
        || !target.dtype.is_number()
        || value.buffer.same(&target.buffer)
        || index.buffer.same(&target.buffer)
    {
        return Ok(false);
    }
    let single = value.ndim() == 0;
    let size = target.itemsize();
    match index.dtype {
        DType::Bool
            if single
                && index.size() <= CHUNK
                && index.layout.shape == target.layout.shape
                && target.is_c_contiguous() =>
        {
            // SAFETY: mask and target have as many elements, without gaps, and share no memory.
            unsafe { strided::fill_where(mask_bytes(index), value.ptr(), target.ptr(), size) };
            Ok(true)
        }
        DType::I64
            if target.ndim() == 1
                && (single || value.layout.shape == index.layout.shape && value.ndim() == 1) =>
        {
            let positions = positions(index);
            let n = target.shape()[0];
            check_positions(positions, n)?;
            let step = if single { 0 } else { value.strides()[0] };
            // SAFETY: the positions are checked; there is one value for each.
            unsafe {
                strided::scatter_positions(
                    value.ptr(),
                    step,
                    target.ptr(),
                    target.strides()[0],
                    n,
                    positions,
                    size,
                );
            }
            Ok(true)
        }
        _ => Ok(false),
    }
}

/// An array as a list of blocks without gaps along its first axis.
struct Rows {
    /// The number of blocks.
    n: usize,
    /// The distance in bytes between them.
    stride: isize,
    /// The bytes of one.
    bytes: usize,
}

impl Rows {
    fn of(source: &RawArray) -> Option<Rows> {
        let ((&n, shape), (&stride, strides)) =
            (source.shape().split_first()?, source.strides().split_first()?);
        let item = source.itemsize();
        is_contiguous(shape, strides, item).then(|| Rows {
            n,
            stride,
            bytes: tegula_core::volume(shape) * item,
        })
    }
}

/// The elements of a contiguous `int64` array.
fn positions(index: &RawArray) -> &[i64] {
    debug_assert!(index.dtype == DType::I64 && index.is_c_contiguous() && index.is_aligned());
    if index.size() == 0 {
        return &[];
    }
    // SAFETY: the array owns its elements, which are aligned.
    unsafe { std::slice::from_raw_parts(index.ptr().cast(), index.size()) }
}

fn check_positions(positions: &[i64], n: usize) -> Result<()> {
    let n = n as i64;
    let (low, high) = positions.iter().fold((0, -1), |(low, high), &p| (p.min(low), p.max(high)));
    if low >= -n && high < n { Ok(()) } else { Err(out_of_bounds(positions, n)) }
}

#[cold]
fn out_of_bounds(positions: &[i64], n: i64) -> Error {
    let index = positions.iter().copied().find(|p| !(-n..n).contains(p)).unwrap_or(n);
    Error::OutOfBounds { index, axis: Some(0), size: n as usize }
}

/// The blocks at the positions.
fn take(source: &RawArray, index: &RawArray, rows: Rows) -> Result<RawArray> {
    let Rows { n, stride, bytes } = rows;
    let positions = positions(index);
    check_positions(positions, n)?;
    let result = if source.ndim() == 1 {
        RawArray::empty(index.shape(), source.dtype)?
    } else {
        let shape: Shape = index.shape().iter().chain(&source.shape()[1..]).copied().collect();
        RawArray::empty(&shape, source.dtype)?
    };
    let per_chunk = (CHUNK * source.itemsize() / bytes.max(1)).max(1);
    if bytes == 0 {
        return Ok(result);
    }
    if positions.len() <= per_chunk {
        // SAFETY: the positions are checked and the result holds a block for each.
        unsafe { strided::gather_positions(source.ptr(), stride, n, positions, result.ptr(), bytes) };
        return Ok(result);
    }
    let (from, to) = (Shared(source.ptr()), Shared(result.ptr()));
    let work = positions.len() as f64 * (2.0 + bytes as f64 * 0.1);
    threads::split(positions.len().div_ceil(per_chunk), work, &|chunk| {
        let start = chunk * per_chunk;
        let part = &positions[start..(start + per_chunk).min(positions.len())];
        // SAFETY: as above; chunks are disjoint.
        unsafe { strided::gather_positions(from.get(), stride, n, part, to.get().add(start * bytes), bytes) };
    });
    Ok(result)
}

/// The elements where a mask of the same shape is true; both without gaps, and small.
fn compress(source: &RawArray, mask: &RawArray) -> Result<RawArray> {
    let (mask, size) = (mask_bytes(mask), source.itemsize());
    let count = strided::count(mask);
    let result = RawArray::empty(&[count], source.dtype)?;
    // SAFETY: source and mask have as many elements; the result holds all that are true.
    unsafe { compress_run(mask, source.ptr(), result.ptr(), count, size) };
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tegula_core::Scalar;

    use crate::{arange, cast};

    fn integers(array: &RawArray) -> Vec<i64> {
        let flat = cast(array, DType::I64, crate::Order::C).unwrap();
        positions(&flat).to_vec()
    }

    #[test]
    fn picks_rows_and_refuses_bad_positions() {
        let matrix = arange(0, 1, 12).unwrap();
        let matrix = matrix.with_layout(Layout::contiguous(&[4, 3], 8).unwrap());
        let index = arange(-1, -2, 2).unwrap();
        let picked = get_by(&matrix, &index).unwrap().unwrap();
        assert_eq!((picked.shape(), integers(&picked)), (&[2, 3][..], vec![9, 10, 11, 3, 4, 5]));
        let error = get_by(&matrix, &arange(3, 1, 2).unwrap()).err().unwrap();
        assert_eq!(error, Error::OutOfBounds { index: 4, axis: Some(0), size: 4 });
    }

    #[test]
    fn masks_of_all_lengths() {
        for n in [0, 1, 63, 64, 65, 200] {
            let numbers = arange(0, 1, n).unwrap();
            let mask = RawArray::zeros(&[n], DType::Bool).unwrap();
            for i in (0..n).step_by(3) {
                // SAFETY: the mask has `n` bytes.
                unsafe { mask.ptr().add(i).write(1) };
            }
            let picked = get_by(&numbers, &mask).unwrap().unwrap();
            assert_eq!(integers(&picked), (0..n as i64).step_by(3).collect::<Vec<_>>());
            let minus = RawArray::from_scalar(Scalar::I64(-1)).unwrap();
            assert!(set_by(&numbers, &mask, &minus).unwrap());
            let expected: Vec<i64> = (0..n as i64).map(|i| if i % 3 == 0 { -1 } else { i }).collect();
            assert_eq!(integers(&numbers), expected);
        }
    }

    #[test]
    fn of_repeated_positions_the_last_wins() {
        let target = RawArray::zeros(&[3], DType::I64).unwrap();
        let index = RawArray::zeros(&[2], DType::I64).unwrap();
        assert!(set_by(&target, &index, &arange(7, 1, 2).unwrap()).unwrap());
        assert_eq!(integers(&target), [8, 0, 0]);
        let beyond = RawArray::from_scalar(Scalar::I64(1)).unwrap();
        assert!(set_by(&target, &arange(2, 1, 2).unwrap(), &beyond).is_err());
        assert_eq!(integers(&target), [8, 0, 0]);
    }
}
