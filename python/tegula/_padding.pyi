"""`pad`: its arguments, and the modes that compute what stands in the borders."""

from typing import Any

from ._core import _ArrayLike, ndarray

__all__ = [
    "pad",
]

def pad(array: _ArrayLike, pad_width: Any, mode: Any = ..., **kwargs: Any) -> ndarray: ...
