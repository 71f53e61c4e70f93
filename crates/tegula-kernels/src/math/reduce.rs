//! The exact reduction of huge angles, after Payne and Hanek (1983).

/// The binary digits of 2/π after the point, 64 to a word, enough for every `f64`.
const TWO_OVER_PI: [u64; 19] = [
    0xa2f9836e4e441529,
    0xfc2757d1f534ddc0,
    0xdb6295993c439041,
    0xfe5163abdebbc561,
    0xb7246e3a424dd2e0,
    0x06492eea09d1921c,
    0xfe1deb1cb129a73e,
    0xe88235f52ebb4484,
    0xe99c7026b45f7e41,
    0x3991d639835339f4,
    0x9c845f8bbdf9283b,
    0x1ff897ffde05980f,
    0xef2f118b5a0a6d1f,
    0x6d367ecf27cb09b7,
    0x4f463f669e5fea2d,
    0x7527bac7ebe5f17b,
    0x3d0739f78a5292ea,
    0x6bfb5fb11f8d5d08,
    0x56033046fc7b6bab,
];

/// `x = n π/2 + r + r_lo` modulo 2π, for `x >= 2^10`: `(n mod 4, r, r_lo)` with `|r| <= π/4`. NaN unless finite.
///
/// 1. `x = m 2^e` with a 53-bit integer `m`. Digits of 2/π whose product with `x` is a multiple of 4 are left out,
///    and digits beyond the next 192 are too small to matter: at least 2^-60 separates `x` from a multiple of π/2.
/// 2. `m` times those digits, modulo 4, in integers: two bits of quadrant and a fraction of 128 bits and more.
/// 3. The fraction, rounded to the nearest quadrant, times π/2 in two parts.
pub(super) fn payne_hanek(x: f64) -> (u64, f64, f64) {
    let exponent_field = (x.to_bits() >> 52) as usize & 0x7ff;
    if exponent_field == 0x7ff {
        return (0, f64::NAN, f64::NAN);
    }
    debug_assert!(x >= 1024.0);
    let m = x.to_bits() & ((1 << 52) - 1) | (1 << 52);
    // x = m 2^(exponent_field - 1075). Taking 2/π's digits from bit `start` on leaves out multiples of 4.
    let start = exponent_field.saturating_sub(1075 + 2);
    let scale = exponent_field as i32 - 1075 - start as i32; // x 2/π = m 2^scale 0.digits (mod 4)
    debug_assert!(scale <= 2);
    let digit_word = |i: usize| {
        let (word, bit) = ((start + 64 * i) / 64, start % 64);
        let at = |w: usize| TWO_OVER_PI.get(w).copied().unwrap_or(0);
        if bit == 0 { at(word) } else { at(word) << bit | at(word + 1) >> (64 - bit) }
    };
    // The product m * 0.d0 d1 d2 d3 as an integer of five words, the highest first.
    let mut product = [0u64; 5];
    let mut carry = 0u128;
    for i in (0..4).rev() {
        let term = m as u128 * digit_word(i) as u128 + carry;
        product[i + 1] = term as u64;
        carry = term >> 64;
    }
    product[0] = carry as u64;
    // Shift so that word 0's lowest two bits and the words after are quadrant and fraction.
    let shift = |words: [u64; 5], by: i32| -> [u64; 5] {
        std::array::from_fn(|i| match by {
            0 => words[i],
            1.. => words[i] << by | words.get(i + 1).map_or(0, |w| w >> (64 - by)),
            _ => words[i] >> -by | if i > 0 { words[i - 1] << (64 + by) } else { 0 },
        })
    };
    let [integer, f0, f1, f2, _] = shift(product, scale);
    // Round to the nearest quadrant: the fraction becomes a signed number in [-½, ½).
    let round_up = f0 >> 63;
    let n = integer.wrapping_add(round_up) & 3;
    let mut words = [f0, f1, f2];
    if round_up == 1 {
        words = words.map(|w| !w);
    }
    let (hi, lo) = fraction(words);
    let sign = if round_up == 1 { -1.0 } else { 1.0 };
    let (hi, lo) = (sign * hi, sign * lo);
    // Times π/2.
    let [p, p_lo] = <f64 as super::Real>::FRAC_PI_2;
    let r = hi * p;
    let r_lo = hi.mul_add(p, -r) + (hi * p_lo + lo * p);
    (n, r, r_lo)
}

/// `0.words` as a leading float and a trailing one.
fn fraction(words: [u64; 3]) -> (f64, f64) {
    let zeros = words.iter().take_while(|&&w| w == 0).count();
    let at = |i: usize| words.get(i).copied().unwrap_or(0);
    let (a, b) = (at(zeros), at(zeros + 1));
    let lead = a.leading_zeros();
    // 128 significant bits, the highest one set.
    let bits = (u128::from(a) << 64 | u128::from(b)) << lead | u128::from(at(zeros + 2)) >> (64 - lead);
    let unit = 2f64.powi(-(64 * zeros as i32) - lead as i32 - 128);
    let hi = (bits >> 75) << 75;
    let (hi, lo) = (hi as f64, (bits - hi) as f64);
    (hi * unit, lo * unit)
}
