"""Functions given by samples: differences, integrals, interpolation, convolution; means and covariances."""

from typing import Any

from ._core import _ArrayLike, _DTypeLike, ndarray

__all__ = [
    "average",
    "convolve",
    "corrcoef",
    "correlate",
    "cov",
    "cumulative_prod",
    "cumulative_sum",
    "diff",
    "gradient",
    "i0",
    "interp",
    "sinc",
    "trapezoid",
    "unwrap",
]

def average(
    a: _ArrayLike,
    axis: Any = ...,
    weights: _ArrayLike | None = ...,
    returned: Any = ...,
    *,
    keepdims: Any = ...,
) -> Any: ...
def convolve(a: _ArrayLike, v: _ArrayLike, mode: Any = ...) -> ndarray: ...
def corrcoef(
    x: _ArrayLike, y: _ArrayLike | None = ..., rowvar: Any = ..., *, dtype: _DTypeLike = ...
) -> Any: ...
def correlate(a: _ArrayLike, v: _ArrayLike, mode: Any = ...) -> ndarray: ...
def cov(
    m: _ArrayLike,
    y: _ArrayLike | None = ...,
    rowvar: Any = ...,
    bias: Any = ...,
    ddof: Any = ...,
    fweights: _ArrayLike | None = ...,
    aweights: _ArrayLike | None = ...,
    *,
    dtype: _DTypeLike = ...,
) -> ndarray: ...
def cumulative_prod(
    x: _ArrayLike, /, *, axis: Any = ..., dtype: _DTypeLike = ..., out: Any = ..., include_initial: Any = ...
) -> ndarray: ...
def cumulative_sum(
    x: _ArrayLike, /, *, axis: Any = ..., dtype: _DTypeLike = ..., out: Any = ..., include_initial: Any = ...
) -> ndarray: ...
def diff(
    a: _ArrayLike,
    n: Any = ...,
    axis: Any = ...,
    prepend: _ArrayLike | None = ...,
    append: _ArrayLike | None = ...,
) -> Any: ...
def gradient(f: _ArrayLike, *varargs: Any, axis: Any = ..., edge_order: Any = ...) -> Any: ...
def i0(x: _ArrayLike) -> Any: ...
def interp(
    x: _ArrayLike, xp: _ArrayLike, fp: _ArrayLike, left: Any = ..., right: Any = ..., period: Any = ...
) -> Any: ...
def sinc(x: _ArrayLike) -> Any: ...
def trapezoid(y: _ArrayLike, x: _ArrayLike | None = ..., dx: Any = ..., axis: Any = ...) -> Any: ...
def unwrap(p: _ArrayLike, discont: Any = ..., axis: Any = ..., *, period: Any = ...) -> Any: ...
