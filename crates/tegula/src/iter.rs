//! Going through the elements one by one.

use std::iter::FusedIterator;
use std::marker::PhantomData;

use tegula_core::{Dims, Element, Layout};

use crate::{Array, ArrayRef, Data, View, ViewMut};

/// The elements in C order; see [`ArrayRef::iter`].
pub struct Iter<'a, T> {
    cursor: Cursor,
    borrow: PhantomData<&'a T>,
}

/// The elements in C order, to be changed; see [`Array::iter_mut`].
pub struct IterMut<'a, T> {
    cursor: Cursor,
    borrow: PhantomData<&'a mut T>,
}

/// Walks over the addresses of a layout's elements in C order.
struct Cursor {
    layout: Layout,
    index: Dims<usize>,
    next: *mut u8,
    left: usize,
}

impl Cursor {
    fn new(raw: &tegula_core::RawArray) -> Cursor {
        Cursor {
            layout: raw.layout.clone(),
            index: Dims::repeat(0, raw.ndim()),
            next: raw.ptr(),
            left: raw.size(),
        }
    }

    fn advance(&mut self) -> Option<*mut u8> {
        self.left = self.left.checked_sub(1)?;
        let found = self.next;
        for axis in (0..self.index.len()).rev() {
            let (n, stride) = (self.layout.shape[axis], self.layout.strides[axis]);
            self.index[axis] += 1;
            self.next = self.next.wrapping_offset(stride);
            if self.index[axis] < n {
                break;
            }
            self.index[axis] = 0;
            self.next = self.next.wrapping_offset(-stride * n as isize);
        }
        Some(found)
    }
}

impl<'a, T> Iterator for Iter<'a, T> {
    type Item = &'a T;
    fn next(&mut self) -> Option<&'a T> {
        // SAFETY: the cursor gives addresses of elements of type T, which the borrow keeps alive and
        // unchanged.
        self.cursor.advance().map(|ptr| unsafe { &*ptr.cast::<T>() })
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.cursor.left, Some(self.cursor.left))
    }
}

impl<'a, T> Iterator for IterMut<'a, T> {
    type Item = &'a mut T;
    fn next(&mut self) -> Option<&'a mut T> {
        // SAFETY: the cursor gives each address once; no two elements of an array or a mutable view share
        // one, and the mutable borrow keeps all other access away.
        self.cursor.advance().map(|ptr| unsafe { &mut *ptr.cast::<T>() })
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.cursor.left, Some(self.cursor.left))
    }
}

impl<T> ExactSizeIterator for Iter<'_, T> {}
impl<T> ExactSizeIterator for IterMut<'_, T> {}
impl<T> FusedIterator for Iter<'_, T> {}
impl<T> FusedIterator for IterMut<'_, T> {}

impl<T: Element + Data> ArrayRef<T> {
    /// The elements in C order, whatever their order in memory.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[1, 2], [3, 4]];
    /// assert_eq!(x.iter().filter(|&&v| v > 1).count(), 3);
    /// ```
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { cursor: Cursor::new(&self.raw), borrow: PhantomData }
    }
}

impl<T: Data> ArrayRef<T> {
    /// The sub-arrays along the first axis, as iterating over an array in Python gives them.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let sums: Vec<i64> = array![[1, 2], [3, 4]].outer_iter().map(|row| row.sum(All)).collect();
    /// assert_eq!(sums, [3, 7]);
    /// ```
    ///
    /// # Panics
    /// For a 0-d array, with NumPy's words.
    #[track_caller]
    pub fn outer_iter(&self) -> impl ExactSizeIterator<Item = View<'_, T>> {
        assert!(self.ndim() > 0, "iteration over a 0-d array");
        (0..self.len()).map(|i| self.view_as(self.raw.layout.pick(0, i)))
    }
}

impl<T: Element + Data> Array<T> {
    /// The elements in C order, to be changed.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let mut x = array![1, 2, 3];
    /// x.iter_mut().for_each(|v| *v *= 10);
    /// assert_eq!(x, array![10, 20, 30]);
    /// ```
    ///
    /// # Panics
    /// If elements that a clone shares must be copied and memory is refused.
    #[track_caller]
    pub fn iter_mut(&mut self) -> IterMut<'_, T> {
        IterMut { cursor: Cursor::new(self.unique()), borrow: PhantomData }
    }
}

impl<T: Element + Data> ViewMut<'_, T> {
    /// The elements in C order, to be changed.
    pub fn iter_mut(&mut self) -> IterMut<'_, T> {
        IterMut { cursor: Cursor::new(self.target()), borrow: PhantomData }
    }
}

impl<'a, T: Element + Data> IntoIterator for &'a Array<T> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;
    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}
impl<'a, T: Element + Data> IntoIterator for &'a View<'_, T> {
    type Item = &'a T;
    type IntoIter = Iter<'a, T>;
    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}
impl<'a, T: Element + Data> IntoIterator for &'a mut Array<T> {
    type Item = &'a mut T;
    type IntoIter = IterMut<'a, T>;
    fn into_iter(self) -> IterMut<'a, T> {
        self.iter_mut()
    }
}
