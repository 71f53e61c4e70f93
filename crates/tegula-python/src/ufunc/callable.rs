//! `frompyfunc`: universal functions of objects that call a Python function for each element.

use pyo3::ffi::{self, PyObject, vectorcallfunc};
use pyo3::prelude::*;
use pyo3::types::{PyTuple, PyType};
use tegula_core::index::prepare;
use tegula_core::objects::{Owned, Reference};
use tegula_core::{DType, RawArray, Result as Engine};
use tegula_exec::{Order, cast};
use tegula_ufunc::{ObjectFunction, ObjectOptions};

use super::call::Call;
use super::methods::or_override;
use crate::ffi::typedef::add_function;
use crate::ffi::{
    Any, Args, Raised, Res, Signature, TypeBuilder, TypeCell, args::given, index, int, none, owned, slots,
    string, tuple,
};
use crate::functions::array_of;
use crate::ndarray::{self, index as keys, raw, reductions, require_writeable, shaping};
use crate::overrides::ufunc::{ACCUMULATE, AT, CALL, OUTER, REDUCE, of_call};
use crate::overrides::wrap::{self, Context, Source};
use crate::{convert, objects};

static CLASS: TypeCell = TypeCell::new();

/// A function that NumPy's type `ufunc` describes, made of a Python callable.
struct Function {
    name: String,
    callable: Py<PyAny>,
    nin: usize,
    nout: usize,
    /// The value of an empty reduction, which also allows several axes; an unknown one if `None`.
    identity: Option<RawArray>,
}

#[repr(C)]
struct CallableObject {
    head: PyObject,
    /// The two fields of the base.
    vectorcall: vectorcallfunc,
    base: super::Function,
    function: Function,
}

fn this<'a>(object: &'a Any<'_>) -> &'a Function {
    // SAFETY: slots of the class are only called with its instances, whose function never changes.
    unsafe { &(*object.as_ptr().cast::<CallableObject>()).function }
}

impl Function {
    /// Runs `work` with the function as the engine knows it.
    fn with<R>(&self, work: impl FnOnce(ObjectFunction) -> R) -> R {
        let apply = |args: &[Reference], results: &mut [Owned]| self.apply(args, results);
        work(ObjectFunction {
            name: &self.name,
            nin: self.nin,
            nout: self.nout,
            apply: &apply,
            identity: self.identity.as_ref(),
            reorderable: self.identity.is_some(),
        })
    }

    fn apply(&self, args: &[Reference], results: &mut [Owned]) -> Engine<()> {
        // SAFETY: objects are only worked on while the interpreter is held.
        let py = unsafe { Python::assume_attached() };
        // SAFETY: the arguments are live objects.
        let args = args.iter().map(|&arg| unsafe { objects::borrow(py, arg) });
        let raised = |error: PyErr| objects::raised(error.into());
        let args = PyTuple::new(py, args.collect::<Vec<_>>()).map_err(raised)?;
        let result = self.callable.bind(py).call1(args).map_err(raised)?;
        // SAFETY: the references are given away.
        let own = |object: Any<'_>| unsafe { Owned::new(object.into_ptr().cast()) };
        if let [single] = results {
            *single = own(result);
        } else if let Ok(items) = result.cast::<PyTuple>()
            && items.len() == results.len()
        {
            results.iter_mut().zip(items.iter()).for_each(|(slot, item)| *slot = own(item));
        }
        Ok(())
    }
}

fn object_array(object: &Any<'_>) -> Result<RawArray, Raised> {
    let array = convert::convert(object, Some(DType::Object))?.array;
    Ok(if array.dtype == DType::Object { array } else { cast(&array, DType::Object, Order::K)? })
}

fn call<'py>(object: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    let function = this(object);
    if let Some(answer) = of_call(object, &CALL, args, function.nin, function.nout)? {
        return Ok(answer);
    }
    let call = Call::parse(&function.name, function.nin, function.nout, args)?;
    if call.dtype.is_some_and(|d| d != DType::Object) {
        return Err(Raised::type_(format!(
            "No loop matching the specified signature and casting was found for ufunc {}",
            function.name
        )));
    }
    let inputs = call.inputs.iter().map(object_array).collect::<Result<Vec<_>, _>>()?;
    let targets = call.outs.map(|out| out.map(|o| raw(o).clone()));
    let outs: Vec<Option<&RawArray>> = targets.iter().map(Option::as_ref).collect();
    let options = ObjectOptions {
        outs: &outs[..function.nout.min(outs.len())],
        mask: call.mask.as_ref(),
        truth: false,
        casting: Some(call.casting),
        order: call.order,
    };
    let results = function.with(|f| f.call(&inputs, &options))?;
    let mut objects = Vec::with_capacity(results.len());
    for (i, result) in results.into_iter().enumerate() {
        objects.push(match call.outs.get(i).copied().flatten() {
            Some(out) => out.clone(),
            None if call.inputs.is_empty() || !call.subok => ndarray::result(object.py(), result)?,
            None => {
                let context = Context {
                    source: Source::Object(object),
                    outs: &call.outs,
                    index: i,
                    as_array: call.array,
                };
                wrap::result(result, call.inputs, None, context)?
            }
        });
    }
    match &objects[..] {
        [single] => Ok(single.clone()),
        several => tuple(object.py(), several),
    }
}

/// # Errors
/// `ValueError` if the function has no method `method`, for which it must join two objects to one.
fn require_binary(function: &Function, method: &str) -> Result<(), Raised> {
    if function.nin != 2 {
        return Err(Raised::value(format!("{method} only supported for binary functions")));
    }
    if function.nout != 1 {
        return Err(Raised::value(format!("{method} only supported for functions returning a single value")));
    }
    Ok(())
}

fn reduce<'py>(object: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<7> =
        Signature::new("reduce", ["array", "axis", "dtype", "out", "keepdims", "initial", "where"], 1, 7);
    let function = this(object);
    require_binary(function, "reduce")?;
    let [array, axis, _dtype, out, keepdims, initial, mask] = args.parse(&SIGNATURE)?;
    let array = array_of(array.expect("required"))?;
    let source = object_array(&array)?;
    let axes = match axis {
        None if source.ndim() > 0 => Some([0][..].into()),
        axis => shaping::axes(axis, source.ndim())?,
    };
    let reduced: Vec<bool> =
        (0..source.ndim()).map(|a| axes.as_ref().is_none_or(|axes| axes.contains(&a))).collect();
    let out = reductions::out(out)?;
    let target = out.map(|o| raw(o).clone());
    let keepdims = reductions::flag(keepdims)?;
    let mask = reductions::mask(mask)?;
    let start = given(initial).map(|value| convert::single(value, Some(DType::Object))).transpose()?;
    let result = function
        .with(|f| f.reduce(&source, &reduced, keepdims, target.as_ref(), start.as_ref(), mask.as_ref()))?;
    reductions::deliver(&array, out, result)
}

fn accumulate<'py>(object: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<4> = Signature::new("accumulate", ["array", "axis", "dtype", "out"], 1, 4);
    let function = this(object);
    require_binary(function, "accumulate")?;
    let [array, axis, _dtype, out] = args.parse(&SIGNATURE)?;
    let array = array_of(array.expect("required"))?;
    let source = object_array(&array)?;
    if source.ndim() == 0 {
        return Err(Raised::type_("cannot accumulate on a scalar"));
    }
    let axis = tegula_core::normalize_axis(axis.map_or(Ok(0), shaping::axis)?, source.ndim())?;
    let out = reductions::out(out)?;
    let target = out.map(|o| raw(o).clone());
    let result = function.with(|f| f.accumulate(&source, axis, target.as_ref()))?;
    reductions::deliver(&array, out, result)
}

fn outer<'py>(object: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    let function = this(object);
    require_binary(function, "outer product")?;
    let [a, b] = args.positional() else {
        return Err(Raised::type_("exactly two arguments expected"));
    };
    let (mut a, b) = (object_array(a)?, object_array(b)?);
    for _ in 0..b.ndim() {
        a.layout = a.layout.insert_axis(a.ndim());
    }
    let wrapped = [ndarray::wrap(object.py(), a)?, ndarray::wrap(object.py(), b)?];
    call(object, args.with_positional(&wrapped))
}

fn at<'py>(object: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    let function = this(object);
    let (target, key, value) = match args.positional() {
        [target, key] => (target, key, None),
        [target, key, value] => (target, key, Some(object_array(value)?)),
        other => return Err(Raised::type_(format!("at() takes 2 or 3 arguments ({} given)", other.len()))),
    };
    let Some(array) = ndarray::get(target) else {
        return Err(Raised::type_("first operand must be array"));
    };
    let array = array.clone();
    require_writeable(target, "array")?;
    let prepared = prepare(&array.layout, &keys::parse(key, array.ndim())?)?;
    function.with(|f| f.at(&array, &prepared, value))?;
    Ok(none(object.py()))
}

fn identity<'py>(object: &Any<'py>) -> Res<'py> {
    match &this(object).identity {
        Some(value) => ndarray::result(object.py(), value.clone()),
        None => Ok(none(object.py())),
    }
}

fn types<'py>(object: &Any<'py>) -> Res<'py> {
    let function = this(object);
    let text = format!("{}->{}", "O".repeat(function.nin), "O".repeat(function.nout));
    Ok(pyo3::types::PyList::new(object.py(), [text])?.into_any())
}

fn drop_callable(ptr: *mut PyObject) {
    // Attached, the callable is released at once.
    Python::attach(|_| {
        // SAFETY: the object is dead; its function is dropped once.
        unsafe { std::ptr::drop_in_place(&raw mut (*ptr.cast::<CallableObject>()).function) };
    });
}

fn from_py_func<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<4> = Signature::tuple("frompyfunc(func, /, nin, nout, *, identity=None)");
    let py = args.py();
    if args.positional().is_empty() {
        return Err(Raised::type_("frompyfunc() takes at least 1 positional argument (0 given)"));
    }
    let [callable, nin, nout, identity] = args.parse(&SIGNATURE)?;
    let callable = callable.expect("required");
    if !callable.is_callable() {
        return Err(Raised::type_("function must be callable"));
    }
    let count = |argument: Option<&Any<'py>>| -> Result<usize, Raised> {
        Ok(index(argument.expect("required"))?.max(0) as usize)
    };
    let (nin, nout) = (count(nin)?, count(nout)?);
    if nin + nout > 64 {
        return Err(Raised::value(format!(
            "Cannot construct a ufunc with more than 64 operands (requested number were: inputs = {nin} and outputs = \
             {nout})"
        )));
    }
    let name = match callable.getattr_opt("__name__")? {
        Some(name) => format!("{} (vectorized)", name.str()?),
        None => "? (vectorized)".to_owned(),
    };
    let identity = given(identity).map(objects::array_of).transpose()?;
    let function = Function { name, callable: callable.clone().unbind(), nin, nout, identity };
    // SAFETY: a fresh object of the class, whose fields are all written before anyone sees it; the pointer was
    // made for this calling convention.
    unsafe {
        let object = owned(py, ffi::PyType_GenericAlloc(CLASS.get(), 0))?;
        let payload = object.as_ptr().cast::<CallableObject>();
        (*payload).vectorcall =
            std::mem::transmute::<*mut std::ffi::c_void, vectorcallfunc>(slots::vectorcall(call));
        (&raw mut (*payload).base).write(super::Function::Matmul);
        (&raw mut (*payload).function).write(function);
        Ok(object)
    }
}

/// Makes the class, which derives from `ufunc`, and the function that makes its objects.
pub fn init(module: &Bound<'_, PyModule>, base: &Bound<'_, PyType>) -> Result<(), Raised> {
    let doc = "A function of objects, made of a Python function.";
    let class = TypeBuilder::new("tegula.ufunc", size_of::<CallableObject>(), doc)
        .not_constructible()
        .offset("__vectorcalloffset__", std::mem::offset_of!(CallableObject, vectorcall))
        .slot(ffi::Py_tp_call, ffi::PyVectorcall_Call as *mut _)
        // SAFETY: the function drops all that the payload owns.
        .slot(ffi::Py_tp_dealloc, unsafe { slots::dealloc(drop_callable) })
        .slot(ffi::Py_tp_repr, slots::unary(|u| Ok(string(u.py(), &format!("<ufunc '{}'>", this(u).name)))))
        .getter("__name__", "The name.", |u| Ok(string(u.py(), &this(u).name)))
        .getter("__qualname__", "The name.", |u| Ok(string(u.py(), &this(u).name)))
        .getter("__doc__", "What the function does.", |u| {
            let callable = this(u).callable.bind(u.py());
            Ok(callable.getattr_opt("__doc__")?.unwrap_or_else(|| none(u.py())))
        })
        .getter("nin", "The number of inputs.", |u| int(u.py(), this(u).nin as i64))
        .getter("nout", "The number of outputs.", |u| int(u.py(), this(u).nout as i64))
        .getter("nargs", "The number of arguments.", |u| int(u.py(), (this(u).nin + this(u).nout) as i64))
        .getter("ntypes", "Always 1.", |u| int(u.py(), 1))
        .getter("types", "The types of the loop.", types)
        .getter("identity", "The value of an empty reduction.", identity)
        .getter("signature", "Always `None`.", |u| Ok(none(u.py())))
        .method("reduce", "Combines the elements along axes.", |u, args| {
            or_override(u, &REDUCE, args, 1, reduce)
        })
        .method("accumulate", "The running results along an axis.", |u, args| {
            or_override(u, &ACCUMULATE, args, 1, accumulate)
        })
        .method("outer", "Applies the function to all pairs of elements.", |u, args| {
            or_override(u, &OUTER, args, 2, outer)
        })
        .method("at", "Applies the function in place to the elements at positions.", |u, args| {
            or_override(u, &AT, args, args.positional().len(), at)
        })
        .build(module.py(), &[base])?;
    CLASS.set(&class);
    add_function(
        module,
        "frompyfunc",
        "frompyfunc(func, /, nin, nout, **kwargs)\n--\n\nA universal function that calls `func` for each element.",
        from_py_func,
    )
}
