//! Going through the parts of an array: along an axis, line by line, in windows and chunks.

use std::iter::FusedIterator;
use std::marker::PhantomData;

use tegula_core::{Dims, Layout, RawArray, normalize_axis};

use crate::array::unwrap;
use crate::layout::windowed;
use crate::shape::IntoShape;
use crate::walk::Walk;
use crate::{Array, ArrayRef, Axis, Data, View, ViewMut};

/// Views of equal parts of an array; made by [`axis_iter`](ArrayRef::axis_iter), [`lanes`](ArrayRef::lanes),
/// [`windows`](ArrayRef::windows).
pub struct Views<'a, T> {
    parts: Parts,
    borrow: PhantomData<&'a T>,
}

/// Views of equal parts of an array, to be changed; made by [`axis_iter_mut`](Array::axis_iter_mut) and
/// [`lanes_mut`](Array::lanes_mut).
pub struct ViewsMut<'a, T> {
    parts: Parts,
    borrow: PhantomData<&'a mut T>,
}

/// A part, and the walk over the places where parts begin.
#[derive(Clone)]
pub(crate) struct Parts {
    walk: Walk,
    part: RawArray,
}

impl Parts {
    /// The parts over the axes that are not among the `outer` ones, over which they lie.
    fn new(source: &RawArray, outer: impl Fn(usize) -> bool + Copy) -> Parts {
        let (shape, strides) = (source.shape(), source.strides());
        let axes = |wanted: bool| (0..shape.len()).filter(move |&a| outer(a) == wanted);
        let walk = Walk::new(source.ptr(), axes(true).map(|a| (shape[a], strides[a])));
        let kept: Dims<usize> = axes(false).collect();
        Parts { walk, part: source.with_layout(source.layout.permute(&kept)) }
    }

    /// The part that begins at an address.
    fn at(&self, ptr: *mut u8) -> RawArray {
        let mut part = self.part.clone();
        part.layout.offset = (ptr as usize).wrapping_sub(part.buffer.ptr() as usize);
        part
    }

    #[cfg(feature = "rayon")]
    fn split_at(self, n: usize) -> (Parts, Parts) {
        let (first, second) = self.walk.split_at(n);
        (Parts { walk: first, part: self.part.clone() }, Parts { walk: second, part: self.part })
    }

    /// The sub-arrays along an axis.
    #[track_caller]
    fn along(source: &RawArray, axis: Axis) -> Parts {
        let axis = unwrap(normalize_axis(axis.0, source.ndim()));
        Parts::new(source, |a| a == axis)
    }

    /// The lines along an axis.
    #[track_caller]
    fn lines(source: &RawArray, axis: Axis) -> Parts {
        let axis = unwrap(normalize_axis(axis.0, source.ndim()));
        Parts::new(source, |a| a != axis)
    }
}

impl<T> Views<'_, T> {
    /// Parts of a borrowed array.
    pub(crate) fn new(parts: Parts) -> Self {
        Views { parts, borrow: PhantomData }
    }
    #[cfg(feature = "rayon")]
    pub(crate) fn split(self, n: usize) -> (Parts, Parts) {
        self.parts.split_at(n)
    }
}

impl<T> ViewsMut<'_, T> {
    /// Parts of a mutably borrowed array, no two of which share an element.
    pub(crate) fn new(parts: Parts) -> Self {
        ViewsMut { parts, borrow: PhantomData }
    }
    #[cfg(feature = "rayon")]
    pub(crate) fn split(self, n: usize) -> (Parts, Parts) {
        self.parts.split_at(n)
    }
}

impl<T> Clone for Views<'_, T> {
    fn clone(&self) -> Self {
        Views::new(self.parts.clone())
    }
}

macro_rules! iterator {
    ($iter:ident, $view:ident) => {
        impl<'a, T: Data> Iterator for $iter<'a, T> {
            type Item = $view<'a, T>;
            fn next(&mut self) -> Option<$view<'a, T>> {
                self.parts.walk.next().map(|ptr| $view::new(self.parts.at(ptr)))
            }
            fn size_hint(&self) -> (usize, Option<usize>) {
                (self.parts.walk.len(), Some(self.parts.walk.len()))
            }
            fn nth(&mut self, n: usize) -> Option<$view<'a, T>> {
                self.parts.walk.skip(n);
                self.next()
            }
        }
        impl<T: Data> DoubleEndedIterator for $iter<'_, T> {
            fn next_back(&mut self) -> Option<Self::Item> {
                self.parts.walk.next_back().map(|ptr| $view::new(self.parts.at(ptr)))
            }
            fn nth_back(&mut self, n: usize) -> Option<Self::Item> {
                self.parts.walk.skip_back(n);
                self.next_back()
            }
        }
        impl<T: Data> ExactSizeIterator for $iter<'_, T> {}
        impl<T: Data> FusedIterator for $iter<'_, T> {}
    };
}
iterator!(Views, View);
iterator!(ViewsMut, ViewMut);

impl<T: Data> ArrayRef<T> {
    /// The sub-arrays along an axis, which they do not have.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[1, 2, 3], [4, 5, 6]];
    /// let sums: Vec<i64> = x.axis_iter(Axis(1)).map(|column| column.sum(All)).collect();
    /// assert_eq!(sums, [5, 7, 9]);
    /// ```
    ///
    /// # Panics
    /// If there is no such axis.
    #[track_caller]
    pub fn axis_iter(&self, axis: Axis) -> Views<'_, T> {
        Views::new(Parts::along(&self.raw, axis))
    }

    /// The sub-arrays along the first axis, as iterating over an array in Python gives them.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[1, 2], [3, 4]];
    /// let sums: Vec<i64> = x.outer_iter().map(|row| row.sum(All)).collect();
    /// assert_eq!(sums, [3, 7]);
    /// ```
    ///
    /// # Panics
    /// For a 0-d array, with NumPy's words.
    #[track_caller]
    pub fn outer_iter(&self) -> Views<'_, T> {
        assert!(self.ndim() > 0, "iteration over a 0-d array");
        self.axis_iter(Axis(0))
    }

    /// The lines along an axis: 1-d views, in the C order of the other axes.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[3, 1], [2, 4]];
    /// let largest: Vec<_> = x.lanes(Axis(-1)).map(|row| row.max(All)).collect();
    /// assert_eq!(largest, [3, 4]);
    /// ```
    ///
    /// # Panics
    /// If there is no such axis.
    #[track_caller]
    pub fn lanes(&self, axis: Axis) -> Views<'_, T> {
        Views::new(Parts::lines(&self.raw, axis))
    }

    /// All windows of a shape, in the C order of their positions.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![1.0, 2.0, 4.0, 9.0];
    /// let averages: Array<f64> = x.windows(2).map(|w| w.mean(All)).collect();
    /// assert_eq!(averages, array![1.5, 3.0, 6.5]);
    /// ```
    ///
    /// # Panics
    /// With NumPy's message, if there is not one extent for each axis, or a window is larger than the array.
    #[track_caller]
    pub fn windows(&self, window: impl IntoShape) -> Views<'_, T> {
        let layout = unwrap(windowed(&self.raw.layout, &window.into_shape()));
        Views::new(Parts::new(&self.raw.with_layout(layout), |axis| axis < self.ndim()))
    }

    /// Neighbours along an axis in groups of `size`, of which the last may be smaller.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = arange(10).reshape((5, 2))?;
    /// let sizes: Vec<usize> = x.axis_chunks(2, Axis(0)).map(|batch| batch.len()).collect();
    /// assert_eq!(sizes, [2, 2, 1]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Panics
    /// If there is no such axis, or for a size of zero.
    #[track_caller]
    pub fn axis_chunks(&self, size: usize, axis: Axis) -> Chunks<View<'_, T>> {
        Chunks::new(self.view(), size, axis)
    }
}

impl<T: Data> Array<T> {
    /// The sub-arrays along an axis, to be changed.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let mut x = array![[1.0, 2.0], [3.0, 4.0]];
    /// for mut column in x.axis_iter_mut(Axis(1)) {
    ///     let mean = column.mean(All);
    ///     column -= mean;
    /// }
    /// assert_eq!(x, array![[-1.0, -1.0], [1.0, 1.0]]);
    /// ```
    ///
    /// # Panics
    /// If there is no such axis, or elements that a clone shares must be copied and memory is refused.
    #[track_caller]
    pub fn axis_iter_mut(&mut self, axis: Axis) -> ViewsMut<'_, T> {
        ViewsMut::new(Parts::along(self.unique(), axis))
    }

    /// The sub-arrays along the first axis, to be changed.
    ///
    /// # Panics
    /// For a 0-d array, and if elements that a clone shares must be copied and memory is refused.
    #[track_caller]
    pub fn outer_iter_mut(&mut self) -> ViewsMut<'_, T> {
        assert!(self.ndim() > 0, "iteration over a 0-d array");
        self.axis_iter_mut(Axis(0))
    }

    /// The lines along an axis, to be changed; as [`ArrayRef::lanes`].
    ///
    /// # Panics
    /// If there is no such axis, or elements that a clone shares must be copied and memory is refused.
    #[track_caller]
    pub fn lanes_mut(&mut self, axis: Axis) -> ViewsMut<'_, T> {
        ViewsMut::new(Parts::lines(self.unique(), axis))
    }

    /// Neighbours along an axis in groups of `size`, to be changed; as [`ArrayRef::axis_chunks`].
    ///
    /// # Panics
    /// If there is no such axis, for a size of zero, or if elements that a clone shares must be copied and memory
    /// is refused.
    #[track_caller]
    pub fn axis_chunks_mut(&mut self, size: usize, axis: Axis) -> Chunks<ViewMut<'_, T>> {
        Chunks::new(self.view_mut(), size, axis)
    }
}

impl<'a, T: Data> ViewMut<'a, T> {
    /// The sub-arrays along an axis, to be changed; lend the view with [`rb_mut`](ViewMut::rb_mut) to keep it.
    ///
    /// # Panics
    /// If there is no such axis.
    #[track_caller]
    pub fn axis_iter_mut(self, axis: Axis) -> ViewsMut<'a, T> {
        ViewsMut::new(Parts::along(self.raw_array(), axis))
    }

    /// The lines along an axis, to be changed; lend the view with [`rb_mut`](ViewMut::rb_mut) to keep it.
    ///
    /// # Panics
    /// If there is no such axis.
    #[track_caller]
    pub fn lanes_mut(self, axis: Axis) -> ViewsMut<'a, T> {
        ViewsMut::new(Parts::lines(self.raw_array(), axis))
    }
}

/// Neighbours along an axis in groups; see [`ArrayRef::axis_chunks`].
pub struct Chunks<V> {
    /// What is left.
    rest: Option<V>,
    size: usize,
    axis: usize,
}

/// What can be cut in two along an axis: [`View`] and [`ViewMut`].
pub trait Cut: Sized {
    #[doc(hidden)]
    fn extent(&self, axis: usize) -> usize;
    #[doc(hidden)]
    fn cut(self, at: usize, axis: usize) -> (Self, Self);
}

/// The layouts of both sides of a cut.
fn cut(layout: &Layout, at: usize, axis: usize) -> (Layout, Layout) {
    let n = layout.shape[axis];
    (layout.slice(axis, 0, 1, at), layout.slice(axis, at, 1, n - at))
}

impl<T: Data> Cut for View<'_, T> {
    fn extent(&self, axis: usize) -> usize {
        self.shape()[axis]
    }
    fn cut(self, at: usize, axis: usize) -> (Self, Self) {
        let (first, second) = cut(&self.raw_array().layout, at, axis);
        (self.clone().with_layout(first), self.with_layout(second))
    }
}

impl<T: Data> Cut for ViewMut<'_, T> {
    fn extent(&self, axis: usize) -> usize {
        self.shape()[axis]
    }
    fn cut(self, at: usize, axis: usize) -> (Self, Self) {
        // The sides have no element in common, so each may be written through.
        let (first, second) = cut(&self.raw_array().layout, at, axis);
        let raw = self.into_raw();
        (ViewMut::new(raw.with_layout(first)), ViewMut::new(raw.with_layout(second)))
    }
}

impl<V: Cut> Chunks<V> {
    #[track_caller]
    fn new<T>(view: V, size: usize, axis: Axis) -> Chunks<V>
    where
        V: std::ops::Deref<Target = ArrayRef<T>>,
    {
        assert!(size > 0, "the size of a chunk must not be zero");
        let axis = unwrap(normalize_axis(axis.0, view.ndim()));
        Chunks { rest: Some(view).filter(|v| v.extent(axis) > 0), size, axis }
    }

    fn left(&self) -> usize {
        self.rest.as_ref().map_or(0, |v| v.extent(self.axis).div_ceil(self.size))
    }
}

impl<V: Cut> Iterator for Chunks<V> {
    type Item = V;
    fn next(&mut self) -> Option<V> {
        let rest = self.rest.take()?;
        if rest.extent(self.axis) <= self.size {
            return Some(rest);
        }
        let (chunk, rest) = rest.cut(self.size, self.axis);
        self.rest = Some(rest);
        Some(chunk)
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left(), Some(self.left()))
    }
}

impl<V: Cut> DoubleEndedIterator for Chunks<V> {
    fn next_back(&mut self) -> Option<V> {
        let last = self.left().checked_sub(1)? * self.size;
        let rest = self.rest.take()?;
        if last == 0 {
            return Some(rest);
        }
        let (rest, chunk) = rest.cut(last, self.axis);
        self.rest = Some(rest);
        Some(chunk)
    }
}

impl<V: Cut> ExactSizeIterator for Chunks<V> {}
impl<V: Cut> FusedIterator for Chunks<V> {}
