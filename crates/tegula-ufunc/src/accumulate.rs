//! `ufunc.accumulate`, `ufunc.reduceat` and `ufunc.outer`.

use tegula_core::{DType, Error, Layout, RawArray, Result, iteration_order};
use tegula_exec::{Operand, Order, assign, copy, native, scan};

use crate::byte_order::{any_foreign, check_dtype, through_native};
use crate::call::Options;
use crate::power::refuse_negative_powers;
use crate::reduce::{Initial, ReduceOptions, in_dtype};
use crate::resolve::Arg;
use crate::table::Ufunc;

impl Ufunc {
    /// The running results along `axis`: `result[i]` combines the elements up to `i`.
    ///
    /// # Errors
    /// `ValueError` if the function takes one input; `TypeError` if there is no loop from a type to itself.
    pub fn accumulate(
        &self,
        source: &RawArray,
        axis: usize,
        dtype: Option<DType>,
        out: Option<&RawArray>,
    ) -> Result<RawArray> {
        if self.nin != 2 {
            return Err(Error::value("accumulate only supported for binary functions"));
        }
        if source.ndim() == 0 {
            return Err(Error::type_("cannot accumulate on a scalar"));
        }
        if any_foreign([Some(source.dtype), dtype, out.map(|out| out.dtype)]) {
            check_dtype(dtype)?;
            let source = native(source)?;
            return through_native(out, |out| self.accumulate(&source, axis, dtype, out));
        }
        if self.is_comparison() && !source.dtype.is_number() {
            return Err(self.no_reduction());
        }
        if source.dtype.is_string() && self.is_logical() {
            return self.accumulate(&in_dtype(source, DType::Bool)?, axis, dtype, out);
        }
        if source.dtype.is_string() {
            return Err(self.unreducible(source.dtype, "accumulate"));
        }
        if dtype.unwrap_or(source.dtype) == DType::Object || out.is_some_and(|o| o.dtype == DType::Object) {
            let source = in_dtype(source, DType::Object)?;
            return self.with_objects(|function| function.accumulate(&source, axis, out));
        }
        let source = &numeric(source, dtype.or(out.map(|o| o.dtype)))?;
        let found = self.reduction_loop(source.dtype, dtype, out.map(|o| o.dtype))?;
        let Some(kernel) = found.scan else {
            return Err(Error::NoLoop(format!(
                "could not find a matching type for {}.accumulate",
                self.name
            )));
        };
        if self.name == "power" && source.shape()[axis] > 0 {
            let exponents = source.layout.slice(axis, 1, 1, source.shape()[axis] - 1);
            refuse_negative_powers(&Arg::Array(&source.with_layout(exponents)), found)?;
        }
        let result = match out {
            Some(out) if out.shape() == source.shape() => out.clone(),
            Some(out) => {
                return Err(Error::Output { output: out.shape().to_vec(), result: source.shape().to_vec() });
            }
            None => ordered_after(source, source.shape(), found.output())?,
        };
        let source = match out {
            Some(out) if out.buffer.same(&source.buffer) => copy(source, Order::K)?,
            _ => source.clone(),
        };
        let input = Operand { ptr: source.ptr(), dtype: source.dtype, strides: source.strides() };
        let output = Operand { ptr: result.ptr(), dtype: result.dtype, strides: result.strides() };
        // SAFETY: both are valid over the same shape and do not overlap.
        self.watched("accumulate", || unsafe {
            scan(source.shape(), axis, input, output, found.compute[0], kernel);
        });
        Ok(result)
    }

    /// Reduces the slices `indices[i]..indices[i + 1]` of `axis`; an index that is not below the next one
    /// picks its single element.
    ///
    /// # Errors
    /// `IndexError` if an index is out of bounds, else as [`Ufunc::reduce`].
    pub fn reduceat(
        &self,
        source: &RawArray,
        indices: &[i64],
        axis: usize,
        dtype: Option<DType>,
        out: Option<&RawArray>,
    ) -> Result<RawArray> {
        if self.nin != 2 {
            return Err(Error::value("reduceat only supported for binary functions"));
        }
        let n = source.shape()[axis];
        if let Some(&index) = indices.iter().find(|&&i| i < 0 || i >= n as i64) {
            return Err(Error::index(format!(
                "index {index} out-of-bounds in {}.reduceat [0, {n})",
                self.name
            )));
        }
        if any_foreign([Some(source.dtype), dtype, out.map(|out| out.dtype)]) {
            check_dtype(dtype)?;
            let source = native(source)?;
            return through_native(out, |out| self.reduceat(&source, indices, axis, dtype, out));
        }
        let given = out.map(|o| o.dtype);
        let wanted = dtype.or(given).unwrap_or(source.dtype);
        let (dtype, made) = if source.dtype.is_number() && wanted.is_number() {
            let computed = self.reduction_dtype(source.dtype, dtype, given)?;
            (Some(computed), computed)
        } else {
            (dtype, wanted)
        };
        let mut shape = source.shape().to_vec();
        shape[axis] = indices.len();
        let result = match out {
            Some(out) if *out.shape() == shape => out.clone(),
            Some(out) => return Err(Error::Output { output: out.shape().to_vec(), result: shape }),
            None => ordered_after(source, &shape, made)?,
        };
        self.watched("reduceat", || {
            for (i, &start) in indices.iter().enumerate() {
                let end = indices.get(i + 1).map_or(n as i64, |&e| e).max(start + 1);
                let slice =
                    source.with_layout(source.layout.slice(axis, start as usize, 1, (end - start) as usize));
                let place = result.with_layout(result.layout.pick(axis, i));
                let options = ReduceOptions { dtype, initial: Initial::Absent, ..Default::default() };
                assign(&place, &self.reduce_silently(&slice, Some(&[axis]), false, &options)?)?;
            }
            Ok(result)
        })
    }

    /// Applies the function to all pairs of elements: the result's shape is that of `a`, then that of `b`.
    ///
    /// # Errors
    /// As [`Ufunc::call`]; `ValueError` if the function does not take two inputs.
    pub fn outer(&self, a: &RawArray, b: &RawArray, options: &Options) -> Result<RawArray> {
        if self.nin != 2 {
            return Err(Error::value("outer product only supported for binary functions"));
        }
        self.call(&[Arg::Array(&before(a, b)), Arg::Array(b)], options)
    }

    /// As [`outer`](Self::outer), for a function of several outputs.
    ///
    /// # Errors
    /// As [`outer`](Self::outer).
    pub fn outer_all(&self, a: &RawArray, b: &RawArray, options: &Options) -> Result<Vec<RawArray>> {
        self.call_all(&[Arg::Array(&before(a, b)), Arg::Array(b)], &[], options)
    }
}

/// `a` with an axis of extent 1 for each axis of `b` after its own.
fn before(a: &RawArray, b: &RawArray) -> RawArray {
    let mut layout = a.layout.clone();
    for _ in 0..b.ndim() {
        layout = layout.insert_axis(layout.ndim());
    }
    a.with_layout(layout)
}

/// A new array whose axes lie in memory in the order in which those of `source` are gone through.
fn ordered_after(source: &RawArray, shape: &[usize], dtype: DType) -> Result<RawArray> {
    let order = iteration_order(source.shape(), &[source.strides()]);
    RawArray::allocate(Layout::ordered(shape, dtype.itemsize(), &order)?, dtype, false)
}

/// An array of numbers as it is; one of objects in the type wanted.
fn numeric(source: &RawArray, wanted: Option<DType>) -> Result<RawArray> {
    match wanted {
        Some(dtype) if !source.dtype.is_number() => in_dtype(source, dtype),
        _ => Ok(source.clone()),
    }
}
