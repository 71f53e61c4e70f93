//! Floating-point errors on their way to Python: what the engine reports waits until the entry point that called it
//! returns, for only then the interpreter is held and an exception has somewhere to go.

use std::cell::RefCell;
use std::ffi::CString;
use std::sync::atomic::{AtomicUsize, Ordering};

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyTuple;
use tegula_kernels::flags::{self, Flags, Report};

use crate::ffi::Raised;

thread_local! {
    static WAITING: RefCell<Vec<Waiting>> = const { RefCell::new(Vec::new()) };
}

/// What waits, in all threads. A thread always sees its own additions.
static COUNT: AtomicUsize = AtomicUsize::new(0);

enum Waiting {
    Errors { scalar: bool, name: &'static str, flags: Flags },
    Warning(&'static str),
    Complex,
}

/// Takes part in what the engine reports.
pub fn init() {
    flags::listen(|report| {
        push(match report {
            Report::Errors(name, flags) => Waiting::Errors { scalar: false, name, flags },
            Report::Warning(text) => Waiting::Warning(text),
            Report::Complex => Waiting::Complex,
        });
    });
}

fn push(waiting: Waiting) {
    WAITING.with_borrow_mut(|list| list.push(waiting));
    COUNT.fetch_add(1, Ordering::Relaxed);
}

/// Reports an error of scalar arithmetic.
#[cold]
pub fn scalar_error(name: &'static str, flags: Flags) {
    push(Waiting::Errors { scalar: true, name, flags });
}

/// Whether something may wait.
#[inline(always)]
pub fn waiting() -> bool {
    COUNT.load(Ordering::Relaxed) != 0
}

/// Puts the errors of an operation that was done in parts together under one name.
#[cold]
pub fn merge(name: &'static str, scalar: bool) {
    let mut all = Flags::NONE;
    for waiting in take() {
        match waiting {
            Waiting::Errors { name: part, flags, .. } if part != "cast" => all |= flags,
            other => push(other),
        }
    }
    if !all.is_empty() {
        push(Waiting::Errors { scalar, name, flags: all });
    }
}

fn take() -> Vec<Waiting> {
    let list = WAITING.take();
    COUNT.fetch_sub(list.len(), Ordering::Relaxed);
    list
}

/// Forgets what waits, because the call failed.
#[cold]
pub fn forget() {
    drop(take());
}

/// Does what the settings say with everything that waits.
///
/// # Errors
/// The exception that a setting or a filter of warnings turns an error into.
#[cold]
#[inline(never)]
pub fn deliver(py: Python<'_>) -> Result<(), Raised> {
    for waiting in take() {
        match waiting {
            // SAFETY: built-in exceptions are set up before any code of this module runs.
            Waiting::Warning(text) => warn(unsafe { ffi::PyExc_RuntimeWarning }, text)?,
            Waiting::Complex => {
                let class = py.import("tegula.exceptions")?.getattr("ComplexWarning")?;
                warn(class.as_ptr(), "Casting complex values to real discards the imaginary part")?;
            }
            Waiting::Errors { scalar, name, flags } => {
                let modes = modes(py)?;
                let told = Flags::from_bits(
                    (0..4).filter(|i| modes >> (3 * i) & 7 != 0).fold(0, |bits, i| bits | 1 << i),
                );
                if (flags.bits() & told.bits()) == 0 {
                    continue;
                }
                let name = if scalar { format!("scalar {name}") } else { name.to_owned() };
                settings(py)?.1.call1(py, (name, flags.bits()))?;
            }
        }
    }
    Ok(())
}

fn warn(class: *mut ffi::PyObject, text: &str) -> Result<(), Raised> {
    let text = CString::new(text).unwrap_or_default();
    // SAFETY: the thread is attached; class and text are valid.
    match unsafe { ffi::PyErr_WarnEx(class, text.as_ptr(), 1) } {
        0 => Ok(()),
        _ => Err(Raised::already()),
    }
}

/// The context variable with the settings, and the function that acts on them.
fn settings(py: Python<'_>) -> Result<&'static (Py<PyAny>, Py<PyAny>), Raised> {
    static SETTINGS: PyOnceLock<(Py<PyAny>, Py<PyAny>)> = PyOnceLock::new();
    Ok(SETTINGS.get_or_try_init(py, || -> PyResult<_> {
        let module = py.import("tegula._errors")?;
        Ok((module.getattr("_state")?.unbind(), module.getattr("_handle")?.unbind()))
    })?)
}

/// The modes of the four errors in this context, three bits each; zero is to ignore them.
fn modes(py: Python<'_>) -> Result<u32, Raised> {
    let variable = &settings(py)?.0;
    let mut value = std::ptr::null_mut();
    // SAFETY: the variable is one, and the value is a new reference.
    let state = unsafe {
        if ffi::PyContextVar_Get(variable.as_ptr(), std::ptr::null_mut(), &mut value) != 0 {
            return Err(Raised::already());
        }
        Bound::from_owned_ptr(py, value)
    };
    Ok(state.cast::<PyTuple>().map_err(PyErr::from)?.get_item(0)?.extract()?)
}
