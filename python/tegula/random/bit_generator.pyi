"""Seed sequences, and what seeds a bit generator."""

import abc
from typing import Any

from .._core import BitGenerator as BitGenerator
from .._core import SeedSequence as SeedSequence

class ISeedSequence(abc.ABC):
    @abc.abstractmethod
    def generate_state(self, n_words: int, dtype: Any = ...) -> Any: ...

class ISpawnableSeedSequence(ISeedSequence):
    @abc.abstractmethod
    def spawn(self, n_children: int) -> Any: ...

class SeedlessSeedSequence:
    def generate_state(self, n_words: int, dtype: Any = ...) -> Any: ...
    def spawn(self, n_children: int) -> list[SeedlessSeedSequence]: ...

__all__ = ["BitGenerator", "SeedSequence"]
