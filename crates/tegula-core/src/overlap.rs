//! Whether two arrays share memory, decided before a kernel may write.

use crate::{Dims, Layout, RawArray};

/// The memory relation of two arrays.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Overlap {
    /// No byte belongs to both.
    Disjoint,
    /// Element by element the same memory: each element of one is the element of the other with the
    /// same index, and touches no other.
    Same,
    /// They may share bytes in another way; the answer is conservative.
    May,
}

/// Compares the memory of two arrays given by the address of their first elements.
///
/// The test costs O(ndim): the byte ranges, then equality, then whether all strides are multiples of
/// one step within which the two never meet (as `x[::2]` and `x[1::2]`, or the real and imaginary
/// parts). `Disjoint` and `Same` are certain.
pub fn overlap(a: (*const u8, &Layout, usize), b: (*const u8, &Layout, usize)) -> Overlap {
    let (ptr_a, layout_a, size_a) = a;
    let (ptr_b, layout_b, size_b) = b;
    let range = |ptr: *const u8, layout: &Layout, itemsize: usize| {
        let (low, high) = layout.extent(itemsize);
        (ptr as isize + low, ptr as isize + high)
    };
    let (low_a, high_a) = range(ptr_a, layout_a, size_a);
    let (low_b, high_b) = range(ptr_b, layout_b, size_b);
    if high_a <= low_b || high_b <= low_a || low_a == high_a || low_b == high_b {
        return Overlap::Disjoint;
    }
    let same = ptr_a == ptr_b
        && size_a == size_b
        && layout_a.shape == layout_b.shape
        && layout_a
            .shape
            .iter()
            .enumerate()
            .all(|(i, &n)| n == 1 || layout_a.strides[i] == layout_b.strides[i]);
    if same && !self_overlapping(layout_a, size_a) {
        return Overlap::Same;
    }
    let step = [layout_a, layout_b]
        .iter()
        .flat_map(|l| l.shape.iter().zip(&l.strides[..]))
        .filter(|&(&n, _)| n > 1)
        .fold(0, |acc, (_, &stride)| gcd(acc, stride.unsigned_abs()));
    if step > 0 {
        let phase = (ptr_b as isize - ptr_a as isize).rem_euclid(step as isize) as usize;
        if phase >= size_a && phase + size_b <= step {
            return Overlap::Disjoint;
        }
    }
    Overlap::May
}

/// True if two different indices of the layout may touch a common byte. Conservative.
pub(crate) fn self_overlapping(layout: &Layout, itemsize: usize) -> bool {
    let mut axes: Dims<(usize, usize)> = layout
        .shape
        .iter()
        .zip(&layout.strides[..])
        .filter(|&(&n, _)| n > 1)
        .map(|(&n, &s)| (s.unsigned_abs(), n))
        .collect();
    axes.sort_unstable();
    let mut reach = itemsize;
    for &(stride, n) in &axes[..] {
        if stride < reach {
            return true;
        }
        reach += stride * (n - 1);
    }
    false
}

fn gcd(mut a: usize, mut b: usize) -> usize {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// Whether two arrays have a byte in common, exactly. Where [`overlap`] cannot tell, it costs the time and memory of
/// listing the elements of one and looking up those of the other.
pub fn shares_memory(a: &RawArray, b: &RawArray) -> bool {
    fn memory(array: &RawArray) -> (*const u8, &Layout, usize) {
        (array.ptr().cast_const(), &array.layout, array.itemsize())
    }
    match overlap(memory(a), memory(b)) {
        Overlap::Disjoint => false,
        Overlap::Same => true,
        Overlap::May => touches(a, b),
    }
}

/// The address of every element.
fn addresses(array: &RawArray) -> Vec<isize> {
    let mut found = vec![array.ptr() as isize];
    for (&n, &stride) in array.shape().iter().zip(array.strides()) {
        found = found.iter().flat_map(|&at| (0..n as isize).map(move |i| at + stride * i)).collect();
    }
    found
}

fn touches(a: &RawArray, b: &RawArray) -> bool {
    let mut of_a = addresses(a);
    of_a.sort_unstable();
    let (size_a, size_b) = (a.itemsize() as isize, b.itemsize() as isize);
    addresses(b).into_iter().any(|at| {
        let i = of_a.partition_point(|&x| x + size_a <= at);
        of_a.get(i).is_some_and(|&x| x < at + size_b)
    })
}
