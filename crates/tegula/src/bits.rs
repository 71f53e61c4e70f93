//! Booleans packed into bytes.

use tegula_core::{Result, normalize_axis};

use crate::{Array, ArrayRef, Axis};

impl ArrayRef<bool> {
    /// The booleans along an axis, eight to a byte, the first in the highest bit; the last byte is filled with zeros.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![true, false, true].packbits(Axis(0))?, array![0b1010_0000u8]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `AxisError` if there is no such axis.
    pub fn packbits(&self, axis: Axis) -> Result<Array<u8>> {
        let axis = normalize_axis(axis.0, self.ndim())?;
        Ok(Array::new(tegula_exec::pack_bits(&self.raw, axis, false)?))
    }
}

impl ArrayRef<u8> {
    /// The first `count` bits of the bytes along an axis, the highest bit of each first, as zeros and ones; zeros
    /// where there are no more bytes.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![0b1010_0000u8].unpackbits(Axis(0), 3)?, array![1u8, 0, 1]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `AxisError` if there is no such axis.
    pub fn unpackbits(&self, axis: Axis, count: usize) -> Result<Array<u8>> {
        let axis = normalize_axis(axis.0, self.ndim())?;
        Ok(Array::new(tegula_exec::unpack_bits(&self.raw, axis, count, false)?))
    }
}
