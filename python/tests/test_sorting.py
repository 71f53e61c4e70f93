"""Sorting, selecting and searching."""

import numpy
import pytest
from diff import check, module
from hypothesis import given, settings
from hypothesis import strategies as st

DTYPES = ["?", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8", "F", "D", "U3", "S3", "O"]
# On both sides of the sizes at which the way of sorting changes.
SIZES = [0, 1, 2, 3, 20, 21, 100, 383, 384, 500, 5000]


def samples(dtype, n, seed=0):
    """Arrays of all kinds of order: random, with many ties, rising, falling, with NaN and signed zeros."""
    rng = numpy.random.default_rng(seed)
    if dtype in ("F", "D"):
        x = (rng.integers(-5, 5, n) + 1j * rng.integers(-5, 5, n)).astype(dtype)
        if n > 3:
            x[rng.integers(0, n, n // 5)] = complex(numpy.nan, 1)
            x[rng.integers(0, n, n // 5)] = complex(1, numpy.nan)
    elif dtype in ("f2", "f4", "f8"):
        x = rng.standard_normal(n).astype(dtype)
        yield rng.integers(-3, 3, n).astype(dtype) * numpy.array(-0.5, dtype)
        if n > 3:
            special = x.copy()
            special[rng.integers(0, n, n // 4)] = numpy.nan
            special[rng.integers(0, n, n // 4)] = -numpy.nan
            special[rng.integers(0, n, n // 4)] = -0.0
            special[0] = numpy.inf
            yield special
    elif dtype in ("?", "U3", "S3", "O"):
        x = rng.integers(0, 2 if dtype == "?" else 100, n).astype(dtype)
    else:
        limits = numpy.iinfo(dtype)
        x = rng.integers(limits.min, limits.max, n, dtype=dtype, endpoint=True)
        yield rng.integers(0, 100, n).astype(dtype)
    yield x
    rising = numpy.sort(x, kind="stable")
    yield rising
    yield rising[::-1].copy()


@pytest.mark.parametrize("dtype", DTYPES)
def test_sort(dtype):
    for n in SIZES:
        for x in samples(dtype, n):
            check(lambda np, x: np.sort(np.array(x), kind="stable"), x)
            check(lambda np, x: np.argsort(np.array(x), kind="stable"), x)


@pytest.mark.parametrize("dtype", ["f8", "f4", "i8", "i4"])
def test_long_lines(dtype):
    for x in samples(dtype, 100_000):
        check(lambda np, x: np.sort(np.array(x), kind="stable"), x)
        check(lambda np, x: np.argsort(np.array(x), kind="stable"), x)


def test_long_runs_that_agree_in_their_highest_bits():
    rng = numpy.random.default_rng(1)
    x = rng.choice([0.0, 1.0, 2.0**40], 20_000) + rng.random(20_000) * 1e-8
    x = numpy.concatenate([x, x[:1000]])
    check(lambda np, x: (np.sort(np.array(x)), np.argsort(np.array(x), kind="stable")), x)


@pytest.mark.parametrize("dtype", ["f8", "i4", "u1", "U2", "O"])
@pytest.mark.parametrize("axis", [0, 1, 2, -1, None])
@pytest.mark.parametrize("view", ["x", "x[::2]", "x[:, ::-1]", "x.T", "x[:, :, ::2]", "x.copy('F')"])
def test_axes(dtype, axis, view):
    x = numpy.random.default_rng(2).integers(0, 50, (7, 5, 6)).astype(dtype)
    check(lambda np, x: np.sort(eval(view, {"x": np.array(x)}), axis=axis, kind="stable"), x)
    check(lambda np, x: np.argsort(eval(view, {"x": np.array(x)}), axis=axis, kind="stable"), x)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", [1, 5, 50, 1000])
def test_partition(dtype, n):
    rng = numpy.random.default_rng(n)
    for x in samples(dtype, n):
        kth = [int(k) for k in rng.integers(-n, n, 3)]
        expected, found = numpy.sort(x, kind="stable"), numpy.asarray(module.partition(module.array(x), kth))
        by_position = x[numpy.asarray(module.argpartition(module.array(x), kth))]
        for k in kth:
            for part in (found, by_position):
                numpy.testing.assert_array_equal(part[k], expected[k])
                numpy.testing.assert_array_equal(numpy.sort(part[:k], kind="stable"), expected[:k])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("n", [0, 1, 7, 1000])
def test_searchsorted(dtype, n):
    for x in samples(dtype, n):
        ordered = numpy.sort(x, kind="stable")
        values = numpy.concatenate([x[:30], *samples(dtype, 5, seed=9)])
        for side in ("left", "right"):
            check(lambda np, a, v, s: np.searchsorted(np.array(a), np.array(v), s), ordered, values, side)
        if n:
            check(
                lambda np, a, v: np.searchsorted(np.array(a), np.array(v), sorter=np.argsort(np.array(a))),
                x,
                values[:1],
            )


@given(st.lists(st.floats(width=32), max_size=60), st.lists(st.integers(-3, 3), max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_line(floats, keys):
    n = min(len(floats), len(keys))
    x, k = numpy.array(floats[:n], "f4"), numpy.array(keys[:n], "i8")
    check(lambda np, x: (np.sort(np.array(x), kind="stable"), np.argsort(np.array(x), kind="stable")), x)
    check(lambda np, x, k: np.lexsort((np.array(x), np.array(k))), x, k)


@pytest.mark.parametrize(
    "body",
    [
        "a.sort(); a",
        "a.sort(kind='foo')",
        "np.sort(a, kind='foo')",
        "a.sort(kind='QUICK')",
        "a.sort(kind=1)",
        "np.sort(a, kind=b'q')",
        "np.sort(a, kind='')",
        "a.sort(stable='x')",
        "a.sort(kind='stable', stable=True)",
        "np.argsort(a, kind='stable', stable=False)",
        "np.sort(a, axis=1)",
        "np.argsort(a, order='x')",
        "np.sort(5)",
        "np.sort(5, axis=None)",
        "np.argsort(5)",
        "np.array(5).argsort()",
        "a.sort(axis=None)",
        "r.sort()",
        "r.partition(1)",
        "a.partition(5)",
        "np.partition(a, -4)",
        "np.partition(a, (0, 5))",
        "np.partition(a, 1.0)",
        "np.partition(a, [True])",
        "np.partition(a, [])",
        "np.partition(a, [[1]])",
        "np.partition(a, 1, kind='x')",
        "np.argpartition(a, 1, kind=1)",
        "np.partition(5, 0)",
        "np.argpartition(5, 0)",
        "np.partition(np.array([]), 0)",
        "np.partition(np.zeros((0, 2)), 5)",
        "np.partition([[3, 1], [2, 0]], 0, axis=2)",
        "np.lexsort(a)",
        "np.lexsort((a, a))",
        "np.lexsort(5)",
        "np.lexsort(())",
        "np.lexsort((a, a[:2]))",
        "np.lexsort((a,), axis=1)",
        "np.lexsort([[1, 2], [2, 1]], axis=0)",
        "np.lexsort((5, 4))",
        "np.lexsort()",
        "np.searchsorted([1, 2, 3], 2)",
        "np.searchsorted(5, 2)",
        "np.searchsorted([[1]], 2)",
        "np.searchsorted([1, 2, 3], 2, side='x')",
        "np.searchsorted([1, 2, 3], 2, side='LEFT')",
        "np.searchsorted([1, 2, 3], 2, side=1)",
        "np.searchsorted([1, 2, 3], 2, sorter=[0, 1])",
        "np.searchsorted([1, 2, 3], 2, sorter=[0, 1, 2.0])",
        "np.searchsorted([1, 2, 3], 2, sorter=[[0, 1, 2]])",
        "np.searchsorted([1, 2, 3], 2, sorter=[9, 9, 9])",
        "np.searchsorted([1, 2, 3], 'a')",
        "np.searchsorted(['a', 'b'], 1)",
        "np.searchsorted([1, 2, 3], None)",
        "np.searchsorted(np.array([1, 2], 'u1'), -1)",
        "np.searchsorted([1, 2, 3], [[2, 3]], sorter=None)",
        "np.sort(np.array(['b', 1], dtype=object))",
        "np.sort(a, -1, None, None, True)",
        "np.sort()",
        "a.searchsorted()",
        "a.searchsorted(1, foo=2)",
        "b = np.array(['b', 1], dtype=object); [outcome(b.sort), b]",
    ],
)
def test_arguments(body):
    check(f"a = np.array([3, 1, 2]); r = a.copy(); r.flags.writeable = False\n{body}")


def test_views_are_sorted_in_place():
    check("a = np.arange(24)[::-1].reshape(4, 6).copy(); a[::2, ::-1].sort(axis=1); a[:, 1].sort(); a")
    check("a = np.array([[3, 1], [2, 5]], dtype=object); a.T.sort(axis=0); a")
