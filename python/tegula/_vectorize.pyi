"""`vectorize`: a Python function of single elements as a function of arrays."""

from collections.abc import Callable, Iterable
from typing import Any

from ._core import _DTypeLike, dtype

class vectorize:
    pyfunc: Callable[..., Any]
    cache: bool
    signature: str | None
    otypes: str | list[dtype] | None
    excluded: set[int | str]
    def __init__(
        self,
        pyfunc: Callable[..., Any] = ...,
        otypes: str | Iterable[_DTypeLike] | None = ...,
        doc: str | None = ...,
        excluded: Iterable[int | str] | None = ...,
        cache: bool = ...,
        signature: str | None = ...,
    ) -> None: ...
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
    def __get__(self, instance: object, owner: type | None = ...) -> Any: ...
