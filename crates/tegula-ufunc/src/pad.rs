//! Borders whose elements are computed: ramps, statistics, reflections at a point.

use tegula_core::{DType, Error, Kind, RawArray, Result, Scalar};
use tegula_exec::{Border, Order, assign, cast};

use crate::reduce::ReduceOptions;
use crate::statistics::{StatOptions, mean};
use crate::{Arg, Options, Ufunc, linspace, table};

/// What is computed for a border. Lists have an entry for each axis, with one item for either side.
#[derive(Clone, Copy)]
pub enum Filling<'a> {
    /// Even steps from the array to a value (a 0-d array) at the outer end.
    Ramp(&'a [(RawArray, RawArray)]),
    /// A statistic of so many of the outermost elements, of all for `None`.
    Statistic(Statistic, &'a [(Option<usize>, Option<usize>)]),
    /// The array mirrored, and its values at the point that its end is; the end itself is repeated if symmetric.
    Odd {
        /// Whether the end is repeated.
        symmetric: bool,
    },
}

/// Reduces along the first axis, which stays.
pub type Statistic = fn(&RawArray) -> Result<RawArray>;

/// The largest elements, for [`Filling::Statistic`].
///
/// # Errors
/// `ValueError` for no elements.
pub fn largest(lines: &RawArray) -> Result<RawArray> {
    extreme(&table::MAXIMUM, lines)
}

/// The smallest elements, for [`Filling::Statistic`].
///
/// # Errors
/// `ValueError` for no elements.
pub fn smallest(lines: &RawArray) -> Result<RawArray> {
    extreme(&table::MINIMUM, lines)
}

fn extreme(ufunc: &Ufunc, lines: &RawArray) -> Result<RawArray> {
    if lines.shape()[0] == 0 {
        return Err(Error::value("stat_length of 0 yields no value for padding"));
    }
    ufunc.reduce(lines, Some(&[0]), true, &ReduceOptions::default())
}

/// The means, for [`Filling::Statistic`].
///
/// # Errors
/// `MemoryError`.
pub fn average(lines: &RawArray) -> Result<RawArray> {
    mean(lines, Some(&[0]), &StatOptions { keepdims: true, ..StatOptions::default() })
}

/// A copy of `source` with borders of the given widths, before and after, along each axis. Axes are filled in
/// order, so a later axis decides about corners.
///
/// # Errors
/// As [`tegula_exec::pad`]; those of the statistic.
pub fn pad(source: &RawArray, widths: &[(usize, usize)], filling: Filling) -> Result<RawArray> {
    if source.size() == 0 {
        // Says which axes cannot be continued.
        return tegula_exec::pad(source, widths, Border::Edge);
    }
    let padded = tegula_exec::pad(source, widths, Border::Empty)?;
    for (axis, &(before, after)) in widths.iter().enumerate() {
        // Axes before this one are complete; of those behind it there is only the middle.
        let mut part = padded.layout.clone();
        for (later, &(before, _)) in widths.iter().enumerate().skip(axis + 1) {
            part = part.slice(later, before, 1, source.shape()[later]);
        }
        let lines = padded.with_layout(part.move_axes(&[axis as isize], &[0])?);
        let sides = Sides { lines, before, n: source.shape()[axis], after };
        match filling {
            Filling::Ramp(ends) => sides.ramp(&ends[axis])?,
            Filling::Statistic(statistic, counts) => sides.statistic(statistic, counts[axis])?,
            Filling::Odd { symmetric } => sides.odd(usize::from(!symmetric))?,
        }
    }
    Ok(padded)
}

/// Lines along the first axis, of which `n` positions in the middle are known.
struct Sides {
    lines: RawArray,
    before: usize,
    n: usize,
    after: usize,
}

impl Sides {
    /// The view of `len` positions, backwards for a step of -1.
    fn part(&self, start: usize, step: isize, len: usize) -> RawArray {
        self.lines.with_layout(self.lines.layout.slice(0, start, step, len))
    }

    fn end(&self) -> usize {
        self.before + self.n
    }

    fn ramp(&self, (first, last): &(RawArray, RawArray)) -> Result<()> {
        let dtype = self.lines.dtype;
        let kind = if dtype.kind() < Kind::Float { DType::F64 } else { dtype };
        let side = |outer: &RawArray, inner: usize, n: usize, place: RawArray| -> Result<()> {
            if n == 0 {
                return Ok(());
            }
            let inner = self.lines.with_layout(self.lines.layout.pick(0, inner));
            let (mut steps, _) = linspace(outer, &inner, n, false, kind)?;
            if dtype.is_integer() {
                steps = table::FLOOR.call(&[Arg::Array(&steps)], &Options::default())?;
            }
            assign(&place, &steps)
        };
        side(first, self.before, self.before, self.part(0, 1, self.before))?;
        let length = self.end() + self.after;
        side(last, self.end() - 1, self.after, self.part(length - 1, -1, self.after))
    }

    fn statistic(&self, statistic: Statistic, counts: (Option<usize>, Option<usize>)) -> Result<()> {
        let count = |wanted: Option<usize>| wanted.map_or(self.n, |count| count.min(self.n));
        let (low, high) = (count(counts.0), count(counts.1));
        let value = |start: usize, len: usize| -> Result<RawArray> {
            let value = statistic(&self.part(start, 1, len))?;
            let rounds = self.lines.dtype.is_integer() && !value.dtype.is_integer();
            if rounds { table::RINT.call(&[Arg::Array(&value)], &Options::default()) } else { Ok(value) }
        };
        let (low, high) = (value(self.before, low)?, value(self.end() - high, high)?);
        assign(&self.part(0, 1, self.before), &low)?;
        assign(&self.part(self.end(), 1, self.after), &high)
    }

    /// Mirrors at the ends, of which `skip` elements are left out.
    fn odd(mut self, skip: usize) -> Result<()> {
        if self.n == 1 {
            let only = self.part(self.before, 1, 1);
            assign(&self.part(0, 1, self.before), &only)?;
            return assign(&self.part(self.before + 1, 1, self.after), &only);
        }
        let period = self.n - skip;
        let literal = Arg::Literal(Scalar::I64(2));
        let mirrored = |end: RawArray, inner: RawArray| -> Result<RawArray> {
            let options = Options::default();
            let double = table::MULTIPLY.call(&[literal, Arg::Array(&end)], &options)?;
            table::SUBTRACT.call(&[Arg::Array(&double), Arg::Array(&inner)], &options)
        };
        while self.before + self.after > 0 {
            // Whole periods only, so that the pattern goes on; each round about doubles what is known.
            let known = (self.n - skip) / period * period;
            let (low, high) = (known.min(self.before), known.min(self.after));
            if low > 0 {
                let inner = self.part(self.before + skip + low - 1, -1, low);
                let values = mirrored(self.part(self.before, 1, 1), inner)?;
                assign(&self.part(self.before - low, 1, low), &values)?;
                self.before -= low;
                self.n += low;
            }
            if high > 0 {
                let inner = self.part(self.end() - skip - 1, -1, high);
                let values = mirrored(self.part(self.end() - 1, 1, 1), inner)?;
                assign(&self.part(self.end(), 1, high), &values)?;
                self.n += high;
                self.after -= high;
            }
        }
        Ok(())
    }
}

/// A value as a 0-d array of a type, for [`Filling::Ramp`] and [`Border::Constant`].
///
/// # Errors
/// `MemoryError`.
pub fn value_of(value: Scalar, dtype: DType) -> Result<RawArray> {
    cast(&RawArray::from_scalar(value)?, dtype, Order::C)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(list: &[i64]) -> RawArray {
        let array = RawArray::empty(&[list.len()], DType::I64).unwrap();
        for (i, &x) in list.iter().enumerate() {
            // SAFETY: the array holds as many numbers.
            unsafe { Scalar::I64(x).write(array.ptr().add(8 * i)) };
        }
        array
    }

    fn padded(list: &[i64], widths: (usize, usize), filling: Filling) -> Result<Vec<i64>> {
        let result = pad(&numbers(list), &[widths], filling)?;
        Ok((0..result.size()).map(|i| result.get(&[i]).to_i64()).collect())
    }

    /// Values of NumPy's `pad`.
    #[test]
    fn computed_borders() {
        let odd = Filling::Odd { symmetric: false };
        assert_eq!(padded(&[1, 2, 4], (3, 4), odd).unwrap(), [-4, -2, 0, 1, 2, 4, 6, 7, 8, 10]);
        let odd = Filling::Odd { symmetric: true };
        assert_eq!(padded(&[1, 2, 4], (3, 4), odd).unwrap(), [-2, 0, 1, 1, 2, 4, 4, 6, 7, 7]);
        assert_eq!(padded(&[5], (2, 1), odd).unwrap(), [5, 5, 5, 5]);
        let ends = [(numbers(&[0]), numbers(&[9]))];
        let ends =
            ends.map(|(a, b)| (a.with_layout(a.layout.pick(0, 0)), b.with_layout(b.layout.pick(0, 0))));
        assert_eq!(padded(&[3, 5], (3, 2), Filling::Ramp(&ends)).unwrap(), [0, 1, 2, 3, 5, 7, 9]);
        let all = [(None, Some(1))];
        assert_eq!(padded(&[1, 2, 4], (1, 1), Filling::Statistic(average, &all)).unwrap(), [2, 1, 2, 4, 4]);
        assert_eq!(padded(&[1, 2, 4], (1, 1), Filling::Statistic(largest, &all)).unwrap(), [4, 1, 2, 4, 4]);
        assert!(padded(&[], (1, 1), Filling::Statistic(smallest, &all)).is_err());
    }
}
