"""Dtypes, values and memory layouts that the tests run through."""

import random

BOOL = ["bool"]
SIGNED = ["int8", "int16", "int32", "int64"]
UNSIGNED = ["uint8", "uint16", "uint32", "uint64"]
INTEGERS = SIGNED + UNSIGNED
FLOATS = ["float16", "float32", "float64"]
COMPLEX = ["complex64", "complex128"]
REAL = BOOL + INTEGERS + FLOATS
DTYPES = REAL + COMPLEX


def words(text):
    """A list of names, written as one text."""
    return text.split()


INF = float("inf")
NAN = float("nan")
SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.0, 1e-5, INF, -INF, NAN, 100.0]


def values(dtype):
    """Twelve telling values of a dtype as Python numbers: extremes, zeros, infinities, NaN."""
    if dtype == "bool":
        return [True, False] * 6
    if dtype in INTEGERS:
        bits = int(dtype.lstrip("uint"))
        low, high = (0, 2**bits - 1) if dtype[0] == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        small = [0, 1, 2, 3, 7, 100] if low == 0 else [0, 1, -1, 2, -3, 7]
        return [*small, low, high, low + 1, high - 1, high // 2, 5]
    if dtype in FLOATS:
        return SPECIAL
    return [complex(re, im) for re, im in zip(SPECIAL, SPECIAL[3:] + SPECIAL[:3], strict=True)]


def sample(dtype, n, seed=0):
    """`n` ordinary values: small integers, floats between −3 and 3 that are exact in float16."""
    rng = random.Random(seed)
    if dtype == "bool":
        return [rng.random() < 0.5 for _ in range(n)]
    if dtype in INTEGERS:
        return [rng.randint(0 if dtype[0] == "u" else -9, 9) for _ in range(n)]
    grid = [rng.randint(-1536, 1536) / 512 for _ in range(2 * n)]
    if dtype in FLOATS:
        return grid[:n]
    return [complex(re, im) for re, im in zip(grid[:n], grid[n:], strict=True)]


def strided(np, a):
    """A copy of `a` in every other place of a wider array."""
    wide = np.zeros(tuple(2 * n for n in a.shape), dtype=a.dtype)
    view = wide[tuple(slice(None, None, 2) for _ in a.shape)]
    view[...] = a
    return view


def reversed_memory(np, a):
    """A copy of `a` whose memory runs backwards."""
    flip = tuple(slice(None, None, -1) for _ in a.shape)
    return np.array(a[flip])[flip]


LAYOUTS = {
    "C": lambda np, a: a,
    "F": lambda np, a: np.array(a, order="F"),
    "strided": strided,
    "reversed": reversed_memory,
    "broadcast": lambda np, a: np.broadcast_to(a[:1], a.shape),
}


# Arrays that calls of the functions on arrays are written for.
SETUP = (
    "a = np.arange(6).reshape(2, 3); a[0, 0] = 1; b = np.arange(24).reshape(2, 3, 4); "
    "i8 = np.array([1, 2], 'i1'); "
    "f = np.arange(6.0).reshape(2, 3) / 3; ro = np.arange(3); ro.flags.writeable = False"
)
