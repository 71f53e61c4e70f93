//! The floating-point errors of a piece of code.

use tegula_kernels::flags;

/// What went wrong in floating-point arithmetic: see [`float_errors`].
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct FloatErrors {
    /// A finite number was divided by zero, or a function has a pole there.
    pub divide: bool,
    /// A result is beyond the largest finite number.
    pub over: bool,
    /// A result is so small that it lost digits.
    pub under: bool,
    /// There is no result: NaN came of numbers.
    pub invalid: bool,
}

/// Runs `work` and tells which floating-point errors the operations on arrays in it had. Results are those of IEEE 754
/// all the same.
///
/// The processor keeps account of errors, so nothing is computed twice. Those of the calling thread's own arithmetic count
/// too.
///
/// ```
/// use tegula::prelude::*;
/// use tegula::float_errors;
///
/// let x = array![1.0, 0.0, 4.0];
/// let (inverse, errors) = float_errors(|| 1.0 / &x);
/// assert_eq!(inverse, array![1.0, f64::INFINITY, 0.25]);
/// assert!(errors.divide && !errors.invalid);
/// ```
pub fn float_errors<R>(work: impl FnOnce() -> R) -> (R, FloatErrors) {
    let before = flags::take();
    let result = work();
    let found = flags::take();
    flags::raise(before);
    let has = |kind| found.contains(kind);
    let errors = FloatErrors {
        divide: has(flags::Flags::DIVIDE),
        over: has(flags::Flags::OVER),
        under: has(flags::Flags::UNDER),
        invalid: has(flags::Flags::INVALID),
    };
    (result, errors)
}
