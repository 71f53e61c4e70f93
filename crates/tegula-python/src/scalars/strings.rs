//! The classes `str_` and `bytes_`, whose objects are also Python's `str` and `bytes`, and `object_`, which
//! has no instances.

use pyo3::ffi::{self, PyTypeObject};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString, PyType};
use tegula_core::{DType, RawArray};

use super::CLASSES;
use crate::convert;
use crate::ffi::{
    Any, Args, Raised, Res, Signature, TypeBuilder, args::given, none, not_implemented, owned, slots, string,
    tuple,
};
use crate::{ndarray, text};

/// A string element as a scalar.
///
/// # Safety
/// There must be an element of the type at the address.
pub unsafe fn make(py: Python<'_>, dtype: DType, place: *const u8) -> Res<'_> {
    // SAFETY: the caller vouches for the address.
    let plain = unsafe { text::load(py, dtype, place)? };
    derive(py, CLASSES[dtype.index()].get(), tuple(py, &[plain])?, None)
}

/// Calls the constructor of the Python class that a class of ours derives from.
fn derive<'py>(
    py: Python<'py>,
    class: *mut PyTypeObject,
    args: Any<'py>,
    keywords: Option<&Bound<'py, PyDict>>,
) -> Res<'py> {
    // SAFETY: both built-in classes have a constructor, which takes a derived class, a tuple and a dictionary.
    unsafe {
        let is_text = ffi::PyType_IsSubtype(class, &raw mut ffi::PyUnicode_Type) != 0;
        let base = if is_text { &raw mut ffi::PyUnicode_Type } else { &raw mut ffi::PyBytes_Type };
        match (*base).tp_new {
            Some(new) => {
                let keywords = keywords.map_or(std::ptr::null_mut(), |k| k.as_ptr());
                owned(py, new(class, args.as_ptr(), keywords))
            }
            None => Err(Raised::type_("the class has no constructor")),
        }
    }
}

/// The 0-d array of a `str_` or `bytes_`; `None` for other objects.
pub fn array_of(scalar: &Any<'_>) -> Result<Option<RawArray>, Raised> {
    match text::dtype_of(scalar) {
        Some(_) => Ok(Some(convert::single(scalar, None)?)),
        None => Ok(None),
    }
}

fn new<'py>(class: &Bound<'py, PyType>, args: Args<'_, 'py>) -> Res<'py> {
    let py = class.py();
    // SAFETY: both are types.
    let is_bytes = unsafe { ffi::PyType_IsSubtype(class.as_type_ptr(), &raw mut ffi::PyBytes_Type) != 0 };
    if let ([single], true, true) = (args.positional(), is_bytes, args.is_positional())
        && single.cast::<PyString>().is_ok()
    {
        let ascii = [single.clone(), string(py, "ascii")];
        return derive(py, class.as_type_ptr(), tuple(py, &ascii)?, None);
    }
    let keywords = PyDict::new(py);
    for (name, value) in args.keywords() {
        keywords.set_item(name, value)?;
    }
    let keywords = Some(&keywords).filter(|k| !k.is_empty());
    derive(py, class.as_type_ptr(), tuple(py, args.positional())?, keywords)
}

/// The plain `str` or `bytes` of a scalar.
pub fn plain<'py>(scalar: &Any<'py>) -> Res<'py> {
    let whole = pyo3::types::PySlice::full(scalar.py());
    match scalar.cast::<PyBytes>() {
        Ok(bytes) => Ok(PyBytes::new(scalar.py(), bytes.as_bytes()).into_any()),
        // The slot of `str` itself makes a plain copy.
        Err(_) => Ok(scalar.py().get_type::<PyString>().getattr("__getitem__")?.call1((scalar, whole))?),
    }
}

fn convert_by<'py>(
    scalar: &Any<'py>,
    f: unsafe extern "C" fn(*mut ffi::PyObject) -> *mut ffi::PyObject,
) -> Res<'py> {
    let plain = plain(scalar)?;
    // SAFETY: the conversion accepts any object and returns a new reference or null.
    unsafe { owned(scalar.py(), f(plain.as_ptr())) }
}

fn repr<'py>(scalar: &Any<'py>) -> Res<'py> {
    let name = if scalar.cast::<PyBytes>().is_ok() { "bytes_" } else { "str_" };
    Ok(string(scalar.py(), &format!("np.{name}({})", plain(scalar)?.repr()?)))
}

fn str<'py>(scalar: &Any<'py>) -> Res<'py> {
    Ok(plain(scalar)?.str()?.into_any())
}

/// Operators of Python's own class, except beside arrays, which come first.
fn inherited<'py>(a: &Any<'py>, b: &Any<'py>, name: &str) -> Res<'py> {
    let py = a.py();
    if ndarray::get(a).is_some() || ndarray::get(b).is_some() {
        return Ok(not_implemented(py));
    }
    inherited_beside_arrays(a, b, name)
}

/// The operator of Python's own class, whatever stands beside it.
fn inherited_beside_arrays<'py>(a: &Any<'py>, b: &Any<'py>, name: &str) -> Res<'py> {
    let py = a.py();
    match text::dtype_of(a) {
        Some(DType::Str(_)) => Ok(py.get_type::<PyString>().getattr(name)?.call1((a, b))?),
        Some(_) => Ok(py.get_type::<PyBytes>().getattr(name)?.call1((a, b))?),
        None => Ok(not_implemented(py)),
    }
}

fn compare<'py>(a: &Any<'py>, b: &Any<'py>, op: std::ffi::c_int) -> Res<'py> {
    let name = match op {
        ffi::Py_LT => "__lt__",
        ffi::Py_LE => "__le__",
        ffi::Py_GT => "__gt__",
        ffi::Py_GE => "__ge__",
        ffi::Py_EQ => "__eq__",
        _ => "__ne__",
    };
    inherited(a, b, name)
}

fn no_sign<'py>(scalar: &Any<'py>, sign: &str) -> Res<'py> {
    let name = scalar.get_type().fully_qualified_name()?;
    Err(Raised::type_(format!("bad operand type for unary {sign}: '{name}'")))
}

fn no_magnitude<'py>(scalar: &Any<'py>) -> Res<'py> {
    let name = scalar.get_type().fully_qualified_name()?;
    Err(Raised::type_(format!("bad operand type for abs(): '{name}'")))
}

fn hash(scalar: &Any<'_>) -> Result<isize, Raised> {
    Ok(plain(scalar)?.hash()?)
}

/// `object_(x)`: `x` itself, or an array of the items of a sequence.
fn new_object<'py>(class: &Bound<'py, PyType>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::tuple("object_(obj=None)");
    let [value] = args.parse(&SIGNATURE)?;
    let Some(value) = given(value) else { return Ok(none(class.py())) };
    ndarray::result(class.py(), convert::to_array(value, Some(DType::Object))?)
}

/// Makes the classes and adds them to the module.
pub fn init(
    module: &Bound<'_, PyModule>,
    generic: &Bound<'_, PyType>,
    character: &Bound<'_, PyType>,
) -> Result<(), Raised> {
    let py = module.py();
    let text_class =
        (py.get_type::<PyString>(), DType::Str(0), "tegula.str_", "A text, also a Python `str`.");
    let bytes_class =
        (py.get_type::<PyBytes>(), DType::Bytes(0), "tegula.bytes_", "Bytes, also a Python `bytes`.");
    // What numbers have and Python's strings do not.
    let declined = slots::binary(|a, _| Ok(not_implemented(a.py())));
    for (base, dtype, name, doc) in [text_class, bytes_class] {
        let class = TypeBuilder::new(name, 0, doc)
            .subclassable()
            .slot(ffi::Py_tp_new, slots::new(new))
            .slot(ffi::Py_tp_repr, slots::unary(repr))
            .slot(ffi::Py_tp_str, slots::unary(str))
            .slot(ffi::Py_tp_hash, slots::hash(hash))
            .slot(ffi::Py_tp_richcompare, slots::compare(compare))
            .slot(ffi::Py_nb_add, slots::binary(|a, b| inherited(a, b, "__add__")))
            .slot(ffi::Py_nb_multiply, slots::binary(|a, b| inherited(a, b, "__mul__")))
            .slot(ffi::Py_nb_remainder, slots::binary(|a, b| inherited_beside_arrays(a, b, "__mod__")))
            .slot(ffi::Py_nb_subtract, declined)
            .slot(ffi::Py_nb_true_divide, declined)
            .slot(ffi::Py_nb_floor_divide, declined)
            .slot(ffi::Py_nb_divmod, declined)
            .slot(ffi::Py_nb_power, slots::ternary(|a, _, _| Ok(not_implemented(a.py()))))
            .slot(ffi::Py_nb_lshift, declined)
            .slot(ffi::Py_nb_rshift, declined)
            .slot(ffi::Py_nb_and, declined)
            .slot(ffi::Py_nb_or, declined)
            .slot(ffi::Py_nb_xor, declined)
            .slot(ffi::Py_nb_matrix_multiply, declined)
            .slot(ffi::Py_nb_negative, slots::unary(|x| no_sign(x, "-")))
            .slot(ffi::Py_nb_positive, slots::unary(|x| no_sign(x, "+")))
            .slot(ffi::Py_nb_invert, slots::unary(|x| no_sign(x, "~")))
            .slot(ffi::Py_nb_absolute, slots::unary(no_magnitude))
            .slot(ffi::Py_nb_bool, slots::inquiry(|x| Ok(x.len()? > 0)))
            .slot(ffi::Py_nb_int, slots::unary(|x| convert_by(x, ffi::PyNumber_Long)))
            .slot(ffi::Py_nb_float, slots::unary(|x| convert_by(x, ffi::PyNumber_Float)))
            .build(py, &[&base, character])?;
        CLASSES[dtype.index()].set(&class);
        module.add(class.name()?, &class)?;
    }
    let class = TypeBuilder::new("tegula.object_", 0, "Any Python object; it has no instances.")
        .slot(ffi::Py_tp_new, slots::new(new_object))
        .build(py, &[generic])?;
    CLASSES[DType::Object.index()].set(&class);
    module.add("object_", &class)?;
    Ok(())
}
