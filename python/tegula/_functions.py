"""Functions that are composed of others."""

import builtins
import contextlib
import itertools
import math
import numbers
import operator

from . import _core
from ._core import (
    absolute,
    arange,
    array,
    asanyarray,
    asarray,
    atleast_3d,
    bool,
    broadcast_arrays,
    broadcast_to,
    concatenate,
    dtype,
    flip,
    generic,
    integer,
    isfinite,
    isnan,
    linspace,
    moveaxis,
    ndarray,
    nonzero,
    not_equal,
    power,
    result_type,
    subtract,
    transpose,
    where,
    zeros,
)
from .exceptions import AxisError

__all__ = [
    "allclose",
    "append",
    "apply_along_axis",
    "array_equiv",
    "array_split",
    "column_stack",
    "diag",
    "diagflat",
    "diff",
    "dsplit",
    "dstack",
    "ediff1d",
    "errstate",
    "extract",
    "finfo",
    "fliplr",
    "flipud",
    "fromfunction",
    "geomspace",
    "geterr",
    "hsplit",
    "iinfo",
    "indices",
    "isclose",
    "isdtype",
    "isscalar",
    "issubdtype",
    "ix_",
    "logspace",
    "meshgrid",
    "min_scalar_type",
    "ndenumerate",
    "ndindex",
    "printoptions",
    "resize",
    "roll",
    "rollaxis",
    "rot90",
    "seterr",
    "split",
    "tile",
    "tri",
    "tril",
    "triu",
    "unravel_index",
    "vsplit",
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


# Building.


def diag(v, k=0):
    """A matrix with the given diagonal, or a copy of a matrix's diagonal."""
    v = asanyarray(v)
    if v.ndim == 1:
        n = v.shape[0] + abs(k)
        result = zeros((n, n), v.dtype)
        start = k if k >= 0 else -k * n
        result.reshape(-1)[start :: n + 1][: v.shape[0]] = v
        return result
    if v.ndim == 2:
        return v.diagonal(k)
    raise ValueError("Input must be 1- or 2-d.")


def diagflat(v, k=0):
    """A matrix with the flattened input on a diagonal."""
    return diag(asarray(v).ravel(), k)


def tri(N, M=None, k=0, dtype=float, *, like=None):
    """Ones at and below a diagonal, zeros above."""
    M = N if M is None else M
    below = arange(N).reshape(-1, 1) >= arange(-k, M - k)
    return below.astype(dtype, copy=False)


def tril(m, k=0):
    """A copy with the elements above a diagonal set to zero."""
    m = asanyarray(m)
    return where(tri(*m.shape[-2:], k=k, dtype=bool), m, zeros(1, m.dtype))


def triu(m, k=0):
    """A copy with the elements below a diagonal set to zero."""
    m = asanyarray(m)
    return where(tri(*m.shape[-2:], k=k - 1, dtype=bool), zeros(1, m.dtype), m)


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
        output = broadcast_arrays(*output)
    return tuple(x.copy() for x in output) if copy else tuple(output)


def fromfunction(function, shape, *, dtype=float, like=None, **kwargs):
    """The array of a function of the coordinates."""
    return function(*indices(shape, dtype=dtype), **kwargs)


def indices(dimensions, dtype=int, sparse=False):
    """The coordinates of the positions in a grid."""
    dimensions = tuple(dimensions)
    n = len(dimensions)
    grids = [
        arange(m, dtype=dtype).reshape([-1 if a == i else 1 for a in range(n)])
        for i, m in enumerate(dimensions)
    ]
    if sparse:
        return tuple(grids)
    result = zeros((n, *dimensions), dtype)
    for place, grid in zip(result, grids, strict=True):
        place[...] = grid
    return result


def logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0):
    """Numbers spaced evenly on a logarithmic scale, from `base**start` to `base**stop`."""
    result = power(base, linspace(start, stop, num=num, endpoint=endpoint, axis=axis))
    return result if dtype is None else result.astype(dtype, copy=False)


def geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0):
    """Numbers spaced evenly on a logarithmic scale, from `start` to `stop`."""
    start, stop = asanyarray(start), asanyarray(stop)
    if (start == 0).any() or (stop == 0).any():
        raise ValueError("Geometric sequence cannot include zero")
    kind = result_type(start, stop, float(num))
    start, stop = broadcast_arrays(start.astype(kind), stop.astype(kind))
    # Both ends of one sign become positive, so that the logarithms are real.
    sign = where((_core.sign(start) == -1) & (_core.sign(stop) == -1), -1, 1).astype(kind)
    low, high = start / sign, stop / sign
    result = asanyarray(logspace(_core.log10(low), _core.log10(high), num=num, endpoint=endpoint))
    if num > 0:
        result[0] = low
        if num > 1 and endpoint:
            result[-1] = high
    result = result * sign
    if axis != 0:
        result = moveaxis(result, 0, axis)
    return result.astype(kind if dtype is None else dtype, copy=False)


# Joining and splitting.


def _check_sequence(arrays):
    if not hasattr(type(arrays), "__getitem__"):
        raise TypeError('arrays to stack must be passed as a "sequence" type such as list or tuple.')


def column_stack(tup):
    """One-dimensional arrays as the columns of a matrix."""
    _check_sequence(tup)
    arrays = [array(v, copy=None, subok=True) for v in tup]
    return concatenate([v if v.ndim >= 2 else array(v, copy=None, ndmin=2).T for v in arrays], 1)


def dstack(tup):
    """Arrays joined along the third axis."""
    _check_sequence(tup)
    arrays = atleast_3d(*tup)
    return concatenate(arrays if isinstance(arrays, (tuple, list)) else [arrays], 2)


def resize(a, new_shape):
    """The elements in C order, repeated or cut to fill a new shape."""
    new_shape = (new_shape,) if isinstance(new_shape, (int, integer)) else tuple(new_shape)
    if any(n < 0 for n in new_shape):
        raise ValueError("all elements of `new_shape` must be non-negative")
    a, size = asarray(a).ravel(), math.prod(new_shape)
    if a.size == 0 or size == 0:
        return zeros(new_shape, a.dtype)
    return tile(a, -(-size // a.size))[:size].reshape(new_shape)


def append(arr, values, axis=None):
    """Values joined to the end of an array."""
    arr = asanyarray(arr)
    if axis is None:
        arr, values, axis = arr.ravel(), asarray(values).ravel(), 0
    return concatenate((arr, values), axis=axis)


def array_split(ary, indices_or_sections, axis=0):
    """Views of parts of nearly equal extent, or between given positions."""
    total = _core.shape(ary)[axis]
    try:
        cuts = [0, *indices_or_sections, total]
    except TypeError:
        sections = int(indices_or_sections)
        if sections <= 0:
            raise ValueError("number sections must be larger than 0.") from None
        each, extra = divmod(total, sections)
        cuts = [0, *itertools.accumulate([each + 1] * extra + [each] * (sections - extra))]
    turned = _core.swapaxes(ary, axis, 0)
    return [_core.swapaxes(turned[start:end], axis, 0) for start, end in itertools.pairwise(cuts)]


def split(ary, indices_or_sections, axis=0):
    """Views of equal parts, or of parts between given positions."""
    try:
        len(indices_or_sections)
    except TypeError:
        if _core.shape(ary)[axis] % indices_or_sections:
            raise ValueError("array split does not result in an equal division") from None
    return array_split(ary, indices_or_sections, axis)


def hsplit(ary, indices_or_sections):
    """Parts along the second axis, or the first of a vector."""
    if _core.ndim(ary) == 0:
        raise ValueError("hsplit only works on arrays of 1 or more dimensions")
    return split(ary, indices_or_sections, 1 if ary.ndim > 1 else 0)


def vsplit(ary, indices_or_sections):
    """Parts along the first axis."""
    if _core.ndim(ary) < 2:
        raise ValueError("vsplit only works on arrays of 2 or more dimensions")
    return split(ary, indices_or_sections, 0)


def dsplit(ary, indices_or_sections):
    """Parts along the third axis."""
    if _core.ndim(ary) < 3:
        raise ValueError("dsplit only works on arrays of 3 or more dimensions")
    return split(ary, indices_or_sections, 2)


def tile(A, reps):
    """An array repeated along its axes."""
    try:
        reps = tuple(reps)
    except TypeError:
        reps = (reps,)
    source = array(A, copy=None, subok=True, ndmin=len(reps))
    if all(r == 1 for r in reps) and isinstance(A, ndarray):
        return array(A, copy=True, subok=True, ndmin=len(reps))
    reps = (1,) * (source.ndim - len(reps)) + reps
    # Each axis becomes two: the repetitions and the extent.
    wide = source.reshape([m for n in source.shape for m in (1, n)])
    spread = broadcast_to(wide, [m for r, n in zip(reps, source.shape, strict=True) for m in (r, n)])
    return spread.copy().reshape([r * n for r, n in zip(reps, source.shape, strict=True)])


# Reordering.


def roll(a, shift, axis=None):
    """Elements moved along axes; those that leave at one end come back at the other."""
    a = asanyarray(a)
    if axis is None:
        return roll(a.ravel(), shift, 0).reshape(a.shape)
    shifts, axes = broadcast_arrays(shift, axis)
    if shifts.ndim > 1:
        raise ValueError("'shift' and 'axis' should be scalars or 1D sequences")
    totals = {}
    for amount, which in zip(shifts.ravel().tolist(), axes.ravel().tolist(), strict=True):
        which = _axis(which, a.ndim)
        totals[which] = totals.get(which, 0) + int(amount)
    for which, amount in totals.items():
        n = a.shape[which]
        amount %= n or 1
        if amount:
            head, tail = array_split(a, [n - amount], which)
            a = concatenate((tail, head), which)
    return a.copy() if not totals or all(s % (a.shape[w] or 1) == 0 for w, s in totals.items()) else a


def rollaxis(a, axis, start=0):
    """A view with an axis moved before another."""
    n = a.ndim
    axis = _axis(axis, n)
    start = operator.index(start)
    if start < 0:
        start += n
    if not 0 <= start <= n:
        raise AxisError(f"'start' arg requires {-n} <= start < {n + 1}, but {start} was passed in")
    return moveaxis(a, axis, start - 1 if axis < start else start)


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


# Differences and picking.


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


def extract(condition, arr):
    """The elements of the flattened array where a condition holds."""
    return asarray(arr).ravel()[nonzero(asarray(condition).ravel())[0]]


def ix_(*args):
    """Index arrays that pick the product of sequences of positions."""
    result = []
    for axis, positions in enumerate(args):
        positions = asarray(positions)
        if positions.ndim != 1:
            raise ValueError("Cross index must be 1 dimensional")
        if positions.size == 0:
            positions = positions.astype(_core.int64)
        if positions.dtype.kind == "b":
            (positions,) = positions.nonzero()
        result.append(positions.reshape([-1 if i == axis else 1 for i in range(len(args))]))
    return tuple(result)


def unravel_index(indices, shape, order="C"):
    """The coordinates of flat positions."""
    if order not in ("C", "F"):
        raise ValueError("only 'C' or 'F' order is permitted")
    shape = (shape,) if isinstance(shape, int) else tuple(shape)
    indices = asarray(indices)
    if indices.dtype.kind not in "iu":
        raise TypeError("only int indices permitted")
    size = math.prod(shape)
    outside = indices[(indices < 0) | (indices >= size)] if indices.ndim else indices[...]
    if (indices < 0).any() or (indices >= size).any():
        raise ValueError(f"index {outside.ravel()[0]} is out of bounds for array with size {size}")
    result = []
    for n in shape if order == "F" else reversed(shape):
        result.append(indices % n)
        indices = indices // n
    return tuple(result if order == "F" else reversed(result))


def apply_along_axis(func1d, axis, arr, *args, **kwargs):
    """A function of vectors applied to the lines of an array along an axis."""
    arr = asanyarray(arr)
    axis = _axis(axis, arr.ndim)
    lines = moveaxis(arr, axis, -1)
    if lines.size == 0:
        raise ValueError("Cannot apply_along_axis when any iteration dimensions are 0")
    results = [asanyarray(func1d(lines[i], *args, **kwargs)) for i in ndindex(*lines.shape[:-1])]
    stacked = _core.stack(results).reshape(lines.shape[:-1] + results[0].shape)
    n, m = lines.ndim - 1, results[0].ndim
    return transpose(stacked, [*range(axis), *range(n, n + m), *range(axis, n)])


# Types.

_KINDS = {
    "bool": bool,
    "signed integer": _core.signedinteger,
    "unsigned integer": _core.unsignedinteger,
    "integral": integer,
    "real floating": _core.floating,
    "complex floating": _core.complexfloating,
    "numeric": _core.number,
}
_ABSTRACT = {generic, _core.inexact, _core.flexible, *_KINDS.values()} - {bool}


def _class_of(arg):
    """The scalar class that an argument of `issubdtype` stands for."""
    if isinstance(arg, type) and issubclass(arg, generic):
        return arg
    return dtype(arg).type


def _scalar_class(given):
    """The concrete scalar class that is given itself or by its dtype; `None` for anything else."""
    if isinstance(given, _core.dtype):
        given = given.type
    concrete = isinstance(given, type) and issubclass(given, generic)
    return given if concrete and given not in _ABSTRACT else None


def issubdtype(arg1, arg2):
    """True if the first type is the second or one of its kind."""
    return issubclass(_class_of(arg1), _class_of(arg2))


def isdtype(dtype, kind):
    """True if a type is of a kind, or of one of several."""
    given = _scalar_class(dtype)
    if given is None:
        raise TypeError(f"dtype argument must be a NumPy dtype, but it is a {type(dtype)}.")
    accepted = []
    for one in kind if isinstance(kind, tuple) else (kind,):
        if isinstance(one, str):
            if one not in _KINDS:
                raise ValueError(f"kind argument is a string, but {one!r} is not a known kind name.")
            accepted.append(_KINDS[one])
            continue
        exact = _scalar_class(one)
        if exact is None:
            raise TypeError(
                f"kind argument must be comprised of NumPy dtypes or strings only, but is a {type(one)}."
            )
        accepted.append(exact)
    return issubclass(given, tuple(accepted))


def isscalar(element):
    """True for numbers, strings and array scalars."""
    return isinstance(element, (generic, numbers.Number, str, bytes, memoryview))


def min_scalar_type(a, /):
    """The smallest type that holds a value; an array's own type."""
    if not isscalar(a) or isinstance(a, (str, bytes)):
        a = asarray(a)
        if a.ndim:
            return a.dtype
        a = a[()]
    if isinstance(a, (builtins.bool, bool)):
        return dtype("bool")
    if isinstance(a, (int, integer)):
        names = ("uint8", "uint16", "uint32", "uint64") if a >= 0 else ("int8", "int16", "int32", "int64")
        return next(dtype(name) for name in names if iinfo(name).min <= int(a) <= iinfo(name).max)
    names = (
        ("complex64", "complex128")
        if isinstance(a, (complex, _core.complexfloating))
        else ("float16", "float32")
    )
    parts = (a.real, a.imag) if isinstance(a, (complex, _core.complexfloating)) else (a,)
    for name in names:
        if all(not math.isfinite(p) or abs(float(p)) <= float(finfo(name).max) for p in parts):
            return dtype(name)
    return dtype("float64")


# One `finfo` for each type.
_finfo = {}


class finfo:
    """The limits of a floating-point type."""

    def __new__(cls, dtype):
        limits = _core._float_limits(dtype)
        name = limits["dtype"]
        if name not in _finfo:
            self = object.__new__(cls)
            self.__dict__.update(limits)
            _finfo[name] = self
        return _finfo[name]

    def __repr__(self):
        limits = f"resolution={self.resolution!s}, min={self.min!s}, max={self.max!s}"
        return f"finfo({limits}, dtype={self.dtype})"

    def __str__(self):
        line = "-" * 63
        return (
            f"Machine parameters for {self.dtype}\n{line}\n"
            f"precision = {self.precision}   resolution = {self.resolution!s}\n"
            f"machep = {self.machep}   eps =        {self.eps!s}\n"
            f"negep =  {self.negep}   epsneg =     {self.epsneg!s}\n"
            f"minexp = {self.minexp}   tiny =       {self.tiny!s}\n"
            f"maxexp = {self.maxexp}   max =        {self.max!s}\n"
            f"nexp =   {self.nexp}   min =        -max\n"
            f"smallest_normal = {self.smallest_normal!s}   "
            f"smallest_subnormal = {self.smallest_subnormal!s}\n{line}\n"
        )

    def __reduce__(self):
        return finfo, (self.dtype,)


class iinfo:
    """The limits of an integer type."""

    def __init__(self, int_type):
        try:
            self.dtype = dtype(int_type)
        except TypeError:
            self.dtype = dtype(type(int_type))
        self.kind = self.dtype.kind
        self.bits = self.dtype.itemsize * 8
        self.key = f"{self.kind}{self.bits}"
        if self.kind not in "iu":
            raise ValueError(f"Invalid integer data type {self.kind!r}.")

    @property
    def min(self):
        """The smallest value."""
        return 0 if self.kind == "u" else -(1 << (self.bits - 1))

    @property
    def max(self):
        """The largest value."""
        return (1 << (self.bits - (self.kind == "i"))) - 1

    def __repr__(self):
        return f"iinfo(min={self.min}, max={self.max}, dtype={self.dtype})"

    def __str__(self):
        line = "-" * 63
        return f"Machine parameters for {self.dtype}\n{line}\nmin = {self.min}\nmax = {self.max}\n{line}\n"


# Iterating.


class ndindex:
    """The positions of an array of a given shape, in C order."""

    def __init__(self, *shape):
        if len(shape) == 1 and isinstance(shape[0], tuple):
            (shape,) = shape
        if any(n < 0 for n in shape):
            raise ValueError("negative dimensions are not allowed")
        self._positions = itertools.product(*map(range, shape))

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._positions)


class ndenumerate:
    """The positions of an array and its elements, in C order."""

    def __init__(self, arr):
        arr = asarray(arr)
        self.iter = arr.flat
        self._pairs = zip(ndindex(arr.shape), self.iter, strict=True)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._pairs)


# Settings.


@contextlib.contextmanager
def printoptions(*args, **kwargs):
    """Print options that hold within a `with` block."""
    saved = _core._set_printoptions(*args, **kwargs)
    try:
        yield _core.get_printoptions()
    finally:
        _core._set_printoptions(**saved)


_error_state = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}


def geterr():
    """The floating-point error settings, which are kept but have no effect: nothing warns."""
    return dict(_error_state)


def seterr(all=None, divide=None, over=None, under=None, invalid=None):
    """Changes the floating-point error settings, which have no effect; returns the old ones."""
    old = geterr()
    given = {"divide": divide, "over": over, "under": under, "invalid": invalid}
    for name, value in given.items():
        value = all if value is None else value
        if value is None:
            continue
        if value not in ("ignore", "warn", "raise", "call", "print", "log"):
            raise ValueError(f"invalid value for {name}: {value!r}")
        _error_state[name] = value
    return old


class errstate(contextlib.ContextDecorator):
    """Floating-point error settings within a `with` block, without effect."""

    def __init__(self, *, call=None, all=None, divide=None, over=None, under=None, invalid=None):
        self._settings = {"all": all, "divide": divide, "over": over, "under": under, "invalid": invalid}

    def __enter__(self):
        self._saved = seterr(**self._settings)

    def __exit__(self, *exc_info):
        seterr(**self._saved)
