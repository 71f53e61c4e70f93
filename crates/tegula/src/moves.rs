//! Elements taken from and put to places, repeated, moved, bordered and cut: NumPy's functions that move
//! elements without looking at them.

use tegula_core::{Error, Layout, RawArray, Result, normalize_axis};
use tegula_exec::Repeats;

use crate::reduce::flat;
use crate::shape::{IntoPositions, IntoShape};
use crate::{Array, ArrayRef, Axis, Data, OneAxis, Operand};

pub use tegula_exec::Bounds;

impl<T: Data> ArrayRef<T> {
    /// The parts of the array at positions along an axis, whose place their shape takes.
    ///
    /// ```
    /// use tegula::{Bounds, prelude::*};
    ///
    /// let x = array![[1, 2, 3], [4, 5, 6]];
    /// assert_eq!(x.take(&array![2, 0], Axis(1), Bounds::Raise)?, array![[3, 1], [6, 4]]);
    /// assert_eq!(x.take(&array![5], Axis(0), Bounds::Clip)?, array![[4, 5, 6]]);
    /// assert!(x.take(&array![5], Axis(0), Bounds::Raise).is_err());
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `AxisError` if there is no such axis, `IndexError` for positions that `bounds` does not allow.
    pub fn take(&self, positions: &ArrayRef<i64>, axis: Axis, bounds: Bounds) -> Result<Array<T>> {
        let axis = normalize_axis(axis.0, self.ndim())?;
        Ok(Array::new(tegula_exec::take(&self.raw, &positions.raw, axis, bounds)?))
    }

    /// For every line along an axis, its elements at the positions in the matching line of `positions`.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[3, 1, 2], [4, 6, 5]];
    /// let best = array![[0], [1]];
    /// assert_eq!(x.take_along_axis(&best, Axis(1))?, array![[3], [6]]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` for positions of another rank, `IndexError` for shapes that do not broadcast and positions
    /// beyond the axis.
    pub fn take_along_axis(&self, positions: &ArrayRef<i64>, axis: Axis) -> Result<Array<T>> {
        let axis = normalize_axis(axis.0, self.ndim())?;
        Ok(Array::new(tegula_exec::take_along_axis(&self.raw, &positions.raw, axis)?))
    }

    /// The parts along an axis where a condition is true.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[1, 2], [3, 4], [5, 6]];
    /// assert_eq!(x.compress(&array![true, false, true], Axis(0))?, array![[1, 2], [5, 6]]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` if the condition is no vector, `IndexError` if it is true beyond the axis.
    pub fn compress(&self, condition: &ArrayRef<bool>, axis: Axis) -> Result<Array<T>> {
        if condition.ndim() != 1 {
            return Err(Error::value("condition must be a 1-d array"));
        }
        let positions = tegula_exec::nonzero(&condition.raw)?.swap_remove(0);
        let axis = normalize_axis(axis.0, self.ndim())?;
        Ok(Array::new(tegula_exec::take(&self.raw, &positions, axis, Bounds::Raise)?))
    }

    /// The parts along an axis, each repeated as often as its number in `counts` says.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![1, 2].repeat(&[2, 3], Axis(0))?, array![1, 1, 2, 2, 2]);
    /// assert_eq!(array![1, 2].repeat(&[2], Axis(0))?, array![1, 1, 2, 2]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `AxisError` if there is no such axis, `ValueError` if there is neither one count nor one for each position.
    pub fn repeat(&self, counts: &[usize], axis: Axis) -> Result<Array<T>> {
        let axis = normalize_axis(axis.0, self.ndim())?;
        let n = self.shape()[axis];
        let repeats = match counts {
            [count] => Repeats::Every(*count),
            each if each.len() == n => Repeats::Each(each),
            other => {
                return Err(Error::value(format!(
                    "operands could not be broadcast together with shape ({n},) ({},)",
                    other.len()
                )));
            }
        };
        Ok(Array::new(tegula_exec::repeat(&self.raw, repeats, axis)?))
    }

    /// The array repeated along its last axes; more numbers than axes add axes in front.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![1, 2].tile(&[2])?, array![1, 2, 1, 2]);
    /// assert_eq!(array![1, 2].tile(&[2, 1])?, array![[1, 2], [1, 2]]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` for an impossible size.
    pub fn tile(&self, repeats: &[usize]) -> Result<Array<T>> {
        let mut source = self.raw.clone();
        while source.ndim() < repeats.len() {
            source.layout = source.layout.insert_axis(0);
        }
        let mut counts = vec![1; source.ndim() - repeats.len()];
        counts.extend(repeats);
        Ok(Array::new(tegula_exec::tile(&source, &counts)?))
    }

    /// The elements moved along an axis; those that leave at one end come back at the other.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![1, 2, 3, 4].roll(1, Axis(0))?, array![4, 1, 2, 3]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `AxisError` if there is no such axis.
    pub fn roll(&self, shift: isize, axis: Axis) -> Result<Array<T>> {
        let axis = normalize_axis(axis.0, self.ndim())?;
        let mut shifts = vec![0; self.ndim()];
        shifts[axis] = shift;
        Ok(Array::new(tegula_exec::roll(&self.raw, &shifts)?))
    }

    /// A copy with `values`, broadcast, before positions of an axis: one, or several as an array, slice or vector.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[1, 2], [3, 4]];
    /// assert_eq!(x.insert(1, 9, Axis(1))?, array![[1, 9, 2], [3, 9, 4]]);
    /// assert_eq!(array![1, 2, 3].insert([0, 2], array![8, 9], Axis(0))?, array![8, 1, 2, 9, 3]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `AxisError` if there is no such axis, `IndexError` for a position beyond it, `ValueError` if the values do
    /// not broadcast.
    pub fn insert(&self, at: impl IntoPositions, values: impl Operand<T>, axis: Axis) -> Result<Array<T>> {
        let axis = normalize_axis(axis.0, self.ndim())?;
        let values = values.hold().into_raw()?;
        let (positions, single) = at.into_positions();
        Ok(Array::new(tegula_exec::insert(&self.raw, axis, &positions, single, &values)?))
    }

    /// A copy without positions of an axis: one, or several as an array, slice or vector.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![[1, 2, 3], [4, 5, 6]].delete(1, Axis(1))?, array![[1, 3], [4, 6]]);
    /// assert_eq!(array![1, 2, 3].delete([0, -1], Axis(0))?, array![2]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `AxisError` if there is no such axis, `IndexError` for a position beyond it.
    pub fn delete(&self, at: impl IntoPositions, axis: Axis) -> Result<Array<T>> {
        let axis = normalize_axis(axis.0, self.ndim())?;
        Ok(Array::new(tegula_exec::delete(&self.raw, axis, &at.into_positions().0)?))
    }

    /// The elements of both arrays, one after the other along an axis they have; [`All`](crate::All) flattens both.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![[1, 2]].append(&array![[3, 4]], Axis(0))?, array![[1, 2], [3, 4]]);
    /// assert_eq!(array![[1, 2]].append(&array![3], All)?, array![1, 2, 3]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`concatenate`](crate::concatenate).
    pub fn append(&self, values: &ArrayRef<T>, axis: impl OneAxis) -> Result<Array<T>> {
        match axis.axes(self.ndim())?.0 {
            Some(axes) => crate::concatenate([&self.view(), &values.view()], Axis(axes[0] as isize)),
            None => crate::concatenate([&self.ravel(), &values.ravel()], Axis(0)),
        }
    }

    /// The elements in C order, over and over or cut, to fill a shape.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![1, 2, 3].resize((2, 2))?, array![[1, 2], [3, 1]]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` for an impossible size.
    pub fn resize(&self, shape: impl IntoShape) -> Result<Array<T>> {
        let shape = shape.into_shape();
        let result = RawArray::zeros(&shape, self.raw.dtype)?;
        if self.is_empty() || result.size() == 0 {
            return Ok(Array::new(result));
        }
        let (line, place) = (flat(&self.raw)?, flat(&result)?);
        let n = line.size();
        for start in (0..place.size()).step_by(n) {
            let len = n.min(place.size() - start);
            let part = line.with_layout(line.layout.slice(0, 0, 1, len));
            tegula_exec::assign(&place.with_layout(place.layout.slice(0, start, 1, len)), &part)?;
        }
        Ok(Array::new(result))
    }

    /// A copy of the matrices in the last two axes with zeros above the diagonal `k`.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![[1, 2], [3, 4]].tril(0)?, array![[1, 0], [3, 4]]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` for fewer than two axes.
    pub fn tril(&self, k: isize) -> Result<Array<T>> {
        self.triangle(k, true)
    }

    /// A copy of the matrices in the last two axes with zeros below the diagonal `k`.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![[1, 2], [3, 4]].triu(0)?, array![[1, 2], [0, 4]]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` for fewer than two axes.
    pub fn triu(&self, k: isize) -> Result<Array<T>> {
        self.triangle(k, false)
    }

    fn triangle(&self, k: isize, below: bool) -> Result<Array<T>> {
        if self.ndim() < 2 {
            return Err(Error::value("array must be at least 2-d"));
        }
        Ok(Array::new(tegula_exec::triangle(&self.raw, k, below)?))
    }
}

impl<T: Data> Array<T> {
    /// Writes values to the main diagonal.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let mut x = zeros::<f64>((2, 3));
    /// x.fill_diagonal(5.0)?;
    /// assert_eq!(x, array![[5.0, 0.0, 0.0], [0.0, 5.0, 0.0]]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` for fewer than two axes, and for more if their extents differ.
    pub fn fill_diagonal(&mut self, values: impl Operand<T>) -> Result<()> {
        let shape = self.shape();
        if shape.len() < 2 {
            return Err(Error::value("array must be at least 2-d"));
        }
        if shape.len() > 2 && shape.iter().any(|&n| n != shape[0]) {
            return Err(Error::value("All dimensions of input must be of equal length"));
        }
        let n = shape.iter().copied().min().unwrap_or(0);
        let step = self.strides().iter().sum();
        let values = values.hold().into_raw()?;
        let target = self.unique();
        let layout =
            Layout { shape: [n][..].into(), strides: [step][..].into(), offset: target.layout.offset };
        tegula_exec::assign(&target.with_layout(layout), &values)
    }

    /// Writes `values`, over and over, to positions of the flattened array.
    ///
    /// ```
    /// use tegula::{Bounds, prelude::*};
    ///
    /// let mut x = array![[1, 2], [3, 4]];
    /// x.put(&array![0, -1], array![7, 8], Bounds::Raise)?;
    /// assert_eq!(x, array![[7, 2], [3, 8]]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `IndexError` for positions that `bounds` does not allow.
    pub fn put(&mut self, positions: &ArrayRef<i64>, values: impl Operand<T>, bounds: Bounds) -> Result<()> {
        let values = values.hold().into_raw()?;
        tegula_exec::put(self.unique(), &positions.raw, &values, bounds)
    }

    /// Writes `values`, broadcast, to the places that [`take_along_axis`](ArrayRef::take_along_axis) takes from.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let mut x = array![[1, 2], [3, 4]];
    /// x.put_along_axis(&array![[1], [0]], 9, Axis(1))?;
    /// assert_eq!(x, array![[1, 9], [9, 4]]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// As `take_along_axis`; `ValueError` if the values do not broadcast.
    pub fn put_along_axis(
        &mut self,
        positions: &ArrayRef<i64>,
        values: impl Operand<T>,
        axis: Axis,
    ) -> Result<()> {
        let axis = normalize_axis(axis.0, self.ndim())?;
        let values = values.hold().into_raw()?;
        tegula_exec::put_along_axis(self.unique(), &positions.raw, &values, axis)
    }
}

/// A matrix of zeros with the flattened array on the diagonal `k`.
///
/// ```
/// use tegula::{diag, prelude::*};
///
/// assert_eq!(diag(&array![1, 2], 0)?, array![[1, 0], [0, 2]]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `ValueError` for an impossible size.
pub fn diag<T: Data>(elements: &ArrayRef<T>, k: isize) -> Result<Array<T>> {
    let line = flat(&elements.raw)?;
    let n = line.size().saturating_add(k.unsigned_abs());
    let result = RawArray::zeros(&[n, n], line.dtype)?;
    tegula_exec::assign(&result.with_layout(result.layout.diagonal(k, 0, 1)), &line)?;
    Ok(Array::new(result))
}
