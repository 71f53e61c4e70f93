//! The overlap test against sets of bytes.

mod common;

use common::{Model, layout};
use proptest::prelude::*;
use std::collections::BTreeSet;
use tegula_core::{Layout, Overlap, overlap};

/// The bytes of each element, first moved by `shift`.
fn elements(layout: &Layout, itemsize: usize, shift: isize) -> Vec<BTreeSet<isize>> {
    let bytes = |at: &isize| (0..itemsize as isize).map(|byte| at + shift + byte).collect();
    Model::of(layout).offsets.iter().map(bytes).collect()
}

/// What `overlap` says of two arrays whose buffers begin `shift` bytes apart.
fn relation(a: (&Layout, usize), b: (&Layout, usize), shift: isize) -> Overlap {
    let base = std::ptr::without_provenance::<u8>(1 << 20);
    let (ptr_a, ptr_b) =
        (base.wrapping_add(a.0.offset), base.wrapping_add(b.0.offset).wrapping_offset(shift));
    overlap((ptr_a, a.0, a.1), (ptr_b, b.0, b.1))
}

fn check(a: (&Layout, usize), b: (&Layout, usize), shift: isize) -> Result<(), TestCaseError> {
    let (each_a, each_b) = (elements(a.0, a.1, 0), elements(b.0, b.1, shift));
    let all = |each: &[BTreeSet<isize>]| each.iter().flatten().copied().collect::<BTreeSet<isize>>();
    let (bytes_a, bytes_b) = (all(&each_a), all(&each_b));
    match relation(a, b, shift) {
        Overlap::Disjoint => prop_assert!(bytes_a.is_disjoint(&bytes_b)),
        Overlap::Same => {
            prop_assert_eq!(&each_a, &each_b);
            prop_assert_eq!(bytes_a.len(), each_a.len() * a.1, "elements share bytes");
        }
        Overlap::May => {
            let apart = bytes_a.last() < bytes_b.first() || bytes_b.last() < bytes_a.first();
            prop_assert!(!apart, "byte ranges that do not meet are disjoint");
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn certain_answers_are_true(a in layout(), b in layout(), shift in -40isize..40) {
        check((&a.0, a.1), (&b.0, b.1), shift)?;
    }

    #[test]
    fn views_of_one_array(
        (layout, itemsize) in layout(),
        cuts in prop::collection::vec((0usize..3, -2isize..=2, 1usize..3, 0usize..3, -2isize..=2, 1usize..3), 4),
    ) {
        let cut = |axis: usize, n: usize, start: usize, step: isize, len: usize| {
            let last = start as isize + step * (len as isize - 1);
            if start < n && (0..n as isize).contains(&last) { (axis, start, step, len) } else { (axis, 0, 1, n) }
        };
        let (mut a, mut b) = (layout.clone(), layout.clone());
        for (axis, &(start_a, step_a, len_a, start_b, step_b, len_b)) in cuts.iter().enumerate().take(layout.ndim()) {
            let n = layout.shape[axis];
            let (axis, start, step, len) = cut(axis, n, start_a, step_a, len_a);
            a = a.slice(axis, start, step, len);
            let (axis, start, step, len) = cut(axis, n, start_b, step_b, len_b);
            b = b.slice(axis, start, step, len);
        }
        check((&a, itemsize), (&b, itemsize), 0)?;
    }

    #[test]
    fn an_array_is_the_same_as_itself((layout, itemsize) in layout()) {
        let each = elements(&layout, itemsize, 0);
        let distinct = each.iter().flatten().collect::<BTreeSet<_>>().len() == each.len() * itemsize;
        let expected = if distinct { Overlap::Same } else { Overlap::May };
        prop_assert_eq!(relation((&layout, itemsize), (&layout, itemsize), 0), expected);
    }
}

#[test]
fn interleaved_views_are_disjoint() {
    let x = Layout::contiguous(&[10], 8).unwrap();
    let (even, odd) = (x.slice(0, 0, 2, 5), x.slice(0, 1, 2, 5));
    assert_eq!(relation((&even, 8), (&odd, 8), 0), Overlap::Disjoint);
    assert_eq!(relation((&odd, 8), (&even, 8), 0), Overlap::Disjoint);
    let (real, imag) = (x.slice(0, 0, 2, 5), x.slice(0, 0, 2, 5));
    assert_eq!(relation((&real, 8), (&imag, 8), 8), Overlap::Disjoint);
    let m = Layout::contiguous(&[4, 6], 4).unwrap();
    let (left, right) = (m.slice(1, 0, 1, 3), m.slice(1, 3, 1, 3));
    assert_eq!(relation((&left.slice(1, 0, 1, 1), 4), (&right.slice(1, 0, 1, 1), 4), 0), Overlap::Disjoint);
    assert_eq!(relation((&m, 4), (&m.transpose(), 4), 0), Overlap::May);
    assert_eq!(relation((&x, 8), (&x.slice(0, 9, -1, 10), 8), 0), Overlap::May);
}
