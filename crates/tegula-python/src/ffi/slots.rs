//! Entry points: a safe Rust function becomes a C function pointer for a type slot.
//!
//! Each maker takes a function item, whose type has no size, and returns a C function generated for it;
//! so the call is direct. A panic becomes a Python exception.

use std::ffi::{c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind};

use pyo3::ffi::{self, PyObject};
use pyo3::prelude::*;
use pyo3::types::PyType;

use super::{Any, Args, Raised, Res};
use crate::warnings;

/// Runs the body of an entry point, then delivers what it has to warn of; gives `fail` if an exception was raised.
#[inline(always)]
fn enter<'py, R: Answer>(fail: R, body: impl FnOnce(Python<'py>) -> Result<R, Raised>) -> R {
    guard(fail, |py| {
        let result = body(py);
        if warnings::waiting() { settle(py, result) } else { result }
    })
}

/// Delivers the warnings of a call, unless it failed.
#[cold]
fn settle<R: Answer>(py: Python<'_>, result: Result<R, Raised>) -> Result<R, Raised> {
    match result {
        Ok(value) => match warnings::deliver(py) {
            Ok(()) => Ok(value),
            Err(raised) => {
                value.discard();
                Err(raised)
            }
        },
        Err(raised) => {
            warnings::forget();
            Err(raised)
        }
    }
}

/// Runs the body of an entry point; a panic becomes an exception.
#[inline(always)]
fn guard<'py, R>(fail: R, body: impl FnOnce(Python<'py>) -> Result<R, Raised>) -> R {
    // SAFETY: entry points are only called by the interpreter, on an attached thread.
    let py = unsafe { Python::assume_attached() };
    match catch_unwind(AssertUnwindSafe(|| body(py))) {
        Ok(Ok(value)) => value,
        Ok(Err(_)) => fail,
        Err(panic) => {
            let _raised = Raised::panic(panic);
            fail
        }
    }
}

/// What an entry point returns.
trait Answer {
    /// Gives up what the caller will not get.
    fn discard(self);
}

impl Answer for *mut PyObject {
    fn discard(self) {
        // SAFETY: the answer is a new reference or null, and the thread is attached.
        unsafe { ffi::Py_XDECREF(self) }
    }
}

impl Answer for c_int {
    fn discard(self) {}
}

impl Answer for isize {
    fn discard(self) {}
}

/// The value of a function item's type.
#[inline(always)]
fn conjure<F: Copy>() -> F {
    const { assert!(size_of::<F>() == 0) };
    // SAFETY: the type has no bytes, and the makers below were passed a value of it.
    unsafe { std::mem::zeroed() }
}

/// A borrowed argument.
///
/// # Safety
/// The pointer must be a live object.
#[inline(always)]
unsafe fn arg<'a, 'py>(py: Python<'py>, ptr: &'a *mut PyObject) -> &'a Any<'py> {
    // SAFETY: the caller vouches for the pointer.
    unsafe { Bound::ref_from_ptr(py, ptr) }
}

#[inline(always)]
fn pass(result: Res<'_>) -> Result<*mut PyObject, Raised> {
    result.map(Bound::into_ptr)
}

const NULL: *mut PyObject = std::ptr::null_mut();

macro_rules! makers {
    ($($(#[$doc:meta])* $name:ident: ($($p:ident: $ty:ty),*) -> $ret:ty = $fail:expr,
        [$($sig:tt)*], |$py:ident, $f:ident| $body:expr;)*) => {$(
        $(#[$doc])*
        pub fn $name<F>(_: F) -> *mut c_void
        where
            F: Copy + $($sig)*,
        {
            unsafe extern "C" fn slot<F>($($p: $ty),*) -> $ret
            where
                F: Copy + $($sig)*,
            {
                enter($fail, |$py| {
                    let $f = conjure::<F>();
                    // SAFETY: CPython passes live objects.
                    #[allow(unused_unsafe)]
                    unsafe { $body }
                })
            }
            slot::<F> as *mut c_void
        }
    )*};
}

makers! {
    /// `__neg__`, `__repr__`, `__iter__` and the like.
    unary: (x: *mut PyObject) -> *mut PyObject = NULL,
        [for<'a, 'py> Fn(&'a Any<'py>) -> Res<'py>],
        |py, f| pass(f(arg(py, &x)));
    /// `__next__`: `None` ends the iteration.
    next: (x: *mut PyObject) -> *mut PyObject = NULL,
        [for<'a, 'py> Fn(&'a Any<'py>) -> Result<Option<Any<'py>>, Raised>],
        |py, f| Ok(f(arg(py, &x))?.map_or(NULL, Bound::into_ptr));
    /// Binary operators, forward and reflected alike.
    binary: (x: *mut PyObject, y: *mut PyObject) -> *mut PyObject = NULL,
        [for<'a, 'py> Fn(&'a Any<'py>, &'a Any<'py>) -> Res<'py>],
        |py, f| pass(f(arg(py, &x), arg(py, &y)));
    /// `__pow__` with its optional modulus.
    ternary: (x: *mut PyObject, y: *mut PyObject, z: *mut PyObject) -> *mut PyObject = NULL,
        [for<'a, 'py> Fn(&'a Any<'py>, &'a Any<'py>, &'a Any<'py>) -> Res<'py>],
        |py, f| pass(f(arg(py, &x), arg(py, &y), arg(py, &z)));
    /// Rich comparison.
    compare: (x: *mut PyObject, y: *mut PyObject, op: c_int) -> *mut PyObject = NULL,
        [for<'a, 'py> Fn(&'a Any<'py>, &'a Any<'py>, c_int) -> Res<'py>],
        |py, f| pass(f(arg(py, &x), arg(py, &y), op));
    /// `__bool__`.
    inquiry: (x: *mut PyObject) -> c_int = -1,
        [for<'a, 'py> Fn(&'a Any<'py>) -> Result<bool, Raised>],
        |py, f| f(arg(py, &x)).map(c_int::from);
    /// `__len__`.
    length: (x: *mut PyObject) -> isize = -1,
        [for<'a, 'py> Fn(&'a Any<'py>) -> Result<usize, Raised>],
        |py, f| f(arg(py, &x)).map(|n| n as isize);
    /// `__hash__`.
    hash: (x: *mut PyObject) -> isize = -1,
        [for<'a, 'py> Fn(&'a Any<'py>) -> Result<isize, Raised>],
        |py, f| f(arg(py, &x)).map(|h| if h == -1 { -2 } else { h });
    /// `__contains__`.
    contains: (x: *mut PyObject, y: *mut PyObject) -> c_int = -1,
        [for<'a, 'py> Fn(&'a Any<'py>, &'a Any<'py>) -> Result<bool, Raised>],
        |py, f| f(arg(py, &x), arg(py, &y)).map(c_int::from);
    /// `sq_item`, which C code uses.
    item: (x: *mut PyObject, i: isize) -> *mut PyObject = NULL,
        [for<'a, 'py> Fn(&'a Any<'py>, isize) -> Res<'py>],
        |py, f| pass(f(arg(py, &x), i));
    /// `__setitem__` and, with no value, `__delitem__`.
    assign: (x: *mut PyObject, key: *mut PyObject, value: *mut PyObject) -> c_int = -1,
        [for<'a, 'py> Fn(&'a Any<'py>, &'a Any<'py>, Option<&'a Any<'py>>) -> Result<(), Raised>],
        |py, f| {
            let value = if value.is_null() { None } else { Some(arg(py, &value)) };
            f(arg(py, &x), arg(py, &key), value).map(|()| 0)
        };
    /// The getter of an attribute.
    getter: (x: *mut PyObject, _closure: *mut c_void) -> *mut PyObject = NULL,
        [for<'a, 'py> Fn(&'a Any<'py>) -> Res<'py>],
        |py, f| pass(f(arg(py, &x)));
    /// The setter of an attribute; no value means `del`.
    setter: (x: *mut PyObject, value: *mut PyObject, _closure: *mut c_void) -> c_int = -1,
        [for<'a, 'py> Fn(&'a Any<'py>, Option<&'a Any<'py>>) -> Result<(), Raised>],
        |py, f| {
            let value = if value.is_null() { None } else { Some(arg(py, &value)) };
            f(arg(py, &x), value).map(|()| 0)
        };
    /// A method with `METH_FASTCALL | METH_KEYWORDS`.
    method: (x: *mut PyObject, args: *const *mut PyObject, n: isize, names: *mut PyObject) -> *mut PyObject = NULL,
        [for<'a, 'py> Fn(&'a Any<'py>, Args<'a, 'py>) -> Res<'py>],
        |py, f| pass(f(arg(py, &x), Args::new(py, args, n as usize, names)));
    /// A function of a module, which ignores the module.
    function: (_x: *mut PyObject, args: *const *mut PyObject, n: isize, names: *mut PyObject) -> *mut PyObject = NULL,
        [for<'a, 'py> Fn(Args<'a, 'py>) -> Res<'py>],
        |py, f| pass(f(Args::new(py, args, n as usize, names)));
    /// A method without arguments.
    noargs: (x: *mut PyObject, _none: *mut PyObject) -> *mut PyObject = NULL,
        [for<'a, 'py> Fn(&'a Any<'py>) -> Res<'py>],
        |py, f| pass(f(arg(py, &x)));
    /// A method with one argument.
    one: (x: *mut PyObject, y: *mut PyObject) -> *mut PyObject = NULL,
        [for<'a, 'py> Fn(&'a Any<'py>, &'a Any<'py>) -> Res<'py>],
        |py, f| pass(f(arg(py, &x), arg(py, &y)));
    /// `__call__` and the construction of types by vectorcall.
    vectorcall: (x: *mut PyObject, args: *const *mut PyObject, n: usize, names: *mut PyObject) -> *mut PyObject = NULL,
        [for<'a, 'py> Fn(&'a Any<'py>, Args<'a, 'py>) -> Res<'py>],
        |py, f| pass(f(arg(py, &x), Args::new(py, args, ffi::PyVectorcall_NARGS(n) as usize, names)));
    /// `bf_getbuffer`.
    get_buffer: (x: *mut PyObject, view: *mut ffi::Py_buffer, flags: c_int) -> c_int = -1,
        [for<'a, 'py> Fn(&'a Any<'py>, *mut ffi::Py_buffer, c_int) -> Result<(), Raised>],
        |py, f| f(arg(py, &x), view, flags).map(|()| 0);
}

/// `__new__`: the arguments arrive as a tuple and a dictionary and are passed on as a vectorcall's.
pub fn new<F>(_: F) -> *mut c_void
where
    F: Copy + for<'a, 'py> Fn(&'a Bound<'py, PyType>, Args<'a, 'py>) -> Res<'py>,
{
    unsafe extern "C" fn slot<F>(
        class: *mut ffi::PyTypeObject,
        args: *mut PyObject,
        kwargs: *mut PyObject,
    ) -> *mut PyObject
    where
        F: Copy + for<'a, 'py> Fn(&'a Bound<'py, PyType>, Args<'a, 'py>) -> Res<'py>,
    {
        enter(NULL, |py| {
            let class = class.cast::<PyObject>();
            // SAFETY: CPython passes a type, a tuple, and a dictionary or null.
            unsafe {
                let class = arg(py, &class).cast_unchecked::<PyType>();
                let mut values: Vec<Any> = super::tuple_items(arg(py, &args)).unwrap_or_default().to_vec();
                let count = values.len();
                if kwargs.is_null() {
                    return pass(conjure::<F>()(class, Args::from_slice(py, &values)));
                }
                let kwargs = arg(py, &kwargs).cast_unchecked::<pyo3::types::PyDict>();
                let mut names = Vec::with_capacity(kwargs.len());
                for (name, value) in kwargs.iter() {
                    names.push(name);
                    values.push(value);
                }
                let names = super::tuple(py, &names)?;
                pass(conjure::<F>()(class, Args::new(py, values.as_ptr().cast(), count, names.as_ptr())))
            }
        })
    }
    slot::<F> as *mut c_void
}

/// `tp_dealloc`: runs `drop` on the object's payload, then frees the object and releases its type.
///
/// # Safety
/// `F` must leave the object's head alone and take care of all that its payload owns.
pub unsafe fn dealloc<F>(_: F) -> *mut c_void
where
    F: Copy + Fn(*mut PyObject),
{
    // SAFETY: as the caller vouches; the object is never kept.
    unsafe {
        dealloc_unless_kept(|x| {
            conjure::<F>()(x);
            false
        })
    }
}

/// The same for a type that keeps the memory of dead objects to use it again: `drop` tells whether it did.
///
/// # Safety
/// As for [`dealloc`].
pub unsafe fn dealloc_unless_kept<F>(_: F) -> *mut c_void
where
    F: Copy + Fn(*mut PyObject) -> bool,
{
    unsafe extern "C" fn slot<F: Copy + Fn(*mut PyObject) -> bool>(x: *mut PyObject) {
        guard((), |_| {
            // SAFETY: the object is dead; every heap type has `tp_free`, and its instances own a reference to it.
            unsafe {
                let class = ffi::Py_TYPE(x);
                if !conjure::<F>()(x)
                    && let Some(free) = (*class).tp_free
                {
                    free(x.cast());
                }
                ffi::Py_DECREF(class.cast());
            }
            Ok(())
        });
    }
    slot::<F> as *mut c_void
}
