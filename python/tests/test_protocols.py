"""The buffer protocol, NumPy and matplotlib as neighbours, pickling and copying."""

import array
import copy
import multiprocessing
import pickle

import numpy
import pytest
from cases import DTYPES, LAYOUTS, sample
from diff import check

VIEWS = [
    "a",
    "a.T",
    "a[1:]",
    "a[::-1, ::2]",
    "a[0]",
    "a[0, 0:0]",
    "a[None]",
    "np.array(a, order='F')",
    "np.broadcast_to(a[0], (2, 4))",
    "a[0, 0]",
    "np.array(5)",
    "np.zeros((0, 3))",
    "a.reshape(2, 6)",
]


@pytest.mark.parametrize("view", VIEWS)
def test_memoryview(view):
    check(f"a = np.arange(12).reshape(3, 4); memoryview({view})")
    check(f"a = np.arange(12.0).reshape(3, 4); memoryview({view}).tolist()")
    check(
        "a = np.arange(12.0).reshape(3, 4); "
        f"[bytes({view}), ({view}).tobytes(), ({view}).tobytes('F'), ({view}).tobytes('A')]"
    )


@pytest.mark.parametrize("dtype", DTYPES)
def test_memoryview_of_every_dtype(dtype):
    check(lambda np: memoryview(np.array(sample(dtype, 6), dtype).reshape(2, 3)))
    check(f"m = memoryview(np.ones(3, '{dtype}')); [m.format, m.itemsize, m.nbytes, m.readonly]")


def test_writing_through_a_memoryview():
    check("a = np.arange(4); m = memoryview(a); m[1] = 9; m[2:] = m[:2]; a")
    check("a = np.arange(4); a.flags.writeable = False; m = memoryview(a); m[1] = 9; a")
    check("b = bytearray(8); a = np.frombuffer(b, dtype='uint8'); a[0] = 5; b")


def test_a_memoryview_keeps_the_memory():
    check("m = memoryview(np.arange(1000)[10:20]); junk = [np.zeros(1000) for _ in range(50)]; m.tolist()")


@pytest.mark.parametrize(
    "source",
    [
        "bytearray(b'abcd')",
        "b'abcd'",
        "memoryview(b'abcd')[::2]",
        "array.array('d', [1, 2])",
        "array.array('h', [1, -2])",
        "memoryview(array.array('i', range(6))).cast('B').cast('i', (2, 3))",
    ],
)
def test_arrays_of_foreign_memory(source):
    check(f"import array; [np.asarray({source}), np.array({source})]")
    check(
        f"import array; s = {source}; a = np.asarray(s); a[0] = 7; s if isinstance(s, bytearray) else list(s)"
    )


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_numpy_sees_our_memory(np, dtype, layout):
    a = LAYOUTS[layout](np, np.array(sample(dtype, 12), dtype).reshape(3, 4))
    seen = numpy.asarray(a)
    assert (seen.dtype.name, seen.shape, seen.flags.writeable) == (dtype, a.shape, a.flags.writeable)
    assert [s for s, n in zip(seen.strides, seen.shape, strict=True) if n > 1] == [
        s for s, n in zip(a.strides, a.shape, strict=True) if n > 1
    ]
    assert seen.tolist() == a.tolist()
    if a.flags.writeable:
        seen[1, 2] = 1
        assert a[1, 2] == 1
        a[2, 3] = 0
        assert seen[2, 3] == 0


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "view",
    [
        "n",
        "n.T",
        "n[::-1, ::2]",
        "n[0]",
        "n[0, 0]",
        "numpy.broadcast_to(n[0], (2, 4))",
        "numpy.asfortranarray(n)",
    ],
)
def test_we_see_numpys_memory(np, dtype, view):
    n = numpy.array(sample(dtype, 12), dtype).reshape(3, 4)
    source = eval(view)
    a = np.asarray(source)
    assert isinstance(a, np.ndarray)
    assert (a.dtype.name, a.shape) == (dtype, source.shape)
    assert a.tolist() == source.tolist()
    if source.ndim and source.flags.writeable:
        a[...] = 1
        assert (source == 1).all()
        source[...] = 0
        assert not a.any()
    copied = np.array(source)
    n[...] = 1
    assert (
        copied.tolist() != n.tolist()
        or not copied.size
        or dtype == "bool"
        or bool(numpy.all(numpy.asarray(copied) == 1))
    )


def test_read_only_stays_read_only(np):
    n = numpy.arange(3)
    n.flags.writeable = False
    assert not np.asarray(n).flags.writeable
    a = np.arange(3)
    a.flags.writeable = False
    assert not numpy.asarray(a).flags.writeable


def test_memory_outlives_its_owner(np):
    seen = numpy.asarray(np.arange(1000))
    ours = np.asarray(numpy.arange(1000))
    junk = [np.zeros(1000) for _ in range(50)] + [numpy.zeros(1000) for _ in range(50)]
    assert seen.tolist() == ours.tolist() == list(range(1000))
    assert len(junk) == 100


@pytest.mark.parametrize("arguments", [(), ("float32",), (None,)])
def test_array_method(np, arguments):
    a = np.arange(6).reshape(2, 3)
    got = a.__array__(*arguments)
    assert got.shape == (2, 3)
    assert got.tolist() == a.tolist()
    assert numpy.array(a, dtype="int8").tolist() == a.tolist()
    assert numpy.asarray(a[0, 0]).item() == 0
    assert numpy.array([a, a]).shape == (2, 2, 3)


def test_numpy_functions_take_our_arrays(np):
    a, n = np.arange(6.0).reshape(2, 3), numpy.arange(6.0).reshape(2, 3)
    assert numpy.sum(n + numpy.asarray(a)) == 30
    assert numpy.allclose(numpy.add(a, n), 2 * n)
    assert numpy.allclose(numpy.concatenate([a, n]), numpy.concatenate([n, n]))
    assert numpy.allclose(numpy.linalg.norm(a), numpy.linalg.norm(n))


@pytest.mark.parametrize("op", ["+", "-", "*", "/", "==", "<", "@"])
def test_our_arrays_beside_numpys(np, op):
    a, n = np.arange(4.0).reshape(2, 2) + 1, numpy.arange(4.0).reshape(2, 2) + 2
    expected = eval(f"x {op} y", {"x": numpy.asarray(a), "y": n}).tolist()
    assert eval(f"x {op} y", {"x": a, "y": n}).tolist() == expected
    expected = eval(f"x {op} y", {"x": n, "y": numpy.asarray(a)}).tolist()
    assert eval(f"x {op} y", {"x": n, "y": a}).tolist() == expected


def test_numpy_scalars_in_our_arrays(np):
    a = np.arange(3.0)
    a[1] = numpy.float64(7)
    assert (a * numpy.float64(2)).tolist() == [0, 14, 4]
    assert a[numpy.int64(1)] == 7
    assert a[numpy.array([True, False, True])].tolist() == [0, 2]
    assert np.full(2, numpy.float32(3)).tolist() == [3, 3]
    assert np.zeros(numpy.int64(2)).shape == (2,)
    assert np.zeros(2, dtype=numpy.dtype("float32")).dtype.name == "float32"
    assert np.zeros(2, dtype=numpy.float32).dtype.name == "float32"


def test_objects_with_array_methods(np):
    class Wrapped:
        def __array__(self, dtype=None, copy=None):
            return numpy.arange(3.0)

    assert np.asarray(Wrapped()).tolist() == [0, 1, 2]
    assert (np.ones(3) + np.asarray(Wrapped())).tolist() == [1, 2, 3]
    assert np.sum(Wrapped()) == 3


def test_operators_defer_to_objects_that_ask_for_it():
    class Other:
        __array_ufunc__ = None

        def __radd__(self, other):
            return "radd"

        def __add__(self, other):
            return "add"

        def __eq__(self, other):
            return "eq"

        def __rmatmul__(self, other):
            return "rmatmul"

    check(
        lambda np: [
            np.arange(3) + Other(),
            Other() + np.arange(3),
            np.arange(3) == Other(),
            np.eye(2) @ Other(),
            np.float64(1) + Other(),
        ]
    )


PICKLED = [
    "np.arange(12).reshape(3, 4)",
    "np.arange(12).reshape(3, 4).T",
    "np.arange(12).reshape(3, 4)[::-1, ::2]",
    "np.arange(12)[3:7]",
    "np.array(5)",
    "np.zeros((0, 3))",
    "np.broadcast_to(np.arange(3), (2, 3))",
    "np.float64(1.5)",
    "np.int8(3)",
    "np.bool(True)",
    "np.complex64(1j)",
    "np.dtype('float32')",
    "np.float32",
    "np.array([1, 2], order='F')",
    "[np.arange(3), np.float32(2)]",
    "np.add",
    "np.ndarray",
    "np.array([True, False])",
    "np.ones(100_000)",
]


@pytest.mark.parametrize("expression", PICKLED)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickle(expression, protocol):
    check(f"import pickle; pickle.loads(pickle.dumps({expression}, {protocol}))")


@pytest.mark.parametrize("dtype", DTYPES)
def test_pickle_every_dtype(dtype):
    check(
        lambda np: pickle.loads(
            pickle.dumps([np.array(sample(dtype, 5), dtype), np.array(sample(dtype, 1), dtype)[0]])
        )
    )


def test_pickled_views_do_not_carry_their_owner(np):
    view = np.zeros(1_000_000)[:3]
    assert len(pickle.dumps(view)) < 1000
    back = pickle.loads(pickle.dumps(view))
    assert back.flags.writeable and back.flags.owndata


def test_pickle_out_of_band():
    check(
        "import pickle; b = []; "
        "d = pickle.dumps(np.arange(1000), 5, buffer_callback=b.append); "
        "[len(b), len(d) < 500, pickle.loads(d, buffers=b)]"
    )


def test_damaged_pickles():
    check("a = np.zeros(3); a.__setstate__((1, (5,), np.dtype('f8'), False, b'123')); a")
    check("a = np.zeros(3); a.__setstate__(5); a")


@pytest.mark.parametrize("expression", PICKLED)
def test_copy_module(expression):
    check(f"import copy; x = {expression}; [x, copy.copy(x), copy.deepcopy(x)]")
    assert copy


def test_arrays_cross_processes(np):
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(abs, (np.arange(-2, 2),)).tolist() == [2, 1, 0, 1]


def test_matplotlib_plots_our_arrays(np):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    x = np.linspace(0, 1, 20)
    figure, axes = plt.subplots(2, 2)
    (line,) = axes[0, 0].plot(x, x**2)
    points = axes[0, 1].scatter(x, -x, c=x)
    image = axes[1, 0].imshow((np.arange(64) % 16).reshape(8, 8), cmap="gray")
    axes[1, 1].hist(x)
    axes[1, 1].fill_between(x, x - 1, x + 1)
    figure.canvas.draw()
    assert line.get_ydata().tolist() == (x**2).tolist()
    assert points.get_offsets().shape == (20, 2)
    assert image.get_array().shape == (8, 8)
    plt.close(figure)


def test_standard_library_takes_our_arrays(np):
    a = np.arange(4.0)
    assert array.array("d", a).tolist() == [0, 1, 2, 3]
    assert sum(a) == 6 and sorted(-a)[0] == -3
    assert b"".join([np.arange(3, dtype="uint8")]) == b"\x00\x01\x02"
    assert dict(zip("ab", a, strict=False)) == {"a": 0, "b": 1}
    assert all(isinstance(x, float) for x in a)
