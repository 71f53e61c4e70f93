"""The older functions of arrays of strings: those of `strings`, some with results of their own."""

from . import strings
from ._core import asarray, stack
from .strings import (
    _objects,
    _text,
    _widest,
    add,
    capitalize,
    center,
    count,
    decode,
    encode,
    endswith,
    expandtabs,
    find,
    index,
    isalnum,
    isalpha,
    isdecimal,
    isdigit,
    islower,
    isnumeric,
    isspace,
    istitle,
    isupper,
    ljust,
    lower,
    lstrip,
    mod,
    replace,
    rfind,
    rindex,
    rjust,
    rstrip,
    startswith,
    str_len,
    strip,
    swapcase,
    title,
    translate,
    upper,
    zfill,
)

__all__ = [
    "add",
    "capitalize",
    "center",
    "compare_chararrays",
    "count",
    "decode",
    "encode",
    "endswith",
    "equal",
    "expandtabs",
    "find",
    "greater",
    "greater_equal",
    "index",
    "isalnum",
    "isalpha",
    "isdecimal",
    "isdigit",
    "islower",
    "isnumeric",
    "isspace",
    "istitle",
    "isupper",
    "join",
    "less",
    "less_equal",
    "ljust",
    "lower",
    "lstrip",
    "mod",
    "multiply",
    "not_equal",
    "partition",
    "replace",
    "rfind",
    "rindex",
    "rjust",
    "rpartition",
    "rsplit",
    "rstrip",
    "split",
    "splitlines",
    "startswith",
    "str_len",
    "strip",
    "swapcase",
    "title",
    "translate",
    "upper",
    "zfill",
]

_COMPARISONS = {
    "==": strings.equal,
    "!=": strings.not_equal,
    "<": strings.less,
    "<=": strings.less_equal,
    ">": strings.greater,
    ">=": strings.greater_equal,
}


def compare_chararrays(a1, a2, cmp, rstrip):
    """Compares strings by an operator given as text, with or without trailing whitespace."""
    a1, a2 = asarray(a1), asarray(a2)
    if a1.dtype.kind not in "SU" or a2.dtype.kind not in "SU":
        raise TypeError("comparison of non-string arrays")
    if cmp not in _COMPARISONS:
        raise ValueError("comparison must be '==', '!=', '<', '>', '<=', '>='")
    if rstrip:
        a1, a2 = strings.rstrip(a1), strings.rstrip(a2)
    return _COMPARISONS[cmp](a1, a2)


def equal(x1, x2):
    """Whether strings are the same but for trailing whitespace."""
    return compare_chararrays(x1, x2, "==", True)


def not_equal(x1, x2):
    """Whether strings differ in more than trailing whitespace."""
    return compare_chararrays(x1, x2, "!=", True)


def greater_equal(x1, x2):
    """Whether strings come after others or are the same, without trailing whitespace."""
    return compare_chararrays(x1, x2, ">=", True)


def less_equal(x1, x2):
    """Whether strings come before others or are the same, without trailing whitespace."""
    return compare_chararrays(x1, x2, "<=", True)


def greater(x1, x2):
    """Whether strings come after others, without trailing whitespace."""
    return compare_chararrays(x1, x2, ">", True)


def less(x1, x2):
    """Whether strings come before others, without trailing whitespace."""
    return compare_chararrays(x1, x2, "<", True)


def multiply(a, i):
    """Each element repeated."""
    try:
        return strings.multiply(a, i)
    except TypeError:
        raise ValueError("Can only multiply by integers") from None


def partition(a, sep):
    """The three parts of each element at the first separator, along a new last axis."""
    return stack(strings.partition(a, sep), axis=-1)


def rpartition(a, sep):
    """The three parts of each element at the last separator, along a new last axis."""
    return stack(strings.rpartition(a, sep), axis=-1)


def join(sep, seq):
    """The characters of each element with a separator between them."""
    return _widest(_text(sep), lambda s, text: s.join(text), seq)


def split(a, sep=None, maxsplit=None):
    """A list of the words of each element."""
    return _objects(lambda s: s.split(sep, -1 if maxsplit is None else maxsplit), _text(a))


def rsplit(a, sep=None, maxsplit=None):
    """A list of the words of each element, split from the right."""
    return _objects(lambda s: s.rsplit(sep, -1 if maxsplit is None else maxsplit), _text(a))


def splitlines(a, keepends=None):
    """A list of the lines of each element."""
    return _objects(lambda s: s.splitlines(bool(keepends)), _text(a))
