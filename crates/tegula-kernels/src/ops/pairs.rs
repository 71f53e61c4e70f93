//! Real functions of two numbers: distances, angles, logarithms of sums, steps.

use crate::flags::{Flags, of_two};
use crate::looping::Fold;
use crate::math;

macro_rules! errors_of_sums {
    ($op:ident, $name:ident) => {
        // NaN has no order, and differences overflow: so NumPy reports them.
        binary!($op [when |a, b| !(a - b).is_finite(), |a, b => _y| {
            Flags::INVALID.when(a.is_nan() || b.is_nan())
                | Flags::OVER.when(a.is_finite() && b.is_finite() && (a - b).is_infinite())
        }]: f32, f64 => |a, b| math::$name::<I, _>(a, b));
        impl Fold<f32> for $op {}
        impl Fold<f64> for $op {}
    };
}

/// The logarithm of the sum of the exponentials.
pub struct Logaddexp;
errors_of_sums!(Logaddexp, logaddexp);
/// The same to base two.
pub struct Logaddexp2;
errors_of_sums!(Logaddexp2, logaddexp2);

/// The length of the hypotenuse.
pub struct Hypot;
binary!(Hypot [beyond |a, b => y| of_two(a, b, y, false)]: f32, f64 => |a, b| math::hypot::<I, _>(a, b));
impl Fold<f32> for Hypot {}
impl Fold<f64> for Hypot {}

/// The angle of the point `(b, a)`.
pub struct Arctan2;
binary!(Arctan2 [never]: f32, f64 => |a, b| math::arctan2::<I, _>(a, b));

/// 0 below zero, 1 above, and at zero the second operand.
pub struct Heaviside;
binary!(Heaviside [never]: f32, f64 => |a, b| {
    let step = if a > 0.0 { 1.0 } else { 0.0 };
    let step = if a == 0.0 { b } else { step };
    if a.is_nan() { a } else { step }
});

loops!(
    /// Loops of `logaddexp`.
    LOGADDEXP = reducing Logaddexp: f16 bf16 f32 f64);
loops!(
    /// Loops of `logaddexp2`.
    LOGADDEXP2 = reducing Logaddexp2: f16 bf16 f32 f64);
loops!(
    /// Loops of `hypot`.
    HYPOT = reducing Hypot: f16 bf16 f32 f64);
loops!(
    /// Loops of `arctan2`.
    ARCTAN2 = closed Arctan2: f16 bf16 f32 f64);
loops!(
    /// Loops of `heaviside`.
    HEAVISIDE = closed Heaviside: f16 bf16 f32 f64);
