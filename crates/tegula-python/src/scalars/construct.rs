//! The constructors of the scalar classes.

use std::ffi::c_void;

use pyo3::ffi::{self, vectorcallfunc};
use pyo3::prelude::*;
use pyo3::types::PyType;
use tegula_core::{DType, Scalar};

use crate::convert::{self, element};
use crate::ffi::{Any, Args, Raised, Res, slots};
use crate::ndarray;

/// The data type with a number, as a constant.
const fn by_number(number: usize) -> DType {
    let mut i = 0;
    while i < DType::ALL.len() {
        if DType::ALL[i].index() == number {
            return DType::ALL[i];
        }
        i += 1;
    }
    panic!("no such data type")
}

/// Builds a table with one entry for each data type, by its number.
macro_rules! for_each_type {
    ($f:ident, $make:expr) => {
        [
            $make($f::<0>),
            $make($f::<1>),
            $make($f::<2>),
            $make($f::<3>),
            $make($f::<4>),
            $make($f::<5>),
            $make($f::<6>),
            $make($f::<7>),
            $make($f::<8>),
            $make($f::<9>),
            $make($f::<10>),
            $make($f::<11>),
            $make($f::<12>),
            $make($f::<13>),
            $make($f::<14>),
        ]
    };
}

/// `__new__` of the class of a data type.
pub fn slot(dtype: DType) -> *mut c_void {
    for_each_type!(new, slots::new)[dtype.index()]
}

/// The quick constructor of the class of a data type.
pub fn vectorcall(dtype: DType) -> vectorcallfunc {
    let pointer = for_each_type!(call, slots::vectorcall)[dtype.index()];
    // SAFETY: the pointer was made for this calling convention.
    unsafe { std::mem::transmute::<*mut c_void, vectorcallfunc>(pointer) }
}

fn new<'py, const N: usize>(class: &Bound<'py, PyType>, args: Args<'_, 'py>) -> Res<'py> {
    construct(class, by_number(N), args)
}

fn call<'py, const N: usize>(class: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    let dtype = const { by_number(N) };
    if let ([value], true) = (args.positional(), args.is_positional())
        && let Some(value) = exact_number(value, dtype)
    {
        return super::make(class.py(), value);
    }
    construct(&super::class(class.py(), dtype), dtype, args)
}

/// A Python `float`, or an `int` that surely fits, as an element.
#[inline]
fn exact_number(value: &Any<'_>, dtype: DType) -> Option<Scalar> {
    let value = element::exact_float(value).map(Scalar::F64).or_else(|| {
        let value = element::exact_int(value)?;
        (0..128).contains(&value).then_some(Scalar::I64(value))
    })?;
    match (value, dtype) {
        (Scalar::F64(_), d) if d.is_integer() => None,
        _ => Some(tegula_exec::converted_value(value, dtype)),
    }
}

fn construct<'py>(class: &Bound<'py, PyType>, dtype: DType, args: Args<'_, 'py>) -> Res<'py> {
    let py = class.py();
    let value = match args.positional() {
        _ if !args.is_positional() => return Err(refused(dtype, args)),
        [] => return super::make_as(class, Scalar::Bool(false).cast(dtype)),
        [value] => value,
        [real, imag] if dtype.is_complex() => return complex(class, dtype, real, imag),
        _ => return Err(refused(dtype, args)),
    };
    if dtype == DType::Bool && !ndarray::NDARRAY.is_instance(value) && !is_sequence(value) {
        return super::make_as(class, Scalar::Bool(crate::ffi::truth(value)?));
    }
    if let Some(scalar) = super::read(value) {
        return super::make_as(class, tegula_exec::converted_value(scalar, dtype));
    }
    if ndarray::NDARRAY.is_instance(value) || is_sequence(value) {
        let array = convert::to_array(value, Some(dtype))?;
        if array.ndim() == 0 {
            return super::make_as(class, array.get(&[]));
        }
        return ndarray::wrap(py, array);
    }
    super::make_as(class, element::to_scalar(value, dtype)?)
}

fn complex<'py>(class: &Bound<'py, PyType>, dtype: DType, real: &Any<'py>, imag: &Any<'py>) -> Res<'py> {
    let py = class.py();
    let is_text = |part: &Any<'py>| crate::ffi::text(part).is_some();
    let made = py.get_type::<pyo3::types::PyComplex>().call1((real, imag));
    match made {
        Ok(value) if !is_text(real) => super::make_as(class, element::to_scalar(&value, dtype)?),
        _ => Err(Raised::type_(format!(
            "Could not convert arguments into a complex scalar. '{}' given.",
            crate::ffi::tuple(py, &[real.clone(), imag.clone()])?.repr()?
        ))),
    }
}

/// The error of a call with too many or with named arguments.
#[cold]
fn refused(dtype: DType, args: Args<'_, '_>) -> Raised {
    let (most, given) = (if dtype.is_complex() { 2 } else { 1 }, args.positional().len());
    let name = args.keywords().next().map(|(name, _)| name);
    let total = given + args.keywords().count();
    let (function, this) = match dtype {
        DType::Bool => ("bool_()", "bool_()"),
        _ => ("function", "this function"),
    };
    Raised::type_(match (dtype, name) {
        (DType::F64, Some(_)) => "float() takes no keyword arguments".to_owned(),
        (DType::F64, None) => format!("float expected at most 1 argument, got {given}"),
        (_, Some(name)) if total <= most => format!("'{name}' is an invalid keyword argument for {this}"),
        _ => {
            let plural = if most == 1 { "" } else { "s" };
            format!("{function} takes at most {most} argument{plural} ({total} given)")
        }
    })
}

fn is_sequence(value: &Any<'_>) -> bool {
    // SAFETY: the checks accept any object.
    unsafe {
        ffi::PySequence_Check(value.as_ptr()) != 0
            && ffi::PyUnicode_Check(value.as_ptr()) == 0
            && ffi::PyBytes_Check(value.as_ptr()) == 0
    }
}
