"""Functions of arrays of strings, element by element: the methods of Python's own strings."""

from . import _core
from ._core import (
    add,
    array,
    asanyarray,
    asarray,
    broadcast_shapes,
    broadcast_to,
    empty,
    equal,
    greater,
    greater_equal,
    less,
    less_equal,
    not_equal,
)
from .exceptions import _UFuncNoLoopError

__all__ = [
    "add",
    "capitalize",
    "center",
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
    "rstrip",
    "slice",
    "startswith",
    "str_len",
    "strip",
    "swapcase",
    "title",
    "translate",
    "upper",
    "zfill",
]


def _apply(function, *args):
    """The results of a function for the elements of arrays broadcast together, in a list, and their shape."""
    arrays = [asarray(arg) for arg in args]
    shape = broadcast_shapes(*(a.shape for a in arrays))
    elements = (broadcast_to(a, shape).ravel().tolist() for a in arrays)
    return [function(*row) for row in zip(*elements, strict=True)], shape


def _made(dtype, function, *args):
    """An array of results."""
    results, shape = _apply(function, *args)
    return array(results, dtype).reshape(shape)


def _widest(a, function, *args):
    """An array of strings of `a`'s kind, as wide as the widest needs."""
    results, shape = _apply(function, a, *args)
    return _strings(asarray(a).dtype, results, shape)


def _strings(dtype, results, shape):
    width = max(map(len, results), default=0)
    return array(results, f"{dtype.kind}{max(width, 1)}").reshape(shape)


def _objects(function, *args):
    """An array of objects."""
    results, shape = _apply(function, *args)
    made = empty(len(results), object)
    for i, result in enumerate(results):
        made[i] = result
    return made.reshape(shape)


def _text(a):
    """The array, which must be one of strings."""
    a = asarray(a)
    if a.dtype.kind not in "SU":
        raise TypeError("string operation on non-string array")
    return a


def _same(name):
    """A function that keeps the type: what a method of strings gives."""

    def function(a):
        a = _text(a)
        return _made(a.dtype, lambda s: getattr(s, name)(), a)

    return _named(function, name)


def _named(function, name):
    function.__name__ = function.__qualname__ = name
    function.__module__ = "tegula.strings"
    function.__doc__ = f"`{name}` of each element."
    return function


def _class(x):
    if isinstance(x, int):
        return "<class 'numpy.dtypes._PyLongDType'>"
    return f"<class 'numpy.dtypes.{type(asarray(x).dtype).__name__}'>"


def _check(name, strings, *numbers):
    """Refuses operands that are not strings of one kind."""
    kinds = {asarray(s).dtype.kind for s in strings}
    if len(kinds) == 1 and kinds <= {"S", "U"}:
        return
    classes = [_class(x) for x in (*strings, *numbers)]
    types = classes[0] if len(classes) == 1 else f"({', '.join(classes)})"
    text = f"ufunc '{name}' did not contain a loop with signature matching types {types} -> None"
    raise _UFuncNoLoopError(text)


def _test(name, only_text=False):
    """A function that tells whether a method of strings does so."""

    def function(x):
        x = asarray(x)
        if x.dtype.kind != "U":
            _check(name, () if only_text and x.dtype.kind == "S" else (x,), *((x,) if only_text else ()))
        return _made(bool, lambda s: getattr(s, name)(), x)[()]

    return _named(function, name)


upper, lower, swapcase, capitalize, title = map(_same, ["upper", "lower", "swapcase", "capitalize", "title"])
isalpha, isdigit, isspace, isalnum, islower, isupper, istitle = map(
    _test, ["isalpha", "isdigit", "isspace", "isalnum", "islower", "isupper", "istitle"]
)
isnumeric, isdecimal = (_test(name, only_text=True) for name in ("isnumeric", "isdecimal"))


def str_len(x):
    """The length of each element."""
    _check("str_len", [x])
    return _made("int64", len, x)[()]


def _search(name, dtype):
    """A function of a part of each element between two positions."""

    def function(a, sub, start=0, end=None):
        end = 2**63 - 1 if end is None else end
        _check(name, [a, sub], start, end)
        return _made(dtype, lambda s, *args: getattr(s, name)(*args), a, sub, start, end)[()]

    return _named(function, name)


find, rfind, index, rindex, count = (
    _search(name, "int64") for name in ("find", "rfind", "index", "rindex", "count")
)


def startswith(a, prefix, start=0, end=None):
    """Whether each element starts with a prefix."""
    return _search("startswith", bool)(a, prefix, start, end)


def endswith(a, suffix, start=0, end=None):
    """Whether each element ends with a suffix."""
    return _search("endswith", bool)(a, suffix, start, end)


def _stripped(name, a, chars):
    a = asanyarray(a)
    if chars is None:
        _check(f"_{name}_whitespace", [a])
        return _made(a.dtype, lambda s: getattr(s, name)(), a)[()]
    _check(f"_{name}_chars", [a, chars])
    return _made(a.dtype, lambda s, c: getattr(s, name)(c), a, chars)[()]


def strip(a, chars=None):
    """Each element without what leads and trails: whitespace, or the given characters."""
    return _stripped("strip", a, chars)


def lstrip(a, chars=None):
    """Each element without what leads: whitespace, or the given characters."""
    return _stripped("lstrip", a, chars)


def rstrip(a, chars=None):
    """Each element without what trails: whitespace, or the given characters."""
    return _stripped("rstrip", a, chars)


def replace(a, old, new, count=-1):
    """Each element with occurrences of a part replaced, `count` of them at most."""
    a = asanyarray(a)
    _check("_replace", [a, old, new], count)
    return _widest(a, lambda s, *args: s.replace(*args), old, new, count)


def multiply(a, i):
    """Each element repeated."""
    a, i = asanyarray(a), asanyarray(i)
    if i.dtype.kind not in "iu":
        raise TypeError(f"unsupported type {i.dtype} for operand 'i'")
    _check("multiply", [a], i)
    return _widest(a, lambda s, n: s * n, i)


def mod(a, values):
    """Each element as a template with values filled in."""
    return _widest(a, lambda s, v: s % v, values)


def _padded(name, a, width, fillchar):
    a = _text(a)
    fill = asarray(fillchar).astype(a.dtype.kind, copy=False)
    if set(_apply(len, fill)[0]) - {1}:
        raise TypeError("The fill character must be exactly one character long")
    return _widest(a, lambda s, *args: getattr(s, name)(*args), width, fill)


def center(a, width, fillchar=" "):
    """Each element in the middle of a field."""
    return _padded("center", a, width, fillchar)


def ljust(a, width, fillchar=" "):
    """Each element at the left of a field."""
    return _padded("ljust", a, width, fillchar)


def rjust(a, width, fillchar=" "):
    """Each element at the right of a field."""
    return _padded("rjust", a, width, fillchar)


def zfill(a, width):
    """Each element at the right of a field of zeros, behind its sign."""
    return _widest(_text(a), lambda s, n: s.zfill(n), width)


def expandtabs(a, tabsize=8):
    """Each element with spaces for tabs."""
    return _widest(_text(a), lambda s, n: s.expandtabs(n), tabsize)


def encode(a, encoding=None, errors=None):
    """The bytes of each text."""
    args = [arg for arg in (encoding or "utf-8", errors) if arg is not None]
    results, shape = _apply(lambda s: s.encode(*args), _text(a))
    return _strings(asarray(b"").dtype, results, shape)


def decode(a, encoding=None, errors=None):
    """The text that each element's bytes stand for."""
    args = [arg for arg in (encoding or "utf-8", errors) if arg is not None]
    results, shape = _apply(lambda s: s.decode(*args), _text(a))
    return _strings(asarray("").dtype, results, shape)


def translate(a, table, deletechars=None):
    """Each element with its characters looked up in a table."""
    a = _text(a)
    if a.dtype.kind == "U":
        return _made(a.dtype, lambda s: s.translate(table), a)
    return _made(a.dtype, lambda s: s.translate(table, deletechars or b""), a)


def _parted(name, a, sep):
    a = _text(a)
    results, shape = _apply(
        lambda s, p: getattr(s, name)(p), a, asarray(sep).astype(a.dtype.kind, copy=False)
    )
    parts = zip(*results, strict=True) if results else ([], [], [])
    return tuple(_strings(a.dtype, part, shape) for part in parts)


def partition(a, sep):
    """What stands before the first separator, the separator, and what follows."""
    return _parted("partition", a, sep)


def rpartition(a, sep):
    """What stands before the last separator, the separator, and what follows."""
    return _parted("rpartition", a, sep)


# The default of `stop` where there is only one argument, which is then the end.
_END = object()
_slice = slice


def slice(a, start=None, stop=_END, step=None, /):
    """The part of each element that a slice takes."""
    a = _text(a)
    if stop is _END:
        start, stop = None, start
    part = _slice(start, stop, step)
    return _made(a.dtype, lambda s: s[part], a)


_core._dispatch(globals())
