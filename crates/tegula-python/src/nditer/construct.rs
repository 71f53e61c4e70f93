//! Making iterations: `nditer(...)` and `nested_iters(...)`.

use pyo3::prelude::*;
use pyo3::types::PyTuple;
use tegula_core::{Casting, DType};
use tegula_exec::Order;
use tegula_exec::iterate::{AxisMap, Flags, Given, Iteration, OperandFlags, Request};

use super::{NdIter, flags};
use crate::ffi::{Any, Args, Raised, Res, Signature, index};
use crate::functions::array_of;
use crate::ndarray::{self, NDARRAY, methods, shaping};

/// The operands with their flags.
pub struct Operands<'py> {
    pub objects: Vec<Option<Any<'py>>>,
    pub flags: Vec<OperandFlags>,
}

impl<'py> Operands<'py> {
    /// # Errors
    /// `ValueError` for unknown flags, `TypeError` for what is to be written but is no array.
    pub fn parse(op: &Any<'py>, op_flags: Option<&Any<'py>>) -> Result<Operands<'py>, Raised> {
        let given = flags::items(op).unwrap_or_else(|| vec![op.clone()]);
        if given.is_empty() {
            return Err(Raised::value("Must provide at least one operand"));
        }
        let is_list = flags::items(op).is_some();
        let given: Vec<_> =
            given.into_iter().map(|o| if is_list && o.is_none() { None } else { Some(o) }).collect();
        let flags = flags::of_operands(op_flags, &given)?;
        let array = |(object, flags): (Option<Any<'py>>, &OperandFlags)| {
            let Some(object) = object else { return Ok(None) };
            if flags.writes() && !NDARRAY.is_instance(&object) {
                return Err(Raised::type_(
                    "Iterator operand is flagged as writeable, but is an object which cannot be written back to via \
                     WRITEBACKIFCOPY",
                ));
            }
            array_of(&object).map(Some)
        };
        let objects = given.into_iter().zip(&flags).map(array).collect::<Result<_, _>>()?;
        Ok(Operands { objects, flags })
    }
}

/// What else an iteration is asked for.
#[derive(Clone, Copy)]
pub struct Terms<'a> {
    pub flags: Flags,
    pub order: Order,
    pub casting: Casting,
    pub ndim: Option<usize>,
    pub shape: Option<&'a [isize]>,
    pub buffer_size: usize,
}

/// Makes an iterator.
pub fn build(
    py: Python<'_>,
    operands: &Operands<'_>,
    types: &[Option<DType>],
    axes: &[Option<Vec<AxisMap>>],
    terms: Terms<'_>,
) -> Result<NdIter, Raised> {
    let given: Vec<Given<'_>> = (0..operands.objects.len())
        .map(|op| Given {
            array: operands.objects[op].as_ref().map(|o| ndarray::raw(o).clone()),
            writeable: operands.objects[op].as_ref().is_none_or(ndarray::is_writeable),
            flags: operands.flags[op],
            dtype: types[op],
            axes: axes[op].as_deref(),
        })
        .collect();
    let Terms { flags, order, casting, ndim, shape, buffer_size } = terms;
    let iteration =
        Iteration::new(&Request { operands: &given, flags, order, casting, ndim, shape, buffer_size })?;
    let mut objects = Vec::with_capacity(given.len());
    for (op, object) in operands.objects.iter().enumerate() {
        objects.push(match (object, iteration.replacement(op)) {
            (Some(object), None) => object.clone().unbind(),
            (Some(original), Some(copy)) => {
                if iteration.writes_back(op) {
                    ndarray::set_writeable(original, false);
                    ndarray::share_copy(original, copy.clone())?.unbind()
                } else {
                    ndarray::wrap(py, copy.clone())?.unbind()
                }
            }
            (None, Some(made)) => match subtype(operands).filter(|_| !operands.flags[op].no_subtype) {
                Some(like) => ndarray::wrap_like(&like, made.clone())?.unbind(),
                None => ndarray::wrap(py, made.clone())?.unbind(),
            },
            (None, None) => unreachable!("an operand that was not given is made"),
        });
    }
    Ok(NdIter::over(iteration, objects))
}

/// The operand whose class new arrays have: that of the highest priority.
fn subtype<'py>(operands: &Operands<'py>) -> Option<Any<'py>> {
    let mut found = None;
    let mut highest = 0.0;
    for (object, flags) in operands.objects.iter().zip(&operands.flags) {
        let Some(object) = object.as_ref().filter(|o| flags.reads() && !NDARRAY.is_exact(o)) else {
            continue;
        };
        let priority = object.getattr("__array_priority__").and_then(|p| p.extract::<f64>());
        if let Ok(priority) = priority
            && priority > highest
        {
            (found, highest) = (Some(object.clone()), priority);
        }
    }
    found
}

/// The arguments that `nditer` and `nested_iters` have in common, after the operands.
pub fn order_and_casting(
    order: Option<&Any<'_>>,
    casting: Option<&Any<'_>>,
) -> Result<(Order, Casting), Raised> {
    Ok((shaping::order(order, Order::K)?, methods::casting(casting, Casting::Safe)?))
}

static NESTED_ITERS: Signature<8> = Signature::anonymous(
    "nested_iters(op, axes, flags=None, op_flags=None, op_dtypes=None, order='K', casting='safe', buffersize=0)",
);

/// Adds `nested_iters` to the module.
pub fn add_nested_iters(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    const DOC: &str = "Iterators over the same operands, each over some of the axes.";
    NESTED_ITERS.add(module, DOC, nested_iters)
}

/// When an outer iterator moves, the next begins anew with the elements there.
fn nested_iters<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let py = args.py();
    let [op, axes, flags, op_flags, op_dtypes, order, casting, buffersize] = args.parse(&NESTED_ITERS)?;
    let (op, axes) = (op.expect("required"), axes.expect("required"));
    let buffersize = buffersize.map_or(Ok(0), index)?;
    let mut flags = flags::global(flags)?;
    let (order, casting) = order_and_casting(order, casting)?;
    let levels = flags::nested_axes(axes)?;
    let mut operands = Operands::parse(op, op_flags)?;
    let mut types = flags::types(op_dtypes, operands.objects.len())?;
    // Only the innermost iteration has buffers and rows; only the outermost makes copies and new arrays.
    let inner_flags = Flags { common_dtype: false, ..flags };
    let mut inner_types = vec![None; types.len()];
    let mut inner_operand_flags = operands.flags.clone();
    let mut made = Vec::with_capacity(types.len());
    for op in 0..types.len() {
        let own = &mut operands.flags[op];
        own.allocate &= operands.objects[op].is_none();
        made.push(own.allocate);
        let inner = &mut inner_operand_flags[op];
        (inner.copy, inner.update_if_copy, inner.allocate) = (false, false, false);
        if flags.buffered && !own.copy && !own.update_if_copy && !own.allocate {
            (own.nbo, own.aligned, own.contig) = (false, false, false);
            inner_types[op] = types[op].take();
        }
    }
    (flags.external_loop, flags.buffered) = (false, false);
    let mut iterators: Vec<Py<NdIter>> = Vec::with_capacity(levels.len());
    for (level, own) in levels.iter().enumerate() {
        let is_innermost = level + 1 == levels.len();
        let follow: Vec<AxisMap> = own.iter().map(|&axis| AxisMap::parse(axis as isize)).collect();
        let axes: Vec<_> = made
            .iter()
            .map(|&made| match (made, level) {
                (false, _) => Some(follow.clone()),
                (true, 0) => None,
                (true, _) => Some(vec![AxisMap::parse(-1); own.len()]),
            })
            .collect();
        let mut terms = Terms { flags, order, casting, ndim: Some(own.len()), shape: None, buffer_size: 0 };
        let types_here = if is_innermost { &inner_types } else { &types };
        if is_innermost {
            terms.flags = inner_flags;
            terms.buffer_size = usize::try_from(buffersize).unwrap_or(0);
            operands.flags = inner_operand_flags.clone();
        }
        let iterator = build(py, &operands, types_here, &axes, terms)?;
        if level == 0 {
            operands.objects = iterator.objects.iter().map(|o| Some(o.bind(py).clone())).collect();
            for own in &mut operands.flags {
                (own.copy, own.update_if_copy) = (false, false);
            }
            flags.common_dtype = false;
        }
        iterators.push(Py::new(py, iterator)?);
    }
    for pair in iterators.windows(2) {
        let [outer, inner] = pair else { unreachable!("windows of two") };
        let mut outer = outer.borrow_mut(py);
        outer.set_inner(py, inner)?;
    }
    Ok(PyTuple::new(py, iterators)?.into_any())
}
