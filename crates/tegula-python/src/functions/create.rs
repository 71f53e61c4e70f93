//! Functions that make arrays.

use pyo3::prelude::*;
use tegula_core::{DType, Layout, MAX_NDIM, RawArray, Scalar, volume};
use tegula_exec::Order;

use super::array_of;
use crate::convert::{self, Copy, element, foreign};
use crate::ffi::{Any, Args, Raised, Res, Signature, args::given, index, text, truth};
use crate::ndarray::{self, raw, shaping};
use crate::{dtype, gil, overrides, scalars};

static ARRAY: Signature<8> = Signature::fast(
    "array(object, dtype=None, *, copy=True, order='K', subok=False, ndmin=0, ndmax=0, like=None)",
);

fn array<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [object, dtype, copy, order, subok, ndmin, ndmax, like] = args.parse(&ARRAY)?;
    no_override(like)?;
    let when = when(copy, Copy::Always)?;
    let ndmin = ndmin.map_or(Ok(0), shaping::c_int)?;
    let ndmax = match ndmax {
        Some(ndmax) => {
            usize::try_from(shaping::c_int(ndmax)?).ok().filter(|&n| n <= MAX_NDIM).ok_or_else(|| {
                Raised::value(format!("ndmax must be in the range [0, NPY_MAXDIMS ({MAX_NDIM})] "))
            })?
        }
        None => MAX_NDIM,
    };
    if ndmin > ndmax as i32 {
        return Err(Raised::value(format!("ndmin must be <= ndmax ({ndmax})")));
    }
    let ndmin = ndmin.max(0) as usize;
    let subok = subok.map_or(Ok(false), truth)?;
    let order = shaping::order(order, Order::K)?;
    let made =
        convert::to_object(object.expect("required"), dtype::optional(dtype)?, when, order, subok, ndmin)?;
    if raw(&made).ndim() > ndmax {
        return Err(Raised::value(format!(
            "setting an array element with a sequence. The requested array would exceed the maximum number of dimension of \
             {ndmax}."
        )));
    }
    Ok(made)
}

/// What a `copy=` argument says; `None` copies if it must.
fn when(copy: Option<&Any<'_>>, absent: Copy) -> Result<Copy, Raised> {
    match copy {
        None => Ok(absent),
        Some(copy) if copy.is_none() => Ok(Copy::IfNeeded),
        Some(copy) if text(copy).is_some() => {
            Err(Raised::value("strings are not allowed for 'copy' keyword. Use True/False/None instead."))
        }
        Some(copy) => Ok(if truth(copy)? { Copy::Always } else { Copy::Never }),
    }
}

static ASARRAY: Signature<6> =
    Signature::fast("asarray(a, dtype=None, order=None, *, device=None, copy=None, like=None)");
static ASANYARRAY: Signature<6> =
    Signature::fast("asanyarray(a, dtype=None, order=None, *, device=None, copy=None, like=None)");
static ASCONTIGUOUSARRAY: Signature<3> = Signature::fast("ascontiguousarray(a, dtype=None, *, like=None)");
static ASFORTRANARRAY: Signature<3> = Signature::fast("asfortranarray(a, dtype=None, *, like=None)");

fn as_array<'py>(signature: &Signature<6>, args: Args<'_, 'py>, subok: bool) -> Res<'py> {
    let [object, dtype, order, device, copy, like] = args.parse(signature)?;
    no_override(like)?;
    check_device(device)?;
    let when = when(copy, Copy::IfNeeded)?;
    let order = shaping::order(order, Order::K)?;
    let dtype = dtype::optional(dtype)?;
    convert::to_object(object.expect("required"), dtype, when, order, subok, 0)
}

fn asarray<'py>(args: Args<'_, 'py>) -> Res<'py> {
    if let ([object], true) = (args.positional(), args.is_positional())
        && ndarray::NDARRAY.is_exact(object)
    {
        return Ok(object.clone());
    }
    as_array(&ASARRAY, args, false)
}

/// An array in an order, with at least one axis.
fn in_order<'py>(signature: &Signature<3>, args: Args<'_, 'py>, order: Order) -> Res<'py> {
    let [object, dtype, like] = args.parse(signature)?;
    no_override(like)?;
    let (object, dtype) = (object.expect("required"), dtype::optional(dtype)?);
    let made = convert::to_object(object, dtype, Copy::IfNeeded, order, false, 0)?;
    if raw(&made).ndim() == 0 { shaping::reshaped(&made, &[1], Order::C, None) } else { Ok(made) }
}

/// Checks a `like=` argument: other libraries' arrays would have to make the result.
pub fn no_override(like: Option<&Any<'_>>) -> Result<(), Raised> {
    match given(like) {
        Some(like) if !overrides::function::is_known_to(like) => Err(Raised::type_(
            "The `like` argument must be an array-like that implements the `__array_function__` protocol.",
        )),
        _ => Ok(()),
    }
}

/// Checks a `device=` argument: there is only the processor.
pub fn check_device(device: Option<&Any<'_>>) -> Result<(), Raised> {
    match given(device) {
        Some(device) if text(device) != Some("cpu") => Err(Raised::value(format!(
            "Device not understood. Only \"cpu\" is allowed, but received: {}",
            device.str()?
        ))),
        _ => Ok(()),
    }
}

fn layout(shape: &[usize], dtype: DType, order: Order) -> Result<Layout, Raised> {
    Ok(match order {
        Order::F => Layout::fortran(shape, dtype.itemsize())?,
        _ => Layout::contiguous(shape, dtype.itemsize())?,
    })
}

static ZEROS: Signature<5> =
    Signature::fast("zeros(shape, dtype=None, order='C', *, device=None, like=None)");
static EMPTY: Signature<5> =
    Signature::fast("empty(shape, dtype=None, order='C', *, device=None, like=None)");
static ONES: Signature<5> =
    Signature::python("ones(shape, dtype=None, order='C', *, device=None, like=None)");

/// Makes an array with the arguments `shape`, `dtype` and `order`.
fn blank<'py>(signature: &Signature<5>, args: Args<'_, 'py>, zeroed: bool) -> Result<RawArray, Raised> {
    let [shape, dtype, order, device, like] = args.parse(signature)?;
    no_override(like)?;
    check_device(device)?;
    let shape = shaping::shape(shape.expect("required"))?;
    let dtype = width_of_one(dtype::optional(dtype)?.unwrap_or(DType::F64));
    let order = shaping::order(order, Order::C)?;
    if !matches!(order, Order::C | Order::F) {
        return Err(Raised::value("only 'C' or 'F' order is permitted"));
    }
    let make = || match (order, zeroed || dtype.native().is_string()) {
        (Order::F, zeroed) => RawArray::allocate(Layout::fortran(&shape, dtype.itemsize())?, dtype, zeroed),
        (_, true) => RawArray::zeros(&shape, dtype),
        (_, false) => RawArray::empty(&shape, dtype),
    };
    let made = gil::detached(args.py(), volume(&shape), make)?;
    if zeroed {
        tegula_exec::zero_objects(&made);
    }
    Ok(made)
}

/// A string type without a width as one for single characters.
fn width_of_one(dtype: DType) -> DType {
    match dtype.native() {
        DType::Str(0) => DType::Str(1),
        DType::Bytes(0) => DType::Bytes(1),
        _ => dtype,
    }
}

/// The ones of objects and texts are integers, those of numbers whatever 1 is.
fn fill_ones(py: Python<'_>, array: &RawArray) {
    let one = if array.dtype.native().is_number() { Scalar::Bool(true) } else { Scalar::I64(1) };
    gil::detached(py, gil::weight(array), || tegula_exec::fill(array, one));
}

fn zeros<'py>(args: Args<'_, 'py>) -> Res<'py> {
    ndarray::wrap(args.py(), blank(&ZEROS, args, true)?)
}

fn empty<'py>(args: Args<'_, 'py>) -> Res<'py> {
    ndarray::wrap(args.py(), blank(&EMPTY, args, false)?)
}

fn ones<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let made = blank(&ONES, args, false)?;
    fill_ones(args.py(), &made);
    ndarray::wrap(args.py(), made)
}

/// Fills an array; array scalars are cast.
fn fill_with(target: &RawArray, value: &Any<'_>, py: Python<'_>) -> Result<(), Raised> {
    if !scalars::is_scalar(value) {
        return ndarray::index::assign(target, value, py);
    }
    let value = convert::cast_single(value, target.dtype)?;
    Ok(gil::detached(py, gil::weight(target), || tegula_exec::assign(target, &value))?)
}

static FULL: Signature<6> =
    Signature::python("full(shape, fill_value, dtype=None, order='C', *, device=None, like=None)");

fn full<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [shape, value, dtype, order, device, like] = args.parse(&FULL)?;
    no_override(like)?;
    check_device(device)?;
    let value = value.expect("required");
    let shape = shaping::shape(shape.expect("required"))?;
    let dtype = match dtype::optional(dtype)? {
        Some(dtype) => width_of_one(dtype),
        None => convert::convert(value, None)?.array.dtype,
    };
    let made = RawArray::allocate(layout(&shape, dtype, shaping::order(order, Order::C)?)?, dtype, false)?;
    fill_with(&made, value, args.py())?;
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
    let dtype = width_of_one(dtype::optional(dtype)?.unwrap_or(source.dtype));
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
    let made = RawArray::allocate(layout, dtype, zeroed || dtype.native().is_string())?;
    if zeroed {
        tegula_exec::zero_objects(&made);
    }
    let subok = subok.map_or(Ok(true), truth)?;
    let object = if subok { ndarray::wrap_like(&prototype, made)? } else { ndarray::wrap(py, made)? };
    Ok((object, subok))
}

static ZEROS_LIKE: Signature<6> =
    Signature::python("zeros_like(a, dtype=None, order='K', subok=True, shape=None, *, device=None)");
static ONES_LIKE: Signature<6> =
    Signature::python("ones_like(a, dtype=None, order='K', subok=True, shape=None, *, device=None)");
static EMPTY_LIKE: Signature<6> = Signature::python(
    "empty_like(prototype, /, dtype=None, order='K', subok=True, shape=None, *, device=None)",
);

fn blank_like<'py>(signature: &Signature<6>, args: Args<'_, 'py>, zeroed: bool) -> Res<'py> {
    let [prototype, dtype, order, subok, shape, device] = args.parse(signature)?;
    check_device(device)?;
    Ok(like(prototype.expect("required"), [dtype, order, subok, shape], zeroed)?.0)
}

static FULL_LIKE: Signature<7> = Signature::python(
    "full_like(a, fill_value, dtype=None, order='K', subok=True, shape=None, *, device=None)",
);

fn full_like<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [prototype, value, dtype, order, subok, shape, device] = args.parse(&FULL_LIKE)?;
    check_device(device)?;
    let (made, _) = like(prototype.expect("required"), [dtype, order, subok, shape], false)?;
    let target = raw(&made).clone();
    fill_with(&target, value.expect("required"), args.py())?;
    Ok(made)
}

static EYE: Signature<7> =
    Signature::python("eye(N, M=None, k=0, dtype=None, order='C', *, device=None, like=None)");

fn eye<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [rows, cols, k, dtype, order, device, like] = args.parse(&EYE)?;
    no_override(like)?;
    check_device(device)?;
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

static FROMBUFFER: Signature<5> =
    Signature::tuple("frombuffer(buffer, dtype=None, count=-1, offset=0, *, like=None)");

fn from_buffer<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [buffer, dtype, count, offset, like] = args.parse(&FROMBUFFER)?;
    no_override(like)?;
    let buffer = buffer.expect("required");
    let dtype = dtype::optional(dtype)?.unwrap_or(DType::F64);
    if dtype == DType::Object {
        return Err(Raised::value("cannot create an OBJECT array from memory buffer"));
    }
    if dtype.itemsize() == 0 {
        return Err(Raised::value("itemsize cannot be zero in type"));
    }
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

static FROMITER: Signature<4> = Signature::tuple("fromiter(iter, dtype, count=-1, *, like=None)");

fn from_iter<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [items, dtype, count, like] = args.parse(&FROMITER)?;
    no_override(like)?;
    let dtype = dtype::from_object(dtype.expect("required"))?;
    let count = count.map_or(Ok(-1), index)?;
    if dtype.itemsize() == 0 {
        return Err(Raised::value("Must specify length when using variable-size data-type."));
    }
    let mut values = Vec::new();
    for item in items.expect("required").try_iter()? {
        if count >= 0 && values.len() >= count as usize {
            break;
        }
        values.push(item?);
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
        unsafe { element::store(&value, dtype, made.ptr().add(i * dtype.itemsize()))? };
    }
    ndarray::wrap(args.py(), made)
}

static COPY: Signature<3> = Signature::python("copy(a, order='K', subok=False)");

fn copy<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [object, order, subok] = args.parse(&COPY)?;
    let order = shaping::order(order, Order::K)?;
    let subok = subok.map_or(Ok(false), truth)?;
    convert::to_object(object.expect("required"), None, Copy::Always, order, subok, 0)
}

static IDENTITY: Signature<3> = Signature::python("identity(n, dtype=None, *, like=None)");

/// Adds the functions.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    ARRAY.add(module, "An array of the elements of an object.", array)?;
    ASARRAY.add(module, "An array, without copying if possible.", asarray)?;
    ASANYARRAY
        .add(module, "As asarray, but lets subclasses pass.", |args| as_array(&ASANYARRAY, args, true))?;
    ASCONTIGUOUSARRAY.add(module, "An array in C order with at least one axis.", |args| {
        in_order(&ASCONTIGUOUSARRAY, args, Order::C)
    })?;
    ASFORTRANARRAY.add(module, "An array in Fortran order with at least one axis.", |args| {
        in_order(&ASFORTRANARRAY, args, Order::F)
    })?;
    ZEROS.add(module, "An array of zeros.", zeros)?;
    ONES.add(module, "An array of ones.", ones)?;
    EMPTY.add(module, "An array of arbitrary content.", empty)?;
    FULL.add(module, "An array of one value.", full)?;
    ZEROS_LIKE.add(module, "Zeros in the shape of an array.", |args| blank_like(&ZEROS_LIKE, args, true))?;
    EMPTY_LIKE.add(module, "Arbitrary content in the shape of an array.", |args| {
        blank_like(&EMPTY_LIKE, args, false)
    })?;
    ONES_LIKE.add(module, "Ones in the shape of an array.", |args| {
        let made = blank_like(&ONES_LIKE, args, false)?;
        fill_ones(args.py(), &raw(&made).clone());
        Ok(made)
    })?;
    FULL_LIKE.add(module, "One value in the shape of an array.", full_like)?;
    EYE.add(module, "Ones on a diagonal.", eye)?;
    IDENTITY.add(module, "The identity matrix.", |args| {
        let [n, dtype, like] = args.parse(&IDENTITY)?;
        no_override(like)?;
        let n = usize::try_from(index(n.expect("required"))?)
            .map_err(|_| Raised::value("negative dimensions are not allowed"))?;
        let dtype = dtype::optional(dtype)?.unwrap_or(DType::F64);
        ndarray::wrap(args.py(), tegula_exec::eye(n, n, 0, dtype)?)
    })?;
    FROMBUFFER.add(module, "A view of the bytes of an object.", from_buffer)?;
    FROMITER.add(module, "The numbers of an iterator.", from_iter)?;
    COPY.add(module, "A copy.", copy)
}
