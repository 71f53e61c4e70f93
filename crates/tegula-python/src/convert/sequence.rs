//! Nested sequences: their shape and type, then their elements.

use pyo3::ffi;
use pyo3::prelude::*;
use tegula_core::{DType, MAX_NDIM, RawArray, Scalar, ShapeText, promote};
use tegula_exec::assign;

use super::element::{self, Number};
use super::{foreign, is_sequence};
use crate::ffi::{Any, Raised, owned, tuple_items};
use crate::ndarray;

/// An array of the numbers in a nested sequence.
///
/// # Errors
/// `ValueError` for ragged nesting, `TypeError` for items that are no numbers.
pub fn from_sequence(object: &Any<'_>, dtype: Option<DType>) -> Result<RawArray, Raised> {
    if let Some(array) = flat(object, dtype)? {
        return Ok(array);
    }
    let mut found = Discovery::default();
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
    if element::exact_float(first).is_some() && dtype.is_none_or(|d| d == DType::F64) {
        return fill(items, DType::F64, element::exact_float);
    }
    if element::exact_int(first).is_some() && dtype.is_none_or(|d| d == DType::I64) {
        return fill(items, DType::I64, element::exact_int);
    }
    Ok(None)
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
    Array(RawArray),
    Other(Any<'py>),
}

/// What has been seen of a nested sequence.
#[derive(Default)]
struct Discovery<'py> {
    shape: Vec<usize>,
    /// The leaves all lie at this depth.
    depth: Option<usize>,
    /// The nesting is regular up to this depth.
    ragged: Option<usize>,
    leaves: Vec<Leaf<'py>>,
}

impl<'py> Discovery<'py> {
    fn visit(&mut self, object: &Any<'py>, depth: usize) -> Result<(), Raised> {
        if let Some(number) = element::number(object) {
            self.leaf(depth, &[]);
            self.leaves.push(Leaf::Number(number, object.clone()));
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
            None => foreign::import(object)?.map(|found| found.array),
        };
        if let Some(array) = array {
            self.leaf(depth, array.shape());
            self.leaves.push(Leaf::Array(array));
            return Ok(());
        }
        if !is_sequence(object) {
            self.leaf(depth, &[]);
            self.leaves.push(Leaf::Other(object.clone()));
            return Ok(());
        }
        if depth >= MAX_NDIM {
            return Err(Raised::value(format!(
                "setting an array element with a sequence. The requested array would exceed the maximum number of \
                 dimension of {MAX_NDIM}."
            )));
        }
        // SAFETY: the call accepts any object; a null result has raised.
        let list = unsafe { owned(object.py(), ffi::PySequence_Tuple(object.as_ptr()))? };
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
            return Err(Raised::value(format!(
                "setting an array element with a sequence. The requested array has an inhomogeneous shape after {depth} \
                 dimensions. The detected shape was {} + inhomogeneous part.",
                ShapeText(seen).to_string().replace(',', ", ").replace(", )", ",)")
            )));
        }
        let dtype = match dtype {
            Some(dtype) => dtype,
            None => self.common_type()?,
        };
        let result = RawArray::empty(&self.shape, dtype)?;
        let mut place = result.ptr();
        for leaf in &self.leaves {
            let step = match leaf {
                Leaf::Number(_, object) | Leaf::Other(object) => {
                    let value = element::to_scalar(object, dtype)?;
                    // SAFETY: the shape has room for all leaves, in this order.
                    unsafe { value.write(place) };
                    dtype.itemsize()
                }
                Leaf::Array(array) => {
                    let offset = place as usize - result.buffer.ptr() as usize;
                    let mut layout = tegula_core::Layout::contiguous(array.shape(), dtype.itemsize())?;
                    layout.offset = offset;
                    assign(&result.with_layout(layout), array)?;
                    array.size() * dtype.itemsize()
                }
            };
            place = place.wrapping_add(step);
        }
        Ok(result)
    }

    fn common_type(&self) -> Result<DType, Raised> {
        let mut common: Option<DType> = None;
        for leaf in &self.leaves {
            let dtype = match leaf {
                Leaf::Number(Number::Weak(value) | Number::Strong(value), _) => Scalar::dtype(*value),
                Leaf::Number(Number::Huge, object) => return Err(huge(object)),
                Leaf::Array(array) => array.dtype,
                Leaf::Other(object) => return Err(element::unsupported(object)),
            };
            common = Some(match common {
                Some(c) if c != dtype => promote(c, dtype),
                _ => dtype,
            });
        }
        Ok(common.unwrap_or(DType::F64))
    }
}

/// The error for integers beyond 64 bits, of which NumPy would make an object array.
pub fn huge(object: &Any<'_>) -> Raised {
    let text = object.repr().map(|r| r.to_string()).unwrap_or_default();
    Raised::type_(format!("Python integer {text} does not fit 64 bits; object arrays are not supported"))
}
