"""Questions about arrays, their elements and numbers."""

import builtins
import operator

from . import _core
from ._core import asanyarray, asarray, zeros
from ._types import finfo

__all__ = [
    "base_repr",
    "binary_repr",
    "common_type",
    "iscomplex",
    "iscomplexobj",
    "isfortran",
    "isreal",
    "isrealobj",
    "iterable",
    "mintypecode",
    "real_if_close",
    "typename",
]


def iterable(y):
    """True if an object can be iterated over."""
    try:
        iter(y)
    except TypeError:
        return False
    return True


def isfortran(a):
    """True if an array is in Fortran order and not also in C order."""
    return a.flags.fnc


def iscomplexobj(x):
    """True if the type of a number or array is complex."""
    try:
        kind = x.dtype.type
    except AttributeError:
        kind = asarray(x).dtype.type
    return issubclass(kind, _core.complexfloating)


def isrealobj(x):
    """True if the type of a number or array is not complex."""
    return not iscomplexobj(x)


def iscomplex(x):
    """True where the imaginary part is not zero."""
    x = asanyarray(x)
    if x.dtype.kind == "c":
        return x.imag != 0
    return zeros(x.shape, bool)[()]


def isreal(x):
    """True where the imaginary part is zero."""
    return _core.imag(x) == 0


def real_if_close(a, tol=100):
    """The real part of a complex array whose imaginary parts are all close to zero, else the array."""
    a = asanyarray(a)
    if a.dtype.kind != "c":
        return a
    if tol > 1:
        tol = finfo(a.dtype).eps * tol
    return a.real if (_core.absolute(a.imag) < tol).all() else a


_PRECISION = {"e": 0, "f": 1, "d": 2, "F": 1, "D": 2}


def common_type(*arrays):
    """The inexact scalar type that arrays of numbers have in common."""
    precision, is_complex = 0, False
    for a in arrays:
        is_complex |= iscomplexobj(a)
        if a.dtype.kind in "iu":
            precision = 2
        elif a.dtype.char in _PRECISION:
            precision = builtins.max(precision, _PRECISION[a.dtype.char])
        else:
            raise TypeError("can't get common type for non-numeric array")
    if is_complex:
        return (_core.complex64, _core.complex64, _core.complex128)[precision]
    return (_core.float16, _core.float32, _core.float64)[precision]


_NAMES = {
    "S1": "character",
    "?": "bool",
    "b": "signed char",
    "B": "unsigned char",
    "h": "short",
    "H": "unsigned short",
    "i": "integer",
    "I": "unsigned integer",
    "l": "long integer",
    "L": "unsigned long integer",
    "q": "long long integer",
    "Q": "unsigned long long integer",
    "f": "single precision",
    "d": "double precision",
    "g": "long precision",
    "F": "complex single precision",
    "D": "complex double precision",
    "G": "complex long double precision",
    "S": "string",
    "U": "unicode",
    "V": "void",
    "O": "object",
}


def typename(char):
    """What the type that a character stands for is called."""
    return _NAMES[char]


_BY_SIZE = "GDFgdfQqLlIiHhBb?"


def mintypecode(typechars, typeset="GDFgdf", default="d"):
    """The character of the smallest type that the given ones, of those in a set, can be cast to."""
    codes = {(isinstance(t, str) and t) or asarray(t).dtype.char for t in typechars} & set(typeset)
    if not codes:
        return default
    return "D" if {"F", "d"} <= codes else builtins.min(codes, key=_BY_SIZE.index)


def base_repr(number, base=2, padding=0):
    """A number's digits to a base."""
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    if base > len(digits):
        raise ValueError("Bases greater than 36 not handled in base_repr.")
    if base < 2:
        raise ValueError("Bases less than 2 not handled in base_repr.")
    text, rest = "", abs(int(number))
    while rest:
        rest, digit = divmod(rest, base)
        text = digits[digit] + text
    text = "0" * padding + text
    return ("-" if number < 0 else "") + text or "0"


def binary_repr(num, width=None):
    """A number's binary digits; a negative one's in two's complement if there is a width."""
    num = operator.index(num)
    if num == 0:
        return "0" * (width or 1)
    if num < 0 and width is None:
        return f"-{-num:b}"
    if num > 0:
        binary = f"{num:b}"
        if width is not None and width < len(binary):
            raise ValueError(f"Insufficient bit {width=} provided for binwidth={len(binary)}")
        return binary.zfill(width or 0)
    digits = (-num - 1).bit_length() + 1
    complement = f"{(1 << digits) + num:b}"
    if width < digits:
        raise ValueError(f"Insufficient bit {width=} provided for binwidth={digits}")
    return "1" * (width - digits) + complement
