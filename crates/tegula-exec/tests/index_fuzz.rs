//! Random index expressions against a model that walks element by element.
//!
//! A case is a string of bytes, from which an array of some layout and an expression are read. By default a
//! second's worth of fixed cases runs; `cargo xtask fuzz` runs others for minutes:
//! `TEGULA_FUZZ_SECONDS` says how long, and `TEGULA_FUZZ_INPUT` replays the bytes of one case, in hexadecimal.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tegula_core::index::{Item, Slice, prepare, result_shape};
use tegula_core::{DType, Layout, RawArray, Scalar};
use tegula_exec::{Order, arange, assign, cast, copy, get, picked_shape, set};

/// Reads choices from bytes; zeros after the last.
struct Choices<'a>(&'a [u8]);

impl Choices<'_> {
    fn below(&mut self, n: usize) -> usize {
        let Some((&first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        first as usize % n
    }

    /// A position on an axis of extent `n`, sometimes just or far beyond.
    fn position(&mut self, n: usize) -> isize {
        match self.below(32) {
            0 => isize::MIN,
            1 => isize::MAX,
            2 => n as isize,
            3 => -1 - n as isize,
            _ if n == 0 => 0,
            _ => self.below(2 * n) as isize - n as isize,
        }
    }

    fn part(&mut self, n: usize) -> Option<isize> {
        (self.below(3) > 0).then(|| self.position(n))
    }

    fn slice(&mut self, n: usize) -> Slice {
        let step = match self.below(12) {
            0 => Some(0),
            1 => Some(isize::MIN),
            2 => Some(isize::MAX),
            i @ 3..7 => Some(i as isize - 8),
            7 | 8 => Some(2),
            _ => None,
        };
        Slice { start: self.part(n), stop: self.part(n), step }
    }

    fn shape(&mut self) -> Vec<usize> {
        (0..self.below(5)).map(|_| [1, 2, 3, 4, 0, 2, 3, 5][self.below(8)]).collect()
    }

    /// An array of the shape whose elements are numbered, with axes in any order, turned round and spread.
    fn array(&mut self, shape: &[usize]) -> RawArray {
        let mut order: Vec<usize> = (0..shape.len()).collect();
        for i in 1..order.len() {
            order.swap(i, self.below(i + 1));
        }
        let steps: Vec<isize> = shape.iter().map(|_| [1, 1, -1, 2, -2][self.below(5)]).collect();
        let wide: Vec<usize> = order.iter().map(|&axis| shape[axis] * steps[axis].unsigned_abs()).collect();
        let base = numbered(&wide);
        let mut inverse = order.clone();
        order.iter().enumerate().for_each(|(place, &axis)| inverse[axis] = place);
        let mut layout = base.layout.permute(&inverse);
        for (axis, &step) in steps.iter().enumerate() {
            let n = layout.shape[axis];
            let start = if step < 0 && n > 0 { n - 1 } else { 0 };
            layout = layout.slice(axis, start, step, shape[axis]);
        }
        base.with_layout(layout)
    }

    fn items(&mut self, shape: &[usize]) -> Vec<Item> {
        let mut axis = 0;
        let mut items = Vec::new();
        for _ in 0..self.below(6) {
            let n = shape.get(axis).copied().unwrap_or(2);
            items.push(match self.below(10) {
                0 | 1 => Item::Int(self.position(n)),
                2..5 => Item::Slice(self.slice(n)),
                5 => Item::Ellipsis,
                6 => Item::NewAxis,
                7 => {
                    let rank = self.below(3);
                    let extents: Vec<usize> = (axis..axis + rank)
                        .map(|a| {
                            if self.below(16) == 0 {
                                self.below(4)
                            } else {
                                shape.get(a).copied().unwrap_or(1)
                            }
                        })
                        .collect();
                    axis += rank;
                    Item::Mask(self.filled(&extents, DType::Bool, 2, 0))
                }
                _ => {
                    let extents: Vec<usize> =
                        (0..self.below(3)).map(|_| [2, 1, 3, 0][self.below(4)]).collect();
                    let beyond = usize::from(self.below(16) == 0);
                    let (low, high) = (n as i64 + beyond as i64, 2 * (n + beyond));
                    Item::Positions(self.filled(&extents, DType::I64, high.max(1), low))
                }
            });
            axis +=
                usize::from(!matches!(items.last(), Some(Item::Ellipsis | Item::NewAxis | Item::Mask(_))));
        }
        items
    }

    /// A contiguous array of numbers from `-low` on, of which there are `n`.
    fn filled(&mut self, shape: &[usize], dtype: DType, n: usize, low: i64) -> RawArray {
        let array = numbered(shape);
        each_index(shape, |index| {
            let number = self.below(n) as i64 - low;
            let place = array.with_layout(index.iter().fold(array.layout.clone(), |l, &i| l.pick(0, i)));
            tegula_exec::fill(&place, Scalar::I64(number));
        });
        cast(&array, dtype, Order::C).unwrap()
    }
}

fn numbered(shape: &[usize]) -> RawArray {
    let line = arange(0, 1, tegula_core::volume(shape)).unwrap();
    line.with_layout(Layout::contiguous(shape, 8).unwrap())
}

fn each_index(shape: &[usize], mut visit: impl FnMut(&[usize])) {
    let mut index = vec![0; shape.len()];
    for mut flat in 0..tegula_core::volume(shape) {
        for (i, &n) in index.iter_mut().zip(shape).rev() {
            (*i, flat) = (flat % n, flat / n);
        }
        visit(&index);
    }
}

fn numbers(array: &RawArray) -> Vec<i64> {
    let mut found = Vec::new();
    each_index(array.shape(), |index| found.push(array.get(index).to_i64()));
    found
}

/// What the model makes of an item.
enum Part {
    /// Positions on the axis, in a new axis of the result.
    Line(usize, Vec<usize>),
    New,
    /// An array index, for an axis if it stands for one.
    Array(Option<usize>, Vec<usize>, Vec<i64>),
}

/// The shape of the result and, for each of its elements, the position in the source; `None` for an error.
fn model(shape: &[usize], items: &[Item]) -> Option<(Vec<usize>, Vec<Vec<usize>>)> {
    let taken = |item: &Item| match item {
        Item::Ellipsis | Item::NewAxis => 0,
        Item::Mask(mask) => mask.ndim(),
        _ => 1,
    };
    let used: usize = items.iter().map(taken).sum();
    let rest = shape.len().checked_sub(used)?;
    let ellipses = items.iter().filter(|item| matches!(item, Item::Ellipsis)).count();
    if ellipses > 1 {
        return None;
    }
    let any_array = items.iter().any(|item| matches!(item, Item::Mask(_) | Item::Positions(_)));
    let (mut parts, mut axis, mut runs, mut in_run) = (Vec::new(), 0, 0, false);
    let mut fixed = vec![0; shape.len()];
    let whole = |axis: usize| Part::Line(axis, (0..shape[axis]).collect());
    for item in items {
        let is_array = matches!(item, Item::Int(_) | Item::Mask(_) | Item::Positions(_));
        runs += usize::from(is_array && !in_run);
        in_run = is_array;
        match item {
            Item::Ellipsis => {
                parts.extend((axis..axis + rest).map(whole));
                axis += rest;
            }
            Item::NewAxis => parts.push(Part::New),
            Item::Slice(slice) => {
                let n = shape[axis] as i128;
                let step = slice.step.unwrap_or(1) as i128;
                let clamp = |i: isize, low: i128, high: i128| {
                    let i = i as i128;
                    (if i < 0 { i + n } else { i }).clamp(low, high)
                };
                let (low, high) = if step > 0 { (0, n) } else { (-1, n - 1) };
                let mut at = slice.start.map_or(if step > 0 { 0 } else { n - 1 }, |i| clamp(i, low, high));
                let stop = slice.stop.map_or(if step > 0 { n } else { -1 }, |i| clamp(i, low, high));
                let mut line = Vec::new();
                if step == 0 {
                    return None;
                }
                while if step > 0 { at < stop } else { at > stop } {
                    line.push(at as usize);
                    at += step;
                }
                parts.push(Part::Line(axis, line));
                axis += 1;
            }
            &Item::Int(i) => {
                let n = shape[axis] as i128;
                let at = if (i as i128) < 0 { i as i128 + n } else { i as i128 };
                if !(0..n).contains(&at) {
                    return None;
                }
                fixed[axis] = at as usize;
                if any_array {
                    parts.push(Part::Array(Some(axis), vec![], vec![at as i64]));
                }
                axis += 1;
            }
            Item::Positions(positions) => {
                parts.push(Part::Array(Some(axis), positions.shape().to_vec(), numbers(positions)));
                axis += 1;
            }
            Item::Mask(mask) => {
                for (i, &n) in mask.shape().iter().enumerate() {
                    if n > 0 && n != shape[axis + i] {
                        return None;
                    }
                }
                let mut lists = vec![Vec::new(); mask.ndim().max(1)];
                each_index(mask.shape(), |index| {
                    if mask.get(index).is_true() {
                        let index = if index.is_empty() { &[0][..] } else { index };
                        lists.iter_mut().zip(index).for_each(|(list, &i)| list.push(i as i64));
                    }
                });
                for (i, list) in lists.into_iter().enumerate() {
                    let own = (mask.ndim() > 0).then_some(axis + i);
                    parts.push(Part::Array(own, vec![list.len()], list));
                }
                axis += mask.ndim();
            }
        }
    }
    parts.extend((axis..shape.len()).take(if ellipses == 0 { rest } else { 0 }).map(whole));

    let mut common: Vec<usize> = Vec::new();
    for part in &parts {
        if let Part::Array(_, own, _) = part {
            while common.len() < own.len() {
                common.insert(0, 1);
            }
            let lead = common.len() - own.len();
            for (i, &n) in own.iter().enumerate() {
                match &mut common[lead + i] {
                    place if *place == 1 => *place = n,
                    place if n != 1 && n != *place => return None,
                    _ => {}
                }
            }
        }
    }
    let lines = parts.iter().position(|part| matches!(part, Part::Array(..)));
    // Array indices side by side keep their place; with something between them they go in front.
    let before = match lines {
        Some(first) if runs == 1 => first,
        _ => 0,
    };
    let others: Vec<&Part> = parts.iter().filter(|part| !matches!(part, Part::Array(..))).collect();
    let extent = |part: &&Part| if let Part::Line(_, line) = part { line.len() } else { 1 };
    let mut full: Vec<usize> = others.iter().map(extent).collect();
    let ranks = common.len();
    if any_array {
        full.splice(before..before, common.iter().copied());
    }
    if full.len() > tegula_core::MAX_NDIM {
        return None;
    }
    let (mut places, mut bad) = (Vec::new(), false);
    // Positions are checked wherever the arrays have elements, also if nothing lies there.
    each_index(&common, |index| {
        bad |= any_array && locate(&parts, &common, index, shape, &mut fixed.clone()).is_none()
    });
    each_index(&full, |index| {
        let mut place = fixed.clone();
        let mut index = index.to_vec();
        if any_array {
            let at: Vec<usize> = index.drain(before..before + ranks).collect();
            bad |= locate(&parts, &common, &at, shape, &mut place).is_none();
        }
        for (part, &i) in others.iter().zip(&index) {
            if let Part::Line(axis, line) = part {
                place[*axis] = line[i];
            }
        }
        places.push(place);
    });
    if bad { None } else { Some((full, places)) }
}

/// Follows the array indices at a position of their common shape.
fn locate(
    parts: &[Part],
    common: &[usize],
    at: &[usize],
    shape: &[usize],
    place: &mut [usize],
) -> Option<()> {
    for part in parts {
        let Part::Array(axis, own, values) = part else { continue };
        let lead = common.len() - own.len();
        let flat =
            own.iter().zip(&at[lead..]).fold(0, |flat, (&n, &i)| flat * n + if n == 1 { 0 } else { i });
        let Some(axis) = axis else { continue };
        let n = shape[*axis] as i64;
        let value = if values[flat] < 0 { values[flat] + n } else { values[flat] };
        if !(0..n).contains(&value) {
            return None;
        }
        place[*axis] = value as usize;
    }
    Some(())
}

fn run(bytes: &[u8]) {
    let mut choices = Choices(bytes);
    let shape = choices.shape();
    let array = choices.array(&shape);
    let items = choices.items(&shape);
    let expected = model(&shape, &items);
    let prepared = prepare(&array.layout, &items);
    let found = prepared.and_then(|prepared| {
        let picked = if prepared.fancy.is_empty() {
            let view = array.with_layout(prepared.layout.clone());
            let (low, high) = view.layout.extent(8);
            let offset = view.layout.offset as isize;
            let fits = offset + low >= 0 && offset + high <= array.buffer.len() as isize;
            assert!(view.size() == 0 || fits, "beyond the buffer: {:?} of {:?}", view.layout, array.layout);
            view
        } else {
            let picked = get(&array, &prepared, Order::K)?;
            assert_eq!(picked_shape(&prepared)?[..], *picked.shape());
            assert_eq!(result_shape(&prepared, &[])[..].len(), prepared.layout.ndim());
            picked
        };
        Ok((prepared, picked))
    });
    let (prepared, picked, places) = match (found, expected) {
        (Err(_), None) => return,
        (Ok((prepared, picked)), Some((full, places))) => {
            assert_eq!(picked.shape(), full, "shape of {shape:?}");
            (prepared, picked, places)
        }
        (found, expected) => panic!(
            "the model says {:?}, the engine {:?}",
            expected.map(|(full, _)| full),
            found.map(|(_, picked)| picked.shape().to_vec())
        ),
    };
    let read: Vec<i64> = places.iter().map(|place| array.get(place).to_i64()).collect();
    assert_eq!(numbers(&picked), read, "what is read");

    let values = numbered(picked.shape());
    let mut written = numbers(&array);
    for (i, place) in places.iter().enumerate() {
        let flat = place.iter().zip(&shape).fold(0, |flat, (&i, &n)| flat * n + i);
        written[flat] = i as i64;
    }
    let target = copy_in_place(&array);
    let outcome = if prepared.fancy.is_empty() {
        assign(&target.with_layout(prepared.layout.clone()), &values)
    } else {
        set(&target, &prepared, &values)
    };
    assert_eq!(outcome, Ok(()));
    assert_eq!(numbers(&target), written, "what is written");
}

/// The same layout over a copy of the whole buffer.
fn copy_in_place(array: &RawArray) -> RawArray {
    let bytes = array.buffer.len() / 8;
    let whole = array.with_layout(Layout::contiguous(&[bytes], 8).unwrap());
    copy(&whole, Order::C).unwrap().with_layout(array.layout.clone())
}

/// SplitMix64.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut x = *state;
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

#[test]
fn expressions_agree_with_a_model() {
    if let Ok(hex) = std::env::var("TEGULA_FUZZ_INPUT") {
        let bytes: Vec<u8> =
            (0..hex.len() / 2).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect();
        return run(&bytes);
    }
    let seconds: Option<u64> = std::env::var("TEGULA_FUZZ_SECONDS").ok().map(|s| s.parse().unwrap());
    let mut state = match seconds {
        Some(_) => SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos() as u64),
        None => 0,
    };
    let (begin, mut cases) = (Instant::now(), 0u64);
    let go_on = |cases: u64| match seconds {
        Some(seconds) => begin.elapsed() < Duration::from_secs(seconds),
        None => cases < 20_000,
    };
    while go_on(cases) {
        let length = 8 + next(&mut state) as usize % 56;
        let bytes: Vec<u8> = (0..length).map(|_| next(&mut state) as u8).collect();
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let outcome = std::panic::catch_unwind(|| run(&bytes));
        assert!(outcome.is_ok(), "replay with TEGULA_FUZZ_INPUT={hex}");
        cases += 1;
    }
    println!("{cases} index expressions in {:.0?}", begin.elapsed());
}
