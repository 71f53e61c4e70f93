//! The decimal digits of floating-point numbers.
//!
//! [`exact`] is the free-format algorithm of Steele & White and of Burger & Dybvig ("Printing
//! floating-point numbers quickly and accurately", 1996) on exact integers, with NumPy's rules for cutting
//! off early and for running on. [`quick`] answers most requests from the shortest digits alone, which
//! the `zmij` crate finds quickly.

use std::cmp::Ordering;

use super::natural::Natural;
use crate::{DType, Scalar, bf16, f16};

/// More digits than this are never made, as in NumPy.
pub(super) const MAX_DIGITS: usize = 16_383;

/// A real floating-point number that remembers how wide it was.
#[derive(Clone, Copy, Debug)]
pub(super) struct Real {
    /// The value, exactly.
    pub(super) value: f64,
    /// The type the value comes from: its gaps decide how many digits are needed.
    pub(super) dtype: DType,
}

/// `d.ddd · 10^exponent`, with at least one digit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Digits {
    /// The digits in ASCII.
    pub(super) digits: Vec<u8>,
    /// The power of ten of the first digit.
    pub(super) exponent: i32,
}

/// What is asked of digit generation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request {
    /// Stop as soon as the digits tell the number from its neighbours (the last digit being rounded so
    /// that they do); otherwise the digits are those of the exact value.
    pub(super) unique: bool,
    /// Digits are counted from the decimal point; otherwise from the first one.
    pub(super) fraction: bool,
    /// Stop here in any case, with the exact value rounded half to even. Needed if not `unique`.
    pub(super) most: Option<usize>,
    /// Do not stop before this many digits.
    pub(super) least: Option<usize>,
    /// Zeros at the end may be left out, because whoever asks puts as many there as they want.
    pub(super) padded: bool,
}

impl Real {
    /// The real number of a scalar; integers become `float64`, complex numbers lose their second part.
    pub(super) fn new(scalar: Scalar) -> Real {
        let dtype = match scalar.dtype().real() {
            dtype if dtype.is_float() => dtype,
            _ => DType::F64,
        };
        Real { value: scalar.to_f64(), dtype }
    }

    /// The number of significant bits, and the power of two of the last bit of the smallest numbers.
    fn format(self) -> (u32, i32) {
        match self.dtype {
            DType::F16 => (11, -24),
            DType::BF16 => (8, -133),
            DType::F32 => (24, -149),
            _ => (53, -1074),
        }
    }

    /// The number of decimal digits that any decimal keeps on the way through the type: NumPy's
    /// `finfo(dtype).precision`.
    pub(super) fn decimal_precision(self) -> i32 {
        match self.dtype {
            DType::F16 => 3,
            DType::BF16 => 2,
            DType::F32 => 6,
            _ => 15,
        }
    }

    /// The number of the same type that is nearest to `value`, a constant or a quotient of two such
    /// numbers; these can pass through `f32` without being rounded wrongly.
    pub(super) fn nearest(self, value: f64) -> f64 {
        match self.dtype {
            DType::F16 => f16::from_f32(value as f32).to_f64(),
            DType::BF16 => bf16::from_f32(value as f32).to_f64(),
            DType::F32 => f64::from(value as f32),
            _ => value,
        }
    }

    /// True if all bits of the type carry the value, as they do unless it is tiny.
    fn is_normal(self) -> bool {
        let (precision, least_exponent) = self.format();
        self.value.abs() >= 2f64.powi(least_exponent + precision as i32 - 1)
    }

    /// `(m, e, uneven)` such that the magnitude is `m · 2^e` with the bits of the type; `uneven` if the
    /// next smaller number is only half as far away as the next larger one.
    fn decompose(self) -> (u64, i32, bool) {
        let (precision, least_exponent) = self.format();
        let bits = self.value.abs().to_bits();
        let (fraction, biased) = (bits & ((1 << 52) - 1), (bits >> 52) as i32);
        let (m, e) = if biased == 0 { (fraction, -1074) } else { (fraction | 1 << 52, biased - 1075) };
        let top = e + 63 - m.leading_zeros() as i32;
        let exponent = (top - precision as i32 + 1).max(least_exponent);
        let mantissa = if exponent >= e { m >> (exponent - e) } else { m << (e - exponent) };
        (mantissa, exponent, mantissa == 1 << (precision - 1) && exponent > least_exponent)
    }

    /// The fewest digits that are read back as this number, by an algorithm faster than [`exact`].
    fn shortest(self) -> Option<Digits> {
        let mut buffer = zmij::Buffer::new();
        let text = match self.dtype {
            DType::F64 => buffer.format_finite(self.value.abs()),
            DType::F32 => buffer.format_finite(self.value.abs() as f32),
            _ => return None,
        };
        let (decimal, power) = text.split_once('e').unwrap_or((text, "0"));
        let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
        let mut digits = [whole.as_bytes(), fraction.as_bytes()].concat();
        let leading = digits.iter().take_while(|&&d| d == b'0').count();
        digits.drain(..leading);
        digits.truncate(digits.iter().rposition(|&d| d != b'0')? + 1);
        let exponent = power.parse::<i32>().ok()? + whole.len() as i32 - 1 - leading as i32;
        Some(Digits { digits, exponent })
    }
}

/// The digits of the magnitude of a finite number.
pub(super) fn digits(x: Real, request: &Request) -> Digits {
    if x.value == 0.0 {
        return Digits { digits: vec![b'0'], exponent: 0 };
    }
    x.shortest().and_then(|shortest| quick(x, shortest, request)).unwrap_or_else(|| exact(x, request))
}

/// Answers a request from the shortest digits, if they decide it.
///
/// Rounding the shortest digits instead of the value is right unless they end in a 5 that is just cut
/// off: were the value on the other side of the middle between two results, that middle would itself be
/// a nearer, not longer way to write the value.
fn quick(x: Real, mut shortest: Digits, request: &Request) -> Option<Digits> {
    // How many digits there are from the first one to where a count ends.
    let kept = |count: usize| {
        let count = count.min(MAX_DIGITS) as i32;
        if request.fraction { count + shortest.exponent + 1 } else { count }
    };
    let have = shortest.digits.len() as i32;
    let most = request.most.map(kept);
    if let Some(most) = most.filter(|&most| most < have) {
        if most < 0 {
            return Some(Digits { digits: vec![b'0'], exponent: shortest.exponent + 1 - most });
        }
        let tail = &shortest.digits[most as usize..];
        if tail == b"5" {
            return None;
        }
        let up = tail[0] >= b'5';
        shortest.digits.truncate(most as usize);
        if up {
            shortest.round_up();
        } else if most == 0 {
            shortest = Digits { digits: vec![b'0'], exponent: shortest.exponent + 1 };
        }
        return Some(shortest);
    }
    let wanted = if request.unique { request.least.map(kept).unwrap_or(0) } else { most? };
    let sufficient = if request.unique && wanted <= have {
        true
    } else {
        // A decimal this short is what its number rounds to, with nothing but zeros after it.
        x.is_normal() && wanted <= x.decimal_precision() && (wanted == have || request.padded)
    };
    sufficient.then_some(shortest)
}

/// Answers a request by exact arithmetic.
fn exact(x: Real, request: &Request) -> Digits {
    let (mantissa, power, uneven) = x.decompose();
    // The value is `value / scale`; `below` and `above` are half its distances to its neighbours in the
    // same unit. The common factor of 2 or 4 makes the halves whole.
    let factor = 1 + u32::from(uneven);
    let (up, down) = (power.max(0) as u32, (-power).max(0) as u32);
    let mut value = Natural::shifted(mantissa, up + factor);
    let mut scale = Natural::shifted(1, down + factor);
    let mut below = Natural::shifted(1, up);

    let floor = match request.most {
        Some(most) if request.fraction => -(most.min(MAX_DIGITS) as i32),
        _ => i32::MIN,
    };
    let mut place = (x.value.abs().log10().floor() as i32).max(floor);
    if place >= 0 {
        scale.scale_by_power_of_ten(place as u32);
    } else {
        value.scale_by_power_of_ten(place.unsigned_abs());
        below.scale_by_power_of_ten(place.unsigned_abs());
    }
    // The logarithm may be wrong by one.
    let mut ten = scale.clone();
    ten.scale(10);
    if value.compare(&ten).is_ge() {
        scale = ten;
        place += 1;
    } else if place > floor && value.compare(&scale).is_lt() {
        value.scale(10);
        below.scale(10);
        place -= 1;
    }

    let exponent = place;
    let end = |count: usize| {
        let count = count.min(MAX_DIGITS) as i32;
        if request.fraction { -count } else { exponent + 1 - count }
    };
    let last = request.most.map_or(i32::MIN, end).max(exponent - MAX_DIGITS as i32 + 1);
    let least = request.least.map_or(i32::MAX, end);
    let even = mantissa.is_multiple_of(2);

    let mut result = Digits { digits: Vec::new(), exponent };
    loop {
        let digit = value.divide(&scale);
        // Whether stopping here, rounding down or up, still gives this number.
        let (mut low, mut high) = (false, false);
        let done = if request.unique {
            let mut reach = below.clone();
            if uneven {
                reach.scale(2);
            }
            let inside = |order: Ordering| order.is_gt() || even && order.is_eq();
            low = inside(below.compare(&value));
            high = inside(value.plus(&reach).compare(&scale));
            (low || high) && place <= least
        } else {
            value.is_zero()
        };
        result.digits.push(b'0' + digit);
        if done || place <= last {
            let up = if low == high {
                let middle = value.plus(&value).compare(&scale);
                middle.is_gt() || middle.is_eq() && !digit.is_multiple_of(2)
            } else {
                high
            };
            if up {
                result.round_up();
            }
            return result;
        }
        value.scale(10);
        below.scale(10);
        place -= 1;
    }
}

impl Digits {
    /// Adds one to the last digit; nines, which would become zeros, are left out.
    fn round_up(&mut self) {
        while self.digits.last() == Some(&b'9') {
            self.digits.pop();
        }
        match self.digits.last_mut() {
            Some(digit) => *digit += 1,
            None => {
                self.digits.push(b'1');
                self.exponent += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(unique: bool, fraction: bool, most: Option<usize>, least: Option<usize>) -> Request {
        Request { unique, fraction, most, least, padded: false }
    }

    /// Numbers of all magnitudes, powers of two and decimal ties among them.
    fn samples(dtype: DType) -> impl Iterator<Item = Real> {
        let mut seed = 1u64;
        (0..4000).filter_map(move |i| {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            let x = Real { value: 0.0, dtype };
            let value = match i % 4 {
                0 => f64::from_bits(seed.rotate_left(20)),
                1 => f64::from(f32::from_bits((seed >> 32) as u32)),
                2 => (((seed >> 50) * 2 + 1) as f64) / f64::from(1 << ((seed >> 20) % 14)),
                _ => 2f64.powi((seed >> 40) as i32 % 300 - 150),
            };
            let value = x.nearest(value).abs();
            (value.is_finite() && value > 0.0).then_some(Real { value, dtype })
        })
    }

    #[test]
    fn quick_digits_are_exact_ones() {
        for dtype in [DType::F32, DType::F64] {
            let mut answered = 0;
            for x in samples(dtype) {
                let shortest = x.shortest().unwrap();
                assert_eq!(shortest, exact(x, &request(true, false, None, None)), "{x:?}");
                for count in [0, 1, 2, 5, 6, 7, 8, 9, 14, 15, 16, 17, 18] {
                    for (unique, fraction) in [(true, true), (false, true), (true, false), (false, false)] {
                        if count == 0 && !fraction {
                            continue;
                        }
                        for least in [None, Some(count)] {
                            let request = request(unique, fraction, Some(count), least);
                            if let Some(digits) = quick(x, shortest.clone(), &request) {
                                answered += 1;
                                assert_eq!(digits, exact(x, &request), "{x:?} {request:?}");
                            }
                        }
                    }
                }
            }
            assert!(answered > 100_000, "the quick way is of use: {answered}");
        }
    }

    /// Every 16-bit float against the definition: its digits are nearer to it than to its neighbours,
    /// fewer digits cannot be, and no other decimal of that length is nearer.
    #[test]
    fn digits_of_16_bit_floats_are_shortest() {
        type FromBits = fn(u16) -> f64;
        let types: [(DType, FromBits); 2] = [
            (DType::F16, |bits| f16::from_bits(bits).to_f64()),
            (DType::BF16, |bits| bf16::from_bits(bits).to_f64()),
        ];
        for (dtype, value) in types {
            // The step after the last finite number would be infinite.
            for bits in (1..0x7fff).take_while(|bits| value(bits + 1).is_finite()) {
                let x = Real { value: value(bits), dtype };
                let Digits { digits, exponent } = digits(x, &request(true, false, None, None));
                let number = |digits: u64, count: usize| -> f64 {
                    format!("{digits}e{}", exponent + 1 - count as i32).parse().unwrap()
                };
                let low = f64::midpoint(value(bits - 1), x.value);
                let high = f64::midpoint(x.value, value(bits + 1));
                let same = |n: f64| low < n && n < high || bits % 2 == 0 && (n == low || n == high);
                let count = digits.len();
                let whole: u64 = std::str::from_utf8(&digits).unwrap().parse().unwrap();
                assert!(same(number(whole, count)), "{x:?}");
                let distance = |n: u64| (number(n, count) - x.value).abs();
                for other in [whole - 1, whole + 1] {
                    let farther = distance(whole) <= distance(other);
                    assert!(farther || !same(number(other, count)), "{x:?}");
                }
                if count > 1 {
                    for shorter in [whole / 10, whole / 10 + 1] {
                        assert!(!same(number(shorter, count - 1)), "{x:?}");
                    }
                }
            }
        }
    }
}
