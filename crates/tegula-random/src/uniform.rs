//! Uniform floating-point numbers.

use std::marker::PhantomData;

use crate::family::{draws, family};
use crate::{BitGenerator, Distribution, Error, Float, Relation};

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
    fn halves(&self) -> Option<u32> {
        Some(T::HALVES)
    }

    #[inline]
    fn fill<B: BitGenerator>(&self, bits: &mut B, out: &mut [T]) {
        T::fill_random(bits, out);
    }
}

/// Uniform on `[low, high)`: NumPy's `uniform`. `high` itself can come out through rounding; the range must be finite and
/// not below zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uniform {
    low: f64,
    range: f64,
}

family! {
    Uniform(low: f64 = Any, high: f64 = Any)
    unless [
        Relation { broken: |(low, high)| !(high - low).is_finite(), error: Error::RangeNotFinite },
        Relation { broken: |(low, high)| (high - low).is_sign_negative(), error: Error::Relation("high - low < 0") },
    ] => Uniform { low, range: high - low }
}

impl Distribution for Uniform {
    type Output = f64;
    type Carry = ();

    #[inline]
    fn sample<B: BitGenerator>(&self, bits: &mut B, _: &mut ()) -> f64 {
        self.low + self.range * bits.next_f64()
    }

    #[inline]
    fn halves(&self) -> Option<u32> {
        Some(2)
    }

    #[inline]
    fn fill<B: BitGenerator>(&self, bits: &mut B, out: &mut [f64]) {
        bits.fill_f64(out);
        out.iter_mut().for_each(|x| *x = self.low + self.range * *x);
    }
}

/// Triangular between `left` and `right` with its peak at `mode`: NumPy's `triangular`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Triangular {
    left: f64,
    right: f64,
    /// The share of the area left of the peak.
    ratio: f64,
    left_product: f64,
    right_product: f64,
}

family! {
    Triangular(left: f64 = Any, mode: f64 = Any, right: f64 = Any)
    unless [
        Relation { broken: |(left, mode, _)| left > mode, error: Error::Relation("left > mode") },
        Relation { broken: |(_, mode, right)| mode > right, error: Error::Relation("mode > right") },
        Relation { broken: |(left, _, right)| left == right, error: Error::Relation("left == right") },
    ] => {
        let (base, left_base) = (right - left, mode - left);
        Triangular {
            left,
            right,
            ratio: left_base / base,
            left_product: left_base * base,
            right_product: (right - mode) * base,
        }
    }
}

draws!(Triangular => f64: |this, bits| {
    let u = bits.next_f64();
    if u <= this.ratio {
        this.left + (u * this.left_product).sqrt()
    } else {
        this.right - ((1.0 - u) * this.right_product).sqrt()
    }
});
