//! Copying, converting and filling.

use tegula_core::{
    DType, Error, Layout, Overlap, RawArray, Result, Scalar, Strides, is_contiguous, objects, overlap,
};
use tegula_kernels::flags::{self, Errors, Report};
use tegula_kernels::{cast as casts, strided};

use crate::plan::Operand;
use crate::{convert, elementwise};

/// The memory order of a result.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Order {
    /// Rows first.
    C,
    /// Columns first.
    F,
    /// Columns first if the source is so and not also rows first.
    A,
    /// As near to the source's order as possible.
    #[default]
    K,
}

impl Order {
    /// The order that NumPy calls `name`.
    ///
    /// # Errors
    /// `ValueError` in NumPy's words for anything but `C`, `F`, `A`, `K`.
    pub fn parse(name: &str) -> Result<Order> {
        match name {
            "C" | "c" => Ok(Order::C),
            "F" | "f" => Ok(Order::F),
            "A" | "a" => Ok(Order::A),
            "K" | "k" => Ok(Order::K),
            _ => Err(Error::value(format!("order must be one of 'C', 'F', 'A', or 'K' (got '{name}')"))),
        }
    }

    /// A gap-free layout of this order for elements of `itemsize` bytes, made after `source`.
    pub fn layout(self, source: &Layout, itemsize: usize, source_itemsize: usize) -> Result<Layout> {
        match self {
            Order::C => Layout::contiguous(&source.shape, itemsize),
            Order::F => Layout::fortran(&source.shape, itemsize),
            Order::A
                if source.is_f_contiguous(source_itemsize) && !source.is_c_contiguous(source_itemsize) =>
            {
                Layout::fortran(&source.shape, itemsize)
            }
            Order::A => Layout::contiguous(&source.shape, itemsize),
            Order::K if source.is_c_contiguous(source_itemsize) => {
                Layout::contiguous(&source.shape, itemsize)
            }
            Order::K if source.is_f_contiguous(source_itemsize) => Layout::fortran(&source.shape, itemsize),
            Order::K => Layout::ordered(&source.shape, itemsize, &source.memory_order()),
        }
    }
}

/// A new array of arbitrary content, shaped and ordered after `source`.
pub fn like(source: &RawArray, dtype: DType, order: Order) -> Result<RawArray> {
    RawArray::allocate(order.layout(&source.layout, dtype.itemsize(), source.itemsize())?, dtype, false)
}

/// A fresh copy.
pub fn copy(source: &RawArray, order: Order) -> Result<RawArray> {
    cast(source, source.dtype, order)
}

/// The same array in native byte order: itself, or a converted copy, in which elements that were the same memory
/// still are.
///
/// # Errors
/// `MemoryError`.
pub fn native(array: &RawArray) -> Result<RawArray> {
    if array.dtype.is_native() {
        return Ok(array.clone());
    }
    let mut once = array.layout.clone();
    for (n, _) in once.shape.iter_mut().zip(array.strides()).filter(|&(&mut n, &stride)| n > 1 && stride == 0)
    {
        *n = 1;
    }
    let copied = cast(&array.with_layout(once), array.dtype.native(), Order::K)?;
    let view = copied.layout.broadcast_to(array.shape()).expect("only axes of extent 1 were broadcast");
    Ok(copied.with_layout(view))
}

/// A fresh copy converted to `dtype` by unsafe casting. A string type without a width gets the one that the
/// elements need.
///
/// # Errors
/// `MemoryError`; for strings and objects also those of their conversions.
pub fn cast(source: &RawArray, dtype: DType, order: Order) -> Result<RawArray> {
    let dtype = convert::sized(dtype, source)?;
    let result = like(source, dtype, order)?;
    // SAFETY: the result is fresh and has the source's shape.
    unsafe { copy_elements(&result, source.ptr(), source.dtype, source.strides())? };
    Ok(result)
}

/// Reports that a conversion leaves imaginary parts out, if it does.
pub fn report_lost_part(from: DType, to: DType) {
    if from.is_complex() && !to.is_complex() && to != DType::Bool {
        flags::report(Report::Complex);
    }
}

/// A value in another type; the errors of its conversion are reported as those of arrays are.
pub fn converted(value: Scalar, dtype: DType) -> Scalar {
    let dtype = dtype.native();
    report_lost_part(value.dtype(), dtype);
    let result = value.cast(dtype);
    let errors = casts::errors(value.dtype(), dtype);
    if errors != Errors::Never {
        let (mut x, mut y) = ([0u64; 2], [0u64; 2]);
        let places = [x.as_mut_ptr().cast::<u8>(), y.as_mut_ptr().cast::<u8>()];
        // SAFETY: both places are aligned and hold an element of any type.
        unsafe {
            value.write(places[0]);
            convert(value.dtype(), dtype, &places, 1);
        }
    }
    result
}

/// Up to this many bytes gap-free memory is copied or filled at once, without a plan.
const SMALL: usize = 1 << 16;

/// Writes `source`, broadcast and converted, to the elements of `target`. Overlapping memory is read
/// before it is written.
///
/// # Errors
/// `ValueError` if the source does not broadcast to the target's shape.
pub fn assign(target: &RawArray, source: &RawArray) -> Result<()> {
    let bytes = target.size() * target.itemsize();
    if source.dtype == target.dtype
        && source.layout.shape == target.layout.shape
        && bytes <= SMALL
        && source.is_c_contiguous()
        && target.is_c_contiguous()
    {
        // SAFETY: both hold as many bytes; they may overlap.
        objects::overwrite(target, || unsafe { std::ptr::copy(source.ptr(), target.ptr(), bytes) });
        return Ok(());
    }
    let mut layout = source.layout.clone();
    // Surplus leading axes of extent 1 are dropped, as NumPy does.
    while layout.ndim() > target.ndim() && layout.shape[0] == 1 {
        layout.shape.remove(0);
        layout.strides.remove(0);
    }
    let Some(view) = layout.broadcast_to(target.shape()) else {
        return Err(Error::Assign { from: layout.shape.to_vec(), into: target.shape().to_vec() });
    };
    let relation = overlap(
        (target.ptr(), &target.layout, target.itemsize()),
        (source.ptr(), &source.layout, source.itemsize()),
    );
    match relation {
        Overlap::Same if source.dtype == target.dtype => Ok(()),
        Overlap::Disjoint => {
            // SAFETY: the memories are disjoint and the view has the target's shape.
            unsafe { copy_elements(target, source.ptr(), source.dtype, &view.strides) }
        }
        _ => assign(target, &copy(source, Order::K)?),
    }
}

/// Writes one number, converted, to every element.
pub fn fill(target: &RawArray, value: Scalar) {
    if !target.dtype.is_number() {
        let value = RawArray::from_scalar(value).and_then(|value| assign(target, &value));
        return value.expect("every number has a text and an object");
    }
    let mut bytes = [0u64; 2];
    let place = bytes.as_mut_ptr().cast::<u8>();
    // SAFETY: the place holds one element of any type.
    unsafe { converted(value, target.dtype).write(place) };
    let (n, size) = (target.size(), target.itemsize());
    if n * size <= SMALL && target.is_c_contiguous() {
        // SAFETY: the target holds `n` elements without gaps.
        return unsafe { strided::gather(place, 0, n, target.ptr(), size) };
    }
    let strides = Strides::repeat(0, target.ndim());
    // SAFETY: the place is apart from the target.
    unsafe { move_elements(target, place, target.dtype, &strides) };
}

/// Copies and converts elements given by strides over the target's shape.
///
/// # Safety
/// The elements must be readable and disjoint from the target.
unsafe fn copy_elements(target: &RawArray, source: *mut u8, dtype: DType, strides: &[isize]) -> Result<()> {
    let are_numbers = dtype.native().is_number() && target.dtype.native().is_number();
    if dtype != target.dtype && !are_numbers {
        // SAFETY: the caller vouches for the source.
        return unsafe { convert::elements(target, Operand { ptr: source, dtype, strides }) };
    }
    // SAFETY: as above.
    objects::overwrite(target, || unsafe { move_elements(target, source, dtype, strides) });
    Ok(())
}

/// Converts a tile and reports its errors.
///
/// # Safety
/// The places must be aligned, disjoint, and hold `n` elements of their types.
unsafe fn convert(from: DType, to: DType, places: &[*mut u8; 2], n: usize) {
    // SAFETY: the caller vouches for the places.
    unsafe {
        if flags::has_listener()
            && let Some(check) = casts::check(from, to)
            && !check(places.as_ptr(), n)
        {
            return;
        }
        let kernel = casts::kernel(from, to);
        flags::watch_as(casts::errors(from, to), "cast", || kernel(places.as_ptr(), n));
    }
}

/// Copies elements of the target's type, or converts numbers.
///
/// # Safety
/// As for [`copy_elements`].
unsafe fn move_elements(target: &RawArray, source: *mut u8, dtype: DType, strides: &[isize]) {
    report_lost_part(dtype, target.dtype);
    let n = target.size();
    let bytes = n * target.itemsize().max(dtype.itemsize());
    if bytes <= SMALL
        && n > 0
        && target.is_c_contiguous()
        && is_contiguous(target.shape(), strides, dtype.itemsize())
    {
        if dtype == target.dtype {
            // SAFETY: both are gap-free and disjoint.
            unsafe { std::ptr::copy_nonoverlapping(source, target.ptr(), bytes) };
            return;
        }
        let in_order = dtype.is_native() && target.dtype.is_native();
        if in_order && target.is_aligned() && (source as usize).is_multiple_of(dtype.alignment()) {
            let places = [source, target.ptr()];
            // SAFETY: both are gap-free, aligned and disjoint.
            unsafe { convert(dtype, target.dtype, &places, n) };
            return;
        }
    }
    if bytes <= SMALL && dtype == target.dtype && target.ndim() <= 2 {
        // SAFETY: the caller vouches for the source; the target is valid and disjoint.
        return unsafe { move_matrix(target, source, strides) };
    }
    let input = Operand { ptr: source, dtype, strides };
    let output = Operand { ptr: target.ptr(), dtype: target.dtype, strides: target.strides() };
    // SAFETY: the caller vouches for the source; the target is valid and disjoint.
    unsafe { elementwise::copy(target.shape(), input, output) };
}

/// Copies elements of the target's type, of at most two axes, without a plan.
///
/// # Safety
/// As for [`copy_elements`].
unsafe fn move_matrix(target: &RawArray, source: *mut u8, strides: &[isize]) {
    let (shape, to) = (target.shape(), target.strides());
    let (outer, inner) = match target.ndim() {
        0 => (None, None),
        1 => (None, Some(0)),
        _ if to[0].unsigned_abs() < to[1].unsigned_abs() => (Some(1), Some(0)),
        _ => (Some(0), Some(1)),
    };
    let of = |list: &[isize]| [outer, inner].map(|axis| axis.map_or(0, |axis| list[axis]));
    let counts = [outer, inner].map(|axis| axis.map_or(1, |axis| shape[axis]));
    // SAFETY: the caller vouches for both; these are all elements.
    unsafe { strided::transfer_rows(source, of(strides), target.ptr(), of(to), counts, target.itemsize()) };
}
