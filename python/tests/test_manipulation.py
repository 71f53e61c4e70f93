"""Reshaping, transposing, joining and splitting: values and whether the result is a view."""

import math

import pytest
from cases import DTYPES, LAYOUTS
from diff import check
from hypothesis import given
from hypothesis import strategies as st

SETUP = (
    "a = np.arange(24).reshape(2, 3, 4); b = a.T; c = a[:, ::2]; v = np.arange(6); "
    "z = np.zeros((2, 0)); s = np.array(5)"
)


@pytest.mark.parametrize(
    "source", ["a", "b", "c", "a[::-1]", "b.copy(order='F')", "np.broadcast_to(v, (2, 6))"]
)
@pytest.mark.parametrize(
    "call",
    [
        "reshape(-1)",
        "reshape(4, -1)",
        "reshape((6, -1))",
        "reshape(2, -1, order='F')",
        "reshape(-1, order='A')",
        "reshape(1, -1, 1)",
        "ravel()",
        "ravel('F')",
        "ravel('A')",
        "ravel('K')",
        "flatten()",
        "flatten('F')",
        "flatten('K')",
        "T",
        "mT",
        "transpose()",
        "swapaxes(0, -1)",
        "squeeze()",
        "copy()",
        "copy('F')",
        "copy('K')",
        "astype('int8')",
        "view()",
    ],
)
def test_methods(source, call):
    check(f"{SETUP}; [{source}.base, x := {source}, x.{call}]")


@pytest.mark.parametrize(
    "code",
    [
        "a.reshape(4, 6)",
        "a.reshape([4, 6])",
        "a.reshape((4, 6), order='C')",
        "a.reshape(4, 6, order='F')",
        "a.reshape(())",
        "s.reshape(1, 1)",
        "a.reshape(5, 5)",
        "a.reshape(-1, 5)",
        "a.reshape(-1, -1)",
        "a.reshape(-2, 12)",
        "a.reshape(2.0, 12)",
        "a.reshape('x')",
        "a.reshape()",
        "a.reshape(24, order='X')",
        "z.reshape(0, 5)",
        "z.reshape(-1, 0)",
        "z.reshape(-1, 3)",
        "z.reshape(3)",
        "np.reshape(a, (4, 6))",
        "np.reshape([[1, 2], [3, 4]], -1)",
        "np.reshape(a, shape=(4, 6))",
        "a.reshape(2**40, 2**40)",
        "a.reshape(np.int64(4), 6)",
        "a.reshape(*[1] * 61, 2, 3, 4)",
        "a.reshape(*[1] * 62, 2, 3, 4)",
        "np.ravel([[1, 2], [3, 4]])",
        "np.ravel(b)",
        "a.transpose(2, 0, 1)",
        "a.transpose((2, 0, 1))",
        "a.transpose(-1, 0, 1)",
        "a.transpose(None)",
        "a.transpose(0, 1)",
        "a.transpose(0, 0, 1)",
        "a.transpose(0, 1, 3)",
        "np.transpose(a)",
        "np.transpose(a, (1, 0, 2))",
        "np.transpose([[1, 2], [3, 4]])",
        "np.permute_dims(a, (1, 0, 2))",
        "a.swapaxes(0, 3)",
        "np.swapaxes(a, 0, 2)",
        "np.moveaxis(a, 0, -1)",
        "np.moveaxis(a, [0, 1], [-1, -2])",
        "np.moveaxis(a, [0, 1], [0])",
        "np.moveaxis(a, 5, 0)",
        "np.matrix_transpose(a)",
        "v.T",
        "s.T",
        "v.mT",
        "np.expand_dims(v, 0)",
        "np.expand_dims(v, (0, 2))",
        "np.expand_dims(v, 5)",
        "np.expand_dims(v, (0, 0))",
        "np.squeeze(np.ones((1, 3, 1)))",
        "np.squeeze(np.ones((1, 3, 1)), axis=0)",
        "np.squeeze(np.ones((1, 3, 1)), axis=(0, -1))",
        "np.squeeze(a, axis=1)",
        "np.squeeze(a, axis=7)",
        "np.ones((1, 1)).squeeze()",
        "np.atleast_1d(5)",
        "np.atleast_1d(v)",
        "np.atleast_2d(v)",
        "np.atleast_3d(v)",
        "np.atleast_1d(5, v)",
        "np.broadcast_to(v, (3, 6))",
        "np.broadcast_to(5, (2, 2))",
        "np.broadcast_to(v, (6, 3))",
        "np.broadcast_to(v, 6)",
        "np.broadcast_to(v[:, None], (6, 0))",
        "np.broadcast_to(a, (2, 3))",
        "np.broadcast_arrays(v, np.ones((2, 1)))",
        "np.broadcast_shapes((2, 1), (3,), ())",
        "np.broadcast_shapes((2,), (3,))",
        "a.resize",
        "np.resize(v, (2, 5))",
        "np.flip(a)",
        "np.flip(a, 1)",
        "np.flip(a, (0, 2))",
        "np.fliplr(a[0])",
        "np.flipud(a[0])",
        "np.rot90(a[0])",
        "np.rot90(a[0], k=2)",
        "np.rot90(a[0], k=-1)",
        "np.roll(v, 2)",
        "np.roll(a, 1, axis=1)",
        "np.roll(a, (1, 2), axis=(0, 2))",
        "np.tile(v, 2)",
        "np.tile(v, (2, 1))",
        "np.repeat(v, 2)",
        "np.repeat(a, 2, axis=1)",
        "np.repeat(v, [0, 1, 2, 0, 1, 0])",
        "v.repeat(3)",
        "a.diagonal()",
        "np.diag(v[:3])",
        "np.diag(a[0])",
        "np.diag(a[0], k=1)",
        "np.trace(a[0])",
        "a.shape",
        "np.shape([[1, 2]])",
        "np.ndim([[1]])",
        "np.size([[1, 2]])",
        "np.size(a, 1)",
        "[a.ndim, a.size, a.itemsize, a.nbytes, len(a), a.strides, a.T.strides]",
        "np.swapaxes(v, 0, 1)",
    ],
)
def test_functions(code):
    check(f"{SETUP}; [a, v, outcome(lambda: {code})]")


def test_setting_attributes():
    check(f"{SETUP}; a.shape = (4, 6); a")
    check(f"{SETUP}; a.shape = (-1,); a")
    check(f"{SETUP}; b.shape = (24,); b")
    check(f"{SETUP}; a.shape = (5, 5); a")
    check(f"{SETUP}; a.T = a; a")
    check(f"{SETUP}; a.ndim = 2; a")
    check(f"{SETUP}; a.nonsense = 2; a")


@pytest.mark.parametrize("function", ["concatenate", "stack", "vstack", "hstack", "dstack", "column_stack"])
@pytest.mark.parametrize(
    "parts",
    [
        "[v, v]",
        "(v, v[::-1])",
        "[a, a]",
        "[a, a.astype(float)]",
        "[b, b]",
        "[[1, 2], [3, 4]]",
        "[v]",
        "[]",
        "[v, v[:3]]",
        "[a, v]",
        "[s, s]",
        "[1, 2]",
        "v",
        "[np.float32(1), np.int8(2)]",
        "[v, [1, 2, 3, 4, 5, 6.5]]",
        "[z, z]",
        "[np.zeros((2, 0)), np.ones((2, 3))]",
        "[v > 2, v]",
        "iter([v, v])",
        "None",
        "[a, None]",
    ],
)
def test_joining(function, parts):
    check(f"{SETUP}; np.{function}({parts})")


@pytest.mark.parametrize(
    "code",
    [
        "np.concatenate([a, a], axis=1)",
        "np.concatenate([a, a], axis=-1)",
        "np.concatenate([a, a], axis=3)",
        "np.concatenate([a, a], axis=None)",
        "np.concatenate([a, c], axis=1)",
        "np.concatenate([a, c], axis=0)",
        "np.concatenate([b, b], 1)",
        "np.concatenate([v, v], dtype=float)",
        "np.concatenate([v, v], dtype='int8')",
        "np.concatenate([v, v], dtype='int8', casting='unsafe')",
        "np.concatenate([v, v], out=np.zeros(12))",
        "np.concatenate([v, v], out=np.zeros(11))",
        "np.concatenate([v, v], out=np.zeros(12, 'int8'))",
        "np.concatenate([v + 0.5, v], out=np.zeros(12, int))",
        "np.concatenate(([1], [2.5]), axis=0)",
        "np.concat([v, v])",
        "np.stack([v, v], axis=1)",
        "np.stack([v, v], axis=-1)",
        "np.stack([v, v], axis=2)",
        "np.stack([a, a], axis=-2)",
        "np.stack([v, v], out=np.zeros((2, 6)))",
        "np.stack([v, v], dtype='float32')",
        "np.vstack([v, v], dtype=float)",
        "np.append(v, 7)",
        "np.append(a[0], [[1, 2, 3, 4]], axis=0)",
        "np.r_",
        "np.split(v, 3)",
        "np.split(v, [2, 4])",
        "np.split(v, 4)",
        "np.array_split(v, 4)",
        "np.split(a, 3, axis=1)",
        "np.vsplit(a[0], 3)",
        "np.hsplit(a[0], 2)",
        "np.concatenate([a[..., :2], a[..., 2:]], axis=2)",
    ],
)
def test_joining_and_splitting(code):
    check(f"{SETUP}; {'1' if code == 'np.r_' else code}")


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_copying_between_layouts(dtype, layout):
    def body(np):
        a = LAYOUTS[layout](np, np.array(range(2, 26)).astype(dtype).reshape(2, 3, 4))
        return [
            a.copy(),
            a.ravel(),
            a.flatten("F"),
            np.concatenate([a, a], axis=1),
            np.stack([a, a], axis=3),
            a.T.reshape(-1),
            a.tobytes(),
        ]

    check(body)


@given(st.lists(st.sampled_from([1, 2, 3, 4]), max_size=4), st.data())
def test_random_reshape(shape, data):
    """A view exactly when NumPy makes one, with NumPy's strides."""
    axes = data.draw(st.permutations(range(len(shape))))
    steps = [data.draw(st.sampled_from([1, 1, 1, -1, 2])) for _ in shape]
    order = data.draw(st.sampled_from("CFA"))

    def final(a):
        rest, target = a.size, []
        for cut in cuts:
            if rest % cut == 0:
                target.append(cut)
                rest //= cut
        return [*target, rest]

    cuts = data.draw(st.lists(st.sampled_from([1, 2, 3, 4]), max_size=3))

    def body(np):
        base = np.arange(math.prod(shape)).reshape(shape)
        a = base.transpose(axes)[tuple(slice(None, None, step) for step in steps)]
        return [base, a, a.reshape(final(a), order=order), a.ravel(order)]

    check(body)


@pytest.mark.parametrize(
    "code",
    [
        "v.view('float64')",
        "v.view(np.int32)",
        "v.view('uint8')",
        "v.view('int8').reshape(6, 8)",
        "v.view(np.int64)",
        "v.view('complex128')",
        "v[:5].view('complex128')",
        "a.view('int32')",
        "b.view('int32')",
        "b.view('uint64')",
        "c.view('int8').shape",
        "c.view('complex128')",
        "v[::2].view('int8')",
        "s.view('float64')",
        "s.view('int8')",
        "v.view('nonsense')",
        "v.astype('float32').view('int32')",
        "np.array([1.5, -0.0, float('inf')]).view('uint64')",
        "np.float64(1).view('int64')",
    ],
)
def test_view_as_another_dtype(code):
    check(f"{SETUP}; [v, a, outcome(lambda: {code})]")
