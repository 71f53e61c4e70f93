"""Random numbers, the same as NumPy's bit for bit."""

from .._core import MT19937 as MT19937
from .._core import PCG64 as PCG64
from .._core import PCG64DXSM as PCG64DXSM
from .._core import SFC64 as SFC64
from .._core import BitGenerator as BitGenerator
from .._core import Generator as Generator
from .._core import Philox as Philox
from .._core import SeedSequence as SeedSequence
from .._core import default_rng as default_rng
from . import bit_generator as bit_generator
from . import mtrand as mtrand
from .mtrand import RandomState as RandomState
from .mtrand import beta as beta
from .mtrand import binomial as binomial
from .mtrand import bytes as bytes
from .mtrand import chisquare as chisquare
from .mtrand import choice as choice
from .mtrand import dirichlet as dirichlet
from .mtrand import exponential as exponential
from .mtrand import f as f
from .mtrand import gamma as gamma
from .mtrand import geometric as geometric
from .mtrand import get_bit_generator as get_bit_generator
from .mtrand import get_state as get_state
from .mtrand import gumbel as gumbel
from .mtrand import hypergeometric as hypergeometric
from .mtrand import laplace as laplace
from .mtrand import logistic as logistic
from .mtrand import lognormal as lognormal
from .mtrand import logseries as logseries
from .mtrand import multinomial as multinomial
from .mtrand import multivariate_normal as multivariate_normal
from .mtrand import negative_binomial as negative_binomial
from .mtrand import noncentral_chisquare as noncentral_chisquare
from .mtrand import noncentral_f as noncentral_f
from .mtrand import normal as normal
from .mtrand import pareto as pareto
from .mtrand import permutation as permutation
from .mtrand import poisson as poisson
from .mtrand import power as power
from .mtrand import rand as rand
from .mtrand import randint as randint
from .mtrand import randn as randn
from .mtrand import random as random
from .mtrand import random_integers as random_integers
from .mtrand import random_sample as random_sample
from .mtrand import ranf as ranf
from .mtrand import rayleigh as rayleigh
from .mtrand import sample as sample
from .mtrand import seed as seed
from .mtrand import set_bit_generator as set_bit_generator
from .mtrand import set_state as set_state
from .mtrand import shuffle as shuffle
from .mtrand import standard_cauchy as standard_cauchy
from .mtrand import standard_exponential as standard_exponential
from .mtrand import standard_gamma as standard_gamma
from .mtrand import standard_normal as standard_normal
from .mtrand import standard_t as standard_t
from .mtrand import triangular as triangular
from .mtrand import uniform as uniform
from .mtrand import vonmises as vonmises
from .mtrand import wald as wald
from .mtrand import weibull as weibull
from .mtrand import zipf as zipf

__all__ = [
    "MT19937",
    "PCG64",
    "PCG64DXSM",
    "SFC64",
    "BitGenerator",
    "Generator",
    "Philox",
    "RandomState",
    "SeedSequence",
    "beta",
    "binomial",
    "bit_generator",
    "bytes",
    "chisquare",
    "choice",
    "default_rng",
    "dirichlet",
    "exponential",
    "f",
    "gamma",
    "geometric",
    "get_state",
    "gumbel",
    "hypergeometric",
    "laplace",
    "logistic",
    "lognormal",
    "logseries",
    "mtrand",
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
