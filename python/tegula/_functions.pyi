"""Functions that are composed of others."""

import builtins
from contextlib import AbstractContextManager
from typing import Any

from ._core import _ArrayLike

__all__ = [
    "allclose",
    "array_equiv",
    "isclose",
    "printoptions",
]

def allclose(
    a: _ArrayLike, b: _ArrayLike, rtol: Any = ..., atol: Any = ..., equal_nan: Any = ...
) -> builtins.bool: ...
def array_equiv(a1: _ArrayLike, a2: _ArrayLike) -> builtins.bool: ...
def isclose(a: _ArrayLike, b: _ArrayLike, rtol: Any = ..., atol: Any = ..., equal_nan: Any = ...) -> Any: ...
def printoptions(*args: Any, **kwargs: Any) -> AbstractContextManager[dict[str, Any]]: ...
