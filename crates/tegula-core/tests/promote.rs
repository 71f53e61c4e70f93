//! Promotion and casting against NumPy's tables, which `xtask/fixtures/promote.py` writes.

use Operand::{Strong, Weak as Literal};
use tegula_core::{Casting, DType, Operand, Weak, can_cast, promote, result_type};

const WEAK: [Weak; 3] = [Weak::Int, Weak::Float, Weak::Complex];
const NUMPY: &str = include_str!("promote.txt");

/// The lines of one table, split into words, without the table's name.
fn table(name: &str) -> Vec<Vec<&'static str>> {
    let rows = NUMPY.lines().map(|line| line.split(' ').collect::<Vec<_>>()).filter(|words| words[0] == name);
    rows.map(|words| words[1..].to_vec()).collect()
}

fn dtype(name: &str) -> DType {
    DType::ALL.into_iter().find(|d| d.name() == name).unwrap()
}

#[test]
fn pairs() {
    let rules = [Casting::No, Casting::Equiv, Casting::Safe, Casting::SameKind, Casting::Unsafe];
    let rows = table("pair");
    assert_eq!(rows.len(), 14 * 14);
    for row in rows {
        let (a, b) = (dtype(row[0]), dtype(row[1]));
        assert_eq!(promote(a, b).name(), row[2], "promote({a}, {b})");
        assert_eq!(result_type(&[Strong(a), Strong(b)]).unwrap().name(), row[2]);
        let strictest = Casting::parse(row[3]).unwrap();
        for rule in rules {
            assert_eq!(can_cast(a, b, rule), rule >= strictest, "can_cast({a}, {b}, {rule})");
        }
    }
}

#[test]
fn literals_are_weak() {
    for row in table("weak") {
        let a = dtype(row[0]);
        for (weak, expected) in WEAK.into_iter().zip(&row[1..]) {
            assert_eq!(
                result_type(&[Strong(a), Literal(weak)]).unwrap().name(),
                *expected,
                "{a} with {weak:?}"
            );
            assert_eq!(result_type(&[Literal(weak), Strong(a)]).unwrap().name(), *expected);
            assert_eq!(weak.join(a).name(), *expected);
        }
    }
    assert_eq!(result_type(&[Literal(Weak::Int), Literal(Weak::Complex)]), Some(DType::C128));
    assert_eq!(result_type(&[Literal(Weak::Int)]), Some(DType::I64));
    assert_eq!(result_type(&[]), None);
}

#[test]
fn three_types() {
    let exceptions = table("triple");
    let all: Vec<DType> = DType::ALL.into_iter().filter(|&d| d != DType::BF16).collect();
    for &a in &all {
        for &b in &all {
            for &c in &all {
                let names = [a.name(), b.name(), c.name()];
                let expected = match exceptions.iter().find(|row| row[..3] == names) {
                    Some(row) => dtype(row[3]),
                    None => promote(promote(a, b), c),
                };
                let found = result_type(&[Strong(a), Strong(b), Strong(c)]).unwrap();
                assert_eq!(found, expected, "{names:?}");
                for weak in WEAK {
                    let operands = [Strong(a), Literal(weak), Strong(b), Strong(c)];
                    assert_eq!(result_type(&operands), Some(weak.join(expected)), "{names:?} with {weak:?}");
                }
            }
        }
    }
}

/// NumPy has no bfloat16: it stands where float16 stands, and the two meet in float32.
#[test]
fn bfloat16_promotes_like_float16() {
    for other in DType::ALL.into_iter().filter(|d| !matches!(d, DType::F16 | DType::BF16)) {
        let swap = |d: DType| if d == DType::F16 { DType::BF16 } else { d };
        assert_eq!(promote(DType::BF16, other), swap(promote(DType::F16, other)));
        assert_eq!(promote(other, DType::BF16), swap(promote(other, DType::F16)));
        for rule in [Casting::No, Casting::Safe, Casting::SameKind, Casting::Unsafe] {
            assert_eq!(can_cast(DType::BF16, other, rule), can_cast(DType::F16, other, rule));
            assert_eq!(can_cast(other, DType::BF16, rule), can_cast(other, DType::F16, rule));
        }
    }
    assert_eq!(promote(DType::F16, DType::BF16), DType::F32);
    assert!(!can_cast(DType::F16, DType::BF16, Casting::Safe));
    assert!(can_cast(DType::F16, DType::BF16, Casting::SameKind));
}

#[test]
fn strings_and_objects_stand_above_numbers() {
    use DType::{Bytes, Object, Str};
    assert_eq!(promote(Str(3), DType::I8), Str(4));
    assert_eq!(promote(DType::F64, Bytes(40)), Bytes(40));
    assert_eq!(promote(Bytes(7), Str(2)), Str(7));
    assert_eq!(promote(Object, Str(2)), Object);
    assert!(can_cast(DType::I64, Str(21), Casting::Safe) && !can_cast(DType::I64, Str(20), Casting::Safe));
    assert!(can_cast(Str(5), Str(3), Casting::SameKind) && !can_cast(Str(5), Bytes(5), Casting::SameKind));
    assert!(can_cast(Str(5), Object, Casting::Safe) && !can_cast(Object, Str(5), Casting::SameKind));
    assert_eq!(
        (Str(5).to_string(), Bytes(3).to_string(), Object.repr()),
        ("<U5".into(), "|S3".into(), "dtype('O')".into())
    );
}

#[test]
fn byte_order_is_dropped_by_promotion_and_kept_by_no_cast() {
    for dtype in DType::ALL {
        let foreign = dtype.foreign();
        assert_eq!((foreign.native(), foreign.foreign(), promote(foreign, foreign)), (dtype, foreign, dtype));
        assert_eq!(foreign.is_native(), dtype.swap_unit() == 1);
        assert_eq!((foreign.itemsize(), foreign.kind()), (dtype.itemsize(), dtype.kind()));
        assert!(can_cast(foreign, dtype, Casting::Equiv) && can_cast(dtype, foreign, Casting::Safe));
        assert_eq!(can_cast(foreign, dtype, Casting::No), foreign == dtype);
    }
    assert_eq!(promote(DType::I16.foreign(), DType::F16), DType::F32);
    assert_eq!(DType::Str(3).foreign().code().trim_start_matches(['<', '>']), "U3");
}
