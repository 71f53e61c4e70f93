//! `packbits` and `unpackbits`.

use pyo3::prelude::*;
use tegula_core::{DType, RawArray, normalize_axis};

use super::picking::flat;
use crate::convert;
use crate::ffi::{Any, Args, Raised, Res, Signature, args::given, index, text};
use crate::gil;
use crate::ndarray::{self, shaping};

fn little(order: Option<&Any<'_>>) -> Result<bool, Raised> {
    match order.map_or(Some("big"), text) {
        Some("big") => Ok(false),
        Some("little") => Ok(true),
        _ => Err(Raised::value("'order' must be either 'little' or 'big'")),
    }
}

fn along(array: RawArray, axis: Option<&Any<'_>>) -> Result<(RawArray, usize), Raised> {
    match given(axis) {
        None => Ok((flat(&array)?, 0)),
        Some(axis) => {
            let array = if array.ndim() == 0 { flat(&array)? } else { array };
            let axis = normalize_axis(shaping::axis(axis)?, array.ndim())?;
            Ok((array, axis))
        }
    }
}
static PACKBITS: Signature<3> = Signature::python("packbits(a, /, axis=None, bitorder='big')");

fn pack<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, axis, order] = args.parse(&PACKBITS)?;
    let array = convert::to_array(array.expect("required"), None)?;
    let little = little(order)?;
    if !array.dtype.is_integer() && array.dtype != DType::Bool {
        return Err(Raised::type_("Expected an input array of integer or boolean data type"));
    }
    let (array, axis) = along(array, axis)?;
    let packed =
        gil::detached(args.py(), gil::weight(&array), || tegula_exec::pack_bits(&array, axis, little))?;
    ndarray::wrap(args.py(), packed)
}
static UNPACKBITS: Signature<4> =
    Signature::python("unpackbits(a, /, axis=None, count=None, bitorder='big')");

fn unpack<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, axis, count, order] = args.parse(&UNPACKBITS)?;
    let array = convert::to_array(array.expect("required"), None)?;
    let little = little(order)?;
    if array.dtype != DType::U8 {
        return Err(Raised::type_("Expected an input array of unsigned byte data type"));
    }
    let (array, axis) = along(array, axis)?;
    let all = array.shape()[axis] * 8;
    let count = match given(count).map(index).transpose()? {
        None => all,
        Some(count) if count >= 0 => count as usize,
        Some(count) => all
            .checked_sub(count.unsigned_abs())
            .ok_or_else(|| Raised::value("-count larger than number of elements"))?,
    };
    let unpacked =
        gil::detached(args.py(), array.size() * 8, || tegula_exec::unpack_bits(&array, axis, count, little))?;
    ndarray::wrap(args.py(), unpacked)
}

/// Adds the functions.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    PACKBITS.add(module, "Eight elements to a byte, those that are not zero as ones.", pack)?;
    UNPACKBITS.add(module, "The bits of bytes as zeros and ones.", unpack)
}
