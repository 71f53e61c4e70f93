//! Integers from zero to a given span, without bias, by the two methods that NumPy uses: [`masked`] for shuffling and
//! [`bounded`] for everything else.
//!
//! D. Lemire, "Fast Random Integer Generation in an Interval", 2019: a word times the number of values has the draw in its
//! high part; a low part below `2^bits mod values` is rejected. Words of 1, 8 and 16 bits are cut from one 32-bit word.

use crate::BitGenerator;

/// What is left of a 32-bit word from which smaller words are cut.
#[derive(Clone, Copy, Debug, Default)]
pub struct BitBuffer {
    word: u32,
    left: u32,
}

impl BitBuffer {
    /// The next word of `BITS` bits: 1, 8, 16 or 32.
    #[inline]
    fn next<const BITS: u32, B: BitGenerator>(&mut self, bits: &mut B) -> u32 {
        if self.left == 0 {
            self.word = bits.next_u32();
            self.left = 32 / BITS - 1;
        } else {
            self.word = (u64::from(self.word) >> BITS) as u32;
            self.left -= 1;
        }
        self.word & mask::<BITS>()
    }
}

/// A draw from `0..=span`: words are cut to the span's width until one does not exceed it. Spans that fit in 32 bits use
/// 32-bit words; a span of zero draws nothing.
#[inline]
pub(crate) fn masked<B: BitGenerator>(bits: &mut B, span: u64) -> u64 {
    if span == 0 {
        return 0;
    }
    let mask = u64::MAX >> span.leading_zeros();
    loop {
        let word = if span <= u64::from(u32::MAX) { u64::from(bits.next_u32()) } else { bits.next_u64() };
        if word & mask <= span {
            return word & mask;
        }
    }
}

/// As [`masked`], out of words of `BITS` bits: 1, 8, 16, 32 or 64. The span fits in `BITS`.
#[inline]
pub(crate) fn masked_words<const BITS: u32, B: BitGenerator>(
    bits: &mut B,
    span: u64,
    buffer: &mut BitBuffer,
) -> u64 {
    if BITS > 32 || span == 0 {
        return masked(bits, span);
    }
    let mask = u32::MAX >> (span as u32).leading_zeros();
    loop {
        let word = u64::from(buffer.next::<BITS, B>(bits) & mask);
        if word <= span {
            return word;
        }
    }
}

/// A draw from `0..=span` out of words of `BITS` bits: 1, 8, 16, 32 or 64. The span fits in `BITS`; one of zero draws
/// nothing, and 64-bit draws whose span fits in 32 bits use 32-bit words.
#[inline]
pub(crate) fn bounded<const BITS: u32, B: BitGenerator>(
    bits: &mut B,
    span: u64,
    buffer: &mut BitBuffer,
) -> u64 {
    if BITS > 32 {
        match u32::try_from(span) {
            Ok(span) => u64::from(bounded_32::<32, B>(bits, span, buffer)),
            Err(_) => bounded_64(bits, span),
        }
    } else {
        u64::from(bounded_32::<BITS, B>(bits, span as u32, buffer))
    }
}

/// As [`bounded`] for every element of `out`, with the span's cases told apart once.
#[inline]
pub(crate) fn fill_bounded<const BITS: u32, B: BitGenerator, T>(
    bits: &mut B,
    span: u64,
    out: &mut [T],
    convert: impl Fn(u64) -> T,
) {
    if BITS > 32 {
        match u32::try_from(span) {
            Ok(span) => fill_bounded_32::<32, B, T>(bits, span, out, convert),
            Err(_) => out.iter_mut().for_each(|slot| *slot = convert(bounded_64(bits, span))),
        }
    } else {
        fill_bounded_32::<BITS, B, T>(bits, span as u32, out, convert);
    }
}

#[inline]
fn bounded_32<const BITS: u32, B: BitGenerator>(bits: &mut B, span: u32, buffer: &mut BitBuffer) -> u32 {
    if span == 0 {
        return 0;
    }
    if span == mask::<BITS>() {
        return buffer.next::<BITS, B>(bits);
    }
    let values = span + 1;
    let mut scaled = u64::from(buffer.next::<BITS, B>(bits)) * u64::from(values);
    // `values` bounds the threshold from above and so spares most draws the division.
    if low_part::<BITS>(scaled) < values {
        let threshold = rejection_threshold::<BITS>(span);
        while low_part::<BITS>(scaled) < threshold {
            scaled = u64::from(buffer.next::<BITS, B>(bits)) * u64::from(values);
        }
    }
    (scaled >> BITS) as u32
}

#[inline]
fn fill_bounded_32<const BITS: u32, B: BitGenerator, T>(
    bits: &mut B,
    span: u32,
    out: &mut [T],
    convert: impl Fn(u64) -> T,
) {
    let mut buffer = BitBuffer::default();
    if span == 0 {
        out.iter_mut().for_each(|slot| *slot = convert(0));
    } else if span == mask::<BITS>() {
        out.iter_mut().for_each(|slot| *slot = convert(u64::from(buffer.next::<BITS, B>(bits))));
    } else {
        let values = u64::from(span) + 1;
        let threshold = rejection_threshold::<BITS>(span);
        for slot in out {
            let scaled = loop {
                let scaled = u64::from(buffer.next::<BITS, B>(bits)) * values;
                if low_part::<BITS>(scaled) >= threshold {
                    break scaled;
                }
            };
            *slot = convert(scaled >> BITS);
        }
    }
}

/// The 64-bit case, for spans that need it.
#[inline]
fn bounded_64<B: BitGenerator>(bits: &mut B, span: u64) -> u64 {
    if span == u64::MAX {
        return bits.next_u64();
    }
    let values = span + 1;
    let mut scaled = u128::from(bits.next_u64()) * u128::from(values);
    if (scaled as u64) < values {
        let threshold = (u64::MAX - span) % values;
        while (scaled as u64) < threshold {
            scaled = u128::from(bits.next_u64()) * u128::from(values);
        }
    }
    (scaled >> 64) as u64
}

#[inline]
const fn mask<const BITS: u32>() -> u32 {
    u32::MAX >> (32 - BITS)
}

#[inline]
fn low_part<const BITS: u32>(scaled: u64) -> u32 {
    scaled as u32 & mask::<BITS>()
}

/// `2^BITS mod (span + 1)`.
#[inline]
fn rejection_threshold<const BITS: u32>(span: u32) -> u32 {
    (mask::<BITS>() - span) % (span + 1)
}

#[cfg(test)]
mod tests {
    use super::{bounded, masked};
    use crate::{BitBuffer, BitGenerator, Pcg64};

    /// Slices too long to shuffle in a test would use these spans.
    #[test]
    fn wide_spans_use_whole_words() {
        let cases = [
            (1 << 32, (1 << 33) - 1),
            ((1 << 40) + 12345, (1 << 41) - 1),
            (u64::MAX / 3, u64::MAX >> 1),
            (u64::MAX - 1, u64::MAX),
            (u64::MAX, u64::MAX),
        ];
        for (span, mask) in cases {
            let mut bits = Pcg64::new(3).unwrap();
            let mut words = bits.clone();
            for _ in 0..100 {
                let expected = std::iter::repeat_with(|| words.next_u64() & mask).find(|&cut| cut <= span);
                assert_eq!(Some(masked(&mut bits, span)), expected);
            }
        }
    }

    /// Every value of a small span comes equally often from all words of a width, rejected ones left out.
    #[test]
    fn no_value_is_preferred() {
        struct Count(u32);
        impl BitGenerator for Count {
            fn next_u64(&mut self) -> u64 {
                unreachable!("small words are cut from 32 bits")
            }
            fn next_u32(&mut self) -> u32 {
                self.0 += 1;
                self.0 - 1
            }
        }
        for span in 1..255 {
            // One fresh buffer per draw: its first byte runs through 0 to 255.
            let mut bits = Count(0);
            let mut counts = vec![0; span as usize + 1];
            while bits.0 < 256 {
                let value = bounded::<8, _>(&mut bits, span, &mut BitBuffer::default());
                if bits.0 <= 256 {
                    counts[value as usize] += 1;
                }
            }
            assert!(counts.iter().all(|&count| count == 256 / (span + 1)), "{span}: {counts:?}");
        }
    }
}
