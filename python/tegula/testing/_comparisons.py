"""Comparisons of numbers and arrays, and what they say when they fail."""

import contextlib
import math
import operator
from functools import partial

import tegula as np


def assert_(val, msg=""):
    """Fails if `val` is false, also where Python optimises `assert` away."""
    __tracebackhide__ = True
    if not val:
        raise AssertionError(msg() if callable(msg) else msg)


def build_err_msg(
    arrays,
    err_msg,
    header="Items are not equal:",
    verbose=True,
    names=("ACTUAL", "DESIRED"),
    precision=8,
):
    """The text of a failed comparison: header, message and, if `verbose`, the things compared."""
    err_msg = str(err_msg)
    lines = ["\n" + header]
    if err_msg and "\n" not in err_msg and len(err_msg) < 79 - len(header):
        lines = [lines[0] + " " + err_msg]
    elif err_msg:
        lines.append(err_msg)
    if verbose:
        lines += [
            f" {name}: {_shortened(item, precision)}" for name, item in zip(names, arrays, strict=False)
        ]
    return "\n".join(lines)


def _shortened(item, precision):
    """The first three lines of the representation of `item`."""
    represent = partial(np.array_repr, precision=precision) if isinstance(item, np.ndarray) else repr
    try:
        text = represent(item)
    except Exception as error:
        text = f"[repr failed for <{type(item).__name__}>: {error}]"
    return "\n".join(text.splitlines()[:3]) + "..." if text.count("\n") > 3 else text


def assert_equal(actual, desired, err_msg="", verbose=True, *, strict=False):
    """Fails unless two objects are equal, item by item for lists, tuples and dictionaries.

    NaN equals NaN, and a scalar equals an array all of whose elements equal it. With `strict`, shapes and
    dtypes of arrays must agree too.
    """
    __tracebackhide__ = True
    if isinstance(desired, dict):
        if not isinstance(actual, dict):
            raise AssertionError(repr(type(actual)))
        assert_equal(len(actual), len(desired), err_msg, verbose)
        for key, value in desired.items():
            if key not in actual:
                raise AssertionError(repr(key))
            assert_equal(actual[key], value, f"key={key!r}\n{err_msg}", verbose)
        return
    if isinstance(desired, list | tuple) and isinstance(actual, list | tuple):
        assert_equal(len(actual), len(desired), err_msg, verbose)
        for i, (a, d) in enumerate(zip(actual, desired, strict=True)):
            assert_equal(a, d, f"item={i!r}\n{err_msg}", verbose)
        return
    if isinstance(actual, np.ndarray) or isinstance(desired, np.ndarray):
        return assert_array_equal(actual, desired, err_msg, verbose, strict=strict)
    if not _same_scalar(actual, desired):
        raise AssertionError(build_err_msg([actual, desired], err_msg, verbose=verbose))


def _is_complex(value):
    try:
        return np.iscomplexobj(value)
    except (TypeError, ValueError):
        return False


def _parts(value):
    """Real and imaginary part, also of what is not complex."""
    return (np.real(value), np.imag(value)) if _is_complex(value) else (value, 0)


def _same_scalar(actual, desired):
    """Whether two objects are equal: NaN is, zeros of unlike sign are not."""
    if np.isscalar(desired) != np.isscalar(actual):
        return False
    if (_is_complex(actual) or _is_complex(desired)) and not all(
        map(_same_scalar, _parts(actual), _parts(desired))
    ):
        return False
    with contextlib.suppress(TypeError, ValueError, NotImplementedError):
        if np.isnan(desired) and np.isnan(actual):
            return True
        if desired == 0 and actual == 0 and np.signbit(desired) != np.signbit(actual):
            return False
    return bool(desired == actual)


def print_assert_equal(test_string, actual, desired):
    """Fails unless two objects are equal, and says so under the heading `test_string`."""
    __tracebackhide__ = True
    if not actual == desired:
        raise AssertionError(f"{test_string} failed\nACTUAL: \n{actual}\nDESIRED: \n{desired}\n")


def assert_almost_equal(actual, desired, decimal=7, err_msg="", verbose=True):
    """Fails unless `abs(desired - actual) < 1.5 * 10**-decimal`, for each element of arrays."""
    __tracebackhide__ = True
    if (_is_complex(actual) or _is_complex(desired)) and not all(
        _passes(assert_almost_equal, a, d, decimal=decimal)
        for a, d in zip(_parts(actual), _parts(desired), strict=True)
    ):
        close = False
    elif isinstance(actual, np.ndarray | tuple | list) or isinstance(desired, np.ndarray | tuple | list):
        return assert_array_almost_equal(actual, desired, decimal, err_msg)
    else:
        close = _almost_equal(actual, desired, decimal)
    if not close:
        header = f"Arrays are not almost equal to {decimal} decimals"
        raise AssertionError(build_err_msg([actual, desired], err_msg, verbose=verbose, header=header))


def _passes(check, *args, **kwargs):
    try:
        check(*args, **kwargs)
    except AssertionError:
        return False
    return True


def _almost_equal(actual, desired, decimal):
    with contextlib.suppress(TypeError, NotImplementedError):
        if not (np.isfinite(desired) and np.isfinite(actual)):
            if np.isnan(desired) or np.isnan(actual):
                return np.isnan(desired) and np.isnan(actual)
            return desired == actual
    return abs(desired - actual) < np.float64(1.5 * 10.0 ** (-decimal))


def assert_approx_equal(actual, desired, significant=7, err_msg="", verbose=True):
    """Fails unless two numbers agree in `significant` digits."""
    __tracebackhide__ = True
    actual, desired = float(actual), float(desired)
    if desired == actual:
        return
    finite = math.isfinite(desired) and math.isfinite(actual)
    if finite:
        scale = 10.0 ** math.floor(math.log10(0.5 * (abs(desired) + abs(actual))))
        same = abs(desired / scale - actual / scale) < 10.0 ** -(significant - 1)
    else:
        same = math.isnan(desired) and math.isnan(actual)
    if not same:
        header = f"Items are not equal to {significant} significant digits:"
        raise AssertionError(build_err_msg([actual, desired], err_msg, header=header, verbose=verbose))


class _Comparison:
    """Two arrays, and how to speak of them if they differ."""

    def __init__(self, x, y, err_msg, verbose, header, precision, names):
        self.x, self.y, self.err_msg, self.names = x, y, str(err_msg), names
        self.say = partial(build_err_msg, verbose=verbose, header=header, names=names, precision=precision)

    def fail(self, reason, x=None, y=None):
        """Fails with a reason, showing `x` and `y`, which are all of the arrays unless given."""
        __tracebackhide__ = True
        shown = [self.x, self.y] if x is None else [x, y]
        raise AssertionError(self.say(shown, self.err_msg + "\n" + reason))

    def same_places(self, test, x, y, name):
        """Where `test` holds, which must be the same for both; a scalar says it of all elements."""
        __tracebackhide__ = True
        in_x, in_y = test(x), test(y)
        if _differ(in_x, in_y):
            self.fail(f"{name} location mismatch:")
        for found in (in_x, in_y):
            if isinstance(found, bool) or found.ndim == 0:
                return np.bool(found)
        return in_y

    def remarks(self, x, y, val, flagged):
        """What the message says of the elements that differ."""
        invalid = np.logical_not(val)
        total = flagged.size if flagged.ndim else val.size
        wrong = int(np.count_nonzero(invalid))
        yield f"Mismatched elements: {wrong} / {total} ({100 * wrong / total:.3g}%)"
        if invalid.ndim:
            where = (
                np.argwhere(np.asarray(~flagged))[invalid]
                if flagged.ndim
                else np.argwhere(np.asarray(invalid))
            )
            title = {1: "Mismatch at index:"}.get(len(where), "Mismatch at indices:")
            yield title if len(where) <= 5 else "First 5 mismatches are at indices:"
            for place in where[:5]:
                values = [a if a.ndim == 0 else a[tuple(place)] for a in (self.x, self.y)]
                yield f" {place.tolist()}: {values[0]} ({self.names[0]}), {values[1]} ({self.names[1]})"
        with np.errstate(all="ignore"), contextlib.suppress(TypeError):
            error = abs(x - y)
            if np.issubdtype(x.dtype, np.unsignedinteger):
                error = np.minimum(error, abs(y - x))
            show = str if getattr(error, "dtype", np.object_) == np.object_ else np.array2string
            yield "Max absolute difference among violations: " + show(np.max(error[invalid]))
            told = np.logical_and(invalid, np.bool(y != 0))
            if np.all(~told):
                relative = np.array(np.inf)
            else:
                relative = np.max(error[told] / abs(np.broadcast_to(y, error.shape)[told]))
            yield "Max relative difference among violations: " + show(relative)


def _differ(x, y):
    result = x == y
    return (result if hasattr(result, "all") else np.bool(result)).all() != True  # noqa: E712


def _is_number(x):
    return x.dtype.kind in "biufc"


def assert_array_compare(
    comparison,
    x,
    y,
    err_msg="",
    verbose=True,
    header="",
    precision=6,
    equal_nan=True,
    equal_inf=True,
    *,
    strict=False,
    names=("ACTUAL", "DESIRED"),
):
    """Fails unless `comparison` holds for all elements of two arrays of one shape, or an array and a scalar.

    With `equal_nan` and `equal_inf`, NaNs and infinities must be at the same places and are compared no
    further.
    """
    __tracebackhide__ = True
    x, y = np.asanyarray(x), np.asanyarray(y)
    case = _Comparison(x, y, err_msg, verbose, header, precision, names)
    try:
        if x.shape != y.shape and (strict or (x.shape != () and y.shape != ())):
            case.fail(f"(shapes {x.shape}, {y.shape} mismatch)")
        if strict and x.dtype != y.dtype:
            case.fail(f"(dtypes {x.dtype}, {y.dtype} mismatch)")
        flagged = np.bool(False)
        if _is_number(x) and _is_number(y):
            if equal_nan:
                flagged = case.same_places(np.isnan, x, y, "nan")
            if equal_inf:
                known = flagged
                infinite = case.same_places(
                    lambda a: np.logical_and(np.isinf(a), np.logical_not(known)), x, y, "inf"
                )
                if infinite.any():
                    matched = (x[infinite], y[infinite]) if x.ndim and y.ndim else (x, y)
                    if _differ(*matched):
                        case.fail("inf values mismatch:", *matched)
                flagged = flagged | infinite
        if flagged.ndim > 0:
            x, y = (a if a.ndim == 0 else a[~flagged] for a in (x, y))
            if max(x.size, y.size) == 0 or flagged.all():
                return
        elif flagged:
            return
        val = comparison(x, y)
        val = np.bool(val) if isinstance(val, bool) else val
        if val.all() != True:  # noqa: E712
            case.fail("\n".join(case.remarks(x, y, val, flagged)))
    except ValueError as error:
        header = f"error during assertion:\n\n{error}\n\n{header}"
        raise ValueError(
            build_err_msg([x, y], err_msg, verbose=verbose, header=header, names=names, precision=precision)
        ) from error


def assert_array_equal(actual, desired, err_msg="", verbose=True, *, strict=False):
    """Fails unless two arrays have one shape and equal elements; NaNs at the same places are equal.

    A scalar is compared with each element, unless `strict`, which also asks for equal dtypes.
    """
    __tracebackhide__ = True
    assert_array_compare(
        operator.__eq__,
        actual,
        desired,
        err_msg=err_msg,
        verbose=verbose,
        header="Arrays are not equal",
        strict=strict,
    )


def assert_array_almost_equal(actual, desired, decimal=6, err_msg="", verbose=True):
    """Fails unless `abs(desired - actual) < 1.5 * 10**-decimal` for all elements."""
    __tracebackhide__ = True

    def compare(x, y):
        with contextlib.suppress(TypeError, NotImplementedError):
            infinite = np.isinf(x)
            if np.any(infinite) or np.any(np.isinf(y)):
                if not np.array_equal(infinite, np.isinf(y)):
                    return False
                if not np.any(~infinite):
                    return (x == y).all()
                x, y = (a if a.ndim == 0 else a[~infinite] for a in (x, y))
        kind = np.result_type(y, 1.0)
        difference = abs(x - np.asanyarray(y, kind))
        if not np.issubdtype(difference.dtype, np.number):
            difference = difference.astype(np.float64)
        return difference < 1.5 * 10.0 ** (-decimal)

    assert_array_compare(
        compare,
        actual,
        desired,
        err_msg=err_msg,
        verbose=verbose,
        header=f"Arrays are not almost equal to {decimal} decimals",
        precision=decimal,
    )


def assert_array_less(x, y, err_msg="", verbose=True, *, strict=False):
    """Fails unless each element of `x` is less than that of `y`."""
    __tracebackhide__ = True
    assert_array_compare(
        operator.__lt__,
        x,
        y,
        err_msg=err_msg,
        verbose=verbose,
        header="Arrays are not strictly ordered `x < y`",
        equal_inf=False,
        strict=strict,
        names=("x", "y"),
    )


def assert_allclose(
    actual, desired, rtol=1e-07, atol=0, equal_nan=True, err_msg="", verbose=True, *, strict=False
):
    """Fails unless `abs(actual - desired) <= atol + rtol * abs(desired)` for all elements."""
    __tracebackhide__ = True
    assert_array_compare(
        partial(np.isclose, rtol=rtol, atol=atol, equal_nan=equal_nan),
        np.asanyarray(actual),
        np.asanyarray(desired),
        err_msg=str(err_msg),
        verbose=verbose,
        header=f"Not equal to tolerance rtol={rtol:g}, atol={atol:g}",
        equal_nan=equal_nan,
        strict=strict,
    )


def assert_array_almost_equal_nulp(x, y, nulp=1):
    """Fails unless `abs(x - y) <= nulp * spacing(max(abs(x), abs(y)))` for all elements."""
    __tracebackhide__ = True
    bigger = np.spacing(np.where(np.abs(x) > np.abs(y), np.abs(x), np.abs(y)))
    if not np.all(np.abs(x - y) <= nulp * bigger):
        if np.iscomplexobj(x) or np.iscomplexobj(y):
            raise AssertionError(f"Arrays are not equal to {nulp} ULP")
        raise AssertionError(f"Arrays are not equal to {nulp} ULP (max is {np.max(_ulps(x, y)):g})")


def assert_array_max_ulp(a, b, maxulp=1, dtype=None):
    """Fails if numbers are more than `maxulp` representable numbers apart; returns how far they are."""
    __tracebackhide__ = True
    distance = _ulps(a, b, dtype)
    if not np.all(distance <= maxulp):
        raise AssertionError(
            f"Arrays are not almost equal up to {maxulp:g} ULP (max difference is {np.max(distance):g} ULP)"
        )
    return distance


def _ulps(x, y, dtype=None):
    """How many steps lie between floating-point numbers, as an array."""
    x, y = np.asarray(x, dtype), np.asarray(y, dtype)
    common = np.common_type(x, y)
    if np.iscomplexobj(x) or np.iscomplexobj(y):
        raise NotImplementedError("_nulp not implemented for complex array")
    x, y = (np.array([a], dtype=common).reshape(a.shape) for a in (x, y))
    if x.shape != y.shape:
        raise ValueError(f"Arrays do not have the same shape: {x.shape} - {y.shape}")
    integer = {2: np.int16, 4: np.int32, 8: np.int64}[x.itemsize]

    def rank(a):
        # All NaNs count as one number.
        bits = np.where(np.isnan(a), common(np.nan), a).view(integer)
        return np.where(bits < 0, np.iinfo(integer).min - bits, bits).astype(integer)

    return np.abs(np.asarray(rank(x) - rank(y), dtype=common))


def assert_string_equal(actual, desired):
    """Fails unless two strings are equal, showing the lines that differ."""
    __tracebackhide__ = True
    import difflib

    for text in (actual, desired):
        if not isinstance(text, str):
            raise AssertionError(repr(type(text)))
    if actual != desired:
        lines = difflib.Differ().compare(actual.splitlines(True), desired.splitlines(True))
        shown = "".join(line for line in lines if not line.startswith("  ")).rstrip()
        raise AssertionError(f"Differences in strings:\n{shown}")
