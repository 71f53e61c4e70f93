from typing import Any

from .._core import Generator

def multivariate_normal(
    rng: Generator, mean: Any, cov: Any, size: Any, check_valid: str, tol: float, method: str
) -> Any: ...
