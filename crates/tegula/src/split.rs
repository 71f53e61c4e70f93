//! Arrays cut into parts that do not overlap, which may all be written to at once.

use tegula_core::{Error, Layout, Overlap, RawArray, Result, normalize_axis, overlap};

use crate::array::unwrap;
use crate::index::sliced;
use crate::parts::Cut;
use crate::shape::Position;
use crate::{Array, ArrayRef, Axis, Data, Slices, View, ViewMut};

/// Where to cut: a number of parts, or the positions that the parts but the first begin at (an array, slice or
/// vector of integers; negative ones count from the back).
///
/// ```
/// use tegula::prelude::*;
///
/// let x = arange(5);
/// let [a, b, c] = &x.split([1, 3], Axis(0))?[..] else { unreachable!() };
/// assert_eq!((a.len(), b.len(), c.len()), (1, 2, 2));
/// assert_eq!(x.array_split(3, Axis(0))?[0], array![0, 1]);
/// # Ok::<(), tegula::Error>(())
/// ```
pub trait IntoSections {
    /// The ranges that an axis of extent `n` is cut into; `equal` parts are asked for.
    #[doc(hidden)]
    fn sections(self, n: usize, equal: bool) -> Result<Vec<(usize, usize)>>;
}

impl IntoSections for usize {
    fn sections(self, n: usize, equal: bool) -> Result<Vec<(usize, usize)>> {
        if self == 0 {
            return Err(Error::value("number sections must be larger than 0."));
        }
        if equal && !n.is_multiple_of(self) {
            return Err(Error::value("array split does not result in an equal division"));
        }
        let cut = |i: usize| n / self * i + i.min(n % self);
        Ok((0..self).map(|i| (cut(i), cut(i + 1))).collect())
    }
}

impl<P: Position> IntoSections for &[P] {
    fn sections(self, n: usize, _: bool) -> Result<Vec<(usize, usize)>> {
        let place = |p: &P| match p.position() {
            p if p < 0 => p.saturating_add_unsigned(n).max(0) as usize,
            p => (p as usize).min(n),
        };
        let starts = std::iter::once(0).chain(self.iter().map(place));
        let stops = self.iter().map(place).chain([n]);
        Ok(starts.zip(stops).map(|(start, stop)| (start, stop.max(start))).collect())
    }
}

impl<P: Position, const N: usize> IntoSections for [P; N] {
    fn sections(self, n: usize, equal: bool) -> Result<Vec<(usize, usize)>> {
        self[..].sections(n, equal)
    }
}

impl<P: Position> IntoSections for Vec<P> {
    fn sections(self, n: usize, equal: bool) -> Result<Vec<(usize, usize)>> {
        self[..].sections(n, equal)
    }
}

fn cut(layout: &Layout, at: impl IntoSections, axis: Axis, equal: bool) -> Result<Vec<Layout>> {
    let axis = normalize_axis(axis.0, layout.ndim())?;
    let sections = at.sections(layout.shape[axis], equal)?;
    Ok(sections.into_iter().map(|(start, stop)| layout.slice(axis, start, 1, stop - start)).collect())
}

/// An axis and a position on it that is no further than its end.
#[track_caller]
fn place(array: &RawArray, at: usize, axis: Axis) -> (usize, usize) {
    let axis = unwrap(normalize_axis(axis.0, array.ndim()));
    let size = array.shape()[axis];
    if at > size {
        unwrap(Err(Error::OutOfBounds { index: at as i64, axis: Some(axis), size }))
    }
    (at, axis)
}

fn axis_of(what: &str, least: usize, axis: isize, ndim: usize) -> Result<Axis> {
    if ndim < least {
        return Err(Error::value(format!("{what} only works on arrays of {least} or more dimensions")));
    }
    Ok(Axis(if ndim == 1 { 0 } else { axis }))
}

impl<T: Data> ArrayRef<T> {
    /// Views of parts along an axis, whose extents differ by one at most if only their number is given.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = arange(5);
    /// let parts = x.array_split(2, Axis(0))?;
    /// assert_eq!((parts[0].to_vec(), parts[1].to_vec()), (vec![0, 1, 2], vec![3, 4]));
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `AxisError` if there is no such axis, `ValueError` for no sections.
    pub fn array_split(&self, at: impl IntoSections, axis: Axis) -> Result<Vec<View<'_, T>>> {
        Ok(cut(&self.raw.layout, at, axis, false)?.into_iter().map(|part| self.view_as(part)).collect())
    }

    /// Views of parts along an axis, equal ones if only their number is given.
    ///
    /// # Errors
    /// As [`array_split`](ArrayRef::array_split); `ValueError` if the parts cannot be equal.
    pub fn split(&self, at: impl IntoSections, axis: Axis) -> Result<Vec<View<'_, T>>> {
        Ok(cut(&self.raw.layout, at, axis, true)?.into_iter().map(|part| self.view_as(part)).collect())
    }

    /// Views of parts along the first axis.
    ///
    /// # Errors
    /// As [`split`](ArrayRef::split); `ValueError` for fewer than two axes.
    pub fn vsplit(&self, at: impl IntoSections) -> Result<Vec<View<'_, T>>> {
        self.split(at, axis_of("vsplit", 2, 0, self.ndim())?)
    }

    /// Views of parts along the second axis, or the only one.
    ///
    /// # Errors
    /// As [`split`](ArrayRef::split); `ValueError` for a 0-d array.
    pub fn hsplit(&self, at: impl IntoSections) -> Result<Vec<View<'_, T>>> {
        self.split(at, axis_of("hsplit", 1, 1, self.ndim())?)
    }

    /// Views of parts along the third axis.
    ///
    /// # Errors
    /// As [`split`](ArrayRef::split); `ValueError` for fewer than three axes.
    pub fn dsplit(&self, at: impl IntoSections) -> Result<Vec<View<'_, T>>> {
        self.split(at, axis_of("dsplit", 3, 2, self.ndim())?)
    }

    /// The views before and from a position of an axis on, as [`slice::split_at`].
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let data = arange(10);
    /// let (train, test) = data.split_at(8, Axis(0));
    /// assert_eq!((train.len(), test.to_vec()), (8, vec![8, 9]));
    /// ```
    ///
    /// # Panics
    /// If there is no such axis, or the position is beyond its end.
    #[track_caller]
    pub fn split_at(&self, at: usize, axis: Axis) -> (View<'_, T>, View<'_, T>) {
        let (at, axis) = place(&self.raw, at, axis);
        self.view().cut(at, axis)
    }
}

impl<T: Data> Array<T> {
    /// The views before and from a position of an axis on, both to be changed.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let mut x = array![[1, 2], [3, 4]];
    /// let (mut left, right) = x.split_at_mut(1, Axis(1));
    /// left += &right;
    /// assert_eq!(x, array![[3, 2], [7, 4]]);
    /// ```
    ///
    /// # Panics
    /// If there is no such axis, the position is beyond its end, or elements that a clone shares must be copied and
    /// memory is refused.
    #[track_caller]
    pub fn split_at_mut(&mut self, at: usize, axis: Axis) -> (ViewMut<'_, T>, ViewMut<'_, T>) {
        self.view_mut().split_at_mut(at, axis)
    }

    /// The views that several indices pick, all to be changed; as [`slice::get_disjoint_mut`].
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let mut x = arange(6);
    /// let [mut even, odd] = x.slices_mut([s![..;2], s![1..;2]]);
    /// even *= &odd;
    /// assert_eq!(x, array![0, 1, 6, 3, 20, 5]);
    /// ```
    ///
    /// # Panics
    /// As [`slice_mut`](Array::slice_mut), and if two of them share an element (or lie so that this is not easily
    /// ruled out).
    #[track_caller]
    pub fn slices_mut<const N: usize>(&mut self, slices: [Slices; N]) -> [ViewMut<'_, T>; N] {
        self.view_mut().slices_mut(slices)
    }
}

impl<'a, T: Data> ViewMut<'a, T> {
    /// As [`Array::split_at_mut`]; lend the view with [`rb_mut`](ViewMut::rb_mut) to keep it.
    ///
    /// # Panics
    /// If there is no such axis, or the position is beyond its end.
    #[track_caller]
    pub fn split_at_mut(self, at: usize, axis: Axis) -> (ViewMut<'a, T>, ViewMut<'a, T>) {
        let (at, axis) = place(self.raw_array(), at, axis);
        self.cut(at, axis)
    }

    /// As [`Array::slices_mut`]; lend the view with [`rb_mut`](ViewMut::rb_mut) to keep it.
    ///
    /// # Panics
    /// As there.
    #[track_caller]
    pub fn slices_mut<const N: usize>(self, slices: [Slices; N]) -> [ViewMut<'a, T>; N] {
        let raw = self.into_raw();
        let parts = slices.map(|slices| raw.with_layout(unwrap(sliced(&raw.layout, &slices))));
        let memory = |part: &'_ RawArray| (part.ptr().cast_const(), part.layout.clone(), part.itemsize());
        for (i, part) in parts.iter().enumerate() {
            for other in &parts[..i] {
                let ((p, a, m), (q, b, n)) = (memory(part), memory(other));
                let apart = overlap((p, &a, m), (q, &b, n)) == Overlap::Disjoint;
                assert!(apart, "slices to be changed must not overlap");
            }
        }
        // The parts have no element in common, so each may be written through.
        parts.map(ViewMut::new)
    }
}
