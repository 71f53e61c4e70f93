//! Conversions from and to what the standard library has.

use tegula_core::{Element, Error, RawArray, Result, Scalar};

use crate::array::unwrap;
use crate::create::{Nested, from_nested};
use crate::{Array, ArrayRef, Data, View, ViewMut, foreign};

impl<'a, T: Data> From<&'a Array<T>> for View<'a, T> {
    fn from(array: &'a Array<T>) -> View<'a, T> {
        array.view()
    }
}

impl<'a, T: Data> From<&'a ArrayRef<T>> for View<'a, T> {
    fn from(array: &'a ArrayRef<T>) -> View<'a, T> {
        array.view()
    }
}

impl<'a, T: Data> From<&'a mut Array<T>> for ViewMut<'a, T> {
    fn from(array: &'a mut Array<T>) -> ViewMut<'a, T> {
        array.view_mut()
    }
}

impl<T: Data> From<View<'_, T>> for Array<T> {
    /// A copy.
    fn from(view: View<'_, T>) -> Array<T> {
        view.to_array()
    }
}

impl<'a, T: Element + Data> From<&'a [T]> for View<'a, T> {
    /// A view of a slice as a 1-d array, without a copy.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let numbers = vec![1.0, 2.0, 3.0];
    /// assert_eq!(View::from(&numbers[..]).mean(All), 2.0);
    /// ```
    fn from(slice: &'a [T]) -> View<'a, T> {
        // SAFETY: the slice is borrowed as long as the view lives.
        View::new(unsafe { foreign::borrowed(slice.as_ptr(), &[slice.len()], &[1]) })
    }
}

impl<'a, T: Element + Data> From<&'a mut [T]> for ViewMut<'a, T> {
    /// A view of a slice as a 1-d array, to be changed where it is.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let mut numbers = [1.0, 2.0, 3.0];
    /// let mut view = ViewMut::from(&mut numbers[..]);
    /// view *= 2.0;
    /// assert_eq!(numbers, [2.0, 4.0, 6.0]);
    /// ```
    fn from(slice: &'a mut [T]) -> ViewMut<'a, T> {
        // SAFETY: the slice is borrowed as long as the view lives, and reached through it only.
        ViewMut::new(unsafe { foreign::borrowed(slice.as_mut_ptr(), &[slice.len()], &[1]) })
    }
}

impl<T: Element + Data> From<T> for Array<T> {
    /// A 0-d array.
    fn from(value: T) -> Array<T> {
        Array::new(unwrap(RawArray::from_scalar(value.to_scalar())))
    }
}

impl From<Scalar> for Array {
    /// A 0-d array.
    fn from(value: Scalar) -> Array {
        Array::new(unwrap(RawArray::from_scalar(value)))
    }
}

impl<T: Element + Data> From<Vec<T>> for Array<T> {
    /// A 1-d array, which takes over the vector's memory if that is large.
    fn from(elements: Vec<T>) -> Array<T> {
        Array::from_vec(elements)
    }
}

impl<T: Element + Data> From<&[T]> for Array<T> {
    /// A copy.
    fn from(elements: &[T]) -> Array<T> {
        Array::new(unwrap(foreign::from_slice(&[elements.len()], elements)))
    }
}

impl<T: Element + Data, L: Nested<T>, const N: usize> From<[L; N]> for Array<T> {
    /// One axis for each level of nesting.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(Array::from([[1, 2], [3, 4]]), array![[1, 2], [3, 4]]);
    /// ```
    fn from(nested: [L; N]) -> Array<T> {
        from_nested(nested)
    }
}

impl<T: Element + Data> From<Array<T>> for Vec<T> {
    /// The elements in C order.
    fn from(array: Array<T>) -> Vec<T> {
        array.to_vec()
    }
}

impl<T: Element + Data> TryFrom<Vec<Vec<T>>> for Array<T> {
    type Error = Error;

    /// A matrix of rows of one length.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(Array::try_from(vec![vec![1, 2], vec![3, 4]])?, array![[1, 2], [3, 4]]);
    /// let ragged = Array::try_from(vec![vec![1, 2], vec![3]]).unwrap_err();
    /// assert!(ragged.to_string().starts_with("setting an array element with a sequence."));
    /// # Ok::<(), tegula::Error>(())
    /// ```
    fn try_from(rows: Vec<Vec<T>>) -> Result<Array<T>> {
        let (mut shape, mut elements) = (vec![rows.len()], Vec::new());
        gather(&rows, &mut shape, &mut elements)?;
        Array::from_shape_vec(&shape[..], elements)
    }
}

impl<T: Element + Data> TryFrom<Vec<Vec<Vec<T>>>> for Array<T> {
    type Error = Error;

    /// Matrices of one shape.
    fn try_from(matrices: Vec<Vec<Vec<T>>>) -> Result<Array<T>> {
        let (mut shape, mut elements) = (vec![matrices.len()], Vec::new());
        let rows = matrices.first().map_or(0, Vec::len);
        if matrices.iter().any(|rows_of| rows_of.len() != rows) {
            return Err(ragged(&shape));
        }
        shape.push(rows);
        let all: Vec<Vec<T>> = matrices.into_iter().flatten().collect();
        gather(&all, &mut shape, &mut elements)?;
        Array::from_shape_vec(&shape[..], elements)
    }
}

/// Joins rows, whose length is the last extent of the shape.
fn gather<T: Copy>(rows: &[Vec<T>], shape: &mut Vec<usize>, elements: &mut Vec<T>) -> Result<()> {
    let n = rows.first().map_or(0, Vec::len);
    if rows.iter().any(|row| row.len() != n) {
        return Err(ragged(shape));
    }
    shape.push(n);
    rows.iter().for_each(|row| elements.extend_from_slice(row));
    Ok(())
}

fn ragged(shape: &[usize]) -> Error {
    let n = shape.len();
    let extents: Vec<String> = shape.iter().map(usize::to_string).collect();
    let comma = if n == 1 { "," } else { "" };
    Error::value(format!(
        "setting an array element with a sequence. The requested array has an inhomogeneous shape after {n} dimensions. \
         The detected shape was ({}{comma}) + inhomogeneous part.",
        extents.join(", ")
    ))
}
