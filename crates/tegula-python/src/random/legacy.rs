//! The base of `RandomState`: the legacy methods that draw. What composes them is in `tegula.random.mtrand`.

use std::sync::{Mutex, MutexGuard, PoisonError};

use pyo3::ffi::{self, PyObject};
use pyo3::prelude::*;
use pyo3::types::PyType;
use tegula_core::DType;
use tegula_random::legacy::{
    Beta, Binomial, ChiSquare, Exponential, F, Gamma, Geometric, Hypergeometric, LogNormal, LogSeries,
    NegativeBinomial, NoncentralChiSquare, NoncentralF, Normal, Pareto, Polar, Power, Rayleigh,
    StandardCauchy, StandardExponential, StandardGamma, StandardNormal, StandardT, TomaxInt, Uniform,
    VonMises, Wald, Weibull, Zipf,
};
use tegula_random::{
    AnyBitGenerator, BitGenerator, Distribution, Generator, Gumbel, Laplace, Logistic, Multinomial, Poisson,
    Triangular, Uniform01,
};

use super::bits::{Drawing, PyBits, Source};
use super::{draws, families, foreign, generator, integers, legacy_choice, order, vectors};
use crate::convert;
use crate::ffi::args::given;
use crate::ffi::{
    Any, Args, Raised, Res, Signature, TypeBuilder, TypeCell, none, owned, slots, tuple, tuple_items,
};

static STATE: TypeCell = TypeCell::new();

#[repr(C)]
struct StateObject {
    head: PyObject,
    payload: Payload,
}

struct Payload {
    given: Mutex<Given>,
    /// The normal draw left over. Only who holds the bits locks it.
    saved: Mutex<Option<f64>>,
}

struct Given {
    /// The object that was given.
    bit_generator: Py<PyAny>,
    /// The bits behind it.
    bits: Py<PyBits>,
}

impl Given {
    fn read(bit_generator: &Any<'_>) -> Result<Given, Raised> {
        let bits = foreign::source(bit_generator, "instantized")?.unbind();
        Ok(Given { bit_generator: bit_generator.clone().unbind(), bits })
    }
}

fn payload<'a>(this: &'a Any<'_>) -> &'a Payload {
    // SAFETY: methods are called with instances of the class, which hold a payload from the first moment on.
    unsafe { &(*this.as_ptr().cast::<StateObject>()).payload }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What the legacy methods draw from.
struct LegacySource<'a> {
    bits: Py<PyBits>,
    saved: &'a Mutex<Option<f64>>,
}

fn source<'a>(this: &'a Any<'_>) -> LegacySource<'a> {
    let payload = payload(this);
    LegacySource { bits: locked(&payload.given).bits.clone_ref(this.py()), saved: &payload.saved }
}

/// The bits of a `RandomState`, for as long as this lives.
pub struct LegacyDrawing<'a> {
    // Let go in this order, so that nobody has to wait for the first.
    saved: MutexGuard<'a, Option<f64>>,
    bits: Drawing<'a>,
}

impl LegacyDrawing<'_> {
    #[inline]
    fn polar(&mut self) -> Polar<'_, &mut AnyBitGenerator> {
        Polar::new(&mut self.bits, &mut self.saved)
    }
}

impl Source for LegacySource<'_> {
    type Bits<'a>
        = LegacyDrawing<'a>
    where
        Self: 'a;

    fn lock(&self) -> Generator<LegacyDrawing<'_>> {
        let bits = self.bits.get().draw();
        let saved = locked(self.saved);
        Generator::new(LegacyDrawing { saved, bits })
    }
}

impl BitGenerator for LegacyDrawing<'_> {
    #[inline]
    fn next_u64(&mut self) -> u64 {
        self.bits.next_u64()
    }
    #[inline]
    fn next_u32(&mut self) -> u32 {
        self.bits.next_u32()
    }
    #[inline]
    fn next_f64(&mut self) -> f64 {
        self.bits.next_f64()
    }
    #[inline]
    fn next_f32(&mut self) -> f32 {
        self.bits.next_f32()
    }
    #[inline]
    fn next_raw(&mut self) -> u64 {
        self.bits.next_raw()
    }
    #[inline]
    fn next_gauss(&mut self) -> f64 {
        self.polar().next_gauss()
    }
    fn fill<D: Distribution>(&mut self, distribution: &D, out: &mut [D::Output]) {
        match &mut *self.bits {
            AnyBitGenerator::Mt19937(bits) => {
                Polar::new(&mut **bits, &mut self.saved).fill(distribution, out);
            }
            other => Polar::new(other, &mut self.saved).fill(distribution, out),
        }
    }
}

/// `_RandomState(bit_generator)`: seeds are made bit generators of by the derived class.
fn new<'py>(class: &Bound<'py, PyType>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::cython("__init__(bit_generator)");
    let [bit_generator] = args.parse(&SIGNATURE)?;
    let given = Given::read(bit_generator.expect("required"))?;
    let payload = Payload { given: Mutex::new(given), saved: Mutex::new(None) };
    // SAFETY: a fresh object of the class, whose payload is written before anyone sees it.
    unsafe {
        let object = owned(class.py(), ffi::PyType_GenericAlloc(class.as_type_ptr(), 0))?;
        (&raw mut (*object.as_ptr().cast::<StateObject>()).payload).write(payload);
        Ok(object)
    }
}

/// The bit generator of an object that is a `RandomState`.
pub fn bit_generator<'py>(object: &Any<'py>) -> Option<Any<'py>> {
    STATE.is_instance(object).then(|| given_object(object))
}

fn given_object<'py>(this: &Any<'py>) -> Any<'py> {
    locked(&payload(this).given).bit_generator.bind(this.py()).clone()
}

fn drop_state(object: *mut PyObject) {
    // SAFETY: the object is dead and its payload is dropped once.
    unsafe { std::ptr::drop_in_place(&raw mut (*object.cast::<StateObject>()).payload) };
}

/// Draws from another object from now on; nothing is left over. Who is drawing has a reference of its own to the old one.
fn set_bit_generator(this: &Any<'_>, bit_generator: Option<&Any<'_>>) -> Result<(), Raised> {
    let Some(bit_generator) = bit_generator else {
        return Err(Raised::type_("cannot delete _bit_generator"));
    };
    let fresh = Given::read(bit_generator)?;
    let old = std::mem::replace(&mut *locked(&payload(this).given), fresh);
    drop(old);
    *source(this).lock().bit_generator_mut().saved = None;
    Ok(())
}

/// Whether a normal draw is left over, and it, or zero.
fn gauss<'py>(this: &Any<'py>) -> Res<'py> {
    let source = source(this);
    let generator = source.lock();
    let saved = *generator.bit_generator().saved;
    drop(generator);
    let py = this.py();
    let has = crate::ffi::int(py, saved.is_some().into())?;
    tuple(py, &[has, pyo3::types::PyFloat::new(py, saved.unwrap_or(0.0)).into_any()])
}

/// Sets what [`gauss`] gives.
fn set_gauss<'py>(this: &Any<'py>, pair: &Any<'py>) -> Res<'py> {
    let items = tuple_items(pair).unwrap_or_default();
    let [has, value] = items else { return Err(Raised::type_("a pair is required")) };
    let saved = if crate::ffi::truth(has)? { Some(value.extract::<f64>()?) } else { None };
    *source(this).lock().bit_generator_mut().saved = saved;
    Ok(none(this.py()))
}

/// Adds a method for each distribution without parameters.
macro_rules! plain {
    ($builder:expr; $($name:ident $distribution:expr, $doc:literal;)*) => {
        $builder$(.method(
            stringify!($name),
            concat!(stringify!($name), "(size=None)\n--\n\n", $doc),
            |this, args| {
                static SIGNATURE: Signature<1> = Signature::cython(concat!(stringify!($name), "(size=None)"));
                let [size] = args.parse(&SIGNATURE)?;
                draws::all(this.py(), &source(this), &$distribution, given(size), None)
            },
        ))*
    };
}

/// A shape in place of a size: the arguments themselves, none for a single draw.
fn shaped<'py, D>(this: &Any<'py>, args: Args<'_, 'py>, name: &str, distribution: &D) -> Res<'py>
where
    D: Distribution<Output = f64> + Sync,
{
    let py = this.py();
    if !args.is_positional() {
        return Err(Raised::type_(format!("{name}() got an unexpected keyword argument")));
    }
    match args.positional() {
        [] => draws::all(py, &source(this), distribution, None, None),
        extents => draws::all(py, &source(this), distribution, Some(&tuple(py, extents)?), None),
    }
}

fn add_families(builder: TypeBuilder) -> TypeBuilder {
    generator::family_methods! { builder, source;
        uniform(low = 0.0, high = 1.0) Uniform "Numbers uniform on [low, high).";
        normal(loc = 0.0, scale = 1.0) Normal "Normal with mean `loc` and deviation `scale`.";
        exponential(scale = 1.0) Exponential "Exponential with mean `scale`.";
        standard_gamma(shape) StandardGamma "Gamma with scale 1.";
        gamma(shape, scale = 1.0) Gamma "Gamma.";
        beta(a, b) Beta "Beta.";
        chisquare(df) ChiSquare "Chi-square with `df` degrees of freedom.";
        noncentral_chisquare(df, nonc) NoncentralChiSquare "Chi-square of variables whose means are not zero.";
        f(dfnum, dfden) F "The ratio of two chi-square variables.";
        noncentral_f(dfnum, dfden, nonc) NoncentralF "The ratio of a noncentral and a central chi-square variable.";
        standard_t(df) StandardT "Student's t with `df` degrees of freedom.";
        vonmises(mu, kappa) VonMises "Normal on the circle.";
        pareto(a) Pareto "Pareto II, or Lomax.";
        weibull(a) Weibull "Weibull.";
        power(a) Power "Density `a x**(a - 1)` on [0, 1].";
        laplace(loc = 0.0, scale = 1.0) Laplace "Double exponential.";
        gumbel(loc = 0.0, scale = 1.0) Gumbel "Extreme values of type I.";
        logistic(loc = 0.0, scale = 1.0) Logistic "Logistic.";
        lognormal(mean = 0.0, sigma = 1.0) LogNormal "The exponential of a normal variable.";
        rayleigh(scale = 1.0) Rayleigh "The length of a normal vector in the plane.";
        wald(mean, scale) Wald "Inverse Gaussian.";
        triangular(left, mode, right) Triangular "Triangular, with its peak at `mode`.";
        negative_binomial(n, p) NegativeBinomial "Failures before `n` successes.";
        poisson(lam = 1.0) Poisson "The number of events with mean `lam`.";
        zipf(a) Zipf "Zipf, or zeta.";
        geometric(p) Geometric "Trials up to the first success.";
        hypergeometric(ngood, nbad, nsample) Hypergeometric "Good items in a sample without replacement.";
        logseries(p) LogSeries "Fisher's logarithmic series.";
    }
}

fn binomial<'py>(this: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<3> = Signature::cython("binomial(n, p, size=None)");
    let [n, p, size] = args.parse(&SIGNATURE)?;
    families::draw::<Binomial>(this.py(), &source(this), &[p, n], &[], given(size))
}

/// With `pvals` an array of one axis.
fn multinomial<'py>(this: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<3> = Signature::cython("_multinomial(n, pvals, size)");
    let [n, pvals, size] = args.parse(&SIGNATURE)?;
    let n: i64 = n.expect("required").extract()?;
    let array = convert::to_array(pvals.expect("required"), Some(DType::F64))?;
    let array = draws::spread(&array, array.shape())?;
    // SAFETY: the array is contiguous and of this type.
    let distribution = Multinomial::new(n, unsafe { draws::values::<f64>(&array) })?;
    vectors::draw(this.py(), &source(this), &distribution, given(size))
}

/// Makes the class and adds it to the module.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    let builder = TypeBuilder::new(
        "tegula.random.mtrand._RandomState",
        size_of::<StateObject>(),
        "The methods of RandomState that draw.",
    )
    .subclassable()
    .slot(ffi::Py_tp_new, slots::new(new))
    // SAFETY: the function releases all that the payload owns.
    .slot(ffi::Py_tp_dealloc, unsafe { slots::dealloc(drop_state) })
    .property("_bit_generator", "The source of bits.", |this| Ok(given_object(this)), set_bit_generator)
    .noargs("_gauss", "Whether a normal draw is left over, and it.", gauss)
    .one("_set_gauss", "Sets the normal draw left over.", set_gauss)
    .method("_multinomial", "_multinomial(n, pvals, size)", multinomial)
    .method("rand", "rand(*args)\n--\n\nNumbers uniform on [0, 1).", |this, args| {
        shaped(this, args, "rand", &Uniform01::<f64>::default())
    })
    .method("randn", "randn(*args)\n--\n\nNormal with mean 0 and deviation 1.", |this, args| {
        shaped(this, args, "randn", &StandardNormal)
    })
    .method(
        "randint",
        "randint(low, high=None, size=None, dtype=int)\n--\n\nIntegers uniform on a range.",
        |this, args| integers::randint(&source(this), args),
    )
    .method("bytes", "bytes(length)\n--\n\nRandom bytes.", |this, args| integers::bytes(&source(this), args))
    .method("permutation", "permutation(x)\n--\n\nA range or a copy in random order.", |this, args| {
        static SIGNATURE: Signature<1> = Signature::cython("permutation(x)");
        let [x] = args.parse(&SIGNATURE)?;
        let x = x.expect("required");
        if crate::ffi::index(x).map_err(Raised::clear).is_err() && convert::to_array(x, None)?.ndim() == 0 {
            return Err(Raised::index("x must be an integer or at least 1-dimensional"));
        }
        order::permutation(&source(this), args)
    })
    .method("shuffle", "shuffle(x)\n--\n\nPuts an array or sequence in random order.", |this, args| {
        static SIGNATURE: Signature<1> = Signature::cython("shuffle(x)");
        args.parse(&SIGNATURE)?;
        order::shuffle(&source(this), args)
    })
    .method(
        "choice",
        "choice(a, size=None, replace=True, p=None)\n--\n\nItems of an array, or of a range.",
        |this, args| legacy_choice::choice(&source(this), args),
    )
    .method("binomial", "binomial(n, p, size=None)\n--\n\nSuccesses among `n` trials.", binomial);
    let builder = plain! { builder;
        random_sample Uniform01::<f64>::default(), "Numbers uniform on [0, 1).";
        random Uniform01::<f64>::default(), "Numbers uniform on [0, 1).";
        standard_normal StandardNormal, "Normal with mean 0 and deviation 1.";
        standard_exponential StandardExponential, "Exponential with mean 1.";
        standard_cauchy StandardCauchy, "The ratio of two normal variables.";
        tomaxint TomaxInt, "Integers uniform on those that are not negative.";
    };
    let class = add_families(builder).build(module.py(), &[])?;
    STATE.set(&class);
    Ok(module.add("_RandomState", class)?)
}
