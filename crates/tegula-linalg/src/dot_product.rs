//! `dot`, `inner`, `outer` and `vdot`, by NumPy's rank rules.

use tegula_core::{DType, Error, Layout, RawArray, Result, Shape, ShapeText, promote};
use tegula_exec::{Order, assign, cast, copy};

use crate::errors;
use crate::mat::Size;
use crate::matmul::multiply;
use crate::objects;
use crate::operand::{compute_type, operand, write_through};
use crate::product::{Axis, Core};

/// NumPy's `dot`: the sum of products over the last axis of `a` and the second-to-last of `b` (or its only one).
///
/// The result has the other axes of `a`, then the other axes of `b`; a 0-d operand multiplies all elements of the other.
///
/// # Errors
/// `ValueError` "shapes … not aligned"; `MemoryError`.
///
/// ```
/// use tegula_core::{DType, RawArray};
/// use tegula_linalg::dot;
/// let a = RawArray::zeros(&[2, 3, 4], DType::I64)?;
/// let b = RawArray::zeros(&[5, 4, 6], DType::I64)?;
/// assert_eq!(dot(&a, &b)?.shape(), &[2, 3, 5, 6]);
/// # Ok::<(), tegula_core::Error>(())
/// ```
pub fn dot(a: &RawArray, b: &RawArray) -> Result<RawArray> {
    errors::watch("dot", [a, b], || product(a, b))
}

fn product(a: &RawArray, b: &RawArray) -> Result<RawArray> {
    let dtype = promote(a.dtype, b.dtype);
    if !dtype.is_number() {
        let plan = Plan::new(a, b)?;
        return objects::dot(a, b, &plan.shape);
    }
    let compute = compute_type(dtype);
    let (a, b) = (&operand(a, compute)?, &operand(b, compute)?);
    let plan = Plan::new(a, b)?;
    let out = RawArray::empty(&plan.shape, compute)?;
    plan.run(a, b, &out);
    finish(out, dtype)
}

/// [`dot`] into an existing array, which must be C-ordered and have exactly the result's type and shape.
///
/// # Errors
/// As for [`dot`]; `ValueError` for another `out`.
pub fn dot_into(a: &RawArray, b: &RawArray, out: &RawArray) -> Result<()> {
    let dtype = promote(a.dtype, b.dtype);
    let compute = compute_type(dtype);
    let (a, b) = (&operand(a, compute)?, &operand(b, compute)?);
    let plan = Plan::new(a, b)?;
    if out.dtype != dtype || out.ndim() != plan.shape.len() || !out.is_c_contiguous() {
        return Err(Error::value(
            "output array is not acceptable (must have the right datatype, number of dimensions, and be a C-Array)",
        ));
    }
    if out.shape() != &plan.shape[..] {
        return Err(Error::value("output array has wrong dimensions"));
    }
    if !dtype.is_number() {
        return assign(out, &objects::dot(a, b, &plan.shape)?);
    }
    let product =
        || write_through(out, compute, [a, b], |target| plan.run(a, b, target)).map(|()| out.clone());
    errors::watch("dot", [a, b], product).map(drop)
}

/// NumPy's `inner`: the sum of products over the last axes of both.
///
/// # Errors
/// As for [`dot`].
pub fn inner(a: &RawArray, b: &RawArray) -> Result<RawArray> {
    if b.ndim() < 2 {
        return dot(a, b);
    }
    let mut layout = b.layout.clone();
    let last = layout.ndim() - 1;
    layout.shape.swap(last - 1, last);
    layout.strides.swap(last - 1, last);
    dot(a, &b.with_layout(layout))
}

/// NumPy's `outer`: every element of `a` times every element of `b`, both flattened.
///
/// # Errors
/// `MemoryError`.
pub fn outer(a: &RawArray, b: &RawArray) -> Result<RawArray> {
    let dtype = promote(a.dtype, b.dtype);
    if !dtype.is_number() {
        return objects::outer(a, b);
    }
    let compute = compute_type(dtype);
    let (a, b) = (&flat(a, compute)?, &flat(b, compute)?);
    let (m, n) = (a.size(), b.size());
    let out = RawArray::empty(&[m, n], compute)?;
    let strides = [(a.strides()[0], 0), (0, b.strides()[0]), (out.strides()[0], out.strides()[1])];
    multiply(Core { size: Size { m, n, k: 1 }, strides }, Vec::new(), [a, b, &out]);
    finish(out, dtype)
}

/// NumPy's `vdot`: the sum of products of all elements, those of `a` conjugated, as a 0-d array.
///
/// # Errors
/// `ValueError` if the sizes differ; `MemoryError`.
pub fn vdot(a: &RawArray, b: &RawArray) -> Result<RawArray> {
    if a.size() != b.size() {
        return Err(Error::value(format!(
            "cannot reshape array of size {} into shape ({},)",
            b.size(),
            a.size()
        )));
    }
    let dtype = promote(a.dtype, b.dtype);
    let a = flat(a, dtype)?;
    let a = match dtype {
        DType::Object => objects::conjugated(&a)?,
        d if d.is_complex() => conjugated(&a)?,
        _ => a,
    };
    let b = flat(b, dtype)?;
    errors::watch("vdot", [&a, &b], || product(&a, &b))
}

/// A copy of a complex 1-d array with the imaginary parts negated.
fn conjugated(array: &RawArray) -> Result<RawArray> {
    let copy = copy(array, Order::C)?;
    for i in 0..copy.size() {
        // SAFETY: element i of a contiguous array of complex numbers; the imaginary part is the second of two floats.
        unsafe {
            if copy.dtype == DType::C64 {
                let imag = copy.ptr().cast::<f32>().add(2 * i + 1);
                *imag = -*imag;
            } else {
                let imag = copy.ptr().cast::<f64>().add(2 * i + 1);
                *imag = -*imag;
            }
        }
    }
    Ok(copy)
}

/// The result in the type it is due in.
fn finish(result: RawArray, dtype: DType) -> Result<RawArray> {
    if result.dtype == dtype { Ok(result) } else { cast(&result, dtype, Order::C) }
}

/// All elements as a 1-d array of type `dtype` that the kernels can use; a view where possible.
fn flat(array: &RawArray, dtype: DType) -> Result<RawArray> {
    let array = operand(array, dtype)?;
    let (n, size) = (array.size(), array.itemsize());
    match array.ndim() {
        1 => Ok(array.into_owned()),
        _ if array.is_c_contiguous() => {
            let layout = Layout { offset: array.layout.offset, ..Layout::contiguous(&[n], size)? };
            Ok(array.with_layout(layout))
        }
        _ => Ok(copy(&array, Order::C)?.with_layout(Layout::contiguous(&[n], size)?)),
    }
}

/// The sizes of a product whose shapes fit.
struct Plan {
    k: usize,
    shape: Shape,
}

impl Plan {
    fn new(a: &RawArray, b: &RawArray) -> Result<Plan> {
        let (Some((&k, a_rest)), Some(b_axis)) = (a.shape().split_last(), contracted_axis(b)) else {
            return Ok(Plan { k: 1, shape: a.shape().iter().chain(b.shape()).copied().collect() });
        };
        let b_k = b.shape()[b_axis];
        if k != b_k {
            return Err(Error::value(format!(
                "shapes {} and {} not aligned: {k} (dim {}) != {b_k} (dim {b_axis})",
                ShapeText(a.shape()),
                ShapeText(b.shape()),
                a.ndim() - 1
            )));
        }
        let b_rest = b.shape().iter().enumerate().filter(|&(i, _)| i != b_axis).map(|(_, n)| n);
        Ok(Plan { k, shape: a_rest.iter().chain(b_rest).copied().collect() })
    }

    /// Computes the product. The axes of `a` that stay are batch axes, the last of them the rows; likewise for `b` and columns.
    fn run(&self, a: &RawArray, b: &RawArray, out: &RawArray) {
        let scalar = a.ndim() == 0 || b.ndim() == 0;
        let kept = |array: &RawArray, contracted: Option<usize>| -> Vec<(usize, isize)> {
            let axes = array.shape().iter().copied().zip(array.strides().iter().copied()).enumerate();
            axes.filter(|&(i, _)| scalar || Some(i) != contracted).map(|(_, axis)| axis).collect()
        };
        let (a_axis, b_axis) = (a.ndim().checked_sub(1), contracted_axis(b));
        let (mut a_kept, mut b_kept) = (kept(a, a_axis), kept(b, b_axis));
        let (mut out_a, mut out_b) =
            (out.strides()[..a_kept.len()].to_vec(), out.strides()[a_kept.len()..].to_vec());
        let ((m, a_row), c_row) = (a_kept.pop().unwrap_or((1, 0)), out_a.pop().unwrap_or(0));
        let ((n, b_column), c_column) = (b_kept.pop().unwrap_or((1, 0)), out_b.pop().unwrap_or(0));
        let along = |array: &RawArray, axis: Option<usize>| match axis {
            Some(axis) if !scalar => array.strides()[axis],
            _ => 0,
        };
        let strides = [(a_row, along(a, a_axis)), (along(b, b_axis), b_column), (c_row, c_column)];
        let a_axes = a_kept.iter().zip(out_a).map(|(&(len, a), c)| Axis { len, strides: [a, 0, c] });
        let b_axes = b_kept.iter().zip(out_b).map(|(&(len, b), c)| Axis { len, strides: [0, b, c] });
        // The axes of `a` last, so that they can become rows where they lie evenly.
        let axes = b_axes.chain(a_axes).collect();
        multiply(Core { size: Size { m, n, k: self.k }, strides }, axes, [a, b, out]);
    }
}

/// The axis of `b` that is summed over.
fn contracted_axis(b: &RawArray) -> Option<usize> {
    match b.ndim() {
        0 => None,
        1 => Some(0),
        n => Some(n - 2),
    }
}
