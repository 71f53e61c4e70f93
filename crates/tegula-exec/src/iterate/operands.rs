//! The operands of an iteration: their types, and copies and new arrays where those are wanted.

use tegula_core::{
    Casting, DType, Error, Layout, Operand as Typed, Overlap, RawArray, Result, can_cast, overlap,
    result_type,
};

use super::axes::Axes;
use super::{AxisMap, Given, OperandFlags, Request};
use crate::{assign, sized};

/// An operand that takes part.
#[derive(Clone)]
pub(super) struct Operand {
    pub array: RawArray,
    /// The type of its elements in the iteration.
    pub dtype: DType,
    pub flags: OperandFlags,
    /// It must go through a buffer: another type, unaligned, or not contiguous where that is asked for.
    pub indirect: bool,
    /// It is reduced along some axis.
    pub reduced: bool,
    /// It was made for the iteration.
    pub fresh: bool,
    /// The array that gets the elements in the end, if they are worked on in a copy.
    pub original: Option<RawArray>,
}

/// The type of each operand in the iteration.
///
/// # Errors
/// `TypeError` for conversions that the casting rule forbids.
pub(super) fn types(request: &Request) -> Result<Vec<DType>> {
    let mut types = Vec::with_capacity(request.operands.len());
    for given in request.operands {
        types.push(match (&given.array, given.dtype) {
            (Some(array), Some(wanted)) => Some(sized(wanted, array)?),
            (Some(array), None) => Some(array.dtype),
            (None, wanted) if given.flags.allocate && wanted.is_some() => wanted,
            (None, _) => given.flags.array_mask.then_some(DType::Bool),
        });
    }
    let common = request.flags.common_dtype;
    if common || types.contains(&None) {
        let pairs = types.iter().zip(request.operands);
        let told: Vec<Typed> = pairs
            .filter(|(_, given)| common || given.flags.reads())
            .filter_map(|(dtype, _)| dtype.map(Typed::Strong))
            .collect();
        let Some(found) = result_type(&told) else {
            return Err(Error::type_("no arrays or types available to calculate result type"));
        };
        types.iter_mut().filter(|t| common || t.is_none()).for_each(|t| *t = Some(found));
    }
    let types: Vec<DType> = types.into_iter().flatten().collect();
    for (op, (given, &dtype)) in request.operands.iter().zip(&types).enumerate() {
        if let Some(array) = &given.array {
            check_casting(op, given.flags, array.dtype, dtype, request.casting)?;
        }
    }
    Ok(types)
}

fn check_casting(op: usize, flags: OperandFlags, own: DType, dtype: DType, casting: Casting) -> Result<()> {
    if own == dtype {
        return Ok(());
    }
    if flags.reads() && !can_cast(own, dtype, casting) {
        return Err(Error::type_(format!(
            "Iterator operand {op} dtype could not be cast from {} to {} according to the rule '{casting}'",
            own.repr(),
            dtype.repr()
        )));
    }
    if flags.writes() && !can_cast(dtype, own, casting) {
        return Err(Error::type_(format!(
            "Iterator requested dtype could not be cast from {} to {}, the operand {op} dtype, according to the rule \
             '{casting}'",
            dtype.repr(),
            own.repr()
        )));
    }
    Ok(())
}

/// The operands that are written and share memory with one that is read.
fn overlapping(request: &Request) -> Vec<bool> {
    let mut copied = vec![false; request.operands.len()];
    for (op, given) in request.operands.iter().enumerate() {
        let Some(array) = given.array.as_ref().filter(|_| given.flags.writes()) else { continue };
        copied[op] = request.operands.iter().enumerate().any(|(i, other)| {
            let Some(read) = other.array.as_ref().filter(|_| i != op && other.flags.reads() && !copied[i])
            else {
                return false;
            };
            match overlap(
                (array.ptr(), &array.layout, array.itemsize()),
                (read.ptr(), &read.layout, read.itemsize()),
            ) {
                Overlap::Disjoint => false,
                Overlap::Same => {
                    !(given.flags.elementwise && other.flags.elementwise && array.dtype == read.dtype)
                }
                Overlap::May => true,
            }
        });
    }
    copied
}

/// Makes the operands, and lets the loops follow them.
///
/// # Errors
/// `TypeError` where a copy or a buffer would be needed without leave; `MemoryError`.
pub(super) fn prepare(
    request: &Request,
    types: &[DType],
    reduced: &[bool],
    mask: Option<usize>,
    axes: &mut Axes,
) -> Result<Vec<Operand>> {
    let copied = if request.flags.copy_if_overlap {
        overlapping(request)
    } else {
        vec![false; request.operands.len()]
    };
    let mut operands = Vec::with_capacity(types.len());
    for (op, given) in request.operands.iter().enumerate() {
        let mut operand = match &given.array {
            None => allocate(given, types[op], op, axes)?,
            Some(array) => adopt(request, given, array, types[op], copied[op], op, axes)?,
        };
        operand.reduced = reduced[op];
        if given.flags.contig && axes.loops[0].steps[op] != operand.dtype.itemsize() as isize {
            operand.indirect = true;
            if !request.flags.buffered {
                return Err(Error::type_(
                    "Iterator operand required buffering, to be contiguous as requested, but buffering is not enabled",
                ));
            }
        }
        operands.push(operand);
    }
    if let Some(mask) = mask {
        let several = |op: usize| axes.loops.iter().any(|l| l.steps[mask] != 0 && l.steps[op] == 0);
        if operands.iter().enumerate().any(|(op, o)| o.flags.write_masked && o.reduced && several(op)) {
            return Err(Error::value(
                "Iterator reduction operand is WRITEMASKED, but also broadcasts to multiple mask values. There can be only \
                 one mask value per WRITEMASKED element.",
            ));
        }
    }
    Ok(operands)
}

/// A new array.
fn allocate(given: &Given, dtype: DType, op: usize, axes: &mut Axes) -> Result<Operand> {
    let layout = packed(axes, dtype.itemsize(), given.axes, None)?;
    let array = RawArray::allocate(layout, dtype, false)?;
    follow(axes, op, &array, given.axes);
    Ok(Operand {
        array,
        dtype,
        flags: given.flags,
        indirect: false,
        reduced: false,
        fresh: true,
        original: None,
    })
}

/// The array given, or a copy of it.
fn adopt(
    request: &Request,
    given: &Given,
    array: &RawArray,
    dtype: DType,
    copied: bool,
    op: usize,
    axes: &mut Axes,
) -> Result<Operand> {
    let flags = given.flags;
    let indirect = array.dtype != dtype || flags.aligned && !array.is_aligned();
    let is_constant = indirect && !flags.writes() && array.ndim() == 0;
    let mut operand = Operand {
        array: array.clone(),
        dtype,
        flags,
        indirect,
        reduced: false,
        fresh: false,
        original: None,
    };
    if is_constant || copied || indirect && (flags.copy || flags.update_if_copy) {
        let layout = packed(axes, dtype.itemsize(), given.axes, Some(array.shape()))?;
        operand.array = RawArray::allocate(layout, dtype, false)?;
        if flags.reads() {
            assign(&operand.array, array)?;
        }
        follow(axes, op, &operand.array, given.axes);
        operand.fresh = true;
        operand.indirect = false;
        operand.original = flags.writes().then(|| array.clone());
    } else if indirect && !request.flags.buffered {
        return Err(Error::type_(
            "Iterator operand required copying or buffering, but neither copying nor buffering was enabled",
        ));
    }
    Ok(operand)
}

/// The axis of an operand of rank `rank` that an axis of the iteration follows.
fn own_axis(map: Option<&[AxisMap]>, axis: usize, ndim: usize, rank: usize) -> Option<usize> {
    match map {
        Some(map) => map[axis].axis,
        None => (axis + rank).checked_sub(ndim),
    }
}

/// Lets the loops follow an array that was made for them.
fn follow(axes: &mut Axes, op: usize, array: &RawArray, map: Option<&[AxisMap]>) {
    let ndim = axes.ndim;
    axes.place(op, |axis| {
        let own = own_axis(map, axis, ndim, array.ndim())?;
        (array.shape()[own] != 1).then(|| array.strides()[own])
    });
}

/// A layout without gaps in the order of the loops: for a new array, or for one whose shape is given.
fn packed(axes: &Axes, itemsize: usize, map: Option<&[AxisMap]>, shape: Option<&[usize]>) -> Result<Layout> {
    let ndim = axes.ndim;
    let rank = shape.map_or(ndim, <[usize]>::len);
    let mut extents: Vec<Option<usize>> = vec![None; rank];
    let mut order = Vec::with_capacity(rank);
    for l in &axes.loops[..ndim] {
        let Some(own) = own_axis(map, l.origin, ndim, rank) else { continue };
        if own >= rank {
            return Err(Error::value(format!(
                "automatically allocated output array specified with an inconsistent axis mapping; the axis mapping cannot \
                 include dimension {own} which is too large for the iterator dimension of {ndim}."
            )));
        }
        let is_reduced = map.is_some_and(|map| map[l.origin].reduced);
        extents[own] = Some(if is_reduced { 1 } else { l.n });
        order.push(own);
    }
    if let Some(shape) = shape {
        // Axes that the iteration leaves out lie closest together.
        let mut fastest: Vec<usize> = (0..rank).filter(|&axis| extents[axis].is_none()).rev().collect();
        fastest.extend(order);
        fastest.reverse();
        return Layout::ordered(shape, itemsize, &fastest);
    }
    let used = order.len();
    if let Some(missing) = extents[..used].iter().position(Option::is_none) {
        return Err(Error::value(format!(
            "automatically allocated output array specified with an inconsistent axis mapping; the axis mapping is missing \
             an entry for dimension {missing}."
        )));
    }
    let shape: Vec<usize> = extents.into_iter().flatten().collect();
    order.reverse();
    Layout::ordered(&shape, itemsize, &order)
}
