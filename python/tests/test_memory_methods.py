"""Methods that look at the bytes of an array, or replace its memory."""

import pytest
from diff import check

STATEMENTS = """
    a.byteswap().tobytes()
    a.byteswap(inplace=True); a.tobytes()
    np.array([1 + 2j]).byteswap().tobytes()
    np.broadcast_to(v, (2, 3)).byteswap(True)
    a.getfield('i4', 4)
    a.getfield('i4', 8)
    a.getfield('i4', -1)
    np.array([1 + 2j]).getfield('f8', 8)
    a.setfield(1, 'i4', 0); a
    a.to_device('cpu') is a
    a.to_device('gpu')
    a.to_device('cpu', stream=1)
    b = np.arange(4); b.resize(6); b
    b = np.arange(4); b.resize((2, 3)); b
    b = np.arange(4); b.resize(2, 1); b
    b = np.arange(4); b.resize(2, refcheck=False); b
    b = np.arange(4); c = b; b.resize(2)
    b = np.arange(4); c = b[:]; b.resize(2)
    b = np.arange(4)[1:]; b.resize(2)
    b = np.arange(4); b.resize(-1)
    b = np.arange(4); b.resize(); b
    b = np.arange(4); b.resize(None); b
    b = np.array(np.arange(6).reshape(2, 3), order='F'); b.resize(8); b
    b = np.array([1, 2]); b.__setstate__((1, (3,), np.dtype('i2'), False, b'abcdef')); b
    b = np.array([1, 2]); b.__setstate__(5)
    a.strides = (8, 8); a
    b = a[1:]; b.strides = (-32, 8); b
    b = a[::-1]; b.strides = (32, 8)
    a.strides = (8, 800)
    a.__array_namespace__(api_version='1')
    a.__dlpack_device__()
    np.float64(3).byteswap()
    memoryview(np.float64(3)).tobytes()
"""


@pytest.mark.parametrize("code", [line.strip() for line in STATEMENTS.strip().splitlines()])
def test_statements(code):
    check(f"a, v = np.arange(12.0).reshape(3, 4), np.arange(3); {code}")


def test_exported_memory_outlives_the_array(np):
    """A view of the buffer protocol keeps its memory when the array takes on another."""
    a = np.arange(4)
    view = memoryview(a)
    a.resize(1_000_000, refcheck=False)
    assert view.tolist() == [0, 1, 2, 3]
