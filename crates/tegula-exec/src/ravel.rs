//! Between positions of the flattened array and one coordinate for each axis.

use tegula_core::{DType, Error, Layout, RawArray, Result, Shape, broadcast_shapes, iteration_order};

use crate::copy::{Order, copy};
use crate::positions::{Bounds, Integers};

/// The axes of a shape, from that whose coordinate changes fastest, and their extents.
fn fastest_first(shape: &[usize], fortran: bool) -> Vec<(usize, usize)> {
    let axes = shape.iter().copied().enumerate();
    if fortran { axes.collect() } else { axes.rev().collect() }
}

/// The coordinates, along a new last axis, of positions in the flattened array of a shape.
///
/// # Errors
/// `ValueError` for positions beyond the array.
pub fn unravel(positions: &RawArray, shape: &[usize], fortran: bool) -> Result<RawArray> {
    let mut full: Shape = positions.shape().into();
    full.push(shape.len());
    let result = RawArray::empty(&full, DType::I64)?;
    let size = tegula_core::volume(shape) as i64;
    let axes = fastest_first(shape, fortran);
    for (i, &position) in Integers::of(positions)?.iter().enumerate() {
        if !(0..size).contains(&position) {
            return Err(Error::value(format!(
                "index {position} is out of bounds for array with size {size}"
            )));
        }
        let mut rest = position as usize;
        for &(axis, n) in &axes {
            // SAFETY: the result has a row of coordinates for each position.
            unsafe { result.ptr().cast::<i64>().add(i * shape.len() + axis).write((rest % n) as i64) };
            rest /= n;
        }
    }
    Ok(result)
}

/// The positions in the flattened array of a shape that coordinates, one array for each axis, lead to. All
/// broadcast together.
///
/// # Errors
/// `ValueError` if the arrays do not broadcast or the bounds of an axis do not allow a coordinate.
pub fn ravel_coordinates(
    coordinates: &[RawArray],
    shape: &[usize],
    bounds: &[Bounds],
    fortran: bool,
) -> Result<RawArray> {
    let shapes: Vec<&[usize]> = coordinates.iter().map(RawArray::shape).collect();
    let common = broadcast_shapes(&shapes)?;
    if shape.contains(&0) && !common.contains(&0) {
        return Err(Error::value("cannot unravel if shape has zero entries (is empty)."));
    }
    let views: Vec<Layout> =
        coordinates.iter().map(|c| c.layout.broadcast_to(&common).expect("broadcast before")).collect();
    let strides: Vec<&[isize]> = views.iter().map(|view| &view.strides[..]).collect();
    let order = iteration_order(&common, &strides);
    let result = RawArray::allocate(Layout::ordered(&common, 8, &order)?, DType::I64, true)?;
    let mut step = 1;
    for (axis, n) in fastest_first(shape, fortran) {
        let list = coordinates[axis].with_layout(views[axis].permute(&order));
        let list = Integers::of(&copy(&list, Order::C)?)?;
        for (i, &coordinate) in list.iter().enumerate() {
            // Here negative coordinates are not counted from the end.
            let valid = n > 0 && (bounds[axis] != Bounds::Raise || coordinate >= 0);
            let place = if valid { bounds[axis].resolve(coordinate, n) } else { None };
            let place = place.ok_or_else(|| Error::value("invalid entry in coordinates array"))?;
            // SAFETY: the result has one element for each coordinate.
            unsafe { *result.ptr().cast::<i64>().add(i) += (place * step) as i64 };
        }
        step *= n;
    }
    Ok(result)
}
