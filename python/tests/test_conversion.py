"""Conversions to arrays and their options."""

import pytest
from diff import check

SETUP = (
    "a = np.arange(6).reshape(2, 3); a[0, 0] = 1; b = np.arange(24).reshape(2, 3, 4); "
    "i8 = np.array([1, 2], 'i1'); "
    "f = np.arange(6.0).reshape(2, 3) / 3; ro = np.arange(3); ro.flags.writeable = False"
)


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
