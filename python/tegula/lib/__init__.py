"""Less common functions, by module."""

from . import stride_tricks

__all__ = ["stride_tricks"]
