//! The discrete distributions of `RandomState`.

use crate::family::{draws, family};
use crate::legacy::Gamma;
use crate::special::{log_gamma, to_i64};
use crate::{BitGenerator, Constraint, Error, Family, Poisson, Relation};

/// Integers uniform on those that are not negative: NumPy's `tomaxint`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TomaxInt;

draws!(TomaxInt => i64: |_this, bits| (bits.next_u64() >> 1) as i64);

/// The number of successes of probability `p` among `n` trials: NumPy's `binomial`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Binomial(crate::Binomial);

impl Binomial {
    /// The distribution with these parameters.
    ///
    /// # Errors
    /// In NumPy's words, when a parameter lies outside its domain.
    pub fn new(n: i64, p: f64) -> Result<Binomial, Error> {
        Family::of((p, n))
    }
}

impl Family for Binomial {
    type Parameters = (f64, i64);
    const CONSTRAINTS: &'static [(&'static str, Constraint)] =
        &[("p", Constraint::Probability), ("n", Constraint::NonNegative)];

    #[inline]
    fn set_up((p, n): (f64, i64)) -> Binomial {
        Binomial(crate::Binomial::legacy(n, p))
    }
}

draws!(Binomial => i64: |this, bits| this.0.sample(bits, &mut ()));

/// The number of failures before `n` successes of probability `p`: NumPy's `negative_binomial`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NegativeBinomial(Gamma);

family! {
    NegativeBinomial(n: f64 = Positive, p: f64 = Probability)
    => NegativeBinomial(Family::set_up((n, (1.0 - p) / p)))
}

draws!(NegativeBinomial => i64: |this, bits| {
    let mean = this.0.sample(bits, &mut ());
    Poisson::set_up((mean,)).sample(bits, &mut ())
});

/// The number of trials up to the first success: NumPy's `geometric`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometric {
    p: f64,
}

family!(Geometric(p: f64 = PositiveProbability) => Geometric { p });

draws!(Geometric => i64: |this, bits| {
    let p = this.p;
    if p < 1.0 / 3.0 {
        to_i64(((-bits.next_f64()).ln_1p() / (1.0 - p).ln()).ceil())
    } else {
        let (mut trials, mut sum, mut product) = (1, p, p);
        let u = bits.next_f64();
        while u > sum {
            product *= 1.0 - p;
            sum += product;
            trials += 1;
        }
        trials
    }
});

/// Fisher's logarithmic series: NumPy's `logseries`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogSeries {
    p: f64,
}

family!(LogSeries(p: f64 = ProbabilityBelowOne) => LogSeries { p });

draws!(LogSeries => i64: |this, bits| {
    let r = (1.0 - this.p).ln();
    loop {
        let v = bits.next_f64();
        if v >= this.p {
            break 1;
        }
        let q = 1.0 - (r * bits.next_f64()).exp();
        if v <= q * q {
            let result = to_i64((1.0 + v.ln() / q.ln()).floor());
            if result < 1 || v == 0.0 {
                continue;
            }
            break result;
        }
        break if v >= q { 1 } else { 2 };
    }
});

/// Zipf or zeta with exponent `a`: NumPy's `zipf`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zipf {
    a: f64,
}

family!(Zipf(a: f64 = AboveOne) => Zipf { a });

draws!(Zipf => i64: |this, bits| {
    let am1 = this.a - 1.0;
    let b = 2f64.powf(am1);
    loop {
        let u = 1.0 - bits.next_f64();
        let v = bits.next_f64();
        let x = u.powf(-1.0 / am1).floor();
        if x > i64::MAX as f64 || x < 1.0 {
            continue;
        }
        let t = (1.0 + 1.0 / x).powf(am1);
        if v * x * (t - 1.0) / (b - 1.0) <= t / b {
            break to_i64(x);
        }
    }
});

/// The number of good items in a sample without replacement: NumPy's `hypergeometric`. It looks at the parameters together
/// before it looks at each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hypergeometric {
    good: i64,
    bad: i64,
    sample: i64,
}

impl Hypergeometric {
    /// The distribution with these parameters.
    ///
    /// # Errors
    /// In NumPy's words, when a parameter lies outside its domain.
    pub fn new(ngood: i64, nbad: i64, nsample: i64) -> Result<Hypergeometric, Error> {
        Family::of((ngood, nbad, nsample))
    }
}

impl Family for Hypergeometric {
    type Parameters = (i64, i64, i64);
    const CONSTRAINTS: &'static [(&'static str, Constraint)] =
        &[("ngood", Constraint::Any), ("nbad", Constraint::Any), ("nsample", Constraint::Any)];
    const RELATIONS: &'static [Relation<(i64, i64, i64)>] = &[
        Relation {
            broken: |(good, bad, sample)| good.wrapping_add(bad) < sample,
            error: Error::Relation("ngood + nbad < nsample"),
        },
        Relation { broken: |(good, _, _)| good < 0, error: Error::Relation("ngood < 0") },
        Relation { broken: |(_, bad, _)| bad < 0, error: Error::Relation("nbad < 0") },
        Relation {
            broken: |(_, _, sample)| sample < 1,
            error: Error::Relation("nsample < 1 or nsample is NaN"),
        },
    ];

    #[inline]
    fn set_up((good, bad, sample): (i64, i64, i64)) -> Hypergeometric {
        Hypergeometric { good, bad, sample }
    }
}

draws!(Hypergeometric => i64: |this, bits| {
    let Hypergeometric { good, bad, sample } = *this;
    match sample {
        0 => 0,
        1..=10 => one_by_one(bits, good, bad, sample),
        _ => by_ratio(bits, good, bad, sample),
    }
});

fn one_by_one<B: BitGenerator>(bits: &mut B, good: i64, bad: i64, sample: i64) -> i64 {
    let rest = (bad + good - sample) as f64;
    let fewer = bad.min(good) as f64;
    let (mut left, mut k) = (fewer, sample);
    while left > 0.0 {
        let u = bits.next_f64();
        left -= (u + left / (rest + k as f64)).floor();
        k -= 1;
        if k == 0 {
            break;
        }
    }
    let drawn = to_i64(fewer - left);
    if good > bad { sample - drawn } else { drawn }
}

/// Algorithm HRUA of E. Stadlober, "The Ratio of Uniforms Approach for Generating Discrete Random Variates", 1990.
fn by_ratio<B: BitGenerator>(bits: &mut B, good: i64, bad: i64, sample: i64) -> i64 {
    /// `2 sqrt(2 / e)` and `3 - 2 sqrt(3 / e)`.
    const D: [f64; 2] = [1.7155277699214135, 0.8989161620588988];
    let total = good + bad;
    let (fewer, more) = (good.min(bad), good.max(bad));
    let sampled = sample.min(total - sample);
    let p = fewer as f64 / total as f64;
    let q = 1.0 - p;
    let a = sampled as f64 * p + 0.5;
    let variance = (total - sampled) as f64 * sample as f64 * p * q / (total - 1) as f64;
    let c = (variance + 0.5).sqrt();
    let h = D[0] * c + D[1];
    let mode = to_i64(((sampled + 1) as f64 * (fewer + 1) as f64 / (total + 2) as f64).floor());
    let log_weight = |k: i64| {
        log_gamma((k + 1) as f64)
            + log_gamma((fewer - k + 1) as f64)
            + log_gamma((sampled - k + 1) as f64)
            + log_gamma((more - sampled + k + 1) as f64)
    };
    let g = log_weight(mode);
    let far = (a + 16.0 * c).floor();
    let bound = (sampled.min(fewer) as f64 + 1.0).min(far);
    let drawn = loop {
        let u = bits.next_f64();
        let v = bits.next_f64();
        let x = a + h * (v - 0.5) / u;
        if x < 0.0 || x >= bound {
            continue;
        }
        let k = to_i64(x.floor());
        let t = g - log_weight(k);
        if u * (4.0 - u) - 3.0 <= t {
            break k;
        }
        if u * (u - t) >= 1.0 {
            continue;
        }
        if 2.0 * u.ln() <= t {
            break k;
        }
    };
    let drawn = if good > bad { sampled - drawn } else { drawn };
    if sampled < sample { good - drawn } else { drawn }
}
