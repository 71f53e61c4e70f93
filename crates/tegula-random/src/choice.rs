//! Choosing among numbered items.

use crate::bounded::bounded;
use crate::entropy::try_zeros;
use crate::special::compensated_sum;
use crate::{BitBuffer, BitGenerator, Distribution, Error, Generator};

/// Numbers of items that are chosen with given probabilities: NumPy's `choice` with `p`.
///
/// ```
/// use tegula_random::{Categorical, default_rng};
///
/// // numpy.random.default_rng(42).choice(3, 5, p=[0.1, 0.2, 0.7])
/// let items = Categorical::new(&[0.1, 0.2, 0.7], Categorical::TOLERANCE).unwrap();
/// let mut chosen = [0; 5];
/// default_rng(42).fill(&items, &mut chosen);
/// assert_eq!(chosen, [2, 2, 2, 2, 0]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Categorical {
    /// For each item, the probability that it or one before it is chosen.
    cumulative: Vec<f64>,
}

impl Categorical {
    /// How far the sum of probabilities in double precision may be from 1.
    pub const TOLERANCE: f64 = 1.490_116_119_384_765_6e-8;

    /// The distribution with these probabilities, whose sum may be off 1 by `tolerance`.
    ///
    /// # Errors
    /// In NumPy's words, when a probability is NaN or below zero, or their sum is not 1.
    pub fn new(p: &[f64], tolerance: f64) -> Result<Categorical, Error> {
        let sum = compensated_sum(p);
        if sum.is_nan() {
            return Err(Error::Relation("Probabilities contain NaN"));
        }
        if p.iter().any(|&p| p < 0.0) {
            return Err(Error::Relation("Probabilities are not non-negative"));
        }
        if (sum - 1.0).abs() > tolerance {
            return Err(Error::Relation(
                "Probabilities do not sum to 1. See Notes section of docstring for more information.",
            ));
        }
        Ok(Categorical::from_weights(p))
    }

    fn from_weights(p: &[f64]) -> Categorical {
        let mut sum = 0.0;
        let sums = p.iter().map(|p| {
            sum += p;
            sum
        });
        let mut cumulative: Vec<f64> = sums.collect();
        cumulative.iter_mut().for_each(|c| *c /= sum);
        Categorical { cumulative }
    }

    /// The item whose range of cumulative probability holds `u`.
    #[inline]
    fn item(&self, u: f64) -> i64 {
        self.cumulative.partition_point(|&c| c <= u) as i64
    }
}

impl Distribution for Categorical {
    type Output = i64;
    type Carry = ();

    #[inline]
    fn sample<B: BitGenerator>(&self, bits: &mut B, _: &mut ()) -> i64 {
        self.item(bits.next_f64())
    }

    fn fill<B: BitGenerator>(&self, bits: &mut B, out: &mut [i64]) {
        let n = self.cumulative.len();
        if out.len() < n || n < 8 {
            out.iter_mut().for_each(|slot| *slot = self.item(bits.next_f64()));
            return;
        }
        // The search begins where the first number of the same n-th part of [0, 1) would end.
        let cells = n as f64;
        let guide: Vec<u32> = (0..n).map(|i| self.item(i as f64 / cells) as u32).collect();
        for slot in out {
            let u = bits.next_f64();
            let mut item = guide[((u * cells) as usize).min(n - 1)] as usize;
            // Rounding may have put `u` into the next part.
            while item > 0 && self.cumulative[item - 1] > u {
                item -= 1;
            }
            while item < n && self.cumulative[item] <= u {
                item += 1;
            }
            *slot = item as i64;
        }
    }
}

impl<B: BitGenerator> Generator<B> {
    /// Different numbers of `0..population`, into all of `out`: NumPy's `choice` with `replace=False`. In random order if
    /// `shuffle`, else in an order that depends on the method.
    ///
    /// ```
    /// use tegula_random::default_rng;
    ///
    /// // numpy.random.default_rng(42).choice(10, 4, replace=False)
    /// let mut chosen = [0; 4];
    /// default_rng(42).fill_choice(10, true, &mut chosen).unwrap();
    /// assert_eq!(chosen, [4, 0, 5, 6]);
    /// ```
    ///
    /// # Errors
    /// In NumPy's words, when `out` is longer than the population; [`Error::Allocation`] when memory is refused.
    pub fn fill_choice(&mut self, population: usize, shuffle: bool, out: &mut [i64]) -> Result<(), Error> {
        if out.len() > population {
            return Err(Error::Relation("Cannot take a larger sample than population when replace is False"));
        }
        let cutoff = if shuffle { 50 } else { 20 };
        if population > 10_000 && out.len() > population / cutoff {
            self.fill_from_tail(population, out)
        } else {
            self.fill_by_floyd(population, shuffle, out)
        }
    }

    /// The end of a shuffle that stops when enough numbers have found their place.
    fn fill_from_tail(&mut self, population: usize, out: &mut [i64]) -> Result<(), Error> {
        let first = population - out.len();
        match u32::try_from(population) {
            // Narrow numbers stay in the cache for longer.
            Ok(population) => {
                let mut items: Vec<u32> = try_zeros(population as usize)?;
                items.iter_mut().zip(0..).for_each(|(item, i)| *item = i);
                self.exchange(&mut items, first.max(1));
                out.iter_mut().zip(&items[first..]).for_each(|(slot, &item)| *slot = item.into());
            }
            Err(_) => {
                let mut items: Vec<i64> = try_zeros(population)?;
                items.iter_mut().zip(0..).for_each(|(item, i)| *item = i);
                self.exchange(&mut items, first.max(1));
                out.copy_from_slice(&items[first..]);
            }
        }
        Ok(())
    }

    /// R. W. Floyd, in J. Bentley, "Programming Pearls: A Sample of Brilliance", 1987: a number that has been drawn before
    /// gives way to the largest that could be drawn.
    fn fill_by_floyd(&mut self, population: usize, shuffle: bool, out: &mut [i64]) -> Result<(), Error> {
        let mut drawn = NumberSet::new(population, out.len())?;
        let mut first = (population - out.len()) as u64;
        let mut numbers = [0; BATCH];
        for out in out.chunks_mut(BATCH) {
            let numbers = &mut numbers[..out.len()];
            self.fill(&Below { first, step: 1 }, numbers);
            for ((slot, &number), largest) in out.iter_mut().zip(&*numbers).zip(first..) {
                *slot = if drawn.insert(number) {
                    number as i64
                } else {
                    drawn.insert(largest);
                    largest as i64
                };
            }
            first += out.len() as u64;
        }
        if shuffle {
            self.exchange(out, 1);
        }
        Ok(())
    }

    /// Exchanges each item from the last down to `first` with one not behind it.
    fn exchange<T>(&mut self, items: &mut [T], first: usize) {
        let mut numbers = [0; BATCH];
        let mut end = items.len();
        while end > first {
            let numbers = &mut numbers[..(end - first).min(BATCH)];
            self.fill(&Below { first: end as u64 - 1, step: -1 }, numbers);
            for (i, &j) in (0..end).rev().zip(&*numbers) {
                items.swap(i, j as usize);
            }
            end -= numbers.len();
        }
    }

    /// Different numbers of items that are chosen with the probabilities `p`, into all of `out`: NumPy's `choice` with `p`
    /// and `replace=False`. Several numbers are drawn at once; those drawn before are dropped and drawn anew.
    ///
    /// # Errors
    /// As [`Categorical::new`]; in NumPy's words, when fewer items than asked for have a chance.
    pub fn fill_weighted_choice(&mut self, p: &[f64], tolerance: f64, out: &mut [i64]) -> Result<(), Error> {
        let mut items = Categorical::new(p, tolerance)?;
        if out.len() > p.len() {
            return Err(Error::Relation("Cannot take a larger sample than population when replace is False"));
        }
        if p.iter().filter(|&&p| p > 0.0).count() < out.len() {
            return Err(Error::Relation("Fewer non-zero entries in p than size"));
        }
        let mut left = p.to_vec();
        let mut found = 0;
        while found < out.len() {
            if found > 0 {
                items = Categorical::from_weights(&left);
            }
            let missing = out.len() - found;
            for _ in 0..missing {
                let item = self.sample(&items) as usize;
                // What has been found is marked by losing its chance.
                if left.get(item).is_some_and(|&p| p > 0.0) {
                    left[item] = 0.0;
                    out[found] = item as i64;
                    found += 1;
                }
            }
        }
        Ok(())
    }
}

/// How many numbers are drawn at once, before any is used.
const BATCH: usize = 64;

/// Numbers up to and including `first`, then the one after or before it, and so on.
struct Below {
    first: u64,
    step: i64,
}

impl Distribution for Below {
    type Output = u64;
    type Carry = ();

    fn sample<B: BitGenerator>(&self, bits: &mut B, _: &mut ()) -> u64 {
        bounded::<64, B>(bits, self.first, &mut BitBuffer::default())
    }

    fn fill<B: BitGenerator>(&self, bits: &mut B, out: &mut [u64]) {
        let mut last = self.first;
        for slot in out {
            *slot = bounded::<64, B>(bits, last, &mut BitBuffer::default());
            last = last.wrapping_add_signed(self.step);
        }
    }
}

/// A set of numbers below a bound: a bit for each if they are not too many, else a table with open addressing, at most half
/// full, in which numbers are kept with one added so that zero marks a free place.
enum NumberSet {
    Bits(Vec<u64>),
    Table(Vec<u64>),
}

impl NumberSet {
    fn new(bound: usize, capacity: usize) -> Result<NumberSet, Error> {
        let words = bound / 64 + 1;
        if words <= 4 * capacity {
            return Ok(NumberSet::Bits(try_zeros(words)?));
        }
        Ok(NumberSet::Table(try_zeros((2 * capacity).max(1).next_power_of_two())?))
    }

    /// Adds a number; false if it was there.
    #[inline]
    fn insert(&mut self, number: u64) -> bool {
        match self {
            NumberSet::Bits(words) => {
                let (word, bit) = (&mut words[(number / 64) as usize], 1 << (number % 64));
                let new = *word & bit == 0;
                *word |= bit;
                new
            }
            NumberSet::Table(places) => {
                let mask = places.len() as u64 - 1;
                let mut place = number & mask;
                loop {
                    match places[place as usize] {
                        0 => {
                            places[place as usize] = number + 1;
                            return true;
                        }
                        kept if kept == number + 1 => return false,
                        _ => place = (place + 1) & mask,
                    }
                }
            }
        }
    }
}
