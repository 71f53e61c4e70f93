//! Sorting and searching arrays of any type.
//!
//! Every sort is stable. NaN goes last, complex numbers go by real, then by imaginary parts, strings by their
//! code points, objects by the host's `<`.

use std::cmp::Ordering;

use tegula_core::strings::StringRef;
use tegula_core::{DType, Error, RawArray, Result};
use tegula_exec::{
    Bounds, Less, arg_sort_by, arg_sort_lines, assign, native, search_by, search_line, select_lines,
    sort_lines, take, take_along_axis,
};
use tegula_kernels::order::{arg_sorter, searcher, selector, sorter};

use crate::byte_order::through_native;
use crate::table;

/// Sorts an array in place along an axis.
///
/// # Errors
/// Those of comparing objects, after which the array is as before; `MemoryError`.
pub fn sort(target: &RawArray, axis: usize) -> Result<()> {
    if !target.dtype.is_native() {
        return through_native(Some(target), |stand_in| changed(stand_in, |array| sort(array, axis)))
            .map(drop);
    }
    match sorter(target.dtype) {
        Some(kernel) => sort_lines(target, axis, kernel),
        None => {
            let positions = argsort(target, axis)?;
            assign(target, &take_along_axis(target, &positions, axis)?)
        }
    }
}

/// The positions, as `int64`, that sort an array along an axis.
///
/// # Errors
/// Those of comparing objects; `MemoryError`.
pub fn argsort(source: &RawArray, axis: usize) -> Result<RawArray> {
    let source = &native(source)?;
    match arg_sorter(source.dtype) {
        Some(kernel) => arg_sort_lines(source, axis, kernel),
        None => by_order(source.dtype, |less| arg_sort_by(source, axis, less)),
    }
}

/// Moves the elements that belong at the places `kth` of each sorted line there, smaller ones before and larger
/// ones behind them.
///
/// # Errors
/// `ValueError` for places that do not exist, unless the array is empty; else as [`sort`].
pub fn partition(target: &RawArray, kth: &[i64], axis: usize) -> Result<()> {
    if !target.dtype.is_native() {
        let run = |stand_in: Option<&RawArray>| changed(stand_in, |array| partition(array, kth, axis));
        return through_native(Some(target), run).map(drop);
    }
    let places = places(target, kth, axis)?;
    match selector(target.dtype) {
        Some(kernel) => select_lines(target, axis, &places, kernel),
        None => sort(target, axis),
    }
}

/// The positions, as `int64`, that [`partition`] an array.
///
/// # Errors
/// As there.
pub fn argpartition(source: &RawArray, kth: &[i64], axis: usize) -> Result<RawArray> {
    places(source, kth, axis)?;
    argsort(source, axis)
}

/// Places along an axis, each once and rising; negative ones count from the end.
fn places(array: &RawArray, kth: &[i64], axis: usize) -> Result<Vec<usize>> {
    if array.size() == 0 {
        return Ok(Vec::new());
    }
    let n = array.shape()[axis] as i64;
    let mut places = Vec::with_capacity(kth.len());
    for &k in kth {
        let k = if k < 0 { k.saturating_add(n) } else { k };
        if !(0..n).contains(&k) {
            return Err(Error::value(format!("kth(={k}) out of bounds ({n})")));
        }
        places.push(k as usize);
    }
    places.sort_unstable();
    places.dedup();
    Ok(places)
}

/// The positions, as `int64`, that sort along an axis by several keys of one shape, of which the last counts
/// first.
///
/// # Errors
/// `TypeError` without keys, `ValueError` for keys of other shapes; else as [`argsort`].
pub fn lexsort(keys: &[RawArray], axis: usize) -> Result<RawArray> {
    let Some((first, rest)) = keys.split_first() else {
        return Err(Error::type_("need sequence of keys with len > 0 in lexsort"));
    };
    if rest.iter().any(|key| key.shape() != first.shape()) {
        return Err(Error::value("all keys need to be the same shape"));
    }
    let mut positions = argsort(first, axis)?;
    for key in rest {
        let order = argsort(&take_along_axis(key, &positions, axis)?, axis)?;
        positions = take_along_axis(&positions, &order, axis)?;
    }
    Ok(positions)
}

/// Where values are to be inserted in a sorted vector of the same type: before equal elements, or behind them if
/// `right`. With a `sorter`, the vector need not be sorted: its elements at these positions are.
///
/// # Errors
/// `ValueError` for positions that do not exist; those of comparing objects; `MemoryError`.
pub fn searchsorted(
    line: &RawArray,
    values: &RawArray,
    right: bool,
    sorter: Option<&RawArray>,
) -> Result<RawArray> {
    let (line, values) = (&native(line)?, &native(values)?);
    let sorted;
    let line = match sorter {
        Some(sorter) => {
            sorted = take(line, sorter, 0, Bounds::Raise)
                .map_err(|_| Error::value("Sorter index out of range."))?;
            &sorted
        }
        None => line,
    };
    match searcher(line.dtype) {
        Some(kernel) => search_line(line, values, right, kernel),
        None => by_order(line.dtype, |less| search_by(line, values, right, less)),
    }
}

/// Changes an array in place, which is what stands in for another.
fn changed(stand_in: Option<&RawArray>, change: impl FnOnce(&RawArray) -> Result<()>) -> Result<RawArray> {
    let array = stand_in.expect("there is an array to change");
    change(array).map(|()| array.clone())
}

/// Runs `work` with the order of strings or objects.
fn by_order<R>(dtype: DType, work: impl FnOnce(&mut Less<'_>) -> Result<R>) -> Result<R> {
    if dtype == DType::Object {
        // SAFETY: the addresses are those of elements, whose arrays are held meanwhile.
        return table::LESS.with_objects(|less| work(&mut |a, b| unsafe { less.holds(a, b) }));
    }
    work(&mut |a, b| {
        // SAFETY: the addresses are those of elements, which nobody writes meanwhile.
        let (a, b) = unsafe { (StringRef::new(dtype, a), StringRef::new(dtype, b)) };
        Ok(a.compare(b) == Ordering::Less)
    })
}
