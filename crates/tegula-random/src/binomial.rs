//! The binomial distribution.
//!
//! - Means up to 30: inversion, term by term.
//! - Beyond: algorithm BTPE of V. Kachitvichyanukul and B. W. Schmeiser, "Binomial Random Variate Generation", 1988. A
//!   triangle, two parallelograms and two exponential tails cover the distribution.
//!
//! Probabilities above one half are those of the failures. NumPy keeps what it has computed of the last `n` and `p` in the
//! generator; here it belongs to the distribution.

use crate::family::draws;
use crate::special::to_i64;
use crate::{BitGenerator, Constraint, Error, Family};

/// The number of successes of probability `p` among `n` trials: NumPy's `binomial`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Binomial {
    n: i64,
    /// Whether failures are drawn.
    failures: bool,
    method: Method,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Method {
    Zero,
    Inversion(Inversion),
    Btpe(Btpe),
}

impl Binomial {
    /// The distribution with these parameters.
    ///
    /// # Errors
    /// In NumPy's words, when a parameter lies outside its domain.
    pub fn new(n: i64, p: f64) -> Result<Binomial, Error> {
        Family::of((p, n))
    }
}

/// NumPy checks the probability first.
impl Family for Binomial {
    type Parameters = (f64, i64);
    const CONSTRAINTS: &'static [(&'static str, Constraint)] =
        &[("p", Constraint::Probability), ("n", Constraint::NonNegative)];

    #[inline]
    fn set_up((p, n): (f64, i64)) -> Binomial {
        if n == 0 || p == 0.0 {
            return Binomial { n, failures: false, method: Method::Zero };
        }
        Binomial::made(n, p, |p| (-p).ln_1p())
    }
}

impl Binomial {
    /// The distribution that `RandomState` draws from: it takes a draw for certain results too, and is less careful with
    /// small probabilities.
    pub(crate) fn legacy(n: i64, p: f64) -> Binomial {
        Binomial::made(n, p, |p| (1.0 - p).ln())
    }

    /// `log_q` gives the logarithm of `1 - p`.
    #[inline]
    fn made(n: i64, p: f64, log_q: impl Fn(f64) -> f64) -> Binomial {
        // NaN, which the multinomial distribution can come to, counts as large.
        let (failures, rare) = if p <= 0.5 { (false, p) } else { (true, 1.0 - p) };
        let method = if rare * n as f64 <= 30.0 {
            Method::Inversion(Inversion::new(n, rare, log_q(rare)))
        } else {
            Method::Btpe(Btpe::new(n, rare))
        };
        Binomial { n, failures, method }
    }
}

draws!(Binomial => i64: |this, bits| {
    let count = match &this.method {
        Method::Zero => 0,
        Method::Inversion(inversion) => inversion.sample(bits),
        Method::Btpe(btpe) => btpe.sample(bits),
    };
    if this.failures { this.n.wrapping_sub(count) } else { count }
});

#[derive(Clone, Copy, Debug, PartialEq)]
struct Inversion {
    n: i64,
    p: f64,
    q: f64,
    /// The probability of zero.
    first: f64,
    /// Ten standard deviations above the mean.
    bound: i64,
}

impl Inversion {
    fn new(n: i64, p: f64, log_q: f64) -> Inversion {
        let (q, trials) = (1.0 - p, n as f64);
        let mean = trials * p;
        let far = mean + 10.0 * (mean * q + 1.0).sqrt();
        let bound = to_i64(if trials < far { trials } else { far });
        Inversion { n, p, q, first: (trials * log_q).exp(), bound }
    }

    #[inline]
    fn sample<B: BitGenerator>(&self, bits: &mut B) -> i64 {
        let (mut x, mut px, mut u) = (0, self.first, bits.next_f64());
        while u > px {
            x += 1;
            if x > self.bound {
                (x, px, u) = (0, self.first, bits.next_f64());
            } else {
                u -= px;
                px = (self.n - x + 1) as f64 * self.p * px / (x as f64 * self.q);
            }
        }
        x
    }
}

/// The names are those of the paper.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Btpe {
    n: i64,
    r: f64,
    q: f64,
    m: i64,
    p1: f64,
    xm: f64,
    xl: f64,
    xr: f64,
    c: f64,
    laml: f64,
    lamr: f64,
    p2: f64,
    p3: f64,
    p4: f64,
}

impl Btpe {
    fn new(n: i64, p: f64) -> Btpe {
        let r = p.min(1.0 - p);
        let q = 1.0 - r;
        let trials = n as f64;
        let fm = trials * r + r;
        let m = to_i64(fm.floor());
        let p1 = (2.195 * (trials * r * q).sqrt() - 4.6 * q).floor() + 0.5;
        let xm = m as f64 + 0.5;
        let (xl, xr) = (xm - p1, xm + p1);
        let c = 0.134 + 20.5 / (15.3 + m as f64);
        let slope = |a: f64| a * (1.0 + a / 2.0);
        let laml = slope((fm - xl) / (fm - xl * r));
        let lamr = slope((xr - fm) / (xr * q));
        let p2 = p1 * (1.0 + 2.0 * c);
        let p3 = p2 + c / laml;
        Btpe { n, r, q, m, p1, xm, xl, xr, c, laml, lamr, p2, p3, p4: p3 + c / lamr }
    }

    fn sample<B: BitGenerator>(&self, bits: &mut B) -> i64 {
        let &Btpe { n, m, p1, xm, xl, xr, c, laml, lamr, p2, p3, p4, .. } = self;
        loop {
            let u = bits.next_f64() * p4;
            let mut v = bits.next_f64();
            let y;
            if u > p3 {
                y = to_i64((xr - v.ln() / lamr).floor());
                if y > n || v == 0.0 {
                    continue;
                }
                v = v * (u - p3) * lamr;
            } else if u > p2 {
                y = to_i64((xl + v.ln() / laml).floor());
                if y < 0 || v == 0.0 {
                    continue;
                }
                v = v * (u - p2) * laml;
            } else if u > p1 {
                let x = xl + (u - p1) / c;
                v = v * c + 1.0 - (m as f64 - x + 0.5).abs() / p1;
                if v > 1.0 {
                    continue;
                }
                y = to_i64(x.floor());
            } else {
                // The triangle lies under the curve.
                return to_i64((xm - p1 * v + u).floor());
            }
            if !self.rejects(y, v) {
                return y;
            }
        }
    }

    /// Whether a height `v` above `y` lies over the curve.
    fn rejects(&self, y: i64, v: f64) -> bool {
        let &Btpe { n, r, q, m, xm, .. } = self;
        let nrq = n as f64 * r * q;
        let k = y.wrapping_sub(m).wrapping_abs();
        if !(k > 20 && (k as f64) < nrq / 2.0 - 1.0) {
            // Near the middle and far out, the ratio of the probabilities is a product of few factors.
            let s = r / q;
            let a = s * n.wrapping_add(1) as f64;
            let mut ratio = 1.0;
            for i in m + 1..=y {
                ratio *= a / i as f64 - s;
            }
            for i in y + 1..=m {
                ratio /= a / i as f64 - s;
            }
            return v > ratio;
        }
        let distance = k as f64;
        let rho =
            (distance / nrq) * ((distance * (distance / 3.0 + 0.625) + 0.166_666_666_666_666_66) / nrq + 0.5);
        let t = k.wrapping_neg().wrapping_mul(k) as f64 / (2.0 * nrq);
        let log_v = v.ln();
        if log_v < t - rho {
            return false;
        }
        if log_v > t + rho {
            return true;
        }
        let x1 = y as f64 + 1.0;
        let f1 = m as f64 + 1.0;
        let z = n as f64 + 1.0 - m as f64;
        let w = n as f64 - y as f64 + 1.0;
        let stirling = |x: f64| {
            let square = x * x;
            (13680.0 - (462.0 - (132.0 - (99.0 - 140.0 / square) / square) / square) / square) / x / 166320.0
        };
        let log_ratio = xm * (f1 / x1).ln()
            + ((n - m) as f64 + 0.5) * (z / w).ln()
            + (y - m) as f64 * (w * r / (x1 * q)).ln()
            + stirling(f1)
            + stirling(z)
            + stirling(x1)
            + stirling(w);
        log_v > log_ratio
    }
}
