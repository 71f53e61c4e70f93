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


@pytest.mark.parametrize("bits", ["PCG64DXSM", "MT19937", "Philox", "SFC64"])
def test_other_bit_generators(bits):
    """One set of parameters for each method, call after call on one generator."""

    def body(np):
        rng = np.random.Generator(getattr(np.random, bits)(7))
        results = []
        for name, grid in GRIDS.items():
            parameters = [values[len(values) // 2] for values in grid]
            if name == "hypergeometric":
                parameters = [30, 50, 11]
            draw = getattr(rng, name)
            results += [draw(*parameters, size=100), draw(*parameters)]
            results += [draw(*([p] for p in parameters))] if parameters else []
        results += [rng.random(5, "f4"), rng.standard_normal(99, "f4"), rng.standard_gamma(0.7, 9, "f4")]
        results += [rng.permutation(1000), rng.choice(1000, 9, replace=False), rng.bytes(9)]
        return [*results, rng.bit_generator.state]

    check(body)


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
