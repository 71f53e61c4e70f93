//! Boolean masks: finding, collecting and replacing the elements where a mask is true.
//!
//! All of it is branch-free: what costs is a mispredicted branch at each change between true and false.

use tegula_core::{DType, Error, RawArray, Result, Strides, objects};
use tegula_kernels::strided;

use crate::copy::{Order, cast, copy};
use crate::elementwise;
use crate::plan::Operand;
use crate::program::{Program, Step};
use crate::threads::{self, Shared};

/// Masks are handed to threads in pieces of this many elements.
const CHUNK: usize = 1 << 15;

/// A contiguous mask, and how many true elements there are before each chunk of it.
struct Counted {
    mask: RawArray,
    starts: Vec<usize>,
    count: usize,
}

impl Counted {
    fn new(mask: &RawArray) -> Result<Counted> {
        let mask = if mask.is_c_contiguous() { mask.clone() } else { cast(mask, DType::Bool, Order::C)? };
        let mut counted = Counted { mask, starts: Vec::new(), count: 0 };
        let mut starts = Vec::with_capacity(counted.chunks());
        let mut count = 0;
        for chunk in counted.bytes().chunks(CHUNK) {
            starts.push(count);
            count += strided::count(chunk);
        }
        (counted.starts, counted.count) = (starts, count);
        Ok(counted)
    }

    /// # Errors
    /// `ValueError` if there are not as many true elements as `values`.
    fn require(&self, values: usize) -> Result<()> {
        if values == self.count {
            return Ok(());
        }
        Err(Error::value(format!(
            "NumPy boolean array indexing assignment cannot assign {values} input values to the {} output values where \
             the mask is true",
            self.count
        )))
    }

    fn chunks(&self) -> usize {
        self.mask.size().div_ceil(CHUNK)
    }

    fn bytes(&self) -> &[u8] {
        mask_bytes(&self.mask)
    }

    /// Calls `visit` for every chunk, on several threads, with the position of its first element, its mask,
    /// and the number of true elements before and up to its end.
    fn for_chunks(&self, visit: impl Fn(usize, &[u8], std::ops::Range<usize>) + Sync) {
        let bytes = self.bytes();
        threads::split(self.chunks(), bytes.len() as f64, &|chunk| {
            let start = chunk * CHUNK;
            let end = self.starts.get(chunk + 1).copied().unwrap_or(self.count);
            visit(start, &bytes[start..bytes.len().min(start + CHUNK)], self.starts[chunk]..end);
        });
    }
}

/// The bytes of a contiguous boolean array.
pub(crate) fn mask_bytes(mask: &RawArray) -> &[u8] {
    debug_assert!(mask.dtype == DType::Bool && mask.is_c_contiguous());
    // SAFETY: the array owns its elements, one byte each; empty arrays have no bytes to look at.
    if mask.size() == 0 { &[] } else { unsafe { std::slice::from_raw_parts(mask.ptr(), mask.size()) } }
}

/// The positions of the true elements of `mask`, one array of `int64` for each axis, in C order.
///
/// # Errors
/// `MemoryError`.
pub fn nonzero(mask: &RawArray) -> Result<Vec<RawArray>> {
    let counted = Counted::new(mask)?;
    let shape = mask.shape();
    let arrays: Vec<RawArray> =
        shape.iter().map(|_| RawArray::empty(&[counted.count], DType::I64)).collect::<Result<_>>()?;
    let Some((&inner, outer)) = shape.split_last() else { return Ok(arrays) };
    let columns: Vec<Shared<i64>> = arrays.iter().map(|a| Shared(a.ptr().cast())).collect();
    counted.for_chunks(|start, mask, found| {
        let mut place = found.start;
        let mut done = 0;
        while done < mask.len() {
            let (row, column) = ((start + done) / inner, (start + done) % inner);
            let len = (inner - column).min(mask.len() - done);
            let before = place;
            for (i, piece) in mask[done..done + len].chunks(strided::PIECE).enumerate() {
                let first = column + i * strided::PIECE;
                // SAFETY: `place` counts true elements, of which the arrays hold all.
                place += unsafe {
                    let to = columns[outer.len()].get().add(place);
                    strided::positions(piece, first as i64, to, found.end - place)
                };
            }
            let mut rest = row;
            for (column, &n) in columns.iter().zip(outer).rev() {
                // SAFETY: as above; the range was just found.
                unsafe { std::slice::from_raw_parts_mut(column.get().add(before), place - before) }
                    .fill((rest % n) as i64);
                rest /= n;
            }
            done += len;
        }
    });
    Ok(arrays)
}

/// The coordinates of the true elements of `mask`, in C order: one row of `int64` for each element, one column
/// for each axis.
///
/// # Errors
/// `MemoryError`.
pub fn coordinates(mask: &RawArray) -> Result<RawArray> {
    if mask.ndim() == 0 {
        return RawArray::empty(&[usize::from(mask.get(&[]).is_true()), 0], DType::I64);
    }
    let mut columns = nonzero(mask)?;
    for column in &mut columns {
        column.layout = column.layout.insert_axis(1);
    }
    match &columns[..] {
        [single] => Ok(single.clone()),
        several => crate::join::concatenate(several, 1, DType::I64),
    }
}

/// The elements where a mask of the same shape is true, in C order.
///
/// # Errors
/// `MemoryError`.
pub(crate) fn compress(source: &RawArray, mask: &RawArray) -> Result<RawArray> {
    let counted = Counted::new(mask)?;
    let source = if source.is_c_contiguous() { source.clone() } else { copy(source, Order::C)? };
    let size = source.itemsize();
    let result = RawArray::empty(&[counted.count], source.dtype)?;
    let (from, to) = (Shared(source.ptr()), Shared(result.ptr()));
    let collect = |start: usize, mask: &[u8], found: std::ops::Range<usize>| {
        // SAFETY: source and mask have one shape; the result holds all true elements, and this chunk writes
        // those between its start and its end only.
        unsafe {
            let (from, to) = (from.get().add(start * size), to.get().add(found.start * size));
            compress_run(mask, from, to, found.len(), size);
        }
    };
    objects::overwrite(&result, || counted.for_chunks(collect));
    Ok(result)
}

/// Copies the elements of a run without gaps where the mask is true; returns how many.
///
/// # Safety
/// `from` must hold as many elements as the mask, and `to` must hold `room` elements, at least as many as there are
/// true ones.
pub(crate) unsafe fn compress_run(
    mask: &[u8],
    from: *const u8,
    to: *mut u8,
    room: usize,
    size: usize,
) -> usize {
    let mut kept = 0;
    for (i, piece) in mask.chunks(strided::PIECE).enumerate() {
        // SAFETY: the caller vouches for the run; no more elements are kept than there are true ones.
        unsafe {
            let (from, to) = (from.add(i * strided::PIECE * size), to.add(kept * size));
            kept += strided::compress(piece, from, to, room - kept, size);
        }
    }
    kept
}

/// # Errors
/// `ValueError` if the mask has not as many true elements as there are values.
pub(crate) fn require_count(mask: &RawArray, values: usize) -> Result<()> {
    Counted::new(mask)?.require(values)
}

/// Writes one value, of the array's type, to the elements where the mask, of the same shape, is true.
pub(crate) fn fill_where(array: &RawArray, mask: &RawArray, value: &RawArray) {
    let size = array.itemsize();
    let still = Strides::repeat(0, array.ndim());
    let moving = |a: &RawArray| Operand { ptr: a.ptr(), dtype: a.dtype, strides: &[] };
    let output = Operand { strides: array.strides(), ..moving(array) };
    let inputs = [
        Operand { strides: mask.strides(), ..moving(mask) },
        Operand { strides: &still, ..moving(value) },
        output,
    ];
    let registers = [DType::Bool, array.dtype, array.dtype, array.dtype];
    let steps = [Step { kernel: strided::select(size), args: [0, 1, 2, 3] }];
    let program =
        Program { registers: &registers, inputs: 3, outputs: 1, steps: &steps, cost: 0.2, mask: None };
    // SAFETY: the operands are valid over the shape; only the third lies where the output lies, exactly.
    unsafe { elementwise::elementwise(array.shape(), &inputs, &[output], &[false, false, true], program) };
}

/// Writes the elements of the 1-d `values`, of the array's type, one after the other to where the mask, of
/// the same shape, is true.
///
/// # Errors
/// `ValueError` if there are not as many values as true elements.
pub(crate) fn place(array: &RawArray, mask: &RawArray, values: &RawArray) -> Result<()> {
    let counted = Counted::new(mask)?;
    counted.require(values.size())?;
    if counted.count == 0 {
        return Ok(());
    }
    let work = if array.is_c_contiguous() { array.clone() } else { copy(array, Order::C)? };
    let (size, stride) = (array.itemsize(), values.strides()[0]);
    let (from, to) = (Shared(values.ptr()), Shared(work.ptr()));
    counted.for_chunks(|start, mask, found| {
        // SAFETY: array and mask have one shape; there is a value for each true element.
        unsafe {
            let first = from.get().offset(stride * found.start as isize);
            strided::expand(mask, first, stride, found.len(), to.get().add(start * size), size)
        }
    });
    if !array.is_c_contiguous() {
        crate::copy::assign(array, &work)?;
    }
    Ok(())
}
