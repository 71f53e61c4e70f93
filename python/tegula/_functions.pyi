"""Functions that are composed of others."""

import builtins
from contextlib import AbstractContextManager
from typing import Any, Self

from ._core import _ArrayLike, _DTypeLike, dtype, ndarray

__all__ = [
    "allclose",
    "array_equiv",
    "diff",
    "ediff1d",
    "finfo",
    "iinfo",
    "isclose",
    "isdtype",
    "isscalar",
    "issubdtype",
    "min_scalar_type",
    "printoptions",
]

def allclose(
    a: _ArrayLike, b: _ArrayLike, rtol: Any = ..., atol: Any = ..., equal_nan: Any = ...
) -> builtins.bool: ...
def array_equiv(a1: _ArrayLike, a2: _ArrayLike) -> builtins.bool: ...
def diff(a: _ArrayLike, n: Any = ..., axis: Any = ..., prepend: Any = ..., append: Any = ...) -> Any: ...
def ediff1d(ary: _ArrayLike, to_end: Any = ..., to_begin: Any = ...) -> ndarray: ...
def isclose(a: _ArrayLike, b: _ArrayLike, rtol: Any = ..., atol: Any = ..., equal_nan: Any = ...) -> Any: ...
def isdtype(dtype: _DTypeLike, kind: Any) -> builtins.bool: ...
def isscalar(element: Any) -> builtins.bool: ...
def issubdtype(arg1: Any, arg2: Any) -> builtins.bool: ...
def min_scalar_type(a: _ArrayLike, /) -> dtype: ...
def printoptions(*args: Any, **kwargs: Any) -> AbstractContextManager[dict[str, Any]]: ...

class finfo:
    def __new__(cls, dtype: Any) -> Self: ...
    dtype: dtype
    bits: int
    eps: Any
    epsneg: Any
    iexp: int
    machep: int
    max: Any
    maxexp: int
    min: Any
    minexp: int
    negep: int
    nexp: int
    nmant: int
    precision: int
    resolution: Any
    smallest_normal: Any
    smallest_subnormal: Any
    tiny: Any
    def __reduce__(self) -> Any: ...

class iinfo:
    def __init__(self, int_type: Any) -> None: ...
    dtype: dtype
    kind: str
    bits: int
    key: str
    @property
    def min(self) -> int: ...
    @property
    def max(self) -> int: ...
