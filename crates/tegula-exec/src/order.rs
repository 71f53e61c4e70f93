//! Sorting, selecting and searching along an axis.

use tegula_core::{DType, Layout, RawArray, Result};
use tegula_kernels::order::{ArgSortFn, SearchFn, SelectFn, SortFn, Team};

use crate::copy::{Order, assign, copy};
use crate::take::bases;
use crate::threads::{self, Shared};

/// Whether the element at the first address goes before the one at the second.
pub type Less<'a> = dyn FnMut(*const u8, *const u8) -> Result<bool> + 'a;

/// Lines of so many elements are each worked on by several threads.
const LONG: usize = 1 << 15;
/// Short lines are handed out in groups of so many elements.
const GROUP: usize = 1 << 12;

/// Sorts an array in place along an axis.
///
/// # Errors
/// `MemoryError`.
pub fn sort_lines(target: &RawArray, axis: usize, kernel: SortFn) -> Result<()> {
    in_place(target, axis, 0.5, &|line, n, team| {
        // SAFETY: the line lies within the array, aligned and without gaps; nobody else touches it.
        unsafe { kernel(line, n, team) }
    })
}

/// Moves the elements that belong at the places `kth` of each line there, smaller ones before and larger ones
/// behind them.
///
/// # Errors
/// `MemoryError`.
pub fn select_lines(target: &RawArray, axis: usize, kth: &[usize], kernel: SelectFn) -> Result<()> {
    in_place(target, axis, 0.3, &|line, n, _| {
        // SAFETY: as above.
        unsafe { kernel(line, n, kth) }
    })
}

/// Runs `body` for each line along an axis; lines that do not lie in one piece are copied and written back.
fn in_place(
    target: &RawArray,
    axis: usize,
    cost: f64,
    body: &(dyn Fn(*mut u8, usize, &Team<'_>) + Sync),
) -> Result<()> {
    let lines = axis_last(target, axis);
    let n = target.shape()[axis];
    if target.size() == 0 || n < 2 {
        return Ok(());
    }
    let owned;
    let held = if is_in_pieces(&lines) {
        owned = copy(&lines, Order::C)?;
        &owned
    } else {
        &lines
    };
    let start = Shared(held.ptr());
    each_line(held, cost, &|_, offset, team| body(start.get().wrapping_offset(offset), n, team));
    if std::ptr::eq(held, &lines) { Ok(()) } else { assign(&lines, held) }
}

/// The positions, as `int64`, in which the lines along an axis are in order.
///
/// # Errors
/// `MemoryError`.
pub fn arg_sort_lines(source: &RawArray, axis: usize, kernel: ArgSortFn) -> Result<RawArray> {
    let lines = axis_last(source, axis);
    let n = source.shape()[axis];
    let owned;
    let held = if is_in_pieces(&lines) {
        owned = copy(&lines, Order::C)?;
        &owned
    } else {
        &lines
    };
    positions(source, axis, |found| {
        let (from, to) = (Shared(held.ptr()), Shared(found.ptr().cast::<i64>()));
        each_line(held, 1.0, &|row, offset, team| {
            // SAFETY: the line lies within the array, aligned and without gaps; its positions have their own place.
            unsafe { kernel(from.get().wrapping_offset(offset), n, to.get().add(row * n), team) }
        });
        Ok(())
    })
}

/// As [`arg_sort_lines`], for elements of any type. The sort is stable.
///
/// # Errors
/// Those of `less`; `MemoryError`.
pub fn arg_sort_by(source: &RawArray, axis: usize, less: &mut Less<'_>) -> Result<RawArray> {
    let lines = axis_last(source, axis);
    let (n, stride) = (source.shape()[axis], source.strides()[axis]);
    let starts = outer_offsets(&lines);
    positions(source, axis, |found| {
        for (row, &start) in starts.iter().enumerate() {
            let at = |i: i64| lines.ptr().wrapping_offset(start + stride * i as isize).cast_const();
            let mut order: Vec<i64> = (0..n as i64).collect();
            merge_sort(&mut order, &mut |i, j| less(at(i), at(j)))?;
            for (i, position) in order.into_iter().enumerate() {
                // SAFETY: the result has one place for each element.
                unsafe { found.ptr().cast::<i64>().add(row * n + i).write(position) };
            }
        }
        Ok(())
    })
}

/// For each of the values its place in an ordered vector of the same type: before equal elements, or behind them
/// if `right`.
///
/// # Errors
/// `MemoryError`.
pub fn search_line(line: &RawArray, values: &RawArray, right: bool, kernel: SearchFn) -> Result<RawArray> {
    /// Values are handed out in groups of so many.
    const VALUES: usize = 1 << 11;
    let found = RawArray::empty(values.shape(), DType::I64)?;
    let whole = |array: &RawArray| {
        let is_whole = array.is_c_contiguous() && array.is_aligned();
        if is_whole { Ok(array.clone()) } else { copy(array, Order::C) }
    };
    let (line, values) = (whole(line)?, whole(values)?);
    let (m, n, size) = (values.size(), line.size(), line.itemsize());
    let (from, wanted, to) = (Shared(line.ptr()), Shared(values.ptr()), Shared(found.ptr().cast::<i64>()));
    let work = m as f64 * (n as f64 + 1.0).log2().max(1.0);
    threads::split(m.div_ceil(VALUES), work, &|group| {
        let first = group * VALUES;
        let count = VALUES.min(m - first);
        // SAFETY: all three have so many elements, without gaps; groups are disjoint.
        unsafe {
            kernel(from.get(), n, wanted.get().add(first * size), count, right, to.get().add(first));
        }
    });
    Ok(found)
}

/// As [`search_line`], for elements of any type; values that rise are found faster.
///
/// # Errors
/// Those of `less`; `MemoryError`.
pub fn search_by(line: &RawArray, values: &RawArray, right: bool, less: &mut Less<'_>) -> Result<RawArray> {
    let found = RawArray::empty(values.shape(), DType::I64)?;
    let (n, stride) = (line.size(), line.strides()[0]);
    let element = |i: usize| line.ptr().wrapping_offset(stride * i as isize).cast_const();
    let mut wanted = Vec::with_capacity(values.size());
    tegula_core::objects::each(&values.layout, values.buffer.ptr(), |value| wanted.push(value.cast_const()));
    let (mut low, mut high) = (0, n);
    let mut before = wanted.first().copied();
    for (i, value) in wanted.into_iter().enumerate() {
        let last = before.replace(value).expect("there is a first value");
        // The place of a value that is not smaller is not before the last one's.
        let rises = if right { !less(value, last)? } else { less(last, value)? };
        (low, high) = if rises { (low, n) } else { (0, (high + 1).min(n)) };
        while low < high {
            let middle = low + (high - low) / 2;
            let goes_before =
                if right { !less(value, element(middle))? } else { less(element(middle), value)? };
            if goes_before { low = middle + 1 } else { high = middle }
        }
        // SAFETY: the result has one place for each value.
        unsafe { found.ptr().cast::<i64>().add(i).write(low as i64) };
    }
    Ok(found)
}

/// Sorts by an order that may fail: short pieces by insertion, which are then merged.
///
/// # Errors
/// Those of `less`.
pub fn merge_sort<T: Copy>(items: &mut [T], less: &mut impl FnMut(T, T) -> Result<bool>) -> Result<()> {
    const PIECE: usize = 16;
    for piece in items.chunks_mut(PIECE) {
        for i in 1..piece.len() {
            let (item, mut j) = (piece[i], i);
            while j > 0 && less(item, piece[j - 1])? {
                piece[j] = piece[j - 1];
                j -= 1;
            }
            piece[j] = item;
        }
    }
    let mut width = PIECE;
    let mut left = Vec::new();
    while width < items.len() {
        for pair in items.chunks_mut(2 * width).filter(|pair| pair.len() > width) {
            left.clear();
            left.extend_from_slice(&pair[..width]);
            let (mut i, mut j, mut k) = (0, width, 0);
            while i < left.len() && j < pair.len() {
                if less(pair[j], left[i])? {
                    pair[k] = pair[j];
                    j += 1;
                } else {
                    pair[k] = left[i];
                    i += 1;
                }
                k += 1;
            }
            pair[k..k + left.len() - i].copy_from_slice(&left[i..]);
        }
        width *= 2;
    }
    Ok(())
}

/// The array with an axis moved to the end.
fn axis_last(array: &RawArray, axis: usize) -> RawArray {
    let mut layout = array.layout.clone();
    let (n, stride) = (layout.shape.remove(axis), layout.strides.remove(axis));
    layout.shape.push(n);
    layout.strides.push(stride);
    array.with_layout(layout)
}

/// True if the lines along the last axis are not aligned and in one piece each.
fn is_in_pieces(lines: &RawArray) -> bool {
    let last = lines.ndim() - 1;
    lines.shape()[last] > 1 && lines.strides()[last] != lines.itemsize() as isize || !lines.is_aligned()
}

fn outer_offsets(lines: &RawArray) -> Vec<isize> {
    let last = lines.ndim() - 1;
    bases(&lines.shape()[..last], &lines.strides()[..last])
}

/// Runs `body` with the number and the byte offset of each line along the last axis.
fn each_line(lines: &RawArray, cost: f64, body: &(dyn Fn(usize, isize, &Team<'_>) + Sync)) {
    let n = lines.shape()[lines.ndim() - 1];
    if lines.size() == 0 {
        return;
    }
    let run = |pieces: usize, body: &(dyn Fn(usize) + Sync)| threads::split(pieces, f64::INFINITY, body);
    let alone = tegula_kernels::order::ALONE;
    if lines.size() == n {
        let team = if n < LONG { alone } else { Team { size: threads::count(), run: &run } };
        return body(0, 0, &team);
    }
    let offsets = outer_offsets(lines);
    if n >= LONG && offsets.len() < 8 * threads::count() {
        let team = Team { size: threads::count(), run: &run };
        offsets.iter().enumerate().for_each(|(row, &offset)| body(row, offset, &team));
        return;
    }
    let rows = (GROUP / n).max(1);
    let work = lines.size() as f64 * (n as f64).log2() * cost;
    threads::split(offsets.len().div_ceil(rows), work, &|group| {
        for (row, &offset) in offsets.iter().enumerate().skip(group * rows).take(rows) {
            body(row, offset, &alone);
        }
    });
}

/// An array of positions in C order, of the source's shape; `fill` writes them line by line along the axis.
fn positions(source: &RawArray, axis: usize, fill: impl FnOnce(&RawArray) -> Result<()>) -> Result<RawArray> {
    let result = RawArray::empty(source.shape(), DType::I64)?;
    let lines = axis_last(&result, axis);
    if lines.is_c_contiguous() {
        fill(&lines)?;
        return Ok(result);
    }
    let layout = Layout::contiguous(lines.shape(), size_of::<i64>())?;
    let found = RawArray::allocate(layout, DType::I64, false)?;
    fill(&found)?;
    assign(&lines, &found)?;
    Ok(result)
}
