//! The array that owns its elements, and what it has in common with views.

use std::marker::PhantomData;
use std::ops::Deref;

use tegula_core::{DType, Element, Error, Layout, RawArray, Result};
use tegula_exec::{Order, cast, copy};

use crate::{Any, Data, View, ViewMut};

/// What [`Array`], [`View`] and [`ViewMut`] have in common: all methods that read.
///
/// It exists behind a reference only, as `str` does; functions take `&ArrayRef<T>`, and so any of the three.
///
/// ```
/// use tegula::prelude::*;
///
/// fn range(x: &ArrayRef<f64>) -> f64 {
///     x.max(All) - x.min(All)
/// }
/// let x = array![[1.0, 5.0], [2.0, 9.0]];
/// assert_eq!(range(&x), 8.0);
/// assert_eq!(range(&x.slice(s![0])), 4.0);
/// ```
#[repr(transparent)]
pub struct ArrayRef<T = Any> {
    pub(crate) raw: RawArray,
    element: PhantomData<T>,
}

/// An n-dimensional array that owns its elements.
///
/// `Array<f64>` has elements of a type known when compiling; `Array` (that is, `Array<Any>`) knows it at run
/// time, as NumPy's arrays do, and promotes types as they do. [`into_typed`](Array::into_typed) and
/// [`into_dyn`](Array::into_dyn) lead from one to the other without touching the elements.
///
/// A clone shares the elements until one of the two is changed, which then gets a copy of its own:
///
/// ```
/// use tegula::prelude::*;
///
/// let a = zeros::<f64>(3);
/// let mut b = a.clone();
/// b[1] = 5.0;
/// assert_eq!(a, array![0.0, 0.0, 0.0]);
/// assert_eq!(b, array![0.0, 5.0, 0.0]);
/// ```
///
/// The methods that read are those of [`ArrayRef`].
#[repr(transparent)]
pub struct Array<T = Any> {
    raw: RawArray,
    element: PhantomData<T>,
}

impl<T> ArrayRef<T> {
    /// The common face of an untyped array, whose elements must be of type `T`.
    pub(crate) fn of(raw: &RawArray) -> &ArrayRef<T> {
        // SAFETY: ArrayRef is a transparent wrapper of RawArray. It offers typed access to elements only
        // where `T` is an element type, and every array type checks its dtype when made.
        unsafe { &*std::ptr::from_ref(raw).cast::<ArrayRef<T>>() }
    }

    /// The extent of each axis.
    pub fn shape(&self) -> &[usize] {
        self.raw.shape()
    }

    /// The distance in bytes between neighbours along each axis.
    pub fn strides(&self) -> &[isize] {
        self.raw.strides()
    }

    /// The number of axes.
    pub fn ndim(&self) -> usize {
        self.raw.ndim()
    }

    /// The number of elements.
    pub fn size(&self) -> usize {
        self.raw.size()
    }

    /// The extent of the first axis: NumPy's `len(x)`. A 0-d array has length 1.
    pub fn len(&self) -> usize {
        self.shape().first().copied().unwrap_or(1)
    }

    /// True if there are no elements.
    pub fn is_empty(&self) -> bool {
        self.size() == 0
    }

    /// The type of the elements.
    pub fn dtype(&self) -> DType {
        self.raw.dtype
    }

    /// True if the elements lie without gaps, rows first.
    pub fn is_c_contiguous(&self) -> bool {
        self.raw.is_c_contiguous()
    }

    /// True if the elements lie without gaps, columns first.
    pub fn is_f_contiguous(&self) -> bool {
        self.raw.is_f_contiguous()
    }

    /// The bytes of one element.
    pub fn itemsize(&self) -> usize {
        self.raw.itemsize()
    }

    /// The bytes of all elements.
    pub fn nbytes(&self) -> usize {
        self.size() * self.itemsize()
    }
}

impl<T: Data> ArrayRef<T> {
    /// All elements, borrowed.
    pub fn view(&self) -> View<'_, T> {
        View::new(self.raw.clone())
    }

    /// The view with another layout of the same memory.
    pub(crate) fn view_as(&self, layout: Layout) -> View<'_, T> {
        View::new(self.raw.with_layout(layout))
    }

    /// A copy of the elements, in an array of their own.
    ///
    /// # Panics
    /// If memory is refused.
    #[track_caller]
    pub fn to_array(&self) -> Array<T> {
        Array::new(unwrap(copy(&self.raw, Order::K)))
    }

    /// A copy whose elements lie without gaps, rows first.
    ///
    /// # Panics
    /// If memory is refused.
    #[track_caller]
    pub fn ascontiguousarray(&self) -> Array<T> {
        Array::new(unwrap(copy(&self.raw, Order::C)))
    }

    /// A copy whose elements lie without gaps, columns first.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[1.0, 2.0], [3.0, 4.0]].asfortranarray();
    /// assert!(x.is_f_contiguous());
    /// assert_eq!(x.strides(), &[8, 16]);
    /// ```
    ///
    /// # Panics
    /// If memory is refused.
    #[track_caller]
    pub fn asfortranarray(&self) -> Array<T> {
        Array::new(unwrap(copy(&self.raw, Order::F)))
    }

    /// The elements converted to `U`, as NumPy's `astype`: integers wrap, floats are truncated towards zero.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![1.5, -2.5].astype::<i32>(), array![1, -2]);
    /// ```
    ///
    /// # Panics
    /// If memory is refused.
    #[track_caller]
    pub fn astype<U: Element + Data>(&self) -> Array<U> {
        Array::new(unwrap(cast(&self.raw, <U as Element>::DTYPE, Order::K)))
    }

    /// The elements converted to a type chosen at run time.
    ///
    /// ```
    /// use tegula::prelude::*;
    /// use tegula::DType;
    ///
    /// let x = array![1, 2, 3].astype_dyn(DType::F32);
    /// assert_eq!(x.dtype(), DType::F32);
    /// ```
    ///
    /// # Panics
    /// If memory is refused.
    #[track_caller]
    pub fn astype_dyn(&self, dtype: DType) -> Array {
        Array::new(unwrap(cast(&self.raw, dtype, Order::K)))
    }

    /// The same array, its element type known at run time.
    pub fn as_dyn(&self) -> &ArrayRef {
        ArrayRef::of(&self.raw)
    }

    /// The same array with elements of a type known when compiling: a check of the type, no conversion.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x: Array = array![1.0, 2.0].into_dyn();
    /// assert_eq!(x.as_typed::<f64>()?.as_slice(), Some(&[1.0, 2.0][..]));
    /// assert!(x.as_typed::<f32>().is_err());
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `TypeError` if the elements have another type.
    pub fn as_typed<U: Element + Data>(&self) -> Result<&ArrayRef<U>> {
        check_dtype::<U>(self.dtype())?;
        Ok(ArrayRef::of(&self.raw))
    }

    /// The only element of an array of size 1.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x: Array<f64> = array![[2.5]];
    /// assert_eq!(x.item()?, 2.5);
    /// assert!(array![1, 2].item().is_err());
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` for any other size.
    pub fn item(&self) -> Result<T::Value> {
        if self.size() != 1 {
            return Err(Error::value("can only convert an array of size 1 to a Python scalar"));
        }
        Ok(self.first())
    }

    /// The first element of an array that has one.
    pub(crate) fn first(&self) -> T::Value {
        T::value(self.raw.get(&[0; tegula_core::MAX_NDIM][..self.ndim()]))
    }
}

impl<T: Element + Data> ArrayRef<T> {
    /// The elements as a slice, if they lie without gaps in C order.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[1, 2], [3, 4]];
    /// assert_eq!(x.as_slice(), Some(&[1, 2, 3, 4][..]));
    /// assert_eq!(x.t().as_slice(), None);
    /// ```
    pub fn as_slice(&self) -> Option<&[T]> {
        if self.is_empty() {
            return Some(&[]);
        }
        // SAFETY: the array has `size` elements of type T from its address on, aligned; the borrow of the
        // array keeps them alive and unchanged.
        self.is_c_contiguous()
            .then(|| unsafe { std::slice::from_raw_parts(self.raw.ptr().cast::<T>(), self.size()) })
    }

    /// The elements in C order.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// assert_eq!(array![[1, 2], [3, 4]].t().to_vec(), [1, 3, 2, 4]);
    /// ```
    pub fn to_vec(&self) -> Vec<T> {
        self.as_slice().map_or_else(|| self.iter().copied().collect(), <[T]>::to_vec)
    }
}

impl<T: Data> Array<T> {
    /// The typed shell of an untyped array, whose memory belongs to no view that can be written.
    ///
    /// # Panics
    /// If the element type is not `T`; this would be a fault of the engine.
    pub(crate) fn new(raw: RawArray) -> Array<T> {
        if let Some(dtype) = T::DTYPE {
            assert_eq!(raw.dtype, dtype, "the engine gave another element type");
        }
        Array { raw, element: PhantomData }
    }

    pub(crate) fn into_raw(self) -> RawArray {
        self.raw
    }

    /// The untyped array, after its elements have been made its own.
    #[track_caller]
    pub(crate) fn unique(&mut self) -> &RawArray {
        if !self.raw.buffer.is_unique() {
            self.raw = unwrap(copy(&self.raw, Order::K));
        }
        &self.raw
    }

    /// All elements, borrowed.
    pub fn view(&self) -> View<'_, T> {
        View::of_array(self.raw.clone())
    }

    /// All elements, mutably borrowed. Elements that a clone shares are copied first.
    ///
    /// # Panics
    /// If memory is refused.
    #[track_caller]
    pub fn view_mut(&mut self) -> ViewMut<'_, T> {
        ViewMut::new(self.unique().clone())
    }

    /// The same array, its element type known at run time.
    pub fn into_dyn(self) -> Array {
        Array::new(self.raw)
    }

    /// The same array with elements of a type known when compiling: a check of the type, no conversion.
    ///
    /// # Errors
    /// `TypeError` if the elements have another type.
    pub fn into_typed<U: Element + Data>(self) -> Result<Array<U>> {
        check_dtype::<U>(self.dtype())?;
        Ok(Array::new(self.raw))
    }
}

impl<T: Element + Data> Array<T> {
    /// The elements as a slice that can be changed, if they lie without gaps in C order.
    ///
    /// # Panics
    /// If elements that a clone shares must be copied and memory is refused.
    #[track_caller]
    pub fn as_slice_mut(&mut self) -> Option<&mut [T]> {
        self.unique();
        if self.is_empty() {
            return Some(&mut []);
        }
        // SAFETY: the array has `size` elements of type T from its address on, aligned. No other array or
        // view shares them, and the mutable borrow keeps it so.
        self.is_c_contiguous()
            .then(|| unsafe { std::slice::from_raw_parts_mut(self.raw.ptr().cast::<T>(), self.raw.size()) })
    }
}

pub(crate) fn check_dtype<U: Element>(dtype: DType) -> Result<()> {
    if dtype == <U as Element>::DTYPE {
        return Ok(());
    }
    Err(Error::type_(format!("expected an array of {}, got {dtype}", <U as Element>::DTYPE)))
}

impl<T> Deref for Array<T> {
    type Target = ArrayRef<T>;
    fn deref(&self) -> &ArrayRef<T> {
        ArrayRef::of(&self.raw)
    }
}

impl<T> Clone for Array<T> {
    /// An array that shares the elements until either is changed.
    fn clone(&self) -> Array<T> {
        Array { raw: self.raw.clone(), element: PhantomData }
    }
}

/// The value, or a panic with the error's words at the place that called the door.
#[track_caller]
pub(crate) fn unwrap<T>(result: Result<T>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("{error}"),
    }
}
