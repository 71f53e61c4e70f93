"""Random arrays, scalars and options, printed in all ways, against NumPy."""

import math
import random
import struct

import pytest
from diff import check, outcome

DTYPES = [
    "float64",
    "float64",
    "float32",
    "float16",
    "complex128",
    "complex64",
    "int64",
    "uint8",
    "bool",
    "U3",
    "S2",
    "object",
]


def real(rng):
    """A float of any size, more often a plain one."""
    kind = rng.randrange(8)
    if kind == 0:
        return struct.unpack("d", rng.randbytes(8))[0]
    if kind == 1:
        return rng.choice([0.0, -0.0, math.inf, -math.inf, math.nan, 1e16, 1e-5, 0.1, 123456789.0])
    if kind == 2:
        return float(rng.randint(-1000, 1000))
    return rng.uniform(-1, 1) * 10.0 ** rng.randint(-8, 12 if kind == 3 else 3)


def options(rng):
    chosen = {
        "precision": rng.choice([0, 1, 3, 8, 20]),
        "suppress": rng.random() < 0.5,
        "threshold": rng.choice([0, 3, 10, 1000]),
        "edgeitems": rng.choice([0, 1, 2, 3]),
        "linewidth": rng.choice([10, 30, 75]),
        "nanstr": rng.choice(["nan", "NaN", "-"]),
        "infstr": rng.choice(["inf", "oo"]),
        "sign": rng.choice(["-", "+", " "]),
        "floatmode": rng.choice(["fixed", "unique", "maxprec", "maxprec_equal"]),
        "legacy": rng.choice([False, False, "1.13", "1.21", "1.25", "2.1", "2.2"]),
    }
    return {name: chosen[name] for name in rng.sample(sorted(chosen), rng.randint(0, 4))}


def run_case(number):
    rng = random.Random(number)
    dtype = rng.choice(DTYPES)
    shape = [rng.choice([1, 2, 3, 5, 0 if rng.random() < 0.1 else 8]) for _ in range(rng.randint(0, 3))]
    if dtype == "object" and not shape:
        shape = [1]
    size = math.prod(shape)
    if dtype.startswith("complex"):
        values = [complex(real(rng), real(rng)) for _ in range(size)]
    elif dtype.startswith("float"):
        values = [real(rng) for _ in range(size)]
    elif dtype == "object":
        values = [rng.choice([1, 2.5, None, "a", (1, 2)]) for _ in range(size)]
    else:
        values = [
            rng.randint(0, 200) if dtype == "uint8" else rng.randint(-(10**6), 10**6) for _ in range(size)
        ]
    chosen, call = options(rng), options(rng)
    call = {
        "suppress_small" if k == "suppress" else k: v
        for k, v in call.items()
        if k not in ("nanstr", "infstr", "linewidth")
    }
    short = {k: v for k, v in call.items() if k in ("precision", "suppress_small")}
    if dtype in ("U3", "S2", "object"):
        # Strings and objects are printed in the current way only.
        chosen.pop("legacy", None), call.pop("legacy", None)
    if "1.13" in (chosen.get("legacy"), call.get("legacy")):
        # NumPy's old ways know no modes of floats and fail with some.
        chosen.pop("floatmode", None), call.pop("floatmode", None)
    separator, prefix = rng.choice([" ", ", ", "", "  ;"]), "x" * rng.randint(0, 20)
    one = real(rng)
    positional = {
        "precision": rng.choice([None, 0, 1, 4, 20]),
        "unique": rng.random() < 0.6,
        "fractional": rng.random() < 0.5,
        "trim": rng.choice("k.0-"),
        "sign": rng.random() < 0.3,
        "pad_left": rng.choice([None, 1, 6]),
        "pad_right": rng.choice([None, 1, 6]),
        "min_digits": rng.choice([None, None, 0, 3]),
    }
    scientific = {
        name: positional[name] for name in ("precision", "unique", "trim", "sign", "pad_left", "min_digits")
    }
    scientific["exp_digits"] = rng.choice([None, 1, 3])

    def body(np):
        if dtype == "object":
            a = np.empty(size, object)
            for i, value in enumerate(values):
                a[i] = value
            a = a.reshape(shape)
        else:
            a = np.array(values).astype(dtype).reshape(shape)
        scalar = np.float64(one)
        with np.printoptions(**chosen):
            return [
                repr(a),
                str(a),
                outcome(lambda: np.array2string(a, separator=separator, prefix=prefix, suffix=")", **call)),
                outcome(lambda: np.array_repr(a, max_line_width=40, **short)),
                outcome(lambda: np.array_str(a, **short)),
                [[repr(x), str(x)] for x in a.flat[:2]],
                outcome(lambda: np.format_float_positional(scalar, **positional)),
                outcome(lambda: np.format_float_scientific(np.float32(one), **scientific)),
            ]

    check(body)


@pytest.mark.random_cases
def test_printing(case_numbers):
    for number in case_numbers:
        try:
            run_case(number)
        except AssertionError as error:
            raise AssertionError(f"case {number}: {error}") from None
