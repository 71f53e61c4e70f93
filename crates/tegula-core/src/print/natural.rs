//! Natural numbers of any size, with just what exact digit generation needs.

use std::cmp::Ordering;

/// A natural number: 32-bit limbs, the least first, without leading zero limbs.
#[derive(Clone, Debug)]
pub(super) struct Natural(Vec<u32>);

impl Natural {
    /// `value · 2^shift`.
    pub(super) fn shifted(value: u64, shift: u32) -> Natural {
        let mut limbs = vec![0; (shift / 32) as usize];
        let wide = u128::from(value) << (shift % 32);
        limbs.extend([wide as u32, (wide >> 32) as u32, (wide >> 64) as u32]);
        let mut result = Natural(limbs);
        result.trim();
        result
    }

    pub(super) fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// Multiplies by a small factor.
    pub(super) fn scale(&mut self, factor: u32) {
        let mut carry = 0;
        for limb in &mut self.0 {
            let product = u64::from(*limb) * u64::from(factor) + carry;
            *limb = product as u32;
            carry = product >> 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    /// Multiplies by `10^power`.
    pub(super) fn scale_by_power_of_ten(&mut self, power: u32) {
        for _ in 0..power / 9 {
            self.scale(1_000_000_000);
        }
        self.scale(10u32.pow(power % 9));
    }

    /// The sum of two numbers.
    pub(super) fn plus(&self, other: &Natural) -> Natural {
        let (long, short) = if self.0.len() >= other.0.len() { (self, other) } else { (other, self) };
        let mut limbs = Vec::with_capacity(long.0.len() + 1);
        let mut carry = 0;
        for (i, &limb) in long.0.iter().enumerate() {
            let sum = u64::from(limb) + u64::from(short.0.get(i).copied().unwrap_or(0)) + carry;
            limbs.push(sum as u32);
            carry = sum >> 32;
        }
        if carry > 0 {
            limbs.push(carry as u32);
        }
        Natural(limbs)
    }

    /// Replaces the number by its remainder modulo `divisor` and returns the quotient, which must be
    /// small: every unit of it costs one subtraction.
    pub(super) fn divide(&mut self, divisor: &Natural) -> u8 {
        let mut quotient = 0;
        while self.compare(divisor).is_ge() {
            self.subtract(divisor);
            quotient += 1;
        }
        quotient
    }

    pub(super) fn compare(&self, other: &Natural) -> Ordering {
        let by_length = self.0.len().cmp(&other.0.len());
        by_length.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    /// Subtracts a number that is not larger.
    fn subtract(&mut self, other: &Natural) {
        let mut borrow = false;
        for (i, limb) in self.0.iter_mut().enumerate() {
            let (rest, under) = limb.overflowing_sub(other.0.get(i).copied().unwrap_or(0));
            let (rest, under_again) = rest.overflowing_sub(borrow.into());
            *limb = rest;
            borrow = under || under_again;
        }
        self.trim();
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn natural(value: u128) -> Natural {
        Natural::shifted((value >> 64) as u64, 64).plus(&Natural::shifted(value as u64, 0))
    }

    #[test]
    fn agrees_with_native_integers() {
        let mut seed = 1u128;
        for _ in 0..2000 {
            seed = seed.wrapping_mul(0x2360ED051FC65DA44385DF649FCCF645).wrapping_add(0x5851F42D4C957F2D);
            let a = (seed >> 8) >> (seed % 90);
            let b = a / 7 + (seed >> 100);
            let (mut x, y) = (natural(a), natural(b));
            assert_eq!(x.compare(&y), a.cmp(&b));
            assert_eq!(x.plus(&y).compare(&natural(a + b)), Ordering::Equal);
            if b > 0 && a / b < 10 {
                assert_eq!(u128::from(x.divide(&y)), a / b);
                assert_eq!(x.compare(&natural(a % b)), Ordering::Equal);
            }
            let mut small = natural(a >> 64);
            small.scale_by_power_of_ten(11);
            assert_eq!(small.compare(&natural((a >> 64) * 100_000_000_000)), Ordering::Equal);
        }
        assert!(natural(0).is_zero());
    }
}
