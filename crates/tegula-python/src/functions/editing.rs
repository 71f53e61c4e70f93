//! Copies with parts added or left out: `insert`, `delete`, `append`.

use pyo3::ffi;
use pyo3::prelude::*;
use tegula_core::index::{Item, Slice, prepare};
use tegula_core::{Casting, DType, Error, RawArray, can_cast, normalize_axis};
use tegula_exec::Order;

use super::array_of;
use super::joining::{self, Joining};
use super::picking::flat;
use crate::convert::{self, element};
use crate::ffi::{Any, Args, Raised, Res, Signature, args::given, is_exact};
use crate::gil;
use crate::ndarray::{self, flatiter, index, raw, shaping};
use crate::overrides::wrap;

/// The array along the axis given, or flattened along its only one.
fn target(array: &Any<'_>, axis: Option<&Any<'_>>) -> Result<(RawArray, usize), Raised> {
    match given(axis) {
        Some(axis) => {
            let axis = normalize_axis(shaping::axis(axis)?, raw(array).ndim())?;
            Ok((raw(array).clone(), axis))
        }
        None => Ok((flat(raw(array))?, 0)),
    }
}

/// The positions that a slice picks on an axis of extent `n`: the first, the step and how many.
fn positions_of_slice(key: &Any<'_>, n: usize) -> Result<Option<(usize, isize, usize)>, Raised> {
    if !is_exact(key, &raw mut ffi::PySlice_Type) {
        return Ok(None);
    }
    index::resolve_slice(key, n).map(Some)
}

/// A whole number that is no truth value.
fn integer(object: &Any<'_>) -> Option<i64> {
    match element::number(object)? {
        element::Number::Weak(value) | element::Number::Strong(value)
            if value.dtype().is_integer() && value.dtype() != DType::Bool =>
        {
            Some(value.to_i64())
        }
        _ => None,
    }
}

fn whole(axis: usize) -> Vec<Item> {
    vec![Item::Slice(Slice::default()); axis]
}
static DELETE: Signature<3> = Signature::python("delete(arr, obj, axis=None)");

fn delete<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, key, axis] = args.parse(&DELETE)?;
    let py = args.py();
    let (array, key) = (array_of(array.expect("required"))?, key.expect("required"));
    let (source, axis) = target(&array, axis)?;
    let n = source.shape()[axis];
    let without = |start: usize, step: usize, count: usize| -> Res<'py> {
        let left = gil::detached(py, gil::weight(&source), || {
            tegula_exec::without(&source, axis, start, step, count)
        })?;
        wrap::reduced(&array, None, left)
    };
    if let Some((first, step, count)) = positions_of_slice(key, n)? {
        // A falling slice picks the same as a rising one.
        let start = if step < 0 && count > 0 { first - (count - 1) * step.unsigned_abs() } else { first };
        return without(if count == 0 { 0 } else { start }, step.unsigned_abs(), count);
    }
    let mut single = integer(key);
    let mut list = None;
    if single.is_none() {
        let mut found = convert::to_array(key, None)?;
        if found.size() == 0 && ndarray::get(key).is_none() {
            found = tegula_exec::cast(&found, DType::I64, Order::C)?;
        } else if found.size() == 1 && found.dtype.is_integer() && found.dtype != DType::Bool {
            single = Some(flatiter::element(&found, 0).to_i64());
        }
        list = Some(found);
    }
    if let Some(position) = single {
        let place = tegula_exec::Bounds::Raise.resolve(position, n).ok_or(Error::OutOfBounds {
            index: position,
            axis: Some(axis),
            size: n,
        })?;
        return without(place, 1, 1);
    }
    let list = list.expect("converted above");
    let keep = RawArray::empty(&[n], DType::Bool)?;
    if list.dtype == DType::Bool {
        if *list.shape() != [n] {
            return Err(Raised::value(format!(
                "boolean array argument obj to delete must be one dimensional and match the axis length of {n}"
            )));
        }
        let drop = tegula_exec::cast(&list, DType::Bool, Order::C)?;
        for i in 0..n {
            // SAFETY: both hold `n` booleans.
            unsafe { keep.ptr().add(i).write(u8::from(*drop.ptr().add(i) == 0)) };
        }
    } else {
        tegula_exec::fill(&keep, tegula_core::Scalar::Bool(true));
        let gone = prepare(&keep.layout, &[index::array_item(list)?])?;
        tegula_exec::set(&keep, &gone, &RawArray::from_scalar(tegula_core::Scalar::Bool(false))?)?;
    }
    let mut items = whole(axis);
    items.push(Item::Mask(keep));
    let prepared = prepare(&source.layout, &items)?;
    let left = gil::detached(py, gil::weight(&source), || tegula_exec::get(&source, &prepared, Order::K))?;
    wrap::reduced(&array, None, left)
}

static INSERT: Signature<4> = Signature::python("insert(arr, obj, values, axis=None)");

fn insert<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, key, values, axis] = args.parse(&INSERT)?;
    let py = args.py();
    let (array, key) = (array_of(array.expect("required"))?, key.expect("required"));
    let (source, axis) = target(&array, axis)?;
    let n = source.shape()[axis];
    let values = convert::to_array(values.expect("required"), Some(source.dtype))?;
    let (positions, is_single) = places(key, n)?;
    if let [position] = positions[..]
        && (position < -(n as i64) || position > n as i64)
    {
        // NumPy shows the argument, whatever it is.
        let key = key.str()?;
        return Err(Raised::index(format!("index {key} is out of bounds for axis {axis} with size {n}")));
    }
    let result = gil::detached(py, gil::weight(&source), || {
        tegula_exec::insert(&source, axis, &positions, is_single, &values)
    })?;
    wrap::reduced(&array, None, result)
}

/// The positions before which `insert` puts something, and whether a single number was given.
fn places(key: &Any<'_>, n: usize) -> Result<(Vec<i64>, bool), Raised> {
    if let Some(position) = integer(key) {
        return Ok((vec![position], true));
    }
    if let Some((first, step, count)) = positions_of_slice(key, n)? {
        return Ok(((0..count as i64).map(|i| first as i64 + step as i64 * i).collect(), false));
    }
    let list = convert::to_array(key, None)?;
    if list.dtype == DType::Bool {
        if key.getattr("ndim")?.extract::<usize>()? != 1 {
            return Err(Raised::value("boolean array argument obj to insert must be one dimensional"));
        }
        let found = tegula_exec::coordinates(&list)?;
        return Ok(((0..found.shape()[0]).map(|i| found.get(&[i, 0]).to_i64()).collect(), false));
    }
    if list.ndim() > 1 {
        return Err(Raised::value("index array argument obj to insert must be one dimensional or scalar"));
    }
    let is_empty = list.size() == 0 && ndarray::get(key).is_none();
    if !is_empty && !can_cast(list.dtype, DType::I64, Casting::SameKind) {
        return Err(if list.size() == 1 {
            Raised::type_("slice indices must be integers or None or have an __index__ method")
        } else {
            Raised::index("arrays used as indices must be of integer (or boolean) type")
        });
    }
    let positions = (0..list.size()).map(|i| flatiter::element(&list, i).to_i64()).collect();
    Ok((positions, list.ndim() == 0))
}
static APPEND: Signature<3> = Signature::python("append(arr, values, axis=None)");

fn append<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, values, axis] = args.parse(&APPEND)?;
    let (array, values) = (array_of(array.expect("required"))?, array_of(values.expect("required"))?);
    let (parts, axis) = match given(axis) {
        None => ([flat(raw(&array))?, flat(raw(&values))?], 0),
        Some(axis) => {
            let parts = [raw(&array).clone(), raw(&values).clone()];
            if parts[0].ndim() == 0 {
                return Err(Raised::value("zero-dimensional arrays cannot be concatenated"));
            }
            let axis = normalize_axis(shaping::axis(axis)?, parts[0].ndim())?;
            (parts, axis)
        }
    };
    joining::join(args.py(), &parts, axis, &Joining::default())
}

/// Adds the functions.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    INSERT.add(module, "A copy with values before positions.", insert)?;
    DELETE.add(module, "A copy without positions of an axis.", delete)?;
    APPEND.add(module, "Values joined to the end of an array.", append)
}
