//! `matmul`, a function of the last two axes.

use pyo3::prelude::*;
use pyo3::types::PyList;
use tegula_core::{DType, Dims, Error, RawArray, can_cast, normalize_axis};
use tegula_exec::{Order, cast};

use super::call::Call;
use crate::ffi::{Any, Args, Raised, Res, tuple_items};
use crate::overrides::wrap::{self, Context, Source};
use crate::{convert, gil, ndarray, overrides};

/// NumPy's description of the core dimensions.
pub const SIGNATURE: &str = "(n?,k),(k,m?)->(n?,m?)";

/// `matmul(x1, x2)` and its options.
pub fn matmul<'py>(arguments: Args<'_, 'py>) -> Res<'py> {
    if let ([a, b], true) = (arguments.positional(), arguments.is_positional()) {
        return multiply(a, b);
    }
    if arguments.keywords().any(|(name, _)| name == "where") {
        return Err(Raised::type_("matmul() got an unexpected keyword argument 'where'"));
    }
    let call = Call::parse("matmul", 2, 1, arguments)?;
    refuse(&call)?;
    let [a, b] = call.inputs else { unreachable!("two inputs were parsed") };
    let mut pair = [convert::to_array(a, None)?, convert::to_array(b, None)?];
    let [x, y] = pair.each_ref().map(|operand| operand.ndim().min(2));
    let core = [x, y, (x + y).saturating_sub(2)];
    let places = call.core[0].map(|axes| places("matmul", axes, core)).transpose()?;
    if let Some(places) = &places {
        for (operand, axes) in pair.iter_mut().zip(places) {
            operand.layout = operand.layout.permute(&moved_last(axes, operand.ndim())?);
        }
    }
    let Some(out) = call.outs[0] else {
        let result = multiply_in(&call, pair)?;
        let mut result = match &places {
            Some([.., axes]) => result.with_layout(result.layout.permute(&moved_back(axes, result.ndim())?)),
            None => result,
        };
        if call.order == Order::F && !result.is_f_contiguous() {
            result = tegula_exec::copy(&result, Order::F)?;
        }
        return call.finish(Source::Named("matmul"), result, call.inputs, 0);
    };
    let mut target = ndarray::raw(out).clone();
    if let Some([.., axes]) = &places {
        target.layout = target.layout.permute(&moved_last(axes, target.ndim())?);
    }
    let [x, y] = &pair;
    let size = if target.dtype == DType::Object { 0 } else { gil::weight2(x, y) };
    gil::detached(a.py(), size, || tegula_linalg::matmul_into(x, y, &target, call.dtype, call.casting))?;
    call.finish(Source::Named("matmul"), target, call.inputs, 0)
}

/// The product as a new array, in the type asked for.
fn multiply_in(call: &Call<'_, '_>, mut pair: [RawArray; 2]) -> Result<RawArray, Raised> {
    if let Some(dtype) = call.dtype {
        for (i, operand) in pair.iter_mut().enumerate() {
            let (from, casting) = (operand.dtype, call.casting);
            if !can_cast(from, dtype, casting) {
                return Err(
                    Error::UfuncCast { ufunc: "matmul", input: Some(i), from, to: dtype, casting }.into()
                );
            }
            *operand = cast(operand, dtype, Order::K)?;
        }
    }
    let [x, y] = pair;
    Ok(gil::detached(call.inputs[0].py(), gil::weight2(&x, &y), || tegula_linalg::matmul(&x, &y))?)
}

/// The options of functions with other core dimensions.
fn refuse(call: &Call<'_, '_>) -> Result<(), Raised> {
    let [_, axis, keepdims] = call.core;
    if axis.is_some() {
        return Err(Raised::type_(format!(
            "matmul: axis can only be used with a single shared core dimension, not with the 3 distinct ones implied by \
             signature {SIGNATURE}."
        )));
    }
    if keepdims.is_some() {
        return Err(Raised::type_(format!(
            "matmul does not support keepdims: its signature {SIGNATURE} requires output 0 to have 2 core dimensions, but \
             keepdims can only be used when all inputs have the same number of core dimensions and all outputs have no \
             core dimensions."
        )));
    }
    Ok(())
}

/// The core axes of both inputs and the result, so many of each, that `axes=` names.
pub fn places(name: &str, axes: &Any<'_>, core: [usize; 3]) -> Result<[Dims<isize>; 3], Raised> {
    let Ok(list) = axes.cast::<PyList>() else { return Err(Raised::type_("axes should be a list.")) };
    // Whether the result has core axes, those of `matmul` tell only with its operands.
    let optional = core[2] == 0 && name != "matmul";
    if list.len() != 3 && !(optional && list.len() == 2) {
        return Err(Raised::value(
            "axes should be a list with an entry for all 3 inputs and outputs; entries for outputs can only be omitted if \
             none of them has core axes.",
        ));
    }
    let mut found: [Dims<isize>; 3] = Default::default();
    for (i, item) in list.iter().enumerate() {
        let n = core[i];
        found[i] = match tuple_items(&item) {
            Some(items) if items.len() == n => {
                items.iter().map(crate::ffi::index).collect::<Result<_, _>>()?
            }
            Some(items) => {
                return Err(core_error(
                    name,
                    i,
                    n,
                    &format!("{} dimensions are specified by axes tuple", items.len()),
                ));
            }
            None => {
                let axis = crate::ffi::index(&item)
                    .map_err(|_| Raised::type_(format!("{name}: axes item {i} should be a tuple.")))?;
                if n != 1 {
                    return Err(core_error(name, i, n, "the axes item is a single integer"));
                }
                [axis][..].into()
            }
        };
        if let [first, second] = found[i][..]
            && first == second
        {
            return Err(Raised::value(format!("axes item {i} has value {first} repeated")));
        }
    }
    Ok(found)
}

fn core_error(name: &str, operand: usize, core: usize, what: &str) -> Raised {
    let text = format!("{name}: operand {operand} has {core} core dimensions, but {what}.");
    Raised::named("AxisError", &text)
}

/// The order of axes with those named at the end.
pub fn moved_last(axes: &[isize], ndim: usize) -> Result<Dims<usize>, Raised> {
    let axes = axes.iter().map(|&a| normalize_axis(a, ndim)).collect::<Result<Dims<usize>, _>>()?;
    Ok((0..ndim).filter(|a| !axes.contains(a)).chain(axes.iter().copied()).collect())
}

/// The order that undoes [`moved_last`].
pub fn moved_back(axes: &[isize], ndim: usize) -> Result<Dims<usize>, Raised> {
    let order = moved_last(axes, ndim)?;
    Ok((0..ndim).map(|axis| order.iter().position(|&a| a == axis).expect("a permutation")).collect())
}

/// `a @ b`.
pub fn multiply<'py>(a: &Any<'py>, b: &Any<'py>) -> Res<'py> {
    let py = a.py();
    if let Some(answer) = overrides::ufunc::of_inputs("matmul", &[a, b])? {
        return Ok(answer);
    }
    if let (Some(x), Some(y)) = (ndarray::get(a), ndarray::get(b))
        && x.size() + y.size() < 1 << 12
    {
        // What objects do may change the operands, so those are cloned.
        let product = if x.dtype.is_number() && y.dtype.is_number() {
            tegula_linalg::matmul(x, y)?
        } else {
            tegula_linalg::matmul(&x.clone(), &y.clone())?
        };
        return wrap::result(product, &[a, b], None, MATMUL);
    }
    let (x, y) = (convert::to_array(a, None)?, convert::to_array(b, None)?);
    let product = gil::detached(py, gil::weight2(&x, &y), || tegula_linalg::matmul(&x, &y))?;
    wrap::result(product, &[a, b], None, MATMUL)
}

const MATMUL: Context<'static, 'static> =
    Context { source: Source::Named("matmul"), outs: &[], index: 0, as_array: false };
