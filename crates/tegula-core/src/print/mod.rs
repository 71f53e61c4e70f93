//! The text of arrays and scalars, equal to NumPy's to the character.
//!
//! [`array_str`] and [`array_repr`] are Python's `str` and `repr` of an array, [`scalar_str`] and
//! [`scalar_repr`] those of a NumPy scalar. [`array2string`], [`format_float_positional`] and
//! [`format_float_scientific`] are NumPy's functions of the same names.
//!
//! ```
//! use tegula_core::print::{PrintOptions, array_repr};
//! use tegula_core::{DType, RawArray};
//!
//! let zeros = RawArray::zeros(&[2, 3], DType::F32)?;
//! let text = array_repr(&zeros, &PrintOptions::default());
//! assert_eq!(text, "array([[0., 0., 0.],\n       [0., 0., 0.]], dtype=float32)");
//! # Ok::<(), tegula_core::Error>(())
//! ```

#![forbid(unsafe_code)]

mod array;
mod digits;
mod element;
mod float;
mod natural;
mod options;
mod scalar;

pub use array::{array_repr, array_repr_of, array_str, array2string, array2string_with};
pub use float::{Positional, Scientific, Trim, format_float_positional, format_float_scientific};
pub use options::{FloatMode, Legacy, PrintOptions, Sign};
pub use scalar::{scalar_repr, scalar_repr_as, scalar_str, scalar_str_as};
