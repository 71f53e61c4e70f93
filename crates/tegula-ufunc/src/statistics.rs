//! Means, variances, extremes and their positions.

use tegula_core::strings::StringRef;
use tegula_core::{Casting, DType, Error, Kind, RawArray, Result, Scalar, promote};
use tegula_exec::{
    Operand, Order, Program, Reducer, Step, arg_reduce, arg_reduce_by, assign, cast, copy, native, reduce,
};
use tegula_kernels::flags::{self, Flags, Report};
use tegula_kernels::{Loop, arg, ops};

use crate::byte_order::{any_foreign, through_native};
use crate::call::Options;
use crate::frame::Frame;
use crate::reduce::ReduceOptions;
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

/// The type that sums of a mean are taken in, and the type it is given in.
fn mean_types(source: DType, wanted: Option<DType>) -> (DType, DType) {
    let given = wanted.unwrap_or(if source.kind() < Kind::Float { DType::F64 } else { source });
    let half = matches!(given, DType::F16 | DType::BF16);
    (if half { DType::F32 } else { given }, given)
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
    if options.mask.is_none() && count(source, axes) == 0 {
        flags::report(Report::Warning("Mean of empty slice"));
    }
    average(source, axes, options)
}

/// [`mean`], without a word if there is nothing to take it of.
fn average(source: &RawArray, axes: Option<&[usize]>, options: &StatOptions) -> Result<RawArray> {
    if any_foreign([Some(source.dtype), options.out.map(|out| out.dtype)]) {
        let source = native(source)?;
        return through_native(options.out, |out| average(&source, axes, &StatOptions { out, ..*options }));
    }
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
        Frame { source, reduced: &reduced, keepdims: options.keepdims }.check("add", Some(out), None)?;
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
    // The division is done in a type that holds the number of elements exactly; a quotient rounded twice is the
    // same for real numbers, not for complex ones.
    let exact = match compute {
        DType::C64 => DType::C128,
        DType::F32 if count(source, axes) > 1 << 24 => DType::F64,
        d if d.kind() < Kind::Float => DType::F64,
        d => d,
    };
    let divide = Options {
        dtype: Some(exact),
        casting: Casting::Unsafe,
        out: options.out,
        label: divides(&sum, options),
        ..Default::default()
    };
    let mean = table::DIVIDE.call(&[Arg::Array(&sum), divisor], &divide)?;
    if options.out.is_some() || mean.dtype == given { Ok(mean) } else { cast(&mean, given, Order::K) }
}

/// What NumPy calls the division of sums by counts: that of scalars has a name of its own.
fn divides(sum: &RawArray, options: &StatOptions) -> Option<&'static str> {
    (sum.ndim() == 0 && options.out.is_none()).then_some("scalar divide")
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

fn spread(source: &RawArray, axes: Option<&[usize]>, options: &StatOptions, root: bool) -> Result<RawArray> {
    if any_foreign([Some(source.dtype), options.out.map(|out| out.dtype)]) {
        let source = native(source)?;
        let run = |out: Option<&RawArray>| spread(&source, axes, &StatOptions { out, ..*options }, root);
        return through_native(options.out, run);
    }
    let (compute, given) = mean_types(source.dtype, options.dtype);
    if options.mask.is_none() && count(source, axes) as f64 <= options.ddof {
        flags::report(Report::Warning("Degrees of freedom <= 0 for slice"));
    }
    let center = match options.mean {
        Some(center) if center.layout.broadcast_to(source.shape()).is_some() => center.clone(),
        Some(center) => {
            return Err(Error::Broadcast { shapes: vec![source.shape().to_vec(), center.shape().to_vec()] });
        }
        None => average(
            source,
            axes,
            &StatOptions { keepdims: true, dtype: Some(compute), mask: options.mask, ..Default::default() },
        )?,
    };
    let squares = squared_deviations(source, axes, options, &center, compute)?;
    let counts;
    let divisor = match options.mask {
        Some(mask) => {
            let in_floats =
                Options { casting: Casting::Unsafe, dtype: Some(DType::F64), ..Default::default() };
            let n = masked_count(source, axes, options.keepdims, mask)?;
            let less = table::SUBTRACT
                .call(&[Arg::Array(&n), Arg::Literal(Scalar::F64(options.ddof))], &in_floats)?;
            counts = table::MAXIMUM.call(&[Arg::Array(&less), Arg::Literal(Scalar::F64(0.0))], &in_floats)?;
            Arg::Array(&counts)
        }
        None => Arg::Literal(Scalar::F64((count(source, axes) as f64 - options.ddof).max(0.0))),
    };
    let exact = if squares.dtype.kind() < Kind::Float { DType::F64 } else { squares.dtype };
    let label = divides(&squares, options);
    let divide = Options { casting: Casting::Unsafe, dtype: Some(exact), label, ..Default::default() };
    let mut result = table::DIVIDE.call(&[Arg::Array(&squares), divisor], &divide)?;
    // Without a type asked for, the variance of complex numbers is real.
    let given = if options.dtype.is_none() { given.real() } else { given };
    let half = matches!(given, DType::F16 | DType::BF16);
    if root && (half || given == result.dtype) && options.out.is_none() {
        result = table::SQRT
            .call(&[Arg::Array(&result)], &Options { out: Some(&result), ..Default::default() })?;
    }
    let target = match options.out {
        Some(out) => {
            assign(out, &result)?;
            out.clone()
        }
        None if result.dtype != given => cast(&result, given, Order::K)?,
        None => return Ok(result),
    };
    if root && (options.out.is_some() || !half) {
        // NumPy takes the root in place, which a type that cannot hold it refuses; a scalar is converted.
        let casting =
            if target.ndim() == 0 && options.out.is_none() { Casting::Unsafe } else { Casting::SameKind };
        table::SQRT
            .call(&[Arg::Array(&target)], &Options { out: Some(&target), casting, ..Default::default() })?;
    }
    Ok(target)
}

/// The sum of squared deviations from `center`, in type `compute`, as a program: subtract, square, fold.
fn squared_deviations(
    source: &RawArray,
    axes: Option<&[usize]>,
    options: &StatOptions,
    center: &RawArray,
    compute: DType,
) -> Result<RawArray> {
    let reduced: Vec<bool> = (0..source.ndim()).map(|a| axes.is_none_or(|axes| axes.contains(&a))).collect();
    // Deviations have the common type; the squares of complex sources are real.
    let deviation = match promote(source.dtype, center.dtype) {
        DType::F16 | DType::BF16 => DType::F32,
        d => d,
    };
    let subtract = table::SUBTRACT.resolve_input(deviation)?;
    let magnitude = deviation.is_complex() && source.dtype.is_complex();
    let square = if magnitude { deviation.real() } else { deviation };
    let total = if options.dtype.is_none() { compute.real() } else { compute };
    let fold = table::ADD.resolve_input(total)?;
    let frame = Frame { source, reduced: &reduced, keepdims: options.keepdims };
    let mask = frame.check("add", options.out, options.mask)?;
    let result = frame.result(mask.as_ref(), total)?;
    if source.shape().iter().zip(&reduced).any(|(&n, &r)| r && n == 0) {
        tegula_exec::fill(&result, Scalar::F64(0.0));
        return Ok(result);
    }
    let spread = frame.spread(&result);
    let center_strides = crate::call::strides_over(center, source.shape());
    let kernel = |loops: &'static [Loop], dtype: DType| {
        loops.iter().find(|l| l.types[0] == dtype).expect("every type of a sum has a loop").tile.select()
    };
    let reducer = Reducer {
        dtype: total,
        fold: fold.fold.expect("sums fold").select(),
        combine: fold.tile.select(),
        initial: None,
    };
    let mut registers = vec![deviation, deviation];
    let mut inputs = vec![
        Operand { ptr: source.ptr(), dtype: source.dtype, strides: source.strides() },
        Operand { ptr: center.ptr(), dtype: center.dtype, strides: &center_strides },
    ];
    let zeros = vec![0; source.ndim()];
    let zero = RawArray::from_scalar(Scalar::F64(0.0).cast(total))?;
    let mask_strides = options.mask.map(|m| crate::call::strides_over(m, source.shape()));
    if let (Some(mask), Some(strides)) = (options.mask, &mask_strides) {
        inputs.push(Operand { ptr: mask.ptr(), dtype: DType::Bool, strides });
        inputs.push(Operand { ptr: zero.ptr(), dtype: total, strides: &zeros });
        registers.extend([DType::Bool, total]);
    }
    let mut steps = Vec::with_capacity(4);
    let mut last = registers.len() as u8;
    registers.extend([deviation, square]);
    steps.push(Step { kernel: subtract.tile.select(), args: [0, 1, last, 0] });
    let squaring = if magnitude { ops::ABSOLUTE_SQUARE } else { ops::SQUARE };
    steps.push(Step { kernel: kernel(squaring, deviation), args: [last, last + 1, 0, 0] });
    last += 1;
    if square != total {
        registers.push(total);
        let convert = tegula_kernels::cast::kernel(square, total);
        steps.push(Step { kernel: convert, args: [last, last + 1, 0, 0] });
        last += 1;
    }
    if options.mask.is_some() {
        registers.push(total);
        let select = tegula_kernels::strided::select(total.itemsize());
        steps.push(Step { kernel: select, args: [2, last, 3, last + 1] });
    }
    let program = Program {
        registers: &registers,
        inputs: inputs.len(),
        outputs: 0,
        steps: &steps,
        cost: 0.5,
        mask: None,
    };
    let out = Operand { ptr: result.ptr(), dtype: total, strides: &spread.strides };
    let before = flags::take();
    // SAFETY: the operands are valid over the source's shape; the result is fresh.
    unsafe { reduce(source.shape(), &reduced, &inputs, out, program, reducer)? };
    let raised = flags::take();
    // The steps are those of three functions: only differences of infinities are invalid, and squares overflow first.
    if raised.contains(Flags::INVALID) {
        flags::report(Report::Errors("subtract", Flags::INVALID));
    }
    if raised.contains(Flags::OVER) {
        flags::report(Report::Errors(if magnitude { "multiply" } else { "square" }, Flags::OVER));
    }
    flags::raise(before);
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
    let half = matches!(source.dtype.native(), DType::F16 | DType::BF16);
    let source = if half { cast(source, DType::F32, Order::K)? } else { native(source)? };
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
    let result = match kernel(line.dtype) {
        Some(kernel) => arg_reduce(&line, along, kernel)?,
        None => position_of(&line, along, name == "argmax")?,
    };
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

/// The first extreme element of strings and objects.
fn position_of(line: &RawArray, axis: usize, largest: bool) -> Result<RawArray> {
    let dtype = line.dtype;
    if dtype != DType::Object {
        let wanted = if largest { std::cmp::Ordering::Greater } else { std::cmp::Ordering::Less };
        return arg_reduce_by(line, axis, |x, y| {
            // SAFETY: both are elements of the array, which nobody writes meanwhile.
            let (x, y) = unsafe { (StringRef::new(dtype, x), StringRef::new(dtype, y)) };
            Ok(x.compare(y) == wanted)
        });
    }
    let ufunc = if largest { &table::GREATER } else { &table::LESS };
    ufunc.with_objects(|function| {
        // SAFETY: both are elements of the array, which is held by a clone.
        arg_reduce_by(line, axis, |x, y| unsafe { function.holds(x, y) })
    })
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
