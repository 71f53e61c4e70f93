//! Gamma and beta distributions.
//!
//! - Shapes from 1 on: G. Marsaglia and W. W. Tsang, "A Simple Method for Generating Gamma Variables", 2000.
//! - Shapes below 1: J. H. Ahrens and U. Dieter, "Computer Methods for Sampling from Gamma, Beta, Poisson and Binomial
//!   Distributions", 1974.
//! - Beta with both shapes up to 1: M. D. Jöhnk, "Erzeugung von betaverteilten und gammaverteilten Zufallszahlen", 1964.

use crate::family::{draws, family};
use crate::{BitGenerator, Constraint, Distribution, Error, Family, Float};

/// Gamma with scale 1: NumPy's `standard_gamma`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StandardGamma<T: Float = f64>(Method<T>);

/// How draws of a shape are made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Method<T> {
    Zero,
    Exponential,
    Small { shape: T, inverse: T },
    Large { b: T, c: T },
}

impl<T: Float> StandardGamma<T> {
    /// The distribution with this shape.
    ///
    /// # Errors
    /// In NumPy's words, when the shape is below zero.
    #[inline]
    pub fn new(shape: f64) -> Result<StandardGamma<T>, Error> {
        Family::of((shape,))
    }
}

impl<T: Float> Family for StandardGamma<T> {
    type Parameters = (f64,);
    const CONSTRAINTS: &'static [(&'static str, Constraint)] = &[("shape", Constraint::NonNegative)];

    #[inline]
    fn set_up((shape,): (f64,)) -> StandardGamma<T> {
        StandardGamma(T::gamma_method(shape))
    }
}

impl<T: Float> Distribution for StandardGamma<T> {
    type Output = T;
    type Carry = ();

    #[inline]
    fn sample<B: BitGenerator>(&self, bits: &mut B, _: &mut ()) -> T {
        T::standard_gamma(bits, &self.0)
    }
}

macro_rules! methods {
    ($ty:ident, $method:ident, $sample:ident) => {
        #[inline]
        pub(crate) fn $method(shape: f64) -> Method<$ty> {
            let shape = shape as $ty;
            if shape == 1.0 {
                Method::Exponential
            } else if shape == 0.0 {
                Method::Zero
            } else if shape < 1.0 {
                Method::Small { shape, inverse: 1.0 / shape }
            } else {
                let b = shape - 1.0 / 3.0;
                Method::Large { b, c: 1.0 / (9.0 * b).sqrt() }
            }
        }

        #[inline]
        pub(crate) fn $sample<B: BitGenerator>(bits: &mut B, method: &Method<$ty>) -> $ty {
            match *method {
                Method::Zero => 0.0,
                Method::Exponential => $ty::standard_exponential(bits),
                Method::Small { shape, inverse } => loop {
                    let u = $ty::random(bits);
                    let v = $ty::standard_exponential(bits);
                    if u <= 1.0 - shape {
                        let x = u.powf(inverse);
                        if x <= v {
                            break x;
                        }
                    } else {
                        let y = -((1.0 - u) / shape).ln();
                        let x = (1.0 - shape + shape * y).powf(inverse);
                        if x <= v + y {
                            break x;
                        }
                    }
                },
                Method::Large { b, c } => loop {
                    let x = $ty::standard_normal(bits);
                    let v = 1.0 + c * x;
                    if v <= 0.0 {
                        continue;
                    }
                    let v = v * v * v;
                    let u = $ty::random(bits);
                    if u < 1.0 - 0.0331 * (x * x) * (x * x) {
                        break b * v;
                    }
                    if u.ln() < 0.5 * x * x + b * (1.0 - v + v.ln()) {
                        break b * v;
                    }
                },
            }
        }
    };
}

methods!(f64, gamma_method_f64, standard_gamma_f64);
methods!(f32, gamma_method_f32, standard_gamma_f32);

/// Gamma with shape and scale: NumPy's `gamma`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gamma {
    standard: StandardGamma,
    scale: f64,
}

family! {
    Gamma(shape: f64 = NonNegative, scale: f64 = NonNegative)
    => Gamma { standard: Family::set_up((shape,)), scale }
}
draws!(Gamma => f64: |this, bits| this.scale * this.standard.sample(bits, &mut ()));

/// Beta: NumPy's `beta`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beta(BetaMethod);

#[derive(Clone, Copy, Debug, PartialEq)]
enum BetaMethod {
    /// So small that all but one draw in 10^100 are 0 or 1.
    Tiny {
        a: f64,
        b: f64,
    },
    Johnk {
        a: f64,
        b: f64,
    },
    Ratio {
        a: StandardGamma,
        b: StandardGamma,
    },
}

family! {
    Beta(a: f64 = Positive, b: f64 = Positive)
    => {
        const TINY: f64 = 3e-103;
        Beta(if a <= 1.0 && b <= 1.0 {
            if a < TINY && b < TINY { BetaMethod::Tiny { a, b } } else { BetaMethod::Johnk { a, b } }
        } else {
            BetaMethod::Ratio { a: Family::set_up((a,)), b: Family::set_up((b,)) }
        })
    }
}

draws!(Beta => f64: |this, bits| match this.0 {
    BetaMethod::Tiny { a, b } => f64::from(u8::from((a + b) * bits.next_f64() < a)),
    BetaMethod::Johnk { a, b } => johnk(bits, a, b),
    BetaMethod::Ratio { a, b } => {
        let a = a.sample(bits, &mut ());
        let b = b.sample(bits, &mut ());
        a / (a + b)
    }
});

fn johnk<B: BitGenerator>(bits: &mut B, a: f64, b: f64) -> f64 {
    loop {
        let u = bits.next_f64();
        let v = bits.next_f64();
        let x = u.powf(1.0 / a);
        let y = v.powf(1.0 / b);
        let sum = x + y;
        if sum <= 1.0 && u + v > 0.0 {
            if x > 0.0 && y > 0.0 {
                return x / sum;
            }
            // A power underflowed: the same ratio by way of logarithms.
            let delta = u.ln() / a - v.ln() / b;
            return if delta > 0.0 {
                (-(-delta).exp().ln_1p()).exp()
            } else {
                (delta - delta.exp().ln_1p()).exp()
            };
        }
    }
}
