"""The harness itself: what it must notice and what it must let pass."""

import diff
import numpy
import pytest
from diff import EXACT, Close, Comparison, Raised, check, outcome, run

A = numpy.arange(6.0).reshape(2, 3)
B = numpy.ones((2, 3))
DIFFERENT = {
    "value": (A, A + 1),
    "dtype": (A, A.astype("float32")),
    "shape": (A, A[None]),
    "memory order": (A, numpy.asfortranarray(A)),
    "writeable": (
        numpy.broadcast_to(1.0, 3).copy(),
        numpy.lib.stride_tricks.as_strided(numpy.ones(3), writeable=False),
    ),
    "view or copy": ([A, A[1:]], [A, A[1:].copy()]),
    "place of a view": ([B, B[0]], [B, B[1]]),
    "identity": ([A, A], [A, A[...]]),
    "zero's sign": (numpy.array(-0.0), numpy.array(0.0)),
    "nan": (numpy.array([1.0]), numpy.array([numpy.nan])),
    "nan's place": (numpy.array([numpy.nan, 1]), numpy.array([1, numpy.nan])),
    "scalar or array": (numpy.float64(1), numpy.array(1.0)),
    "scalar or number": (numpy.float64(1), 1.0),
    "scalar type": (numpy.float64(1), numpy.float32(1)),
    "number type": (1, 1.0),
    "truth": (True, 1),
    "text": ("array([1])", "array([1 ])"),
    "length": ([1, 2], [1]),
    "list or tuple": ([1], (1,)),
    "keys": ({"a": 1}, {"b": 1}),
    "nested value": ({"a": [A, 1]}, {"a": [A, 2]}),
    "dtype object": (numpy.dtype("f4"), numpy.dtype("f8")),
    "class": (numpy.float32, numpy.float64),
    "error or result": (1, Raised.of(ValueError("x"))),
    "error class": (Raised.of(ValueError("x")), Raised.of(TypeError("x"))),
    "error text": (Raised.of(ValueError("x")), Raised.of(ValueError("y"))),
    "buffer": (memoryview(b"ab"), memoryview(b"ac")),
}


@pytest.fixture(autouse=True)
def numpy_beside_itself(monkeypatch):
    """Both sides are NumPy's here, whatever module the other tests look at."""
    monkeypatch.setattr(diff, "module", numpy)


def differences(expected, found, close=EXACT, layout=True):
    compare = Comparison(close, layout)
    compare.tree("result", expected, found)
    compare.relations()
    return compare.differences


@pytest.mark.parametrize("name", DIFFERENT)
def test_noticed(name):
    expected, found = DIFFERENT[name]
    assert differences(expected, found)
    assert differences(found, expected)
    assert not differences(expected, expected)
    assert not differences(found, found)


def test_tolerance():
    near, far = numpy.nextafter(A + 1, 9), A + 1 + 1e-9
    assert differences(A + 1, near)
    assert not differences(A + 1, near, Close(ulp=1))
    assert differences(A + 1, far, Close(ulp=4))
    assert not differences(A + 1, far, Close(rtol=1e-8))
    assert differences(numpy.array([numpy.inf]), numpy.array([1e308]), Close(rtol=10))
    assert differences(numpy.array([numpy.nan]), numpy.array([1.0]), Close(rtol=10))
    assert differences(numpy.array([1]), numpy.array([2]), Close(rtol=10)), "integers are exact"
    assert not differences(A, numpy.asfortranarray(A), layout=False)


def test_outcomes():
    assert outcome(int, "5") == 5
    assert outcome(int, "x").classes[:2] == ("ValueError", "Exception")
    assert run(numpy, "a = np.ones(2); a + 1; a.sum()", ()) == 2
    assert run(numpy, "1 / 0", ()).text == "division by zero"
    assert run(numpy, lambda np, n: np.ones(n).sum(), (3,)) == 3
    calls = iter(range(9))
    with pytest.raises(AssertionError):
        check(lambda np: next(calls))
