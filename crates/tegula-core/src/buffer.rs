//! Reference-counted memory.

use std::any::Any;
use std::mem::size_of;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicUsize, Ordering, fence};

use crate::alloc::{self, Block};

/// Shared bytes: an atomically reference-counted block of the engine's own, or foreign memory kept
/// alive by its owner.
///
/// Cloning shares the bytes. One allocation holds both the count and the data, because a small
/// array's cost is that of its allocations.
pub struct Buffer(NonNull<Header>);

struct Header {
    count: AtomicUsize,
    /// The block that holds this header and, for owned memory, the data behind it.
    block: Block,
    data: NonNull<u8>,
    len: usize,
    /// Keeps foreign memory alive.
    owner: Option<Box<dyn Any + Send + Sync>>,
    /// True if nobody but the `Buffer`s knows of the memory.
    is_own: bool,
}

// Small arrays have their first elements in the cache line behind the header.
const _: () = assert!(size_of::<Header>() <= alloc::ALIGN);

/// The data begin here in a block, on a cache-line boundary.
const DATA_OFFSET: usize = size_of::<Header>().next_multiple_of(alloc::ALIGN);

// SAFETY: the count is atomic, the owner is Send + Sync, and the bytes are only touched through raw
// pointers, whose users answer for synchronisation.
unsafe impl Send for Buffer {}
// SAFETY: as above.
unsafe impl Sync for Buffer {}

impl Buffer {
    /// `len` bytes of arbitrary content, or zeros; `None` if the memory cannot be had.
    #[inline]
    pub fn allocate(len: usize, zeroed: bool) -> Option<Buffer> {
        let block = alloc::allocate(len.checked_add(DATA_OFFSET)?, zeroed)?;
        // SAFETY: the block holds at least DATA_OFFSET bytes.
        let data = unsafe { block.ptr.add(DATA_OFFSET) };
        Some(Buffer::from_header(block, data, len, None, true))
    }

    /// Memory that belongs to `owner`, which is dropped with the last reference.
    ///
    /// # Safety
    /// `data` must stay valid for reads and writes of `len` bytes as long as `owner` lives (for reads only,
    /// if every array made of it is read-only).
    pub unsafe fn foreign(
        data: NonNull<u8>,
        len: usize,
        owner: Box<dyn Any + Send + Sync>,
    ) -> Option<Buffer> {
        let block = alloc::allocate(DATA_OFFSET, false)?;
        Some(Buffer::from_header(block, data, len, Some(owner), false))
    }

    /// Memory that `owner`, which is dropped with the last reference, hands over: nobody else knows of it.
    ///
    /// # Safety
    /// `data` must be valid for reads and writes of `len` bytes as long as `owner` lives, and nobody, the owner
    /// included, may touch them but through the buffer.
    pub unsafe fn adopt(data: NonNull<u8>, len: usize, owner: Box<dyn Any + Send + Sync>) -> Option<Buffer> {
        let block = alloc::allocate(DATA_OFFSET, false)?;
        Some(Buffer::from_header(block, data, len, Some(owner), true))
    }

    #[inline]
    fn from_header(
        block: Block,
        data: NonNull<u8>,
        len: usize,
        owner: Option<Box<dyn Any + Send + Sync>>,
        is_own: bool,
    ) -> Buffer {
        let header = block.ptr.cast::<Header>();
        // SAFETY: the block is owned here, aligned to 64 bytes and larger than a header.
        unsafe { header.write(Header { count: AtomicUsize::new(1), block, data, len, owner, is_own }) };
        Buffer(header)
    }

    #[inline]
    fn header(&self) -> &Header {
        // SAFETY: the header lives as long as any Buffer that points to it.
        unsafe { self.0.as_ref() }
    }

    /// The first byte.
    #[inline]
    pub fn ptr(&self) -> *mut u8 {
        self.header().data.as_ptr()
    }

    /// The number of bytes.
    #[inline]
    pub fn len(&self) -> usize {
        self.header().len
    }

    /// True if there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// True if no other `Buffer` shares these bytes and nobody else knows of them.
    pub fn is_unique(&self) -> bool {
        let header = self.header();
        header.is_own && header.count.load(Ordering::Acquire) == 1
    }

    /// The number of `Buffer`s that share these bytes.
    pub fn holders(&self) -> usize {
        self.header().count.load(Ordering::Acquire)
    }

    /// True if both are the same memory object.
    pub fn same(&self, other: &Buffer) -> bool {
        self.0 == other.0
    }
}

impl Clone for Buffer {
    #[inline]
    fn clone(&self) -> Buffer {
        self.header().count.fetch_add(1, Ordering::Relaxed);
        Buffer(self.0)
    }
}

impl Drop for Buffer {
    #[inline]
    fn drop(&mut self) {
        let count = &self.header().count;
        // Whoever holds the only reference need not count down: nobody else can clone it.
        if count.load(Ordering::Acquire) == 1 || count.fetch_sub(1, Ordering::Release) == 1 {
            fence(Ordering::Acquire);
            // SAFETY: this was the last reference.
            unsafe { release(self.0) };
        }
    }
}

/// # Safety
/// Nothing may refer to the header any more.
unsafe fn release(header: NonNull<Header>) {
    // SAFETY: the header is read out and its block freed once.
    let Header { block, owner, .. } = unsafe { header.read() };
    drop(owner);
    alloc::free(block);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn counts_references() {
        let a = Buffer::allocate(100, true).unwrap();
        assert!(a.is_unique());
        let b = a.clone();
        assert!(!a.is_unique() && a.same(&b));
        drop(b);
        assert!(a.is_unique());
    }

    #[test]
    fn releases_the_owner_of_foreign_memory() {
        let owner = Arc::new(vec![7u8; 32]);
        let data = NonNull::new(owner.as_ptr().cast_mut()).unwrap();
        // SAFETY: the vector lives in the owner and is only read.
        let buffer = unsafe { Buffer::foreign(data, 32, Box::new(owner.clone())) }.unwrap();
        assert_eq!(Arc::strong_count(&owner), 2);
        // SAFETY: 32 bytes are there.
        assert_eq!(unsafe { buffer.ptr().add(31).read() }, 7);
        assert!(!buffer.is_unique(), "others may see the memory");
        drop(buffer);
        assert_eq!(Arc::strong_count(&owner), 1);
    }

    #[test]
    fn adopted_memory_is_like_its_own() {
        let mut owner = vec![7u8; 32];
        let data = NonNull::new(owner.as_mut_ptr()).unwrap();
        // SAFETY: the vector's heap memory stays where it is, and nobody else touches it.
        let buffer = unsafe { Buffer::adopt(data, 32, Box::new(owner)) }.unwrap();
        assert!(buffer.is_unique());
        let other = buffer.clone();
        assert!(!buffer.is_unique() && !other.is_unique());
    }
}
