//! The inner product of two real vectors, at the speed of memory.
//!
//! Method: eight vector accumulators, so that the latency of one multiply-add hides behind the others; a long vector is cut into
//! blocks of fixed length whose partial sums are added pairwise. The split depends on the length only, so the result is the same
//! for any number of threads; the error grows with the block length plus log of the number of blocks.

use crate::isa::{Isa, Kernel, Vector, dispatch};
use crate::scalar::Real;
use crate::threads::{Shared, Threads};

/// Elements in one block; a partial sum is taken of each.
const BLOCK: usize = 1 << 14;

/// Below this many bytes in both vectors together a second thread costs more than it brings.
const PARALLEL_BYTES: usize = 8 << 20;

/// Lanes of the longest vector there is.
pub(crate) const MAX_LANES: usize = 16;

/// Σ aᵢ·bᵢ over `n` elements; strides in elements.
///
/// # Safety
/// Both vectors must be readable over `n` elements.
pub(crate) unsafe fn dot<T: Real>(
    n: usize,
    a: *const T,
    a_stride: isize,
    b: *const T,
    b_stride: isize,
    threads: Threads,
) -> T {
    if n <= BLOCK {
        // SAFETY: the caller's conditions are the kernel's.
        return unsafe { dispatch(Dot { n, a, a_stride, b, b_stride }) };
    }
    let mut partial = vec![T::ZERO; n.div_ceil(BLOCK)];
    let threads = if 2 * n * size_of::<T>() >= PARALLEL_BYTES { threads } else { Threads::One };
    let pointers = Shared((a, b, partial.as_mut_ptr()));
    threads.for_each(partial.len(), |block| {
        let (a, b, partial) = pointers.get();
        let start = block * BLOCK;
        let n = BLOCK.min(n - start);
        // SAFETY: each block lies inside the vectors and writes a partial sum of its own.
        unsafe {
            let a = a.offset(start as isize * a_stride);
            let b = b.offset(start as isize * b_stride);
            *partial.add(block) = dispatch(Dot { n, a, a_stride, b, b_stride });
        }
    });
    pairwise_sum(&partial)
}

fn pairwise_sum<T: Real>(values: &[T]) -> T {
    match values {
        [] => T::ZERO,
        [one] => *one,
        more => {
            let (left, right) = more.split_at(more.len() / 2);
            pairwise_sum(left) + pairwise_sum(right)
        }
    }
}

/// One block of the inner product.
pub(crate) struct Dot<T> {
    pub(crate) n: usize,
    pub(crate) a: *const T,
    pub(crate) a_stride: isize,
    pub(crate) b: *const T,
    pub(crate) b_stride: isize,
}

impl<T: Real> Kernel for Dot<T> {
    type Output = T;

    #[inline(always)]
    unsafe fn run<I: Isa>(self) -> T {
        let Dot { n, a, a_stride, b, b_stride } = self;
        // SAFETY: the caller's conditions are those of the two bodies.
        unsafe {
            if (a_stride, b_stride) == (1, 1) {
                contiguous::<T, I>(n, a, b)
            } else {
                strided::<T, I>(n, a, a_stride, b, b_stride)
            }
        }
    }
}

#[inline(always)]
unsafe fn contiguous<T: Real, I: Isa>(n: usize, a: *const T, b: *const T) -> T {
    let lanes = T::Vector::<I>::LANES;
    let mut i = 0;
    let mut sum = T::ZERO;
    // SAFETY: every index is below n.
    unsafe {
        let madd = |acc, i| {
            T::Vector::<I>::madd(acc, T::Vector::<I>::load(a.add(i)), T::Vector::<I>::load(b.add(i)))
        };
        if n >= 8 * lanes {
            let mut acc = [T::Vector::<I>::splat(T::ZERO); 8];
            while i + 8 * lanes <= n {
                for (v, acc) in acc.iter_mut().enumerate() {
                    *acc = madd(*acc, i + v * lanes);
                }
                i += 8 * lanes;
            }
            let acc = acc.map(|v| sum_lanes::<T, I>(v));
            sum = ((acc[0] + acc[1]) + (acc[2] + acc[3])) + ((acc[4] + acc[5]) + (acc[6] + acc[7]));
        }
        if i + lanes <= n {
            let mut acc = T::Vector::<I>::splat(T::ZERO);
            while i + lanes <= n {
                acc = madd(acc, i);
                i += lanes;
            }
            sum = sum + sum_lanes::<T, I>(acc);
        }
        while i < n {
            sum = T::madd::<I>(*a.add(i), *b.add(i), sum);
            i += 1;
        }
    }
    sum
}

/// The sum of all lanes, halved again and again.
#[inline(always)]
pub(crate) fn sum_lanes<T: Real, I: Isa>(vector: T::Vector<I>) -> T {
    let mut lanes = [T::ZERO; MAX_LANES];
    // SAFETY: no vector is longer than MAX_LANES.
    unsafe { vector.store(lanes.as_mut_ptr()) };
    let mut half = T::Vector::<I>::LANES / 2;
    while half > 0 {
        for lane in 0..half {
            lanes[lane] = lanes[lane] + lanes[lane + half];
        }
        half /= 2;
    }
    lanes[0]
}

#[inline(always)]
unsafe fn strided<T: Real, I: Isa>(n: usize, a: *const T, sa: isize, b: *const T, sb: isize) -> T {
    let mut acc = [T::ZERO; 4];
    let (mut pa, mut pb) = (a, b);
    // SAFETY: every address read is that of an element below n; `wrapping_offset` may leave the vector after the last.
    unsafe {
        for _ in 0..n / 4 {
            for acc in &mut acc {
                *acc = T::madd::<I>(*pa, *pb, *acc);
                pa = pa.wrapping_offset(sa);
                pb = pb.wrapping_offset(sb);
            }
        }
        let mut sum = (acc[0] + acc[1]) + (acc[2] + acc[3]);
        for _ in 0..n % 4 {
            sum = T::madd::<I>(*pa, *pb, sum);
            pa = pa.wrapping_offset(sa);
            pb = pb.wrapping_offset(sb);
        }
        sum
    }
}
