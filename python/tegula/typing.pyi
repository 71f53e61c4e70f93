"""Types for annotations, as in `numpy.typing`."""

from typing import TypeAlias, TypeVar

from ._core import _ArrayLike, _DTypeLike, dtype, generic, ndarray

__all__ = ["ArrayLike", "DTypeLike", "NDArray"]

_Scalar = TypeVar("_Scalar", bound=generic)

ArrayLike: TypeAlias = _ArrayLike
DTypeLike: TypeAlias = _DTypeLike
NDArray: TypeAlias = ndarray[tuple[int, ...], dtype[_Scalar]]
