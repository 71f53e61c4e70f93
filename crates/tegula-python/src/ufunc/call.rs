//! Calling universal functions.

use pyo3::prelude::*;
use tegula_core::{Casting, DType, RawArray};
use tegula_exec::Order;
use tegula_ufunc::{Options, Ufunc, table};

use super::{Function, product, this, vectors};
use crate::ffi::{Any, Args, Raised, Res, text, tuple, tuple_items};
use crate::ndarray::{self, methods, raw, reductions, shaping};
use crate::operands::{self, operand};
use crate::overrides::ufunc::CALL;
use crate::overrides::wrap::{self, Context, Source};
use crate::{dtype, gil, overrides};

/// The vectorcall of `ufunc` objects.
pub fn call<'py>(object: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    match this(object) {
        Function::Table(ufunc) => call_table(object, ufunc, args),
        function => match overrides::ufunc::of_call(object, &CALL, args, 2, 1)? {
            Some(answer) => Ok(answer),
            None => match function {
                Function::Vector(product) => vectors::call(product, args),
                _ => product::matmul(args),
            },
        },
    }
}

#[inline]
fn call_table<'py>(object: &Any<'py>, ufunc: &'static Ufunc, args: Args<'_, 'py>) -> Res<'py> {
    if ufunc.nout > 1 {
        if let Some(answer) = overrides::ufunc::of_call(object, &CALL, args, ufunc.nin, ufunc.nout)? {
            return Ok(answer);
        }
        return apply_all(ufunc, &Call::parse(ufunc.name, ufunc.nin, ufunc.nout, args)?);
    }
    if args.is_positional() {
        match *args.positional() {
            [ref a] if ufunc.nin == 1 => return operands::function1(ufunc, a),
            [ref a, ref b] if ufunc.nin == 2 => return operands::function2(ufunc, a, b),
            _ => {}
        }
    }
    if let Some(answer) = overrides::ufunc::of_call(object, &CALL, args, ufunc.nin, 1)? {
        return Ok(answer);
    }
    let call = Call::parse(ufunc.name, ufunc.nin, 1, args)?;
    let result = apply(ufunc, call.inputs, &call)?;
    call.finish(Source::Named(ufunc.name), result, call.inputs, 0)
}

/// The arguments of a call.
pub struct Call<'a, 'py> {
    pub inputs: &'a [Any<'py>],
    /// The number of results.
    nout: usize,
    pub outs: [Option<&'a Any<'py>>; 2],
    pub mask: Option<RawArray>,
    pub dtype: Option<DType>,
    pub casting: Casting,
    pub order: Order,
    /// `axes=`, `axis=` and `keepdims=` as given: functions with core dimensions know them.
    pub core: [Option<&'a Any<'py>>; 3],
    /// `out=...`: the result is an array even without axes.
    pub array: bool,
    /// `subok=`.
    pub subok: bool,
    /// How the loop is chosen, if it is: `sig=`, `signature=` or `dtype=`, no two of which may be given.
    chosen: Option<&'a str>,
}

impl Default for Call<'_, '_> {
    fn default() -> Self {
        Call {
            inputs: &[],
            nout: 1,
            outs: [None; 2],
            mask: None,
            dtype: None,
            casting: Casting::SameKind,
            order: Order::K,
            core: [None; 3],
            array: false,
            subok: true,
            chosen: None,
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
        let mut call = Call { inputs: &positional[..nin], nout: nout.min(2), ..Call::default() };
        for (keyword, value) in args.keywords() {
            call.keyword(name, nin, nout, positional.len(), keyword, value)?;
        }
        for (slot, object) in call.outs.iter_mut().zip(&positional[nin..]) {
            *slot = output(object)?;
        }
        Ok(call)
    }

    fn keyword(
        &mut self,
        name: &str,
        nin: usize,
        nout: usize,
        given: usize,
        keyword: &'a str,
        value: &'a Any<'py>,
    ) -> Result<(), Raised> {
        if matches!(keyword, "dtype" | "signature" | "sig") && !value.is_none() {
            let other = self.chosen.replace(keyword);
            match other {
                Some("dtype") => return Err(both("signature", "dtype")),
                Some(_) if keyword == "dtype" => return Err(both("signature", "dtype")),
                Some(_) => return Err(both("sig", "signature")),
                None => {}
            }
        }
        match keyword {
            "axes" if has_core_axes(name) => self.core[0] = Some(value),
            "axis" if has_core_axes(name) => self.core[1] = Some(value),
            "keepdims" if has_core_axes(name) => self.core[2] = Some(value),
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
                None if value.is(value.py().Ellipsis()) => self.array = true,
                None if nout > 1 => return Err(Raised::type_("'out' must be a tuple of arrays")),
                None => self.outs[0] = output(value)?,
            },
            "where" => self.mask = reductions::mask(Some(value))?,
            "dtype" => self.dtype = dtype::optional(Some(value))?,
            "signature" | "sig" if value.is_none() => {}
            "signature" | "sig" => self.dtype = signature_type(name, nin, nout, value)?,
            "casting" => self.casting = methods::casting(Some(value), Casting::SameKind)?,
            "order" => self.order = shaping::order(Some(value), Order::K)?,
            "subok" => {
                let Ok(value) = value.cast::<pyo3::types::PyBool>() else {
                    return Err(Raised::type_("'subok' must be a boolean"));
                };
                self.subok = value.is_true();
            }
            _ => {
                return Err(Raised::type_(format!(
                    "{name}() got an unexpected keyword argument '{keyword}'"
                )));
            }
        }
        Ok(())
    }

    /// What the call returns as its result number `index`: the output array, or a scalar or new array of the
    /// inputs' class.
    pub fn finish<I: std::borrow::Borrow<Any<'py>>>(
        &self,
        source: Source<'_, 'py>,
        result: RawArray,
        inputs: &[I],
        index: usize,
    ) -> Res<'py> {
        let py = inputs[0].borrow().py();
        let out = self.outs[index];
        match out {
            None if !self.subok && self.array => ndarray::wrap(py, result),
            None if !self.subok => ndarray::result(py, result),
            _ => {
                let outs = &self.outs[..self.nout];
                wrap::result(result, inputs, out, Context { source, outs, index, as_array: self.array })
            }
        }
    }

    /// The call as the engine takes it, with the outputs at their arrays.
    pub fn options<'b>(&'b self, out: Option<&'b RawArray>) -> Options<'b> {
        Options {
            out,
            mask: self.mask.as_ref(),
            dtype: self.dtype,
            casting: self.casting,
            order: self.order,
            label: None,
        }
    }
}

/// True for the functions whose core axes can be chosen.
fn has_core_axes(name: &str) -> bool {
    matches!(name, "matmul" | "vecdot" | "matvec" | "vecmat")
}

fn both(a: &str, b: &str) -> Raised {
    Raised::type_(format!("cannot specify both '{a}' and '{b}'"))
}

/// The type that a tuple of types asks for: those given are the same.
fn signature_tuple(
    name: &str,
    count: usize,
    items: &[Any<'_>],
    none: impl Fn() -> Raised,
) -> Result<Option<DType>, Raised> {
    if items.len() != count {
        return Err(Raised::value(format!(
            "a type-tuple must be specified of length {count} for ufunc '{name}'"
        )));
    }
    let mut found = None;
    for item in items.iter().filter(|item| !item.is_none()) {
        let dtype = dtype::from_object(item)?;
        if found.is_some_and(|f| f != dtype) {
            return Err(none());
        }
        found = Some(dtype);
    }
    Ok(found)
}

/// The type that a signature such as `ff->f` asks for: all its operands have the same, but that the result of a
/// comparison is `?`.
fn signature_type(name: &str, nin: usize, nout: usize, value: &Any<'_>) -> Result<Option<DType>, Raised> {
    let none = || {
        Raised::type_(format!(
            "No loop matching the specified signature and casting was found for ufunc {name}"
        ))
    };
    if let Some(items) = tuple_items(value) {
        return signature_tuple(name, nin + nout, items, none);
    }
    let Some(signature) = text(value) else {
        return Err(Raised::type_("the signature object to ufunc must be a string or a tuple."));
    };
    if signature.chars().count() == 1 && nin + nout > 1 {
        return Err(Raised::type_("Use `dtype` or  fill the tuple with more than one 'None'."));
    }
    let parts =
        signature.split_once("->").filter(|(i, o)| i.chars().count() == nin && o.chars().count() == nout);
    let Some((inputs, outputs)) = parts else {
        return Err(Raised::value(format!(
            "a type-string for {name}, {nin} typecode(s) before and {nout} after the -> sign"
        )));
    };
    let read = |c: char| dtype::from_char(c).ok_or_else(|| Raised::value("Invalid data-type for array"));
    let inputs = inputs.chars().map(read).collect::<Result<Vec<_>, _>>()?;
    let outputs = outputs.chars().map(read).collect::<Result<Vec<_>, _>>()?;
    let dtype = inputs[0];
    // Functions of objects are not in the table.
    let known = tegula_ufunc::find(name).filter(|_| dtype.is_number());
    let found = match known {
        Some(ufunc) => ufunc.loops.iter().any(|l| l.inputs() == inputs && l.outputs() == outputs),
        None => inputs.iter().chain(&outputs).all(|&d| d == dtype),
    };
    if !found {
        return Err(none());
    }
    Ok(Some(if known.is_some_and(|u| u.name == "ldexp") { outputs[0] } else { dtype }))
}

fn output<'a, 'py>(object: &'a Any<'py>) -> Result<Option<&'a Any<'py>>, Raised> {
    // A tuple, which stands for several outputs, is none.
    match tuple_items(object) {
        Some(_) => Err(Raised::type_("return arrays must be of ArrayType")),
        None => reductions::out(Some(object)),
    }
}

/// Calls a function with all its options.
fn apply(ufunc: &'static Ufunc, inputs: &[Any<'_>], call: &Call<'_, '_>) -> Result<RawArray, Raised> {
    let py = inputs[0].py();
    let out = call.outs[0].map(|o| raw(o).clone());
    let options = call.options(out.as_ref());
    match inputs {
        [a] => operands::call1(py, ufunc, operand(a)?, &options),
        [a, b] => {
            let (x, y) = operands::pair(a, b)?;
            operands::call2(py, ufunc, x, y, &options)
        }
        _ => unreachable!("functions have one or two inputs"),
    }
}

/// # Errors
/// `TypeError` for operands of `divmod` that are no numbers.
fn require_numbers(object: &Any<'_>) -> Result<(), Raised> {
    if operand(object)?.arg().dtype().native().is_number() {
        return Ok(());
    }
    Err(Raised::type_(
        "ufunc 'divmod' not supported for the input types, and the inputs could not be safely coerced to any supported \
         types according to the casting rule ''safe''",
    ))
}

/// Calls a function of several outputs.
fn apply_all<'py>(ufunc: &'static Ufunc, call: &Call<'_, 'py>) -> Res<'py> {
    let inputs = call.inputs;
    let py = inputs[0].py();
    if ufunc == &table::DIVMOD {
        inputs.iter().try_for_each(require_numbers)?;
    }
    let operands: Vec<operands::Operand<'_>> = match inputs {
        [a] => vec![operand(a)?],
        [a, b] => {
            let (x, y) = operands::pair(a, b)?;
            vec![x, y]
        }
        _ => unreachable!("functions of several outputs have one or two inputs"),
    };
    let operands: Vec<_> = operands.into_iter().map(operands::Operand::detach).collect();
    let targets = call.outs.map(|out| out.map(|o| raw(o).clone()));
    let outs = targets.each_ref().map(Option::as_ref);
    let size = operands.iter().map(operands::Operand::size).max().unwrap_or(0);
    let free = operands.iter().all(operands::Operand::is_free);
    let options = call.options(None);
    let results = gil::detached(py, gil::unless(!free, size), || {
        let args: Vec<_> = operands.iter().map(operands::Operand::arg).collect();
        ufunc.call_all(&args, &outs, &options)
    })?;
    finish_all(ufunc, call, results, inputs)
}

/// The results of a function of several outputs as its caller gets them.
pub fn finish_all<'py>(
    ufunc: &'static Ufunc,
    call: &Call<'_, 'py>,
    results: Vec<RawArray>,
    inputs: &[Any<'py>],
) -> Res<'py> {
    let finish = |(i, result)| call.finish(Source::Named(ufunc.name), result, inputs, i);
    let results: Result<Vec<_>, Raised> = results.into_iter().enumerate().map(finish).collect();
    tuple(inputs[0].py(), &results?)
}

/// The results of a function of several outputs for two operands.
pub fn call_pair<'py>(ufunc: &'static Ufunc, a: &Any<'py>, b: &Any<'py>) -> Res<'py> {
    let inputs = [a.clone(), b.clone()];
    apply_all(ufunc, &Call { inputs: &inputs, nout: 2, ..Call::default() })
}
