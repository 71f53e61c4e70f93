//! Scalars as NumPy 1.13 printed them: with a fixed number of significant digits.

use std::ffi::{CStr, c_char};

use pyo3::ffi;
use tegula_core::print::scalar_str;
use tegula_core::{DType, Scalar, c128};

/// `repr(scalar)`.
pub fn repr(value: Scalar) -> String {
    text(value, if wide(value) { 17 } else { 8 })
}

/// `str(scalar)`.
pub fn str(value: Scalar) -> String {
    text(value, if wide(value) { 12 } else { 6 })
}

fn wide(value: Scalar) -> bool {
    matches!(value.dtype().real(), DType::F64)
}

fn text(value: Scalar, digits: i32) -> String {
    match value.dtype() {
        dtype if dtype.is_float() => {
            let text = digits_of(value.to_f64(), digits, false);
            let whole = text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
            if whole { text + ".0" } else { text }
        }
        dtype if dtype.is_complex() => complex(value.to_c128(), digits),
        _ => scalar_str(value),
    }
}

fn complex(z: c128, digits: i32) -> String {
    // Beside a number a star marks an imaginary part that is none.
    let star = if z.im.is_finite() { "" } else { "*" };
    if z.re == 0.0 && z.re.is_sign_positive() {
        return format!("{}{star}j", digits_of(z.im, digits, false));
    }
    format!("({}{}{star}j)", digits_of(z.re, digits, false), digits_of(z.im, digits, true))
}

/// C's `%.{digits}g`.
fn digits_of(value: f64, digits: i32, plus: bool) -> String {
    if value.is_nan() {
        return if plus { "+nan" } else { "nan" }.to_owned();
    }
    let flags = if plus { ffi::Py_DTSF_SIGN } else { 0 };
    // SAFETY: the call returns a C string that is freed below, or null without memory.
    unsafe {
        let text = ffi::PyOS_double_to_string(value, b'g' as c_char, digits, flags, std::ptr::null_mut());
        if text.is_null() {
            ffi::PyErr_Clear();
            return String::new();
        }
        let owned = CStr::from_ptr(text).to_string_lossy().into_owned();
        ffi::PyMem_Free(text.cast());
        owned
    }
}
