//! Index expressions: what stands between the brackets, prepared once for reading and writing.

use crate::{DType, Dims, Error, Layout, MAX_NDIM, RawArray, Result, Shape, Strides, normalize_axis};

/// One item of an index expression.
#[derive(Clone)]
pub enum Item {
    /// An integer: picks one position and removes the axis.
    Int(isize),
    /// `start:stop:step`.
    Slice(Slice),
    /// `...`: as many whole axes as are missing.
    Ellipsis,
    /// `newaxis`: an axis of extent 1.
    NewAxis,
    /// A boolean array, which stands for as many axes as it has.
    Mask(RawArray),
    /// An array of positions, of dtype `int64`.
    Positions(RawArray),
}

/// `start:stop:step`, each part optional; negative positions count from the end.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Slice {
    /// The first position.
    pub start: Option<isize>,
    /// The position before which to stop.
    pub stop: Option<isize>,
    /// The distance between positions, 1 if absent.
    pub step: Option<isize>,
}

impl Slice {
    /// The first position, the step and the number of positions on an axis of extent `n`, by Python's
    /// rules.
    ///
    /// # Errors
    /// `ValueError` if the step is 0.
    pub fn resolve(self, n: usize) -> Result<(usize, isize, usize)> {
        let n = n as isize;
        let step = self.step.unwrap_or(1);
        if step == 0 {
            return Err(Error::value("slice step cannot be zero"));
        }
        let (least, most) = if step > 0 { (0, n) } else { (-1, n - 1) };
        let clamp = |i: isize| if i < 0 { i.saturating_add(n).max(least) } else { i.min(most) };
        let start = self.start.map_or(if step > 0 { 0 } else { n - 1 }, clamp);
        let stop = self.stop.map_or(if step > 0 { n } else { -1 }, clamp);
        let span = if step > 0 { stop - start } else { start - stop };
        let len = if span <= 0 { 0 } else { (span as usize - 1) / step.unsigned_abs() + 1 };
        Ok((start.max(0) as usize, step, len))
    }
}

/// One array index, with the axes it stands for.
pub struct Fancy {
    /// The array: `bool` for a mask, `int64` for positions.
    pub array: RawArray,
    /// The first source axis it indexes.
    pub axis: usize,
    /// The extents of the source axes it indexes (one for positions, the mask's rank for a mask).
    pub shape: Shape,
    /// The byte strides of those axes.
    pub strides: Strides,
}

/// An index expression applied to a layout.
pub struct Prepared {
    /// The axes that integers, slices and new axes leave, without those of array indices.
    pub layout: Layout,
    /// The array indices, in order. Empty for basic indexing, whose result is a view.
    pub fancy: Vec<Fancy>,
    /// Where among the axes of `layout` the broadcast axes of the array indices go.
    pub at: usize,
    /// True if the expression picks a single element by integers alone.
    pub is_element: bool,
}

/// How many of `ndim` axes the items take up.
///
/// # Errors
/// `IndexError` for too many, and for a second ellipsis.
pub fn count_axes(ndim: usize, items: &[Item]) -> Result<usize> {
    if items.iter().filter(|item| matches!(item, Item::Ellipsis)).count() > 1 {
        return Err(second_ellipsis());
    }
    let axes = |item: &Item| match item {
        Item::Int(_) | Item::Slice(_) | Item::Positions(_) => 1,
        Item::Mask(mask) => mask.ndim(),
        Item::Ellipsis | Item::NewAxis => 0,
    };
    let consumed = items.iter().map(axes).sum();
    if consumed <= ndim {
        return Ok(consumed);
    }
    Err(Error::index(format!(
        "too many indices for array: array is {ndim}-dimensional, but {consumed} were indexed"
    )))
}

/// The error of an expression with more than one ellipsis.
#[cold]
pub fn second_ellipsis() -> Error {
    Error::index("an index can only have a single ellipsis ('...')")
}

/// Applies the items to a layout.
///
/// # Errors
/// `IndexError` in NumPy's words: too many indices, out of bounds, more than one ellipsis, a mask of
/// the wrong shape. `ValueError` for a zero step.
///
/// ```
/// use tegula_core::{Layout, index::{prepare, Item, Slice}};
/// let m = Layout::contiguous(&[3, 4], 8)?;
/// let row = prepare(&m, &[Item::Int(1), Item::Slice(Slice { step: Some(2), ..Slice::default() })])?;
/// assert_eq!((&row.layout.shape[..], &row.layout.strides[..], row.layout.offset), (&[2][..], &[16][..], 32));
/// # Ok::<(), tegula_core::Error>(())
/// ```
pub fn prepare(source: &Layout, items: &[Item]) -> Result<Prepared> {
    let ndim = source.ndim();
    let consumed = count_axes(ndim, items)?;
    let any_fancy = items.iter().any(|item| matches!(item, Item::Positions(_) | Item::Mask(_)));
    let mut rest = ndim - consumed;
    check_masks(source, items, rest)?;
    let mut layout = Layout { offset: source.offset, ..Layout::default() };
    let mut fancy = Vec::new();
    let mut place = Placement::None;
    let mut axis = 0;
    let keep = |layout: &mut Layout, axes: std::ops::Range<usize>| {
        for axis in axes {
            layout.shape.push(source.shape[axis]);
            layout.strides.push(source.strides[axis]);
        }
    };
    for item in items {
        match item {
            Item::Int(i) => {
                let n = source.shape[axis];
                let position = normalize_axis(*i, n).map_err(|_| Error::OutOfBounds {
                    index: *i as i64,
                    axis: Some(axis),
                    size: n,
                })?;
                layout.offset = layout.offset.wrapping_add_signed(source.strides[axis] * position as isize);
                if any_fancy {
                    place.array_index(layout.ndim());
                }
                axis += 1;
            }
            Item::Slice(slice) => {
                let (start, step, len) = slice.resolve(source.shape[axis])?;
                if len > 0 {
                    let skip = source.strides[axis] * start as isize;
                    layout.offset = layout.offset.wrapping_add_signed(skip);
                }
                layout.shape.push(len);
                layout.strides.push(source.strides[axis].wrapping_mul(step));
                place.other();
                axis += 1;
            }
            Item::Ellipsis => {
                keep(&mut layout, axis..axis + rest);
                axis += rest;
                rest = 0;
                place.other();
            }
            Item::NewAxis => {
                layout.shape.push(1);
                layout.strides.push(0);
                place.other();
            }
            Item::Mask(array) | Item::Positions(array) => {
                let is_mask = matches!(item, Item::Mask(_));
                let end = axis + if is_mask { array.ndim() } else { 1 };
                place.array_index(layout.ndim());
                fancy.push(Fancy {
                    array: array.clone(),
                    axis,
                    shape: source.shape[axis..end].into(),
                    strides: source.strides[axis..end].into(),
                });
                axis = end;
            }
        }
    }
    keep(&mut layout, axis..axis + rest);
    let gain = |f: &Fancy| if f.array.dtype == DType::Bool { 1 } else { f.array.ndim() };
    let gained = fancy.iter().map(gain).max().unwrap_or(0);
    let found = layout.ndim() + gained;
    if found > MAX_NDIM {
        return Err(Error::index(format!(
            "number of dimensions must be within [0, {MAX_NDIM}], indexing result would have {found}"
        )));
    }
    let is_element = ndim == consumed && items.iter().all(|i| matches!(i, Item::Int(_)));
    Ok(Prepared { layout, fancy, at: place.position(), is_element })
}

/// The sub-shape `fancy ++ rest` of an index result, with the array axes at `at`.
pub fn result_shape(prepared: &Prepared, fancy_shape: &[usize]) -> Shape {
    let (before, after) = prepared.layout.shape.split_at(prepared.at);
    before.iter().chain(fancy_shape).chain(after).copied().collect::<Dims<usize>>()
}

/// Compares masks with the axes that they stand for, which NumPy does before it looks at positions.
fn check_masks(source: &Layout, items: &[Item], rest: usize) -> Result<()> {
    let mut axis = 0;
    for item in items {
        axis += match item {
            Item::Int(_) | Item::Slice(_) | Item::Positions(_) => 1,
            Item::Ellipsis => rest,
            Item::NewAxis => 0,
            Item::Mask(mask) => {
                check_mask(mask, source, axis)?;
                mask.ndim()
            }
        };
    }
    Ok(())
}

fn check_mask(mask: &RawArray, source: &Layout, axis: usize) -> Result<()> {
    for (i, &n) in mask.shape().iter().enumerate() {
        let size = source.shape[axis + i];
        // An axis without places tells nothing, as in NumPy.
        if n != size && n > 0 {
            return Err(Error::index(format!(
                "boolean index did not match indexed array along axis {}; size of axis is {size} but size of \
                 corresponding boolean axis is {n}",
                axis + i
            )));
        }
    }
    Ok(())
}

/// NumPy's rule for where the axes of array indices go: in the place of the first one if they stand
/// side by side, else in front.
enum Placement {
    None,
    Beside(usize),
    Interrupted(usize),
    Front,
}

impl Placement {
    fn array_index(&mut self, at: usize) {
        *self = match *self {
            Placement::None => Placement::Beside(at),
            Placement::Beside(first) => Placement::Beside(first),
            Placement::Interrupted(_) | Placement::Front => Placement::Front,
        };
    }

    fn other(&mut self) {
        if let Placement::Beside(first) = *self {
            *self = Placement::Interrupted(first);
        }
    }

    fn position(&self) -> usize {
        match *self {
            Placement::Beside(at) | Placement::Interrupted(at) => at,
            Placement::None | Placement::Front => 0,
        }
    }
}
