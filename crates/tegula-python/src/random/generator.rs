//! The class `Generator`: a raw type, because a draw takes less time than a call through a heavier one.

use pyo3::ffi::{self, PyObject};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyType};
use tegula_core::{DType, RawArray};
use tegula_random::{Constraint, Normal, StandardNormal, Uniform, Uniform01};

use super::draws::{self, Parameter};
use super::pcg64::PyPcg64;
use super::seed_sequence::slice;
use super::{foreign, integers, kinds, order};
use crate::convert::element;
use crate::dtype;
use crate::ffi::args::given;
use crate::ffi::typedef::add_function;
use crate::ffi::{Any, Args, Raised, Res, Signature, TypeBuilder, TypeCell, owned, slots, string, tuple};

static GENERATOR: TypeCell = TypeCell::new();

#[repr(C)]
struct GeneratorObject {
    head: PyObject,
    /// A reference to the object that was given.
    bit_generator: *mut PyObject,
    /// A reference to the bits behind it, which are the object itself unless it is foreign.
    bits: *mut PyObject,
}

/// The bits that a `Generator` draws.
#[inline(always)]
fn bits<'a, 'py>(this: &'a Any<'py>) -> &'a Bound<'py, PyPcg64> {
    // SAFETY: methods are called with instances of the class, which hold bits from the first moment on.
    unsafe {
        let place = &(*this.as_ptr().cast::<GeneratorObject>()).bits;
        Bound::ref_from_ptr(this.py(), place).cast_unchecked()
    }
}

/// The object that a `Generator` was made of.
fn bit_generator<'a, 'py>(this: &'a Any<'py>) -> &'a Any<'py> {
    // SAFETY: as above.
    unsafe {
        let place = &(*this.as_ptr().cast::<GeneratorObject>()).bit_generator;
        Bound::ref_from_ptr(this.py(), place)
    }
}

fn make<'py>(class: *mut ffi::PyTypeObject, bit_generator: Any<'py>, bits: Bound<'py, PyPcg64>) -> Res<'py> {
    // SAFETY: a fresh object of the class, whose payload is written before anyone sees it.
    unsafe {
        let object = owned(bits.py(), ffi::PyType_GenericAlloc(class, 0))?;
        let payload = object.as_ptr().cast::<GeneratorObject>();
        (*payload).bit_generator = bit_generator.into_ptr();
        (*payload).bits = bits.into_ptr();
        Ok(object)
    }
}

fn new<'py>(class: &Bound<'py, PyType>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::new("Generator", ["bit_generator"], 1, 1);
    let [bit_generator] = args.parse(&SIGNATURE)?;
    let bit_generator = bit_generator.expect("required");
    make(class.as_type_ptr(), bit_generator.clone(), foreign::source(bit_generator)?)
}

fn default_rng<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::new("default_rng", ["seed"], 0, 1);
    let py = args.py();
    let [seed] = args.parse(&SIGNATURE)?;
    if let Some(seed) = seed.filter(|s| !s.is_none() && element::exact_int(s).is_none()) {
        if GENERATOR.is_instance(seed) {
            return Ok(seed.clone());
        }
        if foreign::is_source(seed) {
            return make(GENERATOR.get(), seed.clone(), foreign::source(seed)?);
        }
    }
    let bits = kinds::pcg64(py, seed)?;
    make(GENERATOR.get(), bits.clone().into_any(), bits)
}

/// The element type of floats to draw: `float64` unless told otherwise.
fn float_type(dtype: Option<&Any<'_>>, name: &str) -> Result<DType, Raised> {
    match dtype::optional(dtype)? {
        None | Some(DType::F64) => Ok(DType::F64),
        Some(DType::F32) => Ok(DType::F32),
        Some(other) => Err(Raised::type_(format!("Unsupported dtype dtype('{other}') for {name}"))),
    }
}

macro_rules! standard {
    ($name:ident, $distribution:ident) => {
        fn $name<'py>(this: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
            static SIGNATURE: Signature<3> =
                Signature::new(stringify!($name), ["size", "dtype", "out"], 0, 3);
            let (py, bits) = (this.py(), bits(this).get());
            let [size, dtype, out] = args.parse(&SIGNATURE)?;
            let single = float_type(dtype, stringify!($name))? == DType::F32;
            match (given(size), given(out), single) {
                (None, None, false) => draws::float(py, bits.lock().$name::<f64>()),
                (None, None, true) => draws::float(py, bits.lock().$name::<f32>().into()),
                (size, Some(out), false) => draws::into(bits, &$distribution::<f64>::default(), size, out),
                (size, Some(out), true) => draws::into(bits, &$distribution::<f32>::default(), size, out),
                (Some(size), None, false) => draws::array(py, bits, &$distribution::<f64>::default(), size),
                (Some(size), None, true) => draws::array(py, bits, &$distribution::<f32>::default(), size),
            }
        }
    };
}

standard!(random, Uniform01);
standard!(standard_normal, StandardNormal);

fn uniform<'py>(this: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<3> = Signature::new("uniform", ["low", "high", "size"], 0, 3);
    let (py, bits) = (this.py(), bits(this).get());
    let [low, high, size] = args.parse(&SIGNATURE)?;
    match (Parameter::read(low, 0.0)?, Parameter::read(high, 1.0)?) {
        (Parameter::Number(low), Parameter::Number(high)) => {
            let distribution = Uniform::new(low, high)?;
            match given(size) {
                None => draws::float(py, bits.lock().sample(&distribution)),
                Some(size) => draws::array(py, bits, &distribution, size),
            }
        }
        (low, high) => {
            // The bounds are checked before their shape is held against the size.
            let bounds = Pairs::new(low.clone(), high.clone(), None)?;
            if bounds.iter().any(|(low, high)| !(high - low).is_finite()) {
                return Err(Raised::overflow("Range exceeds valid bounds"));
            }
            bounds.iter().try_for_each(|(low, high)| Uniform::new(low, high).map(drop))?;
            let pairs = Pairs::new(low, high, size)?;
            let made = pairs.iter().map(|(low, high)| Uniform::new(low, high));
            let made = made.collect::<Result<Vec<_>, _>>()?;
            draws::each(py, bits, &pairs.shape, made.into_iter())
        }
    }
}

fn normal<'py>(this: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<3> = Signature::new("normal", ["loc", "scale", "size"], 0, 3);
    let (py, bits) = (this.py(), bits(this).get());
    let [loc, scale, size] = args.parse(&SIGNATURE)?;
    match (Parameter::read(loc, 0.0)?, Parameter::read(scale, 1.0)?) {
        (Parameter::Number(loc), Parameter::Number(scale)) => {
            let distribution = Normal::new(loc, scale)?;
            match given(size) {
                None => draws::float(py, bits.lock().sample(&distribution)),
                Some(size) => draws::array(py, bits, &distribution, size),
            }
        }
        (loc, scale) => {
            let pairs = Pairs::new(loc, scale, size)?;
            for (_, scale) in pairs.iter() {
                Constraint::NonNegative.check("scale", scale)?;
            }
            let made =
                pairs.iter().map(|(loc, scale)| Normal::new(loc, scale)).collect::<Result<Vec<_>, _>>()?;
            draws::each(py, bits, &pairs.shape, made.into_iter())
        }
    }
}

/// Two parameters broadcast to the shape of the result.
struct Pairs {
    shape: tegula_core::Shape,
    first: RawArray,
    second: RawArray,
}

impl Pairs {
    fn new(first: Parameter, second: Parameter, size: Option<&Any<'_>>) -> Result<Pairs, Raised> {
        let (first, second) = (first.array()?, second.array()?);
        let shape = draws::result_shape(&[first.shape(), second.shape()], size, 0)?;
        let (first, second) = (draws::spread(&first, &shape)?, draws::spread(&second, &shape)?);
        Ok(Pairs { shape, first, second })
    }

    fn iter(&self) -> impl Iterator<Item = (f64, f64)> {
        // SAFETY: both are fresh contiguous arrays of `float64`.
        let (first, second) = unsafe { (slice::<f64>(&self.first), slice::<f64>(&self.second)) };
        first.iter().copied().zip(second.iter().copied())
    }
}

fn spawn<'py>(this: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::new("spawn", ["n_children"], 1, 1);
    let [n] = args.parse(&SIGNATURE)?;
    let children = bit_generator(this).call_method1("spawn", (n.expect("required"),))?;
    let class = this.get_type();
    let children = children.try_iter()?.map(|child| class.call1((child?,)));
    Ok(PyList::new(this.py(), children.collect::<PyResult<Vec<_>>>()?)?.into_any())
}

/// The names of the class and of that of the bit generator.
fn described(this: &Any<'_>) -> Result<String, Raised> {
    Ok(format!("{}({})", this.get_type().name()?, bit_generator(this).get_type().name()?))
}

fn name<'py>(this: &Any<'py>) -> Res<'py> {
    Ok(string(this.py(), &described(this)?))
}

fn repr<'py>(this: &Any<'py>) -> Res<'py> {
    Ok(string(this.py(), &format!("{} at 0x{:X}", described(this)?, this.as_ptr() as usize)))
}

fn reduce<'py>(this: &Any<'py>) -> Res<'py> {
    let py = this.py();
    let make = py.import("tegula.random._pickle")?.getattr("__generator_ctor")?;
    tuple(py, &[make, tuple(py, &[bit_generator(this).clone()])?, crate::ffi::none(py)])
}

fn drop_generator(object: *mut PyObject) {
    // SAFETY: the object is dead and its references are released once.
    unsafe {
        ffi::Py_XDECREF((*object.cast::<GeneratorObject>()).bit_generator);
        ffi::Py_XDECREF((*object.cast::<GeneratorObject>()).bits);
    }
}

/// Makes the class and adds it, with `default_rng`, to the module.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    let class = TypeBuilder::new(
        "tegula.random.Generator",
        size_of::<GeneratorObject>(),
        "Generator(bit_generator)\n--\n\nDraws from distributions with the bits of a bit generator.",
    )
    .subclassable()
    .slot(ffi::Py_tp_new, slots::new(new))
    // SAFETY: the function releases all that the payload owns.
    .slot(ffi::Py_tp_dealloc, unsafe { slots::dealloc(drop_generator) })
    .slot(ffi::Py_tp_repr, slots::unary(repr))
    .slot(ffi::Py_tp_str, slots::unary(name))
    .getter("bit_generator", "The source of bits.", |this| Ok(bit_generator(this).clone()))
    .method(
        "random",
        "random(size=None, dtype=float64, out=None)\n--\n\nNumbers uniform on [0, 1).",
        random,
    )
    .method("uniform", "uniform(low=0.0, high=1.0, size=None)\n--\n\nNumbers uniform on [low, high).", uniform)
    .method(
        "standard_normal",
        "standard_normal(size=None, dtype=float64, out=None)\n--\n\nNormal with mean 0 and deviation 1.",
        standard_normal,
    )
    .method("normal", "normal(loc=0.0, scale=1.0, size=None)\n--\n\nNormal with mean `loc`.", normal)
    .method(
        "integers",
        "integers(low, high=None, size=None, dtype=int64, endpoint=False)\n--\n\nIntegers uniform on a range.",
        |this, args| integers::integers(bits(this).get(), args),
    )
    .method(
        "permutation",
        "permutation(x, axis=0)\n--\n\nA range or a copy of an array in random order.",
        |this, args| order::permutation(bits(this).get(), args),
    )
    .method(
        "shuffle",
        "shuffle(x, axis=0)\n--\n\nPuts an array or sequence in random order.",
        |this, args| order::shuffle(bits(this).get(), args),
    )
    .method("spawn", "spawn(n_children)\n--\n\nNew generators, independent of this one.", spawn)
    .noargs("__reduce__", "Pickles with the bit generator.", reduce)
    .build(module.py(), &[])?;
    GENERATOR.set(&class);
    module.add("Generator", class)?;
    add_function(
        module,
        "default_rng",
        "default_rng(seed=None)\n--\n\nA generator with the default bit generator.",
        default_rng,
    )
}
