//! Copies of elements of one type, row by row.

use tegula_kernels::strided;

use crate::plan::{Dim, MAX_OPERANDS, Plan};
use crate::threads::{self, Shared};

/// About how many bytes a thread copies at a time.
const CHUNK: usize = 256 * 1024;

/// Copies operand 1 of the plan to operand 0, both with elements of `size` bytes.
///
/// # Safety
/// Both must be valid for the plan's loops, and disjoint.
pub(crate) unsafe fn copy_rows(plan: &Plan, size: usize) {
    let one = |n: usize| Dim { n, strides: [0; MAX_OPERANDS], reduced: false };
    let (rest, next, inner) = match &plan.dims[..] {
        [] => (&[][..], one(1), one(1)),
        // A long row is cut into several.
        &[row] => (&[][..], one(1), row),
        &[ref rest @ .., next, inner] => (rest, next, inner),
    };
    let per_piece = (CHUNK / size).clamp(1, inner.n.max(1));
    let pieces = inner.n.div_ceil(per_piece);
    let rows = next.n * rest.iter().map(|d| d.n).product::<usize>();
    let rows_per_chunk = (CHUNK / (per_piece * size)).max(1);
    let [to_next, from_next] = [next.strides[0], next.strides[1]];
    let [to_step, from_step] = [inner.strides[0], inner.strides[1]];
    let bases = Shared(plan.ptrs.as_ptr().cast_mut());
    let work = rows as f64 * 10.0 + (rows * inner.n) as f64 * cost(size, [to_step, from_step]);
    threads::split(rows.div_ceil(rows_per_chunk) * pieces, work, &|chunk| {
        let (start, piece) = (chunk / pieces * rows_per_chunk, (chunk % pieces * per_piece) as isize);
        let n = per_piece.min(inner.n - piece as usize);
        let end = (start + rows_per_chunk).min(rows);
        let mut row = start;
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
                to = to.wrapping_offset(to_next * first as isize + to_step * piece);
                from = from.wrapping_offset(from_next * first as isize + from_step * piece);
                strided::transfer_rows(from, [from_next, from_step], to, [to_next, to_step], [run, n], size);
            }
            row += run;
        }
    });
}

/// The estimated time of an element in nanoseconds: distant elements share no cache line.
fn cost(size: usize, strides: [isize; 2]) -> f64 {
    let lines = strides.map(|s| s.unsigned_abs().min(64).max(size) as f64 / 64.0);
    0.3 + 2.0 * (lines[0] + lines[1])
}
