//! Other shapes and orders of the same elements, and arrays joined.

use tegula_core::{
    Dims, Error, Layout, Operand as TypeOf, RawArray, Result, Shape, ShapeText, normalize_axes,
    normalize_axis, resolve_shape, result_type,
};
use tegula_exec::{Order, copy};

use crate::array::unwrap;
use crate::reduce::flat;
use crate::shape::{IntoNewShape, IntoShape};
use crate::{Array, ArrayRef, Axis, Data, View};

fn reshaped(array: &RawArray, shape: Dims<isize>) -> Result<RawArray> {
    let shape = resolve_shape(&shape, array.size())?;
    if let Some(layout) = array.layout.reshape(&shape, array.itemsize(), false) {
        return Ok(array.with_layout(layout));
    }
    let fresh = copy(array, Order::C)?;
    let layout = fresh.layout.reshape(&shape, fresh.itemsize(), false);
    Ok(fresh.with_layout(layout.expect("a contiguous array can be reshaped")))
}

fn swapped(layout: &Layout, a: isize, b: isize) -> Result<Layout> {
    let ndim = layout.ndim();
    let find =
        |axis, name| normalize_axis(axis, ndim).map_err(|_| Error::Axis { axis, ndim, name: Some(name) });
    let (a, b) = (find(a, "axis1")?, find(b, "axis2")?);
    let mut axes: Dims<usize> = (0..layout.ndim()).collect();
    axes.swap(a, b);
    Ok(layout.permute(&axes))
}

fn permuted(layout: &Layout, axes: &[isize]) -> Result<Layout> {
    if axes.len() != layout.ndim() {
        return Err(Error::value("axes don't match array"));
    }
    let axes = normalize_axes(axes, layout.ndim()).map_err(|error| match error {
        Error::Value(_) => Error::value("repeated axis in transpose"),
        other => other,
    })?;
    Ok(layout.permute(&axes))
}

fn expanded(layout: &Layout, axis: isize) -> Result<Layout> {
    Ok(layout.insert_axis(normalize_axis(axis, layout.ndim() + 1)?))
}

fn squeezed(layout: &Layout, axis: Option<isize>) -> Result<Layout> {
    let mut result = layout.clone();
    let mut remove = |axis: usize| {
        result.shape.remove(axis);
        result.strides.remove(axis);
    };
    match axis {
        Some(axis) => {
            let axis = normalize_axis(axis, layout.ndim())?;
            if layout.shape[axis] != 1 {
                return Err(Error::value(
                    "cannot select an axis to squeeze out which has size not equal to one",
                ));
            }
            remove(axis);
        }
        None => (0..layout.ndim()).rev().filter(|&axis| layout.shape[axis] == 1).for_each(&mut remove),
    }
    Ok(result)
}

fn spread(layout: &Layout, shape: &[usize]) -> Result<Layout> {
    layout.broadcast_to(shape).ok_or_else(|| {
        Error::value(format!(
            "operands could not be broadcast together with remapped shapes [original->remapped]: {}  and requested shape {}",
            ShapeText(&layout.shape),
            ShapeText(shape)
        ))
    })
}

/// Methods that make a view: on what can be borrowed, and on a [`View`], whose results live as long as the
/// viewed array is borrowed.
macro_rules! views {
    ($($(#[$doc:meta])* fn $name:ident($($arg:ident: $ty:ty),*) -> $result:ident = |$layout:ident| $body:expr, $finish:ident;)*) => {
        impl<T: Data> ArrayRef<T> {$(
            $(#[$doc])*
            pub fn $name(&self, $($arg: $ty),*) -> views!(@type $result, '_) {
                let $layout = &self.raw.layout;
                views!(@$finish $body, |layout| self.view_as(layout))
            }
        )*}
        impl<'a, T: Data> View<'a, T> {$(
            #[doc = concat!("As [`ArrayRef::", stringify!($name), "`], for as long as the viewed array is borrowed.")]
            #[allow(clippy::missing_errors_doc)]
            pub fn $name(&self, $($arg: $ty),*) -> views!(@type $result, 'a) {
                let $layout = &self.raw_array().layout;
                views!(@$finish $body, |layout| self.clone().with_layout(layout))
            }
        )*}
    };
    (@type View, $life:lifetime) => { View<$life, T> };
    (@type Result, $life:lifetime) => { Result<View<$life, T>> };
    (@plain $body:expr, $wrap:expr) => {{ let wrap = $wrap; wrap($body) }};
    (@fallible $body:expr, $wrap:expr) => {{ let wrap = $wrap; $body.map(wrap) }};
}

views! {
    /// The view with the axes in reverse order: NumPy's `.T`.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![[1, 2], [3, 4]].t(), array![[1, 3], [2, 4]]);
    /// ```
    fn t() -> View = |layout| layout.transpose(), plain;

    /// The view with the axes in the order given: NumPy's `transpose(axes)`.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let images = zeros::<f32>((32, 8, 8, 3));
    /// assert_eq!(images.permute(&[0, 3, 1, 2])?.shape(), &[32, 3, 8, 8]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` if this is no permutation of the axes, `AxisError` if one does not exist.
    fn permute(axes: &[isize]) -> Result = |layout| permuted(layout, axes), fallible;

    /// The view with two axes exchanged.
    ///
    /// # Errors
    /// `AxisError` if one does not exist.
    fn swapaxes(a: isize, b: isize) -> Result = |layout| swapped(layout, a, b), fallible;

    /// The view with a new axis of extent 1 at a position of the result.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![1, 2].expand_dims(-1)?, array![[1], [2]]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `AxisError` if there is no such position.
    fn expand_dims(axis: isize) -> Result = |layout| expanded(layout, axis), fallible;

    /// The view without an axis of extent 1, or without all of them for `None`.
    ///
    /// # Errors
    /// `AxisError` if there is no such axis, `ValueError` if it has another extent.
    fn squeeze(axis: Option<isize>) -> Result = |layout| squeezed(layout, axis), fallible;

    /// The view that repeats axes of extent 1, and new ones in front, to fill a shape. It takes no memory.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![1, 2].broadcast_to((2, 2))?, array![[1, 2], [1, 2]]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` if the shapes do not fit.
    fn broadcast_to(shape: impl IntoShape) -> Result = |layout| spread(layout, &shape.into_shape()), fallible;
}

impl<T: Data> Array<T> {
    /// The elements in C order under another shape, of which one extent may be -1: it is computed.
    ///
    /// The result shares the elements, as a clone does; they are copied only if they lie in memory in another
    /// order.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(arange(6).reshape((2, -1))?, array![[0, 1, 2], [3, 4, 5]]);
    /// let error = arange(6).reshape((4, 2)).unwrap_err();
    /// assert_eq!(error.to_string(), "cannot reshape array of size 6 into shape (4,2)");
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` if the sizes do not agree.
    pub fn reshape(&self, shape: impl IntoNewShape) -> Result<Array<T>> {
        Ok(Array::new(reshaped(self.raw_array(), shape.into_new_shape())?))
    }

    /// All elements in C order along one axis; shared with this array, where their order in memory allows it.
    ///
    /// # Panics
    /// If elements must be copied and memory is refused.
    #[track_caller]
    pub fn ravel(&self) -> Array<T> {
        Array::new(unwrap(flat(self.raw_array())))
    }
}

impl<'a, T: Data> View<'a, T> {
    /// The elements in C order under another shape, of which one extent may be -1: it is computed. They are
    /// copied only if they lie in memory in another order.
    ///
    /// # Errors
    /// `ValueError` if the sizes do not agree.
    pub fn reshape(&self, shape: impl IntoNewShape) -> Result<View<'a, T>> {
        Ok(View::new(reshaped(self.raw_array(), shape.into_new_shape())?))
    }

    /// All elements in C order along one axis; copied only if they lie in memory in another order.
    ///
    /// # Panics
    /// If elements must be copied and memory is refused.
    #[track_caller]
    pub fn ravel(&self) -> View<'a, T> {
        View::new(unwrap(flat(self.raw_array())))
    }
}

impl<T: Data> ArrayRef<T> {
    /// A copy of all elements in C order along one axis.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![[1, 2], [3, 4]].t().flatten(), array![1, 3, 2, 4]);
    /// ```
    ///
    /// # Panics
    /// If memory is refused.
    #[track_caller]
    pub fn flatten(&self) -> Array<T> {
        Array::new(unwrap(copy(&self.raw, Order::C).and_then(|fresh| flat(&fresh))))
    }
}

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
    A: std::ops::Deref<Target = ArrayRef<T>> + 'a,
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
    A: std::ops::Deref<Target = ArrayRef<T>> + 'a,
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
