//! `Generator.integers`.

use pyo3::prelude::*;
use tegula_core::{DType, Element, RawArray, Scalar};
use tegula_random::{Error, Integer, Integers};

use super::draws;
use super::pcg64::PyPcg64;
use crate::convert::{self, element};
use crate::dtype;
use crate::ffi::{Any, Args, Raised, Res, Signature, args::given, truth};
use crate::scalars;

/// The integers of a bound.
enum Bound {
    Number(i128),
    Array(RawArray),
}

impl Bound {
    fn read(object: &Any<'_>) -> Result<Bound, Raised> {
        if let Some(x) = element::exact_int(object) {
            return Ok(Bound::Number(x.into()));
        }
        if element::number(object).is_some() || crate::ffi::text(object).is_some() {
            let int = object.py().get_type::<pyo3::types::PyInt>().call1((object,))?;
            // Numbers beyond 128 bits are out of bounds for every type, as are the ends of the range.
            let end = if int.lt(0)? { i128::MIN } else { i128::MAX };
            return Ok(Bound::Number(int.extract().unwrap_or(end)));
        }
        let array = convert::to_array(object, None)?;
        if array.dtype.is_complex() {
            return Err(Raised::type_("Cannot cast array data from complex to integer"));
        }
        Ok(if array.ndim() == 0 { Bound::Number(integer(array.get(&[]))) } else { Bound::Array(array) })
    }

    fn shape(&self) -> &[usize] {
        match self {
            Bound::Number(_) => &[],
            Bound::Array(array) => array.shape(),
        }
    }

    /// The value for each element of `shape`, in C order.
    fn spread(&self, shape: &[usize]) -> Result<Vec<i128>, Raised> {
        let size = shape.iter().product();
        match self {
            Bound::Number(x) => Ok(vec![*x; size]),
            Bound::Array(array) => {
                let flat = draws::spread(array, shape)?;
                let flat = flat.with_layout(tegula_core::Layout::contiguous(&[size], flat.itemsize())?);
                Ok((0..size).map(|i| integer(flat.get(&[i]))).collect())
            }
        }
    }
}

fn integer(value: Scalar) -> i128 {
    match value {
        Scalar::U64(x) => x.into(),
        x if x.dtype().is_float() => x.to_f64() as i128,
        x => x.to_i64().into(),
    }
}

/// `integers(low, high=None, size=None, dtype=int64, endpoint=False)`.
pub fn integers<'py>(bits: &PyPcg64, arguments: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<5> =
        Signature::new("integers", ["low", "high", "size", "dtype", "endpoint"], 1, 5);
    let [low, high, size, dtype, endpoint] = arguments.parse(&SIGNATURE)?;
    let low = low.expect("required");
    let (low, high) = match given(high) {
        Some(high) => (Bound::read(low)?, Bound::read(high)?),
        None => (Bound::Number(0), Bound::read(low)?),
    };
    let call = Call {
        py: arguments.py(),
        bits,
        low,
        high,
        size: given(size),
        endpoint: endpoint.map_or(Ok(false), truth)?,
        builtin: dtype.is_some_and(|d| d.cast::<pyo3::types::PyType>().is_ok() && is_builtin(d)),
    };
    let dtype = match dtype {
        Some(dtype) => dtype::from_object(dtype)?,
        None => DType::I64,
    };
    match dtype {
        DType::Bool => call.draw::<bool>(),
        DType::I8 => call.draw::<i8>(),
        DType::I16 => call.draw::<i16>(),
        DType::I32 => call.draw::<i32>(),
        DType::I64 => call.draw::<i64>(),
        DType::U8 => call.draw::<u8>(),
        DType::U16 => call.draw::<u16>(),
        DType::U32 => call.draw::<u32>(),
        DType::U64 => call.draw::<u64>(),
        other => Err(Raised::type_(format!("Unsupported dtype dtype('{other}') for integers"))),
    }
}

/// True for the classes `int` and `bool`, for which single draws are Python numbers.
fn is_builtin(class: &Any<'_>) -> bool {
    let int: *mut pyo3::ffi::PyTypeObject = &raw mut pyo3::ffi::PyLong_Type;
    let boolean: *mut pyo3::ffi::PyTypeObject = &raw mut pyo3::ffi::PyBool_Type;
    class.as_ptr() == int.cast() || class.as_ptr() == boolean.cast()
}

struct Call<'a, 'py> {
    py: Python<'py>,
    bits: &'a PyPcg64,
    low: Bound,
    high: Bound,
    size: Option<&'a Any<'py>>,
    endpoint: bool,
    builtin: bool,
}

impl<'py> Call<'_, 'py> {
    fn draw<T: Integer + Element>(&self) -> Res<'py> {
        let (Bound::Number(low), Bound::Number(high)) = (&self.low, &self.high) else {
            return self.draw_each::<T>();
        };
        let distribution = Integers::<T>::new(*low, *high, self.endpoint)?;
        if let Some(size) = self.size {
            return draws::array(self.py, self.bits, &distribution, size);
        }
        let value = self.bits.lock().sample(&distribution).to_scalar();
        if self.builtin { scalars::to_python(self.py, value) } else { scalars::make(self.py, value) }
    }

    /// With bounds that are arrays. All are checked before the first draw, the low ones first.
    fn draw_each<T: Integer + Element>(&self) -> Res<'py> {
        let (low, high) = (self.low.shape(), self.high.shape());
        let shape = draws::result_shape(&[low, high], self.size, 2)?;
        let (lows, highs) = (self.low.spread(&shape)?, self.high.spread(&shape)?);
        let made: Vec<_> =
            lows.iter().zip(&highs).map(|(&l, &h)| Integers::<T>::new(l, h, self.endpoint)).collect();
        let rank = |error: &Error| match error {
            Error::LowOutOfBounds(_) => 0,
            Error::HighOutOfBounds(_) => 1,
            _ => 2,
        };
        if let Some(worst) = made.iter().filter_map(|m| m.as_ref().err()).min_by_key(|e| rank(e)) {
            return Err(match worst {
                Error::EmptyRange { endpoint, .. } => {
                    Error::EmptyRange { from_zero: false, endpoint: *endpoint }.into()
                }
                other => other.clone().into(),
            });
        }
        draws::each(self.py, self.bits, &shape, made.into_iter().flatten())
    }
}
