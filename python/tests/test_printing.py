"""`repr` and `str`, to the character."""

import numpy
import pytest
from cases import DTYPES, sample, values
from diff import check
from hypothesis import given
from hypothesis import strategies as st

CONTENT = [
    "5",
    "5.0",
    "True",
    "1j",
    "[]",
    "[[]]",
    "[[], []]",
    "np.zeros((0, 3))",
    "np.zeros((2, 0, 3))",
    "np.zeros(0, 'int8')",
    "[1]",
    "[1, 22, -333]",
    "[1.0, 2.5]",
    "[1.0, 22.25, -333.125]",
    "[0.1, 0.2, 0.1 + 0.2]",
    "[1e-5, 1.0]",
    "[1e5, 1.0]",
    "[1e15, 1.0]",
    "[1e16, 1.0]",
    "[1e16]",
    "[1e17]",
    "[123456789.0]",
    "[1e-4]",
    "[9.99e-5]",
    "[1e8, 1.5]",
    "[1e-3, 1e3]",
    "[1e-3, 1e5]",
    "[1.5e300, 2e-300]",
    "[5e-324]",
    "[1.7976931348623157e308]",
    "[float('nan'), 1.0]",
    "[float('inf'), -1.5]",
    "[float('inf'), float('nan')]",
    "[-0.0, 0.0]",
    "[1 / 3, 2 / 3]",
    "[1 / 3, 100.0]",
    "[99999999.5]",
    "[0.99999999999]",
    "[1.123456789, 2.1]",
    "[1.00000001]",
    "[1.0000000001]",
    "[123.456789012, 1.0]",
    "[True, False]",
    "[[True], [False]]",
    "[1 + 2j]",
    "[1.5 - 2.25j, -3j]",
    "[1e10 + 1j, 0.5]",
    "[complex('nan'), 1 + 1j]",
    "[complex('inf-infj')]",
    "[1e-10j, 1]",
    "[1e17 + 1j]",
    "[[1, 2], [3, 4]]",
    "[[1.5, 2], [3, 4]]",
    "[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]",
    "np.arange(24).reshape(2, 3, 4)",
    "np.arange(16).reshape(2, 2, 2, 2)",
    "np.arange(100)",
    "np.arange(100.0)",
    "np.arange(40) * 1.1",
    "np.arange(1000)",
    "np.arange(1001)",
    "np.arange(1001.0)",
    "np.arange(2000) / 7",
    "np.arange(2000).reshape(40, 50)",
    "np.arange(2000.0).reshape(2, 1000)",
    "np.arange(8000).reshape(20, 20, 20)",
    "np.arange(1200).reshape(3, 400)",
    "np.arange(1200).reshape(400, 3)",
    "np.arange(2000).reshape(1, 1, 2000)",
    "np.zeros(2000, bool)",
    "np.zeros(1001, 'float32')",
    "np.zeros((3, 0, 2000))",
    "np.arange(30).reshape(10, 3).T",
    "np.arange(10)[::-1]",
    "np.broadcast_to(1.5, (2, 3))",
    "-np.arange(100).reshape(4, 25)",
    "np.arange(25) * 10**8",
    "np.ones((3, 3)) * 1e-7",
    "[2**63 - 1, -2**63]",
    "[2**64 - 1]",
    "np.eye(3)",
    "[0.0]",
    "[0.5, 100000.0]",
    "[1e-15, 1.0]",
    "np.linspace(0, 1, 7)",
    "[1e22, 1e23]",
    "[100.0, 1e-8]",
    "[12345.678, 0.00012]",
    "[0.00001234]",
    "[1e100]",
    "[16777216.0]",
    "[float('-inf')]",
    "[-1.0, float('nan')]",
    "np.arange(12.0).reshape(3, 4) * 1e5",
    "[3.0e-5, 2]",
]


@pytest.mark.parametrize("content", CONTENT)
def test_arrays(content):
    check(f"a = np.array({content}); [repr(a), str(a)]")


@pytest.mark.parametrize("dtype", DTYPES)
def test_dtypes(dtype):
    check(lambda np: repr(np.array(values(dtype), dtype)))
    check(lambda np: str(np.array(values(dtype), dtype)))
    check(lambda np: [repr(np.array(x, dtype)) for x in sample(dtype, 5)])
    check(lambda np: repr(np.array(sample(dtype, 60), dtype).reshape(3, 20)))
    check(
        f"[repr(np.zeros((0,), '{dtype}')), repr(np.ones((2, 1, 2), '{dtype}')), str(np.ones(3, '{dtype}'))]"
    )


@pytest.mark.parametrize("dtype", DTYPES)
def test_scalars(dtype):
    check(lambda np: [f(np.array(x, dtype)[()]) for x in values(dtype) for f in (repr, str)])
    check(lambda np: [f(np.array(x, dtype)[()]) for x in sample(dtype, 10) for f in (repr, str)])
    check(
        lambda np: [np.array(values(dtype), dtype).tolist(), repr(list(np.array(values(dtype), dtype)[:3]))]
    )


FLOATS = st.one_of(
    st.floats(),
    st.floats(-1000, 1000),
    st.integers(-1000, 1000).map(float),
    st.integers(-9999, 9999).map(lambda i: i / 100),
)


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16"])
@given(st.lists(FLOATS, max_size=12))
def test_random_floats(dtype, numbers):
    check(lambda np: repr(np.array(numbers).astype(dtype)))
    check(lambda np: [str(x) for x in np.array(numbers).astype(dtype)])


@given(st.lists(st.builds(complex, FLOATS, FLOATS), max_size=6))
def test_random_complex(numbers):
    check(lambda np: repr(np.array(numbers, complex)))
    check(lambda np: [f(x) for x in np.array(numbers, complex) for f in (repr, str)])


@given(st.lists(st.integers(-(2**63), 2**63 - 1), max_size=8), st.integers(1, 3))
def test_random_integers(numbers, repeat):
    check(lambda np: repr(np.array(numbers * repeat, dtype=int)))


@given(st.lists(st.integers(0, 6), min_size=1, max_size=4), st.sampled_from(["int64", "float64", "bool"]))
def test_random_shapes(shape, dtype):
    check(lambda np: [f((np.zeros(shape) - 1).astype(dtype)) for f in (repr, str)])


@pytest.mark.parametrize(
    "options",
    [
        "precision=3",
        "precision=0",
        "suppress=True",
        "threshold=5",
        "threshold=5, edgeitems=1",
        "linewidth=30",
        "nanstr='NAN', infstr='INF'",
        "sign='+'",
        "sign=' '",
        "floatmode='fixed'",
        "floatmode='unique'",
        "floatmode='maxprec_equal'",
        "precision=3, suppress=True, floatmode='fixed'",
        "formatter={'float': '{:.1f}'.format}",
        "legacy='1.25'",
        "nonsense=1",
    ],
)
@pytest.mark.parametrize(
    "content",
    [
        "[1.123456789, 1e-10, 12345.6]",
        "np.arange(20) / 3",
        "[float('nan'), float('inf'), 1]",
        "np.arange(30).reshape(3, 10)",
        "[1.5 + 2j]",
    ],
)
def test_print_options(options, content):
    check(f"a = np.array({content})\nwith np.printoptions({options}): r = [repr(a), str(a)]\nr")


def test_print_options_are_kept():
    check(
        "old = np.get_printoptions(); np.set_printoptions(precision=2); "
        "r = repr(np.array([1 / 3])); np.set_printoptions(**old); "
        "[r, repr(np.array([1 / 3]))]"
    )
    check("sorted(np.get_printoptions())")


@pytest.mark.parametrize(
    "call",
    [
        "array2string(a)",
        "array2string(a, precision=2)",
        "array2string(a, separator=', ')",
        "array2string(a, prefix='x = ')",
        "array2string(a, max_line_width=20)",
        "array_str(a)",
        "array_repr(a)",
        "array2string(a, formatter={'all': str})",
        "format_float_positional(1.5)",
        "format_float_scientific(1.5)",
        "array2string(a, threshold=2)",
        "array2string(a, suppress_small=True)",
    ],
)
def test_functions(call):
    check(f"a = np.array([1.0, 2.5, 1e-9]); np.{call}")


def test_inside_containers_and_formats():
    check(
        "a = np.arange(3); [repr([a]), str((a, 1)), repr({'a': a}), f'{a}', f'{a!r}', "
        "'%s' % a, '{}'.format(a)]"
    )
    check("[repr([np.float64(1), np.int64(2), np.bool(True), np.complex64(1j)]), str([np.float32(0.1)])]")
    check(
        "[f'{np.float64(1 / 3):.3f}', f'{np.float32(1 / 3):8.2e}', f'{np.int64(42):>6}', "
        "f'{np.int8(5):x}', f'{np.complex128(1j):.1f}', f'{np.float16(0.1)}']"
    )


OPTIONS = {
    "precision": st.integers(0, 12),
    "threshold": st.sampled_from([0, 1, 5, 20]),
    "edgeitems": st.integers(0, 3),
    "linewidth": st.sampled_from([1, 10, 20, 40, 75, 120]),
    "suppress": st.booleans(),
    "sign": st.sampled_from("-+ "),
    "floatmode": st.sampled_from(["fixed", "maxprec", "maxprec_equal"]),
    "nanstr": st.sampled_from(["nan", "NaNaN", "x"]),
    "infstr": st.sampled_from(["inf", "Infinity", "\N{INFINITY}"]),
    "legacy": st.sampled_from(["1.13", "1.21", "1.25", "2.1", "2.2", False]),
    "formatter": st.sampled_from([{"all": "<{}>".format}, {"float_kind": "{:.1f}".format}, {"int": hex}]),
}
SHAPES = st.lists(st.sampled_from([0, 1, 2, 3, 5, 8]), max_size=3)


def numbers_of(dtype):
    """Numbers of all sizes, and those that are none."""
    kind = numpy.dtype(dtype).kind
    if kind == "b":
        return st.booleans()
    if kind in "iu":
        limits = numpy.iinfo(dtype)
        return st.integers(0, min(limits.max, 1000)) | st.integers(limits.min, limits.max)
    width = min(numpy.dtype(dtype).itemsize * 8, 64) if kind == "f" else numpy.dtype(dtype).itemsize * 4
    floats = st.floats(width=width) | st.sampled_from([0.5, 1.0, 2.25, 100.0, -3.0])
    return floats if kind == "f" else st.builds(complex, floats, floats)


@given(data=st.data())
def test_random_print_options(data):
    dtype, shape = data.draw(st.sampled_from(DTYPES)), data.draw(SHAPES)
    size = int(numpy.prod(shape))
    values = data.draw(st.lists(numbers_of(dtype), min_size=size, max_size=size))
    options = data.draw(st.fixed_dictionaries({}, optional=OPTIONS))
    separator = data.draw(st.sampled_from([" ", ", ", "", "  ;"]))

    def texts(np):
        a = np.array(values, dtype).reshape(shape)
        with np.printoptions(**options):
            whole = np.array2string(a, separator=separator, prefix="pre", suffix="s")
            return [repr(a), str(a), whole, [[repr(x), str(x)] for x in a.flat[:2]]]

    check(texts)
