//! Elements taken from and put to places, repeated, moved, bordered and cut: NumPy's functions that move
//! elements without looking at them.

use tegula_core::{Error, RawArray, Result, normalize_axis};
use tegula_exec::{Border, Repeats};

use crate::reduce::flat;
use crate::{Array, ArrayRef, Axis, Data, Operand};

pub use tegula_exec::Bounds;

/// What stands in the borders that [`pad`](ArrayRef::pad) adds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pad {
    /// Zeros; for another value, assign to the borders or start from [`full`](crate::full).
    Zero,
    /// The outermost element.
    Edge,
    /// The array mirrored at its outermost elements.
    Reflect,
    /// The array mirrored at its ends.
    Symmetric,
    /// The array, over and over.
    Wrap,
}

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

    /// A copy with borders of the given widths, before and after, along each axis.
    ///
    /// ```
    /// use tegula::{Pad, prelude::*};
    ///
    /// let x = array![1, 2, 3];
    /// assert_eq!(x.pad(&[(1, 2)], Pad::Zero)?, array![0, 1, 2, 3, 0, 0]);
    /// assert_eq!(x.pad(&[(2, 2)], Pad::Reflect)?, array![3, 2, 1, 2, 3, 2, 1]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` if there is not one pair for each axis, or an empty axis would have to be continued.
    pub fn pad(&self, widths: &[(usize, usize)], border: Pad) -> Result<Array<T>> {
        if widths.len() != self.ndim() {
            return Err(Error::value(format!(
                "operands could not be broadcast together with remapped shapes [original->remapped]: ({},2)  and \
                 requested shape ({},2)",
                widths.len(),
                self.ndim()
            )));
        }
        let zero = RawArray::zeros(&[], self.raw.dtype)?;
        let zeros = vec![(zero.clone(), zero); self.ndim()];
        let border = match border {
            Pad::Zero => Border::Constant(&zeros),
            Pad::Edge => Border::Edge,
            Pad::Reflect => Border::Reflect,
            Pad::Symmetric => Border::Symmetric,
            Pad::Wrap => Border::Wrap,
        };
        Ok(Array::new(tegula_exec::pad(&self.raw, widths, border)?))
    }

    /// A copy with `values`, broadcast, before a position of an axis.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[1, 2], [3, 4]];
    /// assert_eq!(x.insert(1, 9, Axis(1))?, array![[1, 9, 2], [3, 9, 4]]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `AxisError` if there is no such axis, `IndexError` for a position beyond it, `ValueError` if the values do
    /// not broadcast.
    pub fn insert(&self, position: usize, values: impl Operand<T>, axis: Axis) -> Result<Array<T>> {
        let axis = normalize_axis(axis.0, self.ndim())?;
        let n = self.shape()[axis];
        if position > n {
            return Err(Error::index(format!(
                "index {position} is out of bounds for axis {axis} with size {n}"
            )));
        }
        let result = tegula_exec::with_gaps(&self.raw, axis, &[position])?;
        let gap = result.with_layout(result.layout.pick(axis, position));
        tegula_exec::assign(&gap, &values.hold().into_raw()?)?;
        Ok(Array::new(result))
    }

    /// A copy without a position of an axis.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![[1, 2, 3], [4, 5, 6]].delete(1, Axis(1))?, array![[1, 3], [4, 6]]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `AxisError` if there is no such axis, `IndexError` for a position beyond it.
    pub fn delete(&self, position: usize, axis: Axis) -> Result<Array<T>> {
        let axis = normalize_axis(axis.0, self.ndim())?;
        let size = self.shape()[axis];
        if position >= size {
            return Err(Error::OutOfBounds { index: position as i64, axis: Some(axis), size });
        }
        Ok(Array::new(tegula_exec::without(&self.raw, axis, position, 1, 1)?))
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

/// For every number the element of the choice with that number, all broadcast together.
///
/// ```
/// use tegula::{Bounds, choose, prelude::*};
///
/// let (a, b) = (array![1, 2, 3], array![10, 20, 30]);
/// assert_eq!(choose(&array![0, 1, 0], [&a, &b], Bounds::Raise)?, array![1, 20, 3]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `ValueError` if the shapes do not broadcast or `bounds` does not allow a number.
pub fn choose<'a, T: Data, A>(
    numbers: &ArrayRef<i64>,
    choices: impl IntoIterator<Item = &'a A>,
    bounds: Bounds,
) -> Result<Array<T>>
where
    A: std::ops::Deref<Target = ArrayRef<T>> + 'a,
{
    Ok(Array::new(tegula_exec::choose(&numbers.raw, &alike(choices)?, bounds)?))
}

/// For every element that of the first choice whose condition is true, else of `default`, all broadcast
/// together.
///
/// ```
/// use tegula::{prelude::*, select};
///
/// let x = array![1, 2, 3];
/// let (low, high) = (x.lt(2), x.gt(2));
/// let (a, b) = (array![-1], array![1]);
/// assert_eq!(select([&low, &high], [&a, &b], &array![0])?, array![-1, 0, 1]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `ValueError` if the shapes do not broadcast or there is not one choice for each condition.
pub fn select<'a, T: Data, A, C>(
    conditions: impl IntoIterator<Item = &'a C>,
    choices: impl IntoIterator<Item = &'a A>,
    default: &'a A,
) -> Result<Array<T>>
where
    A: std::ops::Deref<Target = ArrayRef<T>> + 'a,
    C: std::ops::Deref<Target = ArrayRef<bool>> + 'a,
{
    let conditions: Vec<RawArray> = conditions.into_iter().map(|c| c.raw.clone()).collect();
    let mut choices = alike(choices.into_iter().chain([default]))?;
    let default = choices.pop().expect("the default was added");
    if conditions.len() != choices.len() {
        return Err(Error::value("list of cases must be same length as list of conditions"));
    }
    Ok(Array::new(tegula_exec::select(&conditions, &choices, &default)?))
}

/// Arrays of one type, converted if the types are dynamic and differ.
fn alike<'a, T: Data, A>(arrays: impl IntoIterator<Item = &'a A>) -> Result<Vec<RawArray>>
where
    A: std::ops::Deref<Target = ArrayRef<T>> + 'a,
{
    let arrays: Vec<RawArray> = arrays.into_iter().map(|a| a.raw.clone()).collect();
    let Some(dtype) = arrays.iter().map(|a| a.dtype).reduce(tegula_core::promote) else {
        return Ok(arrays);
    };
    let convert = |a: RawArray| match a.dtype == dtype {
        true => Ok(a),
        false => tegula_exec::cast(&a, dtype, tegula_exec::Order::K),
    };
    arrays.into_iter().map(convert).collect()
}
