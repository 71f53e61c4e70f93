"""Linear algebra: norms, the singular value decomposition, products."""

from typing import Any, Literal, NamedTuple

from ._core import _ArrayLike, _DTypeLike, ndarray
from ._core import matmul as matmul
from ._core import matrix_transpose as matrix_transpose
from .exceptions import LinAlgError as LinAlgError

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

class SVDResult(NamedTuple):
    U: ndarray
    S: ndarray
    Vh: ndarray

def svd(a: _ArrayLike, full_matrices: bool = ..., compute_uv: bool = ..., hermitian: bool = ...) -> Any: ...
def svdvals(x: _ArrayLike, /) -> ndarray: ...
def norm(
    x: _ArrayLike,
    ord: float | Literal["fro", "nuc"] | None = ...,
    axis: int | tuple[int, ...] | None = ...,
    keepdims: bool = ...,
) -> Any: ...
def vector_norm(
    x: _ArrayLike,
    /,
    *,
    axis: int | tuple[int, ...] | None = ...,
    keepdims: bool = ...,
    ord: float | None = ...,
) -> Any: ...
def matrix_norm(
    x: _ArrayLike, /, *, keepdims: bool = ..., ord: float | Literal["fro", "nuc"] | None = ...
) -> Any: ...
def outer(x1: _ArrayLike, x2: _ArrayLike, /) -> ndarray: ...
def diagonal(x: _ArrayLike, /, *, offset: int = ...) -> ndarray: ...
def trace(x: _ArrayLike, /, *, offset: int = ..., dtype: _DTypeLike = ...) -> Any: ...
