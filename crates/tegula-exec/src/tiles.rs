//! Tiles: loading operands into registers, running the program, storing the results.

use std::cell::Cell;
use std::mem::MaybeUninit;
use std::ptr::NonNull;

use tegula_core::DType;
use tegula_kernels::{TileFn, cast, flags, strided};

use crate::plan::{Dim, MAX_OPERANDS};
use crate::program::{MAX_REGISTERS, Program, Step};

/// The bytes of the widest register: small enough that all registers of a program stay in L1.
const TILE_BYTES: usize = 4096;
/// Room for all registers, and a staging tile for each operand that is converted.
const SCRATCH_BYTES: usize = (MAX_REGISTERS + MAX_OPERANDS) * TILE_BYTES;

/// How one operand moves along the loops.
#[derive(Clone, Copy)]
pub(crate) struct Binding {
    dtype: DType,
    /// The operand is in foreign byte order.
    swapped: bool,
    /// The conversion between the operand's type and the register's, if they differ.
    convert: Option<TileFn>,
    /// The operand lies in iteration order without gaps.
    linear: bool,
    /// Each row lies without gaps.
    row_contiguous: bool,
    /// Every row is the same memory, so that a loaded tile of whole rows serves again.
    rows_repeat: bool,
    /// May the kernel work on user memory? Not if unaligned, converted, swapped, or also written.
    direct: bool,
}

/// The loops of a set of tiles and how each operand takes part.
pub(crate) struct Tiles<'a> {
    pub dims: &'a [Dim],
    pub program: Program<'a>,
    pub bindings: [Binding; MAX_OPERANDS],
    /// The most elements of a tile.
    pub capacity: usize,
    inner: usize,
}

impl<'a> Tiles<'a> {
    /// `operands`: type, first address and whether user memory must not be handed to kernels, for the
    /// inputs and then the outputs.
    pub fn new(dims: &'a [Dim], program: Program<'a>, operands: &[(DType, *mut u8, bool)]) -> Tiles<'a> {
        let types = program.registers.iter().chain(operands.iter().map(|(dtype, ..)| dtype));
        let widest = types.map(|d| d.itemsize()).max().unwrap_or(1);
        let placeholder = Binding {
            dtype: DType::Bool,
            swapped: false,
            convert: None,
            linear: false,
            row_contiguous: false,
            rows_repeat: false,
            direct: false,
        };
        let mut bindings = [placeholder; MAX_OPERANDS];
        let first_output = program.registers.len() - program.outputs;
        for (slot, &(dtype, ptr, guarded)) in operands.iter().enumerate() {
            let is_input = slot < program.inputs;
            let register =
                program.registers[if is_input { slot } else { first_output + slot - program.inputs }];
            let (native, swapped) = (dtype.native(), !dtype.is_native());
            let convert = (native != register).then(|| {
                if is_input { cast::kernel(native, register) } else { cast::kernel(register, native) }
            });
            let item = dtype.itemsize() as isize;
            let mut expected = item;
            let mut linear = true;
            let mut misaligned = ptr as usize;
            for dim in dims.iter().rev() {
                linear &= dim.strides[slot] == expected;
                expected = expected.wrapping_mul(dim.n as isize);
                misaligned |= dim.strides[slot].unsigned_abs();
            }
            let outer = dims.split_last().map_or(&[][..], |(_, outer)| outer);
            bindings[slot] = Binding {
                dtype,
                swapped,
                convert,
                linear,
                row_contiguous: dims.last().is_none_or(|d| d.strides[slot] == item),
                rows_repeat: outer.iter().all(|d| d.strides[slot] == 0),
                direct: !guarded
                    && convert.is_none()
                    && !swapped
                    && misaligned.is_multiple_of(dtype.alignment()),
            };
        }
        let inner = dims.last().map_or(1, |d| d.n);
        Tiles { dims, program, bindings, capacity: (TILE_BYTES / widest).min(2048), inner }
    }

    /// The elements of a tile: a part of one row, or several whole rows if those are short.
    fn tile_rows(&self) -> usize {
        if self.dims.len() <= 1 { 1 } else { (self.capacity / self.inner).max(1) }
    }

    /// How `size` elements are cut into tiles.
    pub fn units(&self, size: usize) -> Units {
        let rows = self.tile_rows();
        let per_row = if rows > 1 { 1 } else { self.inner.div_ceil(self.capacity) };
        let count = (size / self.inner).div_ceil(rows) * per_row;
        Units { count, size, inner: self.inner, rows, per_row, capacity: self.capacity }
    }

    /// Whether the program is only its first operand, which lies in user memory as kernels take it.
    pub fn is_memory(&self) -> bool {
        let Program { registers, steps, .. } = &self.program;
        let binding = &self.bindings[0];
        registers.len() == 1 && steps.is_empty() && binding.direct && binding.linear
    }

    /// The address of element `start` (in iteration order) of operand `slot`, whose first is `base`.
    fn address(&self, slot: usize, base: *mut u8, start: usize) -> *mut u8 {
        let mut rest = start;
        let mut ptr = base;
        for dim in self.dims.iter().rev() {
            if rest == 0 {
                break;
            }
            ptr = ptr.wrapping_offset(dim.strides[slot].wrapping_mul((rest % dim.n) as isize));
            rest /= dim.n;
        }
        ptr
    }

    /// Runs `row` for each piece of a row in the range: its address, its length, where it goes.
    fn for_rows(
        &self,
        slot: usize,
        base: *mut u8,
        start: usize,
        n: usize,
        mut row: impl FnMut(*mut u8, usize, usize),
    ) {
        let mut done = 0;
        while done < n {
            let at = start + done;
            let len = (self.inner - at % self.inner).min(n - done);
            let ptr = self.address(slot, base, at);
            // Whole rows along the second loop need no new address computation.
            if self.dims.len() >= 2 && len == self.inner {
                let outer = &self.dims[self.dims.len() - 2];
                let left = outer.n - at / self.inner % outer.n;
                let rows = left.min((n - done) / self.inner);
                for r in 0..rows {
                    row(ptr.wrapping_offset(outer.strides[slot] * r as isize), len, done + r * len);
                }
                done += rows * len;
            } else {
                row(ptr, len, done);
                done += len;
            }
        }
    }

    fn inner_stride(&self, slot: usize) -> isize {
        self.dims.last().map_or(0, |d| d.strides[slot])
    }
}

/// The tiles of an iteration: parts of one long row, or several short rows each.
#[derive(Clone, Copy)]
pub(crate) struct Units {
    pub count: usize,
    size: usize,
    inner: usize,
    rows: usize,
    per_row: usize,
    capacity: usize,
}

impl Units {
    /// The first element of a tile and its length.
    pub fn range(&self, unit: usize) -> (usize, usize) {
        if self.rows > 1 {
            let start = unit * self.rows * self.inner;
            (start, (self.rows * self.inner).min(self.size - start))
        } else {
            let column = unit % self.per_row * self.capacity;
            (unit / self.per_row * self.inner + column, self.capacity.min(self.inner - column))
        }
    }
}

/// What one thread needs to run tiles: memory for the registers.
pub(crate) struct Worker<'a> {
    tiles: &'a Tiles<'a>,
    scratch: Scratch,
    /// For operands whose rows repeat: the address and length of what the register holds.
    held: [(*mut u8, usize); MAX_OPERANDS],
}

impl<'a> Worker<'a> {
    pub fn new(tiles: &'a Tiles<'a>) -> Worker<'a> {
        Worker { tiles, scratch: Scratch::take(), held: [(std::ptr::null_mut(), 0); MAX_OPERANDS] }
    }

    /// The memory of register `r`.
    fn register(&self, r: usize) -> *mut u8 {
        self.scratch.at(r * TILE_BYTES)
    }

    /// The memory where operand `slot` waits for its conversion.
    fn staging(&self, slot: usize) -> *mut u8 {
        self.scratch.at((MAX_REGISTERS + slot) * TILE_BYTES)
    }

    /// Loads, computes and stores the tile of `n` elements from `start` on. `bases` are the operands'
    /// first addresses. Returns the address of each register.
    ///
    /// # Safety
    /// The range must lie within the loops and the operands' memory be valid; outputs must not overlap
    /// inputs except through operands that are guarded and identical.
    pub unsafe fn run(&mut self, bases: &[*mut u8], start: usize, n: usize) -> [*mut u8; MAX_REGISTERS] {
        let tiles = self.tiles;
        let program = &tiles.program;
        let mut regs = [std::ptr::null_mut(); MAX_REGISTERS];
        for (slot, reg) in regs.iter_mut().enumerate().take(program.inputs) {
            // SAFETY: the caller vouches for range and memory.
            *reg = unsafe { self.load(slot, bases[slot], start, n) };
        }
        let first_output = program.registers.len() - program.outputs;
        for (r, reg) in regs.iter_mut().enumerate().take(program.registers.len()).skip(program.inputs) {
            *reg = self.register(r);
            if r >= first_output {
                let slot = program.inputs + r - first_output;
                if let Some(ptr) = self.direct(slot, bases[slot], start, n) {
                    *reg = ptr;
                }
            }
        }
        let mut steps = program.steps;
        if let (Some(mask), [first, rest @ ..]) = (program.mask, steps) {
            // SAFETY: as for the steps below; the mask is a register of booleans.
            unsafe { masked_step(first, program.registers, &regs, mask, n) };
            steps = rest;
        }
        for step in steps {
            let args = step.args.map(|r| regs[r as usize]);
            // SAFETY: every register holds `capacity` elements, is aligned, and the step writes none it reads.
            unsafe { (step.kernel)(args.as_ptr(), n) };
        }
        for output in 0..program.outputs {
            // SAFETY: as for the loads.
            unsafe {
                self.store(
                    program.inputs + output,
                    bases[program.inputs + output],
                    start,
                    n,
                    regs[first_output + output],
                )
            };
        }
        regs
    }

    /// The last register after [`run`](Worker::run). A program that only loads may leave it in user memory.
    ///
    /// # Safety
    /// As for `run`.
    pub unsafe fn value(&mut self, bases: &[*mut u8], start: usize, n: usize) -> *mut u8 {
        let program = &self.tiles.program;
        if program.steps.is_empty() && program.inputs == 1 && program.registers.len() == 1 {
            // SAFETY: the caller vouches for range and memory.
            return unsafe { self.load(0, bases[0], start, n) };
        }
        // SAFETY: as above.
        unsafe { self.run(bases, start, n)[program.registers.len() - 1] }
    }

    /// The tile as it lies in user memory, if a kernel may have it.
    fn direct(&self, slot: usize, base: *mut u8, start: usize, n: usize) -> Option<*mut u8> {
        let binding = &self.tiles.bindings[slot];
        if !binding.direct {
            return None;
        }
        if binding.linear {
            return Some(base.wrapping_add(start * binding.dtype.itemsize()));
        }
        let within_row = start % self.tiles.inner + n <= self.tiles.inner;
        (binding.row_contiguous && within_row).then(|| self.tiles.address(slot, base, start))
    }

    unsafe fn load(&mut self, slot: usize, base: *mut u8, start: usize, n: usize) -> *mut u8 {
        if let Some(ptr) = self.direct(slot, base, start, n) {
            return ptr;
        }
        let tiles = self.tiles;
        let binding = tiles.bindings[slot];
        let register = self.register(slot);
        let column = start % tiles.inner;
        let repeats = binding.rows_repeat
            && (tiles.inner_stride(slot) == 0
                || column == 0 && (n.is_multiple_of(tiles.inner) || n < tiles.inner));
        if repeats {
            let (ptr, held) = self.held[slot];
            if ptr == base && held >= n {
                return register;
            }
            self.held[slot] = (base, n);
        } else {
            self.held[slot] = (std::ptr::null_mut(), 0);
        }
        let size = binding.dtype.itemsize();
        let target = if binding.convert.is_some() { self.staging(slot) } else { register };
        let stride = tiles.inner_stride(slot);
        if binding.linear {
            // SAFETY: the caller vouches for the operand's memory; registers hold `capacity` elements.
            unsafe { strided::gather(base.wrapping_add(start * size), size as isize, n, target, size) };
        } else {
            tiles.for_rows(slot, base, start, n, |ptr, len, at| {
                // SAFETY: as above; `at + len` is at most `n`.
                unsafe { strided::gather(ptr, stride, len, target.add(at * size), size) }
            });
        }
        if binding.swapped {
            // SAFETY: the target holds `n` elements.
            unsafe { swap(target, n, binding.dtype) };
        }
        if let Some(convert) = binding.convert {
            // SAFETY: staging tile and register are disjoint, aligned and hold `n` elements.
            unsafe { convert([target, register].as_ptr(), n) };
        }
        register
    }

    unsafe fn store(&mut self, slot: usize, base: *mut u8, start: usize, n: usize, register: *mut u8) {
        if self.direct(slot, base, start, n).is_some() {
            return;
        }
        let tiles = self.tiles;
        let binding = tiles.bindings[slot];
        let size = binding.dtype.itemsize();
        let mut source = register;
        if let Some(convert) = binding.convert {
            source = self.staging(slot);
            // SAFETY: as for loads.
            unsafe { convert([register, source].as_ptr(), n) };
        }
        if binding.swapped {
            let staged = self.staging(slot);
            // SAFETY: both tiles hold `n` elements; what a register holds may still be wanted as it is.
            unsafe {
                if source != staged {
                    std::ptr::copy_nonoverlapping(source, staged, n * size);
                }
                swap(staged, n, binding.dtype);
            }
            source = staged;
        }
        let stride = tiles.inner_stride(slot);
        if binding.linear {
            // SAFETY: the caller vouches for the operand's memory.
            unsafe { strided::scatter(source, base.wrapping_add(start * size), size as isize, n, size) };
        } else {
            tiles.for_rows(slot, base, start, n, |ptr, len, at| {
                // SAFETY: as above.
                unsafe { strided::scatter(source.add(at * size), ptr, stride, len, size) }
            });
        }
    }
}

/// Changes the byte order of `n` elements in place.
///
/// # Safety
/// There must be as many elements of the type at the address.
unsafe fn swap(elements: *mut u8, n: usize, dtype: DType) {
    let unit = dtype.swap_unit();
    // SAFETY: the caller vouches for the elements.
    unsafe { strided::swap(elements, n * (dtype.itemsize() / unit), unit) };
}

/// Runs a step for all elements, but leaves only the marks of those where the mask is true: if there are any, it is
/// run again for these alone.
///
/// # Safety
/// Every register must hold `n` elements and be aligned, the mask booleans, and the step must write none it reads.
unsafe fn masked_step(step: &Step, types: &[DType], regs: &[*mut u8; MAX_REGISTERS], mask: u8, n: usize) {
    let at = |from: usize| {
        step.args
            .map(|r| regs[r as usize].wrapping_add(from * types.get(r as usize).map_or(0, |d| d.itemsize())))
    };
    let before = flags::take();
    // SAFETY: the caller vouches for the registers.
    unsafe { (step.kernel)(at(0).as_ptr(), n) };
    if !flags::take().is_empty() {
        // SAFETY: as above.
        let mask = unsafe { std::slice::from_raw_parts(regs[mask as usize], n) };
        let mut end = 0;
        while let Some(start) = mask[end..].iter().position(|&m| m != 0).map(|i| end + i) {
            end = mask[start..].iter().position(|&m| m == 0).map_or(n, |i| start + i);
            // SAFETY: as above, for some of the elements.
            unsafe { (step.kernel)(at(start).as_ptr(), end - start) };
        }
    }
    flags::raise(before);
}

/// Memory for registers, kept by each thread between operations.
struct Scratch(NonNull<ScratchMemory>);

#[repr(C, align(64))]
struct ScratchMemory([MaybeUninit<u8>; SCRATCH_BYTES]);

thread_local! {
    static SPARE: Cell<Option<Box<ScratchMemory>>> = const { Cell::new(None) };
}

impl Scratch {
    fn take() -> Scratch {
        let memory = SPARE.try_with(Cell::take).ok().flatten().unwrap_or_else(|| {
            // SAFETY: an array of MaybeUninit needs no initialisation.
            unsafe { Box::<ScratchMemory>::new_uninit().assume_init() }
        });
        Scratch(NonNull::from(Box::leak(memory)))
    }

    fn at(&self, offset: usize) -> *mut u8 {
        debug_assert!(offset < SCRATCH_BYTES);
        self.0.as_ptr().cast::<u8>().wrapping_add(offset)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // SAFETY: the pointer came from a leaked box and is given back once.
        let memory = unsafe { Box::from_raw(self.0.as_ptr()) };
        let _ = SPARE.try_with(|spare| spare.set(Some(memory)));
    }
}
