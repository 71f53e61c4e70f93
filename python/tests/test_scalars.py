"""Scalars: construction, arithmetic, conversion, methods, hashing."""

import pytest
from cases import COMPLEX, DTYPES, FLOATS, INTEGERS, sample, values
from diff import EXACT, check, close_math, outcome


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "argument",
    [
        "",
        "1",
        "2.7",
        "-1",
        "True",
        "'3'",
        "'2.5'",
        "'x'",
        "b'4'",
        "None",
        "1j",
        "1e300",
        "2**70",
        "float('nan')",
        "float('inf')",
        "[1, 2]",
        "np.array(3)",
        "np.array([3])",
        "np.float32(2.5)",
        "np.int8(-3)",
        "np.bool(True)",
        "np.complex64(2)",
        "1, 2",
        "np.arange(4).reshape(2, 2)",
        "np.array([])",
        "object()",
    ],
)
def test_construction(dtype, argument):
    check(f"np.{dtype}({argument})")


@pytest.mark.parametrize("dtype", DTYPES)
def test_conversion(dtype):
    check(
        lambda np: [
            [int(x), float(x), bool(x), x.item(), x.tolist()] for x in np.array(sample(dtype, 5), dtype)
        ]
    )
    check(lambda np: [complex(x) for x in np.array(values(dtype), dtype)])
    for function in (
        "int",
        "float",
        "bool",
        "complex",
        "hash",
        "abs",
        "round",
        "str",
        "repr",
        "len",
        "iter",
        "range",
        "operator.index",
        "math.floor",
        "math.sqrt",
        "bytes",
    ):
        check(f"import math, operator; {function}(np.{dtype}(1))")
    check(
        f"[hash(np.{dtype}(1)) == hash(1), np.{dtype}(1) == 1, np.{dtype}(0) == False, "
        f"{{1: 'a'}}.get(np.{dtype}(1))]"
    )
    check(f"'abc'[np.{dtype}(1)]")


@pytest.mark.parametrize("dtype", DTYPES)
def test_special_conversions(dtype):
    for function in (int, float, round):
        for i in range(12):
            check(lambda np, f, i: f(np.array(values(dtype), dtype)[i]), function, i)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("op", ["+", "-", "*", "/", "//", "%", "==", "<", "&", "<<"])
def test_arithmetic_of_extremes(dtype, op):
    def body(np):
        x = np.array(values(dtype), dtype)
        return [[outcome(eval, f"a {op} b", {"a": a, "b": b}) for b in x] for a in x]

    check(
        body,
        close=close_math(dtype)
        if op == "/" and dtype in COMPLEX
        else close_math("float64")
        if op == "/"
        else EXACT,
    )


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "exponent", ["2", "3", "0", "0.5", "-1", "1j", "np.int8(2)", "np.float32(2)", "[1, 2]"]
)
def test_power(dtype, exponent):
    check(f"[np.{dtype}(3) ** {exponent}, {exponent} ** np.{dtype}(2)]", close=close_math("float16"))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("op", ["-", "+", "~", "not "])
def test_unary(dtype, op):
    check(f"{op}np.{dtype}(3)")


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "expression",
    [
        "T",
        "real",
        "imag",
        "shape",
        "ndim",
        "size",
        "itemsize",
        "nbytes",
        "strides",
        "dtype",
        "base",
        "conj()",
        "conjugate()",
        "sum()",
        "mean()",
        "std()",
        "min()",
        "max()",
        "argmax()",
        "all()",
        "any()",
        "reshape(1)",
        "reshape(1, 1)",
        "ravel()",
        "flatten()",
        "squeeze()",
        "astype('float32')",
        "tobytes()",
        "copy()",
        "item()",
        "item(0)",
        "tolist()",
        "clip(0, 2)",
        "round()",
        "round(1)",
        "view('int8')",
        "flags['OWNDATA']",
        "flags.writeable",
        "data.nbytes",
        "is_integer()",
        "bit_count()",
        "as_integer_ratio()",
        "__array__()",
        "__class__",
        "nonsense",
        "newbyteorder()",
        "prod(axis=0)",
        "transpose()",
        "cumsum()",
        "repeat(2)",
        "fill(3)",
        "hex()",
    ],
)
def test_attributes(dtype, expression):
    check(f"np.{dtype}(1).{expression}")


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("index", ["()", "...", "None", "0", ":", "[0]", "True"])
def test_indexing(dtype, index):
    check(f"np.{dtype}(3)[{index}]")


def test_immutable():
    check("x = np.float64(3); x[()] = 5; x")
    check("x = np.float64(3); x.real = 5; x")
    check("x = np.float64(3); x.nonsense = 5; x")


def test_float64_is_a_float():
    check(
        "[isinstance(np.float64(1), float), np.float64(2.5).hex(), "
        "np.float64(2).is_integer(), float.__add__(np.float64(1), 2.0), "
        "np.float64.fromhex('0x1p-1')]"
    )
    check(
        "import math; [math.sin(np.float64(1)), math.fsum([np.float64(0.1)] * 3), "
        "max(np.float64(1), 2.0), sum([np.float64(1), 2])]"
    )
    check("import json; [json.dumps(np.float64(1.5)), json.dumps([np.float64(2)])]")
    check("import json; json.dumps(np.float32(1.5))")
    check("isinstance(np.complex128(1), complex)")


@pytest.mark.parametrize(
    "other",
    [
        "[1, 2]",
        "(1, 2)",
        "'a'",
        "None",
        "np.arange(2)",
        "np.array(2)",
        "2",
        "2.5",
        "object()",
        "{}",
        "10**30",
    ],
)
@pytest.mark.parametrize("op", ["+", "*", "-", "/", "==", "!=", "<", "//", "%"])
@pytest.mark.parametrize("dtype", ["int64", "float64", "float32", "int8", "bool"])
def test_beside_other_objects(dtype, op, other):
    check(f"np.{dtype}(3) {op} {other}")
    check(f"{other} {op} np.{dtype}(3)")


def test_repetition_of_lists():
    check("[1, 2] * np.int64(2)")
    check("np.int64(2) * [1, 2]")
    check("[1, 2] * np.float64(2)")


@pytest.mark.parametrize("dtype", INTEGERS)
def test_integer_protocols(dtype):
    check(
        f"x = np.{dtype}(5); [list(range(x)), [0] * x, 'ab' * x, bin(x), x.__index__(), "
        "divmod(x, 3), pow(x, 2), x & 1, x | 2, x ^ 7, x << 1, x >> 1]"
    )
    check(f"x = np.{dtype}(5); outcome(lambda: pow(x, 2, 3))")


@pytest.mark.parametrize("dtype", FLOATS)
def test_float_protocols(dtype):
    check(
        f"x = np.{dtype}(2.5); [divmod(x, 2), round(x), round(x, 1), int(x), x // 2, x % 2, "
        "-x, abs(x), bool(x), x == 2.5, x.as_integer_ratio()]"
    )


@pytest.mark.parametrize("zero", ["0", "0.0", "np.int64(0)", "np.float32(0)"])
@pytest.mark.parametrize(
    "one", ["np.int64(1)", "np.float64(1)", "np.int8(0)", "np.uint8(3)", "np.bool(True)", "np.float32(-1)"]
)
@pytest.mark.parametrize("op", ["/", "//", "%", "**"])
def test_division_by_zero(one, op, zero):
    check(f"{one} {op} {zero}")


def test_overflow_wraps():
    check(
        "[np.int8(127) + np.int8(1), np.uint8(0) - np.uint8(1), np.int64(2**63 - 1) + 1, "
        "-np.int8(-128), abs(np.int8(-128)), np.int8(100) * np.int8(2), "
        "np.int16(2) ** np.int16(20)]"
    )
    check("np.int8(1) + 200")
    check("np.uint8(1) - 2")
    check("np.uint8(1) + (-1)")
    check("np.int64(1) + 2**63")


def test_types_of_results():
    check(
        (
            "a = np.arange(6.0).reshape(2, 3); [a.sum(), a.mean(), a[0, 0], a.max(), a.argmax(), "
            "a.any(), a.std(), a @ a.T @ np.ones(2) @ np.ones(2), np.add(1, 2), np.sqrt(2), "
            "np.exp(1.0) > 2, len(a)]"
        ),
        close=close_math("float64"),
    )
    check(
        "a = np.array(3); [a + 1, a[()], a[...], -a, np.add(a, a), a.sum(), a == 3, abs(a), "
        "a.copy(), a.reshape(()), np.sin(0), np.where(True, 1, 2), np.float64(1).reshape(())]"
    )
    check(
        "s = np.bool(True); [s & True, s | False, ~s, s + s, s * 2, s == 1, not s, "
        "np.logical_not(s), s and 5, s is np.True_]"
    )
