"""Bit generators and seed sequences: streams, states, seeding, the C interface, pickling."""

import copy
import ctypes
import pickle
import threading

import diff
import numpy
import pytest
from diff import check

KINDS = ["PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"]
SEEDS = [0, 1, 42, 2**32, 2**64 + 12345, 2**200 + 7, [1, 2, 3], [2**40, 5], (7,), range(4), True]
# What consumes words in every way: halves and wholes, many and few, from loops and one by one.
STEPS = [
    lambda g: g.random(7),
    lambda g: g.random(5, "f4"),
    lambda g: g.integers(0, 100, 11, dtype="i4"),
    lambda g: g.random(3),
    lambda g: [g.random() for _ in range(3)],
    lambda g: g.integers(0, 2, 70, dtype=bool),
    lambda g: g.integers(0, 200, 9, dtype="u1"),
    lambda g: g.standard_normal(100),
    lambda g: g.standard_normal(101, "f4"),
    lambda g: g.integers(0, 2**40, 100),
    lambda g: g.bit_generator.random_raw(),
    lambda g: g.bit_generator.random_raw((2, 3)),
    lambda g: g.permutation(50),
    lambda g: g.uniform(-1, 1, 1001),
    lambda g: g.normal(2, 3),
]


@pytest.mark.parametrize("kind", KINDS)
def test_streams(kind):
    """Interleaved calls and ten thousand values, from every seed; the state after each step."""

    def body(np):
        results = []
        for seed in SEEDS:
            generator = np.random.Generator(getattr(np.random, kind)(seed))
            for step in STEPS + STEPS[::-1]:
                results.append([step(generator), generator.bit_generator.state])
            results.append(generator.random(10_000))
            results.append(generator.random(10_000, "f4"))
        return results

    check(body)


@pytest.mark.parametrize("kind", KINDS)
def test_states_travel(kind):
    """A state saved by NumPy goes on here, and the reverse, to the types of the entries."""
    for make, other in [(numpy, diff.module), (diff.module, numpy)]:
        bits = getattr(make.random, kind)(5)
        make.random.Generator(bits).random(3, "f4")
        state = bits.state
        restored = getattr(other.random, kind)()
        restored.state = state
        numpy.testing.assert_equal(restored.random_raw(700), bits.random_raw(700))
        assert_same_state(restored.state, bits.state)


def assert_same_state(a, b):
    assert list(a) == list(b)
    for key in a:
        if isinstance(a[key], dict):
            assert_same_state(a[key], b[key])
        elif isinstance(a[key], (int, str)):
            assert type(a[key]) is type(b[key]) and a[key] == b[key]
        else:
            assert a[key].dtype.name == b[key].dtype.name
            numpy.testing.assert_equal(numpy.asarray(a[key]), numpy.asarray(b[key]))


@pytest.mark.parametrize("kind", KINDS)
def test_bad_states(kind):
    def body(np):
        bits = getattr(np.random, kind)(1)
        good = bits.state
        bad = [3, {}, {"bit_generator": "X"}, {"bit_generator": kind}, None, ("MT1",)]
        bad.append({"bit_generator": kind, "state": {}})
        for key in good:
            if key != "bit_generator":
                bad += [{**good, key: value} for value in ["x", 1.5]]
                bad.append({k: v for k, v in good.items() if k != key})
        if "uinteger" in good:
            bad += [{**good, "uinteger": -1}, {**good, "has_uint32": True}]
        for key in good["state"]:
            for value in [1.5, [1]] if kind != "SFC64" else []:
                bad.append({**good, "state": {**good["state"], key: value}})

        def set_state(state):
            bits.state = state
            return bits.state

        return [diff.outcome(set_state, state) for state in bad]

    check(body)


def test_old_states_of_the_twister():
    check(
        "b = np.random.MT19937(1); b.state = ('MT19937', list(range(1, 625)), 3); s = b.state; "
        "b.state = ('MT19937', np.arange(624, dtype='u4'), 624, 0, 0.0); [s, b.state]"
    )


@pytest.mark.parametrize("kind", ["PCG64", "PCG64DXSM", "Philox"])
def test_advance(kind):
    deltas = [
        0,
        1,
        2,
        1000,
        2**64,
        2**127 + 5,
        2**128 - 1,
        2**128,
        2**200 + 3,
        2**256 + 9,
        -1,
        -(2**70),
        True,
    ]

    def body(np):
        bits = getattr(np.random, kind)(3)
        results = []
        for delta in [*deltas, np.int64(4), 1.5, "a", None]:
            np.random.Generator(bits).random(1, "f4")
            result = diff.outcome(bits.advance, delta)
            results.append([result is bits or result, bits.state])
        return results

    check(body)


@pytest.mark.parametrize("kind", KINDS)
def test_jumped(kind):
    def body(np):
        bits = getattr(np.random, kind)(3)
        np.random.Generator(bits).random(1, "f4")
        results = []
        for jumps in [0, 1, 2, 3, np.int64(2)]:
            jumped = bits.jumped(jumps)
            results.append(
                [type(jumped).__name__, jumped.state, bits.state, jumped.seed_seq is bits.seed_seq]
            )
        return [*results, bits.jumped().state, bits.jumped(1).jumped(1).state]

    check(body)


def test_legacy_seeding():
    seeds = [
        *[
            0,
            1,
            42,
            2**32 - 1,
            2**32,
            -1,
            1.5,
            "a",
            [],
            [0],
            [1, 2, 3],
            range(700),
            (1, 2),
            [[1, 2]],
            [2**32],
        ],
        *[[-1], [1.5], ["a"], True, [True, False]],
    ]

    def body(np):
        arrays = [np.int64(7), np.array(7), np.array([7]), np.array([[7]]), np.arange(5, dtype="u1")]
        arrays += [np.arange(3.0), np.arange(3, dtype="u8"), np.zeros((2, 2), int), np.float64(3)]
        results = []
        for seed in [*seeds, *arrays]:
            bits = np.random.MT19937(0)
            results.append([diff.outcome(bits._legacy_seeding, seed), bits.state, bits.seed_seq is None])
        return results

    check(body)


def test_philox_parameters():
    check(
        lambda np: [
            diff.outcome(lambda options=options: np.random.Philox(**options).state)
            for options in [
                {"key": 5},
                {"key": 2**128 - 1, "counter": 2**256 - 1},
                {"key": [1, 2], "counter": [1, 2, 3, 4]},
                {"key": np.array([1, 2], "u8")},
                {"seed": 1, "counter": 7},
                {"seed": 1, "key": 2},
                {"key": 2**128},
                {"key": -1},
                {"key": [1, 2, 3]},
                {"counter": 2**256},
                {"counter": [1]},
                {"key": np.int64(9)},
            ]
        ]
    )
    check("b = np.random.Philox(key=3); [b.seed_seq, b.random_raw(9), b.spawn(1)]")
    check("b = np.random.Philox(key=3); b.random_raw(2); b.advance(1); [b.random_raw(3), b.state]")


@pytest.mark.parametrize(
    "code",
    [
        "np.random.BitGenerator()",
        "np.random.PCG64(-1)",
        "np.random.PCG64(1.5)",
        "np.random.PCG64('a')",
        "np.random.MT19937([1.5])",
        "np.random.SFC64([1, -1])",
        "np.random.PCG64(None).random_raw() != np.random.PCG64().random_raw()",
        "np.random.PCG64(np.random.SeedSequence(3)).random_raw()",
        "[np.random.MT19937(1).random_raw(n) for n in [0, 3, (2, 2), ()]]",
        "np.random.PCG64(1).random_raw(-1)",
        "np.random.PCG64(1).random_raw('a')",
        "b = np.random.PCG64(1); [b.random_raw(3, False), b.random_raw(output=False), b.random_raw()]",
        "b = np.random.MT19937(1); [b.random_raw((2, 3), output=False), b.state]",
        "b = np.random.PCG64(1); [b._benchmark(3), b._benchmark(2, 'double'), b.random_raw()]",
        "np.random.PCG64(1)._benchmark(3, 'x')",
        "s = np.random.SeedSequence(1); b = np.random.PCG64(s); [b.seed_seq is s, b._seed_seq is s]",
        "np.random.SFC64(1) == np.random.SFC64(1)",
        "np.random.Generator(3)",
        "np.random.Generator(np.random.PCG64)",
        "str(np.random.Generator(np.random.MT19937(1)))",
        "repr(np.random.Generator(np.random.Philox(1)))[:23]",
        "b = np.random.SFC64(1); g = np.random.Generator(b); [g.bit_generator is b, g.random(), "
        "b.random_raw()]",
        "b = np.random.SFC64(1); g = np.random.default_rng(b); [g.bit_generator is b, g.random()]",
        "g = np.random.default_rng(1); np.random.default_rng(g) is g",
        "[issubclass(getattr(np.random, k), np.random.BitGenerator) for k in ['PCG64', 'SFC64']]",
        "b = np.random.PCG64(1); [b.spawn(0), b.spawn(-1)]",
        "len(np.random.PCG64(1).spawn(1.5))",
        "[b.state for b in np.random.Philox(1).spawn(2)]",
        "[g.random() for g in np.random.Generator(np.random.MT19937(1)).spawn(2)]",
        "np.random.default_rng(1).spawn(-1)",
        "b = np.random.MT19937(1); b._legacy_seeding(3); b.spawn(1)",
        "[hasattr(np.random.SFC64, n) for n in ['advance', 'jumped']] + [hasattr(np.random.MT19937, "
        "'advance')]",
        "class G(np.random.Generator): pass\ng = G(np.random.PCG64(1)); [str(g), g.random(), "
        "type(g.spawn(1)[0]) is G]",
        "class P(np.random.PCG64): pass\np = P(1); [p.state, type(p.jumped()) is P, "
        "type(p.spawn(1)[0]) is P]",
    ],
)
def test_calls(code):
    check(code)


@pytest.mark.parametrize(
    "code",
    [
        *["None", "5", "-1", "1.5", "'12'", "[1, [2, 3]]", "['12', '0x1f', 7]", "['a']", "[1.5]", "True"],
        *["range(3)", "{1}", "np.arange(3)", "np.arange(3, dtype='u4')", "np.float64(3)", "np.uint8(3)"],
        *["[]", "()", "[None]", "2**1000", "1, spawn_key=[3]", "1, spawn_key=(2**40, 1)", "1, spawn_key=3"],
        *["1, pool_size=3", "1, pool_size=8", "1, n_children_spawned=5", "1, n_children_spawned=-1"],
        *["1, pool_size=-1", "[2**40, 0, 1], spawn_key=(1,), pool_size=5, n_children_spawned=2"],
    ],
)
def test_seed_sequences(code):
    if code == "None":
        return check("s = np.random.SeedSequence(); [s.entropy.bit_length() > 90, s.spawn_key, len(s.pool)]")
    check(
        f"s = np.random.SeedSequence({code}); c = s.spawn(2); [s.pool, s.generate_state(9), "
        "s.generate_state(5, np.uint64), s.generate_state(3, 'uint64'), repr(s), s.state, s.entropy, "
        "s.pool_size, s.spawn_key, s.n_children_spawned, [repr(x) for x in c], c[1].generate_state(4), "
        "c[1].spawn(1)[0].pool]"
    )


@pytest.mark.parametrize(
    "code",
    [
        "np.random.SeedSequence(1).generate_state(-1)",
        "np.random.SeedSequence(1).generate_state(2, 'f4')",
        "np.random.SeedSequence(1).generate_state(2.5)",
        "np.random.SeedSequence(1).spawn(-1)",
        "np.random.SeedSequence(1).spawn(2.5)",
        "class S(np.random.SeedSequence): pass\ns = S(3); [repr(s), type(s.spawn(1)[0]).__name__, "
        "repr(s.spawn(1)[0])]",
        "b = np.random.bit_generator; s = b.SeedlessSeedSequence(); [s.spawn(2) == [s, s], isinstance(s, "
        "b.ISeedSequence)]",
        "np.random.bit_generator.SeedlessSeedSequence().generate_state(1)",
        "b = np.random.bit_generator; [isinstance(np.random.SeedSequence(1), x) for x in [b.ISeedSequence, "
        "b.ISpawnableSeedSequence]]",
        "np.random.bit_generator.ISeedSequence()",
    ],
)
def test_seed_sequence_calls(code):
    check(code)


@pytest.mark.parametrize("kind", KINDS)
def test_own_seed_sequences(kind):
    """Any object that keeps the interface seeds, and its words are those it gives."""

    def body(np):
        asked = []

        class Own(np.random.bit_generator.ISeedSequence):
            def generate_state(self, n_words, dtype=np.uint32):
                asked.append([n_words, np.dtype(dtype).name])
                return np.arange(1, n_words + 1, dtype=dtype)

        own = Own()
        bits = getattr(np.random, kind)(own)
        return [bits.state, bits.seed_seq is own, asked, diff.outcome(bits.spawn, 1)]

    check(body)


@pytest.mark.parametrize("kind", KINDS)
def test_pickles_and_copies(kind):
    np = diff.module
    bits = getattr(np.random, kind)(9)
    np.random.Generator(bits).random(1, "f4")
    for other in [pickle.loads(pickle.dumps(bits)), copy.copy(bits), copy.deepcopy(bits)]:
        assert_same_state(other.state, bits.state)
        assert other.seed_seq.entropy == 9 and type(other) is type(bits) and other is not bits
    generator = np.random.Generator(bits)
    other = pickle.loads(pickle.dumps(generator))
    assert other.random() == generator.random() and type(other.bit_generator) is type(bits)
    old = getattr(np.random, kind)()
    old.__setstate__(bits.state)
    assert old.random_raw() == bits.random_raw()
    check(f"b = np.random.{kind}(1); [b.__getstate__()[0], len(b.__reduce__()), b.__reduce__()[0].__name__]")


@pytest.mark.parametrize("kind", KINDS)
def test_c_interface(kind):
    """Compiled code draws from the capsule, NumPy's generator too; and ours draws from NumPy's capsule."""
    np = diff.module
    ours, theirs = getattr(np.random, kind)(3), getattr(numpy.random, kind)(3)
    for a, b in [
        (numpy.random.Generator(ours), numpy.random.Generator(getattr(numpy.random, kind)(3))),
        (np.random.Generator(theirs), np.random.Generator(getattr(np.random, kind)(3))),
    ]:
        for step in STEPS[:10] + STEPS[12:]:
            numpy.testing.assert_equal(numpy.asarray(step(a)), numpy.asarray(step(b)))
    face, twin = ours.ctypes, theirs.ctypes
    assert face._fields == twin._fields
    assert isinstance(face.state, ctypes.c_void_p) and face.state.value == face.state_address
    for name in ["next_uint64", "next_uint32", "next_double"]:
        # The two have drawn alike above.
        assert getattr(face, name)(face.state) == getattr(twin, name)(twin.state)
    assert ours.capsule is ours.capsule
    assert np.random.default_rng(theirs).bit_generator is theirs
    with pytest.raises(ImportError, match="cffi cannot be imported"):
        ours.cffi  # noqa: B018


def test_lock():
    """Who holds the lock draws alone; the same thread may draw."""
    np = diff.module
    for generator in [np.random.default_rng(1), np.random.Generator(numpy.random.PCG64(1))]:
        lock, drawn = generator.bit_generator.lock, []
        assert type(lock) is type(numpy.random.PCG64(1).lock) and generator.bit_generator.lock is lock
        thread = threading.Thread(target=lambda g=generator, d=drawn: d.append(g.random()))
        with lock:
            thread.start()
            thread.join(0.1)
            assert not drawn
            assert generator.random() == numpy.random.default_rng(1).random()
        thread.join()
        assert drawn == [numpy.random.default_rng(1).random(2)[1]]


@pytest.mark.parametrize("kind", KINDS)
def test_threads_share_a_generator(kind):
    """Every word is drawn once, whoever draws it."""
    np = diff.module
    generator = np.random.Generator(getattr(np.random, kind)(7))
    parts = []

    def draw():
        for _ in range(5):
            parts.append(generator.random(20_000))

    threads = [threading.Thread(target=draw) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    drawn = numpy.sort(numpy.concatenate([numpy.asarray(part) for part in parts]))
    expected = numpy.random.Generator(getattr(numpy.random, kind)(7)).random(400_000)
    numpy.testing.assert_equal(drawn, numpy.sort(expected))
