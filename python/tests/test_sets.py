"""Distinct elements and sets."""

import numpy
import pytest
from diff import check
from hypothesis import given, settings
from hypothesis import strategies as st

DTYPES = ["?", "i1", "u4", "i8", "f2", "f4", "f8", "D", "U3", "S3", "O"]


def sample(dtype, n, seed=0):
    rng = numpy.random.default_rng(seed)
    x = rng.integers(0, 2 if dtype == "?" else 20, n).astype(dtype)
    if dtype in ("f2", "f4", "f8") and n > 3:
        x[rng.integers(0, n, n // 4)] = numpy.nan
        x[rng.integers(0, n, n // 4)] = -0.0
    return x


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", [0, 1, 5, 60, 1000])
def test_unique(dtype, n):
    x = sample(dtype, n)
    check(lambda np, x: np.unique(np.array(x)), x)
    check(lambda np, x: np.unique(np.array(x), True, True, True), x)
    check(lambda np, x: np.unique(np.array(x), return_counts=True, equal_nan=False), x)
    if n == 60:
        check(lambda np, x: np.unique(np.array(x).reshape(4, 15), True, True, True), x)


@pytest.mark.parametrize("dtype", ["i4", "f8", "U2", "O", "?"])
@pytest.mark.parametrize("axis", [0, 1, -1, 2])
def test_unique_parts(dtype, axis):
    x = numpy.random.default_rng(0).integers(0, 2, (6, 2, 2)).astype(dtype)
    check(
        lambda np, x: np.unique(np.array(x), True, True, True, axis=axis),
        x,
        layout=False,
    )


@pytest.mark.parametrize("dtype", DTYPES)
def test_isin(dtype):
    x = sample(dtype, 50).reshape(5, 10)
    for m in (0, 1, 5, 30):
        y = sample(dtype, m, seed=1)
        check(lambda np, x, y: np.isin(np.array(x), np.array(y)), x, y)
        check(lambda np, x, y: np.isin(np.array(x), np.array(y), invert=True), x, y)


@pytest.mark.parametrize("dtype", ["i4", "f8", "U2", "O"])
def test_two_sets(dtype):
    x, y = sample(dtype, 30), sample(dtype, 20, seed=2)[:15]
    for name in ("intersect1d", "union1d", "setdiff1d", "setxor1d"):
        check(lambda np, x, y, name: getattr(np, name)(np.array(x), np.array(y)), x, y, name)
    check(lambda np, x, y: np.intersect1d(np.array(x), np.array(y), return_indices=True), x, y)


@given(st.lists(st.integers(-4, 4), max_size=30), st.lists(st.integers(-4, 4), max_size=30))
@settings(max_examples=50, deadline=None)
def test_any_sets(x, y):
    x, y = numpy.array(x, int), numpy.array(y, int)
    for name in ("intersect1d", "union1d", "setdiff1d", "setxor1d", "isin"):
        check(lambda np, x, y, name: getattr(np, name)(np.array(x), np.array(y)), x, y, name)


@pytest.mark.parametrize(
    "body",
    [
        "np.unique(5, return_inverse=True)",
        "np.unique(5, axis=0)",
        "np.unique([1, 2], axis=1)",
        "np.unique([], return_inverse=True, return_counts=True, return_index=True)",
        "np.unique(np.zeros((3, 0)), axis=0)",
        "np.unique(np.zeros((0, 3)), axis=0, return_inverse=True)",
        "np.unique(np.zeros((3, 0)), axis=1)",
        "np.unique([-0.0, 0.0]), np.unique([0.0, -0.0])",
        "np.unique(np.array(['b', 1], dtype=object))",
        "np.unique([[np.nan, 1], [np.nan, 1]], axis=0)",
        "np.unique([3, 1], return_index=1)",
        "np.unique([3, 1], foo=1)",
        "np.unique()",
        "np.unique_all([3, 1, 3, 1.5])",
        "np.unique_all([np.nan, np.nan])",
        "np.unique_values([3, 1, np.nan, np.nan])",
        "np.unique_counts([3, 1, np.nan, np.nan])",
        "np.unique_inverse([[3, 1], [3, 1]])",
        "np.unique_all([1])._fields, np.unique_counts([1])._fields, np.unique_inverse([1])._fields",
        "np.isin([1, 2], [2, 3], kind='x')",
        "np.isin([1.0, 2], [2, 3], kind='table')",
        "np.isin([1, 2], [2, 3], kind='table')",
        "np.isin(2, [2, 3])",
        "np.isin([1, 2], 2)",
        "np.isin([1, np.nan], [np.nan])",
        "np.isin([1, 2], {1, 2})",
        "np.isin([1, 2], ['1'])",
        "np.isin(np.array([1, None], dtype=object), [None])",
        "np.isin(np.array([1, 2], 'u1'), [-1, 1, 300])",
        "np.isin([1, 2], [1.0])",
        "np.intersect1d([[1, 2]], [[2, 3]], assume_unique=True, return_indices=True)",
        "np.intersect1d([np.nan], [np.nan])",
        "np.intersect1d([3, 1], ['3'])",
        "np.union1d(['a'], ['bb'])",
        "np.setdiff1d([[3, 1], [3, 2]], [1], assume_unique=True)",
        "np.setxor1d([], [])",
        "np.setxor1d([1, 2], [2.5], assume_unique=True)",
        "np.ediff1d([1, 4, 9], to_begin=1.5)",
        "np.ediff1d([1, 4, 9], to_end=[1, 2], to_begin=7)",
        "np.ediff1d(np.array([1, 2], 'u1'), to_begin=300)",
        "np.ediff1d([])",
        "np.ediff1d([[1, 2], [5, 3]])",
        "np.ediff1d([1, 2], to_end=1j)",
        "np.sort_complex([3, 1])",
        "np.sort_complex(np.array([3, 1], 'i1'))",
        "np.sort_complex(np.array([[3, 1], [1j, 0]]))",
        "np.in1d",
    ],
)
def test_arguments(body):
    check(body)
