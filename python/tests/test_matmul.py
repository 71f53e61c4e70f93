"""`@`, `matmul` and `dot`: shapes, dtypes, layouts, `out=`, errors."""

import pytest
from cases import DTYPES, LAYOUTS, sample
from diff import Close, check, close_sum, outcome
from hypothesis import given
from hypothesis import strategies as st

SHAPES = [
    ((3,), (3,)),
    ((0,), (0,)),
    ((2, 3), (3,)),
    ((3,), (3, 2)),
    ((2, 3), (3, 4)),
    ((1, 1), (1, 1)),
    ((2, 0), (0, 3)),
    ((0, 3), (3, 2)),
    ((2, 3), (3, 0)),
    ((5, 2, 3), (3, 4)),
    ((2, 3), (5, 3, 4)),
    ((5, 2, 3), (5, 3, 4)),
    ((5, 1, 2, 3), (4, 3, 2)),
    ((5, 2, 3), (3,)),
    ((3,), (5, 3, 2)),
    ((0, 2, 3), (3, 2)),
    ((1, 3), (3, 1)),
    ((3, 1), (1, 3)),
    ((17, 33), (33, 9)),
    ((2, 3), (2, 3)),
    ((3,), (4,)),
    ((2, 3), (4,)),
    ((), (3,)),
    ((3,), ()),
    ((), ()),
    ((2, 2, 3), (3, 3, 2)),
    ((4, 4), (4, 4)),
    ((130, 70), (70, 50)),
]


def pair(np, shapes, dtypes):
    sizes = [1, 1]
    for i, shape in enumerate(shapes):
        for n in shape:
            sizes[i] *= n
    return [
        np.array(sample(d, size, i), d).reshape(shape)
        for i, (d, size, shape) in enumerate(zip(dtypes, sizes, shapes, strict=True))
    ]


@pytest.mark.parametrize("shapes", SHAPES, ids=str)
@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "complex128"])
def test_shapes(shapes, dtype):
    def body(np):
        a, b = pair(np, shapes, (dtype, dtype))
        return [
            outcome(lambda: a @ b),
            outcome(np.matmul, a, b),
            outcome(np.dot, a, b) if max(a.ndim, b.ndim) < 3 else None,
        ]

    check(body, close=tolerance(dtype))


def tolerance(dtype):
    """Products of values near 1, some sums near 0."""
    return {
        "float16": Close(rtol=5e-3, atol=0.05),
        "float32": Close(rtol=1e-5, atol=1e-4),
        "complex64": Close(rtol=1e-5, atol=1e-4),
    }.get(dtype, Close(rtol=1e-12, atol=1e-12))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "shapes",
    [((40, 30), (30, 20)), ((30,), (30,)), ((40, 30), (30,)), ((30,), (30, 20)), ((3, 4, 5), (3, 5, 6))],
    ids=str,
)
def test_dtypes(dtype, shapes):
    check(lambda np: np.matmul(*pair(np, shapes, (dtype, dtype))), close=tolerance(dtype))


@pytest.mark.parametrize(
    "types",
    [
        ("float32", "float64"),
        ("int64", "float32"),
        ("bool", "int8"),
        ("int8", "uint8"),
        ("float64", "complex64"),
        ("uint64", "int64"),
        ("float16", "float32"),
    ],
    ids=str,
)
def test_mixed_dtypes(types):
    check(lambda np: np.matmul(*pair(np, ((4, 5), (5, 6)), types)), close=close_sum("float32"))


@pytest.mark.parametrize("first", LAYOUTS)
@pytest.mark.parametrize("second", LAYOUTS)
@pytest.mark.parametrize("dtype", ["float64", "float32", "int32"])
def test_layouts(first, second, dtype):
    def body(np):
        a, b = pair(np, ((33, 20), (20, 17)), (dtype, dtype))
        a, b = LAYOUTS[first](np, a), LAYOUTS[second](np, b)
        return [
            a @ b,
            b.T @ a.T,
            a.T @ a,
            a @ b[:, 0],
            a[0] @ b,
            a[:, 3] @ a[:, 4],
            a[::-1, ::2] @ b[::2, ::-1],
        ]

    check(body, close=tolerance(dtype))


@pytest.mark.parametrize("dtype", ["float64", "float32", "complex64", "int64"])
@given(st.integers(1, 20), st.integers(1, 20), st.integers(1, 20), st.integers(0, 99))
def test_random_sizes(dtype, m, k, n, seed):
    def body(np):
        a, b = pair(np, ((m, k), (k, n)), (dtype, dtype))
        return [a @ b, (b.T @ a.T).T, a @ b[:, 0], a[0] @ b]

    check(body, close=tolerance(dtype))


def test_special_values():
    check("np.array([[float('inf'), 1.0]]) @ np.array([[0.0], [1.0]])")
    check("np.array([[float('nan'), 1.0], [1, 2]]) @ np.array([[0.0, 1], [1.0, 1]])")
    check("np.array([[1e200, 1.0]]) @ np.array([[1e200], [1.0]])")
    check(
        "(np.array([[100, 27]], 'int8') @ np.array([[2], [1]], 'int8'), np.array([[True, "
        "False]]) @ np.array([[True], [True]]))"
    )


@pytest.mark.parametrize(
    "code",
    [
        "np.matmul(a, b, out=np.zeros((2, 2)))",
        "o = np.zeros((2, 2)); r = np.matmul(a, b, out=o); r is o",
        "np.matmul(a, b, out=np.zeros((2, 3)))",
        "np.matmul(a, b, out=np.zeros((2, 2), int))",
        "np.matmul(a, b, out=np.zeros((2, 2), 'float32'))",
        "np.matmul(a, b, out=np.zeros((2, 2), complex))",
        "np.matmul(a, b, out=np.zeros((2, 2)).T)",
        "np.matmul(a, b, out=np.zeros((4, 4))[::2, ::2])",
        "s = np.eye(2) * 2; np.matmul(s, s, out=s); s",
        "s = np.arange(4.0).reshape(2, 2); np.matmul(s, s.T, out=s); s",
        "s = np.arange(9.0).reshape(3, 3); np.matmul(s[:2, :2], s[1:, 1:], out=s[:2, 1:]); s",
        "np.matmul(a, b, dtype='float32')",
        "np.matmul(a, b, dtype=int)",
        "np.matmul(a, b, casting='no')",
        "a @ [[1], [2], [3]]",
        "[[1, 2], [3, 4]] @ a",
        "a @ 3",
        "3 @ a",
        "a @ None",
        "a @ 'x'",
        "np.matmul(a, 3)",
        "np.dot(a, 3)",
        "np.dot(2, 3)",
        "np.dot([1, 2], [3, 4])",
        "a.dot(b)",
        "a.dot([1, 2, 3])",
        "np.dot(a, b, out=np.zeros((2, 2)))",
        "np.dot(a, a)",
        "np.dot(np.ones((2, 3, 4)), np.ones((5, 4, 6))).shape",
        "np.matmul([1, 2], [3, 4])",
        "np.inner([1, 2], [3, 4])",
        "np.outer([1, 2], [3, 4])",
        "np.vdot([1, 2j], [3j, 4])",
        "a @ np.array([object()])",
        "np.matmul(a, b, axes=[(0, 1), (0, 1), (0, 1)])",
        "np.matmul(a)",
        "np.float64(2) @ np.float64(3)",
        "type(np.ones(3) @ np.ones(3))",
        "np.einsum('ij,jk->ik', a, b)",
        "np.vecdot(a, a)",
    ],
)
def test_calls(code):
    check(f"a = np.arange(6.0).reshape(2, 3); b = a.T.copy(); {code}", close=Close(rtol=1e-12))


def test_batched_views():
    check(
        "q = np.arange(2 * 3 * 4 * 5.0).reshape(2, 3, 4, 5) / 100; k = q[:, ::-1]; q @ k.swapaxes(-1, -2)",
        close=Close(rtol=1e-12),
    )
    check(
        "w = np.arange(20.0).reshape(4, 5); x = np.broadcast_to(w, (3, 4, 5)); x @ w.T",
        close=Close(rtol=1e-12),
    )
    check(
        "x = np.arange(60.0).reshape(3, 4, 5).transpose(2, 0, 1); x @ np.ones((4, 2))",
        close=Close(rtol=1e-12),
    )


@pytest.mark.parametrize("n", [63, 64, 65, 127, 128, 129, 200, 257])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_squares(n, dtype):
    def body(np):
        a = (np.arange(n * n) * 7919 % 1009 / 1009).astype(dtype).reshape(n, n)
        return [a @ a, a @ a.T, a.T @ a[:, :3], a @ a[0]]

    check(body, close=Close(rtol=1e-4 if dtype == "float32" else 1e-12))
