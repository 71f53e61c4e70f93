//! `arange` and `linspace`.

use pyo3::ffi;
use pyo3::prelude::*;
use tegula_core::{DType, Operand, RawArray, Scalar, Weak, promote, result_type};
use tegula_ufunc::{Arg, Options, table};

use super::casting;
use super::create::{check_device, no_override};
use crate::convert::{self, element};
use crate::ffi::typedef::add_function;
use crate::ffi::{Any, Args, Raised, Res, Signature, args::given, index, int, owned, truth, tuple};
use crate::ndarray::{self, raw, shaping};
use crate::{dtype, gil, scalars};

static ARANGE: Signature<6> =
    Signature::fast("arange(start=None, stop=None, step=None, dtype=None, *, device=None, like=None)");

/// A number given to `arange`; `None` if it is none.
fn number(object: &Any<'_>) -> Result<Option<Scalar>, Raised> {
    match element::number(object) {
        Some(element::Number::Weak(value) | element::Number::Strong(value)) => Ok(Some(value)),
        Some(element::Number::Huge) => Ok(None),
        None if ndarray::get(object).is_some_and(|a| a.ndim() == 0) => {
            Ok(convert::only_value(&convert::to_array(object, None)?))
        }
        None => Ok(None),
    }
}

/// The error for strings.
fn no_range(dtype: DType) -> Raised {
    let class = if matches!(dtype, DType::Str(_)) { "Str" } else { "Bytes" };
    Raised::type_(format!(
        "arange() not supported for inputs with DType <class 'tegula.dtypes.{class}DType'>."
    ))
}

/// A range whose ends are not all numbers: Python computes it, as one of objects.
fn range_of_objects<'py>(ends: [&Any<'py>; 3], dtype: Option<&Any<'py>>) -> Res<'py> {
    let py = ends[0].py();
    if let Some(string) = ends.into_iter().find_map(crate::text::dtype_of) {
        return Err(no_range(string));
    }
    let made = py.import("tegula._objects")?.getattr("arange")?.call1((ends[0], ends[1], ends[2]))?;
    let dtype = dtype::optional(dtype)?.unwrap_or(DType::Object);
    ndarray::wrap(py, convert::to_array(&made, Some(dtype))?)
}

fn arange<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let py = args.py();
    let [start, stop, step, dtype, device, like] = args.parse(&ARANGE)?;
    no_override(like)?;
    check_device(device)?;
    let (zero, one) = (int(py, 0)?, int(py, 1)?);
    let ends = match (start, given(stop)) {
        (start, Some(stop)) => [start.unwrap_or(&zero), stop],
        // One number alone is the stop.
        (Some(start), None) if !args.positional().is_empty() => [&zero, start],
        (None, None) if stop.is_some() => [&zero, stop.expect("just found")],
        _ => return Err(Raised::type_("arange() requires stop to be specified.")),
    };
    let ends = [ends[0], ends[1], given(step).unwrap_or(&one)];
    let [Some(start), Some(stop), Some(step)] = [number(ends[0])?, number(ends[1])?, number(ends[2])?] else {
        return range_of_objects(ends, dtype);
    };
    let natural = [start, stop, step].iter().fold(DType::I64, |d, x| promote(d, x.dtype()));
    let dtype = dtype::optional(dtype)?.unwrap_or(natural);
    if natural.is_float() && step.to_f64() == 0.0 {
        return Err(tegula_core::Error::ZeroDivision("float division by zero".into()).into());
    }
    let made = if natural.is_integer() {
        let (start, stop, step) = (start.to_i64(), stop.to_i64(), step.to_i64());
        let n = tegula_exec::integer_range_length(start, stop, step)?;
        gil::detached(py, n, || tegula_exec::arange(start, step, n))?
    } else if natural.is_complex() {
        let (start, stop, step) = (start.to_c128(), stop.to_c128(), step.to_c128());
        let steps = (stop - start) / step;
        let n = tegula_exec::range_length(0.0, steps.re, 1.0)?
            .min(tegula_exec::range_length(0.0, steps.im, 1.0)?);
        gil::detached(py, n, || tegula_exec::arange_complex(start, step, n))?
    } else {
        // Integers are subtracted as such, for floats may not tell them apart.
        let span = match (stop, start) {
            (Scalar::U64(stop), Scalar::U64(start)) => (i128::from(stop) - i128::from(start)) as f64,
            (stop, start) => stop.to_f64() - start.to_f64(),
        };
        let (start, step) = (start.to_f64(), step.to_f64());
        let n = tegula_exec::range_length(0.0, span, step)?;
        if dtype.is_integer() {
            // As NumPy, the step is that of the first two numbers once converted.
            let first = Scalar::F64(start).cast(DType::I64).to_i64();
            let second = Scalar::F64(start + step).cast(DType::I64).to_i64();
            tegula_exec::arange(first, second.wrapping_sub(first), n)?
        } else {
            gil::detached(py, n, || tegula_exec::arange_float(start, step, n, dtype))?
        }
    };
    if dtype == DType::Bool && made.size() > 2 {
        return Err(Raised::type_(
            "arange() is only supported for booleans when the result has at most length 2.",
        ));
    }
    if dtype.is_string() {
        return Err(no_range(dtype));
    }
    ndarray::wrap(py, tegula_exec::converted(made, dtype)?)
}

static LINSPACE: Signature<8> = Signature::python(
    "linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0, *, device=None)",
);

fn linspace<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let py = args.py();
    let [start, stop, n, endpoint, retstep, dtype, axis, device] = args.parse(&LINSPACE)?;
    let n = n.map_or(Ok(50), index)?;
    if n < 0 {
        return Err(Raised::value(format!("Number of samples, {n}, must be non-negative.")));
    }
    let n = n as usize;
    let endpoint = endpoint.map_or(Ok(true), truth)?;
    let (start, stop) = (start.expect("required"), stop.expect("required"));
    let ends = [start, stop].map(casting::contribution);
    let [first, last] = ends;
    let natural = result_type(&[first?, last?, Operand::Weak(Weak::Float)]).unwrap_or(DType::F64);
    let dtype = dtype::optional(dtype)?.unwrap_or(natural);
    check_device(device)?;
    let ends = [number(start)?, number(stop)?];
    let single = ends.iter().all(Option::is_some);
    let (mut made, step) = match ends {
        [Some(start), Some(stop)] => {
            let (start, stop) = (start.to_c128(), stop.to_c128());
            let (made, step) =
                gil::detached(py, n, || tegula_exec::linspace(start, stop, n, endpoint, natural))?;
            (made, RawArray::from_scalar(Scalar::C128(step).cast(natural))?)
        }
        _ => {
            let (start, stop) = (convert::to_array(start, None)?, convert::to_array(stop, None)?);
            gil::detached(py, n, || tegula_ufunc::linspace(&start, &stop, n, endpoint, natural))?
        }
    };
    if dtype.is_integer() {
        made = table::FLOOR.call(&[Arg::Array(&made)], &Options::default())?;
    }
    let mut made = ndarray::wrap(py, tegula_exec::converted(made, dtype)?)?;
    if let Some(axis) = axis {
        made = moved_first(made, axis)?;
    }
    if !retstep.map_or(Ok(false), truth)? {
        return Ok(made);
    }
    let divisions = if endpoint { n.saturating_sub(1) } else { n };
    let step = match divisions {
        // SAFETY: the call returns a new reference or null.
        0 => unsafe { owned(py, ffi::PyFloat_FromDouble(f64::NAN))? },
        _ if single => scalars::make(py, step.get(&[]))?,
        _ => ndarray::wrap(py, step)?,
    };
    tuple(py, &[made, step])
}

/// A view with the first axis moved to another place.
fn moved_first<'py>(array: Any<'py>, axis: &Any<'_>) -> Res<'py> {
    let (axis, ndim) = (index(axis)?, raw(&array).ndim());
    let to = tegula_core::normalize_axis(axis, ndim).map_err(|_| tegula_core::Error::Axis {
        axis,
        ndim,
        name: Some("destination"),
    })?;
    if to == 0 {
        return Ok(array);
    }
    let mut order: Vec<isize> = (1..ndim as isize).collect();
    order.insert(to, 0);
    shaping::permuted(&array, &order)
}

/// Adds the functions.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    // The signature as NumPy shows it is not quite the one it follows.
    add_function(
        module,
        "arange",
        "arange(start_or_stop, /, stop=None, step=1, *, dtype=None, device=None, like=None)\n--\n\nEvenly spaced \
         numbers below a stop.",
        arange,
    )?;
    LINSPACE.add(module, "Evenly spaced numbers over a range.", linspace)
}
