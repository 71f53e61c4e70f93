//! Sorting unsigned keys digit by digit.
//!
//! Of 64-bit keys only the highest bits that differ are gone through by digits: they tell nearly all keys of a
//! large array apart. Runs that agree in them are then sorted by the bits below.

use std::hint::select_unpredictable;

use super::{Shared, Team};

/// The bits of a digit: so many counters and destinations fit the L1 cache.
const DIGIT: u32 = 8;
const BUCKETS: usize = 1 << DIGIT;
/// The highest digits that are gone through before runs are looked at.
const MOST: usize = 4;
/// Below this many keys counting digits costs more than comparing.
pub const SMALL: usize = 384;

/// An unsigned integer to sort by.
pub trait Key: Copy + Ord + Default + Into<u64> + Send + Sync + 'static {
    /// The number of bits.
    const BITS: u32;
    /// The key of one digit.
    fn of(digit: usize) -> Self;
    /// The `DIGIT` bits from `shift` on.
    fn digit(self, shift: u32) -> usize;
    /// The bits in which two keys differ.
    fn differing(self, other: Self) -> Self;
    /// The bits that are set in either.
    fn or(self, other: Self) -> Self;
    /// The number of bits up to the highest that is set.
    fn length(self) -> u32;
    /// The number of bits below the lowest that is set.
    fn trailing(self) -> u32;
    /// The bits from `shift` on.
    fn above(self, shift: u32) -> Self;
}

macro_rules! keys {
    ($($t:ty)*) => {$(
        impl Key for $t {
            const BITS: u32 = <$t>::BITS;
            fn of(digit: usize) -> Self {
                digit as $t
            }
            #[inline(always)]
            fn digit(self, shift: u32) -> usize {
                (self >> shift) as usize & (BUCKETS - 1)
            }
            #[inline(always)]
            fn differing(self, other: Self) -> Self {
                self ^ other
            }
            #[inline(always)]
            fn or(self, other: Self) -> Self {
                self | other
            }
            fn length(self) -> u32 {
                Self::BITS - self.leading_zeros()
            }
            fn trailing(self) -> u32 {
                self.trailing_zeros()
            }
            #[inline(always)]
            fn above(self, shift: u32) -> Self {
                self >> shift
            }
        }
    )*};
}
keys!(u8 u16 u32 u64);

/// The range of bits in which keys differ: from the lowest to past the highest.
pub fn differing<K: Key>(keys: &[K]) -> (u32, u32) {
    let Some(&first) = keys.first() else { return (0, 0) };
    let bits = keys.iter().fold(K::default(), |bits, &key| bits.or(key.differing(first)));
    if bits == K::default() { (0, 0) } else { (bits.trailing(), bits.length()) }
}

/// Sorts keys; `spare` has as much room.
pub fn sort<K: Key>(keys: &mut [K], spare: &mut [K]) {
    if keys.len() < SMALL {
        keys.sort_unstable();
        return;
    }
    let (low, high) = differing(keys);
    // Below 4096 keys three digits nearly always do.
    let digits = if keys.len() < 1 << 12 { MOST as u32 - 1 } else { MOST as u32 };
    let from = low.max(high.saturating_sub(digits * DIGIT));
    if by_digits(keys, spare, from, high) {
        keys.copy_from_slice(spare);
    }
    if from > low {
        finish(keys, spare, from);
    }
}

/// Sorts by the bits from `low` to `high`, at most [`MOST`] digits of them, and keeps the order of keys that
/// agree in them. Returns true if the result is in `spare`.
pub fn by_digits<K: Key>(keys: &mut [K], spare: &mut [K], low: u32, high: u32) -> bool {
    let n = keys.len();
    assert!(spare.len() == n && u32::try_from(n).is_ok());
    let passes = ((high - low).div_ceil(DIGIT) as usize).min(MOST);
    let mut counts = [[0u32; BUCKETS]; MOST];
    match passes {
        0 => return false,
        1 => count::<K, 1>(keys, low, &mut counts),
        2 => count::<K, 2>(keys, low, &mut counts),
        3 => count::<K, 3>(keys, low, &mut counts),
        _ => count::<K, MOST>(keys, low, &mut counts),
    }
    let (mut from, mut to, mut swapped) = (keys, spare, false);
    for (pass, counts) in counts[..passes].iter_mut().enumerate() {
        let shift = low + pass as u32 * DIGIT;
        if counts[from[0].digit(shift)] as usize == n {
            continue;
        }
        let mut start = 0;
        for count in counts.iter_mut() {
            start += std::mem::replace(count, start);
        }
        for &key in from.iter() {
            let place = &mut counts[key.digit(shift)];
            // SAFETY: the counts were taken from these very keys, so that every place is below `n`.
            unsafe { *to.get_unchecked_mut(*place as usize) = key };
            *place += 1;
        }
        std::mem::swap(&mut from, &mut to);
        swapped = !swapped;
    }
    swapped
}

fn count<K: Key, const PASSES: usize>(keys: &[K], low: u32, counts: &mut [[u32; BUCKETS]; MOST]) {
    for &key in keys {
        for (pass, counts) in counts[..PASSES].iter_mut().enumerate() {
            counts[key.digit(low + pass as u32 * DIGIT)] += 1;
        }
    }
}

/// Sorts several parts of the keys on several threads by `sort`, which may use as much spare room as it has keys,
/// and merges them. Keys that `sort` takes as equal must be equal.
pub fn in_parts<K: Key>(
    keys: &mut [K],
    spare: &mut [K],
    team: &Team<'_>,
    sort: &(dyn Fn(&mut [K], &mut [K]) + Sync),
) {
    let n = keys.len();
    if team.size < 2 || n < PART * 2 {
        return sort(keys, spare);
    }
    // A power of two of parts, so that they merge in pairs.
    let parts = (1usize << team.size.ilog2()).min(1 << (n / PART).ilog2());
    let bound = |i: usize| i * n / parts;
    let (a, b) = (Shared(keys.as_mut_ptr()), Shared(spare.as_mut_ptr()));
    (team.run)(parts, &|i| {
        let (start, len) = (bound(i), bound(i + 1) - bound(i));
        // SAFETY: the parts are disjoint pieces of both slices.
        unsafe { sort(piece(a, start, len), piece(b, start, len)) }
    });
    let (mut from, mut to, mut width) = (a, b, 1);
    while width < parts {
        // Each pair of runs is merged in as many pieces as it has parts.
        let pieces = 2 * width;
        (team.run)(parts, &|unit| {
            let pair = unit / pieces * pieces;
            let (start, middle, end) = (bound(pair), bound(pair + width), bound(pair + pieces));
            // SAFETY: nobody writes what is read here; the pieces of the result are disjoint.
            unsafe {
                let (x, y) = (piece(from, start, middle - start), piece(from, middle, end - middle));
                let cut = |i: usize| i * (end - start) / pieces;
                let (first, last) = (cut(unit % pieces), cut(unit % pieces + 1));
                let (x0, x1) = (share(x, y, first), share(x, y, last));
                let result = piece(to, start + first, last - first);
                merge(&x[x0..x1], &y[first - x0..last - x1], result);
            }
        });
        std::mem::swap(&mut from, &mut to);
        width = pieces;
    }
    if from.get() != keys.as_mut_ptr() {
        keys.copy_from_slice(spare);
    }
}

/// Parts of fewer keys are not worth a thread.
const PART: usize = 1 << 14;

/// # Safety
/// The piece must lie within a live slice, and nobody else write it meanwhile.
unsafe fn piece<'a, K>(base: Shared<K>, start: usize, len: usize) -> &'a mut [K] {
    // SAFETY: see above.
    unsafe { std::slice::from_raw_parts_mut(base.get().add(start), len) }
}

/// How many of the first `count` keys of the merged runs come from `x`.
fn share<K: Key>(x: &[K], y: &[K], count: usize) -> usize {
    let (mut low, mut high) = (count.saturating_sub(y.len()), count.min(x.len()));
    while low < high {
        let middle = (low + high) / 2;
        if x[middle] <= y[count - middle - 1] { low = middle + 1 } else { high = middle }
    }
    low
}

fn merge<K: Key>(x: &[K], y: &[K], result: &mut [K]) {
    assert!(x.len() + y.len() == result.len());
    let (mut i, mut j, mut k) = (0, 0, 0);
    while i < x.len() && j < y.len() {
        let (a, b) = (x[i], y[j]);
        let first = a <= b;
        // SAFETY: `k = i + j` is less than the lengths together.
        unsafe { *result.get_unchecked_mut(k) = select_unpredictable(first, a, b) };
        i += usize::from(first);
        j += usize::from(!first);
        k += 1;
    }
    let (rest, tail) = result[k..].split_at_mut(x.len() - i);
    rest.copy_from_slice(&x[i..]);
    tail.copy_from_slice(&y[j..]);
}

/// Sorts the runs of keys that agree in the bits from `shift` on.
fn finish<K: Key>(keys: &mut [K], spare: &mut [K], shift: u32) {
    let n = keys.len();
    let mut at = 1;
    while at < n {
        if keys[at - 1] <= keys[at] {
            at += 1;
            continue;
        }
        let prefix = keys[at].above(shift);
        let mut start = at - 1;
        while start > 0 && keys[start - 1].above(shift) == prefix {
            start -= 1;
        }
        let mut end = at + 1;
        while end < n && keys[end].above(shift) == prefix {
            end += 1;
        }
        sort(&mut keys[start..end], &mut spare[start..end]);
        at = end + 1;
    }
}
