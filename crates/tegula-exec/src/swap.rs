//! Elements with their bytes in reverse order.

use tegula_core::{RawArray, Result};
use tegula_kernels::strided;

use crate::{Order, copy};

/// A copy in which the bytes of every element, or of both parts of a complex one, stand in reverse order.
///
/// # Errors
/// `MemoryError`.
///
/// ```
/// use tegula_core::{RawArray, Scalar};
/// let one = RawArray::from_scalar(Scalar::I16(1))?;
/// assert_eq!(tegula_exec::swap_bytes(&one)?.get(&[]), Scalar::I16(256));
/// # Ok::<(), tegula_core::Error>(())
/// ```
pub fn swap_bytes(array: &RawArray) -> Result<RawArray> {
    let swapped = copy(array, Order::K)?;
    let unit = swapped.dtype.swap_unit();
    if unit > 1 {
        let units = swapped.size() * swapped.itemsize() / unit;
        // SAFETY: a fresh copy has no gaps, and nobody else knows it.
        unsafe { strided::swap(swapped.ptr(), units, unit) };
    }
    Ok(swapped)
}
