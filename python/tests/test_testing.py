"""`tegula.testing` passes and fails as `numpy.testing` does, and says the same."""

import warnings

import pytest
from diff import check

NAN, INF = float("nan"), float("inf")
PAIRS = [
    (1, 1),
    (1, 2),
    (1.0, 1),
    (NAN, NAN),
    (NAN, 1.0),
    (0.0, -0.0),
    (INF, INF),
    (INF, -INF),
    (1 + 2j, 1 + 2j),
    (1 + 2j, 1 + 3j),
    (complex(NAN, 1), complex(NAN, 1)),
    ("a", "a"),
    ("a", "b"),
    (None, None),
    ([1, 2], [1, 2]),
    ([1, 2], [1, 3]),
    ([1, 2], (1, 2)),
    ([1], [1, 2]),
    ({"a": 1}, {"a": 1}),
    ({"a": 1}, {"b": 1}),
    ({"a": [1]}, {"a": [2]}),
    ("array", [1, 2, 3], [1, 2, 3]),
    ("array", [1, 2, 3], [1, 2, 4]),
    ("array", [[1, 2], [3, 4]], [[1, 2], [4, 3]]),
    ("array", [1.0, NAN], [1.0, NAN]),
    ("array", [1.0, NAN], [NAN, 1.0]),
    ("array", [1.0, NAN, 3.0], [1.5, NAN, 3.0]),
    ("array", [1.0, INF], [1.0, -INF]),
    ("array", [1.0, INF], [INF, 1.0]),
    ("array", [1.0, 2.0], [1.0, 2.0, 3.0]),
    ("array", [1.0, 1.0], 1.0),
    ("array", [1.0, 1.0], 2.0),
    ("array", list(range(20)), list(range(1, 21))),
    ("array", [1.0000001, 2.0], [1.0, 2.0]),
    ("array", [1e-9, 2.0], [0.0, 2.0]),
    ("array", [1, 2], ["a", "b"]),
    ("array", [True, False], [True, True]),
    ("array", [], []),
    ("array", [1 + 1j, 2], [1 + 1j, 3]),
]
CHECKS = [
    "assert_equal(x, y)",
    "assert_array_equal(x, y)",
    "assert_array_equal(x, y, strict=True)",
    "assert_array_equal(x, y, err_msg='a hint', verbose=False)",
    "assert_almost_equal(x, y)",
    "assert_almost_equal(x, y, decimal=2)",
    "assert_array_almost_equal(x, y)",
    "assert_allclose(x, y)",
    "assert_allclose(x, y, rtol=1e-3, atol=1e-3, err_msg='far')",
    "assert_allclose(x, y, equal_nan=False)",
    "assert_array_less(x, y)",
    "assert_approx_equal(x, y)",
    "assert_array_almost_equal_nulp(x, y)",
    "assert_array_max_ulp(x, y, 2)",
    "assert_string_equal(x, y)",
]


@pytest.mark.parametrize("call", CHECKS)
def test_outcomes(call):
    def body(np):
        outcomes = []
        for pair in PAIRS:
            x, y = map(np.array, pair[1:]) if pair[0] == "array" else pair
            names = {"x": x, "y": y, **vars(np.testing)}
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                try:
                    eval(call, names)
                    outcomes.append("passes")
                except AssertionError as error:
                    outcomes.append(f"{pair}: {error}")
                except (TypeError, ValueError, NotImplementedError) as error:
                    outcomes.append(f"{pair}: {type(error).__name__}")
        return outcomes

    check(body)


def test_warnings_and_exceptions():
    def body(np):
        t = np.testing
        t.assert_raises(ValueError, int, "x")
        with t.assert_raises_regex(ValueError, "invalid literal"):
            int("x")
        found = [t.assert_warns(UserWarning, warnings.warn, "hello")]
        for wrong in (
            lambda: t.assert_raises(ValueError, int, "1"),
            lambda: t.assert_warns(UserWarning, int, "1"),
            lambda: t.assert_no_warnings(warnings.warn, "hello"),
        ):
            try:
                wrong()
                found.append("passes")
            except AssertionError:
                found.append("fails")
        with t.suppress_warnings() as quiet:
            quiet.filter(DeprecationWarning)
            log = quiet.record(UserWarning, "hel")
            warnings.warn("gone", DeprecationWarning, stacklevel=1)
            warnings.warn("hello", UserWarning, stacklevel=1)
        return [*found, len(log), t.assert_no_warnings(int, "7")]

    check(body)


def test_names():
    import numpy
    import tegula

    theirs = {name for name in numpy.testing.__all__ if not name.startswith(("IS_", "NOGIL", "BLAS", "HAS"))}
    others = {
        "KnownFailureException",
        "NUMPY_ROOT",
        "check_support_sve",
        "decorate_methods",
        "jiffies",
        "measure",
    }
    others |= {
        "memusage",
        "overrides",
        "rundocs",
        "runstring",
        "verbose",
        "check_free_memory",
        "run_threaded",
    }
    assert theirs - others <= set(tegula.testing.__all__)
