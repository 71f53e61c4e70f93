//! Python as the host of the engine's objects: counting references, converting, and the operations that
//! universal functions do on objects.

use pyo3::exceptions::PyTypeError;
use pyo3::ffi::{self, PyObject};
use pyo3::prelude::*;
use tegula_core::objects::{Host, Operation, Reference, set_host};
use tegula_core::{DType, Error, RawArray, Result};

use crate::convert::element;
use crate::ffi::{Any, Raised, Res, boolean, int, none, owned, truth, type_name};
use crate::{scalars, text};

/// Registers Python with the engine.
pub fn init() {
    set_host(Host { retain, release, write, read, operation, width });
}

/// An element's object: null stands for `None`.
///
/// # Safety
/// The reference must be null or a live object.
pub unsafe fn borrow<'py>(py: Python<'py>, reference: Reference) -> Any<'py> {
    // SAFETY: the caller vouches for the reference.
    unsafe { if reference.is_null() { none(py) } else { Bound::from_borrowed_ptr(py, reference.cast()) } }
}

/// The object that an element refers to.
///
/// # Safety
/// There must be an element of type `Object` at the address.
pub unsafe fn load<'py>(py: Python<'py>, place: *const u8) -> Any<'py> {
    // SAFETY: the caller vouches for the place.
    unsafe { borrow(py, place.cast::<Reference>().read_unaligned()) }
}

/// Makes an element refer to an object; what it referred to before is released last.
///
/// # Safety
/// There must be an element of type `Object` at the address.
pub unsafe fn store(object: &Any<'_>, place: *mut u8) {
    // SAFETY: the caller vouches for the place; the new reference is given away.
    unsafe { tegula_core::objects::Owned::new(object.clone().into_ptr().cast()).swap(place) }
}

/// A 0-d array that holds the object.
pub fn array_of(object: &Any<'_>) -> std::result::Result<RawArray, Raised> {
    let array = RawArray::empty(&[], DType::Object)?;
    // SAFETY: the array has one element.
    unsafe { store(object, array.ptr()) };
    Ok(array)
}

/// The engine's word for an exception that is set.
pub fn raised(_: Raised) -> Error {
    Error::Raised
}

unsafe fn retain(object: Reference) {
    // SAFETY: the engine holds a live object, and works on objects only while the interpreter is held.
    unsafe { ffi::Py_INCREF(object.cast::<PyObject>()) }
}

unsafe fn release(object: Reference) {
    let object = object.cast::<PyObject>();
    // SAFETY: the engine gives away a reference that it owned, while the interpreter is held.
    unsafe {
        // Only the last reference runs code, which must not see an exception that is on its way.
        if ffi::Py_REFCNT(object) > 1 || ffi::PyErr_Occurred().is_null() {
            return ffi::Py_DECREF(object);
        }
        let py = Python::assume_attached();
        let pending = PyErr::take(py);
        ffi::Py_DECREF(object);
        if let Some(pending) = pending {
            pending.restore(py);
        }
    }
}

unsafe fn write(object: Reference, dtype: DType, place: *mut u8) -> Result<()> {
    // SAFETY: the engine works on objects only while the interpreter is held, and vouches for object and place.
    unsafe {
        let singleton = object.cast::<PyObject>();
        if dtype == DType::Bool && (singleton == ffi::Py_True() || singleton == ffi::Py_False()) {
            place.write((singleton == ffi::Py_True()).into());
            return Ok(());
        }
        let py = Python::assume_attached();
        element::store(&borrow(py, object), dtype, place).map_err(raised)
    }
}

unsafe fn read(dtype: DType, place: *const u8) -> Result<Reference> {
    // SAFETY: as above.
    unsafe {
        let py = Python::assume_attached();
        give(scalars::to_python_at(py, dtype, place))
    }
}

unsafe fn width(object: Reference, is_text: bool) -> Result<u32> {
    // SAFETY: as above.
    unsafe {
        let py = Python::assume_attached();
        text::width(&borrow(py, object), is_text).map_err(raised)
    }
}

fn give(result: Res<'_>) -> Result<Reference> {
    result.map(|object| object.into_ptr().cast()).map_err(raised)
}

type Binary = unsafe extern "C" fn(*mut PyObject, *mut PyObject) -> *mut PyObject;
type Unary = unsafe extern "C" fn(*mut PyObject) -> *mut PyObject;

/// Runs the body of an operation with its arguments as Python objects.
///
/// # Safety
/// The arguments must be live objects or null, and the interpreter be held.
unsafe fn enter<const N: usize>(
    args: &[Reference],
    body: impl for<'py> FnOnce(Python<'py>, [Any<'py>; N]) -> Res<'py>,
) -> Result<Reference> {
    // SAFETY: the caller holds the interpreter and vouches for the arguments.
    unsafe {
        let py = Python::assume_attached();
        give(body(py, std::array::from_fn(|i| borrow(py, args[i]))))
    }
}

macro_rules! operations {
    ($($kind:ident { $($name:ident $($with:expr)?;)* })*) => {
        /// The operation behind the universal function of this name.
        fn operation(name: &str) -> Option<Operation> {
            Some(match name {
                $($(stringify!($name) => {
                    unsafe fn $name(args: &[Reference]) -> Result<Reference> {
                        // SAFETY: the engine passes live objects while the interpreter is held.
                        unsafe { operations!(@$kind args, stringify!($name) $(, $with)?) }
                    }
                    $name
                })*)*
                _ => return None,
            })
        }
    };
    (@binary $args:ident, $name:expr, $with:expr) => { enter($args, |py, [a, b]| {
        let f: Binary = $with;
        owned(py, f(a.as_ptr(), b.as_ptr()))
    }) };
    (@unary $args:ident, $name:expr, $with:expr) => { enter($args, |py, [a]| {
        let f: Unary = $with;
        owned(py, f(a.as_ptr()))
    }) };
    (@compare $args:ident, $name:expr, $with:expr) => { enter($args, |py, [a, b]| {
        owned(py, ffi::PyObject_RichCompare(a.as_ptr(), b.as_ptr(), $with))
    }) };
    (@one $args:ident, $name:expr, $with:expr) => { enter($args, |_, [a]| $with(a)) };
    (@two $args:ident, $name:expr, $with:expr) => { enter($args, |_, [a, b]| $with(a, b)) };
    (@math $args:ident, $name:expr) => { enter($args, |py, [a]| {
        Ok(py.import("math")?.getattr($name)?.call1((a,))?)
    }) };
    (@method $args:ident, $name:expr) => { enter($args, |_, [a]| method(&a, $name)) };
    (@method2 $args:ident, $name:expr) => { enter($args, |_, [a, b]| Ok(a.call_method1($name, (b,))?)) };
}

operations! {
    binary {
        add ffi::PyNumber_Add;
        subtract ffi::PyNumber_Subtract;
        multiply ffi::PyNumber_Multiply;
        divide ffi::PyNumber_TrueDivide;
        floor_divide ffi::PyNumber_FloorDivide;
        remainder ffi::PyNumber_Remainder;
        left_shift ffi::PyNumber_Lshift;
        right_shift ffi::PyNumber_Rshift;
        bitwise_and ffi::PyNumber_And;
        bitwise_or ffi::PyNumber_Or;
        bitwise_xor ffi::PyNumber_Xor;
    }
    unary {
        negative ffi::PyNumber_Negative;
        positive ffi::PyNumber_Positive;
        absolute ffi::PyNumber_Absolute;
        invert ffi::PyNumber_Invert;
    }
    compare {
        equal ffi::Py_EQ;
        not_equal ffi::Py_NE;
        less ffi::Py_LT;
        less_equal ffi::Py_LE;
        greater ffi::Py_GT;
        greater_equal ffi::Py_GE;
    }
    two {
        power power_of;
        logical_and and_of;
        logical_or or_of;
        maximum |a, b| larger(a, b, ffi::Py_GE);
        minimum |a, b| larger(a, b, ffi::Py_LE);
        fmax |a, b| larger(a, b, ffi::Py_GE);
        fmin |a, b| larger(a, b, ffi::Py_LE);
        gcd gcd_of;
        lcm lcm_of;
    }
    one {
        logical_not not_of;
        square square_of;
        reciprocal reciprocal_of;
        sign sign_of;
        bitwise_count bits_of;
    }
    math { floor; ceil; trunc; }
    method {
        conjugate; sqrt; cbrt; exp; exp2; expm1; log; log2; log10; log1p; sin; cos; tan; arcsin; arccos; arctan;
        sinh; cosh; tanh; arcsinh; arccosh; arctanh; rint; fabs; deg2rad; rad2deg; degrees; radians;
    }
    method2 { arctan2; hypot; fmod; logical_xor; }
}

fn power_of<'py>(a: Any<'py>, b: Any<'py>) -> Res<'py> {
    // SAFETY: the call accepts any objects and returns a new reference or null.
    unsafe { owned(a.py(), ffi::PyNumber_Power(a.as_ptr(), b.as_ptr(), ffi::Py_None())) }
}

fn and_of<'py>(a: Any<'py>, b: Any<'py>) -> Res<'py> {
    Ok(if truth(&a)? { b } else { a })
}

fn or_of<'py>(a: Any<'py>, b: Any<'py>) -> Res<'py> {
    Ok(if truth(&a)? { a } else { b })
}

/// The greatest common divisor: Python's for integers, Euclid's algorithm for other numbers.
fn gcd_of<'py>(mut a: Any<'py>, mut b: Any<'py>) -> Res<'py> {
    let math = a.py().import("math")?;
    match math.call_method1("gcd", (&a, &b)) {
        Err(error) if error.is_instance_of::<PyTypeError>(a.py()) => {}
        found => return Ok(found?),
    }
    for number in [&a, &b] {
        if !math.call_method1("isfinite", (number,))?.is_truthy()? {
            return Err(Raised::value(format!(
                "Can only find greatest common divisor of finite arguments, found \"{a}\" and \"{b}\""
            )));
        }
    }
    while b.is_truthy()? {
        let rest = a.rem(&b)?;
        (a, b) = (b, rest);
    }
    Ok(a.abs()?)
}

fn lcm_of<'py>(a: Any<'py>, b: Any<'py>) -> Res<'py> {
    let divisor = gcd_of(a.clone(), b.clone())?;
    Ok(a.floor_div(divisor)?.mul(b)?.abs()?)
}

fn not_of<'py>(a: Any<'py>) -> Res<'py> {
    let truth = truth(&a)?;
    Ok(boolean(a.py(), !truth))
}

fn square_of<'py>(a: Any<'py>) -> Res<'py> {
    // SAFETY: the call accepts any objects and returns a new reference or null.
    unsafe { owned(a.py(), ffi::PyNumber_Multiply(a.as_ptr(), a.as_ptr())) }
}

fn reciprocal_of<'py>(a: Any<'py>) -> Res<'py> {
    let one = int(a.py(), 1)?;
    // SAFETY: as above.
    unsafe { owned(a.py(), ffi::PyNumber_TrueDivide(one.as_ptr(), a.as_ptr())) }
}

fn larger<'py>(a: Any<'py>, b: Any<'py>, op: std::ffi::c_int) -> Res<'py> {
    // SAFETY: the call accepts any objects.
    let first = unsafe { ffi::PyObject_RichCompareBool(a.as_ptr(), b.as_ptr(), op) };
    crate::ffi::check(first)?;
    Ok(if first != 0 { a } else { b })
}

fn bits_of<'py>(a: Any<'py>) -> Res<'py> {
    method(&a, "bit_count")
}

fn sign_of<'py>(a: Any<'py>) -> Res<'py> {
    let zero = int(a.py(), 0)?;
    for (op, value) in [(ffi::Py_LT, -1), (ffi::Py_GT, 1), (ffi::Py_EQ, 0)] {
        // SAFETY: the call accepts any objects.
        let holds = unsafe { ffi::PyObject_RichCompareBool(a.as_ptr(), zero.as_ptr(), op) };
        crate::ffi::check(holds)?;
        if holds != 0 {
            return int(a.py(), value);
        }
    }
    Err(Raised::type_("unorderable types for comparison"))
}

/// Calls a method that does for one object what the universal function does for arrays.
fn method<'py>(object: &Any<'py>, name: &str) -> Res<'py> {
    let found = object.getattr_opt(name)?.filter(|m| m.is_callable());
    let Some(found) = found else {
        let text = format!(
            "loop of ufunc does not support argument 0 of type {} which has no callable {name} method",
            type_name(object)
        );
        return Err(Raised::type_(text));
    };
    Ok(found.call0()?)
}
