"""All kinds of index expressions, right or wrong, read and written, with NumPy's results and refusals."""

import pytest
from diff import check

SETUP = """
class Int(int):
    pass
class Other(int):
    def __index__(self):
        return 1
class Index:
    def __index__(self):
        return 1
class Broken:
    def __index__(self):
        raise KeyError("k")
class Arr:
    def __array__(self, dtype=None, copy=None):
        return np.array([0, 1])
class Seq:
    def __len__(self):
        return 2
    def __getitem__(self, i):
        if i > 1:
            raise IndexError
        return i
a = np.arange(12).reshape(3, 4)
z, e, o, f = np.array(5), np.zeros((0, 3)), np.empty((2, 2), object), np.arange(3.0)
def store(target, key, value):
    target[key] = value
    return target
"""
KEYS = [
    "5",
    "-4",
    "0,4",
    "0,0,0",
    "0,0,0,0",
    "1.0",
    "0.5",
    "'a'",
    "b'a'",
    "1j",
    "None",
    "...",
    "...,...",
    "..., 'a', ...",
    "...,1.5,...",
    "...,None,...",
    "[0.5]",
    "[1.0, 2.0]",
    "['a']",
    "[True,False]",
    "[True,False,True]",
    "[True,False,True,False]",
    "[[True,False,True,False]]*2",
    "np.array([[True,False],[False,True]])",
    "np.zeros((3,5),bool)",
    "np.zeros((3,4,1),bool)",
    "np.zeros(4,bool)",
    "slice(None),np.zeros(3,bool)",
    "np.array([3])",
    "np.array([-4])",
    "[0,3]",
    "slice(None),[4]",
    "[0,1],[0,1,2]",
    "[0],[0],[0]",
    "np.array([0.])",
    "np.array(1.5)",
    "np.array(1)",
    "np.array(1,'u1')",
    "np.array([1],'u8')",
    "np.array([2**63],'u8')",
    "2**63",
    "-2**63-1",
    "2**100",
    "[2**63]",
    "[2**100]",
    "np.array(['a'])",
    "np.array('a')",
    "np.array([0,1],object)",
    "np.array([0.5,1],object)",
    "np.array([True,False,True],object)",
    "np.array([None,1],object)",
    "np.array(1,object)",
    "Int(1)",
    "Other(2)",
    "Index()",
    "Broken()",
    "Arr()",
    "Seq()",
    "[Index()]",
    "[Int(1),0]",
    "(0,[1,2])",
    "[(0,1),(1,2)]",
    "[[0,1],[1,2]]",
    "[slice(0,2)]",
    "[None]",
    "[...]",
    "[0, None]",
    "[slice(None), 0]",
    "[[0,1],[1]]",
    "[]",
    "[[]]",
    "[],[]",
    "[[],[]]",
    "()",
    "(())",
    "np.True_",
    "np.False_",
    "True",
    "False",
    "None,True,[0,1]",
    "True,True",
    "True,[0]",
    "True,[0,1]",
    "[True],[0]",
    "np.array(True)",
    "np.array([True])",
    "np.array([[True]])",
    "slice('a')",
    "slice(1.5)",
    "slice(None,None,0)",
    "slice(None,None,1.0)",
    "slice(2**100)",
    "slice(-2**100,2**100,2**100)",
    "slice(Index(),None)",
    "slice(Broken())",
    "slice(np.int64(1),np.array(2))",
    "slice([1])",
    "slice(None,np.array([1]))",
    "np.float64(1)",
    "np.bool_(1)",
    "np.str_('a')",
    "np.complex64(1)",
    "range(2)",
    "{1}",
    "{0:1}",
    "iter([0])",
    "print",
    "type",
    "lambda: 0",
    "Exception",
    "slice",
    "bytearray(b'ab')",
    "memoryview(b'\\0\\1')",
    "np.int8(1)",
    "np.uint64(1)",
    "np.int8(-5)",
    "np.array([[0,1],[1,2]],'i1')",
    "np.array([],'f4')",
    "np.array([],bool)",
    "np.zeros((0,),'i8')",
    "np.zeros((0,4),bool)",
    "np.zeros((3,0),bool)",
    "(None,)*63",
    "(None,)*62",
    "(0,)*65",
    "(...,)+(None,)*40+(...,)",
    "([0],)*65",
    "'a', 0",
    "0, 'a'",
    "0, 0, 'a'",
    "0,0,0,'a'",
    "[0,1], slice(None), 'x'",
    "(0,0),",
    "((0,0),(1,1))",
    "[0,1],[[0],[1]]",
    "np.array([0,5]), 0",
    "0, np.array([0,5])",
    "[0,1,2],[0,1,2,4]",
    "[0,1,2],[0,1,2],[5]",
    "..., [5]",
    "[5], ...",
    "[-4], None",
    "slice(None), slice(None), [0]",
    "[[True,True],[False,False]], 0",
    "True, 0, 0",
    "False, 5",
    "[], 5",
    "[0,1], 5",
    "5,[]",
    "slice(0,0), 5",
    "slice(0,0),[5]",
    "[[],[]],[5]",
    "np.zeros((0,2),int), 7",
]
VALUES = [
    "1",
    "[1,2]",
    "np.arange(4)",
    "np.arange(5)",
    "np.zeros((2,2))",
    "'a'",
    "None",
    "[[1],[2,3]]",
    "1.5",
    "np.array([1.5])",
    "2**70",
    "[]",
    "np.zeros((1,1,1,4))",
    "np.zeros((3,1,4))",
    "1j",
    "[None]",
    "{}",
    "np.arange(12).reshape(3,4)",
    "np.array(7)",
    "a",
    "a[::-1]",
]


@pytest.mark.parametrize("key", KEYS)
def test_reading(key):
    arrays = "a, e, o, f, a[1:, 1:], np.arange(3), np.int64(3)" + (", z" if key != "Index()" else "")
    check(f"{SETUP}[outcome(lambda x=x: x[{key}]) for x in ({arrays})]")


@pytest.mark.parametrize("key", KEYS)
def test_writing(key):
    values = ", ".join(f"lambda: {value}" for value in VALUES)
    check(f"{SETUP}[outcome(lambda v=v: store(a.copy(), ({key}), v())) for v in ({values})]")


@pytest.mark.parametrize("key", KEYS)
def test_writing_objects(key):
    if "np.array([[True,False],[False,True]])" in key:
        pytest.skip("NumPy counts the values of an empty list only here")
    values = ", ".join(f"lambda: {value}" for value in VALUES)
    check(f"{SETUP}[outcome(lambda v=v: store(o.copy(), ({key}), v())) for v in ({values})]")


@pytest.mark.parametrize("key", KEYS)
def test_updating_and_refusing(key):
    check(
        f"{SETUP}def update(x):\n    x[{key}] += 1\n    return x\ndef delete(x):\n    del x[{key}]\n"
        "r = a[:]\nr.flags.writeable = False\n"
        "[outcome(lambda: update(a.copy())), outcome(lambda: delete(a)),"
        f" outcome(lambda: store(r, ({key}), 0)), outcome(lambda: store(np.arange(3), ({key}), 2))]"
    )


@pytest.mark.parametrize("key", [key for key in KEYS if key not in ("2**63", "..., 'a', ...")])
def test_flat(key):
    check(
        f"{SETUP}[outcome(lambda: a.flat[{key}])]"
        f" + [outcome(lambda v=v: store(a.flat, ({key}), v).copy()) for v in (-1, [1, 2], np.array(7))]"
    )


@pytest.mark.parametrize(
    "code",
    [
        "f = a.flat; [next(f), f.index, f.coords, f.base is a, len(f), list(f)[:2], f.index, f.coords]",
        "a.T.flat.copy(), a.T.flat.__array__(), a.flat.__array__(), np.asarray(a.flat).base is a",
        "[a.flat == 3, a.flat < np.arange(12), a.T.flat >= a.flat]",
        "a.flat = [1, 2, 3]; a",
        "del a.flat[0]",
        "r = a[:]; r.flags.writeable = False; r.flat[0] = 3",
        "[list(z.flat), z.flat[0], z.flat.coords, list(e.flat)]",
        "iter(z)",
        "iter(np.int64(3))",
        "[x for x in z]",
        "len(z)",
        "b = np.broadcast([1, 2], [[3], [4]])\n[b.shape, b.nd, b.ndim, b.size, b.numiter, b.index, "
        "list(b), b.index]",
        "b = np.broadcast([1, 2], [[3], [4]]); next(b); r = [b.index, [i.index for i in "
        "b.iters]]\nb.reset(); [r, b.index]",
        "b = np.broadcast(np.broadcast(1, [2, 3]), [[1]]); [b.numiter, b.shape]",
        "[np.broadcast().shape, np.broadcast().size, list(np.broadcast(1))]",
        "np.broadcast(*[1] * 65)",
        "np.broadcast(*[1] * 40, np.broadcast(*[1] * 30))",
        "np.broadcast([1, 2], [1, 2, 3])",
        "np.broadcast(a=1)",
        "[np.broadcast_shapes(), np.broadcast_shapes(2, (3, 2), ()), np.broadcast_shapes(*[(1,)] * 70, "
        "(5,))]",
        "np.broadcast_shapes((2,), (3,))",
        "np.broadcast_shapes(-1)",
        "np.broadcast_shapes((2, 3.0))",
        "import pickle; i = np.ndindex(2, 3); next(i); list(pickle.loads(pickle.dumps(i)))",
        "[list(np.ndindex(2)), list(np.ndindex(())), list(np.ndindex((2, 0))), list(np.ndindex(np.int8(2)))]",
        "np.ndindex(2.0)",
        "np.ndindex((2, 3), 4)",
        "i = np.ndenumerate(a[:2, :2]); next(i); [i.iter.index, list(i)]",
        "[list(np.ndenumerate(z)), list(np.ndenumerate(e)), list(np.ndenumerate([[1], [2]]))]",
    ],
)
def test_iterators(code):
    check(SETUP + code)
