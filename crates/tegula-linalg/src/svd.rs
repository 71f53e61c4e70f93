//! The singular value decomposition, by faer's divide-and-conquer.
//!
//! A wrapper around it does what LAPACK does and faer does not: a matrix of extreme scale is brought to order one by a power of two
//! (exactly) and the singular values taken back, and input that is not finite is refused. Should the iteration not converge, a QR
//! decomposition comes first, then the rows are reversed too.

use std::borrow::Cow;

use faer::diag::DiagMut;
use faer::dyn_stack::{MemBuffer, MemStack, StackReq};
use faer::linalg::svd::{ComputeSvdVectors, SvdParams, svd as faer_svd, svd_scratch};
use faer::traits::ComplexField;
use faer::{Auto, MatMut, MatRef, Spec};
use tegula_core::{DType, Error, RawArray, Result, Shape, c64, c128};

use crate::operand::operand;
use crate::threads::Threads;

/// Matrices whose smaller side is shorter are decomposed on one thread: faer's parallel version is slower for them.
const PARALLEL_SIZE: usize = 1000;

/// The factors of a singular value decomposition: A = U · diag(S) · Vh.
pub struct Svd {
    /// Left singular vectors, in columns.
    pub u: RawArray,
    /// Singular values, from large to small.
    pub s: RawArray,
    /// Right singular vectors, conjugated, in rows.
    pub vh: RawArray,
}

/// The decomposition of every matrix in the last two axes of `a`, of shape (…, m, n): `numpy.linalg.svd`.
///
/// With `full_matrices` U is m × m and Vh n × n, else m × k and k × n where k = min(m, n). Integers are computed in `float64`.
/// Singular vectors are determined up to a common sign (a factor of modulus 1) of a column of U and a row of Vh, which need not be
/// LAPACK's. Costs about 4·m·n·k + 22·k³ operations for a matrix.
///
/// # Errors
/// `LinAlgError` for fewer than two axes, for NaN or infinity, and if the iteration does not converge; `TypeError` for 16-bit
/// floats; `MemoryError`.
///
/// ```
/// use tegula_core::{DType, RawArray, Scalar};
/// use tegula_linalg::svd;
/// let a = RawArray::zeros(&[7, 4, 2], DType::F32)?;
/// let thin = svd(&a, false)?;
/// assert_eq!(thin.u.shape(), &[7, 4, 2]);
/// assert_eq!(thin.s.shape(), &[7, 2]);
/// assert_eq!(thin.vh.shape(), &[7, 2, 2]);
/// assert_eq!(svd(&a, true)?.u.shape(), &[7, 4, 4]);
/// # Ok::<(), tegula_core::Error>(())
/// ```
pub fn svd(a: &RawArray, full_matrices: bool) -> Result<Svd> {
    let (a, batch, m, n) = matrices(a)?;
    let k = m.min(n);
    let (left, right) = if full_matrices { (m, n) } else { (k, k) };
    let shape = |core: &[usize]| batch.iter().chain(core).copied().collect::<Shape>();
    let result = Svd {
        u: RawArray::empty(&shape(&[m, left]), a.dtype)?,
        s: RawArray::empty(&shape(&[k]), a.dtype.real())?,
        vh: RawArray::empty(&shape(&[right, n]), a.dtype)?,
    };
    decompose(&a, &result.s, Some((&result.u, &result.vh)))?;
    Ok(result)
}

/// The singular values alone, from large to small, of shape (…, min(m, n)): `numpy.linalg.svdvals`.
///
/// # Errors
/// As for [`svd`].
pub fn svdvals(a: &RawArray) -> Result<RawArray> {
    let (a, batch, m, n) = matrices(a)?;
    let shape: Shape = batch.iter().copied().chain([m.min(n)]).collect();
    let s = RawArray::empty(&shape, a.dtype.real())?;
    decompose(&a, &s, None)?;
    Ok(s)
}

/// The operand in the type it is computed in, its batch axes, and the size of a matrix.
fn matrices(a: &RawArray) -> Result<(Cow<'_, RawArray>, Shape, usize, usize)> {
    let (batch, m, n) = match a.shape() {
        [batch @ .., m, n] => (Shape::from(batch), *m, *n),
        few => {
            return Err(Error::LinAlg(format!(
                "{}-dimensional array given. Array must be at least two-dimensional",
                few.len()
            )));
        }
    };
    let dtype = match a.dtype.native() {
        DType::F16 | DType::BF16 => {
            return Err(Error::type_(format!("array type {} is unsupported in linalg", a.dtype)));
        }
        dtype @ (DType::F32 | DType::F64 | DType::C64 | DType::C128) => dtype,
        _ => DType::F64,
    };
    Ok((operand(a, dtype)?, batch, m, n))
}

fn decompose(a: &RawArray, s: &RawArray, vectors: Option<(&RawArray, &RawArray)>) -> Result<()> {
    match a.dtype {
        DType::F32 => typed::<f32>(a, s, vectors),
        DType::F64 => typed::<f64>(a, s, vectors),
        DType::C64 => typed::<c64>(a, s, vectors),
        _ => typed::<c128>(a, s, vectors),
    }
}

fn typed<T: Field>(a: &RawArray, s: &RawArray, vectors: Option<(&RawArray, &RawArray)>) -> Result<()> {
    let (m, n) = core(a);
    let (left, right) = vectors.map_or((0, 0), |(u, vh)| (core(u).1, core(vh).0));
    let mut work = Work::<T>::new(m, n, left, right)?;
    let count: usize = a.shape()[..a.ndim() - 2].iter().product();
    for index in 0..count {
        work.load(a, index)?;
        if !ATTEMPTS.into_iter().any(|attempt| work.attempt(attempt)) {
            return Err(no_convergence());
        }
        // SAFETY: the results are new C-ordered arrays of `count` matrices (or rows) of these sizes.
        unsafe {
            let s = s.ptr().cast::<T::Scale>().add(index * work.s.len());
            for (i, x) in work.s.iter().enumerate() {
                s.add(i).write(Scale::scaled(x.real_part(), work.exponent));
            }
            if let Some((u, vh)) = vectors {
                let u = u.ptr().cast::<T>().add(index * work.u.len());
                let vh = vh.ptr().cast::<T>().add(index * work.v.len());
                let from = MatRef::from_column_major_slice(&work.u, m, left);
                MatMut::from_raw_parts_mut(u, m, left, left as isize, 1).copy_from(from);
                let from = MatRef::from_column_major_slice(&work.v, n, right);
                MatMut::from_raw_parts_mut(vh, right, n, n as isize, 1).copy_from(from.adjoint());
            }
        }
    }
    Ok(())
}

/// The rows and columns of the matrices of a batch.
fn core(array: &RawArray) -> (usize, usize) {
    (array.shape()[array.ndim() - 2], array.shape()[array.ndim() - 1])
}

fn no_convergence() -> Error {
    Error::LinAlg("SVD did not converge".into())
}

/// The ways to decompose a matrix, tried in this order until one converges.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Attempt {
    /// As faer does it.
    Plain,
    /// A QR decomposition, whatever the shape, then the triangular factor.
    TriangleFirst,
    /// The same with the rows in reverse order.
    Reversed,
}

const ATTEMPTS: [Attempt; 3] = [Attempt::Plain, Attempt::TriangleFirst, Attempt::Reversed];

impl Attempt {
    fn params<T: ComplexField>(self) -> Spec<SvdParams, T> {
        let mut params = <SvdParams as Auto<T>>::auto();
        if self != Attempt::Plain {
            params.qr_ratio_threshold = 0.0;
        }
        params.into()
    }
}

/// One decomposition; its memory serves a whole batch. All matrices lie column by column.
struct Work<T: Field> {
    m: usize,
    n: usize,
    /// Columns of U and V; 0 if they are not wanted.
    left: usize,
    right: usize,
    a: Vec<T>,
    u: Vec<T>,
    s: Vec<T>,
    v: Vec<T>,
    /// `a` is the matrix times 2 to minus this.
    exponent: i32,
    scratch: MemBuffer,
}

impl<T: Field> Work<T> {
    fn new(m: usize, n: usize, left: usize, right: usize) -> Result<Self> {
        let need = ATTEMPTS.map(|attempt| {
            let (u, v) = (wanted(left, m), wanted(right, n));
            threads(m, n).install(|par| svd_scratch::<T>(m, n, u, v, par, attempt.params()))
        });
        let need = StackReq::any_of(&need);
        let error = |bytes| Error::Memory { bytes, shape: vec![m, n], dtype: T::DTYPE };
        let room = |len: usize| {
            let mut room = Vec::new();
            let bytes = len.saturating_mul(size_of::<T>());
            room.try_reserve_exact(len).map_err(|_| error(bytes))?;
            room.resize(len, T::ZERO);
            Ok::<_, Error>(room)
        };
        Ok(Work {
            m,
            n,
            left,
            right,
            a: room(m * n)?,
            u: room(m * left)?,
            s: room(m.min(n))?,
            v: room(n * right)?,
            exponent: 0,
            scratch: MemBuffer::try_new(need).map_err(|_| error(need.size_bytes()))?,
        })
    }

    /// Copies matrix number `index`, scaled so that its largest part is about 1.
    fn load(&mut self, a: &RawArray, mut index: usize) -> Result<()> {
        let (batch, core) = a.strides().split_at(a.ndim() - 2);
        let mut ptr = a.ptr();
        for (&stride, &len) in batch.iter().zip(a.shape()).rev() {
            ptr = ptr.wrapping_offset(stride * (index % len) as isize);
            index /= len;
        }
        let mut largest = <T::Scale as Default>::default();
        for (j, column) in self.a.chunks_exact_mut(self.m.max(1)).enumerate() {
            let ptr = ptr.wrapping_offset(core[1] * j as isize);
            for (i, x) in column.iter_mut().enumerate() {
                // SAFETY: element (i, j) of a matrix of the batch, aligned as `operand` provides.
                *x = unsafe { *ptr.wrapping_offset(core[0] * i as isize).cast::<T>() };
                let size = x.largest_part();
                if !size.is_finite() {
                    return Err(no_convergence());
                }
                largest = if size > largest { size } else { largest };
            }
        }
        self.exponent = largest.exponent();
        self.a.iter_mut().for_each(|x| *x = x.scaled(-self.exponent));
        Ok(())
    }

    /// Decomposes the copy; false without convergence.
    fn attempt(&mut self, attempt: Attempt) -> bool {
        let (m, n) = (self.m, self.n);
        // faer leaves parts of a full U as they are.
        self.u.fill(T::ZERO);
        self.v.fill(T::ZERO);
        let mut a = MatRef::from_column_major_slice(&self.a, m, n);
        let mut u = MatMut::from_column_major_slice_mut(&mut self.u, m, self.left);
        let v = MatMut::from_column_major_slice_mut(&mut self.v, n, self.right);
        if attempt == Attempt::Reversed {
            (a, u) = (a.reverse_rows(), u.reverse_rows_mut());
        }
        let (u, v) = ((self.left > 0).then_some(u), (self.right > 0).then_some(v));
        let s = DiagMut::from_slice_mut(&mut self.s);
        let stack = MemStack::new(&mut self.scratch);
        threads(m, n).install(|par| faer_svd(a, s, u, v, par, stack, attempt.params())).is_ok()
    }
}

/// Which of the `size` singular vectors are asked for, if it is this many.
fn wanted(columns: usize, size: usize) -> ComputeSvdVectors {
    match columns {
        0 => ComputeSvdVectors::No,
        _ if columns == size => ComputeSvdVectors::Full,
        _ => ComputeSvdVectors::Thin,
    }
}

fn threads(m: usize, n: usize) -> Threads {
    if m.min(n) < PARALLEL_SIZE { Threads::One } else { Threads::All }
}

/// The scalars there is a decomposition for.
trait Field: ComplexField + Copy {
    type Scale: Scale;
    const DTYPE: DType;
    const ZERO: Self;
    fn real_part(self) -> Self::Scale;
    /// The modulus of the real or the imaginary part; NaN if one of them is.
    fn largest_part(self) -> Self::Scale;
    /// Times 2 to the power of `exponent`.
    fn scaled(self, exponent: i32) -> Self;
}

/// The real scalars that belong to them.
trait Scale: Copy + Default + PartialOrd {
    fn is_finite(self) -> bool;
    /// The exponent e of 2ᵉ ≤ x < 2ᵉ⁺¹, about; 0 for x = 0.
    fn exponent(self) -> i32;
    fn scaled(self, exponent: i32) -> Self;
}

macro_rules! fields {
    ($real:ident, $dtype:ident, $complex:ident, $complex_dtype:ident) => {
        impl Scale for $real {
            fn is_finite(self) -> bool {
                self.is_finite()
            }

            fn exponent(self) -> i32 {
                if self == 0.0 { 0 } else { self.log2().floor() as i32 }
            }

            fn scaled(self, exponent: i32) -> Self {
                // In two steps: the power itself may be out of range.
                let half = exponent / 2;
                self * $real::powi(2.0, half) * $real::powi(2.0, exponent - half)
            }
        }

        impl Field for $real {
            type Scale = $real;
            const DTYPE: DType = DType::$dtype;
            const ZERO: Self = 0.0;

            fn real_part(self) -> $real {
                self
            }

            fn largest_part(self) -> $real {
                self.abs()
            }

            fn scaled(self, exponent: i32) -> Self {
                Scale::scaled(self, exponent)
            }
        }

        impl Field for $complex {
            type Scale = $real;
            const DTYPE: DType = DType::$complex_dtype;
            const ZERO: Self = $complex::new(0.0, 0.0);

            fn real_part(self) -> $real {
                self.re
            }

            fn largest_part(self) -> $real {
                let (re, im) = (self.re.abs(), self.im.abs());
                if re > im || re.is_nan() { re } else { im }
            }

            fn scaled(self, exponent: i32) -> Self {
                $complex::new(Scale::scaled(self.re, exponent), Scale::scaled(self.im, exponent))
            }
        }
    };
}

fields!(f32, F32, c64, C64);
fields!(f64, F64, c128, C128);

#[cfg(test)]
mod tests {
    use super::*;

    /// The later attempts are for matrices on which the first fails, of which none is known: each is tried on its own.
    #[test]
    fn every_attempt_decomposes() {
        for (m, n) in [(5, 5), (7, 4), (4, 7), (30, 2)] {
            let a = RawArray::empty(&[m, n], DType::F64).unwrap();
            for i in 0..m * n {
                // SAFETY: element i of the array.
                unsafe { a.ptr().cast::<f64>().add(i).write(((i * i * 7 + 3) % 11) as f64 - 5.0) };
            }
            for attempt in ATTEMPTS {
                let mut work = Work::<f64>::new(m, n, m, n).unwrap();
                work.load(&a, 0).unwrap();
                assert!(work.attempt(attempt));
                for i in 0..m {
                    for j in 0..n {
                        let sum: f64 =
                            (0..m.min(n)).map(|l| work.u[l * m + i] * work.s[l] * work.v[l * n + j]).sum();
                        assert!((sum - work.a[j * m + i]).abs() < 1e-13, "{attempt:?} {m} {n}");
                    }
                }
            }
        }
    }
}
