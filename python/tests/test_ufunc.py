"""Universal functions: values at every special point, keyword arguments, methods, attributes."""

import math
import struct

import pytest
from cases import COMPLEX, DTYPES, FLOATS, INTEGERS, LAYOUTS, sample, values, words
from diff import EXACT, MATH_DEFAULT, check, close_math, close_sum
from hypothesis import given, settings
from hypothesis import strategies as st

BINARY = words(
    "add subtract multiply divide true_divide floor_divide remainder mod power maximum minimum "
    "equal not_equal less less_equal greater greater_equal logical_and logical_or logical_xor "
    "bitwise_and bitwise_or bitwise_xor left_shift right_shift fmod"
)
EXACT_UNARY = words(
    "negative positive absolute sign square reciprocal conjugate logical_not invert "
    "floor ceil trunc rint isnan isinf isfinite"
)
ELEMENTARY = words(
    "sqrt exp log tanh sin cos cbrt exp2 expm1 log2 log10 log1p tan arcsin arccos arctan sinh cosh"
)
POSITIVE = {"log", "sqrt", "log2", "log10", "log1p"}
UNARY = EXACT_UNARY + ELEMENTARY
ROUNDED = {"divide", "true_divide", "power", "square", "absolute", "sign", "reciprocal", *ELEMENTARY}


def tolerance(name, dtype):
    """Complex division and elementary functions are not rounded the same way everywhere."""
    if name in ELEMENTARY[1:] or name == "power":
        return close_math(dtype if dtype in FLOATS + COMPLEX else "float16")
    return close_math(dtype) if dtype in COMPLEX and name in ROUNDED else EXACT


@pytest.mark.parametrize("name", UNARY)
@pytest.mark.parametrize("dtype", DTYPES)
def test_unary_values(name, dtype):
    check(lambda np: getattr(np, name)(np.array(values(dtype), dtype=dtype)), close=tolerance(name, dtype))


@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize("dtype", DTYPES)
def test_binary_values(name, dtype):
    def body(np):
        x = np.array(values(dtype), dtype=dtype)
        if name == "power" and dtype in INTEGERS:
            return np.power(x[:, None], np.array([0, 1, 2, 3, 5], dtype))
        return getattr(np, name)(x[:, None], x[None, :])

    check(body, close=tolerance(name, dtype))


@pytest.mark.parametrize("name", ELEMENTARY)
@pytest.mark.parametrize("dtype", FLOATS)
@settings(max_examples=20)
@given(data=st.data())
def test_elementary_anywhere(name, dtype, data):
    """Floats of any bit pattern; angles stay where a reduction in two steps is exact."""
    width = int(dtype[5:]) // 8
    patterns = st.binary(min_size=width, max_size=40 * width).map(lambda b: b[: len(b) // width * width])
    code = {2: "e", 4: "f", 8: "d"}[width]
    x = [number for (number,) in struct.iter_unpack(code, data.draw(patterns))]
    if name in ("sin", "cos", "tan"):
        x = [math.fmod(number, 2.0**14) for number in x if math.isfinite(number)]
    check(lambda np: getattr(np, name)(np.array(x, dtype)), close=tolerance(name, dtype))


@pytest.mark.parametrize("name", ELEMENTARY)
@pytest.mark.parametrize("dtype", [*FLOATS, "int8", "uint8", "int64", "bool", *COMPLEX])
def test_elementary_of_many(name, dtype):
    def body(np):
        x = np.array(sample(dtype, 1003), dtype)
        return getattr(np, name)(abs(x) + 1 if name in POSITIVE else x)

    check(body, close=tolerance(name, dtype))


@pytest.mark.parametrize("name", ["sin", "cos"])
def test_large_angles(name):
    check(f"np.{name}(np.array([1e5, 1e10, 1e15, 1e22, 1.7e308, -1e18, 2.0**60]))", close=MATH_DEFAULT)


@pytest.mark.parametrize("name", [*UNARY, *BINARY, "matmul"])
def test_attributes(name):
    for attribute in ("nin", "nout", "nargs", "identity", "__name__", "signature"):
        check(f"np.{name}.{attribute}")
    check(f"[np.{name}, repr(np.{name}), isinstance(np.{name}, np.ufunc)]")


def test_aliases_are_one_object():
    check("[np.abs is np.absolute, np.mod is np.remainder, np.true_divide is np.divide, np.pow is np.power]")
    check("[np.bitwise_not is np.invert, np.bitwise_invert is np.invert, np.conj is np.conjugate]")
    check(
        "[np.divide.__name__, np.true_divide.__name__, np.mod.__name__, np.abs.__name__, "
        "np.bitwise_not.__name__]"
    )


@pytest.mark.parametrize("name", UNARY)
def test_unary_operand_kinds(name):
    close = tolerance(name, "float16")
    for operand in (
        "2",
        "2.5",
        "True",
        "-1",
        "1j",
        "[1, 2]",
        "[[1.5], [2]]",
        "np.float32(2)",
        "np.array(2)",
        "None",
        "'a'",
        "[]",
    ):
        check(f"np.{name}({operand})", close=close)


@pytest.mark.parametrize("name", BINARY)
def test_binary_operand_kinds(name):
    close = tolerance(name, "float16")
    for pair in (
        "2, 3",
        "2.5, 2",
        "True, True",
        "[1, 2], 2",
        "2, [1, 2]",
        "np.int8(2), 3",
        "[1, 2], [[1], [2]]",
        "np.float32(2), 2.5",
    ):
        check(f"np.{name}({pair})", close=close)
    for pair in ("1", "1, 2, 3, 4", "[1, 2], [1, 2, 3]", "None, 1", "'a', 1", ""):
        check(f"np.{name}({pair})")


OUT = [
    "o = np.zeros(3); r = np.add(a, 1, out=o); [r, o]",
    "o = np.zeros(3); r = np.add(a, 1, o); [r, o]",
    "o = np.zeros(3); r = np.add(a, 1, out=(o,)); [r, o]",
    "o = np.zeros((2, 3)); r = np.add(a, 1, out=o); [r, o]",
    "o = np.zeros(2); np.add(a, 1, out=o)",
    "o = np.zeros((1, 3)); np.add(a, 1, out=o)",
    "o = np.zeros(3, 'float32'); np.add(a, 1, out=o); o",
    "o = np.zeros(3, int); np.add(a, 1, out=o)",
    "o = np.zeros(3, int); np.add(a, 1, out=o, casting='unsafe'); o",
    "o = np.zeros(3, complex); np.add(a, 1, out=o); o",
    "o = np.zeros(3, bool); np.greater(a, 1, out=o); o",
    "o = np.zeros(3); np.greater(a, 1, out=o); o",
    "o = np.zeros(3, 'int8'); np.greater(a, 1, out=o); o",
    "o = np.zeros(6)[::2]; np.multiply(a, 2, out=o); o",
    "o = np.zeros(3)[::-1]; np.negative(a, out=o); o",
    "np.add(a, 1, out=a); a",
    "np.add(a[1:], 10, out=a[:-1]); a",
    "np.add(a[:-1], 10, out=a[1:]); a",
    "np.add(a, a[::-1], out=a); a",
    "np.exp(a[::-1], out=a); a",
    "np.add(a, 1, out=None)",
    "np.add(a, 1, out=[1, 2, 3])",
    "np.add(a, 1, out=3)",
    "np.add(a, 1, out=(np.zeros(3), np.zeros(3)))",
    "np.add(a, 1, np.zeros(3), out=np.zeros(3))",
    "o = np.broadcast_to(np.zeros(3), (2, 3)); np.add(a, 1, out=o)",
    "o = np.zeros(()); np.add(1, 2, out=o); o",
    "o = np.zeros(()); r = np.add(1, 2, out=o); r is o",
    "np.add(a, 1, out=np.zeros(3), where=False)",
]


@pytest.mark.parametrize("code", OUT)
def test_out(code):
    check(f"a = np.array([1.0, 2.0, 3.0]); {code}", close=MATH_DEFAULT)


@pytest.mark.parametrize(
    "code",
    [
        "np.add(a, 1, out=o, where=m)",
        "np.add(a, 1, out=o, where=a > 2)",
        "np.add(a, 1, out=o, where=[True, False, True])",
        "np.add(a, 1, out=o, where=True)",
        "np.add(a, 1, out=o, where=False)",
        "np.exp(a, out=o, where=m)",
        "np.divide(a, [0, 1, 2], out=o, where=np.array([0, 1, 2]) != 0)",
        "np.add(a, 1, where=np.ones((2, 3), bool), out=np.zeros((2, 3)))",
        "np.add(a, 1, out=o, where=[1, 0, 1])",
        "np.add(a, 1, out=o, where=1)",
        "np.add(a, 1, out=o, where=np.ones(2, bool))",
        "np.add(a, 1, out=a, where=m)",
        "np.add(a, a[::-1], out=a, where=m)",
        "np.add(a, 1, out=np.zeros(3, 'float32'), where=m)",
        "np.sqrt(np.array([4, -1.0, 9]), where=m, out=o)",
        "np.maximum(a, 2, out=o, where=~m)",
    ],
)
def test_where(code):
    check(
        f"a = np.array([1.0, 2, 3]); o = np.full(3, 9.0); m = np.array([True, False, True]); [{code}, a, o]",
        close=MATH_DEFAULT,
    )


@pytest.mark.parametrize(
    "call",
    [
        "add([1, 2], 3, dtype='float32')",
        "add([1, 2], 3, dtype=np.int8)",
        "add([1.5, 2], 3, dtype=int)",
        "add([1.5, 2], 3, dtype=int, casting='unsafe')",
        "add([1, 2], 3, dtype=bool)",
        "add(np.float64(1), 3, dtype='float32')",
        "add(1, 2, dtype=complex)",
        "add([1, 2], [3, 4], casting='no')",
        "add([1, 2], [3.0, 4], casting='equiv')",
        "add([1, 2], [3.0, 4], casting='sometimes')",
        "add([1, 2], 3, casting=5)",
        "add([1, 2], 3, dtype='nonsense')",
        "add([1, 2], 3, axis=0)",
        "add([1, 2], 3, nonsense=1)",
        "add([1, 2], 3, order='F')",
        "add([[1, 2]], 3, order='F')",
        "add([1, 2], 3, subok=True)",
        "divide([1, 2], 3, dtype='float32')",
        "divide([1, 2], 3, dtype=int)",
        "exp([1, 2], dtype='float32')",
        "exp([1, 2], dtype=int)",
        "exp(np.float32(1), dtype=float)",
        "sqrt(4, dtype='float16')",
        "greater([1, 2], 1.5, dtype=float)",
        "greater([1, 2], 1.5, dtype=bool)",
        "add([1, 2], 3, signature='ff->f')",
        "add([1, 2], 3, sig='ii->i')",
        "bitwise_and([1.5], 1)",
        "invert([1.5])",
        "negative([True])",
        "subtract([True], [False])",
        "left_shift([1], 2.0)",
        "power([2], -1)",
        "power([2.0], -1)",
        "power(2, [-1, 1])",
        "floor_divide([1, -7], [0, 2])",
        "remainder([1, -7], [0, 2])",
        "sign([1j, 0, -2])",
        "maximum([1, float('nan')], [float('nan'), 2])",
        "logical_and([0, 1, 2], [1.5, 0, float('nan')])",
        "add(2**63, 1)",
        "add(2**63, -1)",
        "add(2**70, 1)",
        "add(np.int8(1), 200)",
        "add(np.uint8([1]), -1)",
        "less(np.uint8([1]), -1)",
        "less(np.uint8([1]), 300)",
        "equal(np.uint8([1]), 2**70)",
        "equal([1, 2], 'a')",
    ],
)
def test_types(call):
    check(f"np.{call}", close=close_math("float32"))


REDUCIBLE = words(
    "add multiply maximum minimum logical_and logical_or logical_xor bitwise_and bitwise_or bitwise_xor"
)


@pytest.mark.parametrize("name", [*REDUCIBLE, "subtract", "divide", "power", "left_shift", "exp"])
def test_reduce(name):
    for arguments in (
        "",
        ", axis=0",
        ", axis=1",
        ", axis=-1",
        ", axis=None",
        ", axis=(0, 1)",
        ", axis=()",
        ", axis=2",
        ", axis=(0, 0)",
        ", keepdims=True",
        ", axis=None, keepdims=True",
        ", axis=1, initial=5",
        ", initial=None",
        ", dtype=float",
        ", axis=0, out=np.zeros(3, int)",
        ", axis=0, out=np.zeros(2, int)",
        ", where=m",
        ", where=m, initial=1",
    ):
        check(
            f"a = np.array([[5, 2, 3], [4, 1, 6]]); m = a > 2; np.{name}.reduce(a{arguments})",
            close=close_sum("float64"),
        )


@pytest.mark.parametrize("name", [*REDUCIBLE, "subtract"])
@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0), (1,), ()])
def test_reduce_of_little(name, shape):
    for axis in (0, -1, None):
        check(lambda np, axis: getattr(np, name).reduce(np.ones(shape, int), axis=axis), axis)
    check(lambda np: getattr(np, name).reduce(np.ones(shape, int), axis=None, initial=3))


@pytest.mark.parametrize("name", ["add", "multiply", "maximum", "minimum"])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_reduce_every_dtype_and_layout(name, dtype, layout):
    def body(np):
        a = LAYOUTS[layout](np, np.array(sample(dtype, 60), dtype).reshape(3, 4, 5))
        return [getattr(np, name).reduce(a, axis=axis) for axis in (0, 1, 2, (0, 2), (0, 1), None)]

    check(body, close=close_sum(dtype))


@pytest.mark.parametrize("name", [*REDUCIBLE, "subtract", "divide", "exp"])
def test_accumulate(name):
    for arguments in (
        "a",
        "a, axis=1",
        "a, axis=-1",
        "a, axis=2",
        "a, axis=None",
        "a, dtype=float",
        "a, out=np.zeros((2, 3), int)",
        "a[:, ::-1]",
        "a.T",
        "a[0, 0]",
        "a[:0]",
        "[1, 2, 3]",
        "a, 0, None, a",
    ):
        check(f"a = np.array([[5, 2, 3], [4, 1, 6]]); np.{name}.accumulate({arguments})")


@pytest.mark.parametrize("dtype", DTYPES)
def test_accumulate_every_dtype(dtype):
    for name in ("add", "multiply", "maximum"):
        check(
            lambda np, name: getattr(np, name).accumulate(np.array(sample(dtype, 300), dtype)),
            name,
            close=close_sum(dtype),
        )


@pytest.mark.parametrize("name", ["equal", "less", "greater_equal"])
def test_comparisons_reduce_booleans(name):
    """Of other types there is no reduction; NumPy's words for that depend on the calls before."""
    for call in ("reduce(b)", "reduce(b, initial=False)", "accumulate(b)", "reduceat(b, [0, 2])"):
        check(f"b = np.array([True, False, True, True]); np.{name}.{call}")
    check(f"outcome(np.{name}.reduce, [1, 2]).classes[-3:]")


@pytest.mark.parametrize("name", [*REDUCIBLE, "subtract"])
def test_reduceat(name):
    for arguments in (
        "a, [0, 2, 4]",
        "a, [0, 4, 2, 1]",
        "a, [3, 3, 0]",
        "a, []",
        "a, [0, 8]",
        "a, [-1]",
        "m, [0, 1]",
        "m, [0, 2], axis=1",
        "m, [0, 3], 1",
        "a, 2",
        "a, [0, 2], dtype=float",
        "a, [0, 2], out=np.zeros(2, int)",
    ):
        check(f"a = np.arange(1, 9); m = a.reshape(2, 4); np.{name}.reduceat({arguments})")


@pytest.mark.parametrize("name", [*BINARY, "exp"])
def test_outer(name):
    for arguments in (
        "[1, 2, 3], [4, 5]",
        "[[1, 2]], [3, 4, 5]",
        "2, [1, 2]",
        "[], [1, 2]",
        "[1, 2], [1.0, 2.0], dtype=float",
    ):
        check(f"np.{name}.outer({arguments})", close=close_math("float16"))


@pytest.mark.parametrize(
    "code",
    [
        "np.add.at(a, [0, 0, 2], 1)",
        "np.add.at(a, [0, 0, 2], [1, 10, 100])",
        "np.subtract.at(a, [1, 1], 2)",
        "np.multiply.at(a, slice(1, 4), 3)",
        "np.add.at(a, a > 2, 10)",
        "np.add.at(a, (), 10)",
        "np.add.at(a, -1, 10)",
        "np.add.at(a, 6, 10)",
        "np.add.at(a, [0, 6], 10)",
        "np.negative.at(a, [0, 1, 1])",
        "np.maximum.at(a, [0, 1, 0], [7, 8, 9])",
        "np.add.at(m, ([0, 0, 1], [1, 1, 2]), 5)",
        "np.add.at(m, (slice(None), [0, 0]), [[1], [2]])",
        "np.add.at(m, [1, 1], [1, 2, 3])",
        "np.add.at(m, 0, [1, 2])",
        "np.add.at(a, [0], 1.5)",
        "np.add.at(a, [0])",
        "np.exp.at(a, [0])",
        "np.add.at(a[::-1], [0, 0], 5)",
        "np.add.at(a, [0, 1], a[1:3])",
        "np.add.at([1, 2], [0], 1)",
        "np.add.at(np.broadcast_to(1, 3), [0], 1)",
        "np.add.at(a, [1.5], 1)",
    ],
)
def test_at(code):
    check(f"a = np.arange(6); m = np.arange(6).reshape(2, 3); [{code}, a, m]")


def test_at_counts():
    """The tutorial's unbuffered histogram, long enough for several tiles."""
    check("i = np.arange(5000) * 7919 % 13; c = np.zeros(13); np.add.at(c, i, 0.5); c")


@pytest.mark.parametrize("method", ["reduce", "accumulate", "reduceat", "outer", "at"])
@pytest.mark.parametrize("name", ["negative", "matmul"])
def test_methods_that_do_not_apply(name, method):
    check(f"np.{name}.{method}([1, 2], [0, 1])")


def test_not_constructible():
    check("np.ufunc()")


@pytest.mark.parametrize(
    "arguments",
    [
        "a, 2, 4",
        "a, None, 3",
        "a, 2, None",
        "a, None, None",
        "a, 4, 2",
        "a, 1.5, 3",
        "a, [3, 1, 1, 1, 5, 0], 4",
        "a, a_max=3, a_min=1",
        "a, min=2",
        "a, max=2",
        "a, 2, 4, out=a",
        "a, 2, 4, out=np.zeros(6)",
        "a, 2, 4, out=np.zeros(3)",
        "a.astype('uint8'), 0, 300",
        "a.astype('int8'), -1, 2",
        "a.astype('float32'), 0.5, 2.5",
        "[1.0, float('nan'), 9], 2, 4",
        "a, float('nan'), 3",
        "a.reshape(2, 3).T, [[1], [2], [3]], 4",
        "3, 4, 5",
        "a, 2, 4, dtype=float",
        "a",
        "a > 2, 0, 1",
        "a + 1j, 2, 3",
    ],
)
def test_clip(arguments):
    check(f"a = np.arange(6); np.clip({arguments})")
    if arguments.startswith("a, "):
        check(f"a = np.arange(6); a.clip({arguments[3:]})")


@pytest.mark.parametrize(
    "arguments",
    [
        "a > 2, a, 0",
        "a > 2, a, -a",
        "a > 2, 1.5, 0",
        "a > 2, 1, 0",
        "a, 1, 0",
        "a - 2.0, 'x'",
        "True, 1, 2",
        "True, a, 0",
        "[True, False], [[1], [2]], 3",
        "a > 2, a",
        "a > 2",
        "a.reshape(2, 3) > 2, a[:3], a.reshape(2, 3).T[0, 0]",
        "a > 2, np.ones(6, 'float32'), 0.1",
        "a > 2, np.float32(1), 0",
        "a > 2, a[::-1], a.astype('int8')",
        "a > 2, a[:2], 0",
        "[float('nan'), 0, 1], 1, 0",
        "np.array([], bool), 1, 2",
        "a > 2, 1j, a",
        "a.reshape(2, 3).T > 2, a.reshape(2, 3).T, 0",
        "a > 2, True, False",
    ],
)
def test_where_function(arguments):
    check(f"a = np.arange(6); np.where({arguments})", layout=False)


def test_ufuncs_of_the_same_memory():
    check("a = np.arange(10.0); np.add(a[:5], a[5:], out=a[2:7]); a")
    check("a = np.arange(10.0); np.multiply(a[::2], a[1::2], out=a[:5]); a")
    check("z = np.arange(6) + 1j; np.add(z.real, z.imag, out=z.real); z")
    check("a = np.arange(16.0).reshape(4, 4); np.add(a.T, a, out=a); a")
    check("a = np.arange(4, dtype='int32'); np.add(a, 1, out=a.view('int16')[::2]); a")
