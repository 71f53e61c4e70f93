"""Calls of `Generator`: vectors, choices, orders, and what is refused."""

import pytest
from diff import Close, check, outcome
from hypothesis import given
from hypothesis import strategies as st

FAULTY = [
    "uniform(1, 0)",
    "uniform([1, 2], 0)",
    "uniform([1, 2], np.inf)",
    "uniform([1, 2], [1, 2, 3])",
    "normal(0, -1)",
    "normal(0, [-0.0])",
    "normal(0, -0.0)",
    "exponential(-1)",
    "standard_gamma(-1)",
    "standard_gamma(-1, dtype='f4')",
    "standard_gamma([-1], dtype='f4')",
    "standard_gamma([1, 2], out=np.zeros(3))",
    "standard_gamma([1, 2], out=np.zeros((2, 2)).T)",
    "standard_gamma([1, 2], out=np.zeros(2, 'f4'))",
    "standard_gamma([1, 2], size=2, out=np.zeros((3, 2)))",
    "standard_gamma(1j)",
    "standard_gamma([1j], dtype='f4')",
    "standard_gamma(1, dtype=int)",
    "standard_exponential(dtype=int)",
    "gamma(1, -1)",
    "gamma(-1, [-1])",
    "beta(0, 1)",
    "beta([0], [0])",
    "beta(1, [0])",
    "beta(np.nan, 1)",
    "beta([1, 2], [1, 2, 3])",
    "beta([1, 2], [1, 2, 3], size=3)",
    "beta([1, 2], 1, size=3)",
    "beta([[1, 2]], 1, size=2)",
    "beta([1], 1, size='a')",
    "beta(1, 1, size='a')",
    "beta(1, 1, size=-1)",
    "beta(1, 1, size=(2, -1))",
    "beta(1, 1, size=1.5)",
    "beta('a', 1)",
    "beta('1', 1)",
    "beta(['a'], 1)",
    "beta(None, 1)",
    "beta([None], 1)",
    "beta({}, 1)",
    "beta(1j, 1)",
    "beta(np.array([1j]), 1)",
    "beta(np.array(['1']), 1)",
    "beta()",
    "beta(1)",
    "beta(1, 2, 3, 4)",
    "beta(1, 2, foo=3)",
    "beta(1, 2, a=3)",
    "beta(b=2)",
    "chisquare(0)",
    "noncentral_chisquare(0, 1)",
    "noncentral_chisquare(1, -1)",
    "noncentral_chisquare([1], [-1])",
    "f(0, 1)",
    "f(1, [0])",
    "noncentral_f(1, 1, -1)",
    "standard_t(0)",
    "standard_t([0])",
    "vonmises(0, -1)",
    "pareto(0)",
    "weibull(-1)",
    "power(0)",
    "laplace(0, -1)",
    "gumbel(0, -1)",
    "logistic(0, -1)",
    "lognormal(0, -1)",
    "rayleigh(-1)",
    "wald(0, 1)",
    "wald(1, 0)",
    "triangular(1, 0, 2)",
    "triangular([1], 0, 2)",
    "triangular(0, 3, 2)",
    "triangular(0, [3], 2)",
    "triangular(0, 0, 0)",
    "triangular(0, 0, [0, 1])",
    "triangular([0, 1], [1, 2, 3], 4)",
    "triangular(np.nan, 0, 1)",
    "poisson(-1)",
    "poisson([-1])",
    "poisson(np.nan)",
    "poisson([np.nan])",
    "poisson(1e20)",
    "poisson([1e20, -1])",
    "poisson([np.nan, -1])",
    "binomial(-1, 2)",
    "binomial([-1], 2)",
    "binomial(-1, 0.5)",
    "binomial([-1], 0.5)",
    "binomial(5, np.nan)",
    "binomial(5, [np.nan])",
    "binomial(5.5, 0.5)",
    "binomial([5.5], 0.5)",
    "binomial(2**63, 0.5)",
    "binomial([2**63], 0.5)",
    "binomial('5', 0.5)",
    "binomial('a', 0.5)",
    "binomial(None, 0.5)",
    "binomial(np.array([5], 'u8'), 0.5)",
    "binomial(np.array(5, 'u8'), 0.5)",
    "binomial(np.uint64(5), 0.5)",
    "binomial(np.float64(5), 0.5)",
    "binomial(np.array(5.0), 0.5)",
    "binomial(True, 0.5)",
    "binomial(5, 1j)",
    "negative_binomial(0, 0.5)",
    "negative_binomial(np.nan, 0.5)",
    "negative_binomial([np.nan, 0], 0.5)",
    "negative_binomial([0, np.nan], 0.5)",
    "negative_binomial(1, 0)",
    "negative_binomial(1, [0])",
    "negative_binomial(1e20, 0.1)",
    "negative_binomial([1e20], 0.1)",
    "negative_binomial([1, 2], [0.1, 0.2, 0.3])",
    "geometric(0)",
    "geometric([0])",
    "geometric(1.5)",
    "hypergeometric(5.5, 2, 3)",
    "hypergeometric(10**9, 2, 3)",
    "hypergeometric([10**9], 2, 3)",
    "hypergeometric(5, 2, -1)",
    "hypergeometric(5, 2, 8)",
    "hypergeometric(-5, 2, -4)",
    "hypergeometric(5, -2, -4)",
    "hypergeometric([5], -2, -4)",
    "hypergeometric([5], [2, 3, 4], [3, 4])",
    "logseries(1)",
    "logseries([1])",
    "logseries(np.nan)",
    "zipf(1)",
    "zipf([1])",
    "zipf(np.nan)",
    "multinomial(5, [])",
    "multinomial(5, 0.5)",
    "multinomial(5, [0.5, 0.6, 0.5])",
    "multinomial(5, [[0.5, 0.6, 0.5]])",
    "multinomial(5, [1.5])",
    "multinomial(5, [np.nan, 1])",
    "multinomial(-1, [0.5, 0.5])",
    "multinomial([-1], [0.5, 0.5])",
    "multinomial([5, 6, 7], [[0.5, 0.5], [0.1, 0.9]])",
    "multinomial([5, 6], [0.5, 0.5], size=3)",
    "multinomial([5, 6], [0.5, 0.5], size=(1, 2))",
    "multinomial([[5, 6]], [0.5, 0.5], size=2)",
    "multinomial(5, np.array([0.6, 0.4000001, 0.0], 'f4'))",
    "multinomial(5, [0.5, 0.5], size=-1)",
    "multinomial('a', [0.5, 0.5])",
    "dirichlet(3)",
    "dirichlet([[1, 2]])",
    "dirichlet(np.ones((2, 2)))",
    "dirichlet([1, -1])",
    "dirichlet(['a'])",
    "dirichlet([1, 2], size=-1)",
    "multivariate_hypergeometric([1, 2], 4)",
    "multivariate_hypergeometric([1, 2], -1)",
    "multivariate_hypergeometric([1, 2], 1.5)",
    "multivariate_hypergeometric([1, 2], 2**70)",
    "multivariate_hypergeometric([1, 2], 2**63)",
    "multivariate_hypergeometric([1, -2], 1)",
    "multivariate_hypergeometric([1.5, 2], 1)",
    "multivariate_hypergeometric([[1, 2]], 1)",
    "multivariate_hypergeometric(3, 1)",
    "multivariate_hypergeometric([2**62, 2**62], 1)",
    "multivariate_hypergeometric([10**9], 1)",
    "multivariate_hypergeometric([2**61], 1, method='count')",
    "multivariate_hypergeometric([1, 2], 1, method='other')",
    "choice(5.5)",
    "choice(0)",
    "choice(-1, 3)",
    "choice(0, 0)",
    "choice([], 2)",
    "choice([], 0)",
    "choice('abc')",
    "choice(None)",
    "choice({1, 2})",
    "choice(3, 5, replace=False)",
    "choice(3, -1)",
    "choice(3, -1, replace=False)",
    "choice(3, (2, -1), replace=False)",
    "choice(3, p=[0.5, 0.5])",
    "choice(2, p=[0.5, 0.6])",
    "choice(2, p=[1.5, -0.5])",
    "choice(2, p=[np.nan, 1])",
    "choice(2, p=[[0.5, 0.5]])",
    "choice(2, p=0.5)",
    "choice(2, 2, p=[0, 1], replace=False)",
    "choice(2, 3, p=[0.5, 0.5], replace=False)",
    "choice([[1, 2]], axis=2)",
    "choice([[1, 2]], axis=-3)",
    "choice(2, p=np.array([0.5, 0.5001], 'f4'))",
    "choice(2, p=np.array([0.5, 0.5001]))",
    "choice(2, p='ab')",
    "permuted(5)",
    "permuted([1, 2], axis=1)",
    "permuted([1, 2], out=[1, 2])",
    "permuted([1, 2], out=np.zeros(3))",
    "permuted([1.5, 2], out=np.zeros(2, int))",
    "permuted([1.5, 2], 0)",
    "bytes('a')",
    "bytes(-20)",
    "bytes(None)",
]


@pytest.mark.parametrize("call", FAULTY)
def test_faulty_and_odd_arguments(call):
    check(f"rng = np.random.default_rng(3); [outcome(lambda: rng.{call}), rng.bit_generator.state]")


VECTORS = [
    "multinomial(20, [1 / 6] * 6)",
    "multinomial(20, [1 / 6] * 6, size=1000)",
    "multinomial(20, [1 / 6] * 6, (3, 2))",
    "multinomial(20, [1 / 6] * 6, ())",
    "multinomial(20, [1])",
    "multinomial(0, [0.5, 0.5], 3)",
    "multinomial(10**6, [0.2, 0.5, 0.3], 500)",
    "multinomial(10**15, [0.2, 0, 0.5, 0.3], 500)",
    "multinomial(7, [0.5, 0.5, 0, 0], 500)",
    "multinomial(7, [0, 0, 1], 500)",
    "multinomial(7, [0.1, 0.1], 50)",
    "multinomial(2**62, [0.1, 0.7, 0.2], 500)",
    "multinomial([5, 6, 7], [0.2, 0.8])",
    "multinomial([[5], [6]], [[0.2, 0.8], [0.5, 0.5], [0.1, 0.9]])",
    "multinomial([[5], [6]], [[0.2, 0.8], [0.5, 0.5], [0.1, 0.9]], size=(4, 2, 3))",
    "multinomial(5, [[0.2, 0.8], [0.5, 0.5]])",
    "multinomial(np.array([5, 6])[::-1], np.array([[0.2, 0.8], [0.5, 0.5]]).T)",
    "multinomial([], [0.5, 0.5])",
    "multinomial(5, np.zeros((0, 3)))",
    "multinomial(5, [1 / 3, 2 / 3 + 1e-13, 0.0])",
    "dirichlet([1, 2, 3])",
    "dirichlet([1, 2, 3], 1000)",
    "dirichlet((0.5, 0.05), (3, 2))",
    "dirichlet([0.01, 0.02, 0.03], 1000)",
    "dirichlet([0.01, 0.0, 0.03, 0.0, 0.0], 100)",
    "dirichlet([0.0, 0.0], 5)",
    "dirichlet([1e-300, 1e-305], 500)",
    "dirichlet([5.0], 3)",
    "dirichlet([0.05], 3)",
    "dirichlet([])",
    "dirichlet([], 3)",
    "dirichlet(np.array([1, 2, 3])[::-1], 5)",
    "dirichlet([1, 0, 3], 5)",
    "multivariate_hypergeometric([16, 8, 4], 6)",
    "multivariate_hypergeometric([16, 8, 4], 6, 1000)",
    "multivariate_hypergeometric([16, 8, 4], 6, (3, 2))",
    "multivariate_hypergeometric([16, 8, 4], 20, 1000)",
    "multivariate_hypergeometric([16, 8, 4], 28, 3)",
    "multivariate_hypergeometric([16, 8, 4], 0, 3)",
    "multivariate_hypergeometric([1000, 0, 8000, 400], 600, 1000)",
    "multivariate_hypergeometric([16, 8, 4], 6, 1000, method='count')",
    "multivariate_hypergeometric([16, 8, 4], 20, 1000, method='count')",
    "multivariate_hypergeometric([1000, 0, 8000, 400], 600, 100, method='count')",
    "multivariate_hypergeometric([], 0)",
    "multivariate_hypergeometric([], 0, 3)",
    "multivariate_hypergeometric([5], 3)",
    "multivariate_hypergeometric(np.array([5, 6], 'u8'), 3)",
    "multivariate_hypergeometric([5, 6], np.int8(3))",
]
CHOICES = [
    "choice(5)",
    "choice(5, 3)",
    "choice(5, (2, 3))",
    "choice(5, ())",
    "choice(5, 0)",
    "choice(np.int64(5), 3)",
    "choice(True)",
    "choice(10**12, 1000)",
    "choice([1.5, 2.5, 3.5])",
    "choice([1.5, 2.5, 3.5], ())",
    "choice([1.5, 2.5, 3.5], (2, 3))",
    "choice(['a', 'bb'], 4)",
    "choice(np.array([1, 'a', None], dtype=object), 4)",
    "choice(np.array([1, 'a', None], dtype=object))",
    "choice(m)",
    "choice(m, 3)",
    "choice(m, ())",
    "choice(m, (2, 2), axis=1)",
    "choice(m, axis=1)",
    "choice(m, 3, axis=-1)",
    "choice(m.T, 3, axis=1)",
    "choice(m, 4, replace=False)",
    "choice(10, 4, replace=False)",
    "choice(10, (2, 3), replace=False)",
    "choice(10, 10, replace=False)",
    "choice(10, 10, False)",
    "choice(10, 0, replace=False)",
    "choice(10, replace=False)",
    "choice(10, 4, replace=False, shuffle=False)",
    "choice(10_000, 500, replace=False)",
    "choice(10_001, 200, replace=False)",
    "choice(10_001, 201, replace=False)",
    "choice(10_001, 500, replace=False, shuffle=False)",
    "choice(10_001, 501, replace=False, shuffle=False)",
    "choice(20_000, 20_000, replace=False)",
    "choice(10**6, 1000, replace=False)",
    "choice(10**6, 100_000, replace=False)",
    "choice(10**12, 1000, replace=False)",
    "choice(3, p=[0.1, 0.2, 0.7])",
    "choice(3, 5, p=[0.1, 0.2, 0.7])",
    "choice(3, (2, 3), p=[0.1, 0.2, 0.7])",
    "choice(3, (), p=[0.1, 0.2, 0.7])",
    "choice(['a', 'b', 'c'], 5, p=[0, 0, 1])",
    "choice(1000, 10_000, p=np.arange(1000) / 499500)",
    "choice(1000, 10, p=np.arange(1000) / 499500)",
    "choice(4, 3, p=[0.1, 0.2, 0.3, 0.4], replace=False)",
    "choice(4, 4, p=[0.1, 0.2, 0.3, 0.4], replace=False)",
    "choice(1000, 300, p=np.arange(1000) / 499500, replace=False)",
    "choice(4, (), p=[0.1, 0.2, 0.3, 0.4], replace=False)",
    "choice(4, p=[0.1, 0.2, 0.3, 0.4], replace=False)",
    "choice(2, 3, p=np.array([0.5, 0.50001], 'f4'))",
    "choice([0, 1, 2], 3, p=(0.5, 0.25, 0.25))",
]
ORDERS = [
    "permuted([3, 1, 2])",
    "permuted(m)",
    "permuted(m.T)",
    "permuted(m[::2])",
    "permuted(m[:, ::2])",
    "permuted(m, axis=0)",
    "permuted(m, axis=1)",
    "permuted(m, axis=-1)",
    "permuted(m.T, axis=0)",
    "permuted(m[:, ::-1], axis=1)",
    "permuted(t, axis=0)",
    "permuted(t, axis=1)",
    "permuted(t, axis=2)",
    "permuted(t)",
    "permuted(t.transpose(1, 0, 2))",
    "permuted(t.T)",
    "permuted(t.astype('c16'), axis=1)",
    "permuted(t.astype('f2'), axis=1)",
    "permuted(t.astype(object), axis=1)",
    "permuted([['a', 'bb', 'c'], ['d', 'e', 'f']], axis=1)",
    "permuted(m > 3, axis=1)",
    "permuted(m, axis=1, out=m)",
    "permuted(m, out=m)",
    "permuted(m.T, out=m.T)",
    "permuted(m.T, axis=0, out=m.T)",
    "permuted(m[:, ::2], out=m[:, ::2])",
    "permuted(m[:, ::2], axis=0, out=m[:, ::2])",
    "permuted(m, axis=1, out=np.zeros(m.shape))",
    "permuted(np.zeros((0, 3)))",
    "permuted(np.zeros((3, 0)), axis=0)",
    "shuffle(m.T)",
    "shuffle(t, axis=1)",
    "shuffle(t, axis=-1)",
    "shuffle(m[::-1, 0])",
    "shuffle(t.astype('c16')[0, 0])",
    "permutation(t.astype('c16')[0, 0])",
    "permutation(['a', 'bb', 'ccc'])",
    "permutation(np.array([1, 'a', None], dtype=object))",
    "permutation(True)",
    "bytes(0)",
    "bytes(1)",
    "bytes(17)",
    "bytes(1000)",
    "bytes(-1)",
    "bytes(-3)",
    "bytes(2.5)",
]


@pytest.mark.parametrize("call", VECTORS + CHOICES + ORDERS)
def test_calls(call):
    check(
        "rng = np.random.default_rng(3); m = np.arange(12).reshape(4, 3); "
        f"t = np.arange(24).reshape(2, 3, 4); [rng.{call}, m, t, rng.random(), rng.bit_generator.state]"
    )


DRAWS = [
    "random()",
    "random(3, 'f4')",
    "integers(9, dtype='i4')",
    "integers(200, size=3, dtype='u1')",
    "standard_normal(2, 'f4')",
    "standard_exponential(3, 'f4')",
    "standard_gamma(0.7, dtype='f4')",
    "binomial(100, 0.4)",
    "binomial(100, 0.4, 2)",
    "binomial([10, 1000], 0.4)",
    "multinomial(100, [0.4, 0.6])",
    "poisson(12.5, 2)",
    "hypergeometric(15, 15, 15)",
    "permutation(5)",
    "choice(9, 3, replace=False)",
    "choice(9, 3, p=[1 / 9] * 9)",
    "permuted([[1, 2, 3], [4, 5, 6]], axis=1)",
    "bytes(3)",
    "vonmises(0, 2)",
    "dirichlet([1, 2])",
]


@given(st.integers(0, 2**64), st.lists(st.sampled_from(DRAWS), max_size=12))
def test_mixed_draws(seed, draws):
    calls = "".join(f"rng.{draw}, " for draw in draws)
    check(f"rng = np.random.default_rng({seed}); [{calls}rng.bit_generator.state]")


def test_derived_generators():
    check(
        "class Mine(np.random.Generator): pass\n"
        "rng = Mine(np.random.PCG64(1)); "
        "[str(rng), type(rng.spawn(1)[0]).__name__, rng.gamma(2.0), rng._bit_generator is rng.bit_generator]"
    )


@pytest.mark.parametrize("n", ["1.5", "'a'", "2**40", "0", "None"])
def test_spawning(n):
    check(f"[g.random() for g in np.random.default_rng(7).spawn({n})]")


def test_shuffling_what_is_no_sequence():
    check("rng = np.random.default_rng(5); x = {0: 1, 1: 5, 2: 6}; [rng.shuffle(x), x]")
    check("rng = np.random.default_rng(5); x = bytearray(b'abcdef'); [rng.shuffle(x), x]")
    check("import warnings; warnings.simplefilter('error'); np.random.default_rng(5).shuffle({0: 1, 1: 5})")


NORMALS = [
    "[1, 2], [[2, 0], [0, 0.5]]",
    "(1, 2), np.eye(2), (2, 3)",
    "[1, 2], [[4, 0], [0, 1]], []",
    "[0], [[4]], 3",
    "[1, 2], [[1, 0], [0, 0]], 3",
]
BAD_NORMALS = [
    "[1, 2], [[1, 2], [2, 1]], check_valid='raise'",
    "[1, 2], [[1, 2], [2, 1]], check_valid='other'",
    "[1, 2], [[1, 2], [2, 1]], method='other'",
    "[1, 2], np.eye(3)",
    "[1, 2], np.ones((2, 3))",
    "[1, 2], [1, 2]",
    "1, [[1]]",
    "[1j], [[1]]",
    "[1], [[1j]]",
    "[1, 2]",
    "[1, 2], np.eye(2), 3, 'warn', 1e-8, 'svd'",
    "[1, 2], np.eye(2), -1",
    "['a'], [[1]]",
]


@pytest.mark.parametrize("arguments", NORMALS)
def test_multivariate_normal(arguments):
    check(
        f"rng = np.random.default_rng(3); [rng.multivariate_normal({arguments}), rng.random()]",
        close=Close(rtol=1e-10, atol=1e-12),
    )


def test_lengths_of_multivariate_normal():
    """How a covariance's axes are signed is a matter of the decomposition; the lengths of draws are not."""

    def body(np):
        rng = np.random.default_rng(3)
        x = rng.multivariate_normal([1, 2], [[2, 0.3], [0.3, 0.5]], (4, 5)) - np.array([1, 2])
        squares = (0.5 * x[..., 0] ** 2 - 0.6 * x[..., 0] * x[..., 1] + 2 * x[..., 1] ** 2) / (2 * 0.5 - 0.09)
        return [squares, rng.bit_generator.state]

    check(body, close=Close(rtol=1e-9))


@pytest.mark.parametrize("arguments", BAD_NORMALS)
def test_refused_multivariate_normal(arguments):
    check(f"np.random.default_rng(3).multivariate_normal({arguments})")


def test_a_covariance_that_is_none_warns():
    body = "import warnings; warnings.simplefilter('error'); rng = np.random.default_rng(3); "
    check(body + "rng.multivariate_normal([1, 2], [[1, 2], [2, 1]])")
    check(body + "rng.multivariate_normal([1, 2], [[1, 2], [2, 1]], check_valid='ignore').shape")


@given(st.integers(0, 2**32), st.integers(1, 60), st.integers(0, 60), st.booleans(), st.booleans())
def test_any_choice(seed, population, size, shuffle, weighted):
    def body(np):
        rng = np.random.default_rng(seed)
        p = np.arange(1, population + 1) / (population * (population + 1) / 2) if weighted else None
        draw = [outcome(rng.choice, population, size, replace, p, 0, shuffle) for replace in (False, True)]
        return [*draw, rng.bit_generator.state]

    check(body)
