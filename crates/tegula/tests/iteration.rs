//! Iterators give what indexing gives, on every kind of layout and from both ends.

use tegula::prelude::*;
use tegula::{Iter, IterMut, Views, ViewsMut};

fn cube() -> Array<i64> {
    arange(24).reshape((2, 3, 4)).unwrap()
}

/// Views of one array in which elements lie in many ways.
fn layouts(x: &Array<i64>) -> Vec<View<'_, i64>> {
    vec![
        x.view(),
        x.t(),
        x.permute(&[1, 0, 2]).unwrap(),
        x.slice(s![.., ..;2, ..;-1]),
        x.slice(s![.., 1..1]),
        x.slice(s![1, .., 2..]),
        x.slice(s![0, 0, NewAxis, 0]),
        x.slice(s![0, 0, 0]),
        x.slice(s![.., .., 1..2]),
    ]
}

#[test]
fn elements_from_both_ends() {
    let x = cube();
    for view in layouts(&x) {
        // `to_array` and `flatten` go another way: by the executor's copies.
        let expected = view.flatten().as_slice().unwrap().to_vec();
        assert_eq!(view.to_vec(), expected);
        assert!(view.iter().rev().eq(expected.iter().rev()));
        assert_eq!(view.iter().len(), expected.len());
        let mut folded = Vec::new();
        view.iter().for_each(|&v| folded.push(v));
        assert_eq!(folded, expected);
        let (mut iter, mut alternating) = (view.iter(), Vec::new());
        while let Some(v) = if alternating.len() % 2 == 0 { iter.next() } else { iter.next_back() } {
            alternating.push(*v);
        }
        assert_eq!(alternating.len(), expected.len());
        for n in 0..=expected.len() {
            assert_eq!(view.iter().nth(n), expected.get(n));
            assert_eq!(view.iter().nth_back(n), expected.iter().nth_back(n));
            assert!(view.iter().skip(n).eq(expected.iter().skip(n)));
        }
    }
}

#[test]
fn elements_with_positions() {
    let x = cube();
    let turned = x.t();
    for ([i, j, k], &v) in turned.indexed_iter() {
        assert_eq!(turned[[i, j, k]], v);
    }
    let back: Vec<_> = turned.indexed_iter::<3>().rev().collect();
    let mut front: Vec<_> = turned.indexed_iter::<3>().collect();
    front.reverse();
    assert_eq!(front, back);
    assert_eq!(Array::from(7).indexed_iter().collect::<Vec<_>>(), [([], &7)]);
    assert_eq!(tegula::ndindex([2, 0]).count(), 0);
    assert_eq!(tegula::ndindex([2, 2]).next_back(), Some([1, 1]));
}

#[test]
fn parts() {
    let x = cube();
    for axis in 0..3 {
        let parts: Vec<_> = x.axis_iter(Axis(axis)).collect();
        assert_eq!(parts.len(), x.shape()[axis as usize]);
        for (i, part) in parts.iter().enumerate() {
            let expected = x.take(&array![i as i64], Axis(axis), tegula::Bounds::Raise).unwrap();
            assert_eq!(*part, expected.squeeze(Some(axis)).unwrap());
        }
        assert!(x.axis_iter(Axis(axis)).rev().eq(parts.iter().rev().cloned()));
        let lines: Vec<_> = x.lanes(Axis(axis)).collect();
        assert_eq!(lines.len(), 24 / x.shape()[axis as usize]);
        assert!(lines.iter().all(|line| line.ndim() == 1));
        assert_eq!(lines.iter().map(|line| line.sum(All)).sum::<i64>(), x.sum(All));
    }
    assert_eq!(x.lanes(Axis(2)).nth(4).unwrap(), x.slice(s![1, 1]));
    assert_eq!(x.lanes(Axis(0)).nth(5).unwrap(), x.slice(s![.., 1, 1]));
}

#[test]
fn windows_and_chunks() {
    let x = cube();
    let windows: Vec<_> = x.windows((1, 2, 3)).collect();
    assert_eq!(windows.len(), 2 * 2 * 2);
    assert_eq!(windows[3], x.slice(s![..1, 1.., 1..]));
    assert_eq!(x.windows((1, 0, 4)).len(), 2 * 4);

    let line = arange(7);
    let chunks: Vec<_> = line.axis_chunks(3, Axis(0)).collect();
    assert_eq!(chunks, [line.slice(s![..3]), line.slice(s![3..6]), line.slice(s![6..])]);
    assert!(line.axis_chunks(3, Axis(0)).rev().eq(chunks.iter().rev().cloned()));
    assert_eq!(line.axis_chunks(3, Axis(0)).len(), 3);
    assert_eq!(line.slice(s![..0]).axis_chunks(3, Axis(0)).count(), 0);
    assert_eq!(line.axis_chunks(100, Axis(0)).next_back().unwrap(), line);
}

#[test]
fn changed_in_place() {
    let mut x = cube();
    let shared = x.clone();
    x.iter_mut().for_each(|v| *v += 1);
    for (i, mut row) in x.axis_iter_mut(Axis(1)).enumerate() {
        row *= i;
    }
    for ([_, _, k], v) in x.indexed_iter_mut() {
        *v += k as i64;
    }
    for mut half in x.axis_chunks_mut(2, Axis(2)) {
        half[(0, 0, 0)] = -1;
    }
    for v in x.slice_mut(s![1, 2]) {
        *v = 9;
    }
    for mut line in x.lanes_mut(Axis(0)).rev().take(1) {
        line.fill(7);
    }
    let expected = array![
        [[-1, 1, -1, 3], [5, 7, 9, 11], [18, 21, 24, 7]],
        [[0, 1, 2, 3], [17, 19, 21, 23], [9, 9, 9, 7]]
    ];
    assert_eq!(x, expected);
    assert_eq!(shared, cube(), "a clone keeps its elements");
}

#[test]
fn loops_take_arrays_and_views() {
    let mut x = array![[1.0, 2.0], [3.0, 4.0]];
    for v in &mut x {
        *v *= 2.0;
    }
    let (mut sum, view) = (0.0, x.slice(s![1]));
    for v in &x {
        sum += v;
    }
    for v in view {
        sum += v;
    }
    let rounded: Array<f64> = x.into_iter().map(f64::sqrt).map(f64::floor).collect();
    assert_eq!((sum, rounded), (34.0, array![1.0, 2.0, 2.0, 2.0]));
}

#[test]
fn all_of_it_goes_to_other_threads() {
    fn check<T: Send + Sync>() {}
    check::<Array<f64>>();
    check::<Array>();
    check::<View<f64>>();
    check::<ViewMut<f64>>();
    check::<Iter<f64>>();
    check::<IterMut<f64>>();
    check::<Views<f64>>();
    check::<ViewsMut<f64>>();
    let x = cube();
    let sum: i64 = std::thread::scope(|scope| {
        let halves = x.axis_iter(Axis(0)).map(|half| scope.spawn(move || half.sum(All)));
        halves.collect::<Vec<_>>().into_iter().map(|half| half.join().unwrap()).sum()
    });
    assert_eq!(sum, x.sum(All));
}

#[cfg(feature = "rayon")]
#[test]
fn in_parallel() {
    use rayon::prelude::*;

    let mut x = Array::from_fn((40, 50), |at| (at[0] * 50 + at[1]) as i64);
    for view in [x.view(), x.t(), x.slice(s![..;3, ..;-1])] {
        let sequential: Vec<i64> = view.iter().copied().collect();
        let parallel: Vec<i64> = view.par_iter().copied().collect();
        assert_eq!(sequential, parallel);
        let rows: Vec<i64> = view.par_lanes(Axis(1)).map(|row| row[0]).collect();
        assert_eq!(rows, view.slice(s![.., 0]).to_vec());
    }
    let before = x.clone();
    x.par_iter_mut().for_each(|v| *v *= 2);
    x.par_axis_iter_mut(Axis(1)).for_each(|mut column| column += 1);
    assert_eq!(x, before * 2 + 1);
}
