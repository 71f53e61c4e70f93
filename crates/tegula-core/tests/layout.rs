//! Layout algebra against brute force.

mod common;

use common::{Model, indices, itemsize, layout, shape};
use proptest::prelude::*;
use tegula_core::{Layout, broadcast_shapes, iteration_order, normalize_axes, resolve_shape};

/// A layout with at least one axis, and one of its axes.
fn layout_and_axis() -> impl Strategy<Value = (Layout, usize)> {
    (layout(), any::<prop::sample::Index>())
        .prop_filter("needs an axis", |((l, _), _)| l.ndim() > 0)
        .prop_map(|((l, _), axis)| (l.clone(), axis.index(l.ndim())))
}

proptest! {
    #[test]
    fn fresh_layouts_are_gap_free(shape in shape(), itemsize in itemsize()) {
        let c = Layout::contiguous(&shape, itemsize).unwrap();
        let f = Layout::fortran(&shape, itemsize).unwrap();
        let in_order: Vec<isize> = (0..c.size()).map(|i| (i * itemsize) as isize).collect();
        prop_assert_eq!(Model::of(&c).offsets, &in_order[..]);
        prop_assert_eq!(Model::of(&f.transpose()).offsets, in_order);
        prop_assert!(c.is_c_contiguous(itemsize) && f.is_f_contiguous(itemsize));
    }

    #[test]
    fn contiguity_flags((layout, itemsize) in layout()) {
        let gap_free = |layout: &Layout| {
            let model = Model::of(layout);
            (0..).zip(&model.offsets).all(|(i, &at)| at == model.offsets[0] + i * itemsize as isize)
        };
        prop_assert_eq!(layout.is_c_contiguous(itemsize), gap_free(&layout));
        prop_assert_eq!(layout.is_f_contiguous(itemsize), gap_free(&layout.transpose()));
    }

    #[test]
    fn slice((layout, axis) in layout_and_axis(), start in 0usize..4, step in -3isize..=3, len in 0usize..4) {
        let n = layout.shape[axis] as isize;
        let position = |i: usize| start as isize + step * i as isize;
        let len = (0..len).take_while(|&i| (0..n).contains(&position(i))).count();
        let mut shape = layout.shape.to_vec();
        shape[axis] = len;
        let expected = Model::of(&layout).view(&shape, |index| {
            let mut source = index.to_vec();
            source[axis] = position(index[axis]) as usize;
            source
        });
        prop_assert_eq!(Model::of(&layout.slice(axis, start, step, len)), expected);
    }

    #[test]
    fn pick((layout, axis) in layout_and_axis(), position in any::<prop::sample::Index>()) {
        let position = position.index(layout.shape[axis]);
        let mut shape = layout.shape.to_vec();
        shape.remove(axis);
        let expected = Model::of(&layout).view(&shape, |index| {
            let mut source = index.to_vec();
            source.insert(axis, position);
            source
        });
        prop_assert_eq!(Model::of(&layout.pick(axis, position)), expected);
    }

    #[test]
    fn insert_axis((layout, _) in layout(), at in any::<prop::sample::Index>()) {
        let at = at.index(layout.ndim() + 1);
        let mut shape = layout.shape.to_vec();
        shape.insert(at, 1);
        let expected = Model::of(&layout).view(&shape, |index| {
            let mut source = index.to_vec();
            source.remove(at);
            source
        });
        prop_assert_eq!(Model::of(&layout.insert_axis(at)), expected);
    }

    #[test]
    fn permute_and_transpose(
        (layout, order) in layout().prop_flat_map(|(l, _)| {
            let axes: Vec<usize> = (0..l.ndim()).collect();
            (Just(l), Just(axes).prop_shuffle())
        }),
    ) {
        let model = Model::of(&layout);
        let shape: Vec<usize> = order.iter().map(|&a| layout.shape[a]).collect();
        let expected = model.view(&shape, |index| {
            let mut source = vec![0; index.len()];
            order.iter().zip(index).for_each(|(&a, &i)| source[a] = i);
            source
        });
        prop_assert_eq!(Model::of(&layout.permute(&order)), expected);
        let reversed: Vec<usize> = (0..layout.ndim()).rev().collect();
        prop_assert_eq!(layout.transpose(), layout.permute(&reversed));
    }

    #[test]
    fn broadcast_to((layout, _) in layout(), target in prop::collection::vec(0usize..=4, 0..=6)) {
        let lead = target.len().checked_sub(layout.ndim());
        let fits = lead.is_some_and(|lead| {
            layout.shape.iter().zip(&target[lead..]).all(|(&n, &m)| n == m || n == 1)
        });
        let view = layout.broadcast_to(&target);
        prop_assert_eq!(view.is_some(), fits);
        if let (Some(view), Some(lead)) = (view, lead) {
            let expected = Model::of(&layout).view(&target, |index| {
                index[lead..].iter().zip(&layout.shape[..]).map(|(&i, &n)| i.min(n - 1)).collect()
            });
            prop_assert_eq!(Model::of(&view), expected);
        }
    }

    #[test]
    fn diagonal((layout, axis1) in layout_and_axis(), shift in 1usize..4, k in -5isize..=5) {
        let layout = layout.insert_axis(0);
        let axis2 = (axis1 + 1 + shift % (layout.ndim() - 1)) % layout.ndim();
        let (down, right) = ((-k).max(0) as usize, k.max(0) as usize);
        let len = (0..).take_while(|i| i + down < layout.shape[axis1] && i + right < layout.shape[axis2]).count();
        let mut shape: Vec<usize> =
            (0..layout.ndim()).filter(|&a| a != axis1 && a != axis2).map(|a| layout.shape[a]).collect();
        shape.push(len);
        let expected = Model::of(&layout).view(&shape, |index| {
            let (&i, mut others) = index.split_last().map(|(i, rest)| (i, rest.iter())).unwrap();
            (0..layout.ndim())
                .map(|a| match a {
                    _ if a == axis1 => i + down,
                    _ if a == axis2 => i + right,
                    _ => *others.next().unwrap(),
                })
                .collect()
        });
        prop_assert_eq!(Model::of(&layout.diagonal(k, axis1, axis2)), expected);
    }

    #[test]
    fn extent_is_tight((layout, itemsize) in layout()) {
        let offsets = Model::of(&layout).offsets;
        let relative = |at: &isize| at - layout.offset as isize;
        let low = offsets.iter().map(relative).min().unwrap_or(0);
        let high = offsets.iter().map(|at| relative(at) + itemsize as isize).max().unwrap_or(0);
        prop_assert_eq!(layout.extent(itemsize), (low, high));
    }

    #[test]
    fn memory_order_sorts_by_stride((layout, _) in layout()) {
        let order = layout.memory_order();
        let mut axes = order.to_vec();
        axes.sort_unstable();
        prop_assert_eq!(axes, (0..layout.ndim()).collect::<Vec<_>>());
        let key = |a: usize| layout.strides[a].unsigned_abs();
        prop_assert!(order.windows(2).all(|w| key(w[0]) > key(w[1]) || key(w[0]) == key(w[1]) && w[0] < w[1]));
    }

    #[test]
    fn iteration_order_sorts_what_strides_tell_apart((layout, _) in layout()) {
        let order = iteration_order(&layout.shape, &[&layout.strides]);
        let key = |a: usize| if layout.shape[a] == 1 { 0 } else { layout.strides[a].unsigned_abs() };
        let told: Vec<usize> = order.iter().copied().filter(|&a| key(a) != 0).collect();
        prop_assert!(told.windows(2).all(|w| key(w[0]) > key(w[1]) || key(w[0]) == key(w[1]) && w[0] < w[1]));
    }

    #[test]
    fn shapes_broadcast_as_layouts_do(shapes in prop::collection::vec(shape(), 1..4)) {
        let refs: Vec<&[usize]> = shapes.iter().map(|s| &s[..]).collect();
        let fits = |result: &[usize]| {
            shapes.iter().all(|s| Layout::contiguous(s, 1).unwrap().broadcast_to(result).is_some())
        };
        match broadcast_shapes(&refs) {
            Ok(result) => prop_assert!(fits(&result)),
            Err(_) => prop_assert!(indices(&[5; 4]).all(|result| !fits(&result))),
        }
    }

    /// A view exists exactly when some strides reach every element in order: each axis longer than 1
    /// fixes its own stride, so one candidate has to be tried.
    #[test]
    fn reshape_is_right_and_complete(
        (layout, itemsize) in layout(),
        cuts in prop::collection::vec(1usize..=4, 0..4),
        ones in prop::collection::vec(any::<prop::sample::Index>(), 0..3),
        fortran in any::<bool>(),
    ) {
        let mut rest = layout.size();
        let mut shape = Vec::new();
        for cut in cuts {
            if rest % cut == 0 {
                shape.push(cut);
                rest /= cut;
            }
        }
        shape.push(rest);
        for at in ones {
            shape.insert(at.index(shape.len() + 1), 1);
        }
        let reading = |layout: &Layout| Model::of(&if fortran { layout.transpose() } else { layout.clone() });
        let source = reading(&layout).offsets;
        let target = if fortran { shape.iter().rev().copied().collect() } else { shape.clone() };
        let wanted = Model { shape: target.clone(), offsets: source };
        let strides: Vec<isize> = (0..target.len())
            .map(|axis| {
                let mut step = vec![0; target.len()];
                step[axis] = 1;
                if target[axis] > 1 { wanted.at(&step) - wanted.offsets[0] } else { 0 }
            })
            .collect();
        let exists = indices(&target).all(|index| {
            let reach: isize = index.iter().zip(&strides).map(|(&i, &s)| i as isize * s).sum();
            wanted.at(&index) == wanted.offsets[0] + reach
        });
        let view = layout.reshape(&shape, itemsize, fortran);
        prop_assert_eq!(view.is_some(), exists);
        if let Some(view) = view {
            prop_assert_eq!(&view.shape[..], &shape[..]);
            prop_assert_eq!(reading(&view), wanted);
        }
    }

    #[test]
    fn an_unknown_extent_is_found(shape in prop::collection::vec(1usize..6, 1..5), at in any::<prop::sample::Index>()) {
        let size: usize = shape.iter().product();
        let at = at.index(shape.len());
        let mut requested: Vec<isize> = shape.iter().map(|&n| n as isize).collect();
        requested[at] = -1;
        prop_assert_eq!(&resolve_shape(&requested, size).unwrap()[..], &shape[..]);
        prop_assert_eq!(resolve_shape(&requested, size + 1).is_ok(), (size + 1).is_multiple_of(size / shape[at]));
    }
}

#[test]
fn empty_arrays_reshape_to_any_empty_shape() {
    let empty = Layout::contiguous(&[2, 0, 3], 8).unwrap();
    let view = empty.reshape(&[0, 5], 8, false).unwrap();
    assert_eq!((&view.shape[..], &view.strides[..]), (&[0, 5][..], &[40, 8][..]));
}

#[test]
fn more_axes_than_are_inline() {
    let shape = [1, 2, 1, 2, 1, 2, 1, 2];
    let layout = Layout::contiguous(&shape, 4).unwrap();
    assert_eq!(&layout.transpose().shape[..], &[2, 1, 2, 1, 2, 1, 2, 1]);
    assert_eq!(
        Model::of(&layout.pick(1, 1).insert_axis(7)).offsets,
        (8..16).map(|i| 4 * i).collect::<Vec<_>>()
    );
}

#[test]
fn impossible_sizes_are_errors() {
    let text = |shape: &[usize]| Layout::contiguous(shape, 8).unwrap_err().to_string();
    let too_big =
        "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size.";
    assert_eq!(text(&[1 << 40, 1 << 40]), too_big);
    assert_eq!(text(&[0, 1 << 40, 1 << 40]), too_big);
    assert_eq!(text(&[1 << 60]), too_big);
    assert_eq!(text(&[1; 65]), "maximum supported dimension for an ndarray is currently 64, found 65");
}

#[test]
fn axes_count_from_both_ends_and_may_not_repeat() {
    assert_eq!(&normalize_axes(&[-1, 0], 3).unwrap()[..], &[2, 0]);
    let text = |axes: &[isize]| normalize_axes(axes, 3).unwrap_err().to_string();
    assert_eq!(text(&[1, -2]), "duplicate value in 'axis'");
    assert_eq!(text(&[3]), "axis 3 is out of bounds for array of dimension 3");
    assert_eq!(text(&[isize::MIN]), format!("axis {} is out of bounds for array of dimension 3", isize::MIN));
    assert!(normalize_axes(&[0], 0).is_err());
}
