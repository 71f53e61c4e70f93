"""Random calls on random layouts: axes in any order, turned round, spread out and broadcast."""

import math

from cases import DTYPES, REAL, sample
from diff import EXACT, SUM_DEFAULT, check, close_sum
from hypothesis import given
from hypothesis import strategies as st

BINARY = ["add", "subtract", "multiply", "maximum", "minimum", "less", "equal", "logical_and", "logical_xor"]
IN_ORDER = ["subtract", "divide", "floor_divide", "remainder"]
REDUCING = ["add", "multiply", "maximum", "minimum", "logical_or", *IN_ORDER]
STATISTICS = ["sum", "mean", "var", "std", "min", "any", "argmax", "cumsum"]


@st.composite
def arrays(draw, shape, dtypes=DTYPES):
    """A function of the module that makes an array of the shape in some layout."""
    dtype = draw(st.sampled_from(dtypes))
    order = draw(st.permutations(range(len(shape))))
    kinds = [draw(st.sampled_from(["plain", "plain", "turned", "spread", "broadcast"])) for _ in shape]
    extents = [{"broadcast": 1, "spread": 2 * n}.get(k, n) for k, n in zip(kinds, shape, strict=True)]
    numbers = sample(dtype, math.prod(extents), draw(st.integers(0, 99)))
    steps = {"turned": slice(None, None, -1), "spread": slice(None, None, 2)}

    def make(np):
        a = np.array(numbers, dtype).reshape([extents[axis] for axis in order])
        a = a.transpose([order.index(axis) for axis in range(len(shape))])
        return np.broadcast_to(a[tuple(steps.get(kind, slice(None)) for kind in kinds)], shape)

    return make


shapes = st.lists(st.sampled_from([1, 2, 3, 3, 4]), max_size=3).map(tuple)


def broadcastable(shape):
    """Shapes that broadcast to `shape`."""
    return st.builds(
        lambda drop, ones: tuple(1 if one else n for n, one in zip(shape, ones, strict=True))[drop:],
        st.integers(0, len(shape)),
        st.tuples(*[st.booleans() for _ in shape]),
    )


@given(st.data(), shapes, st.sampled_from(BINARY))
def test_elementwise(data, shape, name):
    a = data.draw(arrays(shape))
    b = data.draw(arrays(data.draw(broadcastable(shape))))
    out, mask = data.draw(arrays(shape)), data.draw(arrays(shape, ["bool"]))
    check(lambda np: getattr(np, name)(a(np), b(np)), close=close_sum("complex64"))
    check(lambda np: getattr(np, name)(a(np), b(np), out=out(np).copy()), close=close_sum("float16"))
    check(
        lambda np: getattr(np, name)(a(np), b(np), out=out(np).copy(), where=mask(np)),
        close=close_sum("float16"),
    )


@given(st.data(), shapes, st.sampled_from(REDUCING))
def test_reductions(data, shape, name):
    a = data.draw(arrays(shape, [d for d in REAL if d != "float16"]))
    mask = data.draw(arrays(shape, ["bool"]))
    keywords = data.draw(
        st.fixed_dictionaries(
            {"axis": st.sampled_from([None, 0, -1, (), (0,)])},
            optional={"keepdims": st.booleans(), "initial": st.sampled_from([1, 2, None])},
        )
    )
    check(lambda np: getattr(np, name).reduce(a(np), **keywords), close=close_sum("float32"))
    check(lambda np: getattr(np, name).reduce(a(np), where=mask(np), **keywords), close=close_sum("float32"))
    check(lambda np: getattr(np, name).accumulate(a(np), axis=-1), close=close_sum("float32"))


@given(st.data(), shapes, st.sampled_from(STATISTICS))
def test_statistics(data, shape, name):
    a = data.draw(arrays(shape, [d for d in DTYPES if d != "float16"]))
    axis = data.draw(st.sampled_from([None, *range(len(shape))]))
    close = EXACT if name in ("min", "any", "argmax") else close_sum("float32")
    check(lambda np: getattr(np, name)(a(np), axis=axis), close=close)


@given(st.data(), shapes)
def test_choosing(data, shape):
    a, b = data.draw(arrays(shape)), data.draw(arrays(data.draw(broadcastable(shape))))
    condition = data.draw(arrays(shape))
    literal = data.draw(st.sampled_from([0, 2, -1, 300, 2**70, 1.5, True]))
    check(lambda np: np.where(condition(np), a(np), b(np)))
    check(lambda np: np.where(condition(np), a(np), literal))
    check(lambda np: np.clip(a(np), b(np), literal), close=SUM_DEFAULT)


@given(st.data(), shapes, st.sampled_from("CFAK"))
def test_copies(data, shape, order):
    a, b = data.draw(arrays(shape)), data.draw(arrays(shape))
    check(lambda np: [a(np).copy(order), a(np).ravel(order), a(np).flatten(order)])
    check(lambda np: np.zeros_like(a(np), order=order))
    check(lambda np: np.stack([a(np), b(np)], axis=-1))
    check(lambda np: np.concatenate([np.atleast_1d(a(np)), np.atleast_1d(b(np))], axis=-1))


@given(st.data(), st.lists(st.sampled_from([2, 3]), min_size=1, max_size=3).map(tuple))
def test_fancy_indexing(data, shape):
    a = data.draw(arrays(shape))
    part = st.sampled_from([slice(None), slice(None, None, -1), 0, [1, 0], [[0, 1], [1, 1]], [-1]])
    parts = data.draw(st.lists(part, min_size=1, max_size=len(shape)))
    order = data.draw(st.sampled_from("CF"))

    def body(np):
        key = tuple(np.array(p, order=order) if isinstance(p, list) else p for p in parts)
        return a(np)[key] + np.int8(0)

    check(body)
