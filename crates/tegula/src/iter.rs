//! Going through the elements one by one.

use std::iter::FusedIterator;
use std::marker::PhantomData;

use tegula_core::{Element, RawArray};

use crate::walk::Walk;
use crate::{Array, ArrayRef, Data, View, ViewMut};

/// The elements in C order; see [`ArrayRef::iter`].
pub struct Iter<'a, T> {
    walk: Walk,
    borrow: PhantomData<&'a T>,
}

/// The elements in C order, to be changed; see [`Array::iter_mut`].
pub struct IterMut<'a, T> {
    walk: Walk,
    borrow: PhantomData<&'a mut T>,
}

/// The elements of an array that is used up, in C order.
pub struct IntoIter<T> {
    walk: Walk,
    _memory: Array<T>,
}

pub(crate) fn walk(raw: &RawArray) -> Walk {
    Walk::new(raw.ptr(), raw.shape().iter().copied().zip(raw.strides().iter().copied()))
}

impl<T> Iter<'_, T> {
    /// The elements of type `T` on a walk, borrowed.
    pub(crate) fn new(walk: Walk) -> Self {
        Iter { walk, borrow: PhantomData }
    }
    #[cfg(feature = "rayon")]
    pub(crate) fn split(self, n: usize) -> (Walk, Walk) {
        self.walk.split_at(n)
    }
}

impl<T> IterMut<'_, T> {
    /// The elements of type `T` on a walk, borrowed mutably. No two of its places are the same.
    pub(crate) fn new(walk: Walk) -> Self {
        IterMut { walk, borrow: PhantomData }
    }
    #[cfg(feature = "rayon")]
    pub(crate) fn split(self, n: usize) -> (Walk, Walk) {
        self.walk.split_at(n)
    }
}

impl<T> Clone for Iter<'_, T> {
    fn clone(&self) -> Self {
        Iter::new(self.walk.clone())
    }
}

/// The traits of an iterator over a walk, whose items are made of addresses.
macro_rules! iterator {
    ([$($generic:tt)*] $iter:ty => $item:ty, |$ptr:ident| $make:expr) => {
        impl<$($generic)*> Iterator for $iter {
            type Item = $item;
            #[inline]
            fn next(&mut self) -> Option<$item> {
                self.walk.next().map(|$ptr| $make)
            }
            fn size_hint(&self) -> (usize, Option<usize>) {
                (self.walk.len(), Some(self.walk.len()))
            }
            fn nth(&mut self, n: usize) -> Option<$item> {
                self.walk.skip(n);
                self.next()
            }
            fn fold<B, F: FnMut(B, $item) -> B>(mut self, mut state: B, mut f: F) -> B {
                while let Some(run) = self.walk.next_run() {
                    // The commonest distance has a loop of its own, whose stride is known.
                    if run.stride == size_of::<T>() as isize {
                        for i in 0..run.len {
                            let $ptr = run.start.wrapping_add(i * size_of::<T>());
                            state = f(state, $make);
                        }
                    } else {
                        for i in 0..run.len as isize {
                            let $ptr = run.start.wrapping_offset(i * run.stride);
                            state = f(state, $make);
                        }
                    }
                }
                state
            }
        }
        impl<$($generic)*> DoubleEndedIterator for $iter {
            #[inline]
            fn next_back(&mut self) -> Option<$item> {
                self.walk.next_back().map(|$ptr| $make)
            }
            fn nth_back(&mut self, n: usize) -> Option<$item> {
                self.walk.skip_back(n);
                self.next_back()
            }
        }
        impl<$($generic)*> ExactSizeIterator for $iter {}
        impl<$($generic)*> FusedIterator for $iter {}
    };
}

iterator! {
    ['a, T] Iter<'a, T> => &'a T,
    // SAFETY: the walk gives addresses of elements of type T, which the borrow keeps alive and unchanged.
    |ptr| unsafe { &*ptr.cast::<T>() }
}
iterator! {
    ['a, T] IterMut<'a, T> => &'a mut T,
    // SAFETY: the walk gives each address once; no two elements of an array or a mutable view share one, and the
    // mutable borrow keeps all other access away.
    |ptr| unsafe { &mut *ptr.cast::<T>() }
}
iterator! {
    [T: Copy] IntoIter<T> => T,
    // SAFETY: the walk gives addresses of elements of type T, which the array keeps alive.
    |ptr| unsafe { ptr.cast::<T>().read() }
}

/// The elements in C order with their positions; see [`ArrayRef::indexed_iter`].
#[derive(Clone)]
pub struct Indexed<I, const N: usize> {
    items: I,
    shape: [usize; N],
    front: [usize; N],
    back: [usize; N],
}

impl<I, const N: usize> Indexed<I, N> {
    #[track_caller]
    pub(crate) fn new(items: I, shape: &[usize]) -> Self {
        let Ok(shape) = <[usize; N]>::try_from(shape) else {
            panic!("positions of {N} axes asked for: array is {}-dimensional", shape.len());
        };
        Indexed { items, shape, front: [0; N], back: shape.map(|n| n.wrapping_sub(1)) }
    }
}

impl<I: Iterator, const N: usize> Iterator for Indexed<I, N> {
    type Item = ([usize; N], I::Item);
    fn next(&mut self) -> Option<Self::Item> {
        let item = self.items.next()?;
        let found = self.front;
        for (i, &n) in self.front.iter_mut().zip(&self.shape).rev() {
            *i += 1;
            if *i < n {
                break;
            }
            *i = 0;
        }
        Some((found, item))
    }
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.items.size_hint()
    }
}

impl<I: DoubleEndedIterator, const N: usize> DoubleEndedIterator for Indexed<I, N> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let item = self.items.next_back()?;
        let found = self.back;
        for (i, &n) in self.back.iter_mut().zip(&self.shape).rev() {
            if *i > 0 {
                *i -= 1;
                break;
            }
            *i = n - 1;
        }
        Some((found, item))
    }
}

impl<I: ExactSizeIterator, const N: usize> ExactSizeIterator for Indexed<I, N> {}
impl<I: FusedIterator, const N: usize> FusedIterator for Indexed<I, N> {}

/// The positions of an array of a shape, in C order, as NumPy's `ndindex`; see also
/// [`indexed_iter`](ArrayRef::indexed_iter).
///
/// ```
/// let at: Vec<[usize; 2]> = tegula::ndindex([2, 2]).collect();
/// assert_eq!(at, [[0, 0], [0, 1], [1, 0], [1, 1]]);
/// ```
pub fn ndindex<const N: usize>(
    shape: [usize; N],
) -> impl DoubleEndedIterator<Item = [usize; N]> + ExactSizeIterator + FusedIterator + Clone {
    Indexed::new(0..tegula_core::volume(&shape), &shape).map(|(at, _)| at)
}

impl<T: Element + Data> ArrayRef<T> {
    /// The elements in C order, whatever their order in memory.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[1, 2], [3, 4]];
    /// assert_eq!(x.iter().filter(|&&v| v > 1).count(), 3);
    /// assert_eq!(x.t().iter().rev().collect::<Vec<_>>(), [&4, &2, &3, &1]);
    /// ```
    pub fn iter(&self) -> Iter<'_, T> {
        Iter::new(walk(&self.raw))
    }

    /// The elements in C order with their positions, of which there must be one for each axis.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[1, 2], [3, 4]];
    /// for ([i, j], &v) in x.indexed_iter() {
    ///     assert_eq!(x[[i, j]], v);
    /// }
    /// let worst = x.indexed_iter().max_by_key(|&(_, v)| v);
    /// assert_eq!(worst, Some(([1, 1], &4)));
    /// ```
    ///
    /// # Panics
    /// If the array has another number of axes.
    #[track_caller]
    pub fn indexed_iter<const N: usize>(&self) -> Indexed<Iter<'_, T>, N> {
        Indexed::new(self.iter(), self.shape())
    }
}

impl<'a, T: Element + Data> View<'a, T> {
    /// As [`ArrayRef::iter`], for as long as the viewed array is borrowed.
    pub fn iter(&self) -> Iter<'a, T> {
        Iter::new(walk(self.raw_array()))
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
        IterMut::new(walk(self.unique()))
    }

    /// The elements in C order with their positions, to be changed; as [`ArrayRef::indexed_iter`].
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let mut x = zeros::<f64>((2, 2));
    /// for ([i, j], v) in x.indexed_iter_mut() {
    ///     *v = if i == j { 1.0 } else { 0.5 };
    /// }
    /// assert_eq!(x, array![[1.0, 0.5], [0.5, 1.0]]);
    /// ```
    ///
    /// # Panics
    /// If the array has another number of axes, or elements that a clone shares must be copied and memory is
    /// refused.
    #[track_caller]
    pub fn indexed_iter_mut<const N: usize>(&mut self) -> Indexed<IterMut<'_, T>, N> {
        let items = IterMut::new(walk(self.unique()));
        Indexed::new(items, self.shape())
    }
}

impl<T: Element + Data> ViewMut<'_, T> {
    /// The elements in C order, to be changed.
    pub fn iter_mut(&mut self) -> IterMut<'_, T> {
        IterMut::new(walk(self.target()))
    }

    /// The elements in C order with their positions, to be changed; as [`ArrayRef::indexed_iter`].
    ///
    /// # Panics
    /// If the view has another number of axes.
    #[track_caller]
    pub fn indexed_iter_mut<const N: usize>(&mut self) -> Indexed<IterMut<'_, T>, N> {
        Indexed::new(IterMut::new(walk(self.target())), self.shape())
    }
}

macro_rules! into_iterator {
    ($([$($life:lifetime)*] $source:ty => $item:ty, $iter:ty, |$array:ident| $make:expr;)*) => {$(
        impl<$($life,)* T: Element + Data> IntoIterator for $source {
            type Item = $item;
            type IntoIter = $iter;
            fn into_iter(self) -> $iter {
                let $array = self;
                $make
            }
        }
    )*};
}
into_iterator! {
    [] Array<T> => T, IntoIter<T>, |array| IntoIter { walk: walk(array.raw_array()), _memory: array };
    ['a] &'a Array<T> => &'a T, Iter<'a, T>, |array| array.iter();
    ['a] &'a ArrayRef<T> => &'a T, Iter<'a, T>, |array| array.iter();
    ['a] &'a mut Array<T> => &'a mut T, IterMut<'a, T>, |array| array.iter_mut();
    ['a] View<'a, T> => &'a T, Iter<'a, T>, |view| view.iter();
    ['a 'v] &'v View<'a, T> => &'a T, Iter<'a, T>, |view| view.iter();
    ['a] ViewMut<'a, T> => &'a mut T, IterMut<'a, T>, |view| IterMut::new(walk(view.raw_array()));
    ['a 'v] &'v ViewMut<'a, T> => &'v T, Iter<'v, T>, |view| view.iter();
    ['a 'v] &'v mut ViewMut<'a, T> => &'v mut T, IterMut<'v, T>, |view| view.iter_mut();
}
