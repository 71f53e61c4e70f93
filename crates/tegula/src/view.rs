//! The two kinds of borrow of an array.

use std::marker::PhantomData;
use std::ops::Deref;

use tegula_core::{Element, Layout, RawArray, Result};
use tegula_exec::{Order, copy};

use crate::array::check_dtype;
use crate::{Any, ArrayRef, Data};

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

/// A view through which the elements of an array can be changed; see [`Array::slice_mut`](crate::Array::slice_mut).
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

impl<'a, T: Data> View<'a, T> {
    /// A view of an untyped array whose memory is borrowed for `'a`.
    pub(crate) fn new(raw: RawArray) -> View<'a, T> {
        View { raw, shareable: false, borrow: PhantomData }
    }

    /// A view of an array's elements.
    pub(crate) fn of_array(raw: RawArray) -> View<'a, T> {
        View { shareable: true, ..View::new(raw) }
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

impl<T> Clone for View<'_, T> {
    fn clone(&self) -> Self {
        View { raw: self.raw.clone(), ..*self }
    }
}
