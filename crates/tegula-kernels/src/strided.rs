//! Moving elements between strided memory and contiguous tiles, by item size only.

use crate::dispatch::{Kernel, TileFn};
use crate::isa::Isa;
use crate::lane::{Bool8, Lane};
use crate::looping::choose_kernel;

/// Runs `$body` with `$item` naming a plain type of the given size.
macro_rules! for_size {
    ($size:expr, $item:ident => $body:expr) => {
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
            other => unreachable!("no element has {other} bytes"),
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
    unsafe {
        if stride == size as isize {
            return std::ptr::copy_nonoverlapping(src, dst, n * size);
        }
        for_size!(size, Item => {
            if stride == 0 {
                let value = src.cast::<Item>().read_unaligned();
                for i in 0..n {
                    dst.cast::<Item>().add(i).write_unaligned(value);
                }
            } else {
                for i in 0..n {
                    let value = src.offset(stride * i as isize).cast::<Item>().read_unaligned();
                    dst.cast::<Item>().add(i).write_unaligned(value);
                }
            }
        })
    }
}

/// Copies `n` contiguous elements to places `stride` bytes apart.
///
/// # Safety
/// As for [`gather`], with the roles exchanged.
pub unsafe fn scatter(src: *const u8, dst: *mut u8, stride: isize, n: usize, size: usize) {
    // SAFETY: the caller vouches for the memory.
    unsafe {
        if stride == size as isize {
            return std::ptr::copy_nonoverlapping(src, dst, n * size);
        }
        for_size!(size, Item => {
            for i in 0..n {
                let value = src.cast::<Item>().add(i).read_unaligned();
                dst.offset(stride * i as isize).cast::<Item>().write_unaligned(value);
            }
        })
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
        })
    }
}

/// Copies the elements of a contiguous run whose mask byte is not zero; returns how many.
///
/// # Safety
/// `mask` and `src` must hold `n` elements; `dst` must hold one element more than there are true ones
/// (the copy is branch-free and writes ahead).
pub unsafe fn compress(mask: *const u8, src: *const u8, n: usize, dst: *mut u8, size: usize) -> usize {
    // SAFETY: the caller vouches for the memory; `count` never exceeds the number of true bytes.
    unsafe {
        for_size!(size, Item => {
            let mut count = 0;
            for i in 0..n {
                let value = src.cast::<Item>().add(i).read_unaligned();
                dst.cast::<Item>().add(count).write_unaligned(value);
                count += (mask.add(i).read() != 0) as usize;
            }
            count
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
/// bytes.
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
