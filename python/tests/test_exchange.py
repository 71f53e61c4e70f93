"""Memory shared with other libraries: DLPack, the array interface, the buffer protocol, ctypes."""

import ctypes
import gc
import weakref

import numpy
import pytest
from diff import check

DLPACK = ["bool", *(f"{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32, 64))]
DLPACK += ["float16", "float32", "float64", "complex64", "complex128"]


class Holder:
    """An object with a capsule of its own."""

    def __init__(self, capsule, device=(1, 0)):
        self.capsule, self.device = capsule, device

    def __dlpack__(self, **kwargs):
        self.asked = list(kwargs.items())
        return self.capsule

    def __dlpack_device__(self):
        return self.device


class Old:
    """An object that knows the first form of the protocol only."""

    def __init__(self, array):
        self.array = array

    def __dlpack__(self, stream=None):
        return self.array.__dlpack__()

    def __dlpack_device__(self):
        return (1, 0)


@pytest.mark.parametrize(
    "call",
    [
        "str(a.__dlpack__()).split(' at ')[0]",
        "str(a.__dlpack__(max_version=(1, 0))).split(' at ')[0]",
        "str(a.__dlpack__(max_version=(2, 0))).split(' at ')[0]",
        "str(a.__dlpack__(max_version=(0, 5))).split(' at ')[0]",
        "a.__dlpack__(stream=1)",
        "str(a.__dlpack__(dl_device=(1, 0))).split(' at ')[0]",
        "a.__dlpack__(dl_device=(2, 0))",
        "a.__dlpack__(dl_device=(1, 1))",
        "a.__dlpack__(dl_device=1)",
        "a.__dlpack__(1)",
        "a.__dlpack__(max_version=1)",
        "a.__dlpack__(max_version=(1,))",
        "a.__dlpack__(nonsense=1)",
        "a.__dlpack_device__()",
        "np.array([None]).__dlpack__()",
        "np.array(['a']).__dlpack__()",
        "np.array([1], '>i4').__dlpack__()",
        "np.broadcast_to(a, (2, 2, 3)).__dlpack__()",
        "np.from_dlpack(np.broadcast_to(a, (2, 2, 3)))",
        "np.broadcast_to(a, (2, 2, 3)).__dlpack__(copy=True) is None",
        "np.lib.stride_tricks.as_strided(a, (2,), (3,)).__dlpack__()",
        "np.from_dlpack(a)",
        "np.from_dlpack(a, device='cpu')",
        "np.from_dlpack(a, device='gpu')",
        "np.from_dlpack(a, device=5)",
        "np.from_dlpack(a, None)",
        "np.from_dlpack()",
        "np.from_dlpack(5)",
        "np.from_dlpack(a.__dlpack__())",
        "np.from_dlpack(a[:, ::2])",
        "np.from_dlpack(a[::-1])",
        "np.from_dlpack(a.T)",
        "np.from_dlpack(np.array(3.))",
        "np.from_dlpack(np.zeros((0, 3)))",
        "np.from_dlpack(Holder(a.__dlpack__()))",
        "np.from_dlpack(Holder(a.__dlpack__(max_version=(1, 0))))",
        "np.from_dlpack(Holder(a.__dlpack__(max_version=(1, 0), copy=True)))",
        "np.from_dlpack(Holder(5))",
        "np.from_dlpack(Old(a))",
        "str(np.from_dlpack(Old(a), copy=True))",
        "h = Holder(a.__dlpack__()); [np.from_dlpack(h), h.asked, outcome(lambda: np.from_dlpack(h))]",
        "h = Holder(a.__dlpack__()); np.from_dlpack(h, device='cpu', copy=False); h.asked",
        "b = np.from_dlpack(a, copy=True); b[0] = 9; [a, b]",
        "b = np.from_dlpack(a); b[0] = 9; [a, b, b.flags.owndata]",
    ],
)
def test_dlpack(call):
    def body(np):
        space = {"np": np, "a": np.arange(6.0).reshape(2, 3), "Holder": Holder, "Old": Old}
        space["outcome"] = lambda f: _outcome(f)
        *statements, last = call.split("; ")
        exec("; ".join(statements), space)
        return eval(last, space)

    check(body, layout="T)" not in call)


def _outcome(f):
    try:
        return f()
    except Exception as error:
        return type(error).__name__, str(error)


@pytest.mark.parametrize("dtype", DLPACK)
@pytest.mark.parametrize("view", ["x", "x.T", "x[::-1, ::2]", "x[1]", "x[0, 1, ...]", "x[:0]"])
def test_dlpack_between_the_libraries(np, dtype, view):
    for make, take in ((np, numpy), (numpy, np), (np, np)):
        x = make.arange(6).reshape(2, 3).astype(dtype)
        source = eval(view, {"x": x})
        for taken in (take.from_dlpack(source), take.from_dlpack(Old(source))):
            assert isinstance(taken, take.ndarray)
            assert (taken.dtype.name, taken.shape, taken.tolist()) == (dtype, source.shape, source.tolist())
        shared = take.from_dlpack(source)
        if source.size:
            x[...] = 1
            assert take.all(shared == 1)


def test_bfloat16_by_dlpack(np):
    a = np.arange(4, dtype=np.bfloat16)
    assert np.from_dlpack(a).dtype == np.bfloat16 and np.from_dlpack(a).tolist() == [0, 1, 2, 3]
    with pytest.raises((RuntimeError, BufferError)):
        numpy.from_dlpack(a)


def test_capsules_let_go_of_memory(np):
    """The memory lives as long as somebody has it, and no longer."""
    source = numpy.arange(1000.0)
    alive = weakref.ref(source)
    taken = np.from_dlpack(source)
    view = taken[1:]
    del source, taken
    gc.collect()
    assert alive() is not None and view[0] == 1
    del view
    gc.collect()
    assert alive() is None
    a = np.arange(1000.0)
    capsules = [a.__dlpack__(max_version=version) for version in (None, (1, 0)) for _ in range(100)]
    theirs = numpy.from_dlpack(a)
    del a, capsules
    gc.collect()
    assert theirs[-1] == 999


BASE = {"typestr": "<f8", "shape": (2,), "version": 3}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"shape": None},
        {"typestr": None},
        {"shape": [2]},
        {"shape": 2},
        {"shape": (-1,)},
        {"shape": ()},
        {"strides": (16,)},
        {"strides": (-8,)},
        {"strides": (16, 8)},
        {"strides": [8]},
        {"strides": None},
        {"typestr": "zz"},
        {"typestr": 5},
        {"typestr": b"<f8"},
        {"typestr": ">f8"},
        {"typestr": "<U2"},
        {"readonly": True},
        {"data": (0, False, 1)},
        {"data": ("abc", False)},
        {"data": 5},
        {"data": bytearray(16)},
        {"data": b"0123456789abcdef"},
        {"data": bytearray(range(24)), "offset": 8},
        {"descr": [("", "<f8")]},
        {"mask": None},
    ],
)
def test_array_interface_in(change):
    def body(np):
        a = np.arange(6.0)
        description = {**BASE, "data": (a[2:].__array_interface__["data"][0], change.get("readonly", False))}
        description |= {k: v for k, v in change.items() if k != "readonly"}
        if change in ({"shape": None}, {"typestr": None}):
            del description[next(iter(change))]
        kind = type("I", (), {"__array_interface__": description, "kept": a})
        return np.asarray(kind())

    check(body)


@pytest.mark.parametrize("value", [5, None, "a", []])
def test_wrong_descriptions(value):
    check(lambda np: np.asarray(type("I", (), {"__array_interface__": value})()))
    check(lambda np: np.asarray(type("I", (), {"__array_struct__": value})()))


VIEWS = ["x", "x.T", "x[::-1, ::2]", "x[0]", "x[0, 0, ...]", "x[:0]", "np.broadcast_to(x[0], (2, 3))"]


@pytest.mark.parametrize("dtype", [*DLPACK, "U2", "S3", ">i4", "object"])
@pytest.mark.parametrize("view", VIEWS)
def test_interfaces_between_the_libraries(np, dtype, view):
    for make, take in ((np, numpy), (numpy, np), (np, np)):
        x = make.arange(6).reshape(2, 3).astype(dtype)
        source = eval(view, {"x": x, "np": make})
        names = ["__array_interface__"] if dtype == "object" else ["__array_interface__", "__array_struct__"]
        for name in names:
            if name == "__array_struct__" and dtype == "U2" and take is numpy:
                continue  # NumPy takes the bytes for characters.
            kind = type("I", (), {name: getattr(source, name), "kept": source})
            taken = take.asarray(kind())
            assert (taken.dtype.str, taken.shape, taken.strides) == (
                source.dtype.str,
                source.shape,
                source.strides,
            )
            assert taken.tolist() == source.tolist()
            assert taken.flags.writeable == source.flags.writeable


@pytest.mark.parametrize("dtype", [*DLPACK, "U2", "S3"])
@pytest.mark.parametrize("view", VIEWS)
def test_memoryviews(dtype, view):
    def body(np):
        x = np.arange(6).reshape(2, 3).astype(dtype)
        source = eval(view, {"x": x, "np": np})
        seen = memoryview(source)
        return seen, np.asarray(seen), np.frombuffer(seen, dtype) if seen.c_contiguous and seen.nbytes else 0

    check(body)


def test_array_methods():
    def body(np):
        import warnings

        class New:
            def __array__(self, dtype=None, copy=None):
                asked.append((dtype is not None and np.dtype(dtype).name, copy))
                return np.arange(3.0, dtype=dtype)

        class Older(New):
            def __array__(self, dtype=None):
                asked.append(dtype is not None and np.dtype(dtype).name)
                return np.arange(3.0, dtype=dtype)

        class Oldest(New):
            def __array__(self):
                asked.append("bare")
                return np.arange(3.0)

        class Wrong:
            def __array__(self, dtype=None, copy=None):
                return 5

        class Raises:
            def __array__(self, dtype=None, copy=None):
                raise KeyError("mine")

        asked, results = [], []
        for kind in (New, Older, Oldest, Wrong, Raises):
            for call in (
                "np.array(x)",
                "np.array(x, copy=None)",
                "np.array(x, copy=False)",
                "np.asarray(x)",
                "np.asarray(x, copy=True)",
                "np.asarray(x, dtype='f4')",
                "np.array(x, dtype='f4')",
                "np.asarray(x, copy=False)",
            ):
                with warnings.catch_warnings(record=True) as caught:
                    warnings.simplefilter("always")
                    results.append(_outcome(lambda: eval(call, {"np": np, "x": kind()})))  # noqa: B023
                results.append([(w.category.__name__, str(w.message)) for w in caught])
                results.append(list(asked))
                asked.clear()
        return results

    check(body)


def test_ctypes_attribute():
    check(
        """
import ctypes
a = np.arange(6.).reshape(2, 3)
c = a.ctypes
p = c.data_as(ctypes.POINTER(ctypes.c_double))
q = np.arange(3.).ctypes.data_as(ctypes.POINTER(ctypes.c_double))
[list(c.shape), list(c.strides), list(c.shape_as(ctypes.c_int)), list(c.strides_as(ctypes.c_longlong)),
 p[4], q[2], c.data == a.__array_interface__['data'][0], c._as_parameter_.value == c.data,
 type(c.shape).__name__, np.array(1).ctypes.shape, np.array(1).ctypes.strides_as(ctypes.c_int)]
        """.strip()
    )


def test_ctypeslib():
    check(
        """
import ctypes
from ctypes import *
lib = np.ctypeslib
held = (c_double * 3)(1, 2, 3)
a = np.arange(6, dtype='i4').reshape(2, 3)
b = lib.as_array(held); b[0] = 9
c = lib.as_ctypes(a); c[1][2] = 70
kind = lib.ndpointer(dtype='f8', ndim=1, flags='C')
[b, held[0], a, lib.as_array(cast(held, POINTER(c_double)), (3,)), lib.as_array((c_int * 2 * 3)()),
 outcome(lambda: lib.as_array(cast(held, POINTER(c_double)))), outcome(lambda: lib.as_ctypes(a.T)),
 outcome(lambda: lib.as_ctypes(np.broadcast_to(1., ()))), lib.as_ctypes_type('i2').__name__, kind.__name__,
 outcome(lambda: kind.from_param(5)), outcome(lambda: kind.from_param(np.arange(3))),
 outcome(lambda: kind.from_param(np.ones((2, 2)))), outcome(lambda: kind.from_param(np.ones(4)[::2])),
 kind.from_param(np.ones(3)).data != 0, kind is lib.ndpointer('f8', 1, None, 'C_CONTIGUOUS')]
        """.strip()
    )
    assert ctypes
