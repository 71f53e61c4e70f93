//! Functions that view arrays under other shapes.

use pyo3::prelude::*;
use tegula_core::{Dims, Error, Layout, RawArray, Shape, ShapeText, broadcast_shapes, normalize_axes};
use tegula_exec::Order;

use super::{array_of, call_method};
use crate::ffi::{Any, Args, Raised, Res, Signature, args::given, int, int_tuple, truth, tuple};
use crate::ndarray::{self, attributes, raw, shaping};

static RESHAPE: Signature<4> = Signature::python("reshape(a, /, shape, order='C', *, copy=None)");

fn reshape<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, shape, order, copy] = args.parse(&RESHAPE)?;
    let array = array_of(array.expect("required"))?;
    let copy = given(copy).map(truth).transpose()?;
    let shape = shape.expect("required");
    let requested = match shape.is_none() {
        true => raw(&array).shape().iter().map(|&n| n as isize).collect(),
        false => shaping::extents(shape)?,
    };
    shaping::reshaped(&array, &requested, shaping::order(order, Order::C)?, copy)
}

static TRANSPOSE: Signature<2> = Signature::python("transpose(a, axes=None)");

fn transpose<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, axes] = args.parse(&TRANSPOSE)?;
    let array = array_of(array.expect("required"))?;
    match given(axes) {
        Some(axes) => shaping::permuted(&array, &shaping::extents(axes)?),
        None => attributes::transposed(&array),
    }
}

static EXPAND_DIMS: Signature<2> = Signature::python("expand_dims(a, axis)");

fn expand_dims<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, axis] = args.parse(&EXPAND_DIMS)?;
    let array = array_of(array.expect("required"))?;
    let axes = shaping::extents(axis.expect("required"))?;
    let this = raw(&array);
    let ndim = this.ndim() + axes.len();
    let mut axes = repeated_axis(normalize_axes(&axes, ndim))?;
    axes.sort_unstable();
    let mut layout = this.layout.clone();
    for &axis in axes.iter() {
        layout = layout.insert_axis(axis);
    }
    Layout::contiguous(&layout.shape, this.itemsize())?;
    ndarray::view(&array, this.with_layout(layout))
}

fn repeated_axis(axes: tegula_core::Result<Dims<usize>>) -> Result<Dims<usize>, Raised> {
    axes.map_err(|error| match error {
        Error::Value(_) => Raised::value("repeated axis"),
        other => other.into(),
    })
}

static MOVEAXIS: Signature<3> = Signature::python("moveaxis(a, source, destination)");

fn moveaxis<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, source, destination] = args.parse(&MOVEAXIS)?;
    let array = array_of(array.expect("required"))?;
    let ndim = raw(&array).ndim();
    let axes = |argument: Option<&Any<'_>>, name: &'static str| -> Result<Dims<usize>, Raised> {
        let axes = shaping::extents(argument.expect("required"))?;
        normalize_axes(&axes, ndim).map_err(|error| match error {
            Error::Value(_) => Raised::value(format!("repeated axis in `{name}` argument")),
            Error::Axis { axis, ndim, .. } => Error::Axis { axis, ndim, name: Some(name) }.into(),
            other => other.into(),
        })
    };
    let (source, destination) = (axes(source, "source")?, axes(destination, "destination")?);
    if source.len() != destination.len() {
        return Err(Raised::value(
            "`source` and `destination` arguments must have the same number of elements",
        ));
    }
    let mut order: Dims<isize> = (0..ndim).filter(|a| !source.contains(a)).map(|a| a as isize).collect();
    let mut moves: Vec<(usize, usize)> = destination.iter().copied().zip(source.iter().copied()).collect();
    moves.sort_unstable();
    for (to, from) in moves {
        order.insert(to, from as isize);
    }
    shaping::permuted(&array, &order)
}

static FLIP: Signature<2> = Signature::python("flip(m, axis=None)");

fn flip<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, axis] = args.parse(&FLIP)?;
    let array = array_of(array.expect("required"))?;
    let this = raw(&array);
    let axes = match given(axis) {
        None => (0..this.ndim()).collect(),
        Some(axis) => repeated_axis(normalize_axes(&shaping::extents(axis)?, this.ndim()))?,
    };
    if this.ndim() == 0 {
        return ndarray::result(args.py(), this.clone());
    }
    let mut layout = this.layout.clone();
    for &axis in axes.iter() {
        let n = layout.shape[axis];
        layout = layout.slice(axis, n.saturating_sub(1), -1, n);
    }
    ndarray::view(&array, this.with_layout(layout))
}

/// An array object of any argument; of the base class unless `subok` says that another may pass.
fn plain_or<'py>(subok: bool, object: &Any<'py>) -> Res<'py> {
    let array = array_of(object)?;
    if subok || ndarray::NDARRAY.is_exact(&array) {
        return Ok(array);
    }
    ndarray::share(&array, raw(&array).clone(), ndarray::is_writeable(&array))
}

static BROADCAST_TO: Signature<3> = Signature::python("broadcast_to(array, shape, subok=False)");

fn broadcast_to<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, shape, subok] = args.parse(&BROADCAST_TO)?;
    let array = plain_or(subok.map_or(Ok(false), truth)?, array.expect("required"))?;
    let shape = shape.expect("required");
    let items = shape.try_iter().and_then(|items| items.collect::<PyResult<Vec<_>>>());
    let items = items.unwrap_or_else(|_| vec![shape.clone()]);
    // Compared as Python numbers, so that their size does not matter.
    for item in &items {
        if item.lt(0)? {
            return Err(Raised::value("all elements of broadcast shape must be non-negative"));
        }
    }
    let extents = items.iter().map(shaping::extent).collect::<Result<Vec<_>, _>>()?;
    let shape: Shape = extents.iter().map(|&n| n as usize).collect();
    let this = raw(&array);
    if shape.is_empty() && this.ndim() > 0 {
        return Err(Raised::value("cannot broadcast a non-scalar to a scalar array"));
    }
    if shape.len() < this.ndim() {
        return Err(Raised::value("input operand has more dimensions than allowed by the axis remapping"));
    }
    // An impossible size is an error here, though no memory would be needed.
    if tegula_core::element_count(&shape).is_none_or(|n| n > isize::MAX as usize) {
        return Err(Raised::value("iterator is too large"));
    }
    Layout::contiguous(&shape, this.itemsize())?;
    let Some(layout) = this.layout.broadcast_to(&shape) else {
        return Err(Raised::value(format!(
            "operands could not be broadcast together with remapped shapes [original->remapped]: {}  and requested \
             shape {}",
            ShapeText(this.shape()),
            ShapeText(&shape)
        )));
    };
    let made = ndarray::view(&array, this.with_layout(layout))?;
    ndarray::set_writeable(&made, false);
    Ok(made)
}

fn broadcast_arrays<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [subok] = args.parse_named(&BROADCAST_ARRAYS)?;
    let subok = subok.map_or(Ok(false), truth)?;
    let arrays = args.positional().iter().map(|object| plain_or(subok, object));
    let arrays = arrays.collect::<Result<Vec<_>, _>>()?;
    let shapes: Vec<&[usize]> = arrays.iter().map(|a| raw(a).shape()).collect();
    let shape = common_shape(&shapes)?;
    let views = arrays.iter().map(|array| {
        let this = raw(array);
        if this.shape() == &shape[..] {
            return Ok(array.clone());
        }
        let layout = this.layout.broadcast_to(&shape).expect("the shapes fit");
        ndarray::view(array, this.with_layout(layout))
    });
    let views = views.collect::<Result<Vec<_>, Raised>>()?;
    tuple(args.py(), &views)
}

/// The shape that shapes broadcast to, with the error of NumPy's broadcasting functions.
pub fn common_shape(shapes: &[&[usize]]) -> Result<Shape, Raised> {
    if let Ok(shape) = broadcast_shapes(shapes) {
        return Ok(shape);
    }
    // The first axis, counted from the front of the result, on which two extents disagree.
    let ndim = shapes.iter().map(|s| s.len()).max().unwrap_or(0);
    let extent =
        |i: usize, axis: usize| (axis + shapes[i].len()).checked_sub(ndim).map_or(1, |a| shapes[i][a]);
    let clash = |axis: usize| {
        let partner = (0..shapes.len()).find(|&i| extent(i, axis) != 1)?;
        let differs = |&i: &usize| ![1, extent(partner, axis)].contains(&extent(i, axis));
        (0..shapes.len()).find(differs).map(|other| (partner, other))
    };
    let (partner, fits) = (0..ndim).find_map(clash).expect("the shapes do not broadcast");
    let text = |shape: &[usize]| ShapeText(shape).to_string().replace(',', ", ").replace(", )", ",)");
    Err(Raised::value(format!(
        "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg {partner} with shape {} \
         and arg {fits} with shape {}.",
        text(shapes[partner]),
        text(shapes[fits])
    )))
}

fn broadcast_shapes_of<'py>(args: Args<'_, 'py>) -> Res<'py> {
    args.parse_named(&BROADCAST_SHAPES)?;
    let shapes = args.positional().iter().map(shaping::shape).collect::<Result<Vec<_>, _>>()?;
    let shapes: Vec<&[usize]> = shapes.iter().map(|s| &s[..]).collect();
    int_tuple(args.py(), &common_shape(&shapes)?)
}

fn matrix_transpose<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array] = args.parse(&MATRIX_TRANSPOSE)?;
    let array = array_of(array.expect("required"))?;
    let ndim = raw(&array).ndim();
    if ndim < 2 {
        return Err(Raised::value(format!("Input array must be at least 2-dimensional, but it is {ndim}")));
    }
    Ok(array.getattr("mT")?)
}

/// A method of arrays called by name, which has its own parsing.
fn method<'py>(array: &Any<'py>, name: &str, args: Args<'_, 'py>) -> Res<'py> {
    let positional = tuple(array.py(), args.positional())?;
    let positional = positional.cast_into::<pyo3::types::PyTuple>().map_err(PyErr::from)?;
    let keywords = pyo3::types::PyDict::new(array.py());
    for (name, value) in args.keywords() {
        keywords.set_item(name, value)?;
    }
    Ok(array.getattr(name)?.call(positional, Some(&keywords))?)
}

/// The part of anything that has one, else of the array made of it.
fn part<'py>(args: Args<'_, 'py>, signature: &Signature<1>) -> Res<'py> {
    let [value] = args.parse(signature)?;
    let name = signature.name();
    let value = value.expect("required");
    match value.getattr_opt(name)? {
        Some(part) => Ok(part),
        None => Ok(array_of(value)?.getattr(name)?),
    }
}

static SIZE: Signature<2> = Signature::python("size(a, axis=None)");

fn size<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, axis] = args.parse(&SIZE)?;
    let array = array_of(array.expect("required"))?;
    let this: &RawArray = raw(&array);
    let n = match shaping::axes(axis, this.ndim())? {
        Some(axes) => axes.iter().map(|&a| this.shape()[a]).product(),
        None => this.size(),
    };
    int(args.py(), n as i64)
}

static PERMUTE_DIMS: Signature<2> = Signature::python("permute_dims(a, axes=None)");
static MATRIX_TRANSPOSE: Signature<1> = Signature::python("matrix_transpose(x, /)");
static RAVEL: Signature<2> = Signature::python("ravel(a, order='C')");
static SQUEEZE: Signature<2> = Signature::python("squeeze(a, axis=None)");
static SWAPAXES: Signature<3> = Signature::python("swapaxes(a, axis1, axis2)");
static DIAGONAL: Signature<4> = Signature::python("diagonal(a, offset=0, axis1=0, axis2=1)");
static BROADCAST_ARRAYS: Signature<1> = Signature::python("broadcast_arrays(*args, subok=False)");
static BROADCAST_SHAPES: Signature<0> = Signature::python("broadcast_shapes(*args)");
static NDIM: Signature<1> = Signature::python("ndim(a)");
static SHAPE: Signature<1> = Signature::python("shape(a)");
static REAL: Signature<1> = Signature::python("real(val)");
static IMAG: Signature<1> = Signature::python("imag(val)");

/// Adds the functions.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    RESHAPE.add(module, "The elements under another shape.", reshape)?;
    TRANSPOSE.add(module, "A view with the axes permuted.", transpose)?;
    PERMUTE_DIMS.add(module, "A view with the axes permuted.", transpose)?;
    MATRIX_TRANSPOSE.add(module, "A view with the last two axes exchanged.", matrix_transpose)?;
    RAVEL.add(module, "The elements in one axis.", |args| {
        call_method(args, &RAVEL, |a, args| method(a, "ravel", args))
    })?;
    SQUEEZE.add(module, "A view without axes of extent 1.", |args| {
        call_method(args, &SQUEEZE, shaping::squeeze)
    })?;
    SWAPAXES.add(module, "A view with two axes exchanged.", |args| {
        call_method(args, &SWAPAXES, |a, args| method(a, "swapaxes", args))
    })?;
    DIAGONAL.add(module, "A read-only view of a diagonal.", |args| {
        call_method(args, &DIAGONAL, |a, args| method(a, "diagonal", args))
    })?;
    EXPAND_DIMS.add(module, "A view with new axes of extent 1.", expand_dims)?;
    MOVEAXIS.add(module, "A view with axes moved.", moveaxis)?;
    FLIP.add(module, "A view with axes reversed.", flip)?;
    BROADCAST_TO.add(module, "A read-only view repeated to a shape.", broadcast_to)?;
    BROADCAST_ARRAYS.add(module, "Views repeated to a common shape.", broadcast_arrays)?;
    BROADCAST_SHAPES.add(module, "The common shape of several.", broadcast_shapes_of)?;
    NDIM.add(module, "The number of axes.", |args| {
        call_method(args, &NDIM, |a, _| int(a.py(), raw(a).ndim() as i64))
    })?;
    SHAPE.add(module, "The extent of each axis.", |args| {
        call_method(args, &SHAPE, |a, _| int_tuple(a.py(), raw(a).shape()))
    })?;
    REAL.add(module, "The real part.", |args| part(args, &REAL))?;
    IMAG.add(module, "The imaginary part.", |args| part(args, &IMAG))?;
    SIZE.add(module, "The number of elements.", size)
}
