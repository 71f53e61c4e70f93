//! Borders round an array.

use tegula_core::{Error, Layout, RawArray, Result, Shape};

use crate::copy::assign;

/// What stands in a border.
#[derive(Clone, Copy)]
pub enum Border<'a> {
    /// Anything.
    Empty,
    /// A value (a 0-d array) for either side of each axis.
    Constant(&'a [(RawArray, RawArray)]),
    /// The outermost element.
    Edge,
    /// The array mirrored at its outermost elements.
    Reflect,
    /// The array mirrored at its ends.
    Symmetric,
    /// The array, over and over.
    Wrap,
}

/// A copy of `source` with borders of the given widths, before and after, along each axis. Axes are filled
/// in order, so a later axis decides about corners.
///
/// # Errors
/// `ValueError` for an impossible size, and for an empty axis that would have to be continued.
pub fn pad(source: &RawArray, widths: &[(usize, usize)], border: Border) -> Result<RawArray> {
    assert_eq!(widths.len(), source.ndim(), "a pair of widths for each axis");
    let wide =
        |(&n, &(before, after)): (&usize, &(usize, usize))| n.saturating_add(before).saturating_add(after);
    let shape: Shape = source.shape().iter().zip(widths).map(wide).collect();
    let fortran = source.is_f_contiguous() && !source.is_c_contiguous();
    let size = source.itemsize();
    let layout = if fortran { Layout::fortran(&shape, size) } else { Layout::contiguous(&shape, size) }?;
    let result = RawArray::allocate(layout, source.dtype, false)?;
    let mut part = result.layout.clone();
    for (axis, (&n, &(before, _))) in source.shape().iter().zip(widths).enumerate() {
        part = part.slice(axis, before, 1, n);
    }
    assign(&result.with_layout(part), source)?;
    if source.size() == 0 && !matches!(border, Border::Empty | Border::Constant(_)) {
        let grows = |&(axis, &(before, after)): &(usize, &(usize, usize))| {
            source.shape()[axis] == 0 && before + after > 0
        };
        return match widths.iter().enumerate().find(grows) {
            Some((axis, _)) => Err(Error::value(format!(
                "can't extend empty axis {axis} using modes other than 'constant' or 'empty'"
            ))),
            None => Ok(result),
        };
    }
    for (axis, (&n, &(before, after))) in source.shape().iter().zip(widths).enumerate() {
        // Axes before this one are complete; of those behind it there is only the middle.
        let mut part = result.layout.clone();
        for (later, (&n, &(before, _))) in source.shape().iter().zip(widths).enumerate().skip(axis + 1) {
            part = part.slice(later, before, 1, n);
        }
        let side = |start, len| result.with_layout(part.slice(axis, start, 1, len));
        match border {
            Border::Empty => return Ok(result),
            Border::Constant(values) => {
                for (start, len, value) in
                    [(0, before, &values[axis].0), (before + n, after, &values[axis].1)]
                {
                    if len > 0 {
                        assign(&side(start, len), value)?;
                    }
                }
            }
            _ => {
                for run in runs(border, before, n, after) {
                    let from = part.slice(axis, before + run.source, run.step, run.len);
                    assign(&side(run.start, run.len), &result.with_layout(from))?;
                }
            }
        }
    }
    Ok(result)
}

/// Neighbours in a border that continue the array by neighbours of it.
struct Run {
    /// The first position in the padded axis.
    start: usize,
    /// The first position in the array's axis.
    source: usize,
    step: isize,
    len: usize,
}

/// The runs that fill both borders of an axis of extent `n`.
fn runs(border: Border, before: usize, n: usize, after: usize) -> Vec<Run> {
    let mut runs = Vec::new();
    for (first, end) in [(0, before), (before + n, before + n + after)] {
        let mut start = first;
        while start < end {
            let (source, step, most) = continued(border, start as isize - before as isize, n);
            let len = most.min(end - start);
            runs.push(Run { start, source, step, len });
            start += len;
        }
    }
    runs
}

/// What stands at a position outside of `0..n`: the position within, the direction in which it goes on, and
/// for how long.
fn continued(border: Border, at: isize, n: usize) -> (usize, isize, usize) {
    let last = n - 1;
    let phase = |period: usize| at.rem_euclid(period as isize) as usize;
    match border {
        Border::Wrap => (phase(n), 1, n - phase(n)),
        Border::Reflect if n > 1 => match phase(2 * last) {
            p if p < last => (p, 1, last - p),
            p => (2 * last - p, -1, 2 * last - p),
        },
        Border::Symmetric => match phase(2 * n) {
            p if p < n => (p, 1, n - p),
            p => (2 * n - 1 - p, -1, 2 * n - p),
        },
        _ => (if at < 0 { 0 } else { last }, 0, usize::MAX),
    }
}
