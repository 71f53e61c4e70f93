//! Functions that view arrays under other shapes.

use pyo3::prelude::*;
use tegula_core::{Dims, Error, Layout, RawArray, Shape, ShapeText, broadcast_shapes, normalize_axes};
use tegula_exec::Order;

use super::{add_method, array_of};
use crate::ffi::typedef::add_function;
use crate::ffi::{Any, Args, Raised, Res, Signature, args::given, int, int_tuple, truth, tuple};
use crate::ndarray::{self, attributes, raw, shaping};

fn reshape<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<4> = Signature::new("reshape", ["a", "shape", "order", "copy"], 2, 3);
    let [array, shape, order, copy] = args.parse(&SIGNATURE)?;
    let array = array_of(array.expect("required"))?;
    let copy = given(copy).map(truth).transpose()?;
    shaping::reshaped(
        &array,
        &shaping::extents(shape.expect("required"))?,
        shaping::order(order, Order::C)?,
        copy,
    )
}

fn transpose<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<2> = Signature::new("transpose", ["a", "axes"], 1, 2);
    let [array, axes] = args.parse(&SIGNATURE)?;
    let array = array_of(array.expect("required"))?;
    match given(axes) {
        Some(axes) => shaping::permuted(&array, &shaping::extents(axes)?),
        None => attributes::transposed(&array),
    }
}

fn expand_dims<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<2> = Signature::new("expand_dims", ["a", "axis"], 2, 2);
    let [array, axis] = args.parse(&SIGNATURE)?;
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
    ndarray::view(&array, this.with_layout(layout))
}

fn repeated_axis(axes: tegula_core::Result<Dims<usize>>) -> Result<Dims<usize>, Raised> {
    axes.map_err(|error| match error {
        Error::Value(_) => Raised::value("repeated axis"),
        other => other.into(),
    })
}

fn moveaxis<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<3> = Signature::new("moveaxis", ["a", "source", "destination"], 3, 3);
    let [array, source, destination] = args.parse(&SIGNATURE)?;
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

fn flip<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<2> = Signature::new("flip", ["m", "axis"], 1, 2);
    let [array, axis] = args.parse(&SIGNATURE)?;
    let array = array_of(array.expect("required"))?;
    let this = raw(&array);
    let axes = shaping::axes(axis, this.ndim())?.unwrap_or_else(|| (0..this.ndim()).collect());
    let mut layout = this.layout.clone();
    for &axis in axes.iter() {
        let n = layout.shape[axis];
        layout = layout.slice(axis, n.saturating_sub(1), -1, n);
    }
    ndarray::view(&array, this.with_layout(layout))
}

fn broadcast_to<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<3> = Signature::new("broadcast_to", ["array", "shape", "subok"], 2, 3);
    let [array, shape, _subok] = args.parse(&SIGNATURE)?;
    let array = array_of(array.expect("required"))?;
    let extents = shaping::extents(shape.expect("required"))?;
    if extents.iter().any(|&n| n < 0) {
        return Err(Raised::value("all elements of broadcast shape must be non-negative"));
    }
    let shape: Shape = extents.iter().map(|&n| n as usize).collect();
    let this = raw(&array);
    if shape.is_empty() && this.ndim() > 0 {
        return Err(Raised::value("cannot broadcast a non-scalar to a scalar array"));
    }
    // An impossible size is an error here, though no memory would be needed.
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
    let arrays = args.positional().iter().map(array_of).collect::<Result<Vec<_>, _>>()?;
    let shapes: Vec<&[usize]> = arrays.iter().map(|a| raw(a).shape()).collect();
    let shape = mismatch(&shapes)?;
    let views = arrays.iter().map(|array| {
        let this = raw(array);
        if this.shape() == &shape[..] {
            return Ok(array.clone());
        }
        let layout = this.layout.broadcast_to(&shape).expect("the shapes fit");
        let made = ndarray::view(array, this.with_layout(layout))?;
        ndarray::set_writeable(&made, false);
        Ok(made)
    });
    let views = views.collect::<Result<Vec<_>, Raised>>()?;
    tuple(args.py(), &views)
}

/// The shape that shapes broadcast to, with the error of NumPy's broadcasting functions.
fn mismatch(shapes: &[&[usize]]) -> Result<Shape, Raised> {
    if let Ok(shape) = broadcast_shapes(shapes) {
        return Ok(shape);
    }
    let mut fits = 1;
    while fits < shapes.len() && broadcast_shapes(&shapes[..=fits]).is_ok() {
        fits += 1;
    }
    let partner =
        (0..fits).rev().find(|&i| broadcast_shapes(&[shapes[i], shapes[fits]]).is_err()).unwrap_or(0);
    let text = |shape: &[usize]| ShapeText(shape).to_string().replace(',', ", ").replace(", )", ",)");
    Err(Raised::value(format!(
        "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg {partner} with shape {} \
         and arg {fits} with shape {}.",
        text(shapes[partner]),
        text(shapes[fits])
    )))
}

fn broadcast_shapes_of<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let shapes = args.positional().iter().map(shaping::shape).collect::<Result<Vec<_>, _>>()?;
    let shapes: Vec<&[usize]> = shapes.iter().map(|s| &s[..]).collect();
    int_tuple(args.py(), &mismatch(&shapes)?)
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
fn part<'py>(args: Args<'_, 'py>, name: &'static str) -> Res<'py> {
    let signature: Signature<1> = Signature::new(name, ["val"], 1, 1);
    let [value] = args.parse(&signature)?;
    let value = value.expect("required");
    match value.getattr_opt(name)? {
        Some(part) => Ok(part),
        None => Ok(array_of(value)?.getattr(name)?),
    }
}

fn size<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<2> = Signature::new("size", ["a", "axis"], 1, 2);
    let [array, axis] = args.parse(&SIGNATURE)?;
    let array = array_of(array.expect("required"))?;
    let this: &RawArray = raw(&array);
    let n = match shaping::axes(axis, this.ndim())? {
        Some(axes) => axes.iter().map(|&a| this.shape()[a]).product(),
        None => this.size(),
    };
    int(args.py(), n as i64)
}

/// Adds the functions.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    add_function(
        module,
        "reshape",
        "reshape(a, shape, order='C', *, copy=None)\n--\n\nThe elements under another shape.",
        reshape,
    )?;
    add_function(
        module,
        "transpose",
        "transpose(a, axes=None)\n--\n\nA view with the axes permuted.",
        transpose,
    )?;
    add_function(module, "permute_dims", "A view with the axes permuted.", transpose)?;
    add_method(module, "matrix_transpose", "A view with the last two axes exchanged.", |a, _| {
        Ok(a.getattr("mT")?)
    })?;
    add_method(module, "ravel", "The elements in one axis.", |a, args| method(a, "ravel", args))?;
    add_method(module, "squeeze", "A view without axes of extent 1.", shaping::squeeze)?;
    add_method(module, "swapaxes", "A view with two axes exchanged.", |a, args| method(a, "swapaxes", args))?;
    add_method(module, "diagonal", "A read-only view of a diagonal.", |a, args| method(a, "diagonal", args))?;
    add_function(module, "expand_dims", "A view with new axes of extent 1.", expand_dims)?;
    add_function(module, "moveaxis", "A view with axes moved.", moveaxis)?;
    add_function(module, "flip", "A view with axes reversed.", flip)?;
    add_function(module, "broadcast_to", "A read-only view repeated to a shape.", broadcast_to)?;
    add_function(module, "broadcast_arrays", "Views repeated to a common shape.", broadcast_arrays)?;
    add_function(module, "broadcast_shapes", "The common shape of several.", broadcast_shapes_of)?;
    add_method(module, "ndim", "The number of axes.", |a, _| int(a.py(), raw(a).ndim() as i64))?;
    add_method(module, "shape", "The extent of each axis.", |a, _| int_tuple(a.py(), raw(a).shape()))?;
    add_function(module, "real", "The real part.", |args| part(args, "real"))?;
    add_function(module, "imag", "The imaginary part.", |args| part(args, "imag"))?;
    add_function(module, "size", "The number of elements.", size)
}
