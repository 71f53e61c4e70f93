"""Functions that are composed of others."""

import builtins
import contextlib
import math
import numbers
import operator

from . import _core
from ._core import (
    absolute,
    asanyarray,
    asarray,
    bool,
    dtype,
    generic,
    integer,
    isfinite,
    isnan,
    result_type,
    subtract,
)
from .exceptions import AxisError

__all__ = [
    "allclose",
    "array_equiv",
    "errstate",
    "finfo",
    "geterr",
    "iinfo",
    "isclose",
    "isdtype",
    "isscalar",
    "issubdtype",
    "min_scalar_type",
    "printoptions",
    "seterr",
]


def _axis(axis, ndim, name=None):
    """An axis counted from the front."""
    axis = operator.index(axis)
    if not -ndim <= axis < ndim:
        raise AxisError(axis, ndim, name)
    return axis % ndim


# Comparing.


def isclose(a, b, rtol=1.0e-5, atol=1.0e-8, equal_nan=False):
    """True where two arrays are equal within a tolerance: `abs(a - b) <= atol + rtol * abs(b)`."""
    x, y = (o if isinstance(o, (int, float, complex)) else asanyarray(o) for o in (a, b))
    if getattr(y, "dtype", None) is not None and y.dtype.kind != "f" and y.dtype.kind != "c":
        y = asanyarray(y, dtype=result_type(y, 1.0))
    elif isinstance(y, int):
        y = float(y)
    finite = isfinite(y)
    result = (absolute(subtract(x, y)) <= (atol + rtol * absolute(y))) & finite | (x == y)
    if equal_nan:
        result |= isnan(x) & isnan(y)
    return result


def allclose(a, b, rtol=1.0e-5, atol=1.0e-8, equal_nan=False):
    """True if two arrays are equal within a tolerance."""
    return builtins.bool(_core.all(isclose(a, b, rtol=rtol, atol=atol, equal_nan=equal_nan)))


def array_equiv(a1, a2):
    """True if two arrays are equal once broadcast together."""
    try:
        a1, a2 = asarray(a1), asarray(a2)
        _core.broadcast_shapes(a1.shape, a2.shape)
    except Exception:
        return False
    return builtins.bool((a1 == a2).all())


# Types.

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
        if a.ndim:
            return a.dtype
        a = a[()]
    if isinstance(a, (builtins.bool, bool)):
        return dtype("bool")
    if isinstance(a, (int, integer)):
        names = ("uint8", "uint16", "uint32", "uint64") if a >= 0 else ("int8", "int16", "int32", "int64")
        return next(dtype(name) for name in names if iinfo(name).min <= int(a) <= iinfo(name).max)
    names = (
        ("complex64", "complex128")
        if isinstance(a, (complex, _core.complexfloating))
        else ("float16", "float32")
    )
    parts = (a.real, a.imag) if isinstance(a, (complex, _core.complexfloating)) else (a,)
    for name in names:
        if all(not math.isfinite(p) or abs(float(p)) <= float(finfo(name).max) for p in parts):
            return dtype(name)
    return dtype("float64")


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
        limits = f"resolution={self.resolution!s}, min={self.min!s}, max={self.max!s}"
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


# Settings.


@contextlib.contextmanager
def printoptions(*args, **kwargs):
    """Print options that hold within a `with` block."""
    saved = _core._set_printoptions(*args, **kwargs)
    try:
        yield _core.get_printoptions()
    finally:
        _core._set_printoptions(**saved)


_error_state = {"divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn"}


def geterr():
    """The floating-point error settings, which are kept but have no effect: nothing warns."""
    return dict(_error_state)


def seterr(all=None, divide=None, over=None, under=None, invalid=None):
    """Changes the floating-point error settings, which have no effect; returns the old ones."""
    old = geterr()
    given = {"divide": divide, "over": over, "under": under, "invalid": invalid}
    for name, value in given.items():
        value = all if value is None else value
        if value is None:
            continue
        if value not in ("ignore", "warn", "raise", "call", "print", "log"):
            raise ValueError(f"invalid value for {name}: {value!r}")
        _error_state[name] = value
    return old


class errstate(contextlib.ContextDecorator):
    """Floating-point error settings within a `with` block, without effect."""

    def __init__(self, *, call=None, all=None, divide=None, over=None, under=None, invalid=None):
        self._settings = {"all": all, "divide": divide, "over": over, "under": under, "invalid": invalid}

    def __enter__(self):
        self._saved = seterr(**self._settings)

    def __exit__(self, *exc_info):
        seterr(**self._saved)
