//! Conversions from and to [`ndarray`].

use ndarray::{
    ArrayBase, ArrayD, ArrayView, ArrayViewD, ArrayViewMut, ArrayViewMutD, Dimension, IxDyn, ShapeBuilder,
};
use tegula_core::{Element, RawArray};

use super::strides;
use crate::{Array, Data, View, ViewMut, foreign};

impl<'a, T: Element + Data, D: Dimension> From<ArrayView<'a, T, D>> for View<'a, T> {
    /// The same elements, where they are.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let theirs = ndarray::array![[1.0, 2.0], [3.0, 4.0]];
    /// let view = View::from(theirs.view());
    /// assert_eq!(view.sum(Axis(0)), array![4.0, 6.0]);
    /// ```
    fn from(array: ArrayView<'a, T, D>) -> View<'a, T> {
        // SAFETY: the elements are borrowed as long as the view lives.
        View::new(unsafe { foreign::borrowed(array.as_ptr(), array.shape(), array.strides()) })
    }
}

impl<'a, T: Element + Data, D: Dimension> From<ArrayViewMut<'a, T, D>> for ViewMut<'a, T> {
    /// The same elements, to be changed where they are.
    fn from(mut array: ArrayViewMut<'a, T, D>) -> ViewMut<'a, T> {
        let ptr = array.as_mut_ptr();
        // SAFETY: the elements are borrowed as long as the view lives, and reached through it only.
        ViewMut::new(unsafe { foreign::borrowed(ptr, array.shape(), array.strides()) })
    }
}

impl<T: Element + Data, D: Dimension + 'static> From<ndarray::Array<T, D>> for Array<T> {
    /// The same memory, which the array takes over.
    fn from(mut array: ndarray::Array<T, D>) -> Array<T> {
        let (shape, strides) = (array.shape().to_vec(), array.strides().to_vec());
        let ptr = array.as_mut_ptr();
        // SAFETY: the elements stay where they are as long as their owner lives, which nobody else has.
        Array::new(unsafe { foreign::adopted(ptr, &shape, &strides, array.into_raw_vec_and_offset()) })
    }
}

/// The extents and strides of a view whose negative strides are turned round, its first address, and the axes that
/// are to be turned back: ndarray does not take negative strides.
fn upright<T: Element>(raw: &RawArray) -> (ndarray::StrideShape<IxDyn>, *mut T, Vec<usize>) {
    let (mut ptr, mut strides) = (raw.ptr().cast::<T>(), strides::<T>(raw));
    let mut turned = Vec::new();
    for (axis, stride) in strides.iter_mut().enumerate() {
        let n = raw.shape()[axis] as isize;
        if *stride < 0 {
            ptr = ptr.wrapping_offset(*stride * (n - 1).max(0));
            *stride = -*stride;
            turned.push(axis);
        }
    }
    let strides: Vec<usize> = strides.into_iter().map(|stride| stride as usize).collect();
    (IxDyn(raw.shape()).strides(IxDyn(&strides)), ptr, turned)
}

fn turned_back<S: ndarray::RawData>(mut array: ArrayBase<S, IxDyn>, axes: &[usize]) -> ArrayBase<S, IxDyn> {
    axes.iter().for_each(|&axis| array.invert_axis(ndarray::Axis(axis)));
    array
}

impl<'a, T: Element + Data> From<View<'a, T>> for ArrayViewD<'a, T> {
    /// The same elements, where they are; `into_dimensionality` gives a fixed number of axes.
    ///
    /// ```
    /// use tegula::prelude::*;
    ///
    /// let ours = array![[1.0, 2.0], [3.0, 4.0]];
    /// let theirs = ndarray::ArrayViewD::from(ours.t());
    /// assert_eq!(theirs, ndarray::array![[1.0, 3.0], [2.0, 4.0]].into_dyn());
    /// ```
    fn from(view: View<'a, T>) -> ArrayViewD<'a, T> {
        let (shape, ptr, axes) = upright::<T>(view.raw_array());
        // SAFETY: the elements are aligned and borrowed for `'a`; the layout stays within them.
        turned_back(unsafe { ArrayViewD::from_shape_ptr(shape, ptr) }, &axes)
    }
}

impl<'a, T: Element + Data> From<ViewMut<'a, T>> for ArrayViewMutD<'a, T> {
    /// The same elements, to be changed where they are.
    fn from(view: ViewMut<'a, T>) -> ArrayViewMutD<'a, T> {
        let (shape, ptr, axes) = upright::<T>(view.raw_array());
        // SAFETY: the elements are aligned, borrowed mutably for `'a`, and no two are the same.
        turned_back(unsafe { ArrayViewMutD::from_shape_ptr(shape, ptr) }, &axes)
    }
}

impl<'a, T: Element + Data> From<&'a Array<T>> for ArrayViewD<'a, T> {
    /// The same elements, where they are.
    fn from(array: &'a Array<T>) -> ArrayViewD<'a, T> {
        array.view().into()
    }
}

impl<T: Element + Data> From<Array<T>> for ArrayD<T> {
    /// A copy: memory of the engine is no `Vec`.
    fn from(array: Array<T>) -> ArrayD<T> {
        ArrayViewD::from(array.view()).to_owned()
    }
}
