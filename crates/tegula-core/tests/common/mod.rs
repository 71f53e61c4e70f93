//! A brute-force model of a strided array: its shape and the byte offset of every element.
#![allow(dead_code)]

use proptest::prelude::*;
use tegula_core::Layout;

/// The shape and, in C order, where each element lies.
#[derive(Clone, PartialEq, Debug)]
pub struct Model {
    pub shape: Vec<usize>,
    pub offsets: Vec<isize>,
}

impl Model {
    /// Lists the elements of a layout.
    pub fn of(layout: &Layout) -> Model {
        let offsets = indices(&layout.shape)
            .map(|index| {
                let reach: isize =
                    index.iter().zip(&layout.strides[..]).map(|(&i, &stride)| i as isize * stride).sum();
                layout.offset as isize + reach
            })
            .collect();
        Model { shape: layout.shape.to_vec(), offsets }
    }

    /// The offset of one element.
    pub fn at(&self, index: &[usize]) -> isize {
        assert_eq!(index.len(), self.shape.len());
        self.offsets[index.iter().zip(&self.shape).fold(0, |flat, (&i, &n)| flat * n + i)]
    }

    /// The array of shape `shape` whose element at `index` is this array's element at `source(index)`.
    pub fn view(&self, shape: &[usize], source: impl Fn(&[usize]) -> Vec<usize>) -> Model {
        let offsets = indices(shape).map(|index| self.at(&source(&index))).collect();
        Model { shape: shape.to_vec(), offsets }
    }
}

/// Every index of a shape, in C order.
pub fn indices(shape: &[usize]) -> impl Iterator<Item = Vec<usize>> + use<> {
    let shape = shape.to_vec();
    let size: usize = shape.iter().product();
    (0..size).map(move |mut flat| {
        let mut index = vec![0; shape.len()];
        for (i, &n) in index.iter_mut().zip(&shape).rev() {
            *i = flat % n;
            flat /= n;
        }
        index
    })
}

/// Item sizes of all data types.
pub fn itemsize() -> impl Strategy<Value = usize> {
    prop::sample::select(vec![1usize, 2, 4, 8, 16])
}

/// Shapes of up to four short axes, some of them empty or of extent 1.
pub fn shape() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0usize..=4, 0..=4)
}

/// Layouts as views make them: permuted, reversed, strided, repeated, with the item size.
pub fn layout() -> impl Strategy<Value = (Layout, usize)> {
    let axis = (1usize..=4, -2isize..=2, any::<prop::sample::Index>());
    (itemsize(), prop::collection::vec(axis, 0..=4)).prop_map(|(itemsize, axes)| {
        let full: Vec<usize> = axes.iter().map(|a| a.0 * a.1.unsigned_abs().max(1)).collect();
        let mut layout = Layout::contiguous(&full, itemsize).unwrap();
        for (axis, &(n, step, _)) in axes.iter().enumerate() {
            layout = match step {
                0 => layout.slice(axis, 0, 0, n),
                1.. => layout.slice(axis, 0, step, n),
                _ => layout.slice(axis, full[axis] - 1, step, n),
            };
        }
        let mut order: Vec<usize> = (0..axes.len()).collect();
        for (i, (_, _, pick)) in axes.iter().enumerate() {
            order.swap(i, i + pick.index(axes.len() - i));
        }
        (layout.permute(&order), itemsize)
    })
}
