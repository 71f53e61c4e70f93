//! Iterating over several operands together, by the rules of NumPy's `nditer`.
//!
//! [`request`] says what can be asked for, [`remap`] broadcasts the operands, [`axes`] are the loops in their
//! order, [`operands`] makes copies and new arrays, [`buffers`] converts on the way. An [`Iteration`] shows
//! each operand's current element, or a row of them, as a view: of the array, or of a buffer.

mod axes;
mod buffers;
mod operands;
mod remap;
mod request;

use tegula_core::{DType, Dims, Error, Layout, RawArray, Result};

pub use remap::AxisMap;
pub use request::{Flags, Given, OperandFlags, Request};

use crate::assign;
use axes::{Axes, FlatIndex};
use buffers::Buffers;
use operands::Operand;

/// An iteration over the elements of several operands.
///
/// ```
/// use tegula_core::Casting;
/// use tegula_exec::{Order, arange, iterate::{Flags, Given, Iteration, OperandFlags, Request}};
/// let read = OperandFlags { read_only: true, ..OperandFlags::default() };
/// let operands = [0, 10].map(|start| Given {
///     array: Some(arange(start, 1, 3).unwrap()), writeable: true, flags: read, dtype: None, axes: None,
/// });
/// let mut pairs = Iteration::new(&Request {
///     operands: &operands, flags: Flags::default(), order: Order::K, casting: Casting::Safe, ndim: None, shape: None,
///     buffer_size: 0,
/// })?;
/// pairs.advance()?;
/// assert_eq!(pairs.view(1).get(&[]).to_i64(), 11);
/// # Ok::<(), tegula_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Iteration {
    flags: Flags,
    operands: Vec<Operand>,
    mask: Option<usize>,
    axes: Axes,
    /// Where each operand is taken to begin, in bytes from its first element.
    origins: Dims<isize>,
    size: usize,
    /// The range of elements that are visited.
    range: (usize, usize),
    position: usize,
    buffers: Option<Buffers>,
    buffer_size: usize,
}

fn too_large() -> Error {
    Error::value("iterator is too large")
}

impl Iteration {
    /// Prepares an iteration; it is at its first element then.
    ///
    /// # Errors
    /// `ValueError` for flags that contradict each other and operands that do not fit together, `TypeError`
    /// for conversions that are not allowed, in NumPy's words; `MemoryError`.
    pub fn new(request: &Request) -> Result<Iteration> {
        let flags = request.flags;
        remap::check_axes(request.operands)?;
        request::check_flags(flags)?;
        let mask = request::check_operands(request)?;
        let remapped = remap::remap(request, mask)?;
        let flat = match flags {
            Flags { c_index: true, .. } => FlatIndex::C,
            Flags { f_index: true, .. } => FlatIndex::Fortran,
            _ => FlatIndex::None,
        };
        let mut axes = Axes::new(&remapped, flat);
        let size = axes.size().ok_or_else(too_large)?;
        let given = || request.operands.iter().map(|g| g.array.as_ref());
        if size > 0 && given().flatten().any(|array| array.size() == 0) {
            // The axes of the iteration leave out the one on which there is nothing.
            return Err(Error::value("Iteration of zero-sized operands is not enabled"));
        }
        let all_fortran = given().flatten().all(RawArray::is_f_contiguous);
        axes.sort(request.order, all_fortran, given().any(|array| array.is_none()));
        let types = operands::types(request)?;
        let operands = operands::prepare(request, &types, &remapped.reduced, mask, &mut axes)?;
        if !flags.multi_index {
            axes.merge();
        }
        let buffer_size = request.buffer_size;
        let mut iteration = Iteration {
            flags,
            operands,
            mask,
            axes,
            origins: Dims::repeat(0, request.operands.len()),
            size,
            range: (0, size),
            position: 0,
            buffers: None,
            buffer_size,
        };
        iteration.axes.go_to(0);
        if flags.buffered {
            iteration.plan_buffers();
            if !flags.delay_bufalloc {
                iteration.allocate_buffers()?;
                iteration.fill()?;
            }
        }
        Ok(iteration)
    }

    fn plan_buffers(&mut self) {
        self.buffers = self
            .flags
            .buffered
            .then(|| Buffers::plan(&self.axes, &self.operands, self.buffer_size, self.flags.grow_inner));
    }

    fn allocate_buffers(&mut self) -> Result<()> {
        self.buffers.as_mut().map_or(Ok(()), |b| b.allocate(&self.operands))
    }

    fn fill(&mut self) -> Result<()> {
        let Some(buffers) = &mut self.buffers else { return Ok(()) };
        buffers.fill(&self.operands, &self.axes, self.position, self.range.1)
    }

    fn flush(&mut self) -> Result<()> {
        let Some(buffers) = &mut self.buffers else { return Ok(()) };
        buffers.flush(&self.operands, &self.axes, self.mask)
    }

    /// Moves to the next element, or row of elements; false if there is none.
    ///
    /// # Errors
    /// Those of conversions.
    pub fn advance(&mut self) -> Result<bool> {
        let Some(buffers) = &mut self.buffers else {
            self.position += if self.flags.external_loop { self.axes.loops[0].n } else { 1 };
            self.axes.advance(usize::from(self.flags.external_loop));
            return Ok(self.position < self.range.1);
        };
        if buffers.advance(self.flags.external_loop) {
            self.position = buffers.position();
            return Ok(true);
        }
        self.position = buffers.start + buffers.rows * buffers.len;
        self.flush()?;
        if self.position >= self.range.1 {
            return Ok(false);
        }
        self.axes.go_to(self.position);
        self.fill()?;
        Ok(true)
    }

    /// Begins anew.
    ///
    /// # Errors
    /// Those of conversions.
    pub fn reset(&mut self) -> Result<()> {
        let first = self.range.0;
        if let Some(buffers) = &self.buffers {
            if buffers.delayed {
                self.allocate_buffers()?;
            } else if buffers.filled
                && self.position == first
                && buffers.start + buffers.rows * buffers.len <= self.range.1
            {
                return Ok(());
            }
        }
        self.begin_at(first)
    }

    fn begin_at(&mut self, position: usize) -> Result<()> {
        self.flush()?;
        self.position = position;
        self.axes.go_to(position);
        self.fill()
    }

    /// Begins anew with the elements where another iteration is: each operand is taken to begin there.
    ///
    /// # Errors
    /// Those of conversions.
    pub fn reset_within(&mut self, outer: &Iteration) -> Result<()> {
        if self.has_delayed_buffers() {
            self.allocate_buffers()?;
        }
        self.flush()?;
        for (op, origin) in self.origins.iter_mut().enumerate() {
            self.axes.start[op] += outer.axes.here[op] - *origin;
            *origin = outer.axes.here[op];
        }
        self.begin_at(self.range.0)
    }

    /// Restricts the iteration to a range of elements and begins anew.
    ///
    /// # Errors
    /// `ValueError` if it was not asked for, or there is no such range.
    pub fn set_range(&mut self, start: isize, end: isize) -> Result<()> {
        if !self.flags.ranged {
            return Err(Error::value(
                "Cannot call ResetToIterIndexRange on an iterator without requesting ranged iteration support in the \
                 constructor",
            ));
        }
        if start < 0 || end > self.size as isize {
            return Err(Error::value(format!(
                "Out-of-bounds range [{start}, {end}) passed to ResetToIterIndexRange"
            )));
        }
        if end < start {
            return Err(Error::value(format!(
                "Invalid range [{start}, {end}) passed to ResetToIterIndexRange"
            )));
        }
        self.range = (start as usize, end as usize);
        self.reset()
    }

    /// Goes to an element by its number in the order of the iteration.
    ///
    /// # Errors
    /// `IndexError` beyond the range, `ValueError` for iterations by rows; those of conversions.
    pub fn go_to(&mut self, position: isize) -> Result<()> {
        if self.flags.external_loop {
            return Err(Error::value(
                "Cannot call GotoIterIndex on an iterator which has the flag EXTERNAL_LOOP",
            ));
        }
        let Some(position) = self.in_range(position) else {
            return Err(Error::index(
                "Iterator GotoIterIndex called with an iterindex outside the iteration range.",
            ));
        };
        if self.buffers.as_mut().is_some_and(|b| b.go_to(position)) {
            self.position = position;
            return Ok(());
        }
        self.begin_at(position)
    }

    fn in_range(&self, position: isize) -> Option<usize> {
        usize::try_from(position).ok().filter(|p| (self.range.0..self.range.1).contains(p))
    }

    /// Goes to the element at a position on each axis.
    ///
    /// # Errors
    /// `IndexError` if there is none, `ValueError` for iterations with buffers or by rows.
    pub fn go_to_multi_index(&mut self, index: &[isize]) -> Result<()> {
        self.check_jump("GotoMultiIndex")?;
        let Some(position) = self.axes.position_of(index) else {
            return Err(Error::index("Iterator GotoMultiIndex called with an out-of-bounds multi-index"));
        };
        let Some(position) = self.in_range(position as isize) else {
            return Err(Error::index(
                "Iterator GotoMultiIndex called with a multi-index outside the restricted iteration range",
            ));
        };
        self.begin_at(position)
    }

    /// Goes to the element with a flat index.
    ///
    /// # Errors
    /// `IndexError` if there is none, `ValueError` for iterations with buffers or by rows.
    pub fn go_to_index(&mut self, index: isize) -> Result<()> {
        self.check_jump("GotoIndex")?;
        let Some(flat) = usize::try_from(index).ok().filter(|&i| i < self.size) else {
            return Err(Error::index("Iterator GotoIndex called with an out-of-bounds index"));
        };
        let Some(position) = self.in_range(self.axes.position_of_flat(flat) as isize) else {
            return Err(Error::index(
                "Iterator GotoIndex called with an index outside the restricted iteration range.",
            ));
        };
        self.begin_at(position)
    }

    fn check_jump(&self, name: &str) -> Result<()> {
        let what = match self.flags {
            Flags { buffered: true, .. } => "is buffered",
            Flags { external_loop: true, .. } => "has the flag EXTERNAL_LOOP",
            _ => return Ok(()),
        };
        Err(Error::value(format!("Cannot call {name} on an iterator which {what}")))
    }

    /// Leaves out an axis, on which the iteration stays at the beginning, and begins anew. The iteration must
    /// keep the position on each axis and no flat index, and have no buffers.
    ///
    /// # Errors
    /// `ValueError` if there is no such axis.
    pub fn remove_axis(&mut self, axis: isize) -> Result<()> {
        let Some(axis) = usize::try_from(axis).ok().filter(|&axis| axis < self.axes.ndim) else {
            return Err(Error::value("axis out of bounds in iterator RemoveAxis"));
        };
        self.axes.remove(axis);
        self.size = self.axes.size().ok_or_else(too_large)?;
        self.range.1 = self.size;
        self.reset()
    }

    /// No longer keeps the position on each axis, joins axes where that is possible, and begins anew.
    ///
    /// # Errors
    /// Those of conversions.
    pub fn remove_multi_index(&mut self) -> Result<()> {
        self.reset()?;
        if std::mem::take(&mut self.flags.multi_index) {
            self.flush()?;
            self.axes.merge();
            self.axes.go_to(self.position);
            if self.buffers.is_some() {
                self.plan_buffers();
                self.allocate_buffers()?;
                self.fill()?;
            }
        }
        Ok(())
    }

    /// Shows rows of elements from now on, and begins anew.
    ///
    /// # Errors
    /// `ValueError` if an index is kept; those of conversions.
    pub fn enable_external_loop(&mut self) -> Result<()> {
        request::check_flags(Flags { external_loop: true, ranged: false, ..self.flags })?;
        if self.flags.ranged && !self.flags.buffered {
            return Err(Error::value(
                "Iterator flag EXTERNAL_LOOP cannot be used with ranged iteration unless buffering is also enabled",
            ));
        }
        self.flags.external_loop = true;
        self.reset()
    }

    /// Writes everything back to the operands. The iteration must not be used afterwards.
    ///
    /// # Errors
    /// Those of conversions.
    pub fn finish(&mut self) -> Result<()> {
        self.flush()?;
        for operand in &mut self.operands {
            if let Some(original) = operand.original.take() {
                assign(&original, &operand.array)?;
            }
        }
        Ok(())
    }

    /// An iteration at the same place, with buffers of its own.
    ///
    /// # Errors
    /// `MemoryError`; those of conversions.
    pub fn copy(&self) -> Result<Iteration> {
        let mut copy = self.clone();
        for operand in &mut copy.operands {
            operand.original = None;
        }
        let Some(buffers) = &mut copy.buffers else { return Ok(copy) };
        let is_filled = std::mem::take(&mut buffers.filled);
        if !buffers.delayed {
            buffers.allocate(&copy.operands)?;
            if is_filled {
                copy.axes.go_to(copy.position);
                copy.fill()?;
            }
        }
        Ok(copy)
    }

    /// An operand's current element as a 0-d view, or its row as a view of one axis.
    pub fn view(&self, op: usize) -> RawArray {
        let (mut place, step, len) = match &self.buffers {
            Some(buffers) => {
                let (place, step) = buffers.place(op, &self.operands, &self.axes);
                (place, step, buffers.len)
            }
            None => {
                let (array, row) = (&self.operands[op].array, &self.axes.loops[0]);
                let offset = array.layout.offset.wrapping_add_signed(self.axes.here[op]);
                (array.with_layout(Layout { offset, ..Layout::default() }), row.steps[op], row.n)
            }
        };
        if self.flags.external_loop {
            place.layout.shape.push(len);
            place.layout.strides.push(step);
        }
        place
    }

    /// An operand with the axes of the iteration, slowest first. There must be no buffers.
    pub fn whole_view(&self, op: usize) -> RawArray {
        let array = &self.operands[op].array;
        let loops = || self.axes.loops[..self.axes.ndim].iter().rev();
        array.with_layout(Layout {
            shape: loops().map(|l| l.n).collect(),
            strides: loops().map(|l| l.steps[op]).collect(),
            offset: array.layout.offset.wrapping_add_signed(self.axes.start[op]),
        })
    }

    /// The flags.
    pub fn flags(&self) -> Flags {
        self.flags
    }

    /// The number of operands.
    pub fn operands(&self) -> usize {
        self.operands.len()
    }

    /// The array that is iterated over in an operand's place; `None` if it is the one given.
    pub fn replacement(&self, op: usize) -> Option<&RawArray> {
        let operand = &self.operands[op];
        operand.fresh.then_some(&operand.array)
    }

    /// True if an operand's elements go back to the array that was given when the iteration is finished.
    pub fn writes_back(&self, op: usize) -> bool {
        self.operands[op].original.is_some()
    }

    /// The type of an operand's elements in the iteration.
    pub fn dtype(&self, op: usize) -> DType {
        self.operands[op].dtype
    }

    /// True if an operand's elements may be changed.
    pub fn is_written(&self, op: usize) -> bool {
        self.operands[op].flags.writes()
    }

    /// True if buffers are there that have no memory yet.
    pub fn has_delayed_buffers(&self) -> bool {
        self.buffers.as_ref().is_some_and(|b| b.delayed)
    }

    /// The number of elements.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The numbers of the elements that are visited.
    pub fn range(&self) -> (usize, usize) {
        self.range
    }

    /// The number of the current element in the order of the iteration.
    pub fn position(&self) -> usize {
        self.position
    }

    /// The number of axes.
    pub fn ndim(&self) -> usize {
        self.axes.ndim
    }

    /// The shape: by axis if the position on each axis is kept, else of the loops, fastest first.
    pub fn shape(&self) -> Dims<usize> {
        self.axes.shape(self.flags.multi_index)
    }

    /// The position on each axis.
    pub fn multi_index(&self) -> Dims<usize> {
        self.axes.multi_index()
    }

    /// The flat index.
    pub fn index(&self) -> isize {
        self.axes.here[self.operands.len()]
    }
}
