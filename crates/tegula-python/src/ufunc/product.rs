//! `matmul`, a function of the last two axes.

use pyo3::prelude::*;
use tegula_core::{Error, RawArray, can_cast};
use tegula_exec::{Order, cast};

use super::call::{Call, finish};
use crate::ffi::{Any, Args, Raised, Res};
use crate::{convert, gil, ndarray};

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
    let [a, b] = call.inputs else { unreachable!("two inputs were parsed") };
    if call.outs[0].is_none() && call.dtype.is_none() {
        return multiply(a, b);
    }
    let mut pair = [convert::to_array(a, None)?, convert::to_array(b, None)?];
    let Some(out) = call.outs[0] else {
        let dtype = call.dtype.expect("checked above");
        for (i, operand) in pair.iter_mut().enumerate() {
            let (from, casting) = (operand.dtype, call.casting);
            if !can_cast(from, dtype, casting) {
                return Err(
                    Error::UfuncCast { ufunc: "matmul", input: Some(i), from, to: dtype, casting }.into()
                );
            }
            *operand = cast(operand, dtype, Order::K)?;
        }
        return product(a.py(), pair, call.inputs);
    };
    let target = ndarray::raw(out).clone();
    let [x, y] = &pair;
    gil::detached(a.py(), x.size() + y.size(), || {
        tegula_linalg::matmul_into(x, y, &target, call.dtype, call.casting)
    })?;
    Ok(out.clone())
}

/// `a @ b`.
pub fn multiply<'py>(a: &Any<'py>, b: &Any<'py>) -> Res<'py> {
    let py = a.py();
    if let (Some(x), Some(y)) = (ndarray::get(a), ndarray::get(b))
        && x.size() + y.size() < 1 << 12
    {
        return finish(tegula_linalg::matmul(x, y)?, None, &[a.clone(), b.clone()]);
    }
    product(py, [convert::to_array(a, None)?, convert::to_array(b, None)?], &[a.clone(), b.clone()])
}

fn product<'py>(py: Python<'py>, [x, y]: [RawArray; 2], inputs: &[Any<'py>]) -> Res<'py> {
    let result = gil::detached(py, x.size() + y.size(), || tegula_linalg::matmul(&x, &y))?;
    finish(result, None, inputs)
}
