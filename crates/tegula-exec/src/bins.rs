//! Counting: how many elements fall into each of several bins.

use tegula_core::{DType, Error, RawArray, Result};

use crate::elements::{elements, elements_mut};

/// How often each number from zero on occurs in a vector of `int64`, or the sum of the weights (`float64`, one
/// for each element) that stand there. The result has at least `least` elements.
///
/// # Errors
/// `ValueError` for negative numbers and for as many weights as there are not elements; `MemoryError`.
pub fn bincount(numbers: &RawArray, weights: Option<&RawArray>, least: usize) -> Result<RawArray> {
    assert!(numbers.dtype == DType::I64 && numbers.is_c_contiguous());
    // SAFETY: the type was checked; the elements are only read.
    let numbers = unsafe { elements::<i64>(numbers) };
    let (low, high) = numbers.iter().fold((0, -1), |(low, high), &n| (n.min(low), n.max(high)));
    if low < 0 {
        return Err(Error::value("'list' argument must have no negative elements"));
    }
    let size = least.max((high + 1) as usize);
    let Some(weights) = weights else {
        let counts = RawArray::zeros(&[size], DType::I64)?;
        // SAFETY: the array is new.
        count(numbers, unsafe { elements_mut(&counts) });
        return Ok(counts);
    };
    assert!(weights.dtype == DType::F64 && weights.is_c_contiguous());
    if weights.size() != numbers.len() {
        return Err(Error::value("The weights and list don't have the same length."));
    }
    let sums = RawArray::zeros(&[size], DType::F64)?;
    // SAFETY: the types were checked; the result is new.
    let (weights, places) = unsafe { (elements::<f64>(weights), elements_mut::<f64>(&sums)) };
    for (&n, &weight) in numbers.iter().zip(weights) {
        places[n as usize] += weight;
    }
    Ok(sums)
}

/// Counts numbers below the length of `counts`. A few tables take turns, so that equal neighbours need not wait
/// for each other.
fn count(numbers: &[i64], counts: &mut [i64]) {
    const TABLES: usize = 4;
    if counts.len() > 1 << 12 || numbers.len() < 8 * counts.len() {
        return numbers.iter().for_each(|&n| counts[n as usize] += 1);
    }
    let mut tables = vec![0i64; (TABLES - 1) * counts.len()];
    let (a, rest) = tables.split_at_mut(counts.len());
    let (b, c) = rest.split_at_mut(counts.len());
    let mut groups = numbers.chunks_exact(TABLES);
    for group in &mut groups {
        counts[group[0] as usize] += 1;
        a[group[1] as usize] += 1;
        b[group[2] as usize] += 1;
        c[group[3] as usize] += 1;
    }
    groups.remainder().iter().for_each(|&n| counts[n as usize] += 1);
    for (((count, a), b), c) in counts.iter_mut().zip(a).zip(b).zip(c) {
        *count += *a + *b + *c;
    }
}

/// How many of the values (a gap-free vector of `float64`) lie in each of the bins of equal width with the given
/// edges, of which the last bin has both. Values beyond the edges and NaN count nowhere.
///
/// # Errors
/// `MemoryError`.
pub fn count_evenly(values: &RawArray, edges: &RawArray) -> Result<RawArray> {
    assert!(values.dtype == DType::F64 && values.is_c_contiguous());
    assert!(edges.dtype == DType::F64 && edges.is_c_contiguous() && edges.size() > 1);
    let n = edges.size() - 1;
    let counts = RawArray::zeros(&[n], DType::I64)?;
    // SAFETY: the types were checked; the result is new.
    let (values, edges, places) =
        unsafe { (elements::<f64>(values), elements::<f64>(edges), elements_mut::<i64>(&counts)) };
    let (first, last) = (edges[0], edges[n]);
    let scale = n as f64 / (last - first);
    // The last place is for what lies outside; two tables take turns.
    let mut tables = [vec![0i64; n + 1], vec![0i64; n + 1]];
    let bin = |x: f64| {
        if !(first <= x && x <= last) {
            return n;
        }
        // Rounding may be off by one bin; the edges decide.
        let guess = (((x - first) * scale) as usize).min(n - 1);
        if x < edges[guess] {
            guess - usize::from(guess > 0)
        } else {
            guess + usize::from(guess < n - 1 && x >= edges[guess + 1])
        }
    };
    let mut pairs = values.chunks_exact(2);
    for pair in &mut pairs {
        tables[0][bin(pair[0])] += 1;
        tables[1][bin(pair[1])] += 1;
    }
    pairs.remainder().iter().for_each(|&x| tables[0][bin(x)] += 1);
    for (i, place) in places.iter_mut().enumerate() {
        *place = tables[0][i] + tables[1][i];
    }
    Ok(counts)
}
