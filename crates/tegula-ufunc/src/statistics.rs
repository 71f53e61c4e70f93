//! Means, variances, extremes and their positions.

use tegula_core::{DType, Error, Kind, RawArray, Result, Scalar};
use tegula_exec::{Operand, Order, Program, Reducer, Step, arg_reduce, assign, cast, copy, reduce};
use tegula_kernels::{Loop, arg, ops};

use crate::call::Options;
use crate::reduce::{ReduceOptions, reduction_result, spread_layout};
use crate::resolve::Arg;
use crate::table;

/// How a mean, variance or standard deviation is to be computed.
#[derive(Clone, Copy, Default)]
pub struct StatOptions<'a> {
    /// Keep the reduced axes with extent 1.
    pub keepdims: bool,
    /// The type to compute in.
    pub dtype: Option<DType>,
    /// Where the result goes; a new array if absent.
    pub out: Option<&'a RawArray>,
    /// Which elements take part (`where=`).
    pub mask: Option<&'a RawArray>,
    /// The degrees of freedom that the divisor of a variance lacks.
    pub ddof: f64,
    /// The mean that a variance is taken from, of a shape that broadcasts to the source's; computed if absent.
    pub mean: Option<&'a RawArray>,
}

/// The type a mean is computed in, and the type it is given in.
fn mean_types(source: DType, wanted: Option<DType>) -> (DType, DType) {
    match (wanted, source) {
        (Some(d @ (DType::F16 | DType::BF16)), _) => (d, d),
        (Some(d), _) => (d, d),
        (None, half @ (DType::F16 | DType::BF16)) => (DType::F32, half),
        (None, d) if d.kind() <= Kind::Signed => (DType::F64, DType::F64),
        (None, d) => (d, d),
    }
}

/// The number of elements that go into each result.
fn count(source: &RawArray, axes: Option<&[usize]>) -> usize {
    match axes {
        None => source.size(),
        Some(axes) => axes.iter().map(|&a| source.shape()[a]).product(),
    }
}

/// For a mask: how many elements take part in each result.
fn masked_count(
    source: &RawArray,
    axes: Option<&[usize]>,
    keepdims: bool,
    mask: &RawArray,
) -> Result<RawArray> {
    let layout = mask
        .layout
        .broadcast_to(source.shape())
        .ok_or_else(|| Error::Broadcast { shapes: vec![source.shape().to_vec(), mask.shape().to_vec()] })?;
    table::ADD.reduce(&mask.with_layout(layout), axes, keepdims, &ReduceOptions::default())
}

/// The arithmetic mean along `axes` (all if `None`).
///
/// Integers and booleans give `float64`; half precision is summed in `float32`. An empty mean is NaN.
///
/// # Errors
/// As [`Ufunc::reduce`](crate::Ufunc::reduce).
pub fn mean(source: &RawArray, axes: Option<&[usize]>, options: &StatOptions) -> Result<RawArray> {
    let plain =
        options.out.is_none() && options.mask.is_none() && options.dtype.is_none() && !options.keepdims;
    if plain
        && axes.is_none_or(|axes| axes.len() == source.ndim())
        && let Some(mean) = mean_small(source)
    {
        return RawArray::from_scalar(mean);
    }
    if let Some(out) = options.out {
        let reduced: Vec<bool> =
            (0..source.ndim()).map(|a| axes.is_none_or(|axes| axes.contains(&a))).collect();
        reduction_result("add", source, &reduced, options.keepdims, Some(out), out.dtype)?;
    }
    let (compute, given) = mean_types(source.dtype, options.dtype);
    let sums = ReduceOptions { dtype: Some(compute), mask: options.mask, ..Default::default() };
    let sum = table::ADD.reduce(source, axes, options.keepdims, &sums)?;
    let counts;
    let divisor = match options.mask {
        Some(mask) => {
            counts = masked_count(source, axes, options.keepdims, mask)?;
            Arg::Array(&counts)
        }
        None => Arg::Literal(Scalar::F64(count(source, axes) as f64)),
    };
    let unsafe_ = tegula_core::Casting::Unsafe;
    let dtype = (compute.kind() >= Kind::Float).then_some(compute);
    if dtype.is_none() && options.out.is_none() {
        let quotient = table::DIVIDE.call(&[Arg::Array(&sum), divisor], &Options::default())?;
        return cast(&quotient, compute, Order::K);
    }
    let divide = Options { dtype, casting: unsafe_, out: options.out, ..Default::default() };
    if options.out.is_some() || sum.dtype == given && divide.dtype.is_none() {
        return table::DIVIDE.call(&[Arg::Array(&sum), divisor], &divide);
    }
    let result = table::DIVIDE.call(&[Arg::Array(&sum), divisor], &divide)?;
    if result.dtype == given || compute.kind() < Kind::Float {
        Ok(result)
    } else {
        cast(&result, given, Order::K)
    }
}

/// The mean of all elements of a small array without gaps; `None` where [`mean`] is to be asked.
pub fn mean_small(source: &RawArray) -> Option<Scalar> {
    match source.dtype {
        DType::F32 | DType::F64 => {}
        _ => return None,
    }
    match table::ADD.fold_small(source)? {
        Scalar::F32(sum) => Some(Scalar::F32(sum / source.size() as f32)),
        Scalar::F64(sum) => Some(Scalar::F64(sum / source.size() as f64)),
        _ => None,
    }
}

/// The variance along `axes`: the mean of the squared absolute deviations from the mean, in one pass over
/// the data after that for the mean.
///
/// # Errors
/// As [`Ufunc::reduce`](crate::Ufunc::reduce).
pub fn var(source: &RawArray, axes: Option<&[usize]>, options: &StatOptions) -> Result<RawArray> {
    spread(source, axes, options, false)
}

/// The standard deviation along `axes`: the square root of [`var`].
///
/// # Errors
/// As [`Ufunc::reduce`](crate::Ufunc::reduce).
pub fn std(source: &RawArray, axes: Option<&[usize]>, options: &StatOptions) -> Result<RawArray> {
    spread(source, axes, options, true)
}

/// A statistic computed in integers, which NumPy allows: every quotient is cut off, the deviations are added as
/// integers.
fn integer_spread(
    source: &RawArray,
    axes: Option<&[usize]>,
    options: &StatOptions,
    dtype: DType,
    root: bool,
) -> Result<RawArray> {
    let plain = Options::default();
    let center = match options.mean {
        Some(center) => center.clone(),
        None => mean(source, axes, &StatOptions { keepdims: true, out: None, ..*options })?,
    };
    let deviations = table::SUBTRACT.call(&[Arg::Array(source), Arg::Array(&center)], &plain)?;
    let squares = table::MULTIPLY.call(&[Arg::Array(&deviations), Arg::Array(&deviations)], &plain)?;
    let sums = ReduceOptions { dtype: Some(dtype), mask: options.mask, ..Default::default() };
    let sum = table::ADD.reduce(&squares, axes, options.keepdims, &sums)?;
    let count = match options.mask {
        Some(mask) => masked_count(source, axes, options.keepdims, mask)?,
        None => RawArray::from_scalar(Scalar::I64(count(source, axes) as i64))?,
    };
    let freedom =
        table::SUBTRACT.call(&[Arg::Array(&count), Arg::Literal(Scalar::F64(options.ddof))], &plain)?;
    let freedom = table::MAXIMUM.call(&[Arg::Array(&freedom), Arg::Literal(Scalar::F64(0.0))], &plain)?;
    let quotient = table::DIVIDE.call(&[Arg::Array(&sum), Arg::Array(&freedom)], &plain)?;
    let mut result = cast(&quotient, dtype, Order::K)?;
    if root {
        if result.ndim() > 0 {
            return Err(no_integer_root(dtype));
        }
        result = cast(&table::SQRT.call(&[Arg::Array(&result)], &plain)?, dtype, Order::K)?;
    }
    let Some(out) = options.out else { return Ok(result) };
    let reduced: Vec<bool> = (0..source.ndim()).map(|a| axes.is_none_or(|axes| axes.contains(&a))).collect();
    reduction_result("add", source, &reduced, options.keepdims, options.out, out.dtype)?;
    assign(out, &result)?;
    Ok(out.clone())
}

/// The error of writing a square root to integers.
fn no_integer_root(to: DType) -> Error {
    let from = table::SQRT.resolve_input(to).map_or(DType::F64, |found| found.types[0]);
    Error::UfuncCast { ufunc: "sqrt", input: None, from, to, casting: tegula_core::Casting::SameKind }
}

fn spread(source: &RawArray, axes: Option<&[usize]>, options: &StatOptions, root: bool) -> Result<RawArray> {
    if let Some(dtype) = options.dtype
        && dtype.kind() < Kind::Float
    {
        return integer_spread(source, axes, options, dtype, root);
    }
    if let Some(out) = options.out
        && root
        && out.dtype.kind() < Kind::Float
    {
        return Err(no_integer_root(out.dtype));
    }
    let (compute, given) = mean_types(source.dtype, options.dtype);
    let half = matches!(compute, DType::F16 | DType::BF16);
    let compute = if half {
        DType::F32
    } else if compute.kind() < Kind::Float {
        DType::F64
    } else {
        compute
    };
    let center = match options.mean {
        Some(center) if center.layout.broadcast_to(source.shape()).is_some() => center.clone(),
        Some(center) => {
            return Err(Error::Broadcast { shapes: vec![source.shape().to_vec(), center.shape().to_vec()] });
        }
        None => mean(
            source,
            axes,
            &StatOptions { keepdims: true, dtype: Some(compute), mask: options.mask, ..Default::default() },
        )?,
    };
    let squares = squared_deviations(source, axes, options, &center, compute)?;
    let unsafe_ =
        Options { casting: tegula_core::Casting::Unsafe, dtype: Some(squares.dtype), ..Default::default() };
    let counts;
    let divisor = match options.mask {
        Some(mask) => {
            let n = cast(&masked_count(source, axes, options.keepdims, mask)?, squares.dtype, Order::K)?;
            let less =
                table::SUBTRACT.call(&[Arg::Array(&n), Arg::Literal(Scalar::F64(options.ddof))], &unsafe_)?;
            counts = table::MAXIMUM.call(&[Arg::Array(&less), Arg::Literal(Scalar::F64(0.0))], &unsafe_)?;
            Arg::Array(&counts)
        }
        None => Arg::Literal(Scalar::F64((count(source, axes) as f64 - options.ddof).max(0.0))),
    };
    let mut result = table::DIVIDE.call(&[Arg::Array(&squares), divisor], &unsafe_)?;
    if root {
        result = table::SQRT
            .call(&[Arg::Array(&result)], &Options { out: Some(&result), ..Default::default() })?;
    }
    let given = match options.dtype {
        Some(wanted) if wanted.is_complex() => wanted,
        _ => given.real(),
    };
    match options.out {
        Some(out) => {
            let reduced: Vec<bool> =
                (0..source.ndim()).map(|a| axes.is_none_or(|axes| axes.contains(&a))).collect();
            reduction_result("add", source, &reduced, options.keepdims, options.out, out.dtype)?;
            assign(out, &result)?;
            Ok(out.clone())
        }
        None if result.dtype != given => cast(&result, given, Order::K),
        None => Ok(result),
    }
}

/// The sum of squared deviations from `center`, as a program: subtract, square, fold.
fn squared_deviations(
    source: &RawArray,
    axes: Option<&[usize]>,
    options: &StatOptions,
    center: &RawArray,
    compute: DType,
) -> Result<RawArray> {
    let reduced: Vec<bool> = (0..source.ndim()).map(|a| axes.is_none_or(|axes| axes.contains(&a))).collect();
    let result = reduction_result("add", source, &reduced, options.keepdims, None, compute.real())?;
    if source.shape().iter().zip(&reduced).any(|(&n, &r)| r && n == 0) {
        tegula_exec::fill(&result, Scalar::F64(0.0));
        return Ok(result);
    }
    let spread = spread_layout(&result, source.shape(), &reduced, options.keepdims);
    let center_strides = crate::call::strides_over(center, source.shape());
    let kernel = |loops: &'static [Loop], dtype: DType| {
        loops.iter().find(|l| l.types[0] == dtype).expect("every float type has a loop").tile.select()
    };
    let real = compute.real();
    let fold = table::ADD.resolve_input(real)?;
    let reducer = Reducer {
        dtype: real,
        fold: fold.fold.expect("sums fold").select(),
        combine: fold.tile.select(),
        initial: None,
    };
    let mut registers = vec![compute, compute];
    let mut inputs = vec![
        Operand { ptr: source.ptr(), dtype: source.dtype, strides: source.strides() },
        Operand { ptr: center.ptr(), dtype: center.dtype, strides: &center_strides },
    ];
    let zeros = vec![0; source.ndim()];
    let zero = RawArray::from_scalar(Scalar::F64(0.0).cast(real))?;
    let mask_strides = options.mask.map(|m| crate::call::strides_over(m, source.shape()));
    if let (Some(mask), Some(strides)) = (options.mask, &mask_strides) {
        inputs.push(Operand { ptr: mask.ptr(), dtype: DType::Bool, strides });
        inputs.push(Operand { ptr: zero.ptr(), dtype: real, strides: &zeros });
        registers.extend([DType::Bool, real]);
    }
    let mut steps = Vec::with_capacity(4);
    let first = registers.len() as u8;
    registers.push(compute);
    steps.push(Step { kernel: kernel(ops::SUBTRACT, compute), args: [0, 1, first, 0] });
    let mut last = first;
    if compute.is_complex() {
        registers.push(real);
        steps.push(Step { kernel: kernel(ops::ABSOLUTE, compute), args: [last, last + 1, 0, 0] });
        last += 1;
    }
    registers.push(real);
    steps.push(Step { kernel: kernel(ops::SQUARE, real), args: [last, last + 1, 0, 0] });
    last += 1;
    if options.mask.is_some() {
        registers.push(real);
        let select = tegula_kernels::strided::select(real.itemsize());
        steps.push(Step { kernel: select, args: [2, last, 3, last + 1] });
    }
    let program =
        Program { registers: &registers, inputs: inputs.len(), outputs: 0, steps: &steps, cost: 0.5 };
    let out = Operand { ptr: result.ptr(), dtype: real, strides: &spread.strides };
    // SAFETY: the operands are valid over the source's shape; the result is fresh.
    unsafe { reduce(source.shape(), &reduced, &inputs, out, program, reducer)? };
    Ok(result)
}

/// The position of the first largest element along `axis`, or in the flattened array. NaN counts as
/// largest.
///
/// # Errors
/// `ValueError` for an empty sequence.
pub fn argmax(source: &RawArray, axis: Option<usize>, keepdims: bool) -> Result<RawArray> {
    position(source, axis, keepdims, "argmax", arg::argmax)
}

/// The position of the first smallest element along `axis`, or in the flattened array. NaN counts as
/// smallest.
///
/// # Errors
/// `ValueError` for an empty sequence.
pub fn argmin(source: &RawArray, axis: Option<usize>, keepdims: bool) -> Result<RawArray> {
    position(source, axis, keepdims, "argmin", arg::argmin)
}

fn position(
    source: &RawArray,
    axis: Option<usize>,
    keepdims: bool,
    name: &str,
    kernel: fn(DType) -> Option<arg::ArgFn>,
) -> Result<RawArray> {
    let half = matches!(source.dtype, DType::F16 | DType::BF16);
    let source = if half { cast(source, DType::F32, Order::K)? } else { source.clone() };
    let line = match axis {
        Some(_) => source.clone(),
        None => {
            let flat = if source.is_c_contiguous() { source.clone() } else { copy(&source, Order::C)? };
            let layout = flat.layout.reshape(&[flat.size()], flat.itemsize(), false);
            flat.with_layout(layout.expect("a contiguous array has a flat view"))
        }
    };
    let along = axis.unwrap_or(0);
    if line.shape()[along] == 0 {
        return Err(Error::value(format!("attempt to get {name} of an empty sequence")));
    }
    let result = arg_reduce(&line, along, kernel(line.dtype).expect("every full type has a kernel"))?;
    if !keepdims {
        return Ok(result);
    }
    let shape: Vec<usize> = match axis {
        Some(axis) => {
            source.shape().iter().enumerate().map(|(a, &n)| if a == axis { 1 } else { n }).collect()
        }
        None => vec![1; source.ndim()],
    };
    let layout = result.layout.reshape(&shape, result.itemsize(), false);
    Ok(result.with_layout(layout.expect("a contiguous array can be reshaped")))
}

/// The largest less the smallest element along `axes`.
///
/// # Errors
/// As [`Ufunc::reduce`](crate::Ufunc::reduce).
pub fn ptp(source: &RawArray, axes: Option<&[usize]>, keepdims: bool) -> Result<RawArray> {
    let options = ReduceOptions::default();
    let high = table::MAXIMUM.reduce(source, axes, keepdims, &options)?;
    let low = table::MINIMUM.reduce(source, axes, keepdims, &options)?;
    table::SUBTRACT.call(&[Arg::Array(&high), Arg::Array(&low)], &Options::default())
}
