//! Sorting by digits, in parts and along any axis agrees with comparing.

use proptest::prelude::*;
use tegula_core::{DType, RawArray, Scalar};
use tegula_exec::{arg_sort_lines, merge_sort, sort_lines, threads};
use tegula_kernels::order::{arg_sorter, sorter};

fn vector(values: &[f64]) -> RawArray {
    let array = RawArray::empty(&[values.len()], DType::F64).unwrap();
    for (i, &value) in values.iter().enumerate() {
        // SAFETY: the array has as many elements.
        unsafe { array.ptr().cast::<f64>().add(i).write(value) };
    }
    array
}

fn values(array: &RawArray) -> Vec<f64> {
    (0..array.size()).map(|i| array.get(&[i]).to_f64()).collect()
}

/// Bits of the values, all NaN as one: what a stable sort must give.
fn bits(values: impl IntoIterator<Item = f64>) -> Vec<u64> {
    values.into_iter().map(|x| if x.is_nan() { u64::MAX } else { x.to_bits() }).collect()
}

fn by_comparing(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&i, &j| {
        let (a, b) = (values[i], values[j]);
        a.is_nan().cmp(&b.is_nan()).then(a.partial_cmp(&b).unwrap_or(std::cmp::Ordering::Equal))
    });
    order
}

fn check(line: &[f64]) {
    let order = by_comparing(line);
    let found = arg_sort_lines(&vector(line), 0, arg_sorter(DType::F64).unwrap()).unwrap();
    assert_eq!(values(&found), order.iter().map(|&i| i as f64).collect::<Vec<_>>());
    let sorted = vector(line);
    sort_lines(&sorted, 0, sorter(DType::F64).unwrap()).unwrap();
    assert_eq!(bits(values(&sorted)), bits(order.iter().map(|&i| line[i])));
}

proptest! {
    #[test]
    fn short_lines(line in prop::collection::vec(prop_oneof![
        any::<f64>(), Just(0.0), Just(-0.0), Just(f64::NAN), Just(-f64::NAN), (-3i8..3).prop_map(f64::from),
    ], 0..600)) {
        check(&line);
    }

    #[test]
    fn an_order_that_may_fail(mut items in prop::collection::vec(0u8..50, 0..200)) {
        let mut expected: Vec<(u8, usize)> = items.iter().copied().zip(0..).collect();
        let mut tagged = expected.clone();
        expected.sort();
        merge_sort(&mut tagged, &mut |a, b| Ok(a.0 < b.0)).unwrap();
        prop_assert_eq!(tagged, expected);
        let failure = merge_sort(&mut items, &mut |_, _| Err(tegula_core::Error::value("no order")));
        prop_assert!(failure.is_err() || items.len() < 2);
    }
}

#[test]
fn long_lines_do_not_depend_on_threads() {
    let mut state = 1u64;
    let mut next = || {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        state
    };
    for spread in [1u64 << 20, 1 << 50, u64::MAX] {
        let line: Vec<f64> = (0..150_000).map(|_| (next() % spread) as f64 - 0.25 * spread as f64).collect();
        for count in [1, 2, 5] {
            threads::set_count(count);
            check(&line);
        }
    }
    threads::set_count(0);
}

#[test]
fn every_type_has_an_order() {
    for dtype in DType::ALL {
        let array = RawArray::zeros(&[3], dtype).unwrap();
        // SAFETY: the array has three elements.
        unsafe { Scalar::Bool(true).cast(dtype).write(array.ptr()) };
        sort_lines(&array, 0, sorter(dtype).unwrap()).unwrap();
        assert_eq!(array.get(&[2]).to_f64(), 1.0, "{dtype}");
    }
}
