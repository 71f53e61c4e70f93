//! Programs: sequences of tile kernels over registers.

use tegula_core::DType;
use tegula_kernels::TileFn;

/// The most registers a program may have.
pub const MAX_REGISTERS: usize = 12;

/// One instruction: a kernel and the registers it reads and writes.
#[derive(Clone, Copy)]
pub struct Step {
    /// The kernel.
    pub kernel: TileFn,
    /// The registers in the order of the kernel's arguments.
    pub args: [u8; 4],
}

/// A program over tiles.
///
/// Registers are numbered inputs first, then temporaries, then outputs. An input register holds its
/// operand converted to the register's type; an output register is converted to the operand's type.
/// A step must not write a register that it reads.
#[derive(Clone, Copy)]
pub struct Program<'a> {
    /// The element type of each register.
    pub registers: &'a [DType],
    /// The number of input registers.
    pub inputs: usize,
    /// The number of output registers.
    pub outputs: usize,
    /// The instructions in order.
    pub steps: &'a [Step],
    /// The estimated nanoseconds per element, memory traffic aside.
    pub cost: f64,
    /// The register that says at which elements the floating-point errors of the first step count.
    pub mask: Option<u8>,
}
