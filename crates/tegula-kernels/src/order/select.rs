//! Selecting the elements that belong at some places of a sorted line.

use super::key::Number;

/// # Safety
/// As [`SelectFn`](super::SelectFn).
pub unsafe fn select_line<N: Number>(line: *mut u8, n: usize, kth: &[usize]) {
    // SAFETY: the caller vouches for the line.
    let line = unsafe { std::slice::from_raw_parts_mut(line.cast::<N::Bits>(), n) };
    // Ranks forget which zero and which NaN an element was, so selecting goes by keys. NaN have the highest
    // keys, but for those with a sign.
    if N::FLOAT {
        line.iter_mut().for_each(|bits| *bits = N::key(*bits));
        let nan = |key: N::Bits| N::is_nan(N::bits(key));
        let signed = line.iter().fold(false, |any, &key| any | (nan(key) & (key < N::MINUS_ZERO)));
        if signed {
            select(line, kth, &|a, b| (nan(*a), *a).cmp(&(nan(*b), *b)));
        } else {
            select(line, kth, &Ord::cmp);
        }
        line.iter_mut().for_each(|key| *key = N::bits(*key));
    } else {
        select(line, kth, &|a, b| N::key(*a).cmp(&N::key(*b)));
    }
}

/// Selects the middle one of the places first, so that the others have less to look through.
pub fn select<T>(line: &mut [T], kth: &[usize], order: &impl Fn(&T, &T) -> std::cmp::Ordering) {
    let Some(&middle) = kth.get(kth.len() / 2) else { return };
    let (before, after) = (&kth[..kth.len() / 2], &kth[kth.len() / 2 + 1..]);
    let (low, _, high) = line.select_nth_unstable_by(middle, order);
    select(low, before, order);
    if !after.is_empty() {
        let after: Vec<usize> = after.iter().map(|k| k - middle - 1).collect();
        select(high, &after, order);
    }
}
