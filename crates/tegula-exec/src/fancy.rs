//! Array indices: reading and writing elements at positions given by arrays.

use tegula_core::index::{Fancy, Prepared, result_shape};
use tegula_core::objects::{self, Owned, Reference};
use tegula_core::{
    DType, Dims, Error, Layout, Overlap, RawArray, Result, Shape, ShapeText, Strides, broadcast_shapes,
    iteration_order, overlap,
};
use tegula_kernels::strided;

use crate::copy::{Order, cast};
use crate::mask;
use crate::pick::{get_by, only_index, set_by};
use crate::plan::{Dim, Operand, Plan};
use crate::positions::Integers;
use crate::threads::{self, Shared};

/// Positions are handed to threads in groups that stand for about this many elements.
const CHUNK: usize = 1 << 15;

/// Where an index expression with arrays leads: byte offsets for the broadcast shape of the arrays, and
/// the layout of what lies at each.
pub struct Target {
    /// The shape that the array indices broadcast to.
    pub shape: Shape,
    /// For each element of it, in C order, the byte offset.
    pub offsets: Vec<isize>,
    /// The axes of the shape from the slowest to the fastest in the memory of the arrays.
    pub order: Dims<usize>,
}

/// The array indices of an expression as lists of positions, broadcast together.
struct Lists {
    shape: Shape,
    lists: Vec<List>,
}

/// One list of positions, with the axis that it stands for: its number, extent and stride.
struct List {
    positions: RawArray,
    axis: usize,
    n: usize,
    stride: isize,
}

impl Lists {
    /// # Errors
    /// `IndexError` if the arrays do not broadcast.
    fn of(prepared: &Prepared) -> Result<Lists> {
        let mut lists: Vec<List> = Vec::with_capacity(prepared.fancy.len());
        for &Fancy { ref array, axis, ref shape, ref strides } in &prepared.fancy {
            if array.dtype == DType::Bool {
                for (i, positions) in mask_positions(array)?.into_iter().enumerate() {
                    // A 0-d mask stands for no axis: its positions only repeat.
                    let (axis, n, stride) = shape.get(i).map_or((axis, 1, 0), |&n| (axis + i, n, strides[i]));
                    lists.push(List { positions, axis, n, stride });
                }
            } else {
                lists.push(List { positions: array.clone(), axis, n: shape[0], stride: strides[0] });
            }
        }
        let shapes: Vec<&[usize]> = lists.iter().map(|list| list.positions.shape()).collect();
        let shape = broadcast_shapes(&shapes).map_err(|_| {
            let texts: String = shapes.iter().map(|s| format!("{} ", ShapeText(s))).collect();
            Error::index(format!(
                "shape mismatch: indexing arrays could not be broadcast together with shapes {texts}"
            ))
        })?;
        for List { positions, .. } in &mut lists {
            positions.layout =
                positions.layout.broadcast_to(&shape).expect("the shapes were broadcast together");
        }
        Ok(Lists { shape, lists })
    }

    /// # Errors
    /// `IndexError` if a position is out of bounds.
    fn resolve(self) -> Result<Target> {
        let Lists { shape, lists } = self;
        let count = tegula_core::volume(&shape);
        let mut offsets = vec![0isize; count];
        let strides: Vec<&[isize]> = lists.iter().map(|list| list.positions.strides()).collect();
        let order = iteration_order(&shape, &strides);
        for List { positions, axis, n, stride } in &lists {
            let numbers = Integers::of(positions)?;
            let limit = *n as i64;
            for (offset, &position) in offsets.iter_mut().zip(&numbers[..]) {
                if position < -limit || position >= limit {
                    return Err(Error::OutOfBounds { index: position, axis: Some(*axis), size: *n });
                }
                let position = if position < 0 { position + limit } else { position };
                *offset += position as isize * stride;
            }
        }
        Ok(Target { shape, offsets, order })
    }
}

/// Resolves the array indices of `prepared` into offsets, checking every position.
///
/// # Errors
/// `IndexError` if the arrays do not broadcast or a position is out of bounds.
pub fn target(prepared: &Prepared) -> Result<Target> {
    Lists::of(prepared)?.resolve()
}

/// The shape of what an index expression with arrays picks.
///
/// # Errors
/// `IndexError` if the arrays do not broadcast.
pub fn picked_shape(prepared: &Prepared) -> Result<Shape> {
    Ok(result_shape(prepared, &Lists::of(prepared)?.shape))
}

/// The positions of a mask's true elements; a 0-d mask gives one list of zeros, as long as it is true.
fn mask_positions(mask: &RawArray) -> Result<Vec<RawArray>> {
    if mask.ndim() > 0 {
        return mask::nonzero(mask);
    }
    let count = mask.get(&[]).is_true() as usize;
    Ok(vec![RawArray::zeros(&[count], DType::I64)?])
}

/// The elements that an index expression with arrays picks, as a fresh array: in C order, or, for `Order::K`, as
/// indexing lays it out, with what lies at one position side by side.
///
/// # Errors
/// `IndexError` as [`target`]; `MemoryError`.
pub fn get(source: &RawArray, prepared: &Prepared, memory: Order) -> Result<RawArray> {
    if let Some(index) = only_index(&source.layout, prepared)
        && let Some(result) = get_by(source, index)?
    {
        return Ok(result);
    }
    if let Some(mask) = whole_mask(source, prepared)
        && source.ndim() > 0
    {
        return mask::compress(source, mask);
    }
    let Target { shape, offsets, order } = target(prepared)?;
    let layout = match memory {
        Order::K => grouped_layout(prepared, &shape, &order, source.itemsize())?,
        _ => Layout::contiguous(&result_shape(prepared, &shape), source.itemsize())?,
    };
    let result = RawArray::allocate(layout, source.dtype, false)?;
    let blocks = Blocks::new(source, &result, prepared, shape.len());
    // SAFETY: every offset was checked; the result is fresh and has room for each block.
    objects::overwrite(&result, || unsafe { blocks.read(&offsets) });
    Ok(result)
}

/// A layout without gaps in which the axes of the array indices come first, then those of what lies at each
/// position, in the order of its memory. Where single elements lie there, the order is that of the indices.
fn grouped_layout(prepared: &Prepared, shape: &[usize], order: &[usize], itemsize: usize) -> Result<Layout> {
    let (at, n, kept) = (prepared.at, shape.len(), &prepared.layout);
    let position = |axis: usize| at + if kept.size() == 1 { order[axis] } else { axis };
    let place = |axis: usize| if axis < at { axis } else { axis + n };
    let inner = kept.memory_order();
    let axes: Dims<usize> = (0..n).map(position).chain(inner.iter().map(|&axis| place(axis))).collect();
    Layout::ordered(&result_shape(prepared, shape), itemsize, &axes)
}

/// Writes `value`, broadcast and converted, to the elements that an index expression with arrays picks.
/// Of repeated positions the last wins.
///
/// # Errors
/// `IndexError` as [`target`]; `ValueError` if the value does not broadcast.
pub fn set(destination: &RawArray, prepared: &Prepared, value: &RawArray) -> Result<()> {
    if let Some(index) = only_index(&destination.layout, prepared)
        && set_by(destination, index, value)?
    {
        return Ok(());
    }
    if let Some(mask) = whole_mask(destination, prepared) {
        if value.ndim() > 1 {
            return Err(Error::type_(format!(
                "NumPy boolean array indexing assignment requires a 0 or 1-dimensional input, input has {} dimensions",
                value.ndim()
            )));
        }
        if !destination.dtype.is_number() || destination.ndim() == 0 {
            if value.size() != 1 {
                mask::require_count(mask, value.size())?;
            }
            return set_at(destination, prepared, value);
        }
        let value = readable(value, destination)?;
        if value.size() != 1 {
            return mask::place(destination, mask, &value);
        }
        mask::fill_where(destination, mask, &value);
        return Ok(());
    }
    set_at(destination, prepared, value)
}

/// [`set`] where a mask over the whole array is not the whole expression: it stands for positions, as any mask.
///
/// # Errors
/// As [`set`].
pub fn set_at(destination: &RawArray, prepared: &Prepared, value: &RawArray) -> Result<()> {
    let lists = Lists::of(prepared)?;
    let full = result_shape(prepared, &lists.shape);
    if trimmed(&value.layout, full.len()).broadcast_to(&full).is_none() {
        return Err(Error::value(format!(
            "shape mismatch: value array of shape {} could not be broadcast to indexing result of shape {}",
            ShapeText(value.shape()),
            ShapeText(&full)
        )));
    }
    let target = lists.resolve()?;
    let value = readable(value, destination)?;
    let layout = trimmed(&value.layout, full.len()).broadcast_to(&full).expect("the shape was just tried");
    let values = value.with_layout(layout);
    if destination.dtype == DType::Object {
        // Positions may repeat, so each place gives back what it had when it is written.
        let mut old = Vec::with_capacity(values.size());
        return places(destination, prepared, &target, Some(&values), |place, value| {
            let value = value.expect("there is a value for each place");
            // SAFETY: both are elements of type `Object`.
            unsafe {
                let mut object = Owned::share(value.cast::<Reference>().read_unaligned());
                object.swap(place);
                old.push(object);
            }
            Ok(())
        });
    }
    // SAFETY: every offset was checked; the values are disjoint from the destination.
    unsafe { Blocks::new(destination, &values, prepared, target.shape.len()).write(&target.offsets) };
    Ok(())
}

/// Visits the places that an index expression picks, one by one, each with the place of its value; `values`
/// have the shape of the result.
///
/// # Errors
/// Those of `visit`.
pub fn places(
    array: &RawArray,
    prepared: &Prepared,
    positions: &Target,
    values: Option<&RawArray>,
    mut visit: impl FnMut(*mut u8, Option<*mut u8>) -> Result<()>,
) -> Result<()> {
    let base = array.buffer.ptr().wrapping_add(prepared.layout.offset);
    let n = positions.shape.len();
    let inner = prepared.layout.size();
    for flat in 0..positions.offsets.len() * inner {
        let (outer_index, inner_index) = (flat / inner, flat % inner);
        // The element's place, and the value's: its axes are split around the array indices.
        let mut ptr = base.wrapping_offset(positions.offsets[outer_index]);
        let mut second = values.map(|v| v.ptr());
        let strides = values.map(|v| v.strides());
        let mut rest = inner_index;
        for axis in (0..prepared.layout.ndim()).rev() {
            let m = prepared.layout.shape[axis];
            let i = (rest % m) as isize;
            ptr = ptr.wrapping_offset(prepared.layout.strides[axis] * i);
            if let (Some(p), Some(s)) = (&mut second, strides) {
                *p = p.wrapping_offset(s[if axis < prepared.at { axis } else { axis + n }] * i);
            }
            rest /= m;
        }
        let mut rest = outer_index;
        for axis in (0..n).rev() {
            let m = positions.shape[axis];
            if let (Some(p), Some(s)) = (&mut second, strides) {
                *p = p.wrapping_offset(s[prepared.at + axis] * (rest % m) as isize);
            }
            rest /= m;
        }
        visit(ptr, second)?;
    }
    Ok(())
}

/// The value as it can be written to `destination` element by element: converted, and copied if the two
/// share memory.
fn readable(value: &RawArray, destination: &RawArray) -> Result<RawArray> {
    let relation = overlap(
        (destination.ptr(), &destination.layout, destination.itemsize()),
        (value.ptr(), &value.layout, value.itemsize()),
    );
    if value.dtype == destination.dtype && relation == Overlap::Disjoint {
        return Ok(value.clone());
    }
    cast(value, destination.dtype, Order::C)
}

/// The layout without the surplus leading axes of extent 1, which NumPy drops from values.
fn trimmed(layout: &Layout, ndim: usize) -> Layout {
    let mut layout = layout.clone();
    while layout.ndim() > ndim && layout.shape[0] == 1 {
        layout.shape.remove(0);
        layout.strides.remove(0);
    }
    layout
}

/// The blocks of an index expression: what lies at each position of the array indices. In the indexed array
/// they lie at byte offsets, in the whole (the result, or the values) along the axes of the array indices.
struct Blocks {
    indexed: Shared<u8>,
    whole: Shared<u8>,
    /// The loops over one block: the strides are those of the indexed array and of the whole.
    dims: Vec<Dim>,
    /// The axes of the array indices in the whole, merged where they are evenly spaced.
    axes: Vec<(usize, isize)>,
    /// The elements of a block.
    size: usize,
    itemsize: usize,
}

impl Blocks {
    fn new(indexed: &RawArray, whole: &RawArray, prepared: &Prepared, ndim: usize) -> Blocks {
        let positions = prepared.at..prepared.at + ndim;
        let mut axes: Vec<(usize, isize)> = Vec::with_capacity(ndim);
        for axis in positions.clone() {
            let (n, stride) = (whole.shape()[axis], whole.strides()[axis]);
            match axes.last_mut() {
                Some(last) if last.1 == stride * n as isize => *last = (last.0 * n, stride),
                _ => axes.push((n, stride)),
            }
        }
        let kept = (0..whole.ndim()).filter(|axis| !positions.contains(axis));
        let strides: Strides = kept.map(|axis| whole.strides()[axis]).collect();
        let Layout { shape, strides: indexed_strides, offset } = &prepared.layout;
        let start = indexed.buffer.ptr().wrapping_add(*offset);
        let operands = [
            Operand { ptr: start, dtype: indexed.dtype, strides: indexed_strides },
            Operand { ptr: whole.ptr(), dtype: whole.dtype, strides: &strides },
        ];
        let plan = Plan::new(shape, &operands, |_| false);
        let (indexed, whole) = (Shared(plan.ptrs[0]), Shared(plan.ptrs[1]));
        let (size, itemsize) = (tegula_core::volume(shape), operands[0].dtype.itemsize());
        Blocks { indexed, whole, dims: plan.dims, axes, size, itemsize }
    }

    /// The byte offset of block `i` in the whole.
    fn place(&self, i: usize) -> isize {
        let Some((&(_, stride), inner)) = self.axes.split_first() else { return 0 };
        let mut rest = i;
        let mut place = 0;
        for &(n, stride) in inner.iter().rev() {
            place += stride * (rest % n) as isize;
            rest /= n;
        }
        place + stride * rest as isize
    }

    /// The byte distance of neighbours in the whole, if blocks are single elements and evenly spaced.
    fn spacing(&self) -> Option<isize> {
        (self.size == 1 && self.axes.len() <= 1).then(|| self.axes.first().map_or(0, |axis| axis.1))
    }

    /// Copies the blocks at the offsets in the indexed array to the whole.
    ///
    /// # Safety
    /// Both must hold all blocks and be disjoint; blocks of the whole too.
    unsafe fn read(&self, offsets: &[isize]) {
        if self.size == 0 {
            return;
        }
        let per_chunk = (CHUNK / self.size).max(1);
        let work = offsets.len() as f64 * (2.0 + 0.1 * (self.size * self.itemsize) as f64);
        threads::split(offsets.len().div_ceil(per_chunk), work, &|chunk| {
            let start = chunk * per_chunk;
            let offsets = &offsets[start..offsets.len().min(start + per_chunk)];
            let (from, to) = (self.indexed.get(), self.whole.get());
            // SAFETY: the caller vouches for the blocks; chunks are disjoint.
            unsafe {
                if self.spacing() == Some(self.itemsize as isize) {
                    let to = to.wrapping_offset(self.place(start));
                    return strided::gather_offsets(from, offsets, to, self.itemsize);
                }
                for (i, &offset) in offsets.iter().enumerate() {
                    let to = to.wrapping_offset(self.place(start + i));
                    copy_block(&self.dims, 0, from.wrapping_offset(offset), to, self.itemsize);
                }
            }
        });
    }

    /// Copies the blocks of the whole to the offsets in the indexed array, one after the other.
    ///
    /// # Safety
    /// Both must hold all blocks and be disjoint.
    unsafe fn write(&self, offsets: &[isize]) {
        if self.size == 0 {
            return;
        }
        let (to, from) = (self.indexed.get(), self.whole.get());
        // SAFETY: the caller vouches for the blocks.
        unsafe {
            if let Some(stride) = self.spacing() {
                return strided::scatter_offsets(from, stride, to, offsets, self.itemsize);
            }
            for (i, &offset) in offsets.iter().enumerate() {
                let from = from.wrapping_offset(self.place(i));
                copy_block(&self.dims, 1, from, to.wrapping_offset(offset), self.itemsize);
            }
        }
    }
}

/// Copies one block; `source` is the operand of the loops that is read, of two.
///
/// # Safety
/// The elements must be readable and writable, and disjoint.
unsafe fn copy_block(dims: &[Dim], source: usize, from: *mut u8, to: *mut u8, size: usize) {
    // SAFETY: the caller vouches for the elements.
    unsafe {
        match dims {
            [] => strided::transfer(from, 0, to, 0, 1, size),
            [dim] => strided::transfer(from, dim.strides[source], to, dim.strides[1 - source], dim.n, size),
            [dim, inner @ ..] => {
                for i in 0..dim.n as isize {
                    let from = from.wrapping_offset(dim.strides[source] * i);
                    let to = to.wrapping_offset(dim.strides[1 - source] * i);
                    copy_block(inner, source, from, to, size);
                }
            }
        }
    }
}

/// The mask, if the expression is one boolean array over all axes of the array.
fn whole_mask<'a>(array: &RawArray, prepared: &'a Prepared) -> Option<&'a RawArray> {
    match &prepared.fancy[..] {
        [fancy] if fancy.array.dtype == DType::Bool && prepared.layout.ndim() == 0 => {
            // A mask without places may have another shape.
            (fancy.array.shape() == array.shape()).then_some(&fancy.array)
        }
        _ => None,
    }
}
