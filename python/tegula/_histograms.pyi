"""Histograms, and how many bins they take."""

from typing import Any

from ._core import _ArrayLike, ndarray

__all__ = [
    "digitize",
    "histogram",
    "histogram2d",
    "histogram_bin_edges",
    "histogramdd",
]

def digitize(x: _ArrayLike, bins: _ArrayLike, right: Any = ...) -> Any: ...
def histogram(
    a: _ArrayLike, bins: Any = ..., range: Any = ..., density: Any = ..., weights: _ArrayLike | None = ...
) -> tuple[ndarray, ndarray]: ...
def histogram2d(
    x: _ArrayLike,
    y: _ArrayLike,
    bins: Any = ...,
    range: Any = ...,
    density: Any = ...,
    weights: _ArrayLike | None = ...,
) -> tuple[ndarray, ndarray, ndarray]: ...
def histogram_bin_edges(
    a: _ArrayLike, bins: Any = ..., range: Any = ..., weights: _ArrayLike | None = ...
) -> ndarray: ...
def histogramdd(
    sample: _ArrayLike,
    bins: Any = ...,
    range: Any = ...,
    density: Any = ...,
    weights: _ArrayLike | None = ...,
) -> tuple[ndarray, list[ndarray]]: ...
