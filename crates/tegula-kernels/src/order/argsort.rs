//! The positions in which a line of numbers is in order.
//!
//! The highest 32 bits that differ and the position are packed into one 64-bit key. Where lower bits matter, the
//! runs that agree in the highest are sorted by them.

use super::key::{Number, Unsigned};
use super::radix;
use super::sort::{FEW, run};
use super::{ALONE, Spare, Team};

/// # Safety
/// As [`ArgSortFn`](super::ArgSortFn).
pub unsafe fn arg_sort_line<N: Number>(line: *const u8, n: usize, positions: *mut i64, team: &Team<'_>) {
    // SAFETY: the caller vouches for both.
    let (line, positions) = unsafe {
        positions.write_bytes(0, n);
        (std::slice::from_raw_parts(line.cast::<N::Bits>(), n), std::slice::from_raw_parts_mut(positions, n))
    };
    arg_sort(positions, team, run::<N>(line), |i| N::rank(line[i]).into());
}

/// Sorts positions by a rank; `run` says whether the ranks only rise (or only fall).
fn arg_sort(positions: &mut [i64], team: &Team<'_>, run: Option<bool>, rank: impl Fn(usize) -> u64 + Copy) {
    let n = positions.len();
    let numbers = positions.iter_mut().zip(0..);
    match run {
        Some(true) => return numbers.for_each(|(position, i)| *position = n as i64 - 1 - i),
        _ => numbers.for_each(|(position, i)| *position = i),
    }
    if run.is_some() {
        return;
    }
    if n <= FEW {
        return positions.sort_by_key(|&i| rank(i as usize));
    }
    let spare = if u32::try_from(n).is_ok() { Spare::<u64>::new(2 * n) } else { None };
    let Some(mut spare) = spare else {
        return positions.sort_unstable_by_key(|&i| (rank(i as usize), i));
    };
    let (packed, spare) = spare.slice().split_at_mut(n);
    let first = rank(0);
    let bits = (1..n).fold(0, |bits, i| bits | (rank(i) ^ first));
    let (low, high) = (bits.trailing_zeros(), u64::BITS - bits.leading_zeros());
    let shift = high.saturating_sub(32);
    for (i, packed) in packed.iter_mut().enumerate() {
        *packed = (rank(i) >> shift) << 32 | i as u64;
    }
    let (from, to) = (32 + low.saturating_sub(shift), 32 + high.min(32));
    radix::in_parts(packed, spare, team, &|keys, spare| {
        if keys.len() < radix::SMALL {
            keys.sort_unstable();
        } else if radix::by_digits(keys, spare, from, to) {
            keys.copy_from_slice(spare);
        }
    });
    for (position, &packed) in positions.iter_mut().zip(packed.iter()) {
        *position = i64::from(packed as u32);
    }
    if low < shift {
        finish(positions, packed, rank);
    }
}

/// Sorts the runs of positions whose packed keys agree by all bits of their ranks.
fn finish(positions: &mut [i64], packed: &[u64], rank: impl Fn(usize) -> u64 + Copy) {
    let n = positions.len();
    let mut start = 0;
    for end in 1..=n {
        if end < n && packed[end] >> 32 == packed[start] >> 32 {
            continue;
        }
        let run = &mut positions[start..end];
        if run.len() < radix::SMALL {
            if run.len() > 1 {
                run.sort_unstable_by_key(|&i| (rank(i as usize), i));
            }
        } else {
            let ranks: Vec<u64> = run.iter().map(|&i| rank(i as usize)).collect();
            let mut order = vec![0; ranks.len()];
            // SAFETY: both have as many elements.
            unsafe {
                let ranks = ranks.as_ptr().cast();
                arg_sort_line::<Unsigned<u64>>(ranks, run.len(), order.as_mut_ptr(), &ALONE);
            }
            let sorted: Vec<i64> = order.into_iter().map(|i| run[i as usize]).collect();
            run.copy_from_slice(&sorted);
        }
        start = end;
    }
}
