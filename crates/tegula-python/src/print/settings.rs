//! NumPy's print options: what is set, and what a call changes for itself.

use pyo3::exceptions::PyUserWarning;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;
use tegula_core::print::{FloatMode, Legacy, PrintOptions, Sign};
use tegula_core::{DType, Kind, RawArray};

use crate::ffi::{Any, Args, Raised, Res, Signature, args::given, none, text, truth};

/// The print options in force.
#[pyclass(frozen)]
pub struct Settings {
    /// What the engine knows of.
    pub options: PrintOptions,
    /// A precision below 0, which is an error once a float is printed.
    negative: bool,
    /// The functions that give elements their texts, by kind.
    formatter: Option<Py<PyAny>>,
    /// The function that gives arrays their `repr`.
    pub override_repr: Option<Py<PyAny>>,
    /// The options as they were given.
    given: Py<PyDict>,
}

/// The context variable that holds what was set: threads and tasks have options of their own.
static VARIABLE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// What was set in this context.
fn held(py: Python<'_>) -> Option<Bound<'_, Settings>> {
    let variable = VARIABLE.get(py)?;
    let mut value = std::ptr::null_mut();
    // SAFETY: the object is a context variable, which gives a new reference or, without a value, none.
    let value = unsafe {
        if ffi::PyContextVar_Get(variable.as_ptr(), std::ptr::null_mut(), &mut value) != 0 {
            ffi::PyErr_Clear();
        }
        Bound::from_owned_ptr_or_opt(py, value)?
    };
    value.cast_into().ok()
}

/// How old the ways are in which scalars are printed.
pub fn legacy(py: Python<'_>) -> Legacy {
    held(py).map_or(Legacy::Current, |s| s.get().options.legacy)
}

impl Settings {
    /// The options in force.
    pub fn current(py: Python<'_>) -> Result<Settings, Raised> {
        if let Some(set) = held(py) {
            let set = set.get();
            return Ok(Settings {
                options: set.options.clone(),
                negative: set.negative,
                formatter: set.formatter.as_ref().map(|f| f.clone_ref(py)),
                override_repr: set.override_repr.as_ref().map(|f| f.clone_ref(py)),
                given: set.given.clone_ref(py),
            });
        }
        let options = PrintOptions::default();
        let given = PyDict::new(py);
        given.set_item("edgeitems", options.edgeitems)?;
        given.set_item("threshold", options.threshold)?;
        given.set_item("floatmode", "maxprec")?;
        given.set_item("precision", options.precision)?;
        given.set_item("suppress", options.suppress)?;
        given.set_item("linewidth", options.linewidth)?;
        given.set_item("nanstr", &options.nanstr)?;
        given.set_item("infstr", &options.infstr)?;
        given.set_item("sign", "-")?;
        given.set_item("formatter", none(py))?;
        given.set_item("legacy", false)?;
        given.set_item("override_repr", none(py))?;
        Ok(Settings { options, negative: false, formatter: None, override_repr: None, given: given.unbind() })
    }

    /// Changes the options that are not `None`, checked in NumPy's order.
    pub fn change<'py>(
        &mut self,
        py: Python<'py>,
        changes: &[(&str, Option<&Any<'py>>)],
    ) -> Result<(), Raised> {
        const FIRST: [&str; 5] = ["floatmode", "sign", "legacy", "threshold", "precision"];
        let given_dict = self.given.bind(py).copy()?;
        let wanted =
            |name: &str| changes.iter().find(|(n, _)| *n == name).and_then(|(_, value)| given(*value));
        let others = changes.iter().map(|(name, _)| *name).filter(|name| !FIRST.contains(name));
        for name in FIRST.into_iter().chain(others) {
            let Some(value) = wanted(name) else { continue };
            self.set(name, value)?;
            match name {
                "legacy" if text(value).is_none() => given_dict.set_item(name, false)?,
                "suppress" => given_dict.set_item(name, self.options.suppress)?,
                _ => given_dict.set_item(name, value)?,
            }
        }
        self.given = given_dict.unbind();
        Ok(())
    }

    fn set(&mut self, name: &str, value: &Any<'_>) -> Result<(), Raised> {
        let options = &mut self.options;
        match name {
            "floatmode" => options.floatmode = float_mode(value)?,
            "sign" => {
                options.sign = match text(value) {
                    Some("-") => Sign::Minus,
                    Some("+") => Sign::Plus,
                    Some(" ") => Sign::Space,
                    _ => return Err(Raised::value("sign option must be one of ' ', '+', or '-'")),
                };
            }
            "legacy" => options.legacy = legacy_mode(value, options.legacy)?,
            "threshold" => options.threshold = threshold(value)?,
            "precision" => {
                let Ok(precision) = crate::ffi::index(value) else {
                    return Err(Raised::type_("precision must be an integer"));
                };
                (options.precision, self.negative) = (precision.max(0) as usize, precision < 0);
            }
            "edgeitems" => options.edgeitems = extent(value)?,
            "linewidth" => options.linewidth = extent(value)?,
            "suppress" => options.suppress = truth(value)?,
            "nanstr" => options.nanstr = value.extract()?,
            "infstr" => options.infstr = value.extract()?,
            "formatter" => self.formatter = Some(value.clone().unbind()),
            _ => self.override_repr = Some(value.clone().unbind()),
        }
        Ok(())
    }

    /// The user's function for the elements of a type.
    pub fn formatter<'py>(&self, py: Python<'py>, dtype: DType) -> Result<Option<Any<'py>>, Raised> {
        let Some(formatter) = &self.formatter else { return Ok(None) };
        let formatter = formatter.bind(py);
        let names = match dtype.kind() {
            Kind::Bool => ["bool", "bool", "all"],
            Kind::Signed | Kind::Unsigned => ["int", "int_kind", "all"],
            Kind::Float => ["float", "float_kind", "all"],
            Kind::Complex => ["complexfloat", "complex_kind", "all"],
            Kind::Str | Kind::Bytes => ["numpystr", "str_kind", "all"],
            Kind::Object => ["object", "object", "all"],
        };
        for name in names {
            let function = formatter.call_method1("get", (name,))?;
            if !function.is_none() {
                return Ok(Some(function));
            }
        }
        Ok(None)
    }

    /// # Errors
    /// `ValueError` if the array holds floats and the precision is negative.
    pub fn check_precision(&self, array: &RawArray) -> Result<(), Raised> {
        let used = self.options.floatmode != FloatMode::Unique
            && matches!(array.dtype.kind(), Kind::Float | Kind::Complex);
        if self.negative && used && array.size() > 0 {
            return Err(Raised::value("precision must be >= 0"));
        }
        Ok(())
    }
}

fn float_mode(value: &Any<'_>) -> Result<FloatMode, Raised> {
    Ok(match text(value) {
        Some("fixed") => FloatMode::Fixed,
        Some("unique") => FloatMode::Unique,
        Some("maxprec") => FloatMode::MaxPrec,
        Some("maxprec_equal") => FloatMode::MaxPrecEqual,
        _ => {
            return Err(Raised::value(
                "floatmode option must be one of \"fixed\", \"unique\", \"maxprec\", \"maxprec_equal\"",
            ));
        }
    })
}

/// The ways of the release named, the old ones for an unknown name.
fn legacy_mode(value: &Any<'_>, old: Legacy) -> Result<Legacy, Raised> {
    Ok(match text(value) {
        Some("1.13") => Legacy::V1_13,
        Some("1.21") => Legacy::V1_21,
        Some("1.25") => Legacy::V1_25,
        Some("2.1") => Legacy::V2_1,
        Some("2.2") => Legacy::V2_2,
        None if value.eq(false)? => Legacy::Current,
        _ => {
            let class = value.py().get_type::<PyUserWarning>();
            PyErr::warn(
                value.py(),
                &class,
                c"legacy printing option can currently only be '1.13', '1.21', '1.25', '2.1', '2.2' or `False`",
                2,
            )?;
            old
        }
    })
}

fn threshold(value: &Any<'_>) -> Result<usize, Raised> {
    match value.extract::<f64>() {
        Ok(number) if number.is_nan() => {
            Err(Raised::value("threshold must be non-NAN, try sys.maxsize for untruncated representation"))
        }
        // A size above the threshold is summarised, so that fractions do not matter.
        Ok(number) => Ok(if number >= usize::MAX as f64 { usize::MAX } else { number.max(0.0) as usize }),
        Err(_) => Err(Raised::type_("threshold must be numeric")),
    }
}

fn extent(value: &Any<'_>) -> Result<usize, Raised> {
    Ok(value.extract::<f64>()?.clamp(0.0, isize::MAX as f64) as usize)
}

/// Sets the options and gives back the old ones.
fn set<'py>(args: Args<'_, 'py>, signature: &Signature<12>) -> Res<'py> {
    let py = args.py();
    let values = args.parse(signature)?;
    let names = signature.params();
    let changes: Vec<_> = names.iter().copied().zip(values).collect();
    let mut settings = Settings::current(py)?;
    let old = settings.given.clone_ref(py);
    settings.change(py, &changes)?;
    // These two hold for one call only.
    let reset = |name: &str| changes.iter().find(|(n, _)| *n == name).and_then(|(_, value)| *value);
    for name in ["formatter", "override_repr"] {
        let value = reset(name).map_or_else(|| none(py), Clone::clone);
        settings.given.bind(py).set_item(name, value)?;
    }
    settings.formatter = given(reset("formatter")).map(|f| f.clone().unbind());
    settings.override_repr = given(reset("override_repr")).map(|f| f.clone().unbind());
    if settings.options.legacy == Legacy::V1_13 {
        settings.options.sign = Sign::Minus;
        settings.given.bind(py).set_item("sign", "-")?;
    }
    if let Some(variable) = VARIABLE.get(py) {
        variable.bind(py).call_method1("set", (Py::new(py, settings)?,))?;
    }
    Ok(old.into_bound(py).into_any())
}

static SET_PRINTOPTIONS: Signature<12> = Signature::python(
    "set_printoptions(precision=None, threshold=None, edgeitems=None, linewidth=None, suppress=None, nanstr=None, \
     infstr=None, formatter=None, sign=None, floatmode=None, *, legacy=None, override_repr=None)",
);
static CHANGE_PRINTOPTIONS: Signature<12> = Signature::python(
    "_set_printoptions(precision=None, threshold=None, edgeitems=None, linewidth=None, suppress=None, nanstr=None, \
     infstr=None, formatter=None, sign=None, floatmode=None, *, legacy=None, override_repr=None)",
);
static GET_PRINTOPTIONS: Signature<0> = Signature::python("get_printoptions()");

/// Adds the functions.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    let py = module.py();
    let class = py.import("contextvars")?.getattr("ContextVar")?;
    let _ = VARIABLE.set(py, class.call1(("tegula.printoptions",))?.unbind());
    SET_PRINTOPTIONS.add(module, "Sets how arrays are printed.", |args| {
        set(args, &SET_PRINTOPTIONS)?;
        Ok(none(args.py()))
    })?;
    CHANGE_PRINTOPTIONS.add(module, "Sets how arrays are printed and returns how they were.", |args| {
        set(args, &CHANGE_PRINTOPTIONS)
    })?;
    GET_PRINTOPTIONS.add(module, "How arrays are printed.", |args| {
        args.parse(&GET_PRINTOPTIONS)?;
        Ok(Settings::current(args.py())?.given.bind(args.py()).copy()?.into_any())
    })
}
