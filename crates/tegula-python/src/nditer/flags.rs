//! The names of flags, axes and types, as `nditer` takes them.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};
use tegula_core::{DType, MAX_NDIM};
use tegula_exec::iterate::{AxisMap, Flags, OperandFlags};

use crate::dtype;
use crate::ffi::{Any, Raised, index, text, tuple_items};

/// The items of a tuple or list; `None` of anything else.
pub fn items<'py>(object: &Any<'py>) -> Option<Vec<Any<'py>>> {
    match (tuple_items(object), object.cast::<PyList>()) {
        (Some(items), _) => Some(items.to_vec()),
        (None, Ok(list)) => Some(list.iter().collect()),
        _ => None,
    }
}

/// A name, which may be given in bytes.
fn name(object: &Any<'_>) -> Result<Option<String>, Raised> {
    if let Ok(bytes) = object.cast::<PyBytes>() {
        return match std::str::from_utf8(bytes.as_bytes()) {
            Ok(name) => Ok(Some(name.to_owned())),
            Err(_) => Err(Raised::value("flags must be ASCII")),
        };
    }
    Ok(text(object).map(str::to_owned))
}

/// The flags of an iteration.
///
/// # Errors
/// `ValueError` for unknown names and anything but a tuple or list, `TypeError` for what is no name.
pub fn global(object: Option<&Any<'_>>) -> Result<Flags, Raised> {
    let mut flags = Flags::default();
    let Some(object) = object.filter(|o| !o.is_none()) else { return Ok(flags) };
    let Some(items) = items(object) else {
        return Err(Raised::value("Iterator global flags must be a list or tuple of strings"));
    };
    for item in &items {
        let Some(name) = name(item)? else {
            let found = crate::ffi::type_name(item);
            return Err(Raised::type_(format!("expected bytes, {found} found")));
        };
        let flag = match name.as_str() {
            "buffered" => &mut flags.buffered,
            "c_index" => &mut flags.c_index,
            "common_dtype" => &mut flags.common_dtype,
            "copy_if_overlap" => &mut flags.copy_if_overlap,
            "delay_bufalloc" => &mut flags.delay_bufalloc,
            "external_loop" => &mut flags.external_loop,
            "f_index" => &mut flags.f_index,
            "grow_inner" | "growinner" => &mut flags.grow_inner,
            "multi_index" => &mut flags.multi_index,
            "ranged" => &mut flags.ranged,
            "reduce_ok" => &mut flags.reduce_ok,
            "refs_ok" => &mut flags.refs_ok,
            "zerosize_ok" => &mut flags.zerosize_ok,
            _ => return Err(Raised::value(format!("Unexpected iterator global flag \"{name}\""))),
        };
        *flag = true;
    }
    Ok(flags)
}

const OPERAND_FLAGS: &str = "op_flags must be a tuple or array of per-op flag-tuples";

/// The flags of one operand.
fn of_operand(object: &Any<'_>) -> Result<OperandFlags, Raised> {
    let mut flags = OperandFlags::default();
    for item in &items(object).ok_or_else(|| Raised::value(OPERAND_FLAGS))? {
        let Some(name) = name(item)? else { return Err(Raised::value(OPERAND_FLAGS)) };
        let flag = match name.as_str() {
            "aligned" => &mut flags.aligned,
            "allocate" => &mut flags.allocate,
            "arraymask" => &mut flags.array_mask,
            "contig" => &mut flags.contig,
            "copy" => &mut flags.copy,
            "nbo" => &mut flags.nbo,
            "no_broadcast" => &mut flags.no_broadcast,
            "no_subtype" => &mut flags.no_subtype,
            "overlap_assume_elementwise" => &mut flags.elementwise,
            "readonly" => &mut flags.read_only,
            "readwrite" => &mut flags.read_write,
            "updateifcopy" => &mut flags.update_if_copy,
            "virtual" => &mut flags.is_virtual,
            "writemasked" => &mut flags.write_masked,
            "writeonly" => &mut flags.write_only,
            _ => return Err(Raised::value(format!("Unexpected per-op iterator flag \"{name}\""))),
        };
        *flag = true;
    }
    Ok(flags)
}

/// The flags of each operand: given for each, or once for all.
///
/// # Errors
/// `ValueError` in NumPy's words.
pub fn of_operands(
    object: Option<&Any<'_>>,
    operands: &[Option<Any<'_>>],
) -> Result<Vec<OperandFlags>, Raised> {
    let Some(object) = object.filter(|o| !o.is_none()) else {
        let made = OperandFlags { write_only: true, allocate: true, ..OperandFlags::default() };
        let read = OperandFlags { read_only: true, ..OperandFlags::default() };
        return Ok(operands.iter().map(|o| if o.is_none() { made } else { read }).collect());
    };
    let given = items(object).ok_or_else(|| Raised::value(OPERAND_FLAGS))?;
    let is_name = |item: &Any<'_>| text(item).is_some() || item.is_instance_of::<PyBytes>();
    if given.len() != operands.len() || given.first().is_some_and(is_name) {
        return Ok(vec![of_operand(object)?; operands.len()]);
    }
    given.iter().map(of_operand).collect()
}

/// The type wanted for each of `n` operands: given for each, or once for all.
///
/// # Errors
/// `TypeError` for what is no type.
pub fn types(object: Option<&Any<'_>>, n: usize) -> Result<Vec<Option<DType>>, Raised> {
    let Some(object) = object.filter(|o| !o.is_none()) else { return Ok(vec![None; n]) };
    if let Some(items) = items(object).filter(|items| items.len() == n) {
        match items.iter().map(|item| dtype::optional(Some(item))).collect() {
            Ok(types) => return Ok(types),
            Err(raised) => raised.clear(),
        }
    }
    Ok(vec![Some(dtype::from_object(object)?); n])
}

/// The axes of each operand that go with the axes of the iteration, and how many those are.
pub struct OperandAxes {
    pub ndim: usize,
    pub axes: Vec<Option<Vec<AxisMap>>>,
}

/// # Errors
/// `ValueError` in NumPy's words.
pub fn axes(object: Option<&Any<'_>>, n: usize) -> Result<Option<OperandAxes>, Raised> {
    let Some(object) = object.filter(|o| !o.is_none()) else { return Ok(None) };
    let Some(given) = items(object).filter(|given| given.len() == n) else {
        return Err(Raised::value("op_axes must be a tuple/list matching the number of ops"));
    };
    let mut ndim = None;
    let mut axes = Vec::with_capacity(n);
    for one in &given {
        if one.is_none() {
            axes.push(None);
            continue;
        }
        let Some(numbers) = items(one) else {
            return Err(Raised::value("Each entry of op_axes must be None or a tuple/list"));
        };
        if ndim.is_none() && numbers.len() > MAX_NDIM {
            return Err(Raised::value("Too many dimensions in op_axes"));
        }
        if *ndim.get_or_insert(numbers.len()) != numbers.len() {
            return Err(Raised::value("Each entry of op_axes must have the same size"));
        }
        let map = |number: &Any<'_>| {
            if number.is_none() { Ok(AxisMap::parse(-1)) } else { index(number).map(AxisMap::parse) }
        };
        axes.push(Some(numbers.iter().map(map).collect::<Result<_, _>>()?));
    }
    match ndim {
        Some(ndim) => Ok(Some(OperandAxes { ndim, axes })),
        None => Err(Raised::value(
            "If op_axes is provided, at least one list of axes must be contained within it",
        )),
    }
}

/// The axes that each of several nested iterations goes over.
///
/// # Errors
/// `ValueError` in NumPy's words.
pub fn nested_axes(object: &Any<'_>) -> Result<Vec<Vec<usize>>, Raised> {
    let Some(levels) = items(object) else {
        return Err(Raised::value("axes must be a tuple of axis arrays"));
    };
    if levels.len() < 2 {
        return Err(Raised::value("axes must have at least 2 entries for nested iteration"));
    }
    let mut used = [false; MAX_NDIM];
    let mut total = 0;
    let mut nested = Vec::with_capacity(levels.len());
    for level in &levels {
        let Some(numbers) = items(level) else {
            return Err(Raised::value("Each item in axes must be an integer tuple"));
        };
        total += numbers.len();
        if total > MAX_NDIM {
            return Err(Raised::value("Too many axes given"));
        }
        let mut axes = Vec::with_capacity(numbers.len());
        for number in &numbers {
            // SAFETY: the check accepts any object.
            if unsafe { ffi::PyIndex_Check(number.as_ptr()) } == 0 {
                return Err(Raised::type_(format!(
                    "'{}' object cannot be interpreted as an integer",
                    crate::ffi::type_name(number)
                )));
            }
            let axis = usize::try_from(index(number)?).unwrap_or(usize::MAX);
            match used.get_mut(axis) {
                None => return Err(Raised::value("An axis is out of bounds")),
                Some(true) => return Err(Raised::value("An axis is used more than once")),
                Some(used) => *used = true,
            }
            axes.push(axis);
        }
        nested.push(axes);
    }
    Ok(nested)
}
