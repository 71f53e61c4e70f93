//! The class `ufunc`: the functions of the table as Python objects.

use pyo3::ffi::{self, PyObject};
use pyo3::prelude::*;
use pyo3::types::PyList;
use tegula_core::index::prepare;
use tegula_core::{Casting, RawArray, normalize_axis};
use tegula_exec::Order;
use tegula_ufunc::{Identity, Options, Ufunc};

use crate::convert;
use crate::ffi::{
    Any, Args, Raised, Res, Signature, TypeBuilder, TypeCell, args::given, int, none, owned, slots, string,
};
use crate::ndarray::{index, methods, raw, reductions, require_writeable, shaping};
use crate::operands::{self, Operand, operand};
use crate::{dtype, gil, ndarray};

/// The class `ufunc`.
pub static UFUNC: TypeCell = TypeCell::new();

#[repr(C)]
struct UfuncObject {
    head: PyObject,
    vectorcall: Option<ffi::vectorcallfunc>,
    ufunc: &'static Ufunc,
}

/// The function of a ufunc object.
fn this(object: &Any<'_>) -> &'static Ufunc {
    debug_assert!(UFUNC.is_exact(object));
    // SAFETY: methods of the class are called with its objects.
    unsafe { (*object.as_ptr().cast::<UfuncObject>()).ufunc }
}

/// The parameters of a call after its inputs.
const OPTIONS: [&str; 8] = ["out", "where", "casting", "order", "dtype", "subok", "signature", "sig"];

fn call<'py>(object: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    let ufunc = this(object);
    if args.is_positional() {
        match (args.positional(), ufunc.nin) {
            ([a], 1) => {
                let result = operands::call1(object.py(), ufunc, operand(a)?, &Options::default())?;
                return operands::give1(a, result);
            }
            ([a, b], 2) => {
                let (x, y) = (operand(a)?, operand(b)?);
                let result = operands::call2(object.py(), ufunc, x, y, &Options::default())?;
                return operands::give(a, b, result);
            }
            _ => {}
        }
    }
    call_with_options(ufunc, args)
}

/// Looks the named arguments of a call up among `names`.
fn named<'a, 'py, const N: usize>(
    function: &str,
    names: &[&str; N],
    args: &Args<'a, 'py>,
) -> Result<[Option<&'a Any<'py>>; N], Raised> {
    let mut found = [None; N];
    for (name, value) in args.keywords() {
        let Some(i) = names.iter().position(|&n| n == name) else {
            return Err(Raised::type_(format!("{function}() got an unexpected keyword argument '{name}'")));
        };
        found[i] = Some(value);
    }
    Ok(found)
}

fn call_with_options<'py>(ufunc: &'static Ufunc, args: Args<'_, 'py>) -> Res<'py> {
    let py = args.py();
    let positional = args.positional();
    let (nin, most) = (ufunc.nin, ufunc.nin + ufunc.nout);
    if positional.len() < nin || positional.len() > most {
        return Err(Raised::type_(format!(
            "{}() takes from {nin} to {most} positional arguments but {} were given",
            ufunc.name,
            positional.len()
        )));
    }
    let [mut out, mask, casting, order, dtype, _subok, signature, sig] = named(ufunc.name, &OPTIONS, &args)?;
    if let Some(last) = positional.get(nin) {
        if out.is_some() {
            return Err(Raised::type_("cannot specify 'out' as both a positional and keyword argument"));
        }
        out = Some(last);
    }
    if signature.or(sig).is_some() {
        return Err(Raised::type_("the argument 'signature' is not supported, use 'dtype'"));
    }
    let (out, mask) = (reductions::out(out)?, reductions::mask(mask)?);
    let target = out.map(|o| raw(o).clone());
    let inputs =
        positional[..nin].iter().map(|x| Ok(operand(x)?.detach())).collect::<Result<Vec<_>, Raised>>()?;
    let options = Options {
        out: target.as_ref(),
        mask: mask.as_ref(),
        dtype: dtype::optional(dtype)?,
        casting: methods::casting(casting, Casting::SameKind)?,
        order: shaping::order(order, Order::K)?,
    };
    let result = run(py, ufunc, &inputs, &options)?;
    match (out, &positional[..nin]) {
        (Some(out), _) => Ok(out.clone()),
        (None, [a, b]) => operands::give(a, b, result),
        (None, inputs) => operands::give1(&inputs[0], result),
    }
}

fn run(
    py: Python<'_>,
    ufunc: &'static Ufunc,
    inputs: &[Operand<'_>],
    options: &Options,
) -> Result<RawArray, Raised> {
    let size = inputs.iter().map(Operand::size).max().unwrap_or(0).max(options.out.map_or(0, RawArray::size));
    let args: Vec<_> = inputs.iter().map(Operand::arg).collect();
    Ok(gil::detached(py, size, || ufunc.call(&args, options))?)
}

fn array_argument<'py>(object: &Any<'py>) -> Result<Any<'py>, Raised> {
    convert::to_object(object, None, convert::Copy::IfNeeded, Order::K, true, 0)
}

fn reduce<'py>(object: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<7> =
        Signature::new("reduce", ["array", "axis", "dtype", "out", "keepdims", "initial", "where"], 1, 7);
    let [array, axis, dtype, out, keepdims, initial, mask] = args.parse(&SIGNATURE)?;
    let array = array_argument(array.expect("required"))?;
    let ndim = raw(&array).ndim();
    // The first axis unless told otherwise; `None` means all.
    let axes = match axis {
        None if ndim > 0 => Some([0usize][..].into()),
        axis => shaping::axes(axis, ndim)?,
    };
    reductions::reduce(
        this(object),
        &array,
        reductions::Reduction { axes, dtype, out, keepdims, initial, mask },
    )
}

fn accumulate<'py>(object: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<4> = Signature::new("accumulate", ["array", "axis", "dtype", "out"], 1, 4);
    let [array, axis, dtype, out] = args.parse(&SIGNATURE)?;
    let array = array_argument(array.expect("required"))?;
    let source = raw(&array).clone();
    if source.ndim() == 0 {
        return Err(Raised::type_("cannot accumulate on a scalar"));
    }
    let axis = normalize_axis(given(axis).map_or(Ok(0), shaping::axis)?, source.ndim())?;
    let (dtype, out) = (dtype::optional(dtype)?, reductions::out(out)?);
    let target = out.map(|o| raw(o).clone());
    let ufunc = this(object);
    let result = gil::detached(object.py(), source.size(), || {
        ufunc.accumulate(&source, axis, dtype, target.as_ref())
    })?;
    reductions::deliver(&array, out, result)
}

fn reduce_at<'py>(object: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<5> =
        Signature::new("reduceat", ["array", "indices", "axis", "dtype", "out"], 2, 5);
    let [array, indices, axis, dtype, out] = args.parse(&SIGNATURE)?;
    let array = array_argument(array.expect("required"))?;
    let indices = convert::to_array(indices.expect("required"), Some(tegula_core::DType::I64))?;
    let indices: Vec<i64> =
        (0..indices.size()).map(|i| ndarray::flatiter::element(&indices, i).to_i64()).collect();
    let source = raw(&array).clone();
    let axis = normalize_axis(given(axis).map_or(Ok(0), shaping::axis)?, source.ndim())?;
    let (dtype, out) = (dtype::optional(dtype)?, reductions::out(out)?);
    let target = out.map(|o| raw(o).clone());
    let ufunc = this(object);
    let result = gil::detached(object.py(), source.size(), || {
        ufunc.reduceat(&source, &indices, axis, dtype, target.as_ref())
    })?;
    reductions::deliver(&array, out, result)
}

fn outer<'py>(object: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    let ufunc = this(object);
    let [a, b] = args.positional() else {
        return Err(Raised::type_(format!(
            "outer() takes exactly 2 positional arguments but {} were given",
            args.positional().len()
        )));
    };
    let [out, mask, casting, order, dtype, ..] = named("outer", &OPTIONS, &args)?;
    let (x, y) = (convert::to_array(a, None)?, convert::to_array(b, None)?);
    let (out, mask) = (reductions::out(out)?, reductions::mask(mask)?);
    let target = out.map(|o| raw(o).clone());
    let options = Options {
        out: target.as_ref(),
        mask: mask.as_ref(),
        dtype: dtype::optional(dtype)?,
        casting: methods::casting(casting, Casting::SameKind)?,
        order: shaping::order(order, Order::K)?,
    };
    let result =
        gil::detached(object.py(), x.size().saturating_mul(y.size()), || ufunc.outer(&x, &y, &options))?;
    match out {
        Some(out) => Ok(out.clone()),
        None => operands::give(a, b, result),
    }
}

fn at<'py>(object: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<3> = Signature::new("at", ["a", "indices", "b"], 2, 3);
    let [array, indices, value] = args.parse(&SIGNATURE)?;
    let array = array.expect("required");
    if ndarray::get(array).is_none() {
        return Err(Raised::type_("first operand must be array"));
    }
    require_writeable(array, "array")?;
    let items = index::parse(indices.expect("required"))?;
    let target = raw(array).clone();
    let prepared = prepare(&target.layout, &items)?;
    // A Python number takes the array's type where it can.
    let value = match value.map(|v| (v, convert::element::number(v))) {
        Some((_, Some(convert::element::Number::Weak(value)))) => {
            let weak = tegula_ufunc::Arg::Literal(value).type_of();
            let joined = tegula_core::result_type(&[tegula_core::Operand::Strong(target.dtype), weak]);
            Some(RawArray::from_scalar(value.cast(joined.expect("two operands")))?)
        }
        Some((value, _)) => Some(convert::to_array(value, None)?),
        None => None,
    };
    let ufunc = this(object);
    gil::detached(object.py(), target.size(), || ufunc.at(&target, &prepared, value.as_ref()))?;
    Ok(none(object.py()))
}

fn identity<'py>(object: &Any<'py>) -> Res<'py> {
    let py = object.py();
    let ufunc = this(object);
    match ufunc.identity {
        Identity::None => Ok(none(py)),
        Identity::Zero if ufunc.name.starts_with("logical") => Ok(crate::ffi::boolean(py, false)),
        Identity::One if ufunc.name.starts_with("logical") => Ok(crate::ffi::boolean(py, true)),
        Identity::Zero => int(py, 0),
        Identity::One => int(py, 1),
        Identity::MinusOne => int(py, -1),
    }
}

fn types<'py>(object: &Any<'py>) -> Res<'py> {
    let ufunc = this(object);
    let texts = ufunc.loops.iter().map(|found| {
        let mut text: String = found.types[..ufunc.nin].iter().map(|d| d.char()).collect();
        text.push_str("->");
        text.push(found.output().char());
        text
    });
    Ok(PyList::new(object.py(), texts.collect::<Vec<_>>())?.into_any())
}

fn doc<'py>(object: &Any<'py>) -> Res<'py> {
    let ufunc = this(object);
    let inputs = if ufunc.nin == 1 { "x" } else { "x1, x2" };
    let text = format!(
        "{}({inputs}, /, out=None, *, where=True, casting='same_kind', order='K', dtype=None)\n\n{}",
        ufunc.name, ufunc.doc
    );
    Ok(string(object.py(), &text))
}

/// NumPy's names for functions that have two.
const ALIASES: [(&str, &str); 7] = [
    ("abs", "absolute"),
    ("conj", "conjugate"),
    ("true_divide", "divide"),
    ("mod", "remainder"),
    ("pow", "power"),
    ("bitwise_not", "invert"),
    ("bitwise_invert", "invert"),
];

/// Makes the class and the functions.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    let py = module.py();
    let class =
        TypeBuilder::new("tegula.ufunc", size_of::<UfuncObject>(), "A function on the elements of arrays.")
            .not_constructible()
            .offset("__vectorcalloffset__", std::mem::offset_of!(UfuncObject, vectorcall))
            .slot(ffi::Py_tp_call, ffi::PyVectorcall_Call as *mut std::ffi::c_void)
            .slot(
                ffi::Py_tp_repr,
                slots::unary(|u| Ok(string(u.py(), &format!("<ufunc '{}'>", this(u).name)))),
            )
            .getter("__name__", "The name.", |u| Ok(string(u.py(), this(u).name)))
            .getter("__qualname__", "The name.", |u| Ok(string(u.py(), this(u).name)))
            .getter("__doc__", "What the function does.", doc)
            .getter("nin", "The number of inputs.", |u| int(u.py(), this(u).nin as i64))
            .getter("nout", "The number of outputs.", |u| int(u.py(), this(u).nout as i64))
            .getter("nargs", "The number of inputs and outputs.", |u| {
                int(u.py(), (this(u).nin + this(u).nout) as i64)
            })
            .getter("ntypes", "The number of combinations of types.", |u| {
                int(u.py(), this(u).loops.len() as i64)
            })
            .getter("types", "The combinations of types, as `ff->f`.", types)
            .getter("identity", "The value that changes nothing, or None.", identity)
            .getter("signature", "Always `None`.", |u| Ok(none(u.py())))
            .noargs("__reduce__", "Pickles by name.", |u| Ok(string(u.py(), this(u).name)))
            .method("reduce", "Combines the elements along axes.", reduce)
            .method("accumulate", "The running results along an axis.", accumulate)
            .method("reduceat", "Combines the elements of slices.", reduce_at)
            .method("outer", "Applies the function to all pairs.", outer)
            .method("at", "Applies the function in place at positions, repeatedly where they repeat.", at)
            .build(py, &[])?;
    UFUNC.set(&class);
    module.add("ufunc", &class)?;
    // SAFETY: the pointer was made for this calling convention.
    let vectorcall: ffi::vectorcallfunc =
        unsafe { std::mem::transmute::<*mut std::ffi::c_void, ffi::vectorcallfunc>(slots::vectorcall(call)) };
    for ufunc in tegula_ufunc::all() {
        // SAFETY: a fresh object whose fields are written before anyone sees it.
        let object = unsafe {
            let object = owned(py, ffi::PyType_GenericAlloc(UFUNC.get(), 0))?;
            let fields = object.as_ptr().cast::<UfuncObject>();
            (*fields).vectorcall = Some(vectorcall);
            (*fields).ufunc = ufunc;
            object
        };
        module.add(ufunc.name, object)?;
    }
    for (alias, name) in ALIASES {
        module.add(alias, module.getattr(name)?)?;
    }
    Ok(())
}
