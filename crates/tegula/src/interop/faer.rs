//! Conversions from and to [`faer`].

use faer::{Mat, MatMut, MatRef};
use tegula_core::{Element, Error, Result};

use super::Matrix;
use crate::{Array, Data, View, ViewMut, foreign};

impl<'a, T: Element + Data> From<MatRef<'a, T>> for View<'a, T> {
    /// The same elements, where they are.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let theirs = faer::mat![[1.0, 2.0], [3.0, 4.0]];
    /// assert_eq!(View::from(theirs.as_ref()), array![[1.0, 2.0], [3.0, 4.0]]);
    /// ```
    fn from(matrix: MatRef<'a, T>) -> View<'a, T> {
        let (shape, strides) = (matrix.shape(), [matrix.row_stride(), matrix.col_stride()]);
        // SAFETY: the elements are borrowed as long as the view lives.
        View::new(unsafe { foreign::borrowed(matrix.as_ptr(), &[shape.0, shape.1], &strides) })
    }
}

impl<'a, T: Element + Data> From<MatMut<'a, T>> for ViewMut<'a, T> {
    /// The same elements, to be changed where they are.
    fn from(matrix: MatMut<'a, T>) -> ViewMut<'a, T> {
        let (shape, strides) = (matrix.shape(), [matrix.row_stride(), matrix.col_stride()]);
        // SAFETY: the elements are borrowed as long as the view lives, and reached through it only.
        ViewMut::new(unsafe { foreign::borrowed(matrix.as_ptr_mut(), &[shape.0, shape.1], &strides) })
    }
}

impl<T: Element + Data> From<Mat<T>> for Array<T> {
    /// The same memory, columns first, which the array takes over.
    fn from(mut matrix: Mat<T>) -> Array<T> {
        let (shape, strides) = (matrix.shape(), [1, matrix.col_stride()]);
        let ptr = matrix.as_ptr_mut();
        // SAFETY: the elements stay where they are as long as their owner lives, which nobody else has.
        Array::new(unsafe { foreign::adopted(ptr, &[shape.0, shape.1], &strides, matrix) })
    }
}

impl<'a, T: Element + Data> TryFrom<View<'a, T>> for MatRef<'a, T> {
    type Error = Error;

    /// The same elements, where they are; `ValueError` for other than two axes.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let ours = array![[1.0, 2.0], [3.0, 4.0]];
    /// let theirs: faer::MatRef<f64> = ours.t().try_into()?;
    /// assert_eq!(theirs[(0, 1)], 3.0);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    fn try_from(view: View<'a, T>) -> Result<Self> {
        let Matrix { ptr, shape, strides } = Matrix::<T>::of(view.raw_array())?;
        // SAFETY: the elements are aligned and borrowed for `'a`.
        Ok(unsafe { MatRef::from_raw_parts(ptr, shape.0, shape.1, strides.0, strides.1) })
    }
}

impl<'a, T: Element + Data> TryFrom<ViewMut<'a, T>> for MatMut<'a, T> {
    type Error = Error;

    /// The same elements, to be changed where they are; `ValueError` for other than two axes.
    fn try_from(view: ViewMut<'a, T>) -> Result<Self> {
        let Matrix { ptr, shape, strides } = Matrix::<T>::of(view.raw_array())?;
        // SAFETY: the elements are aligned, borrowed mutably for `'a`, and no two are the same.
        Ok(unsafe { MatMut::from_raw_parts_mut(ptr, shape.0, shape.1, strides.0, strides.1) })
    }
}
