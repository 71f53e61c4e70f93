//! Reductions: programs that end in a fold.
//!
//! Every reduction is pairwise, whatever the axis. Along contiguous memory the tree is that of NumPy's
//! pairwise sum, so the bits agree. Across rows, blocks of rows are joined like the digits of a binary
//! counter. The tree depends on shape and layout alone, never on the number of threads.

use tegula_core::{Buffer, DType, Error, Layout, Result, Scalar, Shape, Strides};
use tegula_kernels::{FoldFn, TileFn, strided};

use crate::elementwise;
use crate::plan::{Dim, MAX_OPERANDS, Operand, Plan};
use crate::program::Program;
use crate::threads::{self, Shared};
use crate::tiles::{Tiles, Worker};

/// Rows that are added one after the other before the pairwise tree begins.
const BLOCK_ROWS: usize = 8;
/// The most elements that are folded at once where they lie.
const RUN: usize = 1 << 14;
/// Elements for which a lone output's work is cut into pieces that threads share.
const SEGMENT: usize = 1 << 16;

/// The fold that ends a reduction.
#[derive(Clone, Copy)]
pub struct Reducer {
    /// The type in which the fold computes; the program's last register has it.
    pub dtype: DType,
    /// Folds a contiguous tile.
    pub fold: FoldFn,
    /// Combines two tiles element by element.
    pub combine: TileFn,
    /// What each result is combined with in the end.
    pub initial: Option<Scalar>,
}

/// Folds the values that `program` computes from `inputs` along the axes of `shape` for which
/// `reduced` is set, into `out`, whose strides are 0 along those axes.
///
/// The program has no output registers; its last register is folded. The extents of reduced axes must
/// not be 0: the caller fills in the identity.
///
/// # Errors
/// `MemoryError` if memory for partial results cannot be had.
///
/// # Safety
/// As for [`elementwise`](crate::elementwise()); `out` must not overlap the inputs.
pub unsafe fn reduce(
    shape: &[usize],
    reduced: &[bool],
    inputs: &[Operand],
    out: Operand,
    program: Program,
    reducer: Reducer,
) -> Result<()> {
    let size = tegula_core::volume(shape);
    if size == 0 {
        return Ok(());
    }
    let mut operands = [out; MAX_OPERANDS];
    operands[..inputs.len()].copy_from_slice(inputs);
    let plan = Plan::new(shape, &operands[..=inputs.len()], |axis| reduced[axis]);
    let (mut kept, mut folded): (Vec<Dim>, Vec<Dim>) = plan.dims.iter().partition(|d| !d.reduced);
    let across = plan.dims.last().is_some_and(|d| !d.reduced) && !folded.is_empty();
    // Across rows, the fastest kept axis joins the reduced ones as the innermost loop.
    let columns = if across { kept.pop() } else { None };
    let rows: usize = folded.iter().map(|d| d.n).product();
    folded.extend(columns);
    let mut bound = [(out.dtype, out.ptr, false); MAX_OPERANDS];
    for (slot, input) in inputs.iter().enumerate() {
        bound[slot] = (input.dtype, plan.ptrs[slot], false);
    }
    let tiles = Tiles::new(&folded, program, &bound[..inputs.len()]);
    let job = Job {
        tiles: &tiles,
        reducer,
        inputs: inputs.len(),
        in_memory: tiles.is_memory(),
        out_dtype: out.dtype,
        out_stride: columns.map_or(0, |d| d.strides[inputs.len()]),
        rows,
        columns: columns.map_or(1, |d| d.n),
    };
    let bytes: usize = inputs.iter().map(|o| o.dtype.itemsize()).sum();
    let work = size as f64 * (bytes as f64 * 0.06 + program.cost + 0.1);
    // SAFETY: the caller vouches for the operands.
    unsafe { job.run(&kept, plan.ptrs, work) }
}

struct Job<'a> {
    tiles: &'a Tiles<'a>,
    reducer: Reducer,
    inputs: usize,
    /// What is folded lies in user memory without gaps, so that no tile is needed.
    in_memory: bool,
    out_dtype: DType,
    /// The output's stride along the columns.
    out_stride: isize,
    rows: usize,
    /// 1 if the reduced axes are the fastest in memory.
    columns: usize,
}

impl Job<'_> {
    unsafe fn run(&self, kept: &[Dim], ptrs: [*mut u8; MAX_OPERANDS], work: f64) -> Result<()> {
        let outer: usize = kept.iter().map(|d| d.n).product();
        // Wide rows are cut into tiles of columns, narrow ones are taken several at a time.
        let width = if self.columns < 64 { self.columns } else { self.columns.min(self.tiles.capacity) };
        let strips = self.columns.div_ceil(width);
        let lone = outer * strips < 8;
        let segments = if lone { (self.rows * width / SEGMENT).clamp(1, 64) } else { 1 };
        let ranges = self.segments(segments);
        let item = self.reducer.dtype.itemsize();
        let results = outer * self.columns;
        // Every segment leaves one row of partial results for each output. A single one may leave them where
        // they belong.
        let partial = if ranges.len() == 1 && self.is_final(kept, ptrs[self.inputs]) {
            None
        } else {
            let bytes = ranges.len() * results * item;
            Some(Buffer::allocate(bytes, false).ok_or_else(|| Error::Memory {
                bytes,
                shape: vec![ranges.len(), results],
                dtype: self.reducer.dtype,
            })?)
        };
        let memory = Shared(partial.as_ref().map_or(ptrs[self.inputs], Buffer::ptr));
        let bases = |i: usize| {
            let mut bases = ptrs;
            let mut rest = i;
            for dim in kept.iter().rev() {
                for (base, stride) in bases.iter_mut().zip(&dim.strides) {
                    *base = base.wrapping_offset(stride * (rest % dim.n) as isize);
                }
                rest /= dim.n;
            }
            bases
        };
        let starts = Shared(std::ptr::from_ref(&bases).cast_mut());
        let units = outer * strips * ranges.len();
        let units_per_chunk = (units * 32 * 1024 / (outer * self.rows * self.columns).max(1)).max(1);
        threads::split(units.div_ceil(units_per_chunk), work, &|chunk| {
            // SAFETY: the closure outlives the call and only reads.
            let bases = unsafe { &*starts.get() };
            let mut worker = Worker::new(self.tiles);
            let mut accumulators = Accumulators::new();
            for unit in chunk * units_per_chunk..((chunk + 1) * units_per_chunk).min(units) {
                let (segment, rest) = (unit % ranges.len(), unit / ranges.len());
                let (i, strip) = (rest / strips, rest % strips);
                let column = strip * width;
                let n = width.min(self.columns - column);
                let place = (segment * results + i * self.columns + column) * item;
                let base = bases(i);
                let (start, end) = ranges[segment];
                // SAFETY: each unit writes its own part of the partial results.
                unsafe {
                    let target = memory.get().add(place);
                    if self.columns == 1 {
                        self.fold_range(&mut worker, &base, start, end - start, target);
                    } else {
                        self.fold_rows(
                            &mut worker,
                            &mut accumulators,
                            &base,
                            (start, end),
                            (column, n),
                            target,
                        );
                    }
                }
            }
        });
        // SAFETY: the partial results are complete; the output is valid by the caller's word.
        unsafe {
            self.join(memory.get(), &ranges, results);
            if let Some(initial) = self.reducer.initial {
                self.begin_with(initial, memory.get(), results);
            }
            if partial.is_some() {
                self.store(memory.get(), kept, ptrs[self.inputs]);
            }
        }
        Ok(())
    }

    /// True if the results, in the order of the loops, may go to the output as they are.
    fn is_final(&self, kept: &[Dim], out: *mut u8) -> bool {
        let item = self.out_dtype.itemsize();
        let mut expected = item as isize;
        let mut is_linear = self.columns == 1 || self.out_stride == expected;
        expected *= self.columns as isize;
        for dim in kept.iter().rev() {
            is_linear &= dim.strides[self.inputs] == expected;
            expected *= dim.n as isize;
        }
        let is_aligned = (out as usize).is_multiple_of(self.out_dtype.alignment());
        is_linear && is_aligned && self.reducer.dtype == self.out_dtype
    }

    /// Cuts the rows into ranges: the subtrees of the pairwise tree along memory, equal parts across.
    fn segments(&self, wanted: usize) -> Vec<(usize, usize)> {
        if self.columns > 1 {
            let step = self.rows.div_ceil(wanted);
            return (0..self.rows.div_ceil(step))
                .map(|i| (i * step, ((i + 1) * step).min(self.rows)))
                .collect();
        }
        let mut ranges = vec![(0, self.rows)];
        while ranges.len() < wanted {
            ranges = ranges
                .iter()
                .flat_map(|&(s, e)| {
                    let half = halve(e - s, self.reducer.dtype);
                    [(s, s + half), (s + half, e)]
                })
                .collect();
        }
        ranges
    }

    /// Joins the segments' results as a balanced tree into the first.
    unsafe fn join(&self, memory: *mut u8, ranges: &[(usize, usize)], results: usize) {
        let row = results * self.reducer.dtype.itemsize();
        let mut step = 1;
        while step < ranges.len() {
            let mut i = 0;
            while i + step < ranges.len() {
                // SAFETY: both rows lie within the partial results.
                unsafe { self.combine_into(memory.add(i * row), memory.add((i + step) * row), results) };
                i += 2 * step;
            }
            step *= 2;
        }
    }

    /// `acc = combine(acc, x)` for `n` elements, through a tile, because kernels never work in place.
    unsafe fn combine_into(&self, acc: *mut u8, x: *const u8, n: usize) {
        let item = self.reducer.dtype.itemsize();
        let mut tile = AlignedTile::new();
        let step = TILE / item;
        let mut done = 0;
        while done < n {
            let len = step.min(n - done);
            // SAFETY: the caller passes `n` elements each; the tile holds `step`.
            unsafe {
                let at = acc.add(done * item);
                (self.reducer.combine)([at, x.add(done * item).cast_mut(), tile.ptr()].as_ptr(), len);
                std::ptr::copy_nonoverlapping(tile.ptr(), at, len * item);
            }
            done += len;
        }
    }

    /// Combines each of `n` results with the initial value.
    unsafe fn begin_with(&self, initial: Scalar, results: *mut u8, n: usize) {
        let item = self.reducer.dtype.itemsize();
        let step = (TILE / item).min(n);
        let (mut first, mut combined) = (AlignedTile::new(), AlignedTile::new());
        // SAFETY: tiles hold `step` elements; the caller passes `n` results.
        unsafe {
            let mut place = [0u64; 2];
            initial.cast(self.reducer.dtype).write(place.as_mut_ptr().cast());
            strided::gather(place.as_ptr().cast(), 0, step, first.ptr(), item);
            for done in (0..n).step_by(step) {
                let (at, len) = (results.add(done * item), step.min(n - done));
                (self.reducer.combine)([first.ptr(), at, combined.ptr()].as_ptr(), len);
                std::ptr::copy_nonoverlapping(combined.ptr(), at, len * item);
            }
        }
    }

    /// Converts the results and stores them.
    unsafe fn store(&self, results: *mut u8, kept: &[Dim], out: *mut u8) {
        let shape: Shape = kept.iter().map(|d| d.n).chain([self.columns]).collect();
        let strides: Strides = kept.iter().map(|d| d.strides[self.inputs]).chain([self.out_stride]).collect();
        let dtype = self.reducer.dtype;
        let packed = Layout::contiguous(&shape, dtype.itemsize()).expect("the results are in memory");
        let input = Operand { ptr: results, dtype, strides: &packed.strides };
        let output = Operand { ptr: out, dtype: self.out_dtype, strides: &strides };
        // SAFETY: the caller passes all results and a valid output.
        unsafe { elementwise::copy(&shape, input, output) };
    }

    /// Folds elements `start..start + n`, which follow each other in memory, by NumPy's tree.
    unsafe fn fold_range(
        &self,
        worker: &mut Worker,
        bases: &[*mut u8],
        start: usize,
        n: usize,
        target: *mut u8,
    ) {
        // SAFETY: the range lies within the loops.
        unsafe {
            if self.in_memory && n <= RUN {
                let run = bases[0].wrapping_add(start * self.reducer.dtype.itemsize());
                return (self.reducer.fold)(run, n, target);
            }
            if !self.in_memory && n <= self.tiles.capacity {
                return (self.reducer.fold)(worker.value(bases, start, n), n, target);
            }
        }
        let half = halve(n, self.reducer.dtype);
        let mut right = AlignedTile::new();
        // SAFETY: as above; the right half's result is a single element.
        unsafe {
            self.fold_range(worker, bases, start, half, target);
            self.fold_range(worker, bases, start + half, n - half, right.ptr());
            self.combine_into(target, right.ptr(), 1);
        }
    }

    /// Folds rows `rows.0..rows.1` of `n` columns to one row.
    unsafe fn fold_rows(
        &self,
        worker: &mut Worker,
        accumulators: &mut Accumulators,
        bases: &[*mut u8],
        (first, last): (usize, usize),
        (column, n): (usize, usize),
        target: *mut u8,
    ) {
        let item = self.reducer.dtype.itemsize();
        let group = if n == self.columns { (self.tiles.capacity / n).clamp(1, last - first) } else { 1 };
        let combine = self.reducer.combine;
        accumulators.clear();
        let mut row = first;
        let mut blocks = 0usize;
        while row + group <= last {
            // A block of groups is summed in order, then joins the tree.
            let mut filled = 0;
            while filled < BLOCK_ROWS && row + group <= last {
                // SAFETY: the rows lie within the loops; tiles hold `group * n` elements.
                unsafe {
                    let value = worker.value(bases, row * self.columns + column, group * n);
                    let (acc, spare) = accumulators.top(filled == 0);
                    if filled == 0 {
                        std::ptr::copy_nonoverlapping(value, acc, group * n * item);
                    } else {
                        combine([acc, value, spare].as_ptr(), group * n);
                        accumulators.swap();
                    }
                }
                filled += 1;
                row += group;
            }
            blocks += 1;
            for _ in 0..blocks.trailing_zeros() {
                // SAFETY: at least two accumulators are there, as the counter says.
                unsafe { accumulators.merge(combine, group * n) };
            }
        }
        // SAFETY: all accumulators hold `group * n` elements.
        unsafe {
            while accumulators.len() > 1 {
                accumulators.merge(combine, group * n);
            }
            let acc = accumulators.only();
            self.fold_group(acc, group, n);
            if row < last {
                let rest = last - row;
                let value = worker.value(bases, row * self.columns + column, rest * n);
                let (copy, _) = accumulators.top(true);
                std::ptr::copy_nonoverlapping(value, copy, rest * n * item);
                self.fold_group(copy, rest, n);
                self.combine_into(acc, copy, n);
            }
            std::ptr::copy_nonoverlapping(acc, target, n * item);
        }
    }

    /// Folds `group` rows of `n` elements that follow each other into the first, halving them.
    unsafe fn fold_group(&self, acc: *mut u8, mut group: usize, n: usize) {
        let item = self.reducer.dtype.itemsize();
        while group > 1 {
            let half = group / 2;
            // SAFETY: the upper rows lie behind the lower ones in the same accumulator.
            unsafe { self.combine_into(acc, acc.add((group - half) * n * item), half * n) };
            group -= half;
        }
    }
}

/// Where NumPy's pairwise sum cuts a run in two: near the middle, at a multiple of eight real numbers.
fn halve(n: usize, dtype: DType) -> usize {
    let half = n / 2;
    half - half % if dtype.is_complex() { 4 } else { 8 }
}

/// A tile's bytes.
const TILE: usize = 4096;

#[repr(align(64))]
struct AlignedTile([std::mem::MaybeUninit<u8>; TILE]);

impl AlignedTile {
    fn new() -> AlignedTile {
        AlignedTile([std::mem::MaybeUninit::uninit(); TILE])
    }

    fn ptr(&mut self) -> *mut u8 {
        self.0.as_mut_ptr().cast()
    }
}

/// A stack of tiles of partial sums, each with a spare tile to combine into.
struct Accumulators {
    tiles: Vec<Box<[AlignedTile; 2]>>,
    len: usize,
    /// Which of its two tiles each accumulator is in.
    side: Vec<usize>,
}

impl Accumulators {
    fn new() -> Accumulators {
        Accumulators { tiles: Vec::new(), len: 0, side: Vec::new() }
    }

    fn clear(&mut self) {
        self.len = 0;
    }

    fn len(&self) -> usize {
        self.len
    }

    /// The top accumulator, after a new one has been pushed if asked for, and its spare.
    fn top(&mut self, push: bool) -> (*mut u8, *mut u8) {
        if push {
            if self.len == self.tiles.len() {
                self.tiles.push(Box::new([AlignedTile::new(), AlignedTile::new()]));
                self.side.push(0);
            }
            self.len += 1;
        }
        self.pair(self.len - 1)
    }

    fn pair(&mut self, i: usize) -> (*mut u8, *mut u8) {
        let [a, b] = &mut *self.tiles[i];
        if self.side[i] == 0 { (a.ptr(), b.ptr()) } else { (b.ptr(), a.ptr()) }
    }

    fn swap(&mut self) {
        self.side[self.len - 1] ^= 1;
    }

    /// Combines the two topmost accumulators into the lower one.
    unsafe fn merge(&mut self, combine: TileFn, n: usize) {
        let (upper, _) = self.pair(self.len - 1);
        let (lower, spare) = self.pair(self.len - 2);
        // SAFETY: the tiles are distinct and hold `n` initialised elements.
        unsafe { combine([lower, upper, spare].as_ptr(), n) };
        self.len -= 1;
        self.swap();
    }

    fn only(&mut self) -> *mut u8 {
        debug_assert_eq!(self.len, 1);
        self.pair(0).0
    }
}
