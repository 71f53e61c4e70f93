//! Other shapes and orders of the same elements.

use tegula_core::{
    Dims, Error, Layout, RawArray, Result, ShapeText, normalize_axes, normalize_axis, resolve_shape,
};
use tegula_exec::{Order, copy};

use crate::array::unwrap;
use crate::reduce::flat;
use crate::shape::{IntoAxes, IntoNewShape, IntoShape};
use crate::{Array, ArrayRef, Data, View, ViewMut};

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

/// Methods that make a view: on all that can be borrowed; on an [`Array`], whose elements what is made of the view may
/// share; and on a [`View`], whose results live as long as the viewed array is borrowed.
macro_rules! views {
    ($($(#[$doc:meta])* fn $name:ident($($arg:ident: $ty:ty),*) -> $result:ident = |$layout:ident| $body:expr, $finish:ident;)*) => {
        impl<T: Data> ArrayRef<T> {$(
            $(#[$doc])*
            pub fn $name(&self, $($arg: $ty),*) -> views!(@type $result, '_) {
                self.view().$name($($arg),*)
            }
        )*}
        impl<T: Data> Array<T> {$(
            #[doc = concat!("As [`ArrayRef::", stringify!($name), "`].")]
            #[allow(clippy::missing_errors_doc)]
            pub fn $name(&self, $($arg: $ty),*) -> views!(@type $result, '_) {
                self.view().$name($($arg),*)
            }
        )*}
        impl<'a, T: Data> View<'a, T> {$(
            #[doc = concat!("As [`ArrayRef::", stringify!($name), "`], for as long as the viewed array is borrowed.")]
            #[allow(clippy::missing_errors_doc)]
            pub fn $name(&self, $($arg: $ty),*) -> views!(@type $result, 'a) {
                let $layout = &self.raw_array().layout;
                views!(@$finish self, $body)
            }
        )*}
    };
    (@type View, $life:lifetime) => { View<$life, T> };
    (@type Result, $life:lifetime) => { Result<View<$life, T>> };
    (@plain $self:ident, $body:expr) => {{ let layout = $body; $self.clone().with_layout(layout) }};
    (@fallible $self:ident, $body:expr) => {{ let layout = $body?; Ok($self.clone().with_layout(layout)) }};
    (@repeating $self:ident, $body:expr) => {{ let layout = $body?; Ok($self.clone().with_repeats(layout)) }};
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

    /// The view with new axes of extent 1 at positions of the result.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![1, 2].expand_dims(-1)?, array![[1], [2]]);
    /// assert_eq!(array![1, 2].expand_dims([0, 2])?.shape(), &[1, 2, 1]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `AxisError` if there is no such position.
    fn expand_dims(axis: impl IntoAxes) -> Result = |layout| layout.expand(&axis.into_axes()), fallible;

    /// The view with axes at other places, the rest in their order.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = zeros::<f64>((2, 3, 4));
    /// assert_eq!(x.moveaxis(0, -1)?.shape(), &[3, 4, 2]);
    /// assert_eq!(x.moveaxis([0, 1], [1, 0])?.shape(), &[3, 2, 4]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `AxisError` for axes that do not exist, `ValueError` if the lists differ in length or name one twice.
    fn moveaxis(from: impl IntoAxes, to: impl IntoAxes) -> Result =
        |layout| layout.move_axes(&from.into_axes(), &to.into_axes()), fallible;

    /// The view with axes reversed.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[1, 2], [3, 4]];
    /// assert_eq!(x.flip(1)?, array![[2, 1], [4, 3]]);
    /// assert_eq!(x.flip([0, 1])?, array![[4, 3], [2, 1]]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `AxisError` for axes that do not exist, `ValueError` if one is named twice.
    fn flip(axes: impl IntoAxes) -> Result = |layout| layout.flip(&axes.into_axes()), fallible;

    /// The view with the rows in reverse order.
    ///
    /// # Errors
    /// `ValueError` for a 0-d array.
    fn flipud() -> Result = |layout| with_axes(layout, 1)?.flip(&[0]), fallible;

    /// The view with the columns in reverse order.
    ///
    /// # Errors
    /// `ValueError` for fewer than two axes.
    fn fliplr() -> Result = |layout| with_axes(layout, 2)?.flip(&[1]), fallible;

    /// The view turned by `k` quarter turns in the plane of two axes, from the first to the second.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![[1, 2], [3, 4]].rot90(1, (0, 1))?, array![[2, 4], [1, 3]]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` if the axes are the same or do not exist.
    fn rot90(k: isize, axes: (isize, isize)) -> Result = |layout| layout.rotate(k, axes), fallible;

    /// The view with the last two axes exchanged: NumPy's `.mT`.
    ///
    /// # Errors
    /// `ValueError` for fewer than two axes.
    fn matrix_transpose() -> Result = |layout| matrix_transposed(layout), fallible;

    /// The view of the diagonal of a matrix, `k` above the main one.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![[1, 2], [3, 4]].diagonal(0)?, array![1, 4]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` for fewer than two axes.
    fn diagonal(k: isize) -> Result = |layout| diagonal(layout, k), fallible;

    /// The view with at least one axis.
    fn atleast_1d() -> View = |layout| layout.at_least(1), plain;

    /// The view with at least two axes, new ones in front.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![1, 2].atleast_2d(), array![[1, 2]]);
    /// ```
    fn atleast_2d() -> View = |layout| layout.at_least(2), plain;

    /// The view with at least three axes: a vector's axis becomes the middle one, those of a matrix the first two.
    fn atleast_3d() -> View = |layout| layout.at_least(3), plain;

    /// All windows of a shape: their positions in the axes there were, what is in them in new ones behind. It takes
    /// no memory. See [`windows`](ArrayRef::windows) for an iterator.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![1.0, 2.0, 4.0, 9.0];
    /// assert_eq!(x.sliding_window_view(2)?.mean(Axis(-1)), array![1.5, 3.0, 6.5]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` if there is not one extent for each axis, or a window is larger than the array.
    fn sliding_window_view(window: impl IntoShape) -> Result =
        |layout| windowed(layout, &window.into_shape()), repeating;

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
    fn broadcast_to(shape: impl IntoShape) -> Result = |layout| spread(layout, &shape.into_shape()), repeating;
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
        self.view().reshape(shape)
    }

    /// All elements in C order along one axis; shared with this array, where their order in memory allows it.
    ///
    /// # Panics
    /// If elements must be copied and memory is refused.
    #[track_caller]
    pub fn ravel(&self) -> Array<T> {
        self.view().ravel()
    }
}

impl<T: Data> View<'_, T> {
    /// The elements in C order under another shape, of which one extent may be -1: it is computed.
    ///
    /// The result shares the elements of the array that is viewed; they are copied if they lie in memory in another
    /// order, and if they are part of what somebody else can write, such as a [`ViewMut`].
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = arange(12);
    /// assert_eq!(x.slice(s![6..]).reshape((2, 3))?, array![[6, 7, 8], [9, 10, 11]]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` if the sizes do not agree.
    pub fn reshape(&self, shape: impl IntoNewShape) -> Result<Array<T>> {
        Ok(Array::new(reshaped(&self.to_shared()?, shape.into_new_shape())?))
    }

    /// All elements in C order along one axis; copied under the same conditions as by [`reshape`](View::reshape).
    ///
    /// # Panics
    /// If elements must be copied and memory is refused.
    #[track_caller]
    pub fn ravel(&self) -> Array<T> {
        Array::new(unwrap(self.to_shared().and_then(|shared| flat(&shared))))
    }
}

impl<T: Data> ArrayRef<T> {
    /// A copy of the elements in C order under another shape, of which one extent may be -1: it is computed.
    ///
    /// An [`Array`] and a [`View`] of one share the elements instead, where their order in memory allows it.
    ///
    /// # Errors
    /// `ValueError` if the sizes do not agree.
    pub fn reshape(&self, shape: impl IntoNewShape) -> Result<Array<T>> {
        self.view().reshape(shape)
    }

    /// A copy of all elements in C order along one axis; as [`flatten`](ArrayRef::flatten).
    ///
    /// # Panics
    /// If memory is refused.
    #[track_caller]
    pub fn ravel(&self) -> Array<T> {
        self.view().ravel()
    }

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

impl<T: Data> Array<T> {
    /// The view with the axes in reverse order, to be changed.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let mut x = zeros::<f64>((2, 2));
    /// x.t_mut().set(s![0], array![1.0, 2.0]);
    /// assert_eq!(x, array![[1.0, 0.0], [2.0, 0.0]]);
    /// ```
    ///
    /// # Panics
    /// If elements that a clone shares must be copied and memory is refused.
    #[track_caller]
    pub fn t_mut(&mut self) -> ViewMut<'_, T> {
        self.view_mut().t_mut()
    }
}

impl<'a, T: Data> ViewMut<'a, T> {
    /// As [`Array::t_mut`]; lend the view with [`rb_mut`](ViewMut::rb_mut) to keep it.
    pub fn t_mut(self) -> ViewMut<'a, T> {
        let layout = self.raw_array().layout.transpose();
        self.with_layout(layout)
    }
}

/// Methods that make a view to write through: on an [`Array`], and on a [`ViewMut`], which they use up.
macro_rules! mutable_views {
    ($($(#[$doc:meta])* fn $name:ident($($arg:ident: $ty:ty),*) = |$array:ident| $layout:expr;)*) => {
        impl<T: Data> Array<T> {$(
            $(#[$doc])*
            pub fn $name(&mut self, $($arg: $ty),*) -> Result<ViewMut<'_, T>> {
                self.view_mut().$name($($arg),*)
            }
        )*}
        impl<'a, T: Data> ViewMut<'a, T> {$(
            #[doc = concat!("As [`Array::", stringify!($name), "`]; lend the view with [`rb_mut`](ViewMut::rb_mut) to keep it.")]
            #[allow(clippy::missing_errors_doc)]
            pub fn $name(self, $($arg: $ty),*) -> Result<ViewMut<'a, T>> {
                let $array = self.raw_array();
                let layout = $layout?;
                Ok(self.with_layout(layout))
            }
        )*}
    };
}

mutable_views! {
    /// The view with the axes in the order given, to be changed.
    ///
    /// # Errors
    /// As [`ArrayRef::permute`].
    fn permute_mut(axes: &[isize]) = |array| permuted(&array.layout, axes);

    /// The elements under another shape, of which one extent may be -1, to be changed where they are.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let mut x = zeros::<f64>((2, 2));
    /// x.reshape_mut(-1)?[3] = 1.0;
    /// assert_eq!(x, array![[0.0, 0.0], [0.0, 1.0]]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` if the sizes do not agree, or the elements would have to be copied.
    fn reshape_mut(shape: impl IntoNewShape) = |array| in_place(array, shape.into_new_shape());

    /// The view of the diagonal of a matrix, `k` above the main one, to be changed.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let mut x = zeros::<f64>((2, 2));
    /// x.diagonal_mut(0)?.fill(1.0);
    /// assert_eq!(x, eye(2));
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` for fewer than two axes.
    fn diagonal_mut(k: isize) = |array| diagonal(&array.layout, k);
}

fn with_axes(layout: &Layout, least: usize) -> Result<&Layout> {
    if layout.ndim() < least {
        return Err(Error::value(format!("Input must be >= {least}-d.")));
    }
    Ok(layout)
}

fn matrix_transposed(layout: &Layout) -> Result<Layout> {
    if layout.ndim() < 2 {
        return Err(Error::value("matrix transpose with ndim < 2 is undefined"));
    }
    swapped(layout, -1, -2)
}

/// The layout of all windows, one extent for each axis.
pub(crate) fn windowed(layout: &Layout, window: &[usize]) -> Result<Layout> {
    if window.len() != layout.ndim() {
        return Err(Error::value(format!(
            "Since axis is `None`, must provide window_shape for all dimensions of `x`; got {} window_shape elements \
             and `x.ndim` is {}.",
            window.len(),
            layout.ndim()
        )));
    }
    layout.windows(window, &(0..layout.ndim() as isize).collect::<Vec<_>>())
}

fn in_place(array: &RawArray, shape: Dims<isize>) -> Result<Layout> {
    let shape = resolve_shape(&shape, array.size())?;
    let layout = array.layout.reshape(&shape, array.itemsize(), false);
    layout.ok_or_else(|| Error::value("Unable to avoid creating a copy while reshaping."))
}

fn diagonal(layout: &Layout, k: isize) -> Result<Layout> {
    if layout.ndim() < 2 {
        return Err(Error::value("diag requires an array of at least two dimensions"));
    }
    Ok(layout.diagonal(k, 0, 1))
}
