//! `RandomState.choice`.

use pyo3::prelude::*;
use tegula_core::{DType, Dims, RawArray};
use tegula_random::legacy::RandInt;
use tegula_random::{Categorical, Error, Integers};

use super::bits::Source;
use super::choice::take;
use super::draws;
use super::families::Column;
use super::seed_sequence::slice;
use crate::convert::{self, element};
use crate::ffi::{Any, Args, Raised, Res, Signature, args::given, index, truth};
use crate::ndarray::{self, shaping};
use crate::{gil, scalars};

/// What is chosen from: a range, or an array of one axis.
fn items(a: &Any<'_>) -> Result<(isize, Option<RawArray>), Raised> {
    if let Some(n) = element::exact_int(a) {
        return Ok((n as isize, None));
    }
    let array = convert::to_array(a, None)?;
    match array.ndim() {
        0 => {
            // SAFETY: a 0-d array has one element of its type.
            let item = unsafe { scalars::to_python_at(a.py(), array.dtype, array.ptr())? };
            let n = index(&item).map_err(|_| Raised::value("a must be 1-dimensional or an integer"))?;
            Ok((n, None))
        }
        1 => Ok((array.size() as isize, Some(array))),
        _ => Err(Raised::value("a must be 1-dimensional")),
    }
}

/// The probabilities, and how far their sum may be from 1.
fn weights(p: &Any<'_>, population: isize) -> Result<(RawArray, f64), Raised> {
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
        _ => return Err(Raised::value("'p' must be 1-dimensional")),
    };
    if array.size() as isize != population {
        return Err(Raised::value("'a' and 'p' must have same size"));
    }
    Ok((array, tolerance))
}

/// An error of `Generator.choice` in the words of `RandomState.choice`.
fn reworded(error: Error) -> Raised {
    let text = error.to_string();
    Raised::value(match text.as_str() {
        "Probabilities contain NaN" => "probabilities contain NaN",
        "Probabilities are not non-negative" => "probabilities are not non-negative",
        text if text.starts_with("Probabilities do not sum to 1") => "probabilities do not sum to 1",
        text => text,
    })
}

/// `choice(a, size=None, replace=True, p=None)`.
pub fn choice<'py>(bits: &impl Source, arguments: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<4> = Signature::cython("choice(a, size=None, replace=True, p=None)");
    let py = arguments.py();
    let [a, size, replace, p] = arguments.parse(&SIGNATURE)?;
    let size = given(size);
    let (population, array) = items(a.expect("required"))?;
    let extents = size.map(shaping::extents).transpose()?;
    let count: isize = extents.iter().flat_map(|e| e.iter()).product();
    if population <= 0 && (count != 0 || size.is_none()) {
        return Err(Raised::value(match array {
            None => "a must be greater than 0 unless no samples are taken",
            Some(_) => "'a' cannot be empty unless no samples are taken",
        }));
    }
    let weights = given(p).map(|p| weights(p, population)).transpose()?;
    let values = weights.as_ref().map(|(array, tolerance)| {
        // SAFETY: the array is contiguous and of this type.
        (unsafe { draws::values::<f64>(array) }, *tolerance)
    });
    let distribution = match values {
        Some((p, tolerance)) => Some(Categorical::new(p, tolerance).map_err(reworded)?),
        None => None,
    };
    let replace = replace.map_or(Ok(true), truth)?;
    let extents = extents.unwrap_or_default();
    let negative = extents.iter().any(|&n| n < 0);
    if !replace && count > population {
        return Err(Raised::value("Cannot take a larger sample than population when 'replace=False'"));
    }
    if negative {
        let first = if replace { "negative" } else { "Negative" };
        return Err(Raised::value(format!("{first} dimensions are not allowed")));
    }
    let shape: Dims<usize> = extents.iter().map(|&n| n as usize).collect();
    let positions = RawArray::empty(&shape, DType::I64)?;
    gil::detached(py, positions.size().max(if replace { 0 } else { population.max(0) as usize }), || {
        let mut generator = bits.lock();
        // SAFETY: the array is fresh.
        let out = unsafe { slice::<i64>(&positions) };
        match (&distribution, values, replace) {
            (Some(distribution), _, true) => generator.fill(distribution, out),
            (_, Some((p, tolerance)), false) => generator.fill_weighted_choice(p, tolerance, out)?,
            (_, _, true) if out.is_empty() => {}
            (_, _, true) => {
                let range = Integers::new(0, population as i128, false)?;
                generator.fill(&RandInt::from(range), out);
            }
            (_, _, false) => {
                let order = generator.permutation(population.max(0) as usize)?;
                out.copy_from_slice(&order[..out.len()]);
            }
        }
        Ok::<_, Error>(())
    })
    .map_err(reworded)?;
    match (array, size) {
        (None, None) => scalars::to_python(py, positions.get(&[])),
        (None, Some(_)) => ndarray::wrap(py, positions),
        (Some(array), size) => take(py, &array, 0, positions, size.is_some()),
    }
}
