"""Medians, percentiles and quantiles."""

import math
import operator
import warnings

from . import _core
from ._core import (
    argsort,
    asanyarray,
    asarray,
    ceil,
    concatenate,
    copyto,
    floor,
    isnan,
    maximum,
    minimum,
    moveaxis,
    partition,
    result_type,
    searchsorted,
    sort,
    stack,
    take,
    take_along_axis,
    true_divide,
    where,
)
from ._functions import _axis
from ._indexing import ndindex

__all__ = ["median", "nanmedian", "nanpercentile", "nanquantile", "percentile", "quantile"]


def _axes(axis, ndim, name=None):
    """The axes of a reduction, counted from the front; `None` for all."""
    if axis is None:
        return None
    try:
        axes = (_axis(operator.index(axis), ndim, name),)
    except TypeError:
        axes = tuple(_axis(operator.index(a), ndim, name) for a in axis)
    if len(set(axes)) != len(axes):
        raise ValueError(f"repeated axis in `{name}` argument" if name else "repeated axis")
    return axes


def _lines(a, axes):
    """A view or copy in which the elements along the axes are lines along a last axis."""
    if axes is None:
        return a.ravel()
    if len(axes) == 1:
        return a if axes[0] == a.ndim - 1 else moveaxis(a, axes[0], -1)
    rest = [i for i in range(a.ndim) if i not in axes]
    a = a.transpose([*rest, *sorted(axes)])
    return a.reshape((*a.shape[: len(rest)], -1))


def _reduced(a, axes, keepdims, out, compute):
    """The result of `compute`, which gets the array as lines and the place for the result."""
    if not keepdims:
        result = compute(_lines(a, axes), out)
        return result if out is None else out
    gone = [axes is None or i in axes for i in range(a.ndim)]
    inner = None if out is None else out[(..., *(0 if g else slice(None) for g in gone))]
    result = compute(_lines(a, axes), inner)
    return result[(..., *(None if g else slice(None) for g in gone))] if out is None else out


def _given(result, out):
    """The result, as a scalar if it has no axes, or in its place."""
    if out is None:
        return result[()]
    copyto(out, result)
    return out


def median(a, axis=None, out=None, overwrite_input=False, keepdims=False):
    """The middle of the sorted elements along axes, or the mean of the middle two."""
    a = asanyarray(a)
    return _reduced(a, _axes(axis, a.ndim), keepdims, out, _median)


def _median(lines, out):
    n = lines.shape[-1]
    if n == 0:
        warnings.warn("Mean of empty slice.", RuntimeWarning, stacklevel=4)
        return _core.mean(lines, -1, out=out)
    half = n // 2
    kth = (half,) if n % 2 else (half - 1, half)
    may_be_nan = lines.dtype.kind in "fc"
    part = partition(lines, (*kth, n - 1) if may_be_nan else kth, -1)
    result = _core.mean(part[..., kth[0] : half + 1], -1, out=out)
    if may_be_nan:
        bad = isnan(part[..., -1])
        if bad.any():
            if result.ndim == 0 and out is None:
                return part[-1]
            copyto(result, part[..., -1], where=bad)
    return result


def nanmedian(a, axis=None, out=None, overwrite_input=False, keepdims=False):
    """The median of the elements along axes that are not NaN."""
    a = asanyarray(a)
    axes = _axes(axis, a.ndim)
    if a.size and a.dtype.kind not in "fc":
        return median(a, axis, out, overwrite_input, keepdims)
    return _reduced(a, axes, keepdims, out, _nanmedian)


def _nanmedian(lines, out):
    count = _core.count_nonzero(~isnan(lines), -1)
    if lines.size == 0:
        warnings.warn("Mean of empty slice", RuntimeWarning, stacklevel=4)
        return _given(_core.mean(lines, -1, keepdims=False), out)
    _warn_of_nan(count)
    part = moveaxis(sort(lines, -1), -1, 0)
    low, high = (asarray(place)[None] for place in (maximum(count - 1, 0) // 2, count // 2))
    high = minimum(high, lines.shape[-1] - 1)
    below, above = (take_along_axis(part, place, 0)[0] for place in (low, high))
    middle = _core.mean(stack([below, above]), 0)
    return _given(asanyarray(where(low[0] == high[0], below, middle)), out)


def _warn_of_nan(count):
    if _core.any(count == 0):
        warnings.warn("All-NaN slice encountered", RuntimeWarning, stacklevel=6)


def percentile(
    a,
    q,
    axis=None,
    out=None,
    overwrite_input=False,
    method="linear",
    keepdims=False,
    *,
    weights=None,
):
    """The elements along axes below which a percentage `q` of them lies."""
    return _quantiles(a, q, axis, out, method, keepdims, weights, percent=True)


def quantile(
    a,
    q,
    axis=None,
    out=None,
    overwrite_input=False,
    method="linear",
    keepdims=False,
    *,
    weights=None,
):
    """The elements along axes below which a share `q` of them lies."""
    return _quantiles(a, q, axis, out, method, keepdims, weights)


def nanpercentile(
    a,
    q,
    axis=None,
    out=None,
    overwrite_input=False,
    method="linear",
    keepdims=False,
    *,
    weights=None,
):
    """The percentiles of the elements along axes that are not NaN."""
    return _quantiles(a, q, axis, out, method, keepdims, weights, percent=True, skip_nan=True)


def nanquantile(
    a,
    q,
    axis=None,
    out=None,
    overwrite_input=False,
    method="linear",
    keepdims=False,
    *,
    weights=None,
):
    """The quantiles of the elements along axes that are not NaN."""
    return _quantiles(a, q, axis, out, method, keepdims, weights, skip_nan=True)


def _quantiles(a, q, axis, out, method, keepdims, weights, percent=False, skip_nan=False):
    a = asanyarray(a)
    if a.dtype.kind == "c":
        raise TypeError("a must be an array of real numbers")
    weak = type(q) in (int, float)
    q = asanyarray(true_divide(q, 100) if percent else q)
    most = 100 if percent else 1
    if not ((q >= 0) & (q <= 1)).all():
        raise ValueError(f"{'Percentiles' if percent else 'Quantiles'} must be in the range [0, {most}]")
    if weights is not None:
        if method != "inverted_cdf":
            raise ValueError(f"Only method 'inverted_cdf' supports weights. Got: {method}.")
        axes = _axes(axis, a.ndim, "axis")
        weights = _weights(weights, a, axes)
        if (weights < 0).any():
            raise ValueError("Weights must be non-negative.")
        weights = _core.broadcast_to(weights, a.shape)
    axes = _axes(axis, a.ndim)
    if q.ndim > 2:
        raise ValueError("q must be a scalar or 1d")
    skip_nan = skip_nan and a.dtype.kind == "f"

    def compute(lines, place):
        if weights is not None:
            return _weighted(lines, _lines(weights, axes), q, place, skip_nan)
        if method not in _METHODS:
            names = ", ".join(repr(name) for name in _METHODS)
            raise ValueError(f"{method!r} is not a valid method. Use one of: dict_keys([{names}])")
        return (_skipping if skip_nan else _quantile)(lines, q, place, method, weak)

    return _reduced(a, axes, keepdims, out, compute)


def _weights(weights, a, axes):
    """Weights that broadcast to the array: of its shape, or of that of its axes."""
    weights = asanyarray(weights)
    if weights.shape == a.shape:
        return weights
    if axes is None:
        raise TypeError("Axis must be specified when shapes of a and weights differ.")
    if weights.shape != tuple(a.shape[i] for i in axes):
        raise ValueError("Shape of weights must be consistent with shape of a along specified axis.")
    weights = weights.transpose(sorted(range(len(axes)), key=axes.__getitem__))
    return weights.reshape([n if i in axes else 1 for i, n in enumerate(a.shape)])


# How the position `n * q` among `n` sorted elements is shifted: by `alpha + q * (1 - alpha - beta) - 1`.
_SHIFTS = {
    "interpolated_inverted_cdf": (0, 1),
    "hazen": (0.5, 0.5),
    "weibull": (0, 0),
    "median_unbiased": (1 / 3.0, 1 / 3.0),
    "normal_unbiased": (3 / 8.0, 3 / 8.0),
}
_METHODS = (
    "inverted_cdf",
    "averaged_inverted_cdf",
    "closest_observation",
    "interpolated_inverted_cdf",
    "hazen",
    "weibull",
    "linear",
    "median_unbiased",
    "normal_unbiased",
    "lower",
    "higher",
    "midpoint",
    "nearest",
)


def _positions(method, n, q):
    """The position of each quantile among `n` sorted elements; one that is no integer lies between two."""
    if method in _SHIFTS:
        alpha, beta = _SHIFTS[method]
        return n * q + (alpha + q * (1 - alpha - beta)) - 1
    if method == "averaged_inverted_cdf":
        return n * q - 1
    if method in ("inverted_cdf", "closest_observation"):
        at = n * q - 1 if method == "inverted_cdf" else n * q - 1 - 0.5
        before = floor(at)
        stay = at - before == 0
        if method == "closest_observation":
            stay &= before % 2 == 1
        return maximum(where(stay, before, before + 1).astype(int), 0)
    at = (n - 1) * q
    if method == "midpoint":
        return 0.5 * (floor(at) + ceil(at))
    if method == "linear":
        return at
    return {"lower": floor, "higher": ceil, "nearest": _core.round}[method](at).astype(int)


def _is_exact(method, at):
    """True if the positions are those of elements."""
    exact = ("inverted_cdf", "closest_observation", "lower", "higher", "nearest")
    return method in exact or (method == "linear" and at.dtype.kind in "iu")


def _neighbours(at, n):
    """The places of the elements before and behind each position."""
    before = floor(at)
    end = (at >= n - 1) | isnan(at)
    return [where(end, n - 1, where(at < 0, 0, place)).astype(int) for place in (before, before + 1)]


def _between(method, at, elements, places, weak):
    """What lies at a position between two elements; exact at either."""
    before, after = elements
    share = at - places[0]
    if method == "averaged_inverted_cdf":
        share = where(share == 0, 0.5, 1.0)
    elif method == "midpoint":
        share = where(at % 1 == 0, 0.0, 0.5)
    share = asarray(share, at.dtype)
    share = share.reshape(share.shape + (1,) * (before.ndim - share.ndim))
    parts = share, 1 - share
    if weak:
        # Shares that take on the elements' type.
        parts = (part.astype(result_type(before.dtype, 0.0)) for part in parts)
    ahead, back = parts
    step = after - before
    low, high = before + step * ahead, after - step * back
    return where(share >= 0.5, high, low).astype(low.dtype, copy=False)


def _quantile(lines, q, out, method, weak):
    """Quantiles of the last axis; the axes of `q` come first."""
    n = lines.shape[-1]
    if n == 0:
        raise IndexError("index -1 is out of bounds for axis 0 with size 0")
    at = asanyarray(_positions(method, n, q))
    places = [at] if _is_exact(method, at) else _neighbours(at, n)
    may_be_nan = lines.dtype.kind == "f"
    kth = [place.ravel() for place in places]
    part = partition(lines, concatenate([*kth, asarray([-1])] if may_be_nan else kth), -1)
    part = moveaxis(part, -1, 0)
    elements = [take(part, place, axis=0) for place in places]
    result = elements[0] if len(places) == 1 else _between(method, at, elements, places, weak)
    if may_be_nan:
        bad = isnan(part[-1])
        if bad.any():
            result = where(bad, part[-1], result).astype(result.dtype, copy=False)
    return _given(asanyarray(result), out)


def _skipping(lines, q, out, method, weak):
    """As `_quantile` for the elements that are not NaN: of each line a number of its own."""
    count = asarray(_core.count_nonzero(~isnan(lines), -1))
    _warn_of_nan(count)
    part = moveaxis(sort(lines, -1), -1, 0)
    if len(part) == 0:
        return _given(_core.full(q.shape + count.shape, math.nan, lines.dtype), out)
    n = maximum(count, 1)
    shares = q.reshape(q.shape + (1,) * count.ndim)
    if q.dtype.kind == "f":
        n = n.astype(q.dtype)
    at = asanyarray(_positions(method, n, shares))
    places = [at] if _is_exact(method, at) else _neighbours(at, n)
    elements = [
        take_along_axis(part, place.reshape((-1, *count.shape)), 0).reshape(place.shape) for place in places
    ]
    result = elements[0]
    if len(places) == 2:
        result = _between(method, at, elements, places, weak)
    result = where(count == 0, _core.array(math.nan, lines.dtype), result).astype(result.dtype, copy=False)
    return _given(asanyarray(result), out)


def _weighted(lines, weights, q, out, skip_nan):
    """The elements up to which the weights of the sorted ones sum to a share `q`."""
    result = _core.empty(q.shape + lines.shape[:-1], lines.dtype)
    for i in ndindex(lines.shape[:-1]):
        line, weight = lines[i], weights[i]
        if skip_nan and isnan(line).any():
            line, weight = line[~isnan(lines[i])], weight[~isnan(lines[i])]
            _warn_of_nan(asarray(line.size))
        if line.size == 0:
            result[(..., *i)] = math.nan
            continue
        order = argsort(line)
        line = line[order]
        total = weight[order].cumsum(dtype=float)
        total /= total[-1]
        if isnan(total[-1]):
            raise ValueError("Weights included NaN, inf or were all zero.")
        if q.dtype.kind == "f":
            total = total.astype(q.dtype)
        # Elements of no weight in front are not chosen.
        total[total == 0] = -1
        found = take(line, minimum(searchsorted(total, q), line.size - 1))
        result[(..., *i)] = line[-1] if line.dtype.kind == "f" and isnan(line[-1]) else found
    return result if out is None else _given(result, out)
