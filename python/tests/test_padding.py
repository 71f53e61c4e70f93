"""Borders: `pad` in all modes, `trim_zeros`."""

import pytest
from cases import SETUP
from diff import check


@pytest.mark.parametrize(
    "call",
    [
        "np.pad(a, 1, mode='x')",
        "np.pad(a, 1, foo=1)",
        "np.pad(a, 1.5)",
        "np.pad(a, -1)",
        "np.pad(a, [1, 2, 3])",
        "np.pad(a, ((1, 2), (3, 4)))",
        "np.pad(a, {0: 1})",
        "np.pad(a, {-1: (1, 2)})",
        "np.pad(a, {0: 1.5})",
        "np.pad(a, {0: [1, 2]})",
        "np.pad(a, {5: 1})",
        "np.pad(a, 1, constant_values=1.5)",
        "np.pad(a, 1, constant_values=(1, 2))",
        "np.pad(a, 1, constant_values=((1, 2), (3, 4)))",
        "np.pad(a, 1, constant_values=[1, 2, 3])",
        "np.pad(a.T, 1, 'edge')",
        "np.pad(np.zeros((0, 2)), 1, 'edge')",
        "np.pad(np.zeros((0, 2)), ((0, 0), (1, 1)), 'edge')",
        "np.pad(5, 1)",
        "np.pad(5, ())",
        "np.pad(a.astype('i1'), 1, constant_values=300)",
        "np.pad(a, np.array(1, 'u1'))",
        "np.pad(a, True)",
        "np.pad(a, 2 ** 40)",
        "np.pad(a, [[1], [2]], 'wrap')",
        "np.pad(a, 1, 'edge', constant_values=2)",
        "np.pad(a, 1, mode=5)",
        "np.pad(a.astype('i1'), 1, constant_values=1.5)",
        "np.pad(a.astype('f4'), 1, constant_values=1j)",
        "np.trim_zeros([0, 0, 1, 2, 0])",
        "np.trim_zeros(np.array([0, 0, 1, 2, 0]), 'f')",
        "np.trim_zeros(np.array([0, 0, 1, 2, 0]), 'B')",
        "np.trim_zeros(np.array([0, 0]))",
        "np.trim_zeros((0, 1, 0), 'b')",
        "np.trim_zeros([0], 'x')",
        "np.trim_zeros(np.pad(a, 1))",
        "np.trim_zeros(np.pad(a, 1), axis=0)",
        "np.trim_zeros(np.pad(a, 1), 'f', axis=(0, 1))",
        "np.trim_zeros(np.pad(a, 1), axis=5)",
        "np.trim_zeros(np.zeros((2, 3)))",
        "np.trim_zeros(np.zeros((2, 3)), axis=1)",
        "np.trim_zeros(5)",
        "np.trim_zeros(a, axis=())",
        "np.trim_zeros([])",
    ],
)
def test_calls(call):
    check(f"{SETUP}; r = outcome(lambda: {call}); [r, a, b, f, ro]")


@pytest.mark.parametrize("options", ["", ", stat_length=1", ", stat_length=((1, 2), (3, 1))"])
def test_median(options):
    check(f"np.pad(np.array([[1, 5, 2], [8, 3, 3.5]]), ((1, 1), (2, 0)), mode='median'{options})")
    check(f"np.pad(np.array([[1, 5, 2], [8, 3, 3]]), ((1, 1), (2, 0)), mode='median'{options})")
