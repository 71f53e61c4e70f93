"""Random numbers, the same as NumPy's bit for bit."""

from ._core import PCG64, BitGenerator, Generator, SeedSequence, default_rng

__all__ = ["PCG64", "BitGenerator", "Generator", "SeedSequence", "default_rng"]
