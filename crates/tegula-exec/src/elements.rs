//! The elements of arrays without gaps as slices.

use tegula_core::RawArray;

/// The elements of an array without gaps.
///
/// # Safety
/// The array must hold elements of this type, aligned and in C order, stay alive and not be written meanwhile.
pub unsafe fn elements<'a, T>(array: &RawArray) -> &'a [T] {
    debug_assert!(array.is_c_contiguous() && array.itemsize() == size_of::<T>());
    // SAFETY: the caller vouches for the array.
    unsafe { std::slice::from_raw_parts(array.ptr().cast(), array.size()) }
}

/// The elements of a new array, to be written.
///
/// # Safety
/// The array must hold elements of this type, which may be any bits, stay alive, and nobody else use it meanwhile.
pub unsafe fn elements_mut<'a, T>(array: &RawArray) -> &'a mut [T] {
    debug_assert!(array.is_c_contiguous() && array.itemsize() == size_of::<T>());
    // SAFETY: the caller vouches for the array.
    unsafe { std::slice::from_raw_parts_mut(array.ptr().cast(), array.size()) }
}
