//! Copies, casts and fancy indices against plain loops.

use proptest::prelude::*;
use tegula_core::index::{Item, Slice, prepare};
use tegula_core::{DType, Layout, RawArray, Scalar};
use tegula_exec::{Order, assign, cast, concatenate, copy, fill, get, set};

fn unravel(mut flat: usize, shape: &[usize]) -> Vec<usize> {
    let mut index = vec![0; shape.len()];
    for (i, &n) in index.iter_mut().zip(shape).rev() {
        *i = flat % n;
        flat /= n;
    }
    index
}

/// 0, 1, 2, … in C order, whatever the order in memory.
fn counting(shape: &[usize], order: &[usize], dtype: DType) -> RawArray {
    let layout = Layout::ordered(shape, dtype.itemsize(), order).unwrap();
    let array = RawArray::allocate(layout, dtype, false).unwrap();
    for flat in 0..array.size() {
        put(&array, &unravel(flat, shape), flat as f64);
    }
    array
}

fn put(array: &RawArray, index: &[usize], value: f64) {
    let at: isize = index.iter().zip(array.strides()).map(|(&i, &s)| i as isize * s).sum();
    // SAFETY: the index lies within the array.
    unsafe { Scalar::F64(value).write_as(array.dtype, array.ptr().offset(at)) };
}

fn values(array: &RawArray) -> Vec<f64> {
    (0..array.size()).map(|flat| array.get(&unravel(flat, array.shape())).to_f64()).collect()
}

fn positions(list: &[i64], shape: &[usize]) -> RawArray {
    let array = RawArray::empty(shape, DType::I64).unwrap();
    for (flat, &value) in list.iter().enumerate() {
        put(&array, &unravel(flat, shape), value as f64);
    }
    array
}

proptest! {
    #[test]
    fn copies_keep_every_element(
        shape in prop_oneof![prop::collection::vec(1usize..8, 0..5), prop::collection::vec(20usize..90, 2..3)],
        seed in any::<u64>(),
        from in prop::sample::select(vec![DType::U8, DType::I16, DType::F32, DType::F64, DType::C128]),
        to in prop::sample::select(vec![DType::U8, DType::I16, DType::F32, DType::F64, DType::C128]),
    ) {
        let mut order: Vec<usize> = (0..shape.len()).collect();
        order.sort_by_key(|&a| (seed >> (a * 8)) as u8);
        let source = counting(&shape, &order, from);
        for target in [Order::C, Order::F, Order::K] {
            let result = cast(&source, to, target).unwrap();
            let expected: Vec<f64> = values(&source).iter().map(|&x| Scalar::F64(x).cast(to).to_f64()).collect();
            prop_assert_eq!(values(&result), expected);
            prop_assert_eq!(result.is_c_contiguous() || target != Order::C, true);
        }
    }

    #[test]
    fn integer_arrays_pick_and_place(rows in prop::collection::vec(-5i64..5, 1..7), columns in prop::collection::vec(-4i64..4, 1..7)) {
        let source = counting(&[5, 4], &[0, 1], DType::F64);
        let n = rows.len().min(columns.len());
        let items = [Item::Positions(positions(&rows[..n], &[n])), Item::Positions(positions(&columns[..n], &[n]))];
        let prepared = prepare(&source.layout, &items).unwrap();
        let expected: Vec<f64> = (0..n).map(|i| (rows[i].rem_euclid(5) * 4 + columns[i].rem_euclid(4)) as f64).collect();
        prop_assert_eq!(values(&get(&source, &prepared, Order::K).unwrap()), expected.clone());
        let target = counting(&[5, 4], &[1, 0], DType::F32);
        let prepared = prepare(&target.layout, &items).unwrap();
        set(&target, &prepared, &positions(&(0..n as i64).map(|i| 100 + i).collect::<Vec<_>>(), &[n])).unwrap();
        for (i, place) in expected.iter().enumerate() {
            let last = (0..n).rev().find(|&j| expected[j] == *place).unwrap();
            let index = unravel(expected[i] as usize, &[5, 4]);
            prop_assert_eq!(target.get(&index).to_f64(), 100.0 + last as f64);
        }
    }

    #[test]
    fn rows_are_picked_whole(rows in prop::collection::vec(-5i64..5, 0..7)) {
        let source = counting(&[5, 3, 2], &[0, 1, 2], DType::I32);
        let whole = Item::Slice(Slice::default());
        let prepared = prepare(&source.layout, &[whole, Item::NewAxis, Item::Positions(positions(&rows.iter().map(|r| r.rem_euclid(3)).collect::<Vec<_>>(), &[rows.len()]))]).unwrap();
        let result = get(&source, &prepared, Order::K).unwrap();
        prop_assert_eq!(result.shape(), &[5, 1, rows.len(), 2][..]);
        for flat in 0..result.size() {
            let index = unravel(flat, result.shape());
            let expected = source.get(&[index[0], rows[index[2]].rem_euclid(3) as usize, index[3]]);
            prop_assert_eq!(result.get(&index), expected);
        }
    }

    #[test]
    fn masks_compress_and_fill(mask in prop::collection::vec(any::<bool>(), 1..300)) {
        let n = mask.len();
        let source = counting(&[n], &[0], DType::F64);
        let array = RawArray::empty(&[n], DType::Bool).unwrap();
        mask.iter().enumerate().for_each(|(i, &m)| put(&array, &[i], m as u8 as f64));
        let prepared = prepare(&source.layout, &[Item::Mask(array)]).unwrap();
        let expected: Vec<f64> = (0..n).filter(|&i| mask[i]).map(|i| i as f64).collect();
        prop_assert_eq!(values(&get(&source, &prepared, Order::K).unwrap()), expected);
        set(&source, &prepared, &RawArray::from_scalar(Scalar::I64(-1)).unwrap()).unwrap();
        let expected: Vec<f64> = (0..n).map(|i| if mask[i] { -1.0 } else { i as f64 }).collect();
        prop_assert_eq!(values(&source), expected);
    }
}

#[test]
fn assignment_to_an_overlapping_view_reads_first() {
    let array = counting(&[10], &[0], DType::F64);
    let reversed = array.with_layout(array.layout.slice(0, 9, -1, 10));
    assign(&array, &reversed).unwrap();
    assert_eq!(values(&array), (0..10).rev().map(|x| x as f64).collect::<Vec<_>>());
}

#[test]
fn arrays_are_joined_along_an_axis() {
    let a = counting(&[2, 3], &[0, 1], DType::I32);
    let b = counting(&[2, 1], &[0, 1], DType::F64);
    let joined = concatenate(&[a, b], 1, DType::F64).unwrap();
    assert_eq!(values(&joined), [0.0, 1.0, 2.0, 0.0, 3.0, 4.0, 5.0, 1.0]);
    let filled = copy(&joined, Order::F).unwrap();
    fill(&filled, Scalar::F64(2.5));
    assert!(values(&filled).iter().all(|&x| x == 2.5));
}

#[test]
fn byte_order_changes_at_the_edges_of_tiles() {
    for dtype in DType::ALL.into_iter().filter(|d| *d != DType::Bool) {
        for (shape, order) in [(&[100][..], &[0][..]), (&[7, 90], &[1, 0]), (&[40, 3, 2], &[0, 1, 2])] {
            let foreign = counting(shape, order, dtype.foreign());
            let native = counting(shape, order, dtype);
            assert_eq!(values(&foreign), values(&native));
            for (source, to) in [(&foreign, dtype), (&native, dtype.foreign()), (&foreign, DType::F64)] {
                for order in [Order::C, Order::F] {
                    let converted = cast(source, to, order).unwrap();
                    assert_eq!((converted.dtype, values(&converted)), (to, values(&native)));
                }
            }
            let reversed = foreign.with_layout(foreign.layout.slice(0, shape[0] - 1, -1, shape[0]));
            let copied = copy(&reversed, Order::C).unwrap();
            assert_eq!((copied.dtype, values(&copied)), (foreign.dtype, values(&reversed)));
            assign(&foreign, &reversed).unwrap();
            assert_eq!(values(&foreign), values(&copied));
        }
    }
}

#[test]
fn empty_arrays_are_copied() {
    for shape in [&[0][..], &[2, 0, 3], &[3, 2, 0], &[0, 40]] {
        let array = RawArray::zeros(shape, DType::F64).unwrap();
        let axes: Vec<usize> = (0..shape.len()).rev().collect();
        let transposed = array.with_layout(array.layout.permute(&axes));
        assert_eq!(copy(&array, Order::C).unwrap().shape(), shape);
        assert_eq!(copy(&transposed, Order::C).unwrap().shape(), transposed.shape());
    }
}
