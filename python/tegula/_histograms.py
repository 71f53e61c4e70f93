"""Histograms, and how many bins they take."""

import builtins
import math
import operator
import warnings

from . import _core
from ._calculus import diff
from ._core import asarray, linspace, result_type, searchsorted, zeros
from ._order_statistics import percentile

__all__ = ["digitize", "histogram", "histogram2d", "histogram_bin_edges", "histogramdd"]


def digitize(x, bins, right=False):
    """The number of the bin that each value falls into."""
    x, bins = asarray(x), asarray(bins)
    if x.dtype.kind == "c":
        raise TypeError("x may not be complex")
    if bins.ndim != 1:
        raise ValueError(f"object {'too deep' if bins.ndim else 'of too small depth'} for desired array")
    steps = bins[1:], bins[:-1]
    if (steps[0] >= steps[1]).all():
        return searchsorted(bins, x, "left" if right else "right")
    if (steps[0] <= steps[1]).all():
        return len(bins) - searchsorted(bins[::-1], x, "right" if right else "left")
    raise ValueError("bins must be monotonically increasing or decreasing")


# The width of bins that an estimator proposes.


def _range(x):
    return _core.max(x) - _core.min(x)


def _sqrt(x, _):
    return _range(x) / x.size**0.5


def _sturges(x, _):
    return _range(x) / (_core.log2(x.size) + 1.0)


def _rice(x, _):
    return _range(x) / (2.0 * x.size ** (1.0 / 3))


def _scott(x, _):
    return (24.0 * math.pi**0.5 / x.size) ** (1.0 / 3.0) * _core.std(x)


def _stone(x, limits):
    """The width whose histogram is expected to lose least of the density (cross-validation)."""
    n, spread = x.size, _range(x)
    if n <= 1 or spread == 0:
        return 0

    def loss(bins):
        width = spread / bins
        shares = histogram(x, bins=bins, range=limits)[0] / n
        return (2 - (n + 1) * shares.dot(shares)) / width

    most = max(100, int(n**0.5))
    best = min(range(1, most + 1), key=loss)
    if best == most:
        warnings.warn("The number of bins estimated may be suboptimal.", RuntimeWarning, stacklevel=3)
    return spread / best


def _doane(x, _):
    if x.size <= 2:
        return 0.0
    expected = (6.0 * (x.size - 2) / ((x.size + 1.0) * (x.size + 3))) ** 0.5
    deviation = _core.std(x)
    if deviation <= 0:
        return 0.0
    skew = _core.mean(((x - _core.mean(x)) / deviation) ** 3)
    return _range(x) / (1.0 + _core.log2(x.size) + _core.log2(1.0 + _core.absolute(skew) / expected))


def _fd(x, _):
    return 2.0 * _core.subtract(*percentile(x, [75, 25])) * x.size ** (-1.0 / 3.0)


def _auto(x, limits):
    fd, sturges = _fd(x, limits), _sturges(x, limits)
    # Where most elements are alike the first is no guide; the square root bounds it.
    return min(max(fd, _sqrt(x, limits) / 2), sturges)


_ESTIMATORS = {
    "stone": _stone,
    "auto": _auto,
    "doane": _doane,
    "fd": _fd,
    "rice": _rice,
    "scott": _scott,
    "sqrt": _sqrt,
    "sturges": _sturges,
}


def _limits(a, limits):
    """The outer edges: as given, else those of the data."""
    if limits is not None:
        first, last = limits
        if first > last:
            raise ValueError("max must be larger than min in range parameter.")
        name = "supplied"
    elif a.size == 0:
        first, last, name = 0, 1, "autodetected"
    else:
        first, last, name = a.min(), a.max(), "autodetected"
    if not (_core.isfinite(first) and _core.isfinite(last)):
        raise ValueError(f"{name} range of [{first}, {last}] is not finite")
    return (first - 0.5, last + 0.5) if first == last else (first, last)


def _span(first, last):
    """The distance of two edges, which may be larger than their type holds."""
    dtype = result_type(first, last)
    if dtype.kind == "i":
        return int(last) - int(first)
    return _core.subtract(last, first, dtype=dtype)


def _estimate(name, a, limits, weights):
    """How many bins an estimator proposes, between which outer edges."""
    if name not in _ESTIMATORS:
        raise ValueError(f"{name!r} is not a valid estimator for `bins`")
    if weights is not None:
        raise TypeError("Automated estimation of the number of bins is not supported for weighted data")
    first, last = _limits(a, limits)
    if limits is not None:
        a = a[(a >= first) & (a <= last)]
    width = _ESTIMATORS[name](a, (first, last)) if a.size else 0
    if not width:
        return 1, first, last
    if a.dtype.kind in "iu" and width < 1:
        width = 1
    return int(_core.ceil(_span(first, last) / width)), first, last


def _edges(a, bins, limits, weights):
    """The edges of the bins, and whether these are of equal width."""
    if isinstance(bins, str):
        count, first, last = _estimate(bins, a, limits, weights)
    elif _core.ndim(bins) == 0:
        try:
            count = operator.index(bins)
        except TypeError as error:
            raise TypeError("`bins` must be an integer, a string, or an array") from error
        if count < 1:
            raise ValueError("`bins` must be positive, when an integer")
        first, last = _limits(a, limits)
    elif _core.ndim(bins) == 1:
        edges = asarray(bins)
        if (edges[:-1] > edges[1:]).any():
            raise ValueError("`bins` must increase monotonically, when an array")
        return edges, False
    else:
        raise ValueError("`bins` must be 1d, when an array")
    dtype = result_type(first, last, a)
    if dtype.kind in "iu":
        dtype = result_type(dtype, float)
    edges = linspace(first, last, count + 1, dtype=dtype)
    if (edges[:-1] >= edges[1:]).any():
        raise ValueError(f"Too many bins for data range. Cannot create {count} finite-sized bins.")
    return edges, True


def _checked(a, weights):
    """The data and their weights as vectors."""
    a = asarray(a)
    if a.dtype.kind == "b":
        warnings.warn(
            f"Converting input from {a.dtype} to {_core.uint8} for compatibility.",
            RuntimeWarning,
            stacklevel=3,
        )
        a = a.astype("u1")
    if weights is not None:
        weights = asarray(weights)
        if weights.shape != a.shape:
            raise ValueError("weights should have the same shape as a.")
        weights = weights.ravel()
    return a.ravel(), weights


def histogram_bin_edges(a, bins=10, range=None, weights=None):
    """The edges of the bins that `histogram` would take."""
    a, weights = _checked(a, weights)
    return _edges(a, bins, range, weights)[0]


def histogram(a, bins=10, range=None, density=None, weights=None):
    """How many values, or what sum of weights, falls into each of several bins; and the bins' edges."""
    a, weights = _checked(a, weights)
    edges, even = _edges(a, bins, range, weights)
    if weights is None and even and a.dtype.kind in "iuf":
        counts = _core._count_evenly(a, edges)
    else:
        counts = _count(a, edges, weights)
    if density:
        widths = diff(edges).astype(float)
        return counts / widths / counts.sum(), edges
    return counts, edges


def _count(a, edges, weights):
    """How many values, or what sum of weights, lies between each two neighbouring edges."""
    n = len(edges) - 1
    inside = a <= edges[-1]
    inside &= a >= edges[0]
    if not inside.all():
        a = a[inside]
        weights = None if weights is None else weights[inside]
    bins = searchsorted(edges, a, "right") - 1
    # The last bin has its right edge.
    bins[a == edges[-1]] = n - 1
    if weights is None:
        return _core.bincount(bins, minlength=n)
    if weights.dtype.kind == "c":
        counts = zeros(n, weights.dtype)
        counts.real = _core.bincount(bins, weights.real, n)
        counts.imag = _core.bincount(bins, weights.imag, n)
        return counts
    if weights.dtype.kind == "O":
        counts = zeros(n, object)
        _core.add.at(counts, bins, weights)
        return counts
    return _core.bincount(bins, weights, n).astype(weights.dtype)


def histogram2d(x, y, bins=10, range=None, density=None, weights=None):
    """The histogram of points given by their two coordinates, and the edges along both axes."""
    if len(x) != len(y):
        raise ValueError("x and y must have the same length.")
    try:
        count = len(bins)
    except TypeError:
        count = 1
    if count not in (1, 2):
        # One array is the edges along both axes.
        bins = [asarray(bins)] * 2
    counts, edges = histogramdd([x, y], bins, range, density, weights)
    return counts, edges[0], edges[1]


def histogramdd(sample, bins=10, range=None, density=None, weights=None):
    """The histogram of points, the rows of an array or sequences of coordinates, and all edges."""
    try:
        _, ndim = sample.shape
    except (AttributeError, ValueError):
        sample = _core.atleast_2d(sample).T
        _, ndim = sample.shape
    try:
        count = len(bins)
    except TypeError:
        bins = [bins] * ndim
        count = ndim
    if count != ndim:
        raise ValueError("The dimension of bins must be equal to the dimension of the sample x.")
    limits = [None] * ndim if range is None else range
    if len(limits) != ndim:
        raise ValueError("range argument must have one entry per dimension")
    columns = [sample[:, i] for i in builtins.range(ndim)]
    edges = [
        _axis_edges(i, one, column, limit)
        for i, (one, column, limit) in enumerate(zip(bins, columns, limits, strict=True))
    ]
    places = [searchsorted(e, column, side="right") for e, column in zip(edges, columns, strict=True)]
    for place, e, column in zip(places, edges, columns, strict=True):
        place[column == e[-1]] -= 1
    # One more bin at either end of each axis takes what lies outside.
    shape = [len(e) + 1 for e in edges]
    counts = _core.bincount(
        _core.ravel_multi_index(tuple(places), shape),
        None if weights is None else asarray(weights),
        minlength=math.prod(shape),
    )
    counts = counts.reshape(shape).astype(float)[(slice(1, -1),) * ndim]
    if density:
        total = counts.sum()
        for i, e in enumerate(edges):
            counts = counts / diff(e).reshape([-1 if j == i else 1 for j in builtins.range(ndim)])
        counts /= total
    return counts, edges


def _axis_edges(i, bins, column, limits):
    """The edges along one axis of several."""
    if _core.ndim(bins) == 0:
        if bins < 1:
            raise ValueError(f"`bins[{i}]` must be positive, when an integer")
        first, last = _limits(column, limits)
        try:
            count = operator.index(bins)
        except TypeError as error:
            raise TypeError(f"`bins[{i}]` must be an integer, when a scalar") from error
        return linspace(first, last, count + 1)
    if _core.ndim(bins) != 1:
        raise ValueError(f"`bins[{i}]` must be a scalar or 1d array")
    edges = asarray(bins)
    if (edges[:-1] > edges[1:]).any():
        raise ValueError(f"`bins[{i}]` must be monotonically increasing, when an array")
    return edges
