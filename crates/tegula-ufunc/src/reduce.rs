//! `ufunc.reduce`.

use tegula_core::{
    Casting, DType, Error, Kind, Layout, RawArray, Result, Scalar, ShapeText, broadcast_shapes, can_cast,
};
use tegula_exec::{Operand, Order, Program, Reducer, Step, assign, cast, copy, fill, reduce};
use tegula_kernels::{Loop, strided};

use crate::call::strides_over;
use crate::table::Ufunc;

/// How a function is to be reduced.
#[derive(Clone, Copy, Default)]
pub struct ReduceOptions<'a> {
    /// Where the result goes; a new array if absent.
    pub out: Option<&'a RawArray>,
    /// The type to compute in.
    pub dtype: Option<DType>,
    /// The value to start with.
    pub initial: Option<Scalar>,
    /// Which elements take part (`where=`).
    pub mask: Option<&'a RawArray>,
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
        if self.nin != 2 {
            return Err(Error::value("reduce only supported for binary functions"));
        }
        let plain = options.out.is_none() && options.mask.is_none() && options.initial.is_none();
        if plain
            && !keepdims
            && options.dtype.is_none()
            && axes.is_none_or(|axes| axes.len() == source.ndim())
            && let Some(value) = self.fold_small(source)
        {
            return RawArray::from_scalar(value);
        }
        let found = self.reduction_loop(source.dtype, options.dtype.or(options.out.map(|o| o.dtype)))?;
        let reduced: Vec<bool> =
            (0..source.ndim()).map(|a| axes.is_none_or(|axes| axes.contains(&a))).collect();
        let count = reduced.iter().filter(|&&r| r).count();
        if count > 1 && !self.is_reorderable() {
            return Err(Error::value(format!(
                "reduction operation '{}' is not reorderable, so at most one axis may be specified",
                self.name
            )));
        }
        let Some(fold) = found.fold else {
            return self.reduce_in_order(source, &reduced, keepdims, options);
        };
        let dtype = found.output();
        let initial = options.initial.or_else(|| self.identity.value(dtype));
        if let Some(mask) = options.mask
            && initial.is_none()
        {
            let _ = mask;
            return Err(Error::value(format!(
                "reduction operation '{}' does not have an identity, so to use a where mask one has to specify \
                 'initial'",
                self.name
            )));
        }
        let result = reduction_result(self.name, source, &reduced, keepdims, options.out, dtype)?;
        let empty = source.shape().iter().zip(&reduced).any(|(&n, &r)| r && n == 0);
        if empty {
            let value = initial.ok_or_else(|| {
                Error::value(format!(
                    "zero-size array to reduction operation {} which has no identity",
                    self.name
                ))
            })?;
            fill(&result, value);
            return Ok(result);
        }
        let spread = spread_layout(&result, source.shape(), &reduced, keepdims);
        let mut source = source.clone();
        if let Some(out) = options.out
            && tegula_core::overlap(
                (out.ptr(), &out.layout, out.itemsize()),
                (source.ptr(), &source.layout, source.itemsize()),
            ) != tegula_core::Overlap::Disjoint
        {
            source = copy(&source, Order::K)?;
        }
        let compute = found.compute[0];
        // A sum starts from 0, so that -0.0 does not survive; elsewhere the identity changes nothing.
        let start = match options.initial {
            Some(value) => Some(value),
            None if self.name == "add" && dtype.kind() >= Kind::Float => Some(Scalar::I64(0)),
            None => None,
        };
        let reducer = Reducer {
            dtype: compute,
            fold: fold.select(),
            combine: found.tile.select(),
            initial: start.map(|v| v.cast(compute)),
        };
        let out = Operand { ptr: result.ptr(), dtype: result.dtype, strides: &spread.strides };
        let input = Operand { ptr: source.ptr(), dtype: source.dtype, strides: source.strides() };
        match options.mask {
            None => {
                let program =
                    Program { registers: &[compute], inputs: 1, outputs: 0, steps: &[], cost: self.cost };
                // SAFETY: the operands are valid over the source's shape; the result does not overlap it.
                unsafe { reduce(source.shape(), &reduced, &[input], out, program, reducer)? };
            }
            Some(mask) => {
                let shape = broadcast_shapes(&[source.shape(), mask.shape()])?;
                if shape[..] != *source.shape() {
                    return Err(Error::Broadcast {
                        shapes: vec![source.shape().to_vec(), mask.shape().to_vec()],
                    });
                }
                let neutral = self.identity.value(compute).or(initial).expect("checked above").cast(compute);
                let neutral = RawArray::from_scalar(neutral)?;
                let zeros = vec![0; source.ndim()];
                let mask_strides = strides_over(mask, source.shape());
                let mask_operand = Operand { ptr: mask.ptr(), dtype: DType::Bool, strides: &mask_strides };
                let fallback = Operand { ptr: neutral.ptr(), dtype: compute, strides: &zeros };
                let registers = [compute, DType::Bool, compute, compute];
                let select = Step { kernel: strided::select(compute.itemsize()), args: [1, 0, 2, 3] };
                let program = Program {
                    registers: &registers,
                    inputs: 3,
                    outputs: 0,
                    steps: &[select],
                    cost: self.cost,
                };
                let inputs = [input, mask_operand, fallback];
                // SAFETY: as above.
                unsafe { reduce(source.shape(), &reduced, &inputs, out, program, reducer)? };
            }
        }
        Ok(result)
    }

    /// All elements of a small array without gaps, combined by one call of the kernel; `None` where that
    /// is not possible, and [`Ufunc::reduce`] is to be asked.
    pub fn fold_small(&self, source: &RawArray) -> Option<Scalar> {
        const MOST: usize = 512;
        let size = source.size();
        if size == 0 || size > MOST || !source.is_c_contiguous() || !source.is_aligned() {
            return None;
        }
        let found = self.reduction_loop(source.dtype, None).ok()?;
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

    /// The loop that a reduction or accumulation of `dtype` runs.
    pub(crate) fn reduction_loop(&self, source: DType, wanted: Option<DType>) -> Result<&'static Loop> {
        if self.is_logical() {
            return self.resolve_input(DType::Bool);
        }
        let dtype = wanted.unwrap_or(match self.name {
            "add" | "multiply" => match source.kind() {
                Kind::Bool | Kind::Signed => DType::I64,
                Kind::Unsigned => DType::U64,
                _ => source,
            },
            _ => source,
        });
        let found = self.resolve_input(dtype)?;
        if found.output() != found.types[0] {
            return Err(Error::NoLoop(format!(
                "The resolved dtypes are not compatible with {}.reduce. Resolved (dtype('{}'), dtype('{}'), dtype('{}'))",
                self.name,
                found.types[0],
                found.types[1],
                found.output()
            )));
        }
        if wanted.is_none() && !can_cast(source, found.types[0], Casting::SameKind) {
            return Err(Error::UfuncCast {
                ufunc: self.name,
                input: Some(1),
                from: source,
                to: found.types[0],
                casting: Casting::SameKind,
            });
        }
        Ok(found)
    }

    /// The left fold along one axis, for functions that are not associative.
    fn reduce_in_order(
        &self,
        source: &RawArray,
        reduced: &[bool],
        keepdims: bool,
        options: &ReduceOptions,
    ) -> Result<RawArray> {
        let Some(axis) = reduced.iter().position(|&r| r) else {
            return match options.out {
                Some(out) => assign(out, source).map(|()| out.clone()),
                None => copy(source, Order::K),
            };
        };
        let n = source.shape()[axis];
        if n == 0 {
            return Err(Error::value(format!(
                "zero-size array to reduction operation {} which has no identity",
                self.name
            )));
        }
        let running = self.accumulate(source, axis, options.dtype, None)?;
        let last = running.with_layout(running.layout.pick(axis, n - 1));
        let result = reduction_result(self.name, source, reduced, keepdims, options.out, running.dtype)?;
        let target = if keepdims { result.with_layout(result.layout.pick(axis, 0)) } else { result.clone() };
        assign(&target, &last)?;
        Ok(result)
    }
}

/// The array that a reduction fills: `out` if its shape fits, else a new one.
///
/// # Errors
/// `ValueError` if `out` has another shape.
pub(crate) fn reduction_result(
    name: &str,
    source: &RawArray,
    reduced: &[bool],
    keepdims: bool,
    out: Option<&RawArray>,
    dtype: DType,
) -> Result<RawArray> {
    let axes = source.shape().iter().zip(reduced);
    let shape: Vec<usize> = if keepdims {
        axes.map(|(&n, &r)| if r { 1 } else { n }).collect()
    } else {
        axes.filter(|&(_, &r)| !r).map(|(&n, _)| n).collect()
    };
    match out {
        Some(out) if *out.shape() == shape => Ok(out.clone()),
        Some(out) if out.ndim() != shape.len() => Err(Error::value(format!(
            "output parameter for reduction operation {name} has the wrong number of dimensions: Found {} but expected {}",
            out.ndim(),
            shape.len()
        ))),
        Some(out) => {
            // The output as it stands over the source, with a new axis for each that is reduced.
            let mut kept = out.shape().iter();
            let mapped: Vec<String> = reduced
                .iter()
                .map(|&r| if r && !keepdims { None } else { kept.next() })
                .map(|n| n.map_or("newaxis".to_owned(), usize::to_string))
                .collect();
            let comma = if mapped.len() == 1 { "," } else { "" };
            Err(Error::value(format!(
                "operands could not be broadcast together with remapped shapes [original->remapped]: {}->({}{comma}) {} ",
                ShapeText(out.shape()),
                mapped.join(","),
                ShapeText(source.shape())
            )))
        }
        None => {
            // The result keeps the order of the source's axes in memory.
            let order = source.layout.memory_order();
            let position = |axis: usize| reduced[..axis].iter().filter(|&&r| keepdims || !r).count();
            let axes: Vec<usize> =
                order.iter().copied().filter(|&a| keepdims || !reduced[a]).map(position).collect();
            RawArray::allocate(Layout::ordered(&shape, dtype.itemsize(), &axes)?, dtype, false)
        }
    }
}

/// The result's layout over the source's shape: stride 0 along reduced axes.
pub(crate) fn spread_layout(result: &RawArray, shape: &[usize], reduced: &[bool], keepdims: bool) -> Layout {
    let mut layout = Layout { shape: shape.into(), ..Layout::default() };
    let mut next = 0;
    for &r in reduced {
        layout.strides.push(if r { 0 } else { result.strides()[next] });
        next += (!r || keepdims) as usize;
    }
    layout
}

/// `source` in `dtype`: itself if it has that type.
pub(crate) fn in_dtype(source: &RawArray, dtype: DType) -> Result<RawArray> {
    if source.dtype == dtype { Ok(source.clone()) } else { cast(source, dtype, Order::K) }
}
