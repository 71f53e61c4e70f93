//! Instruction-set levels and the choice among them.

use std::sync::OnceLock;

/// Computes one tile. `args` points to the tiles of the inputs, then those of the outputs, each with
/// `n` elements, aligned, contiguous, initialised (inputs), and disjoint from the outputs.
pub type TileFn = unsafe fn(args: *const *mut u8, n: usize);

/// As [`TileFn`]; says whether a result or operand may be one of a floating-point error.
pub type CheckFn = unsafe fn(args: *const *mut u8, n: usize) -> bool;

/// Folds a tile of `n ≥ 1` elements to one, which is written to `result`.
pub type FoldFn = unsafe fn(tile: *const u8, n: usize, result: *mut u8);

/// Writes the running results of a tile of `n` elements to `out`, beginning with and updating `carry`.
pub type ScanFn = unsafe fn(tile: *const u8, n: usize, carry: *mut u8, out: *mut u8);

/// The number of levels a kernel is compiled for on this architecture.
pub(crate) const LEVELS: usize = if cfg!(target_arch = "x86_64") { 3 } else { 2 };

/// A function compiled once for each [`Level`] of the architecture.
#[derive(Clone, Copy)]
pub struct Kernel<F: Copy>(pub(crate) [F; LEVELS]);

impl<F: Copy> Kernel<F> {
    /// The variant for this machine.
    #[inline]
    pub fn select(&self) -> F {
        self.0[level().slot()]
    }

    /// The same without a variant of its own for AVX-512: for loops that move more than they compute, the
    /// wider registers bring nothing, and the variant never reaches the binary.
    pub(crate) const fn without_avx512(mut self) -> Self {
        if LEVELS == 3 {
            self.0[2] = self.0[1];
        }
        self
    }
}

/// An instruction-set level.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Level {
    /// What the compiler's target guarantees: SSE2 on x86-64.
    Baseline,
    /// AVX2 with FMA and F16C.
    Avx2,
    /// AVX-512 F, BW, DQ, VL.
    Avx512,
    /// NEON.
    Neon,
}

impl Level {
    /// The position of the level's variant in a [`Kernel`].
    const fn slot(self) -> usize {
        match self {
            Level::Baseline => 0,
            Level::Avx2 | Level::Neon => 1,
            Level::Avx512 => LEVELS - 1,
        }
    }

    /// The name that `TEGULA_ISA` takes.
    pub const fn name(self) -> &'static str {
        match self {
            Level::Baseline => "baseline",
            Level::Avx2 => "avx2",
            Level::Avx512 => "avx512",
            Level::Neon => "neon",
        }
    }

    /// The levels that this machine can run, lowest first.
    pub fn available() -> Vec<Level> {
        let mut levels = vec![Level::Baseline];
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::is_x86_feature_detected as has;
            if has!("avx2") && has!("fma") && has!("f16c") {
                levels.push(Level::Avx2);
                if has!("avx512f") && has!("avx512bw") && has!("avx512dq") && has!("avx512vl") {
                    levels.push(Level::Avx512);
                }
            }
        }
        #[cfg(target_arch = "aarch64")]
        levels.push(Level::Neon);
        levels
    }
}

/// The level in use: the highest that the machine has, unless `TEGULA_ISA` names a lower one
/// (`baseline`, `avx2`, `avx512`, `neon`). A level that the machine lacks is never used.
pub fn level() -> Level {
    static LEVEL: OnceLock<Level> = OnceLock::new();
    *LEVEL.get_or_init(|| {
        let available = Level::available();
        let wanted = std::env::var("TEGULA_ISA").unwrap_or_default();
        let named = available.iter().find(|l| l.name() == wanted);
        *named.or(available.last()).expect("the baseline is always there")
    })
}
