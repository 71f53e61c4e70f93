//! Indexing: elements, slices, and arrays as indices.

use std::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};

use tegula_core::index::{Item, Slice, prepare};
use tegula_core::{DType, Layout, RawArray, Result};
use tegula_exec::{Order, assign, cast, copy};

use crate::array::unwrap;
use crate::operand::Operand;
use crate::shape::Position;
use crate::{Any, Array, ArrayRef, Data, View, ViewMut};

/// A new axis of extent 1 in an index: NumPy's `None` or `newaxis`.
#[derive(Clone, Copy, Debug)]
pub struct NewAxis;

/// As many whole axes as an index leaves out: NumPy's `...`.
#[derive(Clone, Copy, Debug)]
pub struct Ellipsis;

/// A basic index, made by [`s!`](crate::s): integers, ranges, [`NewAxis`] and [`Ellipsis`], which pick a
/// view.
#[derive(Clone)]
pub struct Slices(Vec<Item>);

/// What may stand between NumPy's brackets and picks a view: one item of [`s!`](crate::s).
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand in `s![...]`",
    label = "not an integer, a range, `NewAxis` or `Ellipsis`",
    note = "masks and arrays of positions go to `x.at(...)` and `x.set(...)`"
)]
pub trait BasicIndex {
    #[doc(hidden)]
    fn item(self) -> Item;
}

/// What may stand between NumPy's brackets: integers, ranges, [`s!`](crate::s), [`NewAxis`], [`Ellipsis`],
/// boolean arrays, arrays of integers, and tuples of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no index of an array",
    label = "not an integer, a range, `s![...]`, an array of booleans or integers, or a tuple of these",
    note = "a range with a step is written `s![start..stop;step]`"
)]
pub trait IntoIndex {
    #[doc(hidden)]
    fn push(self, items: &mut Vec<Item>);
}

/// A basic index, as it stands between NumPy's brackets.
///
/// | NumPy | here |
/// |---|---|
/// | `x[1]`, `x[-1]` | `s![1]`, `s![-1]` |
/// | `x[1:-1]`, `x[:3]` | `s![1..-1]`, `s![..3]` |
/// | `x[::2]`, `x[::-1]` | `s![..;2]`, `s![..;-1]` |
/// | `x[:, 0]` | `s![.., 0]` |
/// | `x[..., 0]`, `x[:, None]` | `s![Ellipsis, 0]`, `s![.., NewAxis]` |
///
/// ```
/// use tegula::prelude::*;
///
/// let x = array![[1, 2, 3], [4, 5, 6]];
/// assert_eq!(x.slice(s![.., 1..]), array![[2, 3], [5, 6]]);
/// assert_eq!(x.slice(s![-1, ..;-1]), array![6, 5, 4]);
/// assert_eq!(x.slice(s![.., NewAxis, 0]), array![[1], [4]]);
/// ```
#[macro_export]
macro_rules! s {
    // To the lint a range such as `1..-1` is empty.
    (@allow $item:expr) => {{
        #[allow(clippy::reversed_empty_ranges)]
        let item = $item;
        item
    }};
    (@items [$($done:expr),*]) => {
        $crate::Slices::new([$($done),*])
    };
    (@items [$($done:expr),*] $range:expr; $step:expr) => {
        $crate::s![@items [$($done,)* $crate::s![@allow $crate::Slices::stepped($range, $step)]]]
    };
    (@items [$($done:expr),*] $range:expr; $step:expr, $($rest:tt)*) => {
        $crate::s![@items [$($done,)* $crate::s![@allow $crate::Slices::stepped($range, $step)]] $($rest)*]
    };
    (@items [$($done:expr),*] $item:expr) => {
        $crate::s![@items [$($done,)* $crate::s![@allow $crate::Slices::one($item)]]]
    };
    (@items [$($done:expr),*] $item:expr, $($rest:tt)*) => {
        $crate::s![@items [$($done,)* $crate::s![@allow $crate::Slices::one($item)]] $($rest)*]
    };
    ($($items:tt)*) => {
        $crate::s![@items [] $($items)*]
    };
}

impl Slices {
    /// The items one after the other.
    #[doc(hidden)]
    pub fn new<const N: usize>(items: [Slices; N]) -> Slices {
        Slices(items.into_iter().flat_map(|part| part.0).collect())
    }

    /// A single item.
    #[doc(hidden)]
    pub fn one(item: impl BasicIndex) -> Slices {
        Slices(vec![item.item()])
    }

    /// A range with a step.
    #[doc(hidden)]
    pub fn stepped(range: impl IntoSlice, step: isize) -> Slices {
        Slices(vec![Item::Slice(Slice { step: Some(step), ..range.into_slice() })])
    }
}

/// A range of positions, of which negative ones count from the back.
pub trait IntoSlice {
    #[doc(hidden)]
    fn into_slice(self) -> Slice;
}

impl IntoSlice for RangeFull {
    fn into_slice(self) -> Slice {
        Slice::default()
    }
}
impl<P: Position> IntoSlice for Range<P> {
    fn into_slice(self) -> Slice {
        Slice { start: Some(self.start.position()), stop: Some(self.end.position()), step: None }
    }
}
impl<P: Position> IntoSlice for RangeFrom<P> {
    fn into_slice(self) -> Slice {
        Slice { start: Some(self.start.position()), ..Slice::default() }
    }
}
impl<P: Position> IntoSlice for RangeTo<P> {
    fn into_slice(self) -> Slice {
        Slice { stop: Some(self.end.position()), ..Slice::default() }
    }
}
impl<P: Position> IntoSlice for RangeInclusive<P> {
    fn into_slice(self) -> Slice {
        Slice { start: Some(self.start().position()), stop: after(*self.end()), step: None }
    }
}
impl<P: Position> IntoSlice for RangeToInclusive<P> {
    fn into_slice(self) -> Slice {
        Slice { stop: after(self.end), ..Slice::default() }
    }
}

/// The position after the last one: none after -1.
fn after(last: impl Position) -> Option<isize> {
    Some(last.position().saturating_add(1)).filter(|&stop| stop != 0)
}

macro_rules! basic {
    ($([$($generic:tt)*] $index:ty, $self:ident => $item:expr;)*) => {$(
        impl<$($generic)*> BasicIndex for $index {
            fn item($self) -> Item {
                $item
            }
        }
        impl<$($generic)*> IntoIndex for $index {
            fn push(self, items: &mut Vec<Item>) {
                items.push(self.item());
            }
        }
    )*};
}
basic! {
    [] usize, self => Item::Int(self.position());
    [] isize, self => Item::Int(self.position());
    [] i32, self => Item::Int(self.position());
    [] i64, self => Item::Int(self.position());
    [] RangeFull, self => Item::Slice(self.into_slice());
    [P: Position] Range<P>, self => Item::Slice(self.into_slice());
    [P: Position] RangeFrom<P>, self => Item::Slice(self.into_slice());
    [P: Position] RangeTo<P>, self => Item::Slice(self.into_slice());
    [P: Position] RangeInclusive<P>, self => Item::Slice(self.into_slice());
    [P: Position] RangeToInclusive<P>, self => Item::Slice(self.into_slice());
    [] NewAxis, self => Item::NewAxis;
    [] Ellipsis, self => Item::Ellipsis;
}

impl IntoIndex for Slices {
    fn push(self, items: &mut Vec<Item>) {
        items.extend(self.0);
    }
}

/// Element types that can index: booleans and integers.
pub trait IndexData: Data {}
macro_rules! index_data {
    ($($ty:ty)*) => {$(impl IndexData for $ty {})*};
}
index_data! { bool i8 i16 i32 i64 u8 u16 u32 u64 Any }

fn array_item(array: &RawArray) -> Item {
    match array.dtype {
        DType::Bool => Item::Mask(array.clone()),
        DType::I64 => Item::Positions(array.clone()),
        other => {
            assert!(other.is_integer(), "arrays used as indices must be of integer (or boolean) type");
            Item::Positions(unwrap(cast(array, DType::I64, Order::K)))
        }
    }
}

macro_rules! array_index {
    ($([$($life:lifetime)?] $array:ty),*) => {$(
        impl<$($life,)? T: IndexData> IntoIndex for $array {
            fn push(self, items: &mut Vec<Item>) {
                items.push(array_item(&self.raw));
            }
        }
        impl<$($life,)? T: IndexData> IntoIndex for &$array {
            fn push(self, items: &mut Vec<Item>) {
                items.push(array_item(&self.raw));
            }
        }
    )*};
}
array_index!([] Array<T>, ['a] View<'a, T>);

impl<T: IndexData> IntoIndex for &ArrayRef<T> {
    fn push(self, items: &mut Vec<Item>) {
        items.push(array_item(&self.raw));
    }
}

/// Lists of index arrays, as [`nonzero`](ArrayRef::nonzero) and [`ix_`](crate::ix_) give them: one for each axis.
macro_rules! lists {
    ($([$($generic:tt)*] $list:ty),*) => {$(
        impl<T: IndexData, $($generic)*> IntoIndex for $list {
            fn push(self, items: &mut Vec<Item>) {
                items.extend(self.iter().map(|array| array_item(array.raw_array())));
            }
        }
    )*};
}
lists!([const N: usize] [Array<T>; N], [const N: usize] &[Array<T>; N], [] Vec<Array<T>>, [] &Vec<Array<T>>, [] &[Array<T>]);

macro_rules! tuples {
    ($(($($name:ident $item:ident),+))*) => {$(
        impl<$($item: IntoIndex),+> IntoIndex for ($($item,)+) {
            fn push(self, items: &mut Vec<Item>) {
                let ($($name,)+) = self;
                $($name.push(items);)+
            }
        }
    )*};
}
tuples! {
    (a A)
    (a A, b B)
    (a A, b B, c C)
    (a A, b B, c C, d D)
    (a A, b B, c C, d D, e E)
    (a A, b B, c C, d D, e E, f F)
}

fn items(index: impl IntoIndex) -> Vec<Item> {
    let mut items = Vec::with_capacity(4);
    index.push(&mut items);
    items
}

pub(crate) fn sliced(layout: &Layout, slices: &Slices) -> Result<Layout> {
    Ok(prepare(layout, &slices.0)?.layout)
}

fn set(target: &RawArray, items: &[Item], value: &RawArray) -> Result<()> {
    let prepared = prepare(&target.layout, items)?;
    if prepared.fancy.is_empty() {
        assign(&target.with_layout(prepared.layout), value)
    } else {
        tegula_exec::set(target, &prepared, value)
    }
}

impl<T: Data> ArrayRef<T> {
    /// The view that a basic index picks.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[1, 2, 3], [4, 5, 6]];
    /// let column: View<i64> = x.slice(s![.., 0]);
    /// assert_eq!(column.to_vec(), [1, 4]);
    /// ```
    ///
    /// # Panics
    /// With NumPy's message, if a position is out of bounds or there are more indices than axes.
    #[track_caller]
    pub fn slice(&self, slices: Slices) -> View<'_, T> {
        self.view_as(unwrap(sliced(&self.raw.layout, &slices)))
    }

    /// The elements that an index picks, as an array of their own: boolean and integer arrays, alone or in a
    /// tuple with integers and ranges. NumPy's rules for the order of the axes hold.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[1, -2, 3], [-4, 5, -6]];
    /// assert_eq!(x.at(&x.gt(0)), array![1, 3, 5]);
    /// assert_eq!(x.at(array![1, 0, 1]), array![[-4, 5, -6], [1, -2, 3], [-4, 5, -6]]);
    /// assert_eq!(x.at((.., array![0, 2])), array![[1, 3], [-4, -6]]);
    /// assert_eq!(x.at((arange(2), array![2, 0])), array![3, -4]);
    /// ```
    ///
    /// # Panics
    /// With NumPy's message, if a position is out of bounds, a mask has another shape than what it picks
    /// from, there are more indices than axes, or memory is refused.
    #[track_caller]
    pub fn at(&self, index: impl IntoIndex) -> Array<T> {
        let picked = prepare(&self.raw.layout, &items(index)).and_then(|prepared| {
            if prepared.fancy.is_empty() {
                copy(&self.raw.with_layout(prepared.layout), Order::K)
            } else {
                tegula_exec::get(&self.raw, &prepared, Order::K)
            }
        });
        Array::new(unwrap(picked))
    }
}

impl<'a, T: Data> View<'a, T> {
    /// As [`ArrayRef::slice`], for as long as the viewed array is borrowed.
    ///
    /// # Panics
    /// As [`ArrayRef::slice`].
    #[track_caller]
    pub fn slice(&self, slices: Slices) -> View<'a, T> {
        let layout = unwrap(sliced(&self.raw_array().layout, &slices));
        self.clone().with_layout(layout)
    }
}

impl<T: Data> Array<T> {
    /// As [`ArrayRef::slice`].
    ///
    /// # Panics
    /// As [`ArrayRef::slice`].
    #[track_caller]
    pub fn slice(&self, slices: Slices) -> View<'_, T> {
        self.view().slice(slices)
    }

    /// The view that a basic index picks, to be changed.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let mut x = zeros::<f64>((2, 3));
    /// x.slice_mut(s![.., 1]).fill(5.0);
    /// assert_eq!(x, array![[0.0, 5.0, 0.0], [0.0, 5.0, 0.0]]);
    /// ```
    ///
    /// # Panics
    /// As [`ArrayRef::slice`], and if elements that a clone shares must be copied and memory is refused.
    #[track_caller]
    pub fn slice_mut(&mut self, slices: Slices) -> ViewMut<'_, T> {
        let layout = unwrap(sliced(&self.raw_array().layout, &slices));
        self.view_mut().with_layout(layout)
    }

    /// Writes a value, broadcast, to the elements that an index picks: NumPy's `x[index] = value`.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let mut x = array![[1, -2, 3], [-4, 5, -6]];
    /// x.set(&x.lt(0), 0);
    /// x.set(s![0, 1..], array![7, 8]);
    /// x.set((array![1, 1], array![0, 2]), 9);
    /// assert_eq!(x, array![[1, 7, 8], [9, 5, 9]]);
    /// ```
    ///
    /// # Panics
    /// With NumPy's message, as [`ArrayRef::at`], and if the value does not broadcast.
    #[track_caller]
    pub fn set(&mut self, index: impl IntoIndex, value: impl Operand<T>) {
        let items = items(index);
        // Taken before the elements are made unique: a value that shares them makes them be copied.
        let value = unwrap(value.hold().into_raw());
        unwrap(set(self.unique(), &items, &value));
    }

    /// Writes one value to all elements.
    ///
    /// # Panics
    /// If elements that a clone shares must be copied and memory is refused.
    #[track_caller]
    pub fn fill(&mut self, value: impl Operand<T>) {
        self.view_mut().fill(value);
    }

    /// Writes the elements of `value`, broadcast, to this array: NumPy's `x[...] = value`.
    ///
    /// # Panics
    /// With NumPy's message, if the value does not broadcast.
    #[track_caller]
    pub fn assign(&mut self, value: impl Operand<T>) {
        self.set(Ellipsis, value);
    }
}

impl<'a, T: Data> ViewMut<'a, T> {
    /// The part of the view that a basic index picks; lend the view with [`rb_mut`](ViewMut::rb_mut) to keep
    /// it.
    ///
    /// # Panics
    /// As [`ArrayRef::slice`].
    #[track_caller]
    pub fn slice_mut(self, slices: Slices) -> ViewMut<'a, T> {
        let layout = unwrap(sliced(&self.raw_array().layout, &slices));
        self.with_layout(layout)
    }

    /// Writes a value, broadcast, to the elements that an index picks; as [`Array::set`].
    ///
    /// # Panics
    /// As [`Array::set`].
    #[track_caller]
    pub fn set(&mut self, index: impl IntoIndex, value: impl Operand<T>) {
        let value = unwrap(value.hold().into_raw());
        unwrap(set(self.target(), &items(index), &value));
    }

    /// Writes one value to all elements.
    ///
    /// # Panics
    /// With NumPy's message, if the value is an array that does not broadcast.
    #[track_caller]
    pub fn fill(&mut self, value: impl Operand<T>) {
        self.set(Ellipsis, value);
    }

    /// Writes the elements of `value`, broadcast, to this view.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let mut x = zeros::<f64>((2, 2));
    /// x.slice_mut(s![1]).assign(array![3.0, 4.0]);
    /// assert_eq!(x, array![[0.0, 0.0], [3.0, 4.0]]);
    /// ```
    ///
    /// # Panics
    /// With NumPy's message, if the value does not broadcast.
    #[track_caller]
    pub fn assign(&mut self, value: impl Operand<T>) {
        self.set(Ellipsis, value);
    }
}
