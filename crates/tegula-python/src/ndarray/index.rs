//! `a[key]` and `a[key] = value`.

use pyo3::ffi;
use pyo3::prelude::*;
use tegula_core::index::{self, Item, Prepared, Slice, prepare};
use tegula_core::{DType, Error, Kind, Layout, RawArray, Scalar, normalize_axis};
use tegula_exec::Order;

use super::{raw, require_writeable, view, wrap_like};
use crate::convert::{self, Converted, element};
use crate::ffi::{Any, Raised, Res, TypeBuilder, is_exact, slots, tuple_items};
use crate::overrides::wrap;
use crate::{gil, ndarray, scalars};

/// Adds indexing to the class.
pub fn add(builder: TypeBuilder) -> TypeBuilder {
    builder
        .slot(ffi::Py_mp_subscript, slots::binary(get_item))
        .slot(ffi::Py_mp_ass_subscript, slots::assign(set_item))
        .slot(ffi::Py_sq_item, slots::item(get_position))
}

fn get_item<'py>(array: &Any<'py>, key: &Any<'py>) -> Res<'py> {
    if let Some(i) = element::exact_int(key) {
        return get_position(array, i as isize);
    }
    let this = raw(array);
    if is_exact(key, &raw mut ffi::PySlice_Type) && this.ndim() > 0 {
        let (start, step, len) = resolve_slice(key, this.shape()[0])?;
        return view(array, this.with_layout(this.layout.slice(0, start, step, len)));
    }
    if let Some(keys) = exact_tuple(key) {
        if let Some(at) = element_address(this, keys) {
            // SAFETY: the address was checked against the shape.
            return unsafe { scalars::at(array.py(), this.dtype, at) };
        }
        if let Some(layout) = basic_layout(this, keys) {
            return view(array, this.with_layout(layout));
        }
    } else if let Some(index) = small_index(this, key)
        && let Some(picked) = tegula_exec::get_by(this, index)?
    {
        return wrap::of_class(array, picked);
    }
    with_items(key, raw(array).ndim(), |items| {
        let this = raw(array);
        let prepared = prepare(&this.layout, items)?;
        if prepared.fancy.is_empty() && !prepared.is_element && has_array(key) {
            // A 0-d array counts as an integer, but what it picks is a copy, as with other arrays.
            return wrap_like(array, tegula_exec::copy(&this.with_layout(prepared.layout), Order::K)?);
        }
        get_prepared(array, &prepared)
    })
}

/// The array that a key is, if there is little to do: then it is done at once.
fn small_index<'a>(this: &RawArray, key: &'a Any<'_>) -> Option<&'a RawArray> {
    let index = ndarray::NDARRAY.is_exact(key).then(|| raw(key))?;
    (index.ndim() > 0 && this.dtype.is_number() && this.size().max(index.size()) < gil::THRESHOLD)
        .then_some(index)
}

/// True if an array is among the parts of a key.
fn has_array(key: &Any<'_>) -> bool {
    match tuple_items(key) {
        Some(keys) => keys.iter().any(|key| ndarray::get(key).is_some()),
        None => ndarray::get(key).is_some(),
    }
}

/// What a prepared index expression picks.
fn get_prepared<'py>(array: &Any<'py>, prepared: &Prepared) -> Res<'py> {
    let this = raw(array);
    if prepared.fancy.is_empty() {
        let picked = this.with_layout(prepared.layout.clone());
        return if prepared.is_element { scalars::of(array.py(), &picked) } else { view(array, picked) };
    }
    let this = this.clone();
    let picked =
        gil::detached(array.py(), gil::weight(&this), || tegula_exec::get(&this, prepared, Order::K))?;
    wrap::of_class(array, picked)
}

/// `a[i]`: an element of a vector, else a view without the first axis.
pub fn get_position<'py>(array: &Any<'py>, i: isize) -> Res<'py> {
    let this = raw(array);
    let Some(&n) = this.shape().first() else { return Err(no_axes()) };
    let position = position(i, 0, n)?;
    if this.ndim() == 1 {
        let at = this.ptr().wrapping_offset(this.strides()[0] * position as isize);
        // SAFETY: the position is below the extent.
        return unsafe { scalars::at(array.py(), this.dtype, at) };
    }
    view(array, this.with_layout(this.layout.pick(0, position)))
}

#[cold]
fn no_axes() -> Raised {
    Raised::index("too many indices for array: array is 0-dimensional, but 1 were indexed")
}

#[inline]
fn position(i: isize, axis: usize, n: usize) -> Result<usize, Raised> {
    let at = if i < 0 { i + n as isize } else { i };
    if (at as usize) < n {
        return Ok(at as usize);
    }
    Err(Error::OutOfBounds { index: i as i64, axis: Some(axis), size: n }.into())
}

fn exact_tuple<'a, 'py>(key: &'a Any<'py>) -> Option<&'a [Any<'py>]> {
    if is_exact(key, &raw mut ffi::PyTuple_Type) { tuple_items(key) } else { None }
}

/// The address of the element that as many integers as there are axes pick; `None` for any other key.
fn element_address(array: &RawArray, keys: &[Any<'_>]) -> Option<*mut u8> {
    if keys.len() != array.ndim() {
        return None;
    }
    let mut at = array.ptr();
    for (axis, key) in keys.iter().enumerate() {
        let i = element::exact_int(key)?;
        // What is wrong first with the whole expression is found out elsewhere.
        let Ok(position) = normalize_axis(i as isize, array.shape()[axis]) else { return None };
        at = at.wrapping_offset(array.strides()[axis] * position as isize);
    }
    Some(at)
}

/// What integers and slices pick that are good for the array; `None` for any other key.
fn basic_layout(array: &RawArray, keys: &[Any<'_>]) -> Option<Layout> {
    if keys.len() > array.ndim() {
        return None;
    }
    let mut layout = array.layout.clone();
    let mut axis = 0;
    for key in keys {
        let n = layout.shape[axis];
        if let Some(i) = element::exact_int(key) {
            let at = if i < 0 { i + n as i64 } else { i } as usize;
            layout = (at < n).then(|| layout.pick(axis, at))?;
        } else if is_exact(key, &raw mut ffi::PySlice_Type) {
            let (start, step, len) = plain_slice(key)?.resolve(n).ok()?;
            layout = layout.slice(axis, start, step, len);
            axis += 1;
        } else {
            return None;
        }
    }
    (axis > 0 || keys.len() < array.ndim()).then_some(layout)
}

fn unpack_slice(key: &Any<'_>) -> Result<(isize, isize, isize), Raised> {
    let (mut start, mut stop, mut step) = (0, 0, 0);
    // SAFETY: the key is a slice.
    crate::ffi::check(unsafe { ffi::PySlice_Unpack(key.as_ptr(), &mut start, &mut stop, &mut step) })?;
    Ok((start, stop, step))
}

/// The start, step and length of a slice over an axis of extent `n`.
pub fn resolve_slice(key: &Any<'_>, n: usize) -> Result<(usize, isize, usize), Raised> {
    Ok(slice(key)?.resolve(n)?)
}

/// The parts of a slice.
fn slice(key: &Any<'_>) -> Result<Slice, Raised> {
    if let Some(slice) = plain_slice(key) {
        return Ok(slice);
    }
    let (start, stop, step) = unpack_slice(key)?;
    Ok(Slice { start: Some(start), stop: Some(stop), step: Some(step) })
}

/// The parts of a slice if they are `None` or plain integers, as they nearly always are.
fn plain_slice(key: &Any<'_>) -> Option<Slice> {
    let part = |ptr: *mut ffi::PyObject| -> Option<Option<isize>> {
        // SAFETY: the parts of a slice are objects that live as long as the slice.
        let part = unsafe { Bound::ref_from_ptr(key.py(), &ptr) };
        if part.is_none() { Some(None) } else { element::exact_int(part).map(|i| Some(i as isize)) }
    };
    // SAFETY: the key is a slice.
    let &ffi::PySliceObject { start, stop, step, .. } = unsafe { &*key.as_ptr().cast() };
    Some(Slice { start: part(start)?, stop: part(stop)?, step: part(step)? })
}

/// The items of an index expression for an array of `ndim` axes.
///
/// # Errors
/// `IndexError` in NumPy's words for what cannot index.
pub fn parse(key: &Any<'_>, ndim: usize) -> Result<Vec<Item>, Raised> {
    with_items(key, ndim, |items| Ok(items.to_vec()))
}

/// Parses an index expression for an array of `ndim` axes and hands its items on; few of them stay on the
/// stack.
///
/// # Errors
/// `IndexError` in NumPy's words for what cannot index.
pub fn with_items<R>(
    key: &Any<'_>,
    ndim: usize,
    then: impl FnOnce(&[Item]) -> Result<R, Raised>,
) -> Result<R, Raised> {
    const FEW: usize = 4;
    let keys = tuple_items(key).unwrap_or(std::slice::from_ref(key));
    let item = |at: usize| parse_item(&keys[at]).map_err(|raised| first_fault(keys, at, ndim, raised));
    if keys.len() <= FEW {
        let mut items = [const { Item::Ellipsis }; FEW];
        for (at, place) in items.iter_mut().enumerate().take(keys.len()) {
            *place = item(at)?;
        }
        return then(&items[..keys.len()]);
    }
    then(&(0..keys.len()).map(item).collect::<Result<Vec<_>, _>>()?)
}

/// What is wrong first with an expression of which item number `at` could not be parsed: NumPy looks into
/// slices last, and counts ellipses as it meets them.
#[cold]
fn first_fault(keys: &[Any<'_>], at: usize, ndim: usize, raised: Raised) -> Raised {
    let py = keys[at].py();
    // SAFETY: the singleton lives for ever.
    let is_ellipsis = |key: &Any<'_>| key.as_ptr() == unsafe { ffi::Py_Ellipsis() };
    if keys[..at].iter().filter(|key| is_ellipsis(key)).count() > 1 {
        raised.clear();
        return index::second_ellipsis().into();
    }
    let is_slice = |key: &Any<'_>| is_exact(key, &raw mut ffi::PySlice_Type);
    if !is_slice(&keys[at]) {
        return raised;
    }
    let found = PyErr::from(raised);
    let whole =
        |key: &Any<'_>| if is_slice(key) { Ok(Item::Slice(Slice::default())) } else { parse_item(key) };
    let items: Result<Vec<Item>, Raised> = keys.iter().map(whole).collect();
    match items.and_then(|items| Ok(index::count_axes(ndim, &items)?)) {
        Ok(_) => {
            found.restore(py);
            Raised::already()
        }
        Err(raised) => raised,
    }
}

fn parse_item(key: &Any<'_>) -> Result<Item, Raised> {
    if let Some(i) = element::exact_int(key) {
        return Ok(Item::Int(i as isize));
    }
    if is_exact(key, &raw mut ffi::PySlice_Type) {
        return Ok(Item::Slice(slice(key)?));
    }
    if key.is_none() {
        return Ok(Item::NewAxis);
    }
    // SAFETY: the singleton lives for ever.
    if key.as_ptr() == unsafe { ffi::Py_Ellipsis() } {
        return Ok(Item::Ellipsis);
    }
    if let Some(array) = ndarray::get(key) {
        return array_item(array.clone());
    }
    match element::number(key) {
        Some(element::Number::Strong(Scalar::Bool(truth))) => {
            return Ok(Item::Mask(RawArray::from_scalar(Scalar::Bool(truth))?));
        }
        Some(element::Number::Huge) => return Err(invalid()),
        Some(element::Number::Strong(Scalar::U64(value)) | element::Number::Weak(Scalar::U64(value)))
            if i64::try_from(value).is_err() =>
        {
            return Err(Raised::overflow("Python int too large to convert to C long"));
        }
        Some(element::Number::Strong(value) | element::Number::Weak(value)) => {
            return if value.dtype().is_integer() {
                Ok(Item::Int(value.to_i64() as isize))
            } else {
                Err(invalid())
            };
        }
        None => {}
    }
    // SAFETY: the check accepts any object.
    if unsafe { ffi::PyIndex_Check(key.as_ptr()) != 0 } {
        match crate::ffi::index(key) {
            Ok(i) => return Ok(Item::Int(i)),
            Err(raised) => raised.clear(),
        }
    }
    if crate::ffi::text(key).is_some() {
        return Err(invalid());
    }
    match convert::to_array(key, None) {
        Ok(array) if array.size() == 0 && array.dtype == DType::F64 => {
            Ok(Item::Positions(tegula_exec::cast(&array, DType::I64, Order::C)?))
        }
        Ok(array) if array.ndim() == 0 || array.dtype.kind() > Kind::Signed => Err(invalid()),
        Ok(array) => array_item(array),
        Err(raised) if raised.is_type_error() => {
            raised.clear();
            Err(invalid())
        }
        Err(raised) => Err(raised),
    }
}

pub fn array_item(array: RawArray) -> Result<Item, Raised> {
    match array.dtype.kind() {
        Kind::Bool => Ok(Item::Mask(array)),
        Kind::Signed | Kind::Unsigned if array.ndim() == 0 => match array.get(&[]) {
            Scalar::U64(value) if i64::try_from(value).is_err() => {
                Err(Raised::overflow("Python int too large to convert to C long"))
            }
            value => Ok(Item::Int(value.to_i64() as isize)),
        },
        Kind::Signed | Kind::Unsigned if array.dtype == DType::I64 => Ok(Item::Positions(array)),
        Kind::Signed | Kind::Unsigned => {
            Ok(Item::Positions(tegula_exec::cast(&array, DType::I64, Order::K)?))
        }
        _ => Err(wrong_type()),
    }
}

/// The error of an array that holds neither integers nor booleans.
pub fn wrong_type() -> Raised {
    Raised::index("arrays used as indices must be of integer (or boolean) type")
}

fn invalid() -> Raised {
    Raised::index(
        "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid \
         indices",
    )
}

fn set_item(array: &Any<'_>, key: &Any<'_>, value: Option<&Any<'_>>) -> Result<(), Raised> {
    let Some(value) = value else { return Err(Raised::value("cannot delete array elements")) };
    require_writeable(array, "assignment destination")?;
    let this = raw(array);
    let at = if let Some(i) = element::exact_int(key)
        && let ([n], [stride]) = (this.shape(), this.strides())
    {
        let position = position(i as isize, 0, *n)?;
        Some(this.ptr().wrapping_offset(stride * position as isize))
    } else if let Some(keys) = exact_tuple(key) {
        element_address(this, keys)
    } else {
        None
    };
    if let Some(at) = at
        && this.dtype.is_number()
        && let Some(number) = element::number(value)
    {
        let scalar = element::number_to_scalar(value, number, this.dtype)?;
        // SAFETY: the address was checked against the shape, and converting a number runs no Python code
        // that could have changed it.
        unsafe { scalar.write(at) };
        return Ok(());
    }
    if is_exact(key, &raw mut ffi::PySlice_Type) && this.ndim() > 0 {
        let (start, step, len) = resolve_slice(key, this.shape()[0])?;
        return set_view(array, raw(array).layout.slice(0, start, step, len), value);
    }
    let is_quick = |index: &&RawArray| {
        index.dtype == DType::I64 || index.dtype == DType::Bool && index.layout.shape == this.layout.shape
    };
    if let Some(index) = small_index(this, key).filter(is_quick) {
        if element::number(value).is_some() {
            let value = convert::cast_single(value, this.dtype)?;
            if tegula_exec::set_by(raw(array), index, &value)? {
                return Ok(());
            }
        } else if ndarray::NDARRAY.is_exact(value) && tegula_exec::set_by(this, index, raw(value))? {
            return Ok(());
        }
    }
    with_items(key, raw(array).ndim(), |items| set_items(array, items, value))
}

/// Writes a value to what the items of an index expression pick.
fn set_items(array: &Any<'_>, items: &[Item], value: &Any<'_>) -> Result<(), Raised> {
    let prepared = prepare(&raw(array).layout, items)?;
    if prepared.is_element {
        return set_element(array, prepared.layout, value);
    }
    if prepared.fancy.is_empty() {
        return set_view(array, prepared.layout, value);
    }
    let dtype = raw(array).dtype;
    let is_array = ndarray::get(value).is_some();
    let value = match element::number(value) {
        Some(_) => convert::cast_single(value, dtype)?,
        None if dtype == DType::Object && !is_array && convert::is_sequence(value) => {
            // The shape of what is picked tells how deep a sequence of objects goes.
            let objects = RawArray::empty(&tegula_exec::picked_shape(&prepared)?, dtype)?;
            assign(&objects, value, array.py())?;
            objects
        }
        None => convert::convert(value, Some(dtype))?.array,
    };
    let this = raw(array).clone();
    let set = if items.len() == 1 { tegula_exec::set } else { tegula_exec::set_at };
    Ok(gil::detached(array.py(), gil::weight2(&this, &value), || set(&this, &prepared, &value))?)
}

/// Writes a single value to the one element of a 0-d view of the array.
fn set_element(array: &Any<'_>, layout: Layout, value: &Any<'_>) -> Result<(), Raised> {
    let target = raw(array).with_layout(layout);
    // An array that is one element gives that element, also where objects could hold the array.
    if let Some(value) = ndarray::get(value)
        && value.ndim() == 0
    {
        return Ok(tegula_exec::assign(&target, value)?);
    }
    if ndarray::get(value).is_some() && target.dtype.is_number() {
        return store_array(value, &target);
    }
    // SAFETY: a 0-d array has one element of its type; the view keeps the memory.
    unsafe { element::store(value, target.dtype, target.ptr()) }
}

/// Writes an array with axes to one element: only as a truth value.
#[cold]
fn store_array(value: &Any<'_>, target: &RawArray) -> Result<(), Raised> {
    match target.dtype.kind() {
        Kind::Bool if ndarray::get(value).is_some_and(|value| value.size() == 1) => {
            tegula_exec::fill(target, Scalar::Bool(crate::ffi::truth(value)?));
            Ok(())
        }
        Kind::Complex => Err(Raised::type_("only 0-dimensional arrays can be converted to Python scalars")),
        _ => Err(Raised::value("setting an array element with a sequence.")),
    }
}

/// Writes a value to a view of the array.
fn set_view(array: &Any<'_>, layout: Layout, value: &Any<'_>) -> Result<(), Raised> {
    let target = raw(array).with_layout(layout);
    assign(&target, value, array.py())
}

/// Writes any value, converted and broadcast, to all elements of `target`.
///
/// # Errors
/// As conversion; `ValueError` if the value does not broadcast.
pub fn assign(target: &RawArray, value: &Any<'_>, py: Python<'_>) -> Result<(), Raised> {
    if element::number(value).is_some() && target.dtype.is_number() {
        let scalar = element::to_scalar(value, target.dtype)?;
        if target.ndim() == 0 {
            // SAFETY: a 0-d array has one element of the scalar's type.
            unsafe { scalar.write(target.ptr()) };
        } else {
            gil::detached(py, target.size(), || tegula_exec::fill(target, scalar));
        }
        return Ok(());
    }
    let is_array = ndarray::get(value).is_some();
    let Converted { array: value, owner, .. } =
        if target.dtype == DType::Object && !is_array && convert::is_sequence(value) {
            Converted {
                array: convert::sequence::objects_of(value, target.ndim())?,
                owner: None,
                writeable: true,
                copied: false,
            }
        } else {
            convert::convert(value, Some(target.dtype)).map_err(|raised| {
                let error = PyErr::from(raised);
                if is_deeper(value, target.ndim()) { too_deep(target.ndim()) } else { error.into() }
            })?
        };
    if owner.is_none() && value.ndim() > target.ndim() {
        return Err(too_deep(target.ndim()));
    }
    Ok(gil::detached(py, gil::weight2(target, &value), || tegula_exec::assign(target, &value))?)
}

fn too_deep(ndim: usize) -> Raised {
    Raised::value(format!(
        "setting an array element with a sequence. The requested array would exceed the maximum number of dimension of \
         {ndim}."
    ))
}

/// True if a sequence holds sequences below `ndim` others.
fn is_deeper(value: &Any<'_>, ndim: usize) -> bool {
    // SAFETY: the check accepts any object.
    let is_list = unsafe { ffi::PyList_Check(value.as_ptr()) + ffi::PyTuple_Check(value.as_ptr()) } != 0;
    if !is_list {
        return false;
    }
    let Ok(mut items) = value.try_iter() else { return false };
    ndim == 0 || items.any(|item| item.is_ok_and(|item| is_deeper(&item, ndim - 1)))
}
