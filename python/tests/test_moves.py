"""Properties of functions that move elements: any shape, layout, dtype and arguments."""

from cases import DTYPES, LAYOUTS
from diff import check
from hypothesis import given
from hypothesis import strategies as st

SHAPES = st.lists(st.integers(0, 4), min_size=1, max_size=3).map(tuple)
KINDS = st.sampled_from(["bool", "int8", "float32", "int64", "complex128"])


@st.composite
def arrays(draw):
    """A shape and what makes an array of it in a module."""
    shape, kind, layout = draw(SHAPES), draw(KINDS), draw(st.sampled_from(["C", "F", "strided", "reversed"]))

    def make(np):
        size = 1
        for n in shape:
            size *= n
        return LAYOUTS[layout](np, np.arange(size).astype(kind).reshape(shape))

    return shape, make


def some(draw, low, high, most=5):
    return draw(st.lists(st.integers(low, high), max_size=most))


@given(arrays(), st.data())
def test_take_and_put(array, data):
    (shape, make), axis = array, data.draw(st.sampled_from([None, *range(-len(array[0]), len(array[0]))]))
    positions = some(data.draw, -6, 6)
    # Round an empty axis NumPy walks for ever.
    mode = data.draw(st.sampled_from(["raise", "clip"] if 0 in shape else ["raise", "wrap", "clip"]))

    def body(np):
        a = make(np)
        index = np.array(positions, int)
        taken = np.take(a, index, axis=axis, mode=mode)
        c = np.array(a)
        c.put(index, [1, 0, 1], mode=mode)
        return taken, c

    check(body)


@given(arrays(), st.data())
def test_along_axis(array, data):
    (shape, make), axis = array, data.draw(st.integers(-len(array[0]), len(array[0]) - 1))
    wanted = list(shape)
    wanted[axis] = data.draw(st.integers(0, 3))
    for i in range(len(shape)):
        if i != axis % len(shape) and data.draw(st.booleans()):
            wanted[i] = 1
    size = 1
    for n in wanted:
        size *= n
    turned = shape[axis] > 0 and data.draw(st.booleans())
    # Which of several positions beyond the axis is named depends on the order.
    places = st.integers(0, shape[axis] - 1) if turned else st.integers(-4, 3)
    positions = data.draw(st.lists(places, min_size=size, max_size=size))

    def body(np):
        a, c = make(np), np.array(make(np))
        index = np.array(positions, int).reshape(wanted)
        if turned:
            index = np.asfortranarray(index)
        taken = np.take_along_axis(a, index, axis)
        np.put_along_axis(c, index, 1, axis)
        return taken, c

    check(body)


@given(arrays(), st.data())
def test_choose_and_select(array, data):
    shape, make = array
    size = 1
    for n in shape:
        size *= n
    numbers = data.draw(st.lists(st.integers(-1, 3), min_size=size, max_size=size))
    mode = data.draw(st.sampled_from(["raise", "wrap", "clip"]))

    def body(np):
        a = make(np)
        n = np.array(numbers, int).reshape(shape)
        choices = [a, np.array(7).astype(a.dtype), np.flip(a), a[..., :1]]
        chosen = np.choose(n, choices, mode=mode) if shape[-1] else None
        return np.select([n > 1, n == 0], [a, np.flip(a)], a[..., :1] if shape[-1] else 0), chosen

    check(body)


@given(arrays(), st.data())
def test_masks(array, data):
    shape, make = array
    size = 1
    for n in shape:
        size *= n
    truth = data.draw(st.lists(st.booleans(), min_size=size, max_size=size))
    values = some(data.draw, 0, 1, 4)

    def body(np):
        a, b, c = np.array(make(np), order="K"), np.array(make(np)), np.array(make(np))
        mask = np.array(truth, bool).reshape(shape)
        np.copyto(a, make(np)[::-1], where=mask)
        if values:
            np.place(b, mask, values)
        np.putmask(c, mask, values)
        line = mask.ravel()
        return a, b, c, np.nonzero(mask), np.argwhere(mask), np.extract(mask, b), np.compress(line, b)

    check(body)


@given(arrays(), st.data())
def test_repeat_and_tile(array, data):
    (shape, make), axis = array, data.draw(st.sampled_from([None, *range(len(array[0]))]))
    size = 1
    for n in shape:
        size *= n
    n = size if axis is None else shape[axis]
    counts = data.draw(st.one_of(st.integers(0, 3), st.lists(st.integers(0, 3), min_size=n, max_size=n)))
    reps = data.draw(st.one_of(st.integers(0, 3), st.lists(st.integers(0, 3), max_size=4)))
    check(lambda np: (np.repeat(make(np), counts, axis=axis), np.tile(make(np), reps)))


@given(arrays(), st.data())
def test_roll(array, data):
    shape, make = array
    axes = data.draw(st.one_of(st.none(), st.lists(st.integers(0, len(shape) - 1), max_size=3)))
    shifts = data.draw(st.integers(-7, 7))
    if axes and data.draw(st.booleans()):
        shifts = data.draw(st.lists(st.integers(-7, 7), min_size=len(axes), max_size=len(axes)))
    check(lambda np: np.roll(make(np), shifts, axis=axes))


@given(arrays(), st.data())
def test_insert_and_delete(array, data):
    (shape, make), axis = array, data.draw(st.integers(0, len(array[0]) - 1))
    n = shape[axis]
    where = data.draw(st.one_of(st.integers(-n - 1, n + 1), st.lists(st.integers(-n, n), max_size=3)))
    bounds = st.one_of(st.none(), st.integers(-5, 5))
    cut = slice(data.draw(bounds), data.draw(bounds), data.draw(st.sampled_from([None, 1, 2, 3, -1, -2])))
    gone = data.draw(st.one_of(st.integers(-n - 1, n), st.lists(st.integers(-n, n), max_size=3)))

    def body(np):
        return (
            outcome(lambda: np.insert(make(np), where, 1, axis=axis)),
            np.insert(make(np), cut, 1, axis=axis),
            np.delete(make(np), cut, axis=axis),
        )

    check(body)
    check(lambda np: np.delete(make(np), gone, axis=axis))


@given(arrays(), st.data())
def test_splits(array, data):
    (_, make), axis = array, data.draw(st.integers(-len(array[0]), len(array[0]) - 1))
    cuts = data.draw(st.one_of(st.integers(1, 5), st.lists(st.integers(-5, 5), max_size=3)))
    check(lambda np: (np.array_split(make(np), cuts, axis), outcome(lambda: np.split(make(np), cuts, axis))))


@given(arrays(), st.data())
def test_triangles(array, data):
    _, make = array
    k = data.draw(st.integers(-5, 5))
    check(lambda np: (np.tril(make(np), k), np.triu(make(np), k), np.tri(3, 4, k)))


@given(arrays(), st.data())
def test_pad(array, data):
    shape, make = array
    widths = data.draw(
        st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=len(shape), max_size=len(shape))
    )
    mode = data.draw(st.sampled_from(["constant", "edge", "reflect", "symmetric", "wrap", "empty"]))

    def body(np):
        padded = np.pad(make(np), widths, mode)
        if mode != "empty":
            return padded
        return padded[tuple(slice(w[0], w[0] + n) for w, n in zip(widths, shape, strict=True))]

    check(body)


@given(arrays(), st.data())
def test_pad_with_computed_borders(array, data):
    shape, make = array
    widths = data.draw(
        st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=len(shape), max_size=len(shape))
    )
    options = data.draw(
        st.sampled_from(
            [
                {"mode": "reflect", "reflect_type": "odd"},
                {"mode": "symmetric", "reflect_type": "odd"},
                {"mode": "linear_ramp", "end_values": 2},
                {"mode": "maximum"},
                {"mode": "minimum", "stat_length": 2},
                {"mode": "mean", "stat_length": (1, 3)},
            ]
        )
    )
    check(lambda np: np.pad(make(np).real.astype(float), widths, **options))


@given(st.lists(st.integers(0, 4), min_size=1, max_size=3), st.data())
def test_unravel_and_ravel(shape, data):
    size = 1
    for n in shape:
        size *= n
    positions = some(data.draw, -1, max(size, 1))
    order = data.draw(st.sampled_from("CF"))
    mode = data.draw(st.sampled_from(["raise", "wrap", "clip"]))
    coordinates = [[data.draw(st.integers(-5, 5)) for _ in range(2)] for _ in shape]

    def body(np):
        there = outcome(lambda: np.unravel_index(np.array(positions, int), shape, order))
        return there, outcome(lambda: np.ravel_multi_index(tuple(coordinates), shape, mode, order))

    check(body)


@given(st.lists(st.integers(1, 20), min_size=1, max_size=3), st.data())
def test_bits(shape, data):
    axis = data.draw(st.sampled_from([None, *range(len(shape))]))
    order = data.draw(st.sampled_from(["big", "little"]))
    count = data.draw(st.one_of(st.none(), st.integers(-10, 30)))

    def body(np):
        a = (np.arange(np.prod(shape, dtype=int)) % 3 == 0).reshape(shape)
        packed = np.packbits(a, axis, order)
        return packed, outcome(lambda: np.unpackbits(packed, axis, count, order))

    check(body)


def outcome(function):
    """The result of a call, or its exception as text."""
    try:
        return function()
    except Exception as error:
        return f"{type(error).__name__}: {error}"


@given(st.sampled_from(DTYPES), st.integers(1, 3000))
def test_many_elements(kind, n):
    """Lengths beyond tiles."""

    def body(np):
        a = (np.arange(n) % 100).astype(kind)
        index = np.arange(n)[::-1] * 7 % n
        return (
            np.take(a, index),
            np.roll(a, n // 3),
            np.repeat(a, 3),
            np.choose(index % 2, [a, a[::-1]]),
            np.take_along_axis(a, index, 0),
            np.nonzero(a),
            np.compress(index % 3 == 0, a),
        )

    check(body)
