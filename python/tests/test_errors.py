"""Bad input: NumPy's exception class and words, never a crash."""

import pytest
from diff import check

SETUP = "a = np.arange(12.0).reshape(3, 4); v = np.arange(3)"
BAD = [
    # Shapes.
    "a + v",
    "a * np.ones((2, 4))",
    "a == v",
    "a += v; a",
    "a @ v",
    "v @ a @ v",
    "a[:, :3] @ np.ones((4, 2))",
    "np.add(a, v, a)",
    "np.where(a > 1, v, 0)",
    "np.maximum(a, v)",
    "np.clip(a, v, 5)",
    "np.exp(a, out=np.zeros(3))",
    "a[0] = v",
    "a[:] = np.ones((2, 4))",
    "a[a > 5] = [1, 2, 3]",
    "a.reshape(5)",
    "a.reshape(-1, 7)",
    "np.broadcast_to(v, (2, 2))",
    "np.concatenate([a, v])",
    "np.stack([v, a])",
    "np.array([[1, 2], [3]])",
    "np.array([[1], [[2]]])",
    "np.array([v, a])",
    "np.array([1, [2]])",
    "np.array([[], [1]])",
    "np.full(3, [1, 2])",
    "np.linspace([1, 2], [1, 2, 3])",
    # Axes.
    "a.sum(2)",
    "a.sum(-3)",
    "a.sum((0, 0))",
    "a.sum((0, 2))",
    "np.sum(v, axis=1)",
    "a.argmax(2)",
    "a.transpose(0)",
    "a.transpose(0, 0)",
    "a.swapaxes(0, 2)",
    "np.expand_dims(a, 4)",
    "np.squeeze(a, 0)",
    "np.concatenate([a, a], 2)",
    "np.stack([a, a], 3)",
    "np.moveaxis(a, 2, 0)",
    "a.mean(axis='x')",
    "a.sum(axis=1.5)",
    "np.add.reduce(a, 2)",
    "np.add.accumulate(a, 2)",
    "a.cumsum(5)",
    "np.add.reduceat(a, [0], 2)",
    "np.float64(1).sum(1)",
    "np.array(1).sum(0)",
    # Dtypes.
    "np.zeros(3, 'x')",
    "np.array([1], dtype='float99')",
    "np.array(['a'], dtype=float)",
    "np.array('x', dtype=int)",
    "np.array([None], dtype=float)",
    "np.array([1j], dtype=float)",
    "np.array([object()], dtype=float)",
    "a.astype('x')",
    "a.astype(int, casting='safe')",
    "a.astype(int, casting='x')",
    "v += 1.5; v",
    "v /= 2; v",
    "v *= 1j; v",
    "a & 1",
    "~a",
    "a << 1",
    "-np.array([True])",
    "np.array([True]) - np.array([False])",
    "np.invert(1.5)",
    "np.left_shift(1.0, 2)",
    "v ** -1",
    "np.power(v, -1)",
    "np.arange(3, dtype=bool)",
    "np.add(1, 2, dtype='x')",
    "np.add(1.5, 2, dtype=int)",
    "np.exp(1, dtype=int)",
    "a < 1j; a @ 'x'",
    "a + 'x'",
    "'x' + a",
    "a + None",
    "a + object()",
    "np.add(a, 'x')",
    "np.add(a, None)",
    "np.sqrt('x')",
    "np.exp(None)",
    "np.sum('x')",
    "np.sum(None)",
    "a % 1j",
    "a // 1j",
    "np.floor_divide(1j, 1)",
    "np.array([1, 2]).view('float32x')",
    "np.iinfo(float)",
    "np.dtype()",
    "np.dtype(None, None, None, None, None)",
    # Values.
    "np.zeros(-1)",
    "np.zeros((2, -3))",
    "np.zeros('x')",
    "np.zeros(1.5)",
    "np.zeros((1.5,))",
    "np.zeros(None)",
    "np.zeros()",
    "np.ones(object())",
    "np.empty([-1])",
    "np.full(-2, 1)",
    "np.eye(-1)",
    "np.eye('x')",
    "np.arange()",
    "np.arange(0, 1, 0)",
    "np.arange('x')",
    "np.linspace(0, 1, -1)",
    "np.linspace(0, 1, 1.5)",
    "np.linspace()",
    "np.reshape(v, None)",
    "np.zeros(3, order='X')",
    "np.array(3, order=5)",
    "np.array()",
    "np.array(1, 2, 3)",
    "np.array(1, nonsense=2)",
    "np.array([1, 2], ndmin=65)",
    "np.array([1, 2], ndmin='x')",
    "np.array([1, 2], copy='x')",
    "np.zeros((1,) * 65)",
    "np.ones((1,) * 64)[None]",
    "a.max(initial='x')",
    "np.max([])",
    "np.argmax([])",
    "np.min(np.zeros((0, 3)), axis=0)",
    "np.min(np.zeros((0, 3)), axis=1)",
    "np.maximum.reduce([])",
    "np.minimum.reduce([], initial=3)",
    "np.split(v, 2)",
    "np.concatenate([])",
    "np.concatenate(5)",
    "np.concatenate([1, 2])",
    "np.stack([])",
    "np.vstack([])",
    "np.where()",
    "np.where(1, 2)",
    "np.clip(a)",
    "bool(a)",
    "int(a)",
    "float(v)",
    "if_ = a and 1; if_",
    "not a",
    "a in a",
    "len(np.array(1))",
    "iter(np.array(1))",
    "np.array(1)[0]",
    "hash(a)",
    "v.item()",
    "v.item(3)",
    "v.item('x')",
    "a.item(0, 0, 0)",
    "round(a, 'x')",
    "a.round('x')",
    "np.int8(128)",
    "np.int8(-129)",
    "np.uint8(-1)",
    "np.int64(2**63)",
    "np.uint64(2**64)",
    "np.int8('x')",
    "np.float64('x')",
    "np.float32(None)",
    "np.float64([1, 2], 3)",
    "np.bool(1, 2)",
    "np.array([300], 'uint8')",
    "np.array(2**64)",
    "np.array([2**64], 'int64')",
    "v[0] = 2**64; v",
    "np.uint8([1]) + 300",
    "np.uint8(1) + 300",
    "np.int8([1]) + (-200)",
    "v[0] = 'x'; v",
    "v[0] = None; v",
    "v[0] = [1, 2]; v",
    "v[0] = 1j; v",
    "a[0, 0] = v",
    "v.fill('x')",
    "v.fill([1, 2])",
    "a.T = 5",
    "a.shape = 5; a",
    "a.dtype = 5; a",
    "a.strides = 5; a",
    "a.size = 5",
    "a.flags = 5",
    "np.ndarray()",
    "np.ndarray('x')",
    "np.ufunc",
    "np.add.nin = 3",
    "np.add.__name__ = 'x'",
    "del a.shape",
    "np.float64(1).dtype = 3",
    "a.nonsense",
    "np.nonsense",
    "np.float64(1).nonsense",
    "np.add.nonsense",
    "np.dtype('f8').nonsense",
    "a()",
    "a.sum.nonsense",
    "a['x']",
    "a[{}]",
    "a[1.0]",
    "a[2**70]",
    "del a[0]",
    "np.random.default_rng('x')",
    "np.random.default_rng(-1)",
    "np.random.default_rng(0).integers(0)",
    "np.random.default_rng(0).normal(0, -1)",
    "np.random.default_rng(0).random(-1)",
    "np.linalg.nonsense",
    "a.sum(nonsense=1)",
    "a.sum(1, 2, 3, 4, 5, 6)",
    "np.sum()",
    "np.sum(a, axis=0, axis_=1)",
    "a.reshape(2, nonsense=1)",
    "np.add()",
    "np.add(1)",
    "np.add(1, 2, 3, 4)",
    "np.exp()",
    "np.exp(1, 2, 3)",
    "np.add(1, 2, nonsense=3)",
    "np.add(1, 2, out=5)",
    "np.add(1, 2, where=5, out=np.zeros(()))",
    "np.add(1, 2, casting='x')",
]


@pytest.mark.parametrize("code", BAD)
def test_message(code):
    check(f"{SETUP}; {code}")


def test_classes_of_exceptions():
    check(
        "[np.exceptions.AxisError, np.linalg.LinAlgError, issubclass(np.exceptions.AxisError, "
        "(ValueError, IndexError))]"
    )
    check(
        """
try:
    np.zeros(3).sum(axis=5)
except np.exceptions.AxisError as error:
    e = error
[e.axis, e.ndim, str(e), e.args, isinstance(e, ValueError), isinstance(e, IndexError)]
"""
    )
    check(
        "[str(np.exceptions.AxisError(3, 2)), str(np.exceptions.AxisError(3, 2, 'axis')), "
        "str(np.exceptions.AxisError('x'))]"
    )
    check("import pickle; str(pickle.loads(pickle.dumps(np.exceptions.AxisError(3, 2))))")


def test_failed_statements_leave_operands_alone():
    check("a = np.arange(3); outcome(lambda: np.add(a, np.ones(2), out=a)); a")
    check("a = np.arange(3); outcome(lambda: a.__iadd__(1.5)); outcome(lambda: a.__setitem__([0, 5], 9)); a")
    check(
        "a = np.arange(3); outcome(lambda: np.add.at(a, [0, 7], 1)); "
        "outcome(lambda: a.__setitem__(slice(None), [1, 2])); a"
    )


def test_errors_inside_user_objects_come_through():
    class Bad:
        def __index__(self):
            raise RuntimeError("from __index__")

        def __float__(self):
            raise RuntimeError("from __float__")

        def __array__(self, dtype=None, copy=None):
            raise RuntimeError("from __array__")

        def __len__(self):
            raise RuntimeError("from __len__")

    def generator():
        yield 1
        raise RuntimeError("from a generator")

    for code in (
        "np.zeros(3)[b]",
        "np.zeros(b)",
        "np.zeros(3) + b",
        "np.array(b)",
        "np.sum(b)",
        "np.zeros(3).sum(axis=b)",
        "np.zeros(3).reshape(b)",
        "np.concatenate(g)",
    ):
        check(lambda np, code: eval(code, {"np": np, "b": Bad(), "g": generator()}), code)


def test_deep_and_circular_lists():
    check("x = []; x.append(x); np.array(x).ndim if False else 0")
    check("x = 1\nfor _ in range(64): x = [x]\nnp.array(x).ndim")
    check("x = 1.0\nfor _ in range(65): x = [x]\nnp.array(x, dtype=float)")


class Shrinking(list):
    """A list that changes while it is read."""

    def __len__(self):
        return 5

    def __getitem__(self, i):
        self.clear()
        return super().__getitem__(i)


def test_hostile_sequences(np):
    for function in (np.array, np.sum, np.concatenate):
        try:
            function(Shrinking([1, 2, 3]))
        except Exception as error:
            assert type(error) is not SystemError
