//! The functions of the module.

mod casting;
mod create;
mod joining;
mod selecting;
mod shape;

use pyo3::prelude::*;
use tegula_exec::Order;

use crate::convert;
use crate::ffi::typedef::add_function;
use crate::ffi::{Any, Args, Raised, Res};
use crate::ndarray::{self, methods, reductions};

/// Adds the functions to the module.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    casting::init(module)?;
    create::init(module)?;
    joining::init(module)?;
    selecting::init(module)?;
    shape::init(module)?;
    reductions::add_functions(module)?;
    methods::add_functions(module)?;
    add_method(module, "ptp", "The largest less the smallest element along axes.", reductions::peak_to_peak)?;
    add_function(module, "_rebuild", "Makes a pickled array.", ndarray::pickle::rebuild)
}

/// An array object of any argument: the argument itself if it is one.
pub fn array_of<'py>(object: &Any<'py>) -> Res<'py> {
    if ndarray::NDARRAY.is_instance(object) {
        return Ok(object.clone());
    }
    convert::to_object(object, None, convert::Copy::IfNeeded, Order::K, true, 0)
}

/// Adds a method of arrays as a function whose first argument is the array, by position or as `a`.
pub fn add_method<F>(module: &Bound<'_, PyModule>, name: &str, doc: &str, method: F) -> Result<(), Raised>
where
    F: Copy + for<'a, 'py> Fn(&'a Any<'py>, Args<'a, 'py>) -> Res<'py>,
{
    add_function(module, name, doc, move |args| call_method(args, method))
}

fn call_method<'py, F>(args: Args<'_, 'py>, method: F) -> Res<'py>
where
    F: for<'a> Fn(&'a Any<'py>, Args<'a, 'py>) -> Res<'py>,
{
    if let Some(first) = args.positional().first() {
        if ndarray::NDARRAY.is_instance(first) {
            return method(first, args.skip(1));
        }
        return method(&array_of(first)?, args.skip(1));
    }
    let mut array = None;
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for (name, value) in args.keywords() {
        if name == "a" {
            array = Some(array_of(value)?);
        } else {
            names.push(crate::ffi::string(args.py(), name));
            values.push(value.clone());
        }
    }
    let Some(array) = array else { return Err(Raised::type_("missing 1 required positional argument: 'a'")) };
    method(&array, Args::from_parts(args.py(), &[], &names, &values))
}
