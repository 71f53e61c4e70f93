//! The order of complex numbers: by real, then by imaginary parts; those with NaN go last, sorted by where it is.

use std::cmp::Ordering;

use num_complex::Complex;

use super::Team;
use super::select as general;

/// The floats that complex numbers are made of.
pub trait Part: Copy + PartialOrd + 'static {}
impl Part for f32 {}
impl Part for f64 {}

fn compare<T: Part>(a: &Complex<T>, b: &Complex<T>) -> Ordering {
    let part = |x: T, y: T| x.partial_cmp(&y).unwrap_or(Ordering::Equal);
    let is_nan = |x: T| x.partial_cmp(&x).is_none();
    let class = |z: &Complex<T>| (is_nan(z.re), is_nan(z.im));
    class(a).cmp(&class(b)).then(part(a.re, b.re)).then(part(a.im, b.im))
}

/// # Safety
/// As [`SortFn`](super::SortFn).
pub unsafe fn sort<T: Part>(line: *mut u8, n: usize, _: &Team<'_>) {
    // SAFETY: the caller vouches for the line.
    unsafe { std::slice::from_raw_parts_mut(line.cast::<Complex<T>>(), n) }.sort_by(compare);
}

/// # Safety
/// As [`ArgSortFn`](super::ArgSortFn).
pub unsafe fn arg_sort<T: Part>(line: *const u8, n: usize, positions: *mut i64, _: &Team<'_>) {
    // SAFETY: the caller vouches for both.
    let (line, positions) = unsafe {
        positions.write_bytes(0, n);
        (
            std::slice::from_raw_parts(line.cast::<Complex<T>>(), n),
            std::slice::from_raw_parts_mut(positions, n),
        )
    };
    positions.iter_mut().zip(0..).for_each(|(position, i)| *position = i);
    positions.sort_by(|&i, &j| compare(&line[i as usize], &line[j as usize]));
}

/// # Safety
/// As [`SelectFn`](super::SelectFn).
pub unsafe fn select<T: Part>(line: *mut u8, n: usize, kth: &[usize]) {
    // SAFETY: the caller vouches for the line.
    general::select(
        unsafe { std::slice::from_raw_parts_mut(line.cast::<Complex<T>>(), n) },
        kth,
        &compare::<T>,
    );
}

/// # Safety
/// As [`SearchFn`](super::SearchFn).
pub unsafe fn search<T: Part>(
    line: *const u8,
    n: usize,
    values: *const u8,
    m: usize,
    right: bool,
    places: *mut i64,
) {
    // SAFETY: the caller vouches for all three.
    let (line, values) = unsafe {
        (
            std::slice::from_raw_parts(line.cast::<Complex<T>>(), n),
            std::slice::from_raw_parts(values.cast::<Complex<T>>(), m),
        )
    };
    for (i, value) in values.iter().enumerate() {
        let place = line.partition_point(|element| match compare(element, value) {
            Ordering::Less => true,
            Ordering::Equal => right,
            Ordering::Greater => false,
        });
        // SAFETY: there is room for `m` places.
        unsafe { places.add(i).write(place as i64) };
    }
}
