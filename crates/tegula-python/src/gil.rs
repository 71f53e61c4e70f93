//! Letting other Python threads run during long work.

use pyo3::prelude::*;
use tegula_core::{DType, RawArray};
use tegula_exec::Order;

/// From this many elements on the interpreter is released; below, the release costs more than it gives.
pub const THRESHOLD: usize = 1 << 12;

/// Runs `work`, which handles `size` elements, without holding the interpreter if that is worth while.
///
/// `work` must not touch Python objects: it gets arrays by value or by references to clones.
#[inline]
pub fn detached<T: Send>(py: Python<'_>, size: usize, work: impl FnOnce() -> T + Send) -> T {
    if size < THRESHOLD { work() } else { py.detach(work) }
}

/// What [`detached`] is to take as the size of work on an array: objects are never touched without the
/// interpreter, so arrays of them weigh nothing.
#[inline]
pub fn weight(array: &RawArray) -> usize {
    if array.dtype == DType::Object { 0 } else { array.size() }
}

/// The weight of work that has `size` otherwise: nothing if there are objects in it.
#[inline]
pub fn unless(objects: bool, size: usize) -> usize {
    if objects { 0 } else { size }
}

/// The weight of work on two arrays: nothing if either holds objects.
#[inline]
pub fn weight2(a: &RawArray, b: &RawArray) -> usize {
    if a.dtype == DType::Object || b.dtype == DType::Object { 0 } else { a.size() + b.size() }
}

/// A converted copy of an array, made without the interpreter if that is worth while.
pub fn cast(py: Python<'_>, array: &RawArray, dtype: DType, order: Order) -> tegula_core::Result<RawArray> {
    let size = if dtype == DType::Object { 0 } else { weight(array) };
    detached(py, size, || tegula_exec::cast(array, dtype, order))
}
