"""The digits example: readers of the user's data, the training on every module, the comparison."""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import numpy
import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
sys.path.insert(0, str(EXAMPLES))

import digits  # noqa: E402
import digits_compare  # noqa: E402
import digits_data  # noqa: E402

MODULES = ["numpy"] + (["tegula"] if importlib.util.find_spec("tegula") else [])


@pytest.fixture(params=MODULES)
def np(request):
    return importlib.import_module(request.param)


def small_data(rows=30):
    rng = numpy.random.default_rng(0)
    y = numpy.arange(rows) % 3
    return rng.normal(size=(rows, 4)) + y[:, None], y


def spoil(X, row, column, value):
    X[row, column] = value
    return X


def load_error(np, path):
    with pytest.raises(digits_data.DataError) as caught:
        digits_data.load(np, path)
    return str(caught.value)


def test_bundled_digits(np):
    X, y, classes = digits_data.load(np, digits_data.DIGITS)
    with numpy.load(digits_data.DIGITS) as archive:
        assert X.tolist() == archive["X"].tolist()
        assert y.tolist() == archive["y"].tolist()
    assert X.dtype == np.float64
    assert classes == list(range(10))


@pytest.mark.parametrize("save", [numpy.savez, numpy.savez_compressed])
@pytest.mark.parametrize("dtype", ["u1", "<i2", "<i8", "<f4", "<f8", "?"])
@pytest.mark.parametrize("order", "CF")
def test_npz_of_every_layout(np, tmp_path, save, dtype, order):
    X, y = small_data()
    X = numpy.asarray(X.clip(0, 100).astype(dtype), order=order)
    save(tmp_path / "d.npz", X=X, y=10 * y)
    got_X, got_y, classes = digits_data.load(np, tmp_path / "d.npz")
    assert got_X.tolist() == X.astype(float).tolist()
    assert got_y.tolist() == y.tolist()
    assert classes == [0, 10, 20]


def test_images_are_flattened(np, tmp_path):
    X, y = small_data()
    numpy.savez(tmp_path / "d.npz", X=X.reshape(30, 2, 2), y=y)
    assert digits_data.load(np, tmp_path / "d.npz")[0].shape == (30, 4)


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        (lambda X, y: {"X": X}, "no array named y; expected X and y, found X"),
        (lambda X, y: {"a": X, "b": y}, "no array named X"),
        (lambda X, y: {}, "found nothing"),
        (lambda X, y: {"X": X[:29], "y": y}, "X has 29 rows but y has 30 labels"),
        (lambda X, y: {"X": X[:, 0], "y": y}, "X has shape (30,); expected (samples, features)"),
        (lambda X, y: {"X": X, "y": y[:, None]}, "y has shape (30, 1); expected (samples,)"),
        (lambda X, y: {"X": X[:, :0], "y": y}, "X has no features"),
        (lambda X, y: {"X": X[:5], "y": y[:5]}, "only 5 rows; at least 20 are needed"),
        (lambda X, y: {"X": X[:0], "y": y[:0]}, "only 0 rows"),
        (lambda X, y: {"X": spoil(X, 7, 2, numpy.nan), "y": y}, "X holds nan in row 7, column 2"),
        (lambda X, y: {"X": spoil(X, 0, 0, -numpy.inf), "y": y}, "X holds -inf in row 0, column 0"),
        (lambda X, y: {"X": X, "y": y + 0.5}, "y holds 0.5 in row 0; labels must be whole numbers"),
        (lambda X, y: {"X": X, "y": numpy.where(y == 1, numpy.nan, y)}, "y holds nan in row 1"),
        (lambda X, y: {"X": X, "y": y * 0}, "only one class, 0; at least 2 are needed"),
        (lambda X, y: {"X": X, "y": numpy.arange(30)}, "30 classes in 30 rows; is y a label column?"),
        (lambda X, y: {"X": X.astype(str), "y": y}, "expected little-endian numbers"),
        (lambda X, y: {"X": X.astype(object), "y": y}, "expected little-endian numbers"),
        (lambda X, y: {"X": X.astype(">f8"), "y": y}, "expected little-endian numbers"),
        (lambda X, y: {"X": X.astype(complex), "y": y}, "expected little-endian numbers"),
    ],
)
def test_npz_messages(np, tmp_path, arrays, words):
    numpy.savez(tmp_path / "d.npz", **arrays(*small_data()))
    assert words in load_error(np, tmp_path / "d.npz")


def test_damaged_npz_never_crashes(np, tmp_path):
    good = digits_data.DIGITS.read_bytes()
    path = tmp_path / "d.npz"
    rng = numpy.random.default_rng(1)
    for _ in range(60):
        data = bytearray(good[: int(rng.integers(1, len(good)))] if rng.random() < 0.5 else good)
        for at in rng.integers(0, len(data), 4):
            data[at] = int(rng.integers(256))
        path.write_bytes(data)
        try:
            X, _, _ = digits_data.load(np, path)
            assert X.shape == (1797, 64)
        except digits_data.DataError as error:
            assert str(path) in str(error)


@pytest.mark.parametrize("header", ["", "a,b,c,d,label\n"])
def test_csv(np, tmp_path, header):
    X, y = small_data()
    lines = [",".join([*map(repr, map(float, row)), str(label)]) for row, label in zip(X, y, strict=True)]
    path = tmp_path / "d.csv"
    path.write_text(header + "\n".join(lines) + "\n\n")
    got_X, got_y, classes = digits_data.load(np, path)
    assert got_X.tolist() == X.tolist()
    assert got_y.tolist() == y.tolist()
    assert classes == [0, 1, 2]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no rows of numbers"),
        ("a,b\n", "no rows of numbers"),
        ("1\n2\n", "one column; expected features and a label"),
        ("1,2,0\n1,2\n", "line 2: 2 cells; the first line has 3"),
        ("1,x,0\n", "line 1, column 2: 'x' is not a number"),
        ("a,b\nc,d\n", "line 2, column 1: 'c' is not a number"),
        ("1,2,0\n1,,0\n", "line 2, column 2: '' is not a number"),
        ("1,nan,0\n" * 30, "X holds nan in row 0, column 1"),
        ("1,2,0.5\n" * 30, "y holds 0.5 in row 0"),
        ("\0\0,\0\n1,\udcff", "not a readable text file"),
    ],
)
def test_csv_messages(np, tmp_path, text, words):
    path = tmp_path / "d.csv"
    path.write_bytes(text.encode(errors="surrogateescape"))
    assert words in load_error(np, path)


def test_other_files(np, tmp_path):
    assert "No such file" in load_error(np, tmp_path / "none.npz")
    assert "expected a .npz or a .csv file" in load_error(np, tmp_path / "d.txt")
    (tmp_path / "d.npz").write_text("hello")
    assert "not a readable .npz file" in load_error(np, tmp_path / "d.npz")


def test_main_reports_bad_data_without_a_traceback(tmp_path):
    command = [sys.executable, EXAMPLES / "digits.py", "--backend", "numpy", "--data", tmp_path / "none.csv"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ") and "Traceback" not in done.stderr


def run_digits(backend, path, *options):
    command = [sys.executable, EXAMPLES / "digits.py", "--backend", backend, "--json", path, *options]
    subprocess.run(command, check=True, capture_output=True)
    return json.loads(path.read_text())


@pytest.mark.parametrize("backend", MODULES)
def test_own_data(backend, tmp_path):
    X, y = small_data(90)
    numpy.savez(tmp_path / "d.npz", X=X * 3, y=y + 5)
    run = run_digits(backend, tmp_path / "run.json", "--data", tmp_path / "d.npz", "--epochs", "20")
    assert run["gradient_error"] < 1e-5
    assert set(run["predictions"]) <= {5, 6, 7}
    assert run["losses"][-1] < run["losses"][0]


@pytest.mark.skipif("tegula" not in MODULES, reason="tegula is not installed")
def test_same_run_on_both_modules(tmp_path):
    paths = [tmp_path / f"{name}.json" for name in MODULES]
    for name, path in zip(MODULES, paths, strict=True):
        run_digits(name, path, "--epochs", "20")
    assert digits_compare.main([str(path) for path in paths]) == 0


def run_record(**changes):
    record = {
        "backend": "numpy",
        "accuracy": 0.98,
        "gradient_error": 1e-9,
        "train_seconds": 2.0,
        "losses": [3.0, 1.0, 0.5],
        "predictions": [1, 2, 3],
    }
    return record | changes


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, None),
        ({"losses": [3.0 * (1 + 1e-13), 1.0, 0.5 * (1 + 1e-7)]}, None),
        ({"losses": [3.0 * (1 + 1e-11), 1.0, 0.5]}, "the first loss differs by 1.0e-11"),
        ({"losses": [3.0, 1.0, 0.5 * (1 + 1e-5)]}, "the last loss differs by 1.0e-05"),
        ({"losses": [3.0, 1.001, 0.5]}, "some loss differs by 1.0e-03"),
        ({"losses": [3.0, 1.0, float("nan")]}, "the last loss differs by nan"),
        ({"losses": [3.0, 1.0]}, "2 steps, the reference took 3"),
        ({"predictions": [1, 2, 4]}, "1 of 3 predictions differ"),
        ({"accuracy": 0.96}, "test accuracy 0.9600 is below 0.97"),
        ({"gradient_error": 1e-4}, "gradient check error 1.0e-04"),
        ({"gradient_error": float("nan")}, "gradient check error nan"),
    ],
)
def test_comparison(tmp_path, capsys, changes, words):
    (tmp_path / "n.json").write_text(json.dumps(run_record()))
    (tmp_path / "t.json").write_text(json.dumps(run_record(backend="tegula", train_seconds=1.0, **changes)))
    code = digits_compare.main([str(tmp_path / "t.json"), str(tmp_path / "n.json")])
    captured = capsys.readouterr()
    assert "2.00x" in captured.out
    if words is None:
        assert code == 0 and captured.err == ""
    else:
        assert code == 1 and words in captured.err


def test_gradient_check_catches_a_wrong_gradient(monkeypatch):
    monkeypatch.setattr(digits, "np", numpy)
    X, y = small_data()
    assert digits.gradient_error(X, y, 3, 0) < 1e-5
    monkeypatch.setattr(digits, "relu_derivative", lambda z: numpy.ones_like(z))
    assert digits.gradient_error(X, y, 3, 0) > 1e-3
