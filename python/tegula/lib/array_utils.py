"""Help with axes and memory."""

import contextlib
import operator

from .._core import asarray
from ..exceptions import AxisError

__all__ = ["byte_bounds", "normalize_axis_index", "normalize_axis_tuple"]


def byte_bounds(a):
    """The address of an array's first byte and that behind its last."""
    interface = a.__array_interface__
    low = high = interface["data"][0]
    itemsize = asarray(a).dtype.itemsize
    if interface["strides"] is None:
        return low, high + a.size * itemsize
    for n, stride in zip(interface["shape"], interface["strides"], strict=True):
        reach = (n - 1) * stride
        low, high = (low + reach, high) if stride < 0 else (low, high + reach)
    return low, high + itemsize


def normalize_axis_index(axis, ndim, msg_prefix=None):
    """An axis counted from the front."""
    axis, ndim = operator.index(axis), operator.index(ndim)
    if not -ndim <= axis < ndim:
        raise AxisError(axis, ndim, msg_prefix)
    return axis % ndim


def normalize_axis_tuple(axis, ndim, argname=None, allow_duplicate=False):
    """Axes counted from the front."""
    if not isinstance(axis, (tuple, list)):
        with contextlib.suppress(TypeError):
            axis = (operator.index(axis),)
    axes = tuple(normalize_axis_index(a, ndim, argname) for a in axis)
    if not allow_duplicate and len(set(axes)) != len(axes):
        raise ValueError(f"repeated axis in `{argname}` argument" if argname else "repeated axis")
    return axes
