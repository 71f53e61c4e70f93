//! Conversions from and to the arrays and matrices of other crates: views without copies, in both directions; owned
//! arrays come in without a copy, too.

#[cfg(feature = "faer")]
mod faer;
#[cfg(feature = "nalgebra")]
mod nalgebra;
#[cfg(feature = "ndarray")]
mod ndarray;

use tegula_core::{Element, Error, RawArray, Result};

/// The strides in elements.
fn strides<T: Element>(array: &RawArray) -> Vec<isize> {
    let size = size_of::<T>() as isize;
    debug_assert!(array.strides().iter().all(|stride| stride % size == 0));
    array.strides().iter().map(|stride| stride / size).collect()
}

/// Rows, columns and strides in elements of a matrix.
#[cfg(any(feature = "faer", feature = "nalgebra"))]
struct Matrix<T> {
    ptr: *mut T,
    shape: (usize, usize),
    strides: (isize, isize),
}

#[cfg(any(feature = "faer", feature = "nalgebra"))]
impl<T: Element> Matrix<T> {
    fn of(array: &RawArray) -> Result<Matrix<T>> {
        let (&[rows, cols], &[down, right]) = (array.shape(), &strides::<T>(array)[..]) else {
            return Err(Error::value(format!("a matrix has 2 dimensions, the array has {}", array.ndim())));
        };
        Ok(Matrix { ptr: array.ptr().cast(), shape: (rows, cols), strides: (down, right) })
    }
}
