"""Reductions that leave NaN out."""

import math
import warnings

from . import _core
from ._core import asanyarray, copyto, isnan
from ._order_statistics import nanmedian, nanpercentile, nanquantile

__all__ = [
    "nanargmax",
    "nanargmin",
    "nancumprod",
    "nancumsum",
    "nanmax",
    "nanmean",
    "nanmedian",
    "nanmin",
    "nanpercentile",
    "nanprod",
    "nanquantile",
    "nanstd",
    "nansum",
    "nanvar",
]


# Stands for an argument that was not given.
_NO_VALUE = type("_NoValueType", (), {"__repr__": lambda self: "<no value>"})()


def _given(**arguments):
    """The arguments that were given."""
    return {name: value for name, value in arguments.items() if value is not _NO_VALUE}


def _warn(text):
    warnings.warn(text, RuntimeWarning, stacklevel=4)


def _mask(a):
    """Where the elements are NaN; `None` if they cannot be."""
    if a.dtype.kind == "O":
        return asanyarray(a != a, dtype=bool)
    return isnan(a) if a.dtype.kind in "fc" else None


def _replaced(a, value):
    """A copy with a value in place of NaN, and where that stood."""
    a = asanyarray(a)
    mask = _mask(a)
    if mask is not None:
        a = a.copy("K")
        copyto(a, value, where=mask)
    return a, mask


def nansum(a, axis=None, dtype=None, out=None, keepdims=_NO_VALUE, initial=_NO_VALUE, where=_NO_VALUE):
    """The sum along axes of the elements that are not NaN."""
    options = _given(keepdims=keepdims, initial=initial, where=where)
    return _core.sum(_replaced(a, 0)[0], axis=axis, dtype=dtype, out=out, **options)


def nanprod(a, axis=None, dtype=None, out=None, keepdims=_NO_VALUE, initial=_NO_VALUE, where=_NO_VALUE):
    """The product along axes of the elements that are not NaN."""
    options = _given(keepdims=keepdims, initial=initial, where=where)
    return _core.prod(_replaced(a, 1)[0], axis=axis, dtype=dtype, out=out, **options)


def nancumsum(a, axis=None, dtype=None, out=None):
    """The running sum along an axis of the elements that are not NaN."""
    return _core.cumsum(_replaced(a, 0)[0], axis=axis, dtype=dtype, out=out)


def nancumprod(a, axis=None, dtype=None, out=None):
    """The running product along an axis of the elements that are not NaN."""
    return _core.cumprod(_replaced(a, 1)[0], axis=axis, dtype=dtype, out=out)


def nanmin(a, axis=None, out=None, keepdims=_NO_VALUE, initial=_NO_VALUE, where=_NO_VALUE):
    """The smallest element along axes that is not NaN."""
    options = _given(keepdims=keepdims, initial=initial, where=where)
    return _extreme(a, axis, out, options, _core.amin, math.inf)


def nanmax(a, axis=None, out=None, keepdims=_NO_VALUE, initial=_NO_VALUE, where=_NO_VALUE):
    """The largest element along axes that is not NaN."""
    options = _given(keepdims=keepdims, initial=initial, where=where)
    return _extreme(a, axis, out, options, _core.amax, -math.inf)


def _extreme(a, axis, out, kwargs, function, neutral):
    plain = type(a) is _core.ndarray and a.dtype.kind != "O"
    a, mask = _replaced(a, neutral)
    result = function(a, axis=axis, out=out, **kwargs)
    if mask is None:
        return result
    if kwargs.pop("initial", None) is not None and plain:
        return result
    mask = _core.all(mask, axis=axis, **kwargs)
    if _core.any(mask):
        result = _with_nan(result, mask)
        _warn(f"All-NaN {'slice' if plain else 'axis'} encountered")
    return result


def _with_nan(result, mask):
    """The result with NaN where the mask is true."""
    if isinstance(result, _core.ndarray):
        copyto(result, math.nan, where=mask, casting="unsafe")
        return result
    return asanyarray(result).dtype.type(math.nan)


def nanargmin(a, axis=None, out=None, *, keepdims=False):
    """The position along an axis of the smallest element that is not NaN."""
    return _position(a, axis, out, keepdims, _core.argmin, math.inf)


def nanargmax(a, axis=None, out=None, *, keepdims=False):
    """The position along an axis of the largest element that is not NaN."""
    return _position(a, axis, out, keepdims, _core.argmax, -math.inf)


def _position(a, axis, out, keepdims, function, neutral):
    a, mask = _replaced(a, neutral)
    if mask is not None and mask.size and _core.any(_core.all(mask, axis=axis)):
        raise ValueError("All-NaN slice encountered")
    return function(a, axis=axis, out=out, keepdims=keepdims)


def _check_inexact(dtype, out):
    if dtype is not None and _core.dtype(dtype).kind not in "fc":
        raise TypeError("If a is inexact, then dtype must be inexact")
    if out is not None and out.dtype.kind not in "fc":
        raise TypeError("If a is inexact, then out must be inexact")


def _divided(total, count, out=None):
    """The quotient, of the total's type."""
    if isinstance(total, _core.ndarray):
        return _core.divide(total, count, out=total if out is None else out, casting="unsafe")
    quotient = _core.divide(total, count)
    return total.dtype.type(quotient) if hasattr(total, "dtype") else quotient


def nanmean(a, axis=None, dtype=None, out=None, keepdims=_NO_VALUE, *, where=_NO_VALUE):
    """The mean along axes of the elements that are not NaN."""
    a, mask = _replaced(a, 0)
    options = _given(keepdims=keepdims, where=where)
    if mask is None:
        return _core.mean(a, axis=axis, dtype=dtype, out=out, **options)
    _check_inexact(dtype, out)
    count = _core.sum(~mask, axis=axis, dtype=int, **options)
    total = _core.sum(a, axis=axis, dtype=dtype, out=out, **options)
    result = _divided(total, count, out)
    if _core.any(count == 0):
        _warn("Mean of empty slice")
    return result


def nanvar(
    a,
    axis=None,
    dtype=None,
    out=None,
    ddof=0,
    keepdims=_NO_VALUE,
    *,
    where=_NO_VALUE,
    mean=_NO_VALUE,
    correction=_NO_VALUE,
):
    """The variance along axes of the elements that are not NaN."""
    options = _given(keepdims=keepdims, where=where, mean=mean, correction=correction)
    return _variance(a, axis, dtype, out, ddof, **options)


def nanstd(
    a,
    axis=None,
    dtype=None,
    out=None,
    ddof=0,
    keepdims=_NO_VALUE,
    *,
    where=_NO_VALUE,
    mean=_NO_VALUE,
    correction=_NO_VALUE,
):
    """The standard deviation along axes of the elements that are not NaN."""
    options = _given(keepdims=keepdims, where=where, mean=mean, correction=correction)
    variance = _variance(a, axis, dtype, out, ddof, **options)
    if isinstance(variance, _core.ndarray):
        return _core.sqrt(variance, out=variance)
    return variance.dtype.type(_core.sqrt(variance)) if hasattr(variance, "dtype") else _core.sqrt(variance)


def _variance(a, axis, dtype, out, ddof, *, keepdims=False, where=True, mean=None, correction=None):
    a, mask = _replaced(a, 0)
    if mask is None:
        options = {} if mean is None else {"mean": mean}
        if correction is not None:
            options["correction"] = correction
        return _core.var(
            a, axis=axis, dtype=dtype, out=out, ddof=ddof, keepdims=keepdims, where=where, **options
        )
    _check_inexact(dtype, out)
    if correction is not None:
        if ddof != 0:
            raise ValueError("ddof and correction can't be provided simultaneously.")
        ddof = correction
    count = _core.sum(~mask, axis=axis, dtype=int, keepdims=True, where=where)
    if mean is None:
        mean = _divided(_core.sum(a, axis=axis, dtype=dtype, keepdims=True, where=where), count)
    _core.subtract(a, mean, out=a, casting="unsafe", where=where)
    copyto(a, 0, where=mask)
    squares = (a * a.conj()).real if a.dtype.kind == "c" else a * a
    result = _core.sum(squares, axis=axis, dtype=dtype, out=out, keepdims=keepdims, where=where)
    if _core.ndim(result) < count.ndim:
        count = count.squeeze(axis)
    freedom = count - ddof
    result = _divided(result, freedom)
    bad = freedom <= 0
    if _core.any(bad):
        _warn("Degrees of freedom <= 0 for slice.")
        result = _with_nan(result, bad)
    return result
