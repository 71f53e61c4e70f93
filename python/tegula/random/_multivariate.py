"""`Generator.multivariate_normal`, which composes standard normal draws and a factor of the covariance."""

import warnings

import tegula as np


def multivariate_normal(rng, mean, cov, size, check_valid, tol, method):
    if method not in {"eigh", "svd", "cholesky"}:
        raise ValueError("method must be one of {'eigh', 'svd', 'cholesky'}")
    mean, cov = np.array(mean), np.array(cov)
    if mean.dtype.kind == "c" or cov.dtype.kind == "c":
        raise TypeError("mean and cov must not be complex")
    if size is None:
        size = ()
    elif isinstance(size, int | np.integer):
        size = (size,)
    if mean.ndim != 1:
        raise ValueError("mean must be 1 dimensional")
    if cov.ndim != 2 or cov.shape[0] != cov.shape[1]:
        raise ValueError("cov must be 2 dimensional and square")
    if mean.shape[0] != cov.shape[0]:
        raise ValueError("mean and cov must have same length")
    shape = (*size, mean.shape[0])
    x = rng.standard_normal(shape).reshape(-1, mean.shape[0])
    cov = cov.astype(np.double)
    # A factor whose square is the covariance, and whether the covariance has one.
    if method == "svd":
        u, s, vh = np.linalg.svd(cov)
        factor = u * np.sqrt(s)
        square = np.dot(vh.T * s, vh)
        valid = bool((np.abs(square - cov) <= tol + tol * np.abs(cov)).all())
    elif method == "eigh":
        s, u = np.linalg.eigh(cov)
        factor = u * np.sqrt(np.abs(s))
        valid = not (s < -tol).any()
    else:
        factor = np.linalg.cholesky(cov)
        # What is not valid has no such factor.
        check_valid = "ignore"
        valid = True
    if check_valid not in {"warn", "raise", "ignore"}:
        raise ValueError("check_valid must equal 'warn', 'raise', or 'ignore'")
    if not valid and check_valid == "raise":
        raise ValueError("covariance is not symmetric positive-semidefinite.")
    if not valid and check_valid == "warn":
        # At the caller, as from compiled code.
        warnings.warn("covariance is not symmetric positive-semidefinite.", RuntimeWarning, stacklevel=2)
    return (mean + x @ factor.T).reshape(shape)
