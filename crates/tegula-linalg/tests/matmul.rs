//! Products against sums written out, for every type and layout.

mod common;

use common::{Rng, element, filled, indices, scattered, sum_of_products, unaligned};
use proptest::prelude::*;
use tegula_core::{Casting, DType, RawArray, Scalar, promote};
use tegula_linalg::{dot, dot_into, inner, matmul, matmul_into, outer, vdot};

/// `matmul` by its definition; the shapes must fit.
fn expected(a: &RawArray, b: &RawArray, index: &[usize], dtype: DType) -> Scalar {
    let (rows, columns) = ((a.ndim() > 1) as usize, (b.ndim() > 1) as usize);
    let k = a.shape()[a.ndim() - 1];
    let (batch, core) = index.split_at(index.len() - rows - columns);
    let operand = |array: &RawArray, core: &[usize]| {
        let keep = array.ndim() - core.len();
        element(array, &[&batch[batch.len() - keep..], core].concat())
    };
    let pair = |p: usize| {
        let left = [&core[..rows], &[p]].concat();
        let right = [&[p], &core[rows..]].concat();
        (operand(a, &left), operand(b, &right))
    };
    sum_of_products(dtype, (0..k).map(pair))
}

fn check(a: &RawArray, b: &RawArray) -> Result<(), TestCaseError> {
    let c = matmul(a, b).unwrap();
    let dtype = promote(a.dtype, b.dtype);
    prop_assert_eq!(c.dtype, dtype);
    prop_assert!(c.is_c_contiguous());
    for index in indices(c.shape()) {
        let wanted = expected(a, b, &index, dtype);
        prop_assert_eq!(
            c.get(&index),
            wanted,
            "{} {:?}{:?} @ {} {:?}{:?} at {:?}",
            a.dtype,
            a.shape(),
            a.strides(),
            b.dtype,
            b.shape(),
            b.strides(),
            index
        );
    }
    Ok(())
}

fn dtype() -> impl Strategy<Value = DType> {
    proptest::sample::select(DType::ALL.to_vec())
}

/// The sizes at which loops change: below, at and above a vector, a tile, a panel.
fn size() -> impl Strategy<Value = usize> {
    prop_oneof![4 => 0..6usize, 3 => 6..20usize, 1 => 20..70usize]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn products_of_matrices(
        (m, n, k) in (size(), size(), size()),
        (x, y) in (dtype(), dtype()),
        mixed in proptest::bool::weighted(0.2),
        seed in 1..u64::MAX,
    ) {
        let rng = &mut Rng(seed);
        let y = if mixed { y } else { x };
        let a = scattered(&[m, k], x, rng, |rng| rng.small(x));
        let b = scattered(&[k, n], y, rng, |rng| rng.small(y));
        check(&a, &b)?;
    }

    #[test]
    fn products_of_batches(
        batch in proptest::collection::vec(0..4usize, 0..4),
        (m, n, k) in (1..5usize, 1..5usize, 0..6usize),
        (rows, columns) in (any::<bool>(), any::<bool>()),
        x in dtype(),
        seed in 1..u64::MAX,
    ) {
        let rng = &mut Rng(seed);
        // Each operand lacks some leading axes and has extent 1 in some others.
        let mut shape = |core: Vec<usize>, alone: bool| {
            let lead: Vec<usize> = if alone {
                vec![]
            } else {
                let all: Vec<usize> = batch.iter().map(|&n| if rng.below(4) == 0 { 1 } else { n }).collect();
                all[rng.below(batch.len() + 1)..].to_vec()
            };
            [lead, core].concat()
        };
        let a = shape(if rows { vec![m, k] } else { vec![k] }, !rows);
        let b = shape(if columns { vec![k, n] } else { vec![k] }, !columns);
        let a = scattered(&a, x, rng, |rng| rng.small(x));
        let b = scattered(&b, x, rng, |rng| rng.small(x));
        check(&a, &b)?;
    }

    #[test]
    fn integers_wrap(
        (m, n, k) in (size(), size(), prop_oneof![size(), 250..520usize]),
        x in proptest::sample::select(vec![DType::I8, DType::U8, DType::I16, DType::U16, DType::I32, DType::U32, DType::I64, DType::U64]),
        narrow in any::<bool>(),
        seed in 1..u64::MAX,
    ) {
        let rng = &mut Rng(seed);
        let value = |rng: &mut Rng| {
            let bits = rng.bits() as i64;
            Scalar::I64(if narrow { bits as i32 as i64 } else { bits })
        };
        let a = scattered(&[m, k], x, rng, value);
        let b = scattered(&[k, n], x, rng, value);
        check(&a, &b)?;
    }

    #[test]
    fn dot_sums_over_last_and_second_to_last(
        a in proptest::collection::vec(0..4usize, 0..4),
        b in proptest::collection::vec(0..4usize, 0..4),
        x in dtype(),
        seed in 1..u64::MAX,
    ) {
        let rng = &mut Rng(seed);
        let (a, mut b) = (a, b);
        let axis = b.len().saturating_sub(2);
        if let (Some(&k), Some(axis)) = (a.last(), b.get_mut(axis)) {
            *axis = k;
        }
        let a = scattered(&a, x, rng, |rng| rng.small(x));
        let b = scattered(&b, x, rng, |rng| rng.small(x));
        let c = dot(&a, &b).unwrap();
        if a.ndim() == 0 || b.ndim() == 0 {
            prop_assert_eq!(c.shape(), &[a.shape(), b.shape()].concat()[..]);
            for index in indices(c.shape()) {
                let pair = (a.get(&index[..a.ndim()]), b.get(&index[a.ndim()..]));
                prop_assert_eq!(c.get(&index), sum_of_products(x, [pair].into_iter()));
            }
        } else {
            for index in indices(c.shape()) {
                let (left, right) = index.split_at(a.ndim() - 1);
                let k = a.shape()[a.ndim() - 1];
                let pair = |p: usize| {
                    let mut right = right.to_vec();
                    right.insert(axis, p);
                    (a.get(&[left, &[p]].concat()), b.get(&right))
                };
                prop_assert_eq!(c.get(&index), sum_of_products(x, (0..k).map(pair)));
            }
        }
        let into = RawArray::empty(c.shape(), x).unwrap();
        dot_into(&a, &b, &into).unwrap();
        for index in indices(c.shape()) {
            prop_assert_eq!(c.get(&index), into.get(&index));
        }
    }

    #[test]
    fn flattened_products(
        shape in proptest::collection::vec(0..5usize, 0..3),
        x in dtype(),
        seed in 1..u64::MAX,
    ) {
        let rng = &mut Rng(seed);
        let a = scattered(&shape, x, rng, |rng| rng.small(x));
        let b = scattered(&shape, x, rng, |rng| rng.small(x));
        let all = indices(&shape);
        let c = outer(&a, &b).unwrap();
        prop_assert_eq!(c.shape(), &[all.len(), all.len()]);
        for (i, left) in all.iter().enumerate() {
            for (j, right) in all.iter().enumerate() {
                let pair = (a.get(left), b.get(right));
                prop_assert_eq!(c.get(&[i, j]), sum_of_products(x, [pair].into_iter()));
            }
        }
        let pairs = all.iter().map(|i| (Scalar::C128(a.get(i).to_c128().conj()), b.get(i)));
        let wanted = if x.is_complex() {
            sum_of_products(x, pairs)
        } else {
            sum_of_products(x, all.iter().map(|i| (a.get(i), b.get(i))))
        };
        prop_assert_eq!(vdot(&a, &b).unwrap().get(&[]), wanted);
    }
}

#[test]
fn inner_sums_over_the_last_axes() {
    let rng = &mut Rng(5);
    let a = filled(&[2, 3, 4], DType::F64, || rng.small(DType::F64));
    let b = filled(&[5, 4], DType::F64, || rng.small(DType::F64));
    let c = inner(&a, &b).unwrap();
    assert_eq!(c.shape(), &[2, 3, 5]);
    for i in indices(c.shape()) {
        let pairs = (0..4).map(|p| (a.get(&[i[0], i[1], p]), b.get(&[i[2], p])));
        assert_eq!(c.get(&i), sum_of_products(DType::F64, pairs));
    }
}

#[test]
fn larger_shapes_take_the_other_kernels() {
    let rng = &mut Rng(11);
    for dtype in [DType::F32, DType::F64, DType::C64, DType::C128, DType::F16] {
        for (m, n, k) in
            [(129, 65, 67), (1100, 1, 33), (1, 1100, 33), (33, 1, 1500), (1, 1, 40_000), (3, 200, 70)]
        {
            let a = scattered(&[m, k], dtype, rng, |rng| rng.small(dtype));
            let b = scattered(&[k, n], dtype, rng, |rng| rng.small(dtype));
            let c = matmul(&a, &b).unwrap();
            for _ in 0..200 {
                let index = [rng.below(m), rng.below(n)];
                assert_eq!(c.get(&index), expected(&a, &b, &index, dtype), "{dtype} {m} {n} {k}");
            }
        }
    }
}

#[test]
fn booleans_are_packed_in_blocks() {
    let rng = &mut Rng(13);
    let value = |rng: &mut Rng| Scalar::Bool(rng.below(20) == 0);
    for (m, n, k) in [(3, 30_000, 300), (2000, 1, 70), (70, 300, 130)] {
        let a = scattered(&[m, k], DType::Bool, rng, value);
        let b = scattered(&[k, n], DType::Bool, rng, value);
        let c = matmul(&a, &b).unwrap();
        for _ in 0..2000 {
            let index = [rng.below(m), rng.below(n)];
            assert_eq!(c.get(&index), expected(&a, &b, &index, DType::Bool), "{m} {n} {k}");
        }
    }
}

#[test]
fn unaligned_operands_are_copied() {
    let rng = &mut Rng(3);
    let a = filled(&[5, 6], DType::F64, || rng.small(DType::F64));
    let b = filled(&[6, 4], DType::F64, || rng.small(DType::F64));
    check(&unaligned(&a), &unaligned(&b)).unwrap();
    let out = unaligned(&filled(&[5, 4], DType::F64, || Scalar::F64(7.0)));
    matmul_into(&a, &b, &out, None, Casting::SameKind).unwrap();
    assert_eq!(out.get(&[2, 3]), expected(&a, &b, &[2, 3], DType::F64));
}

#[test]
fn output_may_overlap_repeat_and_convert() {
    let rng = &mut Rng(9);
    let a = filled(&[3, 3], DType::F64, || rng.small(DType::F64));
    let wanted = matmul(&a, &a).unwrap();
    let b = tegula_exec::copy(&a, tegula_exec::Order::C).unwrap();
    matmul_into(&b, &b, &b, None, Casting::SameKind).unwrap();
    let repeated = RawArray::empty(&[2, 3, 3], DType::F32).unwrap();
    matmul_into(&a, &a, &repeated, None, Casting::SameKind).unwrap();
    for i in indices(&[2, 3, 3]) {
        assert_eq!(b.get(&i[1..]), wanted.get(&i[1..]));
        assert_eq!(repeated.get(&i), wanted.get(&i[1..]).cast(DType::F32));
    }
}

#[test]
fn errors_speak_as_numpy() {
    let z = |shape: &[usize]| RawArray::zeros(shape, DType::F64).unwrap();
    let product = |a: &[usize], b: &[usize]| matmul(&z(a), &z(b)).err().unwrap().to_string();
    assert_eq!(
        product(&[2, 3], &[4, 5]),
        "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature \
         (n?,k),(k,m?)->(n?,m?) (size 4 is different from 3)"
    );
    assert_eq!(product(&[2, 3], &[4]), product(&[3], &[4, 5]));
    for (i, (a, b)) in [(&[][..], &[3][..]), (&[3], &[])].into_iter().enumerate() {
        assert_eq!(
            product(a, b),
            format!(
                "matmul: Input operand {i} does not have enough dimensions \
                 (has 0, gufunc core with signature (n?,k),(k,m?)->(n?,m?) requires 1)"
            )
        );
    }
    assert_eq!(
        product(&[4, 2, 3, 4], &[3, 4, 5]),
        "operands could not be broadcast together with remapped shapes [original->remapped]: \
         (4,2,3,4)->(4,2,newaxis,newaxis) (3,4,5)->(3,newaxis,newaxis)  and requested shape (3,5)"
    );
    let into = |a: &[usize], b: &[usize], out: &[usize]| {
        matmul_into(&z(a), &z(b), &z(out), None, Casting::SameKind).err().unwrap().to_string()
    };
    assert_eq!(
        into(&[2, 3], &[3, 4], &[2, 5]),
        "matmul: Output operand 0 has a mismatch in its core dimension 1, with gufunc signature \
         (n?,k),(k,m?)->(n?,m?) (size 5 is different from 4)"
    );
    assert_eq!(
        into(&[5, 1, 2, 3], &[6, 3, 4], &[5, 1, 2, 4]),
        "non-broadcastable output operand with shape (5,1,2,4) [remapped to (4,2,1,5)] \
         doesn't match the broadcast shape (5,6,2,4)"
    );
    assert_eq!(
        into(&[2, 3], &[3, 4], &[4]),
        "output operand requires a reduction along dimension -1, but the reduction is not enabled. \
         The dimension size of 1 does not match the expected output shape."
    );
    assert_eq!(
        into(&[5, 1, 2, 3], &[6, 3, 4], &[4, 6, 2, 4]),
        "operands could not be broadcast together with remapped shapes [original->remapped]: \
         (5,1,2,3)->(5,1,newaxis,newaxis) (6,3,4)->(6,newaxis,newaxis) (4,6,2,4)->(4,6,2,4)  \
         and requested shape (2,4)"
    );
    let int = RawArray::zeros(&[2, 2], DType::I64).unwrap();
    assert_eq!(
        matmul_into(&z(&[2, 2]), &z(&[2, 2]), &int, None, Casting::SameKind).err().unwrap().to_string(),
        "Cannot cast ufunc 'matmul' output from dtype('float64') to dtype('int64') with casting rule 'same_kind'"
    );
    let dot_of = |a: &[usize], b: &[usize]| dot(&z(a), &z(b)).err().unwrap().to_string();
    assert_eq!(dot_of(&[2, 3], &[4]), "shapes (2,3) and (4,) not aligned: 3 (dim 1) != 4 (dim 0)");
    assert_eq!(dot_of(&[2, 3], &[2, 4, 5]), "shapes (2,3) and (2,4,5) not aligned: 3 (dim 1) != 4 (dim 1)");
    assert_eq!(
        inner(&z(&[2, 3]), &z(&[3, 4])).err().unwrap().to_string(),
        "shapes (2,3) and (4,3) not aligned: 3 (dim 1) != 4 (dim 0)"
    );
    assert_eq!(
        vdot(&z(&[2, 3]), &z(&[3, 4])).err().unwrap().to_string(),
        "cannot reshape array of size 12 into shape (6,)"
    );
    assert_eq!(
        dot_into(&z(&[2, 3]), &z(&[3, 2]), &z(&[2, 3])).err().unwrap().to_string(),
        "output array has wrong dimensions"
    );
    let huge = RawArray::empty(&[1 << 40, 0], DType::F64).unwrap();
    let wide = RawArray::empty(&[0, 1 << 40], DType::F64).unwrap();
    assert!(matmul(&huge, &wide).err().unwrap().to_string().starts_with("array is too big"));
}

/// The bits of a result must not depend on how many threads computed it.
#[test]
fn threads_do_not_change_results() {
    let rng = &mut Rng(17);
    let shapes: [(&[usize], &[usize]); 9] = [
        (&[300, 300], &[300, 300]),
        (&[700, 33], &[33, 800]),
        (&[6000, 50], &[50, 40]),
        (&[40, 50], &[50, 6000]),
        (&[50, 9000], &[9000, 50]),
        (&[900, 900], &[900]),
        (&[900], &[900, 900]),
        (&[600_000], &[600_000]),
        (&[500, 20, 20], &[500, 20, 20]),
    ];
    for dtype in [DType::F32, DType::F64, DType::C128] {
        for (a, b) in shapes {
            let a = filled(a, dtype, || Scalar::F64(rng.unit()));
            let b = filled(b, dtype, || Scalar::F64(rng.unit()));
            let bytes = |threads: usize| {
                tegula_exec::threads::set_count(threads);
                let c = matmul(&a, &b).unwrap();
                // SAFETY: a C-ordered array of this many bytes.
                unsafe { std::slice::from_raw_parts(c.ptr(), c.size() * c.itemsize()) }.to_vec()
            };
            let one = bytes(1);
            for threads in [2, 3, 5] {
                assert!(
                    one == bytes(threads),
                    "{dtype} {:?} @ {:?} on {threads} threads",
                    a.shape(),
                    b.shape()
                );
            }
        }
    }
    tegula_exec::threads::set_count(0);
}

/// Of a product with the own transpose one half is computed and mirrored: the same numbers as those of any product.
#[test]
fn products_with_the_own_transpose() {
    let rng = &mut Rng(5);
    for dtype in [DType::F32, DType::F64, DType::C128] {
        for shape in [[192, 70], [400, 33], [611, 200]] {
            let a = filled(&shape, dtype, || Scalar::F64(rng.unit()));
            let transposed = |a: &RawArray| a.with_layout(a.layout.permute(&[1, 0]));
            let copy = tegula_exec::copy(&a, tegula_exec::Order::C).unwrap();
            for threads in [1, 2, 3] {
                tegula_exec::threads::set_count(threads);
                let (found, expected) = (matmul(&a, &transposed(&a)), matmul(&a, &transposed(&copy)));
                let (found, expected) = (found.unwrap(), expected.unwrap());
                let swapped = RawArray::empty(expected.shape(), dtype).unwrap();
                matmul_into(&a, &transposed(&a), &transposed(&swapped), None, Casting::SameKind).unwrap();
                for i in 0..shape[0] {
                    for j in 0..shape[0] {
                        let [x, y, z] = [&found, &expected, &swapped].map(|c| c.get(&[i, j]));
                        let close = |x: Scalar, y: Scalar| {
                            let (Scalar::C128(x), Scalar::C128(y)) =
                                (x.cast(DType::C128), y.cast(DType::C128))
                            else {
                                unreachable!()
                            };
                            (x - y).norm() <= 1e-5 * y.norm()
                        };
                        assert!(
                            close(x, y) && close(z, y),
                            "{dtype} {shape:?} at {i}, {j}: {x:?}, {z:?} for {y:?}"
                        );
                    }
                }
            }
        }
    }
    tegula_exec::threads::set_count(0);
}
