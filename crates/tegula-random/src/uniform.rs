//! Uniform floating-point numbers.

use std::marker::PhantomData;

use crate::{BitGenerator, Constraint, Distribution, Error, Float};

/// Uniform on `[0, 1)`: NumPy's `random`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Uniform01<T: Float = f64>(PhantomData<T>);

impl<T: Float> Distribution for Uniform01<T> {
    type Output = T;
    type Carry = ();

    #[inline]
    fn sample<B: BitGenerator>(&self, bits: &mut B, _: &mut ()) -> T {
        T::random(bits)
    }

    #[inline]
    fn fill<B: BitGenerator>(&self, bits: &mut B, out: &mut [T]) {
        T::fill_random(bits, out);
    }
}

/// Uniform on `[low, high)`: NumPy's `uniform`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uniform {
    low: f64,
    range: f64,
}

impl Uniform {
    /// The distribution on `[low, high)`; `high` itself can come out through rounding.
    ///
    /// # Errors
    /// [`Error::RangeNotFinite`] when `high - low` is infinite or NaN, [`Error::Parameter`] when it is below zero.
    pub fn new(low: f64, high: f64) -> Result<Uniform, Error> {
        let range = high - low;
        if !range.is_finite() {
            return Err(Error::RangeNotFinite);
        }
        Constraint::NonNegative.check("high - low", range)?;
        Ok(Uniform { low, range })
    }
}

impl Distribution for Uniform {
    type Output = f64;
    type Carry = ();

    #[inline]
    fn sample<B: BitGenerator>(&self, bits: &mut B, _: &mut ()) -> f64 {
        self.low + self.range * bits.next_f64()
    }
}
