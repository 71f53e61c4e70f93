"""What users of NumPy write for machine learning, piece by piece: same numbers from the same code."""

import pytest
from diff import Close, check

DATA = """
rng = np.random.default_rng(42)
data = rng.normal(size=(100, 5))
labels = rng.integers(0, 4, size=100)
"""
PIECES = {
    "squares": "np.arange(1_000_000) ** 2",
    "creation": """
arr = np.array([1, 2, 3, 4, 5])
matrix = np.array([[1, 2, 3], [4, 5, 6]])
small = np.array([1, 2, 3], dtype=np.int8)
[arr, matrix, small, np.zeros((3, 4)), np.zeros_like(matrix), np.ones_like(arr), np.full((3, 4), 0.01),
 np.eye(5), np.eye(5, k=1),
 np.arange(0, 10, 2), np.linspace(0, 1, 5), np.empty((3, 4)).shape]
""",
    "initialisation": """
n_in, n_out = 784, 256
xavier = rng.normal(0, np.sqrt(2 / (n_in + n_out)), (n_in, n_out))
he = rng.normal(0, np.sqrt(2 / n_in), (n_in, n_out))
[xavier, he, rng.integers(0, 10, size=(3, 4)), rng.random((3, 4))]
""",
    "slices": """
arr = np.arange(10)
matrix = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]])
[arr[0], arr[-1], arr[2:5], arr[::2], arr[::-1], arr[5:], matrix[0, 0], matrix[0, :], matrix[:, 0],
 matrix[:2, :2], matrix[::2, ::2]]
""",
    "masks": """
arr = np.array([1, -2, 3, -4, 5, -6])
positive = arr[arr > 0]
even = arr[arr % 2 == 0]
both = arr[(arr > 0) & (arr < 4)]
either = arr[(arr < 0) | (arr > 4)]
column = data[:, 0]
filtered = column[np.abs(column - column.mean()) < 2 * column.std()]
arr[arr < 0] = 0
[positive, even, both, either, filtered, arr]
""",
    "positions": """
arr = np.array([10, 20, 30, 40, 50])
matrix = np.arange(12).reshape(3, 4)
batch = rng.normal(size=(100, 10))
[arr[np.array([0, 2, 4])], matrix[np.array([0, 2, 2]), np.array([1, 3, 0])], batch[np.arange(100), labels]]
""",
    "new axes": """
tensor = np.arange(120).reshape(2, 3, 4, 5)
arr = np.array([1, 2, 3])
[tensor[0, ...], tensor[..., 0], arr[:, np.newaxis], arr[np.newaxis, :], arr[:, None] + arr]
""",
    "broadcasting": """
matrix = np.array([[1, 2, 3], [4, 5, 6]])
[matrix + np.array([10, 20, 30]), np.array([[1], [2], [3]]) + np.array([10, 20, 30]),
 (data - data.mean(axis=0)) / data.std(axis=0)]
""",
    "batch normalisation": """
batch = rng.normal(size=(8, 16, 16, 3))
mean = batch.mean(axis=(0, 1, 2), keepdims=True)
std = batch.std(axis=(0, 1, 2), keepdims=True)
(batch - mean) / (std + 1e-8)
""",
    "distances": """
expanded, other = data[:, np.newaxis, :], data[np.newaxis, :, :]
squared = np.sum((expanded - other) ** 2, axis=2)
norms = np.sum(data ** 2, axis=1, keepdims=True)
fast = np.sqrt(np.maximum(norms + norms.T - 2 * data @ data.T, 0))
manhattan = np.sum(np.abs(expanded - other), axis=2)
[squared, fast > 1, manhattan, np.sqrt(squared)]
""",
    "attention": """
q, k, v = rng.normal(size=(10, 64)), rng.normal(size=(20, 64)), rng.normal(size=(20, 8))
scores = q @ k.T / np.sqrt(64)
weights = np.exp(scores - np.max(scores, axis=-1, keepdims=True))
weights /= np.sum(weights, axis=-1, keepdims=True)
[scores, weights, weights @ v]
""",
    "pitfalls": """
a, b = np.ones((3, 1)), np.ones((4, 1))
[outcome(lambda: a + b), b.flatten().shape, a + b.T]
""",
    "vectorised": """
a, b = np.array([1, 2, 3, 4]), np.array([10, 20, 30, 40])
[a + b, a * b, a ** b, np.exp(a), a > 2, np.maximum(a, 2), 1 / (1 + np.exp(-data)),
 np.where(data > 0, data, 0), np.maximum(data, 0)]
""",
    "reshaping": """
arr = np.arange(12)
matrix = np.array([[1, 2], [3, 4]])
flat, ravelled = matrix.flatten(), matrix.ravel()
flat[0] = 7
ravelled[0] = 999
[arr, arr.reshape(3, 4), arr.reshape(2, 2, 3), arr.reshape(3, -1), arr.reshape(-1),
 arr.reshape(3, 4, order='F'), matrix, flat, matrix.reshape(-1)]
""",
    "axes": """
tensor = np.arange(24.0).reshape(2, 3, 4)
arr = np.array([1, 2, 3])
[tensor.T, tensor.transpose(2, 0, 1), tensor.transpose(), tensor.swapaxes(0, 2), np.moveaxis(tensor, 0, -1),
 np.expand_dims(arr, axis=1), np.squeeze(arr[:, None]),
 np.broadcast_to(arr[:, np.newaxis], (3, 5))]
""",
    "stacking": """
a, b = np.array([1, 2, 3]), np.array([4, 5, 6])
[np.vstack([a, b]), np.hstack([a, b]), np.stack([a, b], axis=0), np.stack([a, b], axis=1),
 np.concatenate([a, b], axis=0)]
""",
    "images": """
batch = rng.normal(size=(4, 28, 28, 1))
nhwc = rng.normal(size=(2, 24, 24, 3))
[batch.reshape(4, -1), nhwc.transpose(0, 3, 1, 2), data.reshape(-1, 50, 5)]
""",
    "products": """
a, b = np.array([[1, 2], [3, 4]]), np.array([[5, 6], [7, 8]])
stack = rng.normal(size=(10, 3, 4)), rng.normal(size=(10, 4, 5))
[a * b, a @ b, np.dot(a, b), np.matmul(a, b), np.dot(np.array([1, 2, 3]), np.array([4, 5, 6])),
 stack[0] @ stack[1]]
""",
    "statistics": """
[np.mean(data), np.std(data), np.var(data), np.min(data), np.max(data), np.argmin(data), np.argmax(data),
 np.mean(data, axis=0), np.std(data, axis=0),
 np.mean(data, axis=1), np.mean(data, axis=0, keepdims=True), np.mean(data.reshape(4, 5, 5, 5),
 axis=(1, 2)), np.cumsum(data[0]), np.cumprod(data[0])]
""",
    "normalisation": """
def standardize(X, axis=0):
    mean = np.mean(X, axis=axis, keepdims=True)
    std = np.std(X, axis=axis, keepdims=True)
    return (X - mean) / (std + 1e-8)

def min_max_normalize(X, axis=0):
    min_val = np.min(X, axis=axis, keepdims=True)
    max_val = np.max(X, axis=axis, keepdims=True)
    return (X - min_val) / (max_val - min_val + 1e-8)

def batch_norm(X, gamma=1, beta=0, epsilon=1e-8):
    mean = np.mean(X, axis=0, keepdims=True)
    var = np.var(X, axis=0, keepdims=True)
    X_norm = (X - mean) / np.sqrt(var + epsilon)
    return gamma * X_norm + beta

[standardize(data), min_max_normalize(data), batch_norm(data), standardize(data, axis=1)]
""",
    "l2 normalisation": "data / (np.linalg.norm(data, axis=1, keepdims=True) + 1e-8)",
    "random numbers": """
arr = np.arange(10)
rng.shuffle(arr)
indices = rng.permutation(len(data))
train_size = int(0.8 * len(data))
[arr, indices[:train_size], indices[train_size:], rng.uniform(0, 10, size=(3, 4)),
 rng.standard_normal((3, 4)), rng.integers(0, 100, size=10)]
""",
    "independent streams": """
streams = [np.random.Generator(np.random.PCG64(s)) for s in np.random.SeedSequence(12345).spawn(10)]
state = rng.bit_generator.state
first = rng.random(3)
rng.bit_generator.state = state
[[stream.random(100) for stream in streams], first, rng.random(3)]
""",
    "dropout": """
def dropout_mask(shape, p=0.5, rng=None):
    if rng is None:
        rng = np.random.default_rng()
    mask = rng.random(shape) > p
    return mask / (1 - p)

[dropout_mask((5, 6), 0.3, rng), data + rng.normal(0, 0.1, data.shape)]
""",
    "ufunc methods": """
arr = np.array([1, 2, 3, 4, 5])
counted = arr.copy()
np.add.at(counted, [0, 2, 4], 10)
[np.add.accumulate(arr), np.multiply.accumulate(arr), np.add.reduce(arr), np.multiply.reduce(arr),
 np.maximum.reduce(arr), np.add.outer(arr[:3], arr[:3]), counted]
""",
    "views and copies": """
arr = np.arange(10)
view, copy = arr[::2], arr[::2].copy()
view[0] = 999
copy[1] = 5
[arr, view, copy, view.base is arr, copy.base is None, arr.reshape(2, 5).base is arr,
 arr[[0, 2, 4]].base is None]
""",
    "out": """
arr = data[0].copy()
result = np.empty_like(arr)
np.sin(arr, out=result)
arr += 1
arr *= 2
np.add(arr, 1, out=result)
np.multiply(result, 2, out=result)
np.subtract(result, 3, out=result)
[arr, result]
""",
    "conditions": "[np.where(data > 0, data, 0), np.where(data > 0.5, data * 2, data / 2), data[data > 0]]",
    "memory order": """
c, f = np.array([[1, 2], [3, 4]], order='C'), np.array([[1, 2], [3, 4]], order='F')
[c, f, c.flags['C_CONTIGUOUS'], f.flags['F_CONTIGUOUS'], c.sum(axis=1), f.sum(axis=0)]
""",
    "smaller dtypes": (
        "[data.astype(np.float32), data.astype(np.float16), data.astype(np.float32).nbytes, "
        "data.astype(np.float16).sum(axis=0)]"
    ),
    "one-hot": """
one_hot = np.zeros((len(labels), 4))
one_hot[np.arange(len(labels)), labels] = 1
[np.eye(4)[labels], one_hot, np.argmax(one_hot, axis=1)]
""",
    "splits": """
def train_test_split(X, y, test_size=0.2, random_state=None):
    rng = np.random.default_rng(random_state)
    n = len(X)
    indices = rng.permutation(n)
    split_idx = int(n * (1 - test_size))
    train_idx, test_idx = indices[:split_idx], indices[split_idx:]
    return X[train_idx], X[test_idx], y[train_idx], y[test_idx]

def k_fold_indices(n, k=5, shuffle=True, random_state=None):
    indices = np.arange(n)
    if shuffle:
        rng = np.random.default_rng(random_state)
        rng.shuffle(indices)
    fold_size = n // k
    for i in range(k):
        test_idx = indices[i*fold_size:(i+1)*fold_size]
        train_idx = np.concatenate([indices[:i*fold_size], indices[(i+1)*fold_size:]])
        yield train_idx, test_idx

[train_test_split(data, labels, random_state=1), list(k_fold_indices(23, random_state=2))]
""",
    "batches": """
def generate_batches(X, y, batch_size, shuffle=True, random_state=None):
    n = len(X)
    rng = np.random.default_rng(random_state)
    if shuffle:
        indices = rng.permutation(n)
        X, y = X[indices], y[indices]
    n_batches = n // batch_size
    for i in range(n_batches):
        start = i * batch_size
        end = start + batch_size
        yield X[start:end], y[start:end]
    if n % batch_size != 0:
        yield X[n_batches*batch_size:], y[n_batches*batch_size:]

list(generate_batches(data, labels, 32, random_state=3))
""",
    "activations": """
def sigmoid(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))

def softmax(x, axis=-1):
    x_max = np.max(x, axis=axis, keepdims=True)
    exp_x = np.exp(x - x_max)
    return exp_x / np.sum(exp_x, axis=axis, keepdims=True)

s = sigmoid(data)
[np.maximum(0, data), (data > 0).astype(float), np.where(data > 0, data, 0.01 * data), s, s * (1 - s),
 np.tanh(data), 1 - np.tanh(data) ** 2, softmax(data), softmax(data, axis=0), softmax(data * 1000)]
""",
    "losses": """
y_true = np.eye(4)[labels]
y_pred = np.clip(rng.random((100, 4)), 1e-15, 1 - 1e-15)
[np.mean((y_true - y_pred) ** 2), 2 * (y_pred - y_true) / len(y_true), -np.mean(y_true * np.log(y_pred)),
 -np.sum(y_true * np.log(y_pred)) / len(y_true),
 -np.mean(y_true * np.log(y_pred) + (1 - y_true) * np.log(1 - y_pred)), np.mean(np.maximum(0,
 1 - y_true * y_pred))]
""",
    "convolution": """
def conv2d(image, kernel, stride=1):
    h, w = image.shape
    kh, kw = kernel.shape
    out_h, out_w = (h - kh) // stride + 1, (w - kw) // stride + 1
    output = np.zeros((out_h, out_w))
    for i in range(out_h):
        for j in range(out_w):
            r, c = i * stride, j * stride
            output[i, j] = np.sum(image[r:r+kh, c:c+kw] * kernel)
    return output

def max_pool2d(x, pool_size=2, stride=2):
    h, w = x.shape
    out_h, out_w = (h - pool_size) // stride + 1, (w - pool_size) // stride + 1
    output = np.zeros((out_h, out_w))
    for i in range(out_h):
        for j in range(out_w):
            r, c = i * stride, j * stride
            output[i, j] = np.max(x[r:r+pool_size, c:c+pool_size])
    return output

image = rng.normal(size=(12, 12))
[conv2d(image, np.ones((3, 3)) / 9), conv2d(image, rng.normal(size=(2, 2)), 2), max_pool2d(image)]
""",
    "gradient check": """
def numerical_gradient(f, x, epsilon=1e-5):
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=['multi_index'], op_flags=['readwrite'])
    while not it.finished:
        idx = it.multi_index
        old_value = x[idx]
        x[idx] = old_value + epsilon
        fx_plus = f(x)
        x[idx] = old_value - epsilon
        fx_minus = f(x)
        grad[idx] = (fx_plus - fx_minus) / (2 * epsilon)
        x[idx] = old_value
        it.iternext()
    return grad

x = np.arange(1.0, 7).reshape(2, 3)
numerical = numerical_gradient(lambda x: np.sum(x ** 2), x)
error = np.linalg.norm(numerical - 2 * x) / (np.linalg.norm(numerical) + np.linalg.norm(2 * x) + 1e-8)
[numerical.round(5), error < 1e-5, x]
""",
    "principal components": """
X_centered = data - np.mean(data, axis=0)
U, S, Vt = np.linalg.svd(X_centered, full_matrices=False)
explained = (S ** 2) / (len(data) - 1)
[S, explained / explained.sum(), np.abs(X_centered @ Vt[:2].T), U.shape, Vt.shape]
""",
    "power iteration": """
a = data.T @ data
v = np.ones(5)
for _ in range(100):
    v = a @ v
    v = v / np.linalg.norm(v)
[v @ a @ v, v]
""",
    "augmentation": """
image = rng.normal(size=(32, 32, 3))
top, left = rng.integers(0, 32 - 24 + 1), rng.integers(0, 32 - 24 + 1)
[image[top:top+24, left:left+24], np.flip(image, axis=1), np.rot90(image, k=2),
 (image - image.mean((0, 1))) / image.std((0, 1)), rng.random() < 0.5]
""",
    "training": """
W, b = rng.normal(0, np.sqrt(2 / 5), (5, 4)), np.zeros(4)
V, c = np.zeros_like(W), np.zeros_like(b)
T = np.eye(4)[labels]
losses = []
for step in range(50):
    z = data @ W + b
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    losses.append(-np.sum(T * np.log(np.clip(p, 1e-15, 1 - 1e-15))) / len(T))
    d = (p - T) / len(T)
    for parameter, velocity, gradient in ((W, V, data.T @ d), (b, c, d.sum(0))):
        velocity *= 0.9
        velocity -= 0.1 * gradient
        parameter += velocity
[losses, W, b, np.argmax(data @ W + b, axis=1)]
""",
}


@pytest.mark.parametrize("name", PIECES)
def test_piece(name):
    check(DATA + PIECES[name], close=Close(rtol=1e-10, atol=1e-12), layout=name != "positions")


@pytest.mark.parametrize("name", ["activations", "normalisation", "losses", "attention", "training"])
def test_piece_in_float32(name):
    code = (DATA + PIECES[name]).replace(
        "data = rng.normal(size=(100, 5))", "data = rng.normal(size=(100, 5)).astype('float32')"
    )
    check(code, close=Close(rtol=2e-4, atol=1e-5))
