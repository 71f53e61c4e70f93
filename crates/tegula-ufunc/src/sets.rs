//! Arrays as sets: their distinct elements, and which elements another array has.

use tegula_core::{DType, Layout, RawArray, Result, Scalar, Shape, promote};
use tegula_exec::{Bounds, Order, assign, cast, copy, nonzero, take};

use crate::call::Options;
use crate::order::{argsort, lexsort, searchsorted, sort};
use crate::reduce::ReduceOptions;
use crate::resolve::Arg;
use crate::table;

/// What [`unique`] is to tell besides the distinct elements.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// Where each stands first.
    pub first: bool,
    /// For every element the number of its like among the distinct ones.
    pub inverse: bool,
    /// How often each occurs.
    pub counts: bool,
}

/// The distinct elements of an array, in order, and what was [`Wanted`] of them, as `int64` vectors.
pub struct Unique {
    /// The distinct elements.
    pub values: RawArray,
    /// Where each stands first.
    pub first: Option<RawArray>,
    /// For every element the number of its like among the distinct ones.
    pub inverse: Option<RawArray>,
    /// How often each occurs.
    pub counts: Option<RawArray>,
}

/// The distinct elements of a vector, or with `rows` the distinct parts along the first axis. All NaN are one if
/// `equal_nan`, but not in rows.
///
/// # Errors
/// Those of comparing objects; `MemoryError`.
pub fn unique(source: &RawArray, rows: bool, equal_nan: bool, wanted: Wanted) -> Result<Unique> {
    if !source.dtype.is_native() {
        let native = cast(source, source.dtype.native(), Order::K)?;
        let mut found = unique(&native, rows, equal_nan, wanted)?;
        found.values = cast(&found.values, source.dtype, Order::K)?;
        return Ok(found);
    }
    let n = source.shape()[0];
    let needs_positions = rows || wanted.first || wanted.inverse || source.dtype == DType::Object;
    let (sorted, positions) = if needs_positions {
        let positions = if rows { argsort_rows(source)? } else { argsort(source, 0)? };
        (take(source, &positions, 0, Bounds::Raise)?, Some(positions))
    } else {
        let sorted = copy(source, Order::C)?;
        sort(&sorted, 0)?;
        (sorted, None)
    };
    let starts = starts(&sorted, rows, equal_nan)?;
    let values = take(&sorted, &starts, 0, Bounds::Raise)?;
    let at = |i: usize| integer(&starts, i) as usize;
    let count = starts.size();
    let end = |i: usize| if i + 1 < count { at(i + 1) } else { n };
    let counts = wanted.counts.then(|| integers(count, |i| (end(i) - at(i)) as i64)).transpose()?;
    let Some(positions) = positions else { return Ok(Unique { values, first: None, inverse: None, counts }) };
    let first = wanted.first.then(|| take(&positions, &starts, 0, Bounds::Raise)).transpose()?;
    let inverse = wanted.inverse.then(|| RawArray::zeros(&[n], DType::I64)).transpose()?;
    if let Some(inverse) = &inverse {
        for group in 0..count {
            for i in at(group)..end(group) {
                let place = integer(&positions, i) as usize;
                assert!(place < n);
                // SAFETY: the vector has `n` elements.
                unsafe { inverse.ptr().cast::<i64>().add(place).write(group as i64) };
            }
        }
    }
    Ok(Unique { values, first, inverse, counts })
}

fn integer(vector: &RawArray, i: usize) -> i64 {
    assert!(vector.dtype == DType::I64 && vector.is_c_contiguous() && i < vector.size());
    // SAFETY: the vector was checked.
    unsafe { vector.ptr().cast::<i64>().add(i).read() }
}

fn integers(n: usize, value: impl Fn(usize) -> i64) -> Result<RawArray> {
    let result = RawArray::empty(&[n], DType::I64)?;
    for i in 0..n {
        // SAFETY: the vector has `n` elements.
        unsafe { result.ptr().cast::<i64>().add(i).write(value(i)) };
    }
    Ok(result)
}

/// The positions in which the parts along the first axis are in order, compared element by element.
fn argsort_rows(source: &RawArray) -> Result<RawArray> {
    let n = source.shape()[0];
    let width = source.size().checked_div(n).unwrap_or(0);
    if width == 0 {
        return integers(n, |i| i as i64);
    }
    let flat = copy(source, Order::C)?;
    let flat = flat.with_layout(Layout::contiguous(&[n, width], source.itemsize())?);
    let keys: Vec<RawArray> =
        (0..width).rev().map(|column| flat.with_layout(flat.layout.pick(1, column))).collect();
    lexsort(&keys, 0)
}

/// Where groups of equal elements of a sorted array begin.
fn starts(sorted: &RawArray, rows: bool, equal_nan: bool) -> Result<RawArray> {
    let n = sorted.shape()[0];
    let begins = RawArray::zeros(&[n], DType::Bool)?;
    let mark = |from: usize, value: bool, len: usize| {
        tegula_exec::fill(&begins.with_layout(begins.layout.slice(0, from, 1, len)), Scalar::Bool(value));
    };
    if n > 0 {
        let part = |start: usize| sorted.with_layout(sorted.layout.slice(0, start, 1, n - 1));
        let differ =
            table::NOT_EQUAL.call(&[Arg::Array(&part(1)), Arg::Array(&part(0))], &Options::default())?;
        let differ = if differ.ndim() > 1 {
            let axes: Vec<usize> = (1..differ.ndim()).collect();
            table::LOGICAL_OR.reduce(&differ, Some(&axes), false, &ReduceOptions::default())?
        } else {
            differ
        };
        assign(&begins.with_layout(begins.layout.slice(0, 1, 1, n - 1)), &differ)?;
        mark(0, true, 1);
    }
    if n > 1 && equal_nan && !rows && (sorted.dtype.is_float() || sorted.dtype.is_complex()) {
        let is_nan = table::NOT_EQUAL.call(&[Arg::Array(sorted), Arg::Array(sorted)], &Options::default())?;
        let one = RawArray::from_scalar(Scalar::Bool(true))?;
        let first = integer_of(&searchsorted(&is_nan, &one, false, None)?);
        if first < n {
            mark(first, true, 1);
            mark(first + 1, false, n - first - 1);
        }
    }
    Ok(nonzero(&begins)?.swap_remove(0))
}

fn integer_of(array: &RawArray) -> usize {
    array.get(&[]).to_f64() as usize
}

/// True for each element of `source` that `elements` has too, or has not if `invert`. NaN is in no array.
///
/// # Errors
/// Those of comparing objects; `MemoryError`.
pub fn isin(source: &RawArray, elements: &RawArray, invert: bool) -> Result<RawArray> {
    let dtype = promote(source.dtype, elements.dtype);
    let shape: Shape = source.shape().into();
    let result = |flat: RawArray| Ok(flat.with_layout(Layout::contiguous(&shape, 1)?));
    let count = elements.size();
    if count == 0 {
        let none = RawArray::zeros(&shape, DType::Bool)?;
        tegula_exec::fill(&none, Scalar::Bool(invert));
        return Ok(none);
    }
    let flat = |array: &RawArray| -> Result<RawArray> {
        let array = cast(array, dtype, Order::C)?;
        Ok(array.with_layout(Layout::contiguous(&[array.size()], array.itemsize())?))
    };
    let (values, sorted) = (flat(source)?, flat(elements)?);
    sort(&sorted, 0)?;
    let places = searchsorted(&sorted, &values, false, None)?;
    let like = take(&sorted, &places, 0, Bounds::Clip)?;
    let compare = if invert { &table::NOT_EQUAL } else { &table::EQUAL };
    result(compare.call(&[Arg::Array(&values), Arg::Array(&like)], &Options::default())?)
}
