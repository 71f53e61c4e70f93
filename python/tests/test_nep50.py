"""The dtype, the kind (scalar or array) and the error of every operation for every pair of operands (NEP 50).

Values play no part here: all operands are 1, which every operation accepts. Each test goes through a whole
table and reports everything in which the modules disagree.
"""

import operator
import warnings

import diff
import numpy
import pytest
from cases import DTYPES, words

OPERATORS = words("add sub mul truediv floordiv mod pow matmul and_ or_ xor lshift rshift lt le eq ne ge gt")
UPDATES = words("iadd isub imul itruediv ifloordiv imod ipow iand ior ixor ilshift irshift")
ARITHMETIC = {name: getattr(operator, name) for name in OPERATORS} | {"divmod": divmod}
IN_PLACE = {name: getattr(operator, name) for name in UPDATES}
KINDS = {
    "array": lambda np, dtype: np.ones(2, dtype),
    "0-d array": lambda np, dtype: np.array(1, dtype),
    "scalar": lambda np, dtype: np.dtype(dtype).type(1),
}
LITERALS = [True, 1, 1.0, 1 + 0j]
# Operands that are not numbers, beside all that are.
OTHERS = ["U2", "S2", "O"]


def described(result):
    """What is compared of a result: its class, dtype and rank, or the classes of an exception."""
    if isinstance(result, tuple):
        return tuple(map(described, result))
    if isinstance(result, diff.Raised):
        return result.classes
    dtype = getattr(result, "dtype", None)
    kind = "array" if type(result).__name__ == "ndarray" else type(result).__name__
    return kind, None if dtype is None else dtype.str, getattr(result, "ndim", None)


def disagreements(cases):
    """The cases whose results differ: `cases` gives names and functions of the module."""
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, body in cases:
            expected, got = (described(diff.outcome(body, np)) for np in (numpy, diff.module))
            if expected != got:
                found.append(f"{name}: NumPy gives {expected}, {diff.module.__name__} gives {got}")
    return found


def report(cases):
    found = disagreements(cases)
    assert not found, f"{len(found)} disagreements\n" + "\n".join(found[:40])


def pair(function, first, second):
    """A body that applies a function to two operands, each made by a kind and a dtype or given."""

    def body(np):
        x, y = (part[0](np, part[1]) if isinstance(part, tuple) else part for part in (first, second))
        return function(x, y)

    return body


@pytest.mark.parametrize("left", KINDS)
@pytest.mark.parametrize("right", KINDS)
def test_pairs_of_dtypes(left, right):
    report(
        (f"{left} {a} {name} {right} {b}", pair(function, (KINDS[left], a), (KINDS[right], b)))
        for a in DTYPES
        for b in DTYPES
        for name, function in ARITHMETIC.items()
    )


@pytest.mark.parametrize("kind", KINDS)
def test_beside_python_numbers(kind):
    def cases():
        for dtype in DTYPES:
            for literal in LITERALS:
                for name, function in ARITHMETIC.items():
                    made = (KINDS[kind], dtype)
                    yield f"{kind} {dtype} {name} {literal}", pair(function, made, literal)
                    yield f"{literal} {name} {kind} {dtype}", pair(function, literal, made)

    report(cases())


@pytest.mark.parametrize("kind", KINDS)
def test_in_place(kind):
    def cases():
        for dtype in DTYPES:
            for name, function in IN_PLACE.items():
                made = (KINDS[kind], dtype)
                for literal in LITERALS:
                    yield f"{kind} {dtype} {name} {literal}", pair(function, made, literal)
                for right in KINDS:
                    for b in DTYPES:
                        other = (KINDS[right], b)
                        yield f"{kind} {dtype} {name} {right} {b}", pair(function, made, other)

    report(cases())


@pytest.mark.parametrize("kind", KINDS)
def test_beside_strings_and_objects(kind):
    def cases():
        for other in OTHERS:
            for dtype in [*DTYPES, *OTHERS]:
                for name, function in (ARITHMETIC | IN_PLACE).items():
                    for a, b in ((dtype, other), (other, dtype)):
                        yield (
                            f"{kind} {a} {name} array {b}",
                            pair(function, (KINDS[kind], a), (KINDS["array"], b)),
                        )

    report(cases())


def ufuncs(nin):
    """The names of the universal functions of so many inputs that both modules have."""
    names = sorted(n for n in dir(numpy) if isinstance(getattr(numpy, n), numpy.ufunc))
    known = [n for n in names if isinstance(getattr(diff.module, n, None), diff.module.ufunc)]
    return [n for n in known if getattr(numpy, n).nin == nin]


def test_ufuncs_of_one_input():
    report(
        (f"{name} {kind} {dtype}", lambda np, n=name, k=kind, d=dtype: getattr(np, n)(KINDS[k](np, d)))
        for name in ufuncs(1)
        for kind in KINDS
        for dtype in [*DTYPES, *OTHERS]
    )


def test_ufuncs_of_two_inputs():
    def cases():
        for name in ufuncs(2):
            for a in [*DTYPES, *OTHERS]:
                for b in [*DTYPES, *OTHERS]:
                    if name == "vecdot" and {a, b} in ({"U2", "O"}, {"S2", "O"}):
                        # NumPy asks strings for a conjugate, which they do not have.
                        continue
                    yield (
                        f"{name} {a} {b}",
                        lambda np, n=name, a=a, b=b: getattr(np, n)(np.ones(2, a), np.ones(2, b)),
                    )
                for literal in LITERALS:
                    yield (
                        f"{name} {a} {literal}",
                        lambda np, n=name, a=a, y=literal: getattr(np, n)(np.ones(2, a), y),
                    )

    report(cases())


def test_ufuncs_with_dtype():
    def cases():
        for name in ufuncs(2):
            if name == "ldexp":
                # COMPATIBILITY.md: an output type does not choose among its loops.
                continue
            for a in DTYPES:
                for wanted in DTYPES:
                    yield (
                        f"{name} {a} dtype={wanted}",
                        lambda np, n=name, a=a, w=wanted: getattr(np, n)(
                            np.ones(2, a), np.ones(2, a), dtype=w
                        ),
                    )

    report(cases())


@pytest.mark.parametrize("method", ["reduce", "accumulate"])
def test_reductions(method):
    # Which error NumPy has for a comparison depends on what was called before.
    comparisons = words("equal not_equal less less_equal greater greater_equal")
    # COMPATIBILITY.md: inputs of two types are not reduced.
    left_out = [*comparisons, "ldexp"]
    report(
        (f"{name}.{method} {a}", lambda np, n=name, a=a: getattr(getattr(np, n), method)(np.ones(3, a)))
        for name in ufuncs(2)
        if name not in left_out
        for a in [*DTYPES, *OTHERS]
    )
