"""Views that overlap or repeat."""

from .._core import _ArrayLike, _ShapeLike, ndarray
from .._core import broadcast_arrays as broadcast_arrays
from .._core import broadcast_shapes as broadcast_shapes
from .._core import broadcast_to as broadcast_to

__all__ = ["as_strided", "broadcast_arrays", "broadcast_shapes", "broadcast_to", "sliding_window_view"]

def sliding_window_view(
    x: _ArrayLike,
    window_shape: _ShapeLike,
    axis: _ShapeLike | None = ...,
    *,
    subok: bool = ...,
    writeable: bool = ...,
) -> ndarray: ...
def as_strided(
    x: ndarray,
    shape: _ShapeLike | None = ...,
    strides: _ShapeLike | None = ...,
    subok: bool = ...,
    writeable: bool = ...,
) -> ndarray: ...
