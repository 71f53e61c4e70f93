"""The dtype of every operation for every pair of dtypes, and beside Python numbers (NEP 50)."""

import pytest
from cases import DTYPES, INTEGERS, sample, values
from diff import SUM_DEFAULT, check, close_math, outcome

BINARY = ["+", "-", "*", "/", "//", "%", "**", "&", "|", "^", "<<", ">>", "==", "!=", "<", "<=", ">", ">="]
LITERALS = ["True", "2", "-1", "0", "100", "300", "2**40", "2**63", "-2**63", "2**70", "2.5", "1e300", "1j"]


def operands(np, a, b):
    """Small positive values, so that only the types matter."""
    return np.array([1, 2, 1], dtype=a), np.array([1, 1, 2], dtype=b)


@pytest.mark.parametrize("a", DTYPES)
@pytest.mark.parametrize("b", DTYPES)
def test_pairs_of_arrays(a, b):
    def body(np):
        x, y = operands(np, a, b)
        return {op: outcome(eval, "x " + op + " y", {"x": x, "y": y}) for op in BINARY}

    check(body, close=close_math("float16"))


@pytest.mark.parametrize("a", DTYPES)
@pytest.mark.parametrize("b", DTYPES)
def test_pairs_of_scalars(a, b):
    code = "x, y = np.{}(3), np.{}(2); {{{}}}"
    entries = ", ".join(f"'{op}': outcome(lambda: x {op} y)" for op in BINARY)
    check(code.format(a, b, entries), close=close_math("float16"))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("literal", LITERALS)
@pytest.mark.parametrize("kind", ["array", "scalar", "0-d array"])
def test_beside_literals(dtype, literal, kind):
    made = {"array": "np.array([1, 0, 1], '{}')", "scalar": "np.{}(1)", "0-d array": "np.array(1, '{}')"}
    x = made[kind].format(dtype)
    ops = [op for op in BINARY if op != "**" or literal in ("2", "2.5", "1j")]
    entries = [f"outcome(lambda: x {op} {literal})" for op in ops]
    entries += [f"outcome(lambda: {literal} {op} x)" for op in ops if op not in ("<<", ">>")]
    check(f"x = {x}; [{', '.join(entries)}]", close=close_math("complex64"))


@pytest.mark.parametrize("a", DTYPES)
@pytest.mark.parametrize("b", DTYPES)
def test_joining_and_choosing(a, b):
    check(f"x, y = np.ones(2, '{a}'), np.zeros(2, '{b}'); [np.concatenate([x, y]), np.stack([x, y])]")
    check(f"x, y = np.ones(2, '{a}'), np.zeros(2, '{b}'); np.where([True, False], x, y)")
    check(f"x, y = np.ones((2, 2), '{a}'), np.ones(2, '{b}'); x @ y")


@pytest.mark.parametrize("dtype", DTYPES)
def test_where_and_clip_beside_literals(dtype):
    check(
        f"x = np.ones(2, '{dtype}'); [outcome(np.where, [True, False], x, v) for v in (1, 2.5, "
        "1j, True, 300)]"
    )
    check(f"x = np.ones(2, '{dtype}'); [outcome(np.clip, x, v, 100) for v in (0, 0.5, -1, 300)]")


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "function", ["sum", "prod", "mean", "std", "var", "min", "max", "cumsum", "all", "any", "argmax"]
)
def test_results_of_reductions(dtype, function):
    check(f"np.array([1, 1, 0], '{dtype}').{function}()", close=SUM_DEFAULT)
    check(f"np.{function}(np.array([[1, 1, 0]], '{dtype}'), axis=0)", close=SUM_DEFAULT)


@pytest.mark.parametrize("a", INTEGERS)
@pytest.mark.parametrize("b", INTEGERS)
def test_comparison_of_integer_extremes(a, b):
    """int64 against uint64 must be exact, not through float64."""

    def body(np):
        x, y = np.array(values(a), dtype=a)[:, None], np.array(values(b), dtype=b)[None, :]
        return [x == y, x != y, x < y, x <= y, x > y, x >= y]

    check(body)


@pytest.mark.parametrize("dtype", DTYPES)
def test_in_place_keeps_the_dtype(dtype):
    operators = ["+=", "-=", "*=", "/=", "//=", "%=", "**=", "&=", "|=", "^=", "<<=", ">>="]
    for op in operators:
        for other in (
            "2",
            "2.5",
            "1j",
            "np.ones(3, 'int8')",
            "np.ones(3)",
            "np.float64(2)",
            "np.ones(3, 'uint64')",
        ):
            check(
                f"a = np.array({sample('uint8', 3)}, '{dtype}'); a {op} {other}; a", close=close_math(dtype)
            )
