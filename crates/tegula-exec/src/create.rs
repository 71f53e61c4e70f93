//! Arrays made from a rule: ranges, evenly spaced numbers, diagonals.

use tegula_core::{DType, Error, RawArray, Result, Scalar, c128};

use crate::{Order, cast, fill};

/// An array of zeros. Those of objects are integers, while fresh memory means `None`.
///
/// # Errors
/// As [`RawArray::zeros`].
pub fn zeros(shape: &[usize], dtype: DType) -> Result<RawArray> {
    let array = RawArray::zeros(shape, dtype)?;
    zero_objects(&array);
    Ok(array)
}

/// Makes the elements of an array of objects the integer 0; numbers and strings stay as they are.
pub fn zero_objects(array: &RawArray) {
    if array.dtype == DType::Object {
        fill(array, Scalar::I64(0));
    }
}

/// `start + i * step` for `i` in `0..n`, as `int64`; wraps on overflow.
///
/// # Errors
/// As [`RawArray::empty`].
pub fn arange(start: i64, step: i64, n: usize) -> Result<RawArray> {
    build(n, DType::I64, |i| start.wrapping_add(step.wrapping_mul(i as i64)))
}

/// `start + i * step` for `i` in `0..n`, computed in `float32` if that is `dtype`, else given as `float64`.
///
/// The step is the difference of the first two numbers as rounded, as in NumPy's `arange`.
///
/// # Errors
/// As [`RawArray::empty`].
pub fn arange_float(start: f64, step: f64, n: usize, dtype: DType) -> Result<RawArray> {
    let second = start + step;
    if dtype == DType::F32 {
        let (start, second) = (start as f32, second as f32);
        return build(n, DType::F32, |i| match i {
            // The sign of a zero is kept.
            0 => start,
            1 => second,
            _ => start + i as f32 * (second - start),
        });
    }
    build(n, DType::F64, |i| match i {
        0 => start,
        1 => second,
        _ => start + i as f64 * (second - start),
    })
}

/// `start + i * step` for `i` in `0..n`, as `complex128`; the step is rounded as in [`arange_float`].
///
/// # Errors
/// As [`RawArray::empty`].
pub fn arange_complex(start: c128, step: c128, n: usize) -> Result<RawArray> {
    let second = start + step;
    build(n, DType::C128, |i| match i {
        0 => start,
        1 => second,
        _ => start + (second - start) * i as f64,
    })
}

/// `n` numbers evenly spaced from `start` to `stop`, which is the last one with `endpoint`; and the step
/// between them (NaN for a single number). They are computed in `float32` if that is `dtype`, as
/// `complex128` if that is complex, else as `float64`.
///
/// # Errors
/// As [`RawArray::empty`].
///
/// ```
/// use tegula_core::{DType, Scalar, c128};
/// let (x, step) = tegula_exec::linspace(c128::new(0.0, 0.0), c128::new(1.0, 0.0), 5, true, DType::F64)?;
/// assert_eq!((x.get(&[1]), step.re), (Scalar::F64(0.25), 0.25));
/// # Ok::<(), tegula_core::Error>(())
/// ```
pub fn linspace(start: c128, stop: c128, n: usize, endpoint: bool, dtype: DType) -> Result<(RawArray, c128)> {
    let div = if endpoint { n.saturating_sub(1) } else { n };
    let last = if endpoint && n > 1 { n - 1 } else { n };
    macro_rules! spaced {
        ($dtype:expr, $start:expr, $stop:expr, $real:ty, $zero:expr) => {{
            let (start, stop) = ($start, $stop);
            let delta = stop - start;
            let step = delta / div as $real;
            let array = build(n, $dtype, |i| match i {
                i if i == last => stop,
                _ if div == 0 => delta * i as $real + start,
                // The step is too small to be told from zero: divide first.
                _ if step == $zero => delta * (i as $real / div as $real) + start,
                _ => step * i as $real + start,
            })?;
            (array, step)
        }};
    }
    let (array, step) = match dtype {
        DType::F32 => {
            let (array, step) = spaced!(DType::F32, start.re as f32, stop.re as f32, f32, 0.0);
            (array, c128::new(step.into(), 0.0))
        }
        d if d.is_complex() => spaced!(DType::C128, start, stop, f64, c128::new(0.0, 0.0)),
        _ => {
            let (array, step) = spaced!(DType::F64, start.re, stop.re, f64, 0.0);
            (array, c128::new(step, 0.0))
        }
    };
    Ok((array, if div == 0 { c128::new(f64::NAN, 0.0) } else { step }))
}

/// Zeros, with ones on the diagonal `k` above the main one.
///
/// # Errors
/// As [`RawArray::zeros`].
pub fn eye(rows: usize, cols: usize, k: isize, dtype: DType) -> Result<RawArray> {
    let array = RawArray::zeros(&[rows, cols], dtype)?;
    if dtype == DType::Object {
        // Fresh memory means `None`, not 0.
        crate::fill(&array, Scalar::I64(0));
    }
    crate::fill(&array.with_layout(array.layout.diagonal(k, 0, 1)), Scalar::I64(1));
    Ok(array)
}

/// The length of the range from `start` to below `stop`.
///
/// # Errors
/// `ZeroDivisionError` for a step of zero, `ValueError` for a length beyond any array.
pub fn range_length(start: f64, stop: f64, step: f64) -> Result<usize> {
    if step == 0.0 {
        return Err(Error::ZeroDivision("division by zero".into()));
    }
    let n = ((stop - start) / step).ceil();
    if n.is_nan() {
        return Err(Error::value("arange: cannot compute length"));
    }
    if n >= isize::MAX as f64 {
        return Err(Error::value("Maximum allowed size exceeded"));
    }
    Ok(if n > 0.0 { n as usize } else { 0 })
}

/// The length of the range of integers from `start` to below `stop`.
///
/// # Errors
/// As [`range_length`].
pub fn integer_range_length(start: i64, stop: i64, step: i64) -> Result<usize> {
    if step == 0 {
        return Err(Error::ZeroDivision("division by zero".into()));
    }
    let (span, step) = (i128::from(stop) - i128::from(start), i128::from(step));
    let n = span / step + i128::from(span % step != 0 && (span > 0) == (step > 0));
    if n > isize::MAX as i128 {
        return Err(Error::value("Maximum allowed size exceeded"));
    }
    Ok(n.max(0) as usize)
}

/// Converts the numbers of a range to `dtype`.
///
/// # Errors
/// `MemoryError`.
pub fn converted(array: RawArray, dtype: DType) -> Result<RawArray> {
    if array.dtype == dtype { Ok(array) } else { cast(&array, dtype, Order::C) }
}

fn build<T>(n: usize, dtype: DType, f: impl Fn(usize) -> T) -> Result<RawArray> {
    debug_assert_eq!(size_of::<T>(), dtype.itemsize());
    let array = RawArray::empty(&[n], dtype)?;
    let out = array.ptr().cast::<T>();
    for i in 0..n {
        // SAFETY: the fresh array holds `n` elements of this size.
        unsafe { out.add(i).write(f(i)) };
    }
    Ok(array)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn floats(array: &RawArray) -> Vec<f64> {
        (0..array.size()).map(|i| array.get(&[i]).to_f64()).collect()
    }

    #[test]
    fn ends_are_exact() {
        let (x, _) = linspace(c128::new(0.0, 0.0), c128::new(0.3, 0.0), 4, true, DType::F64).unwrap();
        assert_eq!(floats(&x)[3], 0.3);
        let (x, step) = linspace(c128::new(1.0, 0.0), c128::new(2.0, 0.0), 4, false, DType::F64).unwrap();
        assert_eq!((floats(&x), step.re), (vec![1.0, 1.25, 1.5, 1.75], 0.25));
        let (x, step) = linspace(c128::new(1.0, 0.0), c128::new(2.0, 0.0), 1, true, DType::F64).unwrap();
        assert!(step.re.is_nan());
        assert_eq!(floats(&x), [1.0]);
    }

    #[test]
    fn lengths_of_ranges() {
        assert_eq!(range_length(0.0, 1.0, 0.1).unwrap(), 10);
        assert_eq!(range_length(5.0, 1.0, 1.0).unwrap(), 0);
        assert!(range_length(0.0, 1.0, 0.0).is_err());
        assert!(range_length(0.0, 1e300, 1.0).is_err());
    }

    #[test]
    fn diagonals() {
        let e = eye(2, 3, 1, DType::I32).unwrap();
        assert_eq!((e.get(&[0, 1]), e.get(&[1, 1])), (Scalar::I32(1), Scalar::I32(0)));
        assert_eq!(floats(&arange_float(0.0, 0.5, 3, DType::F64).unwrap()), [0.0, 0.5, 1.0]);
    }
}
