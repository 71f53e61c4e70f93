//! `where` and `clip`: programs of several instructions.

use tegula_core::{Casting, DType, Error, RawArray, Result, Scalar, broadcast_shapes, can_cast, result_type};
use tegula_exec::{Order, Program, Step};
use tegula_kernels::strided;

use crate::call::{Inputs, MAX_INPUTS, Options};
use crate::direct::Direct;
use crate::reduce::in_dtype;
use crate::resolve::{Arg, literal};
use crate::table;

/// `x` where `condition` is true, else `y`, all broadcast together.
///
/// # Errors
/// `ValueError` if the shapes do not broadcast, `OverflowError` for literals that do not fit.
pub fn where_(condition: &RawArray, x: Arg, y: Arg) -> Result<RawArray> {
    let dtype = result_type(&[x.type_of(), y.type_of()]).expect("there are operands");
    let mut values = [Scalar::Bool(false); MAX_INPUTS];
    for (place, arg) in values[1..].iter_mut().zip([x, y]) {
        if let Arg::Literal(value) = arg {
            *place = literal(value, dtype)?;
        }
    }
    let kernel = strided::select(dtype.itemsize());
    let types = [DType::Bool, dtype, dtype, dtype];
    let direct = Direct { types, nin: 3, kernel, update: None, cost: 0.2 };
    if let Some(Some(result)) = direct.run(&[Arg::Array(condition), x, y], &values, None)? {
        return Ok(result);
    }
    let shape = broadcast_shapes(&[condition.shape(), x.shape(), y.shape()])?;
    let mut inputs = Inputs::new(shape);
    inputs.array(&in_dtype(condition, DType::Bool)?);
    for (arg, value) in [x, y].into_iter().zip(&values[1..]) {
        match arg {
            Arg::Array(a) => inputs.array(a),
            Arg::Literal(_) => inputs.scalar(*value)?,
        }
    }
    let result = RawArray::allocate(inputs.result_layout(dtype.itemsize(), Order::K)?, dtype, false)?;
    let registers = [DType::Bool, dtype, dtype, dtype];
    let steps = [Step { kernel, args: [0, 1, 2, 3] }];
    inputs
        .run(&result, Program { registers: &registers, inputs: 3, outputs: 1, steps: &steps, cost: 0.2 })?;
    Ok(result)
}

/// `source` limited to `low..=high`; either bound may be absent.
///
/// # Errors
/// As [`Ufunc::call`](crate::Ufunc::call).
pub fn clip(source: &RawArray, low: Option<Arg>, high: Option<Arg>, options: &Options) -> Result<RawArray> {
    let (low, high) = match (low, high) {
        (None, None) => return table::POSITIVE.call(&[Arg::Array(source)], options),
        (Some(low), None) => return table::MAXIMUM.call(&[Arg::Array(source), low], options),
        (None, Some(high)) => return table::MINIMUM.call(&[Arg::Array(source), high], options),
        (Some(low), Some(high)) => (low, high),
    };
    let args = [Arg::Array(source), low, high];
    let dtype =
        options.dtype.or_else(|| result_type(&args.map(|a| a.type_of()))).expect("there are operands");
    let (larger, smaller) = (table::MAXIMUM.resolve_input(dtype)?, table::MINIMUM.resolve_input(dtype)?);
    let compute = larger.compute[0];
    let mut shapes = vec![source.shape(), low.shape(), high.shape()];
    shapes.extend(options.out.map(RawArray::shape));
    let shape = broadcast_shapes(&shapes)?;
    let mut inputs = Inputs::new(shape.clone());
    for arg in args {
        match arg {
            Arg::Array(a) => inputs.array(a),
            Arg::Literal(value) => inputs.scalar(literal(value, dtype)?.cast(compute))?,
        }
    }
    let result = match options.out {
        Some(out) if *out.shape() != shape[..] => {
            return Err(Error::Output { output: out.shape().to_vec(), result: shape.to_vec() });
        }
        Some(out) if !can_cast(dtype, out.dtype, Casting::SameKind) => {
            let casting = Casting::SameKind;
            return Err(Error::UfuncCast { ufunc: "clip", input: None, from: dtype, to: out.dtype, casting });
        }
        Some(out) => out.clone(),
        None => RawArray::allocate(inputs.result_layout(dtype.itemsize(), options.order)?, dtype, false)?,
    };
    let registers = [compute; 5];
    let steps = [
        Step { kernel: larger.tile.select(), args: [0, 1, 3, 0] },
        Step { kernel: smaller.tile.select(), args: [3, 2, 4, 0] },
    ];
    inputs
        .run(&result, Program { registers: &registers, inputs: 3, outputs: 1, steps: &steps, cost: 0.4 })?;
    Ok(result)
}
