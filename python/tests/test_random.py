"""The random generator's streams are NumPy's, bit for bit."""

import pytest
from diff import check
from hypothesis import given
from hypothesis import strategies as st

SEEDS = [
    "0",
    "1",
    "42",
    "2**32",
    "2**64 + 12345",
    "2**200",
    "[1, 2, 3]",
    "[2**40, 5]",
    "(7,)",
    "np.int64(3)",
    "np.arange(4)",
    "np.random.SeedSequence(5)",
    "np.random.PCG64(5)",
    "np.random.default_rng(5)",
]
BAD_SEEDS = ["-1", "1.5", "'a'", "[-1]", "[1.5]", "object()"]
SIZES = [
    "",
    "None",
    "5",
    "(2, 3)",
    "()",
    "0",
    "(0, 3)",
    "[2, 2]",
    "-1",
    "(2, -1)",
    "1.5",
    "'a'",
    "np.int64(3)",
]


@pytest.mark.parametrize("seed", SEEDS + BAD_SEEDS)
def test_seeds(seed):
    check(
        f"rng = np.random.default_rng({seed}); [rng.random(5), rng.integers(0, 100, 5), "
        "rng.standard_normal(5)]"
    )


@given(st.integers(0, 2**128))
def test_any_seed(seed):
    check(
        lambda np: [
            (rng := np.random.default_rng(seed)).random(3),
            rng.standard_normal(3),
            rng.integers(0, 1000, 3),
            rng.permutation(9),
        ]
    )


def test_two_generators_of_one_seed():
    check(
        "a, b = (np.random.default_rng(42) for _ in range(2)); "
        "[a.random(3), b.random(3), a is b, type(a), np.random.default_rng(a) is a]"
    )
    check("a, b = (np.random.default_rng() for _ in range(2)); a.random() == b.random()")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "method",
    [
        "random({})",
        "standard_normal({})",
        "uniform(size={})",
        "normal(size={})",
        "uniform(1, 2, {})",
        "normal(1, 2, {})",
        "integers(10, size={})",
    ],
)
def test_sizes(method, size):
    call = method.format(size or "None")
    check(f"rng = np.random.default_rng(3); [rng.{call}, rng.random()]")


@pytest.mark.parametrize(
    "call",
    [
        "random(3, dtype='float32')",
        "random(5, dtype=np.float32)",
        "random(3, dtype='float16')",
        "random(3, dtype=int)",
        "random(out=np.zeros(4))",
        "random(4, out=np.zeros(4))",
        "random(3, out=np.zeros(4))",
        "random(out=np.zeros(4, 'float32'))",
        "random(out=np.zeros(4, 'float32'), dtype='float32')",
        "standard_normal(7, dtype='float32')",
        "standard_normal(out=np.zeros((2, 3)))",
        "standard_normal((4, 5), np.float32)",
        "uniform()",
        "uniform(5)",
        "uniform(-1, 1)",
        "uniform(0, 10, (3, 4))",
        "uniform(low=2, high=3, size=2)",
        "uniform([0, 10], [1, 20])",
        "uniform([0, 10], [1, 20], (3, 2))",
        "uniform([0, 10], 1, 3)",
        "uniform(0, float('inf'))",
        "uniform(5, 1)",
        "uniform(np.zeros((2, 1)), np.ones(3))",
        "uniform('a')",
        "normal()",
        "normal(5)",
        "normal(0, 1, (3, 4))",
        "normal(loc=1, scale=0.5, size=2)",
        "normal([0, 10], [1, 20])",
        "normal([0, 10], 2, (3, 2))",
        "normal(0, -1)",
        "normal(0, [1, -1])",
        "normal(0, 0, 3)",
        "normal(0, float('nan'))",
        "normal(np.float32(1), np.int8(2), 3)",
        "normal(0, np.sqrt(2 / 64), (6, 4))",
        "normal(np.zeros(2), np.ones(3))",
    ],
)
def test_continuous(call):
    check(f"rng = np.random.default_rng(7); [rng.{call}, rng.random()]")


@pytest.mark.parametrize(
    "arguments",
    [
        "10",
        "0, 10",
        "0, 10, 20",
        "5, 6, 4",
        "-5, 5, (3, 4)",
        "0, 2, 50",
        "0, 256, 10",
        "0, 2**16, 10",
        "0, 2**31, 10",
        "0, 2**32, 10",
        "0, 2**32 + 1, 10",
        "0, 2**33, 10",
        "0, 2**62 + 1, 10",
        "-2**63, 2**63 - 1, 10",
        "-2**63, 2**63, 10",
        "0, 9, 10, endpoint=True",
        "9, size=10, endpoint=True",
        "low=1, high=4, size=5",
        "0, 10, 5, 'int8'",
        "0, 128, 5, 'int8'",
        "0, 127, 30, 'int8', True",
        "0, 256, 30, 'uint8'",
        "0, 257, 5, 'uint8'",
        "-128, 128, 30, 'int8'",
        "0, 100, 30, 'int16'",
        "0, 65536, 30, 'uint16'",
        "0, 1000, 30, 'int32'",
        "-2**31, 2**31, 30, 'int32'",
        "0, 2**32, 30, 'uint32'",
        "0, 2**64, 30, 'uint64'",
        "0, 2, 70, bool",
        "0, 1, 5, bool",
        "0, 3, 5, bool",
        "0, 10, 5, float",
        "0, 10, 3, np.uint64",
        "5, 5",
        "5, 4",
        "0",
        "-3",
        "0.5",
        "0, 2.5",
        "2.0, 5.0, 3",
        "[1, 10, 100], size=3",
        "[1, 10], [5, 20]",
        "0, [5, 20, 300]",
        "[[0], [10]], [20, 30, 40]",
        "[1, 10], 5",
        "[0, 0], 5, (4, 2)",
        "0, [5, 20], 3",
        "0, [300, 2], dtype='uint8'",
        "[0, 5], [256, 6], dtype='uint8'",
        "'a'",
        "None",
        "0, 100, 33, 'int8'",
        "0, 10, dtype='int8'",
        "0, 10, dtype='int64'",
        "1, 7",
        "np.int8(3)",
        "0, 1, 5",
        "0, [1, 1]",
    ],
)
def test_integers(arguments):
    check(
        f"rng = np.random.default_rng(11); [rng.integers({arguments}), rng.random(), rng.integers(0, 7, 3)]"
    )


@given(st.integers(-(2**63), 2**63 - 2), st.integers(1, 2**63), st.integers(0, 99), st.booleans())
def test_any_range_of_integers(low, width, seed, endpoint):
    high = min(low + width, 2**63 - 1)
    check(lambda np: np.random.default_rng(seed).integers(low, high, 9, endpoint=endpoint))


@pytest.mark.parametrize(
    "code",
    [
        "rng.permutation(10)",
        "rng.permutation(0)",
        "rng.permutation(1)",
        "rng.permutation(1437)",
        "rng.permutation(-1)",
        "rng.permutation(a)",
        "rng.permutation(m)",
        "rng.permutation(m, axis=1)",
        "rng.permutation([5, 6, 7])",
        "rng.permutation((1, 2, 3))",
        "rng.permutation(a > 3)",
        "rng.permutation(a.astype('float32'))",
        "rng.permutation(m.T)",
        "rng.permutation(np.int64(7))",
        "rng.permutation(3.5)",
        "rng.permutation('abc')",
        "rng.permutation(m, axis=2)",
        "rng.shuffle(a)",
        "rng.shuffle(m)",
        "rng.shuffle(m, axis=1)",
        "rng.shuffle(a[::2])",
        "rng.shuffle(a[::-1])",
        "rng.shuffle(m.T)",
        "rng.shuffle(m[:, 0])",
        "rng.shuffle(5)",
        "rng.shuffle((1, 2))",
        "rng.shuffle('abc')",
        "rng.shuffle(np.array(3))",
        "rng.shuffle(m, axis=5)",
        "rng.shuffle(np.zeros((0, 3)))",
        "rng.shuffle(np.zeros((3, 0)))",
        "rng.shuffle(a.reshape(10, 1, 1))",
        "rng.permuted(m, axis=1)",
        "rng.choice(5, 3)",
        "rng.choice(a, 4, replace=False)",
        "rng.choice(4, 20, p=[0.1, 0.2, 0.3, 0.4])",
        "rng.exponential(1.0, 5)",
        "rng.bytes(5)",
        "rng.nonsense",
    ],
)
def test_permutations(code):
    check(
        "rng = np.random.default_rng(5); a = np.arange(10); m = np.arange(12).reshape(4, 3); "
        f"[{code}, a, m, rng.random()]"
    )


def test_shuffling_a_list():
    check(
        "rng = np.random.default_rng(5); x = list('abcdefgh'); rng.shuffle(x); "
        "y = [[1], [2], [3]]; rng.shuffle(y); [x, y, rng.random()]"
    )


@pytest.mark.parametrize("method", ["random", "standard_normal"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_long_streams(method, dtype):
    """Long enough to meet the ziggurat's rare branches: the tail has odds of one in several thousand."""
    check(f"np.random.default_rng(1).{method}(300_000, dtype='{dtype}')")


def test_methods_share_one_stream():
    """32-bit draws leave half a word behind, which the next one uses."""
    check(
        "rng = np.random.default_rng(9); [rng.integers(0, 10, 3), rng.random(2), "
        "rng.integers(0, 10, dtype='int32'), rng.random(1, 'float32'), rng.normal(), "
        "rng.integers(0, 10), rng.shuffle(np.arange(5)), rng.random()]"
    )
    check(
        "rng = np.random.default_rng(9); [rng.integers(0, 200, 3, 'uint8'), rng.integers(0, "
        "200, 1, 'uint8'), rng.integers(0, 9, 1, 'int16'), rng.random()]"
    )


@pytest.mark.parametrize("entropy", ["0", "42", "2**130 + 7", "[1, 2]", "[]", "-1", "1.5", "'a'"])
def test_seed_sequence(entropy):
    check(
        f"s = np.random.SeedSequence({entropy}); [s.entropy, s.spawn_key, s.pool_size, "
        "s.n_children_spawned, s.generate_state(8), s.generate_state(3, 'uint64'), "
        "s.generate_state(2, np.uint64)]"
    )
    check(
        f"s = np.random.SeedSequence({entropy}); c = s.spawn(3); "
        "[[x.generate_state(4), x.spawn_key, x.entropy] for x in c] + [s.n_children_spawned, "
        "s.spawn(1)[0].generate_state(2)]"
    )
    check(
        f"c = np.random.SeedSequence({entropy}).spawn(2)[1].spawn(2)[1]; "
        "[c.generate_state(4), np.random.default_rng(c).random(3)]"
    )


def test_seed_sequence_arguments():
    check("np.random.SeedSequence(5, spawn_key=(1, 2)).generate_state(4)")
    check("np.random.SeedSequence(5, pool_size=8).generate_state(4)")
    check("np.random.SeedSequence(5, pool_size=2).generate_state(4)")
    check("np.random.SeedSequence(5).generate_state(4, 'int32')")
    check("repr(np.random.SeedSequence(5))")


def test_bit_generator():
    check("b = np.random.PCG64(42); [b.random_raw(), b.random_raw(3), b.state, type(b)]")
    check("b = np.random.PCG64(42); c = b.jumped(); [b.random_raw(2), c.random_raw(2)]")
    check("b = np.random.PCG64(42); b.advance(1000); b.random_raw(2)")
    check("g = np.random.Generator(np.random.PCG64(42)); [g.random(3), g.bit_generator.state]")
    check(
        "g = np.random.default_rng(42); s = g.bit_generator.state; a = g.random(3); "
        "g.bit_generator.state = s; [a, g.random(3)]"
    )
    check(
        "g = np.random.default_rng(42); g.integers(0, 5, dtype='int32'); "
        "s = g.bit_generator.state; a = g.integers(0, 5, 4, dtype='int32'); "
        "g.bit_generator.state = s; [s, a, g.integers(0, 5, 4, dtype='int32')]"
    )
    check("g = np.random.default_rng(42); g.bit_generator.state = {'bit_generator': 'MT19937'}; g")
    check("g = np.random.default_rng(42); g.bit_generator.state = 5; g")
    check("np.random.Generator(5)")
    check("[repr(np.random.default_rng(1))[:17], str(np.random.default_rng(1))]")


def test_spawned_generators():
    check("[g.random(2) for g in np.random.default_rng(7).spawn(3)]")
    check("g = np.random.default_rng(7); a = g.spawn(2); b = g.spawn(1); [x.random(2) for x in (*a, *b, g)]")


def test_pickled_generators_go_on():
    check(
        "import pickle; g = np.random.default_rng(7); g.random(3); "
        "h = pickle.loads(pickle.dumps(g)); [g.random(3), h.random(3), h.normal()]"
    )
    check(
        "import copy; g = np.random.default_rng(7); g.random(3); h = copy.deepcopy(g); "
        "[g.random(3), h.random(3)]"
    )
