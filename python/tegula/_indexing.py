"""Index expressions, grids and positions."""

import itertools
import math

from . import _core
from ._core import (
    arange,
    array,
    asarray,
    broadcast_to,
    concatenate,
    generic,
    linspace,
    ndarray,
    nonzero,
    ones,
    result_type,
    tri,
)
from ._creation import indices

__all__ = [
    "broadcast",
    "c_",
    "diag_indices",
    "diag_indices_from",
    "index_exp",
    "ix_",
    "mask_indices",
    "mgrid",
    "ndenumerate",
    "ndindex",
    "ogrid",
    "r_",
    "s_",
    "tril_indices",
    "tril_indices_from",
    "triu_indices",
    "triu_indices_from",
]


def ix_(*args):
    """Index arrays that pick the product of sequences of positions."""
    n, result = len(args), []
    for axis, positions in enumerate(args):
        if not isinstance(positions, ndarray):
            positions = asarray(positions)
            if positions.size == 0:
                positions = positions.astype(_core.int64)
        if positions.ndim != 1:
            raise ValueError("Cross index must be 1 dimensional")
        if positions.dtype.kind == "b":
            (positions,) = positions.nonzero()
        result.append(positions.reshape((1,) * axis + (positions.size,) + (1,) * (n - axis - 1)))
    return tuple(result)


class _IndexExpression:
    """Gives back what stands between the brackets."""

    __slots__ = ("maketuple",)

    def __init__(self, maketuple):
        self.maketuple = maketuple

    def __getitem__(self, item):
        return (item,) if self.maketuple and not isinstance(item, tuple) else item


index_exp = _IndexExpression(maketuple=True)
s_ = _IndexExpression(maketuple=False)


def _is_complex(step):
    return isinstance(step, (complex, _core.complexfloating))


def _range_of(key):
    """The start and real step of a slice, and the number of places if its step says so."""
    step = 1 if key.step is None else key.step
    start = 0 if key.start is None else key.start
    if not _is_complex(step):
        return start, step, None
    count = int(abs(step))
    return start, (count if count == 1 else (key.stop - start) / float(count - 1)), count


class _Grid:
    """Grids of coordinates, written as slices: `start:stop:step`, or `start:stop:count*1j`."""

    __slots__ = ("sparse",)

    def __init__(self, sparse):
        self.sparse = sparse

    def __getitem__(self, key):
        if not isinstance(key, tuple):
            return self._line(key)
        sizes, numbers, lines = [], [0], []
        for part in key:
            start, step, count = _range_of(part)
            sizes.append(math.ceil((part.stop - start) / step) if count is None else count)
            numbers += [start, part.stop, abs(part.step) if count is not None else step]
            lines.append((start, step))
        kind = result_type(*numbers)
        grids = [arange(n, dtype=kind) for n in sizes] if self.sparse else indices(sizes, kind)
        for i, (start, step) in enumerate(lines):
            grids[i] = grids[i] * step + start
        if not self.sparse:
            return grids
        n = len(sizes)
        return tuple(g[(None,) * i + (slice(None),) + (None,) * (n - i - 1)] for i, g in enumerate(grids))

    @staticmethod
    def _line(key):
        start, step, count = _range_of(key)
        if count is None:
            return arange(start, key.stop, step)
        kind = result_type(start, key.stop, abs(key.step))
        return arange(0, count, 1, dtype=kind) * step + start


mgrid = _Grid(sparse=False)
ogrid = _Grid(sparse=True)


class _Concatenator:
    """Joins what stands between the brackets: arrays, numbers and ranges written as slices."""

    __slots__ = ("axis", "ndmin", "trans1d")

    def __init__(self, axis=0, ndmin=1, trans1d=-1):
        self.axis, self.ndmin, self.trans1d = axis, ndmin, trans1d

    def __len__(self):
        return 0

    def __getitem__(self, key):
        axis, ndmin, trans1d = self.axis, self.ndmin, self.trans1d
        parts, kinds = [], []
        for i, item in enumerate(key if isinstance(key, tuple) else (key,)):
            if isinstance(item, str):
                if i != 0:
                    raise ValueError("special directives must be the first entry.")
                axis, ndmin, trans1d = self._directive(item)
                continue
            if isinstance(item, slice):
                part = self._range(item, ndmin, trans1d)
            elif isinstance(item, (generic, bool, int, float, complex)):
                parts.append(item)
                kinds.append(item)
                continue
            else:
                part = self._placed(item, ndmin, trans1d)
            parts.append(part)
            kinds.append(part.dtype)
        if kinds:
            kind = result_type(*kinds)
            parts = [array(part, copy=None, subok=True, ndmin=ndmin, dtype=kind) for part in parts]
        return concatenate(tuple(parts), axis=axis)

    def _directive(self, text):
        """Axis, least rank and place of a vector's axis, as a string such as `'0,2,1'` has them."""
        if text in ("r", "c"):
            raise NotImplementedError("matrices are not supported")
        if "," not in text:
            try:
                return int(text), self.ndmin, self.trans1d
            except ValueError as error:
                raise ValueError("unknown special directive") from error
        numbers = text.split(",")
        try:
            axis, ndmin = (int(x) for x in numbers[:2])
            return axis, ndmin, int(numbers[2]) if len(numbers) == 3 else self.trans1d
        except Exception as error:
            raise ValueError(f"unknown special directive {text!r}") from error

    @staticmethod
    def _range(key, ndmin, trans1d):
        start = 0 if key.start is None else key.start
        step = 1 if key.step is None else key.step
        if _is_complex(step):
            part = linspace(start, key.stop, num=int(abs(step)))
        else:
            part = arange(start, key.stop, step)
        if ndmin > 1:
            part = array(part, copy=None, ndmin=ndmin)
            if trans1d != -1:
                part = part.swapaxes(-1, trans1d)
        return part

    @staticmethod
    def _placed(item, ndmin, trans1d):
        """An array with its axes placed among `ndmin`."""
        n = _core.ndim(item)
        part = array(item, copy=None, subok=True, ndmin=ndmin)
        if trans1d == -1 or n >= ndmin:
            return part
        added = ndmin - n
        first = trans1d if trans1d >= 0 else trans1d + added + 1
        axes = list(range(ndmin))
        return part.transpose(axes[:first] + axes[added:] + axes[first:added])


class _Rows(_Concatenator):
    """Joins along the first axis."""

    __slots__ = ()


class _Columns(_Concatenator):
    """Joins along the last axis, vectors as columns."""

    __slots__ = ()


r_ = _Rows()
c_ = _Columns(-1, ndmin=2, trans1d=0)


def diag_indices(n, ndim=2):
    """The positions of the main diagonal."""
    return (arange(n),) * ndim


def diag_indices_from(arr):
    """The positions of an array's main diagonal."""
    if not arr.ndim >= 2:
        raise ValueError("input array must be at least 2-d")
    if len(set(arr.shape)) > 1:
        raise ValueError("All dimensions of input must be of equal length")
    return diag_indices(arr.shape[0], arr.ndim)


def mask_indices(n, mask_func, k=0):
    """The positions where a function such as `triu` leaves a square of ones standing."""
    return nonzero(mask_func(ones((n, n), int), k) != 0)


def _where_true(mask):
    """The positions of the true elements of a matrix, each from a grid."""
    return tuple(broadcast_to(grid, mask.shape)[mask] for grid in indices(mask.shape, sparse=True))


def tril_indices(n, k=0, m=None):
    """The positions in and below a diagonal."""
    return _where_true(tri(n, m, k=k, dtype=bool))


def triu_indices(n, k=0, m=None):
    """The positions in and above a diagonal."""
    return _where_true(~tri(n, m, k=k - 1, dtype=bool))


def tril_indices_from(arr, k=0):
    """The positions in and below a diagonal of an array."""
    if arr.ndim != 2:
        raise ValueError("input array must be 2-d")
    return tril_indices(arr.shape[-2], k=k, m=arr.shape[-1])


def triu_indices_from(arr, k=0):
    """The positions in and above a diagonal of an array."""
    if arr.ndim != 2:
        raise ValueError("input array must be 2-d")
    return triu_indices(arr.shape[-2], k=k, m=arr.shape[-1])


class ndindex:
    """The positions of an array of a given shape, in C order."""

    def __init__(self, *shape):
        if len(shape) == 1 and isinstance(shape[0], tuple):
            (shape,) = shape
        if min(shape, default=0) < 0:
            raise ValueError("negative dimensions are not allowed")
        self._positions = itertools.product(*map(range, shape))

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._positions)


class ndenumerate:
    """The positions of an array and its elements, in C order."""

    def __init__(self, arr):
        self.iter = asarray(arr).flat

    def __iter__(self):
        return self

    def __next__(self):
        return self.iter.coords, next(self.iter)


class broadcast:
    """Arrays broadcast together, to iterate over."""

    __module__ = "tegula"
    __slots__ = ("_index", "_iters", "_shape", "_views")

    def __init__(self, *args, **kwargs):
        if kwargs:
            raise ValueError("keyword arguments not accepted.")
        parts = [arg._views if isinstance(arg, broadcast) else (asarray(arg),) for arg in args]
        views = list(itertools.chain.from_iterable(parts))
        if len(views) > 64:
            raise ValueError("Need at least 0 and at most 64 array objects.")
        self._views = _core.broadcast_arrays(*views)
        self._shape = self._views[0].shape if views else ()
        self.reset()

    def reset(self):
        """Starts the iteration anew."""
        self._index = 0
        self._iters = tuple(view.flat for view in self._views)

    @property
    def shape(self):
        """The shape of the result."""
        return self._shape

    @property
    def index(self):
        """The number of the next element."""
        return self._index

    @property
    def iters(self):
        """The flat iterators of the arrays."""
        return self._iters

    @property
    def ndim(self):
        """The number of axes."""
        return len(self._shape)

    nd = ndim

    @property
    def size(self):
        """The number of elements."""
        return math.prod(self._shape)

    @property
    def numiter(self):
        """The number of arrays."""
        return len(self._iters)

    def __iter__(self):
        return self

    def __next__(self):
        if self._index >= self.size:
            raise StopIteration
        self._index += 1
        return tuple(next(elements) for elements in self._iters)
