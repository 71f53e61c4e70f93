"""The older functions of arrays of strings: those of `strings`, some with results of their own."""

from typing import Any

from ._core import _ArrayLike
from .strings import (
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

def compare_chararrays(a1: _ArrayLike, a2: Any, cmp: Any, rstrip: Any) -> Any: ...
def equal(x1: _ArrayLike, x2: Any) -> Any: ...
def not_equal(x1: _ArrayLike, x2: Any) -> Any: ...
def greater_equal(x1: _ArrayLike, x2: Any) -> Any: ...
def less_equal(x1: _ArrayLike, x2: Any) -> Any: ...
def greater(x1: _ArrayLike, x2: Any) -> Any: ...
def less(x1: _ArrayLike, x2: Any) -> Any: ...
def multiply(a: _ArrayLike, i: Any) -> Any: ...
def partition(a: _ArrayLike, sep: Any) -> Any: ...
def rpartition(a: _ArrayLike, sep: Any) -> Any: ...
def join(sep: _ArrayLike, seq: Any) -> Any: ...
def split(a: _ArrayLike, sep: Any = ..., maxsplit: Any = ...) -> Any: ...
def rsplit(a: _ArrayLike, sep: Any = ..., maxsplit: Any = ...) -> Any: ...
def splitlines(a: _ArrayLike, keepends: Any = ...) -> Any: ...
