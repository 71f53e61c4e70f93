//! The array snippets of "NumPy for Machine Learning", section by section, as they are written in Rust.

use tegula as np;
use tegula::prelude::*;
use tegula::{Indexing, Pad};

/// Why NumPy for ML
#[test]
fn why_numpy() {
    let result = arange(1_000_000).power(2);
    assert_eq!(result[-1], 999_999i64.pow(2));
}

mod array_creation {
    use super::*;

    #[test]
    fn basic_creation() {
        let arr = array![1, 2, 3, 4, 5];
        let matrix = array![[1, 2, 3], [4, 5, 6]];
        assert_eq!((arr.shape(), matrix.shape()), (&[5][..], &[2, 3][..]));

        let arr_int8 = array![1i8, 2, 3];
        let arr_float32 = array![1f32, 2.0, 3.0];
        let arr_float64 = array![1.0, 2.0, 3.0];
        assert_eq!((arr_int8.itemsize(), arr_float32.itemsize(), arr_float64.itemsize()), (1, 4, 8));
    }

    #[test]
    fn initialization() {
        let existing_array = array![[1.0, 2.0], [3.0, 4.0]];
        assert_eq!(zeros::<f64>((3, 4)).sum(All), 0.0);
        assert_eq!(zeros_like(&existing_array), array![[0.0, 0.0], [0.0, 0.0]]);
        assert_eq!(ones::<f64>((3, 4)).sum(All), 12.0);
        assert_eq!(ones_like(&existing_array).sum(All), 4.0);
        assert_eq!(np::empty::<f64>((3, 4)).shape(), &[3, 4]);
        assert_eq!(full((3, 4), 0.01)[(2, 3)], 0.01);

        let identity = eye::<f64>(5);
        let identity_offset = np::eye_k::<f64>(5, 5, 1);
        assert_eq!(
            (identity.diagonal(0).unwrap().sum(All), identity_offset.diagonal(1).unwrap().sum(All)),
            (5.0, 4.0)
        );

        assert_eq!(arange_step(0, 10, 2), array![0, 2, 4, 6, 8]);
        assert_eq!(linspace(0.0, 1.0, 5), array![0.0, 0.25, 0.5, 0.75, 1.0]);
        let logarithmic = np::logspace(0.0, 2.0, 5, 10.0);
        assert_eq!((logarithmic[0], logarithmic[2], logarithmic[4]), (1.0, 10.0, 100.0));

        let (x, y) = (linspace(-5.0, 5.0, 100), linspace(-5.0, 5.0, 100));
        let [xx, yy] = np::meshgrid([&x, &y], Indexing::Xy).unwrap();
        assert_eq!((xx.shape(), xx[(3, 7)], yy[(3, 7)]), (&[100, 100][..], x[7], y[3]));
    }

    #[test]
    fn random_initialization() {
        let mut rng = default_rng(42);
        let uniform = rng.random((3, 4));
        let normal = rng.normal(0.0, 1.0, (3, 4));
        let (n_in, n_out) = (784, 256);
        let xavier = rng.normal(0.0, (2.0 / (n_in + n_out) as f64).sqrt(), (n_in, n_out));
        let he = rng.normal(0.0, (2.0 / n_in as f64).sqrt(), (n_in, n_out));
        let randint = rng.integers(0, 10, (3, 4));
        assert!(uniform.ge(0.0).all(All) && randint.lt(10).all(All));
        assert_eq!((normal.shape(), he.shape()), (randint.shape(), xavier.shape()));
    }
}

mod indexing_and_slicing {
    use super::*;

    #[test]
    fn basic_indexing() {
        let arr = arange(10);
        assert_eq!((arr[0], arr[-1]), (0, 9));
        assert_eq!(arr.slice(s![2..5]), array![2, 3, 4]);
        assert_eq!(arr.slice(s![..;2]), array![0, 2, 4, 6, 8]);
        assert_eq!(arr.slice(s![..;-1]), array![9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
        assert_eq!(arr.slice(s![5..]), array![5, 6, 7, 8, 9]);
        assert_eq!(arr.slice(s![..5]), array![0, 1, 2, 3, 4]);
    }

    #[test]
    fn multidimensional_indexing() {
        let matrix = array![[1, 2, 3], [4, 5, 6], [7, 8, 9]];
        assert_eq!((matrix[(0, 0)], matrix[(1, 2)]), (1, 6));
        assert_eq!(matrix.slice(s![0, ..]), array![1, 2, 3]);
        assert_eq!(matrix.slice(s![.., 0]), array![1, 4, 7]);
        assert_eq!(matrix.slice(s![..2, ..2]), array![[1, 2], [4, 5]]);
        assert_eq!(matrix.slice(s![..;2, ..;2]), array![[1, 3], [7, 9]]);
    }

    #[test]
    fn boolean_indexing() {
        let mut arr = array![1, -2, 3, -4, 5, -6];
        assert_eq!(arr.at(arr.gt(0)), array![1, 3, 5]);
        assert_eq!(arr.at((&arr % 2).eq_(0)), array![-2, -4, -6]);
        assert_eq!(arr.at(arr.gt(0) & arr.lt(4)), array![1, 3]);
        assert_eq!(arr.at(arr.lt(0) | arr.gt(4)), array![-2, -4, 5, -6]);

        let data = default_rng(0).standard_normal(1000);
        let (mean, std) = (data.mean(All), data.std(All));
        let filtered = data.at((&data - mean).abs().lt(2.0 * std));
        assert!(filtered.len() < 1000 && (filtered - mean).abs().max(All) < 2.0 * std);

        arr.set(arr.lt(0), 0);
        assert_eq!(arr, array![1, 0, 3, 0, 5, 0]);
    }

    #[test]
    fn fancy_indexing() {
        let arr = array![10, 20, 30, 40, 50];
        assert_eq!(arr.at(array![0, 2, 4]), array![10, 30, 50]);
        let matrix = arange(12).reshape((3, 4)).unwrap();
        let (rows, cols) = (array![0, 2, 2], array![1, 3, 0]);
        assert_eq!(matrix.at((rows, cols)), array![1, 11, 8]);

        let mut rng = default_rng(0);
        let batch = rng.standard_normal((32, 10));
        let labels = rng.integers(0, 10, 32);
        let selected_logits = batch.at((arange(32), &labels));
        assert_eq!(selected_logits[5], batch[(5, labels[5])]);
    }

    #[test]
    fn advanced_slicing() {
        let tensor = default_rng(0).standard_normal((2, 3, 4, 5));
        assert_eq!(tensor.slice(s![0, Ellipsis]), tensor.slice(s![0]));
        assert_eq!(tensor.slice(s![Ellipsis, 0]).shape(), &[2, 3, 4]);
        let arr = array![1, 2, 3];
        assert_eq!(arr.slice(s![.., NewAxis]).shape(), &[3, 1]);
        assert_eq!(arr.slice(s![NewAxis, ..]).shape(), &[1, 3]);
    }
}

mod broadcasting {
    use super::*;

    #[test]
    fn common_patterns() {
        assert_eq!(array![1, 2, 3, 4] * 2, array![2, 4, 6, 8]);
        let matrix = array![[1, 2, 3], [4, 5, 6]];
        let row_vector = array![10, 20, 30];
        assert_eq!(matrix + &row_vector, array![[11, 22, 33], [14, 25, 36]]);

        let data = default_rng(0).standard_normal((100, 5));
        let normalized = (&data - data.mean(Axis(0))) / data.std(Axis(0));
        assert!(normalized.mean(Axis(0)).abs().max(All) < 1e-12);

        let col_vector = array![[1], [2], [3]];
        assert_eq!(col_vector + row_vector, array![[11, 21, 31], [12, 22, 32], [13, 23, 33]]);
    }

    #[test]
    fn practical_examples() {
        let mut rng = default_rng(0);
        let batch = rng.standard_normal((8, 6, 6, 3));
        let mean = batch.mean(Axes([0, 1, 2]).keepdims());
        let std = batch.std(Axes([0, 1, 2]).keepdims());
        assert_eq!(mean.shape(), &[1, 1, 1, 3]);
        let normalized_batch = (&batch - mean) / (std + 1e-8);
        assert!((normalized_batch.std(Axes([0, 1, 2])) - 1.0).abs().max(All) < 1e-6);

        let x = rng.standard_normal((20, 5));
        let distances = (x.slice(s![.., NewAxis, ..]) - x.slice(s![NewAxis, .., ..])).power(2).sum(Axis(2));
        assert_eq!(distances.shape(), &[20, 20]);
        assert_eq!(distances.diagonal(0).unwrap().max(All), 0.0);

        let (q, k) = (rng.standard_normal((10, 64)), rng.standard_normal((20, 64)));
        assert_eq!(matmul(&q, &k.t()).unwrap().shape(), &[10, 20]);
    }

    #[test]
    #[should_panic = "operands could not be broadcast together with shapes (3,2) (4,1)"]
    fn pitfalls() {
        let _ = ones::<f64>((3, 2)) + ones::<f64>((4, 1));
    }
}

mod vectorization {
    use super::*;

    #[test]
    fn basic_patterns() {
        let (a, b) = (array![1i64, 2, 3, 4], array![10, 20, 30, 40]);
        assert_eq!(&a + &b, array![11, 22, 33, 44]);
        assert_eq!(&a * &b, array![10, 40, 90, 160]);
        assert_eq!(a.power(&b).slice(s![..2]), array![1, 1_048_576]);
        assert!((a.sin()[0] - 1f64.sin()).abs() < 1e-15 && (a.exp()[0] - 1f64.exp()).abs() < 1e-15);
        assert_eq!(a.gt(2), array![false, false, true, true]);
        assert_eq!(a.maximum(2), array![2, 2, 3, 4]);
    }

    #[test]
    fn replacing_loops() {
        let x = linspace(-3.0, 3.0, 7);
        let sigmoid_loop = x.map(|v| 1.0 / (1.0 + (-v).exp()));
        let sigmoid_vectorized: Array<f64> = 1.0 / (1.0 + (-&x).exp());
        assert!(np::allclose(&sigmoid_loop, &sigmoid_vectorized, 1e-12, 0.0).unwrap());

        let window = 3;
        let moving_average = x.sliding_window_view(window).unwrap().mean(Axis(-1));
        assert!(np::allclose(&moving_average, &x.slice(s![1..-1]).to_array(), 1e-12, 1e-12).unwrap());
    }

    #[test]
    fn conditions() {
        let x = arange_step(-5, 6, 1);
        assert_eq!(where_(&x.gt(0), &x, 0), x.maximum(0));
        let conditions = [&x.lt(-2), &(x.ge(-2) & x.le(2)), &x.gt(2)];
        let choices = [&array![-1], &array![0], &array![1]];
        let result = np::select(conditions, choices, &array![0]).unwrap();
        assert_eq!(result, array![-1, -1, -1, 0, 0, 0, 0, 0, 1, 1, 1]);
    }
}

mod reshaping {
    use super::*;

    #[test]
    fn basic_reshaping() {
        let arr = arange(12);
        assert_eq!(arr.reshape((3, 4)).unwrap().slice(s![2]), array![8, 9, 10, 11]);
        assert_eq!(arr.reshape((2, 2, 3)).unwrap().shape(), &[2, 2, 3]);
        assert_eq!(arr.reshape((3, -1)).unwrap().shape(), &[3, 4]);
        assert_eq!(arr.reshape(-1).unwrap(), arr);
        // Columns first: `order='F'`.
        let fortran = arr.reshape((4, 3)).unwrap();
        assert_eq!(fortran.t().slice(s![0]), array![0, 3, 6, 9]);
    }

    #[test]
    fn flatten_and_ravel() {
        let mut matrix = array![[1, 2], [3, 4]];
        let mut flat1 = matrix.flatten();
        flat1[0] = 999;
        assert_eq!(matrix[(0, 0)], 1);
        // What NumPy does by writing through `ravel()`.
        matrix.reshape_mut(-1).unwrap()[0] = 999;
        assert_eq!(matrix[(0, 0)], 999);
    }

    #[test]
    fn axes() {
        let tensor = default_rng(0).standard_normal((2, 3, 4));
        assert_eq!(tensor.permute(&[2, 0, 1]).unwrap().shape(), &[4, 2, 3]);
        assert_eq!(tensor.t().shape(), &[4, 3, 2]);
        assert_eq!(tensor.swapaxes(0, 2).unwrap().shape(), &[4, 3, 2]);
        assert_eq!(tensor.moveaxis(0, -1).unwrap().shape(), &[3, 4, 2]);

        let arr = array![1, 2, 3];
        assert_eq!(arr.slice(s![.., NewAxis, NewAxis]).shape(), &[3, 1, 1]);
        let arr_col = arr.expand_dims(1).unwrap();
        assert_eq!(arr.expand_dims([1, 2]).unwrap().shape(), &[3, 1, 1]);
        assert_eq!(arr_col.squeeze(None).unwrap(), arr);
        assert_eq!(arr_col.broadcast_to((3, 5)).unwrap().slice(s![2]), full(5, 3));
    }

    #[test]
    fn stacking_and_splitting() {
        let (a, b) = (array![1, 2, 3], array![4, 5, 6]);
        assert_eq!(np::vstack([&a, &b]).unwrap(), array![[1, 2, 3], [4, 5, 6]]);
        assert_eq!(np::hstack([&a, &b]).unwrap(), array![1, 2, 3, 4, 5, 6]);
        assert_eq!(stack([&a, &b], Axis(0)).unwrap().shape(), &[2, 3]);
        assert_eq!(stack([&a, &b], Axis(1)).unwrap().shape(), &[3, 2]);
        assert_eq!(concatenate([&a, &b], Axis(0)).unwrap().len(), 6);

        let arr = arange(9);
        assert_eq!(arr.split(3, Axis(0)).unwrap()[2], array![6, 7, 8]);
        let lengths: Vec<usize> =
            arr.array_split(4, Axis(0)).unwrap().iter().map(|part| part.len()).collect();
        assert_eq!(lengths, [3, 2, 2, 2]);
        let matrix = default_rng(0).standard_normal((6, 4));
        assert_eq!(matrix.vsplit(3).unwrap()[0].shape(), &[2, 4]);
        assert_eq!(matrix.hsplit(2).unwrap()[0].shape(), &[6, 2]);
    }

    #[test]
    fn practical_examples() {
        let batch_images = zeros::<f32>((32, 28, 28, 1));
        assert_eq!(batch_images.reshape((32, -1)).unwrap().shape(), &[32, 784]);
        let nhwc = zeros::<f32>((10, 8, 8, 3));
        assert_eq!(nhwc.permute(&[0, 3, 1, 2]).unwrap().shape(), &[10, 3, 8, 8]);
        let time_series = zeros::<f32>((1000, 10));
        assert_eq!(time_series.reshape((-1, 50, 10)).unwrap().shape(), &[20, 50, 10]);
        let pattern = array![1, 2, 3];
        assert_eq!(pattern.tile(&[5]).unwrap().len(), 15);
        assert_eq!(pattern.tile(&[3, 1]).unwrap().shape(), &[3, 3]);
    }
}

mod advanced_patterns {
    use super::*;

    #[test]
    fn views_and_copies() {
        let mut arr = arange(10);
        let copy = arr.slice(s![..;2]).to_array();
        let mut view = arr.slice_mut(s![..;2]);
        view[0] = 999;
        assert_eq!((arr[0], copy[0]), (999, 0));

        assert!(np::shares_memory(&arr.slice(s![..;2]), &arr));
        assert!(!np::shares_memory(&copy, &arr));
        assert!(np::shares_memory(&arr.reshape((2, 5)).unwrap(), &arr));
        assert!(np::shares_memory(&arr.t(), &arr));
        assert!(!np::shares_memory(&arr.flatten(), &arr));
        assert!(!np::shares_memory(&(&arr + 1), &arr));
        assert!(!np::shares_memory(&arr.at(array![0, 2, 4]), &arr));

        let mut arr = default_rng(0).standard_normal(1000);
        let expected = (&arr + 1) * 2;
        arr += 1;
        arr *= 2;
        assert_eq!(arr, expected);
    }

    #[test]
    fn advanced_indexing() {
        let data = default_rng(0).standard_normal((10, 5));
        assert_eq!(data.at(data.gt(0)).ndim(), 1);
        assert_eq!(where_(&data.gt(0), &data, 0), data.maximum(0));
        let result = where_(&data.gt(0.5), &data * 2, &data / 2);
        assert_eq!(result.shape(), data.shape());
        let conditions = [&data.lt(-1), &(data.ge(-1) & data.lt(0)), &(data.ge(0) & data.lt(1)), &data.ge(1)];
        let choices = [&array![-1], &array![0], &array![0], &array![1]];
        let result = np::select(conditions, choices, &array![0]).unwrap();
        assert_eq!(result, data.trunc().clip(-1, 1).astype::<i64>());

        let indices = array![0, 1, 2, 1, 0];
        let choices = array![[1, 2, 3, 4, 5], [10, 20, 30, 40, 50], [100, 200, 300, 400, 500]];
        let rows: Vec<_> = choices.outer_iter().collect();
        assert_eq!(np::choose(&indices, &rows, np::Bounds::Raise).unwrap(), array![1, 20, 300, 40, 5]);

        let [x, y] = np::meshgrid([&array![1, 2, 3], &array![10, 20]], Indexing::Ij).unwrap();
        assert_eq!((x, y), (array![[1, 1], [2, 2], [3, 3]], array![[10, 20], [10, 20], [10, 20]]));
    }
}

mod performance {
    use super::*;

    #[test]
    fn memory_layout() {
        let arr_c = array![[1, 2], [3, 4]];
        let arr_f = arr_c.asfortranarray();
        assert!(arr_c.is_c_contiguous() && arr_f.is_f_contiguous());
        assert_eq!(arr_c, arr_f);
        assert_eq!(arr_c.sum(Axis(1)), arr_f.sum(Axis(1)));
    }

    #[test]
    fn batches_without_copies() {
        let data = arange(100).reshape((50, 2)).unwrap();
        let batches: Vec<_> = data.axis_chunks(16, Axis(0)).collect();
        assert_eq!(batches.len(), 4);
        assert!(batches.iter().all(|batch| np::shares_memory(batch, &data)));
        let lengths: Vec<usize> = batches.iter().map(|batch| batch.len()).collect();
        assert_eq!(lengths, [16, 16, 16, 2]);
    }

    #[test]
    fn loops_are_compiled() {
        let x = default_rng(0).standard_normal((20, 3));
        let distances = np::fromfunction([20, 20], |[i, j]| {
            (0..3).map(|k| (x[[i, k]] - x[[j, k]]).powi(2)).sum::<f64>().sqrt()
        });
        let broadcast = (x.slice(s![.., NewAxis]) - x.slice(s![NewAxis])).power(2).sum(Axis(2)).sqrt();
        assert!(np::allclose(&distances, &broadcast, 1e-12, 0.0).unwrap());
    }
}

mod common_patterns {
    use super::*;

    #[test]
    fn one_hot() {
        let labels = array![0, 2, 1, 0, 3];
        let one_hot = eye::<f64>(4).at(&labels);
        let mut manual = zeros::<f64>((labels.len(), 4));
        manual.set((arange(5), &labels), 1.0);
        assert_eq!(one_hot, manual);
        assert_eq!(one_hot.argmax(Axis(1)), labels);
    }

    #[test]
    fn train_test_split_and_batches() {
        let mut rng = default_rng(42);
        let x = arange(40).reshape((20, 2)).unwrap();
        let indices = rng.permutation(x.len());
        let (train, test) = indices.split_at(16, Axis(0));
        let (x_train, x_test) = (x.at(&train), x.at(&test));
        assert_eq!((x_train.len(), x_test.len()), (16, 4));
        assert_eq!(x_train.sum(All) + x_test.sum(All), x.sum(All));
    }

    #[test]
    fn convolution_and_pooling() {
        let image = arange(25).reshape((5, 5)).unwrap().astype::<f64>();
        let kernel = array![[0.0, 1.0, 0.0], [1.0, -4.0, 1.0], [0.0, 1.0, 0.0]];
        let padded = image.pad(1, Pad::Constant(0.0)).unwrap();
        let windows = padded.sliding_window_view((3, 3)).unwrap();
        let convolved = (windows * &kernel).sum(Axes([2, 3]));
        assert_eq!(convolved.shape(), image.shape());
        assert_eq!(convolved.slice(s![1..-1, 1..-1]), zeros::<f64>((3, 3)));

        let pooled = image.slice(s![..4, ..4]).reshape((2, 2, 2, 2)).unwrap().max(Axes([1, 3]));
        assert_eq!(pooled, array![[6.0, 8.0], [16.0, 18.0]]);
    }

    #[test]
    fn augmentation() {
        let image = arange(6).reshape((2, 3)).unwrap();
        assert_eq!(image.flip(1).unwrap().slice(s![0]), array![2, 1, 0]);
        assert_eq!(image.rot90(1, (0, 1)).unwrap(), array![[2, 5], [1, 4], [0, 3]]);
        assert_eq!(image.slice(s![.., 1..3]), array![[1, 2], [4, 5]]);
    }
}
