//! Methods that give the elements another shape, as views where that is possible.

use pyo3::prelude::*;
use tegula_core::{Dims, Layout, RawArray, Scalar, normalize_axes, normalize_axis, resolve_shape};
use tegula_exec::Order;

use super::{raw, view, wrap_like};
use crate::convert::element;
use crate::ffi::{
    Any, Args, Raised, Res, Signature, TypeBuilder, args::given, index, text, truth, tuple_items,
};
use crate::gil;

/// Adds the methods to the class.
pub fn add(builder: TypeBuilder) -> TypeBuilder {
    builder
        .method(
            "reshape",
            "reshape(*shape, order='C', copy=None)\n--\n\nThe elements under another shape.",
            reshape,
        )
        .method("transpose", "transpose(*axes)\n--\n\nA view with the axes permuted.", transpose)
        .method("ravel", "ravel(order='C')\n--\n\nThe elements in one axis, viewed if possible.", ravel)
        .method("flatten", "flatten(order='C')\n--\n\nA copy of the elements in one axis.", flatten)
        .method("squeeze", "squeeze(axis=None)\n--\n\nA view without axes of extent 1.", squeeze)
        .method("swapaxes", "swapaxes(axis1, axis2)\n--\n\nA view with two axes exchanged.", swap_axes)
        .method(
            "diagonal",
            "diagonal(offset=0, axis1=0, axis2=1)\n--\n\nA read-only view of a diagonal.",
            diagonal,
        )
}

/// An axis as given, before it is checked.
pub fn axis(object: &Any<'_>) -> Result<isize, Raised> {
    match element::exact_int(object) {
        Some(axis) => Ok(axis as isize),
        None => index(object),
    }
}

/// The extents of a requested shape, an integer or a sequence of them.
///
/// # Errors
/// `TypeError` if they are no integers, `ValueError` if they are beyond any size.
pub fn extents(object: &Any<'_>) -> Result<Dims<isize>, Raised> {
    if let Some(n) = element::exact_int(object) {
        return Ok([n as isize][..].into());
    }
    if let Some(items) = tuple_items(object) {
        return Dims::try_map(items, extent);
    }
    let is_truth = matches!(element::number(object), Some(element::Number::Strong(Scalar::Bool(_))));
    // SAFETY: the check accepts any object.
    let is_index = unsafe { pyo3::ffi::PyIndex_Check(object.as_ptr()) != 0 };
    if is_index && !is_truth && super::get(object).is_none_or(|a| a.ndim() == 0) {
        return Ok([extent(object)?][..].into());
    }
    if is_truth || !crate::convert::is_sequence(object) && text(object).is_none() {
        return Err(Raised::type_(format!(
            "expected a sequence of integers or a single integer, got '{}'",
            repr(object)
        )));
    }
    object.try_iter()?.map(|item| extent(&item?)).collect()
}

/// One extent of a shape.
fn extent(object: &Any<'_>) -> Result<isize, Raised> {
    if let Some(element::Number::Huge | element::Number::Weak(Scalar::U64(_))) = element::number(object) {
        return Err(Raised::value("Maximum allowed dimension exceeded"));
    }
    axis(object)
}

fn repr(object: &Any<'_>) -> String {
    object.repr().map(|r| r.to_string()).unwrap_or_default()
}

/// A shape for a new array.
///
/// # Errors
/// `ValueError` for negative extents.
pub fn shape(object: &Any<'_>) -> Result<Dims<usize>, Raised> {
    if object.is_none() {
        return Err(Raised::type_("Use () not None as shape arguments"));
    }
    let extents = extents(object)?;
    if extents.iter().any(|&n| n < 0) {
        return Err(Raised::value("negative dimensions are not allowed"));
    }
    Ok(Dims::map(&extents, |&n| n as usize))
}

/// The axes of an `axis=` argument: `None` for all.
///
/// # Errors
/// `AxisError` for those that do not exist, `ValueError` for doubled ones, `TypeError` for what is no integer.
pub fn axes(argument: Option<&Any<'_>>, ndim: usize) -> Result<Option<Dims<usize>>, Raised> {
    let Some(argument) = given(argument) else { return Ok(None) };
    if ndim == 0 && matches!(element::exact_int(argument), Some(0 | -1)) {
        return Ok(None);
    }
    if let Some(items) = tuple_items(argument) {
        let axes: Dims<isize> = Dims::try_map(items, axis)?;
        return Ok(Some(normalize_axes(&axes, ndim)?));
    }
    Ok(Some([normalize_axis(axis(argument)?, ndim)?][..].into()))
}

/// The order that an `order=` argument names.
pub fn order(argument: Option<&Any<'_>>, default: Order) -> Result<Order, Raised> {
    let Some(argument) = given(argument) else { return Ok(default) };
    match text(argument) {
        Some(name) => Ok(Order::parse(name)?),
        None => Err(Raised::type_(format!("order must be str, not {}", crate::ffi::type_name(argument)))),
    }
}

/// The extents given as one sequence or as separate arguments.
fn variadic(arguments: &[Any<'_>]) -> Result<Dims<isize>, Raised> {
    match arguments {
        [single] => extents(single),
        many => Dims::try_map(many, axis),
    }
}

fn reshape<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<2> = Signature::new("reshape", ["order", "copy"], 0, 0);
    if args.positional().is_empty() {
        return Err(Raised::type_("reshape() takes exactly 1 argument (0 given)"));
    }
    if args.is_positional() {
        return reshaped(array, &variadic(args.positional())?, Order::C, None);
    }
    let [order, copy] = args.with_positional(&[]).parse(&SIGNATURE)?;
    let requested = variadic(args.positional())?;
    let copy = given(copy).map(truth).transpose()?;
    reshaped(array, &requested, self::order(order, Order::C)?, copy)
}

/// The array under another shape; copied if it must be, or as `copy` says.
pub fn reshaped<'py>(array: &Any<'py>, requested: &[isize], order: Order, copy: Option<bool>) -> Res<'py> {
    let this = raw(array);
    let shape = resolve_shape(requested, this.size())?;
    let fortran = match order {
        Order::C => false,
        Order::F => true,
        Order::A => this.is_f_contiguous() && !this.is_c_contiguous(),
        Order::K => return Err(Raised::value("order 'K' is not permitted for reshaping")),
    };
    if copy != Some(true) {
        if !fortran && this.is_c_contiguous() {
            let layout = Layout::contiguous(&shape, this.itemsize())?;
            return view(array, this.with_layout(Layout { offset: this.layout.offset, ..layout }));
        }
        if let Some(layout) = this.layout.reshape(&shape, this.itemsize(), fortran) {
            return view(array, this.with_layout(layout));
        }
        if copy == Some(false) {
            return Err(Raised::value("Unable to avoid creating a copy while reshaping."));
        }
    }
    let copied = copied(array, if fortran { Order::F } else { Order::C })?;
    let layout = copied.layout.reshape(&shape, copied.itemsize(), fortran).expect("a copy has no gaps");
    wrap_like(array, copied.with_layout(layout))
}

fn copied(array: &Any<'_>, order: Order) -> Result<RawArray, Raised> {
    let this = raw(array).clone();
    Ok(gil::detached(array.py(), this.size(), || tegula_exec::copy(&this, order))?)
}

fn transpose<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::new("transpose", ["axes"], 0, 0);
    let [named] = args.with_positional(&[]).parse(&SIGNATURE)?;
    match (args.positional(), named) {
        ([], None) => super::attributes::transposed(array),
        ([single], _) if single.is_none() => super::attributes::transposed(array),
        (_, Some(axes)) if axes.is_none() => super::attributes::transposed(array),
        (positional, named) => {
            let axes = match named {
                Some(axes) => extents(axes)?,
                None => variadic(positional)?,
            };
            permuted(array, &axes)
        }
    }
}

/// A view with the axes in the order given.
pub fn permuted<'py>(array: &Any<'py>, axes: &[isize]) -> Res<'py> {
    let this = raw(array);
    if axes.len() != this.ndim() {
        return Err(Raised::value("axes don't match array"));
    }
    let mut order: Dims<usize> = Dims::new();
    for &axis in axes {
        let axis = normalize_axis(axis, this.ndim())?;
        if order.contains(&axis) {
            return Err(Raised::value("repeated axis in transpose"));
        }
        order.push(axis);
    }
    view(array, this.with_layout(this.layout.permute(&order)))
}

/// A view with two axes exchanged.
pub fn exchange<'py>(array: &Any<'py>, a: usize, b: usize) -> Res<'py> {
    let this = raw(array);
    let mut layout = this.layout.clone();
    layout.shape.swap(a, b);
    layout.strides.swap(a, b);
    view(array, this.with_layout(layout))
}

fn swap_axes<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<2> = Signature::new("swapaxes", ["axis1", "axis2"], 2, 2);
    let [a, b] = args.parse(&SIGNATURE)?;
    let ndim = raw(array).ndim();
    let checked = |argument: Option<&Any<'_>>, name: &'static str| -> Result<usize, Raised> {
        let axis = axis(argument.expect("required"))?;
        normalize_axis(axis, ndim)
            .map_err(|_| tegula_core::Error::Axis { axis, ndim, name: Some(name) }.into())
    };
    exchange(array, checked(a, "axis1")?, checked(b, "axis2")?)
}

/// A view without the axes of extent 1, or without those given.
pub fn squeeze<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::new("squeeze", ["axis"], 0, 1);
    let [axis] = args.parse(&SIGNATURE)?;
    let this = raw(array);
    let chosen = axes(axis, this.ndim())?;
    if let Some(chosen) = &chosen
        && chosen.iter().any(|&a| this.shape()[a] != 1)
    {
        return Err(Raised::value("cannot select an axis to squeeze out which has size not equal to one"));
    }
    let mut layout = Layout { offset: this.layout.offset, ..Layout::default() };
    for (a, (&n, &stride)) in this.shape().iter().zip(this.strides()).enumerate() {
        let removed = chosen.as_ref().map_or(n == 1, |chosen| chosen.contains(&a));
        if !removed {
            layout.shape.push(n);
            layout.strides.push(stride);
        }
    }
    view(array, this.with_layout(layout))
}

fn ravel<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::new("ravel", ["order"], 0, 1);
    let [order] = args.parse(&SIGNATURE)?;
    let this = raw(array);
    match self::order(order, Order::C)? {
        // The elements as they lie in memory: axes from the slowest to the fastest.
        Order::K => {
            let axes = Dims::map(&this.layout.memory_order(), |&a| a as isize);
            reshaped(&permuted(array, &axes)?, &[-1], Order::C, None)
        }
        order => reshaped(array, &[-1], order, None),
    }
}

fn flatten<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::new("flatten", ["order"], 0, 1);
    let [order] = args.parse(&SIGNATURE)?;
    let this = raw(array);
    let (source, order) = match self::order(order, Order::C)? {
        Order::K => (this.with_layout(this.layout.permute(&this.layout.memory_order())), Order::C),
        Order::A if this.is_f_contiguous() && !this.is_c_contiguous() => (this.clone(), Order::F),
        Order::F => (this.clone(), Order::F),
        _ => (this.clone(), Order::C),
    };
    let copied = gil::detached(array.py(), source.size(), || tegula_exec::copy(&source, order))?;
    let flat = Layout::contiguous(&[copied.size()], copied.itemsize())?;
    wrap_like(array, copied.with_layout(flat))
}

fn diagonal<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    let layout = diagonal_layout(array, args, "diagonal")?;
    let made = view(array, raw(array).with_layout(layout))?;
    super::set_writeable(&made, false);
    Ok(made)
}

/// The layout of the diagonal that the arguments `offset`, `axis1` and `axis2` name.
pub fn diagonal_layout<'py>(
    array: &Any<'py>,
    args: Args<'_, 'py>,
    name: &'static str,
) -> Result<Layout, Raised> {
    let signature: Signature<5> = Signature::new(name, ["offset", "axis1", "axis2", "dtype", "out"], 0, 5);
    let [offset, a, b, ..] = args.parse(&signature)?;
    let this = raw(array);
    if this.ndim() < 2 {
        return Err(Raised::value("diag requires an array of at least two dimensions"));
    }
    let number = |argument: Option<&Any<'_>>, default| argument.map_or(Ok(default), axis);
    let (a, b) = (normalize_axis(number(a, 0)?, this.ndim())?, normalize_axis(number(b, 1)?, this.ndim())?);
    if a == b {
        return Err(Raised::value("axis1 and axis2 cannot be the same"));
    }
    Ok(this.layout.diagonal(number(offset, 0)?, a, b))
}
