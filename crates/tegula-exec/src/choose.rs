//! For every element one of several arrays, by number or by the first true condition.

use tegula_core::objects;
use tegula_core::{DType, Error, Layout, RawArray, Result, broadcast_shapes};
use tegula_kernels::strided;

use crate::positions::Bounds;
use crate::take::bases;
use crate::threads::{self, Shared};

const TILE: usize = 1024;

/// An operand over the result's shape: where its rows start, and its stride within a row.
struct Rows {
    ptr: Shared<u8>,
    starts: Vec<isize>,
    stride: isize,
}

impl Rows {
    fn new(array: &RawArray, shape: &[usize]) -> Rows {
        let view = array.layout.broadcast_to(shape).expect("the shapes were broadcast together");
        let last = shape.len() - 1;
        Rows {
            ptr: Shared(array.ptr()),
            starts: bases(&shape[..last], &view.strides[..last]),
            stride: view.strides[last],
        }
    }

    fn at(&self, row: usize, column: usize) -> *mut u8 {
        self.ptr.get().wrapping_offset(self.starts[row] + self.stride * column as isize)
    }
}

/// Fills `result` row by row, a tile at a time: `number` writes which of the choices each element is taken
/// from, or refuses.
fn run(
    result: &RawArray,
    choices: &[Rows],
    number: &(dyn Fn(usize, usize, &mut [u32]) -> bool + Sync),
) -> bool {
    let shape = result.shape();
    let width = shape[shape.len() - 1];
    let (tiles, size) = (width.div_ceil(TILE), result.itemsize());
    let to = Shared(result.ptr());
    let refused = std::sync::atomic::AtomicBool::new(false);
    let body = |unit: usize| {
        let (row, column) = (unit / tiles, unit % tiles * TILE);
        let mut numbers = [0u32; TILE];
        let numbers = &mut numbers[..TILE.min(width - column)];
        if !number(row, column, numbers) {
            refused.store(true, std::sync::atomic::Ordering::Relaxed);
            return;
        }
        let sources: Vec<(*const u8, isize)> =
            choices.iter().map(|c| (c.at(row, column).cast_const(), c.stride)).collect();
        // SAFETY: the numbers are below the number of choices, each of which covers the shape; the result's
        // tiles are disjoint.
        unsafe {
            strided::pick(&sources, numbers, to.get().add((row * width + column) * size), size);
        }
    };
    let rows: usize = shape[..shape.len() - 1].iter().product();
    objects::overwrite(result, || threads::split(rows * tiles, result.size() as f64 * 2.0, &body));
    !refused.into_inner()
}

/// A view with at least one axis, and with one only where all arrays allow it.
fn lines(arrays: &[&RawArray], shape: &[usize]) -> Option<usize> {
    let flat = |a: &&RawArray| a.shape() == shape && a.is_c_contiguous() || a.size() == 1;
    (shape.is_empty() || arrays.iter().all(flat)).then(|| tegula_core::volume(shape))
}

fn flat(array: &RawArray) -> RawArray {
    let layout = Layout {
        shape: [array.size()][..].into(),
        strides: [array.itemsize() as isize][..].into(),
        offset: array.layout.offset,
    };
    array.with_layout(layout)
}

/// The arrays broadcast over their common shape, as rows; and the result for them.
fn prepare(arrays: &[&RawArray], dtype: DType) -> Result<(RawArray, RawArray, Vec<Rows>)> {
    let shapes: Vec<&[usize]> = arrays.iter().map(|a| a.shape()).collect();
    let shape = broadcast_shapes(&shapes)?;
    let result = RawArray::empty(&shape, dtype)?;
    if result.size() == 0 {
        return Ok((result.clone(), result, Vec::new()));
    }
    Ok(match lines(arrays, &shape) {
        Some(n) => {
            let rows = arrays.iter().map(|a| Rows::new(&flat(a), &[n])).collect();
            (flat(&result), result, rows)
        }
        None => (result.clone(), result, arrays.iter().map(|a| Rows::new(a, &shape)).collect()),
    })
}

/// For every element of `numbers` (of type `int64`) that element of the choice with the number, all broadcast
/// together. The choices have one type.
///
/// # Errors
/// `ValueError` if the shapes do not broadcast or `bounds` does not allow a number.
pub fn choose(numbers: &RawArray, choices: &[RawArray], bounds: Bounds) -> Result<RawArray> {
    let Some(first) = choices.first() else { return Err(Error::value("0-length sequence.")) };
    let arrays: Vec<&RawArray> = std::iter::once(numbers).chain(choices).collect();
    let (view, result, rows) = prepare(&arrays, first.dtype)?;
    let Some((numbers, choices)) = rows.split_first() else { return Ok(result) };
    let valid = run(&view, choices, &|row, column, tile| {
        let (at, stride) = (numbers.at(row, column), numbers.stride);
        tile.iter_mut().enumerate().all(|(j, number)| {
            // SAFETY: the numbers cover the shape.
            let given = unsafe { at.offset(stride * j as isize).cast::<i64>().read_unaligned() };
            let place = match bounds {
                // Here negative numbers are not counted from the end.
                Bounds::Raise => (given as usize) < choices.len(),
                _ => true,
            };
            *number = bounds.resolve(given, choices.len()).unwrap_or_default() as u32;
            place
        })
    });
    if valid { Ok(result) } else { Err(Error::value("invalid entry in choice array")) }
}

/// For every element that of the first choice whose condition (of type `bool`) is true, else of `default`,
/// all broadcast together. The choices and the default have one type.
///
/// # Errors
/// `ValueError` if the shapes do not broadcast.
pub fn select(conditions: &[RawArray], choices: &[RawArray], default: &RawArray) -> Result<RawArray> {
    assert_eq!(conditions.len(), choices.len(), "one choice for each condition");
    let arrays: Vec<&RawArray> = conditions.iter().chain(choices).chain([default]).collect();
    let (view, result, rows) = prepare(&arrays, default.dtype)?;
    if rows.is_empty() {
        return Ok(result);
    }
    let (conditions, choices) = rows.split_at(conditions.len());
    run(&view, choices, &|row, column, tile| {
        tile.fill(conditions.len() as u32);
        for (i, condition) in conditions.iter().enumerate().rev() {
            let (at, stride) = (condition.at(row, column), condition.stride);
            for (j, number) in tile.iter_mut().enumerate() {
                // SAFETY: the conditions cover the shape.
                let holds = unsafe { at.offset(stride * j as isize).read() } != 0;
                *number = if holds { i as u32 } else { *number };
            }
        }
        true
    });
    Ok(result)
}
