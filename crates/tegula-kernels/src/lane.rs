//! The element types that kernels compute with.

use std::ops::BitOrAssign;

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
    /// An integer as wide as the numbers that an element is made of.
    type Word: Word;
}

/// An integer whose highest bit says whether an element is suspect: vectors of them are joined by one instruction.
pub trait Word: Copy + BitOrAssign + 'static {
    /// The highest bit alone, or nothing.
    fn of(suspect: bool) -> Self;
    /// Whether the highest bit is set.
    fn is_set(self) -> bool;
}

macro_rules! words {
    ($($ty:ty),*) => {$(
        impl Word for $ty {
            #[inline(always)]
            fn of(suspect: bool) -> $ty {
                (suspect as $ty) << (<$ty>::BITS - 1)
            }
            #[inline(always)]
            fn is_set(self) -> bool {
                self >> (<$ty>::BITS - 1) != 0
            }
        }
    )*};
}
words!(u8, u16, u32, u64);

macro_rules! lanes {
    ($($ty:ty => $dtype:ident $word:ident),* $(,)?) => {$(
        impl Lane for $ty {
            const DTYPE: DType = DType::$dtype;
            type Word = $word;
        }
    )*};
}

lanes! {
    Bool8 => Bool u8,
    i8 => I8 u8,
    i16 => I16 u16,
    i32 => I32 u32,
    i64 => I64 u64,
    u8 => U8 u8,
    u16 => U16 u16,
    u32 => U32 u32,
    u64 => U64 u64,
    f16 => F16 u16,
    bf16 => BF16 u16,
    f32 => F32 u32,
    f64 => F64 u64,
    Complex<f32> => C64 u32,
    Complex<f64> => C128 u64,
}
