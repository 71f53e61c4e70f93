//! Buffers: elements that are converted or brought together before they are seen, and written back after.
//!
//! A buffer is filled with a *chunk* of the iteration, which ends with a step of one loop (the outer one);
//! the loops inside are its *core*. An operand that is reduced is seen by two loops instead: its core, or
//! one element for each step of the outer loop, is held once and repeated.

use tegula_core::{DType, Dims, Layout, RawArray, Result};

use super::axes::Axes;
use super::operands::Operand;
use crate::{Order, assign, assign_where, cast};

/// The usual number of elements of a buffer: NumPy's.
const USUAL: usize = 8192;

/// How one operand is seen.
#[derive(Clone)]
struct View {
    /// Its elements are brought together in a buffer.
    buffered: bool,
    /// That buffer, once there is memory for it.
    buffer: Option<RawArray>,
    /// How far apart its elements are, in bytes, in a row of the chunk.
    inner: isize,
    /// How far apart the rows are.
    outer: isize,
    /// It is held once and repeated along one of the two loops.
    repeated: bool,
    /// Its elements are evenly spaced.
    single: bool,
}

/// The buffers and the chunk in them.
#[derive(Clone)]
pub(super) struct Buffers {
    views: Vec<View>,
    /// The most elements of a chunk.
    size: usize,
    /// The loop along which chunks are cut, and the elements of the loops inside.
    outer: usize,
    core: usize,
    /// Chunks are seen as rows of a core each.
    rows_of_cores: bool,
    /// The rows of the chunk, their length, and where the iteration is.
    pub rows: usize,
    pub len: usize,
    pub row: usize,
    pub column: usize,
    /// The number of the chunk's first element.
    pub start: usize,
    /// True if the buffers hold a chunk.
    pub filled: bool,
    /// True until memory is asked for.
    pub delayed: bool,
}

/// The best choice of an outer loop so far.
struct Choice {
    outer: usize,
    core: usize,
    size: usize,
    buffered: usize,
}

impl Buffers {
    /// Chooses the loops and what must be buffered. `size` is the most elements of a buffer, 0 for the usual
    /// number; with `grow` chunks grow beyond it if nothing is buffered.
    pub fn plan(axes: &Axes, operands: &[Operand], size: usize, grow: bool) -> Buffers {
        let limit = if size == 0 { USUAL } else { size };
        let loops = &axes.loops;
        // Over how many loops each operand moves evenly, and whether the outer loop reduces it.
        let mut even = vec![1; operands.len()];
        let mut reduces = vec![false; operands.len()];
        let mut reducing = None;
        let mut buffered = operands.iter().filter(|o| o.indirect).count();
        let mut total = loops[0].n;
        let mut best = Choice { outer: 0, core: 1, size: total, buffered };
        for (k, pair) in (1..).zip(loops.windows(2)) {
            if reducing.is_some() || total >= limit && (buffered > 0 || !grow) {
                break;
            }
            let [near, far] = pair else { unreachable!("windows of two") };
            for (op, operand) in operands.iter().enumerate() {
                let (inner, outer) = (near.steps[op], far.steps[op]);
                if even[op] == k {
                    if inner * near.n as isize == outer {
                        even[op] += 1;
                        continue;
                    }
                    buffered += usize::from(!operand.indirect);
                }
                if operand.reduced && (inner == 0 || outer == 0) {
                    reduces[op] = true;
                    reducing = Some(k);
                }
            }
            let core = total;
            total *= far.n;
            if total == 0 {
                break;
            }
            let seen = if buffered > 0 || !grow { total.min(limit) } else { total };
            // The work besides that on elements: a visit, and a copy for each buffer, for every chunk.
            if (1 + buffered) as f64 * best.size as f64 <= (1 + best.buffered) as f64 * seen as f64 {
                best = Choice { outer: k, core, size: total, buffered };
            }
        }
        let rows_of_cores = reducing == Some(best.outer);
        let views: Vec<View> = (0..operands.len())
            .map(|op| {
                let must = rows_of_cores && reduces[op];
                View::choose(&operands[op], op, axes, &best, rows_of_cores, must, even[op])
            })
            .collect();
        let is_bounded = !grow || views.iter().any(|v| v.buffered);
        let size = if is_bounded && best.size > limit { best.core * (limit / best.core) } else { best.size };
        Buffers {
            views,
            size,
            outer: best.outer,
            core: best.core,
            rows_of_cores,
            rows: 0,
            len: 0,
            row: 0,
            column: 0,
            start: 0,
            filled: false,
            delayed: true,
        }
    }

    /// Asks for the memory.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn allocate(&mut self, operands: &[Operand]) -> Result<()> {
        for (view, operand) in self.views.iter_mut().zip(operands).filter(|(view, _)| view.buffered) {
            view.buffer = Some(RawArray::zeros(&[self.size], operand.dtype)?);
        }
        self.delayed = false;
        Ok(())
    }

    /// Where the current element of an operand lies, and how far the next is in the row.
    pub fn place(&self, op: usize, operands: &[Operand], axes: &Axes) -> (RawArray, isize) {
        let view = &self.views[op];
        let within = view.outer * self.row as isize + view.inner * self.column as isize;
        let (array, offset) = match &view.buffer {
            Some(buffer) => (buffer, within),
            None => (&operands[op].array, axes.here[op] + within),
        };
        let layout = Layout { offset: array.layout.offset.wrapping_add_signed(offset), ..Layout::default() };
        (array.with_layout(layout), view.inner)
    }

    /// Brings in the chunk that begins where the loops are, before the element number `end`.
    ///
    /// # Errors
    /// Those of conversions; then no chunk is held.
    pub fn fill(&mut self, operands: &[Operand], axes: &Axes, position: usize, end: usize) -> Result<()> {
        let into_core = position % self.core;
        let outer = &axes.loops[self.outer];
        let n = match into_core {
            0 => self.size.min(self.core * (outer.n - outer.at)),
            _ => self.core - into_core,
        };
        let n = n.min(end - position);
        (self.rows, self.len) = match n / self.core {
            rows @ 2.. if self.rows_of_cores => (rows, self.core),
            _ => (1, n),
        };
        (self.row, self.column, self.start, self.filled) = (0, 0, position, false);
        if n == 0 {
            return Ok(());
        }
        for (op, operand) in operands.iter().enumerate() {
            if operand.flags.reads() {
                self.transfer(op, operand, axes, |outside, inside, _| assign(inside, outside))?;
            }
        }
        self.filled = true;
        Ok(())
    }

    /// Writes the chunk back. `mask` is the operand that says which elements are.
    ///
    /// # Errors
    /// Those of conversions.
    pub fn flush(&mut self, operands: &[Operand], axes: &Axes, mask: Option<usize>) -> Result<()> {
        if !std::mem::take(&mut self.filled) {
            return Ok(());
        }
        (self.row, self.column) = (0, 0);
        for (op, operand) in operands.iter().enumerate().filter(|(_, o)| o.flags.writes()) {
            let mask = mask.filter(|_| operand.flags.write_masked).map(|m| self.place(m, operands, axes));
            self.transfer(op, operand, axes, |outside, inside, before| match &mask {
                None => assign(outside, inside),
                Some((mask, step)) => {
                    let mut layout = Layout::contiguous(inside.shape(), 1)?;
                    layout.strides.iter_mut().for_each(|s| *s *= step);
                    let offset = mask.layout.offset as isize + step * before as isize;
                    layout.offset = offset as usize;
                    let mask = cast(&mask.with_layout(layout), DType::Bool, Order::C)?;
                    assign_where(outside, inside, &mask)
                }
            })?;
        }
        Ok(())
    }

    /// Goes to the next place in the chunk; false if there is none. With `whole_rows` a row is one place.
    pub fn advance(&mut self, whole_rows: bool) -> bool {
        self.column += 1;
        if !whole_rows && self.column < self.len {
            return true;
        }
        self.column = 0;
        self.row += 1;
        self.row < self.rows
    }

    /// The number of the current element in the iteration.
    pub fn position(&self) -> usize {
        self.start + self.row * self.len + self.column
    }

    /// Goes to an element of the chunk; false if it is elsewhere.
    pub fn go_to(&mut self, position: usize) -> bool {
        let Some(within) = position.checked_sub(self.start) else { return false };
        if !self.filled || self.rows_of_cores || within >= self.rows * self.len {
            return false;
        }
        (self.row, self.column) = (within / self.len, within % self.len);
        true
    }

    /// Hands over the pieces of an operand that is buffered: outside, in the buffer, and how many elements of
    /// the chunk lie before.
    fn transfer(
        &self,
        op: usize,
        operand: &Operand,
        axes: &Axes,
        mut hand: impl FnMut(&RawArray, &RawArray, usize) -> Result<()>,
    ) -> Result<()> {
        let view = &self.views[op];
        let Some(buffer) = &view.buffer else { return Ok(()) };
        let outside = |distance: isize, shape: Dims<usize>, strides: Dims<isize>| {
            let offset = operand.array.layout.offset.wrapping_add_signed(axes.here[op] + distance);
            operand.array.with_layout(Layout { shape, strides, offset })
        };
        let inside = |before: usize, shape: &[usize]| -> Result<RawArray> {
            let mut layout = Layout::contiguous(shape, buffer.itemsize())?;
            layout.offset = buffer.layout.offset + before * buffer.itemsize();
            Ok(buffer.with_layout(layout))
        };
        let outer = axes.loops[self.outer].steps[op];
        if view.repeated && outer != 0 {
            let shape = Dims::repeat(self.rows, 1);
            return hand(&outside(0, shape.clone(), Dims::repeat(outer, 1)), &inside(0, &shape)?, 0);
        }
        let n = match view.repeated {
            true => self.len.min(self.core),
            false if view.single && view.inner == 0 => 1,
            false => self.rows * self.len,
        };
        let mut result = Ok(());
        axes.boxes(n, |before, distance, whole, steps| {
            let inner = || axes.loops[..whole].iter().rev();
            let shape: Dims<usize> = std::iter::once(steps).chain(inner().map(|l| l.n)).collect();
            let strides: Dims<isize> =
                std::iter::once(axes.loops[whole].steps[op]).chain(inner().map(|l| l.steps[op])).collect();
            if result.is_ok() {
                result = inside(before, &shape)
                    .and_then(|inside| hand(&outside(distance(op), shape, strides), &inside, before));
            }
        });
        result
    }
}

impl View {
    fn choose(
        operand: &Operand,
        op: usize,
        axes: &Axes,
        choice: &Choice,
        rows_of_cores: bool,
        must_repeat: bool,
        even: usize,
    ) -> View {
        let (near, far) = (axes.loops[0].steps[op], axes.loops[choice.outer].steps[op]);
        // What is only read may be asked for one by one.
        let spread = operand.flags.contig && !operand.flags.writes();
        let repeated = rows_of_cores
            && (must_repeat
                || even == choice.outer && !operand.indirect
                || far == 0 && even <= choice.outer && !spread);
        let single = even + usize::from(repeated) > choice.outer;
        let item = operand.dtype.itemsize() as isize;
        let buffered = operand.indirect || !single;
        let (inner, outer) = match (buffered, repeated) {
            (false, _) => (near, far),
            (true, true) if far == 0 => (item, 0),
            (true, true) => (0, item),
            (true, false) if single && near == 0 && !spread => (0, 0),
            (true, false) => (item, item * choice.core as isize),
        };
        View { buffered, buffer: None, inner, outer, repeated, single }
    }
}
