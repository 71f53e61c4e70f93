"""Products, norms and the singular value decomposition."""

import pytest
from diff import Close, check

M = (
    "m = np.arange(12.0).reshape(3, 4) - 5; v = np.array([3.0, -4.0, 0.0, 1.5]); "
    "t = np.arange(24.0).reshape(2, 3, 4) - 7; "
)
NEAR = Close(rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("ord", ["None", "1", "2", "0", "3", "-1", "np.inf", "-np.inf"])
@pytest.mark.parametrize("keepdims", [False, True])
def test_vector_norms(ord, keepdims):
    check(f"{M}np.linalg.norm(v, {ord}, keepdims={keepdims})", close=NEAR)
    check(f"{M}np.linalg.norm(m, {ord}, axis=1, keepdims={keepdims})", close=NEAR)
    check(f"{M}np.linalg.norm(m, {ord}, 0, {keepdims})", close=NEAR)
    check(f"{M}np.linalg.vector_norm(t, ord={ord or 2}, axis=(0, 2))" if ord != "None" else "1", close=NEAR)


@pytest.mark.parametrize("ord", ["None", "'fro'", "1", "-1", "2", "-2", "'nuc'", "np.inf", "-np.inf"])
@pytest.mark.parametrize("keepdims", [False, True])
def test_matrix_norms(ord, keepdims):
    check(f"{M}np.linalg.norm(m, {ord}, keepdims={keepdims})", close=NEAR)
    check(f"{M}np.linalg.norm(t, {ord}, axis=(1, 2), keepdims={keepdims})", close=NEAR)
    check(f"{M}np.linalg.norm(t, {ord}, (-1, 0))", close=NEAR)


@pytest.mark.parametrize(
    "code",
    [
        "np.linalg.norm([3, 4])",
        "np.linalg.norm(t)",
        "np.linalg.norm(m * 1j)",
        "np.linalg.norm((m + 2j * m).astype('c8'), axis=1)",
        "np.linalg.norm(m.astype('f4'))",
        "np.linalg.norm(m.T)",
        "np.linalg.norm([])",
        "np.linalg.norm(v, 'nuc')",
        "np.linalg.norm(v, 'x')",
        "np.linalg.norm(m, 7)",
        "np.linalg.norm(m, axis=5)",
        "np.linalg.norm(m, axis=(0, 0))",
        "np.linalg.norm(m, axis='x')",
        "np.linalg.norm(t, 2)",
        "np.linalg.matrix_norm(t)",
        "np.linalg.outer(v, v)",
        "np.linalg.outer(m, v)",
        "np.linalg.diagonal(t, offset=1)",
        "np.linalg.trace(t)",
    ],
)
def test_norms_and_more(code):
    check(M + code, close=Close(rtol=1e-6))


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("source", ["m", "m.T", "t", "m.astype('f4')", "m + 1j * m[::-1]", "m.astype(int)"])
def test_svd(source, full):
    rebuilt = "(u[..., :, :k] * s[..., None, :]) @ vh[..., :k, :]"
    code = f"{M}u, s, vh = np.linalg.svd({source}, full_matrices={full}); k = s.shape[-1]; "
    check(
        f"{code}[u.shape, s, vh.shape, u.dtype, vh.dtype, {rebuilt}]",
        close=Close(rtol=1e-4, atol=1e-4),
        layout=False,
    )
    check(
        f"{M}r = np.linalg.svd({source}); [type(r).__name__, r._fields, np.linalg.svdvals({source})]",
        close=Close(rtol=1e-4, atol=1e-4),
    )


@pytest.mark.parametrize("call", ["np.linalg.svd(v)", "np.linalg.svd(3)", "np.linalg.svd(m.astype('f2'))"])
def test_svd_errors(call):
    check(M + call)


@pytest.mark.parametrize(
    "code",
    [
        "m @ v",
        "v @ v",
        "v @ m.T",
        "t @ m.T",
        "t @ v",
        "m @ m",
        "v @ 3",
        "np.matmul(m, v)",
        "np.matmul(m, m.T, out=np.zeros((3, 3)))",
        "np.matmul(m, m.T, dtype='f4')",
        "np.matmul(m, m.T, dtype='i4')",
        "np.matmul(m, 3)",
        "np.matmul(m, m)",
        "np.matmul(m, v, where=True)",
        "np.matmul(m)",
        "np.matmul.reduce(m)",
        "[np.matmul.signature, np.matmul.nin, repr(np.matmul), np.matmul.identity]",
        "np.dot(m, v)",
        "np.dot(v, v)",
        "np.dot(m, m)",
        "np.dot(3, m)",
        "np.dot(t, m.T)",
        "o = np.zeros(3); [np.dot(m, v, out=o) is o, o]",
        "np.dot(m, v, out=np.zeros(4))",
        "np.dot(m, v, out=3)",
        "m.dot(v)",
        "np.vdot(m, m)",
        "np.vdot(v * 1j, v)",
        "np.vdot([1], [1, 2])",
        "np.inner(m, v)",
        "np.inner(m, m)",
        "np.inner(v, m.T)",
        "np.outer(v, v)",
        "np.outer(m, [1, 2])",
        "np.outer(v, v, out=np.zeros((4, 4)))",
    ],
)
def test_products(code):
    check(M + code, close=Close(rtol=1e-6))
