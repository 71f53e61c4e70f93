//! The functions of the module.

mod bits;
mod casting;
mod create;
mod editing;
mod joining;
mod masking;
mod matrices;
pub mod ordering;
pub mod picking;
mod ranges;
pub mod repeating;
mod selecting;
mod sets;
mod shape;
mod splitting;

use pyo3::prelude::*;
use tegula_exec::Order;

use crate::ffi::typedef::add_function;
use crate::ffi::{Any, Args, Raised, Res, Signature, tuple_items};
use crate::ndarray::{self, methods, reductions};
use crate::{convert, overrides};

static PTP: Signature<4> = Signature::python("ptp(a, axis=None, out=None, keepdims=False)");

/// Adds the functions to the module.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    bits::init(module)?;
    casting::init(module)?;
    create::init(module)?;
    editing::init(module)?;
    joining::init(module)?;
    masking::init(module)?;
    matrices::init(module)?;
    ordering::init(module)?;
    picking::init(module)?;
    ranges::init(module)?;
    repeating::init(module)?;
    selecting::init(module)?;
    sets::init(module)?;
    shape::init(module)?;
    splitting::init(module)?;
    reductions::add_functions(module)?;
    methods::add_functions(module)?;
    PTP.add(module, "The largest less the smallest element along axes.", |args| {
        call_method(args, &PTP, reductions::peak_to_peak)
    })?;
    add_function(
        module,
        "_frombuffer",
        "Makes an array over a pickle's memory.",
        ndarray::pickle::from_buffer,
    )?;
    add_function(
        module,
        "_reconstruct",
        "Makes an array that waits for its state.",
        ndarray::pickle::reconstruct,
    )
}

/// An array object of any argument: the argument itself if it is one.
pub fn array_of<'py>(object: &Any<'py>) -> Res<'py> {
    if ndarray::NDARRAY.is_instance(object) {
        return Ok(object.clone());
    }
    convert::to_object(object, None, convert::Copy::IfNeeded, Order::K, true, 0)
}

/// The items of a sequence or any other iterable.
///
/// # Errors
/// `TypeError` if the object cannot be iterated over.
pub fn items<'py>(object: &Any<'py>) -> Result<Vec<Any<'py>>, Raised> {
    match tuple_items(object) {
        Some(items) => Ok(items.to_vec()),
        None => Ok(object.try_iter()?.collect::<PyResult<Vec<_>>>()?),
    }
}

/// Calls a method of arrays as a function with a signature of its own, whose first argument is the array.
pub fn call_method<'py, const N: usize>(
    args: Args<'_, 'py>,
    signature: &Signature<N>,
    method: impl for<'a> Fn(&'a Any<'py>, Args<'a, 'py>) -> Res<'py>,
) -> Res<'py> {
    if args.is_positional() && signature.takes_positional(args.positional().len()) {
        let array = &args.positional()[0];
        if ndarray::NDARRAY.is_exact(array) {
            return method(array, args.skip(1));
        }
        if let Some(theirs) = overrides::duck::of(array, signature.name())? {
            return overrides::duck::call(array, &theirs, signature, &args.parse(signature)?, args);
        }
        return method(&array_of(array)?, args.skip(1));
    }
    let slots = args.parse(signature)?;
    let array = slots[0].expect("required");
    if let Some(theirs) = overrides::duck::of(array, signature.name())? {
        return overrides::duck::call(array, &theirs, signature, &slots, args);
    }
    let array = array_of(array)?;
    if !args.positional().is_empty() {
        return method(&array, args.skip(1));
    }
    let own = signature.params()[0];
    let (names, values): (Vec<_>, Vec<_>) = args
        .keywords()
        .filter(|&(name, _)| name != own)
        .map(|(name, value)| (crate::ffi::string(args.py(), name), value.clone()))
        .unzip();
    method(&array, Args::from_parts(args.py(), &[], &names, &values))
}
