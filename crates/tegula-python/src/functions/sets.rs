//! Counting, sets and sampled functions: what the Python side of these functions builds on.

use pyo3::prelude::*;
use tegula_core::{Casting, DType, Error, RawArray, c128, can_cast};
use tegula_exec::{Order, cast};
use tegula_ufunc::sets::{self, Wanted};
use tegula_ufunc::signal::{self, Overlap};

use super::array_of;
use crate::convert::{self, element};
use crate::ffi::{Any, Args, Raised, Res, Signature, args::given, index, none, text, truth, tuple};
use crate::gil;
use crate::ndarray::{self, raw, wrap, wrap_like};

static BINCOUNT: Signature<3> = Signature::python("bincount(x, /, weights=None, minlength=0)");
static COUNT_EVENLY: Signature<2> = Signature::python("_count_evenly(values, edges)");
static UNIQUE: Signature<6> = Signature::python("_unique(ar, rows, equal_nan, first, inverse, counts)");
static ISIN: Signature<3> = Signature::python("_isin(element, test_elements, invert)");
static INTERP: Signature<5> = Signature::python("_interp(x, xp, fp, left=None, right=None)");
static CORRELATE: Signature<3> = Signature::python("_correlate(a, v, mode)");

/// Adds the functions to the module.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    BINCOUNT.add(
        module,
        "How often each number from zero on occurs, or the sums of weights there.",
        bincount,
    )?;
    COUNT_EVENLY.add(module, "How many values lie in each of several bins of equal width.", count_evenly)?;
    UNIQUE.add(module, "Distinct elements, and where and how often they occur.", unique)?;
    ISIN.add(module, "True for each element that another array has.", isin)?;
    INTERP.add(module, "Linear interpolation between points that rise.", interp)?;
    CORRELATE.add(module, "The correlation of two vectors.", correlate)
}

/// An array of a type: arrays are converted safely, anything else as it is.
fn safely(object: &Any<'_>, dtype: DType) -> Result<RawArray, Raised> {
    let Some(array) = ndarray::get(object) else { return convert::to_array(object, Some(dtype)) };
    if !can_cast(array.dtype, dtype, Casting::Safe) {
        return Err(Error::Cast { from: array.dtype, to: dtype, casting: Casting::Safe }.into());
    }
    Ok(array.clone())
}

/// The same for a vector, without gaps.
fn vector(object: &Any<'_>, dtype: DType) -> Result<RawArray, Raised> {
    let array = safely(object, dtype)?;
    check_depth(object, &array)?;
    gapless(array, dtype)
}

fn check_depth(object: &Any<'_>, array: &RawArray) -> Result<(), Raised> {
    match array.ndim() {
        0 => Err(Raised::value("object of too small depth for desired array")),
        1 => Ok(()),
        _ if ndarray::get(object).is_some() => Err(Raised::value("object too deep for desired array")),
        _ => Err(Raised::value(
            "setting an array element with a sequence. The requested array would exceed the maximum number of \
             dimension of 1.",
        )),
    }
}

/// The elements of a type, without gaps.
fn gapless(array: RawArray, dtype: DType) -> Result<RawArray, Raised> {
    if array.dtype == dtype && array.is_c_contiguous() && array.is_aligned() {
        return Ok(array);
    }
    Ok(cast(&array, dtype, Order::C)?)
}

fn bincount<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [numbers, weights, least] = args.parse(&BINCOUNT)?;
    let numbers = vector(numbers.expect("required"), DType::I64)?;
    if least.is_some_and(|least| least.is_none()) {
        return Err(Raised::type_("use 0 instead of None for minlength"));
    }
    let least = least.map_or(Ok(0), index)?;
    let Ok(least) = usize::try_from(least) else {
        return Err(Raised::value("'minlength' must not be negative"));
    };
    let weights = given(weights).map(|w| vector(w, DType::F64)).transpose()?;
    let size = numbers.size();
    wrap(
        args.py(),
        gil::detached(args.py(), size, || tegula_exec::bincount(&numbers, weights.as_ref(), least))?,
    )
}

fn count_evenly<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [values, edges] = args.parse(&COUNT_EVENLY)?;
    let array = |argument: Option<&Any<'py>>| {
        gapless(convert::to_array(argument.expect("required"), None)?, DType::F64)
    };
    let (values, edges) = (array(values)?, array(edges)?);
    let size = values.size();
    wrap(args.py(), gil::detached(args.py(), size, || tegula_exec::count_evenly(&values, &edges))?)
}

fn unique<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let py = args.py();
    let [array, rows, equal_nan, first, inverse, counts] = args.parse(&UNIQUE)?.map(|a| a.expect("required"));
    let source = raw(array).clone();
    let wanted = Wanted { first: truth(first)?, inverse: truth(inverse)?, counts: truth(counts)? };
    let (rows, equal_nan) = (truth(rows)?, truth(equal_nan)?);
    let found = gil::detached(py, gil::weight(&source), || sets::unique(&source, rows, equal_nan, wanted))?;
    let give = |part: Option<RawArray>| part.map_or(Ok(none(py)), |part| wrap(py, part));
    let parts =
        [wrap_like(array, found.values)?, give(found.first)?, give(found.inverse)?, give(found.counts)?];
    tuple(py, &parts)
}

fn isin<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [element, test, invert] = args.parse(&ISIN)?.map(|a| a.expect("required"));
    let (element, test) = (convert::to_array(element, None)?, convert::to_array(test, None)?);
    let invert = truth(invert)?;
    let size = gil::weight2(&element, &test);
    wrap(args.py(), gil::detached(args.py(), size, || sets::isin(&element, &test, invert))?)
}

fn interp<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [x, xp, fp, left, right] = args.parse(&INTERP)?;
    let [x, xp, fp] = [x, xp, fp].map(|a| a.expect("required"));
    let points = convert::to_array(fp, None)?;
    let kind = if points.dtype.is_complex() { DType::C128 } else { DType::F64 };
    let (x, xp, points) = (safely(x, DType::F64)?, vector(xp, DType::F64)?, vector(fp, kind)?);
    let end = |argument: Option<&Any<'py>>| -> Result<Option<c128>, Raised> {
        given(argument).map(|value| Ok(element::to_scalar(value, kind)?.to_c128())).transpose()
    };
    let (left, right) = (end(left)?, end(right)?);
    let size = x.size();
    let result = gil::detached(args.py(), size, || signal::interp(&x, &xp, &points, left, right))?;
    ndarray::result(args.py(), result)
}

fn correlate<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [a, v, mode] = args.parse(&CORRELATE)?.map(|a| a.expect("required"));
    let overlap = match text(mode) {
        Some("valid") => Overlap::Valid,
        Some("same") => Overlap::Same,
        Some("full") => Overlap::Full,
        Some(other) if other.starts_with(['v', 'V', 's', 'S', 'f', 'F']) => {
            return Err(Raised::value("Use one of 'valid', 'same', or 'full' for convolve/correlate mode"));
        }
        Some(other) => {
            return Err(Raised::value(format!(
                "mode must be one of 'valid', 'same', or 'full' (got '{other}')"
            )));
        }
        None => match index(mode)? {
            0 => Overlap::Valid,
            1 => Overlap::Same,
            2 => Overlap::Full,
            _ => return Err(Raised::value("integer mode must be 0, 1, or 2")),
        },
    };
    let operands = super::picking::common(&[array_of(a)?, array_of(v)?])?.1;
    for (object, array) in [a, v].into_iter().zip(&operands) {
        check_depth(object, array)?;
    }
    let size = operands[0].size() * operands[1].size();
    wrap(
        args.py(),
        gil::detached(args.py(), size, || signal::correlate(&operands[0], &operands[1], overlap))?,
    )
}
