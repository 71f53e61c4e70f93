//! Repeating, moving round and bordering: `repeat`, `tile`, `roll` and what `pad` is made of.

use pyo3::prelude::*;
use tegula_core::{Casting, DType, Error, Layout, RawArray, can_cast, normalize_axis};
use tegula_exec::{Border, Order, Repeats};
use tegula_ufunc::pad::{Filling, average, largest, smallest};

use super::picking::{converted, flat};
use super::{array_of, call_method, items, shape};
use crate::convert::{self, element};
use crate::ffi::{Any, Args, Raised, Res, Signature, args::given, index, text, tuple_items};
use crate::gil;
use crate::ndarray::{self, flatiter, raw, shaping};

pub fn repeat<'py>(array: &Any<'py>, args: Args<'_, 'py>) -> Res<'py> {
    static SIGNATURE: Signature<2> = Signature::tuple("repeat(repeats, axis=None)");
    let [repeats, axis] = args.parse(&SIGNATURE)?;
    let repeats = repeats.expect("required");
    let (source, axis) = match given(axis) {
        Some(axis) => (raw(array).clone(), shaping::axis(axis)?),
        None => (flat(raw(array))?, 0),
    };
    let axis = match (source.ndim(), axis) {
        (0, 0 | -1) => 0,
        (ndim, axis) => normalize_axis(axis, ndim)?,
    };
    let source = if source.ndim() == 0 { flat(&source)? } else { source };
    let n = source.shape()[axis];
    let each = counts(repeats, n)?;
    let counts = match &each {
        Ok(counts) => Repeats::Each(counts),
        Err(count) => Repeats::Every(*count),
    };
    let size = source.size() * each.as_ref().map_or_else(|&c| c, |c| c.len());
    let repeated = gil::detached(array.py(), gil::unless(source.dtype == DType::Object, size), || {
        tegula_exec::repeat(&source, counts, axis)
    })?;
    ndarray::wrap_like(array, repeated)
}

/// How often each of `n` positions is repeated: a number for each, or one for all.
fn counts(repeats: &Any<'_>, n: usize) -> Result<Result<Vec<usize>, usize>, Raised> {
    let every = |count: i64| {
        usize::try_from(count).map(Err).map_err(|_| Raised::value("negative dimensions are not allowed"))
    };
    if let Some(count) = element::exact_int(repeats) {
        return every(count);
    }
    let wanted = if ndarray::get(repeats).is_some() { None } else { Some(DType::I64) };
    let repeats = convert::to_array(repeats, wanted)?;
    if !can_cast(repeats.dtype, DType::I64, Casting::Safe) {
        return Err(Error::Cast { from: repeats.dtype, to: DType::I64, casting: Casting::Safe }.into());
    }
    if repeats.ndim() > 1 {
        return Err(Raised::value("object too deep for desired array"));
    }
    let all: Vec<i64> = (0..repeats.size()).map(|i| flatiter::element(&repeats, i).to_i64()).collect();
    match all[..] {
        [single] => return every(single),
        _ if all.len() != n => {
            return Err(Raised::value(format!(
                "operands could not be broadcast together with shape ({n},) ({},)",
                all.len()
            )));
        }
        _ => {}
    }
    let counts = all.iter().map(|&c| usize::try_from(c)).collect::<Result<Vec<usize>, _>>();
    counts.map(Ok).map_err(|_| Raised::value("repeats may not contain negative values."))
}
static TILE: Signature<2> = Signature::python("tile(A, reps)");

fn tile<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [object, reps] = args.parse(&TILE)?;
    let (object, reps) = (object.expect("required"), reps.expect("required"));
    let reps = match element::exact_int(reps) {
        Some(count) => vec![count as isize],
        None => match items(reps) {
            Ok(items) => items.iter().map(index).collect::<Result<Vec<isize>, _>>()?,
            Err(raised) if raised.is_type_error() => {
                raised.clear();
                vec![index(reps)?]
            }
            Err(raised) => return Err(raised),
        },
    };
    let array = array_of(object)?;
    let mut source = raw(&array).clone();
    while source.ndim() < reps.len() {
        source.layout = source.layout.insert_axis(0);
    }
    if reps.iter().all(|&r| r == 1) && ndarray::get(object).is_some() {
        let copied = gil::detached(args.py(), gil::weight(&source), || tegula_exec::copy(&source, Order::K))?;
        return ndarray::wrap_like(&array, copied);
    }
    let lead = source.ndim() - reps.len();
    let counts = (0..source.ndim()).map(|a| if a < lead { 1 } else { reps[a - lead] });
    let counts = counts.map(usize::try_from).collect::<Result<Vec<_>, _>>();
    let counts = counts.map_err(|_| Raised::value("negative dimensions are not allowed"))?;
    let size = counts.iter().fold(source.size(), |size, &c| size.saturating_mul(c));
    let tiled = gil::detached(args.py(), gil::unless(source.dtype == DType::Object, size), || {
        tegula_exec::tile(&source, &counts)
    })?;
    let owner = ndarray::wrap_like(&array, tiled.clone())?;
    ndarray::view(&owner, tiled)
}

/// A number of places to move by, towards zero if it is a fraction and modulo the extent.
fn shift(object: &Any<'_>, n: usize) -> Result<isize, Raised> {
    let modulo = |value: i64| (value as isize).rem_euclid(n.max(1) as isize);
    match element::number(object) {
        Some(element::Number::Weak(tegula_core::Scalar::U64(_)) | element::Number::Huge) => {
            index(&object.rem(n.max(1))?)
        }
        Some(element::Number::Weak(value) | element::Number::Strong(value)) => Ok(modulo(value.to_i64())),
        None => {
            // SAFETY: the call accepts any object.
            let whole = unsafe { crate::ffi::owned(object.py(), pyo3::ffi::PyNumber_Long(object.as_ptr()))? };
            index(&whole.rem(n.max(1))?)
        }
    }
}
static ROLL: Signature<3> = Signature::python("roll(a, shift, axis=None)");

fn roll<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, shifts, axis] = args.parse(&ROLL)?;
    let array = array_of(array.expect("required"))?;
    let shifts = shifts.expect("required");
    let list = |object: &Any<'py>| -> Option<Vec<Any<'py>>> {
        if element::number(object).is_some() || ndarray::get(object).is_some_and(|a| a.ndim() == 0) {
            return None;
        }
        items(object).map_err(Raised::clear).ok()
    };
    let many = list(shifts);
    if many.iter().flatten().any(|item| convert::is_sequence(item)) {
        return Err(Raised::value("'shift' and 'axis' should be scalars or 1D sequences"));
    }
    let Some(axis) = given(axis) else {
        let line = flat(raw(&array))?;
        let n = line.size();
        let total = match &many {
            Some(many) => many.iter().try_fold(0, |sum, s| Ok::<_, Raised>(sum + shift(s, n)?))?,
            None => shift(shifts, n)?,
        };
        let rolled = gil::detached(args.py(), gil::weight(&line), || tegula_exec::roll(&line, &[total]))?;
        let layout = Layout::contiguous(raw(&array).shape(), rolled.itemsize())?;
        let owner = ndarray::wrap_like(&array, rolled.clone())?;
        return ndarray::view(&owner, rolled.with_layout(layout));
    };
    let source = raw(&array).clone();
    let normal = |axis: &Any<'_>| -> Result<usize, Raised> {
        Ok(normalize_axis(shaping::axis(axis)?, source.ndim())?)
    };
    let axes = match list(axis) {
        Some(axes) => Ok(axes.iter().map(normal).collect::<Result<Vec<_>, _>>()?),
        None => Err(normal(axis)?),
    };
    let mut totals = vec![0; source.ndim()];
    let mut add = |axis: usize, by: &Any<'_>| -> Result<(), Raised> {
        totals[axis] += shift(by, source.shape()[axis])?;
        Ok(())
    };
    match (&many, &axes) {
        (None, Err(axis)) => add(*axis, shifts)?,
        (None, Ok(axes)) => axes.iter().try_for_each(|&axis| add(axis, shifts))?,
        (Some(many), Err(axis)) => many.iter().try_for_each(|by| add(*axis, by))?,
        (Some(many), Ok(axes)) => {
            shape::common_shape(&[&[many.len()], &[axes.len()]])?;
            for i in 0..many.len().max(axes.len()) {
                add(axes[i % axes.len()], &many[i % many.len()])?;
            }
        }
    }
    let rolled = gil::detached(args.py(), gil::weight(&source), || tegula_exec::roll(&source, &totals))?;
    ndarray::wrap_like(&array, rolled)
}
static PAD: Signature<4> = Signature::python("_pad(array, widths, mode, values=None)");

/// `pad` with widths as pairs of integers; and, for the modes that take some, as many pairs of values, or of numbers
/// of elements.
fn pad<'py>(args: Args<'_, 'py>) -> Res<'py> {
    let [array, widths, mode, values] = args.parse(&PAD)?;
    let source = convert::convert(array.expect("required"), None)?.array;
    let pairs = |object: &Any<'py>| -> Result<Vec<(Any<'py>, Any<'py>)>, Raised> {
        let list = items(object)?;
        list.iter()
            .map(|pair| match tuple_items(pair) {
                Some([before, after]) => Ok((before.clone(), after.clone())),
                _ => Err(Raised::type_("pairs are expected")),
            })
            .collect()
    };
    let widths = pairs(widths.expect("required"))?
        .iter()
        .map(|(before, after)| Ok((index(before)? as usize, index(after)? as usize)))
        .collect::<Result<Vec<_>, Raised>>()?;
    let values = given(values).map(pairs).transpose()?;
    if [Some(widths.len()), values.as_ref().map(Vec::len)].into_iter().flatten().any(|n| n != source.ndim()) {
        return Err(Raised::value("one pair for each axis is expected"));
    }
    let values = values.unwrap_or_default();
    let mode = text(mode.expect("required")).unwrap_or_default();
    let both = |value: &dyn Fn(&Any<'py>) -> Result<RawArray, Raised>| {
        let pair = |(before, after): &(Any<'py>, Any<'py>)| Ok((value(before)?, value(after)?));
        values.iter().map(pair).collect::<Result<Vec<_>, Raised>>()
    };
    let ends = match mode {
        "constant" => both(&|value| converted(value, source.dtype))?,
        "linear_ramp" => both(&|value| convert::to_array(value, None))?,
        _ => Vec::new(),
    };
    let count = |value: &Any<'py>| -> Result<Option<usize>, Raised> {
        given(Some(value)).map(|n| Ok(index(n)? as usize)).transpose()
    };
    let counts = match mode {
        "maximum" | "mean" | "minimum" => values
            .iter()
            .map(|(before, after)| Ok((count(before)?, count(after)?)))
            .collect::<Result<Vec<_>, Raised>>()?,
        _ => Vec::new(),
    };
    let grow = |(&n, &(a, b)): (&usize, &(usize, usize))| n.saturating_add(a).saturating_add(b);
    let size = source.shape().iter().zip(&widths).map(grow).fold(1usize, usize::saturating_mul);
    let plain = |border| tegula_exec::pad(&source, &widths, border);
    let computed = |filling| tegula_ufunc::pad::pad(&source, &widths, filling);
    let padded = gil::detached(args.py(), gil::unless(source.dtype == DType::Object, size), || match mode {
        "constant" => plain(Border::Constant(&ends)),
        "edge" => plain(Border::Edge),
        "reflect" => plain(Border::Reflect),
        "symmetric" => plain(Border::Symmetric),
        "wrap" => plain(Border::Wrap),
        "odd reflect" => computed(Filling::Odd { symmetric: false }),
        "odd symmetric" => computed(Filling::Odd { symmetric: true }),
        "linear_ramp" => computed(Filling::Ramp(&ends)),
        "maximum" => computed(Filling::Statistic(largest, &counts)),
        "mean" => computed(Filling::Statistic(average, &counts)),
        "minimum" => computed(Filling::Statistic(smallest, &counts)),
        _ => plain(Border::Empty),
    })?;
    ndarray::wrap(args.py(), padded)
}

static REPEAT: Signature<3> = Signature::python("repeat(a, repeats, axis=None)");

/// Adds the functions.
pub fn init(module: &Bound<'_, PyModule>) -> Result<(), Raised> {
    REPEAT.add(module, "Elements repeated.", |args| call_method(args, &REPEAT, repeat))?;
    TILE.add(module, "An array repeated along its axes.", tile)?;
    ROLL.add(module, "Elements moved along axes; those that leave at one end come back at the other.", roll)?;
    PAD.add(module, "A copy with borders.", pad)
}
