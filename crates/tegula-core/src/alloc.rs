//! Where array memory comes from: a cache of freed blocks in front of the system.
//!
//! On current machines the page faults of a fresh large block cost several times the computation
//! that fills it. Freed blocks are therefore kept and handed out again:
//!
//! * small blocks (up to 2 KiB) in a per-thread list for each multiple of 64 bytes;
//! * larger ones in one process-wide map by capacity, up to a bound of bytes; a request takes the
//!   best fit that wastes at most an eighth.
//!
//! Blocks of 2 MiB and more are mapped on 2 MiB boundaries and marked for huge pages. The cache is
//! emptied before an allocation is reported as failed. `TEGULA_CACHE_BYTES` sets the bound; 0 turns
//! the cache of larger blocks off. The default is an eighth of the memory, at most 1 GiB.

use std::alloc::{Layout, alloc, alloc_zeroed, dealloc};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::ptr::NonNull;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// The alignment of every block: a cache line, and the widest vector register.
pub(crate) const ALIGN: usize = 64;
const HUGE: usize = 2 << 20;
const SMALL: usize = 2048;
/// Up to this size zeroing a kept block is quicker than the page faults of a fresh one.
const REZEROED: usize = 16 << 20;
const SMALL_KEPT: usize = 64;

/// A block of memory of at least the size asked for.
#[derive(Clone, Copy)]
pub(crate) struct Block {
    pub ptr: NonNull<u8>,
    pub capacity: usize,
}

// SAFETY: a block is plain memory without thread affinity; whoever holds the value owns it.
unsafe impl Send for Block {}

thread_local! {
    static SMALL_BLOCKS: SmallBlocks = const { SmallBlocks([const { FreeList::new() }; SMALL / ALIGN]) };
}

struct SmallBlocks([FreeList; SMALL / ALIGN]);

/// Freed blocks of one size, each of which begins with the address of the next.
struct FreeList {
    first: Cell<Option<NonNull<u8>>>,
    len: Cell<usize>,
}

impl FreeList {
    const fn new() -> FreeList {
        FreeList { first: Cell::new(None), len: Cell::new(0) }
    }

    #[inline]
    fn pop(&self) -> Option<NonNull<u8>> {
        let block = self.first.get()?;
        // SAFETY: a block on the list is owned by it and holds the link that `push` wrote.
        self.first.set(unsafe { block.cast::<Option<NonNull<u8>>>().read() });
        self.len.set(self.len.get() - 1);
        Some(block)
    }

    /// Takes the block, if there is room.
    #[inline]
    fn push(&self, block: NonNull<u8>) -> bool {
        if self.len.get() == SMALL_KEPT {
            return false;
        }
        // SAFETY: the block is given away, aligned, and larger than a link.
        unsafe { block.cast::<Option<NonNull<u8>>>().write(self.first.get()) };
        self.first.set(Some(block));
        self.len.set(self.len.get() + 1);
        true
    }
}

impl Drop for SmallBlocks {
    fn drop(&mut self) {
        for (class, list) in self.0.iter().enumerate() {
            while let Some(ptr) = list.pop() {
                system_free(Block { ptr, capacity: (class + 1) * ALIGN });
            }
        }
    }
}

struct Cache {
    blocks: BTreeMap<usize, Vec<Block>>,
    bytes: usize,
    limit: usize,
}

impl Cache {
    fn take(&mut self, size: usize) -> Option<Block> {
        let capacity = *self.blocks.range(size..=size + size / 8).next()?.0;
        self.take_exact(capacity)
    }

    fn take_exact(&mut self, capacity: usize) -> Option<Block> {
        let list = self.blocks.get_mut(&capacity)?;
        let block = list.pop();
        if list.is_empty() {
            self.blocks.remove(&capacity);
        }
        self.bytes -= capacity;
        block
    }

    /// Keeps the block, at the expense of the largest ones kept before it.
    fn keep(&mut self, block: Block) {
        self.blocks.entry(block.capacity).or_default().push(block);
        self.bytes += block.capacity;
        self.shrink_to(self.limit);
    }

    fn shrink_to(&mut self, limit: usize) {
        while self.bytes > limit {
            let Some(&capacity) = self.blocks.keys().next_back() else { return };
            if let Some(block) = self.take_exact(capacity) {
                system_free(block);
            }
        }
    }
}

fn cache() -> MutexGuard<'static, Cache> {
    static CACHE: OnceLock<Mutex<Cache>> = OnceLock::new();
    CACHE
        .get_or_init(|| Mutex::new(Cache { blocks: BTreeMap::new(), bytes: 0, limit: default_limit() }))
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}

fn default_limit() -> usize {
    if let Some(n) = std::env::var("TEGULA_CACHE_BYTES").ok().and_then(|v| v.parse().ok()) {
        return n;
    }
    (physical_memory() / 8).min(1 << 30)
}

#[cfg(unix)]
fn physical_memory() -> usize {
    // SAFETY: sysconf has no preconditions.
    let (pages, size) = unsafe { (libc::sysconf(libc::_SC_PHYS_PAGES), libc::sysconf(libc::_SC_PAGESIZE)) };
    usize::try_from(pages).unwrap_or(0).saturating_mul(usize::try_from(size).unwrap_or(0))
}

#[cfg(not(unix))]
fn physical_memory() -> usize {
    4 << 30
}

/// The most bytes of freed memory that are kept for reuse.
pub fn cache_limit() -> usize {
    cache().limit
}

/// Sets the bound on kept memory and releases what is beyond it; 0 switches the cache off.
pub fn set_cache_limit(bytes: usize) {
    let mut cache = cache();
    cache.limit = bytes;
    cache.shrink_to(bytes);
}

/// The bytes of freed memory that are kept at this moment.
pub fn cached_bytes() -> usize {
    cache().bytes
}

/// Gives all kept memory back to the system.
pub fn release_cache() {
    cache().shrink_to(0);
}

/// A block of at least `size` bytes, aligned to [`ALIGN`]; its content is arbitrary unless `zeroed`.
#[inline]
pub(crate) fn allocate(size: usize, zeroed: bool) -> Option<Block> {
    if size <= SMALL {
        let class = size.saturating_sub(1) / ALIGN;
        if let Ok(Some(ptr)) = SMALL_BLOCKS.try_with(|b| b.0[class].pop()) {
            if zeroed {
                let lines = ptr.cast::<[u64; ALIGN / 8]>();
                for line in 0..=class {
                    // SAFETY: the block is owned, aligned, and holds `class + 1` lines.
                    unsafe { lines.add(line).write([0; ALIGN / 8]) };
                }
            }
            return Some(Block { ptr, capacity: (class + 1) * ALIGN });
        }
    }
    allocate_large(size, zeroed)
}

#[cold]
fn allocate_large(size: usize, zeroed: bool) -> Option<Block> {
    let capacity = rounded(size)?;
    // The system zeroes fresh pages as they are touched: nothing is spent on those that never are.
    let fresh = capacity <= SMALL || zeroed && capacity > REZEROED;
    if !fresh && let Some(block) = cache().take(capacity) {
        if zeroed {
            // SAFETY: the block is owned and holds `capacity` bytes.
            unsafe { block.ptr.write_bytes(0, size) };
        }
        return Some(block);
    }
    system_allocate(capacity, zeroed).or_else(|| {
        release_cache();
        system_allocate(capacity, zeroed)
    })
}

/// Takes back a block that nothing refers to any more.
#[inline]
pub(crate) fn free(block: Block) {
    let kept = block.capacity <= SMALL
        && SMALL_BLOCKS.try_with(|b| b.0[block.capacity / ALIGN - 1].push(block.ptr)) == Ok(true);
    if !kept {
        free_large(block);
    }
}

#[cold]
fn free_large(block: Block) {
    if block.capacity <= SMALL { system_free(block) } else { cache().keep(block) }
}

fn rounded(size: usize) -> Option<usize> {
    let unit = if size >= HUGE { HUGE } else { ALIGN };
    let capacity = size.max(1).checked_next_multiple_of(unit)?;
    (capacity <= isize::MAX as usize).then_some(capacity)
}

fn heap_layout(capacity: usize) -> Layout {
    Layout::from_size_align(capacity, ALIGN).expect("capacities are rounded and bounded")
}

fn system_allocate(capacity: usize, zeroed: bool) -> Option<Block> {
    let ptr = if cfg!(unix) && capacity >= HUGE {
        map_huge(capacity, zeroed)?
    } else {
        let layout = heap_layout(capacity);
        // SAFETY: the layout's size is not zero.
        NonNull::new(unsafe { if zeroed { alloc_zeroed(layout) } else { alloc(layout) } })?
    };
    Some(Block { ptr, capacity })
}

fn system_free(block: Block) {
    if cfg!(unix) && block.capacity >= HUGE {
        unmap(block);
    } else {
        // SAFETY: the block came from `system_allocate` with the same layout.
        unsafe { dealloc(block.ptr.as_ptr(), heap_layout(block.capacity)) };
    }
}

/// Maps fresh zeroed pages on a 2 MiB boundary, to be huge ones. The first is left small if zeros are wanted: the
/// buffer's head alone would touch it, and zeroing a huge page takes longer than all the rest of `zeros`.
#[cfg(unix)]
fn map_huge(capacity: usize, zeroed: bool) -> Option<NonNull<u8>> {
    let padded = capacity.checked_add(HUGE)?;
    // SAFETY: an anonymous private mapping at an address of the system's choice touches no other memory;
    // the parts unmapped are within it.
    unsafe {
        let base = libc::mmap(
            std::ptr::null_mut(),
            padded,
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_PRIVATE | libc::MAP_ANONYMOUS,
            -1,
            0,
        );
        if base == libc::MAP_FAILED {
            return None;
        }
        let base = base.cast::<u8>();
        let lead = base.align_offset(HUGE);
        let start = base.add(lead);
        if lead > 0 {
            libc::munmap(base.cast(), lead);
        }
        if lead < HUGE {
            libc::munmap(start.add(capacity).cast(), HUGE - lead);
        }
        #[cfg(target_os = "linux")]
        {
            let small = if zeroed { HUGE } else { 0 };
            libc::madvise(start.add(small).cast(), capacity - small, libc::MADV_HUGEPAGE);
        }
        NonNull::new(start)
    }
}

#[cfg(unix)]
fn unmap(block: Block) {
    // SAFETY: the block is a whole mapping of `capacity` bytes made by `map_huge`.
    unsafe { libc::munmap(block.ptr.as_ptr().cast(), block.capacity) };
}

#[cfg(not(unix))]
fn map_huge(_: usize, _: bool) -> Option<NonNull<u8>> {
    unreachable!("only called on unix")
}

#[cfg(not(unix))]
fn unmap(_: Block) {
    unreachable!("only called on unix")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_aligned_and_writable() {
        for size in [0, 1, 64, 2048, 2049, 1 << 20, 2 << 20, (2 << 20) + 1, 5_000_000] {
            let block = allocate(size, true).unwrap();
            assert!(block.capacity >= size);
            assert_eq!(block.ptr.as_ptr() as usize % if size >= HUGE { HUGE } else { ALIGN }, 0);
            // SAFETY: the block holds `size` bytes.
            let bytes = unsafe { std::slice::from_raw_parts_mut(block.ptr.as_ptr(), size) };
            assert!(bytes.iter().all(|&b| b == 0));
            bytes.fill(0xFF);
            free(block);
            let again = allocate(size, true).unwrap();
            // SAFETY: as above.
            let bytes = unsafe { std::slice::from_raw_parts(again.ptr.as_ptr(), size) };
            assert!(bytes.iter().all(|&b| b == 0));
            free(again);
        }
    }

    #[test]
    fn impossible_sizes_are_refused() {
        assert!(allocate(usize::MAX, false).is_none());
        assert!(allocate(isize::MAX as usize - 100, false).is_none());
    }
}
