"""`RandomState` and the functions of its global instance: streams, states, arguments, errors."""

import copy
import pickle

import diff
import numpy
import pytest
from diff import check

# Each distribution with parameters from every part of its method, numbers and arrays.
DISTRIBUTIONS = {
    "random_sample": [()],
    "random": [()],
    "standard_normal": [()],
    "standard_exponential": [()],
    "standard_cauchy": [()],
    "tomaxint": [()],
    "uniform": [(), (-3, 7), (2, 1), ([1, 2, 3], 5.5), (0, 1e308)],
    "normal": [(), (5, 2), (0, 0), ([0, 100, -3], [1, 2, 0.5]), (numpy.nan, 1)],
    "exponential": [(), (3.5,), (0,), ([1, 2, 3],)],
    "standard_gamma": [(0,), (0.3,), (1,), (2.5,), (50,), ([0.1, 1, 7],), (numpy.nan,)],
    "gamma": [(0.3,), (2, 3), (1, 0), ([0.5, 1, 2], 2.0)],
    "beta": [(0.5, 0.5), (1, 1), (2, 3), (0.1, 5), ([0.2, 3, 1e-3], 0.4), (1e-200, 1e-200)],
    "chisquare": [(1,), (2,), (7.5,), ([0.5, 1, 20],)],
    "noncentral_chisquare": [(0.5, 3), (1, 2), (3, 20), (3, 0), ([0.3, 4, 1], 1.5), (0.5, numpy.nan)],
    "f": [(1, 2), (5, 10), ([0.5, 3, 9], 4)],
    "noncentral_f": [(0.5, 3, 2), (5, 10, 1), ([2, 3, 9], 4, 0)],
    "standard_t": [(1,), (2.5,), (30,), ([0.5, 3, 9],)],
    "vonmises": [(0, 0), (0, 1e-9), (1, 1e-6), (0, 4), (3, 50), (1, 1e7), (0, numpy.nan), ([0, 1, 2], 1.5)],
    "pareto": [(1,), (3.5,), ([0.5, 3, 9],)],
    "weibull": [(0,), (1,), (3.5,), ([0.5, 3, 9],)],
    "power": [(1,), (3.5,), (0.2,), ([0.5, 3, 9],)],
    "laplace": [(), (1, 2), ([0.5, 3, 9], 0)],
    "gumbel": [(), (1, 2), ([0.5, 3, 9], 0)],
    "logistic": [(), (1, 2), ([0.5, 3, 9], 0)],
    "lognormal": [(), (1, 2), ([0.5, 3, 9], 0.1)],
    "rayleigh": [(), (2,), ([0.5, 3, 9],)],
    "wald": [(1, 2), (5, 0.1), ([0.5, 3, 9], 4)],
    "triangular": [(0, 1, 3), (-1, -1, 3), (-1, 3, 3), ([0, 1, 2], 2, 4)],
    "binomial": [
        (0, 0.5),
        (10, 0),
        (10, 1),
        (10, 0.3),
        (100, 0.5),
        (1000, 0.9),
        (10**6, 1e-7),
        ([5, 500, 2], 0.4),
    ],
    "negative_binomial": [(1, 0.5), (10.5, 0.1), (200, 0.9), ([1, 50, 3], 0.3)],
    "poisson": [(), (0,), (0.3,), (9.9,), (10,), (500,), (1e15,), ([1, 50, 0],)],
    "zipf": [(1.0001,), (1.5,), (4,), (20,), ([2, 3, 9],)],
    "geometric": [(1,), (0.5,), (0.3,), (0.01,), (1e-10,), ([0.5, 0.1, 1],)],
    "hypergeometric": [
        (5, 7, 4),
        (5, 7, 12),
        (15, 20, 11),
        (1000, 50, 400),
        (100, 900, 999),
        ([5, 50, 7], 20, 9),
    ],
    "logseries": [(0,), (0.3,), (0.9,), (0.9999,), ([0.5, 0.1, 0.99],)],
}
SEEDS = [0, 42, 2**32 - 1, [1, 2, 3]]


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_streams(name):
    """Thousands of values of every parameter and seed, one by one and many, and the state that is left."""

    def body(np):
        results = []
        for seed in SEEDS:
            state = np.random.RandomState(seed)
            draw = getattr(state, name)
            for parameters in DISTRIBUTIONS[name]:
                arrays = any(isinstance(p, list) for p in parameters)
                count = 2500 if seed == 42 else 100
                shape = (count, 3) if arrays else count
                results += [draw(*parameters), draw(*parameters, size=shape), draw(*parameters, size=(1, 3))]
                results.append([draw(*parameters, size=1 if not arrays else None) for _ in range(3)])
            results.append(state.get_state(legacy=False))
        return results

    check(body)


@pytest.mark.parametrize("kind", ["PCG64", "PCG64DXSM", "Philox", "SFC64"])
def test_other_bit_generators(kind):
    def body(np):
        state = np.random.RandomState(getattr(np.random, kind)(5))
        results = [str(state), state.randn(3), state.randint(0, 100, 7), state.gamma(2, 3, 100)]
        results += [state.rand(2, 3), state.normal(size=5), state.permutation(9), state.choice(5, 4)]
        results += [state.randint(0, 2**40, 7), state.binomial(10, 0.3, 5), state.get_state(legacy=False)]
        return results

    check(body)


RANGES = {
    "bool": [(0, 2), (0, 1), (1, 2)],
    "int8": [(-128, 128), (-5, 6), (0, 100), (3, 4)],
    "uint8": [(0, 256), (10, 13), (0, 129), (255, 256)],
    "int16": [(-32768, 32768), (-1000, 1000), (0, 257)],
    "uint16": [(0, 65536), (0, 40000)],
    "int32": [(-(2**31), 2**31), (-7, 8), (0, 10**6)],
    "uint32": [(0, 2**32), (0, 2**31 + 1)],
    "int64": [(-(2**63), 2**63), (0, 10), (0, 2**32), (0, 2**32 - 1), (0, 2**32 + 1), (-(5**13), 6 * 10**18)],
    "uint64": [(0, 2**64), (0, 2**63 + 1), (1, 2**64 - 1), (0, 1000)],
}


@pytest.mark.parametrize("dtype", RANGES)
def test_randint(dtype):
    def body(np):
        results = []
        for seed in SEEDS:
            state = np.random.RandomState(seed)
            for low, high in RANGES[dtype]:
                results.append(state.randint(low, high, 2500 if seed == 42 else 100, dtype))
                results.append([state.randint(low, high, dtype=dtype) for _ in range(5)])
                results.append(state.randint(low, [high, high], (3, 2), dtype))
                results.append(state.randint([low, low], high, dtype=dtype))
            results.append(state.get_state())
        return results

    check(body)


def test_interleaved():
    """The normal draw left over, states saved in between, orders, bytes, choices."""

    def body(np):
        state = np.random.RandomState(7)
        results = []
        for i in range(3):
            results += [state.randn(), state.randn(3), state.rand(), state.gamma(0.5), state.standard_t(3, 2)]
            saved = state.get_state()
            results += [saved, state.normal(size=2), state.shuffle(x := list(range(9))), x, state.bytes(11)]
            state.set_state(saved)
            results += [state.randint(5), state.randn(2), state.permutation(6 + i), state.choice(9, 3, False)]
            saved = state.get_state(legacy=False)
            results += [
                saved,
                state.random_sample((2, 2)),
                state.choice([1.5, 2.5, 3.5], 4, p=[0.2, 0.5, 0.3]),
            ]
            state.set_state(saved)
            results += [state.lognormal(), state.vonmises(0, 1), state.tomaxint(2), state.get_state()]
            y = np.arange(12.0).reshape(4, 3)
            state.shuffle(y)
            results += [y, state.permutation(y), state.multinomial(20, [0.1, 0.2, 0.7], 3)]
            results += [state.dirichlet([1, 2, 0.5], (2, 2)), state.dirichlet((3, 4))]
        return results

    check(body)


def test_global_instance():
    """The functions of the module are those of one instance."""

    def body(np):
        r = np.random
        r.seed(3)
        results = [r.rand(2), r.randn(3), r.randint(9, size=4), r.random(), r.ranf(2), r.sample(2)]
        results += [
            r.random_sample(),
            r.choice(5),
            r.permutation(5),
            r.uniform(1, 2),
            r.get_state(),
            r.bytes(3),
        ]
        r.seed([1, 2])
        results += [r.beta(1, 2), r.poisson(3, 4), r.shuffle(x := [1, 2, 3]), x, r.get_bit_generator().state]
        r.seed(5)
        saved = r.get_state()
        results.append(r.normal(size=3))
        r.set_state(saved)
        results.append(r.normal(size=3))
        old = r.get_bit_generator()
        r.set_bit_generator(np.random.PCG64(3))
        try:
            results += [r.rand(3), r.randn(2), type(r.get_bit_generator()).__name__, diff.outcome(r.seed, 1)]
        finally:
            r.set_bit_generator(old)
        results += [r.mtrand.__all__, sorted(n for n in r.__all__ if n not in ("bit_generator", "mtrand"))]
        return [
            *results,
            diff.outcome(r.set_bit_generator, 3),
            [callable(getattr(r, n)) for n in r.mtrand.__all__],
        ]

    check(body)


CHOICES = [
    *["5", "5, 3", "5, (2, 3)", "5, ()", "5, 0", "0", "-1, 0", "0, 0", "[]", "[], 0", "[[1]]", "1.5", "'a'"],
    *[
        "3, -1",
        "3, -4, False",
        "3, 4, False",
        "5, 5, False",
        "9, (2, 3), False",
        "3, (2, -1), False",
        "3, 1.5",
    ],
    *[
        "[7, 8, 9]",
        "[7, 8, 9], 2",
        "[7, 8, 9], ()",
        "['a', 'bc'], 3",
        "np.arange(9.0), 4, False",
        "np.int64(4), 2",
    ],
    *[
        "3, p=[0.5, 0.2, 0.3]",
        "3, 100, p=[0.5, 0.2, 0.3]",
        "30, 100, p=np.arange(30) / 435",
        "3, p=[1, 0]",
        "3, p=1",
    ],
    *["4, 3, False, [0.1, 0.2, 0.3, 0.4]", "3, 2, False, [1, 0, 0]", "3, 3, False, [0.5, 0.25, 0.25]"],
    *[
        "3, p=[0.5, 0.5, 0.5]",
        "3, p=[[1, 0, 0]]",
        "3, p=[np.nan, 0, 1]",
        "3, p=[-1, 1, 1]",
        "[4, 5], p=[0.5, 0.5]",
    ],
    *["2, 9, p=np.array([0.3, 0.7], 'f4')", "True", "np.array(3), 2", "5, size=None, replace=1"],
]


@pytest.mark.parametrize("arguments", CHOICES)
def test_choice(arguments):
    check(f"s = np.random.RandomState(11); r = outcome(lambda: s.choice({arguments})); [r, s.randint(1000)]")


CALLS = [
    *["RandomState('a')", "RandomState(1.5)", "RandomState(-1)", "RandomState([])", "RandomState(2**32)"],
    *[
        "RandomState(np.random.PCG64)",
        "RandomState(seed=1).rand()",
        "RandomState(None).rand() < 1",
        "RandomState(3)",
    ],
    *["RandomState(np.random.MT19937(3)).rand(3)", "RandomState(np.random.PCG64(1)).seed(1)"],
    *[
        "RandomState(np.random.PCG64(1)).get_state()",
        "RandomState(1).set_state(3)",
        "RandomState(1).set_state({})",
    ],
    *[
        "RandomState(1).set_state(('x',))",
        "RandomState(1).set_state(())",
        "RandomState(1).set_state(('MT19937', [1]))",
    ],
    *[
        "RandomState(1)._bit_generator.seed_seq",
        "RandomState(1)._poisson_lam_max",
        "RandomState(1).get_state(False)",
    ],
    *[
        "default_rng(np.random.RandomState(5)).random(3)",
        "Generator(np.random.RandomState(5)._bit_generator).random()",
    ],
]
METHODS = [
    *[
        "rand()",
        "rand(2)",
        "rand(2, 3)",
        "rand(-1)",
        "rand(2.5)",
        "randn((2, 3))",
        "randn(0)",
        "random_integers(5)",
    ],
    *[
        "random_integers(2, 9, 5)",
        "random_integers(1.5)",
        "tomaxint()",
        "tomaxint((2, 2))",
        "bytes(0)",
        "bytes(7)",
    ],
    *[
        "bytes(-1)",
        "randint(5)",
        "randint(0)",
        "randint(5, 5)",
        "randint(-1, 300, dtype='u1')",
        "randint(3, dtype='f4')",
    ],
    *[
        "randint(5, size=(2, 2))",
        "randint(3, dtype=bool)",
        "randint(3, dtype=np.int64)",
        "randint([3, 4], [[9], [7]])",
    ],
    *[
        "randint(2, dtype=bool)",
        "randint(9, size=-1)",
        "randint(5.7)",
        "randint('5')",
        "shuffle(3)",
        "shuffle((1, 2))",
    ],
    *[
        "permutation(0)",
        "permutation([[1, 2], [3, 4]])",
        "permutation('ab')",
        "permutation(-1)",
        "permutation(2.0)",
    ],
    *[
        "uniform(0, np.inf)",
        "uniform([0], np.inf)",
        "uniform(0, [1, 2], 3)",
        "normal(1, -1)",
        "normal(1, [1, -1])",
    ],
    *[
        "normal(size=3, scale=[1, 2])",
        "normal(scale=-0.0)",
        "beta(0, 1)",
        "beta(1, [1, 0])",
        "beta(1)",
        "gamma(-1)",
    ],
    *[
        "exponential(-1)",
        "exponential(1, 2, 3)",
        "exponential(x=1)",
        "standard_gamma(-1)",
        "f(0, 1)",
        "f(1, 0)",
    ],
    *["noncentral_f(1, 1, -1)", "chisquare(0)", "noncentral_chisquare(0, 1)", "noncentral_chisquare(1, -1)"],
    *[
        "standard_t(0)",
        "vonmises(1, -1)",
        "pareto(-1)",
        "weibull(-1)",
        "power(0)",
        "laplace(0, -1)",
        "gumbel(0, -1)",
    ],
    *[
        "logistic(0, -1)",
        "lognormal(0, -1)",
        "rayleigh(-1)",
        "wald(-1, 0)",
        "wald(1, 0)",
        "triangular(3, 2, 1)",
    ],
    *[
        "triangular(1, 1, 1)",
        "triangular([3], 2, 1)",
        "triangular(1, 5, 3)",
        "binomial(-1, 0.5)",
        "binomial(1, 1.5)",
    ],
    *["binomial(1.5, 0.5)", "binomial([1, 2], [0.5, 2])", "binomial(5, np.nan)", "negative_binomial(0, 0.5)"],
    *[
        "negative_binomial(1, 0)",
        "poisson(-1)",
        "poisson(1e19)",
        "poisson([1e19])",
        "poisson(np.nan)",
        "zipf(1)",
    ],
    *["geometric(0)", "geometric(1.5)", "logseries(1)", "logseries(-1)", "hypergeometric(-1, 2, 3)"],
    *[
        "hypergeometric(1, 2, 5)",
        "hypergeometric(1, 2, -1)",
        "hypergeometric(-1, 4, 3)",
        "hypergeometric(1, 2, 0)",
    ],
    *[
        "multinomial(5, [0.5, 0.6, 0.1])",
        "multinomial(-1, [0.5, 0.5])",
        "multinomial(5, 0.5)",
        "multinomial(5, [[0.5]])",
    ],
    *[
        "multinomial(5, [-0.5, 1])",
        "multinomial(5, [])",
        "multinomial(5, [1.0], (2, 3))",
        "multinomial(0, [0.5, 0.5])",
    ],
    *["dirichlet([])", "dirichlet([0, 1])", "dirichlet([[1, 2]])", "dirichlet(3)", "dirichlet([1, 2], 3)"],
    *[
        "multivariate_normal([0], [[1, 2]])",
        "multivariate_normal([[0]], [[1]])",
        "multivariate_normal([0, 1], [[1]])",
    ],
    *[
        "multivariate_normal([0, 0], [[1, 0], [0, 1]], check_valid='x')",
        "random_sample('a')",
        "random(3, dtype='f4')",
    ],
    *[
        "multivariate_normal([0, 0], [[1, 0], [0, -1]], check_valid='raise')",
        "standard_normal((2, 0))",
        "seed('a')",
    ],
]


@pytest.mark.parametrize("call", CALLS)
def test_calls(call):
    check(f"r = np.random.{call}; str(r) if isinstance(r, np.random.RandomState) else r")


@pytest.mark.parametrize("call", METHODS)
def test_methods(call):
    check(f"s = np.random.RandomState(13); r = outcome(lambda: s.{call}); [r, s.randint(1000), s.randn()]")


def test_multivariate_normal_moments():
    """Singular vectors may differ in sign from LAPACK's: the distribution is the same, not the stream."""
    np = diff.module
    cov = [[2.0, 0.5], [0.5, 1.0]]
    x = numpy.asarray(np.random.RandomState(3).multivariate_normal([1, -2], cov, 20_000))
    assert x.shape == (20_000, 2)
    numpy.testing.assert_allclose(x.mean(0), [1, -2], atol=0.05)
    numpy.testing.assert_allclose(numpy.cov(x.T), cov, atol=0.1)


def test_pickles_and_copies():
    np = diff.module
    state = np.random.RandomState(5)
    state.randn()
    for other in [pickle.loads(pickle.dumps(state)), copy.deepcopy(state)]:
        assert type(other) is type(state) and str(other) == "RandomState(MT19937)"
        assert other.get_state()[2:] == state.get_state()[2:]
    for a, b in zip(other.randn(3), state.randn(3), strict=True):
        assert a == b


def test_states_travel():
    for make, other in [(numpy, diff.module), (diff.module, numpy)]:
        state = make.random.RandomState(5)
        state.randn()
        for legacy in [True, False]:
            restored = other.random.RandomState()
            restored.set_state(state.get_state(legacy=legacy))
            expected = copy.deepcopy(state).randn(5)
            numpy.testing.assert_equal(numpy.asarray(restored.randn(5)), numpy.asarray(expected))
