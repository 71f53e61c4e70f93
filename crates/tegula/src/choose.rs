//! Elements chosen, found and written by conditions.

use std::ops::Deref;

use tegula_core::{Error, RawArray, Result, Scalar};
use tegula_exec::{Bounds, Numbering, Order, cast};
use tegula_ufunc::{Arg, Options, ReduceOptions, table};

use crate::array::unwrap;
use crate::functions::truth;
use crate::reduce::{Reduction, flat};
use crate::{Array, ArrayRef, Data, Operand};

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
    A: Deref<Target = ArrayRef<T>> + 'a,
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
    A: Deref<Target = ArrayRef<T>> + 'a,
    C: Deref<Target = ArrayRef<bool>> + 'a,
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
    A: Deref<Target = ArrayRef<T>> + 'a,
{
    let arrays: Vec<RawArray> = arrays.into_iter().map(|a| a.raw.clone()).collect();
    let Some(dtype) = arrays.iter().map(|a| a.dtype).reduce(tegula_core::promote) else {
        return Ok(arrays);
    };
    let convert = |a: RawArray| match a.dtype == dtype {
        true => Ok(a),
        false => cast(&a, dtype, Order::K),
    };
    arrays.into_iter().map(convert).collect()
}

/// The pairs of a condition and what to do where it holds, for [`piecewise`](ArrayRef::piecewise).
pub type Piece<'a, T> = (&'a ArrayRef<bool>, &'a dyn Fn(&Array<T>) -> Array<T>);

impl<T: Data> ArrayRef<T> {
    /// Functions, each applied to the elements where its condition is true; where several are, the last counts, where
    /// none is, the result is `default`.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![-2.0, -1.0, 3.0];
    /// let y = x.piecewise(&[(&x.lt(0.0), &|v| -v), (&x.gt(1.0), &|v| v * 10.0)], 0.0)?;
    /// assert_eq!(y, array![2.0, 1.0, 30.0]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `IndexError` if a condition does not fit, `ValueError` if a function gives another number of elements.
    pub fn piecewise(&self, pieces: &[Piece<'_, T>], default: impl Operand<T>) -> Result<Array<T>> {
        let result = tegula_exec::like(&self.raw, self.dtype(), Order::K)?;
        tegula_exec::assign(&result, &default.hold().into_raw()?)?;
        for (condition, function) in pieces {
            let item = [tegula_core::index::Item::Mask(condition.raw.clone())];
            let prepared = tegula_core::index::prepare(&self.raw.layout, &item)?;
            let values = Array::new(tegula_exec::get(&self.raw, &prepared, Order::K)?);
            if !values.is_empty() {
                tegula_exec::set(&result, &prepared, function(&values).raw_array())?;
            }
        }
        Ok(Array::new(result))
    }

    /// The elements of the flattened array where a condition of as many elements is true.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[1, 2], [3, 4]];
    /// assert_eq!(x.extract(&x.gt(2))?, array![3, 4]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `IndexError` for a condition that is true beyond the elements.
    pub fn extract(&self, condition: &ArrayRef<bool>) -> Result<Array<T>> {
        let positions = tegula_exec::nonzero(&flat(&condition.raw)?)?.swap_remove(0);
        Ok(Array::new(tegula_exec::take(&flat(&self.raw)?, &positions, 0, Bounds::Raise)?))
    }

    /// The number of elements that are not zero, along axes.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[1, 0], [2, 3]];
    /// assert_eq!(x.count_nonzero(All), 3);
    /// assert_eq!(x.count_nonzero(Axis(0)), array![2, 1]);
    /// ```
    ///
    /// # Panics
    /// If there is no such axis, or memory is refused.
    #[track_caller]
    pub fn count_nonzero<A: Reduction>(&self, axis: A) -> A::Output<i64> {
        let count = axis.axes(self.ndim()).and_then(|(axes, keepdims)| {
            table::ADD.reduce(&truth(&self.raw)?, axes.as_deref(), keepdims, &ReduceOptions::default())
        });
        A::give(unwrap(count))
    }

    /// The positions of the elements that are not zero, as the rows of a matrix.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![[0, 3], [5, 0]].argwhere(), array![[0, 1], [1, 0]]);
    /// ```
    ///
    /// # Panics
    /// If memory is refused.
    #[track_caller]
    pub fn argwhere(&self) -> Array<i64> {
        Array::new(unwrap(truth(&self.raw).and_then(|mask| tegula_exec::coordinates(&mask))))
    }

    /// The positions in the flattened array of the elements that are not zero.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![[0, 3], [5, 0]].flatnonzero(), array![1, 2]);
    /// ```
    ///
    /// # Panics
    /// If memory is refused.
    #[track_caller]
    pub fn flatnonzero(&self) -> Array<i64> {
        let found = flat(&self.raw).and_then(|line| tegula_exec::nonzero(&truth(&line)?));
        Array::new(unwrap(found).swap_remove(0))
    }
}

fn same_size(name: &str, target: &RawArray, mask: &RawArray) -> Result<()> {
    if mask.size() != target.size() {
        return Err(Error::value(format!("{name}: mask and data must be the same size")));
    }
    Ok(())
}

impl<T: Data> Array<T> {
    /// Writes `values`, broadcast, where `condition`, broadcast as well, is true.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let mut x = array![[1, 2], [3, 4]];
    /// x.copyto(array![[8], [9]], &array![true, false])?;
    /// assert_eq!(x, array![[8, 2], [9, 4]]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` if the values or the condition do not broadcast.
    pub fn copyto(&mut self, values: impl Operand<T>, condition: &ArrayRef<bool>) -> Result<()> {
        let values = values.hold().into_raw()?;
        tegula_exec::assign_where(self.unique(), &values, &condition.raw)
    }

    /// Writes `values` one after the other, over and over, to the elements where `mask` is true.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let mut x = array![1, 2, 3, 4];
    /// x.place(&array![true, false, true, true], array![8, 9])?;
    /// assert_eq!(x, array![8, 2, 9, 8]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` for a mask of another size, and if there are places but no values.
    pub fn place(&mut self, mask: &ArrayRef<bool>, values: impl Operand<T>) -> Result<()> {
        same_size("place", self.raw_array(), &mask.raw)?;
        let values = values.hold().into_raw()?;
        tegula_exec::put_where(self.unique(), &mask.raw, &values, Numbering::Chosen)
    }

    /// Writes the values with the same positions, `values` over and over, to the elements where `mask` is true.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let mut x = array![1, 2, 3, 4];
    /// x.putmask(&array![false, true, true, true], array![8, 9])?;
    /// assert_eq!(x, array![1, 9, 8, 9]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` for a mask of another size, and if there are places but no values.
    pub fn putmask(&mut self, mask: &ArrayRef<bool>, values: impl Operand<T>) -> Result<()> {
        same_size("putmask", self.raw_array(), &mask.raw)?;
        let values = values.hold().into_raw()?;
        tegula_exec::put_where(self.unique(), &mask.raw, &values, Numbering::Position)
    }
}

/// Where two arrays, broadcast together, are equal within a tolerance: `|a - b| <= atol + rtol * |b|`.
///
/// ```
/// use tegula::{isclose, prelude::*};
///
/// let (a, b) = (array![1.0, 2.0], array![1.0 + 1e-9, 2.1]);
/// assert_eq!(isclose(&a, &b, 1e-5, 1e-8)?, array![true, false]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `ValueError` if the shapes do not broadcast.
pub fn isclose<T: Data>(a: &ArrayRef<T>, b: &ArrayRef<T>, rtol: f64, atol: f64) -> Result<Array<bool>> {
    let options = Options::default();
    let call = |ufunc: &tegula_ufunc::Ufunc, args: &[Arg]| ufunc.call(args, &options);
    let (x, y) = (Arg::Array(&a.raw), Arg::Array(&b.raw));
    let floats = if b.dtype().is_float() || b.dtype().is_complex() {
        b.raw.clone()
    } else {
        cast(&b.raw, tegula_core::DType::F64, Order::K)?
    };
    let y_floats = Arg::Array(&floats);
    let literal = |value: f64| Arg::Literal(Scalar::F64(value));
    let distance = call(&table::SUBTRACT, &[x, y_floats])?;
    let distance = call(&table::ABSOLUTE, &[Arg::Array(&distance)])?;
    let scale = call(&table::ABSOLUTE, &[y_floats])?;
    let bound = call(&table::MULTIPLY, &[literal(rtol), Arg::Array(&scale)])?;
    let bound = call(&table::ADD, &[literal(atol), Arg::Array(&bound)])?;
    let near = call(&table::LESS_EQUAL, &[Arg::Array(&distance), Arg::Array(&bound)])?;
    let finite = call(&table::ISFINITE, &[y_floats])?;
    let near = call(&table::LOGICAL_AND, &[Arg::Array(&near), Arg::Array(&finite)])?;
    let equal = call(&table::EQUAL, &[x, y])?;
    Ok(Array::new(call(&table::LOGICAL_OR, &[Arg::Array(&near), Arg::Array(&equal)])?))
}

/// Whether all elements of two arrays, broadcast together, are equal within a tolerance; see [`isclose`].
///
/// # Errors
/// `ValueError` if the shapes do not broadcast.
pub fn allclose<T: Data>(a: &ArrayRef<T>, b: &ArrayRef<T>, rtol: f64, atol: f64) -> Result<bool> {
    Ok(isclose(a, b, rtol, atol)?.all(()))
}

/// Whether two arrays have the same shape and the same elements, as `==` says; with `equal_nan`, NaN equals NaN.
///
/// ```
/// use tegula::{array_equal, prelude::*};
///
/// let x = array![1.0, f64::NAN];
/// assert!(array_equal(&x, &x, true) && !array_equal(&x, &x, false));
/// ```
///
/// # Panics
/// If memory is refused.
#[track_caller]
pub fn array_equal<T: Data>(a: &ArrayRef<T>, b: &ArrayRef<T>, equal_nan: bool) -> bool {
    if a.shape() != b.shape() {
        return false;
    }
    let mut equal = a.eq_(b);
    if equal_nan {
        equal |= a.ne_(a) & b.ne_(b);
    }
    equal.all(())
}

/// Whether two arrays are equal once broadcast together.
///
/// # Panics
/// If memory is refused.
#[track_caller]
pub fn array_equiv<T: Data>(a: &ArrayRef<T>, b: &ArrayRef<T>) -> bool {
    tegula_core::broadcast_shapes(&[a.shape(), b.shape()]).is_ok() && a.eq_(b).all(())
}

/// Whether two arrays have an element's memory in common. (In Rust they can only if one is a view or a clone of the
/// other, or both are of a third.)
///
/// ```
/// use tegula::{prelude::*, shares_memory};
///
/// let x = arange(4);
/// assert!(shares_memory(&x.slice(s![..2]), &x));
/// assert!(!shares_memory(&x.slice(s![..;2]), &x.slice(s![1..;2])));
/// assert!(!shares_memory(&x.to_array(), &x));
/// ```
pub fn shares_memory<T: Data, U: Data>(a: &ArrayRef<T>, b: &ArrayRef<U>) -> bool {
    tegula_core::shares_memory(&a.raw, &b.raw)
}
