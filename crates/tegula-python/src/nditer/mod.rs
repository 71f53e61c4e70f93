//! The class `nditer`: visits the elements of one or several arrays together.

mod construct;
mod flags;

use pyo3::prelude::*;
use pyo3::types::{PySlice, PyTuple};
use tegula_exec::iterate::Iteration;

use crate::ffi::{Any, Raised, index, int_tuple};
use crate::ndarray::shaping;
use crate::{dtype, ndarray};

pub use construct::add_nested_iters;

/// Visits the elements of arrays, which are broadcast together.
///
/// `flags` say what is kept track of and whether elements are shown one by one, in rows, or through buffers;
/// `op_flags` how each operand takes part. The order is that in memory unless `order` says otherwise. Operands
/// that are `None` are made. Used as a context manager it writes everything back at the end.
#[pyclass(name = "nditer", module = "tegula", unsendable, weakref)]
pub struct NdIter {
    /// `None` once it is closed.
    iteration: Option<Iteration>,
    objects: Vec<Py<PyAny>>,
    /// Begins anew whenever this iterator moves.
    inner: Option<Py<NdIter>>,
    started: bool,
    finished: bool,
}

const INVALID: &str = "Iterator is invalid";
const PAST_END: &str = "Iterator is past the end";
const NO_MULTI_INDEX: &str = "Iterator is not tracking a multi-index";
const NO_INDEX: &str = "Iterator does not have an index";
const DELAYED: &str = "Iterator construction used delayed buffer allocation, and no reset has been done yet";

impl NdIter {
    fn over(iteration: Iteration, objects: Vec<Py<PyAny>>) -> NdIter {
        let is_empty = iteration.size() == 0;
        NdIter { iteration: Some(iteration), objects, inner: None, started: is_empty, finished: is_empty }
    }

    /// Nests an iterator in this one.
    fn set_inner(&mut self, py: Python<'_>, inner: &Py<NdIter>) -> Result<(), Raised> {
        inner.borrow_mut(py).valid()?.reset_within(self.valid()?)?;
        self.inner = Some(inner.clone_ref(py));
        Ok(())
    }

    /// # Errors
    /// `ValueError` once it is closed.
    fn valid(&mut self) -> Result<&mut Iteration, Raised> {
        self.iteration.as_mut().ok_or_else(|| Raised::value(INVALID))
    }

    fn seen(&self) -> Result<&Iteration, Raised> {
        self.iteration.as_ref().ok_or_else(|| Raised::value(INVALID))
    }

    /// # Errors
    /// `ValueError` after the last element.
    fn current(&self) -> Result<&Iteration, Raised> {
        self.iteration.as_ref().filter(|_| !self.finished).ok_or_else(|| Raised::value(PAST_END))
    }

    /// The iteration if it has elements to show.
    fn showing(&self) -> Result<&Iteration, Raised> {
        let iteration = self.current()?;
        if iteration.has_delayed_buffers() { Err(Raised::value(DELAYED)) } else { Ok(iteration) }
    }

    /// After this iterator has moved: those nested in it begin anew.
    fn moved(&self, py: Python<'_>) -> Result<(), Raised> {
        let (Some(inner), Some(outer)) = (&self.inner, &self.iteration) else { return Ok(()) };
        let mut inner = inner.try_borrow_mut(py).map_err(|_| Raised::value(INVALID))?;
        inner.valid()?.reset_within(outer)?;
        inner.begin();
        inner.moved(py)
    }

    /// After it has been set to an element.
    fn begin(&mut self) {
        let is_empty = self.iteration.as_ref().is_some_and(|i| i.size() == 0);
        (self.started, self.finished) = (is_empty, is_empty);
    }

    fn jumped(&mut self, py: Python<'_>) -> PyResult<()> {
        (self.started, self.finished) = (false, false);
        Ok(self.moved(py)?)
    }

    /// Moves on; false after the last element.
    fn advance(&mut self, py: Python<'_>) -> Result<bool, Raised> {
        let Some(iteration) = self.iteration.as_mut().filter(|_| !self.finished) else { return Ok(false) };
        match iteration.advance() {
            Ok(true) => {
                self.moved(py)?;
                Ok(true)
            }
            Ok(false) => {
                self.finished = true;
                Ok(false)
            }
            Err(error) => {
                self.finished = true;
                Err(error.into())
            }
        }
    }

    /// The number of an operand that may be counted from the last.
    fn operand(&self, i: isize) -> Result<usize, Raised> {
        let n = self.objects.len() as isize;
        if (-n..n).contains(&i) {
            return Ok(i.rem_euclid(n) as usize);
        }
        Err(Raised::index(format!("Iterator operand index {i} is out of bounds")))
    }

    /// Writes everything back.
    fn finish(&mut self, py: Python<'_>) -> Result<(), Raised> {
        let Some(mut iteration) = self.iteration.take() else { return Ok(()) };
        self.inner = None;
        for op in 0..iteration.operands() {
            if iteration.writes_back(op) {
                ndarray::set_writeable(&ndarray::base(self.objects[op].bind(py)), true);
            }
        }
        Ok(iteration.finish()?)
    }
}

/// A view of an operand's current element or row, which keeps the iterator.
fn view<'py>(slf: &Bound<'py, NdIter>, op: usize) -> PyResult<Any<'py>> {
    let this = slf.borrow();
    let iteration = this.showing()?;
    Ok(ndarray::share(slf.as_any(), iteration.view(op), iteration.is_written(op))?)
}

fn value_of_all<'py>(slf: &Bound<'py, NdIter>) -> PyResult<Any<'py>> {
    let n = slf.borrow().objects.len();
    if n == 1 {
        return view(slf, 0);
    }
    let views = (0..n).map(|op| view(slf, op)).collect::<PyResult<Vec<_>>>()?;
    Ok(PyTuple::new(slf.py(), views)?.into_any())
}

/// The operands that a slice picks.
fn picked(slf: &Bound<'_, NdIter>, slice: &Bound<'_, PySlice>) -> PyResult<std::ops::Range<usize>> {
    let n = slf.borrow().objects.len();
    let range = slice.indices(n as isize)?;
    if range.step != 1 {
        return Err(Raised::value("Iterator slicing only supports a step of 1").into());
    }
    let start = (range.start as usize).min(n - 1);
    Ok(start..(range.stop.max(0) as usize).max(start))
}

fn assign(slf: &Bound<'_, NdIter>, i: isize, value: &Any<'_>) -> PyResult<()> {
    let this = slf.borrow();
    let op = this.operand(i)?;
    let iteration = this.showing()?;
    if !iteration.is_written(op) {
        return Err(Raised::runtime(format!("Iterator operand {i} is not writeable")).into());
    }
    let mut target = iteration.view(op);
    drop(this);
    if target.ndim() == 0 {
        target.layout = target.layout.insert_axis(0);
    }
    Ok(ndarray::index::assign(&target, value, slf.py())?)
}

#[pymethods]
impl NdIter {
    #[new]
    #[pyo3(signature = (
        op, flags=None, op_flags=None, op_dtypes=None, order=None, casting=None, op_axes=None, itershape=None,
        buffersize=0
    ))]
    #[allow(clippy::too_many_arguments)]
    fn new<'py>(
        py: Python<'py>,
        op: &Any<'py>,
        flags: Option<&Any<'py>>,
        op_flags: Option<&Any<'py>>,
        op_dtypes: Option<&Any<'py>>,
        order: Option<&Any<'py>>,
        casting: Option<&Any<'py>>,
        op_axes: Option<&Any<'py>>,
        itershape: Option<&Any<'py>>,
        buffersize: i32,
    ) -> PyResult<NdIter> {
        let flags = flags::global(flags)?;
        let (order, casting) = construct::order_and_casting(order, casting)?;
        let shape = itershape.filter(|s| !s.is_none()).map(shaping::extents).transpose()?;
        let operands = construct::Operands::parse(op, op_flags)?;
        let n = operands.objects.len();
        let types = flags::types(op_dtypes, n)?;
        let (mut ndim, axes) = match flags::axes(op_axes, n)? {
            Some(flags::OperandAxes { ndim, axes }) => (Some(ndim), axes),
            None => (None, vec![None; n]),
        };
        if let Some(shape) = &shape
            && *ndim.get_or_insert(shape.len()) != shape.len()
        {
            return Err(Raised::value(
                "'op_axes' and 'itershape' must have the same number of entries equal to the iterator ndim",
            )
            .into());
        }
        let buffer_size = usize::try_from(buffersize).unwrap_or(0);
        let terms = construct::Terms { flags, order, casting, ndim, shape: shape.as_deref(), buffer_size };
        Ok(construct::build(py, &operands, &types, &axes, terms)?)
    }

    /// True after the last element.
    #[getter(finished)]
    fn is_finished(&self) -> bool {
        self.iteration.is_some() && self.finished
    }

    /// The position on each axis.
    #[getter]
    fn multi_index<'py>(&self, py: Python<'py>) -> PyResult<Any<'py>> {
        let iteration = self.current()?;
        if !iteration.flags().multi_index {
            return Err(Raised::value(NO_MULTI_INDEX).into());
        }
        Ok(int_tuple(py, &self.showing()?.multi_index())?)
    }

    #[setter]
    fn set_multi_index(&mut self, py: Python<'_>, value: &Any<'_>) -> PyResult<()> {
        let iteration = self.valid()?;
        if !iteration.flags().multi_index {
            return Err(Raised::value(NO_MULTI_INDEX).into());
        }
        if !crate::convert::is_sequence(value) {
            return Err(Raised::value("multi_index must be set with a sequence").into());
        }
        if value.len()? != iteration.ndim() {
            return Err(Raised::value("Wrong number of indices").into());
        }
        let wanted = value.try_iter()?.map(|i| Ok(index(&i?)?)).collect::<PyResult<Vec<_>>>()?;
        iteration.go_to_multi_index(&wanted).map_err(Raised::from)?;
        self.jumped(py)
    }

    /// The number of the element in C or Fortran order.
    #[getter]
    fn index(&self) -> PyResult<isize> {
        let iteration = self.current()?;
        if !self.has_index()? {
            return Err(Raised::value(NO_INDEX).into());
        }
        Ok(iteration.index())
    }

    #[setter]
    fn set_index(&mut self, py: Python<'_>, value: &Any<'_>) -> PyResult<()> {
        self.valid()?;
        if !self.has_index()? {
            return Err(Raised::value(NO_INDEX).into());
        }
        let wanted = index(value)?;
        self.valid()?.go_to_index(wanted).map_err(Raised::from)?;
        self.jumped(py)
    }

    /// The number of the element in the order of the iteration.
    #[getter]
    fn iterindex(&self) -> PyResult<usize> {
        Ok(self.current()?.position())
    }

    #[setter]
    fn set_iterindex(&mut self, py: Python<'_>, value: &Any<'_>) -> PyResult<()> {
        self.valid()?;
        let wanted = index(value)?;
        self.valid()?.go_to(wanted).map_err(Raised::from)?;
        self.jumped(py)
    }

    /// The numbers of the first element that is visited and of the one after the last.
    #[getter]
    fn iterrange(&self) -> PyResult<(usize, usize)> {
        Ok(self.seen()?.range())
    }

    #[setter]
    fn set_iterrange(&mut self, py: Python<'_>, value: (isize, isize)) -> PyResult<()> {
        let (start, end) = value;
        self.valid()?.set_range(start, end).map_err(Raised::from)?;
        (self.started, self.finished) = (start >= end, start >= end);
        Ok(self.moved(py)?)
    }

    /// The number of elements.
    #[getter]
    fn itersize(&self) -> PyResult<usize> {
        Ok(self.seen()?.size())
    }

    /// The number of operands.
    #[getter]
    fn nop(&self) -> PyResult<usize> {
        Ok(self.seen()?.operands())
    }

    /// The number of axes.
    #[getter]
    fn ndim(&self) -> PyResult<usize> {
        Ok(self.seen()?.ndim())
    }

    /// The shape of the iteration; without `multi_index` that of its loops, fastest first.
    #[getter]
    fn shape<'py>(&self, py: Python<'py>) -> PyResult<Any<'py>> {
        Ok(int_tuple(py, &self.current()?.shape())?)
    }

    /// True if the position on each axis is tracked.
    #[getter]
    fn has_multi_index(&self) -> PyResult<bool> {
        Ok(self.seen()?.flags().multi_index)
    }

    /// True if a flat index is tracked.
    #[getter]
    fn has_index(&self) -> PyResult<bool> {
        let flags = self.seen()?.flags();
        Ok(flags.c_index || flags.f_index)
    }

    /// True if buffers are wanted that `reset` is to make.
    #[getter]
    fn has_delayed_bufalloc(&self) -> PyResult<bool> {
        Ok(self.seen()?.has_delayed_buffers())
    }

    /// True if objects are moved on the way.
    #[getter]
    fn iterationneedsapi(&self) -> PyResult<bool> {
        let iteration = self.seen()?;
        Ok((0..iteration.operands()).any(|op| iteration.dtype(op) == tegula_core::DType::Object))
    }

    /// The types of the operands in the iteration.
    #[getter]
    fn dtypes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let iteration = self.seen()?;
        PyTuple::new(py, (0..iteration.operands()).map(|op| dtype::object(py, iteration.dtype(op))))
    }

    /// The operands.
    #[getter]
    fn operands<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        self.seen()?;
        PyTuple::new(py, self.objects.iter().map(|o| o.bind(py)))
    }

    /// The operands with the axes of the iteration, in its order.
    #[getter]
    fn itviews<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        let iteration = self.seen()?;
        if iteration.flags().buffered {
            return Err(Raised::value("cannot provide an iterator view when buffering is enabled").into());
        }
        let views = (0..iteration.operands()).map(|op| {
            let owner = self.objects[op].bind(py);
            Ok(ndarray::share(owner, iteration.whole_view(op), iteration.is_written(op))?)
        });
        PyTuple::new(py, views.collect::<PyResult<Vec<_>>>()?)
    }

    /// The current element of the operand, or a tuple of those of all operands.
    #[getter]
    fn value<'py>(slf: &Bound<'py, Self>) -> PyResult<Any<'py>> {
        slf.borrow().current()?;
        value_of_all(slf)
    }

    /// Moves to the next element; false if there is none.
    fn iternext(&mut self, py: Python<'_>) -> PyResult<bool> {
        Ok(self.advance(py)?)
    }

    /// Begins anew.
    fn reset(&mut self, py: Python<'_>) -> PyResult<()> {
        self.valid()?.reset().map_err(Raised::from)?;
        self.begin();
        Ok(self.moved(py)?)
    }

    /// Leaves out an axis and begins anew.
    fn remove_axis(&mut self, axis: i32) -> PyResult<()> {
        let iteration = self.valid()?;
        let flags = iteration.flags();
        let fault = if !flags.multi_index {
            "may only be called if a multi-index is being tracked"
        } else if flags.c_index || flags.f_index {
            "may not be called on an index is being tracked"
        } else if flags.buffered {
            "may not be called on a buffered iterator"
        } else {
            iteration.remove_axis(axis as isize).map_err(Raised::from)?;
            self.begin();
            return Ok(());
        };
        Err(Raised::runtime(format!("Iterator RemoveAxis {fault}")).into())
    }

    /// No longer tracks the position on each axis, and begins anew.
    fn remove_multi_index(&mut self) -> PyResult<()> {
        self.valid()?.remove_multi_index().map_err(Raised::from)?;
        self.begin();
        Ok(())
    }

    /// Shows rows of elements instead of single ones, and begins anew.
    fn enable_external_loop(&mut self) -> PyResult<()> {
        self.valid()?.enable_external_loop().map_err(Raised::from)?;
        self.begin();
        Ok(())
    }

    /// Writes everything back and releases the operands.
    fn close(&mut self, py: Python<'_>) -> PyResult<()> {
        Ok(self.finish(py)?)
    }

    /// Another iterator at the same position.
    fn copy(&self, py: Python<'_>) -> PyResult<NdIter> {
        Ok(NdIter {
            iteration: Some(self.seen()?.copy().map_err(Raised::from)?),
            objects: self.objects.iter().map(|o| o.clone_ref(py)).collect(),
            inner: None,
            started: self.started,
            finished: self.finished,
        })
    }

    fn __copy__(&self, py: Python<'_>) -> PyResult<NdIter> {
        self.copy(py)
    }

    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__<'py>(slf: &Bound<'py, Self>) -> PyResult<Option<Any<'py>>> {
        {
            let mut this = slf.borrow_mut();
            if this.iteration.is_none() || this.finished || this.started && !this.advance(slf.py())? {
                return Ok(None);
            }
            this.started = true;
        }
        value_of_all(slf).map(Some)
    }

    fn __len__(&self) -> usize {
        self.iteration.as_ref().map_or(0, Iteration::operands)
    }

    fn __getitem__<'py>(slf: &Bound<'py, Self>, key: &Any<'py>) -> PyResult<Any<'py>> {
        slf.borrow().showing()?;
        if let Ok(slice) = key.cast::<PySlice>() {
            let views = picked(slf, slice)?.map(|op| view(slf, op)).collect::<PyResult<Vec<_>>>()?;
            return Ok(PyTuple::new(slf.py(), views)?.into_any());
        }
        let i = position(key)?;
        let op = slf.borrow().operand(i)?;
        view(slf, op)
    }

    fn __setitem__(slf: &Bound<'_, Self>, key: &Any<'_>, value: &Any<'_>) -> PyResult<()> {
        slf.borrow().showing()?;
        if let Ok(slice) = key.cast::<PySlice>() {
            let range = picked(slf, slice)?;
            if !crate::convert::is_sequence(value) || value.len()? != range.len() {
                return Err(Raised::value("Wrong size to assign to iterator slice").into());
            }
            return range.enumerate().try_for_each(|(i, op)| assign(slf, op as isize, &value.get_item(i)?));
        }
        assign(slf, position(key)?, value)
    }

    fn __delitem__(slf: &Bound<'_, Self>, _key: &Any<'_>) -> PyResult<()> {
        let _ = slf;
        Err(Raised::type_("Cannot delete iterator elements").into())
    }

    fn __enter__(slf: Bound<'_, Self>) -> PyResult<Bound<'_, Self>> {
        if slf.borrow().iteration.is_none() {
            return Err(Raised::runtime("operation on non-initialized iterator").into());
        }
        Ok(slf)
    }

    #[pyo3(signature = (*_args))]
    fn __exit__(&mut self, py: Python<'_>, _args: &Bound<'_, PyTuple>) -> PyResult<()> {
        self.close(py)
    }
}

/// The number of an operand.
fn position(key: &Any<'_>) -> Result<isize, Raised> {
    // SAFETY: the check accepts any object.
    if unsafe { pyo3::ffi::PyIndex_Check(key.as_ptr()) } == 0 || crate::convert::is_sequence(key) {
        return Err(Raised::type_("invalid index type for iterator indexing"));
    }
    index(key)
}

impl Drop for NdIter {
    fn drop(&mut self) {
        let Some(iteration) = &self.iteration else { return };
        let is_left = (0..iteration.operands()).any(|op| iteration.writes_back(op));
        Python::attach(|py| {
            let pending = PyErr::take(py);
            if is_left {
                let category = py.get_type::<pyo3::exceptions::PyRuntimeWarning>();
                let warned = PyErr::warn(
                    py,
                    &category,
                    c"Temporary data has not been written back to one of the operands. Typically nditer is used as a context manager otherwise 'close' must be called before reading iteration results.",
                    1,
                );
                if let Err(error) = warned {
                    error.write_unraisable(py, None);
                }
            }
            if let Err(raised) = self.finish(py) {
                PyErr::from(raised).write_unraisable(py, None);
            }
            if let Some(pending) = pending {
                pending.restore(py);
            }
        });
    }
}
