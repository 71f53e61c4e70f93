//! Normal distributions.

use std::marker::PhantomData;

use crate::{BitGenerator, Constraint, Distribution, Error, Float};

/// Normal with mean 0 and standard deviation 1: NumPy's `standard_normal`.
#[derive(Clone, Copy, Debug, Default)]
pub struct StandardNormal<T: Float = f64>(PhantomData<T>);

impl<T: Float> Distribution for StandardNormal<T> {
    type Output = T;
    type Carry = ();

    #[inline]
    fn sample<B: BitGenerator>(&self, bits: &mut B, _: &mut ()) -> T {
        T::standard_normal(bits)
    }
}

/// Normal with mean `loc` and standard deviation `scale`: NumPy's `normal`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normal {
    loc: f64,
    scale: f64,
}

impl Normal {
    /// The distribution with mean `loc` and standard deviation `scale`; NaN and infinities are let through.
    ///
    /// # Errors
    /// [`Error::Parameter`] when `scale` is below zero or minus zero.
    pub fn new(loc: f64, scale: f64) -> Result<Normal, Error> {
        Constraint::NonNegative.check("scale", scale)?;
        Ok(Normal { loc, scale })
    }
}

impl Distribution for Normal {
    type Output = f64;
    type Carry = ();

    #[inline]
    fn sample<B: BitGenerator>(&self, bits: &mut B, _: &mut ()) -> f64 {
        self.loc + self.scale * f64::standard_normal(bits)
    }
}
