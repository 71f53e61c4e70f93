//! Sums, products and their kin.

use tegula_core::{c64, c128};

use crate::Bool8;
use crate::flags::of_one;
use crate::isa::Isa;
use crate::looping::{Binary, Fold, Ternary, fold_wide};

/// `a + b`; "or" for booleans.
pub struct Add;
binary!(Add: Bool8 => |a, b| Bool8(((a.0 | b.0) != 0) as u8));
binary!(Add: i8, i16, i32, i64, u8, u16, u32, u64 => |a, b| a.wrapping_add(b));
binary!(Add [sum]: f32, f64, c64, c128 => |a, b| a + b);

/// `a - b`.
pub struct Subtract;
binary!(Subtract: i8, i16, i32, i64, u8, u16, u32, u64 => |a, b| a.wrapping_sub(b));
binary!(Subtract [sum]: f32, f64, c64, c128 => |a, b| a - b);

/// `a * b`; "and" for booleans.
pub struct Multiply;
binary!(Multiply: Bool8 => |a, b| Bool8::from(a.get() & b.get()));
binary!(Multiply: i8, i16, i32, i64, u8, u16, u32, u64 => |a, b| a.wrapping_mul(b));
binary!(Multiply: f32, f64, c64, c128 => |a, b| a * b);

/// `x * x`.
pub struct Square;
unary!(Square: i8, i16, i32, i64, u8, u16, u32, u64 => |x| x.wrapping_mul(x));
unary!(Square: f32, f64, c64, c128 => |x| x * x);

/// `-x`; unsigned integers wrap.
pub struct Negative;
unary!(Negative: i8, i16, i32, i64, u8, u16, u32, u64 => |x| x.wrapping_neg());
unary!(Negative [never]: f32, f64, c64, c128 => |x| -x);

/// `+x`.
pub struct Positive;
unary!(Positive [never]: i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, c64, c128 => |x| x);

/// The distance from zero: a real number for complex ones.
pub struct Absolute;
unary!(Absolute: Bool8, u8, u16, u32, u64 => |x| x);
unary!(Absolute: i8, i16, i32, i64 => |x| x.wrapping_abs());
unary!(Absolute [never]: f32, f64 => |x| x.abs());
unary!(Absolute [beyond |z => y| of_one(z, y, false)]: c64 => f32, |z| z.re.hypot(z.im));
unary!(Absolute [beyond |z => y| of_one(z, y, false)]: c128 => f64, |z| z.re.hypot(z.im));

/// The square of the magnitude of a complex number.
pub struct AbsoluteSquare;
unary!(AbsoluteSquare: c64 => f32, |z| z.re * z.re + z.im * z.im);
unary!(AbsoluteSquare: c128 => f64, |z| z.re * z.re + z.im * z.im);

/// The complex conjugate; real numbers are their own.
pub struct Conjugate;
unary!(Conjugate [never]: i8, i16, i32, i64, u8, u16, u32, u64, f32, f64 => |x| x);
unary!(Conjugate [never]: c64, c128 => |z| z.conj());

/// −1, 0 or 1 by sign; NaN stays. For complex numbers `z / |z|`, and 0 for 0.
pub struct Sign;
unary!(Sign: i8, i16, i32, i64 => |x| x.signum());
unary!(Sign: u8, u16, u32, u64 => |x| (x != 0).into());
unary!(Sign [never]: f32, f64 => |x| if x > 0.0 { 1.0 } else if x < 0.0 { -1.0 } else { x + 0.0 });
unary!(Sign [never]: c64 => |z| complex_sign(z.re as f64, z.im as f64).map_or(z, |(re, im)| c64::new(re as f32, im as f32)));
unary!(Sign [never]: c128 => |z| complex_sign(z.re, z.im).map_or(z, |(re, im)| c128::new(re, im)));

/// The direction of a complex number; `None` if both parts are zero.
fn complex_sign(re: f64, im: f64) -> Option<(f64, f64)> {
    let modulus = re.hypot(im);
    if modulus == 0.0 {
        None
    } else if modulus.is_infinite() {
        let axis = |x: f64| if x.is_infinite() { 1f64.copysign(x) } else { 0.0 };
        let both = re.is_infinite() && im.is_infinite();
        Some(if both { (f64::NAN, f64::NAN) } else { (axis(re), axis(im)) })
    } else {
        Some((re / modulus, im / modulus))
    }
}

/// The larger operand; NaN wins. Complex numbers compare by real part, then imaginary part. Of zeros the second
/// wins, whatever its sign, as in NumPy.
pub struct Maximum;
/// The smaller operand; NaN wins.
pub struct Minimum;
/// As [`Maximum`], but of zeros the first wins: so NumPy has it in half precision and in `clip`.
pub struct FirstMaximum;
/// As [`Minimum`], but of zeros the first wins.
pub struct FirstMinimum;

macro_rules! extremum {
    ($op:ident, $first:ident, $cmp:tt, $beats:tt) => {
        binary!($op: Bool8 => |a, b| if a.get() as u8 $cmp b.get() as u8 { a } else { b });
        binary!($op: i8, i16, i32, i64, u8, u16, u32, u64 => |a, b| if a $cmp b { a } else { b });
        binary!($op [never]: f32, f64 => |a, b| {
            let pick = if a $beats b { a } else { b };
            if a.is_nan() { a } else { pick }
        });
        binary!($first [never]: f32, f64 => |a, b| {
            let pick = if a $cmp b { a } else { b };
            if a.is_nan() { a } else { pick }
        });
        binary!($op [never]: c64, c128 => |a, b| {
            let wins = if a.re == b.re { a.im $cmp b.im } else { a.re $cmp b.re };
            if a.re.is_nan() || a.im.is_nan() || (wins && !b.re.is_nan() && !b.im.is_nan()) { a } else { b }
        });
    };
}
extremum!(Maximum, FirstMaximum, >=, >);
extremum!(Minimum, FirstMinimum, <=, <);

/// The larger operand; a number wins over NaN, the first among equals.
pub struct Fmax;
/// The smaller operand; a number wins over NaN, the first among equals.
pub struct Fmin;

macro_rules! number_extremum {
    ($op:ident, $cmp:tt) => {
        binary!($op: Bool8 => |a, b| if a.get() as u8 $cmp b.get() as u8 { a } else { b });
        binary!($op: i8, i16, i32, i64, u8, u16, u32, u64 => |a, b| if a $cmp b { a } else { b });
        binary!($op [never]: f32, f64 => |a, b| {
            let pick = if a $cmp b { a } else { b };
            if b.is_nan() { a } else { pick }
        });
        binary!($op [never]: c64, c128 => |a, b| {
            let wins = if a.re == b.re { a.im $cmp b.im } else { a.re $cmp b.re };
            let (a_nan, b_nan) = (a.re.is_nan() || a.im.is_nan(), b.re.is_nan() || b.im.is_nan());
            if b_nan || wins && !a_nan { a } else { b }
        });
    };
}
number_extremum!(Fmax, >=);
number_extremum!(Fmin, <=);

/// `a`, but not below `b` and not above `c`; NaN wins.
pub struct Clip;
macro_rules! clips {
    ($low:ident $high:ident: $($ty:ty),*) => {$(
        impl Ternary<$ty> for Clip {
            #[inline(always)]
            fn apply<I: Isa>(a: $ty, b: $ty, c: $ty) -> $ty {
                <$high as Binary<$ty>>::apply::<I>(<$low as Binary<$ty>>::apply::<I>(a, b), c)
            }
        }
    )*};
}
clips!(Maximum Minimum: Bool8, i8, i16, i32, i64, u8, u16, u32, u64, c64, c128);
clips!(FirstMaximum FirstMinimum: f32, f64);

macro_rules! folds {
    ($($op:ident: $($ty:ty),*;)*) => { $($(impl Fold<$ty> for $op {})*)* };
}
folds! {
    Add: Bool8, i8, i16, i32, i64, u8, u16, u32, u64;
    Multiply: Bool8, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, c64, c128;
    FirstMaximum: f32;
    FirstMinimum: f32;
}

macro_rules! wide_folds {
    ($op:ident: $($ty:ty),*) => {$(
        impl Fold<$ty> for $op {
            #[inline(always)]
            fn fold<I: Isa>(tile: &[$ty]) -> $ty {
                fold_wide::<I, Self, $ty>(tile)
            }
        }
    )*};
}
wide_folds!(Maximum: Bool8, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, c64, c128);
wide_folds!(Fmax: Bool8, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, c64, c128);
wide_folds!(Fmin: Bool8, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, c64, c128);
wide_folds!(Minimum: Bool8, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, c64, c128);

/// NumPy's pairwise summation, bit for bit: blocks of up to 128 scalars are summed with eight
/// accumulators, longer runs are halved at a multiple of eight. The error grows with log n.
macro_rules! pairwise {
    ($ty:ty, $block:literal, $lanes:literal) => {
        impl Fold<$ty> for Add {
            #[inline(always)]
            fn fold<I: Isa>(tile: &[$ty]) -> $ty {
                fn halves(n: usize) -> usize {
                    let half = n / 2;
                    half - half % $lanes
                }
                #[inline(always)]
                fn block(tile: &[$ty]) -> $ty {
                    if tile.len() < $lanes {
                        return tile.iter().fold(<$ty>::default(), |acc, &x| acc + x);
                    }
                    let mut chunks = tile.chunks_exact($lanes);
                    let mut acc: [$ty; $lanes] = [<$ty>::default(); $lanes];
                    if let Some(first) = chunks.next() {
                        acc.copy_from_slice(first);
                    }
                    for chunk in &mut chunks {
                        for (a, &x) in acc.iter_mut().zip(chunk) {
                            *a += x;
                        }
                    }
                    let mut width = 1;
                    while width < $lanes {
                        let mut i = 0;
                        while i < $lanes {
                            acc[i] += acc[i + width];
                            i += 2 * width;
                        }
                        width *= 2;
                    }
                    chunks.remainder().iter().fold(acc[0], |acc, &x| acc + x)
                }
                if tile.len() <= $block {
                    return block(tile);
                }
                // The recursion is unrolled as a stack of pending right halves; that of a tile is not deep.
                let mut pending: [(usize, usize, usize); 16] = [(0, 0, 0); 16];
                let mut partial: [$ty; 16] = [<$ty>::default(); 16];
                let mut depth = 0;
                let (mut start, mut len, mut level) = (0, tile.len(), 0);
                loop {
                    while len > $block {
                        let half = halves(len);
                        pending[depth] = (start + half, len - half, level + 1);
                        depth += 1;
                        len = half;
                        level += 1;
                    }
                    let mut sum = block(&tile[start..start + len]);
                    // A right half completes every left half of its level that waits for it.
                    loop {
                        let waits = depth > 0 && pending[depth - 1].2 == level;
                        if waits {
                            depth -= 1;
                            partial[level] = sum;
                            (start, len, level) = pending[depth];
                            break;
                        }
                        if level == 0 {
                            return sum;
                        }
                        sum += partial[level];
                        level -= 1;
                    }
                }
            }
        }
    };
}
pairwise!(f32, 128, 8);
pairwise!(f64, 128, 8);
pairwise!(c64, 64, 4);
pairwise!(c128, 64, 4);

loops!(
    /// Loops of `add`.
    ADD = folding Add: bool i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64 c64 c128);
loops!(
    /// Loops of `subtract`.
    SUBTRACT = updating Subtract: i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64 c64 c128);
loops!(
    /// Loops of `multiply`.
    MULTIPLY = folding Multiply: bool i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64 c64 c128);
loops!(
    /// Loops of `square`.
    SQUARE = unary Square: i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64 c64 c128);
loops!(
    /// Loops of `negative`.
    NEGATIVE = unary Negative: i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64 c64 c128);
loops!(
    /// Loops of `positive`.
    POSITIVE = unary Positive: i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64 c64 c128);
loops!(
    /// Loops of `absolute`.
    ABSOLUTE = unary Absolute: bool i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64 c64 c128);
loops!(
    /// Loops of the squared magnitude.
    ABSOLUTE_SQUARE = unary AbsoluteSquare: c64 c128);
loops!(
    /// Loops of `conjugate`.
    CONJUGATE = unary Conjugate: i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64 c64 c128);
loops!(
    /// Loops of `sign`.
    SIGN = unary Sign: i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64 c64 c128);
loops!(
    /// Loops of `maximum`.
    MAXIMUM = folding Maximum: bool i8 u8 i16 u16 i32 u32 i64 u64 (FirstMaximum f16) (FirstMaximum bf16) f32 f64 c64 c128);
loops!(
    /// Loops of `minimum`.
    MINIMUM = folding Minimum: bool i8 u8 i16 u16 i32 u32 i64 u64 (FirstMinimum f16) (FirstMinimum bf16) f32 f64 c64 c128);
loops!(
    /// Loops of `fmax`.
    FMAX = reducing Fmax: bool i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64 c64 c128);
loops!(
    /// Loops of `fmin`.
    FMIN = reducing Fmin: bool i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64 c64 c128);
loops!(
    /// Loops of `clip`.
    CLIP = ternary Clip: bool i8 u8 i16 u16 i32 u32 i64 u64 f16 bf16 f32 f64 c64 c128);
