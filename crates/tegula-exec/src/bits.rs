//! Booleans as single bits.

use tegula_core::{DType, Layout, RawArray, Result, Shape};

use crate::copy::{Order, cast};
use crate::threads::{self, Shared};

/// Multipliers that collect the lowest bits of eight bytes in the highest byte, the first as its highest bit or
/// as its lowest.
const COLLECT: [u64; 2] = [0x8040_2010_0804_0201, 0x0102_0408_1020_4080];
const LOW: u64 = 0x0101_0101_0101_0101;

/// The bits of each byte as eight bytes, the highest first.
static SPREAD: [[u8; 8]; 256] = {
    let mut table = [[0; 8]; 256];
    let mut i = 0;
    while i < 256 * 8 {
        table[i / 8][i % 8] = (((i / 8) >> (7 - i % 8)) & 1) as u8;
        i += 1;
    }
    table
};

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
        let words = if step == 1 { n / 8 } else { 0 };
        for i in 0..words {
            // SAFETY: the line has eight elements for each word, side by side, and the result's a byte.
            unsafe {
                let word = u64::from_le(from.add(8 * i).cast::<u64>().read_unaligned());
                // Any byte that is not zero counts as one.
                let ones = ((((word & (LOW * 0x7f)) + LOW * 0x7f) | word) >> 7) & LOW;
                let byte = (ones.wrapping_mul(COLLECT[usize::from(little)]) >> 56) as u8;
                *to.offset(out_step * i as isize) = byte;
            }
        }
        for first in (8 * words..n).step_by(8) {
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
            if out_step == 1 && first + 8 <= count {
                let bits = SPREAD[usize::from(if little { byte.reverse_bits() } else { byte })];
                // SAFETY: the result's line has eight more elements, side by side.
                unsafe { to.add(first).cast::<[u8; 8]>().write(bits) };
                continue;
            }
            for bit in 0..8.min(count - first) {
                let set = byte >> if little { bit } else { 7 - bit } & 1;
                // SAFETY: the result's line has `count` elements.
                unsafe { *to.offset(out_step * (first + bit) as isize) = set };
            }
        }
    });
    Ok(result)
}
