"""Arrays as sets."""

from typing import Any, NamedTuple

from ._core import _ArrayLike, ndarray

__all__ = [
    "ediff1d",
    "intersect1d",
    "isin",
    "setdiff1d",
    "setxor1d",
    "sort_complex",
    "union1d",
    "unique",
    "unique_all",
    "unique_counts",
    "unique_inverse",
    "unique_values",
]

class UniqueAllResult(NamedTuple):
    values: ndarray
    indices: ndarray
    inverse_indices: ndarray
    counts: ndarray

class UniqueCountsResult(NamedTuple):
    values: ndarray
    counts: ndarray

class UniqueInverseResult(NamedTuple):
    values: ndarray
    inverse_indices: ndarray

def ediff1d(
    ary: _ArrayLike, to_end: _ArrayLike | None = ..., to_begin: _ArrayLike | None = ...
) -> ndarray: ...
def intersect1d(
    ar1: _ArrayLike, ar2: _ArrayLike, assume_unique: Any = ..., return_indices: Any = ...
) -> Any: ...
def isin(
    element: _ArrayLike,
    test_elements: _ArrayLike,
    assume_unique: Any = ...,
    invert: Any = ...,
    *,
    kind: Any = ...,
) -> ndarray: ...
def setdiff1d(ar1: _ArrayLike, ar2: _ArrayLike, assume_unique: Any = ...) -> ndarray: ...
def setxor1d(ar1: _ArrayLike, ar2: _ArrayLike, assume_unique: Any = ...) -> ndarray: ...
def sort_complex(a: _ArrayLike) -> ndarray: ...
def union1d(ar1: _ArrayLike, ar2: _ArrayLike) -> ndarray: ...
def unique(
    ar: _ArrayLike,
    return_index: Any = ...,
    return_inverse: Any = ...,
    return_counts: Any = ...,
    axis: Any = ...,
    *,
    equal_nan: Any = ...,
    sorted: Any = ...,
) -> Any: ...
def unique_all(x: _ArrayLike) -> UniqueAllResult: ...
def unique_counts(x: _ArrayLike) -> UniqueCountsResult: ...
def unique_inverse(x: _ArrayLike) -> UniqueInverseResult: ...
def unique_values(x: _ArrayLike) -> ndarray: ...
