"""What pickles of bit generators and generators call."""

from .._core import MT19937, PCG64, PCG64DXSM, SFC64, BitGenerator, Generator, Philox
from .mtrand import RandomState

BitGenerators = {kind.__name__: kind for kind in [MT19937, PCG64, PCG64DXSM, Philox, SFC64]}


def __bit_generator_ctor(bit_generator="MT19937"):
    if isinstance(bit_generator, type):
        return bit_generator()
    if bit_generator not in BitGenerators:
        raise ValueError(f"{bit_generator} is not a known BitGenerator module.")
    return BitGenerators[bit_generator]()


def __generator_ctor(bit_generator_name="MT19937", bit_generator_ctor=__bit_generator_ctor):
    if isinstance(bit_generator_name, BitGenerator):
        return Generator(bit_generator_name)
    return Generator(bit_generator_ctor(bit_generator_name))


def __randomstate_ctor(bit_generator_name="MT19937", bit_generator_ctor=__bit_generator_ctor):
    if isinstance(bit_generator_name, BitGenerator):
        return RandomState(bit_generator_name)
    return RandomState(bit_generator_ctor(bit_generator_name))
