//! `__array_wrap__`: the class of results.

use std::borrow::Borrow;

use pyo3::prelude::*;
use pyo3::types::PyString;
use tegula_core::RawArray;
use tegula_ufunc::Ufunc;

use super::{Method, method_of};
use crate::convert::element;
use crate::ffi::{Any, Args, Raised, Res, TypeBuilder, boolean, int, none, truth, tuple, type_name};
use crate::ndarray::{self, NDARRAY, finalized, is_writeable, raw};
use crate::ufunc::by_name;
use crate::{operands, scalars};

fn protocol<'py>(py: Python<'py>) -> &'py Bound<'py, PyString> {
    pyo3::intern!(py, "__array_wrap__")
}

/// The universal function that a result comes from.
#[derive(Clone, Copy)]
pub enum Source<'a, 'py> {
    Named(&'static str),
    Object(&'a Any<'py>),
}

/// Which result of which call is wrapped.
#[derive(Clone, Copy)]
pub struct Context<'a, 'py> {
    pub source: Source<'a, 'py>,
    pub outs: &'a [Option<&'a Any<'py>>],
    pub index: usize,
    /// The result is an array even without axes.
    pub as_array: bool,
}

/// The input that decides the class of a result; `None` for plain arrays and scalars.
#[inline]
fn owner<'a, 'py, I: Borrow<Any<'py>>>(inputs: &'a [I]) -> Result<Option<&'a Any<'py>>, Raised> {
    if inputs.iter().all(|x| NDARRAY.is_exact(x.borrow())) { Ok(None) } else { highest(inputs) }
}

fn highest<'a, 'py, I: Borrow<Any<'py>>>(inputs: &'a [I]) -> Result<Option<&'a Any<'py>>, Raised> {
    const SCALAR: f64 = -1e6;
    let mut best: Option<(f64, Option<&Any<'py>>)> = None;
    for input in inputs {
        let input: &Any<'py> = input.borrow();
        let plain = if NDARRAY.is_exact(input) || is_numpys(input) {
            Some(0.0)
        } else if element::number(input).is_some() || scalars::dtype_of(input).is_some() {
            Some(SCALAR)
        } else {
            None
        };
        if let Some(priority) = plain {
            if best.is_none_or(|(p, _)| p < priority) {
                best = Some((priority, None));
            }
            continue;
        }
        if operands::is_basic(input)
            || ndarray::get(input).is_none() && !input.hasattr(protocol(input.py()))?
        {
            continue;
        }
        let priority = operands::priority(input);
        if best.is_none_or(|(p, o)| p < priority || p == priority && o.is_none()) {
            best = Some((priority, Some(input)));
        }
    }
    Ok(best.and_then(|(_, owner)| owner))
}

/// What a universal function returns: `out` if there is one, else a scalar, or an array of the class that takes
/// precedence among the inputs'.
#[inline]
pub fn result<'py, I: Borrow<Any<'py>>>(
    array: RawArray,
    inputs: &[I],
    out: Option<&Any<'py>>,
    context: Context<'_, 'py>,
) -> Res<'py> {
    let py = inputs[0].borrow().py();
    if let Some(out) = out {
        if NDARRAY.is_exact(out) {
            return Ok(out.clone());
        }
        return wrap(out, out.clone(), Some(&context.arguments(py, inputs)?), false);
    }
    let scalar = array.ndim() == 0 && !context.as_array;
    let Some(owner) = owner(inputs)? else {
        return if scalar { ndarray::result(py, array) } else { ndarray::wrap(py, array) };
    };
    let array = ndarray::wrap(py, array)?;
    if is_default(owner) {
        return default(owner, array);
    }
    wrap(owner, array, Some(&context.arguments(py, inputs)?), scalar)
}

impl<'py> Context<'_, 'py> {
    /// A call of a function of the table with inputs alone.
    pub const fn of(ufunc: &Ufunc) -> Context<'static, 'py> {
        Context { source: Source::Named(ufunc.name), outs: &[], index: 0, as_array: false }
    }

    /// The tuple of the function, its arguments and the number of the result.
    fn arguments<I: Borrow<Any<'py>>>(&self, py: Python<'py>, inputs: &[I]) -> Res<'py> {
        let function = match self.source {
            Source::Named(name) => by_name(py, name)?,
            Source::Object(function) => function.clone(),
        };
        let mut all: Vec<Any<'py>> = inputs.iter().map(|x| x.borrow().clone()).collect();
        if self.outs.iter().any(Option::is_some) {
            all.extend(self.outs.iter().map(|out| out.cloned().unwrap_or_else(|| none(py))));
        }
        tuple(py, &[function, tuple(py, &all)?, int(py, self.index as i64)?])
    }
}

/// What a reduction or a method that is not called element by element returns.
pub fn reduced<'py>(like: &Any<'py>, out: Option<&Any<'py>>, array: RawArray) -> Res<'py> {
    if let Some(out) = out {
        return Ok(out.clone());
    }
    let py = like.py();
    if NDARRAY.is_exact(like) || ndarray::get(like).is_none() {
        return ndarray::result(py, array);
    }
    let scalar = array.ndim() == 0;
    wrap(like, ndarray::wrap(py, array)?, None, scalar)
}

/// True for NumPy's arrays, whose classes only know arrays of their own.
fn is_numpys(object: &Any<'_>) -> bool {
    let name = pyo3::intern!(object.py(), "__array_ufunc__");
    ndarray::get(object).is_none() && method_of(object, name) == Method::Default
}

/// A new array as one of `like`'s class, which views it.
#[inline]
pub fn of_class<'py>(like: &Any<'py>, array: RawArray) -> Res<'py> {
    let array = ndarray::wrap(like.py(), array)?;
    if NDARRAY.is_exact(like) { Ok(array) } else { default(like, array) }
}

/// True if arrays of the object's class are made by `ndarray`'s own method.
fn is_default(owner: &Any<'_>) -> bool {
    ndarray::get(owner).is_some() && method_of(owner, protocol(owner.py())) == Method::Default
}

/// An array made one of `owner`'s class, which views it.
fn default<'py>(owner: &Any<'py>, array: Any<'py>) -> Result<Any<'py>, Raised> {
    let class = owner.get_type().as_type_ptr();
    if array.get_type().as_type_ptr() == class {
        return Ok(array);
    }
    finalized(class, owner, raw(&array).clone(), Some(&array), is_writeable(&array))
}

/// Calls `owner.__array_wrap__(array, context, scalar)`, or as older classes expect it.
fn wrap<'py>(owner: &Any<'py>, array: Any<'py>, context: Option<&Any<'py>>, scalar: bool) -> Res<'py> {
    if is_default(owner) {
        return default(owner, array);
    }
    let py = owner.py();
    let Some(method) = owner.getattr_opt(protocol(py))? else { return Ok(array) };
    let first = context.cloned().unwrap_or_else(|| none(py));
    let error = match method.call1((&array, &first, boolean(py, scalar))) {
        Ok(made) => return Ok(made),
        Err(error) => error,
    };
    if !error.is_instance_of::<pyo3::exceptions::PyTypeError>(py) {
        return Err(error.into());
    }
    let older = match context {
        Some(context) => method.call1((&array, context)).or_else(|_| method.call1((&array,))),
        None => method.call1((&array,)),
    };
    let made = older?;
    let text =
        c"__array_wrap__ must accept context and return_scalar arguments (positionally) in the future. \
                 (Deprecated NumPy 2.0)";
    PyErr::warn(py, &py.get_type::<pyo3::exceptions::PyDeprecationWarning>(), text, 1)?;
    Ok(made)
}

/// Adds the default method to the class `ndarray`.
pub fn add(builder: TypeBuilder) -> TypeBuilder {
    builder.method(
        "__array_wrap__",
        "An array made one of this array's class.",
        |owner, args: Args<'_, '_>| {
            let (array, scalar) = match args.positional() {
                [array] | [array, _] => (array, None),
                [array, _, scalar] => (array, Some(scalar)),
                other => {
                    let bound = if other.is_empty() { "at least 1 argument" } else { "at most 3 arguments" };
                    return Err(Raised::type_(format!(
                        "__array_wrap__() takes {bound} ({} given)",
                        other.len()
                    )));
                }
            };
            if !args.is_positional() {
                return Err(Raised::type_("ndarray.__array_wrap__() takes no keyword arguments"));
            }
            if ndarray::get(array).is_none() {
                return Err(Raised::type_(format!(
                    "__array_wrap__() argument 1 must be tegula.ndarray, not {}",
                    type_name(array)
                )));
            }
            if scalar.map_or(Ok(false), truth)? && NDARRAY.is_exact(owner) && raw(array).ndim() == 0 {
                return ndarray::result(array.py(), raw(array).clone());
            }
            default(owner, array.clone())
        },
    )
}
