//! What can be given as a shape.

use tegula_core::{Dims, Shape};

/// A shape: `3`, `(2, 3)` up to six extents, `[2, 3]`, `x.shape()`, or `()` for no axes.
///
/// ```
/// use tegula::prelude::*;
///
/// assert_eq!(zeros::<f64>(3).shape(), &[3]);
/// assert_eq!(zeros::<f64>((2, 3)).shape(), &[2, 3]);
/// assert_eq!(zeros::<f64>([2, 3]).shape(), &[2, 3]);
/// assert_eq!(zeros::<f64>(array![1, 2].shape()).shape(), &[2]);
/// assert_eq!(zeros::<f64>(()).ndim(), 0);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no shape",
    label = "not a `usize`, or a tuple, array or slice of them",
    note = "write `(2, 3)` for two axes, `()` for none"
)]
pub trait IntoShape {
    /// The extents as a list.
    fn into_shape(self) -> Shape;
}

/// A shape to give to an array that has one: as [`IntoShape`], of numbers of any of the types `usize`,
/// `isize`, `i32` and `i64`; one of them may be -1, for what is left.
///
/// ```
/// use tegula::prelude::*;
///
/// let x = arange(12);
/// assert_eq!(x.reshape((x.len() / 4, -1))?.shape(), &[3, 4]);
/// # Ok::<(), tegula::Error>(())
/// ```
pub trait IntoNewShape {
    /// The extents as a list.
    fn into_new_shape(self) -> Dims<isize>;
}

/// One axis or several: `0`, `-1`, `[0, 2]`, [`Axis`](crate::Axis) or a slice of integers. Negative ones count from
/// the back.
pub trait IntoAxes {
    /// The axes as a list.
    fn into_axes(self) -> Dims<isize>;
}

impl IntoAxes for isize {
    fn into_axes(self) -> Dims<isize> {
        Dims::repeat(self, 1)
    }
}

impl IntoAxes for crate::Axis {
    fn into_axes(self) -> Dims<isize> {
        Dims::repeat(self.0, 1)
    }
}

impl<const N: usize> IntoAxes for [isize; N] {
    fn into_axes(self) -> Dims<isize> {
        self[..].into()
    }
}

impl IntoAxes for &[isize] {
    fn into_axes(self) -> Dims<isize> {
        self.into()
    }
}

/// An integer in an index or a new shape: `usize`, `isize`, `i32` or `i64`.
pub trait Position: Copy {
    /// The number.
    fn position(self) -> isize;
}

/// Positions on an axis: an integer, or an array, slice or vector of integers. Negative ones count from the back.
pub trait IntoPositions {
    /// The positions, and whether a single number was given.
    #[doc(hidden)]
    fn into_positions(self) -> (Vec<i64>, bool);
}

impl<P: Position> IntoPositions for &[P] {
    fn into_positions(self) -> (Vec<i64>, bool) {
        (self.iter().map(|p| p.position() as i64).collect(), false)
    }
}

impl<P: Position, const N: usize> IntoPositions for [P; N] {
    fn into_positions(self) -> (Vec<i64>, bool) {
        self[..].into_positions()
    }
}

impl<P: Position> IntoPositions for Vec<P> {
    fn into_positions(self) -> (Vec<i64>, bool) {
        self[..].into_positions()
    }
}

macro_rules! positions {
    ($($ty:ty),*) => {$(
        impl IntoPositions for $ty {
            fn into_positions(self) -> (Vec<i64>, bool) {
                (vec![self.position() as i64], true)
            }
        }
        impl Position for $ty {
            fn position(self) -> isize {
                // Beyond isize there are no positions: what does not fit is out of bounds either way.
                isize::try_from(self).unwrap_or(isize::MAX)
            }
        }
        impl IntoNewShape for $ty {
            fn into_new_shape(self) -> Dims<isize> {
                Dims::repeat(self.position(), 1)
            }
        }
    )*};
}
positions!(usize, isize, i32, i64);

impl IntoShape for usize {
    fn into_shape(self) -> Shape {
        Shape::repeat(self, 1)
    }
}

impl IntoShape for () {
    fn into_shape(self) -> Shape {
        Shape::new()
    }
}

impl IntoNewShape for () {
    fn into_new_shape(self) -> Dims<isize> {
        Dims::new()
    }
}

impl<const N: usize> IntoShape for [usize; N] {
    fn into_shape(self) -> Shape {
        self[..].into()
    }
}

impl<P: Position, const N: usize> IntoNewShape for [P; N] {
    fn into_new_shape(self) -> Dims<isize> {
        self.into_iter().map(Position::position).collect()
    }
}

impl IntoShape for &[usize] {
    fn into_shape(self) -> Shape {
        self.into()
    }
}

impl<P: Position> IntoNewShape for &[P] {
    fn into_new_shape(self) -> Dims<isize> {
        self.iter().map(|p| p.position()).collect()
    }
}

impl IntoShape for Shape {
    fn into_shape(self) -> Shape {
        self
    }
}

macro_rules! tuples {
    ($(($($name:ident $extent:ident),+))*) => {$(
        impl IntoShape for ($(extent!($extent),)+) {
            fn into_shape(self) -> Shape {
                let ($($name,)+) = self;
                [$($name),+][..].into()
            }
        }
        impl<$($extent: Position),+> IntoNewShape for ($($extent,)+) {
            fn into_new_shape(self) -> Dims<isize> {
                let ($($name,)+) = self;
                [$($name.position()),+][..].into()
            }
        }
    )*};
}
macro_rules! extent {
    ($name:ident) => {
        usize
    };
}
tuples! {
    (a A)
    (a A, b B)
    (a A, b B, c C)
    (a A, b B, c C, d D)
    (a A, b B, c C, d D, e E)
    (a A, b B, c C, d D, e E, f F)
}
