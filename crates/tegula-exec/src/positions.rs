//! Positions along an axis: reading them from arrays and what happens beyond the ends.

use std::ops::Deref;

use tegula_core::{DType, Error, RawArray, Result};

use crate::copy::{Order, cast};

/// What a position beyond an axis means.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Bounds {
    /// An error; negative positions count from the end.
    #[default]
    Raise,
    /// The axis repeats for ever.
    Wrap,
    /// The nearest end; negative positions are the first.
    Clip,
}

impl Bounds {
    /// The place on an axis of extent `n > 0` that `position` means; `None` if that is an error.
    #[inline(always)]
    pub fn resolve(self, position: i64, n: usize) -> Option<usize> {
        let limit = n as i64;
        match self {
            Bounds::Raise => {
                let place = if position < 0 { position.wrapping_add(limit) } else { position };
                ((place as usize) < n).then_some(place as usize)
            }
            Bounds::Wrap => Some(position.rem_euclid(limit) as usize),
            Bounds::Clip => Some(position.clamp(0, limit - 1) as usize),
        }
    }

    /// Turns positions into byte offsets, `stride` apart, on an axis of extent `n > 0`.
    ///
    /// # Errors
    /// The first position that has no place.
    #[inline]
    pub(crate) fn offsets(
        self,
        positions: impl Iterator<Item = i64>,
        n: usize,
        stride: isize,
        offsets: &mut [isize],
    ) -> std::result::Result<(), i64> {
        for (offset, position) in offsets.iter_mut().zip(positions) {
            match self.resolve(position, n) {
                Some(place) => *offset = stride * place as isize,
                None => return Err(position),
            }
        }
        Ok(())
    }
}

/// The error of a position without a place.
pub(crate) fn beyond(index: i64, axis: usize, size: usize) -> Error {
    Error::OutOfBounds { index, axis: Some(axis), size }
}

/// The numbers of an array as a slice of `int64`; copied only if they do not lie so.
pub(crate) struct Integers(RawArray);

impl Integers {
    pub fn of(array: &RawArray) -> Result<Integers> {
        let fits = array.dtype == DType::I64 && array.is_c_contiguous() && array.is_aligned();
        Ok(Integers(if fits { array.clone() } else { cast(array, DType::I64, Order::C)? }))
    }
}

impl Deref for Integers {
    type Target = [i64];

    fn deref(&self) -> &[i64] {
        if self.0.size() == 0 {
            return &[];
        }
        // SAFETY: the array is contiguous, aligned, and holds as many int64.
        unsafe { std::slice::from_raw_parts(self.0.ptr().cast::<i64>(), self.0.size()) }
    }
}
