//! Broadcasting operands to the shape of an iteration, with axes that may be exchanged or left out.

use tegula_core::{Dims, Error, MAX_NDIM, RawArray, Result};

use super::{Given, Request};

/// What one axis of the iteration is for an operand.
#[derive(Clone, Copy)]
pub struct AxisMap {
    /// The operand's axis; `None` if it has none there.
    pub axis: Option<usize>,
    /// The operand is to be reduced along the axis.
    pub reduced: bool,
}

/// NumPy marks axes along which an operand is reduced by adding this to their number.
const REDUCED: isize = 1 << 30;

impl AxisMap {
    /// An entry of NumPy's `op_axes`: an axis, or a negative number for none.
    pub fn parse(number: isize) -> AxisMap {
        let reduced = number >= REDUCED - 1;
        let axis = if reduced { number - REDUCED } else { number };
        AxisMap { axis: usize::try_from(axis).ok(), reduced }
    }

    fn number(self) -> isize {
        self.axis.map_or(-1, |axis| axis as isize)
    }
}

/// The operands over the shape of the iteration.
pub(super) struct Remapped {
    pub shape: Dims<usize>,
    /// The byte steps of each operand along the axes; 0 for operands that are yet to be made.
    pub steps: Vec<Dims<isize>>,
    /// Which operands are reduced.
    pub reduced: Vec<bool>,
}

/// # Errors
/// `ValueError` for axes that do not exist or are named twice.
pub(super) fn check_axes(operands: &[Given]) -> Result<()> {
    for (op, given) in operands.iter().enumerate() {
        let mut seen = [false; MAX_NDIM];
        for axis in given.axes.into_iter().flatten().filter_map(|map| map.axis) {
            let fault = match seen.get_mut(axis) {
                None => "invalid values",
                Some(true) => "duplicate value",
                Some(seen) => {
                    *seen = true;
                    continue;
                }
            };
            return Err(Error::value(format!(
                "The 'op_axes' provided to the iterator constructor for operand {op} contained {fault} {axis}"
            )));
        }
    }
    Ok(())
}

/// # Errors
/// `ValueError` in NumPy's words if the operands do not fit together, or one that is written would be
/// repeated without leave.
pub(super) fn remap(request: &Request, mask: Option<usize>) -> Result<Remapped> {
    let operands = request.operands;
    let ranks = operands.iter().filter_map(|g| g.array.as_ref()).map(RawArray::ndim);
    let ndim = request.ndim.unwrap_or_else(|| ranks.max().unwrap_or(0));
    let mut shape: Dims<usize> = match request.shape {
        Some(shape) => Dims::map(shape, |&n| usize::try_from(n).unwrap_or(1)),
        None => Dims::repeat(1, ndim),
    };
    for (op, given) in operands.iter().enumerate() {
        let Some(array) = &given.array else { continue };
        if given.axes.is_none() && array.ndim() > ndim {
            return Err(Error::value("input operand has more dimensions than allowed by the axis remapping"));
        }
        for axis in 0..ndim {
            let Some(own) = followed(given, array, axis, ndim).axis else { continue };
            let Some(&n) = array.shape().get(own) else {
                return Err(Error::value(format!(
                    "Iterator input op_axes[{op}][{}] (=={own}) is not a valid axis of op[{op}], which has {} dimensions ",
                    ndim - axis - 1,
                    array.ndim()
                )));
            };
            if shape[axis] == 1 {
                shape[axis] = n;
            } else if n != 1 && n != shape[axis] {
                return Err(misfit(request, ndim));
            }
        }
    }
    if let Some(wanted) = request.shape
        && wanted.iter().zip(&shape[..]).any(|(&wanted, &n)| wanted == 1 && n != 1)
    {
        return Err(misfit(request, ndim));
    }
    let none = Dims::repeat(0, ndim);
    let mut remapped =
        Remapped { shape, steps: vec![none; operands.len()], reduced: vec![false; operands.len()] };
    for axis in (0..ndim).rev() {
        for (op, given) in operands.iter().enumerate() {
            if let Some(step) = step(request, &mut remapped, op, given, axis, mask)? {
                remapped.steps[op][axis] = step;
            }
        }
    }
    Ok(remapped)
}

/// The axis of an operand that an axis of the iteration follows.
pub(super) fn followed(given: &Given, array: &RawArray, axis: usize, ndim: usize) -> AxisMap {
    match given.axes {
        Some(axes) => axes[axis],
        None => AxisMap { axis: (axis + array.ndim()).checked_sub(ndim), reduced: false },
    }
}

/// How an operand moves along an axis, if it does.
fn step(
    request: &Request,
    remapped: &mut Remapped,
    op: usize,
    given: &Given,
    axis: usize,
    mask: Option<usize>,
) -> Result<Option<isize>> {
    let ndim = remapped.shape.len();
    let n = remapped.shape[axis];
    let map = match (&given.array, given.axes) {
        (Some(array), _) => followed(given, array, axis, ndim),
        (None, Some(axes)) => axes[axis],
        (None, None) => return Ok(None),
    };
    let own = map.axis.and_then(|own| given.array.as_ref().map(|a| (a.shape()[own], a.strides()[own])));
    if map.reduced {
        remapped.reduced[op] = true;
        return match own {
            Some((length, _)) if length != 1 => Err(Error::value(format!(
                "operand was set up as a reduction along axis {}, but the length of the axis is {length} (it has to be 1)",
                map.number()
            ))),
            _ => Ok(None),
        };
    }
    if n == 1 {
        let lacks = given.axes.is_none() && map.axis.is_none();
        return if lacks && given.flags.no_broadcast { Err(broadcast(given, remapped)) } else { Ok(None) };
    }
    match own {
        Some((length, stride)) if length != 1 => return Ok(Some(stride)),
        None if given.array.is_none() && map.axis.is_some() => return Ok(None),
        _ => {}
    }
    if given.flags.no_broadcast && (own.is_some() || given.axes.is_none()) {
        return Err(broadcast(given, remapped));
    }
    if given.flags.writes() {
        check_reduction(
            request,
            given,
            Some(op) == mask,
            if given.axes.is_some() { map.number() } else { (ndim - 1 - axis) as isize },
        )?;
        remapped.reduced[op] = true;
    }
    Ok(None)
}

/// Whether an operand that is written may be repeated.
fn check_reduction(request: &Request, given: &Given, is_mask: bool, axis: isize) -> Result<()> {
    if !request.flags.reduce_ok {
        return Err(Error::value(format!(
            "output operand requires a reduction along dimension {axis}, but the reduction is not enabled. The \
             dimension size of 1 does not match the expected output shape."
        )));
    }
    if !given.flags.reads() {
        return Err(Error::value(
            "output operand requires a reduction, but is flagged as write-only, not read-write",
        ));
    }
    if is_mask {
        return Err(Error::value(
            "output operand requires a reduction, but is flagged as the ARRAYMASK operand which is not permitted to be \
             the result of a reduction",
        ));
    }
    Ok(())
}

fn extents(shape: &[usize]) -> Vec<isize> {
    shape.iter().map(|&n| n as isize).collect()
}

/// The extents of an operand on the axes of the iteration; -1 where it has no axis.
fn remapped_extents(array: &RawArray, axes: &[AxisMap]) -> Vec<isize> {
    let extent =
        |map: &AxisMap| map.axis.and_then(|axis| array.shape().get(axis)).map_or(-1, |&n| n as isize);
    axes.iter().map(extent).collect()
}

/// A shape as NumPy's messages show it; axes that an operand lacks are new ones.
fn shown(shape: &[isize]) -> String {
    let told = &shape[shape.iter().take_while(|&&n| n < 0).count()..];
    let one = |&n: &isize| if n < 0 { "newaxis".to_string() } else { n.to_string() };
    let text = told.iter().map(one).collect::<Vec<_>>().join(",");
    if shape.len() == 1 { format!("({text},)") } else { format!("({text})") }
}

#[cold]
fn misfit(request: &Request, ndim: usize) -> Error {
    let is_remapped = request.ndim.is_some();
    let mut shapes = String::new();
    for given in request.operands {
        let Some(array) = &given.array else { continue };
        shapes += &shown(&extents(array.shape()));
        if let Some(axes) = given.axes {
            shapes += &format!("->{}", shown(&remapped_extents(array, &axes[..ndim])));
        }
        shapes += " ";
    }
    let kind = if is_remapped { "remapped shapes [original->remapped]:" } else { "shapes" };
    let wanted =
        request.shape.map_or(String::new(), |shape| format!(" and requested shape {}", shown(shape)));
    Error::value(format!("operands could not be broadcast together with {kind} {shapes}{wanted}"))
}

#[cold]
fn broadcast(given: &Given, remapped: &Remapped) -> Error {
    let Some(array) = &given.array else { return Error::value("an operand must not be broadcast") };
    let output = if given.flags.read_only { "" } else { "output " };
    let as_remapped = given.axes.map_or(String::new(), |axes| {
        let mut extents = remapped_extents(array, axes);
        extents.reverse();
        format!(" [remapped to {}]", shown(&extents))
    });
    Error::value(format!(
        "non-broadcastable {output}operand with shape {}{as_remapped} doesn't match the broadcast shape {}",
        shown(&extents(array.shape())),
        shown(&extents(&remapped.shape))
    ))
}
