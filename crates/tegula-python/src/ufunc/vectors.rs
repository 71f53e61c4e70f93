//! `vecdot`, `matvec` and `vecmat`, functions of the last axes.

use tegula_core::{Dims, Error, RawArray, can_cast, normalize_axis};
use tegula_exec::{Order, cast};
use tegula_linalg::VectorProduct;

use super::call::Call;
use super::product::{moved_back, moved_last, places};
use crate::ffi::{Args, Raised, Res, index};
use crate::overrides::wrap::Source;
use crate::{convert, gil, ndarray};

/// Calls a product of vectors with its options.
pub fn call<'py>(function: &'static VectorProduct, arguments: Args<'_, 'py>) -> Res<'py> {
    let (py, name) = (arguments.py(), function.name);
    if arguments.keywords().any(|(name, _)| name == "where") {
        return Err(Raised::type_(format!("{name}() got an unexpected keyword argument 'where'")));
    }
    let call = Call::parse(name, 2, 1, arguments)?;
    refuse(function, &call)?;
    let [a, b] = call.inputs else { unreachable!("two inputs were parsed") };
    let mut pair = [convert::to_array(a, None)?, convert::to_array(b, None)?];
    let [axes, axis, keepdims] = call.core;
    let single = axis.map(index).transpose()?;
    let places = match (axes, single) {
        (Some(axes), _) => Some(places(name, axes, function.core)?),
        (None, Some(axis)) => Some([Dims::from(&[axis][..]), Dims::from(&[axis][..]), Dims::default()]),
        (None, None) => None,
    };
    if let Some(places) = &places {
        for (operand, axes) in pair.iter_mut().zip(places) {
            operand.layout = operand.layout.permute(&moved_last(axes, operand.ndim())?);
        }
    }
    for (i, operand) in pair.iter_mut().enumerate() {
        let Some(to) = call.dtype else { continue };
        let (from, casting) = (operand.dtype, call.casting);
        if !can_cast(from, to, casting) {
            return Err(Error::UfuncCast { ufunc: name, input: Some(i), from, to, casting }.into());
        }
        *operand = cast(operand, to, Order::K)?;
    }
    let [x, y] = &pair;
    let mut result = gil::detached(py, gil::weight2(x, y), || function.call(x, y))?;
    if let Some([.., axes]) = &places
        && !axes.is_empty()
    {
        result = result.with_layout(result.layout.permute(&moved_back(axes, result.ndim())?));
    }
    if keepdims.map(crate::ffi::truth).transpose()? == Some(true) {
        let at = normalize_axis(single.unwrap_or(-1), result.ndim() + 1)?;
        result = result.with_layout(result.layout.insert_axis(at));
    }
    let Some(out) = call.outs[0] else {
        return call.finish(Source::Named(name), result, call.inputs, 0);
    };
    let target: RawArray = ndarray::raw(out).clone();
    let (from, to, casting) = (result.dtype, target.dtype, call.casting);
    if !can_cast(from, to, casting) {
        return Err(Error::UfuncCast { ufunc: name, input: None, from, to, casting }.into());
    }
    tegula_exec::assign(&target, &result)?;
    call.finish(Source::Named(name), target, call.inputs, 0)
}

/// Refuses options that the core axes rule out.
fn refuse(function: &VectorProduct, call: &Call<'_, '_>) -> Result<(), Raised> {
    let (name, signature) = (function.name, function.signature);
    let [axes, axis, keepdims] = call.core;
    if axes.is_some() && axis.is_some() {
        return Err(Raised::type_("cannot specify both 'axis' and 'axes'"));
    }
    // One axis for all operands is there only if each of them has one.
    if function.core == [1, 1, 0] {
        return Ok(());
    }
    if axis.is_some() {
        return Err(Raised::type_(format!(
            "{name}: axis can only be used with a single shared core dimension, not with the 2 distinct ones implied by \
             signature {signature}."
        )));
    }
    if keepdims.is_some() {
        return Err(Raised::type_(format!(
            "{name} does not support keepdims: its signature {signature} requires input 1 to have {} core dimensions, \
             but keepdims can only be used when all inputs have the same number of core dimensions and all outputs have \
             no core dimensions.",
            function.core[1]
        )));
    }
    Ok(())
}
