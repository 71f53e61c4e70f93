"""Functions given by samples: differences, integrals, interpolation, convolution; means and covariances."""

import builtins
import math
import warnings

from . import _core
from ._core import (
    absolute,
    argsort,
    array,
    asanyarray,
    asarray,
    broadcast_to,
    clip,
    concatenate,
    copyto,
    multiply,
    ndim,
    not_equal,
    result_type,
    subtract,
)
from ._functions import _axis
from ._order_statistics import _axes, _weights
from ._types import finfo

__all__ = [
    "average",
    "convolve",
    "corrcoef",
    "correlate",
    "cov",
    "cumulative_prod",
    "cumulative_sum",
    "diff",
    "gradient",
    "i0",
    "interp",
    "sinc",
    "trapezoid",
    "unwrap",
]


def _part(ndim, axis, part):
    """The index of a part along one axis."""
    return tuple(part if i == axis else slice(None) for i in range(ndim))


def diff(a, n=1, axis=-1, prepend=None, append=None):
    """The differences of neighbours along an axis, taken `n` times."""
    if n == 0:
        return a
    if n < 0:
        raise ValueError(f"order must be non-negative but got {n!r}")
    a = asanyarray(a)
    if a.ndim == 0:
        raise ValueError("diff requires input that is at least one dimensional")
    axis = _axis(axis, a.ndim)

    def end(values):
        values = asanyarray(values)
        if values.ndim:
            return values
        return broadcast_to(values, [1 if i == axis else m for i, m in enumerate(a.shape)])

    parts = [end(prepend)] if prepend is not None else []
    parts.append(a)
    if append is not None:
        parts.append(end(append))
    if len(parts) > 1:
        a = concatenate(parts, axis)
    before, after = (_part(a.ndim, axis, part) for part in (slice(None, -1), slice(1, None)))
    combine = not_equal if a.dtype.kind == "b" else subtract
    for _ in range(n):
        a = combine(a[after], a[before])
    return a


def gradient(f, *varargs, axis=None, edge_order=1):
    """The derivative along each axis, by central differences inside and one-sided ones at the ends."""
    f = asanyarray(f)
    axes = tuple(range(f.ndim)) if axis is None else _axes(axis, f.ndim)
    steps = _steps(f, axes, varargs)
    if edge_order > 2:
        raise ValueError("'edge_order' greater than 2 not supported")
    dtype = f.dtype
    if dtype.kind not in "fc":
        if dtype.kind in "iu":
            f = f.astype(float)
        dtype = _core.dtype(float)
    results = []
    for axis, step in zip(axes, steps, strict=True):
        if f.shape[axis] < edge_order + 1:
            raise ValueError(
                "Shape of array too small to calculate a numerical gradient, "
                "at least (edge_order + 1) elements are required."
            )
        results.append(_derivative(f, axis, step, edge_order, dtype))
    return results[0] if len(axes) == 1 else tuple(results)


def _steps(f, axes, distances):
    """The distances of neighbours along each axis: a number, or an array of them."""
    if not distances:
        return [1.0] * len(axes)
    if len(distances) == 1 and ndim(distances[0]) == 0:
        return [distances[0]] * len(axes)
    if len(distances) != len(axes):
        raise TypeError("invalid number of arguments")
    steps = []
    for axis, places in zip(axes, distances, strict=True):
        step = places
        places = asanyarray(places)
        if places.ndim > 1:
            raise ValueError("distances must be either scalars or 1d")
        if places.ndim == 1:
            if len(places) != f.shape[axis]:
                raise ValueError("when 1d, distances must match the length of the corresponding dimension")
            step = diff(places.astype(float) if places.dtype.kind in "iu" else places)
            if (step == step[0]).all():
                step = step[0]
        steps.append(step)
    return steps


def _derivative(f, axis, step, edge_order, dtype):
    out = _core.empty_like(f, dtype=dtype)

    def at(part):
        return _part(f.ndim, axis, part)

    def along(values):
        return values.reshape([-1 if i == axis else 1 for i in range(f.ndim)])

    inner, left, right = at(slice(1, -1)), f[at(slice(None, -2))], f[at(slice(2, None))]
    even = ndim(step) == 0
    if even:
        out[inner] = (right - left) / (2.0 * step)
    else:
        before, after = step[:-1], step[1:]
        a, b, c = (
            -after / (before * (before + after)),
            (after - before) / (before * after),
            before / (after * (before + after)),
        )
        out[inner] = along(a) * left + along(b) * f[inner] + along(c) * right
    first, last = (step, step) if even else (step[0], step[-1])
    if edge_order == 1:
        out[at(0)] = (f[at(1)] - f[at(0)]) / first
        out[at(-1)] = (f[at(-1)] - f[at(-2)]) / last
        return out
    second, previous = (step, step) if even else (step[1], step[-2])
    if even:
        begin, end = (-1.5 / step, 2.0 / step, -0.5 / step), (0.5 / step, -2.0 / step, 1.5 / step)
    else:
        begin = (
            -(2.0 * first + second) / (first * (first + second)),
            (first + second) / (first * second),
            -first / (second * (first + second)),
        )
        end = (
            last / (previous * (previous + last)),
            -(last + previous) / (previous * last),
            (2.0 * last + previous) / (last * (previous + last)),
        )
    out[at(0)] = begin[0] * f[at(0)] + begin[1] * f[at(1)] + begin[2] * f[at(2)]
    out[at(-1)] = end[0] * f[at(-3)] + end[1] * f[at(-2)] + end[2] * f[at(-1)]
    return out


def trapezoid(y, x=None, dx=1.0, axis=-1):
    """The integral along an axis by the trapezoidal rule."""
    y = asanyarray(y)
    width = dx
    if x is not None:
        x = asanyarray(x)
        if x.ndim == 1:
            width = diff(x)
            shape = [1] * y.ndim
            shape[axis] = width.shape[0]
            width = width.reshape(shape)
        else:
            width = diff(x, axis=axis)
    place = axis % y.ndim if y.ndim else axis
    after, before = (y[_part(y.ndim, place, part)] for part in (slice(1, None), slice(None, -1)))
    return (width * (after + before) / 2.0).sum(axis)


def interp(x, xp, fp, left=None, right=None, period=None):
    """The values at `x` of the function that is linear between its values `fp` at the points `xp`."""
    fp = asarray(fp)
    if period is not None:
        if period == 0:
            raise ValueError("period must be a non-zero value")
        period = builtins.abs(period)
        left = right = None
        x, xp = asarray(x, float), asarray(xp, float)
        if xp.ndim != 1 or fp.ndim != 1:
            raise ValueError("Data points must be 1-D sequences")
        if xp.shape[0] != fp.shape[0]:
            raise ValueError("fp and xp are not of the same length")
        x, xp = x % period, xp % period
        order = argsort(xp)
        xp, fp = xp[order], fp[order]
        xp = concatenate((xp[-1:] - period, xp, xp[:1] + period))
        fp = concatenate((fp[-1:], fp, fp[:1]))
    return _core._interp(x, xp, fp, left, right)


def unwrap(p, discont=None, axis=-1, *, period=2 * math.pi):
    """The angles with whole periods added, so that neighbours differ by no more than half of one."""
    p = asarray(p)
    step = diff(p, axis=axis)
    if discont is None:
        discont = period / 2
    dtype = result_type(step, period)
    if dtype.kind in "iu":
        high, rest = divmod(period, 2)
        ambiguous = rest == 0
    else:
        high, ambiguous = period / 2, True
    wrapped = (step + high) % period - high
    if ambiguous:
        copyto(wrapped, high, where=(wrapped == -high) & (step > 0))
    correction = wrapped - step
    copyto(correction, 0, where=absolute(step) < discont)
    result = array(p, copy=True, dtype=dtype)
    rest = _part(p.ndim, axis % p.ndim, slice(1, None))
    result[rest] = p[rest] + correction.cumsum(axis)
    return result


def convolve(a, v, mode="full"):
    """The convolution of two vectors."""
    a, v = array(a, copy=None, ndmin=1), array(v, copy=None, ndmin=1)
    if len(a) == 0:
        raise ValueError("a cannot be empty")
    if len(v) == 0:
        raise ValueError("v cannot be empty")
    if len(v) > len(a):
        a, v = v, a
    return _correlate(a, v[::-1].conj() if v.dtype.kind == "c" else v[::-1], mode)


def correlate(a, v, mode="valid"):
    """The correlation of two vectors."""
    return _correlate(a, v, mode)


def _correlate(a, v, mode):
    a, v = asanyarray(a), asanyarray(v)
    if "O" not in (a.dtype.kind, v.dtype.kind):
        return _core._correlate(a, v, mode)
    # Objects are multiplied and added by their own operators.
    for which, one in (("first", a), ("second", v)):
        if one.size == 0:
            raise ValueError(f"{which} array argument cannot be empty")
    long, short = (a, v) if len(a) >= len(v) else (v, a)
    n, m = len(long), len(short)
    start, stop = {"valid": (0, n - m + 1), "same": (-(m // 2), n - m // 2), "full": (1 - m, n)}[mode]
    result = _core.empty(stop - start, object)
    for i, at in enumerate(range(start, stop)):
        low, high = builtins.max(at, 0), builtins.min(at + m, n)
        result[i] = _core.sum(long[low:high] * short[low - at : high - at])
    return result if long is a else result[::-1]


def cumulative_sum(x, /, *, axis=None, dtype=None, out=None, include_initial=False):
    """The running sum along an axis, after a zero if `include_initial`."""
    return _cumulative(x, axis, dtype, out, include_initial, _core.add)


def cumulative_prod(x, /, *, axis=None, dtype=None, out=None, include_initial=False):
    """The running product along an axis, after a one if `include_initial`."""
    return _cumulative(x, axis, dtype, out, include_initial, multiply)


def _cumulative(x, axis, dtype, out, include_initial, ufunc):
    x = _core.atleast_1d(x)
    if axis is None:
        if x.ndim >= 2:
            raise ValueError("For arrays which have more than one dimension ``axis`` argument is required.")
        axis = 0
    if out is not None and include_initial:
        part = [slice(None)] * x.ndim
        part[axis] = slice(1, None)
        ufunc.accumulate(x, axis=axis, dtype=dtype, out=out[tuple(part)])
        part[axis] = 0
        out[tuple(part)] = ufunc.identity
        return out
    function = _core.cumsum if ufunc is _core.add else _core.cumprod
    result = function(x, axis=axis, dtype=dtype, out=out)
    if include_initial:
        shape = list(x.shape)
        shape[axis] = 1
        result = concatenate([_core.full_like(result, ufunc.identity, shape=shape), result], axis=axis)
    return result


def average(a, axis=None, weights=None, returned=False, *, keepdims=False):
    """The weighted mean along axes, and with `returned` the sum of the weights."""
    a = asanyarray(a)
    axes = _axes(axis, a.ndim, "axis")
    if weights is None:
        result = a.mean(axes, keepdims=keepdims)
        flat = asanyarray(result)
        total = flat.dtype.type(a.size / flat.size)
    else:
        weights = _weights(weights, a, axes)
        dtype = result_type(a.dtype, weights.dtype, *(["f8"] if a.dtype.kind in "biu" else []))
        total = weights.sum(axis=axes, dtype=dtype, keepdims=keepdims)
        if _core.any(total == 0.0):
            raise ZeroDivisionError("Weights sum to zero, can't be normalized")
        result = flat = multiply(a, weights, dtype=dtype).sum(axes, keepdims=keepdims) / total
    if not returned:
        return result
    if total.shape != flat.shape:
        total = broadcast_to(total, flat.shape).copy()
    return result, total


def _repetitions(weights, n, name):
    """Weights of the observations, one for each."""
    weights = asarray(weights, float)
    if name == "fweights" and not (weights == _core.around(weights)).all():
        raise TypeError("fweights must be integer")
    if weights.ndim > 1:
        raise RuntimeError(f"cannot handle multidimensional {name}")
    if weights.shape[0] != n:
        raise RuntimeError(f"incompatible numbers of samples and {name}")
    if (weights < 0).any():
        raise ValueError(f"{name} cannot be negative")
    return weights


def cov(m, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None, *, dtype=None):
    """The covariances of variables, which are the rows of an array, or its columns unless `rowvar`."""
    if ddof is not None and ddof != int(ddof):
        raise ValueError("ddof must be integer")
    m = asarray(m)
    if m.ndim > 2:
        raise ValueError("m has more than 2 dimensions")
    if y is not None:
        y = asarray(y)
        if y.ndim > 2:
            raise ValueError("y has more than 2 dimensions")
    if dtype is None:
        dtype = result_type(m, _core.float64) if y is None else result_type(m, y, _core.float64)
    x = array(m, ndmin=2, dtype=dtype)
    if not rowvar and m.ndim != 1:
        x = x.T
    if x.shape[0] == 0:
        return array([]).reshape(0, 0)
    if y is not None:
        y = array(y, copy=None, ndmin=2, dtype=dtype)
        if not rowvar and y.shape[0] != 1:
            y = y.T
        x = concatenate((x, y))
    if ddof is None:
        ddof = 1 if bias == 0 else 0
    weights = None
    if fweights is not None:
        weights = _repetitions(fweights, x.shape[1], "fweights")
    if aweights is not None:
        aweights = _repetitions(aweights, x.shape[1], "aweights")
        weights = aweights if weights is None else weights * aweights
    center, total = average(x, axis=1, weights=weights, returned=True)
    total = total[0]
    if weights is None:
        freedom = x.shape[1] - ddof
    elif ddof == 0:
        freedom = total
    elif aweights is None:
        freedom = total - ddof
    else:
        freedom = total - ddof * (weights * aweights).sum() / total
    if freedom <= 0:
        warnings.warn("Degrees of freedom <= 0 for slice", RuntimeWarning, stacklevel=2)
        freedom = 0.0
    x = x - center[:, None]
    other = (x if weights is None else x * weights).T
    result = _core.dot(x, other.conj())
    result *= _core.true_divide(1, freedom)
    return result.squeeze()


def corrcoef(x, y=None, rowvar=True, *, dtype=None):
    """The correlation coefficients of variables, the rows of an array, or its columns unless `rowvar`."""
    c = cov(x, y, rowvar, dtype=dtype)
    if c.ndim == 0:
        return c / c
    deviation = _core.sqrt(c.diagonal().real)
    c /= deviation[:, None]
    c /= deviation[None, :]
    clip(c.real, -1, 1, out=c.real)
    if c.dtype.kind == "c":
        clip(c.imag, -1, 1, out=c.imag)
    return c


def sinc(x):
    """`sin(pi * x) / (pi * x)`, which is 1 at 0."""
    x = math.pi * asanyarray(x)
    tiny = finfo(x.dtype).eps if x.dtype.kind == "f" else 1e-20
    x = _core.where(x, x, tiny)
    return _core.sin(x) / x


# From here on the modified Bessel function is computed from its behaviour at infinity.
_LARGE = 30.0


def i0(x):
    """The modified Bessel function of the first kind and order 0."""
    x = asanyarray(x)
    if x.dtype.kind == "c":
        raise TypeError("i0 not supported for complex values")
    if x.dtype.kind != "f":
        x = x.astype(float)
    size = absolute(x)
    # The power series in the square of x / 2, whose terms are all positive.
    square = clip(size, None, _LARGE) ** 2 / 4
    near = _core.ones_like(square)
    for k in range(75, 0, -1):
        near = 1 + near * square / k**2
    # An asymptotic series in 1 / x; its first terms are enough.
    large = clip(size, _LARGE, None)
    far = _core.ones_like(large)
    for k in range(25, 0, -1):
        far = 1 + far * (2 * k - 1) ** 2 / (8 * k * large)
    far = _core.exp(large) * far / _core.sqrt(2 * math.pi * large)
    return _core.where(size <= _LARGE, near, far)
