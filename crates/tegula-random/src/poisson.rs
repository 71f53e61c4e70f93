//! Poisson and negative binomial distributions.
//!
//! - Means below 10: uniform draws are multiplied until the product falls below `e^-lam`.
//! - From 10 on: W. Hörmann, "The Transformed Rejection Method for Generating Poisson Random Variables", 1993.

use crate::family::{POISSON_MEAN_MAX, draws, family};
use crate::special::{log_gamma, to_i64};
use crate::{Error, Family, Gamma, Relation};

/// The number of events with mean `lam`: NumPy's `poisson`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Poisson(Method);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Method {
    Zero,
    Product { limit: f64 },
    Rejection { lam: f64, log_lam: f64, a: f64, b: f64, log_inverse_alpha: f64, vr: f64 },
}

family! {
    Poisson(lam: f64 = PoissonMean)
    => Poisson(if lam >= 10.0 {
        let b = 0.931 + 2.53 * lam.sqrt();
        Method::Rejection {
            lam,
            log_lam: lam.ln(),
            a: -0.059 + 0.02483 * b,
            b,
            log_inverse_alpha: (1.1239 + 1.1328 / (b - 3.4)).ln(),
            vr: 0.9277 - 3.6224 / (b - 2.0),
        }
    } else if lam == 0.0 {
        Method::Zero
    } else {
        Method::Product { limit: (-lam).exp() }
    })
}

draws!(Poisson => i64: |this, bits| match this.0 {
    Method::Zero => 0,
    Method::Product { limit } => {
        let (mut count, mut product) = (0, 1.0);
        loop {
            product *= bits.next_f64();
            if product > limit {
                count += 1;
            } else {
                break count;
            }
        }
    }
    Method::Rejection { lam, log_lam, a, b, log_inverse_alpha, vr } => loop {
        let u = bits.next_f64() - 0.5;
        let v = bits.next_f64();
        let us = 0.5 - u.abs();
        let k = to_i64(((2.0 * a / us + b) * u + lam + 0.43).floor());
        if us >= 0.07 && v <= vr {
            break k;
        }
        if k < 0 || us < 0.013 && v > us {
            continue;
        }
        let x = k as f64;
        if v.ln() + log_inverse_alpha - (a / (us * us) + b).ln() <= -lam + x * log_lam - log_gamma(x + 1.0) {
            break k;
        }
    },
});

/// The number of failures before `n` successes of probability `p`: NumPy's `negative_binomial`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NegativeBinomial(Gamma);

family! {
    NegativeBinomial(n: f64 = PositiveNotNan, p: f64 = PositiveProbability)
    unless [Relation {
        broken: |(n, p)| (1.0 - p) / p * (n + 10.0 * n.sqrt()) > POISSON_MEAN_MAX,
        error: Error::Relation("n too large or p too small, see Generator.negative_binomial Notes"),
    }]
    => NegativeBinomial(Family::set_up((n, (1.0 - p) / p)))
}

draws!(NegativeBinomial => i64: |this, bits| {
    let mean = this.0.sample(bits, &mut ());
    Poisson::set_up((mean,)).sample(bits, &mut ())
});
