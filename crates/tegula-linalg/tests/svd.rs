//! The singular value decomposition by what defines it.

mod common;

use common::{Rng, filled, scattered};
use proptest::prelude::*;
use tegula_core::{DType, RawArray, Scalar, c128};
use tegula_linalg::{svd, svdvals};

fn matrix(array: &RawArray, batch: usize) -> Vec<Vec<c128>> {
    let (m, n) = (array.shape()[array.ndim() - 2], array.shape()[array.ndim() - 1]);
    let at = |i, j| {
        let index = if array.ndim() == 3 { vec![batch, i, j] } else { vec![i, j] };
        array.get(&index).to_c128()
    };
    (0..m).map(|i| (0..n).map(|j| at(i, j)).collect()).collect()
}

fn product(a: &[Vec<c128>], b: &[Vec<c128>]) -> Vec<Vec<c128>> {
    let columns = b.first().map_or(0, Vec::len);
    let at = |row: &Vec<c128>, j: usize| row.iter().zip(b).map(|(x, y)| x * y[j]).sum();
    a.iter().map(|row| (0..columns).map(|j| at(row, j)).collect()).collect()
}

fn adjoint(a: &[Vec<c128>]) -> Vec<Vec<c128>> {
    let columns = a.first().map_or(0, Vec::len);
    (0..columns).map(|j| a.iter().map(|row| row[j].conj()).collect()).collect()
}

fn distance(a: &[Vec<c128>], b: &[Vec<c128>]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().flatten().zip(b.iter().flatten()).map(|(x, y)| (x - y).norm()).fold(0.0, f64::max)
}

fn identity(n: usize) -> Vec<Vec<c128>> {
    (0..n).map(|i| (0..n).map(|j| c128::new((i == j) as u8 as f64, 0.0)).collect()).collect()
}

/// Checks a decomposition of a matrix whose elements are about `scale`.
fn check(a: &RawArray, full: bool, scale: f64) -> Result<(), TestCaseError> {
    let single = matches!(a.dtype, DType::F32 | DType::C64);
    let (m, n) = (a.shape()[a.ndim() - 2], a.shape()[a.ndim() - 1]);
    let tolerance = 40.0 * (m.max(n).max(1) as f64) * if single { 1.2e-7 } else { 2.3e-16 };
    let result = svd(a, full).unwrap();
    let values = svdvals(a).unwrap();
    let k = m.min(n);
    let (left, right) = if full { (m, n) } else { (k, k) };
    for batch in 0..if a.ndim() == 3 { a.shape()[0] } else { 1 } {
        let (u, vh) = (matrix(&result.u, batch), matrix(&result.vh, batch));
        let at =
            |s: &RawArray, i| s.get(&if a.ndim() == 3 { vec![batch, i] } else { vec![i] }).to_f64() / scale;
        let s: Vec<f64> = (0..k).map(|i| at(&result.s, i)).collect();
        prop_assert!(s.windows(2).all(|s| s[0] >= s[1]) && s.iter().all(|&s| s >= 0.0), "{:?}", s);
        for (i, s) in s.iter().enumerate() {
            prop_assert!((s - at(&values, i)).abs() <= tolerance * s.max(1.0));
        }
        prop_assert_eq!((u.len(), vh.len()), (m, right));
        let left = if m > 0 { left } else { 0 };
        let gram = product(&adjoint(&u), &u);
        prop_assert!(distance(&gram, &identity(left)) < tolerance);
        prop_assert!(distance(&product(&vh, &adjoint(&vh)), &identity(right)) < tolerance);
        let scaled: Vec<Vec<c128>> =
            u.iter().map(|row| row.iter().zip(&s).map(|(x, &s)| x * s).collect()).collect();
        if k > 0 {
            let original: Vec<Vec<c128>> =
                matrix(a, batch).iter().map(|row| row.iter().map(|x| x / scale).collect()).collect();
            let norm = s[0].max(1e-300);
            prop_assert!(distance(&product(&scaled, &vh[..k]), &original) < tolerance * norm);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn decomposes(
        (m, n) in (0..30usize, 0..30usize),
        dtype in proptest::sample::select(vec![DType::F32, DType::F64, DType::C64, DType::C128]),
        full in any::<bool>(),
        rank in 0..40usize,
        seed in 1..u64::MAX,
    ) {
        let rng = &mut Rng(seed);
        let unit = |rng: &mut Rng| Scalar::C128(c128::new(rng.unit(), rng.unit()));
        let a = if rank < m.min(n) {
            // A product of thin factors is of low rank.
            let left = filled(&[m, rank], dtype, || unit(rng));
            let right = filled(&[rank, n], dtype, || unit(rng));
            tegula_linalg::matmul(&left, &right).unwrap()
        } else {
            scattered(&[m, n], dtype, rng, unit)
        };
        check(&a, full, 1.0)?;
    }

    #[test]
    fn decomposes_at_any_scale(exponent in -300..300i32, full in any::<bool>(), seed in 1..u64::MAX) {
        let rng = &mut Rng(seed);
        let scale = 10f64.powi(exponent);
        let a = filled(&[6, 4], DType::F64, || Scalar::F64(rng.unit() * scale));
        check(&a, full, scale)?;
        let scale = 10f64.powi(exponent / 10);
        let a = filled(&[3, 5], DType::F32, || Scalar::F64(rng.unit() * scale));
        check(&a, full, scale)?;
    }
}

#[test]
fn larger_and_tall_matrices() {
    let rng = &mut Rng(23);
    for (m, n) in [(150, 150), (300, 20), (20, 300), (130, 60)] {
        let a = filled(&[m, n], DType::F64, || Scalar::F64(rng.unit()));
        check(&a, true, 1.0).unwrap();
        check(&a, false, 1.0).unwrap();
    }
}

#[test]
fn batches_and_integers() {
    let rng = &mut Rng(29);
    let a = scattered(&[5, 3, 4], DType::F64, rng, |rng| Scalar::F64(rng.unit()));
    check(&a, true, 1.0).unwrap();
    let a = filled(&[3, 2], DType::I32, || rng.small(DType::I32));
    assert_eq!(svd(&a, false).unwrap().u.dtype, DType::F64);
    check(&a, true, 1.0).unwrap();
    let subnormal = filled(&[2, 2], DType::F64, || Scalar::F64(4e-320));
    let s = svd(&subnormal, true).unwrap().s;
    assert!((s.get(&[0]).to_f64() - 8e-320).abs() < 1e-322 && s.get(&[1]).to_f64() == 0.0);
}

#[test]
fn known_values() {
    // A rotation of diag(3, 2) has these singular values; 3e200 would overflow when squared.
    for scale in [1.0, 1e200, 1e-200] {
        let (c, s) = (0.6 * scale, 0.8 * scale);
        let mut values = [3.0 * c, -2.0 * s, 3.0 * s, 2.0 * c].into_iter();
        let a = filled(&[2, 2], DType::F64, || Scalar::F64(values.next().unwrap()));
        let s = svdvals(&a).unwrap();
        for (i, wanted) in [3.0, 2.0].into_iter().enumerate() {
            assert!((s.get(&[i]).to_f64() / scale - wanted).abs() < 1e-14);
        }
    }
}

#[test]
fn errors_speak_as_numpy() {
    let text = |a: &RawArray| svd(a, true).err().unwrap().to_string();
    for bad in [f64::NAN, f64::INFINITY] {
        let mut values = [1.0, bad, 2.0, 3.0].into_iter();
        let a = filled(&[2, 2], DType::F64, || Scalar::F64(values.next().unwrap()));
        assert_eq!(text(&a), "SVD did not converge");
    }
    let a = RawArray::zeros(&[3], DType::F64).unwrap();
    assert_eq!(text(&a), "1-dimensional array given. Array must be at least two-dimensional");
    let a = RawArray::zeros(&[3, 3], DType::F16).unwrap();
    assert_eq!(text(&a), "array type float16 is unsupported in linalg");
}
