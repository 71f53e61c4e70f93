//! Elements with their bytes in reverse order.

use tegula_core::{DType, RawArray, Result};

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
    let len = swapped.size() * swapped.itemsize();
    let unit = match swapped.dtype {
        DType::Str(_) => 4,
        // References and single bytes have no order.
        DType::Bytes(_) | DType::Object => 1,
        number => number.real().itemsize(),
    };
    if len > 0 && unit > 1 {
        // SAFETY: a fresh copy has no gaps and `len` initialised bytes, which nobody else knows.
        let bytes = unsafe { std::slice::from_raw_parts_mut(swapped.ptr(), len) };
        bytes.chunks_exact_mut(unit).for_each(<[u8]>::reverse);
    }
    Ok(swapped)
}
