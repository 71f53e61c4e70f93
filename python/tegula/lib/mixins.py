"""Operators for classes that are no arrays."""

from tegula import _core as um

__all__ = ["NDArrayOperatorsMixin"]


def _opted_out(obj):
    """True if an object leaves operators to others."""
    return getattr(obj, "__array_ufunc__", 0) is None


def _named(function, name):
    function.__name__ = f"__{name}__"
    return function


def _binary(ufunc, name):
    def operator(self, other):
        return NotImplemented if _opted_out(other) else ufunc(self, other)

    return _named(operator, name)


def _reflected(ufunc, name):
    def operator(self, other):
        return NotImplemented if _opted_out(other) else ufunc(other, self)

    return _named(operator, f"r{name}")


def _in_place(ufunc, name):
    def operator(self, other):
        return ufunc(self, other, out=(self,))

    return _named(operator, f"i{name}")


def _unary(ufunc, name):
    def operator(self):
        return ufunc(self)

    return _named(operator, name)


def _numeric(ufunc, name):
    return _binary(ufunc, name), _reflected(ufunc, name), _in_place(ufunc, name)


class NDArrayOperatorsMixin:
    """All of Python's operators by universal functions, for a class that defines `__array_ufunc__`."""

    __slots__ = ()

    __lt__ = _binary(um.less, "lt")
    __le__ = _binary(um.less_equal, "le")
    __eq__ = _binary(um.equal, "eq")
    __ne__ = _binary(um.not_equal, "ne")
    __gt__ = _binary(um.greater, "gt")
    __ge__ = _binary(um.greater_equal, "ge")

    __add__, __radd__, __iadd__ = _numeric(um.add, "add")
    __sub__, __rsub__, __isub__ = _numeric(um.subtract, "sub")
    __mul__, __rmul__, __imul__ = _numeric(um.multiply, "mul")
    __matmul__, __rmatmul__, __imatmul__ = _numeric(um.matmul, "matmul")
    __truediv__, __rtruediv__, __itruediv__ = _numeric(um.true_divide, "truediv")
    __floordiv__, __rfloordiv__, __ifloordiv__ = _numeric(um.floor_divide, "floordiv")
    __mod__, __rmod__, __imod__ = _numeric(um.remainder, "mod")
    __divmod__ = _binary(um.divmod, "divmod")
    __rdivmod__ = _reflected(um.divmod, "divmod")
    __pow__, __rpow__, __ipow__ = _numeric(um.power, "pow")
    __lshift__, __rlshift__, __ilshift__ = _numeric(um.left_shift, "lshift")
    __rshift__, __rrshift__, __irshift__ = _numeric(um.right_shift, "rshift")
    __and__, __rand__, __iand__ = _numeric(um.bitwise_and, "and")
    __xor__, __rxor__, __ixor__ = _numeric(um.bitwise_xor, "xor")
    __or__, __ror__, __ior__ = _numeric(um.bitwise_or, "or")

    __neg__ = _unary(um.negative, "neg")
    __pos__ = _unary(um.positive, "pos")
    __abs__ = _unary(um.absolute, "abs")
    __invert__ = _unary(um.invert, "invert")
