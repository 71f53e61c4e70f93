//! Functions that make arrays.

use pyo3::prelude::*;
use tegula_core::{
    Casting, DType, Layout, Operand, RawArray, Scalar, Weak, can_cast, promote, result_type, volume,
};
use tegula_exec::Order;

use super::{array_of, casting};
use crate::convert::{self, Copy, element, foreign};
use crate::ffi::typedef::add_function;
use crate::ffi::{Any, Args, Raised, Res, Signature, args::given, index, truth, tuple};
use crate::ndarray::{self, raw, shaping};
use crate::{dtype, gil, scalars};

fn array<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<7> =
        Signature::new("array", ["object", "dtype", "copy", "order", "subok", "ndmin", "like"], 1, 2);
    let [object, dtype, copy, order, subok, ndmin, _like] = args.parse(&SIGNATURE)?;
    let when = match copy {
        Some(copy) if copy.is_none() => Copy::IfNeeded,
        Some(copy) if !truth(copy)? => Copy::Never,
        _ => Copy::Always,
    };
    let ndmin = ndmin.map_or(Ok(0), index)?.max(0) as usize;
    let subok = subok.map_or(Ok(false), truth)?;
    let order = shaping::order(order, Order::K)?;
    convert::to_object(object.expect("required"), dtype::optional(dtype)?, when, order, subok, ndmin)
}

fn as_array<'py>(name: &'static str, args: Args<'_, 'py>, default: Order, subok: bool) -> Res<'py> {
    let signature: Signature<6> =
        Signature::new(name, ["a", "dtype", "order", "device", "copy", "like"], 1, 3);
    let [object, dtype, order, _device, copy, _like] = args.parse(&signature)?;
    let when = match given(copy).map(truth).transpose()? {
        Some(true) => Copy::Always,
        Some(false) => Copy::Never,
        None => Copy::IfNeeded,
    };
    let order = shaping::order(order, default)?;
    let dtype = dtype::optional(dtype)?;
    convert::to_object(object.expect("required"), dtype, when, order, subok, 0)
}

fn asarray<'py>(args: Args<'_, 'py>) -> Res<'py> {
    if let ([object], true) = (args.positional(), args.is_positional())
        && ndarray::NDARRAY.is_exact(object)
    {
        return Ok(object.clone());
    }
    as_array("asarray", args, Order::K, false)
}

fn ascontiguous<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let made = as_array("ascontiguousarray", args, Order::C, false)?;
    at_least_one_axis(made)
}

fn at_least_one_axis(made: Any<'_>) -> Res<'_> {
    if raw(&made).ndim() == 0 { shaping::reshaped(&made, &[1], Order::C, None) } else { Ok(made) }
}

fn layout(shape: &[usize], dtype: DType, order: Order) -> Result<Layout, Raised> {
    Ok(match order {
        Order::F => Layout::fortran(shape, dtype.itemsize())?,
        _ => Layout::contiguous(shape, dtype.itemsize())?,
    })
}

/// Makes an array with the arguments `shape`, `dtype` and `order`.
fn blank<'py>(name: &'static str, args: Args<'_, 'py>, zeroed: bool) -> Result<RawArray, Raised> {
    let signature: Signature<5> = Signature::new(name, ["shape", "dtype", "order", "device", "like"], 1, 3);
    let [shape, dtype, order, ..] = args.parse(&signature)?;
    let shape = shaping::shape(shape.expect("required"))?;
    let dtype = dtype::optional(dtype)?.unwrap_or(DType::F64);
    let order = shaping::order(order, Order::C)?;
    let make = || match (order, zeroed) {
        (Order::F, _) => RawArray::allocate(Layout::fortran(&shape, dtype.itemsize())?, dtype, zeroed),
        (_, true) => RawArray::zeros(&shape, dtype),
        (_, false) => RawArray::empty(&shape, dtype),
    };
    Ok(gil::detached(args.py(), volume(&shape), make)?)
}

fn zeros<'py>(args: Args<'_, 'py>) -> Res<'py> {
    ndarray::wrap(args.py(), blank("zeros", args, true)?)
}

fn empty<'py>(args: Args<'_, 'py>) -> Res<'py> {
    ndarray::wrap(args.py(), blank("empty", args, false)?)
}

fn ones<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let made = blank("ones", args, false)?;
    gil::detached(args.py(), made.size(), || tegula_exec::fill(&made, Scalar::Bool(true)));
    ndarray::wrap(args.py(), made)
}

fn full<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<6> =
        Signature::new("full", ["shape", "fill_value", "dtype", "order", "device", "like"], 2, 4);
    let [shape, value, dtype, order, ..] = args.parse(&SIGNATURE)?;
    let value = value.expect("required");
    let shape = shaping::shape(shape.expect("required"))?;
    let dtype = match dtype::optional(dtype)? {
        Some(dtype) => dtype,
        None => convert::convert(value, None)?.array.dtype,
    };
    let made = RawArray::allocate(layout(&shape, dtype, shaping::order(order, Order::C)?)?, dtype, false)?;
    ndarray::index::assign(&made, value, args.py())?;
    ndarray::wrap(args.py(), made)
}

/// What `..._like` functions take after the array (and the value).
fn like<'py>(
    prototype: &Any<'py>,
    [dtype, order, subok, shape]: [Option<&Any<'py>>; 4],
    zeroed: bool,
) -> Result<(Any<'py>, bool), Raised> {
    let py = prototype.py();
    let prototype = array_of(prototype)?;
    let source = raw(&prototype).clone();
    let dtype = dtype::optional(dtype)?.unwrap_or(source.dtype);
    let order = shaping::order(order, Order::K)?;
    let layout = match given(shape) {
        None => order.layout(&source.layout, dtype.itemsize(), source.itemsize())?,
        Some(shape) => {
            let shape = shaping::shape(shape)?;
            let fortran = match order {
                Order::F => true,
                Order::C => false,
                _ => source.is_f_contiguous() && !source.is_c_contiguous(),
            };
            self::layout(&shape, dtype, if fortran { Order::F } else { Order::C })?
        }
    };
    let made = RawArray::allocate(layout, dtype, zeroed)?;
    let subok = subok.map_or(Ok(true), truth)?;
    let object = if subok { ndarray::wrap_like(&prototype, made)? } else { ndarray::wrap(py, made)? };
    Ok((object, subok))
}

fn blank_like<'py>(name: &'static str, args: Args<'_, 'py>, zeroed: bool) -> Res<'py> {
    let params =
        [if name == "empty_like" { "prototype" } else { "a" }, "dtype", "order", "subok", "shape", "device"];
    let signature: Signature<6> = Signature::new(name, params, 1, 5);
    let [prototype, dtype, order, subok, shape, _device] = args.parse(&signature)?;
    Ok(like(prototype.expect("required"), [dtype, order, subok, shape], zeroed)?.0)
}

fn full_like<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<7> =
        Signature::new("full_like", ["a", "fill_value", "dtype", "order", "subok", "shape", "device"], 2, 6);
    let [prototype, value, dtype, order, subok, shape, _device] = args.parse(&SIGNATURE)?;
    let (made, _) = like(prototype.expect("required"), [dtype, order, subok, shape], false)?;
    let target = raw(&made).clone();
    ndarray::index::assign(&target, value.expect("required"), args.py())?;
    Ok(made)
}

/// A number given to `arange` or `linspace`.
fn number(object: &Any<'_>) -> Result<Scalar, Raised> {
    match element::number(object) {
        Some(element::Number::Weak(value) | element::Number::Strong(value)) => Ok(value),
        Some(element::Number::Huge) => Err(Raised::overflow("Python int too large to convert to C long")),
        None => match convert::only_value(&convert::to_array(object, None)?) {
            Some(value) => Ok(value),
            None => Err(Raised::value("only numbers and 0-d arrays are supported as ends of a range")),
        },
    }
}

fn arange<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<6> =
        Signature::new("arange", ["start", "stop", "step", "dtype", "device", "like"], 0, 4);
    let py = args.py();
    let [start, stop, step, dtype, ..] = args.parse(&SIGNATURE)?;
    let (start, stop) = match (given(start), given(stop)) {
        (Some(stop), None) | (None, Some(stop)) => (Scalar::I64(0), number(stop)?),
        (Some(start), Some(stop)) => (number(start)?, number(stop)?),
        (None, None) => return Err(Raised::type_("arange() requires stop to be specified.")),
    };
    let step = given(step).map_or(Ok(Scalar::I64(1)), number)?;
    let natural = [start, stop, step].iter().fold(DType::I64, |d, x| promote(d, x.dtype()));
    let dtype = dtype::optional(dtype)?.unwrap_or(natural);
    if natural.is_float() && step.to_f64() == 0.0 {
        return Err(tegula_core::Error::ZeroDivision("float division by zero".into()).into());
    }
    if natural.is_complex() || dtype.is_complex() {
        return Err(Raised::type_("arange() of complex numbers is not supported"));
    }
    let made = if natural.is_integer() {
        let (start, stop, step) = (start.to_i64(), stop.to_i64(), step.to_i64());
        let n = tegula_exec::integer_range_length(start, stop, step)?;
        gil::detached(py, n, || tegula_exec::arange(start, step, n))?
    } else {
        let (start, stop, step) = (start.to_f64(), stop.to_f64(), step.to_f64());
        let n = tegula_exec::range_length(start, stop, step)?;
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
    ndarray::wrap(py, tegula_exec::converted(made, dtype)?)
}

fn linspace<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<8> = Signature::new(
        "linspace",
        ["start", "stop", "num", "endpoint", "retstep", "dtype", "axis", "device"],
        2,
        7,
    );
    let py = args.py();
    let [start, stop, n, endpoint, retstep, dtype, ..] = args.parse(&SIGNATURE)?;
    let n = n.map_or(Ok(50), index)?;
    if n < 0 {
        return Err(Raised::value(format!("Number of samples, {n}, must be non-negative.")));
    }
    let endpoint = endpoint.map_or(Ok(true), truth)?;
    let (start, stop) = (start.expect("required"), stop.expect("required"));
    let ends = [start, stop].map(casting::contribution);
    let [first, last] = ends;
    let natural = result_type(&[first?, last?, Operand::Weak(Weak::Float)]).unwrap_or(DType::F64);
    let dtype = dtype::optional(dtype)?.unwrap_or(natural);
    let (start, stop) = (number(start)?.to_c128(), number(stop)?.to_c128());
    let (mut made, step) =
        gil::detached(py, n as usize, || tegula_exec::linspace(start, stop, n as usize, endpoint, natural))?;
    if dtype.is_integer() {
        made = tegula_ufunc::table::FLOOR
            .call(&[tegula_ufunc::Arg::Array(&made)], &tegula_ufunc::Options::default())?;
    }
    let made = ndarray::wrap(py, tegula_exec::converted(made, dtype)?)?;
    if !retstep.map_or(Ok(false), truth)? {
        return Ok(made);
    }
    tuple(py, &[made, scalars::make(py, Scalar::C128(step).cast(natural))?])
}

fn eye<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<7> =
        Signature::new("eye", ["N", "M", "k", "dtype", "order", "device", "like"], 1, 5);
    let [rows, cols, k, dtype, order, ..] = args.parse(&SIGNATURE)?;
    let extent = |object: &Any<'_>| -> Result<usize, Raised> {
        usize::try_from(index(object)?).map_err(|_| Raised::value("negative dimensions are not allowed"))
    };
    let rows = extent(rows.expect("required"))?;
    let cols = given(cols).map_or(Ok(rows), extent)?;
    let k = given(k).map_or(Ok(0), index)?;
    let dtype = dtype::optional(dtype)?.unwrap_or(DType::F64);
    let made = match shaping::order(order, Order::C)? {
        Order::F => {
            let turned = tegula_exec::eye(cols, rows, -k, dtype)?;
            turned.with_layout(turned.layout.transpose())
        }
        _ => tegula_exec::eye(rows, cols, k, dtype)?,
    };
    ndarray::wrap(args.py(), made)
}

fn from_buffer<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<5> =
        Signature::new("frombuffer", ["buffer", "dtype", "count", "offset", "like"], 1, 4);
    let [buffer, dtype, count, offset, _like] = args.parse(&SIGNATURE)?;
    let buffer = buffer.expect("required");
    let dtype = dtype::optional(dtype)?.unwrap_or(DType::F64);
    let (bytes, writeable) = foreign::bytes(buffer)?;
    let count = count.map_or(Ok(-1), index)?;
    let offset = offset.map_or(Ok(0), index)?;
    if offset < 0 || offset as usize > bytes.size() {
        return Err(Raised::value(format!(
            "offset must be non-negative and no greater than buffer length ({})",
            bytes.size()
        )));
    }
    let (rest, item) = (bytes.size() - offset as usize, dtype.itemsize());
    let n = match count {
        n if n >= 0 => n as usize,
        _ if !rest.is_multiple_of(item) => {
            return Err(Raised::value("buffer size must be a multiple of element size"));
        }
        _ => rest / item,
    };
    if n.checked_mul(item).is_none_or(|needed| needed > rest) {
        return Err(Raised::value("buffer is smaller than requested size"));
    }
    let mut view = Layout::contiguous(&[n], item)?;
    view.offset = bytes.layout.offset + offset as usize;
    let array = RawArray { buffer: bytes.buffer, dtype, layout: view };
    ndarray::share(buffer, array, writeable)
}

fn from_iter<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<4> = Signature::new("fromiter", ["iter", "dtype", "count", "like"], 2, 3);
    let [items, dtype, count, _like] = args.parse(&SIGNATURE)?;
    let dtype = dtype::from_object(dtype.expect("required"))?;
    let count = count.map_or(Ok(-1), index)?;
    let mut values = Vec::new();
    for item in items.expect("required").try_iter()? {
        if count >= 0 && values.len() >= count as usize {
            break;
        }
        values.push(element::to_scalar(&item?, dtype)?);
    }
    if count >= 0 && values.len() < count as usize {
        return Err(Raised::value(format!(
            "iterator too short: Expected {count} but iterator had only {} items.",
            values.len()
        )));
    }
    let made = RawArray::empty(&[values.len()], dtype)?;
    for (i, value) in values.into_iter().enumerate() {
        // SAFETY: the array has a place of this type for every value.
        unsafe { value.write(made.ptr().add(i * dtype.itemsize())) };
    }
    ndarray::wrap(args.py(), made)
}

fn copy<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<3> = Signature::new("copy", ["a", "order", "subok"], 1, 3);
    let [object, order, subok] = args.parse(&SIGNATURE)?;
    let order = shaping::order(order, Order::K)?;
    let subok = subok.map_or(Ok(false), truth)?;
    convert::to_object(object.expect("required"), None, Copy::Always, order, subok, 0)
}

fn copy_to<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<4> = Signature::new("copyto", ["dst", "src", "casting", "where"], 2, 4);
    let [target, source, casting, mask] = args.parse(&SIGNATURE)?;
    let target = target.expect("required");
    if ndarray::get(target).is_none() {
        return Err(Raised::type_("copyto() argument 1 must be an array"));
    }
    ndarray::require_writeable(target, "assignment destination")?;
    let casting = ndarray::methods::casting(casting, Casting::SameKind)?;
    let into = raw(target).clone();
    let source = source.expect("required");
    let value = match element::number(source) {
        Some(element::Number::Weak(value)) => {
            // A literal adapts to the target within its kind.
            let weak = tegula_ufunc::Arg::Literal(value).type_of();
            let adapted =
                tegula_core::result_type(&[Operand::Strong(into.dtype), weak]).unwrap_or(into.dtype);
            if !can_cast(adapted, into.dtype, casting) {
                return Err(Raised::type_(format!(
                    "Cannot cast scalar from dtype('{}') to dtype('{}') according to the rule '{casting}'",
                    value.dtype(),
                    into.dtype
                )));
            }
            RawArray::from_scalar(element::to_scalar(source, into.dtype)?)?
        }
        _ => convert::to_array(source, None)?,
    };
    if !can_cast(value.dtype, into.dtype, casting) {
        return Err(tegula_core::Error::Cast { from: value.dtype, to: into.dtype, casting }.into());
    }
    match ndarray::reductions::mask(mask)? {
        None => tegula_exec::assign(&into, &value)?,
        Some(mask) => {
            let merged = tegula_ufunc::where_(
                &mask,
                tegula_ufunc::Arg::Array(&value),
                tegula_ufunc::Arg::Array(&into),
            )?;
            tegula_exec::assign(&into, &merged)?;
        }
    }
    Ok(crate::ffi::none(args.py()))
}

/// Adds the functions.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    add_function(
        module,
        "array",
        "array(object, dtype=None, *, copy=True, order='K', subok=False, ndmin=0, like=None)\n--\n\nAn array of the elements of an object.",
        array,
    )?;
    add_function(
        module,
        "asarray",
        "asarray(a, dtype=None, order=None, *, copy=None, device=None, like=None)\n--\n\nAn array, without copying if possible.",
        asarray,
    )?;
    add_function(module, "asanyarray", "As asarray, but lets subclasses pass.", |args| {
        as_array("asanyarray", args, Order::K, true)
    })?;
    add_function(module, "ascontiguousarray", "An array in C order with at least one axis.", ascontiguous)?;
    add_function(module, "asfortranarray", "An array in Fortran order with at least one axis.", |args| {
        at_least_one_axis(as_array("asfortranarray", args, Order::F, false)?)
    })?;
    add_function(module, "zeros", "zeros(shape, dtype=float, order='C')\n--\n\nAn array of zeros.", zeros)?;
    add_function(module, "ones", "ones(shape, dtype=float, order='C')\n--\n\nAn array of ones.", ones)?;
    add_function(
        module,
        "empty",
        "empty(shape, dtype=float, order='C')\n--\n\nAn array of arbitrary content.",
        empty,
    )?;
    add_function(
        module,
        "full",
        "full(shape, fill_value, dtype=None, order='C', *, device=None, like=None)\n--\n\nAn array of one value.",
        full,
    )?;
    add_function(module, "zeros_like", "Zeros in the shape of an array.", |args| {
        blank_like("zeros_like", args, true)
    })?;
    add_function(module, "empty_like", "Arbitrary content in the shape of an array.", |args| {
        blank_like("empty_like", args, false)
    })?;
    add_function(module, "ones_like", "Ones in the shape of an array.", |args| {
        let made = blank_like("ones_like", args, false)?;
        tegula_exec::fill(raw(&made), Scalar::Bool(true));
        Ok(made)
    })?;
    add_function(module, "full_like", "One value in the shape of an array.", full_like)?;
    add_function(
        module,
        "arange",
        "arange([start,] stop[, step], dtype=None)\n--\n\nEvenly spaced numbers below a stop.",
        arange,
    )?;
    add_function(
        module,
        "linspace",
        "linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0, *, device=None)\n--\n\nEvenly spaced numbers over a range.",
        linspace,
    )?;
    add_function(
        module,
        "eye",
        "eye(N, M=None, k=0, dtype=float, order='C')\n--\n\nOnes on a diagonal.",
        eye,
    )?;
    add_function(module, "identity", "The identity matrix.", |args| {
        static SIGNATURE: Signature<3> = Signature::new("identity", ["n", "dtype", "like"], 1, 2);
        let [n, dtype, _like] = args.parse(&SIGNATURE)?;
        let n = usize::try_from(index(n.expect("required"))?)
            .map_err(|_| Raised::value("negative dimensions are not allowed"))?;
        let dtype = dtype::optional(dtype)?.unwrap_or(DType::F64);
        ndarray::wrap(args.py(), tegula_exec::eye(n, n, 0, dtype)?)
    })?;
    add_function(module, "frombuffer", "A view of the bytes of an object.", from_buffer)?;
    add_function(module, "fromiter", "The numbers of an iterator.", from_iter)?;
    add_function(module, "copy", "copy(a, order='K', subok=False)\n--\n\nA copy.", copy)?;
    add_function(
        module,
        "copyto",
        "copyto(dst, src, casting='same_kind', where=True)\n--\n\nWrites to an array.",
        copy_to,
    )
}
