"""Help with axes and memory."""

from typing import Any

from .._core import ndarray

__all__ = [
    "byte_bounds",
    "normalize_axis_index",
    "normalize_axis_tuple",
]

def byte_bounds(a: ndarray) -> tuple[int, int]: ...
def normalize_axis_index(axis: Any, ndim: Any, msg_prefix: Any = ...) -> int: ...
def normalize_axis_tuple(
    axis: Any, ndim: Any, argname: Any = ..., allow_duplicate: Any = ...
) -> tuple[int, ...]: ...
