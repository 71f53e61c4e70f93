"""`vectorize`: a Python function of single elements as a function of arrays."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tegula._core import asanyarray, asarray, broadcast_shapes, broadcast_to, dtype, empty, frompyfunc

_NOT_GIVEN: Any = object()
_CODES = "?bhilqpBHILQPefdgFDGSUVOMm"

_NAME = r"\w+"
_ARGUMENT = rf"\((?:{_NAME}(?:,{_NAME})*)?\)"
_LIST = rf"{_ARGUMENT}(?:,{_ARGUMENT})*"
_SIGNATURE = re.compile(rf"^{_LIST}->{_LIST}$")

_Core = list[tuple[str, ...]]


def _parse(signature: str) -> tuple[_Core, _Core]:
    """The names of the core dimensions of the inputs and of the outputs."""
    compact = re.sub(r"\s+", "", signature)
    if not _SIGNATURE.match(compact):
        raise ValueError(f"not a valid gufunc signature: {compact}")
    inputs, outputs = (
        [tuple(re.findall(_NAME, argument)) for argument in re.findall(_ARGUMENT, part)]
        for part in compact.split("->")
    )
    return inputs, outputs


def _learn(sizes: dict[str, int], array: Any, names: tuple[str, ...]) -> None:
    """Takes the sizes of core dimensions from an array, which must agree with those known."""
    if not names:
        return
    if array.ndim < len(names):
        raise ValueError(
            f"{array.ndim}-dimensional argument does not have enough dimensions for all core dimensions "
            f"{names!r}"
        )
    shape = array.shape[-len(names) :]
    for name, size in zip(names, shape, strict=True):
        if sizes.setdefault(name, size) != size:
            raise ValueError(f"inconsistent size for core dimension {name!r}: {size!r} vs {sizes[name]!r}")


class vectorize:
    """vectorize(pyfunc, otypes=None, doc=None, excluded=None, cache=False, signature=None)

    Calls `pyfunc` for each set of elements of its arguments, broadcast against each other, and collects the
    results in arrays. It is a convenience: the loop is as slow as Python.
    """

    def __init__(
        self,
        pyfunc: Callable[..., Any] = _NOT_GIVEN,
        otypes: str | Iterable[Any] | None = None,
        doc: str | None = None,
        excluded: Iterable[int | str] | None = None,
        cache: bool = False,
        signature: str | None = None,
    ) -> None:
        if pyfunc is not _NOT_GIVEN and not callable(pyfunc):
            raise TypeError("When used as a decorator, only accepts keyword arguments.")
        self.pyfunc = pyfunc
        self.cache = cache
        self.signature = signature
        if pyfunc is not _NOT_GIVEN and hasattr(pyfunc, "__name__"):
            self.__name__ = pyfunc.__name__
        self._ufuncs: dict[int, Any] = {}
        self._doc = doc
        self.__doc__ = getattr(pyfunc, "__doc__", None) if doc is None else doc
        self.otypes: str | list[dtype] | None
        if isinstance(otypes, str):
            for code in otypes:
                if code not in _CODES:
                    raise ValueError(f"Invalid otype specified: {code}")
            self.otypes = otypes
        elif otypes is None:
            self.otypes = None
        elif isinstance(otypes, Iterable):
            self.otypes = [dtype(x) for x in otypes]
        else:
            raise ValueError("Invalid otype specification")
        self.excluded = set() if excluded is None else set(excluded)
        self._core = None if signature is None else _parse(signature)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The results for all elements; as a decorator, the vectorised function."""
        if self.pyfunc is _NOT_GIVEN:
            self._decorate(*args, **kwargs)
            return self
        return self._run(args, kwargs)

    def _decorate(self, pyfunc: Callable[..., Any]) -> None:
        self.pyfunc = pyfunc
        self.__name__ = getattr(pyfunc, "__name__", type(pyfunc).__name__)
        self.__doc__ = pyfunc.__doc__ if self._doc is None else self._doc

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        return self if instance is None else functools.partial(self, instance)

    def _run(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        excluded = self.excluded
        if not kwargs and not excluded:
            return self._map(self.pyfunc, args)
        # Excluded arguments stay as they are; all others are passed by position to a function that puts them
        # back into their places.
        names = [name for name in kwargs if name not in excluded]
        places = [i for i in range(len(args)) if i not in excluded]
        positional = list(args)

        def call(*values: Any) -> Any:
            for i, value in zip(places, values, strict=False):
                positional[i] = value
            kwargs.update(zip(names, values[len(places) :], strict=True))
            return self.pyfunc(*positional, **kwargs)

        return self._map(call, [args[i] for i in places] + [kwargs[name] for name in names])

    def _map(self, function: Callable[..., Any], args: Sequence[Any]) -> Any:
        if self._core is not None:
            return self._map_cores(function, args, *self._core)
        if not args:
            return function()
        ufunc, otypes = self._ufunc_of(function, args)
        results = ufunc(*[asanyarray(a, dtype=object) for a in args])
        if ufunc.nout == 1:
            return asanyarray(results, dtype=otypes[0])
        return tuple(asanyarray(r, dtype=t) for r, t in zip(results, otypes, strict=True))

    def _ufunc_of(self, function: Callable[..., Any], args: Sequence[Any]) -> tuple[Any, Any]:
        """The universal function to call and the types of its results."""
        if self.otypes is not None:
            if function is not self.pyfunc:
                return frompyfunc(function, len(args), len(self.otypes)), self.otypes
            if len(args) not in self._ufuncs:
                self._ufuncs[len(args)] = frompyfunc(function, len(args), len(self.otypes))
            return self._ufuncs[len(args)], self.otypes
        # The first results tell how many there are and of what types.
        arrays = [asarray(a) for a in args]
        if any(a.size == 0 for a in arrays):
            raise ValueError("cannot call `vectorize` on size 0 inputs unless `otypes` is set")
        first = function(*[a.flat[0] for a in arrays])
        waiting = [first]

        def from_cache(*values: Any) -> Any:
            return waiting.pop() if waiting else function(*values)

        several = first if isinstance(first, tuple) else (first,)
        otypes = "".join(asarray(r).dtype.char for r in several)
        return frompyfunc(from_cache if self.cache else function, len(args), len(several)), otypes

    def _map_cores(
        self, function: Callable[..., Any], args: Sequence[Any], inputs: _Core, outputs: _Core
    ) -> Any:
        """Calls a function of whole core arrays for each position of the other axes."""
        if len(args) != len(inputs):
            raise TypeError(
                f"wrong number of positional arguments: expected {len(inputs)!r}, got {len(args)!r}"
            )
        arrays = [asanyarray(a) for a in args]
        sizes: dict[str, int] = {}
        for array, names in zip(arrays, inputs, strict=True):
            _learn(sizes, array, names)
        loops = [a.shape[: a.ndim - len(names)] for a, names in zip(arrays, inputs, strict=True)]
        shape = broadcast_shapes(*loops)
        spread = [
            broadcast_to(a, shape + a.shape[a.ndim - len(names) :], subok=True)
            for a, names in zip(arrays, inputs, strict=True)
        ]
        results: list[Any] | None = None
        otypes: Any = self.otypes
        for position in _positions(shape):
            found = function(*[a[position] for a in spread])
            count = len(found) if isinstance(found, tuple) else 1
            if count != len(outputs):
                raise ValueError(
                    f"wrong number of outputs from pyfunc: expected {len(outputs)!r}, got {count!r}"
                )
            several = found if isinstance(found, tuple) else (found,)
            if results is None:
                for value, names in zip(several, outputs, strict=True):
                    _learn(sizes, asarray(value), names)
                types = otypes if otypes is not None else [asarray(v).dtype for v in several]
                results = self._outputs(shape, sizes, outputs, types)
            for result, value in zip(results, several, strict=True):
                result[position] = value
        if results is None:
            if otypes is None:
                raise ValueError("cannot call `vectorize` on size 0 inputs unless `otypes` is set")
            if any(name not in sizes for names in outputs for name in names):
                raise ValueError(
                    "cannot call `vectorize` with a signature including new output dimensions on size 0 "
                    "inputs"
                )
            results = self._outputs(shape, sizes, outputs, otypes)
        return results[0] if len(results) == 1 else tuple(results)

    @staticmethod
    def _outputs(shape: tuple[int, ...], sizes: dict[str, int], cores: _Core, types: Any) -> list[Any]:
        return [
            empty(shape + tuple(sizes[name] for name in names), dtype=t)
            for names, t in zip(cores, types, strict=True)
        ]


def _positions(shape: tuple[int, ...]) -> Iterable[tuple[int, ...]]:
    if not shape:
        yield ()
        return
    for i in range(shape[0]):
        for rest in _positions(shape[1:]):
            yield (i, *rest)
