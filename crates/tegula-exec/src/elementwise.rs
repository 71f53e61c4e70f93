//! Elementwise execution.

use tegula_core::DType;
use tegula_kernels::{cast, flags};

use crate::moves::copy_rows;
use crate::plan::{MAX_OPERANDS, Operand, Plan};
use crate::program::{Program, Step};
use crate::threads::{self, Shared};
use crate::tiles::{Tiles, Worker};
use crate::transpose::transpose;

/// Tiles are handed to threads in groups of about this many elements.
const CHUNK: usize = 64 * 1024;

/// Runs `program` over all elements of `shape`.
///
/// Operands with `aliased` set lie exactly where an output lies: they are read through a copy of each
/// tile. The cost is one pass over all operands.
///
/// # Safety
/// Every operand must be valid for its strides over `shape` (outputs for writes, without two indices
/// sharing memory), and outputs must not overlap inputs except exactly, with `aliased` set.
pub unsafe fn elementwise(
    shape: &[usize],
    inputs: &[Operand],
    outputs: &[Operand],
    aliased: &[bool],
    program: Program,
) {
    let size = tegula_core::volume(shape);
    if size == 0 {
        return;
    }
    // Outputs come first in the plan: their order in memory decides the order of the loops.
    let mut operands =
        [Operand { ptr: std::ptr::null_mut(), dtype: DType::Bool, strides: &[] }; MAX_OPERANDS];
    let count = inputs.len() + outputs.len();
    operands[..outputs.len()].copy_from_slice(outputs);
    operands[outputs.len()..count].copy_from_slice(inputs);
    let mut plan = Plan::new(shape, &operands[..count], |_| false);
    // Programs number inputs first.
    plan.rotate(outputs.len());
    let mut bound = [(DType::Bool, std::ptr::null_mut(), false); MAX_OPERANDS];
    for (slot, operand) in inputs.iter().chain(outputs).enumerate() {
        bound[slot] = (operand.dtype, plan.ptrs[slot], aliased.get(slot) == Some(&true));
    }
    let tiles = Tiles::new(&plan.dims, program, &bound[..count]);
    let bases = Shared(plan.ptrs.as_mut_ptr());

    let units = tiles.units(size);
    let units_per_chunk = (CHUNK * units.count / size).max(1);
    let bytes: usize = inputs.iter().chain(outputs).map(|o| o.dtype.itemsize()).sum();
    let work = size as f64 * (bytes as f64 * 0.08 + program.cost);
    threads::split(units.count.div_ceil(units_per_chunk), work, &|chunk| {
        let mut worker = Worker::new(&tiles);
        // SAFETY: the array of addresses outlives the call and is only read.
        let bases = unsafe { &*bases.get().cast::<[*mut u8; MAX_OPERANDS]>() };
        for unit in chunk * units_per_chunk..((chunk + 1) * units_per_chunk).min(units.count) {
            let (start, n) = units.range(unit);
            // SAFETY: the caller vouches for the operands; units are disjoint ranges of the loops.
            unsafe { worker.run(bases, start, n) };
        }
    });
}

/// Copies `input` to `output`, converting numbers of either byte order; other elements move by their bytes, as
/// many as fit both.
///
/// # Safety
/// As for [`elementwise`], and the two must be disjoint.
pub(crate) unsafe fn copy(shape: &[usize], mut input: Operand, mut output: Operand) {
    if output.dtype == DType::Object {
        (input.dtype, output.dtype) = (DType::U64, DType::U64);
    }
    if tegula_core::volume(shape) == 0 {
        return;
    }
    if input.dtype == output.dtype {
        let plan = Plan::new(shape, &[output, input], |_| false);
        let size = output.dtype.itemsize();
        // SAFETY: the caller vouches for the operands.
        unsafe {
            if !transpose(&plan, size) {
                copy_rows(&plan, size);
            }
        }
        return;
    }
    let wide = [input.dtype.native(), output.dtype.native()];
    let convert = Step { kernel: cast::kernel(wide[0], wide[1]), args: [0, 1, 0, 0] };
    let program =
        Program { registers: &wide, inputs: 1, outputs: 1, steps: &[convert], cost: 0.1, mask: None };
    flags::watch_as(cast::errors(wide[0], wide[1]), "cast", || {
        // SAFETY: the caller vouches for the operands.
        unsafe { elementwise(shape, &[input], &[output], &[false], program) }
    });
}

/// Visits all rows of several operands together: `row` gets the address of the first element of each, the
/// distance to the next, and how many there are. It ends the visit by returning false.
pub fn each<const N: usize>(
    shape: &[usize],
    operands: &[Operand; N],
    mut row: impl FnMut([*mut u8; N], [isize; N], usize) -> bool,
) {
    if tegula_core::volume(shape) == 0 {
        return;
    }
    let plan = Plan::new(shape, operands, |_| false);
    let (inner, outer) = match plan.dims.split_last() {
        Some((inner, outer)) => (inner.n, outer),
        None => (1, &plan.dims[..]),
    };
    let steps = std::array::from_fn(|slot| plan.dims.last().map_or(0, |d| d.strides[slot]));
    let rows: usize = outer.iter().map(|d| d.n).product();
    for unit in 0..rows {
        let mut at: [*mut u8; N] = std::array::from_fn(|slot| plan.ptrs[slot]);
        let mut rest = unit;
        for dim in outer.iter().rev() {
            let i = (rest % dim.n) as isize;
            at.iter_mut().zip(&dim.strides).for_each(|(at, &s)| *at = at.wrapping_offset(s.wrapping_mul(i)));
            rest /= dim.n;
        }
        if !row(at, steps, inner) {
            return;
        }
    }
}
