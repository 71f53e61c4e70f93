//! Sums, means, extremes and the like, as methods; the functions of the same names call them.

use pyo3::prelude::*;
use tegula_core::{Casting, DType, Dims, Error, RawArray, can_cast, normalize_axis};
use tegula_ufunc::statistics::{self, StatOptions};
use tegula_ufunc::{Initial, ReduceOptions, Ufunc, table};

use super::{NDARRAY, get, raw, require_writeable, shaping};
use crate::convert::{self, element};
use crate::ffi::{
    Any, Args, Raised, Res, Signature, TypeBuilder, args::given, boolean, int, none, truth, tuple_items,
};
use crate::functions::{array_of, call_method};
use crate::overrides::ufunc::{ACCUMULATE, REDUCE};
use crate::overrides::{self, wrap};
use crate::{dtype, gil, operands, scalars};

macro_rules! methods {
    ($($name:ident $text:literal, $doc:literal, $method:literal, $SIGNATURE:ident: $n:literal $function:literal;)*) => {
        /// Adds the methods to the class.
        pub fn add(builder: TypeBuilder) -> TypeBuilder {
            builder$(.method($text, concat!($method, "\n--\n\n", $doc), $name))*
                .method(
                    "all",
                    "all(axis=None, out=None, keepdims=False, *, where=True)\n--\n\nTrue where all elements along axes \
                     are.",
                    all,
                )
                .method(
                    "any",
                    "any(axis=None, out=None, keepdims=False, *, where=True)\n--\n\nTrue where any element along axes \
                     is.",
                    any,
                )
                .method(
                    "var",
                    "var(axis=None, dtype=None, out=None, ddof=0, **kwargs)\n--\n\nThe variance along axes.",
                    var,
                )
                .method(
                    "std",
                    "std(axis=None, dtype=None, out=None, ddof=0, **kwargs)\n--\n\nThe standard deviation along axes.",
                    std,
                )
        }

        $(static $SIGNATURE: Signature<$n> = Signature::python($function);)*

        /// Adds the functions to the module.
        pub fn add_functions(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
            $($SIGNATURE.add(module, $doc, |args| call_method(args, &$SIGNATURE, $name))?;)*
            AMAX.add(module, "The largest element along axes.", |args| call_method(args, &AMAX, maximum))?;
            AMIN.add(module, "The smallest element along axes.", |args| call_method(args, &AMIN, minimum))?;
            ALL.add(module, "True where all elements along axes are.", |args| {
                truth_function(args, &ALL, &table::LOGICAL_AND)
            })?;
            ANY.add(module, "True where any element along axes is.", |args| {
                truth_function(args, &ANY, &table::LOGICAL_OR)
            })?;
            VAR.add(module, "The variance along axes.", var_function)?;
            STD.add(module, "The standard deviation along axes.", std_function)
        }
    };
}

methods! {
    sum "sum", "The sum of the elements along axes.",
        "sum(axis=None, dtype=None, out=None, **kwargs)",
        SUM: 7 "sum(a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=True)";
    product "prod", "The product of the elements along axes.",
        "prod(axis=None, dtype=None, out=None, **kwargs)",
        PROD: 7 "prod(a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=True)";
    maximum "max", "The largest element along axes.",
        "max(axis=None, out=None, **kwargs)",
        MAX: 6 "max(a, axis=None, out=None, keepdims=False, initial=None, where=True)";
    minimum "min", "The smallest element along axes.",
        "min(axis=None, out=None, **kwargs)",
        MIN: 6 "min(a, axis=None, out=None, keepdims=False, initial=None, where=True)";
    mean "mean", "The arithmetic mean along axes.",
        "mean(axis=None, dtype=None, out=None, **kwargs)",
        MEAN: 6 "mean(a, axis=None, dtype=None, out=None, keepdims=False, *, where=True)";
    argmax "argmax", "The position of the largest element along an axis.",
        "argmax(axis=None, out=None, *, keepdims=False)",
        ARGMAX: 4 "argmax(a, axis=None, out=None, *, keepdims=False)";
    argmin "argmin", "The position of the smallest element along an axis.",
        "argmin(axis=None, out=None, *, keepdims=False)",
        ARGMIN: 4 "argmin(a, axis=None, out=None, *, keepdims=False)";
    cumsum "cumsum", "The running sum along an axis.",
        "cumsum(axis=None, dtype=None, out=None)",
        CUMSUM: 4 "cumsum(a, axis=None, dtype=None, out=None)";
    cumprod "cumprod", "The running product along an axis.",
        "cumprod(axis=None, dtype=None, out=None)",
        CUMPROD: 4 "cumprod(a, axis=None, dtype=None, out=None)";
}

static ALL: Signature<5> = Signature::python("all(a, axis=None, out=None, keepdims=False, *, where=True)");
static ANY: Signature<5> = Signature::python("any(a, axis=None, out=None, keepdims=False, *, where=True)");

/// `np.all` and `np.any`, which unlike the methods take no type.
fn truth_function<'py>(args: Args<'_, 'py>, signature: &Signature<5>, ufunc: &'static Ufunc) -> Res<'py> {
    let [array, axis, out, keepdims, mask] = args.parse(signature)?;
    let array = array_of(array.expect("required"))?;
    if args.is_positional()
        && args.positional().len() == 1
        && NDARRAY.is_exact(&array)
        && raw(&array).dtype.is_number()
    {
        return reduce_all(ufunc, &array);
    }
    reduce(ufunc, &array, Reduction { axis, out, keepdims, mask, truth: true, ..Reduction::default() })
}

static AMAX: Signature<6> =
    Signature::python("amax(a, axis=None, out=None, keepdims=False, initial=None, where=True)");
static AMIN: Signature<6> =
    Signature::python("amin(a, axis=None, out=None, keepdims=False, initial=None, where=True)");

/// The array of an `out=` argument, which may stand in a tuple of one.
pub fn out<'a, 'py>(argument: Option<&'a Any<'py>>) -> Result<Option<&'a Any<'py>>, Raised> {
    let Some(mut out) = given(argument) else { return Ok(None) };
    if let Some([single]) = tuple_items(out) {
        if single.is_none() {
            return Ok(None);
        }
        out = single;
    }
    if get(out).is_none() {
        return Err(Raised::type_("return arrays must be of ArrayType"));
    }
    require_writeable(out, "output array")?;
    Ok(Some(out))
}

/// The array of the `out=` argument of a method that is no universal function.
pub fn method_out<'a, 'py>(argument: Option<&'a Any<'py>>) -> Result<Option<&'a Any<'py>>, Raised> {
    match given(argument) {
        Some(out) if get(out).is_none() => Err(Raised::type_("output must be an array")),
        argument => out(argument),
    }
}

/// The boolean array of a `where=` argument; `True` counts as absent.
pub fn mask(argument: Option<&Any<'_>>) -> Result<Option<RawArray>, Raised> {
    let Some(argument) = given(argument) else { return Ok(None) };
    if argument.is(pyo3::types::PyBool::new(argument.py(), true)) {
        return Ok(None);
    }
    let wanted = if get(argument).is_some() { None } else { Some(DType::Bool) };
    let mask = convert::to_array(argument, wanted)?;
    if mask.dtype != DType::Bool {
        return Err(tegula_core::Error::Cast {
            from: mask.dtype,
            to: DType::Bool,
            casting: tegula_core::Casting::Safe,
        }
        .into());
    }
    Ok(Some(mask))
}

/// True for NumPy's marker for "not given", which code written for it passes on.
fn is_no_value(argument: &Any<'_>) -> bool {
    crate::ffi::type_name(argument) == "_NoValueType"
}

/// What `keepdims=` says.
pub fn flag(argument: Option<&Any<'_>>) -> Result<bool, Raised> {
    match argument {
        Some(value) if is_no_value(value) => Ok(false),
        Some(value) => Ok(shaping::c_int(value)? != 0),
        None => Ok(false),
    }
}

/// Gives back `out` if there is one, else the new array as one of `like`'s class.
pub fn deliver<'py>(like: &Any<'py>, out: Option<&Any<'py>>, array: RawArray) -> Res<'py> {
    wrap::reduced(like, out, array)
}

/// The arguments of a reduction by a universal function.
#[derive(Default)]
pub struct Reduction<'a, 'py> {
    /// `axis=`.
    pub axis: Option<&'a Any<'py>>,
    /// `dtype=`.
    pub dtype: Option<&'a Any<'py>>,
    /// `out=`.
    pub out: Option<&'a Any<'py>>,
    /// `keepdims=`.
    pub keepdims: Option<&'a Any<'py>>,
    /// `initial=`.
    pub initial: Option<&'a Any<'py>>,
    /// `where=`.
    pub mask: Option<&'a Any<'py>>,
    /// The result is a truth value, also that of strings and objects.
    pub truth: bool,
}

/// Reduces an array object by a universal function.
pub fn reduce<'py>(ufunc: &'static Ufunc, array: &Any<'py>, arguments: Reduction<'_, 'py>) -> Res<'py> {
    let Reduction { axis, dtype, out, keepdims, initial, mask, truth } = arguments;
    if overrides::ufunc::takes_over(array) {
        return overridden(ufunc, array, arguments);
    }
    let mut dtype = dtype::optional(dtype)?;
    if matches!(ufunc.name, "logical_and" | "logical_or") && dtype.is_some_and(|d| d != DType::Bool) {
        return Err(Raised::type_(format!(
            "No loop matching the specified signature and casting was found for ufunc {}",
            ufunc.name
        )));
    }
    if truth && !raw(array).dtype.is_number() {
        dtype = dtype.or(Some(DType::Bool));
    }
    // `out=...`: the result is an array even without axes.
    let as_array = out.is_some_and(|out| out.is(array.py().Ellipsis()));
    let out = self::out(out.filter(|_| !as_array))?;
    let keepdims = flag(keepdims)?;
    let axes = shaping::axes(axis, raw(array).ndim())?;
    let mask = self::mask(mask)?;
    let target = out.map(|o| raw(o).clone());
    let source = raw(array).clone();
    let objects =
        [dtype, Some(source.dtype), target.as_ref().map(|t| t.dtype)].contains(&Some(DType::Object));
    let mut start = None;
    let initial = match initial {
        Some(value) if value.is_none() => Initial::Absent,
        Some(value) if is_no_value(value) => Initial::Identity,
        Some(value) if objects => {
            start = Some(convert::single(value, Some(DType::Object))?);
            Initial::Identity
        }
        Some(value) => {
            let computed = ufunc.reduction_dtype(source.dtype, dtype, target.as_ref().map(|t| t.dtype))?;
            Initial::Value(element::to_scalar(value, computed)?)
        }
        None => Initial::Identity,
    };
    let options =
        ReduceOptions { out: target.as_ref(), dtype, initial, mask: mask.as_ref(), start: start.as_ref() };
    let size = if objects { 0 } else { source.size() };
    let result =
        gil::detached(array.py(), size, || ufunc.reduce(&source, axes.as_deref(), keepdims, &options))?;
    if as_array { wrap::of_class(array, result) } else { deliver(array, out, result) }
}

/// A reduction of an array whose class does the work itself, with the arguments that NumPy passes on.
#[cold]
fn overridden<'py>(ufunc: &'static Ufunc, array: &Any<'py>, arguments: Reduction<'_, 'py>) -> Res<'py> {
    let Reduction { axis, dtype, out, keepdims, initial, mask, truth } = arguments;
    let py = array.py();
    let (none, no, yes) = (none(py), boolean(py, false), boolean(py, true));
    let bool_type = dtype::object(py, DType::Bool);
    let arguments = [
        ("axis", Some(axis.unwrap_or(&none))),
        ("dtype", Some(dtype.unwrap_or(if truth { &bool_type } else { &none }))),
        ("out", given(out)),
        ("keepdims", Some(keepdims.filter(|k| !is_no_value(k)).unwrap_or(&no))),
        ("initial", initial.filter(|i| !is_no_value(i))),
        ("where", mask.or(if truth { None } else { Some(&yes) })),
    ];
    overrides::ufunc::call_way(ufunc.name, &REDUCE, array, &arguments)
}

/// The common case of a reduction without arguments: no parsing.
fn reduce_all<'py>(ufunc: &'static Ufunc, array: &Any<'py>) -> Res<'py> {
    let this = raw(array);
    let options = ReduceOptions::default();
    let result = if this.size() < gil::THRESHOLD && this.dtype.is_number() {
        if let Some(value) = ufunc.fold_small(this) {
            return scalars::make(array.py(), value);
        }
        ufunc.reduce(this, None, false, &options)?
    } else {
        let this = this.clone();
        gil::detached(array.py(), gil::weight(&this), || ufunc.reduce(&this, None, false, &options))?
    };
    super::result(array.py(), result)
}

fn is_bare(args: &Args<'_, '_>) -> bool {
    args.positional().is_empty() && args.is_positional()
}

macro_rules! reductions {
    ($($name:ident $ufunc:ident: $n:literal $signature:literal $parts:pat => $reduction:expr;)*) => {$(
        fn $name<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
            static SIGNATURE: Signature<$n> = Signature::python($signature);
            if is_bare(&args) && NDARRAY.is_exact(array) && raw(array).dtype.is_number() {
                return reduce_all(&table::$ufunc, array);
            }
            let $parts = args.parse_method(array, &SIGNATURE)?;
            reduce(&table::$ufunc, array, $reduction)
        }
    )*};
}

reductions! {
    sum ADD: 7 "_sum(a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=True)"
        [_, axis, dtype, out, keepdims, initial, mask] =>
        Reduction { axis, dtype, out, keepdims, initial, mask, truth: false };
    product MULTIPLY: 7 "_prod(a, axis=None, dtype=None, out=None, keepdims=False, initial=None, where=True)"
        [_, axis, dtype, out, keepdims, initial, mask] =>
        Reduction { axis, dtype, out, keepdims, initial, mask, truth: false };
    maximum MAXIMUM: 6 "_amax(a, axis=None, out=None, keepdims=False, initial=None, where=True)"
        [_, axis, out, keepdims, initial, mask] =>
        Reduction { axis, dtype: None, out, keepdims, initial, mask, truth: false };
    minimum MINIMUM: 6 "_amin(a, axis=None, out=None, keepdims=False, initial=None, where=True)"
        [_, axis, out, keepdims, initial, mask] =>
        Reduction { axis, dtype: None, out, keepdims, initial, mask, truth: false };
    all LOGICAL_AND: 6 "_all(a, axis=None, dtype=None, out=None, keepdims=False, *, where=True)"
        [_, axis, dtype, out, keepdims, mask] =>
        Reduction { axis, dtype, out, keepdims, initial: None, mask, truth: true };
    any LOGICAL_OR: 6 "_any(a, axis=None, dtype=None, out=None, keepdims=False, *, where=True)"
        [_, axis, dtype, out, keepdims, mask] =>
        Reduction { axis, dtype, out, keepdims, initial: None, mask, truth: true };
}

type Statistic = fn(&RawArray, Option<&[usize]>, &StatOptions) -> tegula_core::Result<RawArray>;

/// The axes of a mean or variance. Unlike sums, these do not take the axis 0 of what has none.
fn counted_axes(argument: Option<&Any<'_>>, ndim: usize) -> Result<Option<Dims<usize>>, Raised> {
    let Some(argument) = given(argument) else { return Ok(None) };
    let single = std::slice::from_ref(argument);
    let axes = tuple_items(argument).unwrap_or(single);
    let axes =
        axes.iter().map(|a| Ok(shaping::c_int(a)? as isize)).collect::<Result<Dims<isize>, Raised>>()?;
    axes.iter().try_for_each(|&axis| normalize_axis(axis, ndim).map(drop))?;
    shaping::axes(Some(argument), ndim)
}

fn statistic<'py>(
    f: Statistic,
    name: &str,
    array: &Any<'py>,
    arguments: [Option<&Any<'py>>; 6],
    ddof: f64,
) -> Res<'py> {
    let [axis, dtype, out, keepdims, mask, center] = arguments;
    if raw(array).dtype == DType::Object || overrides::ufunc::takes_over(array) {
        return of_objects(name, array, arguments, ddof);
    }
    let axes = counted_axes(axis, raw(array).ndim())?;
    let mask = self::mask(mask)?;
    let center = given(center).map(|c| convert::to_array(c, None)).transpose()?;
    let dtype = dtype::optional(dtype)?;
    let out = self::out(out)?;
    let keepdims = flag(keepdims)?;
    let target = out.map(|o| raw(o).clone());
    let options = StatOptions {
        keepdims,
        dtype,
        out: target.as_ref(),
        mask: mask.as_ref(),
        ddof,
        mean: center.as_ref(),
    };
    let source = raw(array).clone();
    let result = gil::detached(array.py(), gil::weight(&source), || f(&source, axes.as_deref(), &options))?;
    deliver(array, out, result)
}

/// Statistics of objects, and of arrays whose class does the work itself, are composed of universal functions in
/// Python.
#[cold]
fn of_objects<'py>(
    name: &str,
    array: &Any<'py>,
    [axis, dtype, out, keepdims, mask, center]: [Option<&Any<'py>>; 6],
    ddof: f64,
) -> Res<'py> {
    let py = array.py();
    let keywords = pyo3::types::PyDict::new(py);
    for (keyword, value) in
        [("axis", axis), ("dtype", dtype), ("out", out), ("where", mask), ("mean", center)]
    {
        if let Some(value) = value {
            keywords.set_item(keyword, value)?;
        }
    }
    keywords.set_item("keepdims", flag(keepdims)?)?;
    if name != "mean" {
        keywords.set_item("ddof", ddof)?;
    }
    Ok(py.import("tegula._objects")?.getattr(name)?.call((array,), Some(&keywords))?)
}

fn mean<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<6> =
        Signature::python("_mean(a, axis=None, dtype=None, out=None, keepdims=False, *, where=True)");
    if is_bare(&args)
        && NDARRAY.is_exact(array)
        && raw(array).size() < gil::THRESHOLD
        && raw(array).dtype.is_number()
    {
        let result = statistics::mean(raw(array), None, &StatOptions::default())?;
        return super::result(array.py(), result);
    }
    let [_, axis, dtype, out, keepdims, mask] = args.parse_method(array, &SIGNATURE)?;
    statistic(statistics::mean, "mean", array, [axis, dtype, out, keepdims, mask, None], 0.0)
}

macro_rules! spreads {
    ($($method:ident $function:ident $SIGNATURE:ident $statistic:ident $text:literal;)*) => {$(
        static $SIGNATURE: Signature<9> = Signature::python(concat!($text,
            "(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, mean=None, correction=None)"));

        fn $method<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
            static SIGNATURE: Signature<8> = Signature::python(concat!("_", $text,
                "(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False, *, where=True, mean=None)"));
            let [_, axis, dtype, out, ddof, keepdims, mask, mean] = args.parse_method(array, &SIGNATURE)?;
            statistic(statistics::$statistic, $text, array, [axis, dtype, out, keepdims, mask, mean], self::ddof(ddof)?)
        }

        fn $function<'py>(args: Args<'_, 'py>) -> Res<'py> {
            let [array, axis, dtype, out, ddof, keepdims, mask, mean, correction] = args.parse(&$SIGNATURE)?;
            let array = array_of(array.expect("required"))?;
            let mut ddof = self::ddof(ddof)?;
            if let Some(correction) = correction.filter(|c| !is_no_value(c)) {
                if ddof != 0.0 {
                    return Err(Raised::value("ddof and correction can't be provided simultaneously."));
                }
                ddof = self::ddof(Some(correction))?;
            }
            statistic(statistics::$statistic, $text, &array, [axis, dtype, out, keepdims, mask, mean], ddof)
        }
    )*};
}

spreads! {
    var var_function VAR var "var";
    std std_function STD std "std";
}

/// How many degrees of freedom a `ddof=` argument takes away.
fn ddof(argument: Option<&Any<'_>>) -> Result<f64, Raised> {
    argument.map_or(Ok(0.0), |d| Ok(element::to_scalar(d, DType::F64)?.to_f64()))
}

type Position = fn(&RawArray, Option<usize>, bool) -> tegula_core::Result<RawArray>;

fn position<'py>(f: Position, signature: &Signature<3>, array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    let [axis, out, keepdims] = args.parse(signature)?;
    let name = signature.name();
    let source = raw(array).clone();
    let axis = given(axis).map(shaping::one_axis).transpose()?;
    let out = method_out(out)?;
    let keepdims = keepdims.map_or(Ok(false), truth)?;
    let axis = axis.map(|axis| normalize_axis(axis, source.ndim().max(1))).transpose()?;
    // A 0-d array counts as one element along its only axis.
    let axis = axis.filter(|_| source.ndim() > 0);
    let result = gil::detached(array.py(), gil::weight(&source), || f(&source, axis, keepdims))?;
    if let Some(out) = out {
        if raw(out).shape() != result.shape() {
            return Err(Raised::value(format!("output array does not match result of np.{name}.")));
        }
        let (from, to, casting) = (raw(out).dtype, result.dtype, Casting::Safe);
        if !can_cast(from, to, casting) {
            return Err(Error::Cast { from, to, casting }.into());
        }
        tegula_exec::assign(raw(out), &result)?;
    }
    match out {
        Some(out) => Ok(out.clone()),
        None => operands::give1(array, result),
    }
}

static POSITION: [Signature<3>; 2] = [
    Signature::fast("argmax(axis=None, out=None, *, keepdims=False)"),
    Signature::fast("argmin(axis=None, out=None, *, keepdims=False)"),
];

fn argmax<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    position(statistics::argmax, &POSITION[0], array, args)
}

fn argmin<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    position(statistics::argmin, &POSITION[1], array, args)
}

fn running<'py>(
    ufunc: &'static Ufunc,
    signature: &Signature<3>,
    array: &Any<'py>,
    args: Args<'_, 'py>,
) -> Res<'py> {
    let [axis, dtype, out] = args.parse(signature)?;
    if overrides::ufunc::takes_over(array) {
        let flat = match given(axis) {
            None => shaping::reshaped(array, &[-1], tegula_exec::Order::C, None)?,
            Some(_) => array.clone(),
        };
        let zero = int(array.py(), 0)?;
        let arguments =
            [("axis", Some(given(axis).unwrap_or(&zero))), ("dtype", given(dtype)), ("out", given(out))];
        return overrides::ufunc::call_way(ufunc.name, &ACCUMULATE, &flat, &arguments);
    }
    let axis = given(axis).map(shaping::one_axis).transpose()?;
    let (dtype, out) = (dtype::optional(dtype)?, method_out(out)?);
    let target = out.map(|o| raw(o).clone());
    let (source, axis) = match axis {
        Some(axis) if raw(array).ndim() > 0 => (array.clone(), axis),
        // A 0-d array counts as one element along its only axis.
        Some(axis) if axis != 0 && axis != -1 => return Err(Error::Axis { axis, ndim: 0, name: None }.into()),
        _ => (shaping::reshaped(array, &[-1], tegula_exec::Order::C, None)?, 0),
    };
    let source = raw(&source).clone();
    let axis = normalize_axis(axis, source.ndim())?;
    if target.as_ref().is_some_and(|out| out.shape() != source.shape()) {
        return Err(Raised::value("provided out is the wrong size for the accumulation."));
    }
    let result = gil::detached(array.py(), gil::weight(&source), || {
        ufunc.accumulate(&source, axis, dtype, target.as_ref())
    })?;
    deliver(array, out, result)
}

static RUNNING: [Signature<3>; 2] = [
    Signature::tuple("cumsum(axis=None, dtype=None, out=None)"),
    Signature::tuple("cumprod(axis=None, dtype=None, out=None)"),
];

fn cumsum<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    running(&table::ADD, &RUNNING[0], array, args)
}

fn cumprod<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    running(&table::MULTIPLY, &RUNNING[1], array, args)
}

/// `ptp`, which is a function only.
pub fn peak_to_peak<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<4> = Signature::python("_ptp(a, axis=None, out=None, keepdims=False)");
    let [_, axis, out, keepdims] = args.parse_method(array, &SIGNATURE)?;
    let axes = shaping::axes(axis, raw(array).ndim())?;
    if overrides::ufunc::takes_over(array) {
        let (none, no) = (none(array.py()), boolean(array.py(), false));
        let arguments = [
            ("axis", Some(axis.unwrap_or(&none))),
            ("dtype", Some(&none)),
            ("keepdims", Some(keepdims.filter(|k| !is_no_value(k)).unwrap_or(&no))),
        ];
        let extreme = |name| overrides::ufunc::call_way(name, &REDUCE, array, &arguments);
        return operands::function2(&table::SUBTRACT, &extreme("maximum")?, &extreme("minimum")?);
    }
    let (keepdims, out) = (flag(keepdims)?, self::out(out)?);
    let source = raw(array).clone();
    if source.dtype == DType::Object && out.is_none() {
        let extreme = |ufunc: &'static Ufunc| -> Res<'py> {
            let options = ReduceOptions::default();
            super::result(array.py(), ufunc.reduce(&source, axes.as_deref(), keepdims, &options)?)
        };
        return operands::function2(&table::SUBTRACT, &extreme(&table::MAXIMUM)?, &extreme(&table::MINIMUM)?);
    }
    let result = gil::detached(array.py(), gil::weight(&source), || {
        statistics::ptp(&source, axes.as_deref(), keepdims)
    })?;
    if let Some(out) = out {
        tegula_exec::assign(raw(out), &result)?;
    }
    deliver(array, out, result)
}
