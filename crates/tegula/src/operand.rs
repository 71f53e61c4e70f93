//! What can stand beside an array in an operation, and how operations are called.

use tegula_core::{Kind, RawArray, Result, Scalar, bf16, c64, c128, f16, result_type};
use tegula_ufunc::{Arg, Options, Ufunc};

use crate::array::unwrap;
use crate::{Any, Array, ArrayRef, Data, View, ViewMut};

/// What can stand beside an `Array<T>`: an array or a view of the same type, owned or borrowed, or a number.
///
/// Numbers follow NumPy's rules for Python numbers: they take on the array's type. `x * 2.0` is a `f32` array
/// if `x` is one; integers go with every type, floats with floating-point and complex arrays. `Array<Any>`
/// takes all of them, and promotes as NumPy does.
///
/// An owned array or view beside which the result fits gives its memory to the result.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand beside an `Array<{T}>`",
    label = "neither an array of `{T}` nor a number that takes on this type",
    note = "`x.astype::<{T}>()` converts an array; `x.into_dyn()` gives one that promotes as NumPy's do"
)]
pub trait Operand<T: Data> {
    /// The operand as the engine takes it.
    #[doc(hidden)]
    fn hold<'a>(self) -> Held<'a>
    where
        Self: 'a;
}

/// An operand as the engine takes it.
#[doc(hidden)]
pub enum Held<'a> {
    Owned(RawArray),
    Borrowed(&'a RawArray),
    Literal(Scalar),
}

impl Held<'_> {
    pub(crate) fn arg(&self) -> Arg<'_> {
        match self {
            Held::Owned(array) => Arg::Array(array),
            Held::Borrowed(array) => Arg::Array(array),
            Held::Literal(value) => Arg::Literal(*value),
        }
    }

    /// The operand as an array.
    pub(crate) fn into_raw(self) -> Result<RawArray> {
        match self {
            Held::Owned(array) => Ok(array),
            Held::Borrowed(array) => Ok(array.clone()),
            Held::Literal(value) => RawArray::from_scalar(value),
        }
    }
}

impl<T: Data> Operand<T> for Array<T> {
    fn hold<'a>(self) -> Held<'a>
    where
        Self: 'a,
    {
        Held::Owned(self.into_raw())
    }
}

impl<T: Data> Operand<T> for View<'_, T> {
    fn hold<'a>(self) -> Held<'a>
    where
        Self: 'a,
    {
        Held::Owned(self.into_raw())
    }
}

impl<T: Data> Operand<T> for ViewMut<'_, T> {
    fn hold<'a>(self) -> Held<'a>
    where
        Self: 'a,
    {
        Held::Owned(self.into_raw())
    }
}

macro_rules! borrowed {
    ($($array:ty),*) => {$(
        impl<T: Data> Operand<T> for &$array {
            fn hold<'a>(self) -> Held<'a>
            where
                Self: 'a,
            {
                Held::Borrowed(self.raw_array())
            }
        }
    )*};
}
borrowed!(Array<T>, View<'_, T>, ViewMut<'_, T>, ArrayRef<T>);

impl<T> ArrayRef<T> {
    pub(crate) fn raw_array(&self) -> &RawArray {
        &self.raw
    }
}

macro_rules! literals {
    ($($value:ty => $scalar:expr => $($array:ty)*;)*) => {$($(
        impl Operand<$array> for $value {
            fn hold<'a>(self) -> Held<'a>
            where
                Self: 'a,
            {
                let scalar: fn($value) -> Scalar = $scalar;
                Held::Literal(scalar(self))
            }
        }
    )*)*};
}

// Literals of the engine are `I64` (or `U64` beyond it), `F64` and `C128`; only booleans have a type of their
// own.
literals! {
    i32 => |x| Scalar::I64(x.into()) => i8 i16 i32 i64 u8 u16 u32 u64 f16 bf16 f32 f64 c64 c128 Any;
    i64 => Scalar::I64 => i8 i16 i32 i64 u8 u16 u32 u64 f16 bf16 f32 f64 c64 c128 Any;
    usize => |x| unsigned(x as u64) => i8 i16 i32 i64 u8 u16 u32 u64 f16 bf16 f32 f64 c64 c128 Any;
    i8 => |x| Scalar::I64(x.into()) => i8;
    i16 => |x| Scalar::I64(x.into()) => i16;
    u8 => |x| Scalar::I64(x.into()) => u8;
    u16 => |x| Scalar::I64(x.into()) => u16;
    u32 => |x| Scalar::I64(x.into()) => u32;
    u64 => unsigned => u64 Any;
    f64 => Scalar::F64 => f16 bf16 f32 f64 c64 c128 Any;
    f32 => |x| Scalar::F64(x.into()) => f32 f64 c64 c128 Any;
    f16 => |x| Scalar::F64(x.into()) => f16;
    bf16 => |x| Scalar::F64(x.into()) => bf16;
    c128 => Scalar::C128 => c64 c128 Any;
    c64 => |x| Scalar::C128(Scalar::C64(x).to_c128()) => c64;
    bool => Scalar::Bool => bool Any;
}

fn unsigned(x: u64) -> Scalar {
    i64::try_from(x).map_or(Scalar::U64(x), Scalar::I64)
}

/// From this many bytes on, an operand's memory is used again: below, fresh memory comes from the cache of
/// blocks, and the kernel that may not read what it writes is the faster one.
const REUSE_BYTES: usize = 1 << 18;

/// Calls a function of the table; the memory of an owned operand is used again where the result fits.
#[track_caller]
pub(crate) fn call<O: Data>(ufunc: &'static Ufunc, operands: &[Held]) -> Array<O> {
    let mut args = [Arg::Literal(Scalar::Bool(false)); 3];
    for (arg, operand) in args.iter_mut().zip(operands) {
        *arg = operand.arg();
    }
    let args = &args[..operands.len()];
    let out = operands.iter().find_map(|operand| match operand {
        Held::Owned(array) if is_reusable(ufunc, array, args) => Some(array),
        _ => None,
    });
    Array::new(unwrap(ufunc.call(args, &Options { out, ..Options::default() })))
}

fn is_reusable(ufunc: &Ufunc, array: &RawArray, args: &[Arg]) -> bool {
    array.size() * array.itemsize() >= REUSE_BYTES
        && array.buffer.is_unique()
        && args.iter().all(|arg| arg.shape().len() <= array.ndim())
        && args.iter().all(|arg| {
            let lead = array.ndim() - arg.shape().len();
            arg.shape().iter().zip(&array.shape()[lead..]).all(|(&n, &m)| n == m || n == 1)
        })
        && array.dtype.kind() >= Kind::Float
        && result_type(&args.iter().map(Arg::type_of).collect::<Vec<_>>()) == Some(array.dtype)
        && ufunc.loops.iter().any(|l| l.types[0] == array.dtype && l.output() == array.dtype)
}

/// Calls a function of the table in place.
#[track_caller]
pub(crate) fn call_in_place(ufunc: &'static Ufunc, target: &RawArray, operand: Held) {
    let options = Options { out: Some(target), ..Options::default() };
    unwrap(ufunc.call(&[Arg::Array(target), operand.arg()], &options));
}
