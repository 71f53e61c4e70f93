//! Sine, cosine, tangent, and the hyperbolic functions they are on the other axis.

use tegula_core::c128;

use super::{LOG_MAX, scaled_direction};

/// The hyperbolic sine, `(sinh x cos y, cosh x sin y)`.
pub fn sinh(z: c128) -> c128 {
    let c128 { re: x, im: y } = z;
    if y == 0.0 {
        return c128::new(x.sinh(), y);
    }
    if !y.is_finite() {
        let re = if x == 0.0 {
            x
        } else if x.is_infinite() {
            f64::INFINITY
        } else {
            f64::NAN
        };
        return c128::new(re, f64::NAN);
    }
    let (sin, cos) = y.sin_cos();
    if x.abs() > LOG_MAX {
        return scaled_direction(0.5, x.abs(), cos.copysign(cos * x), sin);
    }
    c128::new(x.sinh() * cos, x.cosh() * sin)
}

/// The hyperbolic cosine, `(cosh x cos y, sinh x sin y)`.
pub fn cosh(z: c128) -> c128 {
    let c128 { re: x, im: y } = z;
    if x == 0.0 || y == 0.0 {
        let zero = 0f64.copysign(x) * 1f64.copysign(y);
        return c128::new(x.cosh() * y.cos(), zero);
    }
    if !y.is_finite() {
        return c128::new(if x.is_infinite() { f64::INFINITY } else { f64::NAN }, f64::NAN);
    }
    let (sin, cos) = y.sin_cos();
    if x.abs() > LOG_MAX {
        return scaled_direction(0.5, x.abs(), cos, sin.copysign(sin * x));
    }
    c128::new(x.cosh() * cos, x.sinh() * sin)
}

/// The hyperbolic tangent, `(sinh x cosh x, sin y cos y) / (sinh² x + cos² y)`: the divisor has no
/// cancellation. Far out it is 1 up to an imaginary part below `exp(-2|x|)`.
pub fn tanh(z: c128) -> c128 {
    let c128 { re: x, im: y } = z;
    if y == 0.0 {
        return c128::new(x.tanh(), y);
    }
    if x.is_infinite() {
        let direction = if y.is_finite() { y.sin() * y.cos() } else { y };
        return c128::new(1f64.copysign(x), 0f64.copysign(direction));
    }
    if !y.is_finite() {
        return c128::new(if x == 0.0 { x } else { f64::NAN }, f64::NAN);
    }
    let (sin, cos) = y.sin_cos();
    if x.abs() > 22.0 {
        return c128::new(1f64.copysign(x), 4.0 * sin * cos * (-2.0 * x.abs()).exp());
    }
    let (sinh, cosh) = (x.sinh(), x.cosh());
    let divisor = sinh * sinh + cos * cos;
    c128::new(sinh * cosh / divisor, sin * cos / divisor)
}

/// The sine: `-i sinh(iz)`.
pub fn sin(z: c128) -> c128 {
    if z.im.is_infinite() && !z.re.is_finite() {
        return c128::new(f64::NAN, f64::INFINITY);
    }
    from_imaginary(sinh(to_imaginary(z)))
}

/// The cosine: `cosh(iz)`.
pub fn cos(z: c128) -> c128 {
    cosh(to_imaginary(z))
}

/// The tangent: `-i tanh(iz)`.
pub fn tan(z: c128) -> c128 {
    from_imaginary(tanh(to_imaginary(z)))
}

/// `iz`.
pub(super) fn to_imaginary(z: c128) -> c128 {
    c128::new(-z.im, z.re)
}

/// `-iz`.
pub(super) fn from_imaginary(z: c128) -> c128 {
    c128::new(z.im, -z.re)
}
