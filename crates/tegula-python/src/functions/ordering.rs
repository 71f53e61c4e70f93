//! Sorting, selecting and searching: methods of arrays, and the functions of the same names.

use pyo3::prelude::*;
use tegula_core::{DType, RawArray, normalize_axis, promote};
use tegula_exec::{Order, cast, copy};
use tegula_ufunc::order;

use super::picking::flat;
use super::{array_of, call_method, items};
use crate::convert::{self, is_sequence};
use crate::ffi::{Any, Args, Raised, Res, Signature, TypeBuilder, args::given, none, text, truth, type_name};
use crate::ndarray::{self, raw, require_writeable, shaping, wrap_like};
use crate::{gil, operands};

/// Adds the methods to the class.
pub fn add(builder: TypeBuilder) -> TypeBuilder {
    builder
        .method(
            "sort",
            "sort(axis=-1, kind=None, order=None, *, stable=None)\n--\n\nSorts the elements in place.",
            sort,
        )
        .method(
            "argsort",
            "argsort(axis=-1, kind=None, order=None, *, stable=None)\n--\n\nThe positions that sort the elements.",
            argsort,
        )
        .method(
            "partition",
            "partition(kth, axis=-1, kind='introselect', order=None)\n--\n\nMoves the elements that belong at \
             places of the sorted array there, smaller ones before and larger ones behind them.",
            partition,
        )
        .method(
            "argpartition",
            "argpartition(kth, axis=-1, kind='introselect', order=None)\n--\n\nThe positions that partition the \
             elements.",
            argpartition,
        )
        .method(
            "searchsorted",
            "searchsorted(v, side='left', sorter=None)\n--\n\nWhere values are to be inserted in the sorted array.",
            searchsorted,
        )
}

static SORT: Signature<5> = Signature::python("sort(a, axis=-1, kind=None, order=None, *, stable=None)");
static ARGSORT: Signature<5> =
    Signature::python("argsort(a, axis=-1, kind=None, order=None, *, stable=None)");
static PARTITION: Signature<5> =
    Signature::python("partition(a, kth, axis=-1, kind='introselect', order=None)");
static ARGPARTITION: Signature<5> =
    Signature::python("argpartition(a, kth, axis=-1, kind='introselect', order=None)");
static SEARCHSORTED: Signature<4> = Signature::python("searchsorted(a, v, side='left', sorter=None)");
static LEXSORT: Signature<2> = Signature::python("lexsort(keys, axis=-1)");

/// Adds the functions to the module.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    SORT.add(module, "A sorted copy along an axis, of the flattened array if it is None.", sorted)?;
    ARGSORT.add(module, "The positions that sort an array along an axis.", |args| {
        call_method(args, &ARGSORT, argsort)
    })?;
    PARTITION.add(
        module,
        "A copy in which the elements that belong at places of the sorted array are there, smaller ones before \
         and larger ones behind them.",
        partitioned,
    )?;
    ARGPARTITION.add(module, "The positions that partition an array along an axis.", |args| {
        call_method(args, &ARGPARTITION, argpartition)
    })?;
    SEARCHSORTED.add(module, "Where values are to be inserted in a sorted array.", |args| {
        call_method(args, &SEARCHSORTED, searchsorted)
    })?;
    LEXSORT.add(module, "The positions that sort by several keys, of which the last counts first.", lexsort)
}

/// Checks the arguments that choose how to sort: whatever they say, the sort is stable.
fn check_kind(
    kind: Option<&Any<'_>>,
    order: Option<&Any<'_>>,
    stable: Option<&Any<'_>>,
) -> Result<(), Raised> {
    if let Some(kind) = given(kind) {
        let name = name_of(kind, "sort kind")?;
        if !name.starts_with(['q', 'Q', 'h', 'H', 's', 'S', 'm', 'M']) {
            return Err(Raised::value(format!(
                "sort kind must be one of 'quick', 'heap', or 'stable' (got '{name}')"
            )));
        }
    }
    let stable = given(stable).map(truth).transpose()?;
    check_order(order)?;
    if given(kind).is_some() && stable.is_some() {
        return Err(Raised::value(
            "`kind` and keyword parameters can't be provided at the same time. Use only one of them.",
        ));
    }
    Ok(())
}

fn check_select_kind(kind: Option<&Any<'_>>, order: Option<&Any<'_>>) -> Result<(), Raised> {
    if let Some(kind) = kind {
        let name = name_of(kind, "select kind")?;
        if name != "introselect" {
            return Err(Raised::value(format!("select kind must be 'introselect' (got '{name}')")));
        }
    }
    check_order(order)
}

fn check_order(order: Option<&Any<'_>>) -> Result<(), Raised> {
    if given(order).is_some() {
        return Err(Raised::value("Cannot specify order when the array has no fields."));
    }
    Ok(())
}

/// The text of an argument that names one of several ways.
fn name_of(argument: &Any<'_>, what: &str) -> Result<String, Raised> {
    match (text(argument), argument.extract::<Vec<u8>>()) {
        (Some(text), _) => Ok(text.to_owned()),
        (None, Ok(bytes)) if type_name(argument) == "bytes" => {
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        }
        _ => Err(Raised::type_(format!("{what} must be str, not {}", type_name(argument)))),
    }
}

fn axis_of(axis: Option<&Any<'_>>) -> Result<isize, Raised> {
    axis.map_or(Ok(-1), shaping::axis)
}

/// The array along an axis, or flattened if it is `None`; a single element counts as a vector of one.
fn along<'py>(array: &Any<'py>, axis: Option<&Any<'py>>) -> Result<(RawArray, usize), Raised> {
    let this = raw(array);
    if axis.is_some_and(|axis| axis.is_none()) {
        return Ok((flat(this)?, 0));
    }
    let axis = axis_of(axis)?;
    if this.ndim() == 0 && (axis == 0 || axis == -1) {
        return Ok((flat(this)?, 0));
    }
    Ok((this.clone(), normalize_axis(axis, this.ndim())?))
}

/// A copy to be rearranged along an axis: of the flattened array if the axis is `None`.
fn copied<'py>(array: &Any<'py>, axis: Option<&Any<'py>>) -> Result<(RawArray, isize), Raised> {
    let array = array_of(array)?;
    let this = raw(&array).clone();
    let size = gil::weight(&this);
    if axis.is_some_and(|axis| axis.is_none()) {
        let flat = gil::detached(array.py(), size, || copy(&this, Order::C))?;
        let layout = flat.layout.reshape(&[flat.size()], flat.itemsize(), false);
        return Ok((flat.with_layout(layout.expect("a copy has no gaps")), -1));
    }
    Ok((gil::detached(array.py(), size, || copy(&this, Order::K))?, axis_of(axis)?))
}

fn sort<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<4> = Signature::fast("sort(axis=-1, kind=None, order=None, *, stable=None)");
    let [axis, kind, order, stable] = args.parse(&SIGNATURE)?;
    let axis = axis_of(axis)?;
    check_kind(kind, order, stable)?;
    let this = raw(array).clone();
    let axis = normalize_axis(axis, this.ndim())?;
    require_writeable(array, "sort array")?;
    gil::detached(array.py(), gil::weight(&this), || order::sort(&this, axis))?;
    Ok(none(array.py()))
}

fn sorted<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, axis, kind, order, stable] = args.parse(&SORT)?;
    let array = array.expect("required");
    let (copy, axis) = copied(array, axis)?;
    check_kind(kind, order, stable)?;
    let axis = normalize_axis(axis, copy.ndim())?;
    gil::detached(args.py(), gil::weight(&copy), || order::sort(&copy, axis))?;
    wrapped(array, copy)
}

/// An array object like the one given, which need not be an array.
fn wrapped<'py>(like: &Any<'py>, array: RawArray) -> Res<'py> {
    match ndarray::get(like) {
        Some(_) => wrap_like(like, array),
        None => ndarray::wrap(like.py(), array),
    }
}

fn argsort<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<4> =
        Signature::fast("argsort(axis=-1, kind=None, order=None, *, stable=None)");
    let [axis, kind, order, stable] = args.parse(&SIGNATURE)?;
    check_kind(kind, order, stable)?;
    let (this, axis) = along(array, axis)?;
    wrap_like(array, gil::detached(array.py(), gil::weight(&this), || order::argsort(&this, axis))?)
}

/// The places that a `kth` argument names.
fn places(argument: &Any<'_>) -> Result<Vec<i64>, Raised> {
    let kth = convert::to_array(argument, None)?;
    if kth.ndim() > 1 {
        return Err(Raised::value(if ndarray::get(argument).is_some() {
            "object too deep for desired array"
        } else {
            "setting an array element with a sequence. The requested array would exceed the maximum number of \
             dimension of 1."
        }));
    }
    if kth.dtype == DType::Bool {
        return Err(Raised::value("Booleans unacceptable as partition index"));
    }
    if !kth.dtype.is_integer() {
        return Err(Raised::type_("Partition index must be integer"));
    }
    let kth = flat(&cast(&kth, DType::I64, Order::C)?)?;
    Ok((0..kth.size()).map(|i| kth.get(&[i]).to_f64() as i64).collect())
}

fn partition<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<4> =
        Signature::fast("partition(kth, axis=-1, kind='introselect', order=None)");
    let [kth, axis, kind, order] = args.parse(&SIGNATURE)?;
    let axis = axis_of(axis)?;
    check_select_kind(kind, order)?;
    let kth = places(kth.expect("required"))?;
    let this = raw(array).clone();
    let axis = normalize_axis(axis, this.ndim())?;
    require_writeable(array, "partition array")?;
    gil::detached(array.py(), gil::weight(&this), || order::partition(&this, &kth, axis))?;
    Ok(none(array.py()))
}

fn partitioned<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, kth, axis, kind, order] = args.parse(&PARTITION)?;
    let array = array.expect("required");
    let (copy, axis) = copied(array, axis)?;
    check_select_kind(kind, order)?;
    let kth = places(kth.expect("required"))?;
    let axis = normalize_axis(axis, copy.ndim())?;
    gil::detached(args.py(), gil::weight(&copy), || order::partition(&copy, &kth, axis))?;
    wrapped(array, copy)
}

fn argpartition<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<4> =
        Signature::fast("argpartition(kth, axis=-1, kind='introselect', order=None)");
    let [kth, axis, kind, order] = args.parse(&SIGNATURE)?;
    check_select_kind(kind, order)?;
    let kth = places(kth.expect("required"))?;
    let (this, axis) = along(array, axis)?;
    wrap_like(
        array,
        gil::detached(array.py(), gil::weight(&this), || order::argpartition(&this, &kth, axis))?,
    )
}

/// True if `side=` says that values go behind equal elements.
fn is_right(side: Option<&Any<'_>>) -> Result<bool, Raised> {
    let Some(side) = side else { return Ok(false) };
    match &*name_of(side, "search side")? {
        "left" => Ok(false),
        "right" => Ok(true),
        name if name.starts_with(['l', 'L', 'r', 'R']) => {
            Err(Raised::value("search side must be one of 'left' or 'right'"))
        }
        name => Err(Raised::value(format!("search side must be 'left' or 'right' (got '{name}')"))),
    }
}

fn searchsorted<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<3> = Signature::fast("searchsorted(v, side='left', sorter=None)");
    let [values, side, sorter] = args.parse(&SIGNATURE)?;
    let right = is_right(side)?;
    let sorter = given(sorter).map(|sorter| convert::to_array(sorter, None)).transpose()?;
    let (line, values) = (raw(array).clone(), convert::to_array(values.expect("required"), None)?);
    let dtype = promote(line.dtype, values.dtype);
    match line.ndim() {
        0 => return Err(Raised::value("object of too small depth for desired array")),
        1 => {}
        _ => return Err(Raised::value("object too deep for desired array")),
    }
    if let Some(sorter) = &sorter {
        if sorter.ndim() != 1 {
            return Err(Raised::type_("could not parse sorter argument"));
        }
        if !sorter.dtype.is_integer() {
            return Err(Raised::type_("sorter must only contain integers"));
        }
        if sorter.size() != line.size() {
            return Err(Raised::value("sorter.size must equal a.size"));
        }
    }
    let convert = |array: RawArray| match array.dtype == dtype {
        true => Ok(array),
        false => cast(&array, dtype, Order::K),
    };
    let (line, values) = (convert(line)?, convert(values)?);
    let size = gil::unless(dtype == DType::Object, values.size());
    let found =
        gil::detached(array.py(), size, || order::searchsorted(&line, &values, right, sorter.as_ref()))?;
    operands::give1(array, found)
}

fn lexsort<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [keys, axis] = args.parse(&LEXSORT)?;
    let keys = keys.expect("required");
    let axis = axis_of(axis)?;
    let items = if is_sequence(keys) || ndarray::get(keys).is_some_and(|keys| keys.ndim() > 0) {
        items(keys)?
    } else {
        Vec::new()
    };
    let keys: Vec<RawArray> =
        items.iter().map(|key| convert::to_array(key, None)).collect::<Result<_, _>>()?;
    if keys.first().is_some_and(|key| key.ndim() == 0) && keys.iter().all(|key| key.ndim() == 0) {
        if axis != 0 && axis != -1 {
            normalize_axis(axis, 0)?;
        }
        return ndarray::result(args.py(), RawArray::zeros(&[], DType::I64)?);
    }
    let axis = keys.first().map_or(Ok(0), |key| normalize_axis(axis, key.ndim()))?;
    let size = keys.iter().map(gil::weight).min().unwrap_or(0);
    ndarray::wrap(args.py(), gil::detached(args.py(), size, || order::lexsort(&keys, axis))?)
}
