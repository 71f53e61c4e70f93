//! `__array_function__`: arguments that do what a function of the package is asked for.
//!
//! The functions themselves know nothing of it. Each public one is wrapped once in a [`Dispatcher`], which looks at
//! the types of the arguments that count ([`relevant`](super::relevant)) and then calls it.

use std::ffi::c_void;

use pyo3::ffi::{self, PyObject, vectorcallfunc};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};

use super::parameters::Parameters;
use super::relevant::{Argument, Depth, RELEVANT, Relevant};
use super::{Method, bound, insert, is_not_implemented, method_of};
use crate::ffi::typedef::add_function;
use crate::ffi::{
    Any, Args, Raised, Res, Signature, TypeBuilder, TypeCell, not_implemented, owned, slots, string, tuple,
    tuple_items,
};
use crate::ndarray::NDARRAY;

unsafe extern "C" {
    /// A method of an object.
    fn PyMethod_New(function: *mut PyObject, object: *mut PyObject) -> *mut PyObject;
}

static CLASS: TypeCell = TypeCell::new();

fn protocol<'py>(py: Python<'py>) -> &'py Bound<'py, PyString> {
    pyo3::intern!(py, "__array_function__")
}

/// A function that arguments may take over.
#[repr(C)]
struct Dispatcher {
    head: PyObject,
    vectorcall: vectorcallfunc,
    /// The function itself.
    inner: *mut PyObject,
    /// Its entry point, if it is one of the extension module's.
    entry: Option<Entry>,
    dict: *mut PyObject,
    weakrefs: *mut PyObject,
    relevant: Relevant,
    parameters: Parameters,
    name: String,
}

type Entry = unsafe extern "C" fn(*mut PyObject, *const *mut PyObject, isize, *mut PyObject) -> *mut PyObject;

fn this<'a>(object: &'a Any<'_>) -> &'a Dispatcher {
    // SAFETY: slots of the class are only called with its objects, which never change.
    unsafe { &*object.as_ptr().cast::<Dispatcher>() }
}

fn inner<'py>(object: &Any<'py>) -> Any<'py> {
    // SAFETY: the function lives as long as its wrapper.
    unsafe { Bound::from_borrowed_ptr(object.py(), this(object).inner) }
}

/// The vectorcall of wrapped functions: if all arguments are plain, one more jump.
unsafe extern "C" fn call(
    object: *mut PyObject,
    args: *const *mut PyObject,
    count: usize,
    names: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: CPython passes an object of the class and the arguments of a vectorcall.
    unsafe {
        let this = &*object.cast::<Dispatcher>();
        let given = ffi::PyVectorcall_NARGS(count);
        if is_plain_call(this, args, given as usize, names) {
            return match this.entry {
                Some(entry) => entry(std::ptr::null_mut(), args, given, names),
                None => ffi::PyObject_Vectorcall(this.inner, args, count, names),
            };
        }
        slow(object, args, count, names)
    }
}

/// True if no argument that counts has a class that overrides the protocol. May be false without need.
///
/// # Safety
/// As for a vectorcall.
#[inline(always)]
unsafe fn is_plain_call(
    this: &Dispatcher,
    args: *const *mut PyObject,
    given: usize,
    names: *mut PyObject,
) -> bool {
    let relevant = &this.relevant;
    let mut places = relevant.places & (1u64.checked_shl(given as u32).unwrap_or(0)).wrapping_sub(1);
    while places != 0 {
        let i = places.trailing_zeros() as usize;
        places &= places - 1;
        // SAFETY: only places of given arguments are left.
        if !unsafe { is_plain(*args.add(i), relevant.sequences >> i & 1 == 1) } {
            return false;
        }
    }
    for i in relevant.rest..given {
        // SAFETY: there are so many arguments.
        if !unsafe { is_plain(*args.add(i), false) } {
            return false;
        }
    }
    // SAFETY: the caller passes a vectorcall's arguments.
    names.is_null() || unsafe { are_plain_names(relevant, args.add(given), names) }
}

/// The same for the arguments with a name.
///
/// # Safety
/// As for a vectorcall, whose named values begin at `values`.
unsafe fn are_plain_names(relevant: &Relevant, values: *const *mut PyObject, names: *mut PyObject) -> bool {
    // SAFETY: the caller passes a tuple of names and as many values; all thereof are alive.
    unsafe {
        let py = Python::assume_attached();
        let names = Bound::ref_from_ptr(py, &names);
        for (i, name) in tuple_items(names).unwrap_or_default().iter().enumerate() {
            let name = crate::ffi::text(name).unwrap_or_default();
            let found = relevant.arguments.iter().find(|argument| argument.name == name);
            if found.is_some_and(|a| !is_plain(*values.add(i), a.depth != Depth::Itself))
                || found.is_none() && relevant.named_rest && !is_plain(*values.add(i), false)
            {
                return false;
            }
        }
        true
    }
}

/// True if an argument, and if it is a sequence its items, do not override the protocol.
///
/// # Safety
/// The pointer must be a live object.
#[inline(always)]
unsafe fn is_plain(argument: *mut PyObject, look_inside: bool) -> bool {
    // SAFETY: the caller vouches for the object; the items of lists and tuples are alive.
    unsafe {
        let class = ffi::Py_TYPE(argument);
        if class == NDARRAY.get() || class == &raw mut ffi::PyFloat_Type || class == &raw mut ffi::PyLong_Type
        {
            return true;
        }
        let is_list = class == &raw mut ffi::PyList_Type;
        if is_list || class == &raw mut ffi::PyTuple_Type {
            if !look_inside {
                return true;
            }
            let (items, n) = if is_list {
                let list = argument.cast::<ffi::PyListObject>();
                ((*list).ob_item.cast_const(), ffi::PyList_GET_SIZE(argument))
            } else {
                let tuple = argument.cast::<ffi::PyTupleObject>();
                ((&raw const (*tuple).ob_item).cast::<*mut PyObject>(), ffi::PyTuple_GET_SIZE(argument))
            };
            return (0..n as usize).all(|i| is_plain(*items.add(i), true));
        }
        let py = Python::assume_attached();
        let object = Bound::ref_from_ptr(py, &argument);
        !look_inside_iterable(object, look_inside) && method_of(object, protocol(py)) != Method::Own
    }
}

/// True for other iterables whose items count.
fn look_inside_iterable(object: &Any<'_>, look_inside: bool) -> bool {
    // SAFETY: types are alive as long as their instances.
    look_inside && unsafe { (*ffi::Py_TYPE(object.as_ptr())).tp_iter.is_some() }
}

/// A call in which some argument may take over.
#[cold]
unsafe fn slow(
    object: *mut PyObject,
    args: *const *mut PyObject,
    count: usize,
    names: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: called by the interpreter with the arguments of a vectorcall.
    unsafe {
        let entry: vectorcallfunc = std::mem::transmute(slots::vectorcall(dispatch));
        entry(object, args, count, names)
    }
}

fn dispatch<'py>(function: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    let py = function.py();
    let relevant = &this(function).relevant;
    // A call that the function would refuse reaches nobody else.
    if !this(function).parameters.accept(args.positional().len(), args.keywords().map(|(name, _)| name)) {
        return inner_call(function, args);
    }
    let asked = implementers(&candidates(relevant, &args)?);
    let is_own = |argument: &Any<'py>| method(argument) == Method::Own;
    if !asked.iter().any(is_own) {
        return inner_call(function, args);
    }
    let keywords = PyDict::new(py);
    for (name, value) in args.keywords() {
        let is_like = relevant.like && relevant.arguments.iter().any(|a| a.name == name);
        if !is_like {
            keywords.set_item(name, value)?;
        }
    }
    let positional = PyTuple::new(py, args.positional())?;
    let types = tuple(py, &asked.iter().map(|x| x.get_type().into_any()).collect::<Vec<_>>())?;
    for argument in &asked {
        let answer = if is_own(argument) {
            bound(argument, protocol(py))?.call1((argument, function, &types, &positional, &keywords))?
        } else {
            implementation(function, &types, &positional, &keywords)?
        };
        if !is_not_implemented(&answer) {
            return Ok(answer);
        }
    }
    let module = function.getattr("__module__")?.str()?.to_string();
    let list = pyo3::types::PyList::new(py, tuple_items(&types).unwrap_or_default())?.repr()?;
    Err(Raised::type_(format!(
        "no implementation found for '{module}.{}' on types that implement __array_function__: {list}",
        this(function).name
    )))
}

/// Calls the function itself.
fn inner_call<'py>(function: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    let keywords = PyDict::new(function.py());
    for (name, value) in args.keywords() {
        keywords.set_item(name, value)?;
    }
    Ok(inner(function).call(PyTuple::new(function.py(), args.positional())?, Some(&keywords))?)
}

/// What the class of an object has of the protocol; exact arrays have the default.
fn method(object: &Any<'_>) -> Method {
    if NDARRAY.is_exact(object) { Method::Default } else { method_of(object, protocol(object.py())) }
}

/// True if the object has the protocol.
pub fn is_known_to(object: &Any<'_>) -> bool {
    method(object) != Method::Absent
}

/// The arguments of a call that count; none if one of them should be a sequence and is none.
fn candidates<'py>(relevant: &Relevant, args: &Args<'_, 'py>) -> Result<Vec<Any<'py>>, Raised> {
    let mut found = Vec::new();
    let rest = || args.positional().iter().skip(relevant.rest).cloned();
    for (i, &Argument { name, place, depth }) in relevant.arguments.iter().enumerate() {
        if i == relevant.before_rest {
            found.extend(rest());
        }
        let by_name = || args.keywords().find(|&(n, _)| n == name).map(|(_, value)| value);
        let value = place.and_then(|place| args.positional().get(place)).or_else(by_name);
        match (value, depth) {
            (None, _) => {}
            (Some(value), Depth::Itself) => found.push(value.clone()),
            (Some(value), Depth::Tuple) => match tuple_items(value) {
                Some(items) => found.extend(items.iter().cloned()),
                None => found.push(value.clone()),
            },
            (Some(value), Depth::Nested) => nested(value, &mut found)?,
            (Some(value), depth) => match value.try_iter() {
                Ok(items) => found.extend(items.collect::<PyResult<Vec<_>>>()?),
                Err(_) if depth == Depth::ItemsIfAny => {}
                Err(_) => return Ok(Vec::new()),
            },
        }
    }
    if relevant.before_rest == relevant.arguments.len() {
        found.extend(rest());
    }
    if relevant.named_rest {
        found.extend(args.keywords().map(|(_, value)| value.clone()));
    }
    Ok(found)
}

/// What lists of lists hold.
fn nested<'py>(value: &Any<'py>, found: &mut Vec<Any<'py>>) -> Result<(), Raised> {
    match value.cast::<pyo3::types::PyList>() {
        Ok(list) => list.iter().try_for_each(|item| nested(&item, found)),
        Err(_) => {
            found.push(value.clone());
            Ok(())
        }
    }
}

/// Those that know the protocol, in the order in which they are asked.
fn implementers<'py>(candidates: &[Any<'py>]) -> Vec<Any<'py>> {
    let mut asked = Vec::new();
    for candidate in candidates {
        if method(candidate) != Method::Absent {
            insert(&mut asked, candidate);
        }
    }
    asked.into_iter().cloned().collect()
}

/// What `ndarray` does: calls the function itself, if all types are arrays of ours, or of NumPy's, which are
/// converted.
fn implementation<'py>(
    function: &Any<'py>,
    types: &Any<'py>,
    args: &Bound<'py, PyTuple>,
    keywords: &Bound<'py, PyDict>,
) -> Res<'py> {
    let py = function.py();
    for class in types.try_iter()? {
        let class = class?;
        let is_ours = class
            .cast::<pyo3::types::PyType>()
            .is_ok_and(|class| class.is_subclass(&NDARRAY.bind(py)).unwrap_or(false));
        if !is_ours && !is_numpys(&class)? {
            return Ok(not_implemented(py));
        }
    }
    let function = function.getattr_opt("_implementation")?.unwrap_or_else(|| function.clone());
    Ok(function.call(args, Some(keywords))?)
}

/// True for the class of NumPy's arrays and those derived from it without a method of their own.
fn is_numpys(class: &Any<'_>) -> Result<bool, Raised> {
    let Some(method) = class.getattr_opt(protocol(class.py()))? else { return Ok(false) };
    // SAFETY: the method is alive.
    Ok(unsafe { super::is_of_numpy(method.as_ptr()) })
}

/// Adds the default method to the class `ndarray`.
pub fn add(builder: TypeBuilder) -> TypeBuilder {
    static SIGNATURE: Signature<4> = Signature::tuple("__array_function__(func, types, args, kwargs)");
    builder.method("__array_function__", "Calls a function, unless another type takes over.", |_, args| {
        let [function, types, positional, keywords] = args.parse(&SIGNATURE)?;
        let (types, keywords) = (types.expect("required"), keywords.expect("required"));
        if types.try_iter().is_err() {
            return Err(Raised::type_("types argument to ndarray.__array_function__ must be iterable"));
        }
        let Ok(positional) = positional.expect("required").cast::<PyTuple>() else {
            return Err(Raised::type_("args must be a tuple."));
        };
        let Ok(keywords) = keywords.cast::<PyDict>() else {
            return Err(Raised::type_("kwargs must be a dict."));
        };
        implementation(function.expect("required"), types, positional, keywords)
    })
}

/// `_dispatch(namespace)`: wraps the public functions of a module in place.
fn wrap_namespace<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::python("_dispatch(namespace, /)");
    let py = args.py();
    let [namespace] = args.parse(&SIGNATURE)?;
    let namespace = namespace.expect("required").cast::<PyDict>().map_err(PyErr::from)?;
    let module = namespace.get_item("__name__")?.map(|name| name.to_string()).unwrap_or_default();
    let prefix = match module.strip_prefix("tegula.") {
        Some(name) => format!("{name}."),
        None => String::new(),
    };
    let mut wrapped: Vec<(Any<'py>, Any<'py>)> = Vec::new();
    for &(entry, names) in RELEVANT {
        for name in names.split(' ') {
            let Some(name) = name.strip_prefix(prefix.as_str()).filter(|name| !name.contains('.')) else {
                continue;
            };
            let Some(function) = namespace.get_item(name)? else { continue };
            // Other names of a function stay other names of it.
            if let Some((_, known)) = wrapped.iter().find(|(f, _)| f.is(&function)) {
                namespace.set_item(name, known)?;
                continue;
            }
            let made = wrap(&function, entry, &module)?;
            namespace.set_item(name, &made)?;
            wrapped.push((function, made));
        }
    }
    Ok(crate::ffi::none(py))
}

fn wrap<'py>(function: &Any<'py>, entry: &'static str, module: &str) -> Res<'py> {
    let py = function.py();
    let name = function.getattr("__name__")?.str()?.to_string();
    let parameters = Parameters::of(function)?;
    let relevant = Relevant::read(entry, &parameters);
    // SAFETY: a fresh object of the class, whose fields are all written before anyone sees it; an entry point is
    // only kept if the function was made for this calling convention.
    unsafe {
        let object = owned(py, ffi::PyType_GenericAlloc(CLASS.get(), 0))?;
        let this = object.as_ptr().cast::<Dispatcher>();
        let ptr = function.as_ptr();
        let is_ours = ffi::PyCFunction_CheckExact(ptr) != 0
            && ffi::PyCFunction_GetFlags(ptr) == ffi::METH_FASTCALL | ffi::METH_KEYWORDS
            && ffi::PyCFunction_GetSelf(ptr).is_null();
        let entry = if is_ours { ffi::PyCFunction_GetFunction(ptr) } else { None };
        (*this).vectorcall = call;
        (*this).inner = function.clone().into_ptr();
        (*this).entry = entry.map(|entry| std::mem::transmute::<ffi::PyCFunction, Entry>(entry));
        (*this).dict = std::ptr::null_mut();
        (*this).weakrefs = std::ptr::null_mut();
        (&raw mut (*this).relevant).write(relevant);
        (&raw mut (*this).parameters).write(parameters);
        (&raw mut (*this).name).write(name);
        object.setattr("__module__", module)?;
        Ok(object)
    }
}

fn drop_dispatcher(ptr: *mut PyObject) {
    // SAFETY: the object is dead; its fields are dropped once.
    unsafe {
        let this = ptr.cast::<Dispatcher>();
        if !(*this).weakrefs.is_null() {
            ffi::PyObject_ClearWeakRefs(ptr);
        }
        ffi::Py_XDECREF((*this).dict);
        ffi::Py_XDECREF((*this).inner);
        std::ptr::drop_in_place(&raw mut (*this).relevant);
        std::ptr::drop_in_place(&raw mut (*this).parameters);
        std::ptr::drop_in_place(&raw mut (*this).name);
    }
}

/// `__get__`: as an attribute of a class the function is a method of its instances.
unsafe extern "C" fn descend(
    function: *mut PyObject,
    instance: *mut PyObject,
    _class: *mut PyObject,
) -> *mut PyObject {
    // SAFETY: CPython passes live objects, or null for an access through the class.
    unsafe {
        if instance.is_null() {
            ffi::Py_INCREF(function);
            return function;
        }
        PyMethod_New(function, instance)
    }
}

/// Makes the class and the function that wraps others.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    let class = TypeBuilder::new(
        "tegula._ArrayFunctionDispatcher",
        size_of::<Dispatcher>(),
        "A function that arguments may take over by `__array_function__`.",
    )
    .not_constructible()
    .offset("__vectorcalloffset__", std::mem::offset_of!(Dispatcher, vectorcall))
    .offset("__dictoffset__", std::mem::offset_of!(Dispatcher, dict))
    .offset("__weaklistoffset__", std::mem::offset_of!(Dispatcher, weakrefs))
    .slot(ffi::Py_tp_call, ffi::PyVectorcall_Call as *mut c_void)
    .slot(ffi::Py_tp_descr_get, descend as *mut c_void)
    // SAFETY: the function drops all that the payload owns.
    .slot(ffi::Py_tp_dealloc, unsafe { slots::dealloc(drop_dispatcher) })
    .slot(
        ffi::Py_tp_repr,
        slots::unary(|f| {
            Ok(string(f.py(), &format!("<function {} at {:#x}>", this(f).name, f.as_ptr() as usize)))
        }),
    )
    .getter("__name__", "The name.", |f| Ok(string(f.py(), &this(f).name)))
    .getter("__qualname__", "The name.", |f| Ok(string(f.py(), &this(f).name)))
    .getter("__doc__", "What the function does.", |f| Ok(inner(f).getattr("__doc__")?))
    .getter("__text_signature__", "The parameters.", |f| {
        Ok(inner(f).getattr_opt("__text_signature__")?.unwrap_or_else(|| crate::ffi::none(f.py())))
    })
    .getter("__wrapped__", "The function itself.", |f| Ok(inner(f)))
    .getter("_implementation", "The function itself.", |f| Ok(inner(f)))
    .noargs("__reduce__", "Pickles by name.", |f| Ok(string(f.py(), &this(f).name)))
    .build(module.py(), &[])?;
    CLASS.set(&class);
    add_function(
        module,
        "_dispatch",
        "Lets arguments take over the public functions of a module.",
        wrap_namespace,
    )
}
