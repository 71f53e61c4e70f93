"""Functions that rearrange, join and apply, composed of others."""

import math
import warnings
from collections.abc import Callable

from . import _core
from ._core import (
    array,
    asanyarray,
    asarray,
    atleast_3d,
    bool,
    concatenate,
    expand_dims,
    flip,
    integer,
    moveaxis,
    ndarray,
    tile,
    transpose,
    vstack,
    zeros_like,
)
from ._indexing import ndindex
from ._types import isscalar
from .exceptions import AxisError
from .lib.array_utils import normalize_axis_index, normalize_axis_tuple

__all__ = [
    "apply_along_axis",
    "apply_over_axes",
    "astype",
    "block",
    "column_stack",
    "dstack",
    "fliplr",
    "flipud",
    "piecewise",
    "resize",
    "rollaxis",
    "rot90",
    "row_stack",
    "trim_zeros",
]


def astype(x, dtype, /, *, copy=True, device=None):
    """An array converted to another type."""
    if not (isinstance(x, ndarray) or isscalar(x)):
        raise TypeError(f"Input should be a NumPy array or scalar. It is a {type(x)} instead.")
    if device is not None and device != "cpu":
        raise ValueError(f'Device not understood. Only "cpu" is allowed, but received: {device}')
    return x.astype(dtype, copy=copy)


# Joining.


def _check_sequence(arrays):
    if not hasattr(type(arrays), "__getitem__"):
        raise TypeError('arrays to stack must be passed as a "sequence" type such as list or tuple.')


def column_stack(tup):
    """One-dimensional arrays as the columns of a matrix."""
    _check_sequence(tup)
    arrays = [asanyarray(v) for v in tup]
    return concatenate([v if v.ndim >= 2 else array(v, copy=None, subok=True, ndmin=2).T for v in arrays], 1)


def dstack(tup):
    """Arrays joined along the third axis."""
    _check_sequence(tup)
    arrays = atleast_3d(*tup)
    return concatenate(arrays if isinstance(arrays, tuple) else [arrays], 2)


def row_stack(tup, *, dtype=None, casting="same_kind"):
    """Arrays joined one below the other; the older name of `vstack`."""
    text = "`row_stack` alias is deprecated. Use `np.vstack` directly."
    warnings.warn(text, DeprecationWarning, stacklevel=2)
    return vstack(tup, dtype=dtype, casting=casting)


def _place_name(path):
    return "arrays" + "".join(f"[{i}]" for i in path)


def _depth(arrays, path):
    """How deep the lists are nested and the highest rank of what they hold; all must be equally deep."""
    if isinstance(arrays, tuple):
        raise TypeError(
            f"{_place_name(path)} is a tuple. Only lists can be used to arrange blocks, and np.block does "
            "not allow implicit conversion from tuple to ndarray."
        )
    if not isinstance(arrays, list):
        return len(path), _core.ndim(arrays), None
    if not arrays:
        return len(path) + 1, 0, path
    depth, rank, empty_at = _depth(arrays[0], [*path, 0])
    for i, part in enumerate(arrays[1:], 1):
        other, part_rank, part_empty = _depth(part, [*path, i])
        rank = max(rank, part_rank)
        if other != depth:
            place = [*path, i]
            while isinstance(part, list) and part:
                part, place = part[0], [*place, 0]
            raise ValueError(
                f"List depths are mismatched. First element was at depth {depth}, but there is an element at "
                f"depth {other} ({_place_name(place)})"
            )
        empty_at = part_empty if part_empty is not None else empty_at
    return depth, rank, empty_at


def block(arrays):
    """An array put together from nested lists of blocks."""
    depth, rank, empty_at = _depth(arrays, [])
    if empty_at is not None:
        raise ValueError(f"List at {_place_name(empty_at)} cannot be empty")
    rank = max(rank, depth)

    def joined(part, level):
        if level == 0:
            return array(part, ndmin=rank, copy=None, subok=True)
        return concatenate([joined(inner, level - 1) for inner in part], -level)

    result = joined(arrays, depth)
    return result.copy() if depth == 0 else result


# Shapes and orders.


def resize(a, new_shape):
    """The elements in C order, repeated or cut to fill a new shape."""
    new_shape = (new_shape,) if isinstance(new_shape, (int, integer)) else new_shape
    if any(n < 0 for n in new_shape):
        raise ValueError("all elements of `new_shape` must be non-negative")
    a, size = _core.ravel(a), math.prod(new_shape)
    if a.size == 0 or size == 0:
        return zeros_like(a, shape=new_shape)
    return tile(asarray(a), -(-size // a.size))[:size].reshape(new_shape)


def rollaxis(a, axis, start=0):
    """A view with an axis moved before another."""
    n = a.ndim
    axis = normalize_axis_index(axis, n)
    if start < 0:
        start += n
    if not 0 <= start <= n:
        raise AxisError(f"'start' arg requires {-n} <= start < {n + 1}, but {start} was passed in")
    if axis < start:
        start -= 1
    if axis == start:
        return a[...]
    axes = [i for i in range(n) if i != axis]
    axes.insert(start, axis)
    return a.transpose(axes)


def fliplr(m):
    """A view with the second axis reversed."""
    m = asanyarray(m)
    if m.ndim < 2:
        raise ValueError("Input must be >= 2-d.")
    return m[:, ::-1]


def flipud(m):
    """A view with the first axis reversed."""
    m = asanyarray(m)
    if m.ndim < 1:
        raise ValueError("Input must be >= 1-d.")
    return m[::-1, ...]


def rot90(m, k=1, axes=(0, 1)):
    """A view turned by quarter turns in the plane of two axes."""
    axes = tuple(axes)
    if len(axes) != 2:
        raise ValueError("len(axes) must be 2.")
    m = asanyarray(m)
    if axes[0] == axes[1] or abs(axes[0] - axes[1]) == m.ndim:
        raise ValueError("Axes must be different.")
    if any(not -m.ndim <= axis < m.ndim for axis in axes):
        raise ValueError(f"Axes={axes} out of range for array of ndim={m.ndim}.")
    k %= 4
    if k == 0:
        return m[:]
    if k == 2:
        return flip(flip(m, axes[0]), axes[1])
    order = list(range(m.ndim))
    order[axes[0]], order[axes[1]] = order[axes[1]], order[axes[0]]
    return transpose(flip(m, axes[1]), order) if k == 1 else flip(transpose(m, order), axes[1])


def trim_zeros(filt, trim="fb", axis=None):
    """An array without the zeros at its ends, along all axes or some."""
    source = asarray(filt)
    trim = trim.lower()
    if trim not in ("fb", "bf", "f", "b"):
        raise ValueError(f"unexpected character(s) in `trim`: {trim!r}")
    axes = range(source.ndim) if axis is None else normalize_axis_tuple(axis, source.ndim, argname="axis")
    if not axes:
        return filt
    places = source.nonzero()
    if places[0].size == 0:
        bounds = [(0, 0)] * source.ndim
    else:
        bounds = [(p.min() if "f" in trim else None, p.max() + 1 if "b" in trim else None) for p in places]
    keep = tuple(slice(*bounds[a]) if a in axes else slice(None) for a in range(source.ndim))
    # One slice serves lists, too.
    return filt[keep[0]] if len(keep) == 1 else filt[keep]


# Applying functions.


def apply_along_axis(func1d, axis, arr, *args, **kwargs):
    """A function of vectors applied to the lines of an array along an axis."""
    arr = asanyarray(arr)
    n = arr.ndim
    axis = normalize_axis_index(axis, n)
    lines = moveaxis(arr, axis, -1)
    positions = ((*i, ...) for i in ndindex(lines.shape[:-1]))
    first = next(positions, None)
    if first is None:
        raise ValueError("Cannot apply_along_axis when any iteration dimensions are 0")
    value = asanyarray(func1d(lines[first], *args, **kwargs))
    result = zeros_like(value, shape=lines.shape[:-1] + value.shape)
    result[first] = value
    for i in positions:
        result[i] = asanyarray(func1d(lines[i], *args, **kwargs))
    new = range(n - 1, n - 1 + value.ndim)
    return transpose(result, [*range(axis), *new, *range(axis, n - 1)])


def apply_over_axes(func, a, axes):
    """A function of an array and an axis applied for several axes in turn."""
    result = asarray(a)
    n = a.ndim
    for axis in (axes,) if array(axes).ndim == 0 else axes:
        if axis < 0:
            axis += n
        value = func(result, axis)
        if value.ndim != result.ndim:
            value = expand_dims(value, axis)
            if value.ndim != result.ndim:
                raise ValueError("function is not returning an array of the correct shape")
        result = value
    return result


def piecewise(x, condlist, funclist, *args, **kw):
    """Functions or values, each where its condition holds."""
    x = asanyarray(x)
    n = len(funclist)
    if isscalar(condlist) or (not isinstance(condlist[0], (list, ndarray)) and x.ndim != 0):
        condlist = [condlist]
    conditions = asarray(condlist, dtype=bool)
    if len(conditions) == n - 1:
        otherwise = ~_core.any(conditions, axis=0, keepdims=True)
        conditions = concatenate([conditions, otherwise], axis=0)
    elif len(conditions) != n:
        m = len(conditions)
        raise ValueError(f"with {m} condition(s), either {m} or {m + 1} functions are expected")
    result = zeros_like(x)
    for condition, function in zip(conditions, funclist, strict=True):
        if not isinstance(function, Callable):
            result[condition] = function
        else:
            values = x[condition]
            if values.size > 0:
                result[condition] = function(values, *args, **kw)
    return result
