//! Universal functions of objects: the host does the operations, everything else is done here.
//!
//! The loops are plain: elements are visited one by one, each operation borrows its inputs and gives a new
//! reference. The host's code may run in any of them and may change the arrays at hand, so arrays are held by
//! clones and objects by references of their own while it runs.

use tegula_core::objects::{Operation, Owned, Reference, host};
use tegula_core::{
    Casting, DType, Error, ErrorKind, Layout, RawArray, Result, Scalar, Shape, broadcast_shapes, can_cast,
    iteration_order,
};
use tegula_exec::{Operand, Order, copy, each};

use crate::frame::Frame;
use crate::reduce::in_dtype;
use crate::table::{Identity, Ufunc};

/// The most inputs and outputs of a function of objects together.
const MAX_ARGS: usize = 64;

/// What a function does with one element of each input: new references, as many as there are outputs.
pub type Apply<'a> = dyn Fn(&[Reference], &mut [Owned]) -> Result<()> + 'a;

/// A function of objects: one of the table, or one that the host has made.
#[derive(Clone, Copy)]
pub struct ObjectFunction<'a> {
    /// The name, for messages.
    pub name: &'a str,
    /// The number of inputs.
    pub nin: usize,
    /// The number of outputs.
    pub nout: usize,
    /// The operation on elements.
    pub apply: &'a Apply<'a>,
    /// The value of an empty reduction, if there is one.
    pub identity: Option<&'a RawArray>,
    /// True if a reduction may go along several axes.
    pub reorderable: bool,
}

/// How a function of objects is to be called.
#[derive(Clone, Copy, Default)]
pub struct ObjectOptions<'a> {
    /// The outputs; a new array where there is none.
    pub outs: &'a [Option<&'a RawArray>],
    /// Where to compute.
    pub mask: Option<&'a RawArray>,
    /// The type of new outputs: objects, or the truth of them as booleans.
    pub truth: bool,
    /// Which conversions of outputs are allowed.
    pub casting: Option<Casting>,
    /// The memory order of new outputs.
    pub order: Order,
}

impl Ufunc {
    /// True if the host does this function for objects.
    pub fn takes_objects(&self) -> bool {
        (host().operation)(self.name).is_some()
    }

    /// Runs `work` with the function as one of objects.
    ///
    /// # Errors
    /// `TypeError` if it is none.
    pub(crate) fn with_objects<R>(&self, work: impl FnOnce(ObjectFunction) -> Result<R>) -> Result<R> {
        let Some(operation) = (host().operation)(self.name) else { return Err(self.unsupported()) };
        let apply = single(operation);
        let identity = match self.identity {
            Identity::None => None,
            identity => {
                Some(in_dtype(&RawArray::from_scalar(self.identity_scalar(identity))?, DType::Object)?)
            }
        };
        work(ObjectFunction {
            name: self.name,
            nin: self.nin,
            nout: 1,
            apply: &apply,
            identity: identity.as_ref(),
            reorderable: self.is_reorderable(),
        })
    }

    fn identity_scalar(&self, identity: Identity) -> Scalar {
        let dtype = if self.is_logical() { DType::Bool } else { DType::I64 };
        identity.value(dtype).unwrap_or(Scalar::I64(0))
    }
}

fn single(operation: Operation) -> impl Fn(&[Reference], &mut [Owned]) -> Result<()> {
    move |args, results| {
        // SAFETY: the arguments are live objects; the result is a new reference.
        results[0] = unsafe { Owned::new(operation(args)?) };
        Ok(())
    }
}

/// An object that is held while the host's code runs.
///
/// # Safety
/// There must be an element of type `Object` at the address.
unsafe fn element(place: *const u8) -> Owned {
    // SAFETY: the caller vouches for the place, whose reference is alive or null.
    unsafe { Owned::share(place.cast::<Reference>().read_unaligned()) }
}

/// Writes an object to an element of any type.
///
/// # Safety
/// There must be an element of the type at the address.
unsafe fn store(mut object: Owned, dtype: DType, place: *mut u8) -> Result<()> {
    // SAFETY: the caller vouches for the place.
    unsafe {
        match dtype {
            DType::Object => {
                object.swap(place);
                Ok(())
            }
            other => (host().write)(object.get(), other, place),
        }
    }
}

/// The truth of an object.
fn is_true(object: &Owned) -> Result<bool> {
    let mut byte = 0u8;
    // SAFETY: the place holds a boolean.
    unsafe { (host().write)(object.get(), DType::Bool, &raw mut byte)? };
    Ok(byte != 0)
}

impl ObjectFunction<'_> {
    /// The one result for one or two arguments.
    fn run<const N: usize>(&self, args: &[Owned; N]) -> Result<Owned> {
        let mut result = [Owned::none()];
        (self.apply)(&args.each_ref().map(Owned::get), &mut result)?;
        let [result] = result;
        Ok(result)
    }

    /// Applies the function to arrays of objects, broadcast against each other.
    ///
    /// # Errors
    /// Those of the operation, after which the outputs hold what was computed before; `ValueError` if shapes do
    /// not broadcast, `TypeError` if an output cannot be cast to.
    pub fn call(&self, args: &[RawArray], options: &ObjectOptions) -> Result<Vec<RawArray>> {
        if self.nin + self.nout > MAX_ARGS {
            return Err(Error::value(format!(
                "Cannot construct a ufunc with more than {MAX_ARGS} operands (requested number were: inputs = {} and \
                 outputs = {})",
                self.nin, self.nout
            )));
        }
        let outs = || options.outs.iter().copied().flatten();
        let dtype = if options.truth { DType::Bool } else { DType::Object };
        let casting = options.casting.unwrap_or(Casting::SameKind);
        if let Some(out) = outs().find(|out| !can_cast(dtype, out.dtype, casting)) {
            let text = format!(
                "Cannot cast ufunc '{}' output from {} to {} with casting rule '{casting}'",
                self.name,
                dtype.repr(),
                out.dtype.repr()
            );
            return Err(Error::Ufunc(ErrorKind::UfuncOutputCast, text));
        }
        let mut shapes: Vec<&[usize]> = args.iter().map(RawArray::shape).collect();
        shapes.extend(options.mask.map(RawArray::shape));
        let natural = broadcast_shapes(&shapes);
        shapes.extend(outs().map(RawArray::shape));
        let shape = broadcast_shapes(&shapes)?;
        if let Some(out) = outs().find(|out| *out.shape() != shape[..]) {
            let result = natural.unwrap_or(shape).to_vec();
            return Err(Error::Output { output: out.shape().to_vec(), result });
        }
        let mut inputs = Vec::with_capacity(args.len());
        for arg in args {
            // An input that an output overlaps in any but the harmless way is copied first.
            let clashes = outs().any(|out| {
                let memory = |a: &RawArray| (a.ptr().cast_const(), a.layout.clone(), a.itemsize());
                let ((p, l, n), (q, m, k)) = (memory(out), memory(arg));
                tegula_core::overlap((p, &l, n), (q, &m, k)) == tegula_core::Overlap::May
            });
            inputs.push(spread(&if clashes { copy(arg, Order::K)? } else { arg.clone() }, &shape));
        }
        let results = (0..self.nout)
            .map(|i| match options.outs.get(i).copied().flatten() {
                Some(out) => Ok(out.clone()),
                None => {
                    let layout = layout(&shape, dtype.itemsize(), &inputs, options.order)?;
                    RawArray::allocate(layout, dtype, false)
                }
            })
            .collect::<Result<Vec<_>>>()?;
        let mask = options.mask.map(|mask| spread(mask, &shape));
        self.each_element(&shape, &inputs, &results, mask.as_ref())?;
        Ok(results)
    }

    fn each_element(
        &self,
        shape: &[usize],
        inputs: &[RawArray],
        results: &[RawArray],
        mask: Option<&RawArray>,
    ) -> Result<()> {
        let size = tegula_core::volume(shape);
        let mut args: Vec<Owned> = Vec::with_capacity(inputs.len());
        let mut references: Vec<Reference> = Vec::with_capacity(inputs.len());
        let mut values: Vec<Owned> = (0..self.nout).map(|_| Owned::none()).collect();
        for position in 0..size {
            if let Some(mask) = mask
                // SAFETY: the mask holds booleans over the shape.
                && unsafe { address(mask, position).read() } == 0
            {
                continue;
            }
            args.clear();
            // SAFETY: the inputs hold objects over the shape.
            args.extend(inputs.iter().map(|input| unsafe { element(address(input, position)) }));
            references.clear();
            references.extend(args.iter().map(Owned::get));
            (self.apply)(&references, &mut values)?;
            for (value, result) in values.iter_mut().zip(results) {
                let value = std::mem::replace(value, Owned::none());
                // SAFETY: the results have elements over the shape.
                unsafe { store(value, result.dtype, address(result, position))? };
            }
        }
        Ok(())
    }

    /// Combines the elements of an array of objects along the axes marked, from the first to the last. The
    /// first element starts, unless there is an `initial` one.
    ///
    /// # Errors
    /// Those of the operation; `ValueError` for an empty reduction without a neutral element.
    pub fn reduce(
        &self,
        source: &RawArray,
        reduced: &[bool],
        keepdims: bool,
        out: Option<&RawArray>,
        initial: Option<&RawArray>,
        mask: Option<&RawArray>,
    ) -> Result<RawArray> {
        if reduced.iter().filter(|&&r| r).count() > 1 && !self.reorderable {
            return Err(Error::value(format!(
                "reduction operation '{}' is not reorderable, so at most one axis may be specified",
                self.name
            )));
        }
        if mask.is_some() && initial.is_none() {
            return Err(Error::value(format!(
                "reduction operation '{}' does not have an identity, so to use a where mask one has to specify \
                 'initial'",
                self.name
            )));
        }
        let frame = Frame { source, reduced, keepdims };
        let mask = frame.check(self.name, out, mask)?;
        let result = match out {
            Some(out) => out.clone(),
            None => frame.result(mask.as_ref(), DType::Object)?,
        };
        let empty = source.shape().iter().zip(reduced).any(|(&n, &r)| r && n == 0);
        let initial = match (initial, empty) {
            (Some(initial), _) => Some(initial),
            (None, false) => None,
            (None, true) => Some(self.identity.ok_or_else(|| {
                Error::value(format!(
                    "zero-size array to reduction operation {} which has no identity",
                    self.name
                ))
            })?),
        };
        let source = source.clone();
        let (kept, folded) = (axes(reduced, false), axes(reduced, true));
        let target = if keepdims { axes_of(&result, &kept) } else { result.clone() };
        for position in 0..target.size() {
            let line = |array: &RawArray| {
                let start = address(&axes_of(array, &kept), position);
                (start, axes_of(array, &folded).layout)
            };
            let (start, along) = line(&source);
            let masked = mask.as_ref().map(&line);
            // SAFETY: a 0-d array of objects has one element.
            let mut total = initial.map(|initial| unsafe { element(initial.ptr()) });
            for i in 0..along.size() {
                if let Some((start, along)) = &masked
                    // SAFETY: the mask holds booleans over the source's shape.
                    && unsafe { step(*start, along, i).read() } == 0
                {
                    continue;
                }
                // SAFETY: the source holds objects over its shape.
                let next = unsafe { element(step(start, &along, i)) };
                total = Some(match total {
                    None => next,
                    Some(total) => self.run(&[total, next])?,
                });
            }
            // SAFETY: the target has an element at each position; a line that is not empty has a total.
            unsafe {
                store(total.expect("a start or a first element"), target.dtype, address(&target, position))?
            };
        }
        Ok(result)
    }

    /// The running results along `axis`.
    ///
    /// # Errors
    /// Those of the operation; `ValueError` if `out` has another shape.
    pub fn accumulate(&self, source: &RawArray, axis: usize, out: Option<&RawArray>) -> Result<RawArray> {
        let result = match out {
            Some(out) if out.shape() == source.shape() => out.clone(),
            Some(out) => {
                return Err(Error::Output { output: out.shape().to_vec(), result: source.shape().to_vec() });
            }
            None => tegula_exec::like(source, DType::Object, Order::K)?,
        };
        let source = match out {
            Some(_) => copy(source, Order::K)?,
            None => source.clone(),
        };
        let n = source.shape()[axis];
        if n == 0 {
            return Ok(result);
        }
        let lines = source.layout.pick(axis, 0);
        for position in 0..lines.size() {
            let first = |array: &RawArray| address(&array.with_layout(array.layout.pick(axis, 0)), position);
            let (from, to) = (first(&source), first(&result));
            let mut total: Option<Owned> = None;
            for i in 0..n as isize {
                let place = to.wrapping_offset(result.strides()[axis] * i);
                // SAFETY: both arrays have elements along the axis.
                unsafe {
                    let next = element(from.wrapping_offset(source.strides()[axis] * i));
                    let value = match total {
                        None => next,
                        Some(total) => self.run(&[total, next])?,
                    };
                    let kept = Owned::share(value.get());
                    store(value, result.dtype, place)?;
                    total = Some(kept);
                }
            }
        }
        Ok(result)
    }

    /// The truth of the function of two elements.
    ///
    /// # Safety
    /// There must be elements of type `Object` at the addresses.
    pub(crate) unsafe fn holds(&self, a: *const u8, b: *const u8) -> Result<bool> {
        // SAFETY: the caller vouches for the addresses.
        is_true(&self.run(&unsafe { [element(a), element(b)] })?)
    }

    /// Applies the function in place to one element.
    ///
    /// # Safety
    /// There must be elements of type `Object` at the addresses.
    pub(crate) unsafe fn update(&self, place: *mut u8, second: Option<*mut u8>) -> Result<()> {
        // SAFETY: the caller vouches for the addresses.
        unsafe {
            let first = element(place);
            let value = match second {
                Some(second) => self.run(&[first, element(second)])?,
                None => self.run(&[first])?,
            };
            store(value, DType::Object, place)
        }
    }
}

/// The numbers of the axes that are marked, or of those that are not.
fn axes(marks: &[bool], marked: bool) -> Vec<usize> {
    (0..marks.len()).filter(|&a| marks[a] == marked).collect()
}

/// The view with some axes only, at the first position of the others.
fn axes_of(array: &RawArray, axes: &[usize]) -> RawArray {
    array.with_layout(array.layout.permute(axes))
}

/// The address of the element at a position in C order.
fn address(array: &RawArray, position: usize) -> *mut u8 {
    step(array.ptr(), &array.layout, position)
}

fn step(mut at: *mut u8, layout: &Layout, mut position: usize) -> *mut u8 {
    if let [stride] = layout.strides[..] {
        return at.wrapping_offset(stride.wrapping_mul(position as isize));
    }
    for (&n, &stride) in layout.shape.iter().zip(&layout.strides[..]).rev() {
        at = at.wrapping_offset(stride.wrapping_mul((position % n) as isize));
        position /= n;
    }
    at
}

/// The view of an array over a shape that it broadcasts to.
fn spread(array: &RawArray, shape: &[usize]) -> RawArray {
    array.with_layout(array.layout.broadcast_to(shape).expect("the shapes were broadcast together"))
}

/// The layout of a new result.
pub(crate) fn layout(shape: &Shape, itemsize: usize, inputs: &[RawArray], order: Order) -> Result<Layout> {
    match order {
        Order::C | Order::A => Layout::contiguous(shape, itemsize),
        Order::F => Layout::fortran(shape, itemsize),
        Order::K => {
            let strides: Vec<&[isize]> = inputs.iter().map(RawArray::strides).collect();
            Layout::ordered(shape, itemsize, &iteration_order(shape, &strides))
        }
    }
}

/// The elements of `x` where `condition` is true, else those of `y`: arrays of one type, of any size.
pub(crate) fn choose(shape: &Shape, condition: &RawArray, x: &RawArray, y: &RawArray) -> Result<RawArray> {
    let inputs = [spread(condition, shape), spread(x, shape), spread(y, shape)];
    let size = x.dtype.itemsize();
    let result = RawArray::allocate(layout(shape, size, &inputs, Order::K)?, x.dtype, false)?;
    let operand = |array| -> Operand {
        let a: &RawArray = array;
        Operand { ptr: a.ptr(), dtype: a.dtype, strides: a.strides() }
    };
    let [condition, x, y] = inputs.each_ref().map(operand);
    tegula_core::objects::overwrite(&result, || {
        each(shape, &[operand(&result), condition, x, y], |[to, condition, x, y], steps, n| {
            for i in 0..n as isize {
                // SAFETY: all operands have elements over the shape; the result is fresh.
                unsafe {
                    let chosen = if condition.offset(steps[1] * i).read() != 0 {
                        x.offset(steps[2] * i)
                    } else {
                        y.offset(steps[3] * i)
                    };
                    chosen.copy_to_nonoverlapping(to.offset(steps[0] * i), size);
                }
            }
            true
        });
    });
    Ok(result)
}
