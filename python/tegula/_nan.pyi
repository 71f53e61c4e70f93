"""Reductions that leave NaN out."""

from typing import Any

from ._core import _ArrayLike, _DTypeLike, ndarray
from ._order_statistics import nanmedian, nanpercentile, nanquantile

__all__ = [
    "nanargmax",
    "nanargmin",
    "nancumprod",
    "nancumsum",
    "nanmax",
    "nanmean",
    "nanmedian",
    "nanmin",
    "nanpercentile",
    "nanprod",
    "nanquantile",
    "nanstd",
    "nansum",
    "nanvar",
]

def nanargmax(a: _ArrayLike, axis: Any = ..., out: Any = ..., *, keepdims: Any = ...) -> Any: ...
def nanargmin(a: _ArrayLike, axis: Any = ..., out: Any = ..., *, keepdims: Any = ...) -> Any: ...
def nancumprod(a: _ArrayLike, axis: Any = ..., dtype: _DTypeLike = ..., out: Any = ...) -> ndarray: ...
def nancumsum(a: _ArrayLike, axis: Any = ..., dtype: _DTypeLike = ..., out: Any = ...) -> ndarray: ...
def nanmax(
    a: _ArrayLike, axis: Any = ..., out: Any = ..., keepdims: Any = ..., initial: Any = ..., where: Any = ...
) -> Any: ...
def nanmean(
    a: _ArrayLike,
    axis: Any = ...,
    dtype: _DTypeLike = ...,
    out: Any = ...,
    keepdims: Any = ...,
    *,
    where: Any = ...,
) -> Any: ...
def nanmin(
    a: _ArrayLike, axis: Any = ..., out: Any = ..., keepdims: Any = ..., initial: Any = ..., where: Any = ...
) -> Any: ...
def nanprod(
    a: _ArrayLike,
    axis: Any = ...,
    dtype: _DTypeLike = ...,
    out: Any = ...,
    keepdims: Any = ...,
    initial: Any = ...,
    where: Any = ...,
) -> Any: ...
def nanstd(
    a: _ArrayLike,
    axis: Any = ...,
    dtype: _DTypeLike = ...,
    out: Any = ...,
    ddof: Any = ...,
    keepdims: Any = ...,
    *,
    where: Any = ...,
    mean: Any = ...,
    correction: Any = ...,
) -> Any: ...
def nansum(
    a: _ArrayLike,
    axis: Any = ...,
    dtype: _DTypeLike = ...,
    out: Any = ...,
    keepdims: Any = ...,
    initial: Any = ...,
    where: Any = ...,
) -> Any: ...
def nanvar(
    a: _ArrayLike,
    axis: Any = ...,
    dtype: _DTypeLike = ...,
    out: Any = ...,
    ddof: Any = ...,
    keepdims: Any = ...,
    *,
    where: Any = ...,
    mean: Any = ...,
    correction: Any = ...,
) -> Any: ...
