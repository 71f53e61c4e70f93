//! Inverse sine, cosine and tangent after Kahan, *Branch Cuts for Complex Elementary Functions* (1987): the
//! products of square roots below add terms of one sign only.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, LN_2, PI};

use tegula_core::c128;

use super::circular::{from_imaginary, to_imaginary};
use super::sqrt;

/// The roots of `1 - z` and `1 + z`, with the signs of their zeros.
fn roots(z: c128) -> (c128, c128) {
    (sqrt(c128::new(1.0 - z.re, -z.im)), sqrt(c128::new(1.0 + z.re, z.im)))
}

/// The inverse hyperbolic sine of a real number, for all sizes.
fn real_arcsinh(x: f64) -> f64 {
    const FAR: f64 = (1u64 << 60) as f64;
    if x.abs() > FAR { (x.abs().ln() + LN_2).copysign(x) } else { x.asinh() }
}

/// The inverse sine; the real part lies between -π/2 and π/2.
pub fn arcsin(z: c128) -> c128 {
    let c128 { re: x, im: y } = z;
    if !x.is_finite() || !y.is_finite() {
        return match (x.is_nan(), y.is_nan()) {
            (false, false) => {
                let re = if x.is_finite() {
                    0.0
                } else if y.is_finite() {
                    FRAC_PI_2
                } else {
                    FRAC_PI_4
                };
                c128::new(re.copysign(x), f64::INFINITY.copysign(y))
            }
            (true, false) if y.is_infinite() => z,
            (false, true) if x == 0.0 => z,
            (false, true) if x.is_infinite() => c128::new(f64::NAN, f64::INFINITY),
            _ => c128::new(f64::NAN, f64::NAN),
        };
    }
    let (minus, plus) = roots(z);
    let re = (x / (minus.re * plus.re - minus.im * plus.im)).atan();
    c128::new(re, real_arcsinh(minus.re * plus.im - minus.im * plus.re))
}

/// The inverse cosine; the real part lies between 0 and π.
pub fn arccos(z: c128) -> c128 {
    let c128 { re: x, im: y } = z;
    if !x.is_finite() || !y.is_finite() {
        let im = f64::INFINITY.copysign(-y);
        return match (x.is_nan(), y.is_nan()) {
            (false, false) => {
                let angle = if x.is_finite() {
                    FRAC_PI_2
                } else if y.is_finite() {
                    0.0
                } else {
                    FRAC_PI_4
                };
                c128::new(if x == f64::NEG_INFINITY { PI - angle } else { angle }, im)
            }
            (true, false) if y.is_infinite() => c128::new(f64::NAN, im),
            (false, true) if x == 0.0 => c128::new(FRAC_PI_2, f64::NAN),
            (false, true) if x.is_infinite() => c128::new(f64::NAN, f64::NEG_INFINITY),
            _ => c128::new(f64::NAN, f64::NAN),
        };
    }
    let (minus, plus) = roots(z);
    let re = 2.0 * (minus.re / plus.re).atan();
    c128::new(re, real_arcsinh(plus.re * minus.im - plus.im * minus.re))
}

/// The inverse tangent: `-i artanh(iz)`; the real part lies between -π/2 and π/2.
pub fn arctan(z: c128) -> c128 {
    from_imaginary(arctanh(to_imaginary(z)))
}

/// The inverse hyperbolic sine: `-i arcsin(iz)`.
pub fn arcsinh(z: c128) -> c128 {
    from_imaginary(arcsin(to_imaginary(z)))
}

/// The inverse hyperbolic cosine, whose real part is not negative: `i arccos z` or `-i arccos z`.
pub fn arccosh(z: c128) -> c128 {
    let w = arccos(z);
    match (w.re.is_nan(), w.im.is_nan()) {
        (true, true) => c128::new(w.im, w.re),
        (false, true) => c128::new(w.im, if z.re == 0.0 { w.re } else { w.im }),
        (true, false) => c128::new(w.im.abs(), w.re),
        (false, false) => c128::new(w.im.abs(), w.re.copysign(z.im)),
    }
}

/// The inverse hyperbolic tangent.
pub fn arctanh(z: c128) -> c128 {
    /// Beyond this its square would overflow.
    const FAR: f64 = 1e150;
    let (x, y) = (z.re.abs(), z.im.abs());
    let (re, im) = if x.is_nan() || y.is_nan() {
        match (x.is_nan(), y.is_nan()) {
            (true, false) if y.is_infinite() => (0.0, FRAC_PI_2),
            (false, true) if x == 0.0 || x.is_infinite() => (0.0, f64::NAN),
            _ => (f64::NAN, f64::NAN),
        }
    } else if x > FAR || y > FAR {
        // What is left of the real part is that of `1 / z`.
        let (ratio, size) = if x > y { (y / x, x) } else { (x / y, y) };
        let part = if x > y { 1.0 } else { ratio };
        let re = if x.is_infinite() || y.is_infinite() { 0.0 } else { part / size / (1.0 + ratio * ratio) };
        (re, FRAC_PI_2)
    } else if x == 1.0 && y < 1.0 / FAR {
        let re = if y == 0.0 { f64::INFINITY } else { (LN_2 - y.ln()) / 2.0 };
        (re, if y == 0.0 { 0.0 } else { FRAC_PI_4 })
    } else {
        let re = (4.0 * x / ((1.0 - x) * (1.0 - x) + y * y)).ln_1p() / 4.0;
        (re, (2.0 * y).atan2((1.0 - x) * (1.0 + x) - y * y) / 2.0)
    };
    c128::new(re.copysign(z.re), im.copysign(z.im))
}
