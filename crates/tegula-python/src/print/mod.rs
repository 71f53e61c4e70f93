//! `repr` and `str` of arrays and scalars, and NumPy's print options.

mod old;
mod settings;

use pyo3::exceptions::PyAttributeError;
use pyo3::prelude::*;
use tegula_core::print::{self, Legacy, Positional, Scientific, Trim};
use tegula_core::{DType, RawArray, Scalar};

use crate::convert;
use crate::ffi::{Any, Args, Raised, Res, Signature, args::given, string, text, truth};
use crate::functions::array_of;
use crate::ndarray::{NDARRAY, raw};
use crate::{objects, scalars};
use settings::Settings;

/// `repr(array)`.
pub fn array_repr<'py>(array: &Any<'py>) -> Res<'py> {
    repr(array, &Settings::current(array.py())?)
}

fn repr<'py>(array: &Any<'py>, settings: &Settings) -> Res<'py> {
    let py = array.py();
    if let Some(function) = &settings.override_repr {
        return Ok(function.bind(py).call1((array,))?);
    }
    let name = if NDARRAY.is_exact(array) { "array".to_owned() } else { crate::ffi::type_name(array) };
    let prefix = format!("{name}(");
    let list = list(array, settings, ", ", &prefix, ")")?;
    Ok(string(py, &print::array_repr_of(raw(array), &settings.options, &prefix, &list)))
}

/// `str(array)`.
pub fn array_str<'py>(array: &Any<'py>) -> Res<'py> {
    str(array, &Settings::current(array.py())?)
}

fn str<'py>(array: &Any<'py>, settings: &Settings) -> Res<'py> {
    let this = &raw(array).clone();
    if this.ndim() == 0 && !this.dtype.is_number() {
        return match this.dtype {
            DType::Object => Ok(scalars::of(array.py(), this)?.str()?.into_any()),
            _ => Ok(string(array.py(), &print::array_str(this, &settings.options))),
        };
    }
    if this.ndim() == 0 {
        let element = this.get(&[]);
        if settings.options.legacy <= Legacy::V1_13 {
            return Ok(scalars::to_python(array.py(), element)?.str()?.into_any());
        }
        return Ok(string(array.py(), &print::scalar_str_as(element, settings.options.legacy)));
    }
    Ok(string(array.py(), &list(array, settings, " ", "", "")?))
}

/// The elements in brackets.
fn list(
    array: &Any<'_>,
    settings: &Settings,
    separator: &str,
    prefix: &str,
    suffix: &str,
) -> Result<String, Raised> {
    let (py, this, options) = (array.py(), raw(array), &settings.options);
    if options.legacy <= Legacy::V1_13 && this.ndim() == 0 {
        // SAFETY: a 0-d array has one element of its type.
        let element = unsafe { scalars::to_python_at(py, this.dtype, this.ptr())? };
        return Ok(element.repr()?.to_string());
    }
    let Some(function) = settings.formatter(py, this.dtype)? else {
        if this.dtype == DType::Object {
            return print::array2string_with(&this.clone(), options, separator, prefix, suffix, |x| {
                object_text(py, x)
            });
        }
        settings.check_precision(this)?;
        return Ok(print::array2string(this, options, separator, prefix, suffix));
    };
    // The function may do anything to the array object.
    let this: RawArray = this.clone();
    print::array2string_with(&this, options, separator, prefix, suffix, |value| {
        let made = function.call1((scalars::of(py, value)?,))?;
        match text(&made) {
            Some(text) => Ok(text.to_owned()),
            None => {
                let class = crate::ffi::type_name(&made);
                let text = format!("'{class}' object has no attribute 'splitlines'");
                Err(PyAttributeError::new_err(text).into())
            }
        }
    })
}

/// An object's text among others: lists say that they are elements, not further axes.
fn object_text(py: Python<'_>, element: &RawArray) -> Result<String, Raised> {
    // SAFETY: a 0-d array has one element.
    let object = unsafe { objects::load(py, element.ptr()) };
    let text = object.repr()?.to_string_lossy().into_owned();
    let is_list = crate::ffi::is_exact(&object, &raw mut pyo3::ffi::PyList_Type);
    Ok(if is_list { format!("list({text})") } else { text })
}

/// `repr(scalar)`.
pub fn scalar_repr<'py>(scalar: &Any<'py>) -> Res<'py> {
    let value = scalars::value(scalar);
    let text = match settings::legacy(scalar.py()) {
        Legacy::V1_13 => old::repr(value),
        legacy => print::scalar_repr_as(value, legacy),
    };
    Ok(string(scalar.py(), &text))
}

/// `str(scalar)`.
pub fn scalar_str<'py>(scalar: &Any<'py>) -> Res<'py> {
    let value = scalars::value(scalar);
    let text = match settings::legacy(scalar.py()) {
        Legacy::V1_13 => old::str(value),
        legacy => print::scalar_str_as(value, legacy),
    };
    Ok(string(scalar.py(), &text))
}

static ARRAY2STRING: Signature<13> = Signature::python(
    "array2string(a, max_line_width=None, precision=None, suppress_small=None, separator=' ', prefix='', *, \
     formatter=None, threshold=None, edgeitems=None, sign=None, floatmode=None, suffix='', legacy=None)",
);

fn array_to_string<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let py = args.py();
    let [
        array,
        linewidth,
        precision,
        suppress,
        separator,
        prefix,
        formatter,
        threshold,
        edgeitems,
        sign,
        floatmode,
        suffix,
        legacy,
    ] = args.parse(&ARRAY2STRING)?;
    let mut settings = Settings::current(py)?;
    settings.change(
        py,
        &[
            ("linewidth", linewidth),
            ("precision", precision),
            ("suppress", suppress),
            ("formatter", formatter),
            ("threshold", threshold),
            ("edgeitems", edgeitems),
            ("sign", sign),
            ("floatmode", floatmode),
            ("legacy", legacy),
        ],
    )?;
    let word = |argument: Option<&Any<'py>>, default: &str| -> Result<String, Raised> {
        argument.map_or(Ok(default.to_owned()), |a| Ok(a.extract()?))
    };
    let (separator, prefix, suffix) = (word(separator, " ")?, word(prefix, "")?, word(suffix, "")?);
    let array = array_of(array.expect("required"))?;
    Ok(string(py, &list(&array, &settings, &separator, &prefix, &suffix)?))
}

static ARRAY_REPR: Signature<4> =
    Signature::python("array_repr(arr, max_line_width=None, precision=None, suppress_small=None)");
static ARRAY_STR: Signature<4> =
    Signature::python("array_str(a, max_line_width=None, precision=None, suppress_small=None)");

/// The array, and the options in force with those given.
fn arguments<'py>(args: Args<'_, 'py>, signature: &Signature<4>) -> Result<(Any<'py>, Settings), Raised> {
    let [array, linewidth, precision, suppress] = args.parse(signature)?;
    let mut settings = Settings::current(args.py())?;
    settings
        .change(args.py(), &[("linewidth", linewidth), ("precision", precision), ("suppress", suppress)])?;
    Ok((array_of(array.expect("required"))?, settings))
}

static FORMAT_FLOAT_POSITIONAL: Signature<9> = Signature::python(
    "format_float_positional(x, precision=None, unique=True, fractional=True, trim='k', sign=False, pad_left=None, pad_right=None, min_digits=None)",
);

fn format_positional<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [x, precision, unique, fractional, trim, sign, pad_left, pad_right, min_digits] =
        args.parse(&FORMAT_FLOAT_POSITIONAL)?;
    let mut options = Positional::default();
    options.precision = number(precision, "precision")?;
    options.unique = unique.map_or(Ok(options.unique), truth)?;
    options.fractional = fractional.map_or(Ok(options.fractional), truth)?;
    options.trim = self::trim(trim)?;
    options.sign = sign.map_or(Ok(options.sign), truth)?;
    options.pad_left = number(pad_left, "pad_left")?;
    options.pad_right = number(pad_right, "pad_right")?;
    options.min_digits = number(min_digits, "min_digits")?;
    let text = print::format_float_positional(only(x.expect("required"))?, &options)?;
    Ok(string(args.py(), &text))
}

static FORMAT_FLOAT_SCIENTIFIC: Signature<8> = Signature::python(
    "format_float_scientific(x, precision=None, unique=True, trim='k', sign=False, pad_left=None, exp_digits=None, min_digits=None)",
);

fn format_scientific<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [x, precision, unique, trim, sign, pad_left, exp_digits, min_digits] =
        args.parse(&FORMAT_FLOAT_SCIENTIFIC)?;
    let mut options = Scientific::default();
    options.precision = number(precision, "precision")?;
    options.unique = unique.map_or(Ok(options.unique), truth)?;
    options.trim = self::trim(trim)?;
    options.sign = sign.map_or(Ok(options.sign), truth)?;
    options.pad_left = number(pad_left, "pad_left")?;
    options.exp_digits = number(exp_digits, "exp_digits")?;
    options.min_digits = number(min_digits, "min_digits")?;
    let text = print::format_float_scientific(only(x.expect("required"))?, &options)?;
    Ok(string(args.py(), &text))
}

fn number(argument: Option<&Any<'_>>, name: &str) -> Result<Option<usize>, Raised> {
    let Some(number) = given(argument) else { return Ok(None) };
    let number = crate::ffi::index(number)?;
    usize::try_from(number).map(Some).map_err(|_| Raised::value(format!("{name} must be >= 0")))
}

fn trim(argument: Option<&Any<'_>>) -> Result<Trim, Raised> {
    match argument.map_or(Some("k"), text) {
        Some("k") => Ok(Trim::Keep),
        Some(".") => Ok(Trim::Point),
        Some("0") => Ok(Trim::Zero),
        Some("-") => Ok(Trim::All),
        _ => Err(Raised::type_("if supplied, trim must be 'k', '.', '0' or '-' found")),
    }
}

fn only(object: &Any<'_>) -> Result<Scalar, Raised> {
    let array = convert::to_array(object, None)?;
    convert::only_value(&array).ok_or_else(|| Raised::type_("a single number is needed"))
}

/// Adds the functions.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    settings::init(module)?;
    ARRAY2STRING.add(module, "The text of an array.", array_to_string)?;
    ARRAY_REPR.add(module, "The `repr` of an array.", |args| {
        let (array, settings) = arguments(args, &ARRAY_REPR)?;
        repr(&array, &settings)
    })?;
    ARRAY_STR.add(module, "The `str` of an array.", |args| {
        let (array, settings) = arguments(args, &ARRAY_STR)?;
        str(&array, &settings)
    })?;
    FORMAT_FLOAT_POSITIONAL.add(module, "The text of a number without exponent.", format_positional)?;
    FORMAT_FLOAT_SCIENTIFIC.add(module, "The text of a number with exponent.", format_scientific)
}
