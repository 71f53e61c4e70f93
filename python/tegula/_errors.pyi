"""What happens with floating-point errors."""

from collections.abc import Callable
from typing import Any, Literal, TypeAlias, TypeVar

__all__ = ["errstate", "getbufsize", "geterr", "geterrcall", "setbufsize", "seterr", "seterrcall"]

_Mode: TypeAlias = Literal["ignore", "warn", "raise", "call", "print", "log"] | None
_F = TypeVar("_F", bound=Callable[..., Any])

def geterr() -> dict[str, str]: ...
def seterr(
    all: _Mode = None,
    divide: _Mode = None,
    over: _Mode = None,
    under: _Mode = None,
    invalid: _Mode = None,
) -> dict[str, str]: ...
def geterrcall() -> Any: ...
def seterrcall(func: Any) -> Any: ...
def getbufsize() -> int: ...
def setbufsize(size: int) -> int: ...

class errstate:
    def __init__(
        self,
        *,
        call: Any = ...,
        all: _Mode = None,
        divide: _Mode = None,
        over: _Mode = None,
        under: _Mode = None,
        invalid: _Mode = None,
    ) -> None: ...
    def __enter__(self) -> None: ...
    def __exit__(self, *exc_info: object) -> None: ...
    def __call__(self, func: _F) -> _F: ...
