//! Printing, to the character as NumPy prints.

use std::fmt::{Debug, Display, Formatter, Result};

use tegula_core::print::{PrintOptions, array_repr, array_str};

use crate::{Array, ArrayRef, View, ViewMut};

/// NumPy's print options, for [`display`](ArrayRef::display) and [`array2string`](print::array2string).
pub mod print {
    pub use tegula_core::print::{FloatMode, PrintOptions, Sign};

    use crate::ArrayRef;

    /// The text of an array with the options and the separator given: NumPy's `array2string`.
    ///
    /// ```
    /// use tegula::prelude::*;
    /// use tegula::print::{PrintOptions, array2string};
    ///
    /// let x = array![[1.5, 2.0], [3.0, 4.0]];
    /// assert_eq!(array2string(&x, &PrintOptions::default(), ","), "[[1.5,2. ],\n [3. ,4. ]]");
    /// ```
    pub fn array2string<T>(array: &ArrayRef<T>, options: &PrintOptions, separator: &str) -> String {
        tegula_core::print::array2string(&array.raw, options, separator, "", "")
    }
}

/// `{:?}` gives NumPy's `repr`; a precision, as in `{:.3?}`, is NumPy's print option.
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

/// `{}` gives NumPy's `str`; a precision, as in `{:.3}`, is NumPy's print option, and a plus, as in `{:+}`, its `sign`.
///
/// ```
/// use tegula::prelude::*;
///
/// let x = array![1.0, 2.0, 3.0] / 3.0;
/// assert_eq!(x.to_string(), "[0.33333333 0.66666667 1.        ]");
/// assert_eq!(format!("{x:.3}"), "[0.333 0.667 1.   ]");
/// assert_eq!(format!("{x:+.1}"), "[+0.3 +0.7 +1. ]");
/// ```
impl<T> Display for ArrayRef<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(&array_str(&self.raw, &options(f)))
    }
}

fn options(f: &Formatter<'_>) -> PrintOptions {
    let options = PrintOptions::default();
    PrintOptions {
        precision: f.precision().unwrap_or(options.precision),
        sign: if f.sign_plus() { print::Sign::Plus } else { options.sign },
        ..options
    }
}

/// An array and the options that it is printed with; see [`ArrayRef::display`].
struct Printed<'a, T> {
    array: &'a ArrayRef<T>,
    options: &'a PrintOptions,
}

impl<T> Display for Printed<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(&array_str(&self.array.raw, self.options))
    }
}

impl<T> Debug for Printed<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(&array_repr(&self.array.raw, self.options))
    }
}

impl<T> ArrayRef<T> {
    /// The array, to be printed with the options given by `{}` and `{:?}`: NumPy's `printoptions`.
    ///
    /// ```
    /// use tegula::prelude::*;
    /// use tegula::print::PrintOptions;
    ///
    /// let short = PrintOptions { threshold: 5, edgeitems: 2, ..PrintOptions::default() };
    /// assert_eq!(arange(10).display(&short).to_string(), "[0 1 ... 8 9]");
    /// ```
    pub fn display<'a>(&'a self, options: &'a PrintOptions) -> impl Display + Debug + 'a
    where
        T: 'a,
    {
        Printed { array: self, options }
    }
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
