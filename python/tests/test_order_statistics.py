"""Medians, percentiles and quantiles."""

import numpy
import pytest
from diff import Close, check
from hypothesis import given, settings
from hypothesis import strategies as st

METHODS = [
    *("inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen"),
    *("weibull", "linear", "median_unbiased", "normal_unbiased", "lower", "higher", "midpoint", "nearest"),
]
NEAR = Close(ulp=2)


def sample(dtype, shape, nan=False):
    rng = numpy.random.default_rng(3)
    x = (rng.standard_normal(shape) * 20).astype(dtype)
    if nan and dtype in ("f2", "f4", "f8"):
        x[rng.random(shape) < 0.3] = numpy.nan
        x[0] = numpy.nan
    return x


@pytest.mark.parametrize("dtype", ["i1", "u1", "i8", "f2", "f4", "f8"])
@pytest.mark.parametrize("axis", [None, 0, 1, -1, (0, 2), (2, 1), (0, 1, 2)])
@pytest.mark.parametrize("nan", [False, True])
def test_median(dtype, axis, nan):
    for shape in [(4, 5, 6), (3, 3, 3), (1, 2, 1)]:
        x = sample(dtype, shape, nan)
        for keepdims in (False, True):
            for name in ("median", "nanmedian"):
                check(
                    lambda np, x, k, name: getattr(np, name)(np.array(x), axis=axis, keepdims=k),
                    x,
                    keepdims,
                    name,
                    close=NEAR,
                    layout=False,
                )


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("dtype", ["i4", "f2", "f4", "f8"])
@pytest.mark.parametrize("nan", [False, True])
def test_quantile(method, dtype, nan):
    x = sample(dtype, (4, 5, 6), nan)
    # NumPy takes the type of its results from the first line, which must not be empty.
    x[0] = 1
    for q in (0, 1, 0.3, 0.5, [0.0, 0.25, 0.9, 1.0], [[0.1, 0.2], [0.3, 0.4]]):
        for axis in (None, 1, (0, 2)):
            for name in ("quantile", "nanquantile"):
                if numpy.ndim(q) == 2 and name == "nanquantile":
                    continue  # NumPy confuses its axes.
                check(
                    lambda np, x, q, a, name: getattr(np, name)(np.array(x), q, axis=a, method=method),
                    x,
                    q,
                    axis,
                    name,
                    close=Close(rtol=1e-6) if dtype == "f4" else NEAR,
                    layout=False,
                )


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30),
    st.lists(st.floats(0, 100), min_size=1, max_size=4),
    st.sampled_from(METHODS),
)
@settings(max_examples=80, deadline=None)
def test_any_percentile(x, q, method):
    check(lambda np: np.percentile(np.array(x), q, method=method), close=Close(rtol=1e-12, atol=1e-9))


@pytest.mark.parametrize(
    "body",
    [
        "np.median([])",
        "np.median(np.zeros((2, 0)), axis=1)",
        "np.median([1, np.inf, np.inf])",
        "np.median([True, False, True])",
        "np.median([1 + 1j, 2, 3])",
        "np.median(np.array([3, 1, 2], dtype=object))",
        "np.median([[1, 2], [3, 4]], axis=2)",
        "np.median([[1, 2], [3, 4]], axis=(0, 0))",
        "np.median([[1, 2.5], [3, 4]], axis=0, out=np.zeros(2))",
        "np.median([[1, 2.5], [3, 4]], axis=0, keepdims=True, out=np.zeros((1, 2)))",
        "np.median(3)",
        "np.median([1, 2], overwrite_input=True)",
        "np.nanmedian([np.nan, 1, 2])",
        "np.nanmedian([np.nan, np.nan])",
        "np.nanmedian([])",
        "np.nanmedian([1, 2, 4])",
        "np.percentile([1, 2, 3], 50)",
        "np.percentile([1, 2, 3], 101)",
        "np.percentile([1, 2, 3], [-1])",
        "np.quantile([1, 2, 3], 1.5)",
        "np.quantile([1, 2, 3], np.nan)",
        "np.quantile([1, 2, 3], 0.5, method='foo')",
        "np.quantile([1, 2j], 0.5)",
        "np.quantile([1, 2, 3], [[[0.5]]])",
        "np.quantile([1, 2, np.nan], [0.5, 0.1])",
        "np.quantile(np.array([1, 2, 3], 'f4'), [0.5]).dtype",
        "np.quantile(np.array([1, 2, 3], 'f4'), 0.5).dtype",
        "np.quantile([[1, 2], [3, 4]], 0.5, axis=0, out=np.zeros(2))",
        "np.quantile([[1, 2], [3, 4]], 0.5, axis=0, keepdims=True)",
        "np.quantile([[1, 2], [3, 4]], [0.5, 0.1], axis=(0, 1), keepdims=True)",
        "np.quantile([1, 2, 3], 0.5, weights=[1, 2, 3])",
        "np.quantile([1, 2, 3], 0.5, weights=[1, 2, 3], method='inverted_cdf')",
        "np.quantile([1, 2, 3], [0.5, 0.9], weights=[0, 2, 0], method='inverted_cdf')",
        "np.quantile([1, 2, 3], 0.5, weights=[1, -2, 3], method='inverted_cdf')",
        "np.quantile([1, 2, 3], 0.5, weights=[0, 0, 0], method='inverted_cdf')",
        "np.quantile([[1, 2], [3, 4]], 0.5, weights=[1, 3], method='inverted_cdf')",
        "np.quantile([[1, 2], [3, 4]], 0.5, weights=[1, 3], axis=0, method='inverted_cdf')",
        "np.quantile([[1, 2], [3, 4]], 0.5, weights=[1, 3, 4], axis=0, method='inverted_cdf')",
        "np.percentile([1, 2.5, 3], [10, 20], weights=[1, 2, 3], method='inverted_cdf')",
        "np.nanquantile([1, np.nan, 3], 0.5, weights=[1, 2, 3], method='inverted_cdf')",
        "np.nanpercentile([[1, np.nan], [np.nan, np.nan]], [30, 60], axis=1)",
        "np.nanquantile([1, 2, 3], 0.5)",
        "np.percentile([], 50)",
        "np.percentile(5, 50)",
        "np.percentile([True, False], 50, method='nearest')",
    ],
)
def test_arguments(body):
    check(body, close=NEAR, layout=False)
