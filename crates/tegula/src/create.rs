//! Making arrays.

use tegula_core::{DType, Element, Error, RawArray, Result, Scalar, ShapeText, element_count};
use tegula_exec::Order;

use crate::array::unwrap;
use crate::shape::IntoShape;
use crate::{Array, ArrayRef, Data, Number, foreign};

/// An array of zeros.
///
/// ```
/// use tegula::prelude::*;
///
/// let x: Array<f32> = zeros((2, 3));
/// assert_eq!(x.shape(), &[2, 3]);
/// assert_eq!(zeros::<bool>(2), array![false, false]);
/// ```
///
/// # Panics
/// If the shape is too large, or memory is refused.
#[track_caller]
pub fn zeros<T: Element + Data>(shape: impl IntoShape) -> Array<T> {
    Array::new(unwrap(RawArray::zeros(&shape.into_shape(), <T as Element>::DTYPE)))
}

/// An array of ones.
///
/// # Panics
/// If the shape is too large, or memory is refused.
#[track_caller]
pub fn ones<T: Element + Data>(shape: impl IntoShape) -> Array<T> {
    filled(&shape.into_shape(), Scalar::I64(1).cast(<T as Element>::DTYPE))
}

/// An array of one value.
///
/// ```
/// use tegula::prelude::*;
///
/// assert_eq!(full((1, 2), 7u8), array![[7u8, 7]]);
/// ```
///
/// # Panics
/// If the shape is too large, or memory is refused.
#[track_caller]
pub fn full<T: Element + Data>(shape: impl IntoShape, value: T) -> Array<T> {
    filled(&shape.into_shape(), value.to_scalar())
}

#[track_caller]
fn filled<T: Data>(shape: &[usize], value: Scalar) -> Array<T> {
    let array = unwrap(RawArray::empty(shape, value.dtype()));
    tegula_exec::fill(&array, value);
    Array::new(array)
}

/// The elements that lie in some bytes, copied, in the type and byte order that they are stored in. Converted to a
/// type of Rust's they are in native order.
///
/// ```
/// use tegula::{DType, frombuffer, prelude::*};
///
/// let big_endian = if cfg!(target_endian = "little") { DType::I16.foreign() } else { DType::I16 };
/// let stored = frombuffer(&[0, 1, 1, 0], big_endian)?;
/// assert_eq!(stored.astype::<i16>(), array![1i16, 256]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `ValueError` if the bytes are no whole number of elements, or of a type that bytes do not describe.
pub fn frombuffer(bytes: &[u8], dtype: DType) -> Result<Array> {
    let size = dtype.itemsize();
    if dtype == DType::Object {
        return Err(Error::value("cannot create an OBJECT array from memory buffer"));
    }
    if size == 0 {
        return Err(Error::value("itemsize cannot be zero in type"));
    }
    if !bytes.len().is_multiple_of(size) {
        return Err(Error::value("buffer size must be a multiple of element size"));
    }
    let array = RawArray::empty(&[bytes.len() / size], dtype)?;
    // SAFETY: the new array holds as many bytes; every pattern is a value, of booleans by being zero or not.
    unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), array.ptr(), bytes.len()) };
    Ok(Array::new(array))
}

/// Zeros in the shape, type and memory order of another array.
///
/// ```
/// use tegula::prelude::*;
///
/// assert_eq!(zeros_like(&array![1.5, 2.5]), array![0.0, 0.0]);
/// ```
///
/// # Panics
/// If memory is refused.
#[track_caller]
pub fn zeros_like<T: Data>(array: &ArrayRef<T>) -> Array<T> {
    like(array, Scalar::I64(0))
}

/// Ones in the shape, type and memory order of another array.
///
/// # Panics
/// If memory is refused.
#[track_caller]
pub fn ones_like<T: Data>(array: &ArrayRef<T>) -> Array<T> {
    like(array, Scalar::I64(1))
}

/// One value in the shape, type and memory order of another array.
///
/// # Panics
/// If memory is refused.
#[track_caller]
pub fn full_like<T: Element + Data>(array: &ArrayRef<T>, value: T) -> Array<T> {
    like(array, value.to_scalar())
}

#[track_caller]
fn like<T: Data>(array: &ArrayRef<T>, value: Scalar) -> Array<T> {
    let fresh = unwrap(tegula_exec::like(&array.raw, array.dtype(), Order::K));
    tegula_exec::fill(&fresh, value);
    Array::new(fresh)
}

/// The integers `0..stop`.
///
/// ```
/// use tegula::prelude::*;
///
/// assert_eq!(arange(4), array![0, 1, 2, 3]);
/// ```
///
/// # Panics
/// If memory is refused.
#[track_caller]
pub fn arange(stop: i64) -> Array<i64> {
    arange_step(0, stop, 1)
}

/// The numbers from `start`, `step` apart, before `stop`; of integers or floats.
///
/// Floats are `start + i * step`, rounded as NumPy rounds them. Their number is
/// `ceil((stop - start) / step)`; for a given number use [`linspace`].
///
/// ```
/// use tegula::prelude::*;
///
/// assert_eq!(arange_step(10, 0, -3), array![10, 7, 4, 1]);
/// assert_eq!(arange_step(0.0, 1.0, 0.25), array![0.0, 0.25, 0.5, 0.75]);
/// ```
///
/// # Panics
/// For a step of zero, a range that is not finite or too large, or if memory is refused.
#[track_caller]
pub fn arange_step<T: Element + Number>(start: T, stop: T, step: T) -> Array<T> {
    let dtype = <T as Element>::DTYPE;
    assert!(!dtype.is_complex(), "arange() of complex numbers is not supported");
    let [start, stop, step] = [start, stop, step].map(Element::to_scalar);
    let range = if dtype.is_float() {
        let [start, stop, step] = [start, stop, step].map(Scalar::to_f64);
        tegula_exec::range_length(start, stop, step)
            .and_then(|n| tegula_exec::arange_float(start, step, n, dtype))
    } else {
        let [start, stop, step] = [start, stop, step].map(Scalar::to_i64);
        tegula_exec::integer_range_length(start, stop, step).and_then(|n| tegula_exec::arange(start, step, n))
    };
    Array::new(unwrap(range.and_then(|numbers| tegula_exec::converted(numbers, dtype))))
}

/// `num` numbers evenly spaced from `start` to `stop`, both included.
///
/// ```
/// use tegula::prelude::*;
///
/// assert_eq!(linspace(0.0, 1.0, 5), array![0.0, 0.25, 0.5, 0.75, 1.0]);
/// ```
///
/// # Panics
/// If memory is refused.
#[track_caller]
pub fn linspace(start: f64, stop: f64, num: usize) -> Array<f64> {
    Array::new(unwrap(
        tegula_exec::linspace(start.into(), stop.into(), num, true, DType::F64).map(|(numbers, _)| numbers),
    ))
}

/// `num` numbers evenly spaced from `start` to before `stop`: NumPy's `linspace` with `endpoint=False`.
///
/// ```
/// use tegula::{linspace_open, prelude::*};
///
/// assert_eq!(linspace_open(0.0, 1.0, 4), array![0.0, 0.25, 0.5, 0.75]);
/// ```
///
/// # Panics
/// If memory is refused.
#[track_caller]
pub fn linspace_open(start: f64, stop: f64, num: usize) -> Array<f64> {
    Array::new(unwrap(
        tegula_exec::linspace(start.into(), stop.into(), num, false, DType::F64).map(|(numbers, _)| numbers),
    ))
}

/// `num` numbers evenly spaced on a logarithmic scale, from `base` to the power `start` to `base` to the power `stop`.
///
/// ```
/// use tegula::{logspace, prelude::*};
///
/// assert_eq!(logspace(0.0, 2.0, 3, 10.0), array![1.0, 10.0, 100.0]);
/// ```
///
/// # Panics
/// If memory is refused.
#[track_caller]
pub fn logspace(start: f64, stop: f64, num: usize, base: f64) -> Array<f64> {
    let [start, stop] = [start, stop].map(|end| unwrap(RawArray::from_scalar(end.to_scalar())));
    Array::new(unwrap(tegula_ufunc::logspace(&start, &stop, num, true, base, DType::F64)))
}

/// `num` numbers in geometric progression, from `start` to `stop`.
///
/// ```
/// use tegula::{geomspace, prelude::*};
///
/// assert_eq!(geomspace(1.0, 8.0, 4).rint(), array![1.0, 2.0, 4.0, 8.0]);
/// ```
///
/// # Panics
/// If an end is zero, or memory is refused.
#[track_caller]
pub fn geomspace(start: f64, stop: f64, num: usize) -> Array<f64> {
    let [start, stop] = [start, stop].map(|end| unwrap(RawArray::from_scalar(end.to_scalar())));
    Array::new(unwrap(tegula_ufunc::geomspace(&start, &stop, num, true)))
}

/// The powers of numbers as the rows of a matrix of `n` columns, from high to low: a Vandermonde matrix. Integers are
/// computed in 64 bits.
///
/// ```
/// use tegula::{prelude::*, vander};
///
/// assert_eq!(vander(&array![2, 3], 3)?, array![[4, 2, 1], [9, 3, 1]]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `ValueError` for other than one axis.
pub fn vander<T: Data>(x: &ArrayRef<T>, n: usize) -> Result<Array<T>> {
    let powers = tegula_ufunc::vander(&x.raw, n, false)?;
    Ok(Array::new(tegula_exec::converted(powers, x.dtype())?))
}

/// An array whose elements are to be written. Rust does not allow to look at memory that nobody has written, so they
/// are zeros; of large arrays the system zeroes what is touched.
///
/// # Panics
/// If the shape is too large, or memory is refused.
#[track_caller]
pub fn empty<T: Element + Data>(shape: impl IntoShape) -> Array<T> {
    zeros(shape)
}

/// An array whose elements are to be written, in the shape, type and memory order of another; see [`empty`].
///
/// # Panics
/// If memory is refused.
#[track_caller]
pub fn empty_like<T: Data>(array: &ArrayRef<T>) -> Array<T> {
    zeros_like(array)
}

/// Ones on the diagonal `k` of a matrix of `rows` and `cols`, zeros elsewhere: NumPy's `eye(rows, cols, k)`.
///
/// ```
/// use tegula::{eye_k, prelude::*};
///
/// assert_eq!(eye_k::<i32>(2, 3, 1), array![[0, 1, 0], [0, 0, 1]]);
/// ```
///
/// # Panics
/// If the size is too large, or memory is refused.
#[track_caller]
pub fn eye_k<T: Element + Data>(rows: usize, cols: usize, k: isize) -> Array<T> {
    Array::new(unwrap(tegula_exec::eye(rows, cols, k, <T as Element>::DTYPE)))
}

/// The identity matrix of `n` rows.
///
/// ```
/// use tegula::prelude::*;
///
/// assert_eq!(eye::<f64>(2), array![[1.0, 0.0], [0.0, 1.0]]);
/// let one_hot = eye::<f64>(3).at(array![2, 0]);
/// assert_eq!(one_hot, array![[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]);
/// ```
///
/// # Panics
/// If the size is too large, or memory is refused.
#[track_caller]
pub fn eye<T: Element + Data>(n: usize) -> Array<T> {
    Array::new(unwrap(tegula_exec::eye(n, n, 0, <T as Element>::DTYPE)))
}

impl<T: Element + Data> Array<T> {
    /// A 1-d array of the elements of a vector, whose memory it takes over if that is large.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(Array::from_vec(vec![1, 2]), array![1, 2]);
    /// ```
    ///
    /// # Panics
    /// If memory is refused.
    #[track_caller]
    pub fn from_vec(elements: Vec<T>) -> Array<T> {
        Array::new(unwrap(foreign::from_vec(elements)))
    }

    /// An array of the shape given, with elements in C order, whose memory it takes over if that is large.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = Array::from_shape_vec((2, 2), vec![1, 2, 3, 4])?;
    /// assert_eq!(x, array![[1, 2], [3, 4]]);
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` if the number of elements is another; `MemoryError`.
    pub fn from_shape_vec(shape: impl IntoShape, elements: Vec<T>) -> Result<Array<T>> {
        let shape = shape.into_shape();
        fits(&shape, elements.len())?;
        let line = foreign::from_vec(elements)?;
        let layout = line.layout.reshape(&shape, line.itemsize(), false);
        Ok(Array::new(line.with_layout(layout.expect("a line takes any shape"))))
    }

    /// An array of the shape given, with a copy of the elements in C order.
    ///
    /// # Errors
    /// `ValueError` if the number of elements is another; `MemoryError`.
    pub fn from_slice(shape: impl IntoShape, elements: &[T]) -> Result<Array<T>> {
        let shape = shape.into_shape();
        fits(&shape, elements.len())?;
        Ok(Array::new(foreign::from_slice(&shape, elements)?))
    }

    /// An array of the shape given, whose elements are computed from their positions, in C order.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let table = Array::from_fn((2, 3), |at| 10 * at[0] as i64 + at[1] as i64);
    /// assert_eq!(table, array![[0, 1, 2], [10, 11, 12]]);
    /// ```
    ///
    /// # Panics
    /// If the shape is too large, or memory is refused.
    #[track_caller]
    pub fn from_fn(shape: impl IntoShape, mut element: impl FnMut(&[usize]) -> T) -> Array<T> {
        let mut array = zeros::<T>(shape.into_shape());
        let shape = array.shape().to_vec();
        let mut at = vec![0; shape.len()];
        for slot in array.as_slice_mut().expect("a fresh array is contiguous") {
            *slot = element(&at);
            for (i, &n) in at.iter_mut().zip(&shape).rev() {
                *i += 1;
                if *i < n {
                    break;
                }
                *i = 0;
            }
        }
        array
    }
}

impl<T: Element + Data> FromIterator<T> for Array<T> {
    /// A 1-d array.
    fn from_iter<I: IntoIterator<Item = T>>(iter: I) -> Array<T> {
        Array::from_vec(iter.into_iter().collect())
    }
}

fn fits(shape: &[usize], size: usize) -> Result<()> {
    if element_count(shape) == Some(size) {
        return Ok(());
    }
    let shape = ShapeText(shape);
    Err(Error::value(format!("cannot reshape array of size {size} into shape {shape}")))
}

/// What stands between the brackets of [`array!`](crate::array): elements, or nested arrays of them.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the element of an array",
    label = "not a boolean, a number, or an array of these",
    note = "`stack` and `block` join arrays"
)]
pub trait Nested<T> {
    fn shape(shape: &mut Vec<usize>);
    fn push(self, elements: &mut Vec<T>);
}

impl<T: Element + Data> Nested<T> for T {
    fn shape(_: &mut Vec<usize>) {}
    fn push(self, elements: &mut Vec<T>) {
        elements.push(self);
    }
}

impl<T, L: Nested<T>, const N: usize> Nested<T> for [L; N] {
    fn shape(shape: &mut Vec<usize>) {
        shape.push(N);
        L::shape(shape);
    }
    fn push(self, elements: &mut Vec<T>) {
        self.into_iter().for_each(|item| item.push(elements));
    }
}

/// The array of a nested literal.
#[doc(hidden)]
#[track_caller]
pub fn from_nested<T: Element + Data, L: Nested<T>>(literal: L) -> Array<T> {
    let (mut shape, mut elements) = (Vec::new(), Vec::new());
    L::shape(&mut shape);
    literal.push(&mut elements);
    unwrap(Array::from_slice(&shape[..], &elements))
}

/// An array of the elements written down, with one axis for each level of brackets.
///
/// ```
/// use tegula::prelude::*;
///
/// let matrix = array![[1.0, 2.0], [3.0, 4.0]];
/// assert_eq!(matrix.shape(), &[2, 2]);
/// assert_eq!(array![1u8, 2, 3].dtype(), tegula::DType::U8);
/// ```
#[macro_export]
macro_rules! array {
    ($($item:expr),* $(,)?) => {
        $crate::from_nested([$($item),*])
    };
}
