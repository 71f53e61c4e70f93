//! The multivariate hypergeometric distribution.

use crate::bounded::masked;
use crate::{BitGenerator, Distribution, Error, Family, Hypergeometric, Multivariate};

/// How many items of each colour are in a sample without replacement: NumPy's `multivariate_hypergeometric`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MultivariateHypergeometric<'a> {
    colors: &'a [i64],
    nsample: i64,
    total: i64,
    method: MarginMethod,
}

/// How a vector of counts is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarginMethod {
    /// One hypergeometric draw for each colour.
    Marginals,
    /// A shuffle of all items, which are counted: faster for few items, and takes memory for all of them.
    Count,
}

impl<'a> MultivariateHypergeometric<'a> {
    /// The distribution of a sample of `nsample` items, of which there are `colors[i]` of the colour `i`.
    ///
    /// # Errors
    /// In NumPy's words, when a number is below zero, there are too many items, or the sample has more.
    pub fn new(
        colors: &'a [i64],
        nsample: i64,
        method: MarginMethod,
    ) -> Result<MultivariateHypergeometric<'a>, Error> {
        const ITEMS_MAX: i64 = i64::MAX / 8;
        if nsample < 0 {
            return Err(Error::Relation("nsample must be nonnegative."));
        }
        if colors.iter().any(|&n| n < 0) {
            return Err(Error::Relation(
                "colors must be a one-dimensional sequence of nonnegative integers not exceeding 9223372036854775807.",
            ));
        }
        let Some(total) = colors.iter().try_fold(0_i64, |sum, &n| sum.checked_add(n)) else {
            return Err(Error::Relation(
                "sum(colors) must not exceed the maximum value of a 64 bit signed integer (9223372036854775807)",
            ));
        };
        match method {
            MarginMethod::Marginals if total >= 1_000_000_000 => Err(Error::Relation(
                "When method is \"marginals\", sum(colors) must be less than 1000000000.",
            )),
            MarginMethod::Count if total > ITEMS_MAX => Err(Error::Relation(
                "When method is 'count', sum(colors) must not exceed 1152921504606846975",
            )),
            _ if nsample > total => Err(Error::Relation("nsample > sum(colors)")),
            _ => Ok(MultivariateHypergeometric { colors, nsample, total, method }),
        }
    }

    /// Draws of a sample of at most half of all items.
    fn fill_smaller<B: BitGenerator>(
        &self,
        bits: &mut B,
        nsample: i64,
        out: &mut [i64],
    ) -> Result<(), Error> {
        let vectors = out.chunks_exact_mut(self.colors.len());
        match self.method {
            MarginMethod::Marginals => vectors.for_each(|counts| self.marginals(bits, nsample, counts)),
            MarginMethod::Count => {
                let mut items = self.items()?;
                vectors.for_each(|counts| count(bits, &mut items, nsample as usize, counts));
            }
        }
        Ok(())
    }

    fn marginals<B: BitGenerator>(&self, bits: &mut B, nsample: i64, counts: &mut [i64]) {
        let (mut left, mut others) = (nsample, self.total);
        let last = counts.len() - 1;
        for (count, &color) in counts.iter_mut().zip(self.colors).take(last) {
            if left == 0 {
                return;
            }
            others -= color;
            *count = Hypergeometric::set_up((color, others, left)).sample(bits, &mut ());
            left -= *count;
        }
        counts[last] = left;
    }

    /// The colour of each item.
    fn items(&self) -> Result<Vec<usize>, Error> {
        let mut items = Vec::new();
        if items.try_reserve_exact(self.total as usize).is_err() {
            return Err(Error::Memory(format!(
                "Insufficient memory for multivariate_hypergeometric with method='count' and sum(colors)={}",
                self.total
            )));
        }
        for (color, &n) in self.colors.iter().enumerate() {
            items.resize(items.len() + n as usize, color);
        }
        Ok(items)
    }
}

fn count<B: BitGenerator>(bits: &mut B, items: &mut [usize], nsample: usize, counts: &mut [i64]) {
    let last = items.len() - 1;
    for i in 0..nsample {
        let j = i + masked(bits, (last - i) as u64) as usize;
        items.swap(i, j);
    }
    for &color in &items[..nsample] {
        counts[color] += 1;
    }
}

impl Multivariate for MultivariateHypergeometric<'_> {
    type Element = i64;

    fn width(&self) -> usize {
        self.colors.len()
    }

    fn fill<B: BitGenerator>(&self, bits: &mut B, out: &mut [i64]) -> Result<(), Error> {
        out.fill(0);
        if self.total == 0 || self.nsample == 0 || out.is_empty() {
            return Ok(());
        }
        // The items left out are as good as those drawn, if they are fewer.
        let complement = self.nsample > self.total / 2;
        let nsample = if complement { self.total - self.nsample } else { self.nsample };
        self.fill_smaller(bits, nsample, out)?;
        if complement {
            for counts in out.chunks_exact_mut(self.colors.len()) {
                counts.iter_mut().zip(self.colors).for_each(|(count, color)| *count = color - *count);
            }
        }
        Ok(())
    }
}
