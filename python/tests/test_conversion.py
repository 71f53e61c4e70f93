"""Conversions to arrays and their options."""

import pytest
from cases import INTEGERS, SETUP, words
from diff import check


@pytest.mark.parametrize(
    "call",
    [
        "np.require(a, requirements='F')",
        "np.require(a, 'f4', ['C', 'W'])",
        "np.require(a, requirements=['C', 'F'])",
        "np.require(a, requirements=['X'])",
        "np.require(a[:, ::2], requirements=['O', 'C'])",
        "np.require([1], requirements='E')",
        "np.asarray_chkfinite([1, np.inf])",
        "np.asarray_chkfinite([1, 2], dtype=float)",
        "np.array([5]).item()",
        "np.array(a, copy=False) is a",
        "np.array([1], copy=False)",
        "np.array(a, copy=None) is a",
        "np.array(a, ndmin=4)",
        "np.array(5, ndmin=2)",
        "np.array(a, order='F')",
        "np.array(a, dtype='f4', copy=False)",
        "np.asarray(a, copy=False) is a",
        "np.asarray([1], copy=False)",
        "np.asarray(a, order='F')",
        "np.array([1, 2], ndmin=100)",
        "np.array(a, copy='x')",
        "np.frombuffer(b'\\x01\\x02\\x03\\x04', dtype='u1')",
        "np.frombuffer(b'\\x01\\x02\\x03\\x04', dtype='u2', count=1)",
        "np.frombuffer(b'\\x01\\x02\\x03\\x04', dtype='u2', offset=2)",
        "np.frombuffer(b'\\x01\\x02\\x03', dtype='u2')",
        "np.frombuffer(b'', dtype='u2')",
        "np.frombuffer(b'\\x01\\x02\\x03', dtype='u1', count=9)",
        "np.frombuffer(b'\\x01\\x02\\x03', dtype='u1', offset=9)",
        "np.frombuffer(b'\\x01\\x02\\x03', dtype='u1', count=0)",
        "np.frombuffer(b'\\x01\\x02\\x03', dtype='u1', offset=-1)",
        "np.frombuffer(5)",
        "np.frombuffer(bytearray(b'\\x01\\x02'), 'u1').flags.writeable",
        "np.fromiter((x * x for x in range(5)), int)",
        "np.fromiter((x * x for x in range(5)), float, count=3)",
        "np.fromiter((x * x for x in range(5)), float, count=9)",
        "np.fromiter([], int)",
        "np.fromiter(5, int)",
        "np.fromiter([1, 'x'], int)",
        "np.fromiter([1.5], int)",
        "np.fromiter([[1, 2]], int)",
        "np.zeros_like(a, shape=(3,))",
        "np.zeros_like(a.T)",
        "np.ones_like(a, order='F', dtype='f4')",
        "np.full_like(a, 1.5)",
        "np.full_like(a, 1.5, dtype=float, shape=(2, 2))",
        "np.zeros_like(5)",
        "np.zeros_like([1.5])",
        "np.empty_like(a, shape=5).shape",
        "np.full((2, 2), [1, 2])",
        "np.full((2,), 1, dtype='f4', order='F')",
        "np.zeros((2, 3), order='F')",
        "np.zeros(-1)",
        "np.zeros('x')",
        "np.zeros((2,), order='K')",
        "np.require(a, requirements=['ENSUREARRAY'])",
    ],
)
def test_calls(call):
    check(f"{SETUP}; r = outcome(lambda: {call}); [r, a, b, f, ro]")


SCALARS = words("""
    np.int8(-1) np.int64(300) np.int64(-300) np.int64(2**40) np.uint64(2**63) np.uint8(200) np.bool(1)
    np.float64(300) np.float64(-1.5) np.float64(1e30) np.float64(np.nan) np.float32(np.inf) np.complex64(3+1j)
""")


@pytest.mark.parametrize("dtype", INTEGERS)
@pytest.mark.parametrize("scalar", SCALARS)
def test_array_scalars_as_elements(dtype, scalar):
    """Signed integers refuse what does not fit where a single element is set, and cast where arrays are."""
    for code in (
        "a[0] = x",
        "a[:] = x",
        "a[[0]] = x",
        "a[a == 0] = x",
        "a.fill(x)",
        "a.put(0, x)",
        "a[1:] = [x, x]",
    ):
        check(f"a = np.zeros(3, '{dtype}'); x = {scalar}; [outcome(exec, {code!r}, dict(a=a, x=x)), a]")
    check(f"x = {scalar}; [outcome(np.array, v, '{dtype}') for v in (x, [x], [[x], [x]])]")
    check(f"x = {scalar}; [outcome(np.{dtype}, x), outcome(np.full, 2, x, '{dtype}')]")
