//! `ufunc.at`: unbuffered updates at positions.

use tegula_core::index::{Prepared, result_shape};
use tegula_core::{Casting, Error, RawArray, Result};
use tegula_exec::{Order, cast, target};
use tegula_kernels::cast as cast_kernel;

use crate::power::refuse_negative_powers;
use crate::resolve::Arg;
use crate::table::Ufunc;

impl Ufunc {
    /// Applies the function in place to the elements that an index expression picks; an element that is
    /// picked several times is updated each time.
    ///
    /// # Errors
    /// As indexing and [`Ufunc::call`].
    pub fn at(&self, array: &RawArray, prepared: &Prepared, value: Option<&RawArray>) -> Result<()> {
        if (self.nin == 2) != value.is_some() {
            return Err(Error::value(if self.nin == 2 {
                "second operand needed for ufunc"
            } else {
                "second operand provided when ufunc is unary"
            }));
        }
        let args = [Arg::Array(array), Arg::Array(value.unwrap_or(array))];
        // The results go back into the array's type whatever is lost, as in NumPy.
        let found = self.resolve(&args[..self.nin], None, Casting::Unsafe)?;
        if let ("power", Some(value)) = (self.name, value) {
            refuse_negative_powers(&Arg::Array(value), found)?;
        }
        let positions = target(prepared)?;
        let full = result_shape(prepared, &positions.shape);
        let value = match value {
            Some(value) => {
                let value = cast(value, found.compute[1], Order::C)?;
                let view = value
                    .layout
                    .broadcast_to(&full)
                    .ok_or_else(|| Error::value("array is not broadcastable to correct shape"))?;
                Some(value.with_layout(view))
            }
            None => None,
        };
        let load = cast_kernel::kernel(array.dtype, found.compute[0]);
        let store = cast_kernel::kernel(found.compute[self.nin], array.dtype);
        let kernel = found.tile.select();
        let base = array.buffer.ptr().wrapping_add(prepared.layout.offset);
        let size = array.itemsize();
        let n = positions.shape.len();
        let (mut x, mut y, mut element) = ([0u64; 2], [0u64; 2], [0u64; 2]);
        let (x, y, element) =
            (x.as_mut_ptr().cast::<u8>(), y.as_mut_ptr().cast::<u8>(), element.as_mut_ptr().cast::<u8>());
        let inner = prepared.layout.size();
        for flat in 0..positions.offsets.len() * inner {
            let (outer_index, inner_index) = (flat / inner, flat % inner);
            // The element's place, and the value's: its axes are split around the array indices.
            let mut ptr = base.wrapping_offset(positions.offsets[outer_index]);
            let mut second = value.as_ref().map(|v| v.ptr());
            let strides = value.as_ref().map(|v| v.strides());
            let mut rest = inner_index;
            for axis in (0..prepared.layout.ndim()).rev() {
                let m = prepared.layout.shape[axis];
                let i = (rest % m) as isize;
                ptr = ptr.wrapping_offset(prepared.layout.strides[axis] * i);
                if let (Some(p), Some(s)) = (&mut second, strides) {
                    *p = p.wrapping_offset(s[if axis < prepared.at { axis } else { axis + n }] * i);
                }
                rest /= m;
            }
            let mut rest = outer_index;
            for axis in (0..n).rev() {
                let m = positions.shape[axis];
                if let (Some(p), Some(s)) = (&mut second, strides) {
                    *p = p.wrapping_offset(s[prepared.at + axis] * (rest % m) as isize);
                }
                rest /= m;
            }
            // SAFETY: every position was checked; the places hold one element of any type; `second` points to an
            // aligned element of the kernel's type.
            unsafe {
                std::ptr::copy_nonoverlapping(ptr, element, size);
                load([element, x].as_ptr(), 1);
                match second {
                    Some(second) => kernel([x, second, y].as_ptr(), 1),
                    None => kernel([x, y].as_ptr(), 1),
                }
                store([y, element].as_ptr(), 1);
                std::ptr::copy_nonoverlapping(element, ptr, size);
            }
        }
        Ok(())
    }
}
