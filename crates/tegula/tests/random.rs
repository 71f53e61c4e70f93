//! Streams against constants printed by NumPy 2.4: `rng = numpy.random.default_rng(42)`, then the calls in
//! order.

use tegula::prelude::*;

#[test]
fn a_stream_of_several_methods() {
    let mut rng = default_rng(42);
    assert_eq!(rng.random(3), array![0.7739560485559633, 0.4388784397520523, 0.8585979199113825]);
    assert_eq!(rng.standard_normal(2), array![0.9405647163912139, -1.9510351886538364]);
    assert_eq!(rng.uniform(-1.0, 1.0, 2), array![0.9512447032735118, 0.5222794039807059]);
    let expected = array![[4.367514815312836, 4.966397684991422], [3.2939121448528397, 6.758795949725657]];
    assert_eq!(rng.normal(5.0, 2.0, (2, 2)), expected);
    assert_eq!(rng.integers(0, 10, 5), array![1, 9, 7, 6, 4]);
    assert_eq!(rng.permutation(6), array![1, 0, 4, 2, 3, 5]);
}

#[test]
fn shuffled_rows_stay_whole() {
    let mut x = arange(12).reshape((6, 2)).unwrap();
    let order = default_rng(3).permutation(6);
    default_rng(3).shuffle(&mut x);
    assert_eq!(x.slice(s![.., 0]), &order * 2);
    assert_eq!(x.slice(s![.., 1]), &order * 2 + 1);
}

#[test]
fn any_shape_takes_the_same_stream() {
    let flat = default_rng(1).random(24);
    let cube = default_rng(1).random((2, 3, 4));
    assert_eq!(cube.ravel(), flat);
    assert_eq!(default_rng(1).random(()).item().unwrap(), flat[0]);
    assert_eq!(default_rng(1).random((0, 3)).size(), 0);
}
