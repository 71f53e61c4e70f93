//! The exponential distribution, and what is made of one exponential or uniform draw.

use std::marker::PhantomData;

use crate::family::{draws, family};
use crate::{BitGenerator, Distribution, Float};

/// Exponential with mean 1: NumPy's `standard_exponential`.
#[derive(Clone, Copy, Debug, Default)]
pub struct StandardExponential<T: Float = f64>(PhantomData<T>);

impl<T: Float> Distribution for StandardExponential<T> {
    type Output = T;
    type Carry = ();

    #[inline]
    fn sample<B: BitGenerator>(&self, bits: &mut B, _: &mut ()) -> T {
        T::standard_exponential(bits)
    }
}

/// Exponential with mean 1 by inversion, one word a draw: NumPy's `standard_exponential(method='inv')`.
#[derive(Clone, Copy, Debug, Default)]
pub struct InverseExponential<T: Float = f64>(PhantomData<T>);

impl<T: Float> Distribution for InverseExponential<T> {
    type Output = T;
    type Carry = ();

    #[inline]
    fn sample<B: BitGenerator>(&self, bits: &mut B, _: &mut ()) -> T {
        T::inverse_exponential(bits)
    }
}

/// Exponential with mean `scale`: NumPy's `exponential`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exponential {
    scale: f64,
}

family!(Exponential(scale: f64 = NonNegative) => Exponential { scale });
draws!(Exponential => f64: |this, bits| this.scale * f64::standard_exponential(bits));

/// Pareto II or Lomax with shape `a`: NumPy's `pareto`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pareto {
    a: f64,
}

family!(Pareto(a: f64 = Positive) => Pareto { a });
draws!(Pareto => f64: |this, bits| (f64::standard_exponential(bits) / this.a).exp_m1());

/// Weibull with shape `a`: NumPy's `weibull`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weibull {
    a: f64,
}

family!(Weibull(a: f64 = NonNegative) => Weibull { a });
draws!(Weibull => f64: |this, bits| {
    if this.a == 0.0 { 0.0 } else { f64::standard_exponential(bits).powf(1.0 / this.a) }
});

/// Density `a x^(a - 1)` on `[0, 1]`: NumPy's `power`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Power {
    a: f64,
}

family!(Power(a: f64 = Positive) => Power { a });
draws!(Power => f64: |this, bits| (-(-f64::standard_exponential(bits)).exp_m1()).powf(1.0 / this.a));

/// The length of a normal vector in the plane: NumPy's `rayleigh`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rayleigh {
    scale: f64,
}

family!(Rayleigh(scale: f64 = NonNegative) => Rayleigh { scale });
draws!(Rayleigh => f64: |this, bits| this.scale * (2.0 * f64::standard_exponential(bits)).sqrt());

/// Double exponential: NumPy's `laplace`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Laplace {
    loc: f64,
    scale: f64,
}

family!(Laplace(loc: f64 = Any, scale: f64 = NonNegative) => Laplace { loc, scale });
draws!(Laplace => f64: |this, bits| {
    loop {
        let u = bits.next_f64();
        if u >= 0.5 {
            break this.loc - this.scale * (2.0 - u - u).ln();
        }
        if u > 0.0 {
            break this.loc + this.scale * (u + u).ln();
        }
    }
});

/// Extreme values of type I: NumPy's `gumbel`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gumbel {
    loc: f64,
    scale: f64,
}

family!(Gumbel(loc: f64 = Any, scale: f64 = NonNegative) => Gumbel { loc, scale });
draws!(Gumbel => f64: |this, bits| {
    loop {
        let u = 1.0 - bits.next_f64();
        if u < 1.0 {
            break this.loc - this.scale * (-u.ln()).ln();
        }
    }
});

/// Logistic: NumPy's `logistic`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Logistic {
    loc: f64,
    scale: f64,
}

family!(Logistic(loc: f64 = Any, scale: f64 = NonNegative) => Logistic { loc, scale });
draws!(Logistic => f64: |this, bits| {
    loop {
        let u = bits.next_f64();
        if u > 0.0 {
            break this.loc + this.scale * (u / (1.0 - u)).ln();
        }
    }
});
