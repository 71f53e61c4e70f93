//! `matmul`, by the rules of NumPy's generalised ufunc `(n?,k),(k,m?)->(n?,m?)`.

use tegula_core::{
    Casting, DType, Error, RawArray, Result, Shape, ShapeText, broadcast_shapes, can_cast, promote,
};
use tegula_exec::{Order, assign, cast};

use crate::errors;
use crate::mat::Size;
use crate::objects;
use crate::operand::{compute_type, is_direct, operand, write_through};
use crate::product::{Axis, Core, products};
use crate::threads::Threads;

const SIGNATURE: &str = "(n?,k),(k,m?)->(n?,m?)";

/// The matrix product of `a` and `b`, as a new C-ordered array of their common type.
///
/// A 1-d `a` counts as a row and a 1-d `b` as a column, whose axis the result lacks. Axes before the last two are batch axes and
/// broadcast. Operands of any strides are read in place; only those of another type than the result are converted first.
/// Booleans give "or" of "and"s; integers wrap; 16-bit floats are added up in `float32`. The result does not depend on the number
/// of threads.
///
/// Costs 2·n·k·m operations for every position of the batch.
///
/// # Errors
/// `ValueError` with NumPy's words where shapes do not fit; `MemoryError`.
///
/// ```
/// use tegula_core::{DType, RawArray, Scalar};
/// use tegula_linalg::matmul;
/// let a = RawArray::zeros(&[5, 2, 3], DType::F32)?;
/// let b = RawArray::zeros(&[3, 4], DType::F64)?;
/// let c = matmul(&a, &b)?;
/// assert_eq!((c.shape(), c.dtype), (&[5, 2, 4][..], DType::F64));
/// # Ok::<(), tegula_core::Error>(())
/// ```
pub fn matmul(a: &RawArray, b: &RawArray) -> Result<RawArray> {
    errors::watch("matmul", [a, b], || product(a, b))
}

/// [`matmul`], whose errors are left to the caller.
pub(crate) fn product(a: &RawArray, b: &RawArray) -> Result<RawArray> {
    let dtype = promote(a.dtype, b.dtype);
    if dtype.is_string() {
        return Err(objects::no_product(a, b));
    }
    if dtype == DType::Object {
        let plan = Plan::new(a, b, None)?;
        return objects::matmul(a, b, &plan.shape);
    }
    let compute = compute_type(dtype);
    if is_direct(a, dtype)
        && is_direct(b, dtype)
        && compute == dtype
        && let Some(out) = single(a, b)?
    {
        return Ok(out);
    }
    let (a, b) = (&operand(a, compute)?, &operand(b, compute)?);
    let plan = Plan::new(a, b, None)?;
    let out = RawArray::empty(&plan.shape, compute)?;
    plan.run(a, b, &out);
    if compute == dtype { Ok(out) } else { cast(&out, dtype, Order::C) }
}

/// [`matmul`] into an existing array, computed in `dtype` (by default the common type of `a` and `b`).
///
/// `out` may have more batch axes than the operands, which are then repeated, and may overlap them.
///
/// # Errors
/// As for [`matmul`]; `UFuncTypeError` if `casting` forbids to convert an operand to `dtype`, or `dtype` to the type of `out`.
pub fn matmul_into(
    a: &RawArray,
    b: &RawArray,
    out: &RawArray,
    dtype: Option<DType>,
    casting: Casting,
) -> Result<()> {
    let dtype = dtype.unwrap_or_else(|| promote(a.dtype, b.dtype));
    for (input, from, to) in [(Some(0), a.dtype, dtype), (Some(1), b.dtype, dtype), (None, dtype, out.dtype)]
    {
        if !can_cast(from, to, casting) {
            return Err(Error::UfuncCast { ufunc: "matmul", input, from, to, casting });
        }
    }
    if !(dtype.is_number() && out.dtype.is_number()) {
        Plan::new(a, b, Some(out))?;
        let [a, b] = [cast(a, dtype, Order::K)?, cast(b, dtype, Order::K)?];
        return assign(out, &matmul(&a, &b)?);
    }
    let compute = compute_type(dtype);
    let (a, b) = (&operand(a, compute)?, &operand(b, compute)?);
    let plan = Plan::new(a, b, Some(out))?;
    let product =
        || write_through(out, compute, [a, b], |target| plan.run(a, b, target)).map(|()| out.clone());
    errors::watch("matmul", [a, b], product).map(drop)
}

/// The product of vectors and matrices whose shapes fit: small ones must not pay for the general case.
fn single(a: &RawArray, b: &RawArray) -> Result<Option<RawArray>> {
    let (m, k, a_strides) = match (a.shape(), a.strides()) {
        (&[k], &[column]) => (1, k, (0, column)),
        (&[m, k], &[row, column]) => (m, k, (row, column)),
        _ => return Ok(None),
    };
    let (b_k, n, b_strides) = match (b.shape(), b.strides()) {
        (&[k], &[row]) => (k, 1, (row, 0)),
        (&[k, n], &[row, column]) => (k, n, (row, column)),
        _ => return Ok(None),
    };
    if b_k != k {
        return Ok(None);
    }
    let shape: &[usize] = match (a.ndim(), b.ndim()) {
        (2, 2) => &[m, n],
        (2, _) => &[m],
        (_, 2) => &[n],
        _ => &[],
    };
    let out = RawArray::empty(shape, a.dtype)?;
    let size = a.itemsize() as isize;
    let strides = [a_strides, b_strides, (n as isize * size, size)];
    multiply(Core { size: Size { m, n, k }, strides }, Vec::new(), [a, b, &out]);
    Ok(Some(out))
}

/// The sizes of a product whose shapes fit.
struct Plan {
    m: usize,
    n: usize,
    k: usize,
    /// Axes before the last two, all operands broadcast.
    batch: Shape,
    /// The shape of the result.
    shape: Shape,
    /// Whether the result has the axes of A's rows and of B's columns.
    rows: bool,
    columns: bool,
}

impl Plan {
    fn new(a: &RawArray, b: &RawArray, out: Option<&RawArray>) -> Result<Plan> {
        for (i, array) in [a, b].into_iter().enumerate() {
            if array.ndim() == 0 {
                return Err(Error::value(format!(
                    "matmul: Input operand {i} does not have enough dimensions \
                     (has 0, gufunc core with signature {SIGNATURE} requires 1)"
                )));
            }
        }
        let (rows, columns) = (a.ndim() > 1, b.ndim() > 1);
        let (a_batch, a_core) = a.shape().split_at(a.ndim() - 1 - rows as usize);
        let (b_batch, b_core) = b.shape().split_at(b.ndim() - 1 - columns as usize);
        let (m, k) = if rows { (a_core[0], a_core[1]) } else { (1, a_core[0]) };
        let n = if columns { b_core[1] } else { 1 };
        if b_core[0] != k {
            return Err(core_mismatch("Input operand 1", 0, b_core[0], k));
        }
        let core: Shape = [(rows, m), (columns, n)].iter().filter(|x| x.0).map(|x| x.1).collect();
        let batch = broadcast_shapes(&[a_batch, b_batch])
            .map_err(|_| batch_mismatch(&[(a, a_core.len()), (b, b_core.len())], None, &core))?;
        let mut plan = Plan { m, n, k, batch, shape: Shape::new(), rows, columns };
        if let Some(out) = out {
            plan.batch = plan.check_output(a, b, out, &core)?;
        }
        plan.shape = plan.batch.iter().chain(core.iter()).copied().collect();
        Ok(plan)
    }

    /// The batch axes of `out`, if the result fits there.
    fn check_output(&self, a: &RawArray, b: &RawArray, out: &RawArray, core: &[usize]) -> Result<Shape> {
        if out.ndim() < core.len() + self.batch.len() {
            if out.ndim() < core.len() && out.ndim() == 0 && self.batch.is_empty() && core.len() == 2 {
                return Err(core_mismatch("Input operand 1", 0, self.n, self.k));
            }
            return Err(Error::value(
                "output operand requires a reduction along dimension -1, but the reduction is not enabled. \
                 The dimension size of 1 does not match the expected output shape.",
            ));
        }
        let (out_batch, out_core) = out.shape().split_at(out.ndim() - core.len());
        for (i, (&has, &wants)) in out_core.iter().zip(core).enumerate() {
            if has != wants {
                return Err(core_mismatch("Output operand 0", i, has, wants));
            }
        }
        let all = broadcast_shapes(&[&self.batch, out_batch]).map_err(|_| {
            let inputs = [(a, 1 + self.rows as usize), (b, 1 + self.columns as usize)];
            batch_mismatch(&inputs, Some(out), core)
        })?;
        if all[..] != *out_batch {
            let result: Shape = all.iter().chain(core).copied().collect();
            let remapped: Shape = out.shape().iter().rev().copied().collect();
            return Err(Error::value(format!(
                "non-broadcastable output operand with shape {} [remapped to {}] doesn't match the broadcast shape {}",
                ShapeText(out.shape()),
                ShapeText(&remapped),
                ShapeText(&result)
            )));
        }
        Ok(all)
    }

    /// Computes the product; all three arrays can be used by the kernels directly.
    fn run(&self, a: &RawArray, b: &RawArray, out: &RawArray) {
        let strides = |array: &RawArray, core: [bool; 2]| {
            let strides = array.strides();
            match core {
                [true, true] => (strides[strides.len() - 2], strides[strides.len() - 1]),
                [true, false] => (strides[strides.len() - 1], 0),
                [false, true] => (0, strides[strides.len() - 1]),
                [false, false] => (0, 0),
            }
        };
        let core = Core {
            size: Size { m: self.m, n: self.n, k: self.k },
            strides: [
                strides(a, [self.rows, true]),
                strides(b, [true, self.columns]),
                strides(out, [self.rows, self.columns]),
            ],
        };
        let axes = batch_axes(
            &self.batch,
            [
                (a, 1 + self.rows as usize),
                (b, 1 + self.columns as usize),
                (out, self.rows as usize + self.columns as usize),
            ],
        );
        multiply(core, axes, [a, b, out]);
    }
}

/// The strides of every operand along the batch axes; axes that an operand lacks or that have extent 1 repeat it. The number beside
/// an operand is that of its core axes.
fn batch_axes(batch: &[usize], operands: [(&RawArray, usize); 3]) -> Vec<Axis> {
    let stride = |(array, core): (&RawArray, usize), axis: usize| {
        let lead = batch.len() + core - array.ndim();
        match axis.checked_sub(lead) {
            Some(axis) if array.shape()[axis] > 1 => array.strides()[axis],
            _ => 0,
        }
    };
    let axis = |i, &len| Axis { len, strides: operands.map(|o| stride(o, i)) };
    batch.iter().enumerate().map(|(i, len)| axis(i, len)).collect()
}

/// Computes all products of the batch, with as few calls of the kernels as the strides allow.
pub(crate) fn multiply(mut core: Core, axes: Vec<Axis>, operands: [&RawArray; 3]) {
    if axes.iter().any(|axis| axis.len == 0) {
        return;
    }
    let mut axes = coalesce(axes);
    fold(&mut core, &mut axes);
    let dtype = operands[2].dtype;
    // SAFETY: the strides are those of arrays the kernels can use directly, and the result overlaps neither operand nor itself.
    unsafe { products(dtype, core, &axes, operands.map(RawArray::ptr), Threads::All) };
}

/// Joins neighbouring axes along which all operands go on in equal steps, and drops axes of extent 1.
fn coalesce(axes: Vec<Axis>) -> Vec<Axis> {
    let mut joined: Vec<Axis> = Vec::new();
    for axis in axes.into_iter().filter(|axis| axis.len != 1) {
        match joined.last_mut() {
            Some(last) if (0..3).all(|o| last.strides[o] == axis.strides[o] * axis.len as isize) => {
                *last = Axis { len: last.len * axis.len, strides: axis.strides };
            }
            _ => joined.push(axis),
        }
    }
    joined
}

/// Turns the last batch axis into more rows of A where B is the same for all its positions.
fn fold(core: &mut Core, axes: &mut Vec<Axis>) {
    let Some(&Axis { len, strides: [a, b, c] }) = axes.last() else { return };
    let (a_row, c_row) = (core.strides[0].0, core.strides[2].0);
    let m = core.size.m as isize;
    if b != 0 {
        return;
    }
    if core.size.m == 1 {
        (core.strides[0].0, core.strides[2].0) = (a, c);
    } else if a != a_row * m || c != c_row * m {
        return;
    }
    core.size.m *= len;
    axes.pop();
}

fn core_mismatch(operand: &str, axis: usize, has: usize, wants: usize) -> Error {
    Error::value(format!(
        "matmul: {operand} has a mismatch in its core dimension {axis}, \
         with gufunc signature {SIGNATURE} (size {has} is different from {wants})"
    ))
}

/// NumPy's complaint about batch axes: each operand with its core axes blanked out, then the core shape of the result.
fn batch_mismatch(inputs: &[(&RawArray, usize)], out: Option<&RawArray>, core: &[usize]) -> Error {
    let mut text =
        "operands could not be broadcast together with remapped shapes [original->remapped]: ".to_string();
    for (array, core) in inputs {
        let batch = array.shape()[..array.ndim() - core].iter().map(usize::to_string);
        let blank = std::iter::repeat_n("newaxis".to_string(), 2);
        let remapped = batch.chain(blank).collect::<Vec<_>>().join(",");
        text += &format!("{}->({remapped}) ", ShapeText(array.shape()));
    }
    if let Some(out) = out {
        text += &format!("{}->{} ", ShapeText(out.shape()), ShapeText(out.shape()));
    }
    Error::value(format!("{text} and requested shape {}", ShapeText(core)))
}
