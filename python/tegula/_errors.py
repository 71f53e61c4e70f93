"""What happens with floating-point errors: the settings, which belong to a context, and what acts on them."""

import functools
import operator
import sys
import warnings
from contextvars import ContextVar

__all__ = ["errstate", "getbufsize", "geterr", "geterrcall", "setbufsize", "seterr", "seterrcall"]

_MODES = ["ignore", "warn", "raise", "call", "print", "log"]
_KINDS = ["divide", "over", "under", "invalid"]
_WORDS = ["divide by zero", "overflow", "underflow", "invalid value"]
_LARGEST_BUFFER = 10_000_000

# The modes, three bits for each kind, then the callback and the buffer size.
_state = ContextVar("tegula.errstate", default=(0b001_000_001_001, None, 8192))


def _unpack(modes):
    return [_MODES[modes >> 3 * i & 7] for i in range(len(_KINDS))]


def _changed(all=None, call=..., bufsize=None, **given):
    """The settings of this context with some of them changed."""
    modes, old_call, old_bufsize = _state.get()
    for i, kind in enumerate(_KINDS):
        mode = all if given.get(kind) is None else given[kind]
        if mode is None:
            continue
        if mode not in _MODES:
            raise ValueError(f"invalid error mode {mode!r}")
        modes = modes & ~(7 << 3 * i) | _MODES.index(mode) << 3 * i
    if call is ...:
        call = old_call
    elif call is not None and not callable(call) and not callable(getattr(call, "write", None)):
        raise TypeError("python object must be callable or have a callable write method")
    return modes, call, old_bufsize if bufsize is None else bufsize


def geterr():
    """How floating-point errors are treated: a mode for each kind of them."""
    return dict(zip(_KINDS, _unpack(_state.get()[0]), strict=True))


def seterr(all=None, divide=None, over=None, under=None, invalid=None):
    """Sets how floating-point errors are treated in this context; returns the old modes.

    A mode is 'ignore', 'warn', 'raise', 'call', 'print' or 'log'.
    """
    old = geterr()
    _state.set(_changed(all, divide=divide, over=over, under=under, invalid=invalid))
    return old


def geterrcall():
    """What is called, or written to, in the modes 'call' and 'log'."""
    return _state.get()[1]


def seterrcall(func):
    """Sets the function for the mode 'call', or the object to write to for 'log'; returns the old one."""
    old = geterrcall()
    _state.set(_changed(call=func))
    return old


def getbufsize():
    """The buffer size. It is kept for programs that set it; nothing depends on it."""
    return _state.get()[2]


def setbufsize(size):
    """Sets the buffer size, on which nothing depends; returns the old one."""
    if size < 0:
        raise ValueError("buffer size must be non-negative")
    old = getbufsize()
    size = operator.index(size)
    if size >= 2**63:
        raise OverflowError("Python int too large to convert to C long")
    if size > _LARGEST_BUFFER:
        raise ValueError(f"Buffer size, {size}, is too big")
    if size % 16:
        raise ValueError(f"Buffer size, {size}, is not a multiple of 16")
    _state.set(_changed(bufsize=size))
    return old


class errstate:
    """How floating-point errors are treated within a `with` block or a decorated function."""

    __slots__ = ("_settings", "_token")

    def __init__(self, *, call=..., all=None, divide=None, over=None, under=None, invalid=None):
        self._token = None
        self._settings = {
            "call": call,
            "all": all,
            "divide": divide,
            "over": over,
            "under": under,
            "invalid": invalid,
        }

    def __enter__(self):
        if self._token is not None:
            raise TypeError("Cannot enter `np.errstate` twice.")
        self._token = _state.set(_changed(**self._settings))

    def __exit__(self, *exc_info):
        _state.reset(self._token)

    def __call__(self, func):
        @functools.wraps(func)
        def inner(*args, **kwargs):
            token = _state.set(_changed(**self._settings))
            try:
                return func(*args, **kwargs)
            finally:
                _state.reset(token)

        return inner


def _handle(name, flags):
    """Does what the settings say with the errors of an operation, for its caller."""
    modes, call, _ = _state.get()
    for i, (mode, words) in enumerate(zip(_unpack(modes), _WORDS, strict=True)):
        if not flags >> i & 1:
            continue
        text = f"{words} encountered in {name}"
        if mode == "warn":
            warnings.warn(text, RuntimeWarning, stacklevel=2)
        elif mode == "raise":
            raise FloatingPointError(text)
        elif mode == "print":
            sys.stderr.write(f"Warning: {text}\n")
        elif mode == "call" and call is None:
            raise NameError(f"python callback specified for {words} (in  {name}) but no function found.")
        elif mode == "call":
            call(words, flags)
        elif mode == "log" and call is None:
            raise NameError(f"log specified for {words} (in {name}) but no object with write method found.")
        elif mode == "log":
            call.write(f"Warning: {text}\n")
