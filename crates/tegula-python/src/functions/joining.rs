//! Functions that join arrays.

use pyo3::prelude::*;
use pyo3::types::PyList;
use tegula_core::{Casting, DType, Error, RawArray, can_cast, normalize_axis, promote};

use super::array_of;
use crate::convert;
use crate::ffi::{Any, Args, Raised, Res, Signature, args::given, text, tuple_items};
use crate::ndarray::{self, methods, raw, reductions, shaping};
use crate::{dtype, gil};

/// The arrays in a sequence.
fn arrays<'py>(sequence: &Any<'py>, refusal: &str) -> Result<Vec<RawArray>, Raised> {
    if let Some(items) = tuple_items(sequence) {
        return items.iter().map(|item| convert::to_array(item, None)).collect();
    }
    if let Ok(list) = sequence.cast_exact::<PyList>() {
        return list.iter().map(|item| convert::to_array(&item, None)).collect();
    }
    if !convert::is_sequence(sequence) || ndarray::get(sequence).is_some_and(|a| a.ndim() == 0) {
        return Err(Raised::type_(refusal));
    }
    sequence.try_iter()?.map(|item| convert::to_array(&item?, None)).collect()
}

const NOT_STACKED: &str = "arrays to stack must be passed as a \"sequence\" type such as list or tuple.";

/// What joining functions take beside the arrays.
#[derive(Default)]
pub struct Joining<'a, 'py> {
    out: Option<&'a Any<'py>>,
    dtype: Option<&'a Any<'py>>,
    casting: Option<&'a Any<'py>>,
}

/// Joins arrays along an axis.
pub fn join<'py>(py: Python<'py>, arrays: &[RawArray], axis: usize, joining: &Joining<'_, 'py>) -> Res<'py> {
    let out = reductions::out(joining.out)?;
    let casting = methods::casting(joining.casting, Casting::SameKind)?;
    let wanted = dtype::optional(joining.dtype)?;
    if out.is_some() && wanted.is_some() {
        return Err(Raised::type_(
            "concatenate() only takes `out` or `dtype` as an argument, but both were provided.",
        ));
    }
    let common = arrays.iter().map(|a| a.dtype).reduce(promote).unwrap_or(DType::F64);
    let dtype = wanted.or(out.map(|o| raw(o).dtype)).unwrap_or(common);
    for array in arrays {
        if !can_cast(array.dtype, dtype, casting) {
            return Err(Error::Cast { from: array.dtype, to: dtype, casting }.into());
        }
    }
    let dtype = match dtype {
        DType::Str(0) | DType::Bytes(0) => {
            let sized = arrays.iter().map(|a| tegula_exec::sized(dtype, a));
            sized.collect::<tegula_core::Result<Vec<_>>>()?.into_iter().reduce(promote).unwrap_or(dtype)
        }
        other => other,
    };
    let free = dtype != DType::Object && arrays.iter().all(|a| a.dtype != DType::Object);
    let size = if free { arrays.iter().map(RawArray::size).sum() } else { 0 };
    let joined = gil::detached(py, size, || tegula_exec::concatenate(arrays, axis, dtype))?;
    match out {
        Some(out) => {
            if raw(out).shape() != joined.shape() {
                return Err(Raised::value("Output array is the wrong shape"));
            }
            tegula_exec::assign(raw(out), &joined)?;
            Ok(out.clone())
        }
        None => ndarray::wrap(py, joined),
    }
}

static CONCATENATE: Signature<5> =
    Signature::python("concatenate(arrays, /, axis=0, out=None, *, dtype=None, casting='same_kind')");

fn concatenate<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [sequence, axis, out, dtype, casting] = args.parse(&CONCATENATE)?;
    let sequence = sequence.expect("required");
    if text(sequence).is_some() {
        return Err(Raised::value("zero-dimensional arrays cannot be concatenated"));
    }
    let refusal = match sequence.try_iter() {
        Ok(_) => "The first input argument needs to be a sequence",
        Err(_) => "dispatcher for __array_function__ did not return an iterable",
    };
    let mut arrays = arrays(sequence, refusal)?;
    let Some(first) = arrays.first() else {
        return Err(Raised::value("need at least one array to concatenate"));
    };
    let axis = match axis {
        Some(axis) if axis.is_none() => {
            for array in &mut arrays {
                let flat = convert::contiguous(array)?;
                let layout = flat.layout.reshape(&[flat.size()], flat.itemsize(), false).expect("contiguous");
                *array = flat.with_layout(layout);
            }
            0
        }
        _ if first.ndim() == 0 => {
            return Err(Raised::value("zero-dimensional arrays cannot be concatenated"));
        }
        axis => normalize_axis(axis.map_or(Ok(0), shaping::axis)?, first.ndim())?,
    };
    join(args.py(), &arrays, axis, &Joining { out, dtype, casting })
}

static STACK: Signature<5> =
    Signature::python("stack(arrays, axis=0, out=None, *, dtype=None, casting='same_kind')");

fn stack<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [sequence, axis, out, dtype, casting] = args.parse(&STACK)?;
    let mut arrays = arrays(sequence.expect("required"), NOT_STACKED)?;
    let Some(first) = arrays.first() else {
        return Err(Raised::value("need at least one array to stack"));
    };
    if arrays.iter().any(|a| a.shape() != first.shape()) {
        return Err(Raised::value("all input arrays must have the same shape"));
    }
    let axis = normalize_axis(given(axis).map_or(Ok(0), shaping::axis)?, first.ndim() + 1)?;
    for array in &mut arrays {
        array.layout = array.layout.insert_axis(axis);
    }
    join(args.py(), &arrays, axis, &Joining { out, dtype, casting })
}

/// `vstack` (axis 0 of matrices) and `hstack` (axis 1, but 0 of vectors).
fn beside<'py>(signature: &Signature<3>, args: Args<'_, 'py>, ndim: usize) -> Res<'py> {
    let [sequence, dtype, casting] = args.parse(signature)?;
    let mut arrays = arrays(sequence.expect("required"), NOT_STACKED)?;
    if arrays.is_empty() {
        return Err(Raised::value("need at least one array to concatenate"));
    }
    for array in &mut arrays {
        while array.ndim() < ndim {
            array.layout = array.layout.insert_axis(0);
        }
    }
    let axis = if ndim == 1 && arrays[0].ndim() > 1 { 1 } else { 0 };
    join(args.py(), &arrays, axis, &Joining { out: None, dtype, casting })
}

/// The arrays with at least `n` axes: one array for one argument, else a tuple.
fn at_least<'py>(
    signature: &Signature<0>,
    args: Args<'_, 'py>,
    expand: impl Fn(&RawArray) -> RawArray,
    n: usize,
) -> Res<'py> {
    args.parse_named(signature)?;
    let expanded = args.positional().iter().map(|object| {
        let array = array_of(object)?;
        if raw(&array).ndim() >= n {
            return Ok(array);
        }
        ndarray::view(&array, expand(raw(&array)))
    });
    let expanded = expanded.collect::<Result<Vec<_>, Raised>>()?;
    match &expanded[..] {
        [single] => Ok(single.clone()),
        several => crate::ffi::tuple(args.py(), several),
    }
}

fn with_axes(array: &RawArray, places: &[usize]) -> RawArray {
    let mut layout = array.layout.clone();
    for &at in places {
        layout = layout.insert_axis(at);
    }
    array.with_layout(layout)
}

static VSTACK: Signature<3> = Signature::python("vstack(tup, *, dtype=None, casting='same_kind')");
static HSTACK: Signature<3> = Signature::python("hstack(tup, *, dtype=None, casting='same_kind')");
static ATLEAST_1D: Signature<0> = Signature::python("atleast_1d(*arys)");
static ATLEAST_2D: Signature<0> = Signature::python("atleast_2d(*arys)");
static ATLEAST_3D: Signature<0> = Signature::python("atleast_3d(*arys)");

/// Adds the functions.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    CONCATENATE.add(module, "Joins arrays along an axis.", concatenate)?;
    module.add("concat", module.getattr("concatenate")?)?;
    STACK.add(module, "Joins arrays along a new axis.", stack)?;
    VSTACK.add(module, "Joins arrays one below the other.", |args| beside(&VSTACK, args, 2))?;
    HSTACK.add(module, "Joins arrays side by side.", |args| beside(&HSTACK, args, 1))?;
    ATLEAST_1D.add(module, "Arrays with at least one axis.", |args| {
        at_least(&ATLEAST_1D, args, |a| with_axes(a, &[0]), 1)
    })?;
    ATLEAST_2D.add(module, "Arrays with at least two axes.", |args| {
        at_least(&ATLEAST_2D, args, |a| with_axes(a, if a.ndim() == 0 { &[0, 0] } else { &[0] }), 2)
    })?;
    ATLEAST_3D.add(module, "Arrays with at least three axes.", |args| {
        let places = |a: &RawArray| -> &'static [usize] {
            match a.ndim() {
                0 => &[0, 0, 0],
                1 => &[0, 2],
                _ => &[2],
            }
        };
        at_least(&ATLEAST_3D, args, |a| with_axes(a, places(a)), 3)
    })
}
