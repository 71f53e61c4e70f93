//! `Generator.permutation` and `Generator.shuffle`.

use pyo3::exceptions::PyNotImplementedError;
use pyo3::prelude::*;
use tegula_core::index::{Item, prepare};
use tegula_core::{DType, Dims, RawArray, normalize_axis};
use tegula_exec::{Order, assign, copy};

use super::pcg64::PyPcg64;
use super::seed_sequence::slice;
use crate::convert::element::{self, Number};
use crate::ffi::{Args, Raised, Res, Signature, none};
use crate::ndarray::shaping;
use crate::{convert, gil, ndarray};

/// `0..n` in random order.
fn order(py: Python<'_>, bits: &PyPcg64, n: usize) -> Result<RawArray, Raised> {
    let positions = RawArray::empty(&[n], DType::I64)?;
    gil::detached(py, n, || {
        // SAFETY: the array is fresh.
        bits.lock().fill_permutation(unsafe { slice::<i64>(&positions) });
    });
    Ok(positions)
}

/// The slices of `source` along `axis` in the order given, as a fresh array in which that axis is the slowest.
fn reordered(
    py: Python<'_>,
    source: &RawArray,
    axis: usize,
    positions: RawArray,
) -> Result<RawArray, Raised> {
    let mut order: Dims<usize> = (0..source.ndim()).collect();
    order.swap(0, axis);
    let turned = source.with_layout(source.layout.permute(&order));
    let prepared = prepare(&turned.layout, &[Item::Positions(positions)])?;
    let picked = gil::detached(py, gil::weight(source), || tegula_exec::get(&turned, &prepared, Order::K))?;
    Ok(picked.with_layout(picked.layout.permute(&order)))
}

/// `permutation(x, axis=0)`: a range or a copy of an array in random order.
pub fn permutation<'py>(bits: &PyPcg64, arguments: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<2> = Signature::new("permutation", ["x", "axis"], 1, 2);
    let py = arguments.py();
    let [x, axis] = arguments.parse(&SIGNATURE)?;
    let x = x.expect("required");
    if let Some(Number::Weak(value) | Number::Strong(value)) = element::number(x)
        && value.dtype().is_integer()
    {
        return ndarray::wrap(py, order(py, bits, value.to_i64().max(0) as usize)?);
    }
    let source = match crate::ffi::text(x) {
        Some(_) => RawArray::empty(&[], DType::F64)?,
        None => convert::to_array(x, None)?,
    };
    let axis = normalize_axis(axis.map_or(Ok(0), shaping::axis)?, source.ndim())?;
    let positions = order(py, bits, source.shape()[axis])?;
    ndarray::wrap(py, reordered(py, &source, axis, positions)?)
}

/// `shuffle(x, axis=0)`: an array or a mutable sequence, in place.
pub fn shuffle<'py>(bits: &PyPcg64, arguments: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<2> = Signature::new("shuffle", ["x", "axis"], 1, 2);
    let py = arguments.py();
    let [x, axis] = arguments.parse(&SIGNATURE)?;
    let x = x.expect("required");
    if let Some(array) = ndarray::get(x) {
        let array = array.clone();
        if array.ndim() == 0 {
            return Err(Raised::type_("len() of unsized object"));
        }
        let axis = normalize_axis(axis.map_or(Ok(0), shaping::axis)?, array.ndim())?;
        if !ndarray::is_writeable(x) {
            return Err(Raised::value("array is read-only"));
        }
        if array.size() == 0 {
            return Ok(none(py));
        }
        let positions = order(py, bits, array.shape()[axis])?;
        // A view would be read while it is written.
        let source = copy(&array, Order::K)?;
        assign(&array, &reordered(py, &source, axis, positions)?)?;
        return Ok(none(py));
    }
    if axis.map_or(Ok(0), shaping::axis)? != 0 {
        return Err(
            PyNotImplementedError::new_err("Axis argument is only supported on ndarray objects").into()
        );
    }
    let n = x.len()?;
    let mut exchanges = Vec::with_capacity(n);
    bits.lock().shuffle_with(n, |i, j| exchanges.push((i, j)));
    for (i, j) in exchanges {
        let (a, b) = (x.get_item(i)?, x.get_item(j)?);
        x.set_item(i, b)?;
        x.set_item(j, a)?;
    }
    Ok(none(py))
}
