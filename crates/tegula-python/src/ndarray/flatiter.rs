//! `a.flat`: the elements in C order, to iterate over, read and write by position.

use pyo3::ffi::{self, PyObject};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use tegula_core::index::{Item, prepare};
use tegula_core::{DType, Error, Kind, Layout, RawArray, Scalar, Shape};
use tegula_exec::{Bounds, Order};

use super::{index, raw, require_writeable, wrap};
use crate::convert::{self, element};
use crate::ffi::{
    Any, Raised, Res, TypeBuilder, TypeCell, int, int_tuple, is_exact, owned, slots, text, tuple_items,
};
use crate::{ndarray, operands, scalars};

static FLATITER: TypeCell = TypeCell::new();

#[repr(C)]
struct FlatIterObject {
    head: PyObject,
    array: *mut PyObject,
    next: usize,
}

/// The flat iterator of an array.
pub fn of<'py>(array: &Any<'py>) -> Res<'py> {
    // SAFETY: a fresh object whose fields are written before anyone sees it.
    unsafe {
        let flat = owned(array.py(), ffi::PyType_GenericAlloc(FLATITER.get(), 0))?;
        let this = flat.as_ptr().cast::<FlatIterObject>();
        (*this).array = array.clone().into_ptr();
        (*this).next = 0;
        Ok(flat)
    }
}

fn array<'a, 'py>(flat: &'a Any<'py>) -> &'a Any<'py> {
    // SAFETY: methods of the class are called with its objects, whose array is alive; `Bound` is a transparent
    // reference.
    unsafe { Bound::ref_from_ptr(flat.py(), &(*flat.as_ptr().cast::<FlatIterObject>()).array) }
}

fn drop_flat(ptr: *mut PyObject) {
    // SAFETY: the object is dead; its reference is released once.
    unsafe { ffi::Py_DECREF((*ptr.cast::<FlatIterObject>()).array) };
}

/// The address of the element at a position of the flattened array, which must be below its size.
fn address(array: &RawArray, mut position: usize) -> *mut u8 {
    let mut at = array.ptr();
    for (&n, &stride) in array.shape().iter().zip(array.strides()).rev() {
        at = at.wrapping_offset(stride * (position % n) as isize);
        position /= n;
    }
    at
}

/// The 0-d view of the element at a position of the flattened array.
pub fn view(array: &RawArray, position: usize) -> RawArray {
    let offset = (address(array, position) as usize).wrapping_sub(array.buffer.ptr() as usize);
    array.with_layout(Layout { offset, ..Layout::default() })
}

/// The number at a position of the flattened array.
pub fn element(array: &RawArray, position: usize) -> Scalar {
    debug_assert!(position < array.size());
    // SAFETY: the position is below the size.
    unsafe { Scalar::read(array.dtype, address(array, position)) }
}

fn position(i: isize, n: usize) -> Result<usize, Raised> {
    let at = if i < 0 { i + n as isize } else { i };
    if (at as usize) < n {
        Ok(at as usize)
    } else {
        Err(Error::OutOfBounds { index: i as i64, axis: None, size: n }.into())
    }
}

fn next<'py>(flat: &Any<'py>) -> Result<Option<Any<'py>>, Raised> {
    let this = flat.as_ptr().cast::<FlatIterObject>();
    // SAFETY: methods of the class are called with its objects, with the interpreter held.
    let at = unsafe { (*this).next };
    let source = raw(array(flat));
    if at >= source.size() {
        return Ok(None);
    }
    // SAFETY: as above.
    unsafe { (*this).next = at + 1 };
    scalars::of(flat.py(), &view(source, at)).map(Some)
}

/// What a key picks of the flattened array.
enum Picked {
    One(usize),
    /// The first element for `True`, none for `False`: NumPy keeps this from its beginnings.
    First(bool),
    All {
        assignable: bool,
    },
    /// The positions, in an array of the shape of the result.
    Many(RawArray),
}

/// # Errors
/// `IndexError` for what cannot index, in NumPy's words.
fn parse(key: &Any<'_>, n: usize) -> Result<Picked, Raised> {
    if let Some(i) = element::exact_int(key) {
        return position(i as isize, n).map(Picked::One);
    }
    match tuple_items(key) {
        Some([]) => return Ok(Picked::All { assignable: false }),
        Some([key]) => {
            return match parse_one(key, n)? {
                Picked::First(_) => Err(boolean()),
                Picked::All { .. } => Ok(Picked::All { assignable: false }),
                picked => Ok(picked),
            };
        }
        Some(keys) => return Err(several(keys, n)),
        None => {}
    }
    parse_one(key, n)
}

fn parse_one(key: &Any<'_>, n: usize) -> Result<Picked, Raised> {
    // SAFETY: the singleton lives for ever.
    if key.as_ptr() == unsafe { ffi::Py_Ellipsis() } {
        return Ok(Picked::All { assignable: true });
    }
    if is_exact(key, &raw mut ffi::PySlice_Type) {
        let (start, step, len) = index::resolve_slice(key, n)?;
        return Ok(Picked::Many(tegula_exec::arange(start as i64, step as i64, len)?));
    }
    if is_exact(key, &raw mut ffi::PyBool_Type) {
        return Ok(Picked::First(crate::ffi::truth(key)?));
    }
    if let Some(array) = ndarray::get(key) {
        return match index::array_item(array.clone())? {
            Item::Int(i) => position(i, n).map(Picked::One),
            Item::Mask(mask) if mask.ndim() == 0 => Ok(Picked::First(mask.get(&[]).is_true())),
            Item::Mask(mask) => masked(&mask, n),
            Item::Positions(positions) => within(positions, n),
            _ => unreachable!("an array is an integer, a mask or positions"),
        };
    }
    if element::is_bool(key) {
        return Err(boolean());
    }
    if key.is_none() || text(key).is_some() || key.is_instance_of::<PyBytes>() {
        return Err(invalid());
    }
    // SAFETY: the check accepts any object.
    if element::number(key).is_none() && unsafe { ffi::PyIndex_Check(key.as_ptr()) != 0 } {
        return position(crate::ffi::index(key)?, n).map(Picked::One);
    }
    let found = match element::number(key) {
        Some(element::Number::Huge | element::Number::Weak(Scalar::U64(_))) => {
            return Err(Raised::overflow("Python int too large to convert to C long"));
        }
        _ => convert::to_array(key, None)?,
    };
    match found.dtype.kind() {
        Kind::Bool => return Err(boolean()),
        Kind::Str | Kind::Bytes => return Err(invalid()),
        _ => {}
    }
    // Numbers that are no integers are cut.
    let found = tegula_exec::cast(&found, DType::I64, Order::C)?;
    if found.ndim() == 0 {
        return position(found.get(&[]).to_i64() as isize, n).map(Picked::One);
    }
    within(found, n)
}

/// # Errors
/// `IndexError` if a position is out of bounds.
fn within(positions: RawArray, n: usize) -> Result<Picked, Raised> {
    let all = tegula_exec::arange(0, 1, n)?;
    let prepared = prepare(&all.layout, &[Item::Positions(positions)])?;
    let picked = tegula_exec::get(&all, &prepared, Order::C).map_err(|error| match error {
        Error::OutOfBounds { index, size, .. } => Error::OutOfBounds { index, axis: None, size },
        error => error,
    })?;
    Ok(Picked::Many(picked))
}

fn masked(mask: &RawArray, n: usize) -> Result<Picked, Raised> {
    match *mask.shape() {
        [0] => {}
        [found] if found != n => {
            return Err(Raised::index(format!(
                "boolean index did not match indexed flat iterator along axis 0; size of axis is {n} but size of \
                 corresponding boolean axis is {found}"
            )));
        }
        [_] => {}
        _ => return Err(too_many(mask.ndim())),
    }
    let positions = tegula_exec::nonzero(mask)?;
    Ok(Picked::Many(positions.into_iter().next().expect("a mask has an axis")))
}

/// The error of a key of several items.
#[cold]
fn several(keys: &[Any<'_>], n: usize) -> Raised {
    // SAFETY: the singleton lives for ever.
    let is_ellipsis = |key: &&Any<'_>| key.as_ptr() == unsafe { ffi::Py_Ellipsis() };
    if keys.iter().filter(is_ellipsis).count() > 1 {
        return tegula_core::index::second_ellipsis().into();
    }
    let mut count = 0;
    for key in keys {
        let item = match index::parse(key, n) {
            Ok(items) => items.into_iter().next(),
            Err(raised) if raised.is_type_error() => return raised,
            Err(raised) => {
                raised.clear();
                return invalid();
            }
        };
        count += match item {
            Some(Item::Mask(mask)) if mask.ndim() > 0 && ndarray::get(key).is_some() => mask.ndim(),
            Some(Item::Mask(_)) => return boolean(),
            None | Some(Item::Ellipsis | Item::NewAxis) => 0,
            _ => 1,
        };
    }
    if count > 1 { too_many(count) } else { invalid() }
}

fn too_many(count: usize) -> Raised {
    Raised::index(format!(
        "too many indices for flat iterator: flat iterator is 1-dimensional, but {count} were indexed"
    ))
}

fn boolean() -> Raised {
    Raised::index(
        "boolean indices for iterators are not supported because of previous behavior that was confusing (valid boolean \
         indices are expected to work in the future)",
    )
}

fn invalid() -> Raised {
    Raised::index(
        "only integers, slices (`:`), ellipsis (`...`) and integer or boolean arrays are valid indices",
    )
}

fn get_item<'py>(flat: &Any<'py>, key: &Any<'py>) -> Res<'py> {
    let source = raw(array(flat)).clone();
    let positions = match parse(key, source.size())? {
        Picked::One(at) => return scalars::of(flat.py(), &view(&source, at)),
        Picked::First(true) => return scalars::of(flat.py(), &view(&source, position(0, source.size())?)),
        Picked::First(false) => RawArray::empty(&[0], DType::I64)?,
        Picked::All { .. } => return copied(flat),
        Picked::Many(positions) => positions,
    };
    let line = crate::functions::picking::flat(&source)?;
    operands::give1(array(flat), tegula_exec::take(&line, &positions, 0, Bounds::Raise)?)
}

fn set_item(flat: &Any<'_>, key: &Any<'_>, value: Option<&Any<'_>>) -> Result<(), Raised> {
    let Some(value) = value else { return Err(Raised::type_("Cannot delete iterator elements")) };
    require_writeable(array(flat), "underlying array")?;
    let target = raw(array(flat)).clone();
    let positions = match parse(key, target.size())? {
        Picked::One(at) => {
            return store(value, &view(&target, at)).map_err(|raised| {
                raised.clear();
                Raised::value("Error setting single item of array.")
            });
        }
        Picked::First(true) => return store(value, &view(&target, position(0, target.size())?)),
        Picked::First(false) => return Ok(()),
        Picked::All { assignable: false } => {
            return Err(Raised::index("Assigning to a flat iterator with a 0-D index is not supported"));
        }
        Picked::All { assignable: true } => tegula_exec::arange(0, 1, target.size())?,
        Picked::Many(positions) => positions,
    };
    let values = convert::convert(value, Some(target.dtype))?.array;
    if values.size() == 0 {
        return Ok(());
    }
    Ok(tegula_exec::put(&target, &positions, &values, Bounds::Raise)?)
}

/// Writes one value to the element that a 0-d view is.
fn store(value: &Any<'_>, target: &RawArray) -> Result<(), Raised> {
    if let Some(value) = ndarray::get(value) {
        if value.ndim() > 0 && target.dtype != DType::Object {
            return Err(Raised::value("setting an array element with a sequence."));
        }
        if value.ndim() == 0 {
            return Ok(tegula_exec::assign(target, value)?);
        }
    }
    // SAFETY: a 0-d array has one element of its type; the view keeps the memory.
    unsafe { element::store(value, target.dtype, target.ptr()) }
}

/// `a.flat = value`.
pub fn assign_all(array: &Any<'_>, value: &Any<'_>) -> Result<(), Raised> {
    require_writeable(array, "assignment destination")?;
    let target = raw(array).clone();
    let values = convert::convert(value, Some(target.dtype))?.array;
    let all = tegula_exec::arange(0, 1, target.size())?;
    Ok(tegula_exec::put(&target, &all, &values, Bounds::Raise)?)
}

/// A fresh array of the elements.
fn copied<'py>(flat: &Any<'py>) -> Res<'py> {
    let line = tegula_exec::copy(raw(array(flat)), Order::C)?;
    let layout = line.layout.reshape(&[line.size()], line.itemsize(), false).expect("contiguous");
    wrap(flat.py(), line.with_layout(layout))
}

/// The elements as a view, if they lie without gaps; else as a copy.
fn to_array<'py>(flat: &Any<'py>) -> Res<'py> {
    let source = raw(array(flat));
    if !source.is_c_contiguous() {
        let copy = copied(flat)?;
        super::set_writeable(&copy, false);
        return Ok(copy);
    }
    let layout = source.layout.reshape(&[source.size()], source.itemsize(), false).expect("contiguous");
    super::share(array(flat), source.with_layout(layout), super::is_writeable(array(flat)))
}

/// Makes the class.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    let class = TypeBuilder::new(
        "tegula.flatiter",
        size_of::<FlatIterObject>(),
        "The elements of an array in C order.",
    )
    .not_constructible()
    // SAFETY: the function releases all that the payload owns.
    .slot(ffi::Py_tp_dealloc, unsafe { slots::dealloc(drop_flat) })
    .slot(ffi::Py_tp_iter, slots::unary(|flat| Ok(flat.clone())))
    .slot(ffi::Py_tp_iternext, slots::next(next))
    .slot(ffi::Py_mp_length, slots::length(|flat| Ok(raw(array(flat)).size())))
    .slot(ffi::Py_mp_subscript, slots::binary(get_item))
    .slot(ffi::Py_mp_ass_subscript, slots::assign(set_item))
    .getter("base", "The array.", |flat| Ok(array(flat).clone()))
    .getter("index", "The position of the next element.", |flat| {
        // SAFETY: methods of the class are called with its objects.
        int(flat.py(), unsafe { (*flat.as_ptr().cast::<FlatIterObject>()).next } as i64)
    })
    .getter("coords", "The coordinates of the next element.", |flat| {
        // SAFETY: methods of the class are called with its objects.
        let mut rest = unsafe { (*flat.as_ptr().cast::<FlatIterObject>()).next };
        let mut coordinates = Shape::from(raw(array(flat)).shape());
        for (i, coordinate) in coordinates.iter_mut().enumerate().rev() {
            // Behind the last element the first coordinate goes on.
            let n = if i == 0 { usize::MAX } else { *coordinate };
            (*coordinate, rest) = (rest % n, rest / n);
        }
        int_tuple(flat.py(), &coordinates)
    })
    .slot(
        ffi::Py_tp_richcompare,
        slots::compare(|flat, other, op| super::operators::compare(&copied(flat)?, other, op)),
    )
    .noargs("copy", "The elements as a new array.", copied)
    .method("__array__", "The elements as a flat array.", |flat, _| to_array(flat))
    .build(module.py(), &[])?;
    FLATITER.set(&class);
    module.add("flatiter", class)?;
    Ok(())
}
