//! The walk over places in memory that all iterators take.

use std::ops::Range;

use tegula_core::Dims;

/// The addresses of the places of some axes, in C order, from both ends.
///
/// Places are numbered, and a walk is a range of numbers: it can be cut anywhere. Within a row the next address is
/// a stride away; where a row begins it is computed from the number.
#[derive(Clone)]
pub(crate) struct Walk {
    base: *mut u8,
    /// Extent and stride of the axes above a row, the slowest first.
    outer: Dims<(usize, isize)>,
    /// Extent and stride of a row.
    row: (usize, isize),
    /// The numbers of the places that are left.
    range: Range<usize>,
    front: End,
    back: End,
}

/// One end of a walk: its next address, and the number of places from there to the end of the row.
#[derive(Clone, Copy)]
struct End {
    next: *mut u8,
    left: usize,
}

/// Neighbours on a walk: the address of the first, their distance in bytes, and their number.
pub(crate) struct Run {
    pub start: *mut u8,
    pub stride: isize,
    pub len: usize,
}

// SAFETY: a walk computes addresses and touches no memory. Whoever follows them answers for that.
unsafe impl Send for Walk {}
// SAFETY: as above.
unsafe impl Sync for Walk {}

impl Walk {
    /// The walk over the axes given by extent and stride, from the place at `base` on.
    pub fn new(base: *mut u8, axes: impl Iterator<Item = (usize, isize)>) -> Walk {
        let (mut outer, mut row, mut size): (Dims<(usize, isize)>, _, usize) = (Dims::new(), None, 1);
        for (n, stride) in axes {
            size = size.saturating_mul(n);
            row = match row {
                _ if n == 1 => row,
                None => Some((n, stride)),
                // Two axes that lie like one.
                Some((m, above)) if above == stride.wrapping_mul(n as isize) => {
                    Some((m.saturating_mul(n), stride))
                }
                Some(above) => {
                    outer.push(above);
                    Some((n, stride))
                }
            };
        }
        let end = End { next: base, left: 0 };
        Walk { base, outer, row: row.unwrap_or((1, 0)), range: 0..size, front: end, back: end }
    }

    pub fn len(&self) -> usize {
        self.range.len()
    }

    fn address(&self, number: usize) -> *mut u8 {
        let (mut rest, column) = (number / self.row.0, number % self.row.0);
        let mut offset = column as isize * self.row.1;
        for &(n, stride) in self.outer.iter().rev() {
            offset += (rest % n) as isize * stride;
            rest /= n;
        }
        self.base.wrapping_offset(offset)
    }

    #[inline]
    pub fn next(&mut self) -> Option<*mut u8> {
        if self.range.is_empty() {
            return None;
        }
        if self.front.left == 0 {
            self.front = self.end(self.range.start);
        }
        let found = self.front.next;
        self.front.next = found.wrapping_offset(self.row.1);
        self.front.left -= 1;
        self.range.start += 1;
        Some(found)
    }

    /// The front end at a place.
    #[cold]
    fn end(&self, number: usize) -> End {
        End { next: self.address(number), left: self.row.0 - number % self.row.0 }
    }

    #[inline]
    pub fn next_back(&mut self) -> Option<*mut u8> {
        if self.range.is_empty() {
            return None;
        }
        self.range.end -= 1;
        if self.back.left == 0 {
            let last = self.range.end;
            self.back = End { next: self.address(last), left: last % self.row.0 + 1 };
        }
        let found = self.back.next;
        self.back.next = found.wrapping_offset(-self.row.1);
        self.back.left -= 1;
        Some(found)
    }

    /// Leaves out `n` places at the front, or all if there are no more.
    pub fn skip(&mut self, n: usize) {
        self.range.start = self.range.start.saturating_add(n).min(self.range.end);
        self.front.left = 0;
    }

    /// Leaves out `n` places at the back, or all if there are no more.
    pub fn skip_back(&mut self, n: usize) {
        self.range.end = self.range.end.saturating_sub(n).max(self.range.start);
        self.back.left = 0;
    }

    /// The first `n` places and the others.
    #[cfg(any(feature = "rayon", test))]
    pub fn split_at(self, n: usize) -> (Walk, Walk) {
        let (mut first, mut second) = (self.clone(), self);
        first.skip_back(first.len() - n);
        second.skip(n);
        (first, second)
    }

    /// What is left of the first row.
    pub fn next_run(&mut self) -> Option<Run> {
        if self.range.is_empty() {
            return None;
        }
        let End { next, left } = self.end(self.range.start);
        let len = left.min(self.len());
        self.skip(len);
        Some(Run { start: next, stride: self.row.1, len })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Offsets in C order, the plain way.
    fn offsets(axes: &[(usize, isize)]) -> Vec<isize> {
        axes.iter().fold(vec![0], |found, &(n, stride)| {
            found.iter().flat_map(|&at| (0..n as isize).map(move |i| at + i * stride)).collect()
        })
    }

    fn check(axes: &[(usize, isize)]) {
        let walk = Walk::new(std::ptr::null_mut(), axes.iter().copied());
        let expected = offsets(axes);
        let n = expected.len();
        assert_eq!(walk.len(), n);
        let at = |ptr: *mut u8| ptr as isize;
        // Every mix of the two ends.
        for pattern in 0..64u32 {
            let (mut walk, mut front, mut back) = (walk.clone(), Vec::new(), Vec::new());
            for step in 0..n {
                if pattern >> (step % 6) & 1 == 0 {
                    front.push(at(walk.next().unwrap()));
                } else {
                    back.push(at(walk.next_back().unwrap()));
                }
            }
            assert!(walk.next().is_none() && walk.next_back().is_none());
            front.extend(back.into_iter().rev());
            assert_eq!(front, expected, "{axes:?}, {pattern:b}");
        }
        for cut in 0..=n {
            let (mut first, mut second) = walk.clone().split_at(cut);
            let all = std::iter::from_fn(|| first.next()).map(at);
            let mut all: Vec<isize> = all.collect();
            while let Some(run) = second.next_run() {
                all.extend((0..run.len as isize).map(|i| at(run.start) + i * run.stride));
            }
            assert_eq!(all, expected);
        }
    }

    #[test]
    fn every_place_in_order_from_both_ends() {
        check(&[]);
        check(&[(5, 8)]);
        check(&[(2, 24), (3, 8)]);
        check(&[(3, 8), (2, 24)]);
        check(&[(2, 100), (3, 8), (1, 7), (2, -4)]);
        check(&[(2, 0), (3, 8)]);
        check(&[(4, 1), (0, 8), (2, 1)]);
        check(&[(2, 48), (2, 16), (2, 8), (1, 3)]);
    }
}
