//! Functions of one's own, applied to elements, positions and lines.

use tegula_core::{Element, Error, RawArray, Result, Shape, normalize_axis};

use crate::array::unwrap;
use crate::create::zeros;
use crate::{Array, ArrayRef, Axis, Data, View, ViewMut};

/// An array whose elements are computed from their positions. The number of axes is known when compiling; see
/// [`Array::from_fn`] for where it is not.
///
/// ```
/// use tegula::{fromfunction, prelude::*};
///
/// let table = fromfunction([2, 3], |[i, j]| 10 * i as i64 + j as i64);
/// assert_eq!(table, array![[0, 1, 2], [10, 11, 12]]);
/// ```
///
/// # Panics
/// If the shape is too large, or memory is refused.
#[track_caller]
pub fn fromfunction<T: Element + Data, const N: usize>(
    shape: [usize; N],
    mut f: impl FnMut([usize; N]) -> T,
) -> Array<T> {
    let mut array = zeros::<T>(shape);
    for (at, slot) in array.indexed_iter_mut() {
        *slot = f(at);
    }
    array
}

impl<T: Element + Data> ArrayRef<T> {
    /// A function of each element, in an array of the same shape: NumPy's `vectorize`. Functions of NumPy's, such as
    /// [`exp`](ArrayRef::exp), are faster than what can be written so.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![1i64, -2].map(|v| v.is_positive()), array![true, false]);
    /// ```
    ///
    /// # Panics
    /// If memory is refused.
    #[track_caller]
    pub fn map<U: Element + Data>(&self, mut f: impl FnMut(T) -> U) -> Array<U> {
        let mut result = zeros::<U>(self.shape());
        result.iter_mut().zip(self.iter()).for_each(|(slot, &v)| *slot = f(v));
        result
    }
}

impl<T: Element + Data> Array<T> {
    /// Replaces each element by a function of it.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let mut x = array![1, 2, 3];
    /// x.map_inplace(|v| v * v);
    /// assert_eq!(x, array![1, 4, 9]);
    /// ```
    ///
    /// # Panics
    /// If elements that a clone shares must be copied and memory is refused.
    #[track_caller]
    pub fn map_inplace(&mut self, mut f: impl FnMut(T) -> T) {
        self.iter_mut().for_each(|v| *v = f(*v));
    }
}

impl<T: Element + Data> ViewMut<'_, T> {
    /// Replaces each element by a function of it.
    pub fn map_inplace(&mut self, mut f: impl FnMut(T) -> T) {
        self.iter_mut().for_each(|v| *v = f(*v));
    }
}

impl<T: Data> ArrayRef<T> {
    /// A function of each line along an axis. Its results, numbers or arrays of one shape, take the place of the
    /// axis.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[3.0, 1.0], [2.0, 6.0]];
    /// assert_eq!(x.apply_along_axis(Axis(1), |row| row.max(All) - row.min(All))?, array![2.0, 4.0]);
    /// assert_eq!(x.apply_along_axis(Axis(0), |column| column.cumsum(All))?, array![[3.0, 1.0], [5.0, 7.0]]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `AxisError` if there is no such axis; `ValueError` if there are no lines, or the results differ in shape.
    pub fn apply_along_axis<U: Data, R: Into<Array<U>>>(
        &self,
        axis: Axis,
        mut f: impl FnMut(View<'_, T>) -> R,
    ) -> Result<Array<U>> {
        let axis = normalize_axis(axis.0, self.ndim())?;
        let values: Vec<Array<U>> = self.lanes(Axis(axis as isize)).map(|line| f(line).into()).collect();
        let Some(first) = values.first() else {
            return Err(Error::value("Cannot apply_along_axis when any iteration dimensions are 0"));
        };
        let mut outer: Shape = self.shape().into();
        outer.remove(axis);
        let full: Shape = outer.iter().chain(first.shape()).copied().collect();
        let mut joined = RawArray::empty(&full, first.dtype())?;
        let lines = RawArray {
            layout: joined
                .layout
                .reshape(
                    &std::iter::once(values.len()).chain(first.shape().iter().copied()).collect::<Shape>(),
                    joined.itemsize(),
                    false,
                )
                .expect("a fresh array can be reshaped"),
            ..joined.clone()
        };
        for (i, value) in values.iter().enumerate() {
            if value.shape() != first.shape() {
                let (from, into) = (value.shape().to_vec(), first.shape().to_vec());
                return Err(Error::Assign { from, into });
            }
            tegula_exec::assign(&lines.with_layout(lines.layout.pick(0, i)), value.raw_array())?;
        }
        drop(lines);
        // The axes of the results stand behind; they belong where the axis was.
        let (n, added) = (outer.len(), first.ndim());
        let from: Vec<isize> = (n..n + added).map(|a| a as isize).collect();
        let to: Vec<isize> = (axis..axis + added).map(|a| a as isize).collect();
        joined.layout = joined.layout.move_axes(&from, &to)?;
        Ok(Array::new(joined))
    }

    /// A function of an array and an axis, applied for several axes in turn; where it removes the axis, that is put
    /// back with extent 1.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[1i64, 2], [3, 4]];
    /// assert_eq!(x.apply_over_axes(&[0, 1], |x, axis| x.sum(axis))?, array![[10]]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `AxisError` if there is no such axis; `ValueError` if a result has another number of axes.
    pub fn apply_over_axes(
        &self,
        axes: &[isize],
        mut f: impl FnMut(&Array<T>, Axis) -> Array<T>,
    ) -> Result<Array<T>> {
        let mut result = self.to_array();
        for &axis in axes {
            let axis = normalize_axis(axis, self.ndim())? as isize;
            let value = f(&result, Axis(axis));
            result = match value.ndim() + 1 {
                n if n == result.ndim() => value.expand_dims(axis)?.to_array(),
                n if n == result.ndim() + 1 => value,
                _ => return Err(Error::value("function is not returning an array of the correct shape")),
            };
        }
        Ok(result)
    }
}

/// Views of arrays, repeated to their common shape. They take no memory.
///
/// ```
/// use tegula::{broadcast_arrays, prelude::*};
///
/// let (a, b) = (array![[1], [2]], array![10, 20]);
/// let [a, b] = broadcast_arrays([&a, &b])?;
/// assert_eq!((a, b), (array![[1, 1], [2, 2]].view(), array![[10, 20], [10, 20]].view()));
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `ValueError` if the shapes do not fit together.
pub fn broadcast_arrays<'a, T: Data, A, const N: usize>(arrays: [&'a A; N]) -> Result<[View<'a, T>; N]>
where
    A: std::ops::Deref<Target = ArrayRef<T>> + 'a,
{
    let shapes = arrays.map(|a| a.shape());
    let shape = tegula_core::broadcast_shapes(&shapes)?;
    let spread = |a: &'a A| a.view_as(a.raw.layout.broadcast_to(&shape).expect("the shapes fit"));
    Ok(arrays.map(spread))
}

impl<T: Data> ArrayRef<T> {
    /// The array without the zeros at the ends of all axes: NumPy's `trim_zeros`.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![0, 0, 1, 0, 2, 0].trim_zeros(), array![1, 0, 2]);
    /// ```
    ///
    /// # Panics
    /// If memory is refused.
    #[track_caller]
    pub fn trim_zeros(&self) -> View<'_, T> {
        let mut layout = self.raw.layout.clone();
        for (axis, places) in self.nonzero().into_iter().enumerate() {
            let (first, end) = match places.is_empty() {
                true => (0, 0),
                false => (places.min(()) as usize, places.max(()) as usize + 1),
            };
            layout = layout.slice(axis, first, 1, end - first);
        }
        self.view_as(layout)
    }
}

/// The elements converted to another type under a rule, for [`cast`](ArrayRef::cast).
pub use tegula_core::Casting;

impl<T: Data> ArrayRef<T> {
    /// The elements converted to `U`, if the rule allows it: NumPy's `astype(dtype, casting=...)`.
    ///
    /// ```
    /// use tegula::{Casting, prelude::*};
    ///
    /// let x = array![1.5f32];
    /// assert_eq!(x.cast::<f64>(Casting::Safe)?, array![1.5]);
    /// let error = x.cast::<i64>(Casting::SameKind).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "Cannot cast array data from dtype('float32') to dtype('int64') according to the rule 'same_kind'"
    /// );
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `TypeError` if it does not.
    pub fn cast<U: Element + Data>(&self, casting: Casting) -> Result<Array<U>> {
        let (from, to) = (self.dtype(), <U as Element>::DTYPE);
        if !tegula_core::can_cast(from, to, casting) {
            return Err(Error::Cast { from, to, casting });
        }
        Ok(Array::new(unwrap(tegula_exec::cast(&self.raw, to, tegula_exec::Order::K))))
    }
}
