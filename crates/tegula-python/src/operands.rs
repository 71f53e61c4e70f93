//! Operands of universal functions: from any Python object to what the engine takes, and calls with them.

use pyo3::ffi;
use pyo3::prelude::*;
use tegula_core::{DType, RawArray, Scalar};
use tegula_ufunc::{Arg, Options, Ufunc};

use crate::convert::{self, element::Number};
use crate::ffi::{Any, Raised, Res, is_exact, not_implemented};
use crate::overrides::wrap::{self, Context};
use crate::{gil, ndarray, objects, overrides, scalars};

/// An operand.
pub enum Operand<'a> {
    /// The array of an array object.
    Array(&'a RawArray),
    /// An array made for this call.
    Owned(RawArray),
    /// A Python number, or an array scalar of a type that cannot be mistaken for one.
    Literal(Scalar),
    /// A Python integer beyond 64 bits, as the nearest float.
    Huge(f64),
}

impl Operand<'_> {
    /// The operand as the engine takes it.
    #[inline(always)]
    pub fn arg(&self) -> Arg<'_> {
        match self {
            Operand::Array(array) => Arg::Array(array),
            Operand::Owned(array) => Arg::Array(array),
            Operand::Literal(value) => Arg::Literal(*value),
            Operand::Huge(value) => Arg::Huge(*value),
        }
    }

    /// The number of elements.
    #[inline(always)]
    pub fn size(&self) -> usize {
        match self {
            Operand::Array(array) => array.size(),
            Operand::Owned(array) => array.size(),
            Operand::Literal(_) | Operand::Huge(_) => 1,
        }
    }

    /// True if the operand may be worked on without the interpreter.
    #[inline(always)]
    pub fn is_free(&self) -> bool {
        self.arg().dtype() != DType::Object
    }

    /// The operand, no longer tied to a Python object.
    pub fn detach(self) -> Operand<'static> {
        match self {
            Operand::Array(array) => Operand::Owned(array.clone()),
            Operand::Owned(array) => Operand::Owned(array),
            Operand::Literal(value) => Operand::Literal(value),
            Operand::Huge(value) => Operand::Huge(value),
        }
    }
}

/// Reads an operand.
///
/// # Errors
/// Those of converting the object to an array.
#[inline]
pub fn operand<'a>(object: &'a Any<'_>) -> Result<Operand<'a>, Raised> {
    if ndarray::NDARRAY.is_exact(object) {
        return Ok(Operand::Array(ndarray::raw(object)));
    }
    match convert::element::number(object) {
        Some(Number::Weak(value)) => Ok(Operand::Literal(value)),
        Some(Number::Strong(value)) => strong(value),
        Some(Number::Huge) => Ok(Operand::Huge(convert::element::nearest_float(object)?)),
        None => match ndarray::get(object) {
            Some(array) => Ok(Operand::Array(array)),
            None => Ok(Operand::Owned(convert::to_array(object, None)?)),
        },
    }
}

/// A scalar that promotes by its own type. The engine takes literals of the types of Python's numbers for
/// weak ones, so values of these go as 0-d arrays.
#[inline]
pub fn strong(value: Scalar) -> Result<Operand<'static>, Raised> {
    match value.dtype() {
        DType::I64 | DType::U64 | DType::F64 | DType::C128 => {
            Ok(Operand::Owned(RawArray::from_scalar(value)?))
        }
        _ => Ok(Operand::Literal(value)),
    }
}

/// True if the operator should leave `other` to do the work: it opts out of universal functions, or knows nothing
/// of them and claims a higher priority.
pub fn defers(this: &Any<'_>, other: &Any<'_>) -> bool {
    yields(this, other, false)
}

/// The same for operators in place, from which nobody can opt out.
pub fn defers_update(this: &Any<'_>, other: &Any<'_>) -> bool {
    yields(this, other, true)
}

fn yields(this: &Any<'_>, other: &Any<'_>, in_place: bool) -> bool {
    // SAFETY: types are alive as long as their instances.
    let (a, b) = unsafe { (ffi::Py_TYPE(this.as_ptr()), ffi::Py_TYPE(other.as_ptr())) };
    if a == b || ndarray::NDARRAY.is_exact(other) || is_basic(other) || scalars::dtype_of(other).is_some() {
        return false;
    }
    // A foreign object on the left has already declined.
    if ndarray::get(this).is_none() && scalars::dtype_of(this).is_none() {
        return false;
    }
    if let Some(opts_out) = overrides::ufunc::opts_out(other) {
        return opts_out && !in_place;
    }
    // SAFETY: as above.
    unsafe { ffi::PyType_IsSubtype(b, a) == 0 && priority(this) < priority(other) }
}

/// Objects of Python's own types never want to take over.
pub fn is_basic(object: &Any<'_>) -> bool {
    [
        &raw mut ffi::PyList_Type,
        &raw mut ffi::PyTuple_Type,
        &raw mut ffi::PyUnicode_Type,
        &raw mut ffi::PyBytes_Type,
        &raw mut ffi::PyFloat_Type,
        &raw mut ffi::PyLong_Type,
        &raw mut ffi::PyBool_Type,
        &raw mut ffi::PyComplex_Type,
    ]
    .into_iter()
    .any(|class| is_exact(object, class))
}

/// `__array_priority__`.
pub fn priority(object: &Any<'_>) -> f64 {
    if ndarray::NDARRAY.is_exact(object) {
        return 0.0;
    }
    // Asked without raising: an error would hold the object.
    let priority = object.getattr_opt("__array_priority__").ok().flatten();
    priority.and_then(|p| p.extract().ok()).unwrap_or(-1e6)
}

/// Calls a function of two inputs for an operator: `NotImplemented` if the other operand is foreign.
#[inline]
pub fn binary<'py>(ufunc: &'static Ufunc, a: &Any<'py>, b: &Any<'py>) -> Res<'py> {
    if let (Some(x), Some(y)) = (quick(a), quick(b)) {
        return call_quick(a.py(), ufunc, &[x, y]);
    }
    if defers(a, b) {
        return Ok(not_implemented(a.py()));
    }
    general2(ufunc, a, b)
}

/// Calls a function of two inputs.
#[inline]
pub fn function2<'py>(ufunc: &'static Ufunc, a: &Any<'py>, b: &Any<'py>) -> Res<'py> {
    if let (Some(x), Some(y)) = (quick(a), quick(b)) {
        return call_quick(a.py(), ufunc, &[x, y]);
    }
    general2(ufunc, a, b)
}

/// For operands that may take over, or decide the class of the result.
fn general2<'py>(ufunc: &'static Ufunc, a: &Any<'py>, b: &Any<'py>) -> Res<'py> {
    if let Some(answer) = overrides::ufunc::of_inputs(ufunc.name, &[a, b])? {
        return Ok(answer);
    }
    let (x, y) = pair(a, b)?;
    let result = call2(a.py(), ufunc, x, y, &Options::default())?;
    wrap::result(result, &[a, b], None, Context::of(ufunc))
}

/// Calls a function of one input.
#[inline]
pub fn function1<'py>(ufunc: &'static Ufunc, a: &Any<'py>) -> Res<'py> {
    if let Some(x) = quick(a) {
        return call_quick(a.py(), ufunc, &[x]);
    }
    if let Some(answer) = overrides::ufunc::of_inputs(ufunc.name, &[a])? {
        return Ok(answer);
    }
    wrap::result(call1(a.py(), ufunc, operand(a)?, &Options::default())?, &[a], None, Context::of(ufunc))
}

/// The operand if it is a plain array, a float or an integer: the commonest, which cost nothing to read.
#[inline(always)]
pub fn quick<'a>(object: &'a Any<'_>) -> Option<Arg<'a>> {
    if ndarray::NDARRAY.is_exact(object) {
        return Some(Arg::Array(ndarray::raw(object)));
    }
    if let Some(x) = convert::element::exact_float(object) {
        return Some(Arg::Literal(Scalar::F64(x)));
    }
    convert::element::exact_int(object).map(|x| Arg::Literal(Scalar::I64(x)))
}

#[inline(always)]
fn call_quick<'py>(py: Python<'py>, ufunc: &'static Ufunc, args: &[Arg<'_>]) -> Res<'py> {
    if args.iter().all(is_small) {
        return ndarray::result(py, ufunc.call(args, &Options::default())?);
    }
    call_large(py, ufunc, args)
}

/// True if there is so little to do that the interpreter need not be released.
#[inline(always)]
pub fn is_small(arg: &Arg<'_>) -> bool {
    match arg {
        Arg::Array(array) => array.size() < gil::THRESHOLD,
        Arg::Literal(_) | Arg::Huge(_) => true,
    }
}

/// Without the interpreter; the arrays are cloned, for their objects may change meanwhile.
#[inline(never)]
fn call_large<'py>(py: Python<'py>, ufunc: &'static Ufunc, args: &[Arg<'_>]) -> Res<'py> {
    let kept: Vec<Operand<'_>> = args
        .iter()
        .map(|arg| match *arg {
            Arg::Array(array) => Operand::Owned(array.clone()),
            Arg::Literal(value) => Operand::Literal(value),
            Arg::Huge(value) => Operand::Huge(value),
        })
        .collect();
    let args: Vec<Arg<'_>> = kept.iter().map(Operand::arg).collect();
    let result = if kept.iter().all(Operand::is_free) {
        py.detach(|| ufunc.call(&args, &Options::default()))?
    } else {
        ufunc.call(&args, &Options::default())?
    };
    ndarray::result(py, result)
}

/// Both operands of a function.
///
/// # Errors
/// As [`operand`].
#[inline]
pub fn pair<'a>(a: &'a Any<'_>, b: &'a Any<'_>) -> Result<(Operand<'a>, Operand<'a>), Raised> {
    match (operand(a)?, operand(b)?) {
        // Beside objects an integer of any size is one.
        (x, Operand::Huge(_)) if !x.is_free() => Ok((x, Operand::Owned(objects::array_of(b)?))),
        (Operand::Huge(_), y) if !y.is_free() => Ok((Operand::Owned(objects::array_of(a)?), y)),
        pair => Ok(pair),
    }
}

fn is_free(options: &Options) -> bool {
    options.dtype != Some(DType::Object) && options.out.is_none_or(|out| out.dtype != DType::Object)
}

/// Calls a function of two inputs, without the interpreter if there is much to do.
#[inline]
pub fn call2(
    py: Python<'_>,
    ufunc: &'static Ufunc,
    x: Operand<'_>,
    y: Operand<'_>,
    options: &Options,
) -> Result<RawArray, Raised> {
    let size = x.size().max(y.size());
    if size < gil::THRESHOLD || !(x.is_free() && y.is_free() && is_free(options)) {
        return Ok(ufunc.call(&[x.arg(), y.arg()], options)?);
    }
    let (x, y) = (x.detach(), y.detach());
    Ok(py.detach(|| ufunc.call(&[x.arg(), y.arg()], options))?)
}

/// Calls a function of one input.
#[inline]
pub fn call1(
    py: Python<'_>,
    ufunc: &'static Ufunc,
    x: Operand<'_>,
    options: &Options,
) -> Result<RawArray, Raised> {
    if x.size() < gil::THRESHOLD || !(x.is_free() && is_free(options)) {
        return Ok(ufunc.call(&[x.arg()], options)?);
    }
    let x = x.detach();
    Ok(py.detach(|| ufunc.call(&[x.arg()], options))?)
}

/// The result of an operation on `a` and `b` that is no universal function: a scalar, or an array of the class
/// that takes precedence.
#[inline]
pub fn give<'py>(a: &Any<'py>, b: &Any<'py>, array: RawArray) -> Res<'py> {
    if array.ndim() == 0 {
        return ndarray::result(a.py(), array);
    }
    let is_plain = |x: &Any<'_>| ndarray::NDARRAY.is_exact(x) || ndarray::get(x).is_none();
    match (is_plain(a), is_plain(b)) {
        (true, true) => ndarray::wrap(a.py(), array),
        (false, true) => ndarray::wrap_like(a, array),
        (true, false) => ndarray::wrap_like(b, array),
        (false, false) => ndarray::wrap_like(if priority(b) > priority(a) { b } else { a }, array),
    }
}

/// As [`give`] for one operand.
#[inline]
pub fn give1<'py>(a: &Any<'py>, array: RawArray) -> Res<'py> {
    if array.ndim() > 0 && !ndarray::NDARRAY.is_exact(a) && ndarray::get(a).is_some() {
        return ndarray::wrap_like(a, array);
    }
    ndarray::result(a.py(), array)
}
