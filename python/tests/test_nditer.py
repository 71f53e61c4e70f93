"""`nditer`, `ndindex` and `ndenumerate`."""

import pytest
from diff import check

A = "a = np.arange(6).reshape(2, 3); "


@pytest.mark.parametrize(
    "array",
    [
        "a",
        "a.T",
        "a[::-1]",
        "a[:, ::-1]",
        "a[:, 1]",
        "np.arange(24).reshape(2, 3, 4).transpose(2, 0, 1)",
        "np.broadcast_to(np.arange(3), (2, 3))",
        "np.float32(3)",
        "5",
        "[1, 2, 3]",
        "[[1, 2], [3, 4]]",
    ],
)
@pytest.mark.parametrize("order", "KCFA")
def test_order_of_elements(array, order):
    check(f"{A}[x.item() for x in np.nditer({array}, order='{order}')]")
    loop = "r = []\nwhile not i.finished:\n    r.append((i.multi_index, i.index, i.iterindex, i[0].item()))\n"
    check(
        f"{A}i = np.nditer({array}, ['multi_index', 'f_index'], order='{order}')\n{loop}    i.iternext()\nr"
    )


@pytest.mark.parametrize(
    "code",
    [
        "[(x.item(), y.item()) for x, y in np.nditer([a, np.arange(3)])]",
        "[(x.item(), y.item()) for x, y in np.nditer((a.T, np.arange(3)[:, None]), flags=['c_index'])]",
        "i = np.nditer(a, op_flags=['readwrite'])\nwith i:\n    for x in i:\n        x[...] = 2 * x\na",
        "i = np.nditer(a, ['multi_index'], ['readwrite'])\nwhile not i.finished:\n    i[0] = i[0] + 10\n    "
        "i.iternext()\na",
        "i = np.nditer([a, a + 1], [], [['readonly'], ['writeonly']])\nfor x, y in i:\n    y[...] = x * x\n"
        "i.operands[1]",
        "i = np.nditer(a, ['multi_index']); i.multi_index = (1, 1); [i[0].item(), i.iterindex]",
        "i = np.nditer(a, ['multi_index']); i.iterindex = 5; i.multi_index",
        "i = np.nditer(a); [i.iternext(), i.iternext(), [x.item() for x in i]]",
        "i = np.nditer(a); first = list(i); i.reset(); [len(first), i.value, next(i), next(i)]",
        "i = np.nditer([a, a]); [i.value, i[0], i[-1], i[0:2], len(i), i.nop, i.itersize, i.dtypes]",
        "i = np.nditer(a, ['multi_index']); [i.ndim, i.has_multi_index, i.has_index, i.finished]",
        "np.nditer(np.zeros((2, 0)), ['zerosize_ok']).finished",
        "i = np.nditer(a, ['c_index']); i.iternext(); j = i.copy(); j.iternext(); [i.index, j.index]",
        "np.nditer(a)[0].flags.writeable",
        "[(i, x) for i, x in np.ndenumerate(a)]",
        "list(np.ndindex(2, 3)), list(np.ndindex((2, 2))), list(np.ndindex()), list(np.ndindex(0, 2))",
    ],
)
def test_uses(code):
    check(A + "\n" + code)


@pytest.mark.parametrize(
    "call",
    [
        "np.nditer(a, flags=['x'])",
        "np.nditer(a, flags='multi_index')",
        "np.nditer(a, op_flags=['x'])",
        "np.nditer([a, a], op_flags=[['readonly']])",
        "np.nditer([a, np.arange(4)])",
        "np.nditer([a, np.arange(3)], op_flags=['readwrite'])",
        "np.nditer(a, ['c_index', 'f_index'])",
        "np.nditer(a, order='x')",
        "np.nditer(np.zeros(0))",
        "np.nditer(a).multi_index",
        "np.nditer(a).index",
        "np.nditer(a)[1]",
        "i = np.nditer(a); list(i); i.value",
        "i = np.nditer(a); list(i); next(i)",
        "i = np.nditer(a, ['multi_index']); list(i); i.multi_index",
        "a.flags.writeable = False; np.nditer(a, op_flags=['readwrite'])",
        "np.ndindex(-1)",
    ],
)
def test_errors(call):
    check(A + call)


A23 = A + "b = np.arange(3.0); "


@pytest.mark.parametrize(
    "code",
    [
        "[x.copy() for x in np.nditer(a.T, flags=['external_loop'], order='F')]",
        "[x.copy() for x in np.nditer(a.T, flags=['external_loop', 'buffered'], order='F')]",
        "[x.copy() for x in np.nditer(a, flags=['external_loop', 'buffered'], op_dtypes=['float32'], "
        "buffersize=4,"
        " casting='unsafe')]",
        "i = np.nditer([a, None])\nfor x, y in i:\n    y[...] = x * x\ni.operands[1]",
        "i = np.nditer([a.T, b[:, None], None], order='C')\nwith i:\n    for x, y, z in i:\n        "
        "z[...] = x - y\n"
        "    r = i.operands[2]\nr",
        "i = np.nditer([a, b, None], ['external_loop'], [['readonly'], ['readonly'], ['writeonly', "
        "'allocate']],"
        " op_axes=[[0, 1, -1], [-1, -1, 0], None])\nfor x, y, z in i:\n    z[...] = x * y\ni.operands[2]",
        "total = np.array(0)\nwith np.nditer([a, total], ['reduce_ok'], [['readonly'], ['readwrite']]) "
        "as i:\n"
        "    for x, y in i:\n        y[...] += x\ntotal",
        "i = np.nditer([a, None], ['reduce_ok'], [['readonly'], ['readwrite', 'allocate']], "
        "op_axes=[None, [0, -1]])\n"
        "i.operands[1][...] = 0\nfor x, y in i:\n    y[...] += x\ni.operands[1]",
        "i = np.nditer([a, None], ['reduce_ok', 'external_loop', 'buffered', 'delay_bufalloc'], "
        "[['readonly'],"
        " ['readwrite', 'allocate']], op_axes=[None, [0, -1]])\nwith i:\n    i.operands[1][...] = 0\n   "
        " i.reset()\n"
        "    for x, y in i:\n        y[...] += x\n    r = i.operands[1]\nr",
        "c = b.astype('f4')\nwith np.nditer(c, op_flags=[['readwrite', 'updateifcopy']], op_dtypes=['f8'],"
        " casting='same_kind') as i:\n    r = [i.dtypes, c.flags.writeable, i.operands[0] is c]\n    "
        "for x in i:\n"
        "        x[...] = 2 * x\n[r, c, c.flags.writeable]",
        "c = a.copy()\nwith np.nditer(c, ['buffered'], [['readwrite']], ['c16'], casting='unsafe') as i:\n"
        "    for x in i:\n        x[...] = 2 * x + 1j\nc",
        "i, j = np.nested_iters(a, [[1], [0]], flags=['multi_index'])\n"
        "[(i.multi_index, j.multi_index, x.item()) for _ in i for x in j]",
        "i, j = np.nested_iters([a, None], [[0], [1]], ['buffered', 'external_loop', 'reduce_ok', "
        "'delay_bufalloc'],"
        " [['readonly'], ['readwrite', 'allocate']], op_dtypes=['f8', 'f8'])\n[i.operands[1].shape, "
        "j.dtypes]",
        "i, j, k = np.nested_iters(np.arange(24).reshape(2, 3, 4), [[2], [0], [1]])\n"
        "[[[x.item() for x in k] for _ in j] for _ in i]",
        "i = np.nditer(a, ['ranged']); i.iterrange = (2, 5); [i.iterrange, [x.item() for x in i]]",
        "i = np.nditer(a, ['multi_index']); i.remove_axis(1); [i.shape, i.itersize, [x.item() for x in i]]",
        "i = np.nditer(a, ['multi_index']); i.remove_multi_index(); i.enable_external_loop(); [i.ndim, "
        "i.value]",
        "i = np.nditer([a.T, a.T[::-1]]); [i.itviews, i.shape, i.ndim]",
        "i = np.nditer([a, b]); i[1:], i[-1], i[0:0]",
        "i = np.nditer(a, op_flags=['readwrite']); i[0] = 7; i[0:1] = [8]; a",
        "i = np.nditer([a, np.ones(3)], ['common_dtype', 'buffered']); i.dtypes",
        "i = np.nditer(a, ['buffered', 'delay_bufalloc']); r = [i.has_delayed_bufalloc, outcome(lambda: "
        "i[0])]; "
        "i.reset(); [r, i.has_delayed_bufalloc, i[0]]",
        "i = np.nditer(np.array([1, None], object), ['refs_ok']); [i.iterationneedsapi, i.dtypes, "
        "[x[()] for x in i]]",
        "o = np.array(['1', 2.5], object); i = np.nditer(o, ['refs_ok', 'buffered'], [['readwrite']], ['f8'],"
        " casting='unsafe')\nwith i:\n    for x in i:\n        x[...] += 1\no",
        "i = np.nditer(np.array(['a', 'bcd']), ['buffered'], op_dtypes=['S'], casting='unsafe'); "
        "[i.dtypes, list(i)]",
        "i = np.nditer(a); i.close(); [outcome(lambda n=n: getattr(i, n)) for n in ('value', 'shape', "
        "'nop', 'operands',"
        " 'finished', 'iterrange', 'has_index')] + [len(i), outcome(lambda: next(i)), outcome(i.__enter__)]",
        "m = np.array([[True], [False]]); c = a.copy(); i = np.nditer([c, m], ['buffered'],"
        " [['readwrite', 'writemasked'], ['readonly', 'arraymask']],"
        " op_dtypes=['f8', '?'], casting='unsafe')\n"
        "with i:\n    for x, y in i:\n        x[...] = -1\nc",
        "c = np.arange(6)\ni = np.nditer([c[1:], c[:-1]], ['copy_if_overlap'], [['readonly'], "
        "['writeonly']])\n"
        "with i:\n    for x, y in i:\n        y[...] = x\n    r = i.operands[1] is c\n[r, c]",
    ],
)
def test_what_iterations_do(code):
    check(A23 + "\n" + code, layout="itviews" not in code)


@pytest.mark.parametrize(
    "call",
    [
        "np.nditer([])",
        "np.nditer([a] * 65)",
        "np.nditer(a, [3])",
        "np.nditer(a, op_flags='readonly')",
        "np.nditer(a, op_flags=[['readonly', 'readwrite']])",
        "np.nditer(a, op_flags=[[]])",
        "np.nditer(a, op_flags=[['writeonly', 'copy']])",
        "np.nditer(a, op_flags=[['readonly', 'writemasked']])",
        "np.nditer([a, a], op_flags=[['readwrite', 'writemasked'], ['readonly']])",
        "np.nditer([a, a], op_flags=[['readwrite'], ['readonly', 'arraymask']])",
        "np.nditer([1, 2], op_flags=['readwrite'])",
        "np.nditer([a, None], op_flags=[['readonly'], ['readonly', 'allocate']])",
        "np.nditer([a, None], op_flags=[['readonly'], ['writeonly']])",
        "np.nditer([None, None])",
        "np.nditer(a, op_dtypes=['nonsense'])",
        "np.nditer(a, op_dtypes=['f4'])",
        "np.nditer(a, op_dtypes=['f8'])",
        "np.nditer(b, [], ['readwrite'], ['f4'], casting='safe')",
        "np.nditer(a, op_flags=[['readonly', 'contig']], order='F')",
        "np.nditer([a, b], op_axes=[[0, 1]])",
        "np.nditer([a, b], op_axes=[[0, 1], [0]])",
        "np.nditer([a, b], op_axes=[[0, 1], 3])",
        "np.nditer([a, b], op_axes=[None, None])",
        "np.nditer([a, b], op_axes=[[0, 0], [-1, 0]])",
        "np.nditer([a, b], op_axes=[[0, 2], [-1, 0]])",
        "np.nditer([a, b], op_axes=[[1, 0], [-1, 0]])",
        "np.nditer([a, b], op_axes=[[0, 1], [-1, 0]], itershape=(2, 3, 4))",
        "np.nditer([a, b], itershape=(4, 3))",
        "np.nditer([a, b], itershape=(2, 1))",
        "np.nditer([a, b], op_flags=[['readonly'], ['readonly', 'no_broadcast']])",
        "np.nditer([a, b], ['reduce_ok'], [['readonly'], ['writeonly']])",
        "np.nditer(a, ['external_loop', 'multi_index'])",
        "np.nditer(a, ['external_loop', 'ranged'])",
        "np.nditer(np.array([None]))",
        "np.nditer([a, None], ['buffered'], [['readonly'], ['readwrite', 'allocate']])",
        "np.nditer(a, order=3)",
        "np.nditer(a, casting='nonsense')",
        "np.nditer(np.zeros((2, 0)), ['zerosize_ok']).value",
        "np.nditer(a, ['buffered']).itviews",
        "np.nditer(a)['x']",
        "np.nditer(a)[::2]",
        "np.nditer(a)[0] = 3",
        "np.nditer([a, a])[0:2] = [1]",
        "del np.nditer(a)[0]",
        "np.nditer(a).remove_axis(0)",
        "np.nditer(a, ['multi_index', 'c_index']).remove_axis(0)",
        "np.nditer(a, ['multi_index']).remove_axis(2)",
        "np.nditer(a, ['multi_index']).enable_external_loop()",
        "np.nditer(a, ['external_loop']).iterindex = 1",
        "np.nditer(a, ['multi_index']).multi_index = (2, 0)",
        "np.nditer(a, ['multi_index']).multi_index = (1,)",
        "np.nditer(a, ['multi_index']).multi_index = 1",
        "np.nditer(a).multi_index = (0, 0)",
        "np.nditer(a).index = 0",
        "np.nditer(a, ['c_index']).index = 6",
        "np.nditer(a).iterindex = 6",
        "np.nditer(a).iterrange = (0, 1)",
        "np.nditer(a, ['ranged']).iterrange = (0, 7)",
        "np.nditer(a, ['ranged']).iterrange = (3, 2)",
        "np.nested_iters(a, [[0]])",
        "np.nested_iters(a, 3)",
        "np.nested_iters(a, [0, 1])",
        "np.nested_iters(a, [[0], [0]])",
        "np.nested_iters(a, [[0], [64]])",
        "np.nested_iters(a, [[0], [2]])",
    ],
)
def test_refusals(call):
    check(A23 + call)


def test_an_iterator_left_open_warns_and_writes_back(np):
    c = np.arange(3, dtype="f4")
    i = np.nditer(c, op_flags=[["readwrite", "updateifcopy"]], op_dtypes=["f8"], casting="same_kind")
    for x in i:
        x[...] = x + 1
    del x
    with pytest.warns(RuntimeWarning, match="has not been written back"):
        del i
    assert c.tolist() == [1, 2, 3]


def test_a_failing_conversion_ends_the_iteration():
    check(
        "o = np.array([1, 'x', 3], object)\n"
        "i = np.nditer(o, ['refs_ok', 'buffered'], ['readonly'], ['f8'], casting='unsafe', buffersize=1)\n"
        "[outcome(lambda: next(i)), outcome(lambda: next(i)), outcome(lambda: next(i))]"
    )
