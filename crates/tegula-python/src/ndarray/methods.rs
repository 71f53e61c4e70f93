//! Methods that copy, convert and pick elements.

use pyo3::prelude::*;
use pyo3::types::PyType;
use tegula_core::index::{Item, prepare};
use tegula_core::{Casting, DType, Dims, Error, RawArray, can_cast, normalize_axis};
use tegula_exec::Order;
use tegula_ufunc::{Options, ReduceOptions, table};

use super::{NDARRAY, attributes, flags, flatiter, pickle, protocols, raw, reductions, shaping};
use super::{require_writeable, view, wrap_like};
use crate::convert::{self, element};
use crate::ffi::{
    Any, Args, Raised, Res, Signature, TypeBuilder, args::given, int, none, text, truth, tuple, tuple_items,
};
use crate::functions::{array_of, call_method, picking, repeating};
use crate::overrides::ufunc::REDUCE;
use crate::overrides::wrap::{self, Context};
use crate::{dtype, gil, linalg, operands, overrides, scalars};

/// Adds the methods to the class.
pub fn add(builder: TypeBuilder) -> TypeBuilder {
    builder
        .method("copy", "copy(order='C')\n--\n\nA copy.", copy)
        .method(
            "astype",
            "astype(dtype, order='K', casting='unsafe', subok=True, copy=True)\n--\n\nA conversion.",
            astype,
        )
        .method("view", "view(*args, **kwargs)\n--\n\nThe same memory with other elements or class.", view_as)
        .method("item", "item(*args)\n--\n\nOne element as a Python number.", item)
        .method("tolist", "tolist()\n--\n\nNested lists of Python numbers.", |a, args| {
            static SIGNATURE: Signature<0> = Signature::anonymous("tolist()");
            args.parse(&SIGNATURE)?;
            protocols::to_list(a.py(), raw(a))
        })
        .method("tobytes", "tobytes(order='C')\n--\n\nThe elements as bytes.", to_bytes)
        .method("fill", "fill(value)\n--\n\nWrites one value to all elements.", fill)
        .method(
            "clip",
            "clip(min=None, max=None, out=None, **kwargs)\n--\n\nThe elements limited to a range.",
            clip,
        )
        .method("dot", "dot(other, /, out=None)\n--\n\nThe dot product.", dot)
        .method("nonzero", "nonzero()\n--\n\nThe positions of the elements that are not zero.", |a, args| {
            static SIGNATURE: Signature<0> = Signature::anonymous("nonzero()");
            args.parse(&SIGNATURE)?;
            nonzero(a)
        })
        .method(
            "take",
            "take(indices, axis=None, out=None, mode='raise')\n--\n\nElements at positions.",
            picking::take,
        )
        .method(
            "put",
            "put(indices, values, mode='raise')\n--\n\nWrites to positions of the flattened array.",
            picking::put,
        )
        .method(
            "choose",
            "choose(*choices, out=None, mode='raise')\n--\n\nFor every number the element of the choice with that number.",
            picking::choose,
        )
        .method(
            "compress",
            "compress(condition, axis=None, out=None)\n--\n\nThe parts along an axis where a condition is true.",
            picking::compress,
        )
        .method("repeat", "repeat(repeats, axis=None)\n--\n\nElements repeated.", repeating::repeat)
        .method(
            "trace",
            "trace(offset=0, axis1=0, axis2=1, dtype=None, out=None)\n--\n\nThe sum of a diagonal.",
            trace,
        )
        .method("round", "round(decimals=0, out=None)\n--\n\nThe elements rounded.", round)
        .method("conj", "conj()\n--\n\nThe complex conjugate.", conjugate)
        .method("conjugate", "conjugate()\n--\n\nThe complex conjugate.", conjugate)
        .method("setflags", "setflags(write=None, align=None, uic=None)\n--\n\nSets flags.", set_flags)
        .method("__array__", "The array itself, or a converted copy.", array)
        .noargs("__sizeof__", "The size of the object in bytes.", pickle::size_of)
        .class_one(
            "__class_getitem__",
            "For annotations such as ndarray[tuple[int], dtype].",
            |class, key| Ok(class.py().import("types")?.getattr("GenericAlias")?.call1((class, key))?),
        )
}

fn copy<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::fast("copy(order='C')");
    let [order] = args.parse(&SIGNATURE)?;
    let order = shaping::order(order, Order::C)?;
    let this = raw(array).clone();
    wrap_like(array, gil::detached(array.py(), gil::weight(&this), || tegula_exec::copy(&this, order))?)
}

fn astype<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<5> =
        Signature::fast("astype(dtype, order='K', casting='unsafe', subok=True, copy=True)");
    let [dtype, order, casting, subok, copy] = args.parse(&SIGNATURE)?;
    let dtype = dtype::from_object(dtype.expect("required"))?;
    let order = shaping::order(order, Order::K)?;
    // Only conversions know this rule, and name it.
    let same_value = casting.and_then(text) == Some("same_value");
    let casting = match casting.and_then(text).map(Casting::parse) {
        _ if same_value => Casting::Unsafe,
        Some(Err(error)) => {
            return Err(Raised::value(error.to_string().replace("'unsafe'", "'unsafe', 'same_value'")));
        }
        _ => self::casting(casting, Casting::Unsafe)?,
    };
    let copy = copy.map_or(Ok(true), truth)?;
    let this = raw(array).clone();
    if !can_cast(this.dtype, dtype, casting) {
        return Err(Error::Cast { from: this.dtype, to: dtype, casting }.into());
    }
    let in_order = match order {
        Order::C => this.is_c_contiguous(),
        Order::F => this.is_f_contiguous(),
        Order::A => this.is_c_contiguous() || this.is_f_contiguous(),
        Order::K => true,
    };
    let subok = subok.map_or(Ok(true), truth)?;
    if !copy && dtype == this.dtype && in_order && (subok || NDARRAY.is_exact(array)) {
        return Ok(array.clone());
    }
    let result = gil::cast(array.py(), &this, dtype, order)?;
    if same_value && !tegula_ufunc::holds_same_values(&this, &result)? {
        return Err(Raised::value(format!(
            "could not cast 'same_value' {} to {}",
            dtype::c_name(this.dtype),
            dtype::c_name(dtype)
        )));
    }
    if subok { wrap_like(array, result) } else { super::wrap(array.py(), result) }
}

/// The rule that a `casting=` argument names.
pub fn casting(argument: Option<&Any<'_>>, default: Casting) -> Result<Casting, Raised> {
    let Some(argument) = argument else { return Ok(default) };
    match text(argument) {
        Some(name) => Ok(Casting::parse(name)?),
        None => Err(Raised::type_(format!("casting must be str, not {}", crate::ffi::type_name(argument)))),
    }
}

fn view_as<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<2> = Signature::fast("view(dtype=None, type=None)");
    let [mut element, mut class] = args.parse(&SIGNATURE)?;
    let twice = class.is_some();
    if let Some(candidate) = element
        && let Ok(found) = candidate.cast::<PyType>()
        && found.is_subclass(&NDARRAY.bind(array.py()))?
    {
        if twice {
            return Err(Raised::value("Cannot specify output type twice."));
        }
        (element, class) = (None, Some(candidate));
    }
    let mut this = raw(array).clone();
    if let Some(element) = given(element) {
        this = attributes::reinterpret(&this, dtype::from_object(element)?)?;
    }
    let Some(class) = given(class) else { return view(array, this) };
    let class = class
        .cast::<PyType>()
        .ok()
        .filter(|c| c.is_subclass(&NDARRAY.bind(array.py())).unwrap_or(false))
        .ok_or_else(|| Raised::value("Type must be a sub-type of ndarray type"))?;
    let writeable = super::is_writeable(array);
    if class.as_type_ptr() == NDARRAY.get() {
        return super::share(array, this, writeable);
    }
    super::finalized(class.as_type_ptr(), array, this, Some(array), writeable)
}

/// The 0-d view of the element that the arguments of `item` pick.
fn picked(array: &RawArray, positions: &[Any<'_>]) -> Result<RawArray, Raised> {
    let positions = match positions {
        [single] => tuple_items(single).unwrap_or(positions),
        many => many,
    };
    let positions = positions.iter().map(shaping::axis).collect::<Result<Dims<isize>, _>>()?;
    match positions[..] {
        [] if array.size() == 1 => Ok(flatiter::view(array, 0)),
        [] => Err(Raised::value("can only convert an array of size 1 to a Python scalar")),
        [i] => {
            let n = array.size();
            let at = normalize_axis(i, n).map_err(|_| Error::OutOfBounds {
                index: i as i64,
                axis: (array.ndim() == 1).then_some(0),
                size: n,
            })?;
            Ok(flatiter::view(array, at))
        }
        _ if positions.len() != array.ndim() => Err(Raised::value("incorrect number of indices for array")),
        _ => {
            let items: Vec<Item> = positions.iter().map(|&i| Item::Int(i)).collect();
            Ok(array.with_layout(prepare(&array.layout, &items)?.layout))
        }
    }
}

fn item<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<0> = Signature::tuple("item(*args)");
    args.parse_named(&SIGNATURE)?;
    let picked = picked(raw(array), args.positional())?;
    // SAFETY: a 0-d array has one element of its type.
    unsafe { scalars::to_python_at(array.py(), picked.dtype, picked.ptr()) }
}

/// The only element as an array scalar.
pub fn element_object<'py>(array: &Any<'py>) -> Res<'py> {
    scalars::of(array.py(), &picked(raw(array), &[])?)
}

fn to_bytes<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::tuple("tobytes(order='C')");
    let [order] = args.parse(&SIGNATURE)?;
    let this = raw(array);
    let order = match shaping::order(order, Order::C)? {
        Order::F => Order::F,
        Order::A if this.is_f_contiguous() && !this.is_c_contiguous() => Order::F,
        _ => Order::C,
    };
    pickle::bytes(array.py(), this, order)
}

fn fill<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::tuple("fill(value, /)");
    let [value] = args.parse(&SIGNATURE)?;
    let value = value.expect("required");
    require_writeable(array, "assignment destination")?;
    let target = raw(array).clone();
    let value = match super::get(value) {
        Some(single) if single.ndim() == 0 => {
            let single = single.clone();
            let size = gil::weight2(&target, &single);
            gil::detached(array.py(), size, || tegula_exec::assign(&target, &single))?;
            return Ok(none(array.py()));
        }
        _ if target.dtype == DType::Object
            || target.dtype.native().is_string() && super::get(value).is_none() =>
        {
            tegula_exec::assign(&target, &convert::single(value, Some(target.dtype))?)?;
            return Ok(none(array.py()));
        }
        Some(_) => return Err(Raised::value("setting an array element with a sequence.")),
        None => element::to_scalar(value, target.dtype.native())?,
    };
    gil::detached(array.py(), target.size(), || tegula_exec::fill(&target, value));
    Ok(none(array.py()))
}

fn clip<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<7> = Signature::python(
        "_clip(a, min=None, max=None, out=None, *, where=True, dtype=None, casting='same_kind')",
    );
    let [_, arguments @ ..] = args.parse_method(array, &SIGNATURE)?;
    clipped(array, arguments)
}

/// `np.clip`, which knows its bounds by two names each.
fn clip_function<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, a_min, a_max, out, min, max, mask, dtype, casting] = args.parse(&CLIP)?;
    let array = array_of(array.expect("required"))?;
    let absent = |name| Raised::type_(format!("clip() missing 1 required positional argument: '{name}'"));
    let (low, high) = match (a_min, a_max) {
        (None, None) => (min, max),
        (None, _) => return Err(absent("a_min")),
        (_, None) => return Err(absent("a_max")),
        _ if min.is_some() || max.is_some() => {
            return Err(Raised::value(
                "Passing `min` or `max` keyword argument when `a_min` and `a_max` are provided is forbidden.",
            ));
        }
        bounds => bounds,
    };
    clipped(&array, [low, high, out, mask, dtype, casting])
}

fn clipped<'py>(array: &Any<'py>, arguments: [Option<&Any<'py>>; 6]) -> Res<'py> {
    let [low, high, out, mask, dtype, casting] = arguments;
    if overrides::ufunc::takes_over(array) {
        return Ok(composed(array.py(), "clip")?.call1((array, low, high, out))?);
    }
    let bound = |argument: Option<&Any<'py>>| -> Result<_, Raised> {
        match given(argument) {
            Some(value) if crate::ffi::type_name(value) != "_NoValueType" => {
                Ok(Some(operands::operand(value)?.detach()))
            }
            _ => Ok(None),
        }
    };
    let (low, high) = (bound(low)?, bound(high)?);
    let (out, mask) = (reductions::out(out)?, reductions::mask(mask)?);
    let target = out.map(|o| raw(o).clone());
    let options = Options {
        out: target.as_ref(),
        mask: mask.as_ref(),
        dtype: dtype::optional(dtype)?,
        casting: self::casting(casting, Casting::SameKind)?,
        ..Options::default()
    };
    let source = raw(array).clone();
    let (low, high) = (low.as_ref().map(|x| x.arg()), high.as_ref().map(|x| x.arg()));
    let result =
        gil::detached(array.py(), gil::weight(&source), || tegula_ufunc::clip(&source, low, high, &options))?;
    reductions::deliver(array, out, result)
}

fn dot<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<2> = Signature::fast("dot(b, out=None)");
    let [other, out] = args.parse(&SIGNATURE)?;
    linalg::dot_of(array, other.expect("required"), out)
}

/// The positions of the elements that are not zero, one array for each axis.
pub fn nonzero<'py>(array: &Any<'py>) -> Res<'py> {
    let py = array.py();
    let source = raw(array).clone();
    if source.ndim() == 0 {
        return Err(Raised::value(
            "Calling nonzero on 0d arrays is not allowed. Use np.atleast_1d(scalar).nonzero() instead.",
        ));
    }
    let found = gil::detached(py, gil::weight(&source), || {
        tegula_exec::coordinates(&tegula_exec::cast(&source, DType::Bool, Order::C)?)
    })?;
    let owner = super::wrap(py, found.clone())?;
    let column = |axis| super::share(&owner, found.with_layout(found.layout.pick(1, axis)), true);
    tuple(py, &(0..source.ndim()).map(column).collect::<Result<Vec<_>, _>>()?)
}

fn trace<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<5> =
        Signature::fast("trace(offset=0, axis1=0, axis2=1, dtype=None, out=None)");
    let [offset, axis1, axis2, dtype, out] = args.parse(&SIGNATURE)?;
    if overrides::ufunc::takes_over(array) {
        let layout = shaping::diagonal_layout(array, [offset, axis1, axis2])?;
        let diagonal = view(array, raw(array).with_layout(layout))?;
        let last = int(array.py(), raw(&diagonal).ndim() as i64 - 1)?;
        let arguments = [("axis", Some(&last)), ("dtype", given(dtype)), ("out", given(out))];
        let sum = overrides::ufunc::call_way("add", &REDUCE, &diagonal, &arguments)?;
        return match super::get(&sum) {
            Some(single) if single.ndim() == 0 && out.is_none() => scalars::of(array.py(), single),
            _ => Ok(sum),
        };
    }
    let diagonal = raw(array).with_layout(shaping::diagonal_layout(array, [offset, axis1, axis2])?);
    let (dtype, out) = (dtype::optional(dtype)?, reductions::method_out(out)?);
    let target = out.map(|o| raw(o).clone());
    let options = ReduceOptions { dtype, out: target.as_ref(), ..ReduceOptions::default() };
    let last = diagonal.ndim() - 1;
    let result = table::ADD.reduce(&diagonal, Some(&[last]), false, &options)?;
    match out {
        Some(out) => Ok(out.clone()),
        None => operands::give1(array, result),
    }
}

fn round<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<2> = Signature::tuple("round(decimals=0, out=None)");
    let [decimals, out] = args.parse(&SIGNATURE)?;
    let decimals = decimals.map_or(Ok(0), crate::ffi::index)?;
    if overrides::ufunc::takes_over(array) {
        return Ok(composed(array.py(), "round")?.call1((array, decimals, out))?);
    }
    let out = reductions::method_out(out)?;
    let source = raw(array).clone();
    if out.is_some_and(|out| raw(out).shape() != source.shape()) {
        return Err(Raised::value("invalid output shape"));
    }
    let result =
        gil::detached(array.py(), gil::weight(&source), || tegula_ufunc::round(&source, decimals as i64))?;
    if let Some(out) = out {
        tegula_exec::assign(raw(out), &result)?;
    }
    wrap::result(result, &[array], out, Context { outs: &[out], ..Context::of(&table::RINT) })
}

/// A method of arrays whose class does the work of universal functions itself, composed of such functions.
fn composed<'py>(py: Python<'py>, name: &str) -> Res<'py> {
    Ok(py.import("tegula._objects")?.getattr(name)?)
}

fn conjugate<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::tuple("conjugate(out=None, /)");
    let [out] = args.parse(&SIGNATURE)?;
    if out.is_none() && !raw(array).dtype.is_complex() {
        return Ok(array.clone());
    }
    if out.is_none() {
        return operands::function1(&table::CONJUGATE, array);
    }
    let out = reductions::out(out)?;
    let target = out.map(|o| raw(o).clone());
    let options = Options { out: target.as_ref(), ..Options::default() };
    let result = operands::call1(array.py(), &table::CONJUGATE, operands::operand(array)?, &options)?;
    match out {
        Some(out) => Ok(out.clone()),
        None => wrap_like(array, result),
    }
}

fn set_flags<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<3> = Signature::tuple("setflags(write=None, align=None, uic=None)");
    let [write, align, uic] = args.parse(&SIGNATURE)?;
    if let Some(align) = given(align) {
        flags::set_aligned(array, truth(align)?)?;
    }
    if given(uic).map(truth).transpose()? == Some(true) {
        return Err(Raised::value("cannot set WRITEBACKIFCOPY flag to True"));
    }
    if let Some(write) = given(write) {
        flags::set(array, truth(write)?)?;
    }
    Ok(none(array.py()))
}

fn array<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<2> = Signature::tuple("__array__(dtype=None, *, copy=None)");
    let [dtype, copy] = args.parse(&SIGNATURE)?;
    let when = match given(copy).map(truth).transpose()? {
        Some(true) => convert::Copy::Always,
        Some(false) => convert::Copy::Never,
        None => convert::Copy::IfNeeded,
    };
    convert::to_object(array, dtype::optional(dtype)?, when, Order::K, true, 0)
}

static CLIP: Signature<9> = Signature::python(
    "clip(a, a_min=None, a_max=None, out=None, *, min=None, max=None, where=True, dtype=None, casting='same_kind')",
);
static TRACE: Signature<6> = Signature::python("trace(a, offset=0, axis1=0, axis2=1, dtype=None, out=None)");
static ROUND: Signature<3> = Signature::python("round(a, decimals=0, out=None)");
static AROUND: Signature<3> = Signature::python("around(a, decimals=0, out=None)");
static NONZERO: Signature<1> = Signature::python("nonzero(a)");

/// Adds the functions that are methods with the array as first argument.
pub fn add_functions(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    CLIP.add(module, "The elements limited to a range.", clip_function)?;
    TRACE.add(module, "The sum of a diagonal.", |args| call_method(args, &TRACE, trace))?;
    ROUND.add(module, "The elements rounded.", |args| call_method(args, &ROUND, round))?;
    AROUND.add(module, "The elements rounded.", |args| call_method(args, &AROUND, round))?;
    NONZERO.add(module, "The positions of the elements that are not zero.", |args| {
        call_method(args, &NONZERO, |a, _| nonzero(a))
    })
}
