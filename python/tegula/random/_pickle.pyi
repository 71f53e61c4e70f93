"""What pickles of bit generators and generators call."""

from collections.abc import Callable
from typing import Any

from .._core import BitGenerator, Generator
from .mtrand import RandomState

BitGenerators: dict[str, type[BitGenerator]]

def __bit_generator_ctor(bit_generator: Any = ...) -> BitGenerator: ...
def __generator_ctor(
    bit_generator_name: Any = ..., bit_generator_ctor: Callable[..., Any] = ...
) -> Generator: ...
def __randomstate_ctor(
    bit_generator_name: Any = ..., bit_generator_ctor: Callable[..., Any] = ...
) -> RandomState: ...
