//! The loops of an iteration: their order, and the place in them.

use tegula_core::{Dims, iteration_order};

use super::remap::Remapped;
use crate::Order;

/// One loop.
#[derive(Clone)]
pub(super) struct Axis {
    pub n: usize,
    /// How many bytes each operand moves; behind them, how far the flat index does.
    pub steps: Dims<isize>,
    pub at: usize,
    /// The axis of the broadcast shape.
    pub origin: usize,
    /// True if that axis is walked from its end.
    pub backwards: bool,
}

impl Axis {
    /// The position on the axis of the broadcast shape.
    fn index(&self) -> usize {
        self.turned(self.at)
    }

    /// Turns a position in the loop into one on the axis, and the other way round.
    fn turned(&self, i: usize) -> usize {
        if self.backwards { self.n - 1 - i } else { i }
    }
}

/// The loops, fastest first. An iteration over no axes has one loop, of one step.
#[derive(Clone)]
pub(super) struct Axes {
    pub loops: Vec<Axis>,
    pub ndim: usize,
    /// Where each operand's first element in the order of the iteration lies, in bytes from its first in C
    /// order; behind them the flat index.
    pub start: Dims<isize>,
    /// Where each operand is now, counted in the same way.
    pub here: Dims<isize>,
}

/// Which flat index is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FlatIndex {
    None,
    C,
    Fortran,
}

impl Axes {
    /// The loops over a broadcast shape, in C order.
    pub fn new(remapped: &Remapped, flat: FlatIndex) -> Axes {
        let (shape, operands) = (&remapped.shape, remapped.steps.len());
        let mut loops: Vec<Axis> = (0..shape.len())
            .rev()
            .map(|axis| {
                let mut steps: Dims<isize> = remapped.steps.iter().map(|s| s[axis]).collect();
                let beyond = match flat {
                    FlatIndex::None => &[][..],
                    FlatIndex::C => &shape[axis + 1..],
                    FlatIndex::Fortran => &shape[..axis],
                };
                let step = tegula_core::volume(beyond) as isize;
                steps.push(if flat == FlatIndex::None || shape[axis] == 1 { 0 } else { step });
                Axis { n: shape[axis], steps, at: 0, origin: axis, backwards: false }
            })
            .collect();
        let none = Dims::repeat(0, operands + 1);
        let ndim = loops.len();
        if loops.is_empty() {
            loops.push(Axis { n: 1, steps: none.clone(), at: 0, origin: 0, backwards: false });
        }
        Axes { loops, ndim, start: none.clone(), here: none }
    }

    /// The number of operands.
    fn operands(&self) -> usize {
        self.start.len() - 1
    }

    /// The number of elements; `None` if that is beyond any size.
    pub fn size(&self) -> Option<usize> {
        self.loops
            .iter()
            .try_fold(1, |size: usize, l| size.checked_mul(l.n))
            .filter(|&n| n <= isize::MAX as usize)
    }

    /// Sorts the loops. In order `K` they are walked as memory lies, backwards too unless `forward`.
    pub fn sort(&mut self, order: Order, all_fortran: bool, forward: bool) {
        match order {
            Order::C => {}
            Order::F => self.loops.reverse(),
            Order::A if all_fortran => self.loops.reverse(),
            Order::A => {}
            Order::K => {
                let by_axis = || self.loops.iter().rev();
                let shape: Vec<usize> = by_axis().map(|l| l.n).collect();
                let steps: Vec<Vec<isize>> =
                    (0..self.operands()).map(|op| by_axis().map(|l| l.steps[op]).collect()).collect();
                let steps: Vec<&[isize]> = steps.iter().map(Vec::as_slice).collect();
                let n = self.loops.len();
                let order = iteration_order(&shape, &steps);
                self.loops = order.iter().rev().map(|&axis| self.loops[n - 1 - axis].clone()).collect();
                if !forward {
                    self.turn();
                }
            }
        }
    }

    /// Walks backwards along axes on which all operands that move at all run backwards in memory.
    fn turn(&mut self) {
        let operands = self.operands();
        for l in &mut self.loops {
            let steps = &l.steps[..operands];
            if steps.iter().all(|&s| s <= 0) && steps.iter().any(|&s| s < 0) && l.n > 0 {
                l.backwards = true;
                for (start, step) in self.start.iter_mut().zip(l.steps.iter_mut()) {
                    *start += *step * (l.n as isize - 1);
                    *step = -*step;
                }
            }
        }
    }

    /// Lets an operand lie as an array whose strides over the axes of the broadcast shape are given; axes
    /// without a stride stay as they are.
    pub fn place(&mut self, operand: usize, stride: impl Fn(usize) -> Option<isize>) {
        self.start[operand] = 0;
        for l in &mut self.loops[..self.ndim] {
            let Some(stride) = stride(l.origin) else { continue };
            l.steps[operand] = if l.backwards { -stride } else { stride };
            if l.backwards {
                self.start[operand] += stride * (l.n as isize - 1);
            }
        }
    }

    /// Joins neighbouring loops where all operands and the flat index allow it.
    pub fn merge(&mut self) {
        let mut merged = 0;
        for i in 1..self.loops.len() {
            let outer = self.loops[i].clone();
            let inner = &mut self.loops[merged];
            let fits = inner.steps.iter().zip(&outer.steps[..]).all(|(&near, &far)| {
                inner.n == 1 && near == 0 || outer.n == 1 && far == 0 || near * inner.n as isize == far
            });
            if fits {
                inner.n *= outer.n;
                for (near, &far) in inner.steps.iter_mut().zip(&outer.steps[..]) {
                    if *near == 0 {
                        *near = far;
                    }
                }
            } else {
                merged += 1;
                self.loops[merged] = outer;
            }
        }
        self.loops.truncate(merged + 1);
        self.ndim = self.ndim.min(merged + 1);
    }

    /// Removes the loop over an axis of the broadcast shape and stays at the axis's beginning.
    pub fn remove(&mut self, axis: usize) {
        let at = self.loops.iter().position(|l| l.origin == axis).expect("every axis has its loop");
        let mut gone = self.loops.remove(at);
        if gone.backwards {
            for (start, step) in self.start.iter_mut().zip(&gone.steps[..]) {
                *start += *step * (gone.n as isize - 1);
            }
        }
        for l in &mut self.loops {
            l.origin -= usize::from(l.origin > axis);
        }
        self.ndim -= 1;
        if self.loops.is_empty() {
            gone =
                Axis { n: 1, steps: Dims::repeat(0, self.start.len()), at: 0, origin: 0, backwards: false };
            self.loops.push(gone);
        }
    }

    /// Goes to an element by its number in the order of the iteration.
    pub fn go_to(&mut self, position: usize) {
        let mut rest = position;
        self.here = self.start.clone();
        for l in &mut self.loops {
            let n = l.n.max(1);
            l.at = rest % n;
            rest /= n;
            for (here, step) in self.here.iter_mut().zip(&l.steps[..]) {
                *here += step * l.at as isize;
            }
        }
    }

    /// Goes one step on in the loops from number `from` on; to the beginning after the last.
    pub fn advance(&mut self, from: usize) {
        for l in &mut self.loops[from..] {
            l.at += 1;
            let done = l.at == l.n;
            let steps = if done { 1 - l.n as isize } else { 1 };
            for (here, step) in self.here.iter_mut().zip(&l.steps[..]) {
                *here += step * steps;
            }
            if !done {
                return;
            }
            l.at = 0;
        }
    }

    /// The shape: of the axes if they are told apart, else of the loops.
    pub fn shape(&self, by_axis: bool) -> Dims<usize> {
        if !by_axis {
            return self.loops[..self.ndim].iter().map(|l| l.n).collect();
        }
        let mut shape = Dims::repeat(0, self.ndim);
        self.loops[..self.ndim].iter().for_each(|l| shape[l.origin] = l.n);
        shape
    }

    /// The position on each axis.
    pub fn multi_index(&self) -> Dims<usize> {
        let mut index = Dims::repeat(0, self.ndim);
        self.loops[..self.ndim].iter().for_each(|l| index[l.origin] = l.index());
        index
    }

    /// The number of the element at a position on each axis; `None` if there is no such element.
    pub fn position_of(&self, index: &[isize]) -> Option<usize> {
        let (mut position, mut factor) = (0, 1);
        for l in &self.loops[..self.ndim] {
            let i = usize::try_from(index[l.origin]).ok().filter(|&i| i < l.n)?;
            position += factor * l.turned(i);
            factor *= l.n;
        }
        Some(position)
    }

    /// The number of the element that has a flat index.
    pub fn position_of_flat(&self, flat: usize) -> usize {
        let (mut position, mut factor) = (0, 1);
        for l in &self.loops {
            let step = l.steps[self.operands()];
            if step != 0 {
                let i = flat / step.unsigned_abs() % l.n;
                position += factor * if step < 0 { l.n - 1 - i } else { i };
            }
            factor *= l.n;
        }
        position
    }

    /// Cuts the next `n` elements into boxes: `visit` gets how many elements lie before the box, how far
    /// it is (for each operand) from where the iteration is, how many whole loops it covers and how many
    /// steps of the loop after them.
    pub fn boxes(&self, n: usize, mut visit: impl FnMut(usize, &dyn Fn(usize) -> isize, usize, usize)) {
        let mut at: Vec<usize> = self.loops.iter().map(|l| l.at).collect();
        let mut done = 0;
        while done < n {
            let (mut whole, mut size) = (0, 1);
            while whole + 1 < self.loops.len() && at[whole] == 0 && size * self.loops[whole].n <= n - done {
                size *= self.loops[whole].n;
                whole += 1;
            }
            let steps = ((n - done) / size).min(self.loops[whole].n - at[whole]);
            let distance = |op: usize| -> isize {
                self.loops.iter().zip(&at).map(|(l, &at)| l.steps[op] * (at as isize - l.at as isize)).sum()
            };
            visit(done, &distance, whole, steps);
            done += size * steps;
            at[whole] += steps;
            for i in whole..self.loops.len() - 1 {
                if at[i] == self.loops[i].n {
                    at[i] = 0;
                    at[i + 1] += 1;
                }
            }
        }
    }
}
