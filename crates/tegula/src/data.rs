//! What stands in the place of `T` in `Array<T>`.

use tegula_core::{DType, Element, Scalar, bf16, c64, c128, f16};

mod sealed {
    pub trait Sealed {}
}

/// The mark of arrays whose element type is known at run time only: `Array` is `Array<Any>`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Any;

/// An element type, or [`Any`]; with the types that operations on such arrays give.
///
/// The trait is sealed: it stands for the elements `bool`, `i8` to `i64`, `u8` to `u64`, [`struct@f16`], [`bf16`],
/// `f32`, `f64`, [`c64`] and [`c128`], and for [`Any`].
pub trait Data: sealed::Sealed + Copy + Send + Sync + 'static {
    /// The data type; `None` for [`Any`].
    const DTYPE: Option<DType>;
    /// One element as a value: the type itself; [`Scalar`] for [`Any`].
    type Value: Copy + PartialEq + std::fmt::Debug;
    /// The type of sums and products: 64 bits for integers and booleans.
    type Sum: Data;
    /// The type of means and quotients: `f64` for integers and booleans.
    type Float: Data;
    /// The type of `exp`, `sin` and their like: the smallest float that holds the integers.
    type Math: Data;
    /// The type of absolute values, variances and deviations: the parts of a complex number.
    type Real: Data;

    /// The element in a scalar of this very type.
    #[doc(hidden)]
    fn value(scalar: Scalar) -> Self::Value;

    /// The scalar of a value.
    #[doc(hidden)]
    fn scalar(value: Self::Value) -> Scalar;
}

/// A number: every [`Data`] but `bool`.
pub trait Number: Data {}

/// What the operators `& | ^ !` are for: booleans and integers.
pub trait Bits: Data {}

/// What the shifts `<< >>` are for: integers.
pub trait Integer: Data {}

impl sealed::Sealed for Any {}
impl Data for Any {
    const DTYPE: Option<DType> = None;
    type Value = Scalar;
    type Sum = Any;
    type Float = Any;
    type Math = Any;
    type Real = Any;
    fn value(scalar: Scalar) -> Scalar {
        scalar
    }
    fn scalar(value: Scalar) -> Scalar {
        value
    }
}
impl Number for Any {}
impl Bits for Any {}
impl Integer for Any {}

macro_rules! data {
    ($($ty:ty: $sum:ty, $float:ty, $math:ty, $real:ty, [$($mark:ident)*];)*) => {$(
        impl sealed::Sealed for $ty {}
        impl Data for $ty {
            const DTYPE: Option<DType> = Some(<$ty as Element>::DTYPE);
            type Value = $ty;
            type Sum = $sum;
            type Float = $float;
            type Math = $math;
            type Real = $real;
            fn value(scalar: Scalar) -> $ty {
                <$ty as Element>::from_scalar(scalar).expect("the array's element type is its own")
            }
            fn scalar(value: $ty) -> Scalar {
                value.to_scalar()
            }
        }
        $(impl $mark for $ty {})*
    )*};
}

data! {
    // sum, mean, exp, abs
    bool: i64, f64, f16, bool, [Bits];
    i8: i64, f64, f16, i8, [Number Bits Integer];
    i16: i64, f64, f32, i16, [Number Bits Integer];
    i32: i64, f64, f64, i32, [Number Bits Integer];
    i64: i64, f64, f64, i64, [Number Bits Integer];
    u8: u64, f64, f16, u8, [Number Bits Integer];
    u16: u64, f64, f32, u16, [Number Bits Integer];
    u32: u64, f64, f64, u32, [Number Bits Integer];
    u64: u64, f64, f64, u64, [Number Bits Integer];
    f16: f16, f16, f16, f16, [Number];
    bf16: bf16, bf16, bf16, bf16, [Number];
    f32: f32, f32, f32, f32, [Number];
    f64: f64, f64, f64, f64, [Number];
    c64: c64, c64, c64, f32, [Number];
    c128: c128, c128, c128, f64, [Number];
}
