//! Methods that give the elements another shape, as views where that is possible.

use pyo3::prelude::*;
use tegula_core::{
    Dims, Error, Layout, RawArray, Scalar, iteration_order, normalize_axes, normalize_axis, resolve_shape,
};
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
        None if matches!(element::number(object), Some(element::Number::Huge)) => {
            Err(Raised::overflow("Python int too large to convert to C long"))
        }
        None => index(object),
    }
}

/// An axis of a method that takes only one.
pub fn one_axis(object: &Any<'_>) -> Result<isize, Raised> {
    if element::is_bool(object) {
        return Err(Raised::type_("an integer is required for the axis"));
    }
    axis(object)
}

/// A C `int` as NumPy's Python functions pass it on.
pub fn c_int(object: &Any<'_>) -> Result<i32, Raised> {
    // SAFETY: the check accepts any object.
    if unsafe { pyo3::ffi::PyFloat_Check(object.as_ptr()) != 0 } {
        return Err(Raised::type_("integer argument expected, got float"));
    }
    i32::try_from(axis(object)?).map_err(|_| Raised::overflow("Python int too large to convert to C int"))
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
pub fn extent(object: &Any<'_>) -> Result<isize, Raised> {
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
    if let Some(n @ 0..) = element::exact_int(object) {
        return Ok([n as usize][..].into());
    }
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
    let axis = |object: &Any<'_>| {
        if element::is_bool(object) { Err(Raised::type_("an integer is required")) } else { axis(object) }
    };
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
    static SIGNATURE: Signature<2> = Signature::anonymous("reshape(*shape, order='C', copy=None)");
    let [order, copy] = if args.is_positional() { [None, None] } else { args.parse_named(&SIGNATURE)? };
    let requested = match args.positional() {
        [] => return Err(Raised::type_("reshape() takes exactly 1 argument (0 given)")),
        [same] if same.is_none() => raw(array).shape().iter().map(|&n| n as isize).collect(),
        arguments => variadic(arguments)?,
    };
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
    // NumPy gives a view of the copy, which does not own its data.
    let copied = copied(array, if fortran { Order::F } else { Order::C })?;
    let layout = copied.layout.reshape(&shape, copied.itemsize(), fortran).expect("a copy has no gaps");
    let reshaped = copied.with_layout(layout);
    view(&wrap_like(array, copied)?, reshaped)
}

fn copied(array: &Any<'_>, order: Order) -> Result<RawArray, Raised> {
    let this = raw(array).clone();
    Ok(gil::detached(array.py(), gil::weight(&this), || tegula_exec::copy(&this, order))?)
}

fn transpose<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<0> = Signature::tuple("transpose(*axes)");
    args.parse_named(&SIGNATURE)?;
    match args.positional() {
        [] => super::attributes::transposed(array),
        [single] if single.is_none() => super::attributes::transposed(array),
        axes => permuted(array, &variadic(axes)?),
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
    static SIGNATURE: Signature<2> = Signature::tuple("swapaxes(axis1, axis2, /)");
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
    static SIGNATURE: Signature<1> = Signature::fast("squeeze(axis=None)");
    let [axis] = args.parse(&SIGNATURE)?;
    let this = raw(array);
    if let Some(single) = axis.filter(|a| element::is_bool(a)) {
        one_axis(single)?;
    }
    let chosen = axes(axis, this.ndim())?;
    if let Some(chosen) = &chosen
        && chosen.iter().any(|&a| this.shape()[a] != 1)
    {
        return Err(Raised::value("cannot select an axis to squeeze out which has size not equal to one"));
    }
    if chosen.is_none() && !this.shape().contains(&1) {
        return Ok(array.clone());
    }
    let mut layout = Layout { offset: this.layout.offset, ..Layout::default() };
    for (a, (&n, &stride)) in this.shape().iter().zip(this.strides()).enumerate() {
        let removed = chosen.as_ref().map_or(n == 1, |chosen| chosen.contains(&a));
        if !removed {
            layout.shape.push(n);
            layout.strides.push(stride);
        }
    }
    if chosen.is_none() && layout.ndim() == this.ndim() {
        return Ok(array.clone());
    }
    view(array, this.with_layout(layout))
}

fn ravel<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::fast("ravel(order='C')");
    let [order] = args.parse(&SIGNATURE)?;
    let this = raw(array);
    let order = self::order(order, Order::C)?;
    // A view where the elements lie in memory as they are to be read, one after the other.
    let read = match order {
        Order::F => this.layout.transpose(),
        Order::A if this.is_f_contiguous() => this.layout.transpose(),
        Order::K if !this.is_c_contiguous() => this.layout.permute(&this.layout.memory_order()),
        _ => this.layout.clone(),
    };
    if read.is_c_contiguous(this.itemsize()) {
        let flat = Layout::contiguous(&[this.size()], this.itemsize())?;
        return view(array, this.with_layout(Layout { offset: read.offset, ..flat }));
    }
    flat_copy(array, order)
}

fn flatten<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::fast("flatten(order='C')");
    let [order] = args.parse(&SIGNATURE)?;
    flat_copy(array, self::order(order, Order::C)?)
}

fn flat_copy<'py>(array: &Any<'py>, order: Order) -> Res<'py> {
    let this = raw(array);
    let (source, order) = match order {
        Order::K => {
            let axes = iteration_order(this.shape(), &[this.strides()]);
            (this.with_layout(this.layout.permute(&axes)), Order::C)
        }
        Order::A if this.is_f_contiguous() && !this.is_c_contiguous() => (this.clone(), Order::F),
        Order::F => (this.clone(), Order::F),
        _ => (this.clone(), Order::C),
    };
    let flat = Layout::contiguous(&[source.size()], source.itemsize())?;
    let copied = gil::detached(array.py(), gil::weight(&source), || tegula_exec::copy(&source, order))
        .map_err(|error| match error {
            // The array that there is no memory for is the flat one.
            Error::Memory { bytes, dtype, .. } => Error::Memory { bytes, dtype, shape: flat.shape.to_vec() },
            other => other,
        })?;
    wrap_like(array, copied.with_layout(flat))
}

fn diagonal<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<3> = Signature::tuple("diagonal(offset=0, axis1=0, axis2=1)");
    let layout = diagonal_layout(array, args.parse(&SIGNATURE)?)?;
    let made = view(array, raw(array).with_layout(layout))?;
    super::set_writeable(&made, false);
    Ok(made)
}

/// The layout of the diagonal that `offset`, `axis1` and `axis2` name.
pub fn diagonal_layout(array: &Any<'_>, [offset, a, b]: [Option<&Any<'_>>; 3]) -> Result<Layout, Raised> {
    let this = raw(array);
    if this.ndim() < 2 {
        return Err(Raised::value("diag requires an array of at least two dimensions"));
    }
    let number = |argument: Option<&Any<'_>>, default| argument.map_or(Ok(default), axis);
    let named = |axis: isize, name| {
        let ndim = this.ndim();
        normalize_axis(axis, ndim).map_err(|_| Error::Axis { axis, ndim, name: Some(name) })
    };
    let (a, b) = (named(number(a, 0)?, "axis1")?, named(number(b, 1)?, "axis2")?);
    if a == b {
        return Err(Raised::value("axis1 and axis2 cannot be the same"));
    }
    Ok(this.layout.diagonal(number(offset, 0)?, a, b))
}
