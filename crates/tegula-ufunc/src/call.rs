//! Calling a universal function on whole arrays.

use tegula_core::{
    Casting, DType, Error, Layout, Overlap, RawArray, Result, Scalar, Shape, Strides, broadcast_shapes,
    can_cast, memory_order, overlap,
};
use tegula_exec::{Operand, Order, Program, Step, copy, elementwise};
use tegula_kernels::{Loop, strided};

use crate::direct::Direct;
use crate::resolve::{Arg, literal};
use crate::table::{self, Class, Ufunc};

/// How a universal function is to be called.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Where the result goes; a new array if absent.
    pub out: Option<&'a RawArray>,
    /// Where to compute (`where=`): a boolean array that broadcasts with the inputs.
    pub mask: Option<&'a RawArray>,
    /// The type of the result and of the computation.
    pub dtype: Option<DType>,
    /// Which conversions of operands are allowed.
    pub casting: Casting,
    /// The memory order of a new result.
    pub order: Order,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options { out: None, mask: None, dtype: None, casting: Casting::SameKind, order: Order::K }
    }
}

/// The most inputs of a function.
pub(crate) const MAX_INPUTS: usize = 3;

impl Ufunc {
    /// Applies the function to its inputs, broadcast against each other.
    ///
    /// # Errors
    /// `TypeError` if there is no loop for the types or a cast is not allowed, `ValueError` if shapes do
    /// not broadcast, `OverflowError` for literals that do not fit, `MemoryError`.
    ///
    /// ```
    /// use tegula_core::{DType, RawArray, Scalar};
    /// use tegula_ufunc::{Arg, Options, table};
    /// let a = RawArray::zeros(&[2, 3], DType::F32)?;
    /// let b = table::ADD.call(&[Arg::Array(&a), Arg::Literal(Scalar::F64(1.5))], &Options::default())?;
    /// assert_eq!((b.dtype, b.get(&[1, 2])), (DType::F32, Scalar::F32(1.5)));
    /// # Ok::<(), tegula_core::Error>(())
    /// ```
    #[inline]
    pub fn call(&self, args: &[Arg], options: &Options) -> Result<RawArray> {
        match (self.compute(args, options)?, options.out) {
            (Some(result), _) => Ok(result),
            (None, Some(out)) => Ok(out.clone()),
            (None, None) => unreachable!("a result without a place for it is returned"),
        }
    }

    /// As [`call`](Ufunc::call) with `options.out`, which is not returned: that would count as one more use
    /// of its memory.
    ///
    /// # Errors
    /// As [`call`](Ufunc::call).
    pub fn call_into(&self, args: &[Arg], options: &Options) -> Result<()> {
        debug_assert!(options.out.is_some());
        self.compute(args, options).map(drop)
    }

    /// The new array, or nothing if the result went to `options.out`.
    fn compute(&self, args: &[Arg], options: &Options) -> Result<Option<RawArray>> {
        debug_assert_eq!(args.len(), self.nin);
        if self.is_comparison()
            && has_integer_literal(args)
            && let Some(args) = comparable_literals(args)?
        {
            return self.compute(&args.each_ref().map(Arg::Array), options);
        }
        let found = self.resolve(args, options.dtype, options.casting)?;
        if self.class == Class::Power {
            if args[0].dtype() == found.types[0]
                && let Some(simpler) = simpler_power(args, found.types[0])
            {
                return simpler.compute(&args[..1], options);
            }
            refuse_negative_powers(args, found)?;
        }
        let mut values = [Scalar::Bool(false); MAX_INPUTS];
        for (i, arg) in args.iter().enumerate() {
            if let Arg::Literal(value) = arg {
                values[i] = literal(*value, found.types[i])?.cast(found.compute[i]);
            }
        }
        if options.mask.is_none()
            && matches!(options.order, Order::K | Order::C)
            && let Some(direct) = Direct::of(found, self.cost)
            && let Some(result) = direct.run(args, &values, options.out)?
        {
            return Ok(result);
        }
        self.call_strided(args, found, &values, options)
    }

    #[inline(never)]
    fn call_strided(
        &self,
        args: &[Arg],
        found: &Loop,
        values: &[Scalar],
        options: &Options,
    ) -> Result<Option<RawArray>> {
        let mut shapes: [&[usize]; MAX_INPUTS + 2] = [&[]; MAX_INPUTS + 2];
        for (shape, arg) in shapes.iter_mut().zip(args) {
            *shape = arg.shape();
        }
        let mut count = args.len();
        if let Some(mask) = options.mask {
            shapes[count] = mask.shape();
            count += 1;
        }
        if let Some(out) = options.out {
            shapes[count] = out.shape();
            let inputs = broadcast_shapes(&shapes[..count]);
            let shape = broadcast_shapes(&shapes[..=count])?;
            if shape[..] != *out.shape() {
                let result = inputs.unwrap_or(shape);
                return Err(Error::Output { output: out.shape().to_vec(), result: result.to_vec() });
            }
            if !can_cast(found.output(), out.dtype, options.casting) {
                return Err(Error::UfuncCast {
                    ufunc: self.name,
                    input: None,
                    from: found.output(),
                    to: out.dtype,
                    casting: options.casting,
                });
            }
        }
        for (i, arg) in args.iter().enumerate() {
            if let Arg::Array(a) = arg
                && !can_cast(a.dtype, found.types[i], options.casting)
            {
                let (from, to, casting) = (a.dtype, found.types[i], options.casting);
                return Err(Error::UfuncCast { ufunc: self.name, input: Some(i), from, to, casting });
            }
        }
        let shape = match options.out {
            Some(out) => out.shape().into(),
            None => broadcast_shapes(&shapes[..count])?,
        };
        let mut inputs = Inputs::new(shape);
        for (i, arg) in args.iter().enumerate() {
            match arg {
                Arg::Array(a) => inputs.array(a),
                Arg::Literal(_) => inputs.scalar(values[i])?,
            }
        }
        let made = match options.out {
            Some(_) => None,
            None => {
                let layout = inputs.result_layout(found.output().itemsize(), options.order)?;
                Some(RawArray::allocate(layout, found.output(), false)?)
            }
        };
        let result = made.as_ref().or(options.out).expect("one of the two");
        let compute = &found.compute;
        let out_type = compute[self.nin];
        let kernel = found.tile.select();
        let cost = self.cost;
        match options.mask {
            None => {
                let mut registers = [DType::Bool; MAX_INPUTS + 1];
                registers[..=self.nin].copy_from_slice(&compute[..=self.nin]);
                let args = if self.nin == 1 { [0, 1, 0, 0] } else { [0, 1, 2, 3] };
                let steps = [Step { kernel, args }];
                let registers = &registers[..=self.nin];
                inputs
                    .run(result, Program { registers, inputs: self.nin, outputs: 1, steps: &steps, cost })?;
            }
            Some(mask) => {
                // Where the mask is false the old value stays: it is loaded and stored again.
                inputs.array(mask);
                inputs.array(result);
                let n = self.nin as u8;
                let mut registers = vec![DType::Bool; self.nin + 4];
                registers[..self.nin].copy_from_slice(&compute[..self.nin]);
                registers[self.nin] = DType::Bool;
                registers[self.nin + 1..].fill(out_type);
                let args = if self.nin == 1 { [0, n + 2, 0, 0] } else { [0, 1, n + 2, 0] };
                let select = strided::select(out_type.itemsize());
                let steps = [Step { kernel, args }, Step { kernel: select, args: [n, n + 2, n + 1, n + 3] }];
                let program =
                    Program { registers: &registers, inputs: self.nin + 2, outputs: 1, steps: &steps, cost };
                inputs.run(result, program)?;
            }
        }
        Ok(made)
    }
}

/// The inputs of a program, broadcast to the iteration shape and kept alive.
pub(crate) struct Inputs {
    shape: Shape,
    arrays: Vec<RawArray>,
}

impl Inputs {
    pub fn new(shape: Shape) -> Inputs {
        Inputs { shape, arrays: Vec::with_capacity(4) }
    }

    /// Adds an array, whose shape must broadcast to the iteration shape.
    pub fn array(&mut self, array: &RawArray) {
        let layout = array.layout.broadcast_to(&self.shape).expect("shapes were broadcast together");
        self.arrays.push(array.with_layout(layout));
    }

    /// Adds a value that is the same for all elements.
    pub fn scalar(&mut self, value: Scalar) -> Result<()> {
        let array = RawArray::from_scalar(value)?;
        self.array(&array);
        Ok(())
    }

    /// A gap-free layout for the result whose axes are ordered as the inputs' strides are.
    pub fn result_layout(&self, itemsize: usize, order: Order) -> Result<Layout> {
        match order {
            Order::C => return Layout::contiguous(&self.shape, itemsize),
            Order::F => return Layout::fortran(&self.shape, itemsize),
            Order::A => {
                let fortran = self.arrays.iter().all(|a| a.is_f_contiguous()) && !self.arrays.is_empty();
                let c = self.arrays.iter().all(|a| a.is_c_contiguous());
                return if fortran && !c {
                    Layout::fortran(&self.shape, itemsize)
                } else {
                    Layout::contiguous(&self.shape, itemsize)
                };
            }
            Order::K => {}
        }
        let mut strides: [&[isize]; 8] = [&[]; 8];
        for (slot, array) in strides.iter_mut().zip(&self.arrays) {
            *slot = array.strides();
        }
        let axes = memory_order(self.shape.len(), &strides[..self.arrays.len()]);
        Layout::ordered(&self.shape, itemsize, &axes)
    }

    /// Runs the program into `result`, which has the iteration shape. Inputs that share memory with it in
    /// any but the harmless way are copied first.
    pub fn run(mut self, result: &RawArray, program: Program) -> Result<()> {
        let mut aliased = [false; 8];
        for (i, input) in self.arrays.iter_mut().enumerate() {
            let relation = overlap(
                (result.ptr(), &result.layout, result.itemsize()),
                (input.ptr(), &input.layout, input.itemsize()),
            );
            match relation {
                Overlap::Disjoint => {}
                Overlap::Same if input.dtype == result.dtype => aliased[i] = true,
                _ => *input = copy(input, Order::K)?,
            }
        }
        let mut operands = [Operand { ptr: std::ptr::null_mut(), dtype: DType::Bool, strides: &[] }; 8];
        for (operand, array) in operands.iter_mut().zip(&self.arrays) {
            *operand = Operand { ptr: array.ptr(), dtype: array.dtype, strides: array.strides() };
        }
        let output = Operand { ptr: result.ptr(), dtype: result.dtype, strides: result.strides() };
        let count = self.arrays.len();
        // SAFETY: the inputs are valid and broadcast to the shape; overlap with the output has been resolved.
        unsafe { elementwise(&self.shape, &operands[..count], &[output], &aliased[..count], program) };
        Ok(())
    }
}

/// True if an integer literal stands beside an array of integers, whose type may not hold it.
fn has_integer_literal(args: &[Arg]) -> bool {
    let integer = |arg: &Arg| matches!(arg, Arg::Literal(Scalar::I64(_) | Scalar::U64(_)));
    args.iter().any(integer) && args.iter().any(|arg| matches!(arg, Arg::Array(a) if a.dtype.is_integer()))
}

/// Comparisons with integer literals beyond the range of the array's type: both sides become arrays of a
/// type that holds them.
fn comparable_literals(args: &[Arg]) -> Result<Option<[RawArray; 2]>> {
    let (array, value, first) = match args {
        [Arg::Array(a), Arg::Literal(v)] => (a, *v, true),
        [Arg::Literal(v), Arg::Array(a)] => (a, *v, false),
        _ => return Ok(None),
    };
    if !array.dtype.is_integer()
        || literal(value, array.dtype).is_ok()
        || matches!(value, Scalar::F64(_) | Scalar::C128(_))
    {
        return Ok(None);
    }
    // The literal lies beyond every value of the type: infinity compares the same way.
    let sign = if matches!(value, Scalar::I64(x) if x < 0) { f64::NEG_INFINITY } else { f64::INFINITY };
    let beyond = RawArray::from_scalar(Scalar::F64(sign))?;
    let wide = tegula_exec::cast(array, DType::F64, Order::K)?;
    Ok(Some(if first { [wide, beyond] } else { [beyond, wide] }))
}

/// Powers that are simpler functions, as NumPy's `**` takes them.
fn simpler_power(args: &[Arg], dtype: DType) -> Option<&'static Ufunc> {
    let [Arg::Array(_), Arg::Literal(exponent)] = args else { return None };
    match exponent.to_f64() {
        _ if matches!(exponent, Scalar::C128(_)) => None,
        2.0 if dtype.is_float() || dtype.is_complex() || matches!(exponent, Scalar::I64(_)) => {
            Some(&table::SQUARE)
        }
        _ if !dtype.is_float() => None,
        1.0 => Some(&table::POSITIVE),
        0.5 => Some(&table::SQRT),
        -1.0 => Some(&table::RECIPROCAL),
        _ => None,
    }
}

fn refuse_negative_powers(args: &[Arg], found: &Loop) -> Result<()> {
    if !matches!(found.types[1].kind(), tegula_core::Kind::Signed) {
        return Ok(());
    }
    let negative = match args[1] {
        Arg::Literal(value) => value.to_i64() < 0,
        Arg::Array(b) => {
            b.size() > 0 && table::MINIMUM.reduce(b, None, false, &Default::default())?.get(&[]).to_i64() < 0
        }
    };
    if negative { Err(Error::value("Integers to negative integer powers are not allowed.")) } else { Ok(()) }
}

/// The strides of `array` over `shape`.
pub(crate) fn strides_over(array: &RawArray, shape: &[usize]) -> Strides {
    array.layout.broadcast_to(shape).expect("shapes were broadcast together").strides
}
