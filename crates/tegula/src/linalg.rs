//! Matrix products and decompositions.

use tegula_core::{Result, c64, c128};

use crate::{Any, Array, ArrayRef, Data};

/// The element types that decompositions compute in, and [`Any`].
pub trait Field: Data {}
impl Field for f32 {}
impl Field for f64 {}
impl Field for c64 {}
impl Field for c128 {}
impl Field for Any {}

/// The factors of a singular value decomposition, `a = u · diag(s) · vh`; see [`svd`].
#[derive(Clone, Debug)]
pub struct Svd<T: Field = Any> {
    /// Left singular vectors, in columns.
    pub u: Array<T>,
    /// Singular values, from large to small.
    pub s: Array<T::Real>,
    /// Right singular vectors, conjugated, in rows.
    pub vh: Array<T>,
}

/// The matrix product: NumPy's `a @ b`.
///
/// A 1-d operand counts as a row on the left and as a column on the right; axes before the last two
/// broadcast. Transposed and strided views are read where they lie. Costs 2·n·k·m operations for every pair
/// of matrices.
///
/// ```
/// use tegula::prelude::*;
///
/// let a = array![[1.0, 2.0], [3.0, 4.0]];
/// assert_eq!(matmul(&a, &a.t())?, array![[5.0, 11.0], [11.0, 25.0]]);
/// assert_eq!(matmul(&a, &array![1.0, 1.0])?, array![3.0, 7.0]);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `ValueError` where shapes do not fit; `MemoryError`.
pub fn matmul<T: Data>(a: &ArrayRef<T>, b: &ArrayRef<T>) -> Result<Array<T>> {
    Ok(Array::new(tegula_linalg::matmul(&a.raw, &b.raw)?))
}

/// The singular value decomposition of every matrix in the last two axes, of shape (…, m, n).
///
/// With `full_matrices`, `u` is m × m and `vh` n × n, else m × k and k × n for the smaller k of m and n. A
/// column of `u` and the row of `vh` that goes with it are determined up to a common sign. Costs about
/// 4·m·n·k + 22·k³ operations for a matrix.
///
/// ```
/// use tegula::prelude::*;
/// use tegula::linalg::svd;
///
/// let factors = svd(&array![[3.0, 0.0], [0.0, 4.0], [0.0, 0.0]], false)?;
/// assert_eq!(factors.u.shape(), &[3, 2]);
/// assert!((factors.s - array![4.0, 3.0]).abs().max(All) < 1e-14);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `LinAlgError` for fewer than two axes, for NaN or infinity, and if the iteration does not converge;
/// `MemoryError`.
pub fn svd<T: Field>(a: &ArrayRef<T>, full_matrices: bool) -> Result<Svd<T>> {
    let tegula_linalg::Svd { u, s, vh } = tegula_linalg::svd(&a.raw, full_matrices)?;
    Ok(Svd { u: Array::new(u), s: Array::new(s), vh: Array::new(vh) })
}

/// The singular values alone, from large to small.
///
/// # Errors
/// As for [`svd`].
pub fn svdvals<T: Field>(a: &ArrayRef<T>) -> Result<Array<T::Real>> {
    Ok(Array::new(tegula_linalg::svdvals(&a.raw)?))
}

/// The 2-norm of all elements taken as one vector: the Frobenius norm of a matrix.
///
/// ```
/// use tegula::prelude::*;
/// use tegula::linalg::norm;
///
/// let x: Array<f64> = array![[3.0, 0.0], [0.0, 4.0]];
/// assert_eq!(norm(&x)?, 5.0);
/// # Ok::<(), tegula::Error>(())
/// ```
///
/// # Errors
/// `MemoryError`.
pub fn norm<T: Field>(x: &ArrayRef<T>) -> Result<<T::Real as Data>::Value> {
    Ok(ArrayRef::<T::Real>::of(&tegula_linalg::norm(&x.raw)?).first())
}

impl<T: Data> ArrayRef<T> {
    /// The sums of products over the last axis of this array and the second-to-last of the other (or its only
    /// one): NumPy's `dot`, which for matrices is [`matmul`].
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let x = array![[1.0, 2.0], [3.0, 4.0]];
    /// assert_eq!(x.t().dot(&x)?, array![[10.0, 14.0], [14.0, 20.0]]);
    /// assert_eq!(x.slice(s![0]).dot(&x.slice(s![1]))?, Array::from(11.0));
    /// # Ok::<(), tegula::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ValueError` "shapes … not aligned"; `MemoryError`.
    pub fn dot(&self, other: &ArrayRef<T>) -> Result<Array<T>> {
        Ok(Array::new(tegula_linalg::dot(&self.raw, &other.raw)?))
    }
}
