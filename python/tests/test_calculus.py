"""Differences, integrals, interpolation, convolution, weighted means and covariances."""

import numpy
import pytest
from diff import Close, check
from hypothesis import given, settings
from hypothesis import strategies as st

NEAR = Close(rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("mode", ["full", "same", "valid"])
@pytest.mark.parametrize("name", ["convolve", "correlate"])
@pytest.mark.parametrize("types", ["ff", "dd", "id", "DD", "dD", "bb", "??", "BB", "OO"])
def test_convolution(name, mode, types):
    rng = numpy.random.default_rng(11)
    for n, m in [(1, 1), (5, 1), (5, 3), (3, 5), (6, 6), (40, 7), (1, 4)]:
        a, v = (rng.integers(-5, 5, k).astype(t) for k, t in zip((n, m), types, strict=True))
        if "D" in types:
            v = v * 1j
        check(
            lambda np, a, v: getattr(np, name)(np.array(a), np.array(v), mode),
            a,
            v,
            close=Close(rtol=1e-6),
            layout=False,
        )


@given(
    st.lists(st.floats(-10, 10), min_size=1, max_size=20),
    st.lists(st.integers(-20, 20), min_size=1, max_size=10, unique=True),
)
@settings(max_examples=60, deadline=None)
def test_interp(x, xp):
    xp = sorted(xp)
    fp = [(7 * p) % 5 for p in xp]
    check(lambda np: np.interp(x, xp, fp), close=NEAR)
    check(lambda np: np.interp(x, xp, [f * 1j for f in fp], left=1, right=2j), close=NEAR)
    check(lambda np: np.interp(x, xp, fp, period=7.5), close=NEAR)


@pytest.mark.parametrize("edge_order", [1, 2])
@pytest.mark.parametrize("dtype", ["i4", "f4", "f8", "D"])
def test_gradient(edge_order, dtype):
    f = numpy.random.default_rng(12).integers(-9, 9, (4, 5)).astype(dtype)
    x = numpy.array([0.0, 1.0, 1.5, 4.0, 5.0])
    close = Close(rtol=1e-5, atol=1e-6) if dtype == "f4" else NEAR
    for args, axis in [((), None), ((2.0,), None), ((2.0,), 1), ((0.5, x), None), ((x,), 1), ((), (1, 0))]:
        check(
            lambda np, f, args, axis: np.gradient(
                np.array(f), *(np.array(a) for a in args), axis=axis, edge_order=edge_order
            ),
            f,
            args,
            axis,
            close=close,
            layout=False,
        )


@pytest.mark.parametrize(
    "body",
    [
        "np.diff([1, 4, 9], n=2)",
        "np.diff([[1, 4], [9, 2]], axis=0, prepend=0, append=[[1, 1]])",
        "np.diff([True, False, True])",
        "np.diff(5)",
        "np.diff([1, 2], n=-1)",
        "np.gradient([1, 2, 4], 2, 3)",
        "np.gradient([1])",
        "np.gradient([1, 2, 4], edge_order=3)",
        "np.gradient([1, 2, 4], [1, 2])",
        "np.gradient([1, 2, 4], [[1, 2, 3]])",
        "np.gradient([[1, 2], [3, 4.0]], axis=(0, 0))",
        "np.trapezoid([1, 2, 4])",
        "np.trapezoid([[1, 2, 4], [4, 5, 6]], x=[1, 2, 5])",
        "np.trapezoid([[1, 2, 4], [4, 5, 6]], dx=0.5, axis=0)",
        "np.trapezoid([[1, 2, 4], [4, 5, 6]], x=[[1, 2, 3], [2, 3, 5]], axis=1)",
        "np.interp(1.5, [1, 2], [3, 4])",
        "np.interp(1, [], [])",
        "np.interp(1, [1, 2], [1])",
        "np.interp([np.nan, 1, np.inf], [1, 2], [3, 4])",
        "np.interp([1.5], [1, 2], [1, np.inf])",
        "np.interp(1, [1], [2], period=0)",
        "np.interp(1, [[1]], [2])",
        "np.interp(None, [1], [2])",
        "np.interp('a', [1], [2])",
        "np.convolve([], [1])",
        "np.convolve([1], [])",
        "np.convolve(1, 2)",
        "np.convolve([1, 2], [1], 'foo')",
        "np.convolve([1, 2], [1], 'x')",
        "np.convolve([1], [1], 1)",
        "np.correlate([], [1])",
        "np.correlate(1, 2)",
        "np.correlate([1, 2], [1, 2, 3], 'full')",
        "np.correlate([1, 2j, 3], [0, 1j], 'same')",
        "np.cumulative_sum([1, 2, 3], include_initial=True)",
        "np.cumulative_prod([[1, 2], [3, 4]], axis=1, include_initial=True)",
        "np.cumulative_sum([[1, 2], [3, 4]])",
        "np.cumulative_sum(5)",
        "np.cumulative_sum([1, 2], out=np.zeros(3), include_initial=True)",
        "np.cumulative_sum([1, 2], dtype='f4')",
        "np.unwrap([0, 1, 7, 8, 1.0])",
        "np.unwrap([[0, 4], [5, 1]], axis=0, period=4)",
        "np.unwrap([0, 1, 2, -1, 0], period=4)",
        "np.unwrap([0, 3, 7.0], discont=5)",
        "np.sinc([0, 0.5, 1, -2.5])",
        "np.sinc(0), np.sinc(np.float32(0)), np.sinc(1j)",
        "np.i0([0, 0.5, -3, 8, 8.5, 29, 31, 100, 700, 712.0])",
        "np.i0(1), np.i0(np.float32(2)).dtype",
        "np.i0(1j)",
        "np.average([1, 2, 3])",
        "np.average([1, 2, 3], weights=[1, 2, 3], returned=True)",
        "np.average([[1, 2], [3, 4]], axis=0, weights=[1, 3], keepdims=True)",
        "np.average([[1, 2], [3, 4]], weights=[1, 3])",
        "np.average([[1, 2], [3, 4]], axis=0, weights=[1, 3, 4])",
        "np.average([1, 2], weights=[1, -1])",
        "np.average(np.array([1, 2], 'f4'), returned=True)",
        "np.average([[1, 2], [3, 4]], axis=1, returned=True)",
        "np.cov([[1, 2, 3], [1, 0, 5]])",
        "np.cov([1, 2, 4])",
        "np.cov([1, 2, 4], [3, 1, 1.0])",
        "np.cov([[1, 2], [3, 4], [4, 9]], rowvar=False, bias=True)",
        "np.cov([[1, 2, 3], [1, 0, 5]], fweights=[1, 2, 3])",
        "np.cov([[1, 2, 3], [1, 0, 5]], aweights=[1, 2, 3])",
        "np.cov([[1, 2, 3], [1, 0, 5]], fweights=[1, 2, 3], aweights=[1, 2, 3], ddof=0)",
        "np.cov([1j, 2, 3])",
        "np.cov([[1, 2, 3]], fweights=[1.5, 2, 3])",
        "np.cov([[1, 2, 3]], fweights=[1, 2])",
        "np.cov([[1, 2, 3]], aweights=[1, -2, 3])",
        "np.cov([[1, 2, 3]], aweights=[[1, -2, 3]])",
        "np.cov(np.zeros((2, 2, 2)))",
        "np.cov([[1, 2, 3]], ddof=1.5)",
        "np.cov([1])",
        "np.cov(np.zeros((0, 3)))",
        "np.cov([[1, 2, 3]], dtype='f4')",
        "np.corrcoef([[1, 2, 3], [1, 0, 5]])",
        "np.corrcoef([1, 2, 4], [3, 1, 1.0])",
        "np.corrcoef([1, 2, 4])",
        "np.corrcoef([[1j, 2, 3], [1, 0, 5]])",
    ],
)
def test_arguments(body):
    check(body, close=NEAR, layout=False)
