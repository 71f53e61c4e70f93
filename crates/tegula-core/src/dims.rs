//! Short lists of per-axis numbers, kept inline for the common ranks.

use std::convert::Infallible;
use std::ops::{Deref, DerefMut};

/// The most axes an array may have, as in NumPy 2.
pub const MAX_NDIM: usize = 64;

/// Four cover nearly all arrays, and each more would make every view and every result dearer to move.
const INLINE: usize = 4;

/// A list with one entry an axis: inline up to four axes, so that views of ordinary arrays never
/// touch the heap.
pub struct Dims<T: Copy + Default>(Repr<T>);

/// The length is a whole word, and so is the tag: lists are then moved by whole words. A byte among them
/// makes the compiler move the rest at odd addresses, which stalls where the words were just written.
enum Repr<T: Copy + Default> {
    Inline(usize, [T; INLINE]),
    Heap(Vec<T>),
}

/// The extent of each axis.
pub type Shape = Dims<usize>;
/// The signed distance in bytes between neighbours along each axis.
pub type Strides = Dims<isize>;

impl<T: Copy + Default> Dims<T> {
    /// An empty list.
    #[inline]
    pub fn new() -> Self {
        Dims(Repr::Inline(0, [T::default(); INLINE]))
    }

    /// A list of `n` copies of `value`.
    #[inline]
    pub fn repeat(value: T, n: usize) -> Self {
        if n <= INLINE { Dims(Repr::Inline(n, [value; INLINE])) } else { Dims(Repr::Heap(vec![value; n])) }
    }

    /// A list with an entry for each of the items.
    #[inline]
    pub fn map<U>(items: &[U], mut f: impl FnMut(&U) -> T) -> Self {
        match Dims::try_map(items, |item| Ok::<T, Infallible>(f(item))) {
            Ok(dims) => dims,
        }
    }

    /// The same with a function that can fail.
    ///
    /// # Errors
    /// The first error of the function.
    #[inline]
    pub fn try_map<U, E>(items: &[U], mut f: impl FnMut(&U) -> Result<T, E>) -> Result<Self, E> {
        if items.len() > INLINE {
            return Ok(Dims(Repr::Heap(items.iter().map(f).collect::<Result<_, E>>()?)));
        }
        // A loop of fixed length stays in registers.
        let mut inline = [T::default(); INLINE];
        for (i, place) in inline.iter_mut().enumerate() {
            if let Some(item) = items.get(i) {
                *place = f(item)?;
            }
        }
        Ok(Dims(Repr::Inline(items.len(), inline)))
    }

    /// The same from the last item to the first.
    #[inline(always)]
    pub(crate) fn try_map_back<U, E>(items: &[U], mut f: impl FnMut(&U) -> Result<T, E>) -> Result<Self, E> {
        if items.len() > INLINE {
            let mut heap = items.iter().rev().map(f).collect::<Result<Vec<T>, E>>()?;
            heap.reverse();
            return Ok(Dims(Repr::Heap(heap)));
        }
        let mut inline = [T::default(); INLINE];
        for (i, place) in inline.iter_mut().enumerate().rev() {
            if let Some(item) = items.get(i) {
                *place = f(item)?;
            }
        }
        Ok(Dims(Repr::Inline(items.len(), inline)))
    }

    /// The entries in reverse order.
    #[inline]
    pub(crate) fn reversed(&self) -> Self {
        Dims(match &self.0 {
            Repr::Inline(n, items) => {
                let from_back = |i| if i < *n { items[*n - 1 - i] } else { T::default() };
                Repr::Inline(*n, std::array::from_fn(from_back))
            }
            Repr::Heap(heap) => Repr::Heap(heap.iter().rev().copied().collect()),
        })
    }

    /// Appends an entry.
    #[inline]
    pub fn push(&mut self, value: T) {
        match &mut self.0 {
            Repr::Inline(n, items) if *n < INLINE => {
                items[*n] = value;
                *n += 1;
            }
            Repr::Inline(_, items) => {
                let mut heap = items.to_vec();
                heap.push(value);
                self.0 = Repr::Heap(heap);
            }
            Repr::Heap(heap) => heap.push(value),
        }
    }

    /// Inserts an entry before position `at`.
    #[inline]
    pub fn insert(&mut self, at: usize, value: T) {
        match &mut self.0 {
            Repr::Inline(n, items) if *n < INLINE => {
                assert!(at <= *n, "no position {at} in a list of {n}");
                for i in (1..INLINE).rev() {
                    if i > at {
                        items[i] = items[i - 1];
                    }
                }
                items[at] = value;
                *n += 1;
            }
            _ => {
                self.push(value);
                self[at..].rotate_right(1);
            }
        }
    }

    /// Removes and returns the entry at position `at`.
    #[inline]
    pub fn remove(&mut self, at: usize) -> T {
        match &mut self.0 {
            Repr::Inline(n, items) => {
                assert!(at < *n, "no position {at} in a list of {n}");
                let value = items[at];
                for i in 0..INLINE - 1 {
                    if i >= at {
                        items[i] = items[i + 1];
                    }
                }
                *n -= 1;
                value
            }
            Repr::Heap(heap) => heap.remove(at),
        }
    }
}

impl<T: Copy + Default> Clone for Dims<T> {
    #[inline]
    fn clone(&self) -> Self {
        Dims(match &self.0 {
            Repr::Inline(n, items) => Repr::Inline(*n, *items),
            Repr::Heap(heap) => Repr::Heap(heap.clone()),
        })
    }
}

impl<T: Copy + Default> Default for Dims<T> {
    #[inline]
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Copy + Default> Deref for Dims<T> {
    type Target = [T];
    #[inline]
    fn deref(&self) -> &[T] {
        match &self.0 {
            Repr::Inline(n, items) => &items[..*n],
            Repr::Heap(heap) => heap,
        }
    }
}

impl<T: Copy + Default> DerefMut for Dims<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        match &mut self.0 {
            Repr::Inline(n, items) => &mut items[..*n],
            Repr::Heap(heap) => heap,
        }
    }
}

impl<T: Copy + Default> From<&[T]> for Dims<T> {
    #[inline]
    fn from(items: &[T]) -> Self {
        Dims::map(items, |&item| item)
    }
}

impl<T: Copy + Default> FromIterator<T> for Dims<T> {
    #[inline]
    fn from_iter<I: IntoIterator<Item = T>>(iter: I) -> Self {
        let mut dims = Dims::new();
        for item in iter {
            dims.push(item);
        }
        dims
    }
}

impl<T: Copy + Default + PartialEq> PartialEq for Dims<T> {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<T: Copy + Default + Eq> Eq for Dims<T> {}

impl<T: Copy + Default + std::fmt::Debug> std::fmt::Debug for Dims<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self[..].fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_like_a_vector_on_both_sides_of_the_limit() {
        for n in 0..8 {
            for at in 0..=n {
                let vector: Vec<usize> = (1..=n).collect();
                let (mut grown, mut dims) = (vector.clone(), Dims::from(&vector[..]));
                grown.insert(at, 99);
                dims.insert(at, 99);
                assert_eq!(dims[..], grown);
                assert_eq!((dims.remove(at), &dims[..]), (99, &vector[..]));
            }
        }
    }

    #[test]
    fn maps_in_both_directions() {
        for n in [0, 3, 4, 6] {
            let items: Vec<usize> = (0..n).collect();
            assert_eq!(Dims::map(&items, |&i| i * 2)[..], (0..n).map(|i| i * 2).collect::<Vec<_>>());
            let mut count = 0;
            let back = Dims::try_map_back(&items, |_| {
                count += 1;
                Ok::<usize, Infallible>(count)
            });
            assert_eq!(back.unwrap()[..], (1..=n).rev().collect::<Vec<_>>());
            assert!(Dims::try_map(&items, |&i| if i == 2 { Err(()) } else { Ok(i) }).is_err() == (n > 2));
        }
    }
}
