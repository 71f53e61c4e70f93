//! The types that are declared for results are those the engine gives: every function on every element type.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tegula::prelude::*;
use tegula::{Data, Element, Number, bf16, c64, c128, f16};

/// Runs a function; NumPy's refusal of a type is fine, the door's complaint about a wrong declaration is not.
fn run<R>(what: &str, body: impl FnOnce() -> R) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(body)) {
        let text = payload.downcast_ref::<String>().cloned().unwrap_or_default();
        let refused = text.contains("not supported") || text.contains("did not contain a loop");
        assert!(refused, "{what}: {text:?}");
    }
}

macro_rules! run_all {
    ($x:expr, $label:expr; $($name:ident($($arg:expr),*))*) => {$(
        run(&format!("{} of {}", stringify!($name), $label), || $x.$name($($arg),*));
    )*};
}

/// What only numbers have: in NumPy these functions give other types for booleans.
fn check_number<T: Element + Number>() {
    let (x, y) = (ones::<T>((2, 3)), ones::<T>((2, 3)));
    run_all!(x, x.dtype(); sign() square() reciprocal() conj() power(&x) floor_divide(&x) fmod(&x));
    run(&format!("% of {}", x.dtype()), || &x % &y);
    check::<T>();
}

fn check<T: Element + Data>() {
    let (x, y) = (ones::<T>((2, 3)), ones::<T>((2, 3)));
    let label = x.dtype();
    run_all!(x, label; abs() sqrt() cbrt() exp() exp2() expm1() log() log2() log10()
        log1p() sin() cos() tan() arcsin() arccos() arctan() sinh() cosh() tanh() floor() ceil() trunc() rint() isnan()
        isinf() isfinite() logical_not() gt(&x) ge(&x) lt(&x) le(&x) eq_(&x) ne_(&x) maximum(&x) minimum(&x) logical_and(&x) logical_or(&x) logical_xor(&x) clip(&x, &x) nonzero() sum(All)
        sum(Axis(0)) prod(All) mean(All) mean(Axis(0)) std(All) std(Axis(1)) var(All) var(Axis(0).keepdims()) max(All)
        min(Axis(0)) ptp(All) all(All) any(Axis(0)) argmax(All) argmin(Axis(0)) cumsum(All) cumprod(Axis(0)) dot(&x.t()));
    run(&format!("/ of {label}"), || &x / &y);
    run(&format!("- of {label}"), || &x - &y);
    run(&format!("neg of {label}"), || -&x);
    assert_eq!(where_(&x.eq_(&x), &x, &x), x);
    assert_eq!(concatenate([&x, &x], Axis(0)).unwrap().shape(), &[4, 3]);
    assert!(format!("{x:?}").starts_with("array([["));
    assert_eq!(x.clone().into_dyn().into_typed::<T>().unwrap(), x);
}

#[test]
fn every_function_on_every_type() {
    std::panic::set_hook(Box::new(|_| {}));
    check_number::<i8>();
    check_number::<i16>();
    check_number::<i32>();
    check_number::<i64>();
    check_number::<u8>();
    check_number::<u16>();
    check_number::<u32>();
    check_number::<u64>();
    check_number::<f16>();
    check_number::<bf16>();
    check_number::<f32>();
    check_number::<f64>();
    check_number::<c64>();
    check_number::<c128>();
    check::<bool>();
    let _ = std::panic::take_hook();
}
