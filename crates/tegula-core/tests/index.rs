//! Index expressions against brute force and against Python's and NumPy's rules.

mod common;

use common::{Model, layout};
use proptest::prelude::*;
use tegula_core::index::{Item, Slice, prepare, result_shape};
use tegula_core::{DType, Layout, RawArray};

/// Python's rule, written out: negative bounds count from the end, then bounds are cut to the axis, then
/// positions are taken while they are on the near side of the stop.
fn python_positions(slice: Slice, n: usize) -> Vec<usize> {
    let n = n as i128;
    let step = slice.step.map_or(1, |s| s as i128);
    let from_front = |i: isize| if i < 0 { i as i128 + n } else { i as i128 };
    let (first, last) = if step > 0 { (0, n) } else { (-1, n - 1) };
    let start = slice.start.map_or(if step > 0 { first } else { last }, |i| from_front(i).clamp(first, last));
    let stop = slice.stop.map_or(if step > 0 { last } else { first }, |i| from_front(i).clamp(first, last));
    let mut positions = Vec::new();
    let mut at = start;
    while if step > 0 { at < stop } else { at > stop } {
        positions.push(at as usize);
        at += step;
    }
    positions
}

fn bound() -> impl Strategy<Value = Option<isize>> {
    prop_oneof![
        Just(None),
        (-7isize..=7).prop_map(Some),
        prop_oneof![Just(isize::MIN), Just(isize::MAX)].prop_map(Some)
    ]
}

fn slice() -> impl Strategy<Value = Slice> {
    let step = prop_oneof![
        Just(None),
        (-3isize..=-1).prop_map(Some),
        (1isize..=3).prop_map(Some),
        prop_oneof![Just(isize::MIN), Just(isize::MAX)].prop_map(Some)
    ];
    (bound(), bound(), step).prop_map(|(start, stop, step)| Slice { start, stop, step })
}

#[derive(Clone, Debug)]
enum Basic {
    Int(isize),
    Slice(Slice),
    Ellipsis,
    NewAxis,
}

impl Basic {
    fn item(&self) -> Item {
        match *self {
            Basic::Int(i) => Item::Int(i),
            Basic::Slice(s) => Item::Slice(s),
            Basic::Ellipsis => Item::Ellipsis,
            Basic::NewAxis => Item::NewAxis,
        }
    }
}

fn basic() -> impl Strategy<Value = Basic> {
    prop_oneof![
        3 => (-4isize..=4).prop_map(Basic::Int),
        4 => slice().prop_map(Basic::Slice),
        1 => Just(Basic::Ellipsis),
        1 => Just(Basic::NewAxis),
    ]
}

/// What the expression selects: for each result axis the positions on its source axis (`None` for a new
/// axis), and the positions of the picked axes. `None` if the expression is faulty.
fn brute_force(source: &Layout, items: &[Basic]) -> Option<Model> {
    let consumed = items.iter().filter(|i| matches!(i, Basic::Int(_) | Basic::Slice(_))).count();
    let ellipses = items.iter().filter(|i| matches!(i, Basic::Ellipsis)).count();
    if ellipses > 1 || consumed > source.ndim() {
        return None;
    }
    let mut items = items.to_vec();
    if ellipses == 0 {
        items.push(Basic::Ellipsis);
    }
    // For each source axis, the positions kept and the result axis that walks them.
    let mut axes: Vec<(Vec<usize>, Option<usize>)> = Vec::new();
    let mut shape = Vec::new();
    for item in &items {
        match item {
            Basic::NewAxis => shape.push(1),
            Basic::Int(i) => {
                let n = source.shape[axes.len()] as isize;
                let position = if *i < 0 { i + n } else { *i };
                if !(0..n).contains(&position) {
                    return None;
                }
                axes.push((vec![position as usize], None));
            }
            Basic::Slice(s) => {
                let positions = python_positions(*s, source.shape[axes.len()]);
                shape.push(positions.len());
                axes.push((positions, Some(shape.len() - 1)));
            }
            Basic::Ellipsis => {
                for _ in 0..source.ndim() - consumed {
                    let n = source.shape[axes.len()];
                    shape.push(n);
                    axes.push(((0..n).collect(), Some(shape.len() - 1)));
                }
            }
        }
    }
    Some(Model::of(source).view(&shape, |index| {
        axes.iter().map(|(positions, axis)| positions[axis.map_or(0, |a| index[a])]).collect()
    }))
}

proptest! {
    #[test]
    fn slices_resolve_as_in_python(slice in slice(), n in 0usize..=6) {
        let (start, step, len) = slice.resolve(n).unwrap();
        let positions: Vec<usize> = (0..len).map(|i| (start as isize + step * i as isize) as usize).collect();
        prop_assert_eq!(positions, python_positions(slice, n));
    }

    #[test]
    fn basic_indexing((source, _) in layout(), items in prop::collection::vec(basic(), 0..=5)) {
        let expression: Vec<Item> = items.iter().map(Basic::item).collect();
        let prepared = prepare(&source, &expression);
        match brute_force(&source, &items) {
            None => prop_assert!(prepared.is_err()),
            Some(model) => {
                let prepared = prepared.map_err(|e| TestCaseError::fail(e.to_string()))?;
                prop_assert!(prepared.fancy.is_empty());
                prop_assert_eq!(Model::of(&prepared.layout), model);
                let all_ints = items.len() == source.ndim() && items.iter().all(|i| matches!(i, Basic::Int(_)));
                prop_assert_eq!(prepared.is_element, all_ints);
            }
        }
    }

    /// With arrays in the expression: the other items give the view that they give alone, the arrays keep
    /// their source axes, and their result axes stand in place of the first one if arrays and integers are
    /// side by side, else in front.
    #[test]
    fn placement_of_array_axes(
        codes in "([isnamp]{0,2}e?[isnamp]{0,2}[amp]|[isnamp]{0,2}[amp][isnamp]{0,2}e?)[isnamp]{0,2}",
    ) {
        let extents: Vec<usize> = (2..16).collect();
        let source = Layout::contiguous(&extents, 8).unwrap();
        let is_array = |code: u8| matches!(code, b'a' | b'm' | b'p');
        let ellipsis = if codes.contains('e') { codes.clone() } else { format!("{codes}e") };
        let consumed: usize = codes.bytes().map(|c| match c { b'e' | b'n' => 0, b'm' => 2, _ => 1 }).sum();

        let positions = RawArray::zeros(&[9], DType::I64).unwrap();
        let scalar = RawArray::zeros(&[], DType::I64).unwrap();
        let (mut items, mut axis) = (Vec::new(), 0);
        let (mut axes, mut shape, mut is_index) = (Vec::new(), Vec::new(), Vec::new());
        for code in ellipsis.bytes() {
            let (item, takes) = match code {
                b'i' => (Item::Int(1), 1),
                b's' => (Item::Slice(Slice { start: Some(1), ..Slice::default() }), 1),
                b'e' => (Item::Ellipsis, source.ndim() - consumed),
                b'n' => (Item::NewAxis, 0),
                b'a' => (Item::Positions(scalar.clone()), 1),
                b'm' => (Item::Mask(RawArray::zeros(&source.shape[axis..axis + 2], DType::Bool).unwrap()), 2),
                _ => (Item::Positions(positions.clone()), 1),
            };
            let index = is_array(code) || code == b'i';
            is_index.push(index);
            match code {
                b'n' => shape.push((1, is_index.len())),
                b's' => shape.push((source.shape[axis] - 1, is_index.len())),
                b'e' => (axis..axis + takes).for_each(|a| shape.push((source.shape[a], is_index.len()))),
                _ if is_array(code) => axes.push((axis, takes)),
                _ => {}
            }
            items.push(item);
            axis += takes;
        }
        let runs = is_index.windows(2).filter(|w| !w[0] && w[1]).count() + usize::from(is_index[0]);
        let first = is_index.iter().position(|&x| x).unwrap();
        let at = if runs == 1 { shape.iter().filter(|(_, item)| *item <= first).count() } else { 0 };

        if !codes.contains('e') {
            items.pop();
        }
        let prepared = prepare(&source, &items).unwrap();
        prop_assert_eq!(&prepared.layout.shape[..], shape.iter().map(|s| s.0).collect::<Vec<_>>());
        let found: Vec<(usize, usize)> = prepared.fancy.iter().map(|f| (f.axis, f.shape.len())).collect();
        prop_assert_eq!(found, axes);
        for fancy in &prepared.fancy {
            let range = fancy.axis..fancy.axis + fancy.shape.len();
            prop_assert_eq!(&fancy.shape[..], &source.shape[range.clone()]);
            prop_assert_eq!(&fancy.strides[..], &source.strides[range]);
        }
        prop_assert_eq!(prepared.at, at);
        prop_assert!(!prepared.is_element);
        let mut expected: Vec<usize> = shape.iter().map(|s| s.0).collect();
        expected.splice(at..at, [9, 9]);
        prop_assert_eq!(&result_shape(&prepared, &[9, 9])[..], expected);
    }
}

#[test]
fn errors_are_numpys() {
    let source = Layout::contiguous(&[3, 4], 8).unwrap();
    let text = |items: &[Item]| prepare(&source, items).err().unwrap().to_string();
    let mask = |shape: &[usize]| Item::Mask(RawArray::zeros(shape, DType::Bool).unwrap());
    assert_eq!(text(&[Item::Int(3)]), "index 3 is out of bounds for axis 0 with size 3");
    assert_eq!(text(&[Item::Ellipsis, Item::Int(-5)]), "index -5 is out of bounds for axis 1 with size 4");
    assert_eq!(
        text(&[Item::Int(isize::MIN)]),
        format!("index {} is out of bounds for axis 0 with size 3", isize::MIN)
    );
    assert_eq!(
        text(&[Item::Int(0), Item::Int(0), Item::Int(0)]),
        "too many indices for array: array is 2-dimensional, but 3 were indexed"
    );
    assert_eq!(text(&[Item::Ellipsis, Item::Ellipsis]), "an index can only have a single ellipsis ('...')");
    assert_eq!(
        text(&[Item::Slice(Slice { step: Some(0), ..Slice::default() })]),
        "slice step cannot be zero"
    );
    assert_eq!(
        text(&[mask(&[3, 5])]),
        "boolean index did not match indexed array along axis 1; size of axis is 4 but size of corresponding \
         boolean axis is 5"
    );
    assert_eq!(
        text(&[Item::NewAxis, mask(&[2])]),
        "boolean index did not match indexed array along axis 0; size of axis is 3 but size of corresponding \
         boolean axis is 2"
    );
}
