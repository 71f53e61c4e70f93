//! Booleans as single bits.

use tegula_core::{DType, Layout, RawArray, Result, Shape};

use crate::copy::{Order, cast};
use crate::threads::{self, Shared};

/// Runs `line` for every line along `axis` of the two arrays, of one byte an element, that have the same shape
/// otherwise. `line` gets both pointers and both strides.
fn for_each_line(
    input: &RawArray,
    output: &RawArray,
    axis: usize,
    line: impl Fn(*const u8, isize, *mut u8, isize) + Sync,
) {
    let outer = |array: &RawArray| -> Vec<isize> {
        let layout = array.layout.slice(axis, 0, 1, 1);
        crate::take::bases(&layout.shape, &layout.strides)
    };
    if input.size() == 0 || output.size() == 0 {
        return;
    }
    let (from, to) = (Shared(input.ptr()), Shared(output.ptr()));
    let (starts, places) = (outer(input), outer(output));
    let (step, out_step) = (input.strides()[axis], output.strides()[axis]);
    threads::split(starts.len(), (input.size() + output.size()) as f64 * 0.3, &|i| {
        line(from.get().wrapping_offset(starts[i]), step, to.get().wrapping_offset(places[i]), out_step);
    });
}

/// A fresh array of bytes, in the memory order of `like`, with another extent on an axis.
fn bytes(like: &RawArray, axis: usize, n: usize) -> Result<RawArray> {
    let mut shape: Shape = like.shape().into();
    shape[axis] = n;
    RawArray::allocate(Layout::ordered(&shape, 1, &like.layout.memory_order())?, DType::U8, false)
}

/// Eight elements to a byte along `axis`, those that are not zero as ones. The last byte is filled with zeros.
/// The first of eight is the highest bit, or the lowest with `little`.
///
/// # Errors
/// `MemoryError`.
pub fn pack_bits(source: &RawArray, axis: usize, little: bool) -> Result<RawArray> {
    let source =
        if source.dtype == DType::Bool { source.clone() } else { cast(source, DType::Bool, Order::K)? };
    let n = source.shape()[axis];
    let result = bytes(&source, axis, n.div_ceil(8))?;
    for_each_line(&source, &result, axis, |from, step, to, out_step| {
        for first in (0..n).step_by(8) {
            let mut byte = 0;
            for bit in 0..8.min(n - first) {
                // SAFETY: the line has `n` elements.
                let set = unsafe { *from.offset(step * (first + bit) as isize) } != 0;
                byte |= u8::from(set) << if little { bit } else { 7 - bit };
            }
            // SAFETY: the result's line has a byte for each eight of them.
            unsafe { *to.offset(out_step * (first / 8) as isize) = byte };
        }
    });
    Ok(result)
}

/// The bits of bytes (of type `uint8`) along `axis`, the first `count` of them; beyond the end there are zeros.
///
/// # Errors
/// `MemoryError`.
pub fn unpack_bits(source: &RawArray, axis: usize, count: usize, little: bool) -> Result<RawArray> {
    let result = bytes(source, axis, count)?;
    if source.shape()[axis] == 0 {
        crate::fill(&result, tegula_core::Scalar::U8(0));
    }
    let n = source.shape()[axis];
    for_each_line(source, &result, axis, |from, step, to, out_step| {
        for first in (0..count).step_by(8) {
            // SAFETY: the line has `n` bytes.
            let byte = if first / 8 < n { unsafe { *from.offset(step * (first / 8) as isize) } } else { 0 };
            for bit in 0..8.min(count - first) {
                let set = byte >> if little { bit } else { 7 - bit } & 1;
                // SAFETY: the result's line has `count` elements.
                unsafe { *to.offset(out_step * (first + bit) as isize) = set };
            }
        }
    });
    Ok(result)
}
