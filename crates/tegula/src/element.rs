//! Single elements: `x[index]`.

use std::ops::{Index, IndexMut};

use tegula_core::{Dims, Element, Error, RawArray, Result};

use crate::array::unwrap;
use crate::shape::Position;
use crate::{Array, ArrayRef, Data, View, ViewMut};

/// The position of one element: an integer for a 1-d array, a tuple or an array of integers for others.
/// Negative ones count from the back.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no position of an element",
    label = "not an integer, or a tuple or array of integers",
    note = "ranges go to `x.slice(s![...])`, arrays of positions and masks to `x.at(...)`"
)]
pub trait ElementIndex {
    /// One position for each axis, counted from the front.
    #[doc(hidden)]
    fn resolve(self, shape: &[usize]) -> Result<Dims<usize>>;
}

fn checked(index: &[isize], shape: &[usize]) -> Result<Dims<usize>> {
    if index.len() != shape.len() {
        let (ndim, n) = (shape.len(), index.len());
        return Err(Error::index(if n > ndim {
            format!("too many indices for array: array is {ndim}-dimensional, but {n} were indexed")
        } else {
            format!("too few indices for an element: array is {ndim}-dimensional, but {n} were indexed")
        }));
    }
    let mut position = Dims::new();
    for (axis, (&i, &n)) in index.iter().zip(shape).enumerate() {
        let from_front = if i < 0 { i.saturating_add_unsigned(n) } else { i };
        if from_front < 0 || from_front as usize >= n {
            return Err(Error::OutOfBounds { index: i as i64, axis: Some(axis), size: n });
        }
        position.push(from_front as usize);
    }
    Ok(position)
}

macro_rules! element_index {
    ($($ty:ty),*) => {$(
        impl ElementIndex for $ty {
            fn resolve(self, shape: &[usize]) -> Result<Dims<usize>> {
                checked(&[self.position()], shape)
            }
        }
    )*};
}
element_index!(usize, isize, i32, i64);

impl<P: Position, const N: usize> ElementIndex for [P; N] {
    fn resolve(self, shape: &[usize]) -> Result<Dims<usize>> {
        checked(&self.map(Position::position), shape)
    }
}

macro_rules! element_tuples {
    ($(($($name:ident $item:ident),+))*) => {$(
        impl<$($item: Position),+> ElementIndex for ($($item,)+) {
            fn resolve(self, shape: &[usize]) -> Result<Dims<usize>> {
                let ($($name,)+) = self;
                checked(&[$($name.position()),+], shape)
            }
        }
    )*};
}
element_tuples! {
    (a A)
    (a A, b B)
    (a A, b B, c C)
    (a A, b B, c C, d D)
    (a A, b B, c C, d D, e E)
    (a A, b B, c C, d D, e E, f F)
}

/// The address of one element.
#[track_caller]
fn element<T: Element>(array: &RawArray, index: impl ElementIndex) -> *mut T {
    let position = unwrap(index.resolve(array.shape()));
    let at: isize = position.iter().zip(array.strides()).map(|(&i, &stride)| i as isize * stride).sum();
    array.ptr().wrapping_offset(at).cast()
}

macro_rules! brackets {
    ($($array:ty),*) => {$(
        impl<T: Element + Data, I: ElementIndex> Index<I> for $array {
            type Output = T;
            #[track_caller]
            fn index(&self, index: I) -> &T {
                // SAFETY: the position was checked; the element has type T, and the borrow keeps it alive and
                // unchanged.
                unsafe { &*element(self.raw_array(), index) }
            }
        }
    )*};
}
brackets!(ArrayRef<T>, Array<T>, View<'_, T>, ViewMut<'_, T>);

impl<T: Element + Data, I: ElementIndex> IndexMut<I> for Array<T> {
    #[track_caller]
    fn index_mut(&mut self, index: I) -> &mut T {
        // SAFETY: the position was checked; no other array or view shares the element, and the borrow keeps
        // it so.
        unsafe { &mut *element(self.unique(), index) }
    }
}

impl<T: Element + Data, I: ElementIndex> IndexMut<I> for ViewMut<'_, T> {
    #[track_caller]
    fn index_mut(&mut self, index: I) -> &mut T {
        // SAFETY: the position was checked; a mutable view is the only way to its elements.
        unsafe { &mut *element(self.target(), index) }
    }
}

impl<T: Data> ArrayRef<T> {
    /// The element at a position, or `None` if there is none; see `x[index]` for one that must be there.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[1, 2], [3, 4]];
    /// assert_eq!(x.get((1, 0)), Some(3));
    /// assert_eq!(x.get((2, 0)), None);
    /// ```
    pub fn get(&self, index: impl ElementIndex) -> Option<T::Value> {
        let position = index.resolve(self.shape()).ok()?;
        Some(T::value(self.raw.get(&position)))
    }
}
