//! Standard normal and exponential draws by the ziggurat method.
//!
//! G. Marsaglia and W. W. Tsang, "The Ziggurat Method for Generating Random Variables", 2000, with 256 layers:
//!
//! 1. One word gives the layer (8 bits), the sign (1 bit) and the distance along the layer (52 bits; 23 in single precision).
//! 2. A distance inside the part of the layer that lies under the whole curve is accepted at once: 99.3% of the draws.
//! 3. In the lowest layer the draw comes from the tail beyond `r`, by Marsaglia's exponential rejection.
//! 4. In any other layer a uniform height decides against the density; a rejected draw starts again.
//!
//! The exponential has no sign, and one word too gives layer (8 bits) and distance (53 bits; 23 in single precision). Its
//! tail is an exponential again, which is drawn by inversion.

use crate::BitGenerator;
use crate::exponential_tables::{
    EXPONENTIAL_R_F32, EXPONENTIAL_R_F64, FE_F32, FE_F64, KE_F32, KE_F64, WE_F32, WE_F64,
};
use crate::ziggurat_tables::{
    FI_F32, FI_F64, KI_F32, KI_F64, NORMAL_INV_R_F32, NORMAL_INV_R_F64, NORMAL_R_F32, NORMAL_R_F64, WI_F32,
    WI_F64,
};

#[inline]
pub(crate) fn standard_normal_f64<B: BitGenerator>(bits: &mut B) -> f64 {
    loop {
        let word = bits.next_u64();
        let layer = (word & 0xff) as usize;
        let negative = word & 0x100 != 0;
        let distance = (word >> 9) & 0x000f_ffff_ffff_ffff;
        // The sign bit of a zero distance counts: minus zero is a draw too.
        let x = f64::from_bits((distance as f64 * WI_F64[layer]).to_bits() | u64::from(negative) << 63);
        if distance < KI_F64[layer] {
            return x;
        }
        if let Some(accepted) = edge_f64(bits, layer, distance, x) {
            return accepted;
        }
    }
}

#[cold]
fn edge_f64<B: BitGenerator>(bits: &mut B, layer: usize, distance: u64, x: f64) -> Option<f64> {
    if layer > 0 {
        let height = (FI_F64[layer - 1] - FI_F64[layer]) * bits.next_f64() + FI_F64[layer];
        return (height < (-0.5 * x * x).exp()).then_some(x);
    }
    loop {
        let beyond = -NORMAL_INV_R_F64 * (-bits.next_f64()).ln_1p();
        let y = -(-bits.next_f64()).ln_1p();
        if y + y > beyond * beyond {
            let tail = NORMAL_R_F64 + beyond;
            return Some(if distance & 0x100 != 0 { -tail } else { tail });
        }
    }
}

#[inline]
pub(crate) fn standard_normal_f32<B: BitGenerator>(bits: &mut B) -> f32 {
    loop {
        let word = bits.next_u32();
        let layer = (word & 0xff) as usize;
        let negative = word & 0x100 != 0;
        let distance = word >> 9;
        let x = f32::from_bits((distance as f32 * WI_F32[layer]).to_bits() | u32::from(negative) << 31);
        if distance < KI_F32[layer] {
            return x;
        }
        if let Some(accepted) = edge_f32(bits, layer, distance, x) {
            return accepted;
        }
    }
}

#[cold]
fn edge_f32<B: BitGenerator>(bits: &mut B, layer: usize, distance: u32, x: f32) -> Option<f32> {
    if layer > 0 {
        let height = (FI_F32[layer - 1] - FI_F32[layer]) * bits.next_f32() + FI_F32[layer];
        // NumPy takes the density in double precision here.
        let x64 = f64::from(x);
        return (f64::from(height) < (-0.5 * x64 * x64).exp()).then_some(x);
    }
    loop {
        let beyond = -NORMAL_INV_R_F32 * (-bits.next_f32()).ln_1p();
        let y = -(-bits.next_f32()).ln_1p();
        if y + y > beyond * beyond {
            let tail = NORMAL_R_F32 + beyond;
            return Some(if distance & 0x100 != 0 { -tail } else { tail });
        }
    }
}

#[inline]
pub(crate) fn standard_exponential_f64<B: BitGenerator>(bits: &mut B) -> f64 {
    loop {
        let word = bits.next_u64() >> 3;
        let layer = (word & 0xff) as usize;
        let distance = word >> 8;
        let x = distance as f64 * WE_F64[layer];
        if distance < KE_F64[layer] {
            return x;
        }
        if let Some(accepted) = exponential_edge_f64(bits, layer, x) {
            return accepted;
        }
    }
}

#[cold]
fn exponential_edge_f64<B: BitGenerator>(bits: &mut B, layer: usize, x: f64) -> Option<f64> {
    if layer == 0 {
        return Some(EXPONENTIAL_R_F64 - (-bits.next_f64()).ln_1p());
    }
    let height = (FE_F64[layer - 1] - FE_F64[layer]) * bits.next_f64() + FE_F64[layer];
    (height < (-x).exp()).then_some(x)
}

#[inline]
pub(crate) fn standard_exponential_f32<B: BitGenerator>(bits: &mut B) -> f32 {
    loop {
        let word = bits.next_u32() >> 1;
        let layer = (word & 0xff) as usize;
        let distance = word >> 8;
        let x = distance as f32 * WE_F32[layer];
        if distance < KE_F32[layer] {
            return x;
        }
        if let Some(accepted) = exponential_edge_f32(bits, layer, x) {
            return accepted;
        }
    }
}

#[cold]
fn exponential_edge_f32<B: BitGenerator>(bits: &mut B, layer: usize, x: f32) -> Option<f32> {
    if layer == 0 {
        return Some(EXPONENTIAL_R_F32 - (-bits.next_f32()).ln_1p());
    }
    let height = (FE_F32[layer - 1] - FE_F32[layer]) * bits.next_f32() + FE_F32[layer];
    (height < (-x).exp()).then_some(x)
}
