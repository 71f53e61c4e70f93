"""Questions about data types: kinds, limits, names."""

import builtins
import math
import numbers

from . import _core
from ._core import asarray, bool, dtype, generic, integer

__all__ = [
    "ScalarType",
    "finfo",
    "iinfo",
    "isdtype",
    "isscalar",
    "issubdtype",
    "min_scalar_type",
    "sctypeDict",
    "typecodes",
]

# The scalar classes are numbers in the sense of Python's own hierarchy.
numbers.Integral.register(integer)
numbers.Complex.register(_core.inexact)
numbers.Real.register(_core.floating)
numbers.Number.register(_core.number)

_KINDS = {
    "bool": bool,
    "signed integer": _core.signedinteger,
    "unsigned integer": _core.unsignedinteger,
    "integral": integer,
    "real floating": _core.floating,
    "complex floating": _core.complexfloating,
    "numeric": _core.number,
}
_ABSTRACT = {generic, _core.inexact, _core.flexible, *_KINDS.values()} - {bool}


def _class_of(arg):
    """The scalar class that an argument of `issubdtype` stands for."""
    if isinstance(arg, type) and issubclass(arg, generic):
        return arg
    return dtype(arg).type


def _scalar_class(given):
    """The concrete scalar class that is given itself or by its dtype; `None` for anything else."""
    if isinstance(given, _core.dtype):
        given = given.type
    concrete = isinstance(given, type) and issubclass(given, generic)
    return given if concrete and given not in _ABSTRACT else None


def issubdtype(arg1, arg2):
    """True if the first type is the second or one of its kind."""
    return issubclass(_class_of(arg1), _class_of(arg2))


def isdtype(dtype, kind):
    """True if a type is of a kind, or of one of several."""
    given = _scalar_class(dtype)
    if given is None:
        raise TypeError(f"dtype argument must be a NumPy dtype, but it is a {type(dtype)}.")
    accepted = []
    for one in kind if isinstance(kind, tuple) else (kind,):
        if isinstance(one, str):
            if one not in _KINDS:
                raise ValueError(f"kind argument is a string, but {one!r} is not a known kind name.")
            accepted.append(_KINDS[one])
            continue
        exact = _scalar_class(one)
        if exact is None:
            raise TypeError(
                f"kind argument must be comprised of NumPy dtypes or strings only, but is a {type(one)}."
            )
        accepted.append(exact)
    return issubclass(given, tuple(accepted))


def isscalar(element):
    """True for numbers, strings and array scalars."""
    return isinstance(element, (generic, numbers.Number, str, bytes, memoryview))


def min_scalar_type(a, /):
    """The smallest type that holds a value; an array's own type."""
    if not isscalar(a) or isinstance(a, (str, bytes)):
        a = asarray(a)
        if a.ndim or a.dtype.kind in "OSU":
            return a.dtype
        a = a[()]
    if isinstance(a, (builtins.bool, bool)):
        return dtype("bool")
    if isinstance(a, (int, integer)):
        names = ("uint8", "uint16", "uint32", "uint64") if a >= 0 else ("int8", "int16", "int32", "int64")
        fitting = (dtype(name) for name in names if iinfo(name).min <= int(a) <= iinfo(name).max)
        return next(fitting, dtype(object))
    is_complex = isinstance(a, (complex, _core.complexfloating))
    parts = (a.real, a.imag) if is_complex else (a,)
    for name in ("complex64",) if is_complex else ("float16", "float32"):
        if all(not math.isfinite(p) or abs(float(p)) <= float(finfo(name).max) for p in parts):
            return dtype(name)
    return dtype("complex128" if is_complex else "float64")


# One `finfo` for each type.
_finfo = {}


class finfo:
    """The limits of a floating-point type."""

    def __new__(cls, dtype):
        limits = _core._float_limits(dtype)
        name = limits["dtype"]
        if name not in _finfo:
            self = object.__new__(cls)
            self.__dict__.update(limits)
            _finfo[name] = self
        return _finfo[name]

    def __repr__(self):
        # Half precision is given with the digits that tell its values apart.
        low, high = (f"{x:.5e}" if self.dtype == "float16" else str(x) for x in (self.min, self.max))
        limits = f"resolution={self.resolution!s}, min={low}, max={high}"
        return f"finfo({limits}, dtype={self.dtype})"

    def __str__(self):
        line = "-" * 63
        return (
            f"Machine parameters for {self.dtype}\n{line}\n"
            f"precision = {self.precision}   resolution = {self.resolution!s}\n"
            f"machep = {self.machep}   eps =        {self.eps!s}\n"
            f"negep =  {self.negep}   epsneg =     {self.epsneg!s}\n"
            f"minexp = {self.minexp}   tiny =       {self.tiny!s}\n"
            f"maxexp = {self.maxexp}   max =        {self.max!s}\n"
            f"nexp =   {self.nexp}   min =        -max\n"
            f"smallest_normal = {self.smallest_normal!s}   "
            f"smallest_subnormal = {self.smallest_subnormal!s}\n{line}\n"
        )

    def __reduce__(self):
        return finfo, (self.dtype,)


class iinfo:
    """The limits of an integer type."""

    def __init__(self, int_type):
        try:
            self.dtype = dtype(int_type)
        except TypeError:
            self.dtype = dtype(type(int_type))
        self.kind = self.dtype.kind
        self.bits = self.dtype.itemsize * 8
        self.key = f"{self.kind}{self.bits}"
        if self.kind not in "iu":
            raise ValueError(f"Invalid integer data type {self.kind!r}.")

    @property
    def min(self):
        """The smallest value."""
        return 0 if self.kind == "u" else -(1 << (self.bits - 1))

    @property
    def max(self):
        """The largest value."""
        return (1 << (self.bits - (self.kind == "i"))) - 1

    def __repr__(self):
        return f"iinfo(min={self.min}, max={self.max}, dtype={self.dtype})"

    def __str__(self):
        line = "-" * 63
        return f"Machine parameters for {self.dtype}\n{line}\nmin = {self.min}\nmax = {self.max}\n{line}\n"


# Tables.

typecodes = {
    "Character": "c",
    "Integer": "bhilqnp",
    "UnsignedInteger": "BHILQNP",
    "Float": "efd",
    "Complex": "FD",
    "AllInteger": "bBhHiIlLqQnNpP",
    "AllFloat": "efdFD",
    "All": "?bhilqnpBHILQNPefdFDSUO",
}

_NAMES = (
    "bool float16 bfloat16 float32 float64 complex64 complex128 bytes_ str_ object_ int8 byte uint8 ubyte "
    "int16 "
    "short uint16 ushort int32 intc uint32 uintc int64 long uint64 ulong longlong ulonglong intp uintp "
    "double "
    "cdouble single csingle half bool_ int_ uint float complex object bytes int str unicode"
)
sctypeDict = {name: dtype(name).type for name in _NAMES.split()}

ScalarType = (
    *(int, float, complex, builtins.bool, builtins.bytes, str, memoryview),
    *dict.fromkeys(sctypeDict[name] for name in sorted(sctypeDict)),
)
