//! The functions under test, as loops for each level, with their references and the error they may have.

use tegula_kernels::isa::{Avx2, Avx512, Baseline, Isa};
use tegula_kernels::math::{self, Real};

/// A function over tiles; those of one operand ignore the second.
pub type Loop<T> = fn(&[T], &[T], &mut [T]);

/// One function at each level that this machine can run.
pub struct Levels<T> {
    pub baseline: Loop<T>,
    pub fma: Loop<T>,
    pub avx512: Option<Loop<T>>,
}

/// One function: `bounds` are the largest errors in ULP for f32 and f64 with fused multiply-add and for both without.
pub struct Case {
    pub name: &'static str,
    pub f32: Levels<f32>,
    pub f64: Levels<f64>,
    pub reference: fn(f64, f64) -> f64,
    pub bounds: [f64; 4],
}

/// A function over a tile, generic over level and type.
trait Kernel {
    fn run<I: Isa, T: Real>(x: &[T], y: &[T], out: &mut [T]);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn run_avx2<K: Kernel, T: Real>(x: &[T], y: &[T], out: &mut [T]) {
    K::run::<Avx2, T>(x, y, out)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
fn run_avx512<K: Kernel, T: Real>(x: &[T], y: &[T], out: &mut [T]) {
    K::run::<Avx512, T>(x, y, out)
}

fn levels<K: Kernel, T: Real>() -> Levels<T> {
    // The library's fused multiply-add, where the machine has none.
    #[allow(unused_mut)]
    let mut levels = Levels { baseline: K::run::<Baseline, T>, fma: K::run::<Avx2, T>, avx512: None };
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            // SAFETY: the features were just detected.
            levels.fma = |x, y, out| unsafe { run_avx2::<K, T>(x, y, out) };
        }
        if is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
        {
            // SAFETY: the features were just detected.
            levels.avx512 = Some(|x, y, out| unsafe { run_avx512::<K, T>(x, y, out) });
        }
    }
    levels
}

macro_rules! cases {
    ($($name:ident $kind:ident $reference:expr, $bounds:expr;)*) => {
        /// Every function.
        pub fn cases() -> Vec<Case> {
            vec![$({
                struct K;
                impl Kernel for K {
                    #[inline(always)]
                    #[allow(unused_variables)]
                    fn run<I: Isa, T: Real>(x: &[T], y: &[T], out: &mut [T]) {
                        cases!($kind $name x y out)
                    }
                }
                Case {
                    name: stringify!($name),
                    f32: levels::<K, f32>(),
                    f64: levels::<K, f64>(),
                    reference: $reference,
                    bounds: $bounds,
                }
            }),*]
        }
    };
    (scalar $name:ident $x:ident $y:ident $out:ident) => {
        for (x, out) in $x.iter().zip($out) {
            *out = math::$name::<I, T>(*x);
        }
    };
    (binary $name:ident $x:ident $y:ident $out:ident) => {
        for ((x, y), out) in $x.iter().zip($y).zip($out) {
            *out = math::$name::<I, T>(*x, *y);
        }
    };
    (tile sin $x:ident $y:ident $out:ident) => {{
        math::sin_tile::<I, T>($x, $out);
    }};
    (tile cos $x:ident $y:ident $out:ident) => {{
        math::cos_tile::<I, T>($x, $out);
    }};
    (tile tan $x:ident $y:ident $out:ident) => {{
        math::tan_tile::<I, T>($x, $out);
    }};
}

cases! {
    exp scalar |x, _| x.exp(), [0.8, 0.8, 0.8, 0.8];
    exp2 scalar |x, _| x.exp2(), [0.8, 0.7, 0.9, 0.8];
    expm1 scalar |x, _| x.exp_m1(), [1.2, 1.05, 1.15, 1.05];
    log scalar |x, _| x.ln(), [0.65, 0.65, 0.7, 0.7];
    log2 scalar |x, _| x.log2(), [0.75, 0.65, 0.85, 0.75];
    log10 scalar |x, _| x.log10(), [0.7, 0.7, 0.75, 0.7];
    log1p scalar |x, _| x.ln_1p(), [0.65, 0.7, 0.75, 0.7];
    sin tile |x, _| x.sin(), [0.85, 0.8, 0.9, 0.85];
    cos tile |x, _| x.cos(), [0.85, 0.8, 0.9, 0.8];
    tan tile |x, _| x.tan(), [1.0, 0.9, 1.75, 1.6];
    sinh scalar |x, _| x.sinh(), [0.85, 0.8, 0.9, 0.85];
    cosh scalar |x, _| x.cosh(), [0.7, 0.7, 0.8, 0.8];
    tanh scalar |x, _| x.tanh(), [0.95, 0.75, 1.35, 1.25];
    arcsin scalar |x, _| x.asin(), [0.65, 0.65, 0.95, 0.9];
    arccos scalar |x, _| x.acos(), [0.7, 0.65, 0.9, 0.9];
    arctan scalar |x, _| x.atan(), [0.75, 0.6, 1.3, 1.15];
    cbrt scalar |x, _| x.cbrt(), [0.55, 0.55, 1.0, 0.95];
    power binary f64::powf, [0.85, 0.8, 0.85, 0.8];
    sqrt scalar |x, _| x.sqrt(), [0.5, 0.5, 0.5, 0.5];
    arcsinh scalar |x, _| libm(asinh, x), [2.5, 2.5, 2.5, 2.5];
    arccosh scalar |x, _| libm(acosh, x), [2.5, 2.5, 2.5, 2.5];
    arctanh scalar |x, _| libm(atanh, x), [2.5, 2.5, 2.5, 2.5];
    hypot binary f64::hypot, [2.5, 2.5, 2.5, 2.5];
    arctan2 binary f64::atan2, [2.5, 2.5, 2.5, 2.5];
}

unsafe extern "C" {
    fn asinh(x: f64) -> f64;
    fn acosh(x: f64) -> f64;
    fn atanh(x: f64) -> f64;
}

/// A function of the C library, where the standard library's own loses digits or overflows.
fn libm(f: unsafe extern "C" fn(f64) -> f64, x: f64) -> f64 {
    // SAFETY: these functions take any number.
    unsafe { f(x) }
}

/// A float type, as the tests look at it.
pub trait Float: Real {
    fn from_f64(x: f64) -> Self;
    fn to_f64(self) -> f64;
    /// The exponent of the last mantissa bit of `y`, for a result `y`.
    fn ulp(y: f64) -> f64;
    /// Equal bits, or both NaN.
    fn same(self, other: Self) -> bool;
}

macro_rules! impl_float {
    ($t:ident, $mantissa:literal) => {
        impl Float for $t {
            fn from_f64(x: f64) -> Self {
                x as $t
            }
            fn to_f64(self) -> f64 {
                self as f64
            }
            fn ulp(y: f64) -> f64 {
                let y = y.abs().max($t::MIN_POSITIVE as f64);
                // The power of two at or below y.
                f64::from_bits(y.to_bits() & 0x7ff << 52) * (0.5f64).powi($mantissa)
            }
            fn same(self, other: Self) -> bool {
                self.to_bits() == other.to_bits() || (self.is_nan() && other.is_nan())
            }
        }
    };
}
impl_float!(f32, 23);
impl_float!(f64, 52);

/// The error of `got` in ULP, where `expected + rest * ulp` is true; infinite if only one of them is NaN or infinite.
pub fn error<T: Float>(got: T, expected: f64, rest: f64) -> f64 {
    let rounded = T::from_f64(expected);
    if got.same(rounded) && (rest == 0.0 || !expected.is_finite()) && !rounded.to_f64().is_finite() {
        return 0.0;
    }
    let got = got.to_f64();
    if got.is_nan() || expected.is_nan() {
        return if got.is_nan() && expected.is_nan() { 0.0 } else { f64::INFINITY };
    }
    if got.is_infinite() || !rounded.to_f64().is_finite() {
        return if got == rounded.to_f64() { 0.0 } else { f64::INFINITY };
    }
    ((got - expected) / T::ulp(expected) - rest).abs()
}

/// A second operand: for the power an exponent, else a number not too far from the first.
pub fn second_for(name: &str, x: f32, bits: u64) -> f32 {
    if name == "power" {
        return exponent_for(x, bits);
    }
    let random = bits.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    x * f32::from_bits((random as u32 & 0x807f_ffff) | (122 + (random as u32 >> 23) % 10) << 23)
}

/// A second operand for `power`: mostly one that keeps the result in range, sometimes an integer.
fn exponent_for(x: f32, bits: u64) -> f32 {
    // Fibonacci hashing spreads the pattern over [-1, 1).
    let random = (bits.wrapping_mul(0x9e37_79b9_7f4a_7c15) as i64 >> 11) as f32 / (1u64 << 52) as f32;
    let y = random * 152.0 / x.abs().log2().abs();
    if bits.is_multiple_of(5) { y.round() } else { y }
}
