"""Making arrays: from lists, from other arrays, filled, from ranges."""

import pytest
from cases import COMPLEX, DTYPES, INTEGERS, sample, values
from diff import check
from hypothesis import given
from hypothesis import strategies as st

SHAPES = ["0", "3", "()", "(0,)", "(2, 3)", "(2, 0, 3)", "[2, 2]", "(1, 1, 1, 1, 1, 1, 1, 2)", "np.int64(2)"]


@pytest.mark.parametrize(
    "content",
    [
        "5",
        "5.0",
        "5j",
        "True",
        "[]",
        "[[]]",
        "[[], []]",
        "[1, 2, 3]",
        "[1, 2.5]",
        "[1, 2.5, 3j]",
        "[True, False]",
        "[True, 2]",
        "[True, 2.0]",
        "(1, 2)",
        "[(1, 2), [3, 4]]",
        "[[1, 2], [3, 4.5]]",
        "range(5)",
        "[range(3), range(3)]",
        "[2**62, 1]",
        "[2**63]",
        "[2**63, 1]",
        "[2**63, -1]",
        "[2**63, 1.5]",
        "-2**63",
        "[float('inf'), float('nan'), -0.0]",
        "[np.float32(1), np.float32(2)]",
        "[np.float32(1), 2.0]",
        "[np.float32(1), 2]",
        "[np.int8(1), 2]",
        "[np.int8(1), np.uint8(2)]",
        "[np.array([1, 2]), np.array([3.0, 4.0])]",
        "[np.array(1), np.array(2)]",
        "[np.arange(3), [4, 5, 6]]",
        "np.arange(6)",
        "np.arange(6).reshape(2, 3).T",
        "np.float16(3)",
        "memoryview(b'abc')",
        "bytearray(b'abc')",
        "[[[[[[[[1]]]]]]]]",
    ],
)
@pytest.mark.parametrize("function", ["array", "asarray"])
def test_from_objects(function, content):
    check(f"np.{function}({content})")


@pytest.mark.parametrize("dtype", DTYPES)
def test_from_values_with_dtype(dtype):
    check(lambda np: np.array(values(dtype), dtype=dtype))
    check(lambda np: np.array([values(dtype)[:4], values(dtype)[4:8]], dtype=dtype))
    check(lambda np: [np.asarray(x, dtype=dtype) for x in sample(dtype, 5)])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("content", ["[1, 0, 7]", "[1.0, 0.0, 2.5]", "[True, False]", "1j", "[0.1, 1e300]"])
def test_conversion_of_numbers(dtype, content):
    check(f"np.array({content}, dtype='{dtype}')")


@pytest.mark.parametrize("dtype", INTEGERS)
def test_integers_out_of_range(dtype):
    low, high = values(dtype)[6:8]
    for number in (low - 1, high + 1, 2**64, -(2**63) - 1, 2**100):
        check(f"np.array([{number}], dtype='{dtype}')")


@pytest.mark.parametrize(
    "code",
    [
        "np.array(a, copy=False) is a",
        "np.array(a, copy=None) is a",
        "np.array(a) is a",
        "np.asarray(a) is a",
        "np.asarray(a, dtype=a.dtype) is a",
        "[a, np.asarray(a, dtype='float32')]",
        "[a, np.array(a, copy=None, order='F')]",
        "[a, np.asarray(a, order='F')]",
        "[a, np.array(a, order='F')]",
        "[a, np.array(a.T)]",
        "[a, np.array(a.T, order='C')]",
        "[a, np.array(a.T, order='A')]",
        "[a, np.array(a[::2], order='K')]",
        "[a, np.array(a, ndmin=3)]",
        "[a, np.array(a, ndmin=3, copy=False)]",
        "np.array([1, 2], ndmin=2)",
        "np.array(a, copy=False, dtype='int8')",
        "np.asarray([1, 2], copy=False)",
        "np.array(a, dtype='int8', order='F')",
        "[a, a.copy(), a.T.copy(), a.T.copy(order='K'), a.copy(order='F')]",
        "[a, np.copy(a.T), np.ascontiguousarray(a), np.ascontiguousarray(a.T), np.asfortranarray(a)]",
        "np.ascontiguousarray(3)",
        "[a, a.astype(a.dtype, copy=False), a.astype(a.dtype)]",
        "[a.astype(d) for d in ('bool', 'int8', 'uint8', 'float16', 'float32', 'complex64')]",
        "[a.T.astype('int8'), a.T.astype('int8', order='C'), a[:, ::2].astype('int8')]",
        "a.astype('int8', casting='safe')",
        "a.astype(np.float32, casting='same_kind')",
        "a.astype(int, casting='same_kind')",
    ],
)
def test_copies(code):
    check(f"a = np.arange(6.0).reshape(2, 3); {code}")


@pytest.mark.parametrize("source", DTYPES)
@pytest.mark.parametrize("target", DTYPES)
def test_astype(source, target):
    """Values that every target can hold; what C leaves undefined is not compared."""
    content = sample(source, 33)
    if target.startswith("u") and not source.startswith(("u", "bool", "int")):
        content = [abs(x.real) for x in content]
    check(lambda np: np.array(content, dtype=source).astype(target))
    check(lambda np: np.array(content, dtype=source)[::-2].astype(target))


@pytest.mark.parametrize("source", INTEGERS)
@pytest.mark.parametrize("target", DTYPES)
def test_astype_of_integer_extremes(source, target):
    check(lambda np: np.array(values(source), dtype=source).astype(target))


@pytest.mark.parametrize("target", ["float16", "float32", "complex64"])
def test_astype_rounds_floats(target):
    numbers = [
        1e-8,
        6e-8,
        5.9604645e-8,
        65504.0,
        65519.9,
        65520.0,
        1 + 2**-11,
        1 + 3 * 2**-11,
        1e39,
        -1e-46,
        0.1,
    ]
    check(lambda np: np.array(numbers).astype(target))
    check(lambda np: np.array(numbers, dtype="float32").astype(target))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "function", ["zeros({})", "ones({})", "full({}, 7)", "full({}, 2.5)", "empty({}).shape"]
)
def test_filled(function, shape):
    check("np." + function.format(shape))


@pytest.mark.parametrize("dtype", DTYPES)
def test_filled_with_dtype(dtype):
    check(f"[f((2, 3), dtype='{dtype}') for f in (np.zeros, np.ones)]")
    check(
        f"[np.full(3, 1, dtype='{dtype}'), np.full(3, True, dtype='{dtype}'), np.full(3, 1.5, "
        f"dtype=np.{dtype})]"
    )
    check(f"[np.zeros((2, 3), '{dtype}', order='F'), np.empty((2, 3), np.{dtype}).dtype]")
    check(f"a = np.ones(3, np.{dtype}); a.fill(1); a")


@pytest.mark.parametrize(
    "code",
    [
        "[f(a) for f in (np.zeros_like, np.ones_like)]",
        "[f(a.T) for f in (np.zeros_like, np.ones_like)]",
        "np.zeros_like(a.transpose(1, 2, 0))",
        "np.zeros_like(a[:, ::2])",
        "np.zeros_like(a.T, order='C')",
        "np.ones_like(a, order='F')",
        "np.ones_like(a, dtype=np.int8)",
        "np.ones_like(a, shape=(2, 2))",
        "np.full_like(a, 7)",
        "np.full_like(np.arange(3), 2.5)",
        "np.full_like(np.arange(3), [1, 2, 3])",
        "np.full((2, 3), [1, 2, 3])",
        "np.full((2, 3), [[1], [2]], dtype='int8')",
        "np.full(2, [1, 2, 3])",
        "np.full((2, 2), float('nan'), dtype='float32')",
        "np.empty_like(a.T).strides",
        "np.empty_like(a, dtype='int8').strides",
        "np.zeros_like(3)",
        "np.zeros_like([1, 2.5])",
        "np.ones_like(np.float32(2))",
        "np.zeros_like(np.broadcast_to(np.arange(3), (2, 3)))",
    ],
)
def test_like(code):
    check(f"a = np.arange(24.0).reshape(2, 3, 4); {code}")


@pytest.mark.parametrize(
    "arguments",
    [
        "5",
        "0",
        "-3",
        "1, 5",
        "5, 1",
        "0, 10, 3",
        "10, 0, -3",
        "5.0",
        "0, 1, 0.1",
        "1, 2, 0.3",
        "0, -1, -0.25",
        "0.5, 3",
        "5, dtype='float32'",
        "5, dtype=np.int8",
        "0, 5, 2, dtype=complex",
        "1, 5, dtype=float",
        "3, dtype='float16'",
        "stop=4",
        "start=2, stop=4",
        "2, step=3",
        "1, 10, step=4",
        "np.int8(5)",
        "np.float32(5)",
        "np.uint8(3), np.uint8(9)",
        "True",
        "2j",
        "1, 3, 1j",
        "0, 5, 0",
        "",
        "0, float('inf')",
        "0, float('nan')",
        "2**62, 2**62 + 3",
        "2**63, 2**63 + 3",
        "3, dtype=bool",
        "2, dtype=bool",
        "'a'",
        "None",
        "1, None",
    ],
)
def test_arange(arguments):
    check(f"np.arange({arguments})")


@given(st.floats(-100, 100), st.floats(-100, 100), st.floats(0.01, 50), st.booleans())
def test_arange_of_floats(start, stop, step, down):
    check(lambda np: np.arange(start, stop, -step if down else step))


@pytest.mark.parametrize(
    "arguments",
    [
        "0, 1",
        "0, 1, 5",
        "0, 1, num=1",
        "0, 1, 0",
        "5, 0, 6",
        "0, 10, 5, endpoint=False",
        "0, 1, 4, retstep=True",
        "0, 1, 1, retstep=True",
        "0, 1, 1, endpoint=False, retstep=True",
        "0, 10, 11, dtype=int",
        "0, 10, 4, dtype='int8'",
        "-10, 10, 8, dtype='int8'",
        "0, 1, 5, dtype=np.float32",
        "0, 1j, 5",
        "[0, 1], [10, 20], 3",
        "[0, 1], [10, 20], 3, axis=1",
        "[0, 1], 10, 3, axis=-1",
        "np.array([1.0, 2.0]), 3, 4, False, True",
        "0, 1, -1",
        "0, 1, 2.5",
        "1, 1, 3",
        "0, 1e-320, 3",
        "0.1, 0.7, 7",
        "np.float32(0), np.float32(1), 3",
    ],
)
def test_linspace(arguments):
    check(f"np.linspace({arguments})", layout=False)


@given(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9), st.integers(0, 60), st.booleans())
def test_linspace_of_floats(start, stop, num, endpoint):
    check(lambda np: np.linspace(start, stop, num, endpoint=endpoint))


@pytest.mark.parametrize(
    "arguments",
    [
        "3",
        "3, 4",
        "4, 3, 1",
        "3, k=-1",
        "3, k=5",
        "3, k=-5",
        "0",
        "2, dtype=int",
        "2, 3, dtype='complex64'",
        "3, order='F'",
        "np.int32(2)",
        "-1",
        "2.5",
    ],
)
def test_eye(arguments):
    check(f"np.eye({arguments})")


def test_identity_and_one_hot():
    check("[np.identity(3), np.identity(2, dtype='int8')]")
    check("labels = np.array([0, 2, 1, 0, 3]); np.eye(4)[labels]")


@pytest.mark.parametrize("dtype", COMPLEX)
def test_parts_of_complex(dtype):
    check(f"a = np.array([1 + 2j, 3 - 4j], dtype='{dtype}'); [a, a.real, a.imag, a.conj(), a.conjugate()]")
    check(f"a = np.zeros(2, dtype='{dtype}'); a.real = [1, 2]; a.imag[1] = 5; a")


def test_real_part_of_real():
    check("a = np.arange(3.0); [a, a.real, a.imag]")
    check("a = np.arange(3); a.imag[0] = 1; a")
    check("a = np.arange(3); a.imag = 1; a")
