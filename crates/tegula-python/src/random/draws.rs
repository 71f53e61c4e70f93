//! Drawing into new or given arrays.

use pyo3::ffi as c;
use pyo3::prelude::*;
use tegula_core::{DType, Element, RawArray, Shape, ShapeText, broadcast_shapes};
use tegula_exec::Order;
use tegula_random::Distribution;

use super::pcg64::PyPcg64;
use super::seed_sequence::slice;
use crate::convert::{self, element};
use crate::ffi::{Any, Raised, Res, owned};
use crate::ndarray::shaping;
use crate::{gil, ndarray};

/// A Python `float`.
pub fn float(py: Python<'_>, value: f64) -> Res<'_> {
    // SAFETY: the call returns a new reference or null.
    unsafe { owned(py, c::PyFloat_FromDouble(value)) }
}

/// Draws into all of a fresh or given array.
fn fill<D>(py: Python<'_>, bits: &PyPcg64, distribution: &D, array: &RawArray)
where
    D: Distribution + Sync,
    D::Output: Element,
{
    gil::detached(py, array.size(), || {
        // SAFETY: the array is contiguous and of this type; who gives an array to write to does not use it
        // meanwhile.
        bits.lock().fill(distribution, unsafe { slice::<D::Output>(array) });
    });
}

/// An array of draws of the shape `size`.
pub fn array<'py, D>(py: Python<'py>, bits: &PyPcg64, distribution: &D, size: &Any<'py>) -> Res<'py>
where
    D: Distribution + Sync,
    D::Output: Element,
{
    let array = RawArray::empty(&shaping::shape(size)?, D::Output::DTYPE)?;
    fill(py, bits, distribution, &array);
    ndarray::wrap(py, array)
}

/// Draws into `out`, which must be contiguous and of the distribution's type.
///
/// # Errors
/// `ValueError` and `TypeError` in NumPy's words.
pub fn into<'py, D>(bits: &PyPcg64, distribution: &D, size: Option<&Any<'py>>, out: &Any<'py>) -> Res<'py>
where
    D: Distribution + Sync,
    D::Output: Element,
{
    let usable = |a: &&RawArray| {
        ndarray::is_writeable(out) && (a.is_c_contiguous() || a.is_f_contiguous()) && a.is_aligned()
    };
    let Some(array) = ndarray::get(out).filter(usable) else {
        return Err(Raised::value(
            "Supplied output array must be contiguous, writable, aligned, and in machine byte-order.",
        ));
    };
    let (array, dtype) = (array.clone(), D::Output::DTYPE);
    if array.dtype != dtype {
        return Err(Raised::type_(format!(
            "Supplied output array has the wrong type. Expected {dtype}, got {}",
            array.dtype
        )));
    }
    if let Some(size) = size
        && shaping::shape(size)?[..] != *array.shape()
    {
        return Err(Raised::value("size must match out.shape when used together"));
    }
    fill(out.py(), bits, distribution, &array);
    Ok(out.clone())
}

/// A parameter of a distribution: a number, or an array of them.
#[derive(Clone)]
pub enum Parameter {
    Number(f64),
    Array(RawArray),
}

impl Parameter {
    /// # Errors
    /// As conversion to `float64`.
    #[inline]
    pub fn read(object: Option<&Any<'_>>, default: f64) -> Result<Parameter, Raised> {
        let Some(object) = object else { return Ok(Parameter::Number(default)) };
        if let Some(x) = element::exact_float(object) {
            return Ok(Parameter::Number(x));
        }
        if object.is_none() {
            return Err(Raised::type_("must be real number, not NoneType"));
        }
        let array = convert::to_array(object, Some(DType::F64))?;
        Ok(if array.ndim() == 0 {
            Parameter::Number(array.get(&[]).to_f64())
        } else {
            Parameter::Array(array)
        })
    }

    /// The parameter as an array.
    pub fn array(self) -> Result<RawArray, Raised> {
        match self {
            Parameter::Array(array) => Ok(array),
            Parameter::Number(x) => Ok(RawArray::from_scalar(tegula_core::Scalar::F64(x))?),
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
    size: Option<&Any<'_>>,
    size_position: usize,
) -> Result<Shape, Raised> {
    let size = size.filter(|s| !s.is_none()).map(shaping::shape).transpose()?;
    let mut all = shapes.to_vec();
    if let Some(size) = &size {
        all.insert(size_position, size);
    }
    let together = broadcast_shapes(&all).map_err(|_| mismatch(&all))?;
    match size {
        Some(size) if size != together => Err(Raised::value(format!(
            "Output size {} is not compatible with broadcast dimensions of inputs {}.",
            tuple_text(&size),
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
    let layout = array.layout.broadcast_to(shape).expect("shapes were broadcast together");
    Ok(tegula_exec::copy(&array.with_layout(layout), Order::C)?)
}

/// An array with one draw from each of the distributions.
pub fn each<'py, D>(
    py: Python<'py>,
    bits: &PyPcg64,
    shape: &[usize],
    distributions: impl Iterator<Item = D>,
) -> Res<'py>
where
    D: Distribution,
    D::Output: Element,
{
    let array = RawArray::empty(shape, D::Output::DTYPE)?;
    // SAFETY: the array is fresh.
    bits.lock().fill_each(distributions, unsafe { slice::<D::Output>(&array) });
    ndarray::wrap(py, array)
}
