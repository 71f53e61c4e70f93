"""Functions that make arrays of others."""

from typing import Any

from ._core import _ArrayLike, _DTypeLike, _ShapeLike, ndarray

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

def asarray_chkfinite(a: _ArrayLike, dtype: _DTypeLike = ..., order: Any = ...) -> ndarray: ...
def require(
    a: _ArrayLike, dtype: _DTypeLike = ..., requirements: Any = ..., *, like: Any = ...
) -> ndarray: ...
def fromfunction(
    function: Any, shape: _ShapeLike, *, dtype: _DTypeLike = ..., like: Any = ..., **kwargs: Any
) -> Any: ...
def indices(dimensions: Any, dtype: _DTypeLike = ..., sparse: Any = ...) -> Any: ...
def meshgrid(
    *xi: _ArrayLike, copy: Any = ..., sparse: Any = ..., indexing: Any = ...
) -> tuple[ndarray, ...]: ...
def logspace(
    start: _ArrayLike,
    stop: _ArrayLike,
    num: Any = ...,
    endpoint: Any = ...,
    base: Any = ...,
    dtype: _DTypeLike = ...,
    axis: Any = ...,
) -> ndarray: ...
def geomspace(
    start: _ArrayLike,
    stop: _ArrayLike,
    num: Any = ...,
    endpoint: Any = ...,
    dtype: _DTypeLike = ...,
    axis: Any = ...,
) -> ndarray: ...
def vander(x: _ArrayLike, N: Any = ..., increasing: Any = ...) -> ndarray: ...
