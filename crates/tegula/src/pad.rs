//! Arrays with borders.

use tegula_core::{Error, RawArray, Result};
use tegula_exec::Border;
use tegula_ufunc::pad::{Filling, Statistic, average, largest, smallest, value_of};

use crate::{Any, Array, ArrayRef, Data};

/// What stands in the borders that [`pad`](ArrayRef::pad) adds: NumPy's `mode=`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Pad<T: Data = Any> {
    /// One value.
    Constant(T::Value),
    /// The outermost element.
    Edge,
    /// The array mirrored at its outermost elements.
    Reflect,
    /// The array mirrored at its outermost elements, and its values at theirs: NumPy's `reflect_type='odd'`.
    ReflectOdd,
    /// The array mirrored at its ends.
    Symmetric,
    /// The array mirrored at its ends, and its values at the outermost ones: NumPy's `reflect_type='odd'`.
    SymmetricOdd,
    /// The array, over and over.
    Wrap,
    /// Even steps from the outermost element to a value at the outer end.
    LinearRamp(T::Value),
    /// The largest of so many outermost elements, of all for `None`.
    Maximum(Option<usize>),
    /// The mean of so many outermost elements, of all for `None`; rounded for integers.
    Mean(Option<usize>),
    /// The smallest of so many outermost elements, of all for `None`.
    Minimum(Option<usize>),
}

/// The widths of borders: one for all sides; a pair, before and after, for all axes; or a pair for each axis.
pub trait IntoWidths {
    /// A pair for each axis.
    #[doc(hidden)]
    fn into_widths(self, ndim: usize) -> Result<Vec<(usize, usize)>>;
}

impl IntoWidths for usize {
    fn into_widths(self, ndim: usize) -> Result<Vec<(usize, usize)>> {
        Ok(vec![(self, self); ndim])
    }
}

impl IntoWidths for (usize, usize) {
    fn into_widths(self, ndim: usize) -> Result<Vec<(usize, usize)>> {
        Ok(vec![self; ndim])
    }
}

impl IntoWidths for &[(usize, usize)] {
    fn into_widths(self, ndim: usize) -> Result<Vec<(usize, usize)>> {
        if self.len() != ndim && self.len() != 1 {
            return Err(Error::value(format!(
                "operands could not be broadcast together with remapped shapes [original->remapped]: ({},2)  and \
                 requested shape ({ndim},2)",
                self.len(),
            )));
        }
        Ok(self.iter().copied().cycle().take(ndim).collect())
    }
}

impl<const N: usize> IntoWidths for [(usize, usize); N] {
    fn into_widths(self, ndim: usize) -> Result<Vec<(usize, usize)>> {
        self[..].into_widths(ndim)
    }
}

impl<const N: usize> IntoWidths for &[(usize, usize); N] {
    fn into_widths(self, ndim: usize) -> Result<Vec<(usize, usize)>> {
        self[..].into_widths(ndim)
    }
}

impl<T: Data> ArrayRef<T> {
    /// A copy with borders of the given widths along each axis. Axes are filled in order, so a later axis decides
    /// about corners.
    ///
    /// ```
    /// use tegula::{Pad, prelude::*};
    ///
    /// let x = array![1, 2, 4];
    /// assert_eq!(x.pad((1, 2), Pad::Constant(0))?, array![0, 1, 2, 4, 0, 0]);
    /// assert_eq!(x.pad(2, Pad::Edge)?, array![1, 1, 1, 2, 4, 4, 4]);
    /// assert_eq!(x.pad(2, Pad::Reflect)?, array![4, 2, 1, 2, 4, 2, 1]);
    /// assert_eq!(x.pad(2, Pad::Wrap)?, array![2, 4, 1, 2, 4, 1, 2]);
    /// assert_eq!(x.pad((2, 0), Pad::LinearRamp(9))?, array![9, 5, 1, 2, 4]);
    /// assert_eq!(x.pad(1, Pad::Maximum(Some(2)))?, array![2, 1, 2, 4, 4]);
    ///
    /// let image = ones::<f32>((2, 2));
    /// assert_eq!(image.pad([(1, 1), (0, 0)], Pad::Constant(0.0))?.shape(), &[4, 2]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` if there is not one pair for each axis, or an empty axis would have to be continued.
    pub fn pad(&self, widths: impl IntoWidths, border: Pad<T>) -> Result<Array<T>> {
        let widths = widths.into_widths(self.ndim())?;
        let ends = |value: T::Value| -> Result<Vec<(RawArray, RawArray)>> {
            let value = value_of(T::scalar(value), self.dtype())?;
            Ok(vec![(value.clone(), value); self.ndim()])
        };
        let plain = |border: Border| tegula_exec::pad(&self.raw, &widths, border);
        let computed = |filling: Filling| tegula_ufunc::pad::pad(&self.raw, &widths, filling);
        let statistic = |statistic: Statistic, count: Option<usize>| {
            computed(Filling::Statistic(statistic, &vec![(count, count); self.ndim()]))
        };
        Ok(Array::new(match border {
            Pad::Constant(value) => plain(Border::Constant(&ends(value)?)),
            Pad::Edge => plain(Border::Edge),
            Pad::Reflect => plain(Border::Reflect),
            Pad::ReflectOdd => computed(Filling::Odd { symmetric: false }),
            Pad::Symmetric => plain(Border::Symmetric),
            Pad::SymmetricOdd => computed(Filling::Odd { symmetric: true }),
            Pad::Wrap => plain(Border::Wrap),
            Pad::LinearRamp(value) => computed(Filling::Ramp(&ends(value)?)),
            Pad::Maximum(count) => statistic(largest, count),
            Pad::Mean(count) => statistic(average, count),
            Pad::Minimum(count) => statistic(smallest, count),
        }?))
    }
}
