//! Sorting a line of numbers in place.

use super::key::Number;
use super::radix::{self, Key};
use super::{Spare, Team};

/// Up to this many elements are sorted by insertion.
pub const FEW: usize = 20;

/// # Safety
/// As [`SortFn`](super::SortFn).
pub unsafe fn sort_line<N: Number>(line: *mut u8, n: usize, team: &Team<'_>) {
    // SAFETY: the caller vouches for the line.
    let line = unsafe { std::slice::from_raw_parts_mut(line.cast::<N::Bits>(), n) };
    if n <= FEW {
        // So few the standard library sorts by insertion.
        line.sort_by_key(|&bits| N::rank(bits));
    } else if N::Bits::BITS == 8 {
        count::<N>(line);
    } else if !settled::<N>(line) {
        let count = if N::FLOAT { nan_last::<N>(line) } else { n };
        let line = &mut line[..count];
        let zeros = to_keys::<N>(line);
        sort_keys(line, team);
        if let Some(zeros) = zeros {
            let first = line.partition_point(|&key| key < N::MINUS_ZERO);
            line[first..first + zeros.len()].copy_from_slice(&zeros);
        }
        line.iter_mut().for_each(|key| *key = N::bits(*key));
    }
}

/// Sorts keys of which equal ones are the same.
fn sort_keys<K: Key>(keys: &mut [K], team: &Team<'_>) {
    let n = keys.len();
    match Spare::<K>::new(n) {
        _ if n < radix::SMALL => keys.sort_unstable(),
        Some(mut spare) if u32::try_from(n).is_ok() => {
            radix::in_parts(keys, spare.slice(), team, &radix::sort);
        }
        _ => keys.sort_unstable(),
    }
}

/// True if the line was in order, or is now because it fell and has been turned round.
fn settled<N: Number>(line: &mut [N::Bits]) -> bool {
    match run::<N>(line) {
        Some(false) => true,
        Some(true) => {
            line.reverse();
            true
        }
        None => false,
    }
}

/// Whether a line that is one run falls; `None` if it is none. A falling run has no equal elements.
pub fn run<N: Number>(line: &[N::Bits]) -> Option<bool> {
    let falls = |pair: &[N::Bits]| N::rank(pair[1]) < N::rank(pair[0]);
    let falling = line.len() > 1 && falls(&line[..2]);
    line.windows(2).all(|pair| falls(pair) == falling).then_some(falling)
}

/// Moves NaN behind all numbers, which keep their order; returns the count of numbers.
fn nan_last<N: Number>(line: &mut [N::Bits]) -> usize {
    if !line.iter().fold(false, |any, &bits| any | N::is_nan(bits)) {
        return line.len();
    }
    let mut nan = Vec::new();
    let mut count = 0;
    for i in 0..line.len() {
        let bits = line[i];
        line[count] = bits;
        if N::is_nan(bits) { nan.push(bits) } else { count += 1 }
    }
    line[count..].copy_from_slice(&nan);
    count
}

/// Turns elements into their keys. If there are negative zeros, whose keys differ from zero's, the keys of all
/// zeros in their order are given back.
fn to_keys<N: Number>(line: &mut [N::Bits]) -> Option<Vec<N::Bits>> {
    let mut minus = false;
    for bits in line.iter_mut() {
        *bits = N::key(*bits);
        minus |= *bits == N::MINUS_ZERO;
    }
    let zero = N::key(N::Bits::default());
    (N::FLOAT && minus)
        .then(|| line.iter().copied().filter(|&key| key == zero || key == N::MINUS_ZERO).collect())
}

/// Sorts single bytes by counting.
fn count<N: Number>(line: &mut [N::Bits]) {
    // Equal neighbours would wait for each other's counts.
    let mut counts = [[0usize; 256]; 4];
    let mut chunks = line.chunks_exact(4);
    for chunk in &mut chunks {
        for (counts, &bits) in counts.iter_mut().zip(chunk) {
            counts[N::key(bits).digit(0)] += 1;
        }
    }
    for &bits in chunks.remainder() {
        counts[0][N::key(bits).digit(0)] += 1;
    }
    let mut at = 0;
    for digit in 0..256 {
        let n: usize = counts.iter().map(|counts| counts[digit]).sum();
        line[at..at + n].fill(N::bits(N::Bits::of(digit)));
        at += n;
    }
}
