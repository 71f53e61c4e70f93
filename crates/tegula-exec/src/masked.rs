//! Writing where a mask is true.

use tegula_core::objects;
use tegula_core::{DType, Error, Overlap, RawArray, Result, ShapeText, overlap};
use tegula_kernels::strided;

use crate::copy::{Order, cast, copy};
use crate::elementwise::{each, elementwise};
use crate::plan::Operand;
use crate::program::{Program, Step};
use crate::take::offset_of;

/// Writes `source`, broadcast and converted, to the elements of `target` where `mask` (of type `bool`,
/// broadcast as well) is true.
///
/// # Errors
/// `ValueError` if source or mask do not broadcast to the target's shape.
pub fn assign_where(target: &RawArray, source: &RawArray, mask: &RawArray) -> Result<()> {
    let mut source = source.clone();
    while source.ndim() > target.ndim() && source.shape()[0] == 1 {
        source.layout.shape.remove(0);
        source.layout.strides.remove(0);
    }
    if source.layout.broadcast_to(target.shape()).is_none() {
        return Err(Error::Assign { from: source.shape().to_vec(), into: target.shape().to_vec() });
    }
    if mask.layout.broadcast_to(target.shape()).is_none() {
        return Err(Error::value(format!(
            "could not broadcast where mask from shape {} into shape {}",
            ShapeText(mask.shape()),
            ShapeText(target.shape())
        )));
    }
    let apart = |array: &RawArray| -> Result<RawArray> {
        let memory = |a: &RawArray| (a.ptr().cast_const(), a.itemsize());
        let ((p, m), (q, n)) = (memory(target), memory(array));
        match overlap((p, &target.layout, m), (q, &array.layout, n)) {
            Overlap::Disjoint => Ok(array.clone()),
            _ => copy(array, Order::K),
        }
    };
    let (source, mask) = (apart(&source)?, apart(mask)?);
    let views = [&mask, &source].map(|a| a.layout.broadcast_to(target.shape()).expect("broadcast before"));
    let dtype = target.dtype;
    let into = Operand { ptr: target.ptr(), dtype, strides: target.strides() };
    if !dtype.is_number() || !source.dtype.native().is_number() {
        let source = cast(&source, dtype, Order::K)?;
        let view = source.layout.broadcast_to(target.shape()).expect("broadcast before");
        let from = Operand { ptr: source.ptr(), dtype, strides: &view.strides };
        let mask = Operand { ptr: mask.ptr(), dtype: DType::Bool, strides: &views[0].strides };
        objects::overwrite(target, || move_where(target.shape(), into, from, mask));
        return Ok(());
    }
    let inputs = [
        Operand { ptr: mask.ptr(), dtype: DType::Bool, strides: &views[0].strides },
        Operand { ptr: source.ptr(), dtype: source.dtype, strides: &views[1].strides },
        into,
    ];
    let steps = [Step { kernel: strided::select(dtype.itemsize()), args: [0, 1, 2, 3] }];
    let registers = [DType::Bool, dtype, dtype, dtype];
    let program =
        Program { registers: &registers, inputs: 3, outputs: 1, steps: &steps, cost: 0.2, mask: None };
    // SAFETY: the operands cover the target's shape; mask and source are apart from it, and the third input
    // is the target itself.
    unsafe { elementwise(target.shape(), &inputs, &[into], &[false, false, true], program) };
    Ok(())
}

/// Moves elements of any size where the mask is true.
fn move_where(shape: &[usize], into: Operand, from: Operand, mask: Operand) {
    let size = into.dtype.itemsize();
    each(shape, &[into, from, mask], |[to, from, mask], steps, n| {
        for i in 0..n as isize {
            // SAFETY: the operands cover the shape, and the first is apart from the others.
            unsafe {
                if mask.offset(steps[2] * i).read() != 0 {
                    from.offset(steps[1] * i).copy_to_nonoverlapping(to.offset(steps[0] * i), size);
                }
            }
        }
        true
    });
}

/// Which of the values goes to an element where the mask is true.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Numbering {
    /// That with the number of the element among those where the mask is true.
    Chosen,
    /// That with the position of the element in the flattened array.
    Position,
}

/// Writes `values`, converted, flattened and over and over, to the elements of `target` where `mask` (of type
/// `bool` and as many elements) is true.
///
/// # Errors
/// `ValueError` if there are no values but places for them.
pub fn put_where(target: &RawArray, mask: &RawArray, values: &RawArray, numbering: Numbering) -> Result<()> {
    debug_assert!(mask.dtype == DType::Bool && mask.size() == target.size());
    let mask = cast(mask, DType::Bool, Order::C)?;
    let values = cast(values, target.dtype, Order::C)?;
    objects::overwrite(target, || write_where(target, &mask, &values, numbering))
}

/// [`put_where`] for a contiguous mask and contiguous values of the target's type.
fn write_where(target: &RawArray, mask: &RawArray, values: &RawArray, numbering: Numbering) -> Result<()> {
    let (size, count) = (target.itemsize(), values.size());
    let line = target.is_c_contiguous();
    let mut number = 0;
    for position in 0..mask.size() {
        // SAFETY: the mask is a contiguous copy.
        if unsafe { *mask.ptr().add(position) } == 0 {
            continue;
        }
        if count == 0 {
            return Err(Error::value("Cannot insert from an empty array!"));
        }
        let from = match numbering {
            Numbering::Position => position % count,
            Numbering::Chosen => number,
        };
        number = if number + 1 == count { 0 } else { number + 1 };
        let offset = if line { (position * size) as isize } else { offset_of(target, position) };
        // SAFETY: both places lie within their arrays, which are apart.
        unsafe {
            let to = target.ptr().wrapping_offset(offset);
            std::ptr::copy_nonoverlapping(values.ptr().add(from * size), to, size);
        }
    }
    Ok(())
}
