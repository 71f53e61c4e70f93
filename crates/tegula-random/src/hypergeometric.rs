//! The hypergeometric distribution.
//!
//! - Small samples: the items are drawn one after the other.
//! - Others: algorithm HRUA of E. Stadlober, "The Ratio of Uniforms Approach for Generating Discrete Random Variates", 1990.

use crate::bounded::masked;
use crate::family::draws;
use crate::special::{log_factorial, to_i64};
use crate::{BitGenerator, Constraint, Error, Family, Relation};

/// The number of good items in a sample without replacement: NumPy's `hypergeometric`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hypergeometric {
    good: i64,
    bad: i64,
    sample: i64,
    ratio: Option<Ratio>,
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

const MAX: i64 = 1_000_000_000;

/// NumPy looks at the parameters together before it looks at each.
impl Family for Hypergeometric {
    type Parameters = (i64, i64, i64);
    const CONSTRAINTS: &'static [(&'static str, Constraint)] =
        &[("ngood", Constraint::Any), ("nbad", Constraint::Any), ("nsample", Constraint::Any)];
    const RELATIONS: &'static [Relation<(i64, i64, i64)>] = &[
        Relation {
            broken: |(good, bad, _)| good >= MAX || bad >= MAX,
            error: Error::Relation("both ngood and nbad must be less than 1000000000"),
        },
        Relation {
            broken: |(good, bad, sample)| good.wrapping_add(bad) < sample,
            error: Error::Relation("ngood + nbad < nsample"),
        },
        Relation { broken: |(good, _, _)| good < 0, error: Error::Relation("ngood < 0") },
        Relation { broken: |(_, bad, _)| bad < 0, error: Error::Relation("nbad < 0") },
        Relation { broken: |(_, _, sample)| sample < 0, error: Error::Relation("nsample < 0") },
    ];

    #[inline]
    fn set_up((good, bad, sample): (i64, i64, i64)) -> Hypergeometric {
        let ratio = (sample >= 10 && sample <= good + bad - 10).then(|| Ratio::new(good, bad, sample));
        Hypergeometric { good, bad, sample, ratio }
    }
}

draws!(Hypergeometric => i64: |this, bits| match &this.ratio {
    Some(ratio) => {
        let few = ratio.sample(bits);
        let drawn = if this.good > this.bad { ratio.sampled - few } else { few };
        if ratio.sampled < this.sample { this.good - drawn } else { drawn }
    }
    None => one_by_one(bits, this.good, this.bad, this.sample),
});

fn one_by_one<B: BitGenerator>(bits: &mut B, good: i64, bad: i64, sample: i64) -> i64 {
    let total = good + bad;
    let complement = sample > total / 2;
    let mut left = if complement { total - sample } else { sample };
    let (mut left_total, mut left_good) = (total, good);
    while left > 0 && left_good > 0 && left_total > left_good {
        left_total -= 1;
        if (masked(bits, left_total as u64) as i64) < left_good {
            left_good -= 1;
        }
        left -= 1;
    }
    if left_total == left_good {
        left_good -= left;
    }
    if complement { left_good } else { good - left_good }
}

/// The names are those of the paper.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Ratio {
    /// The smaller of the sample and its complement.
    sampled: i64,
    fewer: i64,
    more: i64,
    a: f64,
    h: f64,
    /// The logarithm of the largest probability.
    g: f64,
    bound: f64,
}

impl Ratio {
    fn new(good: i64, bad: i64, sample: i64) -> Ratio {
        /// `2 sqrt(2 / e)` and `3 - 2 sqrt(3 / e)`.
        const D: [f64; 2] = [1.7155277699214135, 0.8989161620588988];
        let total = good + bad;
        let sampled = sample.min(total - sample);
        let (fewer, more) = (good.min(bad), good.max(bad));
        let p = fewer as f64 / total as f64;
        let q = more as f64 / total as f64;
        let a = sampled as f64 * p + 0.5;
        let variance = (total - sampled) as f64 * sampled as f64 * p * q / (total - 1) as f64;
        let c = (variance + 0.5).sqrt();
        let mode = to_i64(((sampled + 1) as f64 * (fewer + 1) as f64 / (total + 2) as f64).floor());
        let mut ratio = Ratio { sampled, fewer, more, a, h: D[0] * c + D[1], g: 0.0, bound: 0.0 };
        ratio.g = ratio.log_weight(mode);
        let far = (a + 16.0 * c).floor();
        ratio.bound = ((sampled.min(fewer) + 1) as f64).min(far);
        ratio
    }

    fn log_weight(&self, k: i64) -> f64 {
        log_factorial(k)
            + log_factorial(self.fewer - k)
            + log_factorial(self.sampled - k)
            + log_factorial(self.more - self.sampled + k)
    }

    fn sample<B: BitGenerator>(&self, bits: &mut B) -> i64 {
        loop {
            let u = bits.next_f64();
            let v = bits.next_f64();
            let x = self.a + self.h * (v - 0.5) / u;
            if x < 0.0 || x >= self.bound {
                continue;
            }
            let k = to_i64(x.floor());
            let t = self.g - self.log_weight(k);
            if u * (4.0 - u) - 3.0 <= t {
                return k;
            }
            if u * (u - t) >= 1.0 {
                continue;
            }
            if 2.0 * u.ln() <= t {
                return k;
            }
        }
    }
}
