//! Writing and choosing by masks: `copyto`, `place`, `putmask`, `select`.

use pyo3::prelude::*;
use tegula_core::{Casting, DType, Error, Operand, RawArray, can_cast, result_type};
use tegula_exec::{Numbering, Order};

use super::picking::{common, converted};
use super::{array_of, items, shape};
use crate::convert::{self, element};
use crate::ffi::{Any, Args, Raised, Res, Signature, args::given, none, type_name};
use crate::gil;
use crate::ndarray::{self, raw, require_writeable};

/// The boolean array of a `where=` argument; `None` for `True`.
fn where_mask(argument: Option<&Any<'_>>) -> Result<Option<RawArray>, Raised> {
    let Some(argument) = given(argument) else { return Ok(None) };
    if argument.is(pyo3::types::PyBool::new(argument.py(), true)) {
        return Ok(None);
    }
    let Some(mask) = ndarray::get(argument) else {
        return Ok(Some(convert::to_array(argument, Some(DType::Bool))?));
    };
    if mask.dtype == DType::Bool {
        return Ok(Some(mask.clone()));
    }
    Err(refused(mask, DType::Bool, Casting::Safe))
}

/// The error of a conversion that a rule forbids; single elements are called scalars.
fn refused(array: &RawArray, to: DType, casting: Casting) -> Raised {
    let from = array.dtype;
    if array.ndim() > 0 {
        return Error::Cast { from, to, casting }.into();
    }
    Raised::type_(format!(
        "Cannot cast scalar from {} to {} according to the rule '{casting}'",
        from.repr(),
        to.repr()
    ))
}
static COPYTO: Signature<4> = Signature::python("copyto(dst, src, casting='same_kind', where=True)");

fn copyto<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let py = args.py();
    let [target, source, casting, mask] = args.parse(&COPYTO)?;
    let target = target.expect("required");
    if ndarray::get(target).is_none() {
        return Err(Raised::type_(format!(
            "copyto() argument 1 must be a {}.ndarray, not {}",
            "tegula",
            type_name(target)
        )));
    }
    let into = raw(target).clone();
    let source = source.expect("required");
    let casting = ndarray::methods::casting(casting, Casting::SameKind)?;
    let value = match element::number(source) {
        Some(_) if !into.dtype.is_number() => convert::single(source, Some(into.dtype))?,
        Some(element::Number::Weak(value)) => {
            // A literal adapts to the target within its kind.
            let weak = tegula_ufunc::Arg::Literal(value).type_of();
            let adapted = result_type(&[Operand::Strong(into.dtype), weak]).unwrap_or(into.dtype);
            if !can_cast(adapted, into.dtype, casting) {
                return Err(refused(&RawArray::from_scalar(value)?, into.dtype, casting));
            }
            RawArray::from_scalar(element::to_scalar(source, into.dtype)?)?
        }
        _ => convert::to_array(source, None)?,
    };
    let mask = where_mask(mask)?;
    require_writeable(target, "assignment destination")?;
    if !can_cast(value.dtype, into.dtype, casting) {
        return Err(refused(&value, into.dtype, casting));
    }
    let size = gil::unless(value.dtype == DType::Object, gil::weight(&into));
    gil::detached(py, size, || match &mask {
        None => tegula_exec::assign(&into, &value),
        Some(mask) => tegula_exec::assign_where(&into, &value, mask),
    })?;
    Ok(none(py))
}

/// Writes values where a mask of as many elements is true.
fn write<'py>(
    array: &Any<'py>,
    mask: &Any<'py>,
    values: &Any<'py>,
    name: &str,
    numbering: Numbering,
) -> Res<'py> {
    let target = raw(array).clone();
    let mask = convert::to_array(mask, None)?;
    if mask.size() != target.size() {
        return Err(Raised::value(format!("{name}: mask and data must be the same size")));
    }
    let mask =
        if mask.dtype == DType::Bool { mask } else { tegula_exec::cast(&mask, DType::Bool, Order::K)? };
    let values = converted(values, target.dtype)?;
    if numbering == Numbering::Position && values.size() == 0 {
        return Ok(none(array.py()));
    }
    gil::detached(array.py(), gil::weight(&target), || {
        if values.size() == 1 && mask.shape() == target.shape() {
            let layout =
                tegula_core::Layout { offset: values.layout.offset, ..tegula_core::Layout::default() };
            return tegula_exec::assign_where(&target, &values.with_layout(layout), &mask);
        }
        tegula_exec::put_where(&target, &mask, &values, numbering)
    })?;
    Ok(none(array.py()))
}
static PLACE: Signature<3> = Signature::python("place(arr, mask, vals)");

fn place<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, mask, values] = args.parse(&PLACE)?;
    let array = array.expect("required");
    if ndarray::get(array).is_none() {
        return Err(Raised::type_(format!(
            "place() argument 1 must be {}.ndarray, not {}",
            "tegula",
            type_name(array)
        )));
    }
    require_writeable(array, "WRITEBACKIFCOPY base")?;
    write(array, mask.expect("required"), values.expect("required"), "place", Numbering::Chosen)
}
static PUTMASK: Signature<3> = Signature::python("putmask(a, /, mask, values)");

fn putmask<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, mask, values] = args.parse(&PUTMASK)?;
    let array = array.expect("required");
    if ndarray::get(array).is_none() {
        return Err(Raised::type_("putmask: first argument must be an array"));
    }
    require_writeable(array, "putmask: output array")?;
    write(array, mask.expect("required"), values.expect("required"), "putmask", Numbering::Position)
}
static SELECT: Signature<3> = Signature::python("select(condlist, choicelist, default=0)");

fn select<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let py = args.py();
    let [conditions, choices, default] = args.parse(&SELECT)?;
    let (conditions, mut choices) =
        (items(conditions.expect("required"))?, items(choices.expect("required"))?);
    if conditions.len() != choices.len() {
        return Err(Raised::value("list of cases must be same length as list of conditions"));
    }
    if conditions.is_empty() {
        return Err(Raised::value("select with an empty condition list is not possible"));
    }
    choices.push(default.map_or_else(|| crate::ffi::int(py, 0), |d| Ok(d.clone()))?);
    let (_, mut choices) = common(&choices).map_err(|raised| {
        if !raised.is_type_error() {
            return raised;
        }
        let reason = PyErr::from(raised);
        Raised::type_(format!(
            "Choicelist and default value do not have a common dtype: {}",
            reason.value(py)
        ))
    })?;
    let conditions: Vec<RawArray> =
        conditions.iter().map(|c| Ok(raw(&array_of(c)?).clone())).collect::<Result<_, Raised>>()?;
    let fits =
        |arrays: &[RawArray]| shape::common_shape(&arrays.iter().map(RawArray::shape).collect::<Vec<_>>());
    let (outer, inner) = (fits(&conditions)?, fits(&choices)?);
    if let Some(i) = conditions.iter().position(|c| c.dtype != DType::Bool) {
        return Err(Raised::type_(format!("invalid entry {i} in condlist: should be boolean ndarray")));
    }
    let default = choices.pop().expect("the default was added");
    let size = tegula_core::volume(&shape::common_shape(&[&outer, &inner])?);
    let size = gil::unless(default.dtype == DType::Object, size);
    let result = gil::detached(py, size, || tegula_exec::select(&conditions, &choices, &default))?;
    ndarray::wrap(py, result)
}

/// Adds the functions.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    COPYTO.add(module, "Writes to an array, where a mask is true.", copyto)?;
    PLACE.add(module, "Writes values one after the other to the elements where a mask is true.", place)?;
    PUTMASK.add(
        module,
        "Writes the values with the same positions to the elements where a mask is true.",
        putmask,
    )?;
    SELECT.add(module, "For every element that of the first choice whose condition is true.", select)
}
