//! The class `Generator`: a raw type, because a draw takes less time than a call through a heavier one.

use pyo3::ffi::{self, PyObject};
use pyo3::prelude::*;
use pyo3::types::{PyList, PyType};
use tegula_core::DType;
use tegula_random::{
    Beta, Binomial, ChiSquare, Exponential, F, Gamma, Geometric, Gumbel, Hypergeometric, InverseExponential,
    Laplace, LogNormal, LogSeries, Logistic, NegativeBinomial, NoncentralChiSquare, NoncentralF, Normal,
    Pareto, Poisson, Power, Rayleigh, StandardCauchy, StandardExponential, StandardGamma, StandardNormal,
    StandardT, Triangular, Uniform, Uniform01, VonMises, Wald, Weibull, Zipf,
};

use super::bits::PyBits;
use super::draws::{self, Out};
use super::{choice, families, foreign, generator, integers, kinds, legacy, order, vectors};
use crate::convert::element;
use crate::dtype;
use crate::ffi::args::given;
use crate::ffi::typedef::add_function;
use crate::ffi::{
    Any, Args, Raised, Res, Signature, TypeBuilder, TypeCell, owned, slots, string, text, tuple,
};

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
fn bits<'a, 'py>(this: &'a Any<'py>) -> &'a Bound<'py, PyBits> {
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

fn make<'py>(class: *mut ffi::PyTypeObject, bit_generator: Any<'py>, bits: Bound<'py, PyBits>) -> Res<'py> {
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
    static SIGNATURE: Signature<1> = Signature::cython("__init__(bit_generator)");
    let [bit_generator] = args.parse(&SIGNATURE)?;
    let bit_generator = bit_generator.expect("required");
    make(class.as_type_ptr(), bit_generator.clone(), foreign::source(bit_generator, "instantiated")?)
}

fn default_rng<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::cython("default_rng(seed=None)");
    let py = args.py();
    let [seed] = args.parse(&SIGNATURE)?;
    if let Some(seed) = seed.filter(|s| !s.is_none() && element::exact_int(s).is_none()) {
        if GENERATOR.is_instance(seed) {
            return Ok(seed.clone());
        }
        if let Some(bit_generator) = legacy::bit_generator(seed) {
            let bits = foreign::source(&bit_generator, "instantiated")?;
            return make(GENERATOR.get(), bit_generator, bits);
        }
        if foreign::is_source(seed) {
            return make(GENERATOR.get(), seed.clone(), foreign::source(seed, "instantiated")?);
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

/// The method of a distribution of one type without parameters, drawn as `float64` or `float32`.
macro_rules! standard {
    ($name:ident, $distribution:ident) => {
        fn $name<'py>(this: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
            static SIGNATURE: Signature<3> =
                Signature::cython(concat!(stringify!($name), "(size=None, dtype=float64, out=None)"));
            let (py, bits) = (this.py(), bits(this).get());
            let [size, dtype, out] = args.parse(&SIGNATURE)?;
            let (size, out) = (given(size), given(out));
            let dtype = float_type(dtype, stringify!($name))?;
            let out = Out::check(out, dtype, size, false)?;
            match dtype {
                DType::F32 => draws::all(py, bits, &$distribution::<f32>::default(), size, out),
                _ => draws::all(py, bits, &$distribution::<f64>::default(), size, out),
            }
        }
    };
}

standard!(random, Uniform01);
standard!(standard_normal, StandardNormal);

fn standard_exponential<'py>(this: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<4> =
        Signature::cython("standard_exponential(size=None, dtype=float64, method='zig', out=None)");
    let (py, bits) = (this.py(), bits(this).get());
    let [size, dtype, method, out] = args.parse(&SIGNATURE)?;
    let (size, out) = (given(size), given(out));
    let dtype = float_type(dtype, "standard_exponential")?;
    let out = Out::check(out, dtype, size, false)?;
    let ziggurat = method.is_none_or(|method| text(method) == Some("zig"));
    match (dtype, ziggurat) {
        (DType::F32, true) => draws::all(py, bits, &StandardExponential::<f32>::default(), size, out),
        (DType::F32, false) => draws::all(py, bits, &InverseExponential::<f32>::default(), size, out),
        (_, true) => draws::all(py, bits, &StandardExponential::<f64>::default(), size, out),
        (_, false) => draws::all(py, bits, &InverseExponential::<f64>::default(), size, out),
    }
}

fn standard_gamma<'py>(this: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<4> =
        Signature::cython("standard_gamma(shape, size=None, dtype=float64, out=None)");
    let (py, bits) = (this.py(), bits(this).get());
    let [shape, size, dtype, out] = args.parse(&SIGNATURE)?;
    let (size, out) = (given(size), given(out));
    let dtype = float_type(dtype, "standard_gamma")?;
    let out = Out::check(out, dtype, size, true)?;
    match dtype {
        DType::F32 => families::draw_into::<StandardGamma<f32>>(py, bits, &[shape], &[], size, out),
        _ => families::draw_into::<StandardGamma<f64>>(py, bits, &[shape], &[], size, out),
    }
}

fn standard_cauchy<'py>(this: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::cython("standard_cauchy(size=None)");
    let [size] = args.parse(&SIGNATURE)?;
    draws::all(this.py(), bits(this).get(), &StandardCauchy, given(size), None)
}

fn binomial<'py>(this: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<3> = Signature::cython("binomial(n, p, size=None)");
    let [n, p, size] = args.parse(&SIGNATURE)?;
    families::draw::<Binomial>(this.py(), bits(this).get(), &[p, n], &[], given(size))
}

fn multivariate_normal<'py>(this: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<6> = Signature::cython(
        "multivariate_normal(mean, cov, size=None, check_valid='warn', tol=1e-8, *, method='svd')",
    );
    let py = this.py();
    let [mean, cov, size, check_valid, tol, method] = args.parse(&SIGNATURE)?;
    let text = |given: Option<&Any<'py>>, default| given.cloned().unwrap_or_else(|| string(py, default));
    let function = py.import("tegula.random._multivariate")?.getattr("multivariate_normal")?;
    let tol = tol.map_or_else(|| draws::Single::single(1e-8, py), |tol| Ok(tol.clone()))?;
    let (check_valid, method) = (text(check_valid, "warn"), text(method, "svd"));
    Ok(function.call1((this, mean, cov, size, check_valid, tol, method))?)
}

/// Adds a method for each family of distributions.
macro_rules! family_methods {
    // What stands for a parameter that is not given; those that must be given have none.
    (@default) => {
        f64::NAN
    };
    (@default $value:literal) => {
        $value
    };
    ($builder:expr, $source:ident; $($name:ident($($parameter:ident $(= $default:literal)?),*) $family:ident $doc:literal;)*) => {
        $builder$(.method(
            stringify!($name),
            concat!(
                stringify!($name), "(", $(stringify!($parameter), $("=", $default,)? ", ",)* "size=None)\n--\n\n", $doc
            ),
            |this, args| {
                const N: usize = [$(stringify!($parameter)),*].len();
                static SIGNATURE: Signature<{ N + 1 }> = Signature::cython(concat!(
                    stringify!($name), "(", $(stringify!($parameter), $("=", $default,)? ", ",)* "size=None)"
                ));
                let [parameters @ .., size] = args.parse(&SIGNATURE)?;
                let defaults: [f64; N] = [$(generator::family_methods!(@default $($default)?)),*];
                families::draw::<$family>(this.py(), &$source(this), &parameters, &defaults, given(size))
            },
        ))*
    };
}
pub(super) use family_methods;

/// What a `Generator` draws from.
fn source<'a>(this: &'a Any<'_>) -> &'a PyBits {
    bits(this).get()
}

fn add_families(builder: TypeBuilder) -> TypeBuilder {
    generator::family_methods! { builder, source;
        uniform(low = 0.0, high = 1.0) Uniform "Numbers uniform on [low, high).";
        normal(loc = 0.0, scale = 1.0) Normal "Normal with mean `loc` and deviation `scale`.";
        exponential(scale = 1.0) Exponential "Exponential with mean `scale`.";
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

fn spawn<'py>(this: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::cython("spawn(n_children)");
    let [n] = args.parse(&SIGNATURE)?;
    let class = this.get_type();
    let n: i32 = draws::integer(n.expect("required"))?
        .extract()
        .map_err(|_| Raised::overflow("value too large to convert to int"))?;
    let children = bit_generator(this).call_method1("spawn", (n,))?;
    let children = children.try_iter()?.map(|child| class.call1((child?,))).collect::<PyResult<Vec<_>>>()?;
    Ok(PyList::new(this.py(), children)?.into_any())
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
    let builder = TypeBuilder::new(
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
    .getter("_bit_generator", "The source of bits.", |this| Ok(bit_generator(this).clone()))
    .method(
        "random",
        "random(size=None, dtype=float64, out=None)\n--\n\nNumbers uniform on [0, 1).",
        random,
    )
    .method(
        "standard_normal",
        "standard_normal(size=None, dtype=float64, out=None)\n--\n\nNormal with mean 0 and deviation 1.",
        standard_normal,
    )
    .method(
        "standard_exponential",
        "standard_exponential(size=None, dtype=float64, method='zig', out=None)\n--\n\nExponential with mean 1.",
        standard_exponential,
    )
    .method(
        "standard_gamma",
        "standard_gamma(shape, size=None, dtype=float64, out=None)\n--\n\nGamma with scale 1.",
        standard_gamma,
    )
    .method(
        "standard_cauchy",
        "standard_cauchy(size=None)\n--\n\nThe ratio of two normal variables.",
        standard_cauchy,
    )
    .method("binomial", "binomial(n, p, size=None)\n--\n\nSuccesses among `n` trials.", binomial)
    .method(
        "integers",
        "integers(low, high=None, size=None, dtype=int64, endpoint=False)\n--\n\nIntegers uniform on a range.",
        |this, args| integers::integers(bits(this).get(), args),
    )
    .method("bytes", "bytes(length)\n--\n\nRandom bytes.", |this, args| {
        integers::bytes(bits(this).get(), args)
    })
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
    .method(
        "permuted",
        "permuted(x, *, axis=None, out=None)\n--\n\nEach slice of an array in a random order of its own.",
        |this, args| order::permuted(bits(this).get(), args),
    )
    .method(
        "choice",
        "choice(a, size=None, replace=True, p=None, axis=0, shuffle=True)\n--\n\nItems of an array or a range.",
        |this, args| choice::choice(bits(this).get(), args),
    )
    .method(
        "multivariate_normal",
        "multivariate_normal(mean, cov, size=None, check_valid='warn', tol=1e-8, *, method='svd')\n--\n\nVectors of \
         normal variables with a covariance.",
        multivariate_normal,
    )
    .method(
        "multinomial",
        "multinomial(n, pvals, size=None)\n--\n\nHow often each outcome comes in `n` trials.",
        |this, args| vectors::multinomial(bits(this).get(), args),
    )
    .method(
        "multivariate_hypergeometric",
        "multivariate_hypergeometric(colors, nsample, size=None, method='marginals')\n--\n\nItems of each colour in \
         a sample without replacement.",
        |this, args| vectors::multivariate_hypergeometric(bits(this).get(), args),
    )
    .method(
        "dirichlet",
        "dirichlet(alpha, size=None)\n--\n\nProbabilities that add up to one.",
        |this, args| vectors::dirichlet(bits(this).get(), args),
    )
    .method("spawn", "spawn(n_children)\n--\n\nNew generators, independent of this one.", spawn)
    .noargs("__reduce__", "Pickles with the bit generator.", reduce);
    let class = add_families(builder).build(module.py(), &[])?;
    GENERATOR.set(&class);
    module.add("Generator", class)?;
    add_function(
        module,
        "default_rng",
        "default_rng(seed=None)\n--\n\nA generator with the default bit generator.",
        default_rng,
    )
}
