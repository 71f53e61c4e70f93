//! Copies of rows without gaps: parts of matrices, joined and padded arrays.

use crate::plan::Plan;
use crate::threads::{self, Shared};

/// Rows longer than this many bytes are cut into tiles instead, as those of any operation are.
const LONG: usize = 64 * 1024;
/// About how many bytes a thread copies at a time.
const CHUNK: usize = 256 * 1024;

/// Copies operand 1 of the plan to operand 0, both with elements of `size` bytes, row by row, if the rows
/// of both lie without gaps. Returns false, having done nothing, if not.
///
/// # Safety
/// Both must be valid for the plan's loops, and disjoint.
pub(crate) unsafe fn copy_rows(plan: &Plan, size: usize) -> bool {
    let item = size as isize;
    let [rest @ .., next, inner] = &plan.dims[..] else { return false };
    let bytes = inner.n * size;
    if inner.strides[0] != item || inner.strides[1] != item || bytes > LONG {
        return false;
    }
    let rows = next.n * rest.iter().map(|d| d.n).product::<usize>();
    let rows_per_chunk = (CHUNK / bytes).max(1);
    let bases = Shared(plan.ptrs.as_ptr().cast_mut());
    let work = rows as f64 * (bytes as f64 * 0.1 + 10.0);
    threads::split(rows.div_ceil(rows_per_chunk), work, &|chunk| {
        let mut row = chunk * rows_per_chunk;
        let end = (row + rows_per_chunk).min(rows);
        while row < end {
            let (mut outer, first) = (row / next.n, row % next.n);
            let run = (next.n - first).min(end - row);
            // SAFETY: the two addresses outlive the call; all rows lie within the operands.
            unsafe {
                let (mut to, mut from) = (*bases.get(), *bases.get().add(1));
                for dim in rest.iter().rev() {
                    let i = (outer % dim.n) as isize;
                    to = to.wrapping_offset(dim.strides[0] * i);
                    from = from.wrapping_offset(dim.strides[1] * i);
                    outer /= dim.n;
                }
                for i in first as isize..(first + run) as isize {
                    let (to, from) = (to.offset(next.strides[0] * i), from.offset(next.strides[1] * i));
                    std::ptr::copy_nonoverlapping(from, to, bytes);
                }
            }
            row += run;
        }
    });
    true
}
