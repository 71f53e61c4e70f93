//! Joining arrays along an axis.

use tegula_core::{DType, Error, Layout, RawArray, Result, Shape, Strides, memory_order};

use crate::copy::assign;

/// The arrays one after the other along `axis`, converted to `dtype`, in the memory order that
/// they agree on.
///
/// # Errors
/// `ValueError` in NumPy's words if there are no arrays or their shapes disagree beside the axis.
pub fn concatenate(arrays: &[RawArray], axis: usize, dtype: DType) -> Result<RawArray> {
    let Some(first) = arrays.first() else {
        return Err(Error::value("need at least one array to concatenate"));
    };
    let mut shape: Shape = first.shape().into();
    for (i, array) in arrays.iter().enumerate().skip(1) {
        if array.ndim() != first.ndim() {
            return Err(Error::value(format!(
                "all the input arrays must have same number of dimensions, but the array at index 0 has {} \
                 dimension(s) and the array at index {i} has {} dimension(s)",
                first.ndim(),
                array.ndim()
            )));
        }
        for (a, (&n, &m)) in first.shape().iter().zip(array.shape()).enumerate() {
            if a != axis && n != m {
                return Err(Error::value(format!(
                    "all the input array dimensions except for the concatenation axis must match exactly, but \
                     along dimension {a}, the array at index 0 has size {n} and the array at index {i} has size {m}"
                )));
            }
        }
        shape[axis] += array.shape()[axis];
    }
    // Axes of extent 1 tell nothing about the order.
    let telling = |array: &RawArray| -> Strides {
        array.shape().iter().zip(array.strides()).map(|(&n, &s)| if n == 1 { 0 } else { s }).collect()
    };
    let strides: Vec<Strides> = arrays.iter().map(telling).collect();
    let strides: Vec<&[isize]> = strides.iter().map(|s| &s[..]).collect();
    let layout = Layout::ordered(&shape, dtype.itemsize(), &memory_order(first.ndim(), &strides))?;
    let result = RawArray::allocate(layout, dtype, false)?;
    let mut start = 0;
    for array in arrays {
        let n = array.shape()[axis];
        assign(&result.with_layout(result.layout.slice(axis, start, 1, n)), array)?;
        start += n;
    }
    Ok(result)
}
