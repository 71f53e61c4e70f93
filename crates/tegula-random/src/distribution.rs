//! What a generator can draw from.

use crate::BitGenerator;

/// A distribution with its parameters checked, ready to be drawn from. See [`Generator`](crate::Generator) for the ways to
/// draw: one value, a slice, or one value from each of several distributions.
pub trait Distribution {
    /// What a draw gives.
    type Output;

    /// What draws of one call hand on to each other, such as unused bits of a word. Each call starts afresh, as NumPy's
    /// do, so that several small calls may use more bits than one large call.
    type Carry: Default;

    /// One draw.
    fn sample<B: BitGenerator>(&self, bits: &mut B, carry: &mut Self::Carry) -> Self::Output;

    /// How many halves of 64-bit words each draw takes, if it is always the same and draws hand nothing on.
    #[inline]
    fn halves(&self) -> Option<u32> {
        None
    }

    /// As many draws as `out` is long: the same stream as [`sample`](Distribution::sample) again and again.
    #[inline]
    fn fill<B: BitGenerator>(&self, bits: &mut B, out: &mut [Self::Output]) {
        let mut carry = Self::Carry::default();
        for slot in out {
            *slot = self.sample(bits, &mut carry);
        }
    }
}
