"""Arrays and dtypes in foreign byte order: what keeps it, what drops it, and that values are right."""

import pytest
from cases import LAYOUTS, words
from diff import check, close_math
from hypothesis import given
from hypothesis import strategies as st

FOREIGN = words(">i2 >i4 >i8 >u2 >u4 >u8 >f2 >f4 >f8 >c8 >c16")
ATTRIBUTES = words("name kind char num itemsize alignment byteorder str isnative type isbuiltin descr flags")


@pytest.mark.parametrize("dtype", [*FOREIGN, ">U3", ">b1", ">i1", ">S3", "<f4", "=f4", "|f4"])
def test_dtype(dtype):
    for name in ATTRIBUTES:
        check(f"np.dtype('{dtype}').{name}")
    check(f"d = np.dtype('{dtype}'); [repr(d), str(d), d == d.newbyteorder(), d.newbyteorder('=')]")
    check(f"d = np.dtype('{dtype}'); [d.newbyteorder(c).str for c in 'SBLNI><=|']")
    check(f"import pickle, copy; d = np.dtype('{dtype}'); [pickle.loads(pickle.dumps(d)), copy.deepcopy(d)]")
    check(f"d = np.dtype('{dtype}'); hash(d) == hash(np.dtype('{dtype}'))")


@pytest.mark.parametrize("a", [">f4", ">i2", "<f4", ">U3"])
@pytest.mark.parametrize("b", [">f4", "<f4", ">f8", ">i8", ">U3", "<U5"])
def test_promotion_and_casting(a, b):
    check(f"[np.promote_types('{a}', '{b}'), np.result_type('{a}', '{b}'), np.result_type('{a}')]")
    rules = ["no", "equiv", "safe", "same_kind", "unsafe"]
    check(f"[np.can_cast('{a}', '{b}', casting=rule) for rule in {rules}]")
    check(f"[outcome(np.ones(2, '{a}').astype, '{b}', casting=rule) for rule in {rules}]")


# Expressions of an array `a` of shape (2, 3).
MOVES = [
    *("a", "a[0]", "a[1, 2]", "a[:, ::2]", "a[[1, 0]]", "a[a != 0]", "a.T", "a.reshape(3, 2)", "a.copy()"),
    *("a.flatten()", "a.ravel('F')", "a.take([0, 5])", "np.repeat(a, 2)", "np.tile(a, 2)", "np.roll(a, 1)"),
    *(
        "np.zeros_like(a)",
        "np.ones_like(a)",
        "np.full_like(a, 3)",
        "np.diag(a)",
        "np.triu(a)",
        "np.pad(a, 1)",
    ),
    *(
        "a.real",
        "a.imag",
        "a.conj()",
        "np.array(a, order='F')",
        "a.byteswap()",
        "a.view('u1')",
        "a.tobytes()",
    ),
    *(
        "a.tolist()",
        "a.item(3)",
        "repr(a)",
        "str(a)",
        "list(a.flat)",
        "memoryview(a)",
        "np.broadcast_to(a, (2, 2, 3))",
    ),
    *("a.astype(a.dtype, copy=False) is a", "np.asarray(a) is a", "a.newbyteorder", "np.delete(a, 1, 0)"),
]
RESULTS = [
    *("a + a", "a + 1", "2 * a", "a / 3", "-a", "abs(a)", "a == a", "a != 1", "a ** 2", "np.sqrt(abs(a))"),
    *(
        "a.sum()",
        "a.sum(axis=0)",
        "a.prod(axis=1)",
        "a.cumsum()",
        "a.mean()",
        "a.mean(axis=0)",
        "a.std(axis=1)",
    ),
    *(
        "a.max(axis=0)",
        "a.argmax(axis=1)",
        "a.any()",
        "a.nonzero()",
        "np.count_nonzero(a)",
        "a.round(1)",
        "np.ptp(a)",
    ),
    *("a @ a.T", "np.dot(a, a.T)", "np.outer(a, a)", "np.concatenate([a, a])", "np.stack([a, a])"),
    *("np.where(a, a, 0)", "np.where(a > 1, a, a)", "np.clip(a, 1, 3)", "np.add.accumulate(a)"),
    *("np.add.reduceat(a, [0, 1])", "np.multiply.outer(a, a)", "np.logical_and(a, 1)", "np.append(a, a)"),
    *(
        "a.astype(float)",
        "a.astype('>f8')",
        "a.astype('<c8')",
        "a.astype(bool)",
        "a.astype(object)",
        "a.astype(str)",
    ),
    *(
        "np.sort(a)",
        "np.argsort(a, axis=0)",
        "np.partition(a, 1)",
        "np.searchsorted(a[0], 1)",
        "np.lexsort((a[0], a[1]))",
        "a.astype('>U9')",
        "a.astype('i1')",
        "np.array([a, a])",
        "np.array([a[0, 0], a[1, 1]])",
        "np.isfinite(a)",
    ),
]
CHANGES = [
    *(
        "a[0, 0] = 7",
        "a[1] = 5",
        "a[:, 1] = [8, 9]",
        "a[[0, 1], [1, 2]] = 3",
        "a[a > 2] = 0",
        "a += 1",
        "a *= a",
    ),
    *("a -= a.astype(a.dtype.newbyteorder())", "a.fill(4)", "a.flat[2] = 9", "a.byteswap(inplace=True)"),
    *(
        "np.add(a, 1, out=a)",
        "np.add(1, 2, out=a)",
        "np.add.at(a, ([0, 0], [1, 1]), 5)",
        "np.copyto(a, 3, where=a > 1)",
    ),
    *(
        "np.cumsum(a, axis=0, out=a)",
        "np.putmask(a, a > 1, 9)",
        "np.place(a, a > 1, [7])",
        "np.put(a, [0, 4], 3)",
    ),
    *("a[::-1].sort(axis=0)", "a[:, ::-1].partition(1)"),
    *("a[0] = a[1]", "a[:] = a[::-1]", "a.real = 5", "a[0, 0] = '3'", "a[0, 0] = 2**70", "a[0, 0] = 70000"),
    *("a[0, 0] = None", "a.view(a.dtype.newbyteorder())[0] = 1", "np.multiply(a, 2, out=a, where=a > 2)"),
    *("a.sum(axis=0, out=a[0])", "np.mean(a, axis=0, out=a[0])", "a[...] = np.float64(2.5)"),
]


@pytest.mark.parametrize("dtype", FOREIGN)
def test_expressions(dtype):
    for code in MOVES + RESULTS:
        check(f"a = np.arange(6).reshape(2, 3).astype('{dtype}'); {code}", close=close_math(">f4"))


@pytest.mark.parametrize("dtype", FOREIGN)
def test_changes(dtype):
    for code in CHANGES:
        check(
            f"a = np.arange(6).reshape(2, 3).astype('{dtype}'); "
            f"[outcome(exec, {code!r}, dict(a=a, np=np)), a]"
        )


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", [">i2", ">f4", ">c16"])
def test_layouts(dtype, layout):
    def body(np):
        a = LAYOUTS[layout](np, np.arange(600).reshape(20, 30).astype(dtype))
        return [a, a.astype("<f8"), a.copy(), a + a, a.sum(axis=0), np.array(a, order="F"), a.astype(a.dtype)]

    check(body)


@pytest.mark.parametrize(
    "call",
    [
        *(
            "np.array([1, 2], '>i2')",
            "np.array([1.5, None], '>f8')",
            "np.array([1, 2], '>U5')",
            "np.array(3, '>f4')",
        ),
        *(
            "np.array(['ab', 'c'], '>U3')",
            "np.array(['ab', 'c'], '>U')",
            "np.array([70000], '>i2')",
            "np.eye(2, dtype='>f4')",
        ),
        *(
            "np.full(3, 7, '>i2')",
            "np.ones(3, '>f4')",
            "np.arange(3, dtype='>i2')",
            "np.linspace(0, 1, 5, dtype='>f4')",
        ),
        *("np.fromiter([1, 2], '>i4')", "np.frombuffer(b'\\0\\1\\0\\2', '>i2')", "np.tri(3, dtype='>f4')"),
        *("np.ndarray((2,), '>i2', b'\\0\\1\\0\\2')", "np.array([np.array(1, '>i2'), np.array(2, '>i2')])"),
        "np.arange(10)[np.array([1, 2], '>i4')]",
        "np.take(np.arange(10), np.array([1, 2], '>i4'))",
        "np.asarray(memoryview(np.arange(3, dtype='>i8')))",
        "a = np.array(['ab', 'c'], '>U3'); [a[0], a.tolist(), a == 'ab', a.astype('S'), a.tobytes()]",
        "a = np.array(['1', '2'], '>U3'); [a.astype(int), a.astype('>i4'), a.astype(object)]",
        "np.add(np.arange(3, dtype='>i2'), 1, casting='no')",
        "np.add(np.arange(3), 1, dtype='>i8')",
        "np.sum(np.arange(3), dtype='>i8')",
        "np.add(np.arange(3.0), 1, out=np.zeros(3, '>i8'))",
        "np.add(np.arange(3), 1, out=np.zeros(3, '>i8'), casting='no')",
        "import pickle; pickle.loads(pickle.dumps(np.arange(3, dtype='>i2')))",
        "np.arange(3, dtype='>i2').__array_interface__['typestr']",
        "[bool(np.array(1, '>i2')), int(np.array(3, '>i2')), float(np.array(3, '>f4'))]",
        "divmod(np.arange(3, dtype='>i2'), 2)",
        "np.arange(4, dtype='>f4').view('>f8')",
    ],
)
def test_calls(call):
    check(call)


@given(st.sampled_from(FOREIGN), st.sampled_from(FOREIGN), st.integers(0, 300), st.booleans())
def test_conversions_between_orders(a, b, n, native):
    target = b.replace(">", "<") if native else b
    check(f"np.arange({n}).astype('{a}')[::2].astype('{target}')")
