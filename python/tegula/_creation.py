"""Functions that make arrays of others."""

from . import _core
from ._core import (
    arange,
    array,
    asanyarray,
    asarray,
    broadcast_arrays,
    empty,
    expand_dims,
    linspace,
    moveaxis,
    power,
    promote_types,
    result_type,
    zeros,
)

__all__ = [
    "asarray_chkfinite",
    "fromfunction",
    "geomspace",
    "indices",
    "logspace",
    "meshgrid",
    "require",
    "vander",
]


def asarray_chkfinite(a, dtype=None, order=None):
    """An array, which must hold neither infinities nor NaN."""
    a = asarray(a, dtype=dtype, order=order)
    if a.dtype.kind in "fc" and not _core.isfinite(a).all():
        raise ValueError("array must not contain infs or NaNs")
    return a


_REQUIREMENTS = {
    **dict.fromkeys(["C", "C_CONTIGUOUS", "CONTIGUOUS"], "C"),
    **dict.fromkeys(["F", "F_CONTIGUOUS", "FORTRAN"], "F"),
    **dict.fromkeys(["A", "ALIGNED"], "A"),
    **dict.fromkeys(["W", "WRITEABLE"], "W"),
    **dict.fromkeys(["O", "OWNDATA"], "O"),
    **dict.fromkeys(["E", "ENSUREARRAY"], "E"),
}


def require(a, dtype=None, requirements=None, *, like=None):
    """An array that satisfies requirements on its memory, copied only if necessary."""
    if not requirements:
        return asanyarray(a, dtype=dtype)
    wanted = {_REQUIREMENTS[name.upper()] for name in requirements}
    if wanted >= {"C", "F"}:
        raise ValueError('Cannot specify both "C" and "F" order')
    order = "F" if "F" in wanted else "C" if "C" in wanted else "A"
    result = array(a, dtype=dtype, order=order, copy=None, subok="E" not in wanted)
    for flag in wanted - {"C", "F", "E"}:
        if not result.flags[flag]:
            return result.copy(order)
    return result


def fromfunction(function, shape, *, dtype=float, like=None, **kwargs):
    """The result of a function of the coordinates."""
    return function(*indices(shape, dtype=dtype), **kwargs)


def indices(dimensions, dtype=int, sparse=False):
    """The coordinates of the positions in a grid."""
    dimensions = tuple(dimensions)
    n = len(dimensions)
    grids = [
        arange(m, dtype=dtype).reshape((1,) * i + (m,) + (1,) * (n - i - 1)) for i, m in enumerate(dimensions)
    ]
    if sparse:
        return tuple(grids)
    result = empty((n, *dimensions), dtype)
    for i, grid in enumerate(grids):
        result[i] = grid
    return result


def meshgrid(*xi, copy=True, sparse=False, indexing="xy"):
    """Coordinate matrices of coordinate vectors."""
    n = len(xi)
    if indexing not in ("xy", "ij"):
        raise ValueError("Valid values for `indexing` are 'xy' and 'ij'.")
    shapes = [[1] * i + [-1] + [1] * (n - i - 1) for i in range(n)]
    if indexing == "xy" and n > 1:
        shapes[0][:2], shapes[1][:2] = [1, -1], [-1, 1]
    output = tuple(asanyarray(x).reshape(shape) for x, shape in zip(xi, shapes, strict=True))
    if not sparse:
        output = broadcast_arrays(*output, subok=True)
    return tuple(x.copy() for x in output) if copy else output


def logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0):
    """Numbers spaced evenly on a logarithmic scale, from `base**start` to `base**stop`."""
    if not isinstance(base, (float, int)) and _core.ndim(base):
        n = len(_core.broadcast_shapes(*map(_core.shape, (start, stop, base))))
        start, stop, base = (array(a, copy=None, subok=True, ndmin=n) for a in (start, stop, base))
        base = expand_dims(base, axis)
    result = power(base, linspace(start, stop, num=num, endpoint=endpoint, axis=axis))
    return result if dtype is None else result.astype(dtype, copy=False)


def geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0):
    """Numbers in geometric progression, from `start` to `stop`."""
    start, stop = asanyarray(start), asanyarray(stop)
    if (start == 0).any() or (stop == 0).any():
        raise ValueError("Geometric sequence cannot include zero")
    kind = result_type(start, stop, float(num), zeros((), dtype))
    start, stop = start.astype(kind), stop.astype(kind)
    # Turned so that it begins at a positive real number, the sequence has real logarithms.
    sign = _core.sign(start)
    start = start / sign
    result = logspace(
        _core.log10(start), _core.log10(stop / sign), num=num, endpoint=endpoint, base=10.0, dtype=kind
    )
    # The ends are exact.
    if num > 0:
        result[0] = start
        if num > 1 and endpoint:
            result[-1] = stop / sign
    result *= sign
    if axis != 0:
        result = moveaxis(result, 0, axis)
    return result.astype(kind if dtype is None else dtype, copy=False)


def vander(x, N=None, increasing=False):
    """The powers of numbers, as the rows of a matrix."""
    x = asarray(x)
    if x.ndim != 1:
        raise ValueError("x must be a one-dimensional array or sequence.")
    n = len(x) if N is None else N
    result = empty((len(x), n), dtype=promote_types(x.dtype, int))
    powers = result if increasing else result[:, ::-1]
    if n > 0:
        powers[:, 0] = 1
    if n > 1:
        powers[:, 1:] = x[:, None]
        _core.multiply.accumulate(powers[:, 1:], out=powers[:, 1:], axis=1)
    return result
