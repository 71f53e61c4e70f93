"""Methods of arrays of objects, and of arrays that do the work of universal functions themselves."""

from __future__ import annotations

import warnings
from math import ceil
from sys import maxsize
from typing import Any

from tegula._core import (
    add,
    conjugate,
    empty,
    int64,
    maximum,
    minimum,
    multiply,
    ndarray,
    positive,
    rint,
    sqrt,
    subtract,
    true_divide,
)


def _count(a: ndarray, axis: Any, keepdims: Any, where: Any) -> Any:
    """The number of elements that go into each result."""
    if where is not True:
        from tegula._core import broadcast_to

        return broadcast_to(where, a.shape).sum(axis=axis, dtype=int64, keepdims=keepdims)
    axes = range(a.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    n = 1
    for i in axes:
        n *= a.shape[i]
    return int64(n)


def _divide(total: Any, n: Any) -> Any:
    if isinstance(total, ndarray):
        return true_divide(total, n, out=total, casting="unsafe", subok=False)
    return total / n


def mean(
    a: ndarray,
    axis: Any = None,
    dtype: Any = None,
    out: ndarray | None = None,
    keepdims: bool = False,
    where: Any = True,
) -> Any:
    """The sum divided by the number of elements."""
    n = _count(a, axis, keepdims, where)
    if (n == 0) if where is True else (n == 0).any():
        warnings.warn("Mean of empty slice", RuntimeWarning, stacklevel=2)
    return _divide(add.reduce(a, axis, dtype, out, keepdims, **_masked(a, where)), n)


def var(
    a: ndarray,
    axis: Any = None,
    dtype: Any = None,
    out: ndarray | None = None,
    keepdims: bool = False,
    where: Any = True,
    ddof: float = 0,
    mean: Any = None,
) -> Any:
    """The sum of squared deviations from the mean, divided by the number of elements less `ddof`."""
    ddof = int(ddof) if ddof == int(ddof) else ddof
    n = _count(a, axis, keepdims, where)
    if (n <= ddof) if where is True else (n <= ddof).any():
        warnings.warn("Degrees of freedom <= 0 for slice", RuntimeWarning, stacklevel=2)
    if mean is None:
        total = add.reduce(a, axis, dtype, None, True, **_masked(a, where))
        divisor = n if n.ndim == 0 else n.reshape(total.shape)
        mean = true_divide(total, divisor, out=total, casting="unsafe", subok=False)
    deviations = subtract(a, mean)
    squares = multiply(deviations, conjugate(deviations)).real
    total = add.reduce(squares, axis, dtype, out, keepdims, **_masked(a, where))
    return _divide(total, maximum(n - ddof, 0))


def std(a: ndarray, *args: Any, **kwargs: Any) -> Any:
    """The square root of the variance."""
    variance = var(a, *args, **kwargs)
    return sqrt(variance, out=variance) if isinstance(variance, ndarray) else sqrt(variance)


def _masked(a: ndarray, where: Any) -> dict[str, Any]:
    return {"where": where} if where is True or a.dtype != object else {"where": where, "initial": 0}


def arange(start: Any, stop: Any, step: Any) -> ndarray:
    """Evenly spaced objects below a stop."""
    length = (stop - start) / step
    if isinstance(length, ndarray):
        raise TypeError("only 0-dimensional arrays can be converted to Python scalars")
    size = max(ceil(length), 0)
    if size > maxsize:
        raise ValueError("Maximum allowed size exceeded")
    a = empty(size, dtype=object)
    delta = start + step - start
    for i in range(a.size):
        a[i] = start + i * delta
    return a


def clip(a: ndarray, low: Any, high: Any, out: Any) -> Any:
    """The elements limited to a range."""
    if low is None and high is None:
        return positive(a, out=out)
    if low is None:
        return minimum(a, high, out=out)
    if high is None:
        return maximum(a, low, out=out)
    return minimum(maximum(a, low), high, out=out)


def round(a: ndarray, decimals: int, out: Any) -> Any:
    """The elements rounded to a number of decimals."""
    if a.dtype.kind in "biu":
        return a.copy() if out is None else positive(a, out=out)
    if decimals == 0:
        return rint(a, out=out)
    scale, first, last = 10 ** abs(decimals), multiply, true_divide
    if decimals < 0:
        first, last = last, first
    return last(rint(first(a, scale)), scale, out=out)
