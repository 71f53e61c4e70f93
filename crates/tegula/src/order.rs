//! Sorting and searching; sets, medians, counts and sampled functions.

use tegula_core::{DType, Error, RawArray, Result, normalize_axis};
use tegula_exec::{Order, cast, copy};
use tegula_ufunc::sets::Wanted;
use tegula_ufunc::{order, quantile, sets, signal};

use crate::array::unwrap;
use crate::reduce::flat;
use crate::{Array, ArrayRef, Axis, Data, Reduction, ViewMut};

pub use tegula_ufunc::signal::Overlap;

/// A sorted copy along an axis. The sort is stable; NaN goes last.
///
/// ```
/// use tegula as np;
/// use tegula::prelude::*;
///
/// let x = array![[3.0, f64::NAN, 1.0], [2.0, 5.0, 4.0]];
/// assert_eq!(np::sort(&x, Axis(0))?.slice(s![.., 0]), array![2.0, 3.0]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `AxisError` if there is no such axis.
pub fn sort<T: Data>(x: &ArrayRef<T>, axis: Axis) -> Result<Array<T>> {
    let axis = normalize_axis(axis.0, x.ndim())?;
    let sorted = copy(&x.raw, Order::K)?;
    order::sort(&sorted, axis)?;
    Ok(Array::new(sorted))
}

/// A copy with the elements that belong at the places `kth` of each sorted line there, smaller ones before and
/// larger ones behind them.
///
/// ```
/// use tegula as np;
/// use tegula::prelude::*;
///
/// let x = np::partition(&array![7, 1, 5, 3, 9], &[2], Axis(0))?;
/// assert_eq!(x[2], 5);
/// assert!(x[0] < 5 && x[4] > 5);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `AxisError` if there is no such axis, `ValueError` for places that do not exist.
pub fn partition<T: Data>(x: &ArrayRef<T>, kth: &[i64], axis: Axis) -> Result<Array<T>> {
    let axis = normalize_axis(axis.0, x.ndim())?;
    let copied = copy(&x.raw, Order::K)?;
    order::partition(&copied, kth, axis)?;
    Ok(Array::new(copied))
}

/// The positions that sort along an axis by several keys of one shape, of which the last counts first.
///
/// ```
/// use tegula as np;
/// use tegula::prelude::*;
///
/// let (first, second) = (array![2, 1, 2, 1], array![0, 5, 9, 3]);
/// assert_eq!(np::lexsort(&[&second, &first], Axis(0))?, array![3, 1, 0, 2]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `TypeError` without keys, `ValueError` for keys of other shapes, `AxisError` if there is no such axis.
pub fn lexsort<T: Data>(keys: &[&ArrayRef<T>], axis: Axis) -> Result<Array<i64>> {
    let keys: Vec<RawArray> = keys.iter().map(|key| key.raw.clone()).collect();
    let axis = keys.first().map_or(Ok(0), |key| normalize_axis(axis.0, key.ndim()))?;
    Ok(Array::new(order::lexsort(&keys, axis)?))
}

impl<T: Data> Array<T> {
    /// Sorts along an axis. The sort is stable; NaN goes last.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let mut x = array![[3, 1, 2], [9, 8, 7]];
    /// x.sort(Axis(-1))?;
    /// assert_eq!(x, array![[1, 2, 3], [7, 8, 9]]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `AxisError` if there is no such axis.
    pub fn sort(&mut self, axis: Axis) -> Result<()> {
        let axis = normalize_axis(axis.0, self.ndim())?;
        order::sort(self.unique(), axis)
    }
}

impl<T: Data> ViewMut<'_, T> {
    /// Sorts along an axis, as [`Array::sort`].
    ///
    /// # Errors
    /// `AxisError` if there is no such axis.
    pub fn sort(&mut self, axis: Axis) -> Result<()> {
        let axis = normalize_axis(axis.0, self.ndim())?;
        order::sort(self.target(), axis)
    }
}

/// Distinct elements, and where and how often they occur: what [`ArrayRef::unique_all`] gives.
pub struct UniqueAll<T: Data> {
    /// The distinct elements, in order.
    pub values: Array<T>,
    /// Where each stands first in the flattened array.
    pub indices: Array<i64>,
    /// For every element of the flattened array the number of its like among the distinct ones.
    pub inverse: Array<i64>,
    /// How often each occurs.
    pub counts: Array<i64>,
}

impl<T: Data> ArrayRef<T> {
    /// The positions that sort along an axis; of equal elements the first comes first, NaN goes last.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![2.0, 1.0, 3.0, 1.0].argsort(Axis(0))?, array![1, 3, 0, 2]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `AxisError` if there is no such axis.
    pub fn argsort(&self, axis: Axis) -> Result<Array<i64>> {
        let axis = normalize_axis(axis.0, self.ndim())?;
        Ok(Array::new(order::argsort(&self.raw, axis)?))
    }

    /// Where values are to be inserted in this sorted vector: before equal elements, or behind them if `right`.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![1.0, 2.0, 2.0, 5.0];
    /// assert_eq!(x.searchsorted(&array![2.0, 9.0], false)?, array![1, 4]);
    /// assert_eq!(x.searchsorted(&array![2.0, 9.0], true)?, array![3, 4]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` if this is no vector.
    pub fn searchsorted(&self, values: &ArrayRef<T>, right: bool) -> Result<Array<i64>> {
        if self.ndim() != 1 {
            return Err(Error::value("object too deep for desired array"));
        }
        // Arrays of a type known at run time may be of two.
        let values = cast(&values.raw, self.raw.dtype, Order::K)?;
        Ok(Array::new(order::searchsorted(&self.raw, &values, right, None)?))
    }

    /// The distinct elements, in order. All NaN are one.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![3, 1, 3, 2].unique()?, array![1, 2, 3]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn unique(&self) -> Result<Array<T>> {
        Ok(Array::new(sets::unique(&flat(&self.raw)?, false, true, Wanted::default())?.values))
    }

    /// The distinct elements, where each stands first, the number of each element among them, and their counts.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let found = array![3, 1, 3].unique_all()?;
    /// assert_eq!(found.indices, array![1, 0]);
    /// assert_eq!(found.inverse, array![1, 0, 1]);
    /// assert_eq!(found.counts, array![1, 2]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn unique_all(&self) -> Result<UniqueAll<T>> {
        let wanted = Wanted { first: true, inverse: true, counts: true };
        let found = sets::unique(&flat(&self.raw)?, false, true, wanted)?;
        let part = |part: Option<RawArray>| Array::new(part.expect("it was asked for"));
        Ok(UniqueAll {
            values: Array::new(found.values),
            indices: part(found.first),
            inverse: part(found.inverse),
            counts: part(found.counts),
        })
    }

    /// True for each element that another array has.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![1, 2, 3].isin(&array![3, 1])?, array![true, false, true]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn isin(&self, elements: &ArrayRef<T>) -> Result<Array<bool>> {
        Ok(Array::new(sets::isin(&self.raw, &elements.raw, false)?))
    }

    /// The middle of the sorted elements, or the mean of the middle two; NaN if there is one.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[1.0, 9.0], [3.0, 5.0]];
    /// assert_eq!(x.median(All), 4.0);
    /// assert_eq!(x.median(Axis(0)), array![2.0, 7.0]);
    /// ```
    ///
    /// # Panics
    /// If there is no such axis, there are no elements, or these are no real numbers.
    #[track_caller]
    pub fn median<A: Reduction>(&self, axis: A) -> A::Output<T::Float> {
        self.quantile(0.5, axis)
    }

    /// What a share `q` of the elements is below: linear between two neighbours among the sorted elements; NaN if
    /// there is one.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![1.0, 2.0, 3.0, 5.0].quantile(0.5, All), 2.5);
    /// ```
    ///
    /// # Panics
    /// As [`median`](Self::median), and for a share beyond 0 and 1.
    #[track_caller]
    pub fn quantile<A: Reduction>(&self, q: f64, axis: A) -> A::Output<T::Float> {
        let (axes, keepdims) = unwrap(axis.axes(self.ndim()));
        A::give(unwrap(quantile::quantile(&self.raw, q, axes.as_deref(), keepdims)))
    }
}

/// How often each number from zero on occurs; the result has at least `least` elements.
///
/// ```
/// use tegula as np;
/// use tegula::prelude::*;
///
/// assert_eq!(np::bincount(&array![1, 3, 1], 0)?, array![0, 2, 0, 1]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `ValueError` for negative numbers.
pub fn bincount(numbers: &ArrayRef<i64>, least: usize) -> Result<Array<i64>> {
    let numbers = cast(&flat(&numbers.raw)?, DType::I64, Order::C)?;
    Ok(Array::new(tegula_exec::bincount(&numbers, None, least)?))
}

/// How many values lie in each of `bins` bins of equal width between two edges, and the edges of all bins.
///
/// ```
/// use tegula as np;
/// use tegula::prelude::*;
///
/// let (counts, edges) = np::histogram(&array![0.0, 0.1, 0.7, 1.0], 2, (0.0, 1.0))?;
/// assert_eq!(counts, array![2, 2]);
/// assert_eq!(edges, array![0.0, 0.5, 1.0]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `ValueError` without bins, or for edges that do not rise.
pub fn histogram(
    values: &ArrayRef<f64>,
    bins: usize,
    (first, last): (f64, f64),
) -> Result<(Array<i64>, Array<f64>)> {
    if bins == 0 {
        return Err(Error::value("`bins` must be positive, when an integer"));
    }
    if !(first < last && (last - first).is_finite()) {
        return Err(Error::value("max must be larger than min in range parameter."));
    }
    let edges = crate::linspace(first, last, bins + 1);
    let values = cast(&flat(&values.raw)?, DType::F64, Order::C)?;
    Ok((Array::new(tegula_exec::count_evenly(&values, &edges.raw)?), edges))
}

/// The values at `x` of the function that is linear between its values `fp` at the points `xp`, which must rise.
///
/// ```
/// use tegula as np;
/// use tegula::prelude::*;
///
/// let y = np::interp(&array![0.0, 1.5, 9.0], &array![1.0, 2.0], &array![3.0, 4.0])?;
/// assert_eq!(y, array![3.0, 3.5, 4.0]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `ValueError` without points, or if there are not as many values.
pub fn interp(x: &ArrayRef<f64>, xp: &ArrayRef<f64>, fp: &ArrayRef<f64>) -> Result<Array<f64>> {
    Ok(Array::new(signal::interp(&x.raw, &flat(&xp.raw)?, &flat(&fp.raw)?, None, None)?))
}

/// The correlation of two vectors: element `k` is the sum of `a[n + k]` times the conjugate of `v[n]`.
///
/// ```
/// use tegula as np;
/// use tegula::prelude::*;
///
/// let (a, v) = (array![1.0, 2.0, 3.0], array![0.0, 1.0, 0.5]);
/// assert_eq!(np::correlate(&a, &v, np::Overlap::Valid)?, array![3.5]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `ValueError` if either has no elements.
pub fn correlate<T: Data>(a: &ArrayRef<T>, v: &ArrayRef<T>, overlap: Overlap) -> Result<Array<T>> {
    Ok(Array::new(signal::correlate(&flat(&a.raw)?, &flat(&v.raw)?, overlap)?))
}
