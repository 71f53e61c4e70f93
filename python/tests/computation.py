"""Runs every kind of work, large enough for threads, and prints the results.

`python computation.py MODULE` prints one line per result: its name and the hexadecimal bytes' digest.
`python computation.py MODULE values` prints the values themselves of a smaller run, as JSON.
"""

import hashlib
import importlib
import json
import sys


def results(np, n):
    """Name and array of each result, for arrays of about `n` elements."""
    rng = np.random.default_rng(1)
    a = rng.normal(size=n)
    b = rng.random(n) + 0.5
    f = a.astype("float32")
    h = a.astype("float16")
    i = rng.integers(-1000, 1000, n)
    side = int(n**0.5)
    m = a[: side * side].reshape(side, side)
    half = m[: side // 2 * 2 : 2, ::-1]
    mask = a > 0
    yield "add", a + b
    yield "strided", m.T + m
    yield "types", f + i
    yield "exp", np.exp(a)
    yield "exp32", np.exp(f)
    yield "log", np.log(b)
    yield "log32", np.log(b.astype("float32"))
    yield "tanh", np.tanh(a)
    yield "tanh32", np.tanh(f)
    yield "sin", np.sin(a)
    yield "cos32", np.cos(f)
    yield "sqrt", np.sqrt(b)
    yield "half", h * h + h
    yield "divide", a / b
    yield "floor", i // 7
    yield "remainder", i % 7
    yield "power", b**2.5
    yield "compare", a < b
    yield "maximum", np.maximum(a, b)
    yield "where", np.where(mask, a, b)
    yield "clip", a.clip(-1, 1)
    yield "sum", a.sum()
    yield "sum32", f.sum()
    yield "sum16", h.sum()
    yield "integers", i.sum()
    yield "rows", m.sum(axis=1)
    yield "columns", m.sum(axis=0)
    yield "columns32", m.astype("float32").sum(axis=0)
    yield "mean", half.mean()
    yield "std", m.std(axis=0)
    yield "standardised", (m - m.mean(0)) / m.std(0)
    yield "argmax", a.argmax()
    yield "min", m.min(axis=1)
    yield "any", (m > 3).any(axis=0)
    yield "cumsum", np.add.accumulate(a)
    yield "gather", a[i]
    yield "mask", a[mask]
    yield "product", m[:200, :300] @ m[:300, :200]
    yield "product32", m[:100, :300].astype("float32") @ m[:300, :150].astype("float32")
    yield "vector", m @ m[0]
    yield "dot", a @ b
    yield "whole", i[:3600].reshape(60, 60) @ i[:3600].reshape(60, 60)
    c = a.copy()
    c[1:] += c[:-1]
    c[mask] *= 2
    np.add.at(c, i[:1000], 0.5)
    yield "in place", c


def main(module, form="digest"):
    np = importlib.import_module(module)
    if form == "values":
        found = {name: (x.dtype.name, x.tolist()) for name, x in results(np, 4000)}
        print(json.dumps(found))
    else:
        for name, x in results(np, 400_000):
            print(name, hashlib.sha256(x.tobytes()).hexdigest())


if __name__ == "__main__":
    main(*sys.argv[1:])
