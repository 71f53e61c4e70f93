//! `where` and `clip`: functions of three inputs.

use tegula_core::{DType, Operand as TypeOf, RawArray, Result, Scalar, Weak, broadcast_shapes, result_type};
use tegula_exec::{Order, Program, Step, native};
use tegula_kernels::flags::Errors;
use tegula_kernels::{ops, strided};

use crate::byte_order::any_foreign;
use crate::call::{Inputs, MAX_INPUTS, Options};
use crate::direct::Direct;
use crate::mixed::operand_in;
use crate::reduce::in_dtype;
use crate::resolve::Arg;
use crate::table::{self, Class, Identity, Ufunc, direct};
use crate::{objects, strings};

/// `x` where `condition` is true, else `y`, all broadcast together.
///
/// # Errors
/// `ValueError` if the shapes do not broadcast, `OverflowError` for integer literals beyond 64 bits.
pub fn where_(condition: &RawArray, x: Arg, y: Arg) -> Result<RawArray> {
    let types = [x.type_of(), y.type_of()];
    let dtype = result_type(&types).expect("there are operands");
    if !dtype.is_number() || !condition.dtype.is_number() {
        return where_moved(condition, [x, y], dtype);
    }
    let mut values = [Scalar::Bool(false); MAX_INPUTS];
    for (place, arg) in values[1..].iter_mut().zip([x, y]) {
        match arg {
            Arg::Array(_) => {}
            // Unlike in arithmetic, integers wrap.
            Arg::Literal(value) => *place = value.cast(dtype),
            huge => *place = huge.value(dtype)?.expect("not an array"),
        }
    }
    let kernel = strided::select(dtype.itemsize());
    let types = [DType::Bool, dtype, dtype, dtype];
    let direct = Direct {
        types,
        nin: 3,
        kernel,
        update: None,
        name: "where",
        errors: Errors::Never,
        check: None,
        cost: 0.2,
    };
    if let Some(Some(result)) = direct.run(&[Arg::Array(condition), x, y], &values, None)? {
        return Ok(result);
    }
    let shape = broadcast_shapes(&[condition.shape(), x.shape(), y.shape()])?;
    let mut inputs = Inputs::new(shape);
    inputs.array(condition);
    for (arg, value) in [x, y].into_iter().zip(&values[1..]) {
        match arg {
            Arg::Array(a) => inputs.array(a),
            Arg::Literal(_) | Arg::Huge(_) => inputs.scalar(*value)?,
        }
    }
    let result = RawArray::allocate(inputs.result_layout(dtype.itemsize(), Order::K)?, dtype, false)?;
    let registers = [DType::Bool, dtype, dtype, dtype];
    let steps = [Step { kernel, args: [0, 1, 2, 3] }];
    inputs.run(
        &result,
        Program { registers: &registers, inputs: 3, outputs: 1, steps: &steps, cost: 0.2, mask: None },
    )?;
    Ok(result)
}

/// [`where_`] for a condition or elements that are no numbers.
#[cold]
fn where_moved(condition: &RawArray, pair: [Arg; 2], dtype: DType) -> Result<RawArray> {
    if dtype.is_string() {
        strings::check_promotion(&pair.map(|arg| arg.type_of()))?;
    }
    let condition = in_dtype(condition, DType::Bool)?;
    let [x, y] = pair;
    if dtype.is_number() {
        return where_(&condition, x, y);
    }
    let shape = broadcast_shapes(&[condition.shape(), x.shape(), y.shape()])?;
    objects::choose(&shape, &condition, &operand_in(&x, dtype)?, &operand_in(&y, dtype)?)
}

/// `clip` as a function of three inputs. It is not in the table, for NumPy's `clip` is no universal function.
static CLIP: Ufunc = Ufunc {
    name: "clip",
    nin: 3,
    nout: 1,
    doc: "Clip (limit) the values in an array.",
    loops: ops::CLIP,
    identity: Identity::None,
    cost: 0.3,
    silent: true,
    class: Class::Plain,
    direct: direct(ops::CLIP),
};

/// [`clip`] by two bounds where strings or objects take part.
#[cold]
fn clip_other(args: &[Arg; 3], options: &Options) -> Result<RawArray> {
    let types = args.iter().map(|arg| Some(arg.dtype()));
    if any_foreign(types.chain([options.out.map(|out| out.dtype)])) {
        return CLIP.call_foreign(args, options);
    }
    if !args.iter().any(|arg| arg.dtype() == DType::Object) {
        return Err(strings::no_loop("clip", &args.map(|arg| arg.dtype().repr())));
    }
    let lower = table::MAXIMUM.call(&args[..2], &Options { out: None, ..*options })?;
    table::MINIMUM.call(&[Arg::Array(&lower), args[2]], options)
}

/// `source` limited to `low..=high`; either bound may be absent. Integer literals beyond the range of an integer
/// array are no bounds.
///
/// # Errors
/// As [`Ufunc::call`](crate::Ufunc::call).
pub fn clip(source: &RawArray, low: Option<Arg>, high: Option<Arg>, options: &Options) -> Result<RawArray> {
    if !source.dtype.is_native() {
        return clip(&native(source)?, low, high, options);
    }
    if let (Some(low), Some(high)) = (low, high) {
        let args = [Arg::Array(source), low, high];
        if args.iter().any(|arg| !arg.dtype().is_number()) {
            return clip_other(&args, options);
        }
    }
    // An integer literal that does not fit lies beyond the range on one side or the other.
    let beyond = |bound: &Arg| -> Option<bool> {
        let is_integer = matches!(bound.type_of(), TypeOf::Weak(Weak::Int));
        if !is_integer || !source.dtype.is_integer() || bound.value(source.dtype).is_ok() {
            return None;
        }
        Some(match *bound {
            Arg::Literal(Scalar::I64(x)) => x > 0,
            Arg::Huge(x) => x > 0.0,
            _ => true,
        })
    };
    let low = low.filter(|bound| beyond(bound) != Some(false));
    let high = high.filter(|bound| beyond(bound) != Some(true));
    let source = Arg::Array(source);
    match (low, high) {
        (None, None) => table::POSITIVE.call(&[source], options),
        (Some(low), None) => table::MAXIMUM.call(&[source, low], options),
        (None, Some(high)) => table::MINIMUM.call(&[source, high], options),
        (Some(low), Some(high)) => CLIP.call(&[source, low, high], options),
    }
}
