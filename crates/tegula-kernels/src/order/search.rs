//! Binary search for many values at once.

use std::hint::select_unpredictable;

use super::key::Number;
use super::radix::Key;

/// So many values are searched for side by side: their loads do not wait for each other.
const LANES: usize = 8;

/// # Safety
/// As [`SearchFn`](super::SearchFn).
pub unsafe fn search_line<N: Number>(
    line: *const u8,
    n: usize,
    values: *const u8,
    m: usize,
    right: bool,
    places: *mut i64,
) {
    // SAFETY: the caller vouches for all three.
    let (line, values, places) = unsafe {
        places.write_bytes(0, m);
        (
            std::slice::from_raw_parts(line.cast::<N::Bits>(), n),
            std::slice::from_raw_parts(values.cast::<N::Bits>(), m),
            std::slice::from_raw_parts_mut(places, m),
        )
    };
    if n == 0 {
        return;
    }
    if m < n {
        return either(line, values, right, places, N::rank, N::rank);
    }
    // Many values are worth ranking the line once.
    let ranks: Vec<N::Bits> = line.iter().map(|&bits| N::rank(bits)).collect();
    either(&ranks, values, right, places, |rank| rank, N::rank);
}

fn either<K: Key>(
    line: &[K],
    values: &[K],
    right: bool,
    places: &mut [i64],
    rank: impl Fn(K) -> K,
    wanted: impl Fn(K) -> K,
) {
    if right {
        search(line, values, places, |element, value| rank(element) <= value, wanted);
    } else {
        search(line, values, places, |element, value| rank(element) < value, wanted);
    }
}

/// Finds for each value how many elements of the line go before its rank.
fn search<K: Key>(
    line: &[K],
    values: &[K],
    places: &mut [i64],
    before: impl Fn(K, K) -> bool,
    rank: impl Fn(K) -> K,
) {
    for (values, places) in values.chunks(LANES).zip(places.chunks_mut(LANES)) {
        let mut wanted = [rank(values[0]); LANES];
        wanted.iter_mut().zip(values).for_each(|(wanted, &value)| *wanted = rank(value));
        let mut base = [0usize; LANES];
        let mut len = line.len();
        while len > 1 {
            let half = len / 2;
            for (base, &value) in base.iter_mut().zip(&wanted) {
                // SAFETY: `base + len` never exceeds the length of the line.
                let element = unsafe { *line.get_unchecked(*base + half - 1) };
                // A branch would be guessed wrong half of the time.
                *base = select_unpredictable(before(element, value), *base + half, *base);
            }
            len -= half;
        }
        for ((place, &base), &value) in places.iter_mut().zip(&base).zip(&wanted) {
            *place = (base + usize::from(before(line[base], value))) as i64;
        }
    }
}
