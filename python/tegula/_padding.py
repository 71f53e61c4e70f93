"""`pad`: its arguments, and the modes that call Python."""

from . import _core
from ._core import array, asarray, broadcast_to, moveaxis, rint
from ._indexing import ndindex
from ._order_statistics import median

__all__ = ["pad"]

_OPTIONS = {
    "empty": (),
    "edge": (),
    "wrap": (),
    "constant": ("constant_values",),
    "linear_ramp": ("end_values",),
    "maximum": ("stat_length",),
    "mean": ("stat_length",),
    "median": ("stat_length",),
    "minimum": ("stat_length",),
    "reflect": ("reflect_type",),
    "symmetric": ("reflect_type",),
}


def pad(array, pad_width, mode="constant", **kwargs):
    """A copy with borders along its axes."""
    array = asarray(array)
    widths = _widths(pad_width, array.ndim)
    if callable(mode):
        return _by_function(array, widths, mode, kwargs)
    if mode not in _OPTIONS:
        raise ValueError(f"mode '{mode}' is not supported")
    if unsupported := set(kwargs) - set(_OPTIONS[mode]):
        raise ValueError(f"unsupported keyword arguments for mode '{mode}': {unsupported}")
    if mode == "constant":
        values = _pairs(kwargs.get("constant_values", 0), array.ndim)
    elif mode == "linear_ramp":
        values = _pairs(kwargs.get("end_values", 0), array.ndim)
    elif "stat_length" in _OPTIONS[mode]:
        values = _pairs(kwargs.get("stat_length"), array.ndim, whole=True)
    else:
        values = None
    if mode == "median":
        return _by_median(array, widths, values)
    if kwargs.get("reflect_type", "even") == "odd" and array.size:
        mode = f"odd {mode}"
    return _core._pad(array, widths, mode, values)


def _widths(pad_width, ndim):
    """Pairs of widths, one for each axis."""
    if type(pad_width) is int and pad_width >= 0:
        return ((pad_width, pad_width),) * ndim
    if isinstance(pad_width, dict):
        pairs = [(0, 0)] * ndim
        for axis, width in pad_width.items():
            match width:
                case int(both):
                    pairs[axis] = both, both
                case (int(), int()) if isinstance(width, tuple):
                    pairs[axis] = width
                case _:
                    raise AssertionError(f"Expected code to be unreachable, but got: {width!r}")
        pad_width = pairs
    pad_width = asarray(pad_width)
    if pad_width.dtype.kind != "i":
        raise TypeError("`pad_width` must be of integral type.")
    return _pairs(pad_width, ndim, whole=True)


def _pairs(values, ndim, whole=False):
    """Pairs of values, one for each axis, made of one value, one pair, or a value or pair for each axis."""
    if values is None or (isinstance(values, (int, float)) and not whole):
        return ((values, values),) * ndim
    values = array(values)
    if whole:
        values = rint(values).astype(int) if values.dtype.kind == "f" else values.astype(int, copy=False)
        if values.size and values.min() < 0:
            raise ValueError("index can't contain negative values")
    if values.ndim < 3 and values.size == 1:
        return ((values.ravel()[0],) * 2,) * ndim
    if values.ndim < 3 and values.size == 2 and values.shape != (2, 1):
        return (tuple(values.ravel()),) * ndim
    return tuple(map(tuple, broadcast_to(values, (ndim, 2)).tolist()))


def _by_function(array, widths, function, options):
    """Zeros around the array, and a function that is to change each line in place."""
    padded = _core._pad(array, widths, "constant", ((0, 0),) * array.ndim)
    for axis in range(padded.ndim):
        lines = moveaxis(padded, axis, -1)
        for i in ndindex(lines.shape[:-1]):
            function(lines[(*i, ...)], widths[axis], axis, options)
    return padded


def _by_median(array, widths, lengths):
    """Medians of the outermost elements around the array."""
    if array.size == 0:
        # Says which axes cannot be continued.
        return _core._pad(array, widths, "edge")
    padded = _core._pad(array, widths, "empty")
    for axis, (before, after) in enumerate(widths):
        # Axes before this one are complete; of those behind it there is only the middle.
        part = (slice(None),) * (axis + 1) + tuple(
            slice(b, n + b) for (b, _), n in zip(widths[axis + 1 :], array.shape[axis + 1 :], strict=True)
        )
        lines = moveaxis(padded[part], axis, 0)
        end = len(lines) - after
        low, high = (end - before if c is None else min(c, end - before) for c in lengths[axis])
        low = median(lines[before : before + low], axis=0, keepdims=True)
        high = median(lines[end - high : end], axis=0, keepdims=True)
        if lines.dtype.kind in "iu":
            low, high = rint(low), rint(high)
        lines[:before] = low
        lines[end:] = high
    return padded
