"""Less common functions, by module."""

from . import array_utils, stride_tricks

__all__ = ["array_utils", "stride_tricks"]
