//! Byte order: element types whose bytes stand the other way round than the processor's.
//!
//! Such elements are moved as they are and turned round where they are read or written as values: by
//! [`Scalar`](crate::Scalar) one by one, by the executor at the edge of a tile. Kernels never meet them.

use crate::DType;

/// A type of numbers or texts in foreign byte order: what its elements are once their bytes are reversed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)]
pub enum Foreign {
    I16,
    I32,
    I64,
    U16,
    U32,
    U64,
    F16,
    BF16,
    F32,
    F64,
    C64,
    C128,
    Str(u32),
}

impl Foreign {
    /// The same type in native byte order.
    pub const fn native(self) -> DType {
        match self {
            Foreign::I16 => DType::I16,
            Foreign::I32 => DType::I32,
            Foreign::I64 => DType::I64,
            Foreign::U16 => DType::U16,
            Foreign::U32 => DType::U32,
            Foreign::U64 => DType::U64,
            Foreign::F16 => DType::F16,
            Foreign::BF16 => DType::BF16,
            Foreign::F32 => DType::F32,
            Foreign::F64 => DType::F64,
            Foreign::C64 => DType::C64,
            Foreign::C128 => DType::C128,
            Foreign::Str(n) => DType::Str(n),
        }
    }
}

impl DType {
    /// False for types in foreign byte order.
    #[inline]
    pub const fn is_native(self) -> bool {
        !matches!(self, DType::Foreign(_))
    }

    /// The type in native byte order.
    #[inline]
    pub const fn native(self) -> DType {
        match self {
            DType::Foreign(foreign) => foreign.native(),
            native => native,
        }
    }

    /// The type in foreign byte order; types whose elements have none are their own.
    ///
    /// ```
    /// use tegula_core::DType::*;
    /// assert_eq!(F32.foreign().native(), F32);
    /// assert_eq!(U8.foreign(), U8);
    /// ```
    pub const fn foreign(self) -> DType {
        DType::Foreign(match self {
            DType::I16 => Foreign::I16,
            DType::I32 => Foreign::I32,
            DType::I64 => Foreign::I64,
            DType::U16 => Foreign::U16,
            DType::U32 => Foreign::U32,
            DType::U64 => Foreign::U64,
            DType::F16 => Foreign::F16,
            DType::BF16 => Foreign::BF16,
            DType::F32 => Foreign::F32,
            DType::F64 => Foreign::F64,
            DType::C64 => Foreign::C64,
            DType::C128 => Foreign::C128,
            DType::Str(n) => Foreign::Str(n),
            DType::Foreign(_) | DType::Bool | DType::I8 | DType::U8 | DType::Bytes(_) | DType::Object => {
                return self;
            }
        })
    }

    /// How many bytes of an element are reversed together when its byte order changes: those of one part of a
    /// complex number, of one character. It is 1 where there is no order.
    pub const fn swap_unit(self) -> usize {
        match self.native() {
            DType::Str(_) => 4,
            DType::Bytes(_) | DType::Object => 1,
            number => number.real().itemsize(),
        }
    }

    /// The character that names the type's byte order: `<`, `>`, or `|` where there is none.
    pub const fn order_char(self) -> char {
        if self.swap_unit() == 1 {
            '|'
        } else if self.is_native() == cfg!(target_endian = "little") {
            '<'
        } else {
            '>'
        }
    }
}

/// Reverses the bytes of each unit.
pub(crate) fn swap_units(bytes: &mut [u8], unit: usize) {
    bytes.chunks_exact_mut(unit).for_each(<[u8]>::reverse);
}
