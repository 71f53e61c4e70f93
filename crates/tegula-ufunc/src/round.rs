//! Rounding to a number of decimals.

use tegula_core::{RawArray, Result, Scalar};
use tegula_exec::{Order, assign, cast, copy, like, native};

use crate::table::{DIVIDE, MULTIPLY, RINT};
use crate::{Arg, Options};

/// The elements rounded to `decimals` places after the point (before it, if negative), ties to even.
///
/// Scales by a power of ten, rounds and scales back, as NumPy does, so the last bit may differ from that of
/// the decimal number meant.
///
/// # Errors
/// `TypeError` for booleans with decimals; `MemoryError`.
///
/// ```
/// use tegula_core::{RawArray, Scalar};
/// let x = RawArray::from_scalar(Scalar::F64(2.675))?;
/// assert_eq!(tegula_ufunc::round(&x, 1)?.get(&[]), Scalar::F64(2.7));
/// # Ok::<(), tegula_core::Error>(())
/// ```
pub fn round(source: &RawArray, decimals: i64) -> Result<RawArray> {
    let dtype = source.dtype;
    if !dtype.is_native() {
        let rounded = round(&native(source)?, decimals)?;
        // The function that rounds to integers gives a new array, what scales writes to one like the source.
        return if dtype.is_float() && decimals == 0 { Ok(rounded) } else { cast(&rounded, dtype, Order::K) };
    }
    if dtype.is_complex() {
        let result = copy(source, Order::K)?;
        for imaginary in [false, true] {
            let part = |array: &RawArray| {
                let mut part = array.clone();
                part.dtype = dtype.real();
                part.layout.offset += if imaginary { part.itemsize() } else { 0 };
                part
            };
            assign(&part(&result), &round(&part(source), decimals)?)?;
        }
        return Ok(result);
    }
    let options = Options::default();
    if dtype.is_integer() {
        if decimals >= 0 {
            return copy(source, Order::K);
        }
        let scale = Arg::Literal(Scalar::F64(10f64.powi(clamped(decimals).abs())));
        let scaled = DIVIDE.call(&[Arg::Array(source), scale], &options)?;
        let rounded = RINT.call(&[Arg::Array(&scaled)], &options)?;
        return cast(&MULTIPLY.call(&[Arg::Array(&rounded), scale], &options)?, dtype, Order::A);
    }
    if decimals == 0 {
        return RINT.call(&[Arg::Array(source)], &options);
    }
    let scale = Arg::Literal(Scalar::F64(10f64.powi(clamped(decimals).abs())));
    let (first, second) = if decimals > 0 { (&MULTIPLY, &DIVIDE) } else { (&DIVIDE, &MULTIPLY) };
    // Each step writes to the result, whose type refuses what it cannot hold: booleans do not round.
    let result = like(source, dtype, Order::A)?;
    let options = Options { out: Some(&result), ..options };
    first.call(&[Arg::Array(source), scale], &options)?;
    RINT.call(&[Arg::Array(&result)], &options)?;
    second.call(&[Arg::Array(&result), scale], &options)
}

/// Powers of ten beyond these are infinite anyway.
fn clamped(decimals: i64) -> i32 {
    decimals.clamp(-400, 400) as i32
}
