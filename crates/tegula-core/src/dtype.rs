//! The data types of array elements.

use std::fmt;

use crate::byte_order::Foreign;

/// The type of an array's elements.
///
/// Names, sizes and character codes are NumPy's; [`DType::BF16`] is the brain float of machine
/// learning, which NumPy itself lacks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DType {
    /// A boolean, one byte, 0 or 1.
    Bool,
    /// A signed 8-bit integer.
    I8,
    /// A signed 16-bit integer.
    I16,
    /// A signed 32-bit integer.
    I32,
    /// A signed 64-bit integer.
    I64,
    /// An unsigned 8-bit integer.
    U8,
    /// An unsigned 16-bit integer.
    U16,
    /// An unsigned 32-bit integer.
    U32,
    /// An unsigned 64-bit integer.
    U64,
    /// IEEE 754 half precision.
    F16,
    /// Brain floating point: the upper half of an `f32`.
    BF16,
    /// IEEE 754 single precision.
    F32,
    /// IEEE 754 double precision.
    F64,
    /// A complex number of two `f32`.
    C64,
    /// A complex number of two `f64`.
    C128,
    /// A text of at most so many characters, of four bytes each, padded with zeros.
    Str(u32),
    /// At most so many bytes, padded with zeros.
    Bytes(u32),
    /// A reference to an object of a host language, see [`objects`](crate::objects).
    Object,
    /// A number or text whose bytes stand in the order that is not the processor's.
    Foreign(Foreign),
}

/// The family a [`DType`] belongs to, in the order in which NumPy's `same_kind` casting climbs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// Booleans.
    Bool,
    /// Unsigned integers.
    Unsigned,
    /// Signed integers.
    Signed,
    /// Floating-point numbers.
    Float,
    /// Complex numbers.
    Complex,
    /// Byte strings.
    Bytes,
    /// Texts.
    Str,
    /// References to objects.
    Object,
}

impl DType {
    /// Every data type of numbers, in the order of NumPy's type numbers (`BF16` after `F16`).
    pub const ALL: [DType; 15] = [
        DType::Bool,
        DType::I8,
        DType::U8,
        DType::I16,
        DType::U16,
        DType::I32,
        DType::U32,
        DType::I64,
        DType::U64,
        DType::F16,
        DType::BF16,
        DType::F32,
        DType::F64,
        DType::C64,
        DType::C128,
    ];

    /// The position of the type's variant, for tables: below 15 for numbers. Byte order does not count.
    pub const fn index(self) -> usize {
        match self {
            DType::Bool => 0,
            DType::I8 => 1,
            DType::I16 => 2,
            DType::I32 => 3,
            DType::I64 => 4,
            DType::U8 => 5,
            DType::U16 => 6,
            DType::U32 => 7,
            DType::U64 => 8,
            DType::F16 => 9,
            DType::BF16 => 10,
            DType::F32 => 11,
            DType::F64 => 12,
            DType::C64 => 13,
            DType::C128 => 14,
            DType::Str(_) => 15,
            DType::Bytes(_) => 16,
            DType::Object => 17,
            DType::Foreign(foreign) => foreign.native().index(),
        }
    }

    /// True for booleans and numbers in native byte order, whose elements are plain values with kernels of
    /// their own; false for strings, objects, and what is in foreign byte order.
    #[inline]
    pub const fn is_number(self) -> bool {
        !matches!(self, DType::Str(_) | DType::Bytes(_) | DType::Object | DType::Foreign(_))
    }

    /// True for texts and byte strings, in native byte order.
    pub const fn is_string(self) -> bool {
        matches!(self, DType::Str(_) | DType::Bytes(_))
    }

    /// The number of bytes of one element.
    pub const fn itemsize(self) -> usize {
        match self {
            DType::Bool | DType::I8 | DType::U8 => 1,
            DType::I16 | DType::U16 | DType::F16 | DType::BF16 => 2,
            DType::I32 | DType::U32 | DType::F32 => 4,
            DType::I64 | DType::U64 | DType::F64 | DType::C64 => 8,
            DType::C128 => 16,
            DType::Str(n) => 4 * n as usize,
            DType::Bytes(n) => n as usize,
            DType::Object => 8,
            DType::Foreign(foreign) => foreign.native().itemsize(),
        }
    }

    /// The alignment in bytes that typed access to one element needs.
    pub const fn alignment(self) -> usize {
        match self {
            DType::C64 => 4,
            DType::C128 => 8,
            DType::Str(_) => 4,
            DType::Bytes(_) => 1,
            DType::Foreign(foreign) => foreign.native().alignment(),
            other => other.itemsize(),
        }
    }

    /// The family of the type.
    pub const fn kind(self) -> Kind {
        match self {
            DType::Bool => Kind::Bool,
            DType::I8 | DType::I16 | DType::I32 | DType::I64 => Kind::Signed,
            DType::U8 | DType::U16 | DType::U32 | DType::U64 => Kind::Unsigned,
            DType::F16 | DType::BF16 | DType::F32 | DType::F64 => Kind::Float,
            DType::C64 | DType::C128 => Kind::Complex,
            DType::Str(_) => Kind::Str,
            DType::Bytes(_) => Kind::Bytes,
            DType::Object => Kind::Object,
            DType::Foreign(foreign) => foreign.native().kind(),
        }
    }

    /// NumPy's name, for example `"float64"`; that of strings without their width.
    pub const fn name(self) -> &'static str {
        match self {
            DType::Bool => "bool",
            DType::I8 => "int8",
            DType::I16 => "int16",
            DType::I32 => "int32",
            DType::I64 => "int64",
            DType::U8 => "uint8",
            DType::U16 => "uint16",
            DType::U32 => "uint32",
            DType::U64 => "uint64",
            DType::F16 => "float16",
            DType::BF16 => "bfloat16",
            DType::F32 => "float32",
            DType::F64 => "float64",
            DType::C64 => "complex64",
            DType::C128 => "complex128",
            DType::Str(_) => "str",
            DType::Bytes(_) => "bytes",
            DType::Object => "object",
            DType::Foreign(foreign) => foreign.native().name(),
        }
    }

    /// NumPy's one-letter code, for example `'d'` for `float64`. `BF16` has `'E'`, as in `ml_dtypes`.
    pub const fn char(self) -> char {
        match self {
            DType::Bool => '?',
            DType::I8 => 'b',
            DType::I16 => 'h',
            DType::I32 => 'i',
            DType::I64 => 'l',
            DType::U8 => 'B',
            DType::U16 => 'H',
            DType::U32 => 'I',
            DType::U64 => 'L',
            DType::F16 => 'e',
            DType::BF16 => 'E',
            DType::F32 => 'f',
            DType::F64 => 'd',
            DType::C64 => 'F',
            DType::C128 => 'D',
            DType::Str(_) => 'U',
            DType::Bytes(_) => 'S',
            DType::Object => 'O',
            DType::Foreign(foreign) => foreign.native().char(),
        }
    }

    /// NumPy's kind letter: one of `b`, `i`, `u`, `f`, `c`, `U`, `S`, `O`.
    pub const fn kind_char(self) -> char {
        match self.kind() {
            Kind::Bool => 'b',
            Kind::Signed => 'i',
            Kind::Unsigned => 'u',
            Kind::Float => 'f',
            Kind::Complex => 'c',
            Kind::Str => 'U',
            Kind::Bytes => 'S',
            Kind::Object => 'O',
        }
    }

    /// True for signed and unsigned integers, not for booleans.
    pub const fn is_integer(self) -> bool {
        matches!(self.kind(), Kind::Signed | Kind::Unsigned)
    }

    /// True for real floating-point types.
    pub const fn is_float(self) -> bool {
        matches!(self.kind(), Kind::Float)
    }

    /// True for complex types.
    pub const fn is_complex(self) -> bool {
        matches!(self.kind(), Kind::Complex)
    }

    /// The type of the real and imaginary parts of a complex type, in its byte order; any other type is its own.
    pub const fn real(self) -> DType {
        match self {
            DType::C64 => DType::F32,
            DType::C128 => DType::F64,
            DType::Foreign(Foreign::C64) => DType::Foreign(Foreign::F32),
            DType::Foreign(Foreign::C128) => DType::Foreign(Foreign::F64),
            other => other,
        }
    }
}

impl DType {
    /// The type as `repr` shows it: a code for all but numbers in native byte order, else the name.
    pub fn repr(self) -> String {
        if self.is_number() { format!("dtype('{self}')") } else { format!("dtype('{}')", self.short()) }
    }

    /// The code without a byte order where none matters, and strings without a width where they have none:
    /// `<U5`, `S3`, `O`, `>f4`.
    fn short(self) -> String {
        match (self.native(), self.order_char()) {
            (DType::Str(0), order) => format!("{order}U"),
            (DType::Str(n), order) => format!("{order}U{n}"),
            (DType::Bytes(0), _) => "S".into(),
            (DType::Bytes(n), _) => format!("S{n}"),
            (DType::Object, _) => "O".into(),
            _ => self.code(),
        }
    }

    /// NumPy's code with byte order: `<f8`, `|u1`, `>U5`, `|O`. `BF16` is `V2` of the code, as in `ml_dtypes`.
    pub fn code(self) -> String {
        let order = self.order_char();
        match self.native() {
            DType::Object => "|O".into(),
            DType::Bytes(n) => format!("|S{n}"),
            DType::Str(n) => format!("{order}U{n}"),
            DType::BF16 => format!("{order}V2"),
            number => format!("{order}{}{}", number.kind_char(), number.itemsize()),
        }
    }
}

impl fmt::Display for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.native() {
            DType::Bytes(n) => f.pad(&format!("|S{n}")),
            DType::Str(0) => f.pad(&format!("{}0", self.short())),
            DType::Str(_) => f.pad(&self.short()),
            _ if !self.is_native() => f.pad(&self.code()),
            other => f.pad(other.name()),
        }
    }
}
