//! Many matrix products of one shape, whatever the type of the elements: the layer between NumPy's rules and the kernels.

use tegula_core::{DType, c64, c128};

use crate::boolean::bool_gemm;
use crate::gemm::{Batch, Gemm, gemm, step};
use crate::integer::IntGemm;
use crate::mat::{MatPtr, Size};
use crate::threads::{Shared, Threads};

/// Real operations below which a product, or a batch of them, stays on one thread.
const PARALLEL_WORK: usize = 4_000_000;

/// The size of one product and the distances in bytes between neighbours of each operand.
#[derive(Clone, Copy)]
pub(crate) struct Core {
    pub(crate) size: Size,
    /// Row and column strides of A, B and C.
    pub(crate) strides: [(isize, isize); 3],
}

/// One axis of a batch: its extent and the strides in bytes of A, B and C.
#[derive(Clone, Copy)]
pub(crate) struct Axis {
    pub(crate) len: usize,
    pub(crate) strides: [isize; 3],
}

/// Computes C = A·B for every position of the batch axes.
///
/// # Safety
/// The pointers and strides must describe aligned operands of type `dtype` with strides that are multiples of the element's size;
/// C must overlap neither A nor B, nor itself.
pub(crate) unsafe fn products(dtype: DType, core: Core, axes: &[Axis], ptrs: [*mut u8; 3], threads: Threads) {
    // SAFETY: the caller's conditions, for the type named.
    unsafe {
        match dtype {
            DType::Bool => typed::<Bool8>(core, axes, ptrs, threads),
            DType::I8 | DType::U8 => typed::<u8>(core, axes, ptrs, threads),
            DType::I16 | DType::U16 => typed::<u16>(core, axes, ptrs, threads),
            DType::I32 | DType::U32 => typed::<u32>(core, axes, ptrs, threads),
            DType::I64 | DType::U64 => typed::<u64>(core, axes, ptrs, threads),
            DType::F32 => typed::<f32>(core, axes, ptrs, threads),
            DType::F64 => typed::<f64>(core, axes, ptrs, threads),
            DType::C64 => typed::<c64>(core, axes, ptrs, threads),
            DType::C128 => typed::<c128>(core, axes, ptrs, threads),
            DType::F16 | DType::BF16 => unreachable!("16-bit floats are multiplied as float32"),
            DType::Str(_) | DType::Bytes(_) | DType::Object | DType::Foreign(_) => {
                unreachable!("only numbers are multiplied here")
            }
        }
    }
}

/// A boolean as the byte it is stored in.
#[derive(Clone, Copy)]
#[repr(transparent)]
struct Bool8(u8);

/// An element type with its kernels.
trait Product: Copy + Send + Sync + 'static {
    /// Real operations of one multiply-add, about.
    const WORK: usize;

    /// # Safety
    /// As for [`gemm`].
    unsafe fn one(size: Size, a: MatPtr<Self>, b: MatPtr<Self>, c: MatPtr<Self>, threads: Threads);

    /// All products of a batch at once, where there is a kernel for it. Says whether it has done the work.
    ///
    /// # Safety
    /// As for [`gemm`], for every product.
    unsafe fn small(
        _size: Size,
        _a: MatPtr<Self>,
        _b: MatPtr<Self>,
        _c: MatPtr<Self>,
        _batch: Batch,
    ) -> bool {
        false
    }
}

macro_rules! product {
    ($t:ty, $work:expr, $one:expr $(, $small:expr)?) => {
        impl Product for $t {
            const WORK: usize = $work;

            #[inline]
            unsafe fn one(size: Size, a: MatPtr<Self>, b: MatPtr<Self>, c: MatPtr<Self>, threads: Threads) {
                // SAFETY: the caller's conditions are the kernel's.
                unsafe { $one(size, a, b, c, threads) }
            }

            $(
                #[inline]
                unsafe fn small(
                    size: Size,
                    a: MatPtr<Self>,
                    b: MatPtr<Self>,
                    c: MatPtr<Self>,
                    batch: Batch,
                ) -> bool {
                    // SAFETY: the caller's conditions are the kernel's.
                    unsafe { $small(size, a, b, c, batch) }
                }
            )?
        }
    };
}

product!(f32, 2, gemm, Gemm::small);
product!(f64, 2, gemm, Gemm::small);
product!(c64, 8, gemm);
product!(c128, 8, gemm);
product!(u8, 2, IntGemm::int_gemm);
product!(u16, 2, IntGemm::int_gemm);
product!(u32, 2, IntGemm::int_gemm);
product!(u64, 4, IntGemm::int_gemm);
product!(Bool8, 1, |size, a: MatPtr<Bool8>, b: MatPtr<Bool8>, c: MatPtr<Bool8>, threads| {
    bool_gemm(size, a.cast(), b.cast(), c.cast(), threads)
});

/// # Safety
/// As for [`products`].
unsafe fn typed<T: Product>(core: Core, axes: &[Axis], ptrs: [*mut u8; 3], threads: Threads) {
    let item = size_of::<T>() as isize;
    let [a, b, c] = std::array::from_fn(|i| {
        let (row, col) = core.strides[i];
        MatPtr::<T>::new(ptrs[i].cast(), row / item, col / item)
    });
    match axes {
        [] => {
            // SAFETY: the caller's conditions.
            unsafe { T::one(core.size, a, b, c, threads) }
        }
        [axis] => {
            let [a_step, b_step, c_step] = axis.strides.map(|s| s / item);
            let batch = Batch { count: axis.len, a: a_step, b: b_step, c: c_step };
            // SAFETY: the caller's conditions.
            unsafe { run(core.size, a, b, c, batch, threads) }
        }
        [axis, rest @ ..] => {
            for i in 0..axis.len {
                let ptrs = std::array::from_fn(|o| ptrs[o].wrapping_offset(axis.strides[o] * i as isize));
                // SAFETY: position i is one of the batch.
                unsafe { typed::<T>(core, rest, ptrs, threads) }
            }
        }
    }
}

/// The products along one batch axis; small ones are shared out over the threads.
///
/// # Safety
/// As for [`gemm`], for every product of the batch; results must not overlap one another.
unsafe fn run<T: Product>(
    size: Size,
    a: MatPtr<T>,
    b: MatPtr<T>,
    c: MatPtr<T>,
    batch: Batch,
    threads: Threads,
) {
    if size.m == 0 || size.n == 0 {
        return;
    }
    let work = T::WORK.saturating_mul(size.work());
    let together = work < PARALLEL_WORK;
    let per_task = if !together {
        1
    } else if work.saturating_mul(batch.count) < PARALLEL_WORK {
        batch.count
    } else {
        (PARALLEL_WORK / 2 / work.max(1)).max(1)
    };
    // Large products use the threads themselves, one after the other.
    let (outer, inner) = if together { (threads, Threads::One) } else { (Threads::One, threads) };
    let operands = Shared((a, b, c, inner));
    outer.for_each(batch.count.div_ceil(per_task.max(1)), |task| {
        let (a, b, c, inner) = operands.get();
        let start = task * per_task;
        let part = Batch { count: per_task.min(batch.count - start), ..batch };
        // SAFETY: the products of the task are among those of the batch.
        unsafe {
            let (a, b, c) = (step(a, batch.a, start), step(b, batch.b, start), step(c, batch.c, start));
            if size.k > 0 && T::small(size, a, b, c, part) {
                return;
            }
            for i in 0..part.count {
                T::one(size, step(a, batch.a, i), step(b, batch.b, i), step(c, batch.c, i), inner);
            }
        }
    });
}
