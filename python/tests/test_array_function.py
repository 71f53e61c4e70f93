"""`__array_function__` (NEP 18): arguments that take functions of the package over."""

import pickle

import numpy
import pytest
from diff import check, module


class Recorder:
    """An argument that answers with how it was asked."""

    __array_ufunc__ = None

    def __array_function__(self, func, types, args, kwargs):
        return func.__name__, [t.__name__ for t in types], shown(args), shown(kwargs)


class Derived(Recorder):
    pass


class Silent(Recorder):
    def __array_function__(self, func, types, args, kwargs):
        return NotImplemented


def shown(x):
    if isinstance(x, tuple | list):
        return type(x)(shown(y) for y in x)
    if isinstance(x, dict):
        return {k: shown(v) for k, v in x.items()}
    return x if isinstance(x, int | float | str | None) else type(x).__name__


def names():
    """The functions of NumPy that dispatch and exist here."""
    kind = type(numpy.sum)
    for prefix, home in [("", numpy), ("linalg.", numpy.linalg), ("fft.", numpy.fft)]:
        for name in sorted(dir(home)):
            if isinstance(getattr(home, name), kind) and not name.startswith("_") and name != "matmul":
                yield prefix + name


def find(np, name):
    for part in name.split("."):
        np = getattr(np, part, None)
    return np


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize(
    "arguments",
    [
        "a",
        "a, 1",
        "1, a",
        "1, 1, a",
        "x, 1, 1, a",
        "[a]",
        "[1, a]",
        "(x, a)",
        "[x], [a]",
        "[[1, [a]], x]",
        "x, out=a",
        "x, where=a",
        "x, x, out=a",
        "x, weights=a",
        "x, x, mean=a",
        "a, axis=0",
        "x, [0], a",
        "[x], out=a",
        "d, b",
        "b, d",
        "b, a",
    ],
)
def test_functions_look_at_the_arguments_that_numpy_looks_at(name, arguments):
    if find(module, name) is None:
        pytest.skip(f"no {name}")
    if name in ("nanargmax", "nanargmin") and arguments != "a":
        pytest.skip("NumPy's call other functions that dispatch")
    if name == "clip" and "axis" in arguments:
        pytest.skip("clip passes unknown arguments on")

    def body(np):
        function = find(np, name)
        space = {"f": function, "a": Recorder(), "b": Recorder(), "d": Derived(), "x": np.ones((2, 2, 2))}
        try:
            answer = eval(f"f({arguments})", space)
        except Exception:
            return "other"
        is_answer = isinstance(answer, tuple) and len(answer) == 4 and isinstance(answer[0], str)
        return answer if is_answer else "other"

    check(body)


@pytest.mark.parametrize(
    "call",
    [
        "np.array([1], like=a)",
        "np.array([1], dtype='f4', like=a)",
        "np.asarray([1], like=a)",
        "np.asanyarray([1], like=a)",
        "np.ascontiguousarray([1], like=a)",
        "np.asfortranarray([1], like=a)",
        "np.empty(3, like=a)",
        "np.zeros(3, 'i4', like=a)",
        "np.arange(3, like=a)",
        "np.frombuffer(b'12345678', like=a)",
        "np.fromiter([1], float, like=a)",
        "np.array([1], like=x)",
        "np.array([1], like=None)",
        "np.zeros(3, like=x)",
        "np.zeros(3, like=5)",
        "np.arange(3, like='a')",
        "np.ones(3, like=[])",
        "np.eye(3, like=5)",
        "np.identity(3, like=5)",
        "np.full(3, 1, like=5)",
        "np.tri(3, like=5)",
        "np.array([1], like=s)",
    ],
)
def test_like(call):
    check(lambda np: eval(call, {"np": np, "a": Recorder(), "s": Silent(), "x": np.ones(2)}))


@pytest.mark.parametrize("name", ["ones", "eye", "identity", "full", "tri", "fromfunction", "require"])
def test_like_of_functions_in_python(name):
    def body(np):
        answer = (
            find(np, name)(3, 1, like=Recorder()) if name == "full" else find(np, name)(3, like=Recorder())
        )
        return answer[:2]

    check(body)


def test_refusals():
    def body(np):
        return [
            np.sum(Silent()),
        ]

    check(body)
    check(lambda np: np.concatenate([Silent(), np.ones(2)]))
    check(lambda np: np.concatenate([Silent(), Derived(), np.ones(2)]))
    check(lambda np: np.linalg.norm(Silent()))


def test_the_default_method():
    def body(np):
        x = np.arange(3.0)
        kind = np.ndarray
        return [
            x.__array_function__(np.sum, (kind,), (x,), {}),
            x.__array_function__(np.sum, [kind], (x,), {"keepdims": True}),
            x.__array_function__(np.sum, (kind, int), (x,), {}),
            x.__array_function__(func=np.sum, types=(kind,), args=(x,), kwargs={}),
            np.ndarray.__array_function__(x, np.stack, (), ([x, x],), {"axis": 1}),
        ]

    check(body)
    check("np.ones(2).__array_function__(np.sum, 5, (), {})")
    check("np.ones(2).__array_function__(np.sum)")
    check("np.ones(2).__array_function__(np.sum, (), [], {})")
    check("np.ones(2).__array_function__(np.sum, (), (), [])")


def test_subclasses_that_call_super():
    def body(np):
        log = []

        class A(np.ndarray):
            def __array_function__(self, func, types, args, kwargs):
                log.append((func.__name__, sorted(t.__name__ for t in types)))
                return super().__array_function__(func, types, args, kwargs)

        a = np.arange(6.0).reshape(2, 3).view(A)
        x = np.ones((2, 3))
        results = [
            np.concatenate([a, x]),
            np.sum(a, axis=0),
            np.transpose(a),
            np.mean(a),
            np.reshape(a, 6),
            np.where(a > 1, a, x),
        ]
        return [(type(r).__name__, np.asarray(r).tolist()) for r in results], log

    check(body)


def test_the_example_of_the_documentation():
    def body(np):
        handled = {}

        class DiagonalArray:
            def __init__(self, n, value):
                self.n, self.value = n, value

            def __array__(self, dtype=None, copy=None):
                return self.value * np.eye(self.n, dtype=dtype)

            def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
                if method != "__call__" or kwargs:
                    return NotImplemented
                values = [x.value if isinstance(x, DiagonalArray) else x for x in inputs]
                return DiagonalArray(self.n, ufunc(*values))

            def __array_function__(self, func, types, args, kwargs):
                if func not in handled or not all(issubclass(t, DiagonalArray) for t in types):
                    return NotImplemented
                return handled[func](*args, **kwargs)

        def implements(function):
            return lambda own: handled.setdefault(function, own)

        @implements(np.sum)
        def total(a):
            return a.n * a.value

        @implements(np.mean)
        def average(a):
            return total(a) / a.n

        d = DiagonalArray(5, 2)
        results = [np.sum(d), np.mean(d), np.multiply(d, 3).value, np.sqrt(d).value, np.asarray(d)]
        for refused in (lambda: np.concatenate([d, d]), lambda: np.sum(d, axis=0)):
            try:
                results.append(refused())
            except TypeError as error:
                results.append(str(error).split(" on types")[0])
        return results

    check(body)


@pytest.mark.parametrize("name", ["sum", "isclose", "linalg.norm", "concatenate"])
def test_functions_are_objects_as_numpys_are(np, name):
    function = find(np, name)
    assert function.__name__ == function.__qualname__ == name.split(".")[-1]
    assert function.__doc__ and repr(function).startswith(f"<function {function.__name__} at 0x")
    assert pickle.loads(pickle.dumps(function)) is function
    assert function._implementation is function.__wrapped__ is not None
    assert type("A", (), {"f": function})().f.__self__ is not None
    function.note = 1
    assert function.note == 1
    del function.note


def test_functions_of_the_other_library(np):
    a, n = np.arange(3.0), numpy.arange(3.0)
    assert numpy.sum(a) == 3 and np.sum(n) == 3
    assert type(numpy.concatenate([a, n])) is numpy.ndarray
    assert type(np.concatenate([a, n])) is np.ndarray
    assert numpy.allclose(a, n) and np.allclose(a, n)
    assert type(np.array([1], like=n)) is np.ndarray
