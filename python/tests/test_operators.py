"""Operators of arrays: values, operand kinds, broadcasting, in place, aliasing."""

import pytest
from cases import COMPLEX, DTYPES, FLOATS, INTEGERS, LAYOUTS, sample, values
from diff import EXACT, check, close_math
from hypothesis import given
from hypothesis import strategies as st

ARITHMETIC = ["+", "-", "*", "/", "//", "%"]
BITWISE = ["&", "|", "^", "<<", ">>"]
COMPARISON = ["==", "!=", "<", "<=", ">", ">="]
IN_PLACE = ["+=", "-=", "*=", "//=", "%="]


def apply(op, x, y):
    return eval(f"x {op} y", {"x": x, "y": y})


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("op", ARITHMETIC + COMPARISON)
def test_every_pair_of_special_values(dtype, op):
    def body(np):
        x = np.array(values(dtype), dtype=dtype)
        return apply(op, x[:, None], x[None, :])

    loose = op == "/" and dtype in COMPLEX
    check(body, close=close_math(dtype) if loose else EXACT)


@pytest.mark.parametrize("dtype", ["bool", *INTEGERS])
@pytest.mark.parametrize("op", BITWISE)
def test_bitwise(dtype, op):
    def body(np):
        x = np.array(values(dtype), dtype=dtype)
        return apply(op, x[:, None], x[None, :])

    check(body)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("exponent", [0, 1, 2, 3, -1, 0.5, 2.0, 2.5, -0.5, -1.0, 1j])
def test_power(dtype, exponent):
    close = close_math("complex64" if exponent == 1j and dtype in ("float16", "float32") else dtype)
    check(lambda np: np.array(values(dtype), dtype=dtype) ** exponent, close=close)
    check(lambda np: np.array(sample(dtype, 9), dtype=dtype) ** exponent, close=close)


@pytest.mark.parametrize("dtype", DTYPES)
def test_power_of_arrays(dtype):
    base = [abs(x) for x in sample(dtype, 20)] if dtype not in COMPLEX else sample(dtype, 20)
    exponent = [i % 5 for i in range(20)]
    check(lambda np: np.array(base, dtype=dtype) ** np.array(exponent, dtype=dtype), close=close_math(dtype))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("op", ["-", "+", "~", "abs"])
def test_unary(dtype, op):
    def body(np):
        x = np.array(values(dtype), dtype=dtype)
        return abs(x) if op == "abs" else eval(f"{op}x", {"x": x})

    check(body, close=close_math(dtype) if dtype in COMPLEX else EXACT)


OTHERS = [
    "3",
    "2.5",
    "1j",
    "True",
    "[1, 2, 3]",
    "(1, 2, 3)",
    "[[1], [2]]",
    "range(3)",
    "np.float32(2)",
    "np.int8(2)",
    "np.bool(True)",
    "np.array(2)",
    "np.array([2])",
    "np.array([1.5, 2.5, 3.5])",
    "np.ones((2, 1, 1))",
    "np.zeros((0, 1))",
    "None",
    "'a'",
    "[1, 2]",
    "object()",
    "{}",
    "np.add",
]


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("op", [*ARITHMETIC, "==", "!=", "<"])
def test_operand_kinds(op, other):
    check(f"a = np.array([[1, 2, 3], [4, 5, 6]]); a {op} {other}")
    check(f"a = np.array([[1, 2, 3], [4, 5, 6]]); {other} {op} a")


@pytest.mark.parametrize("a", ["()", "(1,)", "(3,)", "(0,)", "(2, 1)", "(2, 3)", "(2, 1, 3)", "(4, 1, 1)"])
@pytest.mark.parametrize("b", ["()", "(1,)", "(3,)", "(0,)", "(2, 1)", "(2, 3)", "(2, 1, 3)", "(5,)"])
def test_broadcasting(a, b):
    check(f"np.ones({a}) + np.ones({b}) * 2")


@pytest.mark.parametrize("first", LAYOUTS)
@pytest.mark.parametrize("second", LAYOUTS)
@pytest.mark.parametrize("types", [("float64", "float64"), ("float32", "int16"), ("int8", "complex64")])
def test_layouts(first, second, types):
    """The result's memory order follows the operands'."""

    def body(np):
        x = LAYOUTS[first](np, np.array(sample(types[0], 24), types[0]).reshape(2, 3, 4))
        y = LAYOUTS[second](np, np.array(sample(types[1], 24, 1), types[1]).reshape(2, 3, 4))
        return [x + y, x * y[0], x == y, -x, x.T - y.T, x[:, 0] + y[0, 0, 0]]

    check(body)


@pytest.mark.parametrize("n", [1, 7, 8, 63, 64, 65, 511, 513, 4099])
@pytest.mark.parametrize("dtype", ["bool", "int8", "uint16", "int32", "int64", *FLOATS, *COMPLEX])
def test_lengths(n, dtype):
    """Every length has its own mixture of tiles and remainders."""

    def body(np):
        x, y = np.array(sample(dtype, n), dtype), np.array(sample(dtype, n, 1), dtype)
        return [x + y, x * y, x == y, x[::-1] + y, x + 1, x[::2] * 2]

    check(body)


@pytest.mark.parametrize("op", IN_PLACE)
@pytest.mark.parametrize(
    "statement",
    [
        "a {} a",
        "a {} a[::-1]",
        "a[1:] {} a[:-1]",
        "a[:-1] {} a[1:]",
        "a[::2] {} a[1::2]",
        "a[::-1] {} a",
        "a[2:] {} a[0]",
        "a[:] {} a[3:4]",
        "a[1:7] {} a[2:8]",
        "a[a > 3] {} 2",
        "a[[0, 0, 1]] {} 3",
        "a[[1, 2]] {} a[:2]",
        "m {} m.T",
        "m.T {} m",
        "m {} m[0]",
        "m {} m[:, :1]",
        "m[1:] {} m[:-1]",
        "m[:, ::-1] {} m",
        "m[::2, ::2] {} m[1, 1]",
        "m[0] {} m[:, 0]",
    ],
)
def test_aliasing(op, statement):
    """The right side is read as it was before the statement."""
    check(f"a = np.arange(1, 9); m = np.arange(1, 17).reshape(4, 4); {statement.format(op)}; [a, m]")
    check(f"a = np.arange(1.0, 9); m = np.arange(1.0, 17).reshape(4, 4); {statement.format(op)}; [a, m]")


def test_aliasing_across_many_tiles():
    for statement in (
        "a += a[::-1]",
        "a[1:] += a[:-1]",
        "a[:-1] += a[1:]",
        "a[::-1] *= a",
        "a[7:] -= a[:-7]",
    ):
        check(f"a = np.arange(100_003); {statement}; a")
    check("m = np.arange(250_000.0).reshape(500, 500); m += m.T; m")


@pytest.mark.parametrize(
    "code",
    [
        "a = np.arange(3); b = a; b += 1; [a, b]",
        "a = np.arange(3); b = a[:]; b += 1; [a, b]",
        "a = np.arange(3); a += [1, 2, 3]; a",
        "a = np.arange(3); a += np.ones((2, 3), int); a",
        "a = np.arange(3); a += np.ones(2, int); a",
        "a = np.ones((2, 3)); a += np.arange(3); a",
        "a = np.ones((2, 3)); a[0] += 1; a[:, 1] *= 5; a",
        "a = np.arange(3); a += 1.5; a",
        "a = np.arange(3); a /= 2; a",
        "a = np.arange(3.0); a //= 2; a **= 2; a %= 3; a",
        "a = np.array(3); a += 1; a",
        "a = np.array(3); b = a; b += 1; a",
        "a = np.float64(3); b = a; b += 1; [a, b]",
        "x = 3; x += np.arange(2); x",
        "x = [1, 2]; x += np.arange(2); x",
        "a = np.broadcast_to(np.arange(3), (2, 3)); a += 1; a",
        "a = np.arange(4, dtype='uint8'); a -= 1; a",
        "a = np.arange(4, dtype='uint8'); a += 300; a",
        "a = np.arange(4, dtype='int8'); a += np.int16(300); a",
        "a = np.arange(4, dtype='float32'); a += np.float64(0.1); a",
        "a = np.arange(4, dtype='float32'); a *= 0.1; a",
        "a = np.arange(4) > 1; a &= [True, False, True, True]; a |= a[::-1]; a ^= True; a",
        "a = np.arange(4); a <<= 2; a >>= 1; a",
        "a = np.eye(2); a @= np.array([[1.0, 2], [3, 4]]); a",
        "a = np.eye(2, dtype=int); a @= np.ones((2, 2)); a",
    ],
)
def test_in_place(code):
    check(code)


@pytest.mark.parametrize(
    "code",
    [
        "bool(np.array(0))",
        "bool(np.array([1]))",
        "bool(np.array([]))",
        "bool(np.array([1, 2]))",
        "bool(np.array([[0]]))",
        "int(np.array(2.7))",
        "int(np.array([2.7]))",
        "int(np.array([1, 2]))",
        "int(np.array(1j))",
        "float(np.array(3))",
        "float(np.array([[3]]))",
        "float(np.array([]))",
        "complex(np.array(3))",
        "complex(np.array([1, 2]))",
        "range(3)[np.array(1)]",
        "range(3)[np.array([1])]",
        "range(3)[np.array(1.0)]",
        "len(np.array(3))",
        "len(np.zeros((3, 0)))",
        "list(np.array(3))",
        "list(np.arange(3))",
        "list(np.arange(4).reshape(2, 2))",
        "[x for x in np.arange(3.0)]",
        "a, b = np.arange(2); [a, b]",
        "hash(np.arange(3))",
        "{np.arange(3): 1}",
        "2 in np.arange(3)",
        "5 in np.arange(3)",
        "float('nan') in np.array([float('nan')])",
        "[1, 2] in np.arange(4).reshape(2, 2)",
        "round(np.array(2.567), 2)",
        "round(np.array([2.567, 3.1]), 1)",
        "divmod(np.arange(5), 2)",
        "divmod(7, np.arange(1, 4))",
        "pow(np.arange(3), 2)",
        "pow(np.arange(3), 2, 5)",
        "sum(np.arange(4))",
        "max(np.arange(4))",
        "sorted(np.array([3, 1, 2]))",
        "np.arange(3) if np.array(True) else None",
        "not np.arange(2)",
        "(np.arange(3) > 0) and True",
        "'%d' % np.array(3)",
        "f'{np.array(3.14159):.2f}'",
        "f'{np.arange(3)}'",
        "f'{np.arange(3):.2f}'",
        "f'{np.float64(3.14159):.2f} {np.int64(5):03d} {np.float32(0.1)} {np.bool(True)}'",
        "abs(np.array([-1, 2]))",
        "iter(np.array(3))",
        "next(iter(np.arange(3)))",
        "list(reversed(np.arange(3)))",
        "np.arange(3)()",
        "a = np.arange(3); a.__delitem__(0)",
    ],
)
def test_python_protocols(code):
    check(code)


@pytest.mark.parametrize("dtype", ["int64", "float64", "bool", "uint8"])
@given(data=st.data())
def test_random_expressions(dtype, data):
    """Two arrays of shapes that broadcast, any operator."""
    shape = data.draw(st.lists(st.integers(0, 4), max_size=3))
    cut = data.draw(st.integers(0, len(shape)))
    other = [1 if data.draw(st.booleans()) else n for n in shape[cut:]]
    op = data.draw(st.sampled_from([*ARITHMETIC, *COMPARISON]))
    seed = data.draw(st.integers(0, 1000))

    def body(np):
        size = 1
        for n in shape:
            size *= n
        small = 1
        for n in other:
            small *= n
        x = np.array(sample(dtype, size, seed), dtype).reshape(shape)
        y = np.array(sample(dtype, small, seed + 1), dtype).reshape(other)
        return [apply(op, x, y), apply(op, y, x), apply(op, x.T, x.T)]

    check(body)
