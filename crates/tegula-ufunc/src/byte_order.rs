//! Calls in which arrays in foreign byte order take part: inputs are converted first, the output last.

use tegula_core::{Casting, DType, Error, RawArray, Result};
use tegula_exec::{assign, native};

use crate::call::Options;
use crate::reduce::ReduceOptions;
use crate::resolve::Arg;
use crate::table::Ufunc;

/// True if one of the types is in foreign byte order.
pub(crate) fn any_foreign(types: impl IntoIterator<Item = Option<DType>>) -> bool {
    types.into_iter().flatten().any(|dtype| !dtype.is_native())
}

/// Runs with a native stand-in for an output in foreign byte order, which is written back.
pub(crate) fn through_native(
    out: Option<&RawArray>,
    run: impl FnOnce(Option<&RawArray>) -> Result<RawArray>,
) -> Result<RawArray> {
    let Some(out) = out.filter(|out| !out.dtype.is_native()) else { return run(out) };
    let stand_in = native(out)?;
    run(Some(&stand_in))?;
    assign(out, &stand_in)?;
    Ok(out.clone())
}

/// Refuses a type in foreign byte order to compute in.
pub(crate) fn check_dtype(dtype: Option<DType>) -> Result<()> {
    if any_foreign([dtype]) {
        return Err(Error::type_(
            "The `dtype` and `signature` arguments to ufuncs only select the general DType and not details such as \
             the byte order or time unit. You can avoid this error by using the scalar types `np.float64` or the \
             dtype string notation.",
        ));
    }
    Ok(())
}

/// The arguments with native copies of the arrays in foreign byte order, which `copies` keeps.
pub(crate) fn native_args<'a>(args: &[Arg<'a>], copies: &'a mut Vec<RawArray>) -> Result<Vec<Arg<'a>>> {
    for arg in args {
        if let Arg::Array(array) = arg {
            copies.push(native(array)?);
        }
    }
    let mut copies = copies.iter();
    let mut native = |arg: &Arg<'a>| match arg {
        Arg::Array(_) => Arg::Array(copies.next().expect("there is one for each array")),
        literal => *literal,
    };
    Ok(args.iter().map(&mut native).collect())
}

impl Ufunc {
    /// A call where inputs or the output are in foreign byte order.
    #[cold]
    pub(crate) fn call_foreign(&self, args: &[Arg], options: &Options) -> Result<RawArray> {
        check_dtype(options.dtype)?;
        let swapped = args.iter().position(|arg| !arg.dtype().is_native());
        if let (Some(input), Casting::No) = (swapped, options.casting) {
            let from = args[input].dtype();
            let (to, casting) = (from.native(), options.casting);
            return Err(Error::UfuncCast { ufunc: self.name, input: Some(input), from, to, casting });
        }
        let refused =
            |from, to| Error::UfuncCast { ufunc: self.name, input: None, from, to, casting: options.casting };
        if let (Some(out), Casting::No) = (options.out.filter(|out| !out.dtype.is_native()), options.casting)
        {
            return Err(refused(out.dtype.native(), out.dtype));
        }
        let mut copies = Vec::new();
        let args = native_args(args, &mut copies)?;
        through_native(options.out, |out| self.call(&args, &Options { out, ..*options })).map_err(|error| {
            match (error, options.out) {
                // The output that was given is meant, not what stands in for it.
                (Error::UfuncCast { input: None, from, .. }, Some(out)) => refused(from, out.dtype),
                (error, _) => error,
            }
        })
    }

    /// A reduction where the source or the output is in foreign byte order.
    #[cold]
    pub(crate) fn reduce_foreign(
        &self,
        source: &RawArray,
        axes: Option<&[usize]>,
        keepdims: bool,
        options: &ReduceOptions,
    ) -> Result<RawArray> {
        check_dtype(options.dtype)?;
        let source = native(source)?;
        through_native(options.out, |out| {
            self.reduce(&source, axes, keepdims, &ReduceOptions { out, ..*options })
        })
    }
}
