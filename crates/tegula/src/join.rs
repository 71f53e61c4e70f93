//! Arrays joined.

use std::ops::Deref;

use tegula_core::{Error, Operand as TypeOf, RawArray, Result, Shape, normalize_axis, result_type};

use crate::{Array, ArrayRef, Axis, Data};

fn common_type(arrays: &[RawArray]) -> Result<tegula_core::DType> {
    let types: Vec<TypeOf> = arrays.iter().map(|a| TypeOf::Strong(a.dtype)).collect();
    result_type(&types).ok_or_else(|| Error::value("need at least one array to concatenate"))
}

/// The arrays one after the other along an axis they have.
///
/// ```
/// use tegula::prelude::*;
///
/// let (a, b) = (array![[1, 2]], array![[3, 4], [5, 6]]);
/// assert_eq!(concatenate([&a, &b], Axis(0))?, array![[1, 2], [3, 4], [5, 6]]);
/// let error = concatenate([&a, &b], Axis(1)).unwrap_err();
/// assert!(error.to_string().starts_with("all the input array dimensions except for the concatenation axis must match"));
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `ValueError` if there are no arrays or their shapes disagree beside the axis, `AxisError` if there is no
/// such axis.
pub fn concatenate<'a, T: Data, A>(arrays: impl IntoIterator<Item = &'a A>, axis: Axis) -> Result<Array<T>>
where
    A: Deref<Target = ArrayRef<T>> + 'a,
{
    let arrays: Vec<RawArray> = arrays.into_iter().map(|a| a.raw.clone()).collect();
    let dtype = common_type(&arrays)?;
    if arrays[0].ndim() == 0 {
        return Err(Error::value("zero-dimensional arrays cannot be concatenated"));
    }
    let axis = normalize_axis(axis.0, arrays[0].ndim())?;
    Ok(Array::new(tegula_exec::concatenate(&arrays, axis, dtype)?))
}

/// The arrays, all of one shape, one after the other along a new axis.
///
/// ```
/// use tegula::prelude::*;
///
/// let (a, b) = (array![1, 2], array![3, 4]);
/// assert_eq!(stack([&a, &b], Axis(0))?, array![[1, 2], [3, 4]]);
/// assert_eq!(stack([&a, &b], Axis(-1))?, array![[1, 3], [2, 4]]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `ValueError` if there are no arrays or their shapes differ, `AxisError` if there is no such position.
pub fn stack<'a, T: Data, A>(arrays: impl IntoIterator<Item = &'a A>, axis: Axis) -> Result<Array<T>>
where
    A: Deref<Target = ArrayRef<T>> + 'a,
{
    let arrays: Vec<RawArray> = arrays.into_iter().map(|a| a.raw.clone()).collect();
    let Some(first) = arrays.first() else {
        return Err(Error::value("need at least one array to stack"));
    };
    if arrays.iter().any(|a| a.shape() != first.shape()) {
        return Err(Error::value("all input arrays must have the same shape"));
    }
    let axis = normalize_axis(axis.0, first.ndim() + 1)?;
    let arrays: Vec<RawArray> = arrays.iter().map(|a| a.with_layout(a.layout.insert_axis(axis))).collect();
    Ok(Array::new(tegula_exec::concatenate(&arrays, axis, common_type(&arrays)?)?))
}

/// The shape that all shapes broadcast to.
///
/// ```
/// assert_eq!(tegula::broadcast_shapes(&[&[3, 1], &[1, 4]])?, [3, 4]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `ValueError` if they do not fit together.
pub fn broadcast_shapes(shapes: &[&[usize]]) -> Result<Vec<usize>> {
    let shape: Shape = tegula_core::broadcast_shapes(shapes)?;
    Ok(shape.to_vec())
}
