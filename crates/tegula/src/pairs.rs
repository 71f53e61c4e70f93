//! Functions with two results: floats by their parts, quotients with remainders.

use tegula_ufunc::{Arg, Options, Ufunc, table};

use crate::array::unwrap;
use crate::{Array, ArrayRef, Data, Number, Operand};

#[track_caller]
fn pair<A: Data, B: Data>(ufunc: &Ufunc, args: &[Arg]) -> (Array<A>, Array<B>) {
    let mut results = unwrap(ufunc.call_all(args, &[], &Options::default())).into_iter();
    let mut next = || results.next().expect("the function has two results");
    (Array::new(next()), Array::new(next()))
}

impl<T: Number> ArrayRef<T> {
    /// The fractional and the whole parts of the elements, both with their sign: `numpy.modf`.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let (fraction, whole) = array![1.5, -2.25].modf();
    /// assert_eq!(fraction, array![0.5, -0.25]);
    /// assert_eq!(whole, array![1.0, -2.0]);
    /// ```
    ///
    /// # Panics
    /// If the function does not know the elements' type, or memory is refused.
    #[track_caller]
    pub fn modf(&self) -> (Array<T::Math>, Array<T::Math>) {
        pair(&table::MODF, &[Arg::Array(&self.raw)])
    }

    /// Fractions between ½ and 1 and exponents of two, whose products are the elements: `numpy.frexp`.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let (fraction, exponent) = array![8.0, 0.75].frexp();
    /// assert_eq!(fraction, array![0.5, 0.75]);
    /// assert_eq!(exponent, array![4i32, 0]);
    /// ```
    ///
    /// # Panics
    /// If the function does not know the elements' type, or memory is refused.
    #[track_caller]
    pub fn frexp(&self) -> (Array<T::Math>, Array<i32>) {
        pair(&table::FREXP, &[Arg::Array(&self.raw)])
    }

    /// The quotients rounded down and the remainders that go with them: Python's `divmod`.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let (quotient, remainder) = array![7, -7].div_mod(4);
    /// assert_eq!(quotient, array![1, -2]);
    /// assert_eq!(remainder, array![3, 1]);
    /// ```
    ///
    /// # Panics
    /// If the shapes do not broadcast, the function does not know the elements' type, or memory is refused.
    #[track_caller]
    pub fn div_mod(&self, other: impl Operand<T>) -> (Array<T>, Array<T>) {
        let other = other.hold();
        pair(&table::DIVMOD, &[Arg::Array(&self.raw), other.arg()])
    }
}
