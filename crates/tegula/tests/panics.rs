//! Messages are NumPy's, and a panic is reported where the door was called.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

use tegula::prelude::*;

static LAST: Mutex<(String, u32)> = Mutex::new((String::new(), 0));

/// The message of a panic; it must have been raised in this file.
fn message(body: impl FnOnce()) -> String {
    static HOOK: Mutex<()> = Mutex::new(());
    let _one_at_a_time = HOOK.lock().unwrap_or_else(PoisonError::into_inner);
    let old = std::panic::take_hook();
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|l| (l.file().to_owned(), l.line())).unwrap_or_default();
        *LAST.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }));
    let result = catch_unwind(AssertUnwindSafe(body));
    std::panic::set_hook(old);
    let payload = result.expect_err("the body must panic");
    let (file, _) = LAST.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(file.ends_with("panics.rs"), "raised in {file}");
    payload
        .downcast_ref::<String>()
        .cloned()
        .unwrap_or_else(|| payload.downcast_ref::<&str>().unwrap().to_string())
}

macro_rules! panics {
    ($($body:expr => $text:literal;)*) => {$(
        assert_eq!(message(|| { let _ = $body; }), $text);
    )*};
}

#[test]
fn messages() {
    let (x, y) = (zeros::<f64>((2, 3)), zeros::<f64>(4));
    let mut z = x.clone();
    let b = array![true, false];
    panics! {
        &x + &y => "operands could not be broadcast together with shapes (2,3) (4,) ";
        1.0 + (&x * &y) => "operands could not be broadcast together with shapes (2,3) (4,) ";
        z += &y => "operands could not be broadcast together with shapes (2,3) (4,) (2,3) ";
        z += zeros::<f64>((5, 2, 3)) => "non-broadcastable output operand with shape (2,3) doesn't match the broadcast shape (5,2,3)";
        &b - &b => "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, or the logical_xor function instead.";
        -&b => "The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the logical_not function instead.";
        array![1u8] + 300 => "Python integer 300 out of bounds for uint8";
        array![2i64].power(-1) => "Integers to negative integer powers are not allowed.";
        x[(2, 0)] => "index 2 is out of bounds for axis 0 with size 2";
        x[(0, -4)] => "index -4 is out of bounds for axis 1 with size 3";
        x[(0, 0, 0)] => "too many indices for array: array is 2-dimensional, but 3 were indexed";
        z[(0, 3)] = 1.0 => "index 3 is out of bounds for axis 1 with size 3";
        x.slice(s![5]) => "index 5 is out of bounds for axis 0 with size 2";
        x.slice(s![0, 0, 0]) => "too many indices for array: array is 2-dimensional, but 3 were indexed";
        x.slice(s![..;0]) => "slice step cannot be zero";
        x.slice(s![Ellipsis, Ellipsis]) => "an index can only have a single ellipsis ('...')";
        x.at(array![0, 2]) => "index 2 is out of bounds for axis 0 with size 2";
        x.at(array![true, false, true]) => "boolean index did not match indexed array along axis 0; size of axis is 2 but size of corresponding boolean axis is 3";
        x.at((array![0, 1], array![0, 1, 2])) => "shape mismatch: indexing arrays could not be broadcast together with shapes (2,) (3,) ";
        z.set(s![0], array![1.0, 2.0]) => "could not broadcast input array from shape (2,) into shape (3,)";
        z.set(array![0, 1], array![1.0, 2.0]) => "shape mismatch: value array of shape (2,) could not be broadcast to indexing result of shape (2,3)";
        x.sum(Axis(2)) => "axis 2 is out of bounds for array of dimension 2";
        x.mean(Axis(-3)) => "axis -3 is out of bounds for array of dimension 2";
        x.sum(Axes([0, 0])) => "duplicate value in 'axis'";
        zeros::<f64>(0).max(All) => "zero-size array to reduction operation maximum which has no identity";
        zeros::<f64>(0).argmax(All) => "attempt to get argmax of an empty sequence";
        zeros::<f64>((1 << 40, 1 << 40)) => "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size.";
        zeros::<f64>(1 << 57) => "Unable to allocate 1.00 EiB for an array with shape (144115188075855872,) and data type float64";
        arange_step(0, 5, 0) => "division by zero";
        default_rng(-1) => "expected non-negative integer";
        default_rng(0).normal(0.0, -1.0, 3) => "scale < 0";
        default_rng(0).integers(5, 5, 3) => "low >= high";
    }
}

#[test]
fn errors() {
    let x = zeros::<f64>((2, 3));
    let text = |error: tegula::Error| error.to_string();
    assert_eq!(text(x.reshape((4, 2)).unwrap_err()), "cannot reshape array of size 6 into shape (4,2)");
    assert_eq!(text(x.reshape((-1, -1)).unwrap_err()), "can only specify one unknown dimension");
    assert_eq!(text(x.permute(&[0]).unwrap_err()), "axes don't match array");
    assert_eq!(text(x.permute(&[0, 0]).unwrap_err()), "repeated axis in transpose");
    assert_eq!(
        text(x.swapaxes(0, 2).unwrap_err()),
        "axis2: axis 2 is out of bounds for array of dimension 2"
    );
    assert_eq!(text(x.expand_dims(4).unwrap_err()), "axis 4 is out of bounds for array of dimension 3");
    assert_eq!(
        text(x.squeeze(Some(0)).unwrap_err()),
        "cannot select an axis to squeeze out which has size not equal to one"
    );
    assert_eq!(
        text(x.broadcast_to((3, 3)).unwrap_err()),
        "operands could not be broadcast together with remapped shapes [original->remapped]: (2,3)  and requested shape (3,3)"
    );
    assert_eq!(text(x.item().unwrap_err()), "can only convert an array of size 1 to a Python scalar");
    assert_eq!(text(x.dot(&x).unwrap_err()), "shapes (2,3) and (2,3) not aligned: 3 (dim 1) != 2 (dim 0)");
    assert!(
        text(matmul(&x, &x).unwrap_err())
            .starts_with("matmul: Input operand 1 has a mismatch in its core dimension 0")
    );
    assert_eq!(
        text(concatenate::<f64, Array<f64>>([], Axis(0)).unwrap_err()),
        "need at least one array to concatenate"
    );
    assert_eq!(
        text(stack([&x, &zeros::<f64>(3)], Axis(0)).unwrap_err()),
        "all input arrays must have the same shape"
    );
    assert_eq!(
        text(Array::from_shape_vec((2, 2), vec![1.0]).unwrap_err()),
        "cannot reshape array of size 1 into shape (2,2)"
    );
    assert_eq!(text(x.as_typed::<f32>().unwrap_err()), "expected an array of float32, got float64");
}
