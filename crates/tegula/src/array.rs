//! The array types: one owner and two kinds of borrow, over the engine's untyped array.

use std::marker::PhantomData;
use std::ops::Deref;

use tegula_core::{DType, Element, Error, Layout, RawArray, Result};
use tegula_exec::{Order, cast, copy};

use crate::{Any, Data};

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

/// A view of the elements of an array, which it borrows; see [`ArrayRef::slice`].
///
/// Views are cheap to clone, and never copy elements. What a view gives out, slices, iterators, views of it, lives as
/// long as the array is borrowed, not only as long as the view. An array cannot change while it is viewed:
///
/// ```compile_fail,E0502
/// use tegula::prelude::*;
///
/// let mut a = zeros::<f64>(3);
/// let v = a.slice(s![1..]);
/// a[0] = 1.0; // `a` is borrowed by `v`
/// println!("{v}");
/// ```
pub struct View<'a, T = Any> {
    raw: RawArray,
    /// Whether an array may share the elements: they belong to an [`Array`], which leaves them alone when others hold
    /// them, and none stands twice in the view.
    shareable: bool,
    borrow: PhantomData<&'a T>,
}

/// A view through which the elements of an array can be changed; see [`Array::slice_mut`].
///
/// Like a `&mut`, it is the only way to the array while it lives; [`rb`](ViewMut::rb) and
/// [`rb_mut`](ViewMut::rb_mut) lend it on.
///
/// ```
/// use tegula::prelude::*;
///
/// let mut a = zeros::<f64>((2, 3));
/// let mut row = a.slice_mut(s![1]);
/// row += 1.0;
/// row[0] = 7.0;
/// assert_eq!(a, array![[0.0, 0.0, 0.0], [7.0, 1.0, 1.0]]);
/// ```
///
/// ```compile_fail,E0499
/// use tegula::prelude::*;
///
/// let mut a = zeros::<f64>((2, 3));
/// let mut first = a.slice_mut(s![0]);
/// let mut second = a.slice_mut(s![1]); // `a` is borrowed by `first`
/// first += 1.0;
/// second += 1.0;
/// ```
#[repr(transparent)]
pub struct ViewMut<'a, T = Any> {
    raw: RawArray,
    borrow: PhantomData<&'a mut T>,
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
        View { shareable: true, ..View::new(self.raw.clone()) }
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

fn check_dtype<U: Element>(dtype: DType) -> Result<()> {
    if dtype == <U as Element>::DTYPE {
        return Ok(());
    }
    Err(Error::type_(format!("expected an array of {}, got {dtype}", <U as Element>::DTYPE)))
}

impl<'a, T: Data> View<'a, T> {
    /// A view of an untyped array whose memory is borrowed for `'a`.
    pub(crate) fn new(raw: RawArray) -> View<'a, T> {
        View { raw, shareable: false, borrow: PhantomData }
    }

    pub(crate) fn into_raw(self) -> RawArray {
        self.raw
    }

    /// The view with another layout of the same memory.
    pub(crate) fn with_layout(self, layout: Layout) -> View<'a, T> {
        View { raw: RawArray { layout, ..self.raw }, ..self }
    }

    /// The view with a layout in which elements may stand several times.
    pub(crate) fn with_repeats(self, layout: Layout) -> View<'a, T> {
        View { shareable: false, ..self.with_layout(layout) }
    }

    /// An array of these elements: the same memory, or a copy of what an array must not share.
    pub(crate) fn to_shared(&self) -> Result<RawArray> {
        if self.shareable { Ok(self.raw.clone()) } else { copy(&self.raw, Order::K) }
    }

    /// As [`ArrayRef::as_typed`], for as long as the viewed array is borrowed.
    ///
    /// # Errors
    /// `TypeError` if the elements have another type.
    pub fn into_typed<U: Element + Data>(self) -> Result<View<'a, U>> {
        check_dtype::<U>(self.dtype())?;
        Ok(View { raw: self.raw, shareable: self.shareable, borrow: PhantomData })
    }

    /// The same view, its element type known at run time.
    pub fn into_dyn(self) -> View<'a> {
        View { raw: self.raw, shareable: self.shareable, borrow: PhantomData }
    }
}

impl<'a, T: Element + Data> View<'a, T> {
    /// As [`ArrayRef::as_slice`], for as long as the viewed array is borrowed.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// fn row(x: &Array<f64>, i: usize) -> &[f64] {
    ///     x.slice(s![i]).as_slice().expect("rows of this array have no gaps")
    /// }
    /// assert_eq!(row(&array![[1.0, 2.0], [3.0, 4.0]], 1), [3.0, 4.0]);
    /// ```
    pub fn as_slice(&self) -> Option<&'a [T]> {
        let raw = &self.raw;
        if raw.size() == 0 {
            return Some(&[]);
        }
        // SAFETY: the view has `size` elements of type T from its address on, aligned; the borrow of the
        // viewed array keeps them alive and unchanged.
        raw.is_c_contiguous()
            .then(|| unsafe { std::slice::from_raw_parts(raw.ptr().cast::<T>(), raw.size()) })
    }
}

impl<'a, T: Data> ViewMut<'a, T> {
    /// A view of an untyped array whose memory is borrowed for `'a` and reached through this view only, in which no
    /// element stands twice.
    pub(crate) fn new(raw: RawArray) -> ViewMut<'a, T> {
        ViewMut { raw, borrow: PhantomData }
    }

    /// The view, lent for reading.
    pub fn rb(&self) -> View<'_, T> {
        self.view()
    }

    /// The view, lent for writing: the lender can be used again afterwards.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// fn double(mut x: ViewMut<'_, f64>) {
    ///     x *= 2.0;
    /// }
    /// let mut a = array![1.0, 2.0];
    /// let mut v = a.view_mut();
    /// double(v.rb_mut());
    /// double(v);
    /// assert_eq!(a, array![4.0, 8.0]);
    /// ```
    pub fn rb_mut(&mut self) -> ViewMut<'_, T> {
        ViewMut::new(self.raw.clone())
    }

    /// The view with another layout of the same memory, no element of which stands twice.
    pub(crate) fn with_layout(self, layout: Layout) -> ViewMut<'a, T> {
        ViewMut::new(RawArray { layout, ..self.raw })
    }

    /// The same view with elements of a type known when compiling.
    ///
    /// # Errors
    /// `TypeError` if the elements have another type.
    pub fn into_typed<U: Element + Data>(self) -> Result<ViewMut<'a, U>> {
        check_dtype::<U>(self.dtype())?;
        Ok(ViewMut::new(self.raw))
    }

    /// The same view, its element type known at run time.
    pub fn into_dyn(self) -> ViewMut<'a> {
        ViewMut::new(self.raw)
    }

    pub(crate) fn into_raw(self) -> RawArray {
        self.raw
    }

    pub(crate) fn target(&mut self) -> &RawArray {
        &self.raw
    }
}

impl<'a, T: Element + Data> ViewMut<'a, T> {
    /// The elements as a slice that can be changed, if they lie without gaps in C order.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let mut x = array![[3, 1], [4, 2]];
    /// x.slice_mut(s![0]).into_slice().unwrap().sort();
    /// assert_eq!(x, array![[1, 3], [4, 2]]);
    /// ```
    pub fn into_slice(self) -> Option<&'a mut [T]> {
        let raw = &self.raw;
        if raw.size() == 0 {
            return Some(&mut []);
        }
        // SAFETY: the view has `size` elements of type T from its address on, aligned. It is the only way to
        // them for as long as the array is borrowed, and is used up.
        raw.is_c_contiguous()
            .then(|| unsafe { std::slice::from_raw_parts_mut(raw.ptr().cast::<T>(), raw.size()) })
    }

    /// The elements as a slice that can be changed, for as long as the view is lent.
    pub fn as_slice_mut(&mut self) -> Option<&mut [T]> {
        self.rb_mut().into_slice()
    }
}

impl<T> Deref for Array<T> {
    type Target = ArrayRef<T>;
    fn deref(&self) -> &ArrayRef<T> {
        ArrayRef::of(&self.raw)
    }
}

impl<T> Deref for View<'_, T> {
    type Target = ArrayRef<T>;
    fn deref(&self) -> &ArrayRef<T> {
        ArrayRef::of(&self.raw)
    }
}

impl<T> Deref for ViewMut<'_, T> {
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

impl<T> Clone for View<'_, T> {
    fn clone(&self) -> Self {
        View { raw: self.raw.clone(), ..*self }
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
