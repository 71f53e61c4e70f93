//! Matrix products of integers, exact modulo the width (as NumPy wraps).
//!
//! Wrap-around arithmetic does not care for the sign, so each width needs one loop. Bytes are computed in 16-bit lanes, because no
//! processor multiplies vectors of bytes. 64-bit factors that all fit 32 bits (found by looking) take one multiplication instead
//! of three.
//!
//! Method: the blocked product of BLIS. Panels of B (two vectors wide) and of A (4 rows) are packed so that the innermost loop reads
//! both in order and holds a tile of the result in registers.

use crate::isa::{Isa, Kernel, Vector, dispatch};
use crate::mat::{MatPtr, Size};
use crate::scratch::Scratch;
use crate::threads::{Shared, Threads};

/// How elements are loaded, multiplied and added.
pub(crate) trait Ring: Send + Sync + 'static {
    /// As it stands in memory.
    type Elem: Copy + Send + Sync;
    /// As it is computed with.
    type Lane: Copy + Send + Sync;
    /// Vectors of lanes.
    type Vector<I: Isa>: Vector<Lane = Self::Lane>;
    const ZERO: Self::Lane;
    fn load(x: Self::Elem) -> Self::Lane;
    fn store(x: Self::Lane) -> Self::Elem;
    fn add(a: Self::Lane, b: Self::Lane) -> Self::Lane;
    fn mul(a: Self::Lane, b: Self::Lane) -> Self::Lane;
}

macro_rules! ring {
    ($(#[$doc:meta])* $name:ident, $elem:ty, $lane:ty, $vector:ident) => {
        $(#[$doc])*
        pub(crate) struct $name;

        impl Ring for $name {
            type Elem = $elem;
            type Lane = $lane;
            type Vector<I: Isa> = I::$vector;
            const ZERO: $lane = 0;
            #[inline(always)]
            fn load(x: $elem) -> $lane {
                x as $lane
            }
            #[inline(always)]
            fn store(x: $lane) -> $elem {
                x as $elem
            }
            #[inline(always)]
            fn add(a: $lane, b: $lane) -> $lane {
                a.wrapping_add(b)
            }
            #[inline(always)]
            fn mul(a: $lane, b: $lane) -> $lane {
                a.wrapping_mul(b)
            }
        }
    };
}

ring!(Bits8, u8, u16, U16);
ring!(Bits16, u16, u16, U16);
ring!(Bits32, u32, u32, U32);
ring!(Bits64, u64, u64, U64);
ring!(
    /// 64-bit factors that fit 32 bits, as signed numbers.
    Narrow64, u64, u64, Narrow
);

/// Rows of a tile.
const ROWS: usize = 4;
/// Lanes of two of the longest vectors there are.
const MAX_WIDTH: usize = 64;
/// Depth of a packed panel.
const DEPTH: usize = 256;
/// Rows of A packed at a time.
const BAND: usize = 64;
/// Panels of B packed at a time.
const PANELS: usize = 16;
/// Fewer columns than this (or rows) go without packing.
const THIN: usize = 4;
/// Multiply-adds below which one thread computes the product.
const PARALLEL_WORK: usize = 1 << 21;

/// Integer types of the matrix product.
pub(crate) trait IntGemm: Copy {
    /// C = A·B; see [`crate::gemm`].
    ///
    /// # Safety
    /// As for [`crate::gemm`].
    unsafe fn int_gemm(size: Size, a: MatPtr<Self>, b: MatPtr<Self>, c: MatPtr<Self>, threads: Threads);
}

macro_rules! int_gemm {
    ($t:ty, $ring:ty) => {
        impl IntGemm for $t {
            unsafe fn int_gemm(
                size: Size,
                a: MatPtr<Self>,
                b: MatPtr<Self>,
                c: MatPtr<Self>,
                threads: Threads,
            ) {
                // SAFETY: the caller's conditions are those of `product`.
                unsafe { product::<$ring>(size, a, b, c, threads) };
            }
        }
    };
}

int_gemm!(u8, Bits8);
int_gemm!(u16, Bits16);
int_gemm!(u32, Bits32);

impl IntGemm for u64 {
    unsafe fn int_gemm(size: Size, a: MatPtr<u64>, b: MatPtr<u64>, c: MatPtr<u64>, threads: Threads) {
        let Size { m, n, k } = size;
        // SAFETY: the caller's conditions are those of `product`, and both operands are readable.
        unsafe {
            // Looking costs as much as a few columns of the product.
            if m.min(n) >= 16 && dispatch(FitsI32 { m, n: k, a }) && dispatch(FitsI32 { m: k, n, a: b }) {
                product::<Narrow64>(size, a, b, c, threads)
            } else {
                product::<Bits64>(size, a, b, c, threads)
            }
        }
    }
}

/// Chooses the loop and shares the rows out over the threads. The arithmetic is exact, so any split gives the same result.
///
/// # Safety
/// As for [`crate::gemm`].
unsafe fn product<R: Ring>(
    size: Size,
    a: MatPtr<R::Elem>,
    b: MatPtr<R::Elem>,
    c: MatPtr<R::Elem>,
    threads: Threads,
) {
    let Size { m, n, k } = size;
    if m == 0 || n == 0 {
        return;
    }
    if m < n && (m <= THIN || c.row_stride.unsigned_abs() < c.col_stride.unsigned_abs()) {
        // SAFETY: the same product, transposed; n < m holds then, so this happens once.
        return unsafe {
            product::<R>(size.transposed(), b.transposed(), a.transposed(), c.transposed(), threads)
        };
    }
    let rows = if size.work() < PARALLEL_WORK || threads.count() == 1 {
        m
    } else {
        m.div_ceil(2 * threads.count()).next_multiple_of(BAND)
    };
    let operands = Shared((a, b, c));
    threads.for_each(m.div_ceil(rows), |task| {
        let (a, b, c) = operands.get();
        let start = task * rows;
        let m = rows.min(m - start);
        // SAFETY: the task's rows lie inside A and C, and no other task writes them.
        unsafe {
            let (a, c) = (a.from(start, 0), c.from(start, 0));
            if n <= THIN || k == 0 {
                for j in 0..n {
                    dispatch(Column::<R> { m, k, a, x: b.from(0, j), y: c.from(0, j) });
                }
            } else {
                dispatch(Blocked::<R> { size: Size { m, n, k }, a, b, c });
            }
        }
    });
}

/// The blocked product on one thread.
struct Blocked<R: Ring> {
    size: Size,
    a: MatPtr<R::Elem>,
    b: MatPtr<R::Elem>,
    c: MatPtr<R::Elem>,
}

impl<R: Ring> Kernel for Blocked<R> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<I: Isa>(self) {
        let Blocked { size: Size { m, n, k }, a, b, c } = self;
        let width = 2 * R::Vector::<I>::LANES;
        let depth_max = DEPTH.min(k);
        let columns_max = (PANELS * width).min(n.next_multiple_of(width));
        let rows_max = BAND.min(m.next_multiple_of(ROWS));
        let room = Scratch::<R::Lane>::new((rows_max + columns_max) * depth_max);
        let left = room.ptr();
        let right = left.wrapping_add(rows_max * depth_max);
        let mut tile = [R::ZERO; ROWS * MAX_WIDTH];
        for j0 in (0..n).step_by(PANELS * width) {
            let columns = (PANELS * width).min(n - j0);
            for p0 in (0..k).step_by(DEPTH) {
                let depth = DEPTH.min(k - p0);
                // SAFETY: the part lies inside B; the room holds whole panels.
                unsafe { pack::<R>(width, depth, columns, b.from(p0, j0), right) };
                for i0 in (0..m).step_by(BAND) {
                    let rows = BAND.min(m - i0);
                    // SAFETY: as above, for A; a panel of A is the panel of its transpose.
                    unsafe { pack::<R>(ROWS, depth, rows, a.from(i0, p0).transposed(), left) };
                    for j in (0..columns).step_by(width) {
                        for i in (0..rows).step_by(ROWS) {
                            // SAFETY: both panels are packed; the part of the tile inside C is written.
                            unsafe {
                                let (left, right) = (left.add(i * depth), right.add(j * depth));
                                multiply::<R, I>(depth, left, right, tile.as_mut_ptr());
                                let (rows, columns) = (ROWS.min(rows - i), width.min(columns - j));
                                let c = c.from(i0 + i, j0 + j);
                                write_tile::<R>(&tile, width, rows, columns, c, p0 > 0);
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Copies a `depth` × `columns` matrix as panels of `width` columns, each panel row by row; the last is filled up with zeros.
#[inline(always)]
unsafe fn pack<R: Ring>(
    width: usize,
    depth: usize,
    columns: usize,
    b: MatPtr<R::Elem>,
    mut out: *mut R::Lane,
) {
    for j in (0..columns).step_by(width) {
        let inside = width.min(columns - j);
        // SAFETY: the elements are inside B; the caller provides room for whole panels.
        unsafe {
            if inside == width && b.col_stride == 1 {
                for p in 0..depth {
                    let row = b.at(p, j);
                    for w in 0..width {
                        out.add(p * width + w).write(R::load(*row.add(w)));
                    }
                }
            } else {
                for w in 0..inside {
                    for p in 0..depth {
                        out.add(p * width + w).write(R::load(*b.at(p, j + w)));
                    }
                }
                for w in inside..width {
                    for p in 0..depth {
                        out.add(p * width + w).write(R::ZERO);
                    }
                }
            }
            out = out.add(width * depth);
        }
    }
}

/// The product of a packed panel of A and one of B.
#[inline(always)]
unsafe fn multiply<R: Ring, I: Isa>(
    depth: usize,
    left: *const R::Lane,
    right: *const R::Lane,
    tile: *mut R::Lane,
) {
    let lanes = R::Vector::<I>::LANES;
    let mut acc = [[R::Vector::<I>::splat(R::ZERO); 2]; ROWS];
    // SAFETY: both panels hold `depth` rows, and the tile holds ROWS rows of two vectors.
    unsafe {
        for p in 0..depth {
            let row = right.add(p * 2 * lanes);
            let row = [R::Vector::<I>::load(row), R::Vector::<I>::load(row.add(lanes))];
            for (i, acc) in acc.iter_mut().enumerate() {
                let factor = R::Vector::<I>::splat(*left.add(p * ROWS + i));
                acc[0] = R::Vector::<I>::madd(acc[0], factor, row[0]);
                acc[1] = R::Vector::<I>::madd(acc[1], factor, row[1]);
            }
        }
        for (i, acc) in acc.into_iter().enumerate() {
            acc[0].store(tile.add(i * 2 * lanes));
            acc[1].store(tile.add((i * 2 + 1) * lanes));
        }
    }
}

/// Writes the part of a tile that lies inside C, or adds it to what is there.
#[inline(always)]
unsafe fn write_tile<R: Ring>(
    tile: &[R::Lane; ROWS * MAX_WIDTH],
    width: usize,
    rows: usize,
    columns: usize,
    c: MatPtr<R::Elem>,
    add: bool,
) {
    for i in 0..rows {
        for j in 0..columns {
            // SAFETY: the caller says that these elements of C exist; a row of the tile is `width` ≥ `columns` long.
            unsafe {
                let x = *tile.as_ptr().add(i * width + j);
                let c = c.at(i, j);
                *c = R::store(if add { R::add(R::load(*c), x) } else { x });
            }
        }
    }
}

/// One column of the result: y = A·x.
struct Column<R: Ring> {
    m: usize,
    k: usize,
    a: MatPtr<R::Elem>,
    x: MatPtr<R::Elem>,
    y: MatPtr<R::Elem>,
}

impl<R: Ring> Kernel for Column<R> {
    type Output = ();

    #[inline(always)]
    unsafe fn run<I: Isa>(self) {
        let Column { m, k, a, x, y } = self;
        // SAFETY: all indices are inside the operands.
        unsafe {
            if a.row_stride.unsigned_abs() < a.col_stride.unsigned_abs() {
                // Columns of A are closer together: add scaled columns to a block of the result.
                let mut sums = [R::ZERO; 512];
                for start in (0..m).step_by(sums.len()) {
                    let len = sums.len().min(m - start);
                    let sums = &mut sums[..len];
                    sums.fill(R::ZERO);
                    for p in 0..k {
                        let x = R::load(*x.at(p, 0));
                        let column = a.from(start, p);
                        if a.row_stride == 1 {
                            for (i, sum) in sums.iter_mut().enumerate() {
                                *sum = R::add(*sum, R::mul(R::load(*column.ptr.add(i)), x));
                            }
                        } else {
                            for (i, sum) in sums.iter_mut().enumerate() {
                                *sum = R::add(*sum, R::mul(R::load(*column.at(i, 0)), x));
                            }
                        }
                    }
                    for (i, &sum) in sums.iter().enumerate() {
                        *y.at(start + i, 0) = R::store(sum);
                    }
                }
            } else {
                let contiguous = a.col_stride == 1 && x.row_stride == 1;
                for i in 0..m {
                    let row = a.from(i, 0);
                    let mut sum = R::ZERO;
                    if contiguous {
                        for p in 0..k {
                            sum = R::add(sum, R::mul(R::load(*row.ptr.add(p)), R::load(*x.ptr.add(p))));
                        }
                    } else {
                        for p in 0..k {
                            sum = R::add(sum, R::mul(R::load(*row.at(0, p)), R::load(*x.at(p, 0))));
                        }
                    }
                    *y.at(i, 0) = R::store(sum);
                }
            }
        }
    }
}

/// Whether all elements, seen as signed numbers, fit 32 bits.
struct FitsI32 {
    m: usize,
    n: usize,
    a: MatPtr<u64>,
}

impl Kernel for FitsI32 {
    type Output = bool;

    #[inline(always)]
    unsafe fn run<I: Isa>(self) -> bool {
        let FitsI32 { m, n, a } = self;
        // Along the closer elements; the order does not matter.
        let (m, n, a) = if a.row_stride.unsigned_abs() < a.col_stride.unsigned_abs() {
            (n, m, a.transposed())
        } else {
            (m, n, a)
        };
        for i in 0..m {
            let mut outside = 0u64;
            for j in 0..n {
                // SAFETY: the element is inside the matrix.
                let x = unsafe { if a.col_stride == 1 { *a.at(i, 0).add(j) } else { *a.at(i, j) } };
                // Adding 2³¹ maps the 32-bit numbers to those with an empty upper half.
                outside |= x.wrapping_add(1 << 31) >> 32;
            }
            if outside != 0 {
                return false;
            }
        }
        true
    }
}
