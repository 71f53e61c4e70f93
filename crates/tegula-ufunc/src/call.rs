//! Calling a universal function on whole arrays.

use tegula_core::{
    Casting, DType, Error, ErrorKind, Kind, Layout, Operand as TypeOf, Overlap, RawArray, Result, Scalar,
    Shape, Strides, Weak, broadcast_shapes, can_cast, iteration_order, overlap,
};
use tegula_exec::{Operand, Order, Program, Step, copy, elementwise, report_lost_part};
use tegula_kernels::flags::{self, Errors};
use tegula_kernels::{Loop, TileFn, cast, strided};

use crate::byte_order::{any_foreign, check_dtype, native_args};
use crate::direct::Direct;
use crate::power::{literal_power, refuse_negative_powers};
use crate::resolve::Arg;
use crate::table::{Class, Ufunc};

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
    /// The name under which floating-point errors are reported, if it is not the function's.
    pub label: Option<&'static str>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options {
            out: None,
            mask: None,
            dtype: None,
            casting: Casting::SameKind,
            order: Order::K,
            label: None,
        }
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

    /// Applies a function of several outputs, as [`call`](Self::call) does one with a single output. `outs` are the
    /// places of the results, as far as there are any; `options.out` is not looked at.
    ///
    /// # Errors
    /// As [`call`](Ufunc::call).
    pub fn call_all(
        &self,
        args: &[Arg],
        outs: &[Option<&RawArray>],
        options: &Options,
    ) -> Result<Vec<RawArray>> {
        check_dtype(options.dtype)?;
        if any_foreign(args.iter().map(|arg| Some(arg.dtype()))) {
            let mut copies = Vec::new();
            return self.call_all(&native_args(args, &mut copies)?, outs, options);
        }
        if args.iter().any(|arg| !arg.dtype().is_number()) || options.dtype.is_some_and(|d| !d.is_number()) {
            return Err(self.no_loop(args));
        }
        let found = self.resolve(args, options.dtype, options.casting)?;
        self.check_casts(args, found, options)?;
        for (i, (out, &from)) in outs.iter().zip(found.outputs()).enumerate() {
            if let Some(to) = out.map(|out| out.dtype)
                && !can_cast(from, to, options.casting)
            {
                let text = format!(
                    "Cannot cast ufunc '{}' output {} from {} to {} with casting rule '{}'",
                    self.name,
                    self.nin + i,
                    from.repr(),
                    to.repr(),
                    options.casting
                );
                return Err(Error::Ufunc(ErrorKind::UfuncOutputCast, text));
            }
        }
        let given = outs.iter().flatten().copied().chain(options.mask);
        let shapes: Vec<&[usize]> = args.iter().map(Arg::shape).chain(given.map(RawArray::shape)).collect();
        let shape = broadcast_shapes(&shapes)?;
        let mut inputs = Inputs::new(shape);
        for (i, arg) in args.iter().enumerate() {
            match (arg, arg.value(found.types[i])?) {
                (Arg::Array(a), _) => inputs.array(a),
                (_, value) => inputs.scalar(value.expect("no array").cast(found.compute[i]))?,
            }
        }
        // Results are made apart, for outputs may overlap inputs and each other.
        let nin = self.nin;
        let mut results = Vec::with_capacity(self.nout);
        for &dtype in found.outputs() {
            let layout = inputs.result_layout(dtype.itemsize(), options.order)?;
            results.push(RawArray::allocate(layout, dtype, false)?);
        }
        if let Some(mask) = options.mask {
            inputs.array(mask);
        }
        let masked = options.mask.is_some();
        let first = nin + usize::from(masked);
        let mut registers = [DType::Bool; 8];
        registers[..nin].copy_from_slice(&found.compute[..nin]);
        registers[first..first + self.nout].copy_from_slice(&found.compute[nin..nin + self.nout]);
        let mut places = [0; 4];
        let numbers = (0..nin).chain(first..first + self.nout);
        places.iter_mut().zip(numbers).for_each(|(place, register)| *place = register as u8);
        let program = Program {
            registers: &registers[..first + self.nout],
            inputs: first,
            outputs: self.nout,
            steps: &[Step { kernel: found.tile.select(), args: places }],
            cost: self.cost,
            mask: masked.then_some(nin as u8),
        };
        flags::watch_as(found.errors, self.name, || inputs.run_all(&results, program))?;
        // In reverse, for where outputs overlap the first one stays.
        for (result, out) in results.iter_mut().zip(outs).rev() {
            *result = self.deliver(result.clone(), &Options { out: *out, mask: options.mask, ..*options })?;
        }
        Ok(results)
    }

    /// The new array, or nothing if the result went to `options.out`.
    fn compute(&self, args: &[Arg], options: &Options) -> Result<Option<RawArray>> {
        debug_assert_eq!(args.len(), self.nin);
        if args.iter().any(|arg| !arg.dtype().is_number())
            || options.dtype.is_some_and(|d| !d.is_number())
            || options.out.is_some_and(|out| !out.dtype.is_number())
        {
            let result = self.call_other(args, options)?;
            return Ok(options.out.is_none().then_some(result));
        }
        if self.is_comparison()
            && has_integer_literal(args)
            && let Some(args) = comparable_literals(args)?
        {
            return self.compute(&args.each_ref().map(Arg::Array), options);
        }
        let mut truths = [Arg::Literal(Scalar::Bool(false)); MAX_INPUTS];
        let args = if self.is_logical() { truth_literals(args, &mut truths) } else { args };
        let found = self.resolve(args, options.dtype, options.casting)?;
        if self.class == Class::Power {
            if let [Arg::Array(base), Arg::Literal(exponent)] = *args
                && let Some(simpler) = literal_power(base.dtype, exponent, found)
            {
                return simpler.compute(&args[..1], options);
            }
            refuse_negative_powers(&args[1], found)?;
        }
        let mut values = [Scalar::Bool(false); MAX_INPUTS];
        for (i, arg) in args.iter().enumerate() {
            if let Some(value) = arg.value(found.types[i])? {
                values[i] = value.cast(found.compute[i]);
            }
        }
        let name = options.label.unwrap_or(self.name);
        if options.mask.is_none()
            && matches!(options.order, Order::K | Order::C)
            && let Some(direct) = Direct::of(found, name, self.cost)
            && let Some(result) = direct.run(args, &values, options.out)?
        {
            return Ok(result);
        }
        // Operands that are converted may have errors of their own, but comparisons do not tell of any.
        let silent = found.errors == Errors::Never && found.compute[0].kind() >= Kind::Float;
        let errors = if silent { Errors::Never } else { Errors::Hardware };
        flags::watch_as(errors, name, || self.call_strided(args, found, &values, options))
    }

    #[inline(never)]
    fn call_strided(
        &self,
        args: &[Arg],
        found: &Loop,
        values: &[Scalar],
        options: &Options,
    ) -> Result<Option<RawArray>> {
        self.check_casts(args, found, options)?;
        let mut shapes: [&[usize]; MAX_INPUTS + 2] = [&[]; MAX_INPUTS + 2];
        for (shape, arg) in shapes.iter_mut().zip(args) {
            *shape = arg.shape();
        }
        let mut count = args.len();
        for array in [options.out, options.mask].into_iter().flatten() {
            shapes[count] = array.shape();
            count += 1;
        }
        let shape = broadcast_shapes(&shapes[..count])?;
        if let Some(out) = options.out
            && shape[..] != *out.shape()
        {
            return Err(Error::Output { output: out.shape().to_vec(), result: shape.to_vec() });
        }
        let mut inputs = Inputs::new(shape);
        for (i, arg) in args.iter().enumerate() {
            match arg {
                Arg::Array(a) => inputs.array(a),
                Arg::Literal(_) | Arg::Huge(_) => inputs.scalar(values[i])?,
            }
        }
        if let Some(mask) = options.mask {
            inputs.array(mask);
        }
        let made = match options.out {
            Some(_) => None,
            None => {
                let layout = inputs.result_layout(found.output().itemsize(), options.order)?;
                Some(RawArray::allocate(layout, found.output(), false)?)
            }
        };
        let result = made.as_ref().or(options.out).expect("one of the two");
        // Where a mask is false the old value stays: it is loaded and stored again.
        let masked = options.mask.is_some();
        if masked {
            inputs.array(result);
        }
        let n = self.nin;
        let mut code = Code {
            registers: [DType::Bool; 8],
            steps: [Step { kernel: found.tile.select(), args: [0, 1, 2, 3] }; 4],
            count: n,
            len: 1,
        };
        code.registers[..n].copy_from_slice(&found.compute[..n]);
        if masked {
            code.register(DType::Bool);
            code.register(result.dtype);
        }
        let given = code.count;
        code.steps[0].args[n] = code.register(found.compute[n]);
        // Half precision rounds before it goes on to another type, and a mask chooses in the output's type.
        if result.dtype != found.compute[n] {
            code.convert(found.output());
        }
        if masked {
            code.convert(result.dtype);
            let chosen = code.count as u8 - 1;
            let args = [n as u8, chosen, n as u8 + 1, code.register(result.dtype)];
            code.step(strided::select(result.itemsize()), args);
        }
        let program = Program {
            registers: &code.registers[..code.count],
            inputs: given,
            outputs: 1,
            steps: &code.steps[..code.len],
            cost: self.cost,
            mask: masked.then_some(n as u8),
        };
        inputs.run(result, program)?;
        Ok(made)
    }

    /// # Errors
    /// `TypeError` if the casting rule forbids a conversion of an operand.
    fn check_casts(&self, args: &[Arg], found: &Loop, options: &Options) -> Result<()> {
        let casting = options.casting;
        let error = |input, from, to| Error::UfuncCast { ufunc: self.name, input, from, to, casting };
        for (i, arg) in args.iter().enumerate() {
            if let TypeOf::Strong(from) = arg.type_of()
                && !can_cast(from, found.types[i], casting)
            {
                return Err(error(Some(i), from, found.types[i]));
            }
        }
        match options.out {
            Some(out) if !can_cast(found.output(), out.dtype, casting) => {
                Err(error(None, found.output(), out.dtype))
            }
            Some(out) => {
                report_lost_part(found.output(), out.dtype);
                Ok(())
            }
            None => Ok(()),
        }
    }
}

/// A program in the making.
struct Code {
    registers: [DType; 8],
    steps: [Step; 4],
    /// The number of registers.
    count: usize,
    /// The number of steps.
    len: usize,
}

impl Code {
    fn register(&mut self, dtype: DType) -> u8 {
        self.registers[self.count] = dtype;
        self.count += 1;
        self.count as u8 - 1
    }

    fn step(&mut self, kernel: TileFn, args: [u8; 4]) {
        self.steps[self.len] = Step { kernel, args };
        self.len += 1;
    }

    /// Converts the last register, if it has another type.
    fn convert(&mut self, to: DType) {
        let last = self.count as u8 - 1;
        let from = self.registers[last as usize];
        if from != to {
            let args = [last, self.register(to), 0, 0];
            self.step(cast::kernel(from, to), args);
        }
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
        let axes = iteration_order(&self.shape, &strides[..self.arrays.len()]);
        Layout::ordered(&self.shape, itemsize, &axes)
    }

    /// Runs the program into fresh `results`, which have the iteration shape.
    pub fn run_all(&self, results: &[RawArray], program: Program) -> Result<()> {
        fn operand(array: &RawArray) -> Operand<'_> {
            Operand { ptr: array.ptr(), dtype: array.dtype, strides: array.strides() }
        }
        let inputs: Vec<Operand> = self.arrays.iter().map(operand).collect();
        let outputs: Vec<Operand> = results.iter().map(operand).collect();
        // SAFETY: the inputs are valid and broadcast to the shape; the results are fresh.
        unsafe { elementwise(&self.shape, &inputs, &outputs, &[], program) };
        Ok(())
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

/// True if there is an integer literal that the other operand's type may not hold.
fn has_integer_literal(args: &[Arg]) -> bool {
    args.iter().any(|arg| arg.type_of() == TypeOf::Weak(Weak::Int))
        && args.iter().any(|arg| arg.dtype().is_integer())
}

/// Comparisons with an integer literal that the other side's type does not hold: both sides become arrays of types
/// that hold them.
fn comparable_literals(args: &[Arg]) -> Result<Option<[RawArray; 2]>> {
    let [a, b] = args else { return Ok(None) };
    let as_array = |arg: &Arg| match *arg {
        Arg::Array(array) => Ok(array.clone()),
        Arg::Literal(value) => RawArray::from_scalar(value),
        Arg::Huge(value) => RawArray::from_scalar(Scalar::F64(value)),
    };
    for (value, other) in [(a, b), (b, a)] {
        if value.type_of() != TypeOf::Weak(Weak::Int) {
            continue;
        }
        let is_array = match other.type_of() {
            TypeOf::Strong(dtype) => dtype.is_integer() && value.value(dtype).is_err(),
            TypeOf::Weak(Weak::Int) if value.value(DType::I64).is_err() => false,
            _ => continue,
        };
        if !is_array {
            return if matches!(other.type_of(), TypeOf::Strong(_)) {
                Ok(None)
            } else {
                Ok(Some([as_array(a)?, as_array(b)?]))
            };
        }
        // The literal lies beyond every value of the type: infinity compares the same way.
        let sign = match *value {
            Arg::Literal(Scalar::I64(x)) => x as f64,
            Arg::Huge(x) => x,
            _ => 1.0,
        };
        let beyond = RawArray::from_scalar(Scalar::F64(f64::INFINITY.copysign(sign)))?;
        let wide = tegula_exec::cast(&as_array(other)?, DType::F64, Order::K)?;
        return Ok(Some(if std::ptr::eq(value, a) { [beyond, wide] } else { [wide, beyond] }));
    }
    Ok(None)
}

/// The operands of a function of truth values: of an integer literal only the truth counts.
fn truth_literals<'a, 'b>(args: &[Arg<'b>], truths: &'a mut [Arg<'b>; MAX_INPUTS]) -> &'a [Arg<'b>] {
    for (truth, arg) in truths.iter_mut().zip(args) {
        *truth = match *arg {
            Arg::Literal(value @ Scalar::I64(_)) => Arg::Literal(Scalar::Bool(value.is_true())),
            other => other,
        };
    }
    &truths[..args.len()]
}

/// The strides of `array` over `shape`.
pub(crate) fn strides_over(array: &RawArray, shape: &[usize]) -> Strides {
    array.layout.broadcast_to(shape).expect("shapes were broadcast together").strides
}
