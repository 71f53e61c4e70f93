"""`__array_ufunc__` (NEP 13): arguments that take universal functions over."""

import contextlib

import numpy
import pytest
from diff import check


def recorder(answer=None, base=object, **attributes):
    """A class whose `__array_ufunc__` notes how it is called."""

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        calls.append((name, ufunc.__name__, method, describe(inputs), describe(kwargs)))
        return NotImplemented if answer is None else answer

    calls, name = [], attributes.pop("name", "A")
    return type(name, (base,), {"__array_ufunc__": __array_ufunc__, "calls": calls, **attributes})


def describe(x):
    if isinstance(x, tuple | list):
        return type(x)(describe(y) for y in x)
    if isinstance(x, dict):
        return {k: describe(v) for k, v in x.items()}
    if type(x).__name__.lower().endswith("dtype"):
        return x.name
    return x if isinstance(x, int | float | str | None) else type(x).__name__


CALLS = [
    "np.add(a, 1)",
    "np.add(1, a)",
    "np.add(x, a)",
    "np.add(a, 1, x)",
    "np.add(a, 1, None)",
    "np.add(a, 1, out=None)",
    "np.add(a, 1, out=x)",
    "np.add(a, 1, out=(x,))",
    "np.add(a, 1, out=(None,))",
    "np.add(x, 1, a)",
    "np.add(x, 1, out=a)",
    "np.add(x, 1, out=(a,))",
    "np.add(a, 1, where=True)",
    "np.add(x, 1, where=a)",
    "np.add(a, 1, where=a, out=x)",
    "np.add(a, 1, dtype='f4', casting='no', order='C', subok=False)",
    "np.add(a, 1, sig='dd->d')",
    "np.add(a, 1, signature='dd->d')",
    "np.add(a, 1, nonsense=1)",
    "np.add(a)",
    "np.add(a, 1, x, x)",
    "np.add(a, 1, x, out=x)",
    "np.sin(a)",
    "np.negative(a, x)",
    "np.divmod(a, 1)",
    "np.divmod(a, 1, x, x)",
    "np.divmod(a, 1, x)",
    "np.divmod(a, 1, out=(x, x))",
    "np.divmod(a, 1, out=(x, None))",
    "np.divmod(a, 1, out=(None, None))",
    "np.divmod(x, 1, out=(None, a))",
    "np.matmul(a, x)",
    "np.matmul(x, a)",
    "np.matmul(x, x, out=a)",
    "np.add.reduce(a)",
    "np.add.reduce(a, 0)",
    "np.add.reduce(a, 0, 'f4', None, True)",
    "np.add.reduce(a, 0, 'f4', x, True, 5, True)",
    "np.add.reduce(a, axis=0, keepdims=True)",
    "np.add.reduce(array=a)",
    "np.add.reduce(a, out=x)",
    "np.add.reduce(a, out=(x,))",
    "np.add.reduce(a, out=None)",
    "np.add.reduce(x, out=a)",
    "np.add.reduce(x, where=a)",
    "np.add.reduce(a, initial=3)",
    "np.add.reduce(a, 0, None, None, False, 1, True, 7)",
    "np.add.accumulate(a)",
    "np.add.accumulate(a, 0, 'f4', x)",
    "np.add.accumulate(a, axis=1, out=x)",
    "np.add.accumulate(x, out=a)",
    "np.add.reduceat(a, [0])",
    "np.add.reduceat(a, [0], 0, 'f4', x)",
    "np.add.reduceat(x, a)",
    "np.add.reduceat(a, indices=[0], axis=1)",
    "np.add.reduceat(x, [0], out=a)",
    "np.add.outer(a, 1)",
    "np.add.outer(1, a)",
    "np.add.outer(a, 1, x)",
    "np.add.outer(a, 1, out=x)",
    "np.add.at(a, 0, 1)",
    "np.add.at(x, a, 1)",
    "np.add.at(x, 0, a)",
    "np.negative.at(a, 0)",
    "np.frompyfunc(lambda x, y: x, 2, 1)(a, 1)",
    "np.frompyfunc(lambda x, y: (x, y), 2, 2)(a, 1)",
    "np.frompyfunc(lambda x, y: x, 2, 1).reduce(a, axis=0)",
    "np.frompyfunc(lambda x, y: x, 2, 1).accumulate(a)",
    "np.frompyfunc(lambda x, y: x, 2, 1).outer(a, 1)",
    "np.frompyfunc(lambda x, y: x, 2, 1).at(a, 1, 2)",
    "x + a",
    "x - a",
    "x @ a",
    "x ** a",
    "x // a",
    "x % a",
    "divmod(x, a)",
    "x == a",
    "x != a",
    "x < a",
    "x & a",
    "x << a",
    "x.__iadd__(a)",
    "x.__isub__(a)",
    "x.__ipow__(a)",
    "x.__imatmul__(a)",
    "x.__radd__(a)",
    "x.__rpow__(a)",
    "np.float64(1) + a",
    "np.int32(1) * a",
    "np.float32(1) ** a",
    "a + x",
    "a == x",
]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("answer", [None, "done"])
def test_calls_reach_the_argument(call, answer):
    def body(np):
        kind = recorder(answer)
        space = {"np": np, "a": kind(), "x": np.ones((2, 2))}
        try:
            result = describe(eval(call, space))
        except Exception as error:
            result = (type(error).__name__, str(error).replace(repr(space["a"]), "a"))
        return [result, kind.calls]

    check(body)


@pytest.mark.parametrize("call", CALLS)
def test_arguments_without_universal_functions(call):
    def body(np):
        kind = type("A", (), {"__array_ufunc__": None})
        space = {"np": np, "a": kind(), "x": np.ones((2, 2))}
        try:
            return describe(eval(call, space))
        except Exception as error:
            return type(error).__name__, str(error)

    check(body)


METHODS = [
    "a.sum()",
    "a.sum(axis=0)",
    "a.sum(0, keepdims=True)",
    "a.prod(initial=2)",
    "a.max()",
    "a.min(axis=1)",
    "a.any()",
    "a.all(axis=0)",
    "a.cumsum()",
    "a.cumsum(axis=1)",
    "a.cumprod(0)",
    "a.mean()",
    "a.mean(axis=0)",
    "a.trace()",
    "a.argmax()",
    "a.conj()",
    "np.sum(a)",
    "np.sum(a, axis=1)",
    "np.any(a)",
    "np.all(a)",
    "np.ptp(a)",
    "np.cumsum(a)",
    "a + 1",
    "1 - a",
    "a ** 2",
    "a ** 0.5",
    "a ** -1",
    "-a",
    "abs(a)",
    "divmod(a, 2)",
    "a @ a",
    "a == 1",
    "a.__iadd__(1)",
    "a.__ipow__(2)",
    "a.__imul__(a)",
    "a.round()",
    "a.clip(1)",
    "a[a > 0]",
    "a.copy()",
    "a.reshape(-1)",
    "np.add.reduce(a)",
    "np.add.at(a, 0, 1)",
    "np.multiply.outer(a, [1, 2])",
]


@pytest.mark.parametrize("call", METHODS)
def test_subclass_that_unpacks(call):
    """The example of the documentation: arguments become plain arrays, then `super()` does the work."""

    def body(np):
        calls = []

        class A(np.ndarray):
            def __array_ufunc__(self, ufunc, method, *inputs, out=None, **kwargs):
                calls.append((ufunc.__name__, method, describe(inputs), describe(out), describe(kwargs)))
                inputs = [x.view(np.ndarray) if isinstance(x, A) else x for x in inputs]
                if out:
                    kwargs["out"] = tuple(x.view(np.ndarray) if isinstance(x, A) else x for x in out)
                results = super().__array_ufunc__(ufunc, method, *inputs, **kwargs)
                if results is NotImplemented or results is None:
                    return results
                if out and out[0] is not None:
                    return out[0]
                if not isinstance(results, tuple):
                    return np.asarray(results).view(A)
                return tuple(np.asarray(x).view(A) for x in results)

        a = np.arange(4.0).reshape(2, 2).view(A)
        result = eval(call, {"np": np, "a": a})
        parts = result if isinstance(result, tuple) else (result,)
        listed = [(type(x).__name__, np.asarray(x).tolist()) for x in parts]
        return [listed, calls, a.view(np.ndarray)]

    if call in ("a.clip(1)", "a.trace()"):
        check(lambda np: body(np)[0])
    else:
        check(body)


def test_subclasses_are_asked_before_their_bases():
    def body(np):
        base = recorder(name="Base")
        derived = recorder(name="Derived", base=base)
        other = recorder(name="Other")
        asked = []
        for arguments in [
            (base(), derived()),
            (derived(), base()),
            (other(), base()),
            (base(), other()),
            (base(), base()),
        ]:
            for kind in (base, derived, other):
                kind.calls.clear()
            with contextlib.suppress(TypeError):
                np.add(*arguments)
            asked.append([kind.calls for kind in (base, derived, other)])
        try:
            np.add(other(), np.ones(1), out=(base(),))
        except TypeError as error:
            asked.append(str(error).split(": ")[1])
        return asked

    check(body)


def test_the_default_method():
    check(
        """
        a = np.arange(3.)
        [a.__array_ufunc__(np.add, '__call__', a, 1),
         a.__array_ufunc__(np.add, 'reduce', a),
         a.__array_ufunc__(np.add, '__call__', a, 1, out=(a,)) is a,
         np.ndarray.__array_ufunc__(a, np.multiply, 'outer', a, a),
         outcome(lambda: a.__array_ufunc__()),
         outcome(lambda: a.__array_ufunc__(np.add)),
         outcome(lambda: a.__array_ufunc__(np.add, 'nonsense', a)),
         outcome(lambda: a.__array_ufunc__(np.add, 5, a)),
         a.__array_ufunc__(np.add, '__call__', a, type('A', (), {'__array_ufunc__': None})()),
         a.__array_ufunc__(np.add, '__call__', a, 1, out=(type('A', (), {'__array_ufunc__': None})(),)),
        ]
        """.strip().replace("\n        ", "\n")
    )


def test_priority_decides_where_there_is_no_protocol():
    def body(np):
        class High:
            __array_priority__ = 1

            def __radd__(self, other):
                return "radd"

            __rmatmul__ = __rpow__ = __rmod__ = __radd__

            def __gt__(self, other):
                return "gt"

        class Low(High):
            __array_priority__ = -1

            def __array__(self, dtype=None, copy=None):
                return np.ones(2)

        x = np.ones(2)
        results = []
        for other in (High(), Low()):
            for operation in ("x + o", "x @ o", "x ** o", "x % o", "x < o", "np.float64(1) + o"):
                try:
                    results.append(describe(eval(operation, {"x": x, "o": other, "np": np})))
                except TypeError:
                    results.append("TypeError")
        return results

    check(body)


def test_the_mixin_of_operators():
    def body(np):
        class A(np.lib.mixins.NDArrayOperatorsMixin):
            def __init__(self, value):
                self.value = np.asarray(value)

            def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
                if method != "__call__":
                    return NotImplemented
                inputs = [x.value if isinstance(x, A) else x for x in inputs]
                if "out" in kwargs:
                    kwargs["out"] = tuple(x.value for x in kwargs["out"])
                result = ufunc(*inputs, **kwargs)
                if isinstance(result, tuple):
                    return tuple(A(x) for x in result)
                return A(result)

        class Refuses:
            __array_ufunc__ = None

            def __radd__(self, other):
                return "radd"

        a, x = A([1, 2, 3]), np.arange(3)
        b = A([7, 8, 9])
        b += a
        b <<= 1
        results = [a + a, a - 1, 1 - a, x * a, a * x, a**2, 2**a, a // 2, a % 2, a / 2, -a, +a, abs(-a), ~a]
        results += [a == 2, a != x, a < 2, a >= a, a & 1, 1 | a, a ^ a, a << 1, a >> 1, a @ a, x @ a, b]
        results += [*divmod(a, 2), *divmod(7, a), np.sin(a), np.add(a, 1)]
        return [x.value for x in results] + [a + Refuses(), np.arange(2).__eq__(A([0, 1])).value]

    check(body)


def test_arrays_of_the_other_library(np):
    """NumPy's functions give NumPy's arrays, ours ours; operators belong to the left operand."""
    a, n = np.arange(3.0), numpy.arange(3.0)
    for made in (numpy.add(a, n), numpy.sin(a), n + a, numpy.add(a, 1), numpy.add.reduce(a, keepdims=True)):
        assert type(made) is numpy.ndarray
    for made in (np.add(n, a), np.sin(n), a + n, np.add(n, 1)):
        assert type(made) is np.ndarray
    out = np.zeros(3)
    assert numpy.add(n, 1, out=out) is out and out.tolist() == [1, 2, 3]
    a += n
    assert type(a) is np.ndarray and a.tolist() == [0, 2, 4]
    n += a
    assert type(n) is numpy.ndarray and n.tolist() == [0, 3, 6]
