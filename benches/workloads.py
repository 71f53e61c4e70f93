"""What `bench.py` measures: one `Case` per line.

`setup` runs once in each engine's process with that engine's module as `np` and a seeded generator `rng`;
both engines draw the same random numbers. `code` is the expression that is timed, or the assignment to `c`.
`limit` is the largest share of NumPy's time that the project allows itself.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    name: str
    setup: str
    code: str
    limit: float
    tolerance: float = 1e-9


TEN = """
a = np.arange(10.0); b = a[::-1].copy(); c = a.copy(); m = a > 4.0; i = np.arange(9, -1, -1); s = a[3]
A = np.arange(100.0).reshape(10, 10)
"""

# Calls on ten elements: what a call costs before any element is touched.
SMALL = [
    ("a + b", 0.4),
    ("a * 2.0", 0.4),
    ("np.add(a, b)", 0.4),
    ("np.exp(a)", 0.4),
    ("a.sum()", 0.4),
    ("a.mean()", 0.4),
    ("a @ b", 0.4),
    ("np.where(m, a, b)", 0.4),
    ("a > 0", 0.4),
    ("a[1:3]", 0.8),
    ("a.reshape(2, 5)", 0.8),
    ("np.zeros(3)", 0.8),
    ("a.T", 0.8),
    ("a[3]", 1.0),
    # Beyond the project's goals: no call may be slower than NumPy's.
    ("a[m]", 1.0),
    ("a[i]", 1.0),
    ("a[::2]", 1.0),
    ("A[1]", 1.0),
    ("A[1, 2]", 1.0),
    ("A[:, 0]", 1.0),
    ("c[0] = 1.0", 1.0),
    ("c[1:3] = 0.5", 1.0),
    ("c[m] = 0.0", 1.0),
    ("c[i] = b", 1.0),
    ("c += b", 1.0),
    ("a.copy()", 1.0),
    ("a.astype(np.float32)", 1.0),
    ("a.ravel()", 1.0),
    ("a.max()", 1.0),
    ("a.argmax()", 1.0),
    ("a.std()", 1.0),
    ("a == b", 1.0),
    ("-a", 1.0),
    ("s * s", 1.0),
    ("np.array([1.0, 2.0, 3.0])", 1.0),
    ("np.concatenate([a, b])", 1.0),
    ("np.tile(a, 3)", 1.0),
    ("np.zeros((3, 4))", 1.0),
    ("np.ones(3)", 1.0),
    ("np.arange(10)", 1.0),
    ("A.sum(axis=0)", 1.0),
]

# Ten million elements: memory bandwidth, fresh pages, temporaries.
MANY = "a = rng.random(10_000_000); b = rng.random(10_000_000)"
LARGE = [
    ("add", MANY, "a + b"),
    ("sqrt", MANY, "np.sqrt(a)"),
    ("exp", MANY, "np.exp(a)"),
    ("sum", MANY, "a.sum()"),
    ("standardize", "x = rng.random((100_000, 100))", "(x - x.mean(0)) / x.std(0)"),
]

# One million elements of four bytes: caches and loops more than memory.
MILLION = """
a, b = (rng.random(1_000_000).astype("float32") for _ in range(2))
c, m, x = a.copy(), a > 0.5, a.reshape(-1, 100)
rows = rng.integers(0, 10_000, 10_000)
"""
MOVES = [
    ("mask", "a[m]", 1 / 3),
    ("maskset", "c.__setitem__(m, 0) or c", 0.5),
    ("rowget", "x[rows]", 1 / 1.5),
    ("rowset", "c.reshape(-1, 100).__setitem__(rows, 0.5) or c", 1 / 1.5),
    ("concatenate", "np.concatenate([x, x], axis=1)", 1.0),
    ("where", "np.where(m, a, b)", 1.0),
    ("multiply", "a * 2.0", 1.0),
    ("inplace", "np.add(c, b, out=c)", 1.0),
    ("astype", "a.astype(np.float64)", 1.0),
    ("sum0", "x.sum(0)", 1.0),
    ("sum1", "x.sum(1)", 1.0),
    ("max", "a.max()", 1.0),
    ("argmax", "a.argmax()", 1.0),
    ("cumsum", "a.cumsum()", 1.0),
    ("transpose", "x.T.copy()", 1.0),
    ("zeros", "np.zeros_like(a)", 1.0),
]

# OpenBLAS must be reached to 0.95.
SIDES = (256, 512, 1024, 2048)
MATMUL_LIMIT = 1 / 0.95

# Other products than squares in C order.
PRODUCTS = """
a, b = (rng.random((512, 512)).astype("float32") for _ in range(2))
z, w, x, dense = (rng.random(s).astype("float32") for s in [(10_000, 50), (50, 50), (32, 784), (784, 128)])
i, j = (rng.integers(0, 100, (256, 256)) for _ in range(2))
k, v = rng.random((1000, 1000)), rng.random(1000)
s = rng.random((1000, 8, 8))
"""
MATMULS = [
    ("transposed", "a.T @ b", MATMUL_LIMIT),
    ("strided", "a[::2] @ b", MATMUL_LIMIT),
    ("gram", "a.T @ a", MATMUL_LIMIT),
    ("skinny", "z @ w", 1.0),
    ("tall-gram", "z.T @ z", 1.0),
    ("dense", "x @ dense", 1.0),
    ("matvec", "k @ v", 1.0),
    ("vecmat", "v @ k", 1.0),
    ("batch8", "s @ s", 1.0),
    ("int64", "i @ j", 0.1),
]

TRAIN_SETUP = """
import digits, digits_data
digits.np = np
X, y, classes = digits_data.load(np, digits_data.DIGITS)
X = np.clip(digits.standardize(X), -digits.LIMIT, digits.LIMIT)
X, X_test, y, y_test = digits.train_test_split(X, y, random_state=0)
"""
TRAIN = "digits.train(X, y, X_test, y_test, len(classes), 5, 0, lambda *_: None)[1]"


def cases():
    """All cases, the quick ones first."""
    for code, limit in SMALL:
        yield Case(f"small/{code.replace(' ', '')}", TEN, code, limit)
    yield Case("train/digits", TRAIN_SETUP, TRAIN, 1.0)
    for name, setup, code in LARGE:
        yield Case(f"large/{name}", setup, code, 1.0)
    for name, code, limit in MOVES:
        yield Case(f"million/{name}", MILLION, code, limit, 1e-4)
    for name, code, limit in MATMULS:
        yield Case(f"matmul/{name}", PRODUCTS, code, limit, 1e-4)
    for dtype, tolerance in (("f64", 1e-9), ("f32", 1e-4)):
        for n in SIDES:
            setup = f"a, b = (rng.random(({n}, {n})).astype('float{dtype[1:]}') for _ in range(2))"
            yield Case(f"matmul/{dtype}:n{n}", setup, "a @ b", MATMUL_LIMIT, tolerance)
