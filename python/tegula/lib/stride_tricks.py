"""Views that overlap or repeat."""

from .. import _core
from .._core import array, broadcast_arrays, broadcast_shapes, broadcast_to, ndarray
from .array_utils import normalize_axis_tuple

__all__ = ["as_strided", "broadcast_arrays", "broadcast_shapes", "broadcast_to", "sliding_window_view"]


def sliding_window_view(x, window_shape, axis=None, *, subok=False, writeable=False):
    """A view of all windows of a shape, in new last axes."""
    x = array(x, copy=None, subok=subok)
    window = tuple(window_shape) if hasattr(window_shape, "__iter__") else (window_shape,)
    if any(n < 0 for n in window):
        raise ValueError("`window_shape` cannot contain negative values")
    if axis is None:
        axis = tuple(range(x.ndim))
        if len(window) != len(axis):
            raise ValueError(
                "Since axis is `None`, must provide window_shape for all dimensions of `x`; got "
                f"{len(window)} window_shape elements and `x.ndim` is {x.ndim}."
            )
    else:
        axis = normalize_axis_tuple(axis, x.ndim, allow_duplicate=True)
        if len(window) != len(axis):
            raise ValueError(
                "Must provide matching length window_shape and axis; got "
                f"{len(window)} window_shape elements and {len(axis)} axes elements."
            )
    shape = list(x.shape)
    for a, n in zip(axis, window, strict=True):
        if shape[a] < n:
            raise ValueError("window shape cannot be larger than input array shape")
        shape[a] -= n - 1
    strides = x.strides + tuple(x.strides[a] for a in axis)
    return as_strided(x, (*shape, *window), strides, subok=subok, writeable=writeable)


def as_strided(x, shape=None, strides=None, subok=False, writeable=True):
    """A view with any shape and strides that stay within the memory of the array."""
    x = array(x, copy=None, subok=subok)
    shape = x.shape if shape is None else tuple(shape)
    strides = x.strides if strides is None else tuple(strides)
    owner = x
    while isinstance(owner.base, ndarray):
        owner = owner.base
    offset = x.__array_interface__["data"][0] - owner.__array_interface__["data"][0]
    view = ndarray(shape, x.dtype, buffer=owner, offset=offset, strides=strides)
    if not (writeable and x.flags.writeable):
        view.flags.writeable = False
    return view


_core._dispatch(globals())
