//! Drawing into new or given arrays.

use std::sync::{Mutex, PoisonError};

use pyo3::prelude::*;
use pyo3::types::PyInt;
use tegula_core::{DType, Element, RawArray, Shape, ShapeText, broadcast_shapes};
use tegula_exec::{Order, threads};
use tegula_random::Distribution;

use super::bits::Source;
use super::seed_sequence::slice;
use crate::convert::element;
use crate::ffi::{Any, Raised, Res};
use crate::ndarray::shaping;
use crate::{gil, ndarray, scalars};

/// What single draws give: a Python number, not a scalar of NumPy's.
pub trait Single: Element {
    /// The number.
    fn single(self, py: Python<'_>) -> Res<'_> {
        scalars::to_python(py, self.to_scalar())
    }
}

impl Single for f64 {}
impl Single for f32 {}
impl Single for i64 {}

/// An array to be drawn into.
#[derive(Clone)]
pub struct Out<'a, 'py> {
    /// The object that was given.
    pub object: &'a Any<'py>,
    /// Its array.
    pub array: RawArray,
}

impl<'a, 'py> Out<'a, 'py> {
    /// The array given as `out`, which must be contiguous, in C order if there are parameters, and of this type.
    ///
    /// # Errors
    /// `ValueError` and `TypeError` in NumPy's words.
    pub fn check(
        out: Option<&'a Any<'py>>,
        dtype: DType,
        size: Option<&Any<'py>>,
        parameters: bool,
    ) -> Result<Option<Out<'a, 'py>>, Raised> {
        let Some(object) = out else { return Ok(None) };
        let usable = |a: &&RawArray| {
            let contiguous = a.is_c_contiguous() || !parameters && a.is_f_contiguous();
            contiguous && ndarray::is_writeable(object) && a.is_aligned()
        };
        let Some(array) = ndarray::get(object).filter(usable) else {
            let order = if parameters { "C-contiguous" } else { "contiguous" };
            return Err(Raised::value(format!(
                "Supplied output array must be {order}, writable, aligned, and in machine byte-order."
            )));
        };
        if array.dtype != dtype {
            return Err(Raised::type_(format!(
                "Supplied output array has the wrong type. Expected {dtype}, got {}",
                array.dtype
            )));
        }
        if let Some(size) = size
            && !is_shape(size, array.shape())?
        {
            return Err(Raised::value("size must match out.shape when used together"));
        }
        Ok(Some(Out { object, array: array.clone() }))
    }
}

/// Whether a size, taken for a shape without being checked, equals `shape`.
fn is_shape(size: &Any<'_>, shape: &[usize]) -> Result<bool, Raised> {
    let is_extent = |object: &Any<'_>, n: usize| match element::number(object) {
        Some(element::Number::Weak(value) | element::Number::Strong(value)) => value.to_f64() == n as f64,
        _ => false,
    };
    let Ok(items) = size.try_iter() else { return Ok(shape.len() == 1 && is_extent(size, shape[0])) };
    let items = items.collect::<PyResult<Vec<_>>>()?;
    Ok(items.len() == shape.len() && items.iter().zip(shape).all(|(item, &n)| is_extent(item, n)))
}

/// Draws of a part that one thread makes.
const PART: usize = 1 << 15;

/// What a draw of fixed length takes.
const DRAW_NS: f64 = 1.2;

/// Draws into all of a contiguous array of the distribution's type.
fn fill<D>(py: Python<'_>, bits: &impl Source, distribution: &D, array: &RawArray)
where
    D: Distribution + Sync,
    D::Output: Element,
{
    gil::detached(py, array.size(), || {
        let mut generator = bits.lock();
        // SAFETY: the array is contiguous and of this type; who gives an array to write to does not use it meanwhile.
        let out = unsafe { slice::<D::Output>(array) };
        if out.len() < 2 * PART {
            return generator.fill(distribution, out);
        }
        // SAFETY: as above; the first slice is gone where the second is used.
        let Some(parts) = generator.parts(distribution, unsafe { slice::<D::Output>(array) }, PART) else {
            return generator.fill(distribution, out);
        };
        let parts: Vec<_> = parts.into_iter().map(|part| Mutex::new(Some(part))).collect();
        threads::split(parts.len(), array.size() as f64 * DRAW_NS, &|i| {
            let part = parts[i].lock().unwrap_or_else(PoisonError::into_inner).take();
            part.into_iter().for_each(|part| part.fill(distribution));
        });
    });
}

/// An array of draws of the shape `size`.
pub fn array<'py, D>(py: Python<'py>, bits: &impl Source, distribution: &D, size: &Any<'py>) -> Res<'py>
where
    D: Distribution + Sync,
    D::Output: Element,
{
    let array = RawArray::empty(&shaping::shape(size)?, D::Output::DTYPE)?;
    fill(py, bits, distribution, &array);
    ndarray::wrap(py, array)
}

/// One draw, or an array of draws of the shape `size`, or draws into all of `out`.
#[inline]
pub fn all<'py, D>(
    py: Python<'py>,
    bits: &impl Source,
    distribution: &D,
    size: Option<&Any<'py>>,
    out: Option<Out<'_, 'py>>,
) -> Res<'py>
where
    D: Distribution + Sync,
    D::Output: Single,
{
    match (size, out) {
        (None, None) => {
            let value = bits.lock().sample(distribution);
            value.single(py)
        }
        (Some(size), None) => array(py, bits, distribution, size),
        (_, Some(out)) => {
            fill(py, bits, distribution, &out.array);
            Ok(out.object.clone())
        }
    }
}

/// The shape of draws with array parameters: that of all parameters together, or `size` if it has room for
/// them.
///
/// `names` are the numbers by which NumPy's message calls the parameters and the size.
///
/// # Errors
/// `ValueError` if the shapes do not fit.
pub fn result_shape(
    shapes: &[&[usize]],
    size: Option<&[usize]>,
    size_position: usize,
) -> Result<Shape, Raised> {
    let mut all = shapes.to_vec();
    if let Some(size) = size {
        all.insert(size_position, size);
    }
    let together = broadcast_shapes(&all).map_err(|_| mismatch(&all))?;
    match size {
        Some(size) if *size != together[..] => Err(Raised::value(format!(
            "Output size {} is not compatible with broadcast dimensions of inputs {}.",
            tuple_text(size),
            tuple_text(&together)
        ))),
        _ => Ok(together),
    }
}

/// NumPy's words for shapes that do not broadcast: the first two that disagree.
pub fn mismatch(shapes: &[&[usize]]) -> Raised {
    for (j, b) in shapes.iter().enumerate() {
        for (i, a) in shapes[..j].iter().enumerate() {
            if broadcast_shapes(&[a, b]).is_err() {
                return Raised::value(format!(
                    "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg {i} with \
                     shape {} and arg {j} with shape {}.",
                    tuple_text(a),
                    tuple_text(b)
                ));
            }
        }
    }
    Raised::value("shape mismatch: objects cannot be broadcast to a single shape.")
}

fn tuple_text(shape: &[usize]) -> String {
    ShapeText(shape).to_string().replace(',', ", ").replace(", )", ",)")
}

/// The elements of `array` broadcast to `shape`, in C order.
pub fn spread(array: &RawArray, shape: &[usize]) -> Result<RawArray, Raised> {
    if array.shape() == shape && array.is_c_contiguous() {
        return Ok(array.clone());
    }
    let layout = array.layout.broadcast_to(shape).expect("shapes were broadcast together");
    Ok(tegula_exec::copy(&array.with_layout(layout), Order::C)?)
}

/// The elements of a contiguous array, to be read.
///
/// # Safety
/// `T` must be the element type.
pub unsafe fn values<T>(array: &RawArray) -> &[T] {
    debug_assert!(array.is_c_contiguous() && array.itemsize() == size_of::<T>());
    // SAFETY: the caller vouches for the type.
    unsafe { std::slice::from_raw_parts(array.ptr().cast(), array.size()) }
}

/// An integer argument as Cython takes it: what is no integer is converted by `int`, unless it is text.
///
/// # Errors
/// `TypeError` for what cannot be converted.
pub fn integer<'py>(object: &Any<'py>) -> Res<'py> {
    let class = object.py().get_type::<PyInt>();
    let converted = match crate::ffi::text(object) {
        Some(_) => None,
        None => class.call1((object,)).ok(),
    };
    converted.ok_or_else(|| Raised::type_("an integer is required"))
}
