//! Drawing from distributions with parameters, which may be arrays that are broadcast against each other.

use pyo3::ffi as c;
use pyo3::prelude::*;
use tegula_core::{Casting, DType, Element, RawArray, broadcast_shapes, can_cast};
use tegula_random::{Constraint, Error, Family, Parameters};

use super::bits::Source;
use super::draws::{self, Out, Single, spread, values};
use super::seed_sequence::slice;
use crate::convert::{self, element};
use crate::ffi::{Any, Raised, Res};
use crate::{gil, ndarray, text};

/// The values of one parameter: one for all draws, or an array of them.
#[derive(Clone)]
pub enum Column {
    Real(f64),
    Integer(i64),
    Reals(RawArray),
    Integers(RawArray),
}

impl Column {
    /// A parameter of the type `float64` or `int64`.
    ///
    /// # Errors
    /// Those of conversion.
    #[inline]
    pub fn read(object: &Any<'_>, dtype: DType) -> Result<Column, Raised> {
        match (element::exact_float(object), element::exact_int(object), dtype) {
            (Some(x), _, DType::F64) => Ok(Column::Real(x)),
            (_, Some(n), DType::F64) => Ok(Column::Real(n as f64)),
            (_, Some(n), _) => Ok(Column::Integer(n)),
            _ => Column::convert(object, dtype),
        }
    }

    fn convert(object: &Any<'_>, dtype: DType) -> Result<Column, Raised> {
        if let Some(array) = ndarray::get(object)
            && !can_cast(array.dtype, dtype, Casting::Safe)
        {
            let what = if array.ndim() == 0 { "scalar" } else { "array data" };
            return Err(Raised::type_(format!(
                "Cannot cast {what} from {} to {} according to the rule 'safe'",
                array.dtype.repr(),
                dtype.repr()
            )));
        }
        let array = convert::to_array(object, Some(dtype))?;
        match (array.ndim(), dtype) {
            (0, DType::F64) => Ok(Column::Real(match element::number(object) {
                Some(_) => array.get(&[]).to_f64(),
                None => real(object)?,
            })),
            (0, _) if text::is_text(object) => Err(Raised::type_("an integer is required")),
            (0, _) => Ok(Column::Integer(array.get(&[]).to_i64())),
            (_, DType::F64) => Ok(Column::Reals(array)),
            _ => Ok(Column::Integers(array)),
        }
    }

    /// True for one value.
    pub fn is_one(&self) -> bool {
        matches!(self, Column::Real(_) | Column::Integer(_))
    }

    /// The shape of the values.
    pub fn shape(&self) -> &[usize] {
        match self {
            Column::Real(_) | Column::Integer(_) => &[],
            Column::Reals(array) | Column::Integers(array) => array.shape(),
        }
    }

    /// The values broadcast to `shape`, as a contiguous array; one value stays one.
    pub fn spread(&self, shape: &[usize]) -> Result<Column, Raised> {
        Ok(match self {
            Column::Reals(array) => Column::Reals(spread(array, shape)?),
            Column::Integers(array) => Column::Integers(spread(array, shape)?),
            one => one.clone(),
        })
    }

    /// # Errors
    /// `ValueError` if a value does not satisfy the constraint.
    pub fn check(&self, name: &'static str, constraint: Constraint) -> Result<(), Raised> {
        if constraint == Constraint::Any {
            return Ok(());
        }
        let values = self.spread(self.shape())?;
        let n = self.shape().iter().product();
        Ok(constraint.check_all(name, (0..n).map(|i| values.real(i)))?)
    }

    /// The value of a contiguous column of reals.
    #[inline]
    pub fn real(&self, i: usize) -> f64 {
        match self {
            Column::Real(x) => *x,
            // SAFETY: the array is contiguous and of this type.
            Column::Reals(array) => unsafe { values::<f64>(array)[i] },
            integer => integer.integer(i) as f64,
        }
    }

    /// The value of a contiguous column of integers.
    #[inline]
    pub fn integer(&self, i: usize) -> i64 {
        match self {
            Column::Integer(x) => *x,
            // SAFETY: as above.
            Column::Integers(array) => unsafe { values::<i64>(array)[i] },
            real => real.real(i) as i64,
        }
    }
}

/// The value of any object as Python's `float` protocol gives it, without parsing text.
fn real(object: &Any<'_>) -> Result<f64, Raised> {
    // SAFETY: the call accepts any object.
    let value = unsafe { c::PyFloat_AsDouble(object.as_ptr()) };
    if value == -1.0 && PyErr::occurred(object.py()) { Err(Raised::already()) } else { Ok(value) }
}

/// Parameters that can be read from Python objects.
pub trait Arguments: Parameters {
    /// The types of the parameters.
    const TYPES: &'static [DType];

    /// The parameters of one draw.
    fn pick(columns: &[Column], i: usize) -> Self;
}

macro_rules! arguments {
    ($($ty:ident $method:ident $place:tt),*) => {
        impl Arguments for ($($ty,)*) {
            const TYPES: &'static [DType] = &[$(<$ty as Element>::DTYPE),*];

            #[inline]
            fn pick(columns: &[Column], i: usize) -> Self {
                ($(columns[$place].$method(i),)*)
            }
        }
    };
}

arguments!(f64 real 0);
arguments!(f64 real 0, f64 real 1);
arguments!(f64 real 0, f64 real 1, f64 real 2);
arguments!(f64 real 0, i64 integer 1);
arguments!(i64 integer 0, i64 integer 1, i64 integer 2);

/// The objects given for the parameters.
pub type Given<'g, 'a, 'py> = &'g [Option<&'a Any<'py>>];

/// The parameters of a call: up to three.
struct Columns {
    columns: [Column; 3],
    n: usize,
}

impl std::ops::Deref for Columns {
    type Target = [Column];
    fn deref(&self) -> &[Column] {
        &self.columns[..self.n]
    }
}

impl Columns {
    #[inline]
    fn read<P: Arguments>(given: Given<'_, '_, '_>, defaults: &[f64]) -> Result<Columns, Raised> {
        let mut columns = [const { Column::Real(0.0) }; 3];
        for (i, (column, dtype)) in columns.iter_mut().zip(P::TYPES).enumerate() {
            *column = match given[i] {
                Some(object) => Column::read(object, *dtype)?,
                None => Column::Real(defaults[i]),
            };
        }
        Ok(Columns { columns, n: P::TYPES.len() })
    }

    fn shapes(&self) -> Vec<&[usize]> {
        self.iter().map(Column::shape).collect()
    }

    fn spread(&self, shape: &[usize]) -> Result<Columns, Raised> {
        let [a, b, c] = &self.columns;
        Ok(Columns { columns: [a.spread(shape)?, b.spread(shape)?, c.spread(shape)?], n: self.n })
    }

    /// NumPy looks at each array whole, and then at what the parameters must be together.
    fn check<D: Family>(&self) -> Result<(), Raised>
    where
        D::Parameters: Arguments,
    {
        for (column, (name, constraint)) in self.iter().zip(D::CONSTRAINTS) {
            column.check(name, *constraint)?;
        }
        if D::RELATIONS.is_empty() {
            return Ok(());
        }
        let shape = broadcast_shapes(&self.shapes()).map_err(|_| self.mismatch())?;
        let columns = self.spread(&shape)?;
        let n: usize = shape.iter().product();
        for relation in D::RELATIONS {
            if (0..n).any(|i| (relation.broken)(D::Parameters::pick(&columns, i))) {
                return Err(match &relation.error {
                    Error::RangeNotFinite => Raised::overflow("Range exceeds valid bounds"),
                    error => error.clone().into(),
                });
            }
        }
        Ok(())
    }

    /// NumPy's words for shapes that do not fit where it computes with the parameters, of two with the second first.
    fn mismatch(&self) -> Raised {
        let pairs: &[(usize, usize)] = if self.n == 2 { &[(1, 0)] } else { &[(0, 1), (1, 2), (0, 2)] };
        let shapes = self.shapes();
        for &(a, b) in pairs {
            if let Err(error) = broadcast_shapes(&[shapes[a], shapes[b]]) {
                return error.into();
            }
        }
        draws::mismatch(&shapes)
    }
}

/// Draws from a distribution with these parameters, or the defaults of those not given: one value, or an array.
///
/// # Errors
/// Those of conversion; `ValueError` for parameters out of their domain and for shapes that do not fit.
#[inline]
pub fn draw<'py, D>(
    py: Python<'py>,
    bits: &impl Source,
    parameters: Given<'_, '_, 'py>,
    defaults: &[f64],
    size: Option<&Any<'py>>,
) -> Res<'py>
where
    D: Family + Sync,
    D::Parameters: Arguments,
    D::Output: Single,
{
    draw_into::<D>(py, bits, parameters, defaults, size, None)
}

/// As [`draw`], into an array if one is given.
///
/// # Errors
/// As [`draw`]; `ValueError` and `TypeError` for an array that does not fit.
pub fn draw_into<'py, D>(
    py: Python<'py>,
    bits: &impl Source,
    parameters: Given<'_, '_, 'py>,
    defaults: &[f64],
    size: Option<&Any<'py>>,
    out: Option<Out<'_, 'py>>,
) -> Res<'py>
where
    D: Family + Sync,
    D::Parameters: Arguments,
    D::Output: Single,
{
    let columns = Columns::read::<D::Parameters>(parameters, defaults)?;
    if columns.iter().all(Column::is_one) {
        let distribution = D::of(D::Parameters::pick(&columns, 0))?;
        return draws::all(py, bits, &distribution, size, out);
    }
    columns.check::<D>()?;
    let asked = match &out {
        Some(out) => Some(out.array.shape().into()),
        None => size.map(crate::ndarray::shaping::shape).transpose()?,
    };
    let shape = draws::result_shape(&columns.shapes(), asked.as_deref(), 0)?;
    let columns = columns.spread(&shape)?;
    let array = match &out {
        Some(out) => out.array.clone(),
        None => RawArray::empty(&shape, D::Output::DTYPE)?,
    };
    gil::detached(py, array.size(), || {
        let distributions = (0..array.size()).map(|i| D::set_up(D::Parameters::pick(&columns, i)));
        // SAFETY: the array is contiguous and of this type; who gives an array to write to does not use it meanwhile.
        bits.lock().fill_each(distributions, unsafe { slice::<D::Output>(&array) });
    });
    match out {
        Some(out) => Ok(out.object.clone()),
        None => ndarray::wrap(py, array),
    }
}
