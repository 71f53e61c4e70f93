//! Tiny real products without set-up cost: no allocation, no packing of the left operand, one dispatch for a whole batch.
//!
//! Method: a tile of up to four rows and two vectors of results is held in registers while `k` runs; the last vector may be partly used. The right operand
//! must have contiguous rows for that; where it has not, it is copied into a buffer on the stack first.

use std::mem::MaybeUninit;

use crate::dot::MAX_LANES;
use crate::gemm::{Batch, step};
use crate::isa::{Isa, Kernel, PartialVector, Vector, dispatch};
use crate::mat::{MatPtr, Size};
use crate::scalar::Real;

/// The right operand has at most this many elements, so that its copy fits on the stack.
const MAX_RIGHT: usize = 512;

/// Whether [`small`] takes products of this shape and is the fastest for them.
#[inline]
pub(crate) fn suits(Size { m, n, k }: Size) -> bool {
    m <= 32 && n <= 32 && k <= 32 && m * n * k <= 4096 && k * n <= MAX_RIGHT && k * m <= MAX_RIGHT
}

/// C = A·B for a batch of tiny matrices, see [`suits`]; `k` is at least 1.
///
/// # Safety
/// As for [`crate::gemm_batch`].
#[inline]
pub(crate) unsafe fn small<T: Real>(size: Size, a: MatPtr<T>, b: MatPtr<T>, c: MatPtr<T>, batch: Batch) {
    // Results are written along rows: a result in Fortran order is computed as its transpose.
    // SAFETY: the caller's conditions are the kernel's.
    unsafe {
        if c.row_stride == 1 && c.col_stride != 1 {
            let batch = Batch { a: batch.b, b: batch.a, ..batch };
            dispatch(Small {
                size: size.transposed(),
                a: b.transposed(),
                b: a.transposed(),
                c: c.transposed(),
                batch,
            });
        } else {
            dispatch(Small { size, a, b, c, batch });
        }
    }
}

struct Small<T> {
    size: Size,
    a: MatPtr<T>,
    b: MatPtr<T>,
    c: MatPtr<T>,
    batch: Batch,
}

impl<T: Real> Kernel for Small<T> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<I: Isa>(self) {
        let Small { size: Size { m, n, k }, a, b, c, batch } = self;
        let mut packed = [const { MaybeUninit::<T>::uninit() }; MAX_RIGHT];
        for index in 0..batch.count {
            // SAFETY: each product of the batch is readable and writable; k·n ≤ MAX_RIGHT elements are packed; bands stay inside.
            unsafe {
                let a = step(a, batch.a, index);
                let mut b = step(b, batch.b, index);
                let c = step(c, batch.c, index);
                if b.col_stride != 1 {
                    if index == 0 || batch.b != 0 {
                        for p in 0..k {
                            for j in 0..n {
                                packed[p * n + j].write(*b.at(p, j));
                            }
                        }
                    }
                    b = MatPtr::new(packed.as_mut_ptr().cast(), n as isize, 1);
                }
                let mut i = 0;
                while i + 4 <= m {
                    band::<T, I, 4>(n, k, a.from(i, 0), b, c.from(i, 0));
                    i += 4;
                }
                if i + 2 <= m {
                    band::<T, I, 2>(n, k, a.from(i, 0), b, c.from(i, 0));
                    i += 2;
                }
                if i < m {
                    band::<T, I, 1>(n, k, a.from(i, 0), b, c.from(i, 0));
                }
            }
        }
    }
}

/// `ROWS` rows of the result, tile by tile.
#[inline(always)]
unsafe fn band<T: Real, I: Isa, const ROWS: usize>(
    n: usize,
    k: usize,
    a: MatPtr<T>,
    b: MatPtr<T>,
    c: MatPtr<T>,
) {
    let lanes = T::Vector::<I>::LANES;
    let mut j = 0;
    // SAFETY: tiles begin inside the matrices and are given the width that is left.
    unsafe {
        while j + lanes < n {
            tile::<T, I, ROWS, 2>(k, a, b.from(0, j), c.from(0, j), n - j - lanes);
            j += 2 * lanes;
        }
        if j < n {
            tile::<T, I, ROWS, 1>(k, a, b.from(0, j), c.from(0, j), n - j);
        }
    }
}

/// A tile of `VECTORS` vectors, of whose last one only the first `last` lanes are inside (all of them, if `last` says more).
#[inline(always)]
unsafe fn tile<T: Real, I: Isa, const ROWS: usize, const VECTORS: usize>(
    k: usize,
    a: MatPtr<T>,
    b: MatPtr<T>,
    c: MatPtr<T>,
    last: usize,
) {
    let lanes = T::Vector::<I>::LANES;
    let mut acc = [[T::Vector::<I>::splat(T::ZERO); VECTORS]; ROWS];
    // SAFETY: the caller provides ROWS rows of A and C and the columns of B and C; rows of B are contiguous.
    unsafe {
        if last >= lanes {
            for p in 0..k {
                let row = b.at(p, 0).cast_const();
                let right: [_; VECTORS] = std::array::from_fn(|v| T::Vector::<I>::load(row.add(v * lanes)));
                madd_row::<T, I, ROWS, VECTORS>(&mut acc, a.from(0, p), right);
            }
        } else {
            for p in 0..k {
                let row = b.at(p, 0).cast_const();
                let right: [_; VECTORS] = std::array::from_fn(|v| {
                    if v + 1 < VECTORS {
                        T::Vector::<I>::load(row.add(v * lanes))
                    } else {
                        T::Vector::<I>::load_partial(row.add(v * lanes), last)
                    }
                });
                madd_row::<T, I, ROWS, VECTORS>(&mut acc, a.from(0, p), right);
            }
        }
        for (r, acc) in acc.into_iter().enumerate() {
            for (v, sums) in acc.into_iter().enumerate() {
                let width = if v + 1 < VECTORS { lanes } else { last.min(lanes) };
                write_vector::<T, I>(sums, c.from(r, v * lanes), width);
            }
        }
    }
}

/// Adds the product of one column of A and one row of B to the tile.
#[inline(always)]
unsafe fn madd_row<T: Real, I: Isa, const ROWS: usize, const VECTORS: usize>(
    acc: &mut [[T::Vector<I>; VECTORS]; ROWS],
    a: MatPtr<T>,
    right: [T::Vector<I>; VECTORS],
) {
    for (r, acc) in acc.iter_mut().enumerate() {
        // SAFETY: the caller provides ROWS rows of A.
        let left = T::Vector::<I>::splat(unsafe { *a.at(r, 0) });
        for (sum, &right) in acc.iter_mut().zip(&right) {
            *sum = T::Vector::<I>::madd(*sum, left, right);
        }
    }
}

/// Writes the first `width` lanes along a row of C.
#[inline(always)]
unsafe fn write_vector<T: Real, I: Isa>(vector: T::Vector<I>, c: MatPtr<T>, width: usize) {
    // SAFETY: the caller says that these elements of C exist; no vector is longer than the buffer.
    unsafe {
        if c.col_stride != 1 {
            let mut lanes = [T::ZERO; MAX_LANES];
            vector.store(lanes.as_mut_ptr());
            for (j, &x) in lanes.iter().enumerate().take(width) {
                *c.at(0, j) = x;
            }
        } else if width == T::Vector::<I>::LANES {
            vector.store(c.ptr);
        } else {
            vector.store_partial(c.ptr, width);
        }
    }
}
