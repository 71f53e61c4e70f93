//! Views with other axes: moved, reversed, turned, added.

use crate::{Dims, Error, Layout, Result, normalize_axes, normalize_axis};

/// Axes counted from the front, with NumPy's words for those that are named twice.
fn distinct(axes: &[isize], ndim: usize, name: Option<&'static str>) -> Result<Dims<usize>> {
    normalize_axes(axes, ndim).map_err(|error| match (error, name) {
        (Error::Value(_), Some(name)) => Error::value(format!("repeated axis in `{name}` argument")),
        (Error::Value(_), None) => Error::value("repeated axis"),
        (Error::Axis { axis, ndim, .. }, name) => Error::Axis { axis, ndim, name },
        (other, _) => other,
    })
}

impl Layout {
    /// The view with axes at other places, the rest in their order: NumPy's `moveaxis`.
    ///
    /// # Errors
    /// `AxisError` for axes that do not exist, `ValueError` if the lists differ in length or name one twice.
    pub fn move_axes(&self, from: &[isize], to: &[isize]) -> Result<Layout> {
        let ndim = self.ndim();
        let from = distinct(from, ndim, Some("source"))?;
        let to = distinct(to, ndim, Some("destination"))?;
        if from.len() != to.len() {
            return Err(Error::value(
                "`source` and `destination` arguments must have the same number of elements",
            ));
        }
        let mut order: Dims<usize> = (0..ndim).filter(|axis| !from.contains(axis)).collect();
        let mut moves: Vec<(usize, usize)> = to.iter().copied().zip(from.iter().copied()).collect();
        moves.sort_unstable();
        for (to, from) in moves {
            order.insert(to, from);
        }
        Ok(self.permute(&order))
    }

    /// The view with axes reversed: NumPy's `flip`.
    ///
    /// # Errors
    /// `AxisError` for axes that do not exist, `ValueError` if one is named twice.
    pub fn flip(&self, axes: &[isize]) -> Result<Layout> {
        let mut view = self.clone();
        for &axis in distinct(axes, self.ndim(), None)?.iter() {
            let n = view.shape[axis];
            view = view.slice(axis, n.saturating_sub(1), -1, n);
        }
        Ok(view)
    }

    /// The view turned by `k` quarter turns in the plane of two axes, from the first to the second: NumPy's `rot90`.
    ///
    /// # Errors
    /// `ValueError` if the axes are the same or do not exist.
    pub fn rotate(&self, k: isize, axes: (isize, isize)) -> Result<Layout> {
        let ndim = self.ndim() as isize;
        let (a, b) = axes;
        if a == b || (a - b).abs() == ndim {
            return Err(Error::value("Axes must be different."));
        }
        if ![a, b].iter().all(|axis| (-ndim..ndim).contains(axis)) {
            return Err(Error::value(format!("Axes=({a}, {b}) out of range for array of ndim={ndim}.")));
        }
        let mut order: Dims<usize> = (0..self.ndim()).collect();
        order.swap(normalize_axis(a, self.ndim())?, normalize_axis(b, self.ndim())?);
        match k.rem_euclid(4) {
            0 => Ok(self.clone()),
            1 => Ok(self.flip(&[b])?.permute(&order)),
            2 => self.flip(&[a, b]),
            _ => self.permute(&order).flip(&[b]),
        }
    }

    /// The view with new axes of extent 1 at positions of the result: NumPy's `expand_dims`.
    ///
    /// # Errors
    /// `AxisError` for positions that do not exist, `ValueError` if one is named twice.
    pub fn expand(&self, axes: &[isize]) -> Result<Layout> {
        let mut axes = distinct(axes, self.ndim() + axes.len(), None)?;
        axes.sort_unstable();
        let mut view = self.clone();
        for &axis in axes.iter() {
            view = view.insert_axis(axis);
        }
        Ok(view)
    }

    /// The view with at least `n` axes, three at most, as NumPy's `atleast_1d` to `atleast_3d` add them.
    pub fn at_least(&self, n: usize) -> Layout {
        let mut view = self.clone();
        if n == 3 && self.ndim() == 2 {
            view = view.insert_axis(2);
        }
        if n == 3 && self.ndim() == 1 {
            view = view.insert_axis(1);
        }
        while view.ndim() < n {
            view = view.insert_axis(0);
        }
        view
    }

    /// All windows of extents `window` on the axes given: their positions in the axes there were, what is in them
    /// in new ones behind. NumPy's `sliding_window_view`.
    ///
    /// # Errors
    /// `AxisError` for axes that do not exist, `ValueError` if a window is larger than the array.
    pub fn windows(&self, window: &[usize], axes: &[isize]) -> Result<Layout> {
        if window.len() != axes.len() {
            let (extents, axes) = (window.len(), axes.len());
            return Err(Error::value(format!(
                "Must provide matching length window_shape and axis; got {extents} window_shape elements and {axes} axes \
                 elements."
            )));
        }
        let mut view = self.clone();
        for (&n, &axis) in window.iter().zip(axes) {
            let axis = normalize_axis(axis, self.ndim())?;
            let places = (view.shape[axis] + 1).checked_sub(n);
            view.shape[axis] =
                places.ok_or_else(|| Error::value("window shape cannot be larger than input array shape"))?;
            view.shape.push(n);
            view.strides.push(self.strides[axis]);
        }
        Ok(view)
    }
}
