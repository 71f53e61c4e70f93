//! Every operator with every pair of operands, against arithmetic on the elements.

use tegula::prelude::*;

/// Checks one operator for all pairs of owned, borrowed and viewed arrays, and numbers on either side.
macro_rules! pairs {
    ($op:tt, $a:expr, $b:expr, $number:expr) => {{
        let (a, b) = ($a, $b);
        let expected: Vec<_> = a.iter().zip(&b).map(|(&x, &y)| x $op y).collect();
        let check = |result: Array<_>| assert_eq!(result.to_vec(), expected, "{}", stringify!($op));
        let (mut a2, mut b2) = (a.to_array(), b.to_array());
        check(a.clone() $op b.clone());
        check(a.clone() $op &b);
        check(&a $op b.clone());
        check(&a $op &b);
        check(a.view() $op b.view());
        check(&a.view() $op &b.view());
        check(a.view() $op &b);
        check(&a $op b.view());
        check(a.clone() $op b.view());
        check(a.view() $op b.clone());
        check(a2.view_mut() $op b2.view_mut());
        check(&a2.view_mut() $op &b2.view_mut());
        check(&*a $op &*b);

        let right: Vec<_> = a.iter().map(|&x| x $op $number).collect();
        let check = |result: Array<_>| assert_eq!(result.to_vec(), right, "{}", stringify!($op));
        check(a.clone() $op $number);
        check(&a $op $number);
        check(a.view() $op $number);
        check(&a.view() $op $number);
        let left: Vec<_> = b.iter().map(|&y| $number $op y).collect();
        let check = |result: Array<_>| assert_eq!(result.to_vec(), left, "{}", stringify!($op));
        check($number $op b.clone());
        check($number $op &b);
        check($number $op b.view());
        check($number $op &b.view());
    }};
}

/// Checks an assignment operator on an array and on a view.
macro_rules! assigns {
    ($op:tt, $plain:tt, $a:expr, $b:expr, $number:expr) => {{
        let (a, b) = ($a, $b);
        let expected = &a $plain &b;
        let mut x = a.clone();
        x $op &b;
        assert_eq!(x, expected);
        let mut x = a.clone();
        x $op b.clone();
        assert_eq!(x, expected);
        let mut x = a.clone();
        let mut v = x.view_mut();
        v $op b.view();
        assert_eq!(x, expected);
        let mut x = a.clone();
        x $op $number;
        assert_eq!(x, &a $plain $number);
        assert_ne!(x, a, "the clone has kept its elements");
    }};
}

#[test]
fn arithmetic() {
    let (a, b) = (array![[1.5, -2.0], [8.0, 0.5]], array![[4.0, 3.0], [-2.0, 0.25]]);
    pairs!(+, a.clone(), b.clone(), 3.0);
    pairs!(-, a.clone(), b.clone(), 3.0);
    pairs!(*, a.clone(), b.clone(), 3.0);
    pairs!(/, a.clone(), b.clone(), 3.0);
    assigns!(+=, +, a.clone(), b.clone(), 3.0);
    assigns!(-=, -, a.clone(), b.clone(), 3.0);
    assigns!(*=, *, a.clone(), b.clone(), 3.0);
    assigns!(/=, /, a.clone(), b.clone(), 3.0);
    assert_eq!(-&a, array![[-1.5, 2.0], [-8.0, -0.5]]);
    assert_eq!(-a.clone(), -a.view());
}

#[test]
fn integers() {
    let (a, b) = (array![12i64, 7, 1, 255], array![3i64, 2, 6, 1]);
    pairs!(+, a.clone(), b.clone(), 5i64);
    pairs!(%, a.clone(), b.clone(), 5i64);
    pairs!(&, a.clone(), b.clone(), 5i64);
    pairs!(|, a.clone(), b.clone(), 5i64);
    pairs!(^, a.clone(), b.clone(), 5i64);
    pairs!(<<, a.clone(), b.clone(), 2i64);
    pairs!(>>, a.clone(), b.clone(), 2i64);
    assigns!(%=, %, a.clone(), b.clone(), 5i64);
    assigns!(&=, &, a.clone(), b.clone(), 5i64);
    assigns!(|=, |, a.clone(), b.clone(), 2i64);
    assigns!(^=, ^, a.clone(), b.clone(), 5i64);
    assigns!(<<=, <<, a.clone(), b.clone(), 2i64);
    assigns!(>>=, >>, a.clone(), b.clone(), 2i64);
    assert_eq!(!&a, array![-13i64, -8, -2, -256]);
    // Division gives floats, and `%` has the sign of the divisor, as in NumPy.
    assert_eq!(&a / &b, array![4.0, 3.5, 1.0 / 6.0, 255.0]);
    assert_eq!(array![-7i64, 7] % 3, array![2, 1]);
}

#[test]
fn booleans() {
    let (a, b) = (array![true, true, false], array![true, false, false]);
    pairs!(&, a.clone(), b.clone(), true);
    pairs!(|, a.clone(), b.clone(), false);
    pairs!(^, a.clone(), b.clone(), true);
    assert_eq!(!a, array![false, false, true]);
}

#[test]
fn every_number_type_takes_on_the_arrays() {
    let x = array![1.5f32, 2.0];
    let results: [Array<f32>; 8] =
        [&x * 2, &x * 2i64, &x * 2usize, &x * 2.0, &x * 2f32, 2 * &x, 2.0 * &x, 2usize * x.clone()];
    for result in results {
        assert_eq!(result, array![3.0f32, 4.0]);
    }
    assert_eq!(array![1u8, 2] + 3, array![4u8, 5]);
    assert_eq!(array![1i16] * 3i16, array![3i16]);
    let half = tegula::f16::from_f32;
    assert_eq!(Array::from_vec(vec![half(1.5)]) * 2.0, Array::from_vec(vec![half(3.0)]));
    let z = tegula::c64::new(1.0, 2.0);
    assert_eq!(array![z] * 2.0, array![z + z]);
}

#[test]
fn broadcasting() {
    let (row, column) = (array![1, 2, 3], array![[10], [20]]);
    assert_eq!(&row + &column, array![[11, 12, 13], [21, 22, 23]]);
    assert_eq!(row - column, array![[-9, -8, -7], [-19, -18, -17]]);
}

#[test]
fn arrays_of_any_type_promote() {
    let ints = array![1i8, 2].into_dyn();
    let floats = array![0.5f32, 1.5].into_dyn();
    let sum = &ints + &floats;
    assert_eq!(sum.dtype(), tegula::DType::F32);
    assert_eq!(sum.into_typed::<f32>().unwrap(), array![1.5f32, 3.5]);
    assert_eq!((&ints * 2).dtype(), tegula::DType::I8);
    assert_eq!((&ints * 2.0).dtype(), tegula::DType::F64);
    assert_eq!((ints.clone() / ints).dtype(), tegula::DType::F64);
    assert_eq!(floats.sum(All), tegula::Scalar::F32(2.0));
}

/// Large enough for the memory of owned operands to be used again.
const LARGE: usize = 1 << 16;

#[test]
fn owned_operands_give_their_memory() {
    let a = Array::from_fn(LARGE, |at| at[0] as f64);
    let b = ones::<f64>(LARGE);
    let address = |x: &Array<f64>| x.as_slice().unwrap().as_ptr();

    let temporary = &a + &b;
    let before = address(&temporary);
    let result = temporary * 2.0;
    assert_eq!(address(&result), before, "on the left");
    assert_eq!((result[0], result[LARGE - 1]), (2.0, 2.0 * LARGE as f64));

    let temporary = &a + &b;
    let before = address(&temporary);
    let result = &a - temporary;
    assert_eq!(address(&result), before, "on the right");
    assert_eq!((result[0], result[LARGE - 1]), (-1.0, -1.0));

    let temporary = &a + &b;
    let before = address(&temporary);
    let result = -temporary;
    assert_eq!(address(&result), before, "of a sign");

    // Memory that somebody else sees is left alone.
    let shared = a.clone();
    let result = shared + 1.0;
    assert_ne!(address(&result), address(&a));
    assert_eq!((a[5], result[5]), (5.0, 6.0));
    let result = a.view() + 1.0;
    assert_eq!((a[5], result[5]), (5.0, 6.0));

    // A result of another shape or type does not fit.
    let grown = ones::<f64>((1, LARGE)) + ones::<f64>((2, 1));
    assert_eq!(grown.shape(), &[2, LARGE]);
    assert_eq!(ones::<i64>(LARGE) / ones::<i64>(LARGE), b);
}

#[test]
fn operands_that_are_views_of_the_target_are_read_first() {
    let mut x = array![1.0, 2.0, 3.0, 4.0];
    let reversed = x.slice(s![..;-1]).to_array();
    let same = x.clone();
    x += same.slice(s![..;-1]);
    assert_eq!(x, array![5.0, 5.0, 5.0, 5.0]);
    assert_eq!(same.slice(s![..;-1]), reversed);
}
