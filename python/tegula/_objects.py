"""Statistics of arrays of objects, composed of operations on the objects."""

from __future__ import annotations

import warnings
from math import ceil
from sys import maxsize
from typing import Any

from tegula._core import add, conjugate, empty, int64, maximum, multiply, ndarray, sqrt, subtract, true_divide


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
        return true_divide(total, n, out=total, casting="unsafe")
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
    return _divide(add.reduce(a, axis=axis, dtype=dtype, out=out, keepdims=keepdims, **_masked(where)), n)


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
        total = add.reduce(a, axis=axis, dtype=dtype, keepdims=True, **_masked(where))
        divisor = n if n.ndim == 0 else n.reshape(total.shape)
        mean = true_divide(total, divisor, out=total, casting="unsafe")
    deviations = subtract(a, mean)
    squares = multiply(deviations, conjugate(deviations)).real
    total = add.reduce(squares, axis=axis, dtype=dtype, out=out, keepdims=keepdims, **_masked(where))
    return _divide(total, maximum(n - ddof, 0))


def std(a: ndarray, *args: Any, **kwargs: Any) -> Any:
    """The square root of the variance."""
    variance = var(a, *args, **kwargs)
    return sqrt(variance, out=variance) if isinstance(variance, ndarray) else sqrt(variance)


def _masked(where: Any) -> dict[str, Any]:
    return {} if where is True else {"where": where, "initial": 0}


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
