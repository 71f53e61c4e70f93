//! Running results along an axis, and folds that must keep the order of the elements.

use std::mem::MaybeUninit;

use tegula_core::{DType, Scalar};
use tegula_kernels::{ScanFn, cast, strided};

use crate::mask::compress_run;
use crate::plan::Operand;
use crate::threads::{self, Shared};

const TILE_BYTES: usize = 4096;
#[repr(align(64))]
struct Tile([MaybeUninit<u8>; TILE_BYTES]);

impl Tile {
    fn new() -> Tile {
        Tile([MaybeUninit::uninit(); TILE_BYTES])
    }

    fn ptr(&mut self) -> *mut u8 {
        self.0.as_mut_ptr().cast()
    }
}

/// Writes the running results of `input` along `axis` to `out`, computing in type `compute`.
///
/// # Safety
/// Both operands must be valid for their strides over `shape`; `out` must not overlap the input, except
/// exactly.
pub unsafe fn scan(
    shape: &[usize],
    axis: usize,
    input: Operand,
    out: Operand,
    compute: DType,
    kernel: ScanFn,
) {
    let job = Job { shape, axis, input, out, compute, kernel, mask: None, initial: None, running: true };
    if shape[axis] > 0 {
        // SAFETY: the caller vouches for the operands.
        unsafe { job.run() };
    }
}

/// Folds `input` along `axis`, one element after the other, into `out`, whose stride there is 0. `initial`
/// comes first; without it every line must have an element that takes part. Elements where `mask` is false do not.
///
/// # Safety
/// All operands must be valid for their strides over `shape`; `out` must not overlap the others.
#[expect(clippy::too_many_arguments)]
pub unsafe fn fold_in_order(
    shape: &[usize],
    axis: usize,
    input: Operand,
    mask: Option<Operand>,
    out: Operand,
    compute: DType,
    kernel: ScanFn,
    initial: Option<Scalar>,
) {
    debug_assert!(initial.is_some() || mask.is_none());
    let initial = initial.map(|value| value.cast(compute));
    // SAFETY: the caller vouches for the operands.
    unsafe { Job { shape, axis, input, out, compute, kernel, mask, initial, running: false }.run() };
}

#[derive(Clone, Copy)]
struct Job<'a> {
    shape: &'a [usize],
    axis: usize,
    input: Operand<'a>,
    out: Operand<'a>,
    compute: DType,
    kernel: ScanFn,
    mask: Option<Operand<'a>>,
    initial: Option<Scalar>,
    /// Whether every result is kept, or only the last.
    running: bool,
}

/// The addresses of a line's first elements.
struct Line {
    input: *mut u8,
    mask: *mut u8,
    out: *mut u8,
}

impl Job<'_> {
    unsafe fn run(self) {
        let n = self.shape[self.axis];
        let extents = self.shape.iter().enumerate().filter(|&(a, _)| a != self.axis);
        let lines: usize = extents.map(|(_, &n)| n).product();
        let lines_per_chunk = (32 * 1024 / n.max(1)).max(1);
        let job = Shared(std::ptr::from_ref(&self).cast_mut());
        threads::split(lines.div_ceil(lines_per_chunk), (n * lines) as f64 * 2.0, &|chunk| {
            // SAFETY: the job outlives the call and is only read.
            let job = unsafe { &*job.get() };
            let mut tiles = [Tile::new(), Tile::new(), Tile::new(), Tile::new()];
            let [a, b, mask, carry] = tiles.each_mut().map(Tile::ptr);
            for line in chunk * lines_per_chunk..((chunk + 1) * lines_per_chunk).min(lines) {
                // SAFETY: the caller vouches for the operands; lines are disjoint.
                unsafe { job.line(&job.start(line), [a, b], mask, carry) };
            }
        });
    }

    fn start(&self, line: usize) -> Line {
        let address = |operand: &Operand| {
            let (mut rest, mut ptr) = (line, operand.ptr);
            for a in (0..self.shape.len()).rev().filter(|&a| a != self.axis) {
                ptr = ptr.wrapping_offset(operand.strides[a] * (rest % self.shape[a]) as isize);
                rest /= self.shape[a];
            }
            ptr
        };
        let mask = self.mask.as_ref().map_or(std::ptr::null_mut(), address);
        Line { input: address(&self.input), mask, out: address(&self.out) }
    }

    unsafe fn line(&self, line: &Line, [a, b]: [*mut u8; 2], mask: *mut u8, carry: *mut u8) {
        let (size, from, to) =
            (self.compute.itemsize(), self.input.dtype.itemsize(), self.out.dtype.itemsize());
        let step = TILE_BYTES / size.max(from).max(to);
        let (n, stride) = (self.shape[self.axis], self.input.strides[self.axis]);
        let mut begun = self.initial.is_some();
        if let Some(initial) = self.initial {
            // SAFETY: the carry holds one element of any type.
            unsafe { initial.write(carry) };
        }
        for done in (0..n).step_by(step) {
            let mut len = step.min(n - done);
            // SAFETY: the caller vouches for the operands; tiles hold `step` elements of every type.
            unsafe {
                let (mut x, mut y) = (a, b);
                strided::gather(line.input.wrapping_offset(stride * done as isize), stride, len, x, from);
                if self.input.dtype != self.compute {
                    cast::kernel(self.input.dtype, self.compute)([x, y].as_ptr(), len);
                    (x, y) = (y, x);
                }
                if let Some(operand) = self.mask {
                    let stride = operand.strides[self.axis];
                    strided::gather(line.mask.wrapping_offset(stride * done as isize), stride, len, mask, 1);
                    len = compress_run(std::slice::from_raw_parts(mask, len), x, y, len, size);
                    (x, y) = (y, x);
                }
                // The first result is the first element itself.
                let first = usize::from(!begun && len > 0);
                if first == 1 {
                    std::ptr::copy_nonoverlapping(x, carry, size);
                    std::ptr::copy_nonoverlapping(x, y, size);
                    begun = true;
                }
                (self.kernel)(x.add(first * size), len - first, carry, y.add(first * size));
                if self.running {
                    let target = line.out.wrapping_offset(self.out.strides[self.axis] * done as isize);
                    self.store(y, x, target, self.out.strides[self.axis], len);
                }
            }
        }
        if !self.running {
            // SAFETY: as above.
            unsafe { self.store(carry, a, line.out, 0, 1) };
        }
    }

    /// Converts `n` results and scatters them.
    unsafe fn store(&self, results: *mut u8, spare: *mut u8, target: *mut u8, stride: isize, n: usize) {
        // SAFETY: the caller passes tiles that hold `n` elements and a valid target.
        unsafe {
            let mut source = results;
            if self.out.dtype != self.compute {
                cast::kernel(self.compute, self.out.dtype)([results, spare].as_ptr(), n);
                source = spare;
            }
            strided::scatter(source, target, stride, n, self.out.dtype.itemsize());
        }
    }
}
