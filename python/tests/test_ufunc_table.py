"""The table of universal functions against NumPy's: every function, its types and attributes, its values."""

import itertools

import diff
import numpy
import pytest
from cases import FLOATS, words
from diff import Close, check, close_math

NAMES = [name for name in dir(numpy) if isinstance(getattr(numpy, name), numpy.ufunc)]
# NumPy's types that are none here: long double, and the times, whose differences have no type of elements.
LEFT_OUT = set("gGmM")
# The names of types that are the same in memory: `long` and `long long`.
SAME = str.maketrans("qQ", "lL")


def types(ufunc):
    """The loops of a function in both modules' types, in order. Only here are there loops for `bfloat16`."""
    found = [t.translate(SAME) for t in ufunc.types if not set(t) & LEFT_OUT]
    return list(dict.fromkeys(t for t in found if "E" not in t))


@pytest.mark.parametrize("name", NAMES)
def test_every_function_is_there(name):
    theirs, ours = getattr(numpy, name), getattr(diff.module, name)
    assert types(ours) == types(theirs)
    for attribute in words("__name__ __qualname__ nin nout nargs identity signature"):
        assert getattr(ours, attribute) == getattr(theirs, attribute), attribute
    assert ours.ntypes == len(ours.types)
    assert repr(ours) == repr(theirs)
    first, second = (ufunc.__doc__.split("(")[0] for ufunc in (ours, theirs))
    assert first == second


VALUES = (
    "inf = float('inf'); nan = float('nan'); "
    "x = np.array([0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, 1e-5, inf, -inf, nan, 100.0, 1.5, -0.75], '{}'); "
    "y = x[::-1]; "
)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize(
    "call",
    [
        "np.arcsinh(x)",
        "np.arccosh(x)",
        "np.arctanh(x)",
        "np.arctan2(x, y)",
        "np.arctan2(x[:, None], y)",
        "np.hypot(x[:, None], y)",
        "np.logaddexp(x[:, None], y)",
        "np.logaddexp2(x[:, None], y)",
        "np.copysign(x[:, None], y)",
        "np.nextafter(x[:, None], y)",
        "np.spacing(x)",
        "np.signbit(x)",
        "np.fabs(x)",
        "np.heaviside(x[:, None], y)",
        "np.fmax(x[:, None], y)",
        "np.fmin(x[:, None], y)",
        "np.degrees(x), np.rad2deg(x), np.radians(x), np.deg2rad(x)",
        "np.frexp(x)",
        "np.modf(x)",
        "np.divmod(x[:, None], y)",
        "np.ldexp(x, np.arange(14)), np.ldexp(x, 3), np.ldexp(x, np.arange(14, dtype='i1') - 7)",
        "np.float_power(x[:, None], y)",
        "np.hypot.reduce(x[2:8]), np.logaddexp.reduce(x[2:8]), np.fmax.reduce(x), np.fmin.reduce(x)",
        "np.hypot.accumulate(x[2:8]), np.fmax.accumulate(x)",
        "np.hypot.outer(x[2:6], x[2:4]), np.fmax.reduceat(x, [0, 4, 8])",
        "np.hypot.reduce(x[:12].reshape(3, 4), axis=None)",
        "np.fmax.reduce(x[:12].reshape(3, 4), axis=(0, 1)), np.fmin.reduce(x[:12].reshape(3, 4), axis=1)",
    ],
)
def test_values(call, dtype):
    code = VALUES.format(dtype) + call
    check(code, close=close_math(dtype))


@pytest.mark.parametrize("dtype", words("complex64 complex128"))
@pytest.mark.parametrize("name", words("arcsinh arccosh arctanh"))
def test_complex_values(name, dtype):
    parts = [0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 2.0, 1e-8, 1e8, float("inf"), float("-inf"), float("nan")]
    points = [complex(*z) for z in itertools.product(parts, repeat=2)]
    check(
        lambda np: getattr(np, name)(np.array(points, dtype)),
        close=Close(rtol=3e-6 if dtype == "complex64" else 1e-13),
    )


@pytest.mark.parametrize("dtype", words("bool int8 uint8 int16 uint16 int32 uint32 int64 uint64"))
@pytest.mark.parametrize(
    "call",
    [
        "np.gcd(x[:, None], x)",
        "np.lcm(x[:, None], x)",
        "y = x.astype('i8'); np.gcd.reduce(y), np.lcm.reduce(y[:3])",
        "np.gcd.reduce(x.astype('i4')[:6].reshape(2, 3), axis=None)",
        "np.bitwise_count(x)",
        "np.fmax(x[:, None], x), np.fmin(x[:, None], x)",
        "np.divmod(x[:, None], x)",
        "np.float_power(x[:3], 2), np.float_power(2, x[:3])",
        "np.hypot(x, x), np.arctan2(x, 3), np.copysign(x, -1), np.heaviside(x, 0.5)",
        "np.signbit(x), np.spacing(x), np.nextafter(x, 0)",
        "np.modf(x), np.frexp(x), np.ldexp(x, 2), np.degrees(x), np.fabs(x), np.arcsinh(x)",
    ],
)
def test_integers(call, dtype):
    high = 1 if dtype == "bool" else numpy.iinfo(dtype).max
    low = 0 if dtype[0] in "bu" else numpy.iinfo(dtype).min
    values = [0, 1, min(12, high), min(18, high), high, low, min(100, high)]
    code = f"x = np.array({values}, '{dtype}'); "
    check(code + call, close=close_math("float32" if "16" in dtype else "float16" if "8" in dtype else dtype))


@pytest.mark.parametrize(
    "call",
    [
        "np.modf(a, out=(b, None))",
        "np.modf(a, b)",
        "np.modf(a, b, c), b, c",
        "np.modf(a, out=(a, b)), a, b",
        "np.modf(a, out=(b, b))",
        "np.modf(a, out=b)",
        "np.modf(a, out=(b,))",
        "np.modf(a, b, out=(b, c))",
        "np.modf(a, out=(np.zeros(3, 'f4'), None))",
        "np.modf(a, out=(np.zeros(3, 'i4'), None))",
        "np.modf(a, out=(np.zeros(4), None))",
        "np.modf(a, where=[True, False, True], out=(b, c)), b, c",
        "np.modf(a[::-1]), np.modf(a.reshape(3, 1).T), np.modf(1.5), np.modf([1, 2])",
        "np.modf(a, dtype='f4')",
        "np.modf(a, dtype='i4')",
        "np.modf(np.arange(3), signature='f->ff')",
        "np.modf.reduce(a)",
        "np.modf.at(a, [0])",
        "np.divmod.outer(a, a)",
        "np.divmod.reduce(a)",
        "np.divmod.at(a, [0], 1)",
        "np.frexp(a), np.frexp(np.float32(3)), np.frexp(7)",
        "np.divmod(7, 2), np.divmod(a, 2, b, c), b, c",
        "divmod(np.arange(5), 2), divmod(7, np.arange(1, 4)), divmod(np.float64(7), 2)",
        "np.ldexp(1.0, [1, 2]), np.ldexp(np.float32(1), 2), np.ldexp(a, a)",
        "np.ldexp(a, np.uint64(1))",
        "np.modf('a')",
        "np.modf(1j)",
        "np.gcd(1.0, 2)",
        "np.gcd(6, [4, 9]), np.lcm(True, 3)",
        "np.isnat(a)",
        "np.spacing(1j)",
        "np.arctan2(1j, 1)",
        "np.hypot('a', 1)",
        "np.fmax(1j, [2, 1 + 2j]), np.fmin(1j, complex('nan'))",
        "np.modf()",
        "np.modf(a, a, a, a)",
        "np.logaddexp.reduce([]), np.hypot.reduce([]), np.gcd.reduce(np.array([], int))",
        "np.fmax.reduce([])",
        "np.lcm.reduce(np.ones((2, 2), int), axis=(0, 1))",
    ],
)
def test_calls(call):
    check("a = np.array([1.5, -2.25, 3.0]); b = np.zeros(3); c = np.zeros(3); " + call)


@pytest.mark.parametrize(
    "call",
    [
        "np.vecdot(A, v), np.vecdot(v, v), np.vecdot(A[None], A[:, None, 0])",
        "np.vecdot(v, w)",
        "np.vecdot(1, v)",
        "np.vecdot(A, A, axis=1), np.vecdot(A, A, axis=0), np.vecdot(A, A, axis=-2, keepdims=True)",
        "np.vecdot(A, v, keepdims=True)",
        "np.vecdot(A, v, axis=1)",
        "np.vecdot(A, v, axis=5)",
        "np.vecdot(A, v, axis='a')",
        "np.vecdot(A, w, axes=[1, 0]), np.vecdot(A, w, axes=[1, 0, ()]), np.vecdot(A, w, axes=[(1,), (0,)])",
        "np.vecdot(A, w, axes=[1])",
        "np.vecdot(A, w, axes=5)",
        "np.vecdot(A, w, axes=[1, 0], axis=1)",
        "np.vecdot(A, w, axes=[5, 0])",
        "np.matvec(A, v), np.matvec(A, v, axes=[(1, 2), 0, 0]), np.matvec(A, w, axes=[(2, 1), 0, 0])",
        "np.matvec(A, w)",
        "np.matvec(v, v)",
        "np.matvec(A, v, axis=0)",
        "np.matvec(A, v, keepdims=True)",
        "np.matvec(A, w, axes=[(2, 1), 0])",
        "np.matvec(A, w, axes=[(2, 2), 0, 0])",
        "np.matvec(A, w, axes=[1, 0, 0])",
        "np.vecmat(w, A), np.vecmat(1j * w, A), np.vecdot(1j * w, w), np.matvec(1j * A, v)",
        "np.vecmat(v, A)",
        "o = np.zeros((2, 3)); np.vecdot(A, v, out=o), o",
        "np.vecdot(A, v, out=np.zeros((2, 3), 'i4'))",
        "np.vecdot(A, v, where=True)",
        "np.vecdot(A, v, dtype='f4')",
        "np.vecdot(A, v, dtype='i4')",
        "np.vecdot([True], [True]), np.vecdot([], []), np.matvec(np.zeros((3, 0)), [])",
        "np.vecdot(['a'], ['b'])",
        "np.vecdot(np.array([1, 2], object), [3, 4])",
        "np.vecdot.reduce(v)",
        "np.vecdot.outer(v, v)",
        "np.vecdot.at(v, [0], v)",
        "np.vecdot()",
        "np.vecdot(v, v, v, v)",
    ],
)
def test_products_of_vectors(call):
    check(
        "A = np.arange(24.0).reshape(2, 3, 4); v = np.arange(4.0); w = np.arange(3.0); " + call, layout=False
    )
