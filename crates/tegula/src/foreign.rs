//! Memory of other owners, as the engine takes it.

use std::any::Any;
use std::ptr::NonNull;

use tegula_core::{Buffer, Element, Error, Layout, RawArray, Result};

use crate::array::unwrap;

/// Memory that somebody else keeps alive: elements of type `T` from `ptr` on, with strides in elements.
///
/// # Safety
/// All elements must be valid as long as the array and what is made of it, and may be written only through it, if
/// at all.
pub(crate) unsafe fn borrowed<T: Element>(ptr: *const T, shape: &[usize], strides: &[isize]) -> RawArray {
    let (layout, data, len) = extent(ptr, shape, strides);
    // SAFETY: the caller vouches for the elements, which lie in these bytes.
    array::<T>(unsafe { Buffer::foreign(data, len, Box::new(())) }, layout)
}

/// Memory that `owner` hands over, as above.
///
/// # Safety
/// All elements must be valid as long as the owner lives, and nobody else may know of them.
pub(crate) unsafe fn adopted<T: Element>(
    ptr: *const T,
    shape: &[usize],
    strides: &[isize],
    owner: impl Any + Send + Sync,
) -> RawArray {
    let (layout, data, len) = extent(ptr, shape, strides);
    // SAFETY: as above.
    array::<T>(unsafe { Buffer::adopt(data, len, Box::new(owner)) }, layout)
}

/// The layout, relative to the first byte that the elements touch; that byte, and the number of bytes.
fn extent<T>(ptr: *const T, shape: &[usize], strides: &[isize]) -> (Layout, NonNull<u8>, usize) {
    let size = size_of::<T>();
    let strides = strides.iter().map(|&s| s * size as isize).collect();
    let mut layout = Layout { shape: shape.into(), strides, offset: 0 };
    let (low, high) = layout.extent(size);
    layout.offset = low.unsigned_abs();
    let first = ptr.cast::<u8>().cast_mut().wrapping_offset(low);
    (layout, NonNull::new(first).expect("references are not null"), (high - low) as usize)
}

fn array<T: Element>(buffer: Option<Buffer>, layout: Layout) -> RawArray {
    let refused = || Error::Memory { bytes: 0, shape: layout.shape.to_vec(), dtype: T::DTYPE };
    let buffer = unwrap(buffer.ok_or_else(refused));
    RawArray { buffer, dtype: T::DTYPE, layout }
}

/// A vector as a 1-d array: its own memory, or a copy if that is cheaper.
pub(crate) fn from_vec<T: Element>(elements: Vec<T>) -> Result<RawArray> {
    const WORTH_KEEPING: usize = 1 << 12;
    if size_of_val(&elements[..]) < WORTH_KEEPING {
        return from_slice(&[elements.len()], &elements);
    }
    // SAFETY: the vector's heap memory stays where it is as long as the vector lives, which nobody else has.
    Ok(unsafe { adopted(elements.as_ptr(), &[elements.len()], &[1], elements) })
}

/// A copy of as many elements as the shape has.
pub(crate) fn from_slice<T: Element>(shape: &[usize], elements: &[T]) -> Result<RawArray> {
    let array = RawArray::empty(shape, T::DTYPE)?;
    assert_eq!(array.size(), elements.len(), "as many elements as places");
    // SAFETY: the fresh array holds as many elements of type T as the slice.
    unsafe {
        std::ptr::copy_nonoverlapping(elements.as_ptr(), array.ptr().cast::<T>(), elements.len());
    }
    Ok(array)
}
