//! Floating-point errors: the flags of the processor, and who is told of them.
//!
//! Every thread has a register in which arithmetic leaves a mark when it divides by zero, overflows, underflows or
//! has no answer. A loop costs nothing more for it. [`watch`] clears the marks, runs an operation and reads what it
//! left; `threads::split` brings the marks of helpers home. Loops whose instructions leave wrong marks put them
//! right themselves, tile by tile: see [`Errors`].

use std::ops::{BitOr, BitOrAssign};
use std::sync::OnceLock;

use tegula_core::DType;

use crate::lane::{Lane, Word};

/// A set of floating-point errors.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Flags(u8);

impl Flags {
    /// No error.
    pub const NONE: Flags = Flags(0);
    /// A finite number was divided by zero, or a function has a pole there.
    pub const DIVIDE: Flags = Flags(1);
    /// The result is beyond the largest finite number.
    pub const OVER: Flags = Flags(2);
    /// The result is so small that it lost digits.
    pub const UNDER: Flags = Flags(4);
    /// There is no result: NaN came of numbers.
    pub const INVALID: Flags = Flags(8);

    /// The set with these bits: [`DIVIDE`](Self::DIVIDE) is the lowest, [`INVALID`](Self::INVALID) the fourth.
    pub const fn from_bits(bits: u8) -> Flags {
        Flags(bits & 15)
    }

    /// The bits of the set.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// True if there is no error.
    #[inline(always)]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// True if all errors of `other` are in the set.
    pub const fn contains(self, other: Flags) -> bool {
        self.0 & other.0 == other.0
    }

    /// The errors that are in both sets.
    pub const fn only(self, other: Flags) -> Flags {
        Flags(self.0 & other.0)
    }

    /// The set if the condition holds, else none.
    #[inline(always)]
    pub const fn when(self, condition: bool) -> Flags {
        if condition { self } else { Flags::NONE }
    }
}

impl BitOr for Flags {
    type Output = Flags;
    #[inline(always)]
    fn bitor(self, other: Flags) -> Flags {
        Flags(self.0 | other.0)
    }
}

impl BitOrAssign for Flags {
    #[inline(always)]
    fn bitor_assign(&mut self, other: Flags) {
        self.0 |= other.0;
    }
}

/// How a loop tells of floating-point errors.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Errors {
    /// It has none to tell of, whatever marks its instructions leave: comparisons, integers that wrap.
    Never,
    /// Its instructions leave the right marks: products, quotients, roots.
    Hardware,
    /// The same, but results that are too small have lost nothing: sums.
    Sum,
    /// Its instructions leave marks of their own, as polynomials do, or none, as integer division. Where they left
    /// some, or an operand is suspect, the operands and results of the tile decide.
    Examined,
}

#[cfg(target_arch = "x86_64")]
mod register {
    use std::arch::asm;

    use super::Flags;

    /// Invalid, divide, overflow and underflow; the others are of no interest.
    pub const MASK: u32 = 0b1_1101;

    #[inline(always)]
    pub fn read() -> u32 {
        let mut word = 0u32;
        // SAFETY: the instruction writes four bytes to the address of a `u32`.
        unsafe { asm!("stmxcsr [{}]", in(reg) &raw mut word, options(nostack, preserves_flags)) };
        word
    }

    #[inline(always)]
    pub fn write(word: u32) {
        // SAFETY: the instruction reads four bytes from the address of a `u32`, which came from `read` but for the
        // marks: rounding and masks stay as they are.
        unsafe { asm!("ldmxcsr [{}]", in(reg) &raw const word, options(nostack, preserves_flags)) };
    }

    pub fn to_flags(word: u32) -> Flags {
        let bit = |mark: u32, flag: Flags| flag.when(word & mark != 0);
        bit(1, Flags::INVALID) | bit(4, Flags::DIVIDE) | bit(8, Flags::OVER) | bit(16, Flags::UNDER)
    }

    pub fn from_flags(flags: Flags) -> u32 {
        let bit = |mark: u32, flag: Flags| if flags.contains(flag) { mark } else { 0 };
        bit(1, Flags::INVALID) | bit(4, Flags::DIVIDE) | bit(8, Flags::OVER) | bit(16, Flags::UNDER)
    }
}

#[cfg(target_arch = "aarch64")]
mod register {
    use std::arch::asm;

    use super::Flags;

    pub const MASK: u32 = 0b1111;

    #[inline(always)]
    pub fn read() -> u32 {
        let word: u64;
        // SAFETY: the status register can always be read.
        unsafe { asm!("mrs {}, fpsr", out(reg) word, options(nostack, preserves_flags)) };
        word as u32
    }

    #[inline(always)]
    pub fn write(word: u32) {
        // SAFETY: the status register holds marks only.
        unsafe { asm!("msr fpsr, {}", in(reg) u64::from(word), options(nostack, preserves_flags)) };
    }

    pub fn to_flags(word: u32) -> Flags {
        let bit = |mark: u32, flag: Flags| flag.when(word & mark != 0);
        bit(1, Flags::INVALID) | bit(2, Flags::DIVIDE) | bit(4, Flags::OVER) | bit(8, Flags::UNDER)
    }

    pub fn from_flags(flags: Flags) -> u32 {
        let bit = |mark: u32, flag: Flags| if flags.contains(flag) { mark } else { 0 };
        bit(1, Flags::INVALID) | bit(2, Flags::DIVIDE) | bit(4, Flags::OVER) | bit(8, Flags::UNDER)
    }
}

/// Elsewhere only the loops that are examined tell of errors.
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
mod register {
    use std::cell::Cell;

    use super::Flags;

    pub const MASK: u32 = 15;

    thread_local! {
        static MARKS: Cell<u32> = const { Cell::new(0) };
    }

    pub fn read() -> u32 {
        MARKS.get()
    }

    pub fn write(word: u32) {
        MARKS.set(word);
    }

    pub fn to_flags(word: u32) -> Flags {
        Flags::from_bits(word as u8)
    }

    pub fn from_flags(flags: Flags) -> u32 {
        flags.bits().into()
    }
}

/// The marks in this thread's register, which are cleared.
#[inline(always)]
pub fn take() -> Flags {
    let word = register::read();
    if word & register::MASK == 0 {
        return Flags::NONE;
    }
    register::write(word & !register::MASK);
    register::to_flags(word)
}

/// Leaves marks in this thread's register.
#[inline(always)]
pub fn raise(flags: Flags) {
    if !flags.is_empty() {
        register::write(register::read() | register::from_flags(flags));
    }
}

/// What can be told of an operation.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Report {
    /// An operation, by its name, had floating-point errors.
    Errors(&'static str, Flags),
    /// Something to be warned of.
    Warning(&'static str),
    /// Imaginary parts were dropped.
    Complex,
}

static LISTENER: OnceLock<fn(Report)> = OnceLock::new();

/// Names the one who is told of errors, once for all; without one the marks stay in the register.
pub fn listen(listener: fn(Report)) {
    let _ = LISTENER.set(listener);
}

/// Whether somebody is told of errors.
#[inline(always)]
pub fn has_listener() -> bool {
    LISTENER.get().is_some()
}

/// Tells of something.
#[cold]
pub fn report(report: Report) {
    if let Some(listener) = LISTENER.get() {
        listener(report);
    }
}

/// Runs an operation and reports the errors that it had under a name.
#[inline(always)]
pub fn watch<R>(name: &'static str, work: impl FnOnce() -> R) -> R {
    let before = take();
    let result = work();
    if !before.is_empty() || register::read() & register::MASK != 0 {
        settle(name, before);
    }
    result
}

#[cold]
#[inline(never)]
fn settle(name: &'static str, before: Flags) {
    if LISTENER.get().is_none() {
        return raise(before);
    }
    let raised = take();
    if !raised.is_empty() {
        report(Report::Errors(name, raised));
    }
}

/// Runs an operation whose marks mean nothing.
#[inline(always)]
pub fn ignore<R>(work: impl FnOnce() -> R) -> R {
    // Whoever listens has the register cleared before each operation.
    if LISTENER.get().is_some() {
        return work();
    }
    let before = take();
    let result = work();
    take();
    raise(before);
    result
}

/// Runs an operation as [`Errors`] has it.
#[inline(always)]
pub fn watch_as<R>(errors: Errors, name: &'static str, work: impl FnOnce() -> R) -> R {
    if errors == Errors::Never { ignore(work) } else { watch(name, work) }
}

/// Leaves these marks and no others.
#[inline]
pub(crate) fn replace(flags: Flags) {
    take();
    raise(flags);
}

/// A number, as far as errors go.
pub(crate) trait Special: Lane {
    /// Whether it is NaN, or a part of it is.
    fn nan(self) -> bool;
    /// Whether it is neither NaN nor infinite.
    fn finite(self) -> bool;
    /// The integer whose highest bit says that it is not finite.
    fn beyond(self) -> Self::Word;
    /// The integer whose highest bit says that it is not finite, or so small that it may have lost digits.
    fn unusual(self) -> Self::Word;
}

macro_rules! special {
    ($($real:ty, $complex:ty, $bits:ty, $mantissa:literal;)*) => {$(
        impl Special for $real {
            #[inline(always)]
            fn nan(self) -> bool {
                self.is_nan()
            }
            #[inline(always)]
            fn finite(self) -> bool {
                self.is_finite()
            }
            #[inline(always)]
            fn beyond(self) -> $bits {
                // All bits of the exponent and one more carry into the sign.
                (self.to_bits() << 1 >> ($mantissa + 1) << $mantissa) + (1 << $mantissa)
            }
            #[inline(always)]
            fn unusual(self) -> $bits {
                // No bit of the exponent less one borrows from it.
                let exponent = self.to_bits() << 1 >> ($mantissa + 1) << $mantissa;
                (exponent + (1 << $mantissa)) | exponent.wrapping_sub(1 << $mantissa)
            }
        }
        impl Special for $complex {
            #[inline(always)]
            fn nan(self) -> bool {
                self.re.is_nan() || self.im.is_nan()
            }
            #[inline(always)]
            fn finite(self) -> bool {
                self.re.is_finite() && self.im.is_finite()
            }
            #[inline(always)]
            fn beyond(self) -> $bits {
                self.re.beyond() | self.im.beyond()
            }
            #[inline(always)]
            fn unusual(self) -> $bits {
                self.re.unusual() | self.im.unusual()
            }
        }
    )*};
}
special! {
    f32, tegula_core::c64, u32, 23;
    f64, tegula_core::c128, u64, 52;
}

/// Whether an array of floats without gaps holds one that an error may have made: quicker for a few than to ask the
/// processor. For `sum`s small numbers are none.
///
/// # Safety
/// The address must be that of `n` aligned elements.
#[inline]
pub unsafe fn is_suspect(dtype: DType, place: *const u8, n: usize, sum: bool) -> bool {
    #[inline(always)]
    unsafe fn scan<T: Special>(place: *const u8, n: usize, sum: bool) -> bool {
        // SAFETY: as the caller vouches.
        let elements = unsafe { std::slice::from_raw_parts(place.cast::<T>(), n) };
        let mut suspect = T::Word::of(false);
        if sum {
            elements.iter().for_each(|x| suspect |= x.beyond());
        } else {
            elements.iter().for_each(|x| suspect |= x.unusual());
        }
        suspect.is_set()
    }
    // SAFETY: as above; complex numbers are two floats.
    unsafe {
        match dtype {
            DType::F32 => scan::<f32>(place, n, sum),
            DType::F64 => scan::<f64>(place, n, sum),
            DType::C64 => scan::<f32>(place, 2 * n, sum),
            DType::C128 => scan::<f64>(place, 2 * n, sum),
            _ => true,
        }
    }
}

/// The errors of a function at an operand with result `y`: NaN from numbers is invalid, infinity from finite numbers
/// a pole or an overflow.
#[inline(always)]
pub(crate) fn of_one<T: Special, U: Special>(x: T, y: U, pole: bool) -> Flags {
    by_result(x.nan(), x.finite(), y, pole)
}

/// As [`of_one`], for two operands.
#[inline(always)]
pub(crate) fn of_two<T: Special, U: Special>(a: T, b: T, y: U, pole: bool) -> Flags {
    by_result(a.nan() | b.nan(), a.finite() & b.finite(), y, pole)
}

#[inline(always)]
fn by_result<U: Special>(nan: bool, finite: bool, y: U, pole: bool) -> Flags {
    let beyond = if pole { Flags::DIVIDE } else { Flags::OVER };
    Flags::INVALID.when(y.nan() && !nan) | beyond.when(finite && !y.finite() && !y.nan())
}

#[cfg(test)]
mod tests {
    use std::hint::black_box;

    use super::*;

    #[test]
    #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    fn arithmetic_leaves_marks() {
        take();
        black_box(black_box(1.0) / black_box(0.0));
        assert_eq!(take(), Flags::DIVIDE);
        black_box(black_box(f64::MAX) * black_box(2.0));
        black_box(black_box(f64::INFINITY) - black_box(f64::INFINITY));
        assert_eq!(take(), Flags::OVER | Flags::INVALID);
        black_box(black_box(f64::MIN_POSITIVE) / black_box(3.0));
        assert_eq!(take(), Flags::UNDER);
        assert_eq!(take(), Flags::NONE);
    }

    #[test]
    fn marks_are_left_and_taken() {
        take();
        for bits in 0..16 {
            raise(Flags::from_bits(bits));
            assert_eq!(take().bits(), bits);
        }
    }

    #[test]
    fn what_was_there_stays() {
        take();
        raise(Flags::UNDER);
        replace(Flags::OVER);
        watch("nothing", || ());
        assert_eq!(take(), Flags::OVER);
    }
}
