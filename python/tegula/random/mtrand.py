"""`RandomState` and the functions of its global instance: streams that never change."""

import operator
import warnings

from .. import _core
from .._core import MT19937, asarray, float64, int64

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


class RandomState(_core._RandomState):
    """RandomState(seed=None)

    Draws as NumPy's legacy functions do, from a Mersenne Twister or any other bit generator.
    """

    __slots__ = ()
    __module__ = "tegula.random.mtrand"
    _poisson_lam_max = 9.223372006484771e18

    def __new__(cls, seed=None):
        if hasattr(seed, "capsule"):
            return super().__new__(cls, seed)
        bit_generator = MT19937()
        if seed is not None:
            bit_generator._legacy_seeding(seed)
        return super().__new__(cls, bit_generator)

    def __repr__(self):
        return f"{self} at 0x{id(self):X}"

    def __str__(self):
        return f"{type(self).__name__}({type(self._bit_generator).__name__})"

    def __getstate__(self):
        return self.get_state(legacy=False)

    def __setstate__(self, state):
        self.set_state(state)

    def __reduce__(self):
        return _constructor(), (self._bit_generator,), self.get_state(legacy=False)

    def seed(self, seed=None):
        """Seeds the Mersenne Twister anew."""
        if not isinstance(self._bit_generator, MT19937):
            raise TypeError("can only re-seed a MT19937 BitGenerator")
        self._bit_generator._legacy_seeding(seed)
        self._set_gauss((0, 0.0))

    def get_state(self, legacy=True):
        """The state: a tuple for a Mersenne Twister, else a dictionary."""
        state = self._bit_generator.state
        if state["bit_generator"] != "MT19937" and legacy:
            warnings.warn(
                "get_state and legacy can only be used with the MT19937 BitGenerator. "
                "To silence this warning, set `legacy` to False.",
                RuntimeWarning,
                stacklevel=2,
            )
            legacy = False
        state["has_gauss"], state["gauss"] = self._gauss()
        if not legacy:
            return state
        if not isinstance(self._bit_generator, MT19937):
            raise ValueError(
                "legacy can only be True when the underlying bitgenerator is an instance of MT19937."
            )
        inner = state["state"]
        return state["bit_generator"], inner["key"], inner["pos"], state["has_gauss"], state["gauss"]

    def set_state(self, state):
        """Restores what `get_state` gave."""
        if isinstance(state, dict):
            if "bit_generator" not in state or "state" not in state:
                raise ValueError("state dictionary is not valid.")
        else:
            if not isinstance(state, (tuple, list)):
                raise TypeError("state must be a dict or a tuple.")
            if state[0] != "MT19937":
                raise ValueError("set_state can only be used with legacy MT19937 state instances.")
            saved = state[3:5]
            state = {"bit_generator": state[0], "state": {"key": state[1], "pos": state[2]}}
            if saved:
                state["has_gauss"], state["gauss"] = saved
        gauss = state.get("has_gauss", 0), float(state.get("gauss", 0.0))
        self._bit_generator.state = state
        self._set_gauss(gauss)

    def random_integers(self, low, high=None, size=None):
        """Integers uniform on a closed range."""
        if high is None:
            low, high, what = 1, low, f"1, {low}"
        else:
            what = f"{low}, {high}"
        warnings.warn(
            f"This function is deprecated. Please call randint({what} + 1) instead",
            DeprecationWarning,
            stacklevel=2,
        )
        return self.randint(low, int(high) + 1, size=size, dtype="l")

    def multinomial(self, n, pvals, size=None):
        """How often each outcome comes in `n` trials."""
        try:
            d = len(pvals)
        except TypeError:
            raise TypeError("pvals must be a 1-d sequence") from None
        if d == 0:
            return _core.zeros(_vectors(size, 0), dtype=int64)
        p = _one_axis(pvals)
        if not (asarray(n).ndim == 0):
            raise TypeError("an integer is required")
        return self._multinomial(int(n), p, size)

    def dirichlet(self, alpha, size=None):
        """Probabilities that add up to one."""
        k = len(alpha)
        alpha = _one_axis(alpha)
        if (alpha <= 0).any():
            raise ValueError("alpha <= 0")
        drawn = self.standard_gamma(alpha, _vectors(size, k))
        total = _core.zeros(drawn.shape[:-1])
        for j in range(k):
            total += drawn[..., j]
        drawn *= (1.0 / total)[..., None]
        return drawn

    def multivariate_normal(self, mean, cov, size=None, check_valid="warn", tol=1e-8):
        """Vectors of normal draws with covariances."""
        import tegula as np

        mean, cov = np.array(mean), np.array(cov)
        if size is None:
            shape = []
        elif isinstance(size, (int, np.integer)):
            shape = [size]
        else:
            shape = list(size)
        if mean.ndim != 1:
            raise ValueError("mean must be 1 dimensional")
        if cov.ndim != 2 or cov.shape[0] != cov.shape[1]:
            raise ValueError("cov must be 2 dimensional and square")
        if mean.shape[0] != cov.shape[0]:
            raise ValueError("mean and cov must have same length")
        final_shape = (*shape, mean.shape[0])
        x = self.standard_normal(final_shape).reshape(-1, mean.shape[0])
        cov = cov.astype(float64)
        _, s, v = np.linalg.svd(cov)
        if check_valid != "ignore":
            if check_valid not in ("warn", "raise"):
                raise ValueError("check_valid must equal 'warn', 'raise', or 'ignore'")
            if not np.allclose(np.dot(v.T * s, v), cov, rtol=tol, atol=tol):
                if check_valid == "raise":
                    raise ValueError("covariance is not symmetric positive-semidefinite.")
                warnings.warn(
                    "covariance is not symmetric positive-semidefinite.", RuntimeWarning, stacklevel=2
                )
        x = np.dot(x, np.sqrt(s)[:, None] * v)
        x += mean
        return x.reshape(final_shape)


def _constructor():
    """What pickles call. Inside the class its name would mean another."""
    from ._pickle import __randomstate_ctor

    return __randomstate_ctor


def _vectors(size, width):
    """The shape of so many vectors."""
    if size is None:
        return (width,)
    try:
        return (operator.index(size), width)
    except TypeError:
        return (*size, width)


def _one_axis(values):
    """Numbers of one axis."""
    values = asarray(values, dtype=float64)
    if values.ndim > 1:
        raise ValueError(
            "setting an array element with a sequence. "
            "The requested array would exceed the maximum number of dimension of 1."
        )
    return values


_rand = RandomState()

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


def seed(seed=None):
    """Seeds the global instance anew."""
    bit_generator = _rand._bit_generator
    if isinstance(bit_generator, MT19937):
        return _rand.seed(seed)
    bit_generator.state = type(bit_generator)(seed).state


def get_bit_generator():
    """The bit generator of the global instance."""
    return _rand._bit_generator


def set_bit_generator(bitgen):
    """Gives the global instance another bit generator."""
    _rand._bit_generator = bitgen
