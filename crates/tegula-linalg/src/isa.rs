//! Instruction-set dispatch: a kernel is written once, over vectors of unknown length, and compiled for each level of the machine.
//!
//! A kernel is a small struct that carries its arguments and implements [`Kernel`]. [`dispatch`] inlines its body into a function
//! that has the wider instruction set switched on. The tiles of a matrix product need their sums held in registers, which the
//! auto-vectoriser does not do reliably; so [`Vector`] names the few operations they consist of.

use tegula_kernels::{Level, level};

/// A vector register, or several, of one lane type.
pub(crate) trait Vector: Copy {
    type Lane: Copy;
    const LANES: usize;

    /// All lanes equal to `x`.
    fn splat(x: Self::Lane) -> Self;
    /// # Safety
    /// `LANES` elements must be readable.
    unsafe fn load(from: *const Self::Lane) -> Self;
    /// # Safety
    /// `LANES` elements must be writable.
    unsafe fn store(self, to: *mut Self::Lane);
    /// acc + a·b; fused where the machine can, wrapping for integers.
    fn madd(acc: Self, a: Self, b: Self) -> Self;
}

/// Vectors that can be read and written in part, for the edges of unpadded matrices.
pub(crate) trait PartialVector: Vector {
    /// The first `n` ≤ `LANES` elements, then zeros.
    ///
    /// # Safety
    /// `n` elements must be readable.
    unsafe fn load_partial(from: *const Self::Lane, n: usize) -> Self;
    /// # Safety
    /// `n` ≤ `LANES` elements must be writable.
    unsafe fn store_partial(self, to: *mut Self::Lane, n: usize);
}

/// An instruction set: its vector types and whether scalar multiply-adds are fused in one instruction.
pub(crate) trait Isa {
    const FMA: bool;
    type F32: PartialVector<Lane = f32>;
    type F64: PartialVector<Lane = f64>;
    type U16: Vector<Lane = u16>;
    type U32: Vector<Lane = u32>;
    type U64: Vector<Lane = u64>;
    /// 64-bit lanes whose factors fit 32 bits as signed numbers.
    type Narrow: Vector<Lane = u64>;
}

/// A computation that gains from being compiled for the machine's widest vectors.
pub(crate) trait Kernel {
    type Output;

    /// The body; must be `#[inline(always)]`, as must all it calls.
    ///
    /// # Safety
    /// The machine must have the instruction set; further, the kernel's own conditions on the pointers it carries.
    unsafe fn run<I: Isa>(self) -> Self::Output;
}

/// Runs `kernel`, compiled for the widest instruction set of this machine.
///
/// # Safety
/// The kernel's own conditions on the pointers it carries.
#[inline]
pub(crate) unsafe fn dispatch<K: Kernel>(kernel: K) -> K::Output {
    match level() {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the caller upholds the kernel's conditions; the machine has the level.
        Level::Avx2 => unsafe { x86::run_avx2(kernel) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        Level::Avx512 => unsafe { x86::run_avx512(kernel) },
        // SAFETY: the caller upholds the kernel's conditions.
        _ => unsafe { kernel.run::<portable::Baseline>() },
    }
}

/// Vectors as arrays of 16 bytes, which every compiler target has registers for.
mod portable {
    use super::{Isa, PartialVector, Vector};

    pub(super) struct Baseline;

    impl Isa for Baseline {
        const FMA: bool = cfg!(target_arch = "aarch64");
        type F32 = Pack<f32, 4>;
        type F64 = Pack<f64, 2>;
        type U16 = Pack<u16, 8>;
        type U32 = Pack<u32, 4>;
        type U64 = Pack<u64, 2>;
        type Narrow = Pack<u64, 2>;
    }

    #[derive(Clone, Copy)]
    pub(super) struct Pack<T, const N: usize>([T; N]);

    macro_rules! pack {
        ($t:ty, $lanes:literal, $madd:expr) => {
            impl Vector for Pack<$t, $lanes> {
                type Lane = $t;
                const LANES: usize = $lanes;

                #[inline(always)]
                fn splat(x: $t) -> Self {
                    Pack([x; $lanes])
                }

                #[inline(always)]
                unsafe fn load(from: *const $t) -> Self {
                    // SAFETY: the caller says that the lanes are readable.
                    Pack(unsafe { from.cast::<[$t; $lanes]>().read() })
                }

                #[inline(always)]
                unsafe fn store(self, to: *mut $t) {
                    // SAFETY: the caller says that the lanes are writable.
                    unsafe { to.cast::<[$t; $lanes]>().write(self.0) }
                }

                #[inline(always)]
                fn madd(acc: Self, a: Self, b: Self) -> Self {
                    Pack(std::array::from_fn(|i| $madd(acc.0[i], a.0[i], b.0[i])))
                }
            }
        };
    }

    macro_rules! partial {
        ($t:ty, $lanes:literal) => {
            impl PartialVector for Pack<$t, $lanes> {
                #[inline(always)]
                unsafe fn load_partial(from: *const $t, n: usize) -> Self {
                    // SAFETY: the caller says that the first n elements are readable.
                    Pack(std::array::from_fn(|i| if i < n { unsafe { *from.add(i) } } else { 0.0 }))
                }

                #[inline(always)]
                unsafe fn store_partial(self, to: *mut $t, n: usize) {
                    for i in 0..n {
                        // SAFETY: the caller says that the first n elements are writable.
                        unsafe { *to.add(i) = self.0[i] };
                    }
                }
            }
        };
    }

    pack!(f32, 4, |c: f32, a: f32, b: f32| if Baseline::FMA { a.mul_add(b, c) } else { a * b + c });
    pack!(f64, 2, |c: f64, a: f64, b: f64| if Baseline::FMA { a.mul_add(b, c) } else { a * b + c });
    partial!(f32, 4);
    partial!(f64, 2);
    pack!(u16, 8, |c: u16, a: u16, b: u16| c.wrapping_add(a.wrapping_mul(b)));
    pack!(u32, 4, |c: u32, a: u32, b: u32| c.wrapping_add(a.wrapping_mul(b)));
    pack!(u64, 2, |c: u64, a: u64, b: u64| c.wrapping_add(a.wrapping_mul(b)));
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{Isa, Kernel, PartialVector, Vector};

    #[target_feature(enable = "avx2,fma,bmi1,bmi2")]
    pub(super) unsafe fn run_avx2<K: Kernel>(kernel: K) -> K::Output {
        // SAFETY: the caller upholds the kernel's conditions; the instruction set is switched on here.
        unsafe { kernel.run::<Avx2>() }
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,bmi1,bmi2")]
    pub(super) unsafe fn run_avx512<K: Kernel>(kernel: K) -> K::Output {
        // SAFETY: the caller upholds the kernel's conditions; the instruction set is switched on here.
        unsafe { kernel.run::<Avx512>() }
    }

    struct Avx2;

    impl Isa for Avx2 {
        const FMA: bool = true;
        type F32 = F32x8;
        type F64 = F64x4;
        type U16 = U16x16;
        type U32 = U32x8;
        type U64 = U64x4;
        type Narrow = Narrow4;
    }

    struct Avx512;

    impl Isa for Avx512 {
        const FMA: bool = true;
        type F32 = F32x16;
        type F64 = F64x8;
        type U16 = U16x32;
        type U32 = U32x16;
        type U64 = U64x8;
        type Narrow = Narrow8;
    }

    // SAFETY of all blocks below: a vector type is used by kernels of its own level only, which run on machines that have it;
    // reads and writes are the caller's to allow.
    macro_rules! vector {
        ($name:ident, $reg:ty, $lane:ty, $lanes:literal, $splat:expr, $load:expr, $store:expr, $madd:expr) => {
            #[derive(Clone, Copy)]
            #[repr(transparent)]
            pub(super) struct $name($reg);

            impl Vector for $name {
                type Lane = $lane;
                const LANES: usize = $lanes;

                #[inline(always)]
                fn splat(x: $lane) -> Self {
                    // SAFETY: see the head of the macro.
                    Self(unsafe { $splat(x as _) })
                }

                #[inline(always)]
                unsafe fn load(from: *const $lane) -> Self {
                    // SAFETY: see the head of the macro.
                    Self(unsafe { $load(from.cast()) })
                }

                #[inline(always)]
                unsafe fn store(self, to: *mut $lane) {
                    // SAFETY: see the head of the macro.
                    unsafe { $store(to.cast(), self.0) }
                }

                #[inline(always)]
                fn madd(acc: Self, a: Self, b: Self) -> Self {
                    // SAFETY: see the head of the macro.
                    Self(unsafe { $madd(acc.0, a.0, b.0) })
                }
            }
        };
    }

    macro_rules! fused {
        ($fma:ident) => {
            |c, a, b| $fma(a, b, c)
        };
    }
    macro_rules! multiply_add {
        ($mul:ident, $add:ident) => {
            |c, a, b| $add(c, $mul(a, b))
        };
    }

    vector!(
        F32x8,
        __m256,
        f32,
        8,
        _mm256_set1_ps,
        _mm256_loadu_ps,
        _mm256_storeu_ps,
        fused!(_mm256_fmadd_ps)
    );
    vector!(
        F64x4,
        __m256d,
        f64,
        4,
        _mm256_set1_pd,
        _mm256_loadu_pd,
        _mm256_storeu_pd,
        fused!(_mm256_fmadd_pd)
    );
    vector!(
        F32x16,
        __m512,
        f32,
        16,
        _mm512_set1_ps,
        _mm512_loadu_ps,
        _mm512_storeu_ps,
        fused!(_mm512_fmadd_ps)
    );
    vector!(
        F64x8,
        __m512d,
        f64,
        8,
        _mm512_set1_pd,
        _mm512_loadu_pd,
        _mm512_storeu_pd,
        fused!(_mm512_fmadd_pd)
    );

    macro_rules! integers_256 {
        ($name:ident, $lane:ty, $lanes:literal, $splat:ident, $madd:expr) => {
            vector!($name, __m256i, $lane, $lanes, $splat, _mm256_loadu_si256, _mm256_storeu_si256, $madd);
        };
    }
    macro_rules! integers_512 {
        ($name:ident, $lane:ty, $lanes:literal, $splat:ident, $madd:expr) => {
            vector!($name, __m512i, $lane, $lanes, $splat, _mm512_loadu_si512, _mm512_storeu_si512, $madd);
        };
    }

    integers_256!(U16x16, u16, 16, _mm256_set1_epi16, multiply_add!(_mm256_mullo_epi16, _mm256_add_epi16));
    integers_256!(U32x8, u32, 8, _mm256_set1_epi32, multiply_add!(_mm256_mullo_epi32, _mm256_add_epi32));
    integers_256!(U64x4, u64, 4, _mm256_set1_epi64x, |c, a, b| {
        // (aₕ2³² + aₗ)(bₕ2³² + bₗ) = aₗbₗ + (aₕbₗ + aₗbₕ)2³² modulo 2⁶⁴.
        let (a_high, b_high) = (_mm256_srli_epi64::<32>(a), _mm256_srli_epi64::<32>(b));
        let cross = _mm256_add_epi64(_mm256_mul_epu32(a_high, b), _mm256_mul_epu32(a, b_high));
        let low = _mm256_add_epi64(c, _mm256_mul_epu32(a, b));
        _mm256_add_epi64(low, _mm256_slli_epi64::<32>(cross))
    });
    integers_256!(Narrow4, u64, 4, _mm256_set1_epi64x, multiply_add!(_mm256_mul_epi32, _mm256_add_epi64));
    integers_512!(U16x32, u16, 32, _mm512_set1_epi16, multiply_add!(_mm512_mullo_epi16, _mm512_add_epi16));
    integers_512!(U32x16, u32, 16, _mm512_set1_epi32, multiply_add!(_mm512_mullo_epi32, _mm512_add_epi32));
    integers_512!(U64x8, u64, 8, _mm512_set1_epi64, multiply_add!(_mm512_mullo_epi64, _mm512_add_epi64));
    integers_512!(Narrow8, u64, 8, _mm512_set1_epi64, multiply_add!(_mm512_mul_epi32, _mm512_add_epi64));

    /// Set lanes, then clear ones; a window of it is the mask of the first n lanes.
    static MASK32: [i32; 16] = [-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0];
    static MASK64: [i64; 8] = [-1, -1, -1, -1, 0, 0, 0, 0];

    macro_rules! partial {
        ($name:ident, $lane:ty, $mask:expr, $load:expr, $store:expr) => {
            impl PartialVector for $name {
                #[inline(always)]
                unsafe fn load_partial(from: *const $lane, n: usize) -> Self {
                    debug_assert!(n <= Self::LANES);
                    // SAFETY: as above; masked lanes are not read.
                    Self(unsafe { $load(from, $mask(n)) })
                }

                #[inline(always)]
                unsafe fn store_partial(self, to: *mut $lane, n: usize) {
                    debug_assert!(n <= Self::LANES);
                    // SAFETY: as above; masked lanes are not written.
                    unsafe { $store(to, $mask(n), self.0) }
                }
            }
        };
    }

    partial!(
        F32x8,
        f32,
        |n| _mm256_loadu_si256(MASK32.as_ptr().add(8 - n).cast()),
        |p, m| _mm256_maskload_ps(p, m),
        |p, m, v| _mm256_maskstore_ps(p, m, v)
    );
    partial!(
        F64x4,
        f64,
        |n| _mm256_loadu_si256(MASK64.as_ptr().add(4 - n).cast()),
        |p, m| _mm256_maskload_pd(p, m),
        |p, m, v| _mm256_maskstore_pd(p, m, v)
    );
    partial!(
        F32x16,
        f32,
        |n: usize| ((1u32 << n) - 1) as __mmask16,
        |p, m| _mm512_maskz_loadu_ps(m, p),
        |p, m, v| _mm512_mask_storeu_ps(p, m, v)
    );
    partial!(
        F64x8,
        f64,
        |n: usize| ((1u32 << n) - 1) as __mmask8,
        |p, m| _mm512_maskz_loadu_pd(m, p),
        |p, m, v| _mm512_mask_storeu_pd(p, m, v)
    );
}
