//! `a.flat`: the elements in C order, to iterate over, read and write by position.

use pyo3::ffi::{self, PyObject};
use pyo3::prelude::*;
use tegula_core::index::{Item, prepare};
use tegula_core::{Error, Layout, RawArray, Scalar, Shape};
use tegula_exec::{Bounds, Order};

use super::{index, raw, require_writeable, wrap};
use crate::convert::{self, element};
use crate::ffi::{Any, Raised, Res, TypeBuilder, TypeCell, int, int_tuple, owned, slots};
use crate::{operands, scalars};

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

/// The positions that a key picks in the flattened array, as an array of the shape of the result.
fn positions(key: &Any<'_>, n: usize) -> Result<RawArray, Raised> {
    let mut items = index::parse(key)?;
    if items.len() > 1 {
        return Err(Raised::index(format!(
            "too many indices for flat iterator: flat iterator is 1-dimensional, but {} were indexed",
            items.len()
        )));
    }
    let all = tegula_exec::arange(0, 1, n)?;
    if items.is_empty() {
        items.push(Item::Ellipsis);
    }
    let prepared = prepare(&all.layout, &items)?;
    Ok(if prepared.fancy.is_empty() {
        all.with_layout(prepared.layout)
    } else {
        tegula_exec::get(&all, &prepared, Order::C)?
    })
}

fn get_item<'py>(flat: &Any<'py>, key: &Any<'py>) -> Res<'py> {
    let source = raw(array(flat)).clone();
    if let Some(i) = element::exact_int(key) {
        return scalars::of(flat.py(), &view(&source, position(i as isize, source.size())?));
    }
    let picked = positions(key, source.size())?;
    let line = crate::functions::picking::flat(&source)?;
    operands::give1(array(flat), tegula_exec::take(&line, &picked, 0, Bounds::Raise)?)
}

fn set_item(flat: &Any<'_>, key: &Any<'_>, value: Option<&Any<'_>>) -> Result<(), Raised> {
    let Some(value) = value else { return Err(Raised::type_("Cannot delete iterator elements")) };
    require_writeable(array(flat), "underlying array")?;
    let target = raw(array(flat)).clone();
    let picked = match element::exact_int(key) {
        Some(i) => RawArray::from_scalar(Scalar::I64(position(i as isize, target.size())? as i64))?,
        None => positions(key, target.size())?,
    };
    let values = convert::convert(value, Some(target.dtype))?.array;
    if picked.ndim() == 0 && values.size() == 0 {
        return Err(Raised::value("Error setting single item of array."));
    }
    Ok(tegula_exec::put(&target, &picked, &values, Bounds::Raise)?)
}

/// `a.flat = value`.
pub fn assign_all(array: &Any<'_>, value: &Any<'_>) -> Result<(), Raised> {
    require_writeable(array, "assignment destination")?;
    let target = raw(array).clone();
    let values = convert::convert(value, Some(target.dtype))?.array;
    let all = tegula_exec::arange(0, 1, target.size())?;
    Ok(tegula_exec::put(&target, &all, &values, Bounds::Raise)?)
}

fn to_array<'py>(flat: &Any<'py>) -> Res<'py> {
    let line = tegula_exec::copy(raw(array(flat)), Order::C)?;
    let layout = line.layout.reshape(&[line.size()], line.itemsize(), false).expect("contiguous");
    wrap(flat.py(), line.with_layout(layout))
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
        slots::compare(|flat, other, op| super::operators::compare(&to_array(flat)?, other, op)),
    )
    .noargs("copy", "The elements as a flat array.", to_array)
    .method("__array__", "The elements as a flat array.", |flat, _| to_array(flat))
    .build(module.py(), &[])?;
    FLATITER.set(&class);
    module.add("flatiter", class)?;
    Ok(())
}
