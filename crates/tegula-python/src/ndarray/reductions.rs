//! Sums, means, extremes and the like, as methods; the functions of the same names call them.

use pyo3::prelude::*;
use tegula_core::{Dims, RawArray, Scalar, normalize_axis};
use tegula_ufunc::statistics::{self, StatOptions};
use tegula_ufunc::{ReduceOptions, Ufunc, table};

use super::{get, raw, require_writeable, shaping};
use crate::convert::{self, element};
use crate::ffi::{Any, Args, Raised, Res, Signature, TypeBuilder, args::given, truth, tuple_items};
use crate::{dtype, gil, operands, scalars};

macro_rules! methods {
    ($($name:ident $text:literal $doc:literal;)*) => {
        /// Adds the methods to the class.
        pub fn add(builder: TypeBuilder) -> TypeBuilder {
            builder$(.method($text, $doc, $name))*
        }

        /// Adds the functions to the module.
        pub fn add_functions(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
            $(crate::functions::add_method(module, $text, $doc, $name)?;)*
            Ok(())
        }
    };
}

methods! {
    sum "sum" "The sum of the elements along axes.";
    product "prod" "The product of the elements along axes.";
    maximum "max" "The largest element along axes.";
    minimum "min" "The smallest element along axes.";
    all "all" "True where all elements along axes are.";
    any "any" "True where any element along axes is.";
    mean "mean" "The arithmetic mean along axes.";
    var "var" "The variance along axes.";
    std "std" "The standard deviation along axes.";
    argmax "argmax" "The position of the largest element along an axis.";
    argmin "argmin" "The position of the smallest element along an axis.";
    cumsum "cumsum" "The running sum along an axis.";
    cumprod "cumprod" "The running product along an axis.";
}

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

/// The boolean array of a `where=` argument; `True` counts as absent.
pub fn mask(argument: Option<&Any<'_>>) -> Result<Option<RawArray>, Raised> {
    let Some(argument) = given(argument) else { return Ok(None) };
    if argument.is(pyo3::types::PyBool::new(argument.py(), true)) {
        return Ok(None);
    }
    let wanted = if get(argument).is_some() { None } else { Some(tegula_core::DType::Bool) };
    let mask = convert::to_array(argument, wanted)?;
    if mask.dtype != tegula_core::DType::Bool {
        return Err(tegula_core::Error::Cast {
            from: mask.dtype,
            to: tegula_core::DType::Bool,
            casting: tegula_core::Casting::Safe,
        }
        .into());
    }
    Ok(Some(mask))
}

/// What `keepdims=` says.
pub fn flag(argument: Option<&Any<'_>>) -> Result<bool, Raised> {
    match argument {
        // NumPy's marker for "not given" is passed on by code written for it.
        Some(value) if crate::ffi::type_name(value) == "_NoValueType" => Ok(false),
        Some(value) => truth(value),
        None => Ok(false),
    }
}

/// Gives back `out` if there is one, else the new array.
pub fn deliver<'py>(like: &Any<'py>, out: Option<&Any<'py>>, array: RawArray) -> Res<'py> {
    match out {
        Some(out) => Ok(out.clone()),
        None => operands::give1(like, array),
    }
}

/// The arguments of a reduction by a universal function.
#[derive(Default)]
pub struct Reduction<'a, 'py> {
    /// `axis=`.
    pub axes: Option<Dims<usize>>,
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
}

/// Reduces an array object by a universal function.
pub fn reduce<'py>(ufunc: &'static Ufunc, array: &Any<'py>, arguments: Reduction<'_, 'py>) -> Res<'py> {
    let Reduction { axes, dtype, out, keepdims, initial, mask } = arguments;
    let out = self::out(out)?;
    let dtype = dtype::optional(dtype)?;
    let keepdims = flag(keepdims)?;
    let mask = self::mask(mask)?;
    let initial = match given(initial) {
        Some(value) if crate::ffi::type_name(value) != "_NoValueType" => {
            Some(initial_value(value, raw(array))?)
        }
        _ => None,
    };
    let target = out.map(|o| raw(o).clone());
    let options = ReduceOptions { out: target.as_ref(), dtype, initial, mask: mask.as_ref() };
    let source = raw(array).clone();
    let result = gil::detached(array.py(), source.size(), || {
        ufunc.reduce(&source, axes.as_deref(), keepdims, &options)
    })?;
    deliver(array, out, result)
}

fn initial_value(value: &Any<'_>, like: &RawArray) -> Result<Scalar, Raised> {
    match element::number(value) {
        Some(element::Number::Weak(value) | element::Number::Strong(value)) => Ok(value),
        _ => element::to_scalar(value, like.dtype),
    }
}

/// The common case of a reduction without arguments: no parsing.
fn reduce_all<'py>(ufunc: &'static Ufunc, array: &Any<'py>) -> Res<'py> {
    let this = raw(array);
    let options = ReduceOptions::default();
    let result = if this.size() < gil::THRESHOLD {
        if let Some(value) = ufunc.fold_small(this) {
            return scalars::make(array.py(), value);
        }
        ufunc.reduce(this, None, false, &options)?
    } else {
        let this = this.clone();
        array.py().detach(|| ufunc.reduce(&this, None, false, &options))?
    };
    super::result(array.py(), result)
}

fn is_bare(args: &Args<'_, '_>) -> bool {
    args.positional().is_empty() && args.is_positional()
}

macro_rules! typed_reduction {
    ($($name:ident $text:literal $ufunc:ident;)*) => {$(
        fn $name<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
            static SIGNATURE: Signature<6> =
                Signature::new($text, ["axis", "dtype", "out", "keepdims", "initial", "where"], 0, 6);
            if is_bare(&args) {
                return reduce_all(&table::$ufunc, array);
            }
            let [axis, dtype, out, keepdims, initial, mask] = args.parse(&SIGNATURE)?;
            let axes = shaping::axes(axis, raw(array).ndim())?;
            reduce(&table::$ufunc, array, Reduction { axes, dtype, out, keepdims, initial, mask })
        }
    )*};
}

typed_reduction! {
    sum "_sum" ADD;
    product "_prod" MULTIPLY;
}

macro_rules! plain_reduction {
    ($($name:ident $text:literal $ufunc:ident;)*) => {$(
        fn $name<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
            static SIGNATURE: Signature<5> =
                Signature::new($text, ["axis", "out", "keepdims", "initial", "where"], 0, 5);
            if is_bare(&args) {
                return reduce_all(&table::$ufunc, array);
            }
            let [axis, out, keepdims, initial, mask] = args.parse(&SIGNATURE)?;
            let axes = shaping::axes(axis, raw(array).ndim())?;
            reduce(&table::$ufunc, array, Reduction { axes, dtype: None, out, keepdims, initial, mask })
        }
    )*};
}

plain_reduction! {
    maximum "_amax" MAXIMUM;
    minimum "_amin" MINIMUM;
}

macro_rules! truth_reduction {
    ($($name:ident $text:literal $ufunc:ident;)*) => {$(
        fn $name<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
            static SIGNATURE: Signature<5> =
                Signature::new($text, ["axis", "dtype", "out", "keepdims", "where"], 0, 4);
            if is_bare(&args) {
                return reduce_all(&table::$ufunc, array);
            }
            let [axis, dtype, out, keepdims, mask] = args.parse(&SIGNATURE)?;
            let axes = shaping::axes(axis, raw(array).ndim())?;
            reduce(&table::$ufunc, array, Reduction { axes, dtype, out, keepdims, mask, initial: None })
        }
    )*};
}

truth_reduction! {
    all "_all" LOGICAL_AND;
    any "_any" LOGICAL_OR;
}

type Statistic = fn(&RawArray, Option<&[usize]>, &StatOptions) -> tegula_core::Result<RawArray>;

fn statistic<'py>(f: Statistic, array: &Any<'py>, arguments: [Option<&Any<'py>>; 5], ddof: f64) -> Res<'py> {
    let [axis, dtype, out, keepdims, mask] = arguments;
    let ndim = raw(array).ndim();
    if let (0, Some(axis)) = (ndim, given(axis)) {
        // Unlike sums, these do not take the axis 0 of what has none.
        normalize_axis(shaping::axis(axis)?, 0)?;
    }
    let axes = shaping::axes(axis, ndim)?;
    let dtype = dtype::optional(dtype)?;
    let keepdims = flag(keepdims)?;
    let mask = self::mask(mask)?;
    let out = self::out(out)?;
    let target = out.map(|o| raw(o).clone());
    let options = StatOptions { keepdims, dtype, out: target.as_ref(), mask: mask.as_ref(), ddof };
    let source = raw(array).clone();
    let result = gil::detached(array.py(), source.size(), || f(&source, axes.as_deref(), &options))?;
    deliver(array, out, result)
}

fn mean<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<5> =
        Signature::new("_mean", ["axis", "dtype", "out", "keepdims", "where"], 0, 4);
    if is_bare(&args) && raw(array).size() < gil::THRESHOLD {
        let result = statistics::mean(raw(array), None, &StatOptions::default())?;
        return super::result(array.py(), result);
    }
    statistic(statistics::mean, array, args.parse(&SIGNATURE)?, 0.0)
}

fn spread<'py>(f: Statistic, name: &'static str, array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    let params = ["axis", "dtype", "out", "ddof", "keepdims", "where", "correction"];
    let signature: Signature<7> = Signature::new(name, params, 0, 5);
    let [axis, dtype, out, ddof, keepdims, mask, correction] = args.parse(&signature)?;
    let given_ddof = given(correction).or(given(ddof)).filter(|d| crate::ffi::type_name(d) != "_NoValueType");
    let ddof = match given_ddof {
        Some(ddof) => element::to_scalar(ddof, tegula_core::DType::F64)?.to_f64(),
        None => 0.0,
    };
    statistic(f, array, [axis, dtype, out, keepdims, mask], ddof)
}

fn var<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    spread(statistics::var, "_var", array, args)
}

fn std<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    spread(statistics::std, "_std", array, args)
}

type Position = fn(&RawArray, Option<usize>, bool) -> tegula_core::Result<RawArray>;

fn position<'py>(f: Position, name: &'static str, array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    let signature: Signature<3> = Signature::new(name, ["axis", "out", "keepdims"], 0, 2);
    let [axis, out, keepdims] = args.parse(&signature)?;
    let source = raw(array).clone();
    let axis = match given(axis) {
        Some(axis) => Some(normalize_axis(shaping::axis(axis)?, source.ndim().max(1))?),
        None => None,
    };
    let (keepdims, out) = (flag(keepdims)?, self::out(out)?);
    // A 0-d array counts as one element along its only axis.
    let axis = axis.filter(|_| source.ndim() > 0);
    let result = gil::detached(array.py(), source.size(), || f(&source, axis, keepdims))?;
    if let Some(out) = out {
        if raw(out).shape() != result.shape() {
            return Err(Raised::value(format!("output array does not match result of np.{name}.")));
        }
        tegula_exec::assign(raw(out), &result)?;
    }
    deliver(array, out, result)
}

fn argmax<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    position(statistics::argmax, "argmax", array, args)
}

fn argmin<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    position(statistics::argmin, "argmin", array, args)
}

fn running<'py>(
    ufunc: &'static Ufunc,
    name: &'static str,
    array: &Any<'py>,
    args: Args<'_, 'py>,
) -> Res<'py> {
    let signature: Signature<3> = Signature::new(name, ["axis", "dtype", "out"], 0, 3);
    let [axis, dtype, out] = args.parse(&signature)?;
    let (dtype, out) = (dtype::optional(dtype)?, self::out(out)?);
    let target = out.map(|o| raw(o).clone());
    let (source, axis) = match given(axis) {
        Some(axis) => (array.clone(), shaping::axis(axis)?),
        None => (shaping::reshaped(array, &[-1], tegula_exec::Order::C, None)?, 0),
    };
    let source = raw(&source).clone();
    let axis = normalize_axis(axis, source.ndim())?;
    let result =
        gil::detached(array.py(), source.size(), || ufunc.accumulate(&source, axis, dtype, target.as_ref()))?;
    deliver(array, out, result)
}

fn cumsum<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    running(&table::ADD, "cumsum", array, args)
}

fn cumprod<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    running(&table::MULTIPLY, "cumprod", array, args)
}

/// `ptp`, which is a function only.
pub fn peak_to_peak<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<3> = Signature::new("ptp", ["axis", "out", "keepdims"], 0, 3);
    let [axis, out, keepdims] = args.parse(&SIGNATURE)?;
    let axes = shaping::axes(axis, raw(array).ndim())?;
    let (keepdims, out) = (flag(keepdims)?, self::out(out)?);
    let source = raw(array).clone();
    let result =
        gil::detached(array.py(), source.size(), || statistics::ptp(&source, axes.as_deref(), keepdims))?;
    if let Some(out) = out {
        tegula_exec::assign(raw(out), &result)?;
    }
    deliver(array, out, result)
}
