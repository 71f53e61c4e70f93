"""The names that must exist; elsewhere a name that is not there yet only skips its case."""

import pytest
from cases import DTYPES, words

MODULE = words("""
    ndarray dtype generic number integer signedinteger unsignedinteger inexact floating complexfloating
    ufunc newaxis pi e inf nan bool_ intp uint single double half byte ubyte short ushort intc uintc long
    ulong longlong ulonglong csingle cdouble int_ True_ False_ array asarray copy zeros ones empty full
    arange linspace eye zeros_like ones_like empty_like full_like ascontiguousarray reshape ravel
    transpose swapaxes moveaxis squeeze expand_dims concatenate stack vstack hstack broadcast_to
    atleast_1d atleast_2d shape ndim size where clip nonzero count_nonzero take shares_memory
    may_share_memory sum prod mean std var min max amin amax argmin argmax any all cumsum cumprod add
    subtract multiply divide true_divide floor_divide remainder mod power negative positive absolute abs
    sign equal not_equal less less_equal greater greater_equal logical_and logical_or logical_xor
    logical_not bitwise_and bitwise_or bitwise_xor invert left_shift right_shift exp log sqrt square tanh
    sin cos maximum minimum matmul dot promote_types result_type can_cast issubdtype isscalar array_equal
    allclose isclose isnan isinf isfinite random linalg exceptions nditer set_printoptions
    get_printoptions array2string array_repr array_str sort argsort partition argpartition lexsort
    searchsorted sort_complex unique unique_all unique_counts unique_inverse unique_values isin
    intersect1d union1d setdiff1d setxor1d ediff1d median percentile quantile nanmedian nanpercentile
    nanquantile bincount digitize histogram histogram_bin_edges histogram2d histogramdd nansum nanprod
    nanmean nanstd nanvar nanmin nanmax nanargmin nanargmax nancumsum nancumprod average cov corrcoef diff
    gradient trapezoid interp convolve correlate cumulative_sum cumulative_prod unwrap i0 sinc
""")
METHODS = words("""
    T all any argmax argmin astype base clip conj conjugate copy cumprod cumsum data dot dtype fill flags
    flat flatten imag item itemsize max mean min nbytes ndim nonzero prod ravel real reshape setflags
    shape size squeeze std strides sum swapaxes take tobytes tolist transpose var view __array__
    __array_priority__ __copy__ __deepcopy__ __reduce__ __reduce_ex__ __setstate__ __matmul__ __rmatmul__
    __imatmul__ __divmod__ __rdivmod__ __index__ __complex__ __contains__ __format__ sort argsort partition
    argpartition searchsorted
""")
SCALAR = words("""
    T all any astype conj dtype flags imag item itemsize max mean min nbytes ndim real reshape shape size
    std strides sum tobytes tolist
""")
GENERATOR = words("random uniform normal standard_normal integers permutation shuffle bit_generator spawn")


@pytest.mark.parametrize("name", MODULE + DTYPES)
def test_module(np, name):
    assert hasattr(np, name)


@pytest.mark.parametrize("name", METHODS)
def test_array(np, name):
    assert hasattr(np.zeros((1, 2)) if name != "__index__" else np.ndarray, name)


@pytest.mark.parametrize("name", SCALAR)
def test_scalar(np, name):
    assert hasattr(np.float64(1), name) and hasattr(np.int8(1), name)


@pytest.mark.parametrize("name", GENERATOR)
def test_generator(np, name):
    assert hasattr(np.random.default_rng(0), name)


@pytest.mark.parametrize("name", ["default_rng", "Generator", "PCG64", "SeedSequence", "BitGenerator"])
def test_random(np, name):
    assert hasattr(np.random, name)


@pytest.mark.parametrize("name", ["norm", "svd", "LinAlgError"])
def test_linalg(np, name):
    """What the digit classifier needs."""
    assert hasattr(np.linalg, name)


def test_the_module_names_itself(np):
    assert np.ndarray.__module__ == np.__name__
    assert np.float64.__module__ == np.__name__
    assert isinstance(np.__version__, str)
    assert np.zeros.__doc__ and np.add.__doc__ and np.ndarray.sum.__doc__
