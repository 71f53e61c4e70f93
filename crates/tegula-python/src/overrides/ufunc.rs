//! `__array_ufunc__`: arguments that do what a universal function is asked for.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};

use super::{Method, bound, insert, is_not_implemented, method_of, overrides};
use crate::ffi::{Any, Args, Raised, Res, TypeBuilder, string, tuple, tuple_items, type_name};
use crate::ndarray::get;
use crate::ufunc::{UFUNC, by_name};

fn protocol<'py>(py: Python<'py>) -> &'py Bound<'py, PyString> {
    pyo3::intern!(py, "__array_ufunc__")
}

/// True if the object does the work of universal functions itself.
#[inline]
pub fn takes_over(object: &Any<'_>) -> bool {
    overrides(object, protocol(object.py()))
}

/// How a way of calling a universal function names its arguments.
pub struct Way {
    method: &'static str,
    /// The arguments without a name, beginning with the inputs; those that have none follow the inputs as outputs.
    names: &'static [&'static str],
}

impl Way {
    /// True for the names of arguments.
    fn knows(&self, name: &str) -> bool {
        const CALL: &[&str] =
            &["out", "where", "casting", "order", "dtype", "subok", "signature", "axes", "axis", "keepdims"];
        if self.names.is_empty() { CALL.contains(&name) } else { self.names.contains(&name) }
    }
}

/// A plain call, whose positional arguments are inputs and outputs.
pub const CALL: Way = Way { method: "__call__", names: &[] };
/// `ufunc.outer`.
pub const OUTER: Way = Way { method: "outer", names: &[] };
/// `ufunc.at`.
pub const AT: Way = Way { method: "at", names: &[] };
/// `ufunc.reduce`.
pub const REDUCE: Way =
    Way { method: "reduce", names: &["array", "axis", "dtype", "out", "keepdims", "initial", "where"] };
/// `ufunc.accumulate`.
pub const ACCUMULATE: Way = Way { method: "accumulate", names: &["array", "axis", "dtype", "out"] };
/// `ufunc.reduceat`.
pub const REDUCEAT: Way = Way { method: "reduceat", names: &["array", "indices", "axis", "dtype", "out"] };

/// What an argument makes of the call `ufunc.method(args)`, if one takes it over. Calls with wrong numbers of
/// arguments are left to who parses them.
#[inline]
pub fn of_call<'py>(
    ufunc: &Any<'py>,
    way: &Way,
    args: Args<'_, 'py>,
    inputs: usize,
    outputs: usize,
) -> Result<Option<Any<'py>>, Raised> {
    let concerns = |name: &str| matches!(name, "out" | "where" | "array" | "indices");
    let given = args.keywords().filter(|&(name, _)| concerns(name));
    let asks = |value: &Any<'py>| match tuple_items(value) {
        Some(items) => items.iter().any(takes_over),
        None => takes_over(value),
    };
    if !args.positional().iter().any(takes_over) && !given.map(|(_, value)| value).any(asks) {
        return Ok(None);
    }
    let Some(call) = Call::read(way, args, inputs, outputs)? else { return Ok(None) };
    call.ask(ufunc, way.method)
}

/// The same for inputs alone.
#[inline]
pub fn of_inputs<'py>(name: &str, inputs: &[&Any<'py>]) -> Result<Option<Any<'py>>, Raised> {
    if !inputs.iter().any(|input| takes_over(input)) {
        return Ok(None);
    }
    let py = inputs[0].py();
    let inputs = inputs.iter().map(|&input| input.clone()).collect();
    Call { inputs, outs: Vec::new(), keywords: PyDict::new(py) }.ask(&by_name(py, name)?, CALL.method)
}

/// The same for an operation in place, whose first operand is the output too. `axes` are those of a product.
#[inline]
pub fn of_update<'py>(
    name: &str,
    operands: &[&Any<'py>],
    axes: Option<&[&[i32]; 3]>,
) -> Result<Option<Any<'py>>, Raised> {
    if !operands.iter().any(|operand| takes_over(operand)) {
        return Ok(None);
    }
    let py = operands[0].py();
    let inputs: Vec<_> = operands.iter().map(|&operand| operand.clone()).collect();
    let (outs, keywords) = (vec![inputs[0].clone()], PyDict::new(py));
    if let Some(axes) = axes {
        let axes = axes.iter().map(|axes| PyTuple::new(py, *axes)).collect::<PyResult<Vec<_>>>()?;
        keywords.set_item("axes", axes)?;
    }
    keywords.set_item("out", tuple(py, &outs)?)?;
    Call { inputs, outs, keywords }.ask(&by_name(py, name)?, CALL.method)
}

/// The arguments of a call as an override receives them.
struct Call<'py> {
    inputs: Vec<Any<'py>>,
    outs: Vec<Any<'py>>,
    keywords: Bound<'py, PyDict>,
}

impl<'py> Call<'py> {
    /// Brings a call into the one form that overrides know: inputs by position, everything else by name, outputs
    /// as a tuple. `None` if it is faulty.
    fn read(way: &Way, args: Args<'_, 'py>, nin: usize, nout: usize) -> Result<Option<Self>, Raised> {
        let py = args.py();
        let (inputs, rest) = args.positional().split_at(nin.min(args.positional().len()));
        let mut inputs = inputs.to_vec();
        let keywords = PyDict::new(py);
        let mut by_name = None;
        for (name, value) in args.keywords() {
            let name = if name == "sig" { "signature" } else { name };
            if !way.knows(name) {
                return Ok(None);
            }
            match name {
                "out" if value.is_none() => continue,
                "out" => by_name = Some(value),
                _ => {}
            }
            keywords.set_item(name, value)?;
        }
        // An input that has a name is passed on by it, too.
        for name in way.names.iter().take(nin).skip(inputs.len()) {
            inputs.extend(keywords.get_item(name)?);
        }
        let by_position = match way.names {
            [] => rest,
            names => names
                .iter()
                .skip(nin)
                .position(|&n| n == "out")
                .and_then(|i| rest.get(i..=i))
                .unwrap_or_default(),
        };
        let outs = match (by_position, by_name) {
            ([], None) => Vec::new(),
            ([], Some(out)) => match tuple_items(out) {
                Some(items) => items.to_vec(),
                None => vec![out.clone()],
            },
            (_, Some(_)) => return Ok(None),
            (outs, None) => {
                let missing = nout.saturating_sub(outs.len());
                outs.iter().cloned().chain((0..missing).map(|_| py.None().into_bound(py))).collect()
            }
        };
        let fits = outs.is_empty() || outs.len() == nout;
        let surplus = way.method == "outer" && !rest.is_empty()
            || !way.names.is_empty() && nin + rest.len() > way.names.len();
        if inputs.len() < nin || !fits || surplus {
            return Ok(None);
        }
        let outs = if outs.iter().all(|out| out.is_none()) { Vec::new() } else { outs };
        if outs.is_empty() {
            if by_name.is_some() {
                keywords.del_item("out")?;
            }
        } else {
            keywords.set_item("out", tuple(py, &outs)?)?;
        }
        for (name, value) in way.names.iter().skip(nin).zip(rest) {
            match *name {
                "out" => {}
                "initial" if type_name(value) == "_NoValueType" => {}
                name => keywords.set_item(name, value)?,
            }
        }
        Ok(Some(Call { inputs, outs, keywords }))
    }

    /// Asks the arguments that take over, one after the other; `None` if there are none.
    fn ask(&self, ufunc: &Any<'py>, method: &str) -> Result<Option<Any<'py>>, Raised> {
        let py = ufunc.py();
        let mask = self.keywords.get_item("where")?;
        let mut asked = Vec::new();
        for argument in self.inputs.iter().chain(&self.outs).chain(&mask) {
            if !takes_over(argument) {
                continue;
            }
            if bound(argument, protocol(py))?.is_none() {
                return Err(Raised::type_(format!(
                    "operand '{}' does not support ufuncs (__array_ufunc__=None)",
                    type_name(argument)
                )));
            }
            insert(&mut asked, argument);
        }
        if asked.is_empty() {
            return Ok(None);
        }
        let name = string(py, method);
        for argument in asked {
            let mut arguments = vec![argument.clone(), ufunc.clone(), name.clone()];
            arguments.extend(self.inputs.iter().cloned());
            let arguments = PyTuple::new(py, arguments)?;
            let answer = bound(argument, protocol(py))?.call(arguments, Some(&self.keywords))?;
            if !is_not_implemented(&answer) {
                return Ok(Some(answer));
            }
        }
        Err(self.refusal(ufunc, method)?)
    }

    #[cold]
    fn refusal(&self, ufunc: &Any<'py>, method: &str) -> Result<Raised, Raised> {
        let mut call = vec![ufunc.repr()?.to_string(), format!("'{method}'")];
        for input in &self.inputs {
            call.push(input.repr()?.to_string());
        }
        for (name, value) in self.keywords.iter() {
            call.push(format!("{name}={}", value.repr()?));
        }
        let types: Vec<String> =
            self.inputs.iter().chain(&self.outs).map(|x| format!("'{}'", type_name(x))).collect();
        Ok(Raised::type_(format!(
            "operand type(s) all returned NotImplemented from __array_ufunc__({}): {}",
            call.join(", "),
            types.join(", ")
        )))
    }
}

/// Adds the default method to the class `ndarray`.
pub fn add(builder: TypeBuilder) -> TypeBuilder {
    builder.method("__array_ufunc__", "Calls a universal function, unless an argument takes over.", default)
}

/// `ndarray.__array_ufunc__(ufunc, method, *inputs, **kwargs)`.
fn default<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    let py = array.py();
    let [ufunc, method, inputs @ ..] = args.positional() else {
        return Err(Raised::type_("__array_ufunc__ requires at least 2 arguments"));
    };
    let keywords = PyDict::new(py);
    for (name, value) in args.keywords() {
        keywords.set_item(name, value)?;
    }
    let outs = keywords.get_item("out")?;
    let outs = match &outs {
        Some(out) => tuple_items(out).unwrap_or(std::slice::from_ref(out)),
        None => &[],
    };
    if inputs.iter().chain(outs).any(takes_over) {
        return Ok(py.NotImplemented().into_bound(py));
    }
    let name = method
        .cast::<PyString>()
        .map_err(|_| Raised::type_(format!("attribute name must be string, not '{}'", type_name(method))))?;
    if UFUNC.is_instance(ufunc) {
        return Ok(ufunc.getattr(name)?.call(PyTuple::new(py, inputs)?, Some(&keywords))?);
    }
    // Functions of another library work on arrays of its own.
    let module = ufunc.get_type().getattr("__module__")?.extract::<String>()?;
    let Some(convert) = py.import(module.as_str())?.getattr_opt("asarray")? else {
        return Ok(py.NotImplemented().into_bound(py));
    };
    let theirs = |x: &Any<'py>| -> Res<'py> {
        if get(x).is_some() { Ok(convert.call1((x,))?) } else { Ok(x.clone()) }
    };
    let inputs = inputs.iter().map(theirs).collect::<Result<Vec<_>, _>>()?;
    if !outs.is_empty() {
        let converted = outs.iter().map(theirs).collect::<Result<Vec<_>, _>>()?;
        keywords.set_item("out", tuple(py, &converted)?)?;
    }
    if let Some(mask) = keywords.get_item("where")? {
        keywords.set_item("where", theirs(&mask)?)?;
    }
    let answer = ufunc.getattr(name)?.call(PyTuple::new(py, inputs)?, Some(&keywords))?;
    // What was written to our memory is given back as our array.
    let ours = |given: &Any<'py>, made: Any<'py>| if get(given).is_some() { given.clone() } else { made };
    match (outs, tuple_items(&answer)) {
        ([], _) => Ok(answer),
        ([single], None) => Ok(ours(single, answer)),
        (outs, Some(items)) => {
            let items = items.iter().zip(outs).map(|(made, given)| ours(given, made.clone()));
            tuple(py, &items.collect::<Vec<_>>())
        }
        _ => Ok(answer),
    }
}

/// True if the object leaves operators to others: its `__array_ufunc__` is `None`. `None` if it has no such
/// attribute at all.
pub fn opts_out(object: &Any<'_>) -> Option<bool> {
    let py = object.py();
    match method_of(object, protocol(py)) {
        Method::Absent => None,
        Method::Default => Some(false),
        Method::Own => Some(bound(object, protocol(py)).is_ok_and(|method| method.is_none())),
    }
}

/// Calls a method of a universal function as Python code would, for methods of arrays that stand for it. Arguments
/// that are absent are not passed.
#[cold]
pub fn call_way<'py>(
    name: &str,
    way: &Way,
    array: &Any<'py>,
    keywords: &[(&str, Option<&Any<'py>>)],
) -> Res<'py> {
    let given = PyDict::new(array.py());
    for (name, value) in keywords {
        if let Some(value) = value {
            given.set_item(name, value)?;
        }
    }
    Ok(by_name(array.py(), name)?.getattr(way.method)?.call((array,), Some(&given))?)
}
