//! The element types that kernels compute with.

use num_complex::Complex;
use tegula_core::{DType, bf16, f16};

/// A boolean as it lies in memory: zero is false, any other byte is true. Foreign memory may hold
/// bytes that Rust's `bool` must not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(transparent)]
pub struct Bool8(pub u8);

impl Bool8 {
    /// The truth value.
    #[inline(always)]
    pub fn get(self) -> bool {
        self.0 != 0
    }
}

impl From<bool> for Bool8 {
    #[inline(always)]
    fn from(b: bool) -> Bool8 {
        Bool8(b as u8)
    }
}

/// A type that tiles are made of.
pub trait Lane: Copy + 'static {
    /// The data type in arrays.
    const DTYPE: DType;
}

macro_rules! lanes {
    ($($ty:ty => $dtype:ident),* $(,)?) => {$(
        impl Lane for $ty {
            const DTYPE: DType = DType::$dtype;
        }
    )*};
}

lanes! {
    Bool8 => Bool,
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
    Complex<f32> => C64,
    Complex<f64> => C128,
}
