"""Questions about data types: kinds, limits, names."""

import builtins
from typing import Any, Self

from ._core import _ArrayLike, _DTypeLike, dtype, generic

__all__ = [
    "ScalarType",
    "finfo",
    "iinfo",
    "isdtype",
    "isscalar",
    "issubdtype",
    "min_scalar_type",
    "sctypeDict",
    "typecodes",
]

ScalarType: tuple[type[Any], ...]
sctypeDict: dict[str, type[generic]]
typecodes: dict[str, str]

def isdtype(dtype: _DTypeLike, kind: Any) -> builtins.bool: ...
def isscalar(element: Any) -> builtins.bool: ...
def issubdtype(arg1: Any, arg2: Any) -> builtins.bool: ...
def min_scalar_type(a: _ArrayLike, /) -> dtype: ...

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
