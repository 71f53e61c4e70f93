//! From and to vectors, slices, nested arrays; and the arrays of other crates, without copies.

use tegula::prelude::*;

#[test]
fn vectors_and_slices() {
    // Small and large, for large ones keep their memory.
    for n in [0, 3, 1 << 16] {
        let numbers: Vec<f64> = (0..n).map(f64::from).collect();
        let address = numbers.as_ptr();
        let mut x = Array::from(numbers.clone());
        assert_eq!(x.as_slice().unwrap(), numbers);
        let y = Array::from(numbers.clone());
        let kept = Array::from(numbers);
        if n > 0 {
            assert_eq!(kept.as_slice().unwrap().as_ptr() == address, n == 1 << 16);
            // Memory that was taken over is written in place, and shared like any other.
            let before = x.as_slice().unwrap().as_ptr();
            x[0] = -1.0;
            assert_eq!(x.as_slice().unwrap().as_ptr(), before);
            let shared = x.clone();
            x[0] = -2.0;
            assert_eq!((shared[0], x[0], y[0]), (-1.0, -2.0, 0.0));
        }
        assert_eq!(Vec::from(y.clone()), y.to_vec());
    }
    let mut numbers = [3, 1, 2];
    let view = View::from(&numbers[..]);
    assert_eq!((view.max(All), view.slice(s![..;-1]).to_vec()), (3, vec![2, 1, 3]));
    // A view of foreign memory is copied by what outlives it.
    let owned = view.reshape((3, 1)).unwrap();
    ViewMut::from(&mut numbers[..]).slice_mut(s![1..]).fill(7);
    assert_eq!((numbers, owned), ([3, 7, 7], array![[3], [1], [2]]));
}

#[test]
fn nested() {
    assert_eq!(Array::from([1u8, 2]), array![1u8, 2]);
    assert_eq!(Array::from([[[1, 2]], [[3, 4]]]).shape(), &[2, 1, 2]);
    assert_eq!(Array::from([[[[0.5]]]]).shape(), &[1, 1, 1, 1]);
    assert_eq!(Array::<f64>::from([[0.0; 0]; 2]).shape(), &[2, 0]);
    assert_eq!(Array::from(2.5).ndim(), 0);
    let cube = vec![vec![vec![1], vec![2]], vec![vec![3], vec![4]]];
    assert_eq!(Array::try_from(cube).unwrap(), array![[[1], [2]], [[3], [4]]]);
    let text = |error: tegula::Error| error.to_string();
    assert_eq!(
        text(Array::try_from(vec![vec![1, 2], vec![3]]).unwrap_err()),
        "setting an array element with a sequence. The requested array has an inhomogeneous shape after 1 dimensions. \
         The detected shape was (2,) + inhomogeneous part."
    );
    assert_eq!(
        text(Array::try_from(vec![vec![vec![1, 2], vec![3]]; 2]).unwrap_err()),
        "setting an array element with a sequence. The requested array has an inhomogeneous shape after 2 dimensions. \
         The detected shape was (2, 2) + inhomogeneous part."
    );
}

#[cfg(feature = "ndarray")]
#[test]
fn to_and_from_ndarray() {
    use ndarray::{ArrayD, ArrayViewD, ArrayViewMutD, Ix2};

    let theirs = ndarray::Array::from_shape_fn((3, 4), |(i, j)| (10 * i + j) as i64);
    let ours = Array::from_fn((3, 4), |at| (10 * at[0] + at[1]) as i64);
    assert_eq!(View::from(theirs.view()), ours);
    let backwards = theirs.slice(ndarray::s![..;-1, 1..;2]);
    assert_eq!(View::from(backwards), ours.slice(s![..;-1, 1..;2]));
    assert_eq!(View::from(theirs.broadcast((2, 3, 4)).unwrap()).shape(), &[2, 3, 4]);
    for view in
        [ours.view(), ours.t(), ours.slice(s![..;-2, 1..]), ours.slice(s![..0]), ours.slice(s![1, ..;-1])]
    {
        let there = ArrayViewD::from(view.clone());
        assert_eq!(there.shape(), view.shape());
        assert!(there.iter().eq(view.iter()));
        assert_eq!(View::from(there), view);
    }
    let there: ndarray::ArrayView2<i64> = ArrayViewD::from(&ours).into_dimensionality::<Ix2>().unwrap();
    assert_eq!(there, theirs);
    assert_eq!(ArrayD::from(ours.clone()), theirs.clone().into_dyn());

    let mut changed = ours.clone();
    ArrayViewMutD::from(changed.slice_mut(s![..;-1, 0]))
        .iter_mut()
        .enumerate()
        .for_each(|(i, v)| *v = i as i64);
    assert_eq!(changed.slice(s![.., 0]), array![2, 1, 0]);
    let mut theirs = theirs;
    let mut view = ViewMut::from(theirs.view_mut());
    view += 1;
    let address = theirs.as_ptr();
    let mut moved = Array::from(theirs);
    moved[(0, 0)] = 5;
    assert_eq!(moved.as_slice().unwrap().as_ptr(), address);
    assert_eq!((moved[(0, 0)], moved[(2, 3)]), (5, 24));
}

#[cfg(feature = "nalgebra")]
#[test]
fn to_and_from_nalgebra() {
    use nalgebra::{DMatrix, DMatrixView, DMatrixViewMut, Dyn};

    let ours = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
    let theirs = DMatrix::from_row_slice(2, 3, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert_eq!(View::from(&theirs), ours);
    assert_eq!(View::from(theirs.view((0, 1), (2, 2))), ours.slice(s![.., 1..]));
    let there: DMatrixView<f64, Dyn, Dyn> = ours.t().try_into().unwrap();
    assert_eq!(there, theirs.transpose());
    assert!(DMatrixView::<f64, Dyn, Dyn>::try_from(ours.slice(s![..;-1])).is_err());
    assert!(DMatrixView::<f64, Dyn, Dyn>::try_from(ours.slice(s![0])).is_err());
    let mut changed = ours.clone();
    let mut there: DMatrixViewMut<f64, Dyn, Dyn> = changed.view_mut().try_into().unwrap();
    there[(1, 2)] = 0.0;
    assert_eq!(changed[(1, 2)], 0.0);
    assert_eq!(Array::from(theirs.column(0).clone_owned().as_slice()), array![1.0, 4.0]);
    assert_eq!(Array::from(theirs), ours);
    assert_eq!(Array::from(nalgebra::DVector::from_vec(vec![1, 2])), array![1, 2]);
}

#[cfg(feature = "faer")]
#[test]
fn to_and_from_faer() {
    use faer::{Mat, MatMut, MatRef};

    let ours = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
    let theirs = Mat::from_fn(2, 3, |i, j| (3 * i + j + 1) as f64);
    assert_eq!(View::from(theirs.as_ref()), ours);
    assert_eq!(View::from(theirs.as_ref().reverse_rows().transpose()), ours.slice(s![..;-1]).t());
    let there: MatRef<f64> = ours.slice(s![..;-1]).try_into().unwrap();
    assert_eq!(there, theirs.as_ref().reverse_rows());
    assert!(MatRef::<f64>::try_from(ours.slice(s![0])).is_err());
    let mut changed = ours.clone();
    let mut there: MatMut<f64> = changed.view_mut().try_into().unwrap();
    there[(1, 2)] = 0.0;
    assert_eq!(changed[(1, 2)], 0.0);
    let mut other = theirs.clone();
    let mut view = ViewMut::from(other.as_mut());
    view *= 2.0;
    assert_eq!(other[(1, 2)], 12.0);
    let mut moved = Array::from(theirs);
    assert_eq!(moved, ours);
    moved += 1.0;
    assert_eq!(moved, ours + 1.0);
}
