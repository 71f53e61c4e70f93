"""Linear algebra: norms, the singular value decomposition, products."""

import typing

from . import _core
from ._core import absolute, asarray, float64, matmul, matrix_transpose, moveaxis, multiply, ndarray, sqrt
from ._core import diagonal as _diagonal
from ._core import outer as _outer
from ._core import trace as _trace
from .exceptions import AxisError, LinAlgError

__all__ = [
    "LinAlgError",
    "SVDResult",
    "diagonal",
    "matmul",
    "matrix_norm",
    "matrix_transpose",
    "norm",
    "outer",
    "svd",
    "svdvals",
    "trace",
    "vector_norm",
]


class SVDResult(typing.NamedTuple):
    """The factors of a singular value decomposition: `a == (U * S) @ Vh`."""

    U: ndarray
    S: ndarray
    Vh: ndarray


def svd(a, full_matrices=True, compute_uv=True, hermitian=False):
    """The singular value decomposition of a matrix, or of each matrix of a stack."""
    if not compute_uv:
        return _core._svdvals(a)
    return SVDResult(*_core._svd(a, full_matrices))


def svdvals(x, /):
    """The singular values of a matrix, or of each matrix of a stack, from large to small."""
    return _core._svdvals(x)


def _inexact(x):
    x = asarray(x)
    return x if x.dtype.kind in "fc" else x.astype(float64)


def _square_sum(x, axis, keepdims):
    if x.dtype.kind == "c":
        return (multiply(x.real, x.real) + multiply(x.imag, x.imag)).sum(axis=axis, keepdims=keepdims)
    return multiply(x, x).sum(axis=axis, keepdims=keepdims)


def _power_norm(x, ord, axis, keepdims):
    """The norm of vectors for any order but 2."""
    if ord == float("inf"):
        return absolute(x).max(axis=axis, keepdims=keepdims)
    if ord == -float("inf"):
        return absolute(x).min(axis=axis, keepdims=keepdims)
    if ord == 0:
        return (x != 0).astype(x.real.dtype).sum(axis=axis, keepdims=keepdims)
    if ord == 1:
        return absolute(x).sum(axis=axis, keepdims=keepdims)
    if isinstance(ord, str):
        raise ValueError(f"Invalid norm order '{ord}' for vectors")
    sums = (absolute(x) ** ord).sum(axis=axis, keepdims=keepdims)
    return sums ** (1 / ord)


def _matrix_norm(x, ord, rows, columns, keepdims):
    """The norm of the matrices in two axes."""
    if ord in (None, "fro", "f"):
        result = sqrt(_square_sum(x, (rows, columns), keepdims))
        return result
    if ord in (2, -2, "nuc"):
        values = _core._svdvals(moveaxis(x, (rows, columns), (-2, -1)))
        result = values.sum(-1) if ord == "nuc" else values.max(-1) if ord == 2 else values.min(-1)
    elif ord in (1, -1, float("inf"), -float("inf")):
        summed, other = (rows, columns) if abs(ord) == 1 else (columns, rows)
        sums = absolute(x).sum(axis=summed)
        left = other - (other > summed)
        result = sums.max(axis=left) if ord > 0 else sums.min(axis=left)
    else:
        raise ValueError("Invalid norm order for matrices.")
    if keepdims:
        shape = [1 if axis in (rows, columns) else n for axis, n in enumerate(x.shape)]
        return asarray(result).reshape(shape)
    return result


def norm(x, ord=None, axis=None, keepdims=False):
    """The norm of vectors or matrices; of the flattened array, its 2-norm, if nothing more is said."""
    x = _inexact(x)
    if axis is None:
        if ord is None or (ord in ("f", "fro") and x.ndim == 2) or (ord == 2 and x.ndim == 1):
            flat = x.ravel(order="K")
            if flat.dtype.kind == "c":
                squares = flat.real.dot(flat.real) + flat.imag.dot(flat.imag)
            else:
                squares = flat.dot(flat)
            result = sqrt(squares)
            return asarray(result).reshape((1,) * x.ndim) if keepdims else result
        axis = tuple(range(x.ndim))
    elif not isinstance(axis, tuple):
        try:
            axis = (int(axis),)
        except Exception as error:
            raise TypeError("'axis' must be None, an integer or a tuple of integers") from error
    for a in axis:
        if not -x.ndim <= a < x.ndim:
            raise AxisError(a, x.ndim)
    if len(axis) == 1:
        if ord is None or ord == 2:
            return sqrt(_square_sum(x, axis, keepdims))
        return _power_norm(x, ord, axis, keepdims)
    if len(axis) == 2:
        rows, columns = (a % x.ndim for a in axis)
        if rows == columns:
            raise ValueError("Duplicate axes given.")
        return _matrix_norm(x, ord, rows, columns, keepdims)
    raise ValueError("Improper number of dimensions to norm.")


def vector_norm(x, /, *, axis=None, keepdims=False, ord=2):
    """The norm of vectors: along an axis, several axes taken together, or of the flattened array."""
    x = _inexact(x)
    if axis is None:
        result = norm(x.ravel(), ord=ord)
        return asarray(result).reshape((1,) * x.ndim) if keepdims else result
    if not isinstance(axis, tuple):
        return norm(x, ord=ord, axis=axis, keepdims=keepdims)
    rest = [a for a in range(x.ndim) if a not in {b % x.ndim for b in axis}]
    lines = moveaxis(x, axis, tuple(range(-len(axis), 0))).reshape([x.shape[a] for a in rest] + [-1])
    result = norm(lines, ord=ord, axis=-1)
    if keepdims:
        return asarray(result).reshape([n if a in rest else 1 for a, n in enumerate(x.shape)])
    return result


def matrix_norm(x, /, *, keepdims=False, ord="fro"):
    """The norm of the matrices in the last two axes."""
    return norm(x, ord=ord, axis=(-2, -1), keepdims=keepdims)


def outer(x1, x2, /):
    """The products of all pairs of elements of two vectors."""
    x1, x2 = asarray(x1), asarray(x2)
    if x1.ndim != 1 or x2.ndim != 1:
        raise ValueError(
            f"Input arrays must be one-dimensional, but they are x1.ndim={x1.ndim} and x2.ndim={x2.ndim}."
        )
    return _outer(x1, x2)


def diagonal(x, /, *, offset=0):
    """A view of the diagonals of the matrices in the last two axes."""
    return _diagonal(x, offset, axis1=-2, axis2=-1)


def trace(x, /, *, offset=0, dtype=None):
    """The sums of the diagonals of the matrices in the last two axes."""
    return _trace(x, offset, axis1=-2, axis2=-1, dtype=dtype)


_core._dispatch(globals())
