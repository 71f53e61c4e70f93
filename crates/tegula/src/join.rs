//! Arrays joined.

use std::ops::Deref;

use tegula_core::{Error, Operand as TypeOf, RawArray, Result, Shape, normalize_axis, result_type};

use crate::{Array, ArrayRef, Axis, Data, View};

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

/// The arrays, those of fewer axes viewed with more, joined along an axis.
fn joined<'a, T: Data, A>(
    arrays: impl IntoIterator<Item = &'a A>,
    axes: usize,
    axis: usize,
) -> Result<Array<T>>
where
    A: Deref<Target = ArrayRef<T>> + 'a,
{
    let views: Vec<_> = arrays.into_iter().map(|a| a.view_as(a.raw.layout.at_least(axes))).collect();
    concatenate(&views, Axis(axis as isize))
}

/// The arrays one below the other: along the first axis, vectors as rows.
///
/// ```
/// use tegula::{prelude::*, vstack};
///
/// assert_eq!(vstack([&array![1, 2], &array![3, 4]])?, array![[1, 2], [3, 4]]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// As [`concatenate`].
pub fn vstack<'a, T: Data, A>(arrays: impl IntoIterator<Item = &'a A>) -> Result<Array<T>>
where
    A: Deref<Target = ArrayRef<T>> + 'a,
{
    joined(arrays, 2, 0)
}

/// The arrays side by side: along the second axis, or the only one of vectors.
///
/// ```
/// use tegula::{hstack, prelude::*};
///
/// assert_eq!(hstack([&array![1, 2], &array![3]])?, array![1, 2, 3]);
/// assert_eq!(hstack([&array![[1], [2]], &array![[3], [4]]])?, array![[1, 3], [2, 4]]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// As [`concatenate`].
pub fn hstack<'a, T: Data, A>(arrays: impl IntoIterator<Item = &'a A>) -> Result<Array<T>>
where
    A: Deref<Target = ArrayRef<T>> + 'a,
{
    let views: Vec<_> = arrays.into_iter().map(|a| a.view_as(a.raw.layout.at_least(1))).collect();
    let axis = usize::from(views.first().is_some_and(|first| first.ndim() > 1));
    concatenate(&views, Axis(axis as isize))
}

/// The arrays behind each other: along the third axis.
///
/// ```
/// use tegula::{dstack, prelude::*};
///
/// assert_eq!(dstack([&array![1, 2], &array![3, 4]])?, array![[[1, 3], [2, 4]]]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// As [`concatenate`].
pub fn dstack<'a, T: Data, A>(arrays: impl IntoIterator<Item = &'a A>) -> Result<Array<T>>
where
    A: Deref<Target = ArrayRef<T>> + 'a,
{
    joined(arrays, 3, 2)
}

/// Vectors as the columns of a matrix; matrices side by side.
///
/// ```
/// use tegula::{column_stack, prelude::*};
///
/// assert_eq!(column_stack([&array![1, 2], &array![3, 4]])?, array![[1, 3], [2, 4]]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// As [`concatenate`].
pub fn column_stack<'a, T: Data, A>(arrays: impl IntoIterator<Item = &'a A>) -> Result<Array<T>>
where
    A: Deref<Target = ArrayRef<T>> + 'a,
{
    let column = |a: &'a A| match a.ndim() {
        0 | 1 => a.view_as(a.raw.layout.at_least(2).transpose()),
        _ => a.view(),
    };
    concatenate(&arrays.into_iter().map(column).collect::<Vec<_>>(), Axis(1))
}

/// Blocks of [`block`]: an array or view, or blocks side by side in an array or vector.
pub trait Blocks<T: Data> {
    /// How deep the blocks are nested.
    #[doc(hidden)]
    const DEPTH: usize;
    /// The most axes of any block.
    #[doc(hidden)]
    fn rank(&self) -> usize;
    /// All blocks, of at least so many axes, in one array.
    #[doc(hidden)]
    fn joined(&self, ndim: usize) -> Result<RawArray>;
}

macro_rules! leaves {
    ($([$($life:lifetime)*] $array:ty),*) => {$(
        impl<$($life,)* T: Data> Blocks<T> for $array {
            const DEPTH: usize = 0;
            fn rank(&self) -> usize {
                self.ndim()
            }
            fn joined(&self, ndim: usize) -> Result<RawArray> {
                let mut layout = self.raw_array().layout.clone();
                while layout.ndim() < ndim {
                    layout = layout.insert_axis(0);
                }
                Ok(self.raw_array().with_layout(layout))
            }
        }
    )*};
}
leaves!([] Array<T>, ['a] &'a Array<T>, ['v] View<'v, T>, ['a 'v] &'a View<'v, T>, ['a] &'a ArrayRef<T>);

macro_rules! lists {
    ($([$($generic:tt)*] $list:ty),*) => {$(
        impl<T: Data, B: Blocks<T>, $($generic)*> Blocks<T> for $list {
            const DEPTH: usize = B::DEPTH + 1;
            fn rank(&self) -> usize {
                self.iter().map(B::rank).max().unwrap_or(0)
            }
            fn joined(&self, ndim: usize) -> Result<RawArray> {
                let parts = self.iter().map(|part| part.joined(ndim)).collect::<Result<Vec<_>>>()?;
                if parts.is_empty() {
                    return Err(Error::value("List at arrays cannot be empty"));
                }
                tegula_exec::concatenate(&parts, ndim - Self::DEPTH, common_type(&parts)?)
            }
        }
    )*};
}
lists!([const N: usize] [B; N], [] Vec<B>);

/// An array put together from blocks: those of an innermost list stand side by side along the last axis, lists of
/// lists below each other, and so on.
///
/// ```
/// use tegula::{block, prelude::*};
///
/// let (a, b) = (eye::<f64>(2), zeros::<f64>((2, 1)));
/// let (c, d) = (ones::<f64>((1, 2)), full((1, 1), 9.0));
/// assert_eq!(block([[&a, &b], [&c, &d]])?, array![[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [1.0, 1.0, 9.0]]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `ValueError` for an empty list, and if the shapes of neighbours do not fit.
pub fn block<T: Data, B: Blocks<T>>(blocks: B) -> Result<Array<T>> {
    let joined = blocks.joined(blocks.rank().max(B::DEPTH))?;
    // A single block is copied, as its memory may belong to who writes to it later.
    let result = if B::DEPTH == 0 { tegula_exec::copy(&joined, tegula_exec::Order::K)? } else { joined };
    Ok(Array::new(result))
}
