"""Trains a small neural network on handwritten digits: plain NumPy code, run on Tegula or on NumPy.

    python examples/digits.py                            on Tegula, with the 1,797 digits of examples/data
    python examples/digits.py --backend numpy            the same code on NumPy
    python examples/digits.py --data mine.npz            your own X (samples, features) and y (labels)
    python examples/digits.py --data mine.csv            the label in the last column

The network is 64 standardised pixels -> 128 ReLU units with dropout -> softmax, trained by mini-batch
gradient descent with momentum. Every random number comes from `np.random.default_rng(seed)`, so both modules
see the same stream.
"""

import argparse
import contextlib
import importlib
import io
import json
import sys
import time
from pathlib import Path

import digits_data

np = None  # the array module, chosen by --backend

HIDDEN = 128
BATCH = 32
EPOCHS = 150
RATE = 0.01
MOMENTUM = 0.9
DROPOUT = 0.3
SEED = 0
CHECKED_ROWS = 16
LIMIT = 3.0  # standard deviations, where inputs are clipped: some pixels are inked in one image of a thousand


# Down to the end mark: functions of the tutorial "NumPy for Machine Learning", unchanged, not reformatted.
# fmt: off


def train_test_split(X, y, test_size=0.2, random_state=None):
    rng = np.random.default_rng(random_state)
    n = len(X)
    indices = rng.permutation(n)

    split_idx = int(n * (1 - test_size))
    train_idx, test_idx = indices[:split_idx], indices[split_idx:]

    return X[train_idx], X[test_idx], y[train_idx], y[test_idx]


# Z-score normalization (standardization)
def standardize(X, axis=0):
    mean = np.mean(X, axis=axis, keepdims=True)
    std = np.std(X, axis=axis, keepdims=True)
    return (X - mean) / (std + 1e-8)


# PCA using SVD
def pca(X, n_components):
    # Center the data
    X_centered = X - np.mean(X, axis=0)

    # SVD
    U, S, Vt = np.linalg.svd(X_centered, full_matrices=False)

    # Project onto top components
    components = Vt[:n_components]
    X_pca = X_centered @ components.T

    # Explained variance
    explained_variance = (S ** 2) / (len(X) - 1)
    explained_variance_ratio = explained_variance[:n_components] / explained_variance.sum()

    return X_pca, components, explained_variance_ratio


def init_weights(shape, method='xavier', rng=None):
    if rng is None:
        rng = np.random.default_rng()

    n_in, n_out = shape

    if method == 'xavier' or method == 'glorot':
        # Xavier/Glorot initialization (for tanh, sigmoid)
        limit = np.sqrt(6 / (n_in + n_out))
        return rng.uniform(-limit, limit, shape)

    elif method == 'he':
        # He initialization (for ReLU)
        std = np.sqrt(2 / n_in)
        return rng.normal(0, std, shape)

    elif method == 'lecun':
        # LeCun initialization
        std = np.sqrt(1 / n_in)
        return rng.normal(0, std, shape)

    elif method == 'orthogonal':
        # Orthogonal initialization
        flat_shape = (n_in, n_out)
        a = rng.normal(0, 1, flat_shape)
        u, _, v = np.linalg.svd(a, full_matrices=False)
        q = u if u.shape == flat_shape else v
        return q

    else:
        return rng.normal(0, 0.01, shape)


# Dropout mask
def dropout_mask(shape, p=0.5, rng=None):
    if rng is None:
        rng = np.random.default_rng()
    mask = rng.random(shape) > p
    return mask / (1 - p)  # Inverted dropout


def generate_batches(X, y, batch_size, shuffle=True, random_state=None):
    """Generator for mini-batches"""
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

    # Last batch (if incomplete)
    if n % batch_size != 0:
        yield X[n_batches*batch_size:], y[n_batches*batch_size:]


# ReLU
def relu(x):
    return np.maximum(0, x)


def relu_derivative(x):
    return (x > 0).astype(float)


# Softmax (numerically stable)
def softmax(x, axis=-1):
    x_max = np.max(x, axis=axis, keepdims=True)
    exp_x = np.exp(x - x_max)
    return exp_x / np.sum(exp_x, axis=axis, keepdims=True)


# Categorical cross-entropy
def categorical_cross_entropy(y_true, y_pred, epsilon=1e-15):
    y_pred = np.clip(y_pred, epsilon, 1 - epsilon)
    return -np.sum(y_true * np.log(y_pred)) / len(y_true)


def numerical_gradient(f, x, epsilon=1e-5):
    """
    Compute numerical gradient using finite differences
    Useful for debugging backpropagation
    """
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


def gradient_check(f, x, analytic_grad, epsilon=1e-5):
    """Check if analytic gradient is correct"""
    numerical_grad = numerical_gradient(f, x, epsilon)

    # Relative error
    numerator = np.linalg.norm(numerical_grad - analytic_grad)
    denominator = np.linalg.norm(numerical_grad) + np.linalg.norm(analytic_grad)
    rel_error = numerator / (denominator + 1e-8)

    print(f"Relative error: {rel_error}")
    return rel_error < 1e-5  # Threshold for "correct"


# fmt: on
# End of the tutorial's functions.


def init_params(n_features, n_classes, rng):
    """W1, b1, W2, b2: He-initialised weights, biases of zero."""
    W1 = init_weights((n_features, HIDDEN), method="he", rng=rng)
    W2 = init_weights((HIDDEN, n_classes), method="he", rng=rng)
    return [W1, np.zeros(HIDDEN), W2, np.zeros(n_classes)]


def forward(params, X, mask=None):
    """Class probabilities, with what the backward pass needs. Without a mask nothing is dropped."""
    W1, b1, W2, b2 = params
    z = X @ W1 + b1
    hidden = relu(z)
    if mask is not None:
        hidden = hidden * mask
    return softmax(hidden @ W2 + b2), hidden, z


def loss_and_gradients(params, X, target, mask):
    """Mean cross-entropy of one batch and its gradient by every parameter."""
    W2 = params[2]
    probabilities, hidden, z = forward(params, X, mask)
    loss = categorical_cross_entropy(target, probabilities)
    d_logits = (probabilities - target) / len(X)
    d_z = (d_logits @ W2.T) * mask * relu_derivative(z)
    return loss, [X.T @ d_z, d_z.sum(axis=0), hidden.T @ d_logits, d_logits.sum(axis=0)]


def train(X, y, X_test, y_test, n_classes, epochs, seed, progress):
    """Returns the parameters, the loss of every step, and each epoch's mean training loss and test loss."""
    one_hot = np.eye(n_classes)
    rng = np.random.default_rng(seed)
    params = init_params(X.shape[1], n_classes, rng)
    velocities = [np.zeros_like(p) for p in params]
    losses, train_curve, test_curve = [], [], []
    for epoch in range(epochs):
        first = len(losses)
        for X_batch, y_batch in generate_batches(X, y, BATCH, random_state=seed + epoch):
            mask = dropout_mask((len(X_batch), HIDDEN), p=DROPOUT, rng=rng)
            loss, gradients = loss_and_gradients(params, X_batch, one_hot[y_batch], mask)
            losses.append(float(loss))
            for param, velocity, gradient in zip(params, velocities, gradients, strict=True):
                velocity *= MOMENTUM
                velocity -= RATE * gradient
                param += velocity
        train_curve.append(sum(losses[first:]) / (len(losses) - first))
        test_curve.append(float(categorical_cross_entropy(one_hot[y_test], forward(params, X_test)[0])))
        progress(epoch + 1, epochs, train_curve[-1])
    return params, losses, train_curve, test_curve


def gradient_error(X, y, n_classes, seed):
    """Worst relative error of a fresh network's backward pass, by gradient_check of its four parameters."""
    rng = np.random.default_rng(seed)
    params = init_params(X.shape[1], n_classes, rng)
    X, target = X[:CHECKED_ROWS], np.eye(n_classes)[y[:CHECKED_ROWS]]
    mask = dropout_mask((len(X), HIDDEN), p=DROPOUT, rng=rng)
    _, gradients = loss_and_gradients(params, X, target, mask)

    def loss(_):  # gradient_check changes the parameter in place, so params already holds the new value
        return categorical_cross_entropy(target, forward(params, X, mask)[0])

    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for param, gradient in zip(params, gradients, strict=True):
            gradient_check(loss, param, gradient)
    return max(float(line.rsplit(" ", 1)[1]) for line in printed.getvalue().splitlines())


def progress_bar(shown):
    """A function that redraws one line on stderr, or does nothing."""

    def draw(done, total, loss):
        filled = 30 * done // total
        bar = "#" * filled + "." * (30 - filled)
        sys.stderr.write(f"\r[{bar}] epoch {done}/{total}  loss {loss:.4f}" + "\n" * (done == total))
        sys.stderr.flush()

    return draw if shown else lambda done, total, loss: None


def parse_args(argv):
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=raw)
    parser.add_argument(
        "--backend", choices=["tegula", "numpy"], default="tegula", help="array module (default: tegula)"
    )
    parser.add_argument(
        "--data", type=Path, default=digits_data.DIGITS, help=".npz with X and y, or .csv, label last"
    )
    parser.add_argument(
        "--epochs", type=int, default=EPOCHS, help=f"passes over the data (default: {EPOCHS})"
    )
    parser.add_argument("--seed", type=int, default=SEED, help=f"of every random stream (default: {SEED})")
    parser.add_argument("--json", type=Path, help="write losses and predictions to this file")
    parser.add_argument("--picture", type=Path, help="draw this image (needs matplotlib)")
    parser.add_argument("--progress", action="store_true", help="show the bar even without a terminal")
    args = parser.parse_args(argv)
    if args.epochs < 1:
        parser.error("--epochs must be at least 1")
    if args.seed < 0:
        parser.error("--seed must not be negative")
    return args


def main(argv=None):
    global np
    args = parse_args(argv)
    try:
        np = importlib.import_module(args.backend)
    except ImportError as error:
        print(f"error: --backend {args.backend}: {error}", file=sys.stderr)
        return 1
    try:
        X_raw, y, classes = digits_data.load(np, args.data)
    except digits_data.DataError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1

    # One mean and deviation for all rows; the labels play no part in it.
    X = np.clip(standardize(X_raw), -LIMIT, LIMIT)
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=args.seed)
    projected, components, explained = pca(X, min(2, X.shape[1]))
    # A singular vector is defined up to its sign: make each component's largest entry positive.
    largest = components[np.arange(len(components)), np.argmax(np.abs(components), axis=1)]
    projected = projected * np.sign(largest)

    error = gradient_error(X_train, y_train, len(classes), args.seed)
    progress = progress_bar(args.progress or sys.stderr.isatty())
    start = time.perf_counter()
    params, losses, train_curve, test_curve = train(
        X_train, y_train, X_test, y_test, len(classes), args.epochs, args.seed, progress
    )
    seconds = time.perf_counter() - start
    predictions = np.argmax(forward(params, X_test)[0], axis=1)
    accuracy = float(np.mean(predictions == y_test))

    print(f"backend              {args.backend} {np.__version__}")
    print(f"data                 {len(X)} x {X.shape[1]}, {len(classes)} classes, {len(X_test)} held out")
    print(f"variance in 2-D PCA  {100 * float(explained.sum()):.1f} %")
    print(f"gradient check       {error:.1e} (relative error, at most 1e-05)")
    print(f"loss                 {losses[0]:.4f} at step 1, {losses[-1]:.4f} at step {len(losses)}")
    print(f"test accuracy        {accuracy:.4f}")
    print(f"training loop        {seconds:.2f} s")
    if args.json:
        report = {
            "backend": args.backend,
            "accuracy": accuracy,
            "gradient_error": error,
            "train_seconds": seconds,
            "losses": losses,
            "predictions": [classes[k] for k in predictions.tolist()],
        }
        args.json.parent.mkdir(parents=True, exist_ok=True)
        args.json.write_text(json.dumps(report) + "\n")
    if args.picture:
        import digits_picture

        _, images, _, _ = train_test_split(X_raw, y, random_state=args.seed)
        curves = {"training, with dropout": train_curve, "test": test_curve}
        digits_picture.draw(args.picture, curves, projected, y, classes, images, predictions, y_test)
        print(f"picture              {args.picture}")
    if error >= 1e-5:
        print("error: the gradient check failed", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
