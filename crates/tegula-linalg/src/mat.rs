//! A matrix as a pointer and two strides, and the size of a product: what every kernel of this crate takes.

/// The size of a product C = A·B: A is m × k, B is k × n, C is m × n.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Size {
    /// Rows of A and C.
    pub m: usize,
    /// Columns of B and C.
    pub n: usize,
    /// Columns of A and rows of B.
    pub k: usize,
}

impl Size {
    /// The number of multiply-adds, or the largest number there is.
    pub(crate) fn work(self) -> usize {
        self.m.saturating_mul(self.n).saturating_mul(self.k)
    }

    /// The size of the product Cᵀ = Bᵀ·Aᵀ.
    pub(crate) fn transposed(self) -> Size {
        Size { m: self.n, n: self.m, k: self.k }
    }
}

/// Pointer to the first element of a matrix (or a vector: one of the strides is then unused) with strides in elements.
///
/// Strides may be negative or zero; a matrix that is written must not have two positions at one address.
#[derive(Debug)]
pub struct MatPtr<T> {
    /// Address of element (0, 0).
    pub ptr: *mut T,
    /// Distance in elements from one row to the next.
    pub row_stride: isize,
    /// Distance in elements from one column to the next.
    pub col_stride: isize,
}

impl<T> Clone for MatPtr<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for MatPtr<T> {}

impl<T> MatPtr<T> {
    /// A matrix to be read or written at `ptr`.
    pub fn new(ptr: *mut T, row_stride: isize, col_stride: isize) -> Self {
        MatPtr { ptr, row_stride, col_stride }
    }

    /// The address of element (`row`, `col`).
    ///
    /// # Safety
    /// The element must be inside the matrix.
    #[inline(always)]
    pub unsafe fn at(self, row: usize, col: usize) -> *mut T {
        // SAFETY: the caller says that the element exists.
        unsafe { self.ptr.offset(row as isize * self.row_stride + col as isize * self.col_stride) }
    }

    /// The part that begins at element (`row`, `col`).
    ///
    /// # Safety
    /// The element must be inside the matrix.
    #[inline(always)]
    pub unsafe fn from(self, row: usize, col: usize) -> Self {
        // SAFETY: the caller says that the element exists.
        MatPtr { ptr: unsafe { self.at(row, col) }, ..self }
    }

    /// The transposed matrix: the same memory with the strides swapped.
    #[inline(always)]
    pub fn transposed(self) -> Self {
        MatPtr { ptr: self.ptr, row_stride: self.col_stride, col_stride: self.row_stride }
    }

    /// The same places, seen as elements of another type of the same size.
    #[inline(always)]
    pub(crate) fn cast<U>(self) -> MatPtr<U> {
        debug_assert_eq!(size_of::<T>(), size_of::<U>());
        MatPtr { ptr: self.ptr.cast(), row_stride: self.row_stride, col_stride: self.col_stride }
    }
}
