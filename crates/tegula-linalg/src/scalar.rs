//! The real scalars our own floating-point kernels are written for.

use std::ops::{Add, Mul};

use crate::isa::{Isa, PartialVector};

/// `f32` and `f64`.
pub(crate) trait Real: Copy + Send + Sync + Add<Output = Self> + Mul<Output = Self> + 'static {
    const ZERO: Self;
    const ONE: Self;

    /// Vectors of this type.
    type Vector<I: Isa>: PartialVector<Lane = Self>;

    /// a·b + c, fused where the machine does that in one instruction.
    fn madd<I: Isa>(a: Self, b: Self, c: Self) -> Self;
}

macro_rules! real {
    ($t:ty, $vector:ident) => {
        impl Real for $t {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            type Vector<I: Isa> = I::$vector;

            #[inline(always)]
            fn madd<I: Isa>(a: Self, b: Self, c: Self) -> Self {
                if I::FMA { a.mul_add(b, c) } else { a * b + c }
            }
        }
    };
}

real!(f32, F32);
real!(f64, F64);
