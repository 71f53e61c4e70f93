from collections.abc import Callable, Sequence
from typing import Any

from tegula.typing import ArrayLike, NDArray

def assert_(val: object, msg: str | Callable[[], str] = "") -> None: ...
def build_err_msg(
    arrays: Sequence[object],
    err_msg: object,
    header: str = "Items are not equal:",
    verbose: bool = True,
    names: Sequence[str] = ("ACTUAL", "DESIRED"),
    precision: int = 8,
) -> str: ...
def assert_equal(
    actual: object, desired: object, err_msg: object = "", verbose: bool = True, *, strict: bool = False
) -> None: ...
def print_assert_equal(test_string: str, actual: object, desired: object) -> None: ...
def assert_almost_equal(
    actual: ArrayLike, desired: ArrayLike, decimal: int = 7, err_msg: object = "", verbose: bool = True
) -> None: ...
def assert_approx_equal(
    actual: float, desired: float, significant: int = 7, err_msg: object = "", verbose: bool = True
) -> None: ...
def assert_array_compare(
    comparison: Callable[[Any, Any], Any],
    x: ArrayLike,
    y: ArrayLike,
    err_msg: object = "",
    verbose: bool = True,
    header: str = "",
    precision: int = 6,
    equal_nan: bool = True,
    equal_inf: bool = True,
    *,
    strict: bool = False,
    names: tuple[str, str] = ("ACTUAL", "DESIRED"),
) -> None: ...
def assert_array_equal(
    actual: ArrayLike, desired: ArrayLike, err_msg: object = "", verbose: bool = True, *, strict: bool = False
) -> None: ...
def assert_array_almost_equal(
    actual: ArrayLike, desired: ArrayLike, decimal: int = 6, err_msg: object = "", verbose: bool = True
) -> None: ...
def assert_array_less(
    x: ArrayLike, y: ArrayLike, err_msg: object = "", verbose: bool = True, *, strict: bool = False
) -> None: ...
def assert_allclose(
    actual: ArrayLike,
    desired: ArrayLike,
    rtol: float = 1e-07,
    atol: float = 0,
    equal_nan: bool = True,
    err_msg: object = "",
    verbose: bool = True,
    *,
    strict: bool = False,
) -> None: ...
def assert_array_almost_equal_nulp(x: ArrayLike, y: ArrayLike, nulp: float = 1) -> None: ...
def assert_array_max_ulp(
    a: ArrayLike, b: ArrayLike, maxulp: int = 1, dtype: object = None
) -> NDArray[Any]: ...
def assert_string_equal(actual: str, desired: str) -> None: ...
