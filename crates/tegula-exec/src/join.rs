//! Joining arrays along an axis.

use tegula_core::{DType, Error, Layout, RawArray, Result, Shape, joining_order};

use crate::copy::assign;

/// Up to this many elements arrays without gaps are joined without further ado.
const SMALL: usize = 4096;

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
    if axis == 0 && dtype.is_number() && shape.iter().fold(1usize, |n, &m| n.saturating_mul(m)) <= SMALL {
        let joinable = |a: &RawArray| a.dtype == dtype && a.is_c_contiguous();
        if arrays.iter().all(joinable) {
            return append(arrays, &shape, dtype);
        }
    }
    let layouts: Vec<&Layout> = arrays.iter().map(|array| &array.layout).collect();
    let layout = Layout::ordered(&shape, dtype.itemsize(), &joining_order(first.ndim(), &layouts))?;
    let result = RawArray::allocate(layout, dtype, false)?;
    let mut start = 0;
    for array in arrays {
        let n = array.shape()[axis];
        assign(&result.with_layout(result.layout.slice(axis, start, 1, n)), array)?;
        start += n;
    }
    Ok(result)
}

/// The elements of arrays of the same type, in C order without gaps, one array after the other.
fn append(arrays: &[RawArray], shape: &[usize], dtype: DType) -> Result<RawArray> {
    let result = RawArray::empty(shape, dtype)?;
    let mut to = result.ptr();
    for array in arrays {
        let bytes = array.size() * dtype.itemsize();
        // SAFETY: the array has so many bytes, and the fresh result has room for those of all.
        unsafe {
            std::ptr::copy_nonoverlapping(array.ptr(), to, bytes);
            to = to.add(bytes);
        }
    }
    Ok(result)
}
