//! Nested sequences: their shape and type, then their elements.

use pyo3::ffi;
use pyo3::prelude::*;
use tegula_core::{DType, Layout, MAX_NDIM, RawArray, Scalar, ShapeText, promote};
use tegula_exec::assign;

use super::element::{self, Number};
use super::{foreign, is_sequence};
use crate::ffi::{Any, Raised, Res, is_exact, owned, tuple_items};
use crate::{ndarray, objects, text};

/// An array of the elements in a nested sequence.
///
/// # Errors
/// `ValueError` for ragged nesting unless objects are asked for; those of converting elements.
pub fn from_sequence(object: &Any<'_>, dtype: Option<DType>) -> Result<RawArray, Raised> {
    if let Some(array) = flat(object, dtype)? {
        return Ok(array);
    }
    let mut found = Discovery::new(object, dtype, MAX_NDIM);
    found.visit(object, 0)?;
    found.finish(dtype)
}

/// An array of objects of at most `ndim` axes: what is nested deeper are its elements.
///
/// # Errors
/// Those of the sequences.
pub fn objects_of(object: &Any<'_>, ndim: usize) -> Result<RawArray, Raised> {
    let dtype = Some(DType::Object);
    let mut found = Discovery::new(object, dtype, ndim);
    found.visit(object, 0)?;
    found.finish(dtype)
}

/// The items of a list or tuple, without taking references.
///
/// # Safety
/// No Python code may run while the items are used.
unsafe fn items<'a, 'py>(object: &'a Any<'py>) -> Option<&'a [Any<'py>]> {
    // SAFETY: a list's items are an array of references; the caller vouches that the list stays as it is.
    unsafe {
        if ffi::PyList_Check(object.as_ptr()) != 0 {
            let n = ffi::PyList_GET_SIZE(object.as_ptr()) as usize;
            let first = (*object.as_ptr().cast::<ffi::PyListObject>()).ob_item;
            return Some(if n == 0 { &[] } else { std::slice::from_raw_parts(first.cast(), n) });
        }
    }
    tuple_items(object)
}

/// A flat list of floats, of integers or of booleans alone: the common case, read in one go.
fn flat(object: &Any<'_>, dtype: Option<DType>) -> Result<Option<RawArray>, Raised> {
    // SAFETY: reading exact floats, integers and booleans runs no Python code.
    let Some(items) = (unsafe { items(object) }) else { return Ok(None) };
    let Some(first) = items.first() else { return Ok(None) };
    if dtype == Some(DType::Object) {
        return plain_objects(items);
    }
    if element::exact_float(first).is_some() && dtype.is_none_or(|d| d == DType::F64) {
        return fill(items, DType::F64, element::exact_float);
    }
    if element::exact_int(first).is_some() && dtype.is_none_or(|d| d == DType::I64) {
        return fill(items, DType::I64, element::exact_int);
    }
    Ok(None)
}

/// A list of nothing but what cannot be a sequence.
fn plain_objects(items: &[Any<'_>]) -> Result<Option<RawArray>, Raised> {
    let classes = [
        &raw mut ffi::PyLong_Type,
        &raw mut ffi::PyFloat_Type,
        &raw mut ffi::PyUnicode_Type,
        &raw mut ffi::PyBool_Type,
    ];
    let is_plain = |item: &Any<'_>| item.is_none() || classes.iter().any(|&class| is_exact(item, class));
    if !items.iter().all(is_plain) {
        return Ok(None);
    }
    let array = RawArray::empty(&[items.len()], DType::Object)?;
    for (i, item) in items.iter().enumerate() {
        // SAFETY: the fresh array has a place for every item; nothing is released, so no code runs.
        unsafe { objects::store(item, array.ptr().add(i * array.itemsize())) };
    }
    Ok(Some(array))
}

fn fill<'py, T: Copy>(
    items: &[Any<'py>],
    dtype: DType,
    read: impl Fn(&Any<'py>) -> Option<T>,
) -> Result<Option<RawArray>, Raised> {
    let array = RawArray::empty(&[items.len()], dtype)?;
    let out = array.ptr().cast::<T>();
    for (i, item) in items.iter().enumerate() {
        let Some(value) = read(item) else { return Ok(None) };
        // SAFETY: the fresh array has a place of this type for every item.
        unsafe { out.add(i).write(value) };
    }
    Ok(Some(array))
}

/// A part of the nesting that is not a sequence of further parts.
enum Leaf<'py> {
    Number(Number, Any<'py>),
    Array(RawArray, Any<'py>),
    Other(Any<'py>),
}

/// What has been seen of a nested sequence.
struct Discovery<'py> {
    root: Any<'py>,
    /// Elements are to be objects, so that nesting may be ragged.
    of_objects: bool,
    /// The most axes.
    limit: usize,
    shape: Vec<usize>,
    /// The leaves all lie at this depth.
    depth: Option<usize>,
    /// The nesting is regular up to this depth.
    ragged: Option<usize>,
    leaves: Vec<Leaf<'py>>,
}

impl<'py> Discovery<'py> {
    fn new(root: &Any<'py>, dtype: Option<DType>, limit: usize) -> Self {
        Discovery {
            root: root.clone(),
            of_objects: dtype == Some(DType::Object),
            limit,
            shape: Vec::new(),
            depth: None,
            ragged: None,
            leaves: Vec::new(),
        }
    }

    fn visit(&mut self, object: &Any<'py>, depth: usize) -> Result<(), Raised> {
        if let Some(number) = element::number(object) {
            self.leaf(depth, &[]);
            self.leaves.push(Leaf::Number(number, object.clone()));
            return Ok(());
        }
        if text::is_text(object) {
            self.leaf(depth, &[]);
            self.leaves.push(Leaf::Other(object.clone()));
            return Ok(());
        }
        let array = match ndarray::get(object) {
            Some(array) => Some(array.clone()),
            // SAFETY: the checks accept any object.
            None if unsafe {
                ffi::PyList_Check(object.as_ptr()) != 0 || ffi::PyTuple_Check(object.as_ptr()) != 0
            } =>
            {
                None
            }
            None => foreign::import(object, None, None)?.map(|found| found.array),
        };
        if let Some(array) = array {
            self.leaf(depth, array.shape());
            self.leaves.push(Leaf::Array(array, object.clone()));
            return Ok(());
        }
        if !is_sequence(object) {
            self.leaf(depth, &[]);
            self.leaves.push(Leaf::Other(object.clone()));
            return Ok(());
        }
        if depth >= self.limit {
            if self.of_objects {
                self.leaf(depth, &[]);
                self.leaves.push(Leaf::Other(object.clone()));
                return Ok(());
            }
            return Err(Raised::value(format!(
                "setting an array element with a sequence. The requested array would exceed the maximum number of \
                 dimension of {MAX_NDIM}."
            )));
        }
        let list = as_tuple(object)?;
        let items = tuple_items(&list).unwrap_or_default();
        self.extent(depth, items.len());
        if items.is_empty() {
            self.leaf(depth + 1, &[]);
        }
        items.iter().try_for_each(|item| self.visit(item, depth + 1))
    }

    fn irregular(&mut self, depth: usize) {
        self.ragged = Some(self.ragged.map_or(depth, |d| d.min(depth)));
    }

    /// A sequence of `n` items at `depth`.
    fn extent(&mut self, depth: usize, n: usize) {
        match self.shape.get(depth) {
            Some(&m) if m != n => self.irregular(depth),
            Some(_) => {}
            None if self.depth.is_some_and(|d| d <= depth) => self.irregular(depth),
            None => self.shape.push(n),
        }
    }

    /// A leaf of the given shape at `depth`.
    fn leaf(&mut self, depth: usize, shape: &[usize]) {
        for (i, &n) in shape.iter().enumerate() {
            self.extent(depth + i, n);
        }
        let end = depth + shape.len();
        match self.depth {
            None if self.shape.len() > end => self.irregular(end),
            None => self.depth = Some(end),
            Some(d) if d != end => self.irregular(d.min(end)),
            Some(_) => {}
        }
    }

    fn finish(self, dtype: Option<DType>) -> Result<RawArray, Raised> {
        if let Some(depth) = self.ragged {
            let seen = &self.shape[..depth.min(self.shape.len())];
            if self.of_objects {
                let result = RawArray::empty(seen, DType::Object)?;
                fill_objects(&self.root, &result)?;
                return Ok(result);
            }
            return Err(Raised::value(format!(
                "setting an array element with a sequence. The requested array has an inhomogeneous shape after {depth} \
                 dimensions. The detected shape was {} + inhomogeneous part.",
                ShapeText(seen).to_string().replace(',', ", ").replace(", )", ",)")
            )));
        }
        let dtype = match dtype {
            Some(dtype) if dtype.itemsize() == 0 => self.width(dtype.native())?,
            Some(dtype) => dtype,
            None => self.common_type()?,
        };
        let result = RawArray::allocate(Layout::contiguous(&self.shape, dtype.itemsize())?, dtype, false)?;
        let mut place = result.ptr();
        for leaf in &self.leaves {
            let step = match leaf {
                Leaf::Array(array, _) if dtype != DType::Object || array.ndim() > 0 => {
                    let offset = place as usize - result.buffer.ptr() as usize;
                    let mut layout = Layout::contiguous(array.shape(), dtype.itemsize())?;
                    layout.offset = offset;
                    assign(&result.with_layout(layout), array)?;
                    array.size() * dtype.itemsize()
                }
                Leaf::Number(_, object) | Leaf::Other(object) | Leaf::Array(_, object) => {
                    // SAFETY: the shape has room for all leaves, in this order.
                    unsafe { element::store(object, dtype, place)? };
                    dtype.itemsize()
                }
            };
            place = place.wrapping_add(step);
        }
        Ok(result)
    }

    /// A string type wide enough for all leaves.
    fn width(&self, dtype: DType) -> Result<DType, Raised> {
        let is_text = matches!(dtype, DType::Str(_));
        let mut width = 1;
        for leaf in &self.leaves {
            let found = match leaf {
                Leaf::Array(array, _) => match tegula_exec::sized(dtype, array)? {
                    DType::Str(n) | DType::Bytes(n) => n,
                    _ => 0,
                },
                Leaf::Number(_, object) | Leaf::Other(object) => text::width(object, is_text)?,
            };
            width = width.max(found);
        }
        Ok(if is_text { DType::Str(width) } else { DType::Bytes(width) })
    }

    fn common_type(&self) -> Result<DType, Raised> {
        let mut common: Option<DType> = None;
        for leaf in &self.leaves {
            let dtype = match leaf {
                Leaf::Number(Number::Weak(value) | Number::Strong(value), _) => Scalar::dtype(*value),
                Leaf::Number(Number::Huge, _) => DType::Object,
                Leaf::Array(array, _) => array.dtype,
                Leaf::Other(object) => text::dtype_of(object).unwrap_or(DType::Object),
            };
            common = Some(match common {
                Some(c) if c != dtype => promote(c, dtype),
                _ => dtype.native(),
            });
        }
        Ok(match common {
            Some(DType::Str(0)) => DType::Str(1),
            Some(DType::Bytes(0)) => DType::Bytes(1),
            found => found.unwrap_or(DType::F64),
        })
    }
}

fn as_tuple<'py>(object: &Any<'py>) -> Res<'py> {
    // SAFETY: the call accepts any object; a null result has raised.
    unsafe { owned(object.py(), ffi::PySequence_Tuple(object.as_ptr())) }
}

/// Fills an array of objects from a nested sequence that has its shape, and may go deeper.
fn fill_objects(object: &Any<'_>, target: &RawArray) -> Result<(), Raised> {
    if target.ndim() == 0 {
        // SAFETY: a 0-d array has one element.
        unsafe { objects::store(object, target.ptr()) };
        return Ok(());
    }
    if let Some(array) = ndarray::get(object) {
        if array.ndim() > target.ndim() {
            let (from, into) = (array.shape().to_vec(), target.shape().to_vec());
            return Err(tegula_core::Error::Assign { from, into }.into());
        }
        if array.ndim() == target.ndim() {
            return Ok(assign(target, array)?);
        }
    }
    let list = as_tuple(object)?;
    let items = tuple_items(&list).unwrap_or_default();
    for (i, item) in items.iter().enumerate().take(target.shape()[0]) {
        fill_objects(item, &target.with_layout(target.layout.pick(0, i)))?;
    }
    Ok(())
}
