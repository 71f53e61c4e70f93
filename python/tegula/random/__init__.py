"""Random numbers, the same as NumPy's bit for bit."""

from .._core import (
    MT19937,
    PCG64,
    PCG64DXSM,
    SFC64,
    BitGenerator,
    Generator,
    Philox,
    SeedSequence,
    default_rng,
)
from . import bit_generator

__all__ = [
    "MT19937",
    "PCG64",
    "PCG64DXSM",
    "SFC64",
    "BitGenerator",
    "Generator",
    "Philox",
    "SeedSequence",
    "bit_generator",
    "default_rng",
]
