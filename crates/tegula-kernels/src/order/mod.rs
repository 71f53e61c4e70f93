//! Order: sorting, selecting and searching lines of elements.
//!
//! Numbers are sorted as unsigned integers of the same order ([`key`]), so that one loop serves all types of a
//! size: by digits if they are many ([`radix`]), else by the standard library's sort. All sorts are stable. NaN
//! goes last, and the two zeros are equal, as in NumPy; complex numbers go by their real, then their imaginary
//! parts.

mod argsort;
mod complex;
pub mod key;
pub mod radix;
mod search;
mod select;
mod sort;

use tegula_core::{Buffer, DType};

use argsort::arg_sort_line;
use key::{Brain, Double, Half, Signed, Single, Unsigned};
use search::search_line;
use select::select_line;
use sort::sort_line;

/// Sorts a line of elements in place.
///
/// # Safety
/// `line` must be aligned and hold `n` elements, which nobody else touches.
pub type SortFn = unsafe fn(line: *mut u8, n: usize, team: &Team<'_>);

/// Writes the positions in which the elements of a line are in order.
///
/// # Safety
/// `line` must be aligned and hold `n` elements, `positions` have room for as many.
pub type ArgSortFn = unsafe fn(line: *const u8, n: usize, positions: *mut i64, team: &Team<'_>);

/// Moves the elements that belong at the places `kth`, which rise, there, smaller ones before and larger ones
/// behind them.
///
/// # Safety
/// As [`SortFn`].
pub type SelectFn = unsafe fn(line: *mut u8, n: usize, kth: &[usize]);

/// Writes for each of `m` values the place in an ordered line of `n` elements where it is to be inserted: before
/// equal elements, or behind them if `right`.
///
/// # Safety
/// Both must be aligned and hold so many elements, `places` have room for `m`.
pub type SearchFn =
    unsafe fn(line: *const u8, n: usize, values: *const u8, m: usize, right: bool, places: *mut i64);

/// Whom the work on one long line may be shared with.
#[derive(Clone, Copy)]
pub struct Team<'a> {
    /// The number of threads.
    pub size: usize,
    /// How they share work.
    pub run: &'a Run<'a>,
}

/// Runs a body for every number below the first argument, in any order.
pub type Run<'a> = dyn Fn(usize, &(dyn Fn(usize) + Sync)) + Sync + 'a;

/// Nobody: the work is done where it is asked for.
pub const ALONE: Team<'static> = Team { size: 1, run: &|n, body| (0..n).for_each(body) };

/// A pointer that may cross threads; whoever uses it answers for the access.
struct Shared<T>(*mut T);
impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Shared<T> {}
// SAFETY: see the type.
unsafe impl<T> Send for Shared<T> {}
// SAFETY: see the type.
unsafe impl<T> Sync for Shared<T> {}

impl<T> Shared<T> {
    /// The pointer; a method, so that closures capture the wrapper and not the field.
    fn get(self) -> *mut T {
        self.0
    }
}

/// Room for `n` plain numbers from the block cache; `None` if the memory cannot be had.
struct Spare<T> {
    buffer: Buffer,
    n: usize,
    kind: std::marker::PhantomData<T>,
}

impl<T: radix::Key> Spare<T> {
    fn new(n: usize) -> Option<Spare<T>> {
        let buffer = Buffer::allocate(n.checked_mul(size_of::<T>())?, true)?;
        Some(Spare { buffer, n, kind: std::marker::PhantomData })
    }

    fn slice(&mut self) -> &mut [T] {
        // SAFETY: the buffer is owned here, aligned to 64 bytes, and holds plain numbers.
        unsafe { std::slice::from_raw_parts_mut(self.buffer.ptr().cast(), self.n) }
    }
}

/// A function for each type of number.
macro_rules! by_type {
    ($numbers:ident, $complex:ident, $dtype:expr) => {
        Some(match $dtype {
            DType::Bool | DType::U8 => $numbers::<Unsigned<u8>>,
            DType::I8 => $numbers::<Signed<u8>>,
            DType::U16 => $numbers::<Unsigned<u16>>,
            DType::I16 => $numbers::<Signed<u16>>,
            DType::F16 => $numbers::<Half>,
            DType::BF16 => $numbers::<Brain>,
            DType::U32 => $numbers::<Unsigned<u32>>,
            DType::I32 => $numbers::<Signed<u32>>,
            DType::F32 => $numbers::<Single>,
            DType::U64 => $numbers::<Unsigned<u64>>,
            DType::I64 => $numbers::<Signed<u64>>,
            DType::F64 => $numbers::<Double>,
            DType::C64 => complex::$complex::<f32>,
            DType::C128 => complex::$complex::<f64>,
            _ => return None,
        })
    };
}

/// The function that sorts lines of a type; none for strings and objects.
pub fn sorter(dtype: DType) -> Option<SortFn> {
    by_type!(sort_line, sort, dtype)
}

/// The function that finds the sorted positions; none for strings and objects.
pub fn arg_sorter(dtype: DType) -> Option<ArgSortFn> {
    by_type!(arg_sort_line, arg_sort, dtype)
}

/// The function that selects; none for strings and objects.
pub fn selector(dtype: DType) -> Option<SelectFn> {
    by_type!(select_line, select, dtype)
}

/// The function that searches; none for strings and objects.
pub fn searcher(dtype: DType) -> Option<SearchFn> {
    by_type!(search_line, search, dtype)
}
