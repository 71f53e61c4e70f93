//! Views of parts: the `split` family and `unstack`.

use pyo3::prelude::*;
use pyo3::types::PyList;
use tegula_core::{RawArray, normalize_axis};

use super::{array_of, items};
use crate::convert::element;
use crate::ffi::{Any, Args, Raised, Res, Signature, index, tuple};
use crate::ndarray::{self, raw, shaping};

/// Where the parts begin and end, as Python's slices would have it.
fn cut<'py>(array: &Any<'py>, axis: usize, cuts: &[Option<isize>], total: usize) -> Res<'py> {
    let this = raw(array);
    let n = this.shape()[axis];
    let clamp = |at: isize| -> usize {
        let at = if at < 0 { at.saturating_add(n as isize) } else { at };
        at.clamp(0, n as isize) as usize
    };
    let parts = (0..=cuts.len()).map(|i| {
        let start = if i == 0 { 0 } else { cuts[i - 1].map_or(0, clamp) };
        let end = if i == cuts.len() { clamp(total as isize) } else { cuts[i].map_or(n, clamp) };
        ndarray::view(array, this.with_layout(this.layout.slice(axis, start, 1, end.saturating_sub(start))))
    });
    let parts = parts.collect::<Result<Vec<_>, Raised>>()?;
    Ok(PyList::new(array.py(), parts)?.into_any())
}

/// The extent of the axis as it is counted, before anything else is looked at.
fn extent(object: &Any<'_>, axis: isize) -> Result<usize, Raised> {
    let Some(this) = ndarray::get(object) else { return Ok(object.len()?) };
    match normalize_axis(axis, this.ndim()) {
        Ok(axis) => Ok(this.shape()[axis]),
        Err(_) => Err(Raised::index("tuple index out of range")),
    }
}

fn parts<'py>(object: &Any<'py>, sections: &Any<'py>, axis: isize, equal: bool) -> Res<'py> {
    let list = match element::exact_int(sections) {
        Some(_) => None,
        None => match items(sections) {
            Ok(list) => Some(list),
            Err(raised) if raised.is_type_error() => {
                raised.clear();
                None
            }
            Err(raised) => return Err(raised),
        },
    };
    let cuts: Vec<Option<isize>>;
    let total;
    match list {
        Some(list) => {
            total = extent(object, axis)?;
            let position = |item: &Any<'py>| -> Result<Option<isize>, Raised> {
                if item.is_none() {
                    return Ok(None);
                }
                index(item).map(Some).map_err(|raised| {
                    raised.clear();
                    Raised::type_("slice indices must be integers or None or have an __index__ method")
                })
            };
            cuts = list.iter().map(position).collect::<Result<_, _>>()?;
        }
        None => {
            if equal {
                let n = if ndarray::get(object).is_some() {
                    extent(object, axis)?
                } else {
                    extent(&array_of(object)?, axis)?
                };
                let rest = crate::ffi::int(object.py(), n as i64)?.rem(sections)?;
                if crate::ffi::truth(&rest)? {
                    return Err(Raised::value("array split does not result in an equal division"));
                }
            }
            total = extent(object, axis)?;
            // SAFETY: the call accepts any object.
            let whole =
                unsafe { crate::ffi::owned(object.py(), pyo3::ffi::PyNumber_Long(sections.as_ptr()))? };
            let sections = index(&whole)?;
            if sections <= 0 {
                return Err(Raised::value("number sections must be larger than 0."));
            }
            let (each, extra) = (total / sections as usize, total % sections as usize);
            cuts = (1..sections as usize).map(|i| Some((each * i + extra.min(i)) as isize)).collect();
        }
    }
    let array = array_of(object)?;
    let axis = normalize_axis(axis, raw(&array).ndim())?;
    cut(&array, axis, &cuts, total)
}

static ARRAY_SPLIT: Signature<3> = Signature::python("array_split(ary, indices_or_sections, axis=0)");
static SPLIT: Signature<3> = Signature::python("split(ary, indices_or_sections, axis=0)");
static HSPLIT: Signature<2> = Signature::python("hsplit(ary, indices_or_sections)");
static VSPLIT: Signature<2> = Signature::python("vsplit(ary, indices_or_sections)");
static DSPLIT: Signature<2> = Signature::python("dsplit(ary, indices_or_sections)");

fn split<'py>(signature: &Signature<3>, args: Args<'_, 'py>, equal: bool) -> Res<'py> {
    let [array, sections, axis] = args.parse(signature)?;
    let axis = axis.map_or(Ok(0), shaping::axis)?;
    parts(array.expect("required"), sections.expect("required"), axis, equal)
}

/// `hsplit`, `vsplit` and `dsplit`: along the axis that `choose` gives for a rank.
fn directed<'py>(
    signature: &Signature<2>,
    args: Args<'_, 'py>,
    least: usize,
    axis: impl Fn(usize) -> isize,
) -> Res<'py> {
    let name = signature.name();
    let [array, sections] = args.parse(signature)?;
    let array = array.expect("required");
    let ndim = raw(&array_of(array)?).ndim();
    if ndim < least {
        return Err(Raised::value(format!("{name} only works on arrays of {least} or more dimensions")));
    }
    if name == "hsplit" && ndarray::get(array).is_none() {
        array.getattr("ndim")?;
    }
    parts(array, sections.expect("required"), axis(ndim), true)
}
static UNSTACK: Signature<2> = Signature::python("unstack(x, /, *, axis=0)");

fn unstack<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, axis] = args.parse(&UNSTACK)?;
    let array = array.expect("required");
    if ndarray::get(array).is_none() {
        array.getattr("ndim")?;
    }
    let array = array_of(array)?;
    let this: &RawArray = raw(&array);
    if this.ndim() == 0 {
        return Err(Raised::value("Input array must be at least 1-d."));
    }
    let axis = axis.map_or(Ok(0), shaping::axis)?;
    let axis = normalize_axis(axis, this.ndim()).map_err(|_| tegula_core::Error::Axis {
        axis,
        ndim: this.ndim(),
        name: Some("source"),
    })?;
    let parts = (0..this.shape()[axis]).map(|i| {
        let part = this.with_layout(this.layout.pick(axis, i));
        if part.ndim() == 0 { ndarray::result(args.py(), part) } else { ndarray::view(&array, part) }
    });
    tuple(args.py(), &parts.collect::<Result<Vec<_>, Raised>>()?)
}

/// Adds the functions.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    ARRAY_SPLIT.add(module, "Views of parts of nearly equal extent, or between positions.", |args| {
        split(&ARRAY_SPLIT, args, false)
    })?;
    SPLIT.add(module, "Views of equal parts, or of parts between positions.", |args| {
        split(&SPLIT, args, true)
    })?;
    HSPLIT.add(module, "Parts along the second axis, or the first of a vector.", |args| {
        directed(&HSPLIT, args, 1, |ndim| if ndim > 1 { 1 } else { 0 })
    })?;
    VSPLIT.add(module, "Parts along the first axis.", |args| directed(&VSPLIT, args, 2, |_| 0))?;
    DSPLIT.add(module, "Parts along the third axis.", |args| directed(&DSPLIT, args, 3, |_| 2))?;
    UNSTACK.add(module, "The views that a stack is made of.", unstack)
}
