//! Calling universal functions.

use pyo3::prelude::*;
use tegula_core::{Casting, DType, RawArray};
use tegula_exec::Order;
use tegula_ufunc::{Options, Ufunc, table};

use super::{Function, product, this};
use crate::dtype;
use crate::ffi::{Any, Args, Raised, Res, text, tuple, tuple_items};
use crate::ndarray::{methods, raw, reductions, shaping};
use crate::operands::{self, operand};

/// The vectorcall of `ufunc` objects.
pub fn call<'py>(object: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    match this(object) {
        Function::Table(ufunc) => call_table(ufunc, args),
        Function::Matmul => product::matmul(args),
        Function::Divmod => divmod(args),
    }
}

#[inline]
fn call_table<'py>(ufunc: &'static Ufunc, args: Args<'_, 'py>) -> Res<'py> {
    if args.is_positional() {
        match *args.positional() {
            [ref a] if ufunc.nin == 1 => return operands::function1(ufunc, a),
            [ref a, ref b] if ufunc.nin == 2 => return operands::function2(ufunc, a, b),
            _ => {}
        }
    }
    let call = Call::parse(ufunc.name, ufunc.nin, 1, args)?;
    apply(ufunc, call.inputs, &call)
}

/// The arguments of a call.
pub struct Call<'a, 'py> {
    pub inputs: &'a [Any<'py>],
    pub outs: [Option<&'a Any<'py>>; 2],
    pub mask: Option<RawArray>,
    pub dtype: Option<DType>,
    pub casting: Casting,
    pub order: Order,
}

impl Default for Call<'_, '_> {
    fn default() -> Self {
        Call {
            inputs: &[],
            outs: [None; 2],
            mask: None,
            dtype: None,
            casting: Casting::SameKind,
            order: Order::K,
        }
    }
}

impl<'a, 'py> Call<'a, 'py> {
    /// Reads the arguments of the function `name`.
    ///
    /// # Errors
    /// `TypeError` and `ValueError` in NumPy's words.
    pub fn parse(name: &str, nin: usize, nout: usize, args: Args<'a, 'py>) -> Result<Self, Raised> {
        let positional = args.positional();
        if positional.len() < nin || positional.len() > nin + nout {
            let were = if positional.len() == 1 { "was" } else { "were" };
            return Err(Raised::type_(format!(
                "{name}() takes from {nin} to {} positional arguments but {} {were} given",
                nin + nout,
                positional.len()
            )));
        }
        let mut call = Call { inputs: &positional[..nin], ..Call::default() };
        for (slot, object) in call.outs.iter_mut().zip(&positional[nin..]) {
            *slot = output(object)?;
        }
        for (keyword, value) in args.keywords() {
            call.keyword(name, nin, nout, positional.len(), keyword, value)?;
        }
        Ok(call)
    }

    fn keyword(
        &mut self,
        name: &str,
        nin: usize,
        nout: usize,
        given: usize,
        keyword: &str,
        value: &'a Any<'py>,
    ) -> Result<(), Raised> {
        match keyword {
            "out" if given > nin => {
                return Err(Raised::type_("cannot specify 'out' as both a positional and keyword argument"));
            }
            "out" => match tuple_items(value) {
                Some(items) if items.len() == nout => {
                    for (slot, object) in self.outs.iter_mut().zip(items) {
                        *slot = output(object)?;
                    }
                }
                Some(_) => {
                    return Err(Raised::value(
                        "The 'out' tuple must have exactly one entry per ufunc output",
                    ));
                }
                None if value.is_none() => {}
                None if nout > 1 => return Err(Raised::type_("'out' must be a tuple of arrays")),
                None => self.outs[0] = output(value)?,
            },
            "where" => self.mask = reductions::mask(Some(value))?,
            "dtype" => self.dtype = dtype::optional(Some(value))?,
            "signature" | "sig" => self.dtype = Some(signature_type(name, nin + nout, value)?),
            "casting" => self.casting = methods::casting(Some(value), Casting::SameKind)?,
            "order" => self.order = shaping::order(Some(value), Order::K)?,
            "subok" => {
                if value.cast::<pyo3::types::PyBool>().is_err() {
                    return Err(Raised::type_("'subok' must be a boolean"));
                }
            }
            _ => {
                return Err(Raised::type_(format!(
                    "{name}() got an unexpected keyword argument '{keyword}'"
                )));
            }
        }
        Ok(())
    }

    /// The call as the engine takes it, with the outputs at their arrays.
    pub fn options<'b>(&'b self, out: Option<&'b RawArray>) -> Options<'b> {
        Options { out, mask: self.mask.as_ref(), dtype: self.dtype, casting: self.casting, order: self.order }
    }
}

/// The type that a signature such as `ff->f` asks for: all its operands have the same.
fn signature_type(name: &str, count: usize, value: &Any<'_>) -> Result<DType, Raised> {
    let none = || {
        Raised::type_(format!(
            "No loop matching the specified signature and casting was found for ufunc {name}"
        ))
    };
    let Some(signature) = text(value) else {
        return Err(Raised::type_("the signature must be a string such as 'ff->f'"));
    };
    let codes = signature.replace("->", "");
    let first = codes.chars().next().ok_or_else(none)?;
    if codes.chars().count() != count || !signature.contains("->") || codes.chars().any(|c| c != first) {
        return Err(none());
    }
    DType::ALL.into_iter().find(|d| d.char() == first).ok_or_else(none)
}

fn output<'a, 'py>(object: &'a Any<'py>) -> Result<Option<&'a Any<'py>>, Raised> {
    // A tuple, which stands for several outputs, is none.
    match tuple_items(object) {
        Some(_) => Err(Raised::type_("return arrays must be of ArrayType")),
        None => reductions::out(Some(object)),
    }
}

/// Calls a function with all its options.
fn apply<'py>(ufunc: &'static Ufunc, inputs: &[Any<'py>], call: &Call<'_, 'py>) -> Res<'py> {
    let py = inputs[0].py();
    let out = call.outs[0].map(|o| raw(o).clone());
    let options = call.options(out.as_ref());
    let result = match inputs {
        [a] => operands::call1(py, ufunc, operand(a)?, &options)?,
        [a, b] => {
            let (x, y) = (operand(a)?, operand(b)?);
            operands::refuse_huge(ufunc, [(a, &y), (b, &x)])?;
            operands::call2(py, ufunc, x, y, &options)?
        }
        _ => unreachable!("functions have one or two inputs"),
    };
    finish(result, call.outs[0], inputs)
}

/// What a call returns: the output array, or a scalar or new array of the inputs' class.
pub fn finish<'py>(result: RawArray, out: Option<&Any<'py>>, inputs: &[Any<'py>]) -> Res<'py> {
    match (out, inputs) {
        (Some(out), _) => Ok(out.clone()),
        (None, [a]) => operands::give1(a, result),
        (None, [a, b, ..]) => operands::give(a, b, result),
        (None, []) => unreachable!("functions have inputs"),
    }
}

/// `divmod(x1, x2)`: the results of `floor_divide` and `remainder`.
fn divmod<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let py = args.py();
    let call = Call::parse("divmod", 2, 2, args)?;
    let plain = Call { dtype: call.dtype, casting: call.casting, order: call.order, ..Call::default() };
    // Both are computed before anything is written, for outputs may overlap inputs.
    let results = [&table::FLOOR_DIVIDE, &table::REMAINDER].map(|u| apply(u, call.inputs, &plain));
    let [quotient, remainder] = results;
    let mut pair = [quotient?, remainder?];
    for (result, out) in pair.iter_mut().zip(call.outs) {
        let Some(out) = out else { continue };
        let store = Call {
            outs: [Some(out), None],
            mask: call.mask.clone(),
            casting: call.casting,
            ..Call::default()
        };
        let computed = result.clone();
        *result = apply(&table::POSITIVE, std::slice::from_ref(&computed), &store)?;
    }
    tuple(py, &pair)
}
