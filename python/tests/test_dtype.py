"""Dtype objects, the tree of scalar types, promotion functions."""

import pytest
from cases import DTYPES, words
from diff import check

SPELLINGS = [
    *DTYPES,
    *"?bBhHiIlLqQefdFD",
    *("b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8", "c8", "c16"),
    *("<f8", "=f8", "|i1", "<i4", "=c16", "|b1", "|u1"),
    *("int", "uint", "float", "complex", "single", "double", "half", "intp", "uintp", "byte", "ubyte"),
    *("short", "ushort", "intc", "uintc", "long", "ulong", "longlong", "ulonglong", "csingle", "cdouble"),
]
ATTRIBUTES = words(
    "name kind char num itemsize alignment byteorder str isnative hasobject "
    "shape ndim subdtype fields type isbuiltin"
)
ABSTRACT = words("generic number integer signedinteger unsignedinteger inexact floating complexfloating")


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_spelling(spelling):
    check(f"np.dtype('{spelling}')")


@pytest.mark.parametrize(
    "kind", ["bool", "int", "float", "complex", "None", "np.arange(3).dtype", *("np." + d for d in DTYPES)]
)
def test_dtype_of_object(kind):
    check(f"np.dtype({kind})")
    check(f"np.zeros(2, dtype={kind})")


@pytest.mark.parametrize(
    "bad", ["'float13'", "'nonsense'", "'f3'", "3", "[1]", "'float64 '", "''", "'i16'", "1.5"]
)
def test_not_understood(bad):
    check(f"np.dtype({bad})")
    check(f"np.zeros(2, dtype={bad})")


@pytest.mark.parametrize("dtype", DTYPES)
def test_attributes(dtype):
    for name in ATTRIBUTES:
        check(f"np.dtype('{dtype}').{name}")
    check(f"[str(np.dtype('{dtype}')), repr(np.dtype('{dtype}'))]")
    check(
        f"d = np.dtype('{dtype}'); [d == np.{dtype}, d == '{dtype}', d != 'int16', d == d.str, "
        "d == 5, d == None]"
    )
    check(
        f"d = np.dtype('{dtype}'); [hash(d) == hash(np.dtype(d)), d is np.dtype('{dtype}'), "
        f"len({{d, np.dtype('{dtype}')}})]"
    )
    check(f"bool(np.dtype('{dtype}'))")
    check(f"isinstance(np.dtype('{dtype}'), np.dtype)")
    check(f"[np.dtype('{dtype}').newbyteorder('=') == '{dtype}', np.{dtype}(1).dtype, np.{dtype}.__name__]")


@pytest.mark.parametrize("dtype", DTYPES)
def test_aliases_share_the_type(dtype):
    check(f"np.dtype('{dtype}').type is np.{dtype}")
    check(f"type(np.ones(1, '{dtype}')[0]) is np.{dtype}")


@pytest.mark.parametrize(
    "alias",
    [
        "int_",
        "intp",
        "uint",
        "double",
        "single",
        "half",
        "byte",
        "ubyte",
        "short",
        "ushort",
        "intc",
        "uintc",
        "long",
        "ulong",
        "longlong",
        "ulonglong",
        "csingle",
        "cdouble",
        "bool_",
    ],
)
def test_aliases(alias):
    check(f"np.{alias}")
    check(f"np.dtype(np.{alias})")


@pytest.mark.parametrize("low", DTYPES)
@pytest.mark.parametrize("high", DTYPES)
def test_order_of_dtypes(low, high):
    check(f"a, b = np.dtype('{low}'), np.dtype('{high}'); [a == b, a != b, a < b, a <= b, a > b, a >= b]")


@pytest.mark.parametrize("kind", DTYPES + ABSTRACT)
def test_scalar_type_tree(kind):
    check(f"np.{kind}")
    others = DTYPES + ABSTRACT
    check(f"[issubclass(np.{kind}, getattr(np, other)) for other in {others}]")
    check(f"[issubclass(np.{kind}, other) for other in (int, float, complex, bool, object)]")
    check(f"[np.issubdtype(np.{kind}, getattr(np, other)) for other in {others}]")


@pytest.mark.parametrize("dtype", DTYPES)
def test_scalar_instances(dtype):
    check(f"[isinstance(np.{dtype}(1), t) for t in (int, float, complex, bool, np.generic, np.number)]")
    check(f"[np.isscalar(x) for x in (np.{dtype}(1), 1, 1.0, 'a', np.array(1), [1], None)]")


@pytest.mark.parametrize("kind", ABSTRACT)
def test_abstract_types_have_no_instances(kind):
    check(f"np.{kind}()")


@pytest.mark.parametrize("a", DTYPES)
@pytest.mark.parametrize("b", DTYPES)
def test_promote_types(a, b):
    check(f"[np.promote_types('{a}', '{b}'), np.result_type('{a}', np.{b})]")
    rules = ["no", "equiv", "safe", "same_kind", "unsafe"]
    check(f"[np.can_cast('{a}', np.{b}, casting=rule) for rule in {rules}] + [np.can_cast(np.{a}, '{b}')]")


@pytest.mark.parametrize(
    "arguments",
    [
        "1",
        "1.0",
        "1j",
        "True",
        "1, 2.0",
        "np.int8, 1",
        "np.int8, 1.0",
        "np.float32, 1.0",
        "np.float32, 1j",
        "np.float32(1), 1.0",
        "np.arange(3, dtype='int8'), 200",
        "np.arange(3, dtype='int8'), np.arange(3, dtype='uint8'), 1.0",
        "'int8', 'uint8', 'float16'",
        "'int16', 'uint16', 'float32'",
        "'int16', 'uint16', 'complex64'",
        "np.array(1.0), np.float32",
        "np.array(1, 'int8'), np.array([1], 'int16')",
        "",
        "'nonsense'",
    ],
)
def test_result_type(arguments):
    check(f"np.result_type({arguments})")


@pytest.mark.parametrize(
    "arguments", ["1, np.int8", "np.int8, np.int16, 'sometimes'", "np.float64(1), np.float32", "'f8', 'f4'"]
)
def test_can_cast_arguments(arguments):
    check(f"np.can_cast({arguments})")


@pytest.mark.parametrize("content", ["1", "2**63", "1.5", "1j", "True", "[1, 2.0]", "np.float32(1)"])
def test_min_scalar_type_and_dtype_of_literals(content):
    check(f"np.asarray({content}).dtype")


@pytest.mark.parametrize("name", ["pi", "e", "inf", "nan", "newaxis"])
def test_constants(name):
    check(f"np.{name}")
