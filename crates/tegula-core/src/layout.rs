//! Strided layouts: the shape of an array and where its elements lie.

use crate::{Dims, Error, MAX_NDIM, Result, Shape, Strides};

/// The shape of an array, the signed byte strides of its axes, and the byte offset of its first
/// element. A layout is plain data; making a view changes the layout and nothing else.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Layout {
    /// The extent of each axis.
    pub shape: Shape,
    /// The distance in bytes between neighbours along each axis.
    pub strides: Strides,
    /// The distance in bytes from the buffer's first byte to the first element.
    pub offset: usize,
}

impl Layout {
    /// A C-ordered layout without gaps.
    ///
    /// # Errors
    /// `ValueError` if there are more than [`MAX_NDIM`] axes or the size in bytes overflows.
    #[inline(always)]
    pub fn contiguous(shape: &[usize], itemsize: usize) -> Result<Layout> {
        check_rank(shape.len())?;
        let mut step = itemsize;
        let strides = Strides::try_map_back(shape, |&n| {
            let stride = step as isize;
            step = grown(step, n)?;
            Ok(stride)
        })?;
        Ok(Layout { shape: shape.into(), strides, offset: 0 })
    }

    /// A layout without gaps whose memory order is given: `order[0]` is the slowest axis.
    pub fn ordered(shape: &[usize], itemsize: usize, order: &[usize]) -> Result<Layout> {
        check_rank(shape.len())?;
        let mut strides = Strides::repeat(0, shape.len());
        let mut step = itemsize;
        for &axis in order.iter().rev() {
            strides[axis] = step as isize;
            step = grown(step, shape[axis])?;
        }
        Ok(Layout { shape: shape.into(), strides, offset: 0 })
    }

    /// A Fortran-ordered layout without gaps.
    pub fn fortran(shape: &[usize], itemsize: usize) -> Result<Layout> {
        let order: Dims<usize> = (0..shape.len()).rev().collect();
        Layout::ordered(shape, itemsize, &order)
    }

    /// The number of axes.
    #[inline]
    pub fn ndim(&self) -> usize {
        self.shape.len()
    }

    /// The number of elements.
    #[inline]
    pub fn size(&self) -> usize {
        volume(&self.shape)
    }

    /// True if the elements lie one after the other in C order. Axes of extent 1 do not count, and an
    /// empty array is contiguous, as in NumPy.
    #[inline]
    pub fn is_c_contiguous(&self, itemsize: usize) -> bool {
        is_contiguous(&self.shape, &self.strides, itemsize)
    }

    /// True if the elements lie one after the other in Fortran order.
    #[inline]
    pub fn is_f_contiguous(&self, itemsize: usize) -> bool {
        without_gaps(self.shape.iter().zip(&self.strides[..]), itemsize)
    }

    /// The view that keeps one position of `axis` and removes the axis.
    ///
    /// `position` must be below the extent of the axis.
    #[inline]
    pub fn pick(&self, axis: usize, position: usize) -> Layout {
        debug_assert!(position < self.shape[axis]);
        let mut view = self.clone();
        view.shape.remove(axis);
        let stride = view.strides.remove(axis);
        view.offset = view.offset.wrapping_add_signed(stride * position as isize);
        view
    }

    /// The view of `len` positions of `axis`, from `start` on, `step` apart.
    #[inline]
    pub fn slice(&self, axis: usize, start: usize, step: isize, len: usize) -> Layout {
        let mut view = self.clone();
        if len > 0 {
            view.offset = view.offset.wrapping_add_signed(view.strides[axis] * start as isize);
        }
        view.shape[axis] = len;
        view.strides[axis] = view.strides[axis].wrapping_mul(step);
        view
    }

    /// The view with a new axis of extent 1 before position `at`.
    pub fn insert_axis(&self, at: usize) -> Layout {
        let mut view = self.clone();
        view.shape.insert(at, 1);
        view.strides.insert(at, 0);
        view
    }

    /// The view with the axes in the order given, which must be a permutation.
    pub fn permute(&self, axes: &[usize]) -> Layout {
        Layout {
            shape: Shape::map(axes, |&a| self.shape[a]),
            strides: Strides::map(axes, |&a| self.strides[a]),
            offset: self.offset,
        }
    }

    /// The view with the axes in reverse order.
    #[inline]
    pub fn transpose(&self) -> Layout {
        Layout { shape: self.shape.reversed(), strides: self.strides.reversed(), offset: self.offset }
    }

    /// The view that repeats axes of extent 1 (and new leading ones) to fill `shape`; `None` if the
    /// shapes do not broadcast.
    pub fn broadcast_to(&self, shape: &[usize]) -> Option<Layout> {
        let lead = shape.len().checked_sub(self.ndim())?;
        let mut strides = Strides::repeat(0, shape.len());
        for (axis, (&n, &stride)) in self.shape.iter().zip(&self.strides[..]).enumerate() {
            match shape[lead + axis] {
                m if m == n => strides[lead + axis] = if n == 1 { 0 } else { stride },
                _ if n == 1 => {}
                _ => return None,
            }
        }
        Some(Layout { shape: shape.into(), strides, offset: self.offset })
    }

    /// The diagonal of two axes, `k` above the main one, as a last axis.
    pub fn diagonal(&self, k: isize, axis1: usize, axis2: usize) -> Layout {
        let (rows, cols) = (self.shape[axis1], self.shape[axis2]);
        let (down, right) = if k < 0 { (k.unsigned_abs(), 0) } else { (0, k as usize) };
        let len = rows.saturating_sub(down).min(cols.saturating_sub(right));
        let step = self.strides[axis1] + self.strides[axis2];
        let mut view = self.clone();
        if len > 0 {
            let skip = self.strides[axis1] * down as isize + self.strides[axis2] * right as isize;
            view.offset = view.offset.wrapping_add_signed(skip);
        }
        for axis in [axis1.max(axis2), axis1.min(axis2)] {
            view.shape.remove(axis);
            view.strides.remove(axis);
        }
        view.shape.push(len);
        view.strides.push(step);
        view
    }

    /// The least and the past-the-end byte offset that the elements touch, relative to the first
    /// element. Both are 0 for an empty array.
    pub fn extent(&self, itemsize: usize) -> (isize, isize) {
        let (mut low, mut high) = (0, itemsize as isize);
        for (&n, &stride) in self.shape.iter().zip(&self.strides[..]) {
            if n == 0 {
                return (0, 0);
            }
            let reach = stride * (n as isize - 1);
            if reach < 0 { low += reach } else { high += reach }
        }
        (low, high)
    }

    /// The axes from the slowest to the fastest in memory: by falling stride, whatever its sign; the order in which
    /// NumPy lays out copies.
    pub fn memory_order(&self) -> Dims<usize> {
        let mut order: Dims<usize> = (0..self.ndim()).collect();
        order.sort_by_key(|&axis| std::cmp::Reverse(self.strides[axis].unsigned_abs()));
        order
    }
}

/// The axes from the slowest to the fastest in which several arrays over `shape`, given by their strides, are best
/// gone through together; the order in which NumPy lays out the results of functions. An extent of 1 and a stride
/// of 0 tell nothing of an axis; where nothing tells axes apart they keep their order, and where arrays disagree,
/// the one that is for C order wins.
pub fn iteration_order(shape: &[usize], strides: &[&[isize]]) -> Dims<usize> {
    let axes: Dims<usize> = (0..shape.len()).rev().collect();
    let step = |s: &[isize], axis: usize| if shape[axis] == 1 { 0 } else { s[axis].unsigned_abs() };
    let mut order = insertion_order(axes, |outer, inner| {
        let pairs = strides.iter().map(|s| (step(s, outer), step(s, inner)));
        verdict(pairs.filter(|&(x, y)| x != 0 && y != 0).map(|(x, y)| x < y))
    });
    order.reverse();
    order
}

/// As [`iteration_order`] for arrays of one rank that are to be joined, each with a shape of its own.
pub fn joining_order(ndim: usize, arrays: &[&Layout]) -> Dims<usize> {
    insertion_order((0..ndim).collect(), |later, earlier| {
        let telling = arrays.iter().filter(|a| a.shape[later] != 1 && a.shape[earlier] != 1);
        verdict(telling.map(|a| a.strides[later].unsigned_abs() > a.strides[earlier].unsigned_abs()))
    })
}

/// What several arrays say on exchanging two axes: yes if all do, nothing if none says anything.
fn verdict(votes: impl Iterator<Item = bool>) -> Option<bool> {
    votes.reduce(|a, b| a && b)
}

/// Sorts by insertion, where `moves(x, y)` tells whether `x`, which stands behind `y`, goes before it. Where that
/// tells nothing, those further on are asked.
fn insertion_order(mut order: Dims<usize>, moves: impl Fn(usize, usize) -> Option<bool>) -> Dims<usize> {
    for i in 1..order.len() {
        let mut place = i;
        for j in (0..i).rev() {
            match moves(order[i], order[j]) {
                Some(true) => place = j,
                Some(false) => break,
                None => {}
            }
        }
        order[place..=i].rotate_right(1);
    }
    order
}

/// True if elements of the shape, that far apart, lie one after the other in C order.
#[inline]
pub fn is_contiguous(shape: &[usize], strides: &[isize], itemsize: usize) -> bool {
    without_gaps(shape.iter().zip(strides).rev(), itemsize)
}

#[inline]
fn without_gaps<'a>(axes: impl Iterator<Item = (&'a usize, &'a isize)>, itemsize: usize) -> bool {
    let mut expected = itemsize as isize;
    let mut contiguous = true;
    for (&n, &stride) in axes {
        if n == 0 {
            return true;
        }
        if n != 1 {
            contiguous &= stride == expected;
            expected = expected.wrapping_mul(n as isize);
        }
    }
    contiguous
}

fn check_rank(ndim: usize) -> Result<()> {
    if ndim > MAX_NDIM { Err(too_many_axes(ndim)) } else { Ok(()) }
}

#[cold]
fn too_many_axes(ndim: usize) -> Error {
    Error::value(format!("maximum supported dimension for an ndarray is currently {MAX_NDIM}, found {ndim}"))
}

/// The bytes of `n` runs of `step` bytes. An empty axis counts as one run, so that strides stay apart.
fn grown(step: usize, n: usize) -> Result<usize> {
    match step.checked_mul(n.max(1)) {
        Some(bytes) if bytes <= isize::MAX as usize => Ok(bytes),
        _ => Err(too_big()),
    }
}

#[cold]
fn too_big() -> Error {
    Error::value(
        "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size.",
    )
}

/// The number of elements of a shape; saturates where no memory could hold them.
#[inline]
pub fn volume(shape: &[usize]) -> usize {
    shape.iter().fold(1, |product: usize, &n| product.saturating_mul(n))
}

/// The number of elements of a shape, or `None` on overflow.
pub fn element_count(shape: &[usize]) -> Option<usize> {
    shape.iter().try_fold(1usize, |acc, &n| acc.checked_mul(n))
}

/// The shape that all the given shapes broadcast to.
///
/// # Errors
/// `ValueError` with all shapes if they do not fit together.
pub fn broadcast_shapes(shapes: &[&[usize]]) -> Result<Shape> {
    let ndim = shapes.iter().map(|s| s.len()).max().unwrap_or(0);
    let mut result = Shape::repeat(1, ndim);
    for shape in shapes {
        let lead = ndim - shape.len();
        for (axis, &n) in shape.iter().enumerate() {
            let m = &mut result[lead + axis];
            if *m == 1 {
                *m = n;
            } else if n != 1 && n != *m {
                return Err(Error::Broadcast { shapes: shapes.iter().map(|s| s.to_vec()).collect() });
            }
        }
    }
    Ok(result)
}

/// An axis counted from the front; negative ones count from the back.
///
/// # Errors
/// `AxisError` if there is no such axis.
#[inline]
pub fn normalize_axis(axis: isize, ndim: usize) -> Result<usize> {
    let n = ndim as isize;
    if (-n..n).contains(&axis) {
        Ok(axis.rem_euclid(n) as usize)
    } else {
        Err(Error::Axis { axis, ndim, name: None })
    }
}

/// Several axes counted from the front, in the order given.
///
/// # Errors
/// `AxisError` if one does not exist, `ValueError` if one is named twice.
pub fn normalize_axes(axes: &[isize], ndim: usize) -> Result<Dims<usize>> {
    let mut result: Dims<usize> = Dims::new();
    for &axis in axes {
        let axis = normalize_axis(axis, ndim)?;
        if result.contains(&axis) {
            return Err(Error::value("duplicate value in 'axis'"));
        }
        result.push(axis);
    }
    Ok(result)
}
