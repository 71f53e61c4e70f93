//! Arrays of any type and memory layout for the tests.

// Every test file uses a part of it.
#![allow(dead_code)]

use tegula_core::{DType, Kind, Layout, RawArray, Scalar};

/// A small source of pseudo-random numbers (xorshift64*).
pub struct Rng(pub u64);

impl Rng {
    pub fn bits(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub fn below(&mut self, n: usize) -> usize {
        ((self.bits() >> 33) as usize) % n
    }

    /// A number between -1 and 1.
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }

    /// An integer that every type holds, small enough that sums of products are exact.
    pub fn small(&mut self, dtype: DType) -> Scalar {
        let n = self.below(7) as i64 - 3;
        match dtype.kind() {
            Kind::Bool | Kind::Unsigned => Scalar::I64(n.abs() % 2).cast(dtype),
            Kind::Complex => {
                Scalar::C128(tegula_core::c128::new(n as f64, self.below(5) as f64 - 2.0)).cast(dtype)
            }
            _ => Scalar::I64(n).cast(dtype),
        }
    }
}

/// An array in C order with an element for every position from `value`.
pub fn filled(shape: &[usize], dtype: DType, mut value: impl FnMut() -> Scalar) -> RawArray {
    let array = RawArray::empty(shape, dtype).unwrap();
    for i in 0..array.size() {
        // SAFETY: element i of a contiguous array.
        unsafe { value().cast(dtype).write(array.ptr().add(i * dtype.itemsize())) };
    }
    array
}

/// A view of the shape given whose axes lie in memory in any order, forwards, backwards, with gaps, or repeated.
pub fn scattered(
    shape: &[usize],
    dtype: DType,
    rng: &mut Rng,
    value: impl FnMut(&mut Rng) -> Scalar,
) -> RawArray {
    let mut order: Vec<usize> = (0..shape.len()).collect();
    for i in (1..order.len()).rev() {
        order.swap(i, rng.below(i + 1));
    }
    let steps: Vec<isize> = shape.iter().map(|_| [1, 1, 1, 2, 3, -1, -2, 0][rng.below(8)]).collect();
    let extent = |axis: usize| if steps[axis] == 0 { 1 } else { shape[axis] * steps[axis].unsigned_abs() };
    let base: Vec<usize> = order.iter().map(|&axis| extent(axis)).collect();
    let mut value = value;
    let base = filled(&base, dtype, || value(rng));
    let mut inverse = vec![0; order.len()];
    order.iter().enumerate().for_each(|(i, &axis)| inverse[axis] = i);
    let mut layout = base.layout.permute(&inverse);
    for (axis, &step) in steps.iter().enumerate() {
        let len = shape[axis];
        let start = if step < 0 && len > 0 { (len - 1) * step.unsigned_abs() } else { 0 };
        layout = if step == 0 {
            let mut repeated = layout.shape.clone();
            repeated[axis] = len;
            layout.broadcast_to(&repeated).unwrap()
        } else {
            layout.slice(axis, start, step, len)
        };
    }
    base.with_layout(layout)
}

/// Every index of a shape, in C order.
pub fn indices(shape: &[usize]) -> Vec<Vec<usize>> {
    let mut all = vec![vec![]];
    for &n in shape {
        all = all.iter().flat_map(|head| (0..n).map(|i| [&head[..], &[i]].concat())).collect();
    }
    all
}

/// The element at the end of `index` after broadcasting.
pub fn element(array: &RawArray, index: &[usize]) -> Scalar {
    let skip = index.len() - array.ndim();
    let index: Vec<usize> =
        index[skip..].iter().zip(array.shape()).map(|(&i, &n)| if n == 1 { 0 } else { i }).collect();
    array.get(&index)
}

/// The sum of products of `pairs`, in `dtype`: exact for small integers, wrapping for large ones.
pub fn sum_of_products(dtype: DType, pairs: impl Iterator<Item = (Scalar, Scalar)>) -> Scalar {
    match dtype.kind() {
        Kind::Bool => {
            let mut any = false;
            pairs.for_each(|(a, b)| any |= a.is_true() && b.is_true());
            Scalar::Bool(any)
        }
        Kind::Unsigned | Kind::Signed => {
            let product = |(a, b): (Scalar, Scalar)| a.to_i64().wrapping_mul(b.to_i64());
            Scalar::I64(pairs.map(product).fold(0, i64::wrapping_add)).cast(dtype)
        }
        Kind::Float => Scalar::F64(pairs.map(|(a, b)| a.to_f64() * b.to_f64()).sum()).cast(dtype),
        Kind::Complex => Scalar::C128(pairs.map(|(a, b)| a.to_c128() * b.to_c128()).sum()).cast(dtype),
        other => unreachable!("{other:?} has no products here"),
    }
}

/// A view with one more row of bytes before it, so that nothing is aligned.
pub fn unaligned(array: &RawArray) -> RawArray {
    let bytes = RawArray::empty(&[array.size() * array.itemsize() + 1], DType::U8).unwrap();
    let layout = Layout { offset: 1, ..Layout::contiguous(array.shape(), array.itemsize()).unwrap() };
    let copy = RawArray { buffer: bytes.buffer, dtype: array.dtype, layout };
    tegula_exec::assign(&copy, array).unwrap();
    copy
}
