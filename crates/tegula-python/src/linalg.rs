//! Products of arrays and the functions of `tegula.linalg`.

use pyo3::prelude::*;
use tegula_core::{DType, RawArray};

use crate::ffi::typedef::add_function;
use crate::ffi::{Any, Args, Raised, Res, Signature, truth, tuple};
use crate::ndarray::reductions;
use crate::{convert, gil, ndarray};

pub use crate::ufunc::multiply as matmul_of;

/// A product of two arrays.
type Product = fn(&RawArray, &RawArray) -> tegula_core::Result<RawArray>;

fn product<'py>(function: Product, a: &Any<'py>, b: &Any<'py>) -> Res<'py> {
    let (x, y) = (convert::to_array(a, None)?, convert::to_array(b, None)?);
    let result = gil::detached(a.py(), gil::weight2(&x, &y), || function(&x, &y))?;
    crate::operands::give(a, b, result)
}

static DOT: Signature<3> = Signature::python("dot(a, b, out=None)");

fn dot<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [a, b, out] = args.parse(&DOT)?;
    dot_of(a.expect("required"), b.expect("required"), out)
}

/// `dot(a, b, out)`.
pub fn dot_of<'py>(a: &Any<'py>, b: &Any<'py>, out: Option<&Any<'py>>) -> Res<'py> {
    let Some(out) = out.filter(|o| !o.is_none()) else { return product(tegula_linalg::dot, a, b) };
    let (x, y) = (convert::to_array(a, None)?, convert::to_array(b, None)?);
    if ndarray::get(out).is_none() {
        return Err(Raised::type_("'out' must be an array"));
    }
    reductions::out(Some(out))?;
    let target = ndarray::raw(out).clone();
    gil::detached(a.py(), gil::weight2(&x, &y), || tegula_linalg::dot_into(&x, &y, &target))?;
    Ok(out.clone())
}

static VDOT: Signature<2> = Signature::python("vdot(a, b, /)");

fn vdot<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [a, b] = args.parse(&VDOT)?;
    product(tegula_linalg::vdot, a.expect("required"), b.expect("required"))
}

static INNER: Signature<2> = Signature::python("inner(a, b, /)");

fn inner<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [a, b] = args.parse(&INNER)?;
    product(tegula_linalg::inner, a.expect("required"), b.expect("required"))
}

static OUTER: Signature<3> = Signature::python("outer(a, b, out=None)");

fn outer<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [a, b, out] = args.parse(&OUTER)?;
    let (a, b) = (a.expect("required"), b.expect("required"));
    let Some(out) = reductions::out(out)? else {
        let (x, y) = (convert::to_array(a, None)?, convert::to_array(b, None)?);
        let result = gil::detached(a.py(), gil::weight2(&x, &y), || tegula_linalg::outer(&x, &y))?;
        return ndarray::wrap(a.py(), result);
    };
    let result = tegula_linalg::outer(&convert::to_array(a, None)?, &convert::to_array(b, None)?)?;
    tegula_exec::assign(ndarray::raw(out), &result)?;
    Ok(out.clone())
}

/// `svd(a, full_matrices)` as a tuple, for a matrix or a stack of them.
fn svd<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<2> = Signature::new("svd", ["a", "full_matrices"], 1, 2);
    let py = args.py();
    let [a, full] = args.parse(&SIGNATURE)?;
    let (a, full) = (decomposable(a.expect("required"))?, full.map_or(Ok(true), truth)?);
    let result = gil::detached(py, a.size() * 64, || tegula_linalg::svd(&a, full))?;
    let parts = [result.u, result.s, result.vh].map(|part| ndarray::wrap(py, part));
    let [u, s, vh] = parts;
    tuple(py, &[u?, s?, vh?])
}

/// The singular values of a matrix or a stack of them.
fn svdvals<'py>(args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<1> = Signature::new("svdvals", [""], 1, 1);
    let py = args.py();
    let [a] = args.parse(&SIGNATURE)?;
    let a = decomposable(a.expect("required"))?;
    let values = gil::detached(py, a.size() * 64, || tegula_linalg::svdvals(&a))?;
    ndarray::wrap(py, values)
}

/// A stack of matrices in a type that decompositions know: integers become `float64`.
fn decomposable(object: &Any<'_>) -> Result<RawArray, Raised> {
    let array = convert::to_array(object, None)?;
    if array.ndim() < 2 {
        return Err(Raised::named(
            "LinAlgError",
            &format!("{}-dimensional array given. Array must be at least two-dimensional", array.ndim()),
        ));
    }
    match array.dtype {
        DType::F16 | DType::BF16 => {
            Err(Raised::type_(format!("array type {} is unsupported in linalg", array.dtype)))
        }
        d if d.is_float() || d.is_complex() => Ok(array),
        _ => Ok(tegula_exec::cast(&array, DType::F64, tegula_exec::Order::K)?),
    }
}

/// Adds the functions to the module.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    DOT.add(module, "Dot product of two arrays.", dot)?;
    VDOT.add(module, "The sum of products of all elements, those of the first conjugated.", vdot)?;
    INNER.add(module, "The sum of products over the last axes.", inner)?;
    OUTER.add(module, "The products of all pairs of elements of two vectors.", outer)?;
    add_function(module, "_svd", "The singular value decomposition.", svd)?;
    add_function(module, "_svdvals", "The singular values.", svdvals)
}
