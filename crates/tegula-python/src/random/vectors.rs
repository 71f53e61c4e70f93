//! Distributions of vectors: `multinomial`, `multivariate_hypergeometric` and `dirichlet`.

use pyo3::prelude::*;
use tegula_core::{DType, Dims, Element, RawArray};
use tegula_random::{
    Constraint, Dirichlet, MarginMethod, Multinomial, Multivariate, MultivariateHypergeometric,
};

use super::bits::Source;
use super::draws;
use super::families::Column;
use super::seed_sequence::slice;
use crate::convert::element;
use crate::ffi::{Any, Args, Raised, Res, Signature, args::given, index, text};
use crate::ndarray::{self, shaping};
use crate::{convert, gil};

/// Vectors of a distribution, as many as `size` says.
pub fn draw<'py, D>(
    py: Python<'py>,
    bits: &impl Source,
    distribution: &D,
    size: Option<&Any<'py>>,
) -> Res<'py>
where
    D: Multivariate + Sync,
    D::Element: Element,
{
    let mut shape = size.map_or(Ok(Dims::default()), shaping::shape)?;
    shape.push(distribution.width());
    let array = RawArray::zeros(&shape, D::Element::DTYPE)?;
    gil::detached(py, array.size(), || {
        // SAFETY: the array is fresh.
        bits.lock().fill_vectors(distribution, unsafe { slice::<D::Element>(&array) })
    })?;
    ndarray::wrap(py, array)
}

/// `multinomial(n, pvals, size=None)`: how often each outcome comes in `n` trials.
pub fn multinomial<'py>(bits: &impl Source, arguments: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<3> = Signature::cython("multinomial(n, pvals, size=None)");
    let py = arguments.py();
    let [n, pvals, size] = arguments.parse(&SIGNATURE)?;
    let pvals = pvals.expect("required");
    let (n, size) = (Column::read(n.expect("required"), DType::I64)?, given(size));
    let array = match Column::read(pvals, DType::F64)? {
        Column::Reals(array) if array.shape().last() != Some(&0) => draws::spread(&array, array.shape())?,
        _ => {
            return Err(Raised::value(
                "pvals must have at least 1 dimension and the last dimension of pvals must be greater than 0.",
            ));
        }
    };
    // SAFETY: the array is contiguous and of this type.
    let p = unsafe { draws::values::<f64>(&array) };
    let (&width, outer) = array.shape().split_last().expect("at least one axis");
    Constraint::Probability.check_all("pvals", p.iter().copied())?;
    if p.chunks_exact(width).any(Multinomial::exceeds_one) {
        return Err(too_large(pvals, &array, p));
    }
    if let (Column::Integer(n), true) = (&n, outer.is_empty()) {
        return draw(py, bits, &Multinomial::new(*n, p)?, size);
    }
    n.check("n", Constraint::NonNegative)?;
    let size = size.map(shaping::shape).transpose()?;
    let mut shape = draws::result_shape(&[n.shape(), outer], size.as_deref(), 2)?;
    let trials = n.spread(&shape)?;
    let rows = RawArray::empty(outer, DType::I64)?;
    // SAFETY: the array is fresh.
    unsafe { slice::<i64>(&rows) }.iter_mut().enumerate().for_each(|(i, row)| *row = i as i64);
    let rows = draws::spread(&rows, &shape)?;
    shape.push(width);
    let counts = RawArray::zeros(&shape, DType::I64)?;
    gil::detached(py, counts.size(), || {
        let mut generator = bits.lock();
        // SAFETY: the arrays are contiguous and of this type, the one that is written fresh.
        let (rows, counts) = unsafe { (draws::values::<i64>(&rows), slice::<i64>(&counts)) };
        for (i, (counts, &row)) in counts.chunks_exact_mut(width).zip(rows.iter()).enumerate() {
            let p = &p[row as usize * width..][..width];
            generator.fill_vectors(&Multinomial::set_up(trials.integer(i), p), counts)?;
        }
        Ok::<_, tegula_random::Error>(())
    })?;
    ndarray::wrap(py, counts)
}

/// The words for probabilities that exceed 1 together, and a hint if rounding may be the reason.
fn too_large(given: &Any<'_>, array: &RawArray, p: &[f64]) -> Raised {
    let rows = if array.ndim() == 1 { "[:-1]" } else { "[...,:-1]" };
    let narrow = ndarray::get(given).is_some_and(|a| a.dtype.is_float() && a.dtype != DType::F64);
    if narrow && p.iter().sum::<f64>() < 1.0001 {
        return Raised::value(format!(
            "sum(pvals{rows}.astype(np.float64)) > 1.0. The pvals array is cast to 64-bit floating point prior to \
             checking the sum. Precision changes when casting may cause problems even if the sum of the original pvals \
             is valid."
        ));
    }
    Raised::value(format!("sum(pvals{rows}) > 1.0"))
}

/// `multivariate_hypergeometric(colors, nsample, size=None, method='marginals')`: items of each colour in a sample.
pub fn multivariate_hypergeometric<'py>(bits: &impl Source, arguments: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<4> =
        Signature::cython("multivariate_hypergeometric(colors, nsample, size=None, method='marginals')");
    let [colors, nsample, size, method] = arguments.parse(&SIGNATURE)?;
    let (colors, nsample) = (colors.expect("required"), nsample.expect("required"));
    let method = match method.map_or(Some("marginals"), |method| text(method)) {
        Some("marginals") => MarginMethod::Marginals,
        Some("count") => MarginMethod::Count,
        _ => return Err(Raised::value("method must be \"count\" or \"marginals\".")),
    };
    let nsample = match element::number(nsample) {
        Some(element::Number::Huge) if nsample.lt(0)? => -1,
        Some(element::Number::Huge | element::Number::Weak(tegula_core::Scalar::U64(_))) => {
            return Err(Raised::value(format!("nsample must not exceed {}", i64::MAX)));
        }
        _ => match index(nsample) {
            Ok(nsample) => nsample as i64,
            Err(error) => {
                error.clear();
                return Err(Raised::value("nsample must be an integer"));
            }
        },
    };
    if nsample < 0 {
        return Err(Raised::value("nsample must be nonnegative."));
    }
    let colors = counts(colors)?;
    // SAFETY: the array is contiguous and of this type.
    let distribution =
        MultivariateHypergeometric::new(unsafe { draws::values::<i64>(&colors) }, nsample, method)?;
    draw(arguments.py(), bits, &distribution, given(size))
}

/// A contiguous array of numbers of items.
fn counts(colors: &Any<'_>) -> Result<RawArray, Raised> {
    let invalid = || {
        Raised::value(format!(
            "colors must be a one-dimensional sequence of nonnegative integers not exceeding {}.",
            i64::MAX
        ))
    };
    let array = convert::to_array(colors, None)?;
    let is_large = |array: &RawArray| (0..array.size()).any(|i| array.get(&[i]).to_f64() >= 2f64.powi(63));
    if array.ndim() != 1
        || array.size() > 0 && !array.dtype.is_integer()
        || array.dtype == DType::U64 && is_large(&array)
    {
        return Err(invalid());
    }
    let array = tegula_exec::cast(&array, DType::I64, tegula_exec::Order::C)?;
    draws::spread(&array, array.shape())
}

/// `dirichlet(alpha, size=None)`: probabilities that add up to one.
pub fn dirichlet<'py>(bits: &impl Source, arguments: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<2> = Signature::cython("dirichlet(alpha, size=None)");
    let [alpha, size] = arguments.parse(&SIGNATURE)?;
    let alpha = alpha.expect("required");
    alpha.len()?;
    let array = match Column::read(alpha, DType::F64)? {
        Column::Reals(array) if array.ndim() == 1 => draws::spread(&array, array.shape())?,
        Column::Reals(_) if ndarray::get(alpha).is_some() => {
            return Err(Raised::value("object too deep for desired array"));
        }
        Column::Reals(_) => {
            return Err(Raised::value(
                "setting an array element with a sequence. The requested array would exceed the maximum number of \
                 dimension of 1.",
            ));
        }
        _ => return Err(Raised::value("object of too small depth for desired array")),
    };
    // SAFETY: the array is contiguous and of this type.
    let distribution = Dirichlet::new(unsafe { draws::values::<f64>(&array) })?;
    draw(arguments.py(), bits, &distribution, given(size))
}
