"""Random numbers: the streams, arguments and errors of `random`."""

import pickle

import numpy
import pytest
from diff import check, module
from hypothesis import given
from hypothesis import strategies as st

RNG = "rng = np.random.default_rng(42); "
INTEGERS = ["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool"]


@pytest.mark.parametrize(
    "draw",
    [
        "rng.random()",
        "rng.random(5)",
        "rng.random((2, 3))",
        "rng.random(())",
        "rng.random(size=3, dtype=np.float32)",
        "rng.random(dtype='f4')",
        "rng.random(0)",
        "rng.standard_normal()",
        "rng.standard_normal(1000)",
        "rng.standard_normal((2, 2), dtype=np.float32)",
        "rng.normal()",
        "rng.normal(3, 2)",
        "rng.normal(3, 2, size=4)",
        "rng.normal([1, 2], [[3], [4]])",
        "rng.normal(loc=np.arange(3), size=(2, 3))",
        "rng.normal(np.float32(3), 2, (2, 2))",
        "rng.normal(np.array(1.0))",
        "rng.normal(float('nan'), 1)",
        "rng.normal([])",
        "rng.uniform()",
        "rng.uniform(-1, 1, (3, 2))",
        "rng.uniform(low=[0, 10], high=[1, 20])",
        "rng.uniform(5)",
        "rng.integers(10)",
        "rng.integers(0, 10, 5)",
        "rng.integers(5, size=(2, 3))",
        "rng.integers(10, endpoint=True, size=20)",
        "rng.integers(2**63)",
        "rng.integers(-5, 5, dtype=int)",
        "rng.integers(2, dtype=bool)",
        "rng.integers(2, dtype=np.bool_)",
        "rng.integers(5.7)",
        "rng.integers([1, 20, 300])",
        "rng.integers([1, 2], [[30], [40]])",
        "rng.integers([1, 2], 9, size=(3, 2))",
        "rng.integers([2.5])",
        "rng.integers(2**64, dtype='u8')",
        "rng.permutation(10)",
        "rng.permutation(np.int32(4))",
        "rng.permutation(0)",
        "rng.permutation(-3)",
        "rng.permutation([3, 1, 2])",
        "rng.permutation(np.arange(6.0))",
        "rng.permutation(np.arange(12).reshape(4, 3))",
        "rng.permutation(np.arange(12).reshape(3, 4), axis=1)",
        "x = np.arange(10); [rng.shuffle(x), x]",
        "x = np.arange(12).reshape(4, 3); [rng.shuffle(x), x]",
        "x = np.arange(12).reshape(3, 4); [rng.shuffle(x, axis=1), x]",
        "x = np.arange(20)[::2]; [rng.shuffle(x), x, x.base]",
        "x = list('abcdef'); [rng.shuffle(x), x]",
        "[g.random(2) for g in rng.spawn(2)]",
        "o = np.zeros(3); [rng.random(out=o) is o, o]",
        "o = np.zeros((2, 2), 'f4'); [rng.standard_normal(out=o, dtype='f4') is o, o]",
        "o = np.zeros((2, 3), order='F'); rng.random(out=o)",
        "[rng.integers(9, dtype='i4'), rng.integers(9, dtype='i4'), rng.random(), rng.bit_generator.state]",
    ],
)
def test_stream(draw):
    check(RNG + draw)
    # The state afterwards is the same too.
    check(f"{RNG}{draw}; rng.bit_generator.state")


@pytest.mark.parametrize("dtype", INTEGERS)
def test_integers_of_every_type(dtype):
    def body(np):
        rng = np.random.default_rng(42)
        low, high = (0, 1) if dtype == "bool" else (np.iinfo(dtype).min, np.iinfo(dtype).max)
        wide = rng.integers(low, high, endpoint=True, dtype=dtype, size=50)
        narrow = rng.integers(0, 1, endpoint=True, dtype=dtype, size=50)
        return [wide, narrow, rng.integers(0, 1, endpoint=True, dtype=dtype), rng.random()]

    check(body)


@pytest.mark.parametrize(
    "call",
    [
        "rng.random(-1)",
        "rng.random('x')",
        "rng.random(2.5)",
        "rng.random(dtype=int)",
        "rng.random(2, out=np.zeros(3))",
        "rng.random(out=np.zeros(3, 'f4'))",
        "rng.random(out=[1])",
        "rng.random(out=np.zeros(6)[::2])",
        "rng.random(foo=1)",
        "rng.normal(1, -1)",
        "rng.normal([1, 2], [-1, 1])",
        "rng.normal(1, -0.0)",
        "rng.normal([1, 2], 1, size=3)",
        "rng.normal(None)",
        "rng.normal('x')",
        "rng.uniform(1, 0)",
        "rng.uniform(0, float('inf'))",
        "rng.uniform([0, 1], [float('inf'), 2])",
        "rng.uniform([0, 1], [-1, 2])",
        "rng.integers(0)",
        "rng.integers(0, endpoint=True) * 0",
        "rng.integers(5, 2)",
        "rng.integers(5, 4, endpoint=True)",
        "rng.integers(0.5)",
        "rng.integers('x')",
        "rng.integers(5, dtype=bool)",
        "rng.integers(300, dtype='u1')",
        "rng.integers(-5, 300, dtype='i1')",
        "rng.integers([0, 1], [300, 2], dtype='u1')",
        "rng.integers([1, 2], [3, 1])",
        "rng.integers([1, 2], [3, 4], size=3)",
        "rng.integers(5, dtype='f4')",
        "rng.integers(2**63 + 1)",
        "rng.permutation('abc')",
        "rng.permutation(5.5)",
        "rng.permutation(np.arange(3), axis=1)",
        "rng.shuffle(5)",
        "rng.shuffle((1, 2))",
        "rng.shuffle(np.arange(3), axis=1)",
        "rng.shuffle([1, 2], axis=1)",
        "setattr(rng.bit_generator, 'state', 3)",
        "setattr(rng.bit_generator, 'state', {'bit_generator': 'MT19937'})",
        "setattr(rng.bit_generator, 'state', {'bit_generator': 'PCG64'})",
        "np.random.default_rng(-1)",
        "np.random.default_rng('x')",
        "np.random.default_rng(1.5)",
        "np.random.default_rng([1, 2.5])",
        "np.random.SeedSequence(-3)",
        "np.random.SeedSequence([1, -1])",
        "np.random.SeedSequence(3, pool_size=2)",
        "np.random.SeedSequence(3, spawn_key=5)",
        "np.random.SeedSequence(3).generate_state(2, 'i8')",
        "np.random.BitGenerator()",
        "np.random.Generator(3)",
    ],
)
def test_errors(call):
    check(RNG + call)


@pytest.mark.parametrize(
    "seed",
    [
        "0",
        "5",
        "2**200 + 7",
        "[1, 2, 3]",
        "(2**40, 5)",
        "[]",
        "np.int32(7)",
        "np.arange(4)",
        "True",
        "range(3)",
    ],
)
def test_seeds(seed):
    check(f"np.random.default_rng({seed}).random(3)")
    check(f"np.random.PCG64({seed}).state")
    sequence = f"s = np.random.SeedSequence({seed}); "
    check(sequence + "[s.entropy, s.spawn_key, s.pool_size, s.pool, s.state]")
    check(sequence + "[s.generate_state(5), s.generate_state(3, 'u8')]")


def test_seed_sequences():
    spawned = "s = np.random.SeedSequence(42); c = s.spawn(3); "
    check(spawned + "[repr(s), repr(c[1]), c[2].spawn(1)[0].spawn_key]")
    check(spawned + "[c[0].generate_state(4), s.n_children_spawned]")
    check("np.random.SeedSequence(7, spawn_key=(1, 2), pool_size=8).generate_state(4)")
    check(
        "s = np.random.SeedSequence(3); [np.random.default_rng(s).random(), np.random.PCG64(s).seed_seq is s]"
    )


def test_bit_generators():
    check("p = np.random.PCG64(3); [p.random_raw(), p.random_raw(3), p.random_raw(2, output=False), p.state]")
    check("p = np.random.PCG64(3); [p.advance(10**30) is p, p.state, p.advance(-5).state, p.jumped(3).state]")
    check("p = np.random.PCG64(3); [q.state for q in p.spawn(2)]")
    check("p = np.random.PCG64(3); q = np.random.PCG64(4); q.state = p.state; q.random_raw()")
    check("g = np.random.default_rng(1); [np.random.default_rng(g) is g, str(g), repr(g)[:16]]")
    check("p = np.random.PCG64(1); [np.random.Generator(p).bit_generator is p]")
    check("isinstance(np.random.PCG64(1), np.random.BitGenerator)")


def test_fresh_entropy_differs():
    seeds = {int(module.random.SeedSequence().entropy) for _ in range(4)}
    assert len(seeds) == 4 and all(seed.bit_length() <= 128 for seed in seeds)


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_pickling(protocol):
    def body(np):
        rng = np.random.default_rng(5)
        rng.integers(10, dtype="i4")
        again = pickle.loads(pickle.dumps(rng, protocol))
        sequence = np.random.SeedSequence(5)
        sequence.spawn(2)
        restored = pickle.loads(pickle.dumps(sequence, protocol))
        bits = pickle.loads(pickle.dumps(np.random.PCG64(3), protocol))
        children = restored.spawn(1)
        return [again.random(), again.bit_generator.state, rng.random(), children[0].spawn_key, bits.state]

    check(body)


@given(
    st.integers(0, 2**64),
    st.lists(st.sampled_from(["random", "normal", "i4", "i8", "u1", "shuffle"]), max_size=8),
    st.integers(0, 6),
)
def test_mixed_draws(seed, draws, n):
    def body(np):
        rng = np.random.default_rng(seed)
        results = []
        for draw in draws:
            if draw == "random":
                results.append(rng.random(n))
            elif draw == "normal":
                results.append(rng.standard_normal(n))
            elif draw == "shuffle":
                results.append(rng.permutation(n))
            else:
                results.append(rng.integers(100, size=n, dtype=draw))
        return [*results, rng.bit_generator.state]

    check(body)


def test_threads_share_one_stream():
    from concurrent.futures import ThreadPoolExecutor

    rng = module.random.default_rng(3)
    with ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(lambda _: rng.random(20_000), range(8)))
    drawn = sorted(float(x) for part in parts for x in part.tolist())
    assert drawn == sorted(numpy.random.default_rng(3).random(160_000).tolist())
