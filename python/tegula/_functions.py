"""Functions that are composed of others."""

import builtins
import contextlib
import operator

from . import _core
from ._core import (
    absolute,
    asanyarray,
    asarray,
    broadcast_to,
    concatenate,
    isfinite,
    isnan,
    not_equal,
    result_type,
    subtract,
)
from .exceptions import AxisError

__all__ = [
    "allclose",
    "array_equiv",
    "diff",
    "ediff1d",
    "isclose",
    "printoptions",
]


def _axis(axis, ndim, name=None):
    """An axis counted from the front."""
    axis = operator.index(axis)
    if not -ndim <= axis < ndim:
        raise AxisError(axis, ndim, name)
    return axis % ndim


# Comparing.


def isclose(a, b, rtol=1.0e-5, atol=1.0e-8, equal_nan=False):
    """True where two arrays are equal within a tolerance: `abs(a - b) <= atol + rtol * abs(b)`."""
    x, y = (o if isinstance(o, (int, float, complex)) else asanyarray(o) for o in (a, b))
    if getattr(y, "dtype", None) is not None and y.dtype.kind != "f" and y.dtype.kind != "c":
        y = asanyarray(y, dtype=result_type(y, 1.0))
    elif isinstance(y, int):
        y = float(y)
    finite = isfinite(y)
    result = (absolute(subtract(x, y)) <= (atol + rtol * absolute(y))) & finite | (x == y)
    if equal_nan:
        result |= isnan(x) & isnan(y)
    return result


def allclose(a, b, rtol=1.0e-5, atol=1.0e-8, equal_nan=False):
    """True if two arrays are equal within a tolerance."""
    return builtins.bool(_core.all(isclose(a, b, rtol=rtol, atol=atol, equal_nan=equal_nan)))


def array_equiv(a1, a2):
    """True if two arrays are equal once broadcast together."""
    try:
        a1, a2 = asarray(a1), asarray(a2)
        _core.broadcast_shapes(a1.shape, a2.shape)
    except Exception:
        return False
    return builtins.bool((a1 == a2).all())


# Differences.


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
    before, after = ((slice(None),) * axis + (part,) for part in (slice(None, -1), slice(1, None)))
    combine = not_equal if a.dtype.kind == "b" else subtract
    for _ in range(n):
        a = combine(a[after], a[before])
    return a


def ediff1d(ary, to_end=None, to_begin=None):
    """The differences of neighbours of the flattened array, between given ends."""
    ary = asanyarray(ary).ravel()
    parts = [ary[1:] - ary[:-1]]
    if to_begin is not None:
        parts.insert(0, asanyarray(to_begin).ravel())
    if to_end is not None:
        parts.append(asanyarray(to_end).ravel())
    return concatenate(parts)


# Settings.


@contextlib.contextmanager
def printoptions(*args, **kwargs):
    """Print options that hold within a `with` block."""
    saved = _core._set_printoptions(*args, **kwargs)
    try:
        yield _core.get_printoptions()
    finally:
        _core._set_printoptions(**saved)
