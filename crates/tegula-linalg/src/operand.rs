//! Operands as the kernels need them: of the right type, aligned, with strides that are whole elements.

use std::borrow::Cow;

use tegula_core::{DType, Overlap, RawArray, Result, overlap};
use tegula_exec::{Order, assign, cast};

/// `array` itself if a kernel can read it as it is, else a copy of type `dtype`.
pub(crate) fn operand(array: &RawArray, dtype: DType) -> Result<Cow<'_, RawArray>> {
    Ok(if is_direct(array, dtype) { Cow::Borrowed(array) } else { Cow::Owned(cast(array, dtype, Order::K)?) })
}

/// Runs `compute` on `out`, or, where the kernels cannot write there in type `dtype` while they read `inputs`, on a new array that
/// is then copied.
pub(crate) fn write_through(
    out: &RawArray,
    dtype: DType,
    inputs: [&RawArray; 2],
    compute: impl FnOnce(&RawArray),
) -> Result<()> {
    let relation = |array: &RawArray| {
        overlap((out.ptr(), &out.layout, out.itemsize()), (array.ptr(), &array.layout, array.itemsize()))
    };
    let apart = inputs.iter().all(|input| relation(input) == Overlap::Disjoint);
    let injective = out.size() == 0 || relation(out) == Overlap::Same;
    if is_direct(out, dtype) && apart && injective {
        compute(out);
        return Ok(());
    }
    let temporary = RawArray::empty(out.shape(), dtype)?;
    compute(&temporary);
    assign(out, &temporary)
}

/// True if kernels can work on the array where it lies: aligned, with strides of whole elements.
pub(crate) fn is_direct(array: &RawArray, dtype: DType) -> bool {
    // Sizes and alignments are powers of two, so one "or" collects what stands in the way.
    let strides = array.shape().iter().zip(array.strides()).filter(|&(&n, _)| n > 1);
    let fragments = strides.fold(0, |all, (_, &stride)| all | stride) as usize & (dtype.itemsize() - 1);
    let misplaced = array.ptr() as usize & (dtype.alignment() - 1);
    array.dtype == dtype && (fragments | misplaced == 0 || array.size() == 0)
}

/// The type that products of `dtype` are computed in: 16-bit floats are added up in `float32`.
pub(crate) fn compute_type(dtype: DType) -> DType {
    match dtype {
        DType::F16 | DType::BF16 => DType::F32,
        other => other,
    }
}
