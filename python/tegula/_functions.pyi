"""Functions that are composed of others."""

import builtins
from contextlib import AbstractContextManager, ContextDecorator
from typing import Any, Self

from ._core import _ArrayLike, _DTypeLike, dtype

__all__ = [
    "allclose",
    "array_equiv",
    "errstate",
    "finfo",
    "geterr",
    "iinfo",
    "isclose",
    "isdtype",
    "isscalar",
    "issubdtype",
    "min_scalar_type",
    "printoptions",
    "seterr",
]

def allclose(
    a: _ArrayLike, b: _ArrayLike, rtol: Any = ..., atol: Any = ..., equal_nan: Any = ...
) -> builtins.bool: ...
def array_equiv(a1: _ArrayLike, a2: _ArrayLike) -> builtins.bool: ...
def geterr() -> dict[str, str]: ...
def isclose(a: _ArrayLike, b: _ArrayLike, rtol: Any = ..., atol: Any = ..., equal_nan: Any = ...) -> Any: ...
def isdtype(dtype: _DTypeLike, kind: Any) -> builtins.bool: ...
def isscalar(element: Any) -> builtins.bool: ...
def issubdtype(arg1: Any, arg2: Any) -> builtins.bool: ...
def min_scalar_type(a: _ArrayLike, /) -> dtype: ...
def printoptions(*args: Any, **kwargs: Any) -> AbstractContextManager[dict[str, Any]]: ...
def seterr(
    all: Any = ..., divide: Any = ..., over: Any = ..., under: Any = ..., invalid: Any = ...
) -> dict[str, str]: ...

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

class errstate(ContextDecorator):
    def __init__(
        self,
        *,
        call: Any = ...,
        all: str | None = ...,
        divide: str | None = ...,
        over: str | None = ...,
        under: str | None = ...,
        invalid: str | None = ...,
    ) -> None: ...
    def __enter__(self) -> None: ...
    def __exit__(self, *exc_info: object) -> None: ...
