//! From the operands' types to a loop.

use tegula_core::{
    Casting, DType, Error, Kind, Operand as TypeOf, RawArray, Result, Scalar, Weak, can_cast, result_type,
};
use tegula_kernels::Loop;
use tegula_kernels::flags::{self, Flags, Report};

use crate::table::{Class, NO_LOOP, Ufunc};

/// An operand of a universal function.
#[derive(Clone, Copy)]
pub enum Arg<'a> {
    /// An array.
    Array(&'a RawArray),
    /// A Python or Rust literal, which adapts to the arrays beside it: an `I64` (or a `U64` beyond its
    /// range), an `F64` or a `C128`.
    Literal(Scalar),
    /// An integer literal beyond 64 bits, as the nearest `f64`: no integer type holds it, the others do.
    Huge(f64),
}

impl Arg<'_> {
    /// What the operand contributes to promotion.
    #[inline]
    pub fn type_of(&self) -> TypeOf {
        match self {
            Arg::Array(a) => TypeOf::Strong(a.dtype),
            Arg::Huge(_) => TypeOf::Weak(Weak::Int),
            Arg::Literal(Scalar::I64(_) | Scalar::U64(_)) => TypeOf::Weak(Weak::Int),
            Arg::Literal(Scalar::F64(_)) => TypeOf::Weak(Weak::Float),
            Arg::Literal(Scalar::C128(_)) => TypeOf::Weak(Weak::Complex),
            Arg::Literal(other) => TypeOf::Strong(other.dtype()),
        }
    }

    /// The operand's own type; a literal's is its default.
    #[inline]
    pub fn dtype(&self) -> DType {
        match self {
            Arg::Array(a) => a.dtype,
            Arg::Literal(s) => s.dtype(),
            Arg::Huge(_) => DType::I64,
        }
    }

    /// The operand's shape; a literal has none.
    #[inline]
    pub fn shape(&self) -> &[usize] {
        match self {
            Arg::Array(a) => a.shape(),
            Arg::Literal(_) | Arg::Huge(_) => &[],
        }
    }

    /// The value of a literal in the type that it takes on; `None` for an array.
    ///
    /// # Errors
    /// `OverflowError` if an integer does not fit the type.
    pub(crate) fn value(&self, dtype: DType) -> Result<Option<Scalar>> {
        match *self {
            Arg::Array(_) => Ok(None),
            Arg::Literal(value) => literal(value, dtype).map(Some),
            Arg::Huge(_) if dtype.is_integer() => Err(too_large()),
            Arg::Huge(value) if value.is_infinite() => {
                Err(Error::Overflow("int too large to convert to float".into()))
            }
            Arg::Huge(value) => Ok(Some(Scalar::F64(value).cast(dtype))),
        }
    }
}

fn too_large() -> Error {
    Error::Overflow("Python int too large to convert to C long".into())
}

#[inline]
fn literal(value: Scalar, dtype: DType) -> Result<Scalar> {
    let result = value.cast(dtype);
    if !result.to_f64().is_finite() && value.to_f64().is_finite() {
        flags::report(Report::Errors("cast", Flags::OVER));
    }
    let fits = match value {
        Scalar::I64(x) if dtype == DType::U64 => x >= 0,
        Scalar::I64(x) => !dtype.is_integer() || result.to_i64() == x,
        Scalar::U64(_) => !dtype.is_integer() || dtype == DType::U64,
        _ => true,
    };
    if fits { Ok(result) } else { Err(beyond(value, dtype)) }
}

#[cold]
fn beyond(value: Scalar, dtype: DType) -> Error {
    match value {
        // NumPy converts to C's `long` first, but for `uint32` to `unsigned long`.
        Scalar::U64(x) if dtype == DType::U32 => {
            Error::Overflow(format!("Python integer {x} out of bounds for {dtype}"))
        }
        Scalar::U64(_) => too_large(),
        _ => Error::Overflow(format!("Python integer {} out of bounds for {dtype}", value.to_i64())),
    }
}

impl Ufunc {
    /// The loop for operands of these types. With `dtype` the output's type is given.
    ///
    /// # Errors
    /// `TypeError` in NumPy's words if there is none or the inputs cannot be cast to it.
    #[inline]
    pub(crate) fn resolve(
        &self,
        args: &[Arg],
        dtype: Option<DType>,
        casting: Casting,
    ) -> Result<&'static Loop> {
        if let Some(dtype) = dtype {
            return self.resolve_output(args, dtype, casting);
        }
        if self.class == Class::Mixed {
            return self.resolve_each(args);
        }
        let common = match args {
            [single] => single.dtype(),
            [Arg::Array(a), Arg::Array(b)] if a.dtype == b.dtype => a.dtype,
            [Arg::Array(a), Arg::Literal(Scalar::F64(_))] | [Arg::Literal(Scalar::F64(_)), Arg::Array(a)] => {
                Weak::Float.join(a.dtype)
            }
            [Arg::Array(a), Arg::Literal(Scalar::I64(_))] | [Arg::Literal(Scalar::I64(_)), Arg::Array(a)] => {
                Weak::Int.join(a.dtype)
            }
            // Integers that only floats have in common may have a loop of their own.
            [Arg::Array(a), Arg::Array(b)]
                if let Some(found) = self.loops.iter().find(|l| l.inputs() == [a.dtype, b.dtype]) =>
            {
                return Ok(found);
            }
            // What only has loops of floats takes the first that each operand casts to.
            [Arg::Array(a), Arg::Array(b)]
                if a.dtype.kind() < Kind::Float && b.dtype.kind() < Kind::Float && self.is_of_floats() =>
            {
                return self.resolve_each(args);
            }
            _ => {
                let mut types = [TypeOf::Strong(DType::Bool); 4];
                for (slot, arg) in types.iter_mut().zip(args) {
                    *slot = arg.type_of();
                }
                result_type(&types[..args.len()]).expect("a universal function has inputs")
            }
        };
        match self.resolve_input(common) {
            Err(Error::NoLoop(_)) if matches!(self.name, "gcd" | "lcm") => Err(self.no_loop(args)),
            found => found,
        }
    }

    /// Whether there is no loop for whole numbers, which are not all taken as `float64` either.
    fn is_of_floats(&self) -> bool {
        self.loops[0].types[0].kind() >= Kind::Float && self.name != "divide"
    }

    /// The loop whose inputs have type `common`, or the first one to which it casts safely.
    #[inline]
    pub(crate) fn resolve_input(&self, common: DType) -> Result<&'static Loop> {
        match self.direct[common.index()] {
            NO_LOOP => self.resolve_cast(common),
            at => Ok(&self.loops[at as usize]),
        }
    }

    /// The first loop to which each operand casts safely, for functions whose operands differ.
    #[cold]
    fn resolve_each(&self, args: &[Arg]) -> Result<&'static Loop> {
        let fits = |arg: &Arg, dtype: DType| match arg.type_of() {
            TypeOf::Strong(from) => can_cast(from, dtype, Casting::Safe),
            TypeOf::Weak(weak) => weak.join(dtype) == dtype,
        };
        let mut found = self.loops.iter();
        let found = found.find(|l| args.iter().zip(l.inputs()).all(|(arg, &dtype)| fits(arg, dtype)));
        found.ok_or_else(|| self.no_loop(args))
    }

    /// The first loop to which `common` casts safely.
    #[inline(never)]
    fn resolve_cast(&self, common: DType) -> Result<&'static Loop> {
        if self.name == "isnat" {
            return Err(Error::type_("ufunc 'isnat' is only defined for np.datetime64 and np.timedelta64."));
        }
        if common == DType::Bool && self.name == "subtract" {
            return Err(Error::type_(
                "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, \
                 or the logical_xor function instead.",
            ));
        }
        if common == DType::Bool && self.name == "negative" {
            return Err(Error::type_(
                "The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the \
                 logical_not function instead.",
            ));
        }
        if common == DType::Bool && matches!(self.name, "positive" | "sign") {
            return Err(Error::NoMatchingLoop(format!(
                "ufunc '{}' did not contain a loop with signature matching types <class 'numpy.dtypes.BoolDType'> -> \
                 None",
                self.name
            )));
        }
        if common == DType::Bool && matches!(self.name, "gcd" | "lcm") {
            return Err(self.unsupported());
        }
        // The quotient of small integers would fit half precision, but all integers are divided alike.
        let common = if self.name == "divide" && common.kind() < Kind::Float { DType::F64 } else { common };
        let found = self.loops.iter().find(|l| can_cast(common, l.types[0], Casting::Safe));
        found.ok_or_else(|| self.unsupported())
    }

    fn resolve_output(&self, args: &[Arg], dtype: DType, casting: Casting) -> Result<&'static Loop> {
        let found = self.loops.iter().filter(|l| l.output() == dtype);
        let common = result_type(&args.iter().map(Arg::type_of).collect::<Vec<_>>());
        // Of several loops with this output (comparisons), the one that fits the inputs.
        let mut fitting =
            found.clone().filter(|l| common.is_some_and(|c| can_cast(c, l.types[0], Casting::Safe)));
        let Some(found) = fitting.next().or_else(|| found.clone().next()) else {
            if matches!(self.name, "gcd" | "lcm") {
                return Err(self.no_loop(args));
            }
            return Err(Error::NoLoop(format!(
                "No loop matching the specified signature and casting was found for ufunc {}",
                self.name
            )));
        };
        for (i, arg) in args.iter().enumerate() {
            let fits = match arg.type_of() {
                TypeOf::Strong(from) => can_cast(from, found.types[i], casting),
                TypeOf::Weak(weak) => can_cast(weak.join(found.types[i]), found.types[i], casting),
            };
            if !fits {
                return Err(Error::UfuncCast {
                    ufunc: self.name,
                    input: Some(i),
                    from: arg.dtype(),
                    to: found.types[i],
                    casting,
                });
            }
        }
        Ok(found)
    }
}
