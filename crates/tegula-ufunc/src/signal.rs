//! Functions of sampled functions: interpolation and correlation.

use std::ops::{Add, Div, Mul, Sub};

use tegula_core::{DType, Error, RawArray, Result, c64, c128, promote};
use tegula_exec::{Order, cast, elements, elements_mut};

/// A gap-free vector of a type, converted if need be.
fn vector(array: &RawArray, dtype: DType) -> Result<RawArray> {
    if array.dtype == dtype && array.is_c_contiguous() && array.is_aligned() {
        return Ok(array.clone());
    }
    cast(array, dtype, Order::C)
}

/// The values at `x` of the function that is linear between the points `xp`, which must rise, where it has the
/// values `fp`. Beyond the points it is `left` and `right`, by default the first and the last value. The result is
/// `float64`, or `complex128` if the values are complex.
///
/// # Errors
/// `ValueError` without points, or if there are not as many values.
pub fn interp(
    x: &RawArray,
    xp: &RawArray,
    fp: &RawArray,
    left: Option<c128>,
    right: Option<c128>,
) -> Result<RawArray> {
    if xp.size() == 0 {
        return Err(Error::value("array of sample points is empty"));
    }
    if xp.size() != fp.size() {
        return Err(Error::value("fp and xp are not of the same length."));
    }
    let (x, xp) = (vector(x, DType::F64)?, vector(xp, DType::F64)?);
    let dtype = if fp.dtype.is_complex() { DType::C128 } else { DType::F64 };
    let fp = vector(fp, dtype)?;
    let result = RawArray::empty(x.shape(), dtype)?;
    // SAFETY: all have their types and no gaps; the result is new.
    unsafe {
        let (x, xp) = (elements::<f64>(&x), elements::<f64>(&xp));
        if dtype == DType::C128 {
            let fp = elements::<c128>(&fp);
            let ends = (left.unwrap_or(fp[0]), right.unwrap_or(fp[fp.len() - 1]));
            linear(x, xp, fp, ends, elements_mut(&result));
        } else {
            let fp = elements::<f64>(&fp);
            let ends = (left.map_or(fp[0], |z| z.re), right.map_or(fp[fp.len() - 1], |z| z.re));
            linear(x, xp, fp, ends, elements_mut(&result));
        }
    }
    Ok(result)
}

/// What is interpolated.
trait Value: Copy + PartialEq + Add<Output = Self> + Sub<Output = Self> {
    fn of(x: f64) -> Self;
    fn times(self, x: f64) -> Self;
    fn over(self, x: f64) -> Self;
    /// The parts for which it holds taken from `other`.
    fn or_if_nan(self, other: impl Fn() -> Self) -> Self;
}

impl Value for f64 {
    fn of(x: f64) -> f64 {
        x
    }
    fn times(self, x: f64) -> f64 {
        self.mul(x)
    }
    fn over(self, x: f64) -> f64 {
        self.div(x)
    }
    fn or_if_nan(self, other: impl Fn() -> f64) -> f64 {
        if self.is_nan() { other() } else { self }
    }
}

impl Value for c128 {
    fn of(x: f64) -> c128 {
        c128::new(x, 0.0)
    }
    fn times(self, x: f64) -> c128 {
        c128::new(self.re * x, self.im * x)
    }
    fn over(self, x: f64) -> c128 {
        c128::new(self.re / x, self.im / x)
    }
    fn or_if_nan(self, other: impl Fn() -> c128) -> c128 {
        if !self.re.is_nan() && !self.im.is_nan() {
            return self;
        }
        let other = other();
        let pick = |a: f64, b: f64| if a.is_nan() { b } else { a };
        c128::new(pick(self.re, other.re), pick(self.im, other.im))
    }
}

fn linear<T: Value>(x: &[f64], xp: &[f64], fp: &[T], (left, right): (T, T), result: &mut [T]) {
    let last = xp.len() - 1;
    let mut guess = 0;
    for (y, &x) in result.iter_mut().zip(x) {
        if x.is_nan() {
            // A single point stands for all values, even for none.
            *y = if last == 0 { fp[0] } else { T::of(x) };
            continue;
        }
        if x > xp[last] {
            *y = right;
            continue;
        }
        if x < xp[0] {
            *y = left;
            continue;
        }
        // Neighbouring values mostly lie between the same points.
        let between = |i: usize| i < last && xp[i] <= x && x < xp[i + 1];
        let i = if between(guess) {
            guess
        } else if between(guess + 1) {
            guess + 1
        } else {
            xp.partition_point(|&p| p <= x).saturating_sub(1)
        };
        guess = i;
        if i == last || xp[i] == x {
            *y = fp[i];
            continue;
        }
        let slope = (fp[i + 1] - fp[i]).over(xp[i + 1] - xp[i]);
        let from_left = slope.times(x - xp[i]) + fp[i];
        *y = from_left.or_if_nan(|| {
            let from_right = slope.times(x - xp[i + 1]) + fp[i + 1];
            if fp[i] == fp[i + 1] { from_right.or_if_nan(|| fp[i]) } else { from_right }
        });
    }
}

/// How much of a correlation is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Overlap {
    /// Where the shorter vector lies within the longer one.
    Valid,
    /// As much as the longer vector has elements.
    Same,
    /// Wherever the two meet.
    Full,
}

/// The correlation of two vectors: `c[k]` is the sum of `a[n + k] * conj(v[n])`. Integers wrap; half precision is
/// summed in single.
///
/// # Errors
/// `ValueError` if either is empty; `TypeError` for strings and objects.
pub fn correlate(a: &RawArray, v: &RawArray, overlap: Overlap) -> Result<RawArray> {
    if a.size() == 0 || v.size() == 0 {
        let which = if a.size() == 0 { "first" } else { "second" };
        return Err(Error::value(format!("{which} array argument cannot be empty")));
    }
    let dtype = promote(a.dtype, v.dtype);
    let compute = match dtype {
        DType::F16 | DType::BF16 => DType::F32,
        DType::F32 | DType::F64 | DType::C64 | DType::C128 => dtype,
        DType::Str(_) | DType::Bytes(_) | DType::Object => {
            return Err(Error::type_(format!("cannot correlate arrays of type {dtype}")));
        }
        _ => DType::I64,
    };
    let (a, v) = (vector(a, compute)?, vector(v, compute)?);
    // The longer one stays, the shorter one moves; exchanged, the result is the other way round.
    let swapped = a.size() < v.size();
    let (long, short) = if swapped { (&v, &a) } else { (&a, &v) };
    let (n, m) = (long.size(), short.size());
    // The first and the past-the-last offset of the short vector's start.
    let (first, end) = match overlap {
        Overlap::Valid => (0, (n - m + 1) as isize),
        Overlap::Same => {
            let left = (m / 2) as isize;
            (-left, n as isize - left)
        }
        Overlap::Full => (1 - m as isize, n as isize),
    };
    let result = RawArray::zeros(&[(end - first) as usize], compute)?;
    // SAFETY: all have their types and no gaps; the result is new.
    unsafe {
        match compute {
            DType::F32 => {
                slide::<f32>(elements(long), elements(short), first, swapped, elements_mut(&result))
            }
            DType::F64 => {
                slide::<f64>(elements(long), elements(short), first, swapped, elements_mut(&result))
            }
            DType::C64 => {
                slide::<c64>(elements(long), elements(short), first, swapped, elements_mut(&result))
            }
            DType::C128 => {
                slide::<c128>(elements(long), elements(short), first, swapped, elements_mut(&result))
            }
            _ => slide::<i64>(elements(long), elements(short), first, swapped, elements_mut(&result)),
        }
    }
    if compute == dtype { Ok(result) } else { cast(&result, dtype, Order::K) }
}

/// What is correlated.
trait Term: Copy {
    fn conjugate(self) -> Self;
    fn add_product(self, a: Self, b: Self) -> Self;
}
impl Term for i64 {
    fn conjugate(self) -> i64 {
        self
    }
    fn add_product(self, a: i64, b: i64) -> i64 {
        self.wrapping_add(a.wrapping_mul(b))
    }
}
macro_rules! floats {
    ($($t:ty: $conjugate:expr;)*) => {$(
        impl Term for $t {
            fn conjugate(self) -> $t {
                $conjugate(self)
            }
            fn add_product(self, a: $t, b: $t) -> $t {
                self + a * b
            }
        }
    )*};
}
floats! {
    f32: std::convert::identity;
    f64: std::convert::identity;
    c64: |z: c64| z.conj();
    c128: |z: c128| z.conj();
}

/// Adds up the products, one element of the short vector after the other.
fn slide<T: Term>(long: &[T], short: &[T], first: isize, swapped: bool, result: &mut [T]) {
    for (j, &factor) in short.iter().enumerate() {
        let factor = if swapped { factor } else { factor.conjugate() };
        // The result's element `k` meets the element `first + k + j` of the long vector.
        let shift = first + j as isize;
        let start = (-shift).max(0) as usize;
        let end = ((long.len() as isize - shift).max(0) as usize).min(result.len());
        if start >= end {
            continue;
        }
        let from = (start as isize + shift) as usize;
        let terms = &long[from..from + end - start];
        for (sum, &term) in result[start..end].iter_mut().zip(terms) {
            let term = if swapped { term.conjugate() } else { term };
            *sum = sum.add_product(term, factor);
        }
    }
    if swapped {
        result.reverse();
    }
}
