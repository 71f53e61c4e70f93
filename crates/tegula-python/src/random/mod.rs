//! `tegula.random`: seed sequences, bit generators and `Generator`.

mod bits;
mod choice;
mod draws;
mod families;
mod foreign;
mod generator;
mod integers;
mod kinds;
mod legacy;
mod legacy_choice;
mod order;
mod seed_sequence;
mod states;
mod vectors;

use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use tegula_random::ErrorKind;

use crate::error::Raised;

impl From<tegula_random::Error> for Raised {
    #[cold]
    fn from(error: tegula_random::Error) -> Raised {
        let text = error.to_string();
        match error.kind() {
            ErrorKind::Value => Raised::value(text),
            ErrorKind::Overflow => Raised::overflow(text),
            ErrorKind::Memory => Raised::named("_ArrayMemoryError", &text),
            ErrorKind::Os => PyOSError::new_err(text).into(),
        }
    }
}

/// An error of the engine as the exception that `#[pymethods]` return.
fn raise(error: tegula_random::Error) -> PyErr {
    Raised::from(error).into()
}

/// Makes the classes and adds them to the module.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    module.add_class::<seed_sequence::PySeedSequence>()?;
    module.add_class::<bits::PyBits>()?;
    module.add_class::<kinds::PyPcg64>()?;
    module.add_class::<kinds::PyPcg64Dxsm>()?;
    module.add_class::<kinds::PyMt19937>()?;
    module.add_class::<kinds::PyPhilox>()?;
    module.add_class::<kinds::PySfc64>()?;
    legacy::init(module)?;
    generator::init(module)
}
