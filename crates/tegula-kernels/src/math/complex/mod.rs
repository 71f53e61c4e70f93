//! Elementary functions of complex numbers, with the special values of C99's Annex G.
//!
//! They compute in double precision; single precision rounds at the end. Where the textbook formula overflows,
//! cancels or loses the sign of a zero, the functions take another way, which each states.

mod circular;
mod inverse;

use std::f64::consts::{LN_2, LN_10};

use num_complex::Complex;
use tegula_core::c128;

use super::Real;

pub use circular::{cos, cosh, sin, sinh, tan, tanh};
pub use inverse::{arccos, arccosh, arcsin, arcsinh, arctan, arctanh};

/// The largest power of two that `exp` reaches lies below this logarithm.
const LOG_MAX: f64 = 709.0;

/// `factor * exp(x) * (cos, sin)`, taken in steps where `exp(x)` alone would overflow.
fn scaled_direction(factor: f64, x: f64, cos: f64, sin: f64) -> c128 {
    if x > LOG_MAX {
        // No factor overflows unless the result is due to.
        let (first, second) = (LOG_MAX.exp(), factor * (x - LOG_MAX).exp());
        return c128::new(first * cos * second, first * sin * second);
    }
    let r = factor * x.exp();
    c128::new(r * cos, r * sin)
}

/// e to the power `z`.
pub fn exp(z: c128) -> c128 {
    let c128 { re: x, im: y } = z;
    if y == 0.0 {
        return c128::new(x.exp(), y);
    }
    if !y.is_finite() {
        return match x {
            f64::INFINITY => c128::new(x, f64::NAN),
            f64::NEG_INFINITY => c128::new(0.0, 0f64.copysign(y)),
            _ => c128::new(f64::NAN, f64::NAN),
        };
    }
    if x.is_infinite() {
        let r = x.exp();
        return c128::new(r.copysign(y.cos()), r.copysign(y.sin()));
    }
    scaled_direction(1.0, x, y.cos(), y.sin())
}

/// 2 to the power `z`.
pub fn exp2(z: c128) -> c128 {
    exp(scaled(z, LN_2))
}

/// `exp(z) - 1`, precise near 0: there `cos y - 1` is `-2 sin²(y/2)`.
pub fn expm1(z: c128) -> c128 {
    let half = (z.im / 2.0).sin();
    c128::new(z.re.exp_m1() * z.im.cos() - 2.0 * half * half, z.re.exp() * z.im.sin())
}

/// The natural logarithm; the imaginary part lies between -π and π.
pub fn log(z: c128) -> c128 {
    c128::new(log_modulus(z.re, z.im), z.im.atan2(z.re))
}

/// The logarithm to base 2.
pub fn log2(z: c128) -> c128 {
    scaled(log(z), 1.0 / LN_2)
}

/// The logarithm to base 10.
pub fn log10(z: c128) -> c128 {
    scaled(log(z), 1.0 / LN_10)
}

/// `log(1 + z)`.
pub fn log1p(z: c128) -> c128 {
    log(c128::new(z.re + 1.0, z.im))
}

/// Both parts times a real number, which keeps infinities apart.
fn scaled(z: c128, factor: f64) -> c128 {
    c128::new(z.re * factor, z.im * factor)
}

/// The logarithm of `|x + iy|`. Near the unit circle it is half of `log1p(x² + y² - 1)`, where the sum is
/// formed from products and their rounding errors.
fn log_modulus(x: f64, y: f64) -> f64 {
    let (x, y) = (x.abs(), y.abs());
    let (large, small) = if x < y { (y, x) } else { (x, y) };
    if (0.5..1.5).contains(&large) && small <= 1.0 {
        let (square, error) = product(large - 1.0, large + 1.0);
        let (other, other_error) = product(small, small);
        let excess = (square + other) + (error + other_error + sum_error(square, other));
        if excess > -0.5 {
            return excess.ln_1p() / 2.0;
        }
    }
    if large < f64::MIN_POSITIVE / f64::EPSILON {
        const SCALE: f64 = (1u64 << 60) as f64;
        return (large * SCALE).hypot(small * SCALE).ln() - 60.0 * LN_2;
    }
    if large > f64::MAX / 4.0 && large.is_finite() {
        return (large / 4.0).hypot(small / 4.0).ln() + 2.0 * LN_2;
    }
    large.hypot(small).ln()
}

/// A product and its rounding error.
fn product(a: f64, b: f64) -> (f64, f64) {
    let p = a * b;
    (p, a.mul_add(b, -p))
}

/// The rounding error of a sum (Knuth).
fn sum_error(a: f64, b: f64) -> f64 {
    let sum = a + b;
    let b_part = sum - a;
    (a - (sum - b_part)) + (b - b_part)
}

/// The square root with a non-negative real part. The larger part comes from `√((|z| + |x|) / 2)`, which does
/// not cancel, the other from the quotient; extreme operands are scaled by powers of two.
pub fn sqrt(z: c128) -> c128 {
    let c128 { re: x, im: y } = z;
    if y.is_infinite() {
        return c128::new(f64::INFINITY, y);
    }
    if x.is_infinite() {
        let other = if y.is_nan() { y } else { 0f64.copysign(y) };
        return if x > 0.0 { c128::new(x, other) } else { c128::new(other.abs(), x.abs().copysign(y)) };
    }
    if x == 0.0 && y == 0.0 {
        return c128::new(0.0, y);
    }
    let size = x.abs().max(y.abs());
    let (scale, root) = if size > f64::MAX / 4.0 {
        (0.0625, 4.0)
    } else if size < f64::MIN_POSITIVE * 4.0 {
        ((1u64 << 54) as f64, 1.0 / (1u64 << 27) as f64)
    } else {
        (1.0, 1.0)
    };
    let (x, y) = (x * scale, y * scale);
    let large = ((x.abs() + x.hypot(y)) / 2.0).sqrt();
    // The parts of an imaginary number's root are equal, to the last digit as well.
    let small = if x == 0.0 { large } else { y.abs() / (2.0 * large) };
    let (re, im) = if x >= 0.0 || x.is_nan() { (large, small) } else { (small, large) };
    c128::new(re * root, (im * root).copysign(y))
}

/// `a / b` by Smith's method, as NumPy: the larger part of the divisor is divided out first, so that neither
/// overflows where the quotient does not.
#[inline(always)]
pub fn divide<T: Real>(a: Complex<T>, b: Complex<T>) -> Complex<T> {
    let (re, im) = (b.re.abs(), b.im.abs());
    if re >= im {
        if re == T::lit(0.0) && im == T::lit(0.0) {
            return Complex::new(a.re / re, a.im / re);
        }
        let ratio = b.im / b.re;
        let scale = T::ONE / (b.re + b.im * ratio);
        Complex::new((a.re + a.im * ratio) * scale, (a.im - a.re * ratio) * scale)
    } else {
        let ratio = b.re / b.im;
        let scale = T::ONE / (b.im + b.re * ratio);
        Complex::new((a.re * ratio + a.im) * scale, (a.im * ratio - a.re) * scale)
    }
}

/// `1 / z`, in the same way.
#[inline(always)]
pub fn reciprocal<T: Real>(z: Complex<T>) -> Complex<T> {
    if z.re.abs() >= z.im.abs() {
        let ratio = z.im / z.re;
        let divisor = z.re + z.im * ratio;
        Complex::new(T::ONE / divisor, -ratio / divisor)
    } else {
        let ratio = z.re / z.im;
        let divisor = z.re * ratio + z.im;
        Complex::new(ratio / divisor, -T::ONE / divisor)
    }
}

/// `a` to the power `b`. Small whole exponents multiply, so that whole numbers have whole powers; a power of 0
/// is 0 if the exponent's real part is positive, else NaN.
pub fn power(a: c128, b: c128) -> c128 {
    if b.re == 0.0 && b.im == 0.0 {
        return c128::new(1.0, 0.0);
    }
    if a.re == 0.0 && a.im == 0.0 {
        return if b.re > 0.0 { c128::new(0.0, 0.0) } else { c128::new(f64::NAN, f64::NAN) };
    }
    if b.im == 0.0 && b.re.fract() == 0.0 && b.re.abs() < 100.0 {
        return whole_power(a, b.re as i32);
    }
    exp(multiply(b, log(a)))
}

/// `a * b`, where infinities win over NaN as C99's Annex G has it.
fn multiply(a: c128, b: c128) -> c128 {
    let product = a * b;
    if !(product.re.is_nan() && product.im.is_nan()) {
        return product;
    }
    let is_infinite = |z: c128| z.re.is_infinite() || z.im.is_infinite();
    let terms = [a.re * b.re, a.im * b.im, a.re * b.im, a.im * b.re];
    if !is_infinite(a) && !is_infinite(b) && !terms.iter().any(|x| x.is_infinite()) {
        return product;
    }
    // Infinities stand for their direction, and what is NaN beside them for nothing.
    let unit = |x: f64| f64::from(u8::from(x.is_infinite())).copysign(x);
    let number = |x: f64| if x.is_nan() { 0f64.copysign(x) } else { x };
    let direction = |z: c128| {
        if is_infinite(z) { c128::new(unit(z.re), unit(z.im)) } else { c128::new(number(z.re), number(z.im)) }
    };
    let (a, b) = (direction(a), direction(b));
    c128::new(f64::INFINITY * (a.re * b.re - a.im * b.im), f64::INFINITY * (a.re * b.im + a.im * b.re))
}

fn whole_power(a: c128, exponent: i32) -> c128 {
    let (mut base, mut rest) = (a, exponent.unsigned_abs());
    let mut result = c128::new(1.0, 0.0);
    match exponent {
        1 => return a,
        2 => return a * a,
        3 => return a * a * a,
        _ => {}
    }
    while rest > 0 {
        if rest & 1 == 1 {
            result *= base;
        }
        rest >>= 1;
        if rest > 0 {
            base *= base;
        }
    }
    if exponent < 0 { divide(c128::new(1.0, 0.0), result) } else { result }
}
