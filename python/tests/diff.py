"""Runs one test body with NumPy and with the module under test and compares everything that comes back.

A body is a function of the module, or a piece of code whose last expression is the result:

    check("a = np.arange(6); a[1:] += a[:-1]; a")

Bodies make their arrays through the module they are given, so nothing leaks from one to the other.
"""

import ast
import functools
import itertools
import re
import warnings
from dataclasses import dataclass

import numpy
import pytest
from numpy.lib.array_utils import byte_bounds

# The module under test; conftest.py sets it from the command line.
module = numpy


@dataclass(frozen=True)
class Close:
    """How far floating-point values may differ: by `ulp` units in the last place or relatively by `rtol`."""

    ulp: int = 0
    rtol: float = 0.0
    atol: float = 0.0

    def holds(self, expected, found):
        """Element-wise; NaN and infinities must stand in the same places."""
        same = same_values(expected, found)
        if self == EXACT or expected.dtype.kind not in "fc" or found.dtype.kind not in "fc":
            return same
        with numpy.errstate(all="ignore"):
            size = numpy.maximum(abs(expected), abs(found))
            allowed = self.ulp * numpy.spacing(size) + self.rtol * size.astype(float) + self.atol
            error = abs(expected.astype(complex) - found.astype(complex))
            return same | (numpy.isfinite(error) & (error <= allowed))


EXACT = Close()
# Objects that are compared by their text.
NAMED = ["dtype", "ufunc"]
# What Python says of a name that a module, an array or a generator does not have.
MISSING = re.compile(r"(module 'numpy[\w.]*'|'[\w.]+' object|type object '[\w.]+') has no attribute")
# Sums and products whose order of operations may differ.
SUM = {"float16": Close(rtol=2e-3), "float32": Close(rtol=1e-5), "complex64": Close(rtol=1e-5)}
SUM_DEFAULT = Close(rtol=1e-12)
# Elementary functions: NumPy's own float32 loops are up to 2.5 units off.
MATH = {
    "float16": Close(ulp=1),
    "float32": Close(ulp=4),
    "complex64": Close(ulp=8),
    "complex128": Close(ulp=6),
}
MATH_DEFAULT = Close(ulp=3)


def close_sum(dtype):
    """The tolerance of a reduction computed in `dtype`."""
    return SUM.get(dtype, SUM_DEFAULT)


def close_math(dtype):
    """The tolerance of an elementary function computed in `dtype`."""
    return MATH.get(dtype, MATH_DEFAULT)


@dataclass(frozen=True)
class Raised:
    """An exception as a result: the names of its classes and its text."""

    classes: tuple
    text: str

    @classmethod
    def of(cls, error):
        return cls(tuple(c.__name__ for c in type(error).__mro__), neutral(str(error)))


def outcome(function, *args, **kwargs):
    """The result of a call, or the exception it ended with."""
    try:
        return function(*args, **kwargs)
    except Exception as error:
        return Raised.of(error)


def neutral(text):
    """A text in which the module under test goes by NumPy's name and addresses are left out."""
    return re.sub(r" at 0x[0-9a-f]+", "", text.replace(module.__name__, "numpy"))


@functools.cache
def compiled(code):
    """The statements of a piece of code and its last expression, `None` if it ends with a statement."""
    statements = ast.parse(code).body
    last = statements.pop().value if isinstance(statements[-1], ast.Expr) else ast.Constant(None)
    expression = ast.fix_missing_locations(ast.Expression(last))
    return compile(ast.Module(statements, []), code, "exec"), compile(expression, code, "eval")


def run(np, body, args):
    """The outcome of a body, without warnings."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if callable(body):
            return outcome(body, np, *args)
        statements, last = compiled(body)
        space = {"np": np, "outcome": outcome}

        def execute():
            exec(statements, space)
            return eval(last, space)

        return outcome(execute)


def check(body, *args, close=EXACT, layout=True):
    """Fails if the body's results differ in the two modules.

    `close` relaxes floating-point values; `layout=False` leaves strides and contiguity out, for results
    whose memory order is an accident of NumPy's implementation. A body that comes upon a name the module
    lacks is skipped, if nothing else differs: test_surface.py says which names must be there.
    """
    expected, found = run(numpy, body, args), run(module, body, args)
    compare = Comparison(close, layout)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compare.tree("result", expected, found)
        compare.relations()
    assert not compare.differences, "\n".join(compare.differences[:20])
    if compare.missing:
        pytest.skip(compare.missing[0])


class Comparison:
    """Walks two result trees side by side and notes what differs."""

    def __init__(self, close, layout):
        self.close = close
        self.layout = layout
        self.differences = []
        self.missing = []
        self.arrays = []

    def note(self, path, expected, found):
        if expected != found:
            self.differences.append(f"{path}: NumPy gives {expected!r}, {module.__name__} gives {found!r}")
        return expected == found

    def tree(self, path, expected, found):
        if isinstance(found, Raised) and repr(found) != repr(expected) and MISSING.match(found.text):
            self.missing.append(found.text)
        elif isinstance(expected, Raised) or isinstance(found, Raised):
            # Texts, for an array beside an exception would be compared element by element.
            self.note(path, repr(expected), repr(found))
        elif isinstance(expected, numpy.ndarray) and isinstance(found, module.ndarray):
            self.array(path, expected, found)
        elif isinstance(expected, numpy.generic) and isinstance(found, module.generic):
            self.note(path + " type", type(expected).__name__, type(found).__name__)
            self.values(path, numpy.asarray(expected), numpy.asarray(module.asarray(found)))
        elif any(
            isinstance(expected, getattr(numpy, n)) and isinstance(found, getattr(module, n)) for n in NAMED
        ):
            self.note(path, repr(expected), repr(found))
        elif not self.note(path + " type", type_name(expected), type_name(found)):
            return
        elif isinstance(expected, list | tuple):
            if self.note(path + " length", len(expected), len(found)):
                for i, (a, b) in enumerate(zip(expected, found, strict=True)):
                    self.tree(f"{path}[{i}]", a, b)
        elif isinstance(expected, dict):
            if self.note(path + " keys", list(expected), list(found)):
                for key in expected:
                    self.tree(f"{path}[{key!r}]", expected[key], found[key])
        elif isinstance(expected, float | complex):
            self.values(path, numpy.asarray(expected), numpy.asarray(found))
        elif isinstance(expected, str):
            self.note(path, neutral(expected), neutral(found))
        elif isinstance(expected, type):
            names = [[neutral(c.__name__) for c in kind.__mro__] for kind in (expected, found)]
            self.note(path, *names)
        elif isinstance(expected, memoryview):
            for name in ("format", "itemsize", "ndim", "shape", "strides", "readonly", "nbytes"):
                self.note(f"{path}.{name}", getattr(expected, name), getattr(found, name))
            self.note(path + " bytes", expected.tobytes(), found.tobytes())
        elif isinstance(expected, int | bytes | None | range | slice):
            self.note(path, expected, found)
        else:
            self.note(path, neutral(repr(expected)), neutral(repr(found)))

    def array(self, path, expected, found):
        self.arrays.append((path, expected, found))
        self.note(path + ".dtype", expected.dtype.str, found.dtype.str)
        if not self.note(path + ".shape", expected.shape, found.shape):
            return
        self.note(path + ".flags.writeable", expected.flags["WRITEABLE"], found.flags["WRITEABLE"])
        if self.layout and expected.size > 0:
            self.note(path + ".strides", long_strides(expected), long_strides(found))
            for flag in ("C_CONTIGUOUS", "F_CONTIGUOUS"):
                self.note(f"{path}.flags {flag}", expected.flags[flag], found.flags[flag])
        self.values(path, expected, numpy.asarray(found))

    def values(self, path, expected, found):
        if not self.note(path + ".shape", expected.shape, found.shape):
            return
        holds = self.close.holds(expected, found)
        if holds.all():
            return
        where = tuple(int(i[0]) for i in numpy.nonzero(~numpy.atleast_1d(holds)))
        pick = [numpy.atleast_1d(x)[where].item() for x in (expected, found)]
        self.differences.append(
            f"{path}: {int((~holds).sum())} of {holds.size} values differ, the first at {where}: "
            f"NumPy gives {pick[0]!r}, {module.__name__} gives {pick[1]!r}"
        )

    def relations(self):
        """Compares which arrays of the trees are the same object, a base, or share memory and where."""
        for (path, a, x), (other, b, y) in itertools.combinations(self.arrays, 2):
            pair = f"{path} and {other}"
            self.note(f"{pair} are one object", a is b, x is y)
            self.note(f"{pair}: the second is the first's base", a.base is b, x.base is y)
            self.note(f"{pair}: the first is the second's base", b.base is a, y.base is x)
            self.note(f"{pair}: distance in shared memory", distance(a, b), distance(x, y))


def type_name(x):
    """The name of an object's type; modules aside."""
    return type(x).__name__


def same_values(expected, found):
    """Element-wise equality that tells −0 from 0 and takes NaN as equal to NaN."""
    if expected.dtype.kind == "c" or found.dtype.kind == "c":
        return same_values(expected.real, found.real) & same_values(expected.imag, found.imag)
    same = expected == found
    if expected.dtype.kind == "f":
        zero_signs = (expected != 0) | (numpy.signbit(expected) == numpy.signbit(found))
        return (same & zero_signs) | (numpy.isnan(expected) & numpy.isnan(found))
    return same


def long_strides(a):
    """The strides of the axes that are longer than 1; the others mean nothing."""
    return tuple(stride for n, stride in zip(a.shape, a.strides, strict=True) if n > 1)


def distance(a, b):
    """How many bytes the second array's first element lies behind the first's, if their memory meets."""
    (low, high), (other_low, other_high) = (byte_bounds(numpy.asarray(x)) for x in (a, b))
    if high <= other_low or other_high <= low:
        return None
    first, second = (numpy.asarray(x).__array_interface__["data"][0] for x in (a, b))
    return second - first
