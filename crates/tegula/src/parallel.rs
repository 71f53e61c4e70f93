//! Parallel iterators on rayon, behind the feature `rayon`.
//!
//! `use rayon::prelude::*;` gives arrays and views `par_iter`, `par_iter_mut` and `into_par_iter`, in C order;
//! [`par_axis_iter`](ArrayRef::par_axis_iter) and its kin go over parts. They run in rayon's pool, not in the
//! engine's.

use rayon::iter::plumbing::{Consumer, Producer, ProducerCallback, UnindexedConsumer, bridge};
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
use tegula_core::Element;

use crate::{Array, ArrayRef, Axis, Data, Iter, IterMut, View, ViewMut, Views, ViewsMut};

/// One of this crate's iterators, whose items rayon's threads share among them.
pub struct Parallel<I>(I);

/// An iterator that can be cut in two at any number of items.
pub trait Split: ExactSizeIterator<Item: Send> + DoubleEndedIterator + Send {
    /// The first `n` items, and the others.
    #[doc(hidden)]
    fn split_at(self, n: usize) -> (Self, Self)
    where
        Self: Sized;
}

macro_rules! split {
    ($([$($generic:tt)*] $iter:ident<$($arg:tt),*>)*) => {$(
        impl<$($generic)*> Split for $iter<$($arg),*> {
            fn split_at(self, n: usize) -> (Self, Self) {
                let (first, second) = self.split(n);
                ($iter::new(first), $iter::new(second))
            }
        }
    )*};
}
split! {
    ['a, T: Element + Data] Iter<'a, T>
    ['a, T: Element + Data] IterMut<'a, T>
    ['a, T: Data] Views<'a, T>
    ['a, T: Data] ViewsMut<'a, T>
}

impl<I: Split> Producer for Parallel<I> {
    type Item = I::Item;
    type IntoIter = I;
    fn into_iter(self) -> I {
        self.0
    }
    fn split_at(self, n: usize) -> (Self, Self) {
        let (first, second) = self.0.split_at(n);
        (Parallel(first), Parallel(second))
    }
}

impl<I: Split> ParallelIterator for Parallel<I> {
    type Item = I::Item;
    fn drive_unindexed<C: UnindexedConsumer<I::Item>>(self, consumer: C) -> C::Result {
        bridge(self, consumer)
    }
    fn opt_len(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

impl<I: Split> IndexedParallelIterator for Parallel<I> {
    fn len(&self) -> usize {
        self.0.len()
    }
    fn drive<C: Consumer<I::Item>>(self, consumer: C) -> C::Result {
        bridge(self, consumer)
    }
    fn with_producer<C: ProducerCallback<I::Item>>(self, callback: C) -> C::Output {
        callback.callback(self)
    }
}

macro_rules! into_parallel {
    ($([$($life:lifetime)*] $source:ty => $iter:ty;)*) => {$(
        impl<$($life,)* T: Element + Data> IntoParallelIterator for $source {
            type Item = <$iter as Iterator>::Item;
            type Iter = Parallel<$iter>;
            fn into_par_iter(self) -> Parallel<$iter> {
                Parallel(self.into_iter())
            }
        }
    )*};
}
into_parallel! {
    ['a] &'a Array<T> => Iter<'a, T>;
    ['a] &'a ArrayRef<T> => Iter<'a, T>;
    ['a] &'a mut Array<T> => IterMut<'a, T>;
    ['a] View<'a, T> => Iter<'a, T>;
    ['a 'v] &'v View<'a, T> => Iter<'a, T>;
    ['a] ViewMut<'a, T> => IterMut<'a, T>;
    ['a 'v] &'v mut ViewMut<'a, T> => IterMut<'v, T>;
}

impl<T: Data> ArrayRef<T> {
    /// As [`axis_iter`](ArrayRef::axis_iter), in parallel.
    ///
    /// ```
    /// use rayon::prelude::*;
    /// use tegula::prelude::*;
    ///
    /// let x = arange(6).reshape((2, 3))?;
    /// let sums: Vec<i64> = x.par_axis_iter(Axis(1)).map(|column| column.sum(All)).collect();
    /// assert_eq!(sums, [3, 5, 7]);
    /// assert_eq!(x.par_iter().max(), Some(&5));
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Panics
    /// If there is no such axis.
    #[track_caller]
    pub fn par_axis_iter(&self, axis: Axis) -> Parallel<Views<'_, T>> {
        Parallel(self.axis_iter(axis))
    }

    /// As [`lanes`](ArrayRef::lanes), in parallel.
    ///
    /// # Panics
    /// If there is no such axis.
    #[track_caller]
    pub fn par_lanes(&self, axis: Axis) -> Parallel<Views<'_, T>> {
        Parallel(self.lanes(axis))
    }
}

impl<T: Data> Array<T> {
    /// As [`axis_iter_mut`](Array::axis_iter_mut), in parallel.
    ///
    /// ```
    /// use rayon::prelude::*;
    /// use tegula::prelude::*;
    ///
    /// let mut x = ones::<f64>((3, 2));
    /// x.par_axis_iter_mut(Axis(0)).enumerate().for_each(|(i, mut row)| row *= i);
    /// assert_eq!(x, array![[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]]);
    /// ```
    ///
    /// # Panics
    /// As there.
    #[track_caller]
    pub fn par_axis_iter_mut(&mut self, axis: Axis) -> Parallel<ViewsMut<'_, T>> {
        Parallel(self.axis_iter_mut(axis))
    }

    /// As [`lanes_mut`](Array::lanes_mut), in parallel.
    ///
    /// # Panics
    /// As there.
    #[track_caller]
    pub fn par_lanes_mut(&mut self, axis: Axis) -> Parallel<ViewsMut<'_, T>> {
        Parallel(self.lanes_mut(axis))
    }
}
