"""Reductions as functions and methods: every axis, layout, dtype and keyword."""

import pytest
from cases import DTYPES, FLOATS, LAYOUTS, REAL, sample, values
from diff import EXACT, SUM_DEFAULT, check, close_sum
from hypothesis import given
from hypothesis import strategies as st

STATISTICS = ["sum", "prod", "mean", "std", "var"]
ORDER = ["min", "max", "argmin", "argmax", "any", "all"]
FUNCTIONS = STATISTICS + ORDER
AXES = [None, 0, 1, 2, -1, -3, (0,), (0, 1), (2, 0), (-1, 1), (0, 1, 2), ()]


def close(function, dtype="float64"):
    return close_sum(dtype) if function in STATISTICS else EXACT


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("axis", AXES, ids=str)
@pytest.mark.parametrize("keepdims", [False, True])
def test_axes(function, axis, keepdims):
    def body(np):
        a = np.array(sample("float64", 24)).reshape(2, 3, 4)
        return getattr(np, function)(a, axis=axis, keepdims=keepdims)

    check(body, close=close(function))


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("dtype", DTYPES)
def test_dtypes(function, dtype):
    def body(np):
        a = np.array(sample(dtype, 40), dtype).reshape(5, 8)
        return [getattr(a, function)(), getattr(a, function)(axis=0), getattr(a, function)(1)]

    check(body, close=close(function, dtype))


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("axis", [None, 0, 1, 2, (0, 2)], ids=str)
def test_layouts(function, layout, axis):
    if axis == (0, 2) and function in ("argmin", "argmax"):
        axis = -1

    def body(np):
        a = LAYOUTS[layout](np, np.array(sample("float32", 60), "float32").reshape(3, 4, 5))
        return getattr(np, function)(a, axis=axis)

    check(body, close=close(function, "float32"))


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("dtype", REAL)
def test_special_values(function, dtype):
    def body(np):
        a = np.array(values(dtype), dtype)
        reduce = getattr(np, function)
        return [
            reduce(a),
            reduce(a[:4]),
            reduce(a[4:]),
            reduce(a.reshape(3, 4), axis=0),
            reduce(a.reshape(3, 4), axis=1),
        ]

    check(body, close=close(function, dtype))


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("shape", [(), (1,), (0,), (0, 3), (3, 0), (2, 0, 3)])
@pytest.mark.parametrize("dtype", ["float64", "int8", "bool"])
def test_little_data(function, shape, dtype):
    for axis in (None, 0, -1, 1):
        check(
            lambda np, axis: getattr(np, function)(np.ones(shape, dtype), axis=axis),
            axis,
            close=close(function),
        )


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "0",
        "1, None, np.zeros(2)",
        "axis=1, out=np.zeros(2)",
        "axis=1, out=np.zeros(2, int)",
        "axis=1, out=np.zeros(3)",
        "axis=1, out=np.zeros(2, 'float32')",
        "axis=1, out=np.zeros(2, bool)",
        "axis=3",
        "axis=-3",
        "axis=(0, 0)",
        "axis=(0, 5)",
        "axis='a'",
        "axis=1.0",
        "axis=[0]",
        "axis=np.int64(1)",
        "axis=True",
        "keepdims=1",
        "keepdims=True, out=np.zeros((1, 1))",
        "dtype='float32'",
        "dtype=int",
        "dtype=complex",
        "dtype=np.float16, axis=0",
        "initial=5",
        "initial=5, axis=0",
        "where=a > 2",
        "where=[True, False, True]",
        "where=a > 99",
        "where=a > 2, initial=7",
        "ddof=1",
        "ddof=2.5, axis=0",
        "correction=1",
        "mean=2.0",
        "nonsense=1",
        "0, 1, 2, 3, 4, 5, 6, 7",
    ],
)
def test_arguments(function, arguments):
    check(f"a = np.array([[1.0, 5, 3], [4, 2, 6]]); a.{function}({arguments})", close=close_sum("float16"))
    check(f"a = np.array([[1, 5, 3], [4, 2, 6]]); np.{function}(a, {arguments})", close=close_sum("float16"))


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize(
    "operand",
    ["5", "[1, 2, 3]", "[[1.5], [2]]", "np.float32(3)", "[]", "True", "1j", "range(4)", "None", "'a'"],
)
def test_operand_kinds(function, operand):
    check(f"np.{function}({operand})", close=SUM_DEFAULT)


def test_out_is_returned():
    check("a = np.arange(6).reshape(2, 3); o = np.zeros(3, int); r = a.sum(0, out=o); [r, o, r is o]")
    check("a = np.arange(6).reshape(2, 3); o = np.zeros(()); r = np.mean(a, out=o); [r, r is o]")
    check("a = np.arange(6.0); a.sum(out=a[:1].reshape(())); a")
    check("a = np.arange(9.0).reshape(3, 3); np.add.reduce(a, axis=0, out=a[1]); a")


def test_other_names():
    check(
        "a = np.array([[1, 5], [4, 2]]); [np.amin(a), np.amax(a, axis=0), np.max(a), "
        "np.ptp(a, axis=1), np.cumsum(a), np.cumprod(a, 1)]"
    )
    check(
        "a = np.arange(6).reshape(2, 3); [a.cumsum(), a.cumsum(0), a.cumsum(axis=1, "
        "dtype=float), a.cumprod(1)]"
    )
    check("a = np.array([0, 3, 0]); [np.count_nonzero(a), a.nonzero(), np.flatnonzero(a)]", layout=False)


@pytest.mark.parametrize(
    "n",
    [0, 1, 2, 7, 8, 9, 15, 16, 17, 127, 128, 129, 130, 255, 256, 257, 1000, 1023, 1024, 1025, 4096, 10007],
)
@pytest.mark.parametrize("dtype", [*FLOATS, "complex64", "complex128"])
def test_contiguous_sums_are_numpys_to_the_bit(n, dtype):
    """One axis, contiguous: the same pairwise tree of additions."""

    def body(np):
        a = np.array([x * 1.1 for x in sample(dtype, n)], dtype)
        return [a.sum(), np.add.reduce(a), a.mean() if n else None]

    check(body)


@pytest.mark.parametrize("dtype", FLOATS)
def test_long_sums_stay_accurate(dtype):
    """float32 along the slow axis too, where NumPy itself adds naively: against the exact sum."""

    def body(np):
        a = np.full((20_000, 3), 0.1, dtype)
        return [a.sum(1)[:5], a.T.sum(0)[-5:]]

    check(body, close=close_sum(dtype))


def test_float32_sums_along_the_slow_axis_are_pairwise(np):
    total = np.full((1_000_000, 2), 0.1, dtype="float32").sum(axis=0)
    if np.__name__ == "numpy":
        pytest.skip("NumPy adds naively here")
    assert abs(float(total[0]) - 100_000) < 0.1


@pytest.mark.parametrize("dtype", ["int8", "uint8", "bool", "int16", "float16", "float32"])
def test_long_reductions_of_small_types(dtype):
    def body(np):
        a = np.array(sample(dtype, 997), dtype)
        long = np.concatenate([a] * 11)
        return [
            long.sum(),
            long.mean(),
            long.max(),
            long.argmax(),
            long.min(),
            long.argmin(),
            long.any(),
            long.all(),
        ]

    check(body, close=close_sum(dtype))


@pytest.mark.parametrize("function", ["argmin", "argmax", "min", "max"])
@pytest.mark.parametrize("place", [0, 1, 15, 16, 31, 33, 63, 64, 500, 999])
def test_ties_and_nans(function, place):
    """The first of equals wins, and the first NaN beats everything."""
    check(f"a = np.zeros(1000); a[{place}] = 1; a[{place}:] *= 1; [a.{function}(), (-a).{function}()]")
    check(
        f"a = np.arange(1000.0); a[{place}] = a[-1] = float('nan'); "
        f"[a.{function}(), a.astype('float32').{function}()]"
    )
    check(
        f"a = np.arange(1000) % 7; a[{place}] = 7; "
        f"[a.{function}(), a.reshape(10, 100).{function}(0), a.reshape(10, 100).{function}(1)]"
    )


@pytest.mark.parametrize("function", ["any", "all"])
@pytest.mark.parametrize("dtype", DTYPES)
def test_truth(function, dtype):
    check(
        f"a = np.zeros(77, '{dtype}'); before = a.{function}(); a[70] = 1; "
        f"[before, a.{function}(), (a == 0).{function}()]"
    )


@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=4),
    st.sampled_from(FUNCTIONS),
    st.sampled_from(["int64", "float64", "uint8"]),
    st.data(),
)
def test_random_views(shape, function, dtype, data):
    axes = data.draw(st.permutations(range(len(shape))))
    steps = [data.draw(st.sampled_from([1, -1, 2])) for _ in shape]
    axis = data.draw(st.one_of(st.none(), st.integers(-len(shape), len(shape) - 1)))

    def body(np):
        size = 1
        for n in shape:
            size *= n
        a = np.array(sample(dtype, size), dtype).reshape(shape).transpose(axes)
        a = a[tuple(slice(None, None, step) for step in steps)]
        return getattr(a, function)(axis=axis, keepdims=True)

    # How NumPy orders the loops over an empty array is an accident.
    check(body, close=close(function), layout=0 not in shape)
