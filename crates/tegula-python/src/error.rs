//! The one map from the engine's errors to Python's exceptions.

use std::any::Any as StdAny;
use std::ffi::CString;

use pyo3::ffi;
use pyo3::prelude::*;
use tegula_core::{Error, ErrorKind};

/// Proof that a Python exception is set. It has no size, so a result that carries it is a plain pointer.
#[derive(Debug)]
#[must_use]
pub struct Raised(());

impl Raised {
    /// The exception that a call of the C interface has just set.
    pub fn already() -> Raised {
        Raised(())
    }

    #[cold]
    fn builtin(class: impl FnOnce() -> *mut ffi::PyObject, text: &str) -> Raised {
        Python::attach(|_| {
            let text = CString::new(text.replace('\0', "\\0")).unwrap_or_default();
            // SAFETY: the class is a built-in exception and the text a C string.
            unsafe { ffi::PyErr_SetString(class(), text.as_ptr()) };
        });
        Raised(())
    }

    /// Raises `ValueError`.
    pub fn value(text: impl AsRef<str>) -> Raised {
        // SAFETY: built-in exceptions are set up before any code of this module runs.
        Raised::builtin(|| unsafe { ffi::PyExc_ValueError }, text.as_ref())
    }

    /// Raises `TypeError`.
    pub fn type_(text: impl AsRef<str>) -> Raised {
        // SAFETY: as above.
        Raised::builtin(|| unsafe { ffi::PyExc_TypeError }, text.as_ref())
    }

    /// Raises `IndexError`.
    pub fn index(text: impl AsRef<str>) -> Raised {
        // SAFETY: as above.
        Raised::builtin(|| unsafe { ffi::PyExc_IndexError }, text.as_ref())
    }

    /// Raises `RuntimeError`.
    pub fn runtime(text: impl AsRef<str>) -> Raised {
        // SAFETY: as above.
        Raised::builtin(|| unsafe { ffi::PyExc_RuntimeError }, text.as_ref())
    }

    /// Raises `OverflowError`.
    pub fn overflow(text: impl AsRef<str>) -> Raised {
        // SAFETY: as above.
        Raised::builtin(|| unsafe { ffi::PyExc_OverflowError }, text.as_ref())
    }

    /// Raises `KeyError`.
    pub fn key(text: impl AsRef<str>) -> Raised {
        // SAFETY: as above.
        Raised::builtin(|| unsafe { ffi::PyExc_KeyError }, text.as_ref())
    }

    /// Raises `AttributeError`.
    pub fn attribute(text: impl AsRef<str>) -> Raised {
        // SAFETY: as above.
        Raised::builtin(|| unsafe { ffi::PyExc_AttributeError }, text.as_ref())
    }

    /// Raises `BufferError`.
    pub fn buffer(text: impl AsRef<str>) -> Raised {
        // SAFETY: as above.
        Raised::builtin(|| unsafe { ffi::PyExc_BufferError }, text.as_ref())
    }

    /// Raises an exception class of `tegula.exceptions`.
    #[cold]
    pub fn named(class: &str, text: &str) -> Raised {
        Python::attach(|py| match exception(py, class) {
            Ok(class) => PyErr::from_type(class, (text.to_owned(),)).restore(py),
            Err(error) => error.restore(py),
        });
        Raised(())
    }

    /// Raises what a panic of the engine had to say.
    #[cold]
    pub fn panic(panic: Box<dyn StdAny + Send>) -> Raised {
        let text = match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
            (Some(text), _) => (*text).to_owned(),
            (_, Some(text)) => text.clone(),
            _ => "panic".to_owned(),
        };
        // SAFETY: built-in exceptions are set up before any code of this module runs.
        Raised::builtin(|| unsafe { ffi::PyExc_SystemError }, &format!("internal error in tegula: {text}"))
    }

    /// Forgets the exception.
    pub fn clear(self) {
        Python::attach(|_| {
            // SAFETY: the thread is attached.
            unsafe { ffi::PyErr_Clear() }
        });
    }

    /// True if the exception is a `TypeError`.
    pub fn is_type_error(&self) -> bool {
        // SAFETY: an exception is set, so the thread is attached.
        unsafe { ffi::PyErr_ExceptionMatches(ffi::PyExc_TypeError) != 0 }
    }
}

impl Raised {
    /// True if the exception is of a class of `tegula.exceptions`.
    pub fn is_named(&self, py: Python<'_>, class: &str) -> bool {
        // SAFETY: an exception is set; it is put back if the class cannot be had.
        let pending = PyErr::take(py);
        let Some(pending) = pending else { return false };
        let found = exception(py, class).is_ok_and(|class| pending.is_instance(py, &class));
        pending.restore(py);
        found
    }
}

fn exception<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, pyo3::types::PyType>> {
    Ok(py.import("tegula.exceptions")?.getattr(name)?.cast_into()?)
}

impl From<PyErr> for Raised {
    #[cold]
    fn from(error: PyErr) -> Raised {
        Python::attach(|py| error.restore(py));
        Raised(())
    }
}

impl From<Raised> for PyErr {
    fn from(_: Raised) -> PyErr {
        Python::attach(PyErr::fetch)
    }
}

impl From<Error> for Raised {
    #[cold]
    fn from(error: Error) -> Raised {
        let text = error.to_string();
        match error.kind() {
            ErrorKind::Value => Raised::value(text),
            ErrorKind::Type => Raised::type_(text),
            ErrorKind::Index => Raised::index(text),
            ErrorKind::Axis => axis_error(&error),
            ErrorKind::Memory => Raised::named("_ArrayMemoryError", &text),
            ErrorKind::Overflow => Raised::overflow(text),
            // SAFETY: built-in exceptions are set up before any code of this module runs.
            ErrorKind::ZeroDivision => Raised::builtin(|| unsafe { ffi::PyExc_ZeroDivisionError }, &text),
            ErrorKind::LinAlg => Raised::named("LinAlgError", &text),
            ErrorKind::UfuncPair => Raised::named("_UFuncBinaryResolutionError", &text),
            ErrorKind::Promotion => Raised::named("DTypePromotionError", &text),
            ErrorKind::Encode | ErrorKind::Decode => coding_error(&error),
            ErrorKind::Raised => Raised::already(),
            ErrorKind::UfuncInputCast => Raised::named("_UFuncInputCastingError", &text),
            ErrorKind::UfuncNoLoop => Raised::named("_UFuncNoLoopError", &text),
            ErrorKind::UfuncOutputCast => Raised::named("_UFuncOutputCastingError", &text),
        }
    }
}

/// Text that is not ASCII, or bytes.
fn coding_error(error: &Error) -> Raised {
    const REASON: &str = "ordinal not in range(128)";
    Python::attach(|py| match error {
        Error::Encode { text, at } => {
            let arguments = ("ascii", text.clone(), *at, at + 1, REASON);
            pyo3::exceptions::PyUnicodeEncodeError::new_err(arguments).restore(py);
        }
        Error::Decode { bytes, at } => {
            let bytes = pyo3::types::PyBytes::new(py, bytes).unbind();
            pyo3::exceptions::PyUnicodeDecodeError::new_err(("ascii", bytes, *at, at + 1, REASON))
                .restore(py);
        }
        other => pyo3::exceptions::PyValueError::new_err(other.to_string()).restore(py),
    });
    Raised(())
}

fn axis_error(error: &Error) -> Raised {
    let &Error::Axis { axis, ndim, name } = error else {
        return Raised::value(error.to_string());
    };
    Python::attach(|py| match exception(py, "AxisError") {
        Ok(class) => PyErr::from_type(class, (axis, ndim, name)).restore(py),
        Err(error) => error.restore(py),
    });
    Raised(())
}
