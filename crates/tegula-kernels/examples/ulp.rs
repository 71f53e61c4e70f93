//! Print the largest error of each function of `tegula_kernels::math`, in ULP, and its time per element.
//!
//! ```text
//! cargo run --release -p tegula-kernels --example ulp [-- [step] [fixture]]
//! ```
//!
//! f32 is compared with the standard library's f64 functions at every `step`-th input, by default every 101st; 1 takes
//! about half an hour. f64 is compared with a fixture written by `xtask/fixtures/vector_math.py`.

#[path = "../tests/common/mod.rs"]
mod common;
#[path = "../tests/fixture/mod.rs"]
mod fixture;

use std::time::Instant;

use common::{Case, Float, Loop, error, second_for};

const TILE: usize = 1024;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let step = arguments.next().map_or(101, |s| s.parse().expect("step is a positive integer"));
    let points = match arguments.next() {
        Some(path) => fixture::parse(&std::fs::read(path).expect("cannot read the fixture")),
        None => fixture::load(),
    };
    println!("{:10} {:>23} {:>23} {:>23} {:>23}", "", "f32 fma", "f64 fma", "f32 baseline", "f64 baseline");
    for case in common::cases() {
        let [a, b] = sweep(&case, step);
        let [c, d] = [case.f64.fma, case.f64.baseline].map(|f| check(f, &points[case.name]));
        let columns: Vec<String> =
            [a, c, b, d].into_iter().zip(case.bounds).map(|(w, bound)| show(w, bound)).collect();
        println!("{:10} {}", case.name, columns.join(" "));
    }
    println!("\nns per element, tiles of {TILE}");
    println!(
        "{:10} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "", "f32 512", "f32 fma", "f32 base", "f64 512", "f64 fma", "f64 base"
    );
    for case in common::cases() {
        let range = usual_range(case.name);
        let (s, d) = (&case.f32, &case.f64);
        let times = [
            s.avx512.map(|f| time(f, range)),
            Some(time(s.fma, range)),
            Some(time(s.baseline, range)),
            d.avx512.map(|f| time(f, range)),
            Some(time(d.fma, range)),
            Some(time(d.baseline, range)),
        ];
        let times = times.map(|t| t.map_or("-".into(), |t| format!("{t:.2}")));
        println!("{:10} {}", case.name, times.map(|t| format!("{t:>8}")).join(" "));
    }
}

/// The largest error and where it is.
type Worst = (f64, f64);

/// The largest error, where it is, and a mark if the tests would reject it.
fn show((error, x): Worst, bound: f64) -> String {
    let mark = if error > bound { '!' } else { ' ' };
    format!("{error:7.3}{mark}({x:13.6e})")
}

/// f32, with and without fused multiply-add, over every `step`-th bit pattern.
fn sweep(case: &Case, step: u64) -> [Worst; 2] {
    let mut worst = [(0.0, 0.0); 2];
    let mut x = [0.0f32; TILE];
    let mut y = [0.0f32; TILE];
    let mut out = [[0.0f32; TILE]; 2];
    let mut patterns = (0..1u64 << 32).step_by(step as usize);
    loop {
        let mut n = 0;
        while n < TILE
            && let Some(bits) = patterns.next()
        {
            x[n] = f32::from_bits(bits as u32);
            y[n] = second_for(case.name, x[n], bits);
            n += 1;
        }
        if n == 0 {
            return worst;
        }
        (case.f32.fma)(&x[..n], &y[..n], &mut out[0][..n]);
        (case.f32.baseline)(&x[..n], &y[..n], &mut out[1][..n]);
        for i in 0..n {
            let expected = (case.reference)(x[i] as f64, y[i] as f64);
            for (worst, out) in worst.iter_mut().zip(&out) {
                let e = error(out[i], expected, 0.0);
                if e > worst.0 {
                    *worst = (e, x[i] as f64);
                }
            }
        }
    }
}

fn check(f: Loop<f64>, points: &[fixture::Point]) -> Worst {
    let [x, y] = [|p: &fixture::Point| p.x, |p: &fixture::Point| p.y]
        .map(|f| points.iter().map(f).collect::<Vec<_>>());
    let mut out = vec![0.0; x.len()];
    f(&x, &y, &mut out);
    let errors = out.iter().zip(points).map(|(out, p)| (error(*out, p.result, p.rest), p.x));
    errors.fold((0.0, 0.0), |a, b| if b.0 > a.0 { b } else { a })
}

fn time<T: Float>(f: Loop<T>, (low, high): (f64, f64)) -> f64 {
    let x: Vec<T> =
        (0..TILE).map(|i| T::from_f64(low + (high - low) * (i * 619 % TILE) as f64 / TILE as f64)).collect();
    let y: Vec<T> = x.iter().rev().copied().collect();
    let mut out = x.clone();
    let mut best = f64::INFINITY;
    for _ in 0..50 {
        let start = Instant::now();
        for _ in 0..50 {
            f(std::hint::black_box(&x), &y, std::hint::black_box(&mut out));
        }
        best = best.min(start.elapsed().as_secs_f64() / 50.0);
    }
    best / TILE as f64 * 1e9
}

/// Where a function is timed: what data usually holds.
fn usual_range(name: &str) -> (f64, f64) {
    match name {
        "power" => (0.1, 10.0),
        "log" | "log2" | "log10" | "sqrt" => (0.01, 100.0),
        "log1p" => (-0.9, 100.0),
        "arcsin" | "arccos" => (-1.0, 1.0),
        "tanh" => (-4.0, 4.0),
        _ => (-10.0, 10.0),
    }
}
