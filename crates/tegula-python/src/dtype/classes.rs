//! The classes of `np.dtypes`: one for each type of elements, all derived from `dtype`.

use std::ffi::{CString, c_ulong};

use pyo3::ffi::{self, PyTypeObject};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};
use tegula_core::{DType, Kind};

use super::{DTYPE, object};
use crate::ffi::{Any, Args, Raised, Res, TypeBuilder, TypeCell, boolean, none, owned, slots, string, tuple};
use crate::scalars;

static CLASSES: [TypeCell; DType::Object.index() + 1] =
    [const { TypeCell::new() }; DType::Object.index() + 1];

/// The types that have classes; byte order and width do not count.
fn all() -> impl Iterator<Item = DType> {
    DType::ALL.into_iter().chain([DType::Str(0), DType::Bytes(0), DType::Object])
}

/// The class of the `dtype` objects of a type.
pub fn of(dtype: DType) -> *mut PyTypeObject {
    CLASSES[dtype.index()].get()
}

/// The type that a class stands for; that of strings has no width.
pub fn dtype_of_class(class: *mut PyTypeObject) -> Option<DType> {
    all().find(|d| of(*d) == class)
}

/// The name of the class in the module `dtypes`.
fn name(dtype: DType) -> String {
    let name = dtype.name().replacen("uint", "uInt", 1).replacen("bf", "bF", 1);
    name[..1].to_uppercase() + &name[1..] + "DType"
}

/// The constructor of such a class: strings take a width, the others nothing.
pub fn new<'py>(class: &Bound<'py, PyType>, dtype: DType, args: Args<'_, 'py>) -> Res<'py> {
    let make: fn(u32) -> DType = match dtype {
        DType::Str(_) => DType::Str,
        DType::Bytes(_) => DType::Bytes,
        _ if args.positional().is_empty() && args.is_positional() => return Ok(object(class.py(), dtype)),
        _ => {
            return Err(Raised::type_(
                "currently only the no-argument instantiation is supported; use `np.dtype` instead.",
            ));
        }
    };
    let [width] = args.positional() else {
        return Err(Raised::type_(format!(
            "function takes exactly 1 positional argument ({} given)",
            args.positional().len()
        )));
    };
    let width = crate::ffi::index(width)?;
    if width < 0 {
        return Err(Raised::value(format!(
            "Strings cannot have a negative size but a size of {width} was given"
        )));
    }
    match u32::try_from(width) {
        Ok(width) if width < 1 << 29 => Ok(object(class.py(), make(width))),
        _ => Err(Raised::value("The size of the string is too large")),
    }
}

fn no_subclass<'py>(_: &Bound<'py, PyType>, _: Args<'_, 'py>) -> Res<'py> {
    Err(Raised::type_("Preliminary-API: Cannot subclass DType."))
}

/// What the class is a class of.
fn element<'py>(class: &Any<'py>) -> Option<DType> {
    dtype_of_class(class.as_ptr().cast())
}

/// The class of the classes.
fn metaclass(py: Python<'_>) -> Result<Bound<'_, PyType>, Raised> {
    TypeBuilder::new("tegula._DTypeMeta", 0, "The class of the classes of data types.")
        .slot(ffi::Py_tp_new, slots::new(no_subclass))
        .getter("type", "The class of the elements.", |class| match element(class) {
            Some(dtype) => Ok(scalars::class(class.py(), dtype).into_any()),
            None => Ok(none(class.py())),
        })
        .getter("_abstract", "True if there are no types of exactly this class.", |class| {
            Ok(boolean(class.py(), element(class).is_none()))
        })
        .getter("_legacy", "True.", |class| Ok(boolean(class.py(), true)))
        .getter("_parametric", "True for classes of several types.", |class| {
            Ok(boolean(class.py(), element(class).is_some_and(DType::is_string)))
        })
        .getter("_is_numeric", "True for booleans and numbers.", |class| {
            Ok(boolean(class.py(), element(class).is_some_and(DType::is_number)))
        })
        .build(py, &[&py.get_type::<PyType>()])
}

/// A class made by Python's own constructor of classes, immutable and under the name `tegula.dtypes.NAME`.
fn derive<'py>(
    meta: &Bound<'py, PyType>,
    name: &str,
    base: &Bound<'py, PyType>,
    doc: &str,
) -> Result<Bound<'py, PyType>, Raised> {
    let py = meta.py();
    let space = PyDict::new(py);
    space.set_item("__slots__", tuple(py, &[])?)?;
    space.set_item("__module__", "tegula.dtypes")?;
    space.set_item("__doc__", doc)?;
    let bases = tuple(py, &[base.clone().into_any()])?;
    let args = tuple(py, &[string(py, name), bases, space.into_any()])?;
    let full = CString::new(format!("tegula.dtypes.{name}")).expect("names hold no zero byte");
    // SAFETY: `type` has a constructor, which makes a class of the metaclass given; the class is not yet known to
    // anyone, and its name lives for ever.
    unsafe {
        let new = ffi::PyType_Type.tp_new.expect("the class of classes has a constructor");
        let class = owned(py, new(meta.as_type_ptr(), args.as_ptr(), std::ptr::null_mut()))?;
        let ptr = class.as_ptr().cast::<PyTypeObject>();
        (*ptr).tp_name = full.into_raw();
        (*ptr).tp_flags |= ffi::Py_TPFLAGS_IMMUTABLETYPE as c_ulong;
        Ok(class.cast_into_unchecked())
    }
}

/// Makes the classes and adds them to the module. `dtype` becomes an instance of their class.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    let py = module.py();
    let meta = metaclass(py)?;
    let root = DTYPE.bind(py);
    // SAFETY: both are heap types; the metaclass adds nothing to the layout of `type`, and holds its reference.
    unsafe {
        (*root.as_ptr()).ob_type = meta.clone().into_ptr().cast();
    }
    let [integer, floating, complex] = ["Integer", "Float", "Complex"].map(|kind| {
        let doc = "The base of the classes of data types of one kind.";
        derive(&meta, &format!("_{kind}AbstractDType"), &root, doc)
    });
    let (integer, floating, complex) = (integer?, floating?, complex?);
    for dtype in all() {
        let base = match dtype.kind() {
            Kind::Signed | Kind::Unsigned => &integer,
            Kind::Float => &floating,
            Kind::Complex => &complex,
            _ => &root,
        };
        let doc = format!("The class of the data types of `{}`.", scalars::class(py, dtype).name()?);
        let class = derive(&meta, &name(dtype), base, &doc)?;
        CLASSES[dtype.index()].set(&class);
        module.add(name(dtype).as_str(), &class)?;
    }
    Ok(())
}
