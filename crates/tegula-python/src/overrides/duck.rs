//! Functions whose first argument has a method of their name: the method does the work.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use super::{Method, method_of};
use crate::convert::element;
use crate::ffi::{Any, Args, Raised, Res, Signature, none};
use crate::functions::array_of;
use crate::ndarray::{self, NDARRAY};
use crate::operands;

/// The method `name` of an argument that is no plain array, number, text or list, if it has one that is not
/// `ndarray`'s.
pub fn of<'py>(object: &Any<'py>, name: &str) -> Result<Option<Any<'py>>, Raised> {
    if NDARRAY.is_exact(object) || operands::is_basic(object) || element::number(object).is_some() {
        return Ok(None);
    }
    let name = name.strip_prefix("a").filter(|rest| matches!(*rest, "max" | "min" | "round")).unwrap_or(name);
    let name = pyo3::types::PyString::new(object.py(), name);
    if ndarray::get(object).is_some() && method_of(object, &name) != Method::Own {
        return Ok(None);
    }
    let found = object.getattr_opt(&name)?;
    Ok(found.filter(|method| method.is_callable()))
}

/// Calls the method with the arguments that NumPy passes on.
pub fn call<'py, const N: usize>(
    object: &Any<'py>,
    method: &Any<'py>,
    signature: &Signature<N>,
    slots: &[Option<&Any<'py>>; N],
    args: Args<'_, 'py>,
) -> Res<'py> {
    let py = object.py();
    let keywords = PyDict::new(py);
    let reduces = REDUCTIONS.contains(&signature.name());
    let drops = reduces && !matches!(signature.name(), "mean" | "std" | "var");
    let mut positional = Vec::new();
    for (i, (&name, value)) in signature.params().iter().zip(slots).enumerate().skip(1) {
        match value {
            // Reductions only pass a type on if there is one.
            Some(value) if drops && name == "dtype" && value.is_none() => {}
            Some(value) if !reduces && i < args.positional().len() => positional.push((*value).clone()),
            Some(value) => keywords.set_item(name, value)?,
            None if matches!(name, "axis" | "out") || name == "dtype" && !drops => {
                keywords.set_item(name, none(py))?;
            }
            None => {}
        }
    }
    let answer = method.call(PyTuple::new(py, positional)?, Some(&keywords));
    let error = match answer {
        Ok(answer) => return Ok(answer),
        Err(error) => error,
    };
    // A method with other arguments is none of these after all.
    if reduces || ndarray::get(object).is_some() || !error.is_instance_of::<pyo3::exceptions::PyTypeError>(py)
    {
        return Err(error.into());
    }
    let positional = PyTuple::new(py, args.positional().get(1..).unwrap_or_default())?;
    Ok(array_of(object)?.getattr(signature.name())?.call(positional, Some(&keywords))?)
}

/// The functions that pass all by name, and do not fall back on an array.
const REDUCTIONS: &[&str] =
    &["sum", "prod", "max", "amax", "min", "amin", "all", "any", "mean", "std", "var"];
