//! The short way of a call: operands of the kernel's types, without gaps, of one shape. The kernel runs on
//! user memory and nothing is planned.

use std::mem::MaybeUninit;

use tegula_core::{DType, Layout, Overlap, RawArray, Result, Scalar, overlap};
use tegula_exec::threads;
use tegula_kernels::flags::{self, Errors};
use tegula_kernels::{CheckFn, Loop, TileFn, strided};

use crate::call::MAX_INPUTS;
use crate::resolve::Arg;

/// Large arrays are handed to threads in pieces of this many elements.
const CHUNK: usize = 1 << 16;
/// Scalars are spread over a tile of this many bytes, and results that overlap an input go through one.
const TILE_BYTES: usize = 4096;

#[repr(align(64))]
struct Tile(MaybeUninit<[u8; TILE_BYTES]>);

/// A kernel with the types of its operands.
pub(crate) struct Direct {
    /// The types of the inputs, then of the output.
    pub types: [DType; MAX_INPUTS + 1],
    pub nin: usize,
    pub kernel: TileFn,
    /// Writes the result over the first input.
    pub update: Option<TileFn>,
    /// The name under which floating-point errors are reported, and how the kernel tells of them.
    pub name: &'static str,
    pub errors: Errors,
    pub check: Option<CheckFn>,
    /// Estimated nanoseconds for one element in cache.
    pub cost: f64,
}

impl Direct {
    /// A loop whose kernel writes the type that its user sees.
    #[inline]
    pub fn of(found: &Loop, name: &'static str, cost: f64) -> Option<Direct> {
        let direct = || Direct {
            types: found.compute,
            nin: found.nin,
            kernel: found.tile.select(),
            update: found.update.map(|update| update.select()),
            name,
            errors: found.errors,
            check: found.check.map(|check| check.select()),
            cost,
        };
        (found.output() == found.compute[found.nin]).then(direct)
    }

    fn output(&self) -> DType {
        self.types[self.nin]
    }

    /// Runs the kernel: `Some` of the new array, or of nothing if there was a place `out` for the result;
    /// `None` if this way is closed. `values` are those of literals, in the kernel's types.
    #[inline]
    pub fn run(
        &self,
        args: &[Arg],
        values: &[Scalar; MAX_INPUTS],
        out: Option<&RawArray>,
    ) -> Result<Option<Option<RawArray>>> {
        let mut shape: Option<&[usize]> = None;
        let mut spreads = false;
        for (arg, &dtype) in args.iter().zip(&self.types) {
            match arg {
                Arg::Literal(_) | Arg::Huge(_) => spreads = true,
                Arg::Array(a) => {
                    if a.dtype != dtype || !a.is_aligned() {
                        return Ok(None);
                    }
                    if a.ndim() == 0 && args.len() > 1 {
                        spreads = true;
                    } else if !a.is_c_contiguous() || shape.is_some_and(|s| !same_shape(s, a.shape())) {
                        return Ok(None);
                    } else {
                        shape = Some(a.shape());
                    }
                }
            }
        }
        let shape = shape.unwrap_or(&[]);
        let size = tegula_core::volume(shape);
        let (mut kernel, mut shadowed) = (self.kernel, false);
        let (result, place) = match out {
            None => {
                let result = RawArray::empty(shape, self.output())?;
                let place = result.ptr();
                (Some(result), place)
            }
            Some(out) => {
                let fits = out.dtype == self.output()
                    && same_shape(out.shape(), shape)
                    && out.is_c_contiguous()
                    && out.is_aligned();
                if !fits {
                    return Ok(None);
                }
                for (i, arg) in args.iter().enumerate() {
                    let Arg::Array(a) = arg else { continue };
                    match overlap(memory(out), memory(a)) {
                        Overlap::Disjoint => {}
                        Overlap::Same if i == 0 && self.update.is_some() => {
                            kernel = self.update.expect("just checked");
                        }
                        // Each tile is read whole before it is written.
                        Overlap::Same => shadowed = true,
                        _ if size <= self.tile_len() => shadowed = true,
                        _ => return Ok(None),
                    }
                }
                if shadowed {
                    kernel = self.kernel;
                }
                (None, out.ptr())
            }
        };
        if spreads || shadowed || size > CHUNK {
            self.run_pieces(kernel, args, values, place, size, spreads, shadowed);
            return Ok(Some(result));
        }
        let mut pointers = [std::ptr::null_mut::<u8>(); MAX_INPUTS + 1];
        for (pointer, arg) in pointers.iter_mut().zip(args) {
            if let Arg::Array(a) = arg {
                *pointer = a.ptr();
            }
        }
        pointers[self.nin] = place;
        // SAFETY: operands are aligned, contiguous, of the kernel's types; the result is disjoint from them, or
        // lies where the kernel updates it.
        unsafe { self.run_once(kernel, &pointers, size) };
        Ok(Some(result))
    }

    /// Runs the kernel and reports its errors. Few elements are looked at rather than the processor's register,
    /// which takes longer to read than they take to compute: only if one of them may be the result of an error the
    /// kernel runs again under observation.
    ///
    /// # Safety
    /// The operands must be as the kernel wants them.
    #[inline(always)]
    unsafe fn run_once(&self, kernel: TileFn, operands: &[*mut u8; MAX_INPUTS + 1], n: usize) {
        /// Elements that are sooner looked at.
        const FEW: usize = 48;
        // SAFETY: the caller vouches for the operands.
        unsafe {
            if self.errors == Errors::Never {
                return flags::ignore(|| kernel(operands.as_ptr(), n));
            }
            if flags::has_listener() {
                if let Some(check) = self.check {
                    if check(operands.as_ptr(), n) {
                        self.run_watched(kernel, operands, n);
                    }
                    return;
                }
                if n <= FEW && operands[0] != operands[self.nin] {
                    kernel(operands.as_ptr(), n);
                    let sum = self.errors == Errors::Sum;
                    if flags::is_suspect(self.output(), operands[self.nin], n, sum) {
                        self.run_watched(kernel, operands, n);
                    }
                    return;
                }
            }
            self.run_watched(kernel, operands, n);
        }
    }

    /// # Safety
    /// As for [`run_once`](Self::run_once).
    #[inline(never)]
    unsafe fn run_watched(&self, kernel: TileFn, operands: &[*mut u8; MAX_INPUTS + 1], n: usize) {
        // SAFETY: the caller vouches for the operands.
        flags::watch(self.name, || unsafe { kernel(operands.as_ptr(), n) });
    }

    /// The elements of a tile.
    fn tile_len(&self) -> usize {
        let types = &self.types[..=self.nin];
        TILE_BYTES / types.iter().map(|d| d.itemsize()).max().unwrap_or(1)
    }

    /// Runs the kernel piece by piece: large operands are cut into chunks for the threads; scalars are spread
    /// over a tile, and a result that lies where an input lies waits in one.
    #[inline(never)]
    #[expect(clippy::too_many_arguments, reason = "the one caller has all this at hand")]
    fn run_pieces(
        &self,
        kernel: TileFn,
        args: &[Arg],
        values: &[Scalar; MAX_INPUTS],
        result: *mut u8,
        size: usize,
        spreads: bool,
        shadowed: bool,
    ) {
        let tile = self.tile_len();
        let mut tiles = [const { Tile(MaybeUninit::uninit()) }; MAX_INPUTS];
        let mut pieces = Pieces { kernel, nin: self.nin, places: [(0, 0); MAX_INPUTS + 1], shadowed };
        pieces.places[self.nin] = (result as usize, self.output().itemsize());
        for (i, arg) in args.iter().enumerate() {
            let item = self.types[i].itemsize();
            let spread = tiles[i].0.as_mut_ptr().cast::<u8>();
            pieces.places[i] = match arg {
                Arg::Array(a) if a.ndim() > 0 || size == 1 => (a.ptr() as usize, item),
                // SAFETY: the array holds an element; its tile has room for `tile` elements.
                Arg::Array(a) => unsafe {
                    strided::gather(a.ptr(), 0, size.min(tile), spread, item);
                    (spread as usize, 0)
                },
                // SAFETY: as above; the element is written before it is spread.
                Arg::Literal(_) | Arg::Huge(_) => unsafe {
                    let mut place = [0u64; 2];
                    values[i].write(place.as_mut_ptr().cast());
                    strided::gather(place.as_ptr().cast(), 0, size.min(tile), spread, item);
                    (spread as usize, 0)
                },
            };
        }
        let most = if spreads || shadowed { tile } else { CHUNK };
        if size <= most && !shadowed {
            let operands =
                pieces.places.map(|(address, _)| std::ptr::with_exposed_provenance_mut::<u8>(address));
            // SAFETY: all operands are aligned and hold `size` elements of the kernel's types. What the kernel
            // writes is disjoint from them, or lies where the kernel updates it.
            return unsafe { self.run_once(kernel, &operands, size) };
        }
        flags::watch_as(self.errors, self.name, || self.split(&pieces, most, size));
    }

    /// Runs the pieces, on several threads if there is much to do.
    fn split(&self, pieces: &Pieces, most: usize, size: usize) {
        if size <= most {
            // SAFETY: all operands are aligned and hold `size` elements of the kernel's types; what is written is
            // shadowed.
            return unsafe { pieces.run(0, size) };
        }
        let bytes: usize = self.types[..=self.nin].iter().map(|d| d.itemsize()).sum();
        let work = size as f64 * (bytes as f64 * 0.08 + self.cost);
        threads::split(size.div_ceil(CHUNK), work, &|chunk| {
            let end = size.min((chunk + 1) * CHUNK);
            for start in (chunk * CHUNK..end).step_by(most) {
                // SAFETY: as above, for a part of the elements.
                unsafe { pieces.run(start, most.min(end - start)) };
            }
        });
    }
}

/// A kernel over gap-free operands.
struct Pieces {
    kernel: TileFn,
    nin: usize,
    /// The address of each operand, the output after the inputs, and how many bytes an element takes it
    /// forward: none for scalars, which are spread over a tile.
    places: [(usize, usize); MAX_INPUTS + 1],
    /// The kernel must not write to the output, which is an input too: it writes to a tile, which is copied.
    shadowed: bool,
}

impl Pieces {
    /// Computes the `n` elements from `start` on.
    ///
    /// # Safety
    /// The operands must hold them. If there are scalars or the output is shadowed, they must fit a tile.
    #[inline(always)]
    unsafe fn run(&self, start: usize, n: usize) {
        let at = |(address, step): (usize, usize)| {
            std::ptr::with_exposed_provenance_mut::<u8>(address).wrapping_add(start * step)
        };
        let mut operands = self.places.map(at);
        // SAFETY: the caller vouches for the operands; the elements fit the tile.
        unsafe {
            if !self.shadowed {
                return (self.kernel)(operands.as_ptr(), n);
            }
            let mut shadow = Tile(MaybeUninit::uninit());
            let output = std::mem::replace(&mut operands[self.nin], shadow.0.as_mut_ptr().cast());
            (self.kernel)(operands.as_ptr(), n);
            std::ptr::copy_nonoverlapping(operands[self.nin], output, n * self.places[self.nin].1);
        }
    }
}

fn same_shape(a: &[usize], b: &[usize]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(x, y)| x == y)
}

fn memory(array: &RawArray) -> (*const u8, &Layout, usize) {
    (array.ptr().cast_const(), &array.layout, array.itemsize())
}
