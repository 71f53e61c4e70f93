//! `where` and `clip`: functions of three inputs.

use tegula_core::{DType, Operand as TypeOf, RawArray, Result, Scalar, Weak, broadcast_shapes, result_type};
use tegula_exec::{Order, Program, Step};
use tegula_kernels::{ops, strided};

use crate::call::{Inputs, MAX_INPUTS, Options};
use crate::direct::Direct;
use crate::resolve::Arg;
use crate::table::{self, Class, Identity, Ufunc, direct};

/// `x` where `condition` is true, else `y`, all broadcast together.
///
/// # Errors
/// `ValueError` if the shapes do not broadcast, `OverflowError` for integer literals beyond 64 bits.
pub fn where_(condition: &RawArray, x: Arg, y: Arg) -> Result<RawArray> {
    let dtype = result_type(&[x.type_of(), y.type_of()]).expect("there are operands");
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
    let direct = Direct { types, nin: 3, kernel, update: None, cost: 0.2 };
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
    inputs
        .run(&result, Program { registers: &registers, inputs: 3, outputs: 1, steps: &steps, cost: 0.2 })?;
    Ok(result)
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
    class: Class::Plain,
    direct: direct(ops::CLIP),
};

/// `source` limited to `low..=high`; either bound may be absent. Integer literals beyond the range of an integer
/// array are no bounds.
///
/// # Errors
/// As [`Ufunc::call`](crate::Ufunc::call).
pub fn clip(source: &RawArray, low: Option<Arg>, high: Option<Arg>, options: &Options) -> Result<RawArray> {
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
