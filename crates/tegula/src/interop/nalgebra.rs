//! Conversions from and to [`nalgebra`].

use nalgebra::{
    DMatrix, DMatrixView, DMatrixViewMut, DVector, Dim, Dyn, MatrixView, MatrixViewMut, ViewStorage,
    ViewStorageMut,
};
use tegula_core::{Element, Error, Result};

use super::Matrix;
use crate::{Array, Data, View, ViewMut, foreign};

impl<'a, T, R, C, RS, CS> From<MatrixView<'a, T, R, C, RS, CS>> for View<'a, T>
where
    T: Element + Data,
    R: Dim,
    C: Dim,
    RS: Dim,
    CS: Dim,
{
    /// The same elements, where they are.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let theirs = nalgebra::DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 3.0, 4.0]);
    /// assert_eq!(View::from(theirs.as_view::<nalgebra::Dyn, nalgebra::Dyn, nalgebra::U1, nalgebra::Dyn>()), array![[1.0, 2.0], [3.0, 4.0]]);
    /// ```
    fn from(matrix: MatrixView<'a, T, R, C, RS, CS>) -> View<'a, T> {
        let (shape, strides) = (matrix.shape(), matrix.strides());
        let strides = [strides.0 as isize, strides.1 as isize];
        // SAFETY: the elements are borrowed as long as the view lives.
        View::new(unsafe { foreign::borrowed(matrix.as_ptr(), &[shape.0, shape.1], &strides) })
    }
}

impl<'a, T, R, C, RS, CS> From<MatrixViewMut<'a, T, R, C, RS, CS>> for ViewMut<'a, T>
where
    T: Element + Data,
    R: Dim,
    C: Dim,
    RS: Dim,
    CS: Dim,
{
    /// The same elements, to be changed where they are.
    fn from(mut matrix: MatrixViewMut<'a, T, R, C, RS, CS>) -> ViewMut<'a, T> {
        let (shape, strides) = (matrix.shape(), matrix.strides());
        let strides = [strides.0 as isize, strides.1 as isize];
        // SAFETY: the elements are borrowed as long as the view lives, and reached through it only.
        ViewMut::new(unsafe { foreign::borrowed(matrix.as_mut_ptr(), &[shape.0, shape.1], &strides) })
    }
}

impl<'a, T: Element + Data> From<&'a DMatrix<T>> for View<'a, T> {
    /// The same elements, where they are.
    fn from(matrix: &'a DMatrix<T>) -> View<'a, T> {
        matrix.as_view::<Dyn, Dyn, nalgebra::U1, Dyn>().into()
    }
}

impl<T: Element + Data> From<DMatrix<T>> for Array<T> {
    /// The same memory, columns first, which the array takes over.
    fn from(matrix: DMatrix<T>) -> Array<T> {
        let (rows, cols) = matrix.shape();
        let elements: Vec<T> = matrix.data.into();
        // SAFETY: the vector's heap memory stays where it is as long as the vector lives, which nobody else has.
        Array::new(unsafe {
            foreign::adopted(elements.as_ptr(), &[rows, cols], &[1, rows as isize], elements)
        })
    }
}

impl<T: Element + Data> From<DVector<T>> for Array<T> {
    /// The same memory, as a 1-d array, which takes it over.
    fn from(vector: DVector<T>) -> Array<T> {
        Array::from_vec(vector.data.into())
    }
}

/// Strides as nalgebra takes them: it knows no negative ones.
fn forward(strides: (isize, isize)) -> Result<(Dyn, Dyn)> {
    match (usize::try_from(strides.0), usize::try_from(strides.1)) {
        (Ok(down), Ok(right)) => Ok((Dyn(down), Dyn(right))),
        _ => Err(Error::value("nalgebra has no negative strides: make a copy first")),
    }
}

impl<'a, T: Element + Data> TryFrom<View<'a, T>> for DMatrixView<'a, T, Dyn, Dyn> {
    type Error = Error;

    /// The same elements, where they are; `ValueError` for other than two axes and for reversed ones.
    ///
    /// ```
    /// use nalgebra::{DMatrixView, Dyn};
    /// use tegula::prelude::*;
    ///
    /// let ours = array![[1.0, 2.0], [3.0, 4.0]];
    /// let theirs: DMatrixView<f64, Dyn, Dyn> = ours.view().try_into()?;
    /// assert_eq!(theirs[(0, 1)], 2.0);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    fn try_from(view: View<'a, T>) -> Result<Self> {
        let Matrix { ptr, shape, strides } = Matrix::<T>::of(view.raw_array())?;
        let (shape, strides) = ((Dyn(shape.0), Dyn(shape.1)), forward(strides)?);
        // SAFETY: the elements are aligned and borrowed for `'a`.
        Ok(nalgebra::Matrix::from_data(unsafe { ViewStorage::from_raw_parts(ptr, shape, strides) }))
    }
}

impl<'a, T: Element + Data> TryFrom<ViewMut<'a, T>> for DMatrixViewMut<'a, T, Dyn, Dyn> {
    type Error = Error;

    /// The same elements, to be changed where they are; `ValueError` for other than two axes and for reversed ones.
    fn try_from(view: ViewMut<'a, T>) -> Result<Self> {
        let Matrix { ptr, shape, strides } = Matrix::<T>::of(view.raw_array())?;
        let (shape, strides) = ((Dyn(shape.0), Dyn(shape.1)), forward(strides)?);
        // SAFETY: the elements are aligned, borrowed mutably for `'a`, and no two are the same.
        Ok(nalgebra::Matrix::from_data(unsafe { ViewStorageMut::from_raw_parts(ptr, shape, strides) }))
    }
}
