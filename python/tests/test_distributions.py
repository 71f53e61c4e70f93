"""The distributions of `Generator`: every value, bit for bit, and the state that is left behind."""

import itertools
import math

import diff
import numpy
import pytest
from diff import EXACT, Comparison, check, outcome, run
from hypothesis import given
from hypothesis import strategies as st

# How many values are compared for each set of parameters.
N = 1000
SEEDS = [0, 42, 2**100 + 7]
SHAPES = [1e-3, 0.1, 0.5, 1.0, 1.5, 3.0, 40.0, 1e6]
SCALES = [0.0, 0.3, 1.0, 1e5]
PROBABILITIES = [1e-9, 0.01, 0.2, 1 / 3, 0.4, 0.5, 0.7, 0.99, 1.0]

# Each method's parameters, one list of values for each.
GRIDS = {
    "uniform": [[-3.5, 0.0], [2.0, 1e300]],
    "normal": [[-7.25, 0.0], SCALES],
    "exponential": [SCALES],
    "standard_gamma": [[0.0, *SHAPES]],
    "gamma": [[0.0, *SHAPES], [0.0, 0.3, 2.0]],
    "beta": [[1e-200, *SHAPES], [1e-200, *SHAPES]],
    "chisquare": [SHAPES],
    "noncentral_chisquare": [[0.5, 1.0, 1.5, 30.0], [0.0, 1e-3, 2.0, 45.0, 1e4]],
    "f": [[0.5, 2.0, 30.0], [0.5, 2.0, 30.0]],
    "noncentral_f": [[0.5, 2.0, 30.0], [0.5, 30.0], [0.0, 3.0]],
    "standard_t": [SHAPES],
    "vonmises": [[-2.0, 0.0, 4.0], [0.0, 1e-9, 1e-6, 1e-5, 0.3, 4.0, 1e6, 1e7, 1e12]],
    "pareto": [SHAPES],
    "weibull": [[0.0, *SHAPES]],
    "power": [SHAPES],
    "laplace": [[-1.0, 0.0], SCALES],
    "gumbel": [[-1.0, 0.0], SCALES],
    "logistic": [[-1.0, 0.0], SCALES],
    "lognormal": [[-1.0, 0.0], [0.0, 0.3, 2.0]],
    "rayleigh": [SCALES],
    "wald": [SHAPES, SHAPES],
    "triangular": [[-3.0, 0.0], [0.0, 0.5], [0.5, 4.0]],
    "poisson": [[0.0, 1e-3, 0.7, 5.0, 9.99, 10.0, 33.3, 1e3, 1e9, 1e18]],
    "binomial": [[0, 1, 5, 59, 61, 1000, 10**6, 10**12, 2**62], [0.0, *PROBABILITIES]],
    "negative_binomial": [[0.1, 1.0, 5.0, 1e4], PROBABILITIES],
    "geometric": [[1e-18, *PROBABILITIES]],
    "hypergeometric": [[0, 1, 7, 30, 10**4, 10**9 - 1], [0, 5, 50, 10**9 - 1], [0, 1, 5, 11, 1000, 10**9]],
    "logseries": [[0.0, 1e-9, 0.3, 0.9, 0.999999]],
    "zipf": [[1.0000001, 1.1, 2.0, 5.0, 100.0, 1024.0, 1025.0, 1e10]],
    "standard_cauchy": [],
    "standard_normal": [],
    "standard_exponential": [],
    "random": [],
}


def fault(body, *args):
    """What differs between the two modules, as text; empty if nothing does."""
    compare = Comparison(EXACT, True)
    expected, found = run(numpy, body, args), run(diff.module, body, args)
    compare.tree("result", expected, found)
    return compare.differences[:3]


def stream(np, name, seed, parameters):
    rng = np.random.default_rng(seed)
    draw = getattr(rng, name)
    values = [draw(*parameters, size=N), draw(*parameters), draw(*parameters, size=(3, 2))]
    return [*values, rng.bit_generator.state]


@pytest.mark.parametrize("name", GRIDS)
def test_streams(name):
    """Many values of each set of parameters, and the state after them."""
    faults = {}
    for seed, *parameters in itertools.product(SEEDS, *GRIDS[name]):
        if name == "hypergeometric" and parameters[2] > parameters[0] + parameters[1]:
            continue
        if differences := fault(stream, name, seed, parameters):
            faults[seed, *parameters] = differences
    assert not faults, f"{len(faults)} sets of parameters differ: {list(faults.items())[:5]}"


@pytest.mark.parametrize("name", GRIDS)
def test_long_streams(name):
    """Long enough to meet the rare branches."""
    parameters = [values[len(values) // 2] for values in GRIDS[name]]
    check(lambda np: getattr(np.random.default_rng(1), name)(*parameters, size=200 * N))


@pytest.mark.parametrize("name", [name for name in GRIDS if GRIDS[name]])
def test_arrays_of_parameters(name):
    """The parameters of a grid, broadcast against each other."""
    grid = GRIDS[name]
    axes = [[slice(None) if i == j else None for j in range(len(grid))] for i in range(len(grid))]
    if name == "hypergeometric":
        grid = [[1, 7, 30, 10**4], [5, 50], [0, 1, 5]]

    def body(np):
        rng = np.random.default_rng(5)
        columns = [np.array(values)[tuple(axis)] for values, axis in zip(grid, axes, strict=True)]
        draw = getattr(rng, name)
        shape = tuple(len(values) for values in grid)
        turned = [column[::-1] for column in columns]
        return [
            draw(*columns),
            draw(*columns, size=shape),
            draw(*columns, (4, *shape)),
            draw(*turned),
            outcome(draw, *columns, size=(2, *shape[1:])),
            rng.bit_generator.state,
        ]

    check(body)


@pytest.mark.parametrize("method", ["'zig'", "'inv'"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_standard_exponential(method, dtype):
    arguments = f"dtype='{dtype}', method={method}"
    check(
        f"rng = np.random.default_rng(3); [rng.standard_exponential({arguments}), "
        f"rng.standard_exponential(300_000, {arguments}), rng.bit_generator.state]"
    )
    check(
        f"rng = np.random.default_rng(3); out = np.zeros((3, 2), '{dtype}'); "
        f"[rng.standard_exponential(out=out, {arguments}) is out, out, rng.standard_exponential()]"
    )


@pytest.mark.parametrize(
    "shape", ["0.0", "0.3", "1.0", "2.5", "1e5", "[0.5, 1, 2]", "np.array([[0.5], [2]])"]
)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_standard_gamma(shape, dtype):
    check(
        f"rng = np.random.default_rng(3); s = {shape}; "
        f"[rng.standard_gamma(s, dtype='{dtype}'), rng.standard_gamma(s, (50, 2, 2), dtype='{dtype}'), "
        f"rng.standard_gamma(s, out=np.zeros((4, 2, 2), '{dtype}'), dtype='{dtype}'), rng.random()]"
    )


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


parameter = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True, width=16),
    st.integers(-2, 5),
    st.lists(st.sampled_from([-1.0, -0.0, 0.0, 0.5, 1.0, 2.0, math.nan]), min_size=1, max_size=3),
)


@given(st.data(), st.sampled_from([name for name in GRIDS if GRIDS[name]]))
def test_any_parameters(data, name):
    """Whatever is passed, NumPy's values or NumPy's words come back."""
    integral = {"binomial": [0], "hypergeometric": [0, 1, 2]}.get(name, [])
    parameters = [
        data.draw(st.integers(-2, 30) | st.lists(st.integers(-2, 30), min_size=1, max_size=3))
        if i in integral
        else data.draw(parameter)
        for i in range(len(GRIDS[name]))
    ]
    size = data.draw(st.sampled_from([None, 3, (2, 3), ()]))

    def body(np):
        rng = np.random.default_rng(1)
        return [outcome(getattr(rng, name), *parameters, size=size), rng.bit_generator.state]

    check(body)


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


@given(st.integers(0, 2**32), st.integers(1, 60), st.integers(0, 60), st.booleans(), st.booleans())
def test_any_choice(seed, population, size, shuffle, weighted):
    def body(np):
        rng = np.random.default_rng(seed)
        p = np.arange(1, population + 1) / (population * (population + 1) / 2) if weighted else None
        draw = [outcome(rng.choice, population, size, replace, p, 0, shuffle) for replace in (False, True)]
        return [*draw, rng.bit_generator.state]

    check(body)
