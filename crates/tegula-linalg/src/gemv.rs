//! Matrix·vector products of real matrices, at the speed of memory.
//!
//! Two loops serve every layout. Where a row is closer together than a column (C order), four rows at a time are multiplied with
//! the vector, which is then read once for four rows. Where a column is closer together (Fortran order, and vector·matrix, which
//! is the transposed case), eight scaled columns at a time are added to a block of the result that stays in the L1 cache.
//! Rows are split over threads at fixed places, so the result does not depend on the number of threads.

use std::mem::MaybeUninit;
use std::ptr;

use crate::dot::{Dot, dot, sum_lanes};
use crate::isa::{Isa, Kernel, PartialVector, Vector, dispatch};
use crate::mat::MatPtr;
use crate::scalar::Real;
use crate::scratch::Scratch;
use crate::threads::{Shared, Threads};

/// Below this many bytes in the matrix a second thread costs more than it brings.
const PARALLEL_BYTES: usize = 4 << 20;

/// Bytes of the matrix that one parallel task reads, about.
const TASK_BYTES: usize = 512 << 10;

/// Bytes of the result that the column loop holds in the L1 cache.
const BLOCK_BYTES: usize = 8 << 10;

/// y = A·x for an `m` × `k` matrix; x and y are columns. With `k` = 0 the result is zero.
///
/// # Safety
/// `a` and `x` must be readable and `y` writable over these sizes, and `y` must overlap neither.
pub(crate) unsafe fn gemv<T: Real>(
    m: usize,
    k: usize,
    a: MatPtr<T>,
    x: MatPtr<T>,
    y: MatPtr<T>,
    threads: Threads,
) {
    let mut stack = [const { MaybeUninit::<T>::uninit() }; 256];
    let heap;
    // The loops read the vector many times: a strided one is packed first.
    let x = if x.row_stride == 1 || k < 2 {
        x.ptr.cast_const()
    } else {
        let packed: *mut T = if k <= stack.len() {
            stack.as_mut_ptr().cast()
        } else {
            heap = Scratch::try_new(k);
            let Some(heap) = &heap else {
                for i in 0..m {
                    // SAFETY: row i of the matrix and element i of the result exist.
                    unsafe { *y.at(i, 0) = dot(k, a.at(i, 0), a.col_stride, x.ptr, x.row_stride, threads) };
                }
                return;
            };
            heap.ptr()
        };
        for i in 0..k {
            // SAFETY: x has k elements, and so has the room for the packed copy.
            unsafe { packed.add(i).write(*x.at(i, 0)) };
        }
        packed.cast_const()
    };
    let bytes = m.saturating_mul(k).saturating_mul(size_of::<T>());
    if bytes < PARALLEL_BYTES || threads.count() == 1 {
        // SAFETY: the caller's conditions are the kernel's.
        return unsafe { dispatch(Gemv { m, k, a, x, y }) };
    }
    // A multiple of the rows taken together, so that each row is computed in the same way for every split.
    let rows = (TASK_BYTES / k.saturating_mul(size_of::<T>())).next_multiple_of(ROWS).max(64);
    let pointers = Shared((a, x, y));
    threads.for_each(m.div_ceil(rows), |task| {
        let (a, x, y) = pointers.get();
        let start = task * rows;
        // SAFETY: the rows of the task lie inside the matrix; each task writes rows of its own.
        unsafe { dispatch(Gemv { m: rows.min(m - start), k, a: a.from(start, 0), x, y: y.from(start, 0) }) };
    });
}

/// Rows the row loop takes together.
const ROWS: usize = 4;

/// The product on one thread, with a contiguous `x`.
struct Gemv<T> {
    m: usize,
    k: usize,
    a: MatPtr<T>,
    x: *const T,
    y: MatPtr<T>,
}

impl<T: Real> Kernel for Gemv<T> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<I: Isa>(self) {
        // SAFETY: the caller's conditions are those of the bodies.
        unsafe {
            if self.a.col_stride == 1 {
                self.rows::<I>()
            } else if self.a.row_stride.unsigned_abs() < self.a.col_stride.unsigned_abs() {
                self.columns::<I>()
            } else {
                self.strided::<I>()
            }
        }
    }
}

impl<T: Real> Gemv<T> {
    /// Rows are contiguous: four inner products at a time.
    #[inline(always)]
    unsafe fn rows<I: Isa>(self) {
        let Gemv { m, k, a, x, y } = self;
        let lanes = T::Vector::<I>::LANES;
        let mut i = 0;
        // SAFETY: i + ROWS ≤ m in the first loop, i < m in the second, j < k in both.
        unsafe {
            while i + ROWS <= m {
                let row: [*const T; ROWS] = std::array::from_fn(|r| a.at(i + r, 0).cast_const());
                let mut acc = [[T::Vector::<I>::splat(T::ZERO); 2]; ROWS];
                let mut j = 0;
                while j + 2 * lanes <= k {
                    let x = [T::Vector::<I>::load(x.add(j)), T::Vector::<I>::load(x.add(j + lanes))];
                    for r in 0..ROWS {
                        acc[r][0] =
                            T::Vector::<I>::madd(acc[r][0], T::Vector::<I>::load(row[r].add(j)), x[0]);
                        acc[r][1] = T::Vector::<I>::madd(
                            acc[r][1],
                            T::Vector::<I>::load(row[r].add(j + lanes)),
                            x[1],
                        );
                    }
                    j += 2 * lanes;
                }
                while j < k {
                    let n = lanes.min(k - j);
                    let x = T::Vector::<I>::load_partial(x.add(j), n);
                    for r in 0..ROWS {
                        let a = T::Vector::<I>::load_partial(row[r].add(j), n);
                        acc[r][0] = T::Vector::<I>::madd(acc[r][0], a, x);
                    }
                    j += n;
                }
                let one = T::Vector::<I>::splat(T::ONE);
                for (r, acc) in acc.iter().enumerate() {
                    y.at(i + r, 0).write(sum_lanes::<T, I>(T::Vector::<I>::madd(acc[0], acc[1], one)));
                }
                i += ROWS;
            }
            while i < m {
                let sum = Dot { n: k, a: a.at(i, 0), a_stride: 1, b: x, b_stride: 1 }.run::<I>();
                y.at(i, 0).write(sum);
                i += 1;
            }
        }
    }

    /// Columns are closer together than rows: scaled columns are added to a block of the result.
    #[inline(always)]
    unsafe fn columns<I: Isa>(self) {
        let Gemv { m, k, a, x, y } = self;
        let block = BLOCK_BYTES / size_of::<T>();
        let mut buffer = [const { MaybeUninit::<T>::uninit() }; BLOCK_BYTES / 4];
        let mut start = 0;
        while start < m {
            let len = block.min(m - start);
            let sums = buffer.as_mut_ptr().cast::<T>();
            // SAFETY: the block holds len ≤ buffer.len() sums; rows start..start + len and the columns taken exist.
            unsafe {
                for i in 0..len {
                    sums.add(i).write(T::ZERO);
                }
                let mut j = 0;
                while j + 8 <= k {
                    add_columns::<T, I, 8>(len, a.from(start, j), x.add(j), sums);
                    j += 8;
                }
                while j < k {
                    add_columns::<T, I, 1>(len, a.from(start, j), x.add(j), sums);
                    j += 1;
                }
                if y.row_stride == 1 {
                    ptr::copy_nonoverlapping(sums, y.at(start, 0), len);
                } else {
                    for i in 0..len {
                        y.at(start + i, 0).write(*sums.add(i));
                    }
                }
            }
            start += len;
        }
    }

    /// No unit stride, rows closer together: one strided inner product a row.
    #[inline(always)]
    unsafe fn strided<I: Isa>(self) {
        let Gemv { m, k, a, x, y } = self;
        for i in 0..m {
            // SAFETY: row i exists and has k elements.
            unsafe {
                let sum = Dot { n: k, a: a.at(i, 0), a_stride: a.col_stride, b: x, b_stride: 1 }.run::<I>();
                y.at(i, 0).write(sum);
            }
        }
    }
}

/// `sums[i] += Σ_c a[i, c]·x[c]` over `COLS` columns.
#[inline(always)]
unsafe fn add_columns<T: Real, I: Isa, const COLS: usize>(
    len: usize,
    a: MatPtr<T>,
    x: *const T,
    sums: *mut T,
) {
    let lanes = T::Vector::<I>::LANES;
    // SAFETY: the caller provides COLS columns of len elements, as many x, and len sums that overlap neither.
    unsafe {
        let columns: [*const T; COLS] = std::array::from_fn(|c| a.at(0, c).cast_const());
        let mut i = 0;
        if a.row_stride == 1 {
            let x: [T::Vector<I>; COLS] = std::array::from_fn(|c| T::Vector::<I>::splat(*x.add(c)));
            while i + lanes <= len {
                let mut sum = T::Vector::<I>::load(sums.add(i));
                for (column, &x) in columns.iter().zip(&x) {
                    sum = T::Vector::<I>::madd(sum, T::Vector::<I>::load(column.add(i)), x);
                }
                sum.store(sums.add(i));
                i += lanes;
            }
        }
        while i < len {
            for (c, column) in columns.iter().enumerate() {
                let element = *column.offset(i as isize * a.row_stride);
                *sums.add(i) = T::madd::<I>(element, *x.add(c), *sums.add(i));
            }
            i += 1;
        }
    }
}
