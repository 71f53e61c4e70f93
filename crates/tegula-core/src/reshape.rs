//! Reshaping without copying, where the strides allow it.

use crate::{Error, Layout, Result, Shape, Strides, element_count};

impl Layout {
    /// The same elements, read in C order (or Fortran order), under another shape; `None` if no
    /// strides describe that. `shape` must have as many elements.
    ///
    /// Runs of axes that lie in memory like one axis are regrouped; a run that has to be split where
    /// it is not contiguous cannot be viewed.
    pub fn reshape(&self, shape: &[usize], itemsize: usize, fortran: bool) -> Option<Layout> {
        if fortran {
            let reversed: Shape = shape.iter().rev().copied().collect();
            return Some(self.transpose().reshape(&reversed, itemsize, false)?.transpose());
        }
        let old: Vec<(usize, isize)> =
            self.shape.iter().copied().zip(self.strides.iter().copied()).filter(|&(n, _)| n != 1).collect();
        let mut strides = Strides::repeat(0, shape.len());
        if old.is_empty() || self.size() == 0 {
            let fresh = Layout::contiguous(shape, itemsize).ok()?;
            return Some(Layout { offset: self.offset, ..fresh });
        }
        // From the fastest axis on: grow a run of old axes and a run of new ones until their element
        // counts agree, then the old run must be contiguous within itself.
        let (mut i, mut j) = (old.len(), shape.len());
        let mut last = 0;
        while i > 0 {
            let end_i = i;
            let end_j = j;
            i -= 1;
            let mut old_count = old[i].0;
            j -= 1;
            let mut new_count = shape[j];
            while old_count != new_count {
                if new_count < old_count {
                    j -= 1;
                    new_count *= shape[j];
                } else {
                    i -= 1;
                    old_count *= old[i].0;
                }
            }
            let run = &old[i..end_i];
            if run.windows(2).any(|w| w[0].1 != w[1].1.wrapping_mul(w[1].0 as isize)) {
                return None;
            }
            let mut step = run[run.len() - 1].1;
            for axis in (j..end_j).rev() {
                strides[axis] = step;
                step = step.wrapping_mul(shape[axis] as isize);
            }
            last = step;
        }
        // What is left are axes of extent 1: any stride serves; NumPy continues the pattern.
        for axis in (0..j).rev() {
            strides[axis] = last;
        }
        Some(Layout { shape: shape.into(), strides, offset: self.offset })
    }
}

/// Replaces one `-1` in a requested shape by the extent that makes it hold `size` elements.
///
/// # Errors
/// `ValueError` if there are two unknowns or the sizes do not agree.
pub fn resolve_shape(requested: &[isize], size: usize) -> Result<Shape> {
    let mut unknown = None;
    for (axis, &n) in requested.iter().enumerate() {
        if n < 0 {
            if unknown.is_some() {
                return Err(Error::value("can only specify one unknown dimension"));
            }
            unknown = Some(axis);
        }
    }
    let mismatch = || {
        Error::value(format!("cannot reshape array of size {size} into shape {}", requested_text(requested)))
    };
    let mut shape = Shape::map(requested, |&n| n.max(0) as usize);
    match unknown {
        None if element_count(&shape) == Some(size) => Ok(shape),
        None => Err(mismatch()),
        Some(axis) => {
            shape[axis] = 1;
            match element_count(&shape) {
                Some(known) if known > 0 && size.is_multiple_of(known) => {
                    shape[axis] = size / known;
                    Ok(shape)
                }
                _ => Err(mismatch()),
            }
        }
    }
}

/// A requested shape as NumPy's messages write it: leading unknowns are left out, later ones are called
/// `newaxis`.
fn requested_text(requested: &[isize]) -> String {
    let known: Vec<String> = requested
        .iter()
        .skip_while(|&&n| n < 0)
        .map(|&n| if n < 0 { "newaxis".to_owned() } else { n.to_string() })
        .collect();
    format!("({}{})", known.join(","), if requested.len() == 1 { "," } else { "" })
}
