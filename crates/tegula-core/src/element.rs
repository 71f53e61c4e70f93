//! The Rust types that stand for a [`DType`](crate::DType).

use crate::{DType, Scalar};

pub use half::{bf16, f16};
/// A complex number of two `f32`.
#[allow(non_camel_case_types)]
pub type c64 = num_complex::Complex<f32>;
/// A complex number of two `f64`.
#[allow(non_camel_case_types)]
pub type c128 = num_complex::Complex<f64>;

mod sealed {
    pub trait Sealed {}
}

/// A Rust type that can be the element of an array.
///
/// # Safety
/// `DTYPE` must describe exactly this type's size and meaning, every bit pattern that the engine
/// writes for `DTYPE` must be valid for the type. The trait is sealed; the implementations here are all.
pub unsafe trait Element:
    sealed::Sealed + Copy + Send + Sync + PartialEq + std::fmt::Debug + 'static
{
    /// The data type of arrays of this element.
    const DTYPE: DType;

    /// The value as a dynamically typed scalar.
    fn to_scalar(self) -> Scalar;

    /// The value of a scalar of this very type; `None` if the scalar has another type.
    fn from_scalar(scalar: Scalar) -> Option<Self>;
}

macro_rules! elements {
    ($($ty:ty => $variant:ident),* $(,)?) => {$(
        impl sealed::Sealed for $ty {}
        // SAFETY: the type has the size and the meaning of the data type named beside it.
        unsafe impl Element for $ty {
            const DTYPE: DType = DType::$variant;
            fn to_scalar(self) -> Scalar {
                Scalar::$variant(self)
            }
            fn from_scalar(scalar: Scalar) -> Option<Self> {
                match scalar {
                    Scalar::$variant(x) => Some(x),
                    _ => None,
                }
            }
        }
    )*};
}

elements! {
    bool => Bool,
    i8 => I8,
    i16 => I16,
    i32 => I32,
    i64 => I64,
    u8 => U8,
    u16 => U16,
    u32 => U32,
    u64 => U64,
    f16 => F16,
    bf16 => BF16,
    f32 => F32,
    f64 => F64,
    c64 => C64,
    c128 => C128,
}
