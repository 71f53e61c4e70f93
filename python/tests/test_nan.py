"""Reductions that leave NaN out."""

import warnings

import numpy
import pytest
from diff import Close, check, close_sum, module, outcome

CLOSE = {"f2": Close(rtol=1e-2, atol=1e-3), "f4": Close(rtol=1e-5, atol=1e-6)}
NAMES = ["nansum", "nanprod", "nanmean", "nanstd", "nanvar", "nanmin", "nanmax", "nanargmin", "nanargmax"]


def sample(dtype):
    rng = numpy.random.default_rng(10)
    x = rng.standard_normal((3, 4, 5)).astype(dtype)
    if dtype != "i4":
        x[rng.random(x.shape) < 0.4] = numpy.nan
        x[1, 2] = numpy.nan
    return x


@pytest.mark.parametrize("name", [*NAMES, "nancumsum", "nancumprod"])
@pytest.mark.parametrize("dtype", ["i4", "f2", "f4", "f8", "D"])
@pytest.mark.parametrize("axis", [None, 0, 1, -1])
def test_along_axes(name, dtype, axis):
    x, tolerance = sample(dtype), CLOSE.get(dtype, close_sum(dtype))
    check(lambda np, x: getattr(np, name)(np.array(x), axis=axis), x, close=tolerance, layout=False)
    if not name.startswith("nancum"):
        check(
            lambda np, x: getattr(np, name)(np.array(x), axis=axis, keepdims=True),
            x,
            close=tolerance,
            layout=False,
        )


@pytest.mark.parametrize(
    "body",
    [
        "np.nansum([])",
        "np.nanmean([])",
        "np.nanmin([])",
        "np.nanargmin([np.nan])",
        "np.nanargmax([[np.nan, 1], [np.nan, np.nan]], axis=1)",
        "np.nanmean([np.nan])",
        "np.nanmean([1, np.nan], dtype=int)",
        "np.nanmean([[1, np.nan]], axis=0, out=np.zeros(2, int))",
        "np.nanmean([[1, np.nan]], axis=0, out=np.zeros(2))",
        "np.nanvar([1, np.nan])",
        "np.nanvar([1, np.nan], ddof=1)",
        "np.nanvar([1, np.nan, 3], ddof=1, correction=1)",
        "np.nanstd([1, np.nan, 3], correction=1)",
        "np.nanmax([[np.nan, 1], [np.nan, np.nan]], axis=1)",
        "np.nanmax([1, np.nan], initial=5)",
        "np.nansum([1, np.nan, 2], where=[True, True, False])",
        "np.nanmean([1, np.nan, 2], where=[True, True, False])",
        "np.nanmin(np.array([1, np.nan, 2], dtype=object))",
        "np.nansum(np.float32(np.nan))",
        "np.nanmedian([np.nan, 1, 2])",
    ],
)
def test_arguments(body):
    check(body, layout=False)


@pytest.mark.parametrize(
    "body",
    [
        "np.nanmax([np.nan])",
        "np.nanmean([np.nan])",
        "np.nanvar([1.0, np.nan], ddof=1)",
        "np.nanmedian([np.nan])",
        "np.nanquantile([np.nan], 0.5)",
    ],
)
def test_warnings(body):
    """Each case warns of one thing, in NumPy's words."""

    def words(np):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            with np.errstate(all="ignore"):
                outcome(eval, body, {"np": np})
        return {(w.category, str(w.message)) for w in caught}

    assert words(module) == words(numpy)
