//! `Generator.choice`.

use pyo3::prelude::*;
use tegula_core::index::{Item, Slice, prepare};
use tegula_core::{DType, Dims, RawArray};
use tegula_exec::Order;
use tegula_random::{Categorical, Integers};

use super::bits::Source;
use super::draws;
use super::families::Column;
use super::seed_sequence::slice;
use crate::ffi::{Any, Args, Raised, Res, Signature, args::given, index, truth};
use crate::ndarray::{self, shaping};
use crate::{convert, gil, scalars};

/// `choice(a, size=None, replace=True, p=None, axis=0, shuffle=True)`: items of an array along an axis, or of a range.
pub fn choice<'py>(bits: &impl Source, arguments: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<6> =
        Signature::cython("choice(a, size=None, replace=True, p=None, axis=0, shuffle=True)");
    let py = arguments.py();
    let [a, size, replace, p, axis, shuffle] = arguments.parse(&SIGNATURE)?;
    let (a, size) = (a.expect("required"), given(size));
    let shuffle = shuffle.map_or(Ok(true), truth)?;
    let extents = size.map(shaping::extents).transpose()?;
    let count: isize = extents.iter().flat_map(|e| e.iter()).product();

    let items = Items::read(a, axis)?;
    let population = items.population();
    if population <= 0 && (count != 0 || size.is_none()) {
        return Err(Raised::value(match items {
            Items::Range(_) => "a must be a positive integer unless no samples are taken",
            Items::Of(..) => "a cannot be empty unless no samples are taken",
        }));
    }
    let weights = given(p).map(|p| Weights::read(p, population)).transpose()?;
    let replace = replace.map_or(Ok(true), truth)?;
    if !replace && count > population {
        return Err(Raised::value("Cannot take a larger sample than population when replace is False"));
    }
    let extents = extents.unwrap_or_default();
    if extents.iter().any(|&n| n < 0) {
        return Err(Raised::value("negative dimensions are not allowed"));
    }
    let shape: Dims<usize> = extents.iter().map(|&n| n as usize).collect();
    let positions = RawArray::empty(&shape, DType::I64)?;
    gil::detached(py, positions.size(), || {
        let mut generator = bits.lock();
        // SAFETY: the array is fresh.
        let out = unsafe { slice::<i64>(&positions) };
        match (weights, replace) {
            (Some(weights), true) => generator.fill(&weights.distribution, out),
            (Some(weights), false) => {
                generator.fill_weighted_choice(weights.values(), weights.tolerance, out)?;
            }
            (None, true) if out.is_empty() => {}
            (None, true) => generator.fill(&Integers::new(0, population as i128, false)?, out),
            (None, false) => generator.fill_choice(population as usize, shuffle, out)?,
        }
        Ok::<_, tegula_random::Error>(())
    })?;
    match (items, size) {
        (Items::Range(_), None) => scalars::to_python(py, positions.get(&[])),
        (Items::Range(_), Some(_)) => ndarray::wrap(py, positions),
        (Items::Of(array, axis), size) => take(py, &array, axis, positions, size.is_some()),
    }
}

/// What is chosen from.
enum Items {
    Range(isize),
    Of(RawArray, usize),
}

impl Items {
    fn read(a: &Any<'_>, axis: Option<&Any<'_>>) -> Result<Items, Raised> {
        if let Some(n) = convert::element::exact_int(a) {
            return Ok(Items::Range(n as isize));
        }
        let array = convert::to_array(a, None)?;
        if array.ndim() == 0 {
            // SAFETY: a 0-d array has one element of its type.
            let item = unsafe { scalars::to_python_at(a.py(), array.dtype, array.ptr())? };
            let not_an_integer = |_| {
                let class = a.get_type();
                Raised::value(format!("a must be a sequence or an integer, not {class}"))
            };
            return Ok(Items::Range(index(&item).map_err(not_an_integer)?));
        }
        let axis = axis.map_or(Ok(0), shaping::axis)?;
        let ndim = array.ndim() as isize;
        if !(-ndim..ndim).contains(&axis) {
            return Err(Raised::index("tuple index out of range"));
        }
        Ok(Items::Of(array, axis.rem_euclid(ndim) as usize))
    }

    fn population(&self) -> isize {
        match self {
            Items::Range(n) => *n,
            Items::Of(array, axis) => array.shape()[*axis] as isize,
        }
    }
}

/// Probabilities of the items.
struct Weights {
    array: RawArray,
    tolerance: f64,
    distribution: Categorical,
}

impl Weights {
    fn read(p: &Any<'_>, population: isize) -> Result<Weights, Raised> {
        p.len()?;
        // The sum is as exact as the type that the probabilities came in.
        let tolerance = match ndarray::get(p).map(|p| p.dtype) {
            Some(DType::F32) => f64::from(f32::EPSILON).sqrt(),
            Some(DType::F16) => 2f64.powi(-10).sqrt(),
            Some(DType::BF16) => 2f64.powi(-7).sqrt(),
            _ => Categorical::TOLERANCE,
        };
        let array = match Column::read(p, DType::F64)? {
            Column::Reals(array) if array.ndim() == 1 => draws::spread(&array, array.shape())?,
            _ => return Err(Raised::value("p must be 1-dimensional")),
        };
        if array.size() as isize != population {
            return Err(Raised::value("a and p must have same size"));
        }
        // SAFETY: the array is contiguous and of this type.
        let distribution = Categorical::new(unsafe { draws::values::<f64>(&array) }, tolerance)?;
        Ok(Weights { array, tolerance, distribution })
    }

    fn values(&self) -> &[f64] {
        // SAFETY: as above.
        unsafe { draws::values::<f64>(&self.array) }
    }
}

/// The items at the positions: a scalar for one position, unless an array was asked for.
pub fn take<'py>(
    py: Python<'py>,
    array: &RawArray,
    axis: usize,
    positions: RawArray,
    as_array: bool,
) -> Res<'py> {
    let before = std::iter::repeat_n(Item::Slice(Slice::default()), axis);
    let here = match positions.ndim() {
        0 => Item::Int(positions.get(&[]).to_i64() as isize),
        _ => Item::Positions(positions),
    };
    let index: Vec<Item> = before.chain([here]).collect();
    let prepared = prepare(&array.layout, &index)?;
    let taken = gil::detached(py, gil::unless(array.dtype == DType::Object, array.size()), || {
        tegula_exec::get(array, &prepared, Order::C)
    })?;
    let taken = tegula_exec::copy(&taken, Order::C)?;
    if as_array { ndarray::wrap(py, taken) } else { ndarray::result(py, taken) }
}
