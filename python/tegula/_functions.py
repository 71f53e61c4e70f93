"""Functions that are composed of others."""

import builtins
import contextlib
import operator

from . import _core
from ._core import (
    absolute,
    asanyarray,
    asarray,
    isfinite,
    isnan,
    result_type,
    subtract,
)
from .exceptions import AxisError

__all__ = [
    "allclose",
    "array_equiv",
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


# Settings.


@contextlib.contextmanager
def printoptions(*args, **kwargs):
    """Print options that hold within a `with` block."""
    saved = _core._set_printoptions(*args, **kwargs)
    try:
        yield _core.get_printoptions()
    finally:
        _core._set_printoptions(**saved)
