//! The operators.

use std::ops::{
    Add, AddAssign, BitAnd, BitAndAssign, BitOr, BitOrAssign, BitXor, BitXorAssign, Div, DivAssign, Mul,
    MulAssign, Neg, Not, Rem, RemAssign, Shl, ShlAssign, Shr, ShrAssign, Sub, SubAssign,
};

use tegula_core::{bf16, c64, c128, f16};
use tegula_ufunc::table;

use crate::operand::{call, call_in_place};
use crate::{Array, ArrayRef, Bits, Data, Integer, Number, Operand, View, ViewMut};

/// One operator for an array or view on the left, and in place.
macro_rules! operator {
    ($($trait:ident $method:ident $assign:ident $assign_method:ident $ufunc:ident $bound:ident $output:ty;)*) => {$(
        operator!(@left $trait $method $ufunc $bound $output: [] Array<T>, ['b] &'b Array<T>, ['v] View<'v, T>,
            ['v, 'b] &'b View<'v, T>, ['v] ViewMut<'v, T>, ['v, 'b] &'b ViewMut<'v, T>, ['b] &'b ArrayRef<T>);
        impl<T: $bound, R: Operand<T>> $assign<R> for Array<T> {
            #[track_caller]
            fn $assign_method(&mut self, right: R) {
                let right = right.hold();
                call_in_place(&table::$ufunc, self.unique(), right);
            }
        }
        impl<T: $bound, R: Operand<T>> $assign<R> for ViewMut<'_, T> {
            #[track_caller]
            fn $assign_method(&mut self, right: R) {
                call_in_place(&table::$ufunc, self.target(), right.hold());
            }
        }
    )*};
    (@left $trait:ident $method:ident $ufunc:ident $bound:ident $output:ty: $([$($life:lifetime),*] $left:ty),*) => {$(
        impl<$($life,)* T: $bound, R: Operand<T>> $trait<R> for $left {
            type Output = Array<$output>;
            #[track_caller]
            fn $method(self, right: R) -> Array<$output> {
                call(&table::$ufunc, &[Operand::<T>::hold(self), right.hold()])
            }
        }
    )*};
}

operator! {
    Add add AddAssign add_assign ADD Data T;
    Sub sub SubAssign sub_assign SUBTRACT Data T;
    Mul mul MulAssign mul_assign MULTIPLY Data T;
    Div div DivAssign div_assign DIVIDE Data T::Float;
    Rem rem RemAssign rem_assign REMAINDER Number T;
    BitAnd bitand BitAndAssign bitand_assign BITWISE_AND Bits T;
    BitOr bitor BitOrAssign bitor_assign BITWISE_OR Bits T;
    BitXor bitxor BitXorAssign bitxor_assign BITWISE_XOR Bits T;
    Shl shl ShlAssign shl_assign LEFT_SHIFT Integer T;
    Shr shr ShrAssign shr_assign RIGHT_SHIFT Integer T;
}

/// The same with a number on the left: Rust wants each of its types by name.
macro_rules! number_first {
    ($($number:ty)*) => {$(
        number_first! { @trait $number:
            Add add ADD Data T;
            Sub sub SUBTRACT Data T;
            Mul mul MULTIPLY Data T;
            Div div DIVIDE Data T::Float;
            Rem rem REMAINDER Number T;
            BitAnd bitand BITWISE_AND Bits T;
            BitOr bitor BITWISE_OR Bits T;
            BitXor bitxor BITWISE_XOR Bits T;
            Shl shl LEFT_SHIFT Integer T;
            Shr shr RIGHT_SHIFT Integer T;
        }
    )*};
    (@trait $number:ty: $($trait:ident $method:ident $ufunc:ident $bound:ident $output:ty;)*) => {$(
        number_first! { @right $number, $trait $method $ufunc $bound $output: [] Array<T>, ['b] &'b Array<T>,
            ['v] View<'v, T>, ['v, 'b] &'b View<'v, T>, ['v] ViewMut<'v, T>, ['v, 'b] &'b ViewMut<'v, T>, ['b] &'b ArrayRef<T> }
    )*};
    (@right $number:ty, $trait:ident $method:ident $ufunc:ident $bound:ident $output:ty:
        $([$($life:lifetime),*] $right:ty),*) => {$(
        impl<$($life,)* T: $bound> $trait<$right> for $number where $number: Operand<T> {
            type Output = Array<$output>;
            #[track_caller]
            fn $method(self, right: $right) -> Array<$output> {
                call(&table::$ufunc, &[self.hold(), Operand::<T>::hold(right)])
            }
        }
    )*};
}

number_first! { i8 i16 i32 i64 u8 u16 u32 u64 usize f16 bf16 f32 f64 c64 c128 bool }

macro_rules! signs {
    ($([$($life:lifetime),*] $array:ty),*) => {$(
        impl<$($life,)* T: Data> Neg for $array {
            type Output = Array<T>;
            #[track_caller]
            fn neg(self) -> Array<T> {
                call(&table::NEGATIVE, &[Operand::<T>::hold(self)])
            }
        }
        impl<$($life,)* T: Bits> Not for $array {
            type Output = Array<T>;
            #[track_caller]
            fn not(self) -> Array<T> {
                call(&table::INVERT, &[Operand::<T>::hold(self)])
            }
        }
    )*};
}
signs!([] Array<T>, ['b] &'b Array<T>, ['v] View<'v, T>, ['v, 'b] &'b View<'v, T>, ['v] ViewMut<'v, T>,
    ['v, 'b] &'b ViewMut<'v, T>, ['b] &'b ArrayRef<T>);

/// Whole arrays are equal if they have the same shape and equal elements. (For one answer for each element
/// there is [`eq_`](ArrayRef::eq_).)
impl<T: Data> PartialEq for ArrayRef<T> {
    fn eq(&self, other: &ArrayRef<T>) -> bool {
        self.shape() == other.shape() && self.eq_(other).all(())
    }
}

macro_rules! equal {
    ($($left:ty, $right:ty;)*) => {$(
        impl<T: Data> PartialEq<$right> for $left {
            fn eq(&self, other: &$right) -> bool {
                **self == **other
            }
        }
    )*};
}
equal! {
    Array<T>, Array<T>;
    Array<T>, View<'_, T>;
    Array<T>, ViewMut<'_, T>;
    View<'_, T>, Array<T>;
    View<'_, T>, View<'_, T>;
    View<'_, T>, ViewMut<'_, T>;
    ViewMut<'_, T>, Array<T>;
    ViewMut<'_, T>, View<'_, T>;
    ViewMut<'_, T>, ViewMut<'_, T>;
}
