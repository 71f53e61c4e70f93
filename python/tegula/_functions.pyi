"""Functions that are composed of others."""

import builtins
from contextlib import AbstractContextManager, ContextDecorator
from typing import Any

from ._core import _ArrayLike, ndarray

__all__ = [
    "allclose",
    "array_equiv",
    "diff",
    "ediff1d",
    "errstate",
    "geterr",
    "isclose",
    "printoptions",
    "seterr",
]

def allclose(
    a: _ArrayLike, b: _ArrayLike, rtol: Any = ..., atol: Any = ..., equal_nan: Any = ...
) -> builtins.bool: ...
def array_equiv(a1: _ArrayLike, a2: _ArrayLike) -> builtins.bool: ...
def diff(a: _ArrayLike, n: Any = ..., axis: Any = ..., prepend: Any = ..., append: Any = ...) -> Any: ...
def ediff1d(ary: _ArrayLike, to_end: Any = ..., to_begin: Any = ...) -> ndarray: ...
def geterr() -> dict[str, str]: ...
def isclose(a: _ArrayLike, b: _ArrayLike, rtol: Any = ..., atol: Any = ..., equal_nan: Any = ...) -> Any: ...
def printoptions(*args: Any, **kwargs: Any) -> AbstractContextManager[dict[str, Any]]: ...
def seterr(
    all: Any = ..., divide: Any = ..., over: Any = ..., under: Any = ..., invalid: Any = ...
) -> dict[str, str]: ...

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
