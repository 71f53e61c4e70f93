//! The states of bit generators as the dictionaries that NumPy makes of them.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};
use tegula_core::{DType, Element, RawArray};
use tegula_random::{
    AnyBitGenerator, Mt19937, Mt19937State, Pcg64, Pcg64Dxsm, Pcg64State, Philox, PhiloxState, Sfc64,
    Sfc64State,
};

use super::seed_sequence::slice;
use crate::convert::{self, element};
use crate::error::Raised;
use crate::ffi::{Any, text};
use crate::ndarray;

/// What a state is of.
#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    Pcg64,
    Pcg64Dxsm,
    Mt19937,
    Philox,
    Sfc64,
    Other,
}

impl Kind {
    pub fn of(bits: &AnyBitGenerator) -> Kind {
        match bits {
            AnyBitGenerator::Pcg64(_) => Kind::Pcg64,
            AnyBitGenerator::Pcg64Dxsm(_) => Kind::Pcg64Dxsm,
            AnyBitGenerator::Mt19937(_) => Kind::Mt19937,
            AnyBitGenerator::Philox(_) => Kind::Philox,
            AnyBitGenerator::Sfc64(_) => Kind::Sfc64,
            AnyBitGenerator::Other(_) => Kind::Other,
        }
    }
}

/// A fresh array of numbers.
pub fn array<'py, T: Element>(py: Python<'py>, numbers: &[T]) -> PyResult<Any<'py>> {
    let array = RawArray::empty(&[numbers.len()], T::DTYPE).map_err(Raised::from)?;
    // SAFETY: the array is fresh and of this type.
    unsafe { slice::<T>(&array) }.copy_from_slice(numbers);
    Ok(ndarray::wrap(py, array)?)
}

/// The state of a generator whose class has this name.
pub fn save<'py>(
    py: Python<'py>,
    bits: &AnyBitGenerator,
    name: &Bound<'py, PyString>,
) -> PyResult<Bound<'py, PyDict>> {
    let (dict, inner) = (PyDict::new(py), PyDict::new(py));
    dict.set_item("bit_generator", name)?;
    dict.set_item("state", &inner)?;
    let half = |has_uint32: bool, uinteger: u32| -> PyResult<()> {
        dict.set_item("has_uint32", i32::from(has_uint32))?;
        dict.set_item("uinteger", uinteger)
    };
    let pcg = |Pcg64State { state, inc, has_uint32, uinteger }| -> PyResult<()> {
        inner.set_item("state", state)?;
        inner.set_item("inc", inc)?;
        half(has_uint32, uinteger)
    };
    match bits {
        AnyBitGenerator::Pcg64(bits) => pcg(bits.state())?,
        AnyBitGenerator::Pcg64Dxsm(bits) => pcg(bits.state())?,
        AnyBitGenerator::Mt19937(bits) => {
            let Mt19937State { key, pos } = bits.state();
            inner.set_item("key", array(py, &key)?)?;
            inner.set_item("pos", pos)?;
        }
        AnyBitGenerator::Philox(bits) => {
            let PhiloxState { counter, key, buffer, buffer_pos, has_uint32, uinteger } = bits.state();
            inner.set_item("counter", array(py, &counter)?)?;
            inner.set_item("key", array(py, &key)?)?;
            dict.set_item("buffer", array(py, &buffer)?)?;
            dict.set_item("buffer_pos", buffer_pos)?;
            half(has_uint32, uinteger)?;
        }
        AnyBitGenerator::Sfc64(bits) => {
            let Sfc64State { state, has_uint32, uinteger } = bits.state();
            inner.set_item("state", array(py, &state)?)?;
            half(has_uint32, uinteger)?;
        }
        AnyBitGenerator::Other(_) => {}
    }
    Ok(dict)
}

/// The generator of this kind, whose class has this name, that was saved.
pub fn load(kind: Kind, state: &Any<'_>, name: &str) -> PyResult<AnyBitGenerator> {
    if kind == Kind::Mt19937
        && let Ok(legacy) = state.cast::<PyTuple>()
    {
        let right = matches!(legacy.len(), 3 | 5) && text(&legacy.get_item(0)?) == Some("MT19937");
        if !right {
            return Err(Raised::value("state is not a legacy MT19937 state").into());
        }
        return twister(&legacy.get_item(1)?, &legacy.get_item(2)?);
    }
    let Ok(dict) = state.cast::<PyDict>() else { return Err(Raised::type_("state must be a dict").into()) };
    if dict.get_item("bit_generator")?.as_ref().and_then(|n| text(n)) != Some(name) {
        return Err(Raised::value(match kind {
            // NumPy forgets to fill in the name.
            Kind::Sfc64 => "state must be for a {self.__class__.__name__} RNG".to_owned(),
            Kind::Pcg64 | Kind::Pcg64Dxsm => format!("state must be for a {name} RNG"),
            _ => format!("state must be for a {name} PRNG"),
        })
        .into());
    }
    let inner = state.get_item("state")?;
    let half = || -> PyResult<(bool, u32)> {
        Ok((c_int(&state.get_item("has_uint32")?)? != 0, uint32(&state.get_item("uinteger")?)?))
    };
    let pcg = || -> PyResult<Pcg64State> {
        let (wide_state, inc) = (uint128(&inner.get_item("state")?)?, uint128(&inner.get_item("inc")?)?);
        let (has_uint32, uinteger) = half()?;
        Ok(Pcg64State { state: wide_state, inc, has_uint32, uinteger })
    };
    Ok(match kind {
        Kind::Pcg64 => Pcg64::from_state(pcg()?).into(),
        Kind::Pcg64Dxsm => Pcg64Dxsm::from_state(pcg()?).into(),
        Kind::Mt19937 => twister(&inner.get_item("key")?, &inner.get_item("pos")?)?,
        Kind::Philox => {
            let (counter, key) = (numbers(&inner.get_item("counter")?)?, numbers(&inner.get_item("key")?)?);
            let buffer = numbers(&state.get_item("buffer")?)?;
            let (has_uint32, uinteger) = half()?;
            let buffer_pos = c_int(&state.get_item("buffer_pos")?)?.clamp(0, 4) as usize;
            Philox::from_state(PhiloxState { counter, key, buffer, buffer_pos, has_uint32, uinteger }).into()
        }
        Kind::Sfc64 => {
            let words = numbers(&inner.get_item("state")?)?;
            let (has_uint32, uinteger) = half()?;
            Sfc64::from_state(Sfc64State { state: words, has_uint32, uinteger }).into()
        }
        Kind::Other => return Err(Raised::type_("the state of a foreign bit generator cannot be set").into()),
    })
}

fn twister(key: &Any<'_>, pos: &Any<'_>) -> PyResult<AnyBitGenerator> {
    let key = numbers(key)?;
    // A position outside the words would be read there by NumPy.
    let pos = c_int(pos)?.clamp(0, 624) as usize;
    Ok(Mt19937::from_state(Mt19937State { key, pos }).into())
}

/// The first `N` numbers of an array or a sequence.
fn numbers<T: Element + Copy + Default, const N: usize>(object: &Any<'_>) -> PyResult<[T; N]> {
    if !convert::is_sequence(object) && ndarray::get(object).is_none() && !object.hasattr("__array__")? {
        // The error is Python's own.
        object.get_item(0)?;
    }
    let array = convert::to_array(object, None)?;
    if array.dtype.is_float() || !(array.dtype.is_integer() || array.dtype == DType::Bool) {
        return Err(Raised::type_("an integer is required").into());
    }
    let array = tegula_exec::cast(&array, T::DTYPE, tegula_exec::Order::C).map_err(Raised::from)?;
    if array.ndim() != 1 || array.size() < N {
        return Err(Raised::index(if ndarray::get(object).is_some() {
            format!("index {} is out of bounds for axis 0 with size {}", array.size(), array.size())
        } else {
            "list index out of range".to_owned()
        })
        .into());
    }
    // SAFETY: the array is contiguous and of this type, and only read.
    let found = unsafe { slice::<T>(&array) };
    Ok(std::array::from_fn(|i| found[i]))
}

/// An integer, or a number cut to one, as Cython makes a C `int` of it.
pub fn c_int(object: &Any<'_>) -> PyResult<i32> {
    let value: i64 = integer(object)?.extract()?;
    i32::try_from(value).map_err(|_| Raised::overflow("value too large to convert to int").into())
}

fn integer<'py>(object: &Any<'py>) -> PyResult<Any<'py>> {
    if element::number(object).is_none() && !object.hasattr("__int__")? {
        return Err(Raised::type_("an integer is required").into());
    }
    object.py().get_type::<pyo3::types::PyInt>().call1((object,))
}

fn uint32(object: &Any<'_>) -> PyResult<u32> {
    let value = integer(object)?;
    if value.lt(0)? {
        return Err(Raised::overflow("can't convert negative value to uint32_t").into());
    }
    value.extract().map_err(|_| Raised::overflow("value too large to convert to uint32_t").into())
}

fn uint128(object: &Any<'_>) -> PyResult<u128> {
    if element::number(object).is_none() {
        let class = crate::ffi::type_name(object);
        let text = format!("unsupported operand type(s) for //: '{class}' and 'int'");
        return Err(Raised::type_(text).into());
    }
    let value = integer(object)?;
    if value.lt(0)? {
        let high = value.call_method1("__floordiv__", (1_u128 << 64,))?;
        return Err(Raised::overflow(format!("Python integer {high} out of bounds for uint64")).into());
    }
    value.extract().map_err(|_| Raised::overflow("Python int too large to convert to C long").into())
}
