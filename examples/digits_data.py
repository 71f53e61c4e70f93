"""Reads training data for `digits.py`: X and y from an `.npz` or a `.csv` file.

Nothing here needs NumPy: an `.npz` is a zip of `.npy` files, and a `.npy` is a short text header before the
raw elements, which `frombuffer` takes as they are. So the same lines serve every array module passed as `np`.
"""

import ast
import csv
import math
import struct
import zipfile
import zlib
from pathlib import Path

DIGITS = Path(__file__).parent / "data" / "digits.npz"
MIN_ROWS = 20
NPY_MAGIC = b"\x93NUMPY"
NPY_LIMIT = 1 << 30
NPY_ERRORS = (ValueError, SyntaxError, LookupError, TypeError, MemoryError, RecursionError, struct.error)
ITEM_SIZE = {"|b1": 1, "|i1": 1, "|u1": 1} | {f"<{kind}{size}": size for kind in "iuf" for size in (2, 4, 8)}


class DataError(Exception):
    """The user's file cannot be used; the message says why and what is expected."""


def load(np, path):
    """Returns X as float64 (n, features), y as class numbers 0..k-1, and the list of the k labels."""
    path = Path(path)
    readers = {".npz": read_npz, ".csv": read_csv}
    if path.suffix.lower() not in readers:
        raise DataError(f"{path}: expected a .npz or a .csv file")
    try:
        X, y = readers[path.suffix.lower()](np, path)
    except OSError as error:
        raise DataError(f"{path}: {error.strerror or error}") from None
    return check(np, path, X, y)


def check(np, path, X, y):
    """Shapes, kinds and values that the training needs; y becomes class numbers."""
    for name, array in (("X", X), ("y", y)):
        if array.dtype.kind not in "biuf":
            raise DataError(f"{path}: {name} has dtype {array.dtype}; expected numbers")
    if X.ndim > 2 and len(X) > 0:
        X = X.reshape(len(X), -1)
    if X.ndim != 2:
        raise DataError(f"{path}: X has shape {X.shape}; expected (samples, features)")
    if y.ndim != 1:
        raise DataError(f"{path}: y has shape {y.shape}; expected (samples,), one label per row of X")
    if len(X) != len(y):
        raise DataError(f"{path}: X has {len(X)} rows but y has {len(y)} labels")
    if len(X) < MIN_ROWS:
        raise DataError(f"{path}: only {len(X)} rows; at least {MIN_ROWS} are needed")
    if X.shape[1] == 0:
        raise DataError(f"{path}: X has no features")
    X = X.astype(np.float64)
    bad = ~np.isfinite(X)
    if bad.any():
        row, column = divmod(int(bad.argmax()), X.shape[1])
        value = float(X[row, column])
        raise DataError(f"{path}: X holds {value} in row {row}, column {column}; values must be finite")
    labels = y.tolist()
    for row, label in enumerate(labels):
        if not math.isfinite(label) or label != int(label):
            raise DataError(f"{path}: y holds {label} in row {row}; labels must be whole numbers")
    classes = sorted({int(label) for label in labels})
    if len(classes) < 2:
        raise DataError(f"{path}: only one class, {classes[0]}; at least 2 are needed")
    if len(classes) > len(labels) // 2:
        raise DataError(f"{path}: {len(classes)} classes in {len(labels)} rows; is y a label column?")
    number = {label: i for i, label in enumerate(classes)}
    return X, np.array([number[int(label)] for label in labels]), classes


def read_npz(np, path):
    """The members X and y of an .npz file, compressed or not."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.removesuffix(".npy") for name in archive.namelist()]
            for key in ("X", "y"):
                if key not in names:
                    found = ", ".join(names) or "nothing"
                    raise DataError(f"{path}: no array named {key}; expected X and y, found {found}")
            return tuple(read_npy(np, archive, path, key) for key in ("X", "y"))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise DataError(f"{path}: not a readable .npz file ({error})") from None


def read_npy(np, archive, path, key):
    """One .npy member: magic, version, header length, a Python dict as text, then the elements."""
    if archive.getinfo(f"{key}.npy").file_size > NPY_LIMIT:
        raise DataError(f"{path}: {key} is larger than {NPY_LIMIT >> 20} MiB")
    data = archive.read(f"{key}.npy")
    try:
        if data[:6] != NPY_MAGIC or data[6] not in (1, 2, 3):
            raise ValueError("no .npy header")
        form, start = ("<H", 10) if data[6] == 1 else ("<I", 12)
        end = start + struct.unpack_from(form, data, 8)[0]
        header = ast.literal_eval(data[start:end].decode("utf-8" if data[6] == 3 else "latin-1"))
        descr, shape, fortran = header["descr"], header["shape"], header["fortran_order"]
        if not all(type(n) is int and n >= 0 for n in shape):
            raise ValueError("bad shape")
    except NPY_ERRORS:
        raise DataError(f"{path}: {key} is not a valid .npy array") from None
    if descr not in ITEM_SIZE:
        raise DataError(f"{path}: {key} has dtype {descr!r}; expected little-endian numbers")
    count, size = math.prod(shape), ITEM_SIZE[descr]
    if len(data) - end != count * size:
        raise DataError(f"{path}: {key} of shape {shape} needs {count * size} bytes, found {len(data) - end}")
    flat = np.frombuffer(data[end:], dtype=descr)
    return flat.reshape(shape[::-1]).T if fortran else flat.reshape(shape)


def read_csv(np, path):
    """Numbers separated by commas, the label last; a first line without a numeric label is a header."""
    rows, width, header = [], None, False
    try:
        with open(path, newline="", encoding="utf-8-sig") as file:
            reader = csv.reader(file)
            for cells in reader:
                if not any(cell.strip() for cell in cells):
                    continue
                width = width or len(cells)
                if width < 2:
                    raise DataError(f"{path}: one column; expected features and a label, separated by commas")
                where = f"{path}, line {reader.line_num}"
                if len(cells) != width:
                    raise DataError(f"{where}: {len(cells)} cells; the first line has {width}")
                values = [number(cell) for cell in cells]
                if None not in values:
                    rows.append(values)
                elif rows or header or values[-1] is not None:
                    column = values.index(None)
                    raise DataError(f"{where}, column {column + 1}: {cells[column]!r} is not a number")
                else:
                    header = True
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path}: not a readable text file ({error})") from None
    if not rows:
        raise DataError(f"{path}: no rows of numbers")
    table = np.array(rows)
    return table[:, :-1], table[:, -1]


def number(cell):
    """The cell as a float, or None."""
    try:
        return float(cell)
    except ValueError:
        return None
