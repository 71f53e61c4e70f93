"""`RandomState` and the functions of its global instance."""

from collections.abc import Mapping
from typing import Any

from .._core import _RandomState, ndarray
from ..typing import ArrayLike as _ArrayLike

class RandomState(_RandomState):
    _poisson_lam_max: float
    def __new__(cls, seed: Any = ...) -> RandomState: ...
    def __getstate__(self) -> Mapping[str, Any]: ...
    def __setstate__(self, state: Any) -> None: ...
    def __reduce__(self) -> Any: ...
    def seed(self, seed: Any = ...) -> None: ...
    def get_state(self, legacy: bool = ...) -> Any: ...
    def set_state(self, state: Any) -> None: ...
    def random_integers(self, low: int, high: int | None = ..., size: Any = ...) -> Any: ...
    def multinomial(self, n: int, pvals: _ArrayLike, size: Any = ...) -> ndarray: ...
    def dirichlet(self, alpha: _ArrayLike, size: Any = ...) -> ndarray: ...
    def multivariate_normal(
        self, mean: _ArrayLike, cov: _ArrayLike, size: Any = ..., check_valid: str = ..., tol: float = ...
    ) -> ndarray: ...

_rand: RandomState

beta = _rand.beta
binomial = _rand.binomial
bytes = _rand.bytes
chisquare = _rand.chisquare
choice = _rand.choice
dirichlet = _rand.dirichlet
exponential = _rand.exponential
f = _rand.f
gamma = _rand.gamma
geometric = _rand.geometric
get_state = _rand.get_state
gumbel = _rand.gumbel
hypergeometric = _rand.hypergeometric
laplace = _rand.laplace
logistic = _rand.logistic
lognormal = _rand.lognormal
logseries = _rand.logseries
multinomial = _rand.multinomial
multivariate_normal = _rand.multivariate_normal
negative_binomial = _rand.negative_binomial
noncentral_chisquare = _rand.noncentral_chisquare
noncentral_f = _rand.noncentral_f
normal = _rand.normal
pareto = _rand.pareto
permutation = _rand.permutation
poisson = _rand.poisson
power = _rand.power
rand = _rand.rand
randint = _rand.randint
randn = _rand.randn
random = _rand.random
random_integers = _rand.random_integers
random_sample = _rand.random_sample
ranf = _rand.random_sample
rayleigh = _rand.rayleigh
sample = _rand.random_sample
set_state = _rand.set_state
shuffle = _rand.shuffle
standard_cauchy = _rand.standard_cauchy
standard_exponential = _rand.standard_exponential
standard_gamma = _rand.standard_gamma
standard_normal = _rand.standard_normal
standard_t = _rand.standard_t
triangular = _rand.triangular
uniform = _rand.uniform
vonmises = _rand.vonmises
wald = _rand.wald
weibull = _rand.weibull
zipf = _rand.zipf

def seed(seed: Any = ...) -> None: ...
def get_bit_generator() -> Any: ...
def set_bit_generator(bitgen: Any) -> None: ...

__all__ = [
    "RandomState",
    "beta",
    "binomial",
    "bytes",
    "chisquare",
    "choice",
    "dirichlet",
    "exponential",
    "f",
    "gamma",
    "geometric",
    "get_bit_generator",
    "get_state",
    "gumbel",
    "hypergeometric",
    "laplace",
    "logistic",
    "lognormal",
    "logseries",
    "multinomial",
    "multivariate_normal",
    "negative_binomial",
    "noncentral_chisquare",
    "noncentral_f",
    "normal",
    "pareto",
    "permutation",
    "poisson",
    "power",
    "rand",
    "randint",
    "randn",
    "random",
    "random_integers",
    "random_sample",
    "ranf",
    "rayleigh",
    "sample",
    "seed",
    "set_bit_generator",
    "set_state",
    "shuffle",
    "standard_cauchy",
    "standard_exponential",
    "standard_gamma",
    "standard_normal",
    "standard_t",
    "triangular",
    "uniform",
    "vonmises",
    "wald",
    "weibull",
    "zipf",
]
