//! The reading of arguments that many functions share, with NumPy's words for what is wrong with them.

use pyo3::prelude::*;
use tegula_core::{Casting, DType, Dims, RawArray, Shape, normalize_axes, normalize_axis};
use tegula_exec::Order;

use crate::convert;
use crate::ffi::{Any, Raised, index, text, tuple_items, type_name};
use crate::ndarray;

/// The array that an object is or can be converted to, for reading.
pub fn array(object: &Any<'_>) -> Result<RawArray, Raised> {
    match ndarray::get(object) {
        Some(array) => Ok(array.clone()),
        None => convert::to_array(object, None),
    }
}

/// An `order=` argument; `default` if it is absent or `None`.
pub fn order(object: Option<&Any<'_>>, default: Order) -> Result<Order, Raised> {
    let Some(object) = object.filter(|o| !o.is_none()) else { return Ok(default) };
    match text(object) {
        Some(name) => Ok(Order::parse(name)?),
        None => Err(Raised::type_(format!("order must be str, not {}", type_name(object)))),
    }
}

/// A `casting=` argument.
pub fn casting(object: Option<&Any<'_>>, default: Casting) -> Result<Casting, Raised> {
    let Some(object) = object else { return Ok(default) };
    match text(object) {
        Some(name) => Ok(Casting::parse(name)?),
        None => Err(Raised::type_(format!("casting must be str, not {}", type_name(object)))),
    }
}

/// An array to write a result to.
pub fn output<'a>(object: &'a Any<'_>) -> Result<&'a RawArray, Raised> {
    let Some(array) = ndarray::get(object) else {
        return Err(Raised::type_("return arrays must be of ArrayType"));
    };
    if !ndarray::is_writeable(object) {
        return Err(Raised::value("output array is read-only"));
    }
    Ok(array)
}

/// An `out=` argument of a function with one result: an array, a tuple of one, or `None`.
pub fn out<'a, 'py>(object: Option<&'a Any<'py>>) -> Result<Option<&'a Any<'py>>, Raised> {
    let Some(mut object) = object.filter(|o| !o.is_none()) else { return Ok(None) };
    if let Some(items) = tuple_items(object) {
        let [item] = items else {
            return Err(Raised::value("The 'out' tuple must have exactly one entry per ufunc output"));
        };
        object = item;
    }
    if object.is_none() {
        return Ok(None);
    }
    output(object)?;
    Ok(Some(object))
}

/// An integer argument, such as an axis or a count.
pub fn integer(object: Option<&Any<'_>>, default: isize) -> Result<isize, Raised> {
    object.map_or(Ok(default), index)
}

/// One axis of an array of rank `ndim`.
pub fn axis(object: &Any<'_>, ndim: usize) -> Result<usize, Raised> {
    Ok(normalize_axis(index(object)?, ndim)?)
}

/// Several axes: an integer or a tuple of integers, each named once.
pub fn axes(object: &Any<'_>, ndim: usize) -> Result<Dims<usize>, Raised> {
    let list: Dims<isize> = match tuple_items(object) {
        Some(items) => items.iter().map(index).collect::<Result<Vec<_>, _>>()?[..].into(),
        None => [index(object)?][..].into(),
    };
    // A 0-d array passes for one with a single axis.
    if ndim == 0 && list.len() == 1 && matches!(list[0], 0 | -1) {
        return Ok(Dims::new());
    }
    Ok(normalize_axes(&list, ndim)?)
}

/// The integers of a shape-like argument: one integer or a sequence of them.
pub fn integers(object: &Any<'_>) -> Result<Dims<isize>, Raised> {
    if let Some(items) = tuple_items(object) {
        let mut result = Dims::new();
        for item in items {
            result.push(index(item)?);
        }
        return Ok(result);
    }
    if object.is_none() {
        return Err(Raised::type_("Use () not None as shape arguments"));
    }
    // SAFETY: the check accepts any object.
    if unsafe { pyo3::ffi::PyIndex_Check(object.as_ptr()) != 0 } && ndarray::get(object).is_none_or(|a| a.ndim() == 0) {
        return Ok([index(object)?][..].into());
    }
    if !convert::is_sequence(object) {
        let shown = object.repr()?;
        let text = format!("expected a sequence of integers or a single integer, got '{shown}'");
        return Err(if text_like(object) {
            Raised::type_("'str' object cannot be interpreted as an integer")
        } else {
            Raised::type_(text)
        });
    }
    let mut result = Dims::new();
    for item in object.try_iter()? {
        result.push(index(&item?)?);
    }
    Ok(result)
}

fn text_like(object: &Any<'_>) -> bool {
    text(object).is_some()
}

/// A shape of a new array.
pub fn shape(object: &Any<'_>) -> Result<Shape, Raised> {
    let list = integers(object)?;
    let mut result = Shape::new();
    for &n in &list[..] {
        if n < 0 {
            return Err(Raised::value("negative dimensions are not allowed"));
        }
        result.push(n as usize);
    }
    Ok(result)
}

/// A boolean argument, absent or given as any object with a truth value.
pub fn flag(object: Option<&Any<'_>>, default: bool) -> Result<bool, Raised> {
    object.map_or(Ok(default), crate::ffi::truth)
}

/// A flag for which NumPy takes integers and booleans only.
pub fn strict_flag(object: Option<&Any<'_>>, default: bool) -> Result<bool, Raised> {
    object.map_or(Ok(default), |o| Ok(index(o)? != 0))
}

/// A `where=` argument: `None` if it selects everything.
pub fn mask(object: Option<&Any<'_>>) -> Result<Option<RawArray>, Raised> {
    let Some(object) = object else { return Ok(None) };
    // SAFETY: `True` is a singleton.
    if object.as_ptr() == unsafe { pyo3::ffi::Py_True() } {
        return Ok(None);
    }
    let mask = array(object)?;
    if mask.dtype == DType::Bool { Ok(Some(mask)) } else { Ok(Some(convert::to_array(object, Some(DType::Bool))?)) }
}

/// A `device=` argument, of which there is one.
pub fn device(object: Option<&Any<'_>>) -> Result<(), Raised> {
    match object.filter(|o| !o.is_none()) {
        None => Ok(()),
        Some(object) if text(object) == Some("cpu") => Ok(()),
        Some(object) => {
            let name = object.str()?;
            Err(Raised::value(format!("Device not understood. Only \"cpu\" is allowed, but received: {name}")))
        }
    }
}
