//! Diagonals and triangles of matrices.

use pyo3::prelude::*;
use tegula_core::{DType, Layout, RawArray};

use super::array_of;
use super::picking::{converted, flat};
use crate::convert::element;
use crate::ffi::{Any, Args, Raised, Res, Signature, args::given, index, none, truth};
use crate::ndarray::{self, raw, require_writeable, shaping};
use crate::{dtype, gil};

/// A number of diagonals above the main one; a fraction counts to the next.
fn offset(argument: Option<&Any<'_>>) -> Result<isize, Raised> {
    let Some(argument) = argument else { return Ok(0) };
    if let Some(k) = element::exact_int(argument) {
        return Ok(k as isize);
    }
    match element::number(argument) {
        Some(element::Number::Weak(value) | element::Number::Strong(value)) if value.dtype().is_float() => {
            Ok(value.to_f64().floor() as isize)
        }
        _ => {
            // Says what is wrong with what is no number.
            argument.neg()?;
            index(argument)
        }
    }
}

/// An extent, of which a fraction counts as another position; nothing below zero.
fn extent(argument: &Any<'_>) -> Result<usize, Raised> {
    if let Some(element::Number::Weak(value)) = element::number(argument)
        && value.dtype().is_float()
    {
        return Ok(value.to_f64().ceil().max(0.0) as usize);
    }
    Ok(index(argument)?.max(0) as usize)
}
static TRI: Signature<5> = Signature::python("tri(N, M=None, k=0, dtype=None, *, like=None)");

fn tri<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [rows, cols, k, dtype, like] = args.parse(&TRI)?;
    super::create::no_override(like)?;
    let rows = extent(rows.expect("required"))?;
    let cols = given(cols).map_or(Ok(rows), extent)?;
    let (k, dtype) = (offset(k)?, dtype::optional(dtype)?.unwrap_or(DType::F64));
    let size = gil::unless(dtype == DType::Object, rows.saturating_mul(cols));
    ndarray::wrap(args.py(), gil::detached(args.py(), size, || tegula_exec::tri(rows, cols, k, dtype))?)
}

static TRIL: Signature<2> = Signature::python("tril(m, k=0)");
static TRIU: Signature<2> = Signature::python("triu(m, k=0)");

fn triangle<'py>(signature: &Signature<2>, args: Args<'_, 'py>, below: bool) -> Res<'py> {
    let [array, k] = args.parse(signature)?;
    let array = array_of(array.expect("required"))?;
    let k = offset(k)?;
    let mut source = tegula_exec::native(raw(&array))?;
    if source.ndim() == 0 {
        return Err(Raised::type_("tri() missing 1 required positional argument: 'N'"));
    }
    if source.ndim() == 1 {
        // A vector stands for every row.
        let n = source.size();
        source = source.with_layout(source.layout.broadcast_to(&[n, n]).expect("rows broadcast"));
    }
    let result = gil::detached(args.py(), gil::weight(&source), || tegula_exec::triangle(&source, k, below))?;
    ndarray::wrap(args.py(), result)
}
static DIAG: Signature<2> = Signature::python("diag(v, k=0)");

fn diag<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, k] = args.parse(&DIAG)?;
    let array = array_of(array.expect("required"))?;
    let k = k.map_or(Ok(0), shaping::axis)?;
    match raw(&array).ndim() {
        1 => ndarray::wrap_like(&array, on_diagonal(raw(&array), k)?),
        2 => {
            let made = ndarray::view(&array, raw(&array).with_layout(raw(&array).layout.diagonal(k, 0, 1)))?;
            ndarray::set_writeable(&made, false);
            Ok(made)
        }
        _ => Err(Raised::value("Input must be 1- or 2-d.")),
    }
}

/// A matrix of zeros with a vector on a diagonal.
fn on_diagonal(vector: &RawArray, k: isize) -> Result<RawArray, Raised> {
    let n = vector.size().saturating_add(k.unsigned_abs());
    let result = tegula_exec::zeros(&[n, n], vector.dtype)?;
    tegula_exec::assign(&result.with_layout(result.layout.diagonal(k, 0, 1)), vector)?;
    Ok(result)
}
static DIAGFLAT: Signature<2> = Signature::python("diagflat(v, k=0)");

fn diagflat<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, k] = args.parse(&DIAGFLAT)?;
    let array = array_of(array.expect("required"))?;
    let k = k.map_or(Ok(0), shaping::axis)?;
    ndarray::wrap_like(&array, on_diagonal(&flat(raw(&array))?, k)?)
}
static FILL_DIAGONAL: Signature<3> = Signature::python("fill_diagonal(a, val, wrap=False)");

fn fill_diagonal<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, value, wrap] = args.parse(&FILL_DIAGONAL)?;
    let array = array.expect("required");
    if ndarray::get(array).is_none() {
        array.getattr("ndim")?;
        return Err(Raised::value("array must be at least 2-d"));
    }
    let target = raw(array).clone();
    let wrap = wrap.map_or(Ok(false), truth)?;
    let [rows, cols, ..] = *target.shape() else {
        return Err(Raised::value("array must be at least 2-d"));
    };
    // Positions of the flattened array: up to where, and how far apart.
    let (end, step) = if target.ndim() == 2 {
        (if wrap { rows * cols } else { (cols * cols).min(rows * cols) }, cols + 1)
    } else {
        if target.shape().iter().any(|&n| n != rows) {
            return Err(Raised::value("All dimensions of input must be of equal length"));
        }
        let step = Layout::contiguous(target.shape(), 1)?.strides.iter().sum::<isize>();
        (target.size(), step as usize)
    };
    require_writeable(array, "underlying array")?;
    let values = converted(value.expect("required"), target.dtype)?;
    let count = end.div_ceil(step);
    let positions = tegula_exec::arange(0, step as i64, count)?;
    tegula_exec::put(&target, &positions, &values, tegula_exec::Bounds::Raise)?;
    Ok(none(args.py()))
}

/// Adds the functions.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    TRI.add(module, "Ones in and below a diagonal, zeros above it.", tri)?;
    TRIL.add(module, "A copy with zeros above a diagonal.", |args| triangle(&TRIL, args, true))?;
    TRIU.add(module, "A copy with zeros below a diagonal.", |args| triangle(&TRIU, args, false))?;
    DIAG.add(module, "A matrix with a vector on a diagonal, or a view of a matrix's diagonal.", diag)?;
    DIAGFLAT.add(module, "A matrix with the flattened input on a diagonal.", diagflat)?;
    FILL_DIAGONAL.add(module, "Writes to the main diagonal.", fill_diagonal)
}
