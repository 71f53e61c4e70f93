//! The untyped array.

use crate::strings::{self, StringRef};
use crate::{Buffer, DType, Error, Layout, Result, Scalar, objects};

/// An array of any data type: shared bytes, what they mean, and where the elements lie.
///
/// Cloning makes another view of the same bytes. The engine works on the raw bytes; who may write them
/// is decided by the doors (the borrow checker in Rust, the `writeable` flag in Python).
#[derive(Clone)]
pub struct RawArray {
    /// The memory.
    pub buffer: Buffer,
    /// The type of the elements.
    pub dtype: DType,
    /// Shape, strides and offset.
    pub layout: Layout,
}

impl RawArray {
    /// A C-ordered array of arbitrary content.
    ///
    /// # Errors
    /// `ValueError` for an impossible shape, `MemoryError` if the memory cannot be had.
    pub fn empty(shape: &[usize], dtype: DType) -> Result<RawArray> {
        RawArray::fresh(shape, dtype, false)
    }

    /// A C-ordered array of zeros.
    pub fn zeros(shape: &[usize], dtype: DType) -> Result<RawArray> {
        RawArray::fresh(shape, dtype, true)
    }

    #[inline(always)]
    fn fresh(shape: &[usize], dtype: DType, zeroed: bool) -> Result<RawArray> {
        RawArray::allocate(Layout::contiguous(shape, dtype.itemsize())?, dtype, zeroed)
    }

    /// A new array with the gap-free `layout` given. Elements of type `Object` are always `None`.
    #[inline(always)]
    pub fn allocate(layout: Layout, dtype: DType, zeroed: bool) -> Result<RawArray> {
        let bytes = layout.size() * dtype.itemsize();
        let buffer = match dtype {
            DType::Object => objects::allocate(bytes),
            _ => Buffer::allocate(bytes, zeroed),
        };
        match buffer {
            Some(buffer) => Ok(RawArray { buffer, dtype, layout }),
            None => Err(no_memory(bytes, &layout, dtype)),
        }
    }

    /// A 0-d array that holds one value.
    pub fn from_scalar(scalar: Scalar) -> Result<RawArray> {
        let array = RawArray::empty(&[], scalar.dtype())?;
        // SAFETY: the array owns one element of the scalar's type.
        unsafe { scalar.write(array.ptr()) };
        Ok(array)
    }

    /// The address of the first element.
    #[inline]
    pub fn ptr(&self) -> *mut u8 {
        self.buffer.ptr().wrapping_add(self.layout.offset)
    }

    /// The extents of the axes.
    #[inline]
    pub fn shape(&self) -> &[usize] {
        &self.layout.shape
    }

    /// The byte strides of the axes.
    #[inline]
    pub fn strides(&self) -> &[isize] {
        &self.layout.strides
    }

    /// The number of axes.
    #[inline]
    pub fn ndim(&self) -> usize {
        self.layout.ndim()
    }

    /// The number of elements.
    #[inline]
    pub fn size(&self) -> usize {
        self.layout.size()
    }

    /// The bytes of one element.
    #[inline]
    pub fn itemsize(&self) -> usize {
        self.dtype.itemsize()
    }

    /// True if the elements lie without gaps in C order.
    #[inline]
    pub fn is_c_contiguous(&self) -> bool {
        self.layout.is_c_contiguous(self.itemsize())
    }

    /// True if the elements lie without gaps in Fortran order.
    #[inline]
    pub fn is_f_contiguous(&self) -> bool {
        self.layout.is_f_contiguous(self.itemsize())
    }

    /// True if every element may be accessed through a typed pointer.
    #[inline]
    pub fn is_aligned(&self) -> bool {
        let align = self.dtype.alignment();
        let bits = self.strides().iter().fold(self.ptr() as usize, |bits, &s| bits | s.unsigned_abs());
        bits & (align - 1) == 0 || self.is_aligned_at(align)
    }

    /// The same where some stride is odd: those along axes of extent 1 do not count.
    fn is_aligned_at(&self, align: usize) -> bool {
        let strides = self.layout.shape.iter().zip(self.strides()).filter(|&(&n, _)| n > 1);
        self.size() == 0
            || (self.ptr() as usize).is_multiple_of(align)
                && strides.fold(0, |acc, (_, s)| acc | s.unsigned_abs()).is_multiple_of(align)
    }

    /// Another view of the same bytes.
    #[inline]
    pub fn with_layout(&self, layout: Layout) -> RawArray {
        RawArray { buffer: self.buffer.clone(), dtype: self.dtype, layout }
    }

    /// The number at `index`, one position for each axis, each below the axis's extent.
    ///
    /// # Panics
    /// If the elements are no numbers.
    #[inline]
    pub fn get(&self, index: &[usize]) -> Scalar {
        // SAFETY: the address lies within the array.
        unsafe { Scalar::read(self.dtype, self.address(index)) }
    }

    /// The string at `index`, one position for each axis, each below the axis's extent.
    ///
    /// # Panics
    /// If the elements are no strings.
    ///
    /// # Safety
    /// The element must not be written as long as the value is used.
    pub unsafe fn string(&self, index: &[usize]) -> StringRef {
        assert!(self.dtype.native().is_string(), "elements of type {} are no strings", self.dtype);
        // SAFETY: the address lies within the array; the caller vouches for the element.
        unsafe { StringRef::new(self.dtype, self.address(index)) }
    }

    /// The text of the string at `index`, one position for each axis.
    ///
    /// # Panics
    /// If the elements are no strings.
    pub fn text(&self, index: &[usize]) -> String {
        // SAFETY: the element is not written before it has been read.
        unsafe { self.string(index) }.text()
    }

    /// The string at `index` as Python's `repr` shows it.
    ///
    /// # Panics
    /// If the elements are no strings.
    pub fn quoted(&self, index: &[usize]) -> String {
        // SAFETY: the element is not written before it has been read.
        let units: Vec<u32> = unsafe { self.string(index) }.units().collect();
        let is_bytes = matches!(self.dtype, DType::Bytes(_));
        let text = strings::quoted(units.into_iter(), is_bytes);
        if is_bytes { format!("b{text}") } else { text }
    }

    /// The address of the element at `index`, which is checked.
    fn address(&self, index: &[usize]) -> *mut u8 {
        assert_eq!(index.len(), self.ndim(), "one position for each axis");
        let mut at = 0;
        for ((&i, &n), &stride) in index.iter().zip(self.shape()).zip(self.strides()) {
            assert!(i < n, "position {i} beyond extent {n}");
            at += stride * i as isize;
        }
        self.ptr().wrapping_offset(at)
    }
}

#[cold]
fn no_memory(bytes: usize, layout: &Layout, dtype: DType) -> Error {
    Error::Memory { bytes, shape: layout.shape.to_vec(), dtype }
}
