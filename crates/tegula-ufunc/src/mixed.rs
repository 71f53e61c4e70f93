//! Calls and reductions in which something else than numbers takes part: who is to be asked, and what is converted first.

use tegula_core::{DType, Error, RawArray, Result, Scalar, can_cast, result_type};
use tegula_exec::{assign, assign_where};

use crate::byte_order::any_foreign;
use crate::call::Options;
use crate::objects::ObjectOptions;
use crate::reduce::{Initial, ReduceOptions, apart_from, in_dtype};
use crate::resolve::Arg;
use crate::table::Ufunc;

/// An operand as an array of this type. Of integers beyond 64 bits the nearest float is left.
pub(crate) fn operand_in(arg: &Arg, dtype: DType) -> Result<RawArray> {
    match *arg {
        Arg::Array(array) => in_dtype(array, dtype),
        Arg::Literal(value) => in_dtype(&RawArray::from_scalar(value)?, dtype),
        Arg::Huge(value) => in_dtype(&RawArray::from_scalar(Scalar::F64(value))?, dtype),
    }
}

impl Ufunc {
    /// Calls where strings or objects take part.
    #[cold]
    pub(crate) fn call_other(&self, args: &[Arg], options: &Options) -> Result<RawArray> {
        let types = args.iter().map(|arg| Some(arg.dtype()));
        if any_foreign(types.chain([options.dtype, options.out.map(|out| out.dtype)])) {
            return self.call_foreign(args, options);
        }
        let types: Vec<_> = args.iter().map(Arg::type_of).collect();
        let common = match options.dtype {
            Some(dtype) => dtype,
            None => result_type(&types).expect("a universal function has inputs"),
        };
        let inner = match common {
            DType::Object => {
                let objects = args.iter().map(|arg| operand_in(arg, DType::Object));
                let objects = objects.collect::<Result<Vec<_>>>()?;
                let options = ObjectOptions {
                    outs: &[options.out],
                    mask: options.mask,
                    truth: self.is_comparison() && options.dtype.is_none(),
                    casting: Some(options.casting),
                    order: options.order,
                };
                let results = self.with_objects(|function| function.call(&objects, &options))?;
                return Ok(results.into_iter().next().expect("a function of the table has one output"));
            }
            number if number.is_number() => {
                // Either numbers go to an output of another kind, or other inputs are to be taken as numbers.
                let mut args = args.to_vec();
                let mut converted = Vec::new();
                if options.dtype.is_some() {
                    let found = self.resolve(&args, options.dtype, options.casting)?;
                    for (i, arg) in args.iter().enumerate() {
                        converted.push(match arg {
                            Arg::Array(array) if !array.dtype.is_number() => {
                                Some(in_dtype(array, found.types[i])?)
                            }
                            _ => None,
                        });
                    }
                }
                for (arg, converted) in args.iter_mut().zip(&converted) {
                    if let Some(converted) = converted {
                        *arg = Arg::Array(converted);
                    }
                }
                if options.out.is_none_or(|out| out.dtype.is_number()) {
                    return self.call(&args, options);
                }
                self.call(&args, &Options { out: None, mask: None, ..*options })?
            }
            _ => {
                let wanted = options.out.map(|out| out.dtype);
                self.call_strings(args, wanted, &Options { out: None, mask: None, ..*options })?
            }
        };
        self.deliver(inner, options)
    }

    /// Writes a result to the output that was asked for, where it was asked for.
    pub(crate) fn deliver(&self, result: RawArray, options: &Options) -> Result<RawArray> {
        let out = match options.out {
            Some(out) => out.clone(),
            None if options.mask.is_none() => return Ok(result),
            None => RawArray::zeros(result.shape(), result.dtype)?,
        };
        if !can_cast(result.dtype, out.dtype, options.casting) {
            let (from, to, casting) = (result.dtype, out.dtype, options.casting);
            return Err(Error::UfuncCast { ufunc: self.name, input: None, from, to, casting });
        }
        if result.layout.broadcast_to(out.shape()).is_none() {
            return Err(Error::Output { output: out.shape().to_vec(), result: result.shape().to_vec() });
        }
        match options.mask {
            Some(mask) => assign_where(&out, &in_dtype(&result, out.dtype)?, mask)?,
            None => assign(&out, &result)?,
        }
        Ok(out)
    }

    /// Reductions in which strings or objects take part.
    #[cold]
    pub(crate) fn reduce_other(
        &self,
        source: &RawArray,
        axes: Option<&[usize]>,
        keepdims: bool,
        options: &ReduceOptions,
    ) -> Result<RawArray> {
        if any_foreign([Some(source.dtype), options.dtype, options.out.map(|out| out.dtype)]) {
            return self.reduce_foreign(source, axes, keepdims, options);
        }
        if self.is_comparison() && !source.dtype.is_number() {
            return Err(self.no_reduction());
        }
        let to_number = match options.dtype {
            Some(dtype) if dtype.is_number() => Some(dtype),
            None if source.dtype.is_string() && self.is_logical() => Some(DType::Bool),
            _ => None,
        };
        if let Some(dtype) = to_number {
            let source = in_dtype(source, dtype)?;
            let Some(out) = options.out.filter(|out| !out.dtype.is_number()) else {
                return self.reduce(&source, axes, keepdims, options);
            };
            let result = self.reduce(&source, axes, keepdims, &ReduceOptions { out: None, ..*options })?;
            return assign(out, &result).map(|()| out.clone());
        }
        if source.dtype.is_string() {
            return Err(self.unreducible(source.dtype, "reduce"));
        }
        let reduced: Vec<bool> =
            (0..source.ndim()).map(|a| axes.is_none_or(|axes| axes.contains(&a))).collect();
        let source = apart_from(options.out, &in_dtype(source, DType::Object)?)?;
        let start = match (options.start, options.initial) {
            (Some(start), _) => Some(in_dtype(start, DType::Object)?),
            (None, Initial::Value(value)) => Some(operand_in(&Arg::Literal(value), DType::Object)?),
            (None, Initial::Identity | Initial::Absent) => None,
        };
        self.with_objects(|mut function| {
            if options.initial == Initial::Absent {
                function.identity = None;
            }
            let (out, start) = (options.out, start.as_ref());
            function.reduce(&source, &reduced, keepdims, out, start, options.mask)
        })
    }

    /// The error for strings, which can be joined but not summed.
    pub(crate) fn unreducible(&self, dtype: DType, method: &str) -> Error {
        let joined = match dtype {
            DType::Str(n) => DType::Str(2 * n),
            DType::Bytes(n) => DType::Bytes(2 * n),
            other => other,
        };
        if self.name == "add" {
            let [once, twice] = [dtype, joined].map(DType::repr);
            return Error::type_(format!(
                "the resolved dtypes are not compatible with add.{method}. Resolved ({once}, {once}, {twice})"
            ));
        }
        let types = RawArray::empty(&[], dtype);
        match &types {
            Ok(array) => self.no_loop(&[Arg::Array(array), Arg::Array(array)]),
            Err(_) => self.unsupported(),
        }
    }
}
