//! Normal distributions, and what is made of one or two normal draws.

use std::marker::PhantomData;

use crate::family::{draws, family};
use crate::{BitGenerator, Distribution, Float};

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

/// Normal with mean `loc` and standard deviation `scale`: NumPy's `normal`. NaN and infinities are let through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normal {
    loc: f64,
    scale: f64,
}

family!(Normal(loc: f64 = Any, scale: f64 = NonNegative) => Normal { loc, scale });
draws!(Normal => f64: |this, bits| this.loc + this.scale * f64::standard_normal(bits));

/// The exponential of a normal variable: NumPy's `lognormal`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogNormal {
    mean: f64,
    sigma: f64,
}

family!(LogNormal(mean: f64 = Any, sigma: f64 = NonNegative) => LogNormal { mean, sigma });
draws!(LogNormal => f64: |this, bits| (this.mean + this.sigma * f64::standard_normal(bits)).exp());

/// The ratio of two normal variables: NumPy's `standard_cauchy`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StandardCauchy;

draws!(StandardCauchy => f64: |_this, bits| {
    let above = f64::standard_normal(bits);
    above / f64::standard_normal(bits)
});

/// Inverse Gaussian, the time a Brownian motion takes to a level: NumPy's `wald`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wald {
    mean: f64,
    scale: f64,
}

family!(Wald(mean: f64 = Positive, scale: f64 = Positive) => Wald { mean, scale });

// J. R. Michael, W. R. Schucany and R. W. Haas, "Generating Random Variates Using Transformations with Multiple Roots",
// 1976: a squared normal variable has two roots, between which a uniform draw chooses.
draws!(Wald => f64: |this, bits| {
    let Wald { mean, scale } = *this;
    let normal = f64::standard_normal(bits);
    let y = mean * normal * normal;
    let d = 1.0 + (1.0 + 4.0 * scale / y).sqrt();
    let x = mean * (1.0 - 2.0 / d);
    if bits.next_f64() <= mean / (mean + x) { x } else { mean * mean / x }
});
