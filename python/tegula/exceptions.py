"""The exception and warning classes, as in `numpy.exceptions`."""

from __future__ import annotations

__all__ = [
    "AxisError",
    "ComplexWarning",
    "DTypePromotionError",
    "RankWarning",
    "TooHardError",
    "VisibleDeprecationWarning",
]


class AxisError(ValueError, IndexError):
    """An axis that the array does not have."""

    def __init__(self, axis: object, ndim: int | None = None, msg_prefix: str | None = None) -> None:
        self._message: str | None = None
        self.axis = None
        self.ndim = None
        if ndim is None and msg_prefix is None:
            # One argument is the whole message.
            self._message = str(axis)
        else:
            self.axis = axis
            self.ndim = ndim
            self._prefix = msg_prefix

    def __str__(self) -> str:
        if self._message is not None:
            return self._message
        message = f"axis {self.axis} is out of bounds for array of dimension {self.ndim}"
        return message if self._prefix is None else f"{self._prefix}: {message}"

    def __reduce__(self) -> tuple[type[AxisError], tuple[object, ...]]:
        if self._message is not None:
            return AxisError, (self._message,)
        return AxisError, (self.axis, self.ndim, self._prefix)


class ComplexWarning(RuntimeWarning):
    """An imaginary part was discarded."""


class DTypePromotionError(TypeError):
    """Types that have no common type."""


class RankWarning(RuntimeWarning):
    """A matrix of deficient rank."""


class TooHardError(RuntimeError):
    """A problem that would take too long."""


class VisibleDeprecationWarning(UserWarning):
    """A feature that will go away."""


class UFuncTypeError(TypeError):
    """A universal function cannot work with the types of its operands."""


class _UFuncNoLoopError(UFuncTypeError):
    """A universal function has no loop for the types of its operands."""


class _UFuncBinaryResolutionError(_UFuncNoLoopError):
    """The types of two operands do not go together."""


class _UFuncCastingError(UFuncTypeError):
    """An operand cannot be converted as the casting rule has it."""


class _UFuncInputCastingError(_UFuncCastingError):
    """An input cannot be converted to the type of the loop."""


class _UFuncOutputCastingError(_UFuncCastingError):
    """A result cannot be converted to the type of the output."""


class _ArrayMemoryError(MemoryError):
    """Memory for an array cannot be had."""


class LinAlgError(ValueError):
    """A matrix for which a function of `linalg` has no result."""


# These are told apart by code, not by people, who know them by the name of the base.
for _class in (
    _UFuncNoLoopError,
    _UFuncBinaryResolutionError,
    _UFuncCastingError,
    _UFuncInputCastingError,
    _UFuncOutputCastingError,
    _ArrayMemoryError,
):
    _class.__name__ = _class.__base__.__name__  # type: ignore[union-attr]
del _class
LinAlgError.__module__ = "tegula.linalg"
