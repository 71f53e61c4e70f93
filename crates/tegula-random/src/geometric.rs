//! Geometric, logarithmic and Zipf distributions.

use crate::Float;
use crate::family::{draws, family};
use crate::special::to_i64;

/// The number of trials up to the first success: NumPy's `geometric`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometric {
    p: f64,
    /// `ln(1 - p)`, for probabilities that are so small that inversion takes less than search.
    log_q: Option<f64>,
}

family! {
    Geometric(p: f64 = PositiveProbability)
    => Geometric { p, log_q: (p < 1.0 / 3.0).then(|| (-p).ln_1p()) }
}

draws!(Geometric => i64: |this, bits| match this.log_q {
    Some(log_q) => {
        // Draws beyond the largest integer become it.
        (-f64::standard_exponential(bits) / log_q).ceil() as i64
    }
    None => {
        let (mut trials, mut sum, mut product) = (1, this.p, this.p);
        let u = bits.next_f64();
        while u > sum {
            product *= 1.0 - this.p;
            sum += product;
            trials += 1;
        }
        trials
    }
});

/// Fisher's logarithmic series: NumPy's `logseries`. A. W. Kemp, "Efficient Generation of Logarithmically Distributed
/// Pseudo-Random Variables", 1981.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogSeries {
    p: f64,
    log_q: f64,
}

family!(LogSeries(p: f64 = ProbabilityBelowOne) => LogSeries { p, log_q: (-p).ln_1p() });

draws!(LogSeries => i64: |this, bits| {
    loop {
        let v = bits.next_f64();
        if v >= this.p {
            break 1;
        }
        let q = -(this.log_q * bits.next_f64()).exp_m1();
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

/// Zipf or zeta with exponent `a`: NumPy's `zipf`. L. Devroye, "Non-Uniform Random Variate Generation", 1986, X.6.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zipf {
    a: f64,
    b: f64,
    /// The smallest uniform number whose draw fits in 64 bits.
    least: f64,
}

family! {
    Zipf(a: f64 = AboveOne)
    => Zipf { a, b: 2f64.powf(a - 1.0), least: (i64::MAX as f64).powf(-(a - 1.0)) }
}

draws!(Zipf => i64: |this, bits| {
    let Zipf { a, b, least } = *this;
    // Beyond, `b` overflows, and all draws are 1.
    if a >= 1025.0 {
        1
    } else {
        let am1 = a - 1.0;
        loop {
            let u01 = bits.next_f64();
            let u = u01 * least + (1.0 - u01);
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
    }
});
