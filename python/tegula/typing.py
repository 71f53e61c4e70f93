"""Types for annotations, as in `numpy.typing`."""

import typing as _typing

from ._core import dtype, generic, ndarray

__all__ = ["ArrayLike", "DTypeLike", "NDArray"]

# What `asarray` and `dtype` take; the stubs say it in full.
ArrayLike = _typing.Any
DTypeLike = _typing.Any

_Scalar = _typing.TypeVar("_Scalar", bound=generic)
NDArray = ndarray[tuple[int, ...], _Scalar]
del dtype
