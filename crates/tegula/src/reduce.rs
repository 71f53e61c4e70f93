//! Reductions: sums, means, extremes, along axes or over all elements.

use tegula_core::{Dims, RawArray, Result, normalize_axes, normalize_axis};
use tegula_exec::{Order, copy};
use tegula_ufunc::statistics::{self, StatOptions};
use tegula_ufunc::{ReduceOptions, Ufunc, table};

use crate::array::unwrap;
use crate::functions::truth;
use crate::{Array, ArrayRef, Data};

/// Over all axes: the result is a value, not an array. `()` says the same.
#[derive(Clone, Copy, Debug)]
pub struct All;

/// Along one axis, counted from the back if negative: the result is an array without it.
#[derive(Clone, Copy, Debug)]
pub struct Axis(pub isize);

/// Along several axes: the result is an array without them.
#[derive(Clone, Copy, Debug)]
pub struct Axes<const N: usize>(pub [isize; N]);

/// The axes of a reduction, which stay in the result with extent 1: NumPy's `keepdims=True`.
#[derive(Clone, Copy, Debug)]
pub struct KeepDims<A>(A);

/// Which axes a reduction runs along, and so whether it gives an array or a value:
///
/// ```
/// use tegula::prelude::*;
///
/// let x = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
/// assert_eq!(x.sum(All), 21.0);
/// assert_eq!(x.sum(Axis(0)), array![5.0, 7.0, 9.0]);
/// assert_eq!(x.sum(Axis(-1)), array![6.0, 15.0]);
/// assert_eq!(x.sum(Axis(-1).keepdims()), array![[6.0], [15.0]]);
/// assert_eq!(x.sum(Axes([0, 1])).ndim(), 0);
/// ```
pub trait Reduction {
    /// What a reduction of elements of type `T` gives.
    type Output<T: Data>;

    /// The axes, counted from the front; `None` for all. And whether they stay.
    #[doc(hidden)]
    fn axes(&self, ndim: usize) -> Result<(Option<Dims<usize>>, bool)>;

    /// The result in its form.
    #[doc(hidden)]
    fn give<T: Data>(raw: RawArray) -> Self::Output<T>;
}

/// A [`Reduction`] along one axis or over all, as `argmax` and `cumsum` have it.
pub trait OneAxis: Reduction {}

impl Axis {
    /// The axis stays in the result with extent 1.
    pub fn keepdims(self) -> KeepDims<Axis> {
        KeepDims(self)
    }
}

impl<const N: usize> Axes<N> {
    /// The axes stay in the result with extent 1.
    pub fn keepdims(self) -> KeepDims<Axes<N>> {
        KeepDims(self)
    }
}

impl All {
    /// All axes stay in the result with extent 1.
    pub fn keepdims(self) -> KeepDims<All> {
        KeepDims(self)
    }
}

impl Reduction for All {
    type Output<T: Data> = T::Value;
    fn axes(&self, _: usize) -> Result<(Option<Dims<usize>>, bool)> {
        Ok((None, false))
    }
    fn give<T: Data>(raw: RawArray) -> T::Value {
        ArrayRef::<T>::of(&raw).first()
    }
}

impl Reduction for () {
    type Output<T: Data> = T::Value;
    fn axes(&self, _: usize) -> Result<(Option<Dims<usize>>, bool)> {
        Ok((None, false))
    }
    fn give<T: Data>(raw: RawArray) -> T::Value {
        All::give::<T>(raw)
    }
}

impl Reduction for Axis {
    type Output<T: Data> = Array<T>;
    fn axes(&self, ndim: usize) -> Result<(Option<Dims<usize>>, bool)> {
        Ok((Some(Dims::repeat(normalize_axis(self.0, ndim)?, 1)), false))
    }
    fn give<T: Data>(raw: RawArray) -> Array<T> {
        Array::new(raw)
    }
}

impl<const N: usize> Reduction for Axes<N> {
    type Output<T: Data> = Array<T>;
    fn axes(&self, ndim: usize) -> Result<(Option<Dims<usize>>, bool)> {
        Ok((Some(normalize_axes(&self.0, ndim)?), false))
    }
    fn give<T: Data>(raw: RawArray) -> Array<T> {
        Array::new(raw)
    }
}

impl<A: Reduction> Reduction for KeepDims<A> {
    type Output<T: Data> = Array<T>;
    fn axes(&self, ndim: usize) -> Result<(Option<Dims<usize>>, bool)> {
        Ok((self.0.axes(ndim)?.0, true))
    }
    fn give<T: Data>(raw: RawArray) -> Array<T> {
        Array::new(raw)
    }
}

impl OneAxis for All {}
impl OneAxis for () {}
impl OneAxis for Axis {}
impl<A: OneAxis> OneAxis for KeepDims<A> {}

/// `name -> element type of the result, "summary", example over [[1, 2], [3, 4]] => All, Axis(0); call`
macro_rules! reductions {
    ($($name:ident -> $output:ty, $doc:literal, $all:literal, $axis:literal, $reduce:expr;)*) => {
        impl<T: Data> ArrayRef<T> {$(
            #[doc = $doc]
            ///
            /// ```
            /// use tegula::prelude::*;
            ///
            /// let x = array![[1.0, 2.0], [3.0, 4.0]];
            #[doc = concat!("assert_eq!(x.", stringify!($name), "(All), ", $all, ");")]
            #[doc = concat!("assert_eq!(x.", stringify!($name), "(Axis(0)), array!", $axis, ");")]
            /// ```
            ///
            /// # Panics
            /// If there is no such axis, nothing to reduce where there must be, or memory is refused.
            #[track_caller]
            pub fn $name<A: Reduction>(&self, axis: A) -> A::Output<$output> {
                let reduce: fn(&RawArray, Option<&[usize]>, bool) -> Result<RawArray> = $reduce;
                let result = axis
                    .axes(self.ndim())
                    .and_then(|(axes, keepdims)| reduce(&self.raw, axes.as_deref(), keepdims));
                A::give(unwrap(result))
            }
        )*}
    };
}

fn fold(ufunc: &Ufunc, x: &RawArray, axes: Option<&[usize]>, keepdims: bool) -> Result<RawArray> {
    ufunc.reduce(x, axes, keepdims, &ReduceOptions::default())
}

fn spread(keepdims: bool, ddof: f64) -> StatOptions<'static> {
    StatOptions { keepdims, ddof, ..StatOptions::default() }
}

reductions! {
    sum -> T::Sum, "Sums, added pairwise. Integers and booleans are summed in 64 bits.", "10.0", "[4.0, 6.0]",
        |x, axes, keepdims| fold(&table::ADD, x, axes, keepdims);
    prod -> T::Sum, "Products. Integers and booleans are multiplied in 64 bits.", "24.0", "[3.0, 8.0]",
        |x, axes, keepdims| fold(&table::MULTIPLY, x, axes, keepdims);
    mean -> T::Float, "Arithmetic means.", "2.5", "[2.0, 3.0]",
        |x, axes, keepdims| statistics::mean(x, axes, &spread(keepdims, 0.0));
    std -> <T::Float as Data>::Real, "Standard deviations, with the number of elements as divisor.", "1.25f64.sqrt()", "[1.0, 1.0]",
        |x, axes, keepdims| statistics::std(x, axes, &spread(keepdims, 0.0));
    var -> <T::Float as Data>::Real, "Variances, with the number of elements as divisor.", "1.25", "[1.0, 1.0]",
        |x, axes, keepdims| statistics::var(x, axes, &spread(keepdims, 0.0));
    max -> T, "Largest elements; NaN if there is one.", "4.0", "[3.0, 4.0]",
        |x, axes, keepdims| fold(&table::MAXIMUM, x, axes, keepdims);
    min -> T, "Smallest elements; NaN if there is one.", "1.0", "[1.0, 2.0]",
        |x, axes, keepdims| fold(&table::MINIMUM, x, axes, keepdims);
    ptp -> T, "Largest less smallest elements.", "3.0", "[2.0, 2.0]",
        statistics::ptp;
    all -> bool, "Whether all elements are true (not zero).", "true", "[true, true]",
        |x, axes, keepdims| fold(&table::LOGICAL_AND, &truth(x)?, axes, keepdims);
    any -> bool, "Whether any element is true (not zero).", "true", "[true, true]",
        |x, axes, keepdims| fold(&table::LOGICAL_OR, &truth(x)?, axes, keepdims);
}

impl<T: Data> ArrayRef<T> {
    /// Standard deviations, with the number of elements less `ddof` as divisor.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![1.0, 3.0].std_ddof(All, 1.0), 2f64.sqrt());
    /// ```
    ///
    /// # Panics
    /// If there is no such axis, or memory is refused.
    #[track_caller]
    pub fn std_ddof<A: Reduction>(&self, axis: A, ddof: f64) -> A::Output<<T::Float as Data>::Real> {
        let (axes, keepdims) = unwrap(axis.axes(self.ndim()));
        A::give(unwrap(statistics::std(&self.raw, axes.as_deref(), &spread(keepdims, ddof))))
    }

    /// Variances, with the number of elements less `ddof` as divisor.
    ///
    /// # Panics
    /// If there is no such axis, or memory is refused.
    #[track_caller]
    pub fn var_ddof<A: Reduction>(&self, axis: A, ddof: f64) -> A::Output<<T::Float as Data>::Real> {
        let (axes, keepdims) = unwrap(axis.axes(self.ndim()));
        A::give(unwrap(statistics::var(&self.raw, axes.as_deref(), &spread(keepdims, ddof))))
    }

    /// The positions of the largest elements, the first of several; NaN counts as largest. Over [`All`] it is
    /// the position among all elements in C order.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[1, 9], [7, 3]];
    /// assert_eq!(x.argmax(Axis(1)), array![1, 0]);
    /// assert_eq!(x.argmax(All), 1);
    /// ```
    ///
    /// # Panics
    /// If there is no such axis, there are no elements, or memory is refused.
    #[track_caller]
    pub fn argmax<A: OneAxis>(&self, axis: A) -> A::Output<i64> {
        self.position(axis, statistics::argmax)
    }

    /// The positions of the smallest elements, the first of several; NaN counts as smallest. Over [`All`] it
    /// is the position among all elements in C order.
    ///
    /// # Panics
    /// If there is no such axis, there are no elements, or memory is refused.
    #[track_caller]
    pub fn argmin<A: OneAxis>(&self, axis: A) -> A::Output<i64> {
        self.position(axis, statistics::argmin)
    }

    #[track_caller]
    fn position<A: OneAxis>(
        &self,
        axis: A,
        find: fn(&RawArray, Option<usize>, bool) -> Result<RawArray>,
    ) -> A::Output<i64> {
        let (axes, keepdims) = unwrap(axis.axes(self.ndim()));
        A::give(unwrap(find(&self.raw, axes.map(|axes| axes[0]), keepdims)))
    }

    /// Running sums along an axis, or over all elements in C order.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[1.0, 2.0], [3.0, 4.0]];
    /// assert_eq!(x.cumsum(Axis(0)), array![[1.0, 2.0], [4.0, 6.0]]);
    /// assert_eq!(x.cumsum(All), array![1.0, 3.0, 6.0, 10.0]);
    /// ```
    ///
    /// # Panics
    /// If there is no such axis, or memory is refused.
    #[track_caller]
    pub fn cumsum<A: OneAxis>(&self, axis: A) -> Array<T::Sum> {
        self.running(axis, &table::ADD)
    }

    /// Running products along an axis, or over all elements in C order.
    ///
    /// # Panics
    /// If there is no such axis, or memory is refused.
    #[track_caller]
    pub fn cumprod<A: OneAxis>(&self, axis: A) -> Array<T::Sum> {
        self.running(axis, &table::MULTIPLY)
    }

    #[track_caller]
    fn running<A: OneAxis>(&self, axis: A, ufunc: &Ufunc) -> Array<T::Sum> {
        let (axes, _) = unwrap(axis.axes(self.ndim()));
        let result = match axes {
            Some(axes) => ufunc.accumulate(&self.raw, axes[0], None, None),
            None => flat(&self.raw).and_then(|line| ufunc.accumulate(&line, 0, None, None)),
        };
        Array::new(unwrap(result))
    }
}

/// All elements in C order as one axis: the same memory if they lie so.
pub(crate) fn flat(array: &RawArray) -> Result<RawArray> {
    let size = array.size();
    match array.layout.reshape(&[size], array.itemsize(), false) {
        Some(layout) => Ok(array.with_layout(layout)),
        None => {
            let fresh = copy(array, Order::C)?;
            let layout = fresh.layout.reshape(&[size], fresh.itemsize(), false);
            Ok(fresh.with_layout(layout.expect("a contiguous array has a flat view")))
        }
    }
}
