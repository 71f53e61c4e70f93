"""Arrays of strings: making, padding, comparing, converting, printing; and their scalars."""

import pickle

import pytest
import tegula
from diff import check


@pytest.mark.parametrize(
    "call",
    [
        "np.array(['a', 'bc'])",
        "np.array([b'a', b'bc'])",
        "np.array('abc')",
        "np.array(b'abc')",
        "np.array([''])",
        "np.array(['a', b'b'])",
        "np.array(['a', 1])",
        "np.array([1.5, 'a'])",
        "np.array([True, 'a'])",
        "np.array([1j, 'a'])",
        "np.array([[1, 2], ['a', 'b']])",
        "np.array(['a', None])",
        "np.array(['a', [1]])",
        "np.array(['abc'], dtype='U2')",
        "np.array(['abc'], '<U5')",
        "np.array([b'abc'], dtype='S2')",
        "np.array(['abc'], dtype='S')",
        "np.array(['abc', 'd'], dtype=str)",
        "np.array([1, 22], dtype='U')",
        "np.array([1.5, None], dtype='U')",
        "np.array(12345, dtype='U2')",
        "np.array([b'ab'], dtype='U')",
        "np.array(['\\xe9'], dtype='S')",
        "np.array([b'\\xe9'], dtype='U')",
        "np.array(['a\\0b', 'c\\0'])",
        "np.array(['\\U0001f600x'])",
        "np.array(np.str_('ab'))",
        "np.array([np.str_('ab'), 1])",
        "np.array([np.array(['a']), np.array(['bcd'])])",
        "np.zeros(3, 'U4')",
        "np.zeros(2, 'S')",
        "np.zeros(2, str)",
        "np.empty((2, 0), 'U3').shape",
        "np.ones(2, 'U3')",
        "np.ones(2, 'S3')",
        "np.full(2, 'abc')",
        "np.full(2, 'abc', 'U2')",
        "np.full(2, 'abc', 'S')",
        "np.full(2, 1, 'U')",
        "np.zeros_like(np.array(['abc']))",
        "np.fromiter(['a', 'b'], 'U1')",
        "np.fromiter(['a'], 'U')",
        "np.arange(3, dtype='U2')",
        "np.asarray(['a', 'b'], dtype=object)",
        "np.array(['1', '2'], dtype=int)",
        "np.array(['x'], dtype=int)",
        "np.array('5', dtype=float)",
        "np.array(['a', ''], dtype=bool)",
        "np.frombuffer(b'abcdef', 'S2')",
        "np.frombuffer(b'abcdef', 'S')",
    ],
)
def test_making(call):
    check(lambda np: eval(call, {"np": np}))


@pytest.mark.parametrize(
    "call",
    [
        "np.dtype(spelling)",
        "np.dtype(spelling).name",
        "np.dtype(spelling).str",
        "str(np.dtype(spelling))",
        "np.dtype(spelling).itemsize, np.dtype(spelling).alignment, np.dtype(spelling).num",
        "np.dtype(spelling).kind, np.dtype(spelling).char, np.dtype(spelling).byteorder",
        "np.dtype(spelling).type.__name__, np.dtype(spelling).hasobject, np.dtype(spelling).isbuiltin",
        "np.dtype(spelling) == np.dtype(spelling), hash(np.dtype(spelling)) == hash(np.dtype(spelling))",
        "np.dtype(spelling) < np.dtype('U9')",
    ],
)
@pytest.mark.parametrize(
    "spelling",
    ["'U'", "'U5'", "'<U5'", "'S3'", "'|S3'", "str", "bytes", "('U', 4)", "(bytes, 2)", "'Ux'", "'O'"],
)
def test_dtype(call, spelling):
    # The reprs of the types of dtypes differ.
    check(lambda np: repr(eval(call, {"np": np, "spelling": eval(spelling)})))


@pytest.mark.parametrize(
    "call",
    [
        "a[0]",
        "type(a[0]).__name__",
        "a[1:]",
        "a[::-1]",
        "a[[2, 0, 0]]",
        "a[[True, False, True]]",
        "a[None]",
        "a[...]",
        "a[5]",
        "a.reshape(3, 1)",
        "a.copy()",
        "a.tolist()",
        "a.item(1)",
        "type(a.item(1)).__name__",
        "list(a)",
        "a.nbytes, a.itemsize",
        "a.T",
        "a.flat[1]",
        "a.view('U1')",
        "a.view('S4')",
        "a.view('u4')",
        "a.tobytes()",
        "a.real",
        "a.imag",
        "np.concatenate([a, ['longer']])",
        "np.concatenate([a, [1]])",
        "np.concatenate([a, [None]])",
        "np.concatenate([a, [b'x']])",
        "np.concatenate([a, [1]], dtype='U')",
        "np.stack([a, a])",
        "np.repeat(a, 2)",
        "np.tile(a, 2)",
        "np.take(a, [1, 0])",
        "np.where([True, False, True], a, 'longer')",
        "np.where([True, False, True], a, 1)",
        "np.where(a, 1, 2)",
        "np.where([True, False, True], 'a', 'bcd')",
        "a.nonzero()",
        "np.count_nonzero(a)",
        "a.argmax(), a.argmin()",
        "a.any(), a.all()",
        "a.sum()",
        "a.max()",
        "a.prod()",
        "a.cumsum()",
        "a.mean()",
        "'bc' in a",
        "bool(np.array(['x'])), bool(np.array(['']))",
        "int(np.array('5')), float(np.array('5'))",
    ],
)
@pytest.mark.parametrize("items", ["['a', 'bc', '']", "[b'a', b'bc', b'']"])
def test_using(call, items):
    check(lambda np: eval(call, {"np": np, "a": np.array(eval(items))}))


@pytest.mark.parametrize(
    "statement",
    [
        "a[0] = 'xyz'",
        "a[0] = 5",
        "a[0] = None",
        "a[0] = b'q'",
        "a[:] = 'w'",
        "a[:] = ['x', 'y', 'zz']",
        "a[[0, 2]] = ['pq', 'r']",
        "a[a == 'bc'] = 'other'",
        "a[:] = [1, 2, 3]",
        "a[0] = np.str_('n')",
        "a[0] = [1]",
        "a.fill('f')",
        "a.flat[1] = 'fl'",
        "np.copyto(a, 'c')",
        "np.copyto(a, ['c', 'd', 'e'], where=[True, False, True])",
        "a[...] = a[::-1]",
        "a += 'x'",
    ],
)
def test_assigning(statement):
    def body(np):
        a = np.array(["a", "bc", ""])
        exec(statement, {"a": a, "np": np})
        return a

    check(body)


@pytest.mark.parametrize("operator", ["==", "!=", "<", "<=", ">", ">="])
@pytest.mark.parametrize(
    "other",
    [
        "'a'",
        "['a', 'b', 'zz']",
        "np.array([['a'], ['']])",
        "np.str_('b')",
        "b'a'",
        "1",
        "[1, 2, 3]",
        "None",
        "'a '",
    ],
)
def test_comparing(operator, other):
    check(lambda np: eval(f"np.array(['a', 'bc', '']) {operator} {other}", {"np": np}))
    check(lambda np: eval(f"{other} {operator} np.array(['a', 'bc', ''])", {"np": np}))


@pytest.mark.parametrize(
    "call",
    [
        "a + 'x'",
        "'x' + a",
        "a + a[:, None]",
        "a + b'x'",
        "a + 1",
        "a * 2",
        "a - a",
        "-a",
        "a // 2",
        "a & a",
        "a @ a",
        "np.add(a, 'y')",
        "np.add('a', 'b')",
        "np.equal(a, 1)",
        "np.equal(a, 'a', out=np.empty(2, object))",
        "np.equal(a, 'a', where=[True, False], out=np.zeros(2, bool))",
        "np.maximum(a, a)",
        "np.sqrt(a)",
        "np.negative(a)",
        "np.isnan(a)",
        "np.logical_and(a, ['', 'x'])",
        "np.logical_not(a)",
        "np.clip(a, 'a', 'b')",
        "np.dot(a, a)",
        "np.add(a, None)",
        "np.arange(2) + a",
        "np.arange(2) == a",
        "np.arange(2) < a",
        "np.arange(2) + 'a'",
        "np.array_equal(a, a), np.array_equal(a, [1, 2])",
        "a.round()",
    ],
)
def test_operators(call):
    check(lambda np: eval(call, {"np": np, "a": np.array(["p", "q"])}))


@pytest.mark.parametrize(
    "call",
    [
        "np.array(['1', ' 22 ', '-3']).astype(int)",
        "np.array(['1_000']).astype(int)",
        "np.array(['0x10']).astype(int)",
        "np.array(['1.5']).astype(int)",
        "np.array(['']).astype(int)",
        "np.array(['300']).astype('i1')",
        "np.array(['99999999999999999999']).astype(int)",
        "np.array(['18446744073709551615']).astype('u8')",
        "np.array(['1.5', 'nan', '-inf', ' 2e3']).astype(float)",
        "np.array(['x']).astype(float)",
        "np.array(['1e400']).astype(float)",
        "np.array(['1+2j', '(3-4j)', '5', 'j']).astype(complex)",
        "np.array(['x']).astype(complex)",
        "np.array(['', '0', 'a']).astype(bool)",
        "np.array([b'7']).astype(int)",
        "np.array([b'x']).astype(int)",
        "np.array([1, -22]).astype(str)",
        "np.array([1, 2], 'i1').astype('U')",
        "np.array([1.5, 1e300, np.nan]).astype(str)",
        "np.array([1.5], 'f4').astype('S')",
        "np.array([True, False]).astype(str)",
        "np.array([1 + 2j]).astype(str)",
        "np.array([123456]).astype('U3')",
        "np.array([1, None, 'abc'], object).astype('U')",
        "np.array([1, None], object).astype('S')",
        "np.array(['ab', 'c']).astype('U1')",
        "np.array(['ab', 'c']).astype('U5')",
        "np.array(['ab', 'c']).astype('S')",
        "np.array([b'ab', b'c']).astype('U')",
        "np.array(['\\xe9']).astype('S')",
        "np.array([b'\\xe9']).astype('U')",
        "np.array(['ab']).astype(object)",
        "np.array(['1']).astype(int, casting='safe')",
        "np.array([1]).astype('U5', casting='safe')",
        "np.array([1]).astype('U21', casting='safe')",
        "np.array(['ab'], 'U5').astype('U3', casting='same_kind')",
        "[np.can_cast(x, 'U5') for x in ('i1', 'i4', 'f8', 'U5', 'U6', 'S5', 'O')]",
        "[np.can_cast(x, 'S5', 'same_kind') for x in ('i1', 'i4', 'f8', 'U5', 'S6', 'O')]",
        "[str(np.result_type(x, 'U1')) for x in 'bhilBHILefdFD?']",
        "[str(np.promote_types(x, 'S2')) for x in ('U1', 'S5', 'i2', 'O')]",
        "np.result_type('U1', 1)",
        "np.result_type('U1', 1.5, 'O')",
    ],
)
def test_converting(call):
    check(lambda np: eval(call, {"np": np}))


@pytest.mark.parametrize(
    "source",
    [
        "['a', 'bc']",
        "[['a', 'b'], ['c', 'dd']]",
        "[\"it's\", 'a\"b', 'both\\'\"']",
        "['tab\\t', 'new\\nline', 'back\\\\slash', '\\x00a', '\\x7f\\xa0\\xad\\u200b', '\\u0394\\U0001f600']",
        "[b'a\\xff\\n', b\"it's\"]",
        "'abc'",
        "b'abc'",
        "[['x' * 40, 'y' * 50], ['z', '']]",
    ],
)
def test_printing(source):
    check(lambda np: [f(np.array(eval(source))) for f in (repr, str)])


@pytest.mark.parametrize(
    "call",
    [
        "x",
        "str(x)",
        "repr(x)",
        "x == 'ab'",
        "type(x == 'ab').__name__",
        "x < 'b', 'b' > x",
        "hash(x) == hash('ab')",
        "x + 'c'",
        "'c' + x",
        "type(x + 'c').__name__",
        "x * 2, 2 * x",
        "x + 1",
        "x - 1",
        "x[0]",
        "x[()]",
        "x.upper()",
        "x.dtype",
        "x.shape, x.ndim, x.size, x.itemsize, x.nbytes",
        "x.item(), type(x.item()).__name__",
        "x.tolist()",
        "x.astype(object)",
        "np.str_('5').astype(int)",
        "x == np.array(['ab', 'c'])",
        "x + np.array(['d'])",
        "np.array(['d']) + x",
        "f'{x:>4}'",
        "'%s' % x",
        "np.str_('%d') % 3",
        "np.str_(), np.str_(5), np.str_(b'a', 'utf8'), np.bytes_('a'), np.bytes_(3), np.bytes_()",
        "np.str_.__mro__[1:5], np.bytes_.__mro__[1:5], np.object_.__mro__[1:]",
        "[isinstance(x, c) for c in (str, np.character, np.flexible, np.generic)]",
        "np.isscalar(x)",
        "np.object_(), np.object_(3), np.object_([1, None])",
        "bool(x), bool(np.str_(''))",
        "int(np.str_('5')), float(np.str_('5'))",
        "np.asarray(x)",
        "{x: 1}['ab']",
        "x.copy(), x.T, x.real, x.view('U2')",
        "x.reshape(1)",
        "len(x), list(x)",
        "np.bytes_(b'ab'), str(np.bytes_(b'ab')), np.bytes_(b'ab').decode(), np.bytes_(b'ab')[0]",
        "np.issubdtype('U3', np.character), np.issubdtype('U3', str), np.issubdtype(object, np.generic)",
    ],
)
def test_scalars(call):
    check(lambda np: eval(call, {"np": np, "x": np.str_("ab")}))


def test_pickling():
    for a in (tegula.array(["a", "bcd"]), tegula.array([b"a", b"bcd"]).reshape(2, 1)):
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            b = pickle.loads(pickle.dumps(a, protocol))
            assert b.dtype == a.dtype and b.tolist() == a.tolist()
        assert pickle.loads(pickle.dumps(a.dtype)) == a.dtype
    x = pickle.loads(pickle.dumps(tegula.str_("ab")))
    assert x == "ab" and type(x) is tegula.str_


def test_memory_is_shared_with_numpy():
    numpy = pytest.importorskip("numpy")
    ours = tegula.array(["ab", "c"])
    theirs = numpy.asarray(ours)
    assert theirs.dtype == "U2" and theirs.tolist() == ["ab", "c"]
    theirs[1] = "zz"
    assert ours[1] == "zz" and tegula.asarray(theirs).tolist() == ["ab", "zz"]
