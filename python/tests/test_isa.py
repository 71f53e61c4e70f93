"""Every instruction-set level gives NumPy's results; a level that the machine lacks is not an error."""

import functools
import json

import computation
import numpy
import pytest
from diff import Close
from test_threads_fork import computed

ULP = {"float16": Close(ulp=1), "float32": Close(ulp=5), "float64": Close(ulp=3)}
SUMS = {
    "sum",
    "sum32",
    "sum16",
    "rows",
    "columns",
    "columns32",
    "mean",
    "std",
    "standardised",
    "product",
    "product32",
    "vector",
    "dot",
    "cumsum",
    "in place",
}


@functools.cache
def expected():
    return dict(computation.results(numpy, 4000))


@pytest.mark.parametrize("level", ["baseline", "avx2", "avx512", "neon", "nonsense", ""])
def test_level(level):
    found = json.loads(computed("values", TEGULA_ISA=level))
    assert list(found) == list(expected())
    wrong = []
    for name, x in expected().items():
        dtype, content = found[name]
        assert dtype == x.dtype.name, name
        close = Close(
            rtol=1e-4 if "32" in name else 1e-2 if "16" in name else 1e-11,
            atol=1e-4 if "32" in name else 1e-11,
        )
        close = close if name in SUMS else ULP.get(dtype, Close())
        if not close.holds(numpy.asarray(x), numpy.array(content, dtype)).all():
            wrong.append(name)
    assert wrong == []
