"""Floating-point errors: what is warned of, in which words, and what the settings make of it."""

import io
import itertools
import warnings

import diff
import numpy
import pytest
from cases import COMPLEX, FLOATS, INTEGERS, SIGNED, words
from diff import check, outcome

SETUP = "inf = float('inf'); nan = float('nan'); a = np.array([1.0, 0.0, -1.0]); i = np.array([1, 0, -1]); "


def warned(np, body):
    """The outcome of a body and the warnings that came, with the line that they point to."""
    space = {"np": np}
    exec(SETUP, space)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = outcome(eval, compile(body, "body", "eval"), space)
    return result, [(w.category.__name__, str(w.message)) for w in caught]


def specials(np, dtype):
    """Values of a dtype at which functions go wrong."""
    if dtype in INTEGERS:
        info = np.iinfo(dtype)
        values = {0, 1, 2, 3, info.max, info.min, info.max - 1} | ({-1, -2} if dtype in SIGNED else set())
        return [np.dtype(dtype).type(v) for v in sorted(values)]
    info = np.finfo(dtype)
    values = [0, -0.0, 1, -1, float("inf"), float("-inf"), float("nan"), 0.5, 2, 3, -2, info.tiny, -info.tiny]
    values += [info.smallest_subnormal, info.max, info.min]
    return [np.dtype(dtype).type(v) for v in values]


def complexes(np, dtype):
    """Complex numbers without NaN, at whose parts NumPy's loops raise as they happen to be compiled."""
    parts = [0.0, -0.0, 1.0, -1.0, 2.5, float("inf"), float("-inf")]
    return [np.dtype(dtype).type(complex(*z)) for z in itertools.product(parts, repeat=2)]


def raised(np, function, operands):
    """The kinds of error of one call; underflow aside, which depends on how a loop is vectorised."""
    kinds = set()
    with np.errstate(all="call", call=lambda kind, flags: kinds.add(kind)):
        try:
            function(*operands)
        except TypeError:
            return "no loop"
        except ValueError:
            return "refused"
    return sorted(kinds - {"underflow"})


def names():
    """The universal functions of elements that both modules have."""
    found = [name for name in dir(numpy) if isinstance(getattr(numpy, name), numpy.ufunc)]
    return [
        name
        for name in found
        if getattr(numpy, name).__name__ == name
        and getattr(numpy, name).signature is None
        and name not in ("isnat",)
    ]


# Where NumPy's own answer depends on the loop that the processor gets.
ACCIDENTS = {
    # AVX-512: overflow for an infinite exponent.
    "float_power": lambda operands: any(numpy.isinf(numpy.asarray(x)).any() for x in operands),
    "power": lambda operands: any(numpy.isinf(numpy.asarray(x)).any() for x in operands),
    # NaN and infinity are invalid in half precision only.
    "spacing": lambda operands: not numpy.isfinite(numpy.asarray(operands[0])).all(),
}


@pytest.mark.parametrize("dtype", [*INTEGERS, *FLOATS])
@pytest.mark.parametrize("name", names())
def test_every_special_value(name, dtype):
    if not hasattr(diff.module, name):
        pytest.skip(f"module '{diff.module.__name__}' has no attribute '{name}'")
    nin = getattr(numpy, name).nin
    differences = []
    pairs = zip(
        itertools.product(specials(numpy, dtype), repeat=nin),
        itertools.product(specials(diff.module, dtype), repeat=nin),
        strict=True,
    )
    for theirs, ours in pairs:
        if name in ACCIDENTS and ACCIDENTS[name](theirs):
            continue
        # Arrays, because scalars are calculated by other code; of more than one register.
        for n in (1, 67):
            expected = raised(numpy, getattr(numpy, name), [numpy.full(n, x) for x in theirs])
            found = raised(diff.module, getattr(diff.module, name), [diff.module.full(n, x) for x in ours])
            if expected != found:
                differences.append(f"{name}{theirs} of {n}: NumPy {expected}, found {found}")
    assert not differences, "\n".join(differences[:20])


@pytest.mark.parametrize("dtype", COMPLEX)
@pytest.mark.parametrize("name", words("add subtract multiply divide square absolute exp log sqrt sin sinh"))
def test_complex_values(name, dtype):
    nin = getattr(numpy, name).nin
    pairs = zip(
        itertools.product(complexes(numpy, dtype), repeat=nin),
        itertools.product(complexes(diff.module, dtype), repeat=nin),
        strict=True,
    )
    for theirs, ours in pairs:
        expected = raised(numpy, getattr(numpy, name), [numpy.full(2, x) for x in theirs])
        found = raised(diff.module, getattr(diff.module, name), [diff.module.full(2, x) for x in ours])
        assert expected == found, theirs


@pytest.mark.parametrize(
    "body",
    [
        "np.mean([])",
        "np.mean(np.zeros((0, 3)), axis=0)",
        "np.var([1.0], ddof=1)",
        "np.std([1.0, 2.0], ddof=3)",
        "np.var([])",
        "np.std(np.zeros((0, 2)), axis=0)",
        "np.array([inf, -inf]).sum()",
        "np.array([inf, 1]).mean()",
        "np.array([inf, 1]).var()",
        "np.array([[inf, 1], [2, inf]]).std(axis=0)",
        "np.array([3e38, 3e38], 'f').sum()",
        "np.array([3e38, 3e38], 'f').mean()",
        "np.array([3e38, -3e38], 'f').var()",
        "np.array([1e300, -1e300]).var()",
        "np.add.accumulate([inf, -inf])",
        "np.cumsum([1e308, 1e308])",
        "np.cumprod([1e200, 1e200])",
        "np.prod([1e200, 1e200])",
        "np.add.reduceat([1e308, 1e308, 1, 1e308, 1e308], [0, 2, 3])",
        "np.add.at(np.array([1e308]), [0], 1e308)",
        "np.divide.at(np.array([1.0]), [0], 0)",
        "np.floor_divide.at(np.array([1]), [0], 0)",
        "np.add.outer([1e308], [1e308])",
        "np.diff([inf, inf])",
        "np.round(np.array([1e308]), 2)",
        "np.array([[inf]]) @ np.array([[0.0]])",
        "np.array([[inf, 1.0], [1, 1]]) @ np.array([[0.0, 1], [1, 1]])",
        "np.array([[nan]]) @ np.array([[0.0]])",
        "np.dot([inf], [0.0])",
        "np.dot([1e308], [10.0])",
        "np.ones((3, 3)) @ np.full((3, 3), 1e308)",
    ],
)
def test_reductions_and_products(body):
    check(lambda np: warned(np, body))


@pytest.mark.parametrize(
    "body",
    [
        "np.array([1.0, nan, inf, 1e10]).astype('i4')",
        "np.array([1e300]).astype('f4')",
        "np.array([1e5]).astype('f2')",
        "np.array([1e5], 'f4').astype('f2')",
        "np.array([100000]).astype('f2')",
        "np.array([1e-300]).astype('f4')",
        "np.array([300.0, -1.0, 1e5]).astype('u1')",
        "np.array([-1.0, 3e9, 5e9]).astype('u4')",
        "np.array([-1.0, 1e19]).astype('u8')",
        "np.array([2e19]).astype('u8')",
        "np.array([nan]).astype('u8')",
        "np.array([1e19]).astype('i8')",
        "np.array([3e9]).astype('u2')",
        "np.array([nan, 0.0]).astype(bool)",
        "np.array([nan + 1j]).astype('i4')",
        "np.array([1 + 1j]).astype('f8')",
        "np.array([1e300 + 1j]).astype('c8')",
        "np.full(1000, nan)[::2].astype('i2')",
        "np.float64(nan).astype('i4')",
        "np.zeros(2, 'i4').__setitem__(slice(None), np.array([nan, 1.0]))",
        "np.array([1e300], 'f4')",
        "np.float32(1e300)",
        "np.float16(1e6)",
        "np.full(2, 1e300, 'f4')",
        "np.arange(3, dtype='f4') + 1e300",
        "np.float32(1) + 1e300",
        "np.array([1e300]) * np.float32(1e30)",
        "np.add(np.array([1e300]), 1, out=np.zeros(1, 'f4'), casting='same_kind')",
    ],
)
def test_conversions(body):
    check(lambda np: warned(np, body))


@pytest.mark.parametrize(
    "body",
    [
        "np.float64(1) / 0",
        "np.float64(0) / 0",
        "np.float64(1e308) * 10",
        "np.float64(1e308) + 1e308",
        "-np.float64(1e308) - 1e308",
        "1e308 * np.float64(10)",
        "np.float64(1e308).__add__(1e308)",
        "np.float32(3e38) * np.float32(10)",
        "np.float16(6e4) * np.float16(10)",
        "np.float32(1) / np.float64(0)",
        "np.float64(1) / np.int64(0)",
        "np.float64(1) // 0",
        "np.float64(1) % 0",
        "divmod(np.float64(1), 0)",
        "np.float64(0) ** -1",
        "np.float64(-1) ** 0.5",
        "np.float64(1e300) ** 2",
        "np.complex128(1) / 0",
        "np.complex128(1e308) * 10",
        "np.float64(10) * np.array([1e308])",
        "np.float64(1) / np.array(0)",
        "np.bool_(1) / np.bool_(0)",
        "np.int8(127) + np.int8(1)",
        "np.int8(127) * np.int8(2)",
        "np.int8(-128) - np.int8(1)",
        "np.uint8(0) - np.uint8(1)",
        "np.int64(2**62) * 4",
        "np.int64(2**62) + 2**62",
        "np.uint64(2**63) * np.uint64(2)",
        "np.int8(100) + 27",
        "-np.int8(-128)",
        "abs(np.int8(-128))",
        "-np.uint8(1)",
        "-np.uint8(0)",
        "np.int8(-128) // np.int8(-1)",
        "np.int8(-128) % np.int8(-1)",
        "np.int8(1) // np.int8(0)",
        "np.int8(1) % np.int8(0)",
        "divmod(np.int8(1), np.int8(0))",
        "divmod(np.int8(-128), np.int8(-1))",
        "np.int8(1) / np.int8(0)",
        "np.int8(0) / np.int8(0)",
        "np.int8(2) ** np.int8(-1)",
        "np.int8(100) ** np.int8(2)",
        "np.int8(1) << np.int8(100)",
    ],
)
def test_scalars(body):
    check(lambda np: warned(np, body))


@pytest.mark.parametrize(
    "body",
    [
        "i // 0",
        "i % 0",
        "divmod(i, 0)",
        "np.divmod(i, 0)",
        "divmod(a, 0)",
        "i / 0",
        "np.array([-128], 'i1') // np.array([-1], 'i1')",
        "np.array([-128], 'i1') % np.array([-1], 'i1')",
        "np.fmod(np.array([-128], 'i1'), np.array([-1], 'i1'))",
        "np.fmod(i, 0)",
        "np.abs(np.array([-128], 'i1'))",
        "np.array([127], 'i1') + 1",
        "np.reciprocal(i)",
        "np.power(2, -1)",
        "i ** -1",
        "np.multiply(1e308, 10)",
        "np.divide(1, 0)",
        "np.log(0)",
        "np.log(np.float32(0))",
        "np.sqrt(-1)",
        "np.array([1e300]) ** 2",
        "np.array([1e300]) ** 3",
        "np.where(a > 0, np.log(a), 0)",
        "np.less(a, nan)",
        "np.maximum(a, nan)",
        "np.clip(nan, 0, 1)",
        "np.divide(a, 0, where=a > 0, out=np.zeros(3))",
        "np.divide(a, 0, where=a > 5, out=np.zeros(3))",
    ],
)
def test_words(body):
    check(lambda np: warned(np, body))


def test_no_more_than_one_warning_a_call():
    def body(np):
        x = np.zeros(300_000)
        calls = [lambda: np.divide(1.0, x), lambda: np.log(x[::3]), lambda: np.exp(x)]
        return [warned_by(call) for call in calls]

    check(body)


def warned_by(call):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call()
    return [str(w.message) for w in caught]


def test_the_warning_points_to_the_callers_line():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        diff.module.log(diff.module.zeros(3))
        diff.module.zeros(3) / 0
    assert [w.filename for w in caught] == [__file__] * 2
    assert caught[1].lineno == caught[0].lineno + 1


def test_modes():
    def body(np):
        a = np.array([1.0, 0.0, -1.0])
        log = io.StringIO()
        calls = []
        results = []
        for mode in words("ignore warn raise call print log"):
            with np.errstate(all=mode, call=None):
                results.append(warned_by(lambda: results.append(outcome(lambda: a / 0))))
            with np.errstate(all=mode, call=lambda *args: calls.append(args)):
                results.append(outcome(lambda: a / 0))
            with np.errstate(all=mode, call=log):
                results.append(outcome(lambda: a / 0))
        return results, calls, log.getvalue()

    check(body)


def test_printed_to_stderr(capfd):
    for np in (numpy, diff.module):
        with np.errstate(all="print"):
            np.log(np.zeros(1))
    lines = capfd.readouterr().err.splitlines()
    assert lines == ["Warning: divide by zero encountered in log"] * 2


@pytest.mark.parametrize(
    "code",
    [
        "np.geterr()",
        "np.seterr(divide='foo')",
        "np.seterr(divide=3)",
        "[np.seterr('raise'), np.geterr(), np.seterr(all='warn', under='ignore', divide=None), np.geterr()]",
        "np.seterr(all='warn', divide='warn', over='warn', under='ignore', invalid='warn')",
        "np.errstate('warn')",
        "np.errstate(foo='warn')",
        "np.errstate(divide='foo').__enter__()",
        "np.errstate(call=3).__enter__()",
        "np.seterrcall(3)",
        "[np.seterrcall(print) is None, np.geterrcall() is print, np.seterrcall(None) is print]",
        "np.setbufsize(10)",
        "np.setbufsize(-16)",
        "np.setbufsize('a')",
        "np.setbufsize(10**9)",
        "np.setbufsize(10**30)",
        "np.setbufsize(32.0)",
        "[np.setbufsize(1600), np.getbufsize(), np.setbufsize(8192)]",
    ],
)
def test_settings(code):
    check(code)


def test_blocks_and_decorators():
    def body(np):
        state = np.errstate(all="ignore")
        results = []
        with state:
            results.append(outcome(state.__enter__))
        results.append(outcome(state.__enter__))

        @np.errstate(divide="raise")
        def function(x=1):
            """Does nothing."""
            with np.errstate(over="print"):
                inner = np.geterr()
            return np.geterr(), inner, x

        return [*results, function(), function(2), function.__name__, function.__doc__, np.geterr()]

    check(body)


def test_settings_belong_to_the_context():
    def body(np):
        import contextvars
        import threading

        found = []
        with np.errstate(all="raise"):
            thread = threading.Thread(target=lambda: found.append(np.geterr()))
            thread.start()
            thread.join()
            contextvars.copy_context().run(lambda: np.seterr(all="print"))
            found.append(np.geterr())
        return found

    check(body)


def test_a_raising_call_leaves_the_result_in_its_output():
    def body(np):
        out = np.zeros(3)
        with np.errstate(all="raise"):
            result = outcome(lambda: np.divide([1.0, 2.0, 3.0], [1.0, 0.0, 2.0], out=out))
        return result, out, outcome(lambda: np.add(1, 2))

    check(body)


def test_warnings_as_errors():
    def body(np):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            calls = [lambda: np.log(0), lambda: np.mean([]), lambda: np.float64(1) / 0]
            return [outcome(call) for call in calls]

    check(body)


@pytest.mark.parametrize("threads", [1, 4])
def test_errors_of_helpers_come_home(threads):
    with diff.module.errstate(all="call", call=lambda kind, flags: kinds.append((kind, flags))):
        x = diff.module.ones(4_000_000)
        x[3_999_999] = 0.0
        kinds = []
        diff.module.log(x)
        diff.module.divide(1.0, x)
        diff.module.sqrt(x)
    assert kinds == [("divide by zero", 1)] * 2
