"""`np.strings` and `np.char`: functions of arrays of strings."""

import pytest
from cases import words
from diff import check

SETUP = "u = np.array([['abc', 'De f'], ['', ' x9 ']], 'U6'); b = np.array([b'abc', b'De f', b' 1']); "
TESTS = words("isalpha isdigit isspace isalnum islower isupper istitle str_len")
CASES = words("upper lower swapcase capitalize title strip lstrip rstrip")


@pytest.mark.parametrize("name", TESTS + CASES)
@pytest.mark.parametrize("module", ["char", "strings"])
def test_of_one(module, name):
    for x in (
        "u",
        "b",
        "'aB c'",
        "['x ', 'Yy']",
        "np.array([], 'U3')",
        "[1, 2]",
        "np.array(['ä', 'ß1'])",
        "np.array('q')",
    ):
        check(f"{SETUP} np.{module}.{name}({x})")


@pytest.mark.parametrize(
    "call",
    [
        *("isnumeric(['1', '½', 'a'])", "isdecimal(['1', '½', 'a'])", "find(u, 'c')"),
        *("find(u, 'b', 1, 2)", "rfind(u, 'e')"),
        *("find('abc', 'c')", "index(['abc', 'b'], 'b')", "index(u, 'b')", "rindex(['abb'], 'b')"),
        *("count(u, 'e')", "count(b, b'1')"),
        *("startswith(u, 'a')", "startswith(u, ['a', 'D'])", "startswith(u, 'b', 1)"),
        *("endswith(u, 'c')", "endswith(u, 'b', 0, 2)"),
        *("strip(u, 'a')", "lstrip(u, ['a', 'D'])", "rstrip(b, b'f')", "replace(u, 'a', 'xyz')"),
        "replace(u, 'e', '', 1)",
        *("replace(u, ['a', 'e'], 'xyz', count=1)", "replace('ab', 'a', 'b')"),
        *("zfill(['1', '-22'], 5)", "center(u, 8)"),
        *("center('ab', 5, '*')", "ljust(u, 2)", "rjust(u, [8, 9], '-')", "ljust('a', 3, '**')"),
        *("add(u, 'x')", "add(u, u)"),
        *("multiply(u, 2)", "multiply(u, [1, 3])", "multiply('ab', -1)"),
        "mod(np.array(['%d', '%s']), np.array([1, 2]))",
        *("encode(u)", "decode(b)", "encode(['ä'], 'utf-8')", "encode(['ä'], 'ascii')"),
        "decode([b'\\xc3\\xa4'], 'utf-8')",
        *("translate(u, {97: 'x'})", "find(u, b'a')"),
        *("find([1], 'a')", "equal(u, 'abc')"),
        *("equal(['a '], ['a'])", "less(u, 'b')", "not_equal(u, u)", "greater_equal(b, b'b')"),
    ],
)
@pytest.mark.parametrize("module", ["char", "strings"])
def test_of_several(module, call):
    check(f"{SETUP} np.{module}.{call}")


@pytest.mark.parametrize(
    "call",
    [
        *("char.split(u)", "char.split(u, 'b')", "char.split('a b')", "char.split(u, None, 1)"),
        "char.rsplit(['a b c'], None, 1)",
        *("char.splitlines(['a\\nb'])", "char.join('-', u)", "char.join(['-', '.'], ['abc', 'de'])"),
        "char.multiply('a', 1.5)",
        *("strings.multiply('a', 1.5)", "strings.slice(u, 2)", "strings.slice(u, 1, 3)"),
        "strings.slice(u, None, None, -1)",
        *("char.compare_chararrays(u, 'abc ', '==', True)", "char.compare_chararrays(u, u, '?', True)"),
        *("char.partition(u, 'b')", "char.rpartition(u, 'e')"),
        # The parts are fields of one array in NumPy.
        "strings.partition(u, 'b'); [part.copy() for part in np.strings.partition(u, 'b')]",
        "strings.rpartition(u, 'e'); [part.copy() for part in np.strings.rpartition(u, 'e')]",
        *("strings.isnumeric(b)", "char.compare_chararrays(['b'], ['a'], '<=', False)"),
    ],
)
def test_of_one_module(call):
    check(f"{SETUP} np.{call}")
