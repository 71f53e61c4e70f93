"""`array.ctypes`: what foreign functions called through `ctypes` need to know of an array."""

import ctypes
from typing import Any


class Ctypes:
    """The address, shape and strides of an array, which lives as long as this object."""

    def __init__(self, array: Any, address: int) -> None:
        self._array = array
        self.data = address

    @property
    def _as_parameter_(self) -> Any:
        return self.data_as(ctypes.c_void_p)

    @property
    def shape(self) -> Any:
        """The shape as a ctypes array of `ssize_t`; `None` without axes."""
        return self.shape_as(ctypes.c_ssize_t)

    @property
    def strides(self) -> Any:
        """The strides as a ctypes array of `ssize_t`."""
        return self.strides_as(ctypes.c_ssize_t)

    def data_as(self, kind: Any) -> Any:
        """The address as a pointer type, which keeps the array alive."""
        pointer = ctypes.cast(self.data, kind)
        pointer._array = self._array
        return pointer

    def shape_as(self, kind: Any) -> Any:
        """The shape as a ctypes array of the type given."""
        return (kind * self._array.ndim)(*self._array.shape) if self._array.ndim else None

    def strides_as(self, kind: Any) -> Any:
        """The strides as a ctypes array of the type given."""
        return (kind * self._array.ndim)(*self._array.strides) if self._array.ndim else None
