//! Instruction-set levels, as types that a loop is generic over.

/// An instruction-set level that a loop is compiled for.
///
/// The type only carries facts that change which operations are cheap; the instructions themselves come from
/// the `#[target_feature]` of the function that the generic code is inlined into.
pub trait Isa: Copy + 'static {
    /// Whether fused multiply-add is one instruction.
    const FMA: bool;

    /// `a * b + c`: with one rounding if [`FMA`](Self::FMA), else with two.
    ///
    /// Without the instruction a fused multiply-add is a slow library call that also stops the vectoriser.
    #[inline(always)]
    fn fma<T: MulAdd>(a: T, b: T, c: T) -> T {
        if Self::FMA { a.fused(b, c) } else { a.unfused(b, c) }
    }
}

/// The floats that [`Isa::fma`] works on.
pub trait MulAdd: Copy {
    /// `self * b + c` with one rounding.
    fn fused(self, b: Self, c: Self) -> Self;
    /// `self * b + c` with two roundings.
    fn unfused(self, b: Self, c: Self) -> Self;
}

macro_rules! impl_mul_add {
    ($($t:ty)*) => {$(
        impl MulAdd for $t {
            #[inline(always)]
            fn fused(self, b: Self, c: Self) -> Self {
                self.mul_add(b, c)
            }
            #[inline(always)]
            fn unfused(self, b: Self, c: Self) -> Self {
                self * b + c
            }
        }
    )*};
}
impl_mul_add!(f32 f64);

/// What every machine of the target has (on x86-64: SSE2).
#[derive(Clone, Copy, Debug)]
pub struct Baseline;

/// x86-64 with AVX2, FMA and F16C.
#[derive(Clone, Copy, Debug)]
pub struct Avx2;

/// x86-64 with AVX-512 F, BW, DQ and VL.
#[derive(Clone, Copy, Debug)]
pub struct Avx512;

/// aarch64 with Advanced SIMD.
#[derive(Clone, Copy, Debug)]
pub struct Neon;

impl Isa for Baseline {
    const FMA: bool = false;
}
impl Isa for Avx2 {
    const FMA: bool = true;
}
impl Isa for Avx512 {
    const FMA: bool = true;
}
impl Isa for Neon {
    const FMA: bool = true;
}
