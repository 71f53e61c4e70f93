"""Reading and writing through index expressions, against NumPy on random and chosen expressions."""

import math

import pytest
from diff import check
from hypothesis import example, given
from hypothesis import strategies as st

BOUND = st.one_of(st.none(), st.integers(-6, 6))
STEP = st.one_of(st.none(), st.integers(-3, -1), st.integers(1, 3))
SLICE = st.builds(slice, BOUND, BOUND, STEP)
BASIC = st.one_of(st.integers(-4, 3), SLICE, SLICE, st.just(Ellipsis), st.none())
SHAPE = st.lists(st.integers(0, 4), max_size=4)


@st.composite
def positions(draw, limit=3):
    """A list of positions, sometimes nested, empty or alone."""
    item = st.integers(-limit, limit - 1)
    return draw(
        st.one_of(
            st.lists(item, max_size=4),
            st.lists(st.lists(item, min_size=2, max_size=2), min_size=1, max_size=3),
            st.lists(item, min_size=1, max_size=1),
        )
    )


@st.composite
def masked(draw, shape, axis):
    """A mask for one or two axes, as a nested list of booleans."""
    n = shape[axis] if axis < len(shape) else 1
    row = st.lists(st.booleans(), min_size=n, max_size=n)
    if axis + 1 < len(shape) and draw(st.booleans()):
        m = shape[axis + 1]
        return draw(st.lists(st.lists(st.booleans(), min_size=m, max_size=m), min_size=n, max_size=n))
    return draw(row)


@st.composite
def mixed(draw):
    """A shape and an expression with slices, integers, lists of positions, masks and new axes."""
    shape = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    items, axis = [], 0
    while axis < len(shape) and draw(st.integers(0, 5)) > 0:
        kind = draw(st.sampled_from(["slice", "int", "positions", "positions", "mask", "new", "rest"]))
        if kind == "slice":
            items.append(draw(SLICE))
        elif kind == "int":
            items.append(draw(st.integers(-shape[axis], shape[axis] - 1)))
        elif kind == "positions":
            items.append(("array", draw(positions(shape[axis]))))
        elif kind == "mask":
            mask = draw(masked(shape, axis))
            items.append(("array", mask))
            axis += isinstance(mask[0], list)
        elif kind == "new":
            items.append(None)
            continue
        elif any(item is Ellipsis for item in items):
            continue
        else:
            items.append(Ellipsis)
            break
        axis += 1
    return tuple(shape), tuple(items)


def made(np, items):
    """The expression with its lists turned into arrays of the module."""

    def one(item):
        if not isinstance(item, tuple):
            return item
        content = item[1]
        return np.array(content, dtype=int) if content == [] else np.array(content)

    return tuple(one(item) for item in items)


def numbered(np, shape):
    return np.arange(math.prod(shape)).reshape(shape)


@given(SHAPE, st.lists(BASIC, max_size=5))
@example([3, 4], [slice(None, None, -1), None, Ellipsis, 2])
def test_basic_get(shape, items):
    """The result is a view at the right place, or NumPy's error."""
    check(lambda np: [a := numbered(np, shape), a[tuple(items)]])
    if len(items) == 1:
        check(lambda np: [a := numbered(np, shape), a[items[0]]])


@given(SHAPE, st.lists(BASIC, max_size=4))
def test_basic_set(shape, items):
    def body(np):
        a = numbered(np, shape)
        a[tuple(items)] = -1
        return a

    check(body)


@given(SHAPE, st.lists(BASIC, max_size=3), st.lists(BASIC, max_size=3))
def test_views_of_views(shape, first, second):
    def body(np):
        a = numbered(np, shape)
        view = a[tuple(first)]
        inner = view[tuple(second)]
        view[...] = 7
        return [a, view, inner]

    check(body)


@given(st.integers(1, 9), SLICE, SLICE)
def test_assignment_between_views_of_one_array(n, target, source):
    def body(np):
        a = np.arange(n)
        a[target] = a[source]
        return a

    check(body)


@given(
    st.lists(st.integers(1, 4), min_size=2, max_size=2),
    st.lists(SLICE, max_size=2),
    st.lists(SLICE, max_size=2),
)
def test_assignment_between_views_of_a_square(shape, target, source):
    def body(np):
        a = numbered(np, [4, 4])
        a[tuple(target)] = a.T[tuple(source)]
        return a

    check(body)


@given(mixed())
@example(((2, 3, 4), (slice(None), ("array", [0, 1]), slice(None))))
@example(((2, 3, 4), (("array", [0, 1]), slice(None), ("array", [0, 1]))))
@example(((2, 3, 4), (0, slice(None), ("array", [0, 1]))))
@example(((2, 3, 4), (slice(None), 0, ("array", [0, 1]))))
@example(((2, 3, 4), (("array", [0]), None, ("array", [1]))))
def test_mixed_get(case):
    shape, items = case
    check(lambda np: numbered(np, shape)[made(np, items)], layout=False)


@given(mixed(), st.integers(0, 2))
def test_mixed_set(case, kind):
    """A number, an array of the result's shape, one that broadcasts."""
    shape, items = case

    def body(np):
        a = numbered(np, shape)
        index = made(np, items)
        part = a[index]
        value = [-1, -1 - np.arange(part.size).reshape(part.shape), [-7]][kind]
        a[index] = value
        return a

    check(body)


@given(st.lists(st.integers(0, 5), min_size=1, max_size=3), st.data())
def test_masks_of_any_rank(shape, data):
    rank = data.draw(st.integers(0, len(shape)))
    flags = data.draw(
        st.lists(st.booleans(), min_size=math.prod(shape[:rank]), max_size=math.prod(shape[:rank]))
    )

    def body(np):
        a = numbered(np, shape)
        mask = np.array(flags, dtype=bool).reshape(shape[:rank])
        part = a[mask]
        a[mask] = 100 + np.arange(part.size).reshape(part.shape)
        return [part, a, a[~mask], a[mask, ...]]

    check(body, layout=False)


GET = [
    "a[0]",
    "a[-1]",
    "a[1, 2]",
    "a[1][2]",
    "a[np.int64(1), 2]",
    "a[np.array(1)]",
    "a[np.array(1), 2]",
    "a[True]",
    "a[False]",
    "a[np.True_]",
    "a[True, True]",
    "a[..., True]",
    "a[:, True]",
    "a[None]",
    "a[..., None]",
    "a[np.newaxis, :, None]",
    "a[()]",
    "a[...]",
    "a[:]",
    "a[::-1, ::2]",
    "a[1:1]",
    "a[5:]",
    "a[[]]",
    "a[[], []]",
    "a[[0, 2]]",
    "a[[0, 2], [1, 3]]",
    "a[[[0], [2]], [1, 3]]",
    "a[np.ix_([0, 2], [1, 3])]",
    "a[(0, 2), (1, 3)]",
    "a[[0, 2], 1]",
    "a[1, [0, 2]]",
    "a[:, [0, 2]]",
    "a[[0, 2], :]",
    "a[[0, 2], ...]",
    "a[..., [0, 2]]",
    "a[[0, 2], None]",
    "a[None, [0, 2]]",
    "a[[True, False, True]]",
    "a[:, [True, False, True, False]]",
    "a[a > 5]",
    "a[a > 99]",
    "a[(a > 3) & (a % 2 == 0)]",
    "a[a[:, 0] > 3, 1:]",
    "a[a[:, 0] > 3, [1, 2]]",
    "a[np.array([0, 2], dtype='uint8')]",
    "a[np.array([[0, 1], [2, 0]], dtype='int8')]",
    "a[np.array([], dtype=int)]",
    "a[range(2)]",
    "a[np.arange(3), [3, 2, 1]]",
    "a[list(range(3))]",
    "a[-1, ::-1]",
    "a[slice(1, None)]",
    "a[slice(None, None, np.int8(2))]",
    "a.flatten()[[0, 0, 0]]",
    "a[[0, 2]][:, 1]",
    "a[0, ...]",
    "a[0, 0, ...]",
    "a[..., 0, 0]",
    "a[True, [0, 1]]",
    "a.T[[0, 1]]",
    "a.item(5)",
    "a.item(1, 2)",
    "a.item(-1)",
    "a.item()",
    "a.item(99)",
    "a.item(1, 2, 3)",
    "a.tolist()",
    "a[1].tolist()",
    "a[1, 2].tolist()",
    "a.take([0, 5])",
    "a.take([0, 2], axis=1)",
    "np.take(a, [[0], [1]], axis=0)",
    "a.take([99])",
    "a.take([0, 9], mode='clip')",
    "a.take([0, 9, -13], mode='wrap')",
    "a.flat[3]",
    "a.flat[[1, 2]]",
    "list(a.flat)[:3]",
    "a.compress([True, False, True], axis=0)",
    "a.nonzero()",
    "np.argwhere(a > 7)",
]


@pytest.mark.parametrize("code", GET)
def test_get(code):
    check(f"a = np.arange(12).reshape(3, 4); [a, {code}]", layout=False)


@pytest.mark.parametrize("shape", ["(2, 3, 4)", "(3, 2, 2)"])
@pytest.mark.parametrize(
    "index",
    [
        "[0, 1]",
        ":, [0, 1]",
        "..., [0, 1]",
        "[0, 1], [0, 1]",
        "[0, 1], :, [0, 1]",
        ":, [0, 1], [0, 1]",
        "0, :, [0, 1]",
        "[0, 1], 0",
        ":, 0, [0, 1]",
        ":, [0, 1], 0",
        "[[0, 1], [1, 0]]",
        ":, [[0, 1], [1, 0]]",
        "a > 3",
        ":, a[0] > 2",
        "[True, False] * (len(a) // 2) + [True] * (len(a) % 2)",
    ],
)
def test_memory_order_of_results(shape, index):
    """The order in which NumPy lays out the copy."""
    check(f"a = np.arange(24)[:np.prod({shape})].reshape({shape}); a[{index}]")


SET = [
    "a[0] = 9",
    "a[1, 2] = 9.9",
    "a[0] = [1, 2, 3, 4]",
    "a[:, 0] = [7, 8, 9]",
    "a[:] = 5",
    "a[...] = a[::-1]",
    "a[a > 5] = 0",
    "a[a > 5] = [1, 2, 3, 4, 5, 6]",
    "a[a > 5] = [1, 2]",
    "a[[0, 2]] = 5",
    "a[[0, 2]] = [[1], [2]]",
    "a[[0, 0]] = [[1], [2]]",
    "a[[0, 2], [1, 3]] = [5, 6]",
    "a[np.arange(3), [0, 1, 2]] = 1",
    "a[:, [0, 2]] = [1, 2]",
    "a[[0, 2], 1:3] = [[1, 2], [3, 4]]",
    "a[None] = 5",
    "a[()] = 5",
    "a[True] = 5",
    "a[False] = 5",
    "a[[]] = 5",
    "a[[]] = [1, 2]",
    "a[1:1] = 5",
    "a[1:1] = [1, 2, 3]",
    "a[0] = [1, 2, 3]",
    "a[:, :2] = np.ones((3, 3))",
    "a[0, 0] = [1]",
    "a[0, 0] = [1, 2]",
    "a[0, 0] = np.array([[5]])",
    "a[0, 0] = np.array(5)",
    "a[0, 0] = True",
    "a[0, 0] = None",
    "a[0, 0] = 'x'",
    "a[0, 0] = '5'",
    "a[0, 0] = 1j",
    "a[0, 0] = 2**70",
    "a[0, 0] = float('nan')",
    "a[0] = 1j",
    "a[:, 0] = a[0, :3]",
    "a[1:] = a[:-1]",
    "a[:-1] = a[1:]",
    "a[:, 1:] = a[:, :-1]",
    "a[[0, 1]] = a[[1, 0]]",
    "a[::2] = a[::-2]",
    "a.T[...] = 5; a[0] = 1",
    "a[3] = 5",
    "a[0, 4] = 5",
    "a[-4] = 5",
    "a[[3]] = 5",
    "a[0, 0, 0] = 5",
    "a['x'] = 5",
    "a[1.0] = 5",
    "a[[1.0]] = 5",
    "a[[True]] = 5",
    "a[np.ones((2, 4), bool)] = 5",
    "a.flat = 7",
    "a.flat[3:5] = [1, 2]",
    "a.fill(3)",
    "a.itemset",
    "a.put([0, 5], [9, 8])",
    "np.copyto(a, 5)",
    "np.copyto(a, 2.5)",
    "np.copyto(a, 2.5, casting='unsafe')",
    "np.copyto(a, -a, where=a > 5)",
    "np.put(a, [0, -1], 7)",
    "np.place(a, a > 5, [1, 2])",
    "np.putmask(a, a > 5, -a)",
]


@pytest.mark.parametrize("statement", SET)
def test_set(statement):
    check(f"a = np.arange(12).reshape(3, 4); {statement}; a")
    check(f"a = np.arange(12, dtype='float32').reshape(3, 4); {statement}; a")


ERRORS = [
    "a[3]",
    "a[-4]",
    "a[0, 4]",
    "a[0, -5]",
    "a[0, 0, 0]",
    "a[..., ...]",
    "a[0, 0, None, 0]",
    "a[1.0]",
    "a['x']",
    "a[1.5:2]",
    "a['x':2]",
    "a[[1.0]]",
    "a[[0, 3]]",
    "a[[0, 1], [0, 4]]",
    "a[[0, 1], [0, 1, 2]]",
    "a[[True]]",
    "a[[True, False]]",
    "a[:, [True, False]]",
    "a[np.ones((3, 3), bool)]",
    "a[np.ones((3, 4, 1), bool)]",
    "a[::0]",
    "a[{}]",
    "a[object()]",
    "a[[[0, 1], [2]]]",
    "a[np.array([1.0])]",
    "a[np.array(['x'])]",
    "a[2**70]",
    "a[2**62]",
    "a[-2**63]",
    "a[[2**62]]",
    "np.array(5)[0]",
    "np.array(5)[:]",
    "np.array(5)[[0]]",
    "np.zeros((0, 3))[0]",
    "np.zeros((0, 3))[[0]]",
    "a[1j]",
    "a[b'x']",
    "a[:, 'x']",
    "a[[None]]",
    "a[np.float64(1)]",
    "a[np.nan]",
]


@pytest.mark.parametrize("code", ERRORS)
def test_errors(code):
    check(f"a = np.arange(12).reshape(3, 4); {code}")


@pytest.mark.parametrize(
    "dtype", ["bool", "int8", "int16", "float16", "float32", "float64", "complex64", "complex128"]
)
def test_gather_and_scatter_by_item_size(dtype):
    check(
        f"a = (np.arange(1000) % 100).astype('{dtype}'); i = np.arange(2000) * 7919 % 1000; "
        "[a[i], a[i.reshape(40, 50)], a[a != 0]]"
    )
    check(
        f"a = np.zeros((50, 20), '{dtype}'); i = np.arange(40) * 7 % 50; a[i] = 1; "
        "a[i, i % 20] = 0; a[::2][a[::2] == 1] = 0; a"
    )
    check(
        (
            f"a = (np.arange(1000) % 100).astype('{dtype}').reshape(10, 100); "
            "[a[:, [5, 3, 99]], a[[1, 2, 1]], a[::-1, ::-7][[1, -1]]]"
        ),
        layout=False,
    )


def test_long_masks():
    check(
        "a = np.arange(100_000); m = a % 7 == 0; b = a.copy(); b[m] = -1; "
        "[a[m], b, a[m].sum(), a[::2][m[::2]]]"
    )
    check("a = np.arange(10_000.0).reshape(100, 100); m = a % 3 == 0; [a[m], a.T[m], a[m.T]]")


def test_iteration_gives_views():
    check("a = np.arange(6).reshape(2, 3); rows = [row for row in a]; rows[0][1] = 99; [a, *rows]")
    check("a = np.arange(3); [type(x) for x in a]")
