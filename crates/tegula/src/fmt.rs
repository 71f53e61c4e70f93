//! Printing, to the character as NumPy prints.

use std::fmt::{Debug, Display, Formatter, Result};

use tegula_core::print::{PrintOptions, array_repr, array_str};

use crate::{Array, ArrayRef, View, ViewMut};

/// `{:?}` gives NumPy's `repr`.
///
/// ```
/// use tegula::prelude::*;
///
/// assert_eq!(format!("{:?}", array![[1.0, 2.5]]), "array([[1. , 2.5]])");
/// ```
impl<T> Debug for ArrayRef<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(&array_repr(&self.raw, &options(f)))
    }
}

/// `{}` gives NumPy's `str`; a precision, as in `{:.3}`, is NumPy's print option.
///
/// ```
/// use tegula::prelude::*;
///
/// let x = array![1.0, 2.0, 3.0] / 3.0;
/// assert_eq!(x.to_string(), "[0.33333333 0.66666667 1.        ]");
/// assert_eq!(format!("{x:.3}"), "[0.333 0.667 1.   ]");
/// ```
impl<T> Display for ArrayRef<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(&array_str(&self.raw, &options(f)))
    }
}

fn options(f: &Formatter<'_>) -> PrintOptions {
    let options = PrintOptions::default();
    PrintOptions { precision: f.precision().unwrap_or(options.precision), ..options }
}

macro_rules! print {
    ($($array:ty),*) => {$(
        impl<T> Debug for $array {
            fn fmt(&self, f: &mut Formatter<'_>) -> Result {
                Debug::fmt(&**self, f)
            }
        }
        impl<T> Display for $array {
            fn fmt(&self, f: &mut Formatter<'_>) -> Result {
                Display::fmt(&**self, f)
            }
        }
    )*};
}
print!(Array<T>, View<'_, T>, ViewMut<'_, T>);
