"""Medians, percentiles and quantiles."""

from typing import Any

from ._core import _ArrayLike

__all__ = [
    "median",
    "nanmedian",
    "nanpercentile",
    "nanquantile",
    "percentile",
    "quantile",
]

def median(
    a: _ArrayLike, axis: Any = ..., out: Any = ..., overwrite_input: Any = ..., keepdims: Any = ...
) -> Any: ...
def nanmedian(
    a: _ArrayLike, axis: Any = ..., out: Any = ..., overwrite_input: Any = ..., keepdims: Any = ...
) -> Any: ...
def nanpercentile(
    a: _ArrayLike,
    q: _ArrayLike,
    axis: Any = ...,
    out: Any = ...,
    overwrite_input: Any = ...,
    method: Any = ...,
    keepdims: Any = ...,
    *,
    weights: _ArrayLike | None = ...,
) -> Any: ...
def nanquantile(
    a: _ArrayLike,
    q: _ArrayLike,
    axis: Any = ...,
    out: Any = ...,
    overwrite_input: Any = ...,
    method: Any = ...,
    keepdims: Any = ...,
    *,
    weights: _ArrayLike | None = ...,
) -> Any: ...
def percentile(
    a: _ArrayLike,
    q: _ArrayLike,
    axis: Any = ...,
    out: Any = ...,
    overwrite_input: Any = ...,
    method: Any = ...,
    keepdims: Any = ...,
    *,
    weights: _ArrayLike | None = ...,
) -> Any: ...
def quantile(
    a: _ArrayLike,
    q: _ArrayLike,
    axis: Any = ...,
    out: Any = ...,
    overwrite_input: Any = ...,
    method: Any = ...,
    keepdims: Any = ...,
    *,
    weights: _ArrayLike | None = ...,
) -> Any: ...
