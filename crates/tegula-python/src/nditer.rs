//! The class `nditer`: visits the elements of one or several arrays together.

use pyo3::prelude::*;
use pyo3::types::{PyList, PySlice, PyString, PyTuple};
use tegula_core::{Dims, Layout, RawArray, broadcast_shapes};
use tegula_exec::Order;

use crate::ffi::{Any, Raised, index, text, tuple_items};
use crate::functions::array_of;
use crate::ndarray::{methods, shaping};
use crate::{dtype, ndarray};

/// Which flat index is tracked.
#[derive(Clone, Copy, PartialEq)]
enum Tracked {
    None,
    C,
    Fortran,
}

/// One operand, broadcast to the shape of the iteration.
struct Operand {
    object: Py<PyAny>,
    array: RawArray,
    writeable: bool,
}

/// Visits the elements of arrays, which are broadcast together.
///
/// `flags` may hold `multi_index`, `c_index` or `f_index`, `zerosize_ok` and `refs_ok`; `op_flags` one of
/// `readonly`, `readwrite` and `writeonly`, for all operands or for each. The order is that in memory
/// unless `order` says otherwise.
#[pyclass(name = "nditer", module = "tegula", unsendable)]
pub struct NdIter {
    operands: Vec<Operand>,
    shape: Dims<usize>,
    /// The axes from the slowest to the fastest.
    axes: Dims<usize>,
    /// The axes that are walked backwards.
    reversed: Vec<bool>,
    multi_index: bool,
    tracked: Tracked,
    size: usize,
    position: usize,
    /// The position on each axis.
    at: Dims<usize>,
    started: bool,
    closed: bool,
}

fn unsupported(name: &str) -> PyErr {
    Raised::value(format!("nditer: '{name}' is not supported")).into()
}

fn strings(object: &Any<'_>, wrong: &str) -> PyResult<Vec<String>> {
    if object.is_instance_of::<PyString>() {
        return Err(Raised::value(wrong).into());
    }
    object.extract().map_err(|_| Raised::value(wrong).into())
}

/// Whether an operand with these flags is written.
fn operand_access(flags: &[String]) -> PyResult<bool> {
    let mut write = false;
    for flag in flags {
        match flag.as_str() {
            "readonly" => {}
            "readwrite" | "writeonly" => write = true,
            "copy"
            | "updateifcopy"
            | "nbo"
            | "aligned"
            | "contig"
            | "allocate"
            | "no_broadcast"
            | "no_subtype"
            | "arraymask"
            | "writemasked"
            | "virtual"
            | "overlap_assume_elementwise" => {
                return Err(unsupported(flag));
            }
            _ => return Err(Raised::value(format!("Unexpected per-op iterator flag \"{flag}\"")).into()),
        }
    }
    Ok(write)
}

/// The access to each of `n` operands.
fn accesses(op_flags: Option<&Any<'_>>, n: usize) -> PyResult<Vec<bool>> {
    const WRONG: &str = "op_flags must be a tuple or array of per-op flag-tuples";
    let Some(op_flags) = op_flags.filter(|o| !o.is_none()) else { return Ok(vec![false; n]) };
    let items: Vec<Any<'_>> = op_flags.try_iter()?.collect::<PyResult<_>>()?;
    if items.iter().all(|i| text(i).is_some()) && !items.is_empty() {
        return Ok(vec![operand_access(&strings(op_flags, WRONG)?)?; n]);
    }
    if items.len() != n {
        return Err(Raised::value(WRONG).into());
    }
    items.iter().map(|item| operand_access(&strings(item, WRONG)?)).collect()
}

/// The error for an operand that is written and has fewer elements than the iteration.
fn repeated_output(operand: &[usize], shape: &[usize]) -> PyErr {
    let missing = shape.len() - operand.len();
    let differs = |&axis: &usize| axis < missing || operand[axis - missing] != shape[axis];
    let axis = (0..shape.len()).rev().find(differs).unwrap_or(0);
    // NumPy counts these from the last axis.
    Raised::value(format!(
        "output operand requires a reduction along dimension {}, but the reduction is not enabled. The dimension size of \
         1 does not match the expected output shape.",
        shape.len() - 1 - axis
    ))
    .into()
}

impl NdIter {
    fn finished(&self) -> bool {
        self.position >= self.size
    }

    /// # Errors
    /// `ValueError` after the last element.
    fn check(&self) -> PyResult<()> {
        if self.closed {
            return Err(Raised::value("Iterator is invalid").into());
        }
        if self.finished() {
            return Err(Raised::value("Iterator is past the end").into());
        }
        Ok(())
    }

    /// Moves to an element by its number in the order of the iteration.
    fn go_to(&mut self, position: usize) {
        self.position = position;
        let mut rest = position;
        for &axis in self.axes.iter().rev() {
            let n = self.shape[axis].max(1);
            let at = rest % n;
            self.at[axis] = if self.reversed[axis] { n - 1 - at } else { at };
            rest /= n;
        }
    }

    /// Moves to the next element; false if there is none.
    fn advance(&mut self) -> bool {
        if self.finished() {
            return false;
        }
        self.position += 1;
        for &axis in self.axes.iter().rev() {
            let last = self.shape[axis] - 1;
            let (end, start) = if self.reversed[axis] { (0, last) } else { (last, 0) };
            if self.at[axis] != end {
                self.at[axis] = if self.reversed[axis] { self.at[axis] - 1 } else { self.at[axis] + 1 };
                break;
            }
            self.at[axis] = start;
        }
        !self.finished()
    }

    /// A 0-d view of an operand's current element.
    fn view<'py>(&self, py: Python<'py>, operand: usize) -> PyResult<Any<'py>> {
        let Operand { object, array, writeable } = &self.operands[operand];
        let strides = array.strides().iter().zip(&self.at[..]);
        let offset: isize = strides.map(|(&stride, &i)| stride * i as isize).sum();
        let layout = Layout { offset: array.layout.offset.wrapping_add_signed(offset), ..Layout::default() };
        Ok(ndarray::share(object.bind(py), array.with_layout(layout), *writeable)?)
    }

    fn operand_number(&self, i: isize) -> PyResult<usize> {
        let n = self.operands.len() as isize;
        if (-n..n).contains(&i) {
            return Ok(i.rem_euclid(n) as usize);
        }
        Err(Raised::index(format!("Iterator operand index {i} is out of bounds")).into())
    }

    fn value_of_all<'py>(&self, py: Python<'py>) -> PyResult<Any<'py>> {
        if self.operands.len() == 1 {
            return self.view(py, 0);
        }
        let views = (0..self.operands.len()).map(|i| self.view(py, i)).collect::<PyResult<Vec<_>>>()?;
        Ok(PyTuple::new(py, views)?.into_any())
    }

    /// The axes from the slowest to the fastest, and which run backwards.
    fn plan(operands: &[Operand], ndim: usize, order: Order) -> (Dims<usize>, Vec<bool>) {
        let mut axes: Dims<usize> = (0..ndim).collect();
        let mut reversed = vec![false; ndim];
        let fortran = match order {
            Order::C => false,
            Order::F => true,
            Order::A => operands.iter().all(|o| o.array.is_f_contiguous() && !o.array.is_c_contiguous()),
            Order::K => {
                let stride = |o: &Operand, axis: usize| o.array.strides()[axis].unsigned_abs();
                // An insertion sort, because operands may have no opinion about a pair of axes.
                for i in 1..ndim {
                    let mut at = i;
                    while at > 0 {
                        let (slow, fast) = (axes[at - 1], axes[at]);
                        let mut decisive = operands
                            .iter()
                            .map(|o| (stride(o, slow), stride(o, fast)))
                            .filter(|&(x, y)| x != 0 && y != 0 && x != y);
                        if decisive.next().is_none_or(|(x, y)| x >= y) {
                            break;
                        }
                        axes.swap(at - 1, at);
                        at -= 1;
                    }
                }
                for (axis, flag) in reversed.iter_mut().enumerate() {
                    let mut strides = operands.iter().map(|o| o.array.strides()[axis]);
                    *flag = strides.all(|s| s <= 0) && operands.iter().any(|o| o.array.strides()[axis] < 0);
                }
                return (axes, reversed);
            }
        };
        if fortran {
            axes.reverse();
        }
        (axes, reversed)
    }
}

#[pymethods]
impl NdIter {
    #[new]
    #[pyo3(signature = (
        op, flags=None, op_flags=None, op_dtypes=None, order=None, casting=None, op_axes=None, itershape=None,
        buffersize=0
    ))]
    #[allow(clippy::too_many_arguments)]
    fn new(
        op: &Any<'_>,
        flags: Option<&Any<'_>>,
        op_flags: Option<&Any<'_>>,
        op_dtypes: Option<&Any<'_>>,
        order: Option<&Any<'_>>,
        casting: Option<&Any<'_>>,
        op_axes: Option<&Any<'_>>,
        itershape: Option<&Any<'_>>,
        buffersize: isize,
    ) -> PyResult<NdIter> {
        let rest = [("op_dtypes", op_dtypes), ("op_axes", op_axes), ("itershape", itershape)];
        if let Some((name, _)) = rest.into_iter().find(|(_, value)| value.is_some_and(|v| !v.is_none())) {
            return Err(unsupported(name));
        }
        if buffersize != 0 {
            return Err(unsupported("buffersize"));
        }
        methods::casting(casting, tegula_core::Casting::Safe)?;
        let order = shaping::order(order, Order::K)?;
        let (mut multi_index, mut tracked, mut empty_allowed) = (false, Tracked::None, false);
        let flags = match flags.filter(|f| !f.is_none()) {
            Some(flags) => strings(flags, "Iterator global flags must be a list or tuple of strings")?,
            None => Vec::new(),
        };
        for flag in &flags {
            match flag.as_str() {
                "multi_index" => multi_index = true,
                "c_index" | "f_index" => {
                    let wanted = if flag == "c_index" { Tracked::C } else { Tracked::Fortran };
                    if tracked != Tracked::None && tracked != wanted {
                        return Err(Raised::value(
                            "Iterator flags C_INDEX and F_INDEX cannot both be specified",
                        )
                        .into());
                    }
                    tracked = wanted;
                }
                "zerosize_ok" => empty_allowed = true,
                "refs_ok" => {}
                "buffered" | "common_dtype" | "copy_if_overlap" | "delay_bufalloc" | "external_loop"
                | "grow_inner" | "ranged" | "reduce_ok" => return Err(unsupported(flag)),
                _ => return Err(Raised::value(format!("Unexpected iterator global flag \"{flag}\"")).into()),
            }
        }
        let objects: Vec<Any<'_>> = match (tuple_items(op), op.cast::<PyList>()) {
            (Some(items), _) => items.to_vec(),
            (None, Ok(list)) => list.iter().collect(),
            _ => vec![op.clone()],
        };
        if objects.iter().any(|o| o.is_none()) {
            return Err(unsupported("allocate"));
        }
        let access = accesses(op_flags, objects.len())?;
        let objects = objects.iter().map(array_of).collect::<Result<Vec<_>, _>>()?;
        let arrays: Vec<RawArray> = objects.iter().map(|o| ndarray::raw(o).clone()).collect();
        let shapes: Vec<&[usize]> = arrays.iter().map(RawArray::shape).collect();
        let shape = broadcast_shapes(&shapes).map_err(Raised::from)?;
        let mut operands = Vec::with_capacity(objects.len());
        for ((object, array), writeable) in objects.into_iter().zip(&arrays).zip(access) {
            if writeable && !ndarray::is_writeable(&object) {
                return Err(Raised::value("operand array with iterator write flag set is read-only").into());
            }
            if writeable && *array.shape() != shape[..] {
                return Err(repeated_output(array.shape(), &shape));
            }
            let layout = array.layout.broadcast_to(&shape).expect("shapes were broadcast together");
            operands.push(Operand { object: object.unbind(), array: array.with_layout(layout), writeable });
        }
        let size = shape.iter().product();
        if size == 0 && !empty_allowed {
            return Err(Raised::value("Iteration of zero-sized operands is not enabled").into());
        }
        let (axes, reversed) = NdIter::plan(&operands, shape.len(), order);
        let at = Dims::repeat(0, shape.len());
        let mut this = NdIter {
            operands,
            shape,
            axes,
            reversed,
            multi_index,
            tracked,
            size,
            position: 0,
            at,
            started: false,
            closed: false,
        };
        if size > 0 {
            this.go_to(0);
        }
        Ok(this)
    }

    /// True after the last element.
    #[getter(finished)]
    fn is_finished(&self) -> bool {
        self.finished()
    }

    /// The position on each axis.
    #[getter]
    fn multi_index<'py>(&self, py: Python<'py>) -> PyResult<Any<'py>> {
        if !self.multi_index {
            return Err(Raised::value("Iterator is not tracking a multi-index").into());
        }
        self.check()?;
        Ok(crate::ffi::int_tuple(py, &self.at)?)
    }

    #[setter]
    fn set_multi_index(&mut self, value: &Any<'_>) -> PyResult<()> {
        if !self.multi_index {
            return Err(Raised::value("Iterator is not tracking a multi-index").into());
        }
        let wanted = shaping::extents(value)?;
        if wanted.len() != self.shape.len() {
            return Err(Raised::value("Wrong number of indices").into());
        }
        if wanted.iter().zip(&self.shape[..]).any(|(&i, &n)| i < 0 || i as usize >= n) {
            return Err(
                Raised::index("Iterator GotoMultiIndex called with an out-of-bounds multi-index").into()
            );
        }
        let mut position = 0;
        for &axis in self.axes.iter() {
            let (n, i) = (self.shape[axis], wanted[axis] as usize);
            position = position * n + if self.reversed[axis] { n - 1 - i } else { i };
        }
        self.go_to(position);
        self.started = false;
        Ok(())
    }

    /// The number of the element in C or Fortran order.
    #[getter]
    fn index(&self) -> PyResult<usize> {
        if self.tracked == Tracked::None {
            return Err(Raised::value("Iterator does not have an index").into());
        }
        self.check()?;
        let pairs = self.at.iter().zip(&self.shape[..]);
        let flat = |flat: usize, (&i, &n): (&usize, &usize)| flat * n + i;
        Ok(if self.tracked == Tracked::C { pairs.fold(0, flat) } else { pairs.rev().fold(0, flat) })
    }

    /// The number of the element in the order of the iteration.
    #[getter]
    fn iterindex(&self) -> PyResult<usize> {
        self.check()?;
        Ok(self.position)
    }

    #[setter]
    fn set_iterindex(&mut self, value: isize) -> PyResult<()> {
        if value < 0 || value as usize >= self.size {
            return Err(Raised::index(
                "Iterator GotoIterIndex called with an iterindex outside the iteration range",
            )
            .into());
        }
        self.go_to(value as usize);
        self.started = false;
        Ok(())
    }

    /// The number of elements.
    #[getter]
    fn itersize(&self) -> usize {
        self.size
    }

    /// The number of operands.
    #[getter]
    fn nop(&self) -> usize {
        self.operands.len()
    }

    /// The number of axes.
    #[getter]
    fn ndim(&self) -> usize {
        self.shape.len()
    }

    /// The shape of the iteration.
    #[getter]
    fn shape<'py>(&self, py: Python<'py>) -> PyResult<Any<'py>> {
        Ok(crate::ffi::int_tuple(py, &self.shape)?)
    }

    /// True if the position on each axis is tracked.
    #[getter]
    fn has_multi_index(&self) -> bool {
        self.multi_index
    }

    /// True if a flat index is tracked.
    #[getter]
    fn has_index(&self) -> bool {
        self.tracked != Tracked::None
    }

    /// The types of the operands.
    #[getter]
    fn dtypes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.operands.iter().map(|o| dtype::object(py, o.array.dtype)))
    }

    /// The operands.
    #[getter]
    fn operands<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        if self.closed {
            return Err(Raised::value("Iterator is invalid").into());
        }
        PyTuple::new(py, self.operands.iter().map(|o| o.object.bind(py)))
    }

    /// The current element of the operand, or a tuple of those of all operands.
    #[getter]
    fn value<'py>(&self, py: Python<'py>) -> PyResult<Any<'py>> {
        self.check()?;
        self.value_of_all(py)
    }

    /// Moves to the next element; false if there is none.
    fn iternext(&mut self) -> bool {
        self.advance()
    }

    /// Begins anew.
    fn reset(&mut self) {
        if self.size > 0 {
            self.go_to(0);
        }
        self.started = false;
    }

    /// Releases the operands' elements.
    fn close(&mut self) {
        self.closed = true;
    }

    /// Another iterator at the same position.
    fn copy(&self, py: Python<'_>) -> NdIter {
        let operands = self.operands.iter().map(|o| Operand {
            object: o.object.clone_ref(py),
            array: o.array.clone(),
            writeable: o.writeable,
        });
        NdIter {
            operands: operands.collect(),
            shape: self.shape.clone(),
            axes: self.axes.clone(),
            reversed: self.reversed.clone(),
            at: self.at.clone(),
            ..*self
        }
    }

    fn __copy__(&self, py: Python<'_>) -> NdIter {
        self.copy(py)
    }

    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Any<'py>>> {
        if self.closed || self.finished() || self.started && !self.advance() {
            return Ok(None);
        }
        self.started = true;
        self.value_of_all(py).map(Some)
    }

    fn __len__(&self) -> usize {
        self.operands.len()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, key: &Any<'py>) -> PyResult<Any<'py>> {
        self.check()?;
        if let Ok(slice) = key.cast::<PySlice>() {
            let range = slice.indices(self.operands.len() as isize)?;
            let picked = (0..range.slicelength)
                .map(|i| self.view(py, (range.start + range.step * i as isize) as usize));
            return Ok(PyTuple::new(py, picked.collect::<PyResult<Vec<_>>>()?)?.into_any());
        }
        self.view(py, self.operand_number(index(key)?)?)
    }

    fn __setitem__(&self, py: Python<'_>, key: &Any<'_>, value: &Any<'_>) -> PyResult<()> {
        self.check()?;
        let operand = self.operand_number(index(key)?)?;
        if !self.operands[operand].writeable {
            return Err(Raised::value(format!("Iterator operand {operand} is not writeable")).into());
        }
        let view = self.view(py, operand)?;
        Ok(ndarray::index::assign(ndarray::raw(&view), value, py)?)
    }

    fn __enter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    #[pyo3(signature = (*_args))]
    fn __exit__(&mut self, _args: &Bound<'_, PyTuple>) {
        self.closed = true;
    }
}
