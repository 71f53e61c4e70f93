"""Arrays as sets."""

from typing import Any, NamedTuple

from . import _core
from ._core import asanyarray, asarray, can_cast, concatenate, moveaxis, ones, reshape
from ._functions import _axis

__all__ = [
    "ediff1d",
    "intersect1d",
    "isin",
    "setdiff1d",
    "setxor1d",
    "sort_complex",
    "union1d",
    "unique",
    "unique_all",
    "unique_counts",
    "unique_inverse",
    "unique_values",
]


class UniqueAllResult(NamedTuple):
    """What `unique_all` gives."""

    values: Any
    indices: Any
    inverse_indices: Any
    counts: Any


class UniqueCountsResult(NamedTuple):
    """What `unique_counts` gives."""

    values: Any
    counts: Any


class UniqueInverseResult(NamedTuple):
    """What `unique_inverse` gives."""

    values: Any
    inverse_indices: Any


def unique(
    ar,
    return_index=False,
    return_inverse=False,
    return_counts=False,
    axis=None,
    *,
    equal_nan=True,
    sorted=True,
):
    """The distinct elements of an array, or the distinct parts along an axis; always in order."""
    ar = asanyarray(ar)
    wanted = return_index, return_inverse, return_counts
    if axis is None:
        values, first, inverse, counts = _core._unique(ar.ravel(), False, equal_nan, *wanted)
        shape = ar.shape
    else:
        axis = _axis(axis, ar.ndim)
        if ar.dtype.kind == "O":
            raise TypeError("The axis argument to unique is not supported for dtype object")
        values, first, inverse, counts = _core._unique(moveaxis(ar, axis, 0), True, equal_nan, *wanted)
        values = moveaxis(values, 0, axis)
        shape = (ar.shape[axis],)
    if not any(wanted):
        return values
    parts = [values]
    if return_index:
        parts.append(first)
    if return_inverse:
        parts.append(reshape(inverse, shape))
    if return_counts:
        parts.append(counts)
    return tuple(parts)


def unique_all(x):
    """The distinct elements, where they stand first, the number of each element among them, counts."""
    return UniqueAllResult(*unique(x, True, True, True, equal_nan=False))


def unique_counts(x):
    """The distinct elements and how often each occurs."""
    return UniqueCountsResult(*unique(x, return_counts=True, equal_nan=False))


def unique_inverse(x):
    """The distinct elements and the number of each element among them."""
    return UniqueInverseResult(*unique(x, return_inverse=True, equal_nan=False))


def unique_values(x):
    """The distinct elements."""
    return unique(x, equal_nan=False)


def isin(element, test_elements, assume_unique=False, invert=False, *, kind=None):
    """True for each element that `test_elements` has, or has not if `invert`."""
    element, test_elements = asarray(element), asarray(test_elements)
    if kind not in (None, "sort", "table"):
        raise ValueError(f"Invalid kind: '{kind}'. Please use None, 'sort' or 'table'.")
    if kind == "table" and not {element.dtype.kind, test_elements.dtype.kind} <= set("biu"):
        raise ValueError(
            "The 'table' method is only supported for boolean or integer arrays. "
            "Please select 'sort' or None for kind."
        )
    kinds = {element.dtype.kind, test_elements.dtype.kind}
    if "O" not in kinds and (kinds <= set("US") or not kinds & set("US")):
        return _core._isin(element, test_elements, invert)
    # Objects may have no order, but they can be equal; numbers and strings are not.
    found = _core.zeros(element.shape, bool)
    for one in test_elements.ravel():
        found |= element == one
    return ~found if invert else found


def _distinct(ar, assume_unique):
    return asarray(ar).ravel() if assume_unique else unique(ar)


def intersect1d(ar1, ar2, assume_unique=False, return_indices=False):
    """The distinct elements that two arrays have both, and with `return_indices` where they stand first."""
    a, b = asarray(ar1), asarray(ar2)
    where_a = where_b = None
    if assume_unique:
        a, b = a.ravel(), b.ravel()
    elif return_indices:
        (a, where_a), (b, where_b) = unique(a, return_index=True), unique(b, return_index=True)
    else:
        a, b = unique(a), unique(b)
    both = concatenate((a, b))
    order = both.argsort(kind="stable")
    both = both[order]
    same = both[1:] == both[:-1]
    values = both[:-1][same]
    if not return_indices:
        return values
    of_a, of_b = order[:-1][same], order[1:][same] - a.size
    if not assume_unique:
        of_a, of_b = where_a[of_a], where_b[of_b]
    return values, of_a, of_b


def union1d(ar1, ar2):
    """The distinct elements of two arrays together."""
    return unique(concatenate((asanyarray(ar1).ravel(), asanyarray(ar2).ravel())))


def setdiff1d(ar1, ar2, assume_unique=False):
    """The distinct elements of the first array that the second has not."""
    a = _distinct(ar1, assume_unique)
    return a[isin(a, _distinct(ar2, assume_unique), assume_unique=True, invert=True)]


def setxor1d(ar1, ar2, assume_unique=False):
    """The distinct elements that only one of two arrays has."""
    both = concatenate((_distinct(ar1, assume_unique), _distinct(ar2, assume_unique)))
    if both.size == 0:
        return both
    both.sort()
    begins = ones(both.size + 1, bool)
    begins[1:-1] = both[1:] != both[:-1]
    return both[begins[1:] & begins[:-1]]


def ediff1d(ary, to_end=None, to_begin=None):
    """The differences of neighbours of the flattened array, between given ends."""
    ary = asanyarray(ary).ravel()
    dtype = ary.dtype
    parts = [ary[1:] - ary[:-1]]
    for name, end in (("to_begin", to_begin), ("to_end", to_end)):
        if end is None:
            continue
        end = asanyarray(end)
        if not can_cast(end, dtype, casting="same_kind"):
            raise TypeError(
                f"dtype of `{name}` must be compatible with input `ary` under the `same_kind` rule."
            )
        parts.insert(0 if name == "to_begin" else len(parts), end.ravel().astype(dtype, copy=False))
    return concatenate(parts) if len(parts) > 1 else parts[0]


def sort_complex(a):
    """A sorted copy as complex numbers."""
    b = _core.array(a, copy=True)
    b.sort()
    if b.dtype.kind == "c":
        return b
    return b.astype("F" if b.dtype.char in "bhBH" else "D")
