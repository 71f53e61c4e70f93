//! Universal functions of strings: comparison, truth and joining.

use std::cmp::Ordering;

use tegula_core::strings::{self, StringRef};
use tegula_core::{
    DType, Error, ErrorKind, Operand as TypeOf, RawArray, Result, Scalar, Shape, Weak, broadcast_shapes,
};
use tegula_exec::{Operand, Order, each};

use crate::call::Options;
use crate::objects::layout;
use crate::reduce::in_dtype;
use crate::resolve::Arg;
use crate::table::Ufunc;

impl Ufunc {
    /// The result of the function for operands of which at least one is a string and none an object. It is to
    /// be written to elements of type `wanted`, if that is given.
    ///
    /// # Errors
    /// `TypeError` in NumPy's words if there is no loop for the types.
    pub(crate) fn call_strings(
        &self,
        args: &[Arg],
        wanted: Option<DType>,
        options: &Options,
    ) -> Result<RawArray> {
        if self.is_logical() {
            let truths =
                args.iter().map(|a| in_dtype(&array(a)?, DType::Bool)).collect::<Result<Vec<_>>>()?;
            let truths: Vec<Arg> = truths.iter().map(Arg::Array).collect();
            return self.call(&truths, options);
        }
        let accepts: fn(Ordering) -> bool = match self.name {
            "equal" => Ordering::is_eq,
            "not_equal" => Ordering::is_ne,
            "less" => Ordering::is_lt,
            "less_equal" => Ordering::is_le,
            "greater" => Ordering::is_gt,
            "greater_equal" => Ordering::is_ge,
            "add" => return join(self, args, options),
            "multiply" if matches!(self.pair_kinds(args), Some((true, false) | (false, true))) => {
                if let Some(wanted) = wanted {
                    return repeat(args, wanted, options);
                }
                return Err(Error::type_(
                    "The 'out' kwarg is necessary when using the string multiply ufunc directly. Use \
                     numpy.strings.multiply to multiply strings without specifying 'out'.",
                ));
            }
            _ => return Err(self.no_loop(args)),
        };
        let [Arg::Array(a), Arg::Array(b)] = args else { return Err(self.no_loop(args)) };
        if a.dtype.index() != b.dtype.index() {
            return Err(self.no_loop(args));
        }
        let (shape, result) = prepare(&[a, b], DType::Bool, options.order)?;
        pairs(&shape, [&result, a, b], |place, x, y| {
            // SAFETY: the result holds booleans.
            unsafe { place.write(accepts(x.compare(y)).into()) }
        });
        Ok(result)
    }

    /// Which of two operands are strings, if the others are integers.
    fn pair_kinds(&self, args: &[Arg]) -> Option<(bool, bool)> {
        let [a, b] = args else { return None };
        let fits = |arg: &Arg| arg.dtype().is_string() || arg.dtype().is_integer();
        (fits(a) && fits(b)).then_some((a.dtype().is_string(), b.dtype().is_string()))
    }

    /// The error for types without a loop, in the words that NumPy has for this function.
    pub(crate) fn no_loop(&self, args: &[Arg]) -> Error {
        let numbers = args.iter().all(|a| a.dtype().is_number());
        let types = match self.name {
            "gcd" | "lcm" if numbers => args.iter().map(|a| class_name(a.type_of())).collect(),
            "equal" | "not_equal" | "less" | "less_equal" | "greater" | "greater_equal" | "absolute"
            | "negative" | "positive" | "sign" => {
                args.iter().map(|a| class_name(a.type_of())).collect::<Vec<_>>()
            }
            "add" | "subtract" | "multiply" | "maximum" | "minimum" | "fmax" | "fmin" | "gcd" | "lcm"
            | "matmul" | "clip" => args.iter().map(|a| a.dtype().repr()).collect(),
            _ => return self.unsupported(),
        };
        no_loop(self.name, &types)
    }

    /// The same for reducing elements of one type.
    pub(crate) fn no_loop_beside(&self, dtype: DType) -> Error {
        no_loop(self.name, &["None".to_owned(), class_name(TypeOf::Strong(dtype))])
    }

    /// The error of functions that look for a loop among all they have.
    pub(crate) fn unsupported(&self) -> Error {
        Error::NoLoop(format!(
            "ufunc '{}' not supported for the input types, and the inputs could not be safely coerced to any \
             supported types according to the casting rule ''safe''",
            self.name
        ))
    }
}

/// The error of the function `name` for the types named.
pub fn no_loop(name: &str, types: &[String]) -> Error {
    let types = match types {
        [single] => single.clone(),
        several => format!("({})", several.join(", ")),
    };
    let text = format!("ufunc '{name}' did not contain a loop with signature matching types {types} -> None");
    Error::NoMatchingLoop(text)
}

/// Refuses literals beside strings, with which they have no common type.
///
/// # Errors
/// `DTypePromotionError` in NumPy's words.
pub fn check_promotion(types: &[TypeOf]) -> Result<()> {
    let string = types.iter().find(|t| matches!(t, TypeOf::Strong(d) if d.is_string()));
    let literal = types.iter().find(|t| matches!(t, TypeOf::Weak(_)));
    let objects = types.contains(&TypeOf::Strong(DType::Object));
    let (Some(&string), Some(&literal), false) = (string, literal, objects) else { return Ok(()) };
    let all: Vec<String> = types.iter().map(|&t| class_name(t)).collect();
    let text = format!(
        "The DType {} could not be promoted by {}. This means that no common DType exists for the given inputs. For \
         example they cannot be stored in a single array unless the dtype is `object`. The full list of DTypes is: ({})",
        class_name(string),
        class_name(literal),
        all.join(", ")
    );
    Err(Error::Ufunc(ErrorKind::Promotion, text))
}

/// NumPy's class of an operand's type.
fn class_name(operand: TypeOf) -> String {
    let name = match operand {
        TypeOf::Weak(Weak::Int) => "_PyLong".into(),
        TypeOf::Weak(Weak::Float) => "_PyFloat".into(),
        TypeOf::Weak(Weak::Complex) => "_PyComplex".into(),
        TypeOf::Strong(dtype) => {
            let name = dtype.name().replacen("uint", "uInt", 1);
            let mut letters = name.chars();
            letters.next().map(|c| c.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
        }
    };
    format!("<class 'numpy.dtypes.{name}DType'>")
}

fn array(arg: &Arg) -> Result<RawArray> {
    match arg {
        Arg::Array(array) => Ok((*array).clone()),
        Arg::Literal(value) => RawArray::from_scalar(*value),
        Arg::Huge(value) => RawArray::from_scalar(Scalar::F64(*value)),
    }
}

/// The strings of both one after the other.
fn join(ufunc: &Ufunc, args: &[Arg], options: &Options) -> Result<RawArray> {
    let [Arg::Array(a), Arg::Array(b)] = args else { return Err(ufunc.no_loop(args)) };
    let dtype = match (a.dtype, b.dtype) {
        (DType::Str(n), DType::Str(m)) => DType::Str(n + m),
        (DType::Bytes(n), DType::Bytes(m)) => DType::Bytes(n + m),
        (x, y) if x.is_string() && y.is_string() => {
            let text = format!("ufunc 'add' cannot use operands with types {} and {}", x.repr(), y.repr());
            return Err(Error::Ufunc(ErrorKind::UfuncPair, text));
        }
        _ => return Err(ufunc.no_loop(args)),
    };
    let (shape, result) = prepare(&[a, b], dtype, options.order)?;
    pairs(&shape, [&result, a, b], |place, x, y| {
        // SAFETY: the result's elements have room for both.
        unsafe { strings::write(x.units().chain(y.units()), dtype, place) }
    });
    Ok(result)
}

/// Strings, each as often as an integer says, cut off at the width of `wanted` if that is of their kind.
fn repeat(args: &[Arg], wanted: DType, options: &Options) -> Result<RawArray> {
    let (mut text, mut count) = (array(&args[0])?, array(&args[1])?);
    if !text.dtype.is_string() {
        std::mem::swap(&mut text, &mut count);
    }
    let count = in_dtype(&count, DType::I64)?;
    let dtype = if wanted.index() == text.dtype.index() { wanted } else { text.dtype };
    let (shape, result) = prepare(&[&text, &count], dtype, options.order)?;
    let spread = [&result, &text, &count]
        .map(|a| a.with_layout(a.layout.broadcast_to(&shape).expect("just broadcast")));
    let operands = spread.each_ref().map(|a| Operand { ptr: a.ptr(), dtype: a.dtype, strides: a.strides() });
    each(&shape, &operands, |at, steps, n| {
        for i in 0..n as isize {
            let [to, from, count] = std::array::from_fn(|slot| at[slot].wrapping_offset(steps[slot] * i));
            // SAFETY: all have elements over the shape; the result is fresh, so the strings stay.
            unsafe {
                let text = StringRef::new(text.dtype, from);
                let times = if text.is_empty() { 0 } else { count.cast::<i64>().read_unaligned().max(0) };
                strings::write((0..times).flat_map(|_| text.units()), dtype, to);
            }
        }
        true
    });
    Ok(result)
}

fn prepare(inputs: &[&RawArray; 2], dtype: DType, order: Order) -> Result<(Shape, RawArray)> {
    let shape = broadcast_shapes(&inputs.map(RawArray::shape))?;
    let spread = inputs.map(|a| a.with_layout(a.layout.broadcast_to(&shape).expect("just broadcast")));
    let result = RawArray::allocate(layout(&shape, dtype.itemsize(), &spread, order)?, dtype, false)?;
    Ok((shape, result))
}

/// Visits the places of a fresh result with the strings of two arrays that broadcast to its shape.
fn pairs(shape: &[usize], arrays: [&RawArray; 3], mut visit: impl FnMut(*mut u8, StringRef, StringRef)) {
    let spread = arrays.map(|a| a.with_layout(a.layout.broadcast_to(shape).expect("just broadcast")));
    let [_, x, y] = arrays.map(|a| a.dtype);
    let operands = spread.each_ref().map(|a| Operand { ptr: a.ptr(), dtype: a.dtype, strides: a.strides() });
    each(shape, &operands, |at, steps, n| {
        for i in 0..n as isize {
            let [to, a, b] = std::array::from_fn(|slot| at[slot].wrapping_offset(steps[slot] * i));
            // SAFETY: all have elements over the shape; the result is fresh, so the strings stay.
            unsafe { visit(to, StringRef::new(x, a), StringRef::new(y, b)) };
        }
        true
    });
}
