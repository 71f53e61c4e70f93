//! The operators of `ndarray`.

use std::ffi::c_int;

use pyo3::ffi;
use pyo3::prelude::*;
use tegula_core::{Casting, DType, Error, RawArray, Scalar, can_cast};
use tegula_ufunc::{Arg, Options, Ufunc, power_operator, table};

use super::{NDARRAY, get, raw, require_writeable};
use crate::ffi::{Any, Raised, Res, TypeBuilder, not_implemented, slots};
use crate::operands::{self, binary};
use crate::overrides::wrap::{self, Context};
use crate::{convert, gil, linalg, overrides};

macro_rules! operators {
    ($($name:ident $in_place:ident $ufunc:ident;)*) => {$(
        pub(crate) fn $name<'py>(a: &Any<'py>, b: &Any<'py>) -> Res<'py> {
            binary(&table::$ufunc, a, b)
        }
        fn $in_place<'py>(a: &Any<'py>, b: &Any<'py>) -> Res<'py> {
            in_place(&table::$ufunc, a, b)
        }
    )*};
}

operators! {
    add iadd ADD;
    subtract isubtract SUBTRACT;
    multiply imultiply MULTIPLY;
    divide idivide DIVIDE;
    floor_divide ifloor_divide FLOOR_DIVIDE;
    remainder iremainder REMAINDER;
    left_shift ileft_shift LEFT_SHIFT;
    right_shift iright_shift RIGHT_SHIFT;
    and iand BITWISE_AND;
    or ior BITWISE_OR;
    xor ixor BITWISE_XOR;
}

/// Adds the operators to the class.
pub fn add_slots(builder: TypeBuilder) -> TypeBuilder {
    builder
        .slot(ffi::Py_nb_add, slots::binary(add))
        .slot(ffi::Py_nb_subtract, slots::binary(subtract))
        .slot(ffi::Py_nb_multiply, slots::binary(multiply))
        .slot(ffi::Py_nb_true_divide, slots::binary(divide))
        .slot(ffi::Py_nb_floor_divide, slots::binary(floor_divide))
        .slot(ffi::Py_nb_remainder, slots::binary(remainder))
        .slot(ffi::Py_nb_divmod, slots::binary(div_mod))
        .slot(ffi::Py_nb_power, slots::ternary(power))
        .slot(ffi::Py_nb_lshift, slots::binary(left_shift))
        .slot(ffi::Py_nb_rshift, slots::binary(right_shift))
        .slot(ffi::Py_nb_and, slots::binary(and))
        .slot(ffi::Py_nb_or, slots::binary(or))
        .slot(ffi::Py_nb_xor, slots::binary(xor))
        .slot(ffi::Py_nb_negative, slots::unary(negative))
        .slot(ffi::Py_nb_positive, slots::unary(positive))
        .slot(ffi::Py_nb_absolute, slots::unary(absolute))
        .slot(ffi::Py_nb_invert, slots::unary(invert))
        .slot(ffi::Py_tp_richcompare, slots::compare(compare))
}

/// Adds the operators to the class `ndarray`, with those that work in place.
pub fn install(builder: TypeBuilder) -> TypeBuilder {
    add_slots(builder)
        // Only reached if `+` has found nobody.
        .slot(
            ffi::Py_sq_concat,
            slots::binary(|_, _| {
                Err(Raised::type_(
                    "Concatenation operation is not implemented for NumPy arrays, use np.concatenate() instead. Please \
                     do not rely on this error; it may not be given on all Python implementations.",
                ))
            }),
        )
        .slot(ffi::Py_nb_matrix_multiply, slots::binary(matmul))
        .slot(ffi::Py_nb_inplace_add, slots::binary(iadd))
        .slot(ffi::Py_nb_inplace_subtract, slots::binary(isubtract))
        .slot(ffi::Py_nb_inplace_multiply, slots::binary(imultiply))
        .slot(ffi::Py_nb_inplace_true_divide, slots::binary(idivide))
        .slot(ffi::Py_nb_inplace_floor_divide, slots::binary(ifloor_divide))
        .slot(ffi::Py_nb_inplace_remainder, slots::binary(iremainder))
        .slot(ffi::Py_nb_inplace_lshift, slots::binary(ileft_shift))
        .slot(ffi::Py_nb_inplace_rshift, slots::binary(iright_shift))
        .slot(ffi::Py_nb_inplace_and, slots::binary(iand))
        .slot(ffi::Py_nb_inplace_or, slots::binary(ior))
        .slot(ffi::Py_nb_inplace_xor, slots::binary(ixor))
        .slot(ffi::Py_nb_inplace_power, slots::ternary(ipower))
        .slot(ffi::Py_nb_inplace_matrix_multiply, slots::binary(imatmul))
}

fn in_place_unary<'py>(ufunc: &'static Ufunc, a: &Any<'py>) -> Res<'py> {
    if let Some(answer) = overrides::ufunc::of_update(ufunc.name, &[a], None)? {
        return Ok(answer);
    }
    require_writeable(a, "output array")?;
    let target = raw(a).clone();
    let options = Options { out: Some(&target), ..Options::default() };
    gil::detached(a.py(), gil::weight(&target), || ufunc.call(&[Arg::Array(&target)], &options))?;
    updated(ufunc, &[a], target)
}

/// What an operation in place gives back: the first operand, unless its class has other ideas.
fn updated<'py>(ufunc: &'static Ufunc, operands: &[&Any<'py>], target: RawArray) -> Res<'py> {
    let outs = &[Some(operands[0])];
    wrap::result(target, operands, outs[0], Context { outs, ..Context::of(ufunc) })
}

fn in_place<'py>(ufunc: &'static Ufunc, a: &Any<'py>, b: &Any<'py>) -> Res<'py> {
    if let Some(other) = operands::quick(b)
        && NDARRAY.is_exact(a)
        && operands::is_small(&other)
        && raw(a).size() < gil::THRESHOLD
        && raw(a).dtype.is_number()
        && other.dtype().is_number()
    {
        require_writeable(a, "output array")?;
        let target = raw(a);
        let options = Options { out: Some(target), ..Options::default() };
        ufunc.call_into(&[Arg::Array(target), other], &options)?;
        return Ok(a.clone());
    }
    if operands::defers_update(a, b) {
        return Ok(not_implemented(a.py()));
    }
    if let Some(answer) = overrides::ufunc::of_update(ufunc.name, &[a, b], None)? {
        return Ok(answer);
    }
    require_writeable(a, "output array")?;
    let target = raw(a).clone();
    let (_, other) = operands::pair(a, b)?;
    let other = other.detach();
    let options = Options { out: Some(&target), ..Options::default() };
    let args = [Arg::Array(&target), other.arg()];
    let size = if other.is_free() { gil::weight(&target) } else { 0 };
    gil::detached(a.py(), size, || ufunc.call_into(&args, &options))?;
    if NDARRAY.is_exact(a) {
        return Ok(a.clone());
    }
    updated(ufunc, &[a, b], target.clone())
}

pub(crate) fn power<'py>(a: &Any<'py>, b: &Any<'py>, modulus: &Any<'py>) -> Res<'py> {
    if !modulus.is_none() {
        return Ok(not_implemented(a.py()));
    }
    match power_of(a, b) {
        ufunc if ufunc == &table::POWER => binary(ufunc, a, b),
        simpler => unary(simpler, a),
    }
}

fn ipower<'py>(a: &Any<'py>, b: &Any<'py>, _modulus: &Any<'py>) -> Res<'py> {
    match power_of(a, b) {
        ufunc if ufunc == &table::POWER => in_place(ufunc, a, b),
        simpler => in_place_unary(simpler, a),
    }
}

/// The function that the operator `**` stands for, which depends on a literal exponent.
fn power_of(base: &Any<'_>, exponent: &Any<'_>) -> &'static Ufunc {
    let Some(array) = get(base) else { return &table::POWER };
    let exponent = match convert::element::exact_int(exponent) {
        Some(x) => Some(Scalar::I64(x)),
        None => convert::element::exact_float(exponent).map(Scalar::F64),
    };
    exponent.map_or(&table::POWER, |x| power_operator(array.dtype, x))
}

pub(crate) fn div_mod<'py>(a: &Any<'py>, b: &Any<'py>) -> Res<'py> {
    if operands::defers(a, b) {
        return Ok(not_implemented(a.py()));
    }
    if let Some(answer) = overrides::ufunc::of_inputs("divmod", &[a, b])? {
        return Ok(answer);
    }
    crate::ufunc::call_pair(&table::DIVMOD, a, b)
}

pub(crate) fn matmul<'py>(a: &Any<'py>, b: &Any<'py>) -> Res<'py> {
    if operands::defers(a, b) {
        return Ok(not_implemented(a.py()));
    }
    linalg::matmul_of(a, b)
}

fn imatmul<'py>(a: &Any<'py>, b: &Any<'py>) -> Res<'py> {
    let axes: &[&[i32]; 3] = match raw(a).ndim() {
        1 => &[&[-1], &[-2, -1], &[-1]],
        _ => &[&[-2, -1]; 3],
    };
    if let Some(answer) = overrides::ufunc::of_update("matmul", &[a, b], Some(axes))? {
        return Ok(answer);
    }
    require_writeable(a, "output array")?;
    let product = matmul(a, b)?;
    let Some(product) = get(&product) else {
        return Err(Raised::value(
            "inplace matrix multiplication requires the first operand to have at least one and the second at least two \
             dimensions.",
        ));
    };
    let (from, to, casting) = (product.dtype, raw(a).dtype, Casting::SameKind);
    if !can_cast(from, to, casting) {
        return Err(Error::UfuncCast { ufunc: "matmul", input: None, from, to, casting }.into());
    }
    tegula_exec::assign(raw(a), product)?;
    Ok(a.clone())
}

fn unary<'py>(ufunc: &'static Ufunc, a: &Any<'py>) -> Res<'py> {
    operands::function1(ufunc, a)
}

pub(crate) fn negative<'py>(a: &Any<'py>) -> Res<'py> {
    unary(&table::NEGATIVE, a)
}

pub(crate) fn positive<'py>(a: &Any<'py>) -> Res<'py> {
    unary(&table::POSITIVE, a)
}

pub(crate) fn absolute<'py>(a: &Any<'py>) -> Res<'py> {
    unary(&table::ABSOLUTE, a)
}

pub(crate) fn invert<'py>(a: &Any<'py>) -> Res<'py> {
    unary(&table::INVERT, a)
}

pub(crate) fn compare<'py>(a: &Any<'py>, b: &Any<'py>, op: c_int) -> Res<'py> {
    let ufunc = match op {
        ffi::Py_LT => &table::LESS,
        ffi::Py_LE => &table::LESS_EQUAL,
        ffi::Py_GT => &table::GREATER,
        ffi::Py_GE => &table::GREATER_EQUAL,
        ffi::Py_EQ => &table::EQUAL,
        _ => &table::NOT_EQUAL,
    };
    let py = a.py();
    let raised = match binary(ufunc, a, b) {
        Err(raised) if matches!(op, ffi::Py_EQ | ffi::Py_NE) => raised,
        answer => return answer,
    };
    // Elements of types that cannot be compared are not equal.
    if !raised.is_named(py, "_UFuncNoLoopError") {
        return Err(raised);
    }
    raised.clear();
    let (x, y) = (convert::to_array(a, None)?, convert::to_array(b, None)?);
    let shape = tegula_core::broadcast_shapes(&[x.shape(), y.shape()])?;
    constant(py, &shape, op == ffi::Py_NE)
}

fn constant<'py>(py: Python<'py>, shape: &[usize], truth: bool) -> Res<'py> {
    let result = RawArray::empty(shape, DType::Bool)?;
    tegula_exec::fill(&result, Scalar::Bool(truth));
    super::result(py, result)
}
