//! The continuous distributions of `RandomState`, on the polar method and on the inverted exponential distribution.

use std::f64::consts::PI;

use crate::family::{draws, family};
use crate::vonmises::rejection;
use crate::{BitGenerator, Distribution, Error, Family, Poisson, Relation};

/// By inversion.
fn exponential<B: BitGenerator>(bits: &mut B) -> f64 {
    -(1.0 - bits.next_f64()).ln()
}

/// J. H. Ahrens and U. Dieter's method below 1, G. Marsaglia and W. W. Tsang's from 1 on.
fn gamma<B: BitGenerator>(bits: &mut B, shape: f64) -> f64 {
    if shape == 1.0 {
        return exponential(bits);
    }
    if shape == 0.0 {
        return 0.0;
    }
    if shape < 1.0 {
        loop {
            let u = bits.next_f64();
            let v = exponential(bits);
            if u <= 1.0 - shape {
                let x = u.powf(1.0 / shape);
                if x <= v {
                    return x;
                }
            } else {
                let y = -((1.0 - u) / shape).ln();
                let x = (1.0 - shape + shape * y).powf(1.0 / shape);
                if x <= v + y {
                    return x;
                }
            }
        }
    }
    let b = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * b).sqrt();
    loop {
        let (x, v) = loop {
            let x = bits.next_gauss();
            let v = 1.0 + c * x;
            // NaN is a draw as well.
            if v > 0.0 || v.is_nan() {
                break (x, v * v * v);
            }
        };
        let u = bits.next_f64();
        if u < 1.0 - 0.0331 * (x * x) * (x * x) || u.ln() < 0.5 * x * x + b * (1.0 - v + v.ln()) {
            return b * v;
        }
    }
}

fn chi_square<B: BitGenerator>(bits: &mut B, df: f64) -> f64 {
    2.0 * gamma(bits, df / 2.0)
}

fn noncentral_chi_square<B: BitGenerator>(bits: &mut B, df: f64, nonc: f64) -> f64 {
    if nonc == 0.0 {
        return chi_square(bits, df);
    }
    if df > 1.0 {
        let central = chi_square(bits, df - 1.0);
        let n = bits.next_gauss() + nonc.sqrt();
        return central + n * n;
    }
    let steps = Poisson::set_up((nonc / 2.0,)).sample(bits, &mut ());
    let drawn = chi_square(bits, df + (2 * steps) as f64);
    if nonc.is_nan() { f64::NAN } else { drawn }
}

macro_rules! legacy {
    ($(
        $(#[$doc:meta])*
        $name:ident($($parameter:ident = $constraint:ident),*) |$bits:ident| $draw:expr;
    )*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub struct $name {
            $($parameter: f64),*
        }

        family!($name($($parameter: f64 = $constraint),*) => $name { $($parameter),* });

        draws!($name => f64: |this, $bits| {
            let $name { $($parameter),* } = *this;
            $draw
        });
    )*};
}

/// Uniform on `[0, 1)` scaled and moved: NumPy's `uniform`, for any finite range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uniform {
    low: f64,
    high: f64,
}

family! {
    Uniform(low: f64 = Any, high: f64 = Any)
    unless [Relation {
        broken: |(low, high)| !(high - low).is_finite(),
        error: Error::RangeExceeded,
    }]
    => Uniform { low, high }
}

draws!(Uniform => f64: |this, bits| this.low + (this.high - this.low) * bits.next_f64());

/// Normal with mean 0 and standard deviation 1: NumPy's `standard_normal`, `randn`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StandardNormal;

draws!(StandardNormal => f64: |_this, bits| bits.next_gauss());

/// Exponential with mean 1: NumPy's `standard_exponential`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StandardExponential;

draws!(StandardExponential => f64: |_this, bits| exponential(bits));

/// The ratio of two normal draws: NumPy's `standard_cauchy`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StandardCauchy;

draws!(StandardCauchy => f64: |_this, bits| {
    let numerator = bits.next_gauss();
    numerator / bits.next_gauss()
});

legacy! {
    /// Normal with mean `loc` and standard deviation `scale`: NumPy's `normal`.
    Normal(loc = Any, scale = NonNegative) |bits| loc + scale * bits.next_gauss();

    /// The exponential of a normal draw: NumPy's `lognormal`.
    LogNormal(mean = Any, sigma = NonNegative) |bits| (mean + sigma * bits.next_gauss()).exp();

    /// Exponential with mean `scale`: NumPy's `exponential`.
    Exponential(scale = NonNegative) |bits| scale * exponential(bits);

    /// Gamma with scale 1: NumPy's `standard_gamma`.
    StandardGamma(shape = NonNegative) |bits| gamma(bits, shape);

    /// NumPy's `gamma`.
    Gamma(shape = NonNegative, scale = NonNegative) |bits| scale * gamma(bits, shape);

    /// Pareto II: NumPy's `pareto`.
    Pareto(a = Positive) |bits| (exponential(bits) / a).exp() - 1.0;

    /// NumPy's `weibull`.
    Weibull(a = NonNegative) |bits| if a == 0.0 { 0.0 } else { exponential(bits).powf(1.0 / a) };

    /// NumPy's `power`.
    Power(a = Positive) |bits| (1.0 - (-exponential(bits)).exp()).powf(1.0 / a);

    /// NumPy's `rayleigh`.
    Rayleigh(scale = NonNegative) |bits| scale * (-2.0 * (-bits.next_f64()).ln_1p()).sqrt();

    /// NumPy's `chisquare`.
    ChiSquare(df = Positive) |bits| chi_square(bits, df);

    /// NumPy's `noncentral_chisquare`.
    NoncentralChiSquare(df = Positive, nonc = NonNegative) |bits| noncentral_chi_square(bits, df, nonc);

    /// NumPy's `f`.
    F(dfnum = Positive, dfden = Positive) |bits| {
        let numerator = chi_square(bits, dfnum) * dfden;
        numerator / (chi_square(bits, dfden) * dfnum)
    };

    /// NumPy's `noncentral_f`.
    NoncentralF(dfnum = Positive, dfden = Positive, nonc = NonNegative) |bits| {
        let numerator = noncentral_chi_square(bits, dfnum, nonc) * dfden;
        numerator / (chi_square(bits, dfden) * dfnum)
    };

    /// Student's t: NumPy's `standard_t`.
    StandardT(df = Positive) |bits| {
        let normal = bits.next_gauss();
        (df / 2.0).sqrt() * normal / gamma(bits, df / 2.0).sqrt()
    };

    /// Inverse Gaussian: NumPy's `wald`.
    Wald(mean = Positive, scale = Positive) |bits| {
        let half = mean / (2.0 * scale);
        let normal = bits.next_gauss();
        let y = mean * normal * normal;
        let x = mean + half * (y - (4.0 * scale * y + y * y).sqrt());
        if bits.next_f64() <= mean / (mean + x) { x } else { mean * mean / x }
    };

    /// NumPy's `beta`: M. D. Jöhnk's method if both shapes are up to 1, else of two gamma draws.
    Beta(a = Positive, b = Positive) |bits| {
        if a <= 1.0 && b <= 1.0 {
            loop {
                let (u, v) = (bits.next_f64(), bits.next_f64());
                let (x, y) = (u.powf(1.0 / a), v.powf(1.0 / b));
                if x + y <= 1.0 {
                    if x + y > 0.0 {
                        break x / (x + y);
                    }
                    // Both have vanished; their logarithms have not.
                    let (x, y) = (u.ln() / a, v.ln() / b);
                    let larger = if x > y { x } else { y };
                    let (x, y) = (x - larger, y - larger);
                    break (x - (x.exp() + y.exp()).ln()).exp();
                }
            }
        } else {
            let x = gamma(bits, a);
            x / (x + gamma(bits, b))
        }
    };

    /// Normal on the circle: NumPy's `vonmises`, by D. J. Best and N. I. Fisher's method for all concentrations.
    VonMises(mu = Any, kappa = NonNegative) |bits| {
        if kappa.is_nan() {
            f64::NAN
        } else if kappa < 1e-8 {
            PI * (2.0 * bits.next_f64() - 1.0)
        } else {
            let s = if kappa < 1e-5 {
                1.0 / kappa + kappa
            } else {
                let r = 1.0 + (1.0 + 4.0 * kappa * kappa).sqrt();
                let rho = (r - (2.0 * r).sqrt()) / (2.0 * kappa);
                (1.0 + rho * rho) / (2.0 * rho)
            };
            rejection(bits, mu, kappa, s)
        }
    };
}
