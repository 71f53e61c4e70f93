//! Short lists of per-axis numbers, kept inline for the common ranks.

use std::ops::{Deref, DerefMut};

/// The most axes an array may have, as in NumPy 2.
pub const MAX_NDIM: usize = 64;

/// Four cover nearly all arrays, and each more would make every view and every result dearer to move.
const INLINE: usize = 4;

/// A list with one entry an axis: inline up to four axes, so that views of ordinary arrays never
/// touch the heap.
pub struct Dims<T: Copy + Default>(Repr<T>);

enum Repr<T: Copy + Default> {
    Inline(u8, [T; INLINE]),
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
        if n <= INLINE {
            Dims(Repr::Inline(n as u8, [value; INLINE]))
        } else {
            Dims(Repr::Heap(vec![value; n]))
        }
    }

    /// Appends an entry.
    #[inline]
    pub fn push(&mut self, value: T) {
        match &mut self.0 {
            Repr::Inline(n, items) if (*n as usize) < INLINE => {
                items[*n as usize] = value;
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
    pub fn insert(&mut self, at: usize, value: T) {
        self.push(value);
        self[at..].rotate_right(1);
    }

    /// Removes and returns the entry at position `at`.
    pub fn remove(&mut self, at: usize) -> T {
        let value = self[at];
        self[at..].rotate_left(1);
        match &mut self.0 {
            Repr::Inline(n, _) => *n -= 1,
            Repr::Heap(heap) => {
                heap.pop();
            }
        }
        value
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
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Copy + Default> Deref for Dims<T> {
    type Target = [T];
    #[inline]
    fn deref(&self) -> &[T] {
        match &self.0 {
            Repr::Inline(n, items) => &items[..*n as usize],
            Repr::Heap(heap) => heap,
        }
    }
}

impl<T: Copy + Default> DerefMut for Dims<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        match &mut self.0 {
            Repr::Inline(n, items) => &mut items[..*n as usize],
            Repr::Heap(heap) => heap,
        }
    }
}

impl<T: Copy + Default> From<&[T]> for Dims<T> {
    #[inline]
    fn from(items: &[T]) -> Self {
        if items.len() <= INLINE {
            // Without the call of `memcpy` that a copy of unknown length makes.
            let inline = std::array::from_fn(|i| items.get(i).copied().unwrap_or_default());
            Dims(Repr::Inline(items.len() as u8, inline))
        } else {
            Dims(Repr::Heap(items.to_vec()))
        }
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
