"""Random arrays under random index expressions, against NumPy: the cases that nobody thinks of.

A case is made from its number, so that a failure names what to run again:
`pytest python/tests/test_random_indexing.py --cases 1 --first-case NUMBER`. `cargo xtask fuzz` runs 100,000
cases that nobody has seen before.
"""

import math
import random

import pytest
from diff import check, outcome

DTYPES = [
    "int64",
    "int64",
    "float64",
    "int8",
    "uint16",
    "float32",
    "complex128",
    "bool",
    "object",
    "U3",
    "S2",
]
INDEX_DTYPES = ["int64", "int64", "int8", "uint8", "int16", "uint16", "int32", "uint32", "uint64"]
ORDERS = ["C", "F", "A", "K"]


def extents(rng, most=4):
    return tuple(
        rng.choice([1, 2, 3, 3, 4, 0][: 6 if rng.random() < 0.1 else 5]) for _ in range(rng.randint(0, most))
    )


class Layout:
    """An array of a given shape: axes in any order, turned round, spread out or repeated."""

    def __init__(self, rng, shape, dtype=None, repeats=False):
        self.shape, self.dtype = shape, dtype or rng.choice(DTYPES)
        self.order = rng.sample(range(len(shape)), len(shape))
        kinds = ["plain"] * 4 + ["turned", "spread", "back"] + ["repeated"] * repeats
        self.kinds = [rng.choice(kinds) for _ in shape]
        self.first = rng.randint(0, 50)

    def __call__(self, np):
        factors = {"spread": 2, "back": 3}
        wide = [
            1 if kind == "repeated" else n * factors.get(kind, 1)
            for n, kind in zip(self.shape, self.kinds, strict=True)
        ]
        a = np.arange(self.first, self.first + math.prod(wide)).astype(self.dtype)
        a = a.reshape([wide[axis] for axis in self.order])
        a = a.transpose([self.order.index(axis) for axis in range(len(self.shape))])
        steps = {
            "turned": slice(None, None, -1),
            "spread": slice(None, None, 2),
            "back": slice(None, None, -3),
        }
        a = a[(..., *(steps.get(kind, slice(None)) for kind in self.kinds))]
        return np.broadcast_to(a, self.shape) if "repeated" in self.kinds else a


class Array:
    """An index array, a mask or the list that stands for one."""

    def __init__(self, values, shape, dtype, as_list):
        self.values, self.shape, self.dtype, self.as_list = values, shape, dtype, as_list

    def __call__(self, np):
        a = np.array(self.values, self.dtype).reshape(self.shape)
        return a.tolist() if self.as_list else a

    def __repr__(self):
        return f"{self.dtype}{self.shape}{self.values}"


def position(rng, n):
    if rng.random() < 0.03 or n == 0:
        return rng.choice([n, -n - 1, 0, 100, -100, 10**6])
    return rng.randint(-n, n - 1)


def a_slice(rng, n):
    def part():
        return None if rng.random() < 0.4 else rng.randint(-n - 2, n + 2)

    return slice(part(), part(), rng.choice([None, None, 1, 2, -1, -2, 3, 0 if rng.random() < 0.05 else -3]))


def positions(rng, n):
    shape = rng.choice([(), (1,), (2,), (3,), (2,), (2, 2), (1, 3), (0,), (2, 1)])
    dtype = rng.choice(INDEX_DTYPES)
    values = [position(rng, n) for _ in range(math.prod(shape))]
    limit = 2 ** (8 * int(dtype.lstrip("uint")) // 8 - 1) if dtype[0] == "i" else None
    values = [v % max(n, 1) if dtype[0] == "u" else max(-limit, min(limit - 1, v)) for v in values]
    return Array(values, shape, dtype, bool(shape) and math.prod(shape) > 0 and rng.random() < 0.3)


def mask(rng, shape):
    shape = tuple(n + (rng.random() < 0.02) for n in shape)
    values = [rng.random() < 0.5 for _ in range(math.prod(shape))]
    return Array(values, shape, "bool", bool(shape) and math.prod(shape) > 0 and rng.random() < 0.2)


def expression(rng, shape):
    """What stands between the brackets, as a list of items."""
    kinds = rng.choice(["is", "isen", "isenp", "ipm", "isenpm", "p", "m"])
    items, axis = [], 0
    for _ in range(rng.randint(0, len(shape) + 1 + (rng.random() < 0.1))):
        kind = rng.choice(kinds)
        n = shape[axis] if axis < len(shape) else 2
        if kind == "e":
            items.append(Ellipsis)
        elif kind == "n":
            items.append(None)
        elif kind == "m":
            rank = rng.choice([0, 1, 1, 2, len(shape)])
            if rank == 0 and rng.random() < 0.5:
                items.append(rng.random() < 0.5)
                continue
            items.append(mask(rng, shape[axis : axis + rank]))
            axis += rank
        else:
            items.append({"i": position, "s": a_slice, "p": positions}[kind](rng, n))
            axis += 1
        if rng.random() < 0.01:
            items.append(rng.choice([1.5, "a", [1, [2]], 2**64]))
    return items


def key_of(np, items):
    made = tuple(item(np) if isinstance(item, Array) else item for item in items)
    return made[0] if len(made) == 1 and not isinstance(made[0], tuple) else made


def value_of(rng, dtype):
    """What is written: a number, or a function of the shape that is to be filled."""
    kind = rng.choice(["number", "same", "same", "row", "ones", "other", "list", "self"])
    other = rng.choice(DTYPES[:8])

    def make(np, target, key):
        if kind == "number":
            return 7
        if kind == "self":
            return target[key][..., ::-1] if target[key].ndim else target[key]
        shape = target[key].shape
        if kind == "row":
            shape = shape[-1:]
        elif kind == "ones":
            shape = (1, *shape)
        elif kind == "other":
            shape = (*shape[:-1], 2)
        a = np.arange(math.prod(shape)).reshape(shape).astype(dtype if kind != "other" else other)
        return a.tolist() if kind == "list" else a

    return make


def get(rng, a, items):
    del rng, a
    return lambda np, a: [a[key_of(np, items)]]


def assign(rng, a, items):
    value = value_of(rng, a.dtype)

    def body(np, a):
        key = key_of(np, items)
        a[key] = value(np, a, key)
        return [a]

    return body


def update(rng, a, items):
    number = rng.choice([1, 2, True])
    return lambda np, a: [operate(a, key_of(np, items), number), a]


def operate(a, key, number):
    a[key] += number


def nested(rng, a, items):
    """Views of views, and what is written through them."""
    items = [item for item in items if item is None or item is Ellipsis or type(item) in (int, slice)]

    def body(np, a):
        view = a[key_of(np, items)]
        inner = view[key_of(np, more)]
        if inner.flags.writeable:
            inner[...] = 1
        return [view, inner, a]

    more = expression(rng, a.shape[1:])
    return body


def flat(rng, a, items):
    del items
    n = math.prod(a.shape)
    key = rng.choice([position, a_slice, positions, lambda rng, n: mask(rng, (n,))])(rng, n)
    value = rng.choice([3, [1, 2], [5]])

    def body(np, a):
        picked = a.flat[key_of(np, [key])]
        a.flat[key_of(np, [key])] = value
        return [picked, a, a.flat.copy()]

    return body


def take_and_put(rng, a, items):
    del items
    axis = rng.choice([None, *range(-len(a.shape), len(a.shape))])
    n = math.prod(a.shape) if axis is None else a.shape[axis]
    where, mode = positions(rng, n), rng.choice(["raise", "wrap", "clip"])
    if mode == "raise":
        # What has been put before a position beyond the end is found depends on the layout.
        where.values = [value % max(n, 1) for value in where.values]

    def body(np, a):
        index = where(np)
        results = [outcome(lambda: np.take(a, index, axis=axis, mode=mode))]
        results.append(outcome(lambda: np.put(a, index, [1, 0], mode=mode)))
        return [*results, a]

    return body


def reshaped(rng, a, items):
    """Reshapes and copies in every order, and whether they are views."""
    del items
    n = math.prod(a.shape)
    parts = [p for p in range(1, n + 1) if n % p == 0] or [1]
    first = rng.choice(parts)
    shape = rng.choice([(-1,), (first, -1), (-1, first), (first, 1, -1), (n, 1), (first, 5), (2, -1)])
    order = rng.choice(ORDERS)

    def body(np, a):
        del np
        results = [outcome(lambda: a.reshape(shape, order=order if order != "K" else "C"))]
        results += [a.ravel(order), a.T, a.copy(order), a.squeeze(), a.flatten(order)]
        return [*results, a]

    return body


ACTIONS = [get, get, get, assign, assign, assign, update, nested, flat, take_and_put, reshaped]


def run_case(number):
    rng = random.Random(number)
    a = Layout(rng, extents(rng), repeats=rng.random() < 0.1)
    action = rng.choice(ACTIONS)
    act = action(rng, a, expression(rng, a.shape))

    def body(np):
        made = a(np)
        return [outcome(lambda: act(np, made)), made]

    check(body)


@pytest.mark.random_cases
def test_index_expressions(case_numbers):
    for number in case_numbers:
        try:
            run_case(number)
        except pytest.skip.Exception:
            continue
        except AssertionError as error:
            raise AssertionError(f"case {number}: {error}") from None
