"""What a function takes: its parameters, and what faulty calls are answered with."""

import inspect

import numpy
import pytest
from diff import check, module

# What a call of anything is tried with: nothing, too much, and a name that nobody has.
FAULTS = ["()", "(*[1] * 15)", "(1, nonsense=2)", "(nonsense=2)", "(1, 1, nonsense=2)"]
# NumPy converts some arguments before it counts the others, or asks the function of the same name.
OTHER_FAULT = {
    ("frombuffer", FAULTS[4]),
    ("fromiter", FAULTS[4]),
    ("ndarray", FAULTS[4]),
    ("cumsum", FAULTS[4]),
    ("cumprod", FAULTS[4]),
    ("getfield", FAULTS[2]),
    ("setfield", FAULTS[4]),
    *(("clip", fault) for fault in FAULTS[2:]),
}
# Nothing is made of these, or their faults are of other kinds.
LEFT_OUT = {"nditer", "seterr", "errstate", "printoptions", "divmod"}


def public(owner, other):
    """The callables that both have, without those that NumPy writes in other ways."""
    names = [n for n in dir(owner) if not n.startswith("_") and hasattr(other, n)]
    return [n for n in names if callable(getattr(other, n)) and n not in LEFT_OUT]


def faulty(names):
    """The faulty calls whose fault is the first that NumPy finds."""
    return [(n, f) for n in names for f in FAULTS if (n, f) not in OTHER_FAULT]


def functions(kinds):
    """The public names of functions that are not of the kinds."""
    return [n for n in public(module, numpy) if not isinstance(getattr(numpy, n), kinds)]


@pytest.mark.parametrize(("name", "fault"), faulty(functions(numpy.ufunc)))
def test_faulty_calls(name, fault):
    check(f"np.{name}{fault}; None")


# `conj` asks the universal function.
@pytest.mark.parametrize(
    ("name", "fault"), faulty(n for n in public(module.ndarray, numpy.ndarray) if n != "conj")
)
def test_faulty_method_calls(name, fault):
    check(f"a = np.ones((2, 3)); f = a.{name}; f{fault}; None")


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("method", ["__call__", "reduce", "accumulate", "reduceat", "outer", "at"])
@pytest.mark.parametrize("name", ["add", "exp", "matmul"])
def test_faulty_ufunc_calls(name, method, fault):
    check(f"f = np.{name}.{method}; f{fault}; None" if method != "__call__" else f"np.{name}{fault}; None")


def parameters(function):
    """Names and kinds of the parameters; `None` where there is no signature to read."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return None
    return [(p.name, p.kind, p.default is not p.empty) for p in signature.parameters.values()]


# Classes and universal functions have no signature to compare, and `clip` takes any keyword.
@pytest.mark.parametrize("name", [n for n in functions((type, numpy.ufunc)) if n != "clip"])
def test_signatures(name):
    ours, theirs = getattr(module, name), getattr(numpy, name)
    assert parameters(ours) == parameters(theirs)


@pytest.mark.parametrize("name", public(module.ndarray, numpy.ndarray))
def test_method_signatures(name):
    ours, theirs = parameters(getattr(module.ndarray, name)), parameters(getattr(numpy.ndarray, name))
    named = [(n, kind) for n, kind, _ in theirs if n != "self"]
    if ours is not None:
        assert [n for n, _, _ in ours if n != "self"] == [n for n, _ in named]


AXES = [
    "9",
    "-9",
    "1.0",
    "'x'",
    "True",
    "[0]",
    "(0, 0)",
    "(0, 1.0)",
    "()",
    "(5,)",
    "2**70",
    "np.float64(1)",
    "np.array(1)",
]


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("name", ["sum", "max", "all", "mean", "std", "argmax", "cumsum", "ptp", "squeeze"])
def test_axes(name, axis):
    check(f"np.{name}(np.arange(6.0).reshape(2, 3), axis={axis})")


FLAGS = ["1.0", "None", "'x'", "2", "0", "[1]", "True", "np.int8(3)", "2**40"]


@pytest.mark.parametrize("flag", FLAGS)
@pytest.mark.parametrize("name", ["sum", "mean", "argmax", "any"])
def test_keepdims(name, flag):
    check(f"np.arange(6.0).reshape(2, 3).{name}(axis=0, keepdims={flag})")


@pytest.mark.parametrize(
    "pair", ["axis dtype", "axis out", "dtype out", "out keepdims", "keepdims initial", "axis initial"]
)
def test_which_fault_comes_first(pair):
    bad = {"axis": "9", "dtype": "'nope'", "out": "5", "keepdims": "'k'", "initial": "'q'"}
    check(f"np.ones((2, 3)).sum({', '.join(f'{name}={bad[name]}' for name in pair.split())})")


CALLS = """
    np.reshape(a, None)
    a.astype(int, casting='same_value')
    (a + 0.5).astype(int, casting='same_value')
    a.ravel()
    a.T.ravel()
    a[::2].ravel()
    a[:, 0].ravel()
    a[::-1].ravel('K')
    a[:, ::2].ravel('A')
    np.clip(a, a_min=1, a_max=2)
    np.clip(a, min=1)
    np.clip(a, 1, 2, min=3)
    np.any(a, 1, None, True)
    np.all(a, 1)
    np.var(a, correction=1)
    np.var(a, correction=1, ddof=1)
    a.var(axis=1, mean=a.mean(axis=1, keepdims=True))
    a.mean(axis=0, dtype='i1')
    a.var(axis=1, dtype='i4')
    a.std(axis=1, out=np.zeros(3, int))
    np.linspace([0, 1], [0, 5], 3, dtype=int)
    np.linspace([0, 1], [10, 20], 3, axis=-1)
    np.linspace(0, 1, 3, axis=1)
    np.arange(0, 3 + 3j, 1 + 1j, dtype='c8')
    np.arange(None, 5)
    np.arange([1, 2])
    np.arange(0, 5, {})
    np.arange(3, like=5)
    np.zeros(3, device='gpu')
    np.array([1, 2], ndmax=0)
    np.array([1], ndmin=1.0)
    np.matmul(a, a, axes=[(1, 0), (0, 1), (0, 1)])
    np.matmul(a, a.T, axes=[(0, 1), (0, 1), (1, 0)], out=np.empty((3, 3)))
    np.matmul(a, a.T, axes=[0, (0, 1), (0, 1)])
    np.matmul(a, a.T, axes=[(0, 0), (0, 1), (0, 1)])
    np.matmul(v, v, axes=[0, 0, ()])
    np.matmul(np.ones((3, 4, 2)), np.ones((2, 4, 3)), axes=[(0, 1), (1, 2), (0, -1)])
    np.matmul(a, a.T, axis=0)
    np.matmul(a, a.T, keepdims=True)
    np.matmul(a, a.T, order='F')
    np.add(v, v, signature=('f4', 'f4', 'f4'))
    np.add(v, v, signature=(None, None, 'f8'))
    np.add(v, v, signature='ff->f')
    np.add(v, v, signature='ii')
    np.add(v, v, sig='dd->d', dtype='d')
    a.item(30)
    v.item(3)
    a.fill([1])
    a.take([0], out=np.empty(2))
    np.take([], 0)
    a.repeat(1.5)
    a.trace(out=5)
    a.round(out=np.empty(3))
    np.array([True]).round()
    np.array([True]).round(1)
    a.diagonal(0, 5, 1)
    a.setflags(uic=1)
    np.float64(3)[True]
    np.float64(3)[0]
    np.float64(3)['x']
    np.dtype(np.floating)
    np.dtype('f4')['a']
    np.dtype('f4').newbyteorder('x')
    np.dtype('f4').newbyteorder(5)
    np.finfo('f4')
    np.finfo('i4')
    np.isdtype('f4', 'bool')
    np.isdtype(np.float32, (np.float32, 'x'))
    np.broadcast_to(a, (2, 3))
    np.broadcast_to(v, 2.5)
    np.expand_dims(np.ones((1,) * 64), 0)
    np.concatenate('ab')
"""


@pytest.mark.parametrize("call", [line.strip() for line in CALLS.strip().splitlines()])
def test_calls(call):
    check(f"a, v = np.arange(12.0).reshape(3, 4), np.arange(3); {call}")
