//! `repr` and `str` of arrays and scalars, and NumPy's print options.

use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;
use pyo3::types::PyDict;
use tegula_core::print::{self, FloatMode, Positional, PrintOptions, Scientific, Sign, Trim};
use tegula_core::{DType, RawArray, Scalar};

use crate::convert;
use crate::ffi::typedef::add_function;
use crate::ffi::{Any, Args, Raised, Res, Signature, args::given, none, string, text, truth};
use crate::ndarray::{self, NDARRAY};
use crate::scalars;

static OPTIONS: Mutex<Option<PrintOptions>> = Mutex::new(None);

fn state() -> MutexGuard<'static, Option<PrintOptions>> {
    OPTIONS.lock().unwrap_or_else(PoisonError::into_inner)
}

fn options() -> PrintOptions {
    state().clone().unwrap_or_default()
}

/// `repr(array)`.
pub fn array_repr<'py>(array: &Any<'py>) -> Res<'py> {
    let text = print::array_repr(ndarray::raw(array), &options());
    if NDARRAY.is_exact(array) {
        return Ok(string(array.py(), &text));
    }
    // A subclass shows its own name, and later lines are indented by it.
    let name = crate::ffi::type_name(array);
    let body = text.strip_prefix("array(").unwrap_or(&text);
    let body = body.replace("\n      ", &format!("\n{}", " ".repeat(name.len() + 1)));
    Ok(string(array.py(), &format!("{name}({body}")))
}

/// `str(array)`.
pub fn array_str<'py>(array: &Any<'py>) -> Res<'py> {
    Ok(string(array.py(), &print::array_str(ndarray::raw(array), &options())))
}

/// `repr(scalar)`.
pub fn scalar_repr<'py>(scalar: &Any<'py>) -> Res<'py> {
    Ok(string(scalar.py(), &print::scalar_repr(scalars::value(scalar))))
}

/// `str(scalar)`.
pub fn scalar_str<'py>(scalar: &Any<'py>) -> Res<'py> {
    Ok(string(scalar.py(), &print::scalar_str(scalars::value(scalar))))
}

fn size(value: &Any<'_>, name: &str) -> Result<usize, Raised> {
    let number = value.extract::<f64>().map_err(|_| Raised::type_(format!("{name} must be numeric")))?;
    if number.is_nan() {
        return Err(Raised::value(format!(
            "{name} must be non-NAN, try sys.maxsize for untruncated representation"
        )));
    }
    if number < 0.0 {
        return Err(Raised::value(format!("{name} must be >= 0")));
    }
    Ok(if number >= usize::MAX as f64 { usize::MAX } else { number as usize })
}

/// Changes one option by NumPy's name for it.
fn set_option(options: &mut PrintOptions, name: &str, value: &Any<'_>) -> Result<(), Raised> {
    match name {
        "precision" => options.precision = size(value, name)?,
        "threshold" => options.threshold = size(value, name)?,
        "edgeitems" => options.edgeitems = size(value, name)?,
        "linewidth" => options.linewidth = size(value, name)?,
        "suppress" | "suppress_small" => options.suppress = truth(value)?,
        "nanstr" => options.nanstr = value.extract()?,
        "infstr" => options.infstr = value.extract()?,
        "sign" => {
            options.sign = match text(value) {
                Some("-") => Sign::Minus,
                Some("+") => Sign::Plus,
                Some(" ") => Sign::Space,
                _ => return Err(Raised::value("sign option must be one of ' ', '+', or '-'")),
            };
        }
        "floatmode" => {
            options.floatmode = match text(value) {
                Some("fixed") => FloatMode::Fixed,
                Some("unique") => FloatMode::Unique,
                Some("maxprec") => FloatMode::MaxPrec,
                Some("maxprec_equal") => FloatMode::MaxPrecEqual,
                _ => {
                    return Err(Raised::value(
                        "floatmode option must be one of \"fixed\", \"unique\", \"maxprec\", \"maxprec_equal\"",
                    ));
                }
            };
        }
        "formatter" | "legacy" | "override_repr" => {
            return Err(Raised::value(format!("the print option '{name}' is not supported")));
        }
        _ => {
            return Err(Raised::type_(format!(
                "set_printoptions() got an unexpected keyword argument '{name}'"
            )));
        }
    }
    Ok(())
}

fn set_options<'py>(args: Args<'_, 'py>) -> Res<'py> {
    const NAMES: [&str; 6] = ["precision", "threshold", "edgeitems", "linewidth", "suppress", "nanstr"];
    let mut changed = options();
    let named = NAMES.into_iter().zip(args.positional()).chain(args.keywords());
    for (name, value) in named.filter(|(_, value)| !value.is_none()) {
        set_option(&mut changed, name, value)?;
    }
    *state() = Some(changed);
    Ok(none(args.py()))
}

fn get_options<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let current = options();
    let dict = PyDict::new(args.py());
    dict.set_item("precision", current.precision)?;
    dict.set_item("threshold", current.threshold)?;
    dict.set_item("edgeitems", current.edgeitems)?;
    dict.set_item("linewidth", current.linewidth)?;
    dict.set_item("suppress", current.suppress)?;
    dict.set_item("nanstr", &current.nanstr)?;
    dict.set_item("infstr", &current.infstr)?;
    let sign = match current.sign {
        Sign::Minus => "-",
        Sign::Plus => "+",
        Sign::Space => " ",
    };
    dict.set_item("sign", sign)?;
    let mode = match current.floatmode {
        FloatMode::Fixed => "fixed",
        FloatMode::Unique => "unique",
        FloatMode::MaxPrec => "maxprec",
        FloatMode::MaxPrecEqual => "maxprec_equal",
    };
    dict.set_item("floatmode", mode)?;
    dict.set_item("formatter", none(args.py()))?;
    dict.set_item("legacy", false)?;
    dict.set_item("override_repr", none(args.py()))?;
    Ok(dict.into_any())
}

/// The array, and the options in force with those given.
fn arguments(args: &Args<'_, '_>, own: &[&str]) -> Result<(RawArray, PrintOptions), Raised> {
    let Some(array) = args.positional().first() else {
        return Err(Raised::type_("missing required argument 'a' (pos 1)"));
    };
    let mut options = options();
    for (name, value) in args.keywords().filter(|(name, value)| !own.contains(name) && !value.is_none()) {
        let name = if name == "max_line_width" { "linewidth" } else { name };
        set_option(&mut options, name, value)?;
    }
    Ok((convert::to_array(array, None)?, options))
}

fn array_to_string<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let own = ["separator", "prefix", "suffix", "formatter"];
    let (array, options) = arguments(&args, &own)?;
    let find = |wanted: &str, default: &'static str| -> Result<String, Raised> {
        match args.keywords().find(|(name, _)| *name == wanted) {
            Some((_, value)) => Ok(value.extract()?),
            None => Ok(default.to_owned()),
        }
    };
    let (separator, prefix, suffix) = (find("separator", " ")?, find("prefix", "")?, find("suffix", "")?);
    let formatter = args.keywords().find(|(name, value)| *name == "formatter" && !value.is_none());
    let formatter = match formatter {
        Some((_, formatter)) => formatter_for(formatter, array.dtype)?,
        None => None,
    };
    let text = match formatter {
        Some(function) => {
            print::array2string_with(&array, &options, &separator, &prefix, &suffix, |value: Scalar| {
                Ok::<String, Raised>(function.call1((scalars::make(args.py(), value)?,))?.extract()?)
            })?
        }
        None => print::array2string(&array, &options, &separator, &prefix, &suffix),
    };
    Ok(string(args.py(), &text))
}

/// The function that a `formatter=` dictionary has for a type.
fn formatter_for<'py>(formatter: &Any<'py>, dtype: DType) -> Result<Option<Any<'py>>, Raised> {
    let own = match dtype.kind_char() {
        'b' => ("bool", "all"),
        'i' | 'u' => ("int", "int_kind"),
        'f' => ("float", "float_kind"),
        _ => ("complexfloat", "complex_kind"),
    };
    let formatter = formatter.cast::<PyDict>().map_err(PyErr::from)?;
    for name in [own.0, own.1, "all"] {
        if let Some(function) = formatter.get_item(name)? {
            return Ok(Some(function));
        }
    }
    Ok(None)
}

fn format_positional<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<9> = Signature::new(
        "format_float_positional",
        ["x", "precision", "unique", "fractional", "trim", "sign", "pad_left", "pad_right", "min_digits"],
        1,
        9,
    );
    let [x, precision, unique, fractional, trim, sign, pad_left, pad_right, min_digits] =
        args.parse(&SIGNATURE)?;
    let mut options = Positional::default();
    options.precision = number(precision)?;
    options.unique = unique.map_or(Ok(options.unique), truth)?;
    options.fractional = fractional.map_or(Ok(options.fractional), truth)?;
    options.trim = self::trim(trim)?;
    options.sign = sign.map_or(Ok(options.sign), truth)?;
    options.pad_left = number(pad_left)?;
    options.pad_right = number(pad_right)?;
    options.min_digits = number(min_digits)?;
    let text = print::format_float_positional(only(x.expect("required"))?, &options)?;
    Ok(string(args.py(), &text))
}

fn format_scientific<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<8> = Signature::new(
        "format_float_scientific",
        ["x", "precision", "unique", "trim", "sign", "pad_left", "exp_digits", "min_digits"],
        1,
        8,
    );
    let [x, precision, unique, trim, sign, pad_left, exp_digits, min_digits] = args.parse(&SIGNATURE)?;
    let mut options = Scientific::default();
    options.precision = number(precision)?;
    options.unique = unique.map_or(Ok(options.unique), truth)?;
    options.trim = self::trim(trim)?;
    options.sign = sign.map_or(Ok(options.sign), truth)?;
    options.pad_left = number(pad_left)?;
    options.exp_digits = number(exp_digits)?;
    options.min_digits = number(min_digits)?;
    let text = print::format_float_scientific(only(x.expect("required"))?, &options)?;
    Ok(string(args.py(), &text))
}

fn number(argument: Option<&Any<'_>>) -> Result<Option<usize>, Raised> {
    given(argument).map(|n| Ok(crate::ffi::index(n)?.max(0) as usize)).transpose()
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
    add_function(module, "set_printoptions", "Sets how arrays are printed.", set_options)?;
    add_function(module, "get_printoptions", "How arrays are printed.", get_options)?;
    add_function(module, "array2string", "The text of an array.", array_to_string)?;
    add_function(module, "array_repr", "The `repr` of an array.", |args| {
        let (array, options) = arguments(&args, &[])?;
        Ok(string(args.py(), &print::array_repr(&array, &options)))
    })?;
    add_function(module, "array_str", "The `str` of an array.", |args| {
        let (array, options) = arguments(&args, &[])?;
        Ok(string(args.py(), &print::array_str(&array, &options)))
    })?;
    add_function(
        module,
        "format_float_positional",
        "The text of a number without exponent.",
        format_positional,
    )?;
    add_function(module, "format_float_scientific", "The text of a number with exponent.", format_scientific)
}
