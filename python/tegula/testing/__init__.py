"""Assertions about arrays, as `numpy.testing` has them."""

import unittest

from ._comparisons import (
    assert_,
    assert_allclose,
    assert_almost_equal,
    assert_approx_equal,
    assert_array_almost_equal,
    assert_array_almost_equal_nulp,
    assert_array_compare,
    assert_array_equal,
    assert_array_less,
    assert_array_max_ulp,
    assert_equal,
    assert_string_equal,
    build_err_msg,
    print_assert_equal,
)
from ._contexts import (
    assert_no_gc_cycles,
    assert_no_warnings,
    assert_raises,
    assert_raises_regex,
    assert_warns,
    break_cycles,
    clear_and_catch_warnings,
    suppress_warnings,
    tempdir,
    temppath,
)

__all__ = [
    "HAS_REFCOUNT",
    "IS_64BIT",
    "IS_PYPY",
    "IS_PYSTON",
    "IS_WASM",
    "IgnoreException",
    "SkipTest",
    "TestCase",
    "assert_",
    "assert_allclose",
    "assert_almost_equal",
    "assert_approx_equal",
    "assert_array_almost_equal",
    "assert_array_almost_equal_nulp",
    "assert_array_compare",
    "assert_array_equal",
    "assert_array_less",
    "assert_array_max_ulp",
    "assert_equal",
    "assert_no_gc_cycles",
    "assert_no_warnings",
    "assert_raises",
    "assert_raises_regex",
    "assert_string_equal",
    "assert_warns",
    "break_cycles",
    "build_err_msg",
    "clear_and_catch_warnings",
    "print_assert_equal",
    "suppress_warnings",
    "tempdir",
    "temppath",
]

SkipTest = unittest.SkipTest
TestCase = unittest.TestCase
IS_64BIT, IS_PYPY, IS_PYSTON, IS_WASM, HAS_REFCOUNT = True, False, False, False, True


class IgnoreException(Exception):
    """Raised to have a problem ignored."""
