//! Floating-point errors of products.

use tegula_core::{RawArray, Result};
use tegula_kernels::flags::{self, Flags, Report};
use tegula_ufunc::{Arg, Options, ReduceOptions, Ufunc, table};

/// Runs a product and reports its floating-point errors.
///
/// Kernels also multiply what pads a panel, so infinite operands leave marks that mean nothing: where there are
/// marks, operands and result decide.
pub(crate) fn watch(
    name: &'static str,
    operands: [&RawArray; 2],
    product: impl FnOnce() -> Result<RawArray>,
) -> Result<RawArray> {
    let before = flags::take();
    let result = product()?;
    let marks = flags::take();
    if !marks.is_empty() && result.dtype.is_number() {
        tell(name, operands, &result, marks)?;
    }
    flags::raise(before);
    Ok(result)
}

#[cold]
fn tell(name: &'static str, operands: [&RawArray; 2], result: &RawArray, marks: Flags) -> Result<()> {
    let every = |ufunc: &Ufunc, array: &RawArray, reduction: &Ufunc| -> Result<bool> {
        let truths = ufunc.call(&[Arg::Array(array)], &Options::default())?;
        Ok(reduction.reduce(&truths, None, false, &ReduceOptions::default())?.get(&[]).is_true())
    };
    let any_nan = |array: &RawArray| every(&table::ISNAN, array, &table::LOGICAL_OR);
    let [a, b] = operands;
    let invalid = marks.contains(Flags::INVALID) && any_nan(result)? && !any_nan(a)? && !any_nan(b)?;
    let found = Flags::INVALID.when(invalid) | marks.only(Flags::OVER | Flags::UNDER);
    if !found.is_empty() {
        flags::report(Report::Errors(name, found));
    }
    Ok(())
}
