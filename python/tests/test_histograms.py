"""Counting and histograms."""

import numpy
import pytest
from diff import Close, check

NEAR = Close(rtol=1e-12)


@pytest.mark.parametrize("dtype", ["i1", "u1", "i4", "f4", "f8"])
@pytest.mark.parametrize(
    "bins",
    [1, 10, 37, [0, 1, 5, 20], "auto", "fd", "doane", "scott", "stone", "rice", "sturges", "sqrt"],
)
def test_histogram(dtype, bins):
    x = (numpy.random.default_rng(4).standard_normal(500) * 10).astype("f4").astype(dtype)
    close = Close(rtol=1e-5) if dtype == "f4" else NEAR
    for options in ({}, {"density": True}, {"range": (-5, 8)}):
        check(lambda np, x, o: np.histogram(np.array(x), bins, **o), x, options, close=close)
    if not isinstance(bins, str):
        w = numpy.random.default_rng(5).integers(0, 5, 500)
        check(lambda np, x, w: np.histogram(np.array(x), bins, weights=np.array(w)), x, w, close=close)


@pytest.mark.parametrize("right", [False, True])
def test_digitize(right):
    x = numpy.random.default_rng(6).standard_normal((5, 7))
    for bins in ([-1.0, 0.0, 1.0], [1.0, 0.0, -1.0], [0.0], []):
        check(lambda np, x, b: np.digitize(np.array(x), np.array(b), right=right), x, bins)


def test_histograms_of_points():
    x = numpy.random.default_rng(7).standard_normal((200, 3))
    for bins in (4, (2, 3, 4), [[-2, 0, 2], 3, [-1, 1]]):
        for density in (None, True):
            check(lambda np, x, b, d: np.histogramdd(np.array(x), b, density=d), x, bins, density, close=NEAR)
    check(
        lambda np, x: np.histogram2d(
            np.array(x)[:, 0], np.array(x)[:, 1], bins=5, range=[[-1, 1], [-2, 2]], weights=np.array(x)[:, 2]
        ),
        x,
        close=NEAR,
        layout=False,
    )
    check(lambda np, x: np.histogram2d(np.array(x)[:, 0], np.array(x)[:, 1], bins=[-1, 0, 1]), x)


def test_bincount():
    n = numpy.random.default_rng(8).integers(0, 50, 20_000)
    check(lambda np, n: np.bincount(np.array(n)), n)
    check(lambda np, n: np.bincount(np.array(n), weights=np.array(n) * 0.5, minlength=60), n, close=NEAR)


@pytest.mark.parametrize(
    "body",
    [
        "np.bincount([[1]])",
        "np.bincount(np.array([[1]]))",
        "np.bincount([-1])",
        "np.bincount([1], minlength=-1)",
        "np.bincount([])",
        "np.bincount(np.array([]))",
        "np.bincount([1], [1, 2])",
        "np.bincount([1], minlength=None)",
        "np.bincount(3)",
        "np.bincount([True])",
        "np.bincount(x=[1])",
        "np.bincount([1], minlength=1.5)",
        "np.bincount([], minlength=2)",
        "np.digitize(1.5, [3, 2, 1])",
        "np.digitize([1], [1, 3, 2])",
        "np.digitize([1j], [1])",
        "np.digitize([1], [[1]])",
        "np.digitize([np.nan], [1, 2])",
        "np.histogram([])",
        "np.histogram([1, 2, 3], bins=0)",
        "np.histogram([1, 2, 3], bins=2.5)",
        "np.histogram([1, 2, 3], bins=[3, 1])",
        "np.histogram([1, 2, 3], bins=[[1, 2]])",
        "np.histogram([1, np.nan])",
        "np.histogram([1, 2], range=(2, 1))",
        "np.histogram([1, 2], range=(0, np.inf))",
        "np.histogram([1, 1])",
        "np.histogram([1, 2, 3], bins='foo')",
        "np.histogram([1, 2, 3], bins='auto', weights=[1, 2, 3])",
        "np.histogram([1, 2, 3], bins=2, weights=[1, 2.5, 3])",
        "np.histogram([1, 2, 3], bins=2, weights=[1, 2])",
        "np.histogram([1, 2, 3], bins=2, weights=[1j, 2, 3])",
        "np.histogram([1, 2, 3], bins=[1, 2, 3], density=True, weights=[1, 2, 3])",
        "np.histogram([True, False])",
        "np.histogram([1, 2, np.nan], bins=[0, 1, 2])",
        "np.histogram([1, 2, np.nan], range=(0, 3))",
        "np.histogram(np.array([250, 5], 'u1'), bins='auto')",
        "np.histogram([1, 5, 6], bins=3, range=[2, 2])",
        "np.histogram(1.5)",
        "np.histogram_bin_edges([1, 2, 3, 4, 10], bins='fd')",
        "np.histogramdd([[1, 2], [3, 4], [5, 6]], bins=2)",
        "np.histogramdd([[1, 2]], bins=(2, 3, 4))",
        "np.histogramdd([[1, 2]], bins=0)",
        "np.histogramdd([[1, 2]], range=[(0, 1), (0, 1)])",
        "np.histogram2d([1, 2], [3])",
        "np.histogram2d([1, 2], [3, 4], bins=[[1, 2, 3], 2])",
    ],
)
def test_arguments(body):
    check(body, close=NEAR, layout=False)
