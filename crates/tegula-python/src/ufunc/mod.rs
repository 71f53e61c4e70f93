//! `ufunc` objects: the universal functions of the table, `matmul` and products of vectors.

mod call;
mod callable;
mod methods;
mod product;
mod vectors;

use pyo3::ffi::{self, PyObject, vectorcallfunc};
use pyo3::prelude::*;
use tegula_core::DType;
use tegula_linalg::VectorProduct;
use tegula_ufunc::{Identity, Ufunc};

use crate::ffi::{Any, Raised, Res, TypeBuilder, TypeCell, int, none, owned, slots, string};

pub use call::call_pair;
pub use product::multiply;

/// The class `ufunc`.
pub static UFUNC: TypeCell = TypeCell::new();

/// What a `ufunc` object does.
#[derive(Clone, Copy, PartialEq)]
pub enum Function {
    /// A function of the table.
    Table(&'static Ufunc),
    /// The matrix product.
    Matmul,
    /// A product in which vectors take part.
    Vector(&'static VectorProduct),
}

#[repr(C)]
struct UfuncObject {
    head: PyObject,
    vectorcall: vectorcallfunc,
    function: Function,
}

/// Other names of functions.
const ALIASES: &[(&str, &str)] = &[
    ("abs", "absolute"),
    ("acos", "arccos"),
    ("acosh", "arccosh"),
    ("asin", "arcsin"),
    ("asinh", "arcsinh"),
    ("atan", "arctan"),
    ("atan2", "arctan2"),
    ("atanh", "arctanh"),
    ("bitwise_invert", "invert"),
    ("bitwise_left_shift", "left_shift"),
    ("bitwise_not", "invert"),
    ("bitwise_right_shift", "right_shift"),
    ("conj", "conjugate"),
    ("mod", "remainder"),
    ("pow", "power"),
    ("true_divide", "divide"),
];

impl Function {
    fn name(self) -> &'static str {
        match self {
            Function::Table(ufunc) => ufunc.name,
            Function::Matmul => "matmul",
            Function::Vector(product) => product.name,
        }
    }

    fn doc(self) -> &'static str {
        match self {
            Function::Table(ufunc) => ufunc.doc,
            Function::Matmul => "Matrix product of two arrays.",
            Function::Vector(product) => product.doc,
        }
    }

    fn nin(self) -> usize {
        match self {
            Function::Table(ufunc) => ufunc.nin,
            Function::Matmul | Function::Vector(_) => 2,
        }
    }

    fn nout(self) -> usize {
        match self {
            Function::Table(ufunc) => ufunc.nout,
            Function::Matmul | Function::Vector(_) => 1,
        }
    }

    /// The description of the core axes, of functions that have some.
    fn signature(self) -> Option<&'static str> {
        match self {
            Function::Table(_) => None,
            Function::Matmul => Some(product::SIGNATURE),
            Function::Vector(product) => Some(product.signature),
        }
    }

    /// The types of the loops, as in `dd->d`.
    fn types(self) -> Vec<String> {
        let text = |inputs: &[DType], outputs: &[DType]| {
            let chars = |types: &[DType]| types.iter().map(|d| d.char()).collect::<String>();
            format!("{}->{}", chars(inputs), chars(outputs))
        };
        match self {
            Function::Table(u) => {
                let mut types: Vec<String> = u.loops.iter().map(|l| text(l.inputs(), l.outputs())).collect();
                if u.takes_objects() {
                    let objects = [DType::Object; 3];
                    if u.loops.iter().all(|l| l.output() == DType::Bool)
                        && u.nin == 2
                        && !u.name.starts_with("logical")
                    {
                        types.push(text(&objects[..u.nin], &[DType::Bool]));
                    }
                    types.push(text(&objects[..u.nin], &[DType::Object]));
                }
                types
            }
            Function::Matmul | Function::Vector(_) => {
                DType::ALL.into_iter().chain([DType::Object]).map(|d| text(&[d, d], &[d])).collect()
            }
        }
    }
}

/// The `ufunc` object of a name.
pub fn by_name<'py>(py: Python<'py>, name: &str) -> Res<'py> {
    Ok(py.import("tegula._core")?.getattr(name)?)
}

/// The function of a `ufunc` object.
#[inline(always)]
fn this(object: &Any<'_>) -> Function {
    // SAFETY: slots of the class are only called with its instances.
    unsafe { (*object.as_ptr().cast::<UfuncObject>()).function }
}

fn repr<'py>(object: &Any<'py>) -> Res<'py> {
    Ok(string(object.py(), &format!("<ufunc '{}'>", this(object).name())))
}

fn name<'py>(object: &Any<'py>) -> Res<'py> {
    Ok(string(object.py(), this(object).name()))
}

fn doc<'py>(object: &Any<'py>) -> Res<'py> {
    let function = this(object);
    let inputs = ["x", "x1, x2", "x1, x2, x3"][function.nin() - 1];
    let outs = if function.nout() == 2 { "[out1, out2], / [, out=(None, None)]" } else { "/, out=None" };
    let rest = if function.signature().is_some() { "" } else { ", where=True" };
    Ok(string(
        object.py(),
        &format!(
            "{}({inputs}, {outs}, *{rest}, casting='same_kind', order='K', dtype=None, subok=True)\n\n{}",
            function.name(),
            function.doc()
        ),
    ))
}

fn identity<'py>(object: &Any<'py>) -> Res<'py> {
    let py = object.py();
    let Function::Table(ufunc) = this(object) else { return Ok(none(py)) };
    match (ufunc.identity, ufunc.name) {
        (Identity::None, _) => Ok(none(py)),
        (Identity::Zero, "logical_or" | "logical_xor") => Ok(crate::ffi::boolean(py, false)),
        (Identity::One, "logical_and") => Ok(crate::ffi::boolean(py, true)),
        (Identity::Zero, _) => int(py, 0),
        (Identity::One, _) => int(py, 1),
        (Identity::MinusOne, _) => int(py, -1),
        (Identity::MinusInfinity, _) => Ok(pyo3::types::PyFloat::new(py, f64::NEG_INFINITY).into_any()),
    }
}

fn signature<'py>(object: &Any<'py>) -> Res<'py> {
    let py = object.py();
    Ok(this(object).signature().map_or_else(|| none(py), |signature| string(py, signature)))
}

fn types<'py>(object: &Any<'py>) -> Res<'py> {
    Ok(pyo3::types::PyList::new(object.py(), this(object).types())?.into_any())
}

/// Makes the class and its objects, and adds them to the module under all their names.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    let py = module.py();
    let builder = TypeBuilder::new("tegula.ufunc", size_of::<UfuncObject>(), "")
        .subclassable()
        .not_constructible()
        .offset("__vectorcalloffset__", std::mem::offset_of!(UfuncObject, vectorcall))
        .slot(ffi::Py_tp_call, ffi::PyVectorcall_Call as *mut _)
        .slot(ffi::Py_tp_repr, slots::unary(repr))
        .getter("__name__", "The name.", name)
        .getter("__qualname__", "The name.", name)
        .getter("__doc__", "What the function does.", doc)
        .getter("nin", "The number of inputs.", |u| int(u.py(), this(u).nin() as i64))
        .getter("nout", "The number of outputs.", |u| int(u.py(), this(u).nout() as i64))
        .getter("nargs", "The number of arguments.", |u| int(u.py(), (this(u).nin() + this(u).nout()) as i64))
        .getter("ntypes", "The number of loops.", |u| int(u.py(), this(u).types().len() as i64))
        .getter("types", "The types of the loops.", types)
        .getter("identity", "The value that does not change what it is combined with.", identity)
        .getter("signature", "The core dimensions, for functions that work on more than elements.", signature)
        // Pickled by name, as functions are.
        .noargs("__reduce__", "Pickles by name.", name);
    let class = methods::add(builder).build(py, &[])?;
    UFUNC.set(&class);
    callable::init(module, &class)?;
    // Python code cannot derive from it.
    // SAFETY: the class has just been made and nobody has used it.
    unsafe { (*class.as_type_ptr()).tp_flags &= !ffi::Py_TPFLAGS_BASETYPE };
    module.add("ufunc", class)?;
    // SAFETY: the pointer was made for this calling convention.
    let vectorcall = unsafe {
        std::mem::transmute::<*mut std::ffi::c_void, vectorcallfunc>(slots::vectorcall(call::call))
    };
    let vectors =
        [&tegula_linalg::VECDOT, &tegula_linalg::MATVEC, &tegula_linalg::VECMAT].map(Function::Vector);
    let table = tegula_ufunc::all().iter().map(|&u| Function::Table(u));
    for function in table.chain([Function::Matmul]).chain(vectors) {
        // SAFETY: a fresh object of the class, whose payload is written before anyone sees it.
        let object = unsafe {
            let object = owned(py, ffi::PyType_GenericAlloc(UFUNC.get(), 0))?;
            let payload = object.as_ptr().cast::<UfuncObject>();
            (*payload).vectorcall = vectorcall;
            (*payload).function = function;
            object
        };
        module.add(function.name(), &object)?;
        for (alias, _) in ALIASES.iter().filter(|(_, name)| *name == function.name()) {
            module.add(*alias, &object)?;
        }
    }
    Ok(())
}
