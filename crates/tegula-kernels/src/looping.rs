//! From a function of single elements to loops over tiles, compiled for each instruction set.

use std::mem::MaybeUninit;
use std::slice::{from_raw_parts, from_raw_parts_mut};

use tegula_core::DType;

use crate::dispatch::{CheckFn, FoldFn, Kernel, LEVELS, ScanFn, TileFn};
use crate::flags::{self, Errors, Flags};
#[cfg(not(target_arch = "x86_64"))]
use crate::isa::Neon;
#[cfg(target_arch = "x86_64")]
use crate::isa::{Avx2, Avx512};
use crate::isa::{Baseline, Isa};
use crate::lane::{Bool8, Lane, Word};
use crate::strided::Choose;

/// A function of one element.
pub trait Unary<T: Lane>: 'static {
    /// The result's type.
    type Out: Lane;
    /// How the loop tells of floating-point errors.
    const ERRORS: Errors = natural(T::DTYPE);
    /// Computes one element.
    fn apply<I: Isa>(x: T) -> Self::Out;
    /// Whether an examined loop may have an error at an operand and its result.
    #[inline(always)]
    fn suspect(_x: T, _y: Self::Out) -> <Self::Out as Lane>::Word {
        Word::of(true)
    }
    /// The errors of an examined loop at an operand and its result.
    #[inline(always)]
    fn errors(_x: T, _y: Self::Out) -> Flags {
        Flags::NONE
    }
}

/// A function of two elements.
pub trait Binary<T: Lane>: 'static {
    /// The result's type.
    type Out: Lane;
    /// How the loop tells of floating-point errors.
    const ERRORS: Errors = natural(T::DTYPE);
    /// Computes one element.
    fn apply<I: Isa>(a: T, b: T) -> Self::Out;
    /// Whether an examined loop may have an error at operands and their result.
    #[inline(always)]
    fn suspect(_a: T, _b: T, _y: Self::Out) -> <Self::Out as Lane>::Word {
        Word::of(true)
    }
    /// The errors of an examined loop at operands and their result.
    #[inline(always)]
    fn errors(_a: T, _b: T, _y: Self::Out) -> Flags {
        Flags::NONE
    }
}

/// [`Errors::Examined`], asked when constants are made.
pub(crate) const fn is_examined(errors: Errors) -> bool {
    matches!(errors, Errors::Examined)
}

/// What arithmetic of a type does unless a function says otherwise.
const fn natural(dtype: DType) -> Errors {
    if dtype.is_integer() || matches!(dtype, DType::Bool) { Errors::Never } else { Errors::Hardware }
}

/// A function of three elements of one type that gives another of it.
pub trait Ternary<T: Lane>: 'static {
    /// Computes one element.
    fn apply<I: Isa>(a: T, b: T, c: T) -> T;
}

/// A function of one element with two results.
pub trait Split<T: Lane>: 'static {
    /// The second result's type; the first's is the element's.
    type Second: Lane;
    /// Computes one element.
    fn apply(x: T) -> (T, Self::Second);
}

/// A function of two elements with two results.
pub trait Divide2<T: Lane>: 'static {
    /// Computes one element.
    fn apply(a: T, b: T) -> (T, T);
    /// The errors at operands and their results.
    fn errors(a: T, b: T, y: (T, T)) -> Flags;
}

/// A function of two elements of different types.
pub trait Mixed<A: Lane, B: Lane>: 'static {
    /// The result's type.
    type Out: Lane;
    /// How the loop tells of floating-point errors, which is not by being examined.
    const ERRORS: Errors = natural(A::DTYPE);
    /// Computes one element.
    fn apply(a: A, b: B) -> Self::Out;
}

/// A binary function by which a sequence is folded; it is associative up to rounding.
pub trait Fold<T: Lane>: Binary<T, Out = T> + Sized {
    /// Folds a tile that is not empty.
    #[inline(always)]
    fn fold<I: Isa>(tile: &[T]) -> T {
        fold_lanes::<I, Self, T, 16>(tile)
    }
}

/// One loop of a universal function: the types it takes and gives, and its kernels.
#[derive(Clone, Copy)]
pub struct Loop {
    /// The number of inputs.
    pub nin: usize,
    /// The number of outputs.
    pub nout: usize,
    /// The types of the inputs, then of the outputs, as a user sees them.
    pub types: [DType; 4],
    /// The types that the kernel computes in. Half-precision loops compute in `float32`.
    pub compute: [DType; 4],
    /// The elementwise kernel.
    pub tile: Kernel<TileFn>,
    /// Folds a tile to one element; there for the functions that reduce fast.
    pub fold: Option<Kernel<FoldFn>>,
    /// Writes the result over the first input; there for binary functions whose arithmetic costs no more than
    /// moving their operands.
    pub update: Option<Kernel<TileFn>>,
    /// Running results over a tile; there for binary functions from a type to itself.
    pub scan: Option<ScanFn>,
    /// How the kernels tell of floating-point errors.
    pub errors: Errors,
    /// As [`tile`](Self::tile), but leaves any marks and says whether the tile has to be examined: there for loops that
    /// are.
    pub check: Option<Kernel<CheckFn>>,
}

impl Loop {
    /// The types of the outputs.
    pub fn outputs(&self) -> &[DType] {
        &self.types[self.nin..self.nin + self.nout]
    }

    /// The type of the first output.
    pub fn output(&self) -> DType {
        self.types[self.nin]
    }

    /// The types of the inputs.
    pub fn inputs(&self) -> &[DType] {
        &self.types[..self.nin]
    }

    /// The same loop offered for half-precision operands: every `float32` becomes `half`.
    pub const fn for_half(mut self, half: DType) -> Loop {
        let mut i = 0;
        while i < self.nin + self.nout {
            if matches!(self.types[i], DType::F32) {
                self.types[i] = half;
            }
            i += 1;
        }
        self
    }

    /// The elementwise loop of a function of one element.
    pub const fn unary<Op: Unary<T>, T: Lane>() -> Loop {
        let types = [T::DTYPE, <Op::Out as Lane>::DTYPE, DType::Bool, DType::Bool];
        Loop {
            nin: 1,
            nout: 1,
            types,
            compute: types,
            tile: if is_examined(Op::ERRORS) {
                Kernel([unary_settled::<Op, T> as TileFn; LEVELS])
            } else {
                unary_kernel::<Op, T>()
            },
            check: if is_examined(Op::ERRORS) { Some(unary_check_kernel::<Op, T>()) } else { None },
            fold: None,
            update: None,
            scan: None,
            errors: Op::ERRORS,
        }
    }

    /// The elementwise loop of a function of two elements.
    pub const fn binary<Op: Binary<T>, T: Lane>() -> Loop {
        let types = [T::DTYPE, T::DTYPE, <Op::Out as Lane>::DTYPE, DType::Bool];
        Loop {
            nin: 2,
            nout: 1,
            types,
            compute: types,
            tile: if is_examined(Op::ERRORS) {
                Kernel([binary_settled::<Op, T> as TileFn; LEVELS])
            } else {
                binary_kernel::<Op, T>()
            },
            check: if is_examined(Op::ERRORS) { Some(binary_check_kernel::<Op, T>()) } else { None },
            fold: None,
            update: None,
            scan: None,
            errors: Op::ERRORS,
        }
    }

    /// The elementwise loop of a function of three elements.
    pub const fn ternary<Op: Ternary<T>, T: Lane>() -> Loop {
        Loop {
            nin: 3,
            nout: 1,
            types: [T::DTYPE; 4],
            compute: [T::DTYPE; 4],
            tile: ternary_kernel::<Op, T>(),
            check: None,
            fold: None,
            update: None,
            scan: None,
            errors: Errors::Never,
        }
    }

    /// The elementwise loop of a function of two elements of different types: rare enough for one variant.
    pub const fn mixed<Op: Mixed<A, B>, A: Lane, B: Lane>() -> Loop {
        let types = [A::DTYPE, B::DTYPE, <Op::Out as Lane>::DTYPE, DType::Bool];
        let tile = Kernel([mixed::<Op, A, B> as TileFn; LEVELS]);
        let errors = Op::ERRORS;
        Loop {
            nin: 2,
            nout: 1,
            types,
            compute: types,
            tile,
            fold: None,
            update: None,
            scan: None,
            errors,
            check: None,
        }
    }

    /// The loops of a function that maps two elements of a type to one of the same.
    pub const fn closed<Op: Binary<T, Out = T>, T: Lane>() -> Loop {
        Loop { scan: Some(scan::<Op, T>), ..Loop::binary::<Op, T>() }
    }

    /// The loop of a function of one element with two results: rare enough for one variant.
    pub const fn split<Op: Split<T>, T: Lane>() -> Loop {
        let types = [T::DTYPE, T::DTYPE, Op::Second::DTYPE, DType::Bool];
        let tile = Kernel([split::<Op, T> as TileFn; LEVELS]);
        let errors = Errors::Never;
        Loop {
            nin: 1,
            nout: 2,
            types,
            compute: types,
            tile,
            fold: None,
            update: None,
            scan: None,
            errors,
            check: None,
        }
    }

    /// The loop of a function of two elements with two results: division, which no level does faster.
    pub const fn divide2<Op: Divide2<T>, T: Lane>() -> Loop {
        let types = [T::DTYPE; 4];
        let tile = Kernel([divide2::<Op, T> as TileFn; LEVELS]);
        let errors = Errors::Examined;
        Loop {
            nin: 2,
            nout: 2,
            types,
            compute: types,
            tile,
            fold: None,
            update: None,
            scan: None,
            errors,
            check: None,
        }
    }

    /// The loops of a function that folds but does not work in place.
    pub const fn reducing<Op: Fold<T>, T: Lane>() -> Loop {
        Loop { fold: Some(fold_kernel::<Op, T>()), ..Loop::closed::<Op, T>() }
    }

    /// As [`Loop::closed`], with a loop that works in place.
    pub const fn updating<Op: Binary<T, Out = T>, T: Lane>() -> Loop {
        Loop { update: Some(update_kernel::<Op, T>()), ..Loop::closed::<Op, T>() }
    }

    /// The loops of a function that folds.
    pub const fn folding<Op: Fold<T>, T: Lane>() -> Loop {
        Loop { fold: Some(fold_kernel::<Op, T>()), ..Loop::updating::<Op, T>() }
    }
}

/// [`fold_lanes`] for functions whose result does not depend on the order: with accumulators of 256 bytes,
/// because an operation of several instructions takes so many at a time to hide its latency.
#[inline(always)]
pub(crate) fn fold_wide<I: Isa, Op: Binary<T, Out = T>, T: Lane>(tile: &[T]) -> T {
    if size_of_val(tile) < 1024 {
        return fold_lanes::<I, Op, T, 16>(tile);
    }
    // The last elements are few: one by one they would take as long as all others.
    let (head, tail) = tile.split_at(tile.len() - tile.len() % (256 / size_of::<T>()));
    let folded = match size_of::<T>() {
        1 => fold_lanes::<I, Op, T, 256>(head),
        2 => fold_lanes::<I, Op, T, 128>(head),
        4 => fold_lanes::<I, Op, T, 64>(head),
        8 => fold_lanes::<I, Op, T, 32>(head),
        _ => fold_lanes::<I, Op, T, 16>(head),
    };
    if tail.is_empty() { folded } else { Op::apply::<I>(folded, fold_lanes::<I, Op, T, 16>(tail)) }
}

/// Folds with `LANES` independent accumulators, joined as a tree: a fixed order that vectorises.
#[inline(always)]
fn fold_lanes<I: Isa, Op: Binary<T, Out = T>, T: Lane, const LANES: usize>(tile: &[T]) -> T {
    let (head, tail) = tile.split_at(tile.len() - tile.len() % LANES);
    let mut chunks = head.chunks_exact(LANES);
    let Some(first) = chunks.next() else {
        return tail[1..].iter().fold(tail[0], |acc, &x| Op::apply::<I>(acc, x));
    };
    let mut acc: [T; LANES] = first.try_into().expect("chunks have LANES elements");
    for chunk in chunks {
        for (a, &x) in acc.iter_mut().zip(chunk) {
            *a = Op::apply::<I>(*a, x);
        }
    }
    let mut width = LANES / 2;
    while width > 0 {
        for i in 0..width {
            acc[i] = Op::apply::<I>(acc[i], acc[i + width]);
        }
        width /= 2;
    }
    tail.iter().fold(acc[0], |acc, &x| Op::apply::<I>(acc, x))
}

/// Compiles one generic body for every level of the architecture.
macro_rules! per_level {
    ($kernel:ident, $body:ident, [$($bound:tt)*], fn($($arg:ident: $ty:ty),*) $(-> $ret:ty)? as $fnty:ty) => {
        pub(crate) const fn $kernel<Op: $($bound)*, T: Lane>() -> Kernel<$fnty> {
            unsafe fn baseline<Op: $($bound)*, T: Lane>($($arg: $ty),*) $(-> $ret)? {
                // SAFETY: the caller keeps the kernel's contract.
                unsafe { $body::<Baseline, Op, T>($($arg),*) }
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,popcnt,lzcnt")]
            unsafe fn avx2<Op: $($bound)*, T: Lane>($($arg: $ty),*) $(-> $ret)? {
                // SAFETY: as above; the dispatcher has seen that the CPU has these features.
                unsafe { $body::<Avx2, Op, T>($($arg),*) }
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c,bmi1,bmi2,popcnt,lzcnt")]
            unsafe fn avx512<Op: $($bound)*, T: Lane>($($arg: $ty),*) $(-> $ret)? {
                // SAFETY: as above.
                unsafe { $body::<Avx512, Op, T>($($arg),*) }
            }
            #[cfg(not(target_arch = "x86_64"))]
            unsafe fn neon<Op: $($bound)*, T: Lane>($($arg: $ty),*) $(-> $ret)? {
                // SAFETY: as above.
                unsafe { $body::<Neon, Op, T>($($arg),*) }
            }
            #[cfg(target_arch = "x86_64")]
            return Kernel([baseline::<Op, T>, avx2::<Op, T>, avx512::<Op, T>]);
            #[cfg(not(target_arch = "x86_64"))]
            return Kernel([baseline::<Op, T>, neon::<Op, T>]);
        }
    };
}

per_level!(unary_kernel, unary, [Unary<T>], fn(args: *const *mut u8, n: usize) as TileFn);
per_level!(unary_check_kernel, unary_check, [Unary<T>], fn(args: *const *mut u8, n: usize) -> bool as CheckFn);
per_level!(binary_check_kernel, binary_check, [Binary<T>], fn(args: *const *mut u8, n: usize) -> bool as CheckFn);
per_level!(binary_kernel, binary, [Binary<T>], fn(args: *const *mut u8, n: usize) as TileFn);
per_level!(update_kernel, update, [Binary<T, Out = T>], fn(args: *const *mut u8, n: usize) as TileFn);
per_level!(ternary_kernel, ternary, [Ternary<T>], fn(args: *const *mut u8, n: usize) as TileFn);
per_level!(fold_kernel, fold, [Fold<T>], fn(tile: *const u8, n: usize, result: *mut u8) as FoldFn);
per_level!(choose_kernel, choose, [Choose<T>], fn(args: *const *mut u8, n: usize) as TileFn);
per_level!(map_kernel, map, [TileMap<T>], fn(args: *const *mut u8, n: usize) -> bool as CheckFn);

/// A function of one element that is computed a tile at a time, because rare elements need a second
/// look.
pub trait TileMap<T: Lane>: 'static {
    /// Computes a tile and says whether it held such an element.
    fn apply<I: Isa>(x: &[T], out: &mut [T]) -> bool;
    /// The errors at an operand and its result.
    fn errors(x: T, y: T) -> Flags;
}

impl Loop {
    /// The loop of a function that is computed a tile at a time.
    pub const fn map<Op: TileMap<T>, T: Lane>() -> Loop {
        let types = [T::DTYPE, T::DTYPE, DType::Bool, DType::Bool];
        Loop {
            nin: 1,
            nout: 1,
            types,
            compute: types,
            tile: Kernel([map_settled::<Op, T> as TileFn; LEVELS]),
            check: Some(map_kernel::<Op, T>()),
            fold: None,
            update: None,
            scan: None,
            errors: Errors::Examined,
        }
    }
}

#[inline(always)]
unsafe fn map<I: Isa, Op: TileMap<T>, T: Lane>(args: *const *mut u8, n: usize) -> bool {
    // SAFETY: the caller passes two disjoint aligned tiles of `n` elements.
    let (x, out) =
        unsafe { (from_raw_parts((*args).cast::<T>(), n), from_raw_parts_mut((*args.add(1)).cast(), n)) };
    Op::apply::<I>(x, out)
}

/// Runs a loop that is examined, and leaves the right marks.
///
/// # Safety
/// As for the loop.
#[inline(always)]
unsafe fn settled(check: CheckFn, args: *const *mut u8, n: usize, examine: impl FnOnce(Flags) -> Flags) {
    let before = flags::take();
    // SAFETY: as the caller vouches.
    let amiss = unsafe { check(args, n) };
    flags::replace(if amiss { examine(before) } else { before });
}

unsafe fn map_settled<Op: TileMap<T>, T: Lane>(args: *const *mut u8, n: usize) {
    let check = const { map_kernel::<Op, T>() }.select();
    // SAFETY: the caller passes two disjoint aligned tiles of `n` elements.
    unsafe {
        settled(check, args, n, |found| {
            let (x, y) =
                (from_raw_parts((*args).cast::<T>(), n), from_raw_parts((*args.add(1)).cast::<T>(), n));
            x.iter().zip(y).fold(found, |found, (&x, &y)| found | Op::errors(x, y))
        });
    }
}

unsafe fn unary_settled<Op: Unary<T>, T: Lane>(args: *const *mut u8, n: usize) {
    let check = const { unary_check_kernel::<Op, T>() }.select();
    // SAFETY: as above.
    unsafe {
        settled(check, args, n, |found| {
            let x = from_raw_parts((*args).cast::<T>(), n);
            let y = from_raw_parts((*args.add(1)).cast::<Op::Out>(), n);
            x.iter().zip(y).fold(found, |found, (&x, &y)| found | Op::errors(x, y))
        });
    }
}

unsafe fn binary_settled<Op: Binary<T>, T: Lane>(args: *const *mut u8, n: usize) {
    let check = const { binary_check_kernel::<Op, T>() }.select();
    // SAFETY: the caller passes three aligned tiles of `n` elements, the last disjoint from the others.
    unsafe {
        settled(check, args, n, |found| {
            let (a, b) =
                (from_raw_parts((*args).cast::<T>(), n), from_raw_parts((*args.add(1)).cast::<T>(), n));
            let y = from_raw_parts((*args.add(2)).cast::<Op::Out>(), n);
            a.iter().zip(b).zip(y).fold(found, |found, ((&a, &b), &y)| found | Op::errors(a, b, y))
        });
    }
}

#[inline(always)]
unsafe fn choose<I: Isa, Op: Choose<T>, T: Lane>(args: *const *mut u8, n: usize) {
    // SAFETY: the caller passes four aligned tiles of `n` elements, the last disjoint from the others.
    let (c, a, b, out) = unsafe {
        (
            from_raw_parts((*args).cast::<Bool8>(), n),
            from_raw_parts((*args.add(1)).cast::<T>(), n),
            from_raw_parts((*args.add(2)).cast::<T>(), n),
            from_raw_parts_mut((*args.add(3)).cast::<T>(), n),
        )
    };
    for (((out, &c), &a), &b) in out.iter_mut().zip(c).zip(a).zip(b) {
        *out = Op::choose::<I>(c, a, b);
    }
}

#[inline(always)]
unsafe fn unary<I: Isa, Op: Unary<T>, T: Lane>(args: *const *mut u8, n: usize) {
    // SAFETY: the caller passes two disjoint aligned tiles of `n` elements.
    let (x, out) = unsafe {
        (from_raw_parts((*args).cast::<T>(), n), from_raw_parts_mut((*args.add(1)).cast::<Op::Out>(), n))
    };
    for (out, &x) in out.iter_mut().zip(x) {
        *out = Op::apply::<I>(x);
    }
}

#[inline(always)]
unsafe fn unary_check<I: Isa, Op: Unary<T>, T: Lane>(args: *const *mut u8, n: usize) -> bool {
    // SAFETY: the caller passes two disjoint aligned tiles of `n` elements.
    let (x, out) = unsafe {
        (from_raw_parts((*args).cast::<T>(), n), from_raw_parts_mut((*args.add(1)).cast::<Op::Out>(), n))
    };
    let mut suspect = <Op::Out as Lane>::Word::of(false);
    for (out, &x) in out.iter_mut().zip(x) {
        *out = Op::apply::<I>(x);
        suspect |= Op::suspect(x, *out);
    }
    suspect.is_set()
}

#[inline(always)]
unsafe fn binary<I: Isa, Op: Binary<T>, T: Lane>(args: *const *mut u8, n: usize) {
    // SAFETY: the caller passes three aligned tiles of `n` elements, the last disjoint from the others.
    let (a, b, out) = unsafe {
        (
            from_raw_parts((*args).cast::<T>(), n),
            from_raw_parts((*args.add(1)).cast::<T>(), n),
            from_raw_parts_mut((*args.add(2)).cast::<Op::Out>(), n),
        )
    };
    for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
        *out = Op::apply::<I>(a, b);
    }
}

#[inline(always)]
unsafe fn binary_check<I: Isa, Op: Binary<T>, T: Lane>(args: *const *mut u8, n: usize) -> bool {
    // SAFETY: the caller passes three aligned tiles of `n` elements, the last disjoint from the others.
    let (a, b, out) = unsafe {
        (
            from_raw_parts((*args).cast::<T>(), n),
            from_raw_parts((*args.add(1)).cast::<T>(), n),
            from_raw_parts_mut((*args.add(2)).cast::<Op::Out>(), n),
        )
    };
    for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
        *out = Op::apply::<I>(a, b);
    }
    // A loop of its own: those of divisions are not vectorised, and this one is.
    let mut suspect = <Op::Out as Lane>::Word::of(false);
    for ((&y, &a), &b) in out.iter().zip(a).zip(b) {
        suspect |= Op::suspect(a, b, y);
    }
    suspect.is_set()
}

#[inline(always)]
unsafe fn update<I: Isa, Op: Binary<T, Out = T>, T: Lane>(args: *const *mut u8, n: usize) {
    // Once it is overwritten, an operand cannot be examined.
    const { assert!(!matches!(Op::ERRORS, Errors::Examined)) };
    // SAFETY: the caller passes two disjoint aligned tiles of `n` elements.
    let (a, b) = unsafe {
        (from_raw_parts_mut((*args).cast::<T>(), n), from_raw_parts((*args.add(1)).cast::<T>(), n))
    };
    for (a, &b) in a.iter_mut().zip(b) {
        *a = Op::apply::<I>(*a, b);
    }
}

#[inline(always)]
unsafe fn ternary<I: Isa, Op: Ternary<T>, T: Lane>(args: *const *mut u8, n: usize) {
    // SAFETY: the caller passes four aligned tiles of `n` elements, the last disjoint from the others.
    let (a, b, c, out) = unsafe {
        (
            from_raw_parts((*args).cast::<T>(), n),
            from_raw_parts((*args.add(1)).cast::<T>(), n),
            from_raw_parts((*args.add(2)).cast::<T>(), n),
            from_raw_parts_mut((*args.add(3)).cast::<T>(), n),
        )
    };
    for (((out, &a), &b), &c) in out.iter_mut().zip(a).zip(b).zip(c) {
        *out = Op::apply::<I>(a, b, c);
    }
}

unsafe fn mixed<Op: Mixed<A, B>, A: Lane, B: Lane>(args: *const *mut u8, n: usize) {
    // SAFETY: as above.
    let (a, b, out) = unsafe {
        (
            from_raw_parts((*args).cast::<A>(), n),
            from_raw_parts((*args.add(1)).cast::<B>(), n),
            from_raw_parts_mut((*args.add(2)).cast::<Op::Out>(), n),
        )
    };
    for ((out, &a), &b) in out.iter_mut().zip(a).zip(b) {
        *out = Op::apply(a, b);
    }
}

#[inline(always)]
unsafe fn fold<I: Isa, Op: Fold<T>, T: Lane>(tile: *const u8, n: usize, result: *mut u8) {
    // SAFETY: the caller passes an aligned tile of `n` elements and room for one.
    let (tile, result) =
        unsafe { (from_raw_parts(tile.cast::<T>(), n), &mut *result.cast::<MaybeUninit<T>>()) };
    if !matches!(Op::ERRORS, Errors::Examined) {
        result.write(Op::fold::<I>(tile));
        return;
    }
    let mut found = flags::take();
    let folded = tile[1..].iter().fold(tile[0], |acc, &x| {
        let next = Op::apply::<I>(acc, x);
        found |= Op::errors(acc, x, next);
        next
    });
    result.write(folded);
    flags::replace(found);
}

unsafe fn split<Op: Split<T>, T: Lane>(args: *const *mut u8, n: usize) {
    // SAFETY: the caller passes three disjoint aligned tiles of `n` elements.
    let (x, first, second) = unsafe {
        (
            from_raw_parts((*args).cast::<T>(), n),
            from_raw_parts_mut((*args.add(1)).cast::<T>(), n),
            from_raw_parts_mut((*args.add(2)).cast::<Op::Second>(), n),
        )
    };
    for ((first, second), &x) in first.iter_mut().zip(second).zip(x) {
        (*first, *second) = Op::apply(x);
    }
}

unsafe fn divide2<Op: Divide2<T>, T: Lane>(args: *const *mut u8, n: usize) {
    // SAFETY: the caller passes four aligned tiles of `n` elements, the last two disjoint from all others.
    let (a, b, first, second) = unsafe {
        (
            from_raw_parts((*args).cast::<T>(), n),
            from_raw_parts((*args.add(1)).cast::<T>(), n),
            from_raw_parts_mut((*args.add(2)).cast::<T>(), n),
            from_raw_parts_mut((*args.add(3)).cast::<T>(), n),
        )
    };
    let mut found = flags::take();
    for (((first, second), &a), &b) in first.iter_mut().zip(second).zip(a).zip(b) {
        (*first, *second) = Op::apply(a, b);
        found |= Op::errors(a, b, (*first, *second));
    }
    flags::replace(found);
}

/// Running results are a chain of dependent steps: no level is faster than another.
unsafe fn scan<Op: Binary<T, Out = T>, T: Lane>(tile: *const u8, n: usize, carry: *mut u8, out: *mut u8) {
    // SAFETY: the caller passes two disjoint aligned tiles of `n` elements and one initialised element.
    unsafe {
        let tile = from_raw_parts(tile.cast::<T>(), n);
        let out = from_raw_parts_mut(out.cast::<T>(), n);
        let mut acc = carry.cast::<T>().read();
        let mut found = if matches!(Op::ERRORS, Errors::Examined) { flags::take() } else { Flags::NONE };
        for (out, &x) in out.iter_mut().zip(tile) {
            let next = Op::apply::<Baseline>(acc, x);
            found |= Op::errors(acc, x, next);
            acc = next;
            *out = acc;
        }
        carry.cast::<T>().write(acc);
        if matches!(Op::ERRORS, Errors::Examined) {
            flags::replace(found);
        }
    }
}
