//! Who sees a write, and views that are written to at the same time.

use tegula::prelude::*;
use tegula::{c128, shares_memory};

#[test]
fn what_is_reshaped_shares_until_a_write() {
    let mut x = arange(12);
    let rows = x.slice(s![4..]).reshape((2, 4)).unwrap();
    assert!(shares_memory(&rows, &x));
    x[5] = -1;
    assert_eq!((x[5], rows[(0, 1)]), (-1, 5), "a write leaves the other alone");

    let turned = x.reshape((3, 4)).unwrap();
    assert!(!shares_memory(&turned.t().ravel(), &turned), "other strides cannot describe it");
    let mut line = turned.slice(s![1]).ravel();
    assert!(shares_memory(&line, &turned));
    line.fill(0);
    assert_eq!(turned.slice(s![1]), array![4, -1, 6, 7]);
}

#[test]
fn what_somebody_can_write_is_copied() {
    let mut x = arange(4);
    let mut view = x.view_mut();
    let (square, line) = (view.rb().reshape((2, 2)).unwrap(), view.rb().t().ravel());
    let window = view.rb().slice(s![1..]).reshape(3).unwrap();
    view.fill(9);
    assert_eq!(square, array![[0, 1], [2, 3]]);
    assert_eq!((line, window), (arange(4), array![1, 2, 3]));

    fn flat(x: &ArrayRef<i64>) -> Array<i64> {
        x.ravel()
    }
    let copied = flat(&x.view_mut());
    assert!(!shares_memory(&copied, &x));
}

#[test]
fn elements_that_stand_several_times_are_not_shared() {
    let x = array![1, 2, 3];
    let mut wide = x.broadcast_to((2, 3)).unwrap().reshape((2, 3)).unwrap();
    wide[(0, 0)] = 9;
    assert_eq!(wide, array![[9, 2, 3], [1, 2, 3]]);
    let mut windows = x.sliding_window_view(2).unwrap().reshape(4).unwrap();
    windows[1] = 9;
    assert_eq!(windows, array![1, 9, 2, 3]);
}

#[test]
fn halves_at_the_same_time() {
    let mut x = arange(12).reshape((3, 4)).unwrap();
    let (mut left, mut right) = x.split_at_mut(1, Axis(1));
    std::thread::scope(|scope| {
        scope.spawn(|| left *= -1);
        scope.spawn(|| right += 100);
    });
    assert_eq!(x.slice(s![1]), array![-4, 105, 106, 107]);
    let (empty, all) = x.split_at_mut(0, Axis(0));
    assert_eq!((empty.shape(), all.shape()), (&[0, 4][..], &[3, 4][..]));
    let [a, b, c] = x.slices_mut([s![0], s![1, ..;2], s![1, 1..;2]]);
    a.slice_mut(s![..2]).assign(&b);
    assert_eq!(c.to_vec(), [105, 107]);
    assert_eq!(x.slice(s![0]), array![-4, 106, 102, 103]);
}

#[test]
#[should_panic = "slices to be changed must not overlap"]
fn overlapping_slices() {
    arange(4).slices_mut([s![..3], s![2..]]);
}

#[test]
#[should_panic = "index 5 is out of bounds for axis 0 with size 4"]
fn a_cut_beyond_the_end() {
    arange(4).split_at(5, Axis(0));
}

#[test]
fn where_to_cut() {
    let x = arange(6);
    let lengths = |parts: Vec<View<i64>>| parts.iter().map(|part| part.len()).collect::<Vec<_>>();
    assert_eq!(lengths(x.split([2, 3], Axis(0)).unwrap()), [2, 1, 3]);
    assert_eq!(lengths(x.split([-1], Axis(0)).unwrap()), [5, 1]);
    assert_eq!(lengths(x.split([4, 2, 9], Axis(0)).unwrap()), [4, 0, 4, 0]);
    assert_eq!(lengths(x.array_split(4, Axis(0)).unwrap()), [2, 2, 1, 1]);
    let text = |result: tegula::Result<Vec<View<i64>>>| result.unwrap_err().to_string();
    assert_eq!(text(x.split(4, Axis(0))), "array split does not result in an equal division");
    assert_eq!(text(x.array_split(0, Axis(0))), "number sections must be larger than 0.");
    assert_eq!(text(x.vsplit(2)), "vsplit only works on arrays of 2 or more dimensions");
}

#[test]
fn parts_of_complex_numbers() {
    let mut z = array![[c128::new(1.0, 2.0), c128::new(3.0, 4.0)]];
    let shared = z.clone();
    z.real_mut().slice_mut(s![0]).assign(array![5.0, 6.0]);
    assert_eq!(z, array![[c128::new(5.0, 2.0), c128::new(6.0, 4.0)]]);
    assert_eq!(shared.imag().iter().sum::<f64>(), 6.0);
    assert_eq!(z.t().real().to_vec(), [5.0, 6.0]);
}
