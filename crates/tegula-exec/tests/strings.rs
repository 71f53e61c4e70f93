//! Strings: moved by their bytes, converted element by element.

use tegula_core::index::{Item, prepare};
use tegula_core::{DType, ErrorKind, RawArray, Scalar, strings};
use tegula_exec::{Order, assign, cast, concatenate, copy, get, set};

fn texts(items: &[&str], width: u32) -> RawArray {
    let dtype = DType::Str(width);
    let array = RawArray::zeros(&[items.len()], dtype).unwrap();
    for (i, item) in items.iter().enumerate() {
        // SAFETY: the array has one element for each item.
        unsafe {
            strings::write(item.chars().map(u32::from), dtype, array.ptr().add(i * dtype.itemsize()));
        }
    }
    array
}

fn read(array: &RawArray) -> Vec<String> {
    (0..array.size()).map(|i| array.text(&[i])).collect()
}

#[test]
fn widths_pad_and_cut() {
    let a = texts(&["one", "three", ""], 5);
    assert_eq!(read(&cast(&a, DType::Str(3), Order::C).unwrap()), ["one", "thr", ""]);
    assert_eq!(read(&cast(&a, DType::Str(9), Order::C).unwrap()), ["one", "three", ""]);
    assert_eq!(a.quoted(&[1]), "'three'");
}

#[test]
fn elements_of_any_size_are_moved() {
    // Most of these are sizes that no kernel knows.
    for width in [1, 3, 7, 300] {
        let long = "x".repeat(300);
        let a = texts(&["ab", &long, "é😀"], width);
        let cut = |s: &str| s.chars().take(width as usize).collect::<String>();
        let all = [cut("ab"), cut(&long), cut("é😀")];
        let reversed = a.with_layout(a.layout.slice(0, 2, -1, 3));
        assert_eq!(read(&copy(&reversed, Order::C).unwrap()), [&*all[2], &*all[1], &*all[0]]);
        let joined = concatenate(&[a.clone(), reversed], 0, a.dtype).unwrap();
        assert_eq!(joined.size(), 6);
        let positions = RawArray::zeros(&[2], DType::I64).unwrap();
        let picked = get(&a, &prepare(&a.layout, &[Item::Positions(positions)]).unwrap(), Order::K).unwrap();
        assert_eq!(read(&picked), [&*all[0], &*all[0]]);
        let mask = RawArray::zeros(&[3], DType::Bool).unwrap();
        // SAFETY: the mask has three bytes.
        unsafe { mask.ptr().add(1).write(1) };
        let prepared = prepare(&a.layout, &[Item::Mask(mask)]).unwrap();
        assert_eq!(read(&get(&a, &prepared, Order::K).unwrap()), [&*all[1]]);
        set(&a, &prepared, &texts(&["new"], 3)).unwrap();
        assert_eq!(a.text(&[1]), cut("new"));
    }
}

#[test]
fn numbers_and_texts_convert() {
    let numbers = cast(&texts(&[" 12 ", "-3", "1_0"], 4), DType::I16, Order::C).unwrap();
    let values: Vec<_> = (0..3).map(|i| numbers.get(&[i])).collect();
    assert_eq!(values, [Scalar::I16(12), Scalar::I16(-3), Scalar::I16(10)]);
    assert_eq!(read(&cast(&numbers, DType::Str(0), Order::C).unwrap()), ["12", "-3", "10"]);
    let complex = cast(&texts(&["1-2.5j"], 6), DType::C128, Order::C).unwrap();
    assert_eq!(complex.get(&[0]).to_c128(), tegula_core::c128::new(1.0, -2.5));
    let target = RawArray::zeros(&[2], DType::F32).unwrap();
    assign(&target, &texts(&["-inf", "2e3"], 4)).unwrap();
    assert_eq!((target.get(&[0]).to_f64(), target.get(&[1]).to_f64()), (f64::NEG_INFINITY, 2000.0));
}

#[test]
fn faults_are_errors() {
    for (text, dtype, kind) in [
        ("x", DType::I64, ErrorKind::Value),
        ("1.5", DType::I64, ErrorKind::Value),
        ("1__0", DType::F64, ErrorKind::Value),
        ("", DType::F64, ErrorKind::Value),
        ("1+", DType::C64, ErrorKind::Value),
        ("300", DType::I8, ErrorKind::Overflow),
        ("é", DType::Bytes(2), ErrorKind::Encode),
    ] {
        assert_eq!(
            cast(&texts(&[text], 4), dtype, Order::C).err().map(|e| e.kind()),
            Some(kind),
            "{text} to {dtype}"
        );
    }
}
