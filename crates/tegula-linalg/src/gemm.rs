//! Matrix products of floating-point and complex matrices.
//!
//! The large products run on faer's kernels, which take any strides without a packing copy of ours and follow the parallelism they
//! are told. This module decides who computes what: our own loops for inner products, matrix·vector and tiny products; faer on one
//! thread for the rest, large products by tiles that the threads share out. (faer's own threads wait for each other; ours take
//! tiles as they come, so the caller can finish alone beside a busy neighbour, and were measured as fast or faster.)

use faer::linalg::matmul::matmul;
use faer::traits::ComplexField;
use faer::traits::math_utils::{one, zero};
use faer::{Accum, MatMut, MatRef, Par};
use tegula_core::{c64, c128};

use crate::dot::dot;
use crate::gemv::gemv;
use crate::mat::{MatPtr, Size};
use crate::scratch::Scratch;
use crate::small::{self, small};
use crate::threads::{Shared, Threads};

/// Real floating-point operations below which one thread computes the product.
const PARALLEL_FLOPS: usize = 4_000_000;

/// Real floating-point operations that one task takes at least.
const TASK_FLOPS: usize = 2_000_000;

/// How many tasks a product is cut into, if they are large enough.
const TASKS: usize = 16;

/// The fewest rows of a task, and of an operand worth packing.
const THIN: usize = 64;

/// Columns of a task are a multiple of this: faer's tile on the widest registers.
const COLUMNS: usize = 96;

/// The most columns of a task, unless they are too little work: its share of B stays in the L2 cache.
const MAX_COLUMNS: usize = 288;

/// The fewest rows of a product with the own transpose of which only a half is computed.
const SYMMETRIC: usize = 2 * COLUMNS;

/// faer runs through k in blocks of this length.
const FAER_DEPTH: usize = 512;

/// The size of the second-level cache of ordinary processors.
const L2_BYTES: usize = 512 << 10;

/// `count` products of one shape whose operands lie at regular distances (in elements; zero repeats an operand).
#[derive(Clone, Copy)]
pub struct Batch {
    /// How many products.
    pub count: usize,
    /// Distance from one left operand to the next.
    pub a: isize,
    /// Distance from one right operand to the next.
    pub b: isize,
    /// Distance from one result to the next.
    pub c: isize,
}

impl Batch {
    /// A single product.
    pub const ONE: Batch = Batch { count: 1, a: 0, b: 0, c: 0 };
}

/// The scalars of [`gemm`]: `f32`, `f64` and their complex numbers.
pub trait Gemm: ComplexField + Copy + Send + Sync + 'static {
    /// Real operations of one multiply-add.
    #[doc(hidden)]
    const FLOPS: usize;

    /// Products with a vector, where there is a loop of our own. Says whether it has done the work.
    ///
    /// # Safety
    /// As for [`gemm`].
    #[doc(hidden)]
    #[inline]
    unsafe fn vector(
        _size: Size,
        _a: MatPtr<Self>,
        _b: MatPtr<Self>,
        _c: MatPtr<Self>,
        _threads: Threads,
    ) -> bool {
        false
    }

    /// All products of a batch of tiny matrices, where there is a loop of our own. Says whether it has done the work.
    ///
    /// # Safety
    /// As for [`gemm`], for every product of the batch.
    #[doc(hidden)]
    #[inline]
    unsafe fn small(
        _size: Size,
        _a: MatPtr<Self>,
        _b: MatPtr<Self>,
        _c: MatPtr<Self>,
        _batch: Batch,
    ) -> bool {
        false
    }
}

macro_rules! real {
    ($t:ty) => {
        impl Gemm for $t {
            const FLOPS: usize = 2;

            #[inline]
            unsafe fn vector(
                size: Size,
                a: MatPtr<Self>,
                b: MatPtr<Self>,
                c: MatPtr<Self>,
                threads: Threads,
            ) -> bool {
                // SAFETY: the caller's conditions are those of the loops.
                unsafe {
                    match size {
                        Size { m: 1, n: 1, k } => {
                            *c.ptr = dot(k, a.ptr, a.col_stride, b.ptr, b.row_stride, threads);
                        }
                        Size { m, n: 1, k } => gemv(m, k, a, b, c, threads),
                        Size { m: 1, n, k } => {
                            gemv(n, k, b.transposed(), a.transposed(), c.transposed(), threads);
                        }
                        _ => return false,
                    }
                }
                true
            }

            #[inline]
            unsafe fn small(
                size: Size,
                a: MatPtr<Self>,
                b: MatPtr<Self>,
                c: MatPtr<Self>,
                batch: Batch,
            ) -> bool {
                let suits = small::suits(size);
                if suits {
                    // SAFETY: the caller's conditions are those of the loop.
                    unsafe { small(size, a, b, c, batch) };
                }
                suits
            }
        }
    };
}

macro_rules! complex {
    ($t:ty) => {
        impl Gemm for $t {
            const FLOPS: usize = 8;
        }
    };
}

real!(f32);
real!(f64);
complex!(c64);
complex!(c128);

/// C = A·B; with `k` = 0 the result is zero.
///
/// Operands may be transposed, reversed, strided or repeated (stride zero). The result does not depend on the number of threads.
///
/// # Safety
/// `a` and `b` must be readable and `c` writable over these sizes; `c` must overlap neither, nor itself.
pub unsafe fn gemm<T: Gemm>(size: Size, a: MatPtr<T>, b: MatPtr<T>, c: MatPtr<T>, threads: Threads) {
    let Size { m, n, k } = size;
    if m == 0 || n == 0 {
        return;
    }
    // SAFETY: the caller's conditions hold for every branch.
    unsafe {
        if k == 0 {
            for i in 0..m {
                (0..n).for_each(|j| *c.at(i, j) = zero::<T>());
            }
            return;
        }
        if T::vector(size, a, b, c, threads) || T::small(size, a, b, c, Batch::ONE) {
            return;
        }
        let symmetric =
            m >= SYMMETRIC && m == n && same(a, b.transposed()) && c.row_stride.min(c.col_stride) == 1;
        // faer reads A along k where C lies in rows (else B): far jumps along k cost more than a copy.
        let mut packed = None;
        let (a, b) = if c.col_stride.unsigned_abs() <= c.row_stride.unsigned_abs() {
            (if n >= THIN { packed_rows(m, k, a, &mut packed) } else { a }, b)
        } else {
            let b = b.transposed();
            (a, if m >= THIN { packed_rows(n, k, b, &mut packed) } else { b }.transposed())
        };
        let small = T::FLOPS.saturating_mul(size.work()) < PARALLEL_FLOPS;
        let threads = if small { Threads::One } else { threads };
        let (size, a, b, c) = if c.col_stride.unsigned_abs() <= c.row_stride.unsigned_abs() {
            (size, a, b, c)
        } else {
            (size.transposed(), b.transposed(), a.transposed(), c.transposed())
        };
        if symmetric {
            by_strips(size, a, b, c, threads);
        } else if threads.count() == 1 {
            faer_gemm(size, a, b, c, Par::Seq);
        } else {
            by_tiles(size, a, b, c, threads);
        }
    }
}

/// Whether two matrices are the same memory, read in the same way.
fn same<T>(a: MatPtr<T>, b: MatPtr<T>) -> bool {
    (a.ptr, a.row_stride, a.col_stride) == (b.ptr, b.row_stride, b.col_stride)
}

/// The product of a matrix and its own transpose: the lower triangle by strips of rows, then its mirror image.
///
/// # Safety
/// As for [`gemm`]; C is square and lies in rows, and A·B is symmetric.
unsafe fn by_strips<T: Gemm>(size: Size, a: MatPtr<T>, b: MatPtr<T>, c: MatPtr<T>, threads: Threads) {
    let Size { n, k, .. } = size;
    let rows = (n / (TASKS / 2)).next_multiple_of(COLUMNS);
    let strips = n / rows;
    let operands = Shared((a, b, c));
    // From where a strip begins to where it ends; the last takes the remainder. The longest are begun first.
    let strip = |task: usize| {
        let start = (strips - 1 - task) * rows;
        (start, if task == 0 { n } else { start + rows })
    };
    threads.for_each(strips, |task| {
        let ((a, b, c), (start, end)) = (operands.get(), strip(task));
        // SAFETY: the rows of the strip lie inside A and C, and no other task writes them.
        unsafe {
            faer_gemm(Size { m: end - start, n: end, k }, a.from(start, 0), b, c.from(start, 0), Par::Seq);
        }
    });
    threads.for_each(strips, |task| {
        let ((_, _, c), (start, end)) = (operands.get(), strip(task));
        // SAFETY: what is left of the strip's square on the diagonal is complete; what is above it is written by no other task.
        unsafe { copy_tiles(start, end - start, c.from(start, 0).transposed(), c.from(0, start)) };
    });
}

/// Shares tiles of a C that lies in rows out over the threads. Splits depend on the sizes only.
///
/// For each of its tiles faer copies the columns of B in it once, so tiles are as tall as the number of tasks allows.
///
/// # Safety
/// As for [`gemm`].
unsafe fn by_tiles<T: Gemm>(size: Size, a: MatPtr<T>, b: MatPtr<T>, c: MatPtr<T>, threads: Threads) {
    let Size { m, n, k } = size;
    let enough = TASK_FLOPS / T::FLOPS.saturating_mul(k);
    let columns = (n / (TASKS / 2)).min(MAX_COLUMNS).max(enough / m).max(1).next_multiple_of(COLUMNS).min(n);
    let wide = n / columns;
    let rows = m.div_ceil((TASKS / wide).max(2)).max(enough / columns).next_multiple_of(16).max(THIN).min(m);
    // The last tiles take the remainders too, so no tile is so thin that faer would turn to another method.
    let tall = m / rows;
    let operands = Shared((a, b, c));
    threads.for_each(wide * tall, |task| {
        let (a, b, c) = operands.get();
        let (i, j) = (task / wide * rows, task % wide * columns);
        let m = if task / wide + 1 == tall { m - i } else { rows };
        let n = if task % wide + 1 == wide { n - j } else { columns };
        // SAFETY: the tile's rows lie inside A, its columns inside B, both inside C, and no other task writes there.
        unsafe { faer_gemm(Size { m, n, k }, a.from(i, 0), b.from(0, j), c.from(i, j), Par::Seq) };
    });
}

/// The matrix itself, or a copy of it with contiguous rows if its elements lie so far apart along a row that a block of them does
/// not fit the L2 cache.
///
/// # Safety
/// `a` must be readable over m × k elements.
unsafe fn packed_rows<T: Copy>(m: usize, k: usize, a: MatPtr<T>, room: &mut Option<Scratch<T>>) -> MatPtr<T> {
    let reach = a.col_stride.unsigned_abs().saturating_mul(k.min(FAER_DEPTH) * size_of::<T>());
    if reach < L2_BYTES || a.row_stride.unsigned_abs() >= a.col_stride.unsigned_abs() {
        return a;
    }
    *room = Scratch::try_new(m.saturating_mul(k));
    let Some(room) = room else { return a };
    let copy = MatPtr::new(room.ptr(), k as isize, 1);
    // SAFETY: the room holds m × k elements.
    unsafe { copy_tiles(m, k, a, copy) };
    copy
}

/// Copies an `m` × `n` matrix that lies in columns to one that lies in rows without gaps.
///
/// It goes through a tile of our own, so that each cache line is read at once and written at once: lines a power of two apart push
/// each other out of the cache.
///
/// # Safety
/// Both must be valid over these sizes, `to` with a column stride of 1, and disjoint.
unsafe fn copy_tiles<T: Copy>(m: usize, n: usize, from: MatPtr<T>, to: MatPtr<T>) {
    const TILE: usize = 8;
    for i0 in (0..m).step_by(TILE) {
        for j0 in (0..n).step_by(TILE) {
            let (rows, columns) = (TILE.min(m - i0), TILE.min(n - j0));
            // SAFETY: the tile's rows and columns are inside both matrices.
            unsafe {
                let mut tile = [[*from.at(i0, j0); TILE]; TILE];
                for j in 0..columns {
                    for (i, row) in tile.iter_mut().enumerate().take(rows) {
                        row[j] = *from.at(i0 + i, j0 + j);
                    }
                }
                for (i, row) in tile.iter().enumerate().take(rows) {
                    to.at(i0 + i, j0).copy_from_nonoverlapping(row.as_ptr(), columns);
                }
            }
        }
    }
}

/// The operand `index` places further.
#[inline(always)]
pub(crate) unsafe fn step<T>(mat: MatPtr<T>, distance: isize, index: usize) -> MatPtr<T> {
    // SAFETY: the caller says that there are more than `index` operands.
    MatPtr { ptr: unsafe { mat.ptr.offset(distance * index as isize) }, ..mat }
}

unsafe fn faer_gemm<T: Gemm>(size: Size, a: MatPtr<T>, b: MatPtr<T>, c: MatPtr<T>, par: Par) {
    let Size { m, n, k } = size;
    // SAFETY: the caller says that the matrices are there and that C overlaps nothing.
    let (a, b, c) = unsafe {
        (
            MatRef::from_raw_parts(a.ptr.cast_const(), m, k, a.row_stride, a.col_stride),
            MatRef::from_raw_parts(b.ptr.cast_const(), k, n, b.row_stride, b.col_stride),
            MatMut::from_raw_parts_mut(c.ptr, m, n, c.row_stride, c.col_stride),
        )
    };
    matmul(c, Accum::Replace, a, b, one::<T>(), par);
}
