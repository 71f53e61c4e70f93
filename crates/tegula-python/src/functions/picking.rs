//! Elements at positions: `take`, `put`, `choose`, `compress` and their kin. Those that are methods of arrays
//! as well take the array first.

use pyo3::prelude::*;
use tegula_core::{Casting, DType, Error, Operand, RawArray, Scalar, can_cast, normalize_axis};
use tegula_exec::{Bounds, Order};

use super::{array_of, call_method, shape};
use crate::convert::{self, element};
use crate::ffi::{Any, Args, Raised, Res, Signature, args::given, none, text, tuple};
use crate::ndarray::{self, raw, require_writeable, shaping};
use crate::{gil, operands, scalars};

/// What `mode=` says about positions beyond the ends.
pub fn bounds(argument: Option<&Any<'_>>) -> Result<Bounds, Raised> {
    let Some(argument) = given(argument) else { return Ok(Bounds::Raise) };
    match text(argument) {
        Some("raise") => Ok(Bounds::Raise),
        Some("wrap") => Ok(Bounds::Wrap),
        Some("clip") => Ok(Bounds::Clip),
        Some(name) if name.starts_with(['c', 'C', 'w', 'W', 'r', 'R']) => {
            Err(Raised::value("Use one of 'clip', 'raise', or 'wrap' for clip mode"))
        }
        Some(name) => {
            Err(Raised::value(format!("clipmode must be one of 'clip', 'raise', or 'wrap' (got '{name}')")))
        }
        None => match crate::ffi::index(argument)? {
            0 => Ok(Bounds::Clip),
            1 => Ok(Bounds::Wrap),
            2 => Ok(Bounds::Raise),
            _ => Err(Raised::value(
                "integer clipmode must be RAISE, WRAP, or CLIP from 'numpy._core.multiarray'",
            )),
        },
    }
}

/// The positions that an argument gives, as `int64`, where `casting` allows that.
fn positions(object: &Any<'_>, casting: Casting) -> Result<RawArray, Raised> {
    if let Some(i) = element::exact_int(object) {
        return Ok(RawArray::from_scalar(Scalar::I64(i))?);
    }
    let wanted = if ndarray::get(object).is_some() { None } else { Some(DType::I64) };
    let found = convert::to_array(object, wanted)?;
    if !can_cast(found.dtype, DType::I64, casting) {
        if found.ndim() == 0 {
            let (from, to) = (found.dtype.repr(), DType::I64.repr());
            let text = format!("Cannot cast scalar from {from} to {to} according to the rule '{casting}'");
            return Err(Raised::type_(text));
        }
        return Err(Error::Cast { from: found.dtype, to: DType::I64, casting }.into());
    }
    Ok(if found.dtype == DType::I64 { found } else { tegula_exec::cast(&found, DType::I64, Order::C)? })
}

/// The array along the axis given, or flattened.
fn along<'py>(array: &Any<'py>, axis: Option<&Any<'py>>) -> Result<(RawArray, usize), Raised> {
    match given(axis) {
        Some(axis) => {
            let axis = shaping::axis(axis)?;
            let this = raw(array);
            // A single element counts as a vector of one.
            if this.ndim() == 0 && (axis == 0 || axis == -1) {
                return Ok((flat(this)?, 0));
            }
            Ok((this.clone(), normalize_axis(axis, this.ndim())?))
        }
        None => Ok((flat(raw(array))?, 0)),
    }
}

/// The elements in C order in one axis, viewed if possible.
pub fn flat(array: &RawArray) -> Result<RawArray, Raised> {
    if array.ndim() == 1 {
        return Ok(array.clone());
    }
    if let Some(layout) = array.layout.reshape(&[array.size()], array.itemsize(), false) {
        return Ok(array.with_layout(layout));
    }
    let copied = convert::contiguous(array)?;
    let layout = copied.layout.reshape(&[array.size()], array.itemsize(), false);
    Ok(copied.with_layout(layout.expect("a copy has no gaps")))
}

/// The array given as `out=`, of which elements of type `dtype` must be safely made.
fn output<'a, 'py>(
    argument: Option<&'a Any<'py>>,
    dtype: Option<DType>,
) -> Result<Option<&'a Any<'py>>, Raised> {
    let Some(out) = given(argument) else { return Ok(None) };
    let Some(array) = ndarray::get(out) else { return Err(Raised::type_("output must be an array")) };
    require_writeable(out, "output array")?;
    match dtype {
        Some(to) if !can_cast(array.dtype, to, Casting::Safe) => {
            Err(Error::Cast { from: array.dtype, to, casting: Casting::Safe }.into())
        }
        _ => Ok(Some(out)),
    }
}

pub fn take<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<4> = Signature::fast("take(indices, axis=None, out=None, mode='raise')");
    let [indices, axis, out, mode] = args.parse(&SIGNATURE)?;
    let bounds = bounds(mode)?;
    let positions = positions(indices.expect("required"), Casting::SameKind)?;
    take_at(array, &positions, axis, out, bounds)
}

fn take_at<'py>(
    array: &Any<'py>,
    positions: &RawArray,
    axis: Option<&Any<'py>>,
    out: Option<&Any<'py>>,
    bounds: Bounds,
) -> Res<'py> {
    let (source, axis) = along(array, axis)?;
    let count = source.size() / source.shape()[axis].max(1) * positions.size();
    let run = || tegula_exec::take(&source, positions, axis, bounds);
    let Some(out) = given(out) else {
        return operands::give1(
            array,
            gil::detached(array.py(), gil::unless(source.dtype == DType::Object, count), run)?,
        );
    };
    if ndarray::get(out).is_some() {
        let shape = [&source.shape()[..axis], positions.shape(), &source.shape()[axis + 1..]].concat();
        if *raw(out).shape() != shape[..] {
            return Err(Raised::value("output array does not match result of ndarray.take"));
        }
    }
    let out = output(Some(out), Some(source.dtype))?.expect("given");
    let result = gil::detached(array.py(), gil::unless(source.dtype == DType::Object, count), run)?;
    tegula_exec::assign(raw(out), &result)?;
    Ok(out.clone())
}

pub fn put<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<3> = Signature::tuple("put(indices, values, mode='raise')");
    let [indices, values, mode] = args.parse(&SIGNATURE)?;
    let bounds = bounds(mode)?;
    require_writeable(array, "put: output array")?;
    let target = raw(array).clone();
    let positions = positions(indices.expect("required"), Casting::Safe)?;
    let values = converted(values.expect("required"), target.dtype)?;
    tegula_exec::put(&target, &positions, &values, bounds)?;
    Ok(none(array.py()))
}

/// A value of the elements' type: Python's numbers must fit, array scalars and arrays are cast.
pub fn converted(value: &Any<'_>, dtype: DType) -> Result<RawArray, Raised> {
    match element::number(value) {
        Some(_) => convert::cast_single(value, dtype),
        None => Ok(convert::convert(value, Some(dtype))?.array),
    }
}
static PUT: Signature<4> = Signature::python("put(a, ind, v, mode='raise')");

fn put_function<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, indices, values, mode] = args.parse(&PUT)?;
    let array = array.expect("required");
    if ndarray::get(array).is_none() {
        return Err(Raised::type_(format!(
            "argument 1 must be numpy.ndarray, not {}",
            array.get_type().repr()?
        )));
    }
    let values = [indices, values, mode].map(|x| x.cloned().unwrap_or_else(|| none(array.py())));
    put(array, Args::from_slice(array.py(), &values))
}

/// Several arrays converted to the type of a common result.
pub fn common(objects: &[Any<'_>]) -> Result<(DType, Vec<RawArray>), Raised> {
    let kinds = objects.iter().map(|object| match element::number(object) {
        Some(_) => super::casting::contribution(object),
        None => Ok(Operand::Strong(convert::to_array(object, None)?.dtype)),
    });
    let kinds = kinds.collect::<Result<Vec<_>, _>>()?;
    tegula_ufunc::strings::check_promotion(&kinds)?;
    let dtype = tegula_core::result_type(&kinds).unwrap_or(DType::F64);
    let arrays = objects.iter().map(|object| match element::number(object) {
        // Literals adapt to the type and wrap.
        Some(element::Number::Weak(value)) if dtype.is_number() => {
            Ok(RawArray::from_scalar(value.cast(dtype))?)
        }
        Some(_) if !dtype.is_number() => convert::single(object, Some(dtype)),
        _ => {
            let array = convert::to_array(object, None)?;
            Ok(if array.dtype == dtype { array } else { tegula_exec::cast(&array, dtype, Order::K)? })
        }
    });
    Ok((dtype, arrays.collect::<Result<_, Raised>>()?))
}

static CHOOSE: Signature<4> = Signature::python("choose(a, choices, out=None, mode='raise')");

fn choose_function<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, choices, out, mode] = args.parse(&CHOOSE)?;
    let array = array_of(array.expect("required"))?;
    choose_from(&array, &super::items(choices.expect("required"))?, out, mode)
}

/// The method, which takes the choices as one sequence or one by one.
pub fn choose<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<2> = Signature::anonymous("choose(out=None, mode='raise')");
    if args.positional().is_empty() {
        return Err(Raised::type_("choose() takes exactly 1 argument (0 given)"));
    }
    let [out, mode] = args.parse_named(&SIGNATURE)?;
    match args.positional() {
        [single] => choose_from(array, &super::items(single)?, out, mode),
        many => choose_from(array, many, out, mode),
    }
}

fn choose_from<'py>(
    array: &Any<'py>,
    choices: &[Any<'py>],
    out: Option<&Any<'py>>,
    mode: Option<&Any<'py>>,
) -> Res<'py> {
    let bounds = bounds(mode)?;
    let numbers = raw(array).clone();
    if choices.is_empty() {
        return Err(Raised::value("0-length sequence."));
    }
    let (dtype, choices) = common(choices)?;
    if !can_cast(numbers.dtype, DType::I64, Casting::Safe) {
        return Err(Error::Cast { from: numbers.dtype, to: DType::I64, casting: Casting::Safe }.into());
    }
    let numbers = match numbers.dtype {
        DType::I64 => numbers,
        _ => tegula_exec::cast(&numbers, DType::I64, Order::K)?,
    };
    // Choices are numbered before the numbers themselves.
    let mut shapes: Vec<&[usize]> = choices.iter().map(RawArray::shape).collect();
    shapes.push(numbers.shape());
    let size = gil::unless(dtype == DType::Object, tegula_core::volume(&shape::common_shape(&shapes)?));
    let result = gil::detached(array.py(), size, || tegula_exec::choose(&numbers, &choices, bounds))?;
    let Some(out) = output(out, None)? else { return operands::give1(array, result) };
    debug_assert_eq!(dtype, result.dtype);
    if raw(out).shape() != result.shape() {
        return Err(Raised::type_("choose: invalid shape for output array."));
    }
    tegula_exec::assign(raw(out), &result)?;
    Ok(out.clone())
}

pub fn compress<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<3> = Signature::tuple("compress(condition, axis=None, out=None)");
    let [condition, axis, out] = args.parse(&SIGNATURE)?;
    let condition = convert::to_array(condition.expect("required"), None)?;
    if condition.ndim() != 1 {
        return Err(Raised::value("condition must be a 1-d array"));
    }
    take_at(array, &true_positions(&condition)?, axis, out, Bounds::Raise)
}

/// The positions in the flattened array of the elements that are not zero.
fn true_positions(array: &RawArray) -> Result<RawArray, Raised> {
    let mask = flat(&tegula_exec::cast(array, DType::Bool, Order::C)?)?;
    let found = tegula_exec::coordinates(&mask)?;
    Ok(found.with_layout(found.layout.pick(1, 0)))
}
static COMPRESS: Signature<4> = Signature::python("compress(condition, a, axis=None, out=None)");

fn compress_function<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [condition, array, axis, out] = args.parse(&COMPRESS)?;
    let array = array_of(array.expect("required"))?;
    let values = [condition, axis, out].map(|x| x.cloned().unwrap_or_else(|| none(array.py())));
    compress(&array, Args::from_slice(array.py(), &values))
}
static EXTRACT: Signature<2> = Signature::python("extract(condition, arr)");

fn extract<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [condition, array] = args.parse(&EXTRACT)?;
    let condition = convert::to_array(condition.expect("required"), None)?;
    let array = array_of(array.expect("required"))?;
    let positions = true_positions(&condition)?;
    take_at(&array, &positions, None, None, Bounds::Raise)
}

/// The array, positions and axis of `take_along_axis` and `put_along_axis`.
fn lines<'py>(
    array: &Any<'py>,
    indices: &Any<'py>,
    axis: Option<&Any<'py>>,
    default: isize,
) -> Result<(RawArray, RawArray, usize), Raised> {
    let (source, axis) = match axis {
        Some(axis) if axis.is_none() => {
            if indices.getattr("ndim")?.extract::<usize>()? != 1 {
                return Err(Raised::value("when axis=None, `indices` must have a single dimension."));
            }
            let owned = tegula_exec::copy(raw(&array_of(array)?), Order::C)?;
            (flat(&owned)?, 0)
        }
        axis => {
            if ndarray::get(array).is_none() {
                array.getattr("ndim")?;
            }
            let source = raw(&array_of(array)?).clone();
            let axis = normalize_axis(axis.map_or(Ok(default), shaping::axis)?, source.ndim())?;
            (source, axis)
        }
    };
    if ndarray::get(indices).is_none() {
        indices.getattr("dtype")?;
    }
    let indices = convert::to_array(indices, None)?;
    if !indices.dtype.is_integer() || indices.dtype == DType::Bool {
        return Err(Raised::index("`indices` must be an integer array"));
    }
    Ok((source, indices, axis))
}
static TAKE_ALONG_AXIS: Signature<3> = Signature::python("take_along_axis(arr, indices, axis=-1)");

fn take_along_axis<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, indices, axis] = args.parse(&TAKE_ALONG_AXIS)?;
    let array = array.expect("required");
    let (source, indices, axis) = lines(array, indices.expect("required"), axis, -1)?;
    let size = gil::unless(source.dtype == DType::Object, indices.size());
    let result = gil::detached(args.py(), size, || tegula_exec::take_along_axis(&source, &indices, axis))?;
    match ndarray::get(array) {
        Some(_) => ndarray::wrap_like(array, result),
        None => ndarray::wrap(args.py(), result),
    }
}
static PUT_ALONG_AXIS: Signature<4> = Signature::python("put_along_axis(arr, indices, values, axis)");

fn put_along_axis<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, indices, values, axis] = args.parse(&PUT_ALONG_AXIS)?;
    let array = array.expect("required");
    let (target, indices, axis) = lines(array, indices.expect("required"), axis, -1)?;
    require_writeable(array, "assignment destination")?;
    let values = converted(values.expect("required"), target.dtype)?;
    tegula_exec::put_along_axis(&target, &indices, &values, axis)?;
    Ok(none(args.py()))
}

/// Whole numbers of an argument of `unravel_index` or `ravel_multi_index`.
fn whole(object: &Any<'_>) -> Result<RawArray, Raised> {
    if let Some(i) = element::exact_int(object) {
        return Ok(RawArray::from_scalar(Scalar::I64(i))?);
    }
    let array = convert::to_array(object, None)?;
    if array.dtype.is_integer() || array.dtype == DType::Bool {
        return Ok(tegula_exec::cast(&array, DType::I64, Order::K)?);
    }
    Err(Raised::type_(if array.size() == 0 && ndarray::get(object).is_none() {
        "indices must be integral: the provided empty sequence was inferred as float. Wrap it with \
         'np.array(indices, dtype=np.intp)'"
    } else {
        "only int indices permitted"
    }))
}

/// True for Fortran order.
fn fortran(order: Option<&Any<'_>>) -> Result<bool, Raised> {
    match shaping::order(order, Order::C)? {
        Order::C => Ok(false),
        Order::F => Ok(true),
        _ => Err(Raised::value("only 'C' or 'F' order is permitted")),
    }
}
static UNRAVEL_INDEX: Signature<3> = Signature::python("unravel_index(indices, shape, order='C')");

fn unravel_index<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let py = args.py();
    let [indices, shape, order] = args.parse(&UNRAVEL_INDEX)?;
    let extents = shaping::extents(shape.expect("required"))?;
    let fortran = fortran(order)?;
    let total = extents.iter().try_fold(1i64, |product, &n| product.checked_mul(n as i64));
    let Some(total) = total else {
        return Err(Raised::value(
            "dimensions are too large; arrays and shapes with a total size greater than 'intp' are not supported.",
        ));
    };
    let indices = whole(indices.expect("required"))?;
    if extents.is_empty() && indices.ndim() > 0 {
        return Err(Raised::value("multiple indices are not supported for 0d arrays"));
    }
    if total < 0 {
        let first = if indices.size() > 0 { ndarray::flatiter::element(&indices, 0).to_i64() } else { 0 };
        return Err(Raised::value(format!("index {first} is out of bounds for array with size {total}")));
    }
    let shape: Vec<usize> = extents.iter().map(|&n| n as usize).collect();
    let found = gil::detached(py, indices.size(), || tegula_exec::unravel(&indices, &shape, fortran))?;
    let last = found.ndim() - 1;
    if last == 0 {
        let numbers = (0..shape.len()).map(|axis| scalars::make(py, found.get(&[axis])));
        return tuple(py, &numbers.collect::<Result<Vec<_>, _>>()?);
    }
    let owner = ndarray::wrap(py, found.clone())?;
    let columns = (0..shape.len())
        .map(|axis| ndarray::share(&owner, found.with_layout(found.layout.pick(last, axis)), true));
    tuple(py, &columns.collect::<Result<Vec<_>, _>>()?)
}
static RAVEL_MULTI_INDEX: Signature<4> =
    Signature::python("ravel_multi_index(multi_index, dims, mode='raise', order='C')");

fn ravel_multi_index<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [coordinates, dims, mode, order] = args.parse(&RAVEL_MULTI_INDEX)?;
    let shape = shaping::extents(dims.expect("required"))?;
    let modes = match given(mode).and_then(crate::ffi::tuple_items) {
        Some(modes) if modes.len() == shape.len() => {
            modes.iter().map(|mode| bounds(Some(mode))).collect::<Result<Vec<_>, _>>()?
        }
        Some(_) => {
            return Err(Raised::value(format!(
                "length of mode does not match number of dimensions, {}",
                shape.len()
            )));
        }
        None => vec![bounds(mode)?; shape.len()],
    };
    let fortran = fortran(order)?;
    if shape.iter().try_fold(1isize, |product, &n| product.checked_mul(n)).is_none() {
        return Err(Raised::value(
            "invalid dims: array size defined by dims is larger than the maximum possible size.",
        ));
    }
    let coordinates = super::items(coordinates.expect("required"))?;
    if coordinates.len() != shape.len() {
        return Err(Raised::value(format!(
            "parameter multi_index must be a sequence of length {}",
            shape.len()
        )));
    }
    let coordinates = coordinates.iter().map(whole).collect::<Result<Vec<_>, _>>()?;
    let shape: Vec<usize> = shape.iter().map(|&n| n.max(0) as usize).collect();
    let size = coordinates.iter().map(RawArray::size).max().unwrap_or(1);
    let result = gil::detached(args.py(), size, || {
        tegula_exec::ravel_coordinates(&coordinates, &shape, &modes, fortran)
    })?;
    ndarray::result(args.py(), result)
}

static TAKE: Signature<5> = Signature::python("take(a, indices, axis=None, out=None, mode='raise')");

/// Adds the functions.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    TAKE.add(module, "Elements at positions.", |args| call_method(args, &TAKE, take))?;
    PUT.add(module, "Writes to positions of the flattened array.", put_function)?;
    CHOOSE.add(module, "For every number the element of the choice with that number.", choose_function)?;
    COMPRESS.add(module, "The parts along an axis where a condition is true.", compress_function)?;
    EXTRACT.add(module, "The elements of the flattened array where a condition is true.", extract)?;
    TAKE_ALONG_AXIS.add(
        module,
        "For every line along an axis its elements at the matching positions.",
        take_along_axis,
    )?;
    PUT_ALONG_AXIS.add(
        module,
        "Writes to the matching positions of every line along an axis.",
        put_along_axis,
    )?;
    UNRAVEL_INDEX.add(module, "The coordinates of positions in the flattened array.", unravel_index)?;
    RAVEL_MULTI_INDEX.add(module, "The positions in the flattened array of coordinates.", ravel_multi_index)
}
