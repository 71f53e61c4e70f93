//! The multinomial distribution, as binomial draws of one category after the other.

use crate::special::compensated_sum;
use crate::{Binomial, BitGenerator, Constraint, Distribution, Error, Family, Multivariate};

/// How often each of several outcomes comes in `n` trials: NumPy's `multinomial`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Multinomial<'a> {
    n: i64,
    pvals: &'a [f64],
    /// The draw that all vectors begin with.
    first: Binomial,
}

impl<'a> Multinomial<'a> {
    /// The distribution of `n` trials with the outcomes' probabilities `pvals`, of which the last one only closes the sum.
    ///
    /// # Errors
    /// In NumPy's words, when there are no probabilities, one is outside `[0, 1]`, they exceed 1 together, or `n` is
    /// below zero.
    pub fn new(n: i64, pvals: &'a [f64]) -> Result<Multinomial<'a>, Error> {
        if pvals.is_empty() {
            return Err(Error::Relation(
                "pvals must have at least 1 dimension and the last dimension of pvals must be greater than 0.",
            ));
        }
        Constraint::Probability.check_all("pvals", pvals.iter().copied())?;
        if Multinomial::exceeds_one(pvals) {
            return Err(Error::Relation("sum(pvals[:-1]) > 1.0"));
        }
        Constraint::NonNegative.check("n", n as f64)?;
        Ok(Multinomial::set_up(n, pvals))
    }

    /// Whether all probabilities but the last add up to more than 1, rounding allowed for.
    pub fn exceeds_one(pvals: &[f64]) -> bool {
        compensated_sum(&pvals[..pvals.len() - 1]) > 1.0 + 1e-12
    }

    /// The distribution of parameters that have been checked, at least one probability among them.
    pub fn set_up(n: i64, pvals: &'a [f64]) -> Multinomial<'a> {
        Multinomial { n, pvals, first: Family::set_up((pvals[0], n)) }
    }

    fn sample<B: BitGenerator>(&self, bits: &mut B, counts: &mut [i64]) {
        counts.fill(0);
        let (last, init) = counts.split_last_mut().expect("at least one outcome");
        let (mut left, mut left_p) = (self.n, 1.0);
        for (i, (count, &p)) in init.iter_mut().zip(self.pvals).enumerate() {
            *count = if i == 0 {
                self.first.sample(bits, &mut ())
            } else {
                Binomial::set_up((p / left_p, left)).sample(bits, &mut ())
            };
            left -= *count;
            if left <= 0 {
                return;
            }
            left_p -= p;
        }
        *last = left;
    }
}

impl Multivariate for Multinomial<'_> {
    type Element = i64;

    fn width(&self) -> usize {
        self.pvals.len()
    }

    fn fill<B: BitGenerator>(&self, bits: &mut B, out: &mut [i64]) -> Result<(), Error> {
        out.chunks_exact_mut(self.width()).for_each(|counts| self.sample(bits, counts));
        Ok(())
    }
}
