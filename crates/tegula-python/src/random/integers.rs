//! `Generator.integers` and `Generator.bytes`.

use pyo3::ffi as c;
use pyo3::prelude::*;
use pyo3::types::{PyInt, PyType};
use tegula_core::{DType, Element, RawArray};
use tegula_exec::Order;
use tegula_random::legacy::RandInt;
use tegula_random::{Distribution, Error, Integer, Integers};

use super::bits::Source;
use super::draws;
use super::seed_sequence::slice;
use crate::convert::{self, element};
use crate::ffi::{Any, Args, Raised, Res, Signature, args::given, owned, truth};
use crate::ndarray::{self, shaping};
use crate::{dtype, gil, scalars};

/// The integers of a bound, arrays of them contiguous once they are spread.
#[derive(Clone)]
enum Bound {
    Number(i128),
    Signed(RawArray),
    Unsigned(RawArray),
    /// The values beside the array that they were read from.
    Wide(RawArray, Vec<i128>),
}

impl Bound {
    #[inline]
    fn read(object: &Any<'_>) -> Result<Bound, Raised> {
        match element::exact_int(object) {
            Some(x) => Ok(Bound::Number(x.into())),
            None => Bound::convert(object),
        }
    }

    fn convert(object: &Any<'_>) -> Result<Bound, Raised> {
        if ndarray::get(object).is_none() && !convert::is_sequence(object) {
            return Ok(Bound::Number(integer(object)?));
        }
        let array = convert::to_array(object, None)?;
        if array.ndim() == 0 {
            return Ok(Bound::Number(integer(&scalars::of(object.py(), &array)?)?));
        }
        match array.dtype {
            DType::U64 => Ok(Bound::Unsigned(array)),
            dtype if dtype.is_integer() || dtype == DType::Bool => {
                Ok(Bound::Signed(tegula_exec::cast(&array, DType::I64, Order::K)?))
            }
            _ => Bound::wide(object.py(), array),
        }
    }

    /// One by one through Python's `int`.
    fn wide(py: Python<'_>, array: RawArray) -> Result<Bound, Raised> {
        let flat = tegula_exec::copy(&array, Order::C)?;
        let flat = flat.with_layout(tegula_core::Layout::contiguous(&[array.size()], flat.itemsize())?);
        let value = |i: usize| {
            let element = flat.with_layout(flat.layout.pick(0, i));
            integer(&scalars::of(py, &element)?)
        };
        let values = (0..array.size()).map(value).collect::<Result<_, _>>()?;
        Ok(Bound::Wide(array, values))
    }

    fn shape(&self) -> &[usize] {
        match self {
            Bound::Number(_) => &[],
            Bound::Signed(array) | Bound::Unsigned(array) | Bound::Wide(array, _) => array.shape(),
        }
    }

    fn spread(&self, shape: &[usize]) -> Result<Bound, Raised> {
        Ok(match self {
            Bound::Number(_) => self.clone(),
            Bound::Signed(array) => Bound::Signed(draws::spread(array, shape)?),
            Bound::Unsigned(array) => Bound::Unsigned(draws::spread(array, shape)?),
            Bound::Wide(array, values) => {
                let places = RawArray::empty(array.shape(), DType::I64)?;
                // SAFETY: the arrays are contiguous and of this type.
                let places = unsafe {
                    slice::<i64>(&places).iter_mut().enumerate().for_each(|(i, place)| *place = i as i64);
                    draws::spread(&places, shape)?
                };
                // SAFETY: as above.
                let places = unsafe { draws::values::<i64>(&places) };
                Bound::Wide(array.clone(), places.iter().map(|&i| values[i as usize]).collect())
            }
        })
    }

    #[inline]
    fn at(&self, i: usize) -> i128 {
        match self {
            Bound::Number(x) => *x,
            // SAFETY: the array is contiguous and of this type.
            Bound::Signed(array) => unsafe { draws::values::<i64>(array)[i].into() },
            // SAFETY: as above.
            Bound::Unsigned(array) => unsafe { draws::values::<u64>(array)[i].into() },
            Bound::Wide(_, values) => values[i],
        }
    }
}

/// The value of Python's `int(object)`. Numbers beyond 128 bits are out of bounds for every type, as are the ends of the
/// range.
fn integer(object: &Any<'_>) -> Result<i128, Raised> {
    let int = object.py().get_type::<PyInt>().call1((object,))?;
    let end = if int.lt(0)? { i128::MIN } else { i128::MAX };
    Ok(int.extract().unwrap_or(end))
}

/// `bytes(length)`.
pub fn bytes<'py>(bits: &impl Source, arguments: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::cython("bytes(length)");
    let py = arguments.py();
    let [length] = arguments.parse(&SIGNATURE)?;
    let length = length.expect("required");
    let length = match element::exact_int(length) {
        Some(length) => length as isize,
        None => crate::ffi::index(&draws::integer(length)?)?,
    };
    // Bytes are cut from whole words, and a length from the end counts as in a slice.
    let Ok(n) = usize::try_from(length.saturating_sub(1) / 4 + 1) else {
        return Err(Raised::value("negative dimensions are not allowed"));
    };
    let words = RawArray::empty(&[n], DType::U32)?;
    gil::detached(py, n, || {
        let all = Integers::<u32>::new(0, u32::MAX.into(), true).expect("a range");
        // SAFETY: the array is fresh.
        let words = unsafe { slice::<u32>(&words) };
        bits.lock().fill(&all, words);
        words.iter_mut().for_each(|word| *word = word.to_le());
    });
    let kept = if length < 0 { (4 * n as isize + length).max(0) } else { length };
    // SAFETY: the words have at least as many bytes, and the call returns a new reference or null.
    unsafe { owned(py, c::PyBytes_FromStringAndSize(words.ptr().cast(), kept)) }
}

/// `integers(low, high=None, size=None, dtype=int64, endpoint=False)`.
pub fn integers<'py>(bits: &impl Source, arguments: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<5> =
        Signature::cython("integers(low, high=None, size=None, dtype=int64, endpoint=False)");
    let [low, high, size, dtype, endpoint] = arguments.parse(&SIGNATURE)?;
    let range = Range {
        low: low.expect("required"),
        high: given(high),
        endpoint: endpoint.map_or(Ok(false), truth)?,
    };
    let builtin = dtype.is_some_and(is_builtin);
    Call { py: arguments.py(), bits, range, size: given(size), builtin }.draw::<false>(dtype, "integers")
}

/// `randint(low, high=None, size=None, dtype=int)`.
pub fn randint<'py>(bits: &impl Source, arguments: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<4> = Signature::cython("randint(low, high=None, size=None, dtype=int)");
    let [low, high, size, dtype] = arguments.parse(&SIGNATURE)?;
    let range = Range { low: low.expect("required"), high: given(high), endpoint: false };
    let builtin = dtype.is_none_or(is_builtin);
    Call { py: arguments.py(), bits, range, size: given(size), builtin }.draw::<true>(dtype, "randint")
}

/// True for the classes `int` and `bool`, for which single draws are Python numbers.
fn is_builtin(class: &Any<'_>) -> bool {
    if class.cast::<PyType>().is_err() {
        return false;
    }
    let int: *mut pyo3::ffi::PyTypeObject = &raw mut pyo3::ffi::PyLong_Type;
    let boolean: *mut pyo3::ffi::PyTypeObject = &raw mut pyo3::ffi::PyBool_Type;
    class.as_ptr() == int.cast() || class.as_ptr() == boolean.cast()
}

/// The bounds as they were given.
struct Range<'a, 'py> {
    low: &'a Any<'py>,
    high: Option<&'a Any<'py>>,
    endpoint: bool,
}

struct Call<'a, 'py, S> {
    py: Python<'py>,
    bits: &'a S,
    range: Range<'a, 'py>,
    size: Option<&'a Any<'py>>,
    builtin: bool,
}

impl<'py, S: Source> Call<'_, 'py, S> {
    /// Of the type asked for, by the method of `randint` if `LEGACY` says so.
    fn draw<const LEGACY: bool>(&self, dtype: Option<&Any<'py>>, name: &str) -> Res<'py> {
        match dtype.map_or(Ok(DType::I64), dtype::from_object)? {
            DType::Bool => self.draw_as::<bool, LEGACY>(),
            DType::I8 => self.draw_as::<i8, LEGACY>(),
            DType::I16 => self.draw_as::<i16, LEGACY>(),
            DType::I32 => self.draw_as::<i32, LEGACY>(),
            DType::I64 => self.draw_as::<i64, LEGACY>(),
            DType::U8 => self.draw_as::<u8, LEGACY>(),
            DType::U16 => self.draw_as::<u16, LEGACY>(),
            DType::U32 => self.draw_as::<u32, LEGACY>(),
            DType::U64 => self.draw_as::<u64, LEGACY>(),
            other => Err(Raised::type_(format!("Unsupported dtype {} for {name}", other.repr()))),
        }
    }

    fn draw_as<T: Integer + Element, const LEGACY: bool>(&self) -> Res<'py> {
        if LEGACY { self.draw_by::<RandInt<T>, T>() } else { self.draw_by::<Integers<T>, T>() }
    }

    fn draw_by<D, T>(&self) -> Res<'py>
    where
        D: Distribution<Output = T> + From<Integers<T>> + Sync,
        T: Integer + Element,
    {
        // Without draws the bounds do not matter.
        if let Some(size) = self.size
            && element::exact_int(size).is_none_or(|n| n == 0)
            && let Ok(shape) = shaping::shape(size).map_err(Raised::clear)
            && shape.contains(&0)
        {
            return ndarray::wrap(self.py, RawArray::empty(&shape, T::DTYPE)?);
        }
        let (low, high) = match self.range.high {
            Some(high) => (Bound::read(self.range.low)?, Bound::read(high)?),
            None => (Bound::Number(0), Bound::read(self.range.low)?),
        };
        let (&Bound::Number(first), &Bound::Number(last)) = (&low, &high) else {
            return self.draw_each::<D, T>(&low, &high);
        };
        let distribution = D::from(Integers::new(first, last, self.range.endpoint)?);
        if let Some(size) = self.size {
            return draws::array(self.py, self.bits, &distribution, size);
        }
        let value = self.bits.lock().sample(&distribution).to_scalar();
        if self.builtin { scalars::to_python(self.py, value) } else { scalars::make(self.py, value) }
    }

    /// With bounds that are arrays. All are checked before the first draw, the low ones first.
    fn draw_each<D, T>(&self, low: &Bound, high: &Bound) -> Res<'py>
    where
        D: Distribution<Output = T> + From<Integers<T>> + Sync,
        T: Integer + Element,
    {
        let endpoint = self.range.endpoint;
        let size = self.size.map(shaping::shape).transpose();
        let together = tegula_core::broadcast_shapes(&[low.shape(), high.shape()]);
        if let Ok(shape) = together {
            let (low, high) = (low.spread(&shape)?, high.spread(&shape)?);
            let n: usize = shape.iter().product();
            let errors = (0..n).filter_map(|i| Integers::<T>::new(low.at(i), high.at(i), endpoint).err());
            let rank = |error: &Error| match error {
                Error::LowOutOfBounds(_) => 0,
                Error::HighOutOfBounds(_) => 1,
                _ => 2,
            };
            match errors.min_by_key(rank) {
                None => {}
                Some(Error::EmptyRange { endpoint, .. }) => {
                    let from_zero = (0..n).all(|i| low.at(i) == 0);
                    return Err(Error::EmptyRange { from_zero, endpoint }.into());
                }
                Some(other) => return Err(other.into()),
            }
        }
        let shape = draws::result_shape(&[low.shape(), high.shape()], size?.as_deref(), 2)?;
        let (low, high) = (low.spread(&shape)?, high.spread(&shape)?);
        let array = RawArray::empty(&shape, T::DTYPE)?;
        gil::detached(self.py, array.size(), || {
            let ranges = (0..array.size())
                .filter_map(|i| Integers::new(low.at(i), high.at(i), endpoint).ok().map(D::from));
            // SAFETY: the array is fresh.
            self.bits.lock().fill_each(ranges, unsafe { slice::<T>(&array) });
        });
        ndarray::wrap(self.py, array)
    }
}
