//! Grids of coordinates, and positions as arrays.

use std::ops::{Deref, Range};

use tegula_core::{DType, Error, RawArray, Result, Shape, volume};
use tegula_exec::{Bounds, assign};

use crate::array::unwrap;
use crate::index::IndexData;
use crate::shape::IntoShape;
use crate::{Array, ArrayRef, Data, Element, Operand};

/// Which axis of a [`meshgrid`] the first vector runs along.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Indexing {
    /// The second, as coordinates of pictures: NumPy's default.
    #[default]
    Xy,
    /// The first, as indices of matrices.
    Ij,
}

/// One line of a [`mgrid`] or [`ogrid`]: a range of integers, or a 1-d array such as [`linspace`](crate::linspace)
/// gives.
pub trait GridLine<T: Data> {
    /// The numbers.
    #[doc(hidden)]
    fn line(&self) -> RawArray;
}

impl GridLine<i64> for Range<i64> {
    fn line(&self) -> RawArray {
        crate::arange_step(self.start, self.end, 1).into_raw()
    }
}

impl<T: Data> GridLine<T> for Array<T> {
    fn line(&self) -> RawArray {
        self.raw_array().clone()
    }
}

impl<T: Data> GridLine<T> for &Array<T> {
    fn line(&self) -> RawArray {
        self.raw_array().clone()
    }
}

/// The view of a vector along one of `ndim` axes.
fn along(line: &RawArray, axis: usize, ndim: usize) -> RawArray {
    let mut layout = line.layout.clone();
    (0..axis).for_each(|_| layout = layout.insert_axis(0));
    (axis + 1..ndim).for_each(|_| layout = layout.insert_axis(layout.ndim()));
    line.with_layout(layout)
}

/// Vectors along the axes of a grid, in the order given by `indexing`.
fn open<const N: usize>(lines: [RawArray; N], indexing: Indexing) -> [RawArray; N] {
    let mut axis = 0..N;
    lines.map(|line| {
        let place = match (axis.next().expect("one axis for each line"), indexing) {
            (0, Indexing::Xy) if N > 1 => 1,
            (1, Indexing::Xy) => 0,
            (axis, _) => axis,
        };
        along(&line, place, N)
    })
}

fn vectors<'a, T: Data, A, const N: usize>(lines: [&'a A; N]) -> Result<[RawArray; N]>
where
    A: Deref<Target = ArrayRef<T>> + 'a,
{
    if let Some(line) = lines.iter().find(|line| line.ndim() > 1) {
        let ndim = line.ndim();
        return Err(Error::value(format!("a grid is made of vectors, got an array of {ndim} dimensions")));
    }
    // Copies, for the memory may be borrowed from who writes to it later.
    let lines = lines.map(|line| tegula_exec::copy(&line.raw, tegula_exec::Order::C));
    let mut done = Vec::with_capacity(N);
    for line in lines {
        done.push(crate::reduce::flat(&line?)?);
    }
    Ok(done.try_into().unwrap_or_else(|_| unreachable!("one vector for each line")))
}

/// Coordinate arrays of a grid, of the shape of the whole grid each.
///
/// ```
/// use tegula::{Indexing, meshgrid, prelude::*};
///
/// let (x, y) = (array![1, 2, 3], array![10, 20]);
/// let [xx, yy] = meshgrid([&x, &y], Indexing::Xy)?;
/// assert_eq!(xx, array![[1, 2, 3], [1, 2, 3]]);
/// assert_eq!(yy, array![[10, 10, 10], [20, 20, 20]]);
/// assert_eq!(meshgrid([&x, &y], Indexing::Ij)?[0].shape(), &[3, 2]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `ValueError` for arrays of more than one axis, or an impossible size.
pub fn meshgrid<'a, T: Data, A, const N: usize>(
    lines: [&'a A; N],
    indexing: Indexing,
) -> Result<[Array<T>; N]>
where
    A: Deref<Target = ArrayRef<T>> + 'a,
{
    let lines = open(vectors(lines)?, indexing);
    let mut shape = Shape::repeat(1, N);
    for line in &lines {
        for (n, &m) in shape.iter_mut().zip(line.shape()) {
            *n = if m == 1 { *n } else { m };
        }
    }
    let mut grids = Vec::with_capacity(N);
    for line in &lines {
        let grid = RawArray::empty(&shape, line.dtype)?;
        assign(&grid, line)?;
        grids.push(Array::new(grid));
    }
    Ok(grids.try_into().unwrap_or_else(|_| unreachable!("one grid for each line")))
}

/// Coordinate arrays of a grid, with extent 1 along all axes but their own: they broadcast to the grid.
///
/// ```
/// use tegula::{Indexing, meshgrid_sparse, prelude::*};
///
/// let [x, y] = meshgrid_sparse([&array![1, 2, 3], &array![10, 20]], Indexing::Xy)?;
/// assert_eq!((x.shape(), y.shape()), (&[1, 3][..], &[2, 1][..]));
/// assert_eq!(x + y, array![[11, 12, 13], [21, 22, 23]]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `ValueError` for arrays of more than one axis.
pub fn meshgrid_sparse<'a, T: Data, A, const N: usize>(
    lines: [&'a A; N],
    indexing: Indexing,
) -> Result<[Array<T>; N]>
where
    A: Deref<Target = ArrayRef<T>> + 'a,
{
    Ok(open(vectors(lines)?, indexing).map(Array::new))
}

/// The coordinates of all places of a grid, one array for each axis, stacked along a new first axis.
///
/// ```
/// use tegula::{mgrid, prelude::*};
///
/// assert_eq!(mgrid([0..2, 0..3]), array![[[0, 0, 0], [1, 1, 1]], [[0, 1, 2], [0, 1, 2]]]);
/// let plane = mgrid([linspace(0.0, 1.0, 5), linspace(-1.0, 1.0, 3)]);
/// assert_eq!(plane.shape(), &[2, 5, 3]);
/// ```
///
/// # Panics
/// For arrays of other than one axis, and if memory is refused.
#[track_caller]
pub fn mgrid<T: Data, L: GridLine<T>, const N: usize>(lines: [L; N]) -> Array<T> {
    let lines = lines.map(|line| line.line());
    let extents = lines.iter().map(|line| {
        assert_eq!(line.ndim(), 1, "a grid is made of vectors");
        line.size()
    });
    let shape: Shape = std::iter::once(N).chain(extents).collect();
    let dtype = lines.first().map_or(T::DTYPE.unwrap_or(DType::F64), |line| line.dtype);
    let result = unwrap(RawArray::empty(&shape, dtype));
    for (i, line) in lines.iter().enumerate() {
        unwrap(assign(&result.with_layout(result.layout.pick(0, i)), &along(line, i, N)));
    }
    Array::new(result)
}

/// The coordinates of a grid, one array for each axis, with extent 1 along all axes but their own.
///
/// ```
/// use tegula::{ogrid, prelude::*};
///
/// let [i, j] = ogrid([0..2, 0..3]);
/// assert_eq!(i * 10 + j, array![[0, 1, 2], [10, 11, 12]]);
/// ```
///
/// # Panics
/// For arrays of other than one axis, and if memory is refused.
#[track_caller]
pub fn ogrid<T: Data, L: GridLine<T>, const N: usize>(lines: [L; N]) -> [Array<T>; N] {
    let lines = lines.map(|line| {
        let line = line.line();
        assert_eq!(line.ndim(), 1, "a grid is made of vectors");
        line
    });
    open(lines, Indexing::Ij).map(Array::new)
}

/// The positions of all elements of an array of a shape: one array for each axis, stacked along a new first axis.
///
/// ```
/// use tegula::{indices, prelude::*};
///
/// assert_eq!(indices((2, 2)), array![[[0, 0], [1, 1]], [[0, 1], [0, 1]]]);
/// ```
///
/// # Panics
/// If memory is refused.
#[track_caller]
pub fn indices(shape: impl IntoShape) -> Array<i64> {
    let shape = shape.into_shape();
    let full: Shape = std::iter::once(shape.len()).chain(shape.iter().copied()).collect();
    let result = unwrap(RawArray::empty(&full, DType::I64));
    for (i, &n) in shape.iter().enumerate() {
        let line = unwrap(tegula_exec::arange(0, 1, n));
        let place = result.with_layout(result.layout.pick(0, i));
        unwrap(assign(&place, &along(&line, i, shape.len())));
    }
    Array::new(result)
}

/// Index arrays that pick all combinations of positions, or of what masks pick, along each axis.
///
/// ```
/// use tegula::{ix_, prelude::*};
///
/// let x = arange(12).reshape((3, 4))?;
/// assert_eq!(x.at(ix_([&array![0, 2], &array![1, 3]])?), array![[1, 3], [9, 11]]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `ValueError` for arrays of other than one axis.
pub fn ix_<'a, T: IndexData, A, const N: usize>(positions: [&'a A; N]) -> Result<[Array<i64>; N]>
where
    A: Deref<Target = ArrayRef<T>> + 'a,
{
    if positions.iter().any(|list| list.ndim() != 1) {
        return Err(Error::value("Cross index must be 1 dimensional"));
    }
    let mut lists = Vec::with_capacity(N);
    for list in positions {
        lists.push(match list.dtype() {
            DType::Bool => tegula_exec::nonzero(&list.raw)?.swap_remove(0),
            _ => tegula_exec::cast(&list.raw, DType::I64, tegula_exec::Order::C)?,
        });
    }
    let lists: [RawArray; N] = lists.try_into().unwrap_or_else(|_| unreachable!("one list for each axis"));
    Ok(open(lists, Indexing::Ij).map(Array::new))
}

/// The positions of the main diagonal of an array of `N` axes of extent `n`.
///
/// ```
/// use tegula::{diag_indices, prelude::*};
///
/// let mut x = zeros::<f64>((2, 2));
/// x.set(diag_indices::<2>(2), 1.0);
/// assert_eq!(x, eye(2));
/// ```
///
/// # Panics
/// If memory is refused.
#[track_caller]
pub fn diag_indices<const N: usize>(n: usize) -> [Array<i64>; N] {
    let line = Array::new(unwrap(tegula_exec::arange(0, 1, n)));
    std::array::from_fn(|_| line.clone())
}

fn triangle_indices(rows: usize, cols: usize, k: isize, below: bool) -> Result<[Array<i64>; 2]> {
    let mask = tegula_exec::tri(rows, cols, if below { k } else { k.saturating_sub(1) }, DType::Bool)?;
    let mask = if below { Array::<bool>::new(mask) } else { !Array::<bool>::new(mask) };
    let found = tegula_exec::nonzero(mask.raw_array())?;
    let [i, j] = <[RawArray; 2]>::try_from(found).unwrap_or_else(|_| unreachable!("a matrix has two axes"));
    Ok([Array::new(i), Array::new(j)])
}

/// The positions in and below the diagonal `k` of a matrix of `rows` and `cols`.
///
/// ```
/// use tegula::{prelude::*, tril_indices};
///
/// let x = array![[1, 2], [3, 4]];
/// assert_eq!(x.at(tril_indices(2, 2, 0)), array![1, 3, 4]);
/// ```
///
/// # Panics
/// If memory is refused.
#[track_caller]
pub fn tril_indices(rows: usize, cols: usize, k: isize) -> [Array<i64>; 2] {
    unwrap(triangle_indices(rows, cols, k, true))
}

/// The positions in and above the diagonal `k` of a matrix of `rows` and `cols`.
///
/// ```
/// use tegula::{prelude::*, triu_indices};
///
/// assert_eq!(triu_indices(2, 2, 1), [array![0], array![1]]);
/// ```
///
/// # Panics
/// If memory is refused.
#[track_caller]
pub fn triu_indices(rows: usize, cols: usize, k: isize) -> [Array<i64>; 2] {
    unwrap(triangle_indices(rows, cols, k, false))
}

/// Ones in and below the diagonal `k` of a matrix of `rows` and `cols`, zeros above it.
///
/// ```
/// use tegula::{prelude::*, tri};
///
/// assert_eq!(tri::<i32>(2, 3, 0), array![[1, 0, 0], [1, 1, 0]]);
/// ```
///
/// # Panics
/// If memory is refused.
#[track_caller]
pub fn tri<T: Element + Data>(rows: usize, cols: usize, k: isize) -> Array<T> {
    Array::new(unwrap(tegula_exec::tri(rows, cols, k, <T as Element>::DTYPE)))
}

/// The positions along each axis that positions in the flattened array of a shape have.
///
/// ```
/// use tegula::{prelude::*, unravel_index};
///
/// let x = array![[3, 9], [7, 1]];
/// let [i, j] = unravel_index(x.argmax(All), [2, 2])?;
/// assert_eq!((i.item()?, j.item()?), (0, 1));
/// assert_eq!(unravel_index(array![1, 2], [2, 2])?, [array![0, 1], array![1, 0]]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `ValueError` for positions beyond the array.
pub fn unravel_index<const N: usize>(
    positions: impl Operand<i64>,
    shape: [usize; N],
) -> Result<[Array<i64>; N]> {
    let positions = positions.hold().into_raw()?;
    let found = tegula_exec::unravel(&positions, &shape, false)?;
    let last = found.ndim() - 1;
    Ok(std::array::from_fn(|axis| Array::new(found.with_layout(found.layout.pick(last, axis)))))
}

/// The positions in the flattened array of a shape that positions along each axis lead to, all broadcast together.
///
/// ```
/// use tegula::{Bounds, prelude::*, ravel_multi_index};
///
/// let (i, j) = (array![0, 1], array![1, 0]);
/// assert_eq!(ravel_multi_index([&i, &j], [2, 3], Bounds::Raise)?, array![1, 3]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `ValueError` if the arrays do not broadcast, or `bounds` does not allow a position.
pub fn ravel_multi_index<'a, A, const N: usize>(
    positions: [&'a A; N],
    shape: [usize; N],
    bounds: Bounds,
) -> Result<Array<i64>>
where
    A: Deref<Target = ArrayRef<i64>> + 'a,
{
    // A size beyond any array has no positions.
    if volume(&shape) > isize::MAX as usize {
        return Err(Error::value(
            "invalid dims: array size defined by dims is larger than the maximum possible size.",
        ));
    }
    let positions = positions.map(|list| list.raw.clone());
    Ok(Array::new(tegula_exec::ravel_coordinates(&positions, &shape, &[bounds; N], false)?))
}
