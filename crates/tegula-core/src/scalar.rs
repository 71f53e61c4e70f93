//! One element, with its type known at run time.

use crate::byte_order::swap_units;
use crate::{DType, bf16, c64, c128, f16};

/// The value of one array element that is a boolean or a number.
#[derive(Clone, Copy, PartialEq, Debug)]
#[allow(missing_docs)]
pub enum Scalar {
    Bool(bool),
    I8(i8),
    I16(i16),
    I32(i32),
    I64(i64),
    U8(u8),
    U16(u16),
    U32(u32),
    U64(u64),
    F16(f16),
    BF16(bf16),
    F32(f32),
    F64(f64),
    C64(c64),
    C128(c128),
}

/// Runs `$body` with `$x` bound to the typed value of any scalar.
macro_rules! for_value {
    ($scalar:expr, $x:ident => $body:expr) => {
        match $scalar {
            Scalar::Bool($x) => $body,
            Scalar::I8($x) => $body,
            Scalar::I16($x) => $body,
            Scalar::I32($x) => $body,
            Scalar::I64($x) => $body,
            Scalar::U8($x) => $body,
            Scalar::U16($x) => $body,
            Scalar::U32($x) => $body,
            Scalar::U64($x) => $body,
            Scalar::F16($x) => $body,
            Scalar::BF16($x) => $body,
            Scalar::F32($x) => $body,
            Scalar::F64($x) => $body,
            Scalar::C64($x) => $body,
            Scalar::C128($x) => $body,
        }
    };
}

impl Scalar {
    /// The data type of the value.
    pub fn dtype(self) -> DType {
        use crate::Element;
        fn dtype_of<T: Element>(_: T) -> DType {
            T::DTYPE
        }
        for_value!(self, x => dtype_of(x))
    }

    /// Reads an element of type `dtype` at `ptr`, which need not be aligned.
    ///
    /// # Panics
    /// If the type is not one of numbers, in either byte order.
    ///
    /// # Safety
    /// `ptr` must be valid for reads of `dtype.itemsize()` initialised bytes.
    pub unsafe fn read(dtype: DType, ptr: *const u8) -> Scalar {
        // SAFETY: the caller vouches for the pointer; a bool byte is read as "not zero", since foreign
        // memory may hold any byte.
        unsafe {
            match dtype {
                DType::Bool => Scalar::Bool(ptr.read() != 0),
                DType::I8 => Scalar::I8(ptr.cast::<i8>().read()),
                DType::I16 => Scalar::I16(ptr.cast::<i16>().read_unaligned()),
                DType::I32 => Scalar::I32(ptr.cast::<i32>().read_unaligned()),
                DType::I64 => Scalar::I64(ptr.cast::<i64>().read_unaligned()),
                DType::U8 => Scalar::U8(ptr.read()),
                DType::U16 => Scalar::U16(ptr.cast::<u16>().read_unaligned()),
                DType::U32 => Scalar::U32(ptr.cast::<u32>().read_unaligned()),
                DType::U64 => Scalar::U64(ptr.cast::<u64>().read_unaligned()),
                DType::F16 => Scalar::F16(ptr.cast::<f16>().read_unaligned()),
                DType::BF16 => Scalar::BF16(ptr.cast::<bf16>().read_unaligned()),
                DType::F32 => Scalar::F32(ptr.cast::<f32>().read_unaligned()),
                DType::F64 => Scalar::F64(ptr.cast::<f64>().read_unaligned()),
                DType::C64 => Scalar::C64(ptr.cast::<c64>().read_unaligned()),
                DType::C128 => Scalar::C128(ptr.cast::<c128>().read_unaligned()),
                DType::Foreign(_) => read_foreign(dtype, ptr),
                other => no_number(other),
            }
        }
    }

    /// Writes the value, converted to `dtype`, at `ptr`, which need not be aligned.
    ///
    /// # Panics
    /// If the type is not one of numbers, in either byte order.
    ///
    /// # Safety
    /// `ptr` must be valid for writes of `dtype.itemsize()` bytes.
    pub unsafe fn write_as(self, dtype: DType, ptr: *mut u8) {
        // SAFETY: the caller vouches for the pointer.
        unsafe {
            self.cast(dtype).write(ptr);
            if !dtype.is_native() {
                let bytes = std::slice::from_raw_parts_mut(ptr, dtype.itemsize());
                swap_units(bytes, dtype.swap_unit());
            }
        }
    }

    /// Writes the value at `ptr`, which need not be aligned.
    ///
    /// # Safety
    /// `ptr` must be valid for writes of `self.dtype().itemsize()` bytes.
    pub unsafe fn write(self, ptr: *mut u8) {
        unsafe fn put<T>(ptr: *mut u8, value: T) {
            // SAFETY: the caller vouches for the pointer.
            unsafe { ptr.cast::<T>().write_unaligned(value) }
        }
        // SAFETY: the caller vouches for the pointer.
        for_value!(self, x => unsafe { put(ptr, x) })
    }

    /// The value converted to `dtype` by C's rules, as NumPy's unsafe cast does it: integers wrap,
    /// floats truncate towards zero, the imaginary part is dropped. A value has no byte order.
    pub fn cast(self, dtype: DType) -> Scalar {
        if self.dtype() == dtype {
            return self;
        }
        match dtype {
            DType::Bool => Scalar::Bool(self.is_true()),
            DType::I8 => Scalar::I8(self.to_i32() as i8),
            DType::I16 => Scalar::I16(self.to_i32() as i16),
            DType::I32 => Scalar::I32(self.to_i32()),
            DType::I64 => Scalar::I64(self.to_i64()),
            DType::U8 => Scalar::U8(self.to_i32() as u8),
            DType::U16 => Scalar::U16(self.to_i32() as u16),
            DType::U32 => Scalar::U32(self.to_i64() as u32),
            DType::U64 => Scalar::U64(self.to_u64()),
            DType::F16 => Scalar::F16(match self {
                Scalar::F32(x) => f16::from_f32(x),
                other => f16::from_f32(round_to_odd(other.to_c128().re)),
            }),
            DType::BF16 => Scalar::BF16(match self {
                Scalar::F32(x) => bf16::from_f32(x),
                other => bf16::from_f32(round_to_odd(other.to_c128().re)),
            }),
            DType::F32 => Scalar::F32(self.to_f32()),
            DType::F64 => Scalar::F64(self.to_c128().re),
            DType::C64 => match self {
                Scalar::C128(z) => Scalar::C64(c64::new(z.re as f32, z.im as f32)),
                other => Scalar::C64(c64::new(other.to_f32(), 0.0)),
            },
            DType::C128 => Scalar::C128(self.to_c128()),
            DType::Foreign(foreign) => self.cast(foreign.native()),
            other => no_number(other),
        }
    }

    /// True unless the value is zero (NaN is true).
    pub fn is_true(self) -> bool {
        match self {
            Scalar::Bool(x) => x,
            Scalar::U64(x) => x != 0,
            Scalar::C64(z) => z.re != 0.0 || z.im != 0.0,
            Scalar::C128(z) => z.re != 0.0 || z.im != 0.0,
            Scalar::F16(_) | Scalar::BF16(_) | Scalar::F32(_) | Scalar::F64(_) => self.to_c128().re != 0.0,
            other => other.to_i64() != 0,
        }
    }

    /// The value as a signed integer: wraps from `u64`, truncates floats (saturating), drops the
    /// imaginary part.
    pub fn to_i64(self) -> i64 {
        match self {
            Scalar::Bool(x) => x.into(),
            Scalar::I8(x) => x.into(),
            Scalar::I16(x) => x.into(),
            Scalar::I32(x) => x.into(),
            Scalar::I64(x) => x,
            Scalar::U8(x) => x.into(),
            Scalar::U16(x) => x.into(),
            Scalar::U32(x) => x.into(),
            Scalar::U64(x) => x as i64,
            float => float_to_i64(float.to_c128().re),
        }
    }

    /// The value as an unsigned integer, with the same rules as [`Scalar::to_i64`].
    pub fn to_u64(self) -> u64 {
        match self {
            Scalar::U64(x) => x,
            Scalar::F16(_)
            | Scalar::BF16(_)
            | Scalar::F32(_)
            | Scalar::F64(_)
            | Scalar::C64(_)
            | Scalar::C128(_) => float_to_u64(self.to_c128().re),
            integer => integer.to_i64() as u64,
        }
    }

    /// As [`Scalar::to_i64`], but floats beyond 32 bits give the least integer, as the narrower
    /// instruction does.
    fn to_i32(self) -> i32 {
        match self {
            Scalar::F16(_)
            | Scalar::BF16(_)
            | Scalar::F32(_)
            | Scalar::F64(_)
            | Scalar::C64(_)
            | Scalar::C128(_) => {
                let x = self.to_f64();
                if x > -2147483649.0 && x < 2147483648.0 { x as i32 } else { i32::MIN }
            }
            integer => integer.to_i64() as i32,
        }
    }

    fn to_f32(self) -> f32 {
        match self {
            Scalar::I64(x) => x as f32,
            Scalar::U64(x) => x as f32,
            Scalar::F32(x) => x,
            Scalar::C64(z) => z.re,
            other => other.to_c128().re as f32,
        }
    }

    /// The real part as `f64`.
    pub fn to_f64(self) -> f64 {
        self.to_c128().re
    }

    /// The value as a double-precision complex number; integers beyond 2⁵³ are rounded.
    pub fn to_c128(self) -> c128 {
        let re = match self {
            Scalar::U64(x) => x as f64,
            Scalar::F16(x) => x.to_f64(),
            Scalar::BF16(x) => x.to_f64(),
            Scalar::F32(x) => x.into(),
            Scalar::F64(x) => x,
            Scalar::C64(z) => return c128::new(z.re.into(), z.im.into()),
            Scalar::C128(z) => return z,
            integer => integer.to_i64() as f64,
        };
        c128::new(re, 0.0)
    }
}

/// Reads an element of a type of numbers in foreign byte order.
///
/// # Safety
/// As for [`Scalar::read`].
#[cold]
unsafe fn read_foreign(dtype: DType, ptr: *const u8) -> Scalar {
    let mut place = [0u8; 16];
    let bytes = &mut place[..dtype.itemsize()];
    // SAFETY: the caller vouches for the pointer, and the place has room for any number.
    unsafe {
        bytes.copy_from_slice(std::slice::from_raw_parts(ptr, dtype.itemsize()));
        swap_units(bytes, dtype.swap_unit());
        Scalar::read(dtype.native(), bytes.as_ptr())
    }
}

#[cold]
fn no_number(dtype: DType) -> ! {
    panic!("an element of type {dtype} is no number")
}

/// A double as the `f32` that, rounded once more to fewer digits, gives what rounding once would have
/// given: towards zero, with the last bit set if anything was lost (Boldo and Melquiond, 2008).
pub fn round_to_odd(x: f64) -> f32 {
    let nearest = x as f32;
    let away = f64::from(nearest).abs() > x.abs();
    let inexact = f64::from(nearest) != x && !x.is_nan();
    let towards_zero = nearest.to_bits() - away as u32;
    f32::from_bits(towards_zero | inexact as u32)
}

/// A float as the x86 instruction behind NumPy's casts converts it: truncated, and the least
/// integer for NaN and everything out of range.
pub(crate) fn float_to_i64(x: f64) -> i64 {
    let in_range = (-9223372036854775808.0..9223372036854775808.0).contains(&x);
    if in_range { x as i64 } else { i64::MIN }
}

/// A float converted to `u64` as compiled C does it on x86-64: negatives wrap, the upper half is
/// converted with an offset.
pub(crate) fn float_to_u64(x: f64) -> u64 {
    const HALF: f64 = 9223372036854775808.0;
    if x >= HALF { float_to_i64(x - HALF) as u64 ^ 1 << 63 } else { float_to_i64(x) as u64 }
}
