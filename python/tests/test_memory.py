"""Sizes that overflow and memory that cannot be had are errors; the process goes on."""

import pytest
from diff import check

HUGE = [
    "(2**40, 2**40)",
    "2**63",
    "2**64",
    "2**62",
    "2**60",
    "2**45",
    "(2**20, 2**25)",
    "(2**32, 2**32)",
    "(2**63 - 1,)",
    "(2**31, 2**31, 2**31)",
    "(0, 2**40, 2**40)",
    "(2**40, 0)",
    "(2**62, 0)",
    "(0, 2**62)",
    "-2**63",
    "-2**64",
    "[2**50]",
    "(1, 2**46)",
]


@pytest.mark.parametrize("shape", HUGE)
@pytest.mark.parametrize(
    "function",
    ["zeros({})", "ones({})", "empty({})", "full({}, 7)", "zeros({}, complex)", "broadcast_to(1.0, {})"],
)
def test_huge_shapes(function, shape):
    check(f"np.{function.format(shape)}.shape")


def test_huge_bytes():
    for shape in ("2**48", "2**62", "2**63 - 1", "2**63", "(2**31, 2**32)", "(2**32, 2**32)"):
        check(f"np.zeros({shape}, 'int8').shape")


@pytest.mark.parametrize(
    "code",
    [
        "np.arange(2**46)",
        "np.arange(2**62)",
        "np.arange(0, 1e300)",
        "np.arange(0, 1, 1e-300)",
        "np.linspace(0, 1, 2**46)",
        "np.linspace(0, 1, 2**62)",
        "np.eye(2**25)",
        "np.eye(2**40)",
        "big + 1",
        "big.copy()",
        "big == 1",
        "big.astype('int8')",
        "np.exp(big)",
        "big.reshape(-1)[0]",
        "big.T.ravel()",
        "big.flatten()",
        "big[big[0] > 0].shape",
        "np.concatenate([big, big])",
        "np.stack([big])",
        "big @ big",
        "big.tobytes()",
        "np.where(True, big, 1)",
        "np.add.outer(big[0], big[0])",
        "np.ones(2**23)[:, None] + np.ones(2**24)",
        "np.multiply.outer(np.ones(2**23), np.ones(2**24))",
        "np.random.default_rng(0).random(2**46)",
        "np.random.default_rng(0).normal(size=(2**40, 2**40))",
        "np.random.default_rng(0).permutation(2**46)",
        "np.random.default_rng(0).integers(0, 9, 2**46)",
        "np.zeros(3).reshape(2**40, 2**40)",
        "np.broadcast_to(np.zeros(2), (2**61, 2))",
        "np.ones((2**24, 1)) @ np.ones((1, 2**24))",
        "np.zeros(3).repeat(2**60)",
        "np.tile(np.zeros(3), 2**60)",
        "np.zeros_like(big)",
        "np.array(big)",
        "np.asarray(big) is big",
        "big.astype(float, copy=False) is big",
        "big.shape",
        "big.nbytes",
        "big[::2**20, ::2**20].sum()",
        "np.concatenate([np.broadcast_to(1.0, 2**45)] * 2)",
    ],
)
def test_huge_results(code):
    """`big` takes no memory itself: one value, repeated."""
    check(f"big = np.broadcast_to(1.0, (2**23, 2**24)); {code}")


def test_life_goes_on(np):
    for _ in range(3):
        with pytest.raises(MemoryError):
            np.ones(2**46)
        assert np.ones(1000).sum() == 1000


def test_big_temporaries_are_reused_or_freed(np):
    """A hundred times 80 MB, one at a time, within what a small machine has."""
    a = np.ones(10_000_000)
    for _ in range(20):
        b = a + 1
    assert b[-1] == 2
