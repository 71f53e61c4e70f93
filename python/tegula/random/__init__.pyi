"""Random numbers, the same as NumPy's bit for bit."""

from ._core import PCG64 as PCG64
from ._core import BitGenerator as BitGenerator
from ._core import Generator as Generator
from ._core import SeedSequence as SeedSequence
from ._core import default_rng as default_rng

__all__ = ["PCG64", "BitGenerator", "Generator", "SeedSequence", "default_rng"]
