//! The von Mises distribution on the circle.
//!
//! D. J. Best and N. I. Fisher, "Efficient Simulation of the von Mises Distribution", 1979: rejection from a wrapped Cauchy
//! distribution. Very flat ones are uniform, very narrow ones a wrapped normal.

use std::f64::consts::PI;

use crate::family::{draws, family};
use crate::{BitGenerator, Float};

/// Normal on the circle, with mode `mu` and concentration `kappa`: NumPy's `vonmises`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VonMises {
    mu: f64,
    kappa: f64,
    method: Method,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Method {
    Nan,
    Uniform,
    Rejection { s: f64 },
    Normal,
}

family! {
    VonMises(mu: f64 = Any, kappa: f64 = NonNegative)
    => {
        let method = if kappa.is_nan() {
            Method::Nan
        } else if kappa < 1e-8 {
            Method::Uniform
        } else if kappa < 1e-5 {
            Method::Rejection { s: 1.0 / kappa + kappa }
        } else if kappa <= 1e6 {
            let r = 1.0 + (1.0 + 4.0 * kappa * kappa).sqrt();
            let rho = (r - (2.0 * r).sqrt()) / (2.0 * kappa);
            Method::Rejection { s: (1.0 + rho * rho) / (2.0 * rho) }
        } else {
            Method::Normal
        };
        VonMises { mu, kappa, method }
    }
}

draws!(VonMises => f64: |this, bits| {
    let VonMises { mu, kappa, method } = *this;
    match method {
        Method::Nan => f64::NAN,
        Method::Uniform => PI * (2.0 * bits.next_f64() - 1.0),
        Method::Normal => {
            let mut x = mu + (1.0 / kappa).sqrt() * f64::standard_normal(bits);
            if x < -PI {
                x += 2.0 * PI;
            }
            if x > PI {
                x -= 2.0 * PI;
            }
            x
        }
        Method::Rejection { s } => {
            rejection(bits, mu, kappa, s)
        }
    }
});

/// Best and Fisher's rejection method, where `s` follows from the concentration.
pub(crate) fn rejection<B: BitGenerator>(bits: &mut B, mu: f64, kappa: f64, s: f64) -> f64 {
    let w = loop {
        let z = (PI * bits.next_f64()).cos();
        let w = (1.0 + s * z) / (s + z);
        let y = kappa * (s - w);
        let v = bits.next_f64();
        if y * (2.0 - y) - v >= 0.0 || (y / v).ln() + 1.0 - y >= 0.0 {
            break w;
        }
    };
    let negative = bits.next_f64() < 0.5;
    let angle = w.acos();
    let x = if negative { -angle } else { angle } + mu;
    let wrapped = (x.abs() + PI) % (2.0 * PI) - PI;
    if x < 0.0 { -wrapped } else { wrapped }
}
