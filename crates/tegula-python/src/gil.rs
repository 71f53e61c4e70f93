//! Letting other Python threads run during long work.

use pyo3::prelude::*;

/// From this many elements on the interpreter is released; below, the release costs more than it gives.
pub const THRESHOLD: usize = 1 << 12;

/// Runs `work`, which handles `size` elements, without holding the interpreter if that is worth while.
///
/// `work` must not touch Python objects: it gets arrays by value or by references to clones.
#[inline]
pub fn detached<T: Send>(py: Python<'_>, size: usize, work: impl FnOnce() -> T + Send) -> T {
    if size < THRESHOLD { work() } else { py.detach(work) }
}
