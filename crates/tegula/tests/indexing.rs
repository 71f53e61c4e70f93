//! Elements, slices, boolean and integer arrays; reading and writing; what the borrow of a view means.

use tegula::prelude::*;

fn cube() -> Array<i64> {
    arange(24).reshape((2, 3, 4)).unwrap()
}

#[test]
fn elements() {
    let mut x = cube();
    assert_eq!((x[(0, 0, 0)], x[(1, 2, 3)], x[[1, 0, 2]]), (0, 23, 14));
    assert_eq!(x[(-1, -1, -1)], 23);
    let at = 1usize;
    assert_eq!(x[(at, 0, -4i64)], 12);
    x[(0, 1, 2)] = 60;
    assert_eq!(x.slice(s![0, 1])[2], 60);
    assert_eq!(x.get((0, 1, 2)), Some(60));
    assert_eq!(x.get((2, 0, 0)), None);
    assert_eq!(Array::from(5.0)[[0usize; 0]], 5.0);
}

/// Slices of an axis against Python's rules, written out by `range(*slice(a, b, c).indices(5))`.
#[test]
fn slices_of_an_axis() {
    let x = arange(5);
    let check = |view: View<i64>, expected: &[i64]| assert_eq!(view.to_vec(), expected);
    check(x.slice(s![..]), &[0, 1, 2, 3, 4]);
    check(x.slice(s![1..3]), &[1, 2]);
    check(x.slice(s![-2..]), &[3, 4]);
    check(x.slice(s![..-2]), &[0, 1, 2]);
    check(x.slice(s![..10]), &[0, 1, 2, 3, 4]);
    check(x.slice(s![3..1]), &[]);
    check(x.slice(s![1..=3]), &[1, 2, 3]);
    check(x.slice(s![2..=-1]), &[2, 3, 4]);
    check(x.slice(s![..=-1]), &[0, 1, 2, 3, 4]);
    check(x.slice(s![..;2]), &[0, 2, 4]);
    check(x.slice(s![1..;2]), &[1, 3]);
    check(x.slice(s![..;-1]), &[4, 3, 2, 1, 0]);
    check(x.slice(s![3..0;-2]), &[3, 1]);
    check(x.slice(s![-1..-4;-1]), &[4, 3, 2]);
    let (start, stop) = (1usize, 4usize);
    check(x.slice(s![start..stop]), &[1, 2, 3]);
}

#[test]
fn slices_of_several_axes() {
    let x = cube();
    assert_eq!(x.slice(s![1]).shape(), &[3, 4]);
    assert_eq!(x.slice(s![.., 1]).shape(), &[2, 4]);
    assert_eq!(x.slice(s![Ellipsis, 1]), array![[1, 5, 9], [13, 17, 21]]);
    assert_eq!(x.slice(s![0, .., NewAxis, ..;3,]).shape(), &[3, 1, 2]);
    assert_eq!(x.slice(s![NewAxis, Ellipsis, NewAxis]).shape(), &[1, 2, 3, 4, 1]);
    assert_eq!(x.slice(s![1, ..;-1, 0]), array![20, 16, 12]);
    let row: View<i64> = x.slice(s![1]).slice(s![2]).t().slice(s![1..3]);
    assert_eq!(row, array![21, 22], "a view of a view lives as long as the array");
    assert_eq!(x.slice(s![0, 0, 0]).item().unwrap(), 0);
}

#[test]
fn views_do_not_copy() {
    let x = cube();
    let inside = |view: &ArrayRef<i64>| {
        x.as_slice().unwrap().as_ptr_range().contains(&std::ptr::from_ref(view.iter().next().unwrap()))
    };
    assert!(inside(&x.slice(s![1, 1..])));
    assert!(inside(&x.t()));
    assert!(inside(&x.permute(&[2, 0, 1]).unwrap()));
    assert!(inside(&x.view().reshape((6, 4)).unwrap()));
    assert!(!inside(&x.t().reshape((6, 4)).unwrap()), "other strides cannot describe it");
}

#[test]
fn boolean_and_integer_arrays() {
    let x = cube();
    assert_eq!(x.at(x.gt(20)), array![21, 22, 23]);
    assert_eq!(x.at(array![true, false]).shape(), &[1, 3, 4]);
    assert_eq!(x.at((.., array![false, true, true])).shape(), &[2, 2, 4]);
    assert_eq!(x.at(array![1, 0, -1]).shape(), &[3, 3, 4]);
    assert_eq!(x.at((array![0, 1], array![2, 0], array![3, 3])), array![11, 15]);
    assert_eq!(x.at((array![[0], [1]], array![0, 2], 1)), array![[1, 9], [13, 21]]);
    // Arrays (and integers beside them) apart from each other: their axes go in front.
    assert_eq!(x.at((0, .., array![0u8, 3])), array![[0, 4, 8], [3, 7, 11]]);
    assert_eq!(x.at((array![0, 1, 1], .., array![0, 1, 2])).shape(), &[3, 3]);
    assert_eq!(x.at((s![.., 1..], array![0, 3])).shape(), &[2, 2, 2]);
    assert_eq!(x.at((Ellipsis, NewAxis, array![2])).shape(), &[2, 3, 1, 1]);
    let positions = x.slice(s![0, 0, ..2]);
    assert_eq!(x.at(&positions).shape(), &[2, 3, 4], "a view as an index");
    assert_eq!(x.at(1).shape(), &[3, 4], "a basic index gives a copy here");
}

#[test]
fn writing() {
    let mut x = cube();
    x.set((0, ..), 0);
    assert_eq!(x.slice(s![0]).sum(All), 0);
    x.set(x.gt(20), -1);
    assert_eq!(x.slice(s![1, 2]), array![20, -1, -1, -1]);
    x.set((.., array![0, 2], 0), array![[1, 2], [3, 4]]);
    assert_eq!(x.slice(s![.., .., 0]), array![[1, 0, 2], [3, 16, 4]]);
    let mut view = x.slice_mut(s![1]);
    view.set(0, array![7, 7, 8, 8]);
    view.rb_mut().slice_mut(s![1..]).fill(9);
    assert_eq!(view.slice(s![.., 0]), array![7, 9, 9]);
    assert_eq!(x.slice(s![1, 0]), array![7, 7, 8, 8]);
    x.assign(array![5]);
    assert_eq!(x.sum(All), 5 * 24);
}

#[test]
fn clones_share_until_one_is_changed() {
    let address = |x: &Array<i64>| x.as_slice().unwrap().as_ptr();
    let original = cube();
    let mut copy = original.clone();
    assert_eq!(address(&copy), address(&original));
    copy[(0, 0, 0)] = 99;
    assert_ne!(address(&copy), address(&original));
    assert_eq!((original[(0, 0, 0)], copy[(0, 0, 0)]), (0, 99));
    let at = address(&copy);
    copy[(0, 0, 0)] = 98;
    assert_eq!(address(&copy), at, "it is copied once");

    let flat = original.ravel();
    assert_eq!(address(&flat), address(&original), "reshaping shares");
    let mut matrix = original.reshape((4, 6)).unwrap();
    drop((flat, original));
    let at = address(&matrix);
    matrix += 1;
    assert_eq!(address(&matrix), at, "the last one need not copy");

    type Change = fn(&mut Array<i64>);
    let changes: [Change; 9] = [
        |x| x[0] = 9,
        |x| *x += 1,
        |x| x.fill(9),
        |x| x.set(0, 9),
        |x| x.view_mut().fill(9),
        |x| x.slice_mut(s![1..])[0] = 9,
        |x| x.as_slice_mut().unwrap()[0] = 9,
        |x| x.iter_mut().for_each(|v| *v = 9),
        |x| default_rng(0).shuffle(x),
    ];
    for change in changes {
        let original = arange(4);
        let mut changed = original.clone();
        change(&mut changed);
        assert_eq!(original, array![0, 1, 2, 3]);
        assert_ne!(changed, original);
    }
}

#[test]
fn an_array_can_be_set_from_itself() {
    let mut x = arange(5);
    let before = x.clone();
    x.set(s![1..], before.slice(s![..-1]));
    assert_eq!(x, array![0, 0, 1, 2, 3]);
    let order = array![4, 3, 2, 1, 0];
    x.set(&order, x.clone());
    assert_eq!(x, array![3, 2, 1, 0, 0]);
}

#[test]
fn iteration_is_in_c_order() {
    let x = cube();
    let y = x.permute(&[2, 0, 1]).unwrap();
    let mut expected = Vec::new();
    for i in 0..4 {
        for j in 0..2 {
            for k in 0..3 {
                expected.push(x[(j, k, i)]);
            }
        }
    }
    assert_eq!(y.to_vec(), expected);
    assert_eq!(y.iter().len(), 24);
    assert_eq!(x.slice(s![.., 0..0]).iter().next(), None);
    assert_eq!(Array::from(3).to_vec(), [3]);
    let mut x = x;
    x.slice_mut(s![.., ..;-1, ..;2]).iter_mut().enumerate().for_each(|(i, v)| *v = i as i64);
    assert_eq!(x.slice(s![0, 2, ..;2]), array![0, 1]);
    assert_eq!(x.slice(s![1, 0]), array![10, 13, 11, 15]);
}

#[test]
fn views_cross_threads() {
    let mut x = cube();
    let total: i64 = std::thread::scope(|scope| {
        let workers: Vec<_> = x.outer_iter().map(|part| scope.spawn(move || part.sum(All))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    assert_eq!(total, x.sum(All));
    let copy = x.clone();
    std::thread::scope(|scope| {
        scope.spawn(|| x.fill(1));
        scope.spawn(|| assert_eq!(copy.sum(All), 276));
    });
    assert_eq!(x.sum(All), 24);
}
