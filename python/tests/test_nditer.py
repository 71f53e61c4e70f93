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


@pytest.mark.parametrize("flag", ["external_loop", "buffered", "reduce_ok"])
def test_unsupported_flags_say_so(np, flag):
    with pytest.raises(ValueError, match=flag):
        np.nditer(np.arange(3), flags=[flag])
