"""Arrays of objects: making, indexing, copying, printing, operations, and who owns what."""

import copy
import gc
import pickle
import sys
import weakref
from fractions import Fraction

import pytest
import tegula
from cases import words
from diff import check

MIXED = [1, None, "a", 2.5, [1, 2], (3,), {"k": 1}]


class Noisy:
    """An object that refuses to be added, and can be referred to weakly."""

    def __add__(self, other):
        raise RuntimeError("no addition")


@pytest.mark.parametrize(
    "source",
    [
        "[1, None]",
        "[None, 'a', 1.5]",
        "[2**64]",
        "[-(2**63) - 1]",
        "2**64",
        "[2**64, 1.5]",
        "{}",
        "{1, 2}",
        "[{}, 1]",
        "None",
        "[[None, 1], [2, 3]]",
        "[True, None]",
        "(1, 'a', None)",
    ],
)
def test_object_arrays_are_made_where_they_must(source):
    check(lambda np: np.array(eval(source)))


@pytest.mark.parametrize(
    "source",
    [
        "[[1, 2], [3]]",
        "[[1, [2]], [3, 4]]",
        "[[[1], [2]], [[3], [4, 5]]]",
        "[[], [1]]",
        "[1, (2, 3)]",
        "[np.array([1, 2]), np.array([3])]",
        "[np.array([1, 2]), np.array([3, 4])]",
        "[np.array(1), None]",
        "[np.array([1, 2]), None]",
        "[np.zeros((2, 2)), np.zeros((2, 3))]",
        "[range(2), range(3)]",
        "['ab', 'c']",
        "'abc'",
        "5",
        "np.arange(3)",
        "[np.int8(3), np.float64(1.5)]",
    ],
)
def test_objects_on_demand(source):
    def body(np):
        a = np.array(eval(source, {"np": np}), dtype=object)
        return a.shape, a.strides, repr(a)

    check(body)


def test_ragged_nesting_is_an_error_without_objects():
    check(lambda np: np.array([[1, 2], [3]]))
    check(lambda np: np.array([1, [2]]))


@pytest.mark.parametrize("maker", ["empty", "zeros", "ones"])
@pytest.mark.parametrize("shape", ["()", "3", "(2, 3)", "0"])
def test_blank(maker, shape):
    check(lambda np: getattr(np, maker)(eval(shape), dtype=object))
    check(lambda np: getattr(np, maker + "_like")(np.array([None, 1]), shape=eval(shape)))


def test_full_and_others():
    check(lambda np: np.full(2, None))
    check(lambda np: np.full((2, 2), [1, 2], object))
    check(lambda np: np.full(2, {}))
    check(lambda np: np.full(2, 2**70))
    check(lambda np: np.eye(2, dtype=object))
    check(lambda np: np.arange(3, dtype=object))
    check(lambda np: np.fromiter([1, None], object))
    check(lambda np: np.frombuffer(b"12345678", object))


@pytest.mark.parametrize(
    "arguments",
    [
        "Fraction(1, 2), 3",
        "0, Fraction(3, 2), Fraction(1, 2)",
        "None",
        "None, 3",
        "2**70, 2**70 + 2",
        "'a'",
        "1, 'b'",
    ],
)
def test_ranges(arguments):
    check(lambda np: np.arange(*eval(f"({arguments},)", {"Fraction": Fraction})))


@pytest.mark.parametrize(
    "key",
    ["0", "-1", "slice(1, 4)", "slice(None, None, -2)", "[2, 0, 2]", "...", "None", "(0,)", "7", "[9]"],
)
def test_get(key):
    def body(np):
        a = np.empty(7, dtype=object)
        for i, x in enumerate(MIXED):
            a[i] = x
        return a[eval(key)]

    check(body)


def test_elements_are_the_objects_themselves():
    thing = object()
    a = tegula.array([thing, None])
    assert a[0] is thing and a.item(0) is thing and a.tolist()[0] is thing
    assert next(iter(a)) is thing and a.flat[0] is thing and a[1] is None
    assert a.copy()[0] is thing and a[::-1][1] is thing and a[[0]][0] is thing


@pytest.mark.parametrize(
    "statement",
    [
        "a[0] = [1, 2]",
        "a[0, 1] = None",
        "a[:] = 5",
        "a[:] = [1, None, 'x']",
        "a[1] = np.arange(3)",
        "a[[0, 0]] = 'y'",
        "a[a == 3] = 'z'",
        "a[[[True, False, True], [False, True, False]]] = [7, 8, 9]",
        "a[...] = a[::-1]",
        "a.flat[2] = {}",
        "a.fill('w')",
        "a[:, 0] = [[1], [2]]",
        "a[0] = [1, 2, 3, 4]",
        "np.copyto(a, [1, 2, 3], where=[True, False, True])",
        "np.copyto(a, 'x')",
        "a += 1",
        "a *= [[1], [2]]",
        "np.add.at(a, ([0, 0], [1, 1]), 10)",
        "a.real[0] = 9",
    ],
)
def test_set(statement):
    def body(np):
        a = np.array([[1, 2, 3], [4, 5, 6]], dtype=object)
        exec(statement, {"a": a, "np": np})
        return a.dtype, repr(a.tolist())

    check(body)


@pytest.mark.parametrize(
    "call",
    [
        "a.T",
        "a.reshape(3, 2)",
        "a.ravel()",
        "a.copy('F')",
        "a[:, ::-1].copy()",
        "np.concatenate([a, a], axis=1)",
        "np.concatenate([a, [[1.5, True, 7]]])",
        "np.stack([a, a])",
        "np.repeat(a, 2, axis=0)",
        "np.tile(a, 2)",
        "np.take(a, [1, 0], axis=1)",
        "np.where([True, False, True], a, None)",
        "np.where(a, 1, 2)",
        "a.nonzero()[0].tolist()",
        "np.count_nonzero(a)",
        "a.astype(object)",
        "a.astype(bool)",
        "a.astype(str)",
        "a.tolist()",
        "list(a)",
        "a.size, a.nbytes, a.itemsize, a.dtype.str, a.dtype.kind, a.dtype.hasobject",
        "a.view(int)",
        "np.zeros(2).view(object)",
        "a.imag",
        "a.real",
        "bool(np.array([None], object))",
        "None in a",
        "'b' in a",
    ],
)
def test_shapes_and_copies(call):
    check(lambda np: eval(call, {"np": np, "a": np.array([[1, None, "b"], [2.5, 0, "c"]], dtype=object)}))


@pytest.mark.parametrize(
    "call",
    [
        "np.array([1, 2.5, True], object).astype(float)",
        "np.array([1.9, '7'], object).astype(int)",
        "np.array([None], object).astype(float)",
        "np.array([None], object).astype(int)",
        "np.array(['x'], object).astype(int)",
        "np.array([1j], object).astype(float)",
        "np.array([1, 2.5]).astype(object)",
        "np.array([1, 2], 'u1').astype(object)[0].__class__",
        "np.array([1.5], 'f2').astype(object)",
        "np.array([1j], 'c8').astype(object)",
        "np.array([True]).astype(object)",
        "np.array(['ab']).astype(object)",
        "np.array([300], object).astype('i1')",
        "np.can_cast('O', float), np.can_cast(float, 'O'), np.can_cast('O', 'U5')",
        "np.promote_types('O', 'f4'), np.result_type(object, 1)",
    ],
)
def test_conversions(call):
    check(lambda np: eval(call, {"np": np}))


@pytest.mark.parametrize(
    "source",
    [
        "np.array([1, 'ab', None, [1, 2]], object)",
        "np.array([[1, None], ['x', 2.5]], object)",
        "np.array(None)",
        "np.array('abc', object)",
        "np.array([], object)",
        "np.array([[], []], object)",
        "np.array([np.float64(1.5), np.int8(3)], object)",
        "np.array([np.array([1, 2]), None], object)",
        "np.array([1.123456789012, 1e300], object)",
        "np.arange(2000).astype(object)",
        "np.array([10**40, 'a' * 70, 'b'], object)",
    ],
)
def test_printing(source):
    check(lambda np: [f(eval(source, {"np": np})) for f in (repr, str)])
    check(lambda np: np.array2string(eval(source, {"np": np}), separator=";"))


UNARY = words("""
    negative positive absolute square sign invert conjugate reciprocal floor ceil trunc sqrt exp log sin
    rint logical_not isnan isfinite cbrt arctan tanh
""")
BINARY = words("""
    add subtract multiply divide floor_divide remainder power maximum minimum bitwise_and bitwise_or
    bitwise_xor left_shift right_shift equal not_equal less less_equal greater greater_equal logical_and
    logical_or logical_xor fmod
""")


@pytest.mark.parametrize("name", UNARY)
@pytest.mark.parametrize("items", ["[3, -2]", "[2.5, -1.5]", "[None]", "[1j]", "['a']"])
def test_unary(name, items):
    check(lambda np: getattr(np, name)(np.array(eval(items), object)))


@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize(
    "operands",
    [
        "np.array([7, 5], object), np.array([2, 3], object)",
        "np.array([7, 5], object), 2",
        "3, np.array([7, 5], object)",
        "np.array([7, 2.5], object), np.array([2, 4])",
        "np.array(['a', 'b'], object), 'c'",
        "np.array([1, None], object), 1",
        "np.array([[1], [2]], object), [3, 4]",
        "np.array(4, object), 3",
        "10**30, np.array([2, 3], object)",
        "np.array([2, 3], object), np.float32(1.5)",
    ],
)
def test_binary(name, operands):
    check(lambda np: getattr(np, name)(*eval(operands, {"np": np})))


@pytest.mark.parametrize(
    "call",
    [
        "a + 1",
        "1 - a",
        "a // 2",
        "divmod(a, 2)",
        "a ** 2",
        "a == 2",
        "a == None",
        "a != [1, 2, 3]",
        "a < 2",
        "a < None",
        "a @ a",
        "a + None",
        "-a",
        "abs(a)",
        "a | 1",
        "a << 2",
        "np.arange(3) + None",
        "np.arange(3) + Fraction(1, 2)",
        "np.arange(3) == None",
        "np.arange(3) * {}",
        "np.add(1, 2, dtype=object)",
        "np.add([1], [2], dtype=object)",
        "np.add([1], [2], out=np.empty(1, object))",
        "np.add(a, 1, out=np.empty(3))",
        "np.add(a, 1, out=np.empty(3), casting='unsafe')",
        "np.add(a, 1, where=[True, False, True], out=np.zeros(3, object))",
        "np.add(a, a, out=a)",
        "np.less(a, 2, dtype=object)",
        "np.add(a, 1, dtype=float)",
        "np.add(a, 1, dtype=float, casting='unsafe')",
        "np.multiply.outer(a, [1, 2])",
        "np.clip(a, 2, 3)",
        "a.clip(2)",
        "a.round()",
        "np.array_equal(a, a)",
    ],
)
def test_operators(call):
    check(lambda np: eval(call, {"np": np, "Fraction": Fraction, "a": np.array([1, 2, 3], object)}))


@pytest.mark.parametrize(
    "call",
    [
        "a.sum()",
        "a.sum(axis=0)",
        "a.sum(axis=1, keepdims=True)",
        "a.prod()",
        "a.min(), a.max()",
        "a.max(axis=0)",
        "a.any(), a.all()",
        "np.any(a, axis=0)",
        "a.argmax(), a.argmin(axis=0)",
        "a.cumsum()",
        "a.cumprod(axis=1)",
        "a.mean()",
        "a.mean(axis=0)",
        "a.var(), a.std()",
        "a.var(axis=1)",
        "np.ptp(a)",
        "np.add.reduce(a)",
        "np.add.reduce(a, axis=None, initial=10)",
        "np.add.reduce(a, where=[True, False])",
        "np.add.reduce(a, where=[True, False], initial=0)",
        "np.subtract.reduce(a, axis=1)",
        "np.subtract.reduce(a, axis=(0, 1))",
        "np.logical_or.reduce(a)",
        "np.add.accumulate(a, axis=1)",
        "np.add.reduceat(a, [0, 1], axis=1)",
        "np.maximum.reduce(a[:0])",
        "np.add.reduce(a[:0])",
        "np.multiply.reduce(a[:0])",
        "np.add.reduce(np.arange(3), dtype=object)",
        "np.add.reduce(a, dtype=float)",
        "np.add.reduce(a, out=np.empty(2, object))",
        "np.array([1, None], object).max()",
        "np.array(['a', 'b'], object).sum()",
        "np.array([[1], [2, 3]], object).sum()",
        "np.array([], object).sum(), np.array([], object).prod()",
        "np.array([Fraction(1, 2), Fraction(1, 3)]).sum()",
        "np.array([3, 'a'], object).argmax()",
        "np.sum(None), np.max(None), np.any(None), np.argmax(None)",
        "np.mean(None)",
    ],
)
def test_reductions(call):
    space = {"Fraction": Fraction}
    check(lambda np: eval(call, {"np": np, **space, "a": np.array([[3, 1], [2, 4]], object)}))


@pytest.mark.parametrize(
    "call",
    [
        "np.dot(v, v)",
        "m @ v",
        "v @ m",
        "m @ m",
        "np.dot(m, m)",
        "np.inner(m, v)",
        "np.outer(v, v)",
        "np.vdot(v, v)",
        "m @ np.eye(2)",
        "v[:0] @ v[:0]",
        "np.zeros((2, 0), object) @ np.zeros((0, 2), object)",
        "m @ np.array([1, 2, 3], object)",
        "np.dot(m, np.array([1, 2, 3], object))",
        "np.dot(3, v)",
        "np.array(['a', 'b'], object) @ np.array([2, 3], object)",
        "np.matmul(m, v, out=np.empty(2, object))",
        "np.stack([m, m]) @ m",
    ],
)
def test_products(call):
    def body(np):
        return eval(call, {"np": np, "m": np.array([[1, 2], [3, 4]], object), "v": np.array([5, 6], object)})

    check(body)


def test_pickles_and_copies():
    for order in "CF":
        a = tegula.array([[1, None, "x"], [[1], 2.5, {}]], dtype=object, order=order)
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            b = pickle.loads(pickle.dumps(a, protocol))
            assert b.dtype == object and b.tolist() == a.tolist() and b.strides == a.strides
        assert copy.copy(a)[1, 0] is a[1, 0]
        deep = copy.deepcopy(a)
        assert deep.tolist() == a.tolist() and deep[1, 0] is not a[1, 0]
    assert pickle.loads(pickle.dumps(tegula.dtype("O"))) == tegula.dtype("O")


@pytest.mark.parametrize(
    "use",
    [
        "a[:] = None",
        "a.fill(None)",
        "a[[0, 0, 1, 2, 3]] = None",
        "a[np.array([True] * 4)] = None",
        "a[...] = a[::-1]; a[:] = None",
        "b = a.copy(); del b; a[:] = None",
        "b = a[[0, 1]]; c = a[a == x]; del b, c; a[:] = None",
        "b = np.concatenate([a, a]); b = np.where([True, False] * 2, a, None); del b; a[:] = None",
        "b = a.reshape(2, 2).T.copy(); b = np.repeat(a, 3); del b; a[:] = None",
        "b = a.astype(object); del b; a[:] = None",
        "b = np.lib.stride_tricks.as_strided(a, (3, 4), (0, 8)); b[:] = 5; del b",
        "b = np.lib.stride_tricks.as_strided(a, (4, 4), (8, 0)); b[...] = [[x] * 4] * 4; del b; a[:] = 0",
        "np.copyto(a, [1, 2, 3, 4])",
        "np.copyto(a, None, where=[True] * 4)",
        "np.logical_or(a, 1, out=a); a[:] = 0",
        "c = np.logical_or.reduce(a); d = np.logical_and.accumulate(a); del c, d; a[:] = 0",
        "a.tolist(); list(a); repr(a); a == x; a[:] = 0",
        "np.equal(a, None, out=a)",
        "try: a + 1\nexcept RuntimeError: pass\na[:] = 0",
        "try: np.add.reduce(a)\nexcept RuntimeError: pass\na[:] = 0",
        "try: np.add(a, 1, out=a)\nexcept RuntimeError: pass\na[:] = 0",
        "try: a.astype(float)\nexcept TypeError: pass\na[:] = 0",
        "try: np.array([[a[0], 1], [2]]) \nexcept ValueError: pass\na[:] = 0",
        "try: a[:] = [1, 2]\nexcept ValueError: pass\na[:] = 0",
        "f = np.frompyfunc(lambda y: (y, y), 1, 2); f(a); del f; a[:] = 0",
        "del a",
    ],
)
def test_references_are_balanced(use):
    x = Noisy()
    ref = weakref.ref(x)
    before = sys.getrefcount(x)
    a = tegula.array([x, x, x, x])
    assert sys.getrefcount(x) == before + 4
    space = {"np": tegula, "a": a, "x": x}
    del a
    exec(use, space)
    space.clear()
    assert sys.getrefcount(x) == before
    del x
    assert ref() is None


def test_overwritten_objects_may_run_code():
    """Finalisers see an array in order, and may write to it."""

    class Rewrites:
        def __init__(self, array):
            self.array = array

        def __del__(self):
            self.array[0] = "from the finaliser"

    a = tegula.empty(3, object)
    a[:] = [Rewrites(a), Rewrites(a), Rewrites(a)]
    a[:] = 1
    assert a.tolist() == ["from the finaliser", 1, 1]


def test_operations_may_change_the_array():
    class Shrinks:
        def __add__(self, other):
            a[:] = 0
            return 7

    a = tegula.array([Shrinks(), Shrinks()])
    assert (a + 1).tolist() == [7, 1]


def test_cycles_are_collected():
    class Node:
        pass

    node = Node()
    ref = weakref.ref(node)
    a = tegula.empty(2, object)
    a[0], a[1] = node, a
    node.array = a
    del node, a
    gc.collect()
    assert ref() is None
    assert not gc.is_tracked(tegula.zeros(3)) and gc.is_tracked(tegula.zeros(3, object))


def test_subclasses_hold_objects():
    class Sub(tegula.ndarray):
        pass

    x = Noisy()
    ref = weakref.ref(x)
    a = tegula.array([x, None]).view(Sub)
    b = a.copy()
    a.own = a
    assert type(b) is Sub and b[0] is x
    del a, b, x
    gc.collect()
    assert ref() is None


@pytest.mark.parametrize(
    "call",
    [
        "f(1, 2)",
        "f([1, 2], [[3], [4]])",
        "f.reduce([1, 2, 3])",
        "f.reduce([[1, 2], [3, 4]], axis=1)",
        "f.reduce([[1, 2], [3, 4]], axis=None)",
        "f.reduce([])",
        "f.accumulate([1, 2, 3])",
        "f.outer([1, 2], [3, 4])",
        "f.nin, f.nout, f.nargs, f.ntypes, f.types, f.identity, f.__name__, repr(f)",
        "f(1)",
        "f([1, 2], [1, 2, 3])",
        "f([1, 2], 1, out=np.empty(2, object))",
        "f(np.array([1, 2]), 1, where=[True, False], out=np.zeros(2, object))",
        "np.frompyfunc(lambda x: (x, -x), 1, 2)([1, 2])",
        "np.frompyfunc(lambda x, y: x + y, 2, 1, identity=0).reduce([])",
        "np.frompyfunc(lambda x, y: x + y, 2, 1, identity=0).identity",
        "np.frompyfunc(lambda x, y: x + y, 2, 1, identity=0).reduce([[1, 2], [3, 4]], axis=None)",
        "np.frompyfunc(len, 1, 1)(['a', 'bcd'])",
        "np.frompyfunc(len, 1, 1).reduce(['a'])",
        "np.frompyfunc(5, 1, 1)",
        "np.frompyfunc(lambda x: 1 / x, 1, 1)([1, 0])",
        "isinstance(f, np.ufunc)",
    ],
)
def test_frompyfunc(call):
    check(lambda np: eval(call, {"np": np, "f": np.frompyfunc(lambda x, y: x * 10 + y, 2, 1)}))


@pytest.mark.parametrize(
    "call",
    [
        "np.vectorize(lambda x: x + 1)([1, 2])",
        "np.vectorize(lambda x, y=2: x ** y)([1, 2, 3])",
        "np.vectorize(lambda x, y: x ** y)([1, 2, 3], y=[[1], [2]])",
        "np.vectorize(lambda x: x / 2)(3)",
        "np.vectorize(lambda x: (x, str(x)))([1, 2])",
        "np.vectorize(lambda x: x, otypes=[float])([1, 2])",
        "np.vectorize(lambda x: x, otypes='f')([])",
        "np.vectorize(lambda x: str(x), otypes=[str])([1, 22])",
        "np.vectorize(lambda x: str(x))([1, 22])",
        "np.vectorize(lambda x: [x], otypes=[object])([1, 2])",
        "np.vectorize(lambda x: x)([])",
        "np.vectorize(lambda x: x, otypes='q!')",
        "np.vectorize(lambda x: x, otypes=5)",
        "np.vectorize(5)",
        "np.vectorize(lambda p, x: p[0] + p[1] * x, excluded=[0])([1, 2], [1, 2, 3])",
        "np.vectorize(lambda p, x: len(p) * x, excluded=['p'])(p=[1, 2], x=[1, 2, 3])",
        "np.vectorize(lambda x: x.sum(), signature='(n)->()')([[1, 2], [3, 4]])",
        "np.vectorize(lambda x, y: x[:, None] * y, signature='(n),(m)->(n,m)')([1, 2], [[1, 2, 3]] * 2)",
        "np.vectorize(lambda x: x, signature='(n->()')",
        "np.vectorize(lambda x, y: x, signature='(n),(n)->()')([1, 2], [1, 2, 3])",
        "np.vectorize(lambda x: x, signature='(n),(n)->()')([1])",
        "np.vectorize(lambda x: x, cache=True)([1, 2])",
        "np.vectorize(otypes=[float])(lambda x: x)([1])",
        "np.vectorize(len).__name__, np.vectorize(len, doc='d').__doc__",
    ],
)
def test_vectorize(call):
    check(lambda np: eval(call, {"np": np}))


def test_vectorize_counts_its_calls():
    for cache, calls in ((False, 3), (True, 2)):
        seen = []
        tegula.vectorize(lambda x: seen.append(x) or x, cache=cache)([1, 2])  # noqa: B023
        assert len(seen) == calls
