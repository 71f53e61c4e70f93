//! The vector math against references: errors in ULP, special values, and the same bits wherever an element stands.

use std::f64::consts::SQRT_2;

mod common;
mod fixture;

use common::{Case, Float, Levels, Loop, cases, error, second_for};

/// The functions with two operands.
const BINARY: [&str; 3] = ["power", "hypot", "arctan2"];

fn apply<T: Float>(f: Loop<T>, x: &[T], y: &[T]) -> Vec<T> {
    let mut out = vec![T::NAN; x.len()];
    f(x, y, &mut out);
    out
}

#[test]
fn f32_errors_stay_within_bounds() {
    let patterns = || (0..1u64 << 32).step_by(10007);
    let x: Vec<f32> = patterns().map(|bits| f32::from_bits(bits as u32)).collect();
    for Case { name, f32, reference, bounds, .. } in cases() {
        let y: Vec<f32> = patterns().zip(&x).map(|(bits, x)| second_for(name, *x, bits)).collect();
        for (f, bound) in [(f32.fma, bounds[0]), (f32.baseline, bounds[2])] {
            for ((&x, &y), out) in x.iter().zip(&y).zip(apply(f, &x, &y)) {
                let e = error(out, reference(x as f64, y as f64), 0.0);
                assert!(e <= bound, "{name}({x:e}_f32, {y:e}) = {out:e} is {e} ULP off, allowed {bound}");
            }
        }
    }
}

#[test]
fn f64_errors_stay_within_bounds() {
    let mut points = fixture::load();
    for Case { name, f64, bounds, .. } in cases() {
        let points = points.remove(name).expect("every function has a fixture");
        let x: Vec<f64> = points.iter().map(|p| p.x).collect();
        let y: Vec<f64> = points.iter().map(|p| p.y).collect();
        for (f, bound) in [(f64.fma, bounds[1]), (f64.baseline, bounds[3])] {
            for (p, out) in points.iter().zip(apply(f, &x, &y)) {
                let e = error(out, p.result, p.rest);
                assert!(
                    e <= bound,
                    "{name}({:e}_f64, {:e}) = {out:e} is {e} ULP off, allowed {bound}",
                    p.x,
                    p.y
                );
            }
        }
    }
    assert!(points.is_empty(), "fixtures of no function: {:?}", points.keys());
}

/// Zeros, infinities, NaN, the ends of the subnormal and normal numbers, and where results over- or underflow or
/// an algorithm changes its path; each with its neighbours and both signs.
fn special_values<T: Float>(smallest: f64, normal: f64, largest: f64) -> Vec<T> {
    let of_exp = [88.72283, 103.97208, 709.782712893384, 710.4758600739439, 745.1332191019411, 708.396];
    let of_exp2 = [126.0, 127.0, 128.0, 149.0, 150.0, 1022.0, 1023.0, 1024.0, 1074.0, 1075.0];
    let of_others =
        [0.41421356, 0.5, SQRT_2 / 2.0, 1.0, SQRT_2, 2.0, 2.4142135, 9.01, 19.06, 131072.0, 1048576.0];
    let of_range = [0.0, smallest, 2.0 * smallest, normal, largest, f64::INFINITY, f64::NAN];
    let all = [&of_exp[..], &of_exp2, &of_others, &of_range].concat();
    let near = |x: f64| [x * (1.0 - 2e-7), x * (1.0 - 3e-16), x, x * (1.0 + 3e-16), x * (1.0 + 2e-7)];
    all.into_iter().flat_map(near).flat_map(|x| [x, -x]).map(T::from_f64).collect()
}

fn check_special<T: Float>(name: &str, levels: Levels<T>, reference: fn(f64, f64) -> f64, specials: &[T]) {
    // Every value; for functions of two operands every pair.
    let count = if BINARY.contains(&name) { specials.len() } else { 1 };
    let pairs = || specials.iter().flat_map(|x| specials[..count].iter().map(move |y| (*x, *y)));
    let (x, y): (Vec<T>, Vec<T>) = pairs().unzip();
    for f in [levels.fma, levels.baseline] {
        for ((x, y), out) in pairs().zip(apply(f, &x, &y)) {
            let (x, y, expected) = (x.to_f64(), y.to_f64(), reference(x.to_f64(), y.to_f64()));
            let e = error(out, expected, 0.0);
            let out = out.to_f64();
            assert!(e <= 2.5, "{name}({x:e}, {y:e}) = {out:e}, expected {expected:e}");
            if expected == 0.0 && out == 0.0 {
                let same = out.is_sign_negative() == expected.is_sign_negative();
                assert!(same, "{name}({x:e}, {y:e}) = {out:e}, expected {expected:e}");
            }
        }
    }
}

#[test]
fn special_values_are_those_of_the_standard_library() {
    let singles = special_values(f32::from_bits(1) as f64, f32::MIN_POSITIVE as f64, f32::MAX as f64);
    let doubles = special_values(f64::from_bits(1), f64::MIN_POSITIVE, f64::MAX);
    for Case { name, f32, f64, reference, .. } in cases() {
        check_special::<f32>(name, f32, reference, &singles);
        check_special::<f64>(name, f64, reference, &doubles);
    }
}

#[test]
fn exact_results_are_exact() {
    for Case { name, f64, .. } in cases() {
        let pairs: Vec<(f64, f64)> = match name {
            "exp2" => (-1022..1024).map(|k| (k as f64, 2f64.powi(k))).collect(),
            "log2" => (-1022..1024).map(|k| (2f64.powi(k), k as f64)).collect(),
            "log10" => (0..23).map(|k| (10f64.powi(k), k as f64)).collect(),
            "cbrt" => (0..1000).map(|k| ((k * k * k) as f64, k as f64)).collect(),
            _ => continue,
        };
        let x: Vec<f64> = pairs.iter().map(|p| p.0).collect();
        for (y, (x, expected)) in apply(f64.fma, &x, &x).into_iter().zip(pairs) {
            assert_eq!(y, expected, "{name}({x})");
        }
    }
}

/// Results for tiles of every short length and offset are the bits of the long tile, and AVX-512 has those of AVX2.
fn check_position<T: Float>(name: &str, levels: Levels<T>, x: &[T]) {
    for f in [Some(levels.baseline), Some(levels.fma), levels.avx512].into_iter().flatten() {
        let whole = apply(f, x, x);
        for length in 1..40 {
            for offset in [0, 1, 7] {
                let part = apply(f, &x[offset..offset + length], &x[offset..offset + length]);
                let same = part.iter().zip(&whole[offset..]).all(|(a, b)| a.same(*b));
                assert!(same, "{name} depends on the position in a tile of {length} at {offset}");
            }
        }
    }
    if let Some(avx512) = levels.avx512 {
        let same = apply(avx512, x, x).into_iter().zip(apply(levels.fma, x, x)).all(|(a, b)| a.same(b));
        assert!(same, "{name} differs between AVX2 and AVX-512");
    }
}

#[test]
fn results_do_not_depend_on_the_position() {
    // Steps that mix signs, magnitudes, and for angles both reductions.
    let x: Vec<f64> = (0..64).map(|i| (i as f64 - 31.3) * if i % 5 == 4 { 1e7 } else { 0.07 }).collect();
    let singles: Vec<f32> = x.iter().map(|&x| x as f32).collect();
    for Case { name, f32, f64, .. } in cases() {
        check_position(name, f32, &singles);
        check_position(name, f64, &x);
    }
}
