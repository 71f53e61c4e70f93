//! Binary search for many values at once.

use super::key::Number;

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
    if right { search::<N, true>(line, values, places) } else { search::<N, false>(line, values, places) }
}

fn search<N: Number, const RIGHT: bool>(line: &[N::Bits], values: &[N::Bits], places: &mut [i64]) {
    let before = |element: N::Bits, value: N::Bits| {
        if RIGHT { N::rank(element) <= value } else { N::rank(element) < value }
    };
    for (values, places) in values.chunks(LANES).zip(places.chunks_mut(LANES)) {
        let mut wanted = [N::rank(values[0]); LANES];
        wanted.iter_mut().zip(values).for_each(|(wanted, &value)| *wanted = N::rank(value));
        let mut base = [0usize; LANES];
        let mut len = line.len();
        while len > 1 {
            let half = len / 2;
            for (base, &value) in base.iter_mut().zip(&wanted) {
                // SAFETY: `base + len` never exceeds the length of the line.
                let element = unsafe { *line.get_unchecked(*base + half - 1) };
                *base += if before(element, value) { half } else { 0 };
            }
            len -= half;
        }
        for ((place, &base), &value) in places.iter_mut().zip(&base).zip(&wanted) {
            *place = (base + usize::from(before(line[base], value))) as i64;
        }
    }
}
