//! A bit generator whose kind is known at run time.

use crate::{BitGenerator, Distribution, Mt19937, Pcg64, Pcg64Dxsm, Philox, Sfc64};

/// Any of NumPy's bit generators, or another.
///
/// Long fills find out once which kind it is; single draws ask each time.
///
/// ```
/// use tegula_random::{AnyBitGenerator, Generator, Pcg64, default_rng};
///
/// let mut any = Generator::new(AnyBitGenerator::from(Pcg64::new(42).unwrap()));
/// assert_eq!(any.random::<f64>(), default_rng(42).random());
/// ```
// The commonest kind is kept in place.
#[allow(missing_docs, clippy::large_enum_variant)]
pub enum AnyBitGenerator {
    Pcg64(Pcg64),
    Pcg64Dxsm(Pcg64Dxsm),
    Mt19937(Box<Mt19937>),
    Philox(Philox),
    Sfc64(Sfc64),
    Other(Box<dyn BitGenerator + Send>),
}

macro_rules! each {
    ($any:expr, $bits:ident => $draw:expr) => {
        match $any {
            AnyBitGenerator::Pcg64($bits) => $draw,
            AnyBitGenerator::Pcg64Dxsm($bits) => $draw,
            AnyBitGenerator::Mt19937($bits) => $draw,
            AnyBitGenerator::Philox($bits) => $draw,
            AnyBitGenerator::Sfc64($bits) => $draw,
            AnyBitGenerator::Other($bits) => $draw,
        }
    };
}

impl BitGenerator for AnyBitGenerator {
    #[inline]
    fn next_u64(&mut self) -> u64 {
        each!(self, bits => bits.next_u64())
    }
    #[inline]
    fn next_u32(&mut self) -> u32 {
        each!(self, bits => bits.next_u32())
    }
    #[inline]
    fn next_f64(&mut self) -> f64 {
        each!(self, bits => bits.next_f64())
    }
    #[inline]
    fn next_f32(&mut self) -> f32 {
        each!(self, bits => bits.next_f32())
    }
    #[inline]
    fn next_raw(&mut self) -> u64 {
        each!(self, bits => bits.next_raw())
    }
    #[inline]
    fn as_pcg64(&mut self) -> Option<&mut Pcg64> {
        each!(self, bits => bits.as_pcg64())
    }
    #[inline]
    fn fill_f64(&mut self, out: &mut [f64]) {
        each!(self, bits => bits.fill_f64(out));
    }
    #[inline]
    fn fill_f32(&mut self, out: &mut [f32]) {
        each!(self, bits => bits.fill_f32(out));
    }

    /// The two defaults, of `Generator` and of `RandomState`, have loops of their own; the others share one.
    fn fill<D: Distribution>(&mut self, distribution: &D, out: &mut [D::Output]) {
        match self {
            AnyBitGenerator::Pcg64(bits) => bits.fill(distribution, out),
            AnyBitGenerator::Mt19937(bits) => bits.fill(distribution, out),
            other => {
                let mut bits: &mut dyn BitGenerator = each!(other, bits => bits);
                BitGenerator::fill(&mut bits, distribution, out);
            }
        }
    }
}

macro_rules! from {
    ($($kind:ident => $make:expr;)*) => {$(
        impl From<$kind> for AnyBitGenerator {
            fn from(bits: $kind) -> AnyBitGenerator {
                $make(bits)
            }
        }
    )*};
}

from! {
    Pcg64 => AnyBitGenerator::Pcg64;
    Pcg64Dxsm => AnyBitGenerator::Pcg64Dxsm;
    Mt19937 => |bits| AnyBitGenerator::Mt19937(Box::new(bits));
    Philox => AnyBitGenerator::Philox;
    Sfc64 => AnyBitGenerator::Sfc64;
}
