//! `Generator.permutation`, `Generator.shuffle` and `Generator.permuted`.

use pyo3::exceptions::{PyNotImplementedError, PyUserWarning};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PySequence};
use tegula_core::index::{Item, prepare};
use tegula_core::{Casting, DType, Dims, Error, RawArray, can_cast, normalize_axis};
use tegula_exec::{Order, assign, copy};

use super::bits::Source;
use super::seed_sequence::slice;
use crate::convert::element::{self, Number};
use crate::ffi::{Any, Args, Raised, Res, Signature, args::given, none};
use crate::ndarray::shaping;
use crate::{convert, gil, ndarray};

/// `0..n` in random order.
fn order(py: Python<'_>, bits: &impl Source, n: usize) -> Result<RawArray, Raised> {
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

/// Puts the elements of each row of `n` of a contiguous array in a random order of its own. Elements are moved by their size;
/// references to objects only change places.
fn shuffle_rows(py: Python<'_>, bits: &impl Source, array: &RawArray, n: usize) {
    if array.size() == 0 || n < 2 {
        return;
    }
    macro_rules! rows {
        ($ty:ty) => {
            // SAFETY: the array is contiguous and aligned, any bits are a value of this type, and elements are only
            // exchanged. Who gives an array to shuffle does not use it meanwhile.
            unsafe { slice::<$ty>(array) }.chunks_exact_mut(n).for_each(|row| bits.lock().shuffle(row))
        };
    }
    gil::detached(py, gil::weight(array), || match array.itemsize() {
        1 => rows!(u8),
        2 => rows!(u16),
        4 => rows!(u32),
        8 => rows!(u64),
        16 => rows!([u64; 2]),
        width => {
            // SAFETY: as above.
            let bytes = unsafe { std::slice::from_raw_parts_mut(array.ptr(), array.size() * width) };
            for row in bytes.chunks_exact_mut(n * width) {
                bits.lock().shuffle_with(n, |i, j| {
                    let (front, back) = row.split_at_mut(i * width);
                    front[j * width..][..width].swap_with_slice(&mut back[..width]);
                });
            }
        }
    });
}

/// The same for an array of any layout, whose elements in C order are rows of `n`.
fn shuffle_in_place(py: Python<'_>, bits: &impl Source, array: &RawArray, n: usize) -> Result<(), Raised> {
    if array.is_c_contiguous() && array.is_aligned() {
        shuffle_rows(py, bits, array, n);
    } else {
        let rows = copy(array, Order::C)?;
        shuffle_rows(py, bits, &rows, n);
        assign(array, &rows)?;
    }
    Ok(())
}

/// `permutation(x, axis=0)`: a range or a copy of an array in random order.
pub fn permutation<'py>(bits: &impl Source, arguments: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<2> = Signature::cython("permutation(x, axis=0)");
    let py = arguments.py();
    let [x, axis] = arguments.parse(&SIGNATURE)?;
    let x = x.expect("required");
    match element::number(x) {
        Some(Number::Weak(value) | Number::Strong(value))
            if value.dtype().is_integer() || x.is_exact_instance_of::<PyBool>() =>
        {
            return ndarray::wrap(py, order(py, bits, value.to_i64().max(0) as usize)?);
        }
        Some(Number::Huge) => return Err(Raised::value("Maximum allowed size exceeded")),
        _ => {}
    }
    let source = convert::to_array(x, None)?;
    let axis = normalize_axis(axis.map_or(Ok(0), shaping::axis)?, source.ndim())?;
    if source.ndim() == 1 {
        let shuffled = copy(&source, Order::C)?;
        shuffle_rows(py, bits, &shuffled, source.size());
        return ndarray::wrap(py, shuffled);
    }
    let positions = order(py, bits, source.shape()[axis])?;
    ndarray::wrap(py, reordered(py, &source, axis, positions)?)
}

/// `shuffle(x, axis=0)`: an array or a mutable sequence, in place.
pub fn shuffle<'py>(bits: &impl Source, arguments: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<2> = Signature::cython("shuffle(x, axis=0)");
    let py = arguments.py();
    let [x, axis] = arguments.parse(&SIGNATURE)?;
    let x = x.expect("required");
    let Some(array) = ndarray::get(x) else {
        shuffle_sequence(bits, x, axis)?;
        return Ok(none(py));
    };
    let array = array.clone();
    if array.ndim() == 0 {
        return Err(Raised::type_("len() of unsized object"));
    }
    ndarray::require_writeable(x, "array")?;
    let axis = normalize_axis(axis.map_or(Ok(0), shaping::axis)?, array.ndim())?;
    if array.ndim() == 1 {
        shuffle_in_place(py, bits, &array, array.size())?;
    } else if array.size() > 0 {
        let positions = order(py, bits, array.shape()[axis])?;
        // A view would be read while it is written.
        let source = copy(&array, Order::K)?;
        assign(&array, &reordered(py, &source, axis, positions)?)?;
    }
    Ok(none(py))
}

fn shuffle_sequence<'py>(bits: &impl Source, x: &Any<'py>, axis: Option<&Any<'py>>) -> Result<(), Raised> {
    let n = x.len()?;
    if x.cast::<PySequence>().is_err() {
        let class = x.get_type().name()?;
        let text = format!(
            "you are shuffling a '{class}' object which is not a subclass of 'Sequence'; `shuffle` is not guaranteed to \
             behave correctly. E.g., non-numpy array/tensor objects with view semantics may contain duplicates after \
             shuffling."
        );
        let text = std::ffi::CString::new(text).unwrap_or_default();
        PyErr::warn(x.py(), &x.py().get_type::<PyUserWarning>(), &text, 1)?;
    }
    if axis.map_or(Ok(0), shaping::axis)? != 0 {
        return Err(
            PyNotImplementedError::new_err("Axis argument is only supported on ndarray objects").into()
        );
    }
    let mut exchanges = Vec::with_capacity(n);
    bits.lock().shuffle_with(n, |i, j| exchanges.push((i, j)));
    for (i, j) in exchanges {
        let (a, b) = (x.get_item(i)?, x.get_item(j)?);
        x.set_item(i, b)?;
        x.set_item(j, a)?;
    }
    Ok(())
}

/// `permuted(x, *, axis=None, out=None)`: each slice along the axis in an order of its own.
pub fn permuted<'py>(bits: &impl Source, arguments: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<3> = Signature::cython("permuted(x, *, axis=None, out=None)");
    let py = arguments.py();
    let [x, axis, out] = arguments.parse(&SIGNATURE)?;
    let source = convert::to_array(x.expect("required"), None)?;
    let result = match given(out) {
        None => ndarray::wrap(py, copy(&source, Order::K)?)?,
        Some(out) => {
            fill_out(out, &source)?;
            out.clone()
        }
    };
    let array = ndarray::raw(&result).clone();
    // With the axis last, or else with all axes as they lie in memory.
    let (order, n): (Dims<usize>, _) = match given(axis) {
        Some(axis) => {
            let axis = normalize_axis(shaping::axis(axis)?, array.ndim())?;
            ((0..array.ndim()).filter(|&a| a != axis).chain([axis]).collect(), array.shape()[axis])
        }
        None if array.ndim() == 0 => return Err(Raised::type_("len() of unsized object")),
        None if array.is_f_contiguous() && !array.is_c_contiguous() => {
            ((0..array.ndim()).rev().collect(), array.size())
        }
        None => ((0..array.ndim()).collect(), array.size()),
    };
    shuffle_in_place(py, bits, &array.with_layout(array.layout.permute(&order)), n)?;
    Ok(result)
}

fn fill_out(out: &Any<'_>, source: &RawArray) -> Result<(), Raised> {
    let Some(array) = ndarray::get(out).filter(|_| ndarray::NDARRAY.is_exact(out)) else {
        return Err(Raised::type_("out must be a numpy array"));
    };
    ndarray::require_writeable(out, "out")?;
    if array.shape() != source.shape() {
        return Err(Raised::value("out must have the same shape as x"));
    }
    if !can_cast(source.dtype, array.dtype, Casting::Safe) {
        return Err(Error::Cast { from: source.dtype, to: array.dtype, casting: Casting::Safe }.into());
    }
    Ok(assign(&array.clone(), source)?)
}
