//! The methods of `ufunc` objects: `reduce`, `accumulate`, `reduceat`, `outer`, `at`.

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use tegula_core::index::prepare;
use tegula_core::{DType, Dims, Error};
use tegula_ufunc::Ufunc;

use super::call::{Call, finish_all};
use super::{Function, this};
use crate::ffi::{Any, Args, Raised, Res, Signature, TypeBuilder, int, none};
use crate::functions::array_of;
use crate::ndarray::reductions::{self, Reduction};
use crate::ndarray::{flatiter, index, raw, require_writeable, shaping};
use crate::overrides::ufunc::{ACCUMULATE, AT, OUTER, REDUCE, REDUCEAT, Way, of_call};
use crate::overrides::wrap::Source;
use crate::{convert, dtype, gil, ndarray};

/// Adds the methods to the class.
pub fn add(builder: TypeBuilder) -> TypeBuilder {
    builder
        .method("reduce", "Combines the elements along axes.", |u, args| {
            or_override(u, &REDUCE, args, 1, reduce)
        })
        .method("accumulate", "The running results along an axis.", |u, args| {
            or_override(u, &ACCUMULATE, args, 1, accumulate)
        })
        .method("reduceat", "Combines the elements of slices of an axis.", |u, args| {
            or_override(u, &REDUCEAT, args, 2, reduceat)
        })
        .method("outer", "Applies the function to all pairs of elements.", |u, args| {
            or_override(u, &OUTER, args, 2, outer)
        })
        .method(
            "at",
            "Applies the function in place to the elements at positions, each time they are named.",
            |u, args| or_override(u, &AT, args, args.positional().len(), at),
        )
}

/// The method's result, unless an argument takes the call over.
pub fn or_override<'py>(
    ufunc: &Any<'py>,
    way: &Way,
    args: Args<'_, 'py>,
    inputs: usize,
    method: impl FnOnce(&Any<'py>, Args<'_, 'py>) -> Res<'py>,
) -> Res<'py> {
    match of_call(ufunc, way, args, inputs, 1)? {
        Some(answer) => Ok(answer),
        None => method(ufunc, args),
    }
}

/// The function of the table behind a `ufunc` object, for the methods.
fn table(object: &Any<'_>, method: &str) -> Result<&'static Ufunc, Raised> {
    match this(object) {
        Function::Table(ufunc) if ufunc.nin == 2 && ufunc.nout > 1 && method != "outer product" => {
            Err(Raised::value(format!("{method} only supported for functions returning a single value")))
        }
        Function::Table(ufunc) if ufunc.nin == 2 => Ok(ufunc),
        Function::Matmul | Function::Vector(_) if method == "outer product" => {
            Err(Raised::type_("method outer is not allowed in ufunc with non-trivial signature"))
        }
        Function::Matmul | Function::Vector(_) => {
            Err(PyRuntimeError::new_err("Reduction not defined on ufunc with signature").into())
        }
        Function::Table(_) => Err(Raised::value(format!("{method} only supported for binary functions"))),
    }
}

fn reduce<'py>(object: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<7> = Signature::fast(
        "reduce(array, axis=0, dtype=None, out=None, keepdims=False, initial=None, where=True)",
    );
    let ufunc = table(object, "reduce")?;
    let [array, axis, dtype, out, keepdims, initial, mask] = args.parse(&SIGNATURE)?;
    let array = array_of(array.expect("required"))?;
    let ndim = raw(&array).ndim();
    // The first axis unless told otherwise; `None` means all.
    let first = int(object.py(), 0)?;
    let axis = if ndim > 0 { axis.or(Some(&first)) } else { axis };
    reductions::reduce(ufunc, &array, Reduction { axis, dtype, out, keepdims, initial, mask, truth: false })
}

/// The one axis of a method that takes one: `None` stands for the only one there is.
fn single_axis(axis: Option<&Any<'_>>, ndim: usize, method: &str) -> Result<usize, Raised> {
    let Some(axis) = axis else { return Ok(0) };
    if ndim == 0 {
        // A 0-d array has an axis 0 as far as this goes.
        return match shaping::axis(axis) {
            Ok(0 | -1) => Ok(0),
            Ok(axis) => Err(Error::Axis { axis, ndim, name: None }.into()),
            Err(raised) => {
                raised.clear();
                Ok(0)
            }
        };
    }
    let axes: Dims<usize> = if axis.is_none() {
        (0..ndim).collect()
    } else {
        shaping::axes(Some(axis), ndim)?.unwrap_or_default()
    };
    match axes[..] {
        [axis] => Ok(axis),
        _ => Err(Raised::value(format!("{method} does not allow multiple axes"))),
    }
}

fn accumulate<'py>(object: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<4> = Signature::fast("accumulate(array, axis=0, dtype=None, out=None)");
    let py = object.py();
    let ufunc = table(object, "accumulate")?;
    let [source, axis, dtype, out] = args.parse(&SIGNATURE)?;
    let array = array_of(source.expect("required"))?;
    let source = raw(&array).clone();
    let axis = single_axis(axis, source.ndim(), "accumulate")?;
    let dtype = dtype::optional(dtype)?;
    let out = reductions::out(out)?;
    let target = out.map(|o| raw(o).clone());
    let result =
        gil::detached(py, gil::weight(&source), || ufunc.accumulate(&source, axis, dtype, target.as_ref()))?;
    reductions::deliver(&array, out, result)
}

fn reduceat<'py>(object: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<5> =
        Signature::fast("reduceat(array, indices, axis=0, dtype=None, out=None)");
    let py = object.py();
    let ufunc = table(object, "reduceat")?;
    let [source, indices, axis, dtype, out] = args.parse(&SIGNATURE)?;
    let array = array_of(source.expect("required"))?;
    let source = raw(&array).clone();
    let axis = single_axis(axis, source.ndim(), "reduceat")?;
    if source.ndim() == 0 {
        return Err(Raised::type_("cannot reduceat on a scalar"));
    }
    let indices = convert::to_array(indices.expect("required"), Some(DType::I64))?;
    if indices.ndim() == 0 {
        return Err(Raised::value("object of too small depth for desired array"));
    }
    if indices.ndim() > 1 {
        return Err(Raised::value(
            "setting an array element with a sequence. The requested array would exceed the maximum number of \
             dimension of 1.",
        ));
    }
    let positions: Vec<i64> = (0..indices.size()).map(|i| flatiter::element(&indices, i).to_i64()).collect();
    let dtype = dtype::optional(dtype)?;
    let out = reductions::out(out)?;
    let target = out.map(|o| raw(o).clone());
    let result = gil::detached(py, gil::weight(&source), || {
        ufunc.reduceat(&source, &positions, axis, dtype, target.as_ref())
    })?;
    reductions::deliver(&array, out, result)
}

fn outer<'py>(object: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    let py = object.py();
    let ufunc = table(object, "outer product")?;
    let [a, b] = args.positional() else {
        return Err(Raised::type_("exactly two arguments expected"));
    };
    let call = Call::parse(ufunc.name, 2, ufunc.nout, args)?;
    let (x, y) = (convert::to_array(a, None)?, convert::to_array(b, None)?);
    let target = call.outs[0].map(|o| raw(o).clone());
    let free = gil::weight2(&x, &y) > 0 && call.dtype != Some(DType::Object);
    let size = if free { x.size().saturating_mul(y.size()) } else { 0 };
    if ufunc.nout > 1 {
        let options = call.options(None);
        let results = gil::detached(py, size, || ufunc.outer_all(&x, &y, &options))?;
        return finish_all(ufunc, &call, results, args.positional());
    }
    let options = call.options(target.as_ref());
    let result = gil::detached(py, size, || ufunc.outer(&x, &y, &options))?;
    call.finish(Source::Named(ufunc.name), result, args.positional(), 0)
}

fn at<'py>(object: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    let py = object.py();
    let positional = args.positional();
    if !args.is_positional() {
        return Err(Raised::type_("at() takes no keyword arguments"));
    }
    let ufunc = match this(object) {
        Function::Table(ufunc) if ufunc.nout > 1 => {
            return Err(Raised::value("Only single output ufuncs supported at this time"));
        }
        Function::Table(ufunc) => ufunc,
        function => {
            let (name, signature) = (function.name(), function.signature().unwrap_or_default());
            return Err(Raised::type_(format!(
                "{name}.at does not support ufunc with non-trivial signature: {name} has signature {signature}."
            )));
        }
    };
    let (target, key, value) = match positional {
        [target, key] => (target, key, None),
        [target, key, value] => (target, key, Some(value)),
        _ => {
            let (bound, n) = if positional.len() < 2 {
                ("least 2", positional.len())
            } else {
                ("most 3", positional.len())
            };
            return Err(Raised::type_(format!("at() takes at {bound} arguments ({n} given)")));
        }
    };
    let Some(array) = ndarray::get(target) else {
        return Err(Raised::type_("first operand must be array"));
    };
    let array = array.clone();
    require_writeable(target, "operand array with iterator write flag set")?;
    let prepared = prepare(&array.layout, &index::parse(key, array.ndim())?)?;
    let value = match value {
        Some(value) if !array.dtype.is_number() => Some(convert::single(value, Some(array.dtype))?),
        Some(value) => Some(convert::to_array(value, None)?),
        None => None,
    };
    gil::detached(py, gil::weight(&array), || ufunc.at(&array, &prepared, value.as_ref()))?;
    Ok(none(py))
}
