"""NumPy for machine learning, on the Tegula array engine: `import tegula as np`."""

import math as _math

from . import _core, exceptions, linalg, random
from ._core import *  # noqa: F403
from ._core import bool, float32, float64, int32, int64, max, min, uint32, uint64
from ._functions import *  # noqa: F403
from ._functions import __all__ as _composed

__version__ = _core.__version__

newaxis = None
pi = _math.pi
e = _math.e
inf = _math.inf
nan = _math.nan
euler_gamma = 0.5772156649015329
little_endian = _core.little_endian
True_ = bool(True)
False_ = bool(False)

amax, amin = max, min
bool_ = bool
byte, ubyte = _core.int8, _core.uint8
short, ushort = _core.int16, _core.uint16
intc, uintc = int32, uint32
int_ = intp = long = longlong = int64
uint = uintp = ulong = ulonglong = uint64
half, single, double = _core.float16, float32, float64
csingle, cdouble = _core.complex64, _core.complex128

_constants = [
    "False_",
    "True_",
    "amax",
    "amin",
    "bool_",
    "byte",
    "cdouble",
    "csingle",
    "double",
    "e",
    "euler_gamma",
    "exceptions",
    "half",
    "inf",
    "int_",
    "intc",
    "intp",
    "linalg",
    "little_endian",
    "long",
    "longlong",
    "nan",
    "newaxis",
    "pi",
    "random",
    "short",
    "single",
    "ubyte",
    "uint",
    "uintc",
    "uintp",
    "ulong",
    "ulonglong",
    "ushort",
]
_hidden = {"PCG64", "BitGenerator", "Generator", "SeedSequence", "default_rng"}
__all__ = sorted({*_constants, *_composed, *(n for n in dir(_core) if not n.startswith("_"))} - _hidden)  # noqa: PLE0605


def __dir__() -> list[str]:
    return [*__all__, "__all__", "__version__"]
