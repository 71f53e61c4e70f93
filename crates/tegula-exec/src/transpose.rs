//! Copies between memory orders: narrow strips, so that both sides use whole cache lines.

use crate::plan::Plan;
use crate::threads::{self, Shared};

/// Fewer elements than this along either axis are not worth a strip.
const LEAST: usize = 32;
/// The bytes of a strip along the output's rows: a cache line, which is filled before the next one is begun. Lines at
/// equal distances may all compete for the same few places in the cache, so a strip is also of at most
/// `WIDEST` elements.
const LINE: usize = 64;
const WIDEST: usize = 16;

/// Copies operand 1 of the plan to operand 0, both with elements of `size` bytes, strip by strip if that
/// pays: if the two run fastest along different axes. Returns false, having done nothing, if not.
///
/// # Safety
/// Both must be valid for the plan's loops, and disjoint.
pub(crate) unsafe fn transpose(plan: &Plan, size: usize) -> bool {
    let Some((&inner, outer)) = plan.dims.split_last() else { return false };
    let item = size as isize;
    let Some(cross) = outer.iter().position(|d| d.strides[1] == item) else { return false };
    if size > 16 || !size.is_power_of_two() {
        return false;
    }
    if inner.strides[0] != item || inner.strides[1] == item || inner.n < LEAST || outer[cross].n < LEAST {
        return false;
    }
    let column = outer[cross];
    let rest: Vec<_> = outer.iter().enumerate().filter(|&(i, _)| i != cross).map(|(_, d)| *d).collect();
    let planes: usize = rest.iter().map(|d| d.n).product();
    let width = (LINE / size).min(WIDEST);
    let strips = inner.n.div_ceil(width);
    let bases = Shared(plan.ptrs.as_ptr().cast_mut());
    let work = (planes * column.n * inner.n) as f64 * (size as f64 * 0.05 + 0.5);
    threads::split(planes * strips, work, &|unit| {
        let (mut plane, strip) = (unit / strips, unit % strips);
        // SAFETY: the two addresses outlive the call; all places lie within the operands.
        unsafe {
            let (mut to, mut from) = (*bases.get(), *bases.get().add(1));
            for dim in rest.iter().rev() {
                let i = (plane % dim.n) as isize;
                to = to.wrapping_offset(dim.strides[0] * i);
                from = from.wrapping_offset(dim.strides[1] * i);
                plane /= dim.n;
            }
            let first = strip * width;
            let n = width.min(inner.n - first);
            to = to.wrapping_offset(item * first as isize);
            from = from.wrapping_offset(inner.strides[1] * first as isize);
            let strides = (column.strides[0], inner.strides[1]);
            match size {
                1 => strip_of::<u8>(to, from, column.n, n, strides),
                2 => strip_of::<u16>(to, from, column.n, n, strides),
                4 => strip_of::<u32>(to, from, column.n, n, strides),
                8 => strip_of::<u64>(to, from, column.n, n, strides),
                16 => strip_of::<[u64; 2]>(to, from, column.n, n, strides),
                _ => unreachable!("checked above"),
            }
        }
    });
    true
}

/// Copies `n` elements of each of `columns` rows of the output.
unsafe fn strip_of<T: Copy>(
    to: *mut u8,
    from: *const u8,
    columns: usize,
    n: usize,
    (to_row, from_row): (isize, isize),
) {
    for c in 0..columns {
        let to = to.wrapping_offset(to_row * c as isize).cast::<T>();
        let from = from.cast::<T>().wrapping_add(c);
        for i in 0..n {
            // SAFETY: the caller vouches for the strip.
            unsafe { to.add(i).write_unaligned(from.byte_offset(from_row * i as isize).read_unaligned()) };
        }
    }
}
