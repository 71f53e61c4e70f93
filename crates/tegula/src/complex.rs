//! Real and imaginary parts.

use tegula_core::{RawArray, c64, c128};

use crate::{Array, ArrayRef, Data, View, ViewMut};

/// Complex element types.
pub trait Complex: Data {}
impl Complex for c64 {}
impl Complex for c128 {}

/// The elements' real or imaginary parts, where they are.
fn part(array: &RawArray, imaginary: bool) -> RawArray {
    let mut part = array.clone();
    part.dtype = array.dtype.real();
    if imaginary {
        part.layout.offset += part.itemsize();
    }
    part
}

impl<T: Complex> ArrayRef<T> {
    /// The view of the real parts: NumPy's `.real`.
    ///
    /// ```
    /// use tegula::{c128, prelude::*};
    ///
    /// let x = array![c128::new(1.0, 2.0), c128::new(3.0, 4.0)];
    /// assert_eq!((x.real(), x.imag()), (array![1.0, 3.0].view(), array![2.0, 4.0].view()));
    /// ```
    pub fn real(&self) -> View<'_, T::Real> {
        View::new(part(&self.raw, false))
    }

    /// The view of the imaginary parts: NumPy's `.imag`.
    pub fn imag(&self) -> View<'_, T::Real> {
        View::new(part(&self.raw, true))
    }
}

impl<T: Complex> Array<T> {
    /// The view of the real parts, to be changed.
    ///
    /// # Panics
    /// If elements that a clone shares must be copied and memory is refused.
    #[track_caller]
    pub fn real_mut(&mut self) -> ViewMut<'_, T::Real> {
        ViewMut::new(part(self.unique(), false))
    }

    /// The view of the imaginary parts, to be changed.
    ///
    /// ```
    /// use tegula::{c128, prelude::*};
    ///
    /// let mut x = zeros::<c128>(2);
    /// x.imag_mut().fill(1.0);
    /// assert_eq!(x[0], c128::new(0.0, 1.0));
    /// ```
    ///
    /// # Panics
    /// If elements that a clone shares must be copied and memory is refused.
    #[track_caller]
    pub fn imag_mut(&mut self) -> ViewMut<'_, T::Real> {
        ViewMut::new(part(self.unique(), true))
    }
}
