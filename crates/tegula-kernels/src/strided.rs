//! Moving elements between strided memory and contiguous tiles, by item size only.

use crate::dispatch::{Kernel, TileFn};
use crate::isa::Isa;
use crate::lane::{Bool8, Lane};
use crate::looping::choose_kernel;

/// Runs `$body` with `$item` naming a plain type of the given size, or `$other` if there is none.
macro_rules! for_size {
    ($size:expr, $item:ident => $body:expr, else $other:expr) => {
        match $size {
            1 => {
                type $item = u8;
                $body
            }
            2 => {
                type $item = u16;
                $body
            }
            4 => {
                type $item = u32;
                $body
            }
            8 => {
                type $item = u64;
                $body
            }
            16 => {
                type $item = [u64; 2];
                $body
            }
            _ => $other,
        }
    };
}

/// Copies `n` elements of `size` bytes, `stride` bytes apart, to the contiguous `dst`.
///
/// # Safety
/// The elements must be readable, `dst` writable for `n * size` bytes and disjoint from them. Nothing
/// need be aligned.
pub unsafe fn gather(src: *const u8, stride: isize, n: usize, dst: *mut u8, size: usize) {
    // SAFETY: the caller vouches for the memory.
    unsafe { transfer(src, stride, dst, size as isize, n, size) }
}

/// Copies `n` contiguous elements to places `stride` bytes apart.
///
/// # Safety
/// As for [`gather`], with the roles exchanged.
pub unsafe fn scatter(src: *const u8, dst: *mut u8, stride: isize, n: usize, size: usize) {
    // SAFETY: the caller vouches for the memory.
    unsafe { transfer(src, size as isize, dst, stride, n, size) }
}

/// Copies `n` elements between places `from` bytes apart and places `to` bytes apart.
///
/// # Safety
/// As for [`gather`] and [`scatter`].
pub unsafe fn transfer(src: *const u8, from: isize, dst: *mut u8, to: isize, n: usize, size: usize) {
    // SAFETY: the caller vouches for the memory.
    unsafe { transfer_rows(src, [0, from], dst, [0, to], [1, n], size) }
}

/// Copies a matrix of elements; strides are those from row to row and within a row.
///
/// # Safety
/// As for [`transfer`].
pub unsafe fn transfer_rows(
    src: *const u8,
    from: [isize; 2],
    dst: *mut u8,
    to: [isize; 2],
    [rows, n]: [usize; 2],
    size: usize,
) {
    // SAFETY: the caller vouches for the memory.
    unsafe {
        if from[1] == size as isize && to[1] == size as isize {
            for r in 0..rows as isize {
                std::ptr::copy_nonoverlapping(src.offset(from[0] * r), dst.offset(to[0] * r), n * size);
            }
            return;
        }
        for_size!(size, Item => {
            for r in 0..rows as isize {
                let (src, dst) = (src.offset(from[0] * r).cast::<Item>(), dst.offset(to[0] * r).cast::<Item>());
                transfer_items(src, from[1], dst, to[1], n);
            }
        }, else {
            for r in 0..rows as isize {
                let (src, dst) = (src.offset(from[0] * r), dst.offset(to[0] * r));
                for i in 0..n as isize {
                    src.offset(from[1] * i).copy_to_nonoverlapping(dst.offset(to[1] * i), size);
                }
            }
        })
    }
}

/// [`transfer`] for items of one type. The commonest strides are constants, so that the loops are vectorised.
#[inline(always)]
unsafe fn transfer_items<T: Copy>(src: *const T, from: isize, dst: *mut T, to: isize, n: usize) {
    let item = size_of::<T>() as isize;
    // SAFETY: the caller vouches for the memory.
    unsafe {
        if to == item {
            match from {
                0 => {
                    let value = src.read_unaligned();
                    (0..n).for_each(|i| dst.add(i).write_unaligned(value));
                }
                _ if from == -item => every::<T, -1>(src, dst, n),
                _ if from == 2 * item => every::<T, 2>(src, dst, n),
                _ if from == 3 * item => every::<T, 3>(src, dst, n),
                _ if from == 4 * item => every::<T, 4>(src, dst, n),
                _ => one_by_one(src, from, dst, item, n),
            }
        } else {
            one_by_one(src, from, dst, to, n)
        }
    }
}

/// Copies `n` items, `STEP` items apart, to the contiguous `dst`.
#[inline(always)]
unsafe fn every<T: Copy, const STEP: isize>(src: *const T, dst: *mut T, n: usize) {
    for i in 0..n {
        // SAFETY: the caller vouches for the memory.
        unsafe { dst.add(i).write_unaligned(src.offset(STEP * i as isize).read_unaligned()) };
    }
}

#[inline(always)]
unsafe fn one_by_one<T: Copy>(mut src: *const T, from: isize, mut dst: *mut T, to: isize, n: usize) {
    const AT_ONCE: usize = 4;
    let mut items = [const { std::mem::MaybeUninit::<T>::uninit() }; AT_ONCE];
    // SAFETY: the caller vouches for the memory; what is written from `items` was read into it.
    unsafe {
        for _ in 0..n / AT_ONCE {
            for (i, item) in items.iter_mut().enumerate() {
                item.write(src.byte_offset(from * i as isize).read_unaligned());
            }
            for (i, item) in items.iter().enumerate() {
                dst.byte_offset(to * i as isize).write_unaligned(item.assume_init_read());
            }
            src = src.wrapping_byte_offset(from * AT_ONCE as isize);
            dst = dst.wrapping_byte_offset(to * AT_ONCE as isize);
        }
        for i in 0..(n % AT_ONCE) as isize {
            dst.byte_offset(to * i).write_unaligned(src.byte_offset(from * i).read_unaligned());
        }
    }
}

/// Reverses the bytes of each of `n` units of `unit` bytes (2, 4 or 8) in place.
///
/// # Safety
/// The units must be readable and writable. Nothing need be aligned.
pub unsafe fn swap(ptr: *mut u8, n: usize, unit: usize) {
    macro_rules! swap_all {
        ($ty:ty) => {
            for i in 0..n {
                // SAFETY: the caller vouches for the memory.
                unsafe {
                    let place = ptr.cast::<$ty>().add(i);
                    place.write_unaligned(place.read_unaligned().swap_bytes());
                }
            }
        };
    }
    match unit {
        2 => swap_all!(u16),
        4 => swap_all!(u32),
        8 => swap_all!(u64),
        _ => unreachable!("units of {unit} bytes have no order"),
    }
}

/// Copies the elements at `base + offsets[i]` to the contiguous `dst`.
///
/// # Safety
/// Every offset must lead to a readable element; `dst` must hold all of them.
pub unsafe fn gather_offsets(base: *const u8, offsets: &[isize], dst: *mut u8, size: usize) {
    // SAFETY: the caller vouches for the memory.
    unsafe {
        for_size!(size, Item => {
            for (i, &offset) in offsets.iter().enumerate() {
                dst.cast::<Item>().add(i).write_unaligned(base.offset(offset).cast::<Item>().read_unaligned());
            }
        }, else {
            for (i, &offset) in offsets.iter().enumerate() {
                base.offset(offset).copy_to_nonoverlapping(dst.add(i * size), size);
            }
        })
    }
}

/// Copies the blocks of `block` bytes at `base + offsets[i]` to the contiguous `dst`.
///
/// # Safety
/// Every offset must lead to a readable block; `dst` must hold all of them and be disjoint from them.
pub unsafe fn gather_blocks(base: *const u8, offsets: &[isize], dst: *mut u8, block: usize) {
    // SAFETY: the caller vouches for the memory.
    unsafe {
        for_size!(block, Item => {
            for (i, &offset) in offsets.iter().enumerate() {
                dst.cast::<Item>().add(i).write_unaligned(base.offset(offset).cast::<Item>().read_unaligned());
            }
        }, else {
            for (i, &offset) in offsets.iter().enumerate() {
                std::ptr::copy_nonoverlapping(base.offset(offset), dst.add(i * block), block);
            }
        })
    }
}

/// Copies contiguous blocks of `block` bytes to the contiguous `dst`, each as often as `counts` says.
///
/// # Safety
/// There must be a readable block for each count, and `dst` must hold all repetitions, disjoint from them.
pub unsafe fn repeat_blocks(
    src: *const u8,
    counts: impl Iterator<Item = usize>,
    mut dst: *mut u8,
    block: usize,
) {
    // SAFETY: the caller vouches for the memory.
    unsafe {
        for_size!(block, Item => {
            let mut to = dst.cast::<Item>();
            for (i, count) in counts.enumerate() {
                let value = src.cast::<Item>().add(i).read_unaligned();
                for _ in 0..count {
                    to.write_unaligned(value);
                    to = to.add(1);
                }
            }
        }, else {
            for (i, count) in counts.enumerate() {
                for _ in 0..count {
                    std::ptr::copy_nonoverlapping(src.add(i * block), dst, block);
                    dst = dst.add(block);
                }
            }
        })
    }
}

/// Copies to the contiguous `dst`, for each `j`, element `j` of the source that `numbers[j]` names. Sources
/// are given by their first element and their stride.
///
/// # Safety
/// The numbers must be below the number of sources, which must have an element for each; `dst` must hold as
/// many and be disjoint from them.
pub unsafe fn pick(sources: &[(*const u8, isize)], numbers: &[u32], dst: *mut u8, size: usize) {
    // SAFETY: the caller vouches for numbers and memory.
    unsafe {
        for_size!(size, Item => {
            for (j, &number) in numbers.iter().enumerate() {
                let (base, stride) = *sources.get_unchecked(number as usize);
                let value = base.offset(stride * j as isize).cast::<Item>().read_unaligned();
                dst.cast::<Item>().add(j).write_unaligned(value);
            }
        }, else {
            for (j, &number) in numbers.iter().enumerate() {
                let (base, stride) = *sources.get_unchecked(number as usize);
                base.offset(stride * j as isize).copy_to_nonoverlapping(dst.add(j * size), size);
            }
        })
    }
}

/// Copies elements, `stride` bytes apart, to the places `base + offsets[i]`; the last wins.
///
/// # Safety
/// Every offset must lead to a writable element and every element must be readable.
pub unsafe fn scatter_offsets(src: *const u8, stride: isize, base: *mut u8, offsets: &[isize], size: usize) {
    // SAFETY: the caller vouches for the memory.
    unsafe {
        for_size!(size, Item => {
            for (i, &offset) in offsets.iter().enumerate() {
                let value = src.offset(stride * i as isize).cast::<Item>().read_unaligned();
                base.offset(offset).cast::<Item>().write_unaligned(value);
            }
        }, else {
            for (i, &offset) in offsets.iter().enumerate() {
                src.offset(stride * i as isize).copy_to_nonoverlapping(base.offset(offset), size);
            }
        })
    }
}

/// The byte offset of a position that may count from the end.
#[inline(always)]
fn offset_of(position: i64, extent: usize, stride: isize) -> isize {
    let wrapped = position + (position >> 63 & extent as i64);
    wrapped as isize * stride
}

/// Copies the blocks of `size` bytes at the positions, which count blocks `stride` bytes apart, to the
/// contiguous `dst`. Negative positions count from the end, at `extent`.
///
/// # Safety
/// Every position must lead to a readable block; `dst` must hold all of them.
pub unsafe fn gather_positions(
    base: *const u8,
    stride: isize,
    extent: usize,
    positions: &[i64],
    dst: *mut u8,
    size: usize,
) {
    // SAFETY: the caller vouches for the memory.
    unsafe {
        for_size!(size, Item => {
            for (i, &position) in positions.iter().enumerate() {
                let value = base.offset(offset_of(position, extent, stride)).cast::<Item>().read_unaligned();
                dst.cast::<Item>().add(i).write_unaligned(value);
            }
        }, else {
            for (i, &position) in positions.iter().enumerate() {
                let block = base.offset(offset_of(position, extent, stride));
                std::ptr::copy_nonoverlapping(block, dst.add(i * size), size);
            }
        })
    }
}

/// Copies elements, `step` bytes apart, to the positions; of repeated ones the last wins.
///
/// # Safety
/// As for [`gather_positions`], with the roles exchanged; `size` must be that of an element.
pub unsafe fn scatter_positions(
    src: *const u8,
    step: isize,
    base: *mut u8,
    stride: isize,
    extent: usize,
    positions: &[i64],
    size: usize,
) {
    // SAFETY: the caller vouches for the memory.
    unsafe {
        for_size!(size, Item => {
            for (i, &position) in positions.iter().enumerate() {
                let value = src.offset(step * i as isize).cast::<Item>().read_unaligned();
                base.offset(offset_of(position, extent, stride)).cast::<Item>().write_unaligned(value);
            }
        }, else {
            for (i, &position) in positions.iter().enumerate() {
                let block = base.offset(offset_of(position, extent, stride));
                src.offset(step * i as isize).copy_to_nonoverlapping(block, size);
            }
        })
    }
}

/// Writes one element to all places of the contiguous `dst` whose mask byte is not zero.
///
/// # Safety
/// `value` must be readable, `dst` writable for as many elements as the mask has bytes, and both disjoint.
pub unsafe fn fill_where(mask: &[u8], value: *const u8, dst: *mut u8, size: usize) {
    // SAFETY: the caller vouches for the memory.
    unsafe {
        for_size!(size, Item => {
            let value = value.cast::<Item>().read_unaligned();
            for (i, &byte) in mask.iter().enumerate() {
                let place = dst.cast::<Item>().add(i);
                let old = place.read_unaligned();
                place.write_unaligned(if byte != 0 { value } else { old });
            }
        }, else {
            for i in (0..mask.len()).filter(|&i| mask[i] != 0) {
                value.copy_to_nonoverlapping(dst.add(i * size), size);
            }
        })
    }
}

/// The most elements that the functions of masks take at a time.
pub const PIECE: usize = 64;

/// The number of true elements.
pub fn count(mask: &[u8]) -> usize {
    // Sums of bytes are the fastest; so many ones fit into a byte.
    mask.chunks(128).map(|piece| piece.iter().map(|&b| (b != 0) as u8).sum::<u8>() as usize).sum()
}

/// Writes the positions of the true elements, counted from `first`, to `dst`; returns how many.
///
/// # Safety
/// `mask` must hold at most [`PIECE`] elements; `dst` must hold `room` elements, at least as many as there are true
/// ones.
pub unsafe fn positions(mask: &[u8], first: i64, dst: *mut i64, room: usize) -> usize {
    let kept = count(mask);
    if kept == 0 {
        return 0;
    }
    // The branch-free loop writes one element ahead, so it goes through a tile where that is not `dst`'s.
    let mut tile = [0i64; PIECE];
    let to = if kept < room { dst } else { tile.as_mut_ptr() };
    let mut place = 0;
    for (i, &b) in mask.iter().enumerate() {
        // SAFETY: the position never exceeds the number of true bytes, nor the last place of the tile.
        unsafe { to.add(place).write(first + i as i64) };
        place += (b != 0) as usize;
    }
    if kept == room {
        // SAFETY: the caller provides room for the true elements.
        unsafe { std::ptr::copy_nonoverlapping(to, dst, kept) };
    }
    kept
}

/// Copies the elements of a contiguous run where the mask is true; returns how many.
///
/// # Safety
/// `mask` must hold at most [`PIECE`] elements and `src` as many; `dst` must hold `room` elements, at least
/// as many as there are true ones.
pub unsafe fn compress(mask: &[u8], src: *const u8, dst: *mut u8, room: usize, size: usize) -> usize {
    let kept = count(mask);
    // SAFETY: the caller vouches for the memory; the position never exceeds the number of true bytes. The
    // branch-free copy writes one element ahead, so it goes through a tile where that is not `dst`'s.
    unsafe {
        if kept == mask.len() {
            std::ptr::copy_nonoverlapping(src, dst, kept * size);
        } else if kept > 0 {
            for_size!(size, Item => {
                let mut tile = std::mem::MaybeUninit::<[Item; PIECE]>::uninit();
                let has_room = kept < room;
                let to = if has_room { dst.cast::<Item>() } else { tile.as_mut_ptr().cast() };
                let mut place = 0;
                for (i, &b) in mask.iter().enumerate() {
                    to.add(place).write_unaligned(src.cast::<Item>().add(i).read_unaligned());
                    place += (b != 0) as usize;
                }
                if !has_room {
                    std::ptr::copy_nonoverlapping(to.cast::<u8>(), dst, kept * size);
                }
            }, else {
                for (place, i) in (0..mask.len()).filter(|&i| mask[i] != 0).enumerate() {
                    src.add(i * size).copy_to_nonoverlapping(dst.add(place * size), size);
                }
            })
        }
    }
    kept
}

/// Copies `count` elements, `stride` bytes apart, one after the other to where the mask is true.
///
/// # Safety
/// `dst` must hold as many elements as `mask`, and `src` as many, `count`, as there are true ones.
pub unsafe fn expand(mask: &[u8], src: *const u8, stride: isize, count: usize, dst: *mut u8, size: usize) {
    let Some(last) = count.checked_sub(1) else { return };
    // SAFETY: the caller vouches for the memory; the position is held to the last element.
    unsafe {
        for_size!(size, Item => {
            let mut place = 0;
            for (i, &b) in mask.iter().enumerate() {
                let at = dst.cast::<Item>().add(i);
                let new = src.offset(stride * place.min(last) as isize).cast::<Item>().read_unaligned();
                at.write_unaligned(if b != 0 { new } else { at.read_unaligned() });
                place += (b != 0) as usize;
            }
        }, else {
            for (place, i) in (0..mask.len()).filter(|&i| mask[i] != 0).enumerate() {
                src.offset(stride * place.min(last) as isize).copy_to_nonoverlapping(dst.add(i * size), size);
            }
        })
    }
}

/// A choice between two tiles by a tile of booleans.
pub trait Choose<T: Lane>: 'static {
    /// Picks one element.
    fn choose<I: Isa>(condition: Bool8, a: T, b: T) -> T;
}

/// `condition ? a : b`.
pub struct Select;

impl<T: Lane> Choose<T> for Select {
    #[inline(always)]
    fn choose<I: Isa>(condition: Bool8, a: T, b: T) -> T {
        if condition.get() { a } else { b }
    }
}

/// The kernel of `where`: tiles of booleans, of two inputs and of the output, with elements of `size`
/// bytes, which must be 1, 2, 4, 8 or 16.
pub fn select(size: usize) -> TileFn {
    static TABLE: [Kernel<TileFn>; 5] = [
        choose_kernel::<Select, u8>(),
        choose_kernel::<Select, u16>(),
        choose_kernel::<Select, u32>(),
        choose_kernel::<Select, u64>(),
        choose_kernel::<Select, tegula_core::c128>(),
    ];
    TABLE[size.trailing_zeros() as usize].select()
}
