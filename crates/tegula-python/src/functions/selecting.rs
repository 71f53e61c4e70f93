//! Functions that choose and compare elements.

use pyo3::prelude::*;
use tegula_core::{DType, ErrorKind, RawArray, Scalar};
use tegula_exec::Order;
use tegula_ufunc::{Arg, Options, ReduceOptions, Ufunc, table};

use super::{array_of, call_method};
use crate::convert;
use crate::ffi::{Any, Args, Raised, Res, Signature, boolean, truth};
use crate::gil;
use crate::ndarray::{self, methods, protocols, raw, reductions, shaping};
use crate::operands::{self, Operand, operand};

static WHERE: Signature<3> = Signature::python("where(condition, x=None, y=None, /)");

fn where_<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let py = args.py();
    let [condition, x, y] = args.parse(&WHERE)?;
    let condition = condition.expect("required");
    let (x, y) = match (x, y) {
        (Some(x), Some(y)) => (x, y),
        (None, None) => return methods::nonzero(&array_of(condition)?),
        _ => return Err(Raised::value("either both or neither of x and y should be given")),
    };
    let mask = match operand(condition)? {
        Operand::Array(array) => array.clone(),
        Operand::Owned(array) => array,
        Operand::Literal(value) => RawArray::from_scalar(value)?,
        Operand::Huge(value) => RawArray::from_scalar(Scalar::F64(value))?,
    };
    let (a, b) = (operand(x)?, operand(y)?);
    let free = mask.dtype != DType::Object && a.is_free() && b.is_free();
    let size = if free { mask.size().max(a.size()).max(b.size()) } else { 0 };
    let result = if size < gil::THRESHOLD {
        tegula_ufunc::where_(&mask, a.arg(), b.arg())?
    } else {
        let (a, b) = (a.detach(), b.detach());
        py.detach(|| tegula_ufunc::where_(&mask, a.arg(), b.arg()))?
    };
    // Unlike universal functions, `where` gives a 0-d array.
    ndarray::wrap(py, result)
}

static SHARES_MEMORY: Signature<3> = Signature::python("shares_memory(a, b, /, max_work=-1)");
static MAY_SHARE_MEMORY: Signature<3> = Signature::python("may_share_memory(a, b, /, max_work=0)");

fn two_arrays<'py>(signature: &Signature<3>, args: &Args<'_, 'py>) -> Result<(RawArray, RawArray), Raised> {
    let [a, b, _] = args.parse(signature)?;
    Ok((convert::to_array(a.expect("required"), None)?, convert::to_array(b.expect("required"), None)?))
}

fn may_share_memory<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let (a, b) = two_arrays(&MAY_SHARE_MEMORY, &args)?;
    let range = |array: &RawArray| {
        let (low, high) = array.layout.extent(array.itemsize());
        (array.ptr() as isize + low, array.ptr() as isize + high)
    };
    let ((low_a, high_a), (low_b, high_b)) = (range(&a), range(&b));
    Ok(boolean(args.py(), low_a < high_b && low_b < high_a))
}

fn shares_memory<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let (a, b) = two_arrays(&SHARES_MEMORY, &args)?;
    let shares = gil::detached(args.py(), gil::weight2(&a, &b), || tegula_core::shares_memory(&a, &b));
    Ok(boolean(args.py(), shares))
}

static ARRAY_EQUAL: Signature<3> = Signature::python("array_equal(a1, a2, equal_nan=False)");

fn array_equal<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let py = args.py();
    let [a, b, equal_nan] = args.parse(&ARRAY_EQUAL)?;
    let equal_nan = equal_nan.map_or(Ok(false), truth)?;
    let arrays =
        (convert::to_array(a.expect("required"), None), convert::to_array(b.expect("required"), None));
    let (a, b) = match arrays {
        (Ok(a), Ok(b)) => (a, b),
        (Err(raised), _) | (_, Err(raised)) => {
            raised.clear();
            return Ok(boolean(py, false));
        }
    };
    if a.shape() != b.shape() {
        return Ok(boolean(py, false));
    }
    let call = |ufunc: &'static Ufunc, x: &RawArray, y: &RawArray| -> Result<RawArray, Raised> {
        Ok(ufunc.call(&[Arg::Array(x), Arg::Array(y)], &Options::default())?)
    };
    let mut equal = match gil::detached(py, gil::weight2(&a, &b), || {
        table::EQUAL.call(&[Arg::Array(&a), Arg::Array(&b)], &Options::default())
    }) {
        Ok(equal) => equal,
        // Elements of types that cannot be compared are not equal.
        Err(error) if error.kind() == ErrorKind::UfuncNoLoop => return Ok(boolean(py, a.size() == 0)),
        Err(error) => return Err(error.into()),
    };
    if equal_nan {
        let (x, y) = (call(&table::NOT_EQUAL, &a, &a)?, call(&table::NOT_EQUAL, &b, &b)?);
        equal = call(&table::LOGICAL_OR, &equal, &call(&table::LOGICAL_AND, &x, &y)?)?;
    }
    Ok(boolean(py, protocols::all_true(py, &equal)?))
}

static COUNT_NONZERO: Signature<3> = Signature::python("count_nonzero(a, axis=None, *, keepdims=False)");

fn count_nonzero<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, axis, keepdims] = args.parse(&COUNT_NONZERO)?;
    let array = &array_of(array.expect("required"))?;
    let source = raw(array).clone();
    let axes = shaping::axes(axis, source.ndim())?;
    let keepdims = reductions::flag(keepdims)?;
    let count = gil::detached(array.py(), gil::weight(&source), || {
        let mask = tegula_exec::cast(&source, DType::Bool, Order::K)?;
        table::ADD.reduce(&mask, axes.as_deref(), keepdims, &ReduceOptions::default())
    })?;
    operands::give1(array, count)
}

fn argwhere<'py>(array: &Any<'py>) -> Res<'py> {
    let py = array.py();
    let source = raw(array).clone();
    let found = gil::detached(py, gil::weight(&source), || {
        let mask = tegula_exec::cast(&source, DType::Bool, Order::C)?;
        // One row in memory for each axis.
        tegula_exec::copy(&tegula_exec::coordinates(&mask)?, Order::F)
    })?;
    let rows = ndarray::wrap(py, found.with_layout(found.layout.transpose()))?;
    ndarray::attributes::transposed(&rows)
}

static ARGWHERE: Signature<1> = Signature::python("argwhere(a)");
static FLATNONZERO: Signature<1> = Signature::python("flatnonzero(a)");

/// Adds the functions.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    WHERE.add(module, "Chooses elements, or finds those that are true.", where_)?;
    SHARES_MEMORY.add(module, "Whether two arrays have a byte in common.", shares_memory)?;
    MAY_SHARE_MEMORY.add(module, "Whether the memory ranges of two arrays meet.", may_share_memory)?;
    ARRAY_EQUAL.add(module, "Whether two arrays have the same shape and elements.", array_equal)?;
    COUNT_NONZERO.add(module, "The number of elements that are not zero.", count_nonzero)?;
    ARGWHERE.add(module, "The positions of the elements that are not zero, as rows.", |args| {
        call_method(args, &ARGWHERE, |a, _| argwhere(a))
    })?;
    FLATNONZERO.add(
        module,
        "The positions in the flattened array of the elements that are not zero.",
        |args| {
            call_method(args, &FLATNONZERO, |a, _| {
                Ok(methods::nonzero(&shaping::reshaped(a, &[-1], Order::C, None)?)?.get_item(0)?)
            })
        },
    )
}
