//! Running results along an axis.

use tegula_core::DType;
use tegula_kernels::{ScanFn, cast, strided};

use crate::plan::Operand;
use crate::threads::{self, Shared};

const TILE_BYTES: usize = 4096;

#[repr(align(64))]
struct Tile([std::mem::MaybeUninit<u8>; TILE_BYTES]);

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
    let n = shape[axis];
    let lines: usize = shape.iter().enumerate().filter(|&(a, _)| a != axis).map(|(_, &n)| n).product();
    if n == 0 || lines == 0 {
        return;
    }
    let (source, target) = (Shared(input.ptr), Shared(out.ptr));
    let address = |base: *mut u8, strides: &[isize], line: usize| {
        let mut rest = line;
        let mut ptr = base;
        for a in (0..shape.len()).rev().filter(|&a| a != axis) {
            ptr = ptr.wrapping_offset(strides[a] * (rest % shape[a]) as isize);
            rest /= shape[a];
        }
        ptr
    };
    let size = compute.itemsize();
    let (from, to) = (input.dtype.itemsize(), out.dtype.itemsize());
    let step = TILE_BYTES / size.max(from).max(to);
    let lines_per_chunk = (32 * 1024 / n).max(1);
    let (in_strides, out_strides, in_dtype, out_dtype) = (input.strides, out.strides, input.dtype, out.dtype);
    threads::split(lines.div_ceil(lines_per_chunk), (n * lines) as f64 * 2.0, &|chunk| {
        let new_tile = || Tile([std::mem::MaybeUninit::uninit(); TILE_BYTES]);
        let (mut a, mut b, mut carry) = (new_tile(), new_tile(), new_tile());
        let a = a.0.as_mut_ptr().cast::<u8>();
        let b = b.0.as_mut_ptr().cast::<u8>();
        let carry = carry.0.as_mut_ptr().cast::<u8>();
        for line in chunk * lines_per_chunk..((chunk + 1) * lines_per_chunk).min(lines) {
            let src = address(source.get(), in_strides, line);
            let dst = address(target.get(), out_strides, line);
            let mut done = 0;
            while done < n {
                let len = step.min(n - done);
                // SAFETY: the caller vouches for the operands; tiles hold `step` elements of every type.
                unsafe {
                    let from_ptr = src.wrapping_offset(in_strides[axis] * done as isize);
                    let mut x = a;
                    strided::gather(from_ptr, in_strides[axis], len, a, from);
                    if in_dtype != compute {
                        cast::kernel(in_dtype, compute)([a, b].as_ptr(), len);
                        x = b;
                    }
                    let y = if x == a { b } else { a };
                    if done == 0 {
                        // The first result is the first element itself.
                        std::ptr::copy_nonoverlapping(x, carry, size);
                        std::ptr::copy_nonoverlapping(x, y, size);
                        kernel(x.add(size), len - 1, carry, y.add(size));
                    } else {
                        kernel(x, len, carry, y);
                    }
                    let mut result = y;
                    if out_dtype != compute {
                        cast::kernel(compute, out_dtype)([y, x].as_ptr(), len);
                        result = x;
                    }
                    let to_ptr = dst.wrapping_offset(out_strides[axis] * done as isize);
                    strided::scatter(result, to_ptr, out_strides[axis], len, to);
                }
                done += len;
            }
        }
    });
}
