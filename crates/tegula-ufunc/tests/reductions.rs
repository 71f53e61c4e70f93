//! Reductions against plain loops, over layouts and shapes.

use proptest::prelude::*;
use tegula_core::{DType, RawArray, Scalar};
use tegula_ufunc::{Arg, Options, ReduceOptions, statistics, table};

/// An array of small integers, exact in every float type, whose axes lie in memory in the order given.
fn array(shape: &[usize], order: &[usize], reverse: bool, dtype: DType) -> RawArray {
    let layout = tegula_core::Layout::ordered(shape, dtype.itemsize(), order).unwrap();
    let mut array = RawArray::allocate(layout, dtype, false).unwrap();
    for flat in 0..array.size() {
        let index = unravel(flat, shape);
        let value = ((flat * 7919) % 101) as f64 - 50.0;
        let at: isize = index.iter().zip(array.strides()).map(|(&i, &s)| i as isize * s).sum();
        // SAFETY: the index lies within the array.
        unsafe { Scalar::F64(value).cast(dtype).write(array.ptr().offset(at)) };
    }
    if reverse && !shape.is_empty() {
        array.layout = array.layout.slice(0, shape[0].saturating_sub(1), -1, shape[0]);
    }
    array
}

fn unravel(mut flat: usize, shape: &[usize]) -> Vec<usize> {
    let mut index = vec![0; shape.len()];
    for (i, &n) in index.iter_mut().zip(shape).rev() {
        *i = flat % n;
        flat /= n;
    }
    index
}

fn cases() -> impl Strategy<Value = (Vec<usize>, Vec<usize>, Vec<bool>, bool)> {
    let shape = prop_oneof![
        prop::collection::vec(1usize..6, 0..5),
        prop::collection::vec(1usize..80, 1..3),
        (1usize..5000).prop_map(|n| vec![n]),
        (1usize..3000, 1usize..5).prop_map(|(n, m)| vec![n, m]),
        (1usize..5, 1usize..3000).prop_map(|(n, m)| vec![n, m]),
    ];
    shape.prop_flat_map(|shape| {
        let axes: Vec<usize> = (0..shape.len()).collect();
        let n = shape.len();
        (Just(shape), Just(axes).prop_shuffle(), prop::collection::vec(any::<bool>(), n), any::<bool>())
    })
}

proptest! {
    #[test]
    fn sums_and_extremes_match_loops((shape, order, reduced, reverse) in cases(), dtype in prop::sample::select(vec![DType::F64, DType::F32, DType::I64, DType::I8, DType::C128])) {
        let a = array(&shape, &order, reverse, dtype);
        let axes: Vec<usize> = (0..shape.len()).filter(|&i| reduced[i]).collect();
        let kept: Vec<usize> = (0..shape.len()).filter(|&i| !reduced[i]).collect();
        let small: Vec<usize> = kept.iter().map(|&i| shape[i]).collect();
        let mut sums = vec![0.0; small.iter().product()];
        let mut highest = vec![f64::NEG_INFINITY; sums.len()];
        for flat in 0..a.size() {
            let index = unravel(flat, &shape);
            let place = kept.iter().fold(0, |acc, &i| acc * shape[i] + index[i]);
            let x = a.get(&index).to_f64();
            sums[place] += x;
            highest[place] = f64::max(highest[place], x);
        }
        let options = ReduceOptions::default();
        let sum = table::ADD.reduce(&a, Some(&axes), false, &options).unwrap();
        let max = table::MAXIMUM.reduce(&a, Some(&axes), true, &options).unwrap();
        prop_assert_eq!(sum.shape(), &small[..]);
        for place in 0..sums.len() {
            let index = unravel(place, &small);
            prop_assert_eq!(sum.get(&index).to_f64(), sums[place]);
            let mut wide = vec![0; shape.len()];
            kept.iter().zip(&index).for_each(|(&axis, &i)| wide[axis] = i);
            prop_assert_eq!(max.get(&wide).to_f64(), highest[place]);
        }
    }

    #[test]
    fn variance_matches_its_definition((shape, order, _, reverse) in cases(), axis in 0usize..4) {
        prop_assume!(axis < shape.len());
        let a = array(&shape, &order, reverse, DType::F64);
        let n = shape[axis];
        let result = statistics::var(&a, Some(&[axis]), &statistics::StatOptions::default()).unwrap();
        for place in 0..result.size() {
            let small: Vec<usize> = result.shape().to_vec();
            let index = unravel(place, &small);
            let line: Vec<f64> = (0..n).map(|i| {
                let mut full = index.clone();
                full.insert(axis, i);
                a.get(&full).to_f64()
            }).collect();
            let mean = line.iter().sum::<f64>() / n as f64;
            let expected = line.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n as f64;
            prop_assert!((result.get(&index).to_f64() - expected).abs() <= 1e-9 * expected.abs().max(1.0));
        }
    }

    #[test]
    fn broadcast_calls_match_loops((shape, order, squeezed, reverse) in cases(), other in any::<bool>()) {
        let a = array(&shape, &order, reverse, DType::F64);
        let thin: Vec<usize> = shape.iter().zip(&squeezed).map(|(&n, &s)| if s { 1 } else { n }).collect();
        let natural: Vec<usize> = (0..shape.len()).collect();
        let b = array(&thin, &natural, false, if other { DType::F64 } else { DType::I16 });
        let result = table::SUBTRACT.call(&[Arg::Array(&a), Arg::Array(&b)], &Options::default()).unwrap();
        prop_assert_eq!(result.shape(), &shape[..]);
        for flat in 0..a.size() {
            let index = unravel(flat, &shape);
            let narrow: Vec<usize> = index.iter().zip(&thin).map(|(&i, &n)| i.min(n - 1)).collect();
            prop_assert_eq!(result.get(&index).to_f64(), a.get(&index).to_f64() - b.get(&narrow).to_f64());
        }
        // In place, and onto an overlapping view of itself.
        let copy = tegula_exec::copy(&a, tegula_exec::Order::K).unwrap();
        table::ADD.call(&[Arg::Array(&copy), Arg::Array(&b)], &Options { out: Some(&copy), ..Default::default() }).unwrap();
        for flat in 0..a.size() {
            let index = unravel(flat, &shape);
            let narrow: Vec<usize> = index.iter().zip(&thin).map(|(&i, &n)| i.min(n - 1)).collect();
            prop_assert_eq!(copy.get(&index).to_f64(), a.get(&index).to_f64() + b.get(&narrow).to_f64());
        }
    }
}

#[test]
fn overlapping_output_reads_before_it_writes() {
    let a = array(&[1000], &[0], false, DType::F64);
    let before: Vec<f64> = (0..1000).map(|i| a.get(&[i]).to_f64()).collect();
    let (head, tail) =
        (a.with_layout(a.layout.slice(0, 0, 1, 999)), a.with_layout(a.layout.slice(0, 1, 1, 999)));
    table::ADD
        .call(&[Arg::Array(&head), Arg::Array(&tail)], &Options { out: Some(&tail), ..Default::default() })
        .unwrap();
    for i in 1..1000 {
        assert_eq!(a.get(&[i]).to_f64(), before[i - 1] + before[i]);
    }
}

#[test]
fn thread_count_does_not_change_a_bit() {
    let shape = [700, 900];
    let values = array(&shape, &[0, 1], false, DType::F64);
    let noise = table::SIN.call(&[Arg::Array(&values)], &Options::default()).unwrap();
    let results = [1, 2, 3].map(|n| {
        tegula_exec::threads::set_count(n);
        [None, Some(&[0][..]), Some(&[1][..])].map(|axes| {
            let sum = table::ADD.reduce(&noise, axes, false, &ReduceOptions::default()).unwrap();
            (0..sum.size()).map(|i| sum.get(&unravel(i, sum.shape())).to_f64().to_bits()).collect::<Vec<_>>()
        })
    });
    tegula_exec::threads::set_count(0);
    assert_eq!(results[0], results[1]);
    assert_eq!(results[0], results[2]);
}
