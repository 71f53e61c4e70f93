"""Less common functions, by module."""

from . import array_utils, mixins, stride_tricks

__all__ = ["array_utils", "mixins", "stride_tricks"]
