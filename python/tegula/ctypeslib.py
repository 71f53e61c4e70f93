"""Arrays and the types of `ctypes`."""

import ctypes
from ctypes import c_ssize_t as c_intp

from ._core import asarray, dtype, ndarray

__all__ = ["as_array", "as_ctypes", "as_ctypes_type", "c_intp", "ndpointer"]

_SIMPLE = {
    dtype(kind): kind
    for kind in (
        ctypes.c_bool,
        ctypes.c_byte,
        ctypes.c_ubyte,
        ctypes.c_short,
        ctypes.c_ushort,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.c_long,
        ctypes.c_ulong,
        ctypes.c_float,
        ctypes.c_double,
    )
}


def as_ctypes_type(dtype_like):
    """The type of `ctypes` for an element type."""
    wanted = dtype(dtype_like)
    native = wanted.newbyteorder("=")
    if native not in _SIMPLE:
        raise NotImplementedError(f"Converting {wanted!r} to a ctypes type")
    kind = _SIMPLE[native]
    if wanted == native:
        return kind
    return kind.__ctype_be__ if wanted.byteorder == ">" else kind.__ctype_le__


def as_array(obj, shape=None):
    """An array over the memory of a ctypes array, or of a pointer to elements of a shape."""
    if isinstance(obj, ctypes._Pointer):
        if shape is None:
            raise TypeError("as_array() requires a shape argument when called on a pointer")
        kind = obj._type_
        for n in reversed((shape,) if isinstance(shape, int) else tuple(shape)):
            kind = kind * n
        obj = ctypes.cast(obj, ctypes.POINTER(kind)).contents
    return asarray(obj)


def as_ctypes(obj):
    """A ctypes object over the memory of an array, which must be writable and in C order."""
    description = obj.__array_interface__
    if description["strides"]:
        raise TypeError("strided arrays not supported")
    if description["version"] != 3:
        raise TypeError("only __array_interface__ version 3 supported")
    address, readonly = description["data"]
    if readonly:
        raise TypeError("readonly arrays unsupported")
    kind = as_ctypes_type(description["typestr"])
    for n in reversed(description["shape"]):
        kind = kind * n
    made = kind.from_address(address)
    made.__keep = obj
    return made


class _ndptr(ctypes.c_void_p):
    """A pointer argument that only takes arrays of a kind."""

    def _check_retval_(self):
        return self.contents if self._shape_ is not None and self._dtype_ is not None else self.value

    @property
    def contents(self):
        """The array that a returned pointer points to."""
        kind = ctypes.c_char * (self._dtype_.itemsize * _size(self._shape_))
        memory = ctypes.cast(self, ctypes.POINTER(kind)).contents
        flat = ndarray((_size(self._shape_),), self._dtype_, memory)
        return flat.reshape(self._shape_)

    @classmethod
    def from_param(cls, obj):
        if not isinstance(obj, ndarray):
            raise TypeError("argument must be an ndarray")
        if cls._dtype_ is not None and obj.dtype != cls._dtype_:
            raise TypeError(f"array must have data type {cls._dtype_}")
        if cls._ndim_ is not None and obj.ndim != cls._ndim_:
            raise TypeError(f"array must have {cls._ndim_} dimension(s)")
        if cls._shape_ is not None and obj.shape != cls._shape_:
            raise TypeError(f"array must have shape {cls._shape_}")
        if not all(obj.flags[name] for name in cls._flags_):
            raise TypeError(f"array must have flags {cls._flags_}")
        return obj.ctypes


def _size(shape):
    n = 1
    for extent in shape:
        n *= extent
    return n


_FLAGS = {
    "C": "C_CONTIGUOUS",
    "CONTIGUOUS": "C_CONTIGUOUS",
    "F": "F_CONTIGUOUS",
    "FORTRAN": "F_CONTIGUOUS",
    "A": "ALIGNED",
    "W": "WRITEABLE",
    "O": "OWNDATA",
    "X": "WRITEBACKIFCOPY",
}
# One class for each kind of argument.
_kinds = {}


def ndpointer(dtype=None, ndim=None, shape=None, flags=None):
    """The type of a pointer argument that takes arrays of a type, rank, shape and with flags."""
    if dtype is not None:
        dtype = _dtype(dtype)
    if flags is None:
        flags = []
    elif isinstance(flags, str):
        flags = flags.split(",")
    given = [flag.strip().upper() for flag in flags]
    flags = [_FLAGS.get(flag, flag) for flag in given]
    if shape is not None:
        shape = (shape,) if isinstance(shape, int) else tuple(shape)
    key = (dtype, ndim, shape, tuple(flags))
    if key not in _kinds:
        name = "any" if dtype is None else dtype.str
        if ndim is not None:
            name += f"_{ndim}d"
        if shape is not None:
            name += "_" + "x".join(str(n) for n in shape)
        if flags:
            name += "_" + "_".join(given)
        values = {"_dtype_": dtype, "_shape_": shape, "_ndim_": ndim, "_flags_": flags}
        _kinds[key] = type(f"ndpointer_{name}", (_ndptr,), values)
    return _kinds[key]


_dtype = dtype
