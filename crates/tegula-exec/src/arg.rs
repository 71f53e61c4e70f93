//! The position of the largest or smallest element.

use std::mem::MaybeUninit;

use tegula_core::{DType, RawArray, Result};
use tegula_kernels::arg::{ArgFn, NONE};
use tegula_kernels::strided;

use crate::copy::{Order, copy};
use crate::threads::{self, Shared};

/// The position of the first extreme element along `axis`, as `int64`; the axis is gone from the result.
///
/// The axis must not be empty. Half-precision arrays must have been converted.
///
/// # Errors
/// `MemoryError`.
pub fn arg_reduce(source: &RawArray, axis: usize, kernel: ArgFn) -> Result<RawArray> {
    let n = source.shape()[axis];
    let mut rest = source.layout.clone();
    rest.shape.remove(axis);
    let stride = rest.strides.remove(axis);
    let result = RawArray::empty(&rest.shape, DType::I64)?;
    let lines = result.size();
    if !source.is_aligned() {
        return arg_reduce(&copy(source, Order::C)?, axis, kernel);
    }
    let (from, to) = (Shared(source.ptr()), Shared(result.ptr()));
    let size = source.itemsize();
    let lines_per_chunk = (32 * 1024 / n.max(1)).max(1);
    threads::split(lines.div_ceil(lines_per_chunk), (lines * n) as f64 * 0.5, &|chunk| {
        let mut tile = [const { MaybeUninit::<[u64; 2]>::uninit() }; 256];
        let mut best = [0u64; 2];
        for line in chunk * lines_per_chunk..((chunk + 1) * lines_per_chunk).min(lines) {
            let mut ptr = from.get();
            let mut left = line;
            for (&m, &s) in rest.shape.iter().zip(&rest.strides[..]).rev() {
                ptr = ptr.wrapping_offset(s * (left % m) as isize);
                left /= m;
            }
            let mut position = 0;
            let mut done = 0;
            while done < n {
                let len = (4096 / size).min(n - done);
                // SAFETY: the line lies within the source; the tile holds 4096 bytes, aligned to 8.
                let found = unsafe {
                    let start = ptr.wrapping_offset(stride * done as isize);
                    let tile_ptr = tile.as_mut_ptr().cast::<u8>();
                    let mut elements = start.cast_const();
                    if stride != size as isize {
                        strided::gather(start, stride, len, tile_ptr, size);
                        elements = tile_ptr;
                    }
                    kernel(elements, len, best.as_mut_ptr().cast(), done > 0)
                };
                if found != NONE {
                    position = done + found;
                }
                done += len;
            }
            // SAFETY: the result holds one int64 a line.
            unsafe { to.get().cast::<i64>().add(line).write(position as i64) };
        }
    });
    Ok(result)
}

/// As [`arg_reduce`], for elements of any type: `better` tells whether the element at the first address goes
/// before the one at the second.
///
/// # Errors
/// Those of `better`; `MemoryError`.
pub fn arg_reduce_by(
    source: &RawArray,
    axis: usize,
    mut better: impl FnMut(*mut u8, *mut u8) -> Result<bool>,
) -> Result<RawArray> {
    let source = source.clone();
    let (n, stride) = (source.shape()[axis], source.strides()[axis]);
    let lines = source.with_layout(source.layout.pick(axis, 0));
    let result = RawArray::empty(lines.shape(), DType::I64)?;
    let mut starts = Vec::with_capacity(lines.size());
    tegula_core::objects::each(&lines.layout, lines.buffer.ptr(), |start| starts.push(start));
    for (line, start) in starts.into_iter().enumerate() {
        let at = |i: usize| start.wrapping_offset(stride * i as isize);
        let mut best = 0;
        for i in 1..n {
            if better(at(i), at(best))? {
                best = i;
            }
        }
        // SAFETY: the result holds one int64 a line.
        unsafe { result.ptr().cast::<i64>().add(line).write(best as i64) };
    }
    Ok(result)
}
