//! `ufunc.reduce`.

use tegula_core::{DType, Error, Kind, Layout, Overlap, RawArray, Result, Scalar, overlap, promote};
use tegula_exec::{Operand, Order, Program, Reducer, Step, cast, copy, fill, fold_in_order, reduce};
use tegula_kernels::{FoldFn, Loop, flags, strided};

use crate::frame::Frame;
use crate::power::refuse_negative_powers;
use crate::resolve::Arg;
use crate::table::Ufunc;

/// What a reduction starts with.
#[derive(Clone, Copy, Default, PartialEq, Debug)]
pub enum Initial {
    /// The function's neutral element, if it has one.
    #[default]
    Identity,
    /// Nothing: there must be an element for each result.
    Absent,
    /// This value.
    Value(Scalar),
}

/// How a function is to be reduced.
#[derive(Clone, Copy, Default)]
pub struct ReduceOptions<'a> {
    /// Where the result goes; a new array if absent.
    pub out: Option<&'a RawArray>,
    /// The type to compute in.
    pub dtype: Option<DType>,
    /// The value to start with.
    pub initial: Initial,
    /// Which elements take part (`where=`).
    pub mask: Option<&'a RawArray>,
    /// The object to start with, where objects are combined.
    pub start: Option<&'a RawArray>,
}

impl Ufunc {
    /// Combines the elements along `axes` (all if `None`), which are distinct and below the rank. With
    /// `keepdims` they stay with extent 1.
    ///
    /// Sums and products of small integers and booleans are computed in 64 bits. The result is the same
    /// for every number of threads.
    ///
    /// # Errors
    /// `ValueError` if the function takes one input, if it cannot take several axes, or for an empty
    /// reduction without a neutral element; `TypeError` if there is no loop; `MemoryError`.
    pub fn reduce(
        &self,
        source: &RawArray,
        axes: Option<&[usize]>,
        keepdims: bool,
        options: &ReduceOptions,
    ) -> Result<RawArray> {
        let plain = options.out.is_none() && options.mask.is_none() && options.initial == Initial::Identity;
        if plain
            && !keepdims
            && options.dtype.is_none()
            && self.nin == 2
            && source.dtype.is_number()
            && axes.is_none_or(|axes| axes.len() == source.ndim())
            && let Some(value) = self.fold_small(source)
        {
            return RawArray::from_scalar(value);
        }
        self.watched("reduce", || self.reduce_silently(source, axes, keepdims, options))
    }

    /// As [`reduce`](Self::reduce), but floating-point errors are left to the caller.
    pub(crate) fn reduce_silently(
        &self,
        source: &RawArray,
        axes: Option<&[usize]>,
        keepdims: bool,
        options: &ReduceOptions,
    ) -> Result<RawArray> {
        if self.nin != 2 {
            return Err(Error::value("reduce only supported for binary functions"));
        }
        let given = options.out.map_or(DType::Bool, |out| out.dtype);
        if [source.dtype, options.dtype.unwrap_or(DType::Bool), given].iter().any(|d| !d.is_number()) {
            return self.reduce_other(source, axes, keepdims, options);
        }
        let plain = options.out.is_none() && options.mask.is_none() && options.initial == Initial::Identity;
        if plain
            && !keepdims
            && options.dtype.is_none()
            && axes.is_none_or(|axes| axes.len() == source.ndim())
            && let Some(value) = self.fold_some(source)
        {
            return RawArray::from_scalar(value);
        }
        let found = self.reduction_loop(source.dtype, options.dtype, options.out.map(|o| o.dtype))?;
        let reduced: Vec<bool> =
            (0..source.ndim()).map(|a| axes.is_none_or(|axes| axes.contains(&a))).collect();
        let count = reduced.iter().filter(|&&r| r).count();
        if count > 1 && !self.is_reorderable() {
            return Err(Error::value(format!(
                "reduction operation '{}' is not reorderable, so at most one axis may be specified",
                self.name
            )));
        }
        let dtype = found.output();
        let initial = match options.initial {
            Initial::Identity => self.identity.value(dtype),
            Initial::Absent => None,
            Initial::Value(value) => Some(value),
        };
        if options.mask.is_some() && initial.is_none() {
            return Err(Error::value(format!(
                "reduction operation '{}' does not have an identity, so to use a where mask one has to specify \
                 'initial'",
                self.name
            )));
        }
        let frame = Frame { source, reduced: &reduced, keepdims };
        let mask = frame.check(self.name, options.out, options.mask)?;
        let result = match options.out {
            Some(out) => out.clone(),
            None => frame.result(mask.as_ref(), dtype)?,
        };
        let empty = source.shape().iter().zip(&reduced).any(|(&n, &r)| r && n == 0);
        if empty {
            let value = initial.ok_or_else(|| {
                Error::value(format!(
                    "zero-size array to reduction operation {} which has no identity",
                    self.name
                ))
            })?;
            fill(&result, value.cast(dtype));
            return Ok(result);
        }
        let spread = frame.spread(&result);
        let source = &apart_from(options.out, source)?;
        let mask = match mask {
            Some(mask) => Some(apart_from(options.out, &mask)?),
            None => None,
        };
        let job =
            Reduction { found, source, reduced: &reduced, mask: mask.as_ref(), result: &result, spread };
        match found.fold {
            Some(fold) => {
                // A sum starts from 0, so that -0.0 does not survive; elsewhere the identity changes nothing.
                let start = match options.initial {
                    Initial::Value(value) => Some(value),
                    Initial::Identity if self.name == "add" && dtype.kind() >= Kind::Float => initial,
                    _ => None,
                };
                self.fold(&job, fold.select(), start)?;
            }
            None => self.fold_in_order(&job, initial)?,
        }
        Ok(result)
    }

    /// A fold in any order: the executor's pairwise tree.
    fn fold(&self, job: &Reduction, fold: FoldFn, start: Option<Scalar>) -> Result<()> {
        let Reduction { found, source, reduced, .. } = *job;
        let compute = found.compute[0];
        let reducer = Reducer {
            dtype: compute,
            fold,
            combine: found.tile.select(),
            initial: start.map(|v| v.cast(compute)),
        };
        let (input, out) = (operand(source), job.out());
        let Some(mask) = job.mask else {
            let program = Program {
                registers: &[compute],
                inputs: 1,
                outputs: 0,
                steps: &[],
                cost: self.cost,
                mask: None,
            };
            // SAFETY: the operands are valid over the source's shape; the result does not overlap it.
            return unsafe { reduce(source.shape(), reduced, &[input], out, program, reducer) };
        };
        // Where the mask is false an element that changes nothing stands in: the neutral one, or the start.
        let neutral = self.identity.value(compute).or(start).expect("a mask needs a value to start with");
        let neutral = RawArray::from_scalar(neutral.cast(compute))?;
        let zeros = vec![0; source.ndim()];
        let fallback = Operand { ptr: neutral.ptr(), dtype: compute, strides: &zeros };
        let registers = [compute, DType::Bool, compute, compute];
        let select = Step { kernel: strided::select(compute.itemsize()), args: [1, 0, 2, 3] };
        let program = Program {
            registers: &registers,
            inputs: 3,
            outputs: 0,
            steps: &[select],
            cost: self.cost,
            mask: None,
        };
        // SAFETY: as above.
        unsafe { reduce(source.shape(), reduced, &[input, operand(mask), fallback], out, program, reducer) }
    }

    /// The left fold along one axis, for functions that are not associative.
    fn fold_in_order(&self, job: &Reduction, initial: Option<Scalar>) -> Result<()> {
        let Some(kernel) = job.found.scan else { return Err(self.no_reduction()) };
        // No axis at all is an axis of one element.
        let axis = job.reduced.iter().position(|&r| r);
        let lengthen = |layout: &Layout| match axis {
            Some(_) => layout.clone(),
            None => layout.insert_axis(layout.ndim()),
        };
        let (source, spread) = (lengthen(&job.source.layout), lengthen(&job.spread));
        let mask_layout = job.mask.map(|mask| lengthen(&mask.layout));
        let axis = axis.unwrap_or(job.source.ndim());
        if self.name == "power" {
            let skip = usize::from(initial.is_none());
            let exponents = source.slice(axis, skip, 1, source.shape[axis] - skip);
            refuse_negative_powers(&Arg::Array(&job.source.with_layout(exponents)), job.found)?;
        }
        let input = Operand { ptr: job.source.ptr(), dtype: job.source.dtype, strides: &source.strides };
        let mask = job.mask.zip(mask_layout.as_ref()).map(|(mask, layout)| Operand {
            ptr: mask.ptr(),
            dtype: DType::Bool,
            strides: &layout.strides,
        });
        let out = Operand { strides: &spread.strides, ..job.out() };
        let compute = job.found.compute[0];
        // SAFETY: the operands are valid over the source's shape; the result does not overlap them.
        unsafe { fold_in_order(&source.shape, axis, input, mask, out, compute, kernel, initial) };
        Ok(())
    }

    /// All elements of a small array without gaps, combined by one call of the kernel; `None` where that
    /// is not possible, and [`Ufunc::reduce`] is to be asked.
    pub fn fold_small(&self, source: &RawArray) -> Option<Scalar> {
        if self.silent || !flags::has_listener() {
            return self.watched("reduce", || self.fold_some(source));
        }
        // What overflows on the way stays infinite or becomes NaN, so that the result tells of it.
        let result = self.fold_some(source)?;
        if result.dtype().is_integer() || result.to_c128().is_finite() {
            return Some(result);
        }
        self.watched("reduce", || self.fold_some(source))
    }

    fn fold_some(&self, source: &RawArray) -> Option<Scalar> {
        const MOST: usize = 512;
        let size = source.size();
        if size == 0 || size > MOST || !source.is_c_contiguous() || !source.is_aligned() {
            return None;
        }
        let found = self.reduction_loop(source.dtype, None, None).ok()?;
        let (fold, dtype) = (found.fold?, found.output());
        if found.compute[0] != source.dtype || dtype != source.dtype {
            return None;
        }
        let mut places = [[0u64; 2]; 3];
        let [folded, zero, sum] = places.each_mut().map(|p| p.as_mut_ptr().cast::<u8>());
        // SAFETY: the source holds `size` aligned elements of the kernel's type, each place one.
        unsafe {
            (fold.select())(source.ptr(), size, folded);
            if self.name == "add" && dtype.kind() >= Kind::Float {
                // A sum starts from 0, so that -0.0 does not survive. All zero bits are 0.0.
                (found.tile.select())([zero, folded, sum].as_ptr(), 1);
                return Some(Scalar::read(dtype, sum));
            }
            Some(Scalar::read(dtype, folded))
        }
    }

    /// The type that a reduction or accumulation of elements of type `source` computes in, given `dtype=` or an
    /// output.
    ///
    /// # Errors
    /// `TypeError` if there is no loop from that type to itself.
    pub fn reduction_dtype(&self, source: DType, dtype: Option<DType>, out: Option<DType>) -> Result<DType> {
        self.reduction_loop(source, dtype, out).map(Loop::output)
    }

    /// The loop that a reduction or accumulation runs.
    pub(crate) fn reduction_loop(
        &self,
        source: DType,
        wanted: Option<DType>,
        out: Option<DType>,
    ) -> Result<&'static Loop> {
        let closed = |l: &Loop| l.types[0] == l.output() && l.types[1] == l.output();
        if let Some(dtype) = wanted {
            let found = self.loops.iter().find(|l| closed(l) && l.output() == dtype);
            return found.ok_or_else(|| self.no_reduction());
        }
        if self.is_logical() {
            return self.resolve_input(DType::Bool);
        }
        let dtype = match (out, source.kind()) {
            (Some(out), _) => promote(out, source),
            (None, Kind::Bool | Kind::Signed) if self.widens() => DType::I64,
            (None, Kind::Unsigned) if self.widens() => DType::U64,
            _ => source,
        };
        let found = match self.resolve_input(dtype) {
            Err(Error::NoLoop(_) | Error::NoMatchingLoop(_)) if matches!(self.name, "gcd" | "lcm") => {
                return Err(self.no_loop_beside(dtype));
            }
            found => found?,
        };
        if closed(found) { Ok(found) } else { Err(self.no_reduction()) }
    }

    /// True for sums and products, which take small integers and booleans in 64 bits.
    fn widens(&self) -> bool {
        matches!(self.name, "add" | "multiply")
    }

    pub(crate) fn no_reduction(&self) -> Error {
        Error::NoLoop(format!(
            "No loop matching the specified signature and casting was found for ufunc {}",
            self.name
        ))
    }
}

/// A reduction whose loop, operands and result are settled.
struct Reduction<'a> {
    found: &'static Loop,
    source: &'a RawArray,
    reduced: &'a [bool],
    /// Over the source's shape.
    mask: Option<&'a RawArray>,
    result: &'a RawArray,
    /// The result's layout over the source's shape.
    spread: Layout,
}

impl Reduction<'_> {
    fn out(&self) -> Operand<'_> {
        Operand { ptr: self.result.ptr(), dtype: self.result.dtype, strides: &self.spread.strides }
    }
}

fn operand(array: &RawArray) -> Operand<'_> {
    Operand { ptr: array.ptr(), dtype: array.dtype, strides: array.strides() }
}

/// `array`, or a copy if it shares memory with the output.
pub(crate) fn apart_from(out: Option<&RawArray>, array: &RawArray) -> Result<RawArray> {
    let relation = out.map(|out| {
        overlap((out.ptr(), &out.layout, out.itemsize()), (array.ptr(), &array.layout, array.itemsize()))
    });
    match relation {
        None | Some(Overlap::Disjoint) => Ok(array.clone()),
        Some(_) => copy(array, Order::K),
    }
}

/// `source` in `dtype`: itself if it has that type.
pub(crate) fn in_dtype(source: &RawArray, dtype: DType) -> Result<RawArray> {
    if source.dtype == dtype { Ok(source.clone()) } else { cast(source, dtype, Order::K) }
}
