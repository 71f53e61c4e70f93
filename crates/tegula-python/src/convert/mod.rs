//! From Python objects to arrays.

pub mod element;
pub mod foreign;
pub mod interface;
pub mod sequence;

use pyo3::ffi;
use tegula_core::{DType, RawArray, Scalar};
use tegula_exec::{Order, cast, copy, native};

use crate::ffi::{Any, Raised};
use crate::{ndarray, objects, text};
use element::Number;

/// An array that an object was converted to.
pub struct Converted<'py> {
    /// The array.
    pub array: RawArray,
    /// The object whose memory the array shares; `None` for a fresh array.
    pub owner: Option<Any<'py>>,
    /// False if the memory must not be written.
    pub writeable: bool,
    /// The object has made a copy for the purpose.
    pub copied: bool,
}

impl Converted<'_> {
    fn fresh(array: RawArray) -> Self {
        Converted { array, owner: None, writeable: true, copied: false }
    }
}

/// Converts an object, sharing its memory where it has any. `dtype` is that of newly converted elements; an
/// array that has elements already keeps its own. What is neither a number nor a string nor a container becomes
/// an array of objects.
///
/// # Errors
/// `ValueError` for ragged nesting, unless objects were asked for; those of converting elements.
pub fn convert<'py>(object: &Any<'py>, dtype: Option<DType>) -> Result<Converted<'py>, Raised> {
    convert_asking(object, dtype, None)
}

/// The same, where `copy` is what is asked of an `__array__` method.
fn convert_asking<'py>(
    object: &Any<'py>,
    dtype: Option<DType>,
    copy: Option<bool>,
) -> Result<Converted<'py>, Raised> {
    if let Some(array) = ndarray::get(object) {
        let writeable = ndarray::is_writeable(object);
        return Ok(Converted { array: array.clone(), owner: Some(object.clone()), writeable, copied: false });
    }
    if let Some(number) = element::number(object) {
        let value = match (number, dtype) {
            (_, Some(dtype)) if !dtype.is_number() => {
                return Ok(Converted::fresh(single(object, Some(dtype))?));
            }
            (Number::Strong(value), _) => value,
            (_, Some(dtype)) => element::to_scalar(object, dtype)?,
            (Number::Weak(value), None) => value,
            (Number::Huge, None) => return Ok(Converted::fresh(objects::array_of(object)?)),
        };
        return Ok(Converted::fresh(RawArray::from_scalar(value)?));
    }
    // SAFETY: the checks accept any object.
    let is_list =
        unsafe { ffi::PyList_CheckExact(object.as_ptr()) != 0 || ffi::PyTuple_Check(object.as_ptr()) != 0 };
    if is_list {
        return Ok(Converted::fresh(sequence::from_sequence(object, dtype)?));
    }
    if text::is_text(object) {
        return Ok(Converted::fresh(single(object, dtype)?));
    }
    if let Some(foreign) = foreign::import(object, dtype, copy)? {
        return Ok(foreign);
    }
    if is_sequence(object) {
        return Ok(Converted::fresh(sequence::from_sequence(object, dtype)?));
    }
    Ok(Converted::fresh(single(object, dtype)?))
}

/// A 0-d array of one object. Without a `dtype` strings have their own type and everything else is an object.
///
/// # Errors
/// Those of converting the element.
pub fn single(object: &Any<'_>, dtype: Option<DType>) -> Result<RawArray, Raised> {
    let dtype = dtype.or_else(|| text::dtype_of(object)).unwrap_or(DType::Object);
    let dtype = match dtype.native() {
        DType::Str(0) => DType::Str(text::width(object, true)?.max(1)),
        DType::Bytes(0) => DType::Bytes(text::width(object, false)?.max(1)),
        _ => dtype,
    };
    let array = RawArray::zeros(&[], dtype)?;
    // SAFETY: a fresh array has one element.
    unsafe { element::store(object, dtype, array.ptr())? };
    Ok(array)
}

/// The same for a place that array scalars are cast to, as arrays are, whether they fit or not.
///
/// # Errors
/// As [`single`].
pub fn cast_single(object: &Any<'_>, dtype: DType) -> Result<RawArray, Raised> {
    match element::number(object) {
        Some(Number::Strong(value)) => Ok(cast(&RawArray::from_scalar(value)?, dtype, Order::C)?),
        _ => single(object, Some(dtype)),
    }
}

/// True for objects with a length and items that are neither text nor mappings.
pub fn is_sequence(object: &Any<'_>) -> bool {
    // SAFETY: the checks accept any object.
    unsafe {
        let ptr = object.as_ptr();
        ffi::PySequence_Check(ptr) != 0
            && ffi::PySequence_Size(ptr) >= 0
            && ffi::PyUnicode_Check(ptr) == 0
            && ffi::PyBytes_Check(ptr) == 0
            || {
                ffi::PyErr_Clear();
                false
            }
    }
}

/// An array for reading, of type `dtype` if given, else in native byte order.
///
/// # Errors
/// As [`convert`].
pub fn to_array(object: &Any<'_>, dtype: Option<DType>) -> Result<RawArray, Raised> {
    let array = convert(object, dtype)?.array;
    match dtype {
        Some(dtype) if dtype != array.dtype => Ok(cast(&array, dtype, Order::K)?),
        None if !array.dtype.is_native() => Ok(native(&array)?),
        _ => Ok(array),
    }
}

/// When a conversion copies.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Copy {
    /// Always.
    Always,
    /// If the object cannot be viewed as asked.
    IfNeeded,
    /// Never: `ValueError` if a copy would be needed.
    Never,
}

/// An array object made of `object`: what `array` and `asarray` return.
///
/// # Errors
/// As [`convert`]; `ValueError` if a copy is needed and forbidden.
pub fn to_object<'py>(
    object: &Any<'py>,
    dtype: Option<DType>,
    when: Copy,
    order: Order,
    subok: bool,
    ndmin: usize,
) -> Result<Any<'py>, Raised> {
    let py = object.py();
    let copy = match when {
        Copy::Always => Some(true),
        Copy::IfNeeded => None,
        Copy::Never => Some(false),
    };
    let Converted { array, owner, writeable, copied } = convert_asking(object, dtype, copy)?;
    let dtype = tegula_exec::sized(dtype.unwrap_or(array.dtype), &array)?;
    let in_order = match order {
        Order::C => array.is_c_contiguous(),
        Order::F => array.is_f_contiguous(),
        Order::A => array.is_c_contiguous() || array.is_f_contiguous(),
        Order::K => true,
    };
    let Some(owner) = owner else {
        if when == Copy::Never {
            return Err(copy_needed());
        }
        let array = if dtype != array.dtype || !in_order { cast(&array, dtype, order)? } else { array };
        return ndarray::wrap(py, at_least(array, ndmin));
    };
    if when == Copy::Always && !copied || dtype != array.dtype || !in_order {
        if when == Copy::Never {
            return Err(copy_needed());
        }
        let array = crate::gil::cast(py, &array, dtype, order)?;
        let array = at_least(array, ndmin);
        return if subok { ndarray::wrap_like(&owner, array) } else { ndarray::wrap(py, array) };
    }
    if array.ndim() >= ndmin && ndarray::NDARRAY.is_exact(&owner)
        || subok && array.ndim() >= ndmin && ndarray::get(&owner).is_some()
    {
        return Ok(owner);
    }
    ndarray::share(&owner, at_least(array, ndmin), writeable)
}

/// The error of a copy that is needed and forbidden.
pub fn copy_needed() -> Raised {
    Raised::value(
        "Unable to avoid copy while creating an array as requested.\nIf using `np.array(obj, copy=False)` replace it \
         with `np.asarray(obj)` to allow a copy when needed (no behavior change in NumPy 1.x).\nFor more details, see \
         https://numpy.org/devdocs/numpy_2_0_migration_guide.html#adapting-to-changes-in-the-copy-keyword.",
    )
}

fn at_least(mut array: RawArray, ndmin: usize) -> RawArray {
    while array.ndim() < ndmin {
        array.layout = array.layout.insert_axis(0);
        let step = array
            .layout
            .shape
            .get(1)
            .map_or(array.itemsize() as isize, |&n| array.layout.strides[1].wrapping_mul(n as isize));
        array.layout.strides[0] = step;
    }
    array
}

/// The elements in C order without gaps, copied only if necessary.
pub fn contiguous(array: &RawArray) -> Result<RawArray, Raised> {
    if array.is_c_contiguous() { Ok(array.clone()) } else { Ok(copy(array, Order::C)?) }
}

/// The single number of an array of one.
pub fn only_value(array: &RawArray) -> Option<Scalar> {
    (array.size() == 1 && array.dtype.native().is_number()).then(|| array.get(&vec![0; array.ndim()]))
}
