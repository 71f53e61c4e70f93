//! Working memory of the kernels, from the engine's block cache: fresh pages would cost more than the packing they are for.

use std::alloc::{Layout, handle_alloc_error};
use std::marker::PhantomData;

use tegula_core::Buffer;

/// Room for elements, of arbitrary content.
pub(crate) struct Scratch<T>(Buffer, PhantomData<T>);

impl<T: Copy> Scratch<T> {
    /// Room for `len` elements; `None` if the memory cannot be had.
    pub(crate) fn try_new(len: usize) -> Option<Self> {
        Some(Scratch(Buffer::allocate(len.checked_mul(size_of::<T>())?, false)?, PhantomData))
    }

    /// Room for `len` elements, for kernels that need little and cannot do without it.
    pub(crate) fn new(len: usize) -> Self {
        Self::try_new(len).unwrap_or_else(|| {
            handle_alloc_error(Layout::array::<T>(len).unwrap_or(Layout::new::<T>()));
        })
    }

    pub(crate) fn ptr(&self) -> *mut T {
        self.0.ptr().cast()
    }
}
