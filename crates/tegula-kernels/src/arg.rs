//! Finding the position of an extreme element.

use tegula_core::{DType, c64, c128};

use crate::dispatch::{Kernel, LEVELS};
use crate::isa::{Baseline, Isa};
use crate::lane::{Bool8, Lane};
use crate::looping::{Binary, Fold};
use crate::ops::{Maximum, Minimum};

/// Looks for an element of a tile of `n ≥ 1` that beats `best` (which counts only if `seen`), and puts it
/// there. Returns the position of its first occurrence, or [`NONE`].
pub type ArgFn = unsafe fn(tile: *const u8, n: usize, best: *mut u8, seen: bool) -> usize;

/// No element of the tile beats the best one.
pub const NONE: usize = usize::MAX;

/// Elements that can be told from each other.
trait Same: Copy {
    /// Equal, or both NaN: what an extremum gave back can be found again.
    fn same(self, other: Self) -> bool;
}

macro_rules! same {
    ($($ty:ty: |$a:ident, $b:ident| $body:expr;)*) => {$(
        impl Same for $ty {
            #[inline(always)]
            fn same(self, other: Self) -> bool {
                let ($a, $b) = (self, other);
                $body
            }
        }
    )*};
}
same! {
    Bool8: |a, b| a.get() == b.get();
    i8: |a, b| a == b;
    i16: |a, b| a == b;
    i32: |a, b| a == b;
    i64: |a, b| a == b;
    u8: |a, b| a == b;
    u16: |a, b| a == b;
    u32: |a, b| a == b;
    u64: |a, b| a == b;
    f32: |a, b| a == b || a.is_nan() && b.is_nan();
    f64: |a, b| a == b || a.is_nan() && b.is_nan();
    c64: |a, b| a == b || (a.re.is_nan() || a.im.is_nan()) && (b.re.is_nan() || b.im.is_nan());
    c128: |a, b| a == b || (a.re.is_nan() || a.im.is_nan()) && (b.re.is_nan() || b.im.is_nan());
}

#[inline(always)]
unsafe fn arg<I: Isa, Op: Fold<T>, T: Lane + Same>(
    tile: *const u8,
    n: usize,
    best: *mut u8,
    seen: bool,
) -> usize {
    // SAFETY: the caller passes an aligned tile and room for one element.
    unsafe {
        let tile = std::slice::from_raw_parts(tile.cast::<T>(), n);
        let best = best.cast::<T>();
        let extreme = Op::fold::<I>(tile);
        if seen {
            let old = best.read();
            // The extremum prefers its first operand among equals, and NaN above all.
            if Op::apply::<I>(old, extreme).same(old) {
                return NONE;
            }
        }
        best.write(extreme);
        tile.iter().position(|x| x.same(extreme)).unwrap_or(0)
    }
}

const fn levels<Op: Fold<T>, T: Lane + Same>() -> Kernel<ArgFn> {
    unsafe fn baseline<Op: Binary<T> + Fold<T>, T: Lane + Same>(
        t: *const u8,
        n: usize,
        b: *mut u8,
        s: bool,
    ) -> usize {
        // SAFETY: the caller keeps the kernel's contract.
        unsafe { arg::<Baseline, Op, T>(t, n, b, s) }
    }
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,fma,bmi1,bmi2")]
    unsafe fn avx2<Op: Binary<T> + Fold<T>, T: Lane + Same>(
        t: *const u8,
        n: usize,
        b: *mut u8,
        s: bool,
    ) -> usize {
        // SAFETY: as above; the dispatcher has seen that the CPU has these features.
        unsafe { arg::<crate::isa::Avx2, Op, T>(t, n, b, s) }
    }
    let mut kernels: [ArgFn; LEVELS] = [baseline::<Op, T>; LEVELS];
    #[cfg(target_arch = "x86_64")]
    {
        kernels[1] = avx2::<Op, T>;
        kernels[2] = avx2::<Op, T>;
    }
    Kernel(kernels)
}

macro_rules! by_type {
    ($op:ident, $dtype:expr) => {
        match $dtype {
            DType::Bool => levels::<$op, Bool8>().select(),
            DType::I8 => levels::<$op, i8>().select(),
            DType::I16 => levels::<$op, i16>().select(),
            DType::I32 => levels::<$op, i32>().select(),
            DType::I64 => levels::<$op, i64>().select(),
            DType::U8 => levels::<$op, u8>().select(),
            DType::U16 => levels::<$op, u16>().select(),
            DType::U32 => levels::<$op, u32>().select(),
            DType::U64 => levels::<$op, u64>().select(),
            DType::F32 => levels::<$op, f32>().select(),
            DType::F64 => levels::<$op, f64>().select(),
            DType::C64 => levels::<$op, c64>().select(),
            DType::C128 => levels::<$op, c128>().select(),
            _ => return None,
        }
    };
}

/// The kernel that looks for the largest element; none for half precision, strings and objects.
pub fn argmax(dtype: DType) -> Option<ArgFn> {
    Some(by_type!(Maximum, dtype))
}

/// The kernel that looks for the smallest element; none for half precision, strings and objects.
pub fn argmin(dtype: DType) -> Option<ArgFn> {
    Some(by_type!(Minimum, dtype))
}
