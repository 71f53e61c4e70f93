"""Seed sequences, and what seeds a bit generator."""

import abc

from .._core import BitGenerator, SeedSequence, uint32

__all__ = ["BitGenerator", "SeedSequence"]


class ISeedSequence(abc.ABC):
    """What seeds a bit generator."""

    @abc.abstractmethod
    def generate_state(self, n_words, dtype=uint32):
        """Words for a state, the same each time."""


class ISpawnableSeedSequence(ISeedSequence):
    """What seeds a bit generator and its children."""

    @abc.abstractmethod
    def spawn(self, n_children):
        """Seed sequences independent of this one."""


class SeedlessSeedSequence:
    """The seed sequence of a bit generator that needs none."""

    def generate_state(self, n_words, dtype=uint32):
        raise NotImplementedError("seedless SeedSequences cannot generate state")

    def spawn(self, n_children):
        return [self] * n_children


ISpawnableSeedSequence.register(SeedlessSeedSequence)
ISpawnableSeedSequence.register(SeedSequence)
