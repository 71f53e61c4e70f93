"""Subclasses of `ndarray`: how they are made, what keeps their class, and their hooks."""

import copy
import pickle

import pytest
from diff import check

EXPRESSIONS = [
    "s + 1",
    "x + s",
    "s[0, 0:1].reshape(()) + 1",
    "np.add(s, 1, out=x.copy())",
    "np.add(x, 1, out=s)",
    "s.__iadd__(1)",
    "s.__ipow__(2)",
    "np.add(s, 1, subok=False)",
    "np.add(s, 1, out=...)",
    "np.add(1, 2, out=...)",
    "np.add.reduce([1, 2], out=...)",
    "s.sum()",
    "s.sum(axis=0)",
    "np.sum(s)",
    "np.sum(s, axis=1, keepdims=True)",
    "np.add.reduce(s)",
    "np.add.reduce(s, axis=None)",
    "s.max()",
    "s.any()",
    "s.all(axis=0)",
    "s.cumsum(axis=0)",
    "s.round()",
    "s == s",
    "-s",
    "s ** 2",
    "s ** 3",
    "divmod(s, 2)",
    "np.divmod(s, 2)",
    "abs(s)",
    "s[0] @ s[0]",
    "np.add.accumulate(s)",
    "np.add.reduceat(s, [0, 1])",
    "s[0, 0]",
    "s[0]",
    "s[[0, 1]]",
    "s[s > 1]",
    "s[0, 0, ...]",
    "s[None]",
    "s.ravel()",
    "s.flatten()",
    "s.reshape(3, 2)",
    "s.real",
    "s.imag",
    "s.copy()",
    "s.astype('f4')",
    "s.astype('f4', subok=False)",
    "np.array(s)",
    "np.array(s, subok=True)",
    "np.asanyarray(s)",
    "np.asarray(s)",
    "np.asanyarray(s, dtype='f4')",
    "s.view(np.ndarray)",
    "x.view(Sub)",
    "x.view(type=Sub)",
    "s.view('i8')",
    "x.view('i8', Sub)",
    "Sub((2, 2))",
    "Sub((2, 2), buffer=x)",
    "np.outer(s, s)",
    "np.concatenate([s, s])",
    "np.zeros_like(s)",
    "np.zeros_like(s, subok=False)",
    "np.full_like(s, 2)",
    "np.copy(s)",
    "np.copy(s, subok=True)",
    "s.flat[1:3]",
    "np.broadcast_to(s, (2, 2, 3))",
    "np.insert(s, 0, 1)",
    "np.delete(s, 0)",
    "np.expand_dims(s, 0)",
    "np.flip(s)",
    "s.conj()",
    "s.diagonal()",
    "list(s)",
    "np.require(s)",
    "np.resize(s, (2, 2))",
    "x.__array_wrap__(x)",
    "x.__array_wrap__(np.array(1.))",
    "x.__array_wrap__(np.array(1.), None, True)",
    "s.__array_wrap__(np.array(1.), None, True)",
    "x.__array_wrap__(3)",
    "x.__array_wrap__()",
    "x.__array_wrap__(x, None, False, 1)",
    "s.getfield('f4')",
    "s.byteswap()",
    "copy.copy(s)",
    "copy.deepcopy(s)",
    "np.frompyfunc(lambda a: a, 1, 1)(s)",
]


def described(x):
    if isinstance(x, list | tuple):
        return [described(y) for y in x]
    return type(x).__name__, getattr(x, "shape", None), type(getattr(x, "base", None)).__name__


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_classes_of_results(expression):
    """The class, shape and base of results, and with which arguments the hooks are called."""

    def body(np):
        log = []

        class Sub(np.ndarray):
            def __array_finalize__(self, obj):
                log.append(("finalize", type(obj).__name__, self.shape))

            def __array_wrap__(self, arr, context=None, return_scalar=False):
                told = context and (context[0].__name__, len(context[1]), context[2])
                log.append(("wrap", type(arr).__name__, arr.shape, told, return_scalar))
                return super().__array_wrap__(arr, context, return_scalar)

        class Plain(np.ndarray):
            pass

        x = np.arange(6.0).reshape(2, 3)
        results = []
        for kind in (Sub, Plain):
            s = x.copy().view(kind)
            log.clear()
            results.append(described(eval(expression, {"np": np, "s": s, "x": x, "Sub": kind, "copy": copy})))
            results.append(list(log))
        return results

    check(body)


KEPT = [
    "s.mean()",
    "s.mean(axis=0)",
    "s.std()",
    "s.var(axis=1)",
    "s.argmax()",
    "s.argmax(axis=0)",
    "s.clip(0, 1)",
    "s.trace()",
    "np.ptp(s)",
    "np.ptp(s, axis=0)",
    "s.take([0, 1])",
    "np.take(s, [0])",
    "s.repeat(2)",
    "s.nonzero()",
    "np.dot(s, s.T)",
    "s @ s.T",
    "np.inner(s, s)",
    "np.stack([s, s])",
    "np.where(s > 1, s, 0)",
    "np.diag(s)",
    "np.tril(s)",
    "s.T",
    "s.mT",
    "s[None].squeeze()",
    "np.add.outer(s, [1, 2])",
    "np.broadcast_to(s, (2, 2, 3), subok=True)",
    "np.broadcast_arrays(s, 1)",
    "np.broadcast_arrays(s, 1, subok=True)",
    "np.roll(s, 1)",
    "s.swapaxes(0, 1)",
    "np.diff(s)",
    "np.choose([0, 1, 0], s)",
    "s.compress([True, False], axis=0)",
    "np.split(s, 2)",
    "np.isclose(s, s)",
    "np.sqrt(s)",
    "np.ascontiguousarray(s.T)",
    "np.atleast_3d(s)",
    "np.pad(s, 1)",
    "np.append(s, s)",
    "np.tile(s, 2)",
    "np.unstack(s)",
    "np.vstack([s, s])",
    "np.meshgrid(s[0], s[1])",
    "np.piecewise(s, [s > 1], [0])",
    "np.select([s > 1], [s])",
    "np.argwhere(s)",
    "np.count_nonzero(s, axis=0)",
]


@pytest.mark.parametrize("expression", KEPT)
def test_classes_of_results_alone(expression):
    """The same where NumPy's own steps between are an accident of its implementation."""

    def body(np):
        kind = type("Sub", (np.ndarray,), {})
        s = np.arange(6.0).reshape(2, 3).view(kind)
        result = eval(expression, {"np": np, "s": s})
        parts = result if isinstance(result, tuple | list) else [result]
        return [(type(x).__name__, x.shape, np.asarray(x)) for x in parts]

    check(body, layout=False)


def info_array(np):
    """The documentation's array with an attribute."""

    class InfoArray(np.ndarray):
        def __new__(cls, shape, dtype=float, buffer=None, offset=0, strides=None, order=None, info=None):
            self = super().__new__(cls, shape, dtype, buffer, offset, strides, order)
            self.info = info
            return self

        def __array_finalize__(self, obj):
            if obj is not None:
                self.info = getattr(obj, "info", "default")

    return InfoArray


def test_info_array():
    def body(np):
        kind = info_array(np)
        a = kind((3,), info="info")
        explicit = kind((2,))
        cast = np.arange(3).view(kind)
        return [
            type(a) is kind,
            a.info,
            a[1:].info,
            explicit.info,
            cast.info,
            (a + 1).info,
            a.copy().info,
            a.T.info,
        ]

    check(body)


def test_realistic_info_array():
    def body(np):
        class RealisticInfoArray(np.ndarray):
            def __new__(cls, input_array, info=None):
                self = np.asarray(input_array).view(cls)
                self.info = info
                return self

            def __array_finalize__(self, obj):
                if obj is not None:
                    self.info = getattr(obj, "info", None)

        x = np.arange(5)
        a = RealisticInfoArray(x, info="information")
        a[0] = 10
        parts = [a, a[1:], a + 1, a.sum(), a.sum(keepdims=True), a.reshape(5, 1), np.sin(a), a.astype(float)]
        parts += [
            np.add(1, a),
            a[a > 1],
            np.zeros_like(a),
            np.concatenate([a, a]),
            a.view(np.ndarray),
            a[[0]],
        ]
        return [x, [(type(p).__name__, getattr(p, "info", "none"), np.asarray(p)) for p in parts]]

    check(body)


def test_array_with_units():
    """A class that multiplies and adds units by `__array_ufunc__`, and takes functions over."""

    def body(np):
        class Quantity(np.ndarray):
            def __new__(cls, values, unit):
                self = np.asarray(values, dtype=float).view(cls)
                self.unit = unit
                return self

            def __array_finalize__(self, obj):
                self.unit = getattr(obj, "unit", 0)

            def __array_ufunc__(self, ufunc, method, *inputs, out=None, **kwargs):
                units = [getattr(x, "unit", 0) for x in inputs]
                plain = [x.view(np.ndarray) if isinstance(x, Quantity) else x for x in inputs]
                if out is not None:
                    kwargs["out"] = tuple(x.view(np.ndarray) if isinstance(x, Quantity) else x for x in out)
                if ufunc in (np.multiply, np.matmul):
                    unit = sum(units)
                elif ufunc is np.square:
                    unit = units[0] * 2
                elif ufunc in (np.divide, np.true_divide):
                    unit = units[0] - (units[1] if len(units) > 1 else 0)
                elif ufunc in (np.add, np.subtract, np.maximum, np.minimum):
                    if method == "__call__" and units[0] != units[1]:
                        raise ValueError("units differ")
                    unit = units[0]
                elif ufunc in (np.less, np.equal, np.greater):
                    return super().__array_ufunc__(ufunc, method, *plain, **kwargs)
                elif ufunc is np.sqrt:
                    unit = units[0] / 2
                elif ufunc is np.conjugate:
                    unit = units[0]
                else:
                    return NotImplemented
                result = super().__array_ufunc__(ufunc, method, *plain, **kwargs)
                if out is not None:
                    out[0].unit = unit
                    return out[0]
                return Quantity(result, unit)

        q = Quantity([[1.0, 2.0], [3.0, 4.0]], 1)
        results = [q + q, q * q, q * 2, q / q, q**2, q.sum(), q.sum(axis=0), q.mean(axis=1), q @ q, q.max()]
        results += [
            q[0],
            q.T,
            q.reshape(-1),
            q.cumsum(axis=0),
            np.sqrt(q),
            q.std(axis=0),
            q.ptp() if 0 else q,
        ]
        results += [np.concatenate([q, q]), np.sum(q), np.mean(q), np.add.outer(q[0] * 0, q[0] * 0 + q[0])]
        q *= 2
        results += [q, q > 3]
        values = [(type(r).__name__, getattr(r, "unit", None), np.asarray(r)) for r in results]
        refused = []
        for f in (lambda: q + 1, lambda: np.sin(q), lambda: q * q + q):
            try:
                f()
            except Exception as error:
                refused.append((type(error).__name__, str(error)[:60]))
        return values, refused

    check(body)


def test_masked_array():
    """A class with its own methods, which functions call."""

    def body(np):
        class Masked(np.ndarray):
            __array_priority__ = 15

            def __new__(cls, values, mask):
                self = np.array(values, dtype=float).view(cls)
                self.mask = np.array(mask)
                return self

            def __array_finalize__(self, obj):
                self.mask = getattr(obj, "mask", None)

            def __array_wrap__(self, arr, context=None, return_scalar=False):
                made = super().__array_wrap__(arr, context, return_scalar)
                if context is not None:
                    masks = [x.mask for x in context[1] if isinstance(x, Masked)]
                    made.mask = masks[0] if len(masks) == 1 else masks[0] | masks[1]
                return made

            def __getitem__(self, key):
                part = super().__getitem__(key)
                if isinstance(part, Masked):
                    part.mask = self.mask[key]
                return part

            def filled(self, value):
                return np.where(self.mask, value, self.view(np.ndarray))

            def sum(self, axis=None, dtype=None, out=None, keepdims=False):
                return self.filled(0).sum(axis=axis, keepdims=keepdims)

            def mean(self, axis=None, dtype=None, out=None):
                return self.sum(axis) / (~self.mask).sum(axis)

            def copy(self, *args):
                return "copied"

            def ravel(self, order="C"):
                return "ravelled"

            def take(self, indices, axis=None, out=None, mode="raise"):
                return indices, axis, out, mode

        m = Masked([1, 2, 3], [False, True, False])
        n = Masked([4, 5, 6], [True, False, False])
        x = np.ones(3)
        parts = [m + n, m * 2, x + m, m[1:], np.sin(n), -m, m + x, m.view(Masked)]
        called = [np.sum(m), np.sum(m, axis=0), np.mean(n), np.ravel(m), np.take(m, [1], axis=0), m.filled(9)]
        return [(type(p).__name__, p.mask, p.view(np.ndarray)) for p in parts], called

    check(body)


def test_methods_of_other_objects():
    def body(np):
        class Duck:
            def __getattr__(self, name):
                if name.startswith("_"):
                    raise AttributeError(name)
                return lambda *args, **kwargs: (name, args, kwargs)

        d = Duck()
        return [
            np.sum(d),
            np.sum(d, 1),
            np.sum(d, axis=1, keepdims=True),
            np.sum(d, dtype="f4"),
            np.max(d),
            np.amin(d, 0),
            np.mean(d, 0),
            np.cumsum(d, axis=0),
            np.nonzero(d),
        ]

    check(body)


def test_wrap_of_older_classes():
    def body(np):
        import warnings

        class OneArgument(np.ndarray):
            def __array_wrap__(self, arr):
                return "one", arr.shape

        class TwoArguments(np.ndarray):
            def __array_wrap__(self, arr, context=None):
                return "two", arr.shape, context is not None

        class Wrong(np.ndarray):
            def __array_wrap__(self):
                return "none"

        class NoArray:
            def __array__(self, dtype=None, copy=None):
                return np.arange(2.0)

            def __array_wrap__(self, arr, context, return_scalar):
                return "wrapped", arr, return_scalar

        results = []
        for kind in (OneArgument, TwoArguments, Wrong):
            for operation in ("x + 1", "x.sum()", "np.add.reduce(x)"):
                with warnings.catch_warnings(record=True) as caught:
                    warnings.simplefilter("always")
                    try:
                        results.append(eval(operation, {"np": np, "x": np.ones(2).view(kind)}))
                    except TypeError as error:
                        results.append(str(error).split(".")[-1])
                results.append([(w.category.__name__, str(w.message)) for w in caught])
        results += [np.sin(NoArray()), np.add(NoArray(), 1), np.add(1, NoArray())]
        return results

    check(body)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickled_subclass_with_state(protocol, np):
    """The usual way to pickle attributes of a subclass."""
    a = Stateful.of(np)(np.arange(6.0).reshape(2, 3).T, "kept")
    back = pickle.loads(pickle.dumps(a, protocol))
    assert type(back) is type(a) and back.info == "kept"
    assert back.tolist() == a.tolist() and back.flags.f_contiguous
    for copied in (copy.copy(a), copy.deepcopy(a)):
        assert type(copied) is type(a) and copied.info == "kept" and copied.tolist() == a.tolist()


class Stateful:
    """Makes the class once, under a name at which pickles find it."""

    made = None

    @classmethod
    def of(cls, np):
        if cls.made is None:

            class Array(np.ndarray):
                def __new__(cls, values, info=None):
                    self = np.asarray(values).view(cls)
                    self.info = info
                    return self

                def __array_finalize__(self, obj):
                    self.info = getattr(obj, "info", None)

                def __reduce__(self):
                    function, args, state = super().__reduce__()
                    return function, args, (*state, self.info)

                def __setstate__(self, state):
                    self.info = state[-1]
                    super().__setstate__(state[:-1])

            Array.__qualname__ = "Stateful.made"
            cls.made = Array
        return cls.made


def test_class_getitem():
    check("np.ndarray[int, float].__args__")
    check("np.ndarray[int, float].__origin__ is np.ndarray")
