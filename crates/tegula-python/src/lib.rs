//! The Python door of Tegula: the extension module `tegula._core`.
//!
//! Thin: arguments are parsed and results wrapped here, everything is computed by the crates below.
//! [`ffi`](mod@ffi) makes raw types and functions, [`ndarray`] is the array class, [`scalars`] and [`dtype`]
//! its elements, [`convert`] the way from any object to an array, [`ufunc`], [`functions`], [`linalg`],
//! [`random`] and [`nditer`] the functions and what else there is.

mod convert;
mod dtype;
mod error;
mod ffi;
mod functions;
mod gil;
mod linalg;
mod ndarray;
mod nditer;
mod objects;
mod operands;
mod overrides;
mod print;
mod random;
mod scalars;
mod text;
mod ufunc;
mod warnings;

use pyo3::prelude::*;

/// Fills the module. The order matters: objects of a class are only made once the class is there.
fn fill(module: &Bound<'_, PyModule>) -> Result<(), ffi::Raised> {
    objects::init();
    warnings::init();
    scalars::init(module)?;
    dtype::init(module)?;
    ndarray::protocols::init(module.py())?;
    ndarray::init(module)?;
    ufunc::init(module)?;
    overrides::function::init(module)?;
    functions::init(module)?;
    linalg::init(module)?;
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("little_endian", cfg!(target_endian = "little"))?;
    module.add_class::<nditer::NdIter>()?;
    nditer::add_nested_iters(module)?;
    random::init(module)?;
    print::init(module)
}

#[pymodule(gil_used = true)]
fn _core(module: &Bound<'_, PyModule>) -> PyResult<()> {
    Ok(fill(module)?)
}
