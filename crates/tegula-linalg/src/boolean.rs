//! Matrix products of booleans: "and" for times, "or" for plus.
//!
//! Method: the rows of B are packed to bits; row i of the result is the "or" of those rows p of B for which A[i, p] is true, taken
//! 64 columns at a time.

use crate::isa::{Isa, Kernel, dispatch};
use crate::mat::{MatPtr, Size};
use crate::scratch::Scratch;
use crate::threads::{Shared, Threads};

/// Words that are "or"ed before one thread gives rows to another.
const PARALLEL_WORK: usize = 1 << 21;

/// Words of bits that are packed at a time.
const BITS_WORDS: usize = 1 << 17;

/// Words of the result that are held while the rows of B run by.
const BLOCK: usize = 4;

/// C = A·B over booleans stored as bytes, of which any but zero is true.
///
/// # Safety
/// As for [`crate::gemm`].
pub(crate) unsafe fn bool_gemm(size: Size, a: MatPtr<u8>, b: MatPtr<u8>, c: MatPtr<u8>, threads: Threads) {
    let Size { m, n, k } = size;
    if m == 0 || n == 0 {
        return;
    }
    if n == 1 && m > 1 {
        // SAFETY: the same product, transposed: one row to "or" instead of one bit a row.
        return unsafe {
            bool_gemm(size.transposed(), b.transposed(), a.transposed(), c.transposed(), threads)
        };
    }
    let words = n.div_ceil(64);
    let depth = (BITS_WORDS / words).clamp(1, k.max(1));
    let bits = Scratch::<u64>::new(words * depth);
    let parallel = m.saturating_mul(k).saturating_mul(words) >= PARALLEL_WORK && threads.count() > 1;
    let rows = if parallel { m.div_ceil(2 * threads.count()) } else { m };
    for p0 in (0..k.max(1)).step_by(depth) {
        let depth = depth.min(k - p0);
        // SAFETY: the rows from p0 on are inside B, and there is room for the bits of `depth` rows.
        unsafe { dispatch(PackBits { k: depth, n, b: b.from(p0, 0), bits: bits.ptr() }) };
        let operands = Shared((a, c, bits.ptr().cast_const()));
        threads.for_each(m.div_ceil(rows), |task| {
            let (a, c, bits) = operands.get();
            let start = task * rows;
            let size = Size { m: rows.min(m - start), n, k: depth };
            // SAFETY: the task's rows lie inside A and C, and no other task writes them.
            unsafe {
                dispatch(OrRows { size, a: a.from(start, p0), bits, c: c.from(start, 0), add: p0 > 0 });
            }
        });
    }
}

/// Packs a matrix of bytes to bits, row by row, the first column in the lowest bit.
struct PackBits {
    k: usize,
    n: usize,
    b: MatPtr<u8>,
    bits: *mut u64,
}

impl Kernel for PackBits {
    type Output = ();

    #[inline(always)]
    unsafe fn run<I: Isa>(self) {
        let PackBits { k, n, b, bits } = self;
        for p in 0..k {
            for (word, j) in (0..n).step_by(64).enumerate() {
                let mut flags = [0u8; 64];
                for (w, flag) in flags.iter_mut().enumerate().take(n - j) {
                    // SAFETY: j + w < n.
                    *flag = unsafe { *b.at(p, j + w) != 0 } as u8;
                }
                let mut packed = 0;
                for (byte, flags) in flags.as_chunks::<8>().0.iter().enumerate() {
                    // The product moves bit 0 of byte i to bit 56 + i.
                    let eight = u64::from_le_bytes(*flags).wrapping_mul(0x0102_0408_1020_4080) >> 56;
                    packed |= eight << (8 * byte);
                }
                // SAFETY: the bits are k rows of ⌈n/64⌉ words.
                unsafe { *bits.add(p * n.div_ceil(64) + word) = packed };
            }
        }
    }
}

/// Rows of the result.
struct OrRows {
    size: Size,
    a: MatPtr<u8>,
    bits: *const u64,
    c: MatPtr<u8>,
    /// Whether C holds a part of the result already.
    add: bool,
}

impl Kernel for OrRows {
    type Output = ();

    #[inline(always)]
    unsafe fn run<I: Isa>(self) {
        let OrRows { size: Size { m, n, k }, a, bits, c, add } = self;
        let words = n.div_ceil(64);
        for i in 0..m {
            for start in (0..words).step_by(BLOCK) {
                let any = if words - start >= BLOCK {
                    // SAFETY: i < m, and the rows of the bits have a whole block from here.
                    unsafe { or_rows::<BLOCK>(k, a.from(i, 0), bits.add(start), words) }
                } else {
                    let mut any = [0; BLOCK];
                    for word in start..words {
                        // SAFETY: as above, for one word.
                        [any[word - start]] = unsafe { or_rows::<1>(k, a.from(i, 0), bits.add(word), words) };
                    }
                    any
                };
                for (word, &any) in any.iter().enumerate().take(words - start) {
                    let j = (start + word) * 64;
                    let flags: [u8; 64] = std::array::from_fn(|w| (any >> w & 1) as u8);
                    for (w, &flag) in flags.iter().enumerate().take(n - j) {
                        // SAFETY: j + w < n.
                        unsafe {
                            let c = c.at(i, j + w);
                            *c = if add { *c | flag } else { flag };
                        }
                    }
                }
            }
        }
    }
}

/// The "or" of those rows of bits (`WORDS` long, `stride` apart) whose factor in `a` is true.
#[inline(always)]
unsafe fn or_rows<const WORDS: usize>(
    k: usize,
    a: MatPtr<u8>,
    bits: *const u64,
    stride: usize,
) -> [u64; WORDS] {
    let mut any = [0u64; WORDS];
    for start in (0..k).step_by(64) {
        for p in start..k.min(start + 64) {
            // SAFETY: p < k: row p of the bits and its factor exist.
            let (factor, row) = unsafe { (*a.at(0, p), bits.add(p * stride).cast::<[u64; WORDS]>().read()) };
            // A mask and not a branch, which random booleans would make the processor guess wrong.
            let mask = u64::from(factor != 0).wrapping_neg();
            for w in 0..WORDS {
                any[w] |= row[w] & mask;
            }
        }
        // Nothing can be added any more; this ends dense products early.
        if any == [u64::MAX; WORDS] {
            break;
        }
    }
    any
}
