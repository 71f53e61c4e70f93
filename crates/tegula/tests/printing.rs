//! Texts against NumPy's, printed by NumPy 2.4: `str` and `repr` of the same arrays.

use tegula::prelude::*;
use tegula::{bf16, c64, c128, f16};

/// What stands in the fixture beside each array: its name, `str` and `repr`.
fn check(cases: &[(&str, String, String)]) {
    let fixture = include_str!("fixtures/printing.txt");
    let mut expected = fixture.split("\n=== ").skip(1);
    for (name, text, repr) in cases {
        let case = expected.next().expect("as many cases as in the fixture");
        let (title, case) = case.split_once('\n').unwrap();
        let (theirs, their_repr) = case.trim_end_matches('\n').split_once("\n---\n").unwrap();
        assert_eq!(*name, title);
        assert_eq!(text, theirs, "str of {name}");
        assert_eq!(repr, their_repr, "repr of {name}");
    }
    assert_eq!(expected.next(), None);
}

macro_rules! cases {
    ($($name:literal: $array:expr;)*) => {
        [$(match &$array {
            array => ($name, array.to_string(), format!("{array:?}")),
        }),*]
    };
}

#[test]
fn arrays() {
    let half = |x: f32| f16::from_f32(x);
    check(&cases! {
        "integers": array![[1i64, -20, 300], [4, 5, 6]];
        "bytes": array![1u8, 2, 255];
        "booleans": array![[true, false], [false, true]];
        "floats": array![[1.0, 2.5], [-0.0, 1e-3]];
        "wide range": array![1e-10, 1.0, 1e10];
        "thirds": arange(4).astype::<f64>() / 3.0;
        "float32": array![1.1f32, 2.2, 3.3];
        "float16": Array::from_vec(vec![half(1.1), half(65504.0)]);
        "not finite": array![f64::NAN, f64::INFINITY, -1.5];
        "complex128": array![c128::new(1.0, -2.0), c128::new(0.5, 1e-3)];
        "complex64": array![c64::new(1.0, 2.0)];
        "number": Array::from(2.5);
        "empty": zeros::<f64>(0);
        "empty matrix": zeros::<f32>((0, 3));
        "cube": arange(12).reshape((2, 3, 2)).unwrap();
        "long line": arange(30);
        "large": arange(1001);
        "large matrix": arange(10000).reshape((100, 100)).unwrap();
        "view": arange(12).reshape((3, 4)).unwrap().slice(s![..;-1, ..;2]);
        "transposed": arange(6).reshape((2, 3)).unwrap().t();
    });
    assert_eq!(array![bf16::from_f32(1.5)].to_string(), "[1.5]", "NumPy has no such type");
}

#[test]
fn dynamic_arrays_print_alike() {
    let x = array![[1.0, 2.5], [3.0, 4.0]];
    assert_eq!(format!("{x:?} {x}"), format!("{:?} {}", x.clone().into_dyn(), x.as_dyn()));
}
