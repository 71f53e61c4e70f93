//! `ufunc.at`: unbuffered updates at positions.

use tegula_core::index::{Prepared, result_shape};
use tegula_core::{Casting, DType, Error, RawArray, Result};
use tegula_exec::{Order, cast, native, places, target};
use tegula_kernels::cast as cast_kernel;

use crate::byte_order::{any_foreign, through_native};
use crate::objects::ObjectFunction;
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
        if array.dtype == DType::Object {
            let value = value.map(|value| cast(value, DType::Object, Order::C)).transpose()?;
            return self.with_objects(|function| function.at(array, prepared, value));
        }
        if any_foreign([Some(array.dtype), value.map(|value| value.dtype)]) {
            let value = value.map(native).transpose()?;
            let run = |array: Option<&RawArray>| {
                let array = array.expect("it was given");
                self.at(array, prepared, value.as_ref()).map(|()| array.clone())
            };
            return through_native(Some(array), run).map(drop);
        }
        let args = [Arg::Array(array), Arg::Array(value.unwrap_or(array))];
        // The results go back into the array's type whatever is lost, as in NumPy.
        let found = self.resolve(&args[..self.nin], None, Casting::Unsafe)?;
        if let ("power", Some(value)) = (self.name, value) {
            refuse_negative_powers(&Arg::Array(value), found)?;
        }
        let unconverted = found.types[..=self.nin].iter().all(|&d| d == array.dtype)
            && value.is_none_or(|value| value.dtype == array.dtype);
        let value = value.map(|value| cast(value, found.compute[1], Order::C)).transpose()?;
        let load = cast_kernel::kernel(array.dtype, found.compute[0]);
        let store = cast_kernel::kernel(found.compute[self.nin], array.dtype);
        let kernel = found.tile.select();
        let size = array.itemsize();
        let (mut x, mut y, mut element) = ([0u64; 2], [0u64; 2], [0u64; 2]);
        let (x, y, element) =
            (x.as_mut_ptr().cast::<u8>(), y.as_mut_ptr().cast::<u8>(), element.as_mut_ptr().cast::<u8>());
        // NumPy's quick loops report under the function's name, the others under the method's.
        let quick = matches!(
            self.name,
            "add"
                | "subtract"
                | "multiply"
                | "divide"
                | "floor_divide"
                | "maximum"
                | "minimum"
                | "fmax"
                | "fmin"
        );
        let name = if quick && unconverted { self.name } else { "at" };
        self.watched(name, || {
            visit_places(array, prepared, value, |ptr, second| {
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
                Ok(())
            })
        })
    }
}

impl ObjectFunction<'_> {
    /// Applies the function in place to the elements that an index expression picks, each time they are named.
    ///
    /// # Errors
    /// As indexing, and those of the operation.
    pub fn at(&self, array: &RawArray, prepared: &Prepared, value: Option<RawArray>) -> Result<()> {
        if array.dtype != DType::Object || value.as_ref().is_some_and(|v| v.dtype != DType::Object) {
            return Err(Error::type_(format!("function '{}' works on arrays of objects only", self.name)));
        }
        visit_places(array, prepared, value, |place, second| {
            // SAFETY: every place was checked, and both arrays hold objects.
            unsafe { self.update(place, second) }
        })
    }
}

/// Visits the places that an index expression picks, each with its element of `value` broadcast to them.
fn visit_places(
    array: &RawArray,
    prepared: &Prepared,
    value: Option<RawArray>,
    visit: impl FnMut(*mut u8, Option<*mut u8>) -> Result<()>,
) -> Result<()> {
    let positions = target(prepared)?;
    let full = result_shape(prepared, &positions.shape);
    let value = match value {
        Some(value) => {
            let view = value
                .layout
                .broadcast_to(&full)
                .ok_or_else(|| Error::value("array is not broadcastable to correct shape"))?;
            Some(value.with_layout(view))
        }
        None => None,
    };
    places(array, prepared, &positions, value.as_ref(), visit)
}
