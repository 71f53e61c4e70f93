//! Numbers as unsigned integers of the same order.

use super::radix::Key;

/// A type of number, known by the bits of its elements.
pub trait Number: 'static {
    /// The bits of an element, and the key to sort them by.
    type Bits: Key;
    /// Whether there are NaN and signed zeros.
    const FLOAT: bool;
    /// The key of the negative zero, just below that of zero.
    const MINUS_ZERO: Self::Bits;
    /// True for NaN.
    fn is_nan(bits: Self::Bits) -> bool;
    /// A key of the same order, for anything but NaN; negative zero goes before zero.
    fn key(bits: Self::Bits) -> Self::Bits;
    /// The element that has a key.
    fn bits(key: Self::Bits) -> Self::Bits;
    /// The place of an element in the order: the zeros are one, all NaN are one and the last.
    fn rank(bits: Self::Bits) -> Self::Bits;
}

/// Unsigned integers, and booleans.
pub struct Unsigned<U>(U);
/// Signed integers.
pub struct Signed<U>(U);
/// Floats whose infinity has the bits `INFINITY`.
pub struct Float<U, const INFINITY: u64>(U);

/// Half precision.
pub type Half = Float<u16, 0x7C00>;
/// Brain floats.
pub type Brain = Float<u16, 0x7F80>;
/// Single precision.
pub type Single = Float<u32, 0x7F80_0000>;
/// Double precision.
pub type Double = Float<u64, 0x7FF0_0000_0000_0000>;

macro_rules! numbers {
    ($($u:ty, $i:ty;)*) => {$(
        impl Number for Unsigned<$u> {
            type Bits = $u;
            const FLOAT: bool = false;
            const MINUS_ZERO: $u = 0;
            #[inline(always)]
            fn is_nan(_: $u) -> bool {
                false
            }
            #[inline(always)]
            fn key(bits: $u) -> $u {
                bits
            }
            #[inline(always)]
            fn bits(key: $u) -> $u {
                key
            }
            #[inline(always)]
            fn rank(bits: $u) -> $u {
                bits
            }
        }

        impl Number for Signed<$u> {
            type Bits = $u;
            const FLOAT: bool = false;
            const MINUS_ZERO: $u = 0;
            #[inline(always)]
            fn is_nan(_: $u) -> bool {
                false
            }
            #[inline(always)]
            fn key(bits: $u) -> $u {
                bits ^ (1 << (<$u>::BITS - 1))
            }
            #[inline(always)]
            fn bits(key: $u) -> $u {
                Self::key(key)
            }
            #[inline(always)]
            fn rank(bits: $u) -> $u {
                Self::key(bits)
            }
        }

        impl<const INFINITY: u64> Number for Float<$u, INFINITY> {
            type Bits = $u;
            const FLOAT: bool = true;
            const MINUS_ZERO: $u = (1 << (<$u>::BITS - 1)) - 1;
            #[inline(always)]
            fn is_nan(bits: $u) -> bool {
                bits << 1 > (INFINITY as $u) << 1
            }
            // Negative numbers have all bits turned over, the others only that of the sign.
            #[inline(always)]
            fn key(bits: $u) -> $u {
                let sign = (bits as $i >> (<$u>::BITS - 1)) as $u;
                bits ^ (sign | 1 << (<$u>::BITS - 1))
            }
            #[inline(always)]
            fn bits(key: $u) -> $u {
                let sign = !((key as $i >> (<$u>::BITS - 1)) as $u);
                key ^ (sign | 1 << (<$u>::BITS - 1))
            }
            #[inline(always)]
            fn rank(bits: $u) -> $u {
                let key = Self::key(bits);
                let key = key + <$u>::from(key == Self::MINUS_ZERO);
                if Self::is_nan(bits) { <$u>::MAX } else { key }
            }
        }
    )*};
}
numbers! {
    u8, i8;
    u16, i16;
    u32, i32;
    u64, i64;
}
